"""Frozen data classes that share their methods.  Soundness-critical: yes (claims are compared with ``==``).

``dataclass`` compiles eight functions for each class; for the hundred and fifty classes of claims and evidence that was
half of the start-up time of the checker.  Here all classes have the same eight functions, which read the names of the
fields.  A record is still a data class: ``fields``, ``replace``, ``match`` and pickling see no difference.
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:

    def record(*, frozen: bool, slots: bool) -> Any:
        """Return a decorator that makes a class what ``dataclass(frozen=True, slots=True)`` makes it."""
        if not (frozen and slots):
            raise TypeError("a record is frozen and has slots")
        return _make


__all__ = ["record"]

_set = object.__setattr__


def _values(one: Any) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in type(one).__match_args__)  # the fields, in order


class _Shared:
    """The methods of every record; no record inherits from this class."""

    def __init__(self, *values: Any, **named: Any) -> None:
        cls: Any = type(self)
        names = cls.__match_args__
        if len(values) > len(names):
            raise TypeError(f"{cls.__name__} has {len(names)} fields, not {len(values)}")
        for name, value in zip(names, values, strict=False):
            _set(self, name, value)
        for name in names[len(values) :]:
            value = named.pop(name, MISSING)
            if value is MISSING:
                value = cls.__dataclass_fields__[name].default
            if value is MISSING:
                raise TypeError(f"{cls.__name__} needs a value of {name}")
            _set(self, name, value)
        if named:
            raise TypeError(f"{cls.__name__} has no further field {', '.join(named)}")

    def __eq__(self, other: object) -> Any:
        return _values(self) == _values(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(_values(self))

    def __repr__(self) -> str:
        cls: Any = type(self)
        return f"{cls.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in cls.__match_args__)})"

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __getstate__(self) -> tuple[Any, ...]:
        return _values(self)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        cls: Any = type(self)
        for name, value in zip(cls.__match_args__, state, strict=True):
            _set(self, name, value)


def _make(cls: Any) -> Any:
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    for field in made.__dataclass_fields__.values():
        if field.default_factory is not MISSING:
            raise TypeError(f"{field.name}: the default of a record is a value")
    made.__init__ = _Shared.__init__
    made.__eq__ = _Shared.__eq__
    made.__hash__ = _Shared.__hash__
    made.__repr__ = _Shared.__repr__
    made.__setattr__ = _Shared.__setattr__
    made.__delattr__ = _Shared.__delattr__
    made.__getstate__ = _Shared.__getstate__
    made.__setstate__ = _Shared.__setstate__
    return made
