(** Verified lists of the real roots of univariate polynomials: rational numbers, and irrational ones as the only root
    of a polynomial in an interval on which it is monotone. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Identity Positivstellensatz Objectives Arcs.
Import ListNotations.
Open Scope R_scope.

(** ** Real algebraic numbers *)
Inductive number :=
  | Rational (q : Q)
  | Root (m : univariate) (low high : Q) (falling : bool) (monotone : psatz).

(** t is this number. *)
Definition is_number (v : number) (t : R) : Prop :=
  match v with
  | Rational q => t = Q2R q
  | Root m low high _ _ => uval m t = 0 /\ Q2R low < t < Q2R high
  end.
Definition number_facts (F : polynomial) (v : number) : list fact :=
  match v with
  | Rational q => [(Zero, minus F q)]
  | Root m low high _ _ =>
      [(Zero, univariate_at m F); (Positive, minus F low); (Positive, Add (Const high) (opposite F))]
  end.

Lemma number_facts_ok e F v : all_hold e (number_facts F v) <-> is_number v (evaluate e F).
Proof.
destruct v as [q|m low high s c]; simpl; split; intros H.
- assert (K := H _ (or_introl eq_refl)). unfold holds in K. cbn [fst snd] in K. rewrite evaluate_minus in K. lra.
- apply all_hold_one. unfold holds. cbn [fst snd]. rewrite evaluate_minus. lra.
- assert (K1 := H _ (or_introl eq_refl)). assert (K2 := H _ (or_intror (or_introl eq_refl))).
  assert (K3 := H _ (or_intror (or_intror (or_introl eq_refl)))). unfold holds in *. cbn [fst snd] in *.
  rewrite univariate_at_ok in K1. rewrite evaluate_minus in K2. cbn [evaluate] in K3. rewrite evaluate_opposite in K3. lra.
- apply all_hold_cons; [|apply all_hold_cons; [|apply all_hold_one]]; unfold holds; cbn [fst snd].
  + rewrite univariate_at_ok. tauto.
  + rewrite evaluate_minus. lra.
  + cbn [evaluate]. rewrite evaluate_opposite. lra.
Qed.

Lemma number_facts_below k F v : below k F = true -> facts_below k (number_facts F v) = true.
Proof.
intros H. assert (U : forall m, below k (univariate_at m F) = true).
{ induction m as [|a m IH]; simpl; [reflexivity|]. now rewrite H, IH. }
destruct v as [q|m low high s c]; simpl; rewrite H; [reflexivity|]. now rewrite U.
Qed.

(** ** Monotone polynomials *)
Fixpoint uderivative (m : univariate) : univariate :=
  match m with [] => [] | a :: r => uadd r (0%Q :: uderivative r) end.
Lemma uderivative_ok m t : is_derive (uval m) t (uval (uderivative m) t).
Proof.
induction m as [|a m IH]; [apply (is_derive_const 0)|].
simpl uderivative. rewrite uadd_ok. simpl. rewrite RMicromega.Q2R_0.
apply (is_derive_ext (fun s => Q2R a + s * uval m s)); [reflexivity|].
replace (uval m t + (0 + t * uval (uderivative m) t)) with (0 + (1 * uval m t + t * uval (uderivative m) t)) by ring.
apply (is_derive_plus (fun _ => Q2R a) (fun s => s * uval m s)); [apply (is_derive_const (Q2R a))|].
apply (is_derive_mult (fun s : R => s) (uval m) t 1 (uval (uderivative m) t)).
- apply (is_derive_id t).
- exact IH.
- intros a0 b0. apply Rmult_comm.
Qed.

Definition between_facts (low high : Q) : list fact :=
  [(Positive, minus (Var 0) low); (Positive, Add (Const high) (opposite (Var 0)))].
Definition signed (flip : bool) (p : polynomial) : polynomial := if flip then opposite p else p.
Definition valid_number (v : number) : bool :=
  match v with
  | Rational _ => true
  | Root m low high falling c =>
      proves_positive (between_facts low high) (signed falling (univariate_at (uderivative m) (Var 0))) c
  end.

Lemma evaluate_signed e flip p : evaluate e (signed flip p) = if flip then - evaluate e p else evaluate e p.
Proof. destruct flip; simpl; [apply evaluate_opposite|reflexivity]. Qed.

Lemma monotone_ok m low high falling c : valid_number (Root m low high falling c) = true ->
  forall s t, Q2R low < s -> s < t -> t < Q2R high ->
    if falling then uval m t < uval m s else uval m s < uval m t.
Proof.
simpl. intros H s t Hs Hst Ht.
assert (Hd : forall u, s <= u <= t ->
  0 < if falling then - uval (uderivative m) u else uval (uderivative m) u).
{ intros u Hu. assert (K := proves_positive_ok (fun _ => u) _ _ _ H).
  rewrite evaluate_signed, univariate_at_ok in K. apply K.
  unfold between_facts. apply all_hold_cons; [|apply all_hold_one]; unfold holds; cbn [fst snd].
  - rewrite evaluate_minus. simpl. lra.
  - cbn [evaluate]. rewrite evaluate_opposite. simpl. lra. }
destruct (MVT_gen (uval m) s t (uval (uderivative m))) as [u [Hu E]].
- intros u _. apply uderivative_ok.
- intros u _. apply continuity_pt_filterlim. apply (ex_derive_continuous (uval m)).
  exists (uval (uderivative m) u). apply uderivative_ok.
- rewrite Rmin_left, Rmax_right in Hu by lra. specialize (Hd u Hu). destruct falling; nra.
Qed.

Lemma number_unique v s t : valid_number v = true -> is_number v s -> is_number v t -> s = t.
Proof.
destruct v as [q|m low high falling c]; simpl is_number; intros Hv Hs Ht; [lra|].
destruct (Rtotal_order s t) as [H|[H|H]]; [|exact H|]; exfalso.
- assert (K := monotone_ok m low high falling c Hv s t ltac:(lra) H ltac:(lra)). destruct falling; lra.
- assert (K := monotone_ok m low high falling c Hv t s ltac:(lra) H ltac:(lra)). destruct falling; lra.
Qed.

(** ** All roots of a polynomial *)
(** The line from left to right: pieces without roots (closed on the right), and isolating intervals. *)
Inductive piece :=
  | Clear (upto : option Q) (flip : bool) (c : psatz)
  | Isolated (upto : Q).

Definition same_number (m : univariate) (low high : Q) (v : number) : bool :=
  match v with
  | Rational _ => false
  | Root m' low' high' _ _ => same_list m m' && Qeq_bool low low' && Qeq_bool high high'
  end.
Definition after_facts (start : option Q) : list fact :=
  match start with None => [] | Some a => [(Positive, minus (Var 0) a)] end.
Definition until_facts (stop : option Q) : list fact :=
  match stop with None => [] | Some b => [(NonNegative, Add (Const b) (opposite (Var 0)))] end.

Fixpoint covered (m : univariate) (numbers : list number) (start : option Q) (l : list piece) : bool :=
  match l with
  | [] => false
  | Clear stop flip c :: rest =>
      proves_positive (after_facts start ++ until_facts stop) (signed flip (univariate_at m (Var 0))) c &&
      match stop with None => true | Some _ => covered m numbers stop rest end
  | Isolated b :: rest =>
      match start with
      | None => false
      | Some a => existsb (same_number m a b) numbers && negb (Qeq_bool (uval_q m b) 0) && covered m numbers (Some b) rest
      end
  end.

Lemma covered_ok m numbers start l t : covered m numbers start l = true ->
  match start with None => True | Some a => Q2R a < t end -> uval m t = 0 ->
  exists v, In v numbers /\ is_number v t.
Proof.
intros H Hs E. revert start H Hs. induction l as [|p l IH]; intros start H Hs; [discriminate|].
destruct p as [stop flip c|b]; simpl in H.
- apply andb_prop in H. destruct H as [H1 H2].
  assert (Hclear : ~ all_hold (fun _ => t) (after_facts start ++ until_facts stop)).
  { intros K. assert (K' := proves_positive_ok (fun _ => t) _ _ _ H1 K).
    rewrite evaluate_signed, univariate_at_ok in K'. simpl in K'. rewrite E in K'. destruct flip; lra. }
  assert (Hstart : all_hold (fun _ => t) (after_facts start)).
  { destruct start as [a|]; [|apply all_hold_nil]. apply all_hold_one. unfold holds. cbn [fst snd].
    rewrite evaluate_minus. simpl. lra. }
  destruct stop as [b|].
  + apply (IH (Some b) H2). apply Rnot_le_lt. intros Hle. apply Hclear. apply all_hold_app; [exact Hstart|].
    apply all_hold_one. unfold holds. cbn [fst snd evaluate]. rewrite evaluate_opposite. simpl. lra.
  + exfalso. apply Hclear. apply all_hold_app; [exact Hstart|apply all_hold_nil].
- destruct start as [a|]; [|discriminate]. apply andb_prop in H. destruct H as [H H3].
  apply andb_prop in H. destruct H as [H1 H2].
  destruct (Rtotal_order t (Q2R b)) as [K|[K|K]].
  + apply existsb_exists in H1. destruct H1 as ([q|m' low high s c] & Hin & Hv); [discriminate|].
    simpl in Hv. apply andb_prop in Hv. destruct Hv as [Hv V3]. apply andb_prop in Hv. destruct Hv as [V1 V2].
    apply Qeq_bool_eq, Qeq_eqR in V2. apply Qeq_bool_eq, Qeq_eqR in V3.
    exists (Root m' low high s c). split; [exact Hin|]. simpl. rewrite <- (same_list_ok m m' t V1). lra.
  + exfalso. rewrite K, uval_q_ok in E. rewrite <- RMicromega.Q2R_0 in E. apply eqR_Qeq in E.
    apply Qeq_eq_bool in E. now rewrite E in H2.
  + now apply (IH (Some b) H3).
Qed.

(** m = constant * product of (t - v) * product of polynomials whose roots are isolated *)
Record roots_of := RootsOf {
  leading_constant : Q;
  rational_roots : list Q;
  other_factors : list (univariate * list piece) }.
Fixpoint product (l : list polynomial) : polynomial :=
  match l with [] => Const 1 | p :: l' => Mul p (product l') end.
Definition has_rational (numbers : list number) (q : Q) : bool :=
  existsb (fun v => match v with Rational a => Qeq_bool q a | Root _ _ _ _ _ => false end) numbers.
Definition check_roots (m : univariate) (numbers : list number) (r : roots_of) : bool :=
  negb (Qeq_bool (leading_constant r) 0) &&
  same_polynomial (univariate_at m (Var 0))
    (Mul (Const (leading_constant r)) (Mul (product (map (fun v => minus (Var 0) v) (rational_roots r)))
      (product (map (fun f => univariate_at (fst f) (Var 0)) (other_factors r))))) &&
  forallb (has_rational numbers) (rational_roots r) &&
  forallb (fun f => covered (fst f) numbers None (snd f)) (other_factors r).

Lemma product_zero e l : evaluate e (product l) = 0 -> exists p, In p l /\ evaluate e p = 0.
Proof.
induction l as [|p l IH]; simpl; intros H; [rewrite RMicromega.Q2R_1 in H; lra|].
apply Rmult_integral in H. destruct H as [H|H]; [exists p; auto|].
destruct (IH H) as (q & A & B). exists q. auto.
Qed.

Theorem check_roots_ok m numbers r t : check_roots m numbers r = true -> uval m t = 0 ->
  exists v, In v numbers /\ is_number v t.
Proof.
unfold check_roots. intros H E. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3].
apply andb_prop in H. destruct H as [H1 H2]. rewrite forallb_forall in H3, H4.
assert (I := same_polynomial_ok _ _ H2 (fun _ => t)). rewrite univariate_at_ok in I. cbn [evaluate] in I.
rewrite E in I. symmetry in I.
apply Rmult_integral in I. destruct I as [I|I].
{ exfalso. rewrite <- RMicromega.Q2R_0 in I. apply eqR_Qeq, Qeq_eq_bool in I. now rewrite I in H1. }
apply Rmult_integral in I. destruct I as [I|I]; apply product_zero in I; destruct I as (p & Hp & E0);
  apply in_map_iff in Hp.
- destruct Hp as [q [<- Hq]]. specialize (H3 q Hq). unfold has_rational in H3. apply existsb_exists in H3.
  destruct H3 as ([a|] & Hin & Ha); [|discriminate]. apply Qeq_bool_eq, Qeq_eqR in Ha.
  exists (Rational a). split; [exact Hin|]. simpl. rewrite evaluate_minus in E0. simpl in E0. lra.
- destruct Hp as [[g l] [<- Hg]]. cbn [fst] in E0. rewrite univariate_at_ok in E0. simpl in E0.
  exact (covered_ok g numbers None l t (H4 _ Hg) I E0).
Qed.
