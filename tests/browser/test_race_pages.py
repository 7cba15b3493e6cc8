"""Pages of forecasts, strategies, back-tests, fits and seasons, opened in a browser as their readers do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import DESK, PHONE, Visit, drawn, lettering, serious_barriers

import paddock as pk
from paddock.catalogue import Catalogue
from paddock.findings import Finding
from paddock.reports.racing import backtest_page, calibration_page, forecast_page, strategy_page
from paddock.reports.seasons.page import season_page
from race_forecasts import HOUR, backtest_of, field_of, fit_of, forecast_of, strategy_of

pytestmark = pytest.mark.browser

FINDINGS = (Finding("warning", "no-crew", "The crew of 23 is not known.", hint="Name one."),)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory, facts: Catalogue) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("races")
    pages = {
        "forecast": forecast_page(
            forecast_of(field_of(HYPERCAR=23, LMGT3=1), hours=24, at_ms=2 * HOUR, asked=1000, findings=FINDINGS)
        ),
        "strategy": strategy_page(strategy_of(hours=24, stint=40, plans=7, mandatory=True, findings=FINDINGS)),
        "backtest": backtest_page(backtest_of(races=4, at=(0.0, 0.25, 0.5, 0.75), skipped={"a/b/race": "no laps"})),
        "calibration": calibration_page(fit_of(findings=FINDINGS)),
        "season": season(facts),
    }
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in pages}


def season(facts: Catalogue) -> str:
    """Return the page of a season with three titles still open, and who can still win one of them."""
    titles = ("drivers", "makes", "world-cup-teams")
    found = pk.season_forecast("wec-2024", *titles, after="fuji", races=40, replicates=200, using=facts)
    return season_page(facts, found.forecast, [pk.season_chances("wec-2024", "drivers", "fuji", using=facts)])


@pytest.fixture(params=("forecast", "strategy", "backtest", "calibration", "season"))
def page(request: pytest.FixtureRequest, written: dict[str, Path]) -> Path:
    return written[request.param]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_page_is_whole_silent_and_legible(browser: Any, page: Path, size: dict[str, int]) -> None:
    """Every chart is drawn in the layout that fits, its letters apart; nothing is fetched or sticks out."""
    shown, hidden = ("wide", "narrow") if size is DESK else ("narrow", "wide")
    with Visit(browser, page, size=size) as visit:
        visit.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        charts = drawn(visit.page, shown)
        assert len(charts) >= 3
        assert all(one["width"] > 250 and one["height"] > 20 and one["marks"] > 2 for one in charts)
        assert all(one["width"] == 0 for one in drawn(visit.page, hidden))
        assert (visit.asked, visit.complaints) == ([page.as_uri()], [])
        assert visit.page.evaluate("document.scripts.length") == 0
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        seen = lettering(visit.page, ".chart svg")
        assert sum(one["texts"] for one in seen) > 60
        assert [trouble for one in seen for trouble in one["troubles"]] == []


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        ("forecast", "dark"),
        ("strategy", "light"),
        ("backtest", "dark"),
        ("calibration", "light"),
        ("season", "dark"),
    ],
)
def test_no_serious_barrier(browser: Any, written: dict[str, Path], name: str, scheme: str) -> None:
    """axe-core finds nothing serious, what is folded away included."""
    with Visit(browser, written[name], scheme) as visit:
        visit.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert serious_barriers(visit.page) == []
