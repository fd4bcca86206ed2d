"""Exit codes, and the error codes of everything outside formulas.  Soundness-critical: no.

The codes of refused formulas (E1xx) are in ``proofs/kernel/codes.py``.  A code never changes its meaning.
E2xx: claim files.  E3xx: certificates.  E4xx: the machine.  E5xx: limits.  Bxxx: bugs of this program.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of ``certify`` and ``claims run``; ``check`` has its own meaning for 0, 1, 3, 4 and 5."""

    CERTIFIED = 0
    REFUTED = 1
    USAGE = 2
    UNDECIDED = 3
    INPUT = 4
    ENVIRONMENT = 5
    BUG = 70
    INTERRUPTED = 130
    TERMINATED = 143


# the worst code of a batch wins, in this order
SEVERITY = (Exit.BUG, Exit.ENVIRONMENT, Exit.INPUT, Exit.REFUTED, Exit.UNDECIDED, Exit.CERTIFIED)


def worst(codes: list[int]) -> int:
    """Return the exit code of a batch; an unknown code counts as a bug, an empty batch as 0."""
    known = [code if code in SEVERITY else Exit.BUG for code in codes]
    return int(min(known, key=SEVERITY.index, default=Exit.CERTIFIED))


EXIT_CODES = """\
code  certify, claims run                     check, assumptions
   0  certified / all claims as expected      valid
   1  refuted / a claim is not as expected    invalid: a step is wrong
   2  usage                                   usage, or the claim cannot be read
   3  undecided, with the reason              incomplete: holes, or no conclusion
   4  the objective was not accepted          malformed: no certificate of this format
   5  environment: files, solver, licence     the file cannot be read
  70  a bug of this program                   a bug of this program
 130  interrupted (143: terminated)           interrupted
In a batch the worst code wins, in the order 70, 5, 4, 1, 3, 0."""


@dataclass(frozen=True, slots=True)
class Code:
    """One cause.

    Attributes:
        code: stable code such as ``E403``.
        summary: what is wrong, one line.
        remedy: what to do about it, one line.
    """

    code: str
    summary: str
    remedy: str


_TABLE = (
    Code("E201", "the claim file cannot be accepted", "correct the line that is named"),
    Code("E202", "no claim has this name", "choose one of the names in the file"),
    Code("E301", "the file is not a certificate of this format", "write it again with: tameproof certify ... -o FILE"),
    Code("E302", "a step of the certificate does not prove its claim", "do not rely on this file; ask its author"),
    Code("E303", "the certificate has no form of this kind yet", "the certificate is valid: use tameproof check"),
    Code("E401", "a file cannot be read", "check the name and the permissions"),
    Code("E402", "a required package is missing or broken", "pip install --upgrade tameproof"),
    Code("E403", "a file cannot be written", "choose another place with -o FILE"),
    Code("E404", "the output cannot be written", "check what standard output is connected to"),
    Code("E405", "the output would replace the input", "choose another name with -o FILE"),
    Code("E410", "MOSEK has no working licence", "use --solver clarabel, or install the licence file"),
    Code("E411", "a solver is not installed", "use --solver clarabel, or install the solver"),
    Code("E412", "Coq is not installed", "apt-get install coq libcoq-coquelicot"),
    Code("E501", "the time limit was reached", "run again with a larger --timeout"),
    Code("E502", "the memory limit was reached", "run again with a larger --memory"),
    Code("E503", "the certificate is too large for its format", "nothing was written; the verdict is not affected"),
    Code("B001", "internal error", "please report it, with the command and the output of: tameproof doctor"),
)

CODES: dict[str, Code] = {entry.code: entry for entry in _TABLE}


@dataclass(slots=True)
class Failure(Exception):
    """The command ends here, for a reason that has a code.

    Attributes:
        code: key of CODES.
        message: what is wrong, one line; "" takes the table's summary.
        where: file, step or option, one line, or "".
        hint: what to do, one line; "" takes the table's remedy.
        status: exit code.
    """

    code: str
    message: str = ""
    where: str = ""
    hint: str = ""
    status: int = Exit.ENVIRONMENT

    def __str__(self) -> str:
        entry = CODES[self.code]
        lines = [f"error[{self.code}]: {self.message or entry.summary}", self.where, self.hint or entry.remedy]
        return "\n  ".join(line for line in lines if line)


def limit_code(reason: str) -> str:
    """Return the code of the limit that a reason for an open hypothesis speaks of, or ""."""
    if "time limit" in reason or "no time left" in reason or "deadline" in reason:
        return "E501"
    return "E502" if "memory limit" in reason else ""
