"""One way a session may go, and a season completed by such ways: what the tables are then asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from paddock.championships.ahead import Ahead, Slot
from paddock.scoring.sheets import Line, SeasonResults, Sheet

LAPS = 10_000
"""Laps of a winner in a session still to come: only differences count."""


@dataclass(frozen=True, slots=True)
class Play:
    """How a session goes.  Lines by index into the slot's.

    order: who is placed, the winner first; the others are not.  fastest: the line and the driver who set the fastest
    lap; None where it is nobody who scores for it.  led: laps led by line.  behind: laps fewer than the best, by line
    (of those placed; left out: none).
    """

    order: tuple[int, ...] = ()
    fastest: tuple[int, str] | None = None
    led: Mapping[int, int] = field(default_factory=dict)
    behind: Mapping[int, int] = field(default_factory=dict)


def sheet_of(slot: Slot, play: Play) -> Sheet:
    """Return the result of a session that goes as told."""
    sheet = slot.filled(play.order)
    lines: list[Line] = []
    for index, line in enumerate(sheet.lines):
        fastest = (play.fastest[1],) if play.fastest is not None and play.fastest[0] == index else ()
        laps = LAPS - play.behind.get(index, 0) if line.position is not None else None
        lines.append(replace(line, fastest=fastest, laps=laps, laps_led=play.led.get(index)))
    return replace(sheet, lines=tuple(lines))


def completed(ahead: Ahead, plays: Sequence[Play | None]) -> SeasonResults:
    """Return the results of the whole season: those so far, and each session to come as its play tells.

    plays: one for each slot; None: nobody is placed.
    """
    filled = (sheet_of(slot, play or Play()) for slot, play in zip(ahead.slots, plays, strict=True))
    rounds = max(ahead.results.rounds, ahead.results.last_round, *(slot.round for slot in ahead.slots), 0)
    return replace(ahead.results, sheets=(*ahead.results.sheets, *filled), rounds=rounds)


def known_drivers(line: Line) -> tuple[str, ...]:
    """Return who may set a fastest lap in a car: its drivers, or a nameless one where none is known."""
    return line.drivers or ("?",)
