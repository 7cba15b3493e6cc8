"""What a first season would be worth: the study's section on it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from paddock.catalogue import Catalogue
from paddock.reports.html import study_page
from paddock.studies import Study, find_study, read_study, run_study


@pytest.fixture(scope="module")
def study(facts: Catalogue) -> Study:
    """The Alpine in IMSA's 2025, with a few races of each round."""
    return run_study(facts, read_study(find_study("alpine-imsa-2025")), replicates=10)


def test_titles_of_whole_seasons_come_first(study: Study) -> None:
    """A reader asks for the championship before the cup within it; cars come before the people in them."""
    (sheet,) = study.firsts
    names = [one.title for one in sheet.season.titles]
    assert names[:3] == ["gtp-teams", "gtp-drivers", "gtp-makes"]
    assert set(names[3:]) == {"gtp-endurance-teams", "gtp-endurance-drivers", "gtp-endurance-makes"}


def test_every_title_tells_points_places_and_odds(study: Study) -> None:
    """Points lie in order, odds of places add up to one, and the odds of the title are those of the first place."""
    for one in study.firsts[0].season.titles:
        assert Fraction(0) < one.points_p5 <= one.points_p50 <= one.points_p95
        assert sum(one.places) == pytest.approx(1.0)
        assert one.champion <= one.top_three
        assert one.place_at(0.1) <= one.place_at(0.5) <= one.place_at(0.9) <= one.among
        assert one.rounds == (5 if "endurance" in one.title else 9)


def test_the_section_is_in_the_page_and_in_the_json(study: Study) -> None:
    """With its chart, its table, and a sentence that says what it comes to."""
    page = study_page(study)
    assert "What would a first season be worth?" in page
    assert "chart-first" in page
    assert "GTP teams" in page
    told = study.as_dict()["first_seasons"]
    assert isinstance(told, list)
    assert told[0]["titles"][0]["title"] == "gtp-teams"
    assert "points in the median season" in told[0]["says"][0]


def test_without_races_there_is_no_section(facts: Catalogue) -> None:
    """Nothing is scored that was not simulated, and the page has no empty heading."""
    bare = run_study(facts, read_study(find_study("alpine-imsa-2025")), replicates=0)
    assert bare.firsts == ()
    assert "What would a first season be worth?" not in study_page(bare)
