"""Colours, symbols and dashes: the same class looks the same in every picture.  Told apart without colour as well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import tomli

NO_CLASS = "no class"
"""What stands for a class where the file has none."""

CAUTION = {"FCY": "#8F6200", "SF": "#9A4A00", "RF": "#B3261E", "unknown": "#5B6470"}
"""Colour of the strip of a neutralisation; its kind is also told by the strip's height and its letters."""

_CAUTION_DARK = {"FCY": "#E8B93C", "SF": "#F0913C", "RF": "#FF8A80", "unknown": "#AAB4BF"}
_SIGN = {"#ffffff": "#101317"}


@dataclass(frozen=True, slots=True)
class Style:
    """How one thing is drawn. colour: on light paper.  dark: on dark paper.  shape: of a symbol.  dash: of a line."""

    slot: str
    colour: str
    dark: str
    shape: str
    dash: tuple[int, ...]


@cache
def slots() -> tuple[Style, ...]:
    """Return the eight styles in their order."""
    return tuple(
        Style(one["name"], one["light"], one["dark"], one["shape"], tuple(one["dash"])) for one in _data()["slot"]
    )


def nth_style(number: int) -> Style:
    """Return the style of the n-th of several things of one kind, from 0.

    From the ninth on the colours come again, each with the next symbol and dash: no two of 64 are alike.
    """
    styles = slots()
    turn, at = divmod(number, len(styles))
    if not turn:
        return styles[at]
    other = styles[(at + turn) % len(styles)]
    return Style(styles[at].slot, styles[at].colour, styles[at].dark, other.shape, other.dash)


def class_styles(classes: Iterable[str | None]) -> dict[str, Style]:
    """Return the style of each class of a session, by its name as printed.

    A class named in palette.toml has its slot always.  Another takes the slot its name hashes to, or the next free one:
    the same classes get the same slots in every picture, on every machine.  None becomes `NO_CLASS`.
    """
    known: Mapping[str, str] = _data()["classes"]
    names = [one.slot for one in slots()]
    found: dict[str, int] = {}
    given = sorted({one or NO_CLASS for one in classes})
    for name in given:
        slot = known.get(folded(name))
        if slot is not None:
            found[name] = names.index(slot)
    for name in (one for one in given if one not in found):
        start = int.from_bytes(sha256(folded(name).encode()).digest()[:4]) % len(names)
        turns = range(start, start + len(names))
        free = [at % len(names) for at in turns if at % len(names) not in found.values()]
        found[name] = free[0] if free else _next_turn(start, found, len(names))
    return {name: nth_style(found[name]) for name in given}


def folded(name: str) -> str:
    """Return a class's name without blanks, marks and case: `GTD PRO` and `GTDPRO` are one class."""
    return re.sub(r"[^\w]|_", "", name.casefold())


def darker_paper() -> dict[str, str]:
    """Return what each colour of a picture becomes on dark paper."""
    cautions = {colour: _CAUTION_DARK[kind] for kind, colour in CAUTION.items()}
    return {one.colour: one.dark for one in slots()} | cautions | _SIGN


def _next_turn(start: int, found: Mapping[str, int], size: int) -> int:
    number = start + size
    while number in found.values():
        number += size
    return number


@cache
def _data() -> dict[str, Any]:
    return tomli.loads(files("paddock.reports.timing").joinpath("palette.toml").read_text(encoding="utf-8"))
