"""Words and numbers of a race forecast: odds, lengths, what it was drawn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from paddock.reports.timing.picture import Picture
from paddock.reports.timing.plate import NARROW, WIDE
from paddock.reports.timing.words import HOUR, clock
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt

    from paddock.racing.result import RaceForecast, RaceTold

_Z95 = 1.96
_BLANK = "\u00a0"
"""A blank at which no line breaks."""


def odds(share: float) -> str:
    """Return odds in whole per cent, `<1 %` and `>99 %` where they are not nil and not certain."""
    if 0 < share < 0.01:
        return f"<1{_BLANK}%"
    if 0.99 < share < 1:
        return f">99{_BLANK}%"
    return f"{share:.0%}".replace("%", f"{_BLANK}%")


def cell(share: float) -> str:
    """Return odds as a table shows them: a dash for none."""
    return odds(share) if share else "–"


def between(row: Mapping[str, Any], name: str) -> str:
    """Return the middle of a spread with its ends: `3 (1–7)`, from the columns name_p10, name_p50 and name_p90."""
    low, middle, high = (row[f"{name}_{one}"] for one in ("p10", "p50", "p90"))
    return f"{middle}" if low == middle == high else f"{middle} ({low}–{high})"


def around(row: Mapping[str, Any], name: str) -> str:
    """Return a mean with the ends of its spread: `6.4 (5–9)`, from the columns name_mean, name_p10 and name_p90."""
    mean, low, high = (row[f"{name}_{one}"] for one in ("mean", "p10", "p90"))
    return f"{mean:.1f}" if low == high else f"{mean:.1f} ({low}–{high})"


def length_of(race: RaceTold) -> str:
    """Return how long a race is: `6 h`, `1:40 h`, `61 laps`, `2 h or 78 laps`."""
    time = f"{race.duration_ms // HOUR} h" if race.duration_ms % HOUR == 0 else f"{clock(race.duration_ms)} h"
    parts = [time] if race.duration_ms else []
    parts += [count(race.laps, "lap")] if race.laps else []
    return " or ".join(parts) or "length not told"


def title_of(race: RaceTold) -> str:
    """Return what a race is called, its id where it has no name."""
    return race.name or race.id or "Race"


def about_of(forecast: RaceForecast) -> str:
    """Return what was simulated, in a sentence."""
    race = forecast.race
    since = f"from {clock(race.at_ms)} on the race's clock" if race.at_ms else "from the green flag"
    field = f"{count(forecast.entries.height, 'car')} in {count(len(race.classes), 'class', 'classes')}"
    return f"{length_of(race)}, {field}, simulated {count(forecast.replicates, 'time')} {since}."


def broken_off(forecast: RaceForecast) -> str:
    """Return that a run was broken off, empty when it was not."""
    if forecast.complete:
        return ""
    return f"broken off after {forecast.replicates:,} of {forecast.asked:,} races"


def rejected_of(forecast: RaceForecast) -> str:
    """Return how many races were left out as implausible, and why."""
    why = ", ".join(f"{number:,} {reason}" for reason, number in forecast.rejected.items() if number)
    return f"{sum(forecast.rejected.values()):,} left out as implausible ({why})" if why else "none left out"


def grain_of(replicates: int) -> str:
    """Return how coarse odds from so many draws are: that of the middle, in points of a per cent."""
    points = 100 * _Z95 * (0.25 / max(replicates, 1)) ** 0.5
    return f"An even chance is drawn to ±{points:.1f} points (95 %); how right the model is, only past races tell."


def pictured(name: str, draw: Callable[[float], alt.LayerChart], kind: str = "race forecast") -> Picture:
    """Return a picture in both layouts. name: slug.  draw: makes it for a width [px].  kind: of its page."""
    return Picture(name, draw(WIDE), draw(NARROW), kind)
