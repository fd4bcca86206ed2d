(** Objectives with kinks: Sign and Step jump, but Sign(u) u and Step(u) u are continuous.  Lower bounds. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz Objectives.
Import ListNotations.
Open Scope R_scope.

(** The variables for Sign and Step with their arguments. *)
Definition kinks := list (nat * polynomial).
Definition kink (l : kinks) (i : nat) : option polynomial :=
  match find (fun ju => Nat.eqb (fst ju) i) l with Some (_, u) => Some u | None => None end.

(** Variables for kinks occur in products with their arguments only. *)
Fixpoint continuous_form (l : kinks) (p : polynomial) : bool :=
  match p with
  | Const _ => true
  | Var i => match kink l i with None => true | Some _ => false end
  | Add a b => continuous_form l a && continuous_form l b
  | Mul a b =>
      match a with
      | Var i => match kink l i with None => continuous_form l b | Some u => same_polynomial b u end
      | _ => continuous_form l a && continuous_form l b
      end
  | Pow a _ => continuous_form l a
  end.

Fixpoint continuous_nodes (k : nat) (nodes : list node) (l : kinks) : option kinks :=
  match nodes with
  | [] => Some l
  | (f, v) :: rest =>
      if continuous_form l v then continuous_nodes (S k) rest (if smooth f then l else (k, v) :: l) else None
  end.

Lemma kink_cons k v l i : kink ((k, v) :: l) i = if Nat.eqb k i then Some v else kink l i.
Proof. unfold kink. simpl. destruct (Nat.eqb k i); reflexivity. Qed.

Section Continuity.
Context {X : UniformSpace}.
Implicit Types (e : X -> nat -> R).

Definition tame e k l : Prop :=
  (forall i x, kink l i = None -> continuous (fun y => e y i) x) /\
  (forall i u x, kink l i = Some u ->
     (i < k)%nat /\ below k u = true /\ continuous (fun y => e y i * evaluate (e y) u) x).

Lemma continuous_form_ok e k l p x : tame e k l -> continuous_form l p = true -> continuous (fun y => evaluate (e y) p) x.
Proof.
intros [H1 H2]. induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa m]; simpl; intros H.
- apply continuous_const.
- apply H1. destruct (kink l i); [discriminate|reflexivity].
- apply andb_prop in H. destruct H.
  exact (continuous_plus (fun y => evaluate (e y) a) (fun y => evaluate (e y) b) x (IHa ltac:(auto)) (IHb ltac:(auto))).
- assert (G : continuous_form l a && continuous_form l b = true ->
    continuous (fun y => evaluate (e y) a * evaluate (e y) b) x).
  { intros E. apply andb_prop in E. destruct E.
    exact (continuous_mult (fun y => evaluate (e y) a) (fun y => evaluate (e y) b) x (IHa ltac:(auto)) (IHb ltac:(auto))). }
  destruct a as [q|i|a1 a2|a1 a2|a1 m]; try exact (G H).
  destruct (kink l i) as [u|] eqn:E.
  + destruct (H2 i u x E) as (_ & _ & K). apply (continuous_ext (fun y => e y i * evaluate (e y) u)); [|exact K].
    intros y. simpl. now rewrite (same_polynomial_ok _ _ H (e y)).
  + apply G. simpl. now rewrite E, H.
- assert (Ha := IHa H). induction m as [|m IHm]; [apply continuous_const|].
  exact (continuous_mult (fun y => evaluate (e y) a) (fun y => evaluate (e y) a ^ m) x Ha IHm).
Qed.

Lemma kink_continuous f : smooth f = false -> forall t, continuous (fun s => apply f s * s) t.
Proof.
intros H t. destruct f; try discriminate.
- apply (continuous_ext Rabs); [intros s; symmetry; apply sign_is_absolute_value|apply continuous_Rabs].
- apply (continuous_ext (fun s => / 2 * (s + Rabs s))).
  + intros s. rewrite <- sign_is_absolute_value. simpl. destruct (Rle_dec 0 s); field.
  + apply (continuous_mult (fun _ : R => / 2) (fun s => s + Rabs s)); [apply continuous_const|].
    apply (continuous_plus (fun s : R => s) Rabs); [apply continuous_id|apply continuous_Rabs].
Qed.

Lemma tame_nodes (x0 : X) nodes : forall e k side facts facts' earlier l l', scope_of k earlier ->
  list_facts true k nodes side facts earlier = Some facts' -> continuous_nodes k nodes l = Some l' ->
  facts_below k facts = true -> (forall x, all_hold (e x) facts) -> (forall x, known (e x) earlier) -> tame e k l ->
  tame (fun x => with_nodes (e x) k nodes) (k + length nodes) l'.
Proof.
induction nodes as [|[f v] rest IH]; intros e k side facts facts' earlier l l' Hs H Hl Hb Hh Hk Ht.
- injection Hl as <-. simpl length. rewrite Nat.add_0_r. exact Ht.
- destruct (list_facts_step _ _ _ _ _ _ _ _ _ Hs H) as (flip & side' & new & Ev & _ & H' & Hd & _ & Hn & Hw & Hs'). clear H.
  cbn [continuous_nodes] in Hl. destruct (continuous_form l v) eqn:Ec; [|discriminate].
  simpl length. rewrite Nat.add_succ_r, <- Nat.add_succ_l.
  apply (IH (fun x => assign (e x) k (apply f (evaluate (e x) v))) (S k) side' (facts ++ new) facts'
    (remember f k v earlier) (if smooth f then l else (k, v) :: l) l' Hs' H' Hl).
  + rewrite facts_below_app. apply andb_true_intro. split; [apply facts_below_le with k; auto|].
    apply Hw. now exists (e x0).
  + intros x. apply all_hold_app; [now apply all_hold_assign|]. apply Hn; auto.
  + intros x. now apply remember_known.
  + assert (Cv : forall x, continuous (fun y => evaluate (e y) v) x) by (intros x; now apply (continuous_form_ok e k l)).
    destruct Ht as [H1 H2].
    assert (Old : forall i u x, kink l i = Some u -> (i < S k)%nat /\ below (S k) u = true /\
      continuous (fun y => assign (e y) k (apply f (evaluate (e y) v)) i *
        evaluate (assign (e y) k (apply f (evaluate (e y) v))) u) x).
    { intros i u x E. destruct (H2 i u x E) as (A & B & C). split; [lia|]. split; [apply below_le with k; auto|].
      apply (continuous_ext (fun y => e y i * evaluate (e y) u)); [|exact C]. intros y.
      rewrite evaluate_assign_below by exact B. unfold assign. destruct (Nat.eqb_spec i k); [lia|reflexivity]. }
    destruct (smooth f) eqn:Ef.
    * split; [|exact Old]. intros i x E. unfold assign. destruct (Nat.eqb_spec i k) as [->|]; [|now apply H1].
      apply (continuous_comp (fun y => evaluate (e y) v) (apply f)); [apply Cv|]. apply (apply_continuous f flip); auto.
    * split.
      -- intros i x E. rewrite kink_cons in E. destruct (Nat.eqb_spec k i) as [->|Hne]; [discriminate|].
         unfold assign. destruct (Nat.eqb_spec i k); [congruence|]. now apply H1.
      -- intros i u x E. rewrite kink_cons in E. destruct (Nat.eqb_spec k i) as [<-|Hne]; [|now apply Old].
         injection E as <-. split; [lia|]. split; [apply below_le with k; auto|].
         apply (continuous_ext (fun y => apply f (evaluate (e y) v) * evaluate (e y) v)).
         ++ intros y. rewrite evaluate_assign_below by exact Ev. unfold assign. now rewrite Nat.eqb_refl.
         ++ apply (continuous_comp (fun y => evaluate (e y) v) (fun s => apply f s * s)); [apply Cv|now apply kink_continuous].
Qed.
End Continuity.

(** Facts about all variables, and which polynomials in them are seen to be continuous functions. *)
Definition objective_facts n (nodes : list node) (side : list (bool * psatz)) : option (list fact * kinks) :=
  match list_facts true (S n) nodes side [] [], continuous_nodes (S n) nodes [] with
  | Some facts, Some l => Some (facts, l)
  | _, _ => None
  end.

Theorem objective_facts_ok n nodes side facts l : objective_facts n nodes side = Some (facts, l) ->
  (forall x, all_hold (values n nodes x) facts) /\
  (forall p, continuous_form l p = true -> continuous_everywhere (objective n nodes p)).
Proof.
unfold objective_facts. intros H.
destruct (list_facts true (S n) nodes side [] []) as [facts'|] eqn:E1; [|discriminate].
destruct (continuous_nodes (S n) nodes []) as [l'|] eqn:E2; [|discriminate]. injection H as <- <-.
assert (Hs : scope_of (S n) []) by (intros j u []).
assert (T := tame_nodes (point n []) nodes (fun (x : Rn n) i => coordinate n i x) (S n) side [] facts' [] [] l' Hs E1 E2
  eq_refl (fun x => all_hold_nil _) (fun x j u => @False_ind _)).
split.
- apply (list_facts_hold (fun (x : Rn n) i => coordinate n i x) true (S n) nodes side [] facts' [] Hs E1).
  + reflexivity.
  + now exists (point n []).
  + intros x. apply all_hold_nil.
  + intros x j u [].
- intros p Hp x. apply (continuous_form_ok (fun y : Rn n => values n nodes y) (S n + length nodes) l'); [|exact Hp].
  apply T. split.
  + intros i y _. apply continuous_coordinate.
  + intros i u y E. discriminate.
Qed.

(** ** Lower bounds *)
Definition check_bound n nodes p (side : list (bool * psatz)) (c : Q) (proof : psatz) : bool :=
  match list_facts true (S n) nodes side [] [] with
  | Some facts => proves_nonnegative facts (minus p c) proof
  | None => false
  end.
Theorem bounded_below n nodes p side c proof : check_bound n nodes p side c proof = true ->
  forall x, Q2R c <= objective n nodes p x.
Proof.
unfold check_bound. intros H x. destruct (list_facts true (S n) nodes side [] []) as [facts|] eqn:E; [|discriminate].
assert (Hs : scope_of (S n) []) by (intros j u []).
destruct (list_facts_hold (fun (x : Rn n) i => coordinate n i x) true (S n) nodes side [] facts [] Hs E) as [Hf _].
- reflexivity.
- now exists (point n []).
- intros y. apply all_hold_nil.
- intros y j u [].
- assert (K := proves_nonnegative_ok _ _ _ _ H (Hf x)). rewrite evaluate_minus in K.
  change (0 <= objective n nodes p x - Q2R c) in K. lra.
Qed.
