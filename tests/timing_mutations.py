"""Ways in which a timing file gets damaged on its way from the timekeeper to a disk, as Hypothesis strategies."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

import timing_fixtures as made
from timing_fixtures import FORMS, Rows

FILES = [content for _, content in FORMS.values()]
LAP_FILES = {
    form: content for (reader, form), (_, content) in FORMS.items() if reader in {"alkamel-laps", "plain-laps"}
}
"""Form → the file, of every form of laps that is a table of text."""

ODD_CELLS = (
    *("nan", "NaN", "inf", "-inf", "1e309", "-1e309", "1" + "0" * 30, "-1", "-0", "0", "1.0", "1,5", "9" * 19, "0x1F"),
    *("99:99.999", "1:5.123", "1:2:03.123", "-1:31.078", "1:31.07", "1:31.0785", "1:31", "25:61:61.999", ":", "1:"),
    *("=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "#REF!", "NULL", "None", "null", "/", "-", "–", "…"),
    *("\x1b[31mred\x1b[0m", "\x07", "\x00", "a\tb", "\u202egnol", "\u200f007", "٣", "١:٣١.٠٧٨", "½", "007 ", " 7", "ﬁ"),
    *("x" * 200_000, "é" * 70_000, '"', '""', '"a', "a\x0bb", "a\x0cb", "a\x85b", "a\u2028b", "[bold]x[/bold]", "[/x]"),
)
"""Cells no timekeeper prints: numbers that are none, times in every wrong form, formulas, what steers a terminal."""
PIECES = (
    *(b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\x80", b"\xe9", b"\xc3", b"\r", b"\n", b"\r\n", b"\n\n\n"),
    *(
        b'"',
        b'"";""',
        b";" * 40,
        b"," * 40,
        b"\t",
        b"\x0c",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"9" * 500,
        b"{",
        b"]",
        b"\\",
    ),
)
"""Bytes that mean something to somebody who reads a table."""


def separator_of(content: bytes) -> str:
    """Return the separator of a rendered file."""
    head = content.splitlines()[0]
    return ";" if head.count(b";") > head.count(b",") else ","


def rows_of(content: bytes) -> Rows:
    """Return a rendered table as rows of cells."""
    return made.cells(content, separator_of(content))


def cut(draw: st.DrawFn, content: bytes) -> bytes:
    """Cut anywhere."""
    return content[: draw(st.integers(0, len(content)))]


def flip(draw: st.DrawFn, content: bytes) -> bytes:
    """Change some bytes."""
    changed = bytearray(content)
    for place in draw(st.lists(st.integers(0, max(len(changed) - 1, 0)), max_size=8)):
        if changed:
            changed[place] = draw(st.integers(0, 255))
    return bytes(changed)


def insert(draw: st.DrawFn, content: bytes) -> bytes:
    """Put bytes in that mean something."""
    place = draw(st.integers(0, len(content)))
    return content[:place] + draw(st.sampled_from(PIECES)) + content[place:]


def lose(draw: st.DrawFn, content: bytes) -> bytes:
    """Lose a stretch."""
    a = draw(st.integers(0, len(content)))
    return content[:a] + content[a + draw(st.integers(1, 600)) :]


def double(draw: st.DrawFn, content: bytes) -> bytes:
    """Have a stretch twice."""
    a = draw(st.integers(0, len(content)))
    return content[: a + 900] + content[a:]


def recode(draw: st.DrawFn, content: bytes) -> bytes:
    """Be saved in another encoding, or in two at once."""
    text = content.decode("utf-8-sig", errors="replace")
    how = draw(st.sampled_from(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "half"]))
    if how == "half":
        place = draw(st.integers(0, len(text)))
        return text[:place].encode("utf-8", "replace") + text[place:].encode("latin-1", "replace")
    return text.encode(how, "replace")


def line_ends(draw: st.DrawFn, content: bytes) -> bytes:
    """End its lines in another way, or each in its own."""
    lines = content.replace(b"\r\n", b"\n").split(b"\n")
    ends = draw(st.sampled_from([(b"\r",), (b"\n",), (b"\r\n",), (b"\r", b"\n", b"\r\n"), (b"\n\r",), (b"\r\r\n",)]))
    return b"".join(line + ends[number % len(ends)] for number, line in enumerate(lines))


def cells(draw: st.DrawFn, content: bytes) -> bytes:
    """Have odd values in some cells."""
    separator = separator_of(content)
    lines = content.decode("utf-8", "replace").split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        row = lines[at].split(separator)
        row[draw(st.integers(0, len(row) - 1))] = draw(st.sampled_from(ODD_CELLS))
        lines[at] = separator.join(row)
    return "\n".join(lines).encode("utf-8", "replace")


def columns(draw: st.DrawFn, content: bytes) -> bytes:
    """Have its columns in another order, some twice, some not at all."""
    separator = separator_of(content)
    lines = [line.split(separator) for line in content.decode("utf-8", "replace").split("\n")]
    width = len(lines[0])
    kept = draw(st.lists(st.integers(0, width - 1), min_size=1, max_size=width + 3))
    kept = kept if draw(st.booleans()) else [*dict.fromkeys((*kept, *range(width)))]
    return "\n".join(separator.join(row[n] if n < len(row) else "" for n in kept) for row in lines).encode()


def rows(draw: st.DrawFn, content: bytes) -> bytes:
    """Have its rows in another order, some twice, some not at all, some too short or too long."""
    head, *lines = content.decode("utf-8", "replace").split("\n")
    separator = separator_of(content)
    picked = draw(st.lists(st.sampled_from(lines or [""]), max_size=len(lines) + 5))
    for place in draw(st.lists(st.integers(0, max(len(picked) - 1, 0)), max_size=3)):
        if picked:
            row = picked[place].split(separator)
            picked[place] = separator.join(row[: -draw(st.integers(1, 4))] if draw(st.booleans()) else [*row, "x", ""])
    return "\n".join([head, *picked]).encode()


DAMAGES: tuple[Callable[[st.DrawFn, bytes], bytes], ...] = (
    *(cut, flip, insert, lose, double, recode, line_ends, cells, columns, rows),
)


@st.composite
def damaged(draw: st.DrawFn, files: list[bytes] | None = None) -> bytes:
    """Return a file of any form that one or a few things happened to."""
    content = draw(st.sampled_from(files or FILES))
    for _ in range(draw(st.integers(1, 3))):
        content = draw(st.sampled_from(DAMAGES))(draw, content) or content
    return content


@st.composite
def ragged(draw: st.DrawFn) -> bytes:
    """Return a lap file some of whose rows have too few or too many cells, with or without a separator at their end."""
    form = draw(st.sampled_from(["25", "26", "29", "28", "44"]))
    content = made.alkamel_laps(form, trailing=draw(st.booleans()), crlf=draw(st.booleans()), bom=draw(st.booleans()))
    end = b"\r\n" if b"\r\n" in content else b"\n"
    head, *lines = content.rstrip(b"\r\n").split(end)
    for place in draw(st.sets(st.integers(0, len(lines) - 1), max_size=4)):
        how = draw(st.sampled_from(["short", "long", "no end", "empty", "blank", "separators"]))
        if how == "short":
            lines[place] = b";".join(lines[place].split(b";")[: -draw(st.integers(1, 30))])
        elif how == "long":
            lines[place] += b";" * draw(st.integers(0, 3)) + b"x"
        elif how == "no end":
            lines[place] = lines[place].rstrip(b";")
        else:
            lines[place] = {"empty": b"", "blank": b"  ", "separators": b";" * head.count(b";")}[how]
    return end.join([head, *lines]) + (end if draw(st.booleans()) else b"")
