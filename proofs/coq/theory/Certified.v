(** Verified checker for certified polynomials (Theorem 1 with conserved and monotone quantities). *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz Objectives Arcs Roots Gradients
  Descent CriticalCases Refutations StrictMinima.
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

(** ** Controlled quantities *)
Record control := Control {
  bound_below : Q;
  bound_below_proof : psatz;
  conserved : list polynomial;
  monotone : list (polynomial * Q * psatz * psatz);  (* V, a lower bound, <grad V, grad F> >= 0, V >= lower bound *)
  multiplier : polynomial;                           (* in the conserved quantities, variable i is number i *)
  witness : list Q;                                  (* a point where the multiplier is not 0 *)
  bound : polynomial;                                (* variables: F, then the conserved, then the monotone quantities *)
  exponent : nat;
  proper_proof : psatz }.

Definition monotone_quantities (c : control) : list polynomial := map (fun t => fst (fst (fst t))) (monotone c).
Definition multiplier_polynomial (c : control) : polynomial :=
  substitute (fun i => nth i (conserved c) (Const 0)) (multiplier c).
Definition bound_polynomial (F : polynomial) (c : control) : polynomial :=
  substitute (fun i => nth i (F :: conserved c ++ monotone_quantities c) (Const 0)) (bound c).

(** bound(F, q, V) - multiplier(q)^2 |x|^(2 exponent) >= 0 *)
Definition check_control n (F : polynomial) (c : control) : bool :=
  proves_nonnegative [] (minus F (bound_below c)) (bound_below_proof c) &&
  forallb (fun q => same_polynomial (inner_product n q F) (Const 0)) (conserved c) &&
  forallb (fun t => proves_nonnegative [] (inner_product n (fst (fst (fst t))) F) (snd (fst t)) &&
                    proves_nonnegative [] (minus (fst (fst (fst t))) (snd (fst (fst t)))) (snd t)) (monotone c) &&
  Nat.eqb (length (witness c)) (S n) && negb (Qeq_bool (evaluate_q (witness c) (multiplier_polynomial c)) 0) &&
  Nat.ltb 0 (exponent c) &&
  proves_nonnegative [] (Add (bound_polynomial F c)
    (opposite (Mul (Pow (multiplier_polynomial c) 2) (Pow (norm_polynomial n) (exponent c))))) (proper_proof c).

Definition quantities (c : control) : list polynomial :=
  conserved c ++ map opposite (conserved c) ++ monotone_quantities c.

Lemma list_bounded n (l : list polynomial) (P : Rn n -> Prop) :
  (forall q, In q l -> exists A, forall x, P x -> Rabs (value n q x) <= A) ->
  exists A, 0 <= A /\ forall q, In q l -> forall x, P x -> Rabs (value n q x) <= A.
Proof.
induction l as [|q l IH]; intros H.
- exists 0. split; [lra|]. intros q [].
- destruct IH as (A & A0 & HA); [intros q' Hq'; apply H; now right|].
  destruct (H q (or_introl eq_refl)) as [B HB]. exists (A + Rabs B). assert (HB0 := Rabs_pos B).
  split; [lra|]. intros q' [<-|Hq'] x Hx.
  + specialize (HB x Hx). assert (H1 := Rle_abs B). lra.
  + specialize (HA q' Hq' x Hx). lra.
Qed.

Lemma gradient_opposite n q F x :
  dot n (gradient n (opposite q) x) (gradient n F x) = - dot n (gradient n q x) (gradient n F x).
Proof. rewrite !dot_gradient. unfold opposite. simpl. unfold value. simpl. unfold Q2R. simpl. lra. Qed.

Section Control.
Variable n : nat.
Variable F : polynomial.
Variable c : control.
Hypothesis checked : check_control n F c = true.

Lemma control_facts :
  (forall x, Q2R (bound_below c) <= value n F x) /\
  (forall q, In q (conserved c) -> forall x, dot n (gradient n q x) (gradient n F x) = 0) /\
  (forall V lo a b, In (V, lo, a, b) (monotone c) ->
     (forall x, 0 <= dot n (gradient n V x) (gradient n F x)) /\ forall x, Q2R lo <= value n V x) /\
  (value n (multiplier_polynomial c) (point n (witness c)) <> 0) /\ (0 < exponent c)%nat /\
  (forall x, value n (multiplier_polynomial c) x ^ 2 * squared_norm n x ^ exponent c
     <= value n (bound_polynomial F c) x).
Proof.
assert (E := checked). unfold check_control in E.
apply andb_prop in E. destruct E as [E E7]. apply andb_prop in E. destruct E as [E E6].
apply andb_prop in E. destruct E as [E E5]. apply andb_prop in E. destruct E as [E E4].
apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
rewrite forallb_forall in E2, E3. apply Nat.eqb_eq in E4. apply Nat.ltb_lt in E6.
assert (NN : forall q d, proves_nonnegative [] q d = true -> forall x, 0 <= value n q x).
{ intros q d H x. apply (proves_nonnegative_ok _ [] q d H). apply all_hold_nil. }
split; [|split; [|split; [|split; [|split]]]].
- intros x. assert (H := NN _ _ E1 x). unfold value in *. rewrite evaluate_minus in H. lra.
- intros q Hq x. rewrite <- inner_product_ok. unfold value.
  rewrite (same_polynomial_ok _ _ (E2 q Hq)). exact RMicromega.Q2R_0.
- intros V lo a b Hin. specialize (E3 _ Hin). cbn [fst snd] in E3. apply andb_prop in E3. destruct E3 as [A B]. split.
  + intros x. rewrite <- inner_product_ok. exact (NN _ _ A x).
  + intros x. assert (H := NN _ _ B x). unfold value in *. rewrite evaluate_minus in H. lra.
- unfold value. rewrite (evaluate_ext _ _ _ (fun i => coordinate_point n (witness c) i E4)), evaluate_q_ok.
  intros H. rewrite <- RMicromega.Q2R_0 in H. apply eqR_Qeq in H.
  apply Qeq_eq_bool in H. now rewrite H in E5.
- exact E6.
- intros x. assert (H := NN _ _ E7 x). unfold value in *. cbn [evaluate] in H. rewrite evaluate_opposite in H.
  cbn [evaluate] in H. rewrite evaluate_norm in H. lra.
Qed.

Lemma quantities_nonincreasing q : In q (quantities c) -> forall x, 0 <= dot n (gradient n q x) (gradient n F x).
Proof.
destruct control_facts as (_ & Hc & Hm & _). unfold quantities. intros H x.
apply in_app_or in H. destruct H as [H|H]; [right; symmetry; now apply Hc|].
apply in_app_or in H. destruct H as [H|H].
- apply in_map_iff in H. destruct H as [p [<- Hp]]. rewrite gradient_opposite, (Hc p Hp). lra.
- unfold monotone_quantities in H. apply in_map_iff in H. destruct H as [[[[V lo] a] b] [<- Hp]].
  exact (proj1 (Hm V lo a b Hp) x).
Qed.

Lemma control_confines x0 : value n (multiplier_polynomial c) x0 <> 0 ->
  exists delta M, 0 < delta /\ forall x, value n F x <= value n F x0 ->
    (forall q, In q (quantities c) -> value n q x <= value n q x0 + delta) -> squared_norm n x <= M.
Proof.
intros Hw. destruct control_facts as (Hlow & Hc & Hm & _ & He & Hp).
pose (P := fun x => value n F x <= value n F x0 /\ forall q, In q (quantities c) -> value n q x <= value n q x0 + 1).
assert (Hcons : forall d q x, In q (conserved c) ->
  (forall q, In q (quantities c) -> value n q x <= value n q x0 + d) -> Rabs (value n q x - value n q x0) <= d).
{ intros d q x Hq H. assert (H1 := H q ltac:(apply in_or_app; now left)).
  assert (H2 := H (opposite q) ltac:(apply in_or_app; right; apply in_or_app; left; now apply in_map)).
  unfold value in *. rewrite !evaluate_opposite in H2. apply Rabs_le. lra. }
destruct (list_bounded n (F :: conserved c ++ monotone_quantities c) P) as (A & A0 & HA).
{ intros q [<-|Hq].
  - exists (Rabs (Q2R (bound_below c)) + Rabs (value n F x0)). intros x [Hx _]. specialize (Hlow x).
    assert (H1 := Rle_abs (value n F x0)). assert (H2 := Rle_abs (- Q2R (bound_below c))). rewrite Rabs_Ropp in H2.
    assert (H3 := Rabs_pos (value n F x0)). assert (H4 := Rabs_pos (Q2R (bound_below c))). apply Rabs_le. lra.
  - apply in_app_or in Hq. destruct Hq as [Hq|Hq].
    + exists (Rabs (value n q x0) + 1). intros x [_ Hx]. assert (H1 := Hcons 1 q x Hq Hx).
      replace (value n q x) with (value n q x0 + (value n q x - value n q x0)) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. lra.
    + unfold monotone_quantities in Hq. assert (Hq' := Hq). apply in_map_iff in Hq. destruct Hq as [[[[V lo] a] b] [<- Hin]].
      destruct (Hm V lo a b Hin) as [_ Hl]. cbn [fst] in *.
      exists (Rabs (Q2R lo) + Rabs (value n V x0) + 1). intros x [_ Hx].
      assert (H1 := Hx V ltac:(apply in_or_app; right; apply in_or_app; right; exact Hq')). specialize (Hl x).
      assert (H2 := Rle_abs (value n V x0)). assert (H3 := Rle_abs (- Q2R lo)). rewrite Rabs_Ropp in H3.
      assert (H4 := Rabs_pos (value n V x0)). assert (H5 := Rabs_pos (Q2R lo)). apply Rabs_le. lra. }
pose (args := fun (x : Rn n) i => value n (nth i (F :: conserved c ++ monotone_quantities c) (Const 0)) x).
pose (cargs := fun (x : Rn n) i => value n (nth i (conserved c) (Const 0)) x).
assert (Hzero : forall x, value n (Const 0) x = 0) by (intros x; exact RMicromega.Q2R_0).
assert (Hargs : forall x, P x -> forall i, Rabs (args x i) <= A).
{ intros x Hx i. unfold args.
  destruct (nth_in_or_default i (F :: conserved c ++ monotone_quantities c) (Const 0)) as [H|H]; [now apply HA|].
  rewrite H, Hzero, Rabs_R0. exact A0. }
assert (Hcargs : forall x, P x -> forall i, Rabs (cargs x i) <= A).
{ intros x Hx i. unfold cargs. destruct (nth_in_or_default i (conserved c) (Const 0)) as [H|H].
  - apply HA; [|exact Hx]. right. apply in_or_app. now left.
  - rewrite H, Hzero, Rabs_R0. exact A0. }
destruct (bounded_on_box (bound c) A A0) as (C & C0 & HC).
destruct (lipschitz_on_box (multiplier c) A A0) as (L & L0 & HL).
assert (Ew : forall x, value n (multiplier_polynomial c) x = evaluate (cargs x) (multiplier c)).
{ intros x. unfold value, multiplier_polynomial. apply evaluate_substitute. }
assert (Eb : forall x, value n (bound_polynomial F c) x = evaluate (args x) (bound c)).
{ intros x. unfold value, bound_polynomial. apply evaluate_substitute. }
set (w := Rabs (value n (multiplier_polynomial c) x0)).
assert (Hw0 : 0 < w) by (now apply Rabs_pos_lt).
set (delta := Rmin 1 (w / (2 * (L + 1)))).
assert (Hd0 : 0 < delta) by (unfold delta; apply Rmin_glb_lt; [lra|apply Rdiv_lt_0_compat; lra]).
assert (Hd1 : delta <= 1) by apply Rmin_l.
assert (HdL : L * delta <= w / 2).
{ assert (H : delta <= w / (2 * (L + 1))) by apply Rmin_r.
  apply Rle_trans with ((L + 1) * (w / (2 * (L + 1)))); [|right; field; lra].
  apply Rmult_le_compat; lra. }
clearbody delta.
exists delta, (1 + C / (w / 2) ^ 2). split; [exact Hd0|]. intros x HF Hq.
assert (HPx : P x) by (split; [exact HF|]; intros q Hin; specialize (Hq q Hin); lra).
assert (HP0 : P x0) by (split; [lra|]; intros; lra).
assert (Hwx : w / 2 <= Rabs (value n (multiplier_polynomial c) x)).
{ assert (H := HL (cargs x) (cargs x0) delta (Hcargs x HPx) (Hcargs x0 HP0)).
  assert (H' : Rabs (evaluate (cargs x) (multiplier c) - evaluate (cargs x0) (multiplier c)) <= L * delta).
  { apply H; [|lra]. intros i. unfold cargs. destruct (nth_in_or_default i (conserved c) (Const 0)) as [Hin|Hd].
    - now apply Hcons.
    - rewrite Hd, !Hzero, Rminus_eq_0, Rabs_R0. lra. }
  rewrite <- !Ew in H'. unfold w in *.
  assert (T := Rabs_triang_inv (value n (multiplier_polynomial c) x0) (value n (multiplier_polynomial c) x)).
  rewrite Rabs_minus_sym in H'. lra. }
assert (Hbx : value n (bound_polynomial F c) x <= C).
{ rewrite Eb. eapply Rle_trans; [apply Rle_abs|]. apply HC. now apply Hargs. }
assert (Hpx := Hp x). set (N := squared_norm n x) in *.
assert (HN : 0 <= N) by apply squared_norm_nonnegative.
assert (Hw2 : (w / 2) ^ 2 <= value n (multiplier_polynomial c) x ^ 2).
{ rewrite <- (pow2_abs (value n (multiplier_polynomial c) x)). apply pow_incr. lra. }
assert (Hw3 : 0 < (w / 2) ^ 2) by (apply pow_lt; lra).
assert (HCw : 0 <= C / (w / 2) ^ 2) by (apply Rdiv_le_0_compat; lra).
destruct (Rle_lt_dec N 1) as [|HN1]; [lra|].
assert (HNe : N <= N ^ exponent c).
{ rewrite <- (pow_1 N) at 1. apply Rle_pow; [lra|lia]. }
assert (HNp : (w / 2) ^ 2 * N <= C).
{ apply Rle_trans with (2 := Hbx). apply Rle_trans with (2 := Hpx).
  apply Rmult_le_compat; lra. }
assert (N <= C / (w / 2) ^ 2); [|lra].
apply Rmult_le_reg_l with ((w / 2) ^ 2); [exact Hw3|].
replace ((w / 2) ^ 2 * (C / (w / 2) ^ 2)) with C by (field; lra). exact HNp.
Qed.
End Control.

(** ** Critical values *)
Record critical_values := CriticalValues {
  critical_polynomial : univariate;                     (* vanishes at every critical value *)
  nonzero_at : Q;
  derivations : list derivation;
  horner_exponent : nat;
  horner_steps : list (polynomial * combination) }.

Definition critical_facts n (F : polynomial) : list fact := map (fun j => (Zero, partial j F)) (seq 0 (S n)).

Definition critical_context n F (c : critical_values) : option (list fact) :=
  derive_all (S n) (critical_facts n F) (derivations c).
Definition check_critical_values n F (c : critical_values) : bool :=
  below (S n) F && negb (Qeq_bool (uval_q (critical_polynomial c) (nonzero_at c)) 0) &&
  match critical_context n F c with
  | Some facts => root_of facts F (critical_polynomial c) (horner_exponent c) (horner_steps c)
  | None => false
  end.

Lemma below_partial k j p : below k p = true -> below k (partial j p) = true.
Proof.
induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa m]; simpl; intros H; auto.
- apply andb_prop in H. destruct H. rewrite IHa, IHb; auto.
- apply andb_prop in H. destruct H as [H1 H2]. rewrite IHa, IHb, H1, H2; auto.
- destruct m; [reflexivity|]. simpl. rewrite IHa, H; auto.
Qed.

Lemma critical_facts_hold n F x : critical_point n F x -> all_hold (fun i => coordinate n i x) (critical_facts n F).
Proof.
intros H f Hf. unfold critical_facts in Hf. apply in_map_iff in Hf. destruct Hf as [j [<- Hj]].
apply in_seq in Hj. apply (critical_partial n F x j H). lia.
Qed.
Lemma critical_facts_below n F : below (S n) F = true -> facts_below (S n) (critical_facts n F) = true.
Proof.
intros H. apply forallb_forall. intros f Hf. unfold critical_facts in Hf. apply in_map_iff in Hf.
destruct Hf as [j [<- _]]. now apply below_partial.
Qed.

Lemma check_critical_values_ok n F c : check_critical_values n F c = true ->
  forall x, critical_point n F x -> uval (critical_polynomial c) (value n F x) = 0.
Proof.
unfold check_critical_values, critical_context. intros E x Hx.
apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 _].
destruct (derive_all (S n) (critical_facts n F) (derivations c)) as [facts|] eqn:Ed; [|discriminate].
destruct (derive_all_ok _ _ _ _ _ (critical_facts_hold n F x Hx) (critical_facts_below n F E1) Ed) as [H _].
exact (root_of_ok _ _ _ _ _ _ H E3).
Qed.

Lemma critical_values_are_isolated n F c : check_critical_values n F c = true ->
  forall v, exists eta, 0 < eta /\ forall x, critical_point n F x -> ~ (v < value n F x < v + eta).
Proof.
intros E v. assert (E' := E). unfold check_critical_values in E'.
apply andb_prop in E'. destruct E' as [E' _]. apply andb_prop in E'. destruct E' as [_ E2].
destruct (isolated_from_above (map Q2R (critical_polynomial c)) v) as [eta [He H]].
- exists (Q2R (nonzero_at c)). rewrite <- uval_rval, uval_q_ok. intros H. rewrite <- RMicromega.Q2R_0 in H.
  apply eqR_Qeq in H. apply Qeq_eq_bool in H. now rewrite H in E2.
- exists eta. split; [exact He|]. intros x Hx Hv. apply (H _ Hv). rewrite <- uval_rval.
  now apply check_critical_values_ok.
Qed.

(** The list of critical values: all roots of the critical polynomial; some may be excluded. *)
Record value_list := ValueList { roots : roots_of; status : list (number * option psatz) }.

Definition possible_values (l : value_list) : list number :=
  flat_map (fun t => match snd t with None => [fst t] | Some _ => [] end) (status l).
Definition check_value_list n F (c : critical_values) (l : value_list) : bool :=
  check_roots (critical_polynomial c) (map fst (status l)) (roots l) &&
  match critical_context n F c with
  | Some facts =>
      forallb (fun t => match snd t with
        | None => true
        | Some p => proves_impossible (facts ++ number_facts F (fst t)) p
        end) (status l)
  | None => false
  end.

Lemma check_value_list_ok n F c l : check_critical_values n F c = true -> check_value_list n F c l = true ->
  forall x, critical_point n F x -> exists v, In v (possible_values l) /\ is_number v (value n F x).
Proof.
intros Ec E x Hx. assert (H0 := check_critical_values_ok n F c Ec x Hx).
unfold check_value_list in E. apply andb_prop in E. destruct E as [E3 E4].
destruct (critical_context n F c) as [facts|] eqn:Ed; [|discriminate]. rewrite forallb_forall in E4.
destruct (check_roots_ok _ _ _ _ E3 H0) as (v & Hin & Hv).
apply in_map_iff in Hin. destruct Hin as [[v' o] [<- Hin]]. cbn [fst] in *.
exists v'. split; [|exact Hv]. unfold possible_values. apply in_flat_map.
exists (v', o). split; [exact Hin|]. specialize (E4 _ Hin). cbn [fst snd] in *. destruct o as [p|]; [|now left].
exfalso. refine (proves_impossible_ok (fun i => coordinate n i x) _ p E4 _).
assert (Eb : below (S n) F = true).
{ unfold check_critical_values in Ec. apply andb_prop in Ec. destruct Ec as [Ec _]. now apply andb_prop in Ec. }
destruct (derive_all_ok _ _ _ _ _ (critical_facts_hold n F x Hx) (critical_facts_below n F Eb) Ed) as [H _].
apply all_hold_app; [exact H|]. apply number_facts_ok. exact Hv.
Qed.

(** ** Local minima *)
Record minima := Minima {
  listed : option value_list;   (* needed if the tree distinguishes critical values *)
  minima_value : option number;
  only_value : list piece;      (* needed if the cases do not show between which bounds the value lies *)
  depth : nat;
  cases : tree;
  by_attainment : bool }.       (* inf f is attained, instead of: the value is a lower bound *)

(** The tree proves that every local minimum has the value of the claim. *)
Definition check_cases n F (cv : critical_values) (m : minima) : bool :=
  match listed m with Some l => check_value_list n F cv l | None => true end &&
  check_tree F (match listed m with Some _ => true | None => false end)
    (match listed m with Some l => possible_values l | None => [] end) (minima_value m) (only_value m) (depth m) (S n)
    (critical_facts n F) (cases m).

Lemma local_minimum_is_critical n F x : local_minimum (value n F) x -> critical_point n F x.
Proof.
intros Hx. unfold critical_point, squared_norm. rewrite dot_gradient. revert Hx.
generalize (gradient n F x). intros h Hx.
exact (Smooth.fermat n (value n F) (differential n F) x (polynomial_is_diff n F) Hx h).
Qed.

Lemma check_cases_ok n F cv m : check_critical_values n F cv = true -> check_cases n F cv m = true ->
  forall x, local_minimum (value n F) x -> exists v, minima_value m = Some v /\ is_number v (value n F x).
Proof.
intros E2 E3 x Hx. unfold check_cases in E3. apply andb_prop in E3. destruct E3 as [E4 E5].
assert (Eb : below (S n) F = true).
{ unfold check_critical_values in E2. apply andb_prop in E2. destruct E2 as [E2 _]. now apply andb_prop in E2. }
assert (Hcx := local_minimum_is_critical n F x Hx).
apply (check_tree_ok n F _ _ _ _ x Eb) with (3 := E5) (e := fun i => coordinate n i x); auto.
- destruct (listed m) as [l|]; [|discriminate]. intros _. now apply (check_value_list_ok n F cv).
- now apply critical_facts_below.
- now apply critical_facts_hold.
Qed.

(** The value is at most a rational number. *)
Definition at_most (v : number) (q : Q) : bool :=
  match v with Rational a => Qle_bool a q | Root _ _ high _ _ => Qle_bool high q end.
Lemma at_most_ok v q t : at_most v q = true -> is_number v t -> t <= Q2R q.
Proof. destruct v as [a|m low high s c]; simpl; intros H E; apply Qle_bool_ok in H; lra. Qed.

Definition check_minima n F (low : Q) (cv : critical_values) (m : minima) : bool :=
  check_cases n F cv m &&
  match minima_value m with
  | None => true
  | Some v => if by_attainment m then valid_number v else at_most v low
  end.

Theorem certified n F (c : control) (cv : critical_values) (m : minima) :
  check_control n F c && check_critical_values n F cv && check_minima n F (bound_below c) cv m = true ->
  no_spurious_setwise_minimum (objective n [] F).
Proof.
intros E. apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
change (no_spurious_setwise_minimum (value n F)).
unfold check_minima in E3. apply andb_prop in E3. destruct E3 as [E3 E6].
destruct (control_facts n F c E1) as (Hlow & _ & _ & Hw & _).
assert (Hval := check_cases_ok n F cv m E2 E3).
assert (K : local_minima_are_global (value n F)).
{ destruct (minima_value m) as [v|].
  - destruct (by_attainment m).
    + apply (infimum_attained_by_descent n F (quantities c) (quantities_nonincreasing n F c E1)
        (fun x => value n (multiplier_polynomial c) x <> 0) (nonzero_dense n _ _ Hw) (control_confines n F c E1)
        (critical_values_are_isolated n F cv E2) (Q2R (bound_below c)) Hlow).
      intros x y Hx Hy. destruct (Hval x Hx) as (v1 & V1 & V2). destruct (Hval y Hy) as (v2 & V3 & V4).
      injection V1 as <-. injection V3 as <-. now apply (number_unique v).
    + intros x Hx y. destruct (Hval x Hx) as (v1 & V1 & V2). injection V1 as <-.
      assert (Hv := at_most_ok _ _ _ E6 V2). specialize (Hlow y). lra.
  - intros x Hx. destruct (Hval x Hx) as (v1 & V1 & _). discriminate. }
exact (theorem_1_by_descent n F (quantities c) (quantities_nonincreasing n F c E1)
  (fun x => value n (multiplier_polynomial c) x <> 0) (nonzero_dense n _ _ Hw) (control_confines n F c E1)
  (critical_values_are_isolated n F cv E2) K).
Qed.
