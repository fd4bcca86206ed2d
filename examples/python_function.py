"""Decide a plain Python function of scalars: a linear network of depth three with one data point."""

import tameproof as tp


def loss(w1, w2, w3):
    prediction = w3 * w2 * w1
    return (prediction - 1) ** 2


report = tp.certify(loss)
print("reading", report.objective)
print("verdict", report.verdict.value)
