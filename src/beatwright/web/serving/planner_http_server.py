"""The web server of a planner: one process, ended by Ctrl-C or a request to end, once and in order."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from beatwright.web.planner_settings import PlannerSettings

__all__ = ["PlannerHttpServer"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_PATIENCE = 2  # seconds that answers under way are given


class PlannerHttpServer(uvicorn.Server):
    """Serve until asked to end.

    One Ctrl-C may come twice, from the terminal and by the process that was started: a second one does not cut the end
    short.

    Parameters
    ----------
    app : ASGI application
        What answers.
    settings : PlannerSettings
        Where it listens, and whose word it takes for where a request comes from.
    ready : callable
        Called once it answers.
    ending : callable
        Called once it was asked to end: it ends the answers that would go on for ever.
    """

    def __init__(
        self, app: ASGIApp, settings: PlannerSettings, ready: Callable[[], None], ending: Callable[[], None]
    ) -> None:
        self._ready, self._ending = ready, ending
        super().__init__(
            uvicorn.Config(
                app,
                host=settings.host,
                port=settings.port,
                workers=1,
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=bool(settings.proxies),
                forwarded_allow_ips=list(settings.proxies),
                timeout_graceful_shutdown=_PATIENCE,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what answers are under way, then the application."""
        self._ending()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Take Ctrl-C and SIGTERM for a wish to end, and for nothing more."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._wish) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _wish(self, *_: Any) -> None:
        self.should_exit = True
