"""Championship tables in the terminal: standings with their rounds, what-if, explanations, comparisons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.reports.racing.terminal import headed, table_of
from paddock.reports.seasons.names import SeasonNames, kind_word
from paddock.scoring.asking import Scored, points_text
from paddock.units import count, printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from paddock.scoring.comparing import Compared
    from paddock.scoring.explain import Explanation, Reason
    from paddock.scoring.sheets import Competitor
    from paddock.scoring.tables import Standing
    from paddock.scoring.whatif import Supposed

_WHAT = {
    "place": "place",
    "fastest-lap": "fastest lap",
    "laps-led": "laps led",
    "most-laps-led": "most laps led",
    "laps-behind": "laps behind",
}


def print_standings(console: Console, catalogue: Catalogue, scored: Scored) -> None:
    """Print a title's table: place, name, points, and the points of each round where they fit.

    console: where to.  Points in brackets do not count.
    """
    names = SeasonNames(catalogue, scored.season)
    for part in _heading(names, scored):
        console.print(part)
    rows = scored.table.rows
    if not rows:
        console.print("Nobody has a line yet.")
        return
    dropping = any(row.dropped for row in rows)
    heads = ["Pos", kind_word(scored.title), "Points", *(["Dropped"] if dropping else [])]
    body = [
        [
            _position(row.position),
            _named(names, row),
            points_text(row.points),
            *([points_text(row.dropped) if row.dropped else ""] if dropping else []),
        ]
        for row in rows
    ]
    rounds, cells = _by_round(scored)
    wider = [[*row, *(cells[each.who].get(now, "") for now in rounds)] for row, each in zip(body, rows, strict=True)]
    full = [*heads, *map(str, rounds)]
    if _width([full, *wider], 2) <= console.width:
        console.print(table_of(full, wider, left=(1,)))
    elif _width([full, *wider], 1) <= console.width:
        console.print(_dense(full, wider))
    else:
        console.print(table_of(heads, body, left=(1,), cut=1, width=console.width))


def print_rounds(console: Console, catalogue: Catalogue, scored: Scored) -> None:
    """Print the points after every round, in the order of the table; the first rounds give way to a narrow terminal."""
    names = SeasonNames(catalogue, scored.season)
    for part in _heading(names, scored):
        console.print(part)
    by_round = scored.by_round
    so_far = [{row.who: points_text(row.points) for row in table.rows} for table in by_round]
    rows = scored.table.rows
    left = [[_position(row.position), _named(names, row)] for row in rows]
    heads = ["Pos", kind_word(scored.title)]
    first = 0
    while True:
        shown = [[*one, *(now.get(row.who, "") for now in so_far[first:])] for one, row in zip(left, rows, strict=True)]
        wide = [*heads, *(str(table.after) for table in by_round[first:])]
        if first + 1 >= len(so_far) or _width([wide, *shown], 2) <= console.width:
            break
        first += 1
    console.print(table_of(wide, shown, left=(1,), cut=1, width=console.width))
    if first:
        console.print(f"No room for rounds 1 to {first}: a wider terminal, --csv or --json shows all.")


def print_supposed(console: Console, catalogue: Catalogue, supposed: Supposed) -> None:
    """Print a supposed table with the difference to the real one."""
    from rich.text import Text

    scored = supposed.scored
    names = SeasonNames(catalogue, scored.season)
    for part in _heading(names, scored):
        console.print(part)
    for change in supposed.changes:
        console.print(Text(f"supposed: {printable(change)}"))
    body = []
    for one in supposed.rows:
        now, was = one.supposed, one.real
        body.append(
            [
                _position(now.position if now else None),
                _position(was.position if was else None),
                _named(names, now) if now else names.who(one.who),
                points_text(now.points) if now else "–",
                _signed(one.points),
            ]
        )
    heads = ["Pos", "Was", kind_word(scored.title), "Points", "Change"]
    console.print(table_of(heads, body, left=(2,), cut=2, width=console.width))


def print_explanation(console: Console, catalogue: Catalogue, scored: Scored, told: Explanation) -> None:
    """Print where a competitor's points come from: sessions with their points, rules with their sources, decrees."""
    from rich.text import Text

    names = SeasonNames(catalogue, scored.season)
    standing = told.standing
    yours = f"place {standing.position}" if standing.position else standing.status
    console.print(Text(names.who(told.who), style="bold"))
    about = f"{printable(scored.title.name)}, {names.told}: {yours} after round {told.after}"
    console.print(Text(f"{about}, {_points(standing.points)}.", style="italic"))
    dropping = any(not one.counted for one in told.reasons)
    heads = ["Round", "Session", "Place", "Points", *(["Counts"] if dropping else []), "Rule"]
    body = [
        [
            str(one.round),
            _session(names, one),
            _place(one),
            points_text(one.points),
            *(["yes" if one.counted else "no"] if dropping else []),
            _rule(one),
        ]
        for one in told.reasons
    ]
    total = sum((one.points for one in told.reasons if one.counted), Fraction(0))
    body.append(["", "Total", "", points_text(total), *([""] if dropping else []), ""])
    console.print(table_of(heads, body, left=(1, len(heads) - 1), cut=1, width=console.width))
    if told.dropped:
        rounds = ", ".join(f"{points_text(worth)} of round {now}" for now, worth in told.dropped.items())
        console.print(Text(f"Dropped: {rounds}."))
    _print_rules(console, catalogue, told)


def print_comparison(console: Console, compared: Sequence[Compared]) -> None:
    """Print published figures beside those worked out."""
    if not compared:
        console.print("No published table of this title is on record.")
        return
    equal = sum(one.verdict == "equal" for one in compared)
    for part in headed(
        f"Published: {equal} of {count(len(compared), 'figure')} equal",
        table_of(
            ["After", "Name", "What", "Published", "Here", "Verdict"],
            [
                [one.after, printable(one.name), one.what, one.published, one.computed or "–", one.verdict]
                for one in compared
            ],
            left=(0, 1, 2, 5),
            cut=1,
            width=console.width,
        ),
    ):
        console.print(part)
    for why in dict.fromkeys(one.why for one in compared if one.why):
        console.print(f"{printable(why[:1].upper() + why[1:])}.")


def _heading(names: SeasonNames, scored: Scored) -> Iterator[RenderableType]:
    from rich.text import Text

    after = scored.table.after
    last = max(scored.results.rounds, after)
    at = [sheet.meeting for sheet in scored.results.sheets if sheet.round == after]
    where = f" ({names.meeting(at[-1])})" if at else ""
    yield Text(printable(scored.title.name), style="bold")
    yield Text(f"{names.told}, after round {after} of {last}{where}", style="italic")


def _by_round(scored: Scored) -> tuple[list[int], dict[Competitor, dict[int, str]]]:
    """Return the rounds up to the table that paid anybody, and everybody's points in each as text.

    A dropped score stands in brackets.
    """
    from paddock.scoring.explain import dropped_rounds

    points: dict[Competitor, dict[int, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for one in scored.awarded.credits:
        if one.round <= scored.table.after:
            points[one.who][one.round] += one.points
    cells: dict[Competitor, dict[int, str]] = defaultdict(dict)
    for who, inside in points.items():
        dropped = dropped_rounds(scored.title, inside)
        for now, worth in inside.items():
            cells[who][now] = f"({points_text(worth)})" if now in dropped else points_text(worth)
    return sorted({now for inside in points.values() for now in inside}), cells


def _width(rows: Sequence[Sequence[str]], gap: int) -> int:
    """Return the columns of the terminal that a table takes, with so many between its own [characters]."""
    return sum(max(map(len, column)) + gap for column in zip(*rows, strict=True)) + 2


def _dense(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> RenderableType:
    """Return a table of many narrow columns: names to the left, one blank between columns."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for at, head in enumerate(heads):
        table.add_column(head, justify="left" if at == 1 else "right", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(one) for one in row))
    return table


def _position(position: int | None) -> str:
    return "–" if position is None else str(position)


def _named(names: SeasonNames, row: Standing) -> str:
    name = names.who(row.who)
    return f"{name} ({row.status})" if row.status else name


def _signed(points: Fraction) -> str:
    return "" if not points else f"+{points_text(points)}" if points > 0 else f"−{points_text(-points)}"


def _points(points: Fraction) -> str:
    return f"{points_text(points)} {'point' if points == 1 else 'points'}"


def _place(one: Reason) -> str:
    """Return the place that counted; of a car that got nothing how it ended, or that it was barred."""
    if one.what == "nothing":
        return "barred" if one.decrees else printable(one.status)
    return str(one.place) if one.place else "–"


def _session(names: SeasonNames, one: Reason) -> str:
    if not one.meeting:
        return "struck" if one.what == "excluded" else "the season"
    moment = f" after {one.after_min} min" if one.after_min else ""
    return f"{names.meeting(one.meeting)} {printable(one.session)}{moment}".strip()


def _rule(one: Reason) -> str:
    part = f" × {points_text(one.part)}" if one.part != 1 else ""
    what = _WHAT.get(one.what, one.what)
    head = one.rule if one.what in ("place", "decree", "excluded", "nothing") else f"{one.rule} ({what})"
    told = f"{head}{part}"
    return f"{told} [{', '.join(one.decrees)}]".strip() if one.decrees else told


def _print_rules(console: Console, catalogue: Catalogue, told: Explanation) -> None:
    """Print the rules and decrees behind some points, with their sources; an address is never broken."""
    from rich.padding import Padding
    from rich.text import Text

    seen: dict[str, tuple[str, tuple[str, ...]]] = {}
    for one in told.reasons:
        if one.rule and one.what not in ("decree", "excluded"):
            seen.setdefault(one.rule, (one.text, one.sources))
    seen |= {one.id: (one.text, one.sources) for one in told.decrees}
    if seen:
        console.print(Text("Rules", style="bold underline"))
    for rule, (text, sources) in seen.items():
        console.print(Text(rule, style="bold"))
        console.print(Padding(Text(printable(text)), (0, 0, 0, 2), expand=False))
        for reference in sources:
            source = catalogue.source(reference)
            line = source.title if source.url in (None, source.title) else f"{source.title}: {source.url}"
            console.print(Text(f"  {printable(line)}", style="dim"), soft_wrap=True)
