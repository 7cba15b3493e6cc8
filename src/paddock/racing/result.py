"""A race forecast: what people ask of simulated races, as tidy tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paddock.findings import Finding

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class RaceTold:
    """Which race was forecast, and from when.

    id: `<season>/<meeting>/<session>`, or the name of the lap file.  classes: in the order of the field.
    duration_ms: planned time, 0 for a race over a distance.  laps: planned distance, 0 for a race over time.
    at_ms: clock of the race from which it was simulated, 0 for the green flag.
    """

    id: str
    name: str
    series: str
    season: str
    circuit: str
    classes: tuple[str, ...]
    duration_ms: int
    laps: int
    at_ms: int = 0

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "id": self.id,
            "name": self.name,
            "series": self.series,
            "season": self.season,
            "circuit": self.circuit,
            "classes": list(self.classes),
            "duration_ms": self.duration_ms,
            "laps": self.laps,
            "at_ms": self.at_ms,
        }


@dataclass(frozen=True, slots=True)
class Basis:
    """What a forecast rests on.

    parameters: the parameter set's name.  fitted_on: races it was fitted on.  rated_on: races the entries were rated
    on.  changes: what was supposed (`added 36 Alpine A424`, `neutralisation SF at 1:00:00 for 12 min`).
    """

    parameters: str
    fitted_on: tuple[str, ...] = ()
    rated_on: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "parameters": self.parameters,
            "fitted_on": list(self.fitted_on),
            "rated_on": list(self.rated_on),
            "changes": list(self.changes),
        }


@dataclass(frozen=True, slots=True)
class RaceForecast:
    """Distributions per entry of a race that was simulated many times.

    seed: of the run; with it and the replicates the forecast can be made again, to the byte.  replicates: simulated;
    asked: how many were asked for (more, when the run was broken off).  rejected: reason → replicates that are
    implausible; they are told, and left out of the tables, never drawn again.
    entries, places, moments, seats, neutralisations: frames of the tables `race_entries`, `race_places`,
    `race_moments`, `race_seats`, `race_neutralisations`.
    """

    race: RaceTold
    basis: Basis
    seed: int
    replicates: int
    asked: int
    rejected: Mapping[str, int]
    entries: pl.DataFrame
    places: pl.DataFrame
    moments: pl.DataFrame
    seats: pl.DataFrame
    neutralisations: pl.DataFrame
    findings: tuple[Finding, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Whether all replicates asked for were simulated."""
        return self.replicates == self.asked

    def as_dict(self) -> dict[str, object]:
        """Return the forecast as plain JSON values, entries in the order of the table."""
        places: dict[tuple[str, str], dict[str, float]] = {}
        for row in self.places.iter_rows(named=True):
            places.setdefault((row["car"], row["scope"]), {})[str(row["place"])] = row["odds"]
        seats: dict[str, list[dict[str, object]]] = {}
        for row in self.seats.iter_rows(named=True):
            told = {name: value for name, value in row.items() if name not in {"car", "class"}}
            seats.setdefault(row["car"], []).append(told)
        return {
            "race": self.race.as_dict(),
            "basis": self.basis.as_dict(),
            "seed": self.seed,
            "replicates": self.replicates,
            "asked": self.asked,
            "rejected": dict(self.rejected),
            "entries": [
                {
                    "car": row["car"],
                    "class": row["class"],
                    "team": row["team"],
                    "model": row["model"],
                    "position_in_class": places.get((row["car"], "class"), {}),
                    "position": places.get((row["car"], "overall"), {}),
                    "laps": {"mean": row["laps_mean"], **{name: row[f"laps_{name}"] for name in ("p10", "p50", "p90")}},
                    "stops": {"mean": row["stops_mean"], "p10": row["stops_p10"], "p90": row["stops_p90"]},
                    "win": row["win"],
                    "podium": row["podium"],
                    "retires": row["retires"],
                    "not_classified": row["not_classified"],
                    "rules_broken": row["rules_broken"],
                    "drivers": seats.get(row["car"], []),
                }
                for row in self.entries.iter_rows(named=True)
            ],
            "neutralisations": {
                row["kind"]: {name: value for name, value in row.items() if name != "kind"}
                for row in self.neutralisations.iter_rows(named=True)
            },
            "moments": self.moments.to_dicts(),
            "findings": [one.as_dict() for one in self.findings],
        }
