"""Small timing files of our own: one invented race of a few cars, rendered in every form the readers know.

Everything here is made up; only the forms are those of real files.  A test changes a rendered file (cuts it, shuffles
its columns) rather than writing one by hand.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Rows = list[list[str]]
START_OF_DAY_MS = 13 * 3_600_000 + 5_000
"""Time of day at which the invented race starts."""
START_UTC_S = 1_720_000_000


@dataclass(frozen=True)
class Driver:
    first: str
    family: str
    grade: str = "Gold"
    country: str = "FRA"


@dataclass(frozen=True)
class Car:
    number: str
    car_class: str
    team: str
    make: str
    vehicle: str
    crew: tuple[Driver, ...]
    group: str = ""
    pace_ms: int = 95_000
    laps: int = 8
    pits_on: tuple[int, ...] = (4,)
    status: str = "Classified"


CARS = (
    Car(
        "7",
        "HYPERCAR",
        "Équipe Ésope",
        "Toyota",
        "Toyota GR010",
        (Driver("Ana", "Ébert"), Driver("Bo", "De Vries")),
        "H",
    ),
    Car("007", "HYPERCAR", "Team Chaïm", "Alpine", "Alpine A424", (Driver("Cy", "Dahl", "Silver"),), "H", 95_400),
    Car(
        "51",
        "LMGT3",
        "Rot, Weiß & Co",
        "Ferrari",
        "Ferrari 296",
        (Driver("Eva", "Fuß"), Driver("Gil", "Hö")),
        "",
        104_000,
        7,
    ),
    Car("33", "LMGT3", "Team Ida", "BMW", "BMW M4", (Driver("Ida", "Jonas", "Bronze"),), "", 104_900, 2, (), "Retired"),
)


@dataclass(frozen=True)
class Lap:
    car: Car
    number: int
    slot: int
    sectors: tuple[int, int, int]
    elapsed: int
    in_pit: bool
    pit_ms: int | None
    flag: str
    improvement: int

    @property
    def time(self) -> int:
        return sum(self.sectors)

    @property
    def hour(self) -> int:
        return (START_OF_DAY_MS + self.elapsed) % 86_400_000


def laps_of(car: Car) -> list[Lap]:
    """Return the laps of a car: the first shorter, one stop of 61.234 s with a change of driver, lap 3 under yellow."""
    best = min((lap for lap in range(2, car.laps + 1) if lap - 1 not in car.pits_on and lap != 3), default=2)
    made: list[Lap] = []
    elapsed, slot = 0, 1
    for lap in range(1, car.laps + 1):
        out = lap - 1 in car.pits_on
        if out:
            slot = min(slot + 1, len(car.crew))
        time = (
            car.pace_ms + 37 * lap - (2_000 if lap == 1 else 0) + (55_000 if out else 0) + (40_000 if lap == 3 else 0)
        )
        sectors = (time // 3, time // 3 + 11, time - 2 * (time // 3) - 11)
        elapsed += time
        flag = "FCY" if lap == 3 else "FF" if lap == car.laps and car.status == "Classified" else "GF"
        mark = (3 if car is CARS[0] else 2) if lap == best else 0
        made.append(Lap(car, lap, slot, sectors, elapsed, lap in car.pits_on, 61_234 if out else None, flag, mark))
    return made


ALL_LAPS = [lap for car in CARS for lap in laps_of(car)]


def clock(ms: int | None, *, minutes: bool = True, hours: bool = False, mark: str = ":") -> str:
    """Return milliseconds as a clock: `59.999`, `1:35.037`, `0:01:01.234`; `mark` stands before the seconds."""
    if ms is None:
        return ""
    whole, fraction = divmod(ms, 1000)
    minute, second = divmod(whole, 60)
    hour, rest = divmod(minute, 60)
    if hours or hour:
        return f"{hour}:{rest:02}{mark}{second:02}.{fraction:03}"
    return f"{minute}{mark}{second:02}.{fraction:03}" if minute or minutes else f"{second}.{fraction:03}"


def table(
    rows: Sequence[Sequence[str]],
    separator: str = ";",
    *,
    bom: bool = True,
    crlf: bool = True,
    trailing: bool = True,
    encoding: str = "utf-8",
) -> bytes:
    """Return rows as a file: with or without mark, CRLF, and a separator at the end of each line."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator="\r\n" if crlf else "\n")
    writer.writerows([[*row, ""] if trailing else row for row in rows])
    content = stream.getvalue().encode(encoding)
    return b"\xef\xbb\xbf" + content if bom and encoding == "utf-8" else content


def cells(content: bytes, separator: str = ";") -> Rows:
    """Return a rendered file as rows of cells."""
    return [*csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator)]


# --- laps ------------------------------------------------------------------------------------------------------------

LAP_NAMES = (
    "NUMBER DRIVER_NUMBER LAP_NUMBER LAP_TIME LAP_IMPROVEMENT CROSSING_FINISH_LINE_IN_PIT S1 S1_IMPROVEMENT S2"
    " S2_IMPROVEMENT S3 S3_IMPROVEMENT KPH ELAPSED HOUR S1_LARGE S2_LARGE S3_LARGE TOP_SPEED DRIVER_NAME PIT_TIME"
    " CLASS GROUP TEAM MANUFACTURER"
)
LAP_HEADER = [f" {name}" if 1 <= place <= 14 else name for place, name in enumerate(LAP_NAMES.split())]
SECTIONS = ("IM1a", "IM1", "IM2a", "IM2", "IM3a", "FL")


def _lap_cells(lap: Lap) -> dict[str, str]:
    driver = lap.car.crew[lap.slot - 1]
    made = {
        "NUMBER": lap.car.number,
        "DRIVER_NUMBER": str(lap.slot),
        "LAP_NUMBER": str(lap.number),
        "LAP_TIME": clock(lap.time),
        "LAP_IMPROVEMENT": str(lap.improvement),
        "CROSSING_FINISH_LINE_IN_PIT": "B" if lap.in_pit else "",
        "KPH": f"{4_500_000 / lap.time * 3.6:.1f}",
        "ELAPSED": clock(lap.elapsed),
        "HOUR": clock(lap.hour, hours=True),
        "TOP_SPEED": "281.4",
        "DRIVER_NAME": f"{driver.first} {driver.family.upper()}",
        "PIT_TIME": clock(lap.pit_ms, hours=True),
        "CLASS": lap.car.car_class,
        "GROUP": lap.car.group,
        "TEAM": lap.car.team,
        "MANUFACTURER": lap.car.make,
        "FLAG_AT_FL": lap.flag,
    }
    for number, sector in enumerate(lap.sectors, 1):
        made |= {f"S{number}": clock(sector, minutes=False), f"S{number}_IMPROVEMENT": "0"}
        made |= {f"S{number}_LARGE": clock(sector), f"S{number}_SECONDS": f"{sector / 1000:.3f}"}
    for number, name in enumerate(SECTIONS):
        made |= {f"{name}_time": clock(10_000 + number, minutes=False), f"{name}_elapsed": clock(10_000 * (number + 1))}
    return made


def alkamel_laps(form: str = "29", **style: Any) -> bytes:
    """Return an Al Kamel lap file.  form: its number of columns: 25, 26, 29, 28 (Formula E), 44 and 42 (GR Cup)."""
    header = list(LAP_HEADER)
    if form in {"26", "29", "44", "42"}:
        header.append("FLAG_AT_FL")
    if form in {"29", "44", "42"}:
        header += ["S1_SECONDS", "S2_SECONDS", "S3_SECONDS"]
    if form in {"44", "42"}:
        header += [f"{name}_{part}" for name in SECTIONS for part in ("time", "elapsed")]
    if form == "28":
        header += ["POWER", "FANBOOST", "ATTACK_MODE"]
    without = {"42": {"DRIVER_NAME", "TEAM"}, "28": {"CLASS", "GROUP", "TOP_SPEED"}, "26": {"TOP_SPEED"}}.get(
        form, set()
    )
    dropped = without if form == "42" else set()
    header = [name for name in header if name.strip() not in dropped]
    rows = [header]
    for lap in ALL_LAPS:
        made = _lap_cells(lap) | dict.fromkeys(without, "")
        rows.append([made.get(name.strip(), "0") for name in header])
    return table(rows, **style)


PLAIN_NAMES = {
    "en": ("Car #", "Class", "Lap No.", "Lap Time", "Driver", "Flag", "Pit time", "Team", "In pit"),
    "de": ("Startnummer", "Klasse", "Runde", "Rundenzeit", "Fahrer", "Flagge", "Boxenzeit", "Team", "Box"),
    "fr": ("N°", "Catégorie", "Tour", "Temps au tour", "Pilote", "Drapeau", "Temps stand", "Équipe", "Stand"),
}
PLAIN_MORE = (
    "Group",
    "Make",
    "Driver No",
    "Sector 1",
    "Sector 2",
    "Sector 3",
    "Elapsed",
    "Time of day",
    "KPH",
    "Top Speed",
)


def plain_laps(language: str = "en", separator: str = ",", *, more: bool = False) -> bytes:
    """Return laps as a plain table with everyday names; the German one has decimal commas.  more: every column."""
    rows = [[*PLAIN_NAMES[language], *(PLAIN_MORE if more else ())]]
    for lap in ALL_LAPS:
        driver = lap.car.crew[lap.slot - 1]
        time, pit = clock(lap.time), clock(lap.pit_ms)
        if language == "de":
            time, pit = f"{lap.time / 1000:.3f}".replace(".", ","), pit.replace(".", ",")
        car, flag = lap.car, {"GF": "green", "FF": "finish"}.get(lap.flag, lap.flag)
        row = [car.number, car.car_class, str(lap.number), time, f"{driver.first} {driver.family}", flag, pit, car.team]
        row.append("x" if lap.in_pit else "")
        if more:
            row += [car.group, car.make, str(lap.slot), *(clock(sector, minutes=False) for sector in lap.sectors)]
            row += [clock(lap.elapsed), clock(lap.hour, hours=True), "170.5", "281.4"]
        rows.append(row)
    return table(rows, separator, bom=False, crlf=False, trailing=False)


def reduced_laps() -> bytes:
    """Return laps with car, class, lap, seconds, flag and pit time only, zeros at the end of a time cut."""
    rows = [["car", "class", "lap", "lap_time", "flags", "pit_time"]]
    for lap in ALL_LAPS:
        pit = "" if lap.pit_ms is None else str(lap.pit_ms / 1000)
        rows.append([lap.car.number, lap.car.car_class, str(lap.number), str(lap.time / 1000), lap.flag, pit])
    return table(rows, ",", bom=False, crlf=False, trailing=False)


# --- results ---------------------------------------------------------------------------------------------------------

ORDER = CARS
DRIVER_PARTS = ("FIRSTNAME", "SECONDNAME", "LICENSE", "HOMETOWN", "COUNTRY", "SHORTNAME", "IMSA_DriverId")


def total(car: Car) -> int:
    return laps_of(car)[-1].elapsed


def best(car: Car) -> Lap:
    return next((lap for lap in laps_of(car) if lap.improvement), laps_of(car)[0])


def _gap(car: Car, ahead: Car, style: str, mark: str) -> str:
    """Return a gap as printed: time when the laps are equal, else laps; IMSA signs times and counts one `Lap`."""
    if car is ahead:
        return "-" if style == "imsa" else ""
    laps = ahead.laps - car.laps
    if laps:
        return f"{laps} Lap" if style == "imsa" and laps == 1 else f"{laps} Laps"
    return ("+" if style == "imsa" else "") + clock(total(car) - total(ahead), minutes=False, mark=mark)


def _result_cells(place: int, car: Car, style: str) -> dict[str, str]:
    mark, ahead = ("'" if style == "wec" else ":"), ORDER[max(place - 2, 0)]
    made = {
        "POSITION": str(place),
        "NUMBER": car.number,
        "STATUS": car.status,
        "LAPS": str(car.laps),
        "TOTAL_TIME": clock(total(car), mark=mark),
        "GAP_FIRST": _gap(car, ORDER[0], style, mark),
        "GAP_PREVIOUS": _gap(car, ahead, style, mark),
        "FL_LAPNUM": str(best(car).number),
        "FL_TIME": clock(best(car).time, mark=mark),
        "FL_KPH": "170.5",
        "TEAM": car.team,
        "CLASS": car.car_class,
        "GROUP": car.group,
        "DIVISION": "GR Cup",
        "VEHICLE": car.vehicle,
        "TIRES": "M",
        "TYRES": "M",
        "*Extra 9": "a sponsor",
    }
    for slot, driver in enumerate(car.crew, 1):
        made[f"DRIVER_{slot}"] = f"{driver.first} {driver.family.upper()}"
        parts = (driver.first, driver.family, driver.grade, "Nowhere", driver.country, "", str(slot))
        for part, value in zip(DRIVER_PARTS, parts, strict=True):
            made[f"DRIVER{slot}_{part}"] = value
            if slot == 1:
                made[f"DRIVER_{part}"] = value
    return made


def classification(separator: str = ";", **style: Any) -> bytes:
    """Return a WEC or ELMS classification: drivers as one string, the fifth of them after the fastest lap."""
    header = "POSITION NUMBER TEAM DRIVER_1 DRIVER_2 DRIVER_3 DRIVER_4 VEHICLE TYRES CLASS GROUP DIVISION STATUS LAPS"
    header += " TOTAL_TIME GAP_FIRST GAP_PREVIOUS FL_LAPNUM FL_TIME FL_KPH DRIVER_5"
    names = header.split()
    rows = [names]
    for place, car in enumerate(ORDER, 1):
        made = _result_cells(place, car, "wec")
        rows.append([made.get(name, "") for name in names])
    return table(rows, separator, **style)


def imsa_results(separator: str = ",", *, qualifying: bool = False, **style: Any) -> bytes:
    """Return results of an IMSA race or qualifying: six drivers in the header, rows that end after fewer cells."""
    tail = ["TEAM", "CLASS", "GROUP", "DIVISION", "VEHICLE", "TIRES", "IMSA_CarId", "*Extra 9"]
    tail += [f"DRIVER{slot}_{part}" for slot in range(1, 5) for part in DRIVER_PARTS]
    renamed = {"POS": "POSITION", "LAP": "FL_LAPNUM", "TIME": "FL_TIME", "KPH": "FL_KPH"}
    head = ["POS", "NUMBER", "LAP", "TIME", "GAP_FIRST", "GAP_PREVIOUS", "KPH", "LAPS"]
    if not qualifying:
        head = ["POSITION", "NUMBER", "STATUS", "LAPS", "TOTAL_TIME", "GAP_FIRST", "GAP_PREVIOUS"]
        head += ["FL_LAPNUM", "FL_TIME", "FL_KPH"]
    names = [*head, *tail]
    rows = [[" LAPS" if qualifying and name == "LAPS" else name for name in names]]
    for place, car in enumerate(ORDER, 1):
        made = _result_cells(place, car, "imsa")
        if car.status == "Retired":
            made["STATUS"] = "Not started"
        row = [made.get(renamed.get(name, name), "") for name in names]
        # A driver who is not there takes four cells instead of seven.
        rows.append(row[: len(row) - 3 * (4 - len(car.crew))])
    return table(rows, separator, **style)


def grcup_results(*, anonymous: bool = False, **style: Any) -> bytes:
    """Return results of the GR Cup: one driver; without names and with places like `1.0` when anonymised."""
    names = "POSITION NUMBER STATUS LAPS TOTAL_TIME GAP_FIRST GAP_PREVIOUS FL_LAPNUM FL_TIME FL_KPH TEAM CLASS GROUP"
    header = [*f"{names} DIVISION VEHICLE TIRES".split(), "ECM Car Id", "*Extra 9", "Sort Key"]
    header += [f"DRIVER_{part}" for part in DRIVER_PARTS[:6]]
    if anonymous:
        header = [name for name in header if name != "TEAM" and not name.startswith("DRIVER_")] + ["DRIVER_*Extra 3"]
    rows = [header]
    for place, car in enumerate(ORDER, 1):
        made = _result_cells(place, car, "imsa")
        if anonymous:
            made["POSITION"] = f"{place}.0"
        if car.status == "Retired":
            made |= {"STATUS": "Not started", "POSITION": "", "LAPS": "0", "TOTAL_TIME": "", "FL_LAPNUM": "0"}
            made |= {"FL_TIME": "", "FL_KPH": "", "GAP_FIRST": "", "GAP_PREVIOUS": ""}
        rows.append([made.get(name, "") for name in header])
    return table(rows, **({"bom": False, "trailing": False} if anonymous else {}) | style)


def by_class(**style: Any) -> bytes:
    """Return results by class, with the place in it printed."""
    header = "CLASS_TYPE POS PIC NUMBER TEAM VEHICLE DRIVER LAPS ELAPSED GAP_FIRST GAP_PREVIOUS BEST_LAP_NUM"
    names = [*header.split(), "BEST_LAP_TIME", "BEST_LAP_KPH"]
    renamed = {"CLASS_TYPE": "CLASS", "POS": "POSITION", "ELAPSED": "TOTAL_TIME", "DRIVER": "DRIVER_1"}
    renamed |= {"BEST_LAP_NUM": "FL_LAPNUM", "BEST_LAP_TIME": "FL_TIME", "BEST_LAP_KPH": "FL_KPH"}
    rows, seen = [names], dict.fromkeys((car.car_class for car in CARS), 0)
    for place, car in enumerate(ORDER, 1):
        seen[car.car_class] += 1
        made = _result_cells(place, car, "imsa") | {"PIC": str(seen[car.car_class])}
        rows.append([made.get(renamed.get(name, name), "") for name in names])
    return table(rows, **style)


def sro_results(*, combined: bool = False) -> bytes:
    """Return an SRO table of a race, or of a qualifying decided on the average of three parts."""
    head = ["Pos", "Car #", "Class", "Drivers", "Team", "Car"]
    rows = [[*head, *(["Avg Time", "Time 1", "Time 2", "Time 3"] if combined else ["Time", "Laps", "Gap"])]]
    for place, car in enumerate(ORDER, 1):
        crew = ", ".join(f"{driver.first} {driver.family}" for driver in car.crew)
        pos = "NC" if car.status == "Retired" else str(place)
        row = [pos, car.number, car.car_class, crew, car.team, car.vehicle]
        if combined:
            times = [car.pace_ms + 100, car.pace_ms - 200, None if place == 2 else car.pace_ms + 400]
            there = [time for time in times if time is not None]
            rows.append([*row, clock(sum(there) // len(there)), *(clock(time) for time in times)])
            continue
        behind = total(car) - total(ORDER[0])
        gap = "" if place == 1 else ("-" if behind < 0 else "") + clock(abs(behind), minutes=False)
        rows.append([*row, clock(best(car).time), str(car.laps), gap])
    return table(rows, ",", bom=False, crlf=False, trailing=False)


# --- weather ---------------------------------------------------------------------------------------------------------

WEATHER_HEADER = "TIME_UTC_SECONDS TIME_UTC_STR AIR_TEMP TRACK_TEMP HUMIDITY PRESSURE WIND_SPEED WIND_DIRECTION RAIN"


def weather(
    *,
    fahrenheit: bool = False,
    inches: bool = False,
    rain: Callable[[int], str] = lambda minute: "-1",
    rows: int = 12,
    air: float = 24.0,
    step: float = 0.1,
    start: int = START_UTC_S,
    **style: Any,
) -> bytes:
    """Return a weather file of a reading a minute.  air: first reading [°C], rising by `step`; the track +11."""
    made = [WEATHER_HEADER.split()]
    for minute in range(rows):
        degrees = (air + step * minute, air + 11 + step * minute)
        # What a station in °C becomes in °F has one decimal more.
        temps = [f"{round(1.8 * one + 32, 3):g}" if fahrenheit else f"{one:.2f}" for one in degrees]
        pressure = f"{29.92 + minute / 1000:.9f}" if inches else f"{1012 + minute / 10:.1f}"
        moment = start + 60 * minute
        words = [str(moment), _utc_words(moment), *temps, "55", pressure, "3.2", "120", rain(minute)]
        made.append(words)
    return table(made, **style)


def _utc_words(moment: int) -> str:
    import datetime as dt

    when = dt.datetime.fromtimestamp(moment, dt.UTC)
    return f"{when.month}/{when.day}/{when.year} {when.hour % 12 or 12}:{when:%M:%S} {when:%p}"


# --- IMSA's JSON -----------------------------------------------------------------------------------------------------

SESSION: dict[str, Any] = {
    "championship_name": "Invented Cup",
    "event_name": "Six Minutes of Nowhere",
    "session_name": "Race",
    "session_date": "01/02/2025",
    "circuit": {"name": "Nowhere", "length": 4.5, "country": "XX"},
    "finalize_type": "Official",
}


def time_cards() -> dict[str, Any]:
    """Return time cards as JSON values.  As live timing marks them, every best of its moment is one."""
    participants: list[dict[str, Any]] = []
    fastest = min(lap.time for lap in ALL_LAPS if lap.improvement)
    for car in CARS:
        so_far, laps = 10**9, []
        for lap in laps_of(car):
            personal = lap.number > 1 and lap.time <= so_far
            so_far = min(so_far, lap.time) if lap.number > 1 else so_far
            sectors = [{"index": n, "time": clock(ms, minutes=False)} for n, ms in enumerate(lap.sectors, 1)]
            made = {"number": lap.number, "driver_number": str(lap.slot), "time": clock(lap.time)}
            made |= {"is_session_best": personal and lap.time == fastest, "is_personal_best": personal}
            made |= {"top_speed_kph": 281.4, "average_speed_kph": 170.5, "session_elapsed": clock(lap.elapsed)}
            made |= {"hour": clock(lap.hour, hours=True), "is_valid": True, "manually_invalidated": False}
            made |= {"crossing_pit_finish_lane": lap.in_pit, "sector_times": sectors}
            laps.append(made)
        participants.append(_participant(car) | {"laps": laps})
    return {"session": SESSION, "participants": participants}


def _participant(car: Car) -> dict[str, Any]:
    drivers = [
        {"number": slot, "firstname": one.first, "surname": one.family, "license": one.grade, "country": one.country}
        for slot, one in enumerate(car.crew, 1)
    ]
    made = {"number": car.number, "team": car.team, "class": car.car_class, "vehicle": car.vehicle}
    return made | {"manufacturer": car.make, "drivers": drivers}


def flags() -> dict[str, Any]:
    """Return flags and messages of race control as JSON values."""
    said = [
        ("13:00:05.000", "0:00:00.000", "GF", "", "", 1),
        ("13:03:20.000", "3:15.000", "FCY", "", "", 3),
        ("13:04:00.500", "3:55.500", "RCMessage", "3", "Car 51: Penalty - False Start - Drive Through", 3),
        ("13:06:00.000", "5:55.000", "GF", "", "", 4),
        ("13:15:00.000", "14:55.000", "FF", "", "", 8),
    ]
    names = ("time", "elapsed", "rec_type", "sector", "message", "lap")
    return {"session": SESSION, "flags": [dict(zip(names, one, strict=True)) | {"flag_time": "1:00.0"} for one in said]}


def json_results(*, qualifying: bool = False) -> dict[str, Any]:
    """Return results as JSON values; of a qualifying with best laps for times."""
    rows = []
    for place, car in enumerate(ORDER, 1):
        made = _result_cells(place, car, "imsa")
        row = {"position": place, "laps": car.laps, "time": made["TOTAL_TIME"], "gap_first": made["GAP_FIRST"]}
        row |= {"gap_previous": made["GAP_PREVIOUS"], "status": car.status}
        if qualifying:
            row["time"] = made["FL_TIME"]
        rows.append(_participant(car) | row)
    session = SESSION | ({"session_name": "Qualifying GTP"} if qualifying else {})
    return {"session": session, "fastest_lap": {"time": clock(best(CARS[0]).time)}, "classification": rows}


def as_json(value: object) -> bytes:
    """Return JSON values as IMSA's files have them: UTF-8 with its mark."""
    return b"\xef\xbb\xbf" + json.dumps(value, ensure_ascii=False).encode()


# --- all forms -------------------------------------------------------------------------------------------------------

FORMS: dict[tuple[str, str], tuple[str, bytes]] = {
    ("alkamel-laps", "29 columns"): ("race-laps.csv", alkamel_laps("29")),
    ("alkamel-laps", "26 columns"): ("race-laps.csv", alkamel_laps("26", separator=",", crlf=False)),
    ("alkamel-laps", "25 columns"): ("race-laps.csv", alkamel_laps("25")),
    ("alkamel-laps", "28 columns"): ("race-laps.csv", alkamel_laps("28")),
    ("alkamel-laps", "44 columns"): ("race-laps.csv", alkamel_laps("44")),
    ("alkamel-laps", "42 columns"): ("race-laps.csv", alkamel_laps("42", bom=False, trailing=False)),
    ("alkamel-results", "classification"): ("classification-official.csv", classification()),
    ("alkamel-results", "IMSA race"): ("results-official.csv", imsa_results()),
    ("alkamel-results", "IMSA best times"): ("qualifying-results-official.csv", imsa_results(qualifying=True)),
    ("alkamel-results", "GR Cup"): ("results-provisional.csv", grcup_results()),
    ("alkamel-results", "GR Cup anonymised"): ("results-official.csv", grcup_results(anonymous=True)),
    ("alkamel-results", "by class"): ("results-by-class-official.csv", by_class()),
    ("sro-results", "session"): ("main-race-after-2-hours.csv", sro_results()),
    ("sro-results", "combined qualifying"): ("combined-qualifying-provisional.csv", sro_results(combined=True)),
    ("alkamel-weather", "weather"): ("weather.csv", weather(rain=lambda minute: str(minute % 2))),
    ("imsa-json-laps", "time cards"): ("time-cards.json", as_json(time_cards())),
    ("imsa-json-flags", "flags"): ("flags.json", as_json(flags())),
    ("imsa-json-results", "results"): ("results-official.json", as_json(json_results())),
    ("imsa-json-results", "best times"): ("results-official.json", as_json(json_results(qualifying=True))),
    ("plain-laps", "every column"): ("laps.csv", plain_laps("en", more=True)),
    ("plain-laps", "everyday names"): ("laps.csv", plain_laps("en")),
    ("plain-laps", "reduced"): ("field-laps.csv", reduced_laps()),
}
"""Reader and form → a file of that form: its name and its bytes."""
