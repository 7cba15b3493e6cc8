"""Readers of timing files: every form is told from every other, read whole and exactly, and never ends in a traceback.

Files of our own (`timing_fixtures`) hold each form to the race they were rendered from; the real ones of the check data
are held to a reading by the csv module alone.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timing_fixtures as made
from conftest import ROOT
from paddock.errors import BadFile, BadRequest, PaddockError
from paddock.tables import LAPS, RACE_CONTROL, RESULTS, WEATHER
from paddock.timing.readers.form import Parsed, Reader, Recognised, Source
from paddock.timing.readers.plain_times import to_whole_ms
from paddock.timing.readers.result_rows import state_of, status_of
from paddock.timing.readers.weather_units import pressure_unit, temperature_unit
from timing_fixtures import CARS, FORMS

TABLE = {table.name: table for table in (LAPS, RESULTS, WEATHER, RACE_CONTROL)}
MODULES = (
    *("alkamel_laps", "alkamel_results", "sro_results", "alkamel_weather", "imsa_json_laps", "imsa_json_flags"),
    *("imsa_json_results", "plain_laps"),
)
READERS: dict[str, Reader] = {
    one.READER.name: one.READER for one in (import_module(f"paddock.timing.readers.{name}") for name in MODULES)
}
SUPPORT = tomllib.loads((ROOT / "src/paddock/timing/data/support.toml").read_text(encoding="utf-8"))
FORM_IDS = [" ".join(key) for key in FORMS]


def taken(source: Source) -> list[tuple[str, Recognised]]:
    """Return the readers that take a file, the surest first."""
    found = [(name, what) for name, one in READERS.items() if (what := one.recognise(source)) is not None]
    return sorted(found, key=lambda pair: -pair[1].sure)


def read(name: str, content: bytes, reader: str = "", **options: str) -> Parsed:
    """Return a file as read by the surest reader, or by a named one; the rules every reading keeps are checked."""
    source = Source(name, content)
    parsed = READERS[reader or taken(source)[0][0]].read(source, options)
    for table, frame in parsed.tables.items():
        TABLE[table].check(frame)
    assert parsed.rows == sum(frame.height for frame in parsed.tables.values()) + len(parsed.aside)
    asides = [one for one in parsed.findings if one.code == "row-aside"]
    assert len(asides) == len(parsed.aside)
    json.dumps(dict(parsed.details))
    return parsed


def met(content: bytes, reader: str) -> Parsed | BadFile:
    """Return a file's reading, or the error that says why there is none; anything else that is raised fails a test."""
    try:
        return read("a", content, reader)
    except BadFile as error:
        return error


def only(parsed: Parsed) -> pl.DataFrame:
    """Return the one frame of a reading."""
    (frame,) = parsed.tables.values()
    return frame


def codes(parsed: Parsed) -> Counter[str]:
    """Return the codes of what was found."""
    return Counter(one.code for one in parsed.findings)


# --- every form ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "file"), FORMS.items(), ids=FORM_IDS)
def test_every_form_is_recognised_by_its_own_reader(form: tuple[str, str], file: tuple[str, bytes]) -> None:
    """The form is told by content: the name is withheld, and no other reader is as sure."""
    found = taken(Source("a.bin", file[1]))
    assert found[0][0] == form[0]
    assert all(what.sure < found[0][1].sure for _, what in found[1:])


@pytest.mark.parametrize(("form", "file"), FORMS.items(), ids=FORM_IDS)
def test_every_row_is_read_and_nothing_is_wrong_with_it(form: tuple[str, str], file: tuple[str, bytes]) -> None:
    """A sound file has no row aside and no warning; a finding there would teach people to overlook them."""
    parsed = read(*file, reader=form[0])
    assert parsed.rows == only(parsed).height > 0
    assert not [str(one) for one in parsed.findings if one.level != "info"]


@pytest.mark.parametrize(("form", "file"), FORMS.items(), ids=FORM_IDS)
def test_the_support_matrix_says_what_the_readers_give(form: tuple[str, str], file: tuple[str, bytes]) -> None:
    """The matrix is what people choose files by: a column said to be read has values, one said to be missing none."""
    entry = SUPPORT[form[0]]
    parsed = read(*file, reader=form[0])
    frame = parsed.tables[entry["table"]]
    said = entry["columns"] | {name: is_ for name, is_ in entry["forms"][form[1]].items() if name != "title"}
    assert list(said) == [column.name for column in TABLE[entry["table"]].columns]
    for name, is_ in said.items():
        assert is_ in {"parsed", "derived", "not in source"}
        values = frame[name].drop_nulls().to_list()
        there = any(any(one) if isinstance(one, list) else True for one in values)
        assert there is (is_ != "not in source"), name
    for name in parsed.details["not_kept"]:  # type: ignore[attr-defined]
        assert any(fnmatch(name, pattern) for pattern in entry["not_kept"]), name


def test_the_support_matrix_knows_every_form_and_no_other() -> None:
    """A form without a row in the matrix, or a row without a form, would go unasserted."""
    assert {(reader, form) for reader, entry in SUPPORT.items() for form in entry["forms"]} == set(FORMS)
    assert set(SUPPORT) == set(READERS)
    for reader, entry in SUPPORT.items():
        assert {entry["table"]} == set(READERS[reader].gives)
        assert set(entry.get("notes", {})) <= set(entry["columns"])


LAP_FORMS = [key for key in FORMS if SUPPORT[key[0]]["table"] == "laps"]


@pytest.mark.parametrize("form", LAP_FORMS, ids=" ".join)
def test_laps_are_those_of_the_race(form: tuple[str, str]) -> None:
    """Whatever the form, the laps are the ones it was rendered from: exact times, in-laps, flags, cars told apart."""
    frame = only(read(*FORMS[form], reader=form[0]))
    assert frame["car"].to_list() == [lap.car.number for lap in made.ALL_LAPS]
    assert frame["lap"].to_list() == [lap.number for lap in made.ALL_LAPS]
    assert frame["lap_time_ms"].to_list() == [lap.time for lap in made.ALL_LAPS]
    assert frame["elapsed_ms"].to_list() == [lap.elapsed for lap in made.ALL_LAPS]
    assert frame["in_pit"].to_list() == [lap.in_pit for lap in made.ALL_LAPS]
    for column, values in (
        ("pit_time_ms", [lap.pit_ms for lap in made.ALL_LAPS]),
        ("s2_ms", [lap.sectors[1] for lap in made.ALL_LAPS]),
        ("hour_ms", [lap.hour for lap in made.ALL_LAPS]),
        ("flag", [lap.flag for lap in made.ALL_LAPS]),
        ("improvement", [lap.improvement for lap in made.ALL_LAPS]),
        ("driver_slot", [lap.slot for lap in made.ALL_LAPS]),
        ("team", [lap.car.team for lap in made.ALL_LAPS]),
    ):
        if frame[column].null_count() < frame.height:
            assert frame[column].to_list() == values, column


RESULT_FORMS = [key for key in FORMS if SUPPORT[key[0]]["table"] == "results"]


@pytest.mark.parametrize("form", RESULT_FORMS, ids=" ".join)
def test_results_are_those_of_the_race(form: tuple[str, str]) -> None:
    """Whatever the form, each car has the place, laps, times and crew it was rendered with."""
    frame = only(read(*FORMS[form], reader=form[0]))
    assert frame["car"].to_list() == [car.number for car in CARS]
    assert frame["class"].to_list() == [car.car_class for car in CARS]
    assert frame["position"].to_list()[:3] == [1, 2, 3]
    assert frame["position_in_class"].to_list()[:3] == [1, 2, 1]
    if frame["laps"].null_count() < 4:
        assert frame["laps"].to_list()[:3] == [8, 8, 7]
    for column, values in (
        ("total_time_ms", [made.total(car) for car in CARS]),
        ("fastest_lap_number", [made.best(car).number for car in CARS]),
    ):
        if frame[column].drop_nulls().len():
            assert frame[column].to_list()[:3] == values[:3], column
    crews = [[name.split()[0] for name in crew] for crew in frame["drivers"]]
    known = [[driver.first for driver in car.crew] for car in CARS]
    # Some forms have room for one driver only, the anonymised one for none.
    assert crews == [crew[: len(crews[0])] for crew in known]


@pytest.mark.parametrize(
    "style",
    [
        {"bom": False},
        {"crlf": False},
        {"trailing": False},
        {"separator": ","},
        {"separator": "\t", "bom": False, "crlf": False, "trailing": False},
        {"encoding": "utf-16"},
    ],
    ids=str,
)
@pytest.mark.parametrize("render", [made.alkamel_laps, made.classification, made.grcup_results, made.weather])
def test_mark_line_ends_and_separator_change_nothing(render: Any, style: dict[str, Any]) -> None:
    """The same files are published and passed on in many a dress; what is in them is the same."""
    plain, dressed = (only(read("a.csv", render(**one))) for one in ({}, style))
    assert plain.drop("file").equals(dressed.drop("file"))


def test_windows_letters_are_read_and_told() -> None:
    """Somebody's spreadsheet saved the file: names are read as Windows wrote them, with a word about it."""
    parsed = read("a.csv", made.classification(encoding="cp1252"))
    assert only(parsed)["team"][0] == "Équipe Ésope"
    assert codes(parsed) == {"encoding": 1}


TABLES_OF_TEXT = {
    "laps": (made.alkamel_laps(), "alkamel-laps"),
    "classification": (made.classification(), "alkamel-results"),
    "by class": (made.by_class(), "alkamel-results"),
    "sro": (made.sro_results(), "sro-results"),
    "combined": (made.sro_results(combined=True), "sro-results"),
    "weather": (made.weather(), "alkamel-weather"),
    "plain": (made.plain_laps(more=True), "plain-laps"),
}


def _separator(content: bytes) -> str:
    head = content.splitlines()[0]
    return ";" if head.count(b";") > head.count(b",") else ","


@given(name=st.sampled_from(sorted(TABLES_OF_TEXT)), order=st.randoms(use_true_random=False))
def test_columns_are_found_by_name_in_any_order(name: str, order: Any) -> None:
    """Organisers insert and move columns from year to year."""
    content, reader = TABLES_OF_TEXT[name]
    separator = _separator(content)
    rows = made.cells(content, separator)
    places = [*range(len(rows[0]))]
    order.shuffle(places)
    shuffled = made.table([[row[place] for place in places] for row in rows], separator, trailing=False)
    assert only(read("a", content, reader)).drop("file").equals(only(read("a", shuffled, reader)).drop("file"))


@given(name=st.sampled_from(sorted(TABLES_OF_TEXT)), data=st.data())
def test_a_missing_column_costs_only_itself(name: str, data: st.DataObject) -> None:
    """A file without some column is read without it, or refused when it makes no sense without; never half read."""
    content, reader = TABLES_OF_TEXT[name]
    separator = _separator(content)
    rows = made.cells(content, separator)
    gone = data.draw(st.integers(0, len(rows[0]) - 1), label="column without which the file is")
    less = made.table([[c for n, c in enumerate(row) if n != gone] for row in rows], separator, trailing=False)
    parsed = met(less, reader)
    if isinstance(parsed, BadFile):
        assert "column" in parsed.message
        return
    assert parsed.rows == len(rows) - 1
    assert only(parsed).height + len(parsed.aside) == len(rows) - 1


@given(name=st.sampled_from(sorted(TABLES_OF_TEXT)), data=st.data())
def test_a_header_name_that_stands_twice_is_told(name: str, data: st.DataObject) -> None:
    """Two columns of one name: the first is read, as the finding says, whatever the second holds."""
    content, reader = TABLES_OF_TEXT[name]
    rows = made.cells(content, _separator(content))
    twice = data.draw(st.sampled_from([n for n, cell in enumerate(rows[0]) if cell]), label="column that comes again")
    wider = [[*row, row[twice] if number == 0 else "odd"] for number, row in enumerate(rows)]
    parsed = read("a", made.table(wider, _separator(content), trailing=False), reader)
    assert codes(parsed)["header-twice"] == 1
    assert only(parsed).drop("file").equals(only(read("a", content, reader)).drop("file"))


ALL_FILES = [content for _, content in FORMS.values()]
JUNK = [
    b'"',
    b";",
    b",",
    b"\0",
    b"\xff\xfe",
    b"\r",
    b"\n",
    b"9" * 400,
    b"-1",
    b"NaN",
    b"{",
    b"]",
    b"\xe9",
    b"1e999",
    b"\x85",
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return a file that was cut, or has junk in it, or lost or doubled a piece, once or a few times."""
    content = draw(st.sampled_from(ALL_FILES))
    for _ in range(draw(st.integers(1, 4))):
        a, b = sorted((draw(st.integers(0, len(content))), draw(st.integers(0, len(content)))))
        how = draw(st.sampled_from(["cut", "junk", "lose", "double", "bytes"]))
        if how == "cut":
            content = content[:b]
        elif how == "junk":
            content = content[:a] + draw(st.sampled_from(JUNK)) + content[a:]
        elif how == "bytes":
            content = content[:a] + draw(st.binary(max_size=6)) + content[a:]
        elif how == "lose":
            content = content[:a] + content[min(b, a + 400) :]
        else:
            content = content[:b] + content[a:b][:2000] + content[b:]
    return content


@given(content=mutated())
def test_a_broken_file_never_ends_in_a_traceback(content: bytes) -> None:
    """Whatever became of a file, each reader reads it by its rules or says in one error that it cannot."""
    source = Source("broken", content)
    for name, reader in READERS.items():
        reader.recognise(source)
        assert met(content, name)


@given(content=st.binary(max_size=400))
def test_any_bytes_are_met_with_a_word(content: bytes) -> None:
    """Folders hold pictures and archives beside the timing files."""
    for name, reader in READERS.items():
        reader.recognise(Source("any", content))
        assert met(content, name)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b"\0" * 50], ids=["empty", "mark", "lines", "nul"])
def test_an_empty_file_is_recognised_by_nobody(content: bytes) -> None:
    """One real weather file has no bytes at all; what to say of it is said in one place, not by a reader."""
    assert taken(Source("weather.csv", content)) == []


@pytest.mark.parametrize("name", sorted(TABLES_OF_TEXT))
def test_a_header_alone_is_a_file_without_rows(name: str) -> None:
    """A session that was called off leaves such files; they are no error and no silence."""
    content, reader = TABLES_OF_TEXT[name]
    parsed = read("a", content.splitlines(keepends=True)[0], reader)
    assert parsed.rows == only(parsed).height == 0
    if reader != "alkamel-laps":
        assert codes(parsed) == {"no-rows": 1}


# --- results ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("Classified", "classified"),
        ("Not classified", "not-classified"),
        ("NOT CLASSIFIED", "not-classified"),
        ("Not started", "not-started"),
        ("Disqualified", "disqualified"),
        ("DNF", "retired"),
        ("Abducted", None),
    ],
)
def test_a_status_has_one_wording(printed: str, status: str | None) -> None:
    """The printed wordings differ by company; an unknown one is nothing, not a guess."""
    assert status_of(printed) == status


def test_an_unknown_status_is_told() -> None:
    """A wording nobody taught paddock must not look like a car without a status."""
    parsed = read("a", made.classification().replace(b"Retired", b"Abducted"))
    assert only(parsed)["status"].to_list()[3] is None
    assert only(parsed)["status_printed"].to_list()[3] == "Abducted"
    assert codes(parsed) == {"unreadable-value": 1}


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("2025_vir_race1-results-official.csv", "official"),
        ("03_Provisional Results_Race 1.CSV", "provisional"),
        ("x/Official/03_Unofficial_Results.csv", "provisional"),
        ("main-race-after-1.30-hours.csv", "interim"),
        ("official-test-sessions.csv", None),
        ("official-paid-test-sessions-1.csv", None),
        ("official/03_Classification_Race.csv", None),
        ("provisional-and-official.csv", None),
    ],
)
def test_a_file_name_tells_the_state_only_when_it_is_plain(name: str, state: str | None) -> None:
    """An official test session is no official result, and a folder's name is not the file's."""
    assert state_of(name) == state


def test_gaps_are_time_or_laps_never_both() -> None:
    """`1 Lap`, `-39 Laps`, `+4.369`, `33'52.902`, `-` are all gaps; each goes to the one column it is."""
    rows = made.cells(made.classification())
    for row, gap in zip(rows[1:], ("-", "-39 Laps", "1 Lap", "33'52.902"), strict=True):
        row[rows[0].index("GAP_PREVIOUS")] = gap
    frame = only(read("a", made.table(rows)))
    assert frame["gap_previous_ms"].to_list() == [None, None, None, 33 * 60_000 + 52_902]
    assert frame["gap_previous_laps"].to_list() == [None, -39, 1, None]


def test_rows_may_end_after_the_last_driver() -> None:
    """IMSA's header has room for six drivers, its rows do not; what a row must have decides whether it is whole."""
    frame = only(read("a", made.imsa_results()))
    assert frame["drivers"].to_list()[0] == ["Ana Ébert", "Bo De Vries"]
    assert frame["driver_grades"].to_list()[1] == ["Silver"]
    assert frame["driver_countries"].to_list()[3] == ["FRA"]


def test_a_row_cut_before_its_drivers_is_kept_aside() -> None:
    """Half a row is no result of a car, and not nothing either."""
    content = made.imsa_results(trailing=False)
    whole = read("a", content)
    cut = read("a", content[: content.rindex(b"Team Ida")])
    assert (whole.rows, cut.rows, len(cut.aside)) == (4, 4, 1)
    assert cut.aside[0].line == 5
    assert "cells where the header has" in cut.aside[0].why


def test_a_file_cut_within_the_drivers_is_told() -> None:
    """The row is whole as far as it must be, yet the file is not."""
    content = made.imsa_results(trailing=False)
    parsed = read("a", content[: content.rindex(b"Jonas")])
    assert codes(parsed) == {"file-cut": 1}
    assert only(parsed).height == 4


def test_a_short_row_with_a_driver_missing_in_between_is_doubted() -> None:
    """Cells of absent drivers are left out, so those after them stand elsewhere; such names are not sure."""
    rows = made.cells(made.imsa_results(trailing=False), ",")
    place = rows[0].index("DRIVER1_FIRSTNAME")
    rows[1][place : place + 7] = [""] * 7
    assert codes(read("a", made.table(rows, ",", trailing=False)))["crew-in-doubt"] == 1


def test_two_rows_of_one_car_number_are_two_cars() -> None:
    """Published results have had two cars 3; a table keyed by car would lose one of them."""
    rows = made.cells(made.by_class())
    rows[2][rows[0].index("NUMBER")] = "7"
    parsed = read("a", made.table(rows))
    assert only(parsed)["car"].to_list() == ["7", "7 (2)", "51", "33"]
    assert codes(parsed) == {"car-twice": 1}


def test_a_row_without_a_car_is_kept_aside() -> None:
    """Totals and notes stand below some tables."""
    rows = [*made.cells(made.classification()), ["", "", "fastest lap: 7", *[""] * 19]]
    parsed = read("a", made.table(rows, trailing=False))
    assert [(one.line, one.why) for one in parsed.aside] == [(6, "has no car number")]


def test_the_place_in_class_is_the_printed_one_where_there_is_one() -> None:
    """A place in class that the organiser prints may differ from the rank: cars out of the class's score."""
    rows = made.cells(made.by_class())
    rows[2][rows[0].index("PIC")] = ""
    assert only(read("a", made.table(rows)))["position_in_class"].to_list() == [1, None, 1, 2]


def test_an_sro_gap_is_kept_only_where_it_is_one_to_the_first() -> None:
    """SRO prints when a car last crossed the line less when the first did, whatever the laps: -1:18:58 is no gap."""
    parsed = read("a", made.sro_results())
    frame = only(parsed)
    assert frame["gap_first_ms"].to_list() == [None, made.total(CARS[1]) - made.total(CARS[0]), None, None]
    assert frame["gap_first_laps"].to_list() == [None, None, 1, 6]
    assert codes(parsed) == {"gap-between-laps": 1}
    assert parsed.details["gaps_not_kept"] == 2


def test_an_sro_place_number_does_not_say_classified() -> None:
    """A car with thirty of forty-three laps is listed 28th; only NC, DNS and DSQ say what became of a car."""
    rows = [row.copy() for row in made.cells(made.sro_results(), ",")]
    rows[2][0], rows[3][0] = "DNS", "DSQ"
    frame = only(read("a", made.table(rows, ",", bom=False, trailing=False)))
    assert frame["status"].to_list() == [None, "not-started", "disqualified", "not-classified"]
    assert frame["position"].to_list() == [1, None, None, None]
    assert frame["status_printed"].to_list() == [None, "DNS", "DSQ", "NC"]


def test_an_average_that_is_not_that_of_its_times_is_told() -> None:
    """One real table has it; it is the average that decided the order, so its difference must not be lost."""
    content = made.sro_results(combined=True).replace(b"1:35.100,", b"1:33.000,", 1)
    parsed = read("a", content)
    assert codes(parsed) == {"average-differs": 1}
    assert only(parsed)["segment_times_ms"].to_list()[1] == [95_500, 95_200, None]


# --- weather ---------------------------------------------------------------------------------------------------------


def _decimal(values: list[float], places: int) -> list[str]:
    return [f"{value:.{places}f}" for value in values]


@pytest.mark.parametrize(
    ("air", "track", "humidity", "month", "unit"),
    [
        (["24.5", "24.7"], ["31.0", "33.5"], 50, 11, "C"),  # below freezing if it were °F
        (["84.2", "86.0"], ["101.3", "104.0"], 50, 7, "F"),  # no air is so hot in °C
        (["52.0", "53.0"], ["90.0", "93.0"], 30, 1, "F"),  # no track is
        (["44.0", "45.0"], [], 85, 1, "F"),  # the air would hold more water than any has
        (["43.80008", "46.00004", "46.79996", "48.00002", "48.39998"], [], 20, 1, "F"),  # converted from °C
        (["45.5", "46.4", "47.3", "48.2", "49.1"], [], 20, 1, "F"),
        (["34.5", "34.6"], ["48.0", "49.1"], 40, 9, "C"),  # 1 °C in September if it were °F
        (["34.5", "34.6"], ["48.0", "49.1"], 40, 1, None),  # a summer's day down under, or a winter's up north
        (_decimal([33.03 + 0.07 * n for n in range(20)], 2), [], 40, 1, "C"),  # finer than converted values can be
        (["40", "41"], ["50", "51"], 30, 3, None),
        ([], [], 30, 3, None),
        (["24.5"] * 30 + ["999.9"], ["31.0"] * 31, 50, 7, "C"),  # one stray value tells nothing
    ],
)
def test_the_unit_of_temperatures_is_what_they_can_be(
    air: list[str], track: list[str], humidity: float, month: int, unit: str | None
) -> None:
    """Files do not name it, and a wrong guess is worse than none: where both fit, there is no unit."""
    moment = 1_704_067_200 + (month - 1) * 2_629_746 + 500_000
    assert temperature_unit(air, track, [humidity] * len(air), [moment]).name == unit


@pytest.mark.parametrize(
    ("values", "unit"),
    [([29.92, 30.01], "inHg"), ([1012.3], "hPa"), ([855.0], "hPa"), ([101.3], None), ([760.0], None), ([], None)],
)
def test_the_unit_of_pressure_is_what_it_can_be(values: list[float], unit: str | None) -> None:
    """760 may be millimetres of mercury at the sea or hPa in Mexico City: no unit."""
    assert pressure_unit(values).name == unit


@pytest.mark.parametrize("fahrenheit", [False, True])
@pytest.mark.parametrize("inches", [False, True])
def test_temperature_and_pressure_are_converted_each_on_its_own(fahrenheit: bool, inches: bool) -> None:
    """°F with millibars have been published: the one does not follow from the other."""
    parsed = read("weather.csv", made.weather(fahrenheit=fahrenheit, inches=inches))
    frame = only(parsed)
    assert frame["air_temp_c"].to_list() == pytest.approx([24 + 0.1 * minute for minute in range(12)], abs=0.006)
    assert frame["track_temp_c"].to_list() == pytest.approx([35 + 0.1 * minute for minute in range(12)], abs=0.006)
    assert frame["pressure_hpa"][0] == pytest.approx(29.92 * 33.8639 if inches else 1012, abs=0.01)
    assert set(frame["temp_unit"]) == {"F" if fahrenheit else "C"}
    assert set(frame["pressure_unit"]) == {"inHg" if inches else "hPa"}
    assert parsed.details["temp_unit_by"]


def test_temperatures_without_a_sure_unit_are_left_out() -> None:
    """A January day at 40 to 41: a hot one in °C, a cold one in °F."""
    parsed = read("weather.csv", made.weather(air=40, step=0.0, start=1_704_900_000))
    frame = only(parsed)
    assert frame["air_temp_c"].null_count() == frame["temp_unit"].null_count() == 12
    assert codes(parsed)["unit-unknown"] == 1


@pytest.mark.parametrize(
    ("rain", "raining", "code"),
    [
        (lambda minute: "-1", None, "rain-unusable"),
        (lambda minute: "0", None, "rain-unusable"),
        (lambda minute: "1", None, "rain-unusable"),
        (lambda minute: "0" if minute else "-1", None, "rain-unusable"),
        (lambda minute: str(minute // 6), [False] * 6 + [True] * 6, None),
        (lambda minute: str(minute // 6 - (minute < 1)), [None] + [False] * 5 + [True] * 6, None),
        (lambda minute: "", None, None),
    ],
)
def test_rain_is_told_only_by_a_column_that_varies(
    rain: Any, raining: list[bool | None] | None, code: str | None
) -> None:
    """-1 in every row, or 0 in every row, were read as rain and as none by others."""
    parsed = read("weather.csv", made.weather(rain=rain))
    assert only(parsed)["raining"].to_list() == (raining or [None] * 12)
    assert codes(parsed) == ({code: 1} if code else {})


def test_the_moment_is_that_of_the_seconds() -> None:
    """The words have had several forms; when they say another moment that is told, and the seconds stand."""
    content = made.weather()
    assert only(read("w", content))["time_utc_s"].to_list() == [made.START_UTC_S + 60 * n for n in range(12)]
    words = made.cells(content)[3][1]
    for other, code in (
        ("1/1/2020 1:00:00 AM", "moment-differs"),
        ("not a moment", "moment-unread"),
        ("03-Jul-24 09:48:40", None),
        ("2024-07-03 09:48:40", None),
        ("3/7/2024 09:48:40", None),
    ):
        found = codes(read("w", content.replace(words.encode(), other.encode(), 1)))
        assert found == {"rain-unusable": 1} | ({code: 1} if code else {}), other


def test_sensors_that_are_not_there_or_stuck_are_told() -> None:
    """A track of exactly 0 for a whole race is no track temperature; one that never moves is doubtful."""
    rows = made.cells(made.weather(rows=40))
    track = rows[0].index("TRACK_TEMP")
    for value, code, kept in (("0", "no-sensor", 0), ("33.0", "sensor-stuck", 40)):
        for row in rows[1:]:
            row[track] = value
        parsed = read("w", made.table(rows, trailing=False))
        assert codes(parsed)[code] == 1
        assert only(parsed)["track_temp_c"].count() == kept
    assert only(parsed)["air_temp_c"].count() == 40


def test_values_no_station_reads_are_left_out() -> None:
    """A stray value must neither decide the unit nor stand in the table."""
    content = made.weather(rows=40).replace(b"24.30", b"999.9", 1).replace(b";55;", b";255;", 1)
    parsed = read("w", content)
    assert only(parsed)["air_temp_c"].null_count() == only(parsed)["humidity_pct"].null_count() == 1
    assert codes(parsed)["impossible-value"] == 2


# --- IMSA's JSON -----------------------------------------------------------------------------------------------------


def test_the_session_of_a_json_file_is_told() -> None:
    """The file says itself what it is of; nobody should have to."""
    for value in (made.time_cards(), made.flags(), made.json_results()):
        parsed = read("a.json", made.as_json(value))
        assert parsed.details["session"] == made.SESSION


def test_the_last_personal_best_is_the_fastest_lap() -> None:
    """Every improvement of its moment is marked; only the last one stood."""
    cards = made.time_cards()
    marked = [lap["is_personal_best"] for lap in cards["participants"][0]["laps"]]
    assert sum(marked) > 0
    cards["participants"][0]["laps"][7]["is_personal_best"] = True
    frame = only(read("a.json", made.as_json(cards))).filter(pl.col("car") == "7")
    assert frame["improvement"].to_list()[7] in {2, 3}
    assert (frame["improvement"] > 0).sum() in {1, 2}


def test_a_lap_taken_away_stays_but_is_no_fastest() -> None:
    """It was driven; the stewards only struck it from the times."""
    cards = made.time_cards()
    laps = cards["participants"][1]["laps"]
    best = max(n for n, lap in enumerate(laps) if lap["is_personal_best"])
    laps[best]["is_valid"] = False
    parsed = read("a.json", made.as_json(cards))
    row = only(parsed).filter((pl.col("car") == "007") & (pl.col("lap") == best + 1))
    assert row["improvement"].item() == 0
    assert parsed.details["taken_away"] == [["007", best + 1]]
    assert codes(parsed) == {"laps-taken-away": 1}


def test_without_marks_nothing_is_said_of_improvement() -> None:
    """0 would say that no lap was the fastest."""
    cards = made.time_cards()
    for one in cards["participants"]:
        for lap in one["laps"]:
            del lap["is_personal_best"], lap["is_session_best"]
    assert only(read("a.json", made.as_json(cards)))["improvement"].null_count() == 25


@pytest.mark.parametrize(
    ("said", "state"), [("Official", "official"), ("Unofficial", "provisional"), (None, "interim")]
)
def test_what_the_content_says_of_its_state_comes_before_the_name(said: str | None, state: str) -> None:
    """Files are renamed; the session's own word is not."""
    value = made.json_results()
    value["session"] = value["session"] | {"finalize_type": said}
    assert set(only(read("after-2-hours.json", made.as_json(value)))["state"]) == {state}


@pytest.mark.parametrize(("first", "number", "columns"), [(0, 3, "s"), (1, 3, "s"), (1, 5, "sections")])
def test_sectors_are_counted_from_0_or_1(first: int, number: int, columns: str) -> None:
    """Nothing says where the index begins; three sectors are sectors, more are sections."""
    cards = made.time_cards()
    for one in cards["participants"]:
        for lap in one["laps"]:
            lap["sector_times"] = [{"index": n, "time": f"{20 + n}.000"} for n in range(first, first + number)]
    frame = only(read("a.json", made.as_json(cards)))
    times = [1000 * (20 + n) for n in range(first, first + number)]
    got = frame["sections_ms"][0].to_list() if columns == "sections" else [frame[f"s{n}_ms"][0] for n in (1, 2, 3)]
    assert got == times


def test_a_json_file_cut_anywhere_keeps_what_stands_before() -> None:
    """A download that broke off has whole records in it; the broken one is told, not the reason to lose them."""
    content = made.as_json(made.time_cards())
    seen = set()
    for cut in range(400, len(content) - 1, 97):
        try:
            parsed = read("a.json", content[:cut], "imsa-json-laps")
        except BadFile:
            continue
        assert codes(parsed)["file-cut"] == 1
        seen.add(parsed.rows)
    assert seen <= {8, 16, 23, 25}
    assert {8, 16, 23} <= seen


@pytest.mark.parametrize(
    "text",
    ["{", '{"participants": [', "[" * 100_000, '{"participants": [' + "[" * 100_000, '{"flags": [nu', "nul"],
    ids=["open", "array", "deep", "deep array", "number", "word"],
)
def test_no_json_breaks_the_readers(text: str) -> None:
    """Nesting a hundred thousand deep is an attack on a recursive reader; it is a bad file."""
    for name in ("imsa-json-laps", "imsa-json-flags", "imsa-json-results"):
        with pytest.raises(BadFile):
            read("a.json", text.encode(), name)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything below the top of a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from _leaves(one, (*path, key))


JSON_FILES = {
    "imsa-json-laps": made.time_cards,
    "imsa-json-flags": made.flags,
    "imsa-json-results": made.json_results,
}


@given(name=st.sampled_from(sorted(JSON_FILES)), value=VALUES, data=st.data())
def test_a_json_value_of_another_type_costs_only_its_record(name: str, value: Any, data: st.DataObject) -> None:
    """The form is known from what others wrote about it only: whatever stands anywhere must be met with a word."""
    tree = JSON_FILES[name]()
    tree = json.loads(json.dumps(tree))
    path = data.draw(st.sampled_from([*_leaves(tree)]), label="place")
    inner = tree
    for key in path[:-1]:
        inner = inner[key]
    if data.draw(st.booleans(), label="missing"):
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    assert met(json.dumps(tree).encode("utf-8", "surrogatepass"), name)


def test_records_that_are_none_are_kept_aside() -> None:
    """Each is told with its number, so that it can be found again."""
    cards = made.time_cards()
    cards["participants"][0]["laps"][2] = "a lap"
    cards["participants"][1]["number"] = None
    parsed = read("a.json", made.as_json(cards))
    assert [one.line for one in parsed.aside] == [3, *range(9, 17)]
    assert parsed.rows == 25


# --- plain tables ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "separator"), [("en", ","), ("de", ";"), ("fr", ","), ("en", "\t")])
def test_plain_tables_are_read_in_three_languages(language: str, separator: str) -> None:
    """What a club or a team exports has everyday names; nobody should have to rename columns for paddock."""
    frame = only(read("laps.csv", made.plain_laps(language, separator)))
    assert frame["car"].to_list() == [lap.car.number for lap in made.ALL_LAPS]
    assert frame["lap_time_ms"].to_list() == [lap.time for lap in made.ALL_LAPS]
    assert frame["flag"].to_list() == [lap.flag for lap in made.ALL_LAPS]
    assert frame["in_pit"].to_list() == [lap.in_pit for lap in made.ALL_LAPS]
    assert frame["pit_time_ms"].to_list() == [lap.pit_ms for lap in made.ALL_LAPS]
    assert frame["class"].to_list() == [lap.car.car_class for lap in made.ALL_LAPS]


@pytest.mark.parametrize(
    ("text", "unit", "ms"),
    [
        ("95.365", "", 95_365),
        ("95,365", "", 95_365),
        ("113.61", "", 113_610),
        ("95.36500", "", 95_365),
        ("1:35.365", "", 95_365),
        ("1'35.365", "", 95_365),
        ("1:35.3650000", "", 95_365),
        ("0 days 00:01:35.365000", "", 95_365),
        ("95365", "ms", 95_365),
        ("95365.0", "ms", 95_365),
        ("95", "s", 95_000),
        ("95", "", None),
        ("95.3654", "", -1),
        ("1:35.36501", "", -1),
        ("95.365", "ms", -1),
        ("1:75.000", "", None),
        ("-1:35.000", "", None),
        ("DNF", "", None),
        ("9" * 400, "ms", None),
    ],
)
def test_times_of_plain_tables_are_exact_or_none(text: str, unit: str, ms: int | None) -> None:
    """Lossy input is a finding, not a rounding: more than a millisecond tells is told by -1."""
    assert to_whole_ms(text, unit) == ms


@given(ms=st.integers(0, 10**8))
def test_seconds_with_decimals_are_the_same_milliseconds(ms: int) -> None:
    """Reading them as a float and multiplying is off by one for some."""
    full = f"{ms // 1000}.{ms % 1000:03}"
    cut = full.rstrip("0")
    rows = [["car", "lap", "time"], ["7", "1", full], ["7", "2", cut + "0" * cut.endswith(".")]]
    frame = only(read("a", made.table(rows, ",", trailing=False), "plain-laps"))
    assert frame["lap_time_ms"].to_list() == [ms, ms]


def test_finer_times_are_left_out_and_told() -> None:
    """Somebody computed with floats: what the timekeeper measured is lost, and rounding would hide it."""
    content = made.reduced_laps().replace(b"93.037", b"93.0370000001", 1)
    parsed = read("a", content)
    assert only(parsed)["lap_time_ms"].to_list()[0] is None
    assert codes(parsed) == {"finer-than-ms": 1, "in-laps-derived": 1}


@pytest.mark.parametrize(
    ("header", "unit", "options"),
    [("lap_time_ms", 1, {}), ("Lap time (ms)", 1, {}), ("laptime", 1, {}), ("laptime", 1, {"time_unit": "ms"})],
)
def test_whole_milliseconds_are_told_by_name_option_or_length(header: str, unit: int, options: dict[str, str]) -> None:
    """95365 can be no lap in seconds; the header or the user may say so, and when neither does it is told."""
    rows = [["car", "lap", header], *([lap.car.number, str(lap.number), str(lap.time)] for lap in made.ALL_LAPS)]
    parsed = read("a", made.table(rows, ",", trailing=False), **options)
    assert only(parsed)["lap_time_ms"].to_list() == [lap.time for lap in made.ALL_LAPS]
    assert codes(parsed) == ({"unit-guessed": 1} if header == "laptime" and not options else {})


def test_whole_numbers_that_may_be_either_are_no_times() -> None:
    """2000 is two seconds or half an hour: nobody but the user can know."""
    rows = [["car", "lap", "laptime"], *(["7", str(lap), "2000"] for lap in range(1, 5))]
    parsed = read("a", made.table(rows, ",", trailing=False), "plain-laps")
    assert only(parsed)["lap_time_ms"].null_count() == 4
    assert "time_unit" in next(one.hint for one in parsed.findings if one.code == "unreadable-value")


def test_the_user_says_which_columns_are_which() -> None:
    """A table with names of its own is read with a mapping; what it names is taken before what the name would tell."""
    rows = [["Nr", "Auto-Nr.", "Umlauf", "Dauer"]]
    rows += [[str(n), lap.car.number, str(lap.number), made.clock(lap.time)] for n, lap in enumerate(made.ALL_LAPS)]
    content = made.table(rows)
    mapping = {"car": "Auto-Nr.", "lap": "Umlauf", "time": "Dauer"}
    frame = only(read("a", content, "plain-laps", **mapping))
    assert frame["car"].to_list() == [lap.car.number for lap in made.ALL_LAPS]
    assert taken(Source("a", content)) == []


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"car": "Wagen"}, BadFile, "Wagen"),
        ({"voiture": "car"}, BadRequest, "voiture"),
        ({"time_unit": "hours"}, BadRequest, "hours"),
        ({"car": "lap"}, BadFile, "lap"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(
    options: dict[str, str], error: type[PaddockError], said: str
) -> None:
    """A column that is not there lists those that are."""
    with pytest.raises(error) as refused:
        read("a.csv", made.reduced_laps(), "plain-laps", **options)
    assert said in refused.value.message
    if error is BadFile:
        assert "lap_time" in refused.value.hint


def test_results_are_no_laps_even_without_their_own_reader() -> None:
    """`NUMBER, LAP, TIME` are the columns of a qualifying result as well: each car stands there once."""
    for qualifying in (True, False):
        assert READERS["plain-laps"].recognise(Source("a", made.imsa_results(qualifying=qualifying))) is None
    few = [["NUMBER", "LAP", "TIME"], *([car.number, str(made.best(car).number), "1:35.000"] for car in CARS)]
    assert taken(Source("a", made.table(few))) == []


# --- the real files --------------------------------------------------------------------------------------------------

OTHERS = ("telemetry", "best10", "championship", "lemans-history", "f1db", "README", "FORMATS")


def real(shared: Path, pattern: str = "**/*") -> Iterator[tuple[str, bytes]]:
    """Yield the real timing files: their name below the folder, their bytes."""
    folder = shared / "timing"
    if not folder.is_dir():
        pytest.skip(f"no check data: {folder} is missing")
    for path in sorted(folder.glob(pattern)):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def test_every_real_file_is_taken_for_what_it_is(shared: Path) -> None:
    """Each is recognised by one reader above all others; what is no timing of a session by nobody."""
    for name, content in real(shared):
        found = taken(Source("withheld", content))
        if not content or any(other in name for other in OTHERS):
            assert found == [], name
            continue
        expected = (
            "plain-laps" if name.startswith("reduced/")
            else "sro-results" if name.startswith("gtwce/")
            else "alkamel-weather" if "-weather" in name.removeprefix("imsa/2").replace("weathertech", "")
            else "alkamel-laps" if "laps" in name
            else "alkamel-results"
        )  # fmt: skip
        assert found[0][0] == expected, name
        assert len(found) == 1 or found[1][1].sure < found[0][1].sure, name


@pytest.mark.parametrize(
    ("pattern", "least"),
    [("gtwce/*", 328), ("*/*results*", 120), ("*/*classification.csv", 9), ("*/*weather.csv", 60), ("reduced/*/*", 81)],
)
def test_no_row_of_a_real_file_is_lost(shared: Path, pattern: str, least: int) -> None:
    """Rows in the file, counted by their line ends, are rows in the table; none of the real ones has to stand aside."""
    files = 0
    for name, content in real(shared, pattern):
        if not content or any(other in name for other in OTHERS):
            continue
        parsed = read(name, content)
        lines = sum(bool(line.strip()) for line in content.decode("utf-8-sig").splitlines())
        assert (parsed.rows, len(parsed.aside)) == (lines - 1, 0), name
        files += 1
    assert files >= least


def simple_ms(text: str) -> int | None:
    """Return a printed time in milliseconds, by the plainest means."""
    if not text:
        return None
    *higher, seconds = re.split("[:']", text)
    whole = 0
    for part in higher:
        whole = 60 * (whole + int(part))
    second, fraction = seconds.split(".")
    return (whole + int(second)) * 1000 + int(fraction)


def simple_rows(content: bytes) -> list[Mapping[str, str]]:
    """Return a file's rows as the csv module has them."""
    text = content.decode("utf-8-sig")
    head = text.splitlines()[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    header = [name.strip() for name in next(rows)]
    return [dict(zip(header, row, strict=False)) for row in rows]


@pytest.mark.parametrize("pattern", ["*/*results*", "*/*classification.csv"])
def test_official_results_are_read_exactly(shared: Path, pattern: str) -> None:
    """Laps, race time and fastest lap of every car, against a reading that shares no code with the reader."""
    cars = 0
    for name, content in real(shared, pattern):
        if any(other in name for other in OTHERS):
            continue
        frame = only(read(name, content))
        rows = simple_rows(content)
        assert [re.sub(r" \(2\)$", "", car) for car in frame["car"]] == [row["NUMBER"] for row in rows]
        assert frame["laps"].to_list() == [int(row["LAPS"]) for row in rows]
        for column, names in (
            ("total_time_ms", ("TOTAL_TIME", "ELAPSED")),
            ("fastest_lap_ms", ("FL_TIME", "BEST_LAP_TIME", "TIME")),
        ):
            there = next((one for one in names if one in rows[0]), None)
            expected = [simple_ms(row[there]) if there else None for row in rows]
            assert frame[column].to_list() == expected, (name, column)
        family = [row.get("DRIVER1_SECONDNAME", row.get("DRIVER_1", row.get("DRIVER_SECONDNAME", ""))) for row in rows]
        firsts = [(crew or [""])[0] for crew in frame["drivers"].to_list()]
        assert all(first.endswith(one) for first, one in zip(firsts, family, strict=True)), name
        cars += frame.height
    assert cars > 300


def test_sro_tables_are_read_exactly(shared: Path) -> None:
    """Best laps, laps and crews of every row; in practice and qualifying the gap is that to the first."""
    for name, content in real(shared, "gtwce/*"):
        frame, rows = only(read(name, content)), simple_rows(content)
        assert frame["car"].to_list() == [row["Car #"] for row in rows]
        assert frame["drivers"].to_list() == [row["Drivers"].split(", ") if row["Drivers"] else [] for row in rows]
        assert frame["position"].to_list() == [int(row["Pos"]) if row["Pos"].isdigit() else None for row in rows]
        if "Time" not in rows[0]:
            parts = [[simple_ms(row[f"Time {n}"]) for n in range(1, 5)] for row in rows]
            assert frame["segment_times_ms"].to_list() == parts, name
            continue
        assert frame["fastest_lap_ms"].to_list() == [simple_ms(row["Time"]) for row in rows]
        assert frame["laps"].to_list() == [int(row["Laps"]) if row["Laps"] else None for row in rows]
        if not any(row["Laps"] for row in rows):
            gaps = frame.filter(pl.col("gap_first_ms").is_not_null())
            assert (gaps["fastest_lap_ms"] - gaps["gap_first_ms"] == frame["fastest_lap_ms"][0]).all(), name
        assert frame["gap_first_ms"].drop_nulls().min() is None or frame["gap_first_ms"].drop_nulls().min() >= 0  # type: ignore[operator]


def test_reduced_laps_are_read_exactly(shared: Path) -> None:
    """Half a million laps in seconds with decimals, each to the millisecond."""
    laps = 0
    for name, content in real(shared, "reduced/*/*"):
        frame, rows = only(read(name, content)), simple_rows(content)
        for column, source in (("lap_time_ms", "lap_time"), ("pit_time_ms", "pit_time")):
            whole = [row[source].partition(".") for row in rows]
            expected = [int(a) * 1000 + int(b.ljust(3, "0")) if a else None for a, _, b in whole]
            assert frame[column].to_list() == expected, name
        assert frame["car"].to_list() == [row["car"] for row in rows]
        assert frame["flag"].to_list() == [row["flags"] for row in rows]
        assert frame["lap"].to_list() == [int(row["lap"]) for row in rows]
        laps += frame.height
    assert laps > 500_000


def test_real_weather_is_plausible_whatever_its_units(shared: Path) -> None:
    """No race was run at 70 °C or below freezing: a unit taken wrongly shows at once."""
    for name, content in real(shared, "*/*weather.csv"):
        if not content:
            continue
        frame = only(read(name, content))
        assert frame["air_temp_c"].is_between(-5, 45).all(), name
        assert frame["air_temp_c"].null_count() == 0, name
        assert frame["pressure_hpa"].is_between(900, 1045).all(), name
        assert frame["raining"].null_count() == frame.height, name
        assert frame["temp_unit"][0] == ("F" if name.startswith("imsa") else "C"), name
