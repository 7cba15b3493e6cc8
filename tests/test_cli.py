"""The command line: every command, its JSON, its errors and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from conftest import ROOT, Folder, RunCli, flat
from paddock._version import __version__
from paddock.cli import app as app_module
from paddock.cli.app import app


def commands() -> list[list[str]]:
    """Return every command with its path, from the application itself: a new one is tested without being told."""
    found: list[list[str]] = []

    def walk(group: object, path: list[str]) -> None:
        for name, command in getattr(group, "commands", {}).items():
            found.append([*path, name])
            walk(command, [*path, name])

    walk(typer.main.get_command(app), [])
    return found


def test_the_commands_are_known() -> None:
    """A command that vanished or was renamed breaks other people's scripts."""
    assert {" ".join(one) for one in commands()} >= {
        "study",
        "eligible",
        "crew",
        "clashes",
        "calendar",
        "import-calendar",
        "show",
        "list",
        "find",
        "diff",
        "describe",
        "catalogue",
        "catalogue check",
        "catalogue template",
    }


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_explains_itself(run_cli: RunCli, command: list[str]) -> None:
    """--help of each: exit code 0, a sentence of its own, and an explanation for every option."""
    result = run_cli(*command, "--help")
    assert result.code == 0
    assert "Usage:" in result.out
    found: object = typer.main.get_command(app)
    for name in command:
        found = found.commands[name]  # type: ignore[attr-defined]
    assert len(found.help or "") > 20  # type: ignore[attr-defined]
    for parameter in found.params:  # type: ignore[attr-defined]
        if parameter.name != "help":
            assert getattr(parameter, "help", ""), f"{' '.join(command)}: {parameter.name} is not explained"


def test_the_application_itself(run_cli: RunCli) -> None:
    """The version, the help, and no command at all."""
    assert run_cli("--version").out == f"paddock {__version__}\n"
    assert run_cli("--help").code == 0
    bare = run_cli()
    assert bare.code == 2
    assert "Usage:" in bare.out + bare.err


FACT = {"id", "kind", "name", "sources", "status", "confidence", "amendments", "announced", "note"}
# ruff: noqa: E501
ANSWERS: dict[str, tuple[str, set[str]]] = {
    "show alpine-a424": ("one", FACT | {"manufacturer", "regulation"}),
    "show wec-2024": ("one", FACT | {"meetings", "classes", "rules", "series", "year"}),
    "show wec-2024/spa": ("one", FACT | {"first_day", "last_day", "race_days", "circuit", "sessions", "sequence"}),
    "show spa": ("one", FACT | {"layouts", "latitude", "longitude", "time_zone"}),
    "show nick-tandy": ("one", FACT | {"grades"}),
    "show imsa-2025/gtd": ("one", FACT | {"rules", "category"}),
    "list series": ("many", {"id", "name", "status"}),
    "list seasons --series wec": ("many", {"id", "series", "year", "meetings"}),
    "list meetings --country US --year 2024": ("many", {"id", "first_day", "last_day", "country", "classes"}),
    "list classes --season imsa-2025": ("many", {"id", "regulations"}),
    "list circuits --country IT": ("many", {"id", "city", "country"}),
    "list cars --regulation gt3 --manufacturer porsche": ("many", {"id", "manufacturer", "regulation"}),
    "list manufacturers": ("many", {"id", "country"}),
    "list regulations": ("many", {"id", "name"}),
    "list teams": ("many", {"id", "country"}),
    "list drivers": ("many", {"id", "country", "grades"}),
    "find spa": ("many", {"kind", "id", "name"}),
    "diff wec-2026 --since 2026-02-01": ("one", {"season", "since", "until", "changes"}),
    "describe": ("many", {"table", "row", "key", "columns"}),
    "catalogue check": ("one", {"rows", "sourced", "unverified", "findings"}),
    "eligible alpine-a424 --into imsa-2025 --by-meeting": ("one", {"subject", "season", "class", "verdict", "findings", "meetings"}),
    "eligible nick-tandy --into imsa-2025": ("one", {"subject", "season", "class", "verdict", "findings", "other_classes"}),
    "crew imsa-2025 gtp --driver nick-tandy --driver felipe-nasr": ("one", {"subject", "verdict", "findings", "meetings"}),
    "clashes wec-2024 imsa-2024": ("one", {"seasons", "clashes", "findings"}),
    "clashes wec-2024 imsa-2024 --car porsche-963 --kind overlap": ("one", {"seasons", "clashes", "findings"}),
    "calendar wec-2024 imsa-2024": ("many", {"id", "first_day", "last_day", "classes"}),
    "standings": ("many", {"season", "name", "titles", "results"}),
    "standings wec-2024": ("one", {"season", "name", "titles", "decrees"}),
    "standings wec-2024 drivers --after fuji": ("one", {"season", "title", "after", "standings", "findings"}),
    "season chances imsa-2024 gtp-teams --after 10": ("one", {"season", "title", "after", "chances", "earliest_decision"}),
    "study --list": ("many", {"id", "title", "question"}),
    "study imperatori-2018": ("one", {"id", "verdict", "outcome", "points", "clashes", "calendars", "sources"}),
}  # fmt: skip


@pytest.mark.parametrize("command", ANSWERS)
def test_json_holds_the_documented_keys(run_cli: RunCli, command: str) -> None:
    """Scripts rely on the keys; JSON stands alone on standard output and the same question has an answer for people."""
    shape, keys = ANSWERS[command]
    result = run_cli(*command.split(), "--json")
    assert result.code == 0, result.err
    answer = json.loads(result.out)
    rows = [answer] if shape == "one" else answer
    assert rows
    assert all(keys <= set(row) for row in rows)
    told = run_cli(*command.split())
    assert told.code == 0
    assert told.out.strip()


def test_a_clash_as_json_has_its_keys(run_cli: RunCli) -> None:
    """The form named in the documentation, effect and torn drivers included."""
    answer = json.loads(run_cli("clashes", "wec-2025", "imsa-2025", "--driver", "dries-vanthoor", "--json").out)
    assert answer["seasons"] == ["wec-2025", "imsa-2025"]
    one = next(c for c in answer["clashes"] if (c["a"], c["b"]) == ("wec-2025/spa", "imsa-2025/laguna-seca"))
    assert set(one) >= {"a", "b", "kind", "shared_days", "race_days", "free_days", "distance_km", "zone_shift_h"}
    assert set(one) >= {"days_needed", "classes_a", "classes_b", "regulations", "drivers", "effect"}
    assert one["shared_days"] == ["2025-05-09", "2025-05-10"]
    assert one["effect"]["at_a"] == "missed"
    assert one["effect"]["at_b"] == "drove"
    assert {"subject": "dries-vanthoor"}.items() <= one["effect"].items()
    torn = {effect["subject"] for effect in one["drivers"] if effect["concerned"]}
    assert {"dries-vanthoor", "sheldon-van-der-linde", "mathieu-jaminet", "matt-campbell"} <= torn


def test_kinds_narrow_clashes(run_cli: RunCli) -> None:
    """Each --kind gives its own, all together everything."""
    counts = {}
    for kind in ("race-day", "overlap", "tight"):
        found = json.loads(run_cli("clashes", "wec-2024", "imsa-2024", "--kind", kind, "--json").out)["clashes"]
        assert {one["kind"] for one in found} <= {kind}
        counts[kind] = len(found)
    whole = json.loads(run_cli("clashes", "wec-2024", "imsa-2024", "--json").out)["clashes"]
    assert counts == {"race-day": 1, "overlap": 2, "tight": len(whole) - 3}


def test_lists_are_narrowed(run_cli: RunCli) -> None:
    """A filter keeps what fits and a filter that does not fit the kind is refused with those that do."""
    rows = json.loads(run_cli("list", "meetings", "--country", "us", "--year", "2024", "--json").out)
    assert {"imsa-2024/daytona", "wec-2024/cota"} <= {row["id"] for row in rows}
    assert {row["country"] for row in rows} == {"US"}
    assert all(row["first_day"].startswith("2024") for row in rows)
    cars = json.loads(run_cli("list", "cars", "--regulation", "LMDh", "--json").out)
    assert "alpine-a424" in {row["id"] for row in cars}
    assert {row["regulation"] for row in cars} == {"lmdh"}
    refused = run_cli("list", "drivers", "--year", "2024")
    assert refused.code == 2
    assert "--country" in refused.err
    assert json.loads(run_cli("list", "seasons", "--year", "1900", "--json").out) == []
    assert run_cli("list", "seasons", "--year", "1900").code == 0


WRONG = {
    "show alpine-a42": "car:alpine-a424",
    "show car:alpine-a42": "alpine-a424",
    "show wec-2024/spaa": "spa",
    "list carrs": "cars",
    "list meetings --season wec-2042": "wec-2024",
    "list cars --regulation gt33": "gt3",
    "diff wec-2206 --since 2026-02-01": "wec-2026",
    "describe clashs": "clashes",
    "eligible alpine-a42 --into imsa-2025": "alpine-a424",
    "eligible alpine-a424 --into imsa-2205": "imsa-2025",
    "eligible alpine-a424 --into imsa-2025 --class gtpp": "gtp",
    "crew imsa-2025 gtdd --driver nick-tandy": "gtd",
    "crew imsa-2025 gtp --driver nick-tandi": "nick-tandy",
    "crew imsa-2025 gtp --driver nick-tandy --meeting sebrin": "sebring",
    "clashes wec-2024 imsa-2204": "imsa-2024",
    "clashes wec-2024 imsa-2024 --driver nick-tandi": "nick-tandy",
    "clashes wec-2024 imsa-2024 --car alpine-a42": "alpine-a424",
    "calendar wec-2204": "wec-2024",
    "calendar wec-2204 --ics": "wec-2024",
    "study imperatori-2017": "imperatori-2018",
    "study --new alpine-a42 --into imsa-2025": "alpine-a424",
    "study --new alpine-a424 --into imsa-2205": "imsa-2025",
}


@pytest.mark.parametrize("command", WRONG)
def test_a_wrong_name_fails_with_what_was_meant(run_cli: RunCli, command: str) -> None:
    """Exit code 2, nothing on standard output, and the nearest names; as JSON in the one shape errors have."""
    result = run_cli(*command.split())
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("Error: ")
    assert flat(WRONG[command]) in flat(result.err)
    assert "Traceback" not in result.err
    as_json = run_cli(*command.split(), "--json")
    if "--ics" in command:
        assert as_json.code == 2
        return
    assert as_json.code == 2
    error = json.loads(as_json.out)["error"]
    assert {"type", "message", "hint"} <= set(error)
    assert error["type"] == "UnknownName"
    plain = {one.rpartition(":")[2] for one in error["candidates"]} | {*error["candidates"]}
    assert {WRONG[command], f"wec-2024/{WRONG[command]}"} & plain


SENSELESS = {
    "clashes wec-2024 --kind soft": "BadRequest",
    "clashes wec-2024 --driver nick-tandy --car porsche-963": "BadRequest",
    "calendar wec-2024 --out x.ics": "BadRequest",
    "calendar wec-2024 --ics": "BadRequest",
    "diff wec-2026 --since today": "BadRequest",
    "diff wec-2026 --since 2026-05-01 --until 2026-04-01": "BadRequest",
    "show wec-2024 --as-of 1-1-2024": "BadRequest",
    "list circuits --country Italy": "BadRequest",
    "crew imsa-2025 gtp --driver nick-tandy --driver nick-tandy": "BadRequest",
    "crew wec-2025 lmgt3 --driver nick-tandy --meeting elms-2025/imola": "BadRequest",
    "study": "BadRequest",
    "study imperatori-2018 --all": "BadRequest",
    "study --new ford-supervan-4-2": "BadRequest",
    "show spa --catalogue /no/such/folder": "BadFile",
    "study /no/such/file.toml": "BadFile",
    "catalogue check /no/such/folder": "BadFile",
}


@pytest.mark.parametrize("command", SENSELESS)
def test_a_question_that_makes_no_sense_is_refused(
    run_cli: RunCli, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2 and the error's kind; nothing is written on the way."""
    monkeypatch.chdir(tmp_path)
    result = run_cli(*command.split(), "--json")
    assert result.code == 2
    assert json.loads(result.out)["error"]["type"] == SENSELESS[command]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["nonsense", "show", "clashes", "list cars --colour red", "find x --limit none"])
def test_a_command_line_that_is_none_is_a_usage_error(run_cli: RunCli, command: str) -> None:
    """Unknown commands and options, missing arguments: exit code 2, told on the error stream."""
    result = run_cli(*command.split())
    assert (result.code, result.out) == (2, "")
    assert result.err


def test_stopping_a_command_is_no_error(run_cli: RunCli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C: exit code 130, as shells expect of what was stopped, and no traceback."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("paddock.cli.facts.open_catalogue", interrupted)
    result = run_cli("show", "spa")
    assert (result.code, result.out) == (130, "")
    assert "Traceback" not in result.err


def test_a_slip_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A programming error must surface as what it is, not as an error a user could mend."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("paddock.cli.facts.open_catalogue", broken)
    with pytest.raises(ZeroDivisionError):
        app_module.run(["show", "spa"])


def test_find_says_when_there_is_nothing(run_cli: RunCli) -> None:
    """For people an error with a hint; for scripts an empty list."""
    assert run_cli("find", "qqqqqqqqqq").code == 2
    result = run_cli("find", "qqqqqqqqqq", "--json")
    assert (result.code, json.loads(result.out)) == (0, [])
    assert json.loads(run_cli("find", "long beach", "--json").out)[0]["id"] == "long-beach"
    assert len(json.loads(run_cli("find", "porsche", "--limit", "3", "--json").out)) == 3


def test_the_past_is_shown_on_request(run_cli: RunCli) -> None:
    """--as-of on every command that reads facts: in February 2026 the WEC opened in Qatar."""
    then = json.loads(run_cli("calendar", "wec-2026", "--as-of", "2026-02-01", "--json").out)
    assert (then[0]["id"], then[0]["first_day"]) == ("wec-2026/qatar", "2026-03-26")
    now = json.loads(run_cli("calendar", "wec-2026", "--json").out)
    assert now[0]["id"] == "wec-2026/imola"
    assert run_cli("show", "wec-2026", "--as-of", "2025-01-01").code == 2


def test_show_names_amendments_and_sources(run_cli: RunCli) -> None:
    """What a person sees of a postponed meeting: what happened, when it was told, how sure, by whom."""
    text = flat(run_cli("show", "wec-2026/qatar").out)
    for word in ("postponed", "2026-03-03", "moved", "seenby2026-03-16", "cancelled", "sourcesdisagree", "Sources"):
        assert word in text


def test_diff_shows_before_and_after(run_cli: RunCli) -> None:
    """The answer to "what happened to this season since?" for people and for scripts."""
    text = flat(run_cli("diff", "wec-2026", "--since", "2026-02-01").out)
    for word in ("wec-2026/qatar", "postponed", "wec-2026/monza", "added", "2026-03-26→–"):
        assert word in text
    quiet = run_cli("diff", "wec-2026", "--since", "2030-01-01")
    assert quiet.code == 0
    assert "Nothing was announced" in quiet.out


def test_own_facts_come_from_an_option_or_the_environment(
    run_cli: RunCli, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--catalogue may be given several times; PADDOCK_CATALOGUE counts for every command."""
    one, two = (folder(f'[[team]]\nid = "own-{n}"\nname = "Own {n}"\nstatus = "unverified"\n') for n in "ab")
    assert run_cli("show", "own-b", "--catalogue", one, "--catalogue", two).code == 0
    assert run_cli("show", "own-b", "--catalogue", one).code == 2
    monkeypatch.setenv("PADDOCK_CATALOGUE", str(two))
    assert run_cli("show", "own-b", "--catalogue", one).code == 0


def test_the_calendar_goes_to_a_pipe_or_a_file(run_cli: RunCli, tmp_path: Path) -> None:
    """iCalendar on standard output, byte for byte what a file gets."""
    out = run_cli("calendar", "wec-2024", "--ics")
    assert out.out.startswith("BEGIN:VCALENDAR")
    assert run_cli("calendar", "wec-2024", "--ics", "--out", tmp_path / "wec.ics").code == 0
    assert (tmp_path / "wec.ics").read_bytes().decode() == out.out


# -- as a program ----------------------------------------------------------------------------------------------------


def program(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run the installed `paddock` script, from elsewhere."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PADDOCK_")}
    script = Path(sys.executable).parent / "paddock"
    return subprocess.run([script, *arguments], capture_output=True, check=False, cwd=cwd, env=environment, timeout=120)


def test_the_script_answers_and_fails_as_it_should(tmp_path: Path) -> None:
    """The real program: answers on standard output, messages on the error stream, exit codes that shells see."""
    good = program("eligible", "alpine-a424", "--into", "imsa-2025", "--json", cwd=tmp_path)
    assert (good.returncode, good.stderr) == (0, b"")
    assert json.loads(good.stdout)["verdict"] == "on-condition"
    bad = program("show", "alpine-a42", cwd=tmp_path)
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert b"alpine-a424" in bad.stderr
    assert b"Traceback" not in bad.stderr


def test_python_code_may_start_it_too(tmp_path: Path) -> None:
    """`python -m paddock` is what works where scripts are not on the path."""
    result = subprocess.run(
        [sys.executable, "-m", "paddock", "--version"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=120,
    )
    assert (result.returncode, result.stdout) == (0, f"paddock {__version__}\n"), result.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """`paddock list drivers | head -1`: no traceback when the pipe closes."""
    script = Path(sys.executable).parent / "paddock"
    result = subprocess.run(
        ["bash", "-c", f'"{script}" list drivers --json | head -1; exit ${{PIPESTATUS[0]}}'],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=120,
    )
    assert "Traceback" not in result.stderr
    assert result.returncode in {0, 141}
    assert result.stdout == "[\n"


def test_the_wheel_holds_the_package_and_nothing_else() -> None:
    """No tests, no reports, no check data in what people install."""
    import tomllib

    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]
    assert wheel == {"packages": ["src/paddock"]}
    assert not [*(ROOT / "src/paddock").rglob("test*.py"), *(ROOT / "src/paddock").rglob("tests")]
