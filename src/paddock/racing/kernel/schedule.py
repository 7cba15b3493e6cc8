"""What happens at a moment of the race rather than at a car's crossing."""

from __future__ import annotations

from typing import Any

from paddock.racing.kernel.clocks import rounded
from paddock.racing.kernel.compiling import compiled
from paddock.racing.kernel.layout import FAR, RING_CAR, RING_SHIFT
from paddock.racing.kernel.lineup import wave_by
from paddock.racing.kernel.looking import look
from paddock.racing.kernel.memory import coming_at, fixed_at, kind_at, whole
from paddock.racing.kernel.neutral import begin, count, draw_kind, draw_length, end

NO_EVENT, MOMENT, END, FIXED, COMING, RANDOM = range(6)


@compiled
def waves(w: Any) -> bool:
    """Return whether cars will still be waved by under the neutralisation that is out."""
    return kind_at(w, w.neutral).wave_by > 0 and w.waved == 0


@compiled
def laps_before_end(w: Any, laps: float) -> int:
    """Return a clock so many laps of the queue before the end that the neutralisation was given."""
    return w.neutral_until - rounded(laps * float(kind_at(w, w.neutral).lap_ms))


@compiled
def is_queue(w: Any) -> bool:
    """Return whether a neutralisation is out that ends when the head of its queue is at the line."""
    return w.neutral >= 0 and w.head_car >= 0


@compiled
def soonest(w: Any) -> tuple[int, int, int]:
    """Return what is due at a moment next: what, when, and which of those coming.

    At one moment: looking at the order first, then the end of a neutralisation, then the beginning of one.
    """
    what, when, which = NO_EVENT, FAR, 0
    if w.moment < w.n_moments:
        what, when = MOMENT, whole(w.moments, w.moment)
    if w.neutral >= 0 and w.head_car < 0 and w.neutral_until < when:
        what, when = END, w.neutral_until
    if w.next_fixed < w.n_fixed and fixed_at(w, w.next_fixed).at_ms < when:
        what, when = FIXED, fixed_at(w, w.next_fixed).at_ms
    for n in range(w.n_coming):
        if coming_at(w, n).at_ms < when:
            what, when, which = COMING, coming_at(w, n).at_ms, n
    if w.random_at < when:
        what, when = RANDOM, w.random_at
    return what, when, which


@compiled
def set_clock(w: Any) -> None:
    """Note until when crossings need not ask for anything else."""
    when = soonest(w)[1]
    if is_queue(w):
        when = min(when, laps_before_end(w, 1.5 if waves(w) else 0.5))
    w.next_ms = when


@compiled
def come(w: Any, now: int, kind: int, until: int) -> None:
    """Bring out a neutralisation, or let the one that is out last longer, but for a red flag."""
    if until <= now:
        return
    if w.neutral < 0:
        count(w, kind)
        begin(w, now, kind, until)
    elif kind_at(w, w.neutral).stops == 0:
        w.neutral_until = max(w.neutral_until, until)


@compiled
def come_by_itself(w: Any, now: int, what: int, which: int) -> None:
    """Bring out a neutralisation that comes by chance; one that an event brings while another is out is no other."""
    kind = draw_kind(w)
    if what == COMING:
        kind = coming_at(w, which).kind
        w.n_coming -= 1
        last = coming_at(w, w.n_coming)
        coming_at(w, which).kind, coming_at(w, which).at_ms = last.kind, last.at_ms
    if w.neutral < 0:
        come(w, now, kind, now + draw_length(w, kind))


@compiled
def at_the_line(w: Any, now: int) -> bool:
    """Let the head of the queue do what it does at the line: end the neutralisation, or have others waved by."""
    if now >= laps_before_end(w, 0.5):
        end(w, now)
        return True
    if waves(w) and now >= laps_before_end(w, 1.5):
        wave_by(w)
        return True
    return False


@compiled
def scheduled(w: Any) -> bool:
    """Do what is due before the next crossing, or by it; returns whether that crossing has to be looked at anew."""
    crossing, front = whole(w.ring, w.head) >> RING_SHIFT, whole(w.ring, w.head) & RING_CAR
    what, when, which = soonest(w)
    done = True
    if what == NO_EVENT or when > crossing:
        done = is_queue(w) and front == w.head_car and at_the_line(w, crossing)
    elif what == MOMENT:
        look(w, when)
        w.moment += 1
    elif what == END:
        end(w, when)
    elif what == FIXED:
        fixed = fixed_at(w, w.next_fixed)
        w.next_fixed += 1
        come(w, max(when, w.at_ms), fixed.kind, fixed.at_ms + fixed.for_ms)
    else:
        come_by_itself(w, when, what, which)
    set_clock(w)
    return done
