"""Compares the library's metrics with scikit-learn's on random scores with many ties.

usage: metrics_against_sklearn.py METRICS_MAIN
"""

import random
import subprocess
import sys

from sklearn import calibration, metrics

TOLERANCE = 1e-9


def recall_within(labels, scores, weights, limit):
    rates, recalls, _ = metrics.roc_curve(
        labels, scores, sample_weight=weights, drop_intermediate=False)
    # Sums of weights round in another order there.
    return max(recall for rate, recall in zip(rates, recalls) if rate <= limit + 1e-12)


def expected(labels, scores, weights):
    flagged = [score >= 0.5 for score in scores]
    weighted = {"sample_weight": weights}
    out = {
        "pr_auc": metrics.average_precision_score(labels, scores, **weighted),
        "roc_auc": metrics.roc_auc_score(labels, scores, **weighted),
        "brier": metrics.brier_score_loss(labels, scores, **weighted),
        "recall": metrics.recall_score(labels, flagged, **weighted),
        "f1": metrics.f1_score(labels, flagged, **weighted),
    }
    if any(flagged):
        out["precision"] = metrics.precision_score(labels, flagged, **weighted)
    for limit in (0.001, 0.01, 0.05):
        out[f"recall@fpr={limit}"] = recall_within(labels, scores, weights, limit)
    return out


def measured(program, labels, scores, weights):
    rows = "".join(f"{s!r} {y} {w!r}\n" for s, y, w in zip(scores, labels, weights))
    printed = subprocess.run(
        [program], input=rows, capture_output=True, text=True, check=True).stdout
    values, curves = {}, {"roc": [], "pr": [], "calibration": []}
    for name, *rest in (line.split() for line in printed.splitlines()):
        if name in curves:
            curves[name].append([float(value) for value in rest])
        elif rest != ["none"]:
            values[name] = float(rest[0])
    return values, curves


def expected_curves(labels, scores, weights):
    weighted = {"sample_weight": weights}
    rates, recalls, _ = metrics.roc_curve(labels, scores, drop_intermediate=False, **weighted)
    precisions, hits, thresholds = metrics.precision_recall_curve(labels, scores, **weighted)
    # There the curve starts at its low thresholds and ends at an invented point, and stops
    # short of them once all positives are found in some versions.
    points = list(zip(hits, precisions))[:len(thresholds)][::-1]
    out = {"roc": list(zip(rates, recalls)), "pr": points}
    if len(set(weights)) == 1:  # its calibration curve knows no weights
        shares, means = calibration.calibration_curve(labels, scores, n_bins=10)
        out["calibration"] = list(zip(means, shares))
    return out


def curves_differ(ours, theirs):
    for name, points in theirs.items():
        mine = ours[name]
        if len(mine) != len(points):
            return f"{name} has {len(mine)} points, scikit-learn's {len(points)}"
        worst = max(abs(a - b) for p, q in zip(mine, points) for a, b in zip(p, q))
        if not worst <= TOLERANCE:
            return f"{name} is off by {worst}"
    return None


def sample(draw):
    rows = draw.choice([2, 3, 10, 100, 1000, 5000])
    grid = draw.choice([1, 2, 10, 100, 10**6])
    share = draw.choice([0.01, 0.1, 0.5, 0.9])
    weighted = draw.random() < 0.5
    labels = [1, 0] + [int(draw.random() < share) for _ in range(rows - 2)]
    scores = [min(1, max(0, round(draw.gauss(0.4 + 0.2 * y, 0.3) * grid) / grid)) for y in labels]
    weights = [draw.random() * 3 if weighted else 1.0 for _ in labels]
    return labels, scores, weights


def main(program):
    draw = random.Random(17)
    failures = 0
    for case in range(200):
        labels, scores, weights = sample(draw)
        ours, curves = measured(program, labels, scores, weights)
        theirs = expected(labels, scores, weights)
        difference = curves_differ(curves, expected_curves(labels, scores, weights))
        if difference:
            print(f"case {case}: {difference}")
            failures += 1
        if ours.keys() != theirs.keys():
            print(f"case {case}: {sorted(ours)} against {sorted(theirs)}")
            failures += 1
            continue
        for name, value in theirs.items():
            if abs(ours[name] - value) > TOLERANCE:
                print(f"case {case}: {name} is {ours[name]!r}, scikit-learn says {value!r}")
                failures += 1
    print(f"{case + 1} samples compared, {failures} differences")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
