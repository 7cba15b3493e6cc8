"""Words and numbers of a fit: values in their units, and what was looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from paddock.reports.racing.scale import plain, round_steps
from paddock.reports.timing.axes import time_steps
from paddock.reports.timing.words import span
from paddock.units import count

if TYPE_CHECKING:
    from paddock.racing.fits import FitReport


def told_in(unit: str, value: float) -> str:
    """Return a value in its unit: times as times, shares in per cent, others as plain numbers."""
    if unit == "ms":
        sign, size = "−" if value < 0 else "", abs(value)
        if size >= 60_000:
            return f"{sign}{span(size)}"
        text = f"{size / 1000:.2f}".rstrip("0").rstrip(".") if size < 10_000 else f"{size / 1000:.1f}"
        return f"{sign}{text.removesuffix('.0')} s"
    return f"{plain(value * 100)}\u00a0%" if unit == "share" else plain(value)


def steps_of(unit: str) -> Callable[[float, float, int], list[float]]:
    """Return what gives round values of a unit along an axis."""
    return time_steps if unit == "ms" else round_steps


def axis_of(name: str, unit: str) -> str:
    """Return the title of an axis."""
    return f"{name} [{unit}]" if unit not in ("", "ms", "share") else name


def seen_and_fitted(row: Mapping[str, Any]) -> str:
    """Return a figure as it was seen beside the fitted one: `seen 1.20, fitted 1.25, n 340`."""
    unit = row["unit"]
    return f"seen {told_in(unit, row['seen'])}, fitted {told_in(unit, row['fitted'])}, n {row['n']:,}"


def outside(row: Mapping[str, Any]) -> bool:
    """Return whether the fitted figure, with its interval, lies outside the interval of what was seen."""
    if row["seen_low"] is None or row["seen_high"] is None:
        return False
    low = row["fitted"] if row["fitted_low"] is None else row["fitted_low"]
    high = row["fitted"] if row["fitted_high"] is None else row["fitted_high"]
    return bool(high < row["seen_low"] or low > row["seen_high"])


def about_of(report: FitReport) -> str:
    """Return what the fit was held against, in a sentence."""
    held = f", {len(report.held_out)} of them not fitted on" if report.held_out else ""
    simulated = f"; {count(report.replicates, 'race')} simulated, seed {report.seed}" if report.replicates else ""
    return f"{report.name}: held against {count(len(report.races), 'race')} of {report.series}{held}{simulated}."


def short_of(report: FitReport) -> list[str]:
    """Return how many figures agree, and which do not, in sentences."""
    rows = report.figures.to_dicts()
    judged = [row for row in rows if row["seen_low"] is not None and row["seen_high"] is not None]
    bad = [row for row in judged if outside(row)]
    if not rows:
        return ["There are no figures to compare."]
    told = [f"{count(len(rows), 'figure')}, {len(judged) - len(bad)} of the {len(judged)} with an interval agree."]
    for row in bad:
        what = ", ".join(one for one in (row["name"], row["class"]) if one)
        told.append(f"Does not agree: {what}: {seen_and_fitted(row)}.")
    return told
