"""``check``, ``assumptions`` and ``theorems``: the kernel's own program, with its own exit codes.

Soundness-critical: no (the arguments are passed on unchanged).
"""

from __future__ import annotations


def run_check(arguments: list[str]) -> int:
    """Verify every step of a certificate against the caller's claim; ``--coq`` asks Coq for a second opinion."""
    if "--coq" in arguments:
        from tameproof.commands import coq

        return coq.run_check(arguments)
    return _kernel("check", arguments)


def run_assumptions(arguments: list[str]) -> int:
    """Verify, then print the theorems and holes that the conclusion rests on."""
    return _kernel("assumptions", arguments)


def run_theorems(arguments: list[str]) -> int:
    """Print all theorems that the checker trusts."""
    return _kernel("theorems", arguments)


def _kernel(command: str, arguments: list[str]) -> int:
    from tameproof.proofs.kernel.command import main

    return main([command, *(word for word in arguments if word != "--debug")], program="tameproof")
