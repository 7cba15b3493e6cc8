"""Pictures of a session show what the readings say, can be told apart by everyone, and are written whole."""

from __future__ import annotations

import builtins
import itertools
import json
import re
import struct
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chart_races import FIELD, RACES, laps_of, session_of
from paddock.errors import BadRequest, MissingExtra, PaddockError, UnknownName
from paddock.reports.timing import Limit, Picture, Plots, write_plot
from paddock.reports.timing.axes import spread
from paddock.reports.timing.gaps import gap_lines
from paddock.reports.timing.palette import CAUTION, class_styles, darker_paper, nth_style, slots
from paddock.reports.timing.plate import NARROW, WIDE
from paddock.reports.timing.positions import kept, runs
from paddock.reports.timing.words import by_number, clock, family, span, wrapped
from paddock.tables.timing import RESULTS
from paddock.timing.driving import driving_times
from paddock.timing.gaps import gaps
from paddock.timing.neutralisations import neutralisations
from paddock.timing.order import positions
from paddock.timing.pace import pace
from paddock.timing.pits import pit_stops
from paddock.timing.readers import Source, read
from paddock.timing.stints import stints

NAMES = ("positions", "gaps", "laps", "stints", "pace", "pits", "drivers")
LEAST = 0.10
"""How far two colours must lie apart in OKLab, to every kind of eye."""
PAPERS = {"light": ("#ffffff", "#f5f6f8"), "dark": ("#15181c", "#191d23", "#101317")}
"""Every paper a picture lies on: of files, of the page's sections, of the page."""
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""What eyes make of linear RGB. Source: Machado, Oliveira and Fernandes 2009, severity 1."""
TOGETHER = (
    ("HYPERCAR", "LMP2", "LMGTE Pro", "LMGTE Am", "INNOVATIVE CAR"),
    ("LMP1", "LMP2", "LMGTE Pro", "LMGTE Am"),
    ("HYPERCAR", "LMP2", "LMGT3"),
    ("DPi", "LMP2", "LMP3", "GTLM", "GTD"),
    ("GTP", "LMP2", "LMP3", "GTDPRO", "GTD"),
    ("LMP2", "LMP2 Pro-Am", "LMP3", "LMGTE"),
    ("Pro Cup", "Gold Cup", "Silver Cup", "Bronze Cup", "Pro-AM Cup", "Invitational"),
    ("Pro Cup", "Silver Cup", "Pro-AM Cup", "AM Cup"),
)
"""Classes that race, or raced, together."""

Vector = tuple[float, float, float]


def linear(colour: str) -> Vector:
    """Return a colour as linear RGB. Source: IEC 61966-2-1."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return red, green, blue


def times(matrix: Any, vector: Vector) -> Vector:
    one, two, three = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return one, two, three


def oklab(rgb: Vector) -> Vector:
    """Return linear RGB as OKLab. Source: Ottosson 2020."""
    cone = times(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        ),
        rgb,
    )
    root = tuple(max(one, 0.0) ** (1 / 3) for one in cone)
    return times(
        (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        ),
        root,  # type: ignore[arg-type]
    )


def apart(one: str, two: str, eye: str) -> float:
    a, b = (oklab(times(EYES[eye], linear(colour))) for colour in (one, two))
    return float(sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5)


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colours. Source: WCAG 2.2."""
    low, high = sorted(sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, two))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("paper", ["light", "dark"])
@pytest.mark.parametrize("eye", sorted(EYES))
def test_colours_can_be_told_apart_by_every_eye(paper: str, eye: str) -> None:
    """Any two of the eight, so whatever classes race together, can be told apart."""
    colours = [one.colour if paper == "light" else one.dark for one in slots()]
    close = {(a, b): round(apart(a, b, eye), 3) for a, b in itertools.combinations(colours, 2)}
    assert {pair: far for pair, far in close.items() if far < LEAST} == {}


def test_simulated_eyes_do_confuse_colours() -> None:
    """A check that could not fail would say nothing: red and green of one lightness fall together for deuteranopes."""
    assert apart("#C0504D", "#8A7A2E", "normal") > LEAST > apart("#C0504D", "#8A7A2E", "deuteranopia")


@pytest.mark.parametrize("paper", ["light", "dark"])
def test_colours_stand_out_from_their_paper(paper: str) -> None:
    """Lines by 4.5:1, since car numbers are written in their colours; and signs on them as well."""
    for style in slots():
        colour = style.colour if paper == "light" else style.dark
        assert min(contrast(colour, one) for one in PAPERS[paper]) >= 3
        written_on = ("#ffffff",) if paper == "light" else ("#15181c", "#191d23")
        assert min(contrast(colour, one) for one in written_on) >= 4.5
        assert contrast(colour, "#ffffff" if paper == "light" else darker_paper()["#ffffff"]) >= 4.5
    for light in CAUTION.values():
        colour = light if paper == "light" else darker_paper()[light]
        assert min(contrast(colour, one) for one in PAPERS[paper]) >= 3


def test_every_colour_has_one_for_dark_paper() -> None:
    """A colour without one would vanish in the dark, and two for one key would be a lottery."""
    keys = [*(one.colour for one in slots()), *CAUTION.values(), "#ffffff"]
    assert len(set(keys)) == len(keys)
    assert set(darker_paper()) == {*keys, "#5B6470"}


@pytest.mark.parametrize("classes", TOGETHER, ids=lambda one: one[0])
def test_classes_that_race_together_differ_in_colour_symbol_and_dash(classes: tuple[str, ...]) -> None:
    """Never colour alone."""
    styles = class_styles(classes).values()
    for what in ("slot", "shape", "dash"):
        assert len({getattr(one, what) for one in styles}) == len(classes)


def test_a_class_looks_the_same_whoever_else_races() -> None:
    """Also however its name is written, and in whatever order the classes come."""
    for classes in TOGETHER:
        assert class_styles(classes) == class_styles(reversed(classes))
        for name in classes:
            assert class_styles([name])[name] == class_styles(classes)[name]
    assert class_styles(["GTD PRO"])["GTD PRO"] == class_styles(["GTDPRO"])["GTDPRO"]


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=30, unique_by=lambda one: one))
def test_unknown_classes_get_styles_of_their_own(classes: list[str]) -> None:
    """The same in every order; no two alike in colour, symbol and dash at once."""
    styles = class_styles(classes)
    assert styles == class_styles(sorted(classes))
    assert len({(one.slot, one.shape, one.dash) for one in styles.values()}) == len(styles)


def test_many_things_of_one_kind_are_never_alike() -> None:
    """Sixty-four of them, as promised."""
    assert len({(one.slot, one.shape) for one in map(nth_style, range(64))}) == 64


@given(
    st.lists(st.floats(-50, 700), max_size=40), st.floats(1, 20), st.floats(0, 100), st.floats(1, 600)
)  # fmt: skip
def test_labels_make_room(wanted: list[float], gap: float, low: float, room: float) -> None:
    """They keep their order and their distance, shared where there is not enough, and stay inside."""
    high = low + room
    places = spread(wanted, gap, low, high)
    assert len(places) == len(wanted)
    assert all(low - 1e-6 <= one <= high + 1e-6 for one in places)
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    least = min(gap, room / max(len(wanted) - 1, 1))
    for before, after in itertools.pairwise(order):
        assert places[after] - places[before] >= least - 1e-6


def test_labels_with_room_stay_where_they_want() -> None:
    """Moving them without need would put them beside another line."""
    assert spread([10, 50, 30], 12, 0, 100) == [10, 50, 30]
    assert spread([50, 50], 10, 0, 100) == [45, 55]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=60))
def test_thinning_a_line_does_not_change_it(places: list[int]) -> None:
    """At every crossing the thinned line has the place the car had."""
    points = [(float(at), place, at + 1) for at, place in enumerate(places)]
    thin = kept(points)
    assert set(thin) <= set(points)
    for at, place, _ in points:
        before = max((one for one in thin if one[0] <= at), key=lambda one: one[0])
        after = min((one for one in thin if one[0] >= at), key=lambda one: one[0])
        share = 0 if after[0] == before[0] else (at - before[0]) / (after[0] - before[0])
        assert before[1] + share * (after[1] - before[1]) == pytest.approx(place)


def test_a_car_in_the_garage_is_not_seen_between() -> None:
    """A line through hours in which nobody saw the car is dotted."""
    points = [(float(at), 3, number) for number, at in enumerate((1, 2, 3, 4, 40, 41), 1)]
    assert [(len(run), seen) for run, seen in runs(points)] == [(4, True), (2, False), (2, True)]


def plots(name: str) -> Plots:
    return Plots(session_of(RACES[name]))


def draw(name: str, what: str, **asked: Any) -> Picture:
    picture: Picture = getattr(plots(name), what)(**asked)
    return picture


def rows(picture: Picture, *fields: str) -> list[dict[str, Any]]:
    """Return the data of a picture's spec that has the given fields."""
    data = picture.chart.to_dict().get("datasets", {})
    found = [row for part in data.values() for row in part]
    found += [row for layer in picture.chart.to_dict()["layer"] for row in layer.get("data", {}).get("values", ())]
    return [row for row in found if all(field in row for field in fields)]


@pytest.mark.parametrize("what", NAMES)
@pytest.mark.parametrize("name", sorted(RACES))
def test_whatever_is_lacking_there_is_a_picture(name: str, what: str) -> None:
    """It compiles in both layouts, and where there is nothing to draw it says so."""
    picture = draw(name, what)
    assert picture.title
    assert picture.alt
    for chart, width in ((picture.chart, WIDE), (picture.phone, NARROW)):
        told = chart.to_dict()
        assert told["width"] == width
        assert told["height"] > 20
    svg = picture.svg(phone=True)
    assert svg.count("<text") > 1
    if not rows(picture, "car"):
        assert re.match(r"No ", picture.alt)
        assert picture.alt.split()[1] in svg


@pytest.mark.parametrize(
    ("name", "what", "words"),
    [
        ("no drivers", "drivers", "does not tell who drove"),
        ("no clock", "positions", "no clock"),
        ("no clock", "gaps", "a clock on the same laps"),
        ("no clock", "stints", "no clock"),
        ("no clock", "pits", "no clock to place them"),
        ("one lap", "pits", "no visit to the pit lane"),
        ("one car", "gaps", ""),
        ("no green laps", "pace", "no lap of this session counts for pace"),
        ("empty", "laps", "No lap times"),
    ],
)
def test_what_is_missing_is_said(name: str, what: str, words: str) -> None:
    """An empty picture would leave the reader to guess."""
    assert words in draw(name, what).alt


def test_lap_times_can_be_drawn_without_a_clock() -> None:
    """By lap instead of by time."""
    picture = draw("no clock", "laps", x="lap", cars=["7"])
    assert len(rows(picture, "lap_time_ms")) == 30


def test_positions_are_those_of_the_reading() -> None:
    """First and last place of every line, and nothing in it that the reading does not have."""
    frame = positions(RACES["whole"])
    known = {(car, at): place for car, at, place in frame.select("car", "elapsed_ms", "position").iter_rows()}
    drawn = rows(draw("whole", "positions"), "car", "elapsed_ms", "position")
    assert {row["car"] for row in drawn} == set(FIELD)
    assert all(known[row["car"], row["elapsed_ms"]] == row["position"] for row in drawn)
    for car in FIELD:
        mine = sorted((row for row in drawn if row["car"] == car), key=lambda row: row["elapsed_ms"])
        ends = frame.filter(pl.col("car") == car).select("position", "lap")
        assert (mine[0]["position"], mine[-1]["position"]) == (ends["position"][0], ends["position"][-1])
        assert mine[-1]["lap"] == ends["lap"][-1]


def test_positions_in_a_class_and_by_lap() -> None:
    """Within a class the places are those in the class; along laps they lie on the leader's."""
    frame = positions(RACES["whole"]).filter(pl.col("class") == "LMGT3")
    picture = draw("whole", "positions", classes="lmgt3", x="lap")
    drawn = rows(picture, "car", "leader_lap", "position_in_class")
    assert picture.title == "Positions in LMGT3"
    assert {row["car"] for row in drawn} == {"92", "46"}
    known = set(frame.select("car", "leader_lap", "position_in_class").iter_rows())
    assert {(row["car"], row["leader_lap"], row["position_in_class"]) for row in drawn} <= known


@pytest.mark.parametrize("reference", [None, "8"])
def test_gaps_are_those_of_the_reading(reference: str | None) -> None:
    """On the same lap as the leader of the class, or as the car measured from, to the millisecond."""
    laps = RACES["whole"].filter(pl.col("class") == "HYPERCAR")
    same = gaps(laps, reference, by_class=reference is None).filter(pl.col("gap_laps") == 0)
    ahead = same.filter(pl.col("gap_ms") >= 0)
    known = {(car, lap): gap for car, lap, gap in ahead.select("car", "lap", "gap_ms").iter_rows()}
    drawn = rows(draw("whole", "gaps", reference=reference), "car", "lap", "gap_ms")
    shared = [row for row in drawn if (row["car"], row["lap"]) in known]
    assert len(shared) >= 30
    assert all(known[row["car"], row["lap"]] == row["gap_ms"] for row in shared)
    assert {row["car"] for row in drawn} == {"7", "007", "8"}


def test_gaps_of_lapped_cars_are_of_the_same_lap() -> None:
    """A car laps down is so much time behind, not a few seconds behind whoever is next to it."""
    laps = laps_of({"1": "LMP2", "2": "LMP2"})
    slow = laps.with_columns(
        pl.when(pl.col("car") == "2").then(pl.col("elapsed_ms") * 2).otherwise("elapsed_ms").alias("elapsed_ms")
    )
    lines = gap_lines(slow, ["1", "2"], ["1", "2"], None, "lap")
    first = dict(laps.filter(pl.col("car") == "1").select("lap", "elapsed_ms").iter_rows())
    own = dict(slow.filter(pl.col("car") == "2").select("lap", "elapsed_ms").iter_rows())
    assert {lap: gap for _, gap, lap in lines["2"]} == {lap: own[lap] - first[lap] for lap in own}


def test_laps_are_those_of_the_file() -> None:
    """Every lap of the cars shown, full when it counts, hollow when not, those too slow at the edge and told."""
    frame = RACES["whole"].filter(pl.col("car") == "92")
    picture = draw("whole", "laps", cars=["92"])
    drawn = rows(picture, "lap_time_ms", "counts_for_pace")
    assert {row["lap"]: row["lap_time_ms"] for row in drawn} == dict(frame.select("lap", "lap_time_ms").iter_rows())
    layers = picture.chart.to_dict()
    for layer in layers["layer"]:
        values = layers["datasets"][layer["data"]["name"]] if "name" in layer["data"] else layer["data"]["values"]
        if values and "counts_for_pace" in values[0]:
            full = layer["mark"]["fill"] != "transparent"
            assert all(row["counts_for_pace"] == full for row in values)
    assert "slower than the plots go" in picture.alt


def test_a_lap_in_the_garage_does_not_squeeze_the_others() -> None:
    """The laps that count keep most of the plot."""
    laps = laps_of({"1": "LMP2"})
    hour = pl.when(pl.col("lap") == 20).then(3_600_000).otherwise("lap_time_ms").alias("lap_time_ms")
    odd = laps.with_columns(hour).with_columns(pl.col("counts_for_pace") & (pl.col("lap") != 20))
    drawn = rows(Plots(session_of(odd)).laps(), "lap_time_ms", "counts_for_pace")
    heights = [row["y"] for row in drawn if row["counts_for_pace"]]
    assert max(heights) - min(heights) > 40


def test_stints_and_stops_are_those_of_the_readings() -> None:
    """All of them, with the laps they go over and what they were for."""
    laps = RACES["whole"]
    stops = pit_stops(laps, neutralisations(laps))
    drawn = rows(draw("whole", "stints"), "stint", "first_lap", "last_lap", "start_ms")
    wanted = stints(laps).select("car", "stint", "first_lap", "last_lap")
    assert sorted(tuple(row[name] for name in wanted.columns) for row in drawn) == sorted(wanted.iter_rows())
    for what in ("stints", "pits"):
        seen = {(row["car"], row["stop"]): row["purpose"] for row in rows(draw("whole", what), "stop", "purpose")}
        assert seen == {(car, stop): why for car, stop, why in stops.select("car", "stop", "purpose").iter_rows()}


@pytest.mark.parametrize("by", ["class", "car", "driver", "car,driver"])
def test_pace_is_that_of_the_reading(by: str) -> None:
    """Pace, interval and laps of each row; the box's line is the middle lap."""
    laps = RACES["whole"]
    drawn = rows(draw("whole", "pace", by=by), "pace_ms", "p50_ms")
    names = ("class", "car", "driver", "laps", "pace_ms", "pace_low_ms", "pace_high_ms")
    wanted = [tuple(row.get(name) for name in names) for row in pace(laps, by=by).to_dicts() if row["pace_ms"]]
    assert sorted(map(str, (tuple(row[name] for name in names) for row in drawn))) == sorted(map(str, wanted))
    if by == "car":
        seven = laps.filter((pl.col("car") == "7") & pl.col("counts_for_pace"))["lap_time_ms"].median()
        assert next(row for row in drawn if row["car"] == "7")["p50_ms"] == seven


def test_drivers_are_those_of_the_reading_and_held_against_limits() -> None:
    """Only what is outside for sure is marked, and the sentence counts it."""
    frame = driving_times(RACES["whole"])
    drawn = rows(draw("whole", "drivers"), "driver", "drive_ms")
    wanted = set(frame.select("car", "driver", "drive_ms").iter_rows())
    assert {(row["car"], row["driver"], row["drive_ms"]) for row in drawn} == wanted
    least = frame.filter(pl.col("car") == "31")["drive_high_ms"].min()
    assert isinstance(least, int)
    short = frame.filter(pl.col("drive_high_ms") < least + 1).height
    picture = draw("whole", "drivers", limits=Limit(least_ms=least + 1))
    assert f"{short} driver" in picture.alt
    assert "outside what is allowed" in picture.alt
    assert "Nobody is outside" in draw("whole", "drivers", limits=Limit(most_ms=10**9)).alt


def test_order_is_the_official_one_where_it_is_known() -> None:
    """Else it is the one the laps make."""
    results = RESULTS.frame(
        {"file": "r" * 64, "line": at, "position": at, "car": car, **dict.fromkeys(_LISTS, ())}
        for at, car in enumerate(("46", "31", "8"), 1)
    )
    session = session_of(RACES["whole"])
    official = type(session)(**{**{one: getattr(session, one) for one in session.__slots__}, "results": results})
    assert Plots(official)._order == ["46", "31", "8"]
    assert Plots(session)._order[0] == "7"
    assert rows(Plots(official).stints(), "stint")[0]["car"] in FIELD


def test_neutralisations_are_shaded_from_start_to_end() -> None:
    """The band lies where the reading says, on the axis the chart has."""
    periods = neutralisations(RACES["whole"]).select("kind", "start_ms", "end_ms")
    bands = rows(draw("whole", "positions"), "flag", "start", "end")
    assert {(row["flag"], row["start"], row["end"]) for row in bands} == set(periods.iter_rows())
    assert {row["flag"] for row in bands} == {"FCY"}


def test_what_is_not_there_is_told_with_what_is() -> None:
    """A car or class that does not exist, another axis, another reading."""
    with pytest.raises(UnknownName, match="007"):
        draw("whole", "laps", cars=["99"])
    with pytest.raises(UnknownName, match="LMGT3"):
        draw("whole", "positions", classes=["GTE"])
    with pytest.raises(UnknownName):
        draw("whole", "gaps", reference="99")
    with pytest.raises(BadRequest, match="clock"):
        draw("whole", "gaps", x="distance")
    with pytest.raises(BadRequest, match="car,driver"):
        draw("whole", "pace", by="mood")


def test_qualifying_has_no_running_order() -> None:
    """Who did the most laps there is nothing to draw."""
    session = Plots(session_of(RACES["whole"], kind="qualifying"))
    assert "best lap decides" in session.positions().alt
    assert [one.name for one in session.all()] == ["laps", "stints", "pace", "pits", "drivers"]


def test_captions_say_what_it_is_made_from() -> None:
    """File, laps counted, what is derived, where the neutralisations come from."""
    caption = draw("whole", "stints").caption
    assert caption.startswith("From a race.csv. 194 laps, ")
    assert "derived" in caption
    assert "flags at the finish line" in caption
    assert "has no flags" in draw("no flags", "stints").caption
    assert "sum of the lap times" in (
        Plots(session_of(RACES["whole"].with_columns(pl.lit("derived").alias("elapsed_origin")))).pits().caption
    )


@pytest.mark.parametrize("suffix", ["png", "svg", "html", "json"])
def test_files_are_written_whole_and_the_same_each_time(tmp_path: Path, suffix: str) -> None:
    """Nothing is left beside them."""
    first = draw("whole", "positions").save(tmp_path / "new" / f"one.{suffix}")
    again = draw("whole", "positions").save(tmp_path / f"two.{suffix.upper()}")
    assert first.read_bytes() == again.read_bytes()
    assert len(first.read_bytes()) > 3000
    assert [one.name for one in (tmp_path / "new").iterdir()] == [f"one.{suffix}"]


def test_png_has_the_size_asked_for(tmp_path: Path) -> None:
    """Two dots to a px by default, with room for title and caption; dark differs from light."""
    picture = draw("whole", "gaps")
    drawn = picture.save(tmp_path / "a.png").read_bytes()
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", drawn[16:24])
    assert width == 2 * (WIDE + 32)
    assert height > 2 * picture.chart.to_dict()["height"]
    assert struct.unpack(">I", picture.png(scale=1)[16:20])[0] == WIDE + 32
    assert picture.png(theme="dark") != drawn


def test_json_is_the_spec(tmp_path: Path) -> None:
    """A Vega-Lite spec with the data in it, that compiles."""
    import vl_convert

    path = draw("whole", "pace").save(tmp_path / "pace.json")
    spec = json.loads(path.read_text(encoding="utf-8"))
    assert "vega-lite" in spec["$schema"]
    assert "<svg" in vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


def test_other_forms_are_refused(tmp_path: Path) -> None:
    """With the forms there are; and nothing is written."""
    for name in ("a.pdf", "a"):
        with pytest.raises(BadRequest, match=r"\.png"):
            write_plot(draw("whole", "pits"), tmp_path / name)
    with pytest.raises(BadRequest, match="light, dark or auto"):
        draw("whole", "pits").save(tmp_path / "a.svg", theme="sepia")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(PaddockError, match="cannot be written"):
        draw("empty", "pits").save(Path("/proc/nowhere/a.json"))


def test_a_missing_library_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """One command mends it."""
    picture = draw("whole", "pits")
    for library, ask in (("vl_convert", picture.png), ("altair", lambda: draw("whole", "pits"))):
        with monkeypatch.context() as patch:
            patch.setattr(builtins, "__import__", _without(library))
            with pytest.raises(MissingExtra, match=r"paddock\[report\]"):
                ask()


def _without(library: str) -> Callable[..., Any]:
    real = builtins.__import__

    def load(name: str, *rest: Any, **more: Any) -> Any:
        if name == library:
            raise ImportError(name)
        return real(name, *rest, **more)

    return load


class Tags(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.ids: list[str] = []
        self.asks: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("src", "href", "xlink:href", "srcset", "data", "poster") and not (value or "").startswith("#"):
                self.asks.append(value or "")


def test_page_has_every_picture_and_asks_for_nothing(tmp_path: Path) -> None:
    """One file, no script, no request, each id once; the gaps of each class."""
    page = plots("whole").save(tmp_path / "race.html").read_text(encoding="utf-8")
    seen = Tags()
    seen.feed(page)
    assert "script" not in seen.names
    assert seen.asks == []
    assert len(seen.ids) == len(set(seen.ids))
    assert seen.names.count("figure") == 9
    assert seen.names.count("svg") == 18
    assert not re.search(r"https?://(?!www\.w3\.org)|@import|url\((?!#)", page)
    assert page == plots("whole").page()


_LISTS = ("drivers", "driver_grades", "driver_countries")
HOSTILE = '<script>alert(1)</script>" onload="x\' & {{ 7*7 }} ]]>'


def test_nothing_in_a_file_becomes_markup(tmp_path: Path) -> None:
    """Car numbers, classes, names and file names are text."""
    laps = laps_of({f"1{HOSTILE}": HOSTILE, "2": None}, names=(HOSTILE,) * 3)
    session = Plots(session_of(laps, name=f"{HOSTILE}.csv"))
    page = session.page(HOSTILE, HOSTILE)
    seen = Tags()
    seen.feed(page)
    assert "script" not in seen.names
    assert "49" not in re.findall(r"\d+", page.partition("<body>")[2].partition("<svg")[0])
    from xml.etree import ElementTree as ET

    for picture in session.all():
        document = ET.fromstring(picture.svg())
        assert {one.tag.rpartition("}")[2] for one in document.iter()} <= {
            "svg", "style", "rect", "text", "g", "path", "line", "title", "desc",
        }  # fmt: skip


def test_a_notebook_shows_it() -> None:
    """As a picture, with words for those without."""
    bundle = draw("whole", "pits")._repr_mimebundle_()
    assert bundle["text/html"].startswith("<figure")
    assert "prefers-color-scheme" in bundle["text/html"]
    assert "pit stops of 7 cars" in bundle["text/plain"]
    assert "pit stops" in repr(draw("whole", "pits"))


def test_words() -> None:
    """Small words of the pictures."""
    assert by_number(["10", "7", "007", "A", "3 (2)"]) == ["3 (2)", "007", "7", "10", "A"]
    assert (clock(3_600_000), clock(59_999), span(52_000), span(67_000), span(7_530_000)) == (
        "1:00", "0:01", "52 s", "1:07", "2:05:30",
    )  # fmt: skip
    assert (family("Kévin ESTRE"), family("Robin VAN DER ZANDE"), family("Nick Tandy"), family("")) == (
        "ESTRE", "VAN DER ZANDE", "Tandy", "",
    )  # fmt: skip
    assert wrapped("", 12, 100) == []
    assert "".join(wrapped("a" * 200, 12, 100)) == "a" * 200


REAL = {
    "fuji": "wec/2024_fuji-6h_race-laps.csv",
    "le mans": "wec/2024_le-mans-24h_race-laps.csv",
    "imsa": "imsa/2024_road-america_202408041410-race-laps.csv",
    "gr cup": "grcup/2025_barber_race1-laps-sections.csv",
    "formula e": "formula-e/2025_tokyo-eprix-r08_race-laps.csv",
}


@pytest.mark.parametrize("name", sorted(REAL))
def test_real_races_are_drawn(shared: Path, name: str) -> None:
    """Every picture of it, of a sensible size, in sensible time; the last places are those of the laps."""
    path = shared / "timing" / REAL[name]
    if not path.is_file():
        pytest.skip(f"no {path}")
    laps = read(Source(path.name, path.read_bytes())).parsed.tables["laps"]
    session = Plots(session_of(laps, kind="", name=path.name))
    for picture in session.all():
        began = time.perf_counter()
        svg = picture.svg()
        assert len(svg) < 1_500_000, picture.name
        assert time.perf_counter() - began < 15, picture.name
    last = positions(laps).group_by("car", maintain_order=True).last()
    wanted = dict(last.select("car", "position").iter_rows())
    drawn = sorted(rows(session.positions(), "car", "elapsed_ms", "position"), key=lambda row: row["elapsed_ms"])
    assert {row["car"]: row["position"] for row in drawn} == wanted
