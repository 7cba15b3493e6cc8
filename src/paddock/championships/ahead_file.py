"""What was left of a season that is over: the sessions of a file's later rounds, with the cars that came."""

from __future__ import annotations

from dataclasses import replace

from paddock.championships.ahead import Ahead, Slot
from paddock.model.scoring import Title
from paddock.scoring.awarding import admits, applies, counts
from paddock.scoring.sheets import Line, SeasonResults, Sheet


def ahead_of_file(title: Title, results: SeasonResults, after: int) -> Ahead:
    """Return what was left of a season after a round, as its own later results tell.

    results: of the whole season.  The sessions after the round are taken from them, with the cars and crews that took
    part, not with what they did: who came was not known for certain then.
    """
    kept = tuple(sheet for sheet in results.sheets if sheet.round <= after)
    coming = (sheet for sheet in results.sheets if sheet.round > after and counts(title, sheet))
    slots = tuple(_slot(title, sheet) for sheet in coming if any(applies(award, sheet) for award in title.awards))
    rounds = max(results.rounds, results.last_round)
    return Ahead(title, replace(results, sheets=kept, rounds=rounds), after, slots, results.findings)


def _slot(title: Title, sheet: Sheet) -> Slot:
    lines = tuple(_open(line) for line in sheet.lines if admits(title, line))
    return Slot(
        sheet.round,
        sheet.meeting,
        sheet.session,
        sheet.kind,
        sheet.race_class,
        lines,
        sheet.minutes,
        sheet.after_min,
    )


def _open(line: Line) -> Line:
    """Return a car before the session."""
    return replace(
        line, position=None, status="classified", laps=None, laps_led=None, grid=None, fastest=(), printed=None
    )
