"""Results given as a table of paddock or as a printed table of points, scored by the rules on record."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from paddock.catalogue import Catalogue, load
from paddock.errors import BadFile, BadRequest, UnknownName
from paddock.scoring import SeasonResults, Sheet, score
from paddock.scoring import points_sheet as printed
from paddock.scoring import results_table as tables
from paddock.scoring.recorded import recorded
from paddock.timing.readers.form import Source
from paddock.timing.readers.registry import read

GR_CUP = "timing/grcup/2025_indianapolis_season-drivers-championship.csv"


@pytest.fixture(scope="module")
def known() -> Catalogue:
    """Return the built-in facts, read once."""
    return load()


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    """Return a table of results with the columns the rows name."""
    return pl.DataFrame(rows, infer_schema_length=None)


SPA = frame(
    {"position": 1, "car": "12", "class": "HYPERCAR", "laps": 141, "fastest_lap_ms": 124_000},
    {"position": 2, "car": "6", "class": "HYPERCAR", "laps": 141, "fastest_lap_ms": 123_500},
    {"position": 3, "car": "7", "class": "HYPERCAR", "laps": 140, "fastest_lap_ms": 123_900},
    {"position": 20, "car": "91", "class": "LMGT3", "laps": 130, "fastest_lap_ms": 140_000},
    {"position": None, "car": "92", "class": "LMGT3", "laps": 12, "fastest_lap_ms": 139_000},
)


def results(known: Catalogue, table: pl.DataFrame, **given: str) -> SeasonResults:
    return tables.results_from_table(table, known, "wec-2024", **{"meeting": "spa", **given})


def sheets(of: SeasonResults) -> dict[str, Sheet]:
    return {sheet.race_class: sheet for sheet in of.sheets}


def test_a_table_becomes_a_sheet_over_all_and_one_for_each_class(known: Catalogue) -> None:
    """Classes are the season's, places in class follow from the order; round and length come from the calendar."""
    found = sheets(results(known, SPA))
    assert set(found) == {"", "hypercar", "lmgt3"}
    assert {(one.round, one.meeting, one.session, one.minutes) for one in found.values()} == {(3, "spa", "race", 360)}
    assert [line.position for line in found["lmgt3"].lines] == [1, None]
    assert [line.position for line in found[""].lines] == [1, 2, 3, 20, None]


def test_names_come_from_the_entries(known: Catalogue) -> None:
    """A number leads to team, make and crew of the entry at that meeting; the fastest lap to whoever shares the car."""
    [hertz, penske, _] = sheets(results(known, SPA))["hypercar"].lines
    assert (hertz.team, hertz.make, hertz.programme) == ("hertz-team-jota", "porsche", "customer")
    assert set(penske.drivers) == {"kevin-estre", "andre-lotterer", "laurens-vanthoor"}
    assert (penske.fastest, hertz.fastest) == (penske.drivers, ())


def test_a_scored_table_gives_what_the_rules_say(known: Catalogue) -> None:
    """By hand: of a private car, a Porsche and a Toyota the makes get 25 and 18, since private cars are no make's."""
    table = score(known, "wec-2024", "makes", results=results(known, SPA)).table
    assert {row.who.id: row.points for row in table.rows} == {"porsche": 25, "toyota": 18}


def test_printed_names_lead_to_drivers_of_the_entry(known: Catalogue) -> None:
    """A crew printed in any spelling of case is the entry's; somebody unknown keeps a name of his own."""
    crew = frame({"position": 1, "car": "6", "class": "Hypercar", "drivers": ["KEVIN ESTRE", "Jo New"]})
    [line] = sheets(results(known, crew))["hypercar"].lines
    assert line.drivers == ("kevin-estre", "jo-new")


def test_an_unknown_car_is_an_error_that_names_its_line(known: Catalogue, tmp_path: Path) -> None:
    """A number nobody entered would score for nobody in silence: one clear error, with file:line and near numbers."""
    path = tmp_path / "spa.csv"
    path.write_text("position,car,class\n1,12,HYPERCAR\n2,66,HYPERCAR\n", encoding="utf-8")
    with pytest.raises(UnknownName, match=r"spa\.csv:3: unknown entry: no car 66") as told:
        tables.read_results_table(path, known, "wec-2024", meeting="spa")
    assert "6" in str(told.value)


def test_two_winners_are_an_error(known: Catalogue) -> None:
    """A file in which two cars won cannot be scored."""
    twice = frame(
        {"position": 1, "car": "12", "class": "HYPERCAR"},
        {"position": 1, "car": "6", "class": "HYPERCAR"},
    )
    with pytest.raises(BadFile, match="two winners"):
        results(known, twice)


def test_a_table_must_say_which_meeting_it_is_of(known: Catalogue) -> None:
    """Without a column or an argument there is no round: it is asked for; a meeting the season lacks is unknown."""
    with pytest.raises(BadRequest, match="which meeting"):
        results(known, SPA, meeting="")
    with pytest.raises(UnknownName):
        results(known, SPA, meeting="monza")
    with pytest.raises(UnknownName, match="no class 'LMP3'"):
        results(known, frame({"position": 1, "car": "6", "class": "LMP3"}))
    with pytest.raises(UnknownName, match="no session"):
        results(known, SPA, session="warm-up")


def test_columns_name_sessions_of_many_meetings(known: Catalogue, tmp_path: Path) -> None:
    """A file of several races goes to their rounds by its own columns; rows of another season are left aside."""
    rows = [
        {"season": "wec-2024", "meeting": meeting, "session": "race", "position": 1, "car": car, "class": "HYPERCAR"}
        for meeting, car in (("spa", "12"), ("imola", "7"))
    ]
    rows.append({**rows[0], "season": "wec-2025"})
    path = tmp_path / "two.parquet"
    frame(*rows).write_parquet(path)
    assert tables.looks_like(path)
    found = tables.read_results_table(path, known, "wec-2024")
    assert [(one.round, one.meeting) for one in found.sheets if one.race_class] == [(2, "imola"), (3, "spa")]


def test_new_results_lie_over_the_recorded_ones(known: Catalogue) -> None:
    """The session of the file is replaced, its other classes and all other rounds stay, in the order of rounds."""
    whole = recorded(known, known.seasons["wec-2024"])
    new = results(known, SPA.filter(pl.col("class") == "HYPERCAR"))
    both = tables.laid_over(whole, new)
    assert [one for one in both.sheets if one.meeting != "spa"] == [one for one in whole.sheets if one.meeting != "spa"]
    at_spa = {(one.session, one.race_class): one for one in both.sheets if one.meeting == "spa"}
    assert len(at_spa["race", "hypercar"].lines) == 3
    before = {(one.session, one.race_class): one for one in whole.sheets if one.meeting == "spa"}
    assert at_spa["race", "lmgt3"] == before["race", "lmgt3"]
    assert [one.round for one in both.sheets] == sorted(one.round for one in both.sheets)
    assert tables.laid_over(whole, whole).sheets == whole.sheets


def test_a_table_for_a_season_without_facts_takes_its_own_names(known: Catalogue) -> None:
    """A season that is not on record can be scored all the same: ids are made from names, makes from the car's name."""
    table = frame(
        {"position": 1, "car": "3", "team": "New Team", "vehicle": "Toyota GR86", "drivers": ["Jo New"]},
    )
    [sheet] = tables.results_from_table(table, known, "gr-cup-2025", meeting="Road America", session="race-1").sheets
    [line] = sheet.lines
    assert (sheet.meeting, line.team, line.make, line.drivers) == ("road-america", "new-team", "toyota", ("jo-new",))


@pytest.mark.parametrize(
    "text",
    ["Pos;Participant\n1;x\n", "position,other\n1,2\n", "season,round,race_type,position,car\n1,1,race,1,2\n", ""],
)
def test_other_files_are_not_taken_for_such_tables(tmp_path: Path, text: str) -> None:
    """A command decides by the header which form it was given: neither form claims what it cannot read."""
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    assert not tables.looks_like(path)
    assert not printed.looks_like(path)


POINTS = """Pos;Participant;Points;Number;TEAM;Oval_Race 1_Points;Oval_Race 1_TotalExtraPoints;Oval_Race 2_Points
1;Ann Old;43;7;A;25;0;18
2;Ben New;25;7;A;/;0;25
3;Cid Late;18;8;B;18;0;NS
4;Dot Slow;0;9;B;;0;
"""


def points_file(folder: Path, text: str = POINTS) -> Path:
    path = folder / "points.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_points_tell_places(known: Catalogue, tmp_path: Path) -> None:
    """By hand: 25 points are a win and 18 a second place; `/` was not entered, `NS` did not start, empty got none."""
    path = points_file(tmp_path)
    assert printed.looks_like(path)
    found = printed.read_points_results(path, known, "gr-cup-2025")
    told = [[(line.drivers[0], line.position, line.status) for line in one.lines] for one in found.sheets]
    assert told == [
        [("ann-old", 1, "classified"), ("cid-late", 2, "classified"), ("dot-slow", None, "not-classified")],
        [
            ("ann-old", 2, "classified"),
            ("ben-new", 1, "classified"),
            ("cid-late", None, "not-started"),
            ("dot-slow", None, "not-classified"),
        ],
    ]
    table = score(known, "gr-cup-2025", "drivers", results=found).table
    assert {row.who.id: row.points for row in table.rows} == {
        "ann-old": 43, "ben-new": 25, "cid-late": 18, "dot-slow": 0,
    }  # fmt: skip


def test_a_number_that_two_drivers_had_is_a_question_only_where_both_were_entered(
    known: Catalogue, tmp_path: Path
) -> None:
    """Ann and Ben share 7 in race 2: who drove is asked, not answered. Without that race the round would tell."""
    path = points_file(tmp_path)
    told = [
        one for one in printed.read_points_results(path, known, "gr-cup-2025").findings if one.code == "number-shared"
    ]
    assert [one.level for one in told] == ["warning"]
    assert "Ann Old in rounds 1 to 2 and Ben New in round 2" in told[0].message
    sheet = printed.read_points_sheet(path)
    assert (sheet.driver_of("7", 1), sheet.driver_of("7", 2)) == (("ann-old",), ("ann-old", "ben-new"))


def test_a_sum_that_is_wrong_is_told(known: Catalogue, tmp_path: Path) -> None:
    """The printed total is a check of its own: where the races do not add up to it, a finding names both."""
    path = points_file(tmp_path, POINTS.replace("Ann Old;43", "Ann Old;44"))
    told = [one.message for one in printed.read_points_results(path, known, "gr-cup-2025").findings]
    assert "The races of Ann Old add up to 43, and 44 is printed." in told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("/;0;25", "/;0;24", r"points\.csv:3: 24 points of oval race-2 are those of no place"),
        ("18;0;NS", "18;0;x", r"points\.csv:4: .* 'x' is no number"),
        ("18;0;NS", "25;0;NS", "two winners"),
        ("9;B;;0;", "9;B;;0", r"points\.csv:5: 7 cells where the header has 8"),
        (";TEAM;", ";SQUAD;", "no column TEAM"),
    ],
)
def test_points_that_cannot_be_are_errors(known: Catalogue, tmp_path: Path, old: str, new: str, said: str) -> None:
    """What cannot be points of the season's scale stops the work, at its line."""
    with pytest.raises(BadFile, match=said):
        printed.read_points_results(points_file(tmp_path, POINTS.replace(old, new)), known, "gr-cup-2025")


def test_gr_cup_41_of_41(known: Catalogue, shared: Path) -> None:
    """Every driver's sum of the season as printed; cars 47 and 88 had two drivers each, never in one round."""
    path = shared / GR_CUP
    sheet = printed.read_points_sheet(path)
    assert list(printed.sum_findings(sheet)) == []
    scored = score(known, "gr-cup-2025", "drivers", results=printed.read_points_results(path, known, "gr-cup-2025"))
    total = {row.driver: row.total for row in sheet.rows}
    assert {row.who.id: row.points for row in scored.table.rows} == total
    assert len(total) == 41
    places = {row.driver: int(row.position) for row in sheet.rows}
    assert all(row.position == places[row.who.id] for row in scored.table.rows[:22])
    told = [one.message for one in scored.findings if one.code == "number-shared"]
    assert any("Parker DeLong in rounds 9 to 14 and Ayden Kirk in rounds 1 to 6" in one for one in told)
    assert any("Max Stallone in rounds 7 to 12 and Zach Hollingshead in rounds 1 to 6" in one for one in told)
    assert len(told) == 2


RACES = {
    "cota_race1": ("cota", "race-1"),
    "vir_race1": ("vir", "race-1"),
    "vir_race2": ("vir", "race-2"),
    "barber_race2": ("barber", "race-2"),
    "indianapolis_race1": ("indy", "race-1"),
    "indianapolis_race2": ("indy", "race-2"),
}


@pytest.mark.parametrize("name", RACES)
def test_official_results_give_the_printed_points(known: Catalogue, shared: Path, name: str) -> None:
    """Six official results, read as timing and scored, give all ten points of the table; guests take no place."""
    sheet = printed.read_points_sheet(shared / GR_CUP)
    [race] = [one for one in sheet.races if (one.meeting, one.session) == RACES[name]]
    path = shared / f"timing/grcup/2025_{name}-results-official.csv"
    table = read(Source(path.name, path.read_bytes()), {}).parsed.tables["results"]
    table = table.drop("class").with_columns(round=pl.lit(race.round))
    found = tables.results_from_table(table, known, "gr-cup-2025", meeting=race.meeting, session=race.session)
    scored = score(known, "gr-cup-2025", "drivers", results=printed.with_drivers(found, sheet))
    cells = {row.driver: row.cells[race.round - 1] for row in sheet.rows}
    want = {driver: Fraction(cell) for driver, cell in cells.items() if cell.isdigit()}
    assert {row.who.id: row.points for row in scored.table.rows if row.points} == want
    assert len(want) == 10
