"""Claims on record: facts entered by hand, each with its sources, beside what articles are read to say."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from paddock.catalogue import read_form
from paddock.evidence.sheets import Step
from paddock.evidence.types import Status
from paddock.model import Record
from paddock.model.base import Text

BUILT_IN = Path(__file__).parent / "data" / "record"

Ref = Annotated[str, StringConstraints(pattern=r"^[a-z]+:[a-z0-9]+(?:-[a-z0-9]+)*$")]
"""`kind:id`."""
Partial = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
"""A day, a month or a year in ISO 8601."""


class ClaimOnRecord(Record):
    """What somebody claimed, with the pages it can be read on; the first is the root, the others are independent."""

    date: Partial
    subject: Ref
    action: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
    target: Ref
    status: Status
    horizon: Partial | None = None
    condition: str = ""
    speaker: Ref | None = None
    told: str = ""
    says: Text
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    unverified: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _names_fields(self) -> ClaimOnRecord:
        unknown = set(self.unverified) - set(type(self).model_fields)
        if unknown:
            raise ValueError(f"`unverified` names fields that do not exist: {', '.join(sorted(unknown))}")
        return self

    def step(self) -> Step:
        """Return it as a step of a dossier."""
        return Step(
            date=self.date,
            date_how="unverified" if "date" in self.unverified else "record",
            status=self.status,
            action=self.action,
            subject=self.subject,
            target=self.target,
            horizon=self.horizon or "",
            condition=self.condition,
            speaker=self.speaker or "",
            told=self.told,
            evidence=self.says,
            article="",
            url=self.sources[0],
            title="",
            lang="en",
            outlet="",
            independent=len(self.sources),
            read_by="record",
            sources=self.sources,
        )


class RecordFile(Record):
    """A file of claims on record."""

    claim: tuple[ClaimOnRecord, ...] = ()


@lru_cache(maxsize=8)
def read_record(folder: Path = BUILT_IN) -> tuple[Step, ...]:
    """Return the claims in the files (*.toml) of a folder. Raises BadFile naming file:line and field."""
    steps: Iterable[Step] = (
        claim.step()
        for path in sorted(folder.glob("*.toml"))
        for claim in read_form(path, RecordFile, "docs/dossier/record.md")[1].claim
    )
    return tuple(steps)
