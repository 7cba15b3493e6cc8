"""Words that tell time, per language, made ready to be found: one pattern each, from evidence/data/dates.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from paddock.evidence.spellings import one_of, spellings

SIGNS = {"this": "+0", "next": "+1", "last": "-1"}
"""What words such as "this", "next" and "last" count."""

_YEAR = r"(?:19[3-9]\d|20[0-7]\d)(?!\d)"
_DAYS_BEFORE = r"(?:(?:le|el|il|dia|den|dem|der|the) )?"
_NOT_A_YEAR_BEFORE = r"(?<![$€£])(?<!\d[.,:/-])(?<!années )(?<!anni )(?<!años )(?<!anos )"

Forms = dict[str, int]
"""Which of a row each spelling stands for: months from 1, weekdays and quarters from 0, numbers."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    pattern: finds all expressions in `plain` text; the last group tells the kind by its first letter.
    before: what may stand right before, `lead` or `edge`.  phrases: key of each relative phrase.  signs: of words
    for this, next and last.  years: sign of each phrase for a year.  proper: names bear a capital.
    small: phrases that mean something else with a capital.
    """

    pattern: re.Pattern[str]
    before: re.Pattern[str]
    phrases: dict[str, str]
    months: Forms
    weekdays: Forms
    quarters: Forms
    numbers: Forms
    signs: dict[str, str]
    proper: bool
    small: frozenset[str]


@cache
def data() -> dict[str, Any]:
    """Return what evidence/data/dates.toml holds."""
    return tomli.loads((files("paddock.evidence") / "data" / "dates.toml").read_text("utf-8"))


@cache
def languages() -> tuple[str, ...]:
    """Return the languages whose words for time are known."""
    return tuple(name for name, table in data().items() if "months" in table and "weekdays" in table)


def plain(text: str) -> str:
    """Return text in lower case with one kind of apostrophe and space, character for character in the same place."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return low.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ").replace("\n", " ")


@cache
def words_of(lang: str) -> Words:
    """Return the words of a language; for one that is not known figures alone."""
    table = data()[lang] if lang in languages() else {}
    months = {form: at for at, row in enumerate(table.get("months", ()), start=1) for form in row}
    weekdays = {form: at for at, row in enumerate(table.get("weekdays", ())) for form in row}
    quarters = {form: at for at, row in enumerate(table.get("quarters", ())) for form in row}
    numbers = {form: at for at, row in enumerate(table.get("numbers", ()), start=1) for form in spellings(row)}
    phrases = {
        spelt: key for key, some in table.get("relative", {}).items() for one in some for spelt in spellings(one)
    }
    signs = {
        spelt: sign
        for word, sign in SIGNS.items()
        for side in ("before", "after")
        for spelt in spellings(table.get(f"{word}_{side}", ""))
        if spelt
    }
    branches = _figures()
    if table:
        branches += _names(table, months, weekdays, quarters, phrases)
        branches += [_counted(table[way], numbers, way) for way in ("ahead", "ago")]
        branches.insert(2, rf"(?P<r>{one_of(phrases)})(?!\w)(?! {_YEAR})")
    starts = {*months, *weekdays, *quarters, *numbers, *phrases, *signs, *_counted_starts(table)}
    gate = "|".join([r"\d", one_of({one[:6] for one in starts})]) if table else r"\d"
    lead, edge = (one_of(spellings(table.get(name, "-"))) for name in ("lead", "edge"))
    return Words(
        re.compile(rf"(?<!\w)(?={gate})(?:{'|'.join(branches)})"),
        re.compile(rf"(?<!\w)(?:(?P<edge>{edge})|(?P<lead>{lead}))(?:[ -]|(?<='))(?:(?:the|der|le|la) |l')?$"),
        phrases,
        months,
        weekdays,
        quarters,
        numbers,
        signs,
        bool(table.get("proper")),
        frozenset(table.get("small", ())),
    )


def _figures() -> list[str]:
    """Return patterns of figures: an ISO date, day and month and year, a year."""
    units = one_of(data()["figures"]["units"])
    return [
        r"(?P<i>(?P<iy>\d{4})-(?P<im>\d\d)(?:-(?P<id>\d\d))?(?![\d-]))",
        rf"(?P<n>(?P<nd>\d{{1,2}})(?P<sep>[./]) ?(?P<nm>\d{{1,2}})(?P=sep) ?(?P<ny>{_YEAR}|\d\d(?!\d)))",
        rf"(?P<y>{_NOT_A_YEAR_BEFORE}(?P<yy>{_YEAR})(?:[-/–](?P<yn>\d{{4}}|\d\d)(?!\d))?(?:er)?(?!\w)"
        rf"(?![.,-]\d)(?! jahren?\b)(?! (?:{units})\b))",
    ]


def _names(
    table: dict[str, Any], months: Forms, weekdays: Forms, quarters: Forms, phrases: dict[str, str]
) -> list[str]:
    """Return patterns with names of months, weekdays and quarters of the year in them."""
    month, any_day, day = one_of(months), one_of(weekdays), one_of(one for one in weekdays if len(one) > 4)
    of = f"(?:{one_of(spellings(table['day_of']))} )?" if table["day_of"] else ""
    sides = {side: [p for word in SIGNS for p in spellings(table.get(f"{word}_{side}", "")) if p] for side in _SIDES}
    before, after = one_of(sides["before"]), one_of(sides["after"]) or "(?!)"
    this = one_of(spellings(table["this_before"]))
    suffix, tail = one_of(spellings(table.get("weekday_suffix", ""))), one_of(spellings(table["day_suffix"]))
    years = one_of(one for one, key in phrases.items() if key in {"year+1", "year+0", "year-1"})
    number = rf"\d{{1,2}}(?:{tail})?(?: ?[-/–] ?\d{{1,2}}(?:{tail})?)?"
    dated = (
        rf"(?P<d>(?P<dt>{this} )?(?:(?P<dw>{any_day})(?:{suffix})?[.,]? {_DAYS_BEFORE})?"
        rf"(?P<dd>{number}) ?{of}(?P<dm>{month})(?!\w)\.?(?:,? {of}(?P<dy>{_YEAR}))?)"
    )
    month_first = (
        rf"(?P<e>(?P<et>{this} )?(?:(?P<ew>{any_day})[.,]? )?(?P<em>{month})\.? "
        rf"(?P<ed>{number})(?:,? (?P<ey>{_YEAR})(?!\w)|(?![\w%]|[.,:]\d)))"
    )
    figures = (
        r"(?P<g>(?:(?P<gw>" + any_day + r")[.,]? (?:den )?\(?)?(?P<gd>\d{1,2})"
        r"(?:\. ?(?P<gm>\d{1,2})\.(?! ?\d)|/(?P<gs>\d{1,2})(?=\))))"
    )
    weekday = (
        rf"(?P<w>(?P<wb>{before} )?(?P<wd>{day})(?:{suffix})?(?!\w)"
        rf"(?:,? {_DAYS_BEFORE}\(?(?P<wn>\d{{1,2}})(?=[),;]|\.? *$|\. )| (?P<wa>{after})(?!\w))?)"
    )
    lone_month = (
        rf"(?P<m>(?P<mb>{before} )?(?P<mm>{month})(?!\w)\.?(?:,? {of}(?P<my>{_YEAR})(?!\w)| (?P<ma>{after})(?!\w)|"
        rf" (?:of |de |des |d')?(?P<mr>{years})(?!\w))?)"
    )
    quarter = (
        rf"(?P<q>(?P<qb>{before} )?(?P<qq>{one_of(quarters)})(?!\w)"
        rf"(?: {of}(?P<qy>{_YEAR})(?!\w)| (?P<qa>{after})(?!\w))?)"
    )
    return [*([month_first] if table["month_first"] else []), dated, figures, weekday, lone_month, quarter]


_SIDES = ("before", "after")


def _counted(way: str, numbers: Forms, name: str) -> str:
    """Return the pattern of "in two years" or "two years ago"; {n} stands for the number."""
    mark = "a" if name == "ahead" else "b"
    head, _, tail = way.partition("{n}")
    spelt = [one_of(spellings(part)) for part in (head, tail)]
    return rf"(?P<{mark}>{spelt[0]}(?P<{mark}n>\d{{1,2}}|{one_of(numbers)}){spelt[1]})(?!\w)"


def _counted_starts(table: dict[str, Any]) -> set[str]:
    heads = [table[way].partition("{n}")[0] for way in ("ahead", "ago") if way in table]
    return {spelt for head in heads for spelt in spellings(head) if spelt}
