"""Certified critical values side by side with Groebner bases of sympy, Singular and msolve, on the same systems.

Run:  python -m benchmarks.algebra [--write] [--cap SECONDS] [--others SECONDS] [--only TEXT]

Times are processor seconds of the entry's process and of the programs that it calls.

Ours: for an objective, all critical values with identities and exact critical points, and the kernel's check of them;
for a classical system, a Groebner basis each element of which is an explicit combination of earlier ones, re-expanded.
Others: one degrevlex Groebner basis, without cofactors.  Every entry runs in its own process and is killed at the cap.
``--write`` writes docs/benchmarks-algebra.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.systems import System, all_systems
from tameproof.symbolic.backends import find_program, find_version
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.records import processor_seconds_float, take_records

REPORT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks-algebra.md"
GROUPS = {
    "claims": "Critical equations of the polynomial and rational objectives in `claims/`",
    "losses": "Critical equations of loss functions with random integer data",
    "classical": "Classical systems",
}


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds and a remark, or why there is no answer; ``parts``: what took how many of our seconds."""

    seconds: float | None
    remark: str
    parts: tuple[tuple[str, float], ...] = ()


# -- the contestants: each runs in a child process and returns a remark ----------------------------------------------
def ours(system: System, cap: float) -> str:
    """Certified critical values, or a certified basis; the identities are checked."""
    if system.objective is None:
        return _basis_with_derivations(system, cap)
    from tameproof.morse_sard.critical_values import find_critical_values
    from tameproof.morse_sard.settings import MorseSardSettings
    from tameproof.proofs.kernel.certificate import Certificate, Step
    from tameproof.proofs.kernel.check import check_step
    from tameproof.proofs.kernel.codec import encode
    from tameproof.symbolic.outcome import Open

    start = time.process_time()
    found = find_critical_values(system.objective, MorseSardSettings(time_limit=cap))
    if isinstance(found, Open):
        raise BudgetExceeded(found.reason)
    claim, evidence = found
    search = time.process_time() - start
    start = time.process_time()
    check_step(system.objective, claim, evidence, (), "step")
    check = time.process_time() - start
    PARTS.append(("check", check))
    size = len(encode(Certificate("0", system.objective.variables, (Step(claim, evidence, ()),), {})))
    PARTS.append(("kilobytes", size / 1000))
    counts = {name: claim.status.count(name) for name in ("attained", "not-attained", "open")}
    shown = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    terms = sum(len(q) for d in evidence.derivations for _, q in getattr(d, "combination", ()))
    return f"{len(claim.values)} values ({shown}); search {search:.2f}, check {check:.2f}; {terms} cofactor terms"


def _basis_with_derivations(system: System, cap: float) -> str:
    from tameproof.symbolic.groebner import find_traced_basis
    from tameproof.symbolic.ideals import make_derivations

    start = time.process_time()
    basis = find_traced_basis(system.equations, system.nvars, Deadline.after(cap))
    search = time.process_time() - start
    start = time.process_time()
    derivations, _ = make_derivations(basis, basis.leading, list(enumerate(system.equations)), len(system.equations))
    check = time.process_time() - start
    return f"{len(basis.leading)} elements; search {search:.2f}, identities {check:.2f} ({len(derivations)})"


def with_flint(system: System, cap: float) -> str:
    """python-flint's Buchberger, in this process."""
    from tameproof.symbolic._flint import compute_groebner_basis

    return _size(compute_groebner_basis(system.equations, system.nvars, limits=(5000, 50_000, 100_000)))


def with_sympy(system: System, cap: float) -> str:
    """sympy.groebner in degrevlex order."""
    import sympy
    from sympy.polys.orderings import grevlex

    names = sympy.symbols(f"v0:{system.nvars}")
    rows = [sympy.sympify(p.format().replace("^", "**")) for p in system.equations]
    return f"{len(sympy.groebner(rows, *names, order=grevlex).exprs)} elements"


def with_singular(system: System, cap: float) -> str:
    """Singular's slimgb with reduction."""
    from tameproof.symbolic.singular import find_standard_basis

    return _size(find_standard_basis(system.equations, system.nvars, deadline=Deadline.after(cap)))


def with_singular_primes(system: System, cap: float) -> str:
    """Singular's minAssGTZ: minimal associated primes."""
    from tameproof.symbolic.singular import find_minimal_primes

    found = find_minimal_primes(system.equations, system.nvars, deadline=Deadline.after(cap))
    if found is None:
        raise BudgetExceeded("no answer")
    return f"{len(found)} primes"


def with_msolve(system: System, cap: float) -> str:
    """msolve -g 2."""
    from tameproof.symbolic.msolve import find_elimination_ideal

    return _size(find_elimination_ideal(system.equations, system.nvars, (), deadline=Deadline.after(cap)))


def _size(basis: tuple[Any, ...] | None) -> str:
    if basis is None:
        raise BudgetExceeded("no answer")
    return f"{len(basis)} elements"


PARTS: list[tuple[str, float]] = []  # of the entry that runs in this process
CONTESTANTS: dict[str, Callable[[System, float], str]] = {
    "ours, certified": ours,
    "python-flint basis": with_flint,
    "sympy basis": with_sympy,
    "Singular basis": with_singular,
    "Singular primes": with_singular_primes,
    "msolve basis": with_msolve,
}
NEEDS = {"Singular basis": "Singular", "Singular primes": "Singular", "msolve basis": "msolve"}


# -- running ---------------------------------------------------------------------------------------------------------
def _child(connection: Any, contestant: str, name: str, cap: float) -> None:
    os.setsid()
    system = next(s for s in all_systems() if s.name == name)
    start = processor_seconds_float()
    try:
        remark = CONTESTANTS[contestant](system, cap)
    except BudgetExceeded:
        connection.send(Timing(None, f"> {cap:.0f}"))
    else:
        own = [(r.operation, r.seconds_float) for r in take_records()]
        connection.send(Timing(processor_seconds_float() - start, remark, (*own, *PARTS)))


def run(contestant: str, system: System, cap: float) -> Timing:
    """Run one contestant on one system in a process of its own."""
    program = NEEDS.get(contestant)
    if program is not None and find_program(program) is None:
        return Timing(None, "not installed")
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(there, contestant, system.name, cap))
    process.start()
    there.close()
    try:
        if here.poll(cap + 5):
            answer: Timing = here.recv()
            return answer
        return Timing(None, f"> {cap:.0f}")
    except EOFError:
        return Timing(None, "crashed")
    finally:
        process.kill()
        process.join()


def _cell(timing: Timing) -> str:
    return timing.remark if timing.seconds is None else f"{timing.seconds:.2f}"


def report(rows: list[tuple[System, dict[str, Timing]]], cap: float, others: float) -> str:
    """Return the tables as Markdown."""
    import sympy

    programs = ", ".join(f"{name} {find_version(name) or 'not installed'}" for name in ("Singular", "msolve"))
    lines = [
        "# Algebra: certified critical values next to Groebner bases",
        "",
        "Written by `python -m benchmarks.algebra --write`. Processor seconds (with the programs called), one run,",
        f"every entry in its own process, killed after {cap:.0f} s (ours) or {others:.0f} s (the others) of wall time.",
        f"Python {platform.python_version()}, sympy {sympy.__version__}, {programs}, {os.cpu_count()} processors.",
        "",
        "*ours, certified* is the whole answer: all critical values, the identities that prove the list complete, an",
        "exact critical point or an impossibility proof for each, and the kernel's check of it. The other columns",
        "compute a degrevlex Groebner basis or the minimal primes, with nothing that could be checked. For classical",
        "systems, ours is a Groebner basis with every element written as a combination of earlier ones.",
    ]
    for group, title in GROUPS.items():
        own = [(s, timings) for s, timings in rows if s.group == group]
        if not own:
            continue
        lines += ["", f"## {title}", "", "| system | variables | " + " | ".join(CONTESTANTS) + " | what ours found |"]
        lines.append("| --- | --- |" + " --- |" * (len(CONTESTANTS) + 1))
        for system, timings in own:
            mine = timings["ours, certified"]
            found = mine.remark if mine.seconds is not None else ""
            cells = " | ".join(_cell(timings[name]) for name in CONTESTANTS)
            lines.append(f"| {system.name} | {system.nvars} | {cells} | {found} |")
    lines += _where_the_time_goes([(s, t) for s, t in rows if s.group == "losses"])
    lines += _resultants()
    return "\n".join(lines) + "\n"


COLUMNS = (
    ("basis with derivations", "Groebner basis with derivations"),
    ("minimal polynomial", "minimal polynomial modulo an ideal"),
    ("Horner identities", "Horner normal forms with cofactors"),
    ("real points", "real points"),
    ("kernel check", "check"),
)


def _where_the_time_goes(rows: list[tuple[System, dict[str, Timing]]]) -> list[str]:
    """Return the table that compares what identities cost with a bare basis."""
    lines = [
        "",
        "## Where the backend is the limit, and what the identities add",
        "",
        "Ours, split by operation (bases that are needed for real points are in the first column too), next to",
        "Singular's basis of the same equations, which has no derivations. The basis is the limit: it is an embedded",
        "Buchberger that records how every element was derived, because neither Singular nor msolve says which",
        "reductions they made, and lifting a finished basis gives cofactors of many megabytes. What the identities add",
        "on top of it (normal forms by Horner's rule, the kernel's check) is small. Minimal associated primes are not",
        "used here: where they take long (PCA 3x3 of rank two), critical points are found from the values.",
        "",
        "| system | variables | " + " | ".join(title for title, _ in COLUMNS) + " | certificate, kB | Singular basis |",
        "| --- | --- |" + " --- |" * (len(COLUMNS) + 2),
    ]
    for system, timings in rows:
        parts = dict(timings["ours, certified"].parts)
        if not parts:
            continue
        cells = " | ".join(f"{parts.get(key, 0.0):.2f}" for _, key in COLUMNS)
        size, other = parts.get("kilobytes", 0.0), _cell(timings["Singular basis"])
        lines.append(f"| {system.name} | {system.nvars} | {cells} | {size:.0f} | {other} |")
    return lines


def _random_polynomial(degree: int, terms: int | None, rng: random.Random) -> str:
    """Return a polynomial in two variables with small coefficients, dense if ``terms`` is None."""
    every = [(i, j) for i in range(degree + 1) for j in range(degree + 1 - i) if i + j]
    chosen = every if terms is None else [*rng.sample(every, terms), (degree, 0), (0, degree)]
    return "+".join(f"({rng.randint(-5, 5)})*x^{i}*y^{j}" for i, j in chosen) + f"+x^{degree}+y^{degree}"


def _resultants() -> list[str]:
    """Return the table that compares two ways to critical values in two variables."""
    from tameproof.proofs.kernel.lift import lift
    from tameproof.proofs.kernel.parser import parse
    from tameproof.proofs.kernel.polynomial import Polynomial
    from tameproof.symbolic._flint import compute_resultant
    from tameproof.symbolic.minimal_polynomial import find_minimal_polynomial

    lines = [
        "",
        "## Two variables: minimal polynomials and resultants",
        "",
        "Random polynomials F(x, y). The minimal polynomial of F modulo the gradient ideal, with identities, against",
        "res_x(res_y(F_x, F_y), res_y(F_x, v - F)) by python-flint, which has no identities and extraneous factors",
        "(degrees in brackets; a multiple of the polynomial, or 0). Resultants are faster only where both take less",
        "than a tenth of a second, so critical values are not found by them; values at infinity and values at the",
        "ends of monotone pieces are.",
        "",
        "| degree | terms | minimal polynomial, certified | resultants |",
        "| --- | --- | --- | --- |",
    ]
    rng = random.Random(1)
    for degree, terms in ((4, None), (4, 4), (5, None), (6, 4), (6, None), (8, 5)):
        F = lift(parse(_random_polynomial(degree, terms, rng))).objective
        a, b = F.derivative(0), F.derivative(1)
        start = processor_seconds_float()
        found = find_minimal_polynomial(F, [(0, a), (1, b)], 2, first_derived=2, deadline=Deadline.after(60.0))
        own = processor_seconds_float() - start
        start = processor_seconds_float()
        second = compute_resultant(a, Polynomial.variable(2) - F, 1)
        eliminant = compute_resultant(compute_resultant(a, b, 1), second, 0)
        other = processor_seconds_float() - start
        mine = "none" if found is None else f"{own:.3f} ({len(found.minimal) - 1})"
        theirs = f"{other:.3f} ({'0' if eliminant.is_zero else eliminant.degree_in(2)})"
        lines.append(f"| {degree} | {terms or 'dense'} | {mine} | {theirs} |")
    return lines


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    parser.add_argument("--cap", type=float, default=60.0, help="seconds for one of our entries")
    parser.add_argument("--others", type=float, default=60.0, help="seconds for one entry of another program")
    parser.add_argument("--only", default="", help="systems whose name contains this text")
    arguments = parser.parse_args()
    rows = []
    for system in all_systems():
        if arguments.only not in system.name:
            continue
        timings = {
            name: run(name, system, arguments.cap if function is ours else arguments.others)
            for name, function in CONTESTANTS.items()
        }
        rows.append((system, timings))
        print(system.name, *(f"{name}: {_cell(t)}" for name, t in timings.items()), sep="  ", flush=True)
    text = report(rows, arguments.cap, arguments.others)
    if arguments.write:
        REPORT.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
