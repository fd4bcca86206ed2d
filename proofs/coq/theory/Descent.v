(** Theorem 1 by gradient descent instead of gradient trajectories.

    Small gradient steps change a quantity q with <grad q, grad f> = 0 only by O(step^2 |grad f|^2), that is by
    O(step) times the decrease of f; so with small steps descent stays where f and the controlled quantities are
    bounded, inside any set that the decrease of f cannot leave, and meets critical points.  No differential equation,
    no regular values and no multiplier rule are needed, for any number of conserved or monotone quantities. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Smooth Leaves Trajectories Identity Objectives Arcs Gradients.
Import ListNotations.
Open Scope R_scope.

Lemma small_step (t L G s : R) :
  0 <= t -> t * L <= 1 / 2 -> 1 <= L -> G <= L ^ 2 -> s ^ 2 = t ^ 2 * G -> 0 <= s -> s <= 1.
Proof.
intros Ht HtL HL HG Hs Hs0. apply Rnot_lt_le. intros Hlt.
assert (H1 : t ^ 2 * G <= t ^ 2 * L ^ 2) by (apply Rmult_le_compat_l; [apply pow2_ge_0|exact HG]).
assert (H2 : 0 <= t * L) by (apply Rmult_le_pos; lra).
replace (t ^ 2 * L ^ 2) with ((t * L) ^ 2) in H1 by ring. nra.
Qed.

Lemma exp_le (s t : R) : s <= t -> exp s <= exp t.
Proof. intros [H| ->]; [apply Rlt_le; now apply exp_increasing|apply Rle_refl]. Qed.

Lemma dot_symmetric n (x y : Rn n) : dot n x y = dot n y x.
Proof.
induction n as [|n IH].
- exact (Rmult_comm x y).
- destruct x as [x1 x2], y as [y1 y2]. change (x1 * y1 + dot n x2 y2 = y1 * x1 + dot n y2 x2).
  rewrite (IH x2 y2). f_equal. exact (Rmult_comm x1 y1).
Qed.

Lemma short_step (t L G s : R) :
  0 <= t -> t * L ^ 2 <= 1 / 4 -> 1 <= L -> G <= L ^ 2 -> s ^ 2 = t ^ 2 * G -> 0 <= s -> L * s <= 1 / 4.
Proof.
intros Ht HtL HL HG Hs Hs0.
assert (H1 : t ^ 2 * G <= t ^ 2 * L ^ 2) by (apply Rmult_le_compat_l; [apply pow2_ge_0|exact HG]).
assert (H2 : 0 <= t * L) by (apply Rmult_le_pos; lra).
assert (H3 : s <= t * L).
{ apply Rnot_lt_le. intros Hlt. replace (t ^ 2 * L ^ 2) with ((t * L) ^ 2) in H1 by ring. nra. }
apply Rle_trans with (L * (t * L)); [apply Rmult_le_compat_l; lra|]. replace (L * (t * L)) with (t * L ^ 2) by ring. exact HtL.
Qed.

Section Descent.
Variable n : nat.
(** What polynomials mean: continuous functions with a continuous gradient and uniform expansions on bounded sets. *)
Variable val : polynomial -> Rn n -> R.
Variable grad : polynomial -> Rn n -> Rn n.
Hypothesis expansions : forall p M, exists L, 0 <= L /\ expands n M L (val p) (fun x h => dot n (grad p x) h).
Hypothesis continuous_val : forall p, continuous_everywhere (val p).
Hypothesis continuous_grad : forall p, continuous_everywhere (fun x => squared_norm n (grad p x)).
Variable f : polynomial.
Variable quantities : list polynomial.
(** A quantity that may grow; see [confines]. *)
Variable V : polynomial.
Hypothesis nonincreasing : forall q, In q quantities ->
  forall x, 0 <= dot n (grad q x) (grad f x).

Notation F := (val f).
Notation g := (grad f).

(** One step of length t. *)
Definition step (x : Rn n) (t : R) : Rn n := plus x (scal (- t) (g x)).

Lemma squared_norm_scal (t : R) (x : Rn n) : squared_norm n (scal t x) = t ^ 2 * squared_norm n x.
Proof.
unfold squared_norm. clear. revert x. induction n as [|m IH]; intros x.
- change (@eq R ((t * x) * (t * x)) (t ^ 2 * (x * x))). ring.
- destruct x as [x1 x2]. specialize (IH x2).
  match type of IH with ?L = ?M => change ((t * x1) * (t * x1) + L = t ^ 2 * (x1 * x1 + dot m x2 x2)) end.
  rewrite IH. ring.
Qed.

Lemma differential_step q x t : dot n (grad q x) (scal (- t) (g x)) = - t * dot n (grad q x) (g x).
Proof.
generalize (grad q x) (g x). clear. intros u v. revert u v. induction n as [|m IH]; intros u v.
- change (@eq R (u * (- t * v)) (- t * (u * v))). ring.
- destruct u as [u1 u2], v as [v1 v2]. specialize (IH u2 v2).
  match type of IH with ?L = _ => change (u1 * (- t * v1) + L = - t * (u1 * v1 + dot m u2 v2)) end.
  rewrite IH. ring.
Qed.

Lemma common_expansion M : exists L, 1 <= L /\ expands n M L F ((fun x h => dot n (grad f x) h)) /\
  forall q, In q (V :: quantities) -> expands n M L (val q) ((fun x h => dot n (grad q x) h)).
Proof.
destruct (expansions f M) as (Lf & Lf0 & Hf).
assert (K : exists L, 0 <= L /\ forall q, In q (V :: quantities) -> expands n M L (val q) ((fun x h => dot n (grad q x) h))).
{ clear nonincreasing. induction (V :: quantities) as [|q l (L & L0 & H)].
  - exists 0. split; [lra|]. intros q [].
  - destruct (expansions q M) as (Lq & Lq0 & Hq). exists (Lq + L). split; [lra|].
    assert (Mono : forall p a b, 0 <= a -> a <= b -> expands n M a (val p) ((fun x h => dot n (grad p x) h)) ->
      expands n M b (val p) ((fun x h => dot n (grad p x) h))).
    { intros p a b Ha Hab Hp x h s Hx Hs Hh. destruct (Hp x h s Hx Hs Hh) as (A1 & A2 & A3).
      assert (Hs2 := pow2_ge_0 s). repeat split; [lra| |]; eapply Rle_trans; try eassumption;
        apply Rmult_le_compat_r; lra. }
    intros q' [<-|Hq']; [apply Mono with Lq|apply Mono with L]; auto; lra. }
destruct K as (Lq & Lq0 & Hq). exists (1 + Lf + Lq). split; [lra|].
assert (Mono : forall p a b, 0 <= a -> a <= b -> expands n M a (val p) ((fun x h => dot n (grad p x) h)) ->
  expands n M b (val p) ((fun x h => dot n (grad p x) h))).
{ intros p a b Ha Hab Hp x h s Hx Hs Hh. destruct (Hp x h s Hx Hs Hh) as (A1 & A2 & A3).
  assert (Hs2 := pow2_ge_0 s). repeat split; [lra| |]; eapply Rle_trans; try eassumption;
    apply Rmult_le_compat_r; lra. }
split; [apply Mono with Lf; auto; lra|]. intros q Hin. apply Mono with Lq; auto; lra.
Qed.

(** A closed set from which f cannot decrease keeps a segment on which f stays small. *)
Lemma segment_stays (S : Rn n -> Prop) (x : Rn n) (tau b : R) :
  closed S -> (forall y, S y -> F y <= b -> interior S y) -> 0 <= tau ->
  (forall t, 0 <= t <= tau -> F (step x t) <= b) -> S x -> S (step x tau).
Proof.
intros HSc Hint Htau Hlow Hx. apply NNPP. intros HN.
assert (Hcont : forall t, continuous (fun t => step x t) t).
{ intros t. unfold step. apply (continuous_plus (V := Rn n) (fun _ : R => x) (fun t : R => scal (- t) (g x))).
  - apply continuous_const.
  - apply (continuous_scal_l (V := Rn n) (fun s : R => - s) (g x) t).
    apply (continuous_opp (fun s : R => s)). apply continuous_id. }
assert (H0 : step x 0 = x).
{ unfold step. rewrite Ropp_0. etransitivity; [|apply plus_zero_r]. f_equal. exact (scal_zero_l (V := Rn n) (g x)). }
destruct (glb_exists (fun s => 0 <= s <= tau /\ ~ S (step x s))) as [T [HT1 HT2]].
- exists tau. split; [lra|exact HN].
- exists 0. intros s [[H _] _]. exact H.
- assert (HT : 0 <= T <= tau).
  { split; [|apply HT1; split; [lra|exact HN]]. apply Rnot_lt_le. intros Hneg.
    destruct (HT2 (- T)) as [s [[Hs _] Hs2]]; lra. }
  assert (Hbefore : forall s, 0 <= s < T -> S (step x s)).
  { intros s [Hs1 Hs2]. apply NNPP. intros Hs. assert (T <= s); [|lra]. apply HT1. split; [lra|exact Hs]. }
  assert (HST : S (step x T)).
  { apply HSc. intros Hloc. destruct (Rle_lt_or_eq_dec 0 T (proj1 HT)) as [Hpos|E].
    - destruct (Hcont T _ Hloc) as [e He]. assert (He0 := cond_pos e).
      pose (s := Rmax 0 (T - e / 2)).
      assert (Hs : 0 <= s < T /\ Rabs (s - T) < e).
      { unfold s, Rmax. destruct (Rle_dec 0 (T - e / 2)); (split; [lra|]); rewrite Rabs_left; lra. }
      destruct Hs as [Hs1 Hs2]. apply (He s Hs2). now apply Hbefore.
    - rewrite <- E, H0 in Hloc. now apply locally_singleton in Hloc. }
  destruct (Hcont T _ (Hint _ HST (Hlow T HT))) as [e He].
  destruct (HT2 e (cond_pos e)) as [s [[Hs0 HsN] Hs]].
  apply HsN. apply (He s). change (Rabs (s - T) < e).
  assert (T <= s) by (apply HT1; now split). rewrite Rabs_pos_eq; lra.
Qed.

(** Where f, the quantities and V confine descent from x0, as long as f >= low.  Where V >= theta, V grows at most at the
    rate (1 + V) times that of phi(f); for concave phi this is  - <grad V, grad f> <= (1 + V) |grad f|^2 phi'(f). *)
Definition confines_in (low : R) (x0 : Rn n) : Prop := exists delta theta phi,
  0 < delta /\ 0 <= theta /\ (forall s t, low <= s <= t -> phi s <= phi t) /\
  (forall x y, F x <= F x0 -> (forall q, In q quantities -> val q x <= val q x0 + delta) ->
     theta <= val V x -> low <= F y <= F x ->
     (F x - F y) * (- dot n (grad V x) (g x))
       <= (1 + val V x) * squared_norm n (g x) * (phi (F x) - phi (F y))) /\
  forall A, exists M, forall x, low <= F x <= F x0 ->
    (forall q, In q quantities -> val q x <= val q x0 + delta) -> val V x <= A -> squared_norm n x <= M.

Theorem descent (S : Rn n -> Prop) (x0 : Rn n) (low : R) :
  confines_in low x0 -> (forall x, S x -> low <= F x) ->
  closed S -> S x0 -> (forall y, S y -> F y <= F x0 -> interior S y) ->
  exists xb, S xb /\ F xb <= F x0 /\ squared_norm n (g xb) = 0.
Proof.
intros (delta & theta & phi & Hdelta & Htheta & Hphi & Hgrow & Hbd0) HlowS HSc HSx0 HSi.
set (W := fun x => Rmax (val V x) (theta + 1)).
assert (HW1 : forall x, val V x <= W x) by (intros; apply Rmax_l).
assert (HW2 : forall x, theta + 1 <= W x) by (intros; apply Rmax_r).
set (top := fun t => (1 + W x0) * exp (2 * (phi (F x0) - phi t) + (F x0 - t))).
destruct (Hbd0 (top low)) as [M Hbd].
destruct (common_expansion M) as (L & L1 & Hf & Hq).
assert (Hlow0 := HlowS x0 HSx0).
assert (Htop : forall t, low <= t <= F x0 -> 0 < top t <= top low).
{ intros t Ht. assert (P := Hphi low t (conj (Rle_refl _) (proj1 Ht))). assert (W0 := HW2 x0). unfold top. split.
  - apply Rmult_lt_0_compat; [lra|apply exp_pos].
  - apply Rmult_le_compat_l; [lra|]. apply exp_le. lra. }
assert (Htop0 : W x0 <= top (F x0) - 1).
{ unfold top. replace (2 * (phi (F x0) - phi (F x0)) + (F x0 - F x0)) with 0 by ring. rewrite exp_0. lra. }
set (K := fun x => low <= F x <= F x0 /\ (forall q, In q quantities -> val q x <= val q x0 + delta) /\
  val V x <= top low).
assert (HK0 : K x0).
{ split; [lra|]. split; [intros; lra|]. destruct (Htop (F x0) (conj Hlow0 (Rle_refl _))). specialize (HW1 x0). lra. }
assert (HKM : forall x, K x -> squared_norm n x <= M) by (intros x (A & B & C); now apply Hbd).
(* size of the gradient *)
assert (Hg : forall x, K x -> squared_norm n (g x) <= L ^ 2).
{ intros x Hx. set (G := squared_norm n (g x)). assert (HG : 0 <= G) by apply squared_norm_nonnegative.
  destruct (Rle_lt_or_eq_dec 0 G HG) as [Hp|E]; [|rewrite <- E; apply pow2_ge_0].
  set (r := sqrt G). assert (Hr : 0 < r) by (now apply sqrt_lt_R0).
  assert (Hr2 : r ^ 2 = G) by (unfold r; simpl; rewrite Rmult_1_r; now apply sqrt_sqrt).
  destruct (Hf x (scal (- (/ r)) (g x)) 1 (HKM x Hx)) as (_ & A & _); [lra| |].
  - rewrite squared_norm_scal. fold G. rewrite <- Hr2. right. field. lra.
  - rewrite differential_step in A. change (dot n (g x) (g x)) with G in A.
    rewrite <- Hr2 in A. replace (- / r * r ^ 2) with (- r) in A by (field; lra).
    rewrite Rabs_Ropp, Rabs_pos_eq in A by lra. nra. }
(* the step *)
set (tau := Rmin (1 / (4 * L ^ 2)) (delta / (6 * L ^ 2))).
assert (HL2 : 0 < L ^ 2) by nra.
assert (Htau : 0 < tau).
{ unfold tau. apply Rmin_glb_lt; apply Rdiv_lt_0_compat; lra. }
assert (HtauL2 : tau * L ^ 2 <= 1 / 4).
{ apply Rle_trans with (1 / (4 * L ^ 2) * L ^ 2); [apply Rmult_le_compat_r; [lra|apply Rmin_l]|right; field; lra]. }
assert (HtauL : tau * L <= 1 / 2) by nra.
assert (HtauD : 6 * L ^ 2 * tau <= delta).
{ apply Rle_trans with (6 * L ^ 2 * (delta / (6 * L ^ 2))); [apply Rmult_le_compat_l; [lra|apply Rmin_r]|right; field; lra]. }
clearbody tau.
assert (Hstep : forall x, K x -> forall t, 0 <= t <= tau ->
  F (step x t) <= F x - t / 2 * squared_norm n (g x) /\
  F x - L / 2 - L / 4 <= F (step x t) /\
  (forall q, In q quantities -> val q (step x t) <= val q x + L * t ^ 2 * squared_norm n (g x)) /\
  val V (step x t) <= val V x + t * (- dot n (grad V x) (g x)) + L * t ^ 2 * squared_norm n (g x) /\
  val V (step x t) <= val V x + 1 / 2).
{ intros x Hx t Ht. set (G := squared_norm n (g x)). assert (HG : 0 <= G) by apply squared_norm_nonnegative.
  assert (HGL := Hg x Hx). fold G in HGL.
  assert (HtL : t * L <= 1 / 2) by nra.
  set (s := t * sqrt G).
  assert (Hs2 : s ^ 2 = t ^ 2 * G).
  { unfold s. rewrite Rpow_mult_distr. f_equal. simpl. rewrite Rmult_1_r. now apply sqrt_sqrt. }
  assert (Hs0 : 0 <= s) by (apply Rmult_le_pos; [lra|apply sqrt_pos]).
  assert (Hs1 : s <= 1) by exact (small_step t L G s (proj1 Ht) HtL L1 HGL Hs2 Hs0).
  assert (HtG : L * (t ^ 2 * G) <= t / 2 * G).
  { replace (L * (t ^ 2 * G)) with (t * L * (t * G)) by ring. assert (0 <= t * G) by (apply Rmult_le_pos; lra). nra. }
  assert (Hh : squared_norm n (scal (- t) (g x)) <= s ^ 2).
  { rewrite squared_norm_scal. fold G. rewrite Hs2. right. ring. }
  assert (HtL2 : t * L ^ 2 <= 1 / 4) by nra.
  assert (HsL : L * s <= 1 / 4).
  { apply (short_step t L G s); auto. lra. }
  split; [|split; [|split; [|split]]].
  - destruct (Hf x (scal (- t) (g x)) s (HKM x Hx) (conj Hs0 Hs1) Hh) as (_ & _ & A).
    rewrite differential_step in A. change (dot n (g x) (g x)) with G in A. fold (step x t) in A.
    apply Rabs_le_between in A. rewrite Hs2 in A. lra.
  - destruct (Hf x (scal (- t) (g x)) s (HKM x Hx) (conj Hs0 Hs1) Hh) as (_ & _ & A).
    rewrite differential_step in A. change (dot n (g x) (g x)) with G in A. fold (step x t) in A.
    apply Rabs_le_between in A. rewrite Hs2 in A.
    assert (t * G <= L / 2) by nra. lra.
  - intros q Hin. destruct (Hq q (or_intror Hin) x (scal (- t) (g x)) s (HKM x Hx) (conj Hs0 Hs1) Hh) as (_ & _ & A).
    rewrite differential_step in A. fold (step x t) in A.
    assert (Hpos := nonincreasing q Hin x).
    assert (0 <= t * dot n (grad q x) (g x)) by (apply Rmult_le_pos; lra).
    apply Rabs_le_between in A. rewrite Hs2 in A. lra.
  - destruct (Hq V (or_introl eq_refl) x (scal (- t) (g x)) s (HKM x Hx) (conj Hs0 Hs1) Hh) as (_ & _ & A).
    rewrite differential_step in A. fold (step x t) in A. apply Rabs_le_between in A. rewrite Hs2 in A. lra.
  - destruct (Hq V (or_introl eq_refl) x (scal (- t) (g x)) s (HKM x Hx) (conj Hs0 Hs1) Hh) as (_ & B & A).
    fold (step x t) in A. apply Rabs_le_between in A. apply Rabs_le_between in B.
    assert (L * s ^ 2 <= L * s) by nra. lra. }
(* the iterates *)
pose (it := fix it k := match k with O => x0 | Datatypes.S j => step (it j) tau end).
assert (HFK : forall x, K x -> - L <= F x <= L).
{ intros x Hx. destruct (Hf x zero 0 (HKM x Hx)) as (A & _ & _); [lra| |].
  - right. simpl. replace (0 * (0 * 1)) with 0 by ring.
    assert (E : (zero : Rn n) = scal 0 zero) by (symmetry; exact (scal_zero_l (V := Rn n) zero)).
    rewrite E, squared_norm_scal. ring.
  - now apply Rabs_le_between in A. }
assert (Inv : forall k, K (it k) /\ S (it k) /\ 1 + W (it k) <= top (F (it k)) /\
  (forall q, In q quantities -> val q (it k) <= val q x0 + 2 * L * tau * (F x0 - F (it k))) /\
  forall e, (forall j, (j < k)%nat -> e <= squared_norm n (g (it j))) -> F (it k) <= F x0 - INR k * (tau / 2 * e)).
{ induction k as [|k (IK & IS & IW & IQ & IE)].
  - simpl it. split; [exact HK0|]. split; [exact HSx0|]. split; [lra|]. split; [intros; lra|]. intros e _. simpl. lra.
  - change (it (Datatypes.S k)) with (step (it k) tau). set (x := it k) in *.
    assert (Ht : 0 <= tau <= tau) by lra.
    destruct (Hstep x IK tau Ht) as (A & B & C & V1 & V2).
    assert (HG : 0 <= squared_norm n (g x)) by apply squared_norm_nonnegative.
    assert (Hdec : F (step x tau) <= F x) by nra.
    assert (Hx0 := proj1 IK). assert (Hx0' := proj2 Hx0). assert (HFx := HFK x IK). assert (HF0 := HFK x0 HK0).
    assert (Q : forall q, In q quantities ->
      val q (step x tau) <= val q x0 + 2 * L * tau * (F x0 - F (step x tau))).
    { intros q Hin. specialize (IQ q Hin). specialize (C q Hin).
      assert (L * tau ^ 2 * squared_norm n (g x) <= 2 * L * tau * (F x - F (step x tau))); [|lra].
      replace (L * tau ^ 2 * squared_norm n (g x)) with (2 * L * tau * (tau / 2 * squared_norm n (g x))) by field.
      apply Rmult_le_compat_l; [|lra]. repeat apply Rmult_le_pos; lra. }
    assert (HS' : S (step x tau)).
    { apply (segment_stays S x tau (F x0)); auto; [lra|]. intros t Htt.
      destruct (Hstep x IK t Htt) as (A' & _). assert (0 <= t / 2 * squared_norm n (g x)) by (apply Rmult_le_pos; lra). lra. }
    assert (Hl := HlowS _ HS').
    assert (IW' : 1 + W (step x tau) <= top (F (step x tau))).
    { set (y := step x tau) in *. set (G := squared_norm n (g x)) in *. set (s := - dot n (grad V x) (g x)) in *.
      set (d := phi (F x) - phi (F y)). assert (Hd : 0 <= d) by (assert (H := Hphi (F y) (F x) (conj Hl Hdec)); unfold d; lra).
      assert (Hw := HW2 x). assert (Hw' := HW1 x).
      assert (Hmain : 1 + W y <= (1 + W x) * (1 + (2 * d + (F x - F y)))).
      { assert (Hpos : 0 <= (1 + W x) * (2 * d + (F x - F y))) by (apply Rmult_le_pos; lra).
        unfold W at 1. apply Rmax_case; [|lra].
        destruct (Rle_lt_dec theta (val V x)) as [Hth|Hth]; [|lra].
        assert (Hts : tau * s <= 2 * ((1 + val V x) * d)).
        { assert (Hvd : 0 <= (1 + val V x) * d) by (apply Rmult_le_pos; lra).
          destruct (Rle_lt_dec s 0) as [Hs|Hs]; [assert (0 <= tau * - s) by (apply Rmult_le_pos; lra); lra|].
          destruct (Rle_lt_or_eq_dec 0 G HG) as [HGp|HG0].
          - assert (H := Hgrow x y Hx0' (proj1 (proj2 IK)) Hth (conj Hl Hdec)). fold s G d in H.
            assert (H1 : tau / 2 * G * s <= (F x - F y) * s) by (apply Rmult_le_compat_r; lra).
            apply Rmult_le_reg_r with G; [exact HGp|].
            replace (tau * s * G) with (2 * (tau / 2 * G * s)) by field. lra.
          - exfalso. revert Hs. unfold s. rewrite dot_symmetric, (dot_zero_sqn n (g x)) by (symmetry; exact HG0). lra. }
        assert (HLt : L * tau ^ 2 * G <= F x - F y).
        { replace (L * tau ^ 2 * G) with (2 * (tau * L) * (tau / 2 * G)) by field.
          assert (0 <= tau / 2 * G) by (apply Rmult_le_pos; lra). nra. }
        assert ((1 + val V x) * d <= (1 + W x) * d) by (apply Rmult_le_compat_r; lra).
        assert (F x - F y <= (1 + W x) * (F x - F y)) by nra. lra. }
      apply Rle_trans with (1 := Hmain).
      apply Rle_trans with (top (F x) * exp (2 * d + (F x - F y))).
      - apply Rmult_le_compat; [lra| |exact IW|apply exp_ineq1_le]. lra.
      - right. unfold top. rewrite Rmult_assoc, <- exp_plus. do 2 f_equal. unfold d. ring. }
    split; [|split; [|split; [|split]]].
    + destruct (Htop (F (step x tau)) ltac:(lra)) as [_ Hle]. assert (HV := HW1 (step x tau)).
      split; [lra|]. split; [|lra]. intros q Hin. specialize (Q q Hin).
      assert (2 * L * tau * (F x0 - F (step x tau)) <= 2 * L * tau * (3 * L)).
      { apply Rmult_le_compat_l; [repeat apply Rmult_le_pos; lra|lra]. }
      nra.
    + exact HS'.
    + exact IW'.
    + exact Q.
    + intros e He. rewrite S_INR. assert (E1 := IE e ltac:(intros j Hj; apply He; lia)).
      assert (E2 := He k ltac:(lia)). fold x in E2. nra. }
(* a critical point *)
destruct (compact_min (fun x => (S x /\ F x <= F x0) /\ squared_norm n x <= M) (fun x => squared_norm n (g x)))
  as [xb [[[Hb1 Hb2] _] Hmin]].
- apply (compact_inter_closed (fun x => squared_norm n x <= M) (fun x => S x /\ F x <= F x0)); [apply proper_squared_norm|].
  apply closed_and; [exact HSc|].
  apply (closed_comp F (fun t => t <= F x0)); [intros; apply continuous_val|apply closed_le].
- apply continuous_grad.
- exists x0. repeat split; auto; lra.
- exists xb. split; [exact Hb1|]. split; [exact Hb2|]. 
  set (e := squared_norm n (g xb)) in *.
  assert (He : 0 <= e) by apply squared_norm_nonnegative.
  destruct (Rle_lt_or_eq_dec 0 e He) as [Hp|E]; [|now symmetry]. exfalso.
  destruct (Rle_lt_dec 0 (2 * L)) as [_|]; [|lra].
  assert (Hte : 0 < tau / 2 * e) by (apply Rmult_lt_0_compat; lra).
  assert (Hbig : exists k, (2 * L + 1) / (tau / 2 * e) < INR k).
  { destruct (nfloor_ex ((2 * L + 1) / (tau / 2 * e))) as [k [_ Hk]].
    - apply Rlt_le, Rdiv_lt_0_compat; lra.
    - exists (Datatypes.S k). rewrite S_INR. exact Hk. }
  destruct Hbig as [k Hk].
  destruct (Inv k) as (IK & _ & _ & IE).
  assert (F (it k) <= F x0 - INR k * (tau / 2 * e)).
  { apply IE. intros j _. destruct (Inv j) as (JK & JS & _). apply Hmin. split; [split; [exact JS|apply JK]|now apply HKM]. }
  assert (HFk := HFK _ IK). assert (HF0 := HFK _ HK0).
  assert (2 * L + 1 < INR k * (tau / 2 * e)); [|lra].
  apply Rmult_lt_reg_r with (/ (tau / 2 * e)); [now apply Rinv_0_lt_compat|].
  rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra. exact Hk.
Qed.

(** ** The theorem *)
(** D: starting points from which descent is confined. *)
Hypothesis D : Rn n -> Prop.
Hypothesis D_dense : dense D.
Hypothesis isolated : forall v, exists eta, 0 < eta /\
  forall x, squared_norm n (g x) = 0 -> ~ (v < F x < v + eta).

Theorem theorem_1_by_descent_in :
  (forall x0 low, D x0 -> (exists z, F z < low) -> confines_in low x0) ->
  local_minima_are_global F -> no_spurious_setwise_minimum F.
Proof.
intros confined HA S [U HS]. apply NNPP. intros HN.
assert (HFc := continuous_val f).
destruct (spurious_setup F U S HFc HA HS HN) as (v & x1 & Hx1 & Hz & Hv1 & Hv2).
destruct (isolated v) as [eta [Heta Hcrit]].
assert (HSc : closed S) by apply HS.
assert (HSU : forall x, S x -> U x) by apply HS.
assert (Hv := Hv1 x1 Hx1).
destruct (Hv2 (Rmin eta (F x1 - v))) as [x [Hx Hfx]]; [apply Rmin_glb_lt; lra|].
assert (M1 := Rmin_l eta (F x1 - v)). assert (M2 := Rmin_r eta (F x1 - v)).
assert (Hlt : F x < F x1).
{ apply Rlt_le_trans with (1 := Hfx). clear -M2. lra. }
assert (HI : forall y, S y -> F y < F x1 -> interior S y).
{ intros y Hy Hy1. exact (lemma_A_interior F U S x1 y HFc HS Hx1 (HSU y Hy) Hy1). }
assert (Hlow : locally x (fun y => F y < v + Rmin eta (F x1 - v))).
{ apply (open_comp F (fun t => t < v + Rmin eta (F x1 - v))); [intros; apply HFc|apply open_lt|exact Hfx]. }
destruct (D_dense x _ (filter_and _ _ (HI x Hx Hlt) Hlow)) as [x0 [[Hx0 Hf0] HD]].
assert (Hf1 : F x0 < F x1) by (apply Rlt_le_trans with (1 := Hf0); clear -M2; lra).
assert (Hf2 : F x0 < v + eta) by (apply Rlt_le_trans with (1 := Hf0); clear -M1; lra).
destruct (descent S x0 v (confined x0 v HD Hz) (fun x Hx => Rlt_le _ _ (Hv1 x Hx)) HSc Hx0) as (xb & Hb1 & Hb2 & Hb3).
{ intros y Hy Hle. apply HI; [exact Hy|]. now apply Rle_lt_trans with (1 := Hle). }
apply (Hcrit xb Hb3). split; [now apply Hv1|now apply Rle_lt_trans with (1 := Hb2)].
Qed.

(** Under the same hypotheses inf f is attained; so it is enough that all local minima have the same value. *)
Theorem infimum_attained_by_descent_in m :
  (forall x, m <= F x) -> (forall x0, D x0 -> confines_in m x0) ->
  (forall x y, local_minimum F x -> local_minimum F y -> F x = F y) ->
  local_minima_are_global F.
Proof.
intros Hm confined Hsame x Hx z. assert (HFc := continuous_val f).
destruct (glb_exists (fun t => exists y, t = F y)) as [v [Hv1 Hv2]].
- exists (F x). now exists x.
- exists m. intros t [y ->]. apply Hm.
- destruct (isolated v) as [eta [Heta Hcrit]].
  destruct (Hv2 eta Heta) as [t [[y ->] Hy]].
  assert (Hlow : locally y (fun y => F y < v + eta)).
  { apply (open_comp F (fun t => t < v + eta)); [intros; apply HFc|apply open_lt|exact Hy]. }
  destruct (D_dense y _ Hlow) as [x0 [Hf0 HD]].
  destruct (descent (fun _ => True) x0 m (confined x0 HD)) as (xb & _ & Hb2 & Hb3).
  + intros w _. apply Hm.
  + apply closed_true.
  + exact I.
  + intros w _ _. unfold interior. apply filter_forall. auto.
  + assert (Hvb : v <= F xb) by (apply Hv1; now exists xb).
    assert (E : F xb = v).
    { apply Rle_antisym; [|exact Hvb]. apply Rnot_lt_le. intros Hlt. apply (Hcrit xb Hb3).
      split; [exact Hlt|now apply Rle_lt_trans with (1 := Hb2)]. }
    assert (Hb : local_minimum F xb).
    { unfold local_minimum. apply filter_forall. intros w. rewrite E. apply Hv1. now exists w. }
    rewrite (Hsame x xb Hx Hb), E. apply Hv1. now exists z.
Qed.
End Descent.

(** ** Polynomials in the coordinates *)
Section Polynomials.
Variable n : nat.
Variable f : polynomial.
Variable quantities : list polynomial.
Variable V : polynomial.
Notation F := (value n f).

Lemma value_expands p M : exists L, 0 <= L /\ expands n M L (value n p) (fun x h => dot n (gradient n p x) h).
Proof.
destruct (polynomial_expands n M p) as (L & L0 & H). exists L. split; [exact L0|].
intros x h s Hx Hs Hh. rewrite dot_gradient. now apply H.
Qed.

Definition confines (low : R) (x0 : Rn n) : Prop := confines_in n (value n) (gradient n) f quantities V low x0.

Hypothesis nonincreasing : forall q, In q quantities ->
  forall x, 0 <= dot n (gradient n q x) (gradient n f x).
Hypothesis D : Rn n -> Prop.
Hypothesis D_dense : dense D.
Hypothesis isolated : forall v, exists eta, 0 < eta /\
  forall x, critical_point n f x -> ~ (v < F x < v + eta).

Theorem theorem_1_by_descent :
  (forall x0 low, D x0 -> (exists z, F z < low) -> confines low x0) ->
  local_minima_are_global F -> no_spurious_setwise_minimum F.
Proof.
exact (theorem_1_by_descent_in n (value n) (gradient n) value_expands (continuous_value n) (continuous_critical n)
  f quantities V nonincreasing D D_dense isolated).
Qed.

Theorem infimum_attained_by_descent m :
  (forall x, m <= F x) -> (forall x0, D x0 -> confines m x0) ->
  (forall x y, local_minimum F x -> local_minimum F y -> F x = F y) ->
  local_minima_are_global F.
Proof.
exact (infimum_attained_by_descent_in n (value n) (gradient n) value_expands (continuous_value n) (continuous_critical n)
  f quantities V nonincreasing D D_dense isolated m).
Qed.
End Polynomials.
