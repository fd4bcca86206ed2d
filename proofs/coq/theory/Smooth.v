(** Differentiable functions on R^(n+1): Fermat, the tangency (Lagrange) rule on
    spheres, and Theorem T with the analytic tangency set. *)
From Coq Require Import Reals Lra List Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace.
Open Scope R_scope.

Definition is_diff {n} (f : Rn n -> R) (df : Rn n -> Rn n -> R) :=
  forall x, filterdiff (f : Rn n -> R_NormedModule) (locally x) (df x : Rn n -> R_NormedModule).

Lemma is_diff_continuous n (f : Rn n -> R) df : is_diff f df -> continuous_everywhere f.
Proof.
intros H x.
apply (filterdiff_continuous (U := Rn n) (V := R_NormedModule) f x).
exists (df x). apply H.
Qed.

Lemma min_derive0 (phi : R -> R) (l : R) :
  is_derive phi 0 l -> locally 0 (fun t => phi 0 <= phi t) -> l = 0.
Proof.
intros Hd [e He]. apply is_derive_Reals in Hd. assert (He0 := cond_pos e).
assert (H := deriv_minimum phi (- e) e 0 (exist _ l Hd)). simpl in H.
apply H; try lra. intros t H1 H2. apply He.
change (Rabs (t - 0) < e). apply Rabs_def1; lra.
Qed.

Lemma derive_along n (f : Rn n -> R) df (x : Rn n) (c : R -> Rn n) (l : Rn n) :
  is_diff f df -> c 0 = x -> is_derive c 0 l -> is_derive (fun t => f (c t)) 0 (df x l).
Proof.
intros Hf Hx Hc. unfold is_derive in *.
assert (Hfx := Hf (c 0)). rewrite Hx in Hfx. rewrite <- Hx in Hfx at 1.
apply filterdiff_ext_lin with (fun y : R_AbsRing => df x (scal y l)).
- apply (filterdiff_comp' c (f : Rn n -> R_NormedModule) 0 (fun y => scal y l) (df x)).
  + exact Hc.
  + exact Hfx.
- intros y. apply (linear_scal _ (proj1 Hfx)).
Qed.

Lemma along_min n (f : Rn n -> R) df (P : Rn n -> Prop) (x l : Rn n) (c : R -> Rn n) :
  is_diff f df -> locally x (fun y => P y -> f x <= f y) ->
  c 0 = x -> is_derive c 0 l -> (forall t, P (c t)) -> df x l = 0.
Proof.
intros Hf Hmin Hx Hc HP.
apply (min_derive0 (fun t => f (c t))); [now apply derive_along|].
assert (Hcc : continuous c 0) by (apply ex_derive_continuous; now exists l).
rewrite Hx. rewrite <- Hx in Hmin at 1.
assert (H := Hcc _ Hmin). unfold filtermap in H.
apply filter_imp with (2 := H). intros t Ht. apply Ht, HP.
Qed.

(** Fermat *)
Theorem fermat n (f : Rn n -> R) df x : is_diff f df -> local_minimum f x -> forall h, df x h = 0.
Proof.
intros Hf Hm h.
apply (along_min n f df (fun _ => True) x h (fun t => plus x (scal t h)) Hf).
- apply filter_imp with (2 := Hm). auto.
- rewrite (@scal_zero_l R_AbsRing (Rn n)). apply plus_zero_r.
- assert (H : is_derive (fun t : R => plus x (scal t h)) 0 (plus zero (scal one h))).
  { apply (is_derive_plus (fun _ : R => x) (fun t : R => scal t h)).
    - apply is_derive_const.
    - apply (is_derive_scal_l (fun t : R => t) 0 one h). apply is_derive_id. }
  rewrite plus_zero_l, scal_one in H. exact H.
- auto.
Qed.

(** algebra of [dot] *)
Lemma dot_comb n (x h : Rn n) (a b : R) :
  dot n (plus (scal a x) (scal b h)) (plus (scal a x) (scal b h)) =
  a ^ 2 * dot n x x + 2 * a * b * dot n x h + b ^ 2 * dot n h h.
Proof.
revert x h. induction n as [|n IH].
- intros x h. simpl.
  change (@eq R ((a * x + b * h) * (a * x + b * h))
    (a * (a * 1) * (x * x) + 2 * a * b * (x * h) + b * (b * 1) * (h * h))). ring.
- intros [x1 x2] [h1 h2]. specialize (IH x2 h2).
  match type of IH with ?L = _ =>
    change ((a * x1 + b * h1) * (a * x1 + b * h1) + L =
      a ^ 2 * (x1 * x1 + dot n x2 x2) + 2 * a * b * (x1 * h1 + dot n x2 h2)
      + b ^ 2 * (h1 * h1 + dot n h2 h2)) end.
  rewrite IH. ring.
Qed.

(** Tangency (Lagrange) rule on spheres. *)
Theorem tangency n (f : Rn n -> R) df x :
  is_diff f df -> 0 < squared_norm n x -> level_minimum f (squared_norm n) x ->
  forall h, dot n x h = 0 -> df x h = 0.
Proof.
intros Hf Hx HG h Hh. unfold squared_norm in Hx.
pose (k := dot n h h / dot n x x).
assert (Hk : 0 <= k).
{ unfold k. apply Rdiv_le_0_compat; [apply squared_norm_nonnegative|exact Hx]. }
assert (Hkx : dot n h h = k * dot n x x) by (unfold k; field; lra).
pose (a := fun t : R => (1 - k * t ^ 2) / (1 + k * t ^ 2)).
pose (b := fun t : R => 2 * t / (1 + k * t ^ 2)).
assert (Hden : forall t, 0 < 1 + k * t ^ 2).
{ intros t. assert (0 <= k * t ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]). lra. }
assert (Ha : is_derive a 0 0).
{ unfold a. auto_derive; [|field]; specialize (Hden 0); simpl in Hden; lra. }
assert (Hb : is_derive b 0 2).
{ unfold b. auto_derive; [|field]; specialize (Hden 0); simpl in Hden; lra. }
pose (c := fun t : R => plus (scal (a t) x) (scal (b t) h)).
assert (H2 : df x (scal 2 h) = 0).
{ apply (along_min n f df (fun y => squared_norm n y = squared_norm n x) x (scal 2 h) c Hf HG).
  - unfold c.
    assert (Ea : a 0 = @one R_AbsRing).
    { unfold a. change (@one R_AbsRing) with 1. replace (k * 0 ^ 2) with 0 by ring. lra. }
    assert (Eb : b 0 = @zero R_AbsRing).
    { unfold b. change (@zero R_AbsRing) with 0. replace (k * 0 ^ 2) with 0 by ring. lra. }
    rewrite Ea, Eb.
    rewrite (@scal_one R_AbsRing (Rn n)), (@scal_zero_l R_AbsRing (Rn n)). apply plus_zero_r.
  - assert (H : is_derive c 0 (plus (scal 0 x) (scal 2 h))).
    { apply (is_derive_plus (fun t : R => scal (a t) x) (fun t : R => scal (b t) h)).
      - apply (is_derive_scal_l a 0 0 x Ha).
      - apply (is_derive_scal_l b 0 2 h Hb). }
    rewrite (@scal_zero_l R_AbsRing (Rn n)), plus_zero_l in H. exact H.
  - intros t. unfold squared_norm, c. rewrite dot_comb, Hh, Hkx. unfold a, b. field.
    specialize (Hden t). lra. }
assert (E : 0 = 2 * df x h).
{ etransitivity; [symmetry; exact H2|]. exact (linear_scal _ (proj1 (Hf x)) 2 h). }
lra.
Qed.

Lemma dot_lin_r n (x y h : Rn n) (a : R) :
  dot n x (plus h (scal a y)) = dot n x h + a * dot n x y.
Proof.
revert x y h. induction n as [|n IH].
- intros x y h. simpl. change (x * (h + a * y) = x * h + a * (x * y)). ring.
- intros [x1 x2] [y1 y2] [h1 h2]. specialize (IH x2 y2 h2).
  match type of IH with ?L = _ =>
    change (x1 * (h1 + a * y1) + L =
      x1 * h1 + dot n x2 h2 + a * (x1 * y1 + dot n x2 y2)) end.
  rewrite IH. ring.
Qed.

(** Multiplier form. *)
Corollary lagrange n (f : Rn n -> R) df x :
  is_diff f df -> 0 < squared_norm n x -> level_minimum f (squared_norm n) x ->
  exists lam, forall h, df x h = lam * dot n x h.
Proof.
intros Hf Hx HG. exists (df x x / dot n x x). intros h.
unfold squared_norm in Hx.
pose (r := - (dot n x h / dot n x x)).
assert (H := tangency n f df x Hf Hx HG (plus h (scal r x))).
rewrite dot_lin_r in H.
assert (E1 : df x (plus h (scal r x)) = df x h + r * df x x).
{ etransitivity; [exact (linear_plus _ (proj1 (Hf x)) h (scal r x))|].
  change (df x h + df x (scal r x) = df x h + r * df x x).
  f_equal. exact (linear_scal _ (proj1 (Hf x)) r x). }
rewrite E1 in H.
assert (E : dot n x h + r * dot n x x = 0) by (unfold r; field; lra).
specialize (H E). replace (df x h) with (- r * df x x) by lra. unfold r. field. lra.
Qed.

(** Theorem T with the analytic tangency set { x : df(x) is a multiple of x }. *)
Definition no_value_on_tangency_set n (f : Rn n -> R) (df : Rn n -> Rn n -> R) :=
  forall v, (exists z, f z < v) ->
  exists R eps, 0 < eps /\ forall x, 0 < squared_norm n x -> R <= squared_norm n x ->
    (exists lam, forall h, df x h = lam * dot n x h) -> ~ (v < f x < v + eps).

(** (A) from critical points: each critical point is global or not a local minimum. *)
Definition critical_ok n (f : Rn n -> R) (df : Rn n -> Rn n -> R) :=
  forall x, (forall h, df x h = 0) -> global_minimum f x \/ ~ local_minimum f x.

Theorem theorem_T_smooth n (f : Rn n -> R) df :
  is_diff f df -> critical_ok n f df -> no_value_on_tangency_set n f df -> no_spurious_setwise_minimum f.
Proof.
intros Hf HA HB. apply (theorem_T_Rn n f).
- now apply is_diff_continuous with df.
- intros x Hx. destruct (HA x (fermat n f df x Hf Hx)); [assumption|contradiction].
- intros v Hv. destruct (HB v Hv) as (R & eps & He & H).
  exists (Rmax R 1), eps. split; [exact He|]. intros x HG HR.
  assert (H1 := Rmax_l R 1). assert (H2 := Rmax_r R 1).
  apply H; [lra|lra|]. apply (lagrange n f df x Hf); [lra|exact HG].
Qed.
