(** Verified checkers for certificates that cite the definable Morse-Sard theorem instead of listing the critical values: the
    citation is a hypothesis of the theorem ([finitely_many_critical_values], in Definitions.v). *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Smooth Trajectories Values Identity Positivstellensatz Objectives
  Roots Gradients Lifts Descent CriticalCases PolynomialFunctions CriticalValues Confinement Certified Tangency.
Import ListNotations.
Open Scope R_scope.

(** No critical values are used: neither cases by them nor a list. *)
Definition no_critical_values : critical_values := CriticalValues [1%Q] 0%Q [] 0 [].
Definition check_minima_alone n nodes (known : list fact) (F : polynomial) (low : Q) (attained : bool) (m : minima) : bool :=
  below (S n + length nodes) F && match listed m with None => true | Some _ => false end &&
  check_minima n nodes known F low attained no_critical_values m.

Lemma differential_vanishes n nodes side known F : denominator_facts (S n) nodes side [] = Some known ->
  forall x, stationary n nodes F x ->
  filterdiff (objective n nodes F : Rn n -> R_NormedModule) (locally x) (fun _ => 0 : R_NormedModule).
Proof.
intros Ed x Hx.
assert (H := expands_is_diff n (objective n nodes F) (lifted_gradient n nodes F) (objective_expands n nodes side known Ed F) x).
apply filterdiff_ext_lin with (1 := H). intros h. now apply dot_zero_sqn.
Qed.

Lemma isolated_by_citation n nodes side known F : denominator_facts (S n) nodes side [] = Some known ->
  finitely_many_critical_values (objective n nodes F) ->
  forall v, exists eta, 0 < eta /\ forall x, stationary n nodes F x -> ~ (v < objective n nodes F x < v + eta).
Proof.
intros Ed [values H] v. destruct (separate values v) as [d [Hd Hs]]. exists d. split; [exact Hd|].
intros x Hx [H1 H2]. assert (Hin := H x (differential_vanishes n nodes side known F Ed x Hx)).
assert (Hne : objective n nodes F x <> v) by lra. specialize (Hs _ Hin Hne). rewrite Rabs_pos_eq in Hs by lra. lra.
Qed.

Lemma minima_alone_ok n nodes side known F low attained m : denominator_facts (S n) nodes side [] = Some known ->
  check_minima_alone n nodes known F low attained m = true ->
  (forall x, local_minimum (objective n nodes F) x -> exists v, minima_value m = Some v /\ is_number v (objective n nodes F x)) /\
  match minima_value m with
  | None => true
  | Some v => if by_attainment m then attained && valid_number v else at_most v low
  end = true.
Proof.
intros Ed E. unfold check_minima_alone in E. apply andb_prop in E. destruct E as [E E3].
apply andb_prop in E. destruct E as [E1 E2]. unfold check_minima in E3. apply andb_prop in E3. destruct E3 as [E3 E4].
split; [|exact E4]. apply (check_cases_given n nodes known F side Ed no_critical_values m E1 E3).
intros l El. rewrite El in E2. discriminate.
Qed.

(** Theorem 1 for polynomials. *)
Theorem certified_by_citation n F (c : control) (m : minima) :
  check_control n F c && check_minima_alone n [] [] F (bound_below c) (down_to_the_bound c) m = true ->
  finitely_many_critical_values (objective n [] F) -> no_spurious_setwise_minimum (objective n [] F).
Proof.
intros E Hfinite. apply andb_prop in E. destruct E as [E1 E2].
destruct (minima_alone_ok n [] [] [] F _ _ m eq_refl E2) as [Hval E3].
apply (certified_core n [] [] [] F eq_refl m (bound_below c) (down_to_the_bound c) (quantities c)
  (growing_quantity n c) (start_set n c) (isolated_by_citation n [] [] [] F eq_refl Hfinite) Hval E3).
- exact (proj1 (control_facts n F c E1)).
- intros q Hq x. rewrite !lifted_gradient_polynomial. exact (quantities_nonincreasing n F c E1 q Hq x).
- exact (start_set_dense n F c E1).
- intros x0 l H0 Hl. apply confines_polynomial. exact (control_confines n F c E1 l x0 H0 Hl).
Qed.

(** Theorem 1 for objectives with quotients, exp, sigmoid and tanh. *)
Theorem certified_with_nodes_by_citation n nodes F side (c : node_control) (m : minima) :
  match denominator_facts (S n) nodes side [] with
  | Some known => check_node_control n nodes known F c && check_minima_alone n nodes known F (node_bound_below c) true m
  | None => false
  end = true ->
  finitely_many_critical_values (objective n nodes F) -> no_spurious_setwise_minimum (objective n nodes F).
Proof.
destruct (denominator_facts (S n) nodes side []) as [known|] eqn:Ed; [|discriminate].
intros E Hfinite. apply andb_prop in E. destruct E as [E1 E2].
destruct (node_control_ok n nodes F side known c Ed E1) as (Hlow & Hq & Hconf).
destruct (minima_alone_ok n nodes side known F _ _ m Ed E2) as [Hval E3].
apply (certified_core n nodes side known F Ed m (node_bound_below c) true (node_quantities c) (Const 0) (fun _ => True)
  (isolated_by_citation n nodes side known F Ed Hfinite) Hval E3 Hlow Hq).
- intros x P HP. exists x. exact (conj (locally_singleton x P HP) I).
- intros x0 l _ _. apply Hconf.
Qed.
