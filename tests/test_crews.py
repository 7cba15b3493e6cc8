"""Drivers who share a car all the way are one: nothing parts them, and what they need is what their car needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from paddock.catalogue import Catalogue, load
from paddock.championships.ahead import Ahead, ahead
from paddock.championships.asking import race_for_title
from paddock.championships.crews import as_one, crews_of
from paddock.model import Decree
from paddock.scoring import decrees_of, recorded, score, title_named, until
from season_fixtures import toy

pytest.importorskip("ortools", reason="what is still possible needs OR-Tools")


def left_of(facts: Catalogue, season: str, title: str, after: str) -> Ahead:
    results, now = until(recorded(facts, facts.seasons[season]), after)
    return ahead(facts, facts.seasons[season], title_named(facts, season, title), results, now)


def crews(facts: Catalogue, left: Ahead, season: str, *more: Decree) -> set[tuple[str, ...]]:
    return set(crews_of(left, facts.scales, [*decrees_of(facts, season), *more]).values())


def test_drivers_of_a_car_need_what_their_car_needs(facts: Catalogue) -> None:
    """IMSA's drivers and teams score alike: each crew of the last round has the answer of its car."""
    teams = race_for_title(facts, "imsa-2024", "gtp-teams", "10")
    drivers = {one.who.id: one for one in race_for_title(facts, "imsa-2024", "gtp-drivers", "10").chances}
    crew = {"7": "felipe-nasr", "6": "nick-tandy", "31": "pipo-derani", "40": "jordan-taylor"}
    for one in teams.chances:
        if one.who.detail not in crew:
            continue
        other = drivers[crew[one.who.detail]]
        for name in ("points", "most", "can_win", "must_score", "certain_with", "must_gain"):
            assert getattr(one, name) == getattr(other, name), (one.who, name)


def test_a_crew_wins_together(facts: Catalogue) -> None:
    """Before the last round of 2024 three crews of the WEC could still win; places are those of the table."""
    race = race_for_title(facts, "wec-2024", "drivers", "7")
    able = [one for one in race.chances if one.can_win]
    assert [one.who.id for one in able[:3]] == ["andre-lotterer", "kevin-estre", "laurens-vanthoor"]
    assert [one.points for one in able] == [150, 150, 150, 115, 115, 115, 113, 113]
    table = {row.who: row.position for row in score(facts, "wec-2024", "drivers", after="7").table.rows}
    assert {one.who: one.position for one in race.chances if one.position} == table
    assert set(race.for_whom) == {one.who for one in able}
    assert "crews-as-one" in {one.code for one in race.findings}
    over = race_for_title(facts, "wec-2024", "drivers", "8")
    assert [one.who.id for one in over.chances if one.can_win and one.certain_with == 0] == [
        "andre-lotterer", "kevin-estre", "laurens-vanthoor",
    ]  # fmt: skip


def test_who_parted_is_no_crew(facts: Catalogue) -> None:
    """Mike Conway missed Le Mans: he stands by himself, his mates of then are a crew of two."""
    left = left_of(facts, "wec-2024", "drivers", "7")
    found = crews(facts, left, "wec-2024")
    assert ("kamui-kobayashi", "nyck-de-vries") in found
    assert not any("mike-conway" in one for one in found)


def test_a_decree_on_one_of_a_crew_parts_it(facts: Catalogue) -> None:
    """A penalty that names one driver of a car leaves the others ahead of him."""
    left = left_of(facts, "wec-2024", "drivers", "7")
    alone = Decree(
        id="alone", name="Alone", season="wec-2024", kind="points", drivers=("kevin-estre",), points=-1,
        text="A point less.", status="unverified",
    )  # fmt: skip
    assert ("andre-lotterer", "kevin-estre", "laurens-vanthoor") in crews(facts, left, "wec-2024")
    assert not any("kevin-estre" in one for one in crews(facts, left, "wec-2024", alone))
    together = alone.model_copy(update={"drivers": ("andre-lotterer", "kevin-estre", "laurens-vanthoor")})
    assert ("andre-lotterer", "kevin-estre", "laurens-vanthoor") in crews(facts, left, "wec-2024", together)


def test_there_are_no_crews_where_a_car_is_shared_out(tmp_path: Path) -> None:
    """Where drivers have equal parts of a car's points, leaving one out would give the others more."""
    (tmp_path / "toy.toml").write_text(toy(), encoding="utf-8")
    season = load((tmp_path,))
    left = left_of(season, "toy-2030", "drivers", "3")
    pairs = tuple(
        replace(slot, lines=tuple(replace(line, drivers=(*line.drivers, f"mate-of-{line.car}")) for line in slot.lines))
        for slot in left.slots
    )
    assert crews(season, replace(left, slots=pairs), "toy-2030") == set()


def test_one_of_each_crew_is_left(facts: Catalogue) -> None:
    """The others are in no session, so far or to come; nobody else goes."""
    left = left_of(facts, "wec-2024", "drivers", "7")
    found = crews_of(left, facts.scales, decrees_of(facts, "wec-2024"))
    one = as_one(left, found)

    def drivers(what: Ahead) -> set[str]:
        lines = [line for sheet in (*what.results.sheets, *what.slots) for line in sheet.lines]
        return {driver for line in lines for driver in (*line.drivers, *line.fastest)}

    gone = {driver for first, crew in found.items() for driver in crew if driver != first}
    assert drivers(one) == drivers(left) - gone
    assert found
