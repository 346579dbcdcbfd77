"""How a planner's server is set up."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
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
        Folder for uploads and exports.
    host, port : str, int
        Where it listens.
    team : bool, default False
        Whether people sign in by name. Without it, one person on this machine opens it by a token.
    public_url : str, default ""
        With `team`: the https address that browsers use; a proxy in front of the server takes the encryption on itself.
    upload_bytes : int, default 200 MB
        Largest file that is taken.
    children : int
        How many jobs run at once. By default one core is left to the server, and four are enough.

    Raises
    ------
    ParameterError
        Where it would listen beyond this machine without `team`, or with `team` without an https address.
    """

    database: str
    roots: tuple[Path, ...]
    scratch: Path
    host: str = LOOPBACK
    port: int = 8765
    team: bool = False
    public_url: str = ""
    upload_bytes: int = field(default=200_000_000)
    children: int = field(default_factory=lambda: max(1, min((os.cpu_count() or 1) - 1, 4)))

    def __post_init__(self) -> None:
        object.__setattr__(self, "roots", tuple(Path(root).resolve() for root in self.roots))
        complaints = Complaints()
        complaints.extend(self._complaints())
        complaints.raise_if_any(ParameterError, "The planner cannot be served")

    def _complaints(self) -> Iterable[str]:
        here = self.host in (LOOPBACK, "localhost", "::1")
        if not here and not self.team:
            yield (
                f"The host '{self.host}' can be reached from other machines. Give --team, so that people sign in, "
                f"and --public-url with the https address of the proxy; or listen at {LOOPBACK}."
            )
        if self.team and urlsplit(self.public_url).scheme != "https":
            yield f"With --team, --public-url must be an https address. Got '{self.public_url}'."
        if not self.team and self.public_url:
            yield "An address for others, --public-url, goes with --team."
        if not 0 < self.port < 65_536:
            yield f"A port is a number from 1 to 65,535. Got {self.port}."

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
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host
