"""A study is shown in full, the same each time, and nothing in a fact becomes markup."""

from __future__ import annotations

import builtins
import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from paddock.calendars import Clash, Distance, Effect, Kind
from paddock.eligibility import MeetingVerdict, Outcome, RuleFinding, Verdict
from paddock.errors import MissingExtra, PaddockError
from paddock.findings import Finding
from paddock.model import Source
from paddock.reports import Report, print_study, to_png, to_svg
from paddock.reports.charts.labels import stairs
from paddock.reports.names import Names
from paddock.reports.words import is_link, source_label, titled
from paddock.studies import (
    CarPace,
    CarResult,
    ClashSheet,
    CoverSheet,
    DriverSheet,
    MarketSheet,
    MeetingSheet,
    RaceWorth,
    Runner,
    SeasonSheet,
    SeasonWorth,
    StandingLine,
    Study,
    TimingFile,
)
from paddock.units import country_name

HOSTILE = '<script>alert(1)</script>" onmouseover="alert(2)\' &amp; {{ 7*7 }} [bold]x[/bold]'


def meeting(identifier: str, first: str, days: int = 3, **other: Any) -> MeetingSheet:
    """Return a meeting of `days` days whose last day is its race day."""
    start = dt.date.fromisoformat(first)
    last = start + dt.timedelta(days=days - 1)
    plain: dict[str, Any] = {
        "id": identifier,
        "season": identifier.partition("/")[0],
        "name": f"Race of {identifier}",
        "first_day": start,
        "last_day": last,
        "race_days": (last,),
        "circuit": "A circuit",
        "city": titled(identifier.partition("/")[2]),
        "country": "IT",
        "latitude": 44.3,
        "longitude": 11.7,
        "classes": ("hypercar",),
        "races": True,
        "seat": "",
        "status": "official",
        "confidence": "several",
        "sources": ("wec-calendar",),
    }
    return MeetingSheet(**{**plain, **other})


def clash() -> Clash:
    """Return two meetings that share two days."""
    days = (dt.date(2025, 5, 9), dt.date(2025, 5, 10))
    sides = (("hypercar",), ("gtp",), ("lmdh",))
    return Clash("wec-2025/spa", "imsa-2025/laguna-seca", Kind.OVERLAP, days, (), None, 9093.2, -9.0, 7, *sides)


def season_worth(text: str) -> SeasonWorth:
    """Return a season of two races: one with laps, a result and a file, one with nothing on record."""
    source = ("wec-calendar",)
    result = CarResult(text, 3, "classified", 200, text, "result", points=text, note=text, sources=source)
    paces = (
        CarPace(text, 150, 92_178, 213, -249, 676, 0.23, 4, 18, 0, 3, 7, "classified"),
        CarPace("36", 140, 92_479, 514, None, None, 0.56, 11, 18, None, None, 3, "classified"),
    )
    files = (TimingFile(text, "ab" * 32, "laps", 7042),)
    fuji = RaceWorth(
        "wec-2025/fuji/race", "wec-2025/fuji", "", dt.date(2025, 9, 28), True, (result,), paces, 4, 8,
        files=files, notes=(text,), sources=source,
    )  # fmt: skip
    spa = RaceWorth("wec-2025/spa/race", "wec-2025/spa", text, None, True, (), (), listed=12)
    line = StandingLine(text, text, 4, "70", "final", source)
    return SeasonWorth("wec-2025", "hypercar", True, (spa, fuji), (line,), (text, text), source)


def sample(text: str = "plain") -> Study:
    """Return a study with every section filled; `text` stands wherever a fact's own words can stand."""
    rule = RuleFinding(
        "road-cars", Outcome.ON_CONDITION, f"Because {text}", ("wec-calendar", "https://a.example/x"), text
    )
    by_meeting = (MeetingVerdict("imsa-2025/laguna-seca", True, Outcome.YES, (rule,)),)
    verdict = Verdict(
        ("alpine-a424",), "imsa-2025", "gtp", Outcome.ON_CONDITION, (rule,), (("lmp2", Outcome.NO),), by_meeting
    )
    crew = Verdict(("mick-schumacher",), "imsa-2025", "gtp", Outcome.UNKNOWN, (rule,))
    wec = (
        meeting("wec-2025/spa", "2025-05-08", name=text),
        meeting("wec-2025/fuji", "2025-09-26", latitude=35.4, longitude=138.9),
    )
    imsa = (
        meeting("imsa-2025/laguna-seca", "2025-05-09", latitude=36.6, longitude=-121.8, country="US", circuit=text),
        meeting("imsa-2025/vir", "2025-08-22", races=False, country="US", city=text),
    )
    effect = Effect("alpine-a424", "is entered", "may enter", True, f"It is at wec-2025/spa and {text}")
    torn = Effect("earl-bamber", "drove", "missed", True, f"{text}: drove wec-2025/spa")
    stand_ins = tuple((f"d{n}", f"{text} {n}", (text,)) for n in range(11))
    return Study(
        id="sample", title=text, question=text, subject_kind="car", subject="alpine-a424", subject_name=text,
        as_of=dt.date(2025, 6, 1), outcome=Outcome.ON_CONDITION, verdict=text, points=(text,),
        eligibility=(verdict,), crews=(crew,),
        calendars=(
            SeasonSheet("wec-2025", text, "has", "hypercar", wec),
            SeasonSheet("imsa-2025", text, "candidate", "gtp", imsa),
        ),
        clashes=(ClashSheet(clash(), True, effect, (torn, replace(torn, concerned=False))),),
        runners=(Runner("proton", text, "customer", ("imsa-2025",), ("porsche-963",), False, ("wec-calendar",)),),
        drivers=(DriverSheet("mick-schumacher", text, text, 7, text),),
        covers=(CoverSheet("imsa-2025/laguna-seca", "wec-2025/spa", 2, ("mick-schumacher",), (), stand_ins),),
        worth=(season_worth(text),),
        markets=(MarketSheet("US", 1, 9, True), MarketSheet("QA", 1, 0, False)),
        distances=(Distance(text, "imsa-2025/laguna-seca", 4090.0), Distance("Miami", "imsa-2025/vir", 1200.0)),
        unknowns=(text,),
        findings=(Finding("warning", "no-days", text, where=text, hint=text, sources=("wec-calendar",)),),
        sources=(
            Source(id="wec-calendar", title=text, url="https://wec.example/calendar?a=1&b=%22x%22"),
            Source(id="a-example-x", title="https://a.example/x", url="https://a.example/x"),
            Source(id="spoken", title=text, url=None),
        ),
        names={"imsa-2025/vir": "VIR", "imsa-2025/gtp": text, "porsche-963": text, "gt-asia-2018": "GT Asia 2018"},
    )  # fmt: skip


class Page(HTMLParser):
    """Collects the elements of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@pytest.fixture(scope="module")
def hostile_page() -> str:
    return Report(sample(HOSTILE)).html()


def test_hostile_text_stays_text(hostile_page: str) -> None:
    """Names come from files anyone may write: none of them may become an element, an attribute or a template."""
    page = Page(hostile_page)
    tags = {tag for tag, _ in page.found}
    assert "script" not in tags
    assert not tags & {"iframe", "object", "embed", "img", "link"}
    assert not [name for _, attributes in page.found for name in attributes if name.startswith("on")]
    assert "{{ 7*7 }}" in hostile_page
    assert "&lt;script&gt;" in hostile_page


def test_no_request_leaves_the_page(hostile_page: str) -> None:
    """A report is read offline and in confidence: web addresses may stand only in links a person clicks."""
    page = Page(hostile_page)
    for tag, attributes in page.found:
        for name, value in attributes.items():
            outside = re.search(r"(?i)https?:|^//|url\((?!#)", value)
            assert not outside or (tag, name) == ("a", "href") or name == "xmlns", (tag, name, value)
    styles = re.findall(r"<style>(.*?)</style>", hostile_page, flags=re.DOTALL)
    assert styles
    assert not any(re.search(r"url\(|@import|https?:", style) for style in styles)


def test_only_web_addresses_become_links() -> None:
    """A source's address that is not http(s) would run in the reader's browser: it stays text."""
    assert not is_link("javascript:alert(1)")
    assert not is_link("data:text/html,x")
    assert not is_link("https://")
    assert not is_link("https://[broken")
    assert not is_link(None)
    evil = Source.model_construct(id="evil", url="javascript:alert(1)", title="Evil", published=None, note="")
    page = Page(Report(replace(sample(), sources=(evil,))).html())
    assert not [value for _, attributes in page.found for value in attributes.values() if "javascript:" in value]


def test_ids_are_unique_and_references_lead_somewhere(hostile_page: str) -> None:
    """Two charts with one id would share clip paths; a label that leads nowhere is not read out."""
    page = Page(hostile_page)
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.found:
        for reference in attributes.get("aria-labelledby", "").split():
            assert reference in ids
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids


def test_same_study_same_bytes() -> None:
    """Two people with the same facts must hold the same report, whatever was drawn before."""
    assert Report(sample()).html() == Report(sample()).html()


def test_every_section_is_told() -> None:
    """A section that is quietly left out would be a fact withheld."""
    html = Report(sample("Zebra")).html()
    for name in (
        "eligibility", "crews", "calendars", "clashes", "map", "runners", "drivers", "worth", "markets",
        "distances", "unknowns", "findings", "sources",
    ):  # fmt: skip
        assert f'<section id="{name}"' in html
        assert f'<a href="#{name}">' in html
    assert "and 3 more" in html
    assert "United States" in html
    assert "It is at Spa (WEC) and Zebra" in html


def test_empty_sections_are_left_out() -> None:
    """A heading over nothing suggests that something is missing."""
    bare = replace(
        sample(), eligibility=(), crews=(), calendars=(), clashes=(), runners=(), drivers=(), covers=(), worth=(),
        markets=(), distances=(), unknowns=(), findings=(), sources=(), as_of=None,
    )  # fmt: skip
    html = Report(bare).html()
    assert re.findall(r'<section id="([^"]+)"', html) == ["verdict"]
    assert "<svg" not in html


def test_json_is_the_study(tmp_path: Path) -> None:
    """Programs read the JSON: it must be the study itself, not a view of it."""
    study = sample()
    text = Report(study).to_json(tmp_path / "deep" / "study.json")
    assert json.loads(text) == study.as_dict()
    assert (tmp_path / "deep" / "study.json").read_text(encoding="utf-8") == text


def test_html_is_written_whole(tmp_path: Path) -> None:
    """A page that is being rewritten must never be seen half done, and no scraps may be left beside it."""
    path = Report(sample()).to_html(tmp_path / "new" / "report.html")
    assert path.read_text(encoding="utf-8") == Report(sample()).html()
    assert [one.name for one in path.parent.iterdir()] == ["report.html"]


def test_a_path_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """A full disk or a wrong path is the user's to mend, so it is told as such, and leaves nothing behind."""
    (tmp_path / "file").write_text("")
    (tmp_path / "taken").mkdir()
    with pytest.raises(PaddockError, match="cannot be written"):
        Report(sample()).to_json(tmp_path / "file" / "study.json")
    with pytest.raises(PaddockError, match="cannot be written"):
        Report(sample()).to_json(tmp_path / "taken")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "taken"]


@pytest.mark.parametrize(
    ("library", "ask"),
    [
        ("altair", lambda report: report.charts()),
        ("vl_convert", lambda report: report.html()),
    ],
)
def test_missing_library_names_the_cure(
    library: str, ask: Callable[[Report], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Charts are an extra: without it the answer is the one command that mends it, not a traceback."""
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == library:
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"pip install 'paddock\[report\]'"):
        ask(Report(sample()))


def test_charts_are_specs_and_pictures(tmp_path: Path) -> None:
    """Others draw from the same specs, so each must stand alone, as a picture too."""
    charts = Report(sample()).charts()
    assert sorted(charts) == [
        f"{name}-{form}" for name in ("calendar", "distances", "map", "markets", "worth") for form in ("narrow", "wide")
    ]
    svg = to_svg(charts["calendar-wide"], "x")
    assert 'role="img"' in svg
    assert 'aria-labelledby="x-title x-desc"' in svg
    assert "currentColor" in svg
    assert not re.search(r"<svg[^>]* (width|height)=", svg)
    assert to_png(charts["markets-narrow"], tmp_path / "a" / "m.png", theme="dark").read_bytes()[:4] == b"\x89PNG"


def test_terminal_shows_facts_as_they_are() -> None:
    """Square brackets in a name are no markup, and nothing runs past 80 columns."""
    out = StringIO()
    print_study(sample("Team [bold]X[/bold]"), Console(file=out, width=80, color_system=None))
    lines = out.getvalue().splitlines()
    assert any("Team [bold]X[/bold]" in line for line in lines)
    assert max(map(len, lines)) <= 80
    for heading in ("Clashes", "Who could run the car", "Meetings per country", "Distances", "Not on record"):
        assert heading in lines
    assert "and 3 more" in out.getvalue()


def test_text_is_verdict_and_points() -> None:
    """`str(report)` fits one screen."""
    assert str(Report(sample("Zebra"))).splitlines() == ["Zebra", "Zebra", "", "! Zebra", "  - Zebra"]


def test_words() -> None:
    """Names are what people say, not what files are called."""
    assert country_name("MO") == "Macau"
    assert country_name("US") == "United States"
    assert country_name("ZZ") in {"ZZ", "Unknown Region"}
    assert titled("bmw-m-hybrid-v8") == "BMW M Hybrid V8"
    assert source_label(Source(id="x", title="https://www.fia.com/a/b", url="https://www.fia.com/a/b")) == "fia.com"


def test_names() -> None:
    """A name of the study wins; an id it does not name is told as words, never as a guess about the thing."""
    names = Names(sample())
    assert names.meeting("imsa-2025/vir") == "VIR"
    assert names.full_meeting("imsa-2025/laguna-seca") == "Laguna Seca (IMSA)"
    assert names.series("wec-2018-19") == "WEC"
    assert names.series("gt-asia-2018") == "GT Asia"
    assert names.seasons_of(["imsa-2024", "imsa-2025", "wec-2018-19"]) == "IMSA 2024 and 2025, WEC 2018-19"
    assert names.classes_of("imsa-2025/vir", ["gtd-pro"]) == "GTD Pro"
    assert names.spoken("at imsa-2025/vir, not imsa-2025/vir-2") == "At VIR (IMSA), not imsa-2025/vir-2"


@pytest.mark.parametrize("starts", [[0, 10, 20, 30], [0, 100, 110, 400], [5], []])
def test_no_leader_crosses_a_label(starts: list[float]) -> None:
    """A line through a name makes it unreadable: a label under a later mark must lie beyond that mark's own label."""
    widths = [60.0] * len(starts)
    lines = stairs(starts, widths, gap=0)
    for place, start in enumerate(starts):
        for after in range(place + 1, len(starts)):
            if starts[after] < start + widths[place]:
                assert lines[place] > lines[after]
