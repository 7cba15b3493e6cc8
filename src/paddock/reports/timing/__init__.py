"""Pictures of a session, as Altair specs shared by pages, files, notebooks and the command line."""

from paddock.reports.timing.drivers import Limit
from paddock.reports.timing.picture import Picture
from paddock.reports.timing.plots import Plots
from paddock.reports.timing.render import write_plot

__all__ = ["Limit", "Picture", "Plots", "write_plot"]
