"""The tables of a fit held against the data it was made from."""

from __future__ import annotations

from paddock.tables.table import Column, Kind, Table


def _made(name: str, meaning: str, *, kind: Kind = "float", nullable: bool = False) -> Column:
    return Column(name, kind, meaning, nullable=nullable, origin="derived")


_WHAT = (
    _made("topic", "what it is about: pace, stints, stops, neutralisations, incidents, whole races …", kind="text"),
    _made("name", "what was counted or measured", kind="text"),
    _made("class", "class, circuit or kind it holds for, empty for all", kind="text"),
    _made("unit", "unit of the values: ms, laps, min, per h, share …; empty for plain numbers", kind="text"),
)
_SEEN = _made("n", "how many were seen", kind="int")

RACE_FITS = Table(
    "race_fits",
    "a figure as past races show it beside the fitted one",
    ("topic", "name", "class"),
    (
        *_WHAT,
        _made("seen", "as past races show it"),
        _made("seen_low", "lower end of its 95 % interval", nullable=True),
        _made("seen_high", "upper end of it", nullable=True),
        _made("fitted", "as the parameters, or races simulated with them, have it"),
        _made("fitted_low", "lower end of its interval, or of where simulated races lie", nullable=True),
        _made("fitted_high", "upper end of it", nullable=True),
        _SEEN,
    ),
)

RACE_FIT_SHAPES = Table(
    "race_fit_shapes",
    "a quantile as past races show it beside the fitted one",
    ("topic", "name", "class", "level"),
    (
        *_WHAT,
        _made("level", "share of all that is no greater"),
        _made("seen", "value as past races show it"),
        _made("fitted", "value as the parameters, or races simulated with them, have it"),
        _SEEN,
    ),
)

FITS = (RACE_FITS, RACE_FIT_SHAPES)
"""Every table of a fit."""
