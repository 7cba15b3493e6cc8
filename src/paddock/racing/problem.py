"""A race to simulate, as flat arrays: what the kernel reads and nothing else.

Units: times are whole milliseconds on the clock of the race (0 is the green flag), paces and costs are milliseconds a
lap, fuel and energy are laps at green-flag pace.  N cars, C classes, D seats a crew at most, K kinds of
neutralisation, E kinds of event, G groups of cars that share an offset, M moments to look at, S planned stops.

A draw from a table of quantiles takes entry ⌊u · Q⌋ of its Q entries, u uniform in [0, 1): what the table says is what
is drawn, on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Real = NDArray[np.float64]

QUANTILES = 1024
"""Entries of a table of quantiles; a power of two, so that bits of a draw are its index."""
MOST_STINTS = 96
"""Stints a car's log has room for; the oldest make room for new ones."""


@dataclass(frozen=True, slots=True)
class RaceLength:
    """When the race is over, and who is classified.

    duration_ms: planned time [ms], 0 for none.  laps: planned distance [laps], 0 for none; with both, what comes first.
    share: part of the winner's laps a car must complete to be classified, 0 for none.
    flag: whether a car must take the chequered flag to be classified.
    """

    duration_ms: int
    laps: int = 0
    share: float = 0.0
    flag: bool = False


@dataclass(frozen=True, slots=True)
class Classes:
    """What the cars of a class have in common.

    order [C]: rank of the class when a safety car sorts the field, 0 first.
    noise [C, Q]: quantiles of what a lap adds to the noise [ms].  memory [C]: share of a lap's noise the next keeps.
    follow_ms [C]: least gap to a car ahead that cannot be passed.  pass_need_ms [C]: mean of the exponential advantage
    over a lap that a pass within the class takes.
    lapping_ms, lapped_ms [C, C]: cost of a pass across classes to the one who passes (row) and to the one passed
    (column) [ms]; the latter is paid on the next lap.
    tyre_ms [C]: lap time a lap of tyre age adds.  fuel_ms [C]: lap time a lap of fuel aboard adds.
    cold_ms [C]: extra on the lap out of the pits.
    lane_ms [C]: what driving through the pit lane costs against the track.  refuel_ms [C]: per lap of fuel or energy
    taken on.  tyres_ms, driver_ms [C]: change of tyres, of driver.  tyres_after [C]: 1 where tyres are changed after
    refuelling (their times add up), 0 where the longest of refuelling, tyres and driver counts; the driver changes
    alongside either way.
    stop_extra_ms [C, Q]: quantiles of what else a stop takes.
    early_laps [C, Q]: quantiles of how many laps before empty a car stops under green.
    start_ms [C]: what the first lap from a standing or rolling start costs.
    """

    order: Whole
    noise: Real
    memory: Real
    follow_ms: Whole
    pass_need_ms: Real
    lapping_ms: Real
    lapped_ms: Real
    tyre_ms: Real
    fuel_ms: Real
    cold_ms: Real
    lane_ms: Whole
    refuel_ms: Real
    tyres_ms: Whole
    driver_ms: Whole
    tyres_after: Whole
    stop_extra_ms: Whole
    early_laps: Whole
    start_ms: Whole


@dataclass(frozen=True, slots=True)
class Events:
    """What happens to cars: incidents, failures, penalties.

    rate [E, C]: per green lap.  first_lap [E]: factor on the first lap, restart [E]: on the first green lap after a
    neutralisation.  retires [E, C]: share that ends the car's race.  loss_ms [E, C, Q]: quantiles of the time lost
    otherwise.  in_pits [E]: 1 where the time is lost in the pit lane (others pass for free), 0 on the track.
    neutral [E, K]: share that brings out each kind of neutralisation.
    """

    rate: Real
    first_lap: Real
    restart: Real
    retires: Real
    loss_ms: Whole
    in_pits: Whole
    neutral: Real


@dataclass(frozen=True, slots=True)
class Neutral:
    """The kinds of neutralisation of the series.

    rate [K]: per hour of green running, besides those that events bring.  length_ms [K, Q]: quantiles of how long.
    lap_ms [K]: lap time of every car under it; of the head of the queue where the field bunches.
    bunches [K]: 1 where cars close up behind the safety car.  catch_ms [K]: lap time of cars that close up.
    gap_ms [K]: gap between cars in the queue.
    closed_ms [K, C]: how long the pit lane stays closed to a class.  wave_by [K]: 1 where cars ahead of their class's
    leader on the road, but not on laps, go round.  split [K]: 1 where the queue is sorted by class before the restart.
    stops [K]: 1 for a red flag: nobody moves.  clock_runs [K]: 1 where the race's time runs on meanwhile.
    then [K]: kind that follows on, -1 for none.  use [K]: fuel and energy used, as a share of a green lap's.
    yellow_odds [K, 10]: odds that a car stops once the lane is open, by tenths of the tank used.
    fixed_kind, fixed_at_ms, fixed_for_ms [F]: neutralisations given beforehand, in order of time.
    only_fixed: 1 where there are no others.
    """

    rate: Real
    length_ms: Whole
    lap_ms: Whole
    bunches: Whole
    catch_ms: Whole
    gap_ms: Whole
    closed_ms: Whole
    wave_by: Whole
    split: Whole
    stops: Whole
    clock_runs: Whole
    then: Whole
    use: Real
    yellow_odds: Real
    fixed_kind: Whole
    fixed_at_ms: Whole
    fixed_for_ms: Whole
    only_fixed: int


@dataclass(frozen=True, slots=True)
class Cars:
    """The field, in grid order for a race from the green flag (any order for one under way).

    race_class, group [N]: their indices.  pace_ms [N]: expected green lap alone on the track with the average of its
    crew, on new tyres, without fuel.  pace_sd_ms [N], group_sd_ms [G]: spread of what a car, and a group of cars, is
    better or worse by for the whole race [ms].  offsets [Q]: quantiles of the standardised offset.
    tank_laps, energy_laps [N]: laps a full tank and a full allotment of energy last.  tyre_laps [N]: age at which
    tyres are changed at the latest.  tyre_sets [N]: sets to be used, 0 for no limit.
    yellow_from [N]: share of the tank used from which the car stops under a neutralisation; -1: by the odds.
    must_stop [N]: stops it has to make within must_from_ms to must_until_ms.  must_change: 1 where these change the
    driver.  must_lane_ms: least time in the lane then.  success_ms [N]: time to wait at the first of these.
    plan_lap, plan_driver, plan_tyres [N, S]: planned stops: after which lap, seat that takes over (-1: as the rules
    have it), 1 with tyres; plan_lap -1 ends the plan.  A car without a plan stops when it has to.
    """

    race_class: Whole
    group: Whole
    pace_ms: Real
    pace_sd_ms: Real
    group_sd_ms: Real
    offsets: Real
    tank_laps: Real
    energy_laps: Real
    tyre_laps: Whole
    tyre_sets: Whole
    yellow_from: Real
    must_stop: Whole
    must_from_ms: int
    must_until_ms: int
    must_change: int
    must_lane_ms: int
    success_ms: Whole
    plan_lap: Whole
    plan_driver: Whole
    plan_tyres: Whole


@dataclass(frozen=True, slots=True)
class Crews:
    """Who may drive how long.  A seat that is not taken has `share` 0.

    pace_ms [N, D]: what each is slower by than the crew's average.  share [N, D]: share of the race each is meant to
    drive.  least_ms, most_ms [N, D]: total time each must and may drive, 0 for no rule.  stint_ms [N, D]: longest
    time without a break, 0 for no rule.  window_ms [N], window_most_ms [N, D]: the most within any such stretch.
    """

    pace_ms: Real
    share: Real
    least_ms: Whole
    most_ms: Whole
    stint_ms: Whole
    window_ms: Whole
    window_most_ms: Whole


@dataclass(frozen=True, slots=True)
class State:
    """The race at the moment it is simulated from.

    at_ms: that moment; 0 is the green flag.  laps [N]: laps completed.  crossed_ms [N]: when the last was completed;
    at the green flag how far behind it the car starts.  due_ms [N]: no next crossing before this.
    status [N]: 0 running, 1 out, 2 in the pit lane or the garage until due_ms.  fuel, energy [N]: laps left.
    tyre_age [N]: laps.  sets [N]: sets used.  stops, must_done [N]: stops made, and those that had to be.
    driver [N]: seat at the wheel.  driven_ms [N, D].  since_ms [N]: when the present driver got in.
    log_driver, log_from_ms, log_to_ms [N, L]: drives so far, for windows; driver -1 ends them.
    neutral: kind that is out, -1 for none.  neutral_since_ms: since when.
    """

    at_ms: int
    laps: Whole
    crossed_ms: Whole
    due_ms: Whole
    status: Whole
    fuel: Real
    energy: Real
    tyre_age: Whole
    sets: Whole
    stops: Whole
    must_done: Whole
    driver: Whole
    driven_ms: Whole
    since_ms: Whole
    log_driver: Whole
    log_from_ms: Whole
    log_to_ms: Whole
    neutral: int = -1
    neutral_since_ms: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One race, ready for the kernel.

    moments_ms [M]: moments at which order and gaps are noted.
    """

    length: RaceLength
    classes: Classes
    events: Events
    neutral: Neutral
    cars: Cars
    crews: Crews
    state: State
    moments_ms: Whole

    @property
    def n_cars(self) -> int:
        """How many cars there are."""
        return len(self.cars.race_class)


def frozen(part: object) -> None:
    """Make the arrays of a part read-only: one problem may be simulated by several threads."""
    for one in fields(part):  # type: ignore[arg-type]
        value = getattr(part, one.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
