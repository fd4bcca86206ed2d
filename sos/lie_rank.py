"""The dimension of a Lie algebra of polynomial vector fields at a point, and completeness of conserved quantities.

Soundness-critical: no.  Laws of the fields v_1, ..., v_k are also laws of all iterated brackets, so near a generic
point there are exactly n - d independent ones, d the generic dimension of the span of the Lie algebra (Frobenius).
Lower bound of d: the rank, modulo a prime, of brackets with integer coefficients at an integer point.  Upper bound of
d: n minus the rank of the gradients of known laws there.  Both are exact; if they meet, no law is missing.
Source: [marcotte_gribonval_peyre_2023].

Brackets are evaluated with nilpotent numbers e_i (e_i^2 = 0): DX(x) w is the e-part of X(x + e w).  Arithmetic is
modulo 2^31 - 1 in 64-bit integers, so nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tameproof.proofs.kernel.evidence import LieRank
from tameproof.proofs.kernel.modular import ModularRows
from tameproof.proofs.kernel.polynomial import Polynomial, unpack
from tameproof.proofs.kernel.rules.laws import bracket_at, residues
from tameproof.symbolic._flint_modular import compute_rank_modular

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Residues: TypeAlias = NDArray[np.int64]

SMALL_PRIME = 2_147_483_647
MAX_DEPTH = 6
SPARE = 4  # brackets evaluated beyond the number that is missing
MAX_BATCH = 2_000_000  # numbers in one array
MAX_IDLE = 60  # brackets in a row that add nothing


@dataclass(frozen=True, slots=True)
class Completeness:
    """What is known about the number of independent laws at a generic point.

    Attributes:
        dimension: n.
        laws: rank of the gradients of the known laws at an integer point: so many laws are independent.
        lie_dimension: rank of iterated brackets at that point: there are at most n - lie_dimension independent laws.
        depth: length of the longest brackets that were used.
        single: whether there is only one field, whose Lie algebra has dimension 1 (0 if the field vanishes).
    """

    dimension: int
    laws: int
    lie_dimension: int
    depth: int
    single: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether the known laws are proved to be all laws, up to functional dependence."""
        return self.laws + self.lie_dimension == self.dimension

    @property
    def count(self) -> int | None:
        """The number of independent laws near a generic point, or None if it is not determined."""
        return self.dimension - self.lie_dimension if self.is_complete or self.single else None

    @property
    def missing(self) -> int:
        """The number of further independent laws that are not excluded."""
        return self.dimension - self.lie_dimension - self.laws


def compute_completeness(
    potentials: Sequence[Polynomial], laws: Sequence[Polynomial], dimension: int, *, seed: int = 0
) -> Completeness:
    """Return bounds on the number of independent laws of the gradient fields of some polynomials.

    Args:
        potentials: phi_1, ..., phi_k in n variables; the fields are their gradients.
        laws: known laws (the caller has checked <grad h, grad phi_j> = 0).
        dimension: n.
        seed: of the integer point and of the random integer combinations.

    Returns:
        Ranks at one integer point; the statements of ``Completeness`` hold whatever the point was.

    Cost: n evaluations of the gradients per bracket length, over a ring of dimension 2^(length - 1).
    """
    from random import Random

    random = Random(seed)  # noqa: S311 - a fixed seed, for equal results
    point = [random.randrange(1, SMALL_PRIME) for _ in range(dimension)]
    gradients = [[_residue(h.derivative(i), point) for i in range(dimension)] for h in laws]
    rank = compute_rank_modular(gradients, SMALL_PRIME)
    lie, depth = _lie_dimension(potentials, point, dimension - rank, seed)
    return Completeness(dimension, rank, lie, depth, len(potentials) == 1)


def find_lie_words(
    potentials: Sequence[Polynomial], laws: Sequence[Polynomial], dimension: int, *, seed: int = 0
) -> tuple[LieRank, int]:
    """Return evidence about the laws of some gradient fields, with explicit brackets, and the bound it gives.

    Args:
        potentials: phi_1, ..., phi_k in n variables.
        laws: known laws with independent gradients.
        dimension: n.
        seed: of the integer point and of the order of the brackets.

    Returns:
        Evidence for the kernel, and the number of independent laws that it does not exclude (at least len(laws)).

    Cost: pure integer arithmetic, one bracket at a time.
    """
    from random import Random

    random = Random(seed)  # noqa: S311 - a fixed seed, for equal results
    point = tuple(random.randrange(1, 1000) for _ in range(dimension))
    base = [[c] for c in point]
    tables = [residues(p, SMALL_PRIME, "outputs") for p in potentials]
    span = ModularRows(SMALL_PRIME, "brackets")
    words: list[tuple[int, ...]] = []
    level: list[tuple[int, ...]] = [(j,) for j in range(len(tables))]
    for length in range(1, MAX_DEPTH + 1):
        idle = 0
        random.shuffle(level)
        for word in level:
            if span.rank >= dimension - len(laws) or idle > MAX_IDLE:
                break
            vector = bracket_at([tables[j] for j in word], base, SMALL_PRIME)
            fresh = span.add({i: v[0] for i, v in enumerate(vector)})
            idle = 0 if fresh else idle + 1
            if fresh:
                words.append(word)
        if span.rank >= dimension - len(laws) or len(tables) == 1 or (length > 2 and idle > MAX_IDLE):
            break
        tails = [w for w in words if len(w) == length]
        level = [(j, *w) for w in tails for j in range(len(tables)) if length > 1 or j < w[0]]
    return LieRank(SMALL_PRIME, point, tuple(words)), dimension - span.rank


def independent_laws(laws: Sequence[Polynomial], dimension: int, *, seed: int = 0) -> list[Polynomial]:
    """Return laws with independent gradients at a random integer point, the first ones preferred."""
    from random import Random

    random = Random(seed)  # noqa: S311 - a fixed seed, for equal results
    point = [random.randrange(1, 1000) for _ in range(dimension)]
    rows = ModularRows(SMALL_PRIME, "laws")
    return [h for h in laws if rows.add({i: _residue(h.derivative(i), point) for i in range(dimension)})]


def _residue(p: Polynomial, point: Sequence[int]) -> int:
    """Return p at the point modulo the prime (denominators are units)."""
    total = 0
    for m, c in p.terms.items():
        value = c
        for i, e in enumerate(unpack(m)):
            if e:
                value = value * pow(point[i], e, SMALL_PRIME) % SMALL_PRIME
        total += value
    return total * pow(p.denominator, -1, SMALL_PRIME) % SMALL_PRIME


def _lie_dimension(potentials: Sequence[Polynomial], point: list[int], target: int, seed: int) -> tuple[int, int]:
    """Return the rank of brackets at the point (stop at the target), and the length of the longest ones used."""
    import numpy as np

    fields = GradientFields(potentials, len(point))
    generator = np.random.default_rng(seed)
    base: Residues = np.array(point, dtype=np.int64)
    found: list[list[int]] = []
    rank = 0
    for depth in range(1, MAX_DEPTH + 1):
        if depth > 1 and fields.count == 1:
            return rank, 1  # [X, X] = 0: one field is its own Lie algebra
        previous = rank
        wanted = target - rank + SPARE
        while wanted > 0:
            size = max(1, min(wanted, MAX_BATCH // max(1, fields.size * 2 ** (depth - 1))))
            vectors = fields.random_brackets(base, depth, size, generator)
            found += [[int(c) for c in v] for v in vectors]
            wanted -= size
        rank = compute_rank_modular(found, SMALL_PRIME)
        if rank >= target:
            return rank, depth
        if depth > 1 and rank == previous:
            return rank, depth
    return rank, MAX_DEPTH


class GradientFields:
    """The gradients of several polynomials, evaluated in batches over rings with nilpotent elements.

    A batch of points is an array of shape (batch, n, 2^k): the coefficients of products of e_1, ..., e_k.
    """

    def __init__(self, potentials: Sequence[Polynomial], dimension: int) -> None:
        """Make a table of the monomials as lists of factors."""
        import numpy as np

        self.dimension = dimension
        self.count = len(potentials)
        monomials = sorted({m for p in potentials for m in p.terms if m})
        factors = [[i for i, e in enumerate(unpack(m)) for _ in range(e)] for m in monomials]
        self.degree = max((len(f) for f in factors), default=0)
        self.size = max(1, len(monomials) * max(1, self.degree))
        # unused places point to an extra variable that is 1
        table = [f + [dimension] * (self.degree - len(f)) for f in factors]
        self._factors = np.array(table, dtype=np.int64).reshape(len(monomials), self.degree)
        position = {m: k for k, m in enumerate(monomials)}
        self._coefficients = np.zeros((self.count, len(monomials)), dtype=np.int64)
        for row, p in enumerate(potentials):
            inverse = pow(p.denominator, -1, SMALL_PRIME)
            for m, c in p.terms.items():
                if m:
                    self._coefficients[row, position[m]] = c % SMALL_PRIME * inverse % SMALL_PRIME

    def random_brackets(self, base: Residues, depth: int, size: int, generator: np.random.Generator) -> Residues:
        """Return ``size`` random brackets [X_1, [X_2, ... X_depth]] at the point, each X_i a random combination."""
        import numpy as np

        # modulo the prime sums of products must stay below 2^63: combine term by term
        weights = generator.integers(1, SMALL_PRIME, size=(depth, size, self.count), dtype=np.int64)
        mixed = np.zeros((depth, size, self._coefficients.shape[1]), dtype=np.int64)
        for j in range(self.count):
            mixed = (mixed + weights[:, :, j : j + 1] * self._coefficients[j]) % SMALL_PRIME
        points = np.broadcast_to(base[None, :, None], (size, len(base), 1)).copy()
        vectors: Residues = self._bracket(mixed, points)[:, :, 0]
        return vectors

    def _bracket(self, mixed: Residues, points: Residues) -> Residues:
        """Return [X_1, [X_2, ...]] at points over the current ring."""
        import numpy as np

        if len(mixed) == 1:
            return self._gradient(mixed[0], points)
        first = self._gradient(mixed[0], points)
        inner = self._bracket(mixed[1:], points)
        half = points.shape[2]
        along_first = np.concatenate([points, first], axis=2)  # x + e X_1
        along_inner = np.concatenate([points, inner], axis=2)
        derivative = self._bracket(mixed[1:], along_first)[:, :, half:]
        other = self._gradient(mixed[0], along_inner)[:, :, half:]
        difference: Residues = (derivative - other) % SMALL_PRIME
        return difference

    def _gradient(self, weights: Residues, points: Residues) -> Residues:
        """Return the gradients of sum_m weights[b, m] * monomial_m at the points of the batch."""
        import numpy as np

        batch, _, ring = points.shape
        one = np.zeros((batch, 1, ring), dtype=np.int64)
        one[:, :, 0] = 1
        values = np.concatenate([points, one], axis=1)
        count, degree = self._factors.shape
        out = np.zeros((batch, self.dimension + 1, ring), dtype=np.int64)
        suffix = [np.broadcast_to(one, (batch, count, ring))]
        for k in range(degree - 1, 0, -1):
            suffix.append(_multiply(values[:, self._factors[:, k]], suffix[-1]))
        suffix.reverse()
        prefix = np.zeros((batch, count, ring), dtype=np.int64)
        prefix[:, :, 0] = weights
        for k in range(degree):
            term = _multiply(prefix, suffix[k])
            order = np.argsort(self._factors[:, k], kind="stable")
            places = self._factors[order, k]
            starts = np.flatnonzero(np.r_[True, places[1:] != places[:-1]])
            # at most 2^31 residues below 2^31 are added: no overflow
            sums = np.add.reduceat(term[:, order], starts, axis=1) % SMALL_PRIME
            out[:, places[starts]] = (out[:, places[starts]] + sums) % SMALL_PRIME
            if k + 1 < degree:
                prefix = _multiply(prefix, values[:, self._factors[:, k]])
        result: Residues = out[:, : self.dimension]
        return result


def _multiply(a: Residues, b: Residues) -> Residues:
    """Return the product over F_p[e_1, ..., e_k] / (e_i^2); the last axis has length 2^k."""
    import numpy as np

    ring = a.shape[-1]
    if ring == 1:
        product: Residues = a * b % SMALL_PRIME
        return product
    half = ring // 2
    low = _multiply(a[..., :half], b[..., :half])
    high = (_multiply(a[..., :half], b[..., half:]) + _multiply(a[..., half:], b[..., :half])) % SMALL_PRIME
    joined: Residues = np.concatenate([low, high], axis=-1)
    return joined
