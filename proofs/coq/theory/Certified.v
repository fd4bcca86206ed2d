(** Verified checker for certified polynomials (Theorem 1 with conserved and monotone quantities). *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz Objectives Arcs Roots Gradients
  Descent CriticalCases PolynomialFunctions StrictMinima Confinement.
Import ListNotations.
Open Scope R_scope.

(** ** Critical values *)
Record critical_values := CriticalValues {
  critical_polynomial : univariate;                     (* vanishes at every critical value *)
  nonzero_at : Q;
  derivations : list derivation;
  horner_exponent : nat;
  horner_steps : list (polynomial * combination) }.

Definition critical_facts n (F : polynomial) : list fact := map (fun j => (Zero, partial j F)) (seq 0 (S n)).

Definition critical_context n F (c : critical_values) : option (list fact) :=
  derive_all (S n) (critical_facts n F) (derivations c).
Definition check_critical_values n F (c : critical_values) : bool :=
  below (S n) F && negb (Qeq_bool (uval_q (critical_polynomial c) (nonzero_at c)) 0) &&
  match critical_context n F c with
  | Some facts => root_of facts F (critical_polynomial c) (horner_exponent c) (horner_steps c)
  | None => false
  end.

Lemma below_partial k j p : below k p = true -> below k (partial j p) = true.
Proof.
induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa m]; simpl; intros H; auto.
- apply andb_prop in H. destruct H. rewrite IHa, IHb; auto.
- apply andb_prop in H. destruct H as [H1 H2]. rewrite IHa, IHb, H1, H2; auto.
- destruct m; [reflexivity|]. simpl. rewrite IHa, H; auto.
Qed.

Lemma critical_facts_hold n F x : critical_point n F x -> all_hold (fun i => coordinate n i x) (critical_facts n F).
Proof.
intros H f Hf. unfold critical_facts in Hf. apply in_map_iff in Hf. destruct Hf as [j [<- Hj]].
apply in_seq in Hj. apply (critical_partial n F x j H). lia.
Qed.
Lemma critical_facts_below n F : below (S n) F = true -> facts_below (S n) (critical_facts n F) = true.
Proof.
intros H. apply forallb_forall. intros f Hf. unfold critical_facts in Hf. apply in_map_iff in Hf.
destruct Hf as [j [<- _]]. now apply below_partial.
Qed.

Lemma check_critical_values_ok n F c : check_critical_values n F c = true ->
  forall x, critical_point n F x -> uval (critical_polynomial c) (value n F x) = 0.
Proof.
unfold check_critical_values, critical_context. intros E x Hx.
apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 _].
destruct (derive_all (S n) (critical_facts n F) (derivations c)) as [facts|] eqn:Ed; [|discriminate].
destruct (derive_all_ok _ _ _ _ _ (critical_facts_hold n F x Hx) (critical_facts_below n F E1) Ed) as [H _].
exact (root_of_ok _ _ _ _ _ _ H E3).
Qed.

Lemma critical_values_are_isolated n F c : check_critical_values n F c = true ->
  forall v, exists eta, 0 < eta /\ forall x, critical_point n F x -> ~ (v < value n F x < v + eta).
Proof.
intros E v. assert (E' := E). unfold check_critical_values in E'.
apply andb_prop in E'. destruct E' as [E' _]. apply andb_prop in E'. destruct E' as [_ E2].
destruct (isolated_from_above (map Q2R (critical_polynomial c)) v) as [eta [He H]].
- exists (Q2R (nonzero_at c)). rewrite <- uval_rval, uval_q_ok. intros H. rewrite <- RMicromega.Q2R_0 in H.
  apply eqR_Qeq in H. apply Qeq_eq_bool in H. now rewrite H in E2.
- exists eta. split; [exact He|]. intros x Hx Hv. apply (H _ Hv). rewrite <- uval_rval.
  now apply check_critical_values_ok.
Qed.

(** The list of critical values: all roots of the critical polynomial; some may be excluded. *)
Record value_list := ValueList { roots : roots_of; status : list (number * option psatz) }.

Definition possible_values (l : value_list) : list number :=
  flat_map (fun t => match snd t with None => [fst t] | Some _ => [] end) (status l).
Definition check_value_list n F (c : critical_values) (l : value_list) : bool :=
  check_roots (critical_polynomial c) (map fst (status l)) (roots l) &&
  match critical_context n F c with
  | Some facts =>
      forallb (fun t => match snd t with
        | None => true
        | Some p => proves_impossible (facts ++ number_facts F (fst t)) p
        end) (status l)
  | None => false
  end.

Lemma check_value_list_ok n F c l : check_critical_values n F c = true -> check_value_list n F c l = true ->
  forall x, critical_point n F x -> exists v, In v (possible_values l) /\ is_number v (value n F x).
Proof.
intros Ec E x Hx. assert (H0 := check_critical_values_ok n F c Ec x Hx).
unfold check_value_list in E. apply andb_prop in E. destruct E as [E3 E4].
destruct (critical_context n F c) as [facts|] eqn:Ed; [|discriminate]. rewrite forallb_forall in E4.
destruct (check_roots_ok _ _ _ _ E3 H0) as (v & Hin & Hv).
apply in_map_iff in Hin. destruct Hin as [[v' o] [<- Hin]]. cbn [fst] in *.
exists v'. split; [|exact Hv]. unfold possible_values. apply in_flat_map.
exists (v', o). split; [exact Hin|]. specialize (E4 _ Hin). cbn [fst snd] in *. destruct o as [p|]; [|now left].
exfalso. refine (proves_impossible_ok (fun i => coordinate n i x) _ p E4 _).
assert (Eb : below (S n) F = true).
{ unfold check_critical_values in Ec. apply andb_prop in Ec. destruct Ec as [Ec _]. now apply andb_prop in Ec. }
destruct (derive_all_ok _ _ _ _ _ (critical_facts_hold n F x Hx) (critical_facts_below n F Eb) Ed) as [H _].
apply all_hold_app; [exact H|]. apply number_facts_ok. exact Hv.
Qed.

(** ** Local minima *)
Record minima := Minima {
  listed : option value_list;   (* needed if the tree distinguishes critical values *)
  minima_value : option number;
  only_value : list piece;      (* needed if the cases do not show between which bounds the value lies *)
  depth : nat;
  cases : tree;
  by_attainment : bool }.       (* inf f is attained, instead of: the value is a lower bound *)

(** The tree proves that every local minimum has the value of the claim. *)
Definition check_cases n F (cv : critical_values) (m : minima) : bool :=
  match listed m with Some l => check_value_list n F cv l | None => true end &&
  check_tree F (match listed m with Some _ => true | None => false end)
    (match listed m with Some l => possible_values l | None => [] end) (minima_value m) (only_value m) (depth m) (S n)
    (critical_facts n F) (cases m).

Lemma local_minimum_is_critical n F x : local_minimum (value n F) x -> critical_point n F x.
Proof.
intros Hx. unfold critical_point, squared_norm. rewrite dot_gradient. revert Hx.
generalize (gradient n F x). intros h Hx.
exact (Smooth.fermat n (value n F) (differential n F) x (polynomial_is_diff n F) Hx h).
Qed.

Lemma check_cases_ok n F cv m : check_critical_values n F cv = true -> check_cases n F cv m = true ->
  forall x, local_minimum (value n F) x -> exists v, minima_value m = Some v /\ is_number v (value n F x).
Proof.
intros E2 E3 x Hx. unfold check_cases in E3. apply andb_prop in E3. destruct E3 as [E4 E5].
assert (Eb : below (S n) F = true).
{ unfold check_critical_values in E2. apply andb_prop in E2. destruct E2 as [E2 _]. now apply andb_prop in E2. }
assert (Hcx := local_minimum_is_critical n F x Hx).
apply (check_tree_ok n F _ _ _ _ x Eb) with (3 := E5) (e := fun i => coordinate n i x); auto.
- destruct (listed m) as [l|]; [|discriminate]. intros _. now apply (check_value_list_ok n F cv).
- now apply critical_facts_below.
- now apply critical_facts_hold.
Qed.

(** The value is at most a rational number. *)
Definition at_most (v : number) (q : Q) : bool :=
  match v with Rational a => Qle_bool a q | Root _ _ high _ _ => Qle_bool high q end.
Lemma at_most_ok v q t : at_most v q = true -> is_number v t -> t <= Q2R q.
Proof. destruct v as [a|m low high s c]; simpl; intros H E; apply Qle_bool_ok in H; lra. Qed.

Definition check_minima n F (low : Q) (attained : bool) (cv : critical_values) (m : minima) : bool :=
  check_cases n F cv m &&
  match minima_value m with
  | None => true
  | Some v => if by_attainment m then attained && valid_number v else at_most v low
  end.

Theorem certified n F (c : control) (cv : critical_values) (m : minima) :
  check_control n F c && check_critical_values n F cv &&
    check_minima n F (bound_below c) (down_to_the_bound c) cv m = true ->
  no_spurious_setwise_minimum (objective n [] F).
Proof.
intros E. apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
change (no_spurious_setwise_minimum (value n F)).
unfold check_minima in E3. apply andb_prop in E3. destruct E3 as [E3 E6].
destruct (control_facts n F c E1) as (Hlow & _).
assert (Hval := check_cases_ok n F cv m E2 E3).
assert (K : local_minima_are_global (value n F)).
{ destruct (minima_value m) as [v|].
  - destruct (by_attainment m).
    + apply andb_prop in E6. destruct E6 as [E6 E7].
      apply (infimum_attained_by_descent n F (quantities c) (growing_quantity n c) (quantities_nonincreasing n F c E1)
        (start_set n c) (start_set_dense n F c E1) (critical_values_are_isolated n F cv E2) (Q2R (bound_below c)) Hlow).
      * intros x0 H0. exact (control_confines n F c E1 _ x0 H0 (or_intror E6)).
      * intros x y Hx Hy. destruct (Hval x Hx) as (v1 & V1 & V2). destruct (Hval y Hy) as (v2 & V3 & V4).
        injection V1 as <-. injection V3 as <-. now apply (number_unique v).
    + intros x Hx y. destruct (Hval x Hx) as (v1 & V1 & V2). injection V1 as <-.
      assert (Hv := at_most_ok _ _ _ E6 V2). specialize (Hlow y). lra.
  - intros x Hx. destruct (Hval x Hx) as (v1 & V1 & _). discriminate. }
apply (theorem_1_by_descent n F (quantities c) (growing_quantity n c) (quantities_nonincreasing n F c E1)
  (start_set n c) (start_set_dense n F c E1) (critical_values_are_isolated n F cv E2)); [|exact K].
intros x0 low H0 [z Hz]. apply (control_confines n F c E1 low x0 H0). left. specialize (Hlow z). lra.
Qed.
