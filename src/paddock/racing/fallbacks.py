"""Where a figure is taken from when the set has none: from a class alike, another circuit, the set for any series."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import tomli

from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.racing.parameters import (
    GENERIC,
    CircuitFigures,
    ClassFigures,
    Figure,
    NeutralFigures,
    ParameterSet,
    load_parameters,
)
from paddock.units import bare, listed

HOUR = 3_600_000


@cache
def alike(name: str) -> tuple[str, ...]:
    """Return the classes a class is most like, the most like first."""
    text = files("paddock.racing").joinpath("data/alike.toml").read_text("utf-8")
    known = {bare(one): tuple(others) for one, others in tomli.loads(text).items()}
    words = name.split()
    # "GT3 Pro-Am" is a GT3 driven by others.
    for n in range(len(words), 0, -1):
        first = " ".join(words[:n])
        if bare(first) in known:
            return (first, *known[bare(first)]) if n < len(words) else known[bare(first)]
    return ()


@dataclass(slots=True)
class Lookup:
    """Finds the figures of a race, and notes what had to be taken from elsewhere.

    parameters: of the series.  circuit: id.  lap_km: its length, 0 when not known.  laps_ms: lap time of each class
    where it is known otherwise [ms].  sets: to look in, in order.
    """

    parameters: ParameterSet
    circuit: str
    lap_km: float = 0.0
    laps_ms: Mapping[str, float] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    sets: tuple[ParameterSet, ...] = ()

    def __post_init__(self) -> None:
        others = () if self.parameters.series == GENERIC else (load_parameters(GENERIC),)
        self.sets = (self.parameters, *others)

    def race_class(self, name: str) -> tuple[str, ClassFigures]:
        """Return the figures of a class and the name they stand under.

        Raises BadRequest for a class that neither the sets nor what it is like have.
        """
        for wanted in (name, *alike(name)):
            for one in self.sets:
                found = next((known for known in one.classes if bare(known) == bare(wanted)), None)
                if found is None:
                    continue
                if wanted != name or one is not self.parameters:
                    self._say(
                        "class-like",
                        f"{self.parameters.name} has no figures of {name}; those of {found} are taken"
                        + (f" from {one.name}." if one is not self.parameters else "."),
                    )
                return found, one.classes[found]
        raise BadRequest(
            f"No figures of the class {name!r}, nor of one that is like it.",
            hint=f"{self.parameters.name} has {listed(self.parameters.classes)}.",
        )

    def lap_ms(self, name: str) -> float:
        """Return the reference lap of a class at the circuit [ms]."""
        if name in self.laps_ms:
            return float(self.laps_ms[name])
        found, figures = self.race_class(name)
        share = figures.lap_share.value
        for one, at in self._places():
            if found in at.lap_ms:
                if one is not self.parameters:
                    self._say("lap-elsewhere", f"{self.circuit}: lap times are those of other series.")
                return at.lap_ms[found].value
            known = {other: one.classes[other].lap_share.value for other in at.lap_ms if other in one.classes}
            if known:
                near = min(known, key=lambda other: abs(known[other] - share))
                self._say("lap-scaled", f"{self.circuit}: the lap time of {found} is scaled from that of {near}.")
                return at.lap_ms[near].value * share / known[near]
        return self._unknown_lap() * share

    def _unknown_lap(self) -> float:
        """Return the lap of the series' quickest class at a circuit where nobody was seen to race [ms]."""
        scale = next((lap / self.race_class(other)[1].lap_share.value for other, lap in self.laps_ms.items()), None)
        if scale is not None:
            return scale
        where = self.circuit or "this circuit"
        if self.lap_km > 0:
            said = f"No race at {where} is known; lap times follow from its length at a usual speed."
            self._say("lap-from-length", said, "warning")
            return self.lap_km / self.parameters.kph.value * HOUR
        self._say("lap-unknown", f"No race at {where} is known; lap times are those of a typical circuit.", "warning")
        return self.parameters.lap_ms.value

    def lane_ms(self) -> Figure:
        """Return what driving through the pit lane costs [ms]."""
        for _, at in self._places():
            if at.lane_ms is not None:
                return at.lane_ms
        self._say("lane-unknown", "The pit lane is taken to cost what it does on a typical circuit.")
        return self.parameters.lane_ms

    def start_ms(self, name: str) -> float:
        """Return what the first lap takes beyond a green one [ms]."""
        at = self.parameters.circuits.get(self.circuit)
        if at is not None and name in at.start_ms:
            return at.start_ms[name].value
        if at is not None and at.start_ms:
            return min(one.value for one in at.start_ms.values())
        return self.parameters.start_ms.value

    def tank_min(self, name: str) -> float:
        """Return how long a tank lasts the class at the circuit [min]."""
        found, figures = self.race_class(name)
        at = self.parameters.circuits.get(self.circuit)
        if at is not None and found in at.tank_min:
            return at.tank_min[found].value
        return figures.tank_min.value

    def neutral_per_h(self, flag: str) -> float:
        """Return how often a neutralisation of a kind comes at the circuit [per h]; 0 where it never did."""
        at = self.parameters.circuits.get(self.circuit)
        if at is not None and flag in at.neutral_per_h:
            return at.neutral_per_h[flag].value
        figures = self.parameters.neutral.get(flag)
        return figures.rate_per_h.value if figures is not None else 0.0

    def neutral(self, flag: str) -> NeutralFigures:
        """Return the figures of a kind of neutralisation: of the series, else of any that has it.

        Raises BadRequest where no set has any.
        """
        for one in self.sets:
            if flag in one.neutral:
                return one.neutral[flag]
        for one in self.sets:
            if one.neutral:
                # Kinds that lap files do not print are set up like the mildest that they do, and never come by chance.
                return next(iter(one.neutral.values()))
        raise BadRequest(f"{self.parameters.name} has no figures of neutralisations.", hint="Fit them to more races.")

    def by_class(self, figures: Mapping[str, Figure], name: str) -> float:
        """Return the figure of a class, else of one that is like it, else the middle of all."""
        for wanted in (name, *alike(name)):
            found = named(wanted, list(figures))
            if found is not None:
                return figures[found].value
        known = sorted(one.value for one in figures.values())
        return known[len(known) // 2] if known else 0.0

    def grade_share(self, name: str, grade: str) -> float:
        """Return by how much a driver of a grade is slower than a gold one in a car of the class (share of a lap).

        0 where no grade is known.
        """
        for wanted in (name, *alike(name)):
            for one in self.sets:
                found = named(wanted, list(one.classes))
                if found is not None and one.classes[found].grade_share:
                    known = one.classes[found].grade_share.get(grade)
                    return known.value if known is not None else 0.0
        return 0.0

    def cost(self, table: str, passer: str, passed: str) -> float:
        """Return what a pass across classes costs [ms]; table: "lapping" or "lapped"."""
        for one in self.sets:
            costs: Mapping[str, Mapping[str, Figure]] = getattr(one, table)
            for first in (passer, *alike(passer)):
                for second in (passed, *alike(passed)):
                    if second in costs.get(first, {}):
                        return costs[first][second].value
        known = [one.value for by in getattr(self.parameters, table).values() for one in by.values()]
        return sum(known) / len(known) if known else 0.0

    def _places(self) -> Iterator[tuple[ParameterSet, CircuitFigures]]:
        for one in self.sets:
            if self.circuit in one.circuits:
                yield one, one.circuits[self.circuit]

    def _say(self, code: str, message: str, level: str = "info") -> None:
        one = Finding("warning" if level == "warning" else "info", code, message, where=self.circuit)
        if one not in self.findings:
            self.findings.append(one)


def named(name: str, among: Sequence[str]) -> str | None:
    """Return the one of some class names that is meant, whatever its case and blanks; None for none."""
    return next((one for one in among if bare(one) == bare(name)), None)
