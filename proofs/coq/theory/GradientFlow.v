(** Gradient trajectories exist for all times t >= 0, if the gradient is Lipschitz continuous on bounded sets and f is bounded
    below.  The trajectory is the limit of Euler's polygons with steps 2^-k; it stays in a ball of radius
    sqrt (2 t (f(x0) - inf f)) around x0 until time t, so no solution can escape in finite time. *)
From Coq Require Import Reals List Lra Lia Classical Psatz ZArith.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Smooth Leaves Trajectories Objectives Arcs Gradients PolynomialFunctions.
Open Scope R_scope.

(** ** Vectors *)
Lemma coordinate_ext n (x y : Rn n) : (forall i, coordinate n i x = coordinate n i y) -> x = y.
Proof.
induction n as [|n IH]; intros H; [exact (H O)|].
destruct x as [x1 x2], y as [y1 y2]. f_equal; [exact (H O)|]. apply IH. intros i. exact (H (S i)).
Qed.
Lemma coordinate_opp n i (x : Rn n) : coordinate n i (opp x) = - coordinate n i x.
Proof.
revert i x. induction n as [|n IH]; intros i x; destruct i as [|i]; simpl; try reflexivity; try (symmetry; apply Ropp_0).
exact (IH i (snd x)).
Qed.
Ltac vector := apply coordinate_ext; intros ?; unfold minus;
  rewrite ?coordinate_plus, ?coordinate_scal, ?coordinate_opp, ?coordinate_plus, ?coordinate_scal, ?coordinate_opp; first [ring|field].

Lemma norm_squared n (x : Rn n) : norm x ^ 2 = squared_norm n x.
Proof.
unfold squared_norm. induction n as [|n IH].
- change (Rabs x ^ 2 = x * x). rewrite pow2_abs. change (@eq R (x ^ 2) (x * x)). ring.
- destruct x as [x1 x2]. specialize (IH x2).
  change (sqrt (Rabs x1 ^ 2 + norm x2 ^ 2) ^ 2 = x1 * x1 + dot n x2 x2).
  assert (P : 0 <= Rabs x1 ^ 2 + norm x2 ^ 2) by (apply Rplus_le_le_0_compat; apply pow2_ge_0).
  set (A := Rabs x1 ^ 2 + norm x2 ^ 2) in *.
  replace (sqrt A ^ 2) with A by (simpl; rewrite Rmult_1_r; symmetry; exact (sqrt_sqrt A P)).
  unfold A. rewrite pow2_abs, IH. generalize (dot n x2 x2). intros d. change (@eq R (x1 ^ 2 + d) (x1 * x1 + d)). ring.
Qed.
Lemma norm_pos n (x : Rn n) : 0 <= norm x.
Proof. exact (norm_ge_0 x). Qed.

Definition dist {n} (x y : Rn n) : R := norm (minus x y).
Lemma dist_pos {n} (x y : Rn n) : 0 <= dist x y.
Proof. apply norm_pos. Qed.
Lemma dist_refl {n} (x : Rn n) : dist x x = 0.
Proof. unfold dist. rewrite minus_eq_zero. exact (norm_zero (V := Rn n)). Qed.
Lemma dist_sym {n} (x y : Rn n) : dist x y = dist y x.
Proof.
unfold dist. replace (minus x y) with (opp (minus y x)) by vector. exact (norm_opp (minus y x)).
Qed.
Lemma dist_tri {n} (y x z : Rn n) : dist x z <= dist x y + dist y z.
Proof.
unfold dist. replace (minus x z) with (plus (minus x y) (minus y z)) by vector. exact (norm_triangle (minus x y) (minus y z)).
Qed.
Lemma norm_dist {n} (x y : Rn n) : norm x <= norm y + dist x y.
Proof.
unfold dist. replace x with (plus y (minus x y)) at 1 by vector. exact (norm_triangle y (minus x y)).
Qed.
Lemma norm_scale {n} (t : R) (x : Rn n) : norm (scal t x) <= Rabs t * norm x.
Proof. exact (norm_scal t x). Qed.
Lemma dist_move {n} (t : R) (x u : Rn n) : dist (plus x (scal t u)) x <= Rabs t * norm u.
Proof. unfold dist. replace (minus (plus x (scal t u)) x) with (scal t u) by vector. apply norm_scale. Qed.
(** Two moves. *)
Lemma dist_moves {n} (t : R) (x y u v : Rn n) : dist (plus x (scal t u)) (plus y (scal t v)) <= dist x y + Rabs t * dist u v.
Proof.
unfold dist. replace (minus (plus x (scal t u)) (plus y (scal t v))) with (plus (minus x y) (scal t (minus u v))) by vector.
eapply Rle_trans; [apply norm_triangle|]. apply Rplus_le_compat_l. apply norm_scale.
Qed.
Lemma dist_moves_by {n} (s t : R) (x u : Rn n) : dist (plus x (scal s u)) (plus x (scal t u)) <= Rabs (s - t) * norm u.
Proof.
unfold dist. replace (minus (plus x (scal s u)) (plus x (scal t u))) with (scal (s - t) u) by vector. apply norm_scale.
Qed.

Lemma dot_norm n (x y : Rn n) : dot n x y <= norm x * norm y.
Proof.
assert (Hx := norm_pos n x). assert (Hy := norm_pos n y).
destruct (Rle_lt_or_eq_dec 0 (norm y) Hy) as [P|E].
- assert (H := squared_norm_nonnegative n (plus (scal (norm y ^ 2) x) (scal (- dot n x y) y))).
  unfold squared_norm in H. rewrite dot_comb in H. fold (squared_norm n x) (squared_norm n y) in H.
  rewrite <- !norm_squared in H. set (a := norm x) in *. set (b := norm y) in *. set (d := dot n x y) in *.
  assert (H1 : 0 <= b ^ 2 * (a ^ 2 * b ^ 2 - d ^ 2)) by (simpl in *; nra).
  assert (H2 : 0 < b ^ 2) by nra. assert (H3 : d ^ 2 <= (a * b) ^ 2) by nra.
  assert (0 <= a * b) by (apply Rmult_le_pos; lra). nra.
- assert (H : squared_norm n y = 0) by (rewrite <- norm_squared, <- E; ring).
  assert (D : dot n x y = 0).
  { assert (C := dot_comb n x y 1 1). assert (H' := dot_zero_sqn n y x H).
    assert (S1 := dot_comb n y x 1 1). rewrite H' in S1. fold (squared_norm n x) (squared_norm n y) in *.
    replace (plus (scal 1 y) (scal 1 x)) with (plus (scal 1 x) (scal 1 y)) in S1 by vector. lra. }
  rewrite D, <- E. lra.
Qed.

(** ** Limits of sequences *)
Fixpoint limit n : (nat -> Rn n) -> Rn n :=
  match n return (nat -> Rn n) -> Rn n with
  | O => fun u => real (Lim_seq u)
  | S m => fun u => (real (Lim_seq (fun k => fst (u k))), limit m (fun k => snd (u k)))
  end.

Lemma limit_const n x u : (forall k, u k = x) -> limit n u = x.
Proof.
revert x u. induction n as [|n IH]; intros x u H.
- change (real (Lim_seq u) = x). rewrite (Lim_seq_ext u (fun _ => x) H), Lim_seq_const. reflexivity.
- destruct x as [x1 x2].
  assert (E : real (Lim_seq (fun k => fst (u k))) = x1).
  { rewrite (Lim_seq_ext (fun k => fst (u k)) (fun _ => x1)) by (intros k; now rewrite H). now rewrite Lim_seq_const. }
  change ((real (Lim_seq (fun k => fst (u k))), limit n (fun k => snd (u k))) = (x1, x2)).
  rewrite E, (IH x2); [reflexivity|]. intros k. now rewrite H.
Qed.

Lemma limit_real (K : nat) (u e : nat -> R) : is_lim_seq e 0 ->
  (forall k j, (K <= k <= j)%nat -> Rabs (u j - u k) <= e k) ->
  forall k, (K <= k)%nat -> Rabs (real (Lim_seq u) - u k) <= e k.
Proof.
intros He H.
assert (C : ex_finite_lim_seq u).
{ apply ex_lim_seq_cauchy_corr. intros eps. assert (He2 : 0 < eps / 2) by (assert (P := cond_pos eps); lra).
  apply is_lim_seq_spec in He. destruct (He (mkposreal _ He2)) as [N HN]. exists (max K N). intros p q Hp Hq.
  specialize (HN (max K N) (Nat.le_max_r _ _)). simpl in HN. rewrite Rminus_0_r in HN.
  assert (H1 := H (max K N) p ltac:(lia)). assert (H2 := H (max K N) q ltac:(lia)).
  assert (H3 := Rle_abs (e (max K N))). rewrite Rabs_minus_sym in H2.
  assert (H4 := Rabs_triang (u p - u (max K N)) (u (max K N) - u q)).
  replace (u p - u (max K N) + (u (max K N) - u q)) with (u p - u q) in H4 by ring. lra. }
assert (L := Lim_seq_correct' u C). intros k Hk.
assert (L1 : is_lim_seq (fun j => Rabs (u (j + k)%nat - u k)) (Rabs (real (Lim_seq u) - u k))).
{ apply (is_lim_seq_abs _ (Finite (real (Lim_seq u) - u k))). apply (is_lim_seq_minus' (fun j => u (j + k)%nat) (fun _ => u k)).
  - now apply -> (is_lim_seq_incr_n u k).
  - apply is_lim_seq_const. }
assert (M := is_lim_seq_le (fun j => Rabs (u (j + k)%nat - u k)) (fun _ => e k) _ (Finite (e k))
  (fun j => H k (j + k)%nat ltac:(lia)) L1 (is_lim_seq_const _)). exact M.
Qed.

Lemma hypotenuse (a b : R) : 0 <= a -> 0 <= b -> a <= sqrt (a ^ 2 + b ^ 2) /\ b <= sqrt (a ^ 2 + b ^ 2) <= a + b.
Proof.
intros Ha Hb. assert (S0 : 0 <= a ^ 2 + b ^ 2) by (apply Rplus_le_le_0_compat; apply pow2_ge_0).
assert (Sq := sqrt_sqrt _ S0). assert (Sp := sqrt_pos (a ^ 2 + b ^ 2)). set (s := sqrt (a ^ 2 + b ^ 2)) in *.
split; [|split]; apply Rnot_lt_le; intros Hlt; nra.
Qed.

Lemma limit_exists n : exists c, 0 <= c /\ forall (K : nat) (u : nat -> Rn n) e, is_lim_seq e 0 ->
  (forall k j, (K <= k <= j)%nat -> dist (u j) (u k) <= e k) -> forall k, (K <= k)%nat -> dist (limit n u) (u k) <= c * e k.
Proof.
induction n as [|n (c & c0 & IH)].
- exists 1. split; [lra|]. intros K u e He H k Hk. rewrite Rmult_1_l. exact (limit_real K u e He H k Hk).
- exists (1 + c). split; [lra|]. intros K u e He H k Hk.
  assert (B : forall p : Rn (S n), Rabs (fst p) <= norm p /\ norm (snd p) <= norm p <= Rabs (fst p) + norm (snd p)).
  { intros [p1 p2]. change (norm (p1, p2)) with (sqrt (Rabs p1 ^ 2 + norm p2 ^ 2)). cbn [fst snd].
    exact (hypotenuse (Rabs p1) (norm p2) (Rabs_pos p1) (norm_pos n p2)). }
  assert (H1 := limit_real K (fun k => fst (u k)) e He
    (fun k j Hkj => Rle_trans _ _ _ (proj1 (B (minus (u j) (u k)))) (H k j Hkj)) k Hk).
  assert (H2 := IH K (fun k => snd (u k)) e He
    (fun k j Hkj => Rle_trans _ _ _ (proj1 (proj2 (B (minus (u j) (u k))))) (H k j Hkj)) k Hk).
  unfold dist. apply Rle_trans with (1 := proj2 (proj2 (B _))).
  apply Rle_trans with (e k + c * e k); [|right; ring]. apply Rplus_le_compat; [exact H1|exact H2].
Qed.

(** ** Euler's method *)
Section Flow.
Variable n : nat.
Variable f : Rn n -> R.
Variable g : Rn n -> Rn n.
Hypothesis gradient_of_f : is_grad f g.
Hypothesis lipschitz : forall M, exists L, 0 <= L /\ forall x y : Rn n, norm x <= M -> norm y <= M -> dist (g x) (g y) <= L * dist x y.
Variable low : R.
Hypothesis bounded_below : forall x, low <= f x.
Variable x0 : Rn n.

Fixpoint euler (h : R) (k : nat) : Rn n :=
  match k with O => x0 | S j => plus (euler h j) (scal (- h) (g (euler h j))) end.

(** f along a segment *)
Lemma segment_expansion (x h : Rn n) L :
  (forall y, dist y x <= norm h -> dist (g y) (g x) <= L * dist y x) -> 0 <= L ->
  f (plus x h) <= f x + dot n (g x) h + L * norm h ^ 2.
Proof.
intros HL L0.
pose (c := fun t : R => plus x (scal t h) : Rn n).
assert (Hd : forall t, is_derive (fun s => f (c s)) t (dot n (g (c t)) h)).
{ intros t. unfold is_derive. assert (Hfx := gradient_of_f (c t)).
  apply filterdiff_ext_lin with (fun y : R_AbsRing => dot n (g (c t)) (scal y h)).
  - apply (filterdiff_comp' c (f : Rn n -> R_NormedModule) t (fun y => scal y h) (fun v => dot n (g (c t)) v)).
    + assert (H : is_derive c t (plus zero (scal (@one R_AbsRing) h))).
      { apply (is_derive_plus (V := Rn n) (fun _ : R => x) (fun t : R => scal t h)).
        - apply is_derive_const.
        - apply (is_derive_scal_l (fun t : R => t) t one h). apply is_derive_id. }
      rewrite plus_zero_l, scal_one in H. exact H.
    + exact Hfx.
  - intros y. exact (linear_scal _ (proj1 Hfx) y h). }
destruct (MVT_gen (fun s => f (c s)) 0 1 (fun t => dot n (g (c t)) h)) as [r [Hr E]].
- intros t _. apply Hd.
- intros t _. apply continuity_pt_filterlim. apply (ex_derive_continuous (fun s => f (c s)) t). eexists. apply Hd.
- rewrite Rmin_left, Rmax_right in Hr by lra. rewrite Rminus_0_r, Rmult_1_r in E.
  assert (E1 : c 1 = plus x h) by (unfold c; vector). assert (E0 : c 0 = x) by (unfold c; vector).
  rewrite E1, E0 in E.
  assert (Hm : dist (c r) x <= Rabs r * norm h) by apply dist_move. rewrite Rabs_pos_eq in Hm by lra.
  assert (Hh := norm_pos n h).
  assert (Hg : dist (g (c r)) (g x) <= L * norm h).
  { apply Rle_trans with (L * dist (c r) x); [apply HL; nra|]. apply Rmult_le_compat_l; [exact L0|nra]. }
  assert (Hs : dot n (g (c r)) h = dot n (g x) h + dot n (minus (g (c r)) (g x)) h).
  { generalize (g (c r)) (g x). clear. intros u v. induction n as [|m IH].
    - change (@eq R (u * h) (v * h + (u + - v) * h)). ring.
    - destruct u as [u1 u2], v as [v1 v2], h as [h1 h2]. specialize (IH h2 u2 v2).
      change (u1 * h1 + dot m u2 h2 = v1 * h1 + dot m v2 h2 + ((u1 + - v1) * h1 + dot m (minus u2 v2) h2)).
      rewrite IH. ring. }
  assert (Hc := dot_norm n (minus (g (c r)) (g x)) h). fold (dist (g (c r)) (g x)) in Hc.
  assert (dist (g (c r)) (g x) * norm h <= L * norm h * norm h) by (apply Rmult_le_compat_r; assumption).
  simpl. nra.
Qed.

Lemma dot_scale (u v : Rn n) t : dot n u (scal t v) = t * dot n u v.
Proof.
clear. induction n as [|m IH].
- change (@eq R (u * (t * v)) (t * (u * v))). ring.
- destruct u as [u1 u2], v as [v1 v2]. specialize (IH u2 v2).
  change (u1 * (t * v1) + dot m u2 (scal t v2) = t * (u1 * v1 + dot m u2 v2)). rewrite IH. ring.
Qed.
Lemma dist_norms (x y : Rn n) : dist x y <= norm x + norm y.
Proof.
unfold dist, minus. eapply Rle_trans; [apply norm_triangle|]. apply Rplus_le_compat_l. right. exact (norm_opp y).
Qed.

(** *** Until time T *)
Section Horizon.
Variable T : R.
Let rho := sqrt (2 * T * (f x0 - low)).
Let M := norm x0 + rho + 2.
Variable L : R.
Hypothesis L_pos : 0 <= L.
Hypothesis HL : forall x y : Rn n, norm x <= M -> norm y <= M -> dist (g x) (g y) <= L * dist x y.
Let B := norm (g x0) + L * (2 * M).

Lemma rho_pos : 0 <= rho.
Proof. apply sqrt_pos. Qed.
Lemma B_pos : 0 <= B.
Proof.
unfold B, M. assert (H := rho_pos). assert (H1 := norm_pos n x0). assert (H2 := norm_pos n (g x0)).
assert (0 <= L * (2 * (norm x0 + rho + 2))) by (apply Rmult_le_pos; lra). lra.
Qed.
Lemma speed (x : Rn n) : norm x <= M -> norm (g x) <= B.
Proof.
intros Hx. assert (H0 : norm x0 <= M) by (unfold M; assert (H := rho_pos); lra).
eapply Rle_trans; [apply norm_dist|]. unfold B. apply Rplus_le_compat_l.
eapply Rle_trans; [apply HL; assumption|]. apply Rmult_le_compat_l; [exact L_pos|].
eapply Rle_trans; [apply dist_norms|]. lra.
Qed.

Definition small h := 0 < h /\ h * L <= 1 / 2 /\ h * B <= 1.

Lemma energy_step (a b h s F F' : R) : 0 <= a -> 0 <= b -> 0 < h -> 0 <= s -> 0 <= F -> a ^ 2 <= 2 * s * F -> F + h / 2 * b ^ 2 <= F' ->
  (a + h * b) ^ 2 <= 2 * (s + h) * F'.
Proof.
intros Ha Hb Hh Hs HF0 Hi HF.
assert (H1 : 2 * (s + h) * (F + h / 2 * b ^ 2) <= 2 * (s + h) * F') by (apply Rmult_le_compat_l; lra).
apply Rle_trans with (2 := H1). clear H1 HF F'. destruct (Rle_lt_or_eq_dec 0 s Hs) as [P|E].
- apply Rmult_le_reg_l with s; [exact P|].
  assert (H2 : 0 <= h * (a - s * b) ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
  assert (H3 : (s + h) * a ^ 2 <= (s + h) * (2 * s * F)) by (apply Rmult_le_compat_l; lra). nra.
- rewrite <- E in *. replace (2 * 0 * F) with 0 in Hi by ring. assert (a <= 0) by nra. replace a with 0 by lra.
  replace ((0 + h * b) ^ 2) with (2 * (0 + h) * (h / 2 * b ^ 2)) by field. apply Rmult_le_compat_l; lra.
Qed.

Lemma euler_stays h : small h -> forall j, INR j * h <= T ->
  f (euler h j) <= f x0 /\ dist (euler h j) x0 ^ 2 <= 2 * (INR j * h) * (f x0 - f (euler h j)) /\
  norm (euler h j) <= M - 2.
Proof.
intros (Hh & HhL & HhB). induction j as [|j IH]; intros Hj.
- change (euler h 0) with x0. rewrite dist_refl. unfold M. assert (H := rho_pos). change (INR 0) with 0.
  split; [apply Rle_refl|]. split; [|lra].
  replace (2 * (0 * h) * (f x0 - f x0)) with 0 by ring. replace (0 ^ 2) with 0 by ring. apply Rle_refl.
- rewrite S_INR in Hj. assert (J := pos_INR j). assert (Jh : 0 <= INR j * h) by (apply Rmult_le_pos; lra).
  destruct IH as (I1 & I2 & I3); [lra|]. set (x := euler h j) in *.
  change (euler h (S j)) with (plus x (scal (- h) (g x))).
  assert (Hb := speed x ltac:(lra)). assert (Hb0 := norm_pos n (g x)).
  assert (Hn : norm (scal (- h) (g x)) <= h * norm (g x)).
  { eapply Rle_trans; [apply norm_scale|]. rewrite Rabs_Ropp, Rabs_pos_eq by lra. lra. }
  assert (Hn0 := norm_pos n (scal (- h) (g x))).
  assert (HhB' : h * norm (g x) <= 1) by (apply Rle_trans with (h * B); [apply Rmult_le_compat_l; lra|exact HhB]).
  assert (E := segment_expansion x (scal (- h) (g x)) L).
  assert (E' : f (plus x (scal (- h) (g x))) <= f x - h / 2 * norm (g x) ^ 2).
  { eapply Rle_trans; [apply E; [|exact L_pos]|].
    - intros y Hy. assert (H := norm_dist y x). apply HL; lra.
    - rewrite dot_scale. change (dot n (g x) (g x)) with (squared_norm n (g x)). rewrite <- norm_squared.
      assert (S1 : norm (scal (- h) (g x)) ^ 2 <= (h * norm (g x)) ^ 2) by (apply pow_incr; lra).
      assert (S2 : L * norm (scal (- h) (g x)) ^ 2 <= L * (h * norm (g x)) ^ 2) by (apply Rmult_le_compat_l; lra).
      set (b := norm (g x)) in *. set (N := norm (scal (- h) (g x))) in *.
      assert (S3 : L * (h * b) ^ 2 = h * L * (h * b ^ 2)) by ring.
      assert (S4 : 0 <= h * b ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]). nra. }
  assert (Q : 0 <= h / 2 * norm (g x) ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
  set (y := plus x (scal (- h) (g x))) in *.
  assert (D : dist y x0 <= dist x x0 + h * norm (g x)).
  { eapply Rle_trans; [apply (dist_tri x)|]. assert (dist y x <= h * norm (g x)); [|lra].
    eapply Rle_trans; [apply dist_move|]. rewrite Rabs_Ropp, Rabs_pos_eq by lra. lra. }
  assert (D0 := dist_pos y x0). assert (D1 := dist_pos x x0).
  assert (G : dist y x0 ^ 2 <= 2 * (INR (S j) * h) * (f x0 - f y)).
  { apply Rle_trans with ((dist x x0 + h * norm (g x)) ^ 2); [apply pow_incr; lra|].
    rewrite S_INR. replace ((INR j + 1) * h) with (INR j * h + h) by ring.
    apply energy_step with (f x0 - f x); auto; lra. }
  split; [lra|]. split; [exact G|].
  assert (G' : dist y x0 ^ 2 <= 2 * T * (f x0 - low)).
  { apply Rle_trans with (1 := G). rewrite S_INR. assert (Hl := bounded_below y). apply Rmult_le_compat; lra. }
  assert (G2 : dist y x0 <= rho).
  { unfold rho. rewrite <- (sqrt_pow2 (dist y x0) D0). apply sqrt_le_1_alt. exact G'. }
  assert (H := norm_dist y x0). unfold M. lra.
Qed.

Lemma euler_speed h j : small h -> INR j * h <= T -> norm (g (euler h j)) <= B.
Proof. intros Hh Hj. apply speed. destruct (euler_stays h Hh j Hj) as (_ & _ & H). lra. Qed.

Lemma euler_step h j : small h -> INR j * h <= T -> dist (euler h (S j)) (euler h j) <= h * B.
Proof.
intros Hh Hj. assert (H := euler_speed h j Hh Hj). destruct Hh as (Hh & _). simpl.
eapply Rle_trans; [apply dist_move|]. rewrite Rabs_Ropp, Rabs_pos_eq by lra. apply Rmult_le_compat_l; lra.
Qed.

(** From step j the polygon is almost straight. *)
Lemma euler_straight h j : small h -> forall i, INR (j + i) * h <= T ->
  dist (euler h (j + i)) (euler h j) <= INR i * h * B /\
  dist (euler h (j + i)) (plus (euler h j) (scal (- (INR i * h)) (g (euler h j)))) <= (INR i * h) ^ 2 * (L * B).
Proof.
intros Hh. assert (H0 : 0 < h) by apply Hh. assert (B0 := B_pos). induction i as [|i IH]; intros Hi.
- rewrite Nat.add_0_r, dist_refl. simpl INR.
  replace (plus (euler h j) (scal (- (0 * h)) (g (euler h j)))) with (euler h j) by vector. rewrite dist_refl.
  split; [lra|]. replace ((0 * h) ^ 2 * (L * B)) with 0 by ring. lra.
- replace (j + S i)%nat with (S (j + i)) in * by lia. rewrite S_INR in Hi. assert (J := pos_INR (j + i)).
  assert (Hi' : INR (j + i) * h <= T) by lra. destruct (IH Hi') as [I1 I2].
  assert (Hj : INR j * h <= T).
  { apply Rle_trans with (INR (j + i) * h); [|exact Hi']. apply Rmult_le_compat_r; [lra|]. apply le_INR. lia. }
  assert (St := euler_step h (j + i) Hh Hi'). rewrite S_INR. assert (P := pos_INR i). split.
  + eapply Rle_trans; [apply (dist_tri (euler h (j + i)))|]. lra.
  + set (x := euler h (j + i)) in *. set (z := euler h j) in *.
    change (euler h (S (j + i))) with (plus x (scal (- h) (g x))).
    replace (plus z (scal (- ((INR i + 1) * h)) (g z)))
      with (plus (plus z (scal (- (INR i * h)) (g z))) (scal (- h) (g z))) by vector.
    eapply Rle_trans; [apply dist_moves|]. rewrite Rabs_Ropp, Rabs_pos_eq by lra.
    assert (Hg : dist (g x) (g z) <= L * (INR i * h * B)).
    { eapply Rle_trans; [apply HL|apply Rmult_le_compat_l; [exact L_pos|exact I1]].
      - destruct (euler_stays h Hh (j + i) Hi') as (_ & _ & H). fold x in H. lra.
      - destruct (euler_stays h Hh j Hj) as (_ & _ & H). fold z in H. lra. }
    assert (h * dist (g x) (g z) <= h * (L * (INR i * h * B))) by (apply Rmult_le_compat_l; lra).
    assert (0 <= L * B) by (now apply Rmult_le_pos).
    assert (0 <= h ^ 2 * (L * B)) by (apply Rmult_le_pos; [apply pow2_ge_0|assumption]).
    assert (0 <= INR i * (h ^ 2 * (L * B))) by (now apply Rmult_le_pos).
    replace (((INR i + 1) * h) ^ 2 * (L * B))
      with ((INR i * h) ^ 2 * (L * B) + 2 * (INR i * (h ^ 2 * (L * B))) + h ^ 2 * (L * B)) by ring.
    replace (h * (L * (INR i * h * B))) with (INR i * (h ^ 2 * (L * B))) in * by ring. lra.
Qed.

(** Half the step. *)
Lemma half_small h : small h -> small (h / 2).
Proof. intros (H1 & H2 & H3). assert (B0 := B_pos). repeat split; nra. Qed.

Lemma euler_refine h : small h -> forall j, INR j * h <= T ->
  dist (euler (h / 2) (2 * j)) (euler h j) <= INR j * (L * B * h ^ 2) * (1 + L * h) ^ j.
Proof.
intros Hh. assert (Hh2 := half_small h Hh). assert (H0 : 0 < h) by apply Hh. assert (B0 := B_pos).
assert (LB : 0 <= L * B) by (now apply Rmult_le_pos).
assert (Lh : 0 <= L * h) by (apply Rmult_le_pos; lra).
induction j as [|j IH]; intros Hj.
- simpl. rewrite dist_refl. lra.
- rewrite S_INR in Hj. assert (J := pos_INR j). specialize (IH ltac:(lra)).
  replace (2 * S j)%nat with (S (S (2 * j))) by lia.
  assert (K1 : INR (2 * j) * (h / 2) <= T) by (rewrite mult_INR; simpl INR; lra).
  assert (K2 : INR (S (2 * j)) * (h / 2) <= T) by (rewrite S_INR, mult_INR; simpl INR; lra).
  set (x := euler h j) in *. set (z := euler (h / 2) (2 * j)) in *.
  change (euler h (S j)) with (plus x (scal (- h) (g x))).
  set (z' := euler (h / 2) (S (2 * j))).
  change (euler (h / 2) (S (S (2 * j)))) with (plus z' (scal (- (h / 2)) (g z'))).
  assert (Ez : z' = plus z (scal (- (h / 2)) (g z))) by reflexivity.
  assert (Nx : norm x <= M) by (destruct (euler_stays h Hh j ltac:(lra)) as (_ & _ & H); fold x in H; lra).
  assert (Nz : norm z <= M) by (destruct (euler_stays _ Hh2 _ K1) as (_ & _ & H); fold z in H; lra).
  assert (Nz' : norm z' <= M) by (destruct (euler_stays _ Hh2 _ K2) as (_ & _ & H); fold z' in H; lra).
  assert (St := euler_step (h / 2) (2 * j) Hh2 K1). fold z z' in St.
  replace (plus x (scal (- h) (g x))) with (plus (plus x (scal (- (h / 2)) (g x))) (scal (- (h / 2)) (g x))) by vector.
  eapply Rle_trans; [apply dist_moves|]. rewrite Rabs_Ropp, Rabs_pos_eq by lra.
  assert (D1 : dist z' (plus x (scal (- (h / 2)) (g x))) <= dist z x + h / 2 * (L * dist z x)).
  { rewrite Ez. eapply Rle_trans; [apply dist_moves|]. rewrite Rabs_Ropp, Rabs_pos_eq by lra.
    apply Rplus_le_compat_l, Rmult_le_compat_l; [lra|]. now apply HL. }
  assert (D2 : dist (g z') (g x) <= L * (h / 2 * B + dist z x)).
  { eapply Rle_trans; [now apply HL|]. apply Rmult_le_compat_l; [exact L_pos|].
    eapply Rle_trans; [apply (dist_tri z)|]. lra. }
  assert (D3 : h / 2 * dist (g z') (g x) <= h / 2 * (L * (h / 2 * B + dist z x))) by (apply Rmult_le_compat_l; lra).
  set (d := dist z x) in *. set (P := (1 + L * h) ^ j) in *.
  assert (HP : 1 <= P) by (apply pow_R1_Rle; lra).
  assert (Hd : (1 + L * h) * d <= (1 + L * h) * (INR j * (L * B * h ^ 2) * P)) by (apply Rmult_le_compat_l; lra).
  rewrite S_INR. simpl pow at 2. fold P.
  assert (C0 : 0 <= L * B * h ^ 2) by (apply Rmult_le_pos; [exact LB|apply pow2_ge_0]).
  assert (C1 : L * B * h ^ 2 <= L * B * h ^ 2 * ((1 + L * h) * P)).
  { assert (H1 : 1 * 1 <= (1 + L * h) * P) by (apply Rmult_le_compat; lra).
    assert (H2 : L * B * h ^ 2 * (1 * 1) <= L * B * h ^ 2 * ((1 + L * h) * P)) by (now apply Rmult_le_compat_l). lra. }
  apply Rle_trans with ((1 + L * h) * (INR j * (L * B * h ^ 2) * P) + L * B * h ^ 2); [|lra].
  replace (h / 2 * (L * (h / 2 * B + d))) with (L * B * h ^ 2 / 4 + L * h * d / 2) in D3 by field.
  replace (h / 2 * (L * d)) with (L * h * d / 2) in D1 by field. lra.
Qed.

Lemma compound u a : 0 <= u -> (1 + u) ^ a <= exp (INR a * u).
Proof.
intros Hu. induction a as [|a IH]; [simpl; rewrite Rmult_0_l, exp_0; lra|].
rewrite S_INR. replace ((INR a + 1) * u) with (u + INR a * u) by ring. rewrite exp_plus. simpl.
apply Rmult_le_compat; [lra|apply pow_le; lra|apply exp_ineq1_le|exact IH].
Qed.

Lemma euler_refine_total h j : small h -> INR j * h <= T ->
  dist (euler (h / 2) (2 * j)) (euler h j) <= T * (L * B) * exp (T * L) * h.
Proof.
intros Hh Hj. assert (H0 : 0 < h) by apply Hh. assert (B0 := B_pos). assert (LB : 0 <= L * B) by (now apply Rmult_le_pos).
assert (Lh : 0 <= L * h) by (apply Rmult_le_pos; lra). assert (J := pos_INR j).
eapply Rle_trans; [now apply euler_refine|].
assert (E : (1 + L * h) ^ j <= exp (T * L)).
{ eapply Rle_trans; [now apply compound|].
  assert (H : INR j * (L * h) <= T * L).
  { replace (INR j * (L * h)) with (INR j * h * L) by ring. now apply Rmult_le_compat_r. }
  destruct H as [H|H]; [left; now apply exp_increasing|right; now rewrite H]. }
replace (INR j * (L * B * h ^ 2) * (1 + L * h) ^ j) with (INR j * h * ((L * B) * (1 + L * h) ^ j * h)) by ring.
replace (T * (L * B) * exp (T * L) * h) with (T * ((L * B) * exp (T * L) * h)) by ring.
assert (P : 0 <= (1 + L * h) ^ j) by (apply pow_le; lra).
apply Rmult_le_compat; [apply Rmult_le_pos; lra| |exact Hj|].
- repeat apply Rmult_le_pos; lra.
- apply Rmult_le_compat_r; [lra|]. now apply Rmult_le_compat_l.
Qed.
End Horizon.

(** *** The limit *)
Definition mesh (k : nat) : R := / 2 ^ k.
Definition steps (k : nat) (t : R) : nat := Z.to_nat (Int_part (t * 2 ^ k)).
Definition polygon (k : nat) (t : R) : Rn n := euler (mesh k) (steps k t).
Definition flow (t : R) : Rn n :=
  if Rlt_dec t 0 then plus x0 (scal (- t) (g x0)) else limit n (fun k => polygon k t).

Lemma power_pos k : 0 < 2 ^ k.
Proof. apply pow_lt. lra. Qed.
Lemma mesh_pos k : 0 < mesh k.
Proof. apply Rinv_0_lt_compat, power_pos. Qed.
Lemma mesh_half k : mesh (S k) = mesh k / 2.
Proof. unfold mesh. assert (H := power_pos k). simpl. field. lra. Qed.
Lemma mesh_le k j : (k <= j)%nat -> mesh j <= mesh k.
Proof. intros H. apply Rinv_le_contravar; [apply power_pos|]. apply Rle_pow; [lra|exact H]. Qed.
Lemma mesh_small D : exists K, forall k, (K <= k)%nat -> mesh k * D <= 1.
Proof.
assert (P : forall k, INR k <= 2 ^ k).
{ induction k as [|k IH]; [simpl; lra|]. rewrite S_INR. simpl. assert (H : 1 <= 2 ^ k) by (apply pow_R1_Rle; lra). lra. }
destruct (nfloor_ex (Rabs D)) as [K [_ HK]]; [apply Rabs_pos|]. exists (S K). intros k Hk.
assert (H := mesh_pos k). assert (H1 := power_pos k). assert (H2 := Rle_abs D). assert (H3 := P k).
assert (H4 : INR (S K) <= INR k) by (now apply le_INR). rewrite S_INR in H4.
apply Rle_trans with (mesh k * 2 ^ k); [apply Rmult_le_compat_l; lra|]. right. unfold mesh. field. lra.
Qed.
Lemma below_all_meshes X Y D K : (forall k, (K <= k)%nat -> X <= Y + mesh k * D) -> X <= Y.
Proof.
intros H. apply Rnot_lt_le. intros Hlt. destruct (mesh_small (2 * D / (X - Y))) as [J HJ].
assert (H1 := H (max K J) (Nat.le_max_l _ _)). assert (H2 := HJ (max K J) (Nat.le_max_r _ _)).
set (m := mesh (max K J)) in *.
assert (H3 : m * (2 * D / (X - Y)) * (X - Y) <= 1 * (X - Y)) by (apply Rmult_le_compat_r; lra).
replace (m * (2 * D / (X - Y)) * (X - Y)) with (2 * (m * D)) in H3 by (field; lra). lra.
Qed.
Lemma mesh_limit D : is_lim_seq (fun k => D * mesh k) 0.
Proof.
apply is_lim_seq_spec. intros eps. destruct (mesh_small (2 * Rabs D / eps)) as [K HK]. exists K. intros k Hk.
assert (E := cond_pos eps). assert (H := HK k Hk). assert (P := mesh_pos k).
rewrite Rminus_0_r, Rabs_mult, (Rabs_pos_eq (mesh k)) by lra.
assert (H3 : mesh k * (2 * Rabs D / eps) * eps <= 1 * eps) by (apply Rmult_le_compat_r; lra).
replace (mesh k * (2 * Rabs D / eps) * eps) with (2 * (Rabs D * mesh k)) in H3 by (field; lra). lra.
Qed.

Lemma steps_ok k t : 0 <= t -> INR (steps k t) * mesh k <= t < (INR (steps k t) + 1) * mesh k.
Proof.
intros Ht. assert (P := power_pos k). unfold steps. set (r := t * 2 ^ k).
assert (Hr : 0 <= r) by (apply Rmult_le_pos; lra).
destruct (base_Int_part r) as [H1 H2].
assert (Z0 : (0 <= Int_part r)%Z).
{ assert (H : IZR (-1) < IZR (Int_part r)) by (simpl; lra). apply lt_IZR in H. lia. }
assert (E : INR (Z.to_nat (Int_part r)) = IZR (Int_part r)) by (rewrite INR_IZR_INZ, Z2Nat.id; auto).
rewrite E. assert (Et : t = r * mesh k) by (unfold r, mesh; field; lra). rewrite Et. clearbody r.
assert (Hm := mesh_pos k). split; [apply Rmult_le_compat_r; lra|apply Rmult_lt_compat_r; lra].
Qed.

Lemma steps_half k t : 0 <= t -> steps (S k) t = (2 * steps k t)%nat \/ steps (S k) t = S (2 * steps k t).
Proof.
intros Ht. assert (H1 := steps_ok k t Ht). assert (H2 := steps_ok (S k) t Ht). rewrite mesh_half in H2.
assert (Hm := mesh_pos k). set (a := steps k t) in *. set (b := steps (S k) t) in *.
assert (A1 : (2 * a < b + 1)%nat).
{ apply INR_lt. rewrite mult_INR, plus_INR. simpl (INR 2). simpl (INR 1).
  apply Rmult_lt_reg_r with (mesh k / 2); [lra|]. lra. }
assert (A2 : (b < 2 * a + 2)%nat).
{ apply INR_lt. rewrite plus_INR, mult_INR. simpl (INR 2). apply Rmult_lt_reg_r with (mesh k / 2); [lra|]. lra. }
lia.
Qed.

Lemma steps_mono k s t : 0 <= s <= t -> (steps k s <= steps k t)%nat.
Proof.
intros Hst. assert (H1 := steps_ok k s ltac:(lra)). assert (H2 := steps_ok k t ltac:(lra)). assert (Hm := mesh_pos k).
assert (H : (steps k s < steps k t + 1)%nat); [|lia]. apply INR_lt. rewrite plus_INR. simpl (INR 1).
apply Rmult_lt_reg_r with (mesh k); [exact Hm|]. lra.
Qed.

Lemma flow_start : flow 0 = x0.
Proof.
unfold flow. destruct (Rlt_dec 0 0) as [H|_]; [lra|]. apply limit_const. intros k.
assert (H := steps_ok k 0 (Rle_refl 0)). assert (Hm := mesh_pos k).
assert (E : steps k 0 = O).
{ destruct (steps k 0) as [|j]; [reflexivity|]. rewrite S_INR in H. assert (P := pos_INR j).
  assert (0 < (INR j + 1) * mesh k) by (apply Rmult_lt_0_compat; lra). lra. }
unfold polygon. now rewrite E.
Qed.

(** On [0, T] the flow is straight up to O((t - s)^2). *)
Lemma flow_straight T : 0 <= T -> exists L B N, 0 <= L /\ 0 <= B /\
  (forall t, 0 <= t <= T -> norm (flow t) <= N /\ norm (g (flow t)) <= B) /\
  (forall x y : Rn n, norm x <= N -> norm y <= N -> dist (g x) (g y) <= L * dist x y) /\
  forall s t, 0 <= s <= t -> t <= T ->
    dist (flow t) (plus (flow s) (scal (- (t - s)) (g (flow s)))) <= L * B * (t - s) ^ 2.
Proof.
intros HT. set (N := norm x0 + sqrt (2 * T * (f x0 - low)) + 2).
destruct (lipschitz N) as (L & L0 & HL). set (B := norm (g x0) + L * (2 * N)).
assert (B0 : 0 <= B) by exact (B_pos T L L0).
assert (LB : 0 <= L * B) by (now apply Rmult_le_pos).
assert (Speed : forall x, norm x <= N -> norm (g x) <= B) by exact (speed T L L0 HL).
destruct (limit_exists n) as (c & c0 & Hc).
set (C := B + T * (L * B) * exp (T * L)).
assert (C0 : 0 <= C).
{ unfold C. assert (0 <= T * (L * B) * exp (T * L)) by (repeat apply Rmult_le_pos; auto; left; apply exp_pos). lra. }
assert (cC : 0 <= c * (2 * C)) by (apply Rmult_le_pos; lra).
destruct (mesh_small (2 * L + B + 1 + c * (2 * C))) as [K HK].
assert (Small : forall k, (K <= k)%nat -> small T L (mesh k) /\ mesh k <= 1 /\ c * (2 * C * mesh k) <= 1).
{ intros k Hk. specialize (HK k Hk). assert (P := mesh_pos k). set (h := mesh k) in *.
  assert (Q1 : 0 <= h * L) by (apply Rmult_le_pos; lra). assert (Q2 : 0 <= h * B) by (apply Rmult_le_pos; lra).
  assert (Q3 : 0 <= h * (c * (2 * C))) by (apply Rmult_le_pos; lra).
  replace (h * (2 * L + B + 1 + c * (2 * C))) with (2 * (h * L) + h * B + h + h * (c * (2 * C))) in HK by ring.
  split; [split; [exact P|split; [lra|fold N B; lra]]|]. split; [lra|].
  replace (c * (2 * C * h)) with (h * (c * (2 * C))) by ring. lra. }
assert (Time : forall k t, 0 <= t <= T -> INR (steps k t) * mesh k <= T).
{ intros k t Ht. assert (H := steps_ok k t ltac:(lra)). lra. }
assert (Ball : forall k t, (K <= k)%nat -> 0 <= t <= T -> norm (polygon k t) <= N - 2).
{ intros k t Hk Ht. apply (euler_stays T L L0 HL (mesh k) (proj1 (Small k Hk)) (steps k t) (Time k t Ht)). }
assert (Next : forall k t, (K <= k)%nat -> 0 <= t <= T -> dist (polygon (S k) t) (polygon k t) <= C * mesh k).
{ intros k t Hk Ht. assert (Hs := proj1 (Small k Hk)). assert (P := mesh_pos k).
  assert (R1 := euler_refine_total T L L0 HL (mesh k) (steps k t) Hs (Time k t Ht)). fold N B in R1.
  unfold polygon. rewrite mesh_half. unfold C. rewrite Rmult_plus_distr_r.
  assert (Q2 : 0 <= B * mesh k) by (apply Rmult_le_pos; lra).
  destruct (steps_half k t ltac:(lra)) as [->| ->]; [lra|].
  assert (S1 := euler_step T L L0 HL (mesh k / 2) (2 * steps k t) (half_small T L L0 (mesh k) Hs)).
  fold N B in S1. eapply Rle_trans; [apply (dist_tri (euler (mesh k / 2) (2 * steps k t)))|].
  assert (S2 : INR (2 * steps k t) * (mesh k / 2) <= T).
  { rewrite mult_INR. simpl (INR 2). assert (H := Time k t Ht). lra. }
  specialize (S1 S2). lra. }
assert (Cauchy : forall t, 0 <= t <= T -> forall k j, (K <= k <= j)%nat ->
  dist (polygon j t) (polygon k t) <= 2 * C * mesh k).
{ intros t Ht k j Hkj.
  assert (H : dist (polygon j t) (polygon k t) <= 2 * C * mesh k - 2 * C * mesh j).
  { destruct Hkj as [Hk Hj]. induction Hj as [|j Hj IH]; [rewrite dist_refl; lra|].
    eapply Rle_trans; [apply (dist_tri (polygon j t))|]. assert (H := Next j t ltac:(lia) Ht). rewrite mesh_half. lra. }
  assert (0 <= 2 * C * mesh j) by (assert (P := mesh_pos j); apply Rmult_le_pos; lra). lra. }
assert (Close : forall k t, (K <= k)%nat -> 0 <= t <= T -> dist (flow t) (polygon k t) <= c * (2 * C * mesh k)).
{ intros k t Hk Ht. unfold flow. destruct (Rlt_dec t 0); [lra|].
  exact (Hc K (fun k => polygon k t) (fun k => 2 * C * mesh k) (mesh_limit (2 * C)) (Cauchy t Ht) k Hk). }
assert (Inside : forall t, 0 <= t <= T -> norm (flow t) <= N).
{ intros t Ht. assert (H1 := Ball K t (le_n K) Ht). assert (H2 := Close K t (le_n K) Ht).
  assert (H3 := proj2 (proj2 (Small K (le_n K)))). assert (H4 := norm_dist (flow t) (polygon K t)). lra. }
exists L, B, N. split; [exact L0|]. split; [exact B0|]. split; [intros t Ht; split; [|apply Speed]; now apply Inside|].
split; [exact HL|]. intros s t Hst Ht.
apply below_all_meshes with (K := K) (D := L * B * (2 * T + 1) + B + c * (2 * C) * (2 + T * L)).
intros k Hk. destruct (Small k Hk) as (Hs & Hh1 & _). set (h := mesh k) in *. assert (Hh := mesh_pos k). fold h in Hh.
assert (Ct := Close k t Hk ltac:(lra)). assert (Cs := Close k s Hk ltac:(lra)). fold h in Ct, Cs.
set (q := t - s). assert (Hq : 0 <= q <= T) by (unfold q; lra).
set (p := polygon k s) in *. set (r := polygon k t) in *.
assert (Np : norm p <= N) by (assert (H := Ball k s Hk ltac:(lra)); fold p in H; lra).
assert (D1 : dist (plus p (scal (- q) (g p))) (plus (flow s) (scal (- q) (g (flow s))))
  <= c * (2 * C * h) + q * (L * (c * (2 * C * h)))).
{ eapply Rle_trans; [apply dist_moves|]. rewrite Rabs_Ropp, Rabs_pos_eq by lra. rewrite dist_sym in Cs.
  apply Rplus_le_compat; [exact Cs|]. apply Rmult_le_compat_l; [lra|].
  eapply Rle_trans; [apply HL; [exact Np|apply Inside; lra]|]. now apply Rmult_le_compat_l. }
assert (D2 : dist r (plus p (scal (- q) (g p))) <= (q + h) ^ 2 * (L * B) + h * B).
{ assert (Hm := steps_mono k s t Hst). set (i := (steps k t - steps k s)%nat).
  assert (Ei : steps k t = (steps k s + i)%nat) by (unfold i; lia).
  assert (Es := steps_ok k s ltac:(lra)). assert (Et := steps_ok k t ltac:(lra)). fold h in Es, Et.
  rewrite Ei, plus_INR in Et.
  assert (St := euler_straight T L L0 HL h (steps k s) Hs i). fold N B in St. rewrite <- Ei in St.
  destruct (St (Time k t ltac:(lra))) as [_ St2].
  change (euler h (steps k t)) with r in St2. change (euler h (steps k s)) with p in St2.
  assert (Hi : Rabs (- (INR i * h) - - q) <= h) by (apply Rabs_le; unfold q; lra).
  assert (Hi0 : 0 <= INR i * h) by (apply Rmult_le_pos; [apply pos_INR|lra]).
  eapply Rle_trans; [apply (dist_tri (plus p (scal (- (INR i * h)) (g p))))|]. apply Rplus_le_compat.
  - apply Rle_trans with (1 := St2). apply Rmult_le_compat_r; [exact LB|]. apply pow_incr. unfold q. lra.
  - eapply Rle_trans; [apply dist_moves_by|]. apply Rmult_le_compat; [apply Rabs_pos|apply norm_pos|exact Hi|now apply Speed]. }
eapply Rle_trans; [apply (dist_tri r)|].
apply Rle_trans with (c * (2 * C * h) + (((q + h) ^ 2 * (L * B) + h * B) + (c * (2 * C * h) + q * (L * (c * (2 * C * h)))))).
{ apply Rplus_le_compat; [exact Ct|]. eapply Rle_trans; [apply (dist_tri (plus p (scal (- q) (g p))))|]. lra. }
assert (Z1 : (q + h) ^ 2 * (L * B) <= (q ^ 2 + h * (2 * T + 1)) * (L * B)).
{ apply Rmult_le_compat_r; [exact LB|]. assert (h * q <= h * T) by (apply Rmult_le_compat_l; lra).
  assert (h * h <= h * 1) by (apply Rmult_le_compat_l; lra). simpl. lra. }
assert (Z2 : q * (L * (c * (2 * C * h))) <= T * (L * (c * (2 * C * h)))).
{ apply Rmult_le_compat_r; [|lra]. apply Rmult_le_pos; [exact L0|].
  replace (c * (2 * C * h)) with (c * (2 * C) * h) by ring. apply Rmult_le_pos; lra. }
fold q. lra.
Qed.

Lemma flow_expansion t y L B N : 0 <= L -> 0 <= B ->
  (forall s, 0 <= s <= t + 1 -> norm (flow s) <= N /\ norm (g (flow s)) <= B) ->
  (forall u v : Rn n, norm u <= N -> norm v <= N -> dist (g u) (g v) <= L * dist u v) ->
  (forall s s', 0 <= s <= s' -> s' <= t + 1 ->
    dist (flow s') (plus (flow s) (scal (- (s' - s)) (g (flow s)))) <= L * B * (s' - s) ^ 2) ->
  0 <= t -> Rabs (y - t) <= 1 -> 0 <= y \/ t = 0 ->
  dist (flow y) (plus (flow t) (scal (y - t) (opp (g (flow t))))) <= (L * B + L * (L * B + B)) * (y - t) ^ 2.
Proof.
intros L0 B0 Hin HL Hst Ht Hy Hcase. apply Rabs_le_between in Hy.
assert (LB : 0 <= L * B) by (now apply Rmult_le_pos).
assert (LB2 : 0 <= L * (L * B + B)) by (apply Rmult_le_pos; lra).
assert (Q := pow2_ge_0 (y - t)).
assert (Goal_pos : 0 <= (L * B + L * (L * B + B)) * (y - t) ^ 2) by (apply Rmult_le_pos; lra).
destruct (Rle_lt_dec 0 y) as [Hy0|Hy0].
- destruct (Rle_lt_dec t y) as [Hty|Hty].
  + replace (plus (flow t) (scal (y - t) (opp (g (flow t))))) with (plus (flow t) (scal (- (y - t)) (g (flow t)))) by vector.
    apply Rle_trans with (L * B * (y - t) ^ 2); [apply Hst; lra|]. apply Rmult_le_compat_r; lra.
  + assert (D := Hst y t ltac:(lra) ltac:(lra)). set (q := t - y) in *. assert (Hq : 0 <= q <= 1) by (unfold q; lra).
    replace ((y - t) ^ 2) with (q ^ 2) by (unfold q; ring).
    replace (plus (flow t) (scal (y - t) (opp (g (flow t))))) with (plus (flow t) (scal q (g (flow t)))) by (unfold q; vector).
    destruct (Hin y ltac:(lra)) as [Ny Gy]. destruct (Hin t ltac:(lra)) as [Nt _].
    set (A := plus (flow y) (scal (- q) (g (flow y)))) in *.
    replace (flow y) with (plus A (scal q (g (flow y)))) at 1 by (unfold A; vector).
    eapply Rle_trans; [apply dist_moves|]. rewrite (Rabs_pos_eq q) by lra. rewrite dist_sym in D.
    assert (DA : dist A (flow y) <= q * B).
    { unfold A. eapply Rle_trans; [apply dist_move|]. rewrite Rabs_Ropp, Rabs_pos_eq by lra. apply Rmult_le_compat_l; lra. }
    assert (Dy : dist (flow y) (flow t) <= q * (L * B + B)).
    { eapply Rle_trans; [apply (dist_tri A)|]. rewrite (dist_sym (flow y) A).
      assert (L * B * q ^ 2 <= L * B * q) by (apply Rmult_le_compat_l; [exact LB|nra]). lra. }
    assert (Dg : q * dist (g (flow y)) (g (flow t)) <= q * (L * (q * (L * B + B)))).
    { apply Rmult_le_compat_l; [lra|]. eapply Rle_trans; [now apply HL|]. now apply Rmult_le_compat_l. }
    replace ((L * B + L * (L * B + B)) * q ^ 2) with (L * B * q ^ 2 + q * (L * (q * (L * B + B)))) by ring. lra.
- destruct Hcase as [H|E0]; [lra|]. rewrite E0 in *. rewrite flow_start.
  unfold flow. destruct (Rlt_dec y 0) as [_|H]; [|lra].
  replace (plus x0 (scal (y - 0) (opp (g x0)))) with (plus x0 (scal (- y) (g x0))) by vector.
  rewrite dist_refl. exact Goal_pos.
Qed.

Theorem flow_is_trajectory : trajectory g flow.
Proof.
intros t Ht. destruct (flow_straight (t + 1) ltac:(lra)) as (L & B & N & L0 & B0 & Hin & HL & Hst).
split; [apply is_linear_scal_l|]. intros x Hx.
assert (Ex := is_filter_lim_locally_unique (V := AbsRing_NormedModule R_AbsRing) t x Hx). rewrite <- Ex. clear x Hx Ex.
intros eps. assert (E := cond_pos eps).
set (K := L * B + L * (L * B + B)).
assert (LB : 0 <= L * B) by (now apply Rmult_le_pos).
assert (K0 : 0 <= K) by (unfold K; assert (0 <= L * (L * B + B)) by (apply Rmult_le_pos; lra); lra).
set (d := Rmin (Rmin 1 (eps / (K + 1))) (if Rlt_dec 0 t then t else 1)).
assert (Hd : 0 < d).
{ unfold d. apply Rmin_glb_lt; [apply Rmin_glb_lt; [lra|apply Rdiv_lt_0_compat; lra]|]. destruct (Rlt_dec 0 t); lra. }
exists (mkposreal d Hd). intros y Hy. change (Rabs (y - t) < d) in Hy.
assert (D1 : d <= 1) by (unfold d; eapply Rle_trans; [apply Rmin_l|apply Rmin_l]).
assert (D2 : d <= eps / (K + 1)) by (unfold d; eapply Rle_trans; [apply Rmin_l|apply Rmin_r]).
assert (D3 : d <= (if Rlt_dec 0 t then t else 1)) by apply Rmin_r.
assert (H : dist (flow y) (plus (flow t) (scal (y - t) (opp (g (flow t))))) <= K * (y - t) ^ 2).
{ apply (flow_expansion t y L B N); auto; [lra|]. destruct (Rlt_dec 0 t) as [P|P]; [left|right; lra].
  apply Rabs_lt_between in Hy. lra. }
change (Rle (norm (minus (minus (flow y) (flow t)) (scal (y - t) (opp (g (flow t)))) : Rn n)) (eps * Rabs (y - t))).
assert (V : minus (minus (flow y) (flow t)) (scal (y - t) (opp (g (flow t))))
  = minus (flow y) (plus (flow t) (scal (y - t) (opp (g (flow t)))))) by vector.
rewrite V. apply Rle_trans with (1 := H).
rewrite <- (pow2_abs (y - t)). assert (P := Rabs_pos (y - t)). set (a := Rabs (y - t)) in *.
assert (Ha : K * a <= eps).
{ apply Rle_trans with ((K + 1) * (eps / (K + 1))); [apply Rmult_le_compat; lra|right; field; lra]. }
replace (K * a ^ 2) with (K * a * a) by ring. now apply Rmult_le_compat_r.
Qed.
End Flow.

(** ** The theorems *)
Definition lipschitz_on_bounded_sets {n} (g : Rn n -> Rn n) : Prop :=
  forall M, exists L, forall x y, squared_norm n x <= M -> squared_norm n y <= M ->
    squared_norm n (minus (g x) (g y)) <= L * squared_norm n (minus x y).

Lemma lipschitz_norms n (g : Rn n -> Rn n) : lipschitz_on_bounded_sets g ->
  forall M, exists L, 0 <= L /\ forall x y : Rn n, norm x <= M -> norm y <= M -> dist (g x) (g y) <= L * dist x y.
Proof.
intros H M. destruct (H (M ^ 2)) as [L HL]. exists (sqrt (Rabs L)). split; [apply sqrt_pos|]. intros x y Hx Hy.
assert (Px := norm_pos n x). assert (Py := norm_pos n y).
assert (E : dist (g x) (g y) ^ 2 <= L * dist x y ^ 2).
{ unfold dist. rewrite !norm_squared. apply HL; rewrite <- norm_squared; apply pow_incr; lra. }
assert (D := dist_pos x y). assert (D' := dist_pos (g x) (g y)). assert (S0 := sqrt_pos (Rabs L)).
assert (S1 := sqrt_sqrt (Rabs L) (Rabs_pos L)). assert (S2 := Rle_abs L).
assert (E' : dist (g x) (g y) ^ 2 <= (sqrt (Rabs L) * dist x y) ^ 2).
{ apply Rle_trans with (1 := E). rewrite Rpow_mult_distr. apply Rmult_le_compat_r; [apply pow2_ge_0|]. simpl. lra. }
apply Rnot_lt_le. intros Hlt. assert (P : 0 <= sqrt (Rabs L) * dist x y) by (now apply Rmult_le_pos). nra.
Qed.

(** Lipschitz continuity around each point is enough, because balls are compact. *)
Definition locally_lipschitz {n} (g : Rn n -> Rn n) : Prop :=
  forall x, exists L r, 0 < r /\ forall y z, norm (minus y x) < r -> norm (minus z x) < r ->
    norm (minus (g y) (g z)) <= L * norm (minus y z).

Lemma near n (x : Rn n) (r : R) (P : Rn n -> Prop) : 0 < r -> (forall y, dist y x < r -> P y) -> locally x P.
Proof. intros Hr H. apply locally_le_locally_norm. exists (mkposreal r Hr). intros y Hy. now apply H. Qed.

Lemma locally_lipschitz_on_bounded_sets n (g : Rn n -> Rn n) : locally_lipschitz g -> lipschitz_on_bounded_sets g.
Proof.
intros Hg M.
pose (Q := fun (i : R * posreal) (x : Rn n) =>
  (forall y z, dist y x < snd i -> dist z x < snd i -> dist (g y) (g z) <= fst i * dist y z) /\ norm (g x) <= fst i).
destruct (compact_directed (fun x : Rn n => squared_norm n x <= M) (R * posreal) (fun i x => locally x (Q i))) as [[L e] HQ].
- apply proper_squared_norm.
- exact (inhabits (0, mkposreal 1 Rlt_0_1)).
- intros [L e] [L' e']. assert (Hm : 0 < Rmin e e') by (apply Rmin_glb_lt; apply cond_pos).
  exists (Rmax L L', mkposreal _ Hm). assert (A1 := Rmax_l L L'). assert (A2 := Rmax_r L L').
  assert (A3 := Rmin_l e e'). assert (A4 := Rmin_r e e').
  intros x [H|H]; apply filter_imp with (2 := H); intros x' [Hx1 Hx2]; cbn [fst snd pos] in *; (split; [|simpl in *; lra]);
    intros y z Hy Hz; simpl in *; (eapply Rle_trans; [apply Hx1; lra|]); apply Rmult_le_compat_r; try lra; apply dist_pos.
- intros i x Hx. now apply locally_locally.
- intros x _. destruct (Hg x) as (L & r & Hr & HL). assert (Hr2 : 0 < r / 2) by lra.
  set (A := Rmax L (norm (g x) + Rabs L * r)). exists (A, mkposreal _ Hr2).
  assert (A1 := Rmax_l L (norm (g x) + Rabs L * r)). assert (A2 := Rmax_r L (norm (g x) + Rabs L * r)). fold A in A1, A2.
  apply near with (r / 2); [exact Hr2|]. intros x' Hx'. split; cbn [fst snd pos].
  + intros y z Hy Hz. simpl in Hy, Hz.
    assert (Ty := dist_tri x' y x). assert (Tz := dist_tri x' z x).
    apply Rle_trans with (L * dist y z); [apply HL; fold (dist y x) (dist z x); lra|].
    apply Rmult_le_compat_r; [apply dist_pos|exact A1].
  + assert (H := norm_dist (g x') (g x)). assert (D : dist (g x') (g x) <= L * dist x' x).
    { apply HL; fold (dist x' x) (dist x x); [lra|rewrite dist_refl; lra]. }
    assert (P := dist_pos x' x). assert (RL := Rle_abs L). assert (RP := Rabs_pos L).
    assert (L * dist x' x <= Rabs L * dist x' x) by (apply Rmult_le_compat_r; lra).
    assert (Rabs L * dist x' x <= Rabs L * r) by (apply Rmult_le_compat_l; lra). lra.
- assert (He := cond_pos e). set (C := Rabs L + 2 * Rabs L / e).
  assert (RL := Rle_abs L). assert (RP := Rabs_pos L). assert (C0 : 0 <= 2 * Rabs L / e) by (apply Rdiv_le_0_compat; lra).
  exists (C ^ 2). intros x y Hx Hy. rewrite <- !norm_squared, <- Rpow_mult_distr.
  fold (dist (g x) (g y)) (dist x y). apply pow_incr. split; [apply dist_pos|].
  assert (D := dist_pos x y). destruct (locally_singleton _ _ (HQ x Hx)) as [H1 H2].
  destruct (locally_singleton _ _ (HQ y Hy)) as [_ H3]. cbn [fst snd] in *.
  destruct (Rlt_le_dec (dist y x) e) as [Hc|Hc].
  + apply Rle_trans with (L * dist x y); [apply H1; [rewrite dist_refl; exact He|exact Hc]|].
    apply Rmult_le_compat_r; [exact D|]. unfold C. lra.
  + apply Rle_trans with (norm (g x) + norm (g y)); [apply dist_norms|].
    rewrite dist_sym in Hc. apply Rle_trans with (2 * Rabs L / e * e); [replace (2 * Rabs L / e * e) with (2 * Rabs L) by (field; lra); lra|].
    apply Rle_trans with (2 * Rabs L / e * dist x y); [now apply Rmult_le_compat_l|].
    apply Rmult_le_compat_r; [exact D|]. unfold C. lra.
Qed.

Lemma trajectory_exists_on_bounded_sets n (f : Rn n -> R) (g : Rn n -> Rn n) :
  is_grad f g -> lipschitz_on_bounded_sets g -> (exists m, forall x, m <= f x) ->
  forall x0, exists c, c 0 = x0 /\ trajectory g c.
Proof.
intros Hf Hg [m Hm] x0. exists (flow n g x0). split; [apply flow_start|].
exact (flow_is_trajectory n f g Hf (lipschitz_norms n g Hg) m Hm x0).
Qed.

(** Existence: a gradient trajectory starts at every point. *)
Theorem trajectory_exists n (f : Rn n -> R) (g : Rn n -> Rn n) :
  is_grad f g -> locally_lipschitz g -> (exists m, forall x, m <= f x) ->
  forall x0, exists c, c 0 = x0 /\ trajectory g c.
Proof. intros Hf Hg. now apply trajectory_exists_on_bounded_sets; [|apply locally_lipschitz_on_bounded_sets]. Qed.

Lemma lipschitz_continuous n (g : Rn n -> Rn n) : lipschitz_on_bounded_sets g -> forall x, continuous g x.
Proof.
intros Hg x. destruct (lipschitz_norms n g Hg (norm x + 1)) as (L & L0 & HL).
apply filterlim_locally. intros eps. apply locally_le_locally_norm.
assert (E := cond_pos eps). assert (Hd : 0 < Rmin 1 (eps / (L + 1))) by (apply Rmin_glb_lt; [lra|apply Rdiv_lt_0_compat; lra]).
exists (mkposreal _ Hd). intros y Hy. change (dist y x < Rmin 1 (eps / (L + 1))) in Hy.
assert (D1 := Rmin_l 1 (eps / (L + 1))). assert (D2 := Rmin_r 1 (eps / (L + 1))).
apply (norm_compat1 (V := Rn n)). change (dist (g y) (g x) < eps).
assert (N := norm_dist y x). assert (D := dist_pos y x).
apply Rle_lt_trans with (L * dist y x); [apply HL; lra|].
apply Rle_lt_trans with (L * (eps / (L + 1))); [apply Rmult_le_compat_l; lra|].
apply Rlt_le_trans with ((L + 1) * (eps / (L + 1))); [|right; field; lra].
apply Rmult_lt_compat_r; [apply Rdiv_lt_0_compat; lra|lra].
Qed.

(** Theorem 1 (gradient flow): f bounded below with a locally Lipschitz gradient, whose critical values do not accumulate
    from above.  If the trajectories that start in some dense set are bounded, then f has no spurious setwise local minimum
    exactly if its local minima are global. *)
Theorem theorem_1_gradient_flow n (f : Rn n -> R) (g : Rn n -> Rn n) (D : Rn n -> Prop) :
  is_grad f g -> locally_lipschitz g -> (exists m, forall x, m <= f x) ->
  dense D -> (forall c, D (c 0) -> trajectory g c -> bounded_curve c) ->
  critical_values_isolated f (critical g) ->
  (local_minima_are_global f <-> no_spurious_setwise_minimum f).
Proof.
intros Hf Hg Hm HD Hb Hv. split.
- intros HA. apply (theorem_1plus_smooth n f g D); auto.
  + intros x. apply (continuous_comp g (squared_norm n)); [now apply lipschitz_continuous, locally_lipschitz_on_bounded_sets|apply continuous_squared_norm].
  + intros x0 H0. destruct (trajectory_exists n f g Hf Hg Hm x0) as (c & E & Hc). exists c. split; [exact E|].
    split; [exact Hc|]. left. apply Hb; [now rewrite E|exact Hc].
  + intros x _. destruct (classic (local_minimum f x)) as [H|H]; [left; now apply HA|now right].
- apply no_spurious_implies_local_minima_global. exact (is_diff_continuous n f _ Hf).
Qed.

(** Polynomials satisfy the hypotheses on the gradient. *)
Lemma polynomial_is_grad n p : is_grad (value n p) (gradient n p).
Proof.
intros x. apply filterdiff_ext_lin with (1 := polynomial_is_diff n p x). intros h. symmetry. apply dot_gradient.
Qed.

Lemma polynomial_lipschitz n p : lipschitz_on_bounded_sets (gradient n p).
Proof.
intros M.
assert (H : exists C, 0 <= C /\ forall i, (i <= n)%nat -> forall x y : Rn n, squared_norm n x <= M -> squared_norm n y <= M ->
  Rabs (coordinate n i (minus (gradient n p x) (gradient n p y))) <= C * dist x y).
{ assert (G : forall k, (k <= S n)%nat -> exists C, 0 <= C /\ forall i, (i < k)%nat -> forall x y : Rn n,
    squared_norm n x <= M -> squared_norm n y <= M ->
    Rabs (coordinate n i (minus (gradient n p x) (gradient n p y))) <= C * dist x y).
  { induction k as [|k IH]; intros Hk; [exists 0; split; [lra|intros; lia]|].
    destruct IH as (C & C0 & HC); [lia|].
    destruct (lipschitz_on_box (partial k p) (1 + Rabs M)) as (C' & C0' & HC'); [assert (P := Rabs_pos M); lra|].
    exists (C + C'). split; [lra|]. intros i Hi x y Hx Hy. assert (D := dist_pos x y).
    destruct (Nat.eq_dec i k) as [->|Hne].
    - apply Rle_trans with (C' * dist x y); [|apply Rmult_le_compat_r; lra].
      unfold minus. rewrite coordinate_plus, coordinate_opp. unfold gradient. rewrite !coordinate_vector by lia.
      assert (Box : forall z : Rn n, squared_norm n z <= M -> forall j, Rabs (coordinate n j z) <= 1 + Rabs M).
      { intros z Hz j. assert (Sq := coordinate_square n j z). assert (P := Rle_abs M). apply Rabs_le. split; nra. }
      apply HC'; [now apply Box|now apply Box| |exact D].
      intros j. assert (Sq := coordinate_square n j (minus x y)). rewrite <- norm_squared in Sq. fold (dist x y) in Sq.
      replace (coordinate n j x - coordinate n j y) with (coordinate n j (minus x y)).
      + apply Rabs_le. split; apply Rnot_lt_le; intros Hlt; nra.
      + unfold minus. rewrite coordinate_plus, coordinate_opp. reflexivity.
    - apply Rle_trans with (C * dist x y); [apply HC; auto; lia|apply Rmult_le_compat_r; lra]. }
  destruct (G (S n) (le_n _)) as (C & C0 & HC). exists C. split; [exact C0|]. intros i Hi. apply HC. lia. }
destruct H as (C & C0 & HC). exists (INR (S n) * C ^ 2). intros x y Hx Hy.
apply Rle_trans with (INR (S n) * (C * dist x y) ^ 2).
- apply norm_from_coordinates. intros i Hi. now apply HC.
- right. rewrite <- norm_squared. unfold dist. ring.
Qed.

(** So gradient trajectories of polynomials that are bounded below exist, from every point and for all times. *)
Corollary polynomial_trajectory_exists n p : (exists m, forall x, m <= value n p x) ->
  forall x0, exists c, c 0 = x0 /\ trajectory (gradient n p) c.
Proof. apply trajectory_exists_on_bounded_sets; [apply polynomial_is_grad|apply polynomial_lipschitz]. Qed.
