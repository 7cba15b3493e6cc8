"""Studies: the built-in ones say what is known of them, a new one runs, a broken one says where."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from conftest import RunCli, flat
from paddock.catalogue import Catalogue, load
from paddock.eligibility import Outcome
from paddock.errors import BadFile, BadRequest, UnknownName, Unresolved
from paddock.studies import Study, built_in_studies, find_study, new_study, read_study, run_study


@pytest.fixture(scope="module")
def studies(facts: Catalogue) -> dict[str, Study]:
    """Return every built-in study, run once."""
    return {name: run_study(facts, read_study(path)) for name, path in built_in_studies().items()}


def test_the_built_in_studies_run(studies: dict[str, Study]) -> None:
    """Three kinds of subject, each with a verdict, points, calendars and sources."""
    assert {name: one.subject_kind for name, one in studies.items()} == {
        "alpine-imsa-2025": "car",
        "alpine-us-2023": "manufacturer",
        "imperatori-2018": "driver",
    }
    for name, one in studies.items():
        assert one.id == name
        assert one.verdict.endswith(".")
        assert one.points
        assert one.calendars
        assert one.sources
        assert one.as_of is None


def test_a_study_is_the_same_twice_and_plain_json(facts: Catalogue, studies: dict[str, Study]) -> None:
    """Same facts, same bytes; and nothing in it that JSON cannot hold."""
    for name, one in studies.items():
        again = run_study(facts, read_study(find_study(name)))
        assert json.dumps(one.as_dict()) == json.dumps(again.as_dict())


def test_imperatori_missed_sepang_and_buriram(studies: dict[str, Study]) -> None:
    """What is known of 2018: Sepang fell on the ELMS and the qualifying race, Buriram on the Nürburgring 24 Hours."""
    one = studies["imperatori-2018"]
    assert one.outcome is Outcome.ON_CONDITION
    for word in ("Sepang", "Buriram", "European Le Mans Series 2018", "24 Hours of the Nürburgring 2018"):
        assert word in one.verdict
    sepang, buriram = one.verdict.index("Sepang"), one.verdict.index("Buriram")
    assert sepang < one.verdict.index("European Le Mans Series 2018") < buriram
    assert "24 Hours of the Nürburgring 2018" in one.verdict[buriram:]
    seats = {meeting.id: meeting.seat for sheet in one.calendars for meeting in sheet.meetings}
    missed = {key for key, seat in seats.items() if seat == "missed"}
    assert {"blancpain-gt-asia-2018/sepang", "blancpain-gt-asia-2018/buriram"} <= missed
    driven = [key for key, seat in seats.items() if seat == "drove" and key.startswith("blancpain-gt-asia-2018/")]
    assert [key.partition("/")[2] for key in driven] == ["suzuka", "fuji", "ningbo"]


def test_alpine_into_imsa_meets_one_clash(studies: dict[str, Study]) -> None:
    """Spa against Laguna Seca is the one pair at which both classes race; São Paulo and Mosport do not concern GTP."""
    one = studies["alpine-imsa-2025"]
    assert one.outcome is Outcome.ON_CONDITION
    hard = {(s.clash.a, s.clash.b) for s in one.clashes if s.concerned and str(s.clash.kind) != "tight"}
    assert hard == {("wec-2025/spa", "imsa-2025/laguna-seca")}
    idle = {(s.clash.a, s.clash.b) for s in one.clashes if not s.concerned}
    assert ("wec-2025/sao-paulo", "imsa-2025/mosport") in idle
    assert {market.country: (market.has, market.candidate) for market in one.markets if market.wanted} == {
        "US": (1, 9),
        "CA": (0, 0),
    }
    (cover,) = one.covers
    assert cover.meeting == "imsa-2025/laguna-seca"
    regulars = {sheet.driver for sheet in one.drivers}
    assert set(cover.away) | set(cover.free) == regulars
    assert not set(cover.away) & set(cover.free)
    assert not {driver for driver, *_ in cover.stand_ins} & regulars


def test_alpine_in_the_united_states(facts: Catalogue, studies: dict[str, Study]) -> None:
    """Three Grands Prix and Pikes Peak; every US meeting on record of that year is counted, none twice."""
    one = studies["alpine-us-2023"]
    assert one.outcome is Outcome.YES
    for word in ("Miami", "Austin", "Las Vegas", "Pikes Peak"):
        assert word in one.verdict
    held = [
        key
        for key, meeting in facts.meetings.items()
        if meeting.takes_place
        and meeting.days
        and meeting.days[0].year == 2023
        and (circuit := facts.circuit_of(meeting)) is not None
        and circuit.country == "US"
    ]
    assert f"4 of the {len(held)} meetings" in one.verdict
    distances = [(row.place, row.meeting) for row in one.distances]
    assert len(distances) == len(set(distances)) == 2 * len(held)


def test_a_study_knows_the_sources_of_what_it_shows(studies: dict[str, Study]) -> None:
    """Every reference of a verdict, a meeting or a team leads to a source in the list."""
    for one in studies.values():
        known = {source.id for source in one.sources} | {source.url for source in one.sources}
        shown = {ref for verdict in one.eligibility for finding in verdict.findings for ref in finding.sources}
        shown |= {ref for sheet in one.calendars for meeting in sheet.meetings for ref in meeting.sources}
        shown |= {ref for runner in one.runners for ref in runner.sources}
        assert shown <= known
        assert len({source.id for source in one.sources}) == len(one.sources)


def test_a_study_of_the_past_knows_the_past(run_cli: RunCli) -> None:
    """--as-of: on 1 February 2025 the season was announced and the answer the same in kind; in 2023 it was not yet."""
    result = run_cli("study", "alpine-imsa-2025", "--as-of", "2025-02-01", "--json")
    assert result.code == 0, result.err
    assert json.loads(result.out)["as_of"] == "2025-02-01"
    early = run_cli("study", "alpine-imsa-2025", "--as-of", "2023-01-01", "--json")
    assert early.code == 2
    assert json.loads(early.out)["error"]["type"] == "UnknownName"


def test_progress_names_each_step_once(facts: Catalogue) -> None:
    """The bar on the screen counts these."""
    steps: list[str] = []
    run_study(facts, read_study(find_study("alpine-imsa-2025")), steps.append)
    assert len(steps) == len(set(steps)) >= 5


# -- files of one's own ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "into", "has"),
    [
        ("porsche-963", "imsa-2026", set()),
        ("porsche-963", "imsa-2025", {"wec-2025"}),
        ("alpine-a424", "imsa-2025", {"wec-2025"}),
        ("nick-tandy", "wec-2024", {"imsa-2024"}),
        ("bmw", "imsa-2025", {"wec-2025"}),
    ],
)
def test_a_new_study_runs(facts: Catalogue, tmp_path: Path, subject: str, into: str, has: set[str]) -> None:
    """What `study --new` writes is a study file: it reads, it runs, it asks what was asked of what is on record."""
    path = tmp_path / "mine.toml"
    path.write_text(new_study(facts, subject, into)[1], encoding="utf-8")
    study = run_study(facts, read_study(path))
    assert study.subject == subject
    assert [sheet.id for sheet in study.calendars if sheet.role == "candidate"] == [into]
    assert {sheet.id for sheet in study.calendars if sheet.role == "has"} == has
    assert study.verdict


def test_a_new_study_from_the_command_line(run_cli: RunCli, tmp_path: Path) -> None:
    """Written, run with a report, and never written over."""
    path, page = tmp_path / "mine.toml", tmp_path / "mine.html"
    assert run_cli("study", "--new", "porsche-963", "--into", "imsa-2025", "--out", path).code == 0
    assert run_cli("study", path, "--html", page).code == 0
    assert "Porsche 963" in page.read_text(encoding="utf-8")
    before = path.read_bytes()
    assert run_cli("study", "--new", "alpine-a424", "--into", "imsa-2025", "--out", path).code == 2
    assert path.read_bytes() == before


def test_a_season_is_suggested_where_none_is_named(
    facts: Catalogue, run_cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone who names only a car gets a file that runs: the latest series it could enter and has not."""
    study_id, text = new_study(facts, "alpine-a424")
    assert (study_id, facts.seasons["imsa-2026"].name in text) == ("alpine-a424-imsa-2026", True)
    monkeypatch.chdir(tmp_path)
    assert run_cli("study", "--new", "alpine-a424").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["alpine-a424-imsa-2026.toml"]
    assert (tmp_path / "alpine-a424-imsa-2026.toml").read_text(encoding="utf-8") == text
    assert run_cli("study", "alpine-a424-imsa-2026.toml").code == 0
    assert run_cli("study", "--new", "alpine-a424", "--out", "-").out == text


def test_no_entry_list_is_not_an_absence(facts: Catalogue, tmp_path: Path) -> None:
    """Where nobody's entries are on record, a make is not absent: it is not known."""
    assert not facts.entries["elms-2025"]
    path = tmp_path / "mine.toml"
    path.write_text(new_study(facts, "manufacturer:porsche", "elms-2025")[1], encoding="utf-8")
    study = run_study(facts, read_study(path))
    assert str(study.outcome) == "unknown"
    assert any("who is entered" in line for line in study.unknowns)


def test_a_new_study_with_its_comments_in_force_runs(facts: Catalogue, tmp_path: Path) -> None:
    """The commented parts of the file are an offer: taken up, they have to be valid as well."""
    text = new_study(facts, "porsche-963", "imsa-2025")[1].replace("# class = ", "class = ")
    head, _, tail = text.partition("# [[markets.place]]")
    place = "[[markets.place]]" + tail.partition("# A crew")[0].replace("\n# ", "\n")
    path = tmp_path / "mine.toml"
    path.write_text(head + place, encoding="utf-8")
    study = run_study(facts, read_study(path))
    assert {row.place for row in study.distances} == {"Miami"}


def test_a_new_study_of_what_never_raced_runs(facts: Catalogue, tmp_path: Path) -> None:
    """A car that raced nowhere at that time has an empty programme: that is said, not made up."""
    entered = {entry.car for entries in facts.entries.values() for entry in entries}
    idle = next(key for key in facts.cars if key not in entered)
    path = tmp_path / "mine.toml"
    path.write_text(new_study(facts, idle, "imsa-2025")[1], encoding="utf-8")
    study = run_study(facts, read_study(path))
    assert [sheet.role for sheet in study.calendars] == ["candidate"]
    assert study.clashes == ()
    with pytest.raises(Unresolved):
        new_study(facts, "alpine-a42", "imsa-2025")


STUDY = """\
[study]
id = "mine"
title = "Mine"
question = "Why?"

[subject]
car = "alpine-a424"

[programme]
seasons = ["wec-2025"]

[candidate]
seasons = ["imsa-2025"]

[markets]
countries = ["US"]
"""

BROKEN = {
    "unknown field": ('title = "Mine"', 'titel = "Mine"', 3, "study.titel"),
    "missing field": ('question = "Why?"\n', "", 1, "study.question"),
    "no subject": ('car = "alpine-a424"', "", 6, "subject"),
    "two subjects": ('car = "alpine-a424"', 'car = "alpine-a424"\ndriver = "nick-tandy"', 6, "subject"),
    "no season": ('seasons = ["imsa-2025"]', "seasons = []", 12, "candidate"),
    "wrong type": ('seasons = ["wec-2025"]', "seasons = 2025", 10, "programme.seasons"),
    "no candidate": ('seasons = ["imsa-2025"]', "", 12, "candidate"),
    "seasons and a country": ('["imsa-2025"]', '["imsa-2025"]\ncountry = "US"\nyear = 2025', 12, "candidate"),
    "a country without a year": ('seasons = ["imsa-2025"]', 'country = "US"', 12, "candidate"),
    "country that is none": ('countries = ["US"]', 'countries = ["USA"]', 16, "markets.countries"),
    "broken toml": ('title = "Mine"', 'title = "Mine', 3, "not valid TOML"),
    "id that is none": ('id = "mine"', 'id = "My Study"', 2, "study.id"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_study_file_says_where(run_cli: RunCli, tmp_path: Path, case: str) -> None:
    """File, line and field, exit code 2, no traceback, no report."""
    old, new, line, field = BROKEN[case]
    assert STUDY.count(old) == 1
    path = tmp_path / "mine.toml"
    path.write_text(STUDY.replace(old, new), encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        read_study(path)
    assert [one for one in caught.value.problems if one.startswith(f"{path}:{line}: ") and field in one]
    result = run_cli("study", path, "--html", tmp_path / "mine.html")
    assert (result.code, result.out) == (2, "")
    assert flat(f"{path}:") in flat(result.err)
    assert not (tmp_path / "mine.html").exists()


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"\x00" * 100, b"x = " + b"[" * 50_000, b"# " + b"x" * 9_000_000]
)
def test_what_is_no_study_is_refused(run_cli: RunCli, tmp_path: Path, content: bytes) -> None:
    """Empty, binary, deep, huge: an error with the file's name."""
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    result = run_cli("study", path)
    assert result.code == 2
    assert flat(str(path)) in flat(result.err)
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("alpine-a424", "alpine-a42", UnknownName),
        ('["imsa-2025"]', '["imsa-2205"]', UnknownName),
        ('["imsa-2025"]', '["imsa-2025"]\nclass = "gt1"', UnknownName),
        ('["imsa-2025"]', '["wec-2025"]', BadRequest),
        ('seasons = ["imsa-2025"]', 'country = "AQ"\nyear = 2025', BadRequest),
    ],
)
def test_names_in_a_study_resolve_or_fail(
    facts: Catalogue, tmp_path: Path, old: str, new: str, error: type[Exception]
) -> None:
    """A study of the right form may still name what does not exist, or ask the same season twice."""
    path = tmp_path / "mine.toml"
    path.write_text(STUDY.replace(old, new), encoding="utf-8")
    with pytest.raises(error):
        run_study(facts, read_study(path))


def test_the_class_is_found_when_none_is_named(facts: Catalogue, tmp_path: Path) -> None:
    """Without a class in the file the best one for the car is taken, and meetings without it do not count."""
    path = tmp_path / "mine.toml"
    path.write_text(STUDY, encoding="utf-8")
    study = run_study(facts, read_study(path))
    (sheet,) = [one for one in study.calendars if one.role == "candidate"]
    assert sheet.race_class == "gtp"
    assert {one.id.partition("/")[2] for one in sheet.meetings if not one.races} == {"mosport", "vir"}


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_whole_set_of_reports(run_cli: RunCli, tmp_path: Path, where: str) -> None:
    """--all: a page and a JSON file for every built-in study, in a folder that may exist or not."""
    out = tmp_path / "reports"
    if where == "before":
        out.mkdir()
    result = run_cli("study", "--all", "--out", out, "--json")
    assert result.code == 0, result.err
    assert sorted(one.name for one in out.iterdir()) == sorted(
        f"{name}.{kind}" for name in built_in_studies() for kind in ("html", "json")
    )
    assert {row["study"] for row in json.loads(result.out)} == set(built_in_studies())
    for name in built_in_studies():
        assert json.loads((out / f"{name}.json").read_text(encoding="utf-8"))["id"] == name


def test_a_day_before_everything_leaves_nothing_to_judge() -> None:
    """As of a day before any announcement the seasons are not there to be named."""
    view = load(as_of=dt.date(1990, 1, 1))
    with pytest.raises(UnknownName):
        run_study(view, read_study(find_study("alpine-imsa-2025")))


def test_clashes_among_what_is_in_question_do_not_count_for_a_car(facts: Catalogue, tmp_path: Path) -> None:
    """Two seasons in question are alternatives for a car: only their clashes with the programme are told."""
    path = tmp_path / "mine.toml"
    path.write_text(STUDY.replace('["imsa-2025"]', '["imsa-2025", "elms-2025"]'), encoding="utf-8")
    study = run_study(facts, read_study(path))
    pairs = {frozenset((one.clash.a.partition("/")[0], one.clash.b.partition("/")[0])) for one in study.clashes}
    assert frozenset(("imsa-2025", "elms-2025")) not in pairs
    assert frozenset(("wec-2025", "imsa-2025")) in pairs
    driver = STUDY.replace('car = "alpine-a424"', 'driver = "nick-tandy"').replace(
        '["imsa-2025"]', '["imsa-2025", "elms-2025"]'
    )
    path.write_text(driver, encoding="utf-8")
    pairs = {
        frozenset((one.clash.a.partition("/")[0], one.clash.b.partition("/")[0]))
        for one in run_study(facts, read_study(path)).clashes
    }
    assert frozenset(("imsa-2025", "elms-2025")) in pairs


def test_who_is_away_who_is_free_and_who_could_stand_in(facts: Catalogue, tmp_path: Path) -> None:
    """For every car of the WEC 2025: nobody is in two of the three lists, and nobody who stands in sits elsewhere."""
    cars = sorted({entry.car for entry in facts.entries["wec-2025"] if entry.car and entry.race_class == "hypercar"})
    path = tmp_path / "mine.toml"
    seen = 0
    for car in cars:
        path.write_text(STUDY.replace("alpine-a424", car), encoding="utf-8")
        for cover in run_study(facts, read_study(path)).covers:
            away, free, others = set(cover.away), set(cover.free), {driver for driver, *_ in cover.stand_ins}
            assert not away & free
            assert not (away | free) & others
            drove = {
                seat.driver
                for meeting in (cover.meeting, cover.against)
                for entry in facts.entries[meeting.partition("/")[0]]
                for seat in entry.crew
                if meeting.partition("/")[2] in (*seat.drove, *seat.planned)
            }
            assert away <= drove
            assert not others & drove
            seen += 1
    assert seen >= 5
