(** Verified checker for certified objectives by Theorem T: no value is approached from above at infinity along the
    set where grad f is parallel to x (rho = |x|^2). *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia Classical Psatz.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Smooth Trajectories Identity Positivstellensatz Objectives Arcs Roots Gradients
  Lifts CriticalCases PolynomialFunctions GradientFlow CriticalValues StrictMinima Confinement Certified.
Import ListNotations.
Open Scope R_scope.

(** ** Bounds *)
Lemma uval_bounded m A : 0 <= A -> exists C, 0 <= C /\ forall t, Rabs t <= A -> Rabs (uval m t) <= C.
Proof.
intros HA. induction m as [|a m (C & C0 & H)].
- exists 0. split; [lra|]. intros t _. simpl. rewrite Rabs_R0. lra.
- exists (Rabs (Q2R a) + A * C). assert (Ha := Rabs_pos (Q2R a)).
  split; [apply Rplus_le_le_0_compat; [exact Ha|now apply Rmult_le_pos]|].
  intros t Ht. simpl. eapply Rle_trans; [apply Rabs_triang|].
  assert (K := product_bound t (uval m t) A C Ht (H t Ht)). lra.
Qed.

Lemma tail_bound (l : list R) x C : 0 <= C -> (forall b, In b l -> Rabs b <= C) -> 1 <= Rabs x ->
  Rabs (rval_list l x) * Rabs x <= INR (length l) * C * Rabs x ^ length l.
Proof.
intros HC Hl Hx. induction l as [|b l IH].
- simpl. rewrite Rabs_R0. lra.
- assert (I := IH ltac:(intros c Hc; apply Hl; now right)). clear IH.
  assert (Hb := Hl b (or_introl eq_refl)).
  change (Rabs (b + x * rval_list l x) * Rabs x <= INR (S (length l)) * C * (Rabs x * Rabs x ^ length l)).
  rewrite S_INR.
  assert (T := Rabs_triang b (x * rval_list l x)). rewrite Rabs_mult in T.
  set (a := Rabs x) in *. set (r := Rabs (rval_list l x)) in *. set (p := a ^ length l) in *. set (k := INR (length l)) in *.
  assert (Hp : 1 <= p) by (now apply pow_R1_Rle).
  assert (H1 : Rabs (b + x * rval_list l x) * a <= (Rabs b + a * r) * a) by (apply Rmult_le_compat_r; lra).
  assert (H2 : a * (r * a) <= a * (k * C * p)) by (apply Rmult_le_compat_l; lra).
  assert (H3 : Rabs b * a <= C * a) by (apply Rmult_le_compat_r; lra).
  assert (H4 : C * a * 1 <= C * a * p) by (apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|exact Hp]).
  lra.
Qed.

Lemma cauchy_bound (l : list R) a x C c : 0 <= C -> (forall b, In b l -> Rabs b <= C) -> 0 < c <= Rabs a ->
  rval_list (l ++ [a]) x = 0 -> Rabs x <= 1 + INR (length l) * C / c.
Proof.
intros HC Hl Hc E.
assert (Hn := pos_INR (length l)).
assert (H0 : 0 <= INR (length l) * C / c).
{ apply Rmult_le_pos; [now apply Rmult_le_pos|]. left. now apply Rinv_0_lt_compat. }
destruct (Rle_lt_dec 1 (Rabs x)) as [Hx|Hx]; [|lra].
assert (A : forall l, rval_list (l ++ [a]) x = rval_list l x + x ^ length l * a).
{ clear. induction l as [|b l IH]; simpl; [ring|]. rewrite IH. ring. }
rewrite A in E. assert (T := tail_bound l x C HC Hl Hx).
assert (E1 : rval_list l x = - (x ^ length l * a)) by lra.
rewrite E1, Rabs_Ropp, Rabs_mult, <- RPow_abs in T.
assert (Hp : 0 < Rabs x ^ length l) by (apply pow_lt; lra).
assert (K : c * Rabs x <= INR (length l) * C).
{ apply Rmult_le_reg_l with (Rabs x ^ length l); [exact Hp|].
  apply Rle_trans with (Rabs x ^ length l * Rabs a * Rabs x).
  - rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_r; lra.
  - lra. }
apply Rle_trans with (INR (length l) * C / c); [|lra].
apply Rmult_le_reg_l with c; [lra|].
replace (c * (INR (length l) * C / c)) with (INR (length l) * C) by (field; lra). exact K.
Qed.

(** ** Leaves *)
(** How a coordinate stays bounded where F does: it satisfies sum_k x_i^k P_k(F) = 0 where the last P_k(F) is not 0
    except at listed values; or factor(F)^2 x_i^(2 e) <= bound(F), where factor(F) is not 0 except at listed values. *)
Inductive coordinate_control :=
  | Eliminant (P : list univariate) (leading : univariate) (k : nat) (c : combination) (roots : roots_of)
  | CoordinateBound (bound factor : univariate) (k : nat) (c : psatz) (roots : roots_of).

(** Why a value v is not approached from above: it is at most the lower bound of F, or v < F < v + width is impossible
    (for irrational v: low < F < high where the polynomial of v has the sign that it has right of v). *)
Definition candidate := (number * option (Q * psatz))%type.

Inductive tangency_tree :=
  | TDerive (l : list derivation) (child : tangency_tree)
  | TSplitProduct (factors : list polynomial) (k : nat) (c : combination) (children : list tangency_tree)
  | TSplitSign (p : polynomial) (above zero under : tangency_tree)
  | TEmpty (c : psatz)
  | FiniteValues (m : univariate) (nonzero : Q) (k : nat) (steps : list (polynomial * combination))
  | BoundedPart (bound : univariate) (k : nat) (c : psatz)
  | Eliminants (controls : list coordinate_control) (candidates : list candidate).

(** ** Derivatives *)
Lemma evaluate_norm_values n nodes (x : Rn n) : evaluate (values n nodes x) (norm_polynomial n) = squared_norm n x.
Proof. rewrite <- evaluate_norm. exact (values_below n nodes x (norm_polynomial n) (norm_polynomial_below n)). Qed.

Lemma dot_plus_r n (g x y : Rn n) : dot n g (plus x y) = dot n g x + dot n g y.
Proof.
induction n as [|n IH]; [exact (Rmult_plus_distr_l g x y)|].
destruct g as [g1 g2], x as [x1 x2], y as [y1 y2].
change (g1 * (x1 + y1) + dot n g2 (plus x2 y2) = g1 * x1 + dot n g2 x2 + (g1 * y1 + dot n g2 y2)). rewrite IH. ring.
Qed.

Lemma dot_is_linear n (g : Rn n) : is_linear (fun h : Rn n => (dot n g h : R_NormedModule)).
Proof.
constructor.
- exact (dot_plus_r n g).
- intros k x. exact (dot_scale n g x k).
- exists (norm g + 1). assert (P := norm_pos n g). split; [lra|]. intros x. assert (Px := norm_pos n x).
  assert (A := dot_norm n g x). assert (B := dot_norm n g (opp x)). rewrite norm_opp in B.
  rewrite dot_opp in B. change (Rabs (dot n g x) <= (norm g + 1) * norm x). apply Rabs_le.
  assert (0 <= 1 * norm x) by lra. split; lra.
Qed.

Lemma expands_is_diff n (f : Rn n -> R) (g : Rn n -> Rn n) :
  (forall M, exists L, 0 <= L /\ expands n M L f (fun x h => dot n (g x) h)) -> is_diff f (fun x h => dot n (g x) h).
Proof.
intros H x. split; [apply dot_is_linear|]. intros z Hz.
assert (Ez := is_filter_lim_locally_unique x z Hz). subst z.
destruct (H (squared_norm n x)) as (L & L0 & HL). intros eps.
assert (He := cond_pos eps).
assert (Hd : 0 < Rmin 1 (eps / (L + 1))).
{ apply Rmin_glb_lt; [lra|]. apply Rmult_lt_0_compat; [exact He|]. apply Rinv_0_lt_compat. lra. }
apply locally_le_locally_norm. exists (mkposreal _ Hd). intros y Hy. unfold ball_norm in Hy. simpl in Hy.
set (h := Hierarchy.minus y x) in *. assert (Ph := norm_pos n h). assert (M1 := Rmin_l 1 (eps / (L + 1))). assert (M2 := Rmin_r 1 (eps / (L + 1))).
destruct (HL x h (norm h) (Rle_refl _) ltac:(lra) ltac:(rewrite norm_squared; apply Rle_refl)) as (_ & _ & K).
assert (Ey : plus x h = y).
{ unfold h, Hierarchy.minus. rewrite plus_comm, <- plus_assoc, plus_opp_l. apply plus_zero_r. }
rewrite Ey in K. change (Rabs (f y - f x - dot n (g x) h) <= eps * norm h). apply Rle_trans with (1 := K).
assert (B : (L + 1) * norm h <= eps).
{ apply Rle_trans with ((L + 1) * (eps / (L + 1))); [apply Rmult_le_compat_l; lra|]. right. field. lra. }
replace (L * norm h ^ 2) with ((L * norm h) * norm h) by ring. apply Rmult_le_compat_r; [exact Ph|]. lra.
Qed.

Section Tangency.
Variable n : nat.
Variable nodes : list node.
Variable F : polynomial.
Variable low : option Q.   (* a lower bound of F *)

Definition eliminant_polynomial (i : nat) (P : list univariate) : polynomial :=
  fold_right (fun m q => Add (univariate_at m F) (Mul (Var i) q)) (Const 0) P.
Definition check_coordinate facts (candidates : list candidate) (i : nat) (c : coordinate_control) : bool :=
  match c with
  | Eliminant P leading k comb roots =>
      vanishes_by facts (Pow (eliminant_polynomial i (P ++ [leading])) k) comb &&
      check_roots leading (map fst candidates) roots
  | CoordinateBound bound factor k c roots =>
      Nat.ltb 0 k && check_roots factor (map fst candidates) roots &&
      proves_nonnegative facts
        (Add (univariate_at bound F) (opposite (Mul (Pow (univariate_at factor F) 2) (Pow (Var i) (2 * k))))) c
  end.
(** v < F < v + eps for some eps > 0 *)
Definition window (v : number) (width : Q) : list fact :=
  match v with
  | Rational q => [(Positive, minus F q); (Positive, Add (Const (plus_q q width)) (opposite F))]
  | Root m low high falling _ =>
      [(Positive, signed falling (univariate_at m F)); (Positive, minus F low); (Positive, Add (Const high) (opposite F))]
  end.
Definition check_candidate facts (t : candidate) : bool :=
  match snd t with
  | None => match low with Some l => at_most (fst t) l | None => false end
  | Some (w, c) => positive_q w && valid_number (fst t) && proves_impossible (facts ++ window (fst t) w) c
  end.

Fixpoint check_tangency (fuel k : nat) (facts : list fact) (t : tangency_tree) : bool :=
  match fuel with
  | O => false
  | S m =>
    match t with
    | TDerive l child => match derive_all k facts l with Some facts' => check_tangency m k facts' child | None => false end
    | TSplitProduct factors e c children =>
        forallb (below k) factors && vanishes_by facts (Pow (product factors) e) c &&
        Nat.eqb (length children) (length factors) &&
        forallb (fun fc => check_tangency m k (facts ++ fst fc) (snd fc)) (combine (case_facts [] factors) children)
    | TSplitSign p above zero under =>
        below k p && check_tangency m k (facts ++ [(Positive, p)]) above &&
        check_tangency m k (facts ++ [(Zero, p)]) zero && check_tangency m k (facts ++ [(Positive, opposite p)]) under
    | TEmpty c => proves_impossible facts c
    | FiniteValues p t0 e steps => negb (Qeq_bool (uval_q p t0) 0) && root_of facts F p e steps
    | BoundedPart bound e c =>
        Nat.ltb 0 e && proves_nonnegative facts (Add (univariate_at bound F) (opposite (Pow (norm_polynomial n) e))) c
    | Eliminants controls candidates =>
        Nat.eqb (length controls) (S n) && forallb (check_candidate facts) candidates &&
        forallb (fun ic => check_coordinate facts candidates (fst ic) (snd ic)) (combine (seq 0 (length controls)) controls)
    end
  end.

Hypothesis low_ok : forall l, low = Some l -> forall x, Q2R l <= objective n nodes F x.

(** Far out, no point where the facts hold has a value slightly above v. *)
Definition clear_above (v : R) (facts : list fact) : Prop :=
  exists r eps, 0 < eps /\ forall x : Rn n, all_hold (values n nodes x) facts ->
    r <= squared_norm n x -> ~ (v < objective n nodes F x < v + eps).

Lemma power_bound (N C : R) e : 0 <= N -> (0 < e)%nat -> N ^ e <= C -> N <= 1 + Rabs C.
Proof.
intros HN He H. assert (HC := Rle_abs C). assert (HC0 := Rabs_pos C).
destruct (Rle_lt_dec N 1) as [|H1]; [lra|].
assert (N <= N ^ e); [|lra]. rewrite <- (pow_1 N) at 1. apply Rle_pow; [lra|lia].
Qed.

Lemma value_window v t : v < t < v + 1 -> Rabs t <= Rabs v + 1.
Proof. intros H. assert (H1 := Rle_abs v). assert (H2 := Rle_abs (- v)). rewrite Rabs_Ropp in H2. apply Rabs_le. lra. Qed.

Lemma coordinate_bounded v facts candidates i c :
  check_coordinate facts candidates i c = true -> (forall w, In w (map fst candidates) -> ~ is_number w v) ->
  exists eps B, 0 < eps <= 1 /\ forall x : Rn n, all_hold (values n nodes x) facts ->
    v < objective n nodes F x < v + eps -> Rabs (values n nodes x i) <= B.
Proof.
intros E Hv. assert (HA : 0 <= Rabs v + 1) by (assert (H := Rabs_pos v); lra).
assert (Hnonzero : forall m roots, check_roots m (map fst candidates) roots = true -> uval m v <> 0).
{ intros m roots H H0. destruct (check_roots_ok _ _ _ _ H H0) as (w & Hw & Hw'). exact (Hv w Hw Hw'). }
assert (Haway : forall m, uval m v <> 0 ->
  exists eps, 0 < eps <= 1 /\ forall t, v < t < v + eps -> Rabs (uval m v) / 2 < Rabs (uval m t)).
{ intros m Hm. assert (Hc : continuous (fun t => Rabs (uval m t)) v).
  { apply (continuous_comp (uval m) Rabs); [|apply continuous_Rabs].
    apply (continuous_ext (rval_list (map Q2R m))); [intros t; symmetry; apply uval_rval|apply continuous_rval]. }
  assert (Hp := Rabs_pos_lt _ Hm).
  destruct (Hc _ (open_gt (Rabs (uval m v) / 2) (Rabs (uval m v)) ltac:(lra))) as [e He].
  exists (Rmin e 1). assert (M1 := Rmin_l e 1). assert (M2 := Rmin_r e 1). split.
  - split; [apply Rmin_glb_lt; [apply cond_pos|lra]|exact M2].
  - intros t Ht. apply He. change (Rabs (t - v) < e). rewrite Rabs_pos_eq; lra. }
destruct c as [P leading k comb roots|bound factor k c roots]; simpl in E.
- apply andb_prop in E. destruct E as [E1 E2].
  assert (Hlead := Hnonzero _ _ E2). destruct (Haway _ Hlead) as (e & He & Hfar).
  assert (HB : exists C, 0 <= C /\ forall m, In m P -> forall t, Rabs t <= Rabs v + 1 -> Rabs (uval m t) <= C).
  { clear - HA. induction P as [|m P (C & C0 & H)].
    - exists 0. split; [lra|]. intros m [].
    - destruct (uval_bounded m _ HA) as (D & D0 & HD). exists (C + D). split; [lra|].
      intros m' [<-|Hm'] t Ht; [specialize (HD t Ht)|specialize (H m' Hm' t Ht)]; lra. }
  destruct HB as (C & C0 & HC).
  assert (Hp := Rabs_pos_lt _ Hlead).
  exists e, (1 + INR (length (map (fun m => uval m) P)) * C / (Rabs (uval leading v) / 2)).
  split; [exact He|].
  intros x Hx Hval.
  apply (vanishes_by_ok _ _ _ _ Hx) in E1. simpl in E1. apply power_zero in E1.
  set (t := objective n nodes F x) in *.
  assert (Ht : Rabs t <= Rabs v + 1) by (apply value_window; lra).
  assert (Hlt := Hfar t Hval).
  assert (EP : forall P, evaluate (values n nodes x) (eliminant_polynomial i P)
    = rval_list (map (fun m => uval m t) P) (values n nodes x i)).
  { clear. induction P as [|m P IH]; simpl; [exact RMicromega.Q2R_0|]. rewrite univariate_at_ok, IH. reflexivity. }
  rewrite EP, map_app in E1. simpl map in E1. rewrite map_length.
  replace (length P) with (length (map (fun m => uval m t) P)) by apply map_length.
  apply (cauchy_bound _ (uval leading t)); auto; [|lra].
  intros b Hb. apply in_map_iff in Hb. destruct Hb as [m [<- Hm]]. now apply HC.
- apply andb_prop in E. destruct E as [E E2]. apply andb_prop in E. destruct E as [E1 E3]. apply Nat.ltb_lt in E1.
  assert (Hfac := Hnonzero _ _ E3). destruct (Haway _ Hfac) as (e & He & Hfar).
  destruct (uval_bounded bound _ HA) as (C & C0 & HC). assert (Hp := Rabs_pos_lt _ Hfac).
  set (c0 := (Rabs (uval factor v) / 2) ^ 2). assert (Hc0 : 0 < c0) by (unfold c0; apply pow_lt; lra).
  exists e, (1 + (1 + Rabs (C / c0))). split; [exact He|]. intros x Hx Hval.
  assert (H := proves_nonnegative_ok _ facts _ c E2 Hx). cbn [evaluate] in H.
  rewrite univariate_at_ok, evaluate_opposite in H. cbn [evaluate] in H. rewrite univariate_at_ok in H.
  change (evaluate (values n nodes x) F) with (objective n nodes F x) in H.
  replace (k + (k + 0))%nat with (2 * k)%nat in H by lia. rewrite (pow_mult (values n nodes x i)) in H.
  assert (Hone : v < objective n nodes F x < v + 1) by lra.
  assert (Ht := HC _ (value_window v _ Hone)). assert (Ht' := Rle_abs (uval bound (objective n nodes F x))).
  assert (Hq := Hfar _ Hval). set (N := (values n nodes x i ^ 2) ^ k) in *.
  assert (HN : 0 <= N) by (unfold N; apply pow_le, pow2_ge_0).
  assert (Hsq : c0 <= uval factor (objective n nodes F x) ^ 2).
  { unfold c0. rewrite <- (pow2_abs (uval factor (objective n nodes F x))). apply pow_incr. lra. }
  assert (HNC : N <= C / c0).
  { apply Rmult_le_reg_l with (1 := Hc0). replace (c0 * (C / c0)) with C by (field; lra).
    apply Rle_trans with (uval factor (objective n nodes F x) ^ 2 * N); [now apply Rmult_le_compat_r|lra]. }
  assert (K := power_bound (values n nodes x i ^ 2) (C / c0) k (pow2_ge_0 _) E1 HNC).
  assert (H1 := Rabs_pos (C / c0)). apply Rabs_le. split; nra.
Qed.

Lemma window_ok w width v : positive_q width = true -> valid_number w = true -> is_number w v ->
  exists eps, 0 < eps /\ forall x : Rn n, v < objective n nodes F x < v + eps -> all_hold (values n nodes x) (window w width).
Proof.
intros Hwidth Hvalid Hw. apply positive_q_ok in Hwidth. destruct w as [q|m lo hi falling c]; simpl in Hw.
- exists (Q2R width). split; [exact Hwidth|]. intros x Hx.
  apply all_hold_cons; [|apply all_hold_one]; unfold holds; cbn [fst snd].
  + rewrite evaluate_minus. change (0 < objective n nodes F x - Q2R q). lra.
  + cbn [evaluate]. rewrite evaluate_opposite, plus_q_ok. change (0 < Q2R q + Q2R width + - objective n nodes F x). lra.
- exists (Q2R hi - v). split; [lra|]. intros x Hx. destruct Hw as [E Hw].
  assert (K := monotone_ok m lo hi falling c Hvalid v (objective n nodes F x) ltac:(lra) ltac:(lra) ltac:(lra)).
  apply all_hold_cons; [|apply all_hold_cons; [|apply all_hold_one]]; unfold holds; cbn [fst snd].
  + rewrite evaluate_signed, univariate_at_ok. change (evaluate (values n nodes x) F) with (objective n nodes F x).
    destruct falling; lra.
  + rewrite evaluate_minus. change (0 < objective n nodes F x - Q2R lo). lra.
  + cbn [evaluate]. rewrite evaluate_opposite. change (0 < Q2R hi + - objective n nodes F x). lra.
Qed.

Lemma controls_bounded v facts candidates controls k :
  forallb (fun ic => check_coordinate facts candidates (fst ic) (snd ic)) (combine (seq k (length controls)) controls) = true ->
  (forall w, In w (map fst candidates) -> ~ is_number w v) ->
  exists eps B, 0 < eps <= 1 /\ forall x : Rn n, all_hold (values n nodes x) facts ->
    v < objective n nodes F x < v + eps -> forall i, (k <= i < k + length controls)%nat -> Rabs (values n nodes x i) <= B.
Proof.
intros E Hv. revert k E. induction controls as [|c controls IH]; intros k E.
- exists 1, 0. split; [lra|]. intros x _ _ i Hi. simpl in Hi. lia.
- simpl in E. apply andb_prop in E. destruct E as [E1 E2].
  destruct (coordinate_bounded v facts candidates k c E1 Hv) as (e1 & B1 & He1 & H1).
  destruct (IH (S k) E2) as (e2 & B2 & He2 & H2).
  exists (Rmin e1 e2), (Rmax B1 B2).
  split; [split; [apply Rmin_glb_lt; lra|eapply Rle_trans; [apply Rmin_l|lra]]|].
  intros x Hx Hval i Hi. assert (M1 := Rmin_l e1 e2). assert (M2 := Rmin_r e1 e2).
  assert (N1 := Rmax_l B1 B2). assert (N2 := Rmax_r B1 B2).
  destruct (Nat.eq_dec i k) as [->|Hne].
  + apply Rle_trans with B1; [|exact N1]. apply H1; [exact Hx|lra].
  + apply Rle_trans with B2; [|exact N2]. apply H2; [exact Hx|lra|simpl in Hi; lia].
Qed.

Lemma clear_above_cases v (l : list (list fact)) : (forall f, In f l -> clear_above v f) ->
  exists r eps, 0 < eps /\ forall x : Rn n, (exists f, In f l /\ all_hold (values n nodes x) f) ->
    r <= squared_norm n x -> ~ (v < objective n nodes F x < v + eps).
Proof.
induction l as [|f l IH]; intros H.
- exists 0, 1. split; [lra|]. intros x (f & [] & _).
- destruct (H f (or_introl eq_refl)) as (r1 & e1 & He1 & H1).
  destruct IH as (r2 & e2 & He2 & H2); [intros g Hg; apply H; now right|].
  exists (Rmax r1 r2), (Rmin e1 e2). split; [now apply Rmin_glb_lt|].
  assert (M1 := Rmin_l e1 e2). assert (M2 := Rmin_r e1 e2). assert (N1 := Rmax_l r1 r2). assert (N2 := Rmax_r r1 r2).
  intros x (g & [<-|Hg] & Hx) Hr Hv.
  + apply (H1 x Hx); lra.
  + apply (H2 x (ex_intro _ g (conj Hg Hx))); lra.
Qed.

Theorem check_tangency_ok v : (exists z, objective n nodes F z < v) ->
  forall fuel facts t, check_tangency fuel (S n + length nodes) facts t = true -> facts_below (S n + length nodes) facts = true ->
    clear_above v facts.
Proof.
intros [z Hz]. assert (HA : 0 <= Rabs v + 1) by (assert (H := Rabs_pos v); lra).
induction fuel as [|m IH]; intros facts t E Hb; [discriminate|].
cbn [check_tangency] in E. destruct t as [l child|factors ex c children|p above zero under|c|p t0 ex steps|bound ex c|controls candidates].
- destruct (derive_all (S n + length nodes) facts l) as [facts'|] eqn:Ed; [|discriminate].
  destruct (classic (exists x : Rn n, all_hold (values n nodes x) facts)) as [[x0 Hx0]|HN].
  + assert (Hb' := proj2 (derive_all_ok _ _ _ _ _ Hx0 Hb Ed)).
    destruct (IH facts' child E Hb') as (r & eps & He & H). exists r, eps. split; [exact He|].
    intros x Hx. apply H. exact (proj1 (derive_all_ok _ _ _ _ _ Hx Hb Ed)).
  + exists 0, 1. split; [lra|]. intros x Hx. exfalso. apply HN. now exists x.
- apply andb_prop in E. destruct E as [E E4]. apply andb_prop in E. destruct E as [E E3].
  apply andb_prop in E. destruct E as [E1 E2]. apply Nat.eqb_eq in E3. rewrite forallb_forall in E4.
  destruct (clear_above_cases v (map (fun f => facts ++ f) (case_facts [] factors))) as (r & eps & He & H).
  + intros f Hf. apply in_map_iff in Hf. destruct Hf as [g [<- Hg]]. destruct (In_nth_error _ _ Hg) as [i Hi].
    assert (Hlen : length (case_facts [] factors) = length factors).
    { clear. generalize (@nil fact). induction factors as [|p l IH]; intros b; simpl; auto. }
    assert (i < length (case_facts [] factors))%nat by (apply nth_error_Some; congruence).
    destruct (in_combine_nth _ children i g Hi) as (t & T1 & T2); [lia|].
    apply (IH _ t (E4 _ T2)). rewrite facts_below_app, Hb. now apply (case_facts_below (S n + length nodes) [] factors).
  + exists r, eps. split; [exact He|]. intros x Hx. apply H.
    assert (E2' := vanishes_by_ok _ _ _ _ Hx E2). simpl in E2'. apply power_zero in E2'.
    destruct (case_facts_ok (values n nodes x) [] factors (all_hold_nil _) E2') as (i & fs & A & B & C).
    exists (facts ++ fs). split; [|now apply all_hold_app]. apply in_map_iff. exists fs. split; [reflexivity|].
    now apply nth_error_In with i.
- apply andb_prop in E. destruct E as [E E4]. apply andb_prop in E. destruct E as [E E3].
  apply andb_prop in E. destruct E as [E1 E2].
  destruct (clear_above_cases v [facts ++ [(Positive, p)]; facts ++ [(Zero, p)]; facts ++ [(Positive, opposite p)]])
    as (r & eps & He & H).
  + intros f [<-|[<-|[<-|[]]]]; [apply (IH _ _ E2)|apply (IH _ _ E3)|apply (IH _ _ E4)];
      rewrite facts_below_app, Hb; unfold facts_below, opposite; cbn [forallb snd below]; now rewrite E1.
  + exists r, eps. split; [exact He|]. intros x Hx. apply H.
    destruct (Rtotal_order (evaluate (values n nodes x) p) 0) as [S1|[S2|S3]].
    * eexists. split; [right; right; left; reflexivity|]. apply all_hold_app; [exact Hx|]. apply all_hold_one.
      unfold holds. cbn [fst snd]. rewrite evaluate_opposite. lra.
    * eexists. split; [right; left; reflexivity|]. apply all_hold_app; [exact Hx|]. now apply all_hold_one.
    * eexists. split; [left; reflexivity|]. apply all_hold_app; [exact Hx|]. now apply all_hold_one.
- exists 0, 1. split; [lra|]. intros x Hx. exfalso. now apply (proves_impossible_ok (values n nodes x) facts c E).
- apply andb_prop in E. destruct E as [E1 E2].
  destruct (isolated_from_above (map Q2R p) v) as [eta [He H]].
  { exists (Q2R t0). rewrite <- uval_rval, uval_q_ok. intros H. rewrite <- RMicromega.Q2R_0 in H.
    apply eqR_Qeq in H. apply Qeq_eq_bool in H. now rewrite H in E1. }
  exists 0, eta. split; [exact He|]. intros x Hx _ Hv. apply (H _ Hv). rewrite <- uval_rval.
  exact (root_of_ok _ _ _ _ _ _ Hx E2).
- apply andb_prop in E. destruct E as [E1 E2]. apply Nat.ltb_lt in E1.
  destruct (uval_bounded bound _ HA) as (C & C0 & HC).
  exists (2 + Rabs C), 1. split; [lra|]. intros x Hx Hr Hv.
  assert (H := proves_nonnegative_ok _ facts _ c E2 Hx). cbn [evaluate] in H.
  rewrite univariate_at_ok, evaluate_opposite in H. cbn [evaluate] in H. rewrite evaluate_norm_values in H.
  change (evaluate (values n nodes x) F) with (objective n nodes F x) in H.
  assert (Ht := HC _ (value_window v _ Hv)). assert (Ht' := Rle_abs (uval bound (objective n nodes F x))).
  assert (K := power_bound (squared_norm n x) C ex (squared_norm_nonnegative n x) E1 ltac:(lra)). lra.
- apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2].
  apply Nat.eqb_eq in E1. rewrite forallb_forall in E2.
  destruct (classic (exists w, In w (map fst candidates) /\ is_number w v)) as [Hin|Hout'].
  + destruct Hin as [w [Hin Hw]]. apply in_map_iff in Hin. destruct Hin as [[w' o] [<- Hin]]. specialize (E2 _ Hin).
    unfold check_candidate in E2. cbn [fst snd] in *. destruct o as [[width c]|].
    * apply andb_prop in E2. destruct E2 as [E2 W2]. apply andb_prop in E2. destruct E2 as [W1 W3].
      destruct (window_ok w' width v W1 W3 Hw) as (eps & He & Hwin).
      exists 0, eps. split; [exact He|]. intros x Hx _ Hv. apply (proves_impossible_ok (values n nodes x) _ c W2).
      apply all_hold_app; [exact Hx|]. now apply Hwin.
    * destruct low as [l|] eqn:El; [|discriminate]. assert (K := at_most_ok _ _ _ E2 Hw).
      assert (H := low_ok l eq_refl z). exfalso. lra.
  + assert (Hout : forall w, In w (map fst candidates) -> ~ is_number w v).
    { intros w Hw Hw'. apply Hout'. now exists w. }
    destruct (controls_bounded v facts candidates controls 0 E3 Hout) as (eps & B & He & H).
    exists (INR (S n) * B ^ 2 + 1), eps. split; [lra|]. intros x Hx Hr Hv.
    assert (K := norm_from_coordinates n x B (fun i Hi =>
      eq_ind _ (fun t => Rabs t <= B) (H x Hx Hv i ltac:(lia)) _ (values_low n nodes x i Hi))). lra.
Qed.
End Tangency.

(** ** The theorem *)
Record tangency := TangencyProof {
  tangency_low : option (Q * psatz);     (* a lower bound of F, if there is one *)
  radius : Q;
  tangency_depth : nat;
  tangency_cases : tangency_tree }.

(** G_i x_j - G_j x_i for i < j, times 2; then |x|^2 - radius > 0. *)
Definition pairs n : list (nat * nat) :=
  flat_map (fun i => map (fun j => (i, j)) (seq (S i) (n - i))) (seq 0 (S n)).
Definition tangency_facts n nodes (known : list fact) (F : polynomial) (r : Q) : list fact :=
  known ++ map (fun ij => (Zero, Mul (Const (2 # 1)) (Add (Mul (lifted_partial n nodes (fst ij) F) (Var (snd ij)))
    (opposite (Mul (lifted_partial n nodes (snd ij) F) (Var (fst ij))))))) (pairs n) ++ [(Positive, minus (norm_polynomial n) r)].

Definition check_theorem_T n nodes F side (t : tangency) (cv : critical_values) (m : minima) : bool :=
  match denominator_facts (S n) nodes side [] with
  | None => false
  | Some known =>
      match tangency_low t with Some (l, c) => proves_nonnegative known (minus F l) c | None => true end &&
      check_critical_values n nodes known F cv && check_cases n nodes known F cv m &&
      match minima_value m, tangency_low t with
      | None, _ => true | Some v, Some (l, _) => at_most v l | Some _, None => false end &&
      check_tangency n F (match tangency_low t with Some (l, _) => Some l | None => None end) (tangency_depth t)
        (S n + length nodes) (tangency_facts n nodes known F (radius t)) (tangency_cases t)
  end.

Fixpoint unit_vector (n i : nat) : Rn n :=
  match n return Rn n with
  | O => match i with O => 1 | S _ => 0 end
  | S m => match i with O => (1, zero) | S j => (0, unit_vector m j) end
  end.
Lemma dot_zero_r n (x : Rn n) : dot n x zero = 0.
Proof.
induction n as [|n IH]; [exact (Rmult_0_r x)|]. change (fst x * 0 + dot n (snd x) zero = 0). rewrite IH. ring.
Qed.
Lemma dot_unit n i (x : Rn n) : dot n x (unit_vector n i) = coordinate n i x.
Proof.
revert i. induction n as [|n IH]; intros i; destruct i as [|i].
- exact (Rmult_1_r x).
- exact (Rmult_0_r x).
- change (fst x * 1 + dot n (snd x) zero = fst x). rewrite dot_zero_r. ring.
- change (fst x * 0 + dot n (snd x) (unit_vector n i) = coordinate n i (snd x)). rewrite IH. ring.
Qed.

Lemma pairs_bound n i j : In (i, j) (pairs n) -> (i <= n)%nat /\ (j <= n)%nat.
Proof.
intros H. unfold pairs in H. apply in_flat_map in H. destruct H as [i' [Hi' H]]. apply in_map_iff in H.
destruct H as [j' [E Hj']]. injection E as -> ->. apply in_seq in Hi'. apply in_seq in Hj'. lia.
Qed.

Theorem certified_by_theorem_T n nodes F side t cv m : check_theorem_T n nodes F side t cv m = true ->
  no_spurious_setwise_minimum (objective n nodes F).
Proof.
unfold check_theorem_T. destruct (denominator_facts (S n) nodes side []) as [known|] eqn:Ed; [|discriminate].
intros E. apply andb_prop in E. destruct E as [E E5].
apply andb_prop in E. destruct E as [E E4]. apply andb_prop in E. destruct E as [E E3].
apply andb_prop in E. destruct E as [E1 E2].
destruct (values_ok n nodes side known Ed) as (Hknown & _ & Hkb).
assert (Eb := objective_scope n nodes known F cv E2).
assert (Hlow : forall l, match tangency_low t with Some (l, _) => Some l | None => None end = Some l ->
  forall x, Q2R l <= objective n nodes F x).
{ destruct (tangency_low t) as [[l c]|]; [|discriminate]. intros l' El x. injection El as <-.
  assert (H := proves_nonnegative_ok (values n nodes x) known _ c E1 (Hknown x)).
  rewrite evaluate_minus in H. unfold objective. lra. }
assert (Hval := check_cases_ok n nodes known F side Ed cv E2 m E3).
assert (HA : local_minima_are_global (objective n nodes F)).
{ intros x Hx y. destruct (Hval x Hx) as (v & V1 & V2). rewrite V1 in E4.
  destruct (tangency_low t) as [[l c]|]; [|discriminate]. assert (K := at_most_ok _ _ _ E4 V2).
  specialize (Hlow l eq_refl y). lra. }
apply (theorem_T_smooth n (objective n nodes F) (fun x h => dot n (lifted_gradient n nodes F x) h)).
- apply expands_is_diff. exact (objective_expands n nodes side known Ed F).
- intros x _. destruct (classic (local_minimum (objective n nodes F) x)) as [H|H]; [left; now apply HA|now right].
- intros v Hz.
  assert (Hfb : facts_below (S n + length nodes) (tangency_facts n nodes known F (radius t)) = true).
  { unfold tangency_facts. rewrite !facts_below_app, Hkb. cbn [andb]. apply andb_true_intro. split.
    - apply forallb_forall. intros f Hf. apply in_map_iff in Hf. destruct Hf as [[i j] [<- Hij]].
      apply pairs_bound in Hij. destruct Hij as [Hi Hj].
      cbn [fst snd below opposite]. rewrite !(lifted_partial_below n nodes side known _ F Ed Eb).
      assert (K : forall a, (a <= n)%nat -> Nat.ltb a (S n + length nodes) = true) by (intros; apply Nat.ltb_lt; lia).
      rewrite !K by assumption. reflexivity.
    - apply forallb_forall. intros f [<-|[]]. cbn [snd]. unfold minus. cbn [below]. rewrite andb_true_r.
      apply below_le with (S n); [apply norm_polynomial_below|lia]. }
  destruct (check_tangency_ok n nodes F _ Hlow v Hz _ _ _ E5 Hfb) as (r & eps & He & H).
  exists (Rmax r (Q2R (radius t) + 1)), eps. split; [exact He|].
  intros x _ Hr [lam Hlam]. assert (N1 := Rmax_l r (Q2R (radius t) + 1)). assert (N2 := Rmax_r r (Q2R (radius t) + 1)).
  apply H; [|lra].
  assert (Hg : forall i, (i <= n)%nat -> objective n nodes (lifted_partial n nodes i F) x = lam * coordinate n i x).
  { intros i Hi. assert (K := Hlam (unit_vector n i)). cbv beta in K. rewrite !dot_unit in K.
    unfold lifted_gradient in K. rewrite coordinate_vector in K by exact Hi. exact K. }
  unfold tangency_facts. apply all_hold_app; [apply Hknown|]. apply all_hold_app.
  + intros f Hf. apply in_map_iff in Hf. destruct Hf as [[i j] [<- Hij]]. apply pairs_bound in Hij. destruct Hij as [Hi Hj].
    unfold holds. cbn [fst snd evaluate]. rewrite evaluate_opposite. cbn [evaluate].
    assert (K1 := Hg i Hi). assert (K2 := Hg j Hj). unfold objective in K1, K2.
    rewrite K1, K2, !values_low by assumption. ring.
  + apply all_hold_one. unfold holds. cbn [fst snd]. rewrite evaluate_minus, evaluate_norm_values. lra.
Qed.
