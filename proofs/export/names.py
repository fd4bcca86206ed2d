"""Names and prose made safe for LaTeX and HTML.  Soundness-critical: no.

User text is never copied into a formula: a variable becomes LaTeX through the table below, letter by letter, and
whatever the table does not know is written as its code point.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

GREEK = frozenset(
    [
        *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
        *("xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
    ]
)
_PROSE = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"$<$",
    ">": r"$>$",
    "|": r"$|$",
    '"': r"''",
}


def code_point(character: str) -> str:
    """Return a printable ASCII stand-in for a character, e.g. ``[U+00E9]``."""
    return f"[U+{ord(character):04X}]"


def escape_prose(text: str) -> str:
    """Return LaTeX that prints ``text`` in running text; what is not printable ASCII becomes its code point."""
    out = []
    for c in text:
        if c in _PROSE:
            out.append(_PROSE[c])
        elif c.isspace():
            out.append(" ")
        elif " " <= c <= "~":
            out.append(c)
        else:
            out.append(code_point(c))
    return "".join(out)


def escape_typewriter(text: str) -> str:
    """Return LaTeX for the inside of a typewriter font; lines may break after operators and blanks."""
    out = []
    for c in text:
        if not " " <= c <= "~":
            out.append("".join(c if c.isalnum() else rf"{{\char{ord(c)}}}" for c in code_point(c)))
        elif c.isalnum():
            out.append(c)
        elif c == " ":
            out.append(r"\ \allowbreak ")
        else:
            # in a typewriter font every printable ASCII character sits at its own code
            out.append(rf"{{\char{ord(c)}}}" + (r"\allowbreak " if c in "+-*/,;:" else ""))
    return "".join(out)


def split_name(name: str) -> tuple[str, tuple[str, ...]] | None:
    """Return stem and subscripts of an identifier, e.g. ``w1_2`` -> ("w", ("1", "2")); None if it has no such form."""
    head, *rest = name.split("_")
    match = re.fullmatch(r"([A-Za-z]+)([0-9]*)", head)
    if match is None or not all(re.fullmatch(r"[A-Za-z0-9]+", part) for part in rest):
        return None
    stem, digits = match.groups()
    return stem, ((digits,) if digits else ()) + tuple(rest)


def latex_name(name: str) -> str:
    r"""Return the LaTeX form of one identifier: x1 -> x_{1}, alpha -> \alpha, w_in -> w_{\mathrm{in}}."""
    parts = split_name(name)
    if parts is None:
        return literal_name(name)
    stem, subscripts = parts
    if stem in GREEK:
        stem = "\\" + stem
    elif len(stem) > 1:
        stem = rf"\mathit{{{stem}}}"
    if not subscripts:
        return stem
    below = ",".join(s if len(s) == 1 or s.isdigit() else rf"\mathrm{{{s}}}" for s in subscripts)
    return f"{stem}_{{{below}}}"


def literal_name(name: str) -> str:
    """Return an identifier letter by letter in typewriter type: different names always look different."""
    return rf"\mathtt{{{''.join(_literal(c) for c in name)}}}"


def _literal(c: str) -> str:
    if c.isascii() and c.isalnum():
        return c
    return r"\_" if c == "_" else code_point(c)


def latex_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return the LaTeX forms of all names; names that would look alike (x1 and x_1) are written letter by letter."""
    nice = [latex_name(n) for n in names]
    return tuple(p if nice.count(p) == 1 else literal_name(n) for n, p in zip(names, nice, strict=True))


def own_symbol(symbol: str, names: Sequence[str]) -> str:
    """Return a LaTeX symbol of the text (f, h, t), in sans serif if a variable of the objective has this letter."""
    stems = {parts[0] for parts in map(split_name, names) if parts is not None}
    return rf"\mathsf{{{symbol}}}" if symbol in stems else symbol


def own_word(word: str, names: Sequence[str]) -> str:
    """Return a plain-text symbol that is not the name of a variable, by appending underscores."""
    while word in names:
        word += "_"
    return word
