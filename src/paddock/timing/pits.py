"""Visits to the pit lane: how long, what for, under which flag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddock.tables import PIT_STOPS

if TYPE_CHECKING:
    import polars as pl

NARROW = 1.03
"""Cars that only drive through the lane at its speed limit need the same time within this ratio."""
FEWEST = 3
"""Fewer visits as quick as each other show no drive through the lane."""
DENSER = 3
"""How much denser they must stand than the visits just slower."""
RARE = 1 / 3
"""Where more than this share of all visits are as quick, they are an ordinary stop."""
FENCE = 3.0
"""A lane time this many interquartile ranges above the upper quartile of its class is no ordinary stop."""
BELOW = 0.75
"""They are told from stops only below this share of the middle lane time."""
SHORT = 0.5
"""Below this share of the middle lane time of its class, without a known drive through, a stop is not told."""


def pit_stops(laps: pl.DataFrame, neutralisations: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return every visit of a car to the pit lane.

    laps: table `laps`; uses car, class, lap, lap_time_ms, elapsed_ms, pit_time_ms [ms], in_pit, flag, driver,
    driver_slot, counts_for_pace.  neutralisations: table `neutralisations`; where given, the flag when a car came in
    or went out is the period's that holds that moment, if it is known for sure, else the one printed at the line.
    Returns table `pit_stops` by car and stop; a start from the pit lane is stop 0.  `stop_ms` is null while the
    session has no drive through the lane to measure it against; `lost_ms` while a lap around it was not green.
    Source: docs/methods/pits.md.
    """
    import polars as pl

    from paddock.timing.visits import with_visits

    if not laps.height:
        return PIT_STOPS.empty()
    rows = with_visits(laps)
    frame = purposes(rows)
    if neutralisations is not None and neutralisations.height:
        frame = frame.with_columns(
            pl.coalesce(_flag_at(frame["in_ms"], neutralisations), "flag").alias("flag"),
        )
    return PIT_STOPS.conform(_with_loss(frame, rows).sort("car", "stop"))


def drive_through_ms(lane_ms: pl.Series, cars: pl.Series, changed: pl.Series) -> int | None:
    """Return what the drive through the pit lane takes at its speed limit [ms], or None when the laps do not show it.

    lane_ms, cars, changed: time in the lane [ms], car and whether the driver changed, of every visit.  A speed limit
    makes penalties alike: the quickest heap of at least three visits by two cars within 3 %, none with a change of
    driver, much denser than the visits just slower, a small part of them all and well below the middle one, is a
    heap of drive-throughs; its middle is the answer.
    """
    import polars as pl

    visits = pl.DataFrame({"lane": lane_ms, "car": cars, "changed": changed}).filter(pl.col("lane") > 0).sort("lane")
    times = visits["lane"].to_list()
    usual = visits["lane"].median()
    for first, low in enumerate(times):
        if not isinstance(usual, int | float) or low >= BELOW * usual:
            break
        heap = [at for at in range(first, len(times)) if times[at] <= low * NARROW]
        beyond = sum(low * NARROW < time <= low * NARROW**2 for time in times)
        if len(heap) < FEWEST or visits["car"].gather(heap).n_unique() < 2:
            continue
        alike = len(heap) >= DENSER * beyond and len(heap) <= RARE * len(times)
        if alike and not visits["changed"].gather(heap).any():
            return int(times[heap[len(heap) // 2]])
        return None
    return None


def purposes(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the visits with stop time and purpose; rows: laps with `with_visits`."""
    import polars as pl

    visits = _visits(rows)
    ordinary = visits.filter((pl.col("stop") > 0) & ~pl.col("waited"))
    through = drive_through_ms(ordinary["lane_ms"], ordinary["car"], ordinary["changed"])
    usual = ordinary.group_by("class").agg(
        pl.col("lane_ms").median().alias("usual"),
        (
            pl.col("lane_ms").quantile(0.75)
            + FENCE * (pl.col("lane_ms").quantile(0.75) - pl.col("lane_ms").quantile(0.25))
        ).alias("fence"),
    )
    visits = visits.join(usual, on="class", how="left", nulls_equal=True)
    visits = visits.with_columns(
        (pl.col("lane_ms") - through).clip(lower_bound=0).alias("stop_ms")
        if through is not None
        else pl.lit(None, dtype=pl.Int64).alias("stop_ms")
    )
    columns: tuple[str, ...] = (
        "lane_ms",
        "usual",
        "fence",
        "changed",
        "waited",
        "out_lap",
        "took_flag",
        "started",
        "hidden",
    )
    columns += ("flag", "flag_out")
    answers = [_purpose(through, **row) for row in visits.select(columns).iter_rows(named=True)]
    return visits.with_columns(
        pl.Series("purpose", [purpose for purpose, _ in answers], dtype=pl.String),
        pl.Series("purpose_reason", [reason for _, reason in answers], dtype=pl.String),
    )


def _purpose(  # one answer per sort of visit
    through: int | None,
    *,
    lane_ms: int | None,
    usual: float | None,
    fence: float | None,
    changed: bool,
    waited: bool,
    out_lap: int | None,
    took_flag: bool,
    started: bool,
    hidden: bool,
    flag: str | None,
    flag_out: str | None,
) -> tuple[str, str]:
    """Return what a visit was for and what that rests on; the first answer that holds."""
    in_lane = f"{lane_ms / 1000:.1f} s in the lane" if lane_ms is not None else "no time in the lane printed"
    middle = f"{usual / 1000:.1f} s are the class's middle" if usual else "nothing to compare it with"
    if started:
        answer = "start-from-pit-lane", "a time in the lane stands on the first lap"
    elif out_lap is None:
        answer = ("finish", "took the flag in the pit lane") if took_flag else ("retired", "did not come out again")
    elif waited:
        answer = "red-flag", f"{in_lane} while the race was stopped or most of the field waited"
    elif hidden:
        answer = "driver-change", "another driver without a mark of the pit lane"
    elif fence is not None and usual and lane_ms is not None and lane_ms > max(fence, 2 * usual):
        far = f"{in_lane}, far above the ordinary; {middle}"
        # Behind a safety car the exit is closed for minutes, so a long stay need be no repair.
        behind = "SF" in {flag, flag_out}
        answer = ("unknown", f"{far}: a repair, or a wait for the safety car") if behind else ("repair", far)
    elif changed:
        answer = "driver-change", f"another driver; {in_lane}"
    elif lane_ms is None or not usual:
        answer = "unknown", in_lane
    elif through is not None and lane_ms <= through * NARROW:
        answer = "drive-through", f"{in_lane}; the drive through takes {through / 1000:.1f} s"
    elif through is None and lane_ms < SHORT * usual:
        answer = "unknown", f"{in_lane}: a short stop or a drive through, which this session does not tell apart"
    else:
        answer = "service", f"{in_lane}; {middle}"
    return answer


def _visits(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per visit: those between two laps, those within one, starts from the lane and last ways in."""
    import polars as pl

    def before(name: str) -> pl.Expr:
        return pl.col(name).shift(1).over("car")

    no_lap = pl.lit(None, dtype=pl.Int64)
    base = rows.with_columns(
        before("lap").alias("lap before"),
        before("elapsed_ms").alias("clock before"),
        before("flag").alias("flag before"),
        before("driver").alias("driver before"),
        (pl.col("flag") == "FF").fill_null(value=False).alias("took_flag"),
    )
    common = ("car", "class", "lap", "took_flag")
    no, yes = pl.lit(value=False), pl.lit(value=True)

    def made(  # the columns of one sort of visit
        chosen: pl.Expr, sort: int, in_lap: pl.Expr, out_lap: pl.Expr, in_ms: pl.Expr, lane: pl.Expr, *rest: pl.Expr
    ) -> pl.DataFrame:
        return base.filter(chosen).select(
            *common,
            pl.lit(sort).alias("sort"),
            in_lap.alias("in_lap"),
            out_lap.alias("out_lap"),
            in_ms.alias("in_ms"),
            lane.alias("lane_ms"),
            *(one.alias(name) for one, name in zip(rest, _REST, strict=True)),
        )

    lap, driver, flag, changed = pl.col("lap"), pl.col("driver"), pl.col("flag"), pl.col("changed")
    pit_time = pl.col("pit_time_ms")
    starts = pl.col("is_first") & pit_time.is_not_null()
    between, within = pl.col("stop_before"), pl.col("stop_within")
    last = pl.col("is_last") & pl.col("in_pit")
    hidden = pl.col("lane_within_ms").is_null()
    lanes = pl.col("lane_before_ms"), pl.col("lane_within_ms"), pl.col("clock before")
    none = pl.lit(None, dtype=pl.String)
    visits = pl.concat(
        [
            made(starts, 0, no_lap, lap, no_lap, pit_time, none, driver, none, flag, no, no, yes, no),
            made(
                between, 1, pl.col("lap before"), lap, lanes[2], lanes[0], pl.col("driver before"), driver,
                pl.col("flag before"), flag, changed, pl.col("waited_before"), no, no,
            ),
            made(
                within, 2, lap, lap, no_lap, lanes[1], pl.col("driver before"), driver,
                pl.col("flag before"), flag, changed, pl.col("waited_within"), no, hidden,
            ),
            made(last, 3, lap, no_lap, pl.col("elapsed_ms"), no_lap, driver, none, flag, none, no, no, no, no),
        ]
    )  # fmt: skip
    number = pl.int_range(1, pl.len() + 1).over("car") - pl.col("started").cast(pl.Int64).sum().over("car")
    return visits.sort("car", "lap", "sort").with_columns(number.alias("stop"))


_REST = ("driver_in", "driver_out", "flag", "flag_out", "changed", "waited", "started", "hidden")


def _with_loss(frame: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return visits with the time they cost: the laps around them over typical green laps of the car.

    Null where a lap around the visit was not green: what a green lap takes says nothing then.
    """
    import polars as pl

    green = pl.col("flag").is_null() | pl.col("flag").is_in(["GF", "FF"])
    typical = rows.filter("counts_for_pace").group_by("car").agg(pl.col("lap_time_ms").median().alias("typical"))
    laps = rows.with_columns(
        (green & green.shift(1, fill_value=True).over("car") & (pl.col("lap") > 1)).alias("green")
    ).select("car", "lap", "lap_time_ms", "green")
    laps = laps.unique(["car", "lap"], keep="last")
    frame = frame.join(typical, on="car", how="left")
    for side in ("in", "out"):
        named = laps.rename({"lap": f"{side}_lap", "lap_time_ms": f"{side} time", "green": f"{side} green"})
        frame = frame.join(named, on=["car", f"{side}_lap"], how="left")
    one = pl.col("in_lap") == pl.col("out_lap")
    cost = (
        pl.when(one)
        .then(pl.col("in time") - pl.col("typical"))
        .otherwise(pl.col("in time") + pl.col("out time") - 2 * pl.col("typical"))
    )
    known = pl.col("in green") & pl.col("out green") & ~pl.col("waited")
    return frame.with_columns(pl.when(known).then(cost.round().cast(pl.Int64)).alias("lost_ms"))


def _flag_at(moments: pl.Series, periods: pl.DataFrame) -> pl.Series:
    """Return the kind of the period that surely holds each moment: between the bounds of its start and its end."""
    import polars as pl

    flags: list[str | None] = []
    known = list(periods.select("kind", "start_latest_ms", "end_earliest_ms").iter_rows())
    for moment in moments:
        inside = [kind for kind, start, end in known if moment is not None and start <= moment <= end]
        flags.append(inside[0] if inside and inside[0] != "unknown" else None)
    return pl.Series("flag", flags, dtype=pl.String)
