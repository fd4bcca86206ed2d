(** Verified checker for strict local minima at algebraic points, of polynomials and quotients.

    The point x0 has coordinates in Q(theta), theta a root of a polynomial with a change of sign.  With f = N / D^2,

      N(x0 + h) D(x0)^2 - N(x0) D(x0 + h)^2 >= c |h|^2 + sum h_i h_j R(h),

    where c > 0 and the polynomials R vanish at h = 0; so f(x0 + h) > f(x0) for small h <> 0. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz Objectives Arcs Gradients
  Refutations.
Import ListNotations.
Open Scope R_scope.

Definition norm_polynomial n : polynomial := sum_of (map (fun i => Pow (Var i) 2) (seq 0 (S n))).

Lemma norm_polynomial_below n : below (S n) (norm_polynomial n) = true.
Proof.
unfold norm_polynomial. assert (G : forall l, forallb (fun i => Nat.ltb i (S n)) l = true ->
  below (S n) (sum_of (map (fun i => Pow (Var i) 2) l)) = true).
{ induction l as [|i l IH]; intros H; [reflexivity|]. cbn [forallb] in H. apply andb_prop in H. destruct H as [H1 H2].
  destruct l as [|j l]; [exact H1|].
  change (below (S n) (Var i) && below (S n) (sum_of (map (fun i => Pow (Var i) 2) (j :: l))) = true).
  apply andb_true_intro. split; [exact H1|]. now apply IH. }
apply G. apply forallb_forall. intros i Hi. apply in_seq in Hi. apply Nat.ltb_lt. lia.
Qed.
Lemma evaluate_norm n (x : Rn n) : evaluate (fun i => coordinate n i x) (norm_polynomial n) = squared_norm n x.
Proof.
unfold norm_polynomial, squared_norm. rewrite evaluate_sum.
assert (G : forall (n : nat) (x : Rn n) (e : nat -> R) k, (forall i, e (k + i)%nat = coordinate n i x) ->
  fold_right (fun p s => evaluate e p + s) 0 (map (fun i => Pow (Var i) 2) (seq k (S n))) = dot n x x).
{ clear n x. induction n as [|n IH]; intros x e k He.
  - simpl. specialize (He 0%nat). rewrite Nat.add_0_r in He. simpl in He. rewrite He.
    change (@eq R (x * (x * 1) + 0) (x * x)). ring.
  - change (e k ^ 2 + fold_right (fun p s => evaluate e p + s) 0 (map (fun i => Pow (Var i) 2) (seq (S k) (S n)))
      = fst x * fst x + dot n (snd x) (snd x)).
    rewrite (IH (snd x) e (S k)).
    + assert (H0 := He 0%nat). rewrite Nat.add_0_r in H0. rewrite H0.
      change (fst x ^ 2 + dot n (snd x) (snd x) = fst x * fst x + dot n (snd x) (snd x)).
      set (a := fst x). set (b := dot n (snd x) (snd x)). change (@eq R (a ^ 2 + b) (a * a + b)). ring.
    + intros i. specialize (He (S i)). rewrite Nat.add_succ_r in He. exact He. }
apply G. reflexivity.
Qed.

Lemma coordinate_minus n i (x y : Rn n) :
  coordinate n i y = coordinate n i x + coordinate n i (Hierarchy.minus y x).
Proof.
assert (A : forall a b : R, b = a + (b + - a)) by (intros; ring).
assert (B : 0 = 0 + 0) by ring.
revert i x y. induction n as [|n IH]; intros i x y; destruct i as [|i]; simpl.
- exact (A x y).
- exact B.
- destruct x as [x1 x2], y as [y1 y2]. exact (A x1 y1).
- destruct x as [x1 x2], y as [y1 y2]. apply (IH i x2 y2).
Qed.


(** ** Real algebraic numbers: uval m changes its sign between low and high *)
Lemma continuous_uval m t : continuous (uval m) t.
Proof.
induction m as [|a m IH]; simpl; [apply continuous_const|].
apply (continuous_plus (fun _ : R => Q2R a) (fun t => t * uval m t)); [apply continuous_const|].
apply (continuous_mult (fun t : R => t) (uval m)); [apply continuous_id|exact IH].
Qed.

Definition changes_sign (m : univariate) (low high : Q) : bool :=
  Qlt_bool low high && Qlt_bool (times_q (uval_q m low) (uval_q m high)) 0.
Lemma changes_sign_ok m low high : changes_sign m low high = true ->
  exists t, Q2R low < t < Q2R high /\ uval m t = 0.
Proof.
unfold changes_sign. intros H. apply andb_prop in H. destruct H as [H1 H2].
apply Qlt_bool_ok in H1. apply Qlt_bool_ok in H2. rewrite times_q_ok, <- !uval_q_ok, RMicromega.Q2R_0 in H2.
assert (Hc : continuity (uval m)).
{ intros t. apply continuity_pt_filterlim. apply continuous_uval. }
destruct (IVT_cor (uval m) (Q2R low) (Q2R high) Hc (Rlt_le _ _ H1) (Rlt_le _ _ H2)) as [t [Ht E]].
exists t. split; [|exact E].
assert (Q2R low <> t) by (intros E1; rewrite E1, E in H2; lra).
assert (Q2R high <> t) by (intros E1; rewrite E1, E in H2; lra). lra.
Qed.

(** The facts about theta, which is the variable number k. *)
Definition root_facts (k : nat) (m : univariate) (low high : Q) : list fact :=
  [(Zero, univariate_at m (Var k)); (Positive, minus (Var k) low); (Positive, Add (Const high) (opposite (Var k)))].
Lemma root_facts_ok e k m low high : Q2R low < e k < Q2R high -> uval m (e k) = 0 -> all_hold e (root_facts k m low high).
Proof.
intros H E. unfold root_facts. apply all_hold_cons; [|apply all_hold_cons; [|apply all_hold_one]]; unfold holds; cbn [fst snd].
- rewrite univariate_at_ok. exact E.
- rewrite evaluate_minus. simpl. lra.
- cbn [evaluate]. rewrite evaluate_opposite. simpl. lra.
Qed.

(** ** The checker *)
(** Variables of the identities: h_0 .. h_n, then theta. *)
Record strict_minimum := StrictMinimum {
  strict_denominator_signs : list (bool * psatz);
  theta_polynomial : univariate;
  theta_low : Q;
  theta_high : Q;
  strict_point : list univariate;
  denominator_root : polynomial;        (* D, in x *)
  denominator_inverse : polynomial;     (* D times this is 1 *)
  inverse_proof : combination;
  numerator : polynomial;               (* N = D^2 f, in x *)
  numerator_proof : combination;
  curvature : Q;
  remainder : list (nat * nat * polynomial);
  increment_proof : psatz;
  strict_beyond : list Q;
  gap_proof : psatz }.

Section StrictMinimum.
Variable n : nat.
Variable denominators : list node.
Variable p : polynomial.
Variable r : strict_minimum.

Definition at_theta (i : nat) : polynomial := univariate_at (nth i (strict_point r) []) (Var (S n)).
Definition near_theta (i : nat) : polynomial := Add (at_theta i) (Var i).
Definition remainder_polynomial : polynomial :=
  sum_of (map (fun t => Mul (Mul (Var (fst (fst t))) (Var (snd (fst t)))) (snd t)) (remainder r)).
Definition increment : polynomial :=
  Add (Mul (substitute near_theta (numerator r)) (Pow (substitute at_theta (denominator_root r)) 2))
    (opposite (Mul (substitute at_theta (numerator r)) (Pow (substitute near_theta (denominator_root r)) 2))).
Definition vanishes_at_zero (q : polynomial) : bool :=
  same_polynomial (substitute (fun i => if Nat.ltb i (S n) then Const 0 else Var i) q) (Const 0).

Definition check_strict_minimum : bool :=
  match denominator_facts (S n) denominators (strict_denominator_signs r) [], objective_q n denominators p (strict_beyond r) with
  | Some facts, Some z =>
      let about_theta := root_facts (S n) (theta_polynomial r) (theta_low r) (theta_high r) in
      changes_sign (theta_polynomial r) (theta_low r) (theta_high r) &&
      below (S n) (denominator_root r) && below (S n) (numerator r) &&
      vanishes_by facts (minus (Mul (denominator_root r) (denominator_inverse r)) 1) (inverse_proof r) &&
      vanishes_by facts (Add (Mul (Pow (denominator_root r) 2) p) (opposite (numerator r))) (numerator_proof r) &&
      positive_q (curvature r) && forallb (fun t => vanishes_at_zero (snd t)) (remainder r) &&
      forallb (fun t => Nat.leb (fst (fst t)) n && Nat.leb (snd (fst t)) n) (remainder r) &&
      proves_nonnegative about_theta
        (Add increment (opposite (Add (Mul (Const (curvature r)) (norm_polynomial n)) remainder_polynomial))) (increment_proof r) &&
      proves_positive about_theta
        (Add (substitute at_theta (numerator r)) (Mul (Const (Qopp z)) (Pow (substitute at_theta (denominator_root r)) 2)))
        (gap_proof r)
  | _, _ => false
  end.

(** The values of h_0 .. h_n and theta. *)
Definition shifted (theta : R) (h : Rn n) : nat -> R := assign (fun i => coordinate n i h) (S n) theta.

Lemma continuous_shifted theta q h : continuous (fun h : Rn n => evaluate (shifted theta h) q) h.
Proof.
apply (continuous_evaluate (shifted theta)). intros i. unfold shifted, assign.
destruct (Nat.eqb i (S n)); [apply continuous_const|apply continuous_coordinate].
Qed.

Lemma coordinate_zero i : coordinate n i (zero : Rn n) = 0.
Proof. clear. revert i. induction n as [|m IH]; intros i; destruct i; simpl; auto. Qed.

Lemma vanishes_at_zero_ok theta q : vanishes_at_zero q = true -> evaluate (shifted theta zero) q = 0.
Proof.
unfold vanishes_at_zero. intros H. assert (E := same_polynomial_ok _ _ H (shifted theta zero)).
rewrite evaluate_substitute in E. change (evaluate (shifted theta zero) (Const 0)) with (Q2R 0) in E.
rewrite RMicromega.Q2R_0 in E. rewrite <- E. apply evaluate_ext.
intros i. unfold shifted, assign. destruct (Nat.ltb_spec i (S n)) as [Hi|Hi].
- destruct (Nat.eqb_spec i (S n)); [lia|]. rewrite coordinate_zero. symmetry. exact RMicromega.Q2R_0.
- reflexivity.
Qed.

Lemma remainder_small theta (l : list (nat * nat * polynomial)) eps :
  (forall t, In t l -> vanishes_at_zero (snd t) = true) -> (forall t, In t l -> (fst (fst t) <= n /\ snd (fst t) <= n)%nat) ->
  0 < eps ->
  locally (zero : Rn n) (fun h => Rabs (evaluate (shifted theta h)
    (sum_of (map (fun t => Mul (Mul (Var (fst (fst t))) (Var (snd (fst t)))) (snd t)) l))) <= eps * squared_norm n h).
Proof.
revert eps. induction l as [|[[i j] q] l IH]; intros eps H Hn He.
- apply filter_forall. intros h. simpl. rewrite RMicromega.Q2R_0, Rabs_R0.
  apply Rmult_le_pos; [lra|apply squared_norm_nonnegative].
- assert (H1 := IH (eps / 2) ltac:(intros t Ht; apply H; now right) ltac:(intros t Ht; apply Hn; now right) ltac:(lra)).
  destruct (Hn _ (or_introl eq_refl)) as [Ni Nj]. cbn [fst snd] in Ni, Nj.
  assert (H2 : locally (zero : Rn n) (fun h => Rabs (evaluate (shifted theta h) q) < eps / 2)).
  { assert (Hc : continuous (fun h : Rn n => Rabs (evaluate (shifted theta h) q)) zero).
    { apply (continuous_comp (fun h : Rn n => evaluate (shifted theta h) q) Rabs).
      - apply continuous_shifted.
      - apply continuous_Rabs. }
    apply (Hc (fun t => t < eps / 2)). apply (open_lt (eps / 2)).
    rewrite (vanishes_at_zero_ok theta q (H _ (or_introl eq_refl))), Rabs_R0. lra. }
  apply filter_imp with (2 := filter_and _ _ H1 H2). clear H1 H2. intros h [A B].
  rewrite evaluate_sum in *. cbn [map fold_right evaluate fst snd] in *.
  set (s := fold_right _ _ _) in *. set (b := evaluate _ q) in *.
  assert (Hi := coordinate_square n i h). assert (Hj := coordinate_square n j h).
  assert (Ei : shifted theta h i = coordinate n i h) by (unfold shifted, assign; destruct (Nat.eqb_spec i (S n)); [lia|reflexivity]).
  assert (Ej : shifted theta h j = coordinate n j h) by (unfold shifted, assign; destruct (Nat.eqb_spec j (S n)); [lia|reflexivity]).
  rewrite Ei, Ej.
  set (u := coordinate n i h) in *. set (w := coordinate n j h) in *. set (N := squared_norm n h) in *.
  assert (Huw : Rabs (u * w) <= N) by (apply Rabs_le; split; nra).
  apply Rle_trans with (Rabs (u * w * b) + Rabs s); [apply Rabs_triang|].
  rewrite Rabs_mult. assert (Rabs (u * w) * Rabs b <= N * (eps / 2)).
  { apply Rmult_le_compat; try apply Rabs_pos; lra. } lra.
Qed.

Lemma values_below (y : Rn n) q : below (S n) q = true ->
  objective n denominators q y = evaluate (fun i => coordinate n i y) q.
Proof.
intros H. unfold objective, values. apply evaluate_below with (S n); [exact H|]. intros i Hi.
assert (G : forall l e k, (i < k)%nat -> with_nodes e k l i = e i).
{ induction l as [|[f v] l IH]; intros e k Hk; simpl; [reflexivity|]. rewrite IH by lia. unfold assign.
  destruct (Nat.eqb_spec i k); [lia|reflexivity]. }
now rewrite G.
Qed.

Theorem refuted_by_strict_minimum : check_strict_minimum = true ->
  (exists x, local_minimum (objective n denominators p) x /\ ~ global_minimum (objective n denominators p) x) /\
  exists S, spurious_setwise_minimum (objective n denominators p) S.
Proof.
unfold check_strict_minimum. intros H.
destruct (denominator_facts (S n) denominators (strict_denominator_signs r) []) as [facts|] eqn:E1; [|discriminate].
destruct (objective_q n denominators p (strict_beyond r)) as [z|] eqn:E2; [|discriminate]. cbv zeta in H.
apply andb_prop in H. destruct H as [H H10]. apply andb_prop in H. destruct H as [H H9].
apply andb_prop in H. destruct H as [H H8]. apply andb_prop in H. destruct H as [H H7].
apply andb_prop in H. destruct H as [H H6]. apply andb_prop in H. destruct H as [H H5].
apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3].
apply andb_prop in H. destruct H as [H1 H2].
destruct (changes_sign_ok _ _ _ H1) as [theta [Ht E0]].
destruct (values_ok n denominators _ facts E1) as (Hf & Hc & _).
apply positive_q_ok in H6. rewrite forallb_forall in H7, H8.
set (f := objective n denominators p) in *.
set (D := fun y : Rn n => evaluate (fun i => coordinate n i y) (denominator_root r)).
set (N := fun y : Rn n => evaluate (fun i => coordinate n i y) (numerator r)).
assert (HD : forall y, D y <> 0).
{ intros y E. assert (K := vanishes_by_ok _ _ _ _ (Hf y) H4). rewrite evaluate_minus in K. cbn [evaluate] in K.
  assert (K' := values_below y _ H2). unfold objective in K'. fold (D y) in K'. rewrite K', E, RMicromega.Q2R_1 in K. lra. }
assert (HN : forall y, D y ^ 2 * f y = N y).
{ intros y. assert (K := vanishes_by_ok _ _ _ _ (Hf y) H5). cbn [evaluate] in K. rewrite evaluate_opposite in K.
  assert (K1 := values_below y _ H2). assert (K2 := values_below y _ H3). unfold objective in K1, K2.
  fold (D y) in K1. fold (N y) in K2. rewrite K1, K2 in K. unfold f, objective. lra. }
set (x := vector n (fun i => uval (nth i (strict_point r) []) theta)).
assert (Htheta : forall h, shifted theta h (S n) = theta).
{ intros h. unfold shifted, assign. now rewrite Nat.eqb_refl. }
assert (Hroot : forall h, all_hold (shifted theta h) (root_facts (S n) (theta_polynomial r) (theta_low r) (theta_high r))).
{ intros h. apply root_facts_ok; now rewrite Htheta. }
assert (Hat : forall h q, below (S n) q = true ->
  evaluate (shifted theta h) (substitute at_theta q) = evaluate (fun i => coordinate n i x) q).
{ intros h q Hq. rewrite evaluate_substitute. apply evaluate_below with (S n); [exact Hq|]. intros i Hi.
  unfold at_theta. rewrite univariate_at_ok. cbn [evaluate]. rewrite Htheta. unfold x. rewrite coordinate_vector by lia. reflexivity. }
assert (Hnear : forall y q, below (S n) q = true ->
  evaluate (shifted theta (Hierarchy.minus y x)) (substitute near_theta q) = evaluate (fun i => coordinate n i y) q).
{ intros y q Hq. rewrite evaluate_substitute. apply evaluate_below with (S n); [exact Hq|]. intros i Hi.
  unfold near_theta, at_theta. cbn [evaluate]. rewrite univariate_at_ok. cbn [evaluate]. rewrite Htheta.
  assert (Ex : coordinate n i x = uval (nth i (strict_point r) []) theta) by (unfold x; apply coordinate_vector; lia).
  rewrite (coordinate_minus n i x y), Ex. f_equal. unfold shifted, assign. destruct (Nat.eqb_spec i (S n)); [lia|reflexivity]. }
assert (Hz := objective_q_ok _ _ _ _ _ E2).
assert (Hgap : Q2R z < f x).
{ assert (K := proves_positive_ok _ _ _ _ H10 (Hroot zero)). cbn [evaluate] in K.
  rewrite !Hat in K by assumption. fold (N x) in K. fold (D x) in K. rewrite Q2R_opp, <- HN in K.
  assert (K1 := HD x). assert (K2 : 0 < D x ^ 2) by nra. nra. }
assert (Hmin : local_minimum f x).
{ assert (HR := remainder_small theta (remainder r) (Q2R (curvature r)) (fun t Ht => H7 t Ht)).
  specialize (HR ltac:(intros t Ht'; specialize (H8 t Ht'); apply andb_prop in H8; destruct H8 as [A B];
    apply Nat.leb_le in A; apply Nat.leb_le in B; now split) H6).
  assert (HT : continuous (fun y : Rn n => Hierarchy.minus y x) x).
  { apply (continuous_minus (V := Rn n) (fun y : Rn n => y) (fun _ => x)); [apply continuous_id|apply continuous_const]. }
  assert (Ez : Hierarchy.minus x x = (zero : Rn n)) by apply minus_eq_zero. rewrite <- Ez in HR.
  assert (HR' := HT _ HR). unfold filtermap in HR'.
  apply filter_imp with (2 := HR'). intros y Hy. fold remainder_polynomial in Hy.
  assert (K := proves_nonnegative_ok _ _ _ _ H9 (Hroot (Hierarchy.minus y x))).
  cbn [evaluate] in K. rewrite evaluate_opposite in K. unfold increment in K. cbn [evaluate] in K.
  rewrite evaluate_opposite in K. cbn [evaluate] in K. rewrite !Hat, !Hnear in K by assumption.
  fold (N x) in K. fold (N y) in K. fold (D x) in K. fold (D y) in K.
  assert (En : evaluate (shifted theta (Hierarchy.minus y x)) (norm_polynomial n) = squared_norm n (Hierarchy.minus y x)).
  { rewrite <- evaluate_norm. apply evaluate_below with (S n).
    - apply norm_polynomial_below.
    - intros i Hi. unfold shifted, assign. destruct (Nat.eqb_spec i (S n)); [lia|reflexivity]. }
  rewrite En, <- !HN in K.
  apply Rabs_le_between in Hy.
  assert (K1 := HD x). assert (K2 := HD y). assert (K3 : 0 < D x ^ 2 * D y ^ 2) by (apply Rmult_lt_0_compat; nra).
  apply Rmult_le_reg_l with (1 := K3). lra. }
split.
- exists x. split; [exact Hmin|]. intros Hg. specialize (Hg (point n (strict_beyond r))). unfold f in *. lra.
- apply (spurious_point n _ x (point n (strict_beyond r)) (Hc p) Hmin). unfold f in Hgap. lra.
Qed.
End StrictMinimum.
