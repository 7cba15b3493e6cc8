"""Clashes: against a slow oracle that walks through the days, by their symmetries, and on calendars that are known."""

from __future__ import annotations

import datetime as dt
import math
import re
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.calendars import Clash, Clashes, Kind, find_clashes
from paddock.catalogue import Catalogue
from paddock.errors import BadRequest, UnknownName
from paddock.model import Circuit, Meeting, Season
from strategies import (
    STEADY_ZONES,
    TRAVEL,
    Calendars,
    calendars,
    catalogue_of,
    meeting_of,
    race_class_of,
    season_of,
    shifted,
    without_twins,
)

ONE_DAY = dt.timedelta(days=1)


# -- the oracle ------------------------------------------------------------------------------------------------------


def vincenty_km(a: Circuit, b: Circuit) -> float:
    """Return the distance on WGS 84 by Vincenty's formula of 1975: another way than the one paddock takes."""
    major, flattening = 6378137.0, 1 / 298.257223563
    minor = (1 - flattening) * major
    reduced = [math.atan((1 - flattening) * math.tan(math.radians(one.latitude))) for one in (a, b)]
    (sin_u, cos_u), (sin_v, cos_v) = ((math.sin(one), math.cos(one)) for one in reduced)
    apart = math.radians(b.longitude - a.longitude)
    turn = apart
    for _ in range(1000):
        sin_t, cos_t = math.sin(turn), math.cos(turn)
        sin_s = math.hypot(cos_v * sin_t, cos_u * sin_v - sin_u * cos_v * cos_t)
        if sin_s == 0:
            return 0.0
        cos_s = sin_u * sin_v + cos_u * cos_v * cos_t
        arc = math.atan2(sin_s, cos_s)
        sin_a = cos_u * cos_v * sin_t / sin_s
        cos2 = 1 - sin_a**2
        middle = cos_s - 2 * sin_u * sin_v / cos2 if cos2 > 1e-15 else 0.0
        part = flattening / 16 * cos2 * (4 + flattening * (4 - 3 * cos2))
        before = turn
        turn = apart + (1 - part) * flattening * sin_a * (
            arc + part * sin_s * (middle + part * cos_s * (2 * middle**2 - 1))
        )
        if abs(turn - before) < 1e-13:
            break
    squared = cos2 * (major**2 - minor**2) / minor**2
    big = 1 + squared / 16384 * (4096 + squared * (squared * (320 - 175 * squared) - 768))
    small = squared / 1024 * (256 + squared * (squared * (74 - 47 * squared) - 128))
    correction = (
        small
        * sin_s
        * (
            middle
            + small / 4 * (cos_s * (2 * middle**2 - 1) - small / 6 * middle * (4 * sin_s**2 - 3) * (4 * middle**2 - 3))
        )
    )
    return minor * big * (arc - correction) / 1000


def known_days(meeting: Meeting) -> list[dt.date]:
    """Return every day the meeting is known to take, one by one."""
    named = [day for day in (meeting.first_day, meeting.last_day, *meeting.race_days) if day]
    days = []
    if named:
        day = min(named)
        while day <= max(named):
            days.append(day)
            day += ONE_DAY
    return days


def root(catalogue: Catalogue, identifier: str) -> str:
    """Return the event behind a meeting; generated calendars only ever point backwards."""
    season, slug = identifier.split("/")
    meeting = next(one for one in catalogue.seasons[season].meetings if one.id == slug)
    return root(catalogue, meeting.same_as) if meeting.same_as else identifier


def hours_between(a: Circuit, b: Circuit, day: dt.date) -> float:
    """Return the clock change from a to b, the shorter way round."""
    noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    wall = [noon.astimezone(ZoneInfo(one.time_zone)).replace(tzinfo=None) for one in (a, b)]
    hours = (wall[1] - wall[0]).total_seconds() / 3600
    return next(one for one in (hours, hours + 24, hours - 24) if -12 < one <= 12)


def oracle(catalogue: Catalogue, ids: tuple[str, ...]) -> dict[tuple[str, str], dict[str, object]]:
    """Return every clash, found by comparing all pairs day by day."""
    visits = [
        (order, f"{name}/{meeting.id}", meeting, known_days(meeting))
        for order, name in enumerate(ids)
        for meeting in catalogue.seasons[name].meetings
        if meeting.status != "cancelled" and known_days(meeting)
    ]
    found = {}
    for one, other in combinations(visits, 2):
        if len(ids) > 1 and one[0] == other[0]:
            continue
        if root(catalogue, one[1]) == root(catalogue, other[1]):
            continue
        early, late = sorted((one, other), key=lambda v: (v[3][0], v[3][-1], v[0], v[1]))
        shared = [day for day in early[3] if day in late[3]]
        racing = [day for day in shared if day in early[2].race_days and day in late[2].race_days]
        start, end = (catalogue.circuits.get(v[2].circuit or "") for v in (early, late))
        needed = distance = shift = None
        if start and end:
            distance = round(vincenty_km(start, end), 1)
            shift = hours_between(start, end, late[3][0])
            legs = 0
            if distance > catalogue.travel.near_km:
                while legs * catalogue.travel.km_per_day < distance:
                    legs += 1
            needed = legs
            while needed < legs + abs(shift) * catalogue.travel.rest_days_per_zone_hour:
                needed += 1
        free = None
        if not shared:
            free, day = 0, early[3][-1] + ONE_DAY
            while day < late[3][0]:
                free, day = free + 1, day + ONE_DAY
            if needed is None or free >= needed:
                continue
        a, b = (early, late) if (early[0], early[3][0]) <= (late[0], late[3][0]) else (late, early)
        both = [family for family in ("gt3", "lmdh") if all(family in v[2].classes for v in (a, b))]
        found[a[1], b[1]] = {
            "kind": "race-day" if racing else "overlap" if shared else "tight",
            "shared": tuple(shared),
            "racing": tuple(racing),
            "free": free,
            "distance": distance,
            "shift": shift,
            "needed": needed,
            "families": sorted(both),
        }
    return found


def as_oracle(clash: Clash) -> dict[str, object]:
    """Return a clash in the oracle's words."""
    return {
        "kind": str(clash.kind),
        "shared": clash.shared_days,
        "racing": clash.race_days,
        "free": clash.free_days,
        "distance": clash.distance_km,
        "shift": clash.zone_shift_h,
        "needed": clash.days_needed,
        "families": sorted(clash.regulations),
    }


@given(calendars(least=1))
def test_clashes_are_those_an_oracle_finds_day_by_day(some: Calendars) -> None:
    """The fast search (sorted, stops early) has to find just what comparing every pair day by day finds."""
    found = find_clashes(some.catalogue, some.ids)
    assert {(one.a, one.b): as_oracle(one) for one in found.clashes} == oracle(some.catalogue, some.ids)
    assert len({(one.a, one.b) for one in found.clashes}) == len(found.clashes)


@given(calendars(least=1, most=1))
def test_a_single_season_is_judged_within_itself(some: Calendars) -> None:
    """With one season every pair of its own meetings counts; a is the earlier one."""
    found = find_clashes(some.catalogue, some.ids)
    assert {(one.a, one.b) for one in found.clashes} == set(oracle(some.catalogue, some.ids))
    begins = {f"{some.ids[0]}/{m.id}": m.days for m in some.catalogue.seasons[some.ids[0]].meetings}
    assert all(begins[one.a] <= begins[one.b] for one in found.clashes)


@given(calendars(least=2, most=3))
def test_what_is_left_out_or_uncertain_is_told(some: Calendars) -> None:
    """Nothing is dropped in silence: cancelled, undated and half-dated meetings each have their finding."""
    wanted = set()
    for name in some.ids:
        for meeting in some.catalogue.seasons[name].meetings:
            where = f"{name}/{meeting.id}"
            if meeting.status == "cancelled":
                wanted.add((where, "cancelled"))
            elif not known_days(meeting):
                wanted.add((where, "no-days"))
            elif meeting.first_day is None or meeting.last_day is None:
                wanted.add((where, "days-unknown"))
    found = find_clashes(some.catalogue, some.ids)
    assert sorted((one.where, one.code) for one in found.findings) == sorted(wanted)
    gone = {where for where, code in wanted if code != "days-unknown"}
    assert not gone & {end for one in found.clashes for end in (one.a, one.b)}


# -- symmetries ------------------------------------------------------------------------------------------------------


@given(calendars())
def test_the_order_of_seasons_only_swaps_a_and_b(some: Calendars) -> None:
    """Same pairs, kinds and days whichever season is named first; the clock change stays earlier → later."""
    there = {(one.a, one.b): one for one in find_clashes(some.catalogue, some.ids).clashes}
    back = {(one.b, one.a): one for one in find_clashes(some.catalogue, some.ids[::-1]).clashes}
    assert set(there) == set(back)
    spans = {key: one.days for key, one in some.catalogue.meetings.items()}
    for pair, one in there.items():
        other = back[pair]
        assert (one.kind, one.shared_days, one.race_days) == (other.kind, other.shared_days, other.race_days)
        assert (one.free_days, one.distance_km, one.days_needed) == (
            other.free_days,
            other.distance_km,
            other.days_needed,
        )
        assert (one.classes_a, one.classes_b) == (other.classes_b, other.classes_a)
        assert set(one.regulations) == set(other.regulations)
        if spans[one.a] != spans[one.b] or one.zone_shift_h in (None, 12):
            assert one.zone_shift_h == other.zone_shift_h
        else:  # neither is earlier
            assert one.zone_shift_h == -(other.zone_shift_h or 0)


@given(calendars(zones=STEADY_ZONES), st.integers(-3000, 3000))
def test_shifting_every_day_shifts_the_clashes(some: Calendars, days: int) -> None:
    """Nothing depends on the year or the day of the week (clocks that never change; the rest has its own test)."""
    moved = some.with_seasons(shifted(one, days) for one in some.catalogue.seasons.values())
    step = dt.timedelta(days=days)
    before, after = (find_clashes(one, some.ids).clashes for one in (some.catalogue, moved))
    expected = [
        {**as_oracle(one), "a": one.a, "b": one.b}
        | {"shared": tuple(d + step for d in one.shared_days), "racing": tuple(d + step for d in one.race_days)}
        for one in before
    ]
    assert [{**as_oracle(one), "a": one.a, "b": one.b} for one in after] == expected


@given(calendars())
def test_an_unrelated_season_changes_nothing(some: Calendars) -> None:
    """A season years away neither adds nor hides a clash: the search must not stop too early or run on."""
    far = shifted(without_twins(some.catalogue.seasons[some.ids[0]]), 4000).model_copy(update={"id": "far"})
    wider = some.with_seasons([*some.catalogue.seasons.values(), far])
    for ids in ((*some.ids, "far"), ("far", *some.ids)):
        assert find_clashes(wider, ids).clashes == find_clashes(some.catalogue, some.ids).clashes


@given(calendars(least=3, most=3))
def test_many_seasons_clash_as_their_pairs_do(some: Calendars) -> None:
    """n seasons give the union of the clashes of each two of them."""
    whole = find_clashes(some.catalogue, some.ids).clashes
    pairs = [one for two in combinations(some.ids, 2) for one in find_clashes(some.catalogue, two).clashes]
    assert sorted(whole, key=lambda one: (one.a, one.b)) == sorted(pairs, key=lambda one: (one.a, one.b))


@given(calendars())
def test_naming_a_season_twice_changes_nothing(some: Calendars) -> None:
    """A season named twice is one season, not one that clashes with itself."""
    assert find_clashes(some.catalogue, (*some.ids, *some.ids)) == find_clashes(some.catalogue, some.ids)


@given(calendars())
def test_clashes_come_in_the_order_of_the_calendar(some: Calendars) -> None:
    """Readers and reports rely on the order: by the day the later meeting begins, then by id."""
    spans = {key: one.days for key, one in some.catalogue.meetings.items()}
    keys = [
        (max(spans[one.a][0], spans[one.b][0]), one.a, one.b) for one in find_clashes(some.catalogue, some.ids).clashes
    ]
    assert keys == sorted(keys)


# -- single cases ----------------------------------------------------------------------------------------------------

D = dt.date


def two(a: Meeting, b: Meeting) -> Clashes:
    """Return the clashes of two seasons with one meeting each."""
    return find_clashes(catalogue_of([season_of("x", [a]), season_of("y", [b])]), ["x", "y"])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (None, "x/m"),
        ("y/m", None),
        ("y/m", "x/m"),  # each names the other
    ],
)
def test_one_event_in_two_seasons_is_no_clash(a: str | None, b: str | None) -> None:
    """Le Mans counts for the WEC and is a race of its own: `same_as` may be written on either side or on both."""
    day = D(2024, 6, 15)
    found = two(meeting_of("m", day, day, [day], same_as=a), meeting_of("m", day, day, [day], same_as=b))
    assert found.clashes == ()


def test_three_listings_of_one_event_do_not_clash_in_a_ring() -> None:
    """`same_as` in a ring is a slip of the data; it still is one event, and the search must end."""
    day = D(2024, 6, 15)
    ring = [("x", "y/m"), ("y", "z/m"), ("z", "x/m")]
    some = catalogue_of([season_of(name, [meeting_of("m", day, day, [day], same_as=to)]) for name, to in ring])
    assert find_clashes(some, ["x", "y", "z"]).clashes == ()


def test_days_that_touch_do_not_overlap() -> None:
    """The last day of one and the next day as the first of the other share nothing."""
    assert (
        two(meeting_of("m", D(2024, 5, 1), D(2024, 5, 3)), meeting_of("m", D(2024, 5, 4), D(2024, 5, 5))).clashes == ()
    )


def test_a_single_shared_day_is_an_overlap() -> None:
    """The last day of one being the first of the other is a shared day."""
    (one,) = two(meeting_of("m", D(2024, 5, 1), D(2024, 5, 3)), meeting_of("m", D(2024, 5, 3), D(2024, 5, 5))).clashes
    assert (one.kind, one.shared_days, one.free_days) == (Kind.OVERLAP, (D(2024, 5, 3),), None)


def test_an_overlap_without_a_circuit_is_still_told() -> None:
    """What is not known (the journey) stays open; what is known (the shared day) is told."""
    day = D(2024, 5, 3)
    (one,) = two(meeting_of("m", day, day, [day]), meeting_of("m", day, day, [day])).clashes
    assert (one.kind, one.distance_km, one.zone_shift_h, one.days_needed) == (Kind.RACE_DAY, None, None, None)


def test_the_ends_of_the_calendar_do_not_break_the_search() -> None:
    """The first and last days a catalogue may hold are searched like others."""
    for day in (D(1894, 1, 1), D(2100, 12, 31)):
        (one,) = two(meeting_of("m", day, day, [day]), meeting_of("m", day, day, [day])).clashes
        assert one.shared_days == (day,)


def test_car_families_are_those_of_the_classes_that_race_there() -> None:
    """A class of the season that does not race at a meeting brings no car family to it."""
    classes = [race_class_of("gt3", accepts=["gt3"]), race_class_of("top", accepts=["lmh", "lmdh"])]
    day = D(2024, 5, 3)
    x = season_of("x", [meeting_of("m", day, day, classes=["gt3", "top"])], classes)
    y = season_of("y", [meeting_of("m", day, day, classes=["gt3"])], classes)
    (one,) = find_clashes(catalogue_of([x, y]), ["x", "y"]).clashes
    assert one.regulations == ("gt3",)


def test_no_season_and_a_wrong_season_are_refused() -> None:
    """An empty question and a name that leads nowhere are errors a user can mend."""
    some = catalogue_of([season_of("x", [])])
    with pytest.raises(BadRequest):
        find_clashes(some, [])
    with pytest.raises(UnknownName):
        find_clashes(some, ["x", "zzz"])


# -- known calendars -------------------------------------------------------------------------------------------------

WEC_IMSA = {
    # year: (meeting, meeting) → whether both race on one day
    "2024": {
        ("wec-2024/imola", "imsa-2024/long-beach"): False,
        ("wec-2024/spa", "imsa-2024/laguna-seca"): False,
        ("wec-2024/sao-paulo", "imsa-2024/mosport"): True,
        ("elms-2024/spa", "imsa-2024/vir"): True,
    },
    "2025": {
        ("wec-2025/spa", "imsa-2025/laguna-seca"): False,
        ("wec-2025/sao-paulo", "imsa-2025/mosport"): True,
        ("elms-2025/spa", "imsa-2025/vir"): True,
    },
    "2026": {
        ("wec-2026/imola", "imsa-2026/long-beach"): False,
        ("wec-2026/sao-paulo", "imsa-2026/mosport"): True,
    },
}
PLACES = {"são paulo": "sao-paulo", "ctmp": "mosport", "long beach": "long-beach", "laguna seca": "laguna-seca"}


def overlaps(facts: Catalogue, *seasons: str) -> dict[tuple[str, str], bool]:
    """Return the clashes on shared days: pair → whether both race on one day."""
    return {
        (one.a, one.b): one.kind is Kind.RACE_DAY
        for one in find_clashes(facts, [one for one in seasons if one in facts.seasons]).clashes
        if one.kind is not Kind.TIGHT
    }


def with_imsa(facts: Catalogue, year: str) -> dict[tuple[str, str], bool]:
    """Return what overlaps between IMSA and the WEC or the ELMS in a year (WEC/ELMS is not in the press's table)."""
    return overlaps(facts, f"wec-{year}", f"imsa-{year}") | overlaps(facts, f"elms-{year}", f"imsa-{year}")


@pytest.mark.parametrize("year", WEC_IMSA)
def test_wec_elms_and_imsa_overlap_just_where_the_press_says(facts: Catalogue, year: str) -> None:
    """Nine overlaps in three years, and no tenth: both what is there and what is not."""
    assert with_imsa(facts, year) == WEC_IMSA[year]


def test_overlaps_are_those_of_the_shared_table(facts: Catalogue, shared: Path) -> None:
    """The table of the check data, read from its file, so that the copy above cannot drift from it."""
    text = (shared / "facts/wec_imsa/clashes.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (\d{4}) \| (WEC|ELMS) (\D+) (\d[^|]*) \| IMSA (\D+) (\d[^|]*) \| ([^|]+) \|", text, re.MULTILINE
    )
    expected: dict[str, dict[tuple[str, str], bool]] = {}
    for year, series, a, days_a, b, days_b, racing in rows:
        names = [PLACES.get(place.lower(), place.lower()) for place in (a, b)]
        pair = (f"{series.lower()}-{year}/{names[0]}", f"imsa-{year}/{names[1]}")
        expected.setdefault(year, {})[pair] = racing.startswith("both")
        for identifier, told in zip(pair, (days_a, days_b), strict=True):
            first, last = facts.meetings[identifier].days
            assert f"{first.day}–{last.day} {last:%b}" == told
    assert sum(map(len, expected.values())) == 9
    assert {year: with_imsa(facts, year) for year in expected} == expected


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("wec-2025/imola", "imsa-2025/long-beach"),
        ("wec-2026/spa", "imsa-2026/laguna-seca"),
        *(
            (f"wec-{year}", f"imsa-{year}/{place}")
            for year in (2024, 2025, 2026)
            for place in (
                "daytona",
                "sebring",
                "detroit",
                "watkins-glen",
                "road-america",
                "vir",
                "indianapolis",
                "road-atlanta",
            )
        ),
    ],
)
def test_what_the_press_calls_free_of_clashes_is_free(facts: Catalogue, a: str, b: str) -> None:
    """Negative checks: pairs that overlapped in another year, and meetings that never do."""
    assert b in facts.meetings
    found = overlaps(facts, a.partition("/")[0], b.partition("/")[0])
    assert not [pair for pair in found if pair[0].startswith(a) and pair[1] == b]


@pytest.mark.parametrize(
    ("early", "late", "free"),
    [
        ("wec-2024/le-mans", "imsa-2024/watkins-glen", 3),
        ("wec-2025/le-mans", "imsa-2025/watkins-glen", 3),
        ("wec-2024/fuji", "imsa-2024/indianapolis", 4),
        ("imsa-2025/indianapolis", "wec-2025/fuji", 4),
        ("imsa-2026/indianapolis", "wec-2026/fuji", 4),
        ("imsa-2024/vir", "wec-2024/cota", 4),
        ("imsa-2026/laguna-seca", "wec-2026/spa", 3),
        ("wec-2026/fuji", "imsa-2026/road-atlanta", 3),
    ],
)
def test_gaps_that_are_called_tight_have_the_days_told(facts: Catalogue, early: str, late: str, free: int) -> None:
    """Four days "from the last day to the next first day" leave three free: no overlap, tight only by travel."""
    gap = (facts.meetings[late].days[0] - facts.meetings[early].days[1]).days - 1
    assert gap == free
    found = {
        frozenset((one.a, one.b)): one
        for one in find_clashes(facts, [early.partition("/")[0], late.partition("/")[0]]).clashes
    }
    one = found.get(frozenset((early, late)))
    assert one is None or (one.kind is Kind.TIGHT and one.free_days == free)


def test_the_original_date_of_qatar_2026_was_tight_after_sebring(facts: Catalogue) -> None:
    """As of February 2026: Sebring to 21 March, Qatar from 26 March, 12 000 km and seven hours between them."""
    from paddock.catalogue import load

    then = load(as_of=D(2026, 2, 1))
    found = {(one.a, one.b): one for one in find_clashes(then, ["wec-2026", "imsa-2026"]).clashes}
    one = found["wec-2026/qatar", "imsa-2026/sebring"]
    assert (one.kind, one.free_days, one.zone_shift_h) == (Kind.TIGHT, 4, 7)
    assert one.days_needed == 6
    assert "wec-2026/qatar" not in {one.a for one in find_clashes(facts, ["wec-2026", "imsa-2026"]).clashes}


SEED_2018 = {
    ("blancpain-gt-asia-2018/sepang", "elms-2018/le-castellet"): "race-day",
    ("blancpain-gt-asia-2018/sepang", "nurburgring-24h-2018/qualifying-race"): "race-day",
    ("blancpain-gt-asia-2018/buriram", "nurburgring-24h-2018/24h"): "race-day",
    ("blancpain-gt-asia-2018/shanghai", "vln-2018/vln-7"): "race-day",
    ("blancpain-gt-asia-2018/ningbo", "wec-2018-19/fuji"): "race-day",
    ("gt-world-cup-macau-2018/macau", "wec-2018-19/shanghai"): "race-day",
    ("blancpain-gt-asia-2018/fuji", "elms-2018/red-bull-ring"): "race-day",
}


@pytest.mark.parametrize(("a", "b"), SEED_2018)
def test_known_clashes_of_2018(facts: Catalogue, a: str, b: str) -> None:
    """The year the project began with: event days count, not only race days."""
    (one,) = [
        one
        for one in find_clashes(facts, [a.partition("/")[0], b.partition("/")[0]]).clashes
        if {one.a, one.b} == {a, b}
    ]
    assert str(one.kind) == SEED_2018[a, b]
    assert set(one.shared_days) == set(known_days(facts.meetings[a])) & set(known_days(facts.meetings[b]))


@pytest.mark.parametrize(
    "other",
    [*(f"vln-2018/vln-{number}" for number in (3, 4, 5, 6, 8, 9)), "igtc-2018/suzuka"],
)
def test_known_free_weekends_of_2018(facts: Catalogue, other: str) -> None:
    """Negative checks of the same year: no shared day with any meeting of Blancpain GT Asia."""
    assert other in facts.meetings
    found = overlaps(facts, "blancpain-gt-asia-2018", other.partition("/")[0])
    assert other not in {pair[1] for pair in found}


def test_le_mans_does_not_clash_with_itself_in_the_built_in_facts(facts: Catalogue) -> None:
    """The 24 Hours are listed as a race of their own and as a round of the WEC."""
    listed = [key for key, one in facts.meetings.items() if one.same_as]
    assert listed
    for identifier in listed:
        other = facts.meetings[identifier].same_as
        assert facts.meetings[identifier].days == facts.meetings[other].days
        seasons: list[Season] = [facts.season_of(identifier), facts.season_of(other)]
        pairs = {frozenset((one.a, one.b)) for one in find_clashes(facts, [one.id for one in seasons]).clashes}
        assert frozenset((identifier, other)) not in pairs


def test_the_tight_limit_is_sharp() -> None:
    """One free day fewer than the journey needs is tight, exactly enough is not."""

    def place(slug: str, zone: str, longitude: float) -> Circuit:
        return Circuit.model_validate(
            {
                "id": slug,
                "name": slug,
                "city": "Town",
                "country": "XX",
                "time_zone": zone,
                "latitude": 0.0,
                "longitude": longitude,
                "status": "unverified",
            }
        )

    # 90° of the equator is 10 018.8 km: two travelling days of 8000 km; six hours of shift: three days of rest
    places = [place("west", "Etc/UTC", 0), place("east", "Etc/GMT-6", 90)]
    west = season_of("x", [meeting_of("m", D(2024, 5, 1), D(2024, 5, 1), circuit="west")])
    for free, kinds in ((5, []), (4, [Kind.TIGHT])):
        day = D(2024, 5, 2) + dt.timedelta(days=free)
        east = season_of("y", [meeting_of("m", day, day, circuit="east")])
        found = find_clashes(catalogue_of([west, east], places, travel=TRAVEL), ["x", "y"])
        assert [one.kind for one in found.clashes] == kinds
        assert all((one.free_days, one.days_needed, one.zone_shift_h) == (free, 5, 6) for one in found.clashes)


def test_a_country_counts_one_event_once(facts: Catalogue) -> None:
    """A market is not reached twice because an event is listed twice; rings of `same_as` must not hide it either."""
    from paddock.calendars import meetings_in

    assert "wec-2024/le-mans" in meetings_in(facts, "FR", 2024)
    assert "le-mans-24h-2024/le-mans" not in meetings_in(facts, "FR", 2024)
    place = Circuit(
        id="c",
        name="C",
        city="Town",
        country="FR",
        time_zone="Europe/Paris",
        latitude=0,
        longitude=0,
        status="unverified",
    )
    day = D(2024, 6, 15)
    ring = [("x", "y/m"), ("y", "x/m")]
    some = catalogue_of(
        [season_of(name, [meeting_of("m", day, day, circuit="c", same_as=to)]) for name, to in ring], [place]
    )
    assert meetings_in(some, "FR", 2024) == ("x/m",)
    assert meetings_in(some, "FR", 2023) == ()


def test_clocks_are_those_of_the_arrival(facts: Catalogue) -> None:
    """Paris to New York while only one of them has changed its clocks: five hours on arrival, six before."""
    early = meeting_of("m", D(2024, 3, 8), D(2024, 3, 9), circuit="le-mans")
    late = meeting_of("m", D(2024, 3, 11), D(2024, 3, 12), circuit="watkins-glen")
    places = [facts.circuits["le-mans"], facts.circuits["watkins-glen"]]
    (one,) = find_clashes(catalogue_of([season_of("x", [early]), season_of("y", [late])], places), ["x", "y"]).clashes
    assert one.zone_shift_h == -5
