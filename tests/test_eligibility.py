"""Who may race where: cars rule by rule, crews against a brute-force oracle, and the crews that really raced."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Folder
from paddock.catalogue import Catalogue, load
from paddock.eligibility import BEST_FIRST, Outcome, Verdict, crew_size, eligible_car, eligible_driver, judge_crew
from paddock.errors import BadRequest, UnknownName, Unresolved
from paddock.model import Driver, Grade, Status
from paddock.model.rules import CrewGradeRule, CrewSizeRule, DrivingTimeRule, GradeCount
from strategies import (
    GRADES,
    catalogue_of,
    crew_rules,
    crew_season,
    crews,
    driver_of,
    grade_counts,
    meeting_of,
    race_class_of,
    season_of,
)

# -- cars ------------------------------------------------------------------------------------------------------------


def by_rule(verdict: Verdict) -> dict[str, str]:
    """Return the outcome of each rule."""
    return {one.rule: str(one.outcome) for one in verdict.findings}


def test_alpine_a424_into_imsa_2025(facts: Catalogue) -> None:
    """The question the project began with, rule by rule: technically yes, an agreement and a market missing."""
    verdict = eligible_car(facts, "alpine-a424", "imsa-2025")
    assert (verdict.race_class, verdict.outcome) == ("gtp", Outcome.ON_CONDITION)
    assert by_rule(verdict) == {
        "lmdh": "yes",
        "road-cars": "yes",
        "partner-agreement": "on-condition",
        "market": "on-condition",
        "homologation": "yes",
    }
    assert all(one.sources for one in verdict.findings)
    road_cars = next(one for one in verdict.findings if one.rule == "road-cars")
    assert "2,500" in road_cars.because
    assert "2024" in road_cars.because


@pytest.mark.parametrize("season", ["wec-2024", "wec-2025", "wec-2026"])
def test_alpine_a424_where_it_raced(facts: Catalogue, season: str) -> None:
    """A car that raced a whole season there may race there: a no would disprove the rules."""
    verdict = eligible_car(facts, "alpine-a424", season)
    assert verdict.race_class == "hypercar"
    assert verdict.outcome is Outcome.YES, by_rule(verdict)


def test_every_car_that_raced_a_season_is_not_refused(facts: Catalogue) -> None:
    """Every model on an entry list, held against its own class: none may be a no."""
    refused = [
        (entry.car, season, entry.race_class, by_rule(verdict))
        for season, entries in facts.entries.items()
        for entry in entries
        if entry.car
        for verdict in [eligible_car(facts, entry.car, season, entry.race_class)]
        if verdict.outcome is Outcome.NO
    ]
    assert refused == []


def test_an_lmh_into_gtp(facts: Catalogue) -> None:
    """LMH cars are taken since 2023, after the wind tunnel; LMDh cars have no such test there."""
    ferrari = eligible_car(facts, "ferrari-499p", "imsa-2025")
    assert (ferrari.race_class, ferrari.outcome) == ("gtp", Outcome.ON_CONDITION)
    assert by_rule(ferrari)["wind-tunnel"] == "on-condition"
    assert by_rule(ferrari)["lmh"] == "yes"
    assert "wind-tunnel" not in by_rule(eligible_car(facts, "alpine-a424", "imsa-2025"))
    valkyrie = next(key for key in facts.cars if "valkyrie" in key)
    assert by_rule(eligible_car(facts, valkyrie, "imsa-2025"))["wind-tunnel"] == "yes"


def test_a_gt4_into_gtp_is_a_no(facts: Catalogue) -> None:
    """A car of another regulation is refused, by class as well as over the whole season, saying what is accepted."""
    car = next(key for key, one in facts.cars.items() if one.regulation == "gt4")
    asked = eligible_car(facts, car, "imsa-2025", "GTP")
    assert asked.outcome is Outcome.NO
    assert "no" in by_rule(asked).values()
    open_ = eligible_car(facts, car, "imsa-2025")
    assert (open_.outcome, open_.race_class) == (Outcome.NO, "")
    assert facts.regulations["gt4"].name in open_.findings[0].because
    assert open_.findings[0].sources


def test_without_a_class_the_best_is_the_verdict(facts: Catalogue) -> None:
    """The other classes that take the car follow, none of them better."""
    for car in ("alpine-a424", "ferrari-499p", *(key for key, one in facts.cars.items() if one.regulation == "gt3")):
        verdict = eligible_car(facts, car, "imsa-2025")
        for name, outcome in verdict.others:
            assert BEST_FIRST.index(outcome) >= BEST_FIRST.index(verdict.outcome)
            assert eligible_car(facts, car, "imsa-2025", name).outcome is outcome


def test_the_season_meeting_by_meeting(facts: Catalogue) -> None:
    """GTP does not race at Mosport and VIR: there is no seat there, whatever the car."""
    verdict = eligible_car(facts, "alpine-a424", "imsa-2025", by_meeting=True)
    assert {one.meeting for one in verdict.meetings if not one.runs} == {"imsa-2025/mosport", "imsa-2025/vir"}
    assert {one.outcome for one in verdict.meetings if one.runs} == {verdict.outcome}
    assert {one.outcome for one in verdict.meetings if not one.runs} == {Outcome.NO}
    assert len(verdict.meetings) == 11


def test_what_is_not_on_record_is_named(facts: Catalogue) -> None:
    """Unknown is an answer of its own: it says which fact would settle it, and never turns into a yes or a no."""
    unknown = [
        one
        for car in facts.cars
        for season in ("imsa-2025", "wec-2026")
        for verdict in [eligible_car(facts, car, season)]
        if verdict.outcome is Outcome.UNKNOWN
        for one in verdict.findings
        if one.outcome is Outcome.UNKNOWN
    ]
    assert unknown
    assert all(one.missing for one in unknown)


def test_names_that_lead_nowhere_fail(facts: Catalogue) -> None:
    """Each part of the question is resolved or refused."""
    for car, season, race_class in (
        ("alpine-a425", "imsa-2025", None),
        ("alpine-a424", "imsa-2052", None),
        ("alpine-a424", "imsa-2025", "gt1"),
    ):
        with pytest.raises(Unresolved):
            eligible_car(facts, car, season, race_class)
    bare = catalogue_of([season_of("x", [])])
    with pytest.raises(UnknownName):
        eligible_driver(bare, "nobody", "x")


OWN_CLASS = """
[season]
id = "own-2030"
name = "Own"
series = "wec"
year = 2030
status = "unverified"
[[class]]
id = "top"
name = "Top"
category = "prototype"
status = "unverified"
[[class.rule]]
id = "cars"
kind = "regulation"
text = "Cars."
accepts = ["own"]
status = "unverified"
[[class.rule]]
id = "rule"
text = "Rule."
status = "unverified"
{rule}
[[regulation]]
id = "own"
name = "Own"
category = "prototype"
status = "unverified"
[[team]]
id = "own"
name = "Own"
status = "unverified"
[[manufacturer]]
id = "own"
name = "Own"
status = "unverified"
{make}
[[car]]
id = "own"
name = "Own"
manufacturer = "own"
regulation = "own"
status = "unverified"
{car}
{more}
"""
MADE = '[[manufacturer.road_cars]]\nyear = {year}\ncars = {cars}\nstatus = "unverified"\n'
SOLD = '[[manufacturer.market]]\ncountry = "{country}"\nsells = {sells}\nyear = {year}\nstatus = "unverified"\n'
SOLD_ONCE = SOLD.format(country="US", sells="true", year=2010) + SOLD.format(country="US", sells="false", year=2029)
ENTRY = (
    '[[entry]]\nrace_class = "{cls}"\nteam = "own"\ncar = "own"\nextent = "{extent}"\n'
    'programme = "{programme}"\nstatus = "unverified"\n'
)
WORKS = ENTRY.format(cls="top", extent="full-season", programme="works")
PRIVATE = ENTRY.format(cls="top", extent="full-season", programme="customer")
OTHER = WORKS.replace('car = "own"', 'car = "ferrari-499p"')
ONCE = ENTRY.format(cls="top", extent="single-meeting", programme="works")
MAKES = 'kind = "road-cars"\nminimum = 2500'
MARKET = 'kind = "market"\ncountries = ["US", "CA"]'
TEST = 'kind = "test"\nplace = "tunnel"\nregulations = ["{}"]'
TWO = 'kind = "cars-per-make"\nminimum = 2\nmaximum = 2'


@pytest.mark.parametrize(
    ("rule", "make", "car", "more", "outcome"),
    [
        (MAKES, MADE.format(year=2029, cars=2500), "", "", "yes"),
        (MAKES, MADE.format(year=2029, cars=2499), "", "", "no"),
        (MAKES, "", "", "", "unknown"),
        # the last full year before the season counts, not a better one before it
        (MAKES, MADE.format(year=2028, cars=9000) + MADE.format(year=2029, cars=10), "", "", "no"),
        # a figure of the season's own year is only taken when there is no earlier one
        (MAKES, MADE.format(year=2030, cars=9000) + MADE.format(year=2020, cars=10), "", "", "no"),
        # what one country bought is a lower bound of what the world did
        (MAKES, MADE.format(year=2029, cars=2500) + 'scope = "us"', "", "", "yes"),
        (MAKES, MADE.format(year=2029, cars=2499) + 'scope = "us"', "", "", "unknown"),
        ('kind = "homologation"', "", "", "", "unknown"),
        ('kind = "homologation"', "", "homologated_from = 2030", "", "yes"),
        ('kind = "homologation"', "", "homologated_from = 2031", "", "no"),
        ('kind = "homologation"', "", "homologated_from = 2025\nhomologated_until = 2030", "", "yes"),
        ('kind = "homologation"', "", "homologated_from = 2025\nhomologated_until = 2029", "", "no"),
        (MARKET, "", "", "", "unknown"),
        (MARKET, SOLD.format(country="DE", sells="true", year=2030), "", "", "unknown"),
        (MARKET, SOLD.format(country="CA", sells="true", year=2030), "", "", "yes"),
        (MARKET, SOLD.format(country="CA", sells="false", year=2030), "", "", "on-condition"),
        # the statement nearest to the season counts
        (MARKET, SOLD_ONCE, "", "", "on-condition"),
        ('kind = "agreement"\npartner = "us"', "", "", "", "on-condition"),
        ('kind = "agreement"\npartner = "us"', "", "", ONCE, "yes"),
        (TEST.format("own"), "", "", "", "on-condition"),
        (TEST.format("own"), "", "", ONCE, "yes"),
        (TEST.format("lmh"), "", "", "", None),
        ('kind = "makes"\nmakes = ["own", "alpine"]', "", "", "", "yes"),
        ('kind = "makes"\nmakes = ["alpine"]', "", "", "", "no"),
        ('kind = "models"\ncars = ["own"]', "", "", "", "yes"),
        ('kind = "models"\ncars = ["alpine-a424"]', "", "", "", "no"),
        (TWO, "", "", "", "unknown"),  # no entry list is on record, so nobody's cars can be counted
        (TWO, "", "", OTHER, "on-condition"),
        (TWO, "", "", WORKS, "on-condition"),
        (TWO, "", "", WORKS * 2, "yes"),
        (TWO, "", "", WORKS * 3, "on-condition"),
        (TWO, "", "", WORKS * 2 + PRIVATE + ONCE, "yes"),
        ('kind = "cars-per-make"\nminimum = 0', "", "", "", "yes"),
        ('kind = "entrant"\nprogrammes = ["customer"]', "", "", "", "on-condition"),
        ('kind = "homologation"\nmeetings = []', "", "homologated_from = 2030", "", "yes"),
        ('kind = "tyres"\nsole = true', "", "", "", None),  # concerns the car's tyres, not whether it may enter
    ],
)  # fmt: skip
def test_each_kind_of_rule_by_hand(
    folder: Folder, rule: str, make: str, car: str, more: str, outcome: str | None
) -> None:
    """Every kind of rule at its limits, on a make-believe car: which fact makes it yes, no, a condition or unknown."""
    made = folder(OWN_CLASS.format(rule=rule, make=make, car=car, more=more))
    verdict = eligible_car(load([made]), "own", "own-2030", "top")
    assert by_rule(verdict).get("rule") == outcome
    assert by_rule(verdict)["cars"] == "yes"
    assert str(verdict.outcome) == (outcome or "yes")
    (missing,) = {bool(one.missing) for one in verdict.findings if one.rule == "rule"} or {False}
    assert missing == (outcome == "unknown")


# -- one no is a no --------------------------------------------------------------------------------------------------


def test_outcomes_have_an_order() -> None:
    """A single no outweighs all, a missing fact outweighs a condition, a condition outweighs a yes."""
    assert [str(one) for one in BEST_FIRST] == ["yes", "on-condition", "unknown", "no"]


@given(crew_rules(), crews())
def test_one_no_decides(rules: list[object], crew: list[Driver]) -> None:
    """The verdict is the least favourable of its findings, at a meeting and over a season."""
    some = catalogue_of([crew_season(rules)], drivers=crew)
    for meeting in ("m", None):
        verdict = judge_crew(some, "s", "gt3", [one.id for one in crew], meeting)
        worst = max((BEST_FIRST.index(one.outcome) for one in verdict.findings), default=0)
        assert verdict.outcome is BEST_FIRST[worst]


# -- crews against an oracle -----------------------------------------------------------------------------------------


def assignments(options: Sequence[Sequence[Grade]]) -> Iterator[list[Grade]]:
    """Yield every way the grades may be, one driver after the other."""
    if not options:
        yield []
        return
    for grade in options[0]:
        for rest in assignments(options[1:]):
            yield [grade, *rest]


def known(crew: Sequence[Driver], year: int = 2020) -> list[tuple[Grade, ...]]:
    """Return what each driver's grade may be: all four when nothing is on record."""
    return [next((g.one_of for g in one.grades if g.year == year), tuple(GRADES)) for one in crew]


def grades_fit(rule: CrewGradeRule, grades: Sequence[Grade]) -> bool:
    """Return whether a crew of these grades keeps the rule, counted by hand."""
    for part in rule.at_least:
        if len([one for one in grades if one in part.grades]) < part.drivers:
            return False
    return all(len([one for one in grades if one in part.grades]) <= part.drivers for part in rule.at_most)


def times_fit(rule: DrivingTimeRule, grades: Sequence[Grade], race: float) -> bool:
    """Return whether the race can be shared out: looked for by trying shares, an hour's twelfth at a time."""
    bound = [not rule.grades or one in rule.grades for one in grades]
    if not any(bound):
        return True
    window = min(race, rule.window_min or race)
    # every bound driver has to reach the minimum within the race
    if sum(rule.minimum_min or 0 for one in bound if one) > race:
        return False
    # and the stretch the maximum counts in has to be filled: by an unbound driver, or by the bound ones' maxima
    return rule.maximum_min is None or not all(bound) or rule.maximum_min * len(grades) >= window


def told(answers: set[bool]) -> str:
    """Return the outcome that a set of possible answers makes."""
    return {frozenset({True}): "yes", frozenset({False}): "no"}.get(frozenset(answers), "unknown")


@given(crew_rules(), crews())
def test_crews_are_judged_as_an_oracle_does(rules: list[object], crew: list[Driver]) -> None:
    """Every grade each driver may hold is tried: only what holds for all of them is a yes or a no."""
    race = 360
    some = catalogue_of([crew_season(rules, race)], drivers=crew)
    verdict = judge_crew(some, "s", "gt3", [one.id for one in crew], "m")
    tries = list(assignments(known(crew)))
    expected: dict[str, str] = {}
    for rule in rules:
        if isinstance(rule, CrewGradeRule):
            expected[rule.id] = told({grades_fit(rule, one) for one in tries})
        elif isinstance(rule, CrewSizeRule):
            expected[rule.id] = "yes" if rule.minimum <= len(crew) <= rule.maximum else "no"
        elif any(not rule.grades or set(one) & set(rule.grades) for one in known(crew)):
            expected[rule.id] = told({times_fit(rule, one, race) for one in tries})
    if not any(isinstance(rule, CrewGradeRule | CrewSizeRule) for rule in rules):
        expected["crew"] = "unknown"
    assert by_rule(verdict) == expected
    for one in verdict.findings:
        assert (one.outcome is Outcome.UNKNOWN) == bool(one.missing)


@given(crew_rules(), crews(), st.data())
def test_knowing_more_never_overturns_an_answer(rules: list[object], crew: list[Driver], data: st.DataObject) -> None:
    """Narrowing down a grade may settle what was unknown; it never turns a yes into anything else, nor a no."""
    index = data.draw(st.integers(0, len(crew) - 1))
    before = known(crew)[index]
    narrower = data.draw(st.lists(st.sampled_from(before), min_size=1, unique=True))
    better = [*crew]
    better[index] = driver_of(crew[index].id, narrower)
    names = [one.id for one in crew]
    for meeting in ("m", None):
        old, new = (
            judge_crew(catalogue_of([crew_season(rules)], drivers=some), "s", "gt3", names, meeting)
            for some in (crew, better)
        )
        if old.outcome in {Outcome.YES, Outcome.NO}:
            assert new.outcome is old.outcome
        for rule, outcome in by_rule(old).items():
            if outcome in {"yes", "no"}:
                assert by_rule(new).get(rule, "yes") == outcome


@given(crew_rules(), crews(least=1, most=1), st.data())
def test_knowing_more_of_one_driver_never_overturns_an_answer(
    rules: list[object], crew: list[Driver], data: st.DataObject
) -> None:
    """The same for a single seat: a yes stays a yes, a no a no; what was a condition does not become a no."""
    narrower = data.draw(st.lists(st.sampled_from(known(crew)[0]), min_size=1, unique=True))
    old, new = (
        eligible_driver(catalogue_of([crew_season(rules)], drivers=[one]), one.id, "s", "gt3")
        for one in (crew[0], driver_of(crew[0].id, narrower))
    )
    if old.outcome in {Outcome.YES, Outcome.NO}:
        assert new.outcome is old.outcome
    if old.outcome is Outcome.ON_CONDITION:
        assert new.outcome in {Outcome.ON_CONDITION, Outcome.YES}


@given(st.lists(grade_counts, max_size=2), st.lists(grade_counts, max_size=2), st.sampled_from(GRADES))
def test_a_driver_is_barred_only_if_no_crew_can_hold_them(
    at_least: list[GradeCount], at_most: list[GradeCount], grade: Grade
) -> None:
    """A single seat: no means that no crew of up to four with this driver keeps the upper limits; yes, that all do."""
    rule = CrewGradeRule(
        id="g",
        kind="crew-grades",
        text="Text.",
        at_least=tuple(at_least),
        at_most=tuple(at_most),
        status=Status.UNVERIFIED,
    )
    one = driver_of("d", [grade])
    verdict = eligible_driver(catalogue_of([crew_season([rule])], drivers=[one]), "d", "s", "gt3")
    barred = any(part.drivers == 0 and grade in part.grades for part in at_most)
    assert (verdict.outcome is Outcome.NO) == barred
    if verdict.outcome is Outcome.YES:
        assert all(len([1 for one in [grade] if one in part.grades]) >= part.drivers for part in at_least)


@given(crews(least=2), st.randoms())
def test_the_order_of_a_crew_does_not_matter(facts: Catalogue, crew: list[Driver], random: object) -> None:
    """A crew is a set of people."""
    rules = [
        CrewGradeRule(
            id="g",
            kind="crew-grades",
            text="Text.",
            at_least=(GradeCount(grades=(Grade.BRONZE,), drivers=1),),
            status=Status.UNVERIFIED,
        )
    ]
    some = catalogue_of([crew_season(rules)], drivers=crew)
    names = [one.id for one in crew]
    mixed = sorted(names, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert judge_crew(some, "s", "gt3", names).outcome is judge_crew(some, "s", "gt3", mixed).outcome


# -- single cases of crews -------------------------------------------------------------------------------------------


def times(**fields: object) -> DrivingTimeRule:
    """Return a driving-time rule."""
    return DrivingTimeRule.model_validate(
        {"id": "time", "kind": "driving-time", "text": "Text.", "status": "unverified", **fields}
    )


@pytest.mark.parametrize(
    ("rule", "grades", "outcome"),
    [
        (times(maximum_min=240, window_min=360), [["gold"]], "no"),  # one driver cannot fill six hours with four
        (times(maximum_min=240, window_min=360), [["gold"]] * 2, "yes"),
        (times(minimum_min=200), [["gold"]] * 2, "no"),  # 400 of 360 minutes
        (times(minimum_min=180), [["gold"]] * 2, "yes"),
        (times(minimum_min=200, grades=["bronze"]), [["gold"], ["bronze"]], "yes"),
        (times(minimum_min=200, grades=["bronze"]), [["bronze"]] * 2, "no"),
        # who may be a Bronze or a Gold may be bound or not: that is not a no
        (times(minimum_min=200, grades=["bronze"]), [["bronze"], ["bronze", "gold"]], "unknown"),
        (times(minimum_min=200, grades=["bronze"]), [None, None], "unknown"),
        (times(maximum_min=60, grades=["bronze"]), [["bronze"]] * 2, "no"),
        (times(maximum_min=60, grades=["bronze"]), [["bronze"], ["gold"]], "yes"),
        (times(maximum_min=60, grades=["bronze"]), [["bronze"], ["gold", "bronze"]], "unknown"),
        (times(minimum_min=200, crew_size=3), [["gold"]] * 2, None),  # a rule for crews of three
        (times(minimum_min=200, grades=["bronze"]), [["gold"]] * 2, None),  # concerns nobody
    ],
)
def test_driving_times(rule: DrivingTimeRule, grades: list[list[str] | None], outcome: str | None) -> None:
    """A six-hour race shared out by hand; a rule that concerns nobody has no finding."""
    crew = [
        driver_of(f"d{number}", None if some is None else [Grade(one) for one in some])
        for number, some in enumerate(grades)
    ]
    size = CrewSizeRule(id="size", kind="crew-size", text="Text.", minimum=1, status=Status.UNVERIFIED)
    some = catalogue_of([crew_season([size, rule], 360)], drivers=crew)
    verdict = judge_crew(some, "s", "gt3", [one.id for one in crew], "m")
    assert by_rule(verdict).get("time") == outcome


def test_a_race_of_unknown_length_leaves_driving_times_open() -> None:
    """The length is what is missing, and it is named."""
    crew = [driver_of("d", [Grade.GOLD])]
    some = catalogue_of([crew_season([times(minimum_min=40)], None)], drivers=crew)
    (one,) = [f for f in judge_crew(some, "s", "gt3", ["d"], "m").findings if f.rule == "time"]
    assert one.outcome is Outcome.UNKNOWN
    assert "how long" in one.missing


def sizes(minimum: int, maximum: int, *meetings: str, name: str = "size") -> CrewSizeRule:
    """Return a rule on the number of drivers."""
    return CrewSizeRule(
        id=name,
        kind="crew-size",
        text="Text.",
        minimum=minimum,
        maximum=maximum,
        meetings=meetings,
        status=Status.UNVERIFIED,
    )


def endurance(*rules: object) -> Catalogue:
    """Return a season of a short and a long race, and four drivers."""
    day = dt.date(2020, 5, 10)
    events = [meeting_of(slug, day, day, [day], classes=["gt3"]) for slug in ("short", "long")]
    events.append(meeting_of("other", day, day, [day], classes=["gt4"]))
    events.append(meeting_of("gone", day, day, [day], classes=["gt3"], cancelled=True))
    season = season_of("s", events, [race_class_of("gt3", *rules), race_class_of("gt4")])
    return catalogue_of([season], drivers=[driver_of(f"d{n}", [Grade.GOLD]) for n in range(9)])


def test_a_crew_that_fits_some_meetings_fits_on_condition() -> None:
    """Two drivers fit the sprint, not the endurance race, whose rule is one of its own: on condition, and where."""
    some = endurance(sizes(1, 2), sizes(3, 4, "long", name="long-size"))
    verdict = judge_crew(some, "s", "gt3", ["d0", "d1"])
    assert {one.meeting: str(one.outcome) for one in verdict.meetings if one.runs} == {
        "s/short": "yes",
        "s/long": "no",
    }
    assert verdict.outcome is Outcome.ON_CONDITION
    (told_,) = [one for one in verdict.findings if one.outcome is Outcome.ON_CONDITION]
    assert "long" in told_.because


def test_a_crew_that_fits_no_meeting_is_a_no() -> None:
    """Refused by another rule at each meeting is still refused everywhere."""
    some = endurance(sizes(3, 3), sizes(4, 4, "long", name="long-size"))
    verdict = judge_crew(some, "s", "gt3", ["d0", "d1"])
    assert {one.outcome for one in verdict.meetings if one.runs} == {Outcome.NO}
    assert verdict.outcome is Outcome.NO


def test_a_narrower_rule_stands_instead_of_the_general_one() -> None:
    """`meetings` narrows a rule: at the long race the general number of drivers does not count."""
    some = endurance(sizes(1, 2), sizes(3, 4, "long", name="long-size"))
    assert by_rule(judge_crew(some, "s", "gt3", ["d0", "d1", "d2"], "long")) == {"long-size": "yes"}
    assert by_rule(judge_crew(some, "s", "gt3", ["d0", "d1", "d2"], "short")) == {"size": "no"}
    season = some.seasons["s"]
    bounds = [crew_size(season, season.classes[0], one) for one in season.meetings[:2]]
    assert sorted(bounds) == [(1, 2), (3, 4)]


def test_where_a_class_does_not_race_there_is_no_seat() -> None:
    """Asked for a meeting without the class the answer is no; over the season it is left out, cancelled ones too."""
    some = endurance(sizes(1, 2))
    assert by_rule(judge_crew(some, "s", "gt3", ["d0"], "other")) == {"class-runs": "no"}
    verdict = judge_crew(some, "s", "gt3", ["d0"])
    assert [one.meeting for one in verdict.meetings if not one.runs] == ["s/other"]
    assert "s/gone" not in {one.meeting for one in verdict.meetings}
    assert verdict.outcome is Outcome.YES


def test_crews_that_make_no_sense_are_refused(facts: Catalogue) -> None:
    """Nobody, somebody twice, a busload, a meeting of another season: questions without an answer."""
    some = endurance(sizes(1, 2))
    for drivers in ([], ["d0", "d0"], [f"d{n}" for n in range(9)]):
        with pytest.raises(BadRequest):
            judge_crew(some, "s", "gt3", drivers)
    with pytest.raises(Unresolved):
        judge_crew(some, "s", "gt3", ["d0"], "nowhere")
    crew = ["dries-vanthoor", "philipp-eng", "nick-tandy"]
    with pytest.raises(BadRequest):
        judge_crew(facts, "wec-2025", "lmgt3", crew, "elms-2025/imola")


def test_a_grade_of_another_year_is_not_assumed() -> None:
    """Grades are given anew each year: last year's proves nothing."""
    rule = CrewGradeRule(
        id="g",
        kind="crew-grades",
        text="Text.",
        at_least=(GradeCount(grades=(Grade.BRONZE,), drivers=1),),
        status=Status.UNVERIFIED,
    )
    some = catalogue_of([crew_season([rule])], drivers=[driver_of("d", [Grade.BRONZE], year=2019)])
    (one,) = judge_crew(some, "s", "gt3", ["d"], "m").findings
    assert (str(one.outcome), one.missing) == ("unknown", "the 2020 grade of d")


# -- crews that raced ------------------------------------------------------------------------------------------------


def raced(facts: Catalogue, season_id: str, race_class: str) -> list[tuple[str, list[str], Verdict]]:
    """Return each crew that drove at each meeting of a season in a class, with its verdict there.

    A lone driver is left out, and so is a crew part of which is open: cars that retired early show only who started.
    """
    season = facts.seasons[season_id]
    found = []
    for meeting in season.meetings:
        if not meeting.takes_place:
            continue
        for entry in facts.entries[season_id]:
            crew = [seat.driver for seat in entry.crew if meeting.id in seat.drove]
            open_ = any(meeting.id in (*seat.unknown, *seat.planned) for seat in entry.crew)
            if entry.race_class == race_class and len(crew) > 1 and not open_:
                found.append((meeting.id, crew, judge_crew(facts, season_id, race_class, crew, meeting.id)))
    return found


@pytest.mark.parametrize(
    ("season", "race_class", "least"),
    [
        ("imsa-2024", "gtp", 80),
        ("imsa-2025", "gtp", 60),
        ("wec-2024", "hypercar", 110),
        ("wec-2025", "hypercar", 120),
        ("wec-2026", "hypercar", 60),
    ],
)
def test_crews_that_raced_keep_the_rules_of_their_class(
    facts: Catalogue, season: str, race_class: str, least: int
) -> None:
    """The stewards let them race, so a no would be an error in a rule or a fact. Missing grades may leave it open."""
    crews_ = raced(facts, season, race_class)
    assert len(crews_) >= least
    refused = [
        (meeting, crew, [(one.rule, one.because) for one in verdict.findings if one.outcome is Outcome.NO])
        for meeting, crew, verdict in crews_
        if verdict.outcome is Outcome.NO
    ]
    assert refused == []
    outcomes = Counter(str(verdict.outcome) for _, _, verdict in crews_)
    print(f"{season} {race_class}: {dict(outcomes)}")
    for _, _, verdict in crews_:
        for one in verdict.findings:
            assert one.outcome is not Outcome.UNKNOWN or one.missing


def test_crews_of_2018_keep_the_rules_of_their_class(facts: Catalogue) -> None:
    """Blancpain GT Asia 2018, graded by what its entry rules prove: the pairs that raced must not be refused.

    Of some cars only one driver is on record; what is known of them is no crew.
    """
    season = "blancpain-gt-asia-2018"
    pairs = [
        (name.id, meeting, crew, verdict)
        for name in facts.seasons[season].classes
        for meeting, crew, verdict in raced(facts, season, name.id)
    ]
    assert len(pairs) >= 20
    assert [
        (name, meeting, crew, [one.because for one in verdict.findings if one.outcome is Outcome.NO])
        for name, meeting, crew, verdict in pairs
        if verdict.outcome is Outcome.NO
    ] == []


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Return the built-in facts with three drivers of each grade and one without: bronze-0 … platinum-2, ungraded."""
    lines = []
    for name, grade in [*((f"{one}-{n}", one) for one in Grade for n in range(3)), ("ungraded", None)]:
        lines.append(f'[[driver]]\nid = "{name}"\nname = "{name}"\nstatus = "unverified"\n')
        if grade:
            lines.append(f'[[grade]]\ndriver = "{name}"\nyear = 2025\none_of = ["{grade}"]\nstatus = "unverified"\n')
    made = tmp_path_factory.mktemp("graded")
    (made / "drivers.toml").write_text("".join(lines), encoding="utf-8")
    return load([made])


@pytest.mark.parametrize(
    ("season", "race_class", "meeting", "crew", "outcome"),
    [
        # IMSA's GTD: at least one Silver or Bronze
        ("imsa-2025", "gtd", "long-beach", ["gold-0", "gold-1"], "no"),
        ("imsa-2025", "gtd", "long-beach", ["gold-0", "silver-0"], "yes"),
        ("imsa-2025", "gtd", "long-beach", ["platinum-0", "bronze-0"], "yes"),
        ("imsa-2025", "gtd", "long-beach", ["gold-0", "ungraded"], "unknown"),
        # IMSA's LMP2: one Bronze, at most one Platinum
        ("imsa-2025", "lmp2", "watkins-glen", ["gold-0", "silver-0", "silver-1"], "no"),
        ("imsa-2025", "lmp2", "watkins-glen", ["gold-0", "silver-0", "bronze-0"], "yes"),
        # the WEC's LMGT3: one Bronze and one Silver or Bronze; counts add up
        ("wec-2025", "lmgt3", "imola", ["bronze-0", "silver-0", "gold-0"], "yes"),
        ("wec-2025", "lmgt3", "imola", ["bronze-0", "bronze-1", "gold-0"], "yes"),
        ("wec-2025", "lmgt3", "imola", ["bronze-0", "gold-0", "gold-1"], "no"),
        ("wec-2025", "lmgt3", "imola", ["silver-0", "silver-1", "gold-0"], "no"),
        # Hypercar: no Bronze, and no other limit
        ("wec-2025", "hypercar", "imola", ["platinum-0", "gold-0", "silver-0"], "yes"),
        ("wec-2025", "hypercar", "imola", ["platinum-0", "bronze-0"], "no"),
        ("wec-2025", "hypercar", "imola", ["platinum-0", "ungraded"], "unknown"),
    ],
)
def test_crew_rules_of_the_built_in_seasons(
    graded: Catalogue, season: str, race_class: str, meeting: str, crew: list[str], outcome: str
) -> None:
    """Hand-made crews against the rules as printed: which grades a class of 2025 asks for."""
    verdict = judge_crew(graded, season, race_class, crew, meeting)
    rules = {
        rule.id
        for scope in (graded.race_class(graded.seasons[season], race_class), graded.seasons[season])
        for rule in scope.rules
        if isinstance(rule, CrewGradeRule)
    }
    found = [one for one in verdict.findings if one.rule in rules]
    assert found
    assert str(max((one.outcome for one in found), key=BEST_FIRST.index)) == outcome
    if outcome == "unknown":
        assert any("ungraded" in one.missing for one in found)


def test_a_seat_is_judged_like_a_crew(graded: Catalogue) -> None:
    """A Bronze has no seat in a Hypercar; a professional has one in GTD if the rest of the crew brings the amateur."""
    assert eligible_driver(graded, "bronze-0", "wec-2025", "hypercar").outcome is Outcome.NO
    assert eligible_driver(graded, "platinum-0", "wec-2025", "hypercar").outcome is Outcome.YES
    assert eligible_driver(graded, "ungraded", "wec-2025", "hypercar").outcome is Outcome.UNKNOWN
    assert eligible_driver(graded, "gold-0", "imsa-2025", "gtd").outcome is Outcome.ON_CONDITION
    assert eligible_driver(graded, "silver-0", "imsa-2025", "gtd").outcome is Outcome.YES


def test_verdicts_as_json_hold_what_they_print(facts: Catalogue) -> None:
    """The JSON form and the printed one tell the same story."""
    verdict = judge_crew(facts, "imsa-2025", "gtp", ["dries-vanthoor", "philipp-eng"])
    plain = verdict.as_dict()
    assert plain["verdict"] == str(verdict.outcome)
    assert [one["rule"] for one in plain["findings"]] == [one.rule for one in verdict.findings]
    assert [one["meeting"] for one in plain["meetings"]] == [one.meeting for one in verdict.meetings]
    assert all(one.because in str(verdict) for one in verdict.findings)
