"""How each kind of rule judges a car. The rules are data; no number stands here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from paddock.catalogue import Catalogue
from paddock.eligibility.verdict import Outcome, RuleFinding, unrecorded
from paddock.model import Car, Classification, Entry, Fact, Manufacturer, RaceClass, RoadCars, Season
from paddock.model.rules import (
    AgreementRule,
    CarsPerMakeRule,
    EntrantRule,
    HomologationRule,
    MakesRule,
    MarketRule,
    ModelsRule,
    RegulationRule,
    RoadCarRule,
    TestRule,
)

_Shows = Callable[[str, "str | None", "str | None"], bool]
"""Whether a class, a make and a car are what is looked for."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where something is on record: a season, and the entry or the result that shows it."""

    season: Season
    fact: Entry | Classification


@dataclass(frozen=True, slots=True)
class CarCase:
    """A car before a class of a season, with the facts the rules ask for."""

    catalogue: Catalogue
    car: Car
    make: Manufacturer
    season: Season
    race_class: RaceClass

    def entry_list(self) -> tuple[Entry, ...]:
        """Return every entry on record in this class of this season."""
        return tuple(
            entry for entry in self.catalogue.entries[self.season.id] if entry.race_class == self.race_class.id
        )

    def entries_of_make(self) -> tuple[Entry, ...]:
        """Return the entries of the make's cars in this class of this season."""
        return tuple(entry for entry in self.entry_list() if self.catalogue.make_of(entry) == self.make.id)

    def make_seen(self) -> Seen | None:
        """Return where the make is on record in this season, in whichever class."""
        return self._latest(lambda season: season.id == self.season.id, lambda _, make, __: make == self.make.id)

    def make_seen_before(self) -> Seen | None:
        """Return the latest earlier season of the series with the make on record in this class."""
        return self._latest(
            lambda season: season.series == self.season.series and season.year < self.season.year,
            lambda race_class, make, _: race_class == self.race_class.id and make == self.make.id,
        )

    def raced_after_test(self, place: str) -> Seen | None:
        """Return the latest season up to this one, in a series with the same test, that this very model raced in."""
        return self._latest(
            lambda season: season.year <= self.season.year and _asks_for_test(season, place),
            lambda _, __, car: car == self.car.id,
        )

    def _latest(self, when: Callable[[Season], bool], what: _Shows) -> Seen | None:
        """Return the latest season, and a fact of it, that shows a class, make and car as asked."""
        facts = self.catalogue
        for season in sorted(facts.seasons.values(), key=lambda one: -one.year):
            if not when(season):
                continue
            for entry in facts.entries[season.id]:
                if what(entry.race_class, facts.make_of(entry), entry.car):
                    return Seen(season, entry)
            for table in facts.classifications[season.id]:
                for row in table.rows:
                    car = facts.cars.get(row.car or "")
                    if what(table.race_class, car.manufacturer if car else row.manufacturer, row.car):
                        return Seen(season, table)
        return None


def _asks_for_test(season: Season, place: str) -> bool:
    return any(isinstance(rule, TestRule) and rule.place == place for one in season.classes for rule in one.rules)


def judge_car(case: CarCase) -> tuple[RuleFinding, ...]:
    """Return one finding for each rule of the class that concerns a car; rules on crews are judged with a crew."""
    findings = [_regulation(case)]
    for rule in (*case.race_class.rules, *case.season.rules):
        judge = _JUDGES.get(type(rule))
        if judge is not None:
            findings.extend(judge(case, rule))
    return tuple(findings)


def accepts(race_class: RaceClass, car: Car) -> bool:
    """Return whether the class takes cars of this car's regulation at all."""
    return car.regulation in race_class.regulations


def _regulation(case: CarCase) -> RuleFinding:
    rules = [rule for rule in case.race_class.rules if isinstance(rule, RegulationRule)]
    regulation = case.catalogue.regulations[case.car.regulation]
    for rule in rules:
        if regulation.id in rule.accepts:
            because = f"{rule.text} The {case.car.name} is built to {regulation.name}."
            return RuleFinding(rule.id, Outcome.YES, because, _sources(rule, case.car))
    if not rules:
        missing = f"which regulations {case.race_class.name} accepts"
        return RuleFinding("regulation", Outcome.UNKNOWN, unrecorded(missing), missing=missing)
    names = ", ".join(case.catalogue.regulations[slug].name for slug in case.race_class.regulations)
    because = f"{case.race_class.name} accepts {names}; the {case.car.name} is built to {regulation.name}."
    return RuleFinding("regulation", Outcome.NO, because, _sources(*rules, case.car))


def _road_cars(case: CarCase, rule: RoadCarRule) -> Iterator[RuleFinding]:
    need = f"The make must build at least {rule.minimum:,} road cars a year"
    figure = _figure_for(case.make.road_cars, case.season.year)
    if figure is None:
        missing = f"how many road cars {case.make.name} builds in a year"
        yield RuleFinding(rule.id, Outcome.UNKNOWN, f"{need}. {unrecorded(missing)}", _sources(rule), missing)
        return
    scope = " in the United States alone" if figure.scope == "us" else ""
    told = f"{case.make.name} {figure.measure} {figure.cars:,}{scope} in {figure.year}"
    if figure.cars >= rule.minimum:
        yield RuleFinding(rule.id, Outcome.YES, f"{need}; {told}.", _sources(rule, figure))
    elif figure.scope == "us":
        missing = f"how many road cars {case.make.name} builds in a year worldwide"
        yield RuleFinding(rule.id, Outcome.UNKNOWN, f"{need}; {told}.", _sources(rule, figure), missing)
    else:
        yield RuleFinding(rule.id, Outcome.NO, f"{need}; {told}.", _sources(rule, figure))


def _figure_for(figures: Iterable[RoadCars], year: int) -> RoadCars | None:
    """Return the last full year's figure before the season, else the nearest year on record."""
    ordered = sorted(figures, key=lambda one: (one.year >= year, abs(one.year - (year - 1)), one.scope == "us"))
    return ordered[0] if ordered else None


def _agreement(case: CarCase, rule: AgreementRule) -> Iterator[RuleFinding]:
    now, before = case.make_seen(), case.make_seen_before()
    name, where = case.make.name, f"{case.season.name} {case.race_class.name}"
    if now is not None:
        because = f"{rule.text} {name} is entered in {case.season.name}, so it has one."
        yield RuleFinding(rule.id, Outcome.YES, because, _sources(rule, now.fact))
    elif before is not None and not case.entry_list():
        missing = f"who is entered in {where}"
        told = f"{name} was entered in {before.season.name}, so it had one then. {unrecorded(missing)}"
        because = f"{rule.text} {told}"
        yield RuleFinding(rule.id, Outcome.UNKNOWN, because, _sources(rule, before.fact), missing)
    else:
        because = f"{rule.text} None between {name} and {rule.partner} is on record: it has to be signed."
        yield RuleFinding(rule.id, Outcome.ON_CONDITION, because, _sources(rule))


def _market(case: CarCase, rule: MarketRule) -> Iterator[RuleFinding]:
    known = sorted(
        (one for one in case.make.markets if one.country in rule.countries),
        key=lambda one: (abs(one.year - case.season.year), one.year),
    )
    countries = "/".join(rule.countries)
    nearest = {one.country: one for one in reversed(known)}
    sold = next((one for one in nearest.values() if one.sells), None)
    if sold is not None:
        because = f"{rule.text} {case.make.name} sells road cars there ({sold.country}, {sold.year})."
        yield RuleFinding(rule.id, Outcome.YES, because, _sources(rule, sold))
    elif nearest:
        first = known[0]
        because = (
            f"{rule.text} {case.make.name} sold no road cars there ({first.country}, {first.year}): "
            f"the interest would have to be shown.{' ' + first.note if first.note else ''}"
        )
        yield RuleFinding(rule.id, Outcome.ON_CONDITION, because, _sources(rule, first))
    else:
        missing = f"whether {case.make.name} sells road cars in {countries}"
        yield RuleFinding(rule.id, Outcome.UNKNOWN, f"{rule.text} {unrecorded(missing)}", _sources(rule), missing)


def _homologation(case: CarCase, rule: HomologationRule) -> Iterator[RuleFinding]:
    car, year = case.car, case.season.year
    first, last = car.homologated_from, car.homologated_until
    if first is None:
        missing = f"the first season the {car.name} is homologated for"
        yield RuleFinding(rule.id, Outcome.UNKNOWN, f"{rule.text} {unrecorded(missing)}", _sources(rule), missing)
    elif year < first:
        because = f"{rule.text} The {car.name} is homologated from {first}, not yet in {year}."
        yield RuleFinding(rule.id, Outcome.NO, because, _sources(rule, car))
    elif last is not None and year > last:
        because = f"{rule.text} The homologation of the {car.name} ended with {last}."
        yield RuleFinding(rule.id, Outcome.NO, because, _sources(rule, car))
    else:
        until = f" to {last}" if last is not None else ""
        because = f"{rule.text} The {car.name} is homologated from {first}{until}."
        yield RuleFinding(rule.id, Outcome.YES, because, _sources(rule, car))


def _test(case: CarCase, rule: TestRule) -> Iterator[RuleFinding]:
    if case.car.regulation not in rule.regulations:
        return
    raced = case.raced_after_test(rule.place)
    if raced is not None:
        because = f"{rule.text} The {case.car.name} raced in {raced.season.name}, so it has passed."
        yield RuleFinding(rule.id, Outcome.YES, because, _sources(rule, raced.fact))
    else:
        because = f"{rule.text} No such test of the {case.car.name} is on record: it has to be passed."
        yield RuleFinding(rule.id, Outcome.ON_CONDITION, because, _sources(rule))


def _makes(case: CarCase, rule: MakesRule) -> Iterator[RuleFinding]:
    outcome = Outcome.YES if case.make.id in rule.makes else Outcome.NO
    among = "is" if outcome is Outcome.YES else "is not"
    yield RuleFinding(rule.id, outcome, f"{rule.text} {case.make.name} {among} among them.", _sources(rule))


def _models(case: CarCase, rule: ModelsRule) -> Iterator[RuleFinding]:
    outcome = Outcome.YES if case.car.id in rule.cars else Outcome.NO
    among = "is" if outcome is Outcome.YES else "is not"
    yield RuleFinding(rule.id, outcome, f"{rule.text} The {case.car.name} {among} among them.", _sources(rule))


def _cars_per_make(case: CarCase, rule: CarsPerMakeRule) -> Iterator[RuleFinding]:
    if rule.meetings:
        return  # what a make may bring to a single meeting does not decide on the season
    least, most = rule.minimum or 0, rule.maximum
    name, where = case.make.name, f"{case.season.name} {case.race_class.name}"
    entries = [entry for entry in case.entries_of_make() if entry.extent == "full-season"]
    counted = [entry for entry in entries if entry.programme != "customer"]
    count = len(counted)
    because = f"{rule.text} {name} has {count or 'none'} on record in {where}."
    if least == 0 and most is None:
        yield RuleFinding(rule.id, Outcome.YES, rule.text, _sources(rule))
    elif not case.entry_list():
        missing = f"who is entered in {where}"
        yield RuleFinding(rule.id, Outcome.UNKNOWN, f"{rule.text} {unrecorded(missing)}", _sources(rule), missing)
    elif count == 0:
        need = f" It has to enter {least} for the season." if least > 1 else ""
        yield RuleFinding(rule.id, Outcome.ON_CONDITION, f"{because}{need}", _sources(rule))
    elif count < least or (most is not None and count > most):
        yield RuleFinding(rule.id, Outcome.ON_CONDITION, because, _sources(rule, counted[0]))
    else:
        yield RuleFinding(rule.id, Outcome.YES, because, _sources(rule, counted[0]))


def _entrant(case: CarCase, rule: EntrantRule) -> Iterator[RuleFinding]:
    who = " or ".join({"works": "a works team", "customer": "a private team"}[kind] for kind in rule.programmes)
    because = f"{rule.text} The entry has to be made by {who}."
    yield RuleFinding(rule.id, Outcome.ON_CONDITION, because, _sources(rule))


def _sources(*facts: Fact) -> tuple[str, ...]:
    """Return the references of several facts, each once, in order."""
    return tuple(dict.fromkeys(reference for fact in facts for reference in fact.sources))


_JUDGES: dict[type, Callable[..., Iterator[RuleFinding]]] = {
    RoadCarRule: _road_cars,
    AgreementRule: _agreement,
    MarketRule: _market,
    HomologationRule: _homologation,
    TestRule: _test,
    MakesRule: _makes,
    ModelsRule: _models,
    CarsPerMakeRule: _cars_per_make,
    EntrantRule: _entrant,
}
