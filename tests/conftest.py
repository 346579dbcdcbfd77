"""Fixtures that every room's tests share."""

import gc
import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from _pytest.doctest import DoctestModule
from hypothesis import settings

# A fault of our own code over a damaged file is a traceback here, and not a sentence.
os.environ["BEATWRIGHT_STRICT"] = "1"
# The folder of real data is for the tests that ask for it: the studies of the others have their files beside them.
if "BEATWRIGHT_DATA" in os.environ:
    os.environ["BEATWRIGHT_TEST_DATA"] = os.environ.pop("BEATWRIGHT_DATA")

# Two processes share the cores already; threads of linear algebra would wait for each other.
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

# Commands that tests start would compile every source again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Steps that need a package of an extra, and the extra.
EXTRAS = {"LightGbm": ("lightgbm", "boost"), "LstmKinds": ("torch", "deep")}

# A timing never decides a test; and what the suite says today it says tomorrow, on any machine.
settings.register_profile("beatwright", deadline=None, derandomize=True, database=None)
# Other draws each time, and FUZZ times as many; `make fuzz` asks for it.
settings.register_profile("fuzz", deadline=None, derandomize=False, print_blob=True)
settings.load_profile("beatwright")
# Both processes would compile the same kernels at once, did these come early in the half of the one.
LATE = {"test_districting.py", "test_replay_command.py"}


def pytest_configure() -> None:
    """Hear Ctrl-C, as from a terminal: whoever starts the tests in the background may have silenced it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Look for examples in the documentation of the package alone: every module of tests would be walked for none."""
    return [one for one in (yield) if not isinstance(one, DoctestModule)]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put last what shares kernels with other folders, and give every property test its share of the fuzz."""
    items.sort(key=lambda item: item.path.name in LATE)
    if config.getoption("--hypothesis-profile", default=None) != "fuzz":
        return
    for test in {getattr(item.obj, "__func__", item.obj) for item in items if hasattr(item, "obj")}:
        given = getattr(test, "_hypothesis_internal_use_settings", None)
        if given is not None:
            more = given.max_examples * int(os.environ.get("FUZZ", "10"))
            test._hypothesis_internal_use_settings = settings(
                given, max_examples=more, derandomize=False, print_blob=True
            )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what is asked of a step whose extra is not installed; its own tests hold what it says then."""
    callspec = getattr(item, "callspec", None)
    for value in callspec.params.values() if callspec else ():
        name = value if isinstance(value, str) else getattr(value, "__name__", type(value).__name__)
        if name in EXTRAS:
            pytest.importorskip(EXTRAS[name][0], reason=f"{name} needs the extra {EXTRAS[name][1]}")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while tests are collected: nearly all that is made then stays until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over the tests and modules themselves, and look less often for the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Return the folder with real data, or skip."""
    given = os.environ.get("BEATWRIGHT_TEST_DATA")
    folder = Path(given) if given else Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real data folder is absent: set BEATWRIGHT_DATA to run this test")
    return folder


def _blank_maps(patch: pytest.MonkeyPatch) -> None:
    from matplotlib.figure import Figure

    pictures = importlib.import_module("beatwright.show.figures.pictures")
    jobs_of = pictures._jobs

    def jobs(case: Any, *given: Any) -> dict[str, Any]:
        charts = set(pictures.chart_names(case).values())
        return {
            name: (draw if name in charts else lambda: Figure(figsize=(1, 1)), alt)
            for name, (draw, alt) in jobs_of(case, *given).items()
        }

    patch.setattr(pictures, "_jobs", jobs)


@pytest.fixture(scope="session")
def blank_maps() -> Callable[[pytest.MonkeyPatch], None]:
    """Return what leaves the maps and curves that every study has blank; the charts of findings are drawn.

    Drawing them takes most of the time of a run of a small town, and the tests of whole runs and of the room of show
    draw them.
    """
    return _blank_maps


@pytest.fixture(scope="session")
def small_buffalo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """Return the Buffalo study of a small generated city and its folder, for the tests of several folders."""
    from beatwright.studies.buffalo import reproduce_buffalo

    folder = tmp_path_factory.mktemp("buffalo") / "out"
    return reproduce_buffalo(folder, folder.parent, units=120, districts=3, sectors=9, straddling=6, weeks=40), folder


@pytest.fixture(scope="session")
def small_san_miguel(
    tmp_path_factory: pytest.TempPathFactory, blank_maps: Callable[[pytest.MonkeyPatch], None]
) -> tuple[Any, Path]:
    """Return the San Miguel study of a small generated city and its folder, for the tests of several folders."""
    from beatwright.studies.san_miguel import reproduce_san_miguel

    folder = tmp_path_factory.mktemp("miguel") / "out"
    with pytest.MonkeyPatch.context() as patch:
        blank_maps(patch)
        return reproduce_san_miguel(folder, folder.parent, size=5, weeks=78, grid="20x12", most=6), folder


@pytest.fixture(scope="session")
def cases() -> Path:
    """Return the folder of small inputs from public reports of faults, or skip."""
    given = os.environ.get("BEATWRIGHT_TEST_DATA")
    root = Path(given).parent if given else Path(__file__).resolve().parents[2] / "shared"
    if not (root / "cases").is_dir():
        pytest.skip("the folder of cases is absent: it is looked for beside that of the real data")
    return root / "cases"


@pytest.fixture
def group_is_gone() -> Callable[[int], bool]:
    """Tell whether every process of a group has ended; who adopts an ended process may take a moment to bury it."""

    def gone(group: int) -> bool:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.05)
        return False

    return gone
