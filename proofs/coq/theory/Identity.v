(** Polynomial identities by computation: a polynomial is brought into a sparse Horner form with rational coefficients
    (the normal form of Coq's own [ring] and [lra]), and two polynomials with the same form are equal everywhere. *)
From Coq Require Import Reals QArith Qreals List Lra PArith EnvRing Ring_theory RIneq Setoid Bool.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions.
Import ListNotations.
Open Scope R_scope.

(** Rational arithmetic in lowest terms; integers, the usual case, need no greatest common divisor. *)
Definition is_integer (a : Q) : bool := match Qden a with xH => true | _ => false end.
Definition plus_q (a b : Q) : Q :=
  if is_integer a && is_integer b then Qmake (Qnum a + Qnum b) 1 else Qred (a + b).
Definition times_q (a b : Q) : Q :=
  if is_integer a && is_integer b then Qmake (Qnum a * Qnum b) 1 else Qred (a * b).
Definition minus_q (a b : Q) : Q := plus_q a (Qopp b).

Lemma Q2R_Qred a : Q2R (Qred a) = Q2R a.
Proof. apply Qeq_eqR, Qred_correct. Qed.

Lemma integer_den a : is_integer a = true -> a = Qmake (Qnum a) 1.
Proof. destruct a as [n d]. unfold is_integer. simpl. destruct d; congruence || discriminate. Qed.

Lemma plus_q_ok a b : Q2R (plus_q a b) = Q2R a + Q2R b.
Proof.
unfold plus_q. destruct (is_integer a && is_integer b) eqn:E.
- apply andb_prop in E. destruct E as [Ea Eb]. rewrite (integer_den a Ea), (integer_den b Eb). simpl.
  rewrite <- Q2R_plus. apply Qeq_eqR. unfold Qeq; simpl. ring.
- rewrite Q2R_Qred. apply Q2R_plus.
Qed.

Lemma times_q_ok a b : Q2R (times_q a b) = Q2R a * Q2R b.
Proof.
unfold times_q. destruct (is_integer a && is_integer b) eqn:E.
- apply andb_prop in E. destruct E as [Ea Eb]. rewrite (integer_den a Ea), (integer_den b Eb). simpl.
  rewrite <- Q2R_mult. apply Qeq_eqR. unfold Qeq; simpl. ring.
- rewrite Q2R_Qred. apply Q2R_mult.
Qed.

Definition eq_q (a b : Q) : bool := Qeq_bool a b.

Lemma rational_morphism :
  ring_morph 0 1 Rplus Rmult Rminus Ropp eq 0%Q 1%Q plus_q times_q minus_q Qopp eq_q Q2R.
Proof.
constructor.
- exact RMicromega.Q2R_0.
- exact RMicromega.Q2R_1.
- exact plus_q_ok.
- intros a b. unfold minus_q. rewrite plus_q_ok, Q2R_opp. reflexivity.
- exact times_q_ok.
- exact Q2R_opp.
- intros a b H. apply Qeq_eqR. now apply Qeq_bool_eq.
Qed.

Lemma real_ring_ext : ring_eq_ext Rplus Rmult Ropp eq.
Proof. constructor; congruence. Qed.

Lemma real_almost_ring : almost_ring_theory 0 1 Rplus Rmult Rminus Ropp eq.
Proof. apply Rth_ARth; [apply eq_equivalence|exact real_ring_ext|exact RTheory]. Qed.

(** ** Normal forms *)
Definition form := Pol Q.
Definition form_add : form -> form -> form := Padd 0%Q plus_q eq_q.
Definition form_mul : form -> form -> form := Pmul 0%Q 1%Q plus_q times_q eq_q.
Definition form_scale : form -> Q -> form := PmulC 0%Q 1%Q times_q eq_q.
Definition form_var (i : nat) : form := @mk_X Q 0%Q 1%Q (Pos.of_succ_nat i).
Fixpoint form_pow (a : form) (k : nat) : form :=
  match k with O => Pc 1%Q | S O => a | S j => form_mul a (form_pow a j) end.

Fixpoint normal_form (p : polynomial) : form :=
  match p with
  | Const q => Pc (Qred q)
  | Var i => form_var i
  | Add a b => form_add (normal_form a) (normal_form b)
  | Mul (Const q) b => form_scale (normal_form b) (Qred q)
  | Mul a b => form_mul (normal_form a) (normal_form b)
  | Pow a k => form_pow (normal_form a) k
  end.

Definition form_value (e : nat -> R) (a : form) : R :=
  Pphi Rplus Rmult Q2R (fun i => e (pred (Pos.to_nat i))) a.

Lemma form_add_ok e a b : form_value e (form_add a b) = form_value e a + form_value e b.
Proof. exact (Padd_ok eq_equivalence real_ring_ext real_almost_ring rational_morphism b a _). Qed.

Lemma form_mul_ok e a b : form_value e (form_mul a b) = form_value e a * form_value e b.
Proof. exact (Pmul_ok eq_equivalence real_ring_ext real_almost_ring rational_morphism a b _). Qed.

Lemma form_scale_ok e a q : form_value e (form_scale a q) = form_value e a * Q2R q.
Proof. exact (PmulC_ok eq_equivalence real_ring_ext real_almost_ring rational_morphism q a _). Qed.

Lemma form_var_ok e i : form_value e (form_var i) = e i.
Proof.
unfold form_value, form_var.
rewrite <- (mkX_ok eq_equivalence real_ring_ext real_almost_ring rational_morphism).
unfold Env.nth. now rewrite SuccNat2Pos.id_succ.
Qed.

Lemma form_pow_ok e a k : form_value e (form_pow a k) = form_value e a ^ k.
Proof.
induction k as [|k IH]; [exact RMicromega.Q2R_1|].
destruct k as [|k]; [simpl; ring|].
change (form_value e (form_mul a (form_pow a (S k))) = form_value e a * form_value e a ^ S k).
now rewrite form_mul_ok, IH.
Qed.

Theorem normal_form_ok e p : form_value e (normal_form p) = evaluate e p.
Proof.
induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa k].
- exact (Q2R_Qred q).
- apply form_var_ok.
- simpl. now rewrite form_add_ok, IHa, IHb.
- assert (H : form_value e (form_mul (normal_form a) (normal_form b)) = evaluate e a * evaluate e b).
  { now rewrite form_mul_ok, IHa, IHb. }
  destruct a as [q|i|a1 a2|a1 a2|a1 k]; try exact H.
  simpl. rewrite form_scale_ok, IHb, Q2R_Qred. ring.
- simpl. now rewrite form_pow_ok, IHa.
Qed.

Definition same_polynomial (p q : polynomial) : bool := Peq eq_q (normal_form p) (normal_form q).

Theorem same_polynomial_ok p q : same_polynomial p q = true -> forall e, evaluate e p = evaluate e q.
Proof.
intros H e. rewrite <- !normal_form_ok.
exact (Peq_ok eq_equivalence real_ring_ext rational_morphism _ _ H _).
Qed.

(** ** Polynomials as lists of terms: [Terms d [(c, [e0; e1; ...]); ...]] is sum c x0^e0 x1^e1 ... / d *)
Fixpoint monomial (i : nat) (exponents : list nat) : polynomial :=
  match exponents with
  | [] => Const 1
  | [k] => match k with O => Const 1 | S O => Var i | _ => Pow (Var i) k end
  | O :: rest => monomial (S i) rest
  | k :: rest => Mul (match k with S O => Var i | _ => Pow (Var i) k end) (monomial (S i) rest)
  end.
Fixpoint sum_of_terms (l : list (Z * list nat)) : polynomial :=
  match l with
  | [] => Const 0
  | [(c, m)] => Mul (Const (Qmake c 1)) (monomial 0 m)
  | (c, m) :: rest => Add (Mul (Const (Qmake c 1)) (monomial 0 m)) (sum_of_terms rest)
  end.
Definition Terms (d : positive) (l : list (Z * list nat)) : polynomial :=
  match d with xH => sum_of_terms l | _ => Mul (Const (Qmake 1 d)) (sum_of_terms l) end.

(** Sums. *)
Fixpoint sum_of (l : list polynomial) : polynomial :=
  match l with [] => Const 0 | [p] => p | p :: rest => Add p (sum_of rest) end.

Lemma evaluate_sum e l : evaluate e (sum_of l) = fold_right (fun p s => evaluate e p + s) 0 l.
Proof.
induction l as [|p l IH]; [exact RMicromega.Q2R_0|].
destruct l as [|q l]; [simpl; ring|].
change (evaluate e p + evaluate e (sum_of (q :: l)) = evaluate e p + fold_right (fun p s => evaluate e p + s) 0 (q :: l)).
now rewrite IH.
Qed.

(** Rational signs. *)
Definition nonnegative_q (q : Q) : bool := Z.leb 0 (Qnum q).
Definition positive_q (q : Q) : bool := Z.ltb 0 (Qnum q).
Lemma nonnegative_q_ok q : nonnegative_q q = true -> 0 <= Q2R q.
Proof.
intros H. apply Z.leb_le in H. unfold Q2R. apply Rmult_le_pos; [now apply IZR_le|].
apply Rlt_le, Rinv_0_lt_compat, IZR_lt. reflexivity.
Qed.
Lemma positive_q_ok q : positive_q q = true -> 0 < Q2R q.
Proof.
intros H. apply Z.ltb_lt in H. unfold Q2R. apply Rmult_lt_0_compat; [now apply IZR_lt|].
apply Rinv_0_lt_compat, IZR_lt. reflexivity.
Qed.
Lemma Qle_bool_ok a b : Qle_bool a b = true -> Q2R a <= Q2R b.
Proof. intros H. apply Qle_Rle. now apply Qle_bool_iff. Qed.
Definition Qlt_bool (a b : Q) : bool := negb (Qle_bool b a).
Lemma Qlt_bool_ok a b : Qlt_bool a b = true -> Q2R a < Q2R b.
Proof.
intros H. apply Qlt_Rlt, Qnot_le_lt. intros Hle. apply Qle_bool_iff in Hle.
unfold Qlt_bool in H. now rewrite Hle in H.
Qed.

(** Differences. *)
Definition minus (p : polynomial) (c : Q) : polynomial := Add p (Const (Qopp c)).
Lemma evaluate_minus e p c : evaluate e (minus p c) = evaluate e p - Q2R c.
Proof. unfold minus. simpl. rewrite Q2R_opp. ring. Qed.
Definition opposite (p : polynomial) : polynomial := Mul (Const (-1 # 1)) p.
Lemma evaluate_opposite e p : evaluate e (opposite p) = - evaluate e p.
Proof. unfold opposite. simpl. unfold Q2R; simpl. lra. Qed.
