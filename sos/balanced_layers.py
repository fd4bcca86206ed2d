"""Bounded trajectories by balancedness: f controls the product of the layers of a linear network.

Soundness-critical: no.  With the balancedness relations a bound on the product bounds every layer; what is searched is
bound(F) - |W_L ... W_1|^2 >= 0, with squares of affine functions of the entries of the product.
Source: [du_hu_lee_2018].
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from tameproof.proofs.kernel.evidence import BalancedLayers
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.sos.linear_networks import LinearNetwork
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.unknown_coefficients import find_coefficients
from tameproof.symbolic.outcome import Open

MAX_PRODUCTS = 40  # entries of the product matrix in the semidefinite program
MAX_SIGNS = 60  # inequality facts whose pairwise products are used


def find_balanced_bound(
    lift: Lift, network: LinearNetwork, settings: SosSettings, deadline: Deadline
) -> BalancedLayers | Open:
    """Search bound(F) - |W_L ... W_1|^2 >= 0, with squares of affine functions of the entries of the product.

    Args:
        lift: the lifted objective.
        network: as returned by ``find_network``.
        settings: budgets.
        deadline: looked at before the program.

    Returns:
        Evidence for bounded trajectories, or Open: f does not control the product in this simple way.
    """
    product = network.projected()
    for w in network.layers[1:]:
        columns = list(zip(*product, strict=True))
        product = [
            [sum_of_products([(Polynomial.variable(i), p) for i, p in zip(row, c, strict=True)]) for c in columns]
            for row in w
        ]
    entries = [p for row in product for p in row]
    if len(entries) > MAX_PRODUCTS:
        return Open(f"{len(entries)} entries of the product (limit {MAX_PRODUCTS})")
    norm = sum_of_products([(p, p) for p in entries])
    basis = [ONE, *entries]
    if lift.objective.degree > norm.degree and lift.smooth:
        basis += [p * q for k, p in enumerate(entries) for q in entries[k:]]
    bounds = [ONE, lift.objective]
    if not lift.smooth:
        bounds.append(lift.objective * lift.objective)
    kinks = _kink_identities(lift)
    found = find_coefficients(
        -norm,
        bounds,
        lift.facts,
        max(norm.degree, *(p.degree for p in bounds)),
        settings,
        deadline,
        basis=basis,
        products=kinks.products,
        cofactors=kinks.cofactors,
    )
    if isinstance(found, Open):
        return found
    triangle: tuple[tuple[Fraction, ...], ...] = ()
    if network.projector is not None:
        triangle = tuple(row[: i + 1] for i, row in enumerate(network.projector))
    return BalancedLayers(network.layers, found.values, found.psatz, triangle)


@dataclass(frozen=True, slots=True)
class _Kinks:
    products: tuple[tuple[int, ...], ...]  # products of inequality facts that get constant factors
    cofactors: tuple[tuple[int, Polynomial], ...]  # multiples of equations


def _kink_identities(lift: Lift) -> _Kinks:
    """Return what (sum |u_k|)^2 >= sum u_k^2 needs: (s u)(s' u') >= 0, and (s^2 - 1) u times u."""
    signs = [i for i, f in enumerate(lift.facts) if f.kind is not FactKind.EQUATION]
    products: list[tuple[int, ...]] = [(i,) for i in signs]
    if len(signs) <= MAX_SIGNS:
        products += list(combinations(signs, 2))
    arguments = [u for node in lift.lifted if node.kind is NodeKind.SIGN for u in node.arguments]
    cofactors = []
    for i, f in enumerate(lift.facts):
        if f.kind is FactKind.EQUATION:
            cofactors += [(i, ONE), *((i, u) for u in arguments if u.degree <= 4)]
    return _Kinks(tuple(products), tuple(cofactors))
