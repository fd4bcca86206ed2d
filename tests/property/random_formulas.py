"""Seeded random formulas with every function of the grammar, and their values in ball arithmetic."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import reduce
from typing import Any

import flint

from tameproof.proofs.kernel import expression as ex
from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.parser import parse

CONSTANTS = ("1", "2", "3", "1/2", "0", "-1", "-2", "-1/3", "4", "5/4", "1/9")
ATOMS = ("{0}", "{0}", "exp({0})", "sigmoid({0})", "tanh({0})", "{0}^3", "log(1+exp({0}))", "abs({0})-1", "{0}^2-1")
POSITIVE = ("1+exp({})", "1+({})^2", "exp({})", "2+sigmoid({})", "1+relu({})")


def random_text(rng: random.Random, depth: int, names: tuple[str, ...]) -> str:
    """Return a random formula in these variables."""

    def part() -> str:
        return random_text(rng, depth - 1 - (rng.random() < 0.3), names)

    if depth <= 0 or rng.random() < 0.12:
        return rng.choice(ATOMS).format(rng.choice(names)) if rng.random() < 0.75 else rng.choice(CONSTANTS)
    match rng.randrange(14):
        case 0 | 1 | 2:
            return f"({part()}{rng.choice('++-')}({part()}))"
        case 3:
            return f"({part()})*({part()})"
        case 4:
            return f"({rng.choice(CONSTANTS)})*({part()})"
        case 5:
            return f"({part()})/({part()})" if rng.random() < 0.3 else f"1/({part()})"
        case 6:
            return f"({part()})^{rng.choice((0, 1, 2, 2, 3, 4, 5))}"
        case 7:
            return f"{rng.choice(('max', 'min'))}({part()},{part()})"
        case _:
            name = rng.choice(("exp", "log", "sqrt", "sigmoid", "tanh", "abs", "relu"))
            inside = part()
            if name in ("log", "sqrt") and rng.random() < 0.8:
                inside = rng.choice(POSITIVE).format(inside)
            return f"{name}({inside})"


def random_formulas(count: int, names: tuple[str, ...], seed: int) -> list[tuple[str, ex.Expression]]:
    """Return that many different formulas that contain all of these variables."""
    rng = random.Random(f"{seed}:{names}")
    found: dict[str, ex.Expression] = {}
    while len(found) < count:
        text = random_text(rng, rng.choice((1, 2, 2, 3, 3, 4)), names)
        try:
            tree = parse(text)
        except InputError:
            continue
        if sorted(ex.variables_of(tree)) == sorted(names):
            found[text] = tree
    return list(found.items())


def value_of(node: ex.Expression, point: Mapping[str, Any]) -> Any:
    """Return a ball that contains the value at a point of balls; it is not finite where a part is not defined."""

    def of(part: ex.Expression) -> Any:
        return value_of(part, point)

    match node:
        case ex.Constant(value):
            return flint.arb(flint.fmpq(value.numerator, value.denominator))
        case ex.Variable(name):
            return point[name]
        case ex.Sum(terms):
            return reduce(lambda a, b: a + b, map(of, terms))
        case ex.Product(factors):
            return reduce(lambda a, b: a * b, map(of, factors))
        case ex.Power(base, exponent):
            return reduce(lambda a, b: a * b, [of(base)] * exponent, flint.arb(1))
        case ex.Quotient(numerator, denominator):
            return of(numerator) / of(denominator)
        case ex.Abs(argument):
            return abs(of(argument))
        case ex.Relu(argument):
            return of(argument).max(flint.arb(0))
        case ex.Max(arguments):
            return reduce(lambda a, b: a.max(b), map(of, arguments))
        case ex.Min(arguments):
            return reduce(lambda a, b: a.min(b), map(of, arguments))
        case ex.Exp(argument):
            return of(argument).exp()
        case ex.Sigmoid(argument):
            return 1 / (1 + (-of(argument)).exp())
        case ex.Tanh(argument):
            return of(argument).tanh()
        case ex.Log(argument) | ex.Sqrt(argument):
            inside = of(argument)
            if not inside > 0:
                return flint.arb("nan")
            return inside.log() if isinstance(node, ex.Log) else inside.sqrt()
