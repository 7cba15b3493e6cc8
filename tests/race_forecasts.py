"""Invented race forecasts, strategies, back-tests and fits: fields of any size, whose tables fit together."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from paddock.findings import Finding
from paddock.racing.backtest.baselines import Settings
from paddock.racing.backtest.report import FORECAST, SIMULATED, BackTest, Reliability, no_rows
from paddock.racing.fits import FitReport
from paddock.racing.pooling import Weights
from paddock.racing.result import Basis, RaceForecast, RaceTold
from paddock.racing.scores import Bin
from paddock.racing.strategy.plan import Plan, Stop
from paddock.racing.strategy.report import StrategyReport
from paddock.tables.fits import RACE_FIT_SHAPES, RACE_FITS
from paddock.tables.racing import RACE_ENTRIES, RACE_MOMENTS, RACE_NEUTRALISATIONS, RACE_PLACES, RACE_SEATS
from paddock.tables.strategy import RACE_PLAN_STINTS, RACE_PLANS, RACE_YELLOWS

HOUR = 3_600_000
TEAMS = ("Vireo", "Team Atlantic", "Équipe du Lac Supérieur by Northern Motorsport Technologies", "Kestrel", "Ōkami")
DRAWS = 400


def field_of(**sizes: int) -> dict[str, str]:
    """Return a field, car → class; `field_of(GTP=3, GTD=5)`. Every ninth car has a number with noughts before it."""
    names = [name.replace("_", " ") for name, size in sizes.items() for _ in range(size)]
    return {f"{at:03}" if at % 9 == 0 else str(at): name for at, name in enumerate(names, 1)}


def forecast_of(
    cars: Mapping[str, str] | None = None,
    *,
    hours: float = 6,
    laps: int = 0,
    at_ms: int = 0,
    limits: bool = True,
    drivers: int = 3,
    rejected: Mapping[str, int] | None = None,
    asked: int = DRAWS,
    changes: Sequence[str] = (),
    findings: Sequence[Finding] = (),
    name: str = "Six Hours of Nowhere",
) -> RaceForecast:
    """Return a forecast of an invented race.

    hours, laps: its length; a race over a distance has 0 hours.  at_ms: from when it is simulated.  limits: whether
    there are driving times to keep to.  drivers: to a crew.
    """
    field = dict(field_of(GTP=5, GTD=7) if cars is None else cars)
    dice = random.Random(7)
    classes = tuple(dict.fromkeys(field.values()))
    orders = {name: _orders([car for car in field if field[car] == name], dice) for name in classes}
    overall = [[car for name in classes for car in orders[name][draw]] for draw in range(DRAWS)]
    lasts = round((hours or 3) * HOUR)
    entries: list[dict[str, Any]] = []
    places: list[dict[str, Any]] = []
    for number, (car, race_class) in enumerate(field.items()):
        mine = sorted(order.index(car) + 1 for order in orders[race_class])
        among = list(orders[race_class][0])
        whole = laps or round((hours or 3) * (38 - 3 * classes.index(race_class)))
        entries.append(
            {
                "car": car, "class": race_class, "team": TEAMS[number % len(TEAMS)] if number % 7 != 6 else None,
                "model": f"Model {race_class} {number % 4}" if number % 5 != 4 else None,
                "drivers": [f"Ada ÉCLAIR-{number}", f"Bo VAN DER TEST {number}", "Cy O'NEIL"][:drivers],
                "start": sorted(among).index(car) + 1,
                "place_mean": sum(mine) / DRAWS, "place_p10": mine[DRAWS // 10], "place_p50": mine[DRAWS // 2],
                "place_p90": mine[DRAWS * 9 // 10], "win": mine.count(1) / DRAWS,
                "podium": sum(one <= 3 for one in mine) / DRAWS,
                "overall_mean": sum(order.index(car) + 1 for order in overall) / DRAWS,
                "laps_mean": whole - 0.3 * number, "laps_p10": whole - number - 9, "laps_p50": whole - number // 3,
                "laps_p90": whole + 2, "stops_mean": 6.4 + number % 3, "stops_p10": 5, "stops_p90": 9 + number % 3,
                "retires": 0.02 * (number % 6), "not_classified": 0.004 * (number % 3),
                "rules_broken": 0.25 if number == 3 else 0.0,
            }
        )  # fmt: skip
        for scope, drawn in (("class", orders[race_class]), ("overall", overall)):
            counted = Counter(order.index(car) + 1 for order in drawn)
            places += [
                {"car": car, "class": race_class, "scope": scope, "place": place, "odds": counted[place] / DRAWS}
                for place in sorted(counted)
            ]
    return RaceForecast(
        RaceTold(
            f"nowhere-2030/{hours:g}h/race", name, "nowhere", "nowhere-2030", "nowhere", classes, round(hours * HOUR),
            laps, at_ms,
        ),
        Basis(
            "nowhere, 2030-04-01", ("nowhere-2028/opener/race", "nowhere-2029/opener/race"),
            ("nowhere-2029/opener/race",), tuple(changes),
        ),
        seed=11,
        replicates=DRAWS,
        asked=asked,
        rejected=dict(rejected or {}),
        entries=RACE_ENTRIES.frame(entries),
        places=RACE_PLACES.frame(places),
        moments=RACE_MOMENTS.frame(_moments(entries, at_ms, lasts)),
        seats=RACE_SEATS.frame(_seats(entries, lasts, limits)),
        neutralisations=RACE_NEUTRALISATIONS.frame(_neutralisations()),
        findings=tuple(findings),
    )  # fmt: skip


def _orders(cars: Sequence[str], dice: random.Random) -> list[list[str]]:
    strong = {car: 0.22 * number for number, car in enumerate(dice.sample(cars, len(cars)))}
    return [sorted(cars, key=lambda car: strong[car] + dice.gauss(0, 1)) for _ in range(DRAWS)]


def _moments(entries: Sequence[Mapping[str, Any]], at_ms: int, lasts: int) -> list[dict[str, Any]]:
    """Return every quarter of an hour: odds move from the car in front at the start to those of winning."""
    found = []
    step = HOUR // 4
    first = at_ms - at_ms % step + step
    for clock in range(first, lasts + 1, step):
        gone = (clock - at_ms) / (lasts - at_ms)
        for row in entries:
            leads = (1 - gone) * (row["start"] == 1) + gone * row["win"]
            gap = round((row["place_mean"] - 1) * 20_000 * (0.2 + clock / HOUR))
            found.append(
                {
                    "clock_ms": clock, "car": row["car"], "class": row["class"], "leads": leads,
                    "place_mean": row["place_mean"], "gap_p10_ms": round(gap * 0.3), "gap_p50_ms": gap,
                    "gap_p90_ms": round(gap * (1.5 + gone)) + 20_000,
                }
            )  # fmt: skip
    return found


def _seats(entries: Sequence[Mapping[str, Any]], lasts: int, limits: bool) -> list[dict[str, Any]]:
    found = []
    for number, row in enumerate(entries):
        crew = row["drivers"]
        for seat, driver in enumerate(crew, 1):
            mean = lasts // len(crew) + (len(crew) // 2 + 1 - seat) * lasts // 20
            found.append(
                {
                    "car": row["car"], "class": row["class"], "seat": seat, "driver": driver,
                    "least_ms": lasts // 4 if limits and seat == len(crew) else None,
                    "most_ms": lasts * 2 // 3 if limits else None, "driven_mean_ms": mean,
                    "driven_p10_ms": mean - lasts // 15 - number * 1000, "driven_p90_ms": mean + lasts // 18,
                }
            )  # fmt: skip
    return found


def _neutralisations() -> list[dict[str, Any]]:
    return [
        {"kind": "FCY", "name": "full-course yellow", "none": 0.12, "count_mean": 2.3, "count_p10": 0, "count_p90": 5,
         "time_mean_ms": 1_500_000},
        {"kind": "SF", "name": "safety car", "none": 0.55, "count_mean": 0.7, "count_p10": 0, "count_p90": 2,
         "time_mean_ms": 700_000},
        {"kind": "RF", "name": "red flag", "none": 0.97, "count_mean": 0.03, "count_p10": 0, "count_p90": 0,
         "time_mean_ms": 30_000},
    ]  # fmt: skip


def strategy_of(
    *,
    hours: float = 6,
    plans: int = 4,
    stint: int = 34,
    at_ms: int = 0,
    compared: bool = True,
    mandatory: bool = False,
    findings: Sequence[Finding] = (),
) -> StrategyReport:
    """Return an invented strategy: plans that differ in the length of their stints."""
    lap_ms, seats = 100_000, ("Ada ÉCLAIR", "Bo VAN DER TEST", "Cy O'NEIL")
    found = []
    for number in range(plans):
        lap, clock, stops = at_ms // lap_ms, at_ms, []
        while clock + (stint - number) * lap_ms < hours * HOUR:
            lap += stint - number
            clock += (stint - number) * lap_ms + 60_000
            stops.append(
                Stop(lap, clock, (len(stops) + 1) % 3, len(stops) % 2 == 0, 30.5, 0, 61_500, mandatory and not stops)
            )
        laps = lap + int((hours * HOUR - clock) // lap_ms) + 1
        label = ("fewest laps lost", "one stop more", "driver 2 starts", "a very long name for what is another plan")
        found.append(
            Plan(0, tuple(stops), laps - number // 2, round(hours * HOUR) + 40_000 + number * 7_000, (0, 0, 0),
                 at_ms // lap_ms, at_ms, 0, label[number % 4], 0 if number else 1_500)
        )  # fmt: skip
    rows, parts = [], []
    for number, plan in enumerate(found, 1):
        worse = (number - 1) * 0.21
        rows.append(
            {
                "plan": number, "label": plan.label, "stops": len(plan.stops),
                "tyre_changes": sum(one.tyres for one in plan.stops),
                "order": [seats[one.driver] for one in plan.stints],
                "laps": plan.laps, "time_ms": plan.time_ms, "gap_ms": plan.gap_ms,
            }
        )  # fmt: skip
        if compared:
            rows[-1] |= {
                "place_mean": 3.1 + worse, "win": 0.21 - worse / 10, "podium": 0.55 - worse / 5,
                "laps_mean": plan.laps - 1.2,
                "place_worse": worse, "place_worse_low": worse - 0.2 * (number > 1),
                "place_worse_high": worse + 0.2 * (number > 1), "behind_mean_ms": worse * 30_000,
                "behind_low_ms": worse * 30_000 - 5_000 * (number > 1),
                "behind_high_ms": worse * 30_000 + 5_000 * (number > 1),
                "rules_broken": 0.0,
            }  # fmt: skip
        for at, one in enumerate(plan.stints, 1):
            parts.append(
                {
                    "plan": number, "stint": at, "seat": one.driver + 1, "driver": seats[one.driver],
                    "from_lap": one.from_lap, "to_lap": one.to_lap, "from_ms": one.from_ms, "to_ms": one.to_ms,
                    "new_tyres": one.stop.tyres if one.stop else not at_ms, "tyre_age": one.tyre_age,
                    "fuel_laps": one.stop.fuel_laps if one.stop else 0.0,
                    "stop_ms": one.stop.stop_ms if one.stop else 0,
                    "mandatory": bool(one.stop and one.stop.mandatory),
                }
            )  # fmt: skip
    shares = (None, 0.0, 0.25, 0.5, 0.75) if compared else ()
    yellow = [
        {
            "tank_share": share, "from_lap": None if share is None else round(share * stint),
            "place_mean": 3.0 + 0.1 * at, "win": 0.2, "podium": 0.5, "laps_mean": 200.0,
            "place_worse": 0.1 * at, "place_worse_low": 0.1 * at - 0.06,
            "place_worse_high": 0.1 * at + 0.06, "rules_broken": 0.0,
        }
        for at, share in enumerate(shares)
    ]  # fmt: skip
    return StrategyReport(
        "36", seats, at_ms, 5, 2000 if compared else 0, 0, tuple(found), RACE_PLANS.frame(rows),
        RACE_PLAN_STINTS.frame(parts), RACE_YELLOWS.frame(yellow),
        "Under a full-course yellow stop from half a tank on." if compared else "", tuple(findings),
    )  # fmt: skip


SKILL = {
    FORECAST: 0.17, SIMULATED: 0.178, "equal odds": 0.23, "last race": 0.205, "season form": 0.181, "grid order": 0.172,
    "order stays": 0.204, "order stays, smoothed": 0.143,
}  # fmt: skip


def backtest_of(
    series: Sequence[str] = ("nowhere", "elsewhere"),
    *,
    races: int = 8,
    at: Sequence[float] = (0.0, 0.5),
    skipped: Mapping[str, str] | None = None,
    findings: Sequence[Finding] = (),
) -> BackTest:
    """Return an invented back-test, in which paddock is better before the race and worse at half distance."""
    dice = random.Random(3)
    rows = []
    for name in series:
        for number in range(races):
            for race_class, cars in (("GTP", 10), ("GTD", 15), ("INVITATIONAL", 4)):
                luck = dice.gauss(0, 0.03)
                for share in at:
                    for forecast, rps in SKILL.items():
                        if forecast.startswith("order") != bool(share) and forecast not in (*list(SKILL)[:3],):
                            continue
                        if forecast == "grid order" and number % 4 == 3:
                            continue
                        score = max(rps + luck + dice.gauss(0, 0.01) - 0.02 * bool(share) * (forecast == FORECAST), 0.0)
                        rows.append(
                            {
                                "race": f"{name}-2030/round-{number}/race", "day": dt.date(2030, 3, 1 + number),
                                "series": name, "season": 2030, "class": race_class, "cars": cars, "at": share,
                                "forecast": forecast, "rps": score, "log_score": 8 * score, "brier_win": score / 2,
                                "covered_50": 0.47, "covered_80": min(0.78 + luck, 1.0), "covered_95": 0.93,
                            }
                        )  # fmt: skip
    bins = tuple(Bin(k / 10, (k + 1) / 10, 3 ** (9 - k) + 1, k / 10 + 0.04, min(k / 10 + 0.07, 1)) for k in range(10))
    tables = [
        Reliability(share, event, forecast, bins)
        for share in at
        for event in ("win", "podium", "place")
        for forecast in (FORECAST, "season form")
    ]
    return BackTest(
        tuple(series), (2030,), tuple(at), 4, 1000, pl.DataFrame(rows, schema=no_rows().schema), tuple(tables),
        {"2030": Settings()}, {"2030": tuple(Weights(share, 0.4, 0.6, 0.8, 55) for share in at)}, dict(skipped or {}),
        tuple(findings),
    )  # fmt: skip


def fit_of(*, classes: Sequence[str] = ("GTP", "GTD"), findings: Sequence[Finding] = ()) -> FitReport:
    """Return an invented fit, in which one figure does not agree with what was seen."""
    dice = random.Random(5)
    figures, shapes = [], []
    told = (
        ("stops", "refuelling for a lap", "ms", 1_100.0), ("stops", "change of tyres", "ms", 22_000.0),
        ("stints", "laps on a tank", "laps", 38.0), ("neutralisations", "an hour", "per h", 0.6),
        ("incidents", "retires", "share", 0.08),
    )  # fmt: skip
    for topic, name, unit, value in told:
        for number, race_class in enumerate(classes if topic != "neutralisations" else ("",)):
            seen = value * (1 + 0.1 * number)
            off = 1.5 if name == "change of tyres" and number else 1.02
            figures.append(
                {
                    "topic": topic, "name": name, "class": race_class, "unit": unit, "seen": seen,
                    "seen_low": seen * 0.93, "seen_high": seen * 1.06, "fitted": seen * off,
                    "fitted_low": seen * off * 0.98 if number else None,
                    "fitted_high": seen * off * 1.03 if number else None, "n": 340 + number,
                }
            )  # fmt: skip
    levels = (0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0)
    spreads = (("stops", "what else a stop takes", "ms", 4_000.0), ("pace", "noise", "share", 0.01))
    for topic, name, unit, size in spreads:
        for race_class in classes:
            values = sorted(dice.gauss(0, size) for _ in range(500))
            other = sorted(dice.gauss(size / 10, size) for _ in range(500))
            shapes += [
                {
                    "topic": topic, "name": name, "class": race_class, "unit": unit, "level": level,
                    "seen": values[round(level * 499)], "fitted": other[round(level * 499)], "n": 500,
                }
                for level in levels
            ]  # fmt: skip
    return FitReport(
        "nowhere", "Nowhere Cup", ("nowhere-2029/opener/race", "nowhere-2029/finale/race"), RACE_FITS.frame(figures),
        RACE_FIT_SHAPES.frame(shapes), seed=3, replicates=200, findings=tuple(findings),
    )  # fmt: skip
