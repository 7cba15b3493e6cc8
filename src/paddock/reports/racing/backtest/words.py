"""Words of a back-test that its page, its Markdown and the terminal share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.reports.racing.backtest.view import counted
from paddock.units import count, listed

if TYPE_CHECKING:
    from paddock.racing.backtest import BackTest

TITLE = "Race forecasts held against past races"
LOWER = "Lower scores are better. RPS: ranked probability score of the place in class."
"""What every table of scores says of them."""


def about_of(result: BackTest) -> str:
    """Return what was forecast and from what, in a sentence."""
    races, class_races, _ = counted(result)
    years = sorted(result.seasons)
    span = f"{years[0]} to {years[-1]}" if len(years) > 1 else ", ".join(map(str, years))
    return (
        f"{count(races, 'race')} of {listed(result.series)}, {span}, {class_races:,} class-races: each forecast from "
        "what was known before it."
    )


def small_of(small: int) -> str:
    """Return that small classes are left out of the averages, empty where there are none."""
    from paddock.racing.backtest.report import FEWEST_CARS

    if not small:
        return ""
    return f"{count(small, 'class-race')} with fewer than {FEWEST_CARS} cars left out of the averages."
