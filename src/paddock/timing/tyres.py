"""A hint whether tyres were changed at a stop.  No lap file says so: it rests on how long the stop took."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

FEW = 3
"""Laps on either side of a stop that are compared."""
FEWEST_STOPS = 12
"""Fewer ordinary stops of a class do not show two kinds."""
APART = 2.0
"""Two kinds of stop are told apart when their means are this many pooled standard deviations from each other."""
SMALLEST = 0.15
"""Each kind must be at least this share of the stops."""


def tyre_hints(rows: pl.DataFrame) -> pl.DataFrame:
    """Return for each stint a hint whether tyres were changed before it, and what the hint rests on.

    rows: laps with `stint` (`with_stints`).  Where a class's ordinary stops fall into two kinds, short and long, the
    long ones are taken for those with tyres, unless the pace after the stop says the opposite; where they do not,
    and for stops of any other sort, it is unknown.
    Returns car, stint, tyres, tyres_reason.  Source: docs/methods/stints.md.
    """
    import polars as pl

    from paddock.timing.pits import purposes

    key = ("car", "stint")
    first = rows.group_by(key).agg(pl.col("is_first").first(), pl.col("lap").first().alias("out_lap"))
    # The one visit that ends with the stint's first lap.
    stops = purposes(rows).filter(pl.col("stop") > 0).select("car", "out_lap", "class", "purpose", "lane_ms")
    after = first.join(stops.unique(["car", "out_lap"], keep="last"), on=["car", "out_lap"], how="left")
    after = after.join(_freshness(rows), on=key, how="left")
    ordinary = pl.col("purpose").is_in(["service", "driver-change"]) & pl.col("lane_ms").is_not_null()
    limits: dict[str | None, float] = {}
    for (name,), group in after.filter(ordinary).group_by(["class"]):
        limit = two_kinds(group["lane_ms"].to_list())
        if limit is not None:
            limits[name] = limit
    table = pl.DataFrame(
        {"class": list(limits), "limit": list(limits.values())}, schema={"class": pl.String, "limit": pl.Float64}
    )
    after = after.join(table, on="class", how="left", nulls_equal=True).sort(key)
    answers = [
        _hint(*values)
        for values in after.select(
            "is_first", "purpose", (pl.col("lane_ms") / 1000), (pl.col("limit") / 1000), "fresher_ms"
        ).iter_rows()
    ]
    return after.select(
        *key,
        pl.Series("tyres", [hint for hint, _ in answers], dtype=pl.String),
        pl.Series("tyres_reason", [reason for _, reason in answers], dtype=pl.String),
    )


def _hint(
    is_first: bool, purpose: str | None, lane: float | None, limit: float | None, fresher: float | None
) -> tuple[str, str]:
    without = _no_hint(is_first, purpose, lane, limit)
    if without or lane is None or limit is None:
        return without or ("unknown", "")
    long = lane > limit
    told = f"{lane:.1f} s in the lane, {'above' if long else 'below'} the {limit:.1f} s between the two kinds of stop"
    if fresher is None:
        return ("likely-changed" if long else "likely-kept"), told
    quicker = fresher < 0
    pace = f"same driver {abs(fresher) / 1000:.1f} s a lap {'quicker' if quicker else 'slower'} after it"
    if long != quicker:
        return "unknown", f"{told}, but {pace}"
    return ("likely-changed" if long else "likely-kept"), f"{told}; {pace}"


def _no_hint(is_first: bool, purpose: str | None, lane: float | None, limit: float | None) -> tuple[str, str] | None:
    """Return the answer where the length of the stop says nothing, else None."""
    if is_first:
        return "start", "first stint"
    if purpose == "drive-through":
        return "likely-kept", "drove through the pit lane without time to stop"
    if purpose not in {"service", "driver-change"} or lane is None:
        return "unknown", f"the stop before it was {purpose.replace('-', ' ')}" if purpose else "no stop marked"
    if limit is None:
        return "unknown", f"{lane:.1f} s in the lane; the stops of the class do not fall into two kinds"
    return None


def _freshness(rows: pl.DataFrame) -> pl.DataFrame:
    """Return how much slower (or, negative, quicker) a driver's first laps of a stint are than the last before it.

    The middle of up to three counting laps on either side; null where another driver took over.
    """
    import polars as pl

    key = ("car", "stint")
    green = rows.filter("counts_for_pace")
    sides = green.group_by(key, maintain_order=True).agg(
        pl.col("lap_time_ms").head(FEW).median().alias("first"),
        pl.col("lap_time_ms").tail(FEW).median().alias("last"),
        pl.len().alias("n"),
        pl.col("who").first(),
    )
    before = sides.select("car", pl.col("stint") + 1, "who", pl.col("last").alias("last before"), "n")
    both = sides.join(before, on=key, how="left", suffix=" before")
    known = (pl.col("n") >= FEW) & (pl.col("n before") >= FEW) & (pl.col("who") == pl.col("who before"))
    return both.select(*key, pl.when(known).then(pl.col("first") - pl.col("last before")).alias("fresher_ms"))


def two_kinds(values: list[int]) -> float | None:
    """Return the value that parts short stops from long ones, or None when they are of one kind.

    Otsu's split of the logarithms: the one that leaves least spread within the parts.  The parts count as two kinds
    when each has a fair share and their means lie well apart, measured by their spread (Ashman's D).
    """
    logs = sorted(math.log(value) for value in values if value > 0)
    n = len(logs)
    if n < FEWEST_STOPS:
        return None
    sums, squares = [0.0], [0.0]
    for value in logs:
        sums.append(sums[-1] + value)
        squares.append(squares[-1] + value * value)

    def within(a: int, b: int) -> float:
        return max(0.0, squares[b] - squares[a] - (sums[b] - sums[a]) ** 2 / (b - a))

    cut = min(range(1, n), key=lambda at: within(0, at) + within(at, n))
    spread = (within(0, cut) + within(cut, n)) / n
    apart = (sums[n] - sums[cut]) / (n - cut) - sums[cut] / cut
    # Cutting one normal heap in half gives means 2.65 pooled deviations apart; two kinds must lie further.
    if min(cut, n - cut) < SMALLEST * n or apart <= (2.65 + APART) * math.sqrt(spread):
        return None
    return math.exp((logs[cut - 1] + logs[cut]) / 2)
