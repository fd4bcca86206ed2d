"""Reading the text of an objective.  Soundness-critical: yes (text in, statement out).

Grammar, from loose to tight:  sum = [+|-] term {(+|-) term};  term = factor {(*|/) factor};  factor = {+|-} power;
power = primary [(^|**) factor];  primary = number | name | function ( sum {, sum} ) | ( sum ).
So ``-x^2`` is -(x^2), ``x^y^z`` is x^(y^z), ``a/b*c`` is (a/b)*c and ``-a*b`` is -(a*b).  Decimals are exact: 0.1 is
1/10.  There is no implicit multiplication, and there are no absolute value bars.  Exponents must be integer constants.

Without recursion: one frame per open parenthesis on an explicit stack, so that nesting is bounded by a limit and not by
the interpreter.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NoReturn, TypeVar

from .codes import refusal
from .construct import Built, ProductChain, TreeBuilder
from .effort import spend
from .errors import InputError
from .expression import Expression
from .limits import DEFAULT_LIMITS
from .limits import ParserLimits as ParserLimits
from .names import FUNCTIONS, NOT_DEFINABLE, function_refusal, shortened
from .tokens import Token, located, read_number, tokenize

_T = TypeVar("_T")
_MINUS_ONE = Fraction(-1)
_SHORT = 20  # longest operand repeated in a hint
COST_OF_TOKEN = 30  # units of work


def parse(text: str, *, limits: ParserLimits = DEFAULT_LIMITS) -> Expression:
    """Return the expression tree of an objective.

    Args:
        text: a formula in the grammar above.
        limits: sizes beyond which the text is refused.

    Returns:
        The tree in the normal form of construct.py; ``parse(to_text(tree)) == tree``.  It need not be defined
        everywhere: that denominators are nonzero and arguments of sqrt and log positive is proved elsewhere.

    Raises:
        InputError: with a code of codes.py, the offending line, the column of the caret and a hint.

    Example:
        >>> parse("x - 0.5")
        Sum(terms=(Variable(name='x'), Constant(value=Fraction(-1, 2))))
    """
    return _Parser(text, limits).run()


class _Frame:
    """One open parenthesis (or the whole text): the sum being read inside it."""

    __slots__ = ("arguments", "chain", "divides", "divides_at", "function", "is_negative", "powers", "start", "terms")

    def __init__(self, function: str, start: int) -> None:
        self.function = function  # name of the function whose arguments are read, or ""
        self.start = start  # position of the parenthesis
        self.arguments: list[Built] = []
        self.terms: list[Built] = []
        self.is_negative = False  # sign of the current term
        self.chain: ProductChain | None = None  # factors of the current term already read
        self.divides = False  # whether the current factor is a denominator
        self.divides_at = start
        # Current factor: (sign, base, position of ^) for every ^ read so far, and the sign of the operand to come.
        self.powers: list[tuple[bool, Built | None, int]] = [(False, None, start)]


class _Parser:
    def __init__(self, text: str, limits: ParserLimits) -> None:
        self.text = text
        self.limits = limits
        self.tokens = tokenize(text, limits)
        spend(COST_OF_TOKEN * len(self.tokens))
        self.builder = TreeBuilder(limits)
        self.frames = [_Frame("", 0)]

    def refuse(self, position: int, code: str, message: str = "", hint: str = "") -> NoReturn:
        raise located(refusal(code, message, hint), self.text, position)

    def at(self, position: int, build: Callable[..., _T], *arguments: object) -> _T:
        """Call a constructor; its refusal gets the position."""
        try:
            return build(*arguments)
        except InputError as error:
            raise located(error, self.text, position) from None

    def run(self) -> Expression:
        if not self.tokens:
            raise refusal("E107")
        wants_operand = True
        index, count = 0, len(self.tokens)
        while index < count:
            token = self.tokens[index]
            if wants_operand:
                if token.kind == "name" and index + 1 < count and self.tokens[index + 1].kind == "(":
                    index += 1
                    self.open_call(token, self.tokens[index].position)
                else:
                    wants_operand = self.read_operand(token, index)
            else:
                wants_operand = self.read_operator(token, index)
            index += 1
        last = self.tokens[-1]
        frame = self.frames[-1]
        if wants_operand and last.kind not in "(,":
            self.refuse(last.position + len(last.text), "E103", f"the formula ends after '{last.text}'")
        if len(self.frames) > 1:
            self.refuse(frame.start, "E105", "this parenthesis is not closed")
        return self.close_sum(frame, last.position).expression

    # -- where an operand is expected --------------------------------------------------------------------------------
    def read_operand(self, token: Token, index: int) -> bool:
        frame = self.frames[-1]
        kind = token.kind
        if kind == "number":
            value = self.at(token.position, read_number, token.text, self.limits)
            frame.powers[-1] = (frame.powers[-1][0], self.at(token.position, self.builder.constant, value), 0)
            return False
        if kind == "name":
            variable = self.at(token.position, self.builder.variable, token.text)
            frame.powers[-1] = (frame.powers[-1][0], variable, 0)
            return False
        if kind == "(":
            self.open_frame("", token.position)
            return True
        if kind in "+-":
            if kind == "-":
                self.flip_sign(frame)
            return True
        self.refuse_operand(token, index)

    def flip_sign(self, frame: _Frame) -> None:
        if frame.chain is None and len(frame.powers) == 1:
            frame.is_negative = not frame.is_negative
        else:
            frame.powers[-1] = (not frame.powers[-1][0], None, 0)

    def refuse_operand(self, token: Token, index: int) -> NoReturn:
        frame, position = self.frames[-1], token.position
        before = self.tokens[index - 1] if index else None
        if token.kind == ")":
            if before is not None and before.kind == "(":
                if frame.function:
                    self.at(position, self.builder.call, frame.function, ())
                self.refuse(position, "E103", "there is nothing between the parentheses")
            if len(self.frames) == 1:
                self.refuse(position, "E106")
        if before is None:
            self.refuse(position, "E103", f"the formula begins with '{token.text}'")
        hint = ""
        if token.kind == "/" and before.kind == "/":
            hint = "write one / for a quotient"
        elif token.kind in "*^" and before.kind in "*^":
            hint = "write ^ or ** for a power, * for a product"
        self.refuse(position, "E103", f"an operand is missing between '{before.text}' and '{token.text}'", hint)

    def open_call(self, name: Token, parenthesis: int) -> None:
        if name.text in FUNCTIONS:
            self.open_frame(name.text, parenthesis)
            return
        is_variable = name.text.lower() not in NOT_DEFINABLE and (
            len(name.text.rstrip("0123456789_")) == 1
            or any(
                token.kind == "name" and token.text == name.text and following.kind != "("
                for token, following in zip(self.tokens, [*self.tokens[1:], Token("", "", 0)], strict=True)
            )
        )
        if is_variable:
            shown = shortened(name.text)
            hint = f"write {shown.strip(chr(39))}*(...)"
            self.refuse(name.position, "E102", f"{shown} is a variable, not a function", hint)
        raise located(function_refusal(name.text), self.text, name.position)

    def open_frame(self, function: str, position: int) -> None:
        if len(self.frames) > self.limits.nesting:
            self.refuse(position, "E124", f"more than {self.limits.nesting} parentheses are open")
        self.frames.append(_Frame(function, position))

    # -- where an operator is expected -------------------------------------------------------------------------------
    def read_operator(self, token: Token, index: int) -> bool:
        frame = self.frames[-1]
        kind, position = token.kind, token.position
        if kind == "^":
            if len(frame.powers) > self.limits.nesting:
                self.refuse(position, "E124", f"more than {self.limits.nesting} powers in exponents of each other")
            sign, base, _ = frame.powers[-1]
            frame.powers[-1] = (sign, base, position)
            frame.powers.append((False, None, 0))
            return True
        if kind == "*" or kind == "/":
            self.close_factor(frame)
            frame.divides, frame.divides_at = kind == "/", position
            return True
        if kind == "+" or kind == "-":
            self.close_term(frame)
            frame.is_negative = kind == "-"
            return True
        if kind == ",":
            if not frame.function:
                self.refuse(position, "E130")
            frame.arguments.append(self.close_sum(frame, position))
            return True
        if kind == ")":
            self.close_frame(position)
            return False
        self.refuse_adjacent(token, index)

    def close_frame(self, position: int) -> None:
        if len(self.frames) == 1:
            self.refuse(position, "E106")
        frame = self.frames.pop()
        value = self.close_sum(frame, position)
        if frame.function:
            frame.arguments.append(value)
            value = self.at(frame.start, self.builder.call, frame.function, frame.arguments)
        outer = self.frames[-1]
        outer.powers[-1] = (outer.powers[-1][0], value, 0)

    def close_factor(self, frame: _Frame) -> None:
        powers = frame.powers
        is_negative, value, _ = powers.pop()
        if value is None:
            raise TypeError("an operand was expected")
        if is_negative:
            value = self.at(frame.divides_at, self.builder.negative, value)
        while powers:
            is_negative, base, position = powers.pop()
            value = self.at(position, self.builder.power, base, value)
            if is_negative:
                value = self.at(frame.divides_at, self.builder.negative, value)
        powers.append((False, None, 0))
        if frame.chain is None:
            frame.chain = ProductChain(self.builder)
        combine = frame.chain.divide if frame.divides else frame.chain.multiply
        self.at(frame.divides_at, combine, value)

    def close_term(self, frame: _Frame) -> None:
        self.close_factor(frame)
        if frame.chain is None:
            raise TypeError("a factor was expected")
        if frame.is_negative:
            self.at(frame.divides_at, frame.chain.scale, _MINUS_ONE)
        frame.terms.append(self.at(frame.divides_at, frame.chain.result))
        frame.chain = None
        frame.divides = False
        frame.is_negative = False

    def close_sum(self, frame: _Frame, position: int) -> Built:
        self.close_term(frame)
        value = self.at(position, self.builder.sum_of, frame.terms)
        frame.terms = []
        return value

    def refuse_adjacent(self, token: Token, index: int) -> NoReturn:
        before = self.tokens[index - 1]
        following = self.tokens[index + 1].text if token.kind == "(" and index + 1 < len(self.tokens) else ""
        left = before.text if len(before.text) <= _SHORT else "..."
        right = token.text + ("..." if following else "") if len(token.text) <= _SHORT else "..."
        left = "(...)" if left == ")" else left
        right = "(...)" if right.startswith("(") else right
        self.refuse(token.position, "E101", "", f"put '*' here: {left}*{right}")
