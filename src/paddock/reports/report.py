"""`Report`: a study and every way of showing it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.files import write_whole
from paddock.reports.words import outcome_badge
from paddock.studies import Study

if TYPE_CHECKING:
    import altair as alt
    from rich.console import Console, RenderableType


class Report:
    """A study as people see it: text, terminal, JSON, charts, or one self-contained HTML file.

    study: what `paddock.studies.run_study` returned. The same study gives the same bytes.
    """

    def __init__(self, study: Study) -> None:
        self.study = study

    def __str__(self) -> str:
        study = self.study
        badge = outcome_badge(study.outcome)
        head = [study.title, study.question, "", f"{badge.sign} {study.verdict}"]
        return "\n".join([*head, *(f"  - {point}" for point in study.points)])

    def __repr__(self) -> str:
        return f"Report({self.study.id!r}, {str(self.study.outcome)!r})"

    def __rich__(self) -> RenderableType:
        from paddock.reports.terminal import study_view

        return study_view(self.study)

    def print(self, console: Console | None = None) -> None:
        """Print the whole study to the terminal (or to the given console)."""
        from rich.console import Console

        from paddock.reports.terminal import print_study

        print_study(self.study, console or Console())

    def charts(self) -> dict[str, alt.LayerChart]:
        """Return the charts that have something to show, as Altair specs: `<name>-wide` and `<name>-narrow`.

        Raises MissingExtra when altair is not installed.
        """
        from paddock.reports.charts import study_charts

        return {name: chart.spec for name, chart in study_charts(self.study).items()}

    def html(self) -> str:
        """Return the report as one HTML document that needs no script and no network.

        Raises MissingExtra when jinja2, altair or vl-convert is not installed.
        """
        from paddock.reports.html import study_page

        return study_page(self.study)

    def to_html(self, path: str | Path) -> Path:
        """Write the HTML report, creating folders that are missing, and return its path.

        The file appears whole or not at all. Raises PaddockError when it cannot be written, MissingExtra as `html`.
        """
        return write_whole(Path(path), self.html().encode())

    def to_json(self, path: str | Path | None = None) -> str:
        """Return the study as JSON text (`Study.as_dict`), and write it to `path` when one is given."""
        text = json.dumps(self.study.as_dict(), ensure_ascii=False, indent=2) + "\n"
        if path is not None:
            write_whole(Path(path), text.encode())
        return text
