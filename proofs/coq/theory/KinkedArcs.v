(** Objectives with kinks (abs, max, min of polynomials): the facts that hold at every selection, and escape arcs that run on
    one side of every kink. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz Objectives Kinks Arcs Roots Gradients
  Lifts Descent CriticalCases PolynomialFunctions CriticalValues BalancedLayers StrictMinima Confinement Subgradients FermatRule.
Import ListNotations.
Open Scope R_scope.

(** ** What holds at every selection *)
Fixpoint kink_facts (k : nat) (nodes : list node) : list fact :=
  match nodes with [] => [] | (f, v) :: rest => node_facts f k v ++ kink_facts (S k) rest end.

Lemma generalised_cases f t s : generalised f t s -> t = 0 \/ s = apply f t.
Proof.
intros [_ H]. destruct (Req_dec t 0) as [E|E]; [now left|right]. apply Rmult_eq_reg_r with t; assumption.
Qed.
Lemma generalised_facts e f k v : smooth f = false -> generalised f (evaluate e v) (e k) -> all_hold e (node_facts f k v).
Proof.
intros Hf H. assert (C := generalised_cases _ _ _ H). destruct H as [B E].
assert (A := apply_facts f true (evaluate e v)).
assert (Q1 : Q2R (-1 # 1) = -1) by (unfold Q2R; simpl; lra). assert (Q3 := RMicromega.Q2R_1). assert (Q4 := RMicromega.Q2R_0).
set (t := evaluate e v) in *. set (s := e k) in *.
destruct f; try discriminate; specialize (A I); unfold node_facts;
  repeat match goal with |- all_hold _ (_ :: _) => apply all_hold_cons end;
  try match goal with |- all_hold _ [] => apply all_hold_nil end; unfold holds; cbn [fst snd];
  unfold minus; cbn [evaluate]; rewrite ?Q2R_opp, ?Q1, ?Q3, ?Q4; fold t s; try lra.
- destruct C as [-> | ->]; [ring|]. destruct A as [A _]. rewrite A. ring.
- nra.
- destruct C as [E0|E0]; [rewrite E0|rewrite E0]; [ring|]. destruct A as (_ & A & _).
  replace (apply Step t * ((apply Step t + - (1)) * t)) with (apply Step t * (apply Step t - 1) * t) by ring. rewrite A. ring.
- destruct C as [E0|E0]; [rewrite E0|rewrite E0]; [ring|]. destruct A as (_ & A & _).
  replace ((1 + -1 * apply Step t) * (apply Step t * t)) with (- (apply Step t * (apply Step t - 1)) * t) by ring. rewrite A. ring.
Qed.

Section Kinked.
Variable n : nat.
Variable nodes : list node.
Variable F : polynomial.
Hypothesis plain : plain_kinks n nodes = true.
Hypothesis form : kinked n nodes F = true.
Notation base := (S n + length nodes)%nat.
Notation f := (objective n nodes F).
Notation known := (kink_facts (S n) nodes).

Lemma kink_facts_hold x e : selection n nodes x e -> all_hold e known.
Proof.
intros [H1 H2].
assert (G : forall nds k, (forall j g v, nth_error nds j = Some (g, v) -> smooth g = false /\ generalised g (evaluate e v) (e (k + j)%nat)) ->
  all_hold e (kink_facts k nds)).
{ induction nds as [|[g v] nds IH]; intros k H; cbn [kink_facts]; [apply all_hold_nil|]. apply all_hold_app.
  - destruct (H O g v eq_refl) as [Hg Hv]. rewrite Nat.add_0_r in Hv. now apply generalised_facts.
  - apply IH. intros j g' v' Hj. destruct (H (S j) g' v' Hj) as [A B]. split; [exact A|]. now rewrite Nat.add_succ_r in B. }
apply G. intros j g v Hj. destruct (plain_node n nodes plain j g v Hj) as [Hg Hv]. split; [exact Hg|].
rewrite (coordinates_value n e x v H1 Hv). now apply H2.
Qed.
Lemma kink_facts_below : facts_below base known = true.
Proof.
assert (G : forall nds k, forallb (fun t : node => below (S n) (snd t)) nds = true -> (S n <= k)%nat ->
  facts_below (k + length nds) (kink_facts k nds) = true).
{ induction nds as [|[g v] nds IH]; intros k H Hk; cbn [kink_facts length]; [reflexivity|].
  cbn [forallb snd] in H. apply andb_prop in H. destruct H as [H1 H2]. rewrite facts_below_app. apply andb_true_intro. split.
  - apply facts_below_le with (S k); [|lia]. apply node_facts_below. now apply below_le with (S n).
  - replace (k + S (length nds))%nat with (S k + length nds)%nat by lia. apply IH; [exact H2|lia]. }
apply G; [|lia]. apply forallb_forall. intros t Ht. assert (K := plain). unfold plain_kinks in K. rewrite forallb_forall in K.
specialize (K t Ht). now apply andb_prop in K.
Qed.

(** *** Partial derivatives: the variables of kinks are constants *)
Lemma kink_derivative e : forall nds d k i, forallb (fun t : node => negb (smooth (fst t))) nds = true ->
  evaluate e (node_derivatives d k nds i) = if Nat.leb k i && Nat.ltb i (k + length nds) then 0 else evaluate e (d i).
Proof.
induction nds as [|[g v] nds IH]; intros d k i H; cbn [node_derivatives length].
- rewrite Nat.add_0_r. destruct (Nat.leb_spec k i), (Nat.ltb_spec i k); try lia; reflexivity.
- cbn [forallb fst] in H. apply andb_prop in H. destruct H as [Hg H]. rewrite (IH _ _ _ H).
  destruct (Nat.eqb_spec i k) as [->|Hne].
  + destruct (Nat.leb_spec (S k) k); [lia|]. cbn [andb]. destruct (Nat.leb_spec k k); [|lia].
    destruct (Nat.ltb_spec k (k + S (length nds))); [|lia]. cbn [andb]. destruct g; try discriminate; cbn [rate evaluate];
      rewrite RMicromega.Q2R_0; ring.
  + destruct (Nat.leb_spec (S k) i), (Nat.leb_spec k i); try lia; cbn [andb]; try reflexivity.
    destruct (Nat.ltb_spec i (S k + length nds)), (Nat.ltb_spec i (k + S (length nds))); try lia; reflexivity.
Qed.
Lemma only_kinks : forallb (fun t : node => negb (smooth (fst t))) nodes = true.
Proof.
apply forallb_forall. intros t Ht. assert (K := plain). unfold plain_kinks in K. rewrite forallb_forall in K.
specialize (K t Ht). now apply andb_prop in K.
Qed.
Lemma lifted_partial_kinks e j p : (j <= n)%nat -> evaluate e (lifted_partial n nodes j p) = evaluate e (partial j p).
Proof.
intros Hj. unfold lifted_partial. set (d := node_derivatives (coordinate_derivatives j) (S n) nodes).
assert (Hd : forall i, evaluate e (d i) = Q2R (if Nat.eqb j i then 1 else 0)).
{ intros i. unfold d. rewrite (kink_derivative e nodes _ _ _ only_kinks).
  destruct (Nat.leb_spec (S n) i); cbn [andb]; [|reflexivity].
  destruct (Nat.ltb i (S n + length nodes)); [|reflexivity]. destruct (Nat.eqb_spec j i); [lia|]. symmetry. exact RMicromega.Q2R_0. }
induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa k]; cbn [Lifts.total partial]; try reflexivity.
- rewrite Hd. reflexivity.
- cbn [evaluate]. now rewrite IHa, IHb.
- cbn [evaluate]. now rewrite IHa, IHb.
- destruct k; [reflexivity|]. cbn [evaluate]. now rewrite IHa.
Qed.
Lemma lifted_partial_scope j p : below base p = true -> below base (lifted_partial n nodes j p) = true.
Proof.
intros Hp. apply total_below; [|exact Hp].
assert (G : forall nds d k, forallb (fun t : node => below (S n) (snd t)) nds = true -> (S n <= k)%nat ->
  (forall i, (i < k)%nat -> below k (d i) = true) ->
  forall i, (i < k + length nds)%nat -> below (k + length nds) (node_derivatives d k nds i) = true).
{ induction nds as [|[g v] nds IH]; intros d k H Hk Hd i Hi; cbn [length node_derivatives] in *.
  - rewrite Nat.add_0_r in *. now apply Hd.
  - cbn [forallb snd] in H. apply andb_prop in H. destruct H as [Hv H].
    rewrite Nat.add_succ_r, <- Nat.add_succ_l in *. apply IH; [exact H|lia| |exact Hi].
    intros m Hm. destruct (Nat.eqb_spec m k) as [->|Hne].
    + simpl. rewrite (below_le k (S k) (Lifts.total d v)); [|apply total_below; [exact Hd|now apply below_le with (S n)]|lia].
      assert (K : (k <? S k)%nat = true) by (apply Nat.ltb_lt; lia). simpl in K. destruct g; simpl; rewrite ?K; reflexivity.
    + apply below_le with k; [apply Hd; lia|lia]. }
apply G; [|lia|].
- apply forallb_forall. intros t Ht. assert (K := plain). unfold plain_kinks in K. rewrite forallb_forall in K.
  specialize (K t Ht). now apply andb_prop in K.
- intros i Hi. reflexivity.
Qed.

Lemma critical_facts_at x e : selection n nodes x e -> squared_norm n (generalised_gradient n F e) = 0 ->
  all_hold e (critical_facts n nodes known F).
Proof.
intros Hs H. apply all_hold_app; [now apply (kink_facts_hold x)|].
intros g Hg. apply in_map_iff in Hg. destruct Hg as [j [<- Hj]]. apply in_seq in Hj. unfold holds. cbn [fst snd].
rewrite lifted_partial_kinks by lia. assert (E := dot_zero n _ H j). unfold generalised_gradient in E.
rewrite coordinate_vector in E by lia. exact E.
Qed.
Lemma critical_facts_scope : below base F = true -> facts_below base (critical_facts n nodes known F) = true.
Proof.
intros H. unfold critical_facts. rewrite facts_below_app, kink_facts_below. cbn [andb].
apply forallb_forall. intros g Hg. apply in_map_iff in Hg. destruct Hg as [j [<- _]]. cbn [snd]. now apply lifted_partial_scope.
Qed.

(** ** Escape arcs *)
Definition side_value (g : elementary) (s : kink_side) : Q :=
  if upper s then 1%Q else match g with Sign => (-1 # 1) | _ => 0%Q end.
Definition side_of (a : escape_arc) (j : nat) : kink_side :=
  nth j (sides a) (KinkSide true [] (Const 0) (Const 0) None).
(** The variables along the arc; those of kinks keep the value of their side. *)
Definition frozen (k : nat) (a : escape_arc) (i : nat) : polynomial :=
  if Nat.ltb i (S n) then moved k i 1 (path a)
  else match nth_error nodes (i - S n) with
       | Some (g, _) => Const (side_value g (side_of a (i - S n)))
       | None => Const 0
       end.
(** The argument of the kink (its opposite, on the lower side) is t^m (first + t later) with first > 0, or m > order. *)
Definition check_side (k : nat) (facts : list fact) (order : nat) (a : escape_arc) (v : polynomial) (s : kink_side) : bool :=
  below k (first s) &&
  match all_combined facts (flat s) with
  | Some l => same_polynomial (let u := substitute (fun i => moved k i 1 (path a)) v in if upper s then u else opposite u)
      (Add (powers k 0 l) (Mul (Pow (Var k) (length (flat s))) (Add (first s) (Mul (Var k) (later s)))))
  | None => false
  end &&
  match first_positive s with Some c => proves_positive facts (first s) c | None => Nat.eqb (length (flat s)) (S order) end.
Definition check_kinked_arc (k : nat) (facts : list fact) (order : nat) (a : escape_arc) : bool :=
  nonnegative_q (weight a) && below k (leading a) && forallb (forallb (below k)) (path a) &&
  Nat.eqb (length (vanishing a)) order &&
  forallb (fun js => check_side k facts order a (snd (snd js)) (side_of a (fst js))) (combine (seq 0 (length nodes)) nodes) &&
  match all_combined facts (vanishing a) with
  | Some l =>
      same_polynomial (Add (substitute (frozen k a) F) (opposite F))
        (Add (powers k 0 l) (Mul (Pow (Var k) order) (Add (leading a) (Mul (Var k) (rest a)))))
  | None => false
  end.

Lemma bounded_in_t e k p : exists B, 0 <= B /\ forall t, 0 <= t <= 1 -> Rabs (evaluate (assign e k t) p) <= B.
Proof.
induction p as [q|i|a (A & A0 & HA) b (B & B0 & HB)|a (A & A0 & HA) b (B & B0 & HB)|a (A & A0 & HA) m]; cbn [evaluate].
- exists (Rabs (Q2R q)). split; [apply Rabs_pos|]. intros. apply Rle_refl.
- exists (1 + Rabs (e i)). assert (P := Rabs_pos (e i)). split; [lra|]. intros t Ht. unfold assign.
  destruct (Nat.eqb i k); [rewrite Rabs_pos_eq|]; lra.
- exists (A + B). split; [lra|]. intros t Ht. eapply Rle_trans; [apply Rabs_triang|]. specialize (HA t Ht). specialize (HB t Ht). lra.
- exists (A * B). split; [now apply Rmult_le_pos|]. intros t Ht. apply product_bound; auto.
- exists (A ^ m). split; [now apply pow_le|]. intros t Ht. rewrite <- RPow_abs. apply pow_incr. split; [apply Rabs_pos|auto].
Qed.

Lemma powers_vanish e facts c l k j : all_hold e facts -> all_combined facts c = Some l -> evaluate e (powers k j l) = 0.
Proof.
intros H. revert l j. induction c as [|c cs IH]; intros l j El; simpl in El.
- injection El as <-. exact RMicromega.Q2R_0.
- destruct (combined facts c) as [p|] eqn:Ec; [|discriminate].
  destruct (all_combined facts cs) as [q|]; [|discriminate]. injection El as <-.
  cbn [powers evaluate]. rewrite (IH q (S j) eq_refl), (combined_ok _ _ _ _ H Ec). ring.
Qed.

Definition close (o : nat) (phi psi : R -> R) : Prop :=
  exists C, 0 <= C /\ forall t, 0 <= t <= 1 -> Rabs (phi t - psi t) <= C * t ^ o.
Lemma close_refl o phi : close o phi phi.
Proof. exists 0. split; [lra|]. intros t _. rewrite Rminus_eq_0, Rabs_R0. lra. Qed.
Lemma close_ext o phi psi psi' : (forall t, 0 <= t <= 1 -> psi t = psi' t) -> close o phi psi -> close o phi psi'.
Proof. intros E (C & C0 & H). exists C. split; [exact C0|]. intros t Ht. rewrite <- E by exact Ht. now apply H. Qed.
Lemma close_plus o a b c d : close o a b -> close o c d -> close o (fun t => a t + c t) (fun t => b t + d t).
Proof.
intros (C & C0 & H) (D & D0 & K). exists (C + D). split; [lra|]. intros t Ht. specialize (H t Ht). specialize (K t Ht).
replace (a t + c t - (b t + d t)) with ((a t - b t) + (c t - d t)) by ring. eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.
Lemma close_mult o a b c d B D : 0 <= B -> 0 <= D -> (forall t, 0 <= t <= 1 -> Rabs (b t) <= B) ->
  (forall t, 0 <= t <= 1 -> Rabs (d t) <= D) -> close o a b -> close o c d -> close o (fun t => a t * c t) (fun t => b t * d t).
Proof.
intros B0 D0 HB HD (C1 & C10 & H) (C2 & C20 & K). exists (C1 * (D + C2) + B * C2).
assert (N1 : 0 <= C1 * (D + C2)) by (apply Rmult_le_pos; lra). assert (N2 : 0 <= B * C2) by (now apply Rmult_le_pos).
split; [lra|]. intros t Ht. specialize (H t Ht). specialize (K t Ht). specialize (HB t Ht). specialize (HD t Ht).
assert (T : 0 <= t ^ o) by (apply pow_le; lra). assert (T1 : t ^ o <= 1) by (rewrite <- (pow1 o); apply pow_incr; lra).
assert (Hc : Rabs (c t) <= D + C2).
{ replace (c t) with (d t + (c t - d t)) by ring. eapply Rle_trans; [apply Rabs_triang|].
  assert (C2 * t ^ o <= C2 * 1) by (apply Rmult_le_compat_l; lra). lra. }
replace (a t * c t - b t * d t) with ((a t - b t) * c t + b t * (c t - d t)) by ring.
eapply Rle_trans; [apply Rabs_triang|]. assert (P1 := product_bound _ _ _ _ H Hc). assert (P2 := product_bound _ _ _ _ HB K). lra.
Qed.

Lemma absolute_kink g u : smooth g = false -> Rabs (apply g u * u) <= Rabs u.
Proof.
intros Hg. rewrite Rabs_mult. rewrite <- (Rmult_1_l (Rabs u)) at 2. apply Rmult_le_compat_r; [apply Rabs_pos|].
destruct g; try discriminate; simpl; destruct (Rle_dec 0 u); apply Rabs_le; lra.
Qed.
Lemma side_bound g s : smooth g = false -> Rabs (Q2R (side_value g s)) <= 1.
Proof.
intros Hg. unfold side_value. destruct (upper s); [rewrite RMicromega.Q2R_1, Rabs_R1; lra|].
destruct g; try discriminate; unfold Q2R; simpl; apply Rabs_le; lra.
Qed.
Lemma on_side g s u : smooth g = false -> 0 <= (if upper s then u else - u) -> apply g u * u = Q2R (side_value g s) * u.
Proof.
intros Hg H. unfold side_value. destruct (upper s).
- rewrite RMicromega.Q2R_1. destruct g; try discriminate; simpl; destruct (Rle_dec 0 u); lra.
- destruct g; try discriminate; unfold Q2R; simpl; destruct (Rle_dec 0 u); nra.
Qed.

Theorem check_kinked_arc_ok e k facts order a (x : Rn n) : (base <= k)%nat -> selection n nodes x e ->
  facts_below k facts = true -> all_hold e facts -> check_kinked_arc k facts order a = true -> local_minimum f x ->
  ~ evaluate e (leading a) < 0.
Proof.
intros Hk Hs Hfb Hf E Hmin Hneg. unfold check_kinked_arc in E.
apply andb_prop in E. destruct E as [E E6]. apply andb_prop in E. destruct E as [E E5].
apply andb_prop in E. destruct E as [E E4]. apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [_ E2].
destruct (all_combined facts (vanishing a)) as [l|] eqn:El; [|discriminate].
set (curve := fun t => vector n (fun i => evaluate (assign e k t) (moved k i 1 (path a)))).
assert (Hft : forall t, all_hold (assign e k t) facts) by (intros t; now apply all_hold_assign).
assert (Hkt : forall t, assign e k t k = t) by (intros t; unfold assign; now rewrite Nat.eqb_refl).
assert (Hcoord : forall t i, (i <= n)%nat -> coordinate n i (curve t) = evaluate (assign e k t) (moved k i 1 (path a))).
{ intros t i Hi. unfold curve. now rewrite coordinate_vector. }
assert (Hval : forall t v, below (S n) v = true ->
  value n v (curve t) = evaluate (assign e k t) (substitute (fun i => moved k i 1 (path a)) v)).
{ intros t v Hv. rewrite evaluate_substitute. apply evaluate_below with (S n); [exact Hv|]. intros i Hi. apply Hcoord. lia. }
(* the objective along the arc, up to order + 1 *)
assert (Hclose : forall p, kinked n nodes p = true ->
  close (S order) (fun t => objective n nodes p (curve t)) (fun t => evaluate (assign e k t) (substitute (frozen k a) p))).
{ apply (kinked_induction n nodes (fun p => close (S order) (fun t => objective n nodes p (curve t))
    (fun t => evaluate (assign e k t) (substitute (frozen k a) p)))).
  - intros q. apply close_refl.
  - intros i Hi. apply (close_ext _ _ (fun t => objective n nodes (Var i) (curve t))); [|apply close_refl].
    intros t _. unfold objective. cbn [evaluate substitute]. rewrite (proj1 (values_selection n nodes plain (curve t)) i Hi).
    rewrite (Hcoord t i Hi). unfold frozen. destruct (Nat.ltb_spec i (S n)); [reflexivity|lia].
  - intros p q Hp Hq. cbn [substitute evaluate]. exact (close_plus _ _ _ _ _ Hp Hq).
  - intros p q Hp Hq. cbn [substitute]. destruct (bounded_in_t e k (substitute (frozen k a) p)) as (B & B0 & HB).
    destruct (bounded_in_t e k (substitute (frozen k a) q)) as (D & D0 & HD). exact (close_mult _ _ _ _ _ B D B0 D0 HB HD Hp Hq).
  - intros p m Hp. cbn [substitute]. destruct (bounded_in_t e k (substitute (frozen k a) p)) as (B & B0 & HB).
    induction m as [|m IH]; [apply close_refl|].
    destruct (bounded_in_t e k (Pow (substitute (frozen k a) p) m)) as (D & D0 & HD).
    exact (close_mult _ _ _ _ _ B D B0 D0 HB HD Hp IH).
  - intros j g v b Hj Hb Hsame. destruct (plain_node n nodes plain j g v Hj) as [Hg Hv]. set (s := side_of a j).
    assert (Es : check_side k facts order a v s = true).
    { rewrite forallb_forall in E5. exact (E5 (j, (g, v)) (in_combine_seq nodes j (g, v) Hj)). }
    set (u := fun t => value n v (curve t)).
    apply (close_ext _ _ (fun t => Q2R (side_value g s) * u t)).
    { intros t _. cbn [substitute evaluate]. unfold frozen at 1. destruct (Nat.ltb_spec (S n + j) (S n)); [lia|].
      replace (S n + j - S n)%nat with j by lia. rewrite Hj. cbn [evaluate]. f_equal. unfold u.
      transitivity (value n b (curve t)).
      - exact (eq_sym (same_polynomial_ok _ _ Hsame (fun i => coordinate n i (curve t)))).
      - rewrite (Hval t b Hb), !evaluate_substitute. apply evaluate_below with (S n); [exact Hb|]. intros i Hi.
        unfold frozen. destruct (Nat.ltb_spec i (S n)); [reflexivity|lia]. }
    assert (Eo : forall t, objective n nodes (Mul (Var (S n + j)) b) (curve t) = apply g (u t) * u t).
    { intros t. exact (kink_product n nodes plain _ _ j g v b (values_selection n nodes plain (curve t)) Hj Hb Hsame). }
    unfold check_side in Es. apply andb_prop in Es. destruct Es as [Es S3]. apply andb_prop in Es. destruct Es as [S1 S2].
    destruct (all_combined facts (flat s)) as [ls|] eqn:Els; [|discriminate].
    set (w := evaluate e (first s)). set (m := length (flat s)) in *.
    assert (Eu : forall t, (if upper s then u t else - u t) = t ^ m * (w + t * evaluate (assign e k t) (later s))).
    { intros t. assert (K := same_polynomial_ok _ _ S2 (assign e k t)). cbn [evaluate] in K.
      rewrite (powers_vanish _ facts (flat s) ls k 0 (Hft t) Els) in K.
      rewrite !(Hkt t) in K. rewrite (evaluate_assign_below e k t (first s) S1) in K. fold w in K.
      unfold u. rewrite (Hval t v Hv). cbv zeta in K. destruct (upper s); [|rewrite evaluate_opposite in K]; lra. }
    destruct (bounded_in_t e k (later s)) as (B & B0 & HB).
    assert (Au : forall t, Rabs (u t) = Rabs (if upper s then u t else - u t)) by (intros t; destruct (upper s); [|rewrite Rabs_Ropp]; reflexivity).
    assert (Diff : forall t, Rabs (apply g (u t) * u t - Q2R (side_value g s) * u t) <= 2 * Rabs (u t)).
    { intros t. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, (Rabs_mult (Q2R _)).
      assert (K1 := absolute_kink g (u t) Hg). assert (K2 := side_bound g s Hg). assert (P := Rabs_pos (u t)).
      assert (Rabs (Q2R (side_value g s)) * Rabs (u t) <= 1 * Rabs (u t)) by (apply Rmult_le_compat_r; lra). lra. }
    assert (Bu : forall t, 0 <= t <= 1 -> Rabs (u t) <= (Rabs w + B) * t ^ m).
    { intros t Ht. rewrite Au, Eu, Rabs_mult, Rabs_pos_eq by (apply pow_le; lra). rewrite Rmult_comm.
      apply Rmult_le_compat_r; [apply pow_le; lra|]. eapply Rle_trans; [apply Rabs_triang|].
      rewrite Rabs_mult, (Rabs_pos_eq t) by lra. specialize (HB t Ht).
      assert (t * Rabs (evaluate (assign e k t) (later s)) <= 1 * B) by (apply Rmult_le_compat; try lra; apply Rabs_pos). lra. }
    assert (W0 := Rabs_pos w). destruct (first_positive s) as [c|].
    + assert (Wp : 0 < w) by (exact (proves_positive_ok e facts _ c S3 Hf)).
      set (t0 := w / (w + B)). assert (T0 : 0 < t0 <= 1).
      { unfold t0. split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_le_reg_r with (w + B); [lra|].
        unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
      assert (T1 : 0 < t0 ^ S order) by (apply pow_lt; lra). assert (T2 : 0 < / t0 ^ S order) by (now apply Rinv_0_lt_compat).
      assert (N : 0 <= 2 * (Rabs w + B) * / t0 ^ S order) by (repeat apply Rmult_le_pos; lra).
      exists (2 * (Rabs w + B) * / t0 ^ S order). split; [exact N|]. intros t Ht. rewrite Eo.
      assert (Tp : 0 <= t ^ S order) by (apply pow_le; lra).
      destruct (Rle_lt_dec t t0) as [Hle|Hlt].
      * rewrite (on_side g s (u t) Hg), Rminus_eq_0, Rabs_R0; [now apply Rmult_le_pos|].
        rewrite Eu. apply Rmult_le_pos; [apply pow_le; lra|].
        assert (Hb' := HB t Ht). apply Rabs_le_between in Hb'.
        assert (t * (- B) <= t * evaluate (assign e k t) (later s)) by (apply Rmult_le_compat_l; lra).
        assert (t * B <= t0 * B) by (apply Rmult_le_compat_r; lra).
        assert (Et : t0 * (w + B) = w) by (unfold t0; field; lra).
        assert (0 <= t0 * w) by (apply Rmult_le_pos; lra). lra.
      * assert (K := Diff t). assert (K' := Bu t Ht).
        assert (t ^ m <= 1) by (rewrite <- (pow1 m); apply pow_incr; lra).
        assert ((Rabs w + B) * t ^ m <= (Rabs w + B) * 1) by (apply Rmult_le_compat_l; lra).
        assert (G : 1 <= / t0 ^ S order * t ^ S order).
        { apply Rmult_le_reg_l with (t0 ^ S order); [exact T1|]. rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l, Rmult_1_r by lra.
          apply pow_incr. lra. }
        assert (2 * (Rabs w + B) * 1 <= 2 * (Rabs w + B) * (/ t0 ^ S order * t ^ S order)) by (apply Rmult_le_compat_l; lra). lra.
    + apply Nat.eqb_eq in S3. fold m in S3. exists (2 * (Rabs w + B)). split; [lra|]. intros t Ht. rewrite Eo.
      assert (K := Diff t). assert (K' := Bu t Ht). rewrite S3 in K'. lra. }
(* F(x(t)) = F(x) + t^order (leading + t rest), up to order + 1 *)
assert (HFb : below base F = true) by (exact (proj1 (partial_scope n nodes 0 F form))).
assert (Hcurve : forall t, evaluate (assign e k t) (substitute (frozen k a) F)
  = f x + t ^ order * (evaluate e (leading a) + t * evaluate (assign e k t) (rest a))).
{ intros t. assert (K := same_polynomial_ok _ _ E6 (assign e k t)). cbn [evaluate] in K.
  rewrite evaluate_opposite, (powers_vanish _ facts _ l k 0 (Hft t) El) in K.
  rewrite (evaluate_assign_below e k t F) in K by (apply below_le with base; assumption).
  rewrite (kinked_value n nodes plain x e F Hs form) in K.
  rewrite (evaluate_assign_below e k t (leading a) E2) in K.
  rewrite !(Hkt t) in K. lra. }
assert (Hc : continuous curve 0).
{ unfold curve. apply (continuous_vector n (fun t i => evaluate (assign e k t) (moved k i 1 (path a)))).
  intros i. apply (continuous_evaluate (assign e k)). intros j. unfold assign.
  destruct (Nat.eqb j k); [apply continuous_id|apply continuous_const]. }
assert (Hcx : curve 0 = x).
{ apply GradientFlow.coordinate_ext. intros i. destruct (le_lt_dec i n) as [Hi|Hi].
  - rewrite Hcoord by exact Hi. rewrite (moved_below k e); [exact (proj1 Hs i Hi)|lia|exact E3|lia].
  - now rewrite !coordinate_zero. }
unfold continuous in Hc. rewrite Hcx in Hc. destruct (Hc _ Hmin) as [eps Heps]. assert (P0 := cond_pos eps).
destruct (Hclose F form) as (C & C0 & HC). destruct (bounded_in_t e k (rest a)) as (B & B0 & HB).
set (w := evaluate e (leading a)) in *.
set (t := Rmin (eps / 2) (Rmin 1 (- w / (2 * (B + C + 1))))).
assert (T1 : t <= eps / 2) by apply Rmin_l.
assert (T2 : t <= 1) by (eapply Rle_trans; [apply Rmin_r|apply Rmin_l]).
assert (T3 : t <= - w / (2 * (B + C + 1))) by (eapply Rle_trans; [apply Rmin_r|apply Rmin_r]).
assert (T0 : 0 < t).
{ unfold t. repeat apply Rmin_glb_lt; try lra. apply Rdiv_lt_0_compat; lra. }
assert (Hb : ball 0 eps t) by (change (Rabs (t - 0) < eps); rewrite Rabs_pos_eq; lra).
assert (Hge := Heps t Hb). cbv beta in Hge.
specialize (HC t ltac:(lra)). specialize (HB t ltac:(lra)). rewrite Hcurve in HC. apply Rabs_le_between in HC. apply Rabs_le_between in HB.
assert (Tp : 0 < t ^ order) by (apply pow_lt; lra).
assert (T4 : t * (B + C + 1) <= - w / 2).
{ apply Rle_trans with (- w / (2 * (B + C + 1)) * (B + C + 1)); [apply Rmult_le_compat_r; lra|right; field; lra]. }
set (r := evaluate (assign e k t) (rest a)) in *.
assert (K : 0 <= t ^ order * (w + t * r + C * t)).
{ change (t ^ S order) with (t * t ^ order) in HC. lra. }
assert (t * r <= t * B) by (apply Rmult_le_compat_l; lra).
assert (w + t * r + C * t < 0) by lra.
assert (t ^ order * (w + t * r + C * t) < t ^ order * 0) by (apply Rmult_lt_compat_l; lra). lra.
Qed.
End Kinked.
