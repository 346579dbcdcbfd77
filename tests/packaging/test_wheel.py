"""A wheel is enough: the planner of a fresh environment answers without Node and without a network."""

import json
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
INDEX = "beatwright/web/static/index.html"
MOST_BYTES = 3_000_000  # that the pages may add to the wheel

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="networks are cut off on Linux")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    if not (ROOT / "src" / INDEX).is_file():
        pytest.skip("the planner's pages are not built: make frontend")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def fresh(wheel, tmp_path_factory):
    """Make an environment with the wheel alone; what it needs is taken from the environment of the tests."""
    folder = tmp_path_factory.mktemp("fresh") / "env"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    # Only names that the wheel has not are looked up there: the own packages of an environment come first.
    (Path(site.stdout.strip()) / "tests.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return folder


def test_the_pages_add_little_to_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as archive:
        pages = [entry for entry in archive.infolist() if "/web/static/" in entry.filename]
    assert INDEX in {entry.filename for entry in pages}
    assert sum(entry.compress_size for entry in pages) <= MOST_BYTES


def test_the_planner_answers_without_node_and_network(fresh, tmp_path):
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rn", "true"], check=False).returncode:
        pytest.skip("this system lets nobody cut off a network")
    environment = {"PATH": str(fresh / "bin"), "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    assert shutil.which("node", path=environment["PATH"]) is None
    python, command = fresh / "bin" / "python", fresh / "bin" / "beatwright"
    where = subprocess.run(
        [python, "-c", "import beatwright; print(beatwright.__file__)"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(fresh))
    case = tmp_path / "demo"
    subprocess.run(
        [command, "demo", "-o", case, "--quiet", "--set", "examine.Alternatives.count=0"],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    ended = subprocess.run(
        [shutil.which("unshare"), "-rn", python, HERE / "answers_alone.py", command, case, tmp_path / "planner.db"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["cut off"]
    assert found["page"]
    assert found["script"] > 1_000
    assert found["zones"] > 100
    assert found["measures"] > 2
    assert found["code"] == 0
