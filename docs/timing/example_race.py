"""Make the race that the examples are about: invented from the first car to the last lap, in the form of real files.

    python docs/timing/example_race.py    # writes laps.csv, results.csv and weather.csv into docs/timing/example-race

Ten cars in two classes for an hour and a half: three stops each, drivers who change, drive-throughs, a car that stops
on the track, a safety car, a lap that was cancelled, and a penalty that only the result knows.  The same bytes come out
every time; a test holds the files against this.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "example-race"
HOURS = 1.5
START_MS = 15 * 3_600_000 + 27_041
"""Time of day at the start."""
START_UTC_S = 1_939_215_600
LENGTH_KM, FIRST_LAP_KM = 4.480, 4.212
SECTORS = (0.26, 0.33, 0.41)
"""Share of each sector of a lap."""
SAFETY_CAR = (2_790_000, 3_330_000)
"""When the safety car is out, on the clock of the race."""
DRIVE_THROUGH, FUEL, TYRES = "drive-through", "fuel", "tyres"
LANE = {DRIVE_THROUGH: 22_400, FUEL: 43_500, TYRES: 58_000}
"""Time in the pit lane."""


@dataclass(frozen=True)
class Car:
    """A car and what is planned for it.

    pace: a lap on fresh tyres [ms].  visits: lap that ends in the pit lane → what for.  crew: who drives, and how much
    slower than the pace [ms]; the next one takes over at every stop with tyres.
    """

    number: str
    name: str
    make: str
    team: str
    pace: int
    crew: tuple[tuple[str, int], ...]
    visits: dict[int, str]
    last_lap: int = 0
    """The lap after which it stops on the track; 0 when it does not."""
    penalty: int = 0
    """Added to its time after the race [ms]."""
    cancelled: bool = False
    """Whether its quickest lap does not count."""

    @property
    def fast(self) -> bool:
        """Whether it is of the quicker class."""
        return self.pace < 95_000

    @property
    def printed_class(self) -> tuple[str, str]:
        """Its class and its group within it."""
        return ("HYPERCAR", "H") if self.fast else ("LMGT3", "")


CARS = (
    Car("7", "Aurelle A1", "Aurelle", "Northlight Racing", 88_700, (("Mara HOLMQUIST", 0), ("Teo VANTERPOOL", 250)),
        {15: FUEL, 30: TYRES, 45: FUEL}),
    Car("007", "Castellan V", "Castellan", "Team Quayside", 88_900, (("Ivo DRUMMEL", 0), ("Ana-Lena PRÖLL", 150)),
        {14: FUEL, 29: TYRES, 44: FUEL}, penalty=30_000),
    Car("12", "Aurelle A1", "Aurelle", "Écurie du Phare", 89_000, (("Sacha LEVERNE", 0), ("Noé TAMBURIN", 300)),
        {16: TYRES, 32: FUEL, 46: FUEL}),
    Car("31", "Brandt LM", "Brandt", "Brandt Works", 88_800, (("Olle FRISKMAN", 50), ("Petra WINDEGG", 0)),
        {15: FUEL, 22: DRIVE_THROUGH, 31: TYRES, 46: FUEL}, cancelled=True),
    Car("88", "Castellan V", "Castellan", "Haldenwerk", 89_500, (("Rufus OAKENDEN", 0), ("Jun SHIRAMINE", 200)),
        {13: TYRES, 28: FUEL, 43: TYRES}),
    Car("21", "Dorne GT", "Dorne", "Blue Heron Racing", 102_300, (("Wim TERBORCH", 900), ("Livia CASTAGNERI", 0)),
        {13: FUEL, 26: TYRES, 40: FUEL}),
    Car("52", "Brandt GT3", "Brandt", "Kestrel Motorsport", 102_500, (("Hal MEREDEW", 1_100), ("Ciro BELLOMARE", 100)),
        {12: TYRES, 20: DRIVE_THROUGH, 27: FUEL, 39: FUEL}),
    Car("64", "Dorne GT", "Dorne", "Fjordland GT", 102_400, (("Signe AASTVEIT", 700), ("Bo KALLEVIG", 0)),
        {14: FUEL}, last_lap=26),
    Car("83", "Esker R", "Esker", "Team Oude Dijk", 102_700, (("Joost VERMAERKE", 1_000), ("Elin RÅDBACK", 200)),
        {13: FUEL, 28: TYRES, 35: DRIVE_THROUGH, 41: FUEL}),
    Car("91", "Esker R", "Esker", "Scuderia Lagonero", 102_600, (("Dario FINESTRA", 600), ("Mo ASHGROVE", 50)),
        {12: FUEL, 25: TYRES, 38: FUEL}),
)  # fmt: skip


@dataclass
class Lap:
    """A lap that was driven.  Times in ms."""

    car: Car
    number: int
    slot: int
    sectors: tuple[int, ...]
    elapsed: int
    flag: str
    in_pit: bool
    lane: int

    @property
    def time(self) -> int:
        """The lap time [ms]."""
        return sum(self.sectors)


@dataclass
class Run:
    """A car on its way."""

    car: Car
    luck: random.Random
    laps: list[Lap] = field(default_factory=list)
    sectors: list[int] = field(default_factory=list)
    slot: int = 0
    age: int = 0
    lane: int = 0
    debt: int = 0

    def chance(self, spread: int) -> int:
        """Return a number about 0 whose usual size is `spread`."""
        return round(spread * (sum(self.luck.random() for _ in range(12)) - 6))

    @property
    def lap(self) -> int:
        """The lap it is on."""
        return len(self.laps) + 1

    @property
    def visit(self) -> str:
        """What it comes in for at the end of the lap, if it does."""
        return self.car.visits.get(self.lap, "")


def race() -> list[Lap]:
    """Return every lap of every car, car by car."""
    runs = [Run(car, random.Random(f"harbour {car.number}")) for car in CARS]
    at_line: list[dict[str, int]] = [{} for _ in SECTORS]
    queue = [0] * len(SECTORS)
    waiting = [(350 * place + 900, place, 0) for place in range(len(runs))]
    over = False
    while waiting:
        now, place, sector = heapq.heappop(waiting)
        run = runs[place]
        if sector == 0 and run.sectors:
            over = over or (now >= HOURS * 3_600_000 and all(len(one.laps) < run.lap for one in runs))
            _complete(run, now, over=over)
            if over or run.lap > run.car.last_lap > 0:
                continue
        leads = all((len(one.laps), len(one.sectors)) <= (len(run.laps), len(run.sectors)) for one in runs)
        time = _sector(run, sector, now, at_line[sector], runs)
        if SAFETY_CAR[0] <= now < SAFETY_CAR[1]:
            time = round(time * (1.7 if leads else 1.25))
            if not run.lane and not run.visit:
                time = max(time, queue[sector] + 1_300 + run.luck.randrange(500) - now)
                queue[sector] = now + time
        if not run.sectors and not run.laps:
            time += now
        at_line[sector][run.car.number] = now
        run.sectors.append(time)
        heapq.heappush(waiting, (now + time if run.laps or sector else time, place, (sector + 1) % len(SECTORS)))
    return [lap for run in sorted(runs, key=lambda one: one.car.number) for lap in run.laps]


def _complete(run: Run, now: int, *, over: bool) -> None:
    """Put a finished lap on record, and send the car on or into the pit lane."""
    what = "" if over else run.visit
    flag = "FF" if over else "SF" if SAFETY_CAR[0] <= now < SAFETY_CAR[1] else "GF"
    run.laps.append(Lap(run.car, run.lap, run.slot, tuple(run.sectors), now, flag, bool(what), run.lane))
    run.sectors, run.age, run.lane = [], run.age + 1, 0
    if what:
        run.lane = LANE[what] + run.chance(60 if what == DRIVE_THROUGH else 900)
    if what == TYRES:
        run.age, run.slot = 0, (run.slot + 1) % len(run.car.crew)


def _sector(run: Run, sector: int, now: int, last: dict[str, int], runs: Sequence[Run]) -> int:
    """Return the time for a sector: pace, driver, tyres, chance, the pit lane, and slower cars in the way."""
    pace = run.car.pace + run.car.crew[run.slot][1] + 22 * run.age
    share = SECTORS[sector] - (1 - FIRST_LAP_KM / LENGTH_KM if not run.laps and sector == 0 else 0)
    time = round(pace * share) + run.chance(90) + run.debt
    run.debt = 0
    if run.visit and sector == len(SECTORS) - 1:
        time += 5_500
    if run.lane and sector == 0:
        time += run.lane - 14_000
    for other in runs:
        ahead = now - last.get(other.car.number, -1_000_000)
        if run.car.fast and not other.car.fast and 0 < ahead < share * (other.car.pace - run.car.pace):
            time += 240 + abs(run.chance(120))
            other.debt += 330
    return time


# -- the files -------------------------------------------------------------------------------------------------------


def clock(ms: int, *, hours: bool = False, minute: str = ":") -> str:
    """Return a time as these files print it; `minute` stands between minutes and seconds."""
    minutes, rest = divmod(ms, 60_000)
    seconds = f"{rest // 1000:02}.{rest % 1000:03}"
    if hours or minutes >= 60:
        return f"{minutes // 60}:{minutes % 60:02}{minute}{seconds}"
    return f"{minutes}{minute}{seconds}" if minutes else seconds.removeprefix("0")


LAPS = (
    "NUMBER; DRIVER_NUMBER; LAP_NUMBER; LAP_TIME; LAP_IMPROVEMENT; CROSSING_FINISH_LINE_IN_PIT; S1; S1_IMPROVEMENT; S2;"
    " S2_IMPROVEMENT; S3; S3_IMPROVEMENT; KPH; ELAPSED; HOUR;S1_LARGE;S2_LARGE;S3_LARGE;TOP_SPEED;DRIVER_NAME;PIT_TIME;"
    "CLASS;GROUP;TEAM;MANUFACTURER;FLAG_AT_FL;S1_SECONDS;S2_SECONDS;S3_SECONDS;"
)


def best(laps: Sequence[Lap], value: Callable[[Lap], int]) -> dict[str, Lap]:
    """Return the lap of each car on which a value was least, the first lap aside, where it counts."""
    found = {}
    for car in CARS:
        ranked = sorted((one for one in laps if one.car is car and one.number > 1), key=value)
        found[car.number] = ranked[1 if car.cancelled else 0]
    return found


def lap_lines(laps: Sequence[Lap]) -> Iterator[str]:
    """Yield the lines of the lap file."""
    yield LAPS
    values: list[Callable[[Lap], int]] = [
        lambda lap: lap.time,
        *((lambda lap, at=at: lap.sectors[at]) for at in range(len(SECTORS))),
    ]
    bests = [best(laps, value) for value in values]
    tops = [min(found.values(), key=value) for found, value in zip(bests, values, strict=True)]
    speeds = random.Random("speed trap")
    for lap in laps:
        marks = [
            3 if lap is top else 2 if lap is found[lap.car.number] else 0
            for found, top in zip(bests, tops, strict=True)
        ]
        kph = (FIRST_LAP_KM if lap.number == 1 else LENGTH_KM) / lap.time * 3_600_000
        top_speed = f"{(298 if lap.car.fast else 259) + 8 * speeds.random():.1f}"
        sectors = [text for time, mark in zip(lap.sectors, marks[1:], strict=True) for text in (clock(time), str(mark))]
        cells = [
            *(lap.car.number, str(lap.slot + 1), str(lap.number), clock(lap.time), str(marks[0])),
            *("B" if lap.in_pit else "", *sectors, f"{kph:.1f}", clock(lap.elapsed)),
            clock((START_MS + lap.elapsed) % 86_400_000, hours=True),
            *(clock(time) if time >= 60_000 else f"0:{time // 1000:02}.{time % 1000:03}" for time in lap.sectors),
            *(top_speed if lap.number > 1 else "", lap.car.crew[lap.slot][0]),
            *(clock(lap.lane, hours=True) if lap.lane else "", *lap.car.printed_class, lap.car.team, lap.car.make),
            *(lap.flag, *(f"{time // 1000}.{time % 1000:03}" for time in lap.sectors)),
        ]
        yield ";".join([*cells, ""])


def result_lines(laps: Sequence[Lap]) -> Iterator[str]:
    """Yield the lines of the classification: by laps and time, with the penalty, the car that stopped at the end."""
    yield (
        "POSITION,NUMBER,TEAM,DRIVER_1,DRIVER_2,DRIVER_3,DRIVER_4,VEHICLE,TYRES,CLASS,GROUP,DIVISION,STATUS,LAPS,"
        "TOTAL_TIME,GAP_FIRST,GAP_PREVIOUS,FL_LAPNUM,FL_TIME,FL_KPH,DRIVER_5,"
    )
    last = {lap.car.number: lap for lap in laps}
    rows = sorted(
        ((one.flag != "FF", -one.number, one.elapsed + one.car.penalty, one) for one in last.values()),
        key=lambda row: row[:3],
    )
    fastest = best(laps, lambda lap: lap.time)
    for place, (retired, done, total, lap) in enumerate(rows, 1):
        gaps = [_gap(rows[other][1:3], (done, total)) for other in (0, place - 2)] if place > 1 else ["", ""]
        car, quick = lap.car, fastest[lap.car.number]
        crew = [name for name, _ in car.crew]
        cells = [
            *(str(place), car.number, car.team, *crew, *[""] * (4 - len(crew)), car.name, "", *car.printed_class, ""),
            *("Retired" if retired else "Classified", str(-done), clock(total, minute="'"), *gaps, str(quick.number)),
            *(clock(quick.time, minute="'"), f"{LENGTH_KM / quick.time * 3_600_000:.1f}", ""),
        ]
        yield ",".join([*cells, ""])


def _gap(first: tuple[int, int], second: tuple[int, int]) -> str:
    laps = second[0] - first[0]
    return f"{laps} Laps" if laps else clock(second[1] - first[1], minute="'")


def weather_lines() -> Iterator[str]:
    """Yield the lines of the weather file: a reading a minute, and no sensor for rain."""
    yield "TIME_UTC_SECONDS;TIME_UTC_STR;AIR_TEMP;TRACK_TEMP;HUMIDITY;PRESSURE;WIND_SPEED;WIND_DIRECTION;RAIN;"
    luck = random.Random("harbour weather")
    for minute in range(-5, 100):
        moment = START_UTC_S + 60 * minute
        hour, rest = divmod(moment % 86_400, 3600)
        air = 21.4 + minute / 60 + luck.random() / 2
        cells = [f"{air:.2f}", f"{air + 11.3 - minute / 20:.1f}", f"{61 - minute / 10:.2f}", f"{1014.2:.1f}"]
        told = f"6/14/2031 {hour % 12 or 12}:{rest // 60:02}:{rest % 60:02} {'PM' if hour >= 12 else 'AM'}"
        wind = [f"{6 + 4 * luck.random():.2f}", str(luck.randrange(190, 240))]
        yield ";".join([str(moment), told, *cells, *wind, "0", ""])


def files() -> dict[str, bytes]:
    """Return the files by name."""
    laps = race()
    told = {"laps.csv": lap_lines(laps), "results.csv": result_lines(laps), "weather.csv": weather_lines()}
    return {name: ("\ufeff" + "".join(f"{line}\n" for line in lines)).encode() for name, lines in told.items()}


if __name__ == "__main__":
    for name, content in files().items():
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / name).write_bytes(content)
        print(f"wrote {FOLDER.name}/{name}: {len(content):,} bytes")
