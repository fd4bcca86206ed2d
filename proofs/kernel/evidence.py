"""Why a claim holds: the evidence type *is* the rule.  Soundness-critical: no (data only; the rules check it).

Polynomials are over the variables of the lift, in this order: the objective's variables x, the lifted variables z,
then the variables adjoined by the case tree above.  A *fact* is one member of the current fact list (see facts.py):
lift facts first, then what the rule adds, then what the case tree adds; evidence refers to facts by index.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from .algebraic import AlgebraicNumber
from .claims import Claim
from .polynomial import ONE, Polynomial
from .record import record

Matrix: TypeAlias = tuple[tuple[Fraction, ...], ...]  # lower triangle, row by row: row i has i + 1 entries
Univariate: TypeAlias = tuple[Fraction, ...]  # coefficients, constant term first
Combination: TypeAlias = tuple[tuple[int, Polynomial], ...]  # (index of an equation fact, cofactor)


# -- sums of squares -------------------------------------------------------------------------------------------------
@record(frozen=True, slots=True)
class Squares:
    """``sum weight * polynomial^2`` with weights >= 0."""

    terms: tuple[tuple[Fraction, Polynomial], ...]


@record(frozen=True, slots=True)
class Gram:
    """``basis' Q basis`` with Q symmetric positive semidefinite over Q; the kernel factors Q itself."""

    basis: tuple[Polynomial, ...]
    matrix: Matrix


@record(frozen=True, slots=True)
class FactoredGram:
    """As Gram, where ``Q - L L'`` is diagonally dominant with nonnegative diagonal; L = ``factor`` (lower triangle)."""

    basis: tuple[Polynomial, ...]
    matrix: Matrix
    factor: Matrix


@record(frozen=True, slots=True)
class FieldSquares:
    """``sum weight(theta) (p_0 + theta p_1 + theta^2 p_2 + ...)^2`` with weights >= 0 at the real number theta.

    Modulo the polynomial of theta the sum has to be free of theta: it is a rational polynomial that is a sum of squares
    over Q(theta), though perhaps not over Q.  ``terms`` are pairs (weight, (p_0, p_1, ...)).
    """

    theta: AlgebraicNumber
    terms: tuple[tuple[Univariate, tuple[Polynomial, ...]], ...]


SumOfSquares: TypeAlias = Squares | Gram | FactoredGram | FieldSquares


# -- Positivstellensatz identities -----------------------------------------------------------------------------------
@record(frozen=True, slots=True)
class Multiplier:
    """``(constant + squares) * product of strictly positive facts``; the default is 1."""

    constant: Fraction = Fraction(1)
    squares: SumOfSquares = Squares(())
    facts: tuple[int, ...] = ()


@record(frozen=True, slots=True)
class ProductTerm:
    """``squares * product of the named inequality facts``."""

    facts: tuple[int, ...]
    squares: SumOfSquares


@record(frozen=True, slots=True)
class Psatz:
    """``multiplier * q = epsilon * unit + squares + sum products + sum cofactor * equation``.

    ``unit`` is the product of the named strict facts (1 if none).  With epsilon = 0 this proves q >= 0, with
    epsilon > 0 it proves q > 0; q = 0 with epsilon > 0 shows that the facts contradict each other.

    With ``contradiction`` the identity is one for 0 with epsilon > 0, and the negated claim is one more fact, after the
    others: -q > 0 proves q >= 0, and -q >= 0 proves q > 0.
    """

    epsilon: Fraction = Fraction(0)
    squares: SumOfSquares = Squares(())
    products: tuple[ProductTerm, ...] = ()
    combination: Combination = ()
    multiplier: Multiplier = Multiplier()
    unit: tuple[int, ...] = ()
    contradiction: bool = False


# -- equations -------------------------------------------------------------------------------------------------------
@record(frozen=True, slots=True)
class PowerMembership:
    """``polynomial^exponent`` is a combination of equation facts; proves polynomial = 0."""

    polynomial: Polynomial
    exponent: int
    combination: Combination


@record(frozen=True, slots=True)
class RealRadical:
    """``-polynomial^(2 exponent) >= 0`` by a Positivstellensatz identity; proves polynomial = 0."""

    polynomial: Polynomial
    exponent: int
    psatz: Psatz


Derivation: TypeAlias = PowerMembership | RealRadical


@record(frozen=True, slots=True)
class Horner:
    """A univariate ``m^exponent`` vanishes at the objective F, shown without expanding m(F).

    With m^exponent = a_d t^d + ... + a_0 and H_0 = a_d, step j proves H_{j-1} * F + a_{d-j} - H_j = combination of
    equation facts; ``steps[j-1] = (H_j, combination)`` and the last H_d must be 0.
    """

    exponent: int
    steps: tuple[tuple[Polynomial, Combination], ...]


# -- points and arcs -------------------------------------------------------------------------------------------------
@record(frozen=True, slots=True)
class RationalPoint:
    """A point with rational coordinates, one per variable of the objective."""

    coordinates: tuple[Fraction, ...]


@record(frozen=True, slots=True)
class AlgebraicPoint:
    """x_i = coordinates[i](theta): polynomials (rational coefficients) in one real algebraic number.

    The lifted variables of the objective follow, in order.
    """

    theta: AlgebraicNumber
    coordinates: tuple[Univariate, ...]


Point: TypeAlias = RationalPoint | AlgebraicPoint


@record(frozen=True, slots=True)
class RationalArc:
    """x_i(t) = numerator_i(t) / denominator_i(t) for all real t >= start; integer coefficients, constant first.

    Where ``logarithms[i]`` = q is not zero, x_i(t) = q log(numerator_i(t) / denominator_i(t)) instead; the empty tuple
    means that all are zero.
    """

    coordinates: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    start: Fraction
    logarithms: tuple[Fraction, ...] = ()


# -- case trees ------------------------------------------------------------------------------------------------------
@record(frozen=True, slots=True)
class Derive:
    """Add the derived equations, one after the other, and go on."""

    derivations: tuple[Derivation, ...]
    child: CaseTree


@record(frozen=True, slots=True)
class SplitProduct:
    """``(product of factors)^exponent`` is a combination of equations: case i has factor_i = 0, factor_j^2 > 0 (j < i).

    In case i the facts added are, in this order: factor_j^2 > 0 for j = 0..i-1, then factor_i = 0.
    """

    factors: tuple[Polynomial, ...]
    exponent: int
    combination: Combination
    children: tuple[CaseTree, ...]


@record(frozen=True, slots=True)
class SplitSign:
    """Three cases: polynomial > 0 (fact polynomial), = 0, < 0 (fact -polynomial > 0)."""

    polynomial: Polynomial
    positive: CaseTree
    zero: CaseTree
    negative: CaseTree


@record(frozen=True, slots=True)
class SplitValue:
    """One case per critical value of the premise that is not marked 'not attained', in increasing order.

    Facts added for a rational value v: F - v = 0; for an irrational one: p(F) = 0, F - low > 0, high - F > 0, of which
    p(F) = 0 is left out if ``strips`` (it may be too large to be expanded).
    """

    children: tuple[CaseTree, ...]
    strips: bool = False


@record(frozen=True, slots=True)
class AdjoinRoot:
    """Adjoin a new variable w with w^2 = polynomial (equation) and w >= 0; needs polynomial >= 0 by ``psatz``."""

    polynomial: Polynomial
    psatz: Psatz
    child: CaseTree


@record(frozen=True, slots=True)
class AdjoinOddRoot:
    """Adjoin a new variable w with polynomial = 0 (equation), a polynomial of odd degree in w.

    The coefficient of the highest power of w is a nonzero constant, so that there is a real root at every point.
    """

    polynomial: Polynomial
    child: CaseTree


@record(frozen=True, slots=True)
class AdjoinInverse:
    """Adjoin a new variable r with r * polynomial = 1; needs polynomial^2 > 0 by ``psatz``."""

    polynomial: Polynomial
    psatz: Psatz
    child: CaseTree


@record(frozen=True, slots=True)
class Empty:
    """Leaf: the facts contradict each other (0 > 0 by ``psatz``)."""

    psatz: Psatz


@record(frozen=True, slots=True)
class HasValue:
    """Leaf: F has the claimed value here.

    Without evidence the value must come from the SplitValue above; otherwise the defining polynomial vanishes at F by
    ``horner`` and, unless it has only one real root, ``above``: F - low > 0 and ``below``: high - F > 0.
    """

    horner: Horner | None = None
    above: Psatz | None = None
    below: Psatz | None = None


@record(frozen=True, slots=True)
class EscapeArc:
    """x(t) = x + sum_k t^k path[k-1], with a weight >= 0 in the sum of the leading coefficients."""

    weight: Fraction
    path: tuple[tuple[Polynomial, ...], ...]


@record(frozen=True, slots=True)
class Gap:
    """One inactive piece of a kink: its gap's Taylor coefficients of order < ``order`` vanish, the next is > 0.

    ``psatz`` is None if all coefficients up to the order of the leaf vanish.
    """

    order: int
    vanishing: tuple[Combination, ...]
    psatz: Psatz | None


@record(frozen=True, slots=True)
class Kink:
    """The piece of one abs/max node that is active along the arc for small t > 0 (abs: 0 is +u, 1 is -u)."""

    active: int
    gaps: tuple[Gap, ...]


@record(frozen=True, slots=True)
class NotLocalMinimum:
    """Leaf: F decreases along an arc, so no point here is a local minimum.

    F(x(t)) - F(x) = c_0 + c_1 t + ...; per arc c_0, ..., c_{order-1} vanish by ``vanishing`` (a combination each), and
    ``psatz`` proves sum weight * (-c_order) > 0.  ``nonzero`` (odd order, one arc): proves c_order^2 > 0 instead.
    """

    order: int
    arcs: tuple[EscapeArc, ...]
    vanishing: tuple[tuple[Combination, ...], ...]
    psatz: Psatz
    nonzero: bool = False
    kinks: tuple[tuple[Kink, ...], ...] = ()


@record(frozen=True, slots=True)
class FiniteValues:
    """Leaf (tangency): ``polynomial`` (integer, constant first, nonzero) vanishes at F: finitely many values here."""

    polynomial: tuple[int, ...]
    horner: Horner


@record(frozen=True, slots=True)
class BoundedPart:
    """Leaf (tangency): bound(F) - |x|^(2 exponent) >= 0, so every part of the leaf with bounded F is bounded."""

    bound: Univariate
    exponent: int
    psatz: Psatz


@record(frozen=True, slots=True)
class AdjoinMultiplier:
    """Node (tangency): adjoin the Lagrange multiplier l along a curve on which F decreases to a value at infinity.

    New facts: G_i - l (grad rho)_i = 0 for all i, then -l > 0, then width + l rho > 0; width > 0 may be any number.
    """

    width: Fraction
    child: CaseTree


@record(frozen=True, slots=True)
class SecondOrder:
    """Node (tangency): add d'(Hess F - l Hess rho) d >= 0, which holds at local minima on the level sets of rho.

    ``tangent`` proves <d, grad rho> = 0; l is the variable of an AdjoinMultiplier node above.
    """

    direction: tuple[Polynomial, ...]
    tangent: Combination
    child: CaseTree


@record(frozen=True, slots=True)
class Eliminant:
    """P(x_i, F)^exponent is a combination of equations; P has variable 0 for x_i and variable 1 for the value."""

    polynomial: Polynomial
    exponent: int
    combination: Combination


@record(frozen=True, slots=True)
class CoordinateBound:
    """bound(F) - factor(F)^2 x_i^(2 exponent) >= 0: x_i stays bounded where F does and factor(F) stays away from 0.

    The real roots of ``factor`` are candidates, like those of a leading coefficient.
    """

    bound: Univariate
    exponent: int
    psatz: Psatz
    factor: Univariate = (Fraction(1),)


CoordinateControl: TypeAlias = Eliminant | CoordinateBound


@record(frozen=True, slots=True)
class AtMostInfimum:
    """The candidate is not above the lower bound of the premise."""


@record(frozen=True, slots=True)
class NotFromAbove:
    """No far point of the leaf has F slightly above the candidate: contradiction by ``psatz`` (see Candidate)."""

    psatz: Psatz


@record(frozen=True, slots=True)
class SaddleAtInfinity:
    """Negative curvature along the spheres of rho: d'(|grad rho|^2 Hess F - <G, grad rho> Hess rho) d < 0.

    ``tangent`` proves <d, grad rho> = 0 and ``psatz`` the inequality, with the facts of Candidate.
    """

    direction: tuple[Polynomial, ...]
    tangent: Combination
    psatz: Psatz


@record(frozen=True, slots=True)
class Separation:
    """q = 0 is possible only where R(x_i) = 0: R(x_i) is a combination of the equations and, as the last fact, q.

    ``polynomial``: R, integer coefficients, constant first, not zero.  What q is depends on the place.
    """

    polynomial: tuple[int, ...]
    combination: Combination


@record(frozen=True, slots=True)
class End:
    """The real branches of a plane curve m = 0 with sign * x_i > radius, and what has a constant sign on each.

    ``simple``: q = dm/dx_j (None: m does not depend on x_j); ``slope``: q = <G, grad rho>; ``curvature``: q = the
    inequality of SaddleAtInfinity with d = (-d rho/dy, d rho/dx); ``below``: q = F - the lower end of the window;
    ``above``: q = F - its upper end.  None: not used.
    """

    radius: Fraction
    simple: Separation | None
    slope: Separation | None = None
    curvature: Separation | None = None
    below: Separation | None = None
    above: Separation | None = None


@record(frozen=True, slots=True)
class BranchSigns:
    """On each far branch of the curve (fact number ``curve``) F increases, is outside the window, or is curved down.

    ``ends``: x_0 -> +infinity, x_0 -> -infinity, x_1 -> +infinity, x_1 -> -infinity.  Two variables.
    """

    curve: int
    ends: tuple[End, ...]


@record(frozen=True, slots=True)
class LowerFarOut:
    """Far out f exceeds the value v by little, and is smaller somewhere: constant - (F - v)^exponent |x|^2 >= 0.

    Facts for ``psatz``: the lift's, |x|^2 - radius > 0, F - v > 0.  Along ``arc`` f < v, and a coordinate is unbounded.
    Rational v, width 0, at least two variables.
    """

    exponent: int
    constant: Fraction
    psatz: Psatz
    arc: RationalArc


@record(frozen=True, slots=True)
class Remaining:
    """Nothing is shown: the candidate is one of the values of the claim ValuesAtInfinity."""


@record(frozen=True, slots=True)
class Candidate:
    """A value that the eliminants leave open, and why points with F -> value+ at infinity are impossible.

    The exclusion may use more facts. Rational v: F - v > 0 and v + width - F > 0 (width > 0). Irrational v (width = 0):
    s * p(F) > 0 (p the defining polynomial, s its sign right of v), F - low > 0 and high - F > 0.
    """

    value: AlgebraicNumber
    width: Fraction
    exclusion: AtMostInfimum | NotFromAbove | SaddleAtInfinity | BranchSigns | LowerFarOut | Remaining


@record(frozen=True, slots=True)
class Eliminants:
    """Leaf (tangency): one control per coordinate; candidates = all real roots of the leading coefficients."""

    coordinates: tuple[CoordinateControl, ...]
    candidates: tuple[Candidate, ...]


@record(frozen=True, slots=True)
class RadialEliminant:
    """Leaf (tangency): P(rho, F)^exponent is a combination; candidates = real roots of the leading coefficient in rho.

    P has variable 0 for rho and variable 1 for the value.
    """

    polynomial: Polynomial
    exponent: int
    combination: Combination
    candidates: tuple[Candidate, ...]


CaseTree: TypeAlias = (
    Derive
    | SplitProduct
    | SplitSign
    | SplitValue
    | AdjoinRoot
    | AdjoinOddRoot
    | AdjoinInverse
    | AdjoinMultiplier
    | SecondOrder
    | Empty
    | HasValue
    | NotLocalMinimum
    | FiniteValues
    | BoundedPart
    | Eliminants
    | RadialEliminant
)


# -- evidence of steps -----------------------------------------------------------------------------------------------
@record(frozen=True, slots=True)
class Side:
    """One side condition of the lift: sign * argument > 0 (sign = 1 or -1; only 1 for sqrt and log)."""

    sign: int
    psatz: Psatz


@record(frozen=True, slots=True)
class SideConditions:
    """WellDefined: one proof per denominator, root argument and logarithm argument, in the order of the lift."""

    conditions: tuple[Side, ...]


@record(frozen=True, slots=True)
class NoPoles:
    """WellDefined in one variable: no denominator vanishes, by the table of MonotonePieces, with its breakpoints."""

    breakpoints: tuple[tuple[int, ...], ...]


@record(frozen=True, slots=True)
class LowerBound:
    """BoundedBelow(m), BoundedBelowOn(..., m): F - m >= 0 by ``psatz``, with the claim's conditions as extra facts."""

    psatz: Psatz


@record(frozen=True, slots=True)
class LowPoint:
    """TakesValueBelow: f(point) < bound."""

    point: RationalPoint


@record(frozen=True, slots=True)
class PseudoMoments:
    """NotSumOfSquares: a linear functional L with L(s^2) >= 0 for all s that may occur and L(multiplier * f) < 0.

    ``functional``: the value of L at a monomial is the coefficient of the monomial.
    """

    functional: Polynomial


@record(frozen=True, slots=True)
class DescendingArc:
    """UnboundedBelow, UnboundedBelowOn: f tends to -infinity along the arc, which lies in the set of the claim."""

    arc: RationalArc


@record(frozen=True, slots=True)
class TypeDerivation:
    """LocallyLipschitz, ChainRule, FinitelyManyCriticalValues: derived by the kernel from the expression tree."""


@record(frozen=True, slots=True)
class Attained:
    """This critical value is taken at a critical point with exact coordinates."""

    point: Point


@record(frozen=True, slots=True)
class NotAttained:
    """No real critical point has this value: contradiction by ``psatz``.

    Facts: critical equations, derived equations, then F - v = 0 (rational v) or p(F) = 0, F - low > 0, high - F > 0.
    """

    psatz: Psatz


@record(frozen=True, slots=True)
class OpenStatus:
    """Whether this value is attained is not decided."""


@record(frozen=True, slots=True)
class IdealMembership:
    """CriticalValues(m): m(F)^k lies in the ideal of the critical equations after ``derivations``; status per value."""

    derivations: tuple[Derivation, ...]
    horner: Horner
    statuses: tuple[Attained | NotAttained | OpenStatus, ...]


@record(frozen=True, slots=True)
class ListedValues:
    """FinitelyManyCriticalValues from a CriticalValues premise."""


@record(frozen=True, slots=True)
class FlowDerivative:
    """ConservedQuantity(h): <grad h, G> = combination of the lift's equations.

    ConservedFunction(h): the same with the common lift of f and h, whose first facts are those of f.
    """

    combination: Combination


@record(frozen=True, slots=True)
class ModularRank:
    """PolynomialLaws: the kernel computes ranks modulo this number."""

    modulus: int


@record(frozen=True, slots=True)
class LieRank:
    """LawsOfAllLosses: ranks, modulo a number, of gradients of the laws and of brackets at an integer point.

    ``brackets``: lists (j_1, ..., j_k) of numbers of outputs, for [X_1, [X_2, ... X_k]] with X_i = grad output_{j_i}.
    """

    modulus: int
    point: tuple[int, ...]
    brackets: tuple[tuple[int, ...], ...]


@record(frozen=True, slots=True)
class FlowInequality:
    """MonotoneQuantity(V, m): <grad V, G> >= 0 by ``flow`` and V - m >= 0 by ``lower``."""

    flow: Psatz
    lower: Psatz


@record(frozen=True, slots=True)
class Proper:
    """bound(F, q_1, ..., q_k) - multiplier(q)^2 |x|^(2 exponent) >= 0, q_j the premises' quantities in order.

    ``bound``: variable 0 is F, variable j is q_j.  ``multiplier``: variable j is q_j (conserved premises only).
    multiplier constant: all trajectories are bounded; otherwise those from the dense set {multiplier(q) != 0}.

    This and the next rules: the last variable of ``bound`` and ``rate`` is c, the value of f at the start; all
    identities are for every c, in the variables of the lift and c, with the facts c - F >= 0 and F - m >= 0 after those
    of the lift and of the rule (m: the lower bound of the premise).  The lift is the common lift of f and the conserved
    functions among the premises; ``sides`` proves the side conditions that these add.
    They also prove TrajectoriesInBall, with the ranges of f and of the quantities over a box of starts.
    """

    bound: Polynomial
    exponent: int
    multiplier: Polynomial
    psatz: Psatz
    sides: tuple[Side, ...] = ()


@record(frozen=True, slots=True)
class Gronwall:
    """K(F, q) (1 + V) |G|^2 + <grad V, G> >= 0 where V >= threshold; and bound(F, q, V) - |x|^(2 exponent) >= 0.

    ``rate`` (K) and ``bound``: variable 0 is F, variable j the premise quantity j, for ``bound`` then V; the last is c.
    Extra fact for ``growth``: V - threshold - sublevel(c) >= 0.  threshold >= 0.
    V: a sum of even monomials with positive coefficients, or a polynomial in x, lifted variables and c that is >= 0 by
    ``sign``.
    """

    quantity: Polynomial
    threshold: Fraction
    rate: Polynomial
    growth: Psatz
    bound: Polynomial
    exponent: int
    proper: Psatz
    sublevel: Univariate = ()
    sign: Psatz | None = None
    sides: tuple[Side, ...] = ()


@record(frozen=True, slots=True)
class DesingularisedGronwall:
    """F = shift + weight residual^2 and (1 + weight)/2 |<grad V, Q>| <= K (1 + V) |Q|^2 where V >= threshold.

    Q = weight grad residual + residual grad weight / 2, so grad F = 2 residual Q; for weight 1 it is grad residual.
    K = rate factor, ``factor`` in the variables F, q_1, ..., q_k, c; the threshold is increased by sublevel(c).
    ``identity`` proves F - shift - weight residual^2 = 0; ``upper`` and ``lower`` the two signs; ``sign`` proves
    weight >= 0 unless it is a positive constant; the rest as in Gronwall.
    """

    shift: Fraction
    residual: Polynomial
    identity: Combination
    quantity: Polynomial
    threshold: Fraction
    rate: Fraction
    upper: Psatz
    lower: Psatz
    bound: Polynomial
    exponent: int
    proper: Psatz
    weight: Polynomial = ONE
    sign: Psatz = Psatz()
    factor: Polynomial = ONE
    sublevel: Univariate = ()
    sides: tuple[Side, ...] = ()


@record(frozen=True, slots=True)
class BalancedLayers:
    """Balanced matrices: bound(F) - |W_L ... W_1 P|_F^2 >= 0 by ``psatz``; ``layers[l][i][j]`` is variable W_l[i][j].

    Every variable occurs exactly once.  ``projector`` is a symmetric P = P^2 (empty: the identity).  Up to constant
    factors, the premises contain all nonzero entries of W_1 (I - P) and of W_{l+1}' W_{l+1} - W_l W_l' (with W_1 P for
    W_1) as conserved quantities.
    """

    layers: tuple[tuple[tuple[int, ...], ...], ...]
    bound: Univariate
    psatz: Psatz
    projector: Matrix = ()


@record(frozen=True, slots=True)
class SpeedWindow:
    """|x|^2 |G|^2 - rate >= 0 where |x|^2 >= radius and F is slightly above a value (the facts of Candidate)."""

    value: AlgebraicNumber
    width: Fraction
    rate: Fraction
    radius: Fraction
    psatz: Psatz


@record(frozen=True, slots=True)
class Malgrange:
    """factor |x|^2 |G|^2 - speed(F) >= 0 where |x|^2 >= radius (extra fact), speed > 0 on (lower bound, infinity).

    ``factor`` in the variables F, q_1, ..., q_k, c; the radius is increased by sublevel(c).
    BoundedTrajectories if the speed has at most a simple zero at the lower bound, else GenericTrajectories.
    ValuesAtInfinity, with a premise FinitelyManyCriticalValues, and TrajectoryLimits: speed >= 0 above the lower bound,
    and its zeros listed.  A zero with a window is no zero for any of these claims.
    """

    speed: Univariate
    radius: Fraction
    psatz: Psatz
    factor: Polynomial = ONE
    sublevel: Univariate = ()
    sides: tuple[Side, ...] = ()
    windows: tuple[SpeedWindow, ...] = ()


@record(frozen=True, slots=True)
class Nonincreasing:
    """A stage: <grad V, G> >= 0 by ``flow``, so V stays below a constant.  Adds p >= 1 with the fact p - V >= 0."""

    quantity: Polynomial
    flow: Psatz


@record(frozen=True, slots=True)
class Bounded:
    """A stage: bound - quantity >= 0, ``bound`` a polynomial in the parameters.  Adds p >= 1 with p - quantity >= 0."""

    quantity: Polynomial
    bound: Polynomial
    psatz: Psatz


@record(frozen=True, slots=True)
class BoundedNode:
    """A stage: z = exp(a), sigmoid(a) or tanh(a) stays away from one end of its range, since a is bounded on that side.

    ``node``: number of the variable z; ``upper``: the upper end.  ``psatz`` proves bound - a >= 0 (upper) or
    bound + a >= 0.  Adds p >= 1 and two facts: p - z >= 0 and p - z^2 >= 0 if the end is infinite, otherwise with the
    distance y of z from the end p y - 1 >= 0 and p y^2 - 1 >= 0.
    """

    node: int
    upper: bool
    bound: Polynomial
    psatz: Psatz


@record(frozen=True, slots=True)
class BoundedArgument:
    """A stage: the converse.  ``psatz`` proves bound - z >= 0 if the end is infinite, else bound y - 1 >= 0.

    Adds p >= 1 with the fact p - a >= 0 (upper) or p + a >= 0.
    """

    node: int
    upper: bool
    bound: Polynomial
    psatz: Psatz


Stage: TypeAlias = Nonincreasing | Bounded | BoundedNode | BoundedArgument


@record(frozen=True, slots=True)
class Phases:
    """The sign of a quantity changes at most once along a trajectory: the parts >= 0 and <= 0 are treated in turn.

    ``direction`` 1 or -1: -<grad s, G> or <grad s, G> is >= 0 by ``flow``.  0: <grad s, G> = factor s by
    ``combination`` (and ``flow`` is empty), so that s keeps its sign.
    """

    quantity: Polynomial
    direction: int
    factor: Polynomial
    combination: Combination
    flow: Psatz
    positive: ConfinementTree
    negative: ConfinementTree


@record(frozen=True, slots=True)
class Pieces:
    """The points with quantity >= 0 and <= 0 are treated one after the other; no Nonincreasing and Phases inside."""

    quantity: Polynomial
    positive: ConfinementTree
    negative: ConfinementTree


@record(frozen=True, slots=True)
class Stages:
    """Stages one after the other, each with the facts and parameters of those before, then the rest."""

    stages: tuple[Stage, ...]
    child: ConfinementTree


@record(frozen=True, slots=True)
class Contained:
    """A leaf: bound - |x|^(2 exponent) >= 0, ``bound`` a polynomial in the parameters."""

    bound: Polynomial
    exponent: int
    psatz: Psatz


ConfinementTree: TypeAlias = Phases | Pieces | Stages | Contained


@record(frozen=True, slots=True)
class Confinement:
    """BoundedTrajectories, or TrajectoriesInBall, by phases and stages.

    The lift is as in Proper, with ``sides``.  Parameters are further variables, constants >= 1 along one trajectory: at
    the root one for F and one for each quantity q of the premises, with the facts p - 1 >= 0, p - q >= 0, p + q >= 0 in
    this order after those of the lift.  Later ones add p - 1 >= 0 and then the facts of their stage.
    """

    tree: ConfinementTree
    sides: tuple[Side, ...] = ()


@record(frozen=True, slots=True)
class TrappedRegion:
    """UnboundedTrajectory: no trajectory leaves {g_i > 0, f <= level}, and no critical value is in [lower, level].

    ``boundary[i]``: F - level > 0 with facts g_i = 0 and g_j >= 0 (j != i), as in Region; ``floor``: F - lower >= 0
    with facts g_i > 0.  There may be no inequality at all.  Premises: BoundedBelow, CriticalValues.
    ``empty``, instead of CriticalValues: no critical point of the region is below the level, by a contradiction from
    the critical facts, then g_i > 0, then level - F >= 0.
    """

    inequalities: tuple[Polynomial, ...]
    level: Fraction
    lower: Fraction
    boundary: tuple[Psatz, ...]
    floor: Psatz
    empty: Psatz = Psatz()


@record(frozen=True, slots=True)
class RiccatiGrowth:
    """FiniteTimeBlowUp: -<grad h, G> - rate h^2 >= 0 with the fact h - h(start) >= 0; rate > 0, h(start) > 0."""

    quantity: Polynomial
    rate: Fraction
    psatz: Psatz


@record(frozen=True, slots=True)
class CriticalCases:
    """LocalMinimaHaveValue: a case tree over the critical equations (premise: optionally CriticalValues)."""

    tree: CaseTree


@record(frozen=True, slots=True)
class NoLocalMinima:
    """NoSpuriousLocalMinima: from LocalMinimaHaveValue(None)."""


@record(frozen=True, slots=True)
class ValueIsLowerBound:
    """NoSpuriousLocalMinima: the value of all local minima is a lower bound (LocalMinimaHaveValue, BoundedBelow)."""


@record(frozen=True, slots=True)
class InfimumIsAttained:
    """NoSpuriousLocalMinima: by the hypotheses of Theorem 1 the infimum is attained, at a local minimum."""


@record(frozen=True, slots=True)
class Tangency:
    """NoValueAtInfinity, ValuesAtInfinity: case tree over the tangency set of rho = sum weights_i x_i^(2 powers_i).

    Facts: lift facts, the 2x2 minors of (G, grad rho) in the order (i, j), i < j, then |x|^2 - radius > 0.
    """

    weights: tuple[Fraction, ...]
    powers: tuple[int, ...]
    radius: Fraction
    tree: CaseTree


@record(frozen=True, slots=True)
class DescendingPaths:
    """NoValueAtInfinity: from a dense set of points a path leads down to a proved lower bound m of f.

    f is quadratic in the free variables w, and u are the others.  The path goes straight to w = numerators/denominator,
    which are free of w.  With ``weights`` k (one per variable) it goes on along u_i -> t^(k_i) u_i with this w, t >= 1.

    Attributes:
        free: the numbers of the variables w, increasing.
        numerators: n_i, polynomials in the variables of the lift that do not depend on w; in x if there are weights.
        denominator: d, a nonzero polynomial in the variables u.
        identity: without weights: d^2 (F - m) at w = n/d is a combination of the lift's equations.
        weights: integers, 0 for w; empty: the first part reaches m.
        stationary: with weights: d times the derivative of F by w_i at w = n/d, one combination for each w_i.
        monotone: with weights, E = sum k_i u_i d/du_i and P = d^2 F at w = n/d: -d (d E P - 2 P E d) >= 0; if E d = 0,
            -E P >= 0.
        growing: d E d >= 0, unless E d = 0.
    """

    free: tuple[int, ...]
    numerators: tuple[Polynomial, ...]
    denominator: Polynomial
    identity: Combination = ()
    weights: tuple[int, ...] = ()
    stationary: tuple[Combination, ...] = ()
    monotone: Psatz = Psatz()
    growing: Psatz = Psatz()


@record(frozen=True, slots=True)
class EulerIdentity:
    """NoValueAtInfinity: f - level is weighted homogeneous, sum w_i x_i df/dx_i = degree (f - level).

    Attributes:
        weights: natural numbers w_i, one for each variable.
        degree: a natural number >= 1.
        level: the constant c, the value of f where all x_i with w_i > 0 vanish.
    """

    weights: tuple[int, ...]
    degree: int
    level: Fraction


@record(frozen=True, slots=True)
class CommonValues:
    """NoValueAtInfinity, ValuesAtInfinity: what several lists of values at infinity (premises) have in common.

    With a premise CriticalValues, the least common value may be the infimum: no critical value is below it.
    """


@record(frozen=True, slots=True)
class AttainedInfimum:
    """Infimum(v, attained): f(point) = v, and v is the bound of the premise."""

    point: Point


@record(frozen=True, slots=True)
class AttainedMinimum:
    """Minimum(v): F - v >= 0 on the set by ``psatz``, and f(point) = v at a point of the set.

    Facts: lift facts, the inequalities, the equations.  If ``theta`` is given, v = value(theta), a variable t and the
    facts m(t) = 0, t - low > 0, high - t > 0 follow (m, low, high of theta), and ``psatz`` proves F - value(t) >= 0.
    """

    psatz: Psatz
    point: Point
    theta: AlgebraicNumber | None = None
    value: Univariate = ()


@record(frozen=True, slots=True)
class LimitInfimum:
    """Infimum(v): f tends to v along the arc, and v is the bound of the premise."""

    arc: RationalArc


@record(frozen=True, slots=True)
class LeastCriticalValue:
    """ExactInfimum from the critical values (a premise), since a point of least value is critical.

    Attained: the value is an attained critical value, and a premise bounds f from below by it; or hypotheses 1 to 5 of
    Theorem 1 are premises, and every smaller critical value is not attained.  Not attained: a premise proves Infimum
    with this value, and it is no critical value.
    """


@record(frozen=True, slots=True)
class InfimumOfPieces:
    """ExactInfimum in one variable: the least value or limit in the table of MonotonePieces.

    ``breakpoints``: as in MonotonePieces, with at least one real root.
    """

    breakpoints: tuple[tuple[int, ...], ...]


@record(frozen=True, slots=True)
class Theorem1:
    """Conclusion by Theorem 1 (the six hypotheses as premises)."""


@record(frozen=True, slots=True)
class Theorem1Plus:
    """Conclusion by Theorem 1+ (trajectories from a dense set that accumulate or minimise)."""


@record(frozen=True, slots=True)
class TheoremT:
    """Conclusion by Theorem T (no spurious local minima, no value at infinity approached from above)."""


@record(frozen=True, slots=True)
class Region:
    """SpuriousSetwiseMinimum by Theorem R on {g_i > 0}: see docs/theory.md.

    ``boundary[i]``: F - level > 0 with facts g_i = 0 and g_j >= 0 (j != i), in the order j = 0.. (i: equation);
    ``floor``: F - lower >= 0 with facts g_i > 0; ``inside`` in the region with f <= level; f(``below``) < lower;
    ``arc`` (at infinity): stays in the region with f <= level and leaves every bounded set.
    """

    inequalities: tuple[Polynomial, ...]
    level: Fraction
    lower: Fraction
    boundary: tuple[Psatz, ...]
    floor: Psatz
    inside: RationalPoint
    below: RationalPoint
    arc: RationalArc | None


@record(frozen=True, slots=True)
class StrictMinimum:
    """SpuriousSetwiseMinimum: critical point with positive definite Hessian, and f(below) < f(point)."""

    point: Point
    below: RationalPoint


@record(frozen=True, slots=True)
class SymmetryField:
    """A vector field X with <X, grad f> = 0, as a combination of the lift's equations."""

    components: tuple[Polynomial, ...]
    combination: Combination = ()


@record(frozen=True, slots=True)
class CriticalOrbit:
    """The vector fields ``fields``, whose flows do not change f, span the tangent space of a critical orbit."""

    fields: tuple[SymmetryField, ...]


@record(frozen=True, slots=True)
class CriticalManifold:
    """Where the generators vanish and the multiplier does not, f is critical.

    ``combinations[i]``: multiplier * G_i in terms of the lift's equations and, as further facts, the generators.
    """

    generators: tuple[Polynomial, ...]
    combinations: tuple[Combination, ...]
    multiplier: Polynomial = ONE


@record(frozen=True, slots=True)
class MorseBottMinimum:
    """SpuriousSetwiseMinimum: a point of a critical manifold across which the Hessian is positive definite.

    With CriticalOrbit the Hessian plus the sum of X X' is positive definite; with CriticalManifold the Hessian is
    positive semidefinite and its rank is the number of generators.  f(below) < f(point).
    """

    point: Point
    along: CriticalOrbit | CriticalManifold
    below: RationalPoint


@record(frozen=True, slots=True)
class RegionMinimum:
    """SpuriousSetwiseMinimum: g_i(point) > 0 and F - f(point) >= 0 on {g_i > 0} (as facts), f(below) < f(point)."""

    point: RationalPoint
    inequalities: tuple[Polynomial, ...]
    psatz: Psatz
    below: RationalPoint


@record(frozen=True, slots=True)
class Plateau:
    """SpuriousSetwiseMinimum at infinity: f = value on {g_i > 0}, an arc stays in {g_i >= margin}, f(below) < value.

    ``upper``: F - value >= 0 and ``lower``: value - F >= 0, each with facts g_i > 0; margin > 0.
    """

    inequalities: tuple[Polynomial, ...]
    margin: Fraction
    value: Fraction
    upper: Psatz
    lower: Psatz
    arc: RationalArc
    below: RationalPoint


@record(frozen=True, slots=True)
class MonotonePieces:
    """NoSpuriousSetwiseMinima in one variable: f falls from everywhere to the same value.

    The real roots of ``breakpoints`` (polynomials: integers, constant first) cut the line into intervals on which f is
    one rational function, constant or strictly monotone.  ``value``: of f at every valley (None: minus infinity): on
    constant pieces, between a falling and a rising piece, and at an end of the line towards which f falls.
    """

    breakpoints: tuple[tuple[int, ...], ...]
    value: AlgebraicNumber | None


@record(frozen=True, slots=True)
class SpuriousValley:
    """SpuriousSetwiseMinimum in one variable: valley number ``valley`` (from the left) is above the level, f is not.

    Breakpoints and valleys as in MonotonePieces.
    """

    breakpoints: tuple[tuple[int, ...], ...]
    valley: int
    level: Fraction


@record(frozen=True, slots=True)
class ConvexFunction:
    """NoSpuriousSetwiseMinima: f is convex, as its formula ``objective`` shows."""

    objective: str


@record(frozen=True, slots=True)
class ExponentialFactor:
    """A power of a sum of p(x) exp(q(x)): ``terms`` are pairs (q, p) of polynomials, constant first."""

    exponent: int
    terms: tuple[tuple[tuple[Fraction, ...], tuple[Fraction, ...]], ...]


@record(frozen=True, slots=True)
class ExponentialPieces:
    """NoSpuriousSetwiseMinima in one variable, with exp, sigmoid, tanh and log: all valleys have one value.

    ``factors``: their product is the numerator of f', an exponential sum; nothing if f is constant.
    """

    factors: tuple[ExponentialFactor, ...]


@record(frozen=True, slots=True)
class ExponentialValley:
    """SpuriousSetwiseMinimum in one variable: valley number ``valley`` (from the left) is above the level, f is not.

    ``factors`` as in ExponentialPieces; f(below) < level.
    """

    factors: tuple[ExponentialFactor, ...]
    valley: int
    level: Fraction
    below: RationalPoint


@record(frozen=True, slots=True)
class ChangeOfCoordinates:
    """NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum: f is g in other coordinates, and the same is proved of g.

    Attributes:
        objective: text of g in the kernel's grammar.
        variables: the variables of g, as many as those of f.
        forward: the new coordinates as polynomials in the variables of f; f = g after ``forward``.
        backward: the inverse map, as polynomials in the new coordinates.
        steps: a proof about g, without holes and without another evidence of this or the next kind.
    """

    objective: str
    variables: tuple[str, ...]
    forward: tuple[Polynomial, ...]
    backward: tuple[Polynomial, ...]
    steps: tuple[Step, ...]


@record(frozen=True, slots=True)
class IncreasingFunction:
    """NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum: f = phi(h), phi strictly increasing, and the same holds for h.

    Attributes:
        objective: text of h, in the variables of f.
        outer: text of phi, a function of t.
        lower: phi increases on [lower, infinity), and some step shows h >= lower; None: phi increases on the line.
        steps: a proof about h, without holes and without another increasing function.
    """

    objective: str
    outer: str
    lower: Fraction | None
    steps: tuple[Step, ...]


@record(frozen=True, slots=True)
class FunctionOfFunction:
    """NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum: f = phi(h), by what is proved about phi, h and -h.

    Attributes:
        objective: text of h, in the variables of f.
        outer: text of phi, a function of t.
        steps: a proof about phi, without holes; none: phi is convex, as its formula shows.
        below: a proof about h, without holes.
        above: a proof about -h, without holes.
    """

    objective: str
    outer: str
    steps: tuple[Step, ...]
    below: tuple[Step, ...]
    above: tuple[Step, ...]


@record(frozen=True, slots=True)
class SingleVariable:
    """A function of one variable of f: the name of the variable, and the text of a function of t."""

    variable: str
    function: str


@record(frozen=True, slots=True)
class MonotoneCoordinates:
    """NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum: the same is proved of F(psi(x)), where f = F(phi(x)).

    Attributes:
        objective: text of F(psi(x)), in the variables of f.
        outer: text of F, in the variables of f.
        functions: strictly monotone functions phi_i of some of the variables.
        replacements: texts of strictly monotone functions psi_i of t, with the images of the phi_i.
        steps: a proof about F(psi(x)), without holes.
    """

    objective: str
    outer: str
    functions: tuple[SingleVariable, ...]
    replacements: tuple[str, ...]
    steps: tuple[Step, ...]


@record(frozen=True, slots=True)
class ConvexInCoordinates:
    """NoSpuriousSetwiseMinima: f = F(phi(x)) with a convex F, as its formula shows, and phi_i of single variables.

    Attributes:
        outer: text of F, in the variables of f.
        functions: the phi_i of some variables: strictly monotone, or even and strictly monotone on [0, infinity).
    """

    outer: str
    functions: tuple[SingleVariable, ...]


@record(frozen=True, slots=True)
class MatrixProduct:
    """The product W_L ... W_1 of matrices whose entries are different variables of f.

    Attributes:
        entries: names that stand for the entries of the product, row by row; they are no variables of f.
        layers: W_1, ..., W_L, row by row, as names of variables of f.
    """

    entries: tuple[tuple[str, ...], ...]
    layers: tuple[tuple[tuple[str, ...], ...], ...]


@record(frozen=True, slots=True)
class ConvexInProducts:
    """NoSpuriousLocalMinima, NoSpuriousSetwiseMinima: f is a convex function of products of matrices and of the rest.

    Attributes:
        outer: text of F, in the names of the entries and the variables of f that are in no matrix.
        products: the products; no hidden layer is narrower than both ends of its product.
    """

    outer: str
    products: tuple[MatrixProduct, ...]


@record(frozen=True, slots=True)
class PartialMinimum:
    """NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum: the same is proved of the minimum of f over one variable.

    Attributes:
        variable: the name w of a variable of f.
        square: text of a, a formula in the other variables, built from nodes that f contains; so are the next ones.
        linear: text of b.
        constant: text of c; f = a w^2 + b w + c.
        numerator: text of n.
        denominator: text of d; n/d = c - b^2/(4a).
        positive: a > 0, from the lift facts of f.
        steps: a proof about n/d, without holes.
    """

    variable: str
    square: str
    linear: str
    constant: str
    numerator: str
    denominator: str
    positive: Psatz
    steps: tuple[Step, ...]


@record(frozen=True, slots=True)
class SeparatePart:
    """A function of some of the variables of f, and what is proved about it.

    Attributes:
        objective: text of the function.
        variables: its variables, all of them variables of f.
        steps: steps about it, without holes; possibly none.
    """

    objective: str
    variables: tuple[str, ...]
    steps: tuple[Step, ...]


@record(frozen=True, slots=True)
class SeparateVariables:
    """NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum, ExactInfimum: f is a sum or product of separate parts.

    Attributes:
        product: f = constant + product of the parts, all of them >= 0; otherwise f = constant + sum of the parts.
        constant: the constant.
        parts: functions of disjoint sets of variables, at least two; every variable of f is in one.
        theta: for ExactInfimum, a number in whose field the infima of the parts are; None: they are rational.
        values: with theta, the infimum of each part as a polynomial in theta.
    """

    product: bool
    constant: Fraction
    parts: tuple[SeparatePart, ...]
    theta: AlgebraicNumber | None = None
    values: tuple[Univariate, ...] = ()


@record(frozen=True, slots=True)
class Hole:
    """No evidence: the claim is assumed, and the certificate becomes 'holey'."""

    reason: str


Evidence: TypeAlias = (
    SideConditions
    | NoPoles
    | LowerBound
    | LowPoint
    | PseudoMoments
    | DescendingArc
    | TypeDerivation
    | IdealMembership
    | ListedValues
    | FlowDerivative
    | ModularRank
    | LieRank
    | FlowInequality
    | Proper
    | Gronwall
    | DesingularisedGronwall
    | BalancedLayers
    | Malgrange
    | Confinement
    | TrappedRegion
    | RiccatiGrowth
    | CriticalCases
    | NoLocalMinima
    | ValueIsLowerBound
    | InfimumIsAttained
    | Tangency
    | CommonValues
    | DescendingPaths
    | EulerIdentity
    | AttainedInfimum
    | AttainedMinimum
    | LimitInfimum
    | LeastCriticalValue
    | InfimumOfPieces
    | Theorem1
    | Theorem1Plus
    | TheoremT
    | Region
    | StrictMinimum
    | MorseBottMinimum
    | RegionMinimum
    | Plateau
    | MonotonePieces
    | SpuriousValley
    | ConvexFunction
    | ExponentialPieces
    | ExponentialValley
    | ChangeOfCoordinates
    | IncreasingFunction
    | FunctionOfFunction
    | MonotoneCoordinates
    | ConvexInCoordinates
    | ConvexInProducts
    | PartialMinimum
    | SeparateVariables
    | Hole
)


@record(frozen=True, slots=True)
class Step:
    """One claim, why it holds, and the indices of the earlier steps that it uses."""

    claim: Claim
    evidence: Evidence
    premises: tuple[int, ...] = ()
