"""Hypothesis strategies for scoring: small seasons of results, titles and scales, built in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from paddock.model import Scale, Title
from paddock.scoring import Line, SeasonResults, Sheet

NAMES = tuple(f"driver-{letter}" for letter in "abcdefgh")
SCALES: Mapping[str, Scale] = {
    "short": Scale(id="short", name="short", places=(9, 6, 4, 3, 2, 1), status="unverified"),
    "long": Scale(id="long", name="long", places=(25, 18, "15.5"), beyond="1/2", status="unverified"),
}


@dataclass(frozen=True)
class Played:
    """A title and the results of a season it is worked out from."""

    title: Title
    results: SeasonResults

    @property
    def rounds(self) -> int:
        """How many rounds the season has."""
        return self.results.last_round


def title_of(**fields: Any) -> Title:
    """Return a title of drivers; fields replace what it says, `award` its awards."""
    award = {"id": "race", "for": "place", "scale": "short", "text": "A place.", "status": "unverified"}
    said: dict[str, Any] = {
        "id": "drivers",
        "name": "drivers",
        "series": "toy",
        "seasons": ["toy-1"],
        "called": ["drivers"],
        "awarded_to": "driver",
        "award": [award],
        "status": "unverified",
    }
    return Title.model_validate(said | fields)


@st.composite
def titles(draw: st.DrawFn, rounds: int = 6) -> Title:
    """Draw a title: whole season, best so many, or two halves; one of the ways to rank, share, break ties and list."""
    place = {"id": "race", "for": "place", "scale": draw(st.sampled_from(sorted(SCALES))), "text": "A place."}
    place |= {"shared": draw(st.sampled_from(["each", "split", "none"])), "status": "unverified"}
    awards = [place]
    if draw(st.booleans()):
        fastest = {
            "id": "fastest",
            "for": "fastest-lap",
            "points": 1,
            "text": "The fastest lap.",
            "status": "unverified",
        }
        awards.append(fastest | {"shared": draw(st.sampled_from(["each", "split"]))})
    best, half = draw(st.integers(1, rounds)), draw(st.integers(1, rounds - 1))
    counted: list[dict[str, int]] = draw(
        st.sampled_from([[], [{"best": best}], [{"last": half, "best": best}, {"first": half + 1, "best": best}]])
    )
    return title_of(
        award=awards,
        counted=counted,
        ranked=draw(st.sampled_from(["as-classified", "entrants"])),
        cars_counted=draw(st.sampled_from([None, 1])),
        ties=draw(st.sampled_from([["places"], ["places", "earliest"]])),
        ties_within=draw(st.sampled_from([None, 2])),
        lists=draw(st.sampled_from(["entrants", "placed", "scorers"])),
    )


@st.composite
def sheets(draw: st.DrawFn, number: int, names: Sequence[str] = NAMES, shared: bool = True) -> Sheet:
    """Draw a race: some of the drivers, now and then two in a car, some without a place, one with the fastest lap."""
    order = draw(st.permutations(names))[: draw(st.integers(0, len(names)))]
    lines: list[Line] = []
    left = list(order)
    while left:
        crew = (left.pop(0),)
        if shared and left and draw(st.integers(0, 4)) == 0:
            crew += (left.pop(0),)
        lines.append(Line(len(lines) + 1, crew, car=crew[0], team=f"team-{crew[0]}", make=f"make-{crew[0]}"))
    placed = draw(st.integers(0, len(lines)))
    lines = [one if at < placed else replace(one, position=None, status="retired") for at, one in enumerate(lines)]
    if lines and draw(st.booleans()):
        at = draw(st.integers(0, len(lines) - 1))
        lines[at] = replace(lines[at], fastest=lines[at].drivers[:1])
    return Sheet(number, f"meeting-{number}", "race", "race", tuple(lines), whole=True)


@st.composite
def seasons(draw: st.DrawFn, most: int = 6, shared: bool = True) -> SeasonResults:
    """Draw the races of a season, one a round."""
    rounds = draw(st.integers(1, most))
    return SeasonResults("toy-1", tuple(draw(sheets(number + 1, shared=shared)) for number in range(rounds)), rounds)


@st.composite
def played(draw: st.DrawFn, shared: bool = True) -> Played:
    """Draw a title with a season that has a result."""
    results = draw(seasons(shared=shared).filter(lambda one: one.last_round > 0))
    return Played(draw(titles()), results)
