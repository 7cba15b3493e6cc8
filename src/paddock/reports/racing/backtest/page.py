"""A back-test as one HTML document: no script, no request, and no bad result left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.reports.racing.backtest.plots import KIND, BackTestPlots
from paddock.reports.racing.backtest.view import (
    LEVELS,
    SCORES,
    change,
    counted,
    gains_of,
    scores_of,
    verdicts,
    when,
    within,
)
from paddock.reports.racing.backtest.words import LOWER, TITLE, about_of, small_of
from paddock.reports.racing.paper import rendered, shown

if TYPE_CHECKING:
    from paddock.racing.backtest import BackTest


def backtest_page(result: BackTest) -> str:
    """Return a back-test as an HTML document that needs no script and no network.

    Raises MissingExtra when jinja2, altair or vl-convert is not installed.
    """
    plots = BackTestPlots(result)
    pictures = [shown(one, f"backtest-{one.name}") for one in plots.all()]
    others = [shown(one, f"backtest-other-{number}") for number, one in enumerate(plots.others(), 1)]
    overall, by_series = scores_of(result), scores_of(result, ["series"])
    classes = gains_of(result, ["series", "class"])
    sections = (
        ("short", "In short", True),
        ("pictures", "Against the baselines", True),
        ("scores", "Scores", True),
        ("series", "By series", len(result.series) > 1),
        ("classes", "By class", bool(classes)),
        ("reliability", "Did odds come true?", True),
        ("chosen", "What was chosen before", bool(result.settings)),
        ("skipped", "Not forecast", bool(result.skipped)),
        ("findings", "Noticed on the way", bool(result.findings)),
    )
    return rendered(
        "backtest.html",
        {"change": change, "within": within, "when": when, "small": small_of},
        title=TITLE,
        kind=KIND,
        about=about_of(result),
        result=result,
        verdicts=verdicts(result),
        pictures={one.name: one for one in pictures},
        reliability=[one for one in pictures if one.name.startswith("reliability")],
        others=others,
        moments=[(when(at), [one for one in overall if one.at == at]) for at in result.at],
        series=[
            (f"{name}, {when(at)}", [one for one in by_series if one.at == at and one.group == name])
            for name in result.series
            for at in result.at
        ],
        classes=[(when(at), [one for one in classes if one.at == at]) for at in result.at],
        scores=SCORES,
        levels=LEVELS,
        lower=LOWER,
        small=counted(result)[2],
        nav=[one[:2] for one in sections if one[2]],
    )
