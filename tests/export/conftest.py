"""Two certificates written by hand: (x*y-1)^2 is certified, (x*y-1)^2 + (x-1)^2 is refuted."""

import os
import shutil
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from tameproof.proofs.export.reading import Reading, read_certificate
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import rational
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial

X, Y = Polynomial.variable(0), Polynomial.variable(1)
U = X * Y - ONE
HALF = Fraction(1, 2)


def constant(value: int) -> Polynomial:
    return Polynomial.constant(value)


def squares(*terms: tuple[int, Polynomial]) -> e.Squares:
    return e.Squares(tuple((Fraction(w), p) for w, p in terms))


def saddle_at_the_origin() -> e.NotLocalMinimum:
    """Return the leaf f = 1 of (x*y-1)^2: facts 0, 1 are the partial derivatives and fact 2 is f - 1 = 0."""
    x_by = (X * X.scale(HALF), constant(-1).scale(HALF), -X)  # cofactors of x in the ideal of the facts
    y_by = (U.scale(HALF), ZERO, -Y)
    xy_by = (X.scale(HALF), ZERO, constant(-1))
    cofactors = [-(X * a + Y * b + c.scale(4)) for a, b, c in zip(x_by, y_by, xy_by, strict=True)]
    combination = tuple((k, p) for k, p in enumerate(cofactors) if p.terms)
    arc = e.EscapeArc(Fraction(1), ((ONE, ONE),))
    first_order = ((0, ONE), (1, ONE))
    return e.NotLocalMinimum(2, (arc,), (((), first_order),), e.Psatz(epsilon=Fraction(2), combination=combination))


def certified_steps() -> tuple[Step, ...]:
    horner = e.Horner(1, ((U * U - ONE, ()), (ZERO, ((0, (X * U * (U - ONE)).scale(HALF)),))))
    at = [e.RationalPoint((Fraction(v), Fraction(v))) for v in (1, 0)]
    values = c.CriticalValues((0, -1, 1), (rational(0), rational(1)), ("attained", "attained"))
    bound = Polynomial.variable(1, 2) + Polynomial.variable(0).scale(8) + constant(8)
    tree = e.SplitValue((e.HasValue(), saddle_at_the_origin()))
    return (
        Step(c.BoundedBelow(Fraction(0)), e.LowerBound(e.Psatz(squares=squares((1, U))))),
        Step(c.LocallyLipschitz(), e.TypeDerivation()),
        Step(c.ChainRule(), e.TypeDerivation()),
        Step(values, e.IdealMembership((), horner, (e.Attained(at[0]), e.Attained(at[1])))),
        Step(c.FinitelyManyCriticalValues(), e.ListedValues(), (3,)),
        Step(c.ConservedQuantity(X * X - Y * Y), e.FlowDerivative(())),
        Step(
            c.BoundedTrajectories(),
            e.Proper(bound, 2, ONE, e.Psatz(squares=squares((4, U - ONE)))),
            (0, 1, 2, 5),
        ),
        Step(c.LocalMinimaHaveValue(rational(0)), e.CriticalCases(tree), (3,)),
        Step(c.NoSpuriousLocalMinima(), e.InfimumIsAttained(), (0, 1, 2, 4, 6, 7)),
        Step(c.NoSpuriousSetwiseMinima(), e.Theorem1(), (0, 1, 2, 4, 6, 8)),
    )


def refuting_region() -> e.Region:
    # on x = 0 the function is 1 + 1: f - 3/2 = 1/2 + (multiple of x)
    rest = (U * U + (X - ONE) * (X - ONE) - constant(2)).substitute({0: X})
    cofactor = Polynomial({m - 1: coefficient for m, coefficient in rest.terms.items()})  # rest = x * cofactor
    boundary = e.Psatz(epsilon=HALF, combination=((0, -cofactor),))
    floor = e.Psatz(squares=squares((1, U), (1, X)), products=(e.ProductTerm((0,), squares((2, ONE))),))
    arc = e.RationalArc((((-1,), (0, 1)), ((0, -1), (1,))), Fraction(5))
    inside, below = (e.RationalPoint((Fraction(a), Fraction(b))) for a, b in ((Fraction(-1, 5), -5), (1, 1)))
    return e.Region((-X,), Fraction(3, 2), Fraction(1), (boundary,), floor, inside, below, arc)


@pytest.fixture(scope="session")
def certified() -> Certificate:
    return Certificate("(x*y - 1)^2", ("x", "y"), certified_steps())


@pytest.fixture(scope="session")
def refuted() -> Certificate:
    step = Step(c.SpuriousSetwiseMinimum(True), refuting_region())
    return Certificate("(x*y - 1)^2 + (x - 1)^2", ("x", "y"), (step,))


@pytest.fixture(scope="session")
def certified_reading(certified: Certificate) -> Reading:
    return read_certificate(certified)


@pytest.fixture
def compile_latex(tmp_path: Path) -> Callable[[str], str | None]:
    """Return a function that runs pdflatex twice and gives its last log.

    It gives None where pdflatex is not installed, which continuous integration does not forgive.
    """

    def run(text: str) -> str | None:
        program = shutil.which("pdflatex")
        if program is None:
            assert os.environ.get("CI") != "true", "pdflatex is missing"
            return None
        (tmp_path / "proof.tex").write_text(text, encoding="ascii")
        command = [program, "-halt-on-error", "-no-shell-escape", "-interaction=nonstopmode", "proof.tex"]
        log = ""
        for _ in range(2):
            done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
            log = done.stdout
            assert done.returncode == 0, log[-2000:]
        assert (tmp_path / "proof.pdf").stat().st_size > 1000
        return log

    return run
