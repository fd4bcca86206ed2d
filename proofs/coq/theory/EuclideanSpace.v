(** Compactness in R^(n+1): intervals, products, and x |-> |x|^2 is proper (Heine-Borel). *)
From Coq Require Import Reals Lra List Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology.
Open Scope R_scope.

Lemma compact_interval (a b : R) : compact (fun x : R => a <= x <= b).
Proof.
apply compact_of_directed. intros I O [i0] Hdir Hop Hcov.
destruct (Rle_dec a b) as [Hab|Hab]; [|exists i0; intros x Hx; lra].
destruct (completeness (fun s => a <= s <= b /\ exists i, forall x, a <= x <= s -> O i x))
  as [m [Hm1 Hm2]].
- exists b. intros s [Hs _]. lra.
- exists a. split; [lra|]. destruct (Hcov a) as [i Hi]; [lra|]. exists i.
  intros x Hx. replace x with a by lra. exact Hi.
- assert (Ham : a <= m).
  { apply Hm1. split; [lra|]. destruct (Hcov a) as [i Hi]; [lra|]. exists i.
    intros x Hx. replace x with a by lra. exact Hi. }
  assert (Hmb : m <= b) by (apply Hm2; intros s [Hs _]; lra).
  destruct (Hcov m) as [j Hj]; [lra|].
  destruct (Hop j m Hj) as [e He]. assert (He0 := cond_pos e).
  assert (Hs : exists s, m - e < s /\ a <= s <= b /\ exists i, forall x, a <= x <= s -> O i x).
  { apply NNPP. intros HN. assert (m <= m - e); [|lra].
    apply Hm2. intros s Hs. apply Rnot_lt_le. intros Hlt. apply HN. exists s. tauto. }
  destruct Hs as (s & Hs1 & Hs2 & i & Hi). destruct (Hdir i j) as [k Hk].
  assert (Hcovk : forall x, a <= x -> x < m + e -> O k x).
  { intros x Hx1 Hx2. apply Hk. destruct (Rle_dec x s).
    - left. apply Hi. lra.
    - right. apply He. change (Rabs (x - m) < e). apply Rabs_def1; lra. }
  exists k. intros x Hx. apply Hcovk; [lra|].
  apply Rnot_le_lt. intros Hle.
  assert (m + e / 2 <= m); [|lra].
  apply Hm1. split; [lra|]. exists k. intros y Hy. apply Hcovk; lra.
Qed.

Lemma compact_prod {U V : UniformSpace} (K1 : U -> Prop) (K2 : V -> Prop) :
  compact K1 -> compact K2 -> compact (fun p : U * V => K1 (fst p) /\ K2 (snd p)).
Proof.
intros H1 H2. apply compact_of_directed. intros I O [i0] Hdir Hop Hcov.
assert (Hmin : forall e e' : posreal, exists d : posreal, d <= e /\ d <= e').
{ intros e e'. assert (H : 0 < Rmin e e').
  { apply Rmin_glb_lt; apply cond_pos. }
  exists (mkposreal _ H). simpl. split; [apply Rmin_l|apply Rmin_r]. }
assert (Htube : forall x, K1 x -> exists i, exists e : posreal,
           forall x', ball x e x' -> forall y, K2 y -> O i (x', y)).
{ intros x Hx.
  destruct (compact_directed K2 (I * posreal)
    (fun ie y => exists d : posreal, forall x' y', ball x (snd ie) x' -> ball y d y' ->
                   O (fst ie) (x', y')) H2) as [[i e] H].
  - exact (inhabits (i0, mkposreal 1 Rlt_0_1)).
  - intros [i e] [j e']. destruct (Hdir i j) as [k Hk]. destruct (Hmin e e') as [d [Hd1 Hd2]].
    exists (k, d). simpl. intros y [[r Hr]|[r Hr]]; exists r; intros x' y' Hx' Hy'; apply Hk.
    + left. apply Hr; [|exact Hy']. now apply ball_le with d.
    + right. apply Hr; [|exact Hy']. now apply ball_le with d.
  - intros [i e] y [r Hr]. simpl in *. exists (pos_div_2 r). intros y1 Hy1.
    exists (pos_div_2 r). intros x' y' Hx' Hy'. apply Hr; [exact Hx'|].
    rewrite (double_var r). now apply ball_triangle with y1.
  - intros y Hy. destruct (Hcov (x, y)) as [i Hi]; [now split|].
    destruct (Hop i _ Hi) as [e He]. exists (i, e). simpl. exists e.
    intros x' y' Hx' Hy'. apply He. now split.
  - exists i, e. intros x' Hx' y Hy. destruct (H y Hy) as [d Hd].
    apply Hd; [exact Hx'|apply ball_center]. }
destruct (compact_directed K1 I
   (fun i x => exists e : posreal, forall x', ball x e x' -> forall y, K2 y -> O i (x', y)) H1)
   as [i Hi].
- exact (inhabits i0).
- intros i j. destruct (Hdir i j) as [k Hk]. exists k.
  intros x [[e He]|[e He]]; exists e; intros x' Hx' y Hy; apply Hk; [left|right]; now apply He.
- intros i x [e He]. exists (pos_div_2 e). intros x1 Hx1. exists (pos_div_2 e).
  intros x' Hx'. apply He. rewrite (double_var e). now apply ball_triangle with x1.
- exact Htube.
- exists i. intros [x y] [Hx Hy]. destruct (Hi x Hx) as [e He].
  apply He; [apply ball_center|exact Hy].
Qed.

Lemma squared_norm_nonnegative n x : 0 <= squared_norm n x.
Proof.
unfold squared_norm. induction n as [|n IH]; simpl.
- apply Rle_0_sqr.
- specialize (IH (snd x)). apply Rplus_le_le_0_compat; [apply Rle_0_sqr|exact IH].
Qed.

Lemma continuous_squared_norm n : continuous_everywhere (squared_norm n).
Proof.
unfold squared_norm. induction n as [|n IH]; intros x; simpl.
- apply (continuous_mult (fun y : R => y) (fun y : R => y)); apply continuous_id.
- destruct x as [x1 x2].
  apply (continuous_plus (fun p : R * Rn n => fst p * fst p)
                         (fun p : R * Rn n => dot n (snd p) (snd p))).
  + apply (continuous_mult (fun p : R * Rn n => fst p) (fun p : R * Rn n => fst p));
    apply continuous_fst.
  + apply (continuous_comp (fun p : R * Rn n => snd p) (fun y : Rn n => dot n y y)).
    * apply continuous_snd.
    * apply IH.
Qed.

Theorem proper_squared_norm n : proper (squared_norm n).
Proof.
induction n as [|n IH]; intros a.
- apply (compact_closed_sub (fun x : R => - (1 + Rabs a) <= x <= 1 + Rabs a)).
  + apply compact_interval.
  + apply (closed_comp (squared_norm 0) (fun t => t <= a)); [intros; apply continuous_squared_norm|apply closed_le].
  + unfold squared_norm; simpl. intros x Hx. assert (H := Rle_abs a). assert (H' := Rabs_pos a). nra.
- apply (compact_closed_sub (fun p : R * Rn n => squared_norm 0 (fst p) <= a /\ squared_norm n (snd p) <= a)).
  + apply (compact_prod (fun x : Rn 0 => squared_norm 0 x <= a) (fun y => squared_norm n y <= a)); [|apply IH].
    apply (compact_closed_sub (fun x : R => - (1 + Rabs a) <= x <= 1 + Rabs a)).
    * apply compact_interval.
    * apply (closed_comp (squared_norm 0) (fun t => t <= a)); [intros; apply continuous_squared_norm|apply closed_le].
    * unfold squared_norm; simpl. intros x Hx. assert (H := Rle_abs a). assert (H' := Rabs_pos a). nra.
  + apply (closed_comp (squared_norm (S n)) (fun t => t <= a)); [intros; apply continuous_squared_norm|apply closed_le].
  + intros [x y] H. unfold squared_norm in *; simpl in *.
    assert (H1 := squared_norm_nonnegative n y). unfold squared_norm in H1. split; nra.
Qed.

(** Theorem T on R^(n+1) with rho = |x|^2: properness is discharged. *)
Theorem theorem_T_Rn n (f : Rn n -> R) :
  continuous_everywhere f -> local_minima_are_global f -> no_value_at_infinity f (squared_norm n) -> no_spurious_setwise_minimum f.
Proof.
intros Hf HA HB. apply (theorem_T f (squared_norm n)); auto.
- apply continuous_squared_norm.
- apply proper_squared_norm.
Qed.
