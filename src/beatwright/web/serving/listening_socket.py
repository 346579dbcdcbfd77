"""The place where a planner listens: taken before anything is said of it, so that nobody else takes it meanwhile."""

from __future__ import annotations

import os
import socket

from beatwright.base.errors import InputError

__all__ = ["USUAL_PORT", "listening_socket"]

USUAL_PORT = 8765
_TRIES = 20


def listening_socket(host: str, port: int | None = None) -> socket.socket:
    """Return a socket bound to a host.

    Parameters
    ----------
    host : str
        A name or an address.
    port : int, optional
        None: the first one that is free from `USUAL_PORT` on.

    Raises
    ------
    InputError
        Where the host is not of this machine, or no such port is free.
    """
    ports = range(USUAL_PORT, USUAL_PORT + _TRIES) if port is None else (port,)
    refused: OSError | None = None
    for number in ports:
        try:
            return _bound(host, number)
        except OSError as problem:
            refused = problem
    assert refused is not None  # there is a port at least
    which = f"port {port}" if port is not None else f"any port from {ports[0]} to {ports[-1]}"
    reason = refused.strerror or str(refused)
    raise InputError(f"The planner cannot listen at {which} of {host} ({reason}). Choose another with --port.")


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    found = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere the option lets two programs share a port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
    except OSError:
        found.close()
        raise
    return found
