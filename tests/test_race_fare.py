"""How a car would fare in a season it is not entered in, and the study's section on it."""

from __future__ import annotations

import pytest

from paddock.catalogue import Catalogue
from paddock.errors import UnknownName
from paddock.racing.faring import SeasonFare, fares
from paddock.reports.html import study_page
from paddock.studies import find_study, read_study, run_study


@pytest.fixture(scope="module")
def season(facts: Catalogue) -> SeasonFare:
    """The Alpine in every GTP round of IMSA's 2025, simulated a few times."""
    return fares(facts, "alpine-a424", "imsa-2025", "gtp", replicates=20, seed=2)


def test_every_round_of_the_class_is_there(facts: Catalogue, season: SeasonFare) -> None:
    """Nine of eleven meetings: GTP is neither at Mosport nor at VIR."""
    wanted = [f"imsa-2025/{one.id}" for one in facts.seasons["imsa-2025"].meetings if "gtp" in one.classes]
    assert [one.meeting for one in season.rounds] == wanted
    assert len(wanted) == 9
    for one in season.rounds:
        assert 1 <= one.place_p10 <= one.place_p50 <= one.place_p90 <= one.among
        assert 0 <= one.win <= one.podium <= 1


def test_its_pace_comes_from_where_it_races(season: SeasonFare) -> None:
    """Carried over by the opponents that race in both series, and no race of the season is known to the fit."""
    assert season.moved is not None
    assert "porsche 963" in {one.casefold() for one in season.moved.shared}
    assert season.fitted < "2025"
    assert not any(one.code == "looks-ahead" for one in season.findings)


def test_the_same_seed_fares_the_same(facts: Catalogue, season: SeasonFare) -> None:
    """The study's bytes must not change from run to run."""
    assert fares(facts, "alpine-a424", "imsa-2025", "gtp", replicates=20, seed=2) == season


def test_a_season_without_the_class_is_refused(facts: Catalogue) -> None:
    """A class that is misspelt must not pass for one in which the car does not fare at all."""
    with pytest.raises(UnknownName, match="nowhere"):
        fares(facts, "alpine-a424", "imsa-2025", "nowhere", replicates=5)


def test_the_study_has_its_section(facts: Catalogue) -> None:
    """In the study, its JSON and its page; with no races asked for it is left out."""
    study = run_study(facts, read_study(find_study("alpine-imsa-2025")), replicates=10)
    (sheet,) = study.fared
    assert sheet.says[0].startswith("Each of 9 rounds was simulated 10 times with one Alpine A424 more in GTP")
    told = study.as_dict()["fared"]
    assert isinstance(told, list)
    assert len(told[0]["rounds"]) == 9
    page = study_page(study)
    assert "How would it fare?" in page
    assert "chart-fare" in page
    assert run_study(facts, read_study(find_study("alpine-imsa-2025")), replicates=0).fared == ()
