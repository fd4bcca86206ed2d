"""Checked steps about one function: what they prove, and what each of them rests on.  Soundness-critical: yes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from .claims import Claim, NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum
from .evidence import Step
from .lift import Lift


@dataclass(frozen=True, slots=True)
class Done:
    """A checked step: the steps and theorems that it uses directly, and whether it rests on a hole."""

    used: tuple[int, ...]
    theorems: tuple[str, ...]
    is_hole: bool
    is_holey: bool


@dataclass(frozen=True, slots=True)
class CheckedList:
    """Steps about one function that the checker has gone through.

    Attributes:
        lift: the lift of the function.
        steps: the steps.
        proved: their claims.
        done: what each of them uses.
    """

    lift: Lift
    steps: tuple[Step, ...]
    proved: tuple[Claim, ...]
    done: tuple[Done, ...]

    def conclusion(self) -> int | None:
        """Return the index of the first conclusion, if there is one; without holes is preferred to with holes."""
        ends = [k for k, p in enumerate(self.proved) if isinstance(p, NoSpuriousSetwiseMinima | SpuriousSetwiseMinimum)]
        return min(ends, key=lambda k: (self.done[k].is_holey, k), default=None)

    def first(self, condition: Callable[[Claim], bool]) -> int | None:
        """Return the index of the first claim with a property, if there is one."""
        return next((k for k, p in enumerate(self.proved) if condition(p)), None)

    def rests_on(self, ends: Iterable[int]) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """Return the theorems and the holes in everything that the given steps use, directly or not."""
        todo = list(ends)
        reached = dict.fromkeys(todo)
        while todo:
            for p in self.done[todo.pop()].used:
                if p not in reached:
                    reached[p] = None
                    todo.append(p)
        theorems = {name for k in reached for name in self.done[k].theorems}
        return tuple(sorted(theorems)), tuple(sorted(k for k in reached if self.done[k].is_hole))


CheckList: TypeAlias = Callable[[Lift, tuple[Step, ...], str], CheckedList]
