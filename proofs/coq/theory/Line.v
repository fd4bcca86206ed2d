(** Refutations in one variable: a valley, or a flat piece, of the graph.  An interval is covered by rational arcs along
    which every function in the objective is rational and the signs are seen in the coefficients. *)
From Coq Require Import Reals QArith Qreals List Lra Bool Arith Lia.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology EuclideanSpace Leaves Identity Positivstellensatz Objectives Kinks Arcs.
Import ListNotations.
Open Scope R_scope.

(** a <= x < b is x = (a + b s) / (1 + s) with s >= 0. *)
Definition between (a b : Q) : rational_function := ([a; b], [1%Q; 1%Q]).
Definition upwards (a : Q) : rational_function := ([a; 1%Q], [1%Q]).
Definition downwards_from (b : Q) : rational_function := ([b; (-1 # 1)], [1%Q]).

Fixpoint arcs_from (start : Q) (cuts : list Q) (stop : option Q) : option (list rational_function) :=
  match cuts with
  | [] => match stop with
          | None => Some [upwards start]
          | Some b => if Qlt_bool start b then Some [between start b] else None
          end
  | q :: rest =>
      if Qlt_bool start q then match arcs_from q rest stop with Some l => Some (between start q :: l) | None => None end
      else None
  end.
Definition arcs (start : option Q) (cuts : list Q) (stop : option Q) : option (list rational_function) :=
  match start, cuts with
  | Some a, _ => arcs_from a cuts stop
  | None, q :: rest => match arcs_from q rest stop with Some l => Some (downwards_from q :: l) | None => None end
  | None, [] => None
  end.
Definition after (start : option Q) (x : R) : Prop := match start with Some a => Q2R a < x | None => True end.
Definition until (stop : option Q) (x : R) : Prop := match stop with Some b => x < Q2R b | None => True end.

Definition reached (l : list rational_function) (x : R) : Prop := exists r s, In r l /\ 0 <= s /\ rval r s = x.

Lemma between_ok a b x : Q2R a <= x -> x < Q2R b -> exists s, 0 <= s /\ rval (between a b) s = x.
Proof.
intros Ha Hb. exists ((x - Q2R a) / (Q2R b - x)). split.
- apply Rmult_le_pos; [lra|]. apply Rlt_le, Rinv_0_lt_compat. lra.
- unfold rval, between. simpl. rewrite RMicromega.Q2R_1. field. split; lra.
Qed.
Lemma arcs_from_ok cuts : forall start stop l, arcs_from start cuts stop = Some l ->
  forall x, Q2R start <= x -> until stop x -> reached l x.
Proof.
induction cuts as [|q cuts IH]; intros start stop l H x Hx Hs; simpl in H.
- destruct stop as [b|].
  + destruct (Qlt_bool start b); [|discriminate]. injection H as <-. destruct (between_ok start b x Hx Hs) as (s & A & B).
    exists (between start b), s. split; [now left|]. now split.
  + injection H as <-. exists (upwards start), (x - Q2R start). split; [now left|]. split; [lra|].
    unfold rval, upwards. simpl. rewrite RMicromega.Q2R_1. field.
- destruct (Qlt_bool start q); [|discriminate]. destruct (arcs_from q cuts stop) as [l'|] eqn:E; [|discriminate].
  injection H as <-. destruct (Rlt_le_dec x (Q2R q)) as [Hq|Hq].
  + destruct (between_ok start q x Hx Hq) as (s & A & B). exists (between start q), s. split; [now left|]. now split.
  + destruct (IH q stop l' E x Hq Hs) as (r & s & A & B). exists r, s. split; [now right|exact B].
Qed.
Lemma arcs_ok start cuts stop l : arcs start cuts stop = Some l -> forall x, after start x -> until stop x -> reached l x.
Proof.
unfold arcs. destruct start as [a|]; intros H x Ha Hb.
- apply (arcs_from_ok _ _ _ _ H); [simpl in Ha; lra|exact Hb].
- destruct cuts as [|q rest]; [discriminate|]. destruct (arcs_from q rest stop) as [l'|] eqn:E; [|discriminate].
  injection H as <-. destruct (Rlt_le_dec (Q2R q) x) as [Hq|Hq].
  + destruct (arcs_from_ok _ _ _ _ E x ltac:(lra) Hb) as (r & s & A & B). exists r, s. split; [now right|exact B].
  + exists (downwards_from q), (Q2R q - x). split; [now left|]. split; [lra|].
    assert (E1 : Q2R (-1 # 1) = -1) by (unfold Q2R; simpl; lra).
    unfold rval, downwards_from. simpl. rewrite RMicromega.Q2R_1, E1. field.
Qed.

(** All polynomials of the list are >= 0 along the arc. *)
Definition along (nodes : list node) (goals : list polynomial) (r : rational_function) : bool :=
  match arc_values 0 nodes [r] with Some l => forallb (arc_nonnegative l) goals | None => false end.
Definition on_interval nodes start cuts stop goals : bool :=
  match arcs start cuts stop with Some l => forallb (along nodes goals) l | None => false end.

Lemma on_interval_ok nodes start cuts stop goals : on_interval nodes start cuts stop goals = true ->
  forall g x, In g goals -> after start x -> until stop x -> 0 <= objective 0 nodes g x.
Proof.
unfold on_interval. intros H g x Hg Ha Hb. destruct (arcs start cuts stop) as [l|] eqn:E; [|discriminate].
rewrite forallb_forall in H. destruct (arcs_ok _ _ _ _ E x Ha Hb) as (r & s & Hr & Hs & <-).
assert (K := H r Hr). unfold along in K. destruct (arc_values 0 nodes [r]) as [v|] eqn:Ev; [|discriminate].
rewrite forallb_forall in K. exact (arc_nonnegative_ok 0 nodes [r] v g s Hs Ev (K g Hg)).
Qed.

Record valley := Valley {
  valley_signs : list (bool * psatz);
  valley_from : option Q;
  valley_cuts : list Q;
  valley_until : option Q;
  flat : bool;                  (* f = level on the interval; otherwise f > level at its ends *)
  valley_level : Q;
  valley_lower : Q;             (* f >= lower on the interval *)
  valley_inside : Q;
  valley_beyond : Q }.

Definition above_level nodes p (c : Q) (a : option Q) : bool :=
  match a with
  | None => true
  | Some q => match objective_q 0 nodes p [q] with Some v => Qlt_bool c v | None => false end
  end.
Definition inside_interval (v : valley) : bool :=
  match valley_from v with Some a => Qlt_bool a (valley_inside v) | None => true end &&
  match valley_until v with Some b => Qlt_bool (valley_inside v) b | None => true end.

Definition check_valley nodes p (v : valley) : bool :=
  match objective_facts 0 nodes (valley_signs v), objective_q 0 nodes p [valley_inside v], objective_q 0 nodes p [valley_beyond v] with
  | Some (_, l), Some y, Some z =>
      continuous_form l p && inside_interval v && Qle_bool y (valley_level v) && Qlt_bool z (valley_lower v) &&
      on_interval nodes (valley_from v) (valley_cuts v) (valley_until v)
        (minus p (valley_lower v) ::
         if flat v then [minus p (valley_level v); opposite (minus p (valley_level v))] else []) &&
      (flat v || above_level nodes p (valley_level v) (valley_from v) && above_level nodes p (valley_level v) (valley_until v))
  | _, _, _ => false
  end.

(** The set: f <= level inside, or the part of a flat piece from the inner point to the end that is infinite (if any). *)
Inductive extent := Bounded | Right | Left.
Definition valley_set nodes p (v : valley) (way : extent) (x : Rn 0) : Prop :=
  if flat v
  then match way with
       | Bounded => x = Q2R (valley_inside v) | Right => Q2R (valley_inside v) <= x | Left => x <= Q2R (valley_inside v) end
  else (after (valley_from v) x /\ until (valley_until v) x) /\ objective 0 nodes p x <= Q2R (valley_level v).
Definition allowed (v : valley) (way : extent) : bool :=
  match way with
  | Bounded => true
  | Right => match valley_until v with None => true | _ => false end
  | Left => match valley_from v with None => true | _ => false end
  end.

Lemma end_quantities (start stop : option Q) : exists l : list (R -> R),
  (forall q, In q l -> forall x, continuous q x) /\
  (forall x, (forall q, In q l -> q x < 0) <-> after start x /\ until stop x) /\
  (forall x, (exists q, In q l /\ q x = 0) ->
     (exists a, start = Some a /\ x = Q2R a) \/ (exists b, stop = Some b /\ x = Q2R b)).
Proof.
exists (match start with Some a => [fun x => Q2R a - x] | None => [] end ++
  match stop with Some b => [fun x => x - Q2R b] | None => [] end). split; [|split].
- intros q Hq x. apply in_app_or in Hq. destruct Hq as [Hq|Hq].
  + destruct start as [a|]; [|destruct Hq]. destruct Hq as [<-|[]].
    apply (continuous_minus (fun _ : R => Q2R a) (fun x => x)); [apply continuous_const|apply continuous_id].
  + destruct stop as [b|]; [|destruct Hq]. destruct Hq as [<-|[]].
    apply (continuous_minus (fun x : R => x) (fun _ => Q2R b)); [apply continuous_id|apply continuous_const].
- intros x. split.
  + intros H. split.
    * destruct start as [a|]; [|exact I]. specialize (H (fun x => Q2R a - x) (or_introl eq_refl)). simpl in *. lra.
    * destruct stop as [b|]; [|exact I]. specialize (H (fun x => x - Q2R b)). simpl.
      assert (x - Q2R b < 0); [|lra]. apply H. apply in_or_app. right. now left.
  + intros [A B] q Hq. apply in_app_or in Hq. destruct Hq as [Hq|Hq].
    * destruct start as [a|]; [|destruct Hq]. destruct Hq as [<-|[]]. simpl in A. lra.
    * destruct stop as [b|]; [|destruct Hq]. destruct Hq as [<-|[]]. simpl in B. lra.
- intros x [q [Hq H0]]. apply in_app_or in Hq. destruct Hq as [Hq|Hq].
  + left. destruct start as [a|]; [|destruct Hq]. destruct Hq as [<-|[]]. exists a. split; [reflexivity|lra].
  + right. destruct stop as [b|]; [|destruct Hq]. destruct Hq as [<-|[]]. exists b. split; [reflexivity|lra].
Qed.

Theorem check_valley_ok nodes p v way : check_valley nodes p v = true -> allowed v way = true ->
  spurious_setwise_minimum (objective 0 nodes p) (valley_set nodes p v way).
Proof.
unfold check_valley. intros H Hway.
destruct (objective_facts 0 nodes (valley_signs v)) as [[facts l]|] eqn:E1; [|discriminate].
destruct (objective_q 0 nodes p [valley_inside v]) as [y|] eqn:E2; [|discriminate].
destruct (objective_q 0 nodes p [valley_beyond v]) as [z|] eqn:E3; [|discriminate].
apply andb_prop in H. destruct H as [H H6]. apply andb_prop in H. destruct H as [H H5].
apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3].
apply andb_prop in H. destruct H as [H1 H2].
assert (Hc := proj2 (objective_facts_ok 0 nodes _ facts l E1) p H1).
apply objective_q_ok in E2. apply objective_q_ok in E3. simpl in E2, E3.
apply Qle_bool_ok in H3. apply Qlt_bool_ok in H4.
assert (Hin : after (valley_from v) (Q2R (valley_inside v)) /\ until (valley_until v) (Q2R (valley_inside v))).
{ unfold inside_interval in H2. apply andb_prop in H2. destruct H2 as [A B]. split.
  - destruct (valley_from v); [now apply Qlt_bool_ok|exact I].
  - destruct (valley_until v); [now apply Qlt_bool_ok|exact I]. }
assert (Hon := on_interval_ok _ _ _ _ _ H5).
assert (Hlow : forall x, after (valley_from v) x /\ until (valley_until v) x -> Q2R (valley_lower v) <= objective 0 nodes p x).
{ intros x [A B]. assert (K := Hon _ x (or_introl eq_refl) A B). unfold objective in *. rewrite evaluate_minus in K. lra. }
destruct (end_quantities (valley_from v) (valley_until v)) as (ends & Ec & Ei & Eb).
unfold valley_set. destruct (flat v).
- assert (Hflat : forall x, after (valley_from v) x /\ until (valley_until v) x -> objective 0 nodes p x = Q2R (valley_level v)).
  { intros x [A B]. assert (K1 := Hon _ x (or_intror (or_introl eq_refl)) A B).
    assert (K2 := Hon _ x (or_intror (or_intror (or_introl eq_refl))) A B).
    unfold objective in *. rewrite evaluate_opposite in K2. rewrite evaluate_minus in K1, K2. lra. }
  set (S := fun x : Rn 0 => match way with
    | Bounded => x = Q2R (valley_inside v) | Right => Q2R (valley_inside v) <= x | Left => x <= Q2R (valley_inside v) end).
  assert (HS : forall x, S x -> after (valley_from v) x /\ until (valley_until v) x).
  { intros x Hx. unfold S in Hx. destruct Hin as [A B]. destruct way; simpl in Hway.
    - subst x. now split.
    - destruct (valley_until v); [discriminate|]. split; [|exact I]. destruct (valley_from v); [simpl in *; lra|exact I].
    - destruct (valley_from v); [discriminate|]. split; [exact I|]. destruct (valley_until v); [simpl in *; lra|exact I]. }
  split.
  + exists (fun x => after (valley_from v) x /\ until (valley_until v) x).
    split; [exists (Q2R (valley_inside v)); unfold S; destruct way; lra|]. split; [|split; [|split]].
    * unfold S. destruct way; [apply closed_eq|apply closed_ge|apply closed_le].
    * apply (open_ext (fun x : R => forall q, In q ends -> q x < 0)); [exact Ei|]. clear -Ec.
      induction ends as [|q ends IH].
      -- apply (open_ext (fun _ => True)); [|apply open_true]. intros x. split; [intros _ q []|trivial].
      -- apply (open_ext (fun x => q x < 0 /\ forall q', In q' ends -> q' x < 0)).
         ++ intros x. split; [intros [A B] q' [<-|Hq']; auto|]. intros K. split; [apply K; now left|].
            intros q' Hq'. apply K. now right.
         ++ apply open_and; [|apply IH; intros q' Hq'; apply Ec; now right].
            apply (open_comp q (fun t => t < 0)); [intros x _; apply Ec; now left|apply open_lt].
    * exact HS.
    * intros x y' Hx Hy _. rewrite (Hflat x (HS x Hx)), (Hflat y' Hy). lra.
  + exists (Q2R (valley_beyond v) : Rn 0), (Q2R (valley_lower v)). split; [rewrite E3; exact H4|].
    intros x Hx. apply Hlow. now apply HS.
- simpl in H6. apply andb_prop in H6. destruct H6 as [A B].
  assert (Hend : forall (a : option Q) q, above_level nodes p (valley_level v) a = true -> a = Some q ->
    Q2R (valley_level v) < objective 0 nodes p (Q2R q)).
  { intros a q K ->. unfold above_level in K. destruct (objective_q 0 nodes p [q]) as [w|] eqn:Ew; [|discriminate].
    apply objective_q_ok in Ew. simpl in Ew. rewrite Ew. now apply Qlt_bool_ok. }
  assert (K := theorem_R_ineq (X := Rn 0) (objective 0 nodes p) ends (Q2R (valley_level v)) (Q2R (valley_lower v))
    (Q2R (valley_inside v)) (Q2R (valley_beyond v))).
  assert (K' : spurious_setwise_minimum (objective 0 nodes p)
    (fun x : Rn 0 => (forall q, In q ends -> q x < 0) /\ objective 0 nodes p x <= Q2R (valley_level v))).
  { apply K.
    - exact Hc.
    - exact Ec.
    - intros x _ Hx. destruct (Eb x Hx) as [(a & Ea & ->)|(b & E & ->)].
      + exact (Hend _ a A Ea).
      + exact (Hend _ b B E).
    - intros x Hx. apply Hlow. now apply Ei.
    - now apply Ei.
    - rewrite E2. exact H3.
    - rewrite E3. exact H4. }
  clear -K' Ei. destruct K' as [[U HU] (z & m & Hz & Hm)].
  assert (Eq : forall x : Rn 0, ((after (valley_from v) x /\ until (valley_until v) x) /\ objective 0 nodes p x <= Q2R (valley_level v)) <->
    ((forall q, In q ends -> q x < 0) /\ objective 0 nodes p x <= Q2R (valley_level v))).
  { intros x. rewrite (Ei x). tauto. }
  split.
  + exists U. destruct HU as ([x Hx] & U2 & U3 & U4 & U5). split; [exists x; now apply Eq|].
    split; [|split; [exact U3|split]].
    * apply closed_ext with (2 := U2). intros x'. symmetry. apply Eq.
    * intros x' Hx'. apply U4. now apply Eq.
    * intros x' y Hx' Hy HSy. apply U5; [now apply Eq|exact Hy|]. intros H. apply HSy. now apply Eq.
  + exists z, m. split; [exact Hz|]. intros x Hx. apply Hm. now apply Eq.
Qed.

Theorem refuted_by_valley nodes p v : check_valley nodes p v = true ->
  exists S, spurious_setwise_minimum (objective 0 nodes p) S.
Proof. intros H. exists (valley_set nodes p v Bounded). now apply check_valley_ok. Qed.

(** f <= level from the inner point on. *)
Definition check_valley_at_infinity nodes p (v : valley) (right : bool) : bool :=
  check_valley nodes p v && allowed v (if right then Right else Left) &&
  along nodes [opposite (minus p (valley_level v))]
    (if right then upwards (valley_inside v) else downwards_from (valley_inside v)).

Theorem refuted_by_valley_at_infinity nodes p v right : check_valley_at_infinity nodes p v right = true ->
  exists S, spurious_setwise_minimum (objective 0 nodes p) S /\ unbounded S.
Proof.
unfold check_valley_at_infinity. intros H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H.
destruct H as [H1 H2]. exists (valley_set nodes p v (if right then Right else Left)). split; [now apply check_valley_ok|].
assert (Hin : after (valley_from v) (Q2R (valley_inside v)) /\ until (valley_until v) (Q2R (valley_inside v))).
{ unfold check_valley in H1. destruct (objective_facts 0 nodes (valley_signs v)) as [[facts l]|]; [|discriminate].
  destruct (objective_q 0 nodes p [valley_inside v]); [|discriminate]. destruct (objective_q 0 nodes p [valley_beyond v]); [|discriminate].
  repeat (apply andb_prop in H1; destruct H1 as [H1 ?]).
  match goal with K : inside_interval v = true |- _ => unfold inside_interval in K; apply andb_prop in K; destruct K as [A B] end.
  split.
  - destruct (valley_from v); [now apply Qlt_bool_ok|exact I].
  - destruct (valley_until v); [now apply Qlt_bool_ok|exact I]. }
assert (E1 : Q2R (-1 # 1) = -1) by (unfold Q2R; simpl; lra). assert (E0 := RMicromega.Q2R_1).
set (r := if right then upwards (valley_inside v) else downwards_from (valley_inside v)) in *.
unfold along in H3. destruct (arc_values 0 nodes [r]) as [w|] eqn:Ew; [|discriminate].
simpl in H3. rewrite andb_true_r in H3.
intros M. set (s := 1 + Rabs M + Rabs (Q2R (valley_inside v))).
assert (K1 := Rabs_pos M). assert (K2 := Rle_abs M). assert (K3 := Rabs_pos (Q2R (valley_inside v))).
assert (K4 := Rle_abs (Q2R (valley_inside v))). assert (K5 := Rle_abs (- Q2R (valley_inside v))). rewrite Rabs_Ropp in K5.
assert (Hs : 0 <= s) by (unfold s; lra).
assert (Er : rval r s = if right then Q2R (valley_inside v) + s else Q2R (valley_inside v) - s).
{ unfold r. destruct right; unfold rval, upwards, downwards_from; simpl; rewrite ?E0, ?E1; field. }
exists (rval r s : Rn 0). split.
- assert (K := arc_nonnegative_ok 0 nodes [r] w _ s Hs Ew H3). rewrite evaluate_opposite, evaluate_minus in K.
  change (0 <= - (objective 0 nodes p (rval r s) - Q2R (valley_level v))) in K.
  unfold valley_set. destruct (flat v).
  + rewrite Er. destruct right; lra.
  + split; [|lra]. rewrite Er. unfold allowed in H2. destruct Hin as [A B]. destruct right.
    * destruct (valley_until v); [discriminate|]. split; [|exact I]. destruct (valley_from v); [simpl in *; lra|exact I].
    * destruct (valley_from v); [discriminate|]. split; [exact I|]. destruct (valley_until v); [simpl in *; lra|exact I].
- change (squared_norm 0 (rval r s)) with (rval r s * rval r s). rewrite Er.
  assert (B : 1 + Rabs M <= Rabs (if right then Q2R (valley_inside v) + s else Q2R (valley_inside v) - s)).
  { destruct right.
    - rewrite (Rabs_pos_eq (_ + s)); unfold s; lra.
    - rewrite (Rabs_left1 (_ - s)); unfold s; lra. }
  rewrite <- (Rabs_pos_eq ((if right then _ else _) * _)) by apply Rle_0_sqr. rewrite Rabs_mult.
  set (t := Rabs (if right then _ else _)) in *. assert (t * t >= (1 + Rabs M) * (1 + Rabs M)) by (apply Rle_ge, Rmult_le_compat; lra).
  assert (Rabs M * Rabs M >= 0) by (apply Rle_ge, Rmult_le_pos; lra). lra.
Qed.
