"""Decide an objective that was built with sympy: the best rank-one approximation of a matrix."""

import sympy

import tameproof as tp

x = sympy.Matrix(sympy.symbols("x1:3", real=True))
y = sympy.Matrix(sympy.symbols("y1:3", real=True))
target = sympy.Matrix([[2, 0], [0, 1]])
difference = x * y.T - target
objective = sum(entry**2 for entry in difference)

report = tp.certify(objective)
print("reading", report.objective)
print("verdict", report.verdict.value)
for finding in report.findings:
    print(finding.label, finding.name, finding.status.value)
