"""A slow, obvious race: what the kernel does, written as one would tell it, with objects and sorted lists.

It looks at every rule at every crossing, keeps the field as a plain list of cars, finds limits of driving time by
search, and knows nothing of how the kernel packs or postpones things.  The kernel has to give the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from paddock.racing import draws, outcome
from paddock.racing.kernel import LapRow
from paddock.racing.outcome import Outcome
from paddock.racing.problem import MOST_STINTS, QUANTILES, Problem

NEVER = 2**40
HOUR_MS = 3_600_000


def nearest(value: float) -> int:
    """Return the nearest whole number, halves to even."""
    return round(value)


@dataclass(eq=False)
class Seat:
    """Somebody who may drive a car."""

    pace: float
    share: float
    least: int
    most: int
    stint: int
    window_most: int
    driven: int


@dataclass(eq=False)
class Car:
    """A car, what it is worth today, and where it stands."""

    number: int
    race_class: int
    pace: float
    own: float
    seats: list[Seat]
    driver: int
    fuel: float | None
    tank: float | None
    energy: float | None
    full_energy: float | None
    tyre_age: int
    tyre_laps: int
    tyre_sets: int
    sets: int
    laps: int
    crossed: int
    since: int
    counted: int
    stops: int
    must_stop: int
    must_done: int
    success: int
    yellow_from: float
    window: int
    plan: list[tuple[int, int, bool]]
    planned: bool
    out: bool
    early: int = 0
    noise: float = 0.0
    debt: int = 0
    last_stop: int = 0
    stopped_at_lap: int = -1
    asked: int = -1
    must_at: int = NEVER
    limit_at: int = NEVER
    window_end: int = NEVER
    drives: list[tuple[int, int, int]] = field(default_factory=list)
    due: int = 0
    in_pits: bool = False
    known: tuple[int, float] | None = None
    leaves: bool = False
    first: bool = False
    restart: bool = False
    quiet: bool = False
    parked: bool = False
    may_go_round: bool = False
    goes_round: bool = False
    flagged: bool = False
    broken: int = 0

    @property
    def base(self) -> float:
        """Green lap with the driver in it."""
        return max(self.own + self.seats[self.driver].pace, self.pace * 0.6)

    @property
    def green(self) -> int:
        return nearest(self.base)

    @property
    def step(self) -> int:
        """Longest green lap one reckons with."""
        return nearest(self.base * 1.05)

    @property
    def crew(self) -> list[int]:
        return [number for number, seat in enumerate(self.seats) if seat.share > 0]

    def left(self, now: int) -> float:
        """Share of the lap still to run."""
        since, part = self.known or (self.crossed, 1.0)
        if self.due <= since:
            return 0.0
        return min(max(part * (self.due - now) / (self.due - since), 0.0), part)

    def stands(self, now: int) -> bool:
        return self.in_pits and self.known is not None and self.known[0] > now

    def rank(self) -> tuple[int, int, int]:
        """Sorts the leader first."""
        return (-self.laps, self.crossed, self.number)

    def driven(self, seat: int, now: int) -> int:
        return self.seats[seat].driven + (now - self.counted if seat == self.driver else 0)

    def lowest_budget(self) -> float:
        return min([one for one in (self.fuel, self.energy) if one is not None], default=1e18)


class Race:
    """One replicate."""

    def __init__(self, problem: Problem, seed: int, replicate: int) -> None:
        self.problem = problem
        self.key = draws.key_of(seed, replicate)
        self.duration = max(problem.length.duration_ms, 0)
        self.distance = max(problem.length.laps, 0)
        self.start = problem.state.at_ms
        self.neutral: int | None = None
        self.neutral_from = self.neutral_until = self.counted_from = 0
        self.waved = False
        self.head: Car | None = None
        self.neutrals = 0
        self.counts = [0] * len(problem.neutral.rate)
        self.times = [0] * len(problem.neutral.rate)
        self.coming: list[tuple[int, int]] = []
        self.random_at = NEVER
        self.flag_at = 0
        self.rows: list[LapRow] = []
        self.moments = sorted(int(one) for one in problem.moments_ms if one > self.start)
        self.skipped_moments = len(problem.moments_ms) - len(self.moments)
        self.looks: list[tuple[list[int], list[int]]] = []
        self.fixed = list(
            zip(
                map(int, problem.neutral.fixed_at_ms),
                map(int, problem.neutral.fixed_kind),
                map(int, problem.neutral.fixed_for_ms),
                strict=True,
            )
        )
        self.cars = [self.make(number) for number in range(problem.n_cars)]
        self.fastest = min((nearest(car.own) for car in self.cars if not car.out), default=NEVER)
        whole = [self.duration] if self.duration else []
        whole += [self.distance * self.fastest] if self.distance else []
        self.whole = min(whole)
        self.road: list[Car] = []
        self.leader: Car | None = None
        self.most = 0
        self.find_leader()
        for car in self.cars:
            self.draw_must(car)
            self.set_limit(car, car.crossed)
        self.begin_where_it_stands()

    # what is drawn

    def word(self, car: Car, count: int, purpose: int) -> int:
        return draws.word(self.key, car.number, count, purpose)

    def drawn_from(self, table: Any, word: int) -> Any:
        return table[draws.entry(word)].item()

    def event_odds(self, car: Car, kind_of_lap: str) -> list[float]:
        """Cumulative odds of each event on a lap."""
        events = self.problem.events
        factor = {"usual": None, "first": events.first_lap, "restart": events.restart}[kind_of_lap]
        total, sums = 0.0, []
        for number in range(len(events.in_pits)):
            total += float(events.rate[number, car.race_class]) * (1.0 if factor is None else float(factor[number]))
            sums.append(total)
        return sums

    # setting up

    def make(self, number: int) -> Car:
        cars, crews, state, classes = self.problem.cars, self.problem.crews, self.problem.state, self.problem.classes
        race_class, group = int(cars.race_class[number]), int(cars.group[number])
        own = float(cars.pace_ms[number]) + float(cars.pace_sd_ms[number]) * self.drawn_from(
            cars.offsets, draws.word(self.key, number, 0, draws.PACE)
        )
        own += float(cars.group_sd_ms[group]) * self.drawn_from(
            cars.offsets, draws.word(self.key, group, 0, draws.GROUP)
        )
        tank, energy = float(cars.tank_laps[number]), float(cars.energy_laps[number])
        tank_or_none = tank if 0 < tank < 1e18 else None
        energy_or_none = energy if 0 < energy < 1e18 else None
        log = []
        for driver, begun, ended in zip(
            state.log_driver[number], state.log_from_ms[number], state.log_to_ms[number], strict=True
        ):
            if driver < 0:
                break
            log.append((int(driver), int(begun), int(ended)))
        plan = []
        for lap, driver, tyres in zip(
            cars.plan_lap[number], cars.plan_driver[number], cars.plan_tyres[number], strict=True
        ):
            if lap < 0:
                break
            plan.append((int(lap), int(driver), bool(tyres > 0)))
        car = Car(
            number=number,
            race_class=race_class,
            pace=float(cars.pace_ms[number]),
            own=max(own, float(cars.pace_ms[number]) * 0.6),
            seats=[
                Seat(
                    float(crews.pace_ms[number, n]),
                    float(crews.share[number, n]),
                    int(crews.least_ms[number, n]),
                    int(crews.most_ms[number, n]),
                    int(crews.stint_ms[number, n]),
                    int(crews.window_most_ms[number, n]),
                    int(state.driven_ms[number, n]),
                )
                for n in range(crews.share.shape[1])
            ],
            driver=int(state.driver[number]),
            fuel=None if tank_or_none is None else float(state.fuel[number]),
            tank=tank_or_none,
            energy=None if energy_or_none is None else float(state.energy[number]),
            full_energy=energy_or_none,
            tyre_age=int(state.tyre_age[number]),
            tyre_laps=int(cars.tyre_laps[number]),
            tyre_sets=int(cars.tyre_sets[number]),
            sets=int(state.sets[number]),
            laps=int(state.laps[number]),
            crossed=int(state.crossed_ms[number]),
            since=int(state.since_ms[number]),
            counted=int(state.crossed_ms[number]),
            stops=int(state.stops[number]),
            must_stop=int(cars.must_stop[number]),
            must_done=int(state.must_done[number]),
            success=int(cars.success_ms[number]),
            yellow_from=float(cars.yellow_from[number]),
            window=int(crews.window_ms[number]),
            plan=plan,
            planned=bool(plan),
            out=state.status[number] == 1,
            drives=log[-MOST_STINTS:],
            last_stop=int(state.laps[number]),
        )
        car.early = self.drawn_from(classes.early_laps[race_class], self.word(car, car.stops, draws.EARLY))
        car.window_end = self.window_end(car, car.driver, car.since)
        return car

    def begin_where_it_stands(self) -> None:
        state = self.problem.state
        for car in self.cars:
            if state.status[car.number] == 2:
                car.due = max(int(state.due_ms[car.number]), self.start, car.crossed + 1)
                car.in_pits = True
                car.known = (max(car.crossed, car.due - car.green), 1.0)
                car.parked = car.known[0] - self.start > 1.5 * car.green
                self.use_up(car, 1.0)
                self.file_in(car)
        self.find_leader()
        running = sorted((c for c in self.cars if state.status[c.number] == 0), key=lambda c: c.crossed)
        if state.neutral < 0:
            for car in running:
                car.first = car.laps == 0 and self.start == 0
                car.quiet = not car.first
                self.green_lap(car, car.crossed, 0, max(int(state.due_ms[car.number]), self.start))
            self.draw_next(self.start)
            return
        kind = int(state.neutral)
        for car in running:
            run = max(int(self.problem.neutral.lap_ms[kind]), car.green)
            green_until = max(car.crossed, state.neutral_since_ms)
            part = 1.0 - (green_until - car.crossed) / car.green
            if not self.problem.neutral.stops[kind]:
                part -= (self.start - green_until) / run
            part = min(max(part, 0.0), 1.0)
            car.known = (self.start, part)
            car.due = self.start + nearest(part * run)
            self.use_up(car, 1.0)
            self.file_in(car)
        lengths = [int(one) for one in self.problem.neutral.length_ms[kind]]
        longer = [one for one in lengths if one > self.start - state.neutral_since_ms]
        # the table is sorted, so what is longer is its tail
        assert longer == lengths[QUANTILES - len(longer) :]
        until = self.start
        if longer:
            part = draws.fraction(draws.word(self.key, 0, self.neutrals, draws.LENGTH))
            until = state.neutral_since_ms + longer[int(part * len(longer))]
        self.begin(kind, self.start, until)

    # crews

    def window_end(self, car: Car, seat: int, start: int) -> int:
        """Last moment until which a seat that gets in at `start` has driven no more than it may in any window."""
        most = car.seats[seat].window_most
        if car.window <= 0 or most <= 0:
            return NEVER

        def within(end: int) -> int:
            begin = end - car.window
            spans = [(a, b) for who, a, b in car.drives if who == seat] + [(start, end)]
            return sum(max(0, min(b, end) - max(a, begin)) for a, b in spans if a < end)

        if within(start) > most:
            return start
        low, high = start, start + 2 * car.window
        if within(high) <= most:
            return NEVER
        while high - low > 1:
            middle = (low + high) // 2
            if within(middle) <= most:
                low = middle
            else:
                high = middle
        return low

    def race_end(self, now: int) -> int:
        ends = [self.duration] if self.duration else []
        ends += [now + (self.distance - self.most) * self.fastest] if self.distance else []
        return min(ends)

    def limit(self, car: Car, seat: int, now: int) -> int:
        """By when a seat has to be out, driving on from now."""
        rules, present = car.seats[seat], seat == car.driver
        ends = [NEVER, car.window_end if present else self.window_end(car, seat, now)]
        if rules.stint:
            ends.append((car.since if present else now) + rules.stint)
        if rules.most:
            ends.append(now + rules.most - car.driven(seat, now))
        owed = sum(max(0, car.seats[n].least - car.driven(n, now)) for n in car.crew if n != seat)
        if owed:
            ends.append(self.race_end(now) - owed)
        return min(ends)

    def set_limit(self, car: Car, away_until: int) -> None:
        car.limit_at = NEVER
        if len(car.crew) > 1:
            end = self.limit(car, car.driver, car.crossed)
            if end >= away_until + 2 * car.step:
                car.limit_at = end

    def who_drives(self, car: Car, now: int, ahead: int, must_change: bool) -> int:
        if len(car.crew) <= 1:
            return car.driver
        present = car.driver
        wants = {n: car.seats[n].share * self.whole - car.driven(n, now) for n in range(len(car.seats))}
        if not must_change and self.limit(car, present, now) >= now + ahead and wants[present] > 0:
            return present
        others = [n for n in car.crew if not (must_change and n == present)]
        able = [n for n in others if self.limit(car, n, now) >= now + ahead]
        if able:
            owes = {n: car.driven(n, now) < car.seats[n].least for n in able}
            return min(able, key=lambda n: (not owes[n], -wants[n], n))
        return max(others, key=lambda n: (self.limit(car, n, now), -n))

    def get_out(self, car: Car, now: int) -> None:
        rules = car.seats[car.driver]
        rules.driven += now - car.counted
        car.counted = now
        if rules.stint and now - car.since > rules.stint:
            car.broken |= outcome.BROKEN_STINT
        if now > car.window_end:
            car.broken |= outcome.BROKEN_WINDOW
        if car.window > 0:
            car.drives = [*car.drives, (car.driver, car.since, now)][-MOST_STINTS:]

    # stops

    def to_go(self, car: Car, now: int) -> float:
        laps = [1e18]
        if self.duration:
            laps.append((self.duration + self.fastest - now) / car.own)
        if self.distance:
            laps.append(float(self.distance - self.most))
        return max(min(laps), 0.0)

    def reaches(self, car: Car, now: int) -> bool:
        return car.lowest_budget() >= self.to_go(car, now) + 1.0

    def draw_must(self, car: Car) -> None:
        cars = self.problem.cars
        car.must_at = NEVER
        if car.must_done < car.must_stop and not car.planned:
            room = cars.must_until_ms - car.step - cars.must_from_ms
            part = car.must_done + draws.fraction(self.word(car, car.must_done, draws.MUST))
            car.must_at = cars.must_from_ms + max(0, nearest(room * part / car.must_stop))

    def must_counts(self, car: Car, now: int) -> bool:
        cars = self.problem.cars
        return car.must_done < car.must_stop and cars.must_from_ms <= now <= cars.must_until_ms

    def lane_closed(self, car: Car, now: int) -> bool:
        if self.neutral is None:
            return False
        return now < self.neutral_from + int(self.problem.neutral.closed_ms[self.neutral, car.race_class])

    def is_last(self, car: Car, now: int) -> bool:
        if self.duration and now + car.green >= self.duration:
            return True
        return self.distance > 0 and self.most >= self.distance - 1

    def comes_in(self, car: Car, now: int) -> bool:
        empty = car.lowest_budget() < 1.0
        if empty or self.lane_closed(car, now):
            return empty
        if car.plan and car.plan[0][0] <= car.laps:
            return True
        step = car.step
        if self.neutral is not None:
            step = max(step, int(self.problem.neutral.lap_ms[self.neutral]))
        if now + step > car.limit_at:
            return True
        if self.must_counts(car, now) and now + step > car.must_at:
            return True
        if self.is_last(car, now):
            return False
        if not car.planned:
            if 0 < car.tyre_laps <= car.tyre_age and self.has_tyres(car):
                return True
            early = self.neutral is None and car.lowest_budget() < 1.0 + car.early
            if early and not self.reaches(car, now):
                return True
        return self.neutral is not None and self.uses_yellow(car, now)

    def has_tyres(self, car: Car) -> bool:
        return car.tyre_sets <= 0 or car.sets < car.tyre_sets

    def uses_yellow(self, car: Car, now: int) -> bool:
        assert self.neutral is not None
        must = self.must_counts(car, now)
        if self.reaches(car, now) and not must:
            return False
        shares = [1.0]
        if car.fuel is not None and car.tank is not None:
            shares.append(car.fuel / car.tank)
        if car.energy is not None and car.full_energy is not None:
            shares.append(car.energy / car.full_energy)
        used = 1.0 if must else 1.0 - min(shares)
        if car.yellow_from >= 0:
            return used >= car.yellow_from
        if car.asked == self.neutrals:
            return False
        car.asked = self.neutrals
        tenth = min(max(int(used * 10), 0), 9)
        odds = self.problem.neutral.yellow_odds[self.neutral, tenth]
        return bool(draws.fraction(self.word(car, car.laps, draws.YELLOW)) < odds)

    def stop(self, car: Car, now: int, lost: int = 0) -> int | None:
        """Service a car; returns the time it takes, None where only a penalty is served."""
        classes, cars, c = self.problem.classes, self.problem.cars, car.race_class
        need = self.to_go(car, now) + 1.0
        fuel = car.fuel if car.tank is None else max(car.fuel or 0.0, min(car.tank, need))
        energy = car.energy if car.full_energy is None else max(car.energy or 0.0, min(car.full_energy, need))
        taken = [0.0]
        if fuel is not None and car.fuel is not None:
            taken.append(fuel - car.fuel)
        if energy is not None and car.energy is not None:
            taken.append(energy - car.energy)
        refuel = nearest(float(classes.refuel_ms[c]) * max(taken))
        lane = int(classes.lane_ms[c]) + self.drawn_from(
            classes.stop_extra_ms[c], self.word(car, car.stops, draws.STOP)
        )
        change_tyres, change_driver = int(classes.tyres_ms[c]), int(classes.driver_ms[c])
        if 0 < lost < lane + refuel + change_tyres + change_driver:
            return None
        must = self.must_counts(car, now)
        reach = min(one for one in (fuel, energy, need) if one is not None)
        tyres = 0 < car.tyre_laps < car.tyre_age + reach and self.has_tyres(car)
        seat = -1
        stands_for = self.planned_stop(car)
        if stands_for:
            _, seat, tyres = stands_for
        if seat < 0:
            ahead = nearest(reach * car.own) + int(classes.lane_ms[c]) + refuel
            seat = self.who_drives(car, now, ahead, must and cars.must_change > 0)
        tyre_time = change_tyres if tyres else 0
        time = refuel + tyre_time if classes.tyres_after[c] else max(refuel, tyre_time)
        if seat != car.driver:
            time = max(time, change_driver)
        time += lane
        if must:
            time = max(time, cars.must_lane_ms) + (car.success if car.must_done == 0 else 0)
            car.must_done += 1
        time = max(time, lost)
        car.stops += 1
        car.fuel, car.energy = fuel, energy
        if tyres:
            car.tyre_age, car.sets = 0, car.sets + 1
        if seat != car.driver:
            self.get_out(car, now)
            car.since = now
            car.window_end = self.window_end(car, seat, now)
            car.driver = seat
        self.set_limit(car, now + time)
        self.draw_must(car)
        car.early = self.drawn_from(classes.early_laps[c], self.word(car, car.stops, draws.EARLY))
        car.last_stop = car.stopped_at_lap = car.laps
        car.parked = car.parked or time > 1.5 * car.green
        return time

    def planned_stop(self, car: Car) -> tuple[int, int, bool] | None:
        if not car.plan:
            return None
        lap = car.plan[0][0]
        if car.laps < lap and Fraction(car.laps - car.last_stop) < Fraction(lap - car.last_stop, 2):
            return None
        taken = car.plan.pop(0)
        while car.plan and car.plan[0][0] <= car.laps:
            car.plan.pop(0)
        return taken

    def use_up(self, car: Car, laps: float) -> None:
        car.fuel = None if car.fuel is None else car.fuel - laps
        car.energy = None if car.energy is None else car.energy - laps
        car.tyre_age += 1

    # laps

    def green_lap(self, car: Car, now: int, stopped: int, earliest: int = 0) -> None:
        classes, c = self.problem.classes, car.race_class
        word = self.word(car, car.laps, draws.LAP)
        odds = self.event_odds(car, "first" if car.first else "restart" if car.restart else "usual")
        lost, in_pits, extra = stopped, stopped > 0, 0.0
        if odds and not car.quiet and word % 2**32 < draws.odds(odds[-1]):
            cost, there = self.event(car, now, odds)
            if there:
                took = self.stop(car, now, cost) if not stopped else None
                cost = cost if took is None else took
            lost += cost
            in_pits = in_pits or there
        if in_pits:
            car.in_pits = True
            car.known = (now + lost, 1.0)
            extra += float(classes.cold_ms[c])
            car.parked = car.parked or lost > 1.5 * car.green
        if car.first:
            extra += float(classes.start_ms[c])
        car.first = car.restart = car.quiet = False
        car.noise = float(classes.memory[c]) * car.noise + self.drawn_from(classes.noise[c], word)
        weight = 0.0 if car.fuel is None else float(classes.fuel_ms[c]) * car.fuel
        time = car.base + float(classes.tyre_ms[c]) * car.tyre_age + weight + car.noise + car.debt + extra
        car.debt = 0
        self.use_up(car, 1.0)
        car.due = max(now + nearest(max(time, car.pace * 0.6)) + lost, earliest)
        self.join(car, word)

    def event(self, car: Car, now: int, odds: list[float]) -> tuple[int, bool]:
        events, kinds = self.problem.events, self.problem.neutral
        wanted = draws.fraction(self.word(car, car.laps, draws.EVENT)) * odds[-1]
        event = next((n for n, bound in enumerate(odds) if bound > wanted), len(odds) - 1)
        if not kinds.only_fixed and len(self.coming) < 4 * len(self.cars):
            wanted, total = draws.fraction(self.word(car, car.laps, draws.BRINGS)), 0.0
            for kind, share in enumerate(events.neutral[event]):
                total += float(share)
                if total > wanted:
                    when = draws.fraction(self.word(car, car.laps, draws.WHEN))
                    self.coming.append((now + int(when * car.green), kind))
                    break
        if draws.fraction(self.word(car, car.laps, draws.RETIRES)) < events.retires[event, car.race_class]:
            car.leaves = True
            return 0, False
        cost = self.drawn_from(events.loss_ms[event, car.race_class], self.word(car, car.laps, draws.LOSS))
        return cost, bool(events.in_pits[event])

    def join(self, car: Car, word: int) -> None:
        """Put a car back on the road, past those it can pass."""
        classes, c = self.problem.classes, car.race_class
        behind: list[Car] = []
        while self.road and self.road[-1].due > car.due:
            other = self.road[-1]
            if not other.in_pits:
                if other.race_class == c:
                    luck = float(draws.EXPONENTIAL[draws.entry(draws.against(word, other.number))])
                    held = other.due - car.due < float(classes.pass_need_ms[c]) * luck
                else:
                    passing = car.due + nearest(float(classes.lapping_ms[c, other.race_class]))
                    held = passing >= other.due
                    if not held:
                        car.due = passing
                        other.debt += nearest(float(classes.lapped_ms[c, other.race_class]))
                if held:
                    car.due = other.due + int(classes.follow_ms[c])
                    if behind:
                        car.due = min(car.due, behind[0].due)
                    break
            behind.insert(0, self.road.pop())
        self.road += [car, *behind]

    def file_in(self, car: Car) -> None:
        """Put a car into the order by its next crossing alone."""
        self.road.append(car)
        self.road.sort(key=lambda one: one.due)

    def slow_lap(self, car: Car, now: int) -> None:
        assert self.neutral is not None
        kinds, kind = self.problem.neutral, self.neutral
        waves, car.may_go_round = car.may_go_round, False
        stopped = 0
        if self.comes_in(car, now):
            stopped = self.stop(car, now) or 0
            waves = False
            car.in_pits = True
            car.known = (now + stopped, 1.0)
            if car is self.head:
                self.head = next((one for one in self.road if not one.in_pits), None)
        catches = waves or (kinds.bunches[kind] and car is not self.head)
        run = int(kinds.catch_ms[kind] if catches else kinds.lap_ms[kind])
        car.due = now + stopped + max(run, car.green)
        self.use_up(car, float(kinds.use[kind]))
        if waves:
            car.goes_round = True
        else:
            ahead = [one for one in self.road if not one.in_pits]
            if ahead:
                car.due = max(car.due, ahead[-1].due + self.gap())
        self.file_in(car)

    # neutralisations

    def gap(self) -> int:
        assert self.neutral is not None
        kinds = self.problem.neutral
        return int(kinds.gap_ms[self.neutral]) if kinds.bunches[self.neutral] else 1

    def draw(self, purpose: int) -> int:
        return draws.word(self.key, 0, self.neutrals, purpose)

    def draw_next(self, now: int) -> None:
        kinds = self.problem.neutral
        rate = sum(float(one) for one in kinds.rate)
        self.random_at = NEVER
        if rate > 0 and not kinds.only_fixed:
            gap = float(draws.EXPONENTIAL[draws.entry(self.draw(draws.GAP))])
            self.random_at = now + nearest(gap / rate * HOUR_MS)

    def draw_kind(self) -> int:
        rates = [float(one) for one in self.problem.neutral.rate]
        wanted, total = draws.fraction(self.draw(draws.KIND)) * sum(rates), 0.0
        for kind, rate in enumerate(rates):
            total += rate
            if total > wanted:
                return kind
        return len(rates) - 1

    def draw_length(self, kind: int) -> int:
        return max(1, self.drawn_from(self.problem.neutral.length_ms[kind], self.draw(draws.LENGTH)))

    def on_the_road(self, now: int) -> tuple[list[tuple[float, Car]], list[Car]]:
        standing = [car for car in self.road if car.stands(now)]
        running = [car for car in self.road if not car.stands(now)]
        for car in running:
            car.in_pits = False
        return sorted(((car.left(now), car) for car in running), key=lambda pair: pair[0]), standing

    def begin(self, kind: int, now: int, until: int) -> None:
        kinds = self.problem.neutral
        self.neutrals += 1
        self.neutral, self.neutral_from, self.neutral_until = kind, now, max(until, now)
        self.counted_from, self.waved, self.head, self.random_at = now, False, None, NEVER
        if kinds.stops[kind]:
            self.stand_still(now, self.neutral_until - now)
            return
        running, standing = self.on_the_road(now)
        if kinds.bunches[kind] and running:
            self.head = min((car for _, car in running), key=Car.rank)

        def run(car: Car) -> int:
            catches = kinds.bunches[kind] and car is not self.head
            return max(int(kinds.catch_ms[kind] if catches else kinds.lap_ms[kind]), car.green)

        ahead: Car | None = None
        for part, car in running:
            car.due = now + nearest(part * run(car))
            if ahead:
                car.due = max(car.due, ahead.due + self.gap())
            car.known = (now, part)
            ahead = car
        self.road = [car for _, car in running]
        for car in standing:
            assert car.known is not None
            car.due = car.known[0] + nearest(car.known[1] * run(car))
            self.file_in(car)

    def stand_still(self, now: int, length: int) -> None:
        assert self.neutral is not None
        for car in self.road:
            if car.stands(now):
                assert car.known is not None
                car.known = (car.known[0] + length, car.known[1])
            else:
                car.known = (now + length, car.left(now))
            car.due += length
            car.since += length
            car.counted += length
            car.limit_at += length if car.limit_at < NEVER else 0
            car.window_end += length if car.window_end < NEVER else 0
        if self.duration and not self.problem.neutral.clock_runs[self.neutral]:
            self.duration += length

    def wave_by(self) -> None:
        self.waved = True
        queue = [car for car in self.road if not car.in_pits]
        for place, car in enumerate(queue):
            leader = min((one for one in queue if one.race_class == car.race_class), key=Car.rank)
            if queue.index(leader) > place and car.laps < leader.laps:
                car.may_go_round = True

    def count_time(self, now: int) -> None:
        assert self.neutral is not None
        self.times[self.neutral] += now - self.counted_from
        self.counted_from = now

    def end(self, now: int) -> None:
        assert self.neutral is not None
        kinds, kind = self.problem.neutral, self.neutral
        self.count_time(now)
        follows = int(kinds.then[kind])
        if follows >= 0:
            length = self.draw_length(follows)
            self.counts[follows] += 1
            self.begin(follows, now, now + length)
            return
        running, standing = self.on_the_road(now)
        if kinds.split[kind]:
            places = [n for n, (_, car) in enumerate(running) if not car.goes_round]
            by_class = sorted(
                (running[n][1] for n in places), key=lambda one: int(self.problem.classes.order[one.race_class])
            )
            for n, car in zip(places, by_class, strict=True):
                running[n] = (running[n][0], car)
        self.neutral, self.head = None, None
        self.road = []
        for car in standing:
            assert car.known is not None
            car.due = car.known[0] + nearest(car.known[1] * car.green)
            self.file_in(car)
        for part, car in running:
            car.known = (now, part)
            car.due = now + nearest(part * car.green)
            self.join(car, self.word(car, car.laps, draws.LAP))
        for car in self.road:
            car.restart, car.may_go_round, car.goes_round = True, False, False
        self.draw_next(now)

    def come(self, kind: int, now: int, until: int) -> None:
        if until <= now:
            return
        if self.neutral is None:
            self.counts[kind] += 1
            self.begin(kind, now, until)
        elif not self.problem.neutral.stops[self.neutral]:
            self.neutral_until = max(self.neutral_until, until)

    def something_first(self, crossing: int) -> bool:
        """Do what happens no later than the next crossing; returns whether there was anything."""
        agenda: list[tuple[int, int, Any]] = []
        if self.moments:
            agenda.append((self.moments[0], 0, None))
        if self.neutral is not None and self.head is None:
            agenda.append((self.neutral_until, 1, None))
        if self.fixed:
            agenda.append((self.fixed[0][0], 2, None))
        agenda += [(when, 3, place) for place, (when, _) in enumerate(self.coming)]
        if self.random_at < NEVER:
            agenda.append((self.random_at, 4, None))
        when, what, which = min(agenda, key=lambda one: one[:2], default=(NEVER, 9, None))
        if when > crossing:
            return self.head is not None and self.road[0] is self.head and self.at_the_line(crossing)
        if what == 0:
            self.look(self.moments.pop(0))
        elif what == 1:
            self.end(when)
        elif what == 2:
            _, kind, length = self.fixed.pop(0)
            self.come(kind, max(when, self.start), when + length)
        elif what == 3:
            _, kind = self.coming[which]
            last = self.coming.pop()
            if which < len(self.coming):
                self.coming[which] = last
            if self.neutral is None:
                self.come(kind, when, when + self.draw_length(kind))
        else:
            kind = self.draw_kind()
            self.come(kind, when, when + self.draw_length(kind))
        return True

    def at_the_line(self, now: int) -> bool:
        assert self.neutral is not None
        kinds, lap = self.problem.neutral, int(self.problem.neutral.lap_ms[self.neutral])
        if now >= self.neutral_until - nearest(0.5 * lap):
            self.end(now)
            return True
        if kinds.wave_by[self.neutral] and not self.waved and now >= self.neutral_until - nearest(1.5 * lap):
            self.wave_by()
            return True
        return False

    def look(self, now: int) -> None:
        made = {car: float(car.laps) for car in self.cars}
        for car in self.road:
            made[car] += 1.0 - car.left(now)
        places, gaps = [], []
        for car in self.cars:
            ranked = sorted(
                (one for one in self.cars if one.race_class == car.race_class),
                key=lambda one: (one.out, -made[one], one.number),
            )
            places.append(ranked.index(car) + 1)
            gaps.append(nearest((made[ranked[0]] - made[car]) * car.own))
        self.looks.append((places, gaps))

    # the race

    def find_leader(self) -> None:
        able = [car for car in self.cars if not car.out and not car.parked]
        if able:
            self.leader = min(able, key=Car.rank)
            self.most = self.leader.laps

    def keep_row(self, car: Car, now: int) -> None:
        kind, under = (-1, 0) if self.neutral is None else (self.neutral, self.neutrals)
        self.rows.append(
            LapRow(
                car=car.number,
                lap=car.laps + 1,
                clock_ms=now,
                lap_ms=now - car.crossed,
                driver=car.driver,
                stopped=car.stopped_at_lap == car.laps,
                neutral=kind,
                under=under,
                tyre_age=car.tyre_age,
                fuel=1e18 if car.fuel is None else car.fuel,
            )
        )

    def run(self) -> None:
        while self.road:
            now = self.road[0].due
            if self.something_first(now):
                continue
            car = self.road.pop(0)
            if car.leaves:
                car.out = True
                if self.leader is car:
                    self.find_leader()
                if self.head is car:
                    self.head = next((one for one in self.road if not one.in_pits), None)
                continue
            self.keep_row(car, now)
            car.in_pits = car.parked = car.goes_round = False
            car.laps += 1
            car.crossed = now
            car.known = None
            if car.laps > self.most:
                self.most, self.leader = car.laps, car
                if (self.duration and now >= self.duration) or (self.distance and car.laps >= self.distance):
                    car.flagged = True
                    self.flag_at = now
                    break
            if self.neutral is not None:
                self.slow_lap(car, now)
            else:
                stopped = 0
                if self.comes_in(car, now):
                    stopped = self.stop(car, now) or 0
                self.green_lap(car, now, stopped)
            if car.parked and self.leader is car:
                self.find_leader()
        for car in self.road:
            if car.leaves:
                car.out = True
            elif car.due <= self.flag_at + 2 * car.green:
                self.keep_row(car, car.due)
                car.laps, car.crossed, car.flagged = car.laps + 1, car.due, True
        if self.flag_at and self.neutral is not None:
            self.count_time(max(self.flag_at, self.counted_from))
        for car in self.cars:
            self.settle(car)

    def settle(self, car: Car) -> None:
        self.get_out(car, max(car.crossed, car.counted))
        if any(seat.most and seat.driven > seat.most for seat in car.seats):
            car.broken |= outcome.BROKEN_MOST
        if not car.out:
            if any(car.seats[n].driven < car.seats[n].least for n in car.crew):
                car.broken |= outcome.BROKEN_LEAST
            if car.must_done < car.must_stop:
                car.broken |= outcome.BROKEN_MUST_STOP
        if car.tyre_sets and car.sets > car.tyre_sets:
            car.broken |= outcome.BROKEN_TYRE_SETS

    def results(self) -> dict[str, Any]:
        length = self.problem.length
        finishers = [car for car in self.cars if not car.out and (car.flagged or not length.flag)]
        most = max((car.laps for car in finishers), default=0)

        def status(car: Car) -> int:
            if car.out:
                return outcome.RETIRED
            if (length.flag and not car.flagged) or car.laps < length.share * most:
                return outcome.NOT_CLASSIFIED
            return outcome.CLASSIFIED

        order = sorted(self.cars, key=lambda car: (status(car), *car.rank()))
        of_class = {car: [one for one in order if one.race_class == car.race_class].index(car) + 1 for car in self.cars}
        nothing = [[0] * len(self.cars)]
        places = nothing * self.skipped_moments + [one for one, _ in self.looks] + nothing * len(self.moments)
        gaps = nothing * self.skipped_moments + [one for _, one in self.looks] + nothing * len(self.moments)
        return {
            "laps": [car.laps for car in self.cars],
            "time_ms": [car.crossed for car in self.cars],
            "status": [status(car) for car in self.cars],
            "position": [order.index(car) + 1 for car in self.cars],
            "in_class": [of_class[car] for car in self.cars],
            "stops": [car.stops for car in self.cars],
            "driven_ms": [[seat.driven for seat in car.seats] for car in self.cars],
            "broken": [car.broken for car in self.cars],
            "moment_place": places,
            "moment_gap_ms": gaps,
            "neutral_count": self.counts,
            "neutral_ms": self.times,
            "flag_ms": self.flag_at,
            "rejected": self.rejected(),
        }

    def rejected(self) -> int:
        state = self.problem.state
        for car in self.cars:
            made = car.laps - int(state.laps[car.number])
            if (made - 2) * car.pace * 0.6 > car.crossed - int(state.crossed_ms[car.number]):
                return 2
        return 1 if all(car.out for car in self.cars) or not self.flag_at else 0


def run_reference(problem: Problem, seed: int, replicate: int) -> Race:
    """Return one replicate, raced to its end."""
    race = Race(problem, seed, replicate)
    race.run()
    return race


def reference(problem: Problem, seed: int, first: int, count: int) -> Outcome:
    """Return replicates as `simulate` does, one slow race after the other."""
    found = [run_reference(problem, seed, first + n).results() for n in range(count)]
    n, d = problem.crews.share.shape
    k, m = len(problem.neutral.rate), len(problem.moments_ms)
    shapes: dict[str, tuple[Any, tuple[int, ...]]] = {
        "laps": (np.int32, (n,)),
        "time_ms": (np.int64, (n,)),
        "status": (np.int8, (n,)),
        "position": (np.int16, (n,)),
        "in_class": (np.int16, (n,)),
        "stops": (np.int16, (n,)),
        "driven_ms": (np.int32, (n, d)),
        "broken": (np.uint8, (n,)),
        "moment_place": (np.int16, (m, n)),
        "moment_gap_ms": (np.int32, (m, n)),
        "neutral_count": (np.int16, (k,)),
        "neutral_ms": (np.int64, (k,)),
        "flag_ms": (np.int64, ()),
        "rejected": (np.int8, ()),
    }
    return Outcome(
        **{
            name: np.array([one[name] for one in found], dtype=kind).reshape(count, *shape)
            for name, (kind, shape) in shapes.items()
        }
    )
