"""Sessions as Python code asks them; times, to the millisecond; and the registry that finds readers."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import paddock as pk
import timing_fixtures as made
from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.errors import BadFile, BadRequest, UnknownName
from paddock.reports.session import SessionView
from paddock.tables import LAPS, PIT_STOPS, RACE_CONTROL, RESULTS, STINTS, WEATHER
from paddock.timing.files import find_files
from paddock.timing.importing import import_files
from paddock.timing.readers import Parsed, Reader, Recognised, Source, all_readers, read, recognise, registry
from paddock.timing.times import read_ms, to_ms, to_text
from timing_fixtures import ALL_LAPS, CARS, FORMS

# --- sessions ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def weekend(tmp_path: Path) -> Path:
    """Return a folder with the laps, two results and the weather of one race."""
    folder = tmp_path / "weekend"
    folder.mkdir()
    for name, content in (
        ("2024_fuji_race-laps.csv", made.alkamel_laps()),
        ("2024_fuji_race-results-provisional.csv", made.imsa_results()),
        ("2024_fuji_race-results-official.csv", made.classification()),
        ("2024_fuji_race-weather.csv", made.weather()),
        ("notes.txt", b"It rained."),
    ):
        (folder / name).write_bytes(content)
    return folder


def test_three_lines_lead_to_an_answer(weekend: Path) -> None:
    """What the README promises: a file, a session, a reading."""
    s = pk.read_session(weekend / "2024_fuji_race-laps.csv")
    assert (s.id, s.series, s.kind) == ("wec-2024/fuji/race", "wec", "race")
    assert s.laps.height == len(ALL_LAPS)
    STINTS.check(s.stints())
    PIT_STOPS.check(s.pit_stops())
    assert s.pace(by="driver").height > 0
    assert s.classification().places[0].car == "7"
    assert repr(s) == "<Session wec-2024/fuji/race: 25 laps of 4 cars>"
    assert s.results.height == s.weather.height == s.race_control.height == 0
    assert s.differences() == ()


@pytest.mark.parametrize("zipped", [False, True])
def test_a_folder_or_zip_is_one_session(weekend: Path, zipped: bool) -> None:
    """All files of a race together: the official result counts, the provisional is kept and named."""
    path = weekend
    if zipped:
        path = weekend / "all.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for file in sorted(weekend.glob("*.csv")):
                archive.write(file, file.name)
    s = pk.read_session(path)
    assert s.id == "wec-2024/fuji/race"
    assert len(s.files) == 4
    assert set(s.results["state"]) == {"official"}
    assert len(s.data.all_results) == 2
    assert s.weather.height == 12
    assert s.differences() == ()
    (told,) = [one for one in s.findings if one.code == "several-files"]
    assert "official.csv counts, not" in told.message
    assert ("notes.txt" in str(s.findings)) is not zipped


def test_a_session_of_the_archive_is_that_of_its_files(weekend: Path, tmp_path: Path, facts: Catalogue) -> None:
    """Importing loses nothing and adds nothing: frames, findings and answers are those of the files."""
    archive = Archive(tmp_path / "archive")
    assert {one.outcome for one in import_files(archive, facts, find_files([weekend]))} == {"new", "unread"}
    kept = pk.session("wec-2024/fuji/race", archive=archive.root)
    direct = pk.read_session(*sorted(weekend.glob("*.csv")))
    for name, table in (("laps", LAPS), ("results", RESULTS), ("weather", WEATHER), ("race_control", RACE_CONTROL)):
        frame = getattr(kept, name)
        table.check(frame)
        assert_frame_equal(frame, getattr(direct, name))
    assert (kept.id, kept.series, kept.kind) == (direct.id, direct.series, direct.kind)
    assert kept.files == direct.files
    assert sorted(map(str, kept.findings)) == sorted(map(str, direct.findings))
    assert kept.classification() == direct.classification()
    assert kept.check() == direct.check()
    assert pk.sql("select count(*) as n from laps", archive=archive.root)["n"].to_list() == [len(ALL_LAPS)]


def test_what_is_said_of_files_counts(tmp_path: Path) -> None:
    """Series and kind decide by which rules a session is classified; columns make a plain table readable."""
    path = tmp_path / "x.csv"
    path.write_bytes(b"Wer;Runde;Zeit\n1;1;95.1\n01;1;95.0\n01;2;95.9\n")
    s = pk.read_session(path, series="imsa", kind="qualifying", columns={"car": "Wer"})
    assert (s.series, s.kind, s.laps["car"].unique().sort().to_list()) == ("imsa", "qualifying", ["01", "1"])
    assert s.classification().kind == "qualifying"
    assert pk.read_session(path, columns={"car": "Wer"}).series == ""
    with pytest.raises(UnknownName):
        pk.read_session(path, series="nobody", columns={"car": "Wer"}).classification()
    with pytest.raises(BadRequest, match="no reader"):
        pk.read_session(path, reader="nobody")
    with pytest.raises(BadFile):
        pk.read_session(path)
    with pytest.raises(BadFile):
        pk.read_session(path, reader="alkamel-laps")


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    """No paths, no file, no session: one error each, with what to do."""
    for paths in ((), (tmp_path / "x",), (tmp_path,)):
        with pytest.raises(BadRequest):
            pk.read_session(*paths)
    with pytest.raises(UnknownName):
        pk.session("wec-2024/fuji/race", archive=tmp_path)
    with pytest.raises(BadRequest):
        pk.session("Fuji", archive=tmp_path)


def test_lap_one_is_no_fastest_lap_where_it_is_shorter(tmp_path: Path) -> None:
    """`fastest_laps` and the classification go by the same rule, also where the file has no marks to tell."""
    rows = made.cells(made.alkamel_laps())
    at = {name.strip(): number for number, name in enumerate(rows[0])}
    for row in rows[1:]:
        row[at["LAP_IMPROVEMENT"]] = "0"
        row[at["KPH"]] = ""
    path = tmp_path / "2024_fuji_race-laps.csv"
    path.write_bytes(made.table(rows, trailing=False))
    s = pk.read_session(path)
    counted = dict(s.fastest_laps().select("car", "lap_time_ms").iter_rows())
    assert counted == {place.car: place.fastest_lap_ms for place in s.classification().places}
    assert s.fastest_laps()["lap"].min() == 2


def test_findings_name_the_file_not_its_hash(weekend: Path) -> None:
    """`file:line` can be looked up; a hash cannot."""
    rows = made.cells(made.alkamel_laps())
    at = {name.strip(): number for number, name in enumerate(rows[0])}
    rows[4][at["S1"]] = "99.999"
    path = weekend / "2024_fuji_race-laps.csv"
    path.write_bytes(made.table(rows, trailing=False))
    places = [one.where for one in pk.read_session(path).check() if one.code == "sectors-sum"]
    assert places == [f"{path}:5"]


# --- times ------------------------------------------------------------------------------------------------------------

PRINTED = {
    "59.999": 59_999,
    "9:59.999": 599_999,
    "59:59.999": 3_599_999,
    "9:59:59.999": 35_999_999,
    "17:31:33.055": 63_093_055,
    "1'31.078": 91_078,
    "52'28.282": 3_148_282,
    "6:00'32.196": 21_632_196,
    "33'52.902": 2_032_902,
    "10:00:36.290": 36_036_290,
    "+4.369": 4_369,
    "-2:36:12.141": -9_372_141,
    "29.87": 29_870,
    "29.8": 29_800,
    "29": 29_000,
    "95.365": 95_365,
    "0:45:08.019": 2_708_019,
    "1:31,078": 91_078,
    "1h02:03.004": 3_723_004,
    "  1:31.078 ": 91_078,
    "0": 0,
}
NO_TIMES = (
    *("", " ", "-", ":", ".", "1:", ":1", "1:60.000", "1:60:00.000", "1:31.0785", "1.31.078", "1:2:3:4", "nan", "inf"),
    *(
        "1e3",
        "0x1F",
        "٣",
        "1:٣1.078",
        "1 31.078",
        "1:31.078x",
        "--1",
        "+-1",
        "1:31.",
        "1 Lap",
        "½",
        "1:31.07８",
        "9" * 30,
    ),
)


@pytest.mark.parametrize(("text", "ms"), PRINTED.items())
def test_every_printed_form_of_a_time_is_read(text: str, ms: int) -> None:
    """The forms lap files, results and gaps have; a cut fraction means trailing noughts."""
    assert to_ms(text) == ms


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_time_is_none(text: str) -> None:
    """Nothing is rounded, guessed or read in another script's digits."""
    assert to_ms(text) is None


MS = st.integers(0, 400 * 3_600_000)


@given(ms=MS)
def test_milliseconds_come_back_from_text(ms: int) -> None:
    """What is shown is what was there, to the last millisecond."""
    for value in (ms, -ms):
        for hours in (False, True):
            assert to_ms(to_text(value, hours=hours)) == value


@given(ms=MS)
def test_every_way_of_printing_a_time_is_the_same_time(ms: int) -> None:
    """Marks and noughts differ from series to series; the time does not."""
    seconds, fraction = divmod(ms, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    ways = {f"{hour}:{minute:02}:{second:02}.{fraction:03}"}
    ways |= {f"{hour}:{minute:02}'{second:02}.{fraction:03}", f"{hour}h{minute:02}:{second:02},{fraction:03}"}
    ways |= {f"{minutes}:{second:02}.{fraction:03}"} if minutes < 10_000 else set()
    ways |= {f"{seconds}.{fraction:03}"} if seconds < 1_000_000 else set()
    for text in ways:
        assert to_ms(text) == ms
        assert to_ms(f"+{text}") == ms
        assert to_ms(f"-{text}") == -ms


def like_times() -> st.SearchStrategy[str]:
    """Texts that are times, nearly are, or look like it."""
    digits = st.text("0123456789", max_size=3)
    marks = st.sampled_from([":", ".", "'", ",", "h", "", "-", "+", " "])
    pieces = st.lists(st.tuples(digits, marks), max_size=4).map(lambda all_: "".join(a + b for a, b in all_))
    return st.one_of(pieces, st.sampled_from([*PRINTED, *NO_TIMES]), st.text(max_size=8), MS.map(to_text))


@given(texts=st.lists(st.one_of(st.none(), like_times()), max_size=12))
@example(texts=["1:2:03.123"])
@example(texts=["1:5.123", "1:31.078"])
@example(texts=["٣:05.123"])
@example(texts=["nan"])
def test_a_column_is_read_as_its_cells_are(texts: list[str | None]) -> None:
    """The quick way over a whole column and the slow way cell by cell never differ, and no trouble is passed over."""
    frame = pl.DataFrame({"a": texts}, schema={"a": pl.String()})
    read_, wrong = read_ms(frame, ["a"])
    slow = [to_ms(text) if text and text.strip() else None for text in texts]
    assert read_["a"].to_list() == slow
    assert read_["a"].dtype == pl.Int64
    trouble = [bool(text and text.strip()) and ms is None for text, ms in zip(texts, slow, strict=True)]
    assert (wrong["a"].to_list() if "a" in wrong else [False] * len(texts)) == trouble


@given(texts=st.lists(MS.map(to_text), min_size=1, max_size=12), odd=like_times())
def test_one_odd_cell_does_not_change_the_others(texts: list[str], odd: str) -> None:
    """Most columns are of the usual form throughout; one other value must not spoil them."""
    alone, _ = read_ms(pl.DataFrame({"a": texts}), ["a"])
    among, _ = read_ms(pl.DataFrame({"a": [*texts, odd]}), ["a"])
    assert among["a"].to_list()[:-1] == alone["a"].to_list() == [to_ms(text) for text in texts]


def test_no_time_is_a_dash() -> None:
    """People see that there is none, not a nought."""
    assert to_text(None) == "–"
    assert (to_text(0), to_text(0, hours=True), to_text(-1)) == ("0.000", "0:00:00.000", "-0.001")


# --- the registry -----------------------------------------------------------------------------------------------------


class Third:
    """A reader of somebody else's."""

    name = "third"
    version = 3
    gives = ("laps",)

    def recognise(self, source: Source) -> Recognised | None:
        return Recognised("third's laps", 0.95, "its first word") if source.content.startswith(b"THIRD") else None

    def read(self, source: Source, options: Mapping[str, str]) -> Parsed:
        return Parsed({"laps": LAPS.empty()}, (), 0, ())


THIRD = Third()
NONE = object()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return a function that installs one more reader, by the value of its entry point."""
    usual = registry.entry_points

    def install(value: str) -> None:
        more = EntryPoint("third", value, registry.GROUP)
        monkeypatch.setattr(registry, "entry_points", lambda group: [*usual(group=group), more])
        all_readers.cache_clear()

    all_readers.cache_clear()
    yield install
    all_readers.cache_clear()


def test_readers_of_others_are_found(installed: Any) -> None:
    """One entry point in another package is all it takes."""
    installed(f"{__name__}:THIRD")
    assert all_readers()["third"] is THIRD
    reading = read(Source("a.txt", b"THIRD party"))
    assert (reading.reader, reading.version, reading.recognised.form) == ("third", 3, "third's laps")


@pytest.mark.parametrize(
    "value", ["no_such_module:READER", f"{__name__}:NOBODY", f"{__name__}:NONE", f"{__name__}:Third"]
)
def test_a_broken_reader_is_told_by_name(installed: Any, value: str) -> None:
    """Whose package it is and what to do: update or remove it."""
    installed(value)
    with pytest.raises(BadRequest, match=re.escape(value)):
        all_readers()


class Careless(Third):
    """A reader of somebody else's that breaks on what it takes for its own."""

    def read(self, source: Source, options: Mapping[str, str]) -> Parsed:
        raise ZeroDivisionError("no laps to divide by")


CARELESS = Careless()


def test_a_reader_of_others_that_breaks_is_named(installed: Any) -> None:
    """The user learns whose reader it was and on which file, and gets no traceback; other files are read as ever."""
    installed(f"{__name__}:CARELESS")
    with pytest.raises(BadFile, match=r"a\.txt: the reader 'third' broke on it: ZeroDivisionError: no laps"):
        read(Source("a.txt", b"THIRD party"))
    assert read(Source("a.csv", made.weather())).reader == "alkamel-weather"


def test_without_readers_the_installation_is_to_blame(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout on the path without its metadata has no entry points: say so, instead of `no reader knows it`."""
    all_readers.cache_clear()
    monkeypatch.setattr(registry, "entry_points", lambda group: [])
    with pytest.raises(BadRequest, match="not properly installed"):
        all_readers()
    all_readers.cache_clear()


@pytest.mark.parametrize("name", sorted(all_readers()))
def test_every_reader_keeps_the_contract(name: str) -> None:
    """The same few promises from everybody: a slug, a version, declared tables, its own forms and no other."""
    reader = all_readers()[name]
    assert isinstance(reader, Reader)
    assert reader.name == name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert reader.version >= 1
    declared = {table.name: table for table in (LAPS, RESULTS, WEATHER, RACE_CONTROL)}
    assert reader.gives
    assert set(reader.gives) <= set(declared)
    for garbage in (
        b"",
        b"\0" * 100,
        b"\xff" * 100,
        b"a",
        b"a;b;c\n1;2;3\n",
        b"{}",
        b"[]",
        b'{"a": [',
        b"PK\x03\x04",
        b"<",
    ):
        assert reader.recognise(Source("a.csv", garbage)) is None
    for (own, form), (file, content) in FORMS.items():
        taken = recognise(Source(file, content))
        assert (taken[0][0] == name) is (own == name), form
        what = reader.recognise(Source("withheld", content))
        assert what is None or 0 < what.sure <= 1
        if own != name:
            continue
        parsed = reader.read(Source(file, content), {})
        assert set(parsed.tables) <= set(reader.gives)
        for table, frame in parsed.tables.items():
            declared[table].check(frame)
            assert set(frame["file"]) == {Source(file, content).digest}


def test_two_readers_that_are_equally_sure_are_told(installed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that fits two readers is read by one and said to be in doubt, with the option that decides."""
    installed(f"{__name__}:THIRD")
    sure = read(Source("a.csv", made.weather())).recognised.sure
    monkeypatch.setattr(Third, "recognise", lambda self, source: Recognised("anything", sure, "everything"))
    reading = read(Source("a.csv", made.weather()))
    assert reading.reader == "alkamel-weather"
    (doubt,) = [one for one in reading.parsed.findings if one.code == "form-in-doubt"]
    assert "third" in doubt.message
    assert "--reader" in doubt.hint
    assert read(Source("a.csv", made.weather()), reader="third").reader == "third"


def test_a_view_is_made_of_any_session(weekend: Path) -> None:
    """Readings are plain functions of plain frames: a view over filtered laps answers like any other."""
    s = pk.read_session(weekend / "2024_fuji_race-laps.csv")
    from dataclasses import replace

    only = SessionView(replace(s.data, laps=s.laps.filter(pl.col("car") == "007")))
    assert [place.car for place in only.classification().places] == ["007"]
    assert {car.number for car in CARS} > set(only.stints()["car"])


def test_the_path_tells_the_series_where_classes_fit_several(tmp_path: Path) -> None:
    """LMP2 and LMP3 race in three series: a folder's name decides among those, and never against the classes."""
    laps = "car,class,lap,lap_time\n22,LMP2,1,90.000\n22,LMP2,2,89.000\n4,LMP3,1,95.000\n4,LMP3,2,94.000\n"
    for folder, series in (("elms", "elms"), ("wec", ""), ("somewhere", "")):
        path = tmp_path / folder / "2024_spa_race.csv"
        path.parent.mkdir()
        path.write_text(laps, encoding="utf-8")
        view = pk.read_session(path)
        assert view.series == series
        unknown = [one for one in view.classification().findings if one.code == "series-unknown"]
        assert bool(unknown) is not bool(series)
