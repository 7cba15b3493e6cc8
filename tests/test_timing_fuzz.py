"""Damaged timing files: each is read with every row accounted for, or refused in one error; readings follow."""

from __future__ import annotations

import contextlib
import io
import time
import warnings
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import timing_fixtures as made
from paddock.errors import PaddockError
from paddock.reports.session import SessionView
from paddock.tables import LAPS, RACE_CONTROL, RESULTS, WEATHER
from paddock.timing.opening import Piece, assemble
from paddock.timing.readers import Reading, Source, read
from paddock.timing.readers.text import look
from timing_mutations import FILES, LAP_FILES, ODD_CELLS, damaged, ragged, rows_of, separator_of

TABLE = {table.name: table for table in (LAPS, RESULTS, WEATHER, RACE_CONTROL)}
SLOW_S = 5.0
FEWER = settings(max_examples=max(settings.default.max_examples * 2 // 3, 10))  # type: ignore[union-attr]

READINGS: dict[str, Callable[[SessionView], Any]] = {
    "order": lambda view: view.order(),
    "positions": lambda view: view.positions(),
    "gaps": lambda view: view.gaps(),
    "gaps by class": lambda view: view.gaps(by_class=True),
    "stints": lambda view: view.stints(),
    "pit stops": lambda view: view.pit_stops(),
    "neutralisations": lambda view: view.neutralisations(),
    "pace": lambda view: view.pace(),
    "pace by driver": lambda view: view.pace("driver"),
    "pace by age": lambda view: view.pace("stint-age"),
    "fastest": lambda view: view.fastest_laps(),
    "ideal": lambda view: view.ideal_laps(),
    "traffic": lambda view: view.traffic(),
    "traffic cost": lambda view: view.traffic_cost(),
    "driving": lambda view: view.driving_times(),
    "classification": lambda view: view.classification().frame,
    "differences": lambda view: view.differences(),
    "check": lambda view: view.check(),
}
"""Everything a session can be asked that has a table or findings for an answer."""


def viewed(reading: Reading) -> SessionView:
    """Return a session of one file."""
    parsed = reading.parsed
    piece = Piece(reading.source.digest, "a.csv", reading.reader, parsed.tables, parsed.findings, parsed.details)
    return SessionView(assemble([piece]))


def read_or_refused(content: bytes, name: str = "a.csv") -> Reading | None:
    """Return a file's reading, held to what every reading keeps; none when it was refused as it should be."""
    began = time.perf_counter()
    try:
        reading = read(Source(name, content))
    except PaddockError:
        return None
    assert time.perf_counter() - began < SLOW_S
    parsed = reading.parsed
    for table, frame in parsed.tables.items():
        TABLE[table].check(frame)
        for column in frame.iter_columns():
            assert not (column.dtype.is_float() and not column.drop_nulls().is_finite().all()), column.name
    assert parsed.rows == sum(frame.height for frame in parsed.tables.values()) + len(parsed.aside)
    asides = [one for one in parsed.findings if one.code == "row-aside"]
    assert [one.where for one in asides] == [f"{name}:{row.line}" for row in parsed.aside]
    return reading


def ask_everything(reading: Reading) -> None:
    """Ask a session everything; what cannot be answered may be refused, never broken."""
    view = viewed(reading)
    for ask in READINGS.values():
        with contextlib.suppress(PaddockError):
            ask(view)


@given(content=damaged())
def test_a_damaged_file_is_read_whole_or_refused_and_can_be_asked_everything(content: bytes) -> None:
    """Files are cut by mail programs, re-saved by spreadsheets, edited by hand: no traceback, no row lost, no hang."""
    began = time.perf_counter()
    reading = read_or_refused(content)
    if reading is not None:
        ask_everything(reading)
    assert time.perf_counter() - began < 2 * SLOW_S


@FEWER
@given(content=damaged([*LAP_FILES.values()]))
def test_damaged_laps_can_be_asked_everything(content: bytes) -> None:
    """Readings are where odd numbers bite: laps in the billions, times below zero, one lap ten times."""
    reading = read_or_refused(content)
    if reading is not None:
        ask_everything(reading)


@pytest.mark.parametrize("form", LAP_FILES)
def test_every_odd_cell_in_every_column_of_laps(form: str) -> None:
    """One odd cell costs at most its value or its row, whatever column it stands in."""
    rows = rows_of(LAP_FILES[form])
    separator = separator_of(LAP_FILES[form])
    header, *body = rows
    for place in range(len(header)):
        for number, start in enumerate(range(0, len(ODD_CELLS), len(body))):
            odd = ODD_CELLS[start : start + len(body)]
            changed = [[*row[:place], cell, *row[place + 1 :]] for row, cell in zip(body, odd, strict=False)]
            content = made.table([header, *changed, *body[len(changed) :]], separator, trailing=False)
            reading = read_or_refused(content)
            if reading is None:
                continue
            assert reading.parsed.rows == len(body)
            if number == 0 and place % 8 == 3:
                ask_everything(reading)


@pytest.mark.parametrize("content", FILES, ids=[" ".join(key) for key in made.FORMS])
def test_every_form_cut_at_every_hundredth_byte(content: bytes) -> None:
    """A download that broke off is read as far as it came, its last row aside when that is half a row."""
    for end in range(0, len(content), max(len(content) // 40, 1)):
        read_or_refused(content[:end])


def test_wide_and_long_files_are_bounded() -> None:
    """Five thousand columns, a cell of a megabyte, a header of a megabyte: read or refused in a moment."""
    rows = rows_of(LAP_FILES["29 columns"])
    wide = made.table([[*row, *(f"c{n}" for n in range(5_000))] for row in rows])
    reading = read_or_refused(wide)
    assert reading is not None
    assert reading.parsed.tables["laps"].height == len(rows) - 1
    long = [[*row] for row in rows]
    long[3][rows[0].index("TEAM")] = "x" * 2**20
    reading = read_or_refused(made.table(long))
    assert reading is not None
    assert reading.parsed.rows == len(rows) - 1
    assert read_or_refused(b";".join([b"NUMBER"] * 200_000)) is None
    assert read_or_refused(b"x" * 2**22) is None
    assert read_or_refused(b'"' * 2**20 + b"\n" + b'"' * 2**20) is None


# --- text: line ends, ragged rows, fast and slow ----------------------------------------------------------------------


def slowly(content: bytes) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """Return a table as the row-by-row reading of it has it."""
    sheet = look(content)
    columns = [name for name in sheet.header if name]
    frame, aside = sheet._read_slowly(columns)
    return frame, [(row.line, row.why) for row in aside]


@given(content=ragged())
def test_ragged_rows_are_found_by_the_fast_reading_too(content: bytes) -> None:
    """Polars fills up short rows in silence; the count of separators must give every one of them away."""
    sheet = look(content)
    columns = [name for name in sheet.header if name]
    frame, aside = sheet.frame(columns)
    slow, told = slowly(content)
    assert_frame_equal(frame, slow)
    assert [(row.line, row.why) for row in aside] == told
    lines = content.decode("utf-8-sig").split("\n")
    whole = sheet.header[:-1] if not sheet.header[-1] else sheet.header
    for line, _ in told:
        cells = lines[line - 1].rstrip("\r").split(";")
        assert len(cells) < len(whole) or any(cell.strip() for cell in cells[len(sheet.header) :])


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("form", LAP_FILES)
def test_line_ends_change_nothing(form: str, end: bytes) -> None:
    """Old spreadsheets end lines in CR alone."""
    content = LAP_FILES[form]
    again = content.replace(b"\r\n", b"\n").replace(b"\n", end)
    ours, theirs = read_or_refused(content), read_or_refused(again)
    assert ours is not None
    assert theirs is not None
    assert_frame_equal(ours.parsed.tables["laps"].drop("file"), theirs.parsed.tables["laps"].drop("file"))


@given(ends=st.lists(st.sampled_from([b"\n", b"\r\n", b"\r"]), min_size=1, max_size=6))
def test_mixed_line_ends_lose_no_row(ends: list[bytes]) -> None:
    """Files put together from several: the header may end in CR and the rows in LF, and the first row must stay."""
    lines = LAP_FILES["29 columns"].removeprefix(b"\xef\xbb\xbf").split(b"\r\n")
    content = b"".join(line + ends[number % len(ends)] for number, line in enumerate(lines) if line)
    reading = read_or_refused(content)
    assert reading is not None
    assert reading.parsed.tables["laps"].height == len(lines) - 2
    assert reading.parsed.tables["laps"]["line"].to_list() == [*range(2, len(lines))]


@pytest.mark.parametrize("letter", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_letters_that_end_lines_elsewhere_end_none_here(letter: str) -> None:
    """Python's splitlines knows ten ends of a line; a form feed before the header must not cost the first row."""
    content = LAP_FILES["29 columns"].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    reading = read_or_refused(f"{letter}\n".encode() + content)
    assert reading is not None
    assert reading.parsed.tables["laps"].height == reading.parsed.rows == content.count(b"\n") - 1
    assert reading.parsed.tables["laps"]["line"][0] == 3


def test_unbalanced_quotes_spoil_their_own_row_only() -> None:
    """A reader that trusts quotes swallows the rest of the file from a stray one on."""
    lines = LAP_FILES["29 columns"].split(b"\r\n")
    lines[5] = lines[5].replace(b"Toyota", b'"Toyota')
    reading = read_or_refused(b"\r\n".join(lines))
    assert reading is not None
    assert [row.line for row in reading.parsed.aside] == [6]
    assert reading.parsed.tables["laps"].height == len(lines) - 3


@pytest.mark.parametrize(
    "style", [{"trailing": t, "bom": b, "crlf": c} for t in (0, 1) for b in (0, 1) for c in (0, 1)]
)
def test_trailing_separators_marks_and_blanks_in_headers_change_nothing(style: dict[str, bool]) -> None:
    """The same race, saved by the timekeeper, by an archive and by a spreadsheet."""
    usual = read_or_refused(made.alkamel_laps())
    bare = made.alkamel_laps(**style)
    head, rest = bare.split(b"\n", 1)
    for content in (bare, head.replace(b"; ", b";") + b"\n" + rest, head.replace(b";", b" ; ") + b"\n" + rest):
        reading = read_or_refused(content)
        assert reading is not None
        assert usual is not None
        assert_frame_equal(reading.parsed.tables["laps"].drop("file"), usual.parsed.tables["laps"].drop("file"))


# --- the order of rows ------------------------------------------------------------------------------------------------


def answers(content: bytes) -> dict[str, Any]:
    """Return what a file's session answers to everything, without what says where a row stands."""
    reading = read_or_refused(content)
    assert reading is not None
    view = viewed(reading)
    found: dict[str, Any] = {}
    for name, ask in READINGS.items():
        if name in {"check", "differences"}:
            continue
        frame = ask(view)
        kept = [column for column in frame.columns if column not in {"file", "line"}]
        frame = frame.select(kept)
        found[name] = frame.sort([c for c in kept if not frame[c].dtype.is_nested()], nulls_last=True)
    return found


@pytest.mark.parametrize("form", LAP_FILES)
def test_interleaved_and_shuffled_laps_are_read_as_sorted_ones(form: str) -> None:
    """Some files are in the order of the clock, some car by car, some in none: the race is the same."""
    import random

    header, *body = rows_of(LAP_FILES[form])
    separator = separator_of(LAP_FILES[form])
    usual = answers(made.table([header, *body], separator, trailing=False))
    names = [name.strip().casefold() for name in header]
    lap = next(names.index(name) for name in ("lap_number", "lap no.", "lap") if name in names)
    by_lap = sorted(body, key=lambda row: int(row[lap]))
    shuffled = random.Random(7).sample(body, len(body))
    for order in (by_lap, shuffled):
        again = answers(made.table([header, *order], separator, trailing=False))
        for name, frame in usual.items():
            assert_frame_equal(again[name], frame)


@pytest.mark.parametrize("form", LAP_FILES)
def test_rows_that_stand_twice_are_kept_and_told(form: str) -> None:
    """A row twice is no second car and nothing to drop: it stays, and the check says so."""
    header, *body = rows_of(LAP_FILES[form])
    content = made.table([header, *body, body[1]], separator_of(LAP_FILES[form]), trailing=False)
    reading = read_or_refused(content)
    assert reading is not None
    laps = reading.parsed.tables["laps"]
    assert laps.height == len(body) + 1
    assert set(laps["car"]) == {"7", "007", "51", "33"}
    view = viewed(reading)
    assert "lap-twice" in {finding.code for finding in view.check()}
    ask_everything(reading)


def test_two_cars_under_one_number_are_told_apart() -> None:
    """Anonymised files have two different cars 3: the second's laps start again, behind the first's."""
    header, *body = rows_of(made.alkamel_laps("42", bom=False, trailing=False))
    number = header.index("NUMBER")
    merged = [[*row[:number], "3", *row[number + 1 :]] if row[number] in {"7", "007"} else row for row in body]
    reading = read_or_refused(made.table([header, *merged], trailing=False))
    assert reading is not None
    laps = reading.parsed.tables["laps"]
    assert dict(laps.group_by("car").len().iter_rows()) == {"3": 8, "3 (2)": 8, "51": 7, "33": 2}
    (told,) = [one for one in reading.parsed.findings if one.code == "car-number-twice"]
    assert "3 (2)" in told.message
    assert told.where == "a.csv:10"


def test_car_numbers_are_text_to_the_last_nought() -> None:
    """`007` and `7`, `01` and `1` are different cars: they race each other."""
    header, *body = rows_of(made.alkamel_laps())
    number = header.index("NUMBER")
    new = {"7": "1", "007": "01", "51": "001", "33": "0"}
    renamed = [[*row[:number], new[row[number]], *row[number + 1 :]] for row in body]
    reading = read_or_refused(made.table([header, *renamed], trailing=False))
    assert reading is not None
    assert reading.parsed.tables["laps"]["car"].unique(maintain_order=True).to_list() == ["1", "01", "001", "0"]
    places = viewed(reading).classification().frame
    assert set(places["car"]) == {"1", "01", "001", "0"}


def test_no_library_warns_while_it_reads_what_it_should_not() -> None:
    """Warnings of a library on the user's screen are noise; every odd cell at once, warnings as errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        stream = io.StringIO()
        for cell in ODD_CELLS[:60]:
            stream.write(f"7;1;{cell}\n")
        read_or_refused(("car;lap;lap time\n" + stream.getvalue()).encode("utf-8", "replace"))
