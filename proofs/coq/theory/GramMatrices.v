(** Positive semidefinite integer matrices, by a rounded factor and diagonal dominance or by Bareiss elimination.

    A symmetric matrix is its lower triangle, written from the last row to the first and each row from the diagonal to the
    left: [[m22; m21; m20]; [m11; m10]; [m00]].  Vectors, too, are written from the last entry to the first. *)
From Coq Require Import Reals ZArith List Lra Lia Bool.
Import ListNotations.
Open Scope R_scope.

Definition triangle := list (list Z).

(** l z, and z' M z. *)
Fixpoint linear (l : list Z) (z : list R) : R :=
  match l, z with a :: l', x :: z' => IZR a * x + linear l' z' | _, _ => 0 end.
Fixpoint quadratic (rows : triangle) (z : list R) : R :=
  match rows, z with
  | (d :: l) :: rows', x :: z' => x * (IZR d * x + 2 * linear l z') + quadratic rows' z'
  | _, _ => 0
  end.
Fixpoint triangular (rows : triangle) : bool :=
  match rows with [] => true | r :: rest => Nat.eqb (length r) (S (length rest)) && triangular rest end.

(** ** Diagonal dominance *)
Fixpoint sum_of_absolutes (l : list Z) : Z := match l with [] => 0%Z | a :: l' => (Z.abs a + sum_of_absolutes l')%Z end.
Fixpoint add_absolutes (l acc : list Z) : list Z :=
  match l, acc with a :: l', b :: acc' => (Z.abs a + b)%Z :: add_absolutes l' acc' | _, _ => [] end.
(** [acc]: sums of the absolute values below the diagonal, so far. *)
Fixpoint dominant (acc : list Z) (rows : triangle) : bool :=
  match rows, acc with
  | [], [] => true
  | (d :: l) :: rows', a :: acc' => (a + sum_of_absolutes l <=? d)%Z && dominant (add_absolutes l acc') rows'
  | _, _ => false
  end.

Fixpoint weighted_norm (acc : list Z) (z : list R) : R :=
  match acc, z with a :: acc', x :: z' => IZR a * (x * x) + weighted_norm acc' z' | _, _ => 0 end.

Lemma absolutes_bound x l : forall acc z, length l = length acc -> length l = length z ->
  weighted_norm acc z <=
  IZR (sum_of_absolutes l) * (x * x) + 2 * x * linear l z + weighted_norm (add_absolutes l acc) z.
Proof.
induction l as [|a l IH]; intros [|b acc] [|y z] H1 H2; try discriminate; simpl in *.
- lra.
- injection H1 as H1. injection H2 as H2. specialize (IH acc z H1 H2). rewrite !plus_IZR, abs_IZR.
  assert (K : 0 <= Rabs (IZR a) * (x * x) + 2 * x * (IZR a * y) + Rabs (IZR a) * (y * y)).
  { assert (K1 := Rle_0_sqr (x + y)). assert (K2 := Rle_0_sqr (x - y)). unfold Rsqr in *.
    unfold Rabs. destruct (Rcase_abs (IZR a)).
    - assert (0 <= - IZR a * ((x - y) * (x - y))) by (apply Rmult_le_pos; lra). lra.
    - assert (0 <= IZR a * ((x + y) * (x + y))) by (apply Rmult_le_pos; lra). lra. }
  lra.
Qed.

Lemma add_absolutes_length l : forall acc, length l = length acc -> length (add_absolutes l acc) = length acc.
Proof.
induction l as [|a l IH]; intros [|b acc] H; try discriminate; [reflexivity|]. injection H as H. simpl. now rewrite IH.
Qed.

Lemma dominant_ok rows : forall acc z, triangular rows = true -> length acc = length rows -> length z = length rows ->
  dominant acc rows = true -> weighted_norm acc z <= quadratic rows z.
Proof.
induction rows as [|[|d l] rows IH]; intros [|a acc] [|x z] T H1 H2 H; try discriminate; simpl in *; [lra|].
apply andb_prop in T. destruct T as [T1 T]. apply Nat.eqb_eq in T1.
apply andb_prop in H. destruct H as [H H3]. apply Z.leb_le, IZR_le in H. rewrite plus_IZR in H.
injection H1 as H1. injection H2 as H2.
assert (K1 := absolutes_bound x l acc z ltac:(congruence) ltac:(congruence)).
specialize (IH (add_absolutes l acc) z T). rewrite add_absolutes_length in IH by congruence. specialize (IH H1 H2 H3).
assert (K2 := Rle_0_sqr x). unfold Rsqr in K2.
assert (K3 := Rmult_le_compat_r (x * x) _ _ K2 H). lra.
Qed.

(** ** Factors: |L' z|^2 = z' (L L') z *)
Fixpoint dot_product (l m : list Z) : Z :=
  match l, m with a :: l', b :: m' => (a * b + dot_product l' m')%Z | _, _ => 0%Z end.
Fixpoint add_multiple (x : R) (l : list Z) (y : list R) : list R :=
  match l, y with a :: l', b :: y' => IZR a * x + b :: add_multiple x l' y' | _, _ => [] end.
Fixpoint transposed (rows : triangle) (z : list R) : list R :=
  match rows, z with
  | (d :: l) :: rows', x :: z' => IZR d * x :: add_multiple x l (transposed rows' z')
  | _, _ => []
  end.
Fixpoint norm2 (y : list R) : R := match y with [] => 0 | a :: y' => a * a + norm2 y' end.

Fixpoint dots (l : list Z) (rows : triangle) : list Z :=
  match l, rows with a :: l', r :: rows' => dot_product l r :: dots l' rows' | _, _ => [] end.
Fixpoint times_transposed (rows : triangle) : triangle :=
  match rows with [] => [] | r :: rows' => dots r rows :: times_transposed rows' end.

Lemma norm2_nonnegative y : 0 <= norm2 y.
Proof. induction y as [|a y IH]; simpl; [lra|]. assert (K := Rle_0_sqr a). unfold Rsqr in K. lra. Qed.
Lemma add_multiple_length x l : forall y, length l = length y -> length (add_multiple x l y) = length y.
Proof. induction l as [|a l IH]; intros [|b y] H; try discriminate; [reflexivity|]. injection H as H. simpl. now rewrite IH. Qed.
Lemma transposed_length rows : forall z, triangular rows = true -> length z = length rows ->
  length (transposed rows z) = length rows.
Proof.
induction rows as [|[|d l] rows IH]; intros [|x z] T H; try discriminate; [reflexivity|]. simpl in *.
apply andb_prop in T. destruct T as [T1 T]. apply Nat.eqb_eq in T1. injection H as H.
rewrite add_multiple_length; rewrite IH; auto.
Qed.

Lemma norm2_add_multiple x l : forall y, length l = length y ->
  norm2 (add_multiple x l y) = IZR (dot_product l l) * (x * x) + 2 * x * linear l y + norm2 y.
Proof.
induction l as [|a l IH]; intros [|b y] H; try discriminate; simpl; [lra|].
injection H as H. rewrite (IH y H), plus_IZR, mult_IZR. ring.
Qed.
Lemma linear_add_multiple x l : forall m y, length l = length y ->
  linear m (add_multiple x l y) = IZR (dot_product m l) * x + linear m y.
Proof.
induction l as [|a l IH]; intros [|c m] [|b y] H; try discriminate; simpl; try lra.
injection H as H. rewrite (IH m y H), plus_IZR, mult_IZR. ring.
Qed.
Lemma linear_transposed rows : forall l z, triangular rows = true -> length l = length rows -> length z = length rows ->
  linear l (transposed rows z) = linear (dots l rows) z.
Proof.
induction rows as [|[|d r] rows IH]; intros [|a l] [|x z] T H1 H2; try discriminate; [reflexivity|]. simpl in *.
apply andb_prop in T. destruct T as [T1 T]. apply Nat.eqb_eq in T1.
injection H1 as H1. injection H2 as H2.
rewrite linear_add_multiple by (rewrite transposed_length; auto). rewrite (IH l z T H1 H2), plus_IZR, mult_IZR. ring.
Qed.
Lemma times_transposed_ok rows : forall z, triangular rows = true -> length z = length rows ->
  quadratic (times_transposed rows) z = norm2 (transposed rows z).
Proof.
induction rows as [|[|d l] rows IH]; intros [|x z] T H; try discriminate; [reflexivity|].
cbn [triangular length] in T. apply andb_prop in T. destruct T as [T1 T]. apply Nat.eqb_eq in T1. injection T1 as T1.
injection H as H. cbn [times_transposed dots quadratic transposed norm2]. rewrite (IH z T H).
rewrite norm2_add_multiple by (rewrite transposed_length; auto).
rewrite linear_transposed by auto. cbn [dot_product]. rewrite plus_IZR, mult_IZR. ring.
Qed.

Lemma dots_length rows : forall l, length l = length rows -> length (dots l rows) = length rows.
Proof. induction rows as [|r rows IH]; intros [|a l] H; try discriminate; [reflexivity|]. injection H as H. simpl. now rewrite IH. Qed.
Lemma times_transposed_triangular rows : triangular rows = true -> triangular (times_transposed rows) = true /\
  length (times_transposed rows) = length rows.
Proof.
induction rows as [|r rows IH]; intros T; [now split|]. cbn [triangular] in T. apply andb_prop in T. destruct T as [T1 T].
destruct (IH T) as [A B]. apply Nat.eqb_eq in T1. cbn [times_transposed triangular length]. rewrite A, B, andb_true_r.
split; [|reflexivity]. apply Nat.eqb_eq. now apply (dots_length (r :: rows)).
Qed.

(** a M - b G *)
Fixpoint row_difference (a b : Z) (l m : list Z) : list Z :=
  match l, m with x :: l', y :: m' => (a * x - b * y)%Z :: row_difference a b l' m' | _, _ => [] end.
Fixpoint difference (a b : Z) (M G : triangle) : triangle :=
  match M, G with l :: M', m :: G' => row_difference a b l m :: difference a b M' G' | _, _ => [] end.

Lemma row_difference_ok a b l : forall m z, length l = length m ->
  linear (row_difference a b l m) z = IZR a * linear l z - IZR b * linear m z /\
  length (row_difference a b l m) = length l.
Proof.
induction l as [|x l IH]; intros [|y m] z H; try discriminate; [simpl; split; [ring|reflexivity]|].
injection H as H. destruct z as [|t z]; cbn [row_difference linear length].
- destruct (IH m [] H) as [_ B]. rewrite B. split; [ring|reflexivity].
- destruct (IH m z H) as [A B]. rewrite A, B, minus_IZR, !mult_IZR. split; [ring|reflexivity].
Qed.
Lemma difference_ok a b M : forall G z, triangular M = true -> triangular G = true -> length M = length G ->
  quadratic (difference a b M G) z = IZR a * quadratic M z - IZR b * quadratic G z /\
  triangular (difference a b M G) = true /\ length (difference a b M G) = length M.
Proof.
induction M as [|[|d l] M IH]; intros [|[|c m] G] z T1 T2 H; try discriminate; [simpl; repeat split; ring|].
cbn [triangular length] in T1, T2. apply andb_prop in T1, T2. destruct T1 as [T1 T1'], T2 as [T2 T2'].
apply Nat.eqb_eq in T1, T2. injection T1 as T1. injection T2 as T2. injection H as H.
assert (L : length l = length m) by congruence.
cbn [difference row_difference quadratic triangular length].
destruct z as [|x z].
- destruct (IH G [] T1' T2' H) as (_ & B & C). destruct (row_difference_ok a b l m [] L) as [_ E].
  rewrite B, C, E, T1, Nat.eqb_refl. repeat split; ring.
- destruct (IH G z T1' T2' H) as (A & B & C). destruct (row_difference_ok a b l m z L) as [D E].
  rewrite A, B, C, D, E, T1, Nat.eqb_refl, minus_IZR, !mult_IZR. repeat split; ring.
Qed.

(** M / s - L L' / t^2 is diagonally dominant. *)
Definition semidefinite_by_factor (s : positive) (M : triangle) (t : positive) (L : triangle) : bool :=
  triangular M && triangular L && Nat.eqb (length M) (length L) &&
  dominant (repeat 0%Z (length M)) (difference (Z.pos t * Z.pos t) (Z.pos s) M (times_transposed L)).

Lemma weighted_norm_zero n z : weighted_norm (repeat 0%Z n) z = 0.
Proof. revert z. induction n as [|n IH]; intros [|x z]; simpl; try reflexivity. rewrite IH. ring. Qed.

Theorem semidefinite_by_factor_ok s M t L z : semidefinite_by_factor s M t L = true -> length z = length M ->
  0 <= quadratic M z.
Proof.
unfold semidefinite_by_factor. intros H Hz. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H.
destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Nat.eqb_eq in H3.
destruct (times_transposed_triangular L H2) as [T1 T2].
destruct (difference_ok (Z.pos t * Z.pos t) (Z.pos s) M (times_transposed L) z H1 T1 ltac:(congruence)) as (A & B & C).
assert (K := dominant_ok _ (repeat 0%Z (length M)) z B ltac:(rewrite repeat_length; congruence) ltac:(congruence) H4).
rewrite weighted_norm_zero, A, mult_IZR, times_transposed_ok in K by congruence.
assert (Ht : 0 < IZR (Z.pos t)) by (apply IZR_lt; reflexivity). assert (Hs : 0 < IZR (Z.pos s)) by (apply IZR_lt; reflexivity).
assert (N := norm2_nonnegative (transposed L z)).
assert (0 <= IZR (Z.pos s) * norm2 (transposed L z)) by (apply Rmult_le_pos; lra).
apply Rmult_le_reg_l with (IZR (Z.pos t) * IZR (Z.pos t)); [apply Rmult_lt_0_compat; exact Ht|]. lra.
Qed.

(** ** Bareiss elimination: every division is checked to be exact *)
Fixpoint eliminated_row (p previous a : Z) (c r : list Z) : option (list Z) :=
  match c, r with
  | [], [] => Some []
  | b :: c', x :: r' =>
      let v := (p * x - a * b)%Z in
      let q := (v / previous)%Z in
      if (q * previous =? v)%Z then
        match eliminated_row p previous a c' r' with Some l => Some (q :: l) | None => None end
      else None
  | _, _ => None
  end.
Fixpoint eliminate (p previous : Z) (c : list Z) (rows : triangle) : option triangle :=
  match c, rows with
  | [], [] => Some []
  | a :: c', r :: rows' =>
      match eliminated_row p previous a c r, eliminate p previous c' rows' with
      | Some l, Some rest => Some (l :: rest)
      | _, _ => None
      end
  | _, _ => None
  end.
Fixpoint bareiss (fuel : nat) (previous : Z) (rows : triangle) : bool :=
  match fuel, rows with
  | _, [] => true
  | S k, (d :: l) :: rows' =>
      if (d =? 0)%Z then forallb (Z.eqb 0) l && bareiss k previous rows'
      else (0 <? d)%Z && match eliminate d previous l rows' with Some rest => bareiss k d rest | None => false end
  | _, _ => false
  end.
Definition semidefinite_by_elimination (M : triangle) : bool := bareiss (length M) 1 M.

Lemma eliminated_row_ok p previous a c : forall r l z, eliminated_row p previous a c r = Some l ->
  IZR previous * linear l z = IZR p * linear r z - IZR a * linear c z.
Proof.
induction c as [|b c IH]; intros [|x r] l z H; try discriminate.
- injection H as <-. simpl. ring.
- cbn [eliminated_row] in H. cbv zeta in H.
  destruct (Z.eqb_spec ((p * x - a * b) / previous * previous) (p * x - a * b)) as [E|]; [|discriminate].
  destruct (eliminated_row p previous a c r) as [l'|] eqn:El; [|discriminate]. injection H as <-.
  destruct z as [|t z]; cbn [linear]; [ring|]. specialize (IH r l' z El).
  apply (f_equal IZR) in E. rewrite minus_IZR, !mult_IZR in E. set (q := IZR ((p * x - a * b) / previous)) in *.
  replace (IZR previous * (q * t + linear l' z)) with (q * IZR previous * t + IZR previous * linear l' z) by ring.
  rewrite E, IH. ring.
Qed.

Lemma eliminate_ok p previous c : forall rows rest z, eliminate p previous c rows = Some rest ->
  IZR previous * quadratic rest z = IZR p * quadratic rows z - linear c z * linear c z.
Proof.
induction c as [|a c IH]; intros [|r rows] rest z H; try discriminate.
- injection H as <-. simpl. ring.
- cbn [eliminate] in H.
  destruct (eliminated_row p previous a (a :: c) r) as [l|] eqn:El; [|discriminate].
  destruct (eliminate p previous c rows) as [rest'|] eqn:Er; [|discriminate]. injection H as <-.
  destruct r as [|d r]; [discriminate|]. assert (El' := El). cbn [eliminated_row] in El'. cbv zeta in El'.
  destruct (Z.eqb_spec ((p * d - a * a) / previous * previous) (p * d - a * a)) as [E|]; [|discriminate].
  destruct (eliminated_row p previous a c r) as [l'|] eqn:El2; [|discriminate]. injection El' as <-.
  destruct z as [|x z]; cbn [quadratic linear]; [ring|].
  specialize (IH rows rest' z Er). assert (K := eliminated_row_ok _ _ _ _ _ _ z El2).
  apply (f_equal IZR) in E. rewrite minus_IZR, !mult_IZR in E. set (q := IZR ((p * d - a * a) / previous)) in *.
  replace (IZR previous * (x * (q * x + 2 * linear l' z) + quadratic rest' z))
    with (x * (q * IZR previous * x + 2 * (IZR previous * linear l' z)) + IZR previous * quadratic rest' z) by ring.
  rewrite E, IH, K. ring.
Qed.

Lemma linear_zero l z : forallb (Z.eqb 0) l = true -> linear l z = 0.
Proof.
revert z. induction l as [|a l IH]; intros [|x z] H; try reflexivity. cbn [forallb linear] in *.
apply andb_prop in H. destruct H as [H1 H2]. apply Z.eqb_eq in H1. subst. rewrite IH by exact H2. ring.
Qed.

Lemma bareiss_ok fuel : forall previous rows z, (0 < previous)%Z -> bareiss fuel previous rows = true -> 0 <= quadratic rows z.
Proof.
induction fuel as [|k IH]; intros previous [|[|d l] rows] z Hp H; try discriminate; simpl quadratic; try lra.
cbn [bareiss] in H. destruct z as [|x z]; [lra|]. destruct (Z.eqb_spec d 0) as [->|Hd].
- apply andb_prop in H. destruct H as [H1 H2]. rewrite (linear_zero l z H1). specialize (IH _ _ z Hp H2).
  lra.
- apply andb_prop in H. destruct H as [H1 H2]. apply Z.ltb_lt in H1.
  destruct (eliminate d previous l rows) as [rest|] eqn:E; [|discriminate].
  assert (K := eliminate_ok _ _ _ _ _ z E). assert (G := IH d rest z H1 H2).
  apply IZR_lt in H1. apply IZR_lt in Hp.
  assert (0 <= IZR previous * quadratic rest z) by (apply Rmult_le_pos; lra).
  assert (S := Rle_0_sqr (IZR d * x + linear l z)). unfold Rsqr in S.
  apply Rmult_le_reg_l with (IZR d); [exact H1|]. lra.
Qed.

Theorem semidefinite_by_elimination_ok M z : semidefinite_by_elimination M = true -> 0 <= quadratic M z.
Proof. apply bareiss_ok. reflexivity. Qed.
