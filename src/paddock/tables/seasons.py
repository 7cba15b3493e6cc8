"""The tables of a season forecast: what simulated seasons gave, for each title, competitor, place and round."""

from __future__ import annotations

from paddock.tables.table import Column, Kind, Table


def _made(name: str, meaning: str, *, kind: Kind = "float", nullable: bool = False) -> Column:
    return Column(name, kind, meaning, nullable=nullable, origin="derived")


_TITLE = Column("title", "text", "what commands call the title in its season", origin="derived")
_WHO = Column(
    "who",
    "text",
    "competitor: id, with the number of the car or the engine where the title goes by it",
    origin="derived",
)

SEASON_CHANCES = Table(
    "season_chances",
    "a competitor of a title in a season that was forecast",
    ("title", "who"),
    (
        _TITLE,
        Column(
            "kind", "text", "what the title is awarded to", origin="derived", allowed=("driver", "team", "make", "car")
        ),
        _WHO,
        _made("position", "position in the table it is forecast from", kind="int", nullable=True),
        _made("points", "points in that table, exact", kind="text"),
        _made("points_mean", "mean of the points at the end of the season"),
        _made("points_p5", "fifth percentile of the points at the end, exact", kind="text"),
        _made("points_p50", "median of the points at the end, exact", kind="text"),
        _made("points_p95", "ninety-fifth percentile of the points at the end, exact", kind="text"),
        _made("to_come_mean", "mean of the points still to come"),
        _made("champion", "odds of the title"),
        _made("top_three", "odds of a place among the first three"),
    ),
)

SEASON_PLACES = Table(
    "season_places",
    "a place in the final table that a competitor may take",
    ("title", "who", "place"),
    (_TITLE, _WHO, _made("place", "the place", kind="int"), _made("odds", "odds of that place")),
)

SEASON_ROUNDS = Table(
    "season_rounds",
    "a round still to come, for a title",
    ("title", "round"),
    (
        _TITLE,
        _made("round", "round of the championship", kind="int"),
        _made("meeting", "meeting, as its season calls it", kind="text"),
        _made("simulated", "whether all that the title pays for there was drawn", kind="bool"),
        _made("decides", "odds that the title is decided by this round, by points still to be had"),
        _made("decided", "odds that it is decided by then"),
    ),
)

SEASONS = (SEASON_CHANCES, SEASON_PLACES, SEASON_ROUNDS)
"""Every table of a season forecast."""
