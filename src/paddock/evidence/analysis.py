"""From articles to readings: language, sentences, mentions, quotes, credits, claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from paddock.evidence.claims import find_claims
from paddock.evidence.credits import find_credits
from paddock.evidence.dates import date_from_text, date_from_url, refine
from paddock.evidence.extractors import Extractor, add_claims
from paddock.evidence.languages import language_of
from paddock.evidence.mentions import MOST_MENTIONS, find_mentions
from paddock.evidence.names import Names
from paddock.evidence.quoting import find_speech
from paddock.evidence.sentences import split
from paddock.evidence.types import Article, Mention, Quote, Reading
from paddock.findings import Finding

MOST_QUOTES = 2_000
"""Quotes kept of one article; beyond that it is no article."""
LONGEST_SENTENCE = 2_000
"""Characters of a sentence that is read for claims: there, every verb is weighed against every name."""


def read_article(article: Article, names: Names, extractors: Sequence[Extractor] = ()) -> Reading:
    """Return an article with all that can be read out of it.

    names: what is looked for.  extractors: others that look for claims besides the rules.
    Raises MissingExtra when a library of the extra `evidence` is not installed.
    """
    article = _completed(article)
    sentences = split(article)
    mentions = find_mentions(article, names)
    quotes, reported = find_speech(article, sentences, mentions, limit=MOST_QUOTES)
    quotes, reported = _told(quotes, names), _told(reported, names)
    findings = list(_noticed(article, mentions, quotes))
    told = find_credits(article, mentions, names)
    short = [one for one in sentences if len(one.text) <= LONGEST_SENTENCE]
    if len(short) < len(sentences):
        what = f"{article.id}: sentences of more than {LONGEST_SENTENCE:,} characters are not read for claims."
        findings.append(Finding("warning", "long-sentence", what, article.origin, "Is the punctuation lost?"))
    claims = find_claims(article, short, mentions, (*quotes, *reported), names, told)
    reading = Reading(article, sentences, mentions, (*quotes, *reported), claims, told, tuple(findings))
    return add_claims(reading, extractors) if extractors else reading


def _told(quotes: Sequence[Quote], names: Names) -> tuple[Quote, ...]:
    """Return quotes with the outlet they were told to by its id, where only the host of its pages is known."""
    found = []
    for one in quotes:
        outlet = names.outlet_of(one.told) if one.told and not one.told.startswith("outlet:") else None
        found.append(replace(one, told=outlet.ref) if outlet else one)
    return tuple(found)


def _noticed(article: Article, mentions: Sequence[Mention], quotes: Sequence[Quote]) -> Iterator[Finding]:
    where = article.origin
    if len(quotes) >= MOST_QUOTES:
        told = f"{article.id}: only the first {MOST_QUOTES:,} quotes are read."
        yield Finding("warning", "many-quotes", told, where, "Is it one article?")
    if len(mentions) >= MOST_MENTIONS:
        told = f"{article.id}: only the first {MOST_MENTIONS:,} names are read."
        yield Finding("warning", "many-mentions", told, where, "Is it one article?")
    if not article.lang and article.text:
        told = f"{article.id}: in no language that is read; names and numbers only."
        yield Finding("info", "language", told, where)


def read_articles(articles: Iterable[Article], names: Names, extractors: Sequence[Extractor] = ()) -> Iterator[Reading]:
    """Yield a reading for each article, as it is done."""
    for article in articles:
        yield read_article(article, names, extractors)


def _completed(article: Article) -> Article:
    """Return an article with its language, and with its date where only its address or its text tells that."""
    lang = language_of(f"{article.title}\n{article.text}", article.lang)
    date = article.date
    if not date.text and article.url:
        date = date_from_url(article.url)
    date = refine(date, article.text, lang) if date.text else date_from_text(article.text, lang)
    return replace(article, lang=lang, date=date)
