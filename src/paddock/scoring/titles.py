"""Which titles a season has, by name."""

from __future__ import annotations

from paddock.catalogue import Catalogue, slugify
from paddock.errors import AmbiguousName, BadRequest, UnknownName, Unresolved
from paddock.model import Decree, Title
from paddock.units import bare


def season_named(catalogue: Catalogue, text: str) -> str:
    """Return the id of the season that `text` names: one with titles, or one of the catalogue.

    Raises UnknownName or AmbiguousName with candidates.
    """
    return text if text in titled_seasons(catalogue) else catalogue.get("season", text)


def titled_seasons(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the seasons whose points are on record, sorted."""
    return tuple(sorted({season for title in catalogue.titles.values() for season in title.seasons}))


def titles_of(catalogue: Catalogue, season: str) -> tuple[Title, ...]:
    """Return the titles of a season, in the order of the files."""
    return tuple(title for title in catalogue.titles.values() if season in title.seasons)


def known_titles(catalogue: Catalogue, season: str) -> tuple[Title, ...]:
    """Return the titles of a season.

    Raises BadRequest for a season that gives no points, UnknownName when no points rules of it are on record.
    """
    known = titles_of(catalogue, season)
    on_record = catalogue.seasons.get(season)
    if not known and on_record is not None and not any(meeting.rounds for meeting in on_record.meetings):
        raise BadRequest(
            f"{on_record.name} gives no points: none of its meetings is a round of a championship.",
            hint=f"Its results stand for themselves: `paddock show {season}`.",
        )
    if not known:
        raise UnknownName(
            f"No points rules of {season} are on record.",
            hint="`paddock standings` lists the seasons that have them; add a [[title]] to a catalogue folder.",
        )
    return known


def title_named(catalogue: Catalogue, season: str, text: str) -> Title:
    """Return the title of a season that `text` names: what commands call it, its id, or a name of it.

    Raises UnknownName when the season has no such title, AmbiguousName when several bear the name.
    """
    known = known_titles(catalogue, season)
    called = [one for one in known if text in (*one.called, one.id)]
    wanted = bare(text)
    hits = called or [one for one in known if wanted in {bare(name) for name in (*one.called, one.name, *one.aliases)}]
    if len(hits) == 1:
        return hits[0]
    names = [one.called[0] for one in hits or known]
    if hits:
        raise AmbiguousName(f"{text!r} names several titles of {season}.", candidates=names)
    raise UnknownName(f"{season} has no title {text!r}.", candidates=names)


def decrees_of(catalogue: Catalogue, season: str) -> tuple[Decree, ...]:
    """Return what was decreed in a season, in the order of the files."""
    return tuple(one for one in catalogue.decrees.values() if one.season == season)


def point_named(catalogue: Catalogue, season: str, text: str) -> str:
    """Return a point of a season as `score` takes it: a round, `final`, a meeting's id or a session of one.

    text: a meeting may be called by its name, or by its full id (`wec-2024/fuji/race`).  One that is not on record
    stays as it is, spelled as an id: a file of results may have it.
    """
    text = text.strip().removeprefix(f"{season}/")
    if not text or text.isdecimal():
        return text
    meeting, slash, session = text.partition("/")
    try:
        meeting = catalogue.get("meeting", f"{season}/{meeting}").partition("/")[2]
    except Unresolved:
        meeting = slugify(meeting)
    return f"{meeting}{slash}{session}"
