"""What happens in a race, made into arrays: mishaps of cars and neutralisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from paddock.errors import BadRequest

if TYPE_CHECKING:
    from paddock.racing.fallbacks import Lookup
    from paddock.racing.parameters import ParameterSet
    from paddock.racing.problem import Events, Neutral
    from paddock.racing.rules import RaceRules

HOUR = 3_600_000


def kinds(parameters: ParameterSet, rules: RaceRules) -> tuple[str, ...]:
    """Return the kinds of neutralisation of a race in the order of the kernel's index, by the flag printed."""
    told = tuple(one.flag for one in rules.procedure.simulated)
    return told or tuple(parameters.neutral)


def events_of(lookup: Lookup, rules: RaceRules, names: list[str], laps: Any) -> Events:
    """Return what happens to cars."""
    import numpy as np

    from paddock.racing.problem import QUANTILES, Events

    parameters = lookup.parameters
    flags = kinds(parameters, rules)
    told = list(parameters.events.values())
    rate, retires = np.zeros((len(told), len(names))), np.zeros((len(told), len(names)))
    loss = np.zeros((len(told), len(names), QUANTILES), np.int64)
    lane = lookup.lane_ms().value
    for e, event in enumerate(told):
        table = event.loss_ms.table(QUANTILES) + (lane if event.through_lane else 0.0)
        for c, name in enumerate(names):
            rate[e, c] = lookup.by_class(event.rate_per_h, name) * laps[c] / HOUR
            retires[e, c] = lookup.by_class(event.retires, name)
            loss[e, c] = np.maximum(np.rint(table), 0)
    return Events(
        rate=rate,
        first_lap=np.array([one.first_lap.value for one in told]),
        restart=np.array([one.restart.value for one in told]),
        retires=retires,
        loss_ms=loss,
        in_pits=np.array([int(one.in_pits) for one in told], np.int64),
        neutral=np.array(
            [[one.neutral[flag].value if flag in one.neutral else 0.0 for flag in flags] for one in told]
        ).reshape(len(told), len(flags)),
    )


def neutral_of(
    lookup: Lookup,
    rules: RaceRules,
    names: list[str],
    laps: Any,
    fixed: Sequence[tuple[str, int, int]],
    only_fixed: bool,
) -> Neutral:
    """Return the kinds of neutralisation: what the rules say of them, and what the figures do."""
    import numpy as np

    from paddock.racing.problem import QUANTILES, Neutral

    flags = kinds(lookup.parameters, rules)
    unknown = [flag for flag, _, _ in fixed if flag not in flags]
    if unknown:
        raise BadRequest(
            f"{rules.procedure.name} has no neutralisation {unknown[0]!r}.", hint=f"There are {', '.join(flags)}."
        )
    how = [rules.procedure.kind(flag) for flag in flags]
    figures = [lookup.neutral(flag) for flag in flags]
    quickest = float(min(laps))
    lap = [one.lap_factor.value * quickest for one in figures]
    told = sorted(fixed, key=lambda one: one[1])

    def whole(values: Sequence[object]) -> Any:
        return np.array(values, np.int64)

    return Neutral(
        rate=np.array(
            [lookup.neutral_per_h(flag) * one.own_share.value for flag, one in zip(flags, figures, strict=True)]
        ),
        length_ms=np.rint([one.length_ms.table(QUANTILES) for one in figures]).astype(np.int64).reshape(-1, QUANTILES),
        lap_ms=np.rint(lap).astype(np.int64),
        bunches=whole([bool(one and one.bunches) for one in how]),
        catch_ms=np.rint([one.catch_factor.value * quickest for one in figures]).astype(np.int64),
        gap_ms=np.rint([one.gap_ms.value for one in figures]).astype(np.int64),
        closed_ms=whole(
            [
                [one.closed_ms(rules.procedure.category(name), under) if one else 0 for name in names]
                for one, under in zip(how, lap, strict=True)
            ]
        ).reshape(len(flags), len(names)),
        wave_by=whole([bool(one and one.waves_by(rules.length.duration_ms)) for one in how]),
        split=whole([bool(one and one.split) for one in how]),
        stops=whole([bool(one and one.stops) for one in how]),
        clock_runs=whole([one is None or one.clock_runs for one in how]),
        then=whole([flags.index(one.then) if one and one.then in flags else -1 for one in how]),
        use=np.array([one.use.value for one in figures]),
        yellow_odds=np.array([[odds.value for odds in one.yellow_odds] for one in figures]).reshape(len(flags), -1),
        fixed_kind=whole([flags.index(flag) for flag, _, _ in told]),
        fixed_at_ms=whole([at for _, at, _ in told]),
        fixed_for_ms=whole([length for _, _, length in told]),
        only_fixed=int(only_fixed),
    )
