"""What a first season would be worth: the car in every round of the seasons in question, scored by their titles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from paddock.catalogue import Catalogue
from paddock.championships.first_season import FirstSeason, FirstTitle, first_season
from paddock.errors import BadRequest, MissingExtra
from paddock.findings import Finding
from paddock.scoring import points_text, title_named
from paddock.studies.fare import simulated_seasons
from paddock.studies.form import SubjectKind
from paddock.studies.worth_words import ordinal
from paddock.units import count

ORDER = ("car", "team", "driver", "make")
SEASONS = 4
"""Seasons drawn for each race simulated of a round."""


@dataclass(frozen=True, slots=True)
class FirstSheet:
    """A season as the study shows it.

    season: what it would bring, title by title, those that every round pays into first.  says: what the first of them
    comes to, and what that rests on.
    """

    season: FirstSeason
    says: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {**self.season.as_dict(), "says": list(self.says)}


def first(
    catalogue: Catalogue,
    kind: SubjectKind,
    subject: str,
    candidate: Iterable[str],
    race_class: str,
    *,
    races: int,
    told: Callable[[str], None] = lambda what: None,
) -> tuple[tuple[FirstSheet, ...], tuple[Finding, ...]]:
    """Return what the seasons in question would be worth to a car, and what was noticed.

    candidate: seasons in question; those whose points or pace are not known are left out, which is told.  race_class:
    the class in question, empty where that is open.  races: simulated for each round, 0 for none.
    """
    found: list[FirstSheet] = []
    findings: list[Finding] = []
    for season in simulated_seasons(catalogue, kind, candidate, race_class) if races else ():
        try:
            one = first_season(
                catalogue, subject, season, race_class, races=races, replicates=SEASONS * races, told=told
            )
        except (BadRequest, MissingExtra) as error:
            findings.append(Finding("info", "not-scored", error.message, season, error.hint))
            continue
        one = replace(one, titles=tuple(sorted(one.titles, key=lambda title: _rank(catalogue, one.season, title))))
        found.append(FirstSheet(one, first_says(catalogue, one)))
        findings += [noticed for noticed in one.findings if noticed.level != "info"]
    return tuple(found), tuple(findings)


def _rank(catalogue: Catalogue, season: str, title: FirstTitle) -> tuple[bool, int]:
    """Return where a title stands among those of a class: whole seasons first, then by who is in it."""
    awards = title_named(catalogue, season, title.title).awards
    return any(one.at or one.marks for one in awards), ORDER.index(title.who.kind)


def first_says(catalogue: Catalogue, one: FirstSeason) -> tuple[str, ...]:
    """Return what a first season would be worth, in sentences: its first title first, then what it rests on."""
    name = catalogue.cars[one.car].name
    title = one.titles[0]
    low, high = points_text(title.points_p5), points_text(title.points_p95)
    head = (
        f"In every round of {catalogue.seasons[one.season].name} one {name} more would have "
        f"{points_text(title.points_p50)} points in the median season, {low} to {high} in nine of ten, and be "
        f"{ordinal(title.place_at(1 / 2))} of {title.among} in {title.name}; the champion has "
        f"{points_text(title.champion_p50)}. Its odds of the title are {100 * title.champion:.0f} %."
    )
    drawn = (
        f"{count(one.basis.replicates, 'season')} were drawn from {count(one.basis.races, 'simulated race')} of each "
        "round, and scored by the rules of each title."
    )
    why = "What is not known of its pace holds for a whole season: it is quick in all of it or slow in all of it."
    shared = next((each for each in one.titles if not each.alone), None)
    together = (f"In {shared.name} the make's other cars score too.",) if shared is not None else ()
    return (head, drawn, why, *together)
