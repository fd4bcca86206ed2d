(** Verified checker for case trees over the critical set: every local minimum has a given value. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Smooth Identity Positivstellensatz Objectives Arcs Roots Gradients Lifts.
Import ListNotations.
Open Scope R_scope.

(** ** Derived equations *)
Inductive derivation :=
  | PowerMembership (p : polynomial) (k : nat) (c : combination)  (* p^k is a combination of equations *)
  | RealRadical (p : polynomial) (k : nat) (c : psatz).           (* -p^(2k) >= 0 *)
Definition derived (d : derivation) : fact :=
  match d with PowerMembership p _ _ | RealRadical p _ _ => (Zero, p) end.
Definition check_derivation k (facts : list fact) (d : derivation) : bool :=
  match d with
  | PowerMembership p m c => below k p && vanishes_by facts (Pow p m) c
  | RealRadical p m c => below k p && proves_nonnegative facts (opposite (Pow p (2 * m))) c
  end.
Fixpoint derive_all k (facts : list fact) (l : list derivation) : option (list fact) :=
  match l with
  | [] => Some facts
  | d :: rest => if check_derivation k facts d then derive_all k (facts ++ [derived d]) rest else None
  end.

Lemma power_zero (a : R) k : a ^ k = 0 -> a = 0.
Proof. intros H. destruct (Req_dec a 0) as [E|E]; [exact E|]. exfalso. now apply (pow_nonzero a k). Qed.

Lemma check_derivation_ok e k facts d :
  all_hold e facts -> check_derivation k facts d = true -> holds e (derived d) /\ below k (snd (derived d)) = true.
Proof.
intros H E. destruct d as [p m c|p m c]; simpl in E; apply andb_prop in E; destruct E as [Eb E]; (split; [|exact Eb]).
- apply (vanishes_by_ok e) in E; [|exact H]. simpl in E. unfold holds. simpl. now apply power_zero with m.
- assert (H0 := proves_nonnegative_ok e facts _ c E H). rewrite evaluate_opposite in H0.
  change (0 <= - (evaluate e p ^ (2 * m))) in H0. unfold holds. simpl. apply power_zero with m.
  rewrite Nat.mul_comm, pow_mult in H0. assert (H1 := pow2_ge_0 (evaluate e p ^ m)). nra.
Qed.

Lemma derive_all_ok e k facts l facts' : all_hold e facts -> facts_below k facts = true ->
  derive_all k facts l = Some facts' -> all_hold e facts' /\ facts_below k facts' = true.
Proof.
revert facts. induction l as [|d l IH]; intros facts H Hb E; simpl in E.
- injection E as <-. auto.
- destruct (check_derivation k facts d) eqn:Ed; [|discriminate].
  destruct (check_derivation_ok e k facts d H Ed) as [D1 D2]. apply (IH _ (all_hold_app _ _ _ H (all_hold_one _ _ D1))).
  + rewrite facts_below_app. apply andb_true_intro. split; [exact Hb|]. simpl. now rewrite D2.
  + exact E.
Qed.

(** ** A univariate polynomial that vanishes at F, by Horner's scheme modulo the equations *)
Fixpoint upow (m : univariate) (k : nat) : univariate :=
  match k with O => [1%Q] | S O => m | S j => umul m (upow m j) end.
Lemma upow_ok m k t : uval (upow m k) t = uval m t ^ k.
Proof.
induction k as [|k IH]; [simpl; rewrite RMicromega.Q2R_1; ring|].
destruct k as [|k]; [simpl; ring|].
change (uval (umul m (upow m (S k))) t = uval m t * uval m t ^ S k). now rewrite umul_ok, IH.
Qed.

Fixpoint horner (facts : list fact) (F current : polynomial) (l : list Q) (steps : list (polynomial * combination)) : bool :=
  match l, steps with
  | [], [] => same_polynomial current (Const 0)
  | a :: l', (h, c) :: steps' =>
      vanishes_by facts (Add (Add (Mul current F) (Const a)) (opposite h)) c && horner facts F h l' steps'
  | _, _ => false
  end.
Definition root_of (facts : list fact) (F : polynomial) (m : univariate) (k : nat) (steps : list (polynomial * combination)) : bool :=
  match rev (upow m k) with a :: l => horner facts F (Const a) l steps | [] => false end.

Lemma uval_rev l t : uval (rev l) t = fold_left (fun s a => s * t + Q2R a) l 0.
Proof.
assert (A : forall l m, uval (l ++ m) t = uval l t + t ^ length l * uval m t).
{ clear l. induction l as [|a l IH]; intros m; simpl; [ring|]. rewrite IH. ring. }
assert (G : forall l s, fold_left (fun s a => s * t + Q2R a) l s = s * t ^ length l + uval (rev l) t).
{ clear l. induction l as [|a l IH]; intros s; simpl; [ring|]. rewrite IH, A, rev_length. simpl. ring. }
rewrite G. ring.
Qed.

Lemma horner_ok e facts F current l steps : all_hold e facts -> horner facts F current l steps = true ->
  fold_left (fun s a => s * evaluate e F + Q2R a) l (evaluate e current) = 0.
Proof.
intros H. revert current steps. induction l as [|a l IH]; intros current [|[h c] steps] E; simpl in E; try discriminate.
- simpl. rewrite (same_polynomial_ok _ _ E e). exact RMicromega.Q2R_0.
- apply andb_prop in E. destruct E as [E1 E2]. apply (vanishes_by_ok e _ _ _ H) in E1.
  cbn [evaluate] in E1. rewrite evaluate_opposite in E1. simpl.
  replace (evaluate e current * evaluate e F + Q2R a) with (evaluate e h) by lra. now apply (IH h steps).
Qed.

Lemma root_of_ok e facts F m k steps : all_hold e facts -> root_of facts F m k steps = true -> uval m (evaluate e F) = 0.
Proof.
unfold root_of. intros H E. destruct (rev (upow m k)) as [|a l] eqn:Er; [discriminate|].
apply (horner_ok e _ _ _ _ _ H) in E. apply power_zero with k. rewrite <- upow_ok.
rewrite <- (rev_involutive (upow m k)), Er, uval_rev. simpl fold_left.
replace (0 * evaluate e F + Q2R a) with (Q2R a) by ring. exact E.
Qed.

(** ** Escape arcs *)
(** Variable i moves along x_i + sum_j t^j path[j-1][i]; t is the variable number k, and the variables after it are the
    values of the nodes along the arc, each with an expansion that holds by the equations.  For kinks: the side on which
    the arc runs, with the first coefficients of the kink's argument along it (see CertifiedKinks.v). *)
Record kink_side := KinkSide {
  upper : bool;
  flat : list combination;       (* these coefficients vanish *)
  first : polynomial;
  later : polynomial;
  first_positive : option psatz }. (* none: so many coefficients vanish that the kink does not matter *)
Record escape_arc := EscapeArc {
  weight : Q;
  path : list (list polynomial);
  vanishing : list combination;
  leading : polynomial;
  rest : polynomial;
  node_expansions : list (polynomial * combination);
  sides : list kink_side }.

Fixpoint moved (k i j : nat) (l : list (list polynomial)) : polynomial :=
  match l with
  | [] => Var i
  | row :: l' => Add (Mul (Pow (Var k) j) (nth i row (Const 0))) (moved k i (S j) l')
  end.
Fixpoint powers (k j : nat) (l : list polynomial) : polynomial :=
  match l with [] => Const 0 | p :: l' => Add (Mul (Pow (Var k) j) p) (powers k (S j) l') end.
Fixpoint all_combined (facts : list fact) (l : list combination) : option (list polynomial) :=
  match l with
  | [] => Some []
  | c :: l' => match combined facts c, all_combined facts l' with Some p, Some q => Some (p :: q) | _, _ => None end
  end.

Lemma continuous_vector n (u : R -> nat -> R) t0 :
  (forall i, continuous (fun t => u t i) t0) -> continuous (fun t => vector n (u t)) t0.
Proof.
revert u. induction n as [|n IH]; intros u H; [exact (H O)|].
apply (continuous_comp_2 (fun t => u t O) (fun t => vector n (fun i => u t (S i))) (fun a b => (a, b) : Rn (S n))).
- exact (H O).
- exact (IH (fun t i => u t (S i)) (fun i => H (S i))).
- apply (continuous_ext (fun p : R * Rn n => p)); [now intros []|]. apply continuous_id.
Qed.

Lemma sign_near_zero (phi : R -> R) o : continuous phi 0 -> locally 0 (fun t => 0 <= t ^ o * phi t) ->
  ~ phi 0 < 0 /\ (Nat.odd o = true -> ~ 0 < phi 0).
Proof.
intros Hc Hl. split.
- intros H. assert (H1 : locally 0 (fun t => phi t < 0)) by exact (Hc _ (open_lt 0 (phi 0) H)).
  destruct (filter_and _ _ Hl H1) as [e He]. assert (He0 := cond_pos e).
  destruct (He (e / 2)) as [A B]; [change (Rabs (e / 2 - 0) < e); rewrite Rabs_pos_eq; lra|].
  assert (0 < (e / 2) ^ o) by (apply pow_lt; lra). nra.
- intros Ho H. assert (H1 : locally 0 (fun t => 0 < phi t)) by exact (Hc _ (open_gt 0 (phi 0) H)).
  destruct (filter_and _ _ Hl H1) as [e He]. assert (He0 := cond_pos e).
  destruct (He (- (e / 2))) as [A B]; [change (Rabs (- (e / 2) - 0) < e); rewrite Rabs_left; lra|].
  assert (Hn : (- (e / 2)) ^ o < 0).
  { apply Nat.odd_spec in Ho. destruct Ho as [m ->]. rewrite pow_add, pow_mult. simpl (_ ^ 1).
    assert (0 < ((- (e / 2)) ^ 2) ^ m) by (apply pow_lt; nra). nra. }
  nra.
Qed.

Lemma moved_below k e l i : (i < k)%nat -> forallb (forallb (below k)) l = true ->
  forall j, (0 < j)%nat -> evaluate (assign e k 0) (moved k i j l) = e i.
Proof.
intros Hi. induction l as [|row l IH]; intros H j Hj; simpl.
- unfold assign. destruct (Nat.eqb_spec i k); [lia|reflexivity].
- simpl in H. apply andb_prop in H. destruct H as [_ H]. rewrite (IH H (S j)) by lia.
  unfold assign at 1. rewrite Nat.eqb_refl. rewrite pow_i by lia. ring.
Qed.

Section Arcs.
Variable n : nat.
Variable nodes : list node.

(** The variables along the arc. *)
Definition along (k : nat) (a : escape_arc) (i : nat) : polynomial :=
  if Nat.ltb i (S n) then moved k i 1 (path a) else Var (S k + (i - S n)).
Definition expanded (k : nat) (a : escape_arc) (i : nat) : polynomial :=
  if Nat.ltb i (S n) then moved k i 1 (path a) else fst (nth (i - S n) (node_expansions a) (Const 0, [])).
Definition along_facts (k : nat) (a : escape_arc) : list fact :=
  map (fun iv => (Zero, minus (Mul (Var (S k + fst iv)) (substitute (along k a) (snd (snd iv)))) 1))
    (combine (seq 0 (length nodes)) nodes).

(** F(x(t)) - F(x) = sum_{j < order} t^j 0 + t^order (leading + t rest) *)
Definition check_arc (k : nat) (facts : list fact) (F : polynomial) (order : nat) (a : escape_arc) : bool :=
  nonnegative_q (weight a) && below k (leading a) && forallb (forallb (below k)) (path a) &&
  Nat.eqb (length (vanishing a)) order &&
  match nodes with [] => true | _ =>
    forallb (fun f => match fst f with Inverse => true | _ => false end) nodes &&
    Nat.eqb (length (node_expansions a)) (length nodes) &&
    forallb (fun iu => vanishes_by (facts ++ along_facts k a) (Add (Var (S k + fst iu)) (opposite (fst (snd iu)))) (snd (snd iu)))
      (combine (seq 0 (length nodes)) (node_expansions a)) end &&
  match all_combined facts (vanishing a) with
  | Some l =>
      same_polynomial (Add (substitute (expanded k a) F) (opposite F))
        (Add (powers k 0 l) (Mul (Pow (Var k) order) (Add (leading a) (Mul (Var k) (rest a)))))
  | None => false
  end.

Variable side : list (bool * psatz).
Variable node_fact_list : list fact.
Hypothesis defined : denominator_facts (S n) nodes side [] = Some node_fact_list.
Notation base := (S n + length nodes)%nat.

Lemma hold_on_agreement e e' k facts : facts_below k facts = true -> all_hold e facts ->
  (forall i, (i < k)%nat -> e' i = e i) -> all_hold e' facts.
Proof.
intros Hb H He [c q] Hin. assert (K := H _ Hin). unfold facts_below in Hb. rewrite forallb_forall in Hb.
specialize (Hb _ Hin). cbn [snd] in Hb. unfold holds in *. cbn [fst snd] in *.
rewrite (evaluate_below k q e' e Hb); [exact K|exact He].
Qed.

Lemma list_facts_incl kinks : forall l k s facts facts' earlier, scope_of k earlier ->
  list_facts kinks k l s facts earlier = Some facts' -> incl facts facts'.
Proof.
induction l as [|[f v] l IH]; intros k s facts facts' earlier Hs H.
- simpl in H. destruct s; [|discriminate]. injection H as <-. apply incl_refl.
- destruct (list_facts_step _ _ _ _ _ _ _ _ _ Hs H) as (flip & side' & new & _ & _ & H' & _ & _ & _ & _ & Hs').
  apply incl_tran with (2 := IH _ _ _ _ _ Hs' H'). apply incl_appl, incl_refl.
Qed.
Lemma inverse_fact kinks : forall l k s facts facts' earlier j v, scope_of k earlier ->
  list_facts kinks k l s facts earlier = Some facts' ->
  nth_error l j = Some (Inverse, v) -> In (Zero, Add (Mul (Var (k + j)) v) (Const (-1 # 1))) facts'.
Proof.
induction l as [|[f v] l IH]; intros k s facts facts' earlier j w Hs H Hj; [destruct j; discriminate|].
destruct (list_facts_step _ _ _ _ _ _ _ _ _ Hs H) as (flip & side' & new & _ & _ & H' & _ & Hi & _ & _ & Hs'). destruct j as [|j]; simpl in Hj.
- injection Hj as -> ->. rewrite Nat.add_0_r. apply (list_facts_incl _ _ _ _ _ _ _ Hs' H'). apply in_or_app. right. apply Hi. now left.
- rewrite Nat.add_succ_r, <- Nat.add_succ_l. exact (IH _ _ _ _ _ _ _ Hs' H' Hj).
Qed.

Lemma values_low (x : Rn n) i : (i <= n)%nat -> values n nodes x i = coordinate n i x.
Proof.
intros Hi. unfold values.
assert (G : forall l e k, (i < k)%nat -> with_nodes e k l i = e i).
{ induction l as [|[f v] l IH]; intros e k Hk; simpl; [reflexivity|]. rewrite IH by lia. unfold assign.
  destruct (Nat.eqb_spec i k); [lia|reflexivity]. }
apply G. lia.
Qed.

Lemma moved_scope k i l : (i < k)%nat -> forallb (forallb (below k)) l = true -> forall j, below (S k) (moved k i j l) = true.
Proof.
intros Hi. induction l as [|row l IH]; intros H j; simpl.
- apply Nat.ltb_lt. lia.
- simpl in H. apply andb_prop in H. destruct H as [H1 H2]. rewrite (IH H2 (S j)).
  assert (K : (k <? S k)%nat = true) by (apply Nat.ltb_lt; lia). simpl in K. rewrite K. simpl. rewrite andb_true_r.
  destruct (nth_in_or_default i row (Const 0)) as [Hin| ->]; [|reflexivity].
  rewrite forallb_forall in H1. apply below_le with k; [now apply H1|lia].
Qed.

Lemma same_point (x y : Rn n) : (forall i, coordinate n i x = coordinate n i y) -> x = y.
Proof.
clear. revert x y. induction n as [|m IH]; intros x y H; [exact (H O)|].
destruct x as [x1 x2], y as [y1 y2]. f_equal; [exact (H O)|]. apply IH. intros i. exact (H (S i)).
Qed.

Theorem check_arc_ok e k facts F order a (x : Rn n) :
  (base <= k)%nat -> below base F = true -> (forall i, (i < base)%nat -> e i = values n nodes x i) ->
  facts_below k facts = true -> all_hold e facts -> check_arc k facts F order a = true ->
  local_minimum (objective n nodes F) x ->
  ~ evaluate e (leading a) < 0 /\ (Nat.odd order = true -> ~ 0 < evaluate e (leading a)).
Proof.
intros Hk HF He Hfb Hf E Hmin. unfold check_arc in E.
apply andb_prop in E. destruct E as [E E5]. apply andb_prop in E. destruct E as [E E6].
apply andb_prop in E. destruct E as [E E4].
apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
destruct (all_combined facts (vanishing a)) as [l|] eqn:El; [|discriminate].
set (curve := fun t => vector n (fun i => evaluate (assign e k t) (moved k i 1 (path a)))).
set (ev := fun t i => if Nat.ltb i k then e i else if Nat.eqb i k then t else values n nodes (curve t) (S n + (i - S k))%nat).
set (phi := fun t => evaluate (ev t) (Add (leading a) (Mul (Var k) (rest a)))).
assert (Hlow : forall t i, (i < k)%nat -> ev t i = e i).
{ intros t i Hi. unfold ev. destruct (Nat.ltb_spec i k); [reflexivity|lia]. }
assert (Hev0 : forall t, ev t k = t).
{ intros t. unfold ev. rewrite Nat.ltb_irrefl, Nat.eqb_refl. reflexivity. }
assert (Hc : forall t0, continuous curve t0).
{ intros t0. unfold curve. apply (continuous_vector n (fun t i => evaluate (assign e k t) (moved k i 1 (path a)))).
  intros i. apply (continuous_evaluate (assign e k)). intros j. unfold assign.
  destruct (Nat.eqb j k); [apply continuous_id|apply continuous_const]. }
assert (Hcont : forall p, continuous_everywhere (objective n nodes p)).
{ apply (proj1 (proj2 (values_ok n nodes side node_fact_list defined))). }
assert (Hev : forall i t0, continuous (fun t => ev t i) t0).
{ intros i t0. unfold ev. destruct (Nat.ltb i k); [apply continuous_const|].
  destruct (Nat.eqb i k); [apply continuous_id|].
  apply (continuous_comp curve (objective n nodes (Var (S n + (i - S k))))); [apply Hc|apply Hcont]. }
assert (Halong : forall t i, evaluate (ev t) (along k a i) = values n nodes (curve t) i).
{ intros t i. unfold along. destruct (Nat.ltb_spec i (S n)) as [Hi|Hi].
  - rewrite values_low by lia. unfold curve. rewrite coordinate_vector by lia.
    apply evaluate_below with (S k); [apply moved_scope; [lia|exact E3]|]. intros j Hj. unfold assign.
    destruct (Nat.eqb_spec j k) as [->|Hne]; [apply Hev0|apply Hlow; lia].
  - cbn [evaluate]. unfold ev. destruct (Nat.ltb_spec (S k + (i - S n)) k); [lia|].
    destruct (Nat.eqb_spec (S k + (i - S n)) k); [lia|]. f_equal. lia. }
assert (Hsub : forall t p, evaluate (ev t) (substitute (along k a) p) = objective n nodes p (curve t)).
{ intros t p. rewrite evaluate_substitute. apply evaluate_ext. intros i. apply Halong. }
assert (Hfacts : forall t, all_hold (ev t) facts).
{ intros t. apply hold_on_agreement with e k; auto. }
assert (Hexp : forall t i, (i < base)%nat -> evaluate (ev t) (expanded k a i) = evaluate (ev t) (along k a i)).
{ intros t i Hi. unfold expanded, along. destruct (Nat.ltb_spec i (S n)) as [Hi'|Hi']; [reflexivity|].
  destruct nodes as [|nd nds] eqn:En; [simpl in Hi; lia|]. rewrite <- En in *.
  apply andb_prop in E6. destruct E6 as [E6 E9]. apply andb_prop in E6. destruct E6 as [E7 E8].
  apply Nat.eqb_eq in E8. rewrite forallb_forall in E7, E9. set (j := (i - S n)%nat). assert (Hj : (j < length nodes)%nat) by (unfold j; lia).
  destruct (nth_error (node_expansions a) j) as [[u c]|] eqn:Ej; [|apply nth_error_None in Ej; lia].
  rewrite (nth_error_nth _ _ _ Ej). cbn [fst].
  assert (K := in_combine_seq _ j _ Ej). rewrite E8 in K. specialize (E9 _ K). cbn [fst snd] in E9.
  apply (vanishes_by_ok (ev t)) in E9.
  - cbn [evaluate] in E9. rewrite evaluate_opposite in E9. change (evaluate (ev t) (Var (S k + j))) with (ev t (S k + j)%nat) in *.
    change (evaluate (ev t) u = ev t (S k + j)%nat). lra.
  - apply all_hold_app; [apply Hfacts|]. intros fct Hin. unfold along_facts in Hin. apply in_map_iff in Hin.
    destruct Hin as [[m [g v]] [<- Hin]]. assert (Hg := E7 _ (in_combine_r _ _ _ _ Hin)). destruct g; try discriminate.
    apply in_combine_nth_error in Hin. cbn [fst snd].
    assert (KF := proj1 (values_ok n nodes side node_fact_list defined) (curve t) _ (inverse_fact false _ _ _ _ _ [] _ _ (fun _ _ => @False_ind _) defined Hin)).
    unfold holds in *. cbn [fst snd evaluate] in KF. cbn [fst snd]. rewrite evaluate_minus. cbn [evaluate].
    rewrite Hsub. unfold objective.
    assert (Em : ev t (S k + m)%nat = values n nodes (curve t) (S n + m)%nat).
    { assert (KA := Halong t (S n + m)%nat). unfold along in KA. destruct (Nat.ltb_spec (S n + m) (S n)); [lia|].
      replace (S n + m - S n)%nat with m in KA by lia. exact KA. }
    rewrite Em. rewrite RMicromega.Q2R_1. unfold Q2R in KF. simpl Qnum in KF. simpl Qden in KF. lra. }
assert (Hcurve : forall t, objective n nodes F (curve t) = objective n nodes F x + t ^ order * phi t).
{ intros t. assert (I := same_polynomial_ok _ _ E5 (ev t)). cbn [evaluate] in I.
  rewrite evaluate_substitute, evaluate_opposite in I.
  assert (H1 : evaluate (ev t) F = objective n nodes F x).
  { apply evaluate_below with base; [exact HF|]. intros i Hi. rewrite Hlow by lia. now apply He. }
  assert (H2 : evaluate (fun i => evaluate (ev t) (expanded k a i)) F = objective n nodes F (curve t)).
  { apply evaluate_below with base; [exact HF|]. intros i Hi. rewrite Hexp by exact Hi. apply Halong. }
  assert (H3 : evaluate (ev t) (powers k 0 l) = 0).
  { specialize (Hfacts t). clear - El Hfacts. revert l El. generalize 0%nat.
    induction (vanishing a) as [|c cs IH]; intros j l El; simpl in El.
    - injection El as <-. exact RMicromega.Q2R_0.
    - destruct (combined facts c) as [p|] eqn:Ec; [|discriminate].
      destruct (all_combined facts cs) as [q|]; [|discriminate]. injection El as <-.
      cbn [powers evaluate]. rewrite (IH (S j) q eq_refl). rewrite (combined_ok _ _ _ _ Hfacts Ec). ring. }
  rewrite H3, H1, H2 in I. unfold phi. cbn [evaluate]. rewrite Hev0 in *. lra. }
assert (Hphi0 : phi 0 = evaluate e (leading a)).
{ unfold phi. cbn [evaluate]. rewrite Hev0, (evaluate_below k (leading a) (ev 0) e E2 (Hlow 0)). ring. }
rewrite <- Hphi0. apply sign_near_zero.
- unfold phi. apply (continuous_evaluate ev). intros i. apply Hev.
- assert (Hcx : curve 0 = x).
  { apply same_point. intros i. destruct (le_lt_dec i n) as [Hi|Hi].
    - unfold curve. rewrite coordinate_vector by exact Hi.
      rewrite (moved_below k e); [|lia|exact E3|lia]. rewrite He by lia. now apply values_low.
    - generalize (curve 0). clear - Hi. revert i x Hi. induction n as [|m IH]; intros i x Hi y; destruct i as [|i]; try lia.
      + reflexivity.
      + apply (IH i (snd x)). lia. }
  rewrite <- Hcx in Hmin at 1. assert (HL := Hc 0 _ Hmin). unfold filtermap in HL.
  apply filter_imp with (2 := HL). intros t Ht. rewrite Hcx, Hcurve in Ht. lra.
Qed.
End Arcs.

(** ** Trees *)
Inductive tree :=
  | Derive (l : list derivation) (child : tree)
  | SplitProduct (factors : list polynomial) (k : nat) (c : combination) (children : list tree)
  | SplitSign (p : polynomial) (above zero under : tree)
  | SplitValue (strips : bool) (children : list tree)   (* strips: without the equations of irrational values *)
  | AdjoinRoot (p : polynomial) (c : psatz) (child : tree)
  | AdjoinInverse (p : polynomial) (c : psatz) (child : tree)
  | Empty (c : psatz)
  | HasValue   (* the one of the case that SplitValue distinguished *)
  | HasValueByHorner (k : nat) (steps : list (polynomial * combination)) (bounds : option (psatz * psatz))
  | NotLocalMinimum (order : nat) (nonzero : bool) (arcs : list escape_arc) (c : psatz).

Section Trees.
Variable base : nat.                   (* how many variables the objective has, those of its nodes included *)
Variable F : polynomial.
Variable check_arc : nat -> list fact -> nat -> escape_arc -> bool.
Variable reversible : bool.            (* whether arcs may be run through backwards *)
Variable uses_values : bool.      (* whether cases by critical values are allowed *)
Variable split_values : list number.   (* the critical values *)
Variable claimed : option number.      (* the value of all local minima; none: there is none *)
Variable only_root : list piece.       (* its polynomial has no other root *)

Definition polynomial_of (v : number) : univariate :=
  match v with Rational q => [Qopp q; 1%Q] | Root m _ _ _ _ => m end.
(** low < F < high by identities, or because there is no other root. *)
Definition bounded (facts : list fact) (v : number) (bounds : option (psatz * psatz)) : bool :=
  match v, bounds with
  | Rational _, _ => true
  | Root _ low high _ _, Some (above, under) =>
      proves_positive facts (minus F low) above && proves_positive facts (Add (Const high) (opposite F)) under
  | Root m _ _ _ _, None => covered m [v] None only_root
  end.
(** The facts of the cases of a product: the earlier factors are not 0, this one is. *)
Fixpoint case_facts (before : list fact) (l : list polynomial) : list (list fact) :=
  match l with
  | [] => []
  | p :: l' => (before ++ [(Zero, p)]) :: case_facts (before ++ [(Positive, Mul p p)]) l'
  end.
Definition total (arcs : list escape_arc) : polynomial :=
  sum_of (map (fun a => Mul (Const (Qopp (weight a))) (leading a)) arcs).

Definition case_value (strips : bool) (v : number) : list fact :=
  match v with Root _ _ _ _ _ => if strips then tl (number_facts F v) else number_facts F v | _ => number_facts F v end.
Definition equal_numbers (v w : number) : bool :=
  match v, w with
  | Rational a, Rational b => Qeq_bool a b
  | Root m low high _ _, _ => same_number m low high w
  | _, _ => false
  end.
Lemma equal_numbers_ok v w t : equal_numbers v w = true -> is_number w t -> is_number v t.
Proof.
destruct v as [a|m low high s c], w as [b|m' low' high' s' c']; simpl; intros E H; try discriminate.
- rewrite H. symmetry. now apply Qeq_eqR, Qeq_bool_eq.
- apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
  apply Qeq_bool_eq, Qeq_eqR in E2. apply Qeq_bool_eq, Qeq_eqR in E3. rewrite (same_list_ok m m' t E1), E2, E3. exact H.
Qed.
Lemma case_value_holds e strips v : all_hold e (number_facts F v) -> all_hold e (case_value strips v).
Proof.
intros H. destruct v as [q|m low high s c]; [exact H|]. unfold case_value. destruct strips; [|exact H].
intros f Hf. apply H. now right.
Qed.
Lemma case_value_below k strips v : below k F = true -> facts_below k (case_value strips v) = true.
Proof.
intros H. assert (K := number_facts_below k F v H). destruct v as [q|m low high s c]; [exact K|]. unfold case_value.
destruct strips; [|exact K]. simpl in *. now apply andb_prop in K.
Qed.

Fixpoint check_tree (fuel : nat) (k : nat) (facts : list fact) (here : option number) (t : tree) : bool :=
  match fuel with
  | O => false
  | S m =>
    match t with
    | Derive l child => match derive_all k facts l with Some facts' => check_tree m k facts' here child | None => false end
    | SplitProduct factors e c children =>
        forallb (below k) factors && vanishes_by facts (Pow (product factors) e) c &&
        Nat.eqb (length children) (length factors) &&
        forallb (fun fc => check_tree m k (facts ++ fst fc) here (snd fc)) (combine (case_facts [] factors) children)
    | SplitSign p above zero under =>
        below k p && check_tree m k (facts ++ [(Positive, p)]) here above &&
        check_tree m k (facts ++ [(Zero, p)]) here zero && check_tree m k (facts ++ [(Positive, opposite p)]) here under
    | SplitValue strips children =>
        uses_values && Nat.eqb (length children) (length split_values) &&
        forallb (fun vc => check_tree m k (facts ++ case_value strips (fst vc)) (Some (fst vc)) (snd vc)) (combine split_values children)
    | AdjoinRoot p c child =>
        below k p && proves_nonnegative facts p c &&
        check_tree m (S k) (facts ++ [(Zero, Add (Pow (Var k) 2) (opposite p)); (NonNegative, Var k)]) here child
    | AdjoinInverse p c child =>
        below k p && proves_positive facts (Pow p 2) c &&
        check_tree m (S k) (facts ++ [(Zero, minus (Mul (Var k) p) 1)]) here child
    | Empty c => proves_impossible facts c
    | HasValue => match claimed, here with Some v, Some w => equal_numbers v w | _, _ => false end
    | HasValueByHorner e steps bounds =>
        match claimed with Some v => root_of facts F (polynomial_of v) e steps && bounded facts v bounds | None => false end
    | NotLocalMinimum order nonzero arcs c =>
        forallb (check_arc k facts order) arcs &&
        (if nonzero then reversible && Nat.odd order && Nat.eqb (length arcs) 1 && proves_positive facts (Pow (total arcs) 2) c
         else proves_positive facts (total arcs) c)
    end
  end.

Lemma case_facts_ok e before l : all_hold e before -> evaluate e (product l) = 0 ->
  exists i facts, nth_error (case_facts before l) i = Some facts /\ (i < length l)%nat /\ all_hold e facts.
Proof.
clear check_arc base. revert before. induction l as [|p l IH]; intros before H E; simpl in E; [rewrite RMicromega.Q2R_1 in E; lra|].
destruct (Req_dec (evaluate e p) 0) as [E0|E0].
- exists O, (before ++ [(Zero, p)]). simpl. split; [reflexivity|]. split; [lia|].
  apply all_hold_app; [exact H|]. now apply all_hold_one.
- destruct (IH (before ++ [(Positive, Mul p p)])) as (i & facts & A & B & C).
  + apply all_hold_app; [exact H|]. apply all_hold_one. unfold holds. simpl. nra.
  + apply Rmult_integral in E. tauto.
  + exists (S i), facts. simpl. split; [exact A|]. split; [lia|exact C].
Qed.

Lemma case_facts_below k before l : facts_below k before = true -> forallb (below k) l = true ->
  forall facts, In facts (case_facts before l) -> facts_below k facts = true.
Proof.
revert before. induction l as [|p l IH]; intros before H Hl facts; [intros []|].
simpl in Hl. apply andb_prop in Hl. destruct Hl as [Hp Hl]. intros [<-|Hin].
- rewrite facts_below_app, H. simpl. now rewrite Hp.
- apply (IH (before ++ [(Positive, Mul p p)])); auto. rewrite facts_below_app, H. simpl. now rewrite Hp.
Qed.

Lemma in_combine_nth {A B} (l : list A) (m : list B) i a : nth_error l i = Some a -> (i < length m)%nat ->
  exists b, nth_error m i = Some b /\ In (a, b) (combine l m).
Proof.
revert l m. induction i as [|i IH]; intros [|x l] [|y m] H Hi; simpl in *; try discriminate; try lia.
- injection H as ->. exists y. auto.
- destruct (IH l m H ltac:(lia)) as (b & B1 & B2). exists b. auto.
Qed.

Lemma total_positive e arcs : 0 < evaluate e (total arcs) -> forallb (fun a => nonnegative_q (weight a)) arcs = true ->
  exists a, In a arcs /\ evaluate e (leading a) < 0.
Proof.
unfold total. rewrite evaluate_sum. induction arcs as [|a arcs IH]; intros H Hw; simpl in *; [lra|].
apply andb_prop in Hw. destruct Hw as [H1 H2]. apply nonnegative_q_ok in H1. rewrite Q2R_opp in H.
destruct (Rlt_dec (evaluate e (leading a)) 0) as [Hlt|Hge]; [exists a; auto|].
destruct IH as (b & B1 & B2); [|exact H2|exists b; auto].
assert (0 <= Q2R (weight a) * evaluate e (leading a)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma bounded_ok e facts v bounds : all_hold e facts -> uval (polynomial_of v) (evaluate e F) = 0 ->
  bounded facts v bounds = true -> is_number v (evaluate e F).
Proof.
intros H E B. destruct v as [q|m low high s c]; simpl in *.
- rewrite Q2R_opp, RMicromega.Q2R_1 in E. lra.
- destruct bounds as [[above under]|].
  + apply andb_prop in B. destruct B as [B1 B2].
    assert (K1 := proves_positive_ok e facts _ _ B1 H). assert (K2 := proves_positive_ok e facts _ _ B2 H).
    rewrite evaluate_minus in K1. cbn [evaluate] in K2. rewrite evaluate_opposite in K2. lra.
  + destruct (covered_ok m _ None only_root _ B I E) as (v & [<-|[]] & Hv). exact Hv.
Qed.

(** The valuations that stand for a point x, at which F has the value [here]; escape arcs show that their leading
    coefficient is not negative there, as x is a local minimum. *)
Variable stands : (nat -> R) -> Prop.
Variable fx : R.
Hypothesis F_scope : below base F = true.
Hypothesis stands_value : forall e, stands e -> evaluate e F = fx.
Hypothesis stands_ext : forall e e', (forall i, (i < base)%nat -> e' i = e i) -> stands e -> stands e'.
Hypothesis check_arc_weight : forall k facts order a, check_arc k facts order a = true -> nonnegative_q (weight a) = true.
Hypothesis check_arc_sound : forall e k facts order a, (base <= k)%nat -> stands e -> facts_below k facts = true ->
  all_hold e facts -> check_arc k facts order a = true ->
  ~ evaluate e (leading a) < 0 /\ (reversible = true -> Nat.odd order = true -> ~ 0 < evaluate e (leading a)).

Theorem check_tree_sound :
  (uses_values = true -> exists v, In v split_values /\ is_number v fx) ->
  forall fuel k facts here t e, check_tree fuel k facts here t = true -> (base <= k)%nat ->
    stands e -> facts_below k facts = true -> all_hold e facts -> (forall v, here = Some v -> is_number v fx) ->
    exists v, claimed = Some v /\ is_number v fx.
Proof.
intros Hsplit. induction fuel as [|m IH]; intros k facts here t e E Hk He Hb H Hhere; [discriminate|].
assert (HFe := stands_value e He).
assert (Hext : forall v, stands (assign e k v)).
{ intros v. apply stands_ext with (2 := He). intros i Hi. unfold assign. destruct (Nat.eqb_spec i k); [lia|reflexivity]. }
assert (Hbk : facts_below (S k) facts = true) by (apply facts_below_le with k; [exact Hb|lia]).
simpl in E. destruct t as [l child|factors ex c children|p above zero under|strips children|p c child|p c child|c| |ex steps bounds|order nonzero arcs c].
- destruct (derive_all k facts l) as [facts'|] eqn:Ed; [|discriminate].
  destruct (derive_all_ok e k facts l facts' H Hb Ed) as [D1 D2]. exact (IH k facts' here child e E Hk He D2 D1 Hhere).
- apply andb_prop in E. destruct E as [E E4]. apply andb_prop in E. destruct E as [E E3].
  apply andb_prop in E. destruct E as [E1 E2]. apply Nat.eqb_eq in E3. rewrite forallb_forall in E4.
  apply (vanishes_by_ok e _ _ _ H) in E2. simpl in E2. apply power_zero in E2.
  destruct (case_facts_ok e [] factors (all_hold_nil e) E2) as (i & fs & A & B & C).
  destruct (in_combine_nth _ children i fs A) as (t & T1 & T2); [lia|].
  apply (IH k (facts ++ fs) here t e (E4 _ T2) Hk He); [|now apply all_hold_app|exact Hhere].
  rewrite facts_below_app, Hb. apply (case_facts_below k [] factors); auto. now apply nth_error_In with i.
- apply andb_prop in E. destruct E as [E E4]. apply andb_prop in E. destruct E as [E E3].
  apply andb_prop in E. destruct E as [E1 E2].
  destruct (Rtotal_order (evaluate e p) 0) as [S1|[S2|S3]].
  + apply (IH k _ here under e E4 Hk He); [| |exact Hhere].
    * rewrite facts_below_app, Hb. simpl. now rewrite E1.
    * apply all_hold_app; [exact H|]. apply all_hold_one. unfold holds. cbn [fst snd]. rewrite evaluate_opposite. lra.
  + apply (IH k _ here zero e E3 Hk He); [| |exact Hhere].
    * rewrite facts_below_app, Hb. simpl. now rewrite E1.
    * apply all_hold_app; [exact H|]. now apply all_hold_one.
  + apply (IH k _ here above e E2 Hk He); [| |exact Hhere].
    * rewrite facts_below_app, Hb. simpl. now rewrite E1.
    * apply all_hold_app; [exact H|]. now apply all_hold_one.
- apply andb_prop in E. destruct E as [E1 E2]. apply andb_prop in E1. destruct E1 as [E0 E1].
  apply Nat.eqb_eq in E1. rewrite forallb_forall in E2.
  destruct (Hsplit E0) as [v [Hin Hv]]. destruct (In_nth_error _ _ Hin) as [i Hi].
  assert (i < length split_values)%nat by (apply nth_error_Some; congruence).
  destruct (in_combine_nth _ children i v Hi) as (t & T1 & T2); [lia|].
  apply (IH k _ _ t e (E2 _ T2) Hk He).
  + rewrite facts_below_app, Hb. apply case_value_below. apply below_le with base; [exact F_scope|lia].
  + apply all_hold_app; [exact H|]. apply case_value_holds, number_facts_ok. now rewrite HFe.
  + intros w Ew. injection Ew as <-. exact Hv.
- apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
  assert (Hp := proves_nonnegative_ok e facts p c E2 H).
  apply (IH (S k) _ here child (assign e k (sqrt (evaluate e p))) E3); [lia|apply Hext| | |exact Hhere].
  + rewrite facts_below_app, Hbk. simpl. rewrite (below_le k (S k) p E1) by lia.
    assert (El : (k <? S k)%nat = true) by (apply Nat.ltb_lt; lia). now rewrite El.
  + apply all_hold_app; [now apply all_hold_assign|].
    assert (Ek : assign e k (sqrt (evaluate e p)) k = sqrt (evaluate e p)) by (unfold assign; now rewrite Nat.eqb_refl).
    apply all_hold_cons; [|apply all_hold_one]; unfold holds; cbn [fst snd evaluate].
    * rewrite evaluate_opposite, evaluate_assign_below, Ek by exact E1. simpl. rewrite Rmult_1_r, sqrt_sqrt by exact Hp. ring.
    * rewrite Ek. apply sqrt_pos.
- apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
  assert (Hp := proves_positive_ok e facts _ c E2 H). simpl in Hp.
  apply (IH (S k) _ here child (assign e k (/ evaluate e p)) E3); [lia|apply Hext| | |exact Hhere].
  + rewrite facts_below_app, Hbk. simpl. rewrite (below_le k (S k) p E1) by lia.
    assert (El : (k <? S k)%nat = true) by (apply Nat.ltb_lt; lia). now rewrite El.
  + apply all_hold_app; [now apply all_hold_assign|]. apply all_hold_one. unfold holds. cbn [fst snd].
    rewrite evaluate_minus. cbn [evaluate].
    rewrite evaluate_assign_below by exact E1. unfold assign. rewrite Nat.eqb_refl, RMicromega.Q2R_1.
    field. intros E0. rewrite E0 in Hp. lra.
- exfalso. now apply (proves_impossible_ok e facts c E).
- destruct claimed as [v|]; [|discriminate]. exists v. split; [reflexivity|].
  destruct here as [w|]; [|discriminate]. apply (equal_numbers_ok v w _ E). now apply Hhere.
- destruct claimed as [v|]; [|discriminate]. exists v. split; [reflexivity|].
  apply andb_prop in E. destruct E as [E E'].
  apply (root_of_ok e _ _ _ _ _ H) in E. rewrite <- HFe. now apply (bounded_ok e facts v bounds).
- exfalso. apply andb_prop in E. destruct E as [E1 E2]. rewrite forallb_forall in E1.
  destruct nonzero.
  + apply andb_prop in E2. destruct E2 as [E2 E4]. apply andb_prop in E2. destruct E2 as [E2 E3].
    apply andb_prop in E2. destruct E2 as [E0 E2].
    apply Nat.eqb_eq in E3. destruct arcs as [|a [|b arcs]]; try discriminate.
    assert (Hp := proves_positive_ok e facts _ c E4 H). unfold total in Hp. simpl in Hp. rewrite Q2R_opp in Hp.
    destruct (check_arc_sound e k facts order a Hk He Hb H (E1 a (or_introl eq_refl))) as [A B].
    specialize (B E0 E2). assert (E5 : evaluate e (leading a) = 0) by lra. rewrite E5 in Hp. lra.
  + assert (Hp := proves_positive_ok e facts _ c E2 H).
    destruct (total_positive e arcs Hp) as (a & A1 & A2).
    * apply forallb_forall. intros a Ha. exact (check_arc_weight _ _ _ _ (E1 a Ha)).
    * exact (proj1 (check_arc_sound e k facts order a Hk He Hb H (E1 a A1)) A2).
Qed.
End Trees.

(** Objectives with a derivative. *)
Theorem check_tree_ok n nodes F uses_values split_values claimed only_root side node_fact_list (x : Rn n) :
  denominator_facts (S n) nodes side [] = Some node_fact_list -> below (S n + length nodes) F = true ->
  (uses_values = true -> exists v, In v split_values /\ is_number v (objective n nodes F x)) ->
  local_minimum (objective n nodes F) x ->
  forall fuel k facts here t e,
    check_tree F (fun k facts => check_arc n nodes k facts F) true uses_values split_values claimed only_root fuel k facts here t
      = true -> (S n + length nodes <= k)%nat ->
    (forall i, (i < S n + length nodes)%nat -> e i = values n nodes x i) -> facts_below k facts = true -> all_hold e facts ->
    (forall v, here = Some v -> is_number v (objective n nodes F x)) ->
    exists v, claimed = Some v /\ is_number v (objective n nodes F x).
Proof.
intros Hdef HF Hsplit Hmin.
apply (check_tree_sound (S n + length nodes) F _ true uses_values split_values claimed only_root
  (fun e => forall i, (i < S n + length nodes)%nat -> e i = values n nodes x i) (objective n nodes F x) HF).
- intros e He. now apply evaluate_below with (S n + length nodes)%nat.
- intros e e' H He i Hi. rewrite H by exact Hi. now apply He.
- intros k facts order a E. unfold check_arc in E. do 5 (apply andb_prop in E; destruct E as [E _]). exact E.
- intros e k facts order a Hk He Hb H E.
  destruct (check_arc_ok n nodes side node_fact_list Hdef e k facts F order a x Hk HF He Hb H E Hmin) as [A B]. split; auto.
- exact Hsplit.
Qed.
