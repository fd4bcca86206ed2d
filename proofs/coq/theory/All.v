(** Everything that an exported theorem refers to. *)
From Coq Require Export Reals QArith List.
From Coquelicot Require Export Hierarchy.
From Tameproof Require Export Definitions Identity Positivstellensatz Objectives Arcs Roots Lifts CriticalCases CriticalValues
  Confinement Kinks Refutations Line StrictMinima Certified Tangency CertifiedKinks Citations.
Export ListNotations.
