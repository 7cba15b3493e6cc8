"""Formula 1, 77 seasons: every row's points, every table, every final one as published; notorious cases by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conftest import read_csv
from paddock.catalogue import Catalogue
from paddock.errors import BadFile, UnknownName
from paddock.model import Decree
from paddock.model.scoring import Counted
from paddock.scoring import SeasonResults, Standing, check_entries, read_all, read_results, score
from paddock.scoring.results_file import NEEDED

NOUGHT = Fraction(0)

# -- what is published ---------------------------------------------------------------------------------------------

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def f1db(shared: Path) -> Path:
    """Return the folder with all results and final tables; skips where it is not checked out."""
    folder = shared / "timing" / "f1db"
    if not (folder / "results.csv").is_file():
        pytest.skip(f"no check data: {folder}/results.csv is missing")
    return folder


@pytest.fixture(scope="module")
def every(f1db: Path) -> Mapping[str, SeasonResults]:
    """Return the results of all seasons."""
    return read_all(f1db / "results.csv")


@pytest.fixture(scope="module")
def printed(f1db: Path) -> dict[str, Rows]:
    """Return the rows of the results file by season, read without paddock."""
    found: dict[str, Rows] = defaultdict(list)
    for row in read_csv(f1db / "results.csv"):
        found[f"f1-{row['season']}"].append(row)
    return found


def exactly(text: str) -> Fraction:
    """Return points as printed, to two decimals, as what they were: 0.14 is a seventh, 1.33 four thirds."""
    whole, _, decimals = text.partition(".")
    parts = {"14": Fraction(1, 7), "33": Fraction(1, 3)}
    return Fraction(int(whole)) + parts[decimals] if decimals in parts else Fraction(text or 0)


def rounded(points: Fraction) -> str:
    """Return points as the published tables print them."""
    return f"{float(points):.2f}".rstrip("0").rstrip(".")


def test_every_row_has_the_points_that_are_printed_beside_it(
    facts: Catalogue, every: Mapping[str, SeasonResults], printed: dict[str, Rows]
) -> None:
    """28,101 rows of 77 seasons: what a driver has of a session is what the source prints for it."""
    compared = 0
    for season, results in every.items():
        got: dict[tuple[int, str, str], Fraction] = defaultdict(Fraction)
        for credit in score(facts, season, "drivers", results=results).awarded.credits:
            if credit.sheet is not None:
                got[credit.round, results.sheets[credit.sheet].kind, credit.who.id] += credit.points
        want: dict[tuple[int, str, str], Fraction] = defaultdict(Fraction)
        for row in printed[season]:
            want[int(row["round"]), row["race_type"], row["driver"]] += exactly(row["points"])
            compared += 1
        assert {key: points for key, points in got.items() if points} == {
            key: points for key, points in want.items() if points
        }, season
    assert compared == 28_101


@pytest.mark.parametrize(
    ("title", "name", "number"), [("drivers", "driver", 1680), ("constructors", "constructor", 721)]
)
def test_every_final_table_is_the_published_one(
    facts: Catalogue, every: Mapping[str, SeasonResults], f1db: Path, title: str, name: str, number: int
) -> None:
    """Who is listed, in which position, shared ones and those struck from the table included, on how many points."""
    want: dict[str, set[tuple[str, str, str, str]]] = defaultdict(set)
    for row in read_csv(f1db / f"{name}_standings_final.csv"):
        struck = "struck" if row["position"] in ("EX", "DSQ") else row["position"]
        want[f"f1-{row['season']}"].add((struck, row[name], row.get("engine", ""), row["points"]))
    rows = 0
    for season, lines in want.items():
        table = score(facts, season, title, results=every[season]).table
        got = {
            (str(one.position or "struck"), one.who.id, one.who.detail, rounded(one.points).replace("-0", "0"))
            for one in table.rows
        }
        assert got == lines, season
        rows += len(table.rows)
    assert rows == number


# -- after every round, worked out once more, slowly and from the printed points ------------------------------------

BEST = dict.fromkeys(range(1950, 1954), 4) | dict.fromkeys((*range(1954, 1958), 1959, 1961, 1962, 1966), 5)
BEST |= dict.fromkeys((1958, 1960, 1963, 1964, 1965), 6) | dict.fromkeys(range(1981, 1991), 11)
HALVES = {1967: (6, 5, 4), 1968: (6, 5, 5), 1969: (6, 5, 4), 1970: (7, 6, 5), 1971: (6, 5, 4), 1972: (6, 5, 5)}
HALVES |= {1973: (8, 7, 6), 1974: (8, 7, 6), 1975: (7, 6, 6), 1976: (8, 7, 7), 1977: (9, 8, 7), 1978: (8, 7, 7)}
HALVES |= {1979: (7, 4, 4), 1980: (7, 5, 5)}
"""Best so many of the season; last round of the first half, best so many of it, and of the second."""
PARTED = (1995, 1998, 1999, *range(2003, 2010))
"""Seasons in which those level in places are parted once more."""
FORMULA_2 = {(1967, 7, 5), (1967, 7, 7), *((1969, 7, place) for place in range(5, 11))}
"""Year, round and place of cars that were passed over."""


def slowly(year: int, rows: Rows, after: int) -> dict[str, tuple[Fraction, Counter[int]]]:
    """Return each driver's total and how often he took which place that breaks ties, after a round."""
    paying = 5 if year < 1960 else 6 if year < 2000 else None
    scored: dict[str, dict[int, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    places: dict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        now = int(row["round"])
        if now > after:
            continue
        scored[row["driver"]][now] += exactly(row["points"])
        if row["position"].isdecimal() and row["race_type"] == "race":
            place = int(row["position"])
            passed = [other for when, at, other in FORMULA_2 if (when, at) == (year, now)]
            place -= sum(other < place for other in passed)
            # Before 2000 a place counts where it was paid: not a barred car's, nor a second car's of a driver.
            if paying is None or (place <= paying and row["points"]):
                places[row["driver"]][place] += 1
    return {driver: (_total(year, rounds), places[driver]) for driver, rounds in scored.items()}


def _total(year: int, rounds: Mapping[int, Fraction]) -> Fraction:
    if year in HALVES:
        last, first_best, second_best = HALVES[year]
        first = sorted((points for now, points in rounds.items() if now <= last), reverse=True)
        second = sorted((points for now, points in rounds.items() if now > last), reverse=True)
        return sum(first[:first_best] + second[:second_best], NOUGHT)
    return sum(sorted(rounds.values(), reverse=True)[: BEST.get(year)], NOUGHT)


def ahead(first: Counter[int], second: Counter[int]) -> int:
    """Return 1 if the first has more of the best place in which they differ, -1 if the second has, 0 if none has."""
    for place in range(1, max([*first, *second, 0]) + 1):
        if first[place] != second[place]:
            return 1 if first[place] > second[place] else -1
    return 0


def test_the_table_after_every_round_is_the_one_worked_out_slowly(
    facts: Catalogue, every: Mapping[str, SeasonResults], printed: dict[str, Rows]
) -> None:
    """1,160 tables: totals, who is listed, order and shared positions, from printed points and a plain comparison."""
    made = 0
    for season, results in every.items():
        year = int(season.removeprefix("f1-"))
        for table in score(facts, season, "drivers", results=results).by_round:
            want = slowly(year, printed[season], table.after)
            listed = {who for who, (points, places) in want.items() if points or (year >= 2000 and places)}
            assert {row.who.id for row in table.rows} == listed, (season, table.after)
            assert all(row.points == want[row.who.id][0] for row in table.rows), (season, table.after)
            for first, second in pairwise(row for row in table.rows if not row.status):
                _in_order(season, first, second, ahead(want[first.who.id][1], want[second.who.id][1]), year in PARTED)
            made += 1
    assert made == 1_160


def _in_order(season: str, first: Standing, second: Standing, verdict: int, parted: bool) -> None:
    assert first.points >= second.points, season
    if first.points == second.points:
        assert verdict >= 0, (season, first, second)
        if verdict > 0 or not parted:
            assert (first.position == second.position) == (verdict == 0), (season, first, second)


def test_the_catalogue_and_the_file_agree_on_2023(facts: Catalogue, every: Mapping[str, SeasonResults]) -> None:
    """22 races and six sprints on record as top tens, under other ids, give the same points."""
    on_record = [row for row in score(facts, "f1-2023", "drivers").table.rows if row.points]
    in_file = [row for row in score(facts, "f1-2023", "drivers", results=every["f1-2023"]).table.rows if row.points]
    assert [row.points for row in on_record] == [row.points for row in in_file]
    assert on_record[0].who.id == in_file[0].who.id == "max-verstappen"
    makes = score(facts, "f1-2023", "constructors").table.rows
    assert [row.points for row in makes] == [
        row.points for row in score(facts, "f1-2023", "constructors", results=every["f1-2023"]).table.rows
    ]


# -- notorious cases, by hand ---------------------------------------------------------------------------------------

HEAD = ",".join(NEEDED)


def season_of(folder: Path, year: int, *lines: str) -> SeasonResults:
    """Return results made of lines "round place driver make", an engine after a slash, then `fast` or `shared`.

    A round is `4`, or with another meeting than `spa-<round>` `4:monaco`, or with a sprint `4:monaco:sprint`.
    """
    path = folder / "results.csv"
    path.write_text("\n".join([HEAD, *(_row(year, line) for line in lines)]) + "\n", encoding="utf-8")
    return read_results(path, f"f1-{year}")


def _row(year: int, line: str) -> str:
    when, place, driver, make, *marks = line.split()
    number, _, rest = when.partition(":")
    meeting, _, kind = rest.partition(":")
    make, _, engine = make.partition("/")
    shared, fast = ("True" if "shared" in marks else ""), ("1" if "fast" in marks else "")
    cells = (
        year,
        number,
        kind or "race",
        meeting or f"spa-{number}",
        place,
        shared,
        driver,
        make,
        engine or make,
        fast,
    )
    return ",".join(map(str, cells))


def points(facts: Catalogue, results: SeasonResults, title: str = "drivers", after: str = "") -> dict[str, str]:
    """Return the points of a table by competitor, as text; of one struck from it with an x before."""
    rows = score(facts, results.season, title, results=results, after=after).as_dict()["standings"]
    assert isinstance(rows, list)
    return {row.get("driver") or row["make"]: ("x" if row.get("status") else "") + row["points"] for row in rows}


def test_seven_who_set_the_fastest_lap_have_a_seventh_each(facts: Catalogue, tmp_path: Path) -> None:
    """British Grand Prix 1954; Ascari set it in two cars and has one seventh."""
    lines = [f"5 {place} {who} maserati fast" for place, who in enumerate("abcd", start=1)]
    lines += ["5 DNF e ferrari fast", "5 DNF f ferrari fast", "5 DNF g ferrari fast", "5 DNF h ferrari"]
    lines += ["5 DNF g ferrari shared fast"]
    assert points(facts, season_of(tmp_path, 1954, *lines)) == {
        "a": "57/7", "b": "43/7", "c": "29/7", "d": "22/7", "e": "1/7", "f": "1/7", "g": "1/7",
    }  # fmt: skip


def test_a_car_of_three_is_worth_a_third_to_each(facts: Catalogue, tmp_path: Path) -> None:
    """Argentina 1955: two drivers had parts of second and of third place, both of which counted."""
    lines = ["1 1 fangio mercedes fast", "1 2 gonzalez ferrari", "1 2 farina ferrari shared"]
    lines += ["1 2 trintignant ferrari shared", "1 3 farina ferrari", "1 3 trintignant ferrari shared"]
    found = points(facts, season_of(tmp_path, 1955, *lines, "1 3 maglioli ferrari shared"))
    assert found == {"fangio": "9", "farina": "10/3", "trintignant": "10/3", "gonzalez": "2", "maglioli": "4/3"}


def test_of_two_cars_the_better_one_counts_in_1956(facts: Catalogue, tmp_path: Path) -> None:
    """Monaco 1956: Fangio has half of second place and nothing of fourth, Castellotti his half of that."""
    lines = ["2 1 moss maserati", "2 2 collins ferrari", "2 2 fangio ferrari shared fast", "2 3 behra maserati"]
    lines += ["2 4 fangio ferrari fast", "2 4 castellotti ferrari shared"]
    found = points(facts, season_of(tmp_path, 1956, *lines))
    assert found == {"moss": "8", "fangio": "4", "behra": "4", "collins": "3", "castellotti": "1.5"}


def test_a_shared_car_gets_nothing_since_1958_and_its_place_is_not_passed_on(facts: Catalogue, tmp_path: Path) -> None:
    """Italy 1958: fourth place pays nobody, fifth pays fifth; the constructor has nothing either."""
    lines = ["10 3 hill ferrari", "10 4 gregory maserati", "10 4 shelby maserati shared", "10 5 salvadori cooper"]
    results = season_of(tmp_path, 1958, *lines)
    assert points(facts, results) == {"hill": "4", "salvadori": "2"}
    assert points(facts, results, "constructors") == {"ferrari": "4", "cooper": "2"}


def test_the_halves_of_1979_drop_by_half(facts: Catalogue, tmp_path: Path) -> None:
    """Four of the first seven rounds and four of the last eight: 9 + 9 + 9 + 6 and 9, by hand."""
    results = season_of(
        tmp_path, 1979, *(f"{n} {p} s ferrari" for n, p in [(1, 1), (2, 1), (3, 2), (4, 1), (5, 3), (8, 1)])
    )
    assert points(facts, results) == {"s": "42"}
    assert points(facts, results, after="5") == {"s": "33"}
    assert score(facts, "f1-1979", "drivers", results=results).table.rows[0].dropped == 4


def test_half_points_are_a_decree_on_one_race(facts: Catalogue, tmp_path: Path) -> None:
    """Monaco 1984 pays half to drivers and constructors, the next race whole points."""
    lines = ["6:monaco 1 prost mclaren/tag", "6:monaco 6 alboreto ferrari", "7 1 piquet brabham/bmw"]
    results = season_of(tmp_path, 1984, *lines)
    assert points(facts, results) == {"piquet": "9", "prost": "4.5", "alboreto": "0.5"}
    assert points(facts, results, "makes") == {"brabham": "9", "mclaren": "4.5", "ferrari": "0.5"}


def test_the_last_race_of_2014_pays_double(facts: Catalogue, tmp_path: Path) -> None:
    """25 and 18 in any race, 50 and 36 in Abu Dhabi."""
    results = season_of(tmp_path, 2014, "18 1 h mercedes", "18 2 r mercedes", "19:abu-dhabi 2 r mercedes")
    assert points(facts, results) == {"r": "54", "h": "25"}


def test_sprints_pay_and_the_fastest_lap_only_within_ten(facts: Catalogue, tmp_path: Path) -> None:
    """2023: eight points for a sprint, one more for the fastest lap of a race to one of the first ten."""
    lines = ["4:baku 10 max-verstappen red-bull fast", "4:baku:sprint 1 max-verstappen red-bull"]
    lines += ["5 11 lewis-hamilton mercedes fast", "5 1 sergio-perez red-bull"]
    results = season_of(tmp_path, 2023, *lines)
    assert points(facts, results) == {"sergio-perez": "25", "max-verstappen": "10", "lewis-hamilton": "0"}
    assert points(facts, results, after="baku/sprint") == {"max-verstappen": "8"}


def test_indianapolis_counts_for_drivers_alone_and_the_best_car_for_a_constructor(
    facts: Catalogue, tmp_path: Path
) -> None:
    """1959: no constructor scores there; in Europe the second car of a make adds nothing, nor does the fastest lap."""
    lines = ["2:indianapolis 1 ward watson/offenhauser", "3 1 bonnier brm", "3 2 brabham cooper/climax fast"]
    results = season_of(tmp_path, 1959, *lines, "3 3 gregory cooper/climax", "3 4 ireland lotus/climax")
    assert points(facts, results) == {"ward": "8", "bonnier": "8", "brabham": "7", "gregory": "4", "ireland": "3"}
    assert points(facts, results, "constructors") == {"brm": "8", "cooper": "6", "lotus": "3"}


def test_formula_2_cars_are_passed_over_in_1967_and_kept_in_place_in_1958(facts: Catalogue, tmp_path: Path) -> None:
    """Two decrees on the same race of two years: points move up, or are lost."""
    lines = [
        "7:germany 4 surtees honda",
        "7:germany 5 jackie-oliver lotus/ford",
        "7:germany 6 jo-bonnier cooper/maserati",
    ]
    assert points(facts, season_of(tmp_path, 1967, *lines)) == {"surtees": "3", "jo-bonnier": "2"}
    lines = ["8:germany 4 trips ferrari", "8:germany 5 bruce-mclaren cooper/climax", "8:germany 6 barth porsche"]
    assert points(facts, season_of(tmp_path, 1958, *lines)) == {"trips": "3"}


def test_a_driver_who_may_not_score_leaves_his_share_to_the_other(facts: Catalogue, tmp_path: Path) -> None:
    """British Grand Prix 1957: Trintignant has all of fourth place, Collins, who took over, nothing."""
    lines = ["5:great-britain 4 maurice-trintignant ferrari", "5:great-britain 4 peter-collins ferrari shared"]
    assert points(facts, season_of(tmp_path, 1957, *lines)) == {"maurice-trintignant": "3"}


def test_a_driver_is_struck_from_the_final_table_only(facts: Catalogue, tmp_path: Path) -> None:
    """1997: second before the last race, then struck with his points, and the others close up."""
    lines = ["16 1 michael-schumacher ferrari", "16 2 villeneuve williams/renault", "16 3 frentzen williams/renault"]
    lines += ["17:europe 1 villeneuve williams/renault", "17:europe DNF michael-schumacher ferrari"]
    results = season_of(tmp_path, 1997, *lines)
    before = score(facts, "f1-1997", "drivers", results=results, after="16").table.rows
    assert [(row.position, row.who.id) for row in before][:2] == [(1, "michael-schumacher"), (2, "villeneuve")]
    after = score(facts, "f1-1997", "drivers", results=results).table.rows
    assert [(row.position, row.who.id, int(row.points)) for row in after] == [
        (1, "villeneuve", 16),
        (2, "frentzen", 4),
        (None, "michael-schumacher", 10),
    ]
    assert points(facts, results, "constructors") == {"williams": "20", "ferrari": "10"}


def test_mclaren_is_struck_from_the_makes_of_2007_from_round_14_on(facts: Catalogue, tmp_path: Path) -> None:
    """No points in Hungary, points until Italy, nothing from Belgium on; the drivers keep all of it."""
    lines = ["10 1 fernando-alonso mclaren/mercedes", "11:hungary 1 lewis-hamilton mclaren/mercedes"]
    lines += ["11:hungary 2 raikkonen ferrari", "14:belgium 3 fernando-alonso mclaren/mercedes"]
    results = season_of(tmp_path, 2007, *lines, "15 1 fernando-alonso mclaren/mercedes")
    assert points(facts, results, "constructors", after="13") == {"mclaren": "10", "ferrari": "8"}
    for after in ("14", "15"):
        assert points(facts, results, "constructors", after) == {"ferrari": "8", "mclaren": "x0"}
    assert points(facts, results)["fernando-alonso"] == "26"
    assert points(facts, season_of(tmp_path, 2007, *lines[:1]), "constructors") == {"mclaren": "10"}


def test_force_india_of_2018_has_two_lines(facts: Catalogue, tmp_path: Path) -> None:
    """What was scored up to round 12 is struck and shown; what came afterwards counts, with places of its own."""
    lines = ["4 3 perez force-india/mercedes", "4 4 grosjean haas/ferrari", "13:belgium 5 perez force-india/mercedes"]
    results = season_of(tmp_path, 2018, *lines)
    assert points(facts, results, "constructors", after="12") == {"force-india": "15", "haas": "12"}
    rows = score(facts, "f1-2018", "constructors", results=results).table.rows
    assert [(row.position, row.who.id, int(row.points), row.places) for row in rows] == [
        (1, "haas", 12, ((4, 1),)),
        (2, "force-india", 10, ((5, 1),)),
        (None, "force-india", 0, ((3, 1),)),
    ]
    assert points(facts, results) == {"perez": "25", "grosjean": "12"}


def test_points_are_taken_from_the_round_of_the_decision(facts: Catalogue, tmp_path: Path) -> None:
    """Racing Point 2020: 15 points fewer from the 70th Anniversary Grand Prix on, its drivers as before."""
    lines = ["2 3 perez racing-point/bwt-mercedes", "4 4 stroll racing-point/bwt-mercedes"]
    lines += ["5:70th-anniversary 6 stroll racing-point/bwt-mercedes", "6 9 perez racing-point/bwt-mercedes"]
    results = season_of(tmp_path, 2020, *lines)
    found = [points(facts, results, "constructors", after)["racing-point"] for after in ("4", "5", "6")]
    assert found == ["27", "20", "22"]
    assert points(facts, results) == {"stroll": "20", "perez": "17"}


def test_drivers_keep_what_their_makes_lose(facts: Catalogue, tmp_path: Path) -> None:
    """Brazil 1995: the places stay, the constructors have nothing for them, and nobody moves up."""
    lines = ["1:brazil 1 michael-schumacher benetton/renault", "1:brazil 2 david-coulthard williams/renault"]
    results = season_of(tmp_path, 1995, *lines, "1:brazil 3 berger ferrari")
    assert points(facts, results) == {"michael-schumacher": "10", "david-coulthard": "6", "berger": "4"}
    assert points(facts, results, "constructors") == {"ferrari": "4"}


def test_who_is_listed_changed_in_2000(facts: Catalogue, tmp_path: Path) -> None:
    """Until 1999 those with points, since then everyone who was placed; seventh breaks no tie before."""
    lines = [
        "1 6 a ferrari",
        "1 7 b minardi/ford",
        "1 DNF c prost/peugeot",
        "2 6 b minardi/ford",
        "2 7 a ferrari",
        "2 8 d bar",
    ]
    assert points(facts, season_of(tmp_path, 1997, *lines)) == {"a": "1", "b": "1"}
    assert points(facts, season_of(tmp_path, 2000, *lines)) == {"a": "1", "b": "1", "d": "0"}
    rows = score(facts, "f1-1997", "drivers", results=season_of(tmp_path, 1997, *lines, "3 7 a ferrari")).table.rows
    assert [row.position for row in rows] == [1, 1]
    rows = score(
        facts, "f1-2000", "drivers", results=season_of(tmp_path, 2000, *lines, "3 7 b minardi/ford")
    ).table.rows
    assert [(row.position, row.who.id) for row in rows] == [(1, "b"), (2, "a"), (3, "d")]


# -- files that cannot be ------------------------------------------------------------------------------------------

GOOD = "2023,1,race,bahrain,1,,max-verstappen,red-bull,honda-rbpt,"


def bad_files() -> Iterator[tuple[str, str, str]]:
    """Yield a name, a file, and what the one error says, with the line."""
    yield "empty", "", ":1: no column season"
    yield "no column", HEAD.replace("shared_car,", "") + "\n", ":1: no column shared_car"
    yield "column twice", HEAD + ",points,points\n", ":1: the column points is there twice"
    yield "short row", f"{HEAD}\n{GOOD}\n2023,1\n", ":3: 2 cells where the header has 10"
    yield "open quote", f'{HEAD}\n"{GOOD}\n', ":2: not CSV"
    yield "no year", f"{HEAD}\n{GOOD.replace('2023', 'last')}\n", ":2: season 'last' is no year"
    for column, value, says in [
        ("round", "0", "round '0'"),
        ("round", "¹", "round '¹'"),
        ("race_type", "qualifying", "unknown race_type 'qualifying'"),
        ("position", "0", "position '0'"),
        ("position", "first", "position 'first'"),
        ("shared_car", "maybe", "shared_car is 'maybe'"),
        ("shared_car", "True", "max-verstappen shared a car of red-bull in place 1, and no row before has it"),
        ("driver", "", "no driver"),
        ("constructor", "", "no constructor"),
        ("grand_prix", "", "no grand_prix"),
        ("fastest_lap", "1:30", "fastest_lap is '1:30'"),
    ]:
        cells = GOOD.split(",")
        cells[NEEDED.index(column)] = value
        yield f"{column} {value}", f"{HEAD}\n{','.join(cells)}\n", f":2: {says}"
    other = GOOD.replace("max-verstappen", "sergio-perez")
    yield "two winners", f"{HEAD}\n{GOOD}\n{other}\n", ":3: bahrain/race/f1 has two winners: max-verstappen and sergio"
    moved = other.replace("bahrain,1", "jeddah,2")
    yield "two meetings", f"{HEAD}\n{GOOD}\n{moved}\n", ":3: round 1 is jeddah here and bahrain in line 2"
    yield "points", f"{HEAD},points\n{GOOD},many\n", ":2: points 'many'"
    yield "grid", f"{HEAD},grid_position\n{GOOD},front\n", ":2: grid_position 'front'"


@pytest.mark.parametrize(("content", "says"), [one[1:] for one in bad_files()], ids=[one[0] for one in bad_files()])
def test_a_file_that_cannot_be_is_one_error_with_its_line(tmp_path: Path, content: str, says: str) -> None:
    """Whoever edits a file by hand is told where it went wrong."""
    path = tmp_path / "results.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadFile) as error:
        read_all(path)
    assert f"{path}{says}" in error.value.message


@given(st.data())
def test_whatever_stands_in_a_file_the_error_is_one_of_paddocks(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Cells of any text in a good file are read or refused with a line, and never end in a traceback."""
    rows = [GOOD.split(","), GOOD.replace("1,,max-verstappen", "2,,sergio-perez").split(",")]
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(
            st.text(max_size=8) | st.sampled_from(["", "0", "1", "True", '"', "DNF", "9" * 5000, "2024", "\n", "\0"])
        )
    path = tmp_path_factory.mktemp("any") / "results.csv"
    path.write_bytes("\n".join([HEAD, *map(",".join, rows)]).encode("utf-8", "surrogatepass"))
    said, seasons = "", {}
    try:
        seasons = dict(read_all(path))
    except BadFile as error:
        said = error.message
    read = [line for one in seasons.values() for sheet in one.sheets for line in sheet.lines]
    assert all(line.drivers for line in read) if read else str(path) in said


def test_a_file_that_is_no_text_or_is_not_there(tmp_path: Path) -> None:
    """Bytes, a folder and a missing file are errors of the same kind."""
    path = tmp_path / "results.csv"
    path.write_bytes(b"\xff\xfe\x00")
    for wrong in (path, tmp_path, tmp_path / "missing.csv"):
        with pytest.raises(BadFile, match=wrong.name):
            read_all(wrong)


def test_other_seasons_of_a_file_are_not_judged(tmp_path: Path) -> None:
    """One season is read though another is broken; one that is not there is named with those that are."""
    path = tmp_path / "results.csv"
    path.write_text(f"{HEAD}\n{GOOD}\n\n{GOOD.replace('2023,1', '2022,0')}\n", encoding="utf-8")
    assert read_results(path, "f1-2023").last_round == 1
    with pytest.raises(UnknownName, match=r"results.csv has no results of f1-2021.\n.*f1-202"):
        read_results(path, "f1-2021")


def test_a_row_that_is_left_out_is_told(tmp_path: Path) -> None:
    """A driver twice in one car is read once."""
    results = season_of(tmp_path, 1955, "1 2 a ferrari", "1 2 b ferrari shared", "1 2 b ferrari shared")
    assert results.sheets[0].lines[0].drivers == ("a", "b")
    [finding] = results.findings
    assert (finding.code, finding.where) == ("row-left-out", f"{tmp_path / 'results.csv'}:4")


def test_an_unknown_entry_is_an_error_where_entries_are_on_record(facts: Catalogue, tmp_path: Path) -> None:
    """Names lead to drivers as aliases do; in a season without entries nobody is unknown."""
    fine = season_of(tmp_path, 2023, "1 1 carlos-sainz-jr ferrari", "1 2 max-verstappen red-bull")
    check_entries(facts, fine)
    wrong = season_of(tmp_path, 2023, "1 1 max-verstapen red-bull")
    with pytest.raises(UnknownName, match=r"results.csv:2: unknown entry.*\n.*max-verstappen"):
        score(facts, "f1-2023", "drivers", results=wrong)
    check_entries(facts, season_of(tmp_path, 1950, "1 1 nobody-at-all ferrari"))


def test_rules_that_make_no_sense_are_refused() -> None:
    """An end without an exclusion, one award in a decree on something else, a part that ends before it begins."""
    base = {"id": "x", "name": "x", "season": "f1-1950", "text": "x", "status": "unverified", "drivers": ["a"]}
    for wrong in ({"kind": "points", "points": 1, "until": 3}, {"kind": "excluded", "award": "race"}):
        with pytest.raises(ValidationError, match="belongs to"):
            Decree.model_validate(base | wrong)
    with pytest.raises(ValidationError, match="before first"):
        Counted(first=3, last=2, best=1)
    assert [now for now in range(1, 6) if Counted(first=2, last=4, best=1).covers(now)] == [2, 3, 4]
    assert Counted(best=1).covers(99)
