(** Verified checker for case trees over the critical set: every local minimum has a given value. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Smooth Identity Positivstellensatz Objectives Arcs Roots Gradients.
Import ListNotations.
Open Scope R_scope.

(** ** Derived equations *)
Inductive derivation :=
  | PowerMembership (p : polynomial) (k : nat) (c : combination)  (* p^k is a combination of equations *)
  | RealRadical (p : polynomial) (k : nat) (c : psatz).           (* -p^(2k) >= 0 *)
Definition derived (d : derivation) : fact :=
  match d with PowerMembership p _ _ | RealRadical p _ _ => (Zero, p) end.
Definition check_derivation k (facts : list fact) (d : derivation) : bool :=
  match d with
  | PowerMembership p m c => below k p && vanishes_by facts (Pow p m) c
  | RealRadical p m c => below k p && proves_nonnegative facts (opposite (Pow p (2 * m))) c
  end.
Fixpoint derive_all k (facts : list fact) (l : list derivation) : option (list fact) :=
  match l with
  | [] => Some facts
  | d :: rest => if check_derivation k facts d then derive_all k (facts ++ [derived d]) rest else None
  end.

Lemma power_zero (a : R) k : a ^ k = 0 -> a = 0.
Proof. intros H. destruct (Req_dec a 0) as [E|E]; [exact E|]. exfalso. now apply (pow_nonzero a k). Qed.

Lemma check_derivation_ok e k facts d :
  all_hold e facts -> check_derivation k facts d = true -> holds e (derived d) /\ below k (snd (derived d)) = true.
Proof.
intros H E. destruct d as [p m c|p m c]; simpl in E; apply andb_prop in E; destruct E as [Eb E]; (split; [|exact Eb]).
- apply (vanishes_by_ok e) in E; [|exact H]. simpl in E. unfold holds. simpl. now apply power_zero with m.
- assert (H0 := proves_nonnegative_ok e facts _ c E H). rewrite evaluate_opposite in H0.
  change (0 <= - (evaluate e p ^ (2 * m))) in H0. unfold holds. simpl. apply power_zero with m.
  rewrite Nat.mul_comm, pow_mult in H0. assert (H1 := pow2_ge_0 (evaluate e p ^ m)). nra.
Qed.

Lemma derive_all_ok e k facts l facts' : all_hold e facts -> facts_below k facts = true ->
  derive_all k facts l = Some facts' -> all_hold e facts' /\ facts_below k facts' = true.
Proof.
revert facts. induction l as [|d l IH]; intros facts H Hb E; simpl in E.
- injection E as <-. auto.
- destruct (check_derivation k facts d) eqn:Ed; [|discriminate].
  destruct (check_derivation_ok e k facts d H Ed) as [D1 D2]. apply (IH _ (all_hold_app _ _ _ H (all_hold_one _ _ D1))).
  + rewrite facts_below_app. apply andb_true_intro. split; [exact Hb|]. simpl. now rewrite D2.
  + exact E.
Qed.

(** ** A univariate polynomial that vanishes at F, by Horner's scheme modulo the equations *)
Fixpoint upow (m : univariate) (k : nat) : univariate :=
  match k with O => [1%Q] | S O => m | S j => umul m (upow m j) end.
Lemma upow_ok m k t : uval (upow m k) t = uval m t ^ k.
Proof.
induction k as [|k IH]; [simpl; rewrite RMicromega.Q2R_1; ring|].
destruct k as [|k]; [simpl; ring|].
change (uval (umul m (upow m (S k))) t = uval m t * uval m t ^ S k). now rewrite umul_ok, IH.
Qed.

Fixpoint horner (facts : list fact) (F current : polynomial) (l : list Q) (steps : list (polynomial * combination)) : bool :=
  match l, steps with
  | [], [] => same_polynomial current (Const 0)
  | a :: l', (h, c) :: steps' =>
      vanishes_by facts (Add (Add (Mul current F) (Const a)) (opposite h)) c && horner facts F h l' steps'
  | _, _ => false
  end.
Definition root_of (facts : list fact) (F : polynomial) (m : univariate) (k : nat) (steps : list (polynomial * combination)) : bool :=
  match rev (upow m k) with a :: l => horner facts F (Const a) l steps | [] => false end.

Lemma uval_rev l t : uval (rev l) t = fold_left (fun s a => s * t + Q2R a) l 0.
Proof.
assert (A : forall l m, uval (l ++ m) t = uval l t + t ^ length l * uval m t).
{ clear l. induction l as [|a l IH]; intros m; simpl; [ring|]. rewrite IH. ring. }
assert (G : forall l s, fold_left (fun s a => s * t + Q2R a) l s = s * t ^ length l + uval (rev l) t).
{ clear l. induction l as [|a l IH]; intros s; simpl; [ring|]. rewrite IH, A, rev_length. simpl. ring. }
rewrite G. ring.
Qed.

Lemma horner_ok e facts F current l steps : all_hold e facts -> horner facts F current l steps = true ->
  fold_left (fun s a => s * evaluate e F + Q2R a) l (evaluate e current) = 0.
Proof.
intros H. revert current steps. induction l as [|a l IH]; intros current [|[h c] steps] E; simpl in E; try discriminate.
- simpl. rewrite (same_polynomial_ok _ _ E e). exact RMicromega.Q2R_0.
- apply andb_prop in E. destruct E as [E1 E2]. apply (vanishes_by_ok e _ _ _ H) in E1.
  cbn [evaluate] in E1. rewrite evaluate_opposite in E1. simpl.
  replace (evaluate e current * evaluate e F + Q2R a) with (evaluate e h) by lra. now apply (IH h steps).
Qed.

Lemma root_of_ok e facts F m k steps : all_hold e facts -> root_of facts F m k steps = true -> uval m (evaluate e F) = 0.
Proof.
unfold root_of. intros H E. destruct (rev (upow m k)) as [|a l] eqn:Er; [discriminate|].
apply (horner_ok e _ _ _ _ _ H) in E. apply power_zero with k. rewrite <- upow_ok.
rewrite <- (rev_involutive (upow m k)), Er, uval_rev. simpl fold_left.
replace (0 * evaluate e F + Q2R a) with (Q2R a) by ring. exact E.
Qed.

(** ** Escape arcs *)
(** Variable i moves along x_i + sum_j t^j path[j-1][i]; t is the variable number k. *)
Record escape_arc := EscapeArc {
  weight : Q;
  path : list (list polynomial);
  vanishing : list combination;
  leading : polynomial;
  rest : polynomial }.

Fixpoint moved (k i j : nat) (l : list (list polynomial)) : polynomial :=
  match l with
  | [] => Var i
  | row :: l' => Add (Mul (Pow (Var k) j) (nth i row (Const 0))) (moved k i (S j) l')
  end.
Fixpoint powers (k j : nat) (l : list polynomial) : polynomial :=
  match l with [] => Const 0 | p :: l' => Add (Mul (Pow (Var k) j) p) (powers k (S j) l') end.
Fixpoint all_combined (facts : list fact) (l : list combination) : option (list polynomial) :=
  match l with
  | [] => Some []
  | c :: l' => match combined facts c, all_combined facts l' with Some p, Some q => Some (p :: q) | _, _ => None end
  end.

(** F(x(t)) - F(x) = sum_{j < order} t^j 0 + t^order (leading + t rest) *)
Definition check_arc (k : nat) (facts : list fact) (F : polynomial) (order : nat) (a : escape_arc) : bool :=
  nonnegative_q (weight a) && below k (leading a) && forallb (forallb (below k)) (path a) &&
  Nat.eqb (length (vanishing a)) order &&
  match all_combined facts (vanishing a) with
  | Some l =>
      same_polynomial (Add (substitute (fun i => moved k i 1 (path a)) F) (opposite F))
        (Add (powers k 0 l) (Mul (Pow (Var k) order) (Add (leading a) (Mul (Var k) (rest a)))))
  | None => false
  end.

Lemma continuous_vector n (u : R -> nat -> R) t0 :
  (forall i, continuous (fun t => u t i) t0) -> continuous (fun t => vector n (u t)) t0.
Proof.
revert u. induction n as [|n IH]; intros u H; [exact (H O)|].
apply (continuous_comp_2 (fun t => u t O) (fun t => vector n (fun i => u t (S i))) (fun a b => (a, b) : Rn (S n))).
- exact (H O).
- exact (IH (fun t i => u t (S i)) (fun i => H (S i))).
- apply (continuous_ext (fun p : R * Rn n => p)); [now intros []|]. apply continuous_id.
Qed.

Lemma sign_near_zero (phi : R -> R) o : continuous phi 0 -> locally 0 (fun t => 0 <= t ^ o * phi t) ->
  ~ phi 0 < 0 /\ (Nat.odd o = true -> ~ 0 < phi 0).
Proof.
intros Hc Hl. split.
- intros H. assert (H1 : locally 0 (fun t => phi t < 0)) by exact (Hc _ (open_lt 0 (phi 0) H)).
  destruct (filter_and _ _ Hl H1) as [e He]. assert (He0 := cond_pos e).
  destruct (He (e / 2)) as [A B]; [change (Rabs (e / 2 - 0) < e); rewrite Rabs_pos_eq; lra|].
  assert (0 < (e / 2) ^ o) by (apply pow_lt; lra). nra.
- intros Ho H. assert (H1 : locally 0 (fun t => 0 < phi t)) by exact (Hc _ (open_gt 0 (phi 0) H)).
  destruct (filter_and _ _ Hl H1) as [e He]. assert (He0 := cond_pos e).
  destruct (He (- (e / 2))) as [A B]; [change (Rabs (- (e / 2) - 0) < e); rewrite Rabs_left; lra|].
  assert (Hn : (- (e / 2)) ^ o < 0).
  { apply Nat.odd_spec in Ho. destruct Ho as [m ->]. rewrite pow_add, pow_mult. simpl (_ ^ 1).
    assert (0 < ((- (e / 2)) ^ 2) ^ m) by (apply pow_lt; nra). nra. }
  nra.
Qed.

Lemma moved_below k e l i : (i < k)%nat -> forallb (forallb (below k)) l = true ->
  forall j, (0 < j)%nat -> evaluate (assign e k 0) (moved k i j l) = e i.
Proof.
intros Hi. induction l as [|row l IH]; intros H j Hj; simpl.
- unfold assign. destruct (Nat.eqb_spec i k); [lia|reflexivity].
- simpl in H. apply andb_prop in H. destruct H as [_ H]. rewrite (IH H (S j)) by lia.
  unfold assign at 1. rewrite Nat.eqb_refl. rewrite pow_i by lia. ring.
Qed.

Lemma combined_assign e k t facts l p : facts_below k facts = true -> all_hold e facts ->
  combined facts l = Some p -> evaluate (assign e k t) p = 0.
Proof. intros Hb H E. apply combined_ok with facts l; [now apply all_hold_assign|exact E]. Qed.

Theorem check_arc_ok n e k facts F order a (x : Rn n) :
  (n < k)%nat -> below (S n) F = true -> (forall i, (i <= n)%nat -> e i = coordinate n i x) ->
  facts_below k facts = true -> all_hold e facts -> check_arc k facts F order a = true ->
  local_minimum (value n F) x ->
  ~ evaluate e (leading a) < 0 /\ (Nat.odd order = true -> ~ 0 < evaluate e (leading a)).
Proof.
intros Hk HF He Hfb Hf E Hmin. unfold check_arc in E.
apply andb_prop in E. destruct E as [E E5]. apply andb_prop in E. destruct E as [E E4].
apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
destruct (all_combined facts (vanishing a)) as [l|] eqn:El; [|discriminate].
set (ev := fun t => assign e k t).
set (curve := fun t => vector n (fun i => evaluate (ev t) (moved k i 1 (path a)))).
set (phi := fun t => evaluate (ev t) (Add (leading a) (Mul (Var k) (rest a)))).
assert (Hev : forall i t0, continuous (fun t => ev t i) t0).
{ intros i t0. unfold ev, assign. destruct (Nat.eqb i k); [apply continuous_id|apply continuous_const]. }
assert (HFe : evaluate e F = value n F x).
{ apply evaluate_below with (S n); [exact HF|]. intros i Hi. apply He. lia. }
assert (Hcurve : forall t, value n F (curve t) = value n F x + t ^ order * phi t).
{ intros t. assert (I := same_polynomial_ok _ _ E5 (ev t)). cbn [evaluate] in I.
  rewrite evaluate_substitute, evaluate_opposite in I.
  assert (H1 : evaluate (ev t) F = value n F x).
  { unfold ev. rewrite evaluate_assign_below; [exact HFe|]. apply below_le with (S n); [exact HF|lia]. }
  assert (H2 : value n F (curve t) = evaluate (fun i => evaluate (ev t) (moved k i 1 (path a))) F).
  { apply evaluate_below with (S n); [exact HF|]. intros i Hi. unfold curve. apply coordinate_vector. lia. }
  assert (H3 : evaluate (ev t) (powers k 0 l) = 0).
  { clear - El Hfb Hf. revert l El. generalize 0%nat. induction (vanishing a) as [|c cs IH]; intros j l El; simpl in El.
    - injection El as <-. exact RMicromega.Q2R_0.
    - destruct (combined facts c) as [p|] eqn:Ec; [|discriminate].
      destruct (all_combined facts cs) as [q|]; [|discriminate]. injection El as <-.
      cbn [powers evaluate]. rewrite (IH (S j) q eq_refl). unfold ev.
      rewrite (combined_assign e k t facts c p Hfb Hf Ec). ring. }
  assert (Hev0 : ev t k = t) by (unfold ev, assign; now rewrite Nat.eqb_refl).
  rewrite H3, H1, <- H2 in I. unfold phi. cbn [evaluate]. rewrite Hev0 in *. lra. }
assert (Hphi0 : phi 0 = evaluate e (leading a)).
{ unfold phi. cbn [evaluate]. unfold ev at 1. rewrite evaluate_assign_below by exact E2.
  unfold ev, assign at 1. rewrite Nat.eqb_refl. ring. }
rewrite <- Hphi0. apply sign_near_zero.
- unfold phi. apply (continuous_evaluate ev). intros i. apply Hev.
- assert (Hc : continuous curve 0).
  { unfold curve. apply (continuous_vector n (fun t i => evaluate (ev t) (moved k i 1 (path a)))).
    intros i. apply (continuous_evaluate ev). intros j. apply Hev. }
  assert (Hc0 : forall i, coordinate n i (curve 0) = coordinate n i x).
  { intros i. destruct (le_lt_dec i n) as [Hi|Hi].
    - unfold curve. rewrite coordinate_vector by exact Hi. unfold ev.
      rewrite (moved_below k e); [now apply He|lia|exact E3|lia].
    - generalize (curve 0). clear - Hi. revert i x Hi. induction n as [|m IH]; intros i x Hi y; destruct i as [|i]; try lia.
      + reflexivity.
      + apply (IH i (snd x)). lia. }
  assert (Hcx : curve 0 = x).
  { revert Hc0. generalize (curve 0). clear. revert x. induction n as [|m IH]; intros x y H.
    - exact (H O).
    - destruct x as [x1 x2], y as [y1 y2]. f_equal; [exact (H O)|]. apply IH. intros i. exact (H (S i)). }
  rewrite <- Hcx in Hmin at 1. assert (HL := Hc _ Hmin). unfold filtermap in HL.
  apply filter_imp with (2 := HL). intros t Ht. rewrite Hcx, Hcurve in Ht. lra.
Qed.

(** ** Trees *)
Inductive tree :=
  | Derive (l : list derivation) (child : tree)
  | SplitProduct (factors : list polynomial) (k : nat) (c : combination) (children : list tree)
  | SplitSign (p : polynomial) (above zero under : tree)
  | SplitValue (children : list tree)
  | AdjoinRoot (p : polynomial) (c : psatz) (child : tree)
  | AdjoinInverse (p : polynomial) (c : psatz) (child : tree)
  | Empty (c : psatz)
  | HasValue (c : combination) (bounds : option (psatz * psatz))
  | HasValueByHorner (k : nat) (steps : list (polynomial * combination)) (bounds : option (psatz * psatz))
  | NotLocalMinimum (order : nat) (nonzero : bool) (arcs : list escape_arc) (c : psatz).

Section Trees.
Variable n : nat.
Variable F : polynomial.
Variable uses_values : bool.      (* whether cases by critical values are allowed *)
Variable split_values : list number.   (* the critical values *)
Variable claimed : option number.      (* the value of all local minima; none: there is none *)
Variable only_root : list piece.       (* its polynomial has no other root *)

Definition polynomial_of (v : number) : univariate :=
  match v with Rational q => [Qopp q; 1%Q] | Root m _ _ _ _ => m end.
(** low < F < high by identities, or because there is no other root. *)
Definition bounded (facts : list fact) (v : number) (bounds : option (psatz * psatz)) : bool :=
  match v, bounds with
  | Rational _, _ => true
  | Root _ low high _ _, Some (above, under) =>
      proves_positive facts (minus F low) above && proves_positive facts (Add (Const high) (opposite F)) under
  | Root m _ _ _ _, None => covered m [v] None only_root
  end.
(** The facts of the cases of a product: the earlier factors are not 0, this one is. *)
Fixpoint case_facts (before : list fact) (l : list polynomial) : list (list fact) :=
  match l with
  | [] => []
  | p :: l' => (before ++ [(Zero, p)]) :: case_facts (before ++ [(Positive, Mul p p)]) l'
  end.
Definition total (arcs : list escape_arc) : polynomial :=
  sum_of (map (fun a => Mul (Const (Qopp (weight a))) (leading a)) arcs).

Fixpoint check_tree (fuel : nat) (k : nat) (facts : list fact) (t : tree) : bool :=
  match fuel with
  | O => false
  | S m =>
    match t with
    | Derive l child => match derive_all k facts l with Some facts' => check_tree m k facts' child | None => false end
    | SplitProduct factors e c children =>
        forallb (below k) factors && vanishes_by facts (Pow (product factors) e) c &&
        Nat.eqb (length children) (length factors) &&
        forallb (fun fc => check_tree m k (facts ++ fst fc) (snd fc)) (combine (case_facts [] factors) children)
    | SplitSign p above zero under =>
        below k p && check_tree m k (facts ++ [(Positive, p)]) above &&
        check_tree m k (facts ++ [(Zero, p)]) zero && check_tree m k (facts ++ [(Positive, opposite p)]) under
    | SplitValue children =>
        uses_values && Nat.eqb (length children) (length split_values) &&
        forallb (fun vc => check_tree m k (facts ++ number_facts F (fst vc)) (snd vc)) (combine split_values children)
    | AdjoinRoot p c child =>
        below k p && proves_nonnegative facts p c &&
        check_tree m (S k) (facts ++ [(Zero, Add (Pow (Var k) 2) (opposite p)); (NonNegative, Var k)]) child
    | AdjoinInverse p c child =>
        below k p && proves_positive facts (Pow p 2) c &&
        check_tree m (S k) (facts ++ [(Zero, minus (Mul (Var k) p) 1)]) child
    | Empty c => proves_impossible facts c
    | HasValue c bounds =>
        match claimed with
        | Some v => vanishes_by facts (univariate_at (polynomial_of v) F) c && bounded facts v bounds
        | None => false
        end
    | HasValueByHorner e steps bounds =>
        match claimed with Some v => root_of facts F (polynomial_of v) e steps && bounded facts v bounds | None => false end
    | NotLocalMinimum order nonzero arcs c =>
        forallb (check_arc k facts F order) arcs &&
        (if nonzero then Nat.odd order && Nat.eqb (length arcs) 1 && proves_positive facts (Pow (total arcs) 2) c
         else proves_positive facts (total arcs) c)
    end
  end.

Lemma case_facts_ok e before l : all_hold e before -> evaluate e (product l) = 0 ->
  exists i facts, nth_error (case_facts before l) i = Some facts /\ (i < length l)%nat /\ all_hold e facts.
Proof.
revert before. induction l as [|p l IH]; intros before H E; simpl in E; [rewrite RMicromega.Q2R_1 in E; lra|].
destruct (Req_dec (evaluate e p) 0) as [E0|E0].
- exists O, (before ++ [(Zero, p)]). simpl. split; [reflexivity|]. split; [lia|].
  apply all_hold_app; [exact H|]. now apply all_hold_one.
- destruct (IH (before ++ [(Positive, Mul p p)])) as (i & facts & A & B & C).
  + apply all_hold_app; [exact H|]. apply all_hold_one. unfold holds. simpl. nra.
  + apply Rmult_integral in E. tauto.
  + exists (S i), facts. simpl. split; [exact A|]. split; [lia|exact C].
Qed.

Lemma case_facts_below k before l : facts_below k before = true -> forallb (below k) l = true ->
  forall facts, In facts (case_facts before l) -> facts_below k facts = true.
Proof.
revert before. induction l as [|p l IH]; intros before H Hl facts; [intros []|].
simpl in Hl. apply andb_prop in Hl. destruct Hl as [Hp Hl]. intros [<-|Hin].
- rewrite facts_below_app, H. simpl. now rewrite Hp.
- apply (IH (before ++ [(Positive, Mul p p)])); auto. rewrite facts_below_app, H. simpl. now rewrite Hp.
Qed.

Lemma in_combine_nth {A B} (l : list A) (m : list B) i a : nth_error l i = Some a -> (i < length m)%nat ->
  exists b, nth_error m i = Some b /\ In (a, b) (combine l m).
Proof.
revert l m. induction i as [|i IH]; intros [|x l] [|y m] H Hi; simpl in *; try discriminate; try lia.
- injection H as ->. exists y. auto.
- destruct (IH l m H ltac:(lia)) as (b & B1 & B2). exists b. auto.
Qed.

Lemma total_positive e arcs : 0 < evaluate e (total arcs) -> forallb (fun a => nonnegative_q (weight a)) arcs = true ->
  exists a, In a arcs /\ evaluate e (leading a) < 0.
Proof.
unfold total. rewrite evaluate_sum. induction arcs as [|a arcs IH]; intros H Hw; simpl in *; [lra|].
apply andb_prop in Hw. destruct Hw as [H1 H2]. apply nonnegative_q_ok in H1. rewrite Q2R_opp in H.
destruct (Rlt_dec (evaluate e (leading a)) 0) as [Hlt|Hge]; [exists a; auto|].
destruct IH as (b & B1 & B2); [|exact H2|exists b; auto].
assert (0 <= Q2R (weight a) * evaluate e (leading a)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma bounded_ok e facts v bounds : all_hold e facts -> uval (polynomial_of v) (evaluate e F) = 0 ->
  bounded facts v bounds = true -> is_number v (evaluate e F).
Proof.
intros H E B. destruct v as [q|m low high s c]; simpl in *.
- rewrite Q2R_opp, RMicromega.Q2R_1 in E. lra.
- destruct bounds as [[above under]|].
  + apply andb_prop in B. destruct B as [B1 B2].
    assert (K1 := proves_positive_ok e facts _ _ B1 H). assert (K2 := proves_positive_ok e facts _ _ B2 H).
    rewrite evaluate_minus in K1. cbn [evaluate] in K2. rewrite evaluate_opposite in K2. lra.
  + destruct (covered_ok m _ None only_root _ B I E) as (v & [<-|[]] & Hv). exact Hv.
Qed.

Theorem check_tree_ok (x : Rn n) :
  below (S n) F = true ->
  (uses_values = true -> exists v, In v split_values /\ is_number v (value n F x)) ->
  local_minimum (value n F) x ->
  forall fuel k facts t e, check_tree fuel k facts t = true -> (n < k)%nat ->
    (forall i, (i <= n)%nat -> e i = coordinate n i x) -> facts_below k facts = true -> all_hold e facts ->
    exists v, claimed = Some v /\ is_number v (value n F x).
Proof.
intros HF Hsplit Hmin. induction fuel as [|m IH]; intros k facts t e E Hk He Hb H; [discriminate|].
assert (HFe : evaluate e F = value n F x).
{ apply evaluate_below with (S n); [exact HF|]. intros i Hi. apply He. lia. }
assert (Hext : forall v i, (i <= n)%nat -> assign e k v i = coordinate n i x).
{ intros v i Hi. unfold assign. destruct (Nat.eqb_spec i k); [lia|]. now apply He. }
assert (Hbk : facts_below (S k) facts = true) by (apply facts_below_le with k; [exact Hb|lia]).
simpl in E. destruct t as [l child|factors ex c children|p above zero under|children|p c child|p c child|c|c bounds|ex steps bounds|order nonzero arcs c].
- destruct (derive_all k facts l) as [facts'|] eqn:Ed; [|discriminate].
  destruct (derive_all_ok e k facts l facts' H Hb Ed) as [D1 D2]. exact (IH k facts' child e E Hk He D2 D1).
- apply andb_prop in E. destruct E as [E E4]. apply andb_prop in E. destruct E as [E E3].
  apply andb_prop in E. destruct E as [E1 E2]. apply Nat.eqb_eq in E3. rewrite forallb_forall in E4.
  apply (vanishes_by_ok e _ _ _ H) in E2. simpl in E2. apply power_zero in E2.
  destruct (case_facts_ok e [] factors (all_hold_nil e) E2) as (i & fs & A & B & C).
  destruct (in_combine_nth _ children i fs A) as (t & T1 & T2); [lia|].
  apply (IH k (facts ++ fs) t e (E4 _ T2) Hk He); [|now apply all_hold_app].
  rewrite facts_below_app, Hb. apply (case_facts_below k [] factors); auto. now apply nth_error_In with i.
- apply andb_prop in E. destruct E as [E E4]. apply andb_prop in E. destruct E as [E E3].
  apply andb_prop in E. destruct E as [E1 E2].
  destruct (Rtotal_order (evaluate e p) 0) as [S1|[S2|S3]].
  + apply (IH k _ under e E4 Hk He).
    * rewrite facts_below_app, Hb. simpl. now rewrite E1.
    * apply all_hold_app; [exact H|]. apply all_hold_one. unfold holds. cbn [fst snd]. rewrite evaluate_opposite. lra.
  + apply (IH k _ zero e E3 Hk He).
    * rewrite facts_below_app, Hb. simpl. now rewrite E1.
    * apply all_hold_app; [exact H|]. now apply all_hold_one.
  + apply (IH k _ above e E2 Hk He).
    * rewrite facts_below_app, Hb. simpl. now rewrite E1.
    * apply all_hold_app; [exact H|]. now apply all_hold_one.
- apply andb_prop in E. destruct E as [E1 E2]. apply andb_prop in E1. destruct E1 as [E0 E1].
  apply Nat.eqb_eq in E1. rewrite forallb_forall in E2.
  destruct (Hsplit E0) as [v [Hin Hv]]. destruct (In_nth_error _ _ Hin) as [i Hi].
  assert (i < length split_values)%nat by (apply nth_error_Some; congruence).
  destruct (in_combine_nth _ children i v Hi) as (t & T1 & T2); [lia|].
  apply (IH k _ t e (E2 _ T2) Hk He).
  + rewrite facts_below_app, Hb. apply number_facts_below. apply below_le with (S n); [exact HF|lia].
  + apply all_hold_app; [exact H|]. apply number_facts_ok. now rewrite HFe.
- apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
  assert (Hp := proves_nonnegative_ok e facts p c E2 H).
  apply (IH (S k) _ child (assign e k (sqrt (evaluate e p))) E3); [lia|intros; now apply Hext| |].
  + rewrite facts_below_app, Hbk. simpl. rewrite (below_le k (S k) p E1) by lia.
    assert (El : (k <? S k)%nat = true) by (apply Nat.ltb_lt; lia). now rewrite El.
  + apply all_hold_app; [now apply all_hold_assign|].
    assert (Ek : assign e k (sqrt (evaluate e p)) k = sqrt (evaluate e p)) by (unfold assign; now rewrite Nat.eqb_refl).
    apply all_hold_cons; [|apply all_hold_one]; unfold holds; cbn [fst snd evaluate].
    * rewrite evaluate_opposite, evaluate_assign_below, Ek by exact E1. simpl. rewrite Rmult_1_r, sqrt_sqrt by exact Hp. ring.
    * rewrite Ek. apply sqrt_pos.
- apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
  assert (Hp := proves_positive_ok e facts _ c E2 H). simpl in Hp.
  apply (IH (S k) _ child (assign e k (/ evaluate e p)) E3); [lia|intros; now apply Hext| |].
  + rewrite facts_below_app, Hbk. simpl. rewrite (below_le k (S k) p E1) by lia.
    assert (El : (k <? S k)%nat = true) by (apply Nat.ltb_lt; lia). now rewrite El.
  + apply all_hold_app; [now apply all_hold_assign|]. apply all_hold_one. unfold holds. cbn [fst snd].
    rewrite evaluate_minus. cbn [evaluate].
    rewrite evaluate_assign_below by exact E1. unfold assign. rewrite Nat.eqb_refl, RMicromega.Q2R_1.
    field. intros E0. rewrite E0 in Hp. lra.
- exfalso. now apply (proves_impossible_ok e facts c E).
- destruct claimed as [v|]; [|discriminate]. exists v. split; [reflexivity|].
  apply andb_prop in E. destruct E as [E E'].
  apply (vanishes_by_ok e _ _ _ H) in E. rewrite univariate_at_ok in E. rewrite <- HFe. now apply (bounded_ok e facts v bounds).
- destruct claimed as [v|]; [|discriminate]. exists v. split; [reflexivity|].
  apply andb_prop in E. destruct E as [E E'].
  apply (root_of_ok e _ _ _ _ _ H) in E. rewrite <- HFe. now apply (bounded_ok e facts v bounds).
- exfalso. apply andb_prop in E. destruct E as [E1 E2]. rewrite forallb_forall in E1.
  destruct nonzero.
  + apply andb_prop in E2. destruct E2 as [E2 E4]. apply andb_prop in E2. destruct E2 as [E2 E3].
    apply Nat.eqb_eq in E3. destruct arcs as [|a [|b arcs]]; try discriminate.
    assert (Hp := proves_positive_ok e facts _ c E4 H). unfold total in Hp. simpl in Hp. rewrite Q2R_opp in Hp.
    destruct (check_arc_ok n e k facts F order a x Hk HF He Hb H (E1 a (or_introl eq_refl)) Hmin) as [A B].
    specialize (B E2). assert (E0 : evaluate e (leading a) = 0) by lra. rewrite E0 in Hp. lra.
  + assert (Hp := proves_positive_ok e facts _ c E2 H).
    destruct (total_positive e arcs Hp) as (a & A1 & A2).
    * apply forallb_forall. intros a Ha. specialize (E1 a Ha). unfold check_arc in E1.
      do 4 (apply andb_prop in E1; destruct E1 as [E1 _]). exact E1.
    * exact (proj1 (check_arc_ok n e k facts F order a x Hk HF He Hb H (E1 a A1) Hmin) A2).
Qed.
End Trees.
