(** Theorem 1 for objectives with kinks, by proximal steps: the next point minimises f + c |. - x|^2 over the points of S
    near x.  Then c |y - x|^2 <= f(x) - f(y), and 2 c (x - y) is a generalised gradient at y; so a quantity q with
    <grad q, w> >= 0 for all generalised gradients w grows, altogether, by at most L / c (f(x0) - inf).  For large c descent
    stays in a bounded set, and its generalised gradients become small.  No differential inclusion, no chain rule and no
    property of definable functions is needed. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Leaves Identity Objectives Arcs Gradients Lifts Descent GradientFlow
  Confinement Subgradients FermatRule.
Import ListNotations.
Open Scope R_scope.

Section Proximal.
Variable n : nat.
Variable f : Rn n -> R.
Hypothesis continuous_f : continuous_everywhere f.
Variable subgradient : Rn n -> Rn n -> Prop.
Hypothesis fermat : forall c a y, 0 <= c -> locally y (fun z => f y + c * distance2 n a y <= f z + c * distance2 n a z) ->
  exists w, subgradient y w /\ plus w (scal (2 * c) (plus y (opp a))) = zero.
Variable critical : Rn n -> Prop.
Hypothesis limits : forall (K : Rn n -> Prop) M, closed K -> (forall x, K x -> squared_norm n x <= M) ->
  (forall d, 0 < d -> exists x w, K x /\ subgradient x w /\ squared_norm n w <= d) -> exists x, K x /\ critical x.
Variable quantities : list polynomial.
Hypothesis nonincreasing : forall q, In q quantities -> forall x w, subgradient x w -> 0 <= dot n (gradient n q x) w.

(** f and the quantities confine descent from x0, as long as f >= low. *)
Definition bounded_from (low : R) (x0 : Rn n) : Prop := exists delta M, 0 < delta /\
  forall x, low <= f x <= f x0 -> (forall q, In q quantities -> value n q x <= value n q x0 + delta) -> squared_norm n x <= M.

Lemma common_constant M : exists L, 1 <= L /\ forall q, In q quantities ->
  expands n M L (value n q) (fun x h => dot n (gradient n q x) h).
Proof.
clear nonincreasing. induction quantities as [|q l (L & L1 & H)].
- exists 1. split; [lra|]. intros q [].
- destruct (value_expands n q M) as (Lq & Lq0 & Hq). exists (Lq + L). split; [lra|]. intros q' [<-|Hq'].
  + apply expands_weaken with Lq; [lra|exact Hq].
  + apply expands_weaken with L; [lra|now apply H].
Qed.

Lemma distance_norm (x y : Rn n) : distance2 n x y <= 1 -> squared_norm n y <= 2 * squared_norm n x + 2.
Proof.
intros H. assert (E : y = plus x (plus y (opp x))).
{ rewrite (plus_comm y (opp x)), plus_assoc, plus_opp_r. symmetry. apply plus_zero_l. }
rewrite E at 1. assert (K := squared_norm_plus n x (plus y (opp x))). fold (distance2 n x y) in K. lra.
Qed.

Theorem proximal_descent (S : Rn n -> Prop) (x0 : Rn n) (low : R) : bounded_from low x0 ->
  (forall x, S x -> low <= f x) -> closed S -> S x0 -> (forall y, S y -> f y <= f x0 -> interior S y) ->
  exists xb, S xb /\ f xb <= f x0 /\ critical xb.
Proof.
intros (delta & M & Hdelta & HM) Hlow HSc HS0 HSi.
assert (Hl0 := Hlow x0 HS0). set (E := f x0 - low). assert (E0 : 0 <= E) by (unfold E; lra).
destruct (common_constant (2 * M + 2)) as (L & L1 & HL).
set (c := L * E / delta + E + 1).
assert (Hc0 : 0 <= L * E / delta).
{ apply Rmult_le_pos; [apply Rmult_le_pos; lra|]. left. now apply Rinv_0_lt_compat. }
assert (Hc : E < c /\ 1 <= c /\ L * E <= c * delta).
{ unfold c. split; [lra|]. split; [lra|].
  replace ((L * E / delta + E + 1) * delta) with (L * E + (E + 1) * delta) by (field; lra).
  assert (0 <= (E + 1) * delta) by (apply Rmult_le_pos; lra). lra. }
clearbody c. destruct Hc as (Hc1 & Hc2 & Hc3).
(* what is kept: q grows by at most L / c times the decrease of f *)
set (Kept := fun x => S x /\ f x <= f x0 /\
  forall q, In q quantities -> c * (value n q x - value n q x0) <= L * (f x0 - f x)).
assert (HK : forall x, Kept x -> squared_norm n x <= M).
{ intros x (A & B & C). assert (Lx := Hlow x A). apply HM; [lra|]. intros q Hq. specialize (C q Hq).
  assert (L * (f x0 - f x) <= L * E) by (apply Rmult_le_compat_l; unfold E; lra).
  assert (c * (value n q x - value n q x0) <= c * delta) by lra.
  assert (value n q x - value n q x0 <= delta); [|lra]. apply Rmult_le_reg_l with c; lra. }
(* one step *)
assert (Step : forall x, Kept x -> exists y w, Kept y /\ subgradient y w /\ f y <= f x /\
  squared_norm n w <= 4 * c * (f x - f y)).
{ intros x Kx. assert (Nx := HK x Kx). destruct Kx as (Sx & Fx & Qx).
  destruct (compact_min (fun y => (S y /\ distance2 n x y <= 1) /\ squared_norm n y <= 2 * M + 2) (fun y => f y + c * distance2 n x y))
    as [y [[[Sy Dy] Ny] Hy]].
  - apply (compact_inter_closed (fun y : Rn n => squared_norm n y <= 2 * M + 2) (fun y => S y /\ distance2 n x y <= 1)).
    + apply proper_squared_norm.
    + apply closed_and; [exact HSc|].
      apply (closed_comp (distance2 n x) (fun t => t <= 1)); [intros; apply distance2_continuous|apply closed_le].
  - intros y. apply (continuous_plus (V := R_NormedModule) f (fun y => c * distance2 n x y)); [apply continuous_f|].
    apply (continuous_mult (fun _ => c) (distance2 n x)); [apply continuous_const|apply distance2_continuous].
  - exists x. assert (D0 : distance2 n x x = 0).
    { unfold distance2. rewrite plus_opp_r. unfold squared_norm. clear. induction n as [|m IH]; [exact (Rmult_0_r 0)|].
      change (0 * 0 + dot m zero zero = 0). rewrite IH. ring. }
    rewrite D0. assert (N0 := squared_norm_nonnegative n x). repeat split; auto; lra.
  - assert (D0 : distance2 n x x = 0).
    { unfold distance2. rewrite plus_opp_r. unfold squared_norm. clear. induction n as [|m IH]; [exact (Rmult_0_r 0)|].
      change (0 * 0 + dot m zero zero = 0). rewrite IH. ring. }
    assert (N0 := squared_norm_nonnegative n x). assert (Dpos := distance2_nonnegative n x y).
    assert (Hyx := Hy x ltac:(repeat split; auto; lra)). rewrite D0, Rmult_0_r, Rplus_0_r in Hyx.
    assert (Lx := Hlow x Sx). assert (Ly := Hlow y Sy).
    assert (P : 0 <= c * distance2 n x y) by (apply Rmult_le_pos; lra).
    assert (Fyx : f y <= f x) by lra.
    assert (Dlt : distance2 n x y < 1).
    { apply Rnot_le_lt. intros Hge. assert (c * 1 <= c * distance2 n x y) by (apply Rmult_le_compat_l; lra). unfold E in Hc1. lra. }
    destruct (fermat c x y) as (w & Hw & Ew); [lra| |].
    { assert (Hint : interior S y) by (apply HSi; [exact Sy|lra]).
      assert (Hd : locally y (fun z => distance2 n x z < 1)).
      { apply (open_comp (distance2 n x) (fun t => t < 1)); [intros; apply distance2_continuous|apply open_lt|exact Dlt]. }
      apply filter_imp with (2 := filter_and _ _ Hint Hd). intros z [Sz Dz]. apply Hy. split; [split; [exact Sz|lra]|].
      assert (K := distance_norm x z ltac:(lra)). lra. }
    exists y, w. set (h := plus x (opp y)).
    (* h = w / (2 c) *)
    assert (Eh : opp h = plus y (opp x)).
    { unfold h. rewrite opp_plus, opp_opp. apply plus_comm. }
    assert (Eh2 : squared_norm n h = distance2 n x y).
    { unfold distance2. rewrite <- Eh. unfold squared_norm. rewrite Trajectories.dot_opp, dot_opp_left. ring. }
    assert (Ewh : w = scal (2 * c) h).
    { replace w with (opp (scal (2 * c) (plus y (opp x)))).
      - rewrite <- Eh. etransitivity; [exact (f_equal opp (scal_opp_r (V := Rn n) (2 * c) h))|]. exact (opp_opp (G := Rn n) _).
      - transitivity (plus (plus w (scal (2 * c) (plus y (opp x)))) (opp (scal (2 * c) (plus y (opp x))))).
        + rewrite Ew. symmetry. apply plus_zero_l.
        + rewrite <- plus_assoc, plus_opp_r. apply plus_zero_r. }
    assert (Qy : forall q, In q quantities -> c * (value n q y - value n q x0) <= L * (f x0 - f y)).
    { intros q Hq. specialize (Qx q Hq). set (s := sqrt (distance2 n x y)).
      assert (Es : s ^ 2 = distance2 n x y) by (unfold s; simpl; rewrite Rmult_1_r; now apply sqrt_sqrt).
      assert (S0 : 0 <= s) by apply sqrt_pos. assert (S1 : s <= 1) by nra.
      destruct (HL q Hq y h s Ny (conj S0 S1)) as (_ & _ & A); [rewrite Eh2, Es; apply Rle_refl|].
      replace (plus y h) with x in A.
      2: { unfold h. rewrite (plus_comm x (opp y)), plus_assoc, plus_opp_r. symmetry. apply plus_zero_l. }
      assert (G := nonincreasing q Hq y w Hw). rewrite Ewh, dot_scale in G.
      assert (G' : 0 <= dot n (gradient n q y) h).
      { apply Rmult_le_reg_l with (2 * c); [lra|]. lra. }
      apply Rabs_le_between in A. rewrite Es in A.
      assert (B : c * (L * distance2 n x y) <= L * (f x - f y)).
      { replace (c * (L * distance2 n x y)) with (L * (c * distance2 n x y)) by ring. apply Rmult_le_compat_l; lra. }
      assert (c * (value n q y - value n q x) <= c * (L * distance2 n x y)) by (apply Rmult_le_compat_l; lra). lra. }
    split; [split; [exact Sy|split; [lra|exact Qy]]|]. split; [exact Hw|]. split; [exact Fyx|].
    rewrite Ewh, squared_norm_scaled, Eh2.
    replace ((2 * c) ^ 2 * distance2 n x y) with (4 * c * (c * distance2 n x y)) by ring. apply Rmult_le_compat_l; lra. }
(* small generalised gradients *)
assert (HKe : Kept x0).
{ split; [exact HS0|]. split; [lra|]. intros q Hq. rewrite !Rminus_eq_0. lra. }
destruct (limits (fun x => (S x /\ f x <= f x0) /\ squared_norm n x <= M) M) as (xb & [[Sb Fb] _] & Hb).
- apply closed_and; [apply closed_and; [exact HSc|]|].
  + apply (closed_comp f (fun t => t <= f x0)); [intros; apply continuous_f|apply closed_le].
  + apply (closed_comp (squared_norm n) (fun t => t <= M)); [intros; apply continuous_squared_norm|apply closed_le].
- intros x [_ H]. exact H.
- intros d Hd. apply NNPP. intros HN.
  assert (Big : forall y w, Kept y -> subgradient y w -> d < squared_norm n w).
  { intros y w Ky Hw. apply Rnot_le_lt. intros Hle. apply HN. exists y, w. assert (Ny := HK y Ky). destruct Ky as (A & B & _).
    repeat split; assumption. }
  set (r := d / (4 * c)). assert (Hr : 0 < r) by (unfold r; apply Rdiv_lt_0_compat; lra).
  assert (Iter : forall k, exists x, Kept x /\ f x <= f x0 - INR k * r).
  { induction k as [|k (x & Kx & Fx)].
    - exists x0. split; [exact HKe|]. simpl. lra.
    - destruct (Step x Kx) as (y & w & Ky & Hw & _ & Hwd). exists y. split; [exact Ky|]. rewrite S_INR.
      assert (H := Big y w Ky Hw). assert (r < f x - f y).
      { unfold r. apply Rmult_lt_reg_r with (4 * c); [lra|]. replace (d / (4 * c) * (4 * c)) with d by (field; lra). lra. }
      lra. }
  destruct (nfloor_ex (E / r)) as [k [_ Hk]]; [apply Rmult_le_pos; [lra|left; now apply Rinv_0_lt_compat]|].
  destruct (Iter (Datatypes.S k)) as (x & Kx & Fx). rewrite S_INR in Fx. assert (Lx := Hlow x (proj1 Kx)).
  assert (E < (INR k + 1) * r); [|unfold E in *; lra].
  apply Rmult_lt_reg_r with (/ r); [now apply Rinv_0_lt_compat|]. rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra. exact Hk.
- exists xb. auto.
Qed.

(** ** The theorem *)
Hypothesis isolated : forall v, exists eta, 0 < eta /\ forall x, critical x -> ~ (v < f x < v + eta).

Theorem theorem_1_by_proximal_descent :
  (forall x0 low, (exists z, f z < low) -> bounded_from low x0) -> local_minima_are_global f -> no_spurious_setwise_minimum f.
Proof.
intros bounded HA S [U HS]. apply NNPP. intros HN. assert (HFc := continuous_f).
destruct (spurious_setup f U S HFc HA HS HN) as (v & x1 & Hx1 & Hz & Hv1 & Hv2).
destruct (isolated v) as [eta [Heta Hcrit]].
assert (HSc : closed S) by apply HS. assert (HSU : forall x, S x -> U x) by apply HS.
assert (Hv := Hv1 x1 Hx1).
destruct (Hv2 (Rmin eta (f x1 - v))) as [x0 [Hx0 Hfx]]; [apply Rmin_glb_lt; lra|].
assert (M1 := Rmin_l eta (f x1 - v)). assert (M2 := Rmin_r eta (f x1 - v)).
assert (Hf1 : f x0 < f x1) by (apply Rlt_le_trans with (1 := Hfx); clear -M2; lra).
assert (Hf2 : f x0 < v + eta) by (apply Rlt_le_trans with (1 := Hfx); clear -M1; lra).
destruct (proximal_descent S x0 v (bounded x0 v Hz) (fun x Hx => Rlt_le _ _ (Hv1 x Hx)) HSc Hx0) as (xb & Hb1 & Hb2 & Hb3).
- intros y Hy Hle. apply (lemma_A_interior f U S x1 y HFc HS Hx1 (HSU y Hy)). now apply Rle_lt_trans with (1 := Hle).
- apply (Hcrit xb Hb3). split; [now apply Hv1|now apply Rle_lt_trans with (1 := Hb2)].
Qed.

(** Under the same hypotheses inf f is attained; so it is enough that all local minima have the same value. *)
Theorem infimum_attained_by_proximal_descent m :
  (forall x, m <= f x) -> (forall x0, bounded_from m x0) ->
  (forall x y, local_minimum f x -> local_minimum f y -> f x = f y) -> local_minima_are_global f.
Proof.
intros Hm bounded Hsame x Hx z.
destruct (glb_exists (fun t => exists y, t = f y)) as [v [Hv1 Hv2]].
- exists (f x). now exists x.
- exists m. intros t [y ->]. apply Hm.
- destruct (isolated v) as [eta [Heta Hcrit]]. destruct (Hv2 eta Heta) as [t [[y ->] Hy]].
  destruct (proximal_descent (fun _ => True) y m (bounded y)) as (xb & _ & Hb2 & Hb3).
  + intros w _. apply Hm.
  + apply closed_true.
  + exact I.
  + intros w _ _. unfold interior. apply filter_forall. auto.
  + assert (Hvb : v <= f xb) by (apply Hv1; now exists xb).
    assert (E : f xb = v).
    { apply Rle_antisym; [|exact Hvb]. apply Rnot_lt_le. intros Hlt. apply (Hcrit xb Hb3).
      split; [exact Hlt|now apply Rle_lt_trans with (1 := Hb2)]. }
    assert (Hb : local_minimum f xb).
    { unfold local_minimum. apply filter_forall. intros w. rewrite E. apply Hv1. now exists w. }
    rewrite (Hsame x xb Hx Hb), E. apply Hv1. now exists z.
Qed.
End Proximal.
