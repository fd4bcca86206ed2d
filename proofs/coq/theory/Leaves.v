(** Complements in any uniform space: converse of Theorem 1, spurious sets are
    unbounded, Theorem R for {q_i < 0}, and a leafwise form of Theorem T
    (conserved quantities without trajectories). *)
From Coq Require Import Reals Lra List Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology.
Open Scope R_scope.

Section Complements.
Context {X : UniformSpace}.
Implicit Types (f rho : X -> R) (S : X -> Prop).

(** Converse: every local minimum gives a setwise one. *)
Theorem no_spurious_implies_local_minima_global f : continuous_everywhere f -> no_spurious_setwise_minimum f -> local_minima_are_global f.
Proof.
intros Hf HN x Hx z.
pose (S := fun y => forall P, locally x P -> P y).
assert (HSx : S x) by (intros P; apply locally_singleton).
assert (HSf : forall y, S y -> f y = f x).
{ intros y Hy. apply NNPP. intros Hne.
  assert (HL : locally x (fun w => f w <> f y)).
  { apply (open_comp f (fun t => t <> f y)); [intros; apply Hf|apply open_neq|auto]. }
  now apply (Hy _ HL). }
assert (HS : setwise_local_minimum f S).
{ exists (fun y => locally y (fun w => f x <= f w)).
  split; [now exists x|]. split; [|split; [|split]].
  - intros y Hy P [e He]. apply NNPP. intros HP. apply Hy.
    exists (pos_div_2 e). intros w Hw HSw. apply HP, He.
    assert (Hxw : ball x (pos_div_2 e) w).
    { apply (HSw (ball x (pos_div_2 e))). now exists (pos_div_2 e). }
    rewrite (double_var e). apply ball_triangle with w; [exact Hxw|now apply ball_sym].
  - intros y Hy. now apply locally_locally.
  - intros y Hy. apply Hy. now apply locally_locally.
  - intros y w Hy Hw _. rewrite (HSf y Hy). now apply locally_singleton in Hw. }
apply Rnot_lt_le. intros Hlt.
destruct (HN S HS z (f x - f z)) as [y [Hy Hfy]]; [lra|].
rewrite (HSf y Hy) in Hfy. lra.
Qed.

(** If all local minima are global, a spurious S is unbounded ("at infinity"). *)
Theorem spurious_unbounded f rho S :
  continuous_everywhere f -> continuous_everywhere rho -> proper rho -> local_minima_are_global f -> spurious_setwise_minimum f S ->
  forall M, exists x, S x /\ M < rho x.
Proof.
intros Hf Hr Hp HA [[U HS] (z & m & Hz & Hm)] M. apply NNPP. intros HN.
assert (Hb : forall x, S x -> rho x <= M).
{ intros x Hx. apply Rnot_lt_le. intros Hlt. apply HN. now exists x. }
destruct (proj1 HS) as [x0 Hx0].
destruct (proper_min_le S f rho M Hf Hr Hp) as [xb [[Hxb _] Hmin]].
- apply HS.
- exists x0. auto.
- assert (Hg : global_minimum f xb).
  { apply HA, (attained_loc_min f U S xb Hf HS Hxb). auto. }
  specialize (Hg z). specialize (Hm xb Hxb). lra.
Qed.

(** Theorem R for R0 = { q < 0 for all q in a finite list }. *)
Theorem theorem_R_ineq f (l : list (X -> R)) c m xh z :
  continuous_everywhere f -> (forall q, In q l -> continuous_everywhere q) ->
  (forall x, (forall q, In q l -> q x <= 0) -> (exists q, In q l /\ q x = 0) -> c < f x) ->
  (forall x, (forall q, In q l -> q x < 0) -> m <= f x) ->
  (forall q, In q l -> q xh < 0) -> f xh <= c -> f z < m ->
  spurious_setwise_minimum f (fun x => (forall q, In q l -> q x < 0) /\ f x <= c).
Proof.
intros Hf Hq Hbd Hm Hxh Hc Hz.
apply (theorem_R f (fun x => forall q, In q l -> q x < 0) c m xh z); auto.
- clear Hbd Hm Hxh. induction l as [|q l IH].
  + intros x _. apply filter_forall. intros y q [].
  + apply (open_ext (fun x => q x < 0 /\ forall q', In q' l -> q' x < 0)).
    { intros x. split.
      - intros [H1 H2] q' [<-|H']; auto.
      - intros H. split; [apply H; now left|intros q' H'; apply H; now right]. }
    apply open_and.
    * apply (open_comp q (fun t => t < 0)); [|apply open_lt].
      intros x _. apply Hq. now left.
    * apply IH. intros q' H'. apply Hq. now right.
- intros x Hcl HN.
  assert (Hle : forall q, In q l -> q x <= 0).
  { intros q Hin. apply Rnot_lt_le. intros Hlt.
    destruct (Hcl (fun y => 0 < q y)) as [y [Hy1 Hy2]].
    - apply (open_comp q (fun t => 0 < t)); [intros; now apply Hq|apply open_gt|exact Hlt].
    - specialize (Hy2 q Hin). simpl in Hy1. lra. }
  apply Hbd; [exact Hle|]. apply NNPP. intros HE. apply HN. intros q Hin.
  destruct (Rle_lt_or_eq_dec _ _ (Hle q Hin)) as [H|H]; [exact H|].
  exfalso. apply HE. now exists q.
Qed.

Lemma compact_inter_closed (K C : X -> Prop) :
  compact K -> closed C -> compact (fun x => C x /\ K x).
Proof.
intros HK HC I O Hop Hcov.
destruct (HK (option I) (fun o x => match o with Some i => O i x | None => ~ C x end))
  as [l Hl].
- intros [i|]; [apply Hop|]. now apply open_not.
- intros x Hx. destruct (classic (C x)) as [Hc|Hc].
  + destruct (Hcov x (conj Hc Hx)) as [i Hi]. now exists (Some i).
  + now exists None.
- exists (flat_map (fun o => match o with Some i => cons i nil | None => nil end) l).
  intros x [Hc Hx]. destruct (Hl x Hx) as [[i|] [Hi HO]]; [|contradiction].
  exists i. split; [|exact HO]. apply in_flat_map. exists (Some i).
  split; [exact Hi|now left].
Qed.

(** Leafwise theorem.  [leaf x y] : y lies on the leaf of x (for instance all
    conserved quantities agree).  Only leaves of a dense set of points, outside a
    compact set that may depend on v, have to be examined. *)
Definition leaf_min f (leaf : X -> X -> Prop) x y :=
  leaf x y /\ locally y (fun y' => leaf x y' -> f y <= f y').

Theorem theorem_leaf f (leaf : X -> X -> Prop) (D : X -> Prop) :
  continuous_everywhere f -> dense D ->
  (forall x, D x -> leaf x x) ->
  (forall x, D x -> compact (fun y => leaf x y /\ f y <= f x)) ->
  local_minima_are_global f ->
  (forall v, (exists z, f z < v) -> exists K eps, compact K /\ 0 < eps /\
     forall x y, D x -> ~ K x -> leaf_min f leaf x y -> ~ (v < f y < v + eps)) ->
  no_spurious_setwise_minimum f.
Proof.
intros Hf HD Hrefl Hcp HA HB S [U HS]. apply NNPP. intros HN.
destruct (spurious_setup f U S Hf HA HS HN) as (v & x1 & Hx1 & Hz & Hv1 & Hv2).
destruct (HB v Hz) as (K & eps & HK & Heps & HG).
assert (HSc : closed S) by apply HS.
assert (HSU : forall x, S x -> U x) by apply HS.
assert (Hm : exists m, v < m /\ forall x, S x -> K x -> m <= f x).
{ destruct (classic (exists x, S x /\ K x)) as [Hne|Hne].
  - destruct (compact_min (fun x => S x /\ K x) f) as [m [[Hm1 _] Hm2]]; auto.
    { now apply compact_inter_closed. }
    exists (f m). split; [now apply Hv1|]. auto.
  - exists (v + 1). split; [lra|]. intros x H1 H2. exfalso. apply Hne. now exists x. }
destruct Hm as [m [Hvm Hm]].
assert (Hv := Hv1 x1 Hx1).
pose (b := v + Rmin eps (Rmin (m - v) (f x1 - v))).
assert (M1 := Rmin_l eps (Rmin (m - v) (f x1 - v))).
assert (M2 := Rmin_r eps (Rmin (m - v) (f x1 - v))).
assert (M3 := Rmin_l (m - v) (f x1 - v)).
assert (M4 := Rmin_r (m - v) (f x1 - v)).
destruct (Hv2 (Rmin eps (Rmin (m - v) (f x1 - v)))) as [x' [Hx' Hfx']].
{ repeat apply Rmin_glb_lt; lra. }
fold b in Hfx'.
assert (Hint' : interior S x').
{ apply (lemma_A_interior f U S x1 x' Hf HS Hx1 (HSU x' Hx')). unfold b in Hfx'. lra. }
assert (Hlow : locally x' (fun y => f y < b)).
{ apply (open_comp f (fun t => t < b)); [intros; apply Hf|apply open_lt|exact Hfx']. }
destruct (HD x' _ (filter_and _ _ Hint' Hlow)) as [x [[Hx Hfx] HxD]].
unfold b in Hfx.
assert (HKx : ~ K x) by (intros HKx; specialize (Hm x Hx HKx); lra).
destruct (compact_min (fun y => S y /\ (leaf x y /\ f y <= f x)) f) as [y [(Hy1 & Hy2 & Hy3) Hmin]].
- apply compact_inter_closed; auto.
- exact Hf.
- exists x. split; [exact Hx|]. split; [now apply Hrefl|lra].
- assert (Hint : interior S y).
  { apply (lemma_A_interior f U S x1 y Hf HS Hx1 (HSU y Hy1)). lra. }
  apply (HG x y HxD HKx).
  + split; [exact Hy2|]. apply filter_imp with (2 := Hint). intros y' Hy' Hl.
    destruct (Rle_dec (f y') (f x)) as [Hle|Hgt]; [|lra].
    apply Hmin. auto.
  + split; [now apply Hv1|lra].
Qed.

(** Theorem 1 as an equivalence (core form). *)
Corollary theorem_1_iff f crit D :
  continuous_everywhere f -> dense D -> (forall x, D x -> descent f crit x) -> critical_values_isolated f crit ->
  (local_minima_are_global f <-> no_spurious_setwise_minimum f).
Proof.
intros Hf HD Hd Hc. split; intros H.
- now apply (theorem_1plus f crit D).
- now apply no_spurious_implies_local_minima_global.
Qed.

End Complements.
