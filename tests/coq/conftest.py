"""Coq for the tests: present on the machines that check changes, optional elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tameproof.coqc import CoqReport, find_coqc, run_coqc


@pytest.fixture(scope="session")
def coq(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], CoqReport | None]:
    """Return the function that lets Coq check a file; None is its answer where Coq is not installed."""
    present = find_coqc() is not None
    assert present or not os.environ.get("CI"), "coqc is needed here: see .ci/run"
    # the workers of a parallel run share one compiled theory
    root = tmp_path_factory.getbasetemp()
    cache = (root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root) / "coq-cache"
    return lambda text: run_coqc(text, cache=Path(cache)) if present else None
