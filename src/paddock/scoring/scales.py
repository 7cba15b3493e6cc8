"""What a place is worth, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache

from paddock.catalogue.names import nearest
from paddock.errors import UnknownName
from paddock.model.scoring import ClassSize, Scale, exact
from paddock.scoring.errors import StartersUnknown

_HALF = Fraction(1, 2)


def scale_of(scales: Mapping[str, Scale], name: str, where: str) -> Scale:
    """Return a scale by id. Raises UnknownName when no file holds it: a rule names a scale that is missing."""
    try:
        return scales[name]
    except KeyError:
        raise UnknownName(
            f"{where} names the scale {name!r}, which no file holds.",
            candidates=nearest(name, dict.fromkeys(scales, ())),
            hint="Add a [[scale]] of that id to the catalogue folder, or correct the name.",
        ) from None


def worth(scale: Scale, place: int, starters: int | None) -> Fraction:
    """Return the points of a place, from 1. Raises StartersUnknown for a scale by class size without the number."""
    if scale.class_size is not None:
        if starters is None:
            raise StartersUnknown(scale.id)
        return _by_size(scale.class_size, place, starters)
    return _listed(scale, place)


@cache
def _worths(places: tuple[int | str, ...], beyond: int | str | None) -> tuple[tuple[Fraction, ...], Fraction]:
    return tuple(exact(one) for one in places), exact(beyond) if beyond is not None else Fraction(0)


def _listed(scale: Scale, place: int) -> Fraction:
    points, beyond = _worths(scale.places, scale.beyond)
    return points[place - 1] if place <= len(points) else beyond


def _by_size(rule: ClassSize, place: int, starters: int) -> Fraction:
    """Return `times * (n - place + plus) / n`, rounded half up where the rule says so; nothing below nought."""
    points = exact(rule.times) * (starters - place + exact(rule.plus)) / starters
    if rule.decimals is not None:
        unit = Fraction(Decimal(1).scaleb(-rule.decimals))
        points = (points / unit + _HALF).__floor__() * unit
    return max(points, Fraction(0))
