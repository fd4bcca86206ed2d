"""The large samples run only when the marker is asked for: ``pytest -m slow tests/property``."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("markexpr"):
        return
    large = [item for item in items if FOLDER in item.path.parents and item.get_closest_marker("slow") is not None]
    if large:
        config.hook.pytest_deselected(items=large)
        items[:] = [item for item in items if item not in large]
