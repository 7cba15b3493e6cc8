"""The rules a race is simulated under: every race on record, the formats by hand, crews that cannot keep to them."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from paddock.catalogue import Catalogue
from paddock.errors import BadRequest, UnknownName
from paddock.model import Circuit, Session, Status
from paddock.model.places import Layout
from paddock.model.rules import DrivingTimeRule, PitStopRule
from paddock.racing.crew_limits import MINUTE_MS, ClassRules, DrivingRule, crew_findings, limits
from paddock.racing.procedures import (
    NEVER_MS,
    PLAIN,
    Classified,
    Closed,
    Entry,
    Neutralisation,
    PitWork,
    entry,
    procedure,
    series_with_procedures,
)
from paddock.racing.rules import RaceRules, check_crews, like, limits_for, race_rules, told_rules
from paddock.racing.setting import Seat, Starter
from strategies import catalogue_of, meeting_of, race_class_of, season_of

HOUR_MS = 60 * MINUTE_MS
DAY = dt.date(2020, 6, 7)


def crew(*grades: str) -> tuple[Seat, ...]:
    """Return a crew of drivers called by letters, with these grades."""
    return tuple(Seat(chr(ord("A") + place), grade) for place, grade in enumerate(grades))


def starter(race_class: str, *grades: str) -> Starter:
    """Return a car of a class with such a crew."""
    return Starter("7", race_class, seats=crew(*grades))


def told(rules: RaceRules, *starters: Starter, race_ms: int = 0) -> list[tuple[str, str]]:
    """Return what is held against crews, as level and code."""
    return [(one.level, one.code) for one in check_crews(rules, starters, race_ms)]


# --- from the catalogue -----------------------------------------------------------------------------------------------


def test_every_race_on_record_has_rules_or_says_what_is_missing(facts: Catalogue) -> None:
    """A forecast of any race must come to a start, or to a sentence that helps."""
    known = 0
    for season in facts.seasons.values():
        for meeting in season.meetings:
            for race in (one for one in meeting.sessions if one.kind == "race"):
                full = season.meeting_id(meeting)
                if not (race.duration_min or race.laps or race.distance_km):
                    with pytest.raises(BadRequest, match=rf"{full}/{race.id}: .* not on record") as error:
                        race_rules(facts, full, race.id)
                    assert "--like" in error.value.hint
                    continue
                rules = race_rules(facts, full, race.id)
                known += 1
                assert rules.length.duration_ms > 0 or rules.length.laps > 0
                assert (rules.series, rules.meeting, rules.session) == (
                    season.series,
                    season.meeting_id(meeting),
                    race.id,
                )
                assert rules.procedure.series == season.series
                assert {one.id for one in rules.classes} <= {one.id for one in season.classes}
                assert len(rules.classes) == len(race.classes or meeting.classes or season.classes)
    assert known > 200


@pytest.mark.parametrize(
    ("race", "minutes", "laps"),
    [
        ("wec-2024/imola", 360, 0),
        ("wec-2023/bahrain", 480, 0),
        ("wec-2024/le-mans", 1440, 0),
        ("wec-2024/qatar", 600, 335),
        ("wec-2018-19/sebring", 480, 268),
        ("imsa-2022/long-beach", 100, 0),
        ("imsa-2023/vir", 160, 0),
        ("imsa-2024/road-atlanta", 600, 0),
        ("imsa-2021/daytona", 1440, 0),
        ("elms-2022/imola", 240, 0),
        ("blancpain-gt-asia-2018/sepang/race-1", 60, 0),
        ("vln-2018/vln1", 240, 0),
        ("vln-2018/vln5", 360, 0),
        ("super-gt-2018/fuji-500-mile", 0, 177),
        ("f1-2023/monza", 0, 51),
        ("f1-2023/baku/sprint", 0, 17),
        ("indycar-2023/indy-500", 0, 200),
    ],
)
def test_the_formats_have_their_lengths(facts: Catalogue, race: str, minutes: int, laps: int) -> None:
    """Timed, over a distance, or whichever comes first; 1000 miles of Sebring are 268 laps."""
    length = race_rules(facts, race).length
    assert (length.duration_ms, length.laps) == (minutes * MINUTE_MS, laps)


def test_blancpain_gt_asia_has_its_window_and_its_penalties(facts: Catalogue) -> None:
    """One stop between minute 25 and minute 35 that changes the driver; 15, 10 and 5 s for the top three."""
    rules = race_rules(facts, "blancpain-gt-asia-2018/suzuka", "race-2")
    stops = rules.mandatory
    assert (stops.stops, stops.from_ms, stops.until_ms) == (1, 25 * MINUTE_MS, 35 * MINUTE_MS)
    assert stops.change
    assert rules.success_ms == (15_000, 10_000, 5_000)
    assert told(rules, starter("GT3 Overall", "bronze", "gold")) == []
    alone = told(rules, starter("GT3 Overall", "gold"))
    assert ("error", "nobody-to-take-over") in alone
    assert ("warning", "crew-too-small") in alone


def test_suzuka_has_a_longest_stint_and_a_shortest_stop(facts: Catalogue) -> None:
    """65 minutes at a stretch, 82 s in the lane, without a number of stops."""
    rules = race_rules(facts, "igtc-2018/suzuka")
    assert (rules.stint_ms, rules.mandatory.stops, rules.mandatory.lane_ms) == (65 * MINUTE_MS, 0, 82_000)
    assert limits_for(rules, "GT3", crew("gold", "gold", "gold")).stint == (65 * MINUTE_MS,) * 3


def test_who_is_classified_is_as_timing_has_it(facts: Catalogue) -> None:
    """70 % and the flag in the WEC, everybody in IMSA."""
    assert race_rules(facts, "wec-2022/spa").length.share == pytest.approx(0.7)
    assert race_rules(facts, "wec-2022/spa").length.flag
    assert (race_rules(facts, "imsa-2022/vir").length.share, race_rules(facts, "imsa-2022/vir").length.flag) == (
        0,
        False,
    )


def test_which_race_is_meant_has_to_be_told(facts: Catalogue) -> None:
    """Two races a weekend: neither is taken for granted, and one that is not there is not either."""
    with pytest.raises(BadRequest, match="several races: race-1 and race-2"):
        race_rules(facts, "blancpain-gt-asia-2018/sepang")
    with pytest.raises(BadRequest, match="no race 'race-3'") as error:
        race_rules(facts, "blancpain-gt-asia-2018/sepang/race-3")
    assert "race-1 and race-2" in error.value.hint
    with pytest.raises(UnknownName):
        race_rules(facts, "imsa-2024/monza")


def test_a_class_is_found_as_it_is_printed(facts: Catalogue) -> None:
    """`GTDPRO` is GTD PRO; a class that is not on record has no rules, and a category where the series knows one."""
    rules = race_rules(facts, "imsa-2024/daytona")
    assert rules.race_class("GTDPRO").id == "gtd-pro"
    unknown = rules.race_class("LMP3")
    assert (unknown.id, unknown.category, unknown.driving) == ("", "prototype", ())
    assert rules.race_class("???").category == ""


def test_a_rule_that_is_disputed_is_left_out_and_told(facts: Catalogue) -> None:
    """40 minutes at most in a four-hour race makes no sense; the rule says so itself."""
    rules = race_rules(facts, "elms-2018/spa")
    assert [one.code for one in rules.findings] == ["rule-left-out"]
    assert "maximum-three-drivers" in rules.findings[0].message
    assert limits_for(rules, "LMP2", crew("gold", "gold", "silver")).most == (0, 0, 0)
    assert ("info", "rule-left-out") in told(rules)


# --- lengths and windows that cannot be -------------------------------------------------------------------------------


def made(race: Session | None, *, layout: str = "", rules: tuple[object, ...] = ()) -> Catalogue:
    """Return a catalogue with one meeting of one race, on a circuit of 4 km."""
    circuit = Circuit(
        id="ring",
        name="Ring",
        city="Town",
        country="DE",
        time_zone="Etc/UTC",
        latitude=50,
        longitude=7,
        status=Status.UNVERIFIED,
        layout=(Layout(id="short", name="Short", length_km=4, status=Status.UNVERIFIED),) if layout else (),
    )
    sessions = [race] if race else []
    season = season_of("cup-2020", [meeting_of("home", DAY, DAY, circuit="ring", sessions=sessions)])
    season = season.model_copy(update={"rules": rules, "classes": (race_class_of("gt3"),)})
    return catalogue_of([season], circuits=[circuit])


def race_of(**length: float) -> Session:
    """Return a race of a length."""
    return Session(id="race", kind="race", day=DAY, **length)  # type: ignore[arg-type]


def window(opens: float, closes: float) -> PitStopRule:
    """Return a rule for one stop in a window [min]."""
    return PitStopRule(
        id="stop",
        kind="pit-stop",
        text="One stop.",
        stops=1,
        opens_min=opens,
        closes_min=closes,
        status=Status.UNVERIFIED,
    )


def test_what_is_missing_is_named() -> None:
    """No race, no length, or a distance on a course whose length nobody knows."""
    with pytest.raises(BadRequest, match="cup-2020/home has no race on record"):
        race_rules(made(None), "cup-2020/home")
    with pytest.raises(BadRequest, match="its duration, laps or distance is not on record") as error:
        race_rules(made(race_of()), "cup-2020/home")
    assert "--duration" in error.value.hint
    with pytest.raises(BadRequest, match="the length of a lap is not on record"):
        race_rules(made(race_of(distance_km=300)), "cup-2020/home")


def test_a_distance_is_as_many_laps_as_it_takes() -> None:
    """300 km on 4 km are 75 laps, one metre more is another; laps that are told come first."""
    for km, laps in ((300, 75), (300.001, 76), (3.5, 1)):
        assert race_rules(made(race_of(distance_km=km), layout="short"), "cup-2020/home").length.laps == laps
    both = race_rules(made(race_of(distance_km=300, laps=70), layout="short"), "cup-2020/home")
    assert (both.length.laps, both.length.duration_ms) == (70, 0)


def test_a_pit_window_that_nobody_can_keep_is_refused() -> None:
    """It closes before it opens, or opens when the race is over; also once the race is made shorter."""
    with pytest.raises(BadRequest, match="closes before it opens"):
        race_rules(made(race_of(duration_min=60), rules=(window(35, 25),)), "cup-2020/home")
    with pytest.raises(BadRequest, match="opens at minute 25, and the race lasts 20 minutes"):
        race_rules(made(race_of(duration_min=20), rules=(window(25, 35),)), "cup-2020/home")
    rules = race_rules(made(race_of(duration_min=60), rules=(window(25, 35),)), "cup-2020/home")
    with pytest.raises(BadRequest, match="lasts 20 minutes"):
        like(rules, duration_min=20)


def test_the_same_race_over_another_length(facts: Catalogue) -> None:
    """Laps that are told make a race over a distance; another series brings its own procedures."""
    glen = race_rules(facts, "imsa-2024/watkins-glen")
    assert like(glen) == glen
    shorter = like(glen, duration_min=160)
    assert (shorter.length.duration_ms, shorter.classes, shorter.procedure) == (
        160 * MINUTE_MS,
        glen.classes,
        glen.procedure,
    )
    distance = like(glen, laps=200)
    assert (distance.length.duration_ms, distance.length.laps) == (0, 200)
    wec = like(glen, series="wec")
    assert (wec.procedure.series, wec.length.flag, wec.length.share) == ("wec", True, pytest.approx(0.7))
    assert wec.length.duration_ms == glen.length.duration_ms


@pytest.mark.parametrize(
    "length", [{"duration_min": 0}, {"duration_min": -1}, {"duration_min": float("nan")}, {"laps": 0}]
)
def test_a_length_that_is_none_is_refused(facts: Catalogue, length: dict[str, float]) -> None:
    """Whatever a user types."""
    with pytest.raises(BadRequest, match="is none"):
        like(race_rules(facts, "imsa-2024/vir"), **length)  # type: ignore[arg-type]
    with pytest.raises(BadRequest, match="is none"):
        told_rules("imsa", **length)  # type: ignore[arg-type]


def test_rules_that_are_only_told() -> None:
    """A bare lap file needs a series and a length; a series without procedures gets the plain ones, and it is said."""
    rules = told_rules("wec", duration_min=360, circuit="le-mans")
    assert (rules.meeting, rules.classes, rules.length.duration_ms) == ("", (), 6 * HOUR_MS)
    assert rules.procedure.kind("SZ") is not None
    assert [one.code for one in told_rules("club-cup", laps=20).findings] == ["plain-procedures"]
    assert told_rules(laps=20).findings == ()
    with pytest.raises(BadRequest, match="not told") as error:
        told_rules("wec")
    assert "--duration" in error.value.hint


# --- driving times ----------------------------------------------------------------------------------------------------


def test_driving_times_by_hand(facts: Catalogue) -> None:
    """LMGTE Am in a six-hour race: 1 h 45 for Bronze and Silver, 45 min for the others, 3 h 30 at most."""
    rules = race_rules(facts, "wec-2022/spa")
    found = limits_for(rules, "LMGTE Am", crew("bronze", "silver", "platinum"))
    assert [one // MINUTE_MS for one in found.least] == [105, 105, 45]
    assert [one // MINUTE_MS for one in found.most] == [210, 210, 210]
    assert (found.window, found.unknown) == (0, ())
    night = limits_for(race_rules(facts, "wec-2022/le-mans"), "HYPERCAR", crew("platinum", "gold", "gold"))
    assert (night.most, night.window, night.window_most) == ((14 * HOUR_MS,) * 3, 6 * HOUR_MS, (4 * HOUR_MS,) * 3)


def test_a_maximum_longer_than_the_race_is_none(facts: Catalogue) -> None:
    """Four hours within six do not matter in a sprint of 2 h 40."""
    found = limits_for(race_rules(facts, "imsa-2024/vir"), "GTD", crew("bronze", "gold"))
    assert (found.least, found.most, found.window) == ((45 * MINUTE_MS, 0), (0, 0), 0)


def test_a_grade_that_is_not_known_leaves_the_rule_open(facts: Catalogue) -> None:
    """The driver is not held to it, and that is told."""
    rules = race_rules(facts, "imsa-2024/vir")
    found = limits_for(rules, "GTD", crew("bronze", ""))
    assert found.least == (45 * MINUTE_MS, 0)
    assert [one.id for one in found.unknown] == ["minimum-sprint"]
    assert told(rules, starter("GTD", "bronze", "")) == [("info", "grade-unknown")]
    many = check_crews(rules, [starter("GTD", "bronze", "")] * 20)
    assert [one.code for one in many] == ["grade-unknown"]
    assert "20 cars" in many[0].message


def test_a_share_of_the_race_needs_its_length(facts: Catalogue) -> None:
    """Super GT: two thirds at most, a time only once the race's is expected; one driver alone cannot."""
    rules = race_rules(facts, "super-gt-2018/okayama")
    assert limits_for(rules, "GT500", crew("", "")).most == (0, 0)
    assert [round(one / HOUR_MS, 3) for one in limits_for(rules, "GT500", crew("", ""), 2 * HOUR_MS).most] == [
        1.333
    ] * 2
    assert told(rules, starter("GT500", "", ""), race_ms=2 * HOUR_MS) == []
    assert ("error", "most-times-below-race") in told(rules, starter("GT500", ""), race_ms=2 * HOUR_MS)


def test_the_strictest_of_several_rules_counts() -> None:
    """A longer minimum, a shorter maximum, the tighter window, and only rules for crews of that size."""
    rules = (
        DrivingRule("a", "", least_ms=10, most_ms=90),
        DrivingRule("b", "", frozenset({"bronze"}), least_ms=30, most_ms=60),
        DrivingRule("c", "", crew_size=3, least_ms=50),
        DrivingRule("d", "", most_ms=40, window_ms=60),
        DrivingRule("e", "", frozenset({"bronze"}), most_ms=20, window_ms=40),
    )
    found = limits(rules, ["bronze", "gold"], 120)
    assert (found.least, found.most) == ((30, 10), (60, 90))
    assert (found.window, found.window_most) == (40, (20, 0))


@given(
    least=st.lists(st.integers(0, 5), min_size=1, max_size=3),
    most=st.lists(st.integers(0, 5), min_size=3, max_size=3),
    race=st.integers(1, 8),
)
def test_a_crew_is_impossible_exactly_when_no_sharing_out_keeps_to_the_rules(
    least: list[int], most: list[int], race: int
) -> None:
    """Held against every way to share out the race, in whole parts."""
    size = len(least)
    grades = ["platinum", "gold", "silver"][:size]
    rules = [
        DrivingRule(grade, "", frozenset({grade}), least_ms=low, most_ms=high)
        for grade, low, high in zip(grades, least, most, strict=False)
    ]
    possible = any(
        sum(parts) == race
        and all(low <= part and (not high or part <= high) for part, low, high in zip(parts, least, most, strict=False))
        for parts in itertools.product(range(race + 1), repeat=size)
    )
    found = list(crew_findings("7", ClassRules("GT3", "gt3", driving=tuple(rules)), grades, grades, race))
    assert (not any(one.level == "error" for one in found)) == possible
    assert all(one.where == "car 7" and one.hint for one in found)


@given(most=st.lists(st.integers(1, 4), min_size=1, max_size=3), window=st.integers(2, 5), race=st.integers(3, 7))
def test_a_window_is_impossible_exactly_when_no_order_of_drivers_keeps_to_it(
    most: list[int], window: int, race: int
) -> None:
    """Held against every order in which the crew can take its turns."""
    grades = ["platinum", "gold", "silver"][: len(most)]
    rules = [
        DrivingRule(grade, "", frozenset({grade}), most_ms=high, window_ms=window)
        for grade, high in zip(grades, most, strict=True)
    ]
    span = min(window, race)
    possible = any(
        all(
            turns[start : start + span].count(seat) <= high
            for start in range(race - span + 1)
            for seat, high in enumerate(most)
        )
        for turns in itertools.product(range(len(most)), repeat=race)
    )
    found = list(crew_findings("7", ClassRules("GT3", "gt3", driving=tuple(rules)), grades, grades, race))
    assert (not any(one.level == "error" for one in found)) == possible


def test_one_driver_alone_cannot_keep_to_a_longest_stint(facts: Catalogue) -> None:
    """Somebody has to take over; a crew of two may."""
    rules = race_rules(facts, "igtc-2018/suzuka")
    assert ("error", "nobody-to-take-over") in told(rules, starter("GT3", "gold"))
    assert not [one for one in told(rules, starter("GT3", "gold", "gold", "gold")) if one[0] == "error"]
    assert told(rules, Starter("7", "GT3")) == []


def test_an_error_says_which_car_what_and_what_to_do() -> None:
    """Read by somebody who has sixty cars on the list."""
    rule = DrivingRule("minimum", "", frozenset({"bronze"}), least_ms=2 * HOUR_MS, sources=("https://example.org",))
    rules = ClassRules("GT3", "gt3", driving=(rule,), crew_least=2, crew_most=2)
    names = ["A", "B", "C"]
    found = {one.code: one for one in crew_findings("77", rules, names, ["bronze"] * 3, 4 * HOUR_MS)}
    error = found["least-times-exceed-race"]
    assert error.message == "the crew must drive 6:00:00 in all, and the race lasts 4:00:00"
    assert (error.where, error.sources) == ("car 77", ("https://example.org",))
    assert found["crew-too-large"].level == "warning"


def test_rules_of_the_season_come_to_a_class(facts: Catalogue) -> None:
    """The maxima of IMSA's endurance races stand at the season, the minima at the class; a share is judged anywhere."""
    gtd = race_rules(facts, "imsa-2023/daytona").race_class("GTD")
    assert {one.id for one in gtd.driving} == {"driving-time-window", "driving-time-daytona", "minimum-daytona"}
    assert race_rules(facts, "imsa-2024/sebring").race_class("GTP").crew_least == 3


def test_a_share_is_a_share() -> None:
    """More than all of the race is no rule."""
    with pytest.raises(ValidationError):
        DrivingTimeRule(id="x", kind="driving-time", text="x", status=Status.UNVERIFIED, maximum_share=1.5)


# --- procedures -------------------------------------------------------------------------------------------------------


def test_the_series_of_the_formats_have_procedures() -> None:
    """Each of them, and the plain ones for whatever else."""
    expected = {"wec", "elms", "asian-le-mans", "imsa", "blancpain-gt-asia", "igtc", "vln", "nurburgring-24h"}
    assert expected | {"super-gt", "f1", "indycar", PLAIN} <= set(series_with_procedures())
    assert procedure("no-such-series").kinds == procedure(PLAIN).kinds
    with pytest.raises(UnknownName):
        entry("no-such-series")


@pytest.mark.parametrize("series", series_with_procedures())
def test_what_is_on_record_of_a_series_holds_together(facts: Catalogue, series: str) -> None:
    """In any year one kind a flag; what is unverified says why; sources lead somewhere; classes are the season's."""
    own = entry(series)
    for one in (*own.kind, *own.pit, *own.classified):
        assert one.verified or one.note, f"{series}: {one!r} has neither a source nor a note"
        for source in one.sources:
            assert source.startswith("http") or source in facts.sources
    for year in range(2015, 2027):
        how = procedure(series, year)
        flags = [one.flag for one in how.kinds]
        assert len(flags) == len(set(flags))
        assert {one.then for one in how.kinds} <= {"", *flags}
        assert "RF" in flags
        assert sum(one.holds(year) for one in own.pit) <= 1
    assert procedure(series).kinds == procedure(series, 2026).kinds


def test_the_pit_lane_closes_as_the_years_have_it() -> None:
    """WEC and ELMS leave it open until 2022; since 2023 it is closed under yellow, and for three laps of safety car."""
    for series in ("wec", "elms"):
        for flag in ("FCY", "SF"):
            before, since = procedure(series, 2022).kind(flag), procedure(series, 2023).kind(flag)
            assert before is not None
            assert since is not None
            assert before.closed_ms("prototype", 100_000) == 0
            assert since.closed_ms("gt", 100_000) == (NEVER_MS if flag == "FCY" else 300_000)
    caution = procedure("imsa", 2023).kind("FCY")
    assert caution is not None
    assert caution.closed_ms("prototype", 90_000) < caution.closed_ms("gt", 90_000) == caution.closed_ms("", 90_000)


def test_le_mans_does_otherwise_within_the_wec() -> None:
    """Sorted by class in 2023 alone; slow zones are told and not simulated."""
    split = {year: procedure("wec", year, "le-mans").kind("SF") for year in (2022, 2023, 2024)}
    assert {year: one.split for year, one in split.items() if one} == {2022: False, 2023: True, 2024: False}
    how = procedure("wec", 2024, "le-mans")
    assert how.series == "wec"
    assert [one.flag for one in how.kinds if one not in how.simulated] == ["SZ"]
    assert procedure("wec", 2024, "spa").kind("SZ") is None


def test_the_clock_and_the_work_in_the_pits() -> None:
    """It runs on under red in endurance racing and stands in Formula 1; tyres wait for the fuel in the WEC."""
    runs = {one: procedure(one).kind("RF") for one in ("wec", "imsa", "vln", "f1")}
    assert {series: kind.clock_runs for series, kind in runs.items() if kind} == {
        "wec": True,
        "imsa": True,
        "vln": True,
        "f1": False,
    }
    assert (procedure("wec", 2018).pit.tyres, procedure("wec", 2024).pit.tyres) == ("alongside", "after")
    assert procedure("imsa").pit.tyres == "alongside"
    assert not procedure("f1").pit.refuelling
    assert [procedure("imsa", year).has_energy("GTD PRO") for year in (2024, 2025)] == [False, True]


def test_a_queue_sorted_by_class() -> None:
    """Prototypes first, then GT cars; classes not on record come last."""
    imsa = procedure("imsa")
    assert [imsa.rank(one) for one in ("GTP", "LMP2", "GTD PRO", "GTD", "TCR")] == [0, 0, 1, 1, 2]
    assert procedure("f1").rank("F1") == 0


def test_cars_go_round_in_races_long_enough() -> None:
    """A rule may leave out short races; a race over a distance has no planned time and is not short."""
    kind = Neutralisation(flag="FCY", name="x", wave_by=True, wave_by_from_min=150)
    assert [kind.waves_by(minutes * MINUTE_MS) for minutes in (100, 150, 0)] == [False, True, True]
    assert Neutralisation(flag="FCY", name="x", closed=(Closed(laps=1, minutes=2),)).closed_ms("gt", 90_000) == 210_000


def test_a_file_that_does_not_hold_together_is_refused() -> None:
    """What is called verified has a source, and what follows on is a kind."""
    with pytest.raises(ValidationError, match="names its sources"):
        Neutralisation(flag="FCY", name="x", verified=True)
    with pytest.raises(ValidationError, match="`then` names SF"):
        Entry(name="x", kind=(Neutralisation(flag="RF", name="x", then="SF"),))
    with pytest.raises(ValidationError):
        Neutralisation(flag="fcy", name="x")


def test_the_legend_at_the_head_of_the_file_has_every_field() -> None:
    """A reader of the file must not need the code."""
    text = files("paddock.racing").joinpath("data/procedures.toml").read_text(encoding="utf-8")
    legend = " ".join(
        line.lstrip("# ") for line in itertools.takewhile(lambda line: line.startswith("#"), text.splitlines())
    )
    models: tuple[type[BaseModel], ...] = (Entry, Neutralisation, PitWork, Classified, Closed)
    missing = {
        field
        for model in models
        for field in model.model_fields
        if field not in {"name", "kind", "pit", "classified", "note", "sources"}
        and not re.search(rf"\b{field}\b", legend)
    }
    assert missing == set()
