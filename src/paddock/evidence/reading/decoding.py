"""Bytes into text: by their mark, by what they declare, as UTF-8, and last as Windows-1252, which is told."""

from __future__ import annotations

import codecs
import re

from paddock.findings import Finding
from paddock.units import count

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,200}?encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})"""
)
_DECLARED_WITHIN = 4096
_SAMPLE = 4096
_STEERING = bytes(set(range(32)) - set(b"\t\n\r\f\v"))
_DOUBLE = re.compile("Ã[\u0080-\u00bf\u0152-\u2122]|â€[\u0080-\u00bf\u0152-\u2122]|Â[\u00a0-\u00bf]")
"""What UTF-8 looks like that was taken for Windows-1252 and written as UTF-8 once more."""
_AFTER_CAPITALS = "‘’“”‚„…–—‹›"
"""What may follow a word in capitals that ends in Ã or Â."""
_ONE_TO_ONE = {code: bytes([code]) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"RIFF", b"\xd0\xcf\x11\xe0")


def decode(raw: bytes, where: str, *, cut: bool = False) -> tuple[str, list[Finding]]:
    """Return the text that bytes stand for, and what was noticed.

    cut: the bytes are the beginning of more, so that the last character may be incomplete.
    """
    encoding, skip = _encoding(raw)
    if encoding:
        text = _strict(raw[skip:], encoding, cut)
        if text is not None:
            return _mended(text, where)
        told = f"It is not the {encoding} it says it is; what is none of it was replaced."
        finding = Finding("warning", "wrong-encoding", told, where=where, hint="Save it as UTF-8.")
        text, more = _mended(raw[skip:].decode(encoding, errors="replace"), where)
        return text, [finding, *more]
    text = _strict(raw, "utf-8", cut)
    if text is not None:
        return _mended(text, where)
    told = "It is not UTF-8 and does not say what it is; it was read as Windows-1252."
    finding = Finding("warning", "encoding-guessed", told, where=where, hint="Save it as UTF-8.")
    return raw.decode("cp1252", errors="replace"), [finding]


def binary(raw: bytes) -> bool:
    """Return whether bytes are no text: a known beginning, or more control characters than a text gets by mistake."""
    if raw.startswith(_BINARY):
        return True
    sample = raw[:_SAMPLE]
    if not sample or _encoding(raw)[0].startswith("utf-"):
        return False
    steering = len(sample) - len(sample.translate(None, _STEERING))
    return steering * (5 if _strict(sample, "utf-8", cut=True) is not None else 50) > len(sample)


def _encoding(raw: bytes) -> tuple[str, int]:
    """Return the encoding that bytes bear a mark of or declare, and the length of the mark; "" when none is told."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name, len(mark)
    sample = raw[:_SAMPLE]
    if len(sample) >= 4:
        for at, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            zeros, others = sample[at::2].count(0), sample[1 - at :: 2].count(0)
            if zeros > len(sample) * 0.4 and others == 0:
                return name, 0
    found = _DECLARED.search(raw[:_DECLARED_WITHIN])
    if found is None:
        return "", 0
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        b"".decode(name)
    except (LookupError, UnicodeError, ValueError):
        return "", 0
    if name.startswith(("utf-16", "utf-32")):  # then it could not have been read so far
        return "", 0
    return ("cp1252" if name in {"iso8859-1", "ascii"} else name), 0  # as browsers do


def _strict(raw: bytes, encoding: str, cut: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(raw, final=not cut)
    except (UnicodeError, LookupError, ValueError):
        if encoding == "cp1252":
            return raw.decode("cp1252", errors="replace")
        return None


def _mended(text: str, where: str) -> tuple[str, list[Finding]]:
    """Undo a double encoding where the whole text comes back exactly; else tell it."""
    found = _DOUBLE.findall(text)
    if not found:
        return text, []
    try:
        raw = b"".join(_ONE_TO_ONE.get(ord(one)) or one.encode("cp1252") for one in text)
        mended = raw.decode("utf-8")
    except UnicodeError:
        found = [one for one in found if one[1] not in _AFTER_CAPITALS]
        if not found:
            return text, []
        told = f"{count(len(found), 'place')} where UTF-8 was encoded twice ({found[0]!r}); the text was left as it is."
        return text, [Finding("warning", "double-encoding", told, where=where, hint="Look for a better copy.")]
    told = f"UTF-8 was encoded twice throughout ({found[0]!r}); that was undone."
    return mended, [Finding("info", "double-encoding-undone", told, where=where)]
