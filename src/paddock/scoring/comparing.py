"""Computed tables beside the published ones of the catalogue: what agrees, what does not, what cannot be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from paddock.catalogue import Catalogue
from paddock.errors import BadRequest, UnknownName
from paddock.findings import Finding
from paddock.model import StandingRow, Standings, Title
from paddock.scoring.asking import Scored, points_text, score
from paddock.scoring.possible import possible_totals
from paddock.scoring.recorded import recorded
from paddock.scoring.sheets import Competitor, SeasonResults
from paddock.scoring.tables import Standing
from paddock.scoring.titles import titles_of
from paddock.units import bare, listed

Verdict = Literal["equal", "change equal", "possible", "differs", "not computable"]
Apart = dict[tuple[str, ...], dict[str, Fraction]]
"""Of a title and whom a figure is about: published less computed, by when the table was published."""
GAPS = frozenset({"results-missing", "results-partial", "session-unknown", "starters-unknown"})
"""Findings that say a table is not whole."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One published figure and what paddock makes of it.

    title: what commands call it, empty where none bears the published name.  table: that name, with the class.
    after: as published.  name: as published.  what: points, points behind the first row, or the place.
    basis: where the catalogue has it from (`published`, or worked out by its source: `recomputed`, `derived`).
    computed: None where there is nothing to set beside it.
    verdict: `change equal`: results are missing, and what was won or lost since an earlier published table (`since`)
    is the same all the same; `possible`: results are missing, and some way of filling them gives the figure.
    why: what is missing, or what differs.
    """

    season: str
    title: str
    table: str
    after: str
    name: str
    what: Literal["points", "behind", "place"]
    published: str
    computed: str | None
    verdict: Verdict
    why: str = ""
    basis: str = "published"
    since: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "season": self.season,
            "title": self.title,
            "table": self.table,
            "after": self.after,
            "name": self.name,
            "what": self.what,
            "published": self.published,
            "computed": self.computed,
            "verdict": self.verdict,
            "why": self.why,
            "basis": self.basis,
            "since": self.since,
        }


def compare(
    catalogue: Catalogue, season: str, title: str = "", *, results: SeasonResults | None = None
) -> tuple[Compared, ...]:
    """Return every published figure of a season's tables beside the computed one.

    season: its id.  title: only this one (what commands call it); empty: all.  results: in place of those on record.
    Where a figure differs and results of its title are missing, it is not computable rather than wrong; one that
    agrees all the same is called equal.  What differs by as much as in an earlier table is a change that agrees.
    Raises UnknownName for a season that is not in the catalogue.
    """
    on_record = catalogue.seasons[catalogue.get("season", season)]
    results = results or recorded(catalogue, on_record)
    found: list[Compared] = []
    apart: Apart = {}
    for table in catalogue.standings.get(on_record.id, ()):
        titles = titles_meant(titles_of(catalogue, on_record.id), table)
        if not titles and not title:
            why = f"no points rules for {_called(table)!r} are on record"
            found.extend(_unsaid(on_record.id, table, why))
        for one in titles:
            if title in ("", *one.called):
                found.extend(_one(catalogue, on_record.id, one, table, results, apart))
    return tuple(found)


def titles_meant(titles: Sequence[Title], table: Standings) -> tuple[Title, ...]:
    """Return the titles that a published table may be about: by its name, and by its class where it has one."""
    names = {one.id: {bare(name) for name in (one.name, *one.aliases, *one.called)} for one in titles}
    for wanted in (bare(f"{table.race_class} {table.title}"), bare(table.title)):
        named = [one for one in titles if wanted in names[one.id]]
        if table.race_class:
            named = [one for one in named if table.race_class in one.classes or not one.classes]
        if named:
            return tuple(named)
    return ()


def _called(table: Standings) -> str:
    return f"{table.title} ({table.race_class})" if table.race_class else table.title


def _one(
    catalogue: Catalogue, season: str, title: Title, table: Standings, results: SeasonResults, apart: Apart
) -> Iterator[Compared]:
    scored, why = _scored(catalogue, season, title, table.after, results)
    if scored is None:
        yield from _unsaid(season, table, why, title)
        return
    reasons = "; ".join(dict.fromkeys(one.message.rstrip(".") for one in scored.findings if _bears(title, one)))
    rows = {row.who: row for row in scored.table.rows}
    makes = {line.team: line.make for sheet in scored.results.sheets for line in sheet.lines if line.make}
    first = next(iter(table.rows), None)
    lead = _lines_of(title, rows, first, makes)[0] if first is not None else []
    for row in table.rows:
        for what, published in _figures(row):
            computed, said = _computed(title, rows, row, what, first, makes)
            verdict: Verdict = "equal" if computed is not None and _same(computed, published) else "differs"
            since = _since(apart, title, table, row, what, published, computed)
            if verdict == "differs" and (reasons or computed is None):
                can = _can_be(catalogue, scored, _lines_of(title, rows, row, makes)[0], lead, what, published)
                if can is False:
                    said = "no way of filling the places that are missing gives it"
                else:
                    verdict = "change equal" if since else "possible" if can else "not computable"
                    said = reasons or said
            yield Compared(
                season,
                title.called[0],
                _called(table),
                table.after,
                row.name,
                what,
                published,
                computed,
                verdict,
                said,
                "published" if row.basis == "published-place" else row.basis,
                since if verdict == "change equal" else "",
            )


def _can_be(
    catalogue: Catalogue, scored: Scored, ours: list[Standing], lead: list[Standing], what: str, published: str
) -> bool | None:
    """Return whether places that are missing can give a published figure; None where that cannot be told."""
    if what == "place" or not ours or (what == "behind" and not lead):
        return None
    season = catalogue.seasons[scored.season]
    pairs = [(line.who, None) for line in ours] if what == "points" else [(a.who, b.who) for a in lead for b in ours]
    sums = [possible_totals(scored, catalogue.scales, season, *pair) for pair in pairs]
    if any(one is None for one in sums):
        return None
    return all(one is not None and Fraction(published) in one for one in sums)


def _bears(title: Title, finding: Finding) -> bool:
    """Return whether a finding says that the table of a title is not whole."""
    if finding.code == "session-unknown":
        return not title.classes or finding.where.rpartition("/")[2] in title.classes
    return finding.code in GAPS


def _since(
    apart: Apart, title: Title, table: Standings, row: StandingRow, what: str, published: str, computed: str | None
) -> str:
    """Return the last earlier table from which a figure differs by as much as from this one; note by how much.

    What is published of two competitors is their difference, whichever of them leads.
    """
    if computed is None or what == "place":
        return ""
    who = _names(title, row)
    key: tuple[str, ...] = (title.id, *who)
    by = Fraction(published) - Fraction(computed)
    if what == "behind":
        lead = _names(title, table.rows[0])
        key = (title.id, *min(lead, who), "/", *max(lead, who))
        by = by if lead < who else -by
    earlier = apart.setdefault(key, {})
    since = next((after for after, other in reversed(earlier.items()) if other == by), "")
    earlier[table.after] = by
    return since


def _names(title: Title, row: StandingRow) -> tuple[str, ...]:
    whose = {
        "driver": row.drivers,
        "make": (row.manufacturer or row.team or row.name,),
        "team": (row.team or row.name,),
    }
    return tuple(sorted(whose.get(title.awarded_to, (row.car_number or row.name,))))


def _scored(
    catalogue: Catalogue, season: str, title: Title, after: str, results: SeasonResults
) -> tuple[Scored | None, str]:
    """Return the computed table at the moment of a published one, or why there is none."""
    if after == "final" and results.last_round < results.rounds:
        return None, f"the results on record end with round {results.last_round} of {results.rounds}"
    try:
        return score(catalogue, season, title.called[0], after=after.replace(" ", "/"), results=results), ""
    except (BadRequest, UnknownName) as error:
        return None, error.message.rstrip(".")


def _figures(row: StandingRow) -> Iterator[tuple[Literal["points", "behind", "place"], str]]:
    if row.points:
        yield "points", row.points
    if row.behind:
        yield "behind", row.behind
    if not row.points and not row.behind and row.position is not None:
        yield "place", str(row.position)


def _same(computed: str, published: str) -> bool:
    return computed == published or (computed[-1:].isdigit() and Fraction(computed) == Fraction(published))


def _computed(
    title: Title,
    rows: dict[Competitor, Standing],
    row: StandingRow,
    what: str,
    first: StandingRow | None,
    makes: Mapping[str, str],
) -> tuple[str | None, str]:
    """Return the computed figure of a published row, and what there is to say of it."""
    ours, why = _lines_of(title, rows, row, makes)
    if not ours:
        return None, why
    if what == "place":
        return _shared({str(line.position) if line.position else "no place" for line in ours}, ours)
    if what == "points":
        return _shared({points_text(line.points) for line in ours}, ours)
    lead, why = _lines_of(title, rows, first, makes) if first is not None else ([], "")
    if not lead:
        return None, why
    most = max(line.points for line in lead)
    return _shared({points_text(most - line.points) for line in ours}, ours)


def _shared(figures: set[str], ours: Sequence[Standing]) -> tuple[str | None, str]:
    """Return the one figure that all the drivers of a crew have; without one, who has what."""
    if len(figures) == 1:
        return figures.pop(), ""
    told = listed([f"{line.who.label} {line.position}. with {points_text(line.points)}" for line in ours])
    return None, f"its drivers do not stand alike: {told}"


def _lines_of(
    title: Title, rows: dict[Competitor, Standing], row: StandingRow, makes: Mapping[str, str]
) -> tuple[list[Standing], str]:
    """Return the lines of the computed table that a published row is about; without any, why.

    makes: of the teams, for a table of makes that names teams (the constructors of a formula).
    """
    if title.awarded_to == "driver":
        missing = [one for one in row.drivers if Competitor("driver", one) not in rows]
        if missing or not row.drivers:
            return [], f"no result of {listed(missing)} is on record" if missing else "no driver is named"
        return [rows[Competitor("driver", one)] for one in row.drivers], ""
    if title.awarded_to == "car":
        hits = [
            line
            for who, line in rows.items()
            if (who.detail == row.car_number if row.car_number else who.id == row.team)
        ]
    else:
        wanted = row.team if title.awarded_to == "team" else row.manufacturer or makes.get(row.team or "")
        hits = [line for who, line in rows.items() if wanted and who.id == wanted]
    if len(hits) == 1:
        return hits, ""
    named = f"{len(hits)} lines answer to it" if hits else "no result of it is on record"
    return [], named


def _unsaid(season: str, table: Standings, why: str, title: Title | None = None) -> Iterator[Compared]:
    """Yield the figures of a published table that nothing can be set beside."""
    for row in table.rows:
        for what, published in _figures(row):
            yield Compared(
                season,
                title.called[0] if title is not None else "",
                _called(table),
                table.after,
                row.name,
                what,
                published,
                None,
                "not computable",
                why,
                "published" if row.basis == "published-place" else row.basis,
            )
