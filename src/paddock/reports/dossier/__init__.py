"""How people see a dossier: a page, two articles side by side, the terminal, a chart over time."""

from paddock.reports.charts.said import timeline_chart
from paddock.reports.dossier.page import dossier_page
from paddock.reports.dossier.side import side_page
from paddock.reports.dossier.terminal import print_dossier
from paddock.reports.dossier.view import DossierView

__all__ = ["DossierView", "dossier_page", "print_dossier", "side_page", "timeline_chart"]
