(** Verified checker: f, conserved quantities and monotone quantities confine descent ([Descent.confines]), by a properness
    inequality, by Gronwall's inequality for a quantity that may grow (also desingularised, for f = c + w r^2), by
    balanced layers, or because |x| |grad f| is bounded below (Malgrange). *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz Objectives Arcs Gradients
  Descent CriticalCases PolynomialFunctions BalancedLayers StrictMinima.
Import ListNotations.
Open Scope R_scope.

(** ** Evidence *)
(** Arguments of [rate]: F, then the conserved, then the monotone quantities; [bound] of a growing quantity V has V as
    one more argument, at the end; [multiplier] and [relations] have the conserved quantities as arguments. *)
Inductive confinement :=
  (* bound - multiplier^2 |x|^(2 exponent) >= 0; the multiplier is not 0 at the witness *)
  | ByProperness (multiplier : polynomial) (witness : list Q) (bound : polynomial) (exponent : nat) (proof : psatz)
  (* V >= 0; rate (1 + V) |grad F|^2 + <grad V, grad F> >= 0 where V >= threshold; bound - |x|^(2 exponent) >= 0 *)
  | ByGronwall (V : polynomial) (nonnegative : psatz) (threshold : Q) (rate : polynomial) (growth : psatz)
      (bound : polynomial) (exponent : nat) (proof : psatz)
  (* F = shift + weight residual^2 and (1 + weight) / 2 |<grad V, Q>| <= rate (1 + V) |Q|^2 where V >= threshold, for
     Q = weight grad residual + residual grad weight / 2; V, bound and exponent as before *)
  | ByDesingularisation (V : polynomial) (nonnegative : psatz) (threshold : Q) (shift : Q) (residual weight : polynomial)
      (weight_nonnegative : psatz) (rate : Q) (upper lower : psatz) (bound : polynomial) (exponent : nat) (proof : psatz)
  (* bound - |W_L ... W_1|_F^2 >= 0; relations: the entries of W_(l+1)' W_(l+1) - W_l W_l'; coordinates: the variables,
     as polynomials in F, the quantities and the entries of all W_l *)
  | ByBalancedLayers (columns : nat) (matrices : list (nat * list (list polynomial)))
      (relations : list (list (list polynomial))) (coordinates : list polynomial) (bound : polynomial) (proof : psatz)
  (* |x|^2 |grad F|^2 - speed(F) >= 0 where |x|^2 >= radius > 0; speed > 0 above the lower bound of F *)
  | ByMalgrange (speed : univariate) (positive : psatz) (radius : Q) (proof : psatz).

Record control := Control {
  bound_below : Q;
  bound_below_proof : psatz;
  conserved : list polynomial;
  monotone : list (polynomial * Q * psatz * psatz);  (* V, a lower bound, <grad V, grad F> >= 0, V >= lower bound *)
  confined_by : confinement }.

Definition monotone_quantities (c : control) : list polynomial := map (fun t => fst (fst (fst t))) (monotone c).
Definition quantities (c : control) : list polynomial :=
  conserved c ++ map opposite (conserved c) ++ monotone_quantities c.
Definition arguments (F : polynomial) (c : control) : list polynomial := F :: conserved c ++ monotone_quantities c.
Definition compose (l : list polynomial) (p : polynomial) : polynomial := substitute (fun i => nth i l (Const 0)) p.

(** bound - |x|^(2 exponent) >= 0 *)
Definition check_proper n (bound : polynomial) (exponent : nat) (proof : psatz) : bool :=
  Nat.ltb 0 exponent && proves_nonnegative [] (Add bound (opposite (Pow (norm_polynomial n) exponent))) proof.

Definition half_gradient (residual weight : polynomial) (j : nat) : polynomial :=
  Add (Mul weight (partial j residual)) (Mul (Const (1 # 2)) (Mul residual (partial j weight))).

Definition matrix := list (list polynomial).
Definition entry (A : matrix) (i j : nat) : polynomial := nth j (nth i A []) (Const 0).
Definition imbalance_polynomial (d s : nat) (A B : matrix) (i j : nat) : polynomial :=
  Add (sum_of (map (fun a => Mul (entry B a i) (entry B a j)) (seq 0 s)))
      (opposite (sum_of (map (fun b => Mul (entry A i b) (entry A j b)) (seq 0 d)))).
Fixpoint check_relations (l : list polynomial) (d : nat) (matrices : list (nat * matrix)) (relations : list matrix) : bool :=
  match matrices with
  | (r, A) :: rest =>
      match rest with
      | (s, B) :: _ => forallb (fun i => forallb (fun j =>
          same_polynomial (imbalance_polynomial d s A B i j) (compose l (entry (hd [] relations) i j))) (seq 0 r)) (seq 0 r)
      | [] => true
      end && check_relations l r rest (tl relations)
  | [] => true
  end.
Fixpoint output_polynomial (d : nat) (matrices : list (nat * matrix)) (u : nat -> polynomial) : nat -> polynomial :=
  match matrices with
  | (r, A) :: rest => output_polynomial r rest (fun i => sum_of (map (fun j => Mul (entry A i j) (u j)) (seq 0 d)))
  | [] => u
  end.
Fixpoint last_height (d : nat) (matrices : list (nat * matrix)) : nat :=
  match matrices with (r, _) :: rest => last_height r rest | [] => d end.
Definition product_polynomial (d : nat) (matrices : list (nat * matrix)) : polynomial :=
  sum_of (map (fun i => sum_of (map (fun a =>
    Pow (output_polynomial d matrices (fun j => Const (if Nat.eqb j i then 1 else 0)) a) 2)
    (seq 0 (last_height d matrices)))) (seq 0 d)).
Fixpoint entries (d : nat) (matrices : list (nat * matrix)) : list polynomial :=
  match matrices with
  | (r, A) :: rest => flat_map (fun i => map (entry A i) (seq 0 d)) (seq 0 r) ++ entries r rest
  | [] => []
  end.

Definition check_confinement n (F : polynomial) (c : control) : bool :=
  let arguments := arguments F c in
  match confined_by c with
  | ByProperness multiplier witness bound exponent proof =>
      let multiplier := compose (conserved c) multiplier in
      Nat.eqb (length witness) (S n) && negb (Qeq_bool (evaluate_q witness multiplier) 0) && Nat.ltb 0 exponent &&
      proves_nonnegative [] (Add (compose arguments bound)
        (opposite (Mul (Pow multiplier 2) (Pow (norm_polynomial n) exponent)))) proof
  | ByGronwall V nonnegative threshold rate growth bound exponent proof =>
      nonnegative_q threshold && proves_nonnegative [] V nonnegative &&
      proves_nonnegative [(NonNegative, minus V threshold)]
        (Add (Mul (compose arguments rate) (Mul (Add (Const 1) V) (inner_product n F F))) (inner_product n V F)) growth &&
      check_proper n (compose (arguments ++ [V]) bound) exponent proof
  | ByDesingularisation V nonnegative threshold shift residual weight weight_nonnegative rate upper lower bound exponent
      proof =>
      let field := half_gradient residual weight in
      let inner := sum_of (map (fun j => Mul (partial j V) (field j)) (seq 0 (S n))) in
      let size := sum_of (map (fun j => Pow (field j) 2) (seq 0 (S n))) in
      let scaled := Mul (Mul (Const (1 # 2)) (Add (Const 1) weight)) inner in
      let limit := Mul (Const rate) (Mul (Add (Const 1) V) size) in
      let facts := [(NonNegative, minus V threshold)] in
      nonnegative_q threshold && nonnegative_q rate && proves_nonnegative [] V nonnegative &&
      proves_nonnegative [] weight weight_nonnegative &&
      same_polynomial F (Add (Const shift) (Mul weight (Pow residual 2))) &&
      same_polynomial (inner_product n V F) (Mul (Mul (Const 2) residual) inner) &&
      same_polynomial (inner_product n F F) (Mul (Mul (Const 4) (Pow residual 2)) size) &&
      proves_nonnegative facts (Add limit (opposite scaled)) upper && proves_nonnegative facts (Add limit scaled) lower &&
      check_proper n (compose (arguments ++ [V]) bound) exponent proof
  | ByBalancedLayers columns matrices relations coordinates bound proof =>
      check_relations (conserved c) columns matrices relations &&
      forallb (fun i => same_polynomial (Var i)
        (compose (arguments ++ entries columns matrices) (nth i coordinates (Const 0)))) (seq 0 (S n)) &&
      proves_nonnegative [] (Add (compose arguments bound) (opposite (product_polynomial columns matrices))) proof
  | ByMalgrange speed positive radius proof =>
      let radial := sum_of (map (fun j => Mul (Var j) (partial j F)) (seq 0 (S n))) in
      same_polynomial (norm_polynomial n) (sum_of (map (fun j => Mul (Var j) (Var j)) (seq 0 (S n)))) &&
      same_polynomial (inner_product n (norm_polynomial n) F) (Mul (Const 2) radial) &&
      positive_q radius && proves_positive [(Positive, minus (Var 0) (bound_below c))] (univariate_at speed (Var 0)) positive &&
      proves_nonnegative [(NonNegative, minus (norm_polynomial n) radius)]
        (Add (Mul (norm_polynomial n) (inner_product n F F)) (opposite (univariate_at speed F))) proof
  end.

Definition check_control n (F : polynomial) (c : control) : bool :=
  proves_nonnegative [] (minus F (bound_below c)) (bound_below_proof c) &&
  forallb (fun q => same_polynomial (inner_product n q F) (Const 0)) (conserved c) &&
  forallb (fun t => proves_nonnegative [] (inner_product n (fst (fst (fst t))) F) (snd (fst t)) &&
                    proves_nonnegative [] (minus (fst (fst (fst t))) (snd (fst (fst t)))) (snd t)) (monotone c) &&
  check_confinement n F c.

(** The quantity that may grow, where descent may begin, and whether also f = the lower bound is allowed. *)
Definition growing_quantity n (c : control) : polynomial :=
  match confined_by c with
  | ByGronwall V _ _ _ _ _ _ _ => V
  | ByDesingularisation V _ _ _ _ _ _ _ _ _ _ _ _ => V
  | ByMalgrange _ _ _ _ => norm_polynomial n
  | _ => Const 0
  end.
Definition start_set n (c : control) (x : Rn n) : Prop :=
  match confined_by c with
  | ByProperness multiplier _ _ _ _ => value n (compose (conserved c) multiplier) x <> 0
  | _ => True
  end.
Definition down_to_the_bound (c : control) : bool :=
  match confined_by c with ByMalgrange _ _ _ _ => false | _ => true end.

(** ** Proofs *)
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

Lemma value_zero n (x : Rn n) : value n (Const 0) x = 0.
Proof. exact RMicromega.Q2R_0. Qed.

Lemma value_compose n l p x : value n (compose l p) x = evaluate (fun i => value n (nth i l (Const 0)) x) p.
Proof. unfold value, compose. apply evaluate_substitute. Qed.

Lemma nth_bounded n (l : list polynomial) A (x : Rn n) :
  0 <= A -> (forall q, In q l -> Rabs (value n q x) <= A) -> forall i, Rabs (value n (nth i l (Const 0)) x) <= A.
Proof.
intros A0 H i. destruct (nth_in_or_default i l (Const 0)) as [Hi|E]; [now apply H|].
rewrite E, value_zero, Rabs_R0. exact A0.
Qed.

Lemma compose_bounded n (l : list polynomial) p A : 0 <= A -> exists C, 0 <= C /\
  forall x : Rn n, (forall q, In q l -> Rabs (value n q x) <= A) -> Rabs (value n (compose l p) x) <= C.
Proof.
intros A0. destruct (bounded_on_box p A A0) as (C & C0 & HC). exists C. split; [exact C0|].
intros x Hx. rewrite value_compose. apply HC. now apply nth_bounded.
Qed.

Lemma power_bounded (N C : R) e : 0 <= N -> (0 < e)%nat -> N ^ e <= C -> N <= 1 + C.
Proof.
intros HN He H. assert (0 <= N ^ e) by now apply pow_le.
destruct (Rle_lt_dec N 1) as [|H1]; [lra|].
assert (N <= N ^ e); [|lra]. rewrite <- (pow_1 N) at 1. apply Rle_pow; [lra|lia].
Qed.

Lemma check_proper_ok n bound exponent proof : check_proper n bound exponent proof = true ->
  forall x C, Rabs (value n bound x) <= C -> squared_norm n x <= 1 + C.
Proof.
unfold check_proper. intros E x C HC. apply andb_prop in E. destruct E as [E1 E2]. apply Nat.ltb_lt in E1.
assert (H := proves_nonnegative_ok (fun i => coordinate n i x) [] _ _ E2 (all_hold_nil _)).
cbn [evaluate] in H. rewrite evaluate_opposite in H. cbn [evaluate] in H. rewrite evaluate_norm in H.
assert (B := Rle_abs (value n bound x)). unfold value in *.
apply power_bounded with exponent; [apply squared_norm_nonnegative|exact E1|lra].
Qed.

Section Control.
Variable n : nat.
Variable F : polynomial.
Variable c : control.
Hypothesis checked : check_control n F c = true.

Lemma proved_nonnegative q d : proves_nonnegative [] q d = true -> forall x, 0 <= value n q x.
Proof. intros H x. apply (proves_nonnegative_ok _ [] q d H). apply all_hold_nil. Qed.

Lemma control_facts :
  (forall x, Q2R (bound_below c) <= value n F x) /\
  (forall q, In q (conserved c) -> forall x, dot n (gradient n q x) (gradient n F x) = 0) /\
  (forall V lo a b, In (V, lo, a, b) (monotone c) ->
     (forall x, 0 <= dot n (gradient n V x) (gradient n F x)) /\ forall x, Q2R lo <= value n V x) /\
  check_confinement n F c = true.
Proof.
assert (E := checked). unfold check_control in E. apply andb_prop in E. destruct E as [E E4].
apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
rewrite forallb_forall in E2, E3. split; [|split; [|split; [|exact E4]]].
- intros x. assert (H := proved_nonnegative _ _ E1 x). unfold value in *. rewrite evaluate_minus in H. lra.
- intros q Hq x. rewrite <- inner_product_ok. unfold value.
  rewrite (same_polynomial_ok _ _ (E2 q Hq)). exact RMicromega.Q2R_0.
- intros V lo a b Hin. specialize (E3 _ Hin). cbn [fst snd] in E3. apply andb_prop in E3. destruct E3 as [A B]. split.
  + intros x. rewrite <- inner_product_ok. exact (proved_nonnegative _ _ A x).
  + intros x. assert (H := proved_nonnegative _ _ B x). unfold value in *. rewrite evaluate_minus in H. lra.
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

(** What descent from x0 with small steps cannot leave. *)
Definition near (x0 : Rn n) (delta : R) (x : Rn n) : Prop :=
  value n F x <= value n F x0 /\ forall q, In q (quantities c) -> value n q x <= value n q x0 + delta.

Lemma near_le x0 d e x : d <= e -> near x0 d x -> near x0 e x.
Proof. intros H [A B]. split; [exact A|]. intros q Hq. specialize (B q Hq). lra. Qed.

Lemma near_conserved x0 delta x q : near x0 delta x -> In q (conserved c) -> Rabs (value n q x - value n q x0) <= delta.
Proof.
intros [_ H] Hin. assert (H1 := H q ltac:(apply in_or_app; now left)).
assert (H2 := H (opposite q) ltac:(apply in_or_app; right; apply in_or_app; left; now apply in_map)).
unfold value in *. rewrite !evaluate_opposite in H2. apply Rabs_le. lra.
Qed.

Lemma arguments_bounded x0 : exists A, 0 <= A /\
  forall x, near x0 1 x -> forall q, In q (arguments F c) -> Rabs (value n q x) <= A.
Proof.
destruct control_facts as (Hlow & _ & Hm & _).
destruct (list_bounded n (arguments F c) (near x0 1)) as (A & A0 & HA).
- intros q [<-|Hq].
  + exists (Rabs (Q2R (bound_below c)) + Rabs (value n F x0)). intros x [Hx _].
    specialize (Hlow x). assert (H1 := Rle_abs (value n F x0)). assert (H2 := Rle_abs (- Q2R (bound_below c))).
    rewrite Rabs_Ropp in H2. assert (H3 := Rabs_pos (value n F x0)). assert (H4 := Rabs_pos (Q2R (bound_below c))).
    apply Rabs_le. lra.
  + apply in_app_or in Hq. destruct Hq as [Hq|Hq].
    * exists (Rabs (value n q x0) + 1). intros x Hx. assert (H := near_conserved x0 1 x q Hx Hq).
      apply Rabs_le_between in H.
      assert (H1 := Rle_abs (value n q x0)). assert (H2 := Rle_abs (- value n q x0)). rewrite Rabs_Ropp in H2.
      apply Rabs_le. lra.
    * assert (Hq' := Hq). apply in_map_iff in Hq. destruct Hq as [[[[V lo] a] b] [<- Hin]].
      destruct (Hm V lo a b Hin) as [_ Hl]. cbn [fst] in *.
      exists (Rabs (Q2R lo) + Rabs (value n V x0) + 1). intros x [_ Hx].
      assert (H1 := Hx V ltac:(apply in_or_app; right; apply in_or_app; right; exact Hq')). specialize (Hl x).
      assert (H2 := Rle_abs (value n V x0)). assert (H3 := Rle_abs (- Q2R lo)). rewrite Rabs_Ropp in H3.
      assert (H4 := Rabs_pos (value n V x0)). assert (H5 := Rabs_pos (Q2R lo)). apply Rabs_le. lra.
- exists A. split; [exact A0|]. intros x Hx q Hq. now apply HA.
Qed.

Lemma conserved_arguments q : In q (conserved c) -> In q (arguments F c).
Proof. intros H. right. apply in_or_app. now left. Qed.

(** *** No quantity grows *)
Lemma confines_simply low x0 :
  (exists delta M, 0 < delta /\ forall x, near x0 delta x -> squared_norm n x <= M) ->
  confines n F (quantities c) (Const 0) low x0.
Proof.
intros (delta & M & Hd & H). exists delta, 1, (fun _ => 0).
split; [exact Hd|]. split; [lra|]. split; [intros; apply Rle_refl|]. split.
- intros x y _ _ Hv. rewrite value_zero in Hv. lra.
- intros A. exists M. intros x Hx Hq _. apply H. split; [apply Hx|exact Hq].
Qed.

Lemma properness_confines multiplier witness bound exponent proof :
  confined_by c = ByProperness multiplier witness bound exponent proof ->
  (value n (compose (conserved c) multiplier) (point n witness) <> 0) /\
  forall low x0, value n (compose (conserved c) multiplier) x0 <> 0 -> confines n F (quantities c) (Const 0) low x0.
Proof.
intros Ec. destruct control_facts as (_ & _ & _ & E). unfold check_confinement in E. rewrite Ec in E.
set (m := compose (conserved c) multiplier) in *.
apply andb_prop in E. destruct E as [E E4]. apply andb_prop in E. destruct E as [E E3].
apply andb_prop in E. destruct E as [E1 E2]. apply Nat.eqb_eq in E1. apply Nat.ltb_lt in E3. split.
{ unfold value. rewrite (evaluate_ext _ _ _ (fun i => coordinate_point n witness i E1)), evaluate_q_ok.
  intros H. rewrite <- RMicromega.Q2R_0 in H. apply eqR_Qeq in H.
  apply Qeq_eq_bool in H. now rewrite H in E2. }
intros low x0 Hw. apply confines_simply. destruct (arguments_bounded x0) as (A & A0 & HA).
destruct (compose_bounded n (arguments F c) bound A A0) as (C & C0 & HC).
destruct (lipschitz_on_box multiplier A A0) as (L & L0 & HL).
set (w := Rabs (value n m x0)). assert (Hw0 : 0 < w) by (now apply Rabs_pos_lt).
set (delta := Rmin 1 (w / (2 * (L + 1)))).
assert (Hd0 : 0 < delta) by (unfold delta; apply Rmin_glb_lt; [lra|apply Rdiv_lt_0_compat; lra]).
assert (Hd1 : delta <= 1) by apply Rmin_l.
assert (HdL : L * delta <= w / 2).
{ assert (H : delta <= w / (2 * (L + 1))) by apply Rmin_r.
  apply Rle_trans with ((L + 1) * (w / (2 * (L + 1)))); [|right; field; lra].
  apply Rmult_le_compat; lra. }
clearbody delta.
exists delta, (1 + C / (w / 2) ^ 2). split; [exact Hd0|]. intros x Hx.
assert (H1 := near_le x0 delta 1 x Hd1 Hx).
assert (H0 : near x0 1 x0) by (split; [lra|intros; lra]).
assert (Hwx : w / 2 <= Rabs (value n m x)).
{ assert (H' : Rabs (value n m x - value n m x0) <= L * delta).
  { unfold m. rewrite !value_compose. apply HL; [| |intros i|lra].
    - apply nth_bounded; [exact A0|]. intros q Hq. apply HA; [exact H1|now apply conserved_arguments].
    - apply nth_bounded; [exact A0|]. intros q Hq. apply HA; [exact H0|now apply conserved_arguments].
    - destruct (nth_in_or_default i (conserved c) (Const 0)) as [Hin|Hd].
      + now apply near_conserved.
      + rewrite Hd, !value_zero, Rminus_eq_0, Rabs_R0. lra. }
  unfold w in *. assert (T := Rabs_triang_inv (value n m x0) (value n m x)). rewrite Rabs_minus_sym in H'. lra. }
assert (Hbx := HC x (HA x H1)). assert (Hbx' := Rle_abs (value n (compose (arguments F c) bound) x)).
assert (Hpx := proved_nonnegative _ _ E4 x). unfold value in Hpx. cbn [evaluate] in Hpx. rewrite evaluate_opposite in Hpx.
cbn [evaluate] in Hpx. rewrite evaluate_norm in Hpx. fold (value n m x) (value n (compose (arguments F c) bound) x) in Hpx.
set (N := squared_norm n x) in *. assert (HN : 0 <= N) by apply squared_norm_nonnegative.
assert (Hw2 : (w / 2) ^ 2 <= value n m x ^ 2) by (rewrite <- (pow2_abs (value n m x)); apply pow_incr; lra).
assert (Hw3 : 0 < (w / 2) ^ 2) by (apply pow_lt; lra).
apply (power_bounded N _ exponent HN E3).
apply Rmult_le_reg_l with ((w / 2) ^ 2); [exact Hw3|].
replace ((w / 2) ^ 2 * (C / (w / 2) ^ 2)) with C by (field; lra).
apply Rle_trans with (value n m x ^ 2 * N ^ exponent); [|lra].
apply Rmult_le_compat_r; [now apply pow_le|exact Hw2].
Qed.

(** *** A quantity grows *)
Lemma bounded_by_growing V bound exponent proof x0 :
  check_proper n (compose (arguments F c ++ [V]) bound) exponent proof = true -> (forall x, 0 <= value n V x) ->
  forall B, exists M, forall x, near x0 1 x -> value n V x <= B -> squared_norm n x <= M.
Proof.
intros E HV B. destruct (arguments_bounded x0) as (A & A0 & HA).
destruct (compose_bounded n (arguments F c ++ [V]) bound (A + Rabs B)) as (C & C0 & HC).
{ assert (H := Rabs_pos B). lra. }
exists (1 + C). intros x Hx HB. apply (check_proper_ok n _ _ _ E). apply HC.
assert (H := Rabs_pos B). assert (H' := Rle_abs B).
intros q Hq. apply in_app_or in Hq. destruct Hq as [Hq|[<-|[]]].
- specialize (HA x Hx q Hq). lra.
- specialize (HV x). rewrite Rabs_pos_eq by exact HV. lra.
Qed.

Lemma above_threshold V t (x : Rn n) : Q2R t <= value n V x ->
  all_hold (fun i => coordinate n i x) [(NonNegative, minus V t)].
Proof.
intros H. apply all_hold_one. unfold holds. cbn [fst snd]. rewrite evaluate_minus. unfold value in H. lra.
Qed.

Lemma gronwall_confines V nonnegative threshold rate growth bound exponent proof :
  confined_by c = ByGronwall V nonnegative threshold rate growth bound exponent proof ->
  forall low x0, confines n F (quantities c) V low x0.
Proof.
intros Ec low x0. destruct control_facts as (_ & _ & _ & E). unfold check_confinement in E. rewrite Ec in E.
apply andb_prop in E. destruct E as [E E4]. apply andb_prop in E. destruct E as [E E3].
apply andb_prop in E. destruct E as [E1 E2]. apply nonnegative_q_ok in E1.
assert (HV := proved_nonnegative _ _ E2).
destruct (arguments_bounded x0) as (A & A0 & HA).
destruct (compose_bounded n (arguments F c) rate A A0) as (k & k0 & Hk).
exists 1, (Q2R threshold), (fun s => k * s).
split; [lra|]. split; [exact E1|]. split; [|split].
- intros s t [_ H]. now apply Rmult_le_compat_l.
- intros x y Hx Hq Ht Hy.
  assert (H := proves_nonnegative_ok _ _ _ _ E3 (above_threshold V threshold x Ht)). cbn [evaluate] in H.
  fold (value n (inner_product n F F) x) (value n (inner_product n V F) x) (value n V x)
    (value n (compose (arguments F c) rate) x) in H. rewrite !inner_product_ok in H.
  fold (squared_norm n (gradient n F x)) in H. rewrite RMicromega.Q2R_1 in H.
  assert (Hr := Rle_trans _ _ _ (Rle_abs _) (Hk x (HA x (conj Hx Hq)))).
  assert (G := squared_norm_nonnegative n (gradient n F x)). specialize (HV x).
  set (g := squared_norm n (gradient n F x)) in *. set (d := dot n (gradient n V x) (gradient n F x)) in *.
  set (v := value n V x) in *. set (r := value n (compose (arguments F c) rate) x) in *.
  assert (P : 0 <= (1 + v) * g) by (apply Rmult_le_pos; lra).
  assert (r * ((1 + v) * g) <= k * ((1 + v) * g)) by (apply Rmult_le_compat_r; lra).
  apply Rle_trans with ((value n F x - value n F y) * (k * ((1 + v) * g))); [apply Rmult_le_compat_l; lra|right; ring].
- intros B. destruct (bounded_by_growing V bound exponent proof x0 E4 HV B) as [M HM].
  exists M. intros x Hx Hq. apply HM. split; [apply Hx|exact Hq].
Qed.

Lemma desingularised (u u' m k : R) : 0 <= u' <= u -> 2 * u * m <= k -> 0 <= k -> (u ^ 2 - u' ^ 2) * m <= k * (u - u').
Proof.
intros Hu Hm Hk. replace ((u ^ 2 - u' ^ 2) * m) with ((u + u') * m * (u - u')) by ring.
apply Rmult_le_compat_r; [lra|]. destruct (Rle_lt_dec m 0); nra.
Qed.

Lemma desingularisation_confines V nonnegative threshold shift residual weight weight_nonnegative rate upper lower bound
    exponent proof :
  confined_by c = ByDesingularisation V nonnegative threshold shift residual weight weight_nonnegative rate upper lower
    bound exponent proof ->
  forall low x0, confines n F (quantities c) V low x0.
Proof.
intros Ec low x0. destruct control_facts as (_ & _ & _ & E). unfold check_confinement in E. rewrite Ec in E.
set (field := half_gradient residual weight) in *.
set (inner := sum_of (map (fun j => Mul (partial j V) (field j)) (seq 0 (S n)))) in *.
set (size := sum_of (map (fun j => Pow (field j) 2) (seq 0 (S n)))) in *.
apply andb_prop in E. destruct E as [E Kp]. apply andb_prop in E. destruct E as [E Kl].
apply andb_prop in E. destruct E as [E Ku]. apply andb_prop in E. destruct E as [E Ks].
apply andb_prop in E. destruct E as [E Ki]. apply andb_prop in E. destruct E as [E Kf].
apply andb_prop in E. destruct E as [E Kw]. apply andb_prop in E. destruct E as [E Kv].
apply andb_prop in E. destruct E as [E1 E8].
apply nonnegative_q_ok in E1, E8. assert (HV := proved_nonnegative _ _ Kv). assert (HW := proved_nonnegative _ _ Kw).
set (phi := fun s => Q2R rate * sqrt (s - Q2R shift)).
exists 1, (Q2R threshold), phi. split; [lra|]. split; [exact E1|]. split; [|split].
- intros s t [_ H]. apply Rmult_le_compat_l; [exact E8|]. apply sqrt_le_1_alt. lra.
- intros x y Hx Hq Ht Hy.
  assert (I1 : forall z, value n F z = Q2R shift + value n weight z * value n residual z ^ 2).
  { intros z. unfold value. rewrite (same_polynomial_ok _ _ Kf). reflexivity. }
  assert (I2 := same_polynomial_ok _ _ Ki (fun i => coordinate n i x)).
  assert (I3 := same_polynomial_ok _ _ Ks (fun i => coordinate n i x)).
  assert (U := proves_nonnegative_ok _ _ _ _ Ku (above_threshold V threshold x Ht)).
  assert (D := proves_nonnegative_ok _ _ _ _ Kl (above_threshold V threshold x Ht)).
  cbn [evaluate] in I2, I3, U, D. rewrite evaluate_opposite in U. cbn [evaluate] in U.
  fold (value n (inner_product n F F) x) (value n residual x) (value n size x) in I3.
  fold (value n (inner_product n V F) x) (value n residual x) (value n inner x) in I2.
  fold (value n V x) (value n weight x) (value n inner x) (value n size x) in U, D.
  rewrite inner_product_ok in I2, I3. fold (squared_norm n (gradient n F x)) in I3.
  replace (Q2R 1) with 1 in * by (symmetry; exact RMicromega.Q2R_1).
  replace (Q2R (1 # 2)) with (/ 2) in * by (unfold Q2R; simpl; lra).
  replace (Q2R 2) with 2 in * by (unfold Q2R; simpl; lra). replace (Q2R 4) with 4 in * by (unfold Q2R; simpl; lra).
  rewrite I2, I3.
  assert (Hwx := HW x). assert (Hwy := HW y). assert (Hvx := HV x).
  assert (Ix := I1 x). assert (Iy := I1 y). unfold phi.
  assert (Py : 0 <= value n weight y * value n residual y ^ 2) by (apply Rmult_le_pos; [exact Hwy|apply pow2_ge_0]).
  assert (Px : 0 <= value n weight x * value n residual x ^ 2) by (apply Rmult_le_pos; [exact Hwx|apply pow2_ge_0]).
  assert (Dx : 0 <= value n F x - Q2R shift) by lra. assert (Dy : 0 <= value n F y - Q2R shift) by lra.
  assert (Sx := sqrt_sqrt _ Dx). assert (Sy := sqrt_sqrt _ Dy). assert (S0 := sqrt_pos (value n F x - Q2R shift)).
  assert (S1 := sqrt_pos (value n F y - Q2R shift)).
  assert (S2 : sqrt (value n F y - Q2R shift) <= sqrt (value n F x - Q2R shift)) by (apply sqrt_le_1_alt; lra).
  set (u := sqrt (value n F x - Q2R shift)) in *. set (u' := sqrt (value n F y - Q2R shift)) in *.
  replace (value n F x - value n F y) with (u ^ 2 - u' ^ 2) by (simpl; lra).
  set (r := value n residual x) in *. set (w := value n weight x) in *. set (s := value n size x) in *.
  set (i := value n inner x) in *. set (v := value n V x) in *. set (k := Q2R rate) in *.
  assert (Hs : 0 <= s).
  { unfold s, value, size. rewrite evaluate_sum. clear. induction (seq 0 (S n)) as [|j l IH]; simpl; [lra|].
    assert (H := pow2_ge_0 (evaluate (fun i => coordinate n i x) (field j))). simpl in H. lra. }
  replace ((1 + v) * (4 * r ^ 2 * s) * (k * u - k * u')) with (4 * r ^ 2 * (k * ((1 + v) * s)) * (u - u')) by ring.
  assert (K0 : 0 <= k * ((1 + v) * s)) by (apply Rmult_le_pos; [exact E8|apply Rmult_le_pos; lra]).
  apply desingularised; [lra| |apply Rmult_le_pos; [assert (H := pow2_ge_0 r); lra|exact K0]].
  assert (Hu : u ^ 2 = w * r ^ 2) by (simpl; lra).
  assert (Hur : Rabs (u * r) <= (1 + w) / 2 * r ^ 2).
  { assert (H := pow2_ge_0 (u - Rabs r)). assert (H1 := pow2_ge_0 (u + Rabs r)).
    assert (Hr := pow2_abs r). rewrite Rabs_mult, (Rabs_pos_eq u) by exact S0.
    assert (u * Rabs r <= (u ^ 2 + Rabs r ^ 2) / 2) by nra. rewrite Hu, Hr in *. lra. }
  assert (Hi : Rabs ((1 + w) / 2 * i) <= k * ((1 + v) * s)) by (apply Rabs_le; lra).
  apply Rle_trans with (4 * (Rabs (u * r) * Rabs i)).
  { rewrite <- Rabs_mult. assert (H := Rle_abs (- (u * r * i))). rewrite Rabs_Ropp in H. lra. }
  rewrite Rabs_mult, (Rabs_pos_eq ((1 + w) / 2)) in Hi by lra.
  assert (H : Rabs (u * r) * Rabs i <= (1 + w) / 2 * r ^ 2 * Rabs i) by (apply Rmult_le_compat_r; [apply Rabs_pos|exact Hur]).
  assert (H' : r ^ 2 * ((1 + w) / 2 * Rabs i) <= r ^ 2 * (k * ((1 + v) * s))) by (apply Rmult_le_compat_l; [apply pow2_ge_0|exact Hi]).
  lra.
- intros B. destruct (bounded_by_growing V bound exponent proof x0 Kp HV B) as [M HM].
  exists M. intros x Hx Hq. apply HM. split; [apply Hx|exact Hq].
Qed.
(** *** Balanced layers *)
Definition real_layers (x : Rn n) (matrices : list (nat * matrix)) : layers :=
  map (fun t => (fst t, fun i j => value n (entry (snd t) i j) x)) matrices.

Lemma value_sum (x : Rn n) (P : nat -> polynomial) k :
  value n (sum_of (map P (seq 0 k))) x = sum k (fun j => value n (P j) x).
Proof.
unfold value. rewrite evaluate_sum. set (e := fun i => coordinate n i x).
assert (H : forall l a, fold_right (fun p s => evaluate e p + s) 0 (l ++ [a])
  = fold_right (fun p s => evaluate e p + s) 0 l + evaluate e a).
{ induction l as [|b l IH]; intros a; simpl; [ring|]. rewrite IH. ring. }
induction k as [|k IH]; [reflexivity|]. rewrite seq_S, map_app. simpl map. rewrite H, IH. reflexivity.
Qed.

Lemma balanced_le k m d l : k <= m -> balanced k d l -> balanced m d l.
Proof.
intros H. revert d. induction l as [|[r A] l IH]; intros d; [auto|]. intros [Hb Hr]. split; [|now apply IH].
destruct l as [|[s B] l]; [exact I|]. intros i j Hi Hj. apply Rle_trans with (2 := H). now apply Hb.
Qed.

Lemma relations_bounded l A matrices : 0 <= A -> forall d relations, check_relations l d matrices relations = true ->
  exists k, 0 <= k /\ forall x, (forall q, In q l -> Rabs (value n q x) <= A) -> balanced k d (real_layers x matrices).
Proof.
intros A0. induction matrices as [|[r M] rest IH]; intros d relations E.
- exists 0. split; [lra|]. intros x _. exact I.
- simpl in E. apply andb_prop in E. destruct E as [E1 E2].
  destruct (IH r (tl relations) E2) as (k & k0 & Hk). destruct rest as [|[s B] rest].
  + exists k. split; [exact k0|]. intros x Hx. split; [exact I|now apply Hk].
  + set (T := hd [] relations) in *.
    destruct (list_bounded n (flat_map (fun i => map (fun j => compose l (entry T i j)) (seq 0 r)) (seq 0 r))
      (fun x => forall q, In q l -> Rabs (value n q x) <= A)) as (C & C0 & HC).
    { intros q Hq. apply in_flat_map in Hq. destruct Hq as [i [_ Hq]]. apply in_map_iff in Hq. destruct Hq as [j [<- _]].
      destruct (compose_bounded n l (entry T i j) A A0) as (C & _ & HC). exists C. exact HC. }
    assert (R0 := pos_INR r). assert (CR : 0 <= C * INR r) by (now apply Rmult_le_pos).
    exists (k + C * INR r). split; [lra|]. intros x Hx.
    split; [|apply balanced_le with k; [lra|now apply Hk]]. intros i j Hi Hj. cbn [fst] in Hi, Hj.
    apply Rle_trans with (C * INR r); [|lra]. apply Rmult_le_compat_r; [exact R0|].
    rewrite forallb_forall in E1. specialize (E1 i ltac:(apply in_seq; lia)). rewrite forallb_forall in E1.
    specialize (E1 j ltac:(apply in_seq; lia)).
    replace (imbalance _ _ _ _ i j) with (value n (compose l (entry T i j)) x).
    * apply HC; [|exact Hx]. apply in_flat_map. exists i. split; [apply in_seq; lia|].
      apply in_map_iff. exists j. split; [reflexivity|apply in_seq; lia].
    * unfold value at 1. rewrite <- (same_polynomial_ok _ _ E1). unfold imbalance_polynomial. cbn [evaluate].
      rewrite evaluate_opposite.
      fold (value n (sum_of (map (fun a => Mul (entry B a i) (entry B a j)) (seq 0 s))) x)
        (value n (sum_of (map (fun b => Mul (entry M i b) (entry M j b)) (seq 0 d))) x).
      rewrite !value_sum. reflexivity.
Qed.

Lemma output_value x matrices : forall d u U, (forall j, value n (u j) x = U j) ->
  forall i, value n (output_polynomial d matrices u i) x = output d (real_layers x matrices) U i.
Proof.
induction matrices as [|[r M] rest IH]; intros d u U H i; [apply H|]. simpl. apply IH. intros a.
rewrite value_sum. apply sum_ext. intros j _. unfold value at 1. cbn [evaluate]. fold (value n (u j) x). rewrite H. reflexivity.
Qed.
Lemma last_height_ok x matrices d : last_height d matrices = height d (real_layers x matrices).
Proof. revert d. induction matrices as [|[r M] rest IH]; intros d; [reflexivity|apply IH]. Qed.

Lemma product_value x matrices d : value n (product_polynomial d matrices) x = product_norm d (real_layers x matrices).
Proof.
unfold product_polynomial, product_norm. rewrite value_sum. apply sum_ext. intros i _.
rewrite value_sum, (last_height_ok x). apply sum_ext. intros a _. unfold value at 1. cbn [evaluate].
fold (value n (output_polynomial d matrices (fun j => Const (if Nat.eqb j i then 1 else 0)) a) x). f_equal.
apply output_value. intros j. unfold value, BalancedLayers.unit. simpl.
destruct (Nat.eqb j i); [exact RMicromega.Q2R_1|exact RMicromega.Q2R_0].
Qed.

Lemma entries_bounded x M matrices : forall d, bounded_layers M d (real_layers x matrices) ->
  forall q, In q (entries d matrices) -> Rabs (value n q x) <= 1 + Rabs M.
Proof.
induction matrices as [|[r A] rest IH]; intros d H q Hq; [destruct Hq|]. destruct H as [H1 H2].
simpl in Hq. apply in_app_or in Hq. destruct Hq as [Hq|Hq]; [|now apply (IH r)].
apply in_flat_map in Hq. destruct Hq as [i [Hi Hq]]. apply in_map_iff in Hq. destruct Hq as [j [<- Hj]].
apply in_seq in Hi, Hj. simpl in H1.
assert (H := entry_frobenius d r (fun i j => value n (entry A i j) x) i j ltac:(lia) ltac:(lia)). cbn beta in H.
assert (HM := Rle_abs M). assert (P := Rabs_pos M). set (v := value n (entry A i j) x) in *.
apply Rabs_le. split; nra.
Qed.

Lemma balanced_layers_confine columns matrices relations coordinates bound proof :
  confined_by c = ByBalancedLayers columns matrices relations coordinates bound proof ->
  forall low x0, confines n F (quantities c) (Const 0) low x0.
Proof.
intros Ec low x0. destruct control_facts as (_ & _ & _ & E). unfold check_confinement in E. rewrite Ec in E.
apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2]. rewrite forallb_forall in E2.
apply confines_simply. destruct (arguments_bounded x0) as (A & A0 & HA).
destruct (relations_bounded (conserved c) A matrices A0 columns relations E1) as (k & k0 & Hk).
destruct (compose_bounded n (arguments F c) bound A A0) as (C & C0 & HC).
pose (M x := INR columns * (1 + INR (length (real_layers x matrices)) * k) + C + INR (length (real_layers x matrices)) * k).
set (m := INR columns * (1 + INR (length matrices) * k) + C + INR (length matrices) * k).
assert (HM : forall x, near x0 1 x -> forall q, In q (entries columns matrices) -> Rabs (value n q x) <= 1 + Rabs m).
{ intros x Hx. apply entries_bounded.
  replace m with (M x) by (unfold M, m, real_layers; now rewrite map_length).
  apply balanced_layers_are_bounded; [exact k0| |].
  - apply Hk. intros q Hq. apply HA; [exact Hx|now apply conserved_arguments].
  - rewrite <- product_value. assert (H := proved_nonnegative _ _ E3 x). unfold value in H. cbn [evaluate] in H.
    rewrite evaluate_opposite in H. fold (value n (compose (arguments F c) bound) x) in H.
    fold (value n (product_polynomial columns matrices) x) in H.
    assert (H' := Rle_trans _ _ _ (Rle_abs _) (HC x (HA x Hx))). lra. }
assert (Hm := Rabs_pos m).
destruct (list_bounded n (map (fun i => compose (arguments F c ++ entries columns matrices) (nth i coordinates (Const 0)))
  (seq 0 (S n))) (near x0 1)) as (B & B0 & HB).
{ intros q Hq. apply in_map_iff in Hq. destruct Hq as [i [<- _]].
  destruct (compose_bounded n (arguments F c ++ entries columns matrices) (nth i coordinates (Const 0)) (A + (1 + Rabs m)))
    as (D & _ & HD); [lra|].
  exists D. intros x Hx. apply HD. intros q Hq. apply in_app_or in Hq. destruct Hq as [Hq|Hq].
  - specialize (HA x Hx q Hq). lra.
  - specialize (HM x Hx q Hq). lra. }
exists 1, (INR (S n) * B ^ 2). split; [lra|]. intros x Hx. apply norm_from_coordinates. intros i Hi.
assert (Hin : In i (seq 0 (S n))) by (apply in_seq; lia).
assert (E := same_polynomial_ok _ _ (E2 i Hin) (fun i => coordinate n i x)).
change (coordinate n i x) with (evaluate (fun i => coordinate n i x) (Var i)). rewrite E.
apply HB; [|exact Hx]. apply in_map_iff. exists i. split; [reflexivity|exact Hin].
Qed.

(** *** |x| |grad f| is bounded below *)
Lemma squared_norm_combination m (t : R) (x y : Rn m) :
  squared_norm m (plus (scal t y) x) = t ^ 2 * squared_norm m y + 2 * t * dot m x y + squared_norm m x.
Proof.
unfold squared_norm. induction m as [|m IH].
- change (@eq R ((t * y + x) * (t * y + x)) (t ^ 2 * (y * y) + 2 * t * (x * y) + x * x)). ring.
- destruct x as [x1 x2], y as [y1 y2]. specialize (IH x2 y2).
  match type of IH with ?L = _ => change ((t * y1 + x1) * (t * y1 + x1) + L
    = t ^ 2 * (y1 * y1 + dot m y2 y2) + 2 * t * (x1 * y1 + dot m x2 y2) + (x1 * x1 + dot m x2 x2)) end.
  rewrite IH. ring.
Qed.

Lemma malgrange_inequality (k a g d : R) : 0 < k -> 0 < a -> 4 <= k ^ 2 * (a * g) ->
  0 <= (k * a / 2) ^ 2 * g + 2 * (k * a / 2) * d + a -> - (2 * d) <= k * (a * g).
Proof.
intros Hk Ha H0 H.
assert (Hka : 0 < k * a) by (now apply Rmult_lt_0_compat).
assert (H1 : 0 <= k * a * (k * (a * g) / 4 + d + / k)).
{ replace (k * a * (k * (a * g) / 4 + d + / k)) with ((k * a / 2) ^ 2 * g + 2 * (k * a / 2) * d + a) by (field; lra). exact H. }
assert (H2 : 0 <= k * (a * g) / 4 + d + / k).
{ apply Rnot_lt_le. intros Hlt. assert (k * a * (k * (a * g) / 4 + d + / k) < k * a * 0) by (now apply Rmult_lt_compat_l). lra. }
assert (H3 : / k <= k * (a * g) / 4).
{ apply Rmult_le_reg_l with k; [exact Hk|]. rewrite Rinv_r by lra. replace (k * (k * (a * g) / 4)) with (k ^ 2 * (a * g) / 4) by field. lra. }
lra.
Qed.

Lemma malgrange_confines speed positive radius proof :
  confined_by c = ByMalgrange speed positive radius proof ->
  forall low x0, Q2R (bound_below c) < low -> confines n F (quantities c) (norm_polynomial n) low x0.
Proof.
intros Ec low x0 Hlow. destruct control_facts as (_ & _ & _ & E). unfold check_confinement in E. rewrite Ec in E.
apply andb_prop in E. destruct E as [E E5]. apply andb_prop in E. destruct E as [E E4].
apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2]. apply positive_q_ok in E3.
assert (Hspeed : forall t, low <= t -> 0 < uval speed t).
{ intros t Ht. assert (H := proves_positive_ok (fun _ => t) _ _ _ E4). rewrite univariate_at_ok in H. apply H.
  apply all_hold_one. unfold holds. cbn [fst snd]. rewrite evaluate_minus. simpl. lra. }
assert (Hs : exists s, 0 < s /\ forall t, low <= t <= value n F x0 -> s <= uval speed t).
{ destruct (Rle_lt_dec low (value n F x0)) as [H|H]; [|exists 1; split; [lra|intros; lra]].
  destruct (compact_min (fun t : R => low <= t <= value n F x0) (uval speed)) as [t [Ht Hmin]].
  - apply compact_interval.
  - intros t. apply (continuous_ext (rval_list (map Q2R speed))); [intros; symmetry; apply uval_rval|apply continuous_rval].
  - exists low. lra.
  - exists (uval speed t). split; [apply Hspeed; lra|exact Hmin]. }
destruct Hs as (s & s0 & Hs). set (k := 2 + 2 / s).
assert (Hks : 2 / s * s = 2) by (field; lra). assert (H2s : 0 < 2 / s) by (apply Rdiv_lt_0_compat; lra).
assert (Hk : 0 < k) by (unfold k; lra).
exists 1, (Q2R radius), (fun t => k * t). split; [lra|]. split; [lra|]. split; [|split].
- intros t t' [_ H]. apply Rmult_le_compat_l; lra.
- intros x y Hx Hq Ht Hy.
  assert (H := proves_nonnegative_ok _ _ _ _ E5 (above_threshold (norm_polynomial n) radius x Ht)). cbn [evaluate] in H.
  rewrite evaluate_opposite, univariate_at_ok in H. fold (value n (inner_product n F F) x) (value n F x) in H.
  fold (value n (norm_polynomial n) x) in H. rewrite inner_product_ok in H. fold (squared_norm n (gradient n F x)) in H.
  assert (I1 := same_polynomial_ok _ _ E1 (fun i => coordinate n i x)).
  assert (I2 := same_polynomial_ok _ _ E2 (fun i => coordinate n i x)). cbn [evaluate] in I2.
  fold (value n (inner_product n (norm_polynomial n) F) x) in I2. rewrite inner_product_ok in I2.
  fold (value n (norm_polynomial n) x) in I1. pose (X := vector n (fun j => coordinate n j x)).
  rewrite (dot_vector_vector n (fun j => coordinate n j x) (fun j => coordinate n j x) _ Var Var 0) in I1 by reflexivity.
  rewrite (dot_vector_vector n (fun j => coordinate n j x) (fun j => value n (partial j F) x) _ Var (fun j => partial j F) 0)
    in I2 by reflexivity.
  fold X in I1, I2. fold (gradient n F x) in I2. fold (squared_norm n X) in I1. rewrite I2, I1 in *.
  replace (Q2R 2) with 2 by (unfold Q2R; simpl; lra).
  set (a := squared_norm n X) in *. set (g := squared_norm n (gradient n F x)) in *. set (d := dot n X (gradient n F x)) in *.
  assert (Ha : 0 < a) by lra. assert (Hg : 0 <= g) by apply squared_norm_nonnegative.
  assert (Hsp : s <= a * g) by (specialize (Hs (value n F x) ltac:(lra)); lra).
  assert (Hp : 4 <= k ^ 2 * (a * g)).
  { apply Rle_trans with (k ^ 2 * s); [|apply Rmult_le_compat_l; [apply pow2_ge_0|exact Hsp]].
    replace (k ^ 2 * s) with (4 * s + 4 * (2 / s * s) + (2 / s) * (2 / s * s)) by (unfold k; ring). rewrite Hks. lra. }
  assert (Hm : - (2 * d) <= k * (a * g)).
  { apply malgrange_inequality; auto. unfold a, d, g. rewrite <- squared_norm_combination. apply squared_norm_nonnegative. }
  assert (Hkg : 0 <= k * g) by (apply Rmult_le_pos; lra).
  apply Rle_trans with ((value n F x - value n F y) * (k * ((1 + a) * g))); [apply Rmult_le_compat_l; [lra|]|right; ring].
  replace (k * ((1 + a) * g)) with (k * (a * g) + k * g) by ring. lra.
- intros B. exists B. intros x _ _ HB. unfold value in HB. now rewrite evaluate_norm in HB.
Qed.

(** ** All forms of evidence *)
Theorem control_confines low x0 : start_set n c x0 -> Q2R (bound_below c) < low \/ down_to_the_bound c = true ->
  confines n F (quantities c) (growing_quantity n c) low x0.
Proof.
unfold start_set, growing_quantity, down_to_the_bound. intros H Hlow. destruct (confined_by c) eqn:E.
- now apply (proj2 (properness_confines _ _ _ _ _ E)).
- exact (gronwall_confines _ _ _ _ _ _ _ _ E low x0).
- exact (desingularisation_confines _ _ _ _ _ _ _ _ _ _ _ _ _ E low x0).
- exact (balanced_layers_confine _ _ _ _ _ _ E low x0).
- destruct Hlow as [Hlow|]; [|discriminate]. exact (malgrange_confines _ _ _ _ E low x0 Hlow).
Qed.

Theorem start_set_dense : dense (start_set n c).
Proof.
unfold start_set. destruct (confined_by c) eqn:E; try (intros x P HP; exists x; split; [now apply locally_singleton|exact I]).
exact (nonzero_dense n _ _ (proj1 (properness_confines _ _ _ _ _ E))).
Qed.
End Control.
