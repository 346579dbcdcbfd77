"""How well DBSCAN with eps = R finds the clusters of Matern patterns again, and HDBSCAN beside it.

python benchmarks/patterns/dbscan_recipe.py [draws]

For each number of clusters over a place (kappa pi R^2) patterns of about 2,000 points in a unit square are drawn, 25
points a cluster. eps is the true R, so that no error of a fit counts. The adjusted Rand index compares the clusters
found with the true ones; points in no cluster are clusters of their own. 1 is right throughout, 0 no better than
chance.
"""

import sys

import numpy as np
from sklearn.metrics import adjusted_rand_score

from beatwright.patterns import MaternProcess, PointPattern, dbscan_clusters, hdbscan_clusters

OVERLAPS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.28, 0.4)
CLUSTERS, MEMBERS = 80, 25


def alone(labels: np.ndarray) -> np.ndarray:
    """Return labels in which each point in no cluster is one of its own."""
    return np.where(labels >= 0, labels, labels.max(initial=0) + 1 + np.arange(len(labels)))


def score(pattern: PointPattern, labels: np.ndarray) -> float:
    return float(adjusted_rand_score(pattern.marks, alone(labels)))


def row(overlap: float, draws: int) -> list[np.ndarray]:
    process = MaternProcess(CLUSTERS, float(np.sqrt(overlap / CLUSTERS / np.pi)), MEMBERS)
    figures = []
    for seed in range(draws):
        pattern = process.simulate((0, 0, 1, 1), seed=seed)
        found = [dbscan_clusters(pattern, process, n) for n in (5, MEMBERS // 2)]
        found += [dbscan_clusters(pattern, process.scale / 2, 5), hdbscan_clusters(pattern)]
        figures.append([score(pattern, clusters.labels) for clusters in found])
    return list(np.array(figures).T)


def main(draws: int = 10) -> None:
    print("| kappa pi R² | eps = R, 5 points | eps = R, 12 points | eps = R / 2, 5 points | HDBSCAN |")
    print("|---|---|---|---|---|")
    for overlap in OVERLAPS:
        cells = [
            f"{figures.mean():.2f} ({figures.min():.2f} to {figures.max():.2f})" for figures in row(overlap, draws)
        ]
        print(f"| {overlap:.2f} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
