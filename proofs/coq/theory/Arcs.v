(** Rational arcs x_i(s) = N_i(s) / D_i(s), s >= 0, along which polynomials keep their sign because all coefficients of
    numerator and denominator are nonnegative. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz Objectives.
Import ListNotations.
Open Scope R_scope.

(** ** Univariate polynomials: lists of coefficients, constant first *)
Definition univariate := list Q.
Fixpoint uval (l : univariate) (s : R) : R := match l with [] => 0 | a :: r => Q2R a + s * uval r s end.
Fixpoint uadd (l m : univariate) : univariate :=
  match l, m with [], _ => m | _, [] => l | a :: l', b :: m' => plus_q a b :: uadd l' m' end.
Definition uscale (c : Q) (l : univariate) : univariate := map (times_q c) l.
Fixpoint umul (l m : univariate) : univariate :=
  match l with [] => [] | a :: r => uadd (uscale a m) (0%Q :: umul r m) end.

Lemma uadd_ok l m s : uval (uadd l m) s = uval l s + uval m s.
Proof.
revert m. induction l as [|a l IH]; intros [|b m]; simpl; try lra.
rewrite plus_q_ok, IH. ring.
Qed.
Lemma uscale_ok c l s : uval (uscale c l) s = Q2R c * uval l s.
Proof. induction l as [|a l IH]; simpl; [ring|]. rewrite times_q_ok, IH. ring. Qed.
Lemma umul_ok l m s : uval (umul l m) s = uval l s * uval m s.
Proof.
induction l as [|a l IH]; simpl; [ring|]. rewrite uadd_ok, uscale_ok. simpl. rewrite IH, RMicromega.Q2R_0. ring.
Qed.

(** At a rational number. *)
Fixpoint uval_q (m : univariate) (t : Q) : Q := match m with [] => 0%Q | a :: r => plus_q a (times_q t (uval_q r t)) end.
Lemma uval_q_ok m t : uval m (Q2R t) = Q2R (uval_q m t).
Proof.
induction m as [|a m IH]; simpl; [symmetry; exact RMicromega.Q2R_0|]. now rewrite plus_q_ok, times_q_ok, IH.
Qed.

(** A univariate polynomial at a polynomial. *)
Definition univariate_at (m : univariate) (p : polynomial) : polynomial :=
  fold_right (fun a q => Add (Const a) (Mul p q)) (Const 0) m.
Lemma univariate_at_ok m p e : evaluate e (univariate_at m p) = uval m (evaluate e p).
Proof. induction m as [|a m IH]; simpl; [exact RMicromega.Q2R_0|]. now rewrite IH. Qed.

Definition coefficients_nonnegative (l : univariate) : bool := forallb nonnegative_q l.
Definition coefficients_positive (l : univariate) : bool :=
  coefficients_nonnegative l && match l with a :: _ => positive_q a | [] => false end.

Lemma coefficients_nonnegative_ok l s : coefficients_nonnegative l = true -> 0 <= s -> 0 <= uval l s.
Proof.
intros H Hs. induction l as [|a l IH]; simpl; [lra|]. simpl in H. apply andb_prop in H. destruct H as [H1 H2].
apply nonnegative_q_ok in H1. specialize (IH H2). assert (0 <= s * uval l s) by (apply Rmult_le_pos; lra). lra.
Qed.
Lemma coefficients_positive_ok l s : coefficients_positive l = true -> 0 <= s -> 0 < uval l s.
Proof.
unfold coefficients_positive. intros H Hs. apply andb_prop in H. destruct H as [H1 H2].
destruct l as [|a l]; [discriminate|]. simpl in *. apply andb_prop in H1. destruct H1 as [_ H1].
apply positive_q_ok in H2. assert (H0 := coefficients_nonnegative_ok l s H1 Hs).
assert (0 <= s * uval l s) by (apply Rmult_le_pos; lra). lra.
Qed.

(** ** Growth: x / D >= c s, where N has nonnegative coefficients and a positive one of higher degree than D *)
Fixpoint usum (l : univariate) : Q := match l with [] => 0%Q | a :: r => plus_q a (usum r) end.

Lemma uval_upper l s d : coefficients_nonnegative l = true -> 1 <= s -> (length l <= S d)%nat ->
  uval l s <= Q2R (usum l) * s ^ d.
Proof.
revert d. induction l as [|a l IH]; intros d H Hs Hd; simpl.
- rewrite RMicromega.Q2R_0. lra.
- simpl in H. apply andb_prop in H. destruct H as [H1 H2]. apply nonnegative_q_ok in H1. rewrite plus_q_ok.
  assert (Hp : 1 <= s ^ d) by now apply pow_R1_Rle.
  destruct d as [|d].
  + destruct l; [|simpl in Hd; lia]. simpl. rewrite RMicromega.Q2R_0. lra.
  + assert (E := IH d H2 Hs). simpl in Hd. specialize (E ltac:(lia)).
    assert (s * uval l s <= s * (Q2R (usum l) * s ^ d)) by (apply Rmult_le_compat_l; lra).
    assert (Q2R a * 1 <= Q2R a * s ^ S d) by (apply Rmult_le_compat_l; lra). simpl in *. nra.
Qed.

Lemma uval_lower l s d a : coefficients_nonnegative l = true -> 0 <= s -> nth_error l d = Some a ->
  Q2R a * s ^ d <= uval l s.
Proof.
revert d. induction l as [|b l IH]; intros [|d] H Hs E; try discriminate; simpl in *;
  apply andb_prop in H; destruct H as [H1 H2]; apply nonnegative_q_ok in H1;
  assert (H0 := coefficients_nonnegative_ok l s H2 Hs).
- injection E as ->. assert (0 <= s * uval l s) by (apply Rmult_le_pos; lra). lra.
- specialize (IH d H2 Hs E). assert (s * (Q2R a * s ^ d) <= s * uval l s) by (apply Rmult_le_compat_l; lra). nra.
Qed.

Lemma growth num den d a : coefficients_nonnegative num = true -> coefficients_positive den = true ->
  nth_error num (S d) = Some a -> positive_q a = true -> (length den <= S d)%nat ->
  forall M, exists s, 0 <= s /\ M < uval num s / uval den s.
Proof.
intros Hn Hd Ea Ha Hl M. apply positive_q_ok in Ha.
assert (Hd' : coefficients_nonnegative den = true) by (unfold coefficients_positive in Hd; now apply andb_prop in Hd).
pose (C := Q2R (usum den) + 1).
assert (HC : 0 < C).
{ assert (H := uval_upper den 1 d Hd' (Rle_refl 1) Hl). rewrite pow1 in H.
  assert (H' := coefficients_positive_ok den 1 Hd Rle_0_1). unfold C. lra. }
pose (s := 1 + Rabs M * C / Q2R a).
assert (HM := Rabs_pos M). assert (HM' := Rle_abs M).
assert (Hs : 1 <= s).
{ unfold s. assert (0 <= Rabs M * C / Q2R a); [|lra].
  apply Rmult_le_pos; [apply Rmult_le_pos; lra|]. left. now apply Rinv_0_lt_compat. }
exists s. split; [lra|].
assert (H1 := uval_upper den s d Hd' Hs Hl). assert (H2 := uval_lower num s (S d) a Hn ltac:(lra) Ea).
assert (H3 := coefficients_positive_ok den s Hd ltac:(lra)).
assert (Hp : 1 <= s ^ d) by now apply pow_R1_Rle.
assert (HsM : Q2R a * s > Rabs M * C).
{ unfold s. replace (Q2R a * (1 + Rabs M * C / Q2R a)) with (Q2R a + Rabs M * C) by (field; lra). lra. }
apply Rmult_lt_reg_r with (uval den s); [exact H3|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
apply Rle_lt_trans with (Rabs M * (C * s ^ d)).
- apply Rle_trans with (Rabs M * uval den s); [apply Rmult_le_compat_r; lra|].
  apply Rmult_le_compat_l; [exact HM|]. unfold C. lra.
- apply Rlt_le_trans with (2 := H2). simpl. nra.
Qed.

(** ** Rational functions N / D with D > 0 on s >= 0 *)
Definition rational_function := (univariate * univariate)%type.
Definition rval (r : rational_function) (s : R) : R := uval (fst r) s / uval (snd r) s.
Definition well_formed (r : rational_function) : bool := coefficients_positive (snd r).
Fixpoint same_list (l m : univariate) : bool :=
  match l, m with [], [] => true | a :: l', b :: m' => Qeq_bool a b && same_list l' m' | _, _ => false end.
Definition radd (a b : rational_function) : rational_function :=
  if same_list (snd a) (snd b) then (uadd (fst a) (fst b), snd a)
  else (uadd (umul (fst a) (snd b)) (umul (fst b) (snd a)), umul (snd a) (snd b)).
Definition rmul (a b : rational_function) : rational_function := (umul (fst a) (fst b), umul (snd a) (snd b)).
Definition rconst (q : Q) : rational_function := ([q], [1%Q]).
Fixpoint rpow (a : rational_function) (k : nat) : rational_function :=
  match k with O => rconst 1 | S O => a | S j => rmul a (rpow a j) end.
Fixpoint revaluate (l : list rational_function) (p : polynomial) : rational_function :=
  match p with
  | Const q => rconst q
  | Var i => nth i l (rconst 0)
  | Add a b => radd (revaluate l a) (revaluate l b)
  | Mul a b => rmul (revaluate l a) (revaluate l b)
  | Pow a k => rpow (revaluate l a) k
  end.

Lemma same_list_ok l m s : same_list l m = true -> uval l s = uval m s.
Proof.
revert m. induction l as [|a l IH]; intros [|b m] H; try discriminate; [reflexivity|].
simpl in *. apply andb_prop in H. destruct H as [H1 H2]. rewrite (IH m H2).
now rewrite (Qeq_eqR a b (Qeq_bool_eq _ _ H1)).
Qed.

Definition defined_at (r : rational_function) (s : R) := 0 < uval (snd r) s.
Lemma rconst_ok q s : defined_at (rconst q) s /\ rval (rconst q) s = Q2R q.
Proof. unfold defined_at, rval, rconst. simpl. rewrite RMicromega.Q2R_1. split; [lra|field]. Qed.
Lemma radd_ok a b s : defined_at a s -> defined_at b s ->
  defined_at (radd a b) s /\ rval (radd a b) s = rval a s + rval b s.
Proof.
unfold defined_at, rval, radd. intros Ha Hb. destruct (same_list (snd a) (snd b)) eqn:E; simpl.
- rewrite uadd_ok. apply (fun E => same_list_ok _ _ s E) in E. rewrite <- E. split; [exact Ha|field; lra].
- rewrite uadd_ok, !umul_ok. split; [now apply Rmult_lt_0_compat|field; lra].
Qed.
Lemma rmul_ok a b s : defined_at a s -> defined_at b s ->
  defined_at (rmul a b) s /\ rval (rmul a b) s = rval a s * rval b s.
Proof.
unfold defined_at, rval, rmul. intros Ha Hb. simpl. rewrite !umul_ok.
split; [now apply Rmult_lt_0_compat|field; lra].
Qed.
Lemma rpow_ok a k s : defined_at a s -> defined_at (rpow a k) s /\ rval (rpow a k) s = rval a s ^ k.
Proof.
intros Ha. induction k as [|k IH]; [destruct (rconst_ok 1 s) as [H E]; split; [exact H|etransitivity; [exact E|apply RMicromega.Q2R_1]]|].
destruct k as [|k]; [split; [exact Ha|simpl; ring]|].
destruct IH as [I1 I2]. destruct (rmul_ok a (rpow a (S k)) s Ha I1) as [H1 H2].
split; [exact H1|]. change (rval (rmul a (rpow a (S k))) s = rval a s * rval a s ^ S k). now rewrite H2, I2.
Qed.

Lemma revaluate_ok l p s : (forall r, In r l -> defined_at r s) ->
  defined_at (revaluate l p) s /\ rval (revaluate l p) s = evaluate (fun i => rval (nth i l (rconst 0)) s) p.
Proof.
intros Hl. induction p as [q|i|a [A1 A2] b [B1 B2]|a [A1 A2] b [B1 B2]|a [A1 A2] k]; simpl.
- apply rconst_ok.
- split; [|reflexivity]. destruct (nth_in_or_default i l (rconst 0)) as [H| ->]; [now apply Hl|apply rconst_ok].
- rewrite <- A2, <- B2. now apply radd_ok.
- rewrite <- A2, <- B2. now apply rmul_ok.
- rewrite <- A2. now apply rpow_ok.
Qed.

(** ** Arcs *)
Fixpoint arc_point (n : nat) (l : list rational_function) (s : R) : Rn n :=
  match n return Rn n with
  | O => rval (nth 0 l (rconst 0)) s
  | S m => (rval (nth 0 l (rconst 0)) s, arc_point m (tl l) s)
  end.

Lemma coordinate_arc n l s i : length l = S n -> coordinate n i (arc_point n l s) = rval (nth i l (rconst 0)) s.
Proof.
revert l i. induction n as [|n IH]; intros [|a l] i H; try discriminate; simpl.
- destruct l; [|discriminate]. destruct i as [|i]; [reflexivity|].
  destruct (rconst_ok 0 s) as [_ E]. simpl. rewrite RMicromega.Q2R_0 in E. destruct i; symmetry; exact E.
- destruct i as [|i]; [reflexivity|]. rewrite IH; [reflexivity|]. simpl in H. lia.
Qed.

(** v >= 0, or v < 0, along the arc. *)
Definition arc_step {A} (l : list rational_function) (v : polynomial) (above under : rational_function)
    (go_on : list rational_function -> option A) : option A :=
  let a := fst (revaluate l v) in
  if coefficients_nonnegative a then go_on (l ++ [above])
  else if coefficients_positive (uscale (-1 # 1) a) then go_on (l ++ [under]) else None.

(** The variables for quotients along an arc; their values must have a denominator with positive coefficients. *)
Fixpoint arc_inverses (l : list rational_function) (denominators : list node) : option (list rational_function) :=
  match denominators with
  | [] => Some l
  | (Inverse, v) :: rest =>
      let (a, b) := revaluate l v in
      if coefficients_positive a then arc_inverses (l ++ [(b, a)]) rest
      else let a' := uscale (-1 # 1) a in
           if coefficients_positive a' then arc_inverses (l ++ [(uscale (-1 # 1) b, a')]) rest else None
  | (Sign, v) :: rest => arc_step l v (rconst 1) (rconst (-1 # 1)) (fun l => arc_inverses l rest)
  | (Step, v) :: rest => arc_step l v (rconst 1) (rconst 0) (fun l => arc_inverses l rest)
  | _ => None
  end.
Definition arc_values n (denominators : list node) (l : list rational_function) : option (list rational_function) :=
  if Nat.eqb (length l) (S n) && forallb well_formed l then arc_inverses l denominators else None.

Lemma arc_inverses_ok denominators l l' s : 0 <= s ->
  arc_inverses l denominators = Some l' -> (forall r, In r l -> defined_at r s) ->
  (forall r, In r l' -> defined_at r s) /\
  forall i, with_nodes (fun i => rval (nth i l (rconst 0)) s) (length l) denominators i = rval (nth i l' (rconst 0)) s.
Proof.
intros Hs. revert l. induction denominators as [|[f v] rest IH]; intros l H Hl; simpl in *.
- injection H as <-. auto.
- destruct (revaluate_ok l v s Hl) as [H1 H2]. destruct (revaluate l v) as [a b] eqn:Ev.
  unfold defined_at in H1. simpl in H1.
  change (uval a s / uval b s = evaluate (fun i => rval (nth i l (rconst 0)) s) v) in H2.
  assert (K : forall r, 0 < uval (snd r) s -> rval r s = apply f (evaluate (fun i => rval (nth i l (rconst 0)) s) v) ->
    arc_inverses (l ++ [r]) rest = Some l' ->
    (forall r, In r l' -> defined_at r s) /\
    forall i, with_nodes (assign (fun i => rval (nth i l (rconst 0)) s) (length l)
       (apply f (evaluate (fun i => rval (nth i l (rconst 0)) s) v))) (S (length l)) rest i = rval (nth i l' (rconst 0)) s).
  { intros r Hr Er E. destruct (IH _ E) as [I1 I2].
    - intros r' Hin. apply in_app_or in Hin. destruct Hin as [Hin|[<-|[]]]; [now apply Hl|exact Hr].
    - split; [exact I1|]. intros i. rewrite <- I2. rewrite app_length, Nat.add_comm. simpl.
      apply with_nodes_ext. intros j. unfold assign.
      destruct (Nat.eqb_spec j (length l)) as [->|Hne].
      + rewrite app_nth2 by lia. rewrite Nat.sub_diag. symmetry. exact Er.
      + destruct (Nat.lt_ge_cases j (length l)).
        * now rewrite app_nth1.
        * rewrite app_nth2 by lia. rewrite nth_overflow by lia.
          destruct (j - length l)%nat as [|d] eqn:Ed; [lia|]. simpl. now destruct d. }
  assert (G : forall above under, 0 < uval (snd above) s -> 0 < uval (snd under) s ->
    (forall t, 0 <= t -> apply f t = rval above s) -> (forall t, t < 0 -> apply f t = rval under s) ->
    arc_step l v above under (fun l => arc_inverses l rest) = Some l' ->
    (forall r, In r l' -> defined_at r s) /\
    forall i, with_nodes (assign (fun i => rval (nth i l (rconst 0)) s) (length l)
       (apply f (evaluate (fun i => rval (nth i l (rconst 0)) s) v))) (S (length l)) rest i = rval (nth i l' (rconst 0)) s).
  { intros above under Da Du Ha Hu E. unfold arc_step in E. rewrite Ev in E. cbn [fst] in E.
    destruct (coefficients_nonnegative a) eqn:E1.
    - apply (K above Da); [|exact E]. symmetry. apply Ha. rewrite <- H2.
      apply Rmult_le_pos; [now apply coefficients_nonnegative_ok|]. now apply Rlt_le, Rinv_0_lt_compat.
    - destruct (coefficients_positive (uscale (-1 # 1) a)) eqn:E2; [|discriminate].
      apply (K under Du); [|exact E]. symmetry. apply Hu. rewrite <- H2.
      assert (H3 := coefficients_positive_ok _ s E2 Hs). rewrite uscale_ok in H3.
      assert (E3 : Q2R (-1 # 1) = -1) by (unfold Q2R; simpl; lra). rewrite E3 in H3.
      assert (H4 := Rinv_0_lt_compat _ H1). unfold Rdiv. assert (0 < - uval a s * / uval b s) by (apply Rmult_lt_0_compat; lra). lra. }
  assert (C1 : forall q, 0 < uval (snd (rconst q)) s) by (intros q; apply (rconst_ok q s)).
  assert (C2 : forall q, rval (rconst q) s = Q2R q) by (intros q; apply (rconst_ok q s)).
  assert (Q1 : Q2R 1 = 1) by exact RMicromega.Q2R_1. assert (Q0 : Q2R 0 = 0) by exact RMicromega.Q2R_0.
  assert (Qm : Q2R (-1 # 1) = -1) by (unfold Q2R; simpl; lra).
  destruct f; try discriminate.
  2:{ apply (G (rconst 1) (rconst (-1 # 1))); auto; intros t Ht; rewrite C2; simpl; destruct (Rle_dec 0 t); lra. }
  2:{ apply (G (rconst 1) (rconst 0)); auto; intros t Ht; rewrite C2; simpl; destruct (Rle_dec 0 t); lra. }
  destruct (coefficients_positive a) eqn:Ea.
  + apply (K (b, a)); simpl; auto; [now apply coefficients_positive_ok|].
    rewrite <- H2. unfold rval. simpl. field. assert (0 < uval a s) by now apply coefficients_positive_ok. lra.
  + destruct (coefficients_positive (uscale (-1 # 1) a)) eqn:Ea'; [|discriminate].
    assert (H3 := coefficients_positive_ok _ s Ea' Hs). rewrite uscale_ok in H3.
    assert (E1 : Q2R (-1 # 1) = -1) by (unfold Q2R; simpl; lra). rewrite E1 in H3.
    apply (K (uscale (-1 # 1) b, uscale (-1 # 1) a)); simpl; auto.
    * rewrite uscale_ok, E1. exact H3.
    * rewrite <- H2. unfold rval. simpl. rewrite !uscale_ok, E1. field. lra.
Qed.

(** p >= 0, or p > 0, along the arc *)
Definition arc_nonnegative (l : list rational_function) (p : polynomial) : bool :=
  coefficients_nonnegative (fst (revaluate l p)).
Definition arc_positive (l : list rational_function) (p : polynomial) : bool :=
  coefficients_positive (fst (revaluate l p)).
(** coordinate number i (times -1 if the flag is set) tends to infinity *)
Definition arc_unbounded (l : list rational_function) (i : nat) (flip : bool) : bool :=
  match nth_error l i with
  | None => false
  | Some (a, b) =>
      let a' := if flip then uscale (-1 # 1) a else a in
      coefficients_nonnegative a' && coefficients_positive b &&
      match nth_error a' (length b) with Some c => positive_q c | None => false end
  end.

Lemma arc_values_ok n denominators l l' s : 0 <= s -> arc_values n denominators l = Some l' ->
  (forall r, In r l' -> defined_at r s) /\
  forall i, values n denominators (arc_point n l s) i = rval (nth i l' (rconst 0)) s.
Proof.
unfold arc_values, values. intros Hs H.
destruct (Nat.eqb_spec (length l) (S n)) as [E|]; [|discriminate]. simpl in H.
destruct (forallb well_formed l) eqn:W; [|discriminate]. rewrite forallb_forall in W.
destruct (arc_inverses_ok denominators l l' s Hs H) as [H1 H2].
- intros r Hr. apply coefficients_positive_ok; [now apply W|exact Hs].
- split; [exact H1|]. intros i. rewrite <- H2, E.
  apply with_nodes_ext. intros j. now apply coordinate_arc.
Qed.

Lemma arc_nonnegative_ok n denominators l l' p s : 0 <= s -> arc_values n denominators l = Some l' ->
  arc_nonnegative l' p = true -> 0 <= evaluate (values n denominators (arc_point n l s)) p.
Proof.
intros Hs H E. destruct (arc_values_ok n denominators l l' s Hs H) as [H1 H2].
rewrite (evaluate_ext _ _ p H2). destruct (revaluate_ok l' p s H1) as [H3 <-].
apply Rdiv_le_0_compat; [now apply coefficients_nonnegative_ok|exact H3].
Qed.
Lemma arc_positive_ok n denominators l l' p s : 0 <= s -> arc_values n denominators l = Some l' ->
  arc_positive l' p = true -> 0 < evaluate (values n denominators (arc_point n l s)) p.
Proof.
intros Hs H E. destruct (arc_values_ok n denominators l l' s Hs H) as [H1 H2].
rewrite (evaluate_ext _ _ p H2). destruct (revaluate_ok l' p s H1) as [H3 <-].
apply Rdiv_lt_0_compat; [now apply coefficients_positive_ok|exact H3].
Qed.

Lemma coordinate_square n i (x : Rn n) : coordinate n i x ^ 2 <= squared_norm n x.
Proof.
revert i. unfold squared_norm. induction n as [|n IH]; intros i.
- destruct i; simpl; [lra|]. assert (H := Rle_0_sqr x). unfold Rsqr in H. lra.
- assert (H1 := Rle_0_sqr (fst x)). unfold Rsqr in H1. destruct i as [|i].
  + change (fst x ^ 2 <= fst x * fst x + dot n (snd x) (snd x)).
    assert (H2 := squared_norm_nonnegative n (snd x)). unfold squared_norm in H2. nra.
  + change (coordinate n i (snd x) ^ 2 <= fst x * fst x + dot n (snd x) (snd x)).
    specialize (IH (snd x) i). lra.
Qed.

Lemma arc_unbounded_ok n l i flip : length l = S n -> arc_unbounded l i flip = true ->
  forall M, exists s, 0 <= s /\ M < squared_norm n (arc_point n l s).
Proof.
unfold arc_unbounded. intros Hl H M. destruct (nth_error l i) as [[a b]|] eqn:E; [|discriminate].
cbv zeta in H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
match type of H3 with context [nth_error ?u ?k] => destruct (nth_error u k) as [c|] eqn:Ec end; [|discriminate].
destruct b as [|b0 b]; [discriminate|]. simpl length in Ec.
destruct (growth _ (b0 :: b) (length b) c H1 H2 Ec H3 (le_n _) (Rabs M + 1)) as [s [Hs HM]].
exists s. split; [exact Hs|].
assert (Hc := coordinate_square n i (arc_point n l s)).
rewrite coordinate_arc in Hc by exact Hl. rewrite (nth_error_nth l i (rconst 0) E) in Hc.
unfold rval in Hc. simpl fst in Hc. simpl snd in Hc.
assert (HM0 := Rabs_pos M). assert (HM1 := Rle_abs M).
apply Rlt_le_trans with (2 := Hc).
set (d := uval (b0 :: b) s) in *.
assert (E1 : Q2R (-1 # 1) = -1) by (unfold Q2R; simpl; lra).
assert (E2 : forall u w : R, -1 * u / w = - (u / w)) by (intros; unfold Rdiv; ring).
assert (K : Rabs M + 1 < Rabs (uval a s / d)).
{ apply Rlt_le_trans with (1 := HM). destruct flip.
  - rewrite uscale_ok, E1, E2. rewrite <- Rabs_Ropp. apply Rle_abs.
  - apply Rle_abs. }
rewrite <- pow2_abs. nra.
Qed.
