"""IMSA's `25_FlagsAnalysisWithRCMessages` as JSON: every flag and every message of race control."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from paddock.errors import BadFile
from paddock.tables import RACE_CONTROL
from paddock.timing.readers.form import Aside, Parsed, Recognised, Source
from paddock.timing.readers.json_form import Walk, has_array, text_of
from paddock.timing.readers.json_values import Record, aside_record, session_details, walk_findings
from paddock.timing.readers.plain_names import FLAGS, plain
from paddock.timing.readers.text import aside_finding
from paddock.timing.readers.values import Cells

KEY = "flags"
MESSAGE = "RCMessage"
KNOWN = frozenset({"time", "elapsed", "rec_type", "flag", "sector", "message", "lap"})


class ImsaJsonFlags:
    """Reader of IMSA's flags and messages in JSON."""

    name = "imsa-json-flags"
    version = 1
    gives = ("race_control",)

    def recognise(self, source: Source) -> Recognised | None:
        """Return the form for a JSON object with flags that have a kind of record."""
        if not has_array(source, KEY) or "rec_type" not in text_of(source)[:1_000_000]:
            return None
        return Recognised("IMSA flags and race control messages (JSON)", 0.9, "a JSON object with flags")

    def read(self, source: Source, options: Mapping[str, str]) -> Parsed:
        """Return the flags and messages.  A record without a kind is kept aside; any other value may be missing."""
        walk, cells = Walk(text_of(source), KEY), Cells(source, "record")
        rows: list[dict[str, object]] = []
        aside: list[Aside] = []
        keys: set[str] = set()
        number = 0
        for number, values in enumerate(walk.records(), 1):
            record = Record(cells, number, values if isinstance(values, dict) else {})
            kind = record.text("rec_type")
            if kind is None:
                aside.append(aside_record(number, values, "has no rec_type, so what it is stays open"))
                continue
            keys.update(name for name, value in record.values.items() if value not in (None, ""))
            rows.append(_row(record, kind) | {"file": source.digest})
        if walk.broken and not number:
            raise BadFile.at(Path(source.name), None, f"not readable as JSON: {walk.broken}.")
        findings = [*walk_findings(source, walk, number, "flags or messages"), *cells.findings()]
        findings += [aside_finding(source, row) for row in aside]
        details = session_details(walk) | {"not_kept": sorted(keys - KNOWN)}
        return Parsed({"race_control": RACE_CONTROL.frame(rows)}, tuple(findings), number, tuple(aside), details)


def _row(record: Record, kind: str) -> dict[str, object]:
    """Return a row of the table.  The kind of a record is the flag it sets; a message sets none."""
    printed = record.text("flag")
    flag = FLAGS.get(plain(kind))
    if flag is None and kind != MESSAGE:
        flag = FLAGS.get(plain(printed or ""))
        if flag is None:
            record.cells.wrong("rec_type", record.line, kind, "a flag paddock knows")
    return {
        "line": record.line,
        "hour_ms": record.time("time"),
        "elapsed_ms": record.time("elapsed"),
        "kind": kind,
        "flag": flag,
        "sector": record.text("sector"),
        "message": record.text("message"),
        "lap": record.whole("lap"),
    }


READER = ImsaJsonFlags()
