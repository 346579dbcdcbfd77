"""How a planner's server is set up."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from beatwright.base.errors import Complaints, ParameterError

__all__ = ["PlannerSettings"]

LOOPBACK = "127.0.0.1"
_TEAM_COOKIE = "__Host-beatwright"


@dataclass(frozen=True)
class PlannerSettings:
    """Where a server listens, who may come in, and what it may open.

    Parameters
    ----------
    database : str
        Address of the database: ``sqlite:///FILE`` or ``postgresql+psycopg://...``.
    roots : tuple of Path
        Folders below which cases may be opened.
    scratch : Path
        Folder for uploads, exports, and the cases that are made of uploads; it lasts.
    host, port : str, int
        Where it listens.
    team : bool, default False
        Whether people sign in by name. Without it, one person on this machine opens it by a token.
    public_url : str, default ""
        With `team`: the https address that browsers use; a proxy in front of the server takes the encryption on itself.
    upload_bytes : int, default 200 MB
        Largest file that is taken.
    proxies : tuple of str, default ()
        With `team`: addresses of the proxy, whose word is taken for where a request comes from; 127.0.0.1 where the
        server listens to this machine alone.
    children : int
        How many jobs run at once, of any kind. By default one core is left to the server, and four are enough.
    short_lanes : int, default 1
        How many more run beside them that are short: nobody waits for a re-solve as long as another's study takes.

    Raises
    ------
    ParameterError
        Where it would listen beyond this machine without `team`, or with `team` without an https address or a proxy.
    """

    database: str
    roots: tuple[Path, ...]
    scratch: Path
    host: str = LOOPBACK
    port: int = 8765
    team: bool = False
    public_url: str = ""
    upload_bytes: int = field(default=200_000_000)
    proxies: tuple[str, ...] = ()
    children: int = field(default_factory=lambda: max(1, min((os.cpu_count() or 1) - 1, 4)))
    short_lanes: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "roots", tuple(dict.fromkeys(Path(root).resolve() for root in self.roots)))
        if self.team and self._is_here and not self.proxies:
            object.__setattr__(self, "proxies", (LOOPBACK,))
        complaints = Complaints()
        complaints.extend(self._complaints())
        complaints.raise_if_any(ParameterError, "The planner cannot be served")

    def _complaints(self) -> Iterable[str]:
        if not self._is_here and not self.team:
            yield (
                f"The host '{self.host}' can be reached from other machines. Give --team, so that people sign in, "
                f"and --public-url with the https address of the proxy; or listen at {LOOPBACK}."
            )
        if self.team and not _is_https_origin(self.public_url):
            yield f"With --team, --public-url must be an https address without a path. Got '{self.public_url}'."
        if not self.team and self.public_url:
            yield "An address for others, --public-url, goes with --team."
        if not 0 < self.port < 65_536:
            yield f"A port is a number from 1 to 65,535. Got {self.port}."
        yield from self._complaints_of_proxies()

    def _complaints_of_proxies(self) -> Iterable[str]:
        if self.proxies and not self.team:
            yield "The address of a proxy, --proxy, goes with --team."
        if self.team and not self.proxies:
            yield f"With --team and the host '{self.host}', name the address of the proxy with --proxy."
        for proxy in self.proxies:
            if not _is_network(proxy):
                yield f"A proxy is named by its address or network, as 10.0.0.5 or 10.0.0.0/24. Got '{proxy}'."

    @property
    def _is_here(self) -> bool:
        return self.host in (LOOPBACK, "localhost", "::1")

    @property
    def origin(self) -> str:
        """What browsers name as the origin of the planner's own pages.

        >>> PlannerSettings("sqlite://", (), Path("."), port=8000).origin
        'http://127.0.0.1:8000'
        """
        if self.team:
            parts = urlsplit(self.public_url)
            return f"{parts.scheme}://{parts.netloc}"
        return f"http://{self._bracketed}:{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """Names that a request may ask for; any other comes from a name that was bent to this machine."""
        if self.team:
            return frozenset({urlsplit(self.public_url).netloc})
        return frozenset({f"{self._bracketed}:{self.port}", f"localhost:{self.port}"})

    @property
    def origins(self) -> frozenset[str]:
        """Origins from which something may be changed."""
        return frozenset({self.origin} if self.team else {f"http://{host}" for host in self.hosts})

    @property
    def cookie(self) -> str:
        """Name of the session's cookie; cookies know no port, so the name does."""
        return _TEAM_COOKIE if self.team else f"bw-{self.port}"

    @property
    def imports(self) -> Path:
        """Where files are kept that somebody gives."""
        return self.scratch.resolve() / "imports"

    @property
    def cases(self) -> Path:
        """Where cases stay that were made of them."""
        return self.scratch.resolve() / "cases"

    @property
    def exports(self) -> Path:
        """Where files lie that somebody may fetch."""
        return self.scratch.resolve() / "files"

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def _is_https_origin(text: str) -> bool:
    parts = urlsplit(text)
    plain = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    return parts.scheme == "https" and bool(parts.hostname) and plain


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True
