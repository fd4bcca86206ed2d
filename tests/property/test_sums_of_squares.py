"""Sums of squares: what must be proved, what must be refuted, and that names and order of variables do not matter."""

import random
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction

import pytest

from tameproof.proofs.kernel.evidence import Psatz
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.sos import SosSettings, prove_nonnegative
from tameproof.sos.identity import is_proof
from tameproof.symbolic.outcome import Open

SETTINGS = SosSettings(time_limit=20.0)


def random_polynomial(generator: random.Random, variables: int, degree: int, terms: int) -> Polynomial:
    out = []
    for _ in range(terms):
        exponents = [0] * variables
        for _ in range(generator.randint(0, degree)):
            exponents[generator.randrange(variables)] += 1
        out.append((tuple(exponents), Fraction(generator.randint(-5, 5))))
    return Polynomial.from_terms(out)


def sum_of_random_squares(seed: int) -> Polynomial:
    generator = random.Random(seed)
    variables, degree = generator.choice(((1, 3), (2, 2), (2, 3), (3, 2), (4, 1)))
    squares = [random_polynomial(generator, variables, degree, 4) for _ in range(generator.randint(1, 4))]
    return sum_of_products([(p, p) for p in squares])


def product_of_random_sums(seed: int) -> Polynomial:
    generator = random.Random(1000 + seed)
    factors = []
    for _ in range(2):
        parts = [random_polynomial(generator, 2, 1, 3) for _ in range(2)]
        factors.append(sum_of_products([(p, p) for p in parts]) + Polynomial.constant(generator.randint(0, 1)))
    return factors[0] * factors[1]


def is_proved(q: Polynomial) -> bool:
    found = prove_nonnegative(q, settings=SETTINGS, everywhere=True)
    return isinstance(found, Psatz) and is_proof(q, found, (), strict=False, everywhere=True)


def with_interior(q: Polynomial) -> Polynomial:
    """Return q plus a small positive polynomial of its degree: no zero, not even at infinity."""
    variables = range(max(q.variables(), default=0) + 1)
    norm = sum_of_products([(Polynomial.variable(v), Polynomial.variable(v)) for v in variables])
    return q + ((norm + Polynomial.constant(1)) ** (q.degree // 2)).scale(Fraction(1, 100))


@pytest.mark.parametrize("seed", range(30))
def test_sum_of_squares_is_proved(seed: int) -> None:
    assert is_proved(with_interior(sum_of_random_squares(seed)))


@pytest.mark.parametrize("seed", range(15))
def test_product_of_sums_of_squares_is_proved(seed: int) -> None:
    assert is_proved(with_interior(product_of_random_sums(seed)))


@pytest.mark.parametrize("make", [sum_of_random_squares, product_of_random_sums])
@pytest.mark.parametrize("seed", range(100, 120))
def test_few_squares_are_found_again(make: Callable[[int], Polynomial], seed: int) -> None:
    """Singular Gram matrices: nothing is added to the squares, or to their product."""
    assert is_proved(make(seed))


def product_in_three_variables(seed: int) -> Polynomial:
    """Return (a^2 + b^2)(c^2 + d^2) with linear polynomials: its zeros lie on lines over imaginary quadratic fields."""
    generator = random.Random(seed)
    factors = []
    for _ in range(2):
        parts = [random_polynomial(generator, 3, 1, 4) for _ in range(generator.randint(2, 3))]
        factors.append(sum_of_products([(p, p) for p in parts]))
    return factors[0] * factors[1]


def product_of_degree_eight(seed: int) -> Polynomial:
    """Return a product that may vanish on a surface; it is proved factor by factor."""
    generator = random.Random(seed)
    factors = []
    for _ in range(2):
        parts = [random_polynomial(generator, 3, 2, 4) for _ in range(generator.randint(1, 3))]
        factors.append(sum_of_products([(p, p) for p in parts]))
    return factors[0] * factors[1]


def squares_with_large_coefficients(seed: int) -> Polynomial:
    generator = random.Random(seed)
    parts = [random_polynomial(generator, 3, 2, 8) for _ in range(generator.randint(2, 5))]
    scaled = [p.scale(generator.randint(1, 200)) for p in parts]
    return sum_of_products([(p, p) for p in scaled])


def squares_with_fractions(seed: int) -> Polynomial:
    """Return squares that vanish at irrational points or at infinity, often without strict complementarity."""
    generator = random.Random(seed)
    parts = [random_polynomial(generator, 3, 2, 10) for _ in range(generator.randint(3, 4))]
    scaled = [p.scale(Fraction(generator.randint(1, 30), generator.randint(1, 12))) for p in parts]
    return sum_of_products([(p, p) for p in scaled])


@pytest.mark.parametrize(
    "make",
    [product_in_three_variables, product_of_degree_eight, squares_with_large_coefficients, squares_with_fractions],
)
@pytest.mark.parametrize("seed", range(12))
def test_faces_with_irrational_kernels(make: Callable[[int], Polynomial], seed: int) -> None:
    assert is_proved(make(seed))


def positive_quartic(seed: int) -> tuple[Polynomial, Polynomial]:
    """Return a quartic with minimum 0 at a random rational point: q, and q - 1/1000."""
    generator = random.Random(2000 + seed)
    shift = [Fraction(generator.randint(-9, 9), generator.randint(1, 2)) for _ in range(2)]
    t = [Polynomial.variable(i) - Polynomial.constant(c) for i, c in enumerate(shift)]
    forms = [t[0].scale(generator.randint(1, 3)) + t[1].scale(generator.randint(-3, 3)), t[1]]
    forms += [t[0] * t[1] + t[0] * t[0].scale(generator.randint(-2, 2)) + t[1]]
    q = sum_of_products([(p, p) for p in forms])
    return q, q - Polynomial.constant(Fraction(1, 1000))


@pytest.mark.parametrize("seed", range(20))
def test_below_the_minimum_is_proved_and_above_refuted(seed: int) -> None:
    q, too_high = positive_quartic(seed)

    assert is_proved(q)
    found = prove_nonnegative(too_high, settings=SETTINGS)
    assert isinstance(found, Open)
    assert found.reason.startswith("false at ")


@pytest.mark.parametrize("seed", range(50))
def test_order_and_names_of_variables_do_not_matter(seed: int) -> None:
    q = sum_of_random_squares(3000 + seed)
    generator = random.Random(seed)
    names = sorted(q.variables())
    image = list(range(0, 2 * len(names), 2))
    generator.shuffle(image)
    renamed = q.substitute({v: Polynomial.variable(w) for v, w in zip(names, image, strict=True)})

    assert is_proved(q) == is_proved(renamed)


def test_hard_limit_ends_what_looks_at_no_clock() -> None:
    program = (
        "from tameproof.sos.settings import hard_limit\nwith hard_limit(0.2):\n    while True: pass\nprint('over')"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=False)

    assert answer.stdout == "over\n"
