"""What has been said as it is shown: the records that the page, the terminal, the chart and the study share."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from paddock.evidence import Status
from paddock.reports.said_words import date_text, language_known, language_text, status_badge
from paddock.reports.words import Badge
from paddock.units import count


@dataclass(frozen=True, slots=True)
class Page:
    """An article as it is referred to. url: "" unless a page may link to it.  address: as text where it may not.

    date: ISO.  note: what is told of it here, such as "spun copy, score .93".
    """

    id: str
    label: str
    outlet: str
    lang: str
    date: str
    url: str
    address: str
    note: str = ""

    @property
    def tongue(self) -> str:
        """Return the language's code when it is one that a page may be marked with, else ""."""
        return self.lang if language_known(self.lang) else ""

    @property
    def about(self) -> str:
        """Return "outlet, German, 9 October 2024"."""
        day = date_text(self.date) if self.date else ""
        return ", ".join(one for one in (self.outlet, language_text(self.lang), day) if one)


@dataclass(frozen=True, slots=True)
class Other:
    """An article that says otherwise, side by side with a step. status: None where it has no claim on the target."""

    page: Page
    status: Status | None
    horizon: str
    evidence: str

    @property
    def badge(self) -> Badge | None:
        """Return the sign, word and tone of what it says."""
        return status_badge(self.status) if self.status else None


@dataclass(frozen=True, slots=True)
class Line:
    """One step as it is shown. All texts are clean and all ids named; "" where nothing is known."""

    number: int
    status: Status
    badge: Badge
    date: str
    day: str
    found: str
    claim: str
    horizon: str
    condition: str
    speaker: str
    told: str
    evidence: str
    root: Page
    copies: tuple[Page, ...]
    confirms: tuple[Page, ...]
    independent: int
    contradicts: tuple[str, ...]
    others: tuple[Other, ...]
    falls: bool
    read_by: str
    sources: tuple[str, ...]
    aside: bool = False

    @property
    def who(self) -> str:
        """Return "Ada Moreau, to Pit Wall", "told to Pit Wall" or that nobody is named."""
        if self.speaker:
            return f"{self.speaker}, to {self.told}" if self.told else self.speaker
        return f"speaker left open, told to {self.told}" if self.told else "speaker left open"

    @property
    def backing(self) -> str:
        """Return "2 independent sources, 3 copies" or "on record with 2 sources"."""
        recorded = self.read_by == "record" and not self.root.id
        sources = count(self.independent, "source" if recorded else "independent source")
        parts = [f"on record with {sources}" if recorded else sources]
        if self.copies:
            parts.append(count(len(self.copies), "copy", "copies"))
        return ", ".join(parts)

    @property
    def says(self) -> str:
        """Return the step as one sentence, for a tooltip and for those who do not see the chart."""
        horizon = f" for {self.horizon}" if self.horizon else ""
        fall = ", a fall" if self.falls else ""
        return f"{self.number}. {self.day}: {self.badge.word.lower()}{horizon}{fall}; {self.who}; {self.backing}"


@dataclass(frozen=True, slots=True)
class Told:
    """A programme as it is shown. name: "Alpine in IMSA"."""

    name: str
    lines: tuple[Line, ...]
    related: tuple[Line, ...]

    @property
    def now(self) -> Line | None:
        """Return the latest line on the programme itself, None when there is none."""
        return next((one for one in reversed(self.lines) if not one.aside), None)

    @property
    def since(self) -> Line | None:
        """Return what came since of something else which the programme rests on: what most say, or the latest."""
        later = list(takewhile(lambda one: one.aside, reversed(self.lines)))
        return max(later, key=lambda one: one.independent, default=None)
