"""`FitPlots`: the pictures of a fit against the data it was made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paddock.files import write_whole
from paddock.reports.racing import intervals, shapes
from paddock.reports.racing.calibration.words import about_of, axis_of, seen_and_fitted, steps_of, told_in
from paddock.reports.racing.words import pictured

if TYPE_CHECKING:
    import altair as alt

    from paddock.racing.fits import FitReport
    from paddock.reports.timing.picture import Picture

KIND = "race model"


class FitPlots:
    """The pictures of a fit, each as a `Picture`."""

    def __init__(self, report: FitReport) -> None:
        self.report = report

    def topics(self) -> list[str]:
        """Return what there are pictures of, in the order to be told."""
        both = [*self.report.figures["topic"], *self.report.shapes["topic"]]
        return list(dict.fromkeys(both))

    def figures(self, topic: str) -> tuple[Picture, ...]:
        """Return the figures of a topic: a picture for each thing measured, a row for each class."""
        found = []
        rows = self.report.figures.filter(topic=topic).to_dicts()
        for name, unit in dict.fromkeys((row["name"], row["unit"]) for row in rows):
            mine = [row for row in rows if (row["name"], row["unit"]) == (name, unit)]
            found.append(_pictured("figures", partial(self._figures, name, unit, mine)))
        return tuple(found)

    def shapes(self, topic: str) -> tuple[Picture, ...]:
        """Return the distributions of a topic in one picture, a panel each."""
        panels: dict[tuple[str, str], shapes.Panel] = {}
        rows = self.report.shapes.filter(topic=topic).to_dicts()
        for name, race_class in dict.fromkeys((row["name"], row["class"]) for row in rows):
            mine = sorted(
                (row for row in rows if (row["name"], row["class"]) == (name, race_class)), key=lambda row: row["level"]
            )
            unit = mine[0]["unit"]
            label = f"{name}, {race_class}" if race_class else name
            panels[name, race_class] = shapes.Panel(
                label,
                [(row["seen"], row["level"]) for row in mine],
                [(row["fitted"], row["level"]) for row in mine],
                mine[0]["n"],
                partial(told_in, unit),
                steps_of(unit),
            )
        title = f"Distributions: {topic}"
        draw = partial(shapes.spec, title, list(panels.values()), caption=self._caption)
        return (_pictured("shapes", lambda width: draw(width=width)),) if panels else ()

    def all(self) -> dict[str, tuple[Picture, ...]]:
        """Return every picture by its topic."""
        return {topic: (*self.figures(topic), *self.shapes(topic)) for topic in self.topics()}

    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all; return its path. Raises as `calibration_page`, BadRequest besides."""
        from paddock.reports.racing.calibration.page import calibration_page

        return write_whole(Path(path), calibration_page(self.report).encode())

    @property
    def _caption(self) -> str:
        return about_of(self.report)

    def _figures(self, name: str, unit: str, rows: Sequence[Mapping[str, Any]], width: float) -> alt.LayerChart:
        title = f"{name[:1].upper()}{name[1:]}"
        drawn = [
            intervals.Row(
                row["class"] or "all",
                row["seen"],
                row["seen_low"],
                row["seen_high"],
                seen_and_fitted(row),
                f"{told_in(unit, row['seen'])} / {told_in(unit, row['fitted'])}",
                "",
                _band(row),
            )
            for row in rows
        ]
        return intervals.spec(
            title,
            drawn,
            axis=axis_of(name, unit),
            says=f"{title}: {'; '.join(f'{one.label} {one.told}' for one in drawn)}.",
            tell=partial(told_in, unit),
            steps=steps_of(unit),
            dot="as past races show it",
            band="fitted, with its interval",
            caption=self._caption,
            width=width,
        )


def _band(row: Mapping[str, Any]) -> tuple[float, float, float]:
    """Return the ends and the middle of what was fitted; without an interval all three are the same."""
    low, high = row["fitted_low"], row["fitted_high"]
    middle = row["fitted"]
    return (middle if low is None else low), middle, (middle if high is None else high)


def _pictured(name: str, draw: Callable[[float], alt.LayerChart]) -> Picture:
    return pictured(name, draw, KIND)
