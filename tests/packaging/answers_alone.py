"""Serve a case without a network, ask for the page and the figures, print what came, and end the planner.

``python answers_alone.py BEATWRIGHT CASE DATABASE``: run within ``unshare -rn``, where the loopback is down at first.
"""

import fcntl
import http.cookiejar
import json
import socket
import struct
import subprocess
import sys
import urllib.request

_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1


def raise_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        asked = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(door, _GET_FLAGS, asked))[1]
        if not flags & _UP:
            fcntl.ioctl(door, _SET_FLAGS, struct.pack("16sh14x", b"lo", flags | _UP))


def is_cut_off():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        try:
            door.connect(("192.0.2.1", 9))  # sends nothing: asks for a route
        except OSError:
            return True
    return False


def asked(browser, origin, path, body=None):
    headers = {"origin": origin, "content-type": "application/json", "accept-encoding": "br"}
    data = None if body is None else json.dumps(body).encode()
    with browser.open(urllib.request.Request(f"{origin}{path}", data=data, headers=headers), timeout=60) as answer:
        return answer.read()


def main():
    command, case, database = sys.argv[1:]
    raise_loopback()
    serve = [command, "serve", case, "--no-browser", "--database", database]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as planner:
        try:
            found = told(planner.stdout.readline().split()[-1])
        finally:
            planner.terminate()
        found["code"] = planner.wait(60)
    print(json.dumps(found))


def told(address):
    """Ask as a browser does, beginning with the address that the planner prints; return what came."""
    origin, _, token = address.partition("/?token=")
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = asked(browser, origin, "/").decode()
    asked(browser, origin, "/api/session", {"token": token})
    script = page.partition('src="')[2].partition('"')[0]
    number = json.loads(asked(browser, origin, "/api/cases"))[0]["id"]
    first = json.loads(asked(browser, origin, f"/api/cases/{number}/first"))
    return {
        "cut off": is_cut_off(),
        "page": page.startswith("<!doctype html>"),
        "script": len(asked(browser, origin, script)),
        "zones": first["zones"],
        "measures": len(first["judged"]["evaluation"]["measures"]),
    }


if __name__ == "__main__":
    main()
