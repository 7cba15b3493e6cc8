"""`paddock standings`: tables, explanations, what-if, pictures, and one clear error for everything that cannot be."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import Folder, RunCli, flat
from season_fixtures import toy

Ask = Callable[..., Any]

F1_TITLE = """
[[scale]]
id = "mine"
name = "Mine"
places = [9, 6]
status = "unverified"

[[title]]
id = "mine"
name = "Mine"
series = "f1"
seasons = ["f1-2031", "f1-2023"]
called = ["mine"]
awarded_to = "driver"
classes = ["f1"]
status = "unverified"

[[title.award]]
id = "race"
for = "place"
scale = "mine"
text = "The first two of a race score."
status = "unverified"
"""
HEADER = (
    "season,round,race_type,grand_prix,position,shared_car,driver,constructor,engine,laps,grid_position,fastest_lap,"
    "points\n"
)
RACES = HEADER + (
    "2031,1,race,monaco,1,,ann,vega,vega,70,1,,\n"
    "2031,1,race,monaco,2,,ben,lyra,lyra,70,2,,\n"
    "2031,2,race,spa,1,,ben,lyra,lyra,44,1,,\n"
    "2031,2,race,spa,DNF,,ann,vega,vega,12,2,,\n"
)


@pytest.fixture
def toys(folder: Folder) -> Path:
    """Return a catalogue folder with the invented season, and rules for results from a file."""
    return folder({"toy.toml": toy(), "f1.toml": F1_TITLE})


@pytest.fixture
def ask(run_cli: RunCli, toys: Path) -> Ask:
    """Return a function that asks for a table as JSON."""

    def asked(*arguments: object) -> Any:
        result = run_cli("standings", *arguments, "--catalogue", toys, "--json")
        assert result.code == 0, result.out + result.err
        return json.loads(result.out)

    return asked


def points(answer: Any) -> dict[str, str]:
    return {one["driver"]: one["points"] for one in answer["standings"]}


# -- what there is -------------------------------------------------------------------------------------------------


def test_seasons_and_titles_are_listed(run_cli: RunCli, ask: Ask, toys: Path) -> None:
    """Whoever knows nothing yet finds seasons, then titles and decrees, for people and for scripts."""
    rows = {one["season"]: one for one in ask()}
    assert rows["toy-2030"] == {
        "season": "toy-2030", "name": "Toy Cup 2030", "titles": ["drivers", "makes"], "results": "on record",
    }  # fmt: skip
    assert rows["f1-2031"]["results"] == "with --results"
    told = ask("toy-2030")
    assert [one["title"] for one in told["titles"]] == ["drivers", "makes"]
    assert told["titles"][1]["also"] == ["manufacturers"]
    assert {one["decree"] for one in told["decrees"]} == {"toy-rain", "toy-bea"}
    shown = run_cli("standings", "toy-2030", "--catalogue", toys)
    assert "toy-rain" in shown.out
    assert "toy-2030" in run_cli("standings", "--catalogue", toys).out
    listed = list(csv.DictReader(io.StringIO(run_cli("standings", "--catalogue", toys, "--csv").out)))
    assert {"season", "name", "titles", "results"} == set(listed[0])


# -- the table -----------------------------------------------------------------------------------------------------


def test_the_table_as_json_is_the_contract(ask: Ask) -> None:
    """The shape that scripts rely on: position, id under the word of its kind, exact points as text, findings."""
    answer = ask("toy-2030", "drivers")
    assert (answer["season"], answer["title"], answer["after"]) == ("toy-2030", "drivers", 4)
    assert answer["standings"][0] == {"position": 1, "driver": "ada", "points": "26", "dropped": "3"}
    assert points(answer) == {"ada": "26", "bea": "21", "dot": "12", "cid": "11"}
    assert {one["code"] for one in answer["findings"]} == {"results-missing"}
    assert [one["make"] for one in ask("toy-2030", "manufacturers")["standings"]] == ["north", "south"]


@pytest.mark.parametrize(
    ("after", "at", "wanted"),
    [
        ("1", 1, {"ada": "11", "bea": "6", "cid": "4", "dot": "3"}),
        ("two", 2, {"ada": "16", "bea": "10", "cid": "5", "dot": "4"}),
        ("Two", 2, {"ada": "16", "bea": "10", "cid": "5", "dot": "4"}),
        ("toy-2030/three", 3, {"ada": "19", "bea": "19", "cid": "11", "dot": "8"}),
        ("four/qualifying", 4, {"ada": "19", "bea": "19", "cid": "11", "dot": "8"}),
        ("final", 4, {"ada": "26", "bea": "21", "cid": "11", "dot": "12"}),
    ],
)
def test_any_point_of_the_season(ask: Ask, after: str, at: int, wanted: dict[str, str]) -> None:
    """A round, a meeting or a session of it: the penalty comes with round three, Dot's pole with `four`."""
    answer = ask("toy-2030", "drivers", "--after", after)
    assert answer["after"] == at
    assert points(answer) == wanted


def test_every_round_is_given(ask: Ask, run_cli: RunCli, toys: Path) -> None:
    """--rounds holds the same tables as asking for each; CSV is one row per line and round."""
    answer = ask("toy-2030", "drivers", "--rounds")
    assert [one["after"] for one in answer["rounds"]] == [1, 2, 3, 4]
    for one in answer["rounds"]:
        assert one["standings"] == ask("toy-2030", "drivers", "--after", str(one["after"]))["standings"]
    told = run_cli("standings", "toy-2030", "drivers", "--rounds", "--csv", "--catalogue", toys)
    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert len(rows) == 16
    assert rows[0] == {"after": "1", "position": "1", "driver": "ada", "points": "11", "dropped": "", "status": ""}


def test_people_see_rounds_and_what_does_not_count(
    run_cli: RunCli, toys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names, points of each round, dropped ones in brackets; a narrow terminal leaves out the rounds alone."""
    monkeypatch.setenv("COLUMNS", "100")
    wide = run_cli("standings", "toy-2030", "drivers", "--catalogue", toys)
    assert "1AdaAmes263115(3)10" in flat(wide.out)
    assert "pole of two" in wide.err
    monkeypatch.setenv("COLUMNS", "36")
    narrow = run_cli("standings", "toy-2030", "drivers", "--catalogue", toys)
    assert "1AdaAmes263" in flat(narrow.out)
    assert "(3)" not in narrow.out
    monkeypatch.setenv("COLUMNS", "100")
    rounds = run_cli("standings", "toy-2030", "drivers", "--rounds", "--catalogue", toys)
    assert "1AdaAmes11161926" in flat(rounds.out)


def test_csv_and_a_file(run_cli: RunCli, toys: Path, tmp_path: Path) -> None:
    """CSV stands alone on standard output, and in a file byte for byte."""
    told = run_cli("standings", "toy-2030", "drivers", "--csv", "--catalogue", toys)
    assert told.out.splitlines()[:2] == ["position,driver,points,dropped,status", "1,ada,26,3,"]
    path = tmp_path / "table.csv"
    assert run_cli("standings", "toy-2030", "drivers", "--csv", "--out", path, "--catalogue", toys).code == 0
    assert path.read_text(encoding="utf-8") == told.out


# -- why -----------------------------------------------------------------------------------------------------------


def test_points_are_explained(ask: Ask, run_cli: RunCli, toys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Round, session, place, rule, share, source, what was dropped, decrees and the total, for people and scripts."""
    monkeypatch.setenv("COLUMNS", "100")
    told = ask("toy-2030", "drivers", "--explain", "dahl")["explain"]
    assert (told["driver"], told["position"], told["points"]) == ("dot", 3, "12")
    assert told["dropped"] == [{"round": 2, "points": "1"}]
    assert told["decrees"][0]["sources"] == ["https://toy.example/rain"]
    two = told["reasons"][1]
    assert {key: two[key] for key in ("round", "session", "place", "part", "rule", "counted")} == {
        "round": 2, "session": "race", "place": 3, "part": "0.25", "rule": "race", "counted": False,
    }  # fmt: skip
    shown = run_cli("standings", "toy-2030", "drivers", "--explain", "dahl", "--catalogue", toys).out
    for piece in ("Dot Dahl", "race × 0.25 [toy-rain]", "Dropped: 1 of round 2.", "https://toy.example/scale"):
        assert piece in shown
    rows = run_cli("standings", "toy-2030", "drivers", "--explain", "bea", "--csv", "--catalogue", toys).out
    assert [one["points"] for one in csv.DictReader(io.StringIO(rows))] == ["6", "3", "1", "10", "1", "-2", "6"]


def test_a_real_table_is_explained(run_cli: RunCli) -> None:
    """The example of the documentation: his points of 2024, and where each rule is from."""
    answer = json.loads(run_cli("standings", "wec-2024", "drivers", "--explain", "buemi", "--json").out)
    assert answer["explain"]["points"] == "109"
    assert sum(int(one["points"]) for one in answer["explain"]["reasons"]) == 109
    assert all(one["sources"] for one in answer["explain"]["reasons"])


# -- what if -------------------------------------------------------------------------------------------------------


def test_what_if_tells_the_difference(ask: Ask, run_cli: RunCli, toys: Path) -> None:
    """Each line says what it was; the answer says what was supposed; several changes go together."""
    arguments = ("toy-2030", "drivers", "--change", "one/race:2=1", "--without", "toy-bea")
    answer = ask(*arguments)
    assert answer["supposed"] == ["one/race/a: #2 in place 1 instead of 2", "without toy-bea"]
    first = answer["standings"][0]
    assert first == {
        "position": 1, "driver": "bea", "points": "27", "dropped": "4",
        "was": {"position": 2, "points": "21"}, "difference": "6",
    }  # fmt: skip
    shown = run_cli("standings", *arguments, "--catalogue", toys)
    assert "supposed: without toy-bea" in shown.out
    assert "12BeaBrand27+6" in flat(shown.out)
    table = run_cli("standings", *arguments, "--csv", "--catalogue", toys).out
    assert next(csv.DictReader(io.StringIO(table)))["was_points"] == "21"
    assert ask("toy-2030", "drivers", "--change", "toy-2030/One:Bea Brand=1")["standings"][0]["points"] == "25"
    explained = ask(*arguments, "--explain", "bea")["explain"]
    assert explained["points"] == "27"


# -- published tables ----------------------------------------------------------------------------------------------


def test_published_tables_are_set_beside(run_cli: RunCli) -> None:
    """Manufacturers of 2024: every published figure on record is met; up to a round, only those until then."""
    answer = json.loads(run_cli("standings", "wec-2024", "makes", "--compare", "--json").out)
    assert len(answer["published"]) > 30
    assert {one["verdict"] for one in answer["published"]} == {"equal"}
    early = json.loads(run_cli("standings", "wec-2024", "makes", "--compare", "--after", "imola", "--json").out)
    assert {one["after"] for one in early["published"]} == {"imola"}
    assert "equal" in run_cli("standings", "wec-2024", "makes", "--compare").out


# -- the picture ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["points", "places"])
def test_the_season_is_drawn(run_cli: RunCli, toys: Path, tmp_path: Path, what: str) -> None:
    """An SVG with every name; what was supposed stands under it."""
    pytest.importorskip("vl_convert")
    path = tmp_path / "season.svg"
    arguments = ("toy-2030", "drivers", "--plot", path, "--what", what, "--without", "toy-bea", "--catalogue", toys)
    told = run_cli("standings", *arguments)
    assert told.code == 0, told.err
    text = path.read_text(encoding="utf-8")
    for piece in ("Ames", "Brand", "de Corte", "Dahl", "without toy-bea", f"{what} by round"):
        assert piece in text


def test_a_crew_is_one_line(facts: Any) -> None:
    """Three drivers with the same points all through share a line; the labels leave nobody of the first ten out."""
    pytest.importorskip("altair")
    from paddock.reports.seasons.rounds import rounds_picture, runs_of
    from paddock.scoring import score

    scored = score(facts, "wec-2024", "drivers")
    runs = runs_of(scored)
    assert sum(len(one.who) for one in runs) == len(scored.table.rows)
    assert [one.id for one in runs[0].who] == ["andre-lotterer", "kevin-estre", "laurens-vanthoor"]
    assert "Lotterer, Estre and Vanthoor 152" in rounds_picture(facts, scored).alt


def test_a_table_without_lines_is_told_in_words(facts: Any) -> None:
    """A picture of nothing says why, and the terminal does."""
    pytest.importorskip("altair")
    from rich.console import Console

    from paddock.reports.seasons.rounds import rounds_picture
    from paddock.reports.seasons.terminal import print_standings
    from paddock.scoring import score

    scored = score(facts, "wec-2024", "drivers")
    bare = replace(scored, table=replace(scored.table, rows=()))
    assert "Nobody has a line" in rounds_picture(facts, bare).alt
    console = Console(file=io.StringIO(), width=80)
    print_standings(console, facts, bare)
    assert "Nobody has a line yet." in console.file.getvalue()  # type: ignore[attr-defined]


def test_a_file_cannot_steer_the_terminal(run_cli: RunCli, toys: Path, tmp_path: Path) -> None:
    """Letters that would move the cursor or turn the writing round are shown as what they are."""
    path = tmp_path / "results.csv"
    path.write_text(RACES.replace("ann", "ann\x1b[2J\u202e"), encoding="utf-8")
    command = ("standings", "f1-2031", "mine", "--results", path, "--catalogue", toys)
    for more in ((), ("--rounds",), ("--explain", "ann"), ("--change", "monaco:ben=1")):
        told = run_cli(*command, *more)
        assert told.code == 0, told.err
        assert "\x1b" not in told.out + told.err
        assert "\u202e" not in told.out + told.err


# -- results from a file -------------------------------------------------------------------------------------------


def test_a_file_of_results_is_scored(ask: Ask, tmp_path: Path) -> None:
    """A season that is in no catalogue, by rules that are: its file is enough."""
    path = tmp_path / "results.csv"
    path.write_text(RACES, encoding="utf-8")
    answer = ask("f1-2031", "mine", "--results", path)
    assert points(answer) == {"ben": "15", "ann": "9"}
    assert points(ask("f1-2031", "mine", "--results", path, "--after", "1")) == {"ann": "9", "ben": "6"}
    assert points(ask("f1-2031", "mine", "--results", path, "--change", "spa:ann=1")) == {"ann": "18", "ben": "12"}
    assert ask("f1-2031", "mine", "--results", path, "--explain", "ann")["explain"]["reasons"][1]["status"] == "retired"


TABLE = "meeting,session,position,car,drivers,class\n"


def test_a_table_of_one_session_is_laid_over_those_on_record(ask: Ask, tmp_path: Path) -> None:
    """Dot wins `one`, Ada and Bea follow, other rounds stay; CSV that names the meeting, Parquet without."""
    import polars as pl

    rows = [("one", "race", 1, "4", "dot"), ("one", "race", 2, "1", "ada"), ("one", "race", 3, "2", "bea")]
    path = tmp_path / "one.csv"
    path.write_text(TABLE + "".join(f"{m},{s},{p},{c},{d},A\n" for m, s, p, c, d in rows), encoding="utf-8")
    wanted = {"ada": "22", "bea": "19", "dot": "19", "cid": "7"}
    assert points(ask("toy-2030", "drivers", "--results", path)) == wanted
    frame = pl.DataFrame(rows, schema=["meeting", "session", "position", "car", "drivers"], orient="row")
    frame = frame.with_columns(pl.col("drivers").str.split("|"), pl.lit("A").alias("class"))
    frame.drop("meeting", "session").write_parquet(tmp_path / "one.parquet")
    assert points(ask("toy-2030", "drivers", "--results", tmp_path / "one.parquet", "--of", "one")) == wanted
    kept = frame.drop("meeting").with_columns(pl.lit("toy-2030/one/race").alias("session"))
    other = kept.with_columns(pl.lit("toy-2029/one/race").alias("session"))
    pl.concat([other, kept]).write_parquet(tmp_path / "archive.parquet")
    assert points(ask("toy-2030", "drivers", "--results", tmp_path / "archive.parquet")) == wanted


def test_a_classification_of_a_timing_company_is_scored(run_cli: RunCli, shared: Path) -> None:
    """The file that the series publishes, laid over the results on record, gives the table they give."""
    path = shared / "timing" / "wec" / "2024_fuji-6h_race-classification.csv"
    if not path.is_file():
        pytest.skip(f"{path} is missing")
    told = run_cli("standings", "wec-2024", "makes", "--results", path, "--of", "fuji", "--json")
    assert told.code == 0, told.out
    known = json.loads(run_cli("standings", "wec-2024", "makes", "--json").out)
    assert json.loads(told.out)["standings"] == known["standings"]
    nameless = json.loads(run_cli("standings", "wec-2024", "makes", "--results", path, "--json").out)
    assert "--of fuji" in nameless["error"]["hint"]


def test_a_printed_table_of_points_is_scored(run_cli: RunCli, shared: Path) -> None:
    """GR Cup's own sheet: the champion's points are those that it prints."""
    path = shared / "timing" / "grcup" / "2025_indianapolis_season-drivers-championship.csv"
    told = run_cli("standings", "gr-cup-2025", "drivers", "--results", path, "--json")
    assert told.code == 0, told.out
    first = json.loads(told.out)["standings"][0]
    assert (first["driver"], first["points"]) == ("westin-workman", "264")


def test_seventy_seven_seasons_have_their_champions(run_cli: RunCli, shared: Path) -> None:
    """The command itself on three of them: a dropped score, a half point, a struck line."""
    path = shared / "timing" / "f1db" / "results.csv"
    for season, champion, total in (
        ("f1-1988", "ayrton-senna", "90"),
        ("f1-2021", "max-verstappen", "395.5"),
        ("f1-1954", "juan-manuel-fangio", "42"),
    ):
        told = json.loads(run_cli("standings", season, "drivers", "--results", path, "--json").out)
        assert (told["standings"][0]["driver"], told["standings"][0]["points"]) == (champion, total)


# -- what cannot be ------------------------------------------------------------------------------------------------

WRONG = [
    ("toy-2031", "UnknownName", "toy-2030"),
    ("toy-2030 riders", "UnknownName", "drivers"),
    ("igtc-2031 drivers", "UnknownName", "igtc"),
    ("toy-2030 drivers --after 5", "BadRequest", "rounds are 1 to 4"),
    ("toy-2030 drivers --after 0", "BadRequest", "rounds are 1 to 4"),
    ("toy-2030 drivers --after five", "UnknownName", "four"),
    ("toy-2030 drivers --explain eve", "UnknownName", "ada"),
    ("toy-2030 drivers --explain=", "UnknownName", "Nobody"),
    ("toy-2030 drivers --explain d", "AmbiguousName", "dot"),
    ("toy-2030 drivers --without toy-eve", "UnknownName", "toy-bea"),
    ("toy-2030 drivers --change one:eve=1", "UnknownName", "eve"),
    ("toy-2030 drivers --change one", "BadRequest", "fuji/race:8=2"),
    ("toy-2030 drivers --change one:ada=9", "BadRequest", "no place 9"),
    ("toy-2030 drivers --after 1 --change four:ada=2", "BadRequest", "after the table"),
    ("toy-2030 drivers --compare --without toy-bea", "BadRequest", "--compare"),
    ("toy-2030 drivers --what laps", "BadRequest", "points and places"),
    ("toy-2030 --explain ada", "BadRequest", "about a title"),
    ("f1-2031 mine", "BadRequest", "--results"),
    ("toy-2030 drivers --results missing.csv", "BadFile", "missing.csv"),
]


@pytest.mark.parametrize(("command", "error", "says"), WRONG, ids=[one[0] for one in WRONG])
def test_what_cannot_be_asked_is_one_clear_error(
    run_cli: RunCli, toys: Path, command: str, error: str, says: str
) -> None:
    """Exit code 2, one message that says what to do, and the one JSON shape."""
    told = run_cli("standings", *command.split(), "--catalogue", toys)
    assert told.code == 2
    assert told.out == ""
    assert told.err.count("Error:") == 1
    assert flat(says) in flat(told.err)
    shape = run_cli("standings", *command.split(), "--catalogue", toys, "--json")
    assert shape.code == 2
    assert json.loads(shape.out)["error"]["type"] == error


def test_formats_that_do_not_go_together(run_cli: RunCli, toys: Path) -> None:
    """CSV is one table; a file needs a form."""
    for extra in (["--csv", "--rounds", "--explain", "ada"], ["--out", "x.txt"], ["--csv", "--json"]):
        assert run_cli("standings", "toy-2030", "drivers", "--catalogue", toys, *extra).code == 2


BAD_FILES = {
    "two winners": (RACES.replace("monaco,2,,ben", "monaco,1,,ben"), "two winners"),
    "no column": (RACES.replace("grand_prix", "gp"), "grand_prix"),
    "no place": (RACES.replace("monaco,2,", "monaco,last,"), "last"),
    "empty": ("", "column"),
    "another season": (RACES.replace("2031", "2030"), "f1-2031"),
    "no form at all": ("who,came,where\nann,1,monaco\n", "no form of results"),
    "unknown kind": (RACES.replace("1,race,monaco", "1,rally,monaco"), "rally"),
}


@pytest.mark.parametrize(("content", "says"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_cannot_be_is_one_clear_error(
    run_cli: RunCli, toys: Path, tmp_path: Path, content: str, says: str
) -> None:
    """The file and what is wrong in it, with exit code 2, as text and as JSON."""
    path = tmp_path / "results.csv"
    path.write_text(content, encoding="utf-8")
    command = ("standings", "f1-2031", "mine", "--results", path, "--catalogue", toys)
    told = run_cli(*command)
    assert told.code == 2
    assert told.err.count("Error:") == 1
    assert flat(says) in flat(told.err)
    shape = json.loads(run_cli(*command, "--json").out)["error"]
    assert flat(says) in flat(shape["message"] + shape["hint"])


def test_an_unknown_entry_is_told(run_cli: RunCli, toys: Path, tmp_path: Path) -> None:
    """Nobody of the season on record is called so: the name, the file and the line."""
    path = tmp_path / "results.csv"
    path.write_text(HEADER + "2023,1,race,bahrain,1,,max-verstapen,red-bull,honda-rbpt,57,1,,\n", encoding="utf-8")
    told = run_cli("standings", "f1-2023", "mine", "--results", path, "--catalogue", toys)
    assert told.code == 2
    assert "max-verstappen" in told.err
    assert "results.csv:2" in flat(told.err)


SECOND = 'car_number = "2", drivers = ["bea"]'
RULES = {
    "two winners on record": ("two winners", f"position = 2, {SECOND}", f"position = 1, {SECOND}"),
    "a scale that is missing": ("toy-rase", 'scale = "toy-race"', 'scale = "toy-rase"'),
    "a decree after the final": ("toy-bea", "after = 3", "after = 5"),
}


@pytest.mark.parametrize(("says", "piece", "instead"), RULES.values(), ids=RULES)
def test_rules_that_cannot_be_are_one_clear_error(
    run_cli: RunCli, folder: Folder, says: str, piece: str, instead: str
) -> None:
    """A result or a rule on record that cannot be stops the table with one error, as text and as JSON."""
    assert piece in toy()
    made = folder(toy().replace(piece, instead, 1))
    told = run_cli("standings", "toy-2030", "drivers", "--catalogue", made)
    assert told.code == 2
    assert told.err.count("Error:") == 1
    assert flat(says) in flat(told.err)
    shape = run_cli("standings", "toy-2030", "drivers", "--catalogue", made, "--json")
    assert json.loads(shape.out)["error"]["type"] in {"BadFile", "UnknownName"}
