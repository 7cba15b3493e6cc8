"""Reading JSON: Lines, one article each, read as they come; or one document that holds articles."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from paddock.evidence.reading.decoding import decode
from paddock.evidence.reading.limits import Limits
from paddock.evidence.reading.source import Draft, Source
from paddock.evidence.types import When
from paddock.findings import Finding

_FIELDS = ("id", "url", "title", "lang", "author", "outlet")
_SHAPE = "Give an object with `text`, and `id`, `url`, `date`, `title` where they are known."


def read_lines(source: Source, limits: Limits) -> Iterator[Draft | Finding]:
    """Yield the article of each line; a line that holds none is a finding, and the others go on."""
    taken = 0
    read = 0
    with source.open() as stream:
        for number, raw in _lines(stream, limits.line_bytes):
            where = f"{source.name}:{number}"
            read += len(raw or b"")
            if taken >= limits.articles or read > limits.stream_bytes:
                yield cut_short(where, limits.articles if taken >= limits.articles else 0)
                return
            if raw is None:
                told = f"The line is longer than {limits.line_bytes:,} bytes and was left out."
                yield Finding("error", "line-too-long", told, where=where, hint="One article to a line.")
            elif raw.strip():
                text, found = decode(raw, where)
                yield from found
                try:
                    value = json.loads(text.lstrip("\ufeff"))
                except (ValueError, RecursionError) as error:
                    yield _broken(error, where)
                    continue
                for one in _article(value, where):
                    taken += isinstance(one, Draft)
                    yield one


def _lines(stream: IO[bytes], longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield number and bytes of each line, None for one that is too long; never more of it is held than is allowed."""
    number = 0
    while raw := stream.readline(longest + 1):
        number += 1
        if len(raw) > longest and not raw.endswith(b"\n"):
            while (more := stream.readline(65536)) and not more.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, raw


def read_document(text: str, source: Source, limits: Limits) -> Iterator[Draft | Finding]:
    """Yield the articles of a JSON document: a list of objects, an object with a list in `articles`, or one object.

    The items of a list are read one by one, so that one that is broken spoils only what comes after it.
    """
    text = text.lstrip("\ufeff")
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] == "[":
        yield from _items(text, start + 1, source, limits)
        return
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield _broken(error, source.name)
        return
    items = value.get("articles") if isinstance(value, dict) and "text" not in value else None
    if not isinstance(items, list):
        yield from _article(value, source.name)
        return
    for number, item in enumerate(items, start=1):
        if number > limits.articles:
            yield cut_short(source.name, limits.articles)
            return
        yield from _article(item, f"{source.name}: articles[{number - 1}]")


def _items(text: str, at: int, source: Source, limits: Limits) -> Iterator[Draft | Finding]:
    decoder = json.JSONDecoder()
    taken = 0
    line, counted = 1, 0
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        line, counted = line + text.count("\n", counted, at), at
        where = f"{source.name}:{line}"
        if text[at : at + 1] == "]":
            if text[at + 1 :].strip():
                yield Finding("warning", "more-after-end", "What stands after the list was not read.", where=where)
            return
        if at >= len(text):
            yield Finding("error", "broken-json", "The list is not closed.", where=where, hint="Is the file whole?")
            return
        if taken >= limits.articles:
            yield cut_short(where, limits.articles)
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield _broken(error, where)
            return
        taken += 1
        yield from _article(value, where)


def cut_short(where: str, most: int = 0) -> Finding:
    """Return the finding for more than is taken.  most: articles taken, 0 when it was the bytes."""
    told = f"There is more than {f'{most:,} articles' if most else 'is read of one file'}; the rest was left out."
    return Finding("warning", "cut-short", told, where=where, hint="Split it, or raise the limit.")


def _broken(error: ValueError | RecursionError, where: str) -> Finding:
    what = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:120]
    return Finding("error", "broken-json", f"It is no JSON: {what}.", where=where, hint=_SHAPE)


def _article(value: Any, where: str) -> Iterator[Draft | Finding]:
    """Yield the article of one object, or say what it lacks; fields that are not known are left alone."""
    if not isinstance(value, Mapping):
        yield Finding("error", "no-article", f"An object was expected, not {_called(value)}.", where=where, hint=_SHAPE)
        return
    text = value.get("text")
    if not isinstance(text, str):
        told = f"`text` is {_called(text)}." if "text" in value else "There is no `text`."
        yield Finding("error", "no-article", told, where=where, hint=_SHAPE)
        return
    told_fields: dict[str, str] = {}
    for name in _FIELDS:
        given = value.get(name)
        if isinstance(given, str) or (name == "id" and isinstance(given, int) and not isinstance(given, bool)):
            told_fields[name] = str(given) if abs(given if isinstance(given, int) else 0) < 10**30 else ""
        elif given is not None:
            told = f"`{name}` is {_called(given)} and was left out; text is expected."
            yield Finding("warning", "bad-field", told, where=where)
    date = value.get("date")
    dates: tuple[When, ...] = ()
    if isinstance(date, str) or (isinstance(date, int) and not isinstance(date, bool) and 1000 <= date <= 9999):
        dates = (When(str(date), "given", str(date)[:60]),) if date else ()
    elif date is not None:
        yield Finding("warning", "bad-field", f"`date` is {_called(date)} and was left out.", where=where)
    yield Draft(text, where, dates=dates, **told_fields)


def _called(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "null")
