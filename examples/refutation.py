"""A function whose critical points are all harmless, and which nevertheless has a spurious local minimum at infinity.

The certificate names a region {g > 0} and a level c: f > c on the boundary of the region, values below c occur inside,
f stays above a number m inside, and lower values than m occur outside.  A descent method that starts inside below the
level c can never leave, and never finds the lower values.
"""

import tameproof as tp
from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.evidence import Region

report = tp.certify("(x*y - 1)^2 + (x - 1)^2")
print("verdict", report.verdict.value)
for step in report.steps:
    match step.claim, step.evidence:
        case SpuriousSetwiseMinimum(at_infinity), Region() as region:
            print("at infinity" if at_infinity else "bounded")
            print("level", region.level, "lower bound inside", region.lower)
print(report.lines()[-3])
