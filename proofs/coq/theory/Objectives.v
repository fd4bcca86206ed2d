(** Objectives: scope, substitution and rational evaluation of polynomials; the facts that the variables for quotients
    satisfy; continuity. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz.
Import ListNotations.
Open Scope R_scope.

(** ** Numbered lists *)
Lemma in_combine_nth_error {A} (l : list A) i a : In (i, a) (combine (seq 0 (length l)) l) -> nth_error l i = Some a.
Proof.
assert (G : forall k, In (i, a) (combine (seq k (length l)) l) -> (k <= i)%nat /\ nth_error l (i - k) = Some a).
{ induction l as [|b l IH]; intros k H; [destruct H|]. simpl in H. destruct H as [H|H].
  - injection H as <- <-. rewrite Nat.sub_diag. split; [lia|reflexivity].
  - destruct (IH (S k) H) as [A1 A2]. split; [lia|]. replace (i - k)%nat with (S (i - S k)) by lia. exact A2. }
intros H. destruct (G O H) as [_ K]. now rewrite Nat.sub_0_r in K.
Qed.
Lemma in_combine_seq {A} (l : list A) i a : nth_error l i = Some a -> In (i, a) (combine (seq 0 (length l)) l).
Proof.
intros H. apply nth_error_In with i. change i with (0 + i)%nat at 2.
revert i H. generalize 0%nat. induction l as [|b l IH]; intros k [|i] H; try discriminate; simpl in *.
- injection H as ->. now rewrite Nat.add_0_r.
- rewrite (IH (S k) i H). do 2 f_equal. lia.
Qed.

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
(** Exponential functions have no rational values that could be computed. *)
Fixpoint inverses_q (l : list Q) (nodes : list node) : option (list Q) :=
  match nodes with
  | [] => Some l
  | (Inverse, v) :: rest =>
      let q := evaluate_q l v in if Qeq_bool q 0 then None else inverses_q (l ++ [Qred (Qinv q)]) rest
  | (Sign, v) :: rest => inverses_q (l ++ [if Qle_bool 0 (evaluate_q l v) then 1%Q else (-1 # 1)]) rest
  | (Step, v) :: rest => inverses_q (l ++ [if Qle_bool 0 (evaluate_q l v) then 1%Q else 0%Q]) rest
  | _ => None
  end.
Definition values_q n (denominators : list node) (l : list Q) : option (list Q) :=
  if Nat.eqb (length l) (S n) then inverses_q l denominators else None.

Lemma evaluate_ext e e' p : (forall i, e i = e' i) -> evaluate e p = evaluate e' p.
Proof. intros H. induction p; simpl; auto; congruence. Qed.
Lemma with_nodes_ext e e' k l :
  (forall i, e i = e' i) -> forall i, with_nodes e k l i = with_nodes e' k l i.
Proof.
revert e e' k. induction l as [|[f v] l IH]; intros e e' k H i; simpl; [apply H|].
apply IH. intros j. unfold assign. rewrite (evaluate_ext e e' v H), H. reflexivity.
Qed.

Lemma values_q_ok n denominators l l' :
  values_q n denominators l = Some l' -> forall i, values n denominators (point n l) i = rational_values l' i.
Proof.
unfold values_q, values. destruct (Nat.eqb_spec (length l) (S n)) as [E|]; [|discriminate].
intros H i. rewrite (with_nodes_ext _ (rational_values l)) by (intros j; now apply coordinate_point).
rewrite <- E. clear E. revert l H i. induction denominators as [|[f v] rest IH]; intros l H i; simpl in *.
- now injection H as <-.
- assert (K : forall q, apply f (evaluate (rational_values l) v) = Q2R q -> inverses_q (l ++ [q]) rest = Some l' ->
    with_nodes (assign (rational_values l) (length l) (apply f (evaluate (rational_values l) v))) (S (length l)) rest i
      = rational_values l' i).
  { intros q E1 H'. rewrite <- (IH _ H' i). rewrite app_length, Nat.add_comm. simpl.
    apply with_nodes_ext. intros j. unfold assign, rational_values.
    destruct (Nat.eqb_spec j (length l)) as [->|Hne].
    + rewrite app_nth2 by lia. rewrite Nat.sub_diag. exact E1.
    + destruct (Nat.lt_ge_cases j (length l)).
      * now rewrite app_nth1.
      * rewrite app_nth2 by lia. rewrite nth_overflow by lia.
        destruct (j - length l)%nat as [|d] eqn:Ed; [lia|]. simpl. now destruct d. }
  destruct f; try discriminate.
  + destruct (Qeq_bool (evaluate_q l v) 0) eqn:E0; [discriminate|]. apply (K _ ltac:(
      simpl; rewrite evaluate_q_ok, Q2R_Qred, Q2R_inv; [reflexivity|now apply Qeq_bool_neq]) H).
  + refine (K _ _ H). simpl. rewrite evaluate_q_ok. destruct (Qle_bool 0 (evaluate_q l v)) eqn:E0.
    * apply Qle_bool_ok in E0. rewrite RMicromega.Q2R_0 in E0. destruct (Rle_dec 0 _); [symmetry; exact RMicromega.Q2R_1|contradiction].
    * assert (E1 : Qlt_bool (evaluate_q l v) 0 = true) by (unfold Qlt_bool; now rewrite E0).
      apply Qlt_bool_ok in E1. rewrite RMicromega.Q2R_0 in E1. destruct (Rle_dec 0 _); [lra|]. unfold Q2R; simpl; lra.
  + refine (K _ _ H). simpl. rewrite evaluate_q_ok. destruct (Qle_bool 0 (evaluate_q l v)) eqn:E0.
    * apply Qle_bool_ok in E0. rewrite RMicromega.Q2R_0 in E0. destruct (Rle_dec 0 _); [symmetry; exact RMicromega.Q2R_1|contradiction].
    * assert (E1 : Qlt_bool (evaluate_q l v) 0 = true) by (unfold Qlt_bool; now rewrite E0).
      apply Qlt_bool_ok in E1. rewrite RMicromega.Q2R_0 in E1. destruct (Rle_dec 0 _); [lra|]. symmetry. exact RMicromega.Q2R_0.
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

(** ** Facts about the variables for nodes, and continuity *)
(** What is known about the variable number k that stands for f(v). *)
Definition node_facts (f : elementary) (k : nat) (v : polynomial) : list fact :=
  match f with
  | Inverse => [(Zero, Add (Mul (Var k) v) (Const (-1 # 1)))]
  | Exponential =>
      [(Positive, Var k); (NonNegative, Add (minus (Var k) 1) (Mul (Const (-1 # 1)) v));
       (NonNegative, Add (Add (Const 1) (Mul (Const (-1 # 1)) (Var k))) (Mul (Var k) v))]
  | ExponentialNegative => [(Positive, Var k); (NonNegative, Add (minus (Var k) 1) v)]
  | Sigmoid =>
      [(Positive, Var k); (Positive, Add (Const 1) (Mul (Const (-1 # 1)) (Var k)));
       (NonNegative, Mul (minus (Mul (Const (2 # 1)) (Var k)) 1) v)]
  | HyperbolicTangent =>
      [(Positive, Add (Const 1) (Mul (Const (-1 # 1)) (Var k))); (Positive, Add (Const 1) (Var k));
       (NonNegative, Mul (Var k) v);
       (NonNegative, Add (Add (Mul (Var k) v) (Mul (Const (-1 # 1)) (Mul v v))) (Mul (Mul v v) (Pow (Var k) 2)))]
  | Sign =>
      [(Zero, Mul (minus (Mul (Var k) (Var k)) 1) v); (NonNegative, Add (Const 1) (Mul (Const (-1 # 1)) (Mul (Var k) (Var k))));
       (NonNegative, Mul (Var k) v)]
  | Step => (* with w = Step(u1 - u2) and m = max(u1, u2): m - u1, w, w (m - u1), m - u2, 1 - w, (1 - w) (m - u2), 0 *)
      [(NonNegative, Mul (minus (Var k) 1) v); (NonNegative, Var k); (Zero, Mul (Var k) (Mul (minus (Var k) 1) v));
       (NonNegative, Mul (Var k) v); (NonNegative, Add (Const 1) (Mul (Const (-1 # 1)) (Var k)));
       (Zero, Mul (Add (Const 1) (Mul (Const (-1 # 1)) (Var k))) (Mul (Var k) v)); (Zero, Const 0)]
  end.

(** Where a function is defined: v > 0 (or v < 0, if the flag is set) for 1 / v. *)
Definition domain (f : elementary) (flip : bool) (t : R) : Prop :=
  match f with Inverse => if flip then t < 0 else 0 < t | _ => True end.
(** The functions with a derivative. *)
Definition smooth (f : elementary) : bool := match f with Sign | Step => false | _ => true end.

Lemma sigmoid_bounds t : 0 < / (1 + exp (- t)) < 1.
Proof.
assert (H := exp_pos (- t)). split; [apply Rinv_0_lt_compat; lra|].
rewrite <- Rinv_1 at 2. apply Rinv_lt_contravar; lra.
Qed.

Lemma exp_opposite_order t : 0 <= (exp t - exp (- t)) * t.
Proof.
destruct (Rle_lt_dec 0 t) as [H|H].
- apply Rmult_le_pos; [|exact H]. destruct H as [H|H]; [|subst; rewrite Ropp_0; lra].
  assert (exp (- t) < exp t) by (apply exp_increasing; lra). lra.
- assert (exp t < exp (- t)) by (apply exp_increasing; lra). nra.
Qed.

(** sinh s >= s for s >= 0, hence tanh(t) t >= t^2 (1 - tanh(t)^2). *)
Lemma sinh_above s : 0 <= s -> 2 * s <= exp s - exp (- s).
Proof.
intros H. destruct H as [H|H]; [|subst; rewrite Ropp_0; lra].
destruct (MVT_cor2 (fun t => exp t - exp (- t) - 2 * t) (fun t => exp t + exp (- t) - 2) 0 s H) as [c [E _]].
- intros d _. apply is_derive_Reals. auto_derive; [exact I|lra].
- rewrite Ropp_0, exp_0 in E.
  assert (K1 := exp_ineq1_le c). assert (K2 := exp_ineq1_le (- c)).
  assert (M : 0 <= (exp c + exp (- c) - 2) * (s - 0)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma sinh_order t : 0 <= t * (exp (2 * t) - exp (- (2 * t)) - 4 * t).
Proof.
destruct (Rle_lt_dec 0 t) as [H|H].
- assert (K := sinh_above (2 * t)). apply Rmult_le_pos; lra.
- assert (K := sinh_above (- (2 * t))). rewrite Ropp_involutive in K.
  assert (M : 0 <= (- t) * - (exp (2 * t) - exp (- (2 * t)) - 4 * t)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma tanh_order t :
  0 <= (exp t - exp (- t)) * / (exp t + exp (- t)) * t - t * t
    + t * t * ((exp t - exp (- t)) * / (exp t + exp (- t))) ^ 2.
Proof.
assert (Hp := exp_pos t). assert (Hq := exp_pos (- t)). assert (K := sinh_order t).
assert (P : exp t * exp (- t) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
replace (exp (2 * t)) with (exp t * exp t) in K by (rewrite <- exp_plus; f_equal; ring).
replace (exp (- (2 * t))) with (exp (- t) * exp (- t)) in K by (rewrite <- exp_plus; f_equal; ring).
set (a := exp t) in *. set (b := exp (- t)) in *.
replace ((a - b) * / (a + b) * t - t * t + t * t * ((a - b) * / (a + b)) ^ 2)
  with (t * (a * a - b * b - 4 * t * (a * b)) * (/ (a + b)) ^ 2) by (field; lra).
apply Rmult_le_pos; [rewrite P; lra|apply pow2_ge_0].
Qed.

Lemma apply_facts f flip t : domain f flip t ->
  match f with
  | Inverse => apply f t * t = 1
  | Exponential => 0 < apply f t /\ 1 + t <= apply f t /\ 0 <= 1 - apply f t + apply f t * t
  | ExponentialNegative => 0 < apply f t /\ 1 - t <= apply f t
  | Sigmoid => 0 < apply f t < 1 /\ 0 <= (2 * apply f t - 1) * t
  | HyperbolicTangent =>
      -1 < apply f t < 1 /\ 0 <= apply f t * t /\ 0 <= apply f t * t - t * t + t * t * apply f t ^ 2
  | Sign => apply f t * apply f t = 1 /\ 0 <= apply f t * t
  | Step => 0 <= apply f t <= 1 /\ apply f t * (apply f t - 1) = 0 /\ 0 <= apply f t * t /\ 0 <= (apply f t - 1) * t
  end.
Proof.
destruct f; simpl; intros H.
- apply Rinv_l. destruct flip; lra.
- assert (H1 := exp_pos t). assert (H2 := exp_ineq1_le t). assert (H3 := exp_ineq1_le (- t)).
  split; [exact H1|]. split; [exact H2|].
  assert (E : exp t * exp (- t) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0). nra.
- split; [apply exp_pos|]. assert (H1 := exp_ineq1_le (- t)). lra.
- assert (B := sigmoid_bounds t). split; [exact B|].
  assert (Hp := exp_pos (- t)). assert (H1 := exp_ineq1_le (- t)). assert (H2 := exp_ineq1_le t).
  replace ((2 * / (1 + exp (- t)) - 1) * t) with ((1 - exp (- t)) * t * / (1 + exp (- t))) by (field; lra).
  apply Rmult_le_pos; [|lra]. destruct (Rle_lt_dec 0 t) as [Ht|Ht].
  + apply Rmult_le_pos; [|exact Ht]. destruct Ht as [Ht|Ht]; [|subst; rewrite Ropp_0, exp_0; lra].
    assert (K : exp (- t) < exp 0) by (apply exp_increasing; lra). rewrite exp_0 in K. lra.
  + assert (K : exp 0 < exp (- t)) by (apply exp_increasing; lra). rewrite exp_0 in K. nra.
- assert (T := tanh_order t). assert (Hp := exp_pos t). assert (Hq := exp_pos (- t)).
  set (a := exp t) in *. set (b := exp (- t)) in *.
  assert (Hi : 0 < / (a + b)) by (apply Rinv_0_lt_compat; lra).
  assert (E : (a + b) * / (a + b) = 1) by (apply Rinv_r; lra). unfold Rdiv.
  split; [split; nra|]. split; [|exact T]. assert (K := exp_opposite_order t). fold a b in K.
  replace ((a - b) * / (a + b) * t) with ((a - b) * t * / (a + b)) by ring. apply Rmult_le_pos; lra.
- destruct (Rle_dec 0 t); lra.
- destruct (Rle_dec 0 t); lra.
Qed.
(** Sanity of the definitions. *)
Lemma sign_is_absolute_value t : apply Sign t * t = Rabs t.
Proof. simpl. unfold Rabs. destruct (Rle_dec 0 t), (Rcase_abs t); lra. Qed.
Lemma step_is_maximum u v : v + apply Step (u - v) * (u - v) = Rmax u v.
Proof. simpl. unfold Rmax. destruct (Rle_dec 0 (u - v)), (Rle_dec u v); lra. Qed.

Lemma node_facts_ok e f flip k v : below k v = true -> domain f flip (evaluate e v) ->
  all_hold (assign e k (apply f (evaluate e v))) (node_facts f k v).
Proof.
intros Hv Hd. assert (A := apply_facts f flip _ Hd).
assert (Ek : assign e k (apply f (evaluate e v)) k = apply f (evaluate e v)) by (unfold assign; now rewrite Nat.eqb_refl).
assert (Ev : evaluate (assign e k (apply f (evaluate e v))) v = evaluate e v) by now apply evaluate_assign_below.
assert (Q1 : Q2R (-1 # 1) = -1) by (unfold Q2R; simpl; lra). assert (Q2 : Q2R (2 # 1) = 2) by (unfold Q2R; simpl; lra).
assert (Q3 := RMicromega.Q2R_1). assert (Q4 := RMicromega.Q2R_0).
set (z := apply f (evaluate e v)) in *. set (t := evaluate e v) in *.
destruct f; unfold node_facts; repeat match goal with |- all_hold _ (_ :: _) => apply all_hold_cons end;
  try match goal with |- all_hold _ [] => apply all_hold_nil end; unfold holds; cbn [fst snd];
  unfold minus; cbn [evaluate]; rewrite ?Q2R_opp, ?Ek, ?Ev, ?Q1, ?Q2, ?Q3, ?Q4; try lra.
- destruct A as [A _]. rewrite A. ring.
- destruct A as (_ & A & _). replace (z * ((z + - (1)) * t)) with (z * (z - 1) * t) by ring. rewrite A. ring.
- destruct A as (_ & A & _). replace ((1 + -1 * z) * (z * t)) with (- (z * (z - 1)) * t) by ring. rewrite A. ring.
Qed.

Lemma node_facts_below f k v : below k v = true -> facts_below (S k) (node_facts f k v) = true.
Proof.
intros H. assert (H' : below (S k) v = true) by (apply below_le with k; auto).
assert (K : (k <? S k)%nat = true) by (apply Nat.ltb_lt; lia).
destruct f; cbn [node_facts facts_below forallb snd below minus]; rewrite ?H', ?K; reflexivity.
Qed.

(** exp(-v) exp(v) = 1, where exp(v) has a variable already: [earlier] holds the exponential functions so far. *)
Definition exponentials := list (nat * polynomial).
Definition links (f : elementary) (k : nat) (v : polynomial) (earlier : exponentials) : list fact :=
  match f with
  | ExponentialNegative =>
      match find (fun ju => same_polynomial (snd ju) v) earlier with
      | Some (j, _) => [(Zero, minus (Mul (Var k) (Var j)) 1)]
      | None => []
      end
  | _ => []
  end.
Definition remember (f : elementary) (k : nat) (v : polynomial) (earlier : exponentials) : exponentials :=
  match f with Exponential => (k, v) :: earlier | _ => earlier end.
Definition scope_of (k : nat) (earlier : exponentials) : Prop :=
  forall j u, In (j, u) earlier -> (j < k)%nat /\ below k u = true.
Definition known (e : nat -> R) (earlier : exponentials) : Prop := forall j u, In (j, u) earlier -> e j = exp (evaluate e u).

Lemma remember_scope f k v earlier : below k v = true -> scope_of k earlier -> scope_of (S k) (remember f k v earlier).
Proof.
intros Hv H j u Hin.
assert (G : In (j, u) earlier -> (j < S k)%nat /\ below (S k) u = true).
{ intros Hin'. destruct (H j u Hin') as [A B]. split; [lia|]. apply below_le with k; auto. }
destruct f; try exact (G Hin). destruct Hin as [E|Hin]; [|exact (G Hin)]. injection E as <- <-. split; [lia|].
apply below_le with k; auto.
Qed.
Lemma remember_known e f k v earlier : below k v = true -> scope_of k earlier -> known e earlier ->
  known (assign e k (apply f (evaluate e v))) (remember f k v earlier).
Proof.
intros Hv Hs H j u Hin.
assert (G : In (j, u) earlier -> assign e k (apply f (evaluate e v)) j = exp (evaluate (assign e k (apply f (evaluate e v))) u)).
{ intros Hin'. destruct (Hs j u Hin') as [A B]. rewrite evaluate_assign_below by exact B. unfold assign at 1.
  destruct (Nat.eqb_spec j k); [lia|]. now apply H. }
destruct f; try exact (G Hin). destruct Hin as [E|Hin]; [|exact (G Hin)]. injection E as <- <-.
rewrite evaluate_assign_below by exact Hv. unfold assign. now rewrite Nat.eqb_refl.
Qed.
Lemma links_ok e f k v earlier : below k v = true -> scope_of k earlier -> known e earlier ->
  facts_below (S k) (links f k v earlier) = true /\ all_hold (assign e k (apply f (evaluate e v))) (links f k v earlier).
Proof.
intros Hv Hs H. unfold links. destruct f; try (split; [reflexivity|apply all_hold_nil]).
destruct (find (fun ju => same_polynomial (snd ju) v) earlier) as [[j u]|] eqn:E; [|split; [reflexivity|apply all_hold_nil]].
apply find_some in E. destruct E as [Hin E]. cbn [snd] in E. destruct (Hs j u Hin) as [Hj _]. split.
- cbn [facts_below forallb snd below minus]. rewrite andb_true_r, andb_true_r. apply andb_true_intro.
  split; apply Nat.ltb_lt; lia.
- apply all_hold_one. unfold holds. cbn [fst snd]. rewrite evaluate_minus. cbn [evaluate]. rewrite RMicromega.Q2R_1.
  unfold assign. rewrite Nat.eqb_refl. destruct (Nat.eqb_spec j k); [lia|]. rewrite (H j u Hin).
  rewrite (same_polynomial_ok _ _ E e). simpl. rewrite <- exp_plus, Rplus_opp_l, exp_0. ring.
Qed.

(** The facts about all variables for nodes; Sign and Step only if [kinks] is set.  One side condition per denominator v:
    v > 0 (or -v > 0, if the flag is set) follows from the facts before. *)
Fixpoint list_facts (kinks : bool) (k : nat) (nodes : list node) (side : list (bool * psatz)) (facts : list fact)
    (earlier : exponentials) : option (list fact) :=
  match nodes with
  | [] => match side with [] => Some facts | _ => None end
  | (Inverse, v) :: rest =>
      match side with
      | (flip, c) :: side' =>
          if below k v && proves_positive facts (if flip then Mul (Const (-1 # 1)) v else v) c
          then list_facts kinks (S k) rest side' (facts ++ node_facts Inverse k v) earlier
          else None
      | [] => None
      end
  | (f, v) :: rest =>
      if below k v && (kinks || smooth f)
      then list_facts kinks (S k) rest side (facts ++ links f k v earlier ++ node_facts f k v) (remember f k v earlier)
      else None
  end.
Definition denominator_facts (k : nat) (nodes : list node) (side : list (bool * psatz)) (facts : list fact) :=
  list_facts false k nodes side facts [].

(** The same in one step. *)
Lemma list_facts_step kinks k f v rest side facts facts' earlier : scope_of k earlier ->
  list_facts kinks k ((f, v) :: rest) side facts earlier = Some facts' ->
  exists flip side' new, below k v = true /\ kinks || smooth f = true /\
    list_facts kinks (S k) rest side' (facts ++ new) (remember f k v earlier) = Some facts' /\
    (forall e, all_hold e facts -> domain f flip (evaluate e v)) /\ incl (node_facts f k v) new /\
    (forall e, known e earlier -> domain f flip (evaluate e v) -> all_hold (assign e k (apply f (evaluate e v))) new) /\
    ((exists e, known e earlier) -> facts_below (S k) new = true) /\ scope_of (S k) (remember f k v earlier).
Proof.
intros Hs H.
assert (G : forall flip side', below k v && (kinks || smooth f) = true ->
  (forall e, all_hold e facts -> domain f flip (evaluate e v)) ->
  list_facts kinks (S k) rest side' (facts ++ links f k v earlier ++ node_facts f k v) (remember f k v earlier) = Some facts' ->
  exists flip side' new, below k v = true /\ kinks || smooth f = true /\
    list_facts kinks (S k) rest side' (facts ++ new) (remember f k v earlier) = Some facts' /\
    (forall e, all_hold e facts -> domain f flip (evaluate e v)) /\ incl (node_facts f k v) new /\
    (forall e, known e earlier -> domain f flip (evaluate e v) -> all_hold (assign e k (apply f (evaluate e v))) new) /\
    ((exists e, known e earlier) -> facts_below (S k) new = true) /\ scope_of (S k) (remember f k v earlier)).
{ intros flip side' E Hd H'. apply andb_prop in E. destruct E as [Ev Ek].
  exists flip, side', (links f k v earlier ++ node_facts f k v). repeat (split; [assumption|]). split; [apply incl_appr, incl_refl|].
  split; [|split].
  - intros e He Hdom. apply all_hold_app; [now apply links_ok|]. apply (node_facts_ok _ _ flip); auto.
  - intros [e He]. rewrite facts_below_app, node_facts_below by exact Ev. rewrite andb_true_r. now apply (links_ok e).
  - now apply remember_scope. }
destruct f; cbn [list_facts] in H;
  try (match type of H with (if ?b then _ else _) = _ => destruct b eqn:E end; [|discriminate];
       exact (G true side eq_refl (fun _ _ => I) H)).
destruct side as [|[flip c] side']; [discriminate|].
destruct (below k v && proves_positive facts (if flip then Mul (Const (-1 # 1)) v else v) c) eqn:E; [|discriminate].
apply andb_prop in E. destruct E as [Ev Ec]. apply (G flip side').
- rewrite Ev. destruct kinks; reflexivity.
- intros e He. assert (H0 := proves_positive_ok e facts _ c Ec He). destruct flip; simpl in *; [|exact H0].
  unfold Q2R in H0. simpl in H0. lra.
- exact H.
Qed.

Lemma apply_continuous f flip t : smooth f = true -> domain f flip t -> continuous (apply f) t.
Proof.
intros Hs H. assert (Ce : forall s, continuous exp s).
{ intros s. apply continuity_pt_filterlim. apply derivable_continuous_pt, derivable_pt_exp. }
assert (Cn : forall s, continuous (fun s => exp (- s)) s).
{ intros s. apply (continuous_comp Ropp exp); [apply (continuous_opp (fun s : R => s)), continuous_id|apply Ce]. }
assert (P := exp_pos t). assert (P' := exp_pos (- t)). destruct f; try discriminate.
- apply continuous_Rinv. simpl in H. destruct flip; lra.
- apply Ce.
- apply Cn.
- apply (continuous_comp (fun s => 1 + exp (- s)) Rinv); [|apply continuous_Rinv; lra].
  apply (continuous_plus (fun _ : R => 1) (fun s => exp (- s))); [apply continuous_const|apply Cn].
- apply (continuous_mult (fun s => exp s - exp (- s)) (fun s => / (exp s + exp (- s)))).
  + apply (continuous_minus exp (fun s => exp (- s))); [apply Ce|apply Cn].
  + apply (continuous_comp (fun s => exp s + exp (- s)) Rinv); [|apply continuous_Rinv; lra].
    apply (continuous_plus exp (fun s => exp (- s))); [apply Ce|apply Cn].
Qed.

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

Lemma list_facts_hold (e : X -> nat -> R) kinks k nodes side facts facts' earlier : scope_of k earlier ->
  list_facts kinks k nodes side facts earlier = Some facts' ->
  facts_below k facts = true -> (exists x : X, True) -> (forall x, all_hold (e x) facts) -> (forall x, known (e x) earlier) ->
  (forall x, all_hold (with_nodes (e x) k nodes) facts') /\ facts_below (k + length nodes) facts' = true.
Proof.
revert e k side facts earlier. induction nodes as [|[f v] rest IH]; intros e k side facts earlier Hs H Hb Hx Hh Hk.
- simpl in H. destruct side; [|discriminate]. injection H as <-. simpl length. rewrite Nat.add_0_r. auto.
- destruct (list_facts_step _ _ _ _ _ _ _ _ _ Hs H) as (flip & side' & new & Ev & _ & H' & Hd & _ & Hn & Hw & Hs'). clear H.
  simpl length. rewrite Nat.add_succ_r, <- Nat.add_succ_l. apply (IH (fun x => assign (e x) k (apply f (evaluate (e x) v)))
    (S k) side' (facts ++ new) (remember f k v earlier) Hs' H').
  + rewrite facts_below_app. apply andb_true_intro. split; [apply facts_below_le with k; auto|].
    destruct Hx as [x _]. apply Hw. now exists (e x).
  + exact Hx.
  + intros x. apply all_hold_app; [now apply all_hold_assign|]. apply Hn; auto.
  + intros x. now apply remember_known.
Qed.

Lemma list_facts_continuous (e : X -> nat -> R) k nodes side facts facts' earlier : scope_of k earlier ->
  list_facts false k nodes side facts earlier = Some facts' ->
  facts_below k facts = true -> (forall x, all_hold (e x) facts) -> (forall x, known (e x) earlier) ->
  (forall i x, continuous (fun y => e y i) x) -> forall i x, continuous (fun y => with_nodes (e y) k nodes i) x.
Proof.
revert e k side facts earlier. induction nodes as [|[f v] rest IH]; intros e k side facts earlier Hs H Hb Hh Hk Hc i x; [apply Hc|].
destruct (list_facts_step _ _ _ _ _ _ _ _ _ Hs H) as (flip & side' & new & Ev & Ef & H' & Hd & _ & Hn & Hw & Hs'). clear H.
apply (IH (fun x => assign (e x) k (apply f (evaluate (e x) v))) (S k) side' (facts ++ new) (remember f k v earlier) Hs' H').
- rewrite facts_below_app. apply andb_true_intro. split; [apply facts_below_le with k; auto|]. apply Hw. now exists (e x).
- intros y. apply all_hold_app; [now apply all_hold_assign|]. apply Hn; auto.
- intros y. now apply remember_known.
- intros j y. unfold assign. destruct (Nat.eqb j k); [|apply Hc].
  apply (continuous_comp (fun y => evaluate (e y) v) (apply f)); [apply continuous_evaluate; intros; apply Hc|].
  apply (apply_continuous f flip); auto.
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
intros H. unfold denominator_facts in H.
assert (Hs : scope_of (S n) []) by (intros j u []).
destruct (list_facts_hold (fun (x : Rn n) i => coordinate n i x) false (S n) denominators side [] facts [] Hs H) as (H1 & H3).
- reflexivity.
- now exists (point n []).
- intros x. apply all_hold_nil.
- intros x j u [].
- split; [exact H1|]. split; [|exact H3]. intros p x.
  apply (continuous_evaluate (fun y => values n denominators y)). intros i.
  apply (list_facts_continuous (fun (x : Rn n) i => coordinate n i x) (S n) denominators side [] facts [] Hs H).
  + reflexivity.
  + intros y. apply all_hold_nil.
  + intros y j u [].
  + intros j y. apply continuous_coordinate.
Qed.
