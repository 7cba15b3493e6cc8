"""What a file is: by its content first, by its name where the content leaves it open."""

from __future__ import annotations

import json
import re
from typing import Literal

from paddock.evidence.reading.decoding import binary, decode

Kind = Literal["text", "page", "feed", "lines", "json", "addresses", "zip", "gzip", "binary", "empty"]

HEAD = 65536
"""How many bytes tell what a file is [bytes]."""

_FEED = re.compile(r"<(?:[a-z]+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_PAGE = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|main|div|section|p|h[1-6]|meta|title|script|table)[\s>/]",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"\s*(?:<\?[^>]*\?>|<!--.*?-->|<!doctype(?!\s+html)[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_PAGES, _FEEDS = (".html", ".htm", ".xhtml"), (".rss", ".atom", ".rdf")
_LINES = (".jsonl", ".ndjson", ".jl")


def kind_of(name: str, head: bytes) -> Kind:
    """Return what a file is.

    name: in lower case; its ending counts where the content fits several.  head: its first bytes.
    """
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if not head.strip(b"\x00\t\n\r\f\v \xef\xbb\xbf\xff\xfe"):
        return "empty"
    if binary(head):
        return "binary"
    text = decode(head, "", cut=True)[0].lstrip("\ufeff \t\r\n\f\v\x00")
    return "lines" if name.endswith(_LINES) else _marked(name, text) or _unmarked(name, text, whole=len(head) < HEAD)


def _unmarked(name: str, text: str, whole: bool) -> Kind:
    """Return the kind of a text that is not in angle brackets.  whole: there is no more of it."""
    if text[:1] in {"{", "["} and (name.endswith(".json") or _json_begins(text)):
        return "lines" if text[0] == "{" and _whole_line(text) else "json"
    if name.endswith(_PAGES):
        return "page"
    if name.endswith(_FEEDS):
        return "feed"
    return "addresses" if _addresses(text, whole) or name.endswith(".urls") else "text"


def _marked(name: str, text: str) -> Kind | None:
    """Return the kind of a text in angle brackets, None for another."""
    if not text.startswith("<"):
        return None
    rest = text
    while (note := _NOTES.match(rest)) is not None:
        rest = rest[note.end() :]
    rest = rest.lstrip()
    if _FEED.match(rest) or "<!entity" in text[:HEAD].lower():
        return "feed"
    return "page" if _PAGE.match(rest) or name.endswith((*_PAGES, ".xml")) else None


def _json_begins(text: str) -> bool:
    return re.match(r"\{\s*[\"}]|\[\s*[\[{\]]", text) is not None


def _whole_line(text: str) -> bool:
    """Return whether the first line is an object by itself, or ends beyond what is seen and so must be one."""
    line, end, _ = text.partition("\n")
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return not end and len(line) > HEAD // 4


def _addresses(text: str, whole: bool) -> bool:
    lines = [line.strip() for line in text.splitlines()]
    lines = lines if whole else lines[:-1]
    told = [line for line in lines if line and not line.startswith("#")]
    return bool(told) and all(_ADDRESS.fullmatch(line) for line in told)
