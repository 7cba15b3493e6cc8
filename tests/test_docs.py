"""The documentation cannot rot: its generated parts are fresh, nothing is left out, and its examples run."""

from __future__ import annotations

import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

import paddock
from paddock.catalogue import Catalogue

if typing.TYPE_CHECKING:
    from paddock.tables import Table

sys.path.insert(0, str(Path(__file__).parent.parent / "docs"))
sys.path.insert(0, str(Path(__file__).parent.parent / "docs" / "timing"))

import example_race
import examples
import generate
from forms import MEANINGS
from parts import PARTS, declared_tables

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))
PROSE = (*PAGES, *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE-FACTS.md")))


def _text(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


# -- generated parts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_generated_parts_are_fresh(page: Path) -> None:
    """A part that is not what the code says today misleads; `make docs` mends it."""
    text = page.read_text(encoding="utf-8")
    assert generate.with_parts(text) == text, f"{_name(page)} is out of date. Run: make docs"


def test_every_part_is_used_and_every_marker_known() -> None:
    """A part that no page shows is dead, and a misspelled marker would never be filled."""
    used = [name for page in PAGES for name in re.findall(r"<!-- generated: (.*?) -->", page.read_text("utf-8"))]
    assert sorted(set(used)) == sorted(PARTS)
    assert all(page.read_text("utf-8").count("<!-- end -->") == _markers(page) for page in PAGES)


def _markers(page: Path) -> int:
    return len(re.findall(r"<!-- generated: [a-z-]+ -->", page.read_text(encoding="utf-8")))


def test_every_meaning_belongs_to_a_field() -> None:
    """docs/fields.toml must not describe fields that are gone (a field without a meaning stops the generator)."""
    for part in PARTS.values():
        part()
    assert MEANINGS.unused() == []


# -- nothing left out ----------------------------------------------------------------------------------------------


def _commands() -> Iterator[tuple[str, typing.Any]]:
    from typer.main import get_command

    from paddock.cli.app import app

    def walk(command: typing.Any, path: str) -> Iterator[tuple[str, typing.Any]]:
        yield path, command
        for name, inner in getattr(command, "commands", {}).items():
            yield from walk(inner, f"{path} {name}")

    yield from walk(get_command(app), "paddock")


def _section(page: str, head: str) -> str:
    """Return what stands below a heading, up to the next of the same or a higher level."""
    level = len(head) - len(head.lstrip("#"))
    found = re.search(rf"(?ms)^{re.escape(head)}$(.*?)(?=^#{{1,{level}}} |\Z)", _text(page))
    assert found, f"docs/{page} has no heading {head!r}"
    return found[1]


@pytest.mark.parametrize(("path", "command"), list(_commands()), ids=lambda one: one if isinstance(one, str) else "")
def test_commands_and_options_are_documented(path: str, command: typing.Any) -> None:
    """Whoever looks for a command finds it with every argument, every option and its help."""
    section = _section("commands.md", f"## `{path}`")
    assert command.help
    assert command.help.splitlines()[0] in section
    for one in command.params:
        assert one.help, f"{path}: {one.name} has no help"
        assert one.help in section
        assert (one.opts[0] if one.opts[0].startswith("-") else (one.metavar or one.name).upper()) in section


@pytest.mark.parametrize("name", paddock.__all__)
def test_public_names_are_documented(name: str) -> None:
    """Whoever uses a public name finds what it takes and what comes back."""
    section = _section("python.md", f"### `{name}`")
    value = getattr(paddock, name)
    if callable(value):
        assert value.__doc__
        assert value.__doc__.splitlines()[0] in section


def test_tables_are_documented() -> None:
    """Every column that a frame holds stands in the documentation with its meaning."""
    for table in declared_tables():
        section = _section("tables.md", f"## `{table.name}`").replace("`", "")
        for column in table.columns:
            assert f"| {column.name} |" in section
            assert column.meaning.replace("`", "") in section


def _classes(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for one in typing.get_args(annotation):
        yield from _classes(one)


def _models(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for inner in _classes(field.annotation):
                _models(inner, seen)
    return seen


def _fields() -> Iterator[tuple[str, str, str]]:
    """Yield (page, model, field as a file spells it) for everything that may stand in a file."""
    from paddock.catalogue.form import CatalogueFile
    from paddock.studies.form import StudyFile

    filled = {("Season", "meetings"), ("Season", "classes"), ("Season", "rules")}
    filled |= {("Driver", "grades"), ("Meeting", "sequence")}
    for page, top in (("catalogue.md", CatalogueFile), ("studies.md", StudyFile)):
        for model in _models(top, set()) - {top}:
            where = "eligibility.md" if model.__module__.endswith(".rules") else page
            for name, field in model.model_fields.items():
                if (model.__name__, name) not in filled:
                    yield where, model.__name__, field.alias or name


def test_model_fields_are_documented() -> None:
    """Whoever writes a fact or a study finds every field it may have."""
    left_out = []
    common = set(re.findall(r"`(\w+)`", _section("catalogue.md", "## Every fact")))
    for page, model, name in _fields():
        if name not in common and f"`{name}`" not in _text(page):
            left_out.append(f"{model}.{name} in docs/{page}")
    assert left_out == []


def test_file_tables_are_documented() -> None:
    """Every table that a catalogue file may hold has a heading of its own."""
    from paddock.catalogue.form import CatalogueFile

    for name, field in CatalogueFile.model_fields.items():
        key = field.alias or name
        head = rf"^### `\[+{key}\]+`$"
        assert re.search(head, _text("catalogue.md"), re.MULTILINE), f"[[{key}]] has no heading"


def test_rule_kinds_are_documented() -> None:
    """Every kind of rule that a file may hold stands in the table of kinds."""
    from paddock.model.rules import Rule

    section = _section("eligibility.md", "## Rule kinds")
    kinds = [typing.get_args(model.model_fields["kind"].annotation)[0] for model in set(_classes(Rule))]
    assert len(kinds) > 10
    for kind in kinds:
        if kind != "kind":
            assert f"\n| `{kind}` |" in section


def test_outcomes_clash_kinds_and_errors_are_documented() -> None:
    """The words that answers are made of are explained where one looks for them."""
    from paddock import errors
    from paddock.calendars import Kind
    from paddock.eligibility import Outcome
    from paddock.fetching import CannotFetch

    assert all(f"| `{one}` |" in _section("eligibility.md", "## The words of a verdict") for one in Outcome)
    assert all(f"| `{one}` |" in _section("clashes.md", "## Kinds") for one in Kind)
    names = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception)}
    names |= {"CannotFetch", "Offline", "Passing"}
    assert {one.__name__ for one in _below(CannotFetch)} <= names
    assert [name for name in sorted(names) if name not in _section("errors.md", "## The tree")] == []


def _below(error: type[Exception]) -> set[type[Exception]]:
    return {error, *(inner for one in error.__subclasses__() for inner in _below(one))}


def test_words_of_timing_are_documented() -> None:
    """Whoever finds a code in a column or in an answer finds out what it means."""
    from paddock.tables import LAPS, PIT_STOPS, STINTS
    from paddock.timing.compare import KINDS
    from paddock.timing.importing import Outcome

    def allowed(table: Table, name: str) -> tuple[str, ...]:
        return next(column.allowed for column in table.columns if column.name == name)

    words = {
        "timing/times.md": allowed(LAPS, "pace_reason"),
        "timing/files.md": typing.get_args(Outcome),
        "methods/classification.md": tuple(KINDS),
        "methods/pits.md": allowed(PIT_STOPS, "purpose"),
        "methods/stints.md": tuple(one for one in allowed(STINTS, "tyres") if one != "start"),
    }
    for page, names in words.items():
        assert len(names) > 2
        assert [name for name in names if f"`{name}`" not in _text(page)] == [], page


def test_every_reader_and_view_is_documented() -> None:
    """A form that is read, and a view that can be asked, is found by whoever looks for it."""
    from paddock.tables import DERIVED
    from paddock.timing.readers import all_readers

    assert [name for name in all_readers() if f"## `{name}`" not in _text("timing/support.md")] == []
    section = _section("timing/files.md", "## Asking in SQL")
    for reader in all_readers().values():
        assert [name for name in reader.gives if f"`{name}`" not in section] == []
    assert [table.name for table in DERIVED if f"`{table.name}`" not in section] == []


def test_every_command_of_timing_is_in_the_overview() -> None:
    """The first page of timing leads to every command that reads a session."""
    from paddock.cli.timing import timing_app

    names = [one.name or "" for one in timing_app.registered_commands]
    assert len(names) > 10
    section = _text("timing/index.md")
    assert [name for name in names if f"`{name}`" not in section and f"paddock timing {name}" not in section] == []


def test_words_of_dossiers_are_documented() -> None:
    """Whoever finds a word in a claim, a mention, a date or a finding finds out what it means."""
    from paddock.evidence import Derivation, Status, When
    from paddock.evidence.evaluation.truth import read_labelled
    from paddock.evidence.listed import _FIELDS
    from paddock.evidence.record import ClaimOnRecord
    from paddock.evidence.relations.weights import shipped
    from paddock.evidence.types import KINDS

    def literals(model: type, name: str) -> list[str]:
        hint = typing.get_type_hints(model)[name]
        return [one for one in typing.get_args(hint) if one]

    words = {
        "dossier/claims.md": [*Status, *_actions()],
        "dossier/names.md": [*KINDS, *_FIELDS],
        "dossier/reading.md": [*literals(When, "how"), *_codes("evidence/reading"), *_codes("evidence/analysis.py")],
        "dossier/record.md": list(ClaimOnRecord.model_fields),
        "methods/stories.md": [
            *literals(Derivation, "kind"),
            *(name.removeprefix("own_") for model in shipped() for name in model.weights),
        ],
        "dossier/evaluation.md": list(read_labelled(DOCS / "dossier" / "example" / "labelled.jsonl")[0].labels or ()),
    }
    for page, names in words.items():
        assert len(names) > 2
        text = _text(page)
        assert [one for one in names if not re.search(rf"`(?:labels\.)?{one}`", text)] == [], page


def _actions() -> set[str]:
    """Return what an action of a claim may be called."""
    from paddock.evidence.claims.cues import LANGUAGES, _data

    return {name for lang in LANGUAGES for name in _data(lang)["action"]} - {"programme", "pause"}


def _codes(place: str) -> set[str]:
    """Return the codes of the findings that some modules of paddock write."""
    path = ROOT / "src" / "paddock" / place
    files = path.rglob("*.py") if path.is_dir() else [path]
    pattern = r"""(?:Finding|_passed_over)\(\s*"(?:info|warning|error)",\s*"([a-z-]+)\""""
    return {code for file in files for code in re.findall(pattern, file.read_text(encoding="utf-8"))}


def test_every_command_of_dossiers_is_in_the_overview() -> None:
    """The first page of dossiers leads to every one of their commands."""
    from paddock.cli.dossier import dossier_app

    names = [one.name or "" for one in dossier_app.registered_commands]
    assert len(names) > 3
    section = _section("dossier/index.md", "## What can be asked")
    assert [name for name in names if f"`paddock dossier {name}`" not in section] == []


# -- the invented articles -----------------------------------------------------------------------------------------


def test_the_articles_of_the_examples_have_what_they_need(facts: Catalogue) -> None:
    """The examples show little if a copy, a translation, a press release, a contradiction or the fall is lost."""
    from paddock.evidence.relations import relate

    folder = DOCS / "dossier" / "example"
    readings = paddock.read_articles(folder / "articles", names=[folder / "names.toml"], using=facts)
    assert {one.article.lang for one in readings} == {"en", "de", "fr"}
    relations = relate(readings)
    made = {(one.article, one.origin, one.kind) for one in relations.derivations}
    assert made == {("buzz", "wire", "spun"), ("blatt", "wire", "translation")}
    assert [one.articles for one in relations.families] == [("exit-ledger", "exit-wire")]
    told = paddock.dossier(
        "montclar", "imsa", paths=[folder / "articles"], names=[folder / "names.toml"], using=facts
    ).programmes[0]
    assert [str(one.status) for one in told.steps] == ["talks", "idea", "ended"]
    assert [one.falls for one in told.steps] == [False, True, True]
    assert [one.independent for one in told.steps] == [2, 1, 2]
    assert told.steps[0].contradicts


def test_the_articles_of_the_examples_are_nobodys(facts: Catalogue) -> None:
    """Makes, cars, teams, people and outlets of the examples are made up: none is on record."""
    from paddock.evidence.names import build_names, read_folder

    known = build_names(facts)
    mine = read_folder(DOCS / "dossier" / "example" / "names.toml")
    assert len(mine) > 5
    assert [one.ref for one in mine if any(known.called(surface) for surface in one.surfaces)] == []
    hosts = re.findall(r"https?://([^/\"]+)", "".join(_example_texts()))
    assert len(hosts) > 5
    assert [one for one in hosts if not one.endswith(".example")] == []


def _example_texts() -> list[str]:
    return [one.read_text(encoding="utf-8") for one in sorted((DOCS / "dossier" / "example").rglob("*.*"))]


# -- the invented race ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "content"), example_race.files().items(), ids=example_race.files())
def test_the_race_of_the_examples_is_what_its_script_makes(name: str, content: bytes) -> None:
    """The files are made, not edited: whoever changes the script sees what changes with it."""
    assert (example_race.FOLDER / name).read_bytes().replace(b"\r\n", b"\n") == content


def test_the_race_of_the_examples_has_what_they_need(facts: Catalogue) -> None:
    """The examples show little if the race loses its stops, its safety car, its penalty or its two cars 7."""
    race = paddock.read_session(example_race.FOLDER, using=facts)
    assert {"7", "007"} < set(race.laps["car"])
    assert {"drive-through", "driver-change", "service"} == set(race.pit_stops()["purpose"])
    assert race.neutralisations()["kind"].to_list() == ["SF"]
    assert ("penalty-time", "007", 30_000) in {(one.kind, one.car, one.by) for one in race.differences()}
    assert {one.level for one in race.check()} == {"info"}


def test_the_race_of_the_examples_pretends_to_be_nobodys(facts: Catalogue) -> None:
    """Teams and drivers are made up, and no session on record is taken for it."""
    race = paddock.read_session(example_race.FOLDER, using=facts)
    assert race.id == ""
    known = {name.casefold() for one in facts.drivers.values() for name in (one.name, *one.aliases)}
    known |= {name.casefold() for one in facts.teams.values() for name in (one.name, *one.aliases)}
    assert len(known) > 300
    names = {name.casefold() for name in (*race.laps["driver"].unique(), *race.laps["team"].unique())}
    assert names & known == set()


# -- examples ------------------------------------------------------------------------------------------------------


@cache
def _refreshed(page: Path) -> tuple[str, list[examples.Ran]]:
    """Return a page with its examples run; once, for they take a while."""
    return examples.refresh(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_examples_run_and_print_what_the_page_shows(page: Path) -> None:
    """An example that fails, or prints something else than shown, is worse than none."""
    text = page.read_text(encoding="utf-8")
    fresh, ran = _refreshed(page)
    assert [one.wrong for one in ran if one.wrong] == []
    assert fresh == text, f"{_name(page)} shows an output that is not today's. Run: make docs"


def test_pages_have_examples() -> None:
    """The runner finds the examples it is there for."""
    _, ran = _refreshed(ROOT / "README.md")
    assert len(ran) >= 6
    assert all(one.printed for one in ran)


def test_wrong_exit_code_is_noticed() -> None:
    """The runner is no rubber stamp: a command that leaves with another code than told is reported."""
    _, ran = examples.refresh("```console\n$ paddock show no-such-thing-at-all\n```\n")
    assert "exit code 2 instead of 0" in ran[0].wrong


# -- links, words, site --------------------------------------------------------------------------------------------


def _slug(heading: str) -> str:
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading.replace("`", "")).strip().lower())


@pytest.mark.parametrize("page", PROSE, ids=_name)
def test_internal_links_and_images_resolve(page: Path) -> None:
    """A link within the project leads to a file and a heading that exist."""
    prose = re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        assert file.exists(), f"{_name(page)} links to {target}"
        if anchor:
            heads = re.findall(r"(?m)^#+ (.*)$", file.read_text(encoding="utf-8"))
            assert anchor in {_slug(head) for head in heads}, f"{_name(page)} links to {target}"


MACHINE_PATH = re.compile(r"(?<![\w./:~-])/(?:home|root|tmp|var|opt|mnt|srv|work)/")


def test_pages_name_no_machine() -> None:
    """Documentation holds on every machine: it names no path of the one it was written on."""
    for page in (*PROSE, ROOT / "Makefile", ROOT / "mkdocs.yml", ROOT / ".ci" / "run", DOCS / "fields.toml"):
        assert MACHINE_PATH.findall(page.read_text(encoding="utf-8")) == [], _name(page)


def test_every_page_is_in_the_menu() -> None:
    """A page that the menu does not show is not found."""
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    names = [page.relative_to(DOCS).as_posix() for page in PAGES[1:]]
    assert [name for name in names if f": {name}\n" not in menu] == []


def test_site_builds_and_opens_offline(tmp_path: Path) -> None:
    """The pages build without a warning and load nothing from elsewhere."""
    pytest.importorskip("mkdocs", reason="mkdocs is not installed (pip install '.[docs]')")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) >= len(PAGES) - 1
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert re.findall(r"""(?:src|<link[^>]*href)=["']?(https?:)?//""", text) == [], page.name
