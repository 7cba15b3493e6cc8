"""What several test files share: the built-in facts, the shared check data, catalogue folders and the command line."""

from __future__ import annotations

import csv
import os
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from paddock.catalogue import Catalogue, load
from paddock.cli.app import run

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile(
    "default", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=2000)
settings.load_profile(os.environ.get("PADDOCK_HYPOTHESIS", "default"))


@dataclass(frozen=True)
class Result:
    """What a command answered."""

    code: int
    out: str
    err: str


RunCli = Callable[..., Result]
Folder = Callable[..., Path]


@pytest.fixture(autouse=True)
def _no_user_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep folders of the person who runs the tests out of them."""
    monkeypatch.delenv("PADDOCK_CATALOGUE", raising=False)


@pytest.fixture(autouse=True)
def _no_user_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the size of the screen the tests run on tell nothing: what runs tests side by side passes it on."""
    for name in ("COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _no_user_timing(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the archive of the person who runs the tests out of them, and them off the net.

    The archive is an empty folder, new for each test; nothing may be asked of the web, and a socket to anywhere but
    this machine is refused even where a test allows asking.
    """
    monkeypatch.setenv("PADDOCK_ARCHIVE", str(tmp_path_factory.mktemp("no-archive")))
    monkeypatch.delenv("PADDOCK_ONLINE", raising=False)


@pytest.fixture(autouse=True, scope="module")
def _few_races(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let studies simulate few races, or every test of a study takes seconds; the documentation shows the real ones.

    Of first seasons it shows none: they are simulated where their pages are looked at.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("paddock.studies.run.FIRST_RACES", 10 if "report_pages" in request.module.__name__ else 0)
        if request.module.__name__ != "test_docs":
            patch.setattr("paddock.studies.run.REPLICATES", 10)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_net() -> Iterator[None]:
    """Refuse sockets to other machines: a test that asks the web is wrong, and would be slow or fail elsewhere."""
    connect = socket.socket.connect

    def here(self: socket.socket, address: Any) -> None:
        name = address[0] if isinstance(address, tuple) else ""
        if name and name != "localhost" and not name.startswith("127.") and name != "::1":
            raise AssertionError(f"a test connects to {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", here)
        yield


@pytest.fixture(scope="session")
def facts() -> Catalogue:
    """Return the built-in catalogue, all that is known."""
    return load()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder with the facts the catalogue was written from; skips where it is not checked out."""
    given = os.environ.get("PADDOCK_SHARED")
    folder = Path(given) if given else ROOT.parent / "shared"
    if not (folder / "facts").is_dir():
        pytest.skip(f"no check data: {folder}/facts is missing (set PADDOCK_SHARED to the folder that holds facts/)")
    return folder


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the check data."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [{key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(stream)]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a function that writes catalogue files (name → TOML) into a new folder and returns it."""
    numbers = iter(range(1000))

    def write(files: Mapping[str, str] | str) -> Path:
        made = tmp_path / f"facts-{next(numbers)}"
        for name, text in ({"facts.toml": files} if isinstance(files, str) else files).items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        return made

    return write


@pytest.fixture
def run_cli(capsys: pytest.CaptureFixture[str]) -> Iterator[RunCli]:
    """Return a function that runs a command in this process and returns exit code, output and messages."""

    def call(*arguments: object) -> Result:
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        said = capsys.readouterr()
        return Result(code, said.out, said.err)

    return call


def flat(text: str) -> str:
    """Return text without the line breaks a narrow terminal puts in, so that messages can be looked for."""
    return "".join(text.split())


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return the one headless Chromium of all pages; skips, visibly, where there is none."""
    from browsing import FLAGS, sync_api

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium on this machine: the pages were not looked at")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()
