"""From a sentence to items of evidence: who does what where, how far it is, and in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from paddock.evidence.claims.clauses import PROGRAMME, Clauses, Judged, judge
from paddock.evidence.claims.context import (
    ACTORS,
    PLACES_TO_RACE,
    Context,
    make_of,
    market_words,
    series_of,
)
from paddock.evidence.claims.cues import Cue, find_cues
from paddock.evidence.claims.times import is_season, times
from paddock.evidence.folding import fold
from paddock.evidence.horizons import Tense, horizon_of
from paddock.evidence.types import Field, Mention, Sentence, Status, When

_WEIGHT = {
    "race": 0.45, "debut": 0.5, "restart": 0.7, "talk_to_team": 0.75, "run": 0.6, "sell_road_cars": 0.55,
    "supply_engines": 0.9, "supply": 0.5, "drive": 0.7, "test": 0.7, "sponsor": 0.7, "partner": 0.5, "acquire": 0.8,
    "extend_partnership": 0.8,
}  # fmt: skip
"""What evidence for an action counts against that for a programme's coming or going (1)."""
_GROUP = {
    "sell_road_cars": "sell", "acquire": "money", "sponsor": "money", "partner": "money", "extend_partnership": "money",
    "debut": "debut", "restart": "restart",
}  # fmt: skip
"""Actions that a time in the same sentence is for or against; all that are not here go together."""
_RIGHT_BEHIND = 6
"""How far behind a cue its object may stand [characters]."""
_RULES_AHEAD = 18
"""How far behind "rules", "calendar" or the like a time still belongs to them [characters]."""
_CAR_BEHIND = 12
"""How far behind a cue the car may stand that somebody races [characters]."""
_FRONTED = 16
"""Length of a clause that is only an adverb before the comma ("En 2025, …") [characters]."""
_BY_RULES = frozenset({"lmdh", "lmh"})
"""Rule books that a programme is named by where no series is."""
_GREAT_RACES = frozenset({"le-mans-24h", "nurburgring-24h", "pikes-peak"})
"""Series that are one race: a programme is in the championship it belongs to, where both are named."""
_WHEN, _RACE_ONLY = 16, 45
"""How far behind "after" a race is only a time, and what naming only a race adds to a distance [characters]."""
_GIVEN_UP = 12
"""How far behind a verb of leaving stands what is left [characters]."""
_ALONG = 6
"""How far behind "with" stands who only comes along [characters]."""
_LONG_AGO = 8
"""Years before the latest an article names that can be none to come."""
_JOINED = 60
"""How far apart two series joined by "and" may stand [characters]."""
_AND = re.compile(r"\b(?:and|und|et|sowie|as well as|ainsi qu['’]?e?n?)\b|&", re.IGNORECASE)
_OPENING = 3
"""Where a word stands that opens a sentence [characters]."""
_CLASS_IN_NAME = re.compile(r"-(gt3|gt4|gt2|lmp2|lmp3)\b")
_FAR = 220
"""Mentions farther from the cue than this [characters] are not what it is about."""
_PER_BREAK, _BEHIND, _LINKED = 35, 60, 10
"""What adds to a distance [characters]: a comma between, standing behind the cue, behind it but linked by "of" or "by"."""
_LINK = re.compile(
    r"\W*(?:(?:of|by|from|the|its|de|d['’]|du|des|la|le|l['’]|par|von|vom|der|des|durch|programme|program|project|projet|"
    r"programm|projekts?|engagements?|effort|hypercar|lmdh|lmh|gtp|gt3)\b\W*){1,5}$",
    re.IGNORECASE,
)
_NEEDS_OTHER = {
    "talk_to_team": ("team", "company", "manufacturer", "person"),
    "run": ("car", "manufacturer"),
    "supply_engines": ("team", "manufacturer", "series"),
    "supply": ("team", "manufacturer"),
    "test": ("car", "team", "manufacturer"),
    "drive": ("team", "manufacturer", "series"),
    "sponsor": ("team", "manufacturer", "series", "driver", "event"),
    "partner": ("team", "manufacturer", "company"),
    "acquire": ("team", "manufacturer", "company"),
    "extend_partnership": ("team", "manufacturer", "company"),
}  # fmt: skip
"""Actions that are done to somebody, and the kinds that somebody may be of."""


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of evidence. weight: what it counts.  near: the horizon stands in the same clause."""

    subject: str
    action: str
    target: str
    status: Status
    weight: float
    horizon: str
    near: bool
    condition: str
    start: int
    end: int
    field: Field
    implied: bool
    """The status is not said but follows from the action."""
    limited: bool = False
    """The words say that it is no more than this ("only an idea")."""
    negated: bool = False
    """The action itself is negated ("will not race")."""


@dataclass(slots=True)
class Trail:
    """What was spoken of last, for sentences that name nothing themselves."""

    subject: str = ""
    target: str = ""
    person: str = ""
    team: str = ""


def items_of(
    sentence: Sentence, context: Context, trail: Trail, published: When, *, lead: float, speaker: str
) -> list[Item]:
    """Return the evidence in a sentence. lead: what its place counts.  speaker: who says it, "" for the writer."""
    named = [(one.start - sentence.start, one.end - sentence.start) for one in context.of(sentence)]
    # "Norvane Capital" tells nothing of capital: words inside a name are no cues.
    cues = [
        cue
        for cue in find_cues(sentence.text, sentence.lang)
        if not any(start <= cue.start and cue.end <= end for start, end in named)
    ]
    if not any(one.kind == "action" or one.kind == "status" or one.name == "limit" for one in cues):
        _follow(sentence, context, trail)
        return []
    clauses = Clauses.of(sentence.text, sentence.lang, cues)
    finder = _Finder(sentence, context, trail, published, clauses, lead, speaker)
    found = [finder.item(cue) for cue in _governing(clauses)]
    items = [one for one in found if one]
    items += [more for one in items for more in finder.also_in(one)]
    items += _without_action(finder, alone=not items)
    _follow(sentence, context, trail)
    return _best_of_each(items)


def _actions(cues: Sequence[Cue]) -> list[Cue]:
    return [one for one in cues if one.kind == "action"]


def _governing(clauses: Clauses) -> list[Cue]:
    """Return the action cues without those another one of their clause is about: "ends its programme", "stops racing"."""
    actions = _actions(clauses.cues)
    verbs = {clauses.clause(one.start) for one in actions if one.name not in {"programme", "talk_to_team"}}
    return [
        one
        for one in actions
        if (one.name != "programme" or clauses.clause(one.start) not in verbs) and not _given_up(one, actions, clauses)
    ]


def _given_up(cue: Cue, actions: Sequence[Cue], clauses: Clauses) -> bool:
    """Return whether a cue tells what somebody stops doing ("renonce à poursuivre")."""
    return cue.name in {"enter", "continue", "race", "restart"} and any(
        one.name == "leave" and 0 < cue.start - one.end <= _GIVEN_UP and not clauses.between(one.end, cue.start)
        for one in actions
    )


def _best_of_each(items: Sequence[Item]) -> list[Item]:
    """Return one item for each subject, action and target: several cues of one sentence are one piece of evidence."""
    best: dict[tuple[str, str, str], Item] = {}
    for item in sorted(items, key=lambda one: (-one.weight, one.start)):
        key = (item.subject, item.action, item.target)
        known = best.setdefault(key, item)
        if not known.horizon and item.horizon:
            best[key] = replace(known, horizon=item.horizon, near=item.near)
    return list(best.values())


def _follow(sentence: Sentence, context: Context, trail: Trail) -> None:
    here = context.of(sentence)
    actors = [one for one in here if one.id and one.type in {"manufacturer", "team", "company", "driver"}]
    if actors:
        trail.subject = actors[0].ref
    teams = [one for one in here if one.id and one.type in {"team", "company"}]
    if teams:
        trail.team = teams[-1].ref
    people = [one for one in here if one.type in {"person", "driver"} and one.id]
    if people:
        trail.person = people[-1].ref
    places = [one for one in here if one.type in PLACES_TO_RACE and one.id]
    if places:
        trail.target = series_of(places[-1].ref)


@dataclass(frozen=True)
class _Finder:
    sentence: Sentence
    context: Context
    trail: Trail
    published: When
    clauses: Clauses
    lead: float
    speaker: str

    def item(self, cue: Cue) -> Item | None:
        """Return the evidence an action cue gives, None for none."""
        judged = self._judged(cue)
        if judged is None or self._is_premise(cue):
            return None
        if judged.action in {"enter", "restart"} and self._is_signing(cue):
            judged = replace(judged, action="drive")
        if judged.action == "continue" and self._is_partnership(cue):
            judged = replace(judged, action="extend_partnership")
        roles = self._roles(cue, judged.action)
        if roles is None and judged.action == "run":
            # A team that runs cars in a series, whoever built them, enters it.
            judged = replace(judged, action="enter")
            roles = self._roles(cue, "enter") if self.series(cue) else None
        if roles is None:
            return None
        subject, target = roles
        return self.made(cue, judged, subject, target)

    def _is_signing(self, cue: Cue) -> bool:
        """Return whether somebody joins a team rather than a series: the nearest before is a person, behind it a team."""
        here = [one for one in self.context.of(self.sentence) if one.id]
        before = [one for one in here if one.end - self.sentence.start <= cue.start and one.type in {*ACTORS, "person"}]
        behind = [one for one in here if one.start - self.sentence.start >= cue.end and self._cost(one, cue) < 80]
        if not before or max(before, key=lambda one: one.end).type not in {"driver", "person"}:
            return False
        return bool(behind) and min(behind, key=lambda one: one.start).type in {"team", "manufacturer"}

    def _is_premise(self, cue: Cue) -> bool:
        """Return whether a cue stands in a clause that only says on what something else depends."""
        here = self.clauses.clause(cue.start)
        premise = any(
            self.clauses.clause(one.start) == here and one.start < cue.start for one in self.clauses.marks("condition")
        )
        return premise and cue.name in {"programme", "continue", "race"}

    def _is_partnership(self, cue: Cue) -> bool:
        """Return whether what goes on is a deal of two rather than somebody's racing in a series."""
        deal = any(one.kind == "action" and one.name in {"partner", "sponsor", "supply"} for one in self.clauses.cues)
        actors = {one.ref for one in self.context.of(self.sentence) if one.type in {"manufacturer", "team", "company"}}
        return deal and len(actors) > 1 and not self.series(cue)

    def _judged(self, cue: Cue) -> Judged | None:
        judged = judge(self.clauses, cue)
        if judged is None and self.clauses.asks and cue.name in {"enter", "programme", "restart"}:
            judged = Judged(Status.IDEA, 0.8, cue.name, cue)  # "X back at Le Mans?"
        if judged is not None:
            return Judged(judged.status, judged.strength, "enter", cue) if judged.action == "programme" else judged
        if cue.name == "continue":
            return Judged(Status.CONFIRMED, 0.6, "continue", cue)
        if cue.name == "race":
            return Judged(Status.STARTED, 0.8, "race", cue)
        if cue.name == "test":
            return Judged(Status.CONFIRMED if self._tense() == "future" else Status.STARTED, 0.6, "test", cue)
        if cue.name == "debut":
            return Judged(Status.STARTED if self._tense() == "past" else Status.CONFIRMED, 0.5, "debut", cue)
        if cue.name == "restart" and self._horizon(cue, Status.PLANNED)[1] and not self.clauses.negated(cue):
            return Judged(Status.CONFIRMED, 0.6, "restart", cue)
        if cue.name in {"programme", "restart", "sell_road_cars"} or self.clauses.negated(cue):
            return None
        if cue.name == "enter" and (self.lead <= 1.0 or any(one.kind == "status" for one in self.clauses.cues)):
            return None
        return Judged(Status.CONFIRMED, 0.5, cue.name, cue)

    def _tense(self) -> Tense:
        if self.clauses.marks("past"):
            return "past"
        ahead = {"planned", "confirmed", "idea", "under_study", "talks"}
        return "future" if any(one.kind == "status" and one.name in ahead for one in self.clauses.cues) else ""

    def made(self, cue: Cue, judged: Judged, subject: str, target: str) -> Item:
        horizon, near = self._horizon(cue, judged.status)
        if judged.status is Status.STARTED and self._lies_ahead(cue):
            judged = replace(judged, status=Status.CONFIRMED)
        start, end = self._span(cue)
        implied = judge(self.clauses, cue) is None
        return Item(
            subject,
            judged.action,
            target,
            judged.status,
            self.lead
            * judged.strength
            * self._share(judged, subject)
            * (0.6 if implied and cue.name == "enter" else 1.0),
            horizon,
            near,
            self._condition(),
            self.sentence.start + start,
            self.sentence.start + end,
            self.sentence.field,
            implied,
            any(one.name == "limit" for one in self.clauses.around(cue)),
            self.clauses.negated(cue),
        )

    def _share(self, judged: Judged, subject: str) -> float:
        """Return what evidence for an action counts.

        That somebody races is hardly ever the news, but for its end, and where an article is about a driver.
        """
        about = subject.startswith("driver:") and subject == self.context.subject
        if judged.action == "race" and (about or judged.status in {Status.ENDED, Status.PAUSED}):
            return 1.0
        return _WEIGHT.get(judged.action, 1.0)

    # -- roles -------------------------------------------------------------------------------------------------

    def _roles(self, cue: Cue, action: str) -> tuple[str, str] | None:
        """Return (subject, target) of an action, None when the sentence and what came before do not give them."""
        if action == "sell_road_cars":
            market = self._market()
            subject = self.subject(cue, action)
            return (subject, f"market:{market}") if market and subject else None
        if action in _NEEDS_OTHER:
            return self._pair(cue, action)
        if cue.name == "leave" and (partner := self._left(cue)):
            subject = self.subject(cue, "partner")
            return (subject, partner) if subject and subject != partner else None
        target = self.series(cue)
        if action == "debut":
            return self._debut(cue, target)
        subject = self.subject(cue, action)
        if action == "continue" and target and not self._is_in_clause(cue):
            return None
        if not target and (cue.name == "programme" or cue.name in {"race", "debut"}):
            return None
        if not target and cue.name != "enter" and not self._names_who() and not self._of_programme(cue):
            return None
        target = target or self.spoken_of()
        return (subject, target) if subject and target else None

    def _is_before(self, mention: Mention, cue: Cue) -> bool:
        """Return whether a mention stands before a cue in the cue's own clause."""
        start = mention.start - self.sentence.start
        return start < cue.start and not self.clauses.between(start, cue.start)

    def _left(self, cue: Cue) -> str:
        """Return the make or team that is left, when it stands right behind the cue ("KCMG quitte Audi")."""
        actors = [one for one in self.context.of(self.sentence) if one.type in ACTORS and one.id]
        if not any(one.end - self.sentence.start <= cue.start for one in actors):
            return ""  # "zieht sich Alpine aus …": who stands behind the verb is who leaves
        right = [
            one
            for one in actors
            if one.type in {"manufacturer", "team", "company"}
            and 0 <= one.start - self.sentence.start - cue.end <= _RIGHT_BEHIND
        ]
        return right[0].ref if right and not self._series_between(cue, right[0]) else ""

    def _series_between(self, cue: Cue, mention: Mention) -> bool:
        return any(
            cue.end <= one.start - self.sentence.start < mention.start - self.sentence.start
            for one in self.context.of(self.sentence)
            if one.type in PLACES_TO_RACE
        )

    def spoken_of(self) -> str:
        """Return the series a sentence without one is on: the last named, unless the article is on another throughout."""
        last, whole = self.trail.target, self.context.target
        weight = self.context.weight
        return last if last and 2 * weight.get(last, 0) >= weight.get(whole, 0) else whole or last

    def _debut(self, cue: Cue, target: str) -> tuple[str, str] | None:
        """Return the car that is new and where it races first, else the class its name tells."""
        cars = [one for one in self.context.of(self.sentence) if one.type == "car" and one.id]
        car = min(cars, key=lambda one: self._cost(one, cue)).ref if cars else self.context.car
        if not car:
            return None
        told = _CLASS_IN_NAME.search(car)
        target = target or (f"class:{told[1]}" if told else "")
        return (car, target) if target else None

    def _of_programme(self, cue: Cue) -> bool:
        """Return whether it is a programme that is left ("das Engagement auslaufen lassen"), whoever's it is."""
        here = self.clauses.clause(cue.start)
        programmes = [one for one in self.clauses.cues if one.kind == "action" and one.name == "programme"]
        return cue.name in {"leave", "pause"} and any(self.clauses.clause(one.start) == here for one in programmes)

    def _names_who(self) -> bool:
        """Return whether the sentence names somebody who acts: else "it remains" is about anything."""
        named = any(one.type in ACTORS and one.id for one in self.context.of(self.sentence))
        return (named or bool(self.speaker and self.clauses.marks("we"))) and self.lead > 1.0

    def _cost(self, mention: Mention, cue: Cue) -> float:
        start, end = mention.start - self.sentence.start, mention.end - self.sentence.start
        gap = max(0, cue.start - end, start - cue.end)
        behind = 0
        if start > cue.start:
            between = self.sentence.text[cue.end : start]
            behind = _LINKED if len(between) < 40 and _LINK.match(between) else _BEHIND
        return gap + _PER_BREAK * self.clauses.between(start, cue.start) + behind

    def subject(self, cue: Cue, action: str) -> str:
        """Return who acts: the nearest that can, before the cue rather than behind it; "we" are the speaker's own."""
        if self.speaker and self.clauses.marks("we"):
            own = self.speaker if self.speaker.partition(":")[0] in ACTORS else self.context.subject
            return self.context.speaks_for.get(self.speaker, "") or own
        if self._is_pronoun() and (whose := self.context.speaks_for.get(self.trail.person)):
            return whose
        if own := self._own_car(cue) or self._itself(cue):
            return own
        allowed = ACTORS if action not in {"sell_road_cars"} else ACTORS - {"driver", "team"}
        actors = [
            one
            for one in self.context.of(self.sentence)
            if one.type in allowed and one.id and not (action in _NEEDS_OTHER and self._glued(one, cue))
        ]
        near = [(self._cost(one, cue) + self._unlikely(one, action), one.start, one) for one in actors]
        near = [one for one in near if one[0] < _FAR]
        for whose, mark in ((self.context.make, "make"), (self.trail.team, "team")):
            called = self._called(cue, mark) if whose else None
            if called is not None and (not near or called < min(near)[0]):
                return whose
        if not near:
            return self.trail.subject if self._continues() else self.context.subject
        best = min(near, key=lambda one: one[:2])[2]
        return (make_of(best.ref, self.context.names) or best.ref) if best.type in {"car", "company"} else best.ref

    def _itself(self, cue: Cue) -> str:
        """Return who says of itself that it acts ("X announced that it will race …"), "" otherwise."""
        if self.speaker.partition(":")[0] not in ACTORS:
            return ""
        near = [
            one
            for one in self.clauses.marks("it")
            if one.start < cue.start and self.clauses.between(one.start, cue.start) <= 1
        ]
        return make_of(self.speaker, self.context.names) or self.speaker if near else ""

    def _unlikely(self, mention: Mention, action: str) -> float:
        """Return what makes it less likely that a mention is who acts: a driver, or "with X" [characters]."""
        start = mention.start - self.sentence.start
        along = any(0 <= start - one.end <= _ALONG for one in self.clauses.marks("with"))
        return (25 if mention.type == "driver" and action not in {"drive", "test"} else 0) + (_BEHIND if along else 0)

    def _own_car(self, cue: Cue) -> str:
        """Return the make of the car that stands right behind a cue ("racing its A424"): it acts, whoever is nearer."""
        cars = [
            one
            for one in self.context.of(self.sentence)
            if one.type == "car" and one.id and 0 <= one.start - self.sentence.start - cue.end <= _CAR_BEHIND
        ]
        return make_of(cars[0].ref, self.context.names) if cars and cue.name in PROGRAMME else ""

    def _is_pronoun(self) -> bool:
        """Return whether "he" or "she" opens the sentence: the person spoken of last acts for their own."""
        return any(one.start <= _OPENING for one in self.clauses.marks("pronoun"))

    def _called(self, cue: Cue, mark: str) -> float | None:
        """Return how far "the brand" or "das Team" stands before a cue, None where it does not."""
        before = [cue.start - one.end for one in self.clauses.marks(mark) if one.end <= cue.start]
        return min(before) if before else None

    def _glued(self, mention: Mention, cue: Cue) -> bool:
        """Return whether a name is part of a compound with the cue ("X-Übernahme"): it suffers what the cue says."""
        end = mention.end - self.sentence.start
        return cue.start - end == 1 and self.sentence.text[end] in "-‑"

    def _continues(self) -> bool:
        """Return whether what was spoken of last is what the article is about: a bare "it" is that rather than else."""
        return self.trail.subject in self.context.weight and self.context.weight[self.trail.subject] > 1

    def series(self, cue: Cue) -> str:
        """Return the series a programme is in: the nearest named, not one it is set against or somebody's title."""
        fitting = []
        for one in self.context.of(self.sentence):
            if (
                one.type not in PLACES_TO_RACE
                or not one.id
                or self.is_aside(one, leaving=cue.name in {"leave", "pause"})
            ):
                continue
            if one.id in _BY_RULES and self.clauses.between(one.start - self.sentence.start, cue.start):
                continue
            behind = one.start - self.sentence.start > cue.start
            general = series_of(one.ref) == one.ref and one.type != "series"
            cost = self._cost(one, cue) - (_BEHIND + 20 if behind else 0) + (60 if general else 0)
            cost += _RACE_ONLY if one.type == "event" or one.id in _GREAT_RACES else 0
            fitting.append((cost, one.start, one))
        return series_of(min(fitting, key=lambda one: one[:2])[2].ref) if fitting else ""

    def also_in(self, item: Item) -> Iterator[Item]:
        """Yield an item again for each further series of its clause that is joined by "and" ("in the WEC and IMSA")."""
        if item.action not in PROGRAMME:
            return
        here = [one for one in self.context.of(self.sentence) if one.type in PLACES_TO_RACE and one.id]
        mine = [one for one in here if series_of(one.ref) == item.target]
        for one in here:
            target = series_of(one.ref)
            near = [other for other in mine if self._joined(other, one)]
            if target != item.target and near and not self.is_aside(one) and one.id not in _BY_RULES:
                yield replace(item, target=target)

    def _joined(self, one: Mention, other: Mention) -> bool:
        first, second = sorted((one, other), key=lambda some: some.start)
        between = self.sentence.text[first.end - self.sentence.start : second.start - self.sentence.start]
        return len(between) < _JOINED and _AND.search(between) is not None and "," not in between

    def _is_in_clause(self, cue: Cue) -> bool:
        """Return whether the clause of a cue names a series that is not set aside."""
        return any(
            one.type in PLACES_TO_RACE
            and one.id
            and not self.clauses.between(one.start - self.sentence.start, cue.start)
            and not self.is_aside(one)
            for one in self.context.of(self.sentence)
        )

    def is_aside(self, mention: Mention, *, leaving: bool = False) -> bool:
        """Return whether a series is only what something is set beside ("beside its WEC programme", "IMSA president")."""
        start, end = mention.start - self.sentence.start, mention.end - self.sentence.start
        if leaving or mention.type == "event" or mention.id in _GREAT_RACES:
            # "after Le Mans" is when, not where.
            if any(0 <= start - one.end <= _WHEN for one in self.clauses.marks("after")):
                return True
        before = any(
            0 <= start - one.end <= 24 and not self.clauses.between(one.start, start)
            for one in self.clauses.marks("beside")
        )
        title = any(-1 <= one.start - end <= 2 or 0 <= start - one.end <= 5 for one in self.clauses.marks("role"))
        return before or title

    def _pair(self, cue: Cue, action: str) -> tuple[str, str] | None:
        here = [one for one in self.context.of(self.sentence) if one.id]
        kinds = _NEEDS_OTHER[action]
        if action in {"drive", "test"}:
            who = [one for one in here if one.type == "driver" or (one.type == "person" and self._is_before(one, cue))]
            if not who:
                return None
            subject = min(who, key=lambda one: self._cost(one, cue)).ref
        else:
            subject = self.subject(cue, action)
        others = [one for one in here if one.type in kinds and self._as_actor(one) != subject and one.ref != subject]
        if action != "talk_to_team" or any(one.type != "person" for one in others):
            others = [one for one in others if one.type != "person"]
        # "Rossi admitted talks": who stands before is who speaks, not whom they speak to.
        others = [one for one in others if one.type != "person" or one.start - self.sentence.start > cue.start]
        for least in ("series", "manufacturer") if action == "drive" else ():
            if any(one.type != least for one in others):
                others = [one for one in others if one.type != least]
        near = [
            (
                self._cost(one, cue) - (_BEHIND + 20 if one.start - self.sentence.start > cue.start else 0),
                one.start,
                one,
            )
            for one in others
        ]
        own = self.context.speaks_for.get(subject, "") if action == "talk_to_team" else ""
        near = [one for one in near if one[0] < _FAR and one[2].ref != own]
        if not near:
            other = ""
            if action in {"acquire", "sponsor", "partner"} and self.context.subject != subject:
                other = self.context.subject
            elif action == "talk_to_team" and self.trail.team != subject:
                other = self.trail.team
            negated = action == "talk_to_team" and self.clauses.negated(cue)
            return (subject, other) if subject and (other or negated) else None
        return (subject, self._as_actor(min(near, key=lambda one: one[:2])[2])) if subject else None

    def _as_actor(self, mention: Mention) -> str:
        if mention.type == "car":
            return make_of(mention.ref, self.context.names) or mention.ref
        if mention.type == "person":
            return self.context.speaks_for.get(mention.ref, mention.ref)
        return mention.ref

    def _market(self) -> str:
        folded = f" {fold(self.sentence.text)} "
        return next((market for word, market in market_words() if word in folded and _whole_word(word, folded)), "")

    # -- what stands around ------------------------------------------------------------------------------------

    def _horizon(self, cue: Cue, status: Status) -> tuple[str, bool]:
        """Return when it is for, as year or month, and whether that stands in the same clause."""
        tense: Tense = "past" if status is Status.STARTED else "future"
        rivals = [one for one in _actions(self.clauses.cues) if _GROUP.get(one.name) != _GROUP.get(cue.name)]
        found = []
        for one in times(self.sentence.text, self.sentence.lang):
            value = horizon_of(one, self.published, tense)[:7]
            if not value or self._is_over(value, status) or self._is_of_rules(one.start):
                continue
            away = self._away(one.start, cue)
            if status not in {Status.CONFIRMED, Status.STARTED} and not is_season(one):
                continue  # the day it was said, or the last race
            if one.kind == "day":  # of the announcement, whatever else the sentence is about
                found.append((away, value))
                continue
            # A time belongs to what it stands nearest to, not to everything in the sentence.
            if away <= min((self._away(one.start, other) for other in rivals), default=away):
                found.append((away, value))
        if not found:
            return "", False
        (breaks, _), value = min(found)
        return value, breaks == 0

    def _lies_ahead(self, cue: Cue) -> bool:
        """Return whether words such as "next year" stand in the clause: what is told as begun is then still to come."""
        return any(
            "+1" in one.value and self.clauses.between(one.start, cue.start) == 0
            for one in times(self.sentence.text, self.sentence.lang)
            if one.kind == "relative"
        )

    def _away(self, place: int, cue: Cue) -> tuple[int, int]:
        gap = max(0, cue.start - place, place - cue.end)
        apart = self.clauses.between(place, cue.start)
        return (apart - 1 if apart == 1 and self.clauses.length(place) < _FRONTED else apart), gap

    def _is_of_rules(self, place: int) -> bool:
        """Return whether a time tells when rules or the like begin ("the rules due in 2028")."""
        ahead = (*self.clauses.marks("role"), *self.clauses.marks("since"))
        return any(0 <= place - one.end <= _RULES_AHEAD for one in ahead)

    def _is_over(self, value: str, status: Status) -> bool:
        """Return whether a time lies before the article, for what is still to come."""
        if status is Status.STARTED:
            return False
        if not self.published.text:
            return int(value[:4]) < self.context.latest_year - _LONG_AGO
        shared = min(len(value), len(self.published.text))
        return value[:shared] < self.published.text[:shared]

    def _condition(self) -> str:
        for mark in self.clauses.marks("condition"):
            end = next((one for one in self.clauses.breaks if one > mark.end), len(self.sentence.text))
            words = self.sentence.text[mark.start : end].strip(' ,.;"”“»«')
            if len(words.split()) > 2:
                return words[:200]
        return ""

    def _span(self, cue: Cue) -> tuple[int, int]:
        """Return the clause the cue stands in, with the neighbour that says how far it is."""
        text = self.sentence.text
        telling = [one for one in self.clauses.around(cue) if one.kind == "status" or one.name == "limit"]
        places = [cue.start, cue.end, *(place for one in telling for place in (one.start, one.end))]
        cuts = (-1, *self.clauses.breaks, len(text))
        start = max(one for one in cuts if one < min(places)) + 1
        end = min((one for one in cuts if one >= max(places)), default=len(text))
        while start < end and text[start] in " ,;:-–—(\"“„«»'":
            start += 1
        return start, end


def _without_action(finder: _Finder, *, alone: bool) -> Iterator[Item]:
    """Yield evidence from clauses that tell how far something is but not what: what was spoken of last is meant.

    alone: nothing else was found in the sentence.  Without a series in the clause, only a quote's words count so.
    """
    clauses, sentence, context = finder.clauses, finder.sentence, finder.context
    acted = {clauses.clause(one.start) for one in _actions(clauses.cues)}
    places = {
        clauses.clause(one.start - sentence.start)
        for one in context.of(sentence)
        if one.type in PLACES_TO_RACE and one.id and not finder.is_aside(one)
    }
    for one in clauses.cues:
        here = clauses.clause(one.start)
        if here in acted or not (one.name == "limit" or (one.kind == "status" and one.name in _UNSAID)):
            continue
        named = here in places or bool(context.headline_target(sentence)) or (alone and bool(places))
        if not named and not (alone and finder.speaker):
            continue
        cue = Cue("action", "enter", one.start, one.end)
        judged = judge(clauses, cue)
        if judged is None or (judged.status is Status.DENIED and one.name == "planned"):
            continue  # "he does not want to be rushed" denies no programme
        target = finder.series(cue) or context.headline_target(sentence) or finder.spoken_of()
        subject = finder.subject(cue, "enter")
        if subject and target:
            weak = replace(judged, strength=judged.strength * _share_unsaid(one, named=named))
            yield finder.made(cue, weak, subject, target)


_UNSAID = frozenset({"idea", "under_study", "talks", "denied", "planned"})
"""Statuses that tell something of a programme even where no action is said."""


def _share_unsaid(cue: Cue, *, named: bool) -> float:
    """Return what evidence counts whose action is not said: much where it says "only an idea", little otherwise."""
    return 0.85 if cue.name == "limit" else 0.7 if named else 0.45


def _whole_word(word: str, folded: str) -> bool:
    at = folded.find(word)
    return not folded[at - 1].isalnum() and not folded[at + len(word)].isalnum()
