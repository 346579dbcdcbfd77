"""The planner's pages are built into a package where they are missing, and never for an editable installation."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def hook():
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def npm(monkeypatch, hook):
    """Stand in for npm: note what is asked of it, and do what a test says."""
    calls, does = [], {"build": lambda folder: None, "code": 0}

    def run(command, *, cwd, check):
        assert not check
        calls.append((command[1:], cwd))
        if command[1:] == ["run", "build"]:
            does["build"](cwd)
        return subprocess.CompletedProcess(command, does["code"])

    monkeypatch.setattr(hook.shutil, "which", lambda _: "/usr/bin/npm")
    monkeypatch.setattr(hook.subprocess, "run", run)
    return calls, does


def made(folder, hook):
    (folder / hook.INDEX).parent.mkdir(parents=True)
    (folder / hook.INDEX).write_text("<!doctype html>")


def test_pages_that_are_there_are_taken(tmp_path, hook, npm):
    made(tmp_path, hook)
    assert hook.pages_complaint(tmp_path) == ""
    assert npm[0] == []


def test_pages_that_are_missing_are_built(tmp_path, hook, npm):
    npm[1]["build"] = lambda folder: made(folder.parent, hook)
    assert hook.pages_complaint(tmp_path) == ""
    assert npm[0] == [(["ci"], tmp_path / "frontend"), (["run", "build"], tmp_path / "frontend")]


def test_a_build_that_makes_nothing_is_told(tmp_path, hook, npm):
    assert "is not there" in hook.pages_complaint(tmp_path)


def test_a_build_that_fails_is_told(tmp_path, hook, npm):
    npm[1]["code"] = 1
    assert "'npm ci' failed" in hook.pages_complaint(tmp_path)
    assert len(npm[0]) == 1


def test_without_npm_it_says_what_to_do(tmp_path, hook, monkeypatch):
    monkeypatch.setattr(hook.shutil, "which", lambda _: None)
    told = hook.pages_complaint(tmp_path)
    assert "Node 20 and npm are not here" in told
    assert "make frontend" in told
    assert hook.LEFT_OUT in told


class App:
    def __init__(self):
        self.told = []

    def abort(self, message):
        self.told.append(message)


@pytest.mark.parametrize(
    ("version", "left_out", "told"), [("editable", "", 0), ("standard", "", 1), ("standard", "1", 0)]
)
def test_it_is_asked_of_packages_alone(tmp_path, hook, monkeypatch, version, left_out, told):
    monkeypatch.setattr(hook.shutil, "which", lambda _: None)
    monkeypatch.setenv(hook.LEFT_OUT, left_out)
    app = App()
    hook.PagesHook(str(tmp_path), {}, None, None, "", "wheel", app).initialize(version, {})
    assert len(app.told) == told
