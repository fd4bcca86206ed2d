"""Coq for the tests: present on the machines that check changes, optional elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tameproof.coqc import CoqReport, find_coqc, run_coqc


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the cache directory of all workers of a run: the theory is compiled once."""
    root = tmp_path_factory.getbasetemp()
    return (root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root) / "cache"


@pytest.fixture(scope="session")
def coq(cache_home: Path) -> Callable[[str], CoqReport | None]:
    """Return the function that lets Coq check a file; None is its answer where Coq is not installed."""
    present = find_coqc() is not None
    assert present or not os.environ.get("CI"), "coqc is needed here: see .ci/run"
    return lambda text: run_coqc(text, cache=cache_home / "tameproof") if present else None
