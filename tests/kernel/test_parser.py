"""The text grammar: accepted texts and their trees, refused texts with code and caret, hostile texts with time."""

from __future__ import annotations

import pickle
import re
import time
from fractions import Fraction
from pathlib import Path

import pytest

import tameproof
from tameproof.proofs.kernel.codes import INPUT_CODES, describe, printable
from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.expression import (
    Abs,
    Constant,
    Exp,
    Expression,
    Log,
    Max,
    Min,
    Power,
    Product,
    Quotient,
    Relu,
    Sigmoid,
    Sqrt,
    Sum,
    Tanh,
    Variable,
)
from tameproof.proofs.kernel.limits import ParserLimits, check_limits
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.printer import to_text

x, y, z, w = (Variable(name) for name in "xyzw")


def c(value: str | int) -> Constant:
    return Constant(Fraction(value))


def times(*factors: Expression) -> Product:
    return Product(factors)


def plus(*terms: Expression) -> Sum:
    return Sum(terms)


MINUS_ONE = c(-1)

ACCEPTED: list[tuple[str, Expression]] = [
    # numbers are exact
    ("0", c(0)),
    ("0.1", c("1/10")),
    (".5", c("1/2")),
    ("5.", c(5)),
    ("1.5e-3", c("3/2000")),
    ("2E3", c(2000)),
    ("1e+2", c(100)),
    ("007", c(7)),
    ("123456789012345678901234567890", c(123456789012345678901234567890)),
    ("1/3", c("1/3")),
    ("-3", c(-3)),
    ("--3", c(3)),
    ("-2^2", c(-4)),
    ("(-2)^2", c(4)),
    ("2^-1", c("1/2")),
    ("2^3^2", c(512)),
    ("1 + 2*3", c(7)),
    ("0^5", c(0)),
    ("5^0", c(1)),
    # variables
    ("x", x),
    ("  x\t\r\n", x),
    ("x_1", Variable("x_1")),
    ("W11b", Variable("W11b")),
    ("e", Variable("e")),
    ("((((x))))", x),
    ("lambda", Variable("lambda")),
    # sums are flat
    ("x + y + z", plus(x, y, z)),
    ("(x + y) + z", plus(x, y, z)),
    ("x + (y + z)", plus(x, y, z)),
    ("x - y", plus(x, times(MINUS_ONE, y))),
    ("x - (y + z)", plus(x, times(MINUS_ONE, plus(y, z)))),
    ("x - 1", plus(x, c(-1))),
    ("x - -1", plus(x, c(1))),
    ("x + -y", plus(x, times(MINUS_ONE, y))),
    ("+x + +y", plus(x, y)),
    ("1 + 2 + x", plus(c(1), c(2), x)),
    ("(1 + 2) + x", plus(c(3), x)),
    ("x - 2*y", plus(x, times(c(-2), y))),
    ("x - x", plus(x, times(MINUS_ONE, x))),
    ("x\n + y", plus(x, y)),
    # products are flat
    ("x*y*z", times(x, y, z)),
    ("x*(y*z)", times(x, y, z)),
    ("-x*y", times(MINUS_ONE, x, y)),
    ("-x", times(MINUS_ONE, x)),
    ("-(-x)", x),
    ("- -x", x),
    ("2*-x", times(c(2), MINUS_ONE, x)),
    ("x*-3", times(x, c(-3))),
    ("-2*x", times(c(-2), x)),
    ("-(2*x)", times(c(-2), x)),
    ("0*x", times(c(0), x)),
    ("1*x", times(c(1), x)),
    ("(x+y)*(x-y)", times(plus(x, y), plus(x, times(MINUS_ONE, y)))),
    # quotients associate to the left; constant denominators become factors
    ("x/y", Quotient(x, y)),
    ("x/y/z", Quotient(Quotient(x, y), z)),
    ("x/y*z", times(Quotient(x, y), z)),
    ("x*y/z", Quotient(times(x, y), z)),
    ("x/(y*z)", Quotient(x, times(y, z))),
    ("x/(y/z)", Quotient(x, Quotient(y, z))),
    ("-x/y", times(MINUS_ONE, Quotient(x, y))),
    ("(-x)/y", Quotient(times(MINUS_ONE, x), y)),
    ("x/2", times(c("1/2"), x)),
    ("2*x/2", x),
    ("x/-2", times(c("-1/2"), x)),
    ("1/2*x", times(c("1/2"), x)),
    ("1/x", Quotient(c(1), x)),
    ("0/x", Quotient(c(0), x)),
    ("1/(1 + x^2)", Quotient(c(1), plus(c(1), Power(x, 2)))),
    # powers bind tighter than signs and associate to the right
    ("x^2", Power(x, 2)),
    ("x**2", Power(x, 2)),
    ("-x^2", times(MINUS_ONE, Power(x, 2))),
    ("(-x)^2", Power(times(MINUS_ONE, x), 2)),
    ("x^2^3", Power(x, 8)),
    ("(x^2)^3", Power(Power(x, 2), 3)),
    ("x^1", x),
    ("x^0", Power(x, 0)),
    ("x^-1", Quotient(c(1), x)),
    ("x^-2", Quotient(c(1), Power(x, 2))),
    ("x^(-2)", Quotient(c(1), Power(x, 2))),
    ("x^+2", Power(x, 2)),
    ("x^(1+1)", Power(x, 2)),
    ("x^(6/3)", Power(x, 2)),
    ("x^2.0", Power(x, 2)),
    ("2*x^2", times(c(2), Power(x, 2))),
    ("x^2*y", times(Power(x, 2), y)),
    ("x*-y^2", times(x, MINUS_ONE, Power(y, 2))),
    ("x^10000", Power(x, 10000)),
    # functions
    ("abs(x)", Abs(x)),
    ("abs (x)", Abs(x)),
    ("max(x, y)", Max((x, y))),
    ("max(x, y, 0)", Max((x, y, c(0)))),
    ("min(x, max(y, z))", Min((x, Max((y, z))))),
    ("relu(x)", Relu(x)),
    ("sqrt(1 + x^2)", Sqrt(plus(c(1), Power(x, 2)))),
    ("exp(-x)", Exp(times(MINUS_ONE, x))),
    ("log(2)", Log(c(2))),
    ("sigmoid(x)*tanh(y)", times(Sigmoid(x), Tanh(y))),
    ("exp(x)^2", Power(Exp(x), 2)),
    ("abs(-3)", Abs(c(-3))),
    ("x^2 + abs(x)", plus(Power(x, 2), Abs(x))),
    ("(x*y - 1)^2", Power(plus(times(x, y), c(-1)), 2)),
]

# text, code, column of the caret (None: there is no place)
REFUSED: list[tuple[str, str, int | None]] = [
    # two factors without a sign
    ("2x + 1", "E101", 1),
    ("x y", "E101", 2),
    ("x 2", "E101", 2),
    ("2 3", "E101", 2),
    ("2(x+1)", "E101", 1),
    ("(x+1)(x-1)", "E101", 5),
    ("(x)y", "E101", 3),
    ("x^2y", "E101", 3),
    ("0x10", "E101", 1),
    ("2e", "E101", 1),
    ("exp(x)2", "E101", 6),
    # a variable used as a function
    ("x(y+1)", "E102", 0),
    ("1 + x1(y)", "E102", 4),
    ("foo + foo(x)", "E102", 6),
    # a missing operand
    ("x +", "E103", 3),
    ("x + ", "E103", 3),
    ("x + * y", "E103", 4),
    ("* x", "E103", 0),
    ("/x", "E103", 0),
    ("x */ y", "E103", 3),
    ("x // y", "E103", 3),
    ("x ^^ 2", "E103", 3),
    ("x *** 2", "E103", 4),
    ("()", "E103", 1),
    ("(x + )", "E103", 5),
    ("max(,x)", "E103", 4),
    ("max(x,)", "E103", 6),
    ("-", "E103", 1),
    ("x^", "E103", 2),
    # zero denominators
    ("x/0", "E104", 1),
    ("x/(1 - 1)", "E104", 1),
    ("x/(x - x)", "E104", 1),
    ("1/(0*x)", "E104", 1),
    ("1/(2*x*y - x*y - x*y)", "E104", 1),
    ("1/(x - x)^2", "E104", 1),
    ("(x-x)^-2", "E104", 5),
    ("0^-1", "E104", 1),
    # parentheses
    ("(x + 1", "E105", 0),
    ("((x + 1)", "E105", 0),
    ("exp(x", "E105", 3),
    ("exp(", "E105", 3),
    ("x + 1)", "E106", 5),
    (")", "E106", 0),
    # nothing
    ("", "E107", None),
    (" \n\t ", "E107", None),
    # characters
    ("x \u2212 1", "E108", 2),
    ("x\u00b2 + 1", "E108", 1),
    ("\u03b1 + 1", "E108", 0),
    ("x\u00a0+ 1", "E108", 1),
    ("\ufeffx", "E108", 0),
    ("\u0661 + x", "E108", 0),
    ("\uff58", "E108", 0),
    ("x \u202e+ y", "E108", 2),
    ("x + \ud800", "E108", 4),
    ("x\x00", "E109", 1),
    ("\x1b[31mx", "E109", 0),
    ("x\x7f", "E109", 1),
    ("x\x0cy", "E109", 1),
    ("x!", "E109", 1),
    ("x % 2", "E109", 2),
    ("W[1,2]", "E109", 1),
    ("{x}", "E109", 0),
    ("x; y", "E109", 1),
    ("x'", "E109", 1),
    ("x . y", "E109", 2),
    ("__import__('os')", "E117", 0),
    # equations
    ("x = 1", "E110", 2),
    ("x == 1", "E110", 2),
    ("x <= y", "E110", 2),
    ("x > 0", "E110", 2),
    ("x != 0", "E110", 2),
    ("|x|", "E111", 0),
    ("x + |y|", "E111", 4),
    # functions
    ("expp(x)", "E112", 0),
    ("1 + Exp(x)", "E112", 4),
    ("ln(x)", "E112", 0),
    ("norm(x, y)", "E112", 0),
    ("eval(x)", "E112", 0),
    ("sign(x)", "E112", 0),
    ("sin(x)", "E113", 0),
    ("x + cos(x)", "E113", 4),
    ("Floor(x)", "E113", 0),
    ("exp()", "E114", 4),
    ("exp(x, y)", "E114", 3),
    ("max(x)", "E114", 3),
    ("exp", "E115", 0),
    ("exp x", "E115", 0),
    ("1 + sin", "E115", 4),
    ("max*2", "E115", 0),
    # numbers and names
    ("1_000", "E116", 1),
    ("1.2.3", "E116", 3),
    ("1..2", "E116", 2),
    ("_x", "E117", 0),
    ("x + _", "E117", 4),
    ("pi*x", "E117", 0),
    ("x + NaN", "E117", 4),
    ("inf", "E117", 0),
    ("a" * 65, "E117", 0),
    # exponents
    ("x^y", "E118", 1),
    ("x^0.5", "E118", 1),
    ("x^(1/3)", "E118", 1),
    ("2^x", "E118", 1),
    ("x^2^x", "E118", 3),
    ("\\frac{1}{2}", "E119", 0),
    ("x\\cdot y", "E119", 1),
    ("x^10001", "E121", 1),
    ("x^-10001", "E121", 1),
    ("x^(10^9)", "E121", 1),
    ("9^9^9", "E121", 1),
    # sizes
    ("1e4001", "E126", 0),
    ("1e-4001 + x", "E126", 0),
    ("x + " + "9" * 4001, "E126", 4),
    ("10^4000", "E126", 2),
    ("2^10000^1 * 2^10000", "E126", 10),
    ("0^0", "E128", 1),
    ("x, y", "E130", 1),
    ("(x, y)", "E130", 2),
    ("1,5*x", "E130", 1),
]

M = 1 << 20
HOSTILE: list[tuple[str, str, str | None]] = [
    ("a million parentheses", "(" * (M // 2) + ")" * (M // 2), "E123"),
    ("open parentheses", "(" * 190_000, "E124"),
    ("1001 parentheses", "(" * 1001 + "x" + ")" * 1001, "E124"),
    ("1000 parentheses", "(" * 1000 + "x" + ")" * 1000, None),
    ("201 levels", "abs(" * 200 + "x" + ")" * 200, "E125"),
    ("200 levels", "abs(" * 199 + "x" + ")" * 199, None),
    ("many signs", "-" * 199_999 + "x", None),
    ("signs in a factor", "x*" + "-" * 199_997 + "x", None),
    ("too long", "x" * (M + 1), "E122"),
    ("long name", "x" * M, "E117"),
    ("spaces", " " * M, "E107"),
    ("new lines", "\n" * (M - 3) + "x y", "E101"),
    ("foreign", "x" + "\u00b2" * (M - 1), "E108"),
    ("too many tokens", "x+" * 100_001, "E123"),
    ("sum of 100,000 terms", "+".join(["x"] * 100_000), None),
    ("product of 100,000 factors", "*".join(["x"] * 100_000), None),
    ("quotients", "/".join(["x"] * 100_000), "E125"),
    ("divisions by constants", "x" + "*x" * 49_000 + "/2" * 49_000, "E126"),
    ("divisions by one", "x*2" + "/1*x" * 49_000, None),
    ("tower of ones", "x" + "^1" * 99_000, "E124"),
    ("1000 exponents", "x" + "^1" * 1000, None),
    ("tower of nines", "^".join(["9"] * 1000), "E121"),
    ("huge exponent", "x^" + "9" * 4000, "E121"),
    ("huge decimal exponent", "1e" + "9" * 1_000_000, "E126"),
    ("huge literal", "9" * M, "E126"),
    ("long denominators", "+".join(["1/3^8000"] * 32_000), "E126"),
    ("many large numbers", "+".join(["1e3999"] * 90_000), "E126"),
    ("harmonic sum", "+".join(f"1/{k}" for k in range(3, 40_000)), "E126"),
    ("product of nines", "*".join(["9"] * 100_000), "E126"),
    ("merged sums", "(" * 999 + "+".join(["a"] * 90_000) + "+b)" * 999, None),
    ("merged products", "(" * 999 + "*".join(["a"] * 90_000) + "*b)" * 999, None),
    ("negated products", "-(" * 999 + "*".join(["a"] * 90_000) + ")" * 999, None),
    ("300 variables", "+".join(f"x{k}" for k in range(300)), "E127"),
    ("denominators in denominators", "+".join(["1/(x+" * 9 + "1" + ")" * 9] * 3000), None),
    ("unclosed call", "max(" + "x," * 99_000 + "x", "E105"),
    ("unknown names", "q" * 64 + "(1)", "E112"),
    ("points", "." * M, "E109"),
]


@pytest.mark.parametrize(("text", "tree"), ACCEPTED)
def test_accepted(text: str, tree: Expression) -> None:
    assert tree == parse(text)
    assert tree == parse(to_text(tree))


@pytest.mark.parametrize(("text", "code", "column"), REFUSED)
def test_refused(text: str, code: str, column: int | None) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    error = caught.value

    assert (code, column) == (error.code, error.position)
    assert error.message
    assert error.hint
    assert re.fullmatch(r"[ -~\n]*", str(error)), "errors are printable ASCII"
    assert "\n" not in error.hint + error.message + error.text


@pytest.mark.parametrize(("text", "code"), [(text, code) for _, text, code in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_hostile_text_is_read_or_refused_at_once(text: str, code: str | None) -> None:
    start = time.process_time()
    found, shown = None, ""
    try:
        parse(text)
    except InputError as error:
        found, shown = error.code, str(error)
    seconds = time.process_time() - start

    assert code == found
    assert len(shown) < 1000
    assert seconds < 4  # about 0.9 s for the slowest on the slowest machine seen; the margin is for busy ones


def test_caret_stands_under_the_character_shown() -> None:
    for text, column in [("x \u2212 1", 2), ("a + b\nx + ?", 4), ("y" * 200 + " ?", 83)]:
        with pytest.raises(InputError) as caught:
            parse(text)
        lines = str(caught.value).splitlines()
        caret = lines[2].index("^")

        assert column == caught.value.position
        assert lines[1][caret] in "\\?"


def test_line_number_is_given_for_several_lines() -> None:
    with pytest.raises(InputError, match="line 3: "):
        parse("x +\n y +\n z)")


def test_hint_suggests_a_close_name() -> None:
    with pytest.raises(InputError, match="did you mean sigmoid"):
        parse("sigmiod(x)")


def test_limits_can_be_lowered() -> None:
    limits = ParserLimits(depth=3, variables=1, exponent=5, nodes=4, digits=3)
    assert Power(x, 5) == parse("x^5", limits=limits)
    for text, code in [
        ("x^6", "E121"),
        ("x + y", "E127"),
        ("x+x+x+x", "E129"),
        ("abs(abs(abs(x)))", "E125"),
        ("1000*x", "E126"),
    ]:
        with pytest.raises(InputError) as caught:
            parse(text, limits=limits)
        assert code == caught.value.code


def test_check_limits_on_trees_from_elsewhere() -> None:
    deep: Expression = x
    for _ in range(300_000):
        deep = Abs(deep)
    shared: Expression = x
    for _ in range(100):
        shared = times(shared, shared)
    cases = [
        (deep, "E125"),
        (shared, "E129"),
        (Power(x, 10**9), "E121"),
        (Power(x, -1), "E121"),
        (c(10**5000), "E126"),
        (Constant(Fraction(1, 10**5000)), "E126"),
        (Variable("\x1b[2J"), "E117"),
        (Variable("\\input{x}"), "E117"),
        (plus(*(Variable(f"x{k}") for k in range(201))), "E127"),
    ]
    for tree, code in cases:
        with pytest.raises(InputError) as caught:
            check_limits(tree)
        assert code == caught.value.code
    check_limits(parse("(x*y - 1)^2"))
    while isinstance(deep, Abs):  # taken apart from the outside, so that freeing it does not recurse
        deep = deep.argument


def test_deepest_trees_can_be_compared_hashed_copied_and_printed() -> None:
    text = "(" * 99 + "x" + "^2 + y)" * 99
    tree = parse(text)

    assert tree == parse(to_text(tree))
    assert hash(tree) == hash(parse(text))
    assert tree == pickle.loads(pickle.dumps(tree))


def test_errors_survive_a_process_boundary() -> None:
    with pytest.raises(InputError) as caught:
        parse("2x")
    copy = pickle.loads(pickle.dumps(caught.value))

    assert str(caught.value) == str(copy)


def test_printable_escapes_everything_else() -> None:
    assert printable("a\x1b\u2212\U0001f600\ud800\tb") == r"a\x1b\u2212\U0001f600\ud800 b"


def test_every_code_is_in_the_table_and_used() -> None:
    root = Path(tameproof.__file__).parents[1]
    folders = [root / "proofs" / "kernel", root / "symbolic", root / "tameproof"]
    files = sorted(p for folder in folders for p in folder.glob("*.py") if p.name != "codes.py")
    used = {code for p in files for code in re.findall(r"\bE1\d\d\b", p.read_text(encoding="utf-8"))}
    known = [entry.code for entry in INPUT_CODES]

    assert sorted(set(known)) == known
    assert used <= set(known)
    assert set(known) - {"E120"} <= used
    assert all(describe(code).summary and describe(code).remedy for code in known)


def test_enough_refusals() -> None:
    assert len({text for text, _, _ in REFUSED}) >= 60
    assert {code for _, code, _ in REFUSED} | {code for _, _, code in HOSTILE} >= {
        entry.code for entry in INPUT_CODES if entry.code < "E129"
    } - {"E120"}
