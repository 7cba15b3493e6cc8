"""Race forecasts, strategies and back-tests as people see them say what was simulated, bad results included."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from paddock.errors import UnknownName
from paddock.findings import Finding
from paddock.reports.racing import (
    BackTestPlots,
    FitPlots,
    ForecastPlots,
    StrategyPlots,
    backtest_images,
    backtest_markdown,
    backtest_page,
    calibration_page,
    forecast_page,
    print_backtest,
    print_calibration,
    print_forecast,
    print_strategy,
    strategy_page,
)
from paddock.reports.racing.backtest.view import change, gains_of, scores_of, verdicts
from paddock.reports.racing.field import followed, ranked, thinned
from paddock.reports.racing.leads import lead_lines
from paddock.reports.racing.places import STEPS
from paddock.reports.racing.reliable import Panel, Point
from paddock.reports.racing.reliable import spec as reliability
from paddock.reports.racing.scale import plain, reach, round_steps
from paddock.reports.racing.shapes import at_share, below, curve_of
from paddock.reports.racing.words import grain_of, length_of, odds
from paddock.reports.timing import Picture
from race_forecasts import HOUR, backtest_of, field_of, fit_of, forecast_of, strategy_of

EVIL = "<script>alert('[bold]7[/bold]')</script>"


class Seen(HTMLParser):
    """What a page holds: ids, tags, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_data(self, data: str) -> None:
        self.text += data


def marks_of(chart: Any) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return each row a chart draws, with the style of its mark."""
    plain = chart.to_dict()
    sets = plain.get("datasets", {})
    return [
        (layer["mark"], row)
        for layer in plain["layer"]
        for row in layer["data"].get("values", sets.get(layer["data"].get("name"), []))
    ]


def rows_of(picture: Picture, key: str) -> list[dict[str, Any]]:
    """Return the values a picture's marks stand for, those with some key."""
    return [row for _, row in marks_of(picture.chart) if key in row]


def printed(show: Callable[..., None], what: object, width: int = 80) -> str:
    out = io.StringIO()
    show(Console(file=out, width=width, force_terminal=False), what)
    return out.getvalue()


@pytest.fixture(scope="module")
def forecast() -> Any:
    return forecast_of(
        field_of(GTP=5, GTD=4),
        asked=1000,
        rejected={"no car was running at the end": 3},
        changes=["added 36 Alpine A424"],
        findings=[Finding("warning", "no-crew", EVIL, hint="Name a crew.")],
        name=EVIL,
    )


@pytest.fixture(scope="module")
def page(forecast: Any) -> str:
    return forecast_page(forecast)


def test_a_forecast_tells_what_it_rests_on(page: str) -> None:
    """A forecast without parameters, seed, replicates and rejected ones cannot be judged or made again."""
    seen = Seen(page)
    for told in (
        "broken off after 400 of 1,000 races", "nowhere, 2030-04-01", "nowhere-2028/opener/race", "Seed", "11",
        "3 left out as implausible (3 no car was running at the end)", "added 36 Alpine A424", "Name a crew.",
        "±4.9 points",
    ):  # fmt: skip
        assert told in seen.text, told


def test_a_page_stands_alone_and_takes_nothing_for_markup(page: str) -> None:
    seen = Seen(page)
    assert "script" not in seen.tags
    assert EVIL in seen.text
    assert len(seen.ids) == len(set(seen.ids))
    assert not re.findall(r'(?:src|href)="(?!#)', page)


def test_the_same_forecast_gives_the_same_bytes() -> None:
    one, two = (forecast_page(forecast_of({"1": "GT", "2": "GT"}, hours=1)) for _ in range(2))
    assert one == two


def test_a_whole_forecast_is_not_called_broken_off() -> None:
    text = printed(print_forecast, forecast_of({"7": "GTP"}))
    assert "roken off" not in text
    assert "none left out" in text


def test_the_page_has_every_class_and_car(page: str, forecast: Any) -> None:
    text = Seen(page).text
    assert [one for one in forecast.race.classes if f"Places in {one}" not in text] == []
    rows = re.findall(r'<th scope="row" class="num">(\d+)</th>', page)
    assert sorted(rows) == sorted(forecast.entries["car"])


def test_heat_map_holds_the_odds_of_the_table(forecast: Any) -> None:
    """Every place with odds of a per cent or more is a cell, stronger where the odds are higher."""
    picture = ForecastPlots(forecast).places("gtd")
    cells = {(row["car"], row["place"]): row["odds"] for row in rows_of(picture, "odds")}
    table = {
        (car, place): round(share, 4)
        for car, race_class, scope, place, share in forecast.places.iter_rows()
        if race_class == "GTD" and scope == "class" and share >= STEPS[0][0]
    }
    assert cells == table
    strong = {row["odds"]: mark["fillOpacity"] for mark, row in marks_of(picture.chart) if "odds" in row}
    order = sorted(strong)
    assert [strong[one] for one in order] == sorted(strong.values())
    assert len(set(strong.values())) > 1


def test_places_of_a_class_named_otherwise_are_refused(forecast: Any) -> None:
    with pytest.raises(UnknownName, match="GTX") as caught:
        ForecastPlots(forecast).places("GTX")
    assert "GTP, GTD" in str(caught.value.hint)
    with pytest.raises(UnknownName, match="99"):
        ForecastPlots(forecast).gaps("GTP", cars=["99"])


def test_lines_of_leading_end_in_the_odds_of_winning(forecast: Any) -> None:
    """The last point is the flag; nobody's odds of leading stand in for those of winning."""
    lines = lead_lines(forecast.race, forecast.entries, forecast.moments, "GTP")
    wins = dict(forecast.entries.select("car", "win").iter_rows())
    assert {car: line[-1] for car, line in lines.items()} == {car: (6 * HOUR, wins[car]) for car in lines}
    assert all(sorted(at for at, _ in line) == [at for at, _ in line] for line in lines.values())


def test_a_distance_race_has_its_flag_after_the_last_moment() -> None:
    one = forecast_of({"1": "GT", "2": "GT"}, hours=0, laps=61)
    last = one.moments["clock_ms"].max()
    lines = lead_lines(one.race, one.entries, one.moments, "GT")
    assert {line[-1][0] for line in lines.values()} == {last + HOUR // 4}
    assert length_of(one.race) == "61 laps"


def test_who_leads_at_first_is_drawn_strong_though_it_hardly_wins() -> None:
    one = forecast_of(field_of(GTP=14))
    order = ranked(one.entries, "GTP")
    first = one.entries.filter(start=1)["car"].item()
    assert first not in order[:4]
    assert followed(one.entries, one.moments, "GTP", 4) == [*order[:3], first]


def test_gap_fans_show_median_and_both_ends(forecast: Any) -> None:
    picture = ForecastPlots(forecast).gaps("GTP")
    seen = rows_of(picture, "p50_ms")
    gaps = {
        (row["car"], row["clock_ms"]): (row["gap_p10_ms"], row["gap_p50_ms"], row["gap_p90_ms"])
        for row in forecast.moments.iter_rows(named=True)
    }
    assert seen
    assert all(gaps[row["car"], row["clock_ms"]] == (row["p10_ms"], row["p50_ms"], row["p90_ms"]) for row in seen)
    assert {row["car"] for row in seen} == set(ranked(forecast.entries, "GTP"))


def test_a_car_far_out_does_not_squeeze_the_others() -> None:
    """One fan of hours beside fans of minutes is cut at the foot of the picture."""
    import polars as pl

    one = forecast_of(field_of(GTP=5))
    far = one.moments.with_columns(
        pl.when(pl.col("car") == "3").then(pl.col("gap_p90_ms") * 400).otherwise("gap_p90_ms").alias("gap_p90_ms")
    )
    from paddock.reports.racing import fans

    drawn = fans.spec(one.entries, far, "GTP")
    heights = [row["y2"] for mark, row in marks_of(drawn) if mark["type"] == "area"]
    assert len(heights) > 100
    assert max(heights) <= drawn.height


def test_one_car_has_neither_leader_nor_gaps() -> None:
    names = [one.name for one in ForecastPlots(forecast_of({"007": "GTP"}, hours=1)).all()["GTP"]]
    assert names == ["places", "drivers"]
    alone = ForecastPlots(forecast_of({"007": "GTP"}, hours=1)).gaps()
    assert "one car" in alone.alt


def test_times_at_the_wheel_outside_the_rules_are_marked(forecast: Any) -> None:
    """A driver who falls short in more than a tenth of the races is named in words, not by colour alone."""
    picture = ForecastPlots(forecast).drivers("GTP")
    assert "Often outside what the rules give: Cy O'NEIL" in picture.alt
    free = ForecastPlots(forecast_of(limits=False)).drivers("GTP")
    assert "outside" not in free.alt
    assert len(rows_of(picture, "driven_mean_ms")) == 15


def test_a_crew_that_is_not_known_leaves_the_rest() -> None:
    page = forecast_page(forecast_of({"1": "GT", "2": "GT"}, drivers=0, hours=1))
    assert "Time at the wheel" not in page
    assert "Places in GT" in page


@pytest.mark.parametrize("width", [80, 120])
def test_forecast_fits_the_terminal(forecast: Any, width: int) -> None:
    text = printed(print_forecast, forecast, width)
    assert max(map(len, text.splitlines())) <= width
    assert text.startswith(EVIL)
    assert "seed 11" in text
    assert "Broken off after 400 of 1,000 races" in text
    rows = [line.split()[0] for line in text.splitlines() if line[:1].isdigit() or line[:2].strip().isdigit()]
    assert set(forecast.entries["car"]) <= set(rows)
    assert ("Start" in text) is (width > 100)


def test_pictures_are_written_in_every_form(forecast: Any, tmp_path: Path) -> None:
    picture = ForecastPlots(forecast).places("GTP")
    assert picture.save(tmp_path / "places.png").read_bytes()[:4] == b"\x89PNG"
    assert "Places in GTP" in picture.save(tmp_path / "places.svg", phone=True).read_text()
    assert json.loads(picture.save(tmp_path / "places.json").read_text())["usermeta"]["title"] == "Places in GTP"
    alone = picture.save(tmp_path / "places.html").read_text()
    assert "from simulated races" in alone
    assert "from timing files" not in alone


def test_strategy_tells_plans_stints_and_how_sure_it_is() -> None:
    report = strategy_of(mandatory=True, findings=[Finding("info", "x", EVIL)])
    page = strategy_page(report)
    seen = Seen(page)
    assert "script" not in seen.tags
    assert len(seen.ids) == len(set(seen.ids))
    for told in ("Strategy for car 36", "+6.3 s (1.3 to 11.3)", "the same 2,000 simulated races", "seed 5", EVIL,
                 "Under a full-course yellow stop from half a tank on.", "asked for"):  # fmt: skip
        assert told in seen.text, told
    bars = rows_of(StrategyPlots(report).stints(), "stint")
    assert len(bars) == report.stints.height
    assert {(row["plan"], row["from_lap"], row["to_lap"]) for row in bars} == set(
        report.stints.select("plan", "from_lap", "to_lap").iter_rows()
    )


def test_strategy_without_simulated_races_compares_nothing() -> None:
    report = strategy_of(hours=1, plans=2, compared=False)
    assert [one.name for one in StrategyPlots(report).all()] == ["stints"]
    text = printed(print_strategy, report)
    assert "on the race alone on the track" in text
    assert "Behind" not in text
    assert "seed" not in text


def test_strategy_fits_the_terminal() -> None:
    text = printed(print_strategy, strategy_of(plans=5))
    assert max(map(len, text.splitlines())) <= 80
    assert "no plan is better by more than 2 s" in text.replace("\n", " ")


@pytest.fixture(scope="module")
def result() -> Any:
    return backtest_of(skipped={"nowhere-2030/opener/race": EVIL})


@pytest.fixture(scope="module")
def result_page(result: Any) -> str:
    return backtest_page(result)


def test_a_gain_is_the_share_by_which_the_score_is_less(result: Any) -> None:
    """Held against the frame row by row: the same class-races, no other."""
    import polars as pl

    rows = result.rows.filter(pl.col("cars") >= 6)
    for one in gains_of(result):
        theirs = rows.filter(at=one.at, forecast=one.baseline)
        own = rows.filter(at=one.at, forecast="paddock").join(theirs.select("race", "class"), on=["race", "class"])
        assert one.gain == pytest.approx(1 - own["rps"].mean() / theirs["rps"].mean())
        assert one.races == theirs.height == own.height
        assert one.low < one.gain < one.high
    assert {one.baseline for one in gains_of(result) if one.best} == {"season form", "order stays, smoothed"}


def test_bad_results_stand_like_good_ones(result: Any, result_page: str) -> None:
    """At half distance the invented forecast is worse than the order smoothed: said first and in words."""
    better, worse = verdicts(result)
    assert "better" in better
    assert re.search(r"order stays, smoothed\) [\d.]+: −[\d.]+\s% worse", worse)
    for shown in (result_page, backtest_markdown(result), printed(print_backtest, result, 120)):
        text = re.sub(r"<[^>]+>", "", shown)
        assert re.search(r"−\d\.\d\s%", text)
        assert "simulation alone" in text
    assert change(-0.02) == "−2.0\u00a0% worse"
    assert change(0.0) == "level"


def test_backtest_shows_every_class_baseline_and_what_was_left_out(result: Any, result_page: str) -> None:
    seen = Seen(result_page)
    assert "script" not in seen.tags
    assert len(seen.ids) == len(set(seen.ids))
    for told in ("nowhere GTD", "elsewhere GTP", "grid order", "last race", "equal odds", EVIL, "16 class-races with"):
        assert told in seen.text, told
    assert "INVITATIONAL" not in seen.text
    rows = [one for one in scores_of(result, ["series", "class"]) if one.forecast == "paddock"]
    assert len(rows) == 8


def test_markdown_and_pictures_fit_together(result: Any) -> None:
    text, images = backtest_markdown(result, "pictures"), backtest_images(result)
    assert set(re.findall(r"\(pictures/([^)]+)\)", text)) == set(images)
    assert all(one.startswith(b"<svg") for one in images.values())
    tables = [line for line in text.splitlines() if line.startswith("|")]
    columns = [line.count("|") for line in tables]
    breaks = [at for at, line in enumerate(tables) if line.startswith("|---")]
    assert all(columns[at - 1] == columns[at] == columns[at + 1] for at in breaks)
    assert len(breaks) == 5


def test_reliability_says_how_many_forecasts_a_dot_stands_for() -> None:
    point = Point(0.3, 0.25, 40)
    low, high = point.interval
    assert (low, high) == pytest.approx((0.1419, 0.4019), abs=1e-3)
    assert Point(0.02, 0.0, 500).interval[0] == 0
    chart = reliability("R", [Panel("win", [point, Point(0.9, 1.0, 4)]), Panel("none", [])])
    rows = [row for _, row in marks_of(chart) if "said" in row]
    assert [(row["said"], row["came"], row["forecasts"]) for row in rows] == [(0.3, 0.25, 40), (0.9, 1.0, 4)]
    assert "44 forecasts" in chart.description


def test_a_backtest_of_nothing_says_so() -> None:
    from paddock.racing.backtest import BackTest

    empty = BackTest(("nowhere",), (2030,), (0.0,), 1, 100, skipped={"a": "no laps"})
    assert "No forecast could be scored" in backtest_page(empty)
    assert "no laps" in printed(print_backtest, empty)
    assert BackTestPlots(empty).gains().alt == "No baseline is known."


def test_a_fit_names_what_does_not_agree() -> None:
    """The one figure that lies outside what was seen is named on the page and in the terminal, with both values."""
    report = fit_of(findings=[Finding("info", "x", EVIL)])
    page, text = calibration_page(report), printed(print_calibration, report).replace("\n", " ")
    seen = Seen(page)
    assert "script" not in seen.tags
    assert len(seen.ids) == len(set(seen.ids))
    for told in (seen.text, text):
        assert "change of tyres, GTD: seen 24.2 s, fitted 36.3 s" in told
        assert "8 of the 9 with an interval agree" in told
        assert EVIL in told
    assert page.count('<span class="worse">no</span>') == 1
    assert max(map(len, printed(print_calibration, report).splitlines())) <= 80


def test_fits_are_drawn_as_dots_against_bands_and_shapes_against_steps() -> None:
    report = fit_of()
    pictures = FitPlots(report).all()
    assert list(pictures) == ["stops", "stints", "neutralisations", "incidents", "pace"]
    rows = [
        row["value"] for topic in pictures for one in FitPlots(report).figures(topic) for row in rows_of(one, "row")
    ]
    assert rows == report.figures["seen"].to_list()
    bars = rows_of(FitPlots(report).shapes("pace")[0], "fitted")
    assert sum(row["seen"] for row in bars) == pytest.approx(2, abs=0.2)
    assert sum(row["fitted"] for row in bars) == pytest.approx(2, abs=0.2)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0\u00a0%"), (0.004, "<1\u00a0%"), (0.125, "12\u00a0%"), (0.996, ">99\u00a0%"), (1, "100\u00a0%")],
)
def test_odds_neither_claim_certainty_nor_deny_chances(share: float, text: str) -> None:
    assert odds(share) == text


def test_coarseness_of_odds_is_that_of_a_binomial() -> None:
    assert "±1.0 points" in grain_of(10_000)
    assert "±98.0 points" in grain_of(1)


def test_steps_are_round_and_within() -> None:
    assert round_steps(0, 1, 5) == [0, 0.2, 0.4, 0.6, 0.8, 1]
    assert round_steps(-0.13, 0.4, 6) == [-0.1, 0, 0.1, 0.2, 0.3, 0.4]
    assert round_steps(2, 2, 5) == [2]
    low, high = reach([3, None, 5], zero=True)
    assert low == 0 < 5 < high
    assert (plain(-1234.5), plain(0.25), plain(-0.0)) == ("−1,234", "0.25", "0")


def test_thinned_lines_look_the_same() -> None:
    """Points on a straight line go, corners stay: between those kept no point is off by a third of a pixel."""
    points: list[Any] = [(x, 0 if x < 50 else (x - 50) * 2.0, {}) for x in range(101)]
    assert [x for x, _, _ in thinned(points)] == [0, 50, 100]
    assert thinned(points[:2]) == points[:2]


def test_curves_of_distributions_agree_with_their_values() -> None:
    curve = curve_of([4.0, 1.0, 3.0, 2.0])
    assert at_share(curve, 0.5) == pytest.approx(2.5)
    assert below(curve, 2.0) == pytest.approx(0.375)
    assert (below(curve, 0.5), below(curve, 9.0)) == (0, 1)
    assert at_share([(2.0, 0.5)], 0.1) == 2
