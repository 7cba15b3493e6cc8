"""From what a user asks to the odds of a season's titles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.championships.ahead import Ahead, ahead, so_far
from paddock.championships.newcomers import Newcomer, with_newcomer
from paddock.championships.season import TOP, SeasonBasis, SeasonForecast, TitleForecast
from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.model import Decree, Season, Title
from paddock.model.scoring import Entrants
from paddock.scoring import award_all, decrees_of, recorded, table_after, title_named, titles_of
from paddock.scoring.sheets import SeasonResults
from paddock.scoring.tables import Table
from paddock.units import count, listed

if TYPE_CHECKING:
    from paddock.championships.drawing import Drawer
    from paddock.racing.running import Backend, Progress

REPLICATES = 10_000
"""Seasons drawn."""
RACES = 2_000
"""Races simulated for each race still to come."""
Told = Callable[[str], None]
"""Called with each race (`<meeting>/<session>`) as its simulation begins."""


def forecast_season(
    catalogue: Catalogue,
    season: str,
    titles: Sequence[str] = (),
    after: str = "",
    *,
    results: SeasonResults | None = None,
    archive: Archive | None = None,
    seed: int = 1,
    replicates: int = REPLICATES,
    races: int = RACES,
    added: Newcomer | None = None,
    backend: Backend | None = None,
    progress: Progress | None = None,
    told: Told = lambda what: None,
) -> SeasonForecast:
    """Return the odds of a season's titles.

    season: id.  titles: what commands call them; none: every title of the season.  after: a round or a meeting; `0`:
    from the start; empty: after the last round with a result.  results: in place of those on record.  archive: laps of
    past races, only read; None: the parameters and ratings that come with paddock.  seed, replicates, races: of the
    draws; the same ones give the same forecast on any number of threads or machines.  added: a car more in every field.
    progress: called with how many more races have been simulated.
    Raises UnknownName for a season, title or meeting that is not on record, BadRequest for a round it does not have,
    or when nothing of it is left or can be simulated.
    Source: docs/methods/season-forecast.md.
    """
    from paddock.championships.drawing import Drawer
    from paddock.championships.racing_ahead import Drawing, simulate_all

    if min(replicates, races) < 1:
        raise BadRequest("A forecast needs at least one season and one race.", hint="Give more replicates.")
    record = catalogue.seasons.get(season)
    chosen = [title_named(catalogue, season, one) for one in titles] or list(titles_of(catalogue, season))
    if record is None or not chosen:
        lacking = "calendar is" if record is None else "points rules are"
        raise BadRequest(f"No {lacking} on record of {season}.", hint="`paddock standings` lists the seasons.")
    known, cut = so_far(results if results is not None else recorded(catalogue, record), after)
    lefts = [_left(catalogue, record, title, known, cut, added) for title in chosen]
    open_titles = [left for left in lefts if left.slots]
    if not open_titles:
        raise BadRequest(f"Nothing of {season} is left after round {cut}.", hint="Ask for an earlier round: --after.")
    how = Drawing(seed, races, backend, progress, told)
    simulated = simulate_all(catalogue, record, open_titles, archive, added, how)
    if not simulated.races:
        why = simulated.findings[0]
        raise BadRequest(f"No race of {season} after round {cut} can be simulated: {why.message}", hint=why.hint)
    drawer = Drawer(simulated.races, seed, replicates)
    decrees = decrees_of(catalogue, season)
    found = [_title(catalogue, left, drawer, decrees) for left in lefts]
    basis = SeasonBasis(
        seed,
        replicates,
        races,
        {"/".join(race): one.rejected for race, one in simulated.races.items() if one.rejected},
        simulated.parameters,
        simulated.fitted_until,
        simulated.rated_until,
        drawer.off,
        (f"added {catalogue.cars[added.car].name}",) if added is not None else (),
        simulated.moved,
    )
    findings = (*known.findings, *simulated.findings)
    kept = tuple(one for one in found if one is not None)
    closed = [left.title.called[0] for left, one in zip(lefts, found, strict=True) if one is None]
    if closed:
        said = f"Nothing that pays is left or can be simulated for {listed(closed)}."
        findings = (*findings, Finding("warning", "nothing-left", said, season))
    return SeasonForecast(season, cut, kept, basis, tuple(dict.fromkeys(findings)))


def _left(
    catalogue: Catalogue, season: Season, title: Title, results: SeasonResults, cut: int, added: Newcomer | None
) -> Ahead:
    """Return what is left for a title, with every car in it, entrant or not: all of them take places."""
    everyone = title.model_copy(update={"entrants": Entrants()})
    left = replace(ahead(catalogue, season, everyone, results, cut), title=title)
    return with_newcomer(left, added, catalogue) if added is not None else left


def _title(catalogue: Catalogue, left: Ahead, drawer: Drawer, decrees: Sequence[Decree]) -> TitleForecast | None:
    """Return a title's odds, None where nothing that pays can be drawn."""
    from paddock.championships.drawing import missing
    from paddock.championships.many import score_many
    from paddock.championships.telling import told

    races = [drawer.race_of(slot) for slot in left.slots]
    drawn = [(slot, race) for slot, race in zip(left.slots, races, strict=True) if race is not None]
    if not drawn:
        return None
    out = {slot.round for slot, race in zip(left.slots, races, strict=True) if race is None}
    in_force = tuple(_in_force(decrees, left))
    findings = [*left.findings, *_not_drawn(left.title)]
    absent = {f"{slot.meeting}: {listed(cars)}" for slot, race in drawn if (cars := missing(slot, race))}
    if absent:
        said = f"Cars that are not in the simulated field, so that they are not placed: {'; '.join(sorted(absent))}."
        findings.append(Finding("warning", "not-in-the-field", said, left.title.called[0]))
    left = replace(left, slots=tuple(slot for slot, _ in drawn))
    places = [drawer.places(slot, race) for slot, race in drawn]
    found = score_many(left, catalogue.scales, in_force, places)
    if not found.competitors:
        return None
    awarded = award_all(left.title, left.results, catalogue.scales, in_force)
    now = table_after(left.title, awarded, left.after, in_force)
    rounds = {slot.round for slot in left.slots} - out
    findings += _absent(left, now)
    return told(left, now, found, rounds, tuple(dict.fromkeys((*awarded.findings, *findings))))


def _absent(left: Ahead, now: Table) -> Iterator[Finding]:
    """Yield who of the first in the table has no car in any session to come: entries on record are not all."""
    there = {who for slot in left.slots for line in slot.lines for who in line.competitors(left.title.awarded_to)}
    gone = [row for row in now.rows if row.points > 0 and row.who not in there]
    first = [row.who.label for row in gone if row.position is not None and row.position <= TOP]
    if first:
        others = count(len(gone) - len(first), "other")
        said = f"In no session to come by what is on record of entries: {listed(first)}, and {others} with points."
        hint = "They keep what they have; give a results file or entries that tell more."
        yield Finding("warning", "field-partial", said, left.title.called[0], hint)


def _in_force(decrees: Iterable[Decree], left: Ahead) -> Iterator[Decree]:
    """Yield the decrees that are known at the moment of the forecast: those of a later day are not foreseen."""
    run = {sheet.meeting for sheet in left.results.sheets}
    for one in decrees:
        standing = one.kind == "not-scoring" and one.meeting is None
        dated = one.after is not None or one.meeting is not None
        if standing or (dated and (one.after or 0) <= left.after and (one.meeting is None or one.meeting in run)):
            yield one


def _not_drawn(title: Title) -> Iterator[Finding]:
    """Yield what a title pays for and the race model does not tell."""
    others = [one.id for one in title.awards if one.what != "place"]
    if others:
        said = f"Not drawn, so that it counts for nothing in the races to come: {listed(others)}."
        yield Finding("warning", "not-drawn", said, title.called[0])
