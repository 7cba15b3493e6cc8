"""Reading an HTML page: its article by trafilatura, its date by what its makers wrote into it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from paddock.errors import MissingExtra
from paddock.evidence.reading.markup import parse, text_of
from paddock.evidence.reading.source import Draft, Source
from paddock.evidence.types import When
from paddock.findings import Finding

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DATES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "publishdate",
    "publish_date",
    "pubdate",
    "publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "date",
    "parsely-pub-date",
    "sailthru.date",
)
"""Names of meta fields that tell when a page came out, most telling first."""
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>", re.IGNORECASE)
_LARGE = 1024 * 1024
"""A page longer than this [characters] is not taken apart, for that takes seconds."""
_MOST_JSON = 200_000
_TYPES = ("NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle", "WebPage", "VideoObject")


def read_page(text: str, source: Source) -> Iterator[Draft | Finding]:
    """Yield the article of a page.  Raises MissingExtra without trafilatura."""
    text = _DECLARATION.sub("", text)
    tree = parse(text)
    if tree is None:
        yield Finding("warning", "no-text", "The page holds no text.", where=source.name)
        return
    body, told = _extracted(text) if len(text) <= _LARGE else ("", None)
    if told is None:
        told = {"title": " ".join("".join(next(tree.iter("title"), tree.makeelement("title")).itertext()).split())}
        yield Finding(
            "warning", "odd-page", "The page could not be taken apart; all its text was read.", where=source.name
        )
    linked = _linked(tree)
    title = told.get("title", "") or linked.get("headline", "")
    body = body or text_of(tree)
    if title and body.startswith(f"{title}\n"):
        body = body[len(title) :].lstrip("\n")
    url = source.url or _address(tree) or told.get("url", "")
    root = tree.getroottree().getroot()
    yield Draft(
        body,
        source.name,
        title=title,
        url=url if url.startswith(("http://", "https://")) else "",
        outlet="" if url else told.get("sitename", ""),
        author=linked.get("author", "") or told.get("author", ""),
        hint=(root.get("lang") or "")[:2].lower(),
        dates=tuple(_dates(tree, linked)),
    )


def _extracted(text: str) -> tuple[str, dict[str, str] | None]:
    """Return the article's text and what the page tells of it; None when the page was too much for the library."""
    try:
        import trafilatura
    except ImportError:
        raise MissingExtra("trafilatura", "evidence") from None
    try:
        body = trafilatura.extract(text, include_comments=False, include_images=False) or ""
        document = trafilatura.extract_metadata(
            text, date_config={"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}
        )
    except Exception:  # whatever a hostile page does to it, the page's plain text is still there
        return "", None
    names = ("title", "author", "sitename", "url")
    return body, {name: str(getattr(document, name, "") or "") for name in names}


def _address(tree: Element) -> str:
    for element in tree.iter("link"):
        if (element.get("rel") or "").lower() == "canonical":
            return (element.get("href") or "").strip()
    return ""


def _dates(tree: Element, linked: dict[str, str]) -> Iterator[When]:
    """Yield what the page's makers wrote down as its date: for machines in JSON-LD and meta fields, or in <time>."""
    if "date" in linked:
        yield When(linked["date"], "metadata", "JSON-LD datePublished")
    fields: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        fields.setdefault(name.strip().lower(), (element.get("content") or "").strip())
    for name in _DATES:
        if fields.get(name):
            yield When(fields[name], "metadata", f"meta {name}")
    for element in tree.iter("time"):
        stated = element.get("datetime") or ""
        if stated and (
            element.get("pubdate") is not None or (element.get("itemprop") or "").lower() == "datepublished"
        ):
            yield When(stated.strip(), "metadata", "time datePublished")


def _linked(tree: Element) -> dict[str, str]:
    """Return headline, author and date from the page's JSON-LD."""
    for element in tree.iter("script"):
        if (element.get("type") or "").strip().lower() != "application/ld+json":
            continue
        raw = (element.text or "")[:_MOST_JSON]
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            continue
        for one in _objects(value):
            if isinstance(one.get("datePublished"), str):
                told = {"date": one["datePublished"], "author": _name(one.get("author"))}
                headline = one.get("headline")
                told["headline"] = headline if isinstance(headline, str) else ""
                return {key: text for key, text in told.items() if text}
    return {}


def _objects(value: Any) -> list[dict[str, Any]]:
    """Return the things that JSON-LD tells of which may be an article, articles before the page they stand on."""
    tops = value if isinstance(value, list) else [value]
    found = [one for one in tops if isinstance(one, dict)]
    for one in list(found):
        graph = one.get("@graph")
        found += [inner for inner in graph if isinstance(inner, dict)] if isinstance(graph, list) else []

    def rank(one: dict[str, Any]) -> int:
        kind = one.get("@type")
        kinds = kind if isinstance(kind, list) else [kind]
        return min((_TYPES.index(name) for name in kinds if name in _TYPES), default=len(_TYPES))

    return sorted((one for one in found if rank(one) < len(_TYPES)), key=rank)


def _name(author: Any) -> str:
    if isinstance(author, list):
        return ", ".join(filter(None, map(_name, author[:5])))
    name = author.get("name") if isinstance(author, dict) else author
    return name if isinstance(name, str) else ""
