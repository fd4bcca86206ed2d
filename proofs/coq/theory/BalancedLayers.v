(** Balanced layers: if |W_L ... W_1|_F and all W_(l+1)' W_(l+1) - W_l W_l' are bounded, then all W_l are bounded.

    For a basis vector u and v = W_1 u, |W_2 v|^2 |u|^2 >= |v|^4 - k |v|^2 |u|^2, so a large column of W_1 grows from
    layer to layer.  No singular vectors are needed. *)
From Coq Require Import Reals List Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions.
Import ListNotations.
Open Scope R_scope.

(** ** Finite sums *)
Fixpoint sum (k : nat) (u : nat -> R) : R := match k with O => 0 | S j => sum j u + u j end.

Lemma sum_ext k u v : (forall i, (i < k)%nat -> u i = v i) -> sum k u = sum k v.
Proof. induction k as [|k IH]; intros H; [reflexivity|]. simpl. rewrite IH, H; auto. Qed.
Lemma sum_le k u v : (forall i, (i < k)%nat -> u i <= v i) -> sum k u <= sum k v.
Proof. induction k as [|k IH]; intros H; simpl; [lra|]. apply Rplus_le_compat; auto. Qed.
Lemma sum_plus k u v : sum k (fun i => u i + v i) = sum k u + sum k v.
Proof. induction k as [|k IH]; simpl; [ring|]. rewrite IH. ring. Qed.
Lemma sum_scal k c u : sum k (fun i => c * u i) = c * sum k u.
Proof. induction k as [|k IH]; simpl; [ring|]. rewrite IH. ring. Qed.
Lemma sum_const k c : sum k (fun _ => c) = INR k * c.
Proof. induction k as [|k IH]; [simpl; ring|]. rewrite S_INR. simpl. rewrite IH. ring. Qed.
Lemma sum_nonnegative k u : (forall i, (i < k)%nat -> 0 <= u i) -> 0 <= sum k u.
Proof. intros H. replace 0 with (sum k (fun _ => 0)) by (rewrite sum_const; ring). now apply sum_le. Qed.
Lemma sum_swap k m u : sum k (fun i => sum m (fun j => u i j)) = sum m (fun j => sum k (fun i => u i j)).
Proof.
induction k as [|k IH]; simpl; [rewrite sum_const; ring|]. now rewrite IH, <- sum_plus.
Qed.
Lemma sum_term k u i : (forall j, (j < k)%nat -> 0 <= u j) -> (i < k)%nat -> u i <= sum k u.
Proof.
induction k as [|k IH]; intros H Hi; [lia|]. simpl.
destruct (PeanoNat.Nat.eq_dec i k) as [->|Hne].
- assert (0 <= sum k u) by (apply sum_nonnegative; auto). lra.
- assert (u i <= sum k u) by (apply IH; [auto|lia]). assert (0 <= u k) by auto. lra.
Qed.
Lemma sum_unit k u i : (i < k)%nat -> sum k (fun j => u j * (if Nat.eqb j i then 1 else 0)) = u i.
Proof.
induction k as [|k IH]; intros Hi; [lia|]. simpl. destruct (PeanoNat.Nat.eq_dec i k) as [->|Hne].
- rewrite PeanoNat.Nat.eqb_refl. replace (sum k _) with 0; [ring|]. symmetry.
  transitivity (sum k (fun _ => 0)); [|rewrite sum_const; ring]. apply sum_ext. intros j Hj.
  destruct (PeanoNat.Nat.eqb_spec j k); [lia|ring].
- rewrite IH by lia. destruct (PeanoNat.Nat.eqb_spec k i); [lia|ring].
Qed.
Lemma sum_square k u : sum k u ^ 2 = sum k (fun i => sum k (fun j => u i * u j)).
Proof.
transitivity (sum k (fun i => sum k u * u i)); [rewrite sum_scal; ring|].
apply sum_ext. intros i _. rewrite sum_scal. ring.
Qed.

Lemma cauchy_schwarz k u v : sum k (fun i => u i * v i) ^ 2 <= sum k (fun i => u i ^ 2) * sum k (fun i => v i ^ 2).
Proof.
induction k as [|k IH]; [simpl; lra|]. cbn [sum].
assert (P : 0 <= sum k (fun i => u i ^ 2)) by (apply sum_nonnegative; intros; apply pow2_ge_0).
assert (Q : 0 <= sum k (fun i => v i ^ 2)) by (apply sum_nonnegative; intros; apply pow2_ge_0).
revert IH P Q. generalize (sum k (fun i => u i * v i)) (sum k (fun i => u i ^ 2)) (sum k (fun i => v i ^ 2)) (u k) (v k).
intros s p q a b IH P Q.
assert (H : 2 * s * a * b <= p * b ^ 2 + q * a ^ 2).
{
apply Rnot_lt_le. intros Hlt.
assert (H0 : 0 <= p * b ^ 2 + q * a ^ 2) by (apply Rplus_le_le_0_compat; apply Rmult_le_pos; auto; apply pow2_ge_0).
assert (H1 : (p * b ^ 2 + q * a ^ 2) ^ 2 < (2 * s * a * b) ^ 2) by nra.
assert (H2 : s ^ 2 * (a * b) ^ 2 <= p * q * (a * b) ^ 2) by (apply Rmult_le_compat_r; [apply pow2_ge_0|exact IH]).
assert (H3 := pow2_ge_0 (p * b ^ 2 - q * a ^ 2)). nra. }
replace ((s + a * b) ^ 2) with (s ^ 2 + 2 * s * a * b + a ^ 2 * b ^ 2) by ring.
replace ((p + a ^ 2) * (q + b ^ 2)) with (p * q + (p * b ^ 2 + q * a ^ 2) + a ^ 2 * b ^ 2) by ring. lra.
Qed.

Definition norm2 (k : nat) (v : nat -> R) : R := sum k (fun i => v i ^ 2).
Lemma norm2_nonnegative k v : 0 <= norm2 k v.
Proof. apply sum_nonnegative. intros. apply pow2_ge_0. Qed.

Lemma gram r s (M : nat -> nat -> R) (v : nat -> R) :
  sum s (fun a => sum r (fun i => M a i * v i) ^ 2)
  = sum r (fun i => sum r (fun j => sum s (fun a => M a i * M a j) * (v i * v j))).
Proof.
transitivity (sum s (fun a => sum r (fun i => sum r (fun j => (M a i * M a j) * (v i * v j))))).
- apply sum_ext. intros a _. rewrite sum_square. apply sum_ext. intros i _. apply sum_ext. intros j _. ring.
- rewrite sum_swap. apply sum_ext. intros i _. rewrite sum_swap. apply sum_ext. intros j _.
  transitivity ((v i * v j) * sum s (fun a => M a i * M a j)); [|ring].
  rewrite <- sum_scal. apply sum_ext. intros a _. ring.
Qed.

(** ** One layer *)
Definition times (d : nat) (A : nat -> nat -> R) (u : nat -> R) : nat -> R := fun i => sum d (fun j => A i j * u j).
(** W_(l+1)' W_(l+1) - W_l W_l' *)
Definition imbalance (d s : nat) (A B : nat -> nat -> R) (i j : nat) : R :=
  sum s (fun a => B a i * B a j) - sum d (fun b => A i b * A j b).

Lemma layer d r s A B u k :
  (forall i j, (i < r)%nat -> (j < r)%nat -> Rabs (imbalance d s A B i j) * INR r <= k) ->
  norm2 r (times d A u) ^ 2 - k * norm2 r (times d A u) * norm2 d u
    <= norm2 s (times r B (times d A u)) * norm2 d u.
Proof.
intros Hk. set (v := times d A u).
assert (E1 := gram r s B v). assert (E2 := gram r d (fun b i => A i b) v).
change (norm2 s (times r B v) = sum r (fun i => sum r (fun j => sum s (fun a => B a i * B a j) * (v i * v j)))) in E1.
change (sum d (fun b => sum r (fun i => A i b * v i) ^ 2)
  = sum r (fun i => sum r (fun j => sum d (fun b => A i b * A j b) * (v i * v j)))) in E2.
assert (E3 : sum d (fun b => sum r (fun i => A i b * v i) * u b) = norm2 r v).
{ transitivity (sum d (fun b => sum r (fun i => A i b * u b * v i))).
  - apply sum_ext. intros b _. transitivity (u b * sum r (fun i => A i b * v i)); [ring|].
    rewrite <- sum_scal. apply sum_ext. intros i _. ring.
  - rewrite sum_swap. apply sum_ext. intros i _.
    transitivity (v i * sum d (fun b => A i b * u b)); [rewrite <- sum_scal; apply sum_ext; intros b _; ring|].
    unfold v at 2. unfold times. fold (times d A u). change (sum d (fun b => A i b * u b)) with (v i). ring. }
assert (CS : norm2 r v ^ 2 <= sum d (fun b => sum r (fun i => A i b * v i) ^ 2) * norm2 d u).
{ rewrite <- E3. exact (cauchy_schwarz d (fun b => sum r (fun i => A i b * v i)) u). }
set (T := sum d (fun b => sum r (fun i => A i b * v i) ^ 2)) in *.
assert (H : T - k * norm2 r v <= norm2 s (times r B v)).
{ rewrite E1, E2.
  assert (H : sum r (fun i => sum r (fun j => sum d (fun b => A i b * A j b) * (v i * v j))) +
    sum r (fun i => sum r (fun j => imbalance d s A B i j * (v i * v j)))
    = sum r (fun i => sum r (fun j => sum s (fun a => B a i * B a j) * (v i * v j)))).
  { rewrite <- sum_plus. apply sum_ext. intros i _. rewrite <- sum_plus. apply sum_ext. intros j _.
    unfold imbalance. ring. }
  rewrite <- H.
  assert (L : - (k * norm2 r v) <= sum r (fun i => sum r (fun j => imbalance d s A B i j * (v i * v j)))); [|lra].
  destruct r as [|r']; [unfold norm2; simpl; lra|]. remember (S r') as r0.
  assert (R0 : 0 < INR r0) by (subst r0; apply lt_0_INR; lia).
  replace (- (k * norm2 r0 v)) with
    (sum r0 (fun i => sum r0 (fun j => - (k / (2 * INR r0)) * v i ^ 2 + - (k / (2 * INR r0)) * v j ^ 2))).
  - apply sum_le. intros i Hi. apply sum_le. intros j Hj. specialize (Hk i j Hi Hj).
    set (c := imbalance d s A B i j) in *.
    assert (Hc : Rabs c <= k / INR r0).
    { apply Rmult_le_reg_r with (INR r0); [exact R0|]. replace (k / INR r0 * INR r0) with k by (field; lra). exact Hk. }
    replace (k / (2 * INR r0)) with (k / INR r0 / 2) by (field; lra). set (q := k / INR r0) in *.
    apply Rabs_le_between in Hc. assert (Q : 0 <= q) by lra.
    assert (S1 := pow2_ge_0 (v i - v j)). assert (S2 := pow2_ge_0 (v i + v j)). nra.
  - transitivity (sum r0 (fun i => - (k / 2) * v i ^ 2 + - (k / (2 * INR r0)) * norm2 r0 v)).
    + apply sum_ext. intros i _. rewrite sum_plus, sum_const, sum_scal. unfold norm2. field. lra.
    + rewrite sum_plus, sum_const, sum_scal. fold (norm2 r0 v). field. lra. }
assert (N := norm2_nonnegative d u). assert (N2 := norm2_nonnegative r v).
assert (H1 : (T - k * norm2 r v) * norm2 d u <= norm2 s (times r B v) * norm2 d u) by (now apply Rmult_le_compat_r).
nra.
Qed.

(** ** All layers: (number of rows, matrix), the first layer first; d is the number of columns of the first *)
Definition layers := list (nat * (nat -> nat -> R)).
Fixpoint balanced (k : R) (d : nat) (l : layers) : Prop :=
  match l with
  | (r, A) :: rest =>
      match rest with
      | (s, B) :: _ => forall i j, (i < r)%nat -> (j < r)%nat -> Rabs (imbalance d s A B i j) * INR r <= k
      | [] => True
      end /\ balanced k r rest
  | [] => True
  end.
Fixpoint output (d : nat) (l : layers) (u : nat -> R) : nat -> R :=
  match l with (r, A) :: rest => output r rest (times d A u) | [] => u end.
Fixpoint height (d : nat) (l : layers) : nat := match l with (r, _) :: rest => height r rest | [] => d end.

Lemma growth k t d u r A l : 0 <= k -> balanced k d ((r, A) :: l) -> 0 < norm2 d u ->
  1 + INR (length l) * k <= t -> t * norm2 d u <= norm2 r (times d A u) ->
  norm2 r (times d A u) <= norm2 (height r l) (output r l (times d A u)).
Proof.
intros K. revert t d u r A. induction l as [|[s B] l IH]; intros t d u r A [Hb Hr] Hu Ht Hv; [simpl; lra|].
cbn [height output length] in *. rewrite S_INR in Ht. set (v := times d A u) in *.
assert (L0 := pos_INR (length l)). assert (Lk : 0 <= INR (length l) * k) by (now apply Rmult_le_pos).
assert (Hv0 : 0 < norm2 r v) by nra.
assert (H := layer d r s A B u k Hb). fold v in H.
assert (Hw : (t - k) * norm2 r v <= norm2 s (times r B v)).
{ apply Rmult_le_reg_r with (norm2 d u); [exact Hu|]. nra. }
apply Rle_trans with (norm2 s (times r B v)); [nra|].
apply (IH (t - k) r v s B Hr Hv0); [lra|exact Hw].
Qed.

Definition unit (i : nat) : nat -> R := fun j => if Nat.eqb j i then 1 else 0.
Lemma norm2_unit d i : (i < d)%nat -> norm2 d (unit i) = 1.
Proof.
intros H. transitivity (sum d (fun j => 1 * (if Nat.eqb j i then 1 else 0))); [|exact (sum_unit d (fun _ => 1) i H)].
apply sum_ext. intros j _. unfold unit. destruct (Nat.eqb j i); ring.
Qed.

Definition frobenius (d r : nat) (A : nat -> nat -> R) : R := sum r (fun i => sum d (fun j => A i j ^ 2)).
Lemma entry_frobenius d r A i j : (i < r)%nat -> (j < d)%nat -> A i j ^ 2 <= frobenius d r A.
Proof.
intros Hi Hj. apply Rle_trans with (sum d (fun j => A i j ^ 2)).
- apply (sum_term d (fun j => A i j ^ 2)); [intros; apply pow2_ge_0|exact Hj].
- apply (sum_term r (fun i => sum d (fun j => A i j ^ 2))); [|exact Hi]. intros.
  apply sum_nonnegative. intros. apply pow2_ge_0.
Qed.

(** |W_L ... W_1|_F^2 *)
Definition product_norm (d : nat) (l : layers) : R := sum d (fun i => norm2 (height d l) (output d l (unit i))).

Lemma first_layer k d r A l : 0 <= k -> balanced k d ((r, A) :: l) ->
  frobenius d r A <= INR d * (1 + INR (length l) * k) + product_norm d ((r, A) :: l).
Proof.
intros K Hb. unfold frobenius, product_norm. rewrite sum_swap, <- sum_const, <- sum_plus. apply sum_le. intros i Hi.
assert (E : forall a, (a < r)%nat -> times d A (unit i) a = A a i) by (intros a _; unfold times, unit; now apply sum_unit).
assert (En : norm2 r (times d A (unit i)) = sum r (fun a => A a i ^ 2)).
{ apply sum_ext. intros a Ha. now rewrite E. }
assert (N := norm2_nonnegative (height d ((r, A) :: l)) (output d ((r, A) :: l) (unit i))).
rewrite <- En. destruct (Rle_lt_dec (norm2 r (times d A (unit i))) (1 + INR (length l) * k)) as [H|H]; [lra|].
assert (L0 := pos_INR (length l)). assert (Lk : 0 <= INR (length l) * k) by (now apply Rmult_le_pos).
assert (G := growth k (1 + INR (length l) * k) d (unit i) r A l K Hb). rewrite norm2_unit in G by exact Hi.
cbn [height output] in N |- *. specialize (G Rlt_0_1 (Rle_refl _)). lra.
Qed.

Fixpoint bounded_layers (M : R) (d : nat) (l : layers) : Prop :=
  match l with (r, A) :: rest => frobenius d r A <= M /\ bounded_layers M r rest | [] => True end.
Lemma bounded_layers_le M N d l : M <= N -> bounded_layers M d l -> bounded_layers N d l.
Proof. intros H. revert d. induction l as [|[r A] l IH]; intros d; simpl; [auto|]. intros [H1 H2]. split; [lra|auto]. Qed.

Lemma later_layers k d r A l : 0 <= k -> balanced k d ((r, A) :: l) ->
  bounded_layers (frobenius d r A + INR (length l) * k) d ((r, A) :: l).
Proof.
intros K. revert d r A. induction l as [|[s B] l IH]; intros d r A Hb.
- simpl. split; [lra|exact I].
- destruct Hb as [Hb Hr]. assert (L0 := pos_INR (length l)). assert (Lk : 0 <= INR (length l) * k) by (now apply Rmult_le_pos).
  cbn [length]. rewrite S_INR.
  change (frobenius d r A <= frobenius d r A + (INR (length l) + 1) * k /\
    bounded_layers (frobenius d r A + (INR (length l) + 1) * k) r ((s, B) :: l)).
  split; [lra|]. apply bounded_layers_le with (2 := IH r s B Hr).
  assert (H : frobenius r s B <= frobenius d r A + k); [|lra].
  unfold frobenius at 1. rewrite sum_swap.
  assert (E : sum r (fun i => sum s (fun a => B a i ^ 2))
    = frobenius d r A + sum r (fun i => imbalance d s A B i i)).
  { unfold frobenius. rewrite <- sum_plus. apply sum_ext. intros i _. unfold imbalance.
    rewrite (sum_ext s _ (fun a => B a i * B a i)) by (intros; ring).
    rewrite (sum_ext d (fun j => A i j ^ 2) (fun b => A i b * A i b)) by (intros; ring). ring. }
  rewrite E. apply Rplus_le_compat_l. destruct r as [|r']; [simpl; exact K|]. remember (S r') as r0.
  assert (R0 : 0 < INR r0) by (subst r0; apply lt_0_INR; lia).
  replace k with (sum r0 (fun _ => k / INR r0)) by (rewrite sum_const; field; lra).
  apply sum_le. intros i Hi. specialize (Hb i i Hi Hi).
  apply Rle_trans with (1 := Rle_abs _). apply Rmult_le_reg_r with (INR r0); [exact R0|].
  replace (k / INR r0 * INR r0) with k by (field; lra). exact Hb.
Qed.

Theorem balanced_layers_are_bounded k P d l : 0 <= k -> balanced k d l -> product_norm d l <= P ->
  bounded_layers (INR d * (1 + INR (length l) * k) + P + INR (length l) * k) d l.
Proof.
intros K Hb HP. destruct l as [|[r A] l]; [exact I|].
apply bounded_layers_le with (2 := later_layers k d r A l K Hb). cbn [length]. rewrite S_INR.
assert (H := first_layer k d r A l K Hb). assert (D0 := pos_INR d). assert (Dk : 0 <= INR d * k) by (now apply Rmult_le_pos).
lra.
Qed.
