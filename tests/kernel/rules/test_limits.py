"""Hostile data: every case must end soon with a refusal (LIMIT), not in a hang or in another exception."""

from fractions import Fraction

import pytest

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.check import Accepted, check_certificate
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.expression import variables_of
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tests.kernel.rules.build import On, number, point, q

SMALL = 2_000_000  # units of work: the default allows for a hundred times more
X, Y = Polynomial.variable(0), Polynomial.variable(1)
BOWL = "x^2+y^2"
MANY = tuple((3**i, 7 * i * i) for i in range(200))


def check(text: str, *steps: Step, claim: str = "", effort: int = SMALL) -> Accepted:
    tree = parse(claim or text)
    return check_certificate(Certificate(text, variables_of(tree), steps), tree, effort)


def lower(squares: e.SumOfSquares) -> Step:
    return Step(c.BoundedBelow(q(0)), e.LowerBound(e.Psatz(squares=squares)))


def local(evidence: e.CaseTree, value: AlgebraicNumber | None = None) -> Step:
    return Step(c.LocalMinimaHaveValue(value), e.CriticalCases(evidence))


def dense(terms: int, step: int) -> Polynomial:
    return Polynomial({(i % 97) | (i * step % 9973) << 20: i + 1 for i in range(terms)})


def shared_tree() -> e.CaseTree:
    """Return a tree of 3^60 leaves that needs little memory."""
    tree: e.CaseTree = e.HasValue()
    for _ in range(60):
        tree = e.SplitSign(X, tree, tree, tree)
    return e.SplitValue((tree,))


KNOWN = Step(c.CriticalValues((0, 1), (number(0),), ("open",)), e.Hole(""))
LONG = Fraction(10**5000)
HARD_ROOT = AlgebraicNumber(tuple((i * i + 1) * 7**i % 10007 - 5000 for i in range(900)) + (7,), q(0), q(1))
LONG_ROOT = AlgebraicNumber((-(1 << 90000) + 1, 3, (1 << 89990) + 7), Fraction(0), Fraction(1 << 80000))
SLOW_ARC = e.RationalArc(((tuple(range(1, 1500)), tuple(range(7, 1700))),) * 2, q(0))
WIDE_GRAM = e.Gram(
    (X,) * 200, tuple(tuple(Fraction(2**70 if i == j else i * j + 1, 3) for j in range(i + 1)) for i in range(200))
)
HEAVY = {
    "a product of large polynomials": (BOWL, lower(e.Squares(((q(1), dense(3000, 31)),)))),
    "many products": (BOWL, lower(e.Squares(((q(1), dense(300, 31)),) * 1000))),
    "common denominators": (BOWL, lower(e.Squares(tuple((Fraction(1, 3**40000 + k), X) for k in range(200))))),
    "a Gram matrix of long numbers": (BOWL, lower(WIDE_GRAM)),
    "powers of a long number": (
        "x^10000+y",
        Step(c.SpuriousSetwiseMinimum(False), e.StrictMinimum(point(LONG, 0), point(LONG, 0))),
    ),
    "a root of high degree": (BOWL, local(e.Empty(e.Psatz()), HARD_ROOT)),
    "a root of long numbers": (BOWL, local(e.Empty(e.Psatz()), LONG_ROOT)),
    "an arc of high degree": ("x^3+y^3*x", Step(c.UnboundedBelow(), e.DescendingArc(SLOW_ARC))),
    "an algebraic point of long numbers": (
        "(x+y+1)^40",
        Step(
            c.SpuriousSetwiseMinimum(False),
            e.StrictMinimum(
                e.AlgebraicPoint(
                    number([-2, 0, 0, 0, 0, 0, 0, 1], 1, 2), ((tuple(Fraction(9**k) for k in range(150))),) * 2
                ),
                point(0, 0),
            ),
        ),
    ),
    "many derivations": (
        BOWL,
        local(e.Derive((e.PowerMembership(ZERO, 1, ()),) * 30000, e.Empty(e.Psatz(Fraction(1))))),
    ),
    "a Taylor series of high order": (
        "exp(sigmoid(x*y)*x)^3*tanh(x+exp(y))",
        local(
            e.NotLocalMinimum(
                40, (e.EscapeArc(q(1), ((X + Y, X * Y + ONE),) * 40),), (((),) * 40,), e.Psatz(Fraction(1))
            )
        ),
    ),
}


HEAVY |= {
    "a point of long numbers in an enclosure": (
        "x^8*y^8*exp(z)+x^9*exp(z)+y^9",
        Step(
            c.TakesValueBelow(q(1)), e.LowPoint(point(Fraction(3**200_000, 2**300_000 + 1), Fraction(7, 5**90_000), 1))
        ),
    ),
    "laws of a very high degree": ("x", Step(c.PolynomialLaws(19_999, ()), e.ModularRank(2_147_483_647))),
    "long iterated brackets": (
        "x*y",
        Step(
            c.LawsOfAllLosses((Polynomial({(50 << 20) | 60: 1, 70: 1}),), (), 2),
            e.LieRank(2_147_483_647, (2, 3), ((0,) * 8,) * 40),
        ),
    ),
}


def increasing(text: str) -> Step:
    return Step(c.NoSpuriousSetwiseMinima(), e.IncreasingFunction(text, "t", None, ()))


def nested(function: str, depth: int, inner: str) -> str:
    return function * depth + inner + ")" * depth


LONG_SUM = "+".join(["x"] * 3000)
PIECES = ",".join(f"{k}*x" for k in range(26))
LAW = Step(c.ConservedFunction(LONG_SUM), e.Hole(""))
BOUND = Step(c.BoundedBelow(q(0)), e.Hole(""))
WIDE = Polynomial({k: 1 for k in range(3000)})
MONOTONE = Step(c.MonotoneQuantity(WIDE, q(0)), e.Hole(""))
BOUNDED = Step(c.BoundedTrajectories(), e.Proper(X, 1, ONE, e.Psatz()), (0, *(1,) * 2000))
LONG_FRACTIONS = tuple(((q(0), q(k)), (Fraction(1, 3**600 + k),)) for k in range(1, 55))
HEAVY |= {
    "maxima inside maxima": ("x", increasing(nested("max(0,", 60, f"{LONG_SUM}+max({PIECES})"))),
    "a long formula deep inside another": ("x", increasing(nested("exp(", 150, LONG_SUM))),
    "many long formulas": ("x^2", BOUND, LAW, BOUNDED),
    "a long premise many times": ("x^2", BOUND, MONOTONE, BOUNDED),
    "many squares with long weights": (BOWL, lower(e.Squares(((Fraction(2**300_000), dense(200, 31)),) * 60))),
    "many exponentials": (
        "+".join(f"exp({k}*x)" for k in range(200)),
        *(Step(c.TakesValueBelow(q(300)), e.LowPoint(point(-1))),) * 40,
    ),
    "many steps": ("x^2", *(Step(c.LocallyLipschitz(), e.TypeDerivation()),) * 3000),
    "products of sums with long fractions": (
        "exp(x)-x",
        Step(c.NoSpuriousSetwiseMinima(), e.ExponentialPieces((e.ExponentialFactor(2, LONG_FRACTIONS),))),
    ),
    "roots of long numbers": (
        "sqrt(x^2+1)",
        Step(c.WellDefined(), e.Hole("")),
        *(Step(c.TakesValueBelow(q(0)), e.LowPoint(point(LONG**3))),) * 40,
    ),
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_certificates_are_refused(name: str) -> None:
    text, *steps = HEAVY[name]
    with pytest.raises(RejectedStep) as caught:
        check(text, *steps)
    assert caught.value.reason is Reason.LIMIT


def test_shared_subtrees_are_refused() -> None:
    step = Step(c.LocalMinimaHaveValue(number(0)), e.CriticalCases(shared_tree()), (0,))
    with pytest.raises(RejectedStep) as caught:
        check(BOWL, KNOWN, step)
    assert caught.value.reason is Reason.LIMIT


@pytest.mark.parametrize(
    "text", ["(x+y)^10000", "(0*x+10^3900+y)^10000", "+".join(f"exp({k}*x+y)" for k in range(2100))]
)
def test_heavy_formulas_of_a_file_are_refused(text: str) -> None:
    with pytest.raises(RejectedStep) as caught:
        check(text, claim="x*y")
    assert caught.value.reason in (Reason.LIMIT, Reason.OBJECTIVE_MISMATCH)


def test_chain_of_holes_is_linear() -> None:
    steps = [Step(c.LocallyLipschitz(), e.Hole(""), (k - 1,) if k else ()) for k in range(5000)]

    assert len(check(BOWL, *steps).holes) == 5000


def test_long_numbers_in_messages() -> None:
    """Python refuses to print numbers of more than 4300 digits; a message must not."""
    forged = (
        (BOWL, lower(e.Squares(((-LONG, X),))), Reason.NEGATIVE_WEIGHT),
        (BOWL, lower(e.Squares(((LONG, X),))), Reason.IDENTITY_FAILS),
        (
            BOWL,
            Step(c.SpuriousSetwiseMinimum(False), e.RegionMinimum(point(LONG, LONG), (X,), e.Psatz(), point(0, 0))),
            Reason.IDENTITY_FAILS,
        ),
        (
            "exp(x)+y",
            Step(c.SpuriousSetwiseMinimum(False), e.StrictMinimum(point(0, 0), point(LONG, 0))),
            Reason.IDENTITY_FAILS,
        ),
    )
    for text, step, reason in forged:
        with pytest.raises(RejectedStep) as caught:
            check(text, step, effort=100 * SMALL)
        assert caught.value.reason is reason
        assert len(str(caught.value)) < 1000


def test_long_values_are_accepted() -> None:
    """f = -x^2 at a point of 5000 digits: the value is compared, not printed."""
    wells = On("-x^2+y^2")
    evidence = e.RegionMinimum(point(0, 0), (wells("x"),), e.Psatz(), point(LONG, 0))
    with pytest.raises(RejectedStep) as caught:
        check("-x^2+y^2", Step(c.SpuriousSetwiseMinimum(False), evidence))
    assert caught.value.reason is Reason.SIGN
    bound = Step(c.BoundedBelow(-LONG), e.LowerBound(e.Psatz(squares=e.Squares(((q(1), X), (q(1), Y), (LONG, ONE))))))
    limit = e.LimitInfimum(e.RationalArc((((0, 1), (1,)), ((0, 1), (1,))), LONG))
    assert check(BOWL, bound).holes == ()
    with pytest.raises(RejectedStep) as caught:
        check(BOWL, bound, Step(c.Infimum(-LONG, False), limit, (0,)))
    assert caught.value.reason is Reason.SIGN


def test_work_does_not_depend_on_what_was_checked_before() -> None:
    step = local(e.Empty(e.Psatz(Fraction(1))), number([-2, 0, 0, 0, 1], 1, 2))
    spent = []
    for _ in range(2):
        effort = 1
        while True:
            with pytest.raises(RejectedStep) as caught:
                check(BOWL, step, effort=effort)
            if caught.value.reason is not Reason.LIMIT:
                break
            effort += max(1, effort // 20)
        spent.append(effort)
    assert spent[0] == spent[1]


def test_quantities_of_assumed_premises_are_looked_at() -> None:
    """A hole may claim anything, also that a variable which does not exist is conserved."""
    assumed = Step(c.ConservedQuantity(Polynomial.variable(5)), e.Hole(""))
    ball = c.TrajectoriesInBall((q(0),), (q(1),), q(1))
    step = Step(ball, e.Proper(Polynomial.variable(0), 1, ONE, e.Psatz()), (0, 1))
    with pytest.raises(RejectedStep) as caught:
        check("x^2", lower(e.Squares(((q(1), X),))), assumed, step)
    assert caught.value.reason is Reason.UNKNOWN_VARIABLE


def test_a_denominator_is_read_once() -> None:
    """A function of the file, of 3000 quotients by the same polynomial of 1891 terms, for a harmless objective."""
    function = "+".join(f"(x+{k})/(x+y+1)^60" for k in range(3000))
    with pytest.raises(RejectedStep) as caught:
        check("x*y", Step(c.ConservedFunction(function), e.FlowDerivative(())), effort=20 * SMALL)
    assert caught.value.reason is Reason.IDENTITY_FAILS
