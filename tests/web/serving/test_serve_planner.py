"""What a planner is served with: its folders, its people, its port; and every complaint at once."""

import socket
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from beatwright.base.errors import InputError, ParameterError
from beatwright.web.planner_server import PlannerServer
from beatwright.web.serving import serve_planner as serving
from beatwright.web.serving.listening_socket import listening_socket
from beatwright.web.serving.planner_folders import database_address, files_folder, opened_database, scratch_folder
from beatwright.web.serving.serve_planner import ServeOptions, serve_planner
from beatwright.web.store.account_store import AccountStore

WORDS = "tram-otter-lamp-six"
PUBLIC = "https://planner.example"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[[ServeOptions], PlannerServer]:
    """Serve, but for the answering itself: return the planner that would answer."""

    class Ended:
        def __init__(self, app: object, settings: object, ready: Callable[[], None], ending: object) -> None:
            self.ready = ready

        def run(self, sockets: list[socket.socket]) -> None:
            assert sockets[0].getsockname()[1]
            self.ready()

    monkeypatch.setattr(serving, "PlannerHttpServer", Ended)

    def serve(options: ServeOptions) -> PlannerServer:
        found: list[PlannerServer] = []
        serve_planner(options, found.append)
        return found[0]

    return serve


def options(folder: Path, **more: object) -> ServeOptions:
    return ServeOptions(database=str(folder / "kept" / "planner.db"), **more)  # type: ignore[arg-type]


def test_one_person_opens_what_lies_below_the_current_folder(
    served: Callable[[ServeOptions], PlannerServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    planner = served(options(tmp_path))
    assert planner.settings.roots == (tmp_path,)
    assert planner.settings.host == "127.0.0.1"
    assert len(planner.token) > 40
    assert planner.first_address == f"{planner.settings.origin}/?token={planner.token}"


def test_what_it_keeps_is_nobody_elses(served: Callable[[ServeOptions], PlannerServer], tmp_path: Path) -> None:
    planner = served(options(tmp_path))
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "kept", planner.settings.scratch)]
    assert modes == [0o700, 0o700]
    assert stat.S_IMODE((tmp_path / "kept" / "planner.db").stat().st_mode) == 0o600


def test_every_start_has_another_token(served: Callable[[ServeOptions], PlannerServer], tmp_path: Path) -> None:
    first, second = (served(options(tmp_path)) for _ in range(2))
    assert first.token != second.token
    assert [account.name for account in _people(tmp_path).everybody()] == ["you"]


def test_who_works_alone_keeps_the_house(served: Callable[[ServeOptions], PlannerServer], tmp_path: Path) -> None:
    """A database of a team has other people too, some before the admin in the alphabet, some who may not come in."""
    people = _people(tmp_path)
    people.add("abe", WORDS)
    people.disable(people.add("amy", WORDS, admin=True))
    people.add("zoe", WORDS, admin=True)
    planner = served(options(tmp_path))
    account = _reopened(tmp_path, planner).use_token(planner.token)
    assert account is not None
    assert account.name == "zoe"


def test_of_several_who_have_the_token_at_once_one_comes_in(planner: PlannerServer) -> None:
    together = Barrier(8)

    def come(_: int) -> object:
        together.wait(30)
        return planner.use_token("once")

    with ThreadPoolExecutor(8) as pool:
        came = list(pool.map(come, range(8)))
    assert sum(account is not None for account in came) == 1
    assert [planner.use_token(token) for token in ("once", "", "ön")] == [None] * 3


def test_a_team_needs_somebody_who_can_sign_in(served: Callable[[ServeOptions], PlannerServer], tmp_path: Path) -> None:
    team = options(tmp_path, team=True, public_url=PUBLIC, port=_free_port())
    with pytest.raises(InputError, match="beatwright user add NAME --admin"):
        served(team)
    _people(tmp_path).add("you", None, admin=True)
    with pytest.raises(InputError, match="Nobody can sign in yet"):
        served(team)
    _people(tmp_path).add("ana", WORDS, admin=True)
    planner = served(team)
    assert (planner.token, planner.settings.origin, planner.settings.proxies) == ("", PUBLIC, ("127.0.0.1",))
    assert planner.settings.roots == ()


def test_every_complaint_comes_at_once(tmp_path: Path) -> None:
    wrong = ServeOptions(
        folders=(tmp_path / "no",),
        host="0.0.0.0",
        port=70_000,
        roots=(tmp_path / "none",),
        database="mysql://ana:hush@db.example/plans",
        public_url="http://planner.example",
        proxies=("proxy.example",),
    )
    with pytest.raises(ParameterError) as raised:
        serve_planner(wrong, lambda _: None)
    told = raised.value.complaints
    for words in (
        "--database takes a file, or postgresql://",
        "can be reached from other machines. Give --team",
        "--public-url, goes with --team",
        "from 1 to 65,535. Got 70000",
        "--proxy, goes with --team",
        "Got 'proxy.example'",
        "to open cases in",
        "is no case folder",
    ):
        assert sum(words in text for text in told) == 1
    assert len(told) == 8
    assert "hush" not in str(raised.value)


def test_a_team_beyond_this_machine_names_its_proxy(tmp_path: Path) -> None:
    wrong = options(tmp_path, team=True, public_url=PUBLIC, host="0.0.0.0")
    with pytest.raises(ParameterError, match="name the address of the proxy with --proxy"):
        wrong.settings()
    assert options(tmp_path, team=True, public_url=PUBLIC, host="0.0.0.0", proxies=("10.0.0.0/24",)).settings().team


def test_a_port_that_is_taken_is_told_or_passed_over() -> None:
    with listening_socket("127.0.0.1") as first:
        first.listen()
        port = first.getsockname()[1]
        with pytest.raises(InputError, match=f"cannot listen at port {port} of 127.0.0.1"):
            listening_socket("127.0.0.1", port)
        with listening_socket("127.0.0.1") as second:
            assert second.getsockname()[1] > port


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_a_host_of_another_machine_is_told(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if host.endswith("invalid"):
        monkeypatch.setattr(socket, "getaddrinfo", _no_such_name)
    with pytest.raises(InputError, match="cannot listen"):
        listening_socket(host, 8765)


def test_a_database_has_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path)
    assert database_address() == f"sqlite:///{tmp_path / 'planner.db'}"
    assert database_address(f"sqlite:///{tmp_path}/x.db") == f"sqlite:///{tmp_path}/x.db"
    assert database_address("postgresql://ana:hush@db/plans") == "postgresql+psycopg://ana:hush@db/plans"
    assert scratch_folder("postgresql+psycopg://db/plans") == tmp_path / "planner-files"
    for wrong in ("mysql://db/plans", "://", "http://x:y:z/"):
        with pytest.raises(ParameterError, match="takes a file"):
            database_address(wrong)


def test_a_database_that_is_not_there_is_not_made_by_asking(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no planner's database"):
        opened_database(f"sqlite:///{tmp_path / 'x' / 'planner.db'}", make=False)
    assert not (tmp_path / "x").exists()


def _people(folder: Path) -> AccountStore:
    return AccountStore(opened_database(f"sqlite:///{folder / 'kept' / 'planner.db'}"))


def _reopened(folder: Path, planner: PlannerServer) -> PlannerServer:
    people = _people(folder)
    return PlannerServer(planner.settings, people.database, people, token=planner.token)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _no_such_name(*_: object, **__: object) -> None:
    raise socket.gaierror(-2, "Name or service not known")


def test_each_database_has_files_of_its_own() -> None:
    addresses = ["postgresql+psycopg://ana@db/plans", "postgresql+psycopg://db/north", "postgresql+psycopg://b/plans"]
    folders = [files_folder(address) for address in addresses]
    assert len(set(folders)) == 3
    assert files_folder("postgresql+psycopg://eve:secret@db/plans") == folders[0]
    assert files_folder("sqlite:////srv/plans/planner.db") == scratch_folder("sqlite:////srv/plans/planner.db")
