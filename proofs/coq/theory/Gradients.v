(** Polynomials on R^(n+1): gradient vectors, and second-order expansions that are uniform on bounded sets. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Smooth Identity Objectives Arcs.
Import ListNotations.
Open Scope R_scope.

(** The value of a polynomial at a point of R^(n+1). *)
Definition value n (p : polynomial) (x : Rn n) : R := evaluate (fun i => coordinate n i x) p.

Lemma continuous_value n p : continuous_everywhere (value n p).
Proof. intros x. apply (continuous_evaluate (fun y i => coordinate n i y)). intros i. apply continuous_coordinate. Qed.

(** ** Derivatives *)
Fixpoint partial (j : nat) (p : polynomial) : polynomial :=
  match p with
  | Const _ => Const 0
  | Var i => Const (if Nat.eqb j i then 1 else 0)
  | Add a b => Add (partial j a) (partial j b)
  | Mul a b => Add (Mul (partial j a) b) (Mul a (partial j b))
  | Pow a k => match k with
               | O => Const 0
               | S m => Mul (Mul (Const (Z.of_nat k # 1)) (Pow a m)) (partial j a)
               end
  end.

Fixpoint vector (n : nat) (u : nat -> R) : Rn n :=
  match n return Rn n with
  | O => u O
  | S m => (u O, vector m (fun i => u (S i)))
  end.

Definition gradient n (p : polynomial) (x : Rn n) : Rn n := vector n (fun j => value n (partial j p) x).

(** The differential at x in the direction h. *)
Fixpoint differential n (p : polynomial) (x h : Rn n) : R :=
  match p with
  | Const _ => 0
  | Var i => coordinate n i h
  | Add a b => differential n a x h + differential n b x h
  | Mul a b => differential n a x h * value n b x + value n a x * differential n b x h
  | Pow a k => INR k * value n a x ^ pred k * differential n a x h
  end.

Lemma dot_vector_combination n (u v w : nat -> R) (a b : R) (h : Rn n) :
  (forall j, w j = a * u j + b * v j) ->
  dot n (vector n w) h = a * dot n (vector n u) h + b * dot n (vector n v) h.
Proof.
revert u v w h. induction n as [|n IH]; intros u v w h Hw.
- change (w O * h = a * (u O * h) + b * (v O * h)). rewrite Hw.
  change (@eq R ((a * u O + b * v O) * h) (a * (u O * h) + b * (v O * h))). ring.
- destruct h as [h1 h2].
  change (w O * h1 + dot n (vector n (fun i => w (S i))) h2 =
    a * (u O * h1 + dot n (vector n (fun i => u (S i))) h2)
    + b * (v O * h1 + dot n (vector n (fun i => v (S i))) h2)).
  rewrite (IH (fun i => u (S i)) (fun i => v (S i)) (fun i => w (S i)) h2); [|auto].
  rewrite Hw. ring.
Qed.

Lemma dot_vector_zero n (u : nat -> R) (h : Rn n) : (forall j, u j = 0) -> dot n (vector n u) h = 0.
Proof.
intros Hu. rewrite (dot_vector_combination n u u u 0 0 h); [ring|]. intros j. rewrite Hu. ring.
Qed.

Lemma dot_vector_unit n i (h : Rn n) :
  dot n (vector n (fun j => Q2R (if Nat.eqb j i then 1 else 0))) h = coordinate n i h.
Proof.
assert (Z0 := RMicromega.Q2R_0). assert (Z1 := RMicromega.Q2R_1).
revert i h. induction n as [|n IH]; intros i h.
- destruct i as [|i].
  + change (Q2R 1 * h = h). rewrite Z1. change (@eq R (1 * h) h). ring.
  + change (Q2R 0 * h = 0). rewrite Z0. change (@eq R (0 * h) 0). ring.
- destruct h as [h1 h2]. destruct i as [|i].
  + change (Q2R 1 * h1 + dot n (vector n (fun _ => Q2R 0)) h2 = h1).
    rewrite dot_vector_zero by (intros j0; exact Z0). rewrite Z1. change (@eq R (1 * h1 + 0) h1). ring.
  + change (Q2R 0 * h1 + dot n (vector n (fun j => Q2R (if Nat.eqb j i then 1 else 0))) h2 = coordinate n i h2).
    rewrite IH, Z0. set (a := coordinate n i h2). change (@eq R (0 * h1 + a) a). ring.
Qed.

Lemma dot_gradient n p (x h : Rn n) : dot n (gradient n p x) h = differential n p x h.
Proof.
unfold gradient. induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa k]; cbn [differential].
- apply dot_vector_zero. intros j0; exact RMicromega.Q2R_0.
- apply dot_vector_unit.
- rewrite (dot_vector_combination n (fun j => value n (partial j a) x) (fun j => value n (partial j b) x) _ 1 1 h).
  + rewrite IHa, IHb. ring.
  + intros j. unfold value. simpl. ring.
- rewrite (dot_vector_combination n (fun j => value n (partial j a) x) (fun j => value n (partial j b) x)
             _ (value n b x) (value n a x) h).
  + rewrite IHa, IHb. ring.
  + intros j. unfold value. simpl. ring.
- destruct k as [|k].
  + rewrite dot_vector_zero; [simpl; ring|]. intros j0; exact RMicromega.Q2R_0.
  + rewrite (dot_vector_combination n (fun j => value n (partial j a) x) (fun _ => 0)
               _ (INR (S k) * value n a x ^ k) 0 h).
    * rewrite IHa. simpl pred. ring.
    * intros j. unfold value.
      change (Q2R (Z.of_nat (S k) # 1) * evaluate (fun i => coordinate n i x) a ^ k
        * evaluate (fun i => coordinate n i x) (partial j a) = INR (S k) * evaluate (fun i => coordinate n i x) a ^ k
        * evaluate (fun i => coordinate n i x) (partial j a) + 0 * 0).
      assert (E : Q2R (Z.of_nat (S k) # 1) = INR (S k)).
      { unfold Q2R. rewrite INR_IZR_INZ. cbn [Qnum Qden]. change (IZR (Z.pos 1)) with 1. field. }
      rewrite E. ring.
Qed.

(** <grad p, grad q>, as a polynomial. *)
Definition inner_product n (p q : polynomial) : polynomial :=
  sum_of (map (fun j => Mul (partial j p) (partial j q)) (seq 0 (S n))).

Lemma dot_vector_vector n (u v : nat -> R) (e : nat -> R) (P Q : nat -> polynomial) k :
  (forall j, u j = evaluate e (P (k + j)%nat)) -> (forall j, v j = evaluate e (Q (k + j)%nat)) ->
  evaluate e (sum_of (map (fun j => Mul (P j) (Q j)) (seq k (S n)))) = dot n (vector n u) (vector n v).
Proof.
rewrite evaluate_sum. revert u v k. induction n as [|n IH]; intros u v k Hu Hv.
- assert (U := Hu O). assert (V := Hv O). rewrite Nat.add_0_r in U, V.
  change (evaluate e (P k) * evaluate e (Q k) + 0 = u O * v O). rewrite U, V. ring.
- assert (U := Hu O). assert (V := Hv O). rewrite Nat.add_0_r in U, V.
  change (evaluate e (P k) * evaluate e (Q k) + fold_right (fun p s => evaluate e p + s) 0
      (map (fun j => Mul (P j) (Q j)) (seq (S k) (S n)))
    = u O * v O + dot n (vector n (fun i => u (S i))) (vector n (fun i => v (S i)))).
  rewrite (IH (fun i => u (S i)) (fun i => v (S i)) (S k)).
  + now rewrite U, V.
  + intros j. rewrite Hu. do 2 f_equal. lia.
  + intros j. rewrite Hv. do 2 f_equal. lia.
Qed.

Lemma inner_product_ok n p q x : value n (inner_product n p q) x = dot n (gradient n p x) (gradient n q x).
Proof. unfold value, inner_product. apply dot_vector_vector; reflexivity. Qed.

(** A point is critical iff all partial derivatives vanish. *)
Definition critical_point n p (x : Rn n) : Prop := squared_norm n (gradient n p x) = 0.

Lemma dot_zero n (x : Rn n) : squared_norm n x = 0 -> forall i, coordinate n i x = 0.
Proof.
intros H i. assert (H1 := coordinate_square n i x). rewrite H in H1.
assert (H2 := pow2_ge_0 (coordinate n i x)). nra.
Qed.

Lemma coordinate_vector n u i : (i <= n)%nat -> coordinate n i (vector n u) = u i.
Proof.
revert u i. induction n as [|n IH]; intros u i Hi.
- destruct i; [reflexivity|lia].
- destruct i as [|i]; [reflexivity|]. apply (IH (fun j => u (S j)) i). lia.
Qed.

Lemma critical_partial n p x j : critical_point n p x -> (j <= n)%nat -> value n (partial j p) x = 0.
Proof.
intros H Hj. assert (E := dot_zero n _ H j). unfold gradient in E.
now rewrite coordinate_vector in E.
Qed.

Lemma continuous_critical n p : continuous_everywhere (fun x : Rn n => squared_norm n (gradient n p x)).
Proof.
intros x. apply (continuous_ext (value n (inner_product n p p))).
- intros y. apply inner_product_ok.
- apply continuous_value.
Qed.

(** ** Expansions: |f(x)| <= L, |df(x)h| <= L s, |f(x+h) - f(x) - df(x)h| <= L s^2 for |x|^2 <= M, |h| <= s <= 1 *)
Definition expands n (M L : R) (f : Rn n -> R) (df : Rn n -> Rn n -> R) : Prop :=
  forall x h s, squared_norm n x <= M -> 0 <= s <= 1 -> squared_norm n h <= s ^ 2 ->
    Rabs (f x) <= L /\ Rabs (df x h) <= L * s /\ Rabs (f (plus x h) - f x - df x h) <= L * s ^ 2.

Lemma coordinate_plus n i (x h : Rn n) : coordinate n i (plus x h) = coordinate n i x + coordinate n i h.
Proof.
assert (B : 0 = 0 + 0) by ring.
revert i x h. induction n as [|n IH]; intros i x h; destruct i as [|i]; simpl; auto.
Qed.

Lemma product_bound u v a b : Rabs u <= a -> Rabs v <= b -> Rabs (u * v) <= a * b.
Proof. intros H1 H2. rewrite Rabs_mult. apply Rmult_le_compat; auto; apply Rabs_pos. Qed.

Lemma expands_mult n M La Lb f g df dg : expands n M La f df -> expands n M Lb g dg ->
  0 <= La -> 0 <= Lb ->
  expands n M (6 * La * Lb) (fun x => f x * g x) (fun x h => df x h * g x + f x * dg x h).
Proof.
intros Hf Hg HLa HLb x h s Hx Hs Hh.
destruct (Hf x h s Hx Hs Hh) as (A1 & A2 & A3). destruct (Hg x h s Hx Hs Hh) as (B1 & B2 & B3).
set (a := f x) in *. set (b := g x) in *. set (da := df x h) in *. set (db := dg x h) in *.
set (ea := f (plus x h) - a - da) in *. set (eb := g (plus x h) - b - db) in *.
assert (Ea : f (plus x h) = a + da + ea) by (unfold ea; ring).
assert (Eb : g (plus x h) = b + db + eb) by (unfold eb; ring).
rewrite Ea, Eb. clearbody a b da db ea eb. clear Ea Eb.
assert (HL : 0 <= La * Lb) by (now apply Rmult_le_pos).
assert (Hs2 : 0 <= s ^ 2) by apply pow2_ge_0.
assert (P : forall t, 0 <= t -> 0 <= La * Lb * t) by (intros; now apply Rmult_le_pos).
assert (Hs3 : s ^ 3 <= s ^ 2) by nra. assert (Hs4 : s ^ 4 <= s ^ 2) by nra.
repeat split.
- eapply Rle_trans; [exact (product_bound a b La Lb A1 B1)|]. nra.
- assert (K1 := product_bound da b _ _ A2 B1). assert (K2 := product_bound a db _ _ A1 B2).
  eapply Rle_trans; [apply Rabs_triang|]. assert (H0 := P s (proj1 Hs)). nra.
- replace ((a + da + ea) * (b + db + eb) - a * b - (da * b + a * db))
    with (a * eb + (da * db + (da * eb + (ea * b + (ea * db + ea * eb))))) by ring.
  assert (K1 := product_bound a eb _ _ A1 B3). assert (K2 := product_bound da db _ _ A2 B2).
  assert (K3 := product_bound da eb _ _ A2 B3). assert (K4 := product_bound ea b _ _ A3 B1).
  assert (K5 := product_bound ea db _ _ A3 B2). assert (K6 := product_bound ea eb _ _ A3 B3).
  assert (T1 := Rabs_triang (a * eb) (da * db + (da * eb + (ea * b + (ea * db + ea * eb))))).
  assert (T2 := Rabs_triang (da * db) (da * eb + (ea * b + (ea * db + ea * eb)))).
  assert (T3 := Rabs_triang (da * eb) (ea * b + (ea * db + ea * eb))).
  assert (T4 := Rabs_triang (ea * b) (ea * db + ea * eb)).
  assert (T5 := Rabs_triang (ea * db) (ea * eb)).
  assert (C3 : La * Lb * s ^ 3 <= La * Lb * s ^ 2) by (now apply Rmult_le_compat_l).
  assert (C4 : La * Lb * s ^ 4 <= La * Lb * s ^ 2) by (now apply Rmult_le_compat_l).
  replace (La * s * (Lb * s)) with (La * Lb * s ^ 2) in K2 by ring.
  replace (La * s * (Lb * s ^ 2)) with (La * Lb * s ^ 3) in K3 by ring.
  replace (La * s ^ 2 * (Lb * s)) with (La * Lb * s ^ 3) in K5 by ring.
  replace (La * s ^ 2 * (Lb * s ^ 2)) with (La * Lb * s ^ 4) in K6 by ring.
  replace (La * (Lb * s ^ 2)) with (La * Lb * s ^ 2) in K1 by ring.
  replace (La * s ^ 2 * Lb) with (La * Lb * s ^ 2) in K4 by ring. lra.
Qed.

Lemma expands_const n M c : expands n M (Rabs c) (fun _ => c) (fun _ _ => 0).
Proof.
intros x h s _ Hs _. assert (H := Rabs_pos c). assert (Hs2 := pow2_ge_0 s). repeat split.
- lra.
- rewrite Rabs_R0. now apply Rmult_le_pos.
- replace (c - c - 0) with 0 by ring. rewrite Rabs_R0. now apply Rmult_le_pos.
Qed.

Theorem polynomial_expands n M p : exists L, 0 <= L /\ expands n M L (value n p) (differential n p).
Proof.
induction p as [q|i|a (La & La0 & Ha) b (Lb & Lb0 & Hb)|a (La & La0 & Ha) b (Lb & Lb0 & Hb)|a (La & La0 & Ha) k].
- exists (Rabs (Q2R q)). split; [apply Rabs_pos|]. apply expands_const.
- exists (1 + Rabs M). assert (HM := Rabs_pos M). assert (HM' := Rle_abs M). split; [lra|].
  intros x h s Hx Hs Hh. assert (H1 := coordinate_square n i x). assert (H2 := coordinate_square n i h).
  unfold value. simpl. rewrite coordinate_plus. repeat split.
  + apply Rabs_le. split; nra.
  + apply Rle_trans with s; [|nra]. apply Rabs_le. split; nra.
  + match goal with |- Rabs ?t <= _ => replace t with 0 by ring end.
    rewrite Rabs_R0. apply Rmult_le_pos; [lra|apply pow2_ge_0].
- exists (La + Lb). split; [lra|]. intros x h s Hx Hs Hh.
  destruct (Ha x h s Hx Hs Hh) as (A1 & A2 & A3). destruct (Hb x h s Hx Hs Hh) as (B1 & B2 & B3).
  unfold value in *. simpl. repeat split.
  + eapply Rle_trans; [apply Rabs_triang|]. lra.
  + eapply Rle_trans; [apply Rabs_triang|]. lra.
  + match goal with |- Rabs (?u + ?v - (?w + ?z) - (?d + ?e)) <= _ =>
      replace (u + v - (w + z) - (d + e)) with ((u - w - d) + (v - z - e)) by ring end.
    eapply Rle_trans; [apply Rabs_triang|]. lra.
- exists (6 * La * Lb). split; [repeat apply Rmult_le_pos; lra|]. exact (expands_mult n M La Lb _ _ _ _ Ha Hb La0 Lb0).
- induction k as [|k (L & L0 & H)].
  + exists (Rabs 1). split; [apply Rabs_pos|]. intros x h s Hx Hs Hh.
    assert (E := expands_const n M 1 x h s Hx Hs Hh). unfold value in *. simpl in *.
    match goal with |- context [0 * 1 * ?d] => replace (0 * 1 * d) with 0 by ring end. exact E.
  + exists (6 * La * L). split; [repeat apply Rmult_le_pos; lra|]. intros x h s Hx Hs Hh.
    assert (E := expands_mult n M La L _ _ _ _ Ha H La0 L0 x h s Hx Hs Hh).
    unfold value in *. change (evaluate (fun i => coordinate n i x) (Pow a (S k))) with
      (evaluate (fun i => coordinate n i x) a * evaluate (fun i => coordinate n i x) (Pow a k)).
    change (evaluate (fun i => coordinate n i (plus x h)) (Pow a (S k))) with
      (evaluate (fun i => coordinate n i (plus x h)) a * evaluate (fun i => coordinate n i (plus x h)) (Pow a k)).
    assert (Ed : differential n (Pow a (S k)) x h =
      differential n a x h * evaluate (fun i => coordinate n i x) (Pow a k)
      + evaluate (fun i => coordinate n i x) a * differential n (Pow a k) x h).
    { change (INR (S k) * evaluate (fun i => coordinate n i x) a ^ k * differential n a x h =
        differential n a x h * evaluate (fun i => coordinate n i x) a ^ k
        + evaluate (fun i => coordinate n i x) a
          * (INR k * evaluate (fun i => coordinate n i x) a ^ pred k * differential n a x h)).
      rewrite S_INR. destruct k as [|k]; [simpl; ring|]. simpl pred. simpl pow. ring. }
    rewrite Ed. exact E.
Qed.

(** The differential is the Frechet derivative. *)
Lemma is_linear_coordinate n i : is_linear (coordinate n i : Rn n -> R_NormedModule).
Proof.
revert i. induction n as [|n IH]; intros i.
- destruct i; [exact (@is_linear_id R_AbsRing R_NormedModule)|exact (@is_linear_zero R_AbsRing _ _)].
- destruct i as [|i].
  + exact (@is_linear_fst R_AbsRing R_NormedModule (Rn n)).
  + exact (@is_linear_comp R_AbsRing _ _ _ (fun p : Rn (S n) => snd p) (coordinate n i : Rn n -> R_NormedModule)
             (@is_linear_snd R_AbsRing R_NormedModule (Rn n)) (IH i)).
Qed.

Theorem polynomial_is_diff n p : is_diff (value n p) (differential n p).
Proof.
intros x. induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa k].
- exact (filterdiff_const (U := Rn n) (V := R_NormedModule) (Q2R q)).
- exact (filterdiff_linear (U := Rn n) (V := R_NormedModule) (coordinate n i) (is_linear_coordinate n i)).
- exact (filterdiff_plus_fct (U := Rn n) (V := R_NormedModule) _ _ _ _ IHa IHb).
- exact (filterdiff_mult_fct (K := R_AbsRing) (U := Rn n) _ _ x _ _ Rmult_comm IHa IHb).
- induction k as [|k IH].
  + apply filterdiff_ext_lin with (fun _ : Rn n => 0).
    * exact (filterdiff_const (U := Rn n) (V := R_NormedModule) 1).
    * intros h. simpl. ring.
  + assert (H := filterdiff_mult_fct (K := R_AbsRing) (U := Rn n) _ _ x _ _ Rmult_comm IHa IH).
    apply filterdiff_ext_lin with (1 := H). intros h.
    change (differential n a x h * value n a x ^ k + value n a x * (INR k * value n a x ^ pred k * differential n a x h)
      = INR (S k) * value n a x ^ k * differential n a x h).
    rewrite S_INR. destruct k as [|k]; [simpl; ring|]. simpl pred. simpl pow. ring.
Qed.
