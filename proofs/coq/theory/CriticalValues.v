(** Verified checkers for critical values and for local minima with a common value, of objectives with nodes. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz Objectives Arcs Roots Gradients
  Lifts CriticalCases PolynomialFunctions.
Import ListNotations.
Open Scope R_scope.

Record critical_values := CriticalValues {
  critical_polynomial : univariate;                     (* vanishes at every critical value *)
  nonzero_at : Q;
  derivations : list derivation;
  horner_exponent : nat;
  horner_steps : list (polynomial * combination) }.

(** The list of critical values: all roots of the critical polynomial; some may be excluded. *)
Record value_list := ValueList { roots : roots_of; status : list (number * option psatz) }.
Definition possible_values (l : value_list) : list number :=
  flat_map (fun t => match snd t with None => [fst t] | Some _ => [] end) (status l).

Record minima := Minima {
  listed : option value_list;   (* needed if the tree distinguishes critical values *)
  minima_value : option number;
  only_value : list piece;      (* needed if the cases do not show between which bounds the value lies *)
  depth : nat;
  cases : tree;
  by_attainment : bool }.       (* inf f is attained, instead of: the value is a lower bound *)

(** The value is at most a rational number. *)
Definition at_most (v : number) (q : Q) : bool :=
  match v with Rational a => Qle_bool a q | Root _ _ high _ _ => Qle_bool high q end.
Lemma at_most_ok v q t : at_most v q = true -> is_number v t -> t <= Q2R q.
Proof. destruct v as [a|m low high s c]; simpl; intros H E; apply Qle_bool_ok in H; lra. Qed.

Section Values.
Variable n : nat.
Variable nodes : list node.
Variable known : list fact.   (* about the nodes *)
Variable F : polynomial.
Notation base := (S n + length nodes)%nat.
Notation f := (objective n nodes F).

Definition critical_facts : list fact := known ++ map (fun j => (Zero, lifted_partial n nodes j F)) (seq 0 (S n)).
Definition critical_context (c : critical_values) : option (list fact) := derive_all base critical_facts (derivations c).
Definition check_critical_values (c : critical_values) : bool :=
  below base F && negb (Qeq_bool (uval_q (critical_polynomial c) (nonzero_at c)) 0) &&
  match critical_context c with
  | Some facts => root_of facts F (critical_polynomial c) (horner_exponent c) (horner_steps c)
  | None => false
  end.
Definition check_value_list (c : critical_values) (l : value_list) : bool :=
  check_roots (critical_polynomial c) (map fst (status l)) (roots l) &&
  match critical_context c with
  | Some facts =>
      forallb (fun t => match snd t with
        | None => true
        | Some p => proves_impossible (facts ++ number_facts F (fst t)) p
        end) (status l)
  | None => false
  end.
(** The tree proves that every local minimum has the value of the claim. *)
Definition check_cases_by (check_arc : nat -> list fact -> nat -> escape_arc -> bool) (reversible : bool)
    (cv : critical_values) (m : minima) : bool :=
  match listed m with Some l => check_value_list cv l | None => true end &&
  check_tree F check_arc reversible (match listed m with Some _ => true | None => false end)
    (match listed m with Some l => possible_values l | None => [] end) (minima_value m) (only_value m) (depth m) base
    critical_facts None (cases m).
Definition check_cases : critical_values -> minima -> bool := check_cases_by (fun k facts => check_arc n nodes k facts F) true.
Definition check_minima (low : Q) (attained : bool) (cv : critical_values) (m : minima) : bool :=
  check_cases cv m &&
  match minima_value m with
  | None => true
  | Some v => if by_attainment m then attained && valid_number v else at_most v low
  end.

(** At any valuation for which the facts hold. *)
Lemma critical_value_at c e : check_critical_values c = true -> facts_below base critical_facts = true ->
  all_hold e critical_facts -> uval (critical_polynomial c) (evaluate e F) = 0.
Proof.
intros E Hb He. unfold check_critical_values, critical_context in E. apply andb_prop in E. destruct E as [E E3].
destruct (derive_all base critical_facts (derivations c)) as [facts|] eqn:Ed; [|discriminate].
destruct (derive_all_ok _ _ _ _ _ He Hb Ed) as [H _]. exact (root_of_ok _ _ _ _ _ _ H E3).
Qed.
Lemma roots_are_isolated c : check_critical_values c = true ->
  forall v, exists eta, 0 < eta /\ forall t, uval (critical_polynomial c) t = 0 -> ~ (v < t < v + eta).
Proof.
intros E v. unfold check_critical_values in E. apply andb_prop in E. destruct E as [E _]. apply andb_prop in E. destruct E as [_ E2].
destruct (isolated_from_above (map Q2R (critical_polynomial c)) v) as [eta [He H]].
- exists (Q2R (nonzero_at c)). rewrite <- uval_rval, uval_q_ok. intros H. rewrite <- RMicromega.Q2R_0 in H.
  apply eqR_Qeq in H. apply Qeq_eq_bool in H. now rewrite H in E2.
- exists eta. split; [exact He|]. intros t Ht Hv. apply (H _ Hv). now rewrite <- uval_rval.
Qed.
Lemma listed_value_at c l e : check_value_list c l = true -> facts_below base critical_facts = true ->
  all_hold e critical_facts -> uval (critical_polynomial c) (evaluate e F) = 0 ->
  exists v, In v (possible_values l) /\ is_number v (evaluate e F).
Proof.
intros E Hb He H0. unfold check_value_list in E. apply andb_prop in E. destruct E as [E3 E4]. unfold critical_context in E4.
destruct (derive_all base critical_facts (derivations c)) as [facts|] eqn:Ed; [|discriminate]. rewrite forallb_forall in E4.
destruct (check_roots_ok _ _ _ _ E3 H0) as (v & Hin & Hv).
apply in_map_iff in Hin. destruct Hin as [[v' o] [<- Hin]]. cbn [fst] in *.
exists v'. split; [|exact Hv]. unfold possible_values. apply in_flat_map.
exists (v', o). split; [exact Hin|]. specialize (E4 _ Hin). cbn [fst snd] in *. destruct o as [p|]; [|now left].
exfalso. refine (proves_impossible_ok e _ p E4 _). destruct (derive_all_ok _ _ _ _ _ He Hb Ed) as [H _].
apply all_hold_app; [exact H|]. now apply number_facts_ok.
Qed.

Variable side : list (bool * psatz).
Hypothesis defined : denominator_facts (S n) nodes side [] = Some known.

(** Points where the gradient vanishes. *)
Definition stationary (x : Rn n) : Prop := squared_norm n (lifted_gradient n nodes F x) = 0.

Lemma critical_facts_hold x : stationary x -> all_hold (values n nodes x) critical_facts.
Proof.
intros H. apply all_hold_app; [apply (proj1 (values_ok n nodes side known defined))|].
intros g Hg. apply in_map_iff in Hg. destruct Hg as [j [<- Hj]]. apply in_seq in Hj. unfold holds. cbn [fst snd].
assert (E := dot_zero n _ H j). unfold lifted_gradient in E. rewrite coordinate_vector in E by lia. exact E.
Qed.
Lemma critical_facts_below : below base F = true -> facts_below base critical_facts = true.
Proof.
intros H. unfold critical_facts. rewrite facts_below_app. apply andb_true_intro. split.
- apply (proj2 (proj2 (values_ok n nodes side known defined))).
- apply forallb_forall. intros g Hg. apply in_map_iff in Hg. destruct Hg as [j [<- _]]. cbn [snd].
  exact (lifted_partial_below n nodes side known j F defined H).
Qed.

Lemma local_minimum_is_stationary x : local_minimum f x -> stationary x.
Proof. apply (gradient_vanishes n f (lifted_gradient n nodes F)). exact (objective_expands n nodes side known defined F). Qed.

(** The case tree, given what the list of critical values says. *)
Lemma check_cases_given cv m : below base F = true -> check_cases cv m = true ->
  (forall l, listed m = Some l -> forall x, stationary x -> exists v, In v (possible_values l) /\ is_number v (f x)) ->
  forall x, local_minimum f x -> exists v, minima_value m = Some v /\ is_number v (f x).
Proof.
intros Hb E3 Hl x Hx. unfold check_cases, check_cases_by in E3. apply andb_prop in E3. destruct E3 as [_ E5].
assert (Hcx := local_minimum_is_stationary x Hx).
apply (check_tree_ok n nodes F _ _ _ _ side known x defined Hb) with (3 := E5) (e := values n nodes x); auto.
- destruct (listed m) as [l|]; [|discriminate]. intros _. now apply Hl.
- now apply critical_facts_below.
- now apply critical_facts_hold.
- discriminate.
Qed.

Variable c : critical_values.
Hypothesis checked : check_critical_values c = true.

Lemma objective_scope : below base F = true.
Proof. assert (E := checked). unfold check_critical_values in E. apply andb_prop in E. destruct E as [E _]. now apply andb_prop in E. Qed.

Lemma check_critical_values_ok x : stationary x -> uval (critical_polynomial c) (f x) = 0.
Proof.
intros Hx. exact (critical_value_at c _ checked (critical_facts_below objective_scope) (critical_facts_hold x Hx)).
Qed.

Lemma critical_values_are_isolated v : exists eta, 0 < eta /\ forall x, stationary x -> ~ (v < f x < v + eta).
Proof.
destruct (roots_are_isolated c checked v) as [eta [He H]]. exists eta. split; [exact He|]. intros x Hx. apply H.
now apply check_critical_values_ok.
Qed.

Lemma check_value_list_ok l : check_value_list c l = true ->
  forall x, stationary x -> exists v, In v (possible_values l) /\ is_number v (f x).
Proof.
intros E x Hx. exact (listed_value_at c l _ E (critical_facts_below objective_scope) (critical_facts_hold x Hx)
  (check_critical_values_ok x Hx)).
Qed.

Lemma check_cases_ok m : check_cases c m = true ->
  forall x, local_minimum f x -> exists v, minima_value m = Some v /\ is_number v (f x).
Proof.
intros E3. apply (check_cases_given c m objective_scope E3). intros l El. assert (E := E3).
unfold check_cases, check_cases_by in E. rewrite El in E. apply andb_prop in E. destruct E as [E _].
intros x Hx. now apply check_value_list_ok.
Qed.
End Values.
