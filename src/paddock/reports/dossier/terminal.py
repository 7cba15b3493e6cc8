"""A dossier in the terminal: what is said now, then step by step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from paddock.evidence import Dossier
from paddock.reports.said import now_text, told_of
from paddock.reports.said_lines import Line, Page, Told
from paddock.reports.said_words import clean, date_text, name_of
from paddock.units import count, listed

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

COLOURS = {"good": "green", "care": "yellow", "bad": "red", "unsure": "cyan"}
_WORDS = 140
"""Of the evidence a terminal shows at most so many characters."""
_COPIES = 5


def print_dossier(dossier: Dossier, console: Console) -> None:
    """Print a dossier: what is said now, then each step with who said it, its root, its copies and contradictions.

    console: where to; readable from 80 columns. Nothing in an article is taken for markup or steers the terminal.
    """
    from rich.console import Group

    console.print(Group(*_parts(dossier)))


def _parts(dossier: Dossier) -> Iterator[RenderableType]:
    from rich.text import Text

    asked = listed([name_of(one, dossier.names) for one in dossier.asked])
    yield Text(f"{asked}: what has been said" if asked else "What has been said", style="bold")
    if not dossier.programmes:
        yield Text("Nothing has been said of it in these articles.")
    for programme in dossier.programmes:
        told = told_of(programme, dossier.names, dossier.articles, dossier.relations)
        yield Text("")
        yield from told_view(told)
    if dossier.findings:
        yield Text("")
        yield Text("Noticed", style="bold underline")
        yield from (_set_in(f"• {clean(str(one), 400)}", 1, hang=2) for one in dossier.findings)
    yield Text("")
    articles, copies = len(dossier.articles), len({one.article for one in dossier.relations.derivations})
    day = f"as of {date_text(dossier.as_of)}, " if dossier.as_of else ""
    yield Text(f"{day}from {count(articles, 'article')}, {copies} of them made from others.", style="dim")


def told_view(told: Told, *, brief: bool = False) -> Iterator[RenderableType]:
    """Yield a programme: its name, what is said now, its steps, and what is said in the background.

    brief: one line of who and one of what for each step, and no background.
    """
    from rich.text import Text

    yield Text(told.name, style="bold" if brief else "bold underline")
    now = told.now
    if now is None:
        yield Text("Nothing has been said of it.")
    else:
        badge = now.badge
        yield Text.assemble("Now: ", (f"{badge.sign} {badge.word}", f"bold {COLOURS[badge.tone]}"), _for(now))
        yield _set_in(now_text(told), 5)
    for line in told.lines:
        yield Text("")
        yield from _step(line, f"{line.number}", brief)
    if told.related and not brief:
        yield Text("")
        yield Text("In the background", style="bold")
        for line in told.related:
            yield from _step(line, "·", True)


def _step(line: Line, number: str, brief: bool) -> Iterator[RenderableType]:
    from rich.text import Text

    badge = line.badge
    fall = [("↓ ", "bold red")] if line.falls else ["  "]
    found = [(f"  date {line.found}", "dim")] if line.found and not brief else []
    yield Text.assemble(
        *fall, f"{number:>2} ", (f"{line.day:<18} ", "bold"), (f"{badge.sign} {badge.word}", COLOURS[badge.tone]),
        _for(line), *found,
    )  # fmt: skip
    yield _set_in(f"{line.claim}; {line.who}" if brief else line.claim, 5)
    if not brief:
        yield _set_in(line.who, 5)
    if line.condition:
        yield _set_in(f"on condition: {clean(line.condition, _WORDS)}", 5)
    if line.evidence and not brief:
        yield _set_in(_quoted(line), 5, style="italic")
    if line.root.id or not brief:
        yield _set_in(f"root: {_page(line.root) or 'none'}; {line.backing}", 5)
    for page in line.copies[:_COPIES] if not brief else ():
        yield _set_in(f"{page.note or 'copy'}: {_page(page)}", 7, style="dim")
    if len(line.copies) > _COPIES and not brief:
        yield _set_in(f"and {count(len(line.copies) - _COPIES, 'more copy', 'more copies')}", 7, style="dim")
    for one in line.contradicts:
        yield _set_in(f"≠ {one}", 5, style="yellow", hang=2)


def _quoted(line: Line) -> str:
    """Return the evidence in quotation marks, but for what a record says in its own words."""
    text = clean(line.evidence, _WORDS)
    return text if line.read_by == "record" or text[0] in '“„«"' else f"“{text}”"


def _for(line: Line) -> str:
    return f", for {line.horizon}" if line.horizon else ""


def _page(page: Page) -> str:
    return f"{page.label} ({page.about})" if page.about else page.label


def _set_in(text: str, by: int, *, style: str = "", hang: int = 0) -> RenderableType:
    """Return a text set in by some columns; its further lines hang by some more."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    if not hang:
        return Padding(Text(text, style=style), (0, 0, 0, by), expand=False)
    line = Table.grid(padding=0)
    line.add_column(width=hang)
    line.add_column()
    line.add_row(Text(text[:hang], style=style), Text(text[hang:], style=style))
    return Padding(line, (0, 0, 0, by), expand=False)
