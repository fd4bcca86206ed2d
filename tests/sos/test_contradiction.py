"""Claims whose identities need multipliers that vanish on the set: proofs by contradiction."""

import pytest

import tameproof
from tameproof.proofs.export.latex import to_latex
from tameproof.proofs.export.text import explain
from tameproof.proofs.kernel.algebraic import as_rational
from tameproof.proofs.kernel.evidence import Psatz
from tameproof.proofs.kernel.rules.context import Context
from tameproof.proofs.kernel.rules.psatz import check_nonnegative, check_positive
from tameproof.sos import SosSettings, prove_nonnegative, prove_positive
from tameproof.symbolic.outcome import Open
from tests.sos.conftest import read_facts

NEEDED = [
    ("x", ["x^3 >= 0"]),
    ("1 - x", ["1 - x^5 >= 0"]),
    ("1 - x^2", ["(1 - x^2)^3 >= 0"]),
    ("x*y", ["x^3*y^3 >= 0"]),
    ("x - y", ["x^3 - y^3 >= 0"]),
    ("x", ["x^3 - y^2 >= 0"]),
    ("y", ["y^3 - x^2 = 0"]),
    ("x + y", ["x^2 + y^2 = 0"]),
    ("x + y - 2", ["x >= 0", "x*y - 1 >= 0"]),
    ("y", ["x^2*y >= 0", "x - 1 >= 0"]),
]


@pytest.mark.parametrize(("text", "facts"), NEEDED)
def test_multipliers_that_vanish_on_the_set(xy, text: str, facts: list[str]) -> None:
    q, given = xy(text), read_facts(xy, *facts)
    found = prove_nonnegative(q, given)

    assert isinstance(found, Psatz)
    assert found.contradiction
    check_nonnegative(q, found, Context.of_lift(xy.lift("x + y"), tuple(given)), "psatz")


@pytest.mark.parametrize(("text", "facts"), [("x", ["x^3 > 0"]), ("y", ["x*y > 0", "x > 0"])])
def test_strict_claims(xy, text: str, facts: list[str]) -> None:
    q, given = xy(text), read_facts(xy, *facts)
    found = prove_positive(q, given)

    assert isinstance(found, Psatz)
    check_positive(q, found, Context.of_lift(xy.lift("x + y"), tuple(given)), "psatz")


@pytest.mark.parametrize(
    ("text", "facts"),
    [("x", ["x^3 >= 0"]), ("x + y", ["x^3 + y^3 >= 0", "x - y >= 0"]), ("x*y - x", ["x^3 >= 0", "y - 1 >= 0"])],
)
def test_strict_claims_that_fail_on_the_boundary(xy, text: str, facts: list[str]) -> None:
    found = prove_positive(xy(text), read_facts(xy, *facts), settings=SosSettings(max_degree=6))

    assert isinstance(found, Open)


def test_no_contradiction_if_it_is_not_wanted(xy) -> None:
    found = prove_nonnegative(xy("x"), read_facts(xy, "x^3 >= 0"), settings=SosSettings(contradictions=False))

    assert isinstance(found, Open)


@pytest.mark.parametrize(
    ("objective", "where", "minimum"),
    [
        ("x", ["x^3 >= 0"], 0),
        ("x + y", ["x*y >= 1", "x >= 0"], 2),
        ("x^3 - 3*x + y^2", ["y^3 >= 1", "x^3 >= -27"], -17),
        ("2*x + y^2", ["y^2 = x^3"], 0),
    ],
)
def test_bounds(objective: str, where: list[str], minimum: int) -> None:
    report = tameproof.lower_bound(objective, where, timeout=20)

    assert report.minimum is not None
    assert as_rational(report.minimum) == minimum
    assert "would give 0 =" in explain(report.certificate)[-1][1]
    assert "a contradiction" in to_latex(report.certificate)
