"""A dossier of invented makes, people and outlets, to show: eight steps with falls, copies and a contradiction."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from paddock.evidence import (
    Article,
    Background,
    Claim,
    Derivation,
    Dossier,
    Family,
    Passage,
    Programme,
    Quote,
    Reading,
    Relations,
    Status,
    Step,
    Story,
    When,
)
from paddock.findings import Finding

MAKE, SERIES = "manufacturer:vireo", "series:atlantic-cup"
NAMES = {
    MAKE: "Vireo",
    SERIES: "Atlantic Cup",
    "person:ada-moreau": "Ada Moreau",
    "person:klaus-brandauer": "Klaus Brandauer",
    "outlet:pit-wall": "Pit Wall",
    "outlet:boxengasse": "Boxengasse",
    "team:hollow-creek": "Hollow Creek Racing",
    "place:north-america": "North America",
}

INTERVIEW = """Vireo keeps an eye on the Atlantic Cup, but nothing is settled.

“We like the Atlantic Cup, and it is an idea we keep on the table,” Ada Moreau told Pit Wall at the Harbour 6 Hours. \
“Today we talk with nobody about it.”

The head of racing said that the two cars of the world series come first. “Once road cars are sold over there, it \
would make sense,” she added. The board will look at it again in 2026, with 14 engineers on the project."""

SPUN = """Vireo retains a watch on the Atlantic Cup, however nothing is determined.

“We just like the Atlantic Cup, and it is a thought we hold on the desk,” Ada Moreau advised Pit Wall on the Harbour \
6 Hours. “As of late we converse with no person about it.”

The pinnacle of racing stated that the 2 vehicles of the arena collection come first. The board will take a look at \
it once more in 2026, with 14 engineers at the venture."""

GERMAN = """Vireo liebäugelt mit dem Atlantic Cup, entschieden ist nichts.

„Wir mögen den Atlantic Cup, es ist eine Idee, die wir im Blick behalten“, sagt Klaus Brandauer. „Heute sprechen wir \
mit niemandem darüber.“

Die zwei Autos der Weltserie gehen vor. 2026 schaut der Vorstand wieder darauf; 14 Ingenieure arbeiten mit."""


def reading(identifier: str, title: str, text: str, outlet: str, date: str, **other: Any) -> Reading:
    """Return an article with the one claim that `other` may hold."""
    claims = other.pop("claims", ())
    quotes = other.pop("quotes", ())
    lang = other.pop("lang", "en")
    url = other.pop("url", f"https://{outlet.rpartition(':')[2]}.example/{identifier}")
    how: Any = other.pop("how", "metadata" if date else "")
    article = Article(identifier, text, title, url=url, outlet=outlet, lang=lang, date=When(date, how), **other)
    return Reading(article, claims=claims, quotes=quotes)


def claim(status: Status, evidence: str, horizon: str = "", **other: Any) -> Claim:
    """Return a claim on the programme."""
    plain: dict[str, Any] = {
        "subject": MAKE, "action": "enter", "target": SERIES, "speaker": "person:ada-moreau", "source": "",
        "start": 0, "end": len(evidence),
    }  # fmt: skip
    return Claim(**{**plain, **other}, status=status, horizon=horizon, evidence=evidence)


def _quotes(text: str, speaker: str, opened: str = "“", closed: str = "”") -> tuple[Quote, ...]:
    found, at = [], text.find(opened)
    while at >= 0:
        end = text.index(closed, at)
        found.append(Quote(text[at + 1 : end], speaker, at + 1, end))
        at = text.find(opened, end)
    return tuple(found)


def readings() -> dict[str, Reading]:
    """Return the articles, by id."""
    made = [
        reading("talks-1", "Vireo and Hollow Creek talk about the Atlantic Cup", "Body.", "outlet:pit-wall", "2022-10"),
        reading("talks-2", "Vireo parle avec une équipe américaine", "Corps.", "outlet:le-stand", "2022-10-18",
                lang="fr"),
        reading("idea-1", "Everything can be imagined", "Body.", "outlet:le-stand", "2023-06-09", lang="fr"),
        reading("study-1", "“A scenario that we consider”", "Body.", "outlet:paddock-post", "2024-09-01",
                claims=(claim(Status.UNDER_STUDY, "one of the scenarios that we consider", "2026"),)),
        reading("study-2", "Vireo prüft den Atlantic Cup", "Text.", "outlet:boxengasse", "2024-09-03", lang="de",
                claims=(claim(Status.UNDER_STUDY, "für 2027 geprüft", "2027"),)),
        reading("interview", "“An idea that we keep on the table”", INTERVIEW, "outlet:pit-wall", "2024-10-09",
                quotes=_quotes(INTERVIEW, "person:ada-moreau")),
        reading("spun", "“A thought we hold on the desk”", SPUN, "outlet:news-mill", "2024-10-30",
                quotes=_quotes(SPUN, "person:ada-moreau")),
        reading("german", "Vireo liebäugelt mit dem Atlantic Cup", GERMAN, "outlet:boxengasse", "2024-10-14", lang="de",
                quotes=_quotes(GERMAN, "person:klaus-brandauer", "„", "“")),
        reading("plan-1", "Vireo plans an Atlantic entry", "Body.", "outlet:paddock-post", "2025-05-20"),
        reading("ended-1", "Vireo ends its prototype programme", "Body.", "outlet:pit-wall", "2026-02-12"),
        reading("ended-2", "Vireo stoppe son programme", "Corps.", "outlet:le-stand", "2026-02-12", lang="fr"),
        reading("ended-3", "Vireo hört auf", "Text.", "outlet:boxengasse", "2026-02-13", lang="de"),
        reading("cars-1", "Road cars for North America", "Body.", "outlet:paddock-post", "2024-11-02"),
    ]  # fmt: skip
    return {one.article.id: one for one in made}


def step(root: Reading, status: Status, evidence: str, /, **other: Any) -> Step:
    """Return a step whose root is an article."""
    one = root.article
    plain: dict[str, Any] = {
        "date": one.date.text, "date_how": one.date.how, "action": "enter", "subject": MAKE, "target": SERIES,
        "horizon": "", "condition": "", "speaker": "person:ada-moreau", "told": "", "article": one.id, "url": one.url,
        "title": one.title, "lang": one.lang, "outlet": one.outlet,
    }  # fmt: skip
    return Step(**{**plain, **other}, status=status, evidence=evidence)


def programme() -> Programme:
    """Return the programme in eight steps."""
    all_of = readings()
    steps = (
        step(all_of["talks-1"], Status.TALKS, "we are in talks with a team over there", horizon="2024",
             independent=2, confirms=("talks-2",), told="outlet:pit-wall", date_how="url"),
        step(all_of["idea-1"], Status.IDEA, "en 2025, tout est imaginable", horizon="2025", falls=True),
        step(all_of["talks-2"], Status.TALKS, "des discussions ont lieu", date="2023-10", date_how="relative",
             speaker="", told="Le Stand"),
        step(all_of["study-1"], Status.UNDER_STUDY, "one of the scenarios that we consider", horizon="2026", falls=True,
             contradicts=("2026 here, 2027 in study-2 (Boxengasse)",)),
        step(all_of["interview"], Status.IDEA, "it is an idea we keep on the table", falls=True,
             condition="once road cars are sold over there", told="outlet:pit-wall", copies=("spun", "german"),
             speaker="person:ada-moreau"),
        step(all_of["plan-1"], Status.PLANNED, "the entry is planned for the season after next", horizon="2027",
             speaker="person:klaus-brandauer"),
        step(all_of["plan-1"], Status.PAUSED, "the project rests until the autumn", date="2025-06", falls=True,
             speaker="", article="paused-1", url="javascript:alert(1)", title="A project at rest"),
        step(all_of["ended-1"], Status.ENDED, "the programme ends after this season", horizon="2026", falls=True,
             independent=3, confirms=("ended-2", "ended-3"), action="race", sources=("https://vireo.example/press",)),
    )  # fmt: skip
    related = (
        step(all_of["talks-1"], Status.TALKS, "with Hollow Creek", action="talk_to_team", target="team:hollow-creek"),
        step(all_of["cars-1"], Status.PLANNED, "cars from 2027", action="sell_road_cars", target="place:north-america",
             horizon="2027", speaker=""),
    )  # fmt: skip
    return Programme(MAKE, "Vireo", SERIES, "Atlantic Cup", steps, related)


def passages(text: str, other: str) -> tuple[Passage, ...]:
    """Return paragraph by paragraph what two articles share."""
    found, start, there = [], 0, 0
    for one, two in zip(text.split("\n\n"), other.split("\n\n"), strict=True):
        found.append(Passage(start, start + len(one), there, there + len(two), 0.6))
        start, there = start + len(one) + 2, there + len(two) + 2
    return tuple(found)


def relations() -> Relations:
    """Return how the articles hang together."""
    why = ("published three weeks later", "credits Pit Wall", "words of a spinner: “pinnacle of racing”")
    measures = {"containment_3": 0.34, "quotes": 0.5}
    spun = Derivation("spun", "interview", "spun", 0.93, measures, passages(SPUN, INTERVIEW), why)
    later = ("published five days later",)
    german = Derivation(
        "german", "interview", "translation", 0.81, {"numbers": 1.0}, passages(GERMAN, INTERVIEW), later
    )
    return Relations(
        stories=(
            Story("vireo-2022-10", ("talks-1", "talks-2")),
            Story("vireo-2024-09", ("study-1", "study-2")),
            Story("vireo-2024-10", ("interview", "german", "spun")),
            Story("vireo-2026-02", ("ended-1", "ended-2", "ended-3")),
        ),
        derivations=(spun, german),
        families=(Family("press-1", ("ended-1", "ended-2", "ended-3"), ("ends after the season of 2026",)),),
        background=(Background("idea-1", "vireo-2024-10", 0.4),),
    )


def dossier() -> Dossier:
    """Return the whole dossier."""
    finding = Finding("warning", "no-date", "no date was found", where="paused-1", hint="give one with the article")
    return Dossier((MAKE, SERIES), "2026-03-01", (programme(),), readings(), relations(), NAMES, (finding,))


def hostile(text: str) -> Dossier:
    """Return the dossier with a text wherever an article's own words can stand."""
    plain = dossier()
    free = ["date", "date_how", "horizon", "condition", "speaker", "told", "evidence"]
    free += ["url", "title", "lang", "outlet", "action", "read_by"]
    words = dict.fromkeys(free, text)
    one = plain.programmes[0]
    steps = tuple(
        replace(step, **words | {"date": step.date if place % 2 else text}, contradicts=(text, *step.contradicts))
        for place, step in enumerate(one.steps)
    )
    made = replace(one, subject_name=text, target_name=text, steps=steps, related=steps[:2])
    articles = {
        key: replace(
            value,
            article=replace(
                value.article, text=f"{text}\n\n{value.article.text}\n\n{text}", title=text, url=text, outlet=text,
                author=text, lang=text, origin=text, date=When(text, "text", text),
            ),
        )
        for key, value in plain.articles.items()
    }  # fmt: skip
    family = Family(text, tuple(articles), (text,))
    made_from = tuple(replace(one, measures={text: 0.5}, why=(text,)) for one in plain.relations.derivations)
    hangs = replace(plain.relations, families=(family,), derivations=made_from)
    finding = Finding("warning", text, text, where=text, hint=text, sources=(text,))
    names = dict.fromkeys((*NAMES, text), text)
    return Dossier((text,), text, (made,), articles, hangs, names, (finding,))
