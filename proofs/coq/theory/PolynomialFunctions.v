(** Polynomials as functions: roots in one variable are isolated, a polynomial that is not zero somewhere is not zero on a
    dense set, and on boxes polynomials are bounded and Lipschitz continuous. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Objectives Arcs Gradients CriticalCases.
Import ListNotations.
Open Scope R_scope.

(** ** Univariate polynomials have isolated roots *)
Fixpoint rval_list (l : list R) (t : R) : R := match l with [] => 0 | a :: r => a + t * rval_list r t end.
Fixpoint quotient (l : list R) (v : R) : list R :=
  match l with [] => [] | [a] => [] | a :: r => rval_list r v :: quotient r v end.
Lemma quotient_ok l v t : rval_list l t = rval_list l v + (t - v) * rval_list (quotient l v) t.
Proof.
induction l as [|a l IH]; [simpl; ring|]. destruct l as [|b l]; [simpl; ring|].
change (a + t * rval_list (b :: l) t = a + v * rval_list (b :: l) v
  + (t - v) * (rval_list (b :: l) v + t * rval_list (quotient (b :: l) v) t)).
rewrite IH. ring.
Qed.
Lemma quotient_length l v : length (quotient l v) = pred (length l).
Proof.
induction l as [|a l IH]; [reflexivity|]. destruct l as [|b l]; [reflexivity|].
change (S (length (quotient (b :: l) v)) = S (length l)). rewrite IH. reflexivity.
Qed.

Lemma continuous_rval l t : continuous (rval_list l) t.
Proof.
induction l as [|a l IH]; simpl; [apply continuous_const|].
apply (continuous_plus (fun _ : R => a) (fun t => t * rval_list l t)); [apply continuous_const|].
apply (continuous_mult (fun t : R => t) (rval_list l)); [apply continuous_id|exact IH].
Qed.

Lemma isolated_from_above l v : (exists t, rval_list l t <> 0) ->
  exists eta, 0 < eta /\ forall t, v < t < v + eta -> rval_list l t <> 0.
Proof.
remember (length l) as k. revert l Heqk. induction k as [|k IH]; intros l Hk [t0 Ht0].
- destruct l; [|discriminate]. now contradiction Ht0.
- destruct (Req_dec (rval_list l v) 0) as [E|E].
  + destruct (IH (quotient l v)) as [eta [He H]].
    * rewrite quotient_length, <- Hk. reflexivity.
    * exists t0. intros E0. apply Ht0. rewrite (quotient_ok l v t0), E, E0. ring.
    * exists eta. split; [exact He|]. intros t Ht E0. rewrite (quotient_ok l v t), E in E0.
      assert (E1 : (t - v) * rval_list (quotient l v) t = 0) by lra.
      apply Rmult_integral in E1. destruct E1 as [E1|E1]; [lra|]. now apply (H t Ht).
  + assert (HL : locally v (fun t => rval_list l t <> 0)).
    { exact (continuous_rval l v _ (open_neq 0 (rval_list l v) E)). }
    destruct HL as [e He]. exists e. split; [apply cond_pos|]. intros t Ht. apply He.
    change (Rabs (t - v) < e). rewrite Rabs_pos_eq; lra.
Qed.

Lemma uval_rval m t : uval m t = rval_list (map Q2R m) t.
Proof. induction m as [|a m IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

(** ** Where a polynomial is not zero is dense, if it is not zero somewhere *)
Fixpoint list_plus (l m : list R) : list R :=
  match l, m with [], _ => m | _, [] => l | a :: l', b :: m' => (a + b) :: list_plus l' m' end.
Fixpoint list_mult (l m : list R) : list R :=
  match l with [] => [] | a :: r => list_plus (map (Rmult a) m) (0 :: list_mult r m) end.
Lemma list_plus_ok l m t : rval_list (list_plus l m) t = rval_list l t + rval_list m t.
Proof. revert m. induction l as [|a l IH]; intros [|b m]; simpl; try ring. rewrite IH. ring. Qed.
Lemma list_mult_ok l m t : rval_list (list_mult l m) t = rval_list l t * rval_list m t.
Proof.
induction l as [|a l IH]; simpl; [ring|]. rewrite list_plus_ok. simpl. rewrite IH.
assert (E : rval_list (map (Rmult a) m) t = a * rval_list m t).
{ clear. induction m as [|b m IH]; simpl; [ring|]. rewrite IH. ring. }
rewrite E. ring.
Qed.

Lemma on_a_line p (e d : nat -> R) : exists l, forall t, evaluate (fun i => e i + t * d i) p = rval_list l t.
Proof.
induction p as [q|i|a [la Ha] b [lb Hb]|a [la Ha] b [lb Hb]|a [la Ha] k].
- exists [Q2R q]. intros t. simpl. ring.
- exists [e i; d i]. intros t. simpl. ring.
- exists (list_plus la lb). intros t. simpl. now rewrite Ha, Hb, list_plus_ok.
- exists (list_mult la lb). intros t. simpl. now rewrite Ha, Hb, list_mult_ok.
- induction k as [|k [lk Hk]].
  + exists [1]. intros t. simpl. ring.
  + exists (list_mult la lk). intros t. rewrite list_mult_ok, <- Ha, <- Hk. reflexivity.
Qed.

Lemma coordinate_scal n i (t : R) (h : Rn n) : coordinate n i (scal t h) = t * coordinate n i h.
Proof.
revert i h. induction n as [|n IH]; intros i h; destruct i as [|i]; simpl; auto; try ring; apply (IH i (snd h)).
Qed.

Lemma nonzero_dense n p w : value n p w <> 0 -> dense (fun x : Rn n => value n p x <> 0).
Proof.
intros Hw x P HP. pose (d := plus w (opp x)).
destruct (on_a_line p (fun i => coordinate n i x) (fun i => coordinate n i d)) as [l Hl].
pose (c := fun t : R => plus x (scal t d) : Rn n).
assert (Hv : forall t, value n p (c t) = rval_list l t).
{ intros t. rewrite <- Hl. unfold value, c. apply evaluate_ext. intros i. now rewrite coordinate_plus, coordinate_scal. }
assert (H1 : c 1 = w).
{ unfold c. transitivity (plus x d); [f_equal; exact (scal_one (V := Rn n) d)|]. unfold d.
  rewrite plus_comm, <- plus_assoc, plus_opp_l. apply plus_zero_r. }
destruct (isolated_from_above l 0) as [eta [He H]].
{ exists 1. rewrite <- Hv, H1. exact Hw. }
assert (Hc : continuous c 0).
{ apply (continuous_plus (V := Rn n) (fun _ : R => x) (fun t : R => scal t d)).
  - apply continuous_const.
  - apply (continuous_scal_l (V := Rn n) (fun s : R => s) d 0). apply continuous_id. }
assert (H0 : c 0 = x).
{ unfold c. etransitivity; [|apply plus_zero_r]. f_equal. exact (scal_zero_l (V := Rn n) d). }
rewrite <- H0 in HP. destruct (Hc P HP) as [e HeP]. assert (He0 := cond_pos e).
pose (t := Rmin (e / 2) (eta / 2)).
assert (T : 0 < t) by (unfold t; apply Rmin_glb_lt; lra).
assert (T1 : t <= e / 2) by apply Rmin_l. assert (T2 : t <= eta / 2) by apply Rmin_r.
exists (c t). split.
- apply HeP. change (Rabs (t - 0) < e). rewrite Rabs_pos_eq; lra.
- rewrite Hv. apply H. lra.
Qed.

(** ** Polynomials on boxes *)
Lemma bounded_on_box p A : 0 <= A -> exists C, 0 <= C /\ forall e, (forall i, Rabs (e i) <= A) -> Rabs (evaluate e p) <= C.
Proof.
intros HA. induction p as [q|i|a (Ca & C1 & Ha) b (Cb & C2 & Hb)|a (Ca & C1 & Ha) b (Cb & C2 & Hb)|a (Ca & C1 & Ha) k].
- exists (Rabs (Q2R q)). split; [apply Rabs_pos|]. intros; simpl; lra.
- exists A. split; [exact HA|]. intros e H. apply H.
- exists (Ca + Cb). split; [lra|]. intros e H. simpl. eapply Rle_trans; [apply Rabs_triang|].
  specialize (Ha e H). specialize (Hb e H). lra.
- exists (Ca * Cb). split; [now apply Rmult_le_pos|]. intros e H. simpl. apply product_bound; auto.
- exists (Ca ^ k). split; [now apply pow_le|]. intros e H. simpl. rewrite <- RPow_abs. apply pow_incr.
  split; [apply Rabs_pos|auto].
Qed.

Lemma lipschitz_on_box p A : 0 <= A -> exists C, 0 <= C /\ forall e e' d,
  (forall i, Rabs (e i) <= A) -> (forall i, Rabs (e' i) <= A) -> (forall i, Rabs (e i - e' i) <= d) -> 0 <= d ->
  Rabs (evaluate e p - evaluate e' p) <= C * d.
Proof.
intros HA.
assert (Mult : forall (f g : (nat -> R) -> R) Cf Cg Bf Bg, 0 <= Cf -> 0 <= Cg -> 0 <= Bf -> 0 <= Bg ->
  (forall e, (forall i, Rabs (e i) <= A) -> Rabs (f e) <= Bf) ->
  (forall e, (forall i, Rabs (e i) <= A) -> Rabs (g e) <= Bg) ->
  forall e e' d, (forall i, Rabs (e i) <= A) -> (forall i, Rabs (e' i) <= A) -> 0 <= d ->
  Rabs (f e - f e') <= Cf * d -> Rabs (g e - g e') <= Cg * d ->
  Rabs (f e * g e - f e' * g e') <= (Cf * Bg + Bf * Cg) * d).
{ intros f g Cf Cg Bf Bg F1 G1 F2 G2 HBf HBg e e' d He He' Hd Hf Hg.
  replace (f e * g e - f e' * g e') with ((f e - f e') * g e + f e' * (g e - g e')) by ring.
  eapply Rle_trans; [apply Rabs_triang|].
  assert (K1 := product_bound _ _ _ _ Hf (HBg e He)). assert (K2 := product_bound _ _ _ _ (HBf e' He') Hg).
  replace ((Cf * Bg + Bf * Cg) * d) with (Cf * d * Bg + Bf * (Cg * d)) by ring. lra. }
induction p as [q|i|a (Ca & C1 & Ha) b (Cb & C2 & Hb)|a (Ca & C1 & Ha) b (Cb & C2 & Hb)|a (Ca & C1 & Ha) k].
- exists 0. split; [lra|]. intros. simpl. rewrite Rminus_eq_0, Rabs_R0. lra.
- exists 1. split; [lra|]. intros e e' d _ _ H _. simpl. specialize (H i). lra.
- exists (Ca + Cb). split; [lra|]. intros e e' d H1 H2 H3 Hd. simpl.
  replace (evaluate e a + evaluate e b - (evaluate e' a + evaluate e' b))
    with ((evaluate e a - evaluate e' a) + (evaluate e b - evaluate e' b)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. specialize (Ha e e' d H1 H2 H3 Hd). specialize (Hb e e' d H1 H2 H3 Hd). lra.
- destruct (bounded_on_box a A HA) as (Ba & B1 & HBa). destruct (bounded_on_box b A HA) as (Bb & B2 & HBb).
  exists (Ca * Bb + Ba * Cb). split; [apply Rplus_le_le_0_compat; now apply Rmult_le_pos|].
  intros e e' d H1 H2 H3 Hd. simpl.
  exact (Mult (fun e => evaluate e a) (fun e => evaluate e b) Ca Cb Ba Bb C1 C2 B1 B2 HBa HBb e e' d H1 H2 Hd
    (Ha e e' d H1 H2 H3 Hd) (Hb e e' d H1 H2 H3 Hd)).
- destruct (bounded_on_box a A HA) as (Ba & B1 & HBa). induction k as [|k (C & K1 & HC)].
  + exists 0. split; [lra|]. intros. simpl. rewrite Rminus_eq_0, Rabs_R0. lra.
  + destruct (bounded_on_box (Pow a k) A HA) as (Bk & B2 & HBk).
    exists (Ca * Bk + Ba * C). split; [apply Rplus_le_le_0_compat; now apply Rmult_le_pos|].
    intros e e' d H1 H2 H3 Hd.
    exact (Mult (fun e => evaluate e a) (fun e => evaluate e (Pow a k)) Ca C Ba Bk C1 K1 B1 B2 HBa HBk e e' d H1 H2 Hd
      (Ha e e' d H1 H2 H3 Hd) (HC e e' d H1 H2 H3 Hd)).
Qed.

(** ** The norm from the coordinates *)
Lemma norm_from_coordinates n (x : Rn n) B : (forall i, (i <= n)%nat -> Rabs (coordinate n i x) <= B) ->
  squared_norm n x <= INR (S n) * B ^ 2.
Proof.
unfold squared_norm. revert x. induction n as [|n IH]; intros x H.
- assert (H0 := H O (le_n _)). change (Rabs x <= B) in H0. change (x * x <= 1 * B ^ 2).
  assert (K : x * x = Rabs x ^ 2) by (rewrite pow2_abs; simpl; rewrite Rmult_1_r; reflexivity). rewrite K.
  assert (0 <= Rabs x) by apply Rabs_pos. assert (Rabs x ^ 2 <= B ^ 2) by (apply pow_incr; lra). lra.
- destruct x as [x1 x2]. assert (H0 := H O (Nat.le_0_l _)). change (Rabs x1 <= B) in H0.
  assert (I := IH x2 (fun i Hi => H (S i) (le_n_S _ _ Hi))).
  change (x1 * x1 + dot n x2 x2 <= INR (S (S n)) * B ^ 2). rewrite S_INR.
  assert (K : x1 * x1 = Rabs x1 ^ 2) by (rewrite pow2_abs; simpl; rewrite Rmult_1_r; reflexivity).
  assert (0 <= Rabs x1) by apply Rabs_pos. assert (Rabs x1 ^ 2 <= B ^ 2) by (apply pow_incr; lra). lra.
Qed.
