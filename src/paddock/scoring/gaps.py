"""What is missing for a table to be whole: told, never filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from paddock.findings import Finding
from paddock.model import Meeting, Scale, Season, Title
from paddock.model.base import Status
from paddock.model.scoring import Award
from paddock.scoring.awarding import applies, counts
from paddock.scoring.recorded import round_of
from paddock.scoring.sheets import SeasonResults, Sheet
from paddock.units import count, listed


def gaps(
    title: Title, results: SeasonResults, scales: Mapping[str, Scale], after: int, season: Season | None
) -> Iterator[Finding]:
    """Yield findings on rules that were not verified, and on results up to a round that are not known, or not whole.

    season: of the catalogue, None where it is not on record and only the file tells what took place.
    """
    yield from unverified(title, scales)
    for award in title.awards:
        lacking = list(_without(title, award, results, after, season))
        if lacking:
            said = f"Not on record, so that it counts for nothing here: {award.id} of {listed(lacking)}."
            yield Finding("warning", "results-missing", said, title.called[0], "Give a file of results with --results.")
    if results.from_file:
        return
    short = [sheet.name for sheet in results.sheets if sheet.round <= after and _short(title, sheet, scales)]
    if short:
        said = f"Only some of the places that score are on record for {count(len(short), 'result')}: {listed(short)}."
        yield Finding("warning", "results-partial", said, title.called[0])


def unverified(title: Title, scales: Mapping[str, Scale]) -> Iterator[Finding]:
    """Yield what the rules of a title say of themselves where no source was found for all of it."""
    used = [scales[award.scale] for award in title.awards if award.scale is not None and award.scale in scales]
    rules: tuple[Title | Award | Scale, ...] = (title, *title.awards, *used)
    for fact in dict.fromkeys(rules):
        if fact.status is Status.UNVERIFIED or fact.unverified:
            note = f" {fact.note}" if fact.note else ""
            said = f"The rule {fact.id} was not verified in all it says.{note}"
            yield Finding("warning", "rules-unverified", said, title.called[0], sources=fact.sources)


def _without(title: Title, award: Award, results: SeasonResults, after: int, season: Season | None) -> Iterator[str]:
    """Yield the meetings up to a round, or sessions of one, that an award pays at and that have no result."""
    if season is None or results.from_file:
        return
    here = {(sheet.meeting, sheet.session, sheet.race_class, sheet.after_min) for sheet in results.sheets}
    marks: tuple[int | None, ...] = award.marks or (None,)
    for meeting in season.meetings:
        if not meeting.takes_place or (award.at and meeting.id not in award.at) or meeting.id in award.not_at:
            continue
        sessions = list(_sessions(award, meeting, after))
        for session in sessions:
            if "*" in title.classes:
                known = any(one[:2] == (meeting.id, session) for one in here)
            else:
                wanted = [one for one in title.classes or ("",) if not one or one in meeting.classes]
                known = all((meeting.id, session, one, mark) in here for one in wanted for mark in marks)
            if not known:
                yield f"{meeting.id} {session}" if len(sessions) > 1 else meeting.id


def _sessions(award: Award, meeting: Meeting, after: int) -> Iterator[str]:
    """Yield the sessions of a meeting that an award pays for, up to a round."""
    kind = "qualifying" if award.on == "qualifying" else "race"
    listed_here = [
        one for one in meeting.sessions if one.kind == kind and (one.id == "sprint") == (award.on == "sprint")
    ]
    for one in listed_here:
        length = one.duration_min
        if award.minutes is not None and (length is None or not award.minutes[0] < length <= award.minutes[1]):
            continue
        if round_of(meeting, one.id) <= after and meeting.rounds:
            yield one.id
    # A calendar that tells no sessions has a race at each meeting all the same, of a length that is not known.
    plain = award.on != "sprint" and award.minutes is None
    if not listed_here and plain and meeting.rounds and meeting.rounds[0] <= after:
        yield kind


def _short(title: Title, sheet: Sheet, scales: Mapping[str, Scale]) -> bool:
    """Return whether a sheet that a title pays for has fewer places than score, or a place is missing among them."""
    if sheet.whole or not counts(title, sheet):
        return False
    paying = [
        scales[one.scale]
        for one in title.awards
        if one.what == "place" and one.scale is not None and one.scale in scales and applies(one, sheet)
    ]
    # A scale that goes on beyond its list pays everyone, so that only a whole list is enough.
    most = max((len(one.places) + (1 if one.beyond is not None else 0) for one in paying), default=0)
    places = {line.position for line in sheet.lines}
    return any(place not in places for place in range(1, most + 1))
