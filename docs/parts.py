"""The generated parts of the documentation, one function each."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
import typing
from collections.abc import Callable, Iterator
from pathlib import Path

from forms import HEADS, MEANINGS, fields_table, form, models_in, own_fields, row, table
from points_parts import points_compared
from pydantic import BaseModel
from race_parts import race_procedures

import paddock
from paddock.catalogue import check, load
from paddock.catalogue.form import CatalogueFile, Travel
from paddock.eligibility import crews, judges
from paddock.model import base, rules
from paddock.studies.form import StudyFile

if typing.TYPE_CHECKING:
    from paddock.tables import Table

ROOT = Path(__file__).parent.parent


def common_fields() -> str:
    """What every fact has."""
    rows = [
        row(model, name, field, needed)
        for model, needed in ((base.Named, "yes, if named"), (base.Fact, "yes"))
        for name, field in model.model_fields.items()
        if name in model.__annotations__
    ]
    return table(HEADS, rows)


def words() -> str:
    """The words for status and for confidence."""
    status = table(["status", "meaning"], ([f"`{one}`", MEANINGS.of(base.Status, one)] for one in base.Status))
    sure = table(
        ["confidence", "meaning"], ([f"`{one}`", MEANINGS.of(base.Confidence, one)] for one in base.Confidence)
    )
    return f"{status}\n{sure}"


def catalogue_tables() -> str:
    """Every table of a catalogue file, with the tables inside it."""
    parts = []
    for name, field in CatalogueFile.model_fields.items():
        key = field.alias or name
        if key == "rule":
            text = (
                "Written as `[[rule]]` for the whole season, as `[[class.rule]]` (below a `[[class]]`) for one class."
            )
            parts.append(
                f"### `[[rule]]`\n\n{text} The kinds and their fields: [Eligibility](eligibility.md#rule-kinds).\n"
            )
            continue
        many = typing.get_origin(field.annotation) is tuple
        model = models_in(field.annotation)[0]
        parts.append(_model_text(f"[[{key}]]" if many else f"[{key}]", model))
        for path, inner in _inner(key, model):
            parts.append(_model_text(path, inner))
    return "\n".join(parts)


_FILLED = {"Season": ("meetings", "classes", "rules"), "Driver": ("grades",), "Meeting": ("sequence",)}
"""Fields that the catalogue fills in and a file leaves out."""


def _inner(key: str, model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in own_fields(model).items():
        inner = models_in(field.annotation)
        if len(inner) == 1 and name not in _FILLED.get(model.__name__, ()):
            yield f"[[{key}.{name}]]", inner[0]


def _model_text(path: str, model: type[BaseModel]) -> str:
    says = (inspect.getdoc(model) or "").split("\n\n")[0].replace("\n", " ")
    return f"### `{path}`\n\n{says}\n\n{fields_table(model, _FILLED.get(model.__name__, ()))}"


def rule_kinds() -> str:
    """Every kind of rule with its fields and who judges it."""
    kinds = models_in(rules.Rule)
    rows = []
    for model in kinds:
        kind = typing.get_args(model.model_fields["kind"].annotation)[0]
        says = (inspect.getdoc(model) or "").split("\n\n")[0].replace("\n", " ")
        told = [
            f"`{name}`: {MEANINGS.of(model, name)} ({form(field.annotation, field.metadata)}"
            + (", needed)" if field.is_required() else ")")
            for name, field in own_fields(model).items()
            if name not in {"kind", "id", "text", "meetings"}
        ]
        who = (
            "a car"
            if model in vars(judges).values()
            else "a crew"
            if model in vars(crews).values()
            else "no: shown only"
        )
        rows.append([f"`{kind}`", says, "<br>".join(told) or "–", who])
    common = [
        row(rules._Rule, name, rules.FormatRule.model_fields[name]) for name in ("id", "kind", "text", "meetings")
    ]
    common[1][1] = "one of the kinds below"
    counts = fields_table(rules.GradeCount)
    return (
        "Every rule has the fields of every fact (`sources`, `status` …) and these:\n\n"
        + table(HEADS, common)
        + "\n"
        + table(["kind", "what it says", "its own fields", "judged with"], rows)
        + "\nThe tables in `at_least` and `at_most` of `crew-grades`:\n\n"
        + counts
    )


def study_form() -> str:
    """The tables of a study file."""
    parts = []
    for key, field in StudyFile.model_fields.items():
        many = typing.get_origin(field.annotation) is tuple
        model = models_in(field.annotation)[0]
        parts.append(_model_text(f"[[{key}]]" if many else f"[{key}]", model))
        parts += [_model_text(path, inner) for path, inner in _inner(key, model)]
    return "\n".join(parts)


def built_in_studies() -> str:
    """The studies that come with paddock."""
    from paddock.studies import built_in_studies as known
    from paddock.studies import read_study

    heads = [(name, read_study(path).study) for name, path in known().items()]
    return table(["id", "title", "question"], ([f"`{name}`", head.title, head.question] for name, head in heads))


def declared_tables() -> list[Table]:
    """Return every declared table: those an archive may hold, and those that readings give."""
    from paddock.tables import TABLES
    from paddock.tables.readings import READINGS

    return list({table.name: table for table in (*TABLES.values(), *READINGS)}.values())


def tables() -> str:
    """Every declared table."""
    parts = []
    for contract in declared_tables():
        rows = [
            [
                f"`{column.name}`",
                column.kind + (" or none" if column.nullable else ""),
                column.unit or "–",
                column.origin,
                column.meaning.replace("<season>/<slug>", "`<season>/<slug>`")
                + (f" ({', '.join(f'`{one}`' for one in column.allowed)})" if column.allowed else ""),
            ]
            for column in contract.columns
        ]
        key = ", ".join(f"`{one}`" for one in contract.key)
        head = f"## `{contract.name}`\n\nOne row is {contract.row}; the key is {key}.\n\n"
        parts.append(head + table(["column", "type", "unit", "origin", "meaning"], rows))
    return "\n".join(parts)


def commands() -> str:
    """Every command with its arguments and options."""
    from typer.main import get_command

    from paddock.cli.app import app

    return "\n".join(_command(get_command(app), ("paddock",)))


def _command(command: typing.Any, path: tuple[str, ...]) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    arguments = [one for one in command.params if not one.opts[0].startswith("-")]
    options = [one for one in command.params if one.opts[0].startswith("-") and not one.hidden]
    lines = [f"## `{' '.join(path)}`", "", inspect.cleandoc(command.help or ""), ""]
    if inner is None:
        usage = [*path, *(_usage(one) for one in arguments), *(f"{_spelled(one)}" for one in options if one.required)]
        lines += [f"Usage: `{' '.join([*usage, '[OPTIONS]'] if options else usage)}`", ""]
    rows = [[f"`{_usage(one)}`", one.help or ""] for one in arguments]
    rows += [[f"`{_spelled(one)}`", f"{one.help or ''}{_default(one)}"] for one in options]
    if rows:
        lines.append(table(["argument or option", "meaning"], rows))
    yield "\n".join(lines)
    for name, one in (inner or {}).items():
        yield from _command(one, (*path, name))


def _usage(one: typing.Any) -> str:
    name = (one.metavar or one.name).upper()
    name += "…" if one.nargs == -1 and not name.endswith("…") else ""
    return name if one.required else f"[{name}]"


def _spelled(one: typing.Any) -> str:
    name = ", ".join((*one.opts, *one.secondary_opts))
    return name if one.is_flag else f"{name} {(one.metavar or one.name).upper()}"


def _default(one: typing.Any) -> str:
    if one.required:
        return " Needed."
    return f" Default: {one.default}." if isinstance(one.default, int) and not isinstance(one.default, bool) else ""


def python_names() -> str:
    """Every public name of the package."""
    parts = []
    for name in paddock.__all__:
        value = getattr(paddock, name)
        if inspect.isfunction(value):
            parts.append(f"### `{name}`\n\n```text\n{_signature(value, f'paddock.{name}')}\n```\n\n{_doc(value)}\n")
        elif inspect.isclass(value):
            parts.append(f"### `{name}`\n\n{_doc(value)}\n")
        else:
            parts.append(f"### `{name}`\n\nThe version of paddock, as text.\n")
    return "\n".join(parts)


def python_results() -> str:
    """What the functions give back, with their public methods."""
    from paddock.catalogue import Catalogue
    from paddock.eligibility import Verdict
    from paddock.evidence import Claim, Dossier, Mention, Programme, Quote, Reading, Step
    from paddock.reports import Report
    from paddock.reports.dossier import DossierView
    from paddock.reports.seasons.view import SeasonView, StandingsView
    from paddock.reports.session import SessionView
    from paddock.reports.timing import Picture, Plots

    parts = []
    said = (DossierView, Dossier, Programme, Step, Reading, Mention, Quote, Claim)
    for model in (Verdict, Report, Catalogue, StandingsView, SeasonView, SessionView, Plots, Picture, *said):
        parts.append(f"### `{model.__name__}`\n\n{_doc(model)}\n")
        rows = []
        told = _doc(model)
        more = [f"`{name}: {kind}`" for name, kind in vars(model).get("__annotations__", {}).items()]
        more = [one for one in more if f"{one.partition(':')[0]}" not in told.replace(", ", "`, `") and one[1] != "_"]
        parts += [f"Further attributes: {', '.join(more)}.\n"] if more else []
        for name, member in vars(model).items():
            shown = member.func if hasattr(member, "func") else member.fget if isinstance(member, property) else member
            if not name.startswith("_") and inspect.isfunction(shown):
                spelled = _signature(member, name) if shown is member else name
                rows.append([f"`{spelled}`", _doc(shown).split("\n\n")[0].replace("\n", " ")])
        parts += [table(["method", "meaning"], rows)] if rows else []
    return "\n".join(parts)


def _signature(function: typing.Any, name: str) -> str:
    """Return a function's signature in one line, annotations as written, without `self`."""
    parts = []
    starred = False
    for one in inspect.signature(function).parameters.values():
        if one.name == "self":
            continue
        if one.kind is one.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        star = "*" if one.kind is one.VAR_POSITIONAL else ""
        starred = starred or bool(star)
        default = "" if one.default is one.empty else f" = {one.default!r}"
        default = default if len(default) < 40 else " = …"
        parts.append(f"{star}{one.name}: {one.annotation}{default}")
    return f"{name}({', '.join(parts)}) -> {inspect.signature(function).return_annotation}"


def _doc(value: object) -> str:
    """Return a docstring as Markdown: its `name: meaning` lines become a list."""
    text = inspect.getdoc(value) or ""
    text = re.sub(r"(?:^|(?<=\n)|  +)(\w+(?:, \w+)*): ", r"\n- `\1`: ", text)
    text = re.sub(r"(?m)(?:^|  +)(Raises|The file appears)", r"\n\n\1", text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"(\n- .*)\n\n(?=- )", r"\1\n", text)).strip()


def errors() -> str:
    """The tree of errors, as the module draws it, and each one's fields."""
    import paddock.errors as module

    tree = (inspect.getdoc(module) or "").partition("\n\n")[2]
    return f"```text\n{tree}\n```\n"


_HOW = {"parsed": "parsed", "derived": "*derived*", "not in source": "–"}


def support() -> str:
    """What each reader gives, form by form, from the data file that the tests hold against the readers."""
    text = (ROOT / "src" / "paddock" / "timing" / "data" / "support.toml").read_text(encoding="utf-8")
    return "\n".join(_reader_support(name, told) for name, told in tomllib.loads(text).items())


def _reader_support(name: str, told: dict[str, typing.Any]) -> str:
    """Return a reader's forms, its columns in each of them, and the source columns it does not keep."""
    columns, forms, notes = told["columns"], told["forms"], told.get("notes", {})
    unknown = {column for own in (*forms.values(), notes) for column in own if column not in {*columns, "title"}}
    if unknown:
        raise SystemExit(f"support.toml: [{name}] has no column {', '.join(sorted(unknown))}")
    listed = [f"- **{one}**: {own['title']}" for one, own in forms.items()]
    link = f"[`{told['table']}`](../tables.md#{told['table']})"
    parts = [f"## `{name}`", f"{told['title']}. Gives the table {link}. Forms:", "\n".join(listed)]
    rows = [
        [f"`{column}`", *(_HOW[own.get(column, usual)] for own in forms.values()), notes.get(column, "")]
        for column, usual in columns.items()
    ]
    parts.append(table(["column", *forms, "how"], rows).rstrip())
    if told.get("not_kept"):
        parts.append("Columns of the source that no table has:")
        left = [[f"`{one}`", why] for one, why in told["not_kept"].items()]
        parts.append(table(["source column", "why"], left).rstrip())
    return "\n\n".join(parts) + "\n"


def counted() -> str:
    """How many facts the built-in catalogue holds."""
    facts = load()
    outcome = check(facts)
    rows = [[kind, f"{good:,}", f"{bad:,}"] for kind, (good, bad) in outcome.rows.items()]
    rows.append(["**all**", f"**{outcome.sourced:,}**", f"**{outcome.unverified:,}**"])
    share = 100 * outcome.sourced / (outcome.sourced + outcome.unverified)
    return (
        f"{share:.0f} % of the built-in facts name a source: {outcome.sourced:,} do, {outcome.unverified:,} are marked "
        f"unverified. They cover {len(facts.seasons)} seasons of {len(facts.series)} series with "
        f"{len(facts.meetings)} meetings.\n\n" + table(["facts", "sourced", "unverified"], rows)
    )


def counted_short() -> str:
    """The count in one sentence."""
    return counted().partition("\n")[0] + "\n"


def seasons() -> str:
    """Which seasons are on record, and how deep."""
    facts = load()
    rows = []
    for season in facts.seasons.values():
        numbers = (len(season.meetings), len(facts.entries[season.id]), len(facts.classifications[season.id]))
        rows.append([f"`{season.id}`", season.name, *(str(one) for one in numbers), str(season.announced or "–")])
    return table(["id", "season", "meetings", "entries", "classifications", "announced"], rows)


def travel() -> str:
    """The parameters of the journey."""
    given = load().travel
    rows = [[f"`{name}`", f"{getattr(given, name):g}", MEANINGS.of(Travel, name)] for name in own_fields(Travel)]
    return (
        table(["parameter", "value", "meaning"], rows)
        + f"\nStatus `{given.status}`, confidence `{given.confidence}`.\n"
    )


def floors() -> str:
    """The rooms of the house, from the contract that the checks hold them to."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ][0]
    rows = []
    for number, layer in enumerate(reversed(contract["layers"])):
        for room in re.split(r"[|:]", layer):
            name = room.strip(" ()").removeprefix("paddock.")
            folder, file = ROOT / "src" / "paddock" / name, ROOT / "src" / "paddock" / f"{name}.py"
            source = folder / "__init__.py" if folder.is_dir() else file
            if source.exists():
                doc = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
                rows.append([str(number), f"`{name}/`" if folder.is_dir() else f"`{name}.py`", doc.partition("\n")[0]])
    return table(["floor", "room", "what it is for"], reversed(rows))


PARTS: dict[str, Callable[[], str]] = {
    "built-in-studies": built_in_studies,
    "catalogue-tables": catalogue_tables,
    "commands": commands,
    "common-fields": common_fields,
    "counted": counted,
    "counted-short": counted_short,
    "errors": errors,
    "floors": floors,
    "points-compared": points_compared,
    "python-names": python_names,
    "python-results": python_results,
    "race-procedures": race_procedures,
    "rule-kinds": rule_kinds,
    "seasons": seasons,
    "study-form": study_form,
    "support": support,
    "tables": tables,
    "travel": travel,
    "words": words,
}
