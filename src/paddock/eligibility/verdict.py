"""What a judgement is: one finding per rule, and a verdict that follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from paddock.model import Season


class Outcome(StrEnum):
    """The answer to one rule or to all of them."""

    YES = "yes"
    ON_CONDITION = "on-condition"
    NO = "no"
    UNKNOWN = "unknown"


BEST_FIRST = (Outcome.YES, Outcome.ON_CONDITION, Outcome.UNKNOWN, Outcome.NO)
"""Outcomes from the most to the least favourable."""


def weakest(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the outcome that decides: a single no outweighs all, a missing fact outweighs a condition."""
    return max(outcomes, key=BEST_FIRST.index, default=Outcome.YES)


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """How one rule judges one subject.

    rule: id of the rule.  because: the rule and the fact it was held against, in a sentence.
    sources: references of the rule and of the fact.  missing: the fact that is not on record, for `unknown`.
    """

    rule: str
    outcome: Outcome
    because: str
    sources: tuple[str, ...] = ()
    missing: str = ""

    @property
    def gap(self) -> str:
        """The missing fact, unless the sentence names it already."""
        return "" if self.missing.lower() in self.because.lower() else self.missing

    def as_dict(self) -> dict[str, object]:
        """Return the finding as plain JSON values."""
        plain: dict[str, object] = {
            "rule": self.rule,
            "outcome": str(self.outcome),
            "because": self.because,
            "sources": list(self.sources),
        }
        return {**plain, "missing": self.missing} if self.missing else plain


@dataclass(frozen=True, slots=True)
class MeetingVerdict:
    """How one meeting of the season judges the subject; `runs` is False when the class does not race there."""

    meeting: str
    runs: bool
    outcome: Outcome
    findings: tuple[RuleFinding, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the meeting's verdict as plain JSON values."""
        return {
            "meeting": self.meeting,
            "runs": self.runs,
            "verdict": str(self.outcome),
            "findings": [finding.as_dict() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """May the subject race in that class of that season?

    subject: ids of what was judged.  season, race_class: where (`race_class` empty when no class takes it).
    outcome: the answer.  findings: one per rule.  others: verdicts of other classes that could take it.
    meetings: the season meeting by meeting, when that was asked for.
    """

    subject: tuple[str, ...]
    season: str
    race_class: str
    outcome: Outcome
    findings: tuple[RuleFinding, ...]
    others: tuple[tuple[str, Outcome], ...] = field(default=())
    meetings: tuple[MeetingVerdict, ...] = field(default=())

    def as_dict(self) -> dict[str, object]:
        """Return the verdict in the JSON form others rely on."""
        plain: dict[str, object] = {
            "subject": self.subject[0] if len(self.subject) == 1 else list(self.subject),
            "season": self.season,
            "class": self.race_class or None,
            "verdict": str(self.outcome),
            "findings": [finding.as_dict() for finding in self.findings],
        }
        if self.others:
            plain["other_classes"] = [{"class": name, "verdict": str(outcome)} for name, outcome in self.others]
        if self.meetings:
            plain["meetings"] = [meeting.as_dict() for meeting in self.meetings]
        return plain

    def __str__(self) -> str:
        where = f"{self.season} {self.race_class}".strip()
        lines = [f"{' + '.join(self.subject)} in {where}: {self.outcome}"]
        lines += [f"  {finding.outcome:<12} {finding.rule}: {finding.because}" for finding in self.findings]
        lines += [f"  also: {name}: {outcome}" for name, outcome in self.others]
        lines += [
            f"  {one.meeting}: {one.outcome if one.runs else 'the class does not race here'}" for one in self.meetings
        ]
        return "\n".join(lines)


def unrecorded(missing: str) -> str:
    """Return the sentence that a fact is not on record."""
    return f"{missing[0].upper()}{missing[1:]} is not on record."


def with_meetings(verdict: Verdict, season: Season) -> Verdict:
    """Return the verdict with the season gone through: where the class races it holds, elsewhere there is no seat."""
    meetings = tuple(
        MeetingVerdict(
            season.meeting_id(meeting),
            runs := verdict.race_class in meeting.classes,
            verdict.outcome if runs else Outcome.NO,
        )
        for meeting in season.meetings
        if meeting.takes_place
    )
    return replace(verdict, meetings=meetings)
