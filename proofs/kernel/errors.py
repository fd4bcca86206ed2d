"""Typed errors of the kernel: every one has a stable code, a place and a remedy.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Reason(Enum):
    """Why a certificate was refused.  The value is the stable text used in tests and in JSON."""

    IDENTITY_FAILS = "identity-fails"
    NEGATIVE_WEIGHT = "negative-weight"
    NOT_POSITIVE_SEMIDEFINITE = "not-positive-semidefinite"
    SIDE_CONDITION = "side-condition"
    WRONG_FACT = "wrong-fact"
    WRONG_PREMISE = "wrong-premise"
    WRONG_SHAPE = "wrong-shape"
    UNKNOWN_VARIABLE = "unknown-variable"
    VACUOUS = "vacuous"
    ROOTS = "roots"
    SIGN = "sign"
    NOT_SUPPORTED = "not-supported"
    OBJECTIVE_MISMATCH = "objective-mismatch"
    GOAL_NOT_REACHED = "goal-not-reached"
    LIMIT = "limit"


class KernelError(Exception):
    """Base class of all errors that the kernel raises on purpose."""


@dataclass(slots=True)
class RejectedStep(KernelError):
    """A step of a certificate does not prove its claim.

    Attributes:
        where: path inside the certificate, e.g. ``steps[3].evidence.psatz.sos``.
        reason: enumerated cause.
        detail: one line for a person.
    """

    where: str
    reason: Reason
    detail: str = ""

    def __str__(self) -> str:
        tail = f": {self.detail}" if self.detail else ""
        return f"{self.where}: {self.reason.value}{tail}"


@dataclass(slots=True)
class MalformedCertificate(KernelError):
    """The bytes are not a certificate of this format.

    Attributes:
        where: JSON path or byte position.
        code: stable short code, e.g. ``repeated-key``.
        detail: one line for a person.
    """

    where: str
    code: str
    detail: str = ""

    def __str__(self) -> str:
        tail = f": {self.detail}" if self.detail else ""
        return f"{self.where}: {self.code}{tail}"


@dataclass(slots=True)
class InputError(KernelError):
    """The text of an objective (or of a claim) cannot be accepted.

    Attributes:
        code: stable code such as ``E101``.
        message: what is wrong, one line.
        text: the offending line of the input ("" if there is none).
        position: 0-based column in ``text`` for the caret, or None.
        hint: what to do, one line.
    """

    code: str
    message: str
    text: str = ""
    position: int | None = None
    hint: str = ""

    def __str__(self) -> str:
        lines = [f"error[{self.code}]: {self.message}"]
        if self.text and self.position is not None:
            start = max(0, self.position - 50)
            window = self.text[start : start + 100]
            lead = "..." if start else ""
            tail = "..." if start + 100 < len(self.text) else ""
            lines.append(f"  {lead}{window}{tail}")
            lines.append("  " + " " * (len(lead) + self.position - start) + "^")
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)


def shown(value: object) -> str:
    """Return a number as text for a message; long ones only by their size, as Python refuses to print them."""
    if isinstance(value, int | Fraction):
        bits = max(value.numerator.bit_length(), value.denominator.bit_length())
        if bits > 300:
            return f"a number of about {bits * 30103 // 100000} digits"
    return str(value)


def need(condition: bool, where: str, reason: Reason, detail: str = "") -> None:
    """Raise RejectedStep unless ``condition`` holds."""
    if not condition:
        raise RejectedStep(where, reason, detail)
