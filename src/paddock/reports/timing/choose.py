"""Which cars a picture shows: those asked for, by number or class, in classified order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from paddock.errors import UnknownName
from paddock.reports.timing.palette import NO_CLASS, folded
from paddock.reports.timing.words import by_number

if TYPE_CHECKING:
    import polars as pl


def cars_of(frame: pl.DataFrame) -> dict[str, str]:
    """Return each car of a frame with its class, in the order they first appear; uses car, class."""
    pairs = frame.select("car", "class").unique("car", keep="first", maintain_order=True)
    return {car: name or NO_CLASS for car, name in pairs.iter_rows()}


def chosen(
    known: dict[str, str],
    *,
    cars: Iterable[str] | str | None = None,
    classes: Iterable[str] | str | None = None,
    order: Sequence[str] = (),
) -> list[str]:
    """Return the cars asked for: those named, and of the classes named; all when nothing is asked.

    known: car → class.  order: cars in classified order; cars that are not in it come after, by number.
    Raises UnknownName, with what there is, for a car or class that is not in the session.
    """
    wanted_cars = [cars] if isinstance(cars, str) else [str(one) for one in cars or ()]
    wanted = {folded(one) for one in ([classes] if isinstance(classes, str) else classes or ())}
    names = list(dict.fromkeys(known.values()))
    for car in wanted_cars:
        if car not in known:
            raise UnknownName(f"No car {car!r} in this session.", hint=f"There are {', '.join(by_number(known))}.")
    for one in wanted - {folded(name) for name in names}:
        raise UnknownName(f"No class {one!r} in this session.", hint=f"There are {', '.join(sorted(names))}.")
    place = {car: number for number, car in enumerate(order)}
    inside = [car for car in known if not wanted or folded(known[car]) in wanted]
    shown = [car for car in inside if car in wanted_cars] if wanted_cars else inside
    numbers = {car: number for number, car in enumerate(by_number(known))}
    return sorted(shown, key=lambda car: (place.get(car, len(place)), numbers[car]))


def by_class(cars: Sequence[str], known: dict[str, str]) -> dict[str, list[str]]:
    """Return the cars under their classes, the class of the first car first."""
    groups: dict[str, list[str]] = {}
    for car in cars:
        groups.setdefault(known[car], []).append(car)
    return groups
