(** Verified checker for certified objectives with kinks (abs, max, min of polynomials): Theorem 1 by proximal descent, with
    conserved and monotone quantities. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz Objectives Kinks Arcs Roots Gradients
  Lifts Descent CriticalCases PolynomialFunctions CriticalValues BalancedLayers StrictMinima Confinement Subgradients FermatRule
  ProximalDescent KinkedArcs.
Import ListNotations.
Open Scope R_scope.

Section Kinked.
Variable n : nat.
Variable nodes : list node.
Variable F : polynomial.
Hypothesis plain : plain_kinks n nodes = true.
Hypothesis form : kinked n nodes F = true.
Notation base := (S n + length nodes)%nat.
Notation f := (objective n nodes F).
Notation known := (kink_facts (S n) nodes).

(** ** Controlled quantities *)
(** Polynomials in the coordinates; arguments of [bound]: F, then the conserved, then the monotone quantities.  See
    [confinement] for the two forms of evidence. *)
Inductive kink_confinement :=
  | KinkProperness (bound : polynomial) (exponent : nat) (proof : psatz)
  | KinkBalancedLayers (columns : nat) (matrices : list (nat * list (list polynomial)))
      (relations : list (list (list polynomial))) (coordinates : list polynomial) (bound : polynomial) (proof : psatz).
Record kink_control := KinkControl {
  kink_low : Q;
  kink_low_proof : psatz;
  kink_conserved : list (polynomial * combination);
  kink_monotone : list (polynomial * Q * psatz * psatz);
  kink_confined_by : kink_confinement }.

Definition kept (c : kink_control) : list polynomial := map fst (kink_conserved c).
Definition falling (c : kink_control) : list polynomial := map (fun t => fst (fst (fst t))) (kink_monotone c).
Definition kink_quantities (c : kink_control) : list polynomial := kept c ++ map opposite (kept c) ++ falling c.
Definition kink_arguments (c : kink_control) : list polynomial := F :: kept c ++ falling c.
Definition check_kink_control (c : kink_control) : bool :=
  proves_nonnegative known (minus F (kink_low c)) (kink_low_proof c) &&
  forallb (fun t => below (S n) (fst t) && vanishes_by known (inner_product n (fst t) F) (snd t)) (kink_conserved c) &&
  forallb (fun t => below (S n) (fst (fst (fst t))) &&
                    proves_nonnegative known (inner_product n (fst (fst (fst t))) F) (snd (fst t)) &&
                    proves_nonnegative known (minus (fst (fst (fst t))) (snd (fst (fst t)))) (snd t)) (kink_monotone c) &&
  match kink_confined_by c with
  | KinkProperness bound exponent proof =>
      Nat.ltb 0 exponent &&
      proves_nonnegative known (Add (compose (kink_arguments c) bound) (opposite (Pow (norm_polynomial n) exponent))) proof
  | KinkBalancedLayers columns matrices relations coordinates bound proof =>
      check_relations (kept c) columns matrices relations && below (S n) (product_polynomial columns matrices) &&
      forallb (below (S n)) (entries columns matrices) &&
      forallb (fun i => same_polynomial (Var i)
        (compose (kink_arguments c ++ entries columns matrices) (nth i coordinates (Const 0)))) (seq 0 (S n)) &&
      proves_nonnegative known (Add (compose (kink_arguments c) bound) (opposite (product_polynomial columns matrices))) proof
  end.

Lemma evaluate_compose_bounded (l : list polynomial) p A : 0 <= A -> exists C, 0 <= C /\
  forall e, (forall q, In q l -> Rabs (evaluate e q) <= A) -> Rabs (evaluate e (compose l p)) <= C.
Proof.
intros A0. destruct (bounded_on_box p A A0) as (C & C0 & HC). exists C. split; [exact C0|].
intros e He. unfold compose. rewrite evaluate_substitute. apply HC. intros i.
destruct (nth_in_or_default i l (Const 0)) as [Hi|E]; [now apply He|].
rewrite E. cbn [evaluate]. rewrite RMicromega.Q2R_0, Rabs_R0. exact A0.
Qed.

Section Control.
Variable c : kink_control.
Hypothesis checked : check_kink_control c = true.

Lemma values_value (x : Rn n) p : below (S n) p = true -> evaluate (values n nodes x) p = value n p x.
Proof. intros H. apply (coordinates_value n); [exact (proj1 (values_selection n nodes plain x))|exact H]. Qed.
Lemma kink_low_ok x : Q2R (kink_low c) <= f x.
Proof.
assert (E := checked). unfold check_kink_control in E. apply andb_prop in E. destruct E as [E _].
apply andb_prop in E. destruct E as [E _]. apply andb_prop in E. destruct E as [E _].
assert (H := proves_nonnegative_ok _ _ _ _ E (kink_facts_hold n nodes plain x _ (values_selection n nodes plain x))).
rewrite evaluate_minus in H. unfold objective. lra.
Qed.
Lemma kept_ok q : In q (kept c) -> below (S n) q = true /\
  forall x e, selection n nodes x e -> evaluate e (inner_product n q F) = 0.
Proof.
intros Hq. apply in_map_iff in Hq. destruct Hq as [[q' d] [<- Hin]]. cbn [fst].
assert (E := checked). unfold check_kink_control in E. apply andb_prop in E. destruct E as [E _].
apply andb_prop in E. destruct E as [E _]. apply andb_prop in E. destruct E as [_ E]. rewrite forallb_forall in E.
specialize (E _ Hin). cbn [fst snd] in E. apply andb_prop in E. destruct E as [E1 E2]. split; [exact E1|].
intros x e Hs. exact (vanishes_by_ok _ _ _ _ (kink_facts_hold n nodes plain x e Hs) E2).
Qed.
Lemma falling_ok V lo d1 d2 : In (V, lo, d1, d2) (kink_monotone c) -> below (S n) V = true /\
  (forall x e, selection n nodes x e -> 0 <= evaluate e (inner_product n V F)) /\ forall x, Q2R lo <= value n V x.
Proof.
intros Hin. assert (E := checked). unfold check_kink_control in E. apply andb_prop in E. destruct E as [E _].
apply andb_prop in E. destruct E as [_ E]. rewrite forallb_forall in E. specialize (E _ Hin). cbn [fst snd] in E.
apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2]. split; [exact E1|]. split.
- intros x e Hs. exact (proves_nonnegative_ok _ _ _ _ E2 (kink_facts_hold n nodes plain x e Hs)).
- intros x. assert (H := proves_nonnegative_ok _ _ _ _ E3 (kink_facts_hold n nodes plain x _ (values_selection n nodes plain x))).
  rewrite evaluate_minus, (values_value x V E1) in H. lra.
Qed.

Lemma inner_product_at x e q : selection n nodes x e -> below (S n) q = true ->
  evaluate e (inner_product n q F) = dot n (gradient n q x) (generalised_gradient n F e).
Proof.
intros Hs Hq. unfold inner_product, gradient, generalised_gradient. apply dot_vector_vector; [|reflexivity].
intros j. symmetry. apply (coordinates_value n); [exact (proj1 Hs)|]. clear - Hq. cbn.
induction q as [a|i|a IHa b IHb|a IHa b IHb|a IHa k]; cbn [below partial] in *; auto.
- apply andb_prop in Hq. destruct Hq. now rewrite IHa, IHb.
- apply andb_prop in Hq. destruct Hq as [B1 B2]. now rewrite IHa, IHb, B1, B2.
- destruct k; [reflexivity|]. cbn [below]. now rewrite IHa, Hq.
Qed.

Lemma kink_quantities_nonincreasing q : In q (kink_quantities c) -> forall x w, subgradient n nodes F x w ->
  0 <= dot n (gradient n q x) w.
Proof.
intros Hq x w (e & Hs & ->). unfold kink_quantities in Hq. apply in_app_or in Hq. destruct Hq as [Hq|Hq].
{ destruct (kept_ok q Hq) as [B E]. rewrite <- (inner_product_at x e q Hs B), (E x e Hs). apply Rle_refl. }
apply in_app_or in Hq. destruct Hq as [Hq|Hq].
- apply in_map_iff in Hq. destruct Hq as [p [<- Hp]]. destruct (kept_ok p Hp) as [B E].
  assert (Bo : below (S n) (opposite p) = true) by (unfold opposite; cbn [below]; exact B).
  rewrite <- (inner_product_at x e _ Hs Bo). assert (K := E x e Hs). rewrite (inner_product_at x e p Hs B) in K.
  rewrite (inner_product_at x e _ Hs Bo), dot_gradient. rewrite dot_gradient in K.
  unfold opposite. cbn [differential]. rewrite K. unfold value. simpl. unfold Q2R. simpl. lra.
- apply in_map_iff in Hq. destruct Hq as [[[[V lo] d1] d2] [<- Hin]]. destruct (falling_ok V lo d1 d2 Hin) as (B & E & _).
  cbn [fst]. rewrite <- (inner_product_at x e V Hs B). exact (E x e Hs).
Qed.

(** Where f and the quantities are at most what they were at x0, plus 1. *)
Definition kink_near (x0 x : Rn n) : Prop :=
  f x <= f x0 /\ forall q, In q (kink_quantities c) -> value n q x <= value n q x0 + 1.

Lemma kink_arguments_bounded x0 : exists A, 0 <= A /\
  forall x, kink_near x0 x -> forall q, In q (kink_arguments c) -> Rabs (evaluate (values n nodes x) q) <= A.
Proof.
assert (G : forall l, (forall q, In q l -> exists A, forall x, kink_near x0 x -> Rabs (evaluate (values n nodes x) q) <= A) ->
  exists A, 0 <= A /\ forall x, kink_near x0 x -> forall q, In q l -> Rabs (evaluate (values n nodes x) q) <= A).
{ induction l as [|q l IH]; intros H; [exists 0; split; [lra|]; intros x _ q []|].
  destruct (H q (or_introl eq_refl)) as [A HA]. destruct IH as (B & B0 & HB); [intros p Hp; apply H; now right|].
  exists (Rabs A + B). assert (A0 := Rabs_pos A). split; [lra|]. intros x Hx p [<-|Hp].
  - specialize (HA x Hx). assert (K := Rle_abs A). lra.
  - specialize (HB x Hx p Hp). lra. }
apply G. intros q [<-|Hq].
- exists (Rabs (Q2R (kink_low c)) + Rabs (f x0)). intros x [Hx _]. assert (L := kink_low_ok x). unfold objective in *.
  assert (H1 := Rle_abs (evaluate (values n nodes x0) F)). assert (H2 := Rle_abs (- Q2R (kink_low c))). rewrite Rabs_Ropp in H2.
  assert (H3 := Rabs_pos (evaluate (values n nodes x0) F)). assert (H4 := Rabs_pos (Q2R (kink_low c))). apply Rabs_le. lra.
- apply in_app_or in Hq. destruct Hq as [Hq|Hq].
  + destruct (kept_ok q Hq) as [B _]. exists (Rabs (value n q x0) + 1). intros x [_ Hx]. rewrite (values_value x q B).
    assert (H1 := Hx q ltac:(apply in_or_app; now left)).
    assert (H2 := Hx (opposite q) ltac:(apply in_or_app; right; apply in_or_app; left; now apply in_map)).
    unfold value in *. rewrite !evaluate_opposite in H2.
    assert (H3 := Rle_abs (evaluate (fun i => coordinate n i x0) q)).
    assert (H4 := Rle_abs (- evaluate (fun i => coordinate n i x0) q)). rewrite Rabs_Ropp in H4. apply Rabs_le. lra.
  + assert (Hq' := Hq). apply in_map_iff in Hq. destruct Hq as [[[[V lo] d1] d2] [<- Hin]]. cbn [fst] in *.
    destruct (falling_ok V lo d1 d2 Hin) as (B & _ & Hl).
    exists (Rabs (Q2R lo) + Rabs (value n V x0) + 1). intros x [_ Hx]. rewrite (values_value x V B).
    assert (H1 := Hx V ltac:(apply in_or_app; right; apply in_or_app; right; exact Hq')). specialize (Hl x).
    assert (H2 := Rle_abs (value n V x0)). assert (H3 := Rle_abs (- Q2R lo)). rewrite Rabs_Ropp in H3.
    assert (H4 := Rabs_pos (value n V x0)). assert (H5 := Rabs_pos (Q2R lo)). apply Rabs_le. lra.
Qed.

Lemma kink_control_bounds low x0 : bounded_from n f (kink_quantities c) low x0.
Proof.
assert (E := checked). unfold check_kink_control in E. apply andb_prop in E. destruct E as [_ E].
destruct (kink_arguments_bounded x0) as (A & A0 & HA).
assert (HV : forall x, all_hold (values n nodes x) known) by (intros x; apply (kink_facts_hold n nodes plain x), values_selection; exact plain).
destruct (kink_confined_by c) as [bound exponent proof|columns matrices relations coordinates bound proof].
- apply andb_prop in E. destruct E as [E1 E2]. apply Nat.ltb_lt in E1.
  destruct (evaluate_compose_bounded (kink_arguments c) bound A A0) as (C & C0 & HC).
  exists 1, (1 + C). split; [lra|]. intros x Hx Hq. assert (Near : kink_near x0 x) by (split; [apply Hx|exact Hq]).
  assert (H := proves_nonnegative_ok _ _ _ _ E2 (HV x)). cbn [evaluate] in H. rewrite evaluate_opposite in H. cbn [evaluate] in H.
  rewrite (values_value x _ (norm_polynomial_below n)) in H. unfold value in H. rewrite evaluate_norm in H.
  assert (K := HC _ (HA x Near)). assert (K' := Rle_abs (evaluate (values n nodes x) (compose (kink_arguments c) bound))).
  apply power_bounded with exponent; [apply squared_norm_nonnegative|exact E1|lra].
- apply andb_prop in E. destruct E as [E E5]. apply andb_prop in E. destruct E as [E E4].
  apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
  rewrite forallb_forall in E3, E4.
  destruct (relations_bounded n (kept c) A matrices A0 columns relations E1) as (k & k0 & Hk).
  destruct (evaluate_compose_bounded (kink_arguments c) bound A A0) as (C & C0 & HC).
  set (m := INR columns * (1 + INR (length matrices) * k) + C + INR (length matrices) * k).
  assert (HM : forall x, kink_near x0 x -> forall q, In q (entries columns matrices) ->
    Rabs (evaluate (values n nodes x) q) <= 1 + Rabs m).
  { intros x Hx q Hq. rewrite (values_value x q (E3 q Hq)).
    apply (entries_bounded n x m matrices columns); [|exact Hq].
    replace m with (INR columns * (1 + INR (length (real_layers n x matrices)) * k) + C + INR (length (real_layers n x matrices)) * k)
      by (unfold m, real_layers; now rewrite map_length).
    apply balanced_layers_are_bounded; [exact k0| |].
    - apply Hk. intros p Hp. rewrite <- (values_value x p (proj1 (kept_ok p Hp))). apply HA; [exact Hx|].
      right. apply in_or_app. now left.
    - rewrite <- product_value, <- (values_value x _ E2).
      assert (H := proves_nonnegative_ok _ _ _ _ E5 (HV x)). cbn [evaluate] in H. rewrite evaluate_opposite in H.
      assert (K := HC _ (HA x Hx)). assert (K' := Rle_abs (evaluate (values n nodes x) (compose (kink_arguments c) bound))). lra. }
  assert (Hm := Rabs_pos m).
  assert (HB : exists B, 0 <= B /\ forall x, kink_near x0 x -> forall i, (i <= n)%nat -> Rabs (coordinate n i x) <= B).
  { assert (G : forall l : list nat, (forall i, In i l -> (i <= n)%nat) -> exists B, 0 <= B /\
      forall x, kink_near x0 x -> forall i, In i l -> Rabs (coordinate n i x) <= B).
    { induction l as [|i l IH]; intros Hl; [exists 0; split; [lra|]; intros x _ i []|].
      destruct IH as (B & B0 & HB); [intros j Hj; apply Hl; now right|].
      destruct (evaluate_compose_bounded (kink_arguments c ++ entries columns matrices) (nth i coordinates (Const 0)) (A + (1 + Rabs m)))
        as (D & D0 & HD); [lra|].
      exists (B + D). split; [lra|]. intros x Hx j [<-|Hj]; [|specialize (HB x Hx j Hj); lra].
      assert (Hi : (i <= n)%nat) by (apply Hl; now left).
      assert (Q := same_polynomial_ok _ _ (E4 i ltac:(apply in_seq; lia)) (values n nodes x)). cbn [evaluate] in Q.
      rewrite (proj1 (values_selection n nodes plain x) i Hi) in Q. rewrite Q.
      apply Rle_trans with D; [|lra]. apply HD. intros q Hq. apply in_app_or in Hq. destruct Hq as [Hq|Hq].
      - specialize (HA x Hx q Hq). lra.
      - specialize (HM x Hx q Hq). lra. }
    destruct (G (seq 0 (S n))) as (B & B0 & HB); [intros i Hi; apply in_seq in Hi; lia|].
    exists B. split; [exact B0|]. intros x Hx i Hi. apply HB; [exact Hx|]. apply in_seq. lia. }
  destruct HB as (B & B0 & HB). exists 1, (INR (S n) * B ^ 2). split; [lra|]. intros x Hx Hq.
  apply norm_from_coordinates. intros i Hi. apply HB; [split; [apply Hx|exact Hq]|exact Hi].
Qed.
End Control.
End Kinked.

(** ** The theorem *)
Definition check_certified_kinks n nodes F (c : kink_control) (cv : critical_values) (m : minima) : bool :=
  plain_kinks n nodes && kinked n nodes F && check_kink_control n nodes F c &&
  check_critical_values n nodes (kink_facts (S n) nodes) F cv &&
  check_cases_by n nodes (kink_facts (S n) nodes) F (check_kinked_arc n nodes F) false cv m &&
  match minima_value m with
  | None => true
  | Some v => if by_attainment m then valid_number v else at_most v (kink_low c)
  end.

Theorem certified_with_kinks n nodes F c cv m : check_certified_kinks n nodes F c cv m = true ->
  no_spurious_setwise_minimum (objective n nodes F).
Proof.
unfold check_certified_kinks. intros E. apply andb_prop in E. destruct E as [E E6]. apply andb_prop in E. destruct E as [E E5].
apply andb_prop in E. destruct E as [E E4]. apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [plain form].
set (f := objective n nodes F) in *. set (known := kink_facts (S n) nodes) in *.
set (critical := fun x => exists e, selection n nodes x e /\ squared_norm n (generalised_gradient n F e) = 0).
assert (Hb : below (S n + length nodes) F = true) by (exact (proj1 (partial_scope n nodes 0 F form))).
assert (Hfb : facts_below (S n + length nodes) (critical_facts n nodes known F) = true) by (now apply critical_facts_scope).
assert (Hvalue : forall x e, selection n nodes x e -> evaluate e F = f x) by (intros; now apply kinked_value).
assert (Hiso : forall v, exists eta, 0 < eta /\ forall x, critical x -> ~ (v < f x < v + eta)).
{ intros v. destruct (roots_are_isolated n nodes known F cv E4 v) as (eta & He & H). exists eta. split; [exact He|].
  intros x (e & Hs & Hg). apply H. rewrite <- (Hvalue x e Hs).
  apply (critical_value_at n nodes known F cv e E4 Hfb). now apply (critical_facts_at n nodes F plain x). }
assert (Hval : forall x, local_minimum f x -> exists v, minima_value m = Some v /\ is_number v (f x)).
{ intros x Hx. destruct (local_minimum_is_critical n nodes F plain form x Hx) as (e & Hs & Hg).
  assert (He := critical_facts_at n nodes F plain x e Hs Hg).
  unfold check_cases_by in E5. apply andb_prop in E5. destruct E5 as [E5 E7].
  apply (check_tree_sound (S n + length nodes) F (check_kinked_arc n nodes F) false _ _ _ _ (selection n nodes x) (f x) Hb) with (6 := E7) (e := e).
  - intros e' Hs'. now apply Hvalue.
  - intros e1 e2 H12 [A1 A2]. split.
    + intros i Hi. rewrite H12 by lia. now apply A1.
    + intros j g v Hj. rewrite H12; [now apply A2|]. assert (j < length nodes)%nat by (apply nth_error_Some; congruence). lia.
  - intros k facts order a Ea. unfold check_kinked_arc in Ea. do 5 (apply andb_prop in Ea; destruct Ea as [Ea _]). exact Ea.
  - intros e' k facts order a Hk Hs' Hfb' Hh Ea. split; [|discriminate].
    exact (check_kinked_arc_ok n nodes F plain form e' k facts order a x Hk Hs' Hfb' Hh Ea Hx).
  - destruct (listed m) as [l|]; [|discriminate]. intros _. rewrite <- (Hvalue x e Hs).
    apply (listed_value_at n nodes known F cv l e E5 Hfb He). exact (critical_value_at n nodes known F cv e E4 Hfb He).
  - apply le_n.
  - exact Hs.
  - exact Hfb.
  - exact He.
  - discriminate. }
assert (Hc : continuous_everywhere f) by (now apply kinked_continuous).
assert (Hlow := kink_low_ok n nodes F plain c E3).
assert (K : local_minima_are_global f).
{ destruct (minima_value m) as [v|].
  - destruct (by_attainment m).
    + apply (infimum_attained_by_proximal_descent n f Hc (subgradient n nodes F) (fermat_rule n nodes F plain form) critical
        (limit_of_subgradients n nodes F plain form) (kink_quantities c)
        (kink_quantities_nonincreasing n nodes F plain c E3) Hiso (Q2R (kink_low c)) Hlow).
      * intros x0. now apply kink_control_bounds.
      * intros x y Hx Hy. destruct (Hval x Hx) as (v1 & V1 & V2). destruct (Hval y Hy) as (v2 & V3 & V4).
        injection V1 as <-. injection V3 as <-. now apply (number_unique v).
    + intros x Hx y. destruct (Hval x Hx) as (v1 & V1 & V2). injection V1 as <-.
      assert (Hv := at_most_ok _ _ _ E6 V2). specialize (Hlow y). fold f in Hlow. lra.
  - intros x Hx. destruct (Hval x Hx) as (v1 & V1 & _). discriminate. }
apply (theorem_1_by_proximal_descent n f Hc (subgradient n nodes F) (fermat_rule n nodes F plain form) critical
  (limit_of_subgradients n nodes F plain form) (kink_quantities c)
  (kink_quantities_nonincreasing n nodes F plain c E3) Hiso); [|exact K].
intros x0 low _. now apply kink_control_bounds.
Qed.
