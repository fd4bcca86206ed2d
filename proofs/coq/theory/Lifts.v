(** Derivatives of objectives with nodes: total derivatives as polynomials in all variables, and second-order expansions
    that are uniform on bounded sets. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Identity Positivstellensatz Objectives Arcs Gradients.
Import ListNotations.
Open Scope R_scope.

(** ** Total derivatives *)
(** The derivative of a polynomial whose variable number i has the derivative d i. *)
Fixpoint total (d : nat -> polynomial) (p : polynomial) : polynomial :=
  match p with
  | Const _ => Const 0
  | Var i => d i
  | Add a b => Add (total d a) (total d b)
  | Mul a b => Add (Mul (total d a) b) (Mul a (total d b))
  | Pow a k => match k with
               | O => Const 0
               | S m => Mul (Mul (Const (Z.of_nat k # 1)) (Pow a m)) (total d a)
               end
  end.
(** f' as a polynomial in f. *)
Definition rate (f : elementary) (z : polynomial) : polynomial :=
  match f with
  | Inverse => opposite (Pow z 2)
  | Exponential => z
  | ExponentialNegative => opposite z
  | Sigmoid => Add z (opposite (Pow z 2))
  | HyperbolicTangent => Add (Const 1) (opposite (Pow z 2))
  | Sign | Step => Const 0
  end.
Fixpoint node_derivatives (d : nat -> polynomial) (k : nat) (nodes : list node) : nat -> polynomial :=
  match nodes with
  | [] => d
  | (f, v) :: rest =>
      node_derivatives (fun i => if Nat.eqb i k then Mul (rate f (Var k)) (total d v) else d i) (S k) rest
  end.
Definition coordinate_derivatives (j i : nat) : polynomial := Const (if Nat.eqb j i then 1 else 0).
(** The partial derivative number j, as a polynomial in all variables. *)
Definition lifted_partial n nodes (j : nat) (p : polynomial) : polynomial :=
  total (node_derivatives (coordinate_derivatives j) (S n) nodes) p.
Definition lifted_gradient n nodes (p : polynomial) (x : Rn n) : Rn n :=
  vector n (fun j => objective n nodes (lifted_partial n nodes j p) x).

Lemma total_below k d p : (forall i, (i < k)%nat -> below k (d i) = true) -> below k p = true -> below k (total d p) = true.
Proof.
intros Hd. induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa m]; simpl; intros H; auto.
- apply Hd. now apply Nat.ltb_lt.
- apply andb_prop in H. destruct H. rewrite IHa, IHb; auto.
- apply andb_prop in H. destruct H as [H1 H2]. rewrite IHa, IHb, H1, H2; auto.
- destruct m; [reflexivity|]. simpl. rewrite IHa, H; auto.
Qed.

Lemma node_derivatives_below kinks nodes : forall d k side facts facts' earlier, scope_of k earlier ->
  list_facts kinks k nodes side facts earlier = Some facts' -> (forall i, (i < k)%nat -> below k (d i) = true) ->
  forall i, (i < k + length nodes)%nat -> below (k + length nodes) (node_derivatives d k nodes i) = true.
Proof.
induction nodes as [|[f v] rest IH]; intros d k side facts facts' earlier Hs H Hd i Hi; cbn [length node_derivatives] in *.
- rewrite Nat.add_0_r in *. now apply Hd.
- destruct (list_facts_step _ _ _ _ _ _ _ _ _ Hs H) as (flip & side' & new & Ev & _ & H' & _ & _ & _ & _ & Hs').
  rewrite Nat.add_succ_r, <- Nat.add_succ_l in *. apply (IH _ _ _ _ _ _ Hs' H'); [|exact Hi].
  intros j Hj. destruct (Nat.eqb_spec j k) as [->|Hne].
  + simpl. rewrite (below_le k (S k) (total d v)); [|now apply total_below|lia].
    assert (K : (k <? S k)%nat = true) by (apply Nat.ltb_lt; lia). simpl in K.
    destruct f; simpl; rewrite ?K; reflexivity.
  + apply below_le with k; [apply Hd; lia|lia].
Qed.

Lemma lifted_partial_below n nodes side facts j p : denominator_facts (S n) nodes side [] = Some facts ->
  below (S n + length nodes) p = true -> below (S n + length nodes) (lifted_partial n nodes j p) = true.
Proof.
intros H Hp. apply total_below; [|exact Hp]. apply (node_derivatives_below false nodes _ _ _ _ _ [] (fun _ _ => @False_ind _) H). intros i Hi. reflexivity.
Qed.

(** ** Expansions of one function of another *)
Lemma elementary_derive f flip t : smooth f = true -> domain f flip t ->
  is_derive (apply f) t (match f with
    | Inverse => - (apply f t) ^ 2 | Exponential => apply f t | ExponentialNegative => - apply f t
    | Sigmoid => apply f t - apply f t ^ 2 | HyperbolicTangent => 1 - apply f t ^ 2 | Sign | Step => 0 end).
Proof.
assert (P := exp_pos t). assert (P' := exp_pos (- t)).
assert (E : exp t * exp (- t) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
intros Hs H. destruct f; try discriminate; unfold apply; simpl in H.
- auto_derive; [destruct flip; lra|]. field. destruct flip; lra.
- auto_derive; [exact I|]. ring.
- auto_derive; [exact I|]. ring.
- auto_derive; [lra|]. field. lra.
- auto_derive; [lra|]. set (a := exp t) in *. set (b := exp (- t)) in *. field. lra.
Qed.

Definition rate_value (f : elementary) (z : R) : R :=
  match f with
  | Inverse => - z ^ 2 | Exponential => z | ExponentialNegative => - z | Sigmoid => z - z ^ 2
  | HyperbolicTangent => 1 - z ^ 2 | Sign | Step => 0 end.
Lemma evaluate_rate e f z : evaluate e (rate f z) = rate_value f (evaluate e z).
Proof.
destruct f; simpl rate; unfold rate_value; cbn [evaluate]; rewrite ?evaluate_opposite; cbn [evaluate];
  rewrite ?RMicromega.Q2R_1, ?RMicromega.Q2R_0; ring.
Qed.

Lemma elementary_between f flip u w c B : smooth f = true -> domain f flip u -> domain f flip w -> 1 <= B ->
  Rabs (apply f u) <= B -> Rabs (apply f w) <= B -> Rmin u w <= c <= Rmax u w ->
  domain f flip c /\ Rabs (apply f c) <= B.
Proof.
intros Hf Hu Hw HB Bu Bw Hc.
destruct f; try discriminate.
- simpl in *. assert (D : domain Inverse flip c) by (simpl; destruct flip; unfold Rmin, Rmax in Hc; destruct (Rle_dec u w); lra).
  split; [exact D|]. simpl in D.
  assert (Au : Rabs u * Rabs (/ u) = 1) by (rewrite <- Rabs_mult, Rinv_r, Rabs_R1; [reflexivity|destruct flip; lra]).
  assert (Aw : Rabs w * Rabs (/ w) = 1) by (rewrite <- Rabs_mult, Rinv_r, Rabs_R1; [reflexivity|destruct flip; lra]).
  assert (Ac : Rabs c * Rabs (/ c) = 1) by (rewrite <- Rabs_mult, Rinv_r, Rabs_R1; [reflexivity|destruct flip; lra]).
  assert (Pu := Rabs_pos u). assert (Pw := Rabs_pos w). assert (Pc := Rabs_pos c).
  assert (Qu := Rabs_pos (/ u)). assert (Qw := Rabs_pos (/ w)). assert (Qc := Rabs_pos (/ c)).
  assert (M : Rabs u <= Rabs c \/ Rabs w <= Rabs c).
  { unfold Rmin, Rmax in Hc. destruct flip.
    - rewrite (Rabs_left u), (Rabs_left w), (Rabs_left c) by lra. destruct (Rle_dec u w); lra.
    - rewrite (Rabs_pos_eq u), (Rabs_pos_eq w), (Rabs_pos_eq c) by lra. destruct (Rle_dec u w); lra. }
  assert (K : forall a ia ic ac, 0 <= a -> 0 <= ic -> a * ia = 1 -> ac * ic = 1 -> a <= ac -> ic <= ia).
  { intros a ia ic ac H1 H2 H3 H4 H5. assert (H6 : a * ic <= 1) by (rewrite <- H4; apply Rmult_le_compat_r; lra).
    assert (0 < a) by (destruct H1 as [H1|H1]; [exact H1|subst; lra]).
    apply Rmult_le_reg_l with a; lra. }
  destruct M as [M|M].
  + apply Rle_trans with (2 := Bu). exact (K _ _ _ _ Pu Qc Au Ac M).
  + apply Rle_trans with (2 := Bw). exact (K _ _ _ _ Pw Qc Aw Ac M).
- split; [exact I|]. simpl in *. assert (Pc := exp_pos c). assert (Pu := exp_pos u). assert (Pw := exp_pos w).
  rewrite Rabs_pos_eq in * by lra.
  assert (Mono : forall s t, s <= t -> exp s <= exp t).
  { intros s t [H|H]; [left; now apply exp_increasing|subst; lra]. }
  unfold Rmax in Hc. destruct (Rle_dec u w).
  + apply Rle_trans with (2 := Bw). now apply Mono.
  + apply Rle_trans with (2 := Bu). now apply Mono.
- split; [exact I|]. simpl in *. assert (Pc := exp_pos (- c)). assert (Pu := exp_pos (- u)). assert (Pw := exp_pos (- w)).
  rewrite Rabs_pos_eq in * by lra.
  assert (Mono : forall s t, s <= t -> exp (- t) <= exp (- s)).
  { intros s t [H|H]; [left; apply exp_increasing; lra|subst; lra]. }
  unfold Rmin in Hc. destruct (Rle_dec u w).
  + apply Rle_trans with (2 := Bu). now apply Mono.
  + apply Rle_trans with (2 := Bw). now apply Mono.
- split; [exact I|]. destruct (apply_facts Sigmoid flip c I) as [A _]. apply Rabs_le. lra.
- split; [exact I|]. destruct (apply_facts HyperbolicTangent flip c I) as [A _]. apply Rabs_le. lra.
Qed.

Lemma rate_bound f z B : 1 <= B -> Rabs z <= B -> Rabs (rate_value f z) <= 2 * B ^ 2.
Proof. intros HB Hz. apply Rabs_le_between in Hz. apply Rabs_le. destruct f; simpl; nra. Qed.
Lemma rate_lipschitz f z y B : 1 <= B -> Rabs z <= B -> Rabs y <= B ->
  Rabs (rate_value f z - rate_value f y) <= 3 * B * Rabs (z - y).
Proof.
intros HB Hz Hy.
assert (P := Rabs_pos (z - y)).
assert (S2 : Rabs (z ^ 2 - y ^ 2) <= 2 * B * Rabs (z - y)).
{ replace (z ^ 2 - y ^ 2) with ((z + y) * (z - y)) by ring. rewrite Rabs_mult. apply Rmult_le_compat_r; [exact P|].
  eapply Rle_trans; [apply Rabs_triang|]. lra. }
assert (HP : Rabs (z - y) <= B * Rabs (z - y)) by nra.
destruct f; unfold rate_value.
- replace (- z ^ 2 - - y ^ 2) with (- (z ^ 2 - y ^ 2)) by ring. rewrite Rabs_Ropp. lra.
- lra.
- replace (- z - - y) with (- (z - y)) by ring. rewrite Rabs_Ropp. lra.
- replace (z - z ^ 2 - (y - y ^ 2)) with ((z - y) + - (z ^ 2 - y ^ 2)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra.
- replace (1 - z ^ 2 - (1 - y ^ 2)) with (- (z ^ 2 - y ^ 2)) by ring. rewrite Rabs_Ropp. lra.
- rewrite Rminus_0_r, Rabs_R0. lra.
- rewrite Rminus_0_r, Rabs_R0. lra.
Qed.

Lemma elementary_mvt f flip u w B : smooth f = true -> domain f flip u -> domain f flip w -> 1 <= B ->
  Rabs (apply f u) <= B -> Rabs (apply f w) <= B ->
  exists c, (domain f flip c /\ Rabs (apply f c) <= B) /\ Rmin u w <= c <= Rmax u w /\
    apply f w - apply f u = rate_value f (apply f c) * (w - u).
Proof.
intros Hf Hu Hw HB Bu Bw.
destruct (MVT_gen (apply f) u w (fun t => rate_value f (apply f t))) as [c [Hc E]].
- intros t Ht. apply (elementary_derive f flip t Hf).
  apply (elementary_between f flip u w t B Hf Hu Hw HB Bu Bw). lra.
- intros t Ht. apply continuity_pt_filterlim. apply (apply_continuous f flip t Hf).
  now apply (elementary_between f flip u w t B Hf Hu Hw HB Bu Bw).
- exists c. split; [|split; [exact Hc|exact E]]. now apply (elementary_between f flip u w c B Hf).
Qed.

Lemma elementary_taylor f flip u w B : smooth f = true -> domain f flip u -> domain f flip w -> 1 <= B ->
  Rabs (apply f u) <= B -> Rabs (apply f w) <= B ->
  Rabs (apply f w - apply f u - rate_value f (apply f u) * (w - u)) <= 6 * B ^ 3 * (w - u) ^ 2.
Proof.
intros Hf Hu Hw HB Bu Bw.
destruct (elementary_mvt f flip u w B Hf Hu Hw HB Bu Bw) as (c & [Dc Bc] & Hc & E).
destruct (elementary_mvt f flip u c B Hf Hu Dc HB Bu Bc) as (c' & [_ Bc'] & _ & E').
rewrite E. replace (rate_value f (apply f c) * (w - u) - rate_value f (apply f u) * (w - u))
  with ((rate_value f (apply f c) - rate_value f (apply f u)) * (w - u)) by ring.
rewrite Rabs_mult. assert (H1 := rate_lipschitz f _ _ B HB Bc Bu).
rewrite E', Rabs_mult in H1. assert (H2 := rate_bound f _ B HB Bc').
assert (Hcu : Rabs (c - u) <= Rabs (w - u)).
{ unfold Rmin, Rmax in Hc. destruct (Rle_dec u w).
  - rewrite !Rabs_pos_eq; lra.
  - rewrite !Rabs_left1; lra. }
set (a := Rabs (w - u)) in *. assert (Pa : 0 <= a) by apply Rabs_pos.
replace ((w - u) ^ 2) with (a ^ 2) by (unfold a; apply pow2_abs).
assert (P1 := Rabs_pos (c - u)). assert (P2 := Rabs_pos (rate_value f (apply f c'))).
assert (H3 : Rabs (rate_value f (apply f c')) * Rabs (c - u) <= 2 * B ^ 2 * a) by (apply Rmult_le_compat; lra).
assert (H4 : 3 * B * (Rabs (rate_value f (apply f c')) * Rabs (c - u)) <= 3 * B * (2 * B ^ 2 * a)) by (apply Rmult_le_compat_l; lra).
replace (6 * B ^ 3 * a ^ 2) with (3 * B * (2 * B ^ 2 * a) * a) by ring.
apply Rmult_le_compat_r; lra.
Qed.

(** ** Balls *)
Lemma squared_norm_plus n (x h : Rn n) : squared_norm n (plus x h) <= 2 * squared_norm n x + 2 * squared_norm n h.
Proof.
unfold squared_norm. revert x h. induction n as [|n IH]; intros x h.
- change ((x + h) * (x + h) <= 2 * (x * x) + 2 * (h * h)). assert (K := Rle_0_sqr (x - h)). unfold Rsqr in K.
  set (a := x : R) in *. set (b := h : R) in *. nra.
- destruct x as [x1 x2], h as [h1 h2]. specialize (IH x2 h2).
  change ((x1 + h1) * (x1 + h1) + dot n (plus x2 h2) (plus x2 h2) <=
    2 * (x1 * x1 + dot n x2 x2) + 2 * (h1 * h1 + dot n h2 h2)).
  assert (K := Rle_0_sqr (x1 - h1)). unfold Rsqr in K. nra.
Qed.

Lemma bounded_on_ball n (f : Rn n -> R) M : continuous_everywhere f ->
  exists B, 1 <= B /\ forall x, squared_norm n x <= M -> Rabs (f x) <= B.
Proof.
intros Hf. destruct (Classical_Prop.classic (exists x : Rn n, squared_norm n x <= M)) as [Hne|Hne].
- destruct (compact_min (fun x : Rn n => squared_norm n x <= M) (fun x => - Rabs (f x))) as [x0 [_ H0]].
  + apply proper_squared_norm.
  + intros x. apply (continuous_opp (fun x => Rabs (f x))). apply (continuous_comp f Rabs); [apply Hf|apply continuous_Rabs].
  + exact Hne.
  + exists (Rmax 1 (Rabs (f x0))). split; [apply Rmax_l|]. intros x Hx. specialize (H0 x Hx).
    apply Rle_trans with (Rabs (f x0)); [lra|apply Rmax_r].
- exists 1. split; [lra|]. intros x Hx. exfalso. apply Hne. now exists x.
Qed.

(** ** Expansions of all variables *)
Lemma expands_ext n M L f f' df df' : (forall x, f x = f' x) -> (forall x h, df x h = df' x h) ->
  expands n M L f df -> expands n M L f' df'.
Proof.
intros E1 E2 H x h s Hx Hs Hh. destruct (H x h s Hx Hs Hh) as (A1 & A2 & A3). now rewrite <- !E1, <- !E2.
Qed.
Lemma expands_weaken n M L L' f df : L <= L' -> expands n M L f df -> expands n M L' f df.
Proof.
intros HL H x h s Hx Hs Hh. destruct (H x h s Hx Hs Hh) as (A1 & A2 & A3). assert (Hs2 := pow2_ge_0 s).
repeat split; [lra| |]; eapply Rle_trans; try eassumption; apply Rmult_le_compat_r; lra.
Qed.

Definition all_expand n (e : Rn n -> nat -> R) (d : nat -> nat -> polynomial) : Prop :=
  forall M i, exists L, 0 <= L /\
    expands n M L (fun x => e x i) (fun x h => dot n (vector n (fun j => evaluate (e x) (d j i))) h).

Lemma evaluate_expands n e d p : all_expand n e d -> forall M, exists L, 0 <= L /\
  expands n M L (fun x => evaluate (e x) p) (fun x h => dot n (vector n (fun j => evaluate (e x) (total (d j) p))) h).
Proof.
intros H M. induction p as [q|i|a (La & La0 & Ha) b (Lb & Lb0 & Hb)|a (La & La0 & Ha) b (Lb & Lb0 & Hb)|a (La & La0 & Ha) k].
- exists (Rabs (Q2R q)). split; [apply Rabs_pos|]. apply (expands_ext n M _ (fun _ => Q2R q) _ (fun _ _ => 0)).
  + reflexivity.
  + intros x h. symmetry. apply dot_vector_zero. intros j. exact RMicromega.Q2R_0.
  + apply expands_const.
- exact (H M i).
- exists (La + Lb). split; [lra|]. intros x h s Hx Hs Hh.
  destruct (Ha x h s Hx Hs Hh) as (A1 & A2 & A3). destruct (Hb x h s Hx Hs Hh) as (B1 & B2 & B3).
  rewrite (dot_vector_combination n (fun j => evaluate (e x) (total (d j) a)) (fun j => evaluate (e x) (total (d j) b)) _ 1 1 h)
    by (intros j; simpl; ring).
  rewrite !Rmult_1_l. cbn [evaluate].
  set (da := dot n _ h) in *. set (db := dot n (vector n (fun j => evaluate (e x) (total (d j) b))) h) in *.
  repeat split.
  + eapply Rle_trans; [apply Rabs_triang|]. lra.
  + eapply Rle_trans; [apply Rabs_triang|]. lra.
  + match goal with |- Rabs (?u + ?v - (?w + ?z) - (?p + ?q)) <= _ =>
      replace (u + v - (w + z) - (p + q)) with ((u - w - p) + (v - z - q)) by ring end.
    eapply Rle_trans; [apply Rabs_triang|]. lra.
- exists (6 * La * Lb). split; [repeat apply Rmult_le_pos; lra|].
  apply (expands_ext n M _ _ _ _ _ (fun x => eq_refl)) with (2 := expands_mult n M La Lb _ _ _ _ Ha Hb La0 Lb0).
  intros x h. symmetry. rewrite (dot_vector_combination n (fun j => evaluate (e x) (total (d j) a))
    (fun j => evaluate (e x) (total (d j) b)) _ (evaluate (e x) b) (evaluate (e x) a) h); [ring|].
  intros j. simpl. ring.
- induction k as [|k (L & L0 & HL)].
  + exists (Rabs 1). split; [apply Rabs_pos|]. apply (expands_ext n M _ (fun _ => 1) _ (fun _ _ => 0)).
    * reflexivity.
    * intros x h. symmetry. apply dot_vector_zero. intros j. exact RMicromega.Q2R_0.
    * apply expands_const.
  + exists (6 * La * L). split; [repeat apply Rmult_le_pos; lra|].
    apply (expands_ext n M _ _ _ _ _ (fun x => eq_refl)) with (2 := expands_mult n M La L _ _ _ _ Ha HL La0 L0).
    intros x h. symmetry. set (a' := evaluate (e x) a). set (u := fun j => evaluate (e x) (total (d j) a)).
    assert (Ek : forall k, dot n (vector n (fun j => evaluate (e x) (total (d j) (Pow a k)))) h
      = INR k * a' ^ pred k * dot n (vector n u) h).
    { intros m. rewrite (dot_vector_combination n u (fun _ => 0) _ (INR m * a' ^ pred m) 0 h); [ring|].
      intros j. unfold u. destruct m as [|m]; cbn [total evaluate]; [rewrite RMicromega.Q2R_0; simpl; ring|].
      fold a'. simpl pred.
      assert (E : Q2R (Z.of_nat (S m) # 1) = INR (S m)).
      { unfold Q2R. rewrite INR_IZR_INZ. cbn [Qnum Qden]. change (IZR (Z.pos 1)) with 1. field. }
      rewrite E. ring. }
    rewrite !Ek. change (evaluate (e x) (Pow a k)) with (a' ^ k). rewrite S_INR.
    destruct k as [|k]; [simpl; ring|]. simpl pred. simpl pow. ring.
Qed.

Lemma all_expand_nodes n nodes : forall k side facts facts' earlier (e : Rn n -> nat -> R) (d : nat -> nat -> polynomial),
  scope_of k earlier -> list_facts false k nodes side facts earlier = Some facts' ->
  facts_below k facts = true -> (forall x, all_hold (e x) facts) -> (forall x, known (e x) earlier) ->
  (forall i x, continuous (fun y => e y i) x) -> (forall j i, (i < k)%nat -> below k (d j i) = true) ->
  (forall j i, (k <= i)%nat -> exists q, d j i = Const q) ->
  all_expand n e d ->
  all_expand n (fun x => with_nodes (e x) k nodes) (fun j => node_derivatives (d j) k nodes).
Proof.
induction nodes as [|[f v] rest IH]; intros k side facts facts' earlier e d Hsc H Hb Hf Hk Hc Hd Dz He; [exact He|].
destruct (list_facts_step _ _ _ _ _ _ _ _ _ Hsc H) as (flip & side' & new & Ev & Ef & H' & Hdom & _ & Hn & Hw & Hsc'). clear H.
set (z := fun x => apply f (evaluate (e x) v)).
assert (Cz : continuous_everywhere z).
{ intros x. apply (continuous_comp (fun y => evaluate (e y) v) (apply f)); [apply continuous_evaluate; intros; apply Hc|].
  apply (apply_continuous f flip); auto. }
simpl with_nodes. simpl node_derivatives.
apply (IH (S k) side' (facts ++ new) facts' (remember f k v earlier) (fun x => assign (e x) k (z x))
  (fun j i => if Nat.eqb i k then Mul (rate f (Var k)) (total (d j) v) else d j i) Hsc' H').
- rewrite facts_below_app. apply andb_true_intro. split; [apply facts_below_le with k; auto|]. apply Hw. now exists (e (point n [])).
- intros x. apply all_hold_app; [now apply all_hold_assign|]. apply Hn; auto.
- intros x. now apply remember_known.
- intros i x. unfold assign. destruct (Nat.eqb i k); [apply Cz|apply Hc].
- intros j i Hi. destruct (Nat.eqb_spec i k) as [->|Hne].
  + simpl. rewrite (below_le k (S k) (total (d j) v)); [|apply total_below; [apply Hd|exact Ev]|lia].
    assert (K : (k <? S k)%nat = true) by (apply Nat.ltb_lt; lia). simpl in K.
    destruct f; simpl; rewrite ?K; reflexivity.
  + apply below_le with k; [apply Hd; lia|lia].
- intros j i Hi. destruct (Nat.eqb_spec i k); [lia|]. apply Dz. lia.
- intros M i. destruct (Nat.eqb_spec i k) as [->|Hne].
  + destruct (evaluate_expands n e d v He M) as (L & L0 & HL).
    destruct (bounded_on_ball n z (2 * M + 2) Cz) as (B & B1 & HB).
    exists (B + 2 * B ^ 2 * L + 24 * B ^ 3 * L ^ 2 + 2 * B ^ 2 * L).
    assert (HB2 : 0 <= 2 * B ^ 2 * L) by (repeat apply Rmult_le_pos; try lra; apply pow_le; lra).
    assert (HB3 : 0 <= 24 * B ^ 3 * L ^ 2) by (repeat apply Rmult_le_pos; try lra; apply pow_le; lra).
    split; [lra|].
    apply (expands_ext n M _ z _ (fun x h => rate_value f (z x) * dot n (vector n (fun j => evaluate (e x) (total (d j) v))) h)).
    * intros x. unfold assign. now rewrite Nat.eqb_refl.
    * intros x h. symmetry.
      rewrite (dot_vector_combination n (fun j => evaluate (e x) (total (d j) v)) (fun _ => 0) _ (rate_value f (z x)) 0 h); [ring|].
      intros j. rewrite Rmult_0_r, Rplus_0_r. cbn [evaluate]. rewrite evaluate_rate. cbn [evaluate].
      unfold assign at 1. rewrite Nat.eqb_refl. f_equal. apply evaluate_assign_below.
      apply total_below; [apply Hd|exact Ev].
    * intros x h s Hx Hs Hh. destruct (HL x h s Hx Hs Hh) as (A1 & A2 & A3).
      set (dv := dot n (vector n (fun j => evaluate (e x) (total (d j) v))) h) in *.
      assert (Hs1 : s ^ 2 <= 1) by nra. assert (Hs0 : 0 <= s ^ 2) by apply pow2_ge_0.
      assert (N0 := squared_norm_nonnegative n x).
      assert (Bu : Rabs (z x) <= B) by (apply HB; lra).
      assert (Bw : Rabs (z (plus x h)) <= B) by (apply HB; assert (K := squared_norm_plus n x h); lra).
      assert (Du := Hdom (e x) (Hf x)). assert (Dw := Hdom (e (plus x h)) (Hf (plus x h))).
      assert (T := elementary_taylor f flip (evaluate (e x) v) (evaluate (e (plus x h)) v) B Ef Du Dw B1 Bu Bw).
      fold (z x) in T. fold (z (plus x h)) in T.
      set (w := evaluate (e (plus x h)) v) in *. set (u := evaluate (e x) v) in *.
      assert (R1 := rate_bound f (z x) B B1 Bu). set (r := rate_value f (z x)) in *.
      assert (Hss : s ^ 2 <= s) by nra.
      assert (Hwu : Rabs (w - u) <= 2 * L * s).
      { replace (w - u) with ((w - u - dv) + dv) by ring. eapply Rle_trans; [apply Rabs_triang|].
        assert (L * s ^ 2 <= L * s) by (apply Rmult_le_compat_l; lra). lra. }
      assert (Hwu2 : (w - u) ^ 2 <= 4 * L ^ 2 * s ^ 2).
      { rewrite <- (pow2_abs (w - u)). replace (4 * L ^ 2 * s ^ 2) with ((2 * L * s) ^ 2) by ring.
        apply pow_incr. split; [apply Rabs_pos|exact Hwu]. }
      assert (HB6 : 0 <= 6 * B ^ 3) by (apply Rmult_le_pos; [lra|apply pow_le; lra]).
      assert (T' : 6 * B ^ 3 * (w - u) ^ 2 <= 24 * B ^ 3 * L ^ 2 * s ^ 2).
      { replace (24 * B ^ 3 * L ^ 2 * s ^ 2) with (6 * B ^ 3 * (4 * L ^ 2 * s ^ 2)) by ring.
        now apply Rmult_le_compat_l. }
      assert (R2 := product_bound r dv _ _ R1 A2). assert (R3 := product_bound r (w - u - dv) _ _ R1 A3).
      assert (Z1 : 0 <= (B + 24 * B ^ 3 * L ^ 2 + 2 * B ^ 2 * L) * s) by (apply Rmult_le_pos; lra).
      assert (Z2 : 0 <= (B + 2 * B ^ 2 * L) * s ^ 2) by (apply Rmult_le_pos; lra).
      repeat split.
      -- lra.
      -- lra.
      -- replace (z (plus x h) - z x - r * dv) with ((z (plus x h) - z x - r * (w - u)) + r * (w - u - dv)) by ring.
         eapply Rle_trans; [apply Rabs_triang|]. lra.
  + destruct (He M i) as (L & L0 & HL). exists L. split; [exact L0|].
    apply (expands_ext n M L (fun x => e x i) _ (fun x h => dot n (vector n (fun j => evaluate (e x) (d j i))) h)).
    * intros x. unfold assign. destruct (Nat.eqb_spec i k); [lia|reflexivity].
    * intros x h. match goal with |- _ = dot n (vector n ?w) h =>
        rewrite (dot_vector_combination n (fun j => evaluate (e x) (d j i)) (fun _ => 0) w 1 0 h) end; [ring|].
      intros j. rewrite Rmult_1_l, Rmult_0_r, Rplus_0_r.
      destruct (Nat.lt_ge_cases i k) as [Hi|Hi].
      -- apply evaluate_assign_below. now apply Hd.
      -- destruct (Dz j i Hi) as [q ->]. reflexivity.
    * exact HL.
Qed.

Lemma coordinates_expand n : all_expand n (fun x i => coordinate n i x) coordinate_derivatives.
Proof.
intros M i. destruct (polynomial_expands n M (Var i)) as (L & L0 & HL). exists L. split; [exact L0|].
apply (expands_ext n M L _ _ _ _ (fun x => eq_refl)) with (2 := HL). intros x h.
rewrite <- dot_gradient. reflexivity.
Qed.

(** ** Objectives *)
Section Objective.
Variable n : nat.
Variable nodes : list node.
Variable side : list (bool * psatz).
Variable facts : list fact.
Hypothesis defined : denominator_facts (S n) nodes side [] = Some facts.

Theorem objective_expands p : forall M, exists L, 0 <= L /\
  expands n M L (objective n nodes p) (fun x h => dot n (lifted_gradient n nodes p x) h).
Proof.
apply (evaluate_expands n (values n nodes) (fun j => node_derivatives (coordinate_derivatives j) (S n) nodes)).
apply (all_expand_nodes n nodes (S n) side [] facts [] (fun x i => coordinate n i x) coordinate_derivatives (fun _ _ => @False_ind _) defined).
- reflexivity.
- intros x. apply all_hold_nil.
- intros x j u [].
- intros i x. apply continuous_coordinate.
- intros j i Hi. reflexivity.
- intros j i Hi. exists (if Nat.eqb j i then 1%Q else 0%Q). reflexivity.
- apply coordinates_expand.
Qed.

(** <grad p, grad q>, as a polynomial in all variables. *)
Definition lifted_inner p q : polynomial :=
  sum_of (map (fun j => Mul (lifted_partial n nodes j p) (lifted_partial n nodes j q)) (seq 0 (S n))).
Lemma lifted_inner_ok p q x :
  objective n nodes (lifted_inner p q) x = dot n (lifted_gradient n nodes p x) (lifted_gradient n nodes q x).
Proof. unfold objective, lifted_inner. apply dot_vector_vector; reflexivity. Qed.

Lemma continuous_objective p : continuous_everywhere (objective n nodes p).
Proof. apply (proj1 (proj2 (values_ok n nodes side facts defined))). Qed.
End Objective.

(** Without nodes these are the usual ones. *)
Lemma lifted_partial_polynomial n j p : lifted_partial n [] j p = partial j p.
Proof.
unfold lifted_partial. simpl node_derivatives. induction p as [q|i|a IHa b IHb|a IHa b IHb|a IHa k].
- reflexivity.
- reflexivity.
- simpl. now rewrite IHa, IHb.
- simpl. now rewrite IHa, IHb.
- destruct k; [reflexivity|]. simpl. now rewrite IHa.
Qed.
Lemma vector_ext n u v : (forall j, u j = v j) -> vector n u = vector n v.
Proof.
revert u v. induction n as [|n IH]; intros u v H; simpl; [apply H|]. f_equal; [apply H|]. apply IH. intros j. apply H.
Qed.
Lemma lifted_gradient_polynomial n p x : lifted_gradient n [] p x = gradient n p x.
Proof. apply vector_ext. intros j. unfold objective. now rewrite lifted_partial_polynomial. Qed.

(** Fermat: the gradient vanishes at local minima. *)
Lemma dot_scal_r n (g : Rn n) t : dot n g (scal t g) = t * squared_norm n g.
Proof.
unfold squared_norm. revert g. induction n as [|n IH]; intros g.
- change (@eq R (g * (t * g)) (t * (g * g))). ring.
- destruct g as [g1 g2]. specialize (IH g2). change (g1 * (t * g1) + dot n g2 (scal t g2) = t * (g1 * g1 + dot n g2 g2)).
  rewrite IH. ring.
Qed.
Lemma squared_norm_scaled n (t : R) (x : Rn n) : squared_norm n (scal t x) = t ^ 2 * squared_norm n x.
Proof.
unfold squared_norm. revert x. induction n as [|n IH]; intros x.
- change (@eq R ((t * x) * (t * x)) (t ^ 2 * (x * x))). ring.
- destruct x as [x1 x2]. specialize (IH x2). change ((t * x1) * (t * x1) + dot n (scal t x2) (scal t x2) = t ^ 2 * (x1 * x1 + dot n x2 x2)).
  rewrite IH. ring.
Qed.

Theorem gradient_vanishes n (f : Rn n -> R) (g : Rn n -> Rn n) x :
  (forall M, exists L, 0 <= L /\ expands n M L f (fun x h => dot n (g x) h)) ->
  local_minimum f x -> squared_norm n (g x) = 0.
Proof.
intros He Hmin. set (G := squared_norm n (g x)). assert (HG : 0 <= G) by apply squared_norm_nonnegative.
destruct (Rle_lt_or_eq_dec 0 G HG) as [Hp|E]; [exfalso|now symmetry].
destruct (He (squared_norm n x)) as (L & L0 & HL).
assert (Hc : continuous (fun t : R => plus x (scal (- t) (g x))) 0).
{ apply (continuous_plus (V := Rn n) (fun _ : R => x) (fun t : R => scal (- t) (g x))).
  - apply continuous_const.
  - apply (continuous_scal_l (V := Rn n) (fun s : R => - s) (g x) 0).
    apply (continuous_opp (fun s : R => s)). apply continuous_id. }
assert (H0 : plus x (scal (- 0) (g x)) = x).
{ rewrite Ropp_0. etransitivity; [|apply plus_zero_r]. f_equal. exact (scal_zero_l (V := Rn n) (g x)). }
rewrite <- H0 in Hmin at 1. destruct (Hc _ Hmin) as [e Hball]. rewrite H0 in Hball. assert (Ep := cond_pos e).
set (t := Rmin (e / 2) (Rmin (/ (2 * (L + 1))) (/ (1 + G)))).
assert (T1 : t <= e / 2) by apply Rmin_l.
assert (T2 : t <= / (2 * (L + 1))) by (eapply Rle_trans; [apply Rmin_r|apply Rmin_l]).
assert (T3 : t <= / (1 + G)) by (eapply Rle_trans; [apply Rmin_r|apply Rmin_r]).
assert (T0 : 0 < t).
{ unfold t. repeat apply Rmin_glb_lt; try lra; apply Rinv_0_lt_compat; lra. }
assert (Ht := Hball t). assert (Hb : ball 0 e t) by (change (Rabs (t - 0) < e); rewrite Rabs_pos_eq; lra).
specialize (Ht Hb). cbv beta in Ht.
set (s := t * sqrt G).
assert (Hs2 : s ^ 2 = t ^ 2 * G).
{ unfold s. rewrite Rpow_mult_distr. f_equal. simpl. rewrite Rmult_1_r. now apply sqrt_sqrt. }
assert (Hs0 : 0 <= s) by (apply Rmult_le_pos; [lra|apply sqrt_pos]).
assert (HtG : t * (1 + G) <= 1) by (apply Rmult_le_reg_r with (/ (1 + G)); [apply Rinv_0_lt_compat; lra|rewrite Rmult_assoc, Rinv_r, Rmult_1_r, Rmult_1_l by lra; exact T3]).
assert (HtL : t * (2 * (L + 1)) <= 1) by (apply Rmult_le_reg_r with (/ (2 * (L + 1))); [apply Rinv_0_lt_compat; lra|rewrite Rmult_assoc, Rinv_r, Rmult_1_r, Rmult_1_l by lra; exact T2]).
assert (Hs1 : s <= 1).
{ apply Rnot_lt_le. intros Hlt. assert (1 < s ^ 2) by nra. assert (t ^ 2 * G <= t * (t * (1 + G))) by nra. nra. }
destruct (HL x (scal (- t) (g x)) s (Rle_refl _) (conj Hs0 Hs1)) as (_ & _ & A).
{ rewrite squared_norm_scaled. fold G. rewrite Hs2. right. ring. }
rewrite dot_scal_r in A. fold G in A. apply Rabs_le_between in A. rewrite Hs2 in A.
assert (L * (t ^ 2 * G) < t * G); [|lra].
replace (L * (t ^ 2 * G)) with (t * L * (t * G)) by ring.
assert (0 < t * G) by (apply Rmult_lt_0_compat; lra). nra.
Qed.
