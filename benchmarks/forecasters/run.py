"""Every forecaster on the same weeks: St. Louis 2015-19, property crime, squares of 250 m, the last 52 weeks.

    python benchmarks/forecasters/run.py --data FOLDER [--forecasters PoissonGlm Ewma ...] [--weeks 52]
        [--cells] [--updates [--copies 10] [--tables] [--foresee]]

FOLDER holds a folder 'stlouis'; without it this says so. Seconds are CPU seconds after compiling: of fits, updates and
predictions, and of the whole backtest of a forecaster alone, scores included. Memory is the most that the process held.
With --updates instead: what a fit costs, what an update with one more week, and their ratio, over three dates; with
--copies on a past of so many times the records, with --tables from unchecked records on that are in no zone yet, with
--foresee up to a forecast.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
from updates import updates_beside_fits

from beatwright.core import City, Incidents
from beatwright.data import CitySource, IncidentSource
from beatwright.forecast import STEPS, EmpiricalBayes, backtest, compare_cells

PROPERTY = [5, 6, 7]  # burglary, larceny, vehicle theft


def main() -> int:
    options = _options()
    if not (options.data / "stlouis" / "incidents.parquet").is_file():
        print(f"'{options.data}' does not hold the folder 'stlouis': nothing is run. Give --data FOLDER.")
        return 0
    incidents, city = st_louis(options.data, "250 m")
    print(f"{city}; {len(incidents):,} incidents, {options.weeks} weeks", flush=True)
    known = {step.__name__: step for step in STEPS}
    names = options.forecasters or [name for name in known if _is_there(name)]
    if options.updates:
        ratios = {
            name: updates_beside_fits(
                known[name](), incidents, city, options.copies, tables=options.tables, foresee=options.foresee
            )
            for name in names
        }
        print(pd.DataFrame.from_dict(ratios, orient="index").to_string(float_format="{:.6f}".format))
        return 0
    rows = {name: judged(known[name](), incidents, city, options.weeks) for name in names}
    print(pd.DataFrame.from_dict(rows, orient="index").to_string(float_format="{:.4f}".format))
    if options.cells:
        cities = {size: st_louis(options.data, size)[1] for size in ("250 m", "500 m", "1000 m")}
        print(compare_cells(EmpiricalBayes(), incidents, cities, origins=options.weeks).frame.T.to_string())
    return 0


def _is_there(name: str) -> bool:
    """Tell whether what a forecaster needs is installed, and say so where it is not."""
    extra = {"LightGbm": "lightgbm"}.get(name)
    if extra is None or importlib.util.find_spec(extra):
        return True
    print(f"{name} needs the package '{extra}', which is not installed: left out.", flush=True)
    return False


def judged(forecaster: object, incidents: Incidents, city: City, weeks: int) -> dict[str, float]:
    base = EmpiricalBayes()
    backtest([forecaster], incidents, city, origins=2, baselines=(base,))  # type: ignore[list-item]
    start = time.process_time()
    alone = backtest([], incidents, city, origins=weeks, baselines=(forecaster,))  # type: ignore[arg-type]
    whole = time.process_time() - start
    found = backtest([forecaster], incidents, city, origins=weeks, baselines=(base,))  # type: ignore[list-item]
    label = found.labels[0]
    nats, error = found.nats(label, base.label)
    return {
        **{f"PAI {area}": found.figure(label, f"PAI at {area}") for area in found.areas},
        **{f"PEI {area}": found.figure(label, f"PEI at {area}") for area in found.areas[1:2]},
        "nats over EB": nats,
        "se": error,
        "zones hold": found.figure(label, "90 % interval of zones holds"),
        "exact": found.figure(label, "the same, exact for counts"),
        "city holds": found.figure(label, "90 % interval of the city holds"),
        "CRPS": found.figure(label, "CRPS of a zone"),
        "CPU s": alone.figure(label, "CPU time"),
        "whole CPU s": whole,
        "MB": alone.megabytes[label],
    }


def st_louis(data: Path, cells: str) -> tuple[Incidents, City]:
    folder = data / "stlouis"
    source = CitySource(boundary="city_boundary.parquet", zones=cells, name="St. Louis")
    frame = source.frame(folder)
    incidents = IncidentSource(
        file="incidents.parquet",
        where={"flag_crime": True, "count": 1, "coord_ok": True, "ucr_group": PROPERTY},
        since="2015-01-01",
        until="2020-01-01",
        timezone="America/Chicago",
    ).read(folder, boundary=frame.boundary, crs=frame.crs)
    city = source.build(folder, frame, incidents)
    # The 549,048 rows left out would be counted as memory of the backtest: 168 MB of text.
    return replace(incidents.located(city), report=None), city


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("BEATWRIGHT_DATA", "../shared/data")))
    parser.add_argument("--forecasters", nargs="*", choices=[step.__name__ for step in STEPS])
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--cells", action="store_true")
    parser.add_argument("--updates", action="store_true")
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--tables", action="store_true")
    parser.add_argument("--foresee", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
