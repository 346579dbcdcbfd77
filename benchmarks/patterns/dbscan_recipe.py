"""How well DBSCAN with eps = R finds the clusters of Matern patterns again, and HDBSCAN beside it.

python benchmarks/patterns/dbscan_recipe.py [draws]
python benchmarks/patterns/dbscan_recipe.py FOLDER     on the larcenies of St. Louis in 2017, from a folder of its data

For each number of clusters over a place (kappa pi R^2) patterns of about 2,000 points in a unit square are drawn, 25
points a cluster. eps is the true R, so that no error of a fit counts. The adjusted Rand index compares the clusters
found with the true ones; points in no cluster are clusters of their own. 1 is right throughout, 0 no better than
chance.
"""

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from beatwright.patterns import MaternProcess, PointPattern, dbscan_clusters, fit_matern, hdbscan_clusters

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


def larcenies(folder: Path) -> PointPattern:
    """Return the records of larceny of 2017 inside the city, in metres."""
    rows = pd.read_parquet(folder / "incidents.parquet", columns=["occurred", "description", "lon", "lat", "coord_ok"])
    year = pd.to_datetime(rows["occurred"], errors="coerce").dt.year
    rows = rows[(year == 2017) & rows["coord_ok"] & rows["description"].str.contains("LARCENY", na=False)]
    places = gpd.GeoSeries(gpd.points_from_xy(rows["lon"], rows["lat"]), crs=4326).to_crs(32615)
    city = gpd.read_parquet(folder / "city_boundary.parquet").to_crs(32615)
    return PointPattern.within(np.column_stack([places.x, places.y]), city)


def real(folder: Path) -> None:
    pattern = larcenies(folder)
    for rmax in (None, 400.0):
        fit = fit_matern(pattern, rmax=rmax, correction="trans")
        print(f"{fit} with rmax {fit.r[-1]:.0f} m, {fit.overlap:.2f} clusters over a place")
        clusters = dbscan_clusters(pattern, fit.process)
        print(f"  {clusters}, {clusters[0].count:,} in the largest of {clusters[0].area / 1e6:.0f} km²")
    print(dbscan_clusters(pattern, 150.0, 30), hdbscan_clusters(pattern, 100, 30), sep="\n")


if __name__ == "__main__":
    given = sys.argv[1:]
    real(Path(given[0])) if given and not given[0].isdigit() else main(*map(int, given))
