"""A season forecast: what people ask of simulated seasons, for each title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.model import Title
from paddock.scoring.asking import points_text
from paddock.scoring.sheets import Competitor

if TYPE_CHECKING:
    import polars as pl

    from paddock.racing.whatif import Transfer

TOP = 3
"""Places that `top_three` is about."""


@dataclass(frozen=True, slots=True)
class Chance:
    """What the rest of a season holds for one competitor of a title.

    position_now, points_now: in the table after the round it is forecast from; position_now is None for one who is not
    in it yet.  points_mean, points_p5, points_p50, points_p95: at the end of the season.  to_come_mean: of these, the
    points still to come.  champion, top_three: odds.  places: odds of each place in the final table, from the first;
    they add up to the share of seasons in which the competitor is in the table.
    """

    who: Competitor
    position_now: int | None
    points_now: Fraction
    points_mean: float
    points_p5: Fraction
    points_p50: Fraction
    points_p95: Fraction
    to_come_mean: float
    champion: float
    top_three: float
    places: tuple[float, ...]

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values; exact points are text."""
        return {
            **self.who.as_dict(),
            "position": self.position_now,
            "points": points_text(self.points_now),
            "at_the_end": {
                "mean": self.points_mean,
                "p5": points_text(self.points_p5),
                "p50": points_text(self.points_p50),
                "p95": points_text(self.points_p95),
            },
            "to_come": self.to_come_mean,
            "champion": self.champion,
            "top_three": self.top_three,
            "places": {str(place): odds for place, odds in enumerate(self.places, start=1) if odds},
        }


@dataclass(frozen=True, slots=True)
class RoundAhead:
    """A round still to come, for one title.

    round, meeting: which.  simulated: whether all that the title pays for there could be drawn; what could not counts
    for nothing.  decides: odds that nobody can catch the leader after this round, and could before it.  decided: odds
    of that by then.  Both go by the points still to be had: a lower bound where results are dropped or ties decide.
    """

    round: int
    meeting: str
    simulated: bool
    decides: float
    decided: float

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "round": self.round,
            "meeting": self.meeting,
            "simulated": self.simulated,
            "decides": self.decides,
            "decided": self.decided,
        }


@dataclass(frozen=True, slots=True)
class TitleForecast:
    """A title's odds: competitors by odds of the title, then mean points; rounds in order.

    decided_now: whether nobody can catch the leader any more as it stands.  champion_p50: median of the champion's
    points, whoever it is.
    """

    title: Title
    chances: tuple[Chance, ...]
    rounds: tuple[RoundAhead, ...]
    decided_now: bool
    champion_p50: Fraction
    findings: tuple[Finding, ...] = field(default=())

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "title": self.title.called[0],
            "name": self.title.name,
            "chances": [one.as_dict() for one in self.chances],
            "rounds": [one.as_dict() for one in self.rounds],
            "decided": self.decided_now,
            "champion_p50": points_text(self.champion_p50),
            "findings": [one.as_dict() for one in self.findings],
        }


@dataclass(frozen=True, slots=True)
class SeasonBasis:
    """What a season forecast rests on.

    seed: with replicates and races it decides every draw.  replicates: seasons drawn.  races: simulated for each race
    still to come.  rejected: of these, how many were implausible and left out, by race.  parameters: the parameter
    sets; fitted_until: last day of the races they are fitted on (`YYYY-MM-DD`), rated_until: last race that cars are
    rated by; empty where there are none.  odds_off: the most by which drawn odds of a place differ from those of the
    race forecasts.  changes: what was supposed (`added Alpine A424`).  moved: how the pace of a car that was added was
    carried over from another series, None where it was not.
    """

    seed: int
    replicates: int
    races: int
    rejected: dict[str, int]
    parameters: tuple[str, ...]
    fitted_until: str
    rated_until: str
    odds_off: float
    changes: tuple[str, ...] = ()
    moved: Transfer | None = None

    def as_dict(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "seed": self.seed,
            "replicates": self.replicates,
            "races": self.races,
            "rejected": dict(self.rejected),
            "parameters": list(self.parameters),
            "fitted_until": self.fitted_until,
            "rated_until": self.rated_until,
            "odds_off": self.odds_off,
            "changes": list(self.changes),
            "moved": asdict(self.moved) if self.moved is not None else None,
        }


@dataclass(frozen=True, slots=True)
class SeasonForecast:
    """The rest of a season, simulated and scored by its own rules, title by title.

    after: the round it is forecast from, 0 for the start of the season.
    """

    season: str
    after: int
    titles: tuple[TitleForecast, ...]
    basis: SeasonBasis
    findings: tuple[Finding, ...] = field(default=())

    def as_dict(self) -> dict[str, object]:
        """Return the forecast as plain JSON values."""
        return {
            "season": self.season,
            "after": self.after,
            "titles": [one.as_dict() for one in self.titles],
            "basis": self.basis.as_dict(),
            "findings": [one.as_dict() for one in self.findings],
        }

    @property
    def chances(self) -> pl.DataFrame:
        """The table `season_chances`: a competitor of a title a row."""
        from paddock.tables.seasons import SEASON_CHANCES

        return SEASON_CHANCES.frame(self._chances())

    @property
    def places(self) -> pl.DataFrame:
        """The table `season_places`: a place in the final table that a competitor may take a row."""
        from paddock.tables.seasons import SEASON_PLACES

        return SEASON_PLACES.frame(
            {"title": one.title.called[0], "who": each.who.label, "place": place, "odds": odds}
            for one in self.titles
            for each in one.chances
            for place, odds in enumerate(each.places, start=1)
        )

    @property
    def rounds(self) -> pl.DataFrame:
        """The table `season_rounds`: a round still to come a row, for each title."""
        from paddock.tables.seasons import SEASON_ROUNDS

        return SEASON_ROUNDS.frame(
            {"title": one.title.called[0], **each.as_dict()} for one in self.titles for each in one.rounds
        )

    def _chances(self) -> Iterator[dict[str, object]]:
        for one in self.titles:
            for each in one.chances:
                yield {
                    "title": one.title.called[0],
                    "kind": each.who.kind,
                    "who": each.who.label,
                    "position": each.position_now,
                    "points": points_text(each.points_now),
                    "points_mean": each.points_mean,
                    "points_p5": points_text(each.points_p5),
                    "points_p50": points_text(each.points_p50),
                    "points_p95": points_text(each.points_p95),
                    "to_come_mean": each.to_come_mean,
                    "champion": each.champion,
                    "top_three": each.top_three,
                }
