(** Finite lists of (asymptotic) critical values discharge the value conditions. *)
From Coq Require Import Reals Lra List Classical.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology.
Open Scope R_scope.

Lemma separate (l : list R) v :
  exists d, 0 < d /\ forall w, In w l -> w <> v -> 2 * d <= Rabs (w - v).
Proof.
induction l as [|u l [d [Hd IH]]].
- exists 1. split; [lra|]. intros w [].
- destruct (Req_dec u v) as [E|E].
  + exists d. split; [exact Hd|]. intros w [<-|Hw] Hne; [contradiction|auto].
  + assert (Hu : 0 < Rabs (u - v)) by (apply Rabs_pos_lt; lra).
    exists (Rmin d (Rabs (u - v) / 2)).
    assert (M1 := Rmin_l d (Rabs (u - v) / 2)). assert (M2 := Rmin_r d (Rabs (u - v) / 2)).
    split; [apply Rmin_glb_lt; lra|]. intros w [<-|Hw] Hne; [lra|].
    specialize (IH w Hw Hne). lra.
Qed.

Section Values.
Context {X : UniformSpace}.

Lemma finite_crit_values (f : X -> R) (crit : X -> Prop) (l : list R) :
  (forall x, crit x -> In (f x) l) -> critical_values_isolated f crit.
Proof.
intros H v _. destruct (separate l v) as [d [Hd Hs]]. exists d. split; [exact Hd|].
intros x Hx [H1 H2]. assert (E := Hs (f x) (H x Hx)).
rewrite Rabs_pos_eq in E by lra. assert (f x <> v) by lra. specialize (E ltac:(assumption)). lra.
Qed.

(** [l] lists the limits of f along the points of T that leave every set {rho <= R};
    a limit that is not inf f may only be approached from below (or be taken). *)
Definition asymptotic_values (f rho : X -> R) (T : X -> Prop) (l : list R) :=
  forall M d, 0 < d -> exists R, forall x, T x -> R <= rho x -> f x <= M ->
  exists w, In w l /\ Rabs (f x - w) < d /\ ((exists z, f z < w) -> f x <= w).

Lemma asymptotic_values_B (f rho : X -> R) (T : X -> Prop) (l : list R) :
  asymptotic_values f rho T l ->
  forall v, (exists z, f z < v) -> exists R eps, 0 < eps /\
    forall x, T x -> R <= rho x -> ~ (v < f x < v + eps).
Proof.
intros H v Hz. destruct (separate l v) as [d [Hd Hs]].
destruct (H (v + d) d Hd) as [R HR]. exists R, d. split; [exact Hd|].
intros x HT Hx [H1 H2]. destruct (HR x HT Hx) as (w & Hw & Hwd & Hup); [lra|].
apply Rabs_lt_between in Hwd.
destruct (Req_dec w v) as [->|Hne].
- specialize (Hup Hz). lra.
- specialize (Hs w Hw Hne). assert (Hlt : Rabs (w - v) < 2 * d) by (apply Rabs_def1; lra). lra.
Qed.

Theorem theorem_T_values (f rho : X -> R) (l : list R) :
  continuous_everywhere f -> continuous_everywhere rho -> proper rho -> local_minima_are_global f ->
  asymptotic_values f rho (level_minimum f rho) l -> no_spurious_setwise_minimum f.
Proof.
intros Hf Hr Hp HA Hl. apply (theorem_T f rho); auto.
intros v Hv. now apply (asymptotic_values_B f rho (level_minimum f rho) l).
Qed.

End Values.
