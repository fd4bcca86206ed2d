"""Theorems of the theory that no exported file uses: they are as documented, without further assumptions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tameproof.coqc import CoqReport

PAGE = Path(__file__).resolve().parents[2] / "docs" / "what-is-proved.md"

EXISTENCE = """From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From Tameproof Require Import Definitions Topology Smooth Trajectories Gradients GradientFlow.
Open Scope R_scope.
Theorem existence (n : nat) (p : polynomial) (m : R) : (forall x, m <= evaluate (fun i => coordinate n i x) p) ->
  forall x0, exists c : R -> Rn n, c 0 = x0 /\\ forall t, 0 <= t -> is_derive c t (opp (gradient n p (c t))).
Proof. intros H. apply polynomial_trajectory_exists. now exists m. Qed.
"""


def test_the_theorem_about_gradient_flows_is_the_documented_one(coq: Callable[[str], CoqReport | None]) -> None:
    block = next(b for b in PAGE.read_text(encoding="utf-8").split("```coq\n") if "theorem_1_gradient_flow" in b)
    statement = block.split("```")[0].replace("theorem_1_gradient_flow", "documented").strip()
    proof = f"{statement}\nProof. apply theorem_1_gradient_flow. Qed.\n"

    report = coq(f"{EXISTENCE}{proof}Print Assumptions existence.\nPrint Assumptions documented.\n")

    if report is not None:
        assert report.accepted, report.message
        assert report.assumptions == ()
