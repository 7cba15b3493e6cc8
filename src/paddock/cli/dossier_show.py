"""What `paddock dossier` prints: a collection in JSON and in figures, and an evaluation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paddock.cli import render
from paddock.cli.out import console
from paddock.findings import Finding
from paddock.units import count, listed, printable

if TYPE_CHECKING:
    from rich.console import Console

    from paddock.evidence import Derivation, Reading, Relations
    from paddock.evidence.evaluation import Evaluation
    from paddock.evidence.keeping import Kept

_SHOWN = 12
"""Rows of a table that are shown; the rest is told as a number."""


def collection_json(
    readings: Sequence[Reading], relations: Relations, findings: Sequence[Finding]
) -> dict[str, object]:
    """Return a collection as plain JSON values."""
    return {
        "articles": [article_json(one) for one in readings],
        "stories": [{"id": one.id, "articles": list(one.articles)} for one in relations.stories],
        "derivations": [derivation_json(one) for one in relations.derivations],
        "families": [
            {"id": one.id, "articles": list(one.articles), "shares": list(one.shares)} for one in relations.families
        ],
        "background": [
            {"article": one.article, "story": one.story, "score": round(one.score, 4)} for one in relations.background
        ],
        "findings": [one.as_dict() for one in findings],
    }


def article_json(reading: Reading) -> dict[str, object]:
    """Return an article with what was read out of it; its text is not in it."""
    one = reading.article
    return {
        "id": one.id,
        "lang": one.lang or None,
        "date": one.date.text or None,
        "date_how": one.date.how or None,
        "title": one.title or None,
        "url": one.url or None,
        "outlet": one.outlet or None,
        "author": one.author or None,
        "credits": list(reading.credits),
        "mentions": [
            {
                "surface": mention.surface,
                "id": mention.id or None,
                "type": mention.type,
                "start": mention.start,
                "end": mention.end,
                "field": mention.field,
                "candidates": list(mention.candidates),
                "known": mention.known,
            }
            for mention in reading.mentions
        ],
        "quotes": [
            {
                "text": quote.text,
                "speaker": quote.speaker or None,
                "start": quote.start,
                "end": quote.end,
                "field": quote.field,
                "told": quote.told or None,
                "direct": quote.direct,
            }
            for quote in reading.quotes
        ],
        "claims": [
            {
                "subject": claim.subject,
                "action": claim.action,
                "target": claim.target or None,
                "status": str(claim.status),
                "horizon": claim.horizon or None,
                "speaker": claim.speaker or None,
                "source": claim.source or None,
                "evidence": claim.evidence,
                "condition": claim.condition or None,
                "start": claim.start,
                "end": claim.end,
                "field": claim.field,
                "extractor": claim.extractor,
            }
            for claim in reading.claims
        ],
    }


def derivation_json(one: Derivation) -> dict[str, object]:
    """Return a derivation as plain JSON values."""
    return {
        "article": one.article,
        "from": one.origin,
        "kind": one.kind,
        "score": round(one.score, 4),
        "measures": {key: round(value, 4) for key, value in one.measures.items()},
        "why": list(one.why),
        "passages": [
            {
                "start": part.start,
                "end": part.end,
                "from_start": part.origin_start,
                "from_end": part.origin_end,
                "score": round(part.score, 4),
            }
            for part in one.passages
        ],
    }


def print_reading(
    readings: Sequence[Reading],
    relations: Relations,
    findings: Sequence[Finding],
    kept: Sequence[Kept],
    where: str,
) -> None:
    """Print what a collection came to: articles by language, its stories, what was made from what, where it is kept."""
    out = console()
    langs = Counter(one.article.lang or "?" for one in readings)
    told = listed(f"{number} {lang}" for lang, number in langs.most_common()) if langs else "none"
    parts = (
        count(sum(len(one.mentions) for one in readings), "mention"),
        count(sum(len(one.quotes) for one in readings), "quote"),
        count(sum(len(one.claims) for one in readings), "claim"),
    )
    out.print(f"{count(len(readings), 'article')} ({told}): {listed(parts)}.")
    out.print(
        f"{count(len(relations.stories), 'story', 'stories')}, {count(len(relations.derivations), 'derivation')}, "
        f"{count(len(relations.families), 'press-release family', 'press-release families')}, "
        f"{count(len(findings), 'finding')}."
    )
    _print_claims(readings, out)
    _print_derivations(relations, out)
    if kept:
        states = Counter(one.state for one in kept)
        out.print(f"Kept in {where}: {listed(f'{number} {state}' for state, number in states.items())}.")


def _print_claims(readings: Sequence[Reading], out: Console) -> None:
    rows = [
        [
            printable(one.article.id)[:24],
            one.article.date.text or "–",
            _said(one.claims[0].subject),
            one.claims[0].action.replace("_", " "),
            _said(one.claims[0].target),
            str(one.claims[0].status).replace("_", " "),
            one.claims[0].horizon or "–",
        ]
        for one in readings
        if one.claims
    ]
    if rows:
        heads = ["article", "date", "who", "does", "where", "how far", "for"]
        out.print(render.grid(heads, rows[:_SHOWN]))
        _rest(len(rows), "main claim", out)


def _print_derivations(relations: Relations, out: Console) -> None:
    rows = [
        [printable(one.article)[:30], printable(one.origin)[:30], one.kind, f"{one.score:.2f}"]
        for one in relations.derivations
    ]
    if rows:
        out.print(render.grid(["article", "made from", "how", "sure"], rows[:_SHOWN]))
        _rest(len(rows), "derivation", out)


def _rest(number: int, what: str, out: Console) -> None:
    if number > _SHOWN:
        out.print(f"… and {count(number - _SHOWN, f'more {what}', f'more {what}s')}; --json has them all.")


def _said(ref: str) -> str:
    return printable(ref.partition(":")[2].replace("-", " ")) if ref else "–"


def evaluation_json(result: Evaluation, *, wrong: bool) -> dict[str, object]:
    """Return an evaluation as plain JSON values; what was wrong only when asked for."""
    told = result.as_dict()
    return told if wrong else {key: value for key, value in told.items() if key != "wrong"}


def print_evaluation(result: Evaluation, out: Console, *, wrong: bool) -> None:
    """Print an evaluation as tables."""
    out.print(f"{count(result.articles, 'article')}, {result.labelled} with labels.")
    rows = [
        [
            name,
            _share(score.precision),
            _share(score.recall),
            _share(score.f1),
            f"{score.right:g}",
            f"{score.wrong:g}",
            f"{score.missed:g}",
        ]
        for name, score in result.scores.items()
    ]
    rows.append(["stories, B-cubed", *(_share(one) for one in result.bcubed), "", "", ""])
    out.print(render.grid(["what", "precision", "recall", "F1", "right", "wrong", "missed"], rows))
    shares = [
        [name, _share(right / of if of else None), f"{right} of {of}"] for name, (right, of) in result.shares.items()
    ]
    out.print(render.grid(["share that is right", "", ""], shares))
    for name, notes in result.wrong.items() if wrong else ():
        out.print(f"\n{name}")
        for note in notes:
            out.print(f"  {printable(note)}")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
