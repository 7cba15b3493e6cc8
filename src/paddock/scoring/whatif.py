"""What if: a place changed, a car out, a decree gone; the table with the difference to the real one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from paddock.catalogue import Catalogue
from paddock.errors import AmbiguousName, BadRequest, UnknownName
from paddock.scoring.asking import Scored, points_text, row_dict, score
from paddock.scoring.awarding import counts
from paddock.scoring.competitors import line_named
from paddock.scoring.sheets import Competitor, Line, SeasonResults, Sheet
from paddock.scoring.tables import Standing
from paddock.scoring.titles import point_named
from paddock.units import listed

_FORM = 'Write MEETING/SESSION:CAR-OR-DRIVER=PLACE, or =retired or =disqualified: "fuji/race:8=2".'
_OUT = ("retired", "disqualified")


@dataclass(frozen=True, slots=True)
class Change:
    """A result that is supposed to be another.

    meeting, session: ids; session empty: the race.  who: a car's number, a driver, a team or a make.
    place: the new one, None for a car that is out.  status: how it ended then.
    """

    meeting: str
    session: str
    who: str
    place: int | None
    status: str = "classified"

    def __str__(self) -> str:
        where = f"{self.meeting}/{self.session}" if self.session else self.meeting
        return f"{where}: {self.who} {f'in place {self.place}' if self.place else self.status}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A competitor's line as it is supposed, and as it really is; None where it has none."""

    who: Competitor
    supposed: Standing | None
    real: Standing | None

    @property
    def points(self) -> Fraction:
        """Points more than in the real table."""
        return (self.supposed.points if self.supposed else 0) - (self.real.points if self.real else Fraction(0))

    @property
    def moved(self) -> bool:
        """Whether points or place are not those of the real table."""
        there = self.supposed and (self.supposed.position, self.supposed.points, self.supposed.status)
        return there != (self.real and (self.real.position, self.real.points, self.real.status))

    def as_dict(self) -> dict[str, object]:
        """Return the difference as plain JSON values; `position` is null for one who is not in the table then."""
        row = row_dict(self.supposed) if self.supposed else {"position": None, **self.who.as_dict(), "points": "0"}
        was = {"position": self.real.position, "points": points_text(self.real.points)} if self.real else None
        return {**row, "was": was, "difference": points_text(self.points)}


@dataclass(frozen=True, slots=True)
class Supposed:
    """A title scored as supposed, beside the real one.  changes: what was supposed, in words."""

    scored: Scored
    real: Scored
    changes: tuple[str, ...]

    @property
    def rows(self) -> tuple[Difference, ...]:
        """Every line in the order of the supposed table, then those that are in the real one only."""
        before, after = _lines(self.real), _lines(self.scored)
        lost = [who for who in before if who not in after]
        return tuple(Difference(who, after.get(who), before.get(who)) for who in (*after, *lost))

    def as_dict(self) -> dict[str, object]:
        """Return the supposed table as plain JSON values, each line with what it was."""
        told = self.scored.as_dict()
        return {**told, "supposed": list(self.changes), "standings": [one.as_dict() for one in self.rows]}


def _lines(scored: Scored) -> dict[Competitor, Standing]:
    """Return everybody's line; of one who was struck from the table and goes on, the one that counts."""
    found: dict[Competitor, Standing] = {}
    for row in scored.table.rows:
        found.setdefault(row.who, row)
    return found


def change_of(text: str) -> Change:
    """Return the change that `MEETING/SESSION:CAR-OR-DRIVER=PLACE|retired|disqualified` tells.

    The meeting may be told with its season (`wec-2024/fuji/race:8=2`).
    Raises BadRequest for anything else.
    """
    head, equals, what = text.rpartition("=")
    where, colon, who = head.partition(":")
    meeting, _, session = where.strip().partition("/")
    what, who = what.strip().lower(), who.strip()
    place = int(what) if what.isdecimal() and int(what) else None
    if not (equals and colon and meeting and who) or (place is None and what not in _OUT):
        raise BadRequest(f"--change {text!r} is no change of a result.", hint=_FORM)
    return Change(meeting, session, who, place, "classified" if place else what)


def suppose(
    catalogue: Catalogue, real: Scored, *, changes: Sequence[Change] = (), without: Iterable[str] = ()
) -> Supposed:
    """Return a title scored again with results changed, one after the other, and decrees left out.

    real: as it was scored; results after its round stay as they are.  without: ids of decrees.
    Raises UnknownName for a meeting, a car or a decree that is not there, AmbiguousName for one that is not told apart,
    BadRequest for a place that cannot be.
    """
    without = tuple(dict.fromkeys(without))
    known = [one.id for one in real.decrees]
    for name in without:
        if name not in known:
            hint = "" if known else "Nothing is: `--without` leaves out penalties and other decrees."
            raise UnknownName(f"No decree {name!r} of {real.season} is on record.", candidates=known, hint=hint)
    results = real.results
    told = []
    for one in changes:
        change = _placed(catalogue, real.season, one)
        results, words = changed(catalogue, real, results, change)
        told.append(words)
    told += [f"without {name}" for name in without]
    decrees = [one for one in real.decrees if one.id not in without]
    again = score(catalogue, real.season, real.title.id, after=str(real.table.after), results=results, decrees=decrees)
    return Supposed(again, real, tuple(told))


def _placed(catalogue: Catalogue, season: str, change: Change) -> Change:
    """Return a change with meeting and session as ids."""
    told = f"{change.meeting}/{change.session}" if change.session else change.meeting
    meeting, _, session = point_named(catalogue, season, told).partition("/")
    return replace(change, meeting=meeting, session=session)


def changed(catalogue: Catalogue, real: Scored, results: SeasonResults, change: Change) -> tuple[SeasonResults, str]:
    """Return results with one car elsewhere, and that in words: who was before or behind it moves up or down."""
    at, line = _found(catalogue, real, results, change)
    sheet = results.sheets[at]
    others = [one.position for one in sheet.lines if one is not line and one.position is not None]
    last = max((_closed_up(place, line) for place in others), default=0) + 1
    if change.place is not None and change.place > last:
        raise BadRequest(
            f"{sheet.name} has no place {change.place}: the last one is {last}.", hint="Give a place among them."
        )
    sheets = list(results.sheets)
    sheets[at] = replace(sheet, lines=tuple(_moved(sheet, line, change)))
    said = f"{sheet.name}: {_words(line)} {f'in place {change.place}' if change.place else change.status}"
    return replace(results, sheets=tuple(sheets)), f"{said} instead of {line.position or line.status}"


def _found(catalogue: Catalogue, real: Scored, results: SeasonResults, change: Change) -> tuple[int, Line]:
    """Return the sheet, by its index, and the car in it that a change is about."""
    mine = [
        (at, sheet)
        for at, sheet in enumerate(results.sheets)
        if sheet.meeting == change.meeting and counts(real.title, sheet) and sheet.after_min is None
    ]
    if not mine:
        names = list(dict.fromkeys(one.meeting for one in results.sheets if counts(real.title, one)))
        raise UnknownName(f"No result of {change.meeting!r} counts for this title.", candidates=names)
    here = [(at, sheet) for at, sheet in mine if sheet.session == (change.session or "race")]
    if not here:
        sessions = list(dict.fromkeys(f"{sheet.meeting}/{sheet.session}" for _, sheet in mine))
        raise UnknownName(f"{change.meeting} has no result of {change.session or 'race'!r}.", candidates=sessions)
    if here[0][1].round > real.table.after:
        raise BadRequest(
            f"{here[0][1].name} is round {here[0][1].round}, after the table of round {real.table.after}.",
            hint="Leave out --after, or name a later round.",
        )
    found = [(at, line) for at, sheet in here for line in line_named(catalogue, sheet.lines, change.who)]
    if not found:
        cars = [_words(line) for _, sheet in here for line in sheet.lines]
        raise UnknownName(f"{here[0][1].name} has no {change.who!r}.", hint=f"In it are {listed(cars)}.")
    if len(found) > 1:
        raise AmbiguousName(
            f"{change.who!r} fits several in {here[0][1].name}.", candidates=[_words(line) for _, line in found]
        )
    return found[0]


def _moved(sheet: Sheet, line: Line, change: Change) -> list[Line]:
    lines = []
    for one in sheet.lines:
        place = one.position
        if one is line:
            lines.append(_as_changed(line, change))
            continue
        if place is not None:
            place = _closed_up(place, line)
        if place is not None and change.place is not None and place >= change.place:
            place += 1
        lines.append(replace(one, position=place))
    return lines


def _closed_up(place: int, gone: Line) -> int:
    """Return a place as it is once a car is taken out of the order."""
    return place - 1 if gone.position is not None and place > gone.position else place


def _as_changed(line: Line, change: Change) -> Line:
    """Return a car with another end; one that is disqualified has neither laps nor a fastest lap."""
    if change.status == "disqualified":
        return replace(line, position=None, status="disqualified", laps=None, laps_led=None, fastest=())
    return replace(line, position=change.place, status=change.status)


def _words(line: Line) -> str:
    if line.car:
        return f"#{line.car}"
    return "/".join(line.drivers) or line.team or line.make
