(** Verified checker for certified objectives (Theorem 1 with conserved and monotone quantities). *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz Objectives Arcs Roots Gradients
  Lifts Descent CriticalCases PolynomialFunctions CriticalValues StrictMinima Confinement.
Import ListNotations.
Open Scope R_scope.

(** ** From confinement to the conclusion *)
Section Confined.
Variable n : nat.
Variable nodes : list node.
Variable side : list (bool * psatz).
Variable known : list fact.
Variable F : polynomial.
Hypothesis defined : denominator_facts (S n) nodes side [] = Some known.
Notation f := (objective n nodes F).
Notation grad := (lifted_gradient n nodes).

Lemma continuous_slope p : continuous_everywhere (fun x => squared_norm n (grad p x)).
Proof.
intros x. apply (continuous_ext (objective n nodes (lifted_inner n nodes p p))).
- intros y. apply lifted_inner_ok.
- apply (continuous_objective n nodes side known defined).
Qed.

(** The critical values are isolated, and every local minimum has the value of [m]. *)
Theorem certified_core (m : minima) (low : Q) (attained : bool)
    (quantities : list polynomial) (V : polynomial) (D : Rn n -> Prop) :
  (forall v, exists eta, 0 < eta /\ forall x, stationary n nodes F x -> ~ (v < f x < v + eta)) ->
  (forall x, local_minimum f x -> exists v, minima_value m = Some v /\ is_number v (f x)) ->
  match minima_value m with
  | None => true
  | Some v => if by_attainment m then attained && valid_number v else at_most v low
  end = true ->
  (forall x, Q2R low <= f x) ->
  (forall q, In q quantities -> forall x, 0 <= dot n (grad q x) (grad F x)) -> dense D ->
  (forall x0 l, D x0 -> Q2R low < l \/ attained = true ->
     confines_in n (objective n nodes) grad F quantities V l x0) ->
  no_spurious_setwise_minimum f.
Proof.
intros Hiso Hval E6 Hlow Hq HD Hconf.
assert (Hexp := objective_expands n nodes side known defined).
assert (Hc := continuous_objective n nodes side known defined).
assert (K : local_minima_are_global f).
{ destruct (minima_value m) as [v|].
  - destruct (by_attainment m).
    + apply andb_prop in E6. destruct E6 as [E6 E7].
      apply (infimum_attained_by_descent_in n (objective n nodes) grad Hexp Hc continuous_slope F quantities V Hq D HD Hiso
        (Q2R low) Hlow).
      * intros x0 H0. apply (Hconf x0 (Q2R low) H0). now right.
      * intros x y Hx Hy. destruct (Hval x Hx) as (v1 & V1 & V2). destruct (Hval y Hy) as (v2 & V3 & V4).
        injection V1 as <-. injection V3 as <-. now apply (number_unique v).
    + intros x Hx y. destruct (Hval x Hx) as (v1 & V1 & V2). injection V1 as <-.
      assert (Hv := at_most_ok _ _ _ E6 V2). specialize (Hlow y). lra.
  - intros x Hx. destruct (Hval x Hx) as (v1 & V1 & _). discriminate. }
apply (theorem_1_by_descent_in n (objective n nodes) grad Hexp Hc continuous_slope F quantities V Hq D HD Hiso); [|exact K].
intros x0 l H0 [z Hz]. apply (Hconf x0 l H0). left. specialize (Hlow z). lra.
Qed.

Theorem certified_by_confinement (cv : critical_values) (m : minima) (low : Q) (attained : bool)
    (quantities : list polynomial) (V : polynomial) (D : Rn n -> Prop) :
  check_critical_values n nodes known F cv = true -> check_minima n nodes known F low attained cv m = true ->
  (forall x, Q2R low <= f x) ->
  (forall q, In q quantities -> forall x, 0 <= dot n (grad q x) (grad F x)) -> dense D ->
  (forall x0 l, D x0 -> Q2R low < l \/ attained = true ->
     confines_in n (objective n nodes) grad F quantities V l x0) ->
  no_spurious_setwise_minimum f.
Proof.
intros E2 E3 Hlow Hq HD Hconf.
unfold check_minima in E3. apply andb_prop in E3. destruct E3 as [E3 E6].
apply (certified_core m low attained quantities V D); auto.
- exact (critical_values_are_isolated n nodes known F side defined cv E2).
- exact (check_cases_ok n nodes known F side defined cv E2 m E3).
Qed.

End Confined.

(** ** Polynomials *)
Lemma confines_polynomial n F quantities V low x0 : confines n F quantities V low x0 ->
  confines_in n (objective n []) (lifted_gradient n []) F quantities V low x0.
Proof.
intros (delta & theta & phi & H1 & H2 & H3 & H4 & H5). exists delta, theta, phi.
split; [exact H1|]. split; [exact H2|]. split; [exact H3|]. split; [|exact H5].
intros x y. rewrite !lifted_gradient_polynomial. exact (H4 x y).
Qed.

Theorem certified n F (c : control) (cv : critical_values) (m : minima) :
  check_control n F c && check_critical_values n [] [] F cv &&
    check_minima n [] [] F (bound_below c) (down_to_the_bound c) cv m = true ->
  no_spurious_setwise_minimum (objective n [] F).
Proof.
intros E. apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
apply (certified_by_confinement n [] [] [] F eq_refl cv m (bound_below c) (down_to_the_bound c) (quantities c)
  (growing_quantity n c) (start_set n c) E2 E3).
- exact (proj1 (control_facts n F c E1)).
- intros q Hq x. rewrite !lifted_gradient_polynomial. exact (quantities_nonincreasing n F c E1 q Hq x).
- exact (start_set_dense n F c E1).
- intros x0 l H0 Hl. apply confines_polynomial. exact (control_confines n F c E1 l x0 H0 Hl).
Qed.

(** ** Objectives with nodes: conserved and monotone quantities that make f proper *)
Record node_control := NodeControl {
  node_bound_below : Q;
  node_bound_below_proof : psatz;
  node_conserved : list (polynomial * combination);
  node_monotone : list (polynomial * Q * psatz * psatz);
  node_bound : polynomial;             (* variables: F, then the conserved, then the monotone quantities *)
  node_exponent : nat;
  node_proper_proof : psatz }.

Definition node_arguments (F : polynomial) (c : node_control) : list polynomial :=
  F :: map fst (node_conserved c) ++ map (fun t => fst (fst (fst t))) (node_monotone c).
Definition node_quantities (c : node_control) : list polynomial :=
  map fst (node_conserved c) ++ map opposite (map fst (node_conserved c)) ++ map (fun t => fst (fst (fst t))) (node_monotone c).
Definition node_bound_polynomial F c : polynomial := substitute (fun i => nth i (node_arguments F c) (Const 0)) (node_bound c).

Definition check_node_control n nodes (known : list fact) (F : polynomial) (c : node_control) : bool :=
  proves_nonnegative known (minus F (node_bound_below c)) (node_bound_below_proof c) &&
  forallb (fun t => vanishes_by known (lifted_inner n nodes (fst t) F) (snd t)) (node_conserved c) &&
  forallb (fun t => proves_nonnegative known (lifted_inner n nodes (fst (fst (fst t))) F) (snd (fst t)) &&
                    proves_nonnegative known (minus (fst (fst (fst t))) (snd (fst (fst t)))) (snd t)) (node_monotone c) &&
  Nat.ltb 0 (node_exponent c) &&
  proves_nonnegative known (Add (node_bound_polynomial F c) (opposite (Pow (norm_polynomial n) (node_exponent c))))
    (node_proper_proof c).

Lemma opposite_gradient n nodes q F (x : Rn n) :
  dot n (lifted_gradient n nodes (opposite q) x) (lifted_gradient n nodes F x)
    = - dot n (lifted_gradient n nodes q x) (lifted_gradient n nodes F x).
Proof.
unfold lifted_gradient. set (g := vector n (fun j => objective n nodes (lifted_partial n nodes j F) x)).
rewrite (dot_vector_combination n (fun j => objective n nodes (lifted_partial n nodes j q) x) (fun _ => 0) _ (-1) 0 g); [ring|].
intros j. unfold objective, lifted_partial, opposite. cbn [total evaluate]. unfold Q2R. simpl. lra.
Qed.

Lemma node_control_ok n nodes F side known (c : node_control) :
  denominator_facts (S n) nodes side [] = Some known -> check_node_control n nodes known F c = true ->
  (forall x, Q2R (node_bound_below c) <= objective n nodes F x) /\
  (forall q, In q (node_quantities c) -> forall x, 0 <= dot n (lifted_gradient n nodes q x) (lifted_gradient n nodes F x)) /\
  forall x0 l, confines_in n (objective n nodes) (lifted_gradient n nodes) F (node_quantities c) (Const 0) l x0.
Proof.
intros Ed E1. unfold check_node_control in E1. apply andb_prop in E1. destruct E1 as [E1 C5]. apply andb_prop in E1. destruct E1 as [E1 C4].
apply andb_prop in E1. destruct E1 as [E1 C3]. apply andb_prop in E1. destruct E1 as [C1 C2].
rewrite forallb_forall in C2, C3. apply Nat.ltb_lt in C4.
assert (Hknown := proj1 (values_ok n nodes side known Ed)).
assert (NN : forall q d, proves_nonnegative known q d = true -> forall x, 0 <= objective n nodes q x).
{ intros q d H x. exact (proves_nonnegative_ok _ known q d H (Hknown x)). }
assert (Hlow : forall x, Q2R (node_bound_below c) <= objective n nodes F x).
{ intros x. assert (H := NN _ _ C1 x). unfold objective in *. rewrite evaluate_minus in H. lra. }
assert (Hcons : forall q, In q (map fst (node_conserved c)) -> forall x,
  dot n (lifted_gradient n nodes q x) (lifted_gradient n nodes F x) = 0).
{ intros q Hq x. apply in_map_iff in Hq. destruct Hq as [[q' d] [<- Hin]]. cbn [fst].
  rewrite <- lifted_inner_ok. exact (vanishes_by_ok _ _ _ _ (Hknown x) (C2 _ Hin)). }
assert (Hmono : forall V lo a b, In (V, lo, a, b) (node_monotone c) ->
  (forall x, 0 <= dot n (lifted_gradient n nodes V x) (lifted_gradient n nodes F x)) /\ forall x, Q2R lo <= objective n nodes V x).
{ intros V lo a b Hin. assert (K := C3 _ Hin). cbn [fst snd] in K. apply andb_prop in K. destruct K as [A B]. split.
  - intros x. rewrite <- lifted_inner_ok. exact (NN _ _ A x).
  - intros x. assert (H := NN _ _ B x). unfold objective in *. rewrite evaluate_minus in H. lra. }
split; [exact Hlow|]. split.
- intros q Hq x. unfold node_quantities in Hq. apply in_app_or in Hq. destruct Hq as [Hq|Hq].
  { right. symmetry. now apply Hcons. }
  apply in_app_or in Hq. destruct Hq as [Hq|Hq].
  + apply in_map_iff in Hq. destruct Hq as [p [<- Hp]]. rewrite opposite_gradient, (Hcons p Hp). lra.
  + apply in_map_iff in Hq. destruct Hq as [[[[V lo] a] b] [<- Hin]]. exact (proj1 (Hmono V lo a b Hin) x).
- intros x0 l. exists 1, 1, (fun t => t).
  split; [lra|]. split; [lra|]. split; [intros s t H; lra|]. split.
  { intros x y _ _ H. exfalso. change (1 <= Q2R 0) in H. rewrite RMicromega.Q2R_0 in H. lra. }
  intros A1.
  assert (HA : exists A, 0 <= A /\ forall q, In q (node_arguments F c) -> forall x, l <= objective n nodes F x <= objective n nodes F x0 ->
    (forall q, In q (node_quantities c) -> objective n nodes q x <= objective n nodes q x0 + 1) -> Rabs (objective n nodes q x) <= A).
  { assert (G : forall L : list polynomial, (forall q, In q L -> exists A, forall x, l <= objective n nodes F x <= objective n nodes F x0 ->
      (forall q, In q (node_quantities c) -> objective n nodes q x <= objective n nodes q x0 + 1) -> Rabs (objective n nodes q x) <= A) ->
      exists A, 0 <= A /\ forall q, In q L -> forall x, l <= objective n nodes F x <= objective n nodes F x0 ->
      (forall q, In q (node_quantities c) -> objective n nodes q x <= objective n nodes q x0 + 1) -> Rabs (objective n nodes q x) <= A).
    { induction L as [|q L IH]; intros H.
      - exists 0. split; [lra|]. intros q [].
      - destruct IH as (A & A0 & HA); [intros q' Hq'; apply H; now right|]. destruct (H q (or_introl eq_refl)) as [B HB].
        exists (A + Rabs B). assert (HB0 := Rabs_pos B). split; [lra|]. intros q' [<-|Hq'] x H1 H2.
        + specialize (HB x H1 H2). assert (H3 := Rle_abs B). lra.
        + specialize (HA q' Hq' x H1 H2). lra. }
    apply G. intros q Hq. unfold node_arguments in Hq. destruct Hq as [<-|Hq].
    - exists (Rabs l + Rabs (objective n nodes F x0)). intros x [H1 H2] _.
      assert (K1 := Rle_abs (objective n nodes F x0)). assert (K2 := Rle_abs (- l)). rewrite Rabs_Ropp in K2.
      assert (K3 := Rabs_pos l). assert (K4 := Rabs_pos (objective n nodes F x0)). apply Rabs_le. lra.
    - apply in_app_or in Hq. destruct Hq as [Hq|Hq].
      + exists (Rabs (objective n nodes q x0) + 1). intros x _ H.
        assert (H1 := H q ltac:(apply in_or_app; now left)).
        assert (H2 := H (opposite q) ltac:(apply in_or_app; right; apply in_or_app; left; now apply in_map)).
        unfold objective in H2. rewrite !evaluate_opposite in H2. fold (objective n nodes q x) in H2. fold (objective n nodes q x0) in H2.
        assert (K1 := Rle_abs (objective n nodes q x0)). assert (K2 := Rle_abs (- objective n nodes q x0)). rewrite Rabs_Ropp in K2.
        apply Rabs_le. lra.
      + assert (Hq' := Hq). apply in_map_iff in Hq. destruct Hq as [[[[V lo] a] b] [<- Hin]]. cbn [fst] in *.
        destruct (Hmono V lo a b Hin) as [_ Hl].
        exists (Rabs (Q2R lo) + Rabs (objective n nodes V x0) + 1). intros x _ H.
        assert (H1 := H V ltac:(apply in_or_app; right; apply in_or_app; right; exact Hq')). specialize (Hl x).
        assert (K2 := Rle_abs (objective n nodes V x0)). assert (K3 := Rle_abs (- Q2R lo)). rewrite Rabs_Ropp in K3.
        assert (K4 := Rabs_pos (objective n nodes V x0)). assert (K5 := Rabs_pos (Q2R lo)). apply Rabs_le. lra. }
  destruct HA as (A & A0 & HA). destruct (bounded_on_box (node_bound c) A A0) as (C & C0 & HC).
  exists (1 + Rabs C). intros x H1 H2 _.
  assert (H := NN _ _ C5 x). unfold objective in H. cbn [evaluate] in H. rewrite evaluate_opposite in H. cbn [evaluate] in H.
  assert (En : evaluate (values n nodes x) (norm_polynomial n) = squared_norm n x).
  { rewrite <- evaluate_norm. exact (values_below n nodes x (norm_polynomial n) (norm_polynomial_below n)). }
  rewrite En in H. unfold node_bound_polynomial in H. rewrite evaluate_substitute in H.
  assert (Hb : Rabs (evaluate (fun i => evaluate (values n nodes x) (nth i (node_arguments F c) (Const 0))) (node_bound c)) <= C).
  { apply HC. intros i. destruct (nth_in_or_default i (node_arguments F c) (Const 0)) as [Hin|Hd].
    - exact (HA _ Hin x H1 H2).
    - rewrite Hd. simpl. rewrite RMicromega.Q2R_0, Rabs_R0. exact A0. }
  assert (Hb' := Rle_abs (evaluate (fun i => evaluate (values n nodes x) (nth i (node_arguments F c) (Const 0))) (node_bound c))).
  assert (HN : 0 <= squared_norm n x) by apply squared_norm_nonnegative.
  assert (HCa := Rle_abs C). assert (HCp := Rabs_pos C).
  destruct (Rle_lt_dec (squared_norm n x) 1) as [|HN1]; [lra|].
  assert (squared_norm n x <= squared_norm n x ^ node_exponent c); [|lra].
  rewrite <- (pow_1 (squared_norm n x)) at 1. apply Rle_pow; [lra|lia].
Qed.

Theorem certified_with_nodes n nodes F side (c : node_control) (cv : critical_values) (m : minima) :
  match denominator_facts (S n) nodes side [] with
  | Some known => check_node_control n nodes known F c && check_critical_values n nodes known F cv &&
      check_minima n nodes known F (node_bound_below c) true cv m
  | None => false
  end = true ->
  no_spurious_setwise_minimum (objective n nodes F).
Proof.
destruct (denominator_facts (S n) nodes side []) as [known|] eqn:Ed; [|discriminate].
intros E. apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
destruct (node_control_ok n nodes F side known c Ed E1) as (Hlow & Hq & Hconf).
apply (certified_by_confinement n nodes side known F Ed cv m (node_bound_below c) true (node_quantities c) (Const 0)
  (fun _ => True) E2 E3 Hlow Hq).
- intros x P HP. exists x. exact (conj (locally_singleton x P HP) I).
- intros x0 l _ _. apply Hconf.
Qed.

(** ** Malgrange's condition for objectives with nodes *)
Record node_malgrange := NodeMalgrange {
  speed_bound_below : Q;
  speed_bound_proof : psatz;
  node_speed : univariate;
  node_speed_positive : psatz;
  node_radius : Q;
  node_malgrange_proof : psatz }.

Definition radial n nodes F : polynomial := sum_of (map (fun j => Mul (Var j) (lifted_partial n nodes j F)) (seq 0 (S n))).
Definition check_node_malgrange n nodes (known : list fact) (F : polynomial) (c : node_malgrange) : bool :=
  proves_nonnegative known (minus F (speed_bound_below c)) (speed_bound_proof c) &&
  same_polynomial (norm_polynomial n) (sum_of (map (fun j => Mul (Var j) (Var j)) (seq 0 (S n)))) &&
  same_polynomial (lifted_inner n nodes (norm_polynomial n) F) (Mul (Const 2) (radial n nodes F)) &&
  positive_q (node_radius c) &&
  proves_positive [(Positive, minus (Var 0) (speed_bound_below c))] (univariate_at (node_speed c) (Var 0)) (node_speed_positive c) &&
  proves_nonnegative (known ++ [(NonNegative, minus (norm_polynomial n) (node_radius c))])
    (Add (Mul (norm_polynomial n) (lifted_inner n nodes F F)) (opposite (univariate_at (node_speed c) F)))
    (node_malgrange_proof c).

Theorem certified_by_malgrange n nodes F side (c : node_malgrange) (cv : critical_values) (m : minima) :
  match denominator_facts (S n) nodes side [] with
  | Some known => check_node_malgrange n nodes known F c && check_critical_values n nodes known F cv &&
      check_minima n nodes known F (speed_bound_below c) false cv m
  | None => false
  end = true ->
  no_spurious_setwise_minimum (objective n nodes F).
Proof.
destruct (denominator_facts (S n) nodes side []) as [known|] eqn:Ed; [|discriminate].
intros E. apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
unfold check_node_malgrange in E1. apply andb_prop in E1. destruct E1 as [E1 C6]. apply andb_prop in E1. destruct E1 as [E1 C5].
apply andb_prop in E1. destruct E1 as [E1 C4]. apply andb_prop in E1. destruct E1 as [E1 C3].
apply andb_prop in E1. destruct E1 as [C1 C2]. apply positive_q_ok in C4.
assert (Hknown := proj1 (values_ok n nodes side known Ed)).
assert (Hlow : forall x, Q2R (speed_bound_below c) <= objective n nodes F x).
{ intros x. assert (H := proves_nonnegative_ok _ known _ _ C1 (Hknown x)). rewrite evaluate_minus in H. unfold objective. lra. }
assert (Enorm : forall x : Rn n, objective n nodes (norm_polynomial n) x = squared_norm n x).
{ intros x. rewrite <- evaluate_norm. exact (values_below n nodes x (norm_polynomial n) (norm_polynomial_below n)). }
apply (certified_by_confinement n nodes side known F Ed cv m (speed_bound_below c) false [] (norm_polynomial n)
  (fun _ => True) E2 E3 Hlow).
- intros q [].
- intros x P HP. exists x. exact (conj (locally_singleton x P HP) I).
- intros x0 low _ [Hl|Hl]; [|discriminate].
  assert (Hspeed : forall t, low <= t -> 0 < uval (node_speed c) t).
  { intros t Ht. assert (H := proves_positive_ok (fun _ => t) _ _ _ C5). rewrite univariate_at_ok in H. apply H.
    apply all_hold_one. unfold holds. cbn [fst snd]. rewrite evaluate_minus. simpl. lra. }
  assert (Hs : exists s, 0 < s /\ forall t, low <= t <= objective n nodes F x0 -> s <= uval (node_speed c) t).
  { destruct (Rle_lt_dec low (objective n nodes F x0)) as [H|H]; [|exists 1; split; [lra|intros; lra]].
    destruct (compact_min (fun t : R => low <= t <= objective n nodes F x0) (uval (node_speed c))) as [t [Ht Hmin]].
    - apply compact_interval.
    - intros t. apply (continuous_ext (rval_list (map Q2R (node_speed c)))); [intros; symmetry; apply uval_rval|apply continuous_rval].
    - exists low. lra.
    - exists (uval (node_speed c) t). split; [apply Hspeed; lra|exact Hmin]. }
  destruct Hs as (s & s0 & Hs). set (k := 2 + 2 / s).
  assert (Hks : 2 / s * s = 2) by (field; lra). assert (H2s : 0 < 2 / s) by (apply Rdiv_lt_0_compat; lra).
  assert (Hk : 0 < k) by (unfold k; lra).
  exists 1, (Q2R (node_radius c)), (fun t => k * t). split; [lra|]. split; [lra|]. split; [|split].
  + intros t t' [_ H]. apply Rmult_le_compat_l; lra.
  + intros x y Hx _ Ht Hy. rewrite Enorm in *.
    assert (H := proves_nonnegative_ok (values n nodes x) _ _ _ C6). cbn [evaluate] in H.
    rewrite evaluate_opposite, univariate_at_ok in H.
    assert (H' := H ltac:(apply all_hold_app; [apply Hknown|]; apply all_hold_one; unfold holds; cbn [fst snd];
      rewrite evaluate_minus; fold (objective n nodes (norm_polynomial n) x); rewrite Enorm; lra)). clear H.
    fold (objective n nodes (norm_polynomial n) x) (objective n nodes (lifted_inner n nodes F F) x) (objective n nodes F x) in H'.
    rewrite Enorm, lifted_inner_ok in H'. fold (squared_norm n (lifted_gradient n nodes F x)) in H'.
    assert (I1 := same_polynomial_ok _ _ C2 (values n nodes x)).
    assert (I2 := same_polynomial_ok _ _ C3 (values n nodes x)). unfold radial in I2. cbn [evaluate] in I2.
    fold (objective n nodes (lifted_inner n nodes (norm_polynomial n) F) x) in I2. rewrite lifted_inner_ok in I2.
    fold (objective n nodes (norm_polynomial n) x) in I1. rewrite Enorm in I1.
    pose (X := vector n (fun j => values n nodes x j)).
    rewrite (dot_vector_vector n (fun j => values n nodes x j) (fun j => values n nodes x j) _ Var Var 0) in I1 by reflexivity.
    rewrite (dot_vector_vector n (fun j => values n nodes x j) (fun j => objective n nodes (lifted_partial n nodes j F) x) _ Var
      (fun j => lifted_partial n nodes j F) 0) in I2 by reflexivity.
    fold X in I1, I2. fold (lifted_gradient n nodes F x) in I2. fold (squared_norm n X) in I1. rewrite I2, I1 in *.
    replace (Q2R 2) with 2 by (unfold Q2R; simpl; lra).
    set (a := squared_norm n X) in *. set (g := squared_norm n (lifted_gradient n nodes F x)) in *.
    set (d := dot n X (lifted_gradient n nodes F x)) in *.
    assert (Ha : 0 < a) by lra. assert (Hg : 0 <= g) by apply squared_norm_nonnegative.
    assert (Hsp : s <= a * g) by (specialize (Hs (objective n nodes F x) ltac:(lra)); lra).
    assert (Hp : 4 <= k ^ 2 * (a * g)).
    { apply Rle_trans with (k ^ 2 * s); [|apply Rmult_le_compat_l; [apply pow2_ge_0|exact Hsp]].
      replace (k ^ 2 * s) with (4 * s + 4 * (2 / s * s) + (2 / s) * (2 / s * s)) by (unfold k; ring). rewrite Hks. lra. }
    assert (Hm : - (2 * d) <= k * (a * g)).
    { apply malgrange_inequality; auto. unfold a, d, g. rewrite <- squared_norm_combination. apply squared_norm_nonnegative. }
    assert (Hkg : 0 <= k * g) by (apply Rmult_le_pos; lra).
    apply Rle_trans with ((objective n nodes F x - objective n nodes F y) * (k * ((1 + a) * g))); [apply Rmult_le_compat_l; [lra|]|right; ring].
    replace (k * ((1 + a) * g)) with (k * (a * g) + k * g) by ring. lra.
  + intros B. exists B. intros x _ _ HB. now rewrite Enorm in HB.
Qed.
