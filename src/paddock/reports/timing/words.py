"""Words and numbers in the pictures of a session."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from paddock.reports.charts.sheet import text_width
from paddock.timing.times import to_text

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Return text in lines no wider than the room [px]; a word longer than that is cut."""
    lines: list[str] = []
    line = ""
    for whole in text.split():
        word = whole
        while text_width(word, size) > room and len(word) > 1:
            cut = max((end for end in range(1, len(word)) if text_width(word[:end], size) <= room), default=1)
            lines += [one for one in (line, word[:cut]) if one]
            line, word = "", word[cut:]
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def short(ms: float) -> str:
    """Return a lap or lane time to a tenth, as axes and labels show it: `1:31.1`, `58.3`."""
    return to_text(round(ms / 100) * 100)[:-2]


def clock(ms: float) -> str:
    """Return a moment or a long time as hours and minutes: `5:07`."""
    minutes = round(ms / MINUTE)
    return f"{'-' if minutes < 0 else ''}{abs(minutes) // 60}:{abs(minutes) % 60:02}"


def span(ms: float) -> str:
    """Return a stretch of time to a second: `52 s`, `1:07`, `2:05:30`."""
    seconds = round(ms / SECOND)
    if seconds < 60:
        return f"{seconds} s"
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def family(driver: str) -> str:
    """Return a driver's family name: the words in capitals, else the last word."""
    words = driver.split()
    capital = [one for one in words if len(one) > 1 and one.upper() == one and any(map(str.isalpha, one))]
    if capital and len(capital) < len(words):
        return " ".join(capital)
    return words[-1] if words else ""


def by_number(cars: Iterable[str]) -> list[str]:
    """Return car numbers in the order people count: 2, 7, 007, 10."""
    return sorted(cars, key=lambda car: (int(found[0]) if (found := re.search(r"\d+", car)) else 10**9, car))


def made_from(files: Mapping[str, str] | Iterable[str], facts: Iterable[str]) -> str:
    """Return a caption: the files a picture is made from, then what else is to be said of it."""
    names = sorted(set(files.values() if isinstance(files, Mapping) else files))
    told = ", ".join(name.replace("\\", "/").rpartition("/")[2] for name in names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return " ".join([*([f"From {told}{more}."] if names else []), *facts])
