"""The Python interface: ``certify`` an objective, ``check`` a certificate.  Soundness-critical: no."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tameproof.exact_infimum import add_infimum
from tameproof.findings import Finding, Status
from tameproof.infimum import Infimum
from tameproof.proof import Proof
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.check import Accepted, Verdict, check_certificate
from tameproof.proofs.kernel.codec import decode, digest, encode
from tameproof.proofs.kernel.codes import printable
from tameproof.proofs.kernel.errors import InputError, RejectedStep
from tameproof.proofs.kernel.expression import Constant, Expression
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.printer import to_text
from tameproof.proofs.kernel.theorems import THEOREMS, Theorem
from tameproof.settings import Settings
from tameproof.strategy import Attack, Listener
from tameproof.symbolic.records import AlgebraRecord, merge_records, take_records
from tameproof.workers import Worker

if TYPE_CHECKING:
    from tameproof.proofs.export.hypotheses import AboutFunction

__all__ = ["Accepted", "Finding", "Report", "Settings", "Status", "Verdict", "certify", "check", "read_objective"]

MAX_TERMS = 5_000  # of an objective that is searched; the checker itself accepts more


def read_objective(objective: str | Expression | Callable[..., Any] | object) -> Expression:
    """Return the expression tree of an objective given as text, sympy expression, Python function or tree.

    Raises:
        InputError: if the input cannot be read; it carries a code, a place and a remedy.
    """
    if isinstance(objective, str):
        return parse(objective)
    if isinstance(objective, Expression):
        return objective
    if callable(objective) and not hasattr(objective, "free_symbols"):
        from tameproof.tracing import trace

        return trace(objective)[0]
    if isinstance(objective, int | Fraction) and not isinstance(objective, bool):
        return Constant(Fraction(objective))
    if not hasattr(objective, "free_symbols"):
        from tameproof.proofs.kernel.codes import refusal

        kind = type(objective).__name__
        hint = "pass text such as '(x*y-1)^2', a sympy expression, or a Python function of scalars"
        raise refusal("E142", f"an object of class {kind} is no objective", hint)
    from tameproof.symbolic._sympy import from_sympy

    return from_sympy(objective)


@dataclass(frozen=True)
class Report:
    """The answer of ``certify``.

    Attributes:
        verdict: certified, refuted or undecided; computed by the kernel from the certificate.
        objective: text of the objective.
        findings: what was established about each hypothesis, in order.
        certificate: all proved steps, also for an undecided objective.
        theorems: the theorems that the verdict rests on.
        seconds: wall time of the search.
        bugs: internal errors met on the way, with tracebacks; each left a hypothesis open, none is ever hidden.
        check_seconds: wall time of the final check of all steps.
        algebra: which backend did which algebra, in which order of monomials, for how long.
    """

    verdict: Verdict
    objective: str
    findings: tuple[Finding, ...]
    certificate: Certificate
    theorems: tuple[Theorem, ...]
    seconds: float
    bugs: tuple[str, ...] = ()
    check_seconds: float = 0.0
    algebra: tuple[AlgebraRecord, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the certificate."""
        return self.certificate.steps

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that are open, with reasons."""
        return tuple(f for f in self.findings if f.status is Status.OPEN)

    @property
    def infimum(self) -> Infimum | None:
        """The infimum and whether it is attained, as far as the steps determine it; None: not determined."""
        from tameproof.infimum import find_infimum

        return find_infimum(self.steps, lift(parse(self.objective), self.certificate.variables))

    @property
    def hypotheses(self) -> tuple[AboutFunction, ...]:
        """What the steps say about each hypothesis of Theorem 1, for f and for the functions that it is reduced to."""
        from tameproof.proofs.export.hypotheses import hypotheses

        return hypotheses(self.certificate)

    def is_certified(self) -> bool:
        """Whether f is proved to have no spurious local minimum, finite or at infinity."""
        return self.verdict is Verdict.CERTIFIED

    def is_refuted(self) -> bool:
        """Whether f is proved to have a spurious local minimum."""
        return self.verdict is Verdict.REFUTED

    def to_json(self) -> bytes:
        """Return the certificate in its canonical file format."""
        return encode(self.certificate)

    def digest(self) -> str:
        """Return the sha256 of everything but the provenance."""
        return digest(self.certificate)

    def save(self, path: str | Path) -> None:
        """Write the certificate to a file; the file appears complete or not at all.

        Raises:
            OSError: if it cannot be written.
        """
        from tameproof.files import write_atomically

        write_atomically(Path(path), self.to_json())

    def to_latex(self, *, snippet: bool = False) -> str:
        r"""Return the proof as LaTeX: a standalone article, or text for ``\input``."""
        from tameproof.proofs.export.latex import to_latex

        return to_latex(self.certificate, snippet=snippet)

    def lines(self) -> list[str]:
        """Return the report as lines of plain text."""
        from tameproof.report import report_lines

        return report_lines(self)

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def __repr__(self) -> str:
        return f"<Report: {self.verdict.value}, {self.objective}>"

    def _repr_html_(self) -> str:
        from tameproof.proofs.export.html import to_html

        return to_html(self.certificate)

    def _repr_latex_(self) -> str:
        return self.to_latex(snippet=True)


def _silent(_proof: Proof, _finding: Finding) -> None:
    return


def certify(
    objective: str | Expression | Callable[..., Any] | object,
    *,
    timeout: float | None = None,
    solver: str | None = None,
    settings: Settings | None = None,
    listener: Listener = _silent,
) -> Report:
    """Decide whether a function has a spurious local minimum, finite or at infinity.

    Args:
        objective: f: R^n -> R as text such as ``"(x*y - 1)^2"``, a sympy expression, or a Python function of scalars.
        timeout: wall seconds for the search (default 120).
        solver: "auto", "clarabel", "mosek" or "scs".
        settings: all settings at once; ``timeout`` and ``solver`` override it.
        listener: called with (proof, finding) as each hypothesis is decided.

    Returns:
        The report; "undecided" says which hypotheses are open and does not mean that the claim is false.

    Raises:
        InputError: if the objective cannot be read, or is too large to be searched (E120).
        ValueError: if the time limit is not positive.

    Exactness: every step is checked by the kernel in rational arithmetic; the verdict is the kernel's.
    Source: [josz_li_2023].

    Example:
        >>> import tameproof as tp
        >>> tp.certify("(x*y - 1)^2").is_certified()
        True
    """
    chosen = settings or Settings()
    if timeout is not None:
        chosen = replace(chosen, timeout=timeout)
    if solver is not None:
        chosen = replace(chosen, solver=solver)
    with Worker(chosen.memory) as worker:
        return certify_in(worker, objective, chosen, listener)


def certify_in(
    worker: Worker,
    objective: str | Expression | Callable[..., Any] | object,
    settings: Settings,
    listener: Listener = _silent,
) -> Report:
    """Do what ``certify`` does, with a worker that may have been started before; it is left running.

    Raises:
        InputError: if the objective cannot be read, or is too large to be searched (E120).
        ValueError: if the time limit is not positive.
    """
    start = time.monotonic()
    if not settings.timeout > 0:
        raise ValueError(f"timeout must be a number of seconds above 0, not {settings.timeout}")
    expression = read_objective(objective)
    lifted = lift(expression)
    if len(lifted.objective) > MAX_TERMS:
        raise InputError(
            "E120",
            f"the expanded objective has {len(lifted.objective)} terms (limit {MAX_TERMS})",
            hint="write the objective with smaller powers or fewer factors",
        )
    attack = Attack(expression, lifted, settings, listener, worker=worker)
    attack.run()
    add_infimum(attack)
    text = to_text(expression)
    algebra = merge_records((*worker.algebra, *take_records()))
    certificate = attack.proof.certificate(text, _meta(settings, attack.findings, algebra))
    found = time.monotonic()
    try:
        accepted = check_certificate(certificate, expression)
    except RejectedStep as error:  # each step was accepted before, so only the bound on the whole work is left
        attack.reject(error)
        accepted = Accepted(Verdict.UNDECIDED, (), ())
    theorems = tuple(THEOREMS[name] for name in accepted.theorems)
    end = time.monotonic()
    findings, bugs = tuple(attack.findings), tuple(attack.bugs)
    return Report(accepted.verdict, text, findings, certificate, theorems, end - start, bugs, end - found, algebra)


def check(path: str | Path, claim: str | Expression | Callable[..., Any] | object) -> Accepted:
    """Check a certificate file against the objective that you claim it is about.

    Args:
        path: file written by ``Report.save`` or the command line.
        claim: the objective; it is read from you, never from the file.

    Returns:
        The verdict, the ids of the theorems it rests on, and its holes.

    Raises:
        MalformedCertificate: if the file is not a certificate.
        RejectedStep: if a step does not prove its claim, or the certificate is about another objective.
        OSError: if the file cannot be read.
    """
    return check_certificate(decode(Path(path).read_bytes()), read_objective(claim))


def _meta(settings: Settings, findings: list[Finding], algebra: Sequence[AlgebraRecord]) -> dict[str, object]:
    """Return the provenance; without timings it depends only on the versions and settings."""
    from tameproof import __version__
    from tameproof.symbolic.backends import describe_backends

    meta: dict[str, object] = {
        "generator": f"tameproof {__version__}",
        "python": platform.python_version(),
        "solver": settings.solver,
        "seed": settings.seed,
        "algebra": {**describe_backends(), "operations": _operations(algebra, timings=settings.timings)},
        "findings": [
            {
                "label": f.label,
                "status": f.status.value,
                "reason": printable(f.reason),
                "tried": [printable(line) for line in f.tried],
            }
            for f in findings
        ],
    }
    if settings.timings:
        meta["milliseconds"] = [round(1000 * f.seconds) for f in findings]
    return meta


def _operations(algebra: Sequence[AlgebraRecord], *, timings: bool) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for r in algebra:
        row: dict[str, object] = {
            "operation": r.operation,
            "backend": r.backend,
            "order": r.order,
            "calls": r.calls,
            "answers": r.answers,
        }
        if timings:
            row["milliseconds"] = round(1000 * r.seconds_float)
        rows.append(row)
    return rows
