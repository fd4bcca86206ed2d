"""Runs one other program on one problem: python sos_peer.py PEER < problem.json, prints one JSON object.

The problem is {"variables": [...], "terms": [[exponents, "p/q"], ...], "where": [terms, ...], "strict": bool}.  The
result has ``status`` ("exact": an identity that was expanded again, "claimed": an answer without a certificate or
without exact numbers, "none") and ``seconds`` of processor time without start-up.  Needs requirements-peers.txt, not
the project.
"""

# ruff: noqa: ANN001, ANN201, ANN202, B905
from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from fractions import Fraction


def to_sympy(terms, symbols):
    """Return a sympy expression."""
    import sympy

    out = []
    for exponents, c in terms:
        q = Fraction(c)
        out.append(sympy.Rational(q.numerator, q.denominator) * sympy.Mul(*(s**e for s, e in zip(symbols, exponents))))
    return sympy.Add(*out)


def run_triples(problem):
    """Sums of squares by structural and semidefinite methods, over Q."""
    import sympy
    from triples import sum_of_squares

    symbols = [sympy.Symbol(v, real=True) for v in problem["variables"]]
    f = to_sympy(problem["terms"], symbols)
    where = [to_sympy(g, symbols) for g in problem["where"]]
    start = time.process_time()
    found = sum_of_squares(f, where, [])
    seconds = time.process_time() - start
    if found is None:
        return "none", seconds
    if where:
        return "claimed", seconds
    difference = sympy.together(found.solution.doit() - f)
    exact = sympy.expand(sympy.fraction(difference)[0]) == 0
    return ("exact" if exact else "claimed"), seconds


def run_alkahest(problem):
    """Exact rational sums of squares."""
    import alkahest

    pool = alkahest.ExprPool()
    symbols = [pool.symbol(v) for v in problem["variables"]]

    def read(terms):
        total = pool.integer(0)
        for exponents, c in terms:
            q = Fraction(c)
            term = pool.rational(q.numerator, q.denominator) if q.denominator != 1 else pool.integer(q.numerator)
            for s, e in zip(symbols, exponents):
                if e:
                    term = term * s**e
            total = total + term
        return total

    f, where = read(problem["terms"]), [read(g) for g in problem["where"]]
    start = time.process_time()
    try:
        found = alkahest.prove_nonneg(f, symbols, constraints=where) if where else alkahest.sos_decompose(f, symbols)
    except alkahest.SosError:
        return "none", time.process_time() - start
    seconds = time.process_time() - start
    return ("exact" if found.verify() else "claimed"), seconds


def run_sumofsquares(problem):
    """Floating-point Gram matrices (PICOS, CVXOPT); nothing exact."""
    import sympy
    from SumOfSquares import poly_cert_prob

    symbols = [sympy.Symbol(v) for v in problem["variables"]]
    f = to_sympy(problem["terms"], symbols)
    where = [to_sympy(g, symbols) for g in problem["where"]]
    start = time.process_time()
    try:
        task = poly_cert_prob(symbols, f, ineqs=where or None, sparse=not where)
        task.solve()
    except Exception:  # infeasible programs raise one of several errors
        return "none", time.process_time() - start
    return "claimed", time.process_time() - start


def run_z3(problem):
    """Unsatisfiability of f < 0; no certificate."""
    import z3

    symbols = [z3.Real(v) for v in problem["variables"]]

    def read(terms):
        total = z3.RealVal(0)
        for exponents, c in terms:
            term = z3.RealVal(c)
            for s, e in zip(symbols, exponents):
                for _ in range(e):
                    term = term * s
            total = total + term
        return total

    solver = z3.SolverFor("QF_NRA")
    f = read(problem["terms"])
    solver.add(f <= 0 if problem["strict"] else f < 0)
    for g in problem["where"]:
        solver.add(read(g) >= 0)
    start = time.process_time()
    answer = solver.check()
    return ("claimed" if answer == z3.unsat else "none"), time.process_time() - start


def run_macaulay2(problem):
    """The package SumsOfSquares with CSDP: f, then f times the sum of the squares of the variables."""
    if problem["where"]:
        return "none", 0.0
    names = [f"v{i}" for i in range(len(problem["variables"]))]
    text = "+".join(f"({c})" + "".join(f"*{n}^{e}" for n, e in zip(names, ex) if e) for ex, c in problem["terms"])
    norm = "+".join(f"{n}^2" for n in names)
    program = f"""needsPackage "SumsOfSquares"
R = QQ[{",".join(names)}];
f = {text};
g = f;
ok = false;
scan({{1_R, {norm}}}, h -> if not ok then (
  g = h*f;
  sol = solveSOS(g, Verbosity => 0);
  if status sol === "SDP solved, primal-dual feasible" or status sol === "SDP solved, primal feasible" then (
    s = sosPoly sol;
    if ring s === R and value s == g then ok = true)));
print(if ok then "exact" else "none");
"""
    start_up, _ = _run_macaulay2('needsPackage "SumOfSquares";\n')
    seconds, printed = _run_macaulay2(program)
    return ("exact" if "exact" in printed else "none"), max(0.0, seconds - start_up)


def _run_macaulay2(program):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.NamedTemporaryFile("w", suffix=".m2") as file:
        file.write(program)
        file.flush()
        answer = subprocess.run(["M2", "--script", file.name], capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, answer.stdout


PEERS = {
    "triples": run_triples,
    "alkahest": run_alkahest,
    "SumOfSquares": run_sumofsquares,
    "Z3": run_z3,
    "Macaulay2": run_macaulay2,
}

if __name__ == "__main__":
    status, seconds = PEERS[sys.argv[1]](json.load(sys.stdin))
    print("\n" + json.dumps({"status": status, "seconds": round(seconds, 3)}))
