"""Every search that is asked for by name exists, and so does every module that a worker loads beforehand."""

from __future__ import annotations

from importlib import import_module

import pytest

from tameproof import searches
from tameproof.searches import Search
from tameproof.workers import PRELOADED

SEARCHES = {name: value for name, value in vars(searches).items() if isinstance(value, Search)}


@pytest.mark.parametrize("name", SEARCHES)
def test_the_name_is_that_of_a_function(name: str) -> None:
    function = SEARCHES[name].load()
    assert (function.__module__, function.__qualname__) == (SEARCHES[name].__module__, name)


def test_a_search_can_be_called_here() -> None:
    assert Search("math", "comb")(5, 2) == 10


@pytest.mark.parametrize("name", PRELOADED)
def test_preloaded_modules_exist_and_hold_a_search(name: str) -> None:
    import_module(name)
    assert name in {search.__module__ for search in SEARCHES.values()}
