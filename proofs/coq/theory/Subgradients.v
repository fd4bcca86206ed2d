(** Generalised gradients of objectives with kinks (abs, max, min of polynomials, not inside one another): expansions along
    rays, Fermat's rule, closedness.  This replaces the calculus of Clarke subdifferentials; nothing is assumed.

    A selection at x gives every variable for |u|' or max(u, v)' a value that its convex hull allows: between -1 and 1
    (0 and 1), and the value of Sign (Step) where u(x) is not 0.  The generalised gradients are the partial derivatives in
    which these variables count as constants, at all selections. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Smooth Identity Positivstellensatz Objectives Kinks Arcs
  Gradients Lifts CriticalCases Descent.
Import ListNotations.
Open Scope R_scope.

(** ** One-sided expansions: |phi(t) - a - t b| <= C t^2 on [0, 1] *)
Definition along_ray (phi : R -> R) (a b : R) : Prop :=
  exists C, 0 <= C /\ forall t, 0 <= t <= 1 -> Rabs (phi t - a - t * b) <= C * t ^ 2.

Lemma ray_ext phi psi a b : (forall t, phi t = psi t) -> along_ray phi a b -> along_ray psi a b.
Proof. intros E (C & C0 & H). exists C. split; [exact C0|]. intros t Ht. rewrite <- E. now apply H. Qed.
Lemma ray_affine a b : along_ray (fun t => a + t * b) a b.
Proof.
exists 0. split; [lra|]. intros t _. replace (a + t * b - a - t * b) with 0 by ring. rewrite Rabs_R0. lra.
Qed.
Lemma ray_const a : along_ray (fun _ => a) a 0.
Proof. apply (ray_ext (fun t => a + t * 0)); [intros; ring|apply ray_affine]. Qed.
Lemma ray_plus phi psi a b c d : along_ray phi a b -> along_ray psi c d -> along_ray (fun t => phi t + psi t) (a + c) (b + d).
Proof.
intros (C & C0 & H) (D & D0 & K). exists (C + D). split; [lra|]. intros t Ht. specialize (H t Ht). specialize (K t Ht).
replace (phi t + psi t - (a + c) - t * (b + d)) with ((phi t - a - t * b) + (psi t - c - t * d)) by ring.
eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.
Lemma ray_bound phi a b : along_ray phi a b -> exists B, 0 <= B /\ forall t, 0 <= t <= 1 -> Rabs (phi t) <= B.
Proof.
intros (C & C0 & H). assert (A := Rabs_pos a). assert (B := Rabs_pos b). exists (C + Rabs a + Rabs b). split; [lra|].
intros t Ht. specialize (H t Ht). replace (phi t) with ((phi t - a - t * b) + (a + t * b)) by ring.
eapply Rle_trans; [apply Rabs_triang|]. assert (T := Rabs_triang a (t * b)). rewrite Rabs_mult, (Rabs_pos_eq t) in T by lra.
assert (t ^ 2 <= 1) by nra. assert (C * t ^ 2 <= C * 1) by (apply Rmult_le_compat_l; lra).
assert (t * Rabs b <= 1 * Rabs b) by (apply Rmult_le_compat_r; lra). lra.
Qed.
Lemma ray_mult phi psi a b c d : along_ray phi a b -> along_ray psi c d ->
  along_ray (fun t => phi t * psi t) (a * c) (b * c + a * d).
Proof.
intros Hp Hs. destruct (ray_bound psi c d Hs) as (B & B0 & HB). destruct Hp as (C & C0 & H). destruct Hs as (D & D0 & K).
assert (A1 := Rabs_pos a). assert (A2 := Rabs_pos b). assert (A3 := Rabs_pos d).
assert (N1 : 0 <= C * B) by (now apply Rmult_le_pos). assert (N2 : 0 <= (Rabs a + Rabs b) * D) by (apply Rmult_le_pos; lra).
assert (N3 : 0 <= Rabs b * Rabs d) by (now apply Rmult_le_pos).
exists (C * B + (Rabs a + Rabs b) * D + Rabs b * Rabs d). split; [lra|]. intros t Ht.
specialize (H t Ht). specialize (K t Ht). specialize (HB t Ht). assert (T2 := pow2_ge_0 t).
replace (phi t * psi t - a * c - t * (b * c + a * d))
  with ((phi t - a - t * b) * psi t + (a + t * b) * (psi t - c - t * d) + t ^ 2 * (b * d)) by ring.
assert (H1 := product_bound _ _ _ _ H HB).
assert (Hab : Rabs (a + t * b) <= Rabs a + Rabs b).
{ eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult, (Rabs_pos_eq t) by lra.
  assert (t * Rabs b <= 1 * Rabs b) by (apply Rmult_le_compat_r; lra). lra. }
assert (H2 := product_bound _ _ _ _ Hab K).
assert (H3 : Rabs (t ^ 2 * (b * d)) = t ^ 2 * (Rabs b * Rabs d)) by (rewrite !Rabs_mult, (Rabs_pos_eq (t ^ 2)) by exact T2; reflexivity).
eapply Rle_trans; [apply Rabs_triang|]. eapply Rle_trans; [apply Rplus_le_compat_r, Rabs_triang|]. rewrite H3. lra.
Qed.
Lemma ray_power phi a b k : along_ray phi a b -> along_ray (fun t => phi t ^ k) (a ^ k) (INR k * a ^ pred k * b).
Proof.
intros H. induction k as [|k IH].
- apply (ray_ext (fun _ => 1)); [reflexivity|]. replace (INR 0 * a ^ pred 0 * b) with 0 by (simpl; ring). apply ray_const.
- assert (K := ray_mult _ _ _ _ _ _ H IH). replace (INR (S k) * a ^ pred (S k) * b)
    with (b * a ^ k + a * (INR k * a ^ pred k * b)); [exact K|].
  rewrite S_INR. destruct k as [|k]; [simpl; ring|]. simpl pred. simpl pow. ring.
Qed.

(** |phi| has the slope s b, where s is the sign of a, or that of b if a = 0. *)
Lemma ray_absolute phi a b : along_ray phi a b ->
  along_ray (fun t => Rabs (phi t)) (Rabs a) ((if Req_EM_T a 0 then apply Sign b else apply Sign a) * b).
Proof.
intros Hphi. destruct (ray_bound phi a b Hphi) as (B & B0 & HB). destruct Hphi as (C & C0 & H).
destruct (Req_EM_T a 0) as [->|Ha].
- exists C. split; [exact C0|]. intros t Ht. specialize (H t Ht). rewrite sign_is_absolute_value, Rabs_R0, !Rminus_0_r in *.
  replace (t * Rabs b) with (Rabs (t * b)) by (rewrite Rabs_mult, (Rabs_pos_eq t) by lra; reflexivity).
  apply Rle_trans with (2 := H). apply Rabs_triang_inv2.
- assert (Hs : exists s, (s = 1 \/ s = -1) /\ apply Sign a = s /\ 0 < s * a).
  { simpl. destruct (Rle_dec 0 a) as [H0|H0]; [exists 1|exists (-1)]; (split; [auto|]; split; [reflexivity|lra]). }
  destruct Hs as (s & Hs & Es & Hpos). rewrite Es. assert (A : Rabs a = s * a).
  { destruct Hs as [-> | ->]; [rewrite Rabs_pos_eq|rewrite Rabs_left]; lra. }
  assert (S1 : forall y, 0 <= s * y -> Rabs y = s * y).
  { intros y Hy. destruct Hs as [-> | ->]; [rewrite Rabs_pos_eq|rewrite Rabs_left1]; lra. }
  assert (S2 : forall y, Rabs (s * y) = Rabs y).
  { intros y. rewrite Rabs_mult. replace (Rabs s) with 1; [ring|]. destruct Hs as [-> | ->]; [symmetry; apply Rabs_R1|].
    rewrite Rabs_left; lra. }
  set (t0 := s * a / (Rabs b + C + s * a)). assert (Pb := Rabs_pos b).
  assert (T0 : 0 < t0 <= 1).
  { unfold t0. split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_le_reg_r with (Rabs b + C + s * a); [lra|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  assert (T02 : 0 < t0 ^ 2) by (apply pow_lt; lra). assert (Ti : 0 < / t0 ^ 2) by (now apply Rinv_0_lt_compat).
  assert (N : 0 <= 2 * B * / t0 ^ 2) by (apply Rmult_le_pos; lra).
  exists (C + 2 * B * / t0 ^ 2). split; [lra|]. intros t Ht. specialize (H t Ht). specialize (HB t Ht).
  assert (Ht2 := pow2_ge_0 t). rewrite A.
  replace (Rabs (phi t) - s * a - t * (s * b)) with ((Rabs (phi t) - s * phi t) + s * (phi t - a - t * b)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite S2.
  destruct (Rle_lt_dec t t0) as [Hle|Hlt].
  + replace (Rabs (phi t)) with (s * phi t).
    * rewrite Rminus_eq_0, Rabs_R0. assert (0 <= 2 * B * / t0 ^ 2 * t ^ 2) by (apply Rmult_le_pos; lra). lra.
    * symmetry. apply S1. assert (Hl := S2 (phi t - a - t * b)). assert (Hl' := Rle_abs (- (s * (phi t - a - t * b)))).
      rewrite Rabs_Ropp in Hl'. assert (Hb := S2 b). assert (Hb' := Rle_abs (- (s * b))). rewrite Rabs_Ropp in Hb'.
      assert (C * t ^ 2 <= C * t) by (apply Rmult_le_compat_l; nra).
      assert (t * - (s * b) <= t * Rabs b) by (apply Rmult_le_compat_l; lra).
      assert (Et : t0 * (Rabs b + C + s * a) = s * a) by (unfold t0; field; lra).
      assert (t * (Rabs b + C) <= t0 * (Rabs b + C)) by (apply Rmult_le_compat_r; lra).
      assert (0 <= t0 * (s * a)) by (apply Rmult_le_pos; lra). lra.
  + assert (E1 : Rabs (Rabs (phi t) - s * phi t) <= 2 * B).
    { eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Rabsolu, Rabs_Ropp, S2. lra. }
    assert (E2 : 1 <= / t0 ^ 2 * t ^ 2).
    { apply Rmult_le_reg_l with (t0 ^ 2); [exact T02|]. rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l, Rmult_1_r by lra.
      apply pow_incr. lra. }
    assert (2 * B * 1 <= 2 * B * (/ t0 ^ 2 * t ^ 2)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Lemma ray_kink f phi a b : smooth f = false -> along_ray phi a b ->
  along_ray (fun t => apply f (phi t) * phi t) (apply f a * a) ((if Req_EM_T a 0 then apply f b else apply f a) * b).
Proof.
intros Hf H. assert (K := ray_absolute phi a b H). destruct f; try discriminate.
- apply (ray_ext (fun t => Rabs (phi t))); [intros; symmetry; apply sign_is_absolute_value|].
  rewrite sign_is_absolute_value. exact K.
- assert (E : forall y, apply Step y * y = / 2 * y + / 2 * Rabs y).
  { intros y. rewrite <- sign_is_absolute_value. simpl. destruct (Rle_dec 0 y); field. }
  assert (Q := ray_plus _ _ _ _ _ _ (ray_mult _ _ _ _ _ _ (ray_const (/ 2)) H) (ray_mult _ _ _ _ _ _ (ray_const (/ 2)) K)).
  apply (ray_ext (fun t => / 2 * phi t + / 2 * Rabs (phi t))); [intros; symmetry; apply E|]. rewrite E.
  replace ((if Req_EM_T a 0 then apply Step b else apply Step a) * b)
    with (0 * a + / 2 * b + (0 * Rabs a + / 2 * ((if Req_EM_T a 0 then apply Sign b else apply Sign a) * b))); [exact Q|].
  simpl. destruct (Req_EM_T a 0), (Rle_dec 0 b), (Rle_dec 0 a); field.
Qed.

(** ** The slope of a polynomial in the direction d *)
Fixpoint slope (e d : nat -> R) (p : polynomial) : R :=
  match p with
  | Const _ => 0
  | Var i => d i
  | Add a b => slope e d a + slope e d b
  | Mul a b => slope e d a * evaluate e b + evaluate e a * slope e d b
  | Pow a k => INR k * evaluate e a ^ pred k * slope e d a
  end.

Lemma slope_partial n e p (h : Rn n) :
  dot n (vector n (fun j => evaluate e (partial j p))) h = slope e (fun i => coordinate n i h) p.
Proof.
induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa k]; cbn [slope].
- apply dot_vector_zero. intros j. exact RMicromega.Q2R_0.
- apply dot_vector_unit.
- rewrite (dot_vector_combination n (fun j => evaluate e (partial j a)) (fun j => evaluate e (partial j b)) _ 1 1 h).
  + rewrite IHa, IHb. ring.
  + intros j. simpl. ring.
- rewrite (dot_vector_combination n (fun j => evaluate e (partial j a)) (fun j => evaluate e (partial j b))
    _ (evaluate e b) (evaluate e a) h).
  + rewrite IHa, IHb. ring.
  + intros j. simpl. ring.
- destruct k as [|k].
  + rewrite dot_vector_zero; [simpl; ring|]. intros j. exact RMicromega.Q2R_0.
  + rewrite (dot_vector_combination n (fun j => evaluate e (partial j a)) (fun _ => 0) _ (INR (S k) * evaluate e a ^ k) 0 h).
    * rewrite IHa. simpl pred. ring.
    * intros j. cbn [partial evaluate].
      assert (E : Q2R (Z.of_nat (S k) # 1) = INR (S k)).
      { unfold Q2R. rewrite INR_IZR_INZ. cbn [Qnum Qden]. change (IZR (Z.pos 1)) with 1. field. }
      rewrite E. ring.
Qed.

(** ** Selections *)
Fixpoint numbered (k : nat) (nodes : list node) : kinks :=
  match nodes with [] => [] | (_, v) :: rest => (k, v) :: numbered (S k) rest end.
Lemma numbered_kink nodes : forall k i,
  kink (numbered k nodes) i = if Nat.ltb i k then None else option_map snd (nth_error nodes (i - k)).
Proof.
induction nodes as [|[f v] rest IH]; intros k i; cbn [numbered].
- destruct (Nat.ltb i k); [reflexivity|]. now destruct (i - k)%nat.
- rewrite kink_cons, IH. destruct (Nat.eqb_spec k i) as [->|Hne].
  + rewrite Nat.ltb_irrefl, Nat.sub_diag. reflexivity.
  + destruct (Nat.ltb_spec i (S k)), (Nat.ltb_spec i k); try lia; [reflexivity|].
    replace (i - k)%nat with (S (i - S k)) by lia. reflexivity.
Qed.

(** The generalised derivatives of |t| and max(0, t). *)
Definition generalised (f : elementary) (t s : R) : Prop :=
  (match f with Sign => -1 | _ => 0 end) <= s <= 1 /\ s * t = apply f t * t.
Lemma generalised_apply f t : smooth f = false -> generalised f t (apply f t).
Proof. intros H. assert (K := apply_facts f true t). destruct f; try discriminate; unfold generalised; simpl in *; destruct (Rle_dec 0 t); lra. Qed.
Lemma generalised_at_zero f t : smooth f = false -> generalised f 0 (apply f t).
Proof. intros H. destruct f; try discriminate; unfold generalised; simpl; destruct (Rle_dec 0 t), (Rle_dec 0 0); lra. Qed.

Section Kinked.
Variable n : nat.
Variable nodes : list node.
(** All nodes are kinks of polynomials in the coordinates. *)
Definition plain_kinks : bool := forallb (fun t => negb (smooth (fst t)) && below (S n) (snd t)) nodes.
Notation l := (numbered (S n) nodes).
(** Every variable of a kink occurs as a factor of the argument of the kink. *)
Fixpoint kinked (p : polynomial) : bool :=
  match p with
  | Const _ => true
  | Var i => Nat.leb i n
  | Add a b => kinked a && kinked b
  | Mul a b =>
      match a with
      | Var i => if Nat.leb i n then kinked b
                 else match kink l i with Some u => below (S n) b && same_polynomial b u | None => false end
      | _ => kinked a && kinked b
      end
  | Pow a _ => kinked a
  end.

Lemma kinked_induction (P : polynomial -> Prop) :
  (forall q, P (Const q)) -> (forall i, (i <= n)%nat -> P (Var i)) ->
  (forall a b, P a -> P b -> P (Add a b)) -> (forall a b, P a -> P b -> P (Mul a b)) -> (forall a k, P a -> P (Pow a k)) ->
  (forall j f v b, nth_error nodes j = Some (f, v) -> below (S n) b = true -> same_polynomial b v = true ->
     P (Mul (Var (S n + j)) b)) ->
  forall p, kinked p = true -> P p.
Proof.
intros H1 H2 H3 H4 H5 H6. induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa k]; cbn [kinked]; intros H; auto.
- apply H2. now apply Nat.leb_le.
- apply andb_prop in H. destruct H. auto.
- assert (G : kinked a && kinked b = true -> P (Mul a b)) by (intros E; apply andb_prop in E; destruct E; auto).
  destruct a as [q|i|a1 a2|a1 a2|a1 m]; try exact (G H).
  destruct (Nat.leb i n) eqn:Ei; [apply G; cbn [kinked]; now rewrite Ei|]. apply Nat.leb_gt in Ei.
  rewrite numbered_kink in H. destruct (Nat.ltb_spec i (S n)); [lia|].
  destruct (nth_error nodes (i - S n)) as [[f v]|] eqn:E; [|discriminate]. cbn [option_map snd] in H.
  apply andb_prop in H. destruct H as [Hb Hs]. replace i with (S n + (i - S n))%nat by lia. now apply (H6 _ f v).
Qed.
Lemma kinked_below p : below (S n) p = true -> kinked p = true.
Proof.
induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa k]; cbn [below kinked]; intros H; auto.
- apply andb_prop in H. destruct H. now rewrite IHa, IHb.
- apply andb_prop in H. destruct H as [Ha Hb]. specialize (IHa Ha). specialize (IHb Hb).
  destruct a; try (now rewrite IHa, IHb). cbn [kinked] in IHa. now rewrite IHa.
Qed.

Hypothesis plain : plain_kinks = true.
Notation base := (S n + length nodes)%nat.

Definition selection (x : Rn n) (e : nat -> R) : Prop :=
  (forall i, (i <= n)%nat -> e i = coordinate n i x) /\
  forall j f v, nth_error nodes j = Some (f, v) -> generalised f (value n v x) (e (S n + j)%nat).

Lemma plain_node j f v : nth_error nodes j = Some (f, v) -> smooth f = false /\ below (S n) v = true.
Proof.
intros H. assert (K := plain). unfold plain_kinks in K. rewrite forallb_forall in K.
specialize (K _ (nth_error_In _ _ H)). cbn [fst snd] in K. apply andb_prop in K. destruct K as [K1 K2].
split; [now destruct (smooth f)|exact K2].
Qed.

Lemma coordinates_value e (x : Rn n) p : (forall i, (i <= n)%nat -> e i = coordinate n i x) -> below (S n) p = true ->
  evaluate e p = value n p x.
Proof. intros He Hp. apply evaluate_below with (S n); [exact Hp|]. intros i Hi. apply He. lia. Qed.

Lemma with_nodes_low : forall (nds : list node) e k i, (i < k)%nat -> with_nodes e k nds i = e i.
Proof.
induction nds as [|[f v] nds IH]; intros e k i Hi; simpl; [reflexivity|]. rewrite IH by lia. unfold assign.
destruct (Nat.eqb_spec i k); [lia|reflexivity].
Qed.
Lemma with_nodes_kink : forall (nds : list node) e k m j f v, (m <= k)%nat ->
  forallb (fun t : node => below m (snd t)) nds = true -> nth_error nds j = Some (f, v) ->
  with_nodes e k nds (k + j)%nat = apply f (evaluate e v).
Proof.
induction nds as [|[g w] nds IH]; intros e k m j f v Hm Hb Hj; [destruct j; discriminate|].
cbn [forallb snd] in Hb. apply andb_prop in Hb. destruct Hb as [Hw Hb]. cbn [with_nodes]. destruct j as [|j].
- injection Hj as -> ->. rewrite Nat.add_0_r, with_nodes_low by lia. unfold assign. now rewrite Nat.eqb_refl.
- cbn [nth_error] in Hj. rewrite Nat.add_succ_r, <- Nat.add_succ_l. rewrite (IH _ _ m j f v) by (auto; lia). f_equal.
  apply evaluate_assign_below. rewrite forallb_forall in Hb. apply below_le with m; [|exact Hm].
  exact (Hb _ (nth_error_In _ _ Hj)).
Qed.
Lemma values_kink x j f v : nth_error nodes j = Some (f, v) -> values n nodes x (S n + j)%nat = apply f (value n v x).
Proof.
intros H. unfold values. rewrite (with_nodes_kink nodes _ (S n) (S n) j f v (le_n _)); [reflexivity| |exact H].
apply forallb_forall. intros t Ht. assert (K := plain). unfold plain_kinks in K. rewrite forallb_forall in K.
specialize (K t Ht). now apply andb_prop in K.
Qed.
Lemma values_selection x : selection x (values n nodes x).
Proof.
split.
- intros i Hi. unfold values. apply with_nodes_low. lia.
- intros j f v H. rewrite (values_kink x j f v H). apply generalised_apply. exact (proj1 (plain_node j f v H)).
Qed.

(** A product of a kink's variable with its argument. *)
Lemma kink_product x e j f v b : selection x e -> nth_error nodes j = Some (f, v) -> below (S n) b = true ->
  same_polynomial b v = true -> e (S n + j)%nat * evaluate e b = apply f (value n v x) * value n v x.
Proof.
intros Hs Hj Hb Hsame. destruct (plain_node j f v Hj) as [_ Hv].
rewrite (same_polynomial_ok _ _ Hsame e), (coordinates_value e x v (proj1 Hs) Hv). exact (proj2 (proj2 Hs j f v Hj)).
Qed.

(** Such polynomials have the value of the objective at every selection. *)
Lemma kinked_value x e p : selection x e -> kinked p = true -> evaluate e p = objective n nodes p x.
Proof.
intros Hs. unfold objective. assert (Hv := values_selection x). revert p. apply kinked_induction; cbn [evaluate].
- reflexivity.
- intros i Hi. now rewrite (proj1 Hs i Hi), (proj1 Hv i Hi).
- intros a b -> ->. reflexivity.
- intros a b -> ->. reflexivity.
- intros a k ->. reflexivity.
- intros j f v b Hj Hb Hsame. now rewrite (kink_product x e j f v b Hs Hj Hb Hsame), (kink_product x _ j f v b Hv Hj Hb Hsame).
Qed.

Lemma kinked_continuous p : kinked p = true -> continuous_everywhere (objective n nodes p).
Proof.
intros Hp x. unfold objective. revert p Hp. apply kinked_induction; cbn [evaluate].
- intros q. apply continuous_const.
- intros i Hi. apply (continuous_ext (coordinate n i)); [|apply continuous_coordinate].
  intros y. symmetry. exact (proj1 (values_selection y) i Hi).
- intros a b Ha Hb. exact (continuous_plus _ _ x Ha Hb).
- intros a b Ha Hb. exact (continuous_mult _ _ x Ha Hb).
- intros a k Ha. induction k as [|k IH]; [apply continuous_const|]. exact (continuous_mult _ _ x Ha IH).
- intros j f v b Hj Hb Hs. apply (continuous_ext (fun y => apply f (value n v y) * value n v y)).
  + intros y. symmetry. exact (kink_product y _ j f v b (values_selection y) Hj Hb Hs).
  + apply (continuous_comp (value n v) (fun t => apply f t * t)); [apply continuous_value|].
    apply kink_continuous. exact (proj1 (plain_node j f v Hj)).
Qed.

Lemma coordinate_zero m : forall i (h : Rn m), (m < i)%nat -> coordinate m i h = 0.
Proof. induction m as [|m IH]; intros i h Hi; destruct i as [|i]; try lia; [reflexivity|]. apply (IH i). lia. Qed.

Lemma slope_below e e' d p : (forall i, (i <= n)%nat -> e i = e' i) -> below (S n) p = true -> slope e d p = slope e' d p.
Proof.
intros He. assert (V : forall q, below (S n) q = true -> evaluate e q = evaluate e' q).
{ intros q Hq. apply evaluate_below with (S n); [exact Hq|]. intros i Hi. apply He. lia. }
induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa k]; cbn [below slope]; intros H; auto.
- apply andb_prop in H. destruct H. now rewrite IHa, IHb.
- apply andb_prop in H. destruct H. now rewrite IHa, IHb, !V.
- now rewrite IHa, V.
Qed.

(** The slope in a direction is an affine function of the selection. *)
Lemma kinked_affine x e e' e'' lam (h : Rn n) p : selection x e -> selection x e' -> selection x e'' ->
  (forall i, e'' i = (1 - lam) * e i + lam * e' i) -> kinked p = true ->
  slope e'' (fun i => coordinate n i h) p
    = (1 - lam) * slope e (fun i => coordinate n i h) p + lam * slope e' (fun i => coordinate n i h) p.
Proof.
intros H1 H2 H3 E Hp. set (d := fun i => coordinate n i h).
apply (kinked_induction (fun p => evaluate e p = evaluate e'' p /\ evaluate e' p = evaluate e'' p /\
  slope e'' d p = (1 - lam) * slope e d p + lam * slope e' d p)); [..|exact Hp]; cbn [slope evaluate].
- intros q. split; [reflexivity|]. split; [reflexivity|]. ring.
- intros i Hi. rewrite (proj1 H1 i Hi), (proj1 H2 i Hi), (proj1 H3 i Hi). split; [reflexivity|]. split; [reflexivity|]. ring.
- intros a b (A1 & A2 & A3) (B1 & B2 & B3). rewrite A1, A2, A3, B1, B2, B3. split; [reflexivity|]. split; [reflexivity|]. ring.
- intros a b (A1 & A2 & A3) (B1 & B2 & B3). rewrite A1, A2, A3, B1, B2, B3. split; [reflexivity|]. split; [reflexivity|]. ring.
- intros a k (A1 & A2 & A3). rewrite A1, A2, A3. split; [reflexivity|]. split; [reflexivity|]. ring.
- intros j f v b Hj Hb Hs.
  rewrite (kink_product x e j f v b H1 Hj Hb Hs), (kink_product x e' j f v b H2 Hj Hb Hs), (kink_product x e'' j f v b H3 Hj Hb Hs).
  split; [reflexivity|]. split; [reflexivity|].
  assert (D0 : d (S n + j)%nat = 0) by (apply coordinate_zero; lia). rewrite D0, E.
  assert (K : forall e1 e2, selection x e1 -> selection x e2 -> slope e1 d b = slope e2 d b).
  { intros e1 e2 S1 S2. apply slope_below; [|exact Hb]. intros i Hi. now rewrite (proj1 S1 i Hi), (proj1 S2 i Hi). }
  rewrite (K e'' e H3 H1), (K e' e H2 H1). ring.
Qed.

(** Selections form a convex set. *)
Lemma selection_convex x e e' lam : 0 <= lam <= 1 -> selection x e -> selection x e' ->
  selection x (fun i => (1 - lam) * e i + lam * e' i).
Proof.
intros Hl [A1 A2] [B1 B2]. split.
- intros i Hi. rewrite (A1 i Hi), (B1 i Hi). ring.
- intros j f v Hj. destruct (A2 j f v Hj) as [A3 A4]. destruct (B2 j f v Hj) as [B3 B4]. split.
  + destruct f; nra.
  + rewrite Rmult_plus_distr_r, !Rmult_assoc, A4, B4. ring.
Qed.

(** Along every ray the objective has the slope of some selection. *)
Definition on_ray (x h : Rn n) (t : R) : Rn n := plus x (scal t h).
Lemma coordinate_ray x h t i : coordinate n i (on_ray x h t) = coordinate n i x + t * coordinate n i h.
Proof.
unfold on_ray. rewrite coordinate_plus. f_equal. clear. revert i h.
induction n as [|m IH]; intros i h; destruct i as [|i]; simpl; try reflexivity; try (rewrite Rmult_0_r; reflexivity).
destruct h as [h1 h2]. exact (IH i h2).
Qed.

Definition ray_selection (x h : Rn n) (i : nat) : R :=
  if Nat.leb i n then coordinate n i x
  else match nth_error nodes (i - S n) with
       | Some (f, v) => let a := value n v x in
           if Req_EM_T a 0 then apply f (slope (fun i => coordinate n i x) (fun i => coordinate n i h) v) else apply f a
       | None => 0
       end.
Lemma ray_selection_ok x h : selection x (ray_selection x h).
Proof.
split.
- intros i Hi. unfold ray_selection. apply Nat.leb_le in Hi. now rewrite Hi.
- intros j f v Hj. unfold ray_selection. destruct (Nat.leb_spec (S n + j) n); [lia|].
  replace (S n + j - S n)%nat with j by lia. rewrite Hj. cbv zeta. destruct (plain_node j f v Hj) as [Hf _].
  destruct (Req_EM_T (value n v x) 0) as [->|_]; [now apply generalised_at_zero|now apply generalised_apply].
Qed.

Theorem ray_expansion x h p : kinked p = true ->
  along_ray (fun t => objective n nodes p (on_ray x h t)) (objective n nodes p x)
    (slope (ray_selection x h) (fun i => coordinate n i h) p).
Proof.
set (d := fun i => coordinate n i h). assert (Hs := ray_selection_ok x h). set (e := ray_selection x h) in *.
(* without kinks *)
assert (Smooth : forall p, below (S n) p = true ->
  along_ray (fun t => value n p (on_ray x h t)) (value n p x) (slope (fun i => coordinate n i x) d p)).
{ intros p'. induction p' as [q|i|a IHa b IHb|a IHa b IHb|a IHa k]; cbn [below slope]; intros H; unfold value in *; cbn [evaluate].
  - apply ray_const.
  - apply (ray_ext (fun t => coordinate n i x + t * d i)); [intros; symmetry; apply coordinate_ray|apply ray_affine].
  - apply andb_prop in H. destruct H. apply ray_plus; auto.
  - apply andb_prop in H. destruct H. apply ray_mult; auto.
  - apply ray_power; auto. }
intros Hp. rewrite <- (kinked_value x e p Hs Hp). unfold objective. revert p Hp. apply kinked_induction; cbn [slope evaluate].
- intros q. apply ray_const.
- intros i Hi. apply (ray_ext (fun t => coordinate n i x + t * d i)).
  + intros t. unfold d. rewrite <- (coordinate_ray x h t i). symmetry. exact (proj1 (values_selection _) i Hi).
  + rewrite (proj1 Hs i Hi). apply ray_affine.
- intros a b Ha Hb. now apply ray_plus.
- intros a b Ha Hb. now apply ray_mult.
- intros a k Ha. now apply ray_power.
- intros j f v b Hj Hb Hsame. destruct (plain_node j f v Hj) as [Hf Hv].
  assert (R := ray_kink f _ _ _ Hf (Smooth v Hv)).
  apply (ray_ext (fun t => apply f (value n v (on_ray x h t)) * value n v (on_ray x h t))).
  { intros t. symmetry. exact (kink_product _ _ j f v b (values_selection _) Hj Hb Hsame). }
  rewrite (kink_product x e j f v b Hs Hj Hb Hsame).
  assert (D0 : d (S n + j)%nat = 0) by (apply coordinate_zero; lia). rewrite D0.
  assert (Es : e (S n + j)%nat = if Req_EM_T (value n v x) 0 then apply f (slope (fun i => coordinate n i x) d v)
    else apply f (value n v x)).
  { unfold e, ray_selection. destruct (Nat.leb_spec (S n + j) n); [lia|]. replace (S n + j - S n)%nat with j by lia.
    now rewrite Hj. }
  rewrite Es.
  (* b and v are the same function, so they have the same slope *)
  assert (Eb : slope e d b = slope (fun i => coordinate n i x) d v).
  { rewrite (slope_below e (fun i => coordinate n i x) d b (proj1 Hs) Hb).
    destruct (Smooth b Hb) as (C & C0 & HC). destruct (Smooth v Hv) as (D & D0' & HD).
    set (s1 := slope _ d b) in *. set (s2 := slope _ d v) in *. apply NNPP. intros Hne.
    assert (Hpos : 0 < Rabs (s1 - s2)) by (apply Rabs_pos_lt; lra).
    set (t := Rabs (s1 - s2) / (Rabs (s1 - s2) + C + D)).
    assert (Ht : 0 < t <= 1).
    { unfold t. split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_le_reg_r with (Rabs (s1 - s2) + C + D); [lra|].
      unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
    specialize (HC t ltac:(lra)). specialize (HD t ltac:(lra)).
    unfold value in HC, HD. rewrite !(same_polynomial_ok _ _ Hsame) in HC.
    set (F1 := evaluate _ v) in HC. set (F0 := evaluate (fun i => coordinate n i x) v) in *.
    fold F1 in HD. assert (Hd : Rabs (t * (s1 - s2)) <= (C + D) * t ^ 2).
    { replace (t * (s1 - s2)) with ((F1 - F0 - t * s2) - (F1 - F0 - t * s1)) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra. }
    rewrite Rabs_mult, (Rabs_pos_eq t) in Hd by lra.
    assert (Hd' : Rabs (s1 - s2) <= (C + D) * t).
    { apply Rmult_le_reg_l with t; [lra|]. replace (t * ((C + D) * t)) with ((C + D) * t ^ 2) by ring. exact Hd. }
    assert (Et : t * (Rabs (s1 - s2) + C + D) = Rabs (s1 - s2)) by (unfold t; field; lra).
    assert (0 < t * Rabs (s1 - s2)) by (apply Rmult_lt_0_compat; lra). lra. }
  rewrite Eb. rewrite Rmult_0_l, Rplus_0_l. exact R.
Qed.
End Kinked.
