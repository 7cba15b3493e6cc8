"""Who leads a class when: odds over the race's hours, ending in the odds of winning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from paddock.reports.charts.labels import Key
from paddock.reports.charts.sheet import INK, text_width
from paddock.reports.racing.field import Dot, followed, ranked, thinned
from paddock.reports.racing.words import odds
from paddock.reports.timing.axes import finish_keys, spread, x_axis
from paddock.reports.timing.palette import nth_style
from paddock.reports.timing.plate import NARROW, WIDE, Plate, Range, in_words, widest
from paddock.reports.timing.words import clock

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

    from paddock.racing.result import RaceTold

TITLE = "Who leads, who wins"
SHOWN, FEWER = 6, 4
"""Cars with a line of their own, wide and on a phone; the others are grey."""
_LABEL = 14
_LEVELS = (0.02, 0.05, 0.1, 0.2, 0.25)
Line = list[tuple[float, float]]
"""(clock [ms], odds) from left to right."""


def spec(
    race: RaceTold,
    entries: pl.DataFrame,
    moments: pl.DataFrame,
    race_class: str,
    *,
    caption: str = "",
    width: float = WIDE,
) -> alt.LayerChart:
    """Return the odds of leading a class at each moment, and of winning it at the flag, as an Altair spec.

    entries: table `race_entries`; uses car, class, win.  moments: table `race_moments`; uses clock_ms [ms], car, class,
    leads.  The likeliest winners have colours and their number at the end of the line; the others are grey.
    """
    title = f"{TITLE} in {race_class}"
    lines = lead_lines(race, entries, moments, race_class)
    if not any(len(line) > 1 for line in lines.values()):
        return in_words(title, "No odds over time: no moment of the race was noted.", caption, width)
    plate = Plate(width)
    order = ranked(entries, race_class)
    shown = followed(entries, moments, race_class, FEWER if plate.narrow else SHOWN)
    top = max(share for line in lines.values() for _, share in line)
    step = next((one for one in _LEVELS if top / one <= 5), _LEVELS[-1])
    high = min(1.0, -(-top // step) * step) or step
    levels = [at * step for at in range(round(high / step) + 1)]
    left = widest([odds(at) for at in levels], 11) + 12
    right = widest([f"{car} {odds(lines[car][-1][1])}" for car in shown], 11, bold=True) + 14
    first, last = min(line[0][0] for line in lines.values()), max(line[-1][0] for line in lines.values())
    across = Range(first, last, left, width - right)
    down = Range(high, 0, 10, 10 + (220 if width < NARROW * 1.5 else 300))
    for at in levels:
        plate.line(left, down.px(at), across.end, down.px(at), opacity=0.14, level=-3)
        plate.text(left - 6, down.px(at), odds(at), size=11, align="right", opacity=0.8)
    for car in reversed(order):
        style = nth_style(shown.index(car)) if car in shown else None
        points: list[Dot] = [
            (across.px(at), down.px(share), {"car": car, "clock_ms": at, "odds": round(share, 4)})
            for at, share in lines[car]
        ]
        plate.path(
            thinned(points),
            color=style.colour if style else INK,
            tip=f"{car}: wins {odds(lines[car][-1][1])}",
            level=2 if style else 1,
            strokeWidth=2.2 if style else 1,
            opacity=None if style else 0.28,
            strokeDash=(style.dash or None) if style else None,
        )
    places = spread([down.px(lines[car][-1][1]) for car in shown], _LABEL, down.start + 4, down.end - 4)
    for number, (car, y) in enumerate(zip(shown, places, strict=True)):
        end = lines[car][-1]
        plate.line(across.end, down.px(end[1]), across.end + 6, y, opacity=0.4)
        plate.text(across.end + 9, y, car, size=11, color=nth_style(number).colour, fontWeight="bold")
        plate.text(across.end + 9 + text_width(car, 11, bold=True) + 4, y, odds(end[1]), size=11)
    y = x_axis(plate, across, 10, down.end, "clock")
    others = len(order) - len(shown)
    keys = [Key("faint line", f"{others} other{'s' if others > 1 else ''}", INK)] if others else []
    finish_keys(plate, keys, y + 2)
    return plate.finish(title, _says(title, lines, order), caption)


def lead_lines(race: RaceTold, entries: pl.DataFrame, moments: pl.DataFrame, race_class: str) -> dict[str, Line]:
    """Return each car's odds of leading its class by the clock; the last point holds its odds of winning.

    The flag is at the planned end, or one step after the last moment in a race over a distance.
    """
    import polars as pl

    wins = dict(entries.filter(pl.col("class") == race_class).select("car", "win").iter_rows())
    lines: dict[str, Line] = {car: [] for car in wins}
    inside = moments.filter(pl.col("class") == race_class).sort("clock_ms")
    for car, at, share in inside.select("car", "clock_ms", "leads").iter_rows():
        if car in lines:
            lines[car].append((at, share))
    clocks = inside["clock_ms"].unique().sort().to_list()
    if not clocks:
        return lines
    step = clocks[-1] - clocks[-2] if len(clocks) > 1 else max(clocks[-1] - race.at_ms, 1)
    flag = max(race.duration_ms, clocks[-1]) if race.duration_ms else clocks[-1] + step
    for car, line in lines.items():
        while line and line[-1][0] >= flag:
            line.pop()
        line.append((flag, wins[car]))
    return lines


def _says(title: str, lines: Mapping[str, Line], order: Sequence[str]) -> str:
    ends = ", ".join(f"{car} {odds(lines[car][-1][1])}" for car in order[:5])
    first, last = clock(min(line[0][0] for line in lines.values())), clock(lines[order[0]][-1][0])
    return f"{title}: odds of leading from {first} to {last}, at the flag of winning. At the flag: {ends}."
