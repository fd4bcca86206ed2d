(** Fermat's rule for objectives with kinks: at a local minimum of f + c |. - a|^2 the negative gradient of the square is a
    generalised gradient of f.  Generalised gradients form a convex set; if its point nearest to the required one is
    another, f falls along the difference.  Limits of small generalised gradients on compact sets are critical. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Smooth Identity Positivstellensatz Objectives Kinks Arcs
  Gradients Lifts CriticalCases Descent GradientFlow PolynomialFunctions BalancedLayers StrictMinima Confinement Subgradients.
Import ListNotations.
Open Scope R_scope.

(** ** Vectors *)
Lemma continuous_vector_of {X : UniformSpace} n (u : X -> nat -> R) x :
  (forall i, continuous (fun y => u y i) x) -> continuous (fun y => vector n (u y)) x.
Proof.
revert u. induction n as [|n IH]; intros u H; [exact (H O)|].
apply (continuous_comp_2 (fun y => u y O) (fun y => vector n (fun i => u y (S i))) (fun a b => (a, b) : Rn (S n))).
- exact (H O).
- exact (IH (fun y i => u y (S i)) (fun i => H (S i))).
- apply (continuous_ext (fun p : R * Rn n => p)); [now intros []|]. apply continuous_id.
Qed.
Lemma dot_plus_left n (x y h : Rn n) : dot n (plus x y) h = dot n x h + dot n y h.
Proof.
rewrite !(dot_symmetric n _ h). induction n as [|n IH]; [exact (Rmult_plus_distr_l h x y)|].
destruct x as [x1 x2], y as [y1 y2], h as [h1 h2]. specialize (IH x2 y2 h2).
match type of IH with _ = ?L => change (h1 * (x1 + y1) + dot n h2 (plus x2 y2) = h1 * x1 + dot n h2 x2 + (h1 * y1 + dot n h2 y2)) end.
rewrite IH. ring.
Qed.
Lemma dot_opp_left n (x h : Rn n) : dot n (opp x) h = - dot n x h.
Proof. rewrite !(dot_symmetric n _ h). apply Trajectories.dot_opp. Qed.
Lemma squared_norm_zero n (x : Rn n) : squared_norm n x = 0 -> x = zero.
Proof.
intros H. apply coordinate_ext. intros i. rewrite (dot_zero n x H i). clear. revert i.
induction n as [|n IH]; intros i; destruct i as [|i]; try reflexivity. exact (IH i).
Qed.
Lemma closed_forall {X : UniformSpace} {I : Type} (P : I -> X -> Prop) : (forall i, closed (P i)) -> closed (fun x => forall i, P i x).
Proof.
intros H x Hx i. apply H. intros Hl. apply Hx. apply filter_imp with (2 := Hl). intros y Hy Ha. now apply Hy.
Qed.
Lemma closed_implication {X : UniformSpace} (A : Prop) (P : X -> Prop) : closed P -> closed (fun x => A -> P x).
Proof.
intros H x Hx HA. apply H. intros Hl. apply Hx. apply filter_imp with (2 := Hl). intros y Hy K. now apply Hy, K.
Qed.
Lemma closed_equal {X : UniformSpace} (f g : X -> R) : continuous_everywhere f -> continuous_everywhere g -> closed (fun x => f x = g x).
Proof.
intros Hf Hg. apply (closed_ext (fun x => f x - g x <= 0 /\ 0 <= f x - g x)); [intros x; split; [intros; lra|intros ->; lra]|].
assert (Hc : forall x, continuous (fun x => f x - g x) x) by (intros x; apply (continuous_minus f g x); [apply Hf|apply Hg]).
apply closed_and; [apply (closed_comp _ (fun t => t <= 0))|apply (closed_comp _ (fun t => 0 <= t))];
  try (intros; apply Hc); [apply closed_le|apply closed_ge].
Qed.

Lemma line_continuous n (x h : Rn n) : continuous (on_ray n x h) 0.
Proof.
unfold on_ray. apply (continuous_plus (V := Rn n) (fun _ : R => x) (fun t : R => scal t h)); [apply continuous_const|].
apply (continuous_scal_l (V := Rn n) (fun s : R => s) h 0). apply continuous_id.
Qed.
Lemma line_start n (x h : Rn n) : on_ray n x h 0 = x.
Proof. unfold on_ray. etransitivity; [|apply plus_zero_r]. f_equal. exact (scal_zero_l (V := Rn n) h). Qed.

(** The squared distance to a. *)
Definition distance2 n (a x : Rn n) : R := squared_norm n (plus x (opp a)).
Lemma distance2_nonnegative n (a x : Rn n) : 0 <= distance2 n a x.
Proof. apply squared_norm_nonnegative. Qed.
Lemma distance2_continuous n (a : Rn n) : continuous_everywhere (distance2 n a).
Proof.
intros x. apply (continuous_comp (fun x : Rn n => plus x (opp a)) (squared_norm n)); [|apply continuous_squared_norm].
apply (continuous_plus (V := Rn n) (fun x : Rn n => x) (fun _ => opp a)); [apply continuous_id|apply continuous_const].
Qed.
Lemma distance2_ray n (a x h : Rn n) t :
  distance2 n a (on_ray n x h t) = distance2 n a x + 2 * t * dot n (plus x (opp a)) h + t ^ 2 * squared_norm n h.
Proof.
unfold distance2, on_ray. replace (plus (plus x (scal t h)) (opp a)) with (plus (scal t h) (plus x (opp a))).
- rewrite squared_norm_combination. ring.
- rewrite (plus_comm x (scal t h)), plus_assoc. reflexivity.
Qed.

(** ** Generalised gradients *)
Section Rule.
Variable n : nat.
Variable nodes : list node.
Variable F : polynomial.
Hypothesis plain : plain_kinks n nodes = true.
Hypothesis form : kinked n nodes F = true.
Notation N := (n + length nodes)%nat.
Notation base := (S n + length nodes)%nat.
Notation f := (objective n nodes F).

Definition generalised_gradient (e : nat -> R) : Rn n := vector n (fun j => evaluate e (partial j F)).
Definition subgradient (x w : Rn n) : Prop := exists e, selection n nodes x e /\ w = generalised_gradient e.

Lemma partial_scope j p : kinked n nodes p = true -> below base p = true /\ below base (partial j p) = true.
Proof.
apply (kinked_induction n nodes (fun p => below base p = true /\ below base (partial j p) = true)); cbn [below partial].
- auto.
- intros i Hi. split; [apply Nat.ltb_lt; lia|reflexivity].
- intros a b [A1 A2] [B1 B2]. now rewrite A1, A2, B1, B2.
- intros a b [A1 A2] [B1 B2]. now rewrite A1, A2, B1, B2.
- intros a k [A B]. split; [exact A|]. destruct k; [reflexivity|]. cbn [below]. now rewrite A, B.
- intros i g v b Hi Hb _.
  assert (Hl : (S n + i < base)%nat) by (assert (i < length nodes)%nat by (apply nth_error_Some; congruence); lia).
  apply Nat.ltb_lt in Hl. rewrite Hl.
  assert (B : below base b = true) by (apply below_le with (S n); [exact Hb|lia]). rewrite B. split; [reflexivity|].
  cbn [below andb]. clear - B. induction b as [q|i|a IHa b IHb|a IHa b IHb|a IHa k]; cbn [below partial] in *; auto.
  + apply andb_prop in B. destruct B. now rewrite IHa, IHb.
  + apply andb_prop in B. destruct B as [B1 B2]. now rewrite IHa, IHb, B1, B2.
  + destruct k; [reflexivity|]. cbn [below]. now rewrite IHa, B.
Qed.

(** Selections as points of R^N. *)
Definition entries_of (z : Rn N) : nat -> R := fun i => coordinate N i z.
Definition projection (z : Rn N) : Rn n := vector n (entries_of z).
Definition selected (z : Rn N) : Prop :=
  forall j (fv : node), nth_error nodes j = Some fv -> generalised (fst fv) (value N (snd fv) z) (entries_of z (S n + j)).

Lemma projection_coordinate z i : (i <= n)%nat -> coordinate n i (projection z) = entries_of z i.
Proof. intros H. unfold projection. now rewrite coordinate_vector. Qed.
Lemma selected_selection z : selected z -> selection n nodes (projection z) (entries_of z).
Proof.
intros H. split; [intros i Hi; symmetry; now apply projection_coordinate|].
intros j g v Hj. specialize (H j (g, v) Hj). cbn [fst snd] in H. replace (value n v (projection z)) with (value N v z); [exact H|].
apply (evaluate_below (S n)); [exact (proj2 (plain_node n nodes plain j g v Hj))|].
intros i Hi. symmetry. apply projection_coordinate. lia.
Qed.
Lemma vector_entries e i : (i < base)%nat -> entries_of (vector N e) i = e i.
Proof. intros H. unfold entries_of. apply coordinate_vector. lia. Qed.
Lemma selection_selected x e : selection n nodes x e -> selected (vector N e) /\ projection (vector N e) = x.
Proof.
intros [H1 H2]. split.
- intros j [g v] Hj. cbn [fst snd]. assert (Hl : (j < length nodes)%nat) by (apply nth_error_Some; congruence).
  rewrite vector_entries by lia. replace (value N v (vector N e)) with (value n v x); [exact (H2 j g v Hj)|].
  apply (evaluate_below (S n)); [exact (proj2 (plain_node n nodes plain j g v Hj))|].
  intros i Hi. rewrite <- H1 by lia. symmetry. apply vector_entries. lia.
- apply coordinate_ext. intros i. destruct (le_lt_dec i n) as [Hi|Hi].
  + rewrite projection_coordinate by exact Hi. rewrite vector_entries by lia. now apply H1.
  + now rewrite !coordinate_zero.
Qed.
Lemma gradient_of_vector e : generalised_gradient (entries_of (vector N e)) = generalised_gradient e.
Proof.
apply vector_ext. intros j. apply (evaluate_below base); [exact (proj2 (partial_scope j F form))|]. intros i Hi. now apply vector_entries.
Qed.

Lemma closed_selected : closed selected.
Proof.
apply (closed_forall (fun j z => forall fv : node, nth_error nodes j = Some fv ->
  generalised (fst fv) (value N (snd fv) z) (entries_of z (S n + j)))). intros j.
apply (closed_forall (fun (fv : node) z => nth_error nodes j = Some fv ->
  generalised (fst fv) (value N (snd fv) z) (entries_of z (S n + j)))). intros [g v]. cbn [fst snd].
destruct (classic (nth_error nodes j = Some (g, v))) as [Hj|Hj].
- apply closed_implication. destruct (plain_node n nodes plain j g v Hj) as [Hg _].
  assert (Ce : continuous_everywhere (fun z : Rn N => entries_of z (S n + j))) by apply continuous_coordinate.
  unfold generalised. apply closed_and; [apply closed_and|].
  + apply (closed_comp (fun z : Rn N => entries_of z (S n + j)) (fun t => _ <= t)); [intros; apply Ce|apply closed_ge].
  + apply (closed_comp (fun z : Rn N => entries_of z (S n + j)) (fun t => t <= 1)); [intros; apply Ce|apply closed_le].
  + apply closed_equal.
    * intros z. apply (continuous_mult (fun z : Rn N => entries_of z (S n + j)) (value N v)); [apply Ce|apply continuous_value].
    * intros z. apply (continuous_comp (value N v) (fun t => apply g t * t)); [apply continuous_value|now apply kink_continuous].
- apply (closed_ext (fun _ => True)); [intros x; split; [intros _ H; contradiction|auto]|apply closed_true].
Qed.

(** The generalised gradient depends continuously on the selection. *)
Lemma gradient_continuous (w : Rn n) :
  continuous_everywhere (fun z : Rn N => squared_norm n (plus (generalised_gradient (entries_of z)) w)).
Proof.
intros z. apply (continuous_comp (fun z : Rn N => plus (generalised_gradient (entries_of z)) w) (squared_norm n));
  [|apply continuous_squared_norm].
apply (continuous_plus (V := Rn n) (fun z : Rn N => generalised_gradient (entries_of z)) (fun _ => w)); [|apply continuous_const].
apply continuous_vector_of. intros j. exact (continuous_value N (partial j F) z).
Qed.

Lemma compact_selections (K : Rn n -> Prop) M : closed K -> (forall x, K x -> squared_norm n x <= M) ->
  compact (fun z : Rn N => K (projection z) /\ selected z).
Proof.
intros HK HM. set (B := 1 + Rabs M). assert (HB := Rabs_pos M). assert (HB' := Rle_abs M).
apply (compact_closed_sub (fun z : Rn N => squared_norm N z <= INR (S N) * B ^ 2)).
- apply proper_squared_norm.
- apply closed_and; [|apply closed_selected]. apply (closed_comp projection K); [|exact HK].
  intros z. apply continuous_vector_of. intros i. apply continuous_coordinate.
- intros z [H1 H2]. apply norm_from_coordinates. intros i Hi. destruct (le_lt_dec i n) as [Hn|Hn].
  + assert (C := coordinate_square n i (projection z)). rewrite projection_coordinate in C by exact Hn. unfold entries_of in C.
    specialize (HM _ H1). apply Rabs_le. unfold B. split; nra.
  + destruct (nth_error nodes (i - S n)) as [[g v]|] eqn:E; [|apply nth_error_None in E; lia].
    destruct (H2 _ _ E) as [R _]. cbn [fst] in R. replace (S n + (i - S n))%nat with i in R by lia. unfold entries_of in R.
    apply Rabs_le. unfold B. destruct g; lra.
Qed.

(** Along combinations of selections generalised gradients are combined. *)
Lemma gradient_affine x e e' lam h : 0 <= lam <= 1 -> selection n nodes x e -> selection n nodes x e' ->
  dot n (generalised_gradient (fun i => (1 - lam) * e i + lam * e' i)) h
    = (1 - lam) * dot n (generalised_gradient e) h + lam * dot n (generalised_gradient e') h.
Proof.
intros Hl He He'. unfold generalised_gradient. rewrite !slope_partial.
apply (kinked_affine n nodes plain x); auto. now apply selection_convex.
Qed.

Lemma nearest (A B C : R) : (forall lam, 0 <= lam <= 1 -> A <= (1 - lam) ^ 2 * A + 2 * lam * (1 - lam) * B + lam ^ 2 * C) -> A <= B.
Proof.
intros H. apply Rnot_lt_le. intros Hlt. set (D := Rabs (A - 2 * B + C)). assert (D0 : 0 <= D) by apply Rabs_pos.
assert (D1 : A - 2 * B + C <= D) by apply Rle_abs.
set (lam := (A - B) / (A - B + D)).
assert (E : lam * (A - B + D) = A - B) by (unfold lam; field; lra).
assert (L : 0 < lam <= 1).
{ unfold lam. split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_le_reg_r with (A - B + D); [lra|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
specialize (H lam ltac:(lra)).
assert (K : 0 <= lam * (2 * (B - A) + lam * (A - 2 * B + C))) by nra.
assert (K' : lam * (A - 2 * B + C) <= lam * D) by (apply Rmult_le_compat_l; lra).
assert (0 < lam * (A - B)) by (apply Rmult_lt_0_compat; lra).
assert (2 * (B - A) + lam * (A - 2 * B + C) < 0) by lra. nra.
Qed.

Theorem fermat_rule c (a y : Rn n) : 0 <= c ->
  locally y (fun z => f y + c * distance2 n a y <= f z + c * distance2 n a z) ->
  exists w, subgradient y w /\ plus w (scal (2 * c) (plus y (opp a))) = zero.
Proof.
intros Hc Hmin. set (w := scal (2 * c) (plus y (opp a))).
assert (Ew : forall h, dot n w h = 2 * c * dot n (plus y (opp a)) h).
{ intros h. unfold w. rewrite (dot_symmetric n _ h), dot_scale, (dot_symmetric n h). reflexivity. }
destruct (compact_min (fun z : Rn N => (forall i, coordinate n i (projection z) = coordinate n i y) /\ selected z)
  (fun z => squared_norm n (plus (generalised_gradient (entries_of z)) w))) as [z [[Hz Hsel] Hbest]].
- apply (compact_selections (fun x => forall i, coordinate n i x = coordinate n i y) (squared_norm n y)).
  + apply (closed_forall (fun i (x : Rn n) => coordinate n i x = coordinate n i y)). intros i.
    apply closed_equal; [apply continuous_coordinate|intros x; apply continuous_const].
  + intros x Hx. rewrite (coordinate_ext n x y Hx). apply Rle_refl.
- apply gradient_continuous.
- destruct (selection_selected y (values n nodes y) (values_selection n nodes plain y)) as [S1 S2].
  exists (vector N (values n nodes y)). split; [intros i; now rewrite S2|exact S1].
- set (e := entries_of z). assert (He : selection n nodes y e).
  { rewrite <- (coordinate_ext n _ _ Hz). now apply selected_selection. }
  set (g := plus (generalised_gradient e) w).
  exists (generalised_gradient e). split; [exists e; now split|]. apply squared_norm_zero. fold g.
  apply NNPP. intros Hne. assert (G0 := squared_norm_nonnegative n g). set (A := squared_norm n g) in *. assert (HA : 0 < A) by lra.
  set (h := opp g). set (e' := ray_selection n nodes y h).
  assert (He' : selection n nodes y e') by (now apply ray_selection_ok).
  set (b := plus (generalised_gradient e') w).
  assert (Hab : A <= dot n b g).
  { apply (nearest A (dot n b g) (squared_norm n b)). intros lam Hl.
    set (e2 := fun i => (1 - lam) * e i + lam * e' i).
    assert (He2 : selection n nodes y e2) by (now apply selection_convex).
    destruct (selection_selected y e2 He2) as [S1 S2].
    assert (H := Hbest (vector N e2) (conj (fun i => f_equal (coordinate n i) S2) S1)).
    rewrite gradient_of_vector in H. set (q := plus (generalised_gradient e2) w) in *. fold e in H. fold g in H. fold A in H.
    assert (Eq : forall u, dot n q u = (1 - lam) * dot n g u + lam * dot n b u).
    { intros u. unfold q, g, b. rewrite !dot_plus_left. unfold e2. rewrite (gradient_affine y e e' lam u Hl He He'). ring. }
    assert (Eqq : squared_norm n q = (1 - lam) ^ 2 * A + 2 * lam * (1 - lam) * dot n b g + lam ^ 2 * squared_norm n b).
    { unfold squared_norm at 1. rewrite Eq, (dot_symmetric n g q), (dot_symmetric n b q), !Eq.
      rewrite (dot_symmetric n g b). unfold A, squared_norm. ring. }
    rewrite <- Eqq. exact H. }
  assert (Hslope : slope e' (fun i => coordinate n i h) F + dot n w h <= - A).
  { rewrite <- slope_partial. fold (generalised_gradient e'). rewrite <- dot_plus_left. fold b. unfold h.
    rewrite Trajectories.dot_opp. lra. }
  destruct (ray_expansion n nodes plain y h F form) as (C & C0 & HC). fold e' in HC.
  set (s := slope e' _ F) in *.
  assert (Hc0 := line_continuous n y h). unfold continuous in Hc0. rewrite line_start in Hc0.
  destruct (Hc0 _ Hmin) as [eps Heps]. assert (E0 := cond_pos eps).
  set (Q := C + c * squared_norm n h). assert (Q0 : 0 <= Q).
  { unfold Q. assert (0 <= c * squared_norm n h); [|lra]. apply Rmult_le_pos; [exact Hc|apply squared_norm_nonnegative]. }
  set (t := Rmin (eps / 2) (Rmin 1 (A / (2 * (Q + 1))))).
  assert (T1 : t <= eps / 2) by apply Rmin_l.
  assert (T2 : t <= 1) by (eapply Rle_trans; [apply Rmin_r|apply Rmin_l]).
  assert (T3 : t <= A / (2 * (Q + 1))) by (eapply Rle_trans; [apply Rmin_r|apply Rmin_r]).
  assert (T0 : 0 < t).
  { unfold t. repeat apply Rmin_glb_lt; try lra. apply Rdiv_lt_0_compat; lra. }
  assert (Hb : ball 0 eps t) by (change (Rabs (t - 0) < eps); rewrite Rabs_pos_eq; lra).
  assert (H := Heps t Hb). cbv beta in H. rewrite distance2_ray in H.
  specialize (HC t ltac:(lra)). apply Rabs_le_between in HC. rewrite Ew in Hslope.
  assert (T4 : t * (Q + 1) <= A / 2).
  { apply Rle_trans with (A / (2 * (Q + 1)) * (Q + 1)); [apply Rmult_le_compat_r; lra|right; field; lra]. }
  set (d := dot n (plus y (opp a)) h) in *. set (n2 := squared_norm n h) in *.
  assert (K1 : 0 <= t * (s + 2 * c * d) + t ^ 2 * Q) by (unfold Q; lra).
  assert (K2 : t * (s + 2 * c * d) <= t * - A) by (apply Rmult_le_compat_l; lra).
  assert (K3 : t * (t * (Q + 1)) <= t * (A / 2)) by (apply Rmult_le_compat_l; lra).
  assert (0 < t * A) by (now apply Rmult_lt_0_compat). assert (0 < t ^ 2) by (apply pow_lt; lra). lra.
Qed.

(** Small generalised gradients in a compact set accumulate at a critical point. *)
Theorem limit_of_subgradients (K : Rn n -> Prop) M : closed K -> (forall x, K x -> squared_norm n x <= M) ->
  (forall d, 0 < d -> exists x w, K x /\ subgradient x w /\ squared_norm n w <= d) ->
  exists x, K x /\ exists e, selection n nodes x e /\ squared_norm n (generalised_gradient e) = 0.
Proof.
intros HK HM H.
assert (E0 : forall u : Rn n, plus u zero = u) by (intros; apply plus_zero_r).
destruct (compact_min (fun z : Rn N => K (projection z) /\ selected z)
  (fun z => squared_norm n (plus (generalised_gradient (entries_of z)) zero))) as [z [[Hz Hsel] Hbest]].
- now apply (compact_selections K M).
- apply gradient_continuous.
- destruct (H 1 ltac:(lra)) as (x & w & Hx & (e & He & _) & _). destruct (selection_selected x e He) as [S1 S2].
  exists (vector N e). split; [now rewrite S2|exact S1].
- exists (projection z). split; [exact Hz|]. exists (entries_of z). split; [now apply selected_selection|].
  rewrite E0 in Hbest. set (d := squared_norm n (generalised_gradient (entries_of z))) in *.
  assert (D0 : 0 <= d) by apply squared_norm_nonnegative. apply Rle_antisym; [|exact D0]. apply Rnot_lt_le. intros Hd.
  destruct (H (d / 2) ltac:(lra)) as (x & w & Hx & (e & He & ->) & Hw). destruct (selection_selected x e He) as [S1 S2].
  assert (B := Hbest (vector N e) (conj (eq_ind_r K Hx S2) S1)). rewrite gradient_of_vector, E0 in B. lra.
Qed.

(** Local minima are critical. *)
Corollary local_minimum_is_critical x : local_minimum f x ->
  exists e, selection n nodes x e /\ squared_norm n (generalised_gradient e) = 0.
Proof.
intros H. destruct (fermat_rule 0 x x (Rle_refl 0)) as (w & (e & He & ->) & Hw).
- apply filter_imp with (2 := H). intros y Hy. lra.
- exists e. split; [exact He|].
  assert (E : scal (2 * 0) (plus x (opp x)) = (zero : Rn n)).
  { rewrite Rmult_0_r. exact (scal_zero_l (V := Rn n) _). }
  rewrite E, plus_zero_r in Hw. rewrite Hw. unfold squared_norm. clear.
  induction n as [|m IH]; [exact (Rmult_0_r 0)|]. change (0 * 0 + dot m zero zero = 0). rewrite IH. ring.
Qed.
End Rule.
