"""Sports-car racing: where may this car, team or driver race, what clashes, and how sure are we?

    import paddock as pk

    pk.clashes("wec-2024", "imsa-2024")  # a Polars frame
    print(pk.eligible("alpine-a424", into="imsa-2025"))  # a verdict, rule by rule
    pk.study("alpine-imsa-2025").to_html("report.html")
    print(pk.dossier("alpine", "imsa"))  # what has been said of a programme, step by step
    pk.race_forecast("imsa-2025/long-beach").to_html("race.html")  # the race simulated many times
    print(pk.standings("wec-2024", "drivers").table)  # exact, with every point explained
    pk.read_session("laps.csv", "classification.csv").differences()  # what the laps say, and what the result says

Importing costs next to nothing: what a function needs is imported when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock._version import __version__

if TYPE_CHECKING:
    from paddock.api import (
        clashes,
        crew,
        dossier,
        eligible,
        ics,
        load_catalogue,
        meetings,
        race_forecast,
        read_articles,
        read_session,
        season_chances,
        season_forecast,
        session,
        sql,
        standings,
        study,
    )
    from paddock.errors import PaddockError

_HOME = {
    "load_catalogue": "paddock.api",
    "clashes": "paddock.api",
    "crew": "paddock.api",
    "dossier": "paddock.api",
    "eligible": "paddock.api",
    "ics": "paddock.api",
    "meetings": "paddock.api",
    "race_forecast": "paddock.api",
    "read_articles": "paddock.api",
    "read_session": "paddock.api",
    "season_chances": "paddock.api",
    "season_forecast": "paddock.api",
    "session": "paddock.api",
    "sql": "paddock.api",
    "standings": "paddock.api",
    "study": "paddock.api",
    "PaddockError": "paddock.errors",
}

__all__ = [
    "PaddockError",
    "__version__",
    "clashes",
    "crew",
    "dossier",
    "eligible",
    "ics",
    "load_catalogue",
    "meetings",
    "race_forecast",
    "read_articles",
    "read_session",
    "season_chances",
    "season_forecast",
    "session",
    "sql",
    "standings",
    "study",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'paddock' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
