"""Beginnings of escape arcs whose base point moves.  Soundness-critical: no (arcs are checked).

Where the leading form of F across a branch is a square along a part of the branch, every plain arc vanishes to high
order, although F is negative nearby: (x^2 - (1+u^2) y^2)(x^2 - (1+v^2) y^2) at u = v.  There one coordinate b of the
base moves as well, b + t^p or b (1 + t^p), together with one coordinate z + t^q that leaves the branch; the others
follow by the Newton polygon in t, as in Puiseux's theorem.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from tameproof.morse_sard.adjoined_roots import group_by
from tameproof.morse_sard.branch import Branch
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.symbolic.budget import Deadline

SPEEDS = ((1, 1), (1, 2), (2, 1))  # powers of t of the coordinate off the branch and of the base coordinate
Groups: TypeAlias = dict[tuple[int, ...], Polynomial]


@dataclass(frozen=True, slots=True)
class MovingStart:
    """Two coordinates with their first coefficients, the others, and F in t and increments of the others."""

    rows: tuple[dict[int, Polynomial], ...]
    others: tuple[int, ...]
    groups: Groups


def moving_pairs(chosen: tuple[int, ...], n: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield sets of coordinates that leave the branch, each with one that moves at a given speed.

    Args:
        chosen: transversal coordinates of the branch.
        n: number of all coordinates.
    """
    outside = [i for i in range(n) if i not in chosen]
    for base in (*outside, *chosen):
        across = tuple(i for i in chosen if i != base)
        if len(across) > 1:
            yield across, base


def moving_starts(
    taylor: Groups, across: tuple[int, ...], base: int, branch: Branch, deadline: Deadline
) -> Iterator[MovingStart]:
    """Yield the beginnings in which one coordinate off the branch and one base coordinate move.

    Args:
        taylor: the Taylor polynomial of F: exponents of the increments of ``across`` and ``base`` -> coefficient.
        across: coordinates that leave the branch.
        base: the coordinate of the base.
        branch: the branch; coefficients are taken modulo its equations.
        deadline: when to give up (raises BudgetExceeded).
    """
    for powers, unit, speed in product(SPEEDS, across, (ONE, Polynomial.variable(base))):
        if branch.normal_form(speed, deadline).is_zero:
            continue
        place = across.index(unit)
        others = tuple(i for i in across if i != unit)
        groups: Groups = {}
        for a, c in taylor.items():
            key = (powers[0] * a[place] + powers[1] * a[-1], *(e for k, e in enumerate(a[:-1]) if k != place))
            groups[key] = groups.get(key, ZERO) + (c if speed == ONE else c * speed ** a[-1])
        groups = {a: branch.normal_form(c, deadline) for a, c in groups.items()}
        rows: list[dict[int, Polynomial]] = [{} for _ in range(max(powers))]
        rows[powers[0] - 1][unit] = ONE
        rows[powers[1] - 1][base] = speed
        yield MovingStart(tuple(rows), others, {a: c for a, c in groups.items() if not c.is_zero})


def taylor_groups(series: list[Polynomial], symbols: tuple[int, ...]) -> Groups:
    """Return exponents of the symbols -> coefficient for the homogeneous parts of a Taylor polynomial."""
    groups: Groups = {}
    for p in series[1:]:
        if not p.is_zero:
            groups.update(group_by(p, symbols))
    return groups


__all__ = ["MovingStart", "moving_pairs", "moving_starts", "taylor_groups"]
