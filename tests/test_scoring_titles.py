"""Points rules of the championships on record: the published totals they must give, and small cases by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from conftest import read_csv
from paddock.catalogue import Catalogue, load, slugify
from paddock.championships.ahead import ahead
from paddock.errors import BadRequest, UnknownName
from paddock.model import Standings
from paddock.scoring import Competitor, SeasonResults, Sheet, Standing, award_all, score, table_after, title_named
from paddock.scoring.comparing import Compared, compare
from paddock.scoring.gaps import unverified
from paddock.scoring.penalties import carried_penalties
from paddock.scoring.possible import possible_totals
from paddock.scoring.recorded import recorded
from paddock.scoring.scales import worth
from paddock.scoring.sheets import Line


@pytest.fixture(scope="module")
def known() -> Catalogue:
    """Return the built-in facts, read once."""
    return load()


def of_make(position: int | None, car: str, make: str, programme: str = "works", extent: str = "full-season") -> Line:
    return Line(position, (f"driver-{car}",), car, f"team-{car}", make, programme=programme, extent=extent)


def totals(known: Catalogue, season: str, title: str, *sheets: Sheet) -> dict[str, Fraction]:
    """Return the points of a title for invented results."""
    rules = title_named(known, season, title)
    last = max(sheet.round for sheet in sheets)
    awarded = award_all(rules, SeasonResults(season, sheets, last), known.scales)
    return {row.who.detail or row.who.id: row.points for row in table_after(rules, awarded, last).rows}


RACE = [
    of_make(1, "12", "porsche", programme="customer"),
    of_make(2, "6", "porsche"),
    of_make(3, "311", "cadillac", extent="single-meeting"),
    of_make(4, "7", "toyota"),
    of_make(5, "5", "porsche"),
    of_make(6, "8", "toyota"),
]
"""A private car wins, a guest is third."""


def test_wec_drivers_close_up_where_a_guest_is_and_count_private_cars(known: Catalogue) -> None:
    """Guests neither score nor take points; private cars do. By hand: 25, 18, 15, 12, 10 for #12, #6, #7, #5, #8."""
    race = Sheet(1, "spa", "race", "race", tuple(RACE), "hypercar", 360)
    found = totals(known, "wec-2024", "drivers", race)
    want = {"12": 25, "6": 18, "7": 15, "5": 12, "8": 10}
    assert found == {f"driver-{car}": Fraction(points) for car, points in want.items()}


@pytest.mark.parametrize(("season", "porsche", "toyota"), [("wec-2024", 25, 18), ("wec-2025", 25 + 15, 18 + 12)])
def test_wec_makes_count_one_car_in_2024_and_two_in_2025(
    known: Catalogue, season: str, porsche: int, toyota: int
) -> None:
    """Works cars are ranked among themselves (#6, #7, #5, #8); in 2024 the second car only keeps its place."""
    race = Sheet(1, "spa", "race", "race", tuple(RACE), "hypercar", 360)
    assert totals(known, season, "makes", race) == {"porsche": porsche, "toyota": toyota}


@pytest.mark.parametrize(("minutes", "points"), [(360, 25), (480, 38), (600, 38), (1440, 50)])
def test_wec_pays_by_the_planned_length(known: Catalogue, minutes: float, points: int) -> None:
    """Qatar's ten hours pay as eight do, Le Mans pays double; a race of unknown length pays nothing."""
    race = Sheet(1, "x", "race", "race", tuple(RACE), "hypercar", minutes)
    assert totals(known, "wec-2024", "drivers", race)["driver-12"] == points


def test_a_pole_taken_by_a_guest_is_nobodys(known: Catalogue) -> None:
    """The point for pole goes by the place in qualifying itself: the best of the others does not inherit it."""
    quick = (of_make(1, "311", "cadillac", extent="single-meeting"), of_make(2, "6", "porsche"))
    pole = Sheet(1, "le-mans", "qualifying", "qualifying", quick, "hypercar")
    race = Sheet(1, "le-mans", "race", "race", tuple(RACE), "hypercar", 1440)
    assert totals(known, "wec-2024", "drivers", pole, race)["driver-6"] == 36


def test_imsa_makes_rank_the_best_car_of_each(known: Catalogue) -> None:
    """The second Porsche takes no rank from Cadillac in the title of makes; cars keep theirs in that of teams."""
    lines = (of_make(1, "7", "porsche"), of_make(2, "6", "porsche"), of_make(3, "31", "cadillac"))
    race = Sheet(1, "daytona", "race", "race", lines, "gtp", 1440)
    assert totals(known, "imsa-2025", "gtp-makes", race) == {"porsche": 350, "cadillac": 320}
    assert totals(known, "imsa-2025", "gtp-teams", race) == {"7": 350, "6": 320, "31": 300}


def test_the_endurance_cup_pays_at_its_marks(known: Catalogue) -> None:
    """By hand: Watkins Glen pays after three hours and at the end, 5-4-3 2 for all others; a sprint pays nothing."""
    cars = ("7", "6", "31", "10", "24")
    early = tuple(of_make(place, car, "m") for place, car in enumerate(cars, start=1))
    late = tuple(of_make(place, car, "m") for place, car in enumerate(reversed(cars), start=1))
    glen = [
        Sheet(1, "watkins-glen", "race", "race", early, "gtp", 360, after_min=180),
        Sheet(1, "watkins-glen", "race", "race", late, "gtp", 360),
        Sheet(2, "detroit", "race", "race", early, "gtp", 100),
        Sheet(3, "sebring", "race", "race", early, "gtp", 720, after_min=180),
    ]
    want = {"7": 5 + 2, "6": 4 + 2, "31": 3 + 3, "10": 2 + 4, "24": 2 + 5}
    assert totals(known, "imsa-2024", "gtp-endurance-teams", *glen) == want


def test_imsa_scales_are_the_sums_that_sources_tell(known: Catalogue) -> None:
    """350 for a win, 210 for tenth, 10 for 30th; qualifying a tenth of it: slips in a long list show here."""
    race, quick = known.scales["imsa-race"], known.scales["imsa-qualifying"]
    assert [worth(race, place, None) for place in (1, 2, 3, 4, 5, 6, 7, 10, 30)] == [
        350, 320, 300, 280, 260, 250, 240, 210, 10,
    ]  # fmt: skip
    assert [worth(quick, place, None) * 10 for place in range(1, 31)] == [
        worth(race, place, None) for place in range(1, 31)
    ]


VLN = [(20, 1, "9.75"), (18, 1, "9.72"), (15, 1, "9.67"), (13, 1, "9.62"), (3, 3, "1.67"), (19, 1, "9.74")]


@pytest.mark.parametrize(("starters", "place", "points"), VLN)
def test_vln_pays_by_the_number_of_starters(known: Catalogue, starters: int, place: int, points: str) -> None:
    """Five values published in 2018 and 2019 (9.75 in both), and one by hand: 10 x 18.5 / 19 = 9.7368…, so 9.74."""
    assert worth(known.scales["vln-class"], place, starters) == Fraction(points)


def test_vln_counts_the_best_seven_of_nine(known: Catalogue) -> None:
    """Nine wins in a class of two are worth 7.5 each; seven of them count."""
    lines = (of_make(1, "1", "m"), of_make(2, "2", "m"))
    sheets = [Sheet(now, f"vln-{now}", "race", "race", lines, "v4", starters=2) for now in range(1, 10)]
    found = totals(known, "vln-2018", "drivers", *sheets)
    assert found == {"driver-1": 7 * Fraction("7.5"), "driver-2": 7 * Fraction("2.5")}


def test_super_gt_teams_score_for_finishing_by_laps_behind(known: Catalogue) -> None:
    """By hand, in GT500: 20 + 3 on the winner's lap, 15 + 2 one behind, 11 + 1 three behind; a long race pays more."""
    lines = [Line(place, (), str(place), "t", laps=laps) for place, laps in ((1, 60), (2, 59), (3, 57))]
    short = Sheet(1, "okayama", "race", "race", tuple(lines), "gt500")
    assert totals(known, "super-gt-2018", "gt500-teams", short) == {"1": 23, "2": 17, "3": 12}
    long = Sheet(5, "fuji-500-mile", "race", "race", tuple(lines), "gt500")
    assert totals(known, "super-gt-2018", "gt500-teams", long) == {"1": 28, "2": 20, "3": 14}


def test_indycar_pays_for_leading_and_not_for_the_pole_of_the_500(known: Catalogue) -> None:
    """By hand: 50 + 1 led + 2 most led; 40 + 1 led + 1 pole; at Indianapolis the pole brings 12 and not 13."""
    race = (Line(1, ("a",), laps_led=60), Line(2, ("b",), laps_led=40), Line(26, ("c",)))
    pole = (Line(1, ("b",)),)
    plain = [
        Sheet(1, "texas", "qualifying", "qualifying", pole, "indycar"),
        Sheet(1, "texas", "race", "race", race, "indycar"),
    ]
    assert totals(known, "indycar-2023", "drivers", *plain) == {"a": 53, "b": 42, "c": 5}
    great = [
        Sheet(6, "indy-500", "qualifying", "qualifying", pole, "indycar"),
        Sheet(6, "indy-500", "race", "race", race, "indycar"),
    ]
    assert totals(known, "indycar-2023", "drivers", *great) == {"a": 53, "b": 40 + 1 + 12, "c": 5}


def test_blancpain_scores_one_race_in_several_tables(known: Catalogue) -> None:
    """Two of a team's three cars score; the same finish counts overall and, by its place there, in its class."""
    lines = tuple(Line(place, (f"d{place}",), str(place), "t", "m") for place in (1, 2, 4))
    overall = Sheet(1, "sepang", "race-1", "race", lines, "gt3")
    silver = Sheet(1, "sepang", "race-1", "race", (Line(1, ("d4",), "4", "t"),), "gt3-silver")
    assert totals(known, "blancpain-gt-asia-2018", "teams", overall, silver) == {"t": 43}
    assert totals(known, "blancpain-gt-asia-2018", "drivers", overall, silver)["d4"] == 12
    assert totals(known, "blancpain-gt-asia-2018", "silver-drivers", overall, silver) == {"d4": 25}


PUBLISHED = {
    "wec-2018-19": 21,
    "super-gt-2018": 9,
    "wec-2024": 64,
    "wec-2025": 21,
    "imsa-2024": 67,
    "imsa-2025": 29,
    "asian-le-mans-2018-19": 7,
    "elms-2018": 7,
    "igtc-2018": 8,
    "vln-2019": 5,
    "indycar-2023": 37,
    "f1-2023": 32,
}
"""How many published figures of a season agree, at least; none may differ."""


@pytest.mark.parametrize("season", PUBLISHED)
def test_published_figures_agree(known: Catalogue, season: str) -> None:
    """The rules are proved by the tables in print: so many figures agree, and those that cannot be told say why."""
    rows = [row for row in compare(known, season) if row.basis == "published"]
    count = Counter(row.verdict for row in rows)
    assert count["differs"] == 0, [row for row in rows if row.verdict == "differs"]
    assert count["equal"] >= PUBLISHED[season], count
    assert all(row.why for row in rows if row.verdict == "not computable")


def test_no_published_figure_differs_anywhere(known: Catalogue) -> None:
    """A rule or a result that is changed and contradicts a table in print is found, in whatever season."""
    differs = [row for season in known.standings for row in compare(known, season) if row.verdict == "differs"]
    assert differs == []


def one(rows: tuple[Compared, ...], **wanted: str) -> Compared:
    [found] = [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]
    return found


def test_the_totals_that_were_asked_for_by_name(known: Catalogue) -> None:
    """G-Drive's 100.25, Asian Le Mans 62 and 76 and the gap of 11, and IMSA's four checkpoints, each by itself."""
    elms = compare(known, "elms-2018", "lmp2-teams")
    assert one(elms, name="G-Drive Racing #26").computed == "100.25"
    asian = compare(known, "asian-le-mans-2018-19")
    assert one(asian, after="buriram", name="Hanson / di Resta").computed == "62"
    assert one(asian, after="buriram", table="GT Drivers (gt)").computed == "76"
    final = [Fraction(row.computed or 0) for row in asian if row.after == "final"]
    assert final[0] - final[1] == 11
    cars = {"7": "dane-cameron", "01": "sebastien-bourdais", "6": "mathieu-jaminet"}
    for meeting, points in {
        "watkins-glen": {"7": 2044, "01": 1951, "6": 1912},
        "indianapolis": {"7": 2650, "6": 2526, "01": 2486},
    }.items():
        teams = score(known, "imsa-2024", "gtp-teams", after=meeting).table.rows
        drivers = score(known, "imsa-2024", "gtp-drivers", after=meeting).table.rows
        assert {car: points for car, points in _by_car(teams).items() if car in cars} == points
        by_driver = {row.who.id: row.points for row in drivers}
        assert {car: by_driver[driver] for car, driver in cars.items()} == points
    for meeting, points in {"long-beach": {"7": 1140, "6": 1017}, "watkins-glen": {"6": 2028, "7": 2016}}.items():
        teams = score(known, "imsa-2025", "gtp-teams", after=meeting).table.rows
        assert {car: total for car, total in _by_car(teams).items() if car in points} == points


def _by_car(rows: Iterable[Standing]) -> dict[str, Fraction]:
    return {row.who.detail: row.points for row in rows}


def test_67_of_67_totals_of_wec_2024(known: Catalogue, shared: Path) -> None:
    """The check data holds 67 totals of Hypercar drivers and makes; every one of them comes out of the results."""
    rounds = {"final": "", "after round 2 (Imola)": "imola"}
    rounds |= {"after round 5 (Sao Paulo)": "sao-paulo", "after round 6 (COTA)": "cota"}
    agreed = 0
    for row in read_csv(shared / "facts/wec_imsa/standings_2024.csv"):
        titles = {"manufacturers": "makes", "drivers": "drivers"}
        if row["series"] != "FIA WEC" or row["standing"] not in titles or not row["points"]:
            continue
        table = score(known, "wec-2024", titles[row["standing"]], after=rounds[row["as_of"]]).table.rows
        points = {entry.who.id: entry.points for entry in table}
        names = re.sub(r"\(.*\)", "", row["entity"]).split("/")
        whose = [_meant(name.strip(), points) for name in names]
        assert [points[who] for who in whose] == [Fraction(row["points"])] * len(whose), row
        agreed += 1
    assert agreed == 67


def _meant(name: str, known: dict[str, Fraction]) -> str:
    """Return the id that a surname as printed, with or without an initial, or a make leads to."""
    initial, _, surname = name.partition(". ") if ". " in name else ("", "", name)
    end = slugify(surname)
    [found] = [one for one in known if one == end or (one.endswith(f"-{end}") and one.startswith(initial.casefold()))]
    return found


def test_changes_between_published_gaps_agree_where_places_are_missing(known: Catalogue) -> None:
    """Blancpain Asia's gaps of 4, 19 and 8 points cannot be summed up, but each change from one to the next can."""
    rows = compare(known, "blancpain-gt-asia-2018", "drivers")
    agreed = {(row.after, row.since, row.published) for row in rows if row.verdict == "change equal"}
    assert {("suzuka", "buriram", "19"), ("fuji", "suzuka", "8")} <= agreed
    assert {("ningbo race-1", "shanghai", "145"), ("ningbo race-1", "shanghai", "140")} <= agreed


def test_every_published_gap_of_blancpain_asia_can_be(known: Catalogue) -> None:
    """Where places are missing, some way of filling them gives each gap and total in print: the scale is right."""
    rows = compare(known, "blancpain-gt-asia-2018")
    verdicts = Counter(row.verdict for row in rows if row.what != "place")
    assert set(verdicts) == {"possible", "change equal"}
    assert sum(verdicts.values()) == 13


def fillings(sheet: Sheet, pair: tuple[str, str], scale: list[int]) -> set[tuple[int, int]]:
    """Return the points that two drivers can have of a race: an oracle that tries every pair of places."""
    taken = {line.position: line.drivers for line in sheet.lines}
    known = {driver: line.position for line in sheet.lines for driver in line.drivers}
    together = any(set(pair) <= set(line.drivers) for line in sheet.lines)
    found = set()
    for places in product([None, *range(1, len(scale) + 1)], repeat=2):
        fits = all(
            known[driver] == place if driver in known else place not in taken
            for driver, place in zip(pair, places, strict=True)
        )
        if fits and (places[0] is None or places[0] != places[1] or together):
            found.add(tuple(0 if place is None else scale[place - 1] for place in places))
    return {(mine, theirs) for mine, theirs in found}


@pytest.mark.parametrize(
    "pair",
    [
        ("martin-kodric", "patric-niederhauser"),
        ("martin-kodric", "dennis-lind"),
        ("raffaele-marciello", "brice-bosi"),
        ("anthony-liu", "marco-mapelli"),
    ],
)
def test_what_is_possible_is_what_trying_everything_gives(known: Catalogue, pair: tuple[str, str]) -> None:
    """After the two races of Sepang every lead of one driver over another is found by trying all places."""
    season = known.seasons["blancpain-gt-asia-2018"]
    scored = score(known, season.id, "drivers", after="sepang")
    one, other = (Competitor("driver", driver) for driver in pair)
    scale = [25, 18, 15, 12, 10, 8, 6, 4, 2, 1]
    races = [sheet for sheet in scored.results.sheets if sheet.race_class == "gt3" and sheet.kind == "race"]
    ways = [fillings(sheet, pair, scale) for sheet in races]
    assert len(ways) == 2
    leads = {sum(mine - theirs for mine, theirs in each) for each in product(*ways)}
    assert possible_totals(scored, known.scales, season, one, other) == leads
    totals_of = {sum(mine for mine, _ in each) for each in product(*ways)}
    alone = possible_totals(scored, known.scales, season, one)
    assert alone is not None
    assert totals_of <= alone


def test_a_gap_that_no_place_gives_differs(known: Catalogue) -> None:
    """A missing place explains no figure that it cannot give: a gap of 500 points after two races is wrong."""
    [table] = [
        one for one in known.standings["blancpain-gt-asia-2018"] if (one.title, one.after) == ("GT3 Drivers", "buriram")
    ]
    rows = [row.model_dump() for row in table.rows]
    rows[1] |= {"behind": "500"}
    wrong = Standings.model_validate(table.model_dump(by_alias=True, exclude={"rows"}) | {"row": rows})
    facts = replace(known, standings={**known.standings, "blancpain-gt-asia-2018": (wrong,)})
    [_, found] = compare(facts, "blancpain-gt-asia-2018")
    assert (found.verdict, found.published) == ("differs", "500")
    assert "no way of filling" in found.why


def test_a_published_figure_that_is_wrong_differs(known: Catalogue) -> None:
    """The comparison can fail: a table with a point too many is told as one that differs."""
    [season] = [one for one in known.standings["indycar-2023"] if one.after == "final"]
    rows = season.rows
    wrong = Standings.model_validate(
        season.model_dump(by_alias=True, exclude={"rows"})
        | {"row": [rows[0].model_dump() | {"points": str(int(rows[0].points) + 1)}]}
    )
    [found] = compare(_with_table(known, wrong), "indycar-2023")
    assert (found.verdict, found.published, found.computed) == ("differs", str(int(rows[0].points) + 1), rows[0].points)


def _with_table(known: Catalogue, table: Standings) -> Catalogue:
    return replace(known, standings={**known.standings, "indycar-2023": (table,)})


def test_every_title_can_be_asked_for(known: Catalogue) -> None:
    """Each rule on record can be applied: its scales exist, its meetings are of its seasons, its names lead to it."""
    for title in known.titles.values():
        for award in title.awards:
            assert award.scale is None or award.scale in known.scales, title.id
        for season in title.seasons:
            assert title_named(known, season, title.called[0]) is title
            on_record = known.seasons.get(season)
            if on_record is None:
                continue
            classes = {one.id for one in on_record.classes}
            assert set(title.classes) - {"*"} <= classes, title.id
            meetings = {meeting.id for meeting in on_record.meetings}
            for award in title.awards:
                assert {*award.at, *award.not_at} <= meetings, (title.id, award.id)


def test_a_season_that_gives_no_points_says_so(known: Catalogue) -> None:
    """Macau and Pikes Peak have no table: that is told, and is not the same as rules that are missing."""
    for season in ("gt-world-cup-macau-2018", "pikes-peak-2023"):
        with pytest.raises(BadRequest, match="gives no points"):
            title_named(known, season, "drivers")
    with pytest.raises(UnknownName, match="No points rules of wec-2021"):
        title_named(known, "wec-2021", "drivers")


def test_rules_that_were_not_verified_say_so(known: Catalogue) -> None:
    """A table by rules without a source says so, and quotes what is known of them."""
    told = list(unverified(title_named(known, "vln-2018", "speed"), known.scales))
    assert {one.code for one in told} == {"rules-unverified"}
    assert "fourth to the twentieth" in " ".join(one.message for one in told)
    assert not list(unverified(title_named(known, "wec-2024", "makes"), known.scales))


def test_success_penalties_go_to_the_next_race(known: Catalogue) -> None:
    """Sunday's winner of Sepang, #888, waits 15 s in Buriram's first race, as reports of that weekend tell."""
    told = carried_penalties(known, "blancpain-gt-asia-2018", "sepang")
    assert (told.earned, told.served) == ("sepang/race-2", "buriram/race-1")
    assert [(one.race_class, one.car, one.seconds) for one in told.carried] == [
        ("gt3", "888", 15), ("gt3", "37", 10), ("gt3", "63", 5),
        ("gt4", "72", 15), ("gt4", "81", 10), ("gt4", "666", 5),
    ]  # fmt: skip
    assert carried_penalties(known, "blancpain-gt-asia-2018", "buriram/race-1").served == "buriram/race-2"
    assert carried_penalties(known, "blancpain-gt-asia-2018", "ningbo").served == ""


def test_what_nobody_can_tell_of_penalties_is_told(known: Catalogue) -> None:
    """A place that is not on record brings a penalty to somebody: a finding, and no guess; bad questions are errors."""
    told = carried_penalties(known, "blancpain-gt-asia-2018", "fuji/race-2")
    assert any(one.where == "fuji/race-2/gt4" for one in told.findings)
    with pytest.raises(UnknownName, match="no race of"):
        carried_penalties(known, "blancpain-gt-asia-2018", "monza")
    with pytest.raises(BadRequest, match="no rule of success penalties"):
        carried_penalties(known, "wec-2024", "spa")


def test_results_that_are_missing_are_told_by_session(known: Catalogue) -> None:
    """Of two races of a weekend the one without a result is named: silence would make a partial table look whole."""
    season = known.seasons["blancpain-gt-asia-2018"]
    scored = score(known, season.id, "silver-drivers", results=recorded(known, season))
    [missing] = [one.message for one in scored.findings if one.code == "results-missing"]
    assert "buriram race-1" in missing
    assert "buriram race-2" not in missing


def test_slots_ahead_are_the_marks_of_a_races_own_length(known: Catalogue) -> None:
    """After Detroit 2024 the Endurance Cup still pays at three hours in two races, at four and eight in the last."""
    season = known.seasons["imsa-2024"]
    title = title_named(known, season.id, "gtp-endurance-teams")
    left = ahead(known, season, title, recorded(known, season), 5)
    marks = [(slot.meeting, slot.after_min) for slot in left.slots if slot.after_min is not None]
    assert marks == [("watkins-glen", 180), ("indianapolis", 180), ("road-atlanta", 240), ("road-atlanta", 480)]
    assert {slot.meeting for slot in left.slots} == {"watkins-glen", "indianapolis", "road-atlanta"}
