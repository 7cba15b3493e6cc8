"""A fit held against the data: what past races show beside what the parameters say, figure by figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paddock.findings import Finding

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class FitReport:
    """What a parameter set says beside what the races it was fitted on show.

    series, name: of the parameter set.  races: ids of the races looked at.  held_out: those of them it was not fitted
    on.  seed, replicates: of the races simulated with it, 0 replicates where there were none.
    figures, shapes: frames of the tables `race_fits` and `race_fit_shapes`, topic by topic in the order to be told.
    """

    series: str
    name: str
    races: tuple[str, ...]
    figures: pl.DataFrame
    shapes: pl.DataFrame
    held_out: tuple[str, ...] = ()
    seed: int = 0
    replicates: int = 0
    findings: tuple[Finding, ...] = field(default=())

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain JSON values."""
        return {
            "series": self.series,
            "name": self.name,
            "races": list(self.races),
            "held_out": list(self.held_out),
            "seed": self.seed,
            "replicates": self.replicates,
            "figures": self.figures.to_dicts(),
            "shapes": self.shapes.to_dicts(),
            "findings": [one.as_dict() for one in self.findings],
        }
