"""The tables of one session, put together from its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paddock.findings import Finding

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class TimingSession:
    """Everything read of one session.

    id: its id (`wec-2024/fuji/race`), empty for files read straight from disk.  series: id of the series whose rules
    apply (`wec`, `imsa` …), empty when not known.  kind: "race", "qualifying", "practice" …, empty when not known.
    laps, results, weather, race_control: frames of the declared tables; empty where there is no such file.  `results`
    holds the result that counts (official before provisional); all of them are in `all_results`, by file digest.
    files: digest → name of each file.  findings: what was noticed on reading.
    """

    id: str
    series: str
    kind: str
    laps: pl.DataFrame
    results: pl.DataFrame
    weather: pl.DataFrame
    race_control: pl.DataFrame
    all_results: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
