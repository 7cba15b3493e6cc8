"""paddock from Python: the few functions, and what importing it costs."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import paddock as pk
from conftest import ROOT, Folder
from paddock.calendars import find_clashes
from paddock.catalogue import Catalogue
from paddock.eligibility import Outcome
from paddock.errors import BadFile, BadRequest, UnknownName

HEAVY = (
    "polars",
    "pydantic",
    "typer",
    "rich",
    "altair",
    "ortools",
    "numpy",
    "icalendar",
    "rapidfuzz",
    "jinja2",
    "babel",
)


def python(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PADDOCK_")}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
        timeout=120,
    )


def test_importing_loads_nothing_heavy() -> None:
    """A script that only wants the version, or a shell that completes a name, must not pay for frames and charts."""
    loaded = json.loads(python("import paddock, json, sys; print(json.dumps(sorted(sys.modules)))").stdout)
    assert "paddock" in loaded
    assert [name for name in HEAVY if name in loaded] == []
    ours = {name for name in loaded if name.startswith("paddock")}
    assert ours <= {"paddock", "paddock._version"}


def test_using_loads_only_what_it_needs() -> None:
    """A verdict needs no frames, charts or command line."""
    code = (
        "import paddock, json, sys; paddock.eligible('alpine-a424', 'imsa-2025'); "
        "print(json.dumps(sorted(sys.modules)))"
    )
    loaded = json.loads(python(code).stdout)
    assert "pydantic" in loaded
    assert [
        name for name in ("polars", "typer", "rich", "altair", "numpy", "icalendar", "jinja2") if name in loaded
    ] == []


def test_what_is_told_is_there() -> None:
    """`__all__`, `dir()` and what can be reached are one list, and a stray name is an AttributeError."""
    assert sorted(pk.__all__) == dir(pk)
    for name in pk.__all__:
        assert getattr(pk, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'clash'"):
        pk.clash  # noqa: B018


def test_clashes_are_a_frame_of_the_declared_table(facts: Catalogue) -> None:
    """The same clashes as from the room itself, one row each."""
    frame = pk.clashes("wec-2024", "imsa-2024", using=facts)
    found = find_clashes(facts, ["wec-2024", "imsa-2024"]).clashes
    assert frame.height == len(found) > 0
    for row, clash in zip(frame.to_dicts(), found, strict=True):
        assert (row["a"], row["b"], row["kind"]) == (clash.a, clash.b, str(clash.kind))
        assert row["shared_days"] == list(clash.shared_days)
        assert row["distance_km"] == clash.distance_km
    with pytest.raises(UnknownName):
        pk.clashes("wec-2204", using=facts)
    with pytest.raises(BadRequest):
        pk.clashes(using=facts)


def test_meetings_are_a_frame_of_the_declared_table(facts: Catalogue) -> None:
    """Named seasons, or all of them, in the order of the calendar; a meeting without a day is a row like others."""
    frame = pk.meetings("wec-2024", "IMSA 2024", using=facts)
    assert frame["meeting"].to_list() == [
        f"{season}/{one.id}" for season in ("wec-2024", "imsa-2024") for one in facts.seasons[season].meetings
    ]
    assert pk.meetings(using=facts).height == len(facts.meetings)
    postponed = pk.meetings("wec-2026", using=pk.load_catalogue(as_of="2026-03-10")).to_dicts()
    assert [row["first_day"] for row in postponed if row["meeting"] == "wec-2026/qatar"] == [None]


def test_eligible_takes_a_car_or_a_driver(facts: Catalogue) -> None:
    """The word says which; a name that is neither is refused with candidates."""
    assert pk.eligible("alpine-a424", "imsa-2025", using=facts).outcome is Outcome.ON_CONDITION
    assert pk.eligible("driver:nick-tandy", "imsa-2025", "GTP", using=facts).subject == ("nick-tandy",)
    text = str(pk.eligible("Alpine A424", into="imsa-2025", using=facts))
    assert text.startswith("alpine-a424 in imsa-2025 gtp: on-condition")
    with pytest.raises(UnknownName):
        pk.eligible("wec-2024", "imsa-2025", using=facts)


def test_crew_and_ics_answer_as_their_rooms(facts: Catalogue) -> None:
    """Short forms of the same questions."""
    verdict = pk.crew("imsa-2025", "GTP", ["Nick Tandy", "felipe-nasr"], "long-beach", using=facts)
    assert verdict.subject == ("nick-tandy", "felipe-nasr")
    assert pk.ics("wec-2024", using=facts).startswith(b"BEGIN:VCALENDAR")


def test_a_study_makes_a_report(tmp_path: Path) -> None:
    """By id or by path; one file of HTML that stands on its own."""
    report = pk.study("imperatori-2018")
    assert report.study.id == "imperatori-2018"
    page = report.to_html(tmp_path / "report.html")
    assert "Sepang" in Path(page).read_text(encoding="utf-8")
    with pytest.raises(UnknownName) as caught:
        pk.study("no-such-study")
    assert "imperatori-2018" in caught.value.candidates


def test_a_catalogue_of_ones_own(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders as arguments or from PADDOCK_CATALOGUE; a day as text or as a date."""
    made = folder('[[team]]\nid = "own-team"\nname = "Own"\nstatus = "unverified"\n')
    assert "own-team" in pk.load_catalogue(made).teams
    assert "own-team" in pk.load_catalogue(str(made), as_of=dt.date(2024, 1, 1)).teams
    assert "own-team" not in pk.load_catalogue().teams
    monkeypatch.setenv("PADDOCK_CATALOGUE", str(made))
    assert "own-team" in pk.load_catalogue().teams
    monkeypatch.setenv("PADDOCK_CATALOGUE", os.pathsep.join([str(made), str(made / "gone")]))
    with pytest.raises(BadFile, match="no such folder"):
        pk.load_catalogue()
    monkeypatch.delenv("PADDOCK_CATALOGUE")
    for day in ("yesterday", "2024-13-01", ""):
        with pytest.raises(BadRequest):
            pk.load_catalogue(as_of=day)


def test_errors_are_one_tree() -> None:
    """`except paddock.PaddockError` catches whatever a user can mend, and nothing that a programmer must."""
    from paddock import errors

    ours = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    assert len(ours) >= 6
    assert all(issubclass(one, pk.PaddockError) for one in ours)
    assert not issubclass(pk.PaddockError, ValueError | KeyError)
    missing = errors.MissingExtra("icalendar", "calendar")
    assert "pip install 'paddock[calendar]'" in str(missing)
    assert missing.as_dict()["error"]["type"] == "MissingExtra"


@pytest.mark.parametrize(
    ("module", "call", "extra"),
    [
        ("icalendar", "paddock.ics('wec-2024')", "calendar"),
        ("jinja2", "paddock.study('imperatori-2018').html()", "report"),
    ],
)
def test_a_missing_library_says_how_to_mend_it(module: str, call: str, extra: str) -> None:
    """Without an extra: one sentence with the one command, not an ImportError from the depths."""
    code = (
        f"import sys; sys.modules[{module!r}] = None\nimport paddock\n"
        f"try:\n    {call}\nexcept paddock.PaddockError as error:\n    print(type(error).__name__, error)\n"
    )
    result = python(code)
    assert f"pip install 'paddock[{extra}]'" in result.stdout, result.stderr[-600:]
    assert result.stdout.startswith("MissingExtra")
