"""The truth is the truth: what is drawn agrees with what is said to be expected."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import integrate, stats

from beatwright.core import InputError, ParameterError, Severity
from beatwright.data import CitySize, generate_city
from beatwright.data.generate.intensity import delayed
from beatwright.data.generate.land_raster import cell_kernel, make_raster
from beatwright.data.generate.surfaces import SURFACES

DRAWS = 300
RATIO = 0.3
SIZE = CitySize(4.0, 3.0, 24, 3, 2, 2, 5, 2, 5_000)


@pytest.fixture(scope="module")
def generated():
    """Return a small busy city with strong, wide near repeats: many fall off the land and after the end."""
    return generate_city(seed=6, size=SIZE, weeks=10, branching=RATIO, decay=5.0, spread=200.0)


@pytest.fixture(scope="module")
def city(generated):
    return generated.city("350 m")


@pytest.fixture(scope="module")
def draws(generated, city):
    """Return counts [draw, zone, slot, severity] and all events of many draws."""
    severity = {k.name: Severity.default().position(k.severity) for k in generated.truth.intensity.kinds}
    counts, events = [], []
    for seed in range(DRAWS):
        drawn = generated.truth.draw(seed)
        slot = drawn["time"].dt.day_of_week * 24 + drawn["time"].dt.hour
        place = city.locate(drawn["x"].to_numpy(), drawn["y"].to_numpy())
        assert (place >= 0).all()
        shape = (len(city.zones), 168, 3)
        flat = np.ravel_multi_index((place, slot, drawn["kind"].map(severity)), shape)
        counts.append(np.bincount(flat, minlength=np.prod(shape)).reshape(shape).astype(np.uint16))
        events.append(drawn.assign(draw=seed))
    return np.stack(counts), pd.concat(events, ignore_index=True)


def check_means(sample, expected, level=1e-3):
    """Hold the means of a sample [draw, cell] against what is expected: z of each cell, and chi-square of all.

    The draws' own variance is used: near repeats make counts vary more than Poisson counts.
    """
    used = expected > 0.5
    sample, expected = sample[:, used].astype(float), expected[used]
    z = (sample.mean(axis=0) - expected) / (sample.std(axis=0, ddof=1) / np.sqrt(len(sample)))
    assert len(z) > 1
    assert np.abs(z).max() < stats.norm.isf(level / len(z) / 2)
    assert stats.chi2.sf((z**2).sum(), len(z)) > level
    return z


def expected_counts(generated, city):
    return generated.truth.rate(city) * generated.truth.intensity.hours / 168


def test_zones(generated, city, draws):
    expected = expected_counts(generated, city)
    check_means(draws[0].sum(axis=(2, 3)), expected.sum(axis=(1, 2)))


def test_zones_cut_by_the_border(generated, city, draws):
    """Where near repeats are taken in proportion to land: the bias over all border zones is under half a per cent."""
    edge = ~city.zones.within(generated.boundary.difference(generated.river).buffer(-1)).to_numpy()
    expected = expected_counts(generated, city)[edge].sum()
    seen = draws[0][:, edge].sum(axis=(1, 2, 3)).astype(float)
    assert edge.sum() > 20
    assert abs(seen.mean() - expected) < 3.5 * seen.std() / np.sqrt(DRAWS)
    assert abs(seen.mean() / expected - 1) < 0.005


def test_hours_of_the_week(generated, city, draws):
    check_means(draws[0].sum(axis=(1, 3)), expected_counts(generated, city).sum(axis=(0, 2)))


def test_severity_and_zone_by_severity(generated, city, draws):
    expected = expected_counts(generated, city).sum(axis=1)
    check_means(draws[0].sum(axis=(1, 2)), expected.sum(axis=0))
    check_means(draws[0].sum(axis=2).reshape(DRAWS, -1), expected.ravel())


def test_a_wrong_truth_would_be_found(generated, city, draws):
    """The same test rejects a rate without near repeats' spread, scaled to the same total."""
    wrong = generated.truth.rate(city, background_only=True).sum(axis=(1, 2))
    wrong *= expected_counts(generated, city).sum() / wrong.sum()
    with pytest.raises(AssertionError):
        check_means(draws[0].sum(axis=(2, 3)), wrong)


def test_background_is_poisson(generated, city, draws):
    events = draws[1][draws[1]["generation"] == 0]
    place = city.locate(events["x"].to_numpy(), events["y"].to_numpy())
    expected = generated.truth.rate(city, background_only=True).sum(axis=(1, 2)) * generated.truth.intensity.hours / 168
    seen = np.bincount(place, minlength=len(expected))
    used = expected > 0.2
    chi = ((seen[used] - DRAWS * expected[used]) ** 2 / (DRAWS * expected[used])).sum()
    assert 1e-3 < stats.chi2.sf(chi, used.sum()) < 1 - 1e-3


def test_total_is_what_was_asked_for(generated, city, draws):
    assert generated.truth.intensity.expected.sum() == pytest.approx(5_000 * 10 / 52)
    assert generated.truth.demand(city).calls == pytest.approx(5_000 * 10 / 52, rel=1e-9)


def test_rates_are_conserved(generated, city):
    """However the land is cut, and for one zone that holds everything."""
    whole = gpd.GeoDataFrame(geometry=[generated.boundary.buffer(100)], crs=generated.crs)
    one = generated.truth.rate(whole)[0]
    for zones in (city, generated.city("block groups"), generated.districts):
        np.testing.assert_allclose(generated.truth.rate(zones).sum(axis=0), one, rtol=1e-9)
    half = generated.truth.rate(generated.city("350 m").zones.iloc[::2])
    np.testing.assert_allclose(half, generated.truth.rate(city)[::2], rtol=1e-12)


@pytest.fixture(scope="module")
def busy():
    """Return a city with many near repeats close to their parents in space and time, so that few are lost."""
    size = CitySize(6.0, 5.0, 40, 3, 2, 2, 10, 2, 60_000)
    return generate_city(seed=9, size=size, weeks=26, branching=RATIO, decay=2.0, spread=50.0)


def uncut(generated, events):
    """Return which incidents can have lost no near repeat: six standard deviations inside, twelve mean delays early."""
    period = generated.truth.intensity
    deep = shapely.contains_xy(period.raster.land.buffer(-6 * period.spread), events["x"], events["y"])
    return deep & (events["time"] < period.end - pd.Timedelta(days=12 * period.decay)).to_numpy()


def test_branching_is_recovered(busy):
    """Children per parent, by kind, where none can be lost; and the stated mean over kinds."""
    events, period = busy.truth.events, busy.truth.intensity
    shares = np.array([kind.share for kind in period.kinds])
    assert shares @ period.branching == pytest.approx(RATIO)
    parent = events["parent"].to_numpy()
    children = np.bincount(parent[parent >= 0], minlength=len(events))
    used = uncut(busy, events)
    assert used.sum() > 5_000
    for kind, ratio in zip(period.kinds, period.branching, strict=True):
        of = children[used & (events["kind"] == kind.name).to_numpy()]
        if len(of) > 200:
            assert of.mean() == pytest.approx(ratio, abs=4 * np.sqrt(ratio / len(of)))
            assert of.var() == pytest.approx(ratio, rel=0.25)


def test_near_repeats_follow_their_laws(busy):
    """Delay exponential, shift Gaussian, kind inherited; Kolmogorov-Smirnov where nothing was cut off."""
    events, period = busy.truth.events, busy.truth.intensity
    child = events[events["parent"] >= 0]
    parent = events.iloc[child["parent"]]
    assert (events.loc[events["parent"] < 0, "generation"] == 0).all()
    assert (parent["kind"].to_numpy() == child["kind"].to_numpy()).all()
    assert (parent["generation"].to_numpy() + 1 == child["generation"].to_numpy()).all()
    days = (child["time"].to_numpy() - parent["time"].to_numpy()) / np.timedelta64(1, "D")
    assert (days >= 0).all()
    used = uncut(busy, parent)
    assert used.sum() > 2_000
    # Times are cut to whole minutes: jitter breaks the ties.
    jitter = np.random.default_rng(0).uniform(-0.5, 0.5, used.sum()) / 1440
    assert stats.kstest(np.abs(days[used] + jitter), stats.expon(scale=period.decay).cdf).pvalue > 1e-3
    for axis in ("x", "y"):
        shift = (child[axis].to_numpy() - parent[axis].to_numpy())[used]
        assert stats.kstest(shift, stats.norm(scale=period.spread).cdf).pvalue > 1e-3


def test_clock_and_season_are_recovered():
    """The background of three years against the hours and months that the kinds state."""
    long = generate_city(seed=2, size=5, weeks=156, branching=0.1)
    events = long.truth.events[long.truth.events["generation"] == 0]
    for kind in long.truth.intensity.kinds:
        times = events.loc[events["kind"] == kind.name, "time"]
        if len(times) < 400:
            continue
        seen = np.bincount(times.dt.day_of_week * 24 + times.dt.hour, minlength=168).reshape(-1, 4).sum(axis=1)
        share = kind.clock().reshape(-1, 4).sum(axis=1) / 168
        assert stats.chisquare(seen, share * seen.sum()).pvalue > 1e-4
        swing = 2 * np.cos(2 * np.pi * (times.dt.day_of_year - kind.summit) / 365.25)
        assert swing.mean() == pytest.approx(kind.season, abs=4 * np.sqrt(2 / len(times)))


def test_origins_are_mixed_as_stated(generated, draws):
    background = draws[1][draws[1]["generation"] == 0]
    for kind in generated.truth.intensity.kinds:
        of = background.loc[background["kind"] == kind.name, "origin"].value_counts()
        stated = np.array([getattr(kind, name) for name in SURFACES])
        assert stated.sum() == pytest.approx(1)
        seen = of.reindex(list(SURFACES)).fillna(0).to_numpy()
        assert stats.chisquare(seen, stated * seen.sum()).pvalue > 1e-4


def test_hot_spots_are_hot(generated):
    spots = generated.truth.hot_spots
    top = spots.loc[[spots["weight"].idxmax()]]
    ring = gpd.GeoDataFrame(geometry=top.buffer(100), crs=generated.crs)
    land = ring.geometry.area.sum() / generated.truth.intensity.raster.area.sum()
    share = generated.truth.rate(ring).sum() / generated.truth.rate(generated.districts).sum()
    assert share > 2 * land


def test_zones_must_be_polygons_of_the_city(generated):
    with pytest.raises(InputError, match="integrated over polygons"):
        generated.truth.rate(generated.stations)
    with pytest.raises(InputError, match="must be in the CRS of the generated city, EPSG:32615"):
        generated.truth.rate(generated.districts.to_crs(4326))
    with pytest.raises(InputError, match="needs a City or a GeoDataFrame"):
        generated.truth.rate([1, 2])
    with pytest.raises(ParameterError, match="'slots'"):
        generated.truth.demand(generated.districts, slots=24)
    with pytest.raises(ParameterError, match="'seed'"):
        generated.truth.draw(-1)


# The parts, each against an independent computation.


@pytest.mark.parametrize(("spread", "cell"), [(60.0, 50.0), (200.0, 50.0), (25.0, 80.0)])
def test_kernel_is_the_integral(spread, cell):
    kernel = cell_kernel(spread, cell)
    reach = len(kernel) // 2
    for d in range(min(reach, 5)):
        low, high = (d - 0.5) * cell, (d + 0.5) * cell
        law = stats.norm(scale=spread)
        value = integrate.quad(
            lambda u, a=low, b=high, f=law: (f.cdf(b - u) - f.cdf(a - u)) / cell, -cell / 2, cell / 2
        )
        assert kernel[reach + d] == pytest.approx(value[0], abs=1e-10)
        assert kernel[reach - d] == pytest.approx(value[0], abs=1e-10)


def test_delay_is_the_integral():
    """Against the double integral of the exponential over every pair of hours."""
    rng = np.random.default_rng(1)
    rate, decay = rng.random(60), 7.5

    def arrived(lag):
        if lag == 0:
            return 1 - decay * (1 - np.exp(-1 / decay))
        inner = integrate.quad(lambda u: np.exp(-(lag - u) / decay) * (1 - np.exp(-1 / decay)), 0, 1)
        return inner[0]

    pairs = np.array([[arrived(t - s) if t >= s else 0.0 for s in range(60)] for t in range(60)])
    np.testing.assert_allclose(delayed(rate, decay), pairs @ rate, rtol=1e-9)


def test_raster_is_exact_for_any_cut():
    rng = np.random.default_rng(3)
    land = shapely.Point(1000, 1000).buffer(700).difference(shapely.box(900, 0, 980, 2000))
    raster = make_raster(land, 50.0)
    assert raster.area.sum() == pytest.approx(land.area, rel=1e-4)
    xy = rng.uniform(200, 1800, (20, 2))
    cells = [
        shapely.intersection(c, land) for c in shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=land).geoms
    ]
    part = raster.overlap(np.array(cells, dtype=object))
    np.testing.assert_allclose(np.asarray(part.sum(axis=0)).ravel(), 1, atol=1e-9)
    np.testing.assert_allclose(part @ raster.area, shapely.area(cells), rtol=2e-3)


def test_points_are_uniform_on_the_land_of_a_cell():
    land = shapely.Polygon([(0, 0), (100, 0), (0, 100)])
    raster = make_raster(land, 50.0)
    diagonal = int(np.flatnonzero((raster.column == 1) & (raster.row == 0))[0])
    xy = raster.scattered(np.full(4_000, diagonal), np.random.default_rng(2))
    assert shapely.contains_xy(land.buffer(1e-9), xy).all()
    # A triangle with the right angle at (50, 0): the mean is a third of each side.
    np.testing.assert_allclose(xy.mean(axis=0), [50 + 50 / 3, 50 / 3], atol=0.8)


def test_mass_off_the_land_is_gone():
    raster = make_raster(shapely.box(0, 0, 1000, 500), 50.0)
    mass = np.zeros(len(raster.share))
    corner = int(np.flatnonzero((raster.column == 0) & (raster.row == 0))[0])
    mass[corner] = 1.0
    moved = raster.moved(mass, 100.0)
    xy = np.random.default_rng(0).uniform(0, 50, (400_000, 2)) + np.random.default_rng(1).normal(0, 100, (400_000, 2))
    stayed = ((xy >= 0) & (xy <= [1000, 500])).all(axis=1).mean()
    assert moved.sum() == pytest.approx(stayed, abs=0.004)
