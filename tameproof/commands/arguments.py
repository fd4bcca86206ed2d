"""Reading of command lines: objectives that begin with a minus, no abbreviations, suggestions for misspelt words.

Soundness-critical: no.
"""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NoReturn

SOLVERS = ("auto", "clarabel", "mosek", "scs")
_OPTION = re.compile(r"--[A-Za-z][A-Za-z0-9-]*(=.*)?", re.DOTALL)
_UNKNOWN = re.compile(r"unrecognized arguments: (.*)", re.DOTALL)
_CHOICE = re.compile(r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.*)\)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?[0-9]{1,400}(\.[0-9]{1,400}|/[0-9]{1,400})?")
_QUOTED = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


class UsageError(Exception):
    """The command line is wrong: message and hint, two lines."""

    def __init__(self, message: str, hint: str) -> None:
        """Keep both parts."""
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


class Parser(argparse.ArgumentParser):
    """argparse without abbreviations and without exits; a wrong command line raises UsageError."""

    def __init__(self, command: str, description: str, epilog: str = "") -> None:
        """Make the parser of one command; ``--debug`` belongs to every command."""
        super().__init__(
            prog=f"tameproof {command}",
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self.valued: list[str] = []
        self.names: list[str] = ["-h", "--help"]
        self.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)

    def option(self, *names: str, **settings: object) -> None:
        """Add an option and remember its names."""
        self.names += names
        if settings.get("action") is None:
            self.valued += names
        self.add_argument(*names, **settings)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with a suggestion."""
        hint = f"try: {self.prog} --help"
        unknown = _UNKNOWN.fullmatch(message)
        choice = _CHOICE.fullmatch(message)
        if unknown is not None:
            word = unknown[1].split(" ")[0]
            message = f"unknown argument {unknown[1]}"
            if word in self.names:
                message, hint = f"{word} stands after --", "write options before --"
            elif word.startswith("-"):
                message = f"unknown option {word}"
                hint = suggestion(word.split("=")[0], self.names) or hint
        elif choice is not None:
            words = _QUOTED.findall(choice[3])
            message = f"{choice[1]} cannot be '{choice[2]}'"
            hint = suggestion(choice[2], words) or f"choose from {', '.join(words)}"
        raise UsageError(message, hint)

    def read(self, arguments: Sequence[str], *, objective: bool = False) -> argparse.Namespace:
        """Parse the arguments.

        Args:
            arguments: without the name of the command.
            objective: the positional argument is a formula, which may begin with a minus.

        Raises:
            UsageError: if they are wrong.
        """
        words = list(arguments)
        if objective and "--" not in words:
            words = self._protect(words)
        return self.parse_args(words)

    def _protect(self, words: list[str]) -> list[str]:
        """Move a formula that begins with a minus behind ``--``."""
        out: list[str] = []
        formulas: list[str] = []
        takes_value = False
        for word in words:
            if not takes_value and self._is_formula(word):
                formulas.append(word)
            elif not takes_value and self._is_unclear(word):
                hint = f"if it is the objective, put -- before it: {self.prog} -- {word}"
                raise UsageError(f"unknown option {word}", hint)
            else:
                out.append(word)
            takes_value = not takes_value and word in self.valued
        return [*out, "--", *formulas] if formulas else out

    def _is_formula(self, word: str) -> bool:
        """Whether a word that begins with a minus is meant as a formula, not as an option."""
        if len(word) < 2 or word[0] != "-" or word in self.names or _OPTION.fullmatch(word):
            return False
        if word[:2] in self.valued and not any(sign in word for sign in "^*()"):
            return False  # -oFILE, -j4
        return any(sign in "0123456789.()+-*/^ " for sign in word[1:])

    def _is_unclear(self, word: str) -> bool:
        """Whether a word such as ``-x`` could be a formula or a misspelt option."""
        if len(word) < 2 or word[0] != "-" or word[1] == "-" or word[:2] in self.valued:
            return False
        return any(f"-{letter}" not in self.names for letter in word[1:])


def suggestion(word: str, known: Sequence[str]) -> str:
    """Return ``did you mean ...?`` for a misspelt word, or ""."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else ""


def positive(text: str) -> float:
    """Return a number of seconds or GiB above 0 (for argparse)."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a number") from None
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError("must be a number above 0")
    return value


def rational(text: str) -> Fraction:
    """Return a number such as 1, -1/2 or 0.1, exactly.

    Raises:
        UsageError: if it is none.
    """
    shown = text.strip()[:40]
    if not _NUMBER.fullmatch(text.strip()):
        raise UsageError(f"'{shown}' is no number", "numbers like 1, -1/2, 0.1")
    try:
        return Fraction(text.strip())
    except ZeroDivisionError:
        raise UsageError(f"'{shown}' divides by zero", "numbers like 1, -1/2, 0.1") from None


def count(text: str) -> int:
    """Return an integer from 1 to 64 (for argparse)."""
    if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError("must be an integer from 1 to 64")
    return int(text)


def add_budget(parser: Parser) -> None:
    """Add the options of a search."""
    from tameproof.settings import Settings

    usual = Settings()
    parser.option("--timeout", metavar="S", type=positive, help=f"wall seconds of the search ({usual.timeout:g})")
    parser.option(
        "--memory", metavar="GIB", type=positive, default=usual.memory, help=f"limit of the search ({usual.memory:g})"
    )
    parser.option("--solver", choices=SOLVERS, default=usual.solver, help="solver of semidefinite programs (auto)")
    parser.option(
        "--max-degree",
        metavar="D",
        type=count,
        default=usual.max_degree,
        help=f"highest degree of conserved quantities ({usual.max_degree})",
    )
