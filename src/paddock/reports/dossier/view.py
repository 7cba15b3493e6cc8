"""`DossierView`: a dossier and every way of showing it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.evidence import Dossier, Programme
from paddock.files import write_whole

if TYPE_CHECKING:
    import altair as alt
    from rich.console import Console


class DossierView:
    """A dossier as people see it: text, terminal, JSON, a chart over time, or one self-contained HTML file.

    dossier: what `paddock.evidence.dossier.build_dossier` returned. The same dossier gives the same bytes.
    """

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    def __str__(self) -> str:
        lines = []
        for one in self.programmes:
            lines.append(f"{one.subject_name} in {one.target_name}")
            lines += [
                f"  {step.date or 'undated':<10}  {str(step.status).replace('_', ' ')}"
                + (f", for {step.horizon}" if step.horizon else "")
                + (f" ({self.dossier.names.get(step.target, step.target)})" if step.aside else "")
                for step in one.steps
            ]
        return "\n".join(lines) or "Nothing is on record."

    def __repr__(self) -> str:
        return f"DossierView({', '.join(self.dossier.asked)})"

    @property
    def programmes(self) -> tuple[Programme, ...]:
        """Return the programmes with their steps in time."""
        return self.dossier.programmes

    def print(self, console: Console | None = None) -> None:
        """Print it to the terminal (or to the given console)."""
        from rich.console import Console

        from paddock.reports.dossier.terminal import print_dossier

        print_dossier(self.dossier, console or Console())

    def chart(self, programme: int = 0, width: int = 960) -> alt.LayerChart:
        """Return a programme's statuses over time as an Altair spec. Raises MissingExtra without altair."""
        from paddock.reports.charts.said import timeline_chart

        told = self.dossier
        return timeline_chart(
            told.programmes[programme], width, names=told.names, articles=told.articles, relations=told.relations
        )

    def html(self) -> str:
        """Return it as one HTML document that needs no script and no network. Raises MissingExtra without jinja2."""
        from paddock.reports.dossier.page import dossier_page

        return dossier_page(self.dossier)

    def to_html(self, path: str | Path) -> Path:
        """Write the HTML page, whole or not at all, and return its path."""
        return write_whole(Path(path), self.html().encode())

    def to_json(self, path: str | Path | None = None) -> str:
        """Return it as JSON text (`Dossier.as_dict`), and write it to `path` when one is given."""
        text = json.dumps(self.dossier.as_dict(), ensure_ascii=False, indent=2) + "\n"
        if path is not None:
            write_whole(Path(path), text.encode())
        return text
