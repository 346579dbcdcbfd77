"""Pages are sent as they were built, and nothing else of the machine is."""

import gzip
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from beatwright.web.serving.static_pages import HOW_TO_BUILD, VIEWS, StaticPages

PAGE, SCRIPT = "<!doctype html><title>planner</title>", "export const a = 1;"


ROUTES = Path(__file__).resolve().parents[3] / "frontend" / "src" / "lib" / "router" / "routes.ts"


def browser(folder: Path) -> TestClient:
    app = Starlette()
    app.router.default = StaticPages(folder)
    return TestClient(app)


@pytest.fixture
def pages(tmp_path: Path) -> TestClient:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "main-abc.js").write_text(SCRIPT)
    (folder / "assets" / "main-abc.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (folder / "assets" / "main-abc.js.br").write_bytes(b"packed by another")
    (tmp_path / "secret.txt").write_text("not yours")
    return browser(folder)


@pytest.mark.parametrize("path", ["/", "/index.html", "/case/3/plan/8/posts", "/import/1", "/admin", "/invite?token=x"])
def test_the_page_draws_every_view(path: str, pages: TestClient) -> None:
    answer = pages.get(path)
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/none.js",
        "/assets/",
        "/assets/main-abc.js.gz",
        "/favicon.ico",
        "/nothing",
        "/cases",
        "/Admin",
        "/assets/../../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/static/../secret.txt",
        "/docs",
        "/api/none",
        "/api",
        "/api/",
    ],
)
def test_what_is_no_page_is_not_found(path: str, pages: TestClient) -> None:
    answer = pages.get(path)
    assert answer.status_code == 404
    assert "not yours" not in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/cases", "/Admin", "/docs", "/%2e%2e/secret.txt"])
def test_whoever_opens_an_address_that_is_none_is_told_by_the_page(path: str, pages: TestClient) -> None:
    answer = pages.get(path, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (answer.status_code, answer.text) == (404, PAGE)
    assert (answer.headers["cache-control"], answer.headers["content-type"]) == ("no-store", "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/api/none", "/api", "/assets/none.js", "/assets/"])
def test_what_is_below_the_api_or_the_assets_is_no_page_however_it_is_asked_for(path: str, pages: TestClient) -> None:
    answer = pages.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert PAGE not in answer.text


def test_a_file_behind_a_link_that_came_later_is_not_sent(pages: TestClient, tmp_path: Path) -> None:
    assert pages.get("/").status_code == 200
    (tmp_path / "static" / "later.txt").symlink_to(tmp_path / "secret.txt")
    assert pages.get("/later.txt").status_code == 404


@pytest.mark.parametrize(
    ("accepts", "packing"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
        ("br;q=x", None),
    ],
)
def test_a_script_is_packed_as_the_browser_can_unpack_it(accepts: str, packing: str | None, pages: TestClient) -> None:
    with pages.stream("GET", "/assets/main-abc.js", headers={"accept-encoding": accepts}) as answer:
        assert answer.status_code == 200
        assert answer.headers.get("content-encoding") == packing
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "accept-encoding"
    unpacked = {"br": lambda _: SCRIPT.encode(), "gzip": gzip.decompress, None: bytes}[packing](raw)
    assert unpacked == SCRIPT.encode()


def test_other_files_are_asked_for_again(pages: TestClient) -> None:
    answer = pages.get("/favicon.svg")
    assert (answer.headers["cache-control"], answer.headers["content-type"]) == ("no-cache", "image/svg+xml")


def test_pages_are_read_only(pages: TestClient) -> None:
    assert pages.head("/").status_code == 200
    assert pages.head("/").content == b""
    assert pages.post("/").status_code == 405
    assert pages.delete("/assets/main-abc.js").status_code == 405


def test_pages_that_are_not_built_say_how(tmp_path: Path) -> None:
    answer = browser(tmp_path / "none").get("/case/1")
    assert answer.status_code == 503
    assert HOW_TO_BUILD in answer.text


def test_the_server_knows_every_view_that_the_pages_draw() -> None:
    beginnings = re.findall(r'^  \["/([a-z-]*)', ROUTES.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(beginnings) == VIEWS
