"""Two related articles side by side as one HTML document: passages and quotes aligned, with why they hang together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from paddock import _version
from paddock.evidence import Derivation, Passage, Reading
from paddock.reports.dossier.aligned import Pair, aligned, paragraphs, quotes_of, shared_of
from paddock.reports.dossier.articles import made_of
from paddock.reports.dossier.page import dossier_environment
from paddock.reports.paper import tidy
from paddock.reports.said import page_of
from paddock.units import count

MOST = 500
"""So many passages and quotes are listed one by one; in the texts all are marked."""


def side_page(
    a: Reading,
    b: Reading,
    derivation: Derivation | None,
    passages: Iterable[Passage] = (),
    *,
    names: Mapping[str, str] | None = None,
) -> str:
    """Return two articles side by side as an HTML document that needs no script and no network.

    derivation: which of the two was made from the other; None where neither was.  passages: what they share; those of
    the derivation where none are given.  Offsets: `start:end` in the derived article (in b, without a derivation),
    `origin_start:origin_end` in the other.  names: `kind:id` → name, for the speakers.
    Both texts are shown whole: the page is for the reader's own articles. Raises MissingExtra without jinja2.
    """
    shared = tuple(passages) or (derivation.passages if derivation else ())
    pair = aligned(a, b, derivation, shared)
    listed, quotes = shared_of(pair), quotes_of(pair, names or {})
    made = made_of(derivation, {one.article.id: one for one in (a, b)}) if derivation else None
    left, right = page_of(pair.left.article.id, pair.left), page_of(pair.right.article.id, pair.right)
    page = (
        dossier_environment()
        .get_template("side.html")
        .render(
            left=left,
            right=right,
            roles=("Came first", "Made from it") if derivation else ("One", "The other"),
            made=made,
            about=_about(pair, made.kind if made else ""),
            passages=listed[:MOST],
            more_passages=len(listed[MOST:]),
            quotes=quotes[:MOST],
            more_quotes=len(quotes[MOST:]),
            texts=(paragraphs(pair.left, pair.left_spans), paragraphs(pair.right, pair.right_spans)),
            version=_version.__version__,
        )
    )
    return tidy(page)


def _about(pair: Pair, kind: str) -> str:
    passages = len(pair.scores)
    shared = count(passages, "shared passage") if passages else "No shared passage was found"
    covered = [_covered(spans, len(text)) for spans, text in (
        (pair.left_spans, pair.left.article.text),
        (pair.right_spans, pair.right.article.text),
    )]  # fmt: skip
    share = f", {covered[0]:.0%} of the left text and {covered[1]:.0%} of the right" if passages else ""
    return f"{kind[:1].upper()}{kind[1:]}{': ' if kind else ''}{shared}{share}."


def _covered(spans: Iterable[tuple[int, int, int]], length: int) -> float:
    """Return which share of a text lies in its passages."""
    total, reached = 0, 0
    for start, end, _ in sorted(spans):
        total += max(end, reached) - max(start, reached)
        reached = max(end, reached)
    return total / length if length else 0.0
