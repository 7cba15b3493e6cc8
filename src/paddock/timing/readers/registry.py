"""Which readers there are, and which of them a file is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from paddock.errors import BadFile, BadRequest, PaddockError
from paddock.findings import Finding
from paddock.timing.readers.form import Reader, Reading, Recognised, Source
from paddock.units import listed

SURE = 0.9
"""From this on a reader is sure of a form."""
GROUP = "paddock.readers"
"""The entry-point group; paddock's own readers stand in it like anybody's."""


@cache
def all_readers() -> Mapping[str, Reader]:
    """Return every installed reader by name.

    Raises BadRequest when an installed reader cannot be loaded or is none.
    """
    found: dict[str, Reader] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        try:
            reader = point.load()
        except Exception as error:  # whatever somebody else's package raises on import
            raise BadRequest(
                f"The reader {point.name!r} ({point.value}) cannot be loaded: {error}.",
                hint="Update or remove the package that brings it.",
            ) from error
        if isinstance(reader, type) or not isinstance(reader, Reader):  # a class has all that its instances have
            raise BadRequest(f"{point.value} is named as a reader of timing files and is none.")
        found[reader.name] = reader
    if not found:
        raise BadRequest(
            "No readers of timing files are registered: paddock is not properly installed.",
            hint="Install it with pip (for a checkout: pip install --editable .).",
        )
    return found


def recognise(source: Source) -> list[tuple[str, Recognised]]:
    """Return what the readers take a file for, the surest first; empty when it is for none of them.

    Readers of plain tables are asked only when no reader of a published form is sure.
    """
    taken: list[tuple[str, Recognised]] = []
    for plain in (False, True):
        for name, reader in all_readers().items():
            if _takes_options(reader) is not plain:
                continue
            with _guarded(reader, source):
                what = reader.recognise(source)
            if what is not None:
                taken.append((name, what))
        if any(what.sure >= SURE for _, what in taken):
            break
    return sorted(taken, key=lambda pair: -pair[1].sure)


@contextmanager
def _guarded(reader: Reader, source: Source) -> Iterator[None]:
    """Turn what breaks in somebody else's reader into an error that names it; our own are to be mended."""
    try:
        yield
    except PaddockError:
        raise
    except Exception as error:
        if type(reader).__module__.partition(".")[0] == "paddock":
            raise
        raise BadFile.at(
            Path(source.name),
            None,
            f"the reader {reader.name!r} broke on it: {type(error).__name__}: {error}.",
            hint="Tell those who made that reader, or remove it.",
        ) from error


def _takes_options(reader: Reader) -> bool:
    """Return whether a reader can be told what the columns of a plain table are."""
    return bool(getattr(reader, "takes_options", False))


def choose(
    source: Source, options: Mapping[str, str] | None = None, *, reader: str = ""
) -> tuple[str, Recognised, tuple[tuple[str, Recognised], ...]]:
    """Return the reader a file is for, what it takes it for, and which others would have taken it.

    Raises as `read` does, without reading.
    """
    readers = all_readers()
    if reader and reader not in readers:
        raise BadRequest(f"There is no reader {reader!r}.", hint=f"There are {listed(readers)}.")
    if len(source.content) < 64 and not source.content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise BadFile.at(
            Path(source.name), None, "the file is empty.", hint="Get it again from where it was published."
        )
    if reader:
        with _guarded(readers[reader], source):
            told = readers[reader].recognise(source)
        return reader, told or Recognised("as told", 0.0, "named by the user"), ()
    taken = recognise(source)
    if taken and not options:
        return *taken[0], tuple(taken[1:])
    # A mapping says what the columns are: that is for a reader that takes one.
    mapped = [name for name, one in readers.items() if _takes_options(one)] if options else []
    if mapped:
        return mapped[0], Recognised("laps as mapped", 0.5, "columns named by the user"), ()
    if not taken:
        raise BadFile.at(Path(source.name), None, "no reader knows this form.", hint=_hint(source))
    return *taken[0], tuple(taken[1:])


def read(source: Source, options: Mapping[str, str] | None = None, *, reader: str = "") -> Reading:
    """Return a file as read by the reader that recognises it best, or by the one named.

    options: what the user says of the columns; see the readers.
    Raises BadFile when the file is empty, no reader knows its form, or nothing of it can be read; BadRequest when
    there is no reader of the given name.
    """
    name, what, others = choose(source, options, reader=reader)
    chosen = all_readers()[name]
    with _guarded(chosen, source):
        parsed = chosen.read(source, options or {})
    close = [other for other, one in others if one.sure >= what.sure > 0]
    if close:
        message = f"Taken for {what.form}; {listed(close)} would take it as well."
        finding = Finding("warning", "form-in-doubt", message, where=source.at(), hint="Say which with --reader.")
        parsed = replace(parsed, findings=(finding, *parsed.findings))
    return Reading(source, name, chosen.version, what, parsed, others)


def _hint(source: Source) -> str:
    header = [name for name in source.sheet.header if name]
    columns = f"Its first line has {listed(header[:8])}. " if len(header) > 1 else ""
    return f"{columns}For a plain table of laps say which columns are which: --map car=… --map lap=… --map lap_time=…"
