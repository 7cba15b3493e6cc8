"""How people see a study: terminal, JSON, charts, one self-contained HTML file."""

from paddock.reports.render import to_png, to_svg
from paddock.reports.report import Report


__all__ = ["Report", "to_png", "to_svg"]
