"""Integrity checks: does a lap file agree with itself, with the result, and with the crews?

Every rule is exact.  Where a source is known to break one for a reason, the reason is a rule as well and is told as
`info` (docs/methods/checks.md): no file and no race is exempted by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.timing.checks_marks import check_marks
from paddock.timing.checks_results import check_crews, check_results
from paddock.timing.checks_times import check_times
from paddock.timing.session import TimingSession
from paddock.units import count

if TYPE_CHECKING:
    import polars as pl

SHOWN = 200
"""Findings of one code that are told one by one; more are told as one number."""

_CHECKS: tuple[Callable[[pl.DataFrame], Iterable[tuple[int, Finding]]], ...] = (check_times, check_marks)


def check(
    session: TimingSession | pl.DataFrame,
    results: pl.DataFrame | None = None,
    *,
    crews: Mapping[str, Sequence[str]] | None = None,
    files: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Return everything in which laps disagree with themselves, with a result, or with the crews.

    session: a session, or table `laps`.  results: table `results`; a session brings its own.  crews: car → drivers as
    an entry list has them; by default the crews in the result.  files: file digest → name to show; a session brings
    its own.  Returns findings in the order of the rows: an `error` says that a value cannot be right, a `warning` that
    two sources disagree, an `info` what was exempted and by which rule.  Their codes are in docs/methods/checks.md.
    """
    import polars as pl

    if isinstance(session, TimingSession):
        laps, files = session.laps, files or session.files
        results = session.results if results is None and session.results.height else results
    else:
        laps = session
    names = files or {}
    digests = pl.Series(laps["file"].unique(), dtype=pl.String)
    shown = digests.replace({digest: names.get(digest, digest[:12]) for digest in digests.to_list()})
    # `where` as findings tell a place; `number` puts findings in the order of the rows.
    places = laps["file"].replace(digests, shown) + ":" + laps["line"].cast(pl.String)
    laps = laps.with_columns(places.alias("where")).with_row_index("number").cast({"number": pl.Int64})
    found = [one for run in _CHECKS for one in run(laps)]
    if results is not None and results.height:
        found += check_results(laps, results)
        crews = crews or dict(results.select("car", "drivers").iter_rows())
    if crews:
        found += check_crews(laps, crews)
    return _told(found)


def _told(found: Sequence[tuple[int, Finding]]) -> tuple[Finding, ...]:
    """Return findings in the order of the rows; of a code with very many, the first ones and how many follow."""
    told: list[Finding] = []
    numbers: dict[str, int] = {}
    for _, finding in sorted(found, key=lambda one: one[0]):
        numbers[finding.code] = numbers.get(finding.code, 0) + 1
        if numbers[finding.code] <= SHOWN:
            told.append(finding)
    for code, number in numbers.items():
        if number > SHOWN:
            level = max((one.level for one in told if one.code == code), key=("info", "warning", "error").index)
            told.append(Finding(level, code, f"{count(number - SHOWN, 'more finding')} of this kind."))
    return tuple(told)
