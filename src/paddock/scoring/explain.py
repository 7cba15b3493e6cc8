"""Where points come from: every credit with its session, place, rule and source, and what was dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from paddock.model import Decree, Scale, Title
from paddock.scoring.asking import Scored, points_text
from paddock.scoring.awarding import Credit, about, applies, concerns, counts, decrees_on, hits
from paddock.scoring.sheets import Competitor, Sheet
from paddock.scoring.tables import Standing


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that gave a competitor points, took them, or gave none.

    meeting, session: empty for what a decree did to the total.  race_class: of the result.  after_min: a moment
    within the race [min].  rule: id of the award or of the decree.  what: `place`, `fastest-lap` …; `decree` for points
    given or taken, `excluded` for what went with a line struck from the table; `nothing` where the competitor took part
    and nothing came of it.  place: the one that counted.
    status: how the car ended where no place counted.  scale: what the place was paid on.  part: the share that was
    paid, as multiplied or shared.  text, sources: of the rule.  decrees: ids of those that bore on the session.
    counted: whether its round counts.
    """

    round: int
    meeting: str
    session: str
    race_class: str
    after_min: int | None
    rule: str
    what: str
    place: int | None
    status: str
    points: Fraction
    scale: str
    part: Fraction
    text: str
    sources: tuple[str, ...]
    decrees: tuple[str, ...] = ()
    counted: bool = True

    def as_dict(self) -> dict[str, object]:
        """Return the reason as plain JSON values; what does not apply is null."""
        return {
            "round": self.round,
            "meeting": self.meeting or None,
            "session": self.session or None,
            "class": self.race_class or None,
            "after_min": self.after_min,
            "rule": self.rule or None,
            "for": self.what,
            "place": self.place,
            "status": self.status or None,
            "points": points_text(self.points),
            "scale": self.scale or None,
            "part": points_text(self.part),
            "text": self.text,
            "sources": list(self.sources),
            "decrees": list(self.decrees),
            "counted": self.counted,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a line of a table came about.

    reasons: in the order of the season; the points of those that count add up to the line's.
    dropped: the rounds that do not count, with what they were worth.  decrees: those that bore on it.
    """

    who: Competitor
    standing: Standing
    after: int
    reasons: tuple[Reason, ...]
    dropped: Mapping[int, Fraction]
    decrees: tuple[Decree, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the explanation as plain JSON values."""
        return {
            **self.who.as_dict(),
            "position": self.standing.position,
            "points": points_text(self.standing.points),
            "reasons": [one.as_dict() for one in self.reasons],
            "dropped": [{"round": one, "points": points_text(worth)} for one, worth in self.dropped.items()],
            "decrees": [
                {"decree": one.id, "kind": one.kind, "text": one.text, "sources": list(one.sources)}
                for one in self.decrees
            ],
        }


def explain(scored: Scored, who: Competitor, scales: Mapping[str, Scale]) -> Explanation:
    """Return how a competitor's line in a table came about.

    who: one who has a line.  scales: those on record, for the sources of what a place pays.
    """
    standing, *more = [row for row in scored.table.rows if row.who == who]
    after = scored.table.after
    credits = [one for one in scored.awarded.credits if one.who == who and one.round <= after]
    by_round: dict[int, Fraction] = defaultdict(Fraction)
    for one in credits:
        by_round[one.round] += one.points
    dropped = dropped_rounds(scored.title, by_round)
    found = [_told(scored, one, scales, dropped) for one in credits]
    found += _nothing(scored, who, {one.sheet for one in credits})
    found.sort(key=lambda one: _order(scored.results.sheets, one))
    # One who was struck up to a round and goes on has two lines; what came before is not in this one.
    mine = [each for each in decrees_on(scored.title, scored.decrees) if concerns(each, who)]
    ended = [each for each in mine if each.until] if more else []
    last = max((each.until or 0 for each in ended), default=0)
    found = [replace(one, counted=one.counted and one.round > last) for one in found]
    struck = [each for each in mine if each.kind == "excluded" and standing.status]
    lost = standing.points - sum((one.points for one in found if one.counted), Fraction(0))
    found += [_struck(after, each, lost) for each in struck[:1] if lost]
    bearing = (
        {name for one in found for name in one.decrees}
        | {one.rule for one in found}
        | {each.id for each in (*struck, *ended)}
    )
    decrees = tuple(each for each in scored.decrees if each.id in bearing)
    return Explanation(who, standing, after, tuple(found), dropped, decrees)


def _order(sheets: Sequence[Sheet], one: Reason) -> tuple[int, int]:
    here = ((at, sheet) for at, sheet in enumerate(sheets) if sheet.round == one.round)
    key = (one.meeting, one.session, one.race_class, one.after_min)
    at = next((at for at, s in here if (s.meeting, s.session, s.race_class, s.after_min) == key), len(sheets))
    return one.round, at


def dropped_rounds(title: Title, by_round: Mapping[int, Fraction]) -> dict[int, Fraction]:
    """Return the rounds that do not count of those with points, and what they were worth: of equal ones the later."""
    found: dict[int, Fraction] = {}
    for part in title.counted:
        inside = [now for now in by_round if part.covers(now)]
        inside.sort(key=lambda now: (-by_round[now], now))
        found |= {now: by_round[now] for now in inside[part.best :] if by_round[now]}
    return dict(sorted(found.items()))


def _told(scored: Scored, credit: Credit, scales: Mapping[str, Scale], dropped: Mapping[int, Fraction]) -> Reason:
    counted = credit.round not in dropped
    if credit.sheet is None:
        decree = next(one for one in scored.decrees if one.id == credit.award)
        return Reason(
            credit.round, decree.meeting or "", decree.session or "", "", None, decree.id, "decree", None, "",
            credit.points, "", credit.part, decree.text, decree.sources, (), counted,
        )  # fmt: skip
    sheet = scored.results.sheets[credit.sheet]
    award = next(one for one in scored.title.awards if one.id == credit.award)
    kinds = ("shortened", "scale") if award.shortened else ("scale",)
    bearing = [one for one in _decreed(scored, sheet) if one.kind in kinds]
    scale = next((one.scale for one in reversed(bearing) if one.scale and award.scale), award.scale) or ""
    sources = (*award.sources, *(scales[scale].sources if scale in scales else ()))
    return Reason(
        credit.round, sheet.meeting, sheet.session, sheet.race_class, sheet.after_min, award.id, award.what,
        credit.place, "", credit.points, scale, credit.part, award.text,
        tuple(dict.fromkeys(sources or scored.title.sources)), tuple(one.id for one in bearing), counted,
    )  # fmt: skip


def _struck(after: int, decree: Decree, lost: Fraction) -> Reason:
    return Reason(
        after, "", "", "", None, decree.id, "excluded", None, "", lost, "", Fraction(1), decree.text, decree.sources
    )


def _nothing(scored: Scored, who: Competitor, paid: set[int | None]) -> Iterator[Reason]:
    """Yield the sessions a competitor took part in that gave nothing, with why: how its car ended, or a decree."""
    for at, sheet in enumerate(scored.results.sheets):
        if at in paid or sheet.round > scored.table.after or not counts(scored.title, sheet):
            continue
        if not any(applies(award, sheet) for award in scored.title.awards):
            continue
        for line in sheet.lines:
            if who not in line.competitors(who.kind):
                continue
            barred = [one for one in _decreed(scored, sheet) if one.kind == "not-scoring" and hits(one, line)]
            yield Reason(
                sheet.round, sheet.meeting, sheet.session, sheet.race_class, sheet.after_min, "", "nothing", None,
                line.status, Fraction(0), "", Fraction(1), barred[0].text if barred else "", (),
                tuple(one.id for one in barred),
            )  # fmt: skip


def _decreed(scored: Scored, sheet: Sheet) -> list[Decree]:
    return about(decrees_on(scored.title, scored.decrees), sheet)
