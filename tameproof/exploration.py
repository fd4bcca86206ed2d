"""Numerical exploration of an objective: which share of random runs reaches the infimum.  Soundness-critical: no.

Everything here is floating point and proves nothing; it shows what ``certify`` decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.printer import to_text
from tameproof.sos.conserved_quantities import find_conserved_quantities
from tameproof.sos.simulation import Descent, clusters, drifts, run_descent, sign_pattern, uniform_starts

if TYPE_CHECKING:
    from tameproof.proofs.kernel.polynomial import Polynomial

__all__ = ["Exploration", "explore"]

ROUNDING = 1e-12  # smaller values are shown as 0


@dataclass(frozen=True)
class Exploration:
    """What random gradient descent runs did.

    Attributes:
        objective: its text.
        lift: the lifted objective.
        descent: starts, ends and values.
        laws: conserved quantities of degree at most 2.
        drifts_float: the largest relative change of each law, which the step size causes.
        seconds: wall time.
    """

    objective: str
    lift: Lift
    descent: Descent
    laws: tuple[Polynomial, ...]
    drifts_float: tuple[float, ...]
    seconds: float

    def shares(self) -> dict[str, float]:
        """Return the shares of runs that reached the lowest value, are stuck above it, or diverged."""
        d = self.descent
        return {
            "reached": float(d.reached.mean()),
            "stuck": float(d.stuck.mean()),
            "diverged": float(d.diverged.mean()),
        }

    def lines(self) -> list[str]:
        """Return the report as lines of plain text."""
        d = self.descent
        shares = self.shares()
        count = d.values_float.size
        lowest = 0.0 if abs(d.lowest_float) < ROUNDING else d.lowest_float
        out = [
            f"{count} runs of gradient descent (floating point: an illustration, not a proof)",
            f"  reached  {shares['reached']:7.2%}   value within {d.tolerance_float:.0e} of the lowest one seen, "
            f"{lowest:.6g}",
            f"  stuck    {shares['stuck']:7.2%}",
            f"  diverged {shares['diverged']:7.2%}",
        ]
        for value, size in clusters(d)[:6]:
            shown = 0.0 if abs(value) < ROUNDING else value
            out.append(f"  value {shown:.4g} and just above: {size} runs")
        pattern = sign_pattern(self.lift, d)
        if pattern:
            listed = ", ".join(f"{name} {relation} 0" for name, relation in pattern[:4])
            out.append(f"  at the end of every stuck run: {listed}")
        for h, drift in zip(self.laws[:4], self.drifts_float, strict=False):
            out.append(f"  law {h.format(self.lift.names)}: relative change at most {drift:.1e}")
        return out

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def to_dict(self) -> dict[str, object]:
        """Return the numbers as a JSON value."""
        return {
            "schema": "exploration/1",
            "objective": self.objective,
            "runs": int(self.descent.values_float.size),
            "shares": self.shares(),
            "lowest": self.descent.lowest_float,
            "clusters": [{"value": v, "runs": k} for v, k in clusters(self.descent)],
            "stuck_signs": [f"{name} {relation} 0" for name, relation in sign_pattern(self.lift, self.descent)],
        }


def explore(
    objective: str | Expression | Callable[..., Any] | object,
    *,
    runs: int = 1000,
    box: float = 1.0,
    step: float = 0.01,
    iterations: int = 5000,
    seed: int = 0,
) -> Exploration:
    """Run gradient descent from random points and report how the runs end.

    Args:
        objective: f as for ``certify``.
        runs: number of runs.
        box: starts are uniform in [-box, box]^n.
        step: constant step size.
        iterations: steps per run.
        seed: equal seeds give equal runs.

    Returns:
        Floating point observations; they prove nothing.

    Raises:
        InputError: if the objective cannot be read.
    """
    import time

    from tameproof.api import read_objective

    start = time.monotonic()
    expression = read_objective(objective)
    lifted = lift(expression)
    starts = uniform_starts(lifted.dimension, runs, box, seed)
    descent = run_descent(lifted, starts, step=step, iterations=iterations)
    laws = find_conserved_quantities(lifted, max_degree=2)
    changes = tuple(drifts(lifted, laws, descent))
    return Exploration(to_text(expression), lifted, descent, laws, changes, time.monotonic() - start)
