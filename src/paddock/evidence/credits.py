"""Whom an article says it has its news from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paddock.evidence.folding import fold
from paddock.evidence.names import Names
from paddock.evidence.types import Article, Mention

_BEFORE = re.compile(
    r"(?:told|advised|informed|to|by|according to|via|reports?|reported|quoted|by|from|said|"
    r"laut|gegenuber|bericht(?:et|en)?(?: von)?|zufolge|gesprach mit(?: der| dem)?(?: \w+){0,2}|"
    r"selon|a|au|par|aupres de|"
    r"segun|le explico el ejecutivo a|secondo|riferito da|segundo|do site|apuracao do site)"
    r"(?: (?:the|de|du|des|der|dem|den|die|el|la|le|les|il|o|os|website|site|magazine|newspaper|portal|onlineportal))*\s*$"
)
_AFTER = re.compile(
    r"\s*(?:reports|reported|writes|understands|berichtet|schreibt|zufolge|rapporte|revele|avait revele)\b"
)
_REACH = 60
"""How far before a name its credit may begin [characters]."""


def find_credits(article: Article, mentions: Sequence[Mention], names: Names) -> tuple[str, ...]:
    """Return the outlets (`outlet:id`) an article says it has its news from, its own left out, in order."""
    own = names.outlet_of(article.outlet) if article.outlet else None
    return tuple(dict.fromkeys(ref for ref in _credited(article, mentions) if own is None or ref != own.ref))


def _credited(article: Article, mentions: Sequence[Mention]) -> Iterator[str]:
    for mention in mentions:
        if mention.type != "outlet" or not mention.id:
            continue
        text = article.title if mention.field == "title" else article.text
        before = fold(text[max(0, mention.start - _REACH) : mention.start])
        after = fold(text[mention.end : mention.end + 30])
        if _BEFORE.search(before) or _AFTER.match(after):
            yield mention.ref
