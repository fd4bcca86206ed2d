"""Singular as an external program: bases, elimination, saturation, radicals, primes, lift.  Soundness-critical: no.

Every function returns None when Singular is missing, fails, or needs longer than the deadline; ``find_*`` results
other than the lift (which is expanded and compared) are hints.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from tameproof.proofs.kernel.evidence import Combination
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.symbolic._flint import primitive_part
from tameproof.symbolic.backends import Completed, find_program, format_polynomial, parse_polynomial, run_program
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.records import recorded

__all__ = [
    "find_elimination_ideal",
    "find_lift",
    "find_minimal_primes",
    "find_radical",
    "find_saturation",
    "find_standard_basis",
]

_LINE = re.compile(r"^@(\w+) (.*)$", re.MULTILINE)


def _header(nvars: int, order: str = "dp") -> str:
    names = ",".join(f"v{i}" for i in range(max(nvars, 1)))
    return f"option(noredefine);option(noloadLib);\nring r=0,({names}),{order};\nshort=0;\n"


def _ideal(name: str, generators: Sequence[Polynomial]) -> str:
    rows = [format_polynomial(primitive_part(g)) for g in generators if not g.is_zero]
    return f"ideal {name}={','.join(rows) or '0'};\n"


def _run(script: str, deadline: Deadline) -> list[tuple[str, str]] | None:
    """Run a script; return the lines ``@tag text`` that it printed, or None."""
    outcome = run_program("Singular", ("-q", "--no-rc"), script + 'print("@end 0");\nquit;\n', deadline)
    if not isinstance(outcome, Completed):
        return None
    rows = _LINE.findall(outcome.text)
    if not rows or rows[-1][0] != "end" or re.search(r"^\s*\? ", outcome.text, re.MULTILINE):
        return None
    return rows[:-1]


def _print_ideal(name: str, tag: str) -> str:
    return f'for(int j{tag}=1;j{tag}<=size({name});j{tag}++){{print("@{tag} "+string({name}[j{tag}]));}}\n'


def _parse_all(rows: Sequence[tuple[str, str]], tag: str) -> tuple[Polynomial, ...] | None:
    out = []
    for name, text in rows:
        if name == tag:
            p = parse_polynomial(text)
            if p is None:
                return None
            out.append(primitive_part(p))
    return tuple(out)


@recorded("Groebner basis", "Singular", "degrevlex", if_present=find_program)
def find_standard_basis(
    generators: Sequence[Polynomial], nvars: int, *, deadline: Deadline
) -> tuple[Polynomial, ...] | None:
    """Return the reduced degrevlex Groebner basis of the ideal, computed by Singular, or None."""
    script = _header(nvars) + "option(redSB);\n" + _ideal("I", generators)
    script += "ideal G=slimgb(I);G=interred(G);\n" + _print_ideal("G", "g")
    rows = _run(script, deadline)
    return None if rows is None else _parse_all(rows, "g")


@recorded("elimination ideal", "Singular", "degrevlex", if_present=find_program)
def find_elimination_ideal(
    generators: Sequence[Polynomial], nvars: int, eliminated: Sequence[int], *, deadline: Deadline
) -> tuple[Polynomial, ...] | None:
    """Return generators of the elimination ideal without the given variables, computed by Singular, or None."""
    product = "*".join(f"v{i}" for i in sorted(eliminated)) or "1"
    script = _header(nvars) + _ideal("I", generators) + f"ideal E=eliminate(I,{product});\n" + _print_ideal("E", "e")
    rows = _run(script, deadline)
    return None if rows is None else _parse_all(rows, "e")


@recorded("minimal associated primes", "Singular", "degrevlex", if_present=find_program)
def find_minimal_primes(
    generators: Sequence[Polynomial], nvars: int, *, deadline: Deadline
) -> tuple[tuple[int, tuple[Polynomial, ...]], ...] | None:
    """Return (dimension, reduced Groebner basis) of each minimal associated prime over Q, or None."""
    script = 'LIB "primdec.lib";\n' + _header(nvars) + "option(redSB);\n" + _ideal("I", generators)
    script += (
        "list L=minAssGTZ(I);\nint k;ideal P;\n"
        "for(k=1;k<=size(L);k++){P=std(L[k]);P=interred(P);P=std(P);"
        'print("@dim "+string(dim(P)));for(int j=1;j<=size(P);j++){print("@p "+string(P[j]));}kill j;}\n'
    )
    rows = _run(script, deadline)
    if rows is None:
        return None
    components: list[tuple[int, list[Polynomial]]] = []
    for tag, text in rows:
        if tag == "dim":
            if not re.fullmatch(r"-?\d+", text.strip()):
                return None
            components.append((int(text), []))
        else:
            p = parse_polynomial(text)
            if p is None or not components:
                return None
            components[-1][1].append(primitive_part(p))
    return tuple((d, tuple(ps)) for d, ps in components if not any(q.degree == 0 and not q.is_zero for q in ps))


@recorded("saturation", "Singular", "degrevlex", if_present=find_program)
def find_saturation(
    generators: Sequence[Polynomial], nvars: int, a: Polynomial, *, deadline: Deadline
) -> tuple[Polynomial, ...] | None:
    """Return generators of the saturation (I : a^infinity), computed by Singular, or None."""
    script = 'LIB "elim.lib";\n' + _header(nvars) + _ideal("I", generators) + _ideal("A", [a])
    script += "ideal S=sat(std(I),A)[1];\n" + _print_ideal("S", "s")
    rows = _run(script, deadline)
    return None if rows is None else _parse_all(rows, "s")


@recorded("radical", "Singular", "degrevlex", if_present=find_program)
def find_radical(generators: Sequence[Polynomial], nvars: int, *, deadline: Deadline) -> tuple[Polynomial, ...] | None:
    """Return the reduced degrevlex Groebner basis of the radical, computed by Singular, or None."""
    script = 'LIB "primdec.lib";\n' + _header(nvars) + "option(redSB);\n" + _ideal("I", generators)
    script += "ideal R=radical(I);R=interred(std(R));\n" + _print_ideal("R", "r")
    rows = _run(script, deadline)
    return None if rows is None else _parse_all(rows, "r")


@recorded("cofactors by lift", "Singular", "degrevlex", if_present=find_program)
def find_lift(
    p: Polynomial, generators: Sequence[Polynomial], nvars: int, *, deadline: Deadline, max_terms: int
) -> Combination | None:
    """Return a verified combination of p in the generators from Singular's ``lift``, or None."""
    live = [(i, primitive_part(g)) for i, g in enumerate(generators) if not g.is_zero]
    if not live or p.is_zero:
        return () if p.is_zero else None
    target = primitive_part(p)
    script = _header(nvars) + _ideal("I", [g for _, g in live])
    script += f"poly p={format_polynomial(target)};\nideal G=std(I);\n"
    script += 'if(reduce(p,G)!=0){print("@no 0");}else{matrix M=lift(I,ideal(p));int k;'
    script += f'for(k=1;k<={len(live)};k++){{print("@c "+string(M[k,1]));}}}}\n'
    rows = _run(script, deadline)
    if rows is None:
        return None
    cofactors = []
    for tag, text in rows:
        q = parse_polynomial(text) if tag == "c" else None
        if q is None or len(q) > max_terms:
            return None
        cofactors.append(q)
    if len(cofactors) != len(live):
        return None
    # Undo the scaling to primitive integer polynomials.
    top = _ratio(p, target)
    combination = tuple(
        (i, q.scale(top / _ratio(generators[i], g))) for (i, g), q in zip(live, cofactors, strict=True) if not q.is_zero
    )
    return combination if sum_of_products((q, generators[i]) for i, q in combination) == p else None


def _ratio(p: Polynomial, primitive: Polynomial) -> Fraction:
    m = next(iter(primitive.terms))
    return Fraction(p.terms[m], p.denominator * primitive.terms[m])
