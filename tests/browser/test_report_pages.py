"""The built-in studies' reports, opened in a browser as their readers do."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsing import DESK, PHONE, Visit, drawn, lettering, serious_barriers

from paddock.catalogue import load
from paddock.reports import Report
from paddock.studies import built_in_studies, find_study, read_study, run_study
from worth_fixtures import FIELD, archive_with, laps_file

pytestmark = pytest.mark.browser

STUDIES = sorted(built_in_studies())
WITH_LAPS = "alpine-imsa-2025 with laps"
"""A study that shows the pace out of an archive too."""


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    catalogue = load()
    pages = {
        name: Report(run_study(catalogue, read_study(find_study(name)))).to_html(folder / f"{name}.html")
        for name in STUDIES
    }
    meetings = ("wec-2024/le-mans", "wec-2024/fuji", "wec-2025/sao-paulo")
    laps = {
        f"{meeting}/race": laps_file(
            [replace(one, pace_ms=one.pace_ms + 300 * place) if one.make == "Alpine" else one for one in FIELD]
        )
        for place, meeting in enumerate(meetings)
    }
    archive = archive_with(folder, catalogue, laps)
    file = read_study(find_study("alpine-imsa-2025"))
    pages[WITH_LAPS] = Report(run_study(catalogue, file, archive=archive)).to_html(folder / "with-laps.html")
    return pages


@pytest.fixture(params=[*STUDIES, WITH_LAPS])
def report(request: pytest.FixtureRequest, reports: dict[str, Path]) -> Path:
    return reports[request.param]


def test_page_is_whole_and_silent(browser: Any, report: Path) -> None:
    """Every chart is drawn, nothing is fetched, nothing complains."""
    with Visit(browser, report) as visit:
        charts = drawn(visit.page, "wide")
        assert charts
        assert all(one["width"] > 600 and one["height"] > 60 and one["marks"] > 5 for one in charts)
        assert all(one["width"] == 0 for one in drawn(visit.page, "narrow"))
        assert visit.asked == [report.as_uri()]
        assert visit.complaints == []
        assert visit.page.evaluate("document.scripts.length") == 0


def test_phone_width(browser: Any, report: Path) -> None:
    """At 360 px the page does not move sideways, also with everything unfolded, and the narrow charts show."""
    with Visit(browser, report, size=PHONE) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        charts = drawn(visit.page, "narrow")
        assert charts
        assert all(0 < one["width"] <= PHONE["width"] and one["height"] > 60 for one in charts)
        assert all(one["width"] == 0 for one in drawn(visit.page, "wide"))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_chart_text_is_neither_clipped_nor_overlapping(browser: Any, report: Path, size: dict[str, int]) -> None:
    """A name cut off at the edge or lying on another cannot be read."""
    with Visit(browser, report, size=size) as visit:
        troubles = [trouble for one in lettering(visit.page, ".chart svg") for trouble in one["troubles"]]
        assert troubles == []


def test_keyboard_and_landmarks(browser: Any, report: Path) -> None:
    """Without a mouse: first the way past the navigation, then the navigation; each landmark once."""
    with Visit(browser, report) as visit:
        page = visit.page
        stops = []
        for _ in range(3):
            page.keyboard.press("Tab")
            stops.append(
                page.evaluate("[document.activeElement.className, document.activeElement.closest('nav') != null]")
            )
        assert stops[0][0] == "skip"
        assert stops[2][1], "after the skip link and the colour switch comes the navigation"
        page.evaluate("document.querySelector('.skip').focus()")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        for role in ("banner", "navigation", "main", "contentinfo"):
            assert page.get_by_role(role).count() == 1, role


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier(browser: Any, report: Path, scheme: str) -> None:
    """axe-core finds nothing serious in either colour scheme."""
    with Visit(browser, report, scheme) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert serious_barriers(visit.page) == []


def luminance(colour: str) -> float:
    """Return the relative luminance of `rgb(…)`. Source: WCAG 2.2."""
    parts = [int(one) / 255 for one in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_light_dark_and_the_switch(browser: Any, report: Path) -> None:
    """The page follows the system, the switch overrules it, and text can be read in both."""
    paper = "getComputedStyle(document.body).backgroundColor"
    seen = {}
    for scheme in ("light", "dark"):
        with Visit(browser, report, scheme) as visit:
            seen[scheme] = visit.page.evaluate(paper)
            pairs = visit.page.evaluate(
                """() => [['body', 'body'], ['.sentence', 'section'], ['.chart svg', 'section'], ['.note', 'section']]
                     .filter(([text]) => document.querySelector(text))
                     .map(([text, paper]) => [getComputedStyle(document.querySelector(text)).color,
                                              getComputedStyle(document.querySelector(paper)).backgroundColor])"""
            )
            for one, other in pairs:
                low, high = sorted((luminance(one), luminance(other)))
                assert (high + 0.05) / (low + 0.05) >= 4.5
            visit.page.check(f"#theme-{'dark' if scheme == 'light' else 'light'}")
            seen[f"not {scheme}"] = visit.page.evaluate(paper)
    assert seen["light"] != seen["dark"]
    assert seen["not light"] == seen["dark"]
    assert seen["not dark"] == seen["light"]
