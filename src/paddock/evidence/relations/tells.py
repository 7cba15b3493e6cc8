"""What tells which of two related articles came first: dates, outlets, addresses, and how the text was made."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from paddock.evidence.folding import fold
from paddock.evidence.relations.profile import LONGEST, Profile
from paddock.evidence.relations.weights import tells_of

_BROKEN = re.compile(r"â€|Ã[©¨¼¶¤±³§ª]|Â[ «»°]|\ufffd|&(?:amp|quot|nbsp|#\d+);")
_BRACKET = re.compile(r"\[([^\[\]]{4,60})\]")
_READ_MORE = re.compile(r"\b(?:read more|lire aussi|weiterlesen|leggi anche|lee tambien|leia mais)\b")
_NUMBER_IN_ADDRESS = re.compile(r"(?<!\d)(\d{4,9})(?!\d)")
_WORDS_IN_ADDRESS = re.compile(r"[a-z]{3,}[-_][a-z0-9]{2,}[-_]", re.I)
_HEAD_OF_ADDRESS = re.compile(r"^(?:[a-z]+://)?[^/]*/", re.I)
_ENDS = tuple('.!?…"”»’)]“:')


@dataclass(frozen=True, slots=True)
class Tell:
    """A sign for an article being the first (above zero) or made from another (below zero), in words."""

    weight: float
    why: str


def tells_alone(profile: Profile) -> list[Tell]:
    """Return the signs an article bears by itself."""
    text = profile.reading.article.text[:LONGEST]
    plain = fold(text)
    words = tells_of(profile.lang)
    found = []
    if spun := spun_words(profile):
        found.append(Tell(-min(3.0, 1.0 + 0.5 * len(spun)), f"words of a rewriting machine: {', '.join(spun[:4])}"))
    own = next((word for word in words.own if word in plain), "")
    if own:
        found.append(Tell(1.0, f"own interview: “{own}”"))
    if profile.outlet and profile.outlet in profile.credits:
        found.append(Tell(2.0, f"names itself as the one that was told: {profile.outlet}"))
    elif profile.credits and profile.outlet:
        found.append(Tell(-0.6, f"credits another outlet: {', '.join(sorted(profile.credits)[:3])}"))
    foreign = _foreign_bracket(profile, text)
    if foreign:
        found.append(Tell(-1.5, f"words of another language left in brackets: [{foreign}]"))
    if _BROKEN.search(text):
        found.append(Tell(-1.0, "broken characters"))
    if _READ_MORE.search(plain):
        found.append(Tell(-0.5, "another page's “read more” left in the text"))
    if text.strip() and not text.rstrip().endswith(_ENDS):
        found.append(Tell(-0.5, "the end is cut off"))
    url = profile.reading.article.url
    if url and not _WORDS_IN_ADDRESS.search(_HEAD_OF_ADDRESS.sub("", url)):
        found.append(Tell(-0.4, "an address without words"))
    return found


def spun_words(profile: Profile) -> list[str]:
    """Return the words of a rewriting machine that a text holds."""
    plain = fold(profile.reading.article.text[:LONGEST])
    return [word for word in tells_of(profile.lang).spun if word in plain]


def _foreign_bracket(profile: Profile, text: str) -> str:
    from paddock.evidence.languages import sentence_language

    for match in _BRACKET.finditer(text):
        inside = match.group(1)
        if len(inside.split()) > 1 and sentence_language(inside, profile.lang) != profile.lang:
            return inside
    return ""


def tells_between(one: Profile, two: Profile) -> list[Tell]:
    """Return the signs for `one` having been there before `two`."""
    found = []
    if one.days and two.days:
        if one.days[1] < two.days[0]:
            found.append(Tell(2.0, f"{one.id} is older than {two.id}"))
        elif two.days[1] < one.days[0]:
            found.append(Tell(-2.0, f"{two.id} is older than {one.id}"))
    numbers = [_number_of(profile.reading.article.url) for profile in (one, two)]
    if all(numbers) and one.outlet and one.outlet == two.outlet and numbers[0] != numbers[1]:
        first = numbers[0] < numbers[1]
        found.append(Tell(1.5 if first else -1.5, f"{one.outlet} numbered {one.id if first else two.id} first"))
    if one.outlet != two.outlet:
        if one.outlet and one.outlet in two.credits:
            found.append(Tell(2.0, f"{two.id} credits {one.outlet}"))
        if two.outlet and two.outlet in one.credits:
            found.append(Tell(-2.0, f"{one.id} credits {two.outlet}"))
    lengths = [max(1, len(profile.reading.article.text)) for profile in (one, two)]
    longer = max(-1.0, min(1.0, math.log(lengths[0] / lengths[1])))
    if longer:
        longer /= 1 if one.lang != two.lang else 2  # A copy is cut or goes on; a translation is mostly shorter.
        found.append(Tell(longer, f"{one.id if longer > 0 else two.id} is the longer text"))
    if bool(one.days) != bool(two.days):
        found.append(Tell(0.4 if one.days else -0.4, f"{two.id if one.days else one.id} bears no date"))
    if "en" in (one.lang, two.lang) and one.lang != two.lang:
        found.append(Tell(0.3 if one.lang == "en" else -0.3, "most of this field is written in English first"))
    return found


def _number_of(url: str) -> int:
    """Return the number in an address by which its site counts its pages, 0 for none; years are none."""
    numbers = [int(digits) for digits in _NUMBER_IN_ADDRESS.findall(url)]
    return max((number for number in numbers if not 1900 < number < 2100), default=0)
