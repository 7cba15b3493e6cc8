"""A back-test for the documentation: Markdown with its tables, and its pictures as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.reports.racing.backtest.plots import BackTestPlots
from paddock.reports.racing.backtest.view import (
    LEVELS,
    SCORES,
    ScoreRow,
    change,
    counted,
    gains_of,
    scores_of,
    verdicts,
    when,
    within,
)
from paddock.reports.racing.backtest.words import LOWER, TITLE, about_of, small_of
from paddock.reports.racing.words import odds
from paddock.reports.timing.render import framed_svg

if TYPE_CHECKING:
    from paddock.racing.backtest import BackTest

PREFIX = "race-backtest"
"""What the names of the pictures begin with."""


def backtest_images(result: BackTest) -> dict[str, bytes]:
    """Return the pictures of a back-test as SVG documents, by the names of their files.

    Raises MissingExtra when altair or vl-convert is not installed.
    """
    return {
        f"{PREFIX}-{one.name}.svg": framed_svg(one.chart, theme="light").encode() for one in BackTestPlots(result).all()
    }


def backtest_markdown(result: BackTest, folder: str = "") -> str:
    """Return a back-test as a page of Markdown, every table beside every baseline, bad results included.

    folder: where the pictures of `backtest_images` lie, as seen from the page; beside it where empty.
    """
    from paddock.racing.backtest.report import FORECAST

    at = f"{folder.rstrip('/')}/" if folder else ""
    pictures = {one.name: one for one in BackTestPlots(result).all()}

    def shown(name: str) -> list[str]:
        one = pictures.get(name)
        return ["", f"![{_plain(one.alt)}]({at}{PREFIX}-{name}.svg)", ""] if one else []

    lines = [f"# {TITLE}", "", about_of(result), "", *(f"- {one}" for one in verdicts(result))]
    lines += [*shown("gains"), *shown("baselines")]
    for moment in result.at:
        rows = [one for one in scores_of(result) if one.at == moment]
        lines += [f"## {when(moment).capitalize()}", "", *_scores(rows), ""]
        if len(result.series) > 1:
            inside = [one for one in scores_of(result, ["series"]) if one.at == moment]
            lines += [*_scores(inside, grouped=True), ""]
    lines += [f"{LOWER} {small_of(counted(result)[2])}".strip(), "", "## By class", ""]
    lines += ["| class | moment | baseline | class-races | paddock | baseline's | paddock beside it |"]
    lines += ["|---|---|---|---:|---:|---:|---|"]
    for one in sorted(gains_of(result, ["series", "class"]), key=lambda one: (one.group, one.at, one.theirs)):
        told = f"{change(one.gain)}{within(one)}"
        lines.append(
            f"| {_plain(one.group)} | {when(one.at)} | {one.baseline} | {one.races} | {one.own:.3f} | "
            f"{one.theirs:.3f} | {told} |"
        )
    lines += ["", "## Intervals and odds", *shown("coverage")]
    for name in pictures:
        lines += shown(name) if name.startswith("reliability") else []
    if result.skipped:
        lines += ["## Not forecast", "", *(f"- {_plain(race)}: {_plain(why)}" for race, why in result.skipped.items())]
    partly = f"{FORECAST}: {result.replicates:,} simulated races for each forecast, seed {result.seed}."
    return "\n".join([*lines, "", partly]).replace("\n\n\n", "\n\n").strip() + "\n"


def _scores(rows: list[ScoreRow], *, grouped: bool = False) -> list[str]:
    first = "series | forecast" if grouped else "forecast"
    heads = [first, "class-races", *SCORES.values(), *(f"{odds(level)} holds" for level in LEVELS.values())]
    lines = [f"| {' | '.join(heads)} | paddock beside it |"]
    lines += [f"|---|{'---|' if grouped else ''}{'---:|' * (len(heads) - 1)}---|"]
    for row in rows:
        figures = [f"{row.races}", *(f"{row.scores[name]:.3f}" for name in SCORES)]
        figures += [odds(row.scores[name]) for name in LEVELS]
        best = ", the best baseline" if row.gain and row.gain.best else ""
        beside = f"{change(row.gain.gain)}{within(row.gain)}{best}" if row.gain else "–"
        named = f"{_plain(row.group)} | {row.forecast}" if grouped else row.forecast
        lines.append(f"| {named} | {' | '.join(figures)} | {beside} |")
    return lines


def _plain(text: str) -> str:
    """Return text that stays within a cell of a table and the brackets of a picture."""
    return text.replace("|", "/").replace("[", "(").replace("]", ")").replace("\n", " ")
