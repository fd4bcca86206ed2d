"""Lifts of objectives given as text."""

from fractions import Fraction

from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse

SETTINGS = MorseSardSettings(time_limit=40.0)


def lifted(text: str) -> Lift:
    return lift(parse(text))


def number(text: str) -> Fraction:
    return Fraction(text)
