"""A planner of a team behind a proxy with https, and the commands that whoever keeps it types."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.web.e2e import tls_front
from tests.web.e2e.served import Served, free_port, serve

PASSWORD = "tram otter lamp six"


def typed(database: Path, *words: str, said: str = "") -> str:
    """Run a command of beatwright on the planner's database; return what it prints."""
    command = [sys.executable, "-m", "beatwright", *words, "--database", str(database)]
    done = subprocess.run(command, input=said, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("a planner of a team is reached by https: openssl makes the certificate")
    made = folder / "localhost.crt", folder / "localhost.key"
    subject = ["-subj", "/CN=localhost", "-days", "3650", "-out", str(made[0]), "-keyout", str(made[1])]
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", *subject]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return made


@contextmanager
def team_served(database: Path, *cases: Path, signed: tuple[Path, Path]) -> Iterator[Served]:
    """Serve a team; somebody who may sign in is in the database."""
    port, behind = free_port(), free_port()
    command = [sys.executable, tls_front.__file__, str(port), str(behind), *map(str, signed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as proxy:
        assert proxy.stdout is not None
        assert proxy.stdout.readline() == b"ready\n"
        options = ("--team", "--public-url", f"https://localhost:{port}")
        served = serve(database, *cases, port=behind, options=options)
        try:
            yield served
        finally:
            proxy.kill()
            assert served.stop() == 0


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill in the page that asks who one is."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
