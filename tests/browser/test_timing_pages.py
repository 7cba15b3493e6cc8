"""The pictures of a session, opened in a browser as their readers do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import DESK, PHONE, Visit, drawn, lettering, serious_barriers

from chart_races import RACES, laps_of, session_of
from paddock.reports.timing import Plots

pytestmark = pytest.mark.browser

BIG = {f"{number:03}" if number % 9 == 0 else str(number): name for number, name in enumerate(
    ["HYPERCAR"] * 19 + ["LMP2"] * 16 + ["LMGT3"] * 23 + ["INNOVATIVE CAR"], 1
)}  # fmt: skip
SHOWN = {
    "whole": RACES["whole"],
    "lacking": laps_of(dict.fromkeys(("1", "2", "3")), drivers=False, flags=False),
    "big": laps_of(BIG, 60, out={"5": 11, "40": 12, "41": 12}, names=("A VERY-LONG-FAMILY-NAME", "Li O", "Mx VAN DER")),
}


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sessions")
    return {
        name: Plots(session_of(laps)).save(folder / f"{name}.html", f"Race: {name}") for name, laps in SHOWN.items()
    }


@pytest.fixture(params=sorted(SHOWN))
def page(request: pytest.FixtureRequest, written: dict[str, Path]) -> Path:
    return written[request.param]


def test_page_is_whole_and_silent(browser: Any, page: Path) -> None:
    """Every picture is drawn in the layout that fits, nothing is fetched, nothing complains."""
    for size, shown, hidden in ((DESK, "wide", "narrow"), (PHONE, "narrow", "wide")):
        with Visit(browser, page, size=size) as visit:
            charts = drawn(visit.page, shown)
            assert len(charts) >= 7
            assert all(one["width"] > 250 and one["height"] > 20 and one["marks"] > 2 for one in charts)
            assert all(one["width"] == 0 for one in drawn(visit.page, hidden))
            assert visit.asked == [page.as_uri()]
            assert visit.complaints == []
            assert visit.page.evaluate("document.scripts.length") == 0
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_text_is_neither_clipped_nor_overlapping(browser: Any, page: Path, size: dict[str, int]) -> None:
    """A car number cut off at the edge or lying on another cannot be read."""
    with Visit(browser, page, size=size) as visit:
        seen = lettering(visit.page, ".chart svg")
        assert sum(one["texts"] for one in seen) > 60
        assert [trouble for one in seen for trouble in one["troubles"]] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier(browser: Any, page: Path, scheme: str) -> None:
    """axe-core finds nothing serious in either colour scheme."""
    with Visit(browser, page, scheme) as visit:
        assert serious_barriers(visit.page) == []


def test_marks_take_the_colours_of_the_paper(browser: Any, written: dict[str, Path]) -> None:
    """In the dark every mark changes, also by the switch; a class has one colour in all pictures."""
    ask = """() => [...document.querySelectorAll('.chart .wide svg [fill="#1070E0"]')]
                   .map(one => getComputedStyle(one).fill)"""
    seen: dict[str, set[str]] = {}
    for scheme, other in (("light", "dark"), ("dark", "light")):
        with Visit(browser, written["whole"], scheme) as visit:
            seen[scheme] = set(visit.page.evaluate(ask))
            visit.page.check(f"#theme-{other}")
            seen[f"not {scheme}"] = set(visit.page.evaluate(ask))
    assert seen["light"] == seen["not dark"] == {"rgb(16, 112, 224)"}
    assert seen["dark"] == seen["not light"] == {"rgb(112, 168, 255)"}
