"""Records behave as frozen data classes with slots do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from fractions import Fraction

import pytest

from tameproof.proofs.kernel.claims import BoundedBelow, NoSpuriousLocalMinima, NoSpuriousSetwiseMinima
from tameproof.proofs.kernel.evidence import Gram, ProductTerm, Psatz, RationalPoint, Squares
from tameproof.proofs.kernel.record import record


@record(frozen=True, slots=True)
class Pair:
    """A record."""

    first: int
    second: tuple[int, ...] = ()


@record(frozen=True, slots=True)
class Other:
    """With the same fields."""

    first: int
    second: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Compiled:
    """The same as dataclass makes it."""

    first: int
    second: tuple[int, ...] = ()


CALLS = [((1,), {}), ((1, (2,)), {}), ((), {"first": 1}), ((1,), {"second": (3,)}), ((), {"second": (3,), "first": 2})]
WRONG = [((), {}), ((1, (2,), 3), {}), ((1,), {"first": 1}), ((1,), {"third": 1}), ((), {"second": ()})]


@pytest.mark.parametrize(("values", "named"), CALLS)
def test_same_values_as_a_compiled_class(values: tuple, named: dict) -> None:
    ours, theirs = Pair(*values, **named), Compiled(*values, **named)
    assert dataclasses.astuple(ours) == dataclasses.astuple(theirs)
    assert repr(ours).replace("Pair", "Compiled") == repr(theirs)
    assert hash(ours) == hash(theirs)
    assert ours == Pair(*values, **named)
    assert ours != theirs
    assert ours != Other(*values, **named)
    assert ours != dataclasses.replace(ours, first=17)


@pytest.mark.parametrize(("values", "named"), WRONG)
def test_the_same_calls_are_refused(values: tuple, named: dict) -> None:
    for cls in (Compiled, Pair):
        with pytest.raises(TypeError):
            cls(*values, **named)


def test_nothing_can_be_changed() -> None:
    one = Pair(1)
    for change in (lambda: setattr(one, "first", 2), lambda: setattr(one, "third", 2), lambda: delattr(one, "first")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change()
    assert one == Pair(1)
    assert not hasattr(one, "__dict__")


@pytest.mark.parametrize(
    "one",
    [Pair(1, (2,)), Psatz(squares=Squares(()), products=(ProductTerm((1,), Gram((), ())),))],
    ids=["pair", "psatz"],
)
def test_copies_are_equal(one: object) -> None:
    assert pickle.loads(pickle.dumps(one)) == one
    assert copy.copy(one) == one
    assert copy.deepcopy(one) == one


def test_patterns() -> None:
    match Pair(1, (2,)):
        case Pair(first, (second,)):
            assert (first, second) == (1, 2)
        case _:
            pytest.fail("no match")


def test_classes_without_the_same_name_are_not_equal() -> None:
    assert NoSpuriousLocalMinima() == NoSpuriousLocalMinima()
    assert NoSpuriousLocalMinima() != NoSpuriousSetwiseMinima()
    assert BoundedBelow(Fraction(1)) != RationalPoint((Fraction(1),))


def test_a_record_is_frozen_and_its_defaults_are_values() -> None:
    with pytest.raises(TypeError, match="frozen"):
        record(frozen=False, slots=True)
    with pytest.raises(TypeError, match="default"):

        @record(frozen=True, slots=True)
        class _Wrong:
            items: list[int] = dataclasses.field(default_factory=list)
