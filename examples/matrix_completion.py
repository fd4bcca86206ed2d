"""Matrix completion with one missing entry: simulate, then see what is proved.

Gradient descent from uniform starts in [-1, 1]^4 with step 0.01: about 9 % of the runs stay near the value 1, all with
x2*y1 < 0, while the infimum is 0.  ``certify`` proves what the runs suggest: a spurious local minimum at infinity.
"""

import tameproof as tp
from tameproof.exploration import explore

OBJECTIVE = "(x1*y1 - 1)^2 + (x2*y1 - 1)^2 + (x2*y2 - 1)^2"

found = explore(OBJECTIVE, runs=400, box=1.0, step=0.01, iterations=5000)
for line in found.lines():
    print(line)

laws = tp.conserved_quantities(OBJECTIVE)
print("conserved:", ", ".join(laws.laws))

report = tp.certify(OBJECTIVE)
print("verdict:", report.verdict.value)
