"""A dossier, two articles side by side and a study's claims, opened in a browser as their readers do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsing import DESK, PHONE, Visit, drawn, lettering, serious_barriers

from dossier_sample import NAMES, dossier, hostile, programme
from evidence_hostile import MARK, PAYLOADS
from paddock.evidence import Status
from paddock.reports import Report
from paddock.reports.dossier import dossier_page, side_page
from test_reports import sample

pytestmark = pytest.mark.browser

WITH_CHART = ("dossier", "crowded", "study")


def pages() -> dict[str, str]:
    """Return the pages that are looked at, by name."""
    plain = dossier()
    crowded = tuple(
        replace(one, date=f"2024-{1 + 2 * at:02}", status=list(Status)[4 * at % 9], speaker="Maximiliane Overlong")
        for at, one in enumerate(plain.programmes[0].steps[:6])
    )
    spun, german = plain.relations.derivations
    articles = plain.articles
    return {
        "dossier": dossier_page(plain),
        "crowded": dossier_page(replace(plain, programmes=(replace(programme(), steps=crowded), programme()))),
        "side": side_page(articles["spun"], articles["interview"], spun, names=NAMES),
        "translation": side_page(articles["german"], articles["interview"], german, names=NAMES),
        "study": Report(replace(sample(), said=(programme(),), names={})).html(),
    }


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("dossiers")
    paths = {}
    for name, html in pages().items():
        paths[name] = folder / f"{name}.html"
        paths[name].write_text(html, encoding="utf-8")
    return paths


@pytest.fixture(params=["dossier", "crowded", "side", "translation", "study"])
def page(request: pytest.FixtureRequest, written: dict[str, Path]) -> Path:
    return written[request.param]


def unfold(visit: Visit) -> None:
    """Open everything that is folded away."""
    visit.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def test_page_is_whole_and_silent(browser: Any, page: Path) -> None:
    """Every chart is drawn in the layout that fits, nothing is fetched, nothing moves sideways or complains."""
    for size, shown, hidden in ((DESK, "wide", "narrow"), (PHONE, "narrow", "wide")):
        with Visit(browser, page, size=size) as visit:
            unfold(visit)
            charts = drawn(visit.page, shown)
            assert bool(charts) == (page.stem in WITH_CHART)
            assert all(one["width"] > 250 and one["height"] > 60 and one["marks"] > 5 for one in charts)
            assert all(one["width"] == 0 for one in drawn(visit.page, hidden))
            assert visit.asked == [page.as_uri()]
            assert visit.complaints == []
            assert visit.page.evaluate("document.scripts.length") == 0
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", WITH_CHART)
def test_chart_text_is_neither_clipped_nor_overlapping(
    browser: Any, written: dict[str, Path], name: str, size: dict[str, int]
) -> None:
    """A name cut off at the edge or lying on another cannot be read."""
    with Visit(browser, written[name], size=size) as visit:
        seen = lettering(visit.page, '.chart[class*="chart-said"] svg')
        assert sum(one["texts"] for one in seen) > 20
        assert [trouble for one in seen for trouble in one["troubles"]] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier(browser: Any, page: Path, scheme: str) -> None:
    """axe-core finds nothing serious in either colour scheme."""
    with Visit(browser, page, scheme) as visit:
        unfold(visit)
        assert serious_barriers(visit.page) == []


def test_sides_stand_beside_each_other_or_below(browser: Any, written: dict[str, Path]) -> None:
    """At a desk the two texts stand side by side, on a phone one below the other, each named."""
    ask = """() => [...document.querySelectorAll('.texts article')].map(one => one.getBoundingClientRect())
                 .map(box => [box.left, box.top])"""
    with Visit(browser, written["side"]) as visit:
        (left, top), (right, other) = visit.page.evaluate(ask)
        assert right > left
        assert other == top
    with Visit(browser, written["side"], size=PHONE) as visit:
        (left, top), (right, other) = visit.page.evaluate(ask)
        assert right == left
        assert other > top
        assert visit.page.locator("#passages .whose").first.inner_text() == "Came first: Pit Wall"
        assert visit.page.locator("#passages .whose").first.bounding_box()["width"] > 100


def test_passages_are_told_apart_without_colour(browser: Any, written: dict[str, Path]) -> None:
    """Neighbouring passages differ in their underline and have a number that leads to the other text."""
    with Visit(browser, written["side"]) as visit:
        lines = visit.page.evaluate(
            "[1, 2, 3].map(n => getComputedStyle(document.querySelector(`#left-${n} ~ mark`)).textDecorationStyle)"
        )
        assert len(set(lines)) == 3
        visit.page.click("#left-2")
        assert visit.page.evaluate("location.hash") == "#right-2"


RUNS_NOWHERE = {"csv", "terminal", "path", "sql", "markup of the terminal", "nul"}
"""Payloads that are not meant for a browser; tests/test_dossier_reports.py holds the page to them."""


@pytest.mark.parametrize("kind", ["dossier", "side"])
def test_nothing_of_a_hostile_article_runs(browser: Any, tmp_path: Path, kind: str) -> None:
    """In a real browser too: no script ran, no dialog opened, nothing was asked for, and no element came of it."""
    path = tmp_path / f"{kind}.html"
    for text in (payload for name, payload in PAYLOADS.items() if name not in RUNS_NOWHERE):
        one = hostile(text)
        made, articles = one.relations.derivations[0], one.articles
        sides = kind == "side" and side_page(articles["spun"], articles["interview"], made, names=one.names)
        path.write_text(sides or dossier_page(one), encoding="utf-8")
        with Visit(browser, path) as visit:
            visit.context.add_init_script(f"window.ran = 0; window.{MARK} = () => {{ window.ran += 1; }}")
            dialogs: list[str] = []
            visit.page.on("dialog", lambda dialog, seen=dialogs: (seen.append(dialog.message), dialog.dismiss()))
            visit.page.reload()
            unfold(visit)
            visit.page.evaluate(
                "document.querySelectorAll('main *').forEach(one => one.dispatchEvent(new Event('mouseover')))"
            )
            assert visit.page.evaluate("window.ran") == 0, text
            assert dialogs == []
            assert set(visit.asked) == {path.as_uri()}
            assert visit.complaints == []
            strange = "script, iframe, img, object, embed, form, base, button, body style"
            assert visit.page.locator(strange).count() == 0
