"""The searches that run in a worker, by name: whoever asks for one need not load it.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


class Search:
    """A function of another module, which is loaded where the function is called: in the worker.

    For ``Worker.call`` it is that function, since only the names travel.
    """

    def __init__(self, module: str, name: str) -> None:
        """Remember where the function is."""
        self.__module__ = module
        self.__name__ = self.__qualname__ = name

    def load(self) -> Callable[..., Any]:
        """Return the function itself."""
        found: Callable[..., Any] = getattr(import_module(self.__module__), self.__name__)
        return found

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the function in this process."""
        return self.load()(*arguments, **named)


find_critical_values = Search("tameproof.morse_sard.critical_values", "find_critical_values")
find_descending_paths = Search("tameproof.morse_sard.descending_paths", "find_descending_paths")
find_domain_proof = Search("tameproof.morse_sard.domain", "find_domain_proof")
find_exponential_pieces = Search("tameproof.morse_sard.exponential_pieces", "find_exponential_pieces")
find_grid_minimum = Search("tameproof.morse_sard.grid_minima", "find_grid_minimum")
find_case_tree = Search("tameproof.morse_sard.local_minima", "find_case_tree")
find_infimum_of_pieces = Search("tameproof.morse_sard.monotone_pieces", "find_infimum_of_pieces")
find_monotone_pieces = Search("tameproof.morse_sard.monotone_pieces", "find_monotone_pieces")
find_open_values = Search("tameproof.morse_sard.open_branches", "find_open_values")
find_no_value_at_infinity = Search("tameproof.morse_sard.tangency", "find_no_value_at_infinity")
find_trajectory_limits = Search("tameproof.morse_sard.trajectory_limits", "find_trajectory_limits")
find_simple_minimum = Search("tameproof.simple_minimum", "find_simple_minimum")
find_bound_or_descent = Search("tameproof.sos.boundedness", "find_bound_or_descent")
find_proof_of_bound = Search("tameproof.sos.boundedness", "find_proof_of_bound")
find_unbounded_trajectory = Search("tameproof.sos.escape", "find_unbounded_trajectory")
find_convex_products = Search("tameproof.sos.matrix_products", "find_convex_products")
find_positive_quadratics = Search("tameproof.sos.partial_minimum", "find_positive_quadratics")
find_refutation = Search("tameproof.sos.regions", "find_refutation")
find_region_at = Search("tameproof.sos.targeted_regions", "find_region_at")
find_bounded_trajectories = Search("tameproof.sos.trajectories", "find_bounded_trajectories")
find_composition = Search("tameproof.symbolic.composition", "find_composition")
find_sparser_coordinates = Search("tameproof.symbolic.coordinates", "find_sparser_coordinates")
find_increasing_function = Search("tameproof.symbolic.increasing", "find_increasing_function")
find_separations = Search("tameproof.symbolic.separate_variables", "find_separations")
find_monotone_parts = Search("tameproof.symbolic.single_variables", "find_monotone_parts")
