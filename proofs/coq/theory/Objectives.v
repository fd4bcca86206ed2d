(** Objectives: scope, substitution and rational evaluation of polynomials; the facts that the variables for quotients
    satisfy; continuity. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz.
Import ListNotations.
Open Scope R_scope.

(** ** Scope *)
Fixpoint below (k : nat) (p : polynomial) : bool :=
  match p with
  | Const _ => true
  | Var i => Nat.ltb i k
  | Add a b | Mul a b => below k a && below k b
  | Pow a _ => below k a
  end.

Lemma evaluate_below k p e e' :
  below k p = true -> (forall i, (i < k)%nat -> e i = e' i) -> evaluate e p = evaluate e' p.
Proof.
intros H He. induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa j]; simpl in *.
- reflexivity.
- apply He. now apply Nat.ltb_lt.
- apply andb_prop in H. destruct H. rewrite IHa, IHb; auto.
- apply andb_prop in H. destruct H. rewrite IHa, IHb; auto.
- rewrite IHa; auto.
Qed.

Lemma below_le k k' p : below k p = true -> (k <= k')%nat -> below k' p = true.
Proof.
intros H Hk. induction p; simpl in *; auto.
- apply Nat.ltb_lt in H. apply Nat.ltb_lt. lia.
- apply andb_prop in H. destruct H. rewrite IHp1, IHp2; auto.
- apply andb_prop in H. destruct H. rewrite IHp1, IHp2; auto.
Qed.

Definition facts_below k (l : list fact) := forallb (fun f => below k (snd f)) l.

Lemma all_hold_assign e k v l : facts_below k l = true -> all_hold e l -> all_hold (assign e k v) l.
Proof.
intros Hb H [c p] Hin. specialize (H _ Hin).
unfold facts_below in Hb. rewrite forallb_forall in Hb. specialize (Hb _ Hin). simpl in Hb.
assert (E : evaluate e p = evaluate (assign e k v) p).
{ apply evaluate_below with k; [exact Hb|]. intros i Hi. unfold assign.
  destruct (Nat.eqb_spec i k); [lia|reflexivity]. }
unfold holds in *. simpl in *. now rewrite <- E.
Qed.

Lemma evaluate_assign_below e k v p : below k p = true -> evaluate (assign e k v) p = evaluate e p.
Proof.
intros Hb. apply evaluate_below with k; [exact Hb|]. intros i Hi. unfold assign.
destruct (Nat.eqb_spec i k); [lia|reflexivity].
Qed.

Lemma facts_below_app k l m : facts_below k (l ++ m) = facts_below k l && facts_below k m.
Proof. apply forallb_app. Qed.

Lemma facts_below_le k k' l : facts_below k l = true -> (k <= k')%nat -> facts_below k' l = true.
Proof.
unfold facts_below. rewrite !forallb_forall. intros H Hk f Hf. apply below_le with k; auto.
Qed.

(** ** Substitution *)
Fixpoint substitute (s : nat -> polynomial) (p : polynomial) : polynomial :=
  match p with
  | Const q => Const q
  | Var i => s i
  | Add a b => Add (substitute s a) (substitute s b)
  | Mul a b => Mul (substitute s a) (substitute s b)
  | Pow a k => Pow (substitute s a) k
  end.
Lemma evaluate_substitute e s p : evaluate e (substitute s p) = evaluate (fun i => evaluate e (s i)) p.
Proof. induction p; simpl; congruence. Qed.

(** ** Rational evaluation *)
Fixpoint power_q (a : Q) (k : nat) : Q := match k with O => 1%Q | S j => times_q a (power_q a j) end.
Fixpoint evaluate_q (l : list Q) (p : polynomial) : Q :=
  match p with
  | Const q => q
  | Var i => nth i l 0%Q
  | Add a b => plus_q (evaluate_q l a) (evaluate_q l b)
  | Mul a b => times_q (evaluate_q l a) (evaluate_q l b)
  | Pow a k => power_q (evaluate_q l a) k
  end.
Definition rational_values (l : list Q) : nat -> R := fun i => Q2R (nth i l 0%Q).

Lemma evaluate_q_ok l p : evaluate (rational_values l) p = Q2R (evaluate_q l p).
Proof.
induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa k]; simpl.
- reflexivity.
- reflexivity.
- now rewrite plus_q_ok, IHa, IHb.
- now rewrite times_q_ok, IHa, IHb.
- rewrite IHa. induction k as [|k IH]; simpl; [now rewrite RMicromega.Q2R_1|]. now rewrite times_q_ok, IH.
Qed.

Fixpoint point (n : nat) (l : list Q) : Rn n :=
  match n return Rn n with
  | O => Q2R (nth 0 l 0%Q)
  | S m => (Q2R (nth 0 l 0%Q), point m (tl l))
  end.

Lemma coordinate_point n l i : length l = S n -> coordinate n i (point n l) = rational_values l i.
Proof.
revert l i. induction n as [|n IH]; intros [|a l] i H; try discriminate; simpl.
- destruct l; [|discriminate]. destruct i as [|i]; [reflexivity|].
  unfold rational_values. simpl. destruct i; now rewrite RMicromega.Q2R_0.
- destruct i as [|i]; [reflexivity|]. rewrite IH; [reflexivity|]. simpl in H. lia.
Qed.

(** Values of all variables at a rational point. *)
Fixpoint inverses_q (l : list Q) (denominators : list polynomial) : option (list Q) :=
  match denominators with
  | [] => Some l
  | v :: rest =>
      let q := evaluate_q l v in if Qeq_bool q 0 then None else inverses_q (l ++ [Qred (Qinv q)]) rest
  end.
Definition values_q n (denominators : list polynomial) (l : list Q) : option (list Q) :=
  if Nat.eqb (length l) (S n) then inverses_q l denominators else None.

Lemma evaluate_ext e e' p : (forall i, e i = e' i) -> evaluate e p = evaluate e' p.
Proof. intros H. induction p; simpl; auto; congruence. Qed.
Lemma with_inverses_ext e e' k l :
  (forall i, e i = e' i) -> forall i, with_inverses e k l i = with_inverses e' k l i.
Proof.
revert e e' k. induction l as [|v l IH]; intros e e' k H i; simpl; [apply H|].
apply IH. intros j. unfold assign. rewrite (evaluate_ext e e' v H), H. reflexivity.
Qed.

Lemma values_q_ok n denominators l l' :
  values_q n denominators l = Some l' -> forall i, values n denominators (point n l) i = rational_values l' i.
Proof.
unfold values_q, values. destruct (Nat.eqb_spec (length l) (S n)) as [E|]; [|discriminate].
intros H i. rewrite (with_inverses_ext _ (rational_values l)) by (intros j; now apply coordinate_point).
rewrite <- E. clear E. revert l H i. induction denominators as [|v rest IH]; intros l H i; simpl in *.
- now injection H as <-.
- destruct (Qeq_bool (evaluate_q l v) 0) eqn:E0; [discriminate|].
  specialize (IH _ H i). rewrite <- IH. rewrite app_length, Nat.add_comm. simpl.
  apply with_inverses_ext. intros j. unfold assign, rational_values.
  assert (E1 : / evaluate (rational_values l) v = Q2R (Qred (/ evaluate_q l v))).
  { rewrite evaluate_q_ok, Q2R_Qred, Q2R_inv; [reflexivity|]. now apply Qeq_bool_neq. }
  destruct (Nat.eqb_spec j (length l)) as [->|Hne].
  + rewrite app_nth2 by lia. rewrite Nat.sub_diag. exact E1.
  + destruct (Nat.lt_ge_cases j (length l)).
    * now rewrite app_nth1.
    * rewrite app_nth2 by lia. rewrite nth_overflow by lia.
      destruct (j - length l)%nat as [|d] eqn:Ed; [lia|]. simpl. now destruct d.
Qed.

(** The objective at a rational point. *)
Definition objective_q n denominators (p : polynomial) (l : list Q) : option Q :=
  match values_q n denominators l with Some l' => Some (evaluate_q l' p) | None => None end.
Lemma objective_q_ok n denominators p l q :
  objective_q n denominators p l = Some q -> objective n denominators p (point n l) = Q2R q.
Proof.
unfold objective_q, objective. destruct (values_q n denominators l) as [l'|] eqn:E; [|discriminate].
intros H. injection H as <-. rewrite <- evaluate_q_ok. apply evaluate_ext. now apply values_q_ok.
Qed.

(** ** Facts about the variables for quotients, and continuity *)
(** One side condition per denominator v: v > 0 (or -v > 0, if the flag is set) follows from the facts before. *)
Fixpoint denominator_facts (k : nat) (denominators : list polynomial) (side : list (bool * psatz)) (facts : list fact)
  : option (list fact) :=
  match denominators, side with
  | [], [] => Some facts
  | v :: rest, (flip, c) :: side' =>
      if below k v && proves_positive facts (if flip then Mul (Const (-1 # 1)) v else v) c
      then denominator_facts (S k) rest side' (facts ++ [(Zero, Add (Mul (Var k) v) (Const (-1 # 1)))])
      else None
  | _, _ => None
  end.

Section Continuity.
Context {X : UniformSpace}.

Lemma continuous_evaluate (e : X -> nat -> R) p x :
  (forall i, continuous (fun y => e y i) x) -> continuous (fun y => evaluate (e y) p) x.
Proof.
intros H. induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa k]; simpl.
- apply continuous_const.
- apply H.
- exact (continuous_plus (fun y => evaluate (e y) a) (fun y => evaluate (e y) b) x IHa IHb).
- exact (continuous_mult (fun y => evaluate (e y) a) (fun y => evaluate (e y) b) x IHa IHb).
- induction k as [|k IH]; [apply continuous_const|].
  exact (continuous_mult (fun y => evaluate (e y) a) (fun y => evaluate (e y) a ^ k) x IHa IH).
Qed.

Lemma denominator_facts_ok (e : X -> nat -> R) k denominators side facts facts' :
  denominator_facts k denominators side facts = Some facts' ->
  facts_below k facts = true -> (forall x, all_hold (e x) facts) ->
  (forall i x, continuous (fun y => e y i) x) ->
  (forall x, all_hold (with_inverses (e x) k denominators) facts') /\
  (forall i x, continuous (fun y => with_inverses (e y) k denominators i) x) /\
  facts_below (k + length denominators) facts' = true.
Proof.
revert e k side facts. induction denominators as [|v rest IH]; intros e k [|[flip c] side] facts H Hb Hh Hc;
  simpl in H; try discriminate.
- injection H as <-. rewrite Nat.add_0_r. auto.
- destruct (below k v && proves_positive facts (if flip then Mul (Const (-1 # 1)) v else v) c) eqn:E; [|discriminate].
  apply andb_prop in E. destruct E as [Ev Ec].
  assert (Hne : forall x, evaluate (e x) v <> 0).
  { intros x. assert (H0 := proves_positive_ok (e x) facts _ c Ec (Hh x)). destruct flip; simpl in H0.
    - intros E. rewrite E in H0. lra.
    - lra. }
  simpl length. rewrite Nat.add_succ_r, <- Nat.add_succ_l. apply (IH _ _ _ _ H).
  + rewrite facts_below_app. apply andb_true_intro. split; [apply facts_below_le with k; auto|].
    simpl. rewrite !andb_true_r. apply andb_true_intro. split.
    * apply Nat.ltb_lt. lia.
    * apply below_le with k; auto.
  + intros x. apply all_hold_app; [now apply all_hold_assign|]. apply all_hold_one. unfold holds. simpl.
    rewrite evaluate_assign_below by exact Ev. unfold assign. rewrite Nat.eqb_refl.
    rewrite Rinv_l by apply Hne. unfold Q2R. simpl. lra.
  + intros i x. unfold assign. destruct (Nat.eqb i k); [|apply Hc].
    apply continuous_comp; [apply continuous_evaluate; intros; apply Hc|].
    apply continuous_Rinv. apply Hne.
Qed.
End Continuity.

Lemma continuous_coordinate n i : continuous_everywhere (coordinate n i).
Proof.
revert i. induction n as [|n IH]; intros i x.
- destruct i; [apply continuous_id|apply continuous_const].
- destruct i as [|i]; [exact (continuous_fst (fst x) (snd x))|].
  apply (continuous_comp (fun y : Rn (S n) => snd y) (coordinate n i) x); [|apply IH].
  destruct x. apply continuous_snd.
Qed.

(** Everything about the variables at every point of the space. *)
Theorem values_ok n denominators side facts :
  denominator_facts (S n) denominators side [] = Some facts ->
  (forall x, all_hold (values n denominators x) facts) /\
  (forall p, continuous_everywhere (objective n denominators p)) /\
  facts_below (S n + length denominators) facts = true.
Proof.
intros H.
destruct (denominator_facts_ok (fun (x : Rn n) i => coordinate n i x) (S n) denominators side [] facts H) as (H1 & H2 & H3).
- reflexivity.
- intros x. apply all_hold_nil.
- intros i x. apply continuous_coordinate.
- split; [exact H1|]. split; [|exact H3]. intros p x.
  apply (continuous_evaluate (fun y => values n denominators y)). intros i. apply H2.
Qed.
