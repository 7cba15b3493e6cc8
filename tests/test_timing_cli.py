"""The timing commands as people type them: on files and on the archive, right and wrong, wide and narrow."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import timing_fixtures as made
from conftest import Result, RunCli, flat
from paddock.catalogue import Catalogue
from paddock.tables import PACE, PIT_STOPS, STINTS
from timing_fixtures import ALL_LAPS, CARS, FORMS

READING = ("check", "classify", "order", "gaps", "stints", "pits", "flags", "pace", "fastest", "traffic", "drivers")
KEYS = {
    "classify": "classification",
    "order": "order",
    "gaps": "gaps",
    "stints": "stints",
    "pits": "pit_stops",
    "flags": "neutralisations",
    "pace": "pace",
    "fastest": "fastest_laps",
    "traffic": "traffic_cost",
    "drivers": "driving_times",
}
"""Command → the key of its rows in the JSON answer."""
LAP_FORMS = {" ".join(key): file for key, file in FORMS.items() if "laps" in key[0]}
OTHER_FORMS = {" ".join(key): file for key, file in FORMS.items() if "laps" not in key[0]}
BY_ELAPSED = {car.number: made.total(car) for car in CARS}


def saved(folder: Path, name: str = "race-laps.csv", content: bytes | None = None) -> Path:
    """Write a timing file and return its path."""
    path = folder / name
    path.write_bytes(made.alkamel_laps() if content is None else content)
    return path


def answered(result: Result) -> Any:
    """Return what a command answered as JSON, in full and with nothing beside it."""
    assert result.code == 0, result.err
    return json.loads(result.out, parse_constant=lambda one: pytest.fail(f"{one} is no JSON"))


def refused(result: Result) -> dict[str, Any]:
    """Return the error of a command that was refused as it should be."""
    assert result.code == 2
    assert "Traceback" not in result.err
    error: dict[str, Any] = json.loads(result.out)["error"]
    assert error.keys() >= {"type", "message", "hint"}
    assert error["message"]
    return error


# --- classify ---------------------------------------------------------------------------------------------------------


def test_classify_has_exactly_the_documented_shape(run_cli: RunCli, tmp_path: Path) -> None:
    """Other programs are written against these keys and types; car numbers are text to the last nought."""
    told = answered(run_cli("timing", "classify", saved(tmp_path), "--series", "wec", "--json"))
    assert list(told) == ["classification", "differences", "findings"]
    assert told["differences"] == []
    keys = ["position", "car", "class", "position_in_class", "status", "laps", "total_time_ms"]
    for row in told["classification"]:
        assert list(row) == [*keys, "fastest_lap_ms", "fastest_lap_number"]
        for key, value in row.items():
            assert type(value) is (str if key in {"car", "class", "status"} else int), key
    rows = [tuple(row.values()) for row in told["classification"]]
    best = {car.number: made.best(car) for car in CARS}
    assert rows == [
        (place, car.number, car.car_class, in_class, status, car.laps, BY_ELAPSED[car.number], best[car.number].time, 2)
        for place, (car, in_class, status) in enumerate(
            zip(CARS, (1, 2, 1, 2), ("classified", "classified", "classified", "retired"), strict=True), 1
        )
    ]
    for finding in told["findings"]:
        assert list(finding) == ["level", "code", "message", "where", "hint", "sources"]


def test_each_difference_from_the_result_is_named(run_cli: RunCli, tmp_path: Path) -> None:
    """A penalty of 50 s, a lap taken away, a disqualification, another fastest lap: told apart, with its figures."""
    rows = made.cells(made.classification())
    at = {name: number for number, name in enumerate(rows[0])}
    for row in rows[1:]:
        if row[at["NUMBER"]] == "007":
            row[at["TOTAL_TIME"]] = made.clock(BY_ELAPSED["007"] + 50_000, mark="'")
        if row[at["NUMBER"]] == "51":
            row[at["LAPS"]] = "6"
        if row[at["NUMBER"]] == "33":
            row[at["STATUS"]] = "Disqualified"
    laps = saved(tmp_path)
    result = saved(tmp_path, "classification.csv", made.table(rows, trailing=False))
    told = answered(run_cli("timing", "classify", laps, "--results", result, "--json"))
    named = {(one["car"], one["kind"], one["by"]) for one in told["differences"]}
    assert ("007", "penalty-time", 50_000) in named
    assert ("51", "laps-taken-away", -1) in named
    assert any((car, kind) == ("33", "disqualified") for car, kind, _ in named)
    for one in told["differences"]:
        assert one["message"]
    for_people = run_cli("timing", "classify", laps, "--results", result)
    assert "penalty-time" in for_people.out
    same = run_cli("timing", "classify", laps, "--results", saved(tmp_path, "same.csv", made.classification()))
    assert "The published result says the same." in same.out


def test_a_plain_table_is_classified_with_a_mapping(run_cli: RunCli, tmp_path: Path) -> None:
    """Everybody's CSV: three columns under any name."""
    path = saved(tmp_path, "x.csv", b"Wer;Wievielte;Wie lang\n007;1;95,100\n7;1;95,200\n7;2;95,3\n")
    options = ("--map", "car=Wer", "--map", "lap=Wievielte", "--map", "lap_time=Wie lang")
    told = answered(run_cli("timing", "classify", path, *options, "--json"))
    assert [(row["car"], row["laps"], row["total_time_ms"]) for row in told["classification"]] == [
        ("7", 2, 190_500),
        ("007", 1, 95_100),
    ]
    assert "--map" in refused(run_cli("timing", "classify", path, "--json"))["hint"]
    wrong = refused(run_cli("timing", "classify", path, *options[:4], "--map", "lap_time=Zeit", "--json"))
    assert "Wie lang" in wrong["hint"]
    for bad in ("car", "car=", "=Wer", "wheel=Wer"):
        refused(run_cli("timing", "classify", path, *options, "--map", bad, "--json"))


@pytest.mark.parametrize("form", LAP_FORMS)
def test_every_form_of_laps_gives_the_same_order(run_cli: RunCli, tmp_path: Path, form: str) -> None:
    """One race in every form of file: cars, laps and times are the race's, whatever the form leaves out."""
    name, content = LAP_FORMS[form]
    told = answered(run_cli("timing", "classify", saved(tmp_path, name, content), "--json"))
    assert [row["car"] for row in told["classification"]] == [car.number for car in CARS]
    assert [row["laps"] for row in told["classification"]] == [car.laps for car in CARS]
    assert [row["total_time_ms"] for row in told["classification"]] == [*BY_ELAPSED.values()]


# --- every command ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", LAP_FORMS)
def test_every_command_answers_for_every_form(run_cli: RunCli, tmp_path: Path, form: str) -> None:
    """Files without drivers, sectors, flags or classes: every question has an answer, for people and as JSON."""
    name, content = LAP_FORMS[form]
    path = saved(tmp_path, name, content)
    for command in READING:
        told = run_cli("timing", command, path, "--json")
        assert told.code in ({0, 1} if command == "check" else {0}), (command, told.err)
        content_ = json.loads(told.out)
        assert isinstance(content_["findings"], list)
        if command != "check":
            assert isinstance(content_[KEYS[command]], list)
        shown = run_cli("timing", command, path)
        assert shown.code == told.code
        assert shown.out.strip()


@pytest.mark.parametrize("command", READING)
def test_a_file_and_the_archive_answer_alike(run_cli: RunCli, tmp_path: Path, command: str) -> None:
    """What was imported is what was in the file: every command says the same of both."""
    folder = tmp_path / "in"
    folder.mkdir()
    laps = saved(folder, "2024_fuji_race-laps.csv")
    result = saved(folder, "2024_fuji_race-classification.csv", made.classification())
    archive = tmp_path / "archive"
    assert run_cli("timing", "import", folder, "--archive", archive).code == 0
    stored = run_cli("timing", command, "wec-2024/fuji/race", "--archive", archive, "--json")
    read = run_cli("timing", command, laps, result, "--json")
    assert stored.code == read.code
    ours, theirs = json.loads(stored.out), json.loads(read.out)
    ours.pop("findings")
    theirs.pop("findings")
    assert ours == theirs


@pytest.mark.parametrize(("command", "table"), [("stints", STINTS), ("pits", PIT_STOPS), ("pace", PACE)])
def test_parquet_and_csv_hold_the_declared_table(run_cli: RunCli, tmp_path: Path, command: str, table: Any) -> None:
    """`paddock describe` tells the columns; the files have exactly those."""
    path = saved(tmp_path)
    out = tmp_path / "answer.parquet"
    assert run_cli("timing", command, path, "--parquet", "--out", out).code == 0
    frame = pl.read_parquet(out)
    table.check(frame)
    rows = answered(run_cli("timing", command, path, "--json"))[KEYS[command]]
    assert frame.to_dicts() == rows
    written = run_cli("timing", command, path, "--csv")
    assert written.code == 0
    lines = [*csv.reader(io.StringIO(written.out))]
    assert lines[0] == frame.columns
    assert len(lines) == frame.height + 1


def test_answers_go_into_files_whole(run_cli: RunCli, tmp_path: Path) -> None:
    """--out takes every form; what is written is what would have been printed."""
    path = saved(tmp_path)
    for form, name in (("--json", "a.json"), ("--csv", "a.csv")):
        printed = run_cli("timing", "classify", path, form)
        kept = run_cli("timing", "classify", path, form, "--out", tmp_path / "sub" / name)
        assert (kept.code, kept.out) == (0, "")
        assert (tmp_path / "sub" / name).read_text(encoding="utf-8") == printed.out
    assert run_cli("timing", "classify", path, "--out", tmp_path / "b.csv").code == 0
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "sub" / "a.csv").read_bytes()
    error = refused(run_cli("timing", "classify", path, "--json", "--out", path / "below.json"))
    assert "cannot be written" in error["message"]


@pytest.mark.parametrize(
    "options",
    [
        ("--json", "--csv"),
        ("--json", "--parquet"),
        ("--json", "--no-such-option"),
        ("--json", "--series", "no-series"),
        ("--json", "--kind", "party"),
        ("--json", "--reader", "no-reader"),
        ("--json", "--reader", "alkamel-weather"),
        ("--json", "--results", "nowhere.csv"),
        ("--json", "--map", "car"),
    ],
)
def test_what_makes_no_sense_is_refused_as_json(run_cli: RunCli, tmp_path: Path, options: tuple[str, ...]) -> None:
    """Programs that ask for JSON get their errors as JSON too, in one shape."""
    refused(run_cli("timing", "classify", saved(tmp_path), *options))


def test_a_results_option_without_a_result_is_refused(run_cli: RunCli, tmp_path: Path) -> None:
    """Comparing with a file that is no result would end in `nothing differs`, and be believed."""
    laps, weather = saved(tmp_path), saved(tmp_path, "weather.csv", made.weather())
    for path in (weather, laps):
        error = refused(run_cli("timing", "classify", laps, "--results", path, "--json"))
        assert "no result" in error["message"]


@pytest.mark.parametrize("command", [*READING, "plot"])
@pytest.mark.parametrize("form", [form for form in OTHER_FORMS if "classification" in form or "weather" in form])
def test_files_without_laps_are_refused_with_what_is_needed(
    run_cli: RunCli, tmp_path: Path, command: str, form: str
) -> None:
    """A result or the weather alone answers no question about laps."""
    name, content = OTHER_FORMS[form]
    error = refused(run_cli("timing", command, saved(tmp_path, name, content), "--json"))
    assert "no laps" in error["message"]
    assert "lap file" in error["hint"]


@pytest.mark.parametrize("command", ["stints", "pits", "gaps", "drivers"])
def test_an_unknown_car_is_refused_with_those_there_are(run_cli: RunCli, tmp_path: Path, command: str) -> None:
    """`--car 08` where there is an `8` is a slip; a car that did not stop is none."""
    path = saved(tmp_path)
    error = refused(run_cli("timing", command, path, "--car", "070", "--json"))
    assert all(car.number in error["hint"] for car in CARS)
    for number in ("7", "007", "33"):
        rows = answered(run_cli("timing", command, path, "--car", number, "--json"))[KEYS[command]]
        assert {row["car"] for row in rows} <= {number}
        assert rows or (command, number) == ("pits", "33")


@pytest.mark.parametrize("command", ["order", "stints", "pits", "gaps", "pace", "fastest", "traffic", "drivers"])
def test_an_unknown_class_is_refused_with_those_there_are(run_cli: RunCli, tmp_path: Path, command: str) -> None:
    """Classes are taken as printed."""
    path = saved(tmp_path)
    error = refused(run_cli("timing", command, path, "--class", "LMP9", "--json"))
    assert "HYPERCAR" in error["hint"]
    rows = answered(run_cli("timing", command, path, "--class", "LMGT3", "--json"))[KEYS[command]]
    assert {row["class"] for row in rows} <= {"LMGT3"}
    assert rows or command == "traffic"  # too little of it in so short a race
    without = saved(tmp_path, "e.csv", made.alkamel_laps("28"))
    assert "no class" in refused(run_cli("timing", command, without, "--class", "LMGT3", "--json"))["hint"]


def test_gaps_to_a_car_and_order_at_a_moment(run_cli: RunCli, tmp_path: Path) -> None:
    """Moments and cars are checked before anything is answered."""
    path = saved(tmp_path)
    assert "007" in refused(run_cli("timing", "gaps", path, "--to", "8", "--json"))["hint"]
    rows = answered(run_cli("timing", "gaps", path, "--to", "007", "--lap", "8", "--json"))["gaps"]
    assert {row["car"]: row["gap_ms"] for row in rows}["7"] == BY_ELAPSED["7"] - BY_ELAPSED["007"]
    for wrong in (("--at", "90"), ("--at", "1:99:00"), ("--at", "x"), ("--lap", "99"), ("--lap", "-1")):
        refused(run_cli("timing", "order", path, *wrong, "--json"))
    refused(run_cli("timing", "order", path, "--lap", "3", "--at", "0:05:00", "--json"))
    early = answered(run_cli("timing", "order", path, "--at", "0:01:33.100", "--json"))["order"]
    assert (early[0]["car"], early[0]["laps"]) == ("7", 1)
    for by in ("driver", "class", "car,driver"):
        assert answered(run_cli("timing", "pace", path, "--by", by, "--json"))["pace"]
    assert answered(run_cli("timing", "pace", path, "--by", "stint-age", "--json"))["findings"] == []
    refused(run_cli("timing", "pace", path, "--by", "moon", "--json"))


# --- targets that are none --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\r\n\r\n", "empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, "no reader"),
        ("laps.csv.gz", b"\x1f\x8b\x08\x00" + b"\x99" * 100, "no reader"),
        ("broken.zip", b"PK\x03\x04" + b"\x00" * 50, "no timing file"),
        ("table.csv", b"a,b\n1,2\n", "no reader"),
        ("page.html", b"<!doctype html><html><body>Not found</body></html>", "no reader"),
    ],
)
def test_a_file_that_is_no_timing_is_refused(
    run_cli: RunCli, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    """What stands in it does not matter: one error says which file and what to do."""
    path = saved(tmp_path, name, content)
    for command in ("classify", "check", "plot"):
        error = refused(run_cli("timing", command, path, "--json"))
        assert said in error["message"]
        assert name in error["message"] + error["hint"]


def test_targets_that_are_not_there_are_refused(run_cli: RunCli, tmp_path: Path) -> None:
    """No such file, an empty folder, a folder of two races, half a session id, a path of many thousand letters."""
    (tmp_path / "empty").mkdir()
    both = tmp_path / "both"
    both.mkdir()
    saved(both, "2024_fuji_race-laps.csv")
    saved(both, "2024_spa_race-laps.csv", made.alkamel_laps() + b"\n")
    for target, said in (
        (tmp_path / "nothing.csv", "no such file"),
        (tmp_path / "empty", "no timing file"),
        (both, "several sessions"),
        ("wec-2024/fuji", "no such file"),
        ("x" * 70_000, "cannot be opened"),
        ("a/" * 400 + "a", "no such file"),
        (f"{'a' * 400}/b/c", "nothing of"),
    ):
        assert said in refused(run_cli("timing", "classify", target, "--json"))["message"], target


def test_files_of_unknown_sessions_are_not_mixed_in_silence(run_cli: RunCli, tmp_path: Path) -> None:
    """Two lap files that nothing tells apart: one counts, and the warning says which."""
    saved(tmp_path, "a-laps.csv")
    saved(tmp_path, "b-laps.csv", made.alkamel_laps("26"))
    told = run_cli("timing", "classify", tmp_path)
    assert told.code == 0
    assert "a-laps.csvcounts,not" in flat(told.err)


def test_a_session_that_is_not_archived_is_refused_with_near_ones(run_cli: RunCli, tmp_path: Path) -> None:
    """The sessions there are of that season are named; without any, how to import is."""
    archive = tmp_path / "archive"
    error = refused(run_cli("timing", "stints", "wec-2024/fuji/race", "--archive", archive, "--json"))
    assert "paddock timing import" in error["hint"]
    assert not archive.exists()
    saved(tmp_path, "2024_fuji_race-laps.csv")
    run_cli("timing", "import", tmp_path / "2024_fuji_race-laps.csv", "--archive", archive)
    error = refused(run_cli("timing", "stints", "wec-2024/spa/race", "--archive", archive, "--json"))
    assert error["candidates"] == ["wec-2024/fuji/race"]
    assert "fuji" in str(refused(run_cli("timing", "stints", "wec-2024/fuij/race", "--archive", archive, "--json")))


def test_a_session_of_a_series_without_timing_rules_is_classified_plainly(
    run_cli: RunCli, tmp_path: Path, facts: Catalogue
) -> None:
    """The catalogue knows more series than timing has rules for; the order by laps and time needs none."""
    archive = tmp_path / "archive"
    path = saved(tmp_path)
    assert run_cli("timing", "import", path, "--as", "nurburgring-24h-2018/race/race", "--archive", archive).code in {
        0,
        2,
    }
    session = "my-cup-2020/home/race"
    assert run_cli("timing", "import", path, "--as", session, "--archive", archive).code == 0
    told = answered(run_cli("timing", "classify", session, "--archive", archive, "--json"))
    assert [row["car"] for row in told["classification"]] == [car.number for car in CARS]


# --- import, list, sql ------------------------------------------------------------------------------------------------


def test_import_tells_what_became_of_each_file(run_cli: RunCli, tmp_path: Path) -> None:
    """As JSON every file has its line; for people the sum, and what to do with what is open."""
    saved(tmp_path, "2024_fuji_race-laps.csv")
    saved(tmp_path, "x.csv", made.alkamel_laps("26"))
    saved(tmp_path, "readme.txt", b"hello")
    archive = tmp_path / "archive"
    told = answered(run_cli("timing", "import", *sorted(tmp_path.glob("*.*")), "--archive", archive, "--json"))
    assert told["archive"] == str(archive)
    assert [(Path(one["name"]).name, one["outcome"], one["session"]) for one in told["files"]] == [
        ("2024_fuji_race-laps.csv", "new", "wec-2024/fuji/race"),
        ("readme.txt", "unread", None),
        ("x.csv", "new", None),
    ]
    keys = ["name", "outcome", "digest", "form", "sure", "session", "why", "candidates", "rows", "aside", "findings"]
    assert all(list(one) == keys for one in told["files"])
    again = run_cli("timing", "import", tmp_path / "x.csv", "--archive", archive)
    assert "1 file: 1 unchanged" in again.out
    assert "--as SESSION" in again.out
    listed = answered(run_cli("timing", "list", "--archive", archive, "--json"))["sessions"]
    assert [(one["session"], one["laps"]) for one in listed] == [("wec-2024/fuji/race", len(ALL_LAPS))]
    assert len(answered(run_cli("timing", "list", "--files", "--archive", archive, "--json"))["files"]) == 2
    assert answered(run_cli("timing", "list", "imsa-2024", "--archive", archive, "--json"))["sessions"] == []


def test_import_of_nothing_but_trouble_fails(run_cli: RunCli, tmp_path: Path) -> None:
    """A script must hear when nothing at all came in: exit code 1; a wrong wish is 2."""
    archive = tmp_path / "archive"
    path = saved(tmp_path, "readme.txt", b"hello")
    assert run_cli("timing", "import", path, "--archive", archive).code == 1
    refused(run_cli("timing", "import", tmp_path / "nowhere", "--archive", archive, "--json"))
    refused(run_cli("timing", "import", saved(tmp_path), "--as", "Fuji", "--archive", archive, "--json"))
    refused(run_cli("timing", "import", saved(tmp_path), "--as", "wec-2024/fuij/race", "--archive", archive, "--json"))
    refused(run_cli("timing", "import", saved(tmp_path), "--archive", path, "--json"))


@pytest.mark.parametrize(
    "question",
    [
        "select date '2024-01-01' as d, time '10:00' as t, timestamp '2024-01-01 10:00' as ts, interval 1 day as i",
        "select 'nan'::double as a_ms, 'inf'::double as b, -1::double as c_ms, null as d",
        "select [1, null] as z_ms, ['a'] as names, {'a': 1} as pair, map(['a'], [1]) as m, 'x'::blob as raw",
        "select 'abc' as y_ms, true as t_ms, 170141183460469231731687303715884105727 as huge, 1.50::decimal(9,2) as d",
        'select 1 as a, 2 as a, 3 as "A"',
        "select * from laps where false",
        "select null as x",
    ],
)
def test_answers_of_sql_of_any_type_can_be_given_in_every_form(run_cli: RunCli, tmp_path: Path, question: str) -> None:
    """Days, intervals, bytes, numbers that are none: shown to people, JSON that is JSON, CSV and Parquet."""
    assert run_cli("sql", question).code == 0
    answered(run_cli("sql", question, "--json"))
    assert run_cli("sql", question, "--csv").code == 0
    assert run_cli("sql", question, "--json", "--out", tmp_path / "a.json").code == 0
    json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert run_cli("sql", question, "--parquet", "--out", tmp_path / "a.parquet").code == 0
    assert pl.read_parquet(tmp_path / "a.parquet").width > 0


# --- terminals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [*KEYS, "list"])
@pytest.mark.parametrize("width", [40, 80])
def test_narrow_terminals_lose_columns_and_say_so(
    run_cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, width: int
) -> None:
    """A table that does not fit is not broken into pieces: its last columns go, and their names are told."""
    path = saved(tmp_path, "2024_fuji_race-laps.csv")
    target: tuple[object, ...] = (path,)
    if command == "list":
        assert run_cli("timing", "import", path).code == 0
        target = ("--files",)
    wide = run_cli("timing", command, *target)
    monkeypatch.setenv("COLUMNS", str(width))
    narrow = run_cli("timing", command, *target)
    assert (wide.code, narrow.code) == (0, 0)
    assert "No room for" not in wide.out
    lines = narrow.out.splitlines()
    assert max(map(len, lines)) <= width
    heads = next(line for line in wide.out.splitlines() if line.strip()).split()
    assert set(heads) <= set(narrow.out.replace(",", " ").replace(":", " ").split())
    if len(" ".join(heads)) > width:
        assert "Noroomfor" in flat(narrow.out)


def test_names_cannot_steer_the_terminal(run_cli: RunCli, tmp_path: Path) -> None:
    """A team called after an escape sequence is shown, not obeyed; markup and emoji codes are text; CSV stays exact."""
    names = ("\x1b]0;owned\x07\x1b[2J", "\u202eevil", "[bold red]x[/bold red]", "[/nothing]", ":car:", "=1+1")
    rows = made.cells(made.alkamel_laps())
    at = {name.strip(): number for number, name in enumerate(rows[0])}
    for row, name in zip(rows[1:], [*names * 9], strict=False):
        row[at["DRIVER_NAME"]] = row[at["CLASS"]] = row[at["TEAM"]] = name
    path = saved(tmp_path, "a.csv", made.table(rows, trailing=False))
    for command in (*KEYS, "check"):
        result = run_cli("timing", command, path)
        assert "Traceback" not in result.err
        for text in (result.out, result.err):
            assert not {"\x1b", "\x07", "\u202e"} & set(text)
    shown = run_cli("timing", "stints", path).out
    assert "[bold red]x[/bold red]" in shown
    assert ":car:" in shown
    written = run_cli("timing", "stints", path, "--csv").out
    drivers = {row["driver"] for row in csv.DictReader(io.StringIO(written))}
    assert drivers & set(names)
    assert drivers <= {*names, ""}


def test_an_error_cannot_steer_the_terminal(run_cli: RunCli) -> None:
    """What is repeated from the command line is shown, not obeyed."""
    result = run_cli("timing", "classify", "no\x1b[31msuch\u202efile")
    assert result.code == 2
    assert not {"\x1b", "\u202e"} & set(result.err)


def script() -> Path:
    return Path(sys.executable).parent / "paddock"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell with pipes")
@pytest.mark.parametrize("form", ["", "--json", "--csv"])
def test_a_pipe_that_closes_early_is_no_error(tmp_path: Path, form: str) -> None:
    """`paddock timing gaps … | head -1`."""
    path = saved(tmp_path, content=made.alkamel_laps() + b"\n")
    result = subprocess.run(
        ["bash", "-c", f'"{script()}" timing gaps "{path}" {form} | head -1; exit ${{PIPESTATUS[0]}}'],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in result.stderr
    assert result.returncode in {0, 141}
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs an ASCII terminal")
def test_a_terminal_without_accents_gets_its_answer(tmp_path: Path) -> None:
    """In a bare container the output may know ASCII only; JSON then has its letters as numbers."""
    path = saved(tmp_path)
    environment = {"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    result = subprocess.run(
        [script(), "timing", "stints", path, "--json"], capture_output=True, check=False, timeout=120, env=environment
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert "Ana ÉBERT" in {row["driver"] for row in json.loads(result.stdout)["stints"]}


def test_only_a_race_is_held_against_driving_times(run_cli: RunCli, tmp_path: Path) -> None:
    """A rule for the hours of a race says nothing about a qualifying of twenty minutes."""
    path, archive = tmp_path / "laps.csv", tmp_path / "archive"
    path.write_bytes(made.alkamel_laps())
    assert run_cli("timing", "import", path, "--as", "wec-2024/fuji/race", "--archive", archive).code == 0
    call = ("timing", "drivers", "wec-2024/fuji/race", "--archive", archive, "--json")
    assert json.loads(run_cli(*call).out)["judged"]
    assert json.loads(run_cli(*call, "--kind", "qualifying").out)["judged"] == []
