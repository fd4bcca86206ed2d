(** Positivstellensatz identities: from facts e = 0, g >= 0, p > 0 conclude q >= 0 or q > 0 by

      m q = epsilon u + squares + sum (squares * product of inequalities) + sum cofactor * equation

    with weighted sums of squares, m = (constant + squares) * (product of strict facts) and u a product of strict facts. *)
From Coq Require Import Reals QArith Qreals List Lra Bool.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Identity GramMatrices.
Import ListNotations.
Open Scope R_scope.

Inductive comparison_with_zero := Zero | NonNegative | Positive.
Definition fact := (comparison_with_zero * polynomial)%type.
Definition holds (e : nat -> R) (f : fact) : Prop :=
  match fst f with
  | Zero => evaluate e (snd f) = 0
  | NonNegative => 0 <= evaluate e (snd f)
  | Positive => 0 < evaluate e (snd f)
  end.
Definition all_hold e (l : list fact) : Prop := forall f, In f l -> holds e f.

Lemma all_hold_app e l m : all_hold e l -> all_hold e m -> all_hold e (l ++ m).
Proof. intros H1 H2 f H. apply in_app_or in H. destruct H; auto. Qed.
Lemma all_hold_cons e f l : holds e f -> all_hold e l -> all_hold e (f :: l).
Proof. intros H1 H2 g [<-|H]; auto. Qed.
Lemma all_hold_nil e : all_hold e [].
Proof. intros f []. Qed.
Lemma all_hold_one e f : holds e f -> all_hold e [f].
Proof. intros H. apply all_hold_cons; [exact H|apply all_hold_nil]. Qed.

(** ** The parts of an identity *)
(** Weighted squares; or w basis' (M / s) basis with M semidefinite by elimination or by a rounded factor L / t (the basis,
    too, is written from the last polynomial to the first). *)
Inductive squares :=
  | Squares (terms : list (Q * polynomial))
  | Gram (w : Q) (basis : list polynomial) (s : positive) (M : triangle)
  | FactoredGram (w : Q) (basis : list polynomial) (s : positive) (M : triangle) (t : positive) (L : triangle).

Fixpoint linear_polynomial (l : list Z) (basis : list polynomial) : polynomial :=
  match l, basis with
  | a :: l', b :: basis' =>
      if Z.eqb a 0 then linear_polynomial l' basis' else Add (Mul (Const (Qmake a 1)) b) (linear_polynomial l' basis')
  | _, _ => Const 0
  end.
Fixpoint quadratic_polynomial (rows : triangle) (basis : list polynomial) : polynomial :=
  match rows, basis with
  | (d :: l) :: rows', b :: basis' =>
      Add (Mul b (Add (Mul (Const (Qmake d 1)) b) (Mul (Const (2 # 1)) (linear_polynomial l basis'))))
        (quadratic_polynomial rows' basis')
  | _, _ => Const 0
  end.
Definition gram_polynomial (w : Q) (basis : list polynomial) (s : positive) (M : triangle) : polynomial :=
  Mul (Const (Qred (w * Qmake 1 s))) (quadratic_polynomial M basis).

Definition squares_polynomial (s : squares) : polynomial :=
  match s with
  | Squares terms => sum_of (map (fun t => Mul (Const (fst t)) (Pow (snd t) 2)) terms)
  | Gram w basis s M | FactoredGram w basis s M _ _ => gram_polynomial w basis s M
  end.
Definition weights_nonnegative (s : squares) : bool :=
  match s with
  | Squares terms => forallb (fun t => nonnegative_q (fst t)) terms
  | Gram w basis s M => nonnegative_q w && semidefinite_by_elimination M
  | FactoredGram w basis s M t L =>
      nonnegative_q w && Nat.eqb (length basis) (length M) && semidefinite_by_factor s M t L
  end.

Lemma Q2R_integer a : Q2R (Qmake a 1) = IZR a.
Proof. unfold Q2R. simpl. field. Qed.
Lemma evaluate_linear e l : forall basis, evaluate e (linear_polynomial l basis) = linear l (map (evaluate e) basis).
Proof.
induction l as [|a l IH]; intros [|b basis]; try exact RMicromega.Q2R_0. cbn [linear_polynomial].
destruct (Z.eqb_spec a 0) as [->|_]; cbn [map linear evaluate]; rewrite IH, ?Q2R_integer; ring.
Qed.
Lemma evaluate_quadratic e rows : forall basis,
  evaluate e (quadratic_polynomial rows basis) = quadratic rows (map (evaluate e) basis).
Proof.
induction rows as [|[|d l] rows IH]; intros [|b basis]; try exact RMicromega.Q2R_0.
cbn [quadratic_polynomial map quadratic evaluate]. rewrite IH, evaluate_linear, !Q2R_integer. ring.
Qed.
Lemma gram_nonnegative e w basis s M : nonnegative_q w = true -> 0 <= quadratic M (map (evaluate e) basis) ->
  0 <= evaluate e (gram_polynomial w basis s M).
Proof.
intros Hw H. apply nonnegative_q_ok in Hw. unfold gram_polynomial. cbn [evaluate].
rewrite Q2R_Qred, Q2R_mult, evaluate_quadratic. apply Rmult_le_pos; [|exact H]. apply Rmult_le_pos; [exact Hw|].
apply nonnegative_q_ok. reflexivity.
Qed.

Lemma squares_nonnegative e s : weights_nonnegative s = true -> 0 <= evaluate e (squares_polynomial s).
Proof.
destruct s as [terms|w basis s M|w basis s M t L]; cbn [squares_polynomial weights_nonnegative]; intros H.
- rewrite evaluate_sum. induction terms as [|[w p] terms IH]; [simpl; lra|].
  apply andb_prop in H. destruct H as [H1 H2]. apply nonnegative_q_ok in H1. specialize (IH H2).
  cbn [map fold_right evaluate fst snd] in *. assert (H := pow2_ge_0 (evaluate e p)).
  assert (0 <= Q2R w * evaluate e p ^ 2) by (apply Rmult_le_pos; assumption). lra.
- apply andb_prop in H. destruct H as [H1 H2]. apply gram_nonnegative; [exact H1|]. now apply semidefinite_by_elimination_ok.
- apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply gram_nonnegative; [exact H1|]. apply (semidefinite_by_factor_ok s M t L); [exact H3|].
  rewrite map_length. now apply Nat.eqb_eq.
Qed.

(** Products of strict facts, of inequalities, and combinations of equations; [None] for wrong references. *)
Fixpoint strict_product (facts : list fact) (l : list nat) : option polynomial :=
  match l with
  | [] => Some (Const 1)
  | i :: rest =>
      match nth_error facts i, strict_product facts rest with
      | Some (Positive, p), Some q => Some (Mul p q)
      | _, _ => None
      end
  end.
Fixpoint inequality_product (facts : list fact) (l : list nat) : option polynomial :=
  match l with
  | [] => Some (Const 1)
  | i :: rest =>
      match nth_error facts i, inequality_product facts rest with
      | Some (Positive, p), Some q => Some (Mul p q)
      | Some (NonNegative, p), Some q => Some (Mul p q)
      | _, _ => None
      end
  end.
Definition combination := list (nat * polynomial).
Fixpoint combined (facts : list fact) (l : combination) : option polynomial :=
  match l with
  | [] => Some (Const 0)
  | (i, c) :: rest =>
      match nth_error facts i, combined facts rest with
      | Some (Zero, p), Some q => Some (Add (Mul c p) q)
      | _, _ => None
      end
  end.
Fixpoint products_sum (facts : list fact) (l : list (list nat * squares)) : option polynomial :=
  match l with
  | [] => Some (Const 0)
  | (is, s) :: rest =>
      match inequality_product facts is, products_sum facts rest with
      | Some p, Some q => if weights_nonnegative s then Some (Add (Mul (squares_polynomial s) p) q) else None
      | _, _ => None
      end
  end.

Lemma holds_nth e facts i f : all_hold e facts -> nth_error facts i = Some f -> holds e f.
Proof. intros H E. apply H. now apply nth_error_In with i. Qed.

Lemma strict_product_ok e facts l p :
  all_hold e facts -> strict_product facts l = Some p -> 0 < evaluate e p.
Proof.
intros H. revert p. induction l as [|i l IH]; intros p E; simpl in E.
- injection E as <-. simpl. rewrite RMicromega.Q2R_1. lra.
- destruct (nth_error facts i) as [[[] q]|] eqn:Ei; try discriminate.
  destruct (strict_product facts l) as [r|]; [|discriminate]. injection E as <-.
  assert (Hq := holds_nth e facts i _ H Ei). unfold holds in Hq. simpl in *.
  apply Rmult_lt_0_compat; auto.
Qed.

Lemma inequality_product_ok e facts l p :
  all_hold e facts -> inequality_product facts l = Some p -> 0 <= evaluate e p.
Proof.
intros H. revert p. induction l as [|i l IH]; intros p E; simpl in E.
- injection E as <-. simpl. rewrite RMicromega.Q2R_1. lra.
- destruct (nth_error facts i) as [[[] q]|] eqn:Ei; try discriminate;
    (destruct (inequality_product facts l) as [r|]; [|discriminate]); injection E as <-;
    assert (Hq := holds_nth e facts i _ H Ei); unfold holds in Hq; simpl in *;
    apply Rmult_le_pos; auto; lra.
Qed.

Lemma combined_ok e facts l p : all_hold e facts -> combined facts l = Some p -> evaluate e p = 0.
Proof.
intros H. revert p. induction l as [|[i c] l IH]; intros p E; simpl in E.
- injection E as <-. exact RMicromega.Q2R_0.
- destruct (nth_error facts i) as [[[] q]|] eqn:Ei; try discriminate.
  destruct (combined facts l) as [r|]; [|discriminate]. injection E as <-.
  assert (Hq := holds_nth e facts i _ H Ei). unfold holds in Hq. simpl in *.
  rewrite Hq, (IH r) by reflexivity. ring.
Qed.

Lemma products_sum_ok e facts l p : all_hold e facts -> products_sum facts l = Some p -> 0 <= evaluate e p.
Proof.
intros H. revert p. induction l as [|[is s] l IH]; intros p E; simpl in E.
- injection E as <-. simpl. rewrite RMicromega.Q2R_0. lra.
- destruct (inequality_product facts is) as [q|] eqn:Eq; [|discriminate].
  destruct (products_sum facts l) as [r|]; [|discriminate].
  destruct (weights_nonnegative s) eqn:Ew; [|discriminate]. injection E as <-.
  assert (H1 := inequality_product_ok e facts is q H Eq). assert (H2 := squares_nonnegative e s Ew).
  assert (H3 := IH r eq_refl). simpl.
  assert (0 <= evaluate e (squares_polynomial s) * evaluate e q) by (apply Rmult_le_pos; assumption). lra.
Qed.

(** p = combination of equations *)
Definition vanishes_by (facts : list fact) (p : polynomial) (l : combination) : bool :=
  match combined facts l with Some q => same_polynomial p q | None => false end.
Lemma vanishes_by_ok e facts p l : all_hold e facts -> vanishes_by facts p l = true -> evaluate e p = 0.
Proof.
unfold vanishes_by. intros H E. destruct (combined facts l) as [q|] eqn:Eq; [|discriminate].
rewrite (same_polynomial_ok p q E e). now apply combined_ok with facts l.
Qed.

(** ** The identity *)
Record psatz := Psatz {
  epsilon : Q;
  unit_facts : list nat;
  plain_squares : squares;
  products : list (list nat * squares);
  equations : combination;
  multiplier_constant : Q;
  multiplier_squares : squares;
  multiplier_facts : list nat }.

Definition identity_holds (facts : list fact) (q : polynomial) (c : psatz) : bool :=
  match strict_product facts (multiplier_facts c), strict_product facts (unit_facts c),
        products_sum facts (products c), combined facts (equations c) with
  | Some mf, Some u, Some ps, Some es =>
      weights_nonnegative (plain_squares c) && weights_nonnegative (multiplier_squares c) &&
      same_polynomial
        (Mul (Mul (Add (Const (multiplier_constant c)) (squares_polynomial (multiplier_squares c))) mf) q)
        (Add (Add (Add (Mul (Const (epsilon c)) u) (squares_polynomial (plain_squares c))) ps) es)
  | _, _, _, _ => false
  end.

Definition proves_nonnegative (facts : list fact) (q : polynomial) (c : psatz) : bool :=
  nonnegative_q (epsilon c) && positive_q (multiplier_constant c) && identity_holds facts q c.
Definition proves_positive (facts : list fact) (q : polynomial) (c : psatz) : bool :=
  positive_q (epsilon c) && nonnegative_q (multiplier_constant c) && identity_holds facts q c.
Definition proves_impossible (facts : list fact) (c : psatz) : bool := proves_positive facts (Const 0) c.

Lemma identity_ok e facts q c : all_hold e facts -> identity_holds facts q c = true ->
  exists s m u r, 0 <= s /\ 0 < m /\ 0 < u /\ 0 <= r /\
    (Q2R (multiplier_constant c) + s) * m * evaluate e q = Q2R (epsilon c) * u + r.
Proof.
unfold identity_holds. intros H E.
destruct (strict_product facts (multiplier_facts c)) as [mf|] eqn:E1; [|discriminate].
destruct (strict_product facts (unit_facts c)) as [u|] eqn:E2; [|discriminate].
destruct (products_sum facts (products c)) as [ps|] eqn:E3; [|discriminate].
destruct (combined facts (equations c)) as [es|] eqn:E4; [|discriminate].
apply andb_prop in E. destruct E as [E Ei]. apply andb_prop in E. destruct E as [Es Em].
apply (fun E => same_polynomial_ok _ _ E e) in Ei.
cbn [evaluate] in Ei.
rewrite (combined_ok e facts _ es H E4) in Ei.
exists (evaluate e (squares_polynomial (multiplier_squares c))), (evaluate e mf), (evaluate e u),
  (evaluate e (squares_polynomial (plain_squares c)) + evaluate e ps).
assert (H1 := squares_nonnegative e _ Es). assert (H2 := squares_nonnegative e _ Em).
assert (H3 := strict_product_ok e facts _ _ H E1). assert (H4 := strict_product_ok e facts _ _ H E2).
assert (H5 := products_sum_ok e facts _ _ H E3).
repeat split; try assumption; lra.
Qed.

Theorem proves_nonnegative_ok e facts q c :
  proves_nonnegative facts q c = true -> all_hold e facts -> 0 <= evaluate e q.
Proof.
unfold proves_nonnegative. intros E H. apply andb_prop in E. destruct E as [E E3].
apply andb_prop in E. destruct E as [E1 E2]. apply nonnegative_q_ok in E1. apply positive_q_ok in E2.
destruct (identity_ok e facts q c H E3) as (s & m & u & r & Hs & Hm & Hu & Hr & E).
assert (0 <= Q2R (epsilon c) * u) by (apply Rmult_le_pos; lra).
assert (0 < (Q2R (multiplier_constant c) + s) * m) by (apply Rmult_lt_0_compat; lra).
apply Rnot_lt_le. intros Hlt.
assert ((Q2R (multiplier_constant c) + s) * m * evaluate e q < 0); [|lra].
rewrite <- (Rmult_0_r ((Q2R (multiplier_constant c) + s) * m)). now apply Rmult_lt_compat_l.
Qed.

Theorem proves_positive_ok e facts q c :
  proves_positive facts q c = true -> all_hold e facts -> 0 < evaluate e q.
Proof.
unfold proves_positive. intros E H. apply andb_prop in E. destruct E as [E E3].
apply andb_prop in E. destruct E as [E1 E2]. apply positive_q_ok in E1. apply nonnegative_q_ok in E2.
destruct (identity_ok e facts q c H E3) as (s & m & u & r & Hs & Hm & Hu & Hr & E).
assert (0 < Q2R (epsilon c) * u) by (apply Rmult_lt_0_compat; lra).
assert (0 <= (Q2R (multiplier_constant c) + s) * m) by (apply Rmult_le_pos; lra).
apply Rnot_le_lt. intros Hle.
assert ((Q2R (multiplier_constant c) + s) * m * evaluate e q <= 0); [|lra].
rewrite <- (Rmult_0_r ((Q2R (multiplier_constant c) + s) * m)). now apply Rmult_le_compat_l.
Qed.

Theorem proves_impossible_ok e facts c : proves_impossible facts c = true -> ~ all_hold e facts.
Proof.
intros E H. assert (H0 := proves_positive_ok e facts _ c E H). simpl in H0.
rewrite RMicromega.Q2R_0 in H0. lra.
Qed.
