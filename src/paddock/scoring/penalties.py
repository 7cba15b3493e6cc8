"""Success penalties: who of a race waits how long at the stop of the next one, by the season's own rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from paddock.catalogue import Catalogue
from paddock.errors import BadRequest, UnknownName
from paddock.findings import Finding
from paddock.model import Season
from paddock.model.rules import SuccessPenaltyRule
from paddock.scoring.recorded import recorded
from paddock.scoring.sheets import SeasonResults, Sheet
from paddock.units import listed


@dataclass(frozen=True, slots=True)
class Carried:
    """A penalty that a car serves at the next race, whoever drives it then.

    race_class: in whose order it was earned.  place: in the race before.  seconds: longer at the mandatory stop [s].
    drivers: who drove when it was earned.  rule: id of the rule.
    """

    car: str
    team: str
    race_class: str
    place: int
    seconds: float
    drivers: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Penalties:
    """What is carried from one race to the next.

    earned, served: `<meeting>/<session>`; served is empty after the season's last race.
    findings: places that bring a penalty and are not on record.
    """

    earned: str
    served: str
    carried: tuple[Carried, ...]
    findings: tuple[Finding, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return them as plain JSON values."""
        return {
            "earned": self.earned,
            "served": self.served or None,
            "penalties": [asdict(one) | {"drivers": list(one.drivers)} for one in self.carried],
            "findings": [one.as_dict() for one in self.findings],
        }


def carried_penalties(
    catalogue: Catalogue, season: str, after: str, *, results: SeasonResults | None = None
) -> Penalties:
    """Return who serves what at the next race.

    season: its id.  after: the race it was earned in, `<meeting>/<session>`, or a meeting, for its last race.
    results: in place of those on record.  A class that is part of another (`gt3-am` of `gt3`) earns nothing by itself.
    Raises UnknownName for a season or a race that is not on record, BadRequest for one without such a rule.
    """
    on_record = catalogue.seasons[catalogue.get("season", season)]
    rules = [one for one in on_record.rules if isinstance(one, SuccessPenaltyRule) and one.seconds]
    if not rules:
        raise BadRequest(f"{on_record.id} has no rule of success penalties in seconds on record.")
    races = list(_races(on_record))
    here = [name for name in races if after in (name, name.partition("/")[0])]
    if not here:
        raise UnknownName(f"{after!r} is no race of {on_record.id}.", candidates=races)
    earned = here[-1]
    following = races[races.index(earned) + 1 :]
    results = results or recorded(catalogue, on_record)
    sheets = [sheet for sheet in results.sheets if f"{sheet.meeting}/{sheet.session}" == earned]
    known = {sheet.race_class for sheet in results.sheets}
    wholes = [one for one in _wholes(on_record) if one in known]
    sheets = [one for one in sheets if one.race_class in wholes and one.after_min is None]
    found = [each for rule in rules for sheet in sheets for each in _of(rule, sheet)]
    findings = tuple(_missing(rules, sheets, wholes, earned))
    return Penalties(earned, following[0] if following else "", tuple(found), findings)


def _races(season: Season) -> Iterator[str]:
    """Yield the races of a season in order."""
    for meeting in season.meetings:
        if meeting.takes_place:
            yield from (f"{meeting.id}/{one.id}" for one in meeting.sessions if one.kind == "race")


def _wholes(season: Season) -> tuple[str, ...]:
    """Return the classes that are no part of another, by their ids."""
    ids = [one.id for one in season.classes]
    return tuple(one for one in ids if not any(one.startswith(f"{other}-") for other in ids))


def _of(rule: SuccessPenaltyRule, sheet: Sheet) -> Iterator[Carried]:
    for line in sorted(sheet.lines, key=lambda one: one.position or 0):
        if line.position is not None and line.position <= len(rule.seconds):
            seconds = rule.seconds[line.position - 1]
            yield Carried(line.car, line.team, sheet.race_class, line.position, seconds, line.drivers, rule.id)


def _missing(
    rules: Sequence[SuccessPenaltyRule], sheets: Sequence[Sheet], wholes: Sequence[str], earned: str
) -> Iterator[Finding]:
    most = max(len(rule.seconds) for rule in rules)
    for sheet in sheets:
        placed = {line.position for line in sheet.lines}
        lacking = [str(place) for place in range(1, most + 1) if place not in placed]
        if lacking and not sheet.whole:
            said = f"Who was {listed(lacking)} is not on record: what they carry is not told."
            yield Finding("warning", "results-partial", said, sheet.name)
    absent = [one for one in wholes if one not in {sheet.race_class for sheet in sheets}]
    if absent:
        said = f"No result of {listed(absent)} is on record: what is carried there is not told."
        yield Finding("warning", "results-missing", said, earned)
