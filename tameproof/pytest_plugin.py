"""Claim files as tests: ``pytest --claims`` collects ``*.claim.toml``, and a file named on the command line always is.

Soundness-critical: no.  Nothing heavy is imported when pytest starts; every claim runs in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tameproof.claim_runner import Outcome
    from tameproof.proofs.kernel.claimfile import ClaimEntry

SUFFIX = ".claim.toml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--claims`` and ``--claims-timeout``."""
    group = parser.getgroup("tameproof")
    group.addoption("--claims", action="store_true", help=f"collect the claims of *{SUFFIX} files as tests")
    group.addoption("--claims-timeout", metavar="S", type=float, default=None, help="wall seconds per claim")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a claim file if it was asked for."""
    if not file_path.name.endswith(SUFFIX):
        return None
    if not parent.config.getoption("--claims") and not parent.session.isinitpath(file_path):
        return None
    return ClaimFile.from_parent(parent, path=file_path)


class UnexpectedVerdict(Exception):
    """A claim has another verdict than its file expects."""

    def __init__(self, outcome: Outcome) -> None:
        """Keep the outcome for the message."""
        super().__init__(outcome)
        self.outcome = outcome


class ClaimFile(pytest.File):
    """One claim file."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one item per claim."""
        from tameproof.proofs.kernel.claimfile import ClaimFileError, read_claims

        try:
            claims = read_claims(self.path)
        except ClaimFileError as error:
            raise self.CollectError(str(error)) from None
        for claim in claims:
            yield ClaimItem.from_parent(self, name=claim.name, claim=claim)


class ClaimItem(pytest.Item):
    """One claim."""

    def __init__(self, *, claim: ClaimEntry, **named: Any) -> None:
        """Keep the claim."""
        super().__init__(**named)
        self.claim = claim

    def runtest(self) -> None:
        """Decide the claim and compare."""
        from tameproof.claim_runner import Runner

        outcome = Runner(timeout=self.config.getoption("--claims-timeout")).run_one(self.claim)
        if not outcome.is_expected:
            raise UnexpectedVerdict(outcome)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show expected and actual verdict instead of a traceback."""
        if not isinstance(excinfo.value, UnexpectedVerdict):
            return super().repr_failure(excinfo, style)
        outcome = excinfo.value.outcome
        lines = [
            f"{self.path.name}:{self.claim.line}  {self.claim.name}",
            f"  objective  {self.claim.objective}",
            f"  expected   {self.claim.expect}",
            f"  got        {outcome.got}" + ("   WRONG VERDICT" if outcome.is_wrong else ""),
            f"  how        {outcome.how}",
        ]
        return "\n".join(lines)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return file, line and name."""
        return self.path, max(self.claim.line - 1, 0), f"claim: {self.claim.name}"
