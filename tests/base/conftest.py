"""What an input must never reach: an address of this machine, and a file beside it."""

import ctypes
import http.server
import os
import sys
import threading

import pytest


@pytest.fixture
def listener():
    """An address of this machine, and the list of what was asked of it."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/x", asked
    server.shutdown()
    server.server_close()


class Canary:
    """A file that tells whether anybody has opened it, in whatever language."""

    def __init__(self, path):
        self.path = path
        path.write_text("lon,lat,word\n-90.2,38.6,canary\n")
        libc = ctypes.CDLL(None)
        self._events = libc.inotify_init1(os.O_NONBLOCK)
        opened = 0x20
        assert libc.inotify_add_watch(self._events, os.fsencode(path), opened) > 0

    def was_opened(self):
        """Say whether the file was opened since it was last asked."""
        try:
            return bool(os.read(self._events, 4096))
        except BlockingIOError:
            return False

    def close(self):
        """Stop watching."""
        os.close(self._events)


@pytest.fixture
def canary(tmp_path_factory):
    """A file in another folder, which knows whether it was opened."""
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells who opens a file")
    watched = Canary(tmp_path_factory.mktemp("elsewhere") / "canary.csv")
    yield watched
    watched.close()
