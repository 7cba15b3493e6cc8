"""What is missing for a table to be whole: told, never filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from paddock.findings import Finding
from paddock.model import Scale, Season, Title
from paddock.scoring.awarding import counts
from paddock.scoring.recorded import round_of
from paddock.scoring.sheets import SeasonResults, Sheet
from paddock.units import count, listed


def gaps(
    title: Title, results: SeasonResults, scales: Mapping[str, Scale], after: int, season: Season | None
) -> Iterator[Finding]:
    """Yield findings on results up to a round that a title pays for and that are not known, or not whole.

    season: of the catalogue, None where it is not on record and only the file tells what took place.
    """
    for award in title.awards:
        lacking = list(_without(title, award.id, results, after, season))
        if lacking:
            said = f"Not on record, so that it counts for nothing here: {award.id} of {listed(lacking)}."
            yield Finding("warning", "results-missing", said, title.called[0], "Give a file of results with --results.")
    if results.from_file:
        return
    short = [sheet.name for sheet in results.sheets if sheet.round <= after and _short(title, sheet, scales)]
    if short:
        said = f"Only some of the places that score are on record for {count(len(short), 'result')}: {listed(short)}."
        yield Finding("warning", "results-partial", said, title.called[0])


def _without(title: Title, award: str, results: SeasonResults, after: int, season: Season | None) -> Iterator[str]:
    """Yield the meetings up to a round that an award pays at and of which no result is known."""
    if season is None or results.from_file:
        return
    rule = next(one for one in title.awards if one.id == award)
    here = {
        (sheet.meeting, sheet.race_class)
        for sheet in results.sheets
        if sheet.kind == rule.on and bool(rule.marks) == (sheet.after_min is not None)
    }
    kind = "qualifying" if rule.on == "qualifying" else "race"
    for meeting in season.meetings:
        if not meeting.takes_place or (rule.at and meeting.id not in rule.at) or meeting.id in rule.not_at:
            continue
        sessions = [
            one for one in meeting.sessions if one.kind == kind and (one.id == "sprint") == (rule.on == "sprint")
        ]
        if rule.on == "sprint" and not sessions:
            continue
        rounds = [round_of(meeting, one.id) for one in sessions] or list(meeting.rounds)
        if rule.minutes is not None and not any(
            one.duration_min is not None and rule.minutes[0] < one.duration_min <= rule.minutes[1] for one in sessions
        ):
            continue
        if not rounds or min(rounds) > after:
            continue
        wanted = [one for one in title.classes if one != "*"] or [""]
        if "*" in title.classes:
            known = any(name == meeting.id for name, _ in here)
        else:
            known = all((meeting.id, one) in here for one in wanted if not one or one in meeting.classes)
        if not known:
            yield meeting.id


def _short(title: Title, sheet: Sheet, scales: Mapping[str, Scale]) -> bool:
    """Return whether a sheet that a title pays for has fewer places than score, or a place is missing among them."""
    if sheet.whole:
        return False
    paying = [
        scales[one.scale]
        for one in title.awards
        if one.what == "place"
        and one.on == sheet.kind
        and one.scale is not None
        and one.scale in scales
        and counts(title, sheet)
    ]
    # A scale that goes on beyond its list pays everyone, so that only a whole list is enough.
    most = max((len(one.places) + (1 if one.beyond is not None else 0) for one in paying), default=0)
    places = {line.position for line in sheet.lines}
    return any(place not in places for place in range(1, most + 1))
