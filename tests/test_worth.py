"""What a car's seasons were worth: from laps where the archive has them, else from the catalogue's results."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

import paddock
from conftest import RunCli, flat
from paddock.archive import Archive
from paddock.catalogue import Catalogue, load
from paddock.errors import BadRequest
from paddock.reports import Report, print_study
from paddock.studies import (
    CAVEAT,
    STEPS,
    RaceWorth,
    SeasonWorth,
    Study,
    built_in_studies,
    find_study,
    ordinal,
    per_cent,
    read_study,
    run_study,
    seconds,
)
from paddock.studies.worth import archive_in
from worth_fixtures import FIELD, LAPS, STOPS, archive_with, lap_times, laps_file, result_file

ALPINE = "alpine-imsa-2025"
FUJI = "wec-2024/fuji/race"


def study(facts: Catalogue, archive: Archive | None = None, name: str = ALPINE) -> Study:
    return run_study(facts, read_study(find_study(name)), archive=archive)


def season(one: Study, identifier: str) -> SeasonWorth:
    return next(sheet for sheet in one.worth if sheet.season == identifier)


def race(one: Study, session: str) -> RaceWorth:
    sheet = season(one, session.partition("/")[0])
    return next(found for found in sheet.races if found.session == session)


@pytest.fixture(scope="module")
def bare(facts: Catalogue) -> Study:
    """Return the study without an archive."""
    return study(facts)


@pytest.fixture(scope="module")
def fuji(facts: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Return an archive with invented laps of Fuji 2024."""
    return archive_with(tmp_path_factory.mktemp("fuji"), facts, {FUJI: laps_file()})


# -- from the catalogue's results ------------------------------------------------------------------------------------


def test_without_laps_the_results_tell(bare: Study) -> None:
    """Fuji 2024 was third, the car's best result of its first season; what no source told is not made up."""
    first, later = bare.worth
    assert (first.season, first.race_class, first.first) == ("wec-2024", "hypercar", True)
    assert (later.season, later.first) == ("wec-2025", False)
    assert [one.meeting.partition("/")[2] for one in first.races] == [
        "qatar", "imola", "spa", "le-mans", "sao-paulo", "cota", "fuji", "bahrain",
    ]  # fmt: skip
    assert not first.with_laps()
    podium = race(bare, FUJI).best
    assert podium is not None
    assert (podium.position, podium.car, podium.origin, podium.behind) == (3, "36", "catalogue", "+42.321 s")
    assert [one.car for one in race(bare, FUJI).results] == ["36", "35"]
    le_mans = race(bare, "wec-2024/le-mans/race")
    assert [(one.car, one.position, one.status, one.laps) for one in le_mans.results] == [
        ("36", None, "retired", 88),
        ("35", None, "retired", 75),
    ]
    last = race(bare, "wec-2025/bahrain/race")
    assert last.results == ()
    assert last.listed == 7
    assert [one.meeting for one in later.races if not one.results] == ["wec-2025/bahrain"]


def test_the_sentence_has_the_figures_and_its_limits(bare: Study) -> None:
    """The verdict's points tell the season in a sentence, with how much of it is on record."""
    (told,) = [point for point in bare.points if "first season on record" in point]
    assert told == season(bare, "wec-2024").says[0]
    assert "3rd in Hypercar at best (#36 at Fuji), with results of 8 of 8 races on record" in told
    assert "pace is not on record" in told
    assert "Manufacturers, at the end: Alpine 4th with 70 points." in season(bare, "wec-2024").says
    assert "with results of 7 of 8 races on record" in season(bare, "wec-2025").says[0]
    (missing,) = [one for one in bare.unknowns if "reached" in one]
    assert "at Bahrain in FIA World Endurance Championship 2025" in missing


def test_its_sources_are_in_the_list(bare: Study) -> None:
    """Every result leads to where it is from."""
    known = {source.id for source in bare.sources} | {source.url for source in bare.sources}
    shown = {ref for one in bare.worth for found in one.races for ref in found.sources}
    assert shown
    assert shown <= known
    assert {ref for one in bare.worth for line in one.standings for ref in line.sources} <= known


def test_makes_and_drivers(facts: Catalogue) -> None:
    """A make is told of in the programme's seasons, with the races of a meeting apart; a driver is no car."""
    make = study(facts, name="alpine-us-2023")
    assert [(one.season, one.first) for one in make.worth] == [("f1-2023", False), ("pikes-peak-2023", False)]
    labels = [one.label for one in season(make, "f1-2023").races if one.meeting == "f1-2023/spa"]
    assert len(labels) == len(set(labels)) == 2
    best = race(make, "f1-2023/monaco/race").best
    assert best is not None
    assert (best.position, best.car) == (3, "31")
    climb = race(make, "pikes-peak-2023/pikes-peak/race").best
    assert climb is not None
    assert climb.position == 2
    assert study(facts, name="imperatori-2018").worth == ()


def test_a_first_season_is_one_of_the_programmes_series(facts: Catalogue, tmp_path: Path) -> None:
    """The 963 began in IMSA and the WEC alike: a WEC programme is told of from its first WEC season on record."""
    text = find_study(ALPINE).read_text(encoding="utf-8").replace('car = "alpine-a424"', 'car = "porsche-963"')
    path = tmp_path / "porsche.toml"
    path.write_text(text, encoding="utf-8")
    told = run_study(facts, read_study(path))
    assert [(one.season, one.first) for one in told.worth] == [("wec-2024", True), ("wec-2025", False)]
    won = race(told, "wec-2024/qatar/race").best
    assert won is not None
    assert (won.position, won.car, won.behind) == (1, "6", "")


# -- from laps -------------------------------------------------------------------------------------------------------


def test_laps_tell_pace_rank_and_result(facts: Catalogue, fuji: Archive) -> None:
    """Half a second a lap is half a second a lap: gap, rank among cars and models, fastest lap, file, all by hand."""
    found = race(study(facts, fuji), FUJI)
    assert [(one.car, one.gap_ms, one.rank, one.cars) for one in found.paces] == [("35", 500, 3, 4), ("36", 1000, 4, 4)]
    quick = found.paces[0]
    counting = [time for lap, time in enumerate(lap_times(FIELD[0]), 1) if lap > 1 and lap not in STOPS]
    kept = sorted(time for time in counting if time < 110_000)
    kept = kept[: math.ceil(len(kept) / 2)]
    assert quick.gap_pct == pytest.approx(100 * 500 / (sum(kept) / len(kept)), abs=1e-9)
    assert quick.gap_low_ms is not None
    assert quick.gap_high_ms is not None
    assert quick.gap_low_ms <= 500 <= quick.gap_high_ms
    assert quick.low_pct == pytest.approx(100 * quick.gap_low_ms / quick.best_ms)
    assert (found.model_rank, found.models) == (3, 3)
    assert quick.fastest_gap_ms == 500
    assert quick.laps_led == 0
    assert [(one.car, one.position, one.status) for one in found.paces] == [
        ("35", 4, "classified"),
        ("36", 3, "classified"),
    ]
    (file,) = found.files
    assert (file.name, file.table, file.rows) == ("invented-laps.csv", "laps", LAPS * len(FIELD))
    assert len(file.sha256) == 64
    best = found.best
    assert best is not None
    assert (best.position, best.car, best.origin) == (3, "36", "catalogue")


def test_a_leader_is_counted(facts: Catalogue, tmp_path: Path) -> None:
    """Who is quickest and first has no gap, no interval about it, and every lap led."""
    field = [replace(one, pace_ms=99_000, stop_ms=60_000) if one.number == "36" else one for one in FIELD]
    archive = archive_with(tmp_path, facts, {FUJI: laps_file(field)})
    quick = race(study(facts, archive), FUJI).paces[0]
    assert (quick.car, quick.gap_ms, quick.rank, quick.fastest_gap_ms, quick.laps_led) == ("36", 0, 1, 0, LAPS)
    assert quick.gap_low_ms in (None, 0)


def test_which_result_counts(facts: Catalogue, tmp_path: Path) -> None:
    """A published result before the catalogue, the catalogue before laps; where the two disagree both are told."""
    places = dict.fromkeys(("6", "36", "50", "92"), "Classified") | {"35": "Retired"}
    archive = archive_with(
        tmp_path,
        facts,
        {
            FUJI: laps_file(),
            f"{FUJI}:result.csv": result_file(places),
            "wec-2025/bahrain/race": laps_file([replace(one, pace_ms=one.pace_ms + 7) for one in FIELD]),
        },
    )
    told = study(facts, archive)
    found = race(told, FUJI)
    assert [(one.car, one.position, one.status, one.origin) for one in found.results] == [
        ("36", 2, "classified", "result"),
        ("35", None, "retired", "result"),
    ]
    behind = sum(lap_times(FIELD[3])) - sum(lap_times(FIELD[0]))
    assert found.results[0].behind == f"+{behind // 1000}.{behind % 1000:03} s"
    assert "#36: 2 in the archive's result, 3 in the catalogue." in found.notes
    assert [one.table for one in found.files] == ["laps", "results"]
    alone = race(told, "wec-2025/bahrain/race")
    assert [(one.car, one.position, one.origin) for one in alone.results] == [("36", 3, "laps"), ("35", 4, "laps")]
    assert "by the laps alone" in Report(told).html()


def test_the_sentences_with_laps(facts: Catalogue, tmp_path: Path) -> None:
    """Median and ends by hand, from six races; and the halves, with the caution that they are other circuits."""
    meetings = ("qatar", "imola", "spa", "sao-paulo", "cota", "fuji")
    files = {
        f"wec-2024/{meeting}/race": laps_file(
            [replace(one, pace_ms=one.pace_ms + 100 * place) if one.make == "Alpine" else one for one in FIELD]
        )
        for place, meeting in enumerate(meetings)
    }
    told = study(facts, archive_with(tmp_path, facts, files))
    gaps = [one.paces[0].gap_ms for one in season(told, "wec-2024").with_laps()]
    assert gaps == [500, 600, 700, 800, 900, 1000]
    said = season(told, "wec-2024").says
    assert "from laps of 6 of 8 races, its quickest car's pace was a median 0.75 % (0.750 s a lap) off" in said[0]
    assert said[1] == "The gap went from 0.50 % at Qatar to 1.00 % at Fuji."
    assert "0.60 % over the first 3 races with laps and 0.90 % over the last 3" in said[3]
    assert "other circuits" in said[3]


# -- what goes wrong -------------------------------------------------------------------------------------------------


def test_other_cars_under_the_number_are_not_taken(facts: Catalogue, tmp_path: Path) -> None:
    """A file whose 35 and 36 race in another class is not about the car: said, and the catalogue's result stands."""
    field = [replace(one, race_class="LMGT3") if one.make == "Alpine" else one for one in FIELD]
    told = study(facts, archive_with(tmp_path, facts, {FUJI: laps_file(field)}))
    assert race(told, FUJI).paces == ()
    assert [(one.car, one.position) for one in race(told, FUJI).results] == [("36", 3), ("35", 7)]
    assert [(one.code, one.where) for one in told.findings] == [("car-not-in-timing", FUJI)]


def test_a_damaged_archive_is_told_and_the_study_goes_on(facts: Catalogue, bare: Study, tmp_path: Path) -> None:
    """A broken file must not cost the answer to the rest."""
    archive = archive_with(tmp_path, facts, {FUJI: laps_file()})
    for path in (archive.root / "tables").rglob("*.parquet"):
        path.write_bytes(b"nothing")
    told = study(facts, archive)
    assert told.worth == bare.worth
    assert [(one.level, one.code) for one in told.findings] == [("warning", "timing-unread")]


def test_an_archive_that_cannot_be_listed_is_told(
    facts: Catalogue, bare: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for a folder that may not be read."""

    def refuse(self: Archive) -> dict[str, list[object]]:
        raise BadRequest("no entry")

    monkeypatch.setattr(Archive, "sessions", refuse)
    told = study(facts, Archive(Path("anywhere")))
    assert told.worth == bare.worth
    assert [one.code for one in told.findings] == ["archive-unread"]


def test_a_day_before_the_race_knows_no_laps_of_it(fuji: Archive) -> None:
    """--as-of: the laps of a race that was not over are not looked at, nor is its result."""
    view = load(as_of=dt.date(2025, 2, 1))
    assert race(study(view, fuji), FUJI).paces
    past = load(as_of=dt.date(2024, 9, 14))
    text = find_study(ALPINE).read_text(encoding="utf-8")
    assert past.seasons["wec-2024"]
    path = fuji.root.parent / "past.toml"
    path.write_text(text.replace("wec-2025", "wec-2024").replace("imsa-2025", "imsa-2024"), encoding="utf-8")
    told = run_study(past, read_study(path), archive=fuji)
    assert all(not one.paces for sheet in told.worth for one in sheet.races)
    assert FUJI not in [one.session for sheet in told.worth for one in sheet.races]


def test_no_archive_is_made(facts: Catalogue, run_cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A study only reads; a folder named on purpose that is not there is an error, not an empty archive."""
    monkeypatch.setenv("PADDOCK_ARCHIVE", str(tmp_path / "none"))
    assert run_cli("study", ALPINE, "--json").code == 0
    assert not (tmp_path / "none").exists()
    refused = run_cli("study", ALPINE, "--archive", tmp_path / "typo")
    assert refused.code == 2
    assert "There is no archive in" in refused.err
    assert not (tmp_path / "typo").exists()
    with pytest.raises(BadRequest):
        archive_in(tmp_path / "typo")
    assert paddock.study(ALPINE).study.worth == study(facts).worth


# -- how it is shown -------------------------------------------------------------------------------------------------


def test_same_archive_same_bytes(facts: Catalogue, fuji: Archive) -> None:
    """Two runs over the same archive give the same JSON and the same page, and no folder of the machine is told."""
    first, second = Report(study(facts, fuji)), Report(study(facts, fuji))
    assert first.to_json() == second.to_json()
    assert first.html() == second.html()
    assert str(fuji.root.parent) not in first.html() + first.to_json()


def test_the_command_takes_the_archive(facts: Catalogue, fuji: Archive, run_cli: RunCli) -> None:
    """`--archive` and PADDOCK_ARCHIVE reach the study; JSON has what Python has."""
    answer = json.loads(run_cli("study", ALPINE, "--archive", fuji.root, "--json").out)
    worth = answer["worth"]
    assert worth == [one.as_dict() for one in study(facts, fuji).worth]
    assert [one["season"] for one in worth] == ["wec-2024", "wec-2025"]
    told = next(one for one in worth[0]["races"] if one["session"] == FUJI)
    assert [one["gap_ms"] for one in told["paces"]] == [500, 1000]
    assert told["paces"][0]["gap_low_pct"] <= told["paces"][0]["gap_pct"] <= told["paces"][0]["gap_high_pct"]
    assert paddock.study(ALPINE, archive=fuji.root).study.as_dict()["worth"] == worth


def test_terminal_and_page_show_it(facts: Catalogue, fuji: Archive, bare: Study) -> None:
    """The same figures in both, the chart only where there is a pace to draw, the caution beside it."""
    told = study(facts, fuji)
    out = StringIO()
    print_study(told, Console(file=out, width=80, color_system=None))
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "On track: FIA World Endurance Championship 2024" in lines
    (row,) = [line for line in lines if line.strip().startswith("Fuji") and "%" in line]
    for word in ("0.50 %", "3rd of 4", "3rd (#36)"):
        assert word in row
    assert flat(CAVEAT) in flat(out.getvalue())
    html = Report(told).html()
    for word in ("0.50 %, 0.500 s a lap", "3rd of 4", "model 3rd of 3 by pace", "150 laps of invented-laps.csv"):
        assert word in html
    charts = Report(told).charts()
    assert {"worth-wide", "worth-narrow"} <= set(charts)
    says = charts["worth-wide"].to_dict()["description"]
    assert "Fuji 0.50 % (3rd of 4, result 3rd (#36))" in says
    assert "Without laps: Qatar, Imola" in says
    assert "worth-wide" not in Report(bare).charts()
    assert '<section id="worth"' in Report(bare).html()
    assert CAVEAT not in Report(bare).html()


def test_the_bar_counts_every_step(facts: Catalogue) -> None:
    """The bar on the screen ends full: what is told is what is announced, for every kind of subject."""
    for name in built_in_studies():
        steps: list[str] = []
        run_study(facts, read_study(find_study(name)), steps.append)
        assert tuple(steps) == STEPS


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (112, "112th"),
    ],
)
def test_ordinals(number: int, text: str) -> None:
    """Places as people say them."""
    assert ordinal(number) == text


def test_figures_as_text() -> None:
    """A minus sign that is one, and no minus before a nought."""
    assert [seconds(one) for one in (0, 42_321, -249)] == ["0.000 s", "42.321 s", "−0.249 s"]
    assert [per_cent(one) for one in (0.558593, -0.27, -0.001)] == ["0.56 %", "−0.27 %", "0.00 %"]


# -- real files ------------------------------------------------------------------------------------------------------


def test_real_laps_of_the_first_season(facts: Catalogue, shared: Path, tmp_path: Path) -> None:
    """Fuji 2024 was third by the result, by the laps alone and by the catalogue; every gap is a gap."""
    if not (shared / "timing" / "wec").is_dir():
        pytest.skip("no timing files among the check data")
    from paddock.timing.files import find_files
    from paddock.timing.importing import import_files

    archive = Archive(tmp_path / "archive")
    names = ("fuji-6h", "bahrain-8h")
    wanted = [path for name in names for path in sorted((shared / "timing" / "wec").glob(f"2024_{name}_race-*.csv"))]
    assert len(wanted) == 4
    done = [*import_files(archive, facts, find_files(wanted))]
    assert {one.session for one in done} == {FUJI, "wec-2024/bahrain/race"}
    told = study(facts, archive)
    assert told.findings == study(facts).findings
    found = race(told, FUJI)
    best = found.best
    assert best is not None
    assert (best.position, best.car, best.origin) == (3, "36", "result")
    assert [one.position for one in found.paces if one.car == "36"] == [3]
    for one in season(told, "wec-2024").with_laps():
        assert {pace.car for pace in one.paces} == {"35", "36"}
        for pace in one.paces:
            assert 0 < pace.gap_pct < 5
            assert pace.gap_low_ms is not None
            assert pace.gap_high_ms is not None
            assert pace.gap_low_ms <= pace.gap_ms <= pace.gap_high_ms
            assert 1 < pace.rank <= pace.cars
    assert "from laps of 2 of 8 races" in season(told, "wec-2024").says[0]
