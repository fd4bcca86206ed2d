(** Prints what the main theorems rest on: the three axioms of Coq's real numbers and excluded middle. *)
From Tameproof Require Import Topology EuclideanSpace Smooth Leaves Trajectories Lagrange Values GradientFlow Descent Refutations StrictMinima BalancedLayers Confinement Certified Tangency Roots Lifts CriticalValues.
Print Assumptions lemma_A_interior.
Print Assumptions lemma_A_constant.
Print Assumptions reaches_infimum_Glb.
Print Assumptions theorem_R.
Print Assumptions theorem_T_rho.
Print Assumptions theorem_1plus_smooth.
Print Assumptions trajectory_exists.
Print Assumptions theorem_1_gradient_flow.
Print Assumptions theorem_conserved.
Print Assumptions theorem_1_iff.
Print Assumptions theorem_1_by_descent.
Print Assumptions infimum_attained_by_descent.
Print Assumptions balanced_layers_are_bounded.
Print Assumptions control_confines.
Print Assumptions certified.
Print Assumptions certified_with_nodes.
Print Assumptions objective_expands.
Print Assumptions check_roots_ok.
Print Assumptions certified_by_theorem_T.
Print Assumptions refuted_by_region.
Print Assumptions refuted_by_region_at_infinity.
Print Assumptions refuted_by_region_minimum.
Print Assumptions refuted_by_strict_minimum.
