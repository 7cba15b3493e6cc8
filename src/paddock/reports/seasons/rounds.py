"""The season round by round: points or places of every competitor, the first of the table with their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from paddock.catalogue import Catalogue
from paddock.errors import BadRequest
from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK, shortened, text_width
from paddock.reports.racing.field import Dot
from paddock.reports.racing.scale import plain, round_steps
from paddock.reports.racing.words import pictured
from paddock.reports.seasons.names import SeasonNames
from paddock.reports.timing.axes import count_steps, finish_keys, spread
from paddock.reports.timing.palette import nth_style
from paddock.reports.timing.picture import Picture
from paddock.reports.timing.plate import WIDE, Plate, Range, in_words, widest
from paddock.scoring.asking import Scored, points_text
from paddock.scoring.comparing import GAPS
from paddock.units import count, listed

if TYPE_CHECKING:
    import altair as alt

    from paddock.scoring.sheets import Competitor

What = Literal["points", "places"]
WHATS: tuple[What, ...] = ("points", "places")
SHOWN, FEWER = 10, 6
"""Lines with a name, wide and on a phone; the others are grey."""
_CREW = 4
"""A line of more competitors than this names the first alone."""
_LABEL = 15.0
_NAMED = 44.0
"""From so much room for a round on its meeting is named [px]."""
_HIGH, _LOW = 380.0, 280.0
_NAME = 250.0
"""Room for the names, at most [px]."""


@dataclass(frozen=True, slots=True)
class Run:
    """Competitors whose line is one and the same, in the order of the table.

    points, places: by round, from the first in which they have a line; a place is None for who is out of the table.
    """

    who: tuple[Competitor, ...]
    points: Mapping[int, Fraction]
    places: Mapping[int, int | None]


def what_named(text: str) -> What:
    """Return what a picture shows. Raises BadRequest for anything but `points` and `places`."""
    for one in WHATS:
        if text == one:
            return one
    raise BadRequest(f"A picture of a season cannot show {text}.", hint=f"Say {listed(WHATS)}.")


def rounds_picture(catalogue: Catalogue, scored: Scored, what: What = "points", *, caption: str = "") -> Picture:
    """Return the season round by round as a picture. what: points so far, or places in the table."""
    names = SeasonNames(catalogue, scored.season)
    lacking = any(one.code in GAPS for one in scored.findings)
    told = " ".join([f"{names.told}.", *(["Not all results are on record."] if lacking else []), caption]).strip()
    return pictured(
        f"{scored.season}-{scored.title.called[0]}",
        lambda width: spec(names, scored, what, caption=told, width=width),
        "championship table",
    )


def spec(
    names: SeasonNames, scored: Scored, what: What = "points", *, caption: str = "", width: float = WIDE
) -> alt.LayerChart:
    """Return points or places of every competitor after each round as an Altair spec."""
    title = f"{scored.title.name}: {what} by round"
    runs = runs_of(scored)
    if not runs:
        return in_words(title, "Nobody has a line in this table yet.", caption, width)
    plate = Plate(width)
    shown = runs[: FEWER if plate.narrow else SHOWN]
    ends = [_end(run, what) for run in shown]
    labels = [_label(names, run, plate.narrow) for run in shown]
    tail = widest(ends, 11) + 8
    right = min(widest(labels, 11, bold=True) + 14, _NAME if not plate.narrow else width * 0.42) + tail
    high = _LOW if plate.narrow else _HIGH
    down, ticks = _down(runs, what, high)
    left = widest([plain(at) for at in ticks], 11) + 14
    after = scored.table.after
    across = Range(min(after - 1, 1), after, left + 6, width - right)
    _grid(plate, names, scored, across, down, ticks)
    for number, run in reversed(list(enumerate(runs))):
        _line(plate, names, run, number if number < len(shown) else None, what, across, down)
    places = spread([down.px(_last(run, what)) for run in shown], _LABEL, down.start, max(down.start, down.end))
    for number, (run, label, end, y) in enumerate(zip(shown, labels, ends, places, strict=True)):
        last = max(run.points)
        x = across.px(last) if last == after else across.end
        plate.line(x + 4, down.px(_last(run, what)), across.end + 9, y, opacity=0.4)
        room = width - across.end - 12 - tail
        told = shortened(label, 11, room, bold=True)
        plate.text(across.end + 12, y, told, size=11, color=nth_style(number).colour, fontWeight="bold")
        plate.text(width, y, end, size=11, align="right")
    others = sum(len(run.who) for run in runs[len(shown) :])
    bottom = down.end if what == "places" else max(down.start, down.end)
    keys = [Key("faint line", f"{others} other{'s' if others > 1 else ''}", INK)] if others else []
    finish_keys(plate, keys, bottom + 54)
    return plate.finish(title, _says(names, scored, what, runs), caption)


def runs_of(scored: Scored) -> list[Run]:
    """Return the lines of a season in the order of its table, those that are alike all through as one."""
    points: dict[Competitor, dict[int, Fraction]] = {}
    places: dict[Competitor, dict[int, int | None]] = {}
    for table in scored.by_round:
        for row in table.rows:
            # One who was struck from the table and goes on has two lines: the one that counts comes first.
            points.setdefault(row.who, {}).setdefault(table.after, row.points)
            places.setdefault(row.who, {}).setdefault(table.after, row.position)
    found: dict[tuple[object, ...], list[Competitor]] = {}
    for who in dict.fromkeys(row.who for row in scored.table.rows):
        key = (tuple(points.get(who, {}).items()), tuple(places.get(who, {}).items()))
        found.setdefault(key, []).append(who)
    return [Run(tuple(whos), points[whos[0]], places[whos[0]]) for whos in found.values() if points.get(whos[0])]


def _down(runs: Sequence[Run], what: What, high: float) -> tuple[Range, list[float]]:
    """Return what runs from top to bottom, and the values with a line."""
    if what == "places":
        last = max((place or 1 for run in runs for place in run.places.values()), default=1)
        ticks = [1.0, *(at for at in count_steps(2, last, 12) if at > 1)]
        return Range(1, max(last, 2), 10, 10 + high), ticks
    values = [float(one) for run in runs for one in run.points.values()]
    low, most = min(0.0, *values), max(1.0, *values)
    return Range(most, low, 10, 10 + high), round_steps(low, most, 8)


def _grid(plate: Plate, names: SeasonNames, scored: Scored, across: Range, down: Range, ticks: Sequence[float]) -> None:
    for at in ticks:
        plate.line(across.start - 6, down.px(at), across.end, down.px(at), opacity=0.14, level=-3)
        plate.text(across.start - 12, down.px(at), plain(at), size=11, align="right", opacity=0.8)
    after, bottom = scored.table.after, max(down.start, down.end)
    step = across.width / max(across.high - 1, 1)
    meetings = {sheet.round: names.meeting(sheet.meeting) for sheet in scored.results.sheets if sheet.round <= after}
    # Names of meetings stand in two lines by turns where they have no room beside one another.
    turns = 2 if any(text_width(name, 10) > step - 8 for name in meetings.values()) else 1
    last = -100.0
    for now in range(1, after + 1):
        x = across.px(now)
        plate.line(x, down.start, x, bottom, opacity=0.08, level=-3)
        if x - last < text_width(str(now), 11) + 6:
            continue
        last = x
        plate.text(x, bottom + 14, str(now), size=11, align="center", opacity=0.8)
        if step >= _NAMED and now in meetings:
            word = shortened(meetings[now], 10, turns * step - 8)
            plate.text(x, bottom + 28 + 13 * (now % turns), word, size=10, align="center", opacity=0.7)
    if step < _NAMED:
        plate.text((across.start + across.end) / 2, bottom + 30, "round", size=11, align="center", opacity=0.8)


def _line(
    plate: Plate, names: SeasonNames, run: Run, number: int | None, what: What, across: Range, down: Range
) -> None:
    style = nth_style(number) if number is not None else None
    label = _label(names, run)
    values = run.points if what == "points" else run.places
    dots: list[Dot] = [
        (across.px(now), down.px(float(value)), {"who": label, "round": now, what: float(value)})
        for now, value in values.items()
        if value is not None
    ]
    tip = f"{label}: {_end(run, what)}{' points' if what == 'points' else ''}"
    plate.path(
        dots, color=style.colour if style else INK, tip=tip, level=2 if style else 1,
        strokeWidth=2 if style else 1, opacity=None if style else 0.22,
        strokeDash=(style.dash or None) if style else None,
    )  # fmt: skip
    if style:
        for x, y, told in dots:
            plate.mark(x, y, told, shape=style.shape, size=22, fill=style.colour, level=3)


def _label(names: SeasonNames, run: Run, narrow: bool = False) -> str:
    """Return who a line is of: a crew by family names; a car by its number and, where there is room, its team."""
    if len(run.who) == 1 and run.who[0].kind == "car" and not narrow:
        return names.who(run.who[0])
    if len(run.who) > _CREW:
        return f"{names.short(run.who[0])} and {len(run.who) - 1} others"
    return listed([names.short(who) for who in run.who])


def _last(run: Run, what: What) -> float:
    if what == "points":
        return float(run.points[max(run.points)])
    return float(next((one for one in reversed(list(run.places.values())) if one is not None), 1))


def _end(run: Run, what: What) -> str:
    if what == "points":
        return points_text(run.points[max(run.points)])
    place = run.places[max(run.places)]
    return str(place) if place is not None else "out"


def _says(names: SeasonNames, scored: Scored, what: What, runs: Sequence[Run]) -> str:
    first = ", ".join(f"{_label(names, run)} {points_text(run.points[max(run.points)])}" for run in runs[:5])
    after = count(scored.table.after, "round")
    return f"{scored.title.name}, {what} over {after}. At the end, in points: {first}."
