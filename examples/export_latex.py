"""Write the proof of an objective as a LaTeX article, and as a snippet for a paper of yours."""

import tameproof as tp

report = tp.certify("(x^2 - 1)^2 + y^2")
article = report.to_latex()
snippet = report.to_latex(snippet=True)
print(article.splitlines()[0])
print(len(article), "characters as an article,", len(snippet), "as a snippet")
