(** Lagrange rule for one differentiable constraint (only Frechet differentiability and
    the intermediate value theorem are used, no implicit function theorem); Theorem T for an
    arbitrary differentiable proper rho; Theorem 1 from one conserved quantity, without
    trajectories. *)
From Coq Require Import Reals Lra List Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Smooth Trajectories Leaves.
Open Scope R_scope.

Section OneConstraint.
Variable n : nat.
Implicit Types (f q : Rn n -> R).

Definition pt (y h w : Rn n) (t s : R) : Rn n := plus y (plus (scal t h) (scal s w)).

Lemma norm_step (h w : Rn n) (t s : R) :
  norm (plus (scal t h) (scal s w)) <= (norm h + norm w + 1) * (Rabs t + Rabs s).
Proof.
eapply Rle_trans; [exact (@norm_triangle R_AbsRing (Rn n) (scal t h) (scal s w))|].
assert (H1 : norm (scal t h) <= Rabs t * norm h) by exact (@norm_scal R_AbsRing (Rn n) t h).
assert (H2 : norm (scal s w) <= Rabs s * norm w) by exact (@norm_scal R_AbsRing (Rn n) s w).
assert (N1 := norm_ge_0 h). assert (N2 := norm_ge_0 w).
assert (P1 := Rabs_pos t). assert (P2 := Rabs_pos s). nra.
Qed.

Lemma minus_pt (y h w : Rn n) t s : minus (pt y h w t s) y = plus (scal t h) (scal s w).
Proof.
unfold pt, minus. rewrite (plus_comm y). rewrite <- plus_assoc, plus_opp_r. apply plus_zero_r.
Qed.

(** first-order expansion in the plane y + span(h,w) *)
Lemma expand f df (y h w : Rn n) eta :
  is_diff f df -> 0 < eta -> exists d, 0 < d /\ forall t s, Rabs t < d -> Rabs s < d ->
    Rabs (f (pt y h w t s) - f y - (t * df y h + s * df y w)) <= eta * (Rabs t + Rabs s).
Proof.
intros Hf Heta. destruct (Hf y) as [Hlin Hdom].
assert (N1 := norm_ge_0 h). assert (N2 := norm_ge_0 w).
pose (C := norm h + norm w + 1). assert (HC : 0 < C) by (unfold C; lra).
assert (He : 0 < eta / C) by (apply Rdiv_lt_0_compat; lra).
assert (H := Hdom y (fun P H => H) (mkposreal _ He)).
assert (H' := @locally_norm_le_locally R_AbsRing (Rn n) y _ H). clear H.
destruct H' as [e H]. assert (He0 := cond_pos e).
exists (e / (2 * C)). split; [apply Rdiv_lt_0_compat; lra|].
intros t s Ht Hs.
assert (Hn := norm_step h w t s). fold C in Hn.
assert (Hsm : C * (Rabs t + Rabs s) < e).
{ assert (E : C * (e / (2 * C) + e / (2 * C)) = e) by (field; lra).
  rewrite <- E. apply Rmult_lt_compat_l; lra. }
assert (Hb : ball_norm y e (pt y h w t s)).
{ unfold ball_norm. rewrite minus_pt. lra. }
specialize (H _ Hb). simpl in H. rewrite minus_pt in H.
assert (El : df y (plus (scal t h) (scal s w)) = t * df y h + s * df y w).
{ etransitivity; [exact (linear_plus _ Hlin (scal t h) (scal s w))|].
  change (df y (scal t h) + df y (scal s w) = t * df y h + s * df y w).
  f_equal; [exact (linear_scal _ Hlin t h)|exact (linear_scal _ Hlin s w)]. }
change (Rabs (f (pt y h w t s) - f y - df y (plus (scal t h) (scal s w)))
        <= eta / C * norm (plus (scal t h) (scal s w))) in H.
rewrite El in H. eapply Rle_trans; [exact H|].
replace (eta * (Rabs t + Rabs s)) with (eta / C * (C * (Rabs t + Rabs s))) by (field; lra).
apply Rmult_le_compat_l; lra.
Qed.

Lemma cont_line q (y h w : Rn n) t : continuous_everywhere q -> continuity (fun s => q (pt y h w t s)).
Proof.
intros Hq s. apply continuity_pt_filterlim.
apply (continuous_comp (fun s => pt y h w t s) q s); [|apply Hq].
unfold pt.
apply (continuous_plus (V := Rn n) (fun _ : R => y) (fun s : R => plus (scal t h) (scal s w)));
  [apply continuous_const|].
apply (continuous_plus (V := Rn n) (fun _ : R => scal t h) (fun s : R => scal s w));
  [apply continuous_const|].
apply (continuous_scal_l (V := Rn n) (fun s : R => s) w s). apply continuous_id.
Qed.

Lemma lagrange_half f q df dq (y h w : Rn n) :
  is_diff f df -> is_diff q dq -> level_minimum f q y ->
  dq y w = 1 -> dq y h = 0 -> 0 <= df y h.
Proof.
intros Hf Hq HG Hw Hh. apply Rnot_lt_le. intros Hneg.
pose (A := df y w). pose (B := - df y h). assert (HB : 0 < B) by (unfold B; lra).
assert (HA := Rabs_pos A).
pose (ep := Rmin 1 (B / (4 * (1 + Rabs A)))).
assert (Hep : 0 < ep).
{ unfold ep. apply Rmin_glb_lt; [lra|]. apply Rdiv_lt_0_compat; lra. }
assert (Hep1 : ep <= 1) by apply Rmin_l.
assert (HepA : ep * Rabs A <= B / 4).
{ assert (H : ep <= B / (4 * (1 + Rabs A))) by apply Rmin_r.
  apply Rle_trans with (B / (4 * (1 + Rabs A)) * (1 + Rabs A)); [|right; field; lra].
  apply Rmult_le_compat; lra. }
pose (eta := Rmin (ep / 4) (B / 8)).
assert (Heta : 0 < eta) by (unfold eta; apply Rmin_glb_lt; lra).
assert (Heta1 : eta <= ep / 4) by apply Rmin_l. assert (Heta2 : eta <= B / 8) by apply Rmin_r.
clearbody ep eta.
destruct (expand f df y h w eta Hf Heta) as [d1 [Hd1 E1]].
destruct (expand q dq y h w eta Hq Heta) as [d2 [Hd2 E2]].
destruct HG as [e0 HG0].
assert (HGn : locally y (fun y' => q y' = q y -> f y <= f y')) by (now exists e0).
assert (HGn' := @locally_norm_le_locally R_AbsRing (Rn n) y _ HGn). destruct HGn' as [e HG]. assert (He := cond_pos e).
clear HG0 e0.
assert (N1 := norm_ge_0 h). assert (N2 := norm_ge_0 w).
pose (C := norm h + norm w + 1). assert (HC : 0 < C) by (unfold C; lra).
pose (t := Rmin (Rmin d1 d2) (e / C) / 4).
assert (Hec : 0 < e / C) by (apply Rdiv_lt_0_compat; lra).
assert (Ht : 0 < t).
{ unfold t. assert (0 < Rmin (Rmin d1 d2) (e / C)); [|lra]. repeat apply Rmin_glb_lt; lra. }
assert (Ht1 : t < d1 /\ t < d2 /\ t <= e / C / 4).
{ assert (M1 := Rmin_l (Rmin d1 d2) (e / C)). assert (M2 := Rmin_r (Rmin d1 d2) (e / C)).
  assert (M3 := Rmin_l d1 d2). assert (M4 := Rmin_r d1 d2). unfold t in *. lra. }
destruct Ht1 as (Ht1 & Ht2 & Ht3). clearbody t.
assert (Hts : forall s, Rabs s <= ep * t -> Rabs t = t /\ Rabs s <= t).
{ intros s Hs. split; [apply Rabs_pos_eq; lra|]. apply Rle_trans with (1 := Hs). nra. }
pose (phi := fun s => q (pt y h w t s) - q y).
assert (Hphi : forall s, Rabs s <= ep * t -> Rabs (phi s - s) <= ep * t / 2).
{ intros s Hs. destruct (Hts s Hs) as [At As].
  assert (E := E2 t s). rewrite Hh, Hw, At in E.
  replace (phi s - s) with (q (pt y h w t s) - q y - (t * 0 + s * 1)) by (unfold phi; ring).
  eapply Rle_trans; [apply E; lra|]. nra. }
assert (Hept : 0 < ep * t) by (apply Rmult_lt_0_compat; lra).
destruct (IVT phi (- (ep * t)) (ep * t)) as [s [Hs Hs0]].
- apply (continuity_minus (fun s => q (pt y h w t s)) (fun _ => q y)).
  + apply cont_line, (is_diff_continuous n q dq Hq).
  + apply continuity_const. intros a b. reflexivity.
- lra.
- assert (E := Hphi (- (ep * t))). rewrite Rabs_Ropp, Rabs_pos_eq in E by lra.
  specialize (E (Rle_refl _)). apply Rabs_le_between in E. lra.
- assert (E := Hphi (ep * t)). rewrite Rabs_pos_eq in E by lra.
  specialize (E (Rle_refl _)). apply Rabs_le_between in E. lra.
- assert (Hsa : Rabs s <= ep * t) by (apply Rabs_le; lra).
  destruct (Hts s Hsa) as [At As].
  assert (Hq0 : q (pt y h w t s) = q y) by (unfold phi in Hs0; lra).
  assert (Hball : ball_norm y e (pt y h w t s)).
  { unfold ball_norm. rewrite minus_pt. eapply Rle_lt_trans; [apply norm_step|].
    fold C. rewrite At. apply Rle_lt_trans with (C * (2 * (e / C / 4))).
    - apply Rmult_le_compat_l; lra.
    - replace (C * (2 * (e / C / 4))) with (e / 2) by (field; lra). lra. }
  assert (Hle := HG _ Hball Hq0).
  assert (E : Rabs (f (pt y h w t s) - f y - (t * df y h + s * A)) <= eta * (Rabs t + Rabs s)).
  { apply E1; lra. }
  apply Rabs_le_between in E. rewrite At in E.
  assert (F1 : s * A <= ep * t * Rabs A).
  { apply Rle_trans with (Rabs (s * A)); [apply Rle_abs|]. rewrite Rabs_mult.
    apply Rmult_le_compat_r; lra. }
  assert (F2 : ep * t * Rabs A <= t * (B / 4)) by nra.
  assert (F3 : eta * (t + Rabs s) <= t * (B / 4)) by nra.
  replace (df y h) with (- B) in E by (unfold B; ring).
  assert (0 < t * B) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Lemma diff_scal f df (y : Rn n) : is_diff f df -> forall a (h : Rn n), df y (scal a h) = a * df y h.
Proof. intros Hf a h. exact (linear_scal _ (proj1 (Hf y)) a h). Qed.
Lemma diff_plus f df (y : Rn n) : is_diff f df ->
  forall h k : Rn n, df y (plus h k) = df y h + df y k.
Proof. intros Hf h k. exact (linear_plus _ (proj1 (Hf y)) h k). Qed.

(** Lagrange: at a local minimum of f on a level set of q, either dq = 0 or df = lam dq. *)
Theorem lagrange_one f q df dq (y : Rn n) :
  is_diff f df -> is_diff q dq -> level_minimum f q y ->
  (forall h, dq y h = 0) \/ exists lam, forall h, df y h = lam * dq y h.
Proof.
intros Hf Hq HG. destruct (classic (forall h, dq y h = 0)) as [H0|H0]; [now left|right].
assert (Hw : exists w, dq y w = 1).
{ apply not_all_ex_not in H0. destruct H0 as [w Hw]. exists (scal (/ dq y w) w).
  etransitivity; [exact (diff_scal q dq y Hq (/ dq y w) w)|]. now field. }
destruct Hw as [w Hw]. exists (df y w). intros h.
pose (r := - dq y h). pose (k := plus h (scal r w)).
assert (Hk : dq y k = 0).
{ etransitivity; [exact (diff_plus q dq y Hq h (scal r w))|].
  replace (dq y (scal r w)) with (r * dq y w) by (symmetry; exact (diff_scal q dq y Hq r w)).
  rewrite Hw. unfold r. ring. }
assert (Hk' : dq y (scal (-1) k) = 0).
{ etransitivity; [exact (diff_scal q dq y Hq (-1) k)|]. rewrite Hk. ring. }
assert (H1 := lagrange_half f q df dq y k w Hf Hq HG Hw Hk).
assert (H2 := lagrange_half f q df dq y (scal (-1) k) w Hf Hq HG Hw Hk').
assert (E1 : df y (scal (-1) k) = -1 * df y k) by exact (diff_scal f df y Hf (-1) k).
assert (E2 : df y k = df y h + r * df y w).
{ etransitivity; [exact (diff_plus f df y Hf h (scal r w))|].
  f_equal. exact (diff_scal f df y Hf r w). }
rewrite E1 in H2. unfold r in E2. lra.
Qed.

(** Theorem T, analytic form, arbitrary differentiable proper rho. *)
Theorem theorem_T_rho f rho df drho :
  is_diff f df -> is_diff rho drho -> proper rho -> critical_ok n f df ->
  (forall v, (exists z, f z < v) -> exists R eps, 0 < eps /\ forall x, R <= rho x ->
     (forall h, drho x h = 0) \/ (exists lam, forall h, df x h = lam * drho x h) ->
     ~ (v < f x < v + eps)) ->
  no_spurious_setwise_minimum f.
Proof.
intros Hf Hr Hp HA HB. apply (theorem_T f rho); auto.
- now apply is_diff_continuous with df.
- now apply is_diff_continuous with drho.
- intros x Hx. destruct (HA x (fermat n f df x Hf Hx)); [assumption|contradiction].
- intros v Hv. destruct (HB v Hv) as (R & eps & He & H). exists R, eps.
  split; [exact He|]. intros x HG HR. apply H; [exact HR|].
  now apply (lagrange_one f rho df drho x).
Qed.

(** Theorem 1 from one conserved quantity q: <grad q, grad f> = 0, generic fibres of q
    regular and meeting the sublevel sets of f in compact sets.  No trajectory is needed. *)
Theorem theorem_conserved f g q dq (D : Rn n -> Prop) :
  is_grad f g -> is_diff q dq -> (forall x, dq x (g x) = 0) ->
  dense D ->
  (forall x, D x -> compact (fun y => q y = q x /\ f y <= f x)) ->
  (forall x y, D x -> q y = q x -> exists h, dq y h <> 0) ->
  critical_values_isolated f (critical g) ->
  (forall x, critical g x -> global_minimum f x \/ ~ local_minimum f x) ->
  no_spurious_setwise_minimum f.
Proof.
intros Hf Hq Hcons HD Hcp Hreg Hcv HA.
apply (theorem_leaf f (fun x y => q y = q x) D).
- apply (is_diff_continuous n f _ Hf).
- exact HD.
- reflexivity.
- exact Hcp.
- intros x Hx. destruct (HA x); [|assumption|contradiction].
  unfold critical. exact (fermat n f _ x Hf Hx (g x)).
- intros v Hv. destruct (Hcv v Hv) as [eta [He H]].
  exists (fun _ => False), eta. split; [|split; [exact He|]].
  + intros I O _ _. exists nil. intros x [].
  + intros x y Hx _ [Hl Hmin]. apply H.
    assert (HG : level_minimum f q y).
    { apply filter_imp with (2 := Hmin). intros y' Hy' Hqy. apply Hy'. congruence. }
    destruct (lagrange_one f q _ dq y Hf Hq HG) as [H0|[lam Hlam]].
    * destruct (Hreg x y Hx Hl) as [h Hh]. exfalso. apply Hh, H0.
    * unfold critical. change (dot n (g y) (g y) = 0). rewrite Hlam, Hcons. ring.
Qed.

End OneConstraint.

(** Conserved quantities bound trajectories. *)
Lemma traj_conserved n (g : Rn n -> Rn n) (q : Rn n -> R) dq c :
  is_diff q dq -> (forall x, dq x (g x) = 0) -> trajectory g c ->
  forall t, 0 <= t -> q (c t) = q (c 0).
Proof.
intros Hq Hcons Hc t Ht.
assert (Hd : forall s, 0 <= s -> is_derive (fun u => q (c u)) s 0).
{ intros s Hs. specialize (Hc s Hs). unfold is_derive in *.
  assert (Hqx := Hq (c s)).
  apply filterdiff_ext_lin with (fun y : R_AbsRing => dq (c s) (scal y (opp (g (c s))))).
  - apply (filterdiff_comp' c (q : Rn n -> R_NormedModule) s
             (fun y => scal y (opp (g (c s)))) (dq (c s))); assumption.
  - intros y. etransitivity; [exact (linear_scal _ (proj1 Hqx) y (opp (g (c s))))|].
    rewrite (linear_opp _ (g (c s)) (proj1 Hqx)), Hcons.
    change (y * - 0 = y * 0). ring. }
destruct (MVT_gen (fun u => q (c u)) 0 t (fun _ => 0)) as [r [_ E]].
- rewrite Rmin_left, Rmax_right by lra. intros u Hu. apply Hd. lra.
- rewrite Rmin_left, Rmax_right by lra. intros u Hu. apply continuity_pt_filterlim.
  apply (ex_derive_continuous (fun u => q (c u)) u). eexists. apply Hd. lra.
- lra.
Qed.

Lemma conserved_bounded n (f : Rn n -> R) g (l : list ((Rn n -> R) * (Rn n -> Rn n -> R))) c :
  is_grad f g -> trajectory g c ->
  (forall q dq, In (q, dq) l -> is_diff q dq /\ forall x, dq x (g x) = 0) ->
  (exists M, forall y, (forall q dq, In (q, dq) l -> q y = q (c 0)) -> f y <= f (c 0) -> squared_norm n y <= M) ->
  bounded_curve c.
Proof.
intros Hf Hc Hl [M HM]. exists M. intros t Ht. apply HM.
- intros q dq Hin. destruct (Hl q dq Hin) as [Hq Hcons]. now apply (traj_conserved n g q dq).
- destruct (traj_mvt n f g c 0 t Hf Hc) as [r [_ E]]; [lra|].
  assert (0 <= squared_norm n (g (c r)) * (t - 0)); [|lra].
  apply Rmult_le_pos; [apply squared_norm_nonnegative|lra].
Qed.
