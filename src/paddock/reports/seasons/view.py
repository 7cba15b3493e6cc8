"""`StandingsView` and `SeasonView`: a championship table and a season forecast, and every way of showing them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.files import write_whole
from paddock.scoring.asking import Scored, points_text

if TYPE_CHECKING:
    import polars as pl

    from paddock.championships.season import SeasonForecast
    from paddock.reports.timing.picture import Picture
    from paddock.scoring.explain import Explanation
    from paddock.scoring.tables import Table
    from paddock.scoring.whatif import Supposed


class StandingsView:
    """A championship table as people see it: `paddock.standings(...)` returns it.

    scored: what `paddock.scoring.score` returned.  supposed: what was changed, None for the real table.
    """

    def __init__(self, catalogue: Catalogue, scored: Scored, supposed: Supposed | None = None) -> None:
        self.catalogue, self.scored, self.supposed = catalogue, scored, supposed

    def __repr__(self) -> str:
        one = self.scored
        first = next((f", first {row.who.label} with {points_text(row.points)}" for row in one.table.rows), "")
        return f"<{one.title.name}, {one.season} after round {one.table.after}{first}>"

    @property
    def table(self) -> pl.DataFrame:
        """The table after the round asked for (table `standings`)."""
        return _frame([self.scored.table])

    @property
    def rounds(self) -> pl.DataFrame:
        """The table after every round up to that (table `standings`)."""
        return _frame(self.scored.by_round)

    def explain(self, who: str) -> Explanation:
        """Return where a competitor's points come from; `who` as for `paddock standings --explain`."""
        from paddock.scoring.competitors import competitor_named
        from paddock.scoring.explain import explain

        found = competitor_named(self.catalogue, (row.who for row in self.scored.table.rows), who)
        return explain(self.scored, found, self.catalogue.scales)

    def what_if(self, *changes: str, without: Iterable[str] = ()) -> StandingsView:
        """Return the table as it would be with other results and without decrees.

        changes: `fuji/race:8=2`, `fuji:buemi=retired`.  without: ids of decrees.
        """
        from paddock.scoring.whatif import change_of, suppose

        told = [change_of(one) for one in changes]
        supposed = suppose(self.catalogue, self.scored, changes=told, without=without)
        return StandingsView(self.catalogue, supposed.scored, supposed)

    def plot(self, what: str = "points") -> Picture:
        """Return the season round by round. what: `points` or `places`.  Raises BadRequest for anything else."""
        from paddock.reports.seasons.rounds import rounds_picture, what_named

        return rounds_picture(self.catalogue, self.scored, what_named(what))

    def as_dict(self) -> dict[str, object]:
        """Return the table as plain JSON values, in the form of `paddock standings --json`."""
        return self.supposed.as_dict() if self.supposed is not None else self.scored.as_dict()


class SeasonView:
    """A season forecast as people see it: `paddock.season_forecast(...)` returns it.

    forecast: what `paddock.championships.forecasting.forecast_season` returned.
    """

    def __init__(self, catalogue: Catalogue, forecast: SeasonForecast) -> None:
        self.catalogue, self.forecast = catalogue, forecast

    def __repr__(self) -> str:
        one = self.forecast
        return f"<Forecast of {one.season} after round {one.after}: {one.basis.replicates:,} seasons drawn>"

    @property
    def chances(self) -> pl.DataFrame:
        """Odds of each title and points to come of every competitor (table `season_chances`)."""
        return self.forecast.chances

    @property
    def places(self) -> pl.DataFrame:
        """Odds of every place in the final table (table `season_places`)."""
        return self.forecast.places

    @property
    def rounds(self) -> pl.DataFrame:
        """Odds that a title is decided by each round (table `season_rounds`)."""
        return self.forecast.rounds

    def plot(self, title: str = "") -> Picture:
        """Return points at the end with the odds of a title, the first of the forecast by default.

        Raises UnknownName for a title that was not forecast.
        """
        from paddock.reports.seasons.odds import odds_picture

        return odds_picture(self.catalogue, self.forecast, title)

    def to_html(self, path: str | Path) -> Path:
        """Write a page with all titles and return its path; it needs no script and no network."""
        from paddock.reports.seasons.page import season_page

        return write_whole(Path(path), season_page(self.catalogue, self.forecast).encode())

    def as_dict(self) -> dict[str, object]:
        """Return the forecast as plain JSON values."""
        return self.forecast.as_dict()


def _frame(tables: Iterable[Table]) -> pl.DataFrame:
    from paddock.tables import STANDINGS

    return STANDINGS.frame(
        {
            "after": table.after,
            "position": row.position,
            "kind": row.who.kind,
            "who": row.who.label,
            "points": points_text(row.points),
            "dropped": points_text(row.dropped),
            "status": row.status or "listed",
        }
        for table in tables
        for row in table.rows
    )
