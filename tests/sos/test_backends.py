"""Every solver gives a usable hint for the same small program; an unusable solver is an open answer."""

import pytest

from tameproof.proofs.kernel.evidence import Psatz
from tameproof.sos import SosSettings, prove_nonnegative
from tameproof.symbolic.outcome import Open


@pytest.mark.parametrize("solver", ["auto", "clarabel"])
def test_default_solver(xy, solver: str) -> None:
    found = prove_nonnegative(xy("x^4 + y^4 + 3 - 2*x*y + x"), settings=SosSettings(solver=solver))

    assert isinstance(found, Psatz)


@pytest.mark.live_solver
@pytest.mark.filterwarnings("ignore")
def test_scs_through_cvxpy(xy) -> None:
    pytest.importorskip("scs")
    found = prove_nonnegative(xy("x^4 + y^4 + 3 - 2*x*y + x"), settings=SosSettings(solver="scs"))

    assert isinstance(found, Psatz)


@pytest.mark.filterwarnings("ignore")
def test_unknown_solver_is_open(xy) -> None:
    settings = SosSettings(solver="no-such-solver", multipliers=False)

    assert isinstance(prove_nonnegative(xy("x^4 + y^4 + 3 - 2*x*y + x"), settings=settings), Open)
