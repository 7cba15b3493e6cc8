"""What happens to a car on a lap: whether, which, what it costs, and what it brings out."""

from __future__ import annotations

from typing import Any

from paddock.racing import draws
from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.layout import COMING_A_CAR, INT, LEAVES, NOTHING
from paddock.racing.kernel.memory import car_at, coming_at, real, whole, whole_of
from paddock.racing.kernel.words import entry, fraction, word

USUAL, AT_THE_START, AFTER_RESTART = (INT(phase) for phase in range(3))
"""Kinds of laps: rows of the odds."""


@compiled
def odds_at(w: Any, phase: int, race_class: int) -> int:
    """Return where in their table the odds of events on a kind of lap begin."""
    return (phase * w.n_classes + race_class) * w.n_events


@compiled
def event_bound(w: Any, phase: int, race_class: int) -> int:
    """Return the odds of an event on a lap, as a bound on the low 32 bits of a word."""
    if w.n_events == 0:
        return NOTHING
    share = real(w.odds, odds_at(w, phase, race_class) + w.n_events - 1)
    return INT(min(max(share, 0.0), 1.0) * 2.0**32)


@compiled
def first_beyond(start: int, count: int, wanted: float) -> int:
    """Return the first of so many cumulative odds beyond a number, their count when there is none."""
    at = NOTHING
    while at < count and real(start, at) <= wanted:
        at += 1
    return at


@compiled
def brings_out(w: Any, i: int, now: int, event: int) -> None:
    """Note the neutralisation that an event brings, if it brings one, for a moment of this lap."""
    car = car_at(w, i)
    if w.only_fixed > 0 or w.n_coming >= COMING_A_CAR * w.n_cars:
        return
    wanted = fraction(word(car.key, car.laps, draws.BRINGS))
    kind = first_beyond(w.brings + 8 * event * w.n_kinds, w.n_kinds, wanted)
    if kind < w.n_kinds:
        coming = coming_at(w, w.n_coming)
        coming.kind = kind
        coming.at_ms = now + INT(fraction(word(car.key, car.laps, draws.WHEN)) * float(car.green))
        w.n_coming += 1
        w.next_ms = min(w.next_ms, coming.at_ms)


@compiled
def event_on(w: Any, i: int, now: int, phase: int) -> tuple[int, bool]:
    """Decide what the event on the lap that begins is; returns the time it costs [ms] and whether in the pits.

    A car that is out costs nothing; it completes no further lap.
    """
    car = car_at(w, i)
    odds = w.odds + 8 * odds_at(w, phase, car.race_class)
    wanted = fraction(word(car.key, car.laps, draws.EVENT)) * real(odds, w.n_events - 1)
    event = min(first_beyond(odds, w.n_events, wanted), w.n_events - 1)
    brings_out(w, i, now, event)
    row = event * w.n_classes + car.race_class
    if fraction(word(car.key, car.laps, draws.RETIRES)) < real(w.retires, row):
        car.mode |= LEAVES
        return NOTHING, False
    return whole_of(w.loss_ms, row, entry(word(car.key, car.laps, draws.LOSS))), whole(w.in_pits, event) > 0
