(** Gradient trajectories of differentiable functions on R^(n+1): a bounded one has a
    critical cluster point; hence Theorem 1+ for C^1 functions. *)
From Coq Require Import Reals Lra List Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Smooth.
Open Scope R_scope.

Definition is_grad {n} (f : Rn n -> R) (g : Rn n -> Rn n) :=
  is_diff f (fun x h => dot n (g x) h).
(** x'(t) = - grad f (x(t)); the derivative at 0 is two-sided, which loses nothing: a
    curve on [0,+oo) is extended to t < 0 by its tangent line. *)
Definition trajectory {n} (g : Rn n -> Rn n) (c : R -> Rn n) :=
  forall t, 0 <= t -> is_derive c t (opp (g (c t))).
Definition bounded_curve {n} (c : R -> Rn n) :=
  exists M, forall t, 0 <= t -> squared_norm n (c t) <= M.
Definition critical {n} (g : Rn n -> Rn n) (x : Rn n) := squared_norm n (g x) = 0.

Lemma dot_opp n (x y : Rn n) : dot n x (opp y) = - dot n x y.
Proof.
revert x y. induction n as [|n IH].
- intros x y. change (x * - y = - (x * y)). ring.
- intros [x1 x2] [y1 y2]. specialize (IH x2 y2).
  match type of IH with ?L = _ =>
    change (x1 * - y1 + L = - (x1 * y1 + dot n x2 y2)) end.
  rewrite IH. ring.
Qed.

Lemma derive_traj n (f : Rn n -> R) g c t :
  is_grad f g -> trajectory g c -> 0 <= t ->
  is_derive (fun s => f (c s)) t (- squared_norm n (g (c t))).
Proof.
intros Hf Hc Ht. specialize (Hc t Ht). unfold is_derive in *.
assert (Hfx := Hf (c t)).
apply filterdiff_ext_lin with (fun y : R_AbsRing => dot n (g (c t)) (scal y (opp (g (c t))))).
- apply (filterdiff_comp' c (f : Rn n -> R_NormedModule) t
           (fun y => scal y (opp (g (c t)))) (fun h => dot n (g (c t)) h)).
  + exact Hc.
  + exact Hfx.
- intros y. etransitivity; [exact (linear_scal _ (proj1 Hfx) y (opp (g (c t))))|].
  unfold squared_norm. rewrite dot_opp. reflexivity.
Qed.

Lemma traj_mvt n (f : Rn n -> R) g c s t :
  is_grad f g -> trajectory g c -> 0 <= s <= t ->
  exists r, s <= r <= t /\ f (c t) - f (c s) = - squared_norm n (g (c r)) * (t - s).
Proof.
intros Hf Hc [Hs Hst].
destruct (MVT_gen (fun u => f (c u)) s t (fun u => - squared_norm n (g (c u)))) as [r [Hr E]].
- rewrite Rmin_left, Rmax_right by lra. intros u Hu. apply derive_traj; auto. lra.
- rewrite Rmin_left, Rmax_right by lra. intros u Hu. apply continuity_pt_filterlim.
  apply (ex_derive_continuous (fun u => f (c u)) u). eexists. apply derive_traj; eauto. lra.
- rewrite Rmin_left, Rmax_right in Hr by lra. exists r. split; [exact Hr|exact E].
Qed.

(** A bounded trajectory has a critical cluster point. *)
Theorem bounded_traj_cluster n (f : Rn n -> R) g c :
  is_grad f g -> continuous_everywhere (fun x => squared_norm n (g x)) -> trajectory g c -> bounded_curve c ->
  exists xb, critical g xb /\ cluster_at_infty c xb.
Proof.
intros Hf Hg Hc [M HM].
pose (W := fun (Te : R * posreal) (y : Rn n) =>
             forall t, 0 <= t -> fst Te <= t -> c t = y -> snd Te <= squared_norm n (g y)).
assert (HW : exists xb : Rn n, forall Te, ~ locally xb (W Te)).
{ apply NNPP. intros HN.
  assert (Hcov : forall x : Rn n, exists Te, locally x (W Te)).
  { intros x. apply NNPP. intros H. apply HN. exists x. intros Te HT. apply H. now exists Te. }
  destruct (compact_directed (fun x : Rn n => squared_norm n x <= M) (R * posreal)
              (fun Te x => locally x (W Te))) as [[T e] HT].
  - apply proper_squared_norm.
  - exact (inhabits (0, mkposreal 1 Rlt_0_1)).
  - intros [T e] [T' e'].
    assert (Hm : 0 < Rmin e e') by (apply Rmin_glb_lt; apply cond_pos).
    exists (Rmax T T', mkposreal _ Hm).
    assert (A1 := Rmax_l T T'). assert (A2 := Rmax_r T T').
    assert (A3 := Rmin_l e e'). assert (A4 := Rmin_r e e').
    intros x [H|H]; apply filter_imp with (2 := H); unfold W; simpl;
      intros y Hy t Ht0 Ht Hct; [apply Rle_trans with e|apply Rle_trans with e'];
      try assumption; apply (Hy t); try assumption; lra.
  - intros Te x Hx. apply locally_locally. exact Hx.
  - intros x _. apply Hcov.
  - assert (He0 := cond_pos e).
    assert (Hlow : forall t, 0 <= t -> T <= t -> e <= squared_norm n (g (c t))).
    { intros t Ht0 Ht. assert (H := HT (c t) (HM t Ht0)).
      apply locally_singleton in H. now apply (H t). }
    pose (s := Rmax 0 T). assert (Hs0 : 0 <= s) by apply Rmax_l. assert (HsT : T <= s) by apply Rmax_r.
    destruct (compact_min (fun x : Rn n => squared_norm n x <= M) f) as [xm [_ Hxm]].
    + apply proper_squared_norm.
    + apply (is_diff_continuous n f _ Hf).
    + exists (c 0). apply HM. lra.
    + pose (L := (f (c s) - f xm + 1) / e).
      assert (HL : L * e = f (c s) - f xm + 1) by (unfold L; field; lra).
      assert (H0 : f xm <= f (c s)) by (apply Hxm, HM; lra).
      assert (HLp : 0 < L) by (unfold L; apply Rdiv_lt_0_compat; lra).
      destruct (traj_mvt n f g c s (s + L) Hf Hc) as [r [Hr E]]; [lra|].
      assert (H1 : f xm <= f (c (s + L))) by (apply Hxm, HM; lra).
      assert (H2 : e <= squared_norm n (g (c r))) by (apply Hlow; lra).
      replace (s + L - s) with L in E by ring.
      assert (e * L <= squared_norm n (g (c r)) * L) by (apply Rmult_le_compat_r; lra). lra. }
destruct HW as [xb Hxb]. exists xb. split.
- unfold critical. apply NNPP. intros Hne.
  assert (Hp : 0 < squared_norm n (g xb)) by (assert (H := squared_norm_nonnegative n (g xb)); lra).
  assert (Hh : 0 < squared_norm n (g xb) / 2) by lra.
  apply (Hxb (0, mkposreal _ Hh)).
  assert (HL : locally xb (fun y => squared_norm n (g xb) / 2 < squared_norm n (g y))).
  { apply (open_comp (fun y => squared_norm n (g y)) (fun t => squared_norm n (g xb) / 2 < t));
      [intros; apply Hg|apply open_gt|lra]. }
  apply filter_imp with (2 := HL). intros y Hy t _ _ _. simpl. lra.
- intros P T HP. apply NNPP. intros HN.
  apply (Hxb (T, mkposreal 1 Rlt_0_1)).
  apply filter_imp with (2 := HP). intros y Hy t _ Ht Hct. exfalso. apply HN.
  exists t. rewrite Hct. split; assumption.
Qed.

Theorem traj_descent n (f : Rn n -> R) g c :
  is_grad f g -> continuous_everywhere (fun x => squared_norm n (g x)) -> trajectory g c ->
  bounded_curve c \/ (forall z d, 0 < d -> exists t, 0 <= t /\ f (c t) < f z + d) ->
  descent f (critical g) (c 0).
Proof.
intros Hf Hg Hc Halt. exists c. split; [reflexivity|]. split; [|split].
- intros t Ht P HP.
  assert (Hcont : continuous c t) by (apply ex_derive_continuous; eexists; now apply Hc).
  assert (H := Hcont P HP). unfold filtermap, within in *.
  apply filter_imp with (2 := H). auto.
- intros s t Hst. destruct (traj_mvt n f g c s t Hf Hc Hst) as [r [_ E]].
  assert (0 <= squared_norm n (g (c r)) * (t - s)).
  { apply Rmult_le_pos; [apply squared_norm_nonnegative|lra]. } lra.
- destruct Halt as [Hb|Hi]; [right|left; exact Hi]. now apply (bounded_traj_cluster n f g c).
Qed.

Lemma dot_zero_sqn n (x h : Rn n) : squared_norm n x = 0 -> dot n x h = 0.
Proof.
revert x h. unfold squared_norm. induction n as [|n IH].
- intros x h H. change (x * x = 0) in H. change (x * h = 0). nra.
- intros [x1 x2] [h1 h2] H. change (x1 * x1 + dot n x2 x2 = 0) in H.
  change (x1 * h1 + dot n x2 h2 = 0).
  assert (H2 := squared_norm_nonnegative n x2). unfold squared_norm in H2.
  assert (E1 : x1 = 0) by nra. assert (E2 : dot n x2 x2 = 0) by nra.
  rewrite (IH x2 h2 E2), E1. ring.
Qed.

(** Theorem 1+ for gradient trajectories. *)
Theorem theorem_1plus_smooth n (f : Rn n -> R) g (D : Rn n -> Prop) :
  is_grad f g -> continuous_everywhere (fun x => squared_norm n (g x)) -> dense D ->
  (forall x0, D x0 -> exists c, c 0 = x0 /\ trajectory g c /\
     (bounded_curve c \/ (forall z d, 0 < d -> exists t, 0 <= t /\ f (c t) < f z + d))) ->
  critical_values_isolated f (critical g) ->
  (forall x, critical g x -> global_minimum f x \/ ~ local_minimum f x) ->
  no_spurious_setwise_minimum f.
Proof.
intros Hf Hg HD Htraj Hcv HA.
apply (theorem_1plus f (critical g) D).
- apply (is_diff_continuous n f _ Hf).
- exact HD.
- intros x0 Hx0. destruct (Htraj x0 Hx0) as (c & <- & Hc & Halt).
  now apply (traj_descent n f g c).
- exact Hcv.
- intros x Hx. destruct (HA x); [|assumption|contradiction].
  unfold critical. exact (fermat n f _ x Hf Hx (g x)).
Qed.
