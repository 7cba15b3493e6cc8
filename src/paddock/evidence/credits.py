"""Whom an article says it has its news from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paddock.evidence.folding import fold
from paddock.evidence.names import Names
from paddock.evidence.types import Article, Mention

_SAYING = (
    "told advised informed to by via reports? reported quoted from said",  # en
    "laut gegenuber bericht(?:et|en)? zufolge gesprach(?:[ ]mit)?",  # de
    "selon a au par aupres",  # fr
    "segun secondo segundo riferito",  # es, it, pt
)
"""Words that stand before the outlet a thing was said to, or that tells it, folded."""
_LINKS = (
    "the of website site magazine newspaper portal onlineportal",
    "der dem den die von mit des",
    "le la les de du l' d'",
    "el il o os do da sito jornal periodico apuracao",
)
"""Words that may stand between such a word and the outlet's name."""
_BEFORE = re.compile(
    rf"\b(?:{'|'.join(' '.join(_SAYING).split())}|according[ ]to)"
    rf"(?:[ ](?:{'|'.join(' '.join(_LINKS).split())}))*[ '\"“„«»]*$"
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
