"""MonotonePieces and SpuriousValley: the table of one variable, and tables with something missing."""

from __future__ import annotations

import pytest

from tameproof.morse_sard.monotone_pieces import find_monotone_pieces
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.errors import Reason
from tameproof.symbolic.outcome import Open
from tests.kernel.rules.build import On, Row, accepted, number, q, refused, table

NONE, FINITE, INFINITE = (
    c.NoSpuriousSetwiseMinima(),
    c.SpuriousSetwiseMinimum(at_infinity=False),
    c.SpuriousSetwiseMinimum(at_infinity=True),
)
SQUARE, WELLS, TILTED, HUMP = On("x^2"), On("(x^2-1)^2"), On("(x^2-1)^2+x/1000"), On("x^2*(1+x^2)/(1+x^4)")
FLAT, NESTED, CUBIC, QUARTIC = On("min(x^2,1)"), On("abs(abs(x)-1)"), On("x^3-3*x"), On("x^4-4*x^2+x^6")
BUMP, CONSTANT, RAMP = On("1/(1+x^2)"), On("3+0*x"), On("max(x,0)+min(x+1,0)")
VALUE = number([-272, -76, 27], "-8", "0")  # inf of x^6+x^4-4x^2


def pieces(*breakpoints: int, value: AlgebraicNumber | None) -> e.MonotonePieces:
    return e.MonotonePieces((breakpoints,), value)


def valley(*breakpoints: int, number: int, level: object) -> e.SpuriousValley:
    return e.SpuriousValley((breakpoints,), number, q(level))  # type: ignore[arg-type]


@table(
    accepted("a parabola", SQUARE, NONE, pieces(0, 1, value=number(0))),
    accepted("more breakpoints than needed", SQUARE, NONE, pieces(0, -2, 0, 1, value=number(0))),
    accepted("equal wells", WELLS, NONE, pieces(0, -1, 0, 1, value=number(0))),
    accepted("the infimum is not attained", BUMP, NONE, pieces(0, 1, value=number(0))),
    accepted("minus infinity", On("x"), NONE, pieces(1, value=None)),
    accepted("a constant", CONSTANT, NONE, pieces(1, value=number(3))),
    accepted("nested kinks", NESTED, NONE, pieces(0, -1, 0, 1, value=number(0))),
    accepted("an irrational value", QUARTIC, NONE, pieces(0, -4, 0, 2, 0, 3, value=VALUE)),
    refused("another value", Reason.SIGN, SQUARE, NONE, pieces(0, 1, value=number(1))),
    refused("minus infinity for 0", Reason.SIGN, SQUARE, NONE, pieces(0, 1, value=None)),
    refused("0 for minus infinity", Reason.SIGN, On("x"), NONE, pieces(1, value=number(0))),
    refused(
        "the other root", Reason.SIGN, QUARTIC, NONE, pieces(0, -4, 0, 2, 0, 3, value=number([-272, -76, 27], 0, 9))
    ),
    refused("unequal wells", Reason.SIGN, TILTED, NONE, pieces(1, -4000, 0, 4000, value=number(0))),
    refused("the critical point is missing", Reason.ROOTS, SQUARE, NONE, pieces(1, value=number(0))),
    refused("one of three is missing", Reason.ROOTS, WELLS, NONE, pieces(-1, 0, 1, value=number(0))),
    refused("a kink is missing", Reason.ROOTS, NESTED, NONE, pieces(-1, 0, 1, value=number(0))),
    refused("an inner kink is missing", Reason.ROOTS, NESTED, NONE, pieces(0, 1, value=number(0))),
    accepted(
        "several polynomials with a common root", WELLS, NONE, e.MonotonePieces(((0, 1), (-1, 0, 1), (1, 1)), number(0))
    ),
    accepted("no polynomial", On("x"), NONE, e.MonotonePieces((), None)),
    accepted(
        "another root of the derivative, outside the piece",
        On("max(x^3-3*x^2,abs(x))"),
        NONE,
        e.MonotonePieces(((0, 1), (-1, -3, 1), (1, -3, 1)), number(0)),
    ),
    refused("no polynomial for a minimum", Reason.ROOTS, SQUARE, NONE, e.MonotonePieces((), number(0))),
    refused("one of the polynomials is 0", Reason.WRONG_SHAPE, SQUARE, NONE, e.MonotonePieces(((0, 1), ()), number(0))),
    refused("a constant is no breakpoint", Reason.ROOTS, SQUARE, NONE, e.MonotonePieces(((1,), (-1, 1)), number(0))),
    refused(
        "a root next to a breakpoint",
        Reason.ROOTS,
        On("x^4-2*x^2*10^(-10)"),
        NONE,
        e.MonotonePieces(((0, 1), (-1, 100000)), number(0)),
    ),
    refused(
        "too many polynomials",
        Reason.LIMIT,
        SQUARE,
        NONE,
        e.MonotonePieces(tuple((k, 1) for k in range(401)), number(0)),
    ),
    refused("the empty polynomial", Reason.WRONG_SHAPE, SQUARE, NONE, pieces(value=number(0))),
    refused("the zero polynomial", Reason.WRONG_SHAPE, SQUARE, NONE, pieces(0, value=number(0))),
    refused("a malformed value", Reason.ROOTS, SQUARE, NONE, pieces(0, 1, value=AlgebraicNumber((0, 1), q(1), q(1)))),
    refused("two variables", Reason.NOT_SUPPORTED, On("x^2+y^2"), NONE, pieces(0, 1, value=number(0))),
    refused("an exponential", Reason.NOT_SUPPORTED, On("exp(x)"), NONE, pieces(0, 1, value=number(0))),
    refused("the other conclusion", Reason.WRONG_SHAPE, WELLS, FINITE, pieces(0, -1, 0, 1, value=number(0))),
    refused("a plateau is a valley", Reason.SIGN, FLAT, NONE, pieces(0, -1, 0, 1, value=number(0))),
    refused("an end is a valley", Reason.SIGN, CUBIC, NONE, pieces(-1, 0, 1, value=number(-2))),
)
def test_monotone_pieces(row: Row) -> None:
    row.run()


@table(
    accepted("unequal wells", TILTED, FINITE, valley(1, -4000, 0, 4000, number=1, level=0)),
    accepted("a limit from above", HUMP, INFINITE, valley(0, -1, 0, -2, 0, 1, number=0, level="1/2")),
    accepted("the limit on the other side", HUMP, INFINITE, valley(0, -1, 0, -2, 0, 1, number=2, level="1/2")),
    accepted("a plateau at infinity", FLAT, INFINITE, valley(0, -1, 0, 1, number=0, level="1/2")),
    accepted("a bounded plateau", RAMP, FINITE, valley(0, 1, 1, number=1, level=-1)),
    accepted("not bounded below", CUBIC, FINITE, valley(-1, 0, 1, number=1, level=-7)),
    refused("the lowest well", Reason.SIGN, TILTED, FINITE, valley(1, -4000, 0, 4000, number=0, level=0)),
    refused("below both wells", Reason.SIGN, TILTED, FINITE, valley(1, -4000, 0, 4000, number=1, level=-1)),
    refused("above the well", Reason.SIGN, TILTED, FINITE, valley(1, -4000, 0, 4000, number=1, level="1/2")),
    refused("equal wells", Reason.SIGN, WELLS, FINITE, valley(0, -1, 0, 1, number=0, level=0)),
    refused("no such valley", Reason.WRONG_SHAPE, TILTED, FINITE, valley(1, -4000, 0, 4000, number=2, level=0)),
    refused(
        "said to be at infinity", Reason.WRONG_SHAPE, TILTED, INFINITE, valley(1, -4000, 0, 4000, number=1, level=0)
    ),
    refused("said to be finite", Reason.WRONG_SHAPE, HUMP, FINITE, valley(0, -1, 0, -2, 0, 1, number=0, level="1/2")),
    refused("the minimum itself", Reason.SIGN, HUMP, FINITE, valley(0, -1, 0, -2, 0, 1, number=1, level="-1/2")),
    refused("a critical point is missing", Reason.ROOTS, CUBIC, FINITE, valley(-1, 1, number=0, level=-7)),
    refused("a kink is missing", Reason.ROOTS, FLAT, INFINITE, valley(0, 1, number=0, level="1/2")),
    refused("the other conclusion", Reason.WRONG_SHAPE, TILTED, NONE, valley(1, -4000, 0, 4000, number=1, level=0)),
    refused("two variables", Reason.NOT_SUPPORTED, On("x^2+y^2"), FINITE, valley(0, 1, number=0, level=0)),
)
def test_spurious_valley(row: Row) -> None:
    row.run()


CERTIFIED = (
    "x^2", "-x^2", "x", "3+0*x", "x^4-4*x^2+x^6", "(x^3-3*x+1)^2", "1/(1+x^2)", "x^2/(1+x^2)", "max(x,0)",
    "abs(x^3-x)", "max(abs(x-1),abs(x+1))", "abs(abs(abs(x)-2)-1)", "(x^5+x-1)^2", "1/(1+abs(x))", "-abs(x)",
)  # fmt: skip
REFUTED = (
    "x^3-3*x", "(x^2-1)^2+x/1000", "(x^2-2)^2*(x^2-3)^2+x/10^9", "x/(1+x^4)", "x^2*(1+x^2)/(1+x^4)", "min(x^2,1)",
    "min((x+1)^2,(x-1)^2+1/10^6)", "abs(x^3-3*x)-abs(x)", "max(x,0)+min(x+1,0)", "-1/(1+abs(x)) + 1/(1+(x-3)^2)",
    "min(abs(x^5-x-1),2)", "abs(x^2-2)+x/7", "min(x,0)", "-abs(x^2-2)", "(x^5-x-1)^2",
)  # fmt: skip


@pytest.mark.parametrize("text", CERTIFIED)
def test_certified(text: str) -> None:
    on = On(text)
    found = find_monotone_pieces(on.lift)
    assert not isinstance(found, Open)
    assert isinstance(found[0], c.NoSpuriousSetwiseMinima)
    check_step(on.lift, found[0], found[1], (), "step")


@pytest.mark.parametrize("text", REFUTED)
def test_refuted(text: str) -> None:
    on = On(text)
    found = find_monotone_pieces(on.lift)
    assert not isinstance(found, Open)
    assert isinstance(found[0], c.SpuriousSetwiseMinimum)
    check_step(on.lift, found[0], found[1], (), "step")


@pytest.mark.parametrize("text", ["exp(x)", "x^2+y^2", "sqrt(1+x^2)"])
def test_outside_the_class_is_open(text: str) -> None:
    assert isinstance(find_monotone_pieces(On(text).lift), Open)
