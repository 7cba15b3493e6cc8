"""`paddock season`: odds of titles and what is still possible, as text, JSON and pictures; and what cannot be asked."""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import paddock as pk
from conftest import Folder, RunCli, flat
from paddock.catalogue import Catalogue
from season_fixtures import toy

pytest.importorskip("ortools", reason="what is still possible needs OR-Tools")

FORECAST = (
    "season",
    "forecast",
    "wec-2024",
    "--title",
    "makes",
    "--after",
    "7",
    "--races",
    "40",
    "--replicates",
    "200",
)


@pytest.fixture
def toys(folder: Folder) -> Path:
    """Return a catalogue folder with the invented season."""
    return folder(toy())


# -- what is still possible ----------------------------------------------------------------------------------------


def test_what_must_happen_is_what_was_worked_out_by_hand(run_cli: RunCli, toys: Path) -> None:
    """After `three` Ada and Bea have 19 (11, 5, 3 and 6, 4, 9), Cid 11 (4, 1, 6), Dot 8 (3, 1, 4); 12 points are left.

    The best three of four count.  Ada wins a tie.  Cid wins with 10 in the last race: 4 + 6 + 10 = 20.  Dot gets to 19
    and loses the tie.  Ada is sure when she wins it (26, and Bea has 23 at most): 7 more than now.
    """
    told = run_cli("season", "chances", "toy-2030", "drivers", "--after", "3", "--catalogue", toys, "--json")
    assert told.code == 0, told.err
    answer = json.loads(told.out)
    assert (answer["season"], answer["title"], answer["after"], answer["decided"]) == ("toy-2030", "drivers", 3, None)
    rows = {one["driver"]: one for one in answer["chances"]}
    assert {who: (one["can_win"], one["most"]) for who, one in rows.items()} == {
        "ada": (True, "28"), "bea": (True, "27"), "cid": (True, "22"), "dot": (False, "19"),
    }  # fmt: skip
    assert [rows[who]["must_score"] for who in ("ada", "bea", "cid")] == ["0", "1", "9"]
    assert [rows[who]["certain_with"] for who in ("ada", "bea", "cid")] == ["7", "6", None]
    assert answer["earliest_decision"] == 4


def test_what_must_happen_is_told_to_people(run_cli: RunCli, toys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who can still win, who cannot, and the end of it: names, not ids."""
    monkeypatch.setenv("COLUMNS", "100")
    told = run_cli("season", "chances", "toy-2030", "drivers", "--after", "three", "--catalogue", toys)
    assert told.code == 0, told.err
    assert "1AdaAmes1928yes07" in flat(told.out)
    assert "1 cannot win any more." in told.out
    assert "It goes to the last round (Four, race)." in told.out
    over = run_cli("season", "chances", "toy-2030", "drivers", "--catalogue", toys)
    assert "Decided: Ada Ames." in over.out


def test_results_from_a_file_tell_where_the_season_stands(run_cli: RunCli, toys: Path, tmp_path: Path) -> None:
    """A table of one race laid over those on record changes what is still possible: car 4 wins `three`."""
    path = tmp_path / "three.csv"
    path.write_text("position,car,drivers,class\n1,4,dot,A\n2,1,ada,A\n3,2,bea,A\n4,3,cid,A\n", encoding="utf-8")
    command = ("season", "chances", "toy-2030", "drivers", "--after", "3", "--catalogue", toys, "--json")
    told = run_cli(*command, "--results", path, "--of", "three")
    assert told.code == 0, told.out + told.err
    rows = {one["driver"]: one["points"] for one in json.loads(told.out)["chances"]}
    assert rows == {"ada": "22", "bea": "12", "cid": "8", "dot": "14"}
    nameless = run_cli(*command, "--results", path)
    assert nameless.code == 2
    assert "meeting" in json.loads(nameless.out)["error"]["message"]


# -- odds ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def forecast(facts: Catalogue) -> Any:
    """Return a small forecast of the last round of 2024."""
    pytest.importorskip("numba", reason="simulating needs the extra `race`")
    return pk.season_forecast("wec-2024", "makes", after="fuji", races=40, replicates=200, using=facts)


def test_odds_as_json(run_cli: RunCli, forecast: Any) -> None:
    """The command tells what Python does, bit for bit; the odds of the title add up."""
    told = run_cli(*FORECAST, "--json", "--threads", "1")
    assert told.code == 0, told.err
    answer = json.loads(told.out)
    assert answer == json.loads(json.dumps(forecast.as_dict()))
    [title] = answer["titles"]
    assert (answer["season"], answer["after"], title["title"]) == ("wec-2024", 7, "makes")
    assert sum(one["champion"] for one in title["chances"]) == pytest.approx(1)
    assert [one["points"] for one in title["chances"][:2]] == ["161", "151"]


def test_odds_for_people_with_a_picture(run_cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Points now and at the end, odds, what it rests on; the picture has every name."""
    pytest.importorskip("vl_convert")
    pytest.importorskip("numba")
    monkeypatch.setenv("COLUMNS", "100")
    path = tmp_path / "odds.svg"
    told = run_cli(*FORECAST, "--plot", path)
    assert told.code == 0, told.err
    for piece in ("200 seasons drawn", "Porsche", "161", "more without a chance", "seed 1"):
        assert piece in told.out
    text = path.read_text(encoding="utf-8")
    assert "points at the end" in text
    assert "Porsche" in text


def test_odds_as_a_page(run_cli: RunCli, tmp_path: Path) -> None:
    """One file with the picture, odds, what must happen and what it rests on; no script, nothing asked of the net."""
    pytest.importorskip("vl_convert")
    pytest.importorskip("jinja2")
    pytest.importorskip("numba")
    path = tmp_path / "season.html"
    told = run_cli(*FORECAST[:3], "--title", "drivers", *FORECAST[5:], "--exact", "--html", path)
    assert told.code == 0, told.err
    text = path.read_text(encoding="utf-8")
    for piece in ("Likeliest champions", "Lotterer, Estre and Vanthoor", "who can still win", "200 drawn", "<svg"):
        assert piece in text
    assert text.count("<h1>") == 1
    assert not re.findall(r"""(?:src|<link[^>]*href)=["']?(https?:)?//""", text)


def test_a_page_takes_nothing_for_markup(forecast: Any) -> None:
    """A name in a catalogue folder is text, whatever it looks like."""
    pytest.importorskip("vl_convert")
    pytest.importorskip("jinja2")
    from paddock.reports.seasons.page import season_page

    [one] = forecast.forecast.titles
    hostile = one.title.model_copy(update={"name": "<b>Cup</b> & <script>alert(1)</script>"})
    made = replace(forecast.forecast, titles=(replace(one, title=hostile),))
    page = season_page(forecast.catalogue, made)
    assert "<script>alert" not in page
    assert "<b>Cup" not in page


def test_odds_from_python(forecast: Any) -> None:
    """Frames by the declared tables, a picture of any title that was forecast."""
    assert forecast.chances.columns[:3] == ["title", "kind", "who"]
    assert forecast.places.filter(forecast.places["place"] == 1)["odds"].sum() == pytest.approx(1)
    assert forecast.rounds["meeting"].to_list() == ["bahrain"]
    assert "wec-2024" in repr(forecast)
    assert forecast.plot("makes").alt.startswith("FIA Hypercar World Endurance Manufacturers' Championship, points")
    with pytest.raises(pk.PaddockError, match="drivers"):
        forecast.plot("drivers")


def test_the_command_draws_as_much_as_the_library() -> None:
    """The defaults of the command, of Python and of the library are the same, wherever they are written down."""
    from paddock.championships.forecasting import RACES, REPLICATES
    from paddock.cli.season import forecast

    for function in (forecast, pk.season_forecast):
        known = inspect.signature(function).parameters
        assert (known["races"].default, known["replicates"].default) == (RACES, REPLICATES)


def test_stopping_is_no_error(run_cli: RunCli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while races are simulated: a word, and the exit code shells expect."""

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("paddock.championships.forecasting.forecast_season", stop)
    told = run_cli(*FORECAST)
    assert told.code == 130
    assert "Stopped." in told.err


# -- what cannot be ------------------------------------------------------------------------------------------------

WRONG = [
    ("chances toy-2031 drivers", "UnknownName", "toy-2030"),
    ("chances toy-2030 riders", "UnknownName", "drivers"),
    ("chances toy-2030 drivers --after 9", "BadRequest", "1 to 4"),
    ("chances toy-2030 drivers --of three", "BadRequest", "--results"),
    ("chances f1-1957 drivers", "BadRequest", "calendar"),
    ("forecast toy-2030 --title riders", "UnknownName", "drivers"),
    ("forecast toy-2030 --after 4", "BadRequest", "left"),
    ("forecast wec-2024 --after 7 --add alpine-a424", "BadRequest", "--class"),
    ("forecast wec-2024 --after 7 --add alpine-a425 --class hypercar", "UnknownName", "alpine-a424"),
]


@pytest.mark.parametrize(("command", "error", "says"), WRONG, ids=[one[0] for one in WRONG])
def test_what_cannot_be_asked_is_one_clear_error(
    run_cli: RunCli, toys: Path, command: str, error: str, says: str
) -> None:
    """Exit code 2, one message that says what to do, and the one JSON shape."""
    told = run_cli("season", *command.split(), "--catalogue", toys)
    assert told.code == 2
    assert told.err.count("Error:") == 1
    assert flat(says) in flat(told.err)
    shape = run_cli("season", *command.split(), "--catalogue", toys, "--json")
    assert json.loads(shape.out)["error"]["type"] == error
