(** What the theorems say.

    This file is all that a reader of an exported theorem has to trust, besides Coq and the real numbers of its
    library: every other file of the theory only proves.  Topology, continuity and differentials are Coquelicot's
    ([open], [closed], [locally x P]: P holds on a neighbourhood of x). *)
From Coq Require Import Reals QArith Qreals List.
From Coquelicot Require Import Coquelicot.
Import ListNotations.
Open Scope R_scope.

(** ** The space R^(n+1), as nested pairs *)
Fixpoint Rn (n : nat) : NormedModule R_AbsRing :=
  match n with
  | O => R_NormedModule
  | S m => prod_NormedModule R_AbsRing R_NormedModule (Rn m)
  end.

(** The inner product. *)
Fixpoint dot (n : nat) : Rn n -> Rn n -> R :=
  match n return Rn n -> Rn n -> R with
  | O => fun x y => x * y
  | S m => fun x y => fst x * fst y + dot m (snd x) (snd y)
  end.

(** The square of the Euclidean norm. *)
Definition squared_norm n (x : Rn n) : R := dot n x x.

(** Coordinate number [i], counted from 0; 0 for the numbers that do not exist. *)
Fixpoint coordinate (n i : nat) : Rn n -> R :=
  match n return Rn n -> R with
  | O => fun x => match i with O => x | S _ => 0 end
  | S m => fun x => match i with O => fst x | S j => coordinate m j (snd x) end
  end.

(** ** Local minima, of points and of sets *)
Section Minima.
Context {X : UniformSpace}.
Implicit Types (f : X -> R) (S U : X -> Prop).

Definition local_minimum f x := locally x (fun y => f x <= f y).
Definition global_minimum f x := forall y, f x <= f y.
Definition local_minima_are_global f := forall x, local_minimum f x -> global_minimum f x.

(** S is nonempty and closed, U is open and contains S, and no value of f on S exceeds a value on U \ S. *)
Definition setwise_minimum_in f U S :=
  (exists x, S x) /\ closed S /\ open U /\ (forall x, S x -> U x) /\
  (forall x y, S x -> U y -> ~ S y -> f x <= f y).
Definition setwise_local_minimum f S := exists U, setwise_minimum_in f U S.

(** inf_S f = inf f; both may be -oo.  See [reaches_infimum_Glb] for the same with greatest lower bounds. *)
Definition reaches_infimum f S := forall z d, 0 < d -> exists x, S x /\ f x < f z + d.

(** inf_S f > inf f: some m is a lower bound on S and exceeds a value of f. *)
Definition spurious_setwise_minimum f S :=
  setwise_local_minimum f S /\ exists z m, f z < m /\ forall x, S x -> m <= f x.

(** The verdict "certified". *)
Definition no_spurious_setwise_minimum f := forall S, setwise_local_minimum f S -> reaches_infimum f S.
End Minima.

(** The verdict "refuted" is [exists S, spurious_setwise_minimum f S]; at infinity if moreover: *)
Definition unbounded {n} (S : Rn n -> Prop) := forall M, exists x, S x /\ M < squared_norm n x.

(** ** Citations: named hypotheses of the theorems whose certificates rest on the literature *)
(** Definable Morse-Sard theorem (Bolte, Daniilidis, Lewis and Shiota 2007), for this f, which is differentiable: f takes
    finitely many values at the points where its differential vanishes. *)
Definition finitely_many_critical_values {n} (f : Rn n -> R) :=
  exists values : list R, forall x : Rn n,
    filterdiff (f : Rn n -> R_NormedModule) (locally x) (fun _ => 0 : R_NormedModule) -> In (f x) values.

(** ** Objectives *)
(** Polynomials with rational coefficients in the variables number 0, 1, 2, ... *)
Inductive polynomial :=
  | Const (q : Q)
  | Var (i : nat)
  | Add (a b : polynomial)
  | Mul (a b : polynomial)
  | Pow (a : polynomial) (k : nat).

Fixpoint evaluate (e : nat -> R) (p : polynomial) : R :=
  match p with
  | Const q => Q2R q
  | Var i => e i
  | Add a b => evaluate e a + evaluate e b
  | Mul a b => evaluate e a * evaluate e b
  | Pow a k => evaluate e a ^ k
  end.

(** Quotients and transcendental functions are named by new variables: an objective in n+1 variables is a list of
    nodes and a polynomial; the variable number n+1+k stands for the k-th node's function of its polynomial, which may
    use the variables before it.  (1 / 0 is not specified by Coq's reals; every exported theorem proves that no
    denominator vanishes.)  |u| is written Sign(u) u, and max(u, v) is v + Step(u - v) (u - v). *)
Inductive elementary := Inverse | Exponential | ExponentialNegative | Sigmoid | HyperbolicTangent | Sign | Step.
Definition apply (f : elementary) (t : R) : R :=
  match f with
  | Inverse => / t
  | Exponential => exp t
  | ExponentialNegative => exp (- t)
  | Sigmoid => / (1 + exp (- t))
  | HyperbolicTangent => (exp t - exp (- t)) / (exp t + exp (- t))
  | Sign => if Rle_dec 0 t then 1 else -1
  | Step => if Rle_dec 0 t then 1 else 0
  end.
Definition node := (elementary * polynomial)%type.

Definition assign (e : nat -> R) (k : nat) (v : R) : nat -> R := fun i => if Nat.eqb i k then v else e i.

Fixpoint with_nodes (e : nat -> R) (k : nat) (nodes : list node) : nat -> R :=
  match nodes with
  | [] => e
  | (f, v) :: rest => with_nodes (assign e k (apply f (evaluate e v))) (S k) rest
  end.

Definition values n (nodes : list node) (x : Rn n) : nat -> R :=
  with_nodes (fun i => coordinate n i x) (S n) nodes.

Definition objective n (nodes : list node) (p : polynomial) (x : Rn n) : R :=
  evaluate (values n nodes x) p.

(** How polynomials are written. *)
Declare Scope polynomial_scope.
Delimit Scope polynomial_scope with polynomial.
Bind Scope polynomial_scope with polynomial.
Notation "a + b" := (Add a b) : polynomial_scope.
Notation "a * b" := (Mul a b) : polynomial_scope.
Notation "a - b" := (Add a (Mul (Const (-1 # 1)) b)) : polynomial_scope.
Notation "a ^ k" := (Pow a k) : polynomial_scope.
