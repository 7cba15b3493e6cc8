"""Who is meant: a competitor of a table by its id, its name or a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from paddock.catalogue import Catalogue, slugify
from paddock.catalogue.names import nearest
from paddock.errors import AmbiguousName, UnknownName
from paddock.scoring.sheets import AwardedTo, Competitor, Line

_SHOWN = 12
_BY: tuple[AwardedTo, ...] = ("driver", "team", "make")


def competitor_named(catalogue: Catalogue, known: Iterable[Competitor], text: str) -> Competitor:
    """Return the one of some competitors that `text` names: an id, a name, a car's number, or a part that fits one.

    known: those of a title, in the order they are to be listed in.  A part is one or several whole words of the id or
    of a name, or the beginning of one: `buemi`, `de-vries`, `penske`.
    Raises UnknownName or AmbiguousName with candidates.
    """
    known = list(dict.fromkeys(known))
    wanted = slugify(text)
    called = {who: tuple(_called(catalogue, who)) for who in known}
    number = text.removeprefix("#")
    whole = [who for who in known if text == who.label or wanted in called[who] or number == (who.detail or None)]
    hits = whole or [who for who in known if wanted and any(_part(wanted, name) for name in called[who])]
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise AmbiguousName(f"{text!r} fits several.", candidates=[who.label for who in hits[:_SHOWN]])
    raise UnknownName(f"Nobody in this table is called {text!r}.", candidates=_near(catalogue, known, text))


def line_named(catalogue: Catalogue, lines: Iterable[Line], text: str) -> list[Line]:
    """Return the cars of a result that `text` names: by number, or by a driver, a team or a make as in `explain`.

    The number goes first, then drivers, then teams and makes; several cars where each fits alike.
    """
    lines = list(lines)
    number = text.removeprefix("#")
    found = [line for line in lines if line.car and line.car == number]
    for kind in _BY:
        if found:
            break
        try:
            who = competitor_named(catalogue, (one for line in lines for one in line.competitors(kind)), text)
        except UnknownName:
            continue
        found = [line for line in lines if who in line.competitors(kind)]
    return found


def _called(catalogue: Catalogue, who: Competitor) -> Iterator[str]:
    """Yield what a competitor is called, as ids are spelled."""
    yield slugify(who.label)
    yield who.id
    table = {"driver": catalogue.drivers, "make": catalogue.manufacturers}.get(who.kind, catalogue.teams)
    fact = table.get(who.id)
    if fact is not None:
        yield from (slugify(name) for name in (fact.name, *fact.aliases))


def _part(wanted: str, name: str) -> bool:
    return f"-{wanted}" in f"-{name}"


def _near(catalogue: Catalogue, known: list[Competitor], text: str) -> list[str]:
    names = {who.label: tuple(_called(catalogue, who)) for who in known}
    return nearest(text, names) or [who.label for who in known[:_SHOWN]]
