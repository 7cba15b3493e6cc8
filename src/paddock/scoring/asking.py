"""From what a user asks to a table: season, title, round, results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from paddock.catalogue import Catalogue
from paddock.errors import BadRequest, UnknownName
from paddock.findings import Finding
from paddock.model import Decree, Title
from paddock.scoring.awarding import Awarded, award_all
from paddock.scoring.gaps import gaps
from paddock.scoring.recorded import recorded
from paddock.scoring.results_file import check_entries
from paddock.scoring.sheets import SeasonResults, check_sheets
from paddock.scoring.tables import Standing, Table, table_after, tables
from paddock.scoring.titles import decrees_of, title_named


@dataclass(frozen=True, slots=True)
class Scored:
    """A title scored: the rules, what they were applied to, and what came of it.

    table: after the round asked for.  by_round: after every round up to it.
    """

    season: str
    title: Title
    results: SeasonResults
    decrees: tuple[Decree, ...]
    awarded: Awarded
    table: Table
    findings: tuple[Finding, ...] = field(default=())

    @property
    def by_round(self) -> tuple[Table, ...]:
        """The tables after each round up to the one asked for, that one included."""
        return tuple(tables(self.title, self.awarded, range(1, self.table.after + 1), self.decrees))

    def as_dict(self) -> dict[str, object]:
        """Return the table as plain JSON values; points are exact numbers as text."""
        return {
            "season": self.season,
            "title": self.title.called[0],
            "name": self.title.name,
            "after": self.table.after,
            "standings": [row_dict(row) for row in self.table.rows],
            "findings": [one.as_dict() for one in self.findings],
        }


def row_dict(row: Standing) -> dict[str, object]:
    """Return a line of a table as plain JSON values."""
    told: dict[str, object] = {"position": row.position, **row.who.as_dict(), "points": points_text(row.points)}
    if row.dropped:
        told["dropped"] = points_text(row.dropped)
    if row.status:
        told["status"] = row.status
    return told


def points_text(points: Fraction) -> str:
    """Return exact points as text: `25`, `12.5`, or a fraction where no decimal is exact (`43/7`)."""
    decimal = Decimal(points.numerator) / Decimal(points.denominator)
    return f"{decimal.normalize():f}" if Fraction(decimal) == points else str(points)


def score(
    catalogue: Catalogue,
    season: str,
    title: str,
    *,
    after: str = "",
    results: SeasonResults | None = None,
    decrees: Sequence[Decree] | None = None,
) -> Scored:
    """Return a title of a season, scored.

    season, title: ids (`paddock.scoring.titles` resolves names).  after: a round, a meeting or `<meeting>/<session>`;
    empty: the last round with a result.  results: in place of those on record.  decrees: in place of the season's.
    Raises UnknownName for a name, a scale or, in a file, a driver that is not on record, BadFile for results or
    decrees that cannot be, BadRequest when there is no result to score.
    """
    rules = title_named(catalogue, season, title)
    on_record = catalogue.seasons.get(season)
    if results is None:
        if on_record is None:
            raise BadRequest(
                f"No results of {season} are on record.", hint="Give a file of results with --results FILE."
            )
        results = recorded(catalogue, on_record)
    check_sheets(results.sheets)
    if results.from_file:
        check_entries(catalogue, results)
    if decrees is None:
        decrees = decrees_of(catalogue, season)
    if not results.last_round:
        raise BadRequest(f"No results of {season} are on record.", hint="Give a file of results with --results FILE.")
    results, cut = until(results, after)
    awarded = award_all(rules, results, catalogue.scales, decrees)
    table = table_after(rules, awarded, cut, decrees)
    findings = (*results.findings, *awarded.findings, *gaps(rules, results, catalogue.scales, cut, on_record))
    return Scored(season, rules, results, tuple(decrees), awarded, table, tuple(dict.fromkeys(findings)))


def until(results: SeasonResults, after: str) -> tuple[SeasonResults, int]:
    """Return results up to a point of the season, and its round.

    after: a round, a meeting, or a session of one; empty or `final`: the last round with a result.
    Raises BadRequest for a round the season does not have, UnknownName for a meeting without a result.
    """
    if after in ("", "final"):
        return results, results.last_round
    if after.isdecimal():
        cut = int(after)
        last = max(results.rounds, results.last_round)
        if not 1 <= cut <= last:
            raise BadRequest(f"{results.season} has no round {cut}.", hint=f"Its rounds are 1 to {last}.")
        return results, cut
    meeting, _, session = after.partition("/")
    here = [
        number
        for number, sheet in enumerate(results.sheets)
        if sheet.meeting == meeting and session in ("", sheet.session)
    ]
    if not here:
        raise UnknownName(
            f"No result of {after} is known in {results.season}.",
            candidates=list(dict.fromkeys(sheet.meeting for sheet in results.sheets)),
        )
    kept = results.sheets[: here[-1] + 1]
    rounds = max(results.rounds, results.last_round)
    return replace(results, sheets=kept, rounds=rounds), max(sheet.round for sheet in kept)
