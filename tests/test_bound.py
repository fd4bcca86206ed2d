"""Certified lower bounds: the function, the command, and what they refuse."""

import json
from fractions import Fraction

import pytest

import tameproof as tp
from tameproof.cli import main
from tameproof.proofs.kernel.algebraic import compare_rational, format_number
from tameproof.proofs.kernel.check import check_certificate
from tameproof.proofs.kernel.codec import decode, encode
from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.parser import parse


@pytest.mark.parametrize(
    ("objective", "where", "bound", "is_minimum"),
    [
        ("x^4 + y^4 - 4*x*y", (), Fraction(-2), True),
        ("x^4*y^2 + x^2*y^4 - 3*x^2*y^2", (), Fraction(-1), True),  # needs a multiplier
        ("(x*y - 1)^2 + x^2", (), Fraction(0), False),  # not attained
        ("x^2 + y^2", ("x + y = 1",), Fraction(1, 2), True),
        ("x + y", ("x^2 + y^2 <= 2",), Fraction(-2), True),
        ("x*y", ("x >= 1", "y >= 2"), Fraction(2), True),
        ("x*y", ("x^2 + y^2 = 1",), Fraction(-1, 2), True),  # at irrational points
        ("(x^2 - 2)^2 + (x - y)^2", (), Fraction(0), True),
        ("(x - 2)^2 + (y - 1)^2", ("x^2 <= y", "x + y <= 2"), Fraction(1), True),  # in a corner
        ("p^4+p*q^3+q^4-3*p^2*q*r-4*p*q^2*r+2*p^2*r^2+p*r^3+q*r^3+r^4", (), Fraction(0), True),
        ("abs(x) + 1/(1 + y^2)", (), Fraction(0), False),
    ],
)
def test_bound(objective: str, where: tuple[str, ...], bound: Fraction, is_minimum: bool) -> None:
    found = tp.lower_bound(objective, where, timeout=20)

    assert isinstance(found, tp.BoundReport)
    assert (found.bound, found.is_minimum) == (bound, is_minimum)
    check_certificate(decode(encode(found.certificate)), parse(objective))


@pytest.mark.parametrize(
    ("objective", "where"),
    [
        ("x^3", ()),
        ("x^4 - 3*x^2*y^2", ()),
        ("exp(x) - y^3", ()),
        ("x^2 - y^2", ("x*y = 1",)),
        ("x^3 - y", ("x >= 0",)),
        ("x - y", ("x + y >= 2", "x >= 5")),
        ("x*y*z", ("x + y + z = 0",)),
        ("y - x", ("y^2 = x^3", "y <= 0")),  # a cusp
    ],
)
def test_no_bound(objective: str, where: tuple[str, ...]) -> None:
    found = tp.lower_bound(objective, where, timeout=20)

    assert isinstance(found, tp.UnboundedReport)
    check_certificate(decode(encode(found.certificate)), parse(objective))
    assert found.lines()[0].startswith("unbounded below")


@pytest.mark.parametrize(
    ("objective", "where", "minimum"),
    [
        ("x^4 - 3*x", (), "root of 256*v^3+2187 in (-33/16, -2)"),
        ("x + y", ("x^2 + y^2 <= 1",), "-sqrt(2)"),
        ("x^3 - x", ("x >= 0", "x <= 2"), "-2*sqrt(3)/9"),
        ("x*y*z", ("x^2 + y^2 + z^2 = 1",), "-sqrt(3)/9"),
        ("x^2 + y", ("y^2 = 2",), "-sqrt(2)"),
    ],
)
def test_irrational_minimum(objective: str, where: tuple[str, ...], minimum: str) -> None:
    found = tp.lower_bound(objective, where, timeout=20)

    assert isinstance(found, tp.BoundReport)
    assert found.minimum is not None
    assert format_number(found.minimum) == minimum
    assert not found.is_minimum
    assert compare_rational(found.minimum, found.bound) > 0
    assert compare_rational(found.minimum, found.bound + Fraction(1, 10**5)) < 0
    check_certificate(decode(encode(found.certificate)), parse(objective))


@pytest.mark.parametrize("condition", ["x", "x >= z", "x >= abs(x)", "x > 1 >= 0 >= y"])
def test_condition_is_refused(condition: str) -> None:
    with pytest.raises(InputError):
        tp.lower_bound("x^2 + y^2", (condition,))


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bound", "x*y", "--where", "x >= 1", "--where", "y >= 2", "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert (answer["bound"], answer["where"]) == ("2", ["x >= 1", "y >= 2"])


def test_command_without_bound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bound", "x^3", "--timeout", "5"]) == 1
    assert "inf f = -infinity" in capsys.readouterr().out
    assert main(["bound", "x^3", "--where", "x <= 5", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["bound"] == "-infinity"


def test_command_that_decides_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bound", "x^5*y - 3", "--where", "y^2 = x^7 + x + 1", "--timeout", "2"]) == 3
    assert "no lower bound found" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("objective", "where"),
    [
        ("x", ("x^2 <= -1",)),
        ("x + y", ("x^2 + y^2 <= 1", "(x - 3)^2 + y^2 <= 1")),
        ("x*y", ("x + y = 1", "x*y = 1")),
        ("abs(x) + y", ("y >= x^2 + 1", "y <= 1/2")),
    ],
)
def test_empty_sets(objective: str, where: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    found = tp.lower_bound(objective, where, timeout=20)

    assert isinstance(found, tp.EmptySetReport)
    check_certificate(decode(encode(found.certificate)), parse(objective))
    assert main(["bound", objective, *(a for c in where for a in ("--where", c)), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bound"] == "infinity"


@pytest.mark.parametrize(
    ("objective", "where", "minimum"),
    [
        ("abs(x - 1) + abs(x + 2)", (), 3),
        ("max(x, y, -x-y)", (), 0),
        ("x^2/(1 + x^4)", (), 0),
        ("5", (), 5),
        ("x - x", ("x >= 1",), 0),
        ("x^5 - 5*x", ("x^2 <= 9",), -228),
        ("x^4 + y^4", ("x + y >= 3", "x*y <= 1"), 47),  # at irrational points
    ],
)
def test_minima_at_simple_points(objective: str, where: tuple[str, ...], minimum: int) -> None:
    found = tp.lower_bound(objective, where, timeout=20)

    assert isinstance(found, tp.BoundReport)
    assert (found.bound, found.is_minimum) == (minimum, True)
    assert any(line.startswith("attained at") for line in found.lines())


@pytest.mark.parametrize(
    ("objective", "least"),
    [
        ("+".join(f"x^{k}" for k in range(1, 61)), -0.4761),
        ("(x-1)^2*(x-2)^2*(x-3)^2*(x-4)^2*(x-5)^2*(x-6)^2*(x+7)^2+x", -7.0000001),
    ],
)
def test_high_degree_in_one_variable(objective: str, least: float) -> None:
    found = tp.lower_bound(objective, timeout=20)

    assert isinstance(found, tp.BoundReport)
    assert least - 1e-3 < found.bound < least + 1e-3
    check_certificate(decode(encode(found.certificate)), parse(objective))
