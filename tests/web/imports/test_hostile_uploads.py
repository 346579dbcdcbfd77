"""Uploads that mean harm: each is refused with a sentence, and the wizard stands where it stood."""

import io
import resource
import sqlite3
import stat
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.imports.conftest import FILE, Send
from tests.web.job_by_hand import done_by_hand
from tests.web.own_loop import in_own_loop

from beatwright.web.app import create_app
from beatwright.web.imports.archive_checks import check_archive
from beatwright.web.planner_server import PlannerServer

SECRET = "the words of another file"
VRT = b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>%s</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def linked() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("zones.shp")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def bomb() -> bytes:
    """A member that says of itself, as a bomb does, that it unpacks to 3 GB."""
    packed = bytearray(zipped(**{"zones.shp": b"0" * 1000}))
    at = packed.rindex(b"PK\x01\x02") + 24
    packed[at : at + 4] = struct.pack("<I", 3 << 30)
    return bytes(packed)


def refused(answer: Any, *words: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (415, "kind"), answer.text
    assert all(word in answer.json()["message"] for word in words), answer.json()["message"]
    assert "Traceback" not in answer.text


WRONG = {
    "up": (zipped(**{"../zones.shp": b"x"}), "leads to another folder"),
    "root": (zipped(**{"/etc/zones.shp": b"x"}), "leads to another folder"),
    "windows": (zipped(**{r"C:\zones.shp": b"x"}), "leads to another folder"),
    "link": (linked(), "link"),
    "bomb": (bomb(), "3,072 MB"),
    "crowd": (zipped(**{f"{number}.shp": b"x" for number in range(21)}), "21 members"),
    "no archive": (b"PK\x03\x04" + b"\x00" * 100, "damaged"),
    "vrt": (VRT % b"/etc/passwd", "XML"),
    "vrt below blanks": (b"\xef\xbb\xbf \n" + VRT % b"/etc/passwd", "XML"),
    "vrt behind a word": (b"zone " + VRT % b"/etc/passwd", "table"),
    "pdf": (b"%PDF-1.7", "PDF"),
    "nothing": (b"", "empty"),
    "bytes": (b"MZ\x00\x01\x02", "neither text"),
    "half a shapefile": (b"\x00\x00\x27\x0a" + b"\x00" * 100, "ZIP"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_refused_and_the_wizard_stays_where_it_was(
    case: str, signed_in: TestClient, begun: int, send: Send, zones: bytes, folder: Path
) -> None:
    content, words = WRONG[case]
    assert send(zones, "layers/zones").status_code == 200
    before, files = signed_in.get(f"/api/imports/{begun}").json(), sorted(path.name for path in folder.iterdir())
    refused(send(content, "layers/zones"), words)
    assert signed_in.get(f"/api/imports/{begun}").json() == before
    assert sorted(path.name for path in folder.iterdir()) == files == ["zones.gpkg"]
    assert (folder / "zones.gpkg").read_bytes() == zones


NAMES = {
    "..%2F..%2F..%2Fetc%2Fpasswd": "passwd",
    "%2Fetc%2Fcron.d%2Fx": "x",
    "..%5C..%5Cboot.ini": "boot.ini",
    "%00%0A": "\ufffd",
    "..": "..",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E": "script>",
    "%FF%FE": "\ufffd\ufffd",
    "a" * 5000: "a" * 119 + "…",
}


def test_a_name_is_a_label_and_no_path(send: Send, folder: Path, tmp_path: Path, calls: bytes) -> None:
    def there() -> set[Path]:
        return {path for path in tmp_path.rglob("*") if path.is_file() and "planner.db" not in path.name}

    before = there()
    for name, label in NAMES.items():
        assert send(calls, name=name).json()["file"]["name"] == label
        assert there() - before == {folder / "incidents.csv"}


def test_an_archive_that_lies_of_its_size_is_found_out(
    planner: PlannerServer, signed_in: TestClient, begun: int, send: Send, calls: bytes
) -> None:
    packed = bytearray(zipped(**{"zones.shp": b"\x00\x00\x27\x0a" + b"0" * 5_000_000, "zones.shx": b"x"}))
    at = packed.index(b"PK\x01\x02") + 24
    packed[at : at + 4] = struct.pack("<I", 100)
    send(calls)
    assert send(bytes(packed), "layers/zones").status_code == 200
    line = done_by_hand(planner, signed_in, signed_in.post(f"/api/imports/{begun}/check"))
    told = line["error"] or str(line["result"]["problems"])
    assert "zones.zip" in told
    assert str(planner.settings.scratch) not in told


def test_a_workbook_may_have_many_parts_and_an_archive_may_not(tmp_path: Path) -> None:
    parts = {f"xl/worksheets/sheet{number}.xml": b"<x/>" for number in range(30)}
    (tmp_path / "book").write_bytes(zipped(**{"xl/workbook.xml": b"<x/>", **parts}))
    check_archive(tmp_path / "book")


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """Names of the files that are opened while a test runs."""
    names: list[str] = []
    listening = [True]

    def hear(event: str, given: tuple[Any, ...]) -> None:
        if listening[0] and event in ("open", "sqlite3.connect"):
            names.append(str(given[0]))

    sys.addaudithook(hear)
    yield names
    listening[0] = False


def test_no_file_is_read_that_was_not_given(
    planner: PlannerServer, signed_in: TestClient, begun: int, send: Send, calls: bytes, zones: bytes, folder: Path,
    tmp_path_factory: pytest.TempPathFactory, opened: list[str],
) -> None:  # fmt: skip
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.csv"
    secret.write_text(f"zone,lat,lon\n{SECRET},38.6,-90.2\n", encoding="utf-8")
    path = str(secret)
    opened.clear()  # it was written just now
    refusals = [
        {"city": {"layers": {"zones": path}}},
        {"city": {"layers": {"zones": f"zones|layername={path}"}}},
        {"city": {"file_crs": f"+proj=longlat +nadgrids={path}"}},
        {"reading": {"crs": path}},
        {"reading": {"layer": path}},
        {"reading": {"timezone": "../../../etc/passwd"}},
        {"reading": {"encoding": "../x"}},
        {"reading": {"kinds": path}},
        {"columns": {"file": path}},
        {"kinds": {"theft": path}},
        {"file": path},
    ]
    for body in refusals:
        assert signed_in.put(f"/api/imports/{begun}/mapping", json=body).status_code == 422, body
    send(calls)
    send(zones, "layers/zones")
    taken = {"columns": {"kind": path}, "city": {"zone_id": path, "parent_id": path}, "reading": {"sheet": path}}
    assert signed_in.put(f"/api/imports/{begun}/mapping", json=taken).status_code == 200
    told = [signed_in.get(f"/api/imports/{begun}/preview").text]
    told.append(str(done_by_hand(planner, signed_in, signed_in.post(f"/api/imports/{begun}/check"))))
    assert SECRET not in str(told)
    assert path not in opened
    assert any(name.startswith(str(folder)) for name in opened)


def test_a_database_that_reads_another_file_is_no_layer(
    planner: PlannerServer, signed_in: TestClient, begun: int, send: Send, calls: bytes, zones: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "zones.gpkg"
    file.write_bytes(zones)
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("PRAGMA writable_schema = ON")
        virtual = "CREATE VIRTUAL TABLE other USING VirtualOGR('/etc/passwd')"
        base.execute("INSERT INTO sqlite_master VALUES ('table', 'other', 'other', 0, ?)", (virtual,))
    send(calls)
    assert send(file.read_bytes(), "layers/zones").status_code == 200
    line = done_by_hand(planner, signed_in, signed_in.post(f"/api/imports/{begun}/check"))
    assert "reads another file" in str(line["result"]["problems"])


def test_a_damaged_file_gives_a_sentence_and_no_trace(
    signed_in: TestClient, begun: int, send: Send, planner: PlannerServer
) -> None:
    for content in (b"PAR1" + b"\x00" * 50, b"SQLite format 3\x00" + b"\x00" * 100, b'{"type": "FeatureCollection"'):
        assert send(content).status_code == 200
        answer = signed_in.get(f"/api/imports/{begun}/preview")
        assert (answer.status_code, answer.json()["code"]) == (422, "file")
        assert "incidents." in answer.json()["message"]
        for trace in ("Traceback", 'File "', str(planner.settings.scratch)):
            assert trace not in answer.text
        assert signed_in.get(f"/api/imports/{begun}").json()["state"] == "file"


class _Pieces:
    """A request that is sent a piece at a time, straight to the application."""

    def __init__(self, client: TestClient, planner: PlannerServer, path: str, **headers: str) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        host = planner.settings.origin.partition("//")[2]
        told = {**FILE, "host": host, "origin": planner.settings.origin, "cookie": cookie, **headers}
        self.scope = {
            "type": "http", "method": "PUT", "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in told.items()],
            "client": ("127.0.0.1", 1), "server": (host, 80), "scheme": "http", "http_version": "1.1", "root_path": "",
        }  # fmt: skip
        self.application = create_app(planner)
        self.sent = 0
        self.status = 0

    async def send(self, pieces: Iterator[bytes]) -> int:
        async def receive() -> dict[str, Any]:
            piece = next(pieces, None)
            self.sent += len(piece or b"")
            return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

        async def answer(message: Any) -> None:
            self.status = message.get("status", self.status)

        await self.application(self.scope, receive, answer)
        return self.status


def test_too_large_a_file_is_refused_while_it_comes_in(
    planner: PlannerServer, signed_in: TestClient, begun: int, send: Send, calls: bytes, folder: Path
) -> None:
    send(calls)
    small = replace(planner, settings=replace(planner.settings, upload_bytes=1_000_000))
    path = f"/api/imports/{begun}/file"
    said = _Pieces(signed_in, small, path, **{"content-length": "1000001"})
    assert (in_own_loop(said.send, iter([b"x"] * 10)), said.sent) == (413, 0)
    unsaid = _Pieces(signed_in, small, path, **{"transfer-encoding": "chunked"})
    assert in_own_loop(unsaid.send, (b"x" * 100_000 for _ in range(1_000))) == 413
    assert unsaid.sent == 1_100_000  # and no further
    assert sorted(path.name for path in folder.iterdir()) == ["incidents.csv"]
    assert (folder / "incidents.csv").read_bytes() == calls


def test_a_file_that_breaks_off_leaves_nothing(
    planner: PlannerServer, signed_in: TestClient, begun: int, send: Send, calls: bytes, folder: Path
) -> None:
    send(calls)
    request = _Pieces(signed_in, planner, f"/api/imports/{begun}/file", **{"transfer-encoding": "chunked"})

    async def broken_off() -> int:
        messages = iter([{"type": "http.request", "body": b"x" * 1000, "more_body": True}, {"type": "http.disconnect"}])

        async def receive() -> dict[str, Any]:
            return next(messages)

        async def answer(message: Any) -> None:
            request.status = message.get("status", request.status)

        await request.application(request.scope, receive, answer)
        return request.status

    assert in_own_loop(broken_off) == 422
    assert sorted(path.name for path in folder.iterdir()) == ["incidents.csv"]


@pytest.mark.slow
def test_a_gigabyte_is_refused_without_being_held_in_memory(
    planner: PlannerServer, signed_in: TestClient, begun: int, folder: Path
) -> None:
    piece = b"x" * 1_000_000
    request = _Pieces(signed_in, planner, f"/api/imports/{begun}/file", **{"transfer-encoding": "chunked"})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert in_own_loop(request.send, (piece for _ in range(1_000))) == 413
    assert request.sent == 201_000_000
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 50, f"{grown:.0f} MB"
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_a_bomb_that_would_fill_the_disk_is_not_unpacked(send: Send, folder: Path) -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("a.shp", "w") as big,
    ):
        for _ in range(1_100):
            big.write(bytes(1 << 20))
    assert len(stream.getvalue()) < 10_000_000
    refused(send(stream.getvalue(), "layers/zones"), "1,100 MB")
    assert list(folder.iterdir()) == []


def test_a_file_is_sent_as_a_file(signed_in: TestClient, begun: int) -> None:
    answer = signed_in.put(f"/api/imports/{begun}/file", json={"a": 1})
    assert (answer.status_code, answer.json()["code"]) == (415, "kind")


def test_nobody_uploads_all_day(signed_in: TestClient, send: Callable[..., Any]) -> None:
    answers = [send(b"a,b\n1,2\n") for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
