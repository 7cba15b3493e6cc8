"""What a field of the model looks like in the documentation: its form, whether it is needed, and what it means."""

from __future__ import annotations

import datetime as dt
import enum
import tomllib
import types
import typing
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from paddock.model import base


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    heads = list(heads)
    lines = [f"| {' | '.join(heads)} |", f"|{'|'.join(' --- ' for _ in heads)}|"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


class Meanings:
    """What each field means, from docs/fields.toml; notes which were asked for."""

    def __init__(self, path: Path) -> None:
        self.by_model: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
        self.used: set[tuple[str, str]] = set()

    def of(self, model: type, name: str) -> str:
        """Return the meaning of a field of a model (or of a value of an enumeration)."""
        self.used.add((model.__name__, name))
        try:
            return self.by_model[model.__name__][name]
        except KeyError:
            raise SystemExit(f"docs/fields.toml: [{model.__name__}] has no meaning for {name!r}") from None

    def unused(self) -> list[str]:
        """Return what no field asked for."""
        told = {(model, name) for model, fields in self.by_model.items() for name in fields}
        return sorted(f"[{model}] {name}" for model, name in told - self.used)


MEANINGS = Meanings(Path(__file__).parent / "fields.toml")
_PATTERNS = {
    typing.get_args(base.Slug)[1].pattern: "id",
    typing.get_args(base.Country)[1].pattern: "country code",
    typing.get_args(base.MeetingId)[1].pattern: "meeting id",
    typing.get_args(base.SourceRef)[1].pattern: "source id or web address",
}


def form(annotation: object, metadata: Iterable[object] = ()) -> str:
    """Return a type as people read it."""
    metadata = [inner for one in metadata for inner in (one.metadata if isinstance(one, FieldInfo) else [one])]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        told = form(arguments[0], [*arguments[1:], *metadata])
    elif origin in (typing.Union, types.UnionType):
        kept = [one for one in arguments if one is not type(None)]
        plain = not any(models_in(one) for one in kept)
        told = form(kept[0], metadata) if len(kept) == 1 else " or ".join(map(form, kept)) if plain else "rule"
    elif origin is typing.Literal:
        told = _choice(arguments)
    elif origin is tuple:
        inner = arguments[0]
        told = "tables" if models_in(inner) else f"list of {form(inner).replace('one of ', 'any of ')}"
    elif origin is dict:
        told = "table"
    else:
        told = _plain_form(annotation, metadata)
    return told


def _choice(values: Iterable[object]) -> str:
    spelled = [f"`{one}`" for one in values]
    return f"one of {', '.join(spelled)}" if len(spelled) > 1 else spelled[0]


def _plain_form(annotation: object, metadata: list[object]) -> str:
    assert isinstance(annotation, type)
    if issubclass(annotation, enum.StrEnum):
        return _choice(annotation)
    if issubclass(annotation, BaseModel):
        return "table"
    if annotation is str:
        known = [_PATTERNS[one.pattern] for one in metadata if getattr(one, "pattern", None) in _PATTERNS]
        return known[0] if known else "text"
    names = {bool: "true or false", int: "whole number", float: "number", dt.date: "day", dt.time: "time of day"}
    return names[annotation] + _limits(metadata)


def models_in(annotation: object) -> list[type[BaseModel]]:
    """Return the models that an annotation names, in order."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for one in typing.get_args(annotation) for model in models_in(one)]


def _limits(metadata: Iterable[object]) -> str:
    limits = {key: getattr(one, key) for one in metadata for key in ("ge", "gt", "le", "lt") if hasattr(one, key)}
    words = {"ge": "from", "gt": "above", "le": "to", "lt": "below"}
    told = [f"{word} {limits[key]}" for key, word in words.items() if key in limits]
    return f", {' '.join(told)}" if told else ""


HEADS = ("field", "form", "needed", "meaning")


def own_fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields a model adds to what every fact has, by the key used in a file."""
    common = set(base.Named.model_fields) if issubclass(model, base.Fact) else set()
    named = issubclass(model, base.Named)
    return {
        field.alias or name: field
        for name, field in model.model_fields.items()
        if name not in common or (not named and name in {"id", "name"})
    }


def fields_table(model: type[BaseModel], skip: Iterable[str] = ()) -> str:
    """Return the fields of a model as a table."""
    shown = {name: field for name, field in own_fields(model).items() if name not in set(skip)}
    return table(HEADS, (row(model, name, field) for name, field in shown.items()))


def row(model: type[BaseModel], name: str, field: FieldInfo, needed: str = "yes") -> list[str]:
    """Return a field's row; `needed` is what a field that may not be left out says."""
    default = (
        ""
        if field.is_required() or field.default_factory or field.default in (None, "", ())
        else f" (else `{_plain(field)}`)"
    )
    told = form(field.annotation, field.metadata) + default
    return [f"`{name}`", told, needed if field.is_required() else "", MEANINGS.of(model, name)]


def _plain(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return {"True": "true", "False": "false"}.get(str(value), str(value))
