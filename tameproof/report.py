"""What a run established, as lines of plain text: the same in ``str(report)`` and at the shell.

Soundness-critical: no.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Protocol

from tameproof.codes import limit_code
from tameproof.findings import Finding, Status
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.check import Verdict
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.theorems import Theorem
from tameproof.settings import Settings
from tameproof.symbolic.records import AlgebraRecord

WIDTH = 110
_INDENT = 44
_MAX_OBJECTIVE = 400
# labels that are ways to a conclusion, not hypotheses of Theorem 1: not finding them is no gap
ALTERNATIVES = ("R", "T", "V", "X", "H4'")

SENTENCES = {
    Verdict.CERTIFIED: "f has no spurious local minimum, finite or at infinity",
    Verdict.REFUTED: "f has a spurious local minimum",
    Verdict.UNDECIDED: "neither certified nor refuted",
}


class ReportLike(Protocol):
    """The part of a report that is needed here."""

    @property
    def verdict(self) -> Verdict:
        """Certified, refuted or undecided."""

    @property
    def objective(self) -> str:
        """Text of the objective."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was established, in order."""

    @property
    def certificate(self) -> Certificate:
        """All proved steps."""

    @property
    def theorems(self) -> tuple[Theorem, ...]:
        """What the verdict rests on."""

    @property
    def seconds(self) -> float:
        """Wall time of the search."""


def report_lines(report: ReportLike) -> list[str]:
    """Return a report as lines: the objective, one block per hypothesis, the verdict and what it leans on."""
    lifted = lift(parse(report.objective), report.certificate.variables)
    lines = [*header_lines(report.objective, lifted), ""]
    for finding in report.findings:
        lines += finding_lines(finding, report.certificate.steps, lifted)
    return [*lines, *hypothesis_lines(report), "", *verdict_lines(report)]


def header_lines(objective: str, lifted: Lift) -> list[str]:
    """Return how the objective was read."""
    shown = objective if len(objective) <= _MAX_OBJECTIVE else objective[:_MAX_OBJECTIVE] + " ..."
    names = ", ".join(lifted.variables[:12]) + (", ..." if len(lifted.variables) > 12 else "")
    count = len(lifted.variables)
    kind = f"{count} variable{'' if count == 1 else 's'}"
    if lifted.is_polynomial:
        kind = f"polynomial of degree {lifted.objective.degree}, {kind}"
    elif lifted.smooth:
        kind = f"smooth, {kind}"
    else:
        kind = f"locally Lipschitz, {kind}"
    lines = textwrap.wrap(f"f({names}) = {shown}", WIDTH - 10, subsequent_indent="  ") or [""]
    out = [f"reading   {lines[0]}", *(f"          {line}" for line in lines[1:])]
    return [*out, f"          {kind}"]


def status_word(finding: Finding) -> str:
    """Return the word for the status column."""
    if finding.status is Status.PROVED:
        return "ok"
    if finding.status is Status.REFUTED:
        return "found" if finding.label in ("R", "V", "X") else "FAILS"
    return "none" if finding.label == "R" else "open"


def finding_lines(finding: Finding, steps: Sequence[Step], lifted: Lift, *, verbose: bool = False) -> list[str]:
    """Return the block of one hypothesis: name, status, time and one line of mathematics or the reason.

    Args:
        finding: what was established.
        steps: the steps proved so far.
        lifted: the lift of the objective.
        verbose: also say what was tried.
    """
    head = f"  {finding.label:<3} {finding.name:<22} {status_word(finding):<5} {finding.seconds:6.2f} s"
    texts = []
    if finding.step is not None:
        texts.append(mathematics(finding.step, steps, lifted))
    if finding.reason and (finding.status is Status.OPEN or verbose):
        texts.append(finding.reason)
    if finding.tried and verbose:
        texts.append("tried: " + "; ".join(finding.tried))
    return _columns(head, texts)


def _columns(head: str, texts: Sequence[str]) -> list[str]:
    """Return a left column followed by texts, each on lines of its own."""
    body = [line for text in texts for line in textwrap.wrap(text, WIDTH - _INDENT, break_long_words=False)]
    pad = " " * _INDENT
    if not body:
        return [head]
    return [f"{head:<{_INDENT}}{body[0]}", *(pad + line for line in body[1:])]


def hypothesis_lines(report: ReportLike) -> list[str]:
    """Return the hypotheses that no finding settles but the steps do, and those of the functions that f is reduced to.

    Nothing for an undecided objective: what is open is listed with the verdict.
    """
    from tameproof.proofs.export.hypotheses import hypotheses

    if report.verdict is Verdict.UNDECIDED:
        return []
    settled = {finding.label for finding in report.findings if finding.status is not Status.OPEN}
    left = {finding.label for finding in report.findings} - settled
    lines = []
    for about in hypotheses(report.certificate):
        rows = about.rows
        if not about.place:
            rows = tuple(r for r in rows if r.label not in (settled if r.step is not None else settled | left))
        else:
            place = ", in step ".join(map(str, reversed(about.place)))
            decided = f"; decided by {about.title}" if about.title else ""
            head = f"{about.name} = {about.objective}, where {about.relation}{decided} (steps in step {place})"
            lines += ["", *textwrap.wrap(head, WIDTH, subsequent_indent="    ")]
            rows = rows if about.decisive is None else (*rows, about.decisive)
        for row in rows:
            lines += _columns(f"  {row.label:<3} {row.name:<22} {row.status:<5}", [row.text])
    return lines


def mathematics(index: int, steps: Sequence[Step], lifted: Lift) -> str:
    """Return one line for a step together with the premises that carry its content."""
    from tameproof.proofs.export.hypotheses import line_with_premises

    return line_with_premises(index, steps, lifted)


def line_of(index: int, steps: Sequence[Step], lifted: Lift) -> str:
    """Return one line of mathematics for a step."""
    from tameproof.proofs.export.hypotheses import safe_line

    return safe_line(index, steps, lifted)


def short_source(theorem: Theorem) -> str:
    """Return the title of a theorem with author and year, or where it is proved."""
    source = theorem.source.split(",")[0].split(";")[0]
    return f"{theorem.title} ({source})"


def needed(finding: Finding) -> bool:
    """Whether an open finding is a gap that the reader should see, not just a way that was not needed."""
    return finding.status is Status.OPEN and finding.label not in ALTERNATIVES


def verdict_lines(report: ReportLike) -> list[str]:
    """Return the verdict, what it leans on, or what is missing."""
    certificate = report.certificate
    sentence = SENTENCES[report.verdict]
    if report.verdict is Verdict.REFUTED and is_at_infinity(certificate):
        sentence += " at infinity"
    lines = [f"{report.verdict.name:<10}{sentence}"]
    text = infimum_text(certificate)
    if text:
        lines += _labelled("", text)
    if report.verdict is Verdict.UNDECIDED:
        lines += ["", *open_lines(report.findings)]
    else:
        conclusions_first = sorted(report.theorems, key=lambda t: (not t.id.startswith("theorem-"), t.id))
        names = "; ".join(short_source(t) for t in conclusions_first) or "exact arithmetic only"
        lines += _labelled("leans on", names)
    return lines


def algebra_lines(algebra: Sequence[AlgebraRecord], certificate: Certificate) -> list[str]:
    """Return which backend did which algebra, one line each; operations inside others are not counted twice."""
    lines = []
    for r in algebra:
        order = f", {r.order}" if r.order else ""
        count = f"{r.calls} call{'' if r.calls == 1 else 's'}"
        missed = "" if r.answers == r.calls else f", {r.calls - r.answers} without answer"
        lines.append(f"  {r.operation:<34} {r.seconds_float:7.2f} s  {r.backend}{order}; {count}{missed}")
    found = certificate.meta.get("algebra")
    programs = found if isinstance(found, dict) else {}
    missing = [name for name, text in programs.items() if isinstance(text, str) and text.startswith("not installed")]
    if missing and lines:
        lines.append(f"  not installed: {', '.join(missing)}; the embedded methods were used instead")
    return ["algebra", *lines] if lines else []


def infimum_text(certificate: Certificate) -> str:
    """Return what the steps say about the infimum and whether it is attained, or nothing."""
    from tameproof.infimum import find_infimum

    lifted = lift(parse(certificate.objective), certificate.variables)
    found = find_infimum(certificate.steps, lifted)
    return "" if found is None else found.text(lifted.variables)


def open_lines(findings: Sequence[Finding]) -> list[str]:
    """Return a table of what is open, why, and what was tried."""
    lines = ["what is open"]
    for finding in findings:
        if finding.status is not Status.OPEN:
            continue
        lead = f"  {finding.label:<3} {finding.name:<22} "
        width = WIDTH - len(lead)
        code = limit_code(finding.reason)
        reason = finding.reason or "no reason recorded"
        rows = textwrap.wrap(reason + (f" [{code}]" if code else ""), width)
        for tried in finding.tried:
            rows += textwrap.wrap(f"tried {tried}", width, subsequent_indent="      ")
        lines += [lead + rows[0], *(" " * len(lead) + row for row in rows[1:])]
    proved = [f.label for f in findings if f.status is Status.PROVED]
    lines.append(f"  proved: {', '.join(proved) if proved else 'nothing'}; an open hypothesis does not refute f")
    return lines


def is_at_infinity(certificate: Certificate) -> bool:
    """Whether the certificate's refutation is an unbounded set."""
    ends = [s.claim for s in certificate.steps if isinstance(s.claim, c.SpuriousSetwiseMinimum)]
    return bool(ends) and all(claim.at_infinity for claim in ends)


def next_command(report: ReportLike, settings: Settings, file: str | None) -> str:
    """Return one command that is worth trying next."""
    quoted = quote(report.objective)
    if report.verdict is not Verdict.UNDECIDED:
        return f"tameproof export latex {file}" if file else f"tameproof certify {quoted} -o proof.json"
    codes = {limit_code(f.reason) for f in report.findings if f.status is Status.OPEN}
    if "E501" in codes:
        return f"tameproof certify {quoted} --timeout {5 * settings.timeout:g}"
    if "E502" in codes:
        return f"tameproof certify {quoted} --memory {2 * settings.memory:g}"
    if any(f.label == "H5" and f.status is Status.OPEN for f in report.findings):
        return f"tameproof certify {quoted} --max-degree {settings.max_degree + 2}"
    return f"tameproof certify {quoted} -v --timeout {5 * settings.timeout:g}"


def quote(objective: str) -> str:
    """Return an objective as one argument of a shell command; a long one as ``-`` for standard input."""
    if len(objective) > 120:
        return "-"
    return f'"{objective}"'


def _labelled(label: str, text: str) -> list[str]:
    rows = textwrap.wrap(text, WIDTH - 10) or [""]
    return [f"{label:<10}{rows[0]}", *(" " * 10 + row for row in rows[1:])]
