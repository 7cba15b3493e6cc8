"""Applying amendments: a fact is changed step by step, and validated again after each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from pydantic import ValidationError

from paddock.errors import BadFile
from paddock.model import Amendment, Fact, Meeting, Status

_F = TypeVar("_F", bound=Fact)


def amend(fact: _F, steps: Iterable[tuple[Amendment, object]]) -> _F:
    """Return the fact with the amendments applied in order; it is validated again after each.

    steps: each amendment with where it stands, for the error. The status becomes `amended` unless the amendment sets
    one, and its sources join the fact's.
    Raises BadFile when an amendment sets a field that does not exist or a value that does not fit.
    """
    for amendment, where in steps:
        values = fact.model_dump(exclude_unset=True, by_alias=True)
        values.update({"status": Status.AMENDED, **amendment.set})
        _refuse_stray(amendment, type(fact), where)
        for name in amendment.unset:
            values.pop(name, None)
        values["sources"] = tuple(dict.fromkeys((*amendment.sources, *fact.sources)))
        if isinstance(fact, Meeting):
            values["sequence"] = fact.sequence + 1
        try:
            fact = type(fact).model_validate(values)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            named = ".".join(str(part) for part in first["loc"]) or "set"
            raise BadFile(
                f"{where}: amendment of {amendment.of}: {named}: {first['msg'].removeprefix('Value error, ')}"
            ) from None
    return fact


def _refuse_stray(amendment: Amendment, model: type[Fact], where: object) -> None:
    """Raise BadFile for an `unset` of a field that does not exist, and for a change of the id."""
    fields = {field.alias or name for name, field in model.model_fields.items()}
    stray = [name for name in amendment.unset if name not in fields]
    if stray or "id" in amendment.set:
        wrong = f"unset: there is no field {stray[0]!r}" if stray else "set: an id stays what it is"
        raise BadFile(f"{where}: amendment of {amendment.of}: {wrong}", hint="See docs/catalogue.md for the form.")
