"""What a race shows of its neutralisations: how long, how slow, and who stopped under them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

STRENGTH = {"FCY": 0, "SF": 1, "RF": 2, "unknown": 1}
"""In a chain of neutralisations without green between them the strongest gives it its name."""
JOINED_MS = 1_000
"""Periods closer than this follow on from one another."""
COVERED = 0.6
"""Laps of which at least this share was neutralised tell what a lap takes then."""
LONG_LAPS = 4.0
"""In a neutralisation that lasts as long as this many green laps the field has a head."""
MOST = 0.5
"""The race stood still when more than this share of the cars waited in the pit lane."""
QUEUE_MS = 15_000
"""Cars further apart than this do not stand in one queue."""


def periods_of(rows: pl.DataFrame, classes: Mapping[str, float]) -> pl.DataFrame:
    """Return the neutralisations of a race, each chain of them as one.

    rows: laps with `start_ms`, by car and lap; uses flag, elapsed_ms, lap_time_ms, in_pit, pit_time_ms, class.
    Returns kind, start_ms, end_ms, known (whether the end is), stop_ms (of it under a red flag), lap_ms (of the
    leading cars), catch_ms (quickest laps under it: cars that close up), gap_ms (in the queue), factor and catch:
    these over the green lap of the car's own class and of the quickest class; null where no lap shows them.
    """
    import polars as pl

    from paddock.timing.neutralisations import neutralisations

    found = neutralisations(rows).select("kind", "start_ms", "end_ms", "end_earliest_ms").rows()
    chains: list[list[tuple[str, int, int, bool]]] = []
    for kind, start, end, earliest in found:
        piece = (kind, start, earliest if end is None else end, end is not None)
        if chains and start - chains[-1][-1][2] <= JOINED_MS:
            chains[-1].append(piece)
        else:
            chains.append([piece])
    told = []
    for chain in chains:
        strongest = max(chain, key=lambda one: STRENGTH[one[0]])[0]
        start, end, known = chain[0][1], chain[-1][2], chain[-1][3]
        red = sum(one[2] - one[1] for one in chain if one[0] == "RF") or _stood(rows, start, end)
        strongest = "RF" if red else strongest
        lap, catch = _laps_under(rows, start, end, classes) if strongest != "RF" else (None, None)
        gap = _gap(rows, end) if strongest == "SF" or end - start > 4 * min(classes.values()) else None
        told.append(
            {
                "kind": "SF" if strongest == "unknown" else strongest,
                "start_ms": start,
                "end_ms": end,
                "known": known,
                "stop_ms": red,
                "factor": lap,
                "catch": catch,
                "gap_ms": gap,
            }
        )
    schema = {
        "kind": pl.String(), "start_ms": pl.Int64(), "end_ms": pl.Int64(), "known": pl.Boolean(), "stop_ms": pl.Int64(),
        "factor": pl.Float64(), "catch": pl.Float64(), "gap_ms": pl.Float64(),
    }  # fmt: skip
    return pl.DataFrame(told, schema=schema)


def _stood(rows: pl.DataFrame, start: int, end: int) -> int:
    """Return how long the race stood still meanwhile [ms], by the waits in the pit lane; 0 when it did not.

    Some series print no flag for it.
    """
    import polars as pl

    during = (pl.col("start_ms") < end) & (pl.col("elapsed_ms") > start)
    waits = rows.filter(during & (pl.col("waited_before") | pl.col("waited_within")))
    running = rows.filter(during)["car"].n_unique()
    if waits["car"].n_unique() <= MOST * running:
        return 0
    waited = waits.select(pl.max_horizontal("lane_before_ms", "lane_within_ms").median()).item()
    return round(min(float(waited), float(end - start))) if waited is not None else 0


def _laps_under(
    rows: pl.DataFrame, start: int, end: int, classes: Mapping[str, float]
) -> tuple[float | None, float | None]:
    """Return what a lap took under a neutralisation, over a green lap of the quickest class: at the head, and at most
    a tenth of the laps.

    In a long one the head is whoever has gone furthest; how far is told by the laps that hold its start and its end,
    of which the green part ran at green pace.  In a short one it is the middle of all laps, made up to whole ones in
    the same way: nobody has closed up yet.
    """
    import numpy as np
    import polars as pl

    quick = min(classes.values())
    touched = rows.filter(
        (pl.col("elapsed_ms") > start) & (pl.col("start_ms") < end) & ~pl.col("in_pit") & (pl.col("lap") > 1)
        & ~pl.col("stop_before") & pl.col("pit_time_ms").is_null()
    )  # fmt: skip
    green = touched["class"].replace_strict(classes, default=None, return_dtype=pl.Float64).to_numpy()
    first, last = touched["start_ms"].to_numpy(), touched["elapsed_ms"].to_numpy()
    under = np.minimum(last, end) - np.maximum(first, start)
    share = 1 - (last - first - under) / green
    good = (share > COVERED) & np.isfinite(green)
    if good.sum() < 3:
        return None, None
    whole = under[good] / share[good] / quick
    catch = float(np.quantile(whole, 0.1))
    if end - start < LONG_LAPS * quick:
        return float(np.median(whole)), catch
    done = _furthest(rows, end, classes, after=False) - _furthest(rows, start, classes, after=True)
    return ((end - start) / done / quick if done > 1 else float(np.median(whole))), catch


def _furthest(rows: pl.DataFrame, at: int, classes: Mapping[str, float], *, after: bool) -> float:
    """Return how many laps the car that had gone furthest had done at a moment.

    after: the lap it was on ran at green pace until then; else it did so from then on.
    """
    import polars as pl

    on = rows.filter((pl.col("start_ms") <= at) & (pl.col("elapsed_ms") > at))
    green = pl.col("class").replace_strict(classes, default=None, return_dtype=pl.Float64)
    part = (at - pl.col("start_ms")) / green if after else 1 - (pl.col("elapsed_ms") - at) / green
    furthest = on.select((pl.col("lap") - 1 + part.clip(0.0, 1.0)).max()).item()
    return float(furthest) if furthest is not None else 0.0


def _gap(rows: pl.DataFrame, end: int) -> float | None:
    """Return the middle gap between cars in the queue as they crossed the line for the last time before its end."""
    import numpy as np
    import polars as pl

    last = rows.filter(pl.col("elapsed_ms") <= end).group_by("car").agg(pl.col("elapsed_ms").max())["elapsed_ms"]
    gaps = np.diff(np.sort(last.to_numpy()))
    gaps = gaps[gaps < QUEUE_MS]
    return float(np.median(gaps)) if len(gaps) >= 5 else None


def chances(
    rows: pl.DataFrame, stops: pl.DataFrame, periods: pl.DataFrame, classes: Mapping[str, float]
) -> pl.DataFrame:
    """Return for every car and neutralisation what it had used since its last stop, and whether it stopped then.

    Returns class, kind, period (its number), used_min (green running since the last stop), left_min (running left to
    the end of the race), stopped.  Red flags are left out: everybody stands in the pit lane.
    """
    import numpy as np
    import polars as pl

    found = []
    end = rows["elapsed_ms"].max()
    services = stops.filter(pl.col("purpose").is_in(["service", "driver-change", "repair", "unknown"]))
    by_car = {str(car): group["in_ms"].to_numpy() for (car,), group in services.group_by(["car"])}
    for (car, name), group in rows.group_by(["car", "class"], maintain_order=True):
        clock = group["elapsed_ms"].to_numpy()
        green = (~group["yellow"]).to_numpy()
        own = by_car.get(str(car), np.empty(0))
        pace = classes.get(str(name))
        if pace is None:
            continue
        for number, (kind, start, until) in enumerate(periods.select("kind", "start_ms", "end_ms").iter_rows()):
            if kind == "RF" or not clock[0] <= start <= clock[-1]:
                continue
            before = own[own < start]
            since = before[-1] if len(before) else -1
            used = int(green[(clock > since) & (clock <= start)].sum()) * pace / 60_000
            stopped = bool(((own >= start) & (own < until)).any())
            found.append((name, kind, number, used, (end - start) / 60_000, stopped))
    return pl.DataFrame(
        found,
        schema={
            "class": pl.String, "kind": pl.String, "period": pl.Int64, "used_min": pl.Float64,
            "left_min": pl.Float64, "stopped": pl.Boolean,
        },
        orient="row",
    )  # fmt: skip
