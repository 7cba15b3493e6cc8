"""What a total can be where places are missing: every sum that some way of filling them gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from paddock.model import Scale, Season, Title
from paddock.model.scoring import Award, exact
from paddock.scoring.asking import Scored
from paddock.scoring.awarding import applies, counts
from paddock.scoring.ranking import admits
from paddock.scoring.recorded import kind_of, round_of
from paddock.scoring.scales import worth
from paddock.scoring.sheets import Competitor, Line, Sheet

Sums = frozenset[Fraction]
NOUGHT = Fraction(0)


def possible_totals(
    scored: Scored, scales: Mapping[str, Scale], season: Season, one: Competitor, other: Competitor | None = None
) -> Sums | None:
    """Return every total of a competitor, or every lead of one over another, that the missing places allow.

    A place that a result does not list may be anybody's who is not in it, and so may all places of a result that is
    not on record.  Each session is filled by itself, so that what is left out is impossible for certain.
    None where the title's rules are more than places on lists of points, each counted by itself.
    """
    title = scored.title
    if not _plain(title, scales) or scored.decrees:
        return None
    never_together = other is None or not any(
        {one, other} <= set(line.competitors(title.awarded_to))
        for sheet in scored.results.sheets
        for line in sheet.lines
    )
    sums: set[Fraction] = {NOUGHT}
    for sheet in _sessions(scored, season):
        for award in title.awards:
            if applies(award, sheet):
                here = _here(title, award, scales, sheet, one, other, never_together)
                sums = {so_far + points for so_far in sums for points in here}
    return frozenset(sums)


def _plain(title: Title, scales: Mapping[str, Scale]) -> bool:
    """Return whether a title pays places as classified, on lists, and counts all of them for everyone."""
    used = [scales.get(award.scale or "") for award in title.awards if award.what == "place"]
    lists = len(used) == len(title.awards) and all(
        scale is not None and scale.class_size is None and scale.beyond is None for scale in used
    )
    return lists and not title.counted and title.ranked == "as-classified" and title.cars_counted is None


def _sessions(scored: Scored, season: Season) -> Iterator[Sheet]:
    """Yield the results that the title looks at up to the table's round, empty ones for those not on record."""
    title, results = scored.title, scored.results
    here = [one for one in results.sheets if counts(title, one) and one.round <= scored.table.after]
    yield from here
    known = {(one.meeting, one.session, one.race_class) for one in here}
    last = max((index for index, one in enumerate(results.sheets) if one.round <= scored.table.after), default=-1)
    ended = (results.sheets[last].meeting, results.sheets[last].session) if last >= 0 else ("", "")
    for meeting in season.meetings:
        if not meeting.takes_place or not meeting.rounds:
            continue
        for session in meeting.sessions:
            kind, number = kind_of(meeting, session.id), round_of(meeting, session.id)
            if kind is None or number > scored.table.after:
                continue
            for race_class in title.classes or ("",):
                if (meeting.id, session.id, race_class) not in known and race_class in ("", *meeting.classes):
                    yield Sheet(number, meeting.id, session.id, kind, (), race_class, session.duration_min)
            if (meeting.id, session.id) == ended:
                break


def _here(
    title: Title,
    award: Award,
    scales: Mapping[str, Scale],
    sheet: Sheet,
    one: Competitor,
    other: Competitor | None,
    apart: bool,
) -> set[Fraction]:
    """Return what a session can give the one, or give it more than the other."""
    assert award.scale is not None
    scale = scales[award.scale]
    mine, theirs = _line_of(title, sheet, one), _line_of(title, sheet, other) if other is not None else None
    free = [place for place in range(1, len(scale.places) + 1) if place not in {line.position for line in sheet.lines}]
    ours = _places(mine, sheet, free)
    others = [None] if other is None else _places(theirs, sheet, free)
    times = exact(award.times)
    return {
        (_worth(scale, place) - _worth(scale, behind)) * times
        for place in ours
        for behind in others
        if place is None or place != behind or not apart
    }


def _line_of(title: Title, sheet: Sheet, who: Competitor | None) -> Line | None:
    lines = (line for line in sheet.lines if admits(title, line) and who in line.competitors(title.awarded_to))
    return next(lines, None)


def _places(line: Line | None, sheet: Sheet, free: list[int]) -> list[int | None]:
    """Return the places a competitor can have had in a session, None for one that does not pay."""
    if line is not None and line.position is not None:
        return [line.position]
    if sheet.whole or (line is not None and line.status != "unknown"):
        return [None]
    return [None, *free]


def _worth(scale: Scale, place: int | None) -> Fraction:
    return worth(scale, place, None) if place is not None else NOUGHT
