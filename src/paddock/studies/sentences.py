"""The verdict in one sentence, and the points it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from paddock.calendars import Kind, make_present
from paddock.catalogue import Catalogue
from paddock.eligibility import Outcome, Verdict
from paddock.studies.form import SubjectKind
from paddock.studies.result import ClashSheet, CoverSheet, MarketSheet, MeetingSheet, SeasonSheet
from paddock.studies.sections import best
from paddock.studies.worth_sheets import SeasonWorth
from paddock.units import count, country_name, listed


@dataclass(frozen=True, slots=True)
class Told:
    """Everything a verdict is told from."""

    catalogue: Catalogue
    kind: SubjectKind
    subject: str
    eligibility: tuple[Verdict, ...]
    crews: tuple[Verdict, ...]
    calendars: tuple[SeasonSheet, ...]
    clashes: tuple[ClashSheet, ...]
    markets: tuple[MarketSheet, ...]
    covers: tuple[CoverSheet, ...]
    looked_for: tuple[str, ...]
    """Seasons in question in which a driver has no seat yet."""
    worth: tuple[SeasonWorth, ...] = ()

    @property
    def name(self) -> str:
        """The subject's name."""
        return self.catalogue.of_kind(self.kind)[self.subject].name

    def meetings(self, role: str) -> list[MeetingSheet]:
        """Return the meetings of a role at which the subject's class races, in the order of the calendar."""
        return [one for sheet in self.calendars if sheet.role == role for one in sheet.meetings if one.races]


_LEAD = {
    Outcome.YES: "Yes",
    Outcome.ON_CONDITION: "On condition",
    Outcome.NO: "No",
    Outcome.UNKNOWN: "Not known",
}


def tell(told: Told) -> tuple[Outcome, str, tuple[str, ...]]:
    """Return the outcome, the verdict in one sentence, and the points behind it."""
    return {"car": _car, "driver": _driver, "manufacturer": _manufacturer}[told.kind](told)


def _car(told: Told) -> tuple[Outcome, str, tuple[str, ...]]:
    outcome = best(verdict.outcome for verdict in told.eligibility)
    verdict = next(one for one in told.eligibility if one.outcome is outcome)
    season = told.catalogue.seasons[verdict.season]
    one_class = told.catalogue.classes.get(f"{season.id}/{verdict.race_class}")
    where = f"{season.name} {one_class.name}" if one_class else season.name
    hard, tight = _concerned(told)
    now, then = told.meetings("has"), told.meetings("candidate")
    head = _may(f"the {told.name}", where, verdict)
    clash = _clash_clause(told, hard, len(then))
    sentence = f"{_LEAD[outcome]}: {head}; {clash}{_markets_clause(told)}."
    points = [finding.because for finding in verdict.findings if finding.outcome is not Outcome.YES]
    if tight:
        points.append(f"Tight journeys: {_pairs(told, tight)}.")
    unconcerned = [one for one in told.clashes if not one.concerned and one.clash.kind is not Kind.TIGHT]
    if unconcerned:
        points.append(f"On the same days, but without the class in question: {_pairs(told, unconcerned)}.")
    if now:
        points.append(f"It races at {count(len(now), 'meeting')} now and would race at {len(now) + len(then)}.")
    points += [one.says[0] for one in told.worth[:1] if one.says]
    for cover in told.covers:
        away = listed([told.catalogue.drivers[one].name for one in cover.away]) or "none"
        at = told.catalogue.place_of(cover.meeting)
        need = f"a crew of at least {cover.need}" if cover.need else "a crew"
        points.append(f"{at}: away at the other meeting are {away}; {need} has to come from elsewhere.")
    return outcome, sentence, tuple(points)


def _clash_clause(told: Told, hard: Sequence[ClashSheet], meetings: int) -> str:
    """Return the clause on the meetings in question that fall on days of the present programme."""
    if not told.meetings("has"):
        return "no other programme of that year is on record that it could clash with"
    if not hard:
        return f"none of its {count(meetings, 'meeting')} falls on the days of the present programme"
    falls = "falls" if len(hard) == 1 else "fall"
    clause = f"{len(hard)} of its {count(meetings, 'meeting')} {falls} on the days of the present programme"
    return f"{clause} ({_pairs(told, hard)})"


def _may(name: str, where: str, verdict: Verdict) -> str:
    """Return the clause on eligibility."""
    deciding = [finding for finding in verdict.findings if finding.outcome is verdict.outcome]
    rules = listed([finding.rule.replace("-", " ") for finding in deciding])
    if verdict.outcome is Outcome.YES:
        return f"{name} may race in {where}"
    if verdict.outcome is Outcome.ON_CONDITION:
        are = "is" if len(deciding) == 1 else "are"
        return f"{name} may race in {where} once {count(len(deciding), 'condition')} {are} met ({rules})"
    if verdict.outcome is Outcome.NO:
        return f"{name} may not race in {where} ({rules})"
    missing = listed([finding.missing for finding in deciding])
    return f"whether {name} may race in {where} cannot be told without {missing}"


def _driver(told: Told) -> tuple[Outcome, str, tuple[str, ...]]:
    return _driver_ahead(told) if told.looked_for else _driver_as_it_was(told)


def _driver_ahead(told: Told) -> tuple[Outcome, str, tuple[str, ...]]:
    """Tell of a driver who looks for a seat: may they take it, and what would it clash with?"""
    verdicts = [one for one in told.eligibility if one.season in told.looked_for]
    outcome = best(verdict.outcome for verdict in verdicts)
    verdict = next(one for one in verdicts if one.outcome is outcome)
    season = told.catalogue.seasons[verdict.season]
    one_class = told.catalogue.classes.get(f"{season.id}/{verdict.race_class}")
    where = f"{season.name} {one_class.name}" if one_class else season.name
    hard, tight = _concerned(told)
    if hard and outcome is Outcome.YES:
        outcome = Outcome.ON_CONDITION
    clause = _clash_clause(told, hard, len(told.meetings("candidate")))
    points = [finding.because for finding in verdict.findings if finding.outcome is not Outcome.YES]
    if tight:
        points.append(f"Tight journeys: {_pairs(told, tight)}.")
    return outcome, f"{_LEAD[outcome]}: {_may(told.name, where, verdict)}; {clause}.", tuple(points)


def _driver_as_it_was(told: Told) -> tuple[Outcome, str, tuple[str, ...]]:
    """Tell of a driver's season as it went: which meetings of the main programme were missed, and to what."""
    main = told.calendars[0]
    missed = [one for one in main.meetings if one.seat == "missed"]
    drove = [one for one in main.meetings if one.seat == "drove"]
    explained = [(one, _reasons(told, one.id)) for one in missed]
    clashing = [(one, reasons) for one, reasons in explained if reasons]
    hard = [one for one in told.clashes if one.concerned and one.clash.kind is not Kind.TIGHT]
    if clashing:
        outcome = Outcome.ON_CONDITION
        parts = [f"{_named(told, one)} (against {listed(reasons)})" for one, reasons in clashing]
        what = (
            f"{told.name} could not drive the whole of {main.name} beside the rest: "
            f"{len(clashing)} of {len(main.meetings)} meetings were missed to clashing dates: {'; '.join(parts)}"
        )
    elif hard:
        outcome = Outcome.ON_CONDITION
        what = f"{told.name} has to choose: {_pairs(told, hard)}"
    else:
        outcome = Outcome.YES
        what = f"no meeting of the programme of {told.name} falls on the days of another"
    points = [
        f"Driven in {main.name}: {listed([told.catalogue.place_of(one.id) for one in drove]) or 'none on record'}."
    ]
    points += [
        f"{_named(told, one)} was missed, and no clash with another seat of {told.name} explains it."
        for one, reasons in explained
        if not reasons
    ]
    tight = [one for one in told.clashes if one.concerned and one.clash.kind is Kind.TIGHT]
    if tight:
        points.append(f"Tight journeys: {_pairs(told, tight)}.")
    for crew in told.crews:
        names = listed([told.catalogue.drivers[one].name for one in crew.subject])
        where = told.catalogue.seasons[crew.season].name
        one_class = told.catalogue.classes[f"{crew.season}/{crew.race_class}"].name
        points.append(f"As a crew in {where} {one_class}, {names}: {crew.outcome.value.replace('-', ' ')}.")
    return outcome, f"{_LEAD[outcome]}: {what}.", tuple(points)


def _manufacturer(told: Told) -> tuple[Outcome, str, tuple[str, ...]]:
    wanted = [one.country for one in told.markets if one.wanted]
    everything = [*told.meetings("has"), *told.meetings("candidate")]
    if wanted:
        where = listed([_the(country_name(one)) for one in wanted])
        inside = [one for one in everything if one.country in wanted]
    else:
        inside = told.meetings("candidate")
        where = listed([sheet.name for sheet in told.calendars if sheet.role == "candidate"])
    present = [one for one in inside if make_present(told.catalogue, told.subject, one.id)]
    without = [one for one in inside if one not in present]
    points = [f"No entry of {told.name} is on record at {_by_season(told, without)}."] if without else []
    if not any(told.catalogue.entries[one.season] for one in inside):
        what = f"no entry list of the {count(len(inside), 'meeting')} in {where} is on record"
        return Outcome.UNKNOWN, f"{_LEAD[Outcome.UNKNOWN]}: {what}.", tuple(points)
    outcome = Outcome.YES if present else Outcome.NO
    what = f"{told.name} was present at {len(present)} of the {count(len(inside), 'meeting')} on record in {where}"
    if present:
        what += f": {_by_season(told, present)}"
    return outcome, f"{_LEAD[outcome]}: {what}.", tuple(points)


def _the(country: str) -> str:
    """Return a country's name as it stands in a sentence."""
    return f"the {country}" if country.startswith("United ") or country == "Netherlands" else country


def _by_season(told: Told, meetings: Sequence[MeetingSheet]) -> str:
    """Return "Miami and Austin (Formula 1 2023); Pikes Peak (…)"."""
    places: dict[str, list[str]] = {}
    for one in meetings:
        places.setdefault(one.season, []).append(told.catalogue.place_of(one.id))
    return "; ".join(f"{listed(names)} ({told.catalogue.seasons[season].name})" for season, names in places.items())


def _reasons(told: Told, meeting: str) -> list[str]:
    """Return the meetings with a seat of the subject that share days with a missed one."""
    reasons = []
    for sheet in told.clashes:
        pair = (sheet.clash.a, sheet.clash.b)
        if meeting in pair and sheet.concerned and sheet.clash.kind is not Kind.TIGHT:
            other = pair[1] if pair[0] == meeting else pair[0]
            season = told.catalogue.season_of(other)
            reasons.append(f"{told.catalogue.place_of(other)} in {season.name}")
    return reasons


def _concerned(told: Told) -> tuple[list[ClashSheet], list[ClashSheet]]:
    mine = [one for one in told.clashes if one.concerned]
    hard = [one for one in mine if one.clash.kind is not Kind.TIGHT]
    return hard, [one for one in mine if one.clash.kind is Kind.TIGHT]


def _markets_clause(told: Told) -> str:
    wanted = [one for one in told.markets if one.wanted]
    if not wanted:
        return ""
    parts = [
        f"{country_name(one.country)} "
        + (f"{one.has} → {one.has + one.candidate}" if one.has + one.candidate else "none")
        for one in wanted
    ]
    return f"; meetings in the markets that matter: {listed(parts)}"


def _pairs(told: Told, sheets: Sequence[ClashSheet]) -> str:
    return listed(
        [f"{told.catalogue.place_of(one.clash.a)} / {told.catalogue.place_of(one.clash.b)}" for one in sheets]
    )


def _named(told: Told, meeting: MeetingSheet) -> str:
    days = days_text(meeting.race_days) or days_text([d for d in (meeting.first_day, meeting.last_day) if d])
    return f"{told.catalogue.place_of(meeting.id)}, {days}"


def days_text(days: Sequence[dt.date]) -> str:
    """Return "14–15 April 2018": the first to the last of some days."""
    if not days:
        return ""
    first, last = days[0], days[-1]
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {last:%B %Y}"
    start = f"{first.day} {first:%B}" if first.year == last.year else f"{first.day} {first:%B %Y}"
    return f"{start} – {last.day} {last:%B %Y}"
