"""What must hold of points and tables whatever the results: properties, and tables against a brute-force definition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from paddock.model import Title
from paddock.scoring import Line, SeasonResults, Sheet, Standing, Table, award_all, table_after, tables
from scoring_strategies import NAMES, SCALES, Played, played, seasons, title_of, titles

Places = Mapping[int, int]


def table_of(title: Title, results: SeasonResults, after: int | None = None) -> Table:
    """Return a title's table after a round, the last if none is given."""
    return table_after(title, award_all(title, results, SCALES), after or results.last_round)


def told(table: Table) -> dict[str, tuple[int | None, Fraction, Fraction]]:
    """Return each competitor's position, points and dropped points."""
    return {row.who.id: (row.position, row.points, row.dropped) for row in table.rows}


def changed(results: SeasonResults, change: Callable[[Sheet], Sheet]) -> SeasonResults:
    """Return results with every sheet changed."""
    return replace(results, sheets=tuple(change(sheet) for sheet in results.sheets))


@given(played(), st.randoms())
def test_the_order_of_lines_in_a_file_changes_nothing(one: Played, random: Random) -> None:
    """Positions rank, not lines: a file sorted otherwise gives the same tables."""

    def shuffle(sheet: Sheet) -> Sheet:
        lines = list(sheet.lines)
        random.shuffle(lines)
        return replace(sheet, lines=tuple(lines))

    assert table_of(one.title, changed(one.results, shuffle)) == table_of(one.title, one.results)


@given(played(), st.permutations(NAMES))
def test_other_names_give_the_same_table_under_other_names(one: Played, names: list[str]) -> None:
    """Nothing hangs on how somebody is called, but for the order of those who share a position."""
    called = dict(zip(NAMES, names, strict=True))

    def rename(line: Line) -> Line:
        drivers = tuple(called[driver] for driver in line.drivers)
        return replace(line, drivers=drivers, fastest=tuple(called[driver] for driver in line.fastest))

    renamed = changed(one.results, lambda sheet: replace(sheet, lines=tuple(map(rename, sheet.lines))))
    before = told(table_of(one.title, one.results))
    assert told(table_of(one.title, renamed)) == {called[who]: row for who, row in before.items()}


@given(played())
def test_a_guest_who_is_last_changes_nothing_for_the_others(one: Played) -> None:
    """One more car behind all others takes no place and no points from anybody."""

    def with_guest(sheet: Sheet) -> Sheet:
        last = max((line.position or 0 for line in sheet.lines), default=0)
        return replace(sheet, lines=(*sheet.lines, Line(last + 1, ("guest",), car="99")))

    before, after = table_of(one.title, one.results), table_of(one.title, changed(one.results, with_guest))
    found = {row.who.id: row for row in after.rows if row.who.id != "guest"}
    assert {who: (row.points, row.dropped, row.places) for who, row in found.items()} == {
        row.who.id: (row.points, row.dropped, row.places) for row in before.rows
    }
    order = [row.who.id for row in after.rows if row.who.id != "guest"]
    assert order == [row.who.id for row in before.rows]


@given(seasons(), st.integers(1, 5))
def test_more_results_counted_never_give_fewer_points(results: SeasonResults, best: int) -> None:
    """Best-N is monotone in N, and with every round counted nothing is dropped."""
    fewer = told(table_of(title_of(counted=[{"best": best}]), results))
    more = told(table_of(title_of(counted=[{"best": best + 1}]), results))
    everything = told(table_of(title_of(counted=[{"best": results.rounds}]), results))
    plain = told(table_of(title_of(), results))
    assert everything == plain
    for who, (_, points, dropped) in fewer.items():
        assert points <= more[who][1] <= plain[who][1] == points + dropped


@given(seasons(shared=False), st.integers(1, 6), st.data())
def test_a_better_place_never_gives_fewer_points(results: SeasonResults, best: int, data: st.DataObject) -> None:
    """Best-N is monotone in results: whoever changes places with the car before does not lose, and that one not win."""
    able = [(at, line) for at, sheet in enumerate(results.sheets) for line in sheet.lines if (line.position or 0) > 1]
    assume(able)
    at, line = data.draw(st.sampled_from(able))
    before = next(one for one in results.sheets[at].lines if one.position == (line.position or 0) - 1)
    swapped = {line: before.position, before: line.position}
    lines = tuple(replace(one, position=swapped.get(one, one.position)) for one in results.sheets[at].lines)
    sheets = (*results.sheets[:at], replace(results.sheets[at], lines=lines), *results.sheets[at + 1 :])
    title = title_of(counted=[{"best": best}])
    old, new = told(table_of(title, results)), told(table_of(title, replace(results, sheets=sheets)))
    [gains], [loses] = line.drivers, before.drivers
    assert new[gains][1] >= old[gains][1]
    assert new[loses][1] <= old[loses][1]


def counted_by_brute_force(title: Title, by_round: Mapping[int, Fraction]) -> Fraction:
    """Return the best total over every choice of rounds that the title lets count."""
    free = sum(
        (points for now, points in by_round.items() if not any(p.covers(now) for p in title.counted)), Fraction(0)
    )
    for part in title.counted:
        inside = [points for now, points in by_round.items() if part.covers(now)]
        free += max(sum(some, Fraction(0)) for some in combinations(inside, min(part.best, len(inside))))
    return free


def better(first: Places, second: Places, within: int | None) -> int:
    """Return 1 if the first has more of the best place that they have not equally often, -1 if the second, else 0."""
    for place in range(1, (within or max([*first, *second, 0])) + 1):
        if first.get(place, 0) != second.get(place, 0):
            return 1 if first.get(place, 0) > second.get(place, 0) else -1
    return 0


def places_of(title: Title, results: SeasonResults, driver: str) -> Counter[int]:
    """Return how often a driver took which place, by the definition: not in a shared car where that is paid nothing."""
    alone = title.awards[0].shared == "none"
    return Counter(
        line.position
        for sheet in results.sheets
        for line in sheet.lines
        if driver in line.drivers and line.position is not None and not (alone and len(line.drivers) > 1)
    )


@given(played())
def test_totals_and_order_are_those_of_the_definition(one: Played) -> None:
    """Every choice of rounds is tried for the total, every pair compared place by place for the order."""
    title, results = one.title, one.results
    awarded = award_all(title, results, SCALES)
    table = table_after(title, awarded, results.last_round)
    for row in table.rows:
        by_round: dict[int, Fraction] = {}
        for credit in awarded.credits:
            if credit.who == row.who:
                by_round[credit.round] = by_round.get(credit.round, Fraction(0)) + credit.points
        assert row.points == counted_by_brute_force(title, by_round)
        assert row.points + row.dropped == sum(by_round.values(), Fraction(0))
    for first, second in pairwise(table.rows):
        _stand_right(title, results, first, second)


def _stand_right(title: Title, results: SeasonResults, first: Standing, second: Standing) -> None:
    assert first.points >= second.points
    if first.points > second.points:
        assert (first.position or 0) < (second.position or 0)
        return
    verdict = better(
        places_of(title, results, first.who.id), places_of(title, results, second.who.id), title.ties_within
    )
    assert verdict >= 0
    if verdict > 0 or "earliest" not in title.ties:
        assert ((first.position or 0) < (second.position or 0)) == (verdict > 0)


@given(played())
def test_positions_count_who_is_ahead(one: Played) -> None:
    """A position is one more than how many stand strictly ahead."""
    rows = table_of(one.title, one.results).rows
    for at, row in enumerate(rows):
        assert row.position == (rows[at - 1].position if at and rows[at - 1].position == row.position else at + 1)


@given(played())
def test_tables_made_round_by_round_are_those_made_at_once(one: Played) -> None:
    """The table after a round is that of the season cut there, and the last is the final one."""
    awarded = award_all(one.title, one.results, SCALES)
    every = list(tables(one.title, awarded, range(1, one.rounds + 1)))
    assert every[-1] == table_after(one.title, awarded, one.rounds)
    for table in every:
        kept = tuple(sheet for sheet in one.results.sheets if sheet.round <= table.after)
        assert table == table_of(one.title, replace(one.results, sheets=kept), table.after)


@given(seasons(), titles())
def test_shared_points_are_neither_made_nor_lost(results: SeasonResults, title: Title) -> None:
    """What drivers who share a car get in parts adds up to what the car is worth; with `none` it is nothing."""
    assume(title.cars_counted is None)
    award = title.awards[0]
    scale = SCALES[award.scale or ""]
    awarded = award_all(title, results, SCALES)
    for index, sheet in enumerate(results.sheets):
        for line in sheet.lines:
            if line.position is None:
                continue
            places = [Fraction(one) for one in scale.places]
            whole = places[line.position - 1] if line.position <= len(places) else Fraction(scale.beyond or 0)
            got = sum(
                (
                    one.points
                    for one in awarded.credits
                    if (one.sheet, one.award, one.place) == (index, "race", line.position)
                ),
                Fraction(0),
            )
            times = {"each": len(line.drivers), "split": 1, "none": 1 if len(line.drivers) == 1 else 0}
            assert got == whole * times[award.shared]
