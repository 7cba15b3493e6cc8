"""Writing a season in the catalogue's own form: whole or not at all."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from paddock.catalogue.form import read_file
from paddock.errors import BadRequest
from paddock.files import write_whole
from paddock.model import Meeting, Season, Session


def season_toml(season: Season) -> str:
    """Return a season with its meetings as a catalogue file."""
    lines = [f"# {season.name}. Check what is marked unverified, and add sources.", "", "[season]"]
    lines += _fields(season, ("id", "name", "series", "year", "status", "sources", "note"))
    for meeting in season.meetings:
        lines += ["", "[[meeting]]", *_meeting(meeting)]
        for session in meeting.sessions:
            lines += ["", "[[meeting.session]]", *_session(session)]
    return "\n".join(lines) + "\n"


def write_new(path: Path, text: str) -> Path:
    """Write a catalogue file that does not exist yet, at once or not at all; it is read back before it is put there.

    Raises BadRequest when the file exists or the folder cannot be written, BadFile when the text is not of the form.
    """
    if path.exists():
        raise BadRequest(f"{path} exists already.", hint="Give another id or folder, or move it away first.")
    return write_whole(path, text.encode(), check=read_file)


def _meeting(meeting: Meeting) -> list[str]:
    names = ("id", "name", "circuit", "place", "first_day", "last_day", "race_days", "classes", "status", "sources")
    return _fields(meeting, names)


def _session(session: Session) -> list[str]:
    return _fields(session, ("id", "name", "kind", "day", "start", "duration_min"))


def _fields(record: object, names: tuple[str, ...]) -> list[str]:
    values = ((name, getattr(record, name)) for name in names)
    return [f"{name} = {_value(value)}" for name, value in values if value not in (None, "", ())]


def _value(value: object) -> str:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else repr(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    return quote(str(value))


def quote(text: str) -> str:
    """Return a text as a TOML basic string."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

    def written(char: str) -> str:
        if char in escapes or char.isprintable():
            return escapes.get(char, char)
        return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"

    return f'"{"".join(written(char) for char in text)}"'
