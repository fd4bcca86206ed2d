(** Setwise local minima in any uniform space (only the topology is used): the structure of setwise local minima
    (Lemma A), Theorem T, Theorem R and Theorem 1+ for curves. *)
From Coq Require Import Reals Lra List Classical.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions.
Open Scope R_scope.

(** ** Greatest lower bounds of real sets *)
Lemma glb_exists (E : R -> Prop) :
  (exists x, E x) -> (exists b, forall x, E x -> b <= x) ->
  exists v, (forall x, E x -> v <= x) /\
            (forall d, 0 < d -> exists x, E x /\ x < v + d).
Proof.
intros [x0 H0] [b Hb].
destruct (completeness (fun y => E (- y))) as [m [Hm1 Hm2]].
- exists (- b). intros y Hy. specialize (Hb _ Hy). lra.
- exists (- x0). now rewrite Ropp_involutive.
- exists (- m). split.
  + intros x Hx. assert (H : - x <= m); [|lra].
    apply Hm1. now rewrite Ropp_involutive.
  + intros d Hd. apply NNPP. intros HN.
    assert (H : m <= m - d); [|lra].
    apply Hm2. intros y Hy. apply Rnot_lt_le. intros Hlt.
    apply HN. exists (- y). split; [exact Hy|lra].
Qed.

Section Topology.
Context {X : UniformSpace}.
Implicit Types (f : X -> R) (S U : X -> Prop).

Definition continuous_everywhere (f : X -> R) := forall x, continuous f x.

(** Standard open-cover compactness. *)
Definition compact (K : X -> Prop) : Prop :=
  forall (I : Type) (O : I -> X -> Prop),
    (forall i, open (O i)) -> (forall x, K x -> exists i, O i x) ->
    exists l : list I, forall x, K x -> exists i, In i l /\ O i x.

(** A directed open cover of a compact set has one member that covers. *)
Lemma compact_directed (K : X -> Prop) (I : Type) (O : I -> X -> Prop) :
  compact K -> inhabited I ->
  (forall i j, exists k, forall x, O i x \/ O j x -> O k x) ->
  (forall i, open (O i)) -> (forall x, K x -> exists i, O i x) ->
  exists i, forall x, K x -> O i x.
Proof.
intros HK [i0] Hdir Hop Hcov.
destruct (HK I O Hop Hcov) as [l Hl].
assert (Hub : exists k, forall i x, In i l -> O i x -> O k x).
{ clear Hl. induction l as [|i l [k Hk]].
  - exists i0. intros i x [].
  - destruct (Hdir i k) as [k' Hk']. exists k'. intros j x [<-|Hj] Hx.
    + apply Hk'. now left.
    + apply Hk'. right. now apply (Hk j). }
destruct Hub as [k Hk]. exists k. intros x Hx.
destruct (Hl x Hx) as [i [Hi HOi]]. now apply (Hk i).
Qed.

Lemma compact_of_directed (K : X -> Prop) :
  (forall (I : Type) (O : I -> X -> Prop), inhabited I ->
     (forall i j, exists k, forall x, O i x \/ O j x -> O k x) ->
     (forall i, open (O i)) -> (forall x, K x -> exists i, O i x) ->
     exists i, forall x, K x -> O i x) -> compact K.
Proof.
intros H I O Hop Hcov.
destruct (H (list I) (fun l x => exists i, In i l /\ O i x)) as [l Hl].
- exact (inhabits nil).
- intros l1 l2. exists (l1 ++ l2). intros x [[i [Hi Hx]]|[i [Hi Hx]]];
    exists i; (split; [apply in_or_app; tauto|exact Hx]).
- intros l x [i [Hi Hx]]. apply filter_imp with (2 := Hop i x Hx).
  intros y Hy. now exists i.
- intros x Hx. destruct (Hcov x Hx) as [i Hi].
  exists (cons i nil). exists i. split; [now left|exact Hi].
- now exists l.
Qed.

Lemma compact_closed_sub (K C : X -> Prop) :
  compact K -> closed C -> (forall x, C x -> K x) -> compact C.
Proof.
intros HK HC Hsub I O Hop Hcov.
destruct (HK (option I) (fun o x => match o with Some i => O i x | None => ~ C x end))
  as [l Hl].
- intros [i|]; [apply Hop|]. now apply open_not.
- intros x _. destruct (classic (C x)) as [Hx|Hx].
  + destruct (Hcov x Hx) as [i Hi]. now exists (Some i).
  + now exists None.
- exists (flat_map (fun o => match o with Some i => cons i nil | None => nil end) l).
  intros x Hx. destruct (Hl x (Hsub x Hx)) as [[i|] [Hi HO]]; [|contradiction].
  exists i. split; [|exact HO]. apply in_flat_map. exists (Some i).
  split; [exact Hi|now left].
Qed.

(** Weierstrass. *)
Lemma compact_min (K : X -> Prop) (f : X -> R) :
  compact K -> continuous_everywhere f -> (exists x, K x) ->
  exists x, K x /\ forall y, K y -> f x <= f y.
Proof.
intros HK Hf [x0 Hx0]. apply NNPP. intros HN.
assert (Hlow : forall x, K x -> exists y, K y /\ f y < f x).
{ intros x Hx. apply NNPP. intros H. apply HN. exists x. split; [exact Hx|].
  intros y Hy. apply Rnot_lt_le. intros Hlt. apply H. now exists y. }
destruct (compact_directed K {y : X | K y} (fun y x => f (proj1_sig y) < f x))
  as [[y Hy] H]; auto.
- exact (inhabits (exist _ x0 Hx0)).
- intros [y Hy] [z Hz]; simpl.
  destruct (Rle_dec (f y) (f z)).
  + exists (exist _ y Hy). simpl. intros x; lra.
  + exists (exist _ z Hz). simpl. intros x; lra.
- intros [y Hy]; simpl. apply (open_comp f (fun t => f y < t)).
  + intros x _. apply Hf.
  + apply open_gt.
- intros x Hx. destruct (Hlow x Hx) as [y [Hy Hlt]]. now exists (exist _ y Hy).
- simpl in H. specialize (H y Hy). lra.
Qed.

(** [rho] is proper (sublevel sets are compact). *)
Definition proper (rho : X -> R) := forall a, compact (fun x => rho x <= a).

Lemma proper_min_le (S : X -> Prop) (f rho : X -> R) a :
  continuous_everywhere f -> continuous_everywhere rho -> proper rho -> closed S ->
  (exists x, S x /\ rho x <= a) ->
  exists x, (S x /\ rho x <= a) /\ forall y, S y -> rho y <= a -> f x <= f y.
Proof.
intros Hf Hr Hp HS Hne.
destruct (compact_min (fun x => S x /\ rho x <= a) f) as [x [Hx Hm]]; auto.
- apply (compact_closed_sub (fun x => rho x <= a)); [apply Hp| |tauto].
  apply closed_and; [exact HS|].
  apply (closed_comp rho (fun t => t <= a)); [intros; apply Hr|apply closed_le].
- exists x. split; [exact Hx|]. intros y H1 H2. now apply Hm.
Qed.

Lemma proper_min_eq (S : X -> Prop) (f rho : X -> R) a :
  continuous_everywhere f -> continuous_everywhere rho -> proper rho -> closed S ->
  (exists x, S x /\ rho x = a) ->
  exists x, (S x /\ rho x = a) /\ forall y, S y -> rho y = a -> f x <= f y.
Proof.
intros Hf Hr Hp HS [x0 [Hx0 Ha]].
destruct (proper_min_le (fun x => S x /\ a <= rho x) f rho a) as [x [Hx Hm]]; auto.
- apply closed_and; [exact HS|].
  apply (closed_comp rho (fun t => a <= t)); [intros; apply Hr|apply closed_ge].
- exists x0. split; [split; [exact Hx0|lra]|lra].
- exists x. split; [split; [tauto|lra]|]. intros y H1 H2. apply Hm; [split|]; try lra; exact H1.
Qed.

(** [level_minimum f rho x]: x is a local minimum of f on the level set of rho through x. *)
Definition level_minimum (f rho : X -> R) x :=
  locally x (fun y => rho y = rho x -> f x <= f y).
Definition interior (S : X -> Prop) x := locally x S.
Definition closure (S : X -> Prop) x := forall P, locally x P -> exists y, P y /\ S y.

Lemma spurious_does_not_reach f S : spurious_setwise_minimum f S -> ~ reaches_infimum f S.
Proof.
intros [_ [z [m [Hz Hm]]]] H.
destruct (H z (m - f z)) as [x [Hx Hlt]]; [lra|]. specialize (Hm x Hx). lra.
Qed.

Lemma not_reaching_is_spurious f S :
  setwise_local_minimum f S -> ~ reaches_infimum f S -> spurious_setwise_minimum f S.
Proof.
intros HS H. split; [exact HS|]. apply NNPP. intros HN. apply H.
intros z d Hd. apply NNPP. intros HN2. apply HN. exists z, (f z + d).
split; [lra|]. intros x Hx. apply Rnot_lt_le. intros Hlt. apply HN2. now exists x.
Qed.

(** [reaches_infimum] is equality of infima in the extended reals. *)
Lemma reaches_infimum_Glb f S : reaches_infimum f S <->
  Glb_Rbar (fun t => exists x, S x /\ t = f x) = Glb_Rbar (fun t => exists x, t = f x).
Proof.
unfold Glb_Rbar.
destruct (ex_glb_Rbar (fun t => exists x, S x /\ t = f x)) as [l [Hl1 Hl2]].
destruct (ex_glb_Rbar (fun t => exists x, t = f x)) as [g [Hg1 Hg2]]. simpl.
split.
- intros H. apply Rbar_le_antisym.
  + apply Hg2. intros t [z ->].
    assert (Hd : forall d, 0 < d -> Rbar_le l (f z + d)).
    { intros d Hd. destruct (H z d Hd) as [x [Hx Hlt]].
      apply Rbar_le_trans with (f x); [apply Hl1; now exists x|simpl; lra]. }
    destruct l as [l| |]; simpl in *; auto.
    * apply Rnot_lt_le. intros Hlt. specialize (Hd ((l - f z) / 2)). lra.
    * apply (Hd 1). lra.
  + apply Hl2. intros t [x [_ ->]]. apply Hg1. now exists x.
- intros <- z d Hd. apply NNPP. intros HN.
  assert (H1 : Rbar_le (f z + d) l).
  { apply Hl2. intros t [x [Hx ->]]. simpl. apply Rnot_lt_le. intros Hlt.
    apply HN. now exists x. }
  assert (H2 : Rbar_le l (f z)) by (apply Hg1; now exists z).
  assert (H3 := Rbar_le_trans _ _ _ H1 H2). simpl in H3. lra.
Qed.

(** ** Lemma A' *)
Theorem lemma_A_interior f U S x1 y :
  continuous_everywhere f -> setwise_minimum_in f U S -> S x1 -> U y -> f y < f x1 -> interior S y.
Proof.
intros Hf (_ & _ & HU & _ & HS) H1 Hy Hlt.
assert (Ho : locally y (fun y' => f y' < f x1)).
{ apply (open_comp f (fun t => t < f x1)); [intros; apply Hf|apply open_lt|exact Hlt]. }
apply filter_imp with (2 := filter_and _ _ Ho (HU y Hy)).
intros y' [Hy' HUy']. apply NNPP. intros HN. specialize (HS x1 y' H1 HUy' HN). lra.
Qed.

Theorem lemma_A_constant f U S :
  setwise_minimum_in f U S -> (forall x y, S x -> S y -> f x = f y) ->
  forall x, S x -> local_minimum f x.
Proof.
intros (_ & _ & HU & HSU & HS) Hc x Hx.
apply filter_imp with (2 := HU x (HSU x Hx)).
intros y Hy. destruct (classic (S y)) as [Hy'|Hy'].
- rewrite (Hc x y); auto with real.
- now apply HS.
Qed.

(** A point of S where the minimum over S is attained is a local minimum. *)
Lemma attained_loc_min f U S xb :
  continuous_everywhere f -> setwise_minimum_in f U S -> S xb -> (forall x, S x -> f xb <= f x) -> local_minimum f xb.
Proof.
intros Hf HS Hb Hm.
destruct (classic (exists x1, S x1 /\ f xb < f x1)) as [[x1 [H1 Hlt]]|HN].
- assert (HI := lemma_A_interior f U S x1 xb Hf HS H1).
  destruct HS as (_ & _ & _ & HSU & _).
  apply filter_imp with (2 := HI (HSU xb Hb) Hlt). exact Hm.
- apply (lemma_A_constant f U S HS); [|exact Hb].
  assert (Hc : forall x, S x -> f x = f xb).
  { intros x Hx. apply Rle_antisym; [|now apply Hm].
    apply Rnot_lt_le. intros Hlt. apply HN. now exists x. }
  intros x y Hx Hy. now rewrite (Hc x), (Hc y).
Qed.

(** Common first half of the proofs of Theorems T and 1+ *)
Lemma spurious_setup f U S :
  continuous_everywhere f -> local_minima_are_global f -> setwise_minimum_in f U S -> ~ reaches_infimum f S ->
  exists v x1, S x1 /\ (exists z, f z < v) /\ (forall x, S x -> v < f x) /\
    (forall d, 0 < d -> exists x, S x /\ f x < v + d).
Proof.
intros Hf HA HS HN.
assert (Hsp : exists z d, 0 < d /\ forall x, S x -> f z + d <= f x).
{ apply NNPP. intros H. apply HN. intros z d Hd. apply NNPP. intros H2. apply H.
  exists z, d. split; [exact Hd|]. intros x Hx. apply Rnot_lt_le. intros Hlt.
  apply H2. now exists x. }
destruct Hsp as [z [d [Hd Hz]]].
destruct (proj1 HS) as [x1 Hx1].
destruct (glb_exists (fun t => exists x, S x /\ t = f x)) as [v [Hv1 Hv2]].
- exists (f x1), x1. auto.
- exists (f z + d). intros t [x [Hx ->]]. auto.
- assert (Hzv : f z < v).
  { apply Rnot_le_lt. intros Hle. destruct (Hv2 d Hd) as [t [[x [Hx ->]] Hlt]].
    specialize (Hz x Hx). lra. }
  exists v, x1. split; [exact Hx1|]. split; [now exists z|]. split.
  + intros x Hx. apply Rnot_le_lt. intros Hle.
    assert (Hg : global_minimum f x).
    { apply HA, (attained_loc_min f U S x Hf HS Hx).
      intros y Hy. apply Rle_trans with v; [exact Hle|]. apply Hv1. now exists y. }
    specialize (Hg z). assert (v <= f x) by (apply Hv1; now exists x). lra.
  + intros e He. destruct (Hv2 e He) as [t [[x [Hx ->]] Hlt]]. now exists x.
Qed.

(** ** Theorem T (core) *)
Definition no_value_at_infinity (f rho : X -> R) :=
  forall v, (exists z, f z < v) ->
  exists R eps, 0 < eps /\
    forall x, level_minimum f rho x -> R <= rho x -> ~ (v < f x < v + eps).

Theorem theorem_T f rho :
  continuous_everywhere f -> continuous_everywhere rho -> proper rho -> local_minima_are_global f -> no_value_at_infinity f rho -> no_spurious_setwise_minimum f.
Proof.
intros Hf Hr Hp HA HB S [U HS]. apply NNPP. intros HN.
destruct (spurious_setup f U S Hf HA HS HN) as (v & x1 & Hx1 & Hz & Hv1 & Hv2).
destruct (HB v Hz) as (R & eps & Heps & HG).
assert (HSc : closed S) by apply HS.
assert (HSU : forall x, S x -> U x) by apply HS.
assert (Hm : exists m, v < m /\ forall x, S x -> rho x <= R -> m <= f x).
{ destruct (classic (exists x, S x /\ rho x <= R)) as [Hne|Hne].
  - destruct (proper_min_le S f rho R Hf Hr Hp HSc Hne) as [m [[Hm1 _] Hm2]].
    exists (f m). split; [now apply Hv1|exact Hm2].
  - exists (v + 1). split; [lra|]. intros x H1 H2. exfalso. apply Hne. now exists x. }
destruct Hm as [m [Hvm Hm]].
assert (Hv := Hv1 x1 Hx1).
destruct (Hv2 (Rmin eps (Rmin (m - v) (f x1 - v)))) as [x [Hx Hfx]].
{ repeat apply Rmin_glb_lt; lra. }
assert (M1 := Rmin_l eps (Rmin (m - v) (f x1 - v))).
assert (M2 := Rmin_r eps (Rmin (m - v) (f x1 - v))).
assert (M3 := Rmin_l (m - v) (f x1 - v)).
assert (M4 := Rmin_r (m - v) (f x1 - v)).
assert (HR : R < rho x).
{ apply Rnot_le_lt. intros Hle. specialize (Hm x Hx Hle). lra. }
destruct (proper_min_eq S f rho (rho x) Hf Hr Hp HSc) as [y [[Hy1 Hy2] Hy3]].
{ now exists x. }
assert (Hyx : f y <= f x) by now apply Hy3.
assert (Hint : interior S y).
{ apply (lemma_A_interior f U S x1 y Hf HS Hx1 (HSU y Hy1)). lra. }
apply (HG y).
- apply filter_imp with (2 := Hint). intros y' Hy' He. apply Hy3; [exact Hy'|lra].
- lra.
- split; [now apply Hv1|lra].
Qed.

(** ** Theorem R (refutation) *)
Theorem theorem_R f (R0 : X -> Prop) c m xh z :
  continuous_everywhere f -> open R0 ->
  (forall x, closure R0 x -> ~ R0 x -> c < f x) ->
  (forall x, R0 x -> m <= f x) ->
  R0 xh -> f xh <= c -> f z < m ->
  let S := fun x => R0 x /\ f x <= c in
  setwise_minimum_in f R0 S /\ (forall x, S x -> m <= f x) /\ spurious_setwise_minimum f S.
Proof.
intros Hf Ho Hbd Hm Hxh Hc Hz S.
assert (HS : setwise_minimum_in f R0 S).
{ split; [exists xh; split; assumption|]. split; [|split; [exact Ho|split]].
  - intros x Hx.
    assert (Hfc : f x <= c).
    { apply Rnot_lt_le. intros Hlt. apply Hx.
      assert (HL : locally x (fun y => c < f y)).
      { apply (open_comp f (fun t => c < t)); [intros; apply Hf|apply open_gt|exact Hlt]. }
      apply filter_imp with (2 := HL). intros y Hy [_ H]. lra. }
    split; [|exact Hfc]. apply NNPP. intros HR.
    assert (c < f x); [|lra]. apply Hbd; [|exact HR].
    intros P HP. apply NNPP. intros HN. apply Hx.
    apply filter_imp with (2 := HP). intros y Hy [HRy _]. apply HN. now exists y.
  - now intros x [H _].
  - intros x y [_ Hx] Hy HSy. apply Rle_trans with c; [exact Hx|].
    apply Rlt_le, Rnot_le_lt. intros Hle. apply HSy. split; assumption. }
split; [exact HS|]. split; [now intros x [H _]; apply Hm|].
split; [now exists R0|]. exists z, m. split; [exact Hz|]. intros x [H _]. now apply Hm.
Qed.

(** ** Theorem 1+ (core) *)
Definition dense (D : X -> Prop) := forall x P, locally x P -> exists y, P y /\ D y.
(** [xb] is a cluster point of the curve [g] as t -> +oo *)
Definition cluster_at_infty (g : R -> X) xb :=
  forall P T, locally xb P -> exists t, T <= t /\ P (g t).
Definition curve_continuous (g : R -> X) :=
  forall t, 0 <= t -> filterlim g (within (fun s => 0 <= s) (locally t)) (locally (g t)).
Definition descent (f : X -> R) (crit : X -> Prop) x0 :=
  exists g : R -> X, g 0 = x0 /\ curve_continuous g /\
    (forall s t, 0 <= s <= t -> f (g t) <= f (g s)) /\
    ((forall z d, 0 < d -> exists t, 0 <= t /\ f (g t) < f z + d) \/
     (exists xb, crit xb /\ cluster_at_infty g xb)).
Definition critical_values_isolated (f : X -> R) (crit : X -> Prop) :=
  forall v, (exists z, f z < v) ->
  exists eta, 0 < eta /\ forall x, crit x -> ~ (v < f x < v + eta).

(** A descent curve that starts in S strictly below another value on S stays in S. *)
Lemma curve_stays f U S g x1 :
  continuous_everywhere f -> setwise_minimum_in f U S -> S x1 -> S (g 0) -> f (g 0) < f x1 ->
  curve_continuous g -> (forall s t, 0 <= s <= t -> f (g t) <= f (g s)) ->
  forall t, 0 <= t -> S (g t).
Proof.
intros Hf HS H1 H0 Hlt Hg Hmon t Ht. apply NNPP. intros HN.
assert (HSc : closed S) by apply HS.
assert (HSU : forall x, S x -> U x) by apply HS.
destruct (glb_exists (fun s => 0 <= s /\ ~ S (g s))) as [T [HT1 HT2]].
- now exists t.
- exists 0. now intros x [H _].
- assert (HT0 : 0 <= T).
  { apply Rnot_lt_le. intros Hneg. destruct (HT2 (- T)) as [s [[Hs _] Hs2]]; lra. }
  assert (Hbefore : forall s, 0 <= s < T -> S (g s)).
  { intros s [Hs0 HsT]. apply NNPP. intros Hs.
    specialize (HT1 s (conj Hs0 Hs)). lra. }
  assert (HST : S (g T)).
  { destruct (Rle_lt_or_eq_dec 0 T HT0) as [Hpos|<-]; [|exact H0].
    apply HSc. intros Hloc.
    assert (Hw := Hg T HT0 _ Hloc).
    destruct Hw as [e He].
    assert (He0 := cond_pos e).
    pose (s := Rmax 0 (T - e / 2)).
    assert (Hs : 0 <= s < T /\ Rabs (s - T) < e).
    { unfold s, Rmax. destruct (Rle_dec 0 (T - e / 2)).
      - split; [lra|]. rewrite Rabs_left; lra.
      - split; [lra|]. rewrite Rabs_left; lra. }
    destruct Hs as [Hs1 Hs2].
    apply (He s); [exact Hs2|lra|]. now apply Hbefore. }
  assert (Hint : interior S (g T)).
  { apply (lemma_A_interior f U S x1 _ Hf HS H1 (HSU _ HST)).
    assert (f (g T) <= f (g 0)) by (apply Hmon; lra). lra. }
  destruct (Hg T HT0 _ Hint) as [e He].
  destruct (HT2 e (cond_pos e)) as [s [[Hs0 HsN] Hs]].
  apply HsN. apply (He s); [|exact Hs0].
  change (Rabs (s - T) < e).
  assert (T <= s) by (apply HT1; now split). rewrite Rabs_pos_eq; lra.
Qed.

Theorem theorem_1plus f crit D :
  continuous_everywhere f -> dense D -> (forall x, D x -> descent f crit x) ->
  critical_values_isolated f crit -> local_minima_are_global f -> no_spurious_setwise_minimum f.
Proof.
intros Hf HD Hdesc Hcv HA S [U HS]. apply NNPP. intros HN.
destruct (spurious_setup f U S Hf HA HS HN) as (v & x1 & Hx1 & Hz & Hv1 & Hv2).
destruct (Hcv v Hz) as [eta [Heta Hcrit]].
assert (HSc : closed S) by apply HS.
assert (HSU : forall x, S x -> U x) by apply HS.
assert (Hv := Hv1 x1 Hx1).
destruct (Hv2 (Rmin eta (f x1 - v))) as [x [Hx Hfx]].
{ apply Rmin_glb_lt; lra. }
assert (M1 := Rmin_l eta (f x1 - v)). assert (M2 := Rmin_r eta (f x1 - v)).
assert (Hint : interior S x).
{ apply (lemma_A_interior f U S x1 x Hf HS Hx1 (HSU x Hx)). lra. }
assert (Hlow : locally x (fun y => f y < v + Rmin eta (f x1 - v))).
{ apply (open_comp f (fun t => t < v + Rmin eta (f x1 - v)));
    [intros; apply Hf|apply open_lt|exact Hfx]. }
destruct (HD x _ (filter_and _ _ Hint Hlow)) as [y [[Hy1 Hy2] HyD]].
destruct (Hdesc y HyD) as (g & Hg0 & Hgc & Hmon & Halt).
assert (Hstay : forall t, 0 <= t -> S (g t)).
{ apply (curve_stays f U S g x1 Hf HS Hx1); try rewrite Hg0; auto. lra. }
destruct Halt as [Hinf|[xb [Hb1 Hb2]]].
- destruct Hz as [z Hz]. destruct (Hinf z (v - f z)) as [t [Ht Hlt]]; [lra|].
  specialize (Hv1 (g t) (Hstay t Ht)). lra.
- apply (Hcrit xb Hb1). split.
  + apply Hv1, HSc. intros Hloc. destruct (Hb2 _ 0 Hloc) as [t [Ht HNS]].
    apply HNS, Hstay, Ht.
  + apply Rle_lt_trans with (f y); [|lra]. apply Rnot_lt_le. intros Hlt.
    assert (HL : locally xb (fun w => f y < f w)).
    { apply (open_comp f (fun t => f y < t)); [intros; apply Hf|apply open_gt|exact Hlt]. }
    destruct (Hb2 _ 0 HL) as [t [Ht Hlt2]].
    assert (f (g t) <= f (g 0)) by (apply Hmon; lra). rewrite Hg0 in *. lra.
Qed.

End Topology.
