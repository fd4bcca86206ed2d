(** Verified checkers for refutations: regions (Theorem R) and points that minimise f over a region. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Leaves Identity Positivstellensatz Objectives Arcs Kinks.
Import ListNotations.
Open Scope R_scope.

(** ** Regions *)
Record region := Region {
  denominator_signs : list (bool * psatz);
  inequalities : list polynomial;
  level : Q;
  lower : Q;
  boundary : list psatz;
  floor : psatz;
  inside : list Q;
  beyond : list Q }.

(** The facts on the part of the boundary where inequality number i vanishes. *)
Definition boundary_facts (l : list polynomial) (i : nat) : list fact :=
  map (fun j => (if Nat.eqb j i then Zero else NonNegative, nth j l (Const 0))) (seq 0 (length l)).

Definition check_region n denominators p (r : region) : bool :=
  match objective_facts n denominators (denominator_signs r),
        values_q n denominators (inside r), objective_q n denominators p (beyond r) with
  | Some (facts, l), Some v, Some z =>
      continuous_form l p && forallb (continuous_form l) (inequalities r) && Nat.eqb (length (boundary r)) (length (inequalities r)) &&
      forallb (fun ic => proves_positive (facts ++ boundary_facts (inequalities r) (fst ic)) (minus p (level r)) (snd ic))
        (combine (seq 0 (length (inequalities r))) (boundary r)) &&
      proves_nonnegative (facts ++ map (fun g => (Positive, g)) (inequalities r)) (minus p (lower r)) (floor r) &&
      forallb (fun g => Qlt_bool 0 (evaluate_q v g)) (inequalities r) &&
      Qle_bool (evaluate_q v p) (level r) && Qlt_bool z (lower r)
  | _, _, _ => false
  end.

Definition region_set n denominators p (r : region) (x : Rn n) : Prop :=
  (forall g, In g (inequalities r) -> 0 < objective n denominators g x) /\
  objective n denominators p x <= Q2R (level r).

Theorem check_region_ok n denominators p r : check_region n denominators p r = true ->
  spurious_setwise_minimum (objective n denominators p) (region_set n denominators p r).
Proof.
unfold check_region. intros H.
destruct (objective_facts n denominators (denominator_signs r)) as [[facts l]|] eqn:E1; [|discriminate].
destruct (values_q n denominators (inside r)) as [v|] eqn:E2; [|discriminate].
destruct (objective_q n denominators p (beyond r)) as [z|] eqn:E3; [|discriminate].
apply andb_prop in H. destruct H as [H H6]. apply andb_prop in H. destruct H as [H H5].
apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3].
apply andb_prop in H. destruct H as [H1 H2]. apply andb_prop in H1. destruct H1 as [H1 H0]. apply Nat.eqb_eq in H0.
apply andb_prop in H1. destruct H1 as [Hp Hgc].
destruct (objective_facts_ok n denominators (denominator_signs r) facts l E1) as (Hf & Hc).
rewrite forallb_forall in H2, H4, Hgc. rename H0 into H1.
assert (K := theorem_R_ineq (X := Rn n) (objective n denominators p)
  (map (fun g x => - objective n denominators g x) (inequalities r)) (Q2R (level r)) (Q2R (lower r))
  (point n (inside r)) (point n (beyond r))).
destruct K as [[U HU] K2].
- now apply Hc.
- intros q Hq. apply in_map_iff in Hq. destruct Hq as [g [<- Hin]]. intros x.
  apply (continuous_opp (objective n denominators g)). apply Hc. now apply Hgc.
- intros x Hle [q [Hq Hq0]]. apply in_map_iff in Hq. destruct Hq as [g [<- Hg]].
  destruct (In_nth_error _ _ Hg) as [i Hi].
  assert (Hb : exists c, nth_error (boundary r) i = Some c).
  { assert (i < length (boundary r))%nat by (rewrite H1; apply nth_error_Some; congruence).
    destruct (nth_error (boundary r) i) as [c|] eqn:Ec; [now exists c|].
    apply nth_error_None in Ec. lia. }
  destruct Hb as [c Hb]. assert (Hin := in_combine_seq _ i c Hb). rewrite H1 in Hin.
  assert (H2' := H2 (i, c) Hin). simpl in H2'.
  assert (H7 := proves_positive_ok (values n denominators x) _ _ _ H2').
  rewrite evaluate_minus in H7. unfold objective. match goal with |- ?a < ?b => cut (0 < b - a); [lra|apply H7] end.
  apply all_hold_app; [apply Hf|]. intros f Hfin. unfold boundary_facts in Hfin.
  apply in_map_iff in Hfin. destruct Hfin as [j [<- Hj]]. apply in_seq in Hj.
  assert (Hlej : 0 <= objective n denominators (nth j (inequalities r) (Const 0)) x).
  { assert (H8 := Hle (fun x => - objective n denominators (nth j (inequalities r) (Const 0)) x)).
    assert (H9 : - objective n denominators (nth j (inequalities r) (Const 0)) x <= 0); [|lra].
    apply H8. apply in_map_iff. exists (nth j (inequalities r) (Const 0)). split; [reflexivity|]. apply nth_In. lia. }
  unfold holds. simpl. destruct (Nat.eqb_spec j i) as [->|Hne].
  + rewrite (nth_error_nth _ _ _ Hi). unfold objective in Hq0. simpl. lra.
  + exact Hlej.
- intros x Hin. assert (H7 := proves_nonnegative_ok (values n denominators x) _ _ _ H3).
  rewrite evaluate_minus in H7. unfold objective. match goal with |- ?a <= ?b => cut (0 <= b - a); [lra|apply H7] end.
  apply all_hold_app; [apply Hf|]. intros f Hfin. apply in_map_iff in Hfin. destruct Hfin as [g [<- Hg]].
  unfold holds. simpl. assert (H8 : - objective n denominators g x < 0).
  { apply (Hin (fun x => - objective n denominators g x)). apply in_map_iff. now exists g. }
  unfold objective in H8. lra.
- intros q Hq. apply in_map_iff in Hq. destruct Hq as [g [<- Hg]].
  assert (H7 := H4 g Hg). apply Qlt_bool_ok in H7. rewrite RMicromega.Q2R_0 in H7.
  unfold objective. rewrite (evaluate_ext _ _ g (values_q_ok n denominators _ v E2)), evaluate_q_ok. lra.
- unfold objective. rewrite (evaluate_ext _ _ p (values_q_ok n denominators _ v E2)), evaluate_q_ok.
  now apply Qle_bool_ok.
- rewrite (objective_q_ok _ _ _ _ _ E3). now apply Qlt_bool_ok.
- assert (HS : forall x, region_set n denominators p r x <->
    ((forall q, In q (map (fun g x => - objective n denominators g x) (inequalities r)) -> q x < 0) /\
     objective n denominators p x <= Q2R (level r))).
  { intros x. unfold region_set. split; intros [A B]; (split; [|exact B]).
    - intros q Hq. apply in_map_iff in Hq. destruct Hq as [g [<- Hg]]. specialize (A g Hg). lra.
    - intros g Hg. assert (- objective n denominators g x < 0); [|lra].
      apply (A (fun x => - objective n denominators g x)). apply in_map_iff. now exists g. }
  clear -HU K2 HS. destruct HU as (U1 & U2 & U3 & U4 & U5). split.
  + exists U. split; [destruct U1 as [x Hx]; exists x; now apply HS|]. split; [|split; [exact U3|split]].
    * apply closed_ext with (2 := U2). intros x. symmetry. apply HS.
    * intros x Hx. apply U4. now apply HS.
    * intros x y Hx Hy HSy. apply U5; [now apply HS|exact Hy|]. intros H. apply HSy. now apply HS.
  + destruct K2 as (z' & m & Hz & Hm). exists z', m. split; [exact Hz|]. intros x Hx. apply Hm. now apply HS.
Qed.

(** The claim of a refutation without an arc. *)
Theorem refuted_by_region n denominators p r : check_region n denominators p r = true ->
  exists S, spurious_setwise_minimum (objective n denominators p) S.
Proof. intros H. eexists. exact (check_region_ok n denominators p r H). Qed.

(** At infinity: an arc inside the set. *)
Record arc := Arc { coordinates : list rational_function; growing : nat; downwards : bool }.
Definition check_region_arc n denominators p (r : region) (a : arc) : bool :=
  check_region n denominators p r &&
  match arc_values n denominators (coordinates a) with
  | Some l =>
      forallb (arc_positive l) (inequalities r) &&
      arc_nonnegative l (Add (Const (level r)) (opposite p)) && arc_unbounded (coordinates a) (growing a) (downwards a)
  | None => false
  end.

Theorem refuted_by_region_at_infinity n denominators p r a : check_region_arc n denominators p r a = true ->
  exists S, spurious_setwise_minimum (objective n denominators p) S /\ unbounded S.
Proof.
unfold check_region_arc. intros H. apply andb_prop in H. destruct H as [H1 H].
destruct (arc_values n denominators (coordinates a)) as [l|] eqn:E; [|discriminate].
apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H2 H3].
rewrite forallb_forall in H2.
exists (region_set n denominators p r). split; [now apply check_region_ok|].
assert (Hl : length (coordinates a) = S n).
{ unfold arc_values in E. destruct (Nat.eqb_spec (length (coordinates a)) (S n)) as [E'|]; [exact E'|discriminate]. }
intros M. destruct (arc_unbounded_ok n _ _ _ Hl H4 M) as [s [Hs HM]].
exists (arc_point n (coordinates a) s). split; [|exact HM]. split.
- intros g Hg. exact (arc_positive_ok n denominators _ l g s Hs E (H2 g Hg)).
- assert (H5 := arc_nonnegative_ok n denominators _ l _ s Hs E H3).
  change (0 <= Q2R (level r) + evaluate (values n denominators (arc_point n (coordinates a) s)) (opposite p)) in H5.
  rewrite evaluate_opposite in H5. unfold objective. lra.
Qed.

(** ** Spurious local minima *)
Lemma spurious_point n (f : Rn n -> R) x z :
  continuous_everywhere f -> local_minimum f x -> f z < f x -> exists S, spurious_setwise_minimum f S.
Proof.
intros Hf Hx Hz. apply NNPP. intros HN.
assert (H : no_spurious_setwise_minimum f).
{ intros S HS. apply NNPP. intros H. apply HN. exists S. now apply not_reaching_is_spurious. }
assert (H' := no_spurious_implies_local_minima_global f Hf H x Hx z). lra.
Qed.

Record region_minimum := RegionMinimum {
  minimum_denominator_signs : list (bool * psatz);
  minimiser : list Q;
  minimum_inequalities : list polynomial;
  minimum_floor : psatz;
  minimum_beyond : list Q }.

Definition check_region_minimum n denominators p (r : region_minimum) : bool :=
  match objective_facts n denominators (minimum_denominator_signs r),
        values_q n denominators (minimiser r), objective_q n denominators p (minimum_beyond r) with
  | Some (facts, l), Some v, Some z =>
      let c := evaluate_q v p in
      continuous_form l p && forallb (continuous_form l) (minimum_inequalities r) && forallb (fun g => Qlt_bool 0 (evaluate_q v g)) (minimum_inequalities r) &&
      proves_nonnegative (facts ++ map (fun g => (Positive, g)) (minimum_inequalities r)) (minus p c) (minimum_floor r) &&
      Qlt_bool z c
  | _, _, _ => false
  end.

Lemma open_inequalities n (l : list (Rn n -> R)) (x : Rn n) :
  (forall g, In g l -> continuous_everywhere g /\ 0 < g x) -> locally x (fun y => forall g, In g l -> 0 < g y).
Proof.
induction l as [|g l IH]; intros H.
- apply filter_forall. intros y g [].
- assert (H1 : locally x (fun y => 0 < g y)).
  { destruct (H g (or_introl eq_refl)) as [Hc Hg].
    apply (open_comp g (fun t => 0 < t)); [intros; apply Hc|apply open_gt|exact Hg]. }
  assert (H2 : locally x (fun y => forall g, In g l -> 0 < g y)) by (apply IH; intros g' Hg'; apply H; now right).
  apply filter_imp with (2 := filter_and _ _ H1 H2). intros y [Y1 Y2] g' [<-|Hg']; auto.
Qed.

Theorem refuted_by_region_minimum n denominators p r : check_region_minimum n denominators p r = true ->
  (exists x, local_minimum (objective n denominators p) x /\ ~ global_minimum (objective n denominators p) x) /\
  exists S, spurious_setwise_minimum (objective n denominators p) S.
Proof.
unfold check_region_minimum. intros H.
destruct (objective_facts n denominators (minimum_denominator_signs r)) as [[facts l]|] eqn:E1; [|discriminate].
destruct (values_q n denominators (minimiser r)) as [v|] eqn:E2; [|discriminate].
destruct (objective_q n denominators p (minimum_beyond r)) as [z|] eqn:E3; [|discriminate].
cbv zeta in H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
apply andb_prop in H1. destruct H1 as [Hp H1]. apply andb_prop in Hp. destruct Hp as [Hp Hgc].
destruct (objective_facts_ok n denominators _ facts l E1) as (Hf & Hc). rewrite forallb_forall in H1, Hgc.
assert (Hv : forall q, objective n denominators q (point n (minimiser r)) = Q2R (evaluate_q v q)).
{ intros q. unfold objective. now rewrite (evaluate_ext _ _ q (values_q_ok n denominators _ v E2)), evaluate_q_ok. }
assert (Hmin : local_minimum (objective n denominators p) (point n (minimiser r))).
{ assert (HL := open_inequalities n (map (objective n denominators) (minimum_inequalities r)) (point n (minimiser r))).
  apply filter_imp with (2 := HL ltac:(
    intros g Hin; apply in_map_iff in Hin; destruct Hin as [q [<- Hq]]; split; [now apply Hc, Hgc|];
    rewrite Hv; rewrite <- RMicromega.Q2R_0; apply Qlt_bool_ok, H1, Hq)).
  intros y Hy. rewrite Hv.
  assert (H7 := proves_nonnegative_ok (values n denominators y) _ _ _ H2).
  rewrite evaluate_minus in H7. unfold objective. match goal with |- ?a <= ?b => cut (0 <= b - a); [lra|apply H7] end.
  apply all_hold_app; [apply Hf|]. intros f Hfin. apply in_map_iff in Hfin. destruct Hfin as [g [<- Hin]].
  unfold holds. simpl. apply (Hy (objective n denominators g)). apply in_map_iff. now exists g. }
assert (Hz : objective n denominators p (point n (minimum_beyond r)) < objective n denominators p (point n (minimiser r))).
{ rewrite Hv, (objective_q_ok _ _ _ _ _ E3). now apply Qlt_bool_ok. }
split.
- exists (point n (minimiser r)). split; [exact Hmin|]. intros Hg. specialize (Hg (point n (minimum_beyond r))). lra.
- exact (spurious_point n _ _ _ (Hc p Hp) Hmin Hz).
Qed.

(** ** Plateaus: f is constant on an open set with an unbounded closed part, and smaller elsewhere *)
Record plateau := Plateau {
  plateau_signs : list (bool * psatz);
  plateau_inequalities : list polynomial;
  margin : Q;
  plateau_value : Q;
  plateau_upper : psatz;
  plateau_lower : psatz;
  plateau_arc : arc;
  plateau_beyond : list Q }.

Definition check_plateau n nodes p (r : plateau) : bool :=
  match objective_facts n nodes (plateau_signs r), arc_values n nodes (coordinates (plateau_arc r)),
        objective_q n nodes p (plateau_beyond r) with
  | Some (facts, l), Some a, Some z =>
      let region := facts ++ map (fun g => (Positive, g)) (plateau_inequalities r) in
      forallb (continuous_form l) (plateau_inequalities r) && positive_q (margin r) &&
      proves_nonnegative region (minus p (plateau_value r)) (plateau_upper r) &&
      proves_nonnegative region (opposite (minus p (plateau_value r))) (plateau_lower r) &&
      forallb (fun g => arc_nonnegative a (minus g (margin r))) (plateau_inequalities r) &&
      arc_unbounded (coordinates (plateau_arc r)) (growing (plateau_arc r)) (downwards (plateau_arc r)) &&
      Qlt_bool z (plateau_value r)
  | _, _, _ => false
  end.

Lemma closed_superlevel n (l : list (Rn n -> R)) m : (forall g, In g l -> continuous_everywhere g) ->
  closed (fun x => forall g, In g l -> m <= g x).
Proof.
induction l as [|g l IH]; intros H.
- apply (closed_ext (fun _ => True)); [|apply closed_true]. intros x. split; [intros _ g []|trivial].
- apply (closed_ext (fun x => m <= g x /\ forall g', In g' l -> m <= g' x)).
  + intros x. split; [intros [A B] g' [<-|Hg']; auto|]. intros K. split; [apply K; now left|]. intros g' Hg'. apply K. now right.
  + apply closed_and; [|apply IH; intros g' Hg'; apply H; now right].
    apply (closed_comp g (fun t => m <= t)); [intros; apply H; now left|apply closed_ge].
Qed.

Theorem refuted_by_plateau n nodes p r : check_plateau n nodes p r = true ->
  exists S, spurious_setwise_minimum (objective n nodes p) S /\ unbounded S.
Proof.
unfold check_plateau. intros H.
destruct (objective_facts n nodes (plateau_signs r)) as [[facts l]|] eqn:E1; [|discriminate].
destruct (arc_values n nodes (coordinates (plateau_arc r))) as [a|] eqn:E2; [|discriminate].
destruct (objective_q n nodes p (plateau_beyond r)) as [z|] eqn:E3; [|discriminate].
cbv zeta in H. apply andb_prop in H. destruct H as [H H7]. apply andb_prop in H. destruct H as [H H6].
apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4].
apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
destruct (objective_facts_ok n nodes _ facts l E1) as (Hf & Hc). rewrite forallb_forall in H1, H5.
apply positive_q_ok in H2. set (gs := map (objective n nodes) (plateau_inequalities r)).
assert (Hgs : forall g, In g gs -> continuous_everywhere g).
{ intros g Hg. apply in_map_iff in Hg. destruct Hg as [q [<- Hq]]. now apply Hc, H1. }
assert (Hval : forall x, (forall g, In g gs -> 0 < g x) -> objective n nodes p x = Q2R (plateau_value r)).
{ intros x Hx.
  assert (All : all_hold (values n nodes x) (facts ++ map (fun g => (Positive, g)) (plateau_inequalities r))).
  { apply all_hold_app; [apply Hf|]. intros f Hin. apply in_map_iff in Hin. destruct Hin as [q [<- Hq]].
    unfold holds. simpl. apply (Hx (objective n nodes q)). now apply in_map. }
  assert (A := proves_nonnegative_ok _ _ _ _ H3 All). assert (B := proves_nonnegative_ok _ _ _ _ H4 All).
  rewrite evaluate_opposite in B. rewrite evaluate_minus in A, B. unfold objective. lra. }
assert (Hl : length (coordinates (plateau_arc r)) = S n).
{ unfold arc_values in E2. destruct (Nat.eqb_spec (length (coordinates (plateau_arc r))) (S n)) as [E'|]; [exact E'|discriminate]. }
set (T := fun x : Rn n => forall g, In g gs -> Q2R (margin r) <= g x).
assert (Harc : forall s, 0 <= s -> T (arc_point n (coordinates (plateau_arc r)) s)).
{ intros s Hs g Hg. apply in_map_iff in Hg. destruct Hg as [q [<- Hq]].
  assert (K := arc_nonnegative_ok n nodes _ a _ s Hs E2 (H5 q Hq)). rewrite evaluate_minus in K. unfold objective. lra. }
assert (HT : forall x, T x -> forall g, In g gs -> 0 < g x) by (intros x Hx g Hg; specialize (Hx g Hg); lra).
exists T. split.
- split.
  + exists (fun x => forall g, In g gs -> 0 < g x). split; [exists (arc_point n (coordinates (plateau_arc r)) 0); apply Harc; lra|].
    split; [now apply closed_superlevel|]. split; [|split].
    * intros x Hx. apply open_inequalities. auto.
    * exact HT.
    * intros x y Hx Hy _. rewrite (Hval x (HT x Hx)), (Hval y Hy). lra.
  + exists (point n (plateau_beyond r)), (Q2R (plateau_value r)). split.
    * rewrite (objective_q_ok _ _ _ _ _ E3). now apply Qlt_bool_ok.
    * intros x Hx. rewrite (Hval x (HT x Hx)). lra.
- intros M. destruct (arc_unbounded_ok n _ _ _ Hl H6 M) as [s [Hs HM]].
  exists (arc_point n (coordinates (plateau_arc r)) s). split; [now apply Harc|exact HM].
Qed.
