"""`paddock timing fetch` as a user meets it, against a local server of result pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import RunCli, flat
from paddock.archive import Archive
from paddock.fetching.manners import SystemClock
from result_pages import RACE, Answer, FakeClock, ResultServer, serving
from test_fetching import at
from timing_fixtures import alkamel_laps, classification, weather

HOUR = f"{RACE}/Hour 6"
LAPS = f"{HOUR}/23_Analysis_Race_Hour 6.CSV"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait between requests, and nobody's proxy or standing consent in."""
    monkeypatch.setattr(SystemClock, "sleep", lambda self, seconds: None)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "PADDOCK_ONLINE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[ResultServer]:
    files = {
        LAPS: alkamel_laps(),
        f"{RACE}/Hour 1/23_Analysis_Race_Hour 1.CSV": alkamel_laps(),
        f"{HOUR}/03_Classification_Race_Hour 6.CSV": classification(),
        f"{HOUR}/26_Weather_Race_Hour 6.CSV": weather(start=1_726_365_600),
    }
    with serving(files, FakeClock()) as running:
        yield running


@pytest.fixture
def pages(server: ResultServer, tmp_path: Path) -> Path:
    at(server.url, tmp_path)
    return tmp_path / "pages.toml"


def test_without_consent_nothing_is_asked(run_cli: RunCli, server: ResultServer, pages: Path) -> None:
    """Fetching is opt-in: the error says who would be asked and how to allow it, and the server hears nothing."""
    answer = run_cli("timing", "fetch", "wec-2024/fuji", "--pages", pages)
    assert answer.code == 2
    assert "--online" in answer.err
    assert not server.log


def test_fetched_files_are_in_the_archive_under_their_session(
    run_cli: RunCli, server: ResultServer, pages: Path, tmp_path: Path
) -> None:
    """Laps, result and weather of the last hour are imported and matched; asking again sends no file again."""
    archive = tmp_path / "archive"
    call = ("timing", "fetch", "wec-2024/fuji", "--online", "--pages", pages, "--archive", archive)
    answer = run_cli(*call, "--json")
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    assert [one["session"] for one in told["imported"]] == ["wec-2024/fuji/race"] * 3
    assert any("Hour 1" in one["name"] and one["why"] for one in told["left"])
    cards = Archive(archive).sessions()["wec-2024/fuji/race"]
    assert {card.details["url"].startswith(server.url) for card in cards} == {True}
    classified = run_cli("timing", "classify", "wec-2024/fuji/race", "--archive", archive, "--json")
    assert json.loads(classified.out)["classification"][0]["position"] == 1

    before = len(server.log)
    again = run_cli(*call)
    assert again.code == 0
    assert "3 unchanged" in again.out
    sent = [one for one in server.log[before:] if "23_Analysis" in one.target]
    assert all(one.sent == 0 for one in sent), "a file that is there was sent again"
    assert not Archive(archive).check()


def test_a_plan_can_be_looked_at_first(run_cli: RunCli, server: ResultServer, pages: Path, tmp_path: Path) -> None:
    """--dry-run names the files and asks for none of them."""
    call = ("timing", "fetch", "wec-2024/fuji", "--online", "--dry-run", "--pages", pages, "--archive", tmp_path / "a")
    answer = run_cli(*call)
    assert answer.code == 0
    assert flat("23_Analysis_Race_Hour 6.CSV") in flat(answer.out)
    assert not server.asked(".CSV")


def test_a_file_that_fails_is_told_and_the_rest_is_imported(
    run_cli: RunCli, server: ResultServer, pages: Path, tmp_path: Path
) -> None:
    """A broken link costs that file only."""
    server.first(f"/Results/{HOUR}/26_Weather_Race_Hour 6.CSV", *[Answer(status=404)] * 9)
    answer = run_cli(
        "timing", "fetch", "wec-2024/fuji", "--online", "--pages", pages, "--archive", tmp_path / "a", "--json"
    )
    assert answer.code == 0
    told = json.loads(answer.out)
    assert len(told["imported"]) == 2
    assert any("404" in one["message"] for one in told["findings"])


def test_where_a_site_gives_nothing_to_programs_the_way_by_hand_is_told(
    run_cli: RunCli, server: ResultServer, pages: Path, tmp_path: Path
) -> None:
    server.first(f"/Results/{LAPS}", Answer(403))
    archive = tmp_path / "archive"
    answer = run_cli("timing", "fetch", "wec-2024/fuji", "--online", "--pages", pages, "--archive", archive, "--json")
    assert any("paddock timing import" in one["hint"] for one in json.loads(answer.out)["findings"])


def test_ctrl_c_leaves_nothing_half_done(
    run_cli: RunCli, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopping between two files ends with 130; the next run fetches the rest."""
    import paddock.cli.timing_fetch as commands

    real = commands._download

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    call = ("timing", "fetch", "wec-2024/fuji", "--online", "--pages", pages, "--archive", tmp_path / "a")
    monkeypatch.setattr(commands, "_download", stopped)
    assert run_cli(*call).code == 130
    monkeypatch.setattr(commands, "_download", real)
    assert run_cli(*call).code == 0
    assert Archive(tmp_path / "a").sessions()
