"""A row for each car of a picture, class by class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paddock.reports.timing.axes import HEAD
from paddock.reports.timing.choose import by_class
from paddock.reports.timing.palette import NO_CLASS, class_styles
from paddock.reports.timing.plate import Plate


def car_rows(
    plate: Plate, shown: Sequence[str], known: Mapping[str, str], *, head: float, row: float, name: float, after: float
) -> tuple[dict[str, float], float]:
    """Write classes and car numbers at the left; return where each car's row begins and where all end [px].

    known: car → class.  head: height of a class's heading.  row: of a car's row.  name: how far below its top the
    number stands.  after: room below the cars of a class.
    """
    tops: dict[str, float] = {}
    styles = class_styles(known.values())
    y = HEAD + 4.0
    for race_class, cars in by_class(shown, dict(known)).items():
        style = styles[race_class]
        if race_class != NO_CLASS:
            plate.dot(5, y + 8, shape=style.shape, size=50, fill=style.colour)
            plate.text(14, y + 8, race_class, size=12, fontWeight="bold")
            y += head
        for car in cars:
            plate.text(0, y + name, car, size=11, fontWeight="bold", color=style.colour)
            tops[car] = y
            y += row
        y += after
    return tops, y
