"""Facts as rows and as JSON."""

from __future__ import annotations

from typing import Any

from paddock.catalogue import KINDS, Catalogue, slugify
from paddock.errors import BadRequest, UnknownName
from paddock.model import Car, Circuit, Driver, Meeting, RaceClass, Season, Series
from paddock.model.base import Named

_PLURALS = {kind: kind for kind in KINDS} | {
    "seasons": "season",
    "meetings": "meeting",
    "classes": "class",
    "circuits": "circuit",
    "cars": "car",
    "manufacturers": "manufacturer",
    "makes": "manufacturer",
    "regulations": "regulation",
    "teams": "team",
    "drivers": "driver",
}
_FILTERS = {
    "series": {"country"},
    "season": {"series", "year"},
    "meeting": {"series", "season", "country", "year"},
    "class": {"season", "regulation"},
    "circuit": {"country"},
    "car": {"regulation", "manufacturer"},
    "manufacturer": {"country"},
    "regulation": set(),
    "team": {"country"},
    "driver": {"country"},
}


def kind_named(text: str) -> str:
    """Return the kind that a word names, singular or plural."""
    word = slugify(text)
    if word not in _PLURALS:
        raise UnknownName(
            f"There is no kind {text!r}.",
            candidates=sorted({f"{k}s" for k in _PLURALS.values()} - {"seriess", "classs"} | {"series", "classes"}),
        )
    return _PLURALS[word]


def as_json(facts: Catalogue, kind: str, identifier: str) -> dict[str, object]:
    """Return a fact as plain JSON values, with its full id, its sources in full and its amendments."""
    fact = facts.of_kind(kind)[identifier]
    plain: dict[str, object] = {"kind": kind, **fact.model_dump(mode="json", exclude_defaults=False), "id": identifier}
    plain["sources"] = [facts.source(one).model_dump(mode="json", exclude_none=True) for one in fact.sources]
    steps = facts.amendments.get(f"{kind}:{identifier}", ())
    plain["amendments"] = [one.model_dump(mode="json") for one in steps]
    return plain


def listed(facts: Catalogue, kind: str, filters: dict[str, Any]) -> list[dict[str, object]]:
    """Return one row per thing of a kind; raises BadRequest for a filter that does not fit the kind."""
    unfit = sorted(set(filters) - _FILTERS[kind])
    if unfit:
        fit = ", ".join(f"--{name}" for name in sorted(_FILTERS[kind])) or "none"
        raise BadRequest(f"--{unfit[0]} does not narrow a list of {kind} facts.", hint=f"Filters for it: {fit}.")
    wanted = {name: value if name == "year" else _resolved(facts, name, value) for name, value in filters.items()}
    return [
        _row(facts, kind, identifier, fact)
        for identifier, fact in facts.of_kind(kind).items()
        if all(_fits(facts, identifier, fact, name, value) for name, value in wanted.items())
    ]


def _resolved(facts: Catalogue, name: str, value: str) -> str:
    if name == "country":
        if len(value) != 2 or not value.isalpha():
            raise BadRequest(f"{value!r} is not a country code.", hint="Two letters, e.g. US, DE, JP.")
        return value.upper()
    return facts.get(name, value)


def _fits(facts: Catalogue, identifier: str, fact: Named, name: str, value: object) -> bool:
    if isinstance(fact, Meeting):
        season = facts.season_of(identifier)
        circuit = facts.circuit_of(fact)
        days = fact.days
        return {
            "series": season.series == value,
            "season": season.id == value,
            "country": circuit is not None and circuit.country == value,
            "year": days is not None and isinstance(value, int) and days[0].year <= value <= days[1].year,
        }[name]
    if isinstance(fact, RaceClass):
        return identifier.startswith(f"{value}/") if name == "season" else value in fact.regulations
    return bool(getattr(fact, name) == value)


def _row(facts: Catalogue, kind: str, identifier: str, fact: Named) -> dict[str, object]:
    row: dict[str, object] = {"id": identifier, "name": fact.name}
    if isinstance(fact, Meeting):
        days, circuit = fact.days, facts.circuit_of(fact)
        row |= {
            "first_day": days[0].isoformat() if days else None,
            "last_day": days[1].isoformat() if days else None,
            "country": circuit.country if circuit else None,
            "classes": list(fact.classes),
        }
    elif isinstance(fact, Season):
        row |= {"series": fact.series, "year": fact.year, "meetings": len(fact.meetings)}
    elif isinstance(fact, Car):
        row |= {"manufacturer": fact.manufacturer, "regulation": fact.regulation}
    elif isinstance(fact, RaceClass):
        row |= {"regulations": list(fact.regulations)}
    elif isinstance(fact, Circuit):
        row |= {"city": fact.city, "country": fact.country}
    elif isinstance(fact, Series):
        row |= {"kind": fact.kind}
    elif isinstance(fact, Driver):
        row |= {"country": fact.country, "grades": {g.year: [str(one) for one in g.one_of] for g in fact.grades}}
    elif hasattr(fact, "country"):
        row |= {"country": fact.country}
    return {**row, "status": str(fact.status)}
