"""Which session a file belongs to: told by what stands in it and in its path, asked for where that is not enough."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.catalogue import Catalogue
from paddock.errors import AmbiguousName, BadRequest, UnknownName
from paddock.model import Session
from paddock.timing.naming import SESSION_ID, check_id, match, stem
from strategies import catalogue_of, meeting_of, season_of

WEC = ("HYPERCAR", "LMGT3")
GTP = ("GTP", "LMP2", "GTDPRO", "GTD")
NONE: tuple[str, ...] = ()


def tables(classes: tuple[str, ...] = NONE, weather: dt.datetime | None = None) -> dict[str, pl.DataFrame]:
    """Return the little of a file's tables that matching looks at."""
    found: dict[str, pl.DataFrame] = {}
    if weather is not None:
        moment = int(weather.replace(tzinfo=dt.UTC).timestamp())
        found["weather"] = pl.DataFrame({"time_utc_s": [moment, moment + 3_600]})
    else:
        found["laps"] = pl.DataFrame({"class": [*classes, None]}, schema={"class": pl.String()})
    return found


@pytest.mark.parametrize(
    ("path", "classes", "session"),
    [
        ("wec/2024_fuji-6h_race-laps.csv", WEC, "wec-2024/fuji/race"),
        ("2024_fuji-6h_race-laps.csv", WEC, "wec-2024/fuji/race"),
        ("/data/2024/Fuji/23_Analysis_Race_Hour 6.CSV", WEC, "wec-2024/fuji/race"),
        ("results.zip/14_2024/07_FUJI SPEEDWAY/202409151100_Race/23_Analysis_Race.CSV", WEC, "wec-2024/fuji/race"),
        ("wec/2024_interlagos_race-field-laps.csv", NONE, "wec-2024/sao-paulo/race"),
        ("wec/2024_sao-paulo-6h_race-laps.csv", WEC, "wec-2024/sao-paulo/race"),
        ("wec/2024_São Paulo_race-laps.csv", WEC, "wec-2024/sao-paulo/race"),
        ("wec/2025_qatar-1812km_race-laps.csv", WEC, "wec-2025/qatar/race"),
        ("2024_austin_race.csv", WEC, "wec-2024/cota/race"),
        ("2024_24 heures du mans_course.csv", (*WEC, "LMP2"), "wec-2024/le-mans/race"),
        ("2024_canadian-tire-motorsport-park_202407141105-race-laps.csv", GTP, "imsa-2024/mosport/race"),
        ("imsa/2024_daytona-international-speedway_202401271340-race-weather.csv", NONE, "imsa-2024/daytona/race"),
        ("imsa-2024/the-glen/practice 1.csv", GTP, "imsa-2024/watkins-glen/practice-1"),
        ("imsa-2024/the-glen/practice1.csv", GTP, "imsa-2024/watkins-glen/practice-1"),
        # What stands nearer the file counts before what stands further up.
        ("/races of 2025/wec/fuji and others/2024_bahrain-8h_race-laps.csv", WEC, "wec-2024/bahrain/race"),
        ("/24 heures du mans/2024_bahrain-8h_race-laps.csv", WEC, "wec-2024/bahrain/race"),
        ("/qualifying/2024_bahrain_race.csv", WEC, "wec-2024/bahrain/race"),
        ("/home/fuji/2024_spa_race.csv", WEC, "wec-2024/spa/race"),
        ("wec/2024/fuji/race 6 hours.csv", WEC, "wec-2024/fuji/race"),
        ("wec-2018-19/fuji/race.csv", NONE, "wec-2018-19/fuji/race"),
        ("2018_fuji_race.csv", ("LMP1", "LMGTE Pro"), "wec-2018-19/fuji/race"),
        ("wec-2018-19/sebring/race.csv", NONE, "wec-2018-19/sebring/race"),
    ],
)
def test_a_file_is_matched_by_series_year_meeting_and_kind(
    facts: Catalogue, path: str, classes: tuple[str, ...], session: str
) -> None:
    """Event names differ from folder to folder; what is matched is one session, and the right one."""
    found = match(facts, path, tables(classes), {})
    assert (found.session, found.candidates) == (session, ())


@pytest.mark.parametrize(
    ("path", "classes", "why"),
    [
        ("fuji_race.csv", WEC, "year"),
        ("2024_fuji_race.csv", NONE, "series"),
        ("2024_fuji_race.csv", ("A", "B"), "series"),
        ("2024_fuji_race.csv", ("LMP2",), "series"),
        ("2019_fuji_race.csv", WEC, "no meeting"),  # on record is that of 2018, in the season that ended in 2019
        ("2017_fuji_race.csv", WEC, "no season of wec 2017 is on record"),
        ("/downloads of 2024/2017_fuji_race.csv", WEC, "no season of wec 2017 is on record"),
        ("2024_monza_race.csv", WEC, "no meeting"),
        ("2024_race.csv", WEC, "no meeting"),
        ("2024_fuji-spa_race.csv", WEC, "several meetings"),
        ("2024_fuji.csv", WEC, "kind"),
        ("2024_fuji_hyperpole.csv", WEC, "kind"),
        ("2024_fuji_practice.csv", WEC, "no such session"),
        ("2024_fuji_race-2.csv", WEC, "no such session"),
        ("2024_fuji_race2.csv", WEC, "no such session"),
        ("imsa-2024/watkins-glen/practice 2.csv", GTP, "no such session"),
        ("2024_daytona_qualifying-race-laps.csv", GTP, "no such session"),
        ("imsa/2024_roar-before-the-24_202401211355-qualifying-laps.csv", GTP, "no meeting"),
        ("imsa/2024_watkins-glen_202406220000-race.csv", ("HYPERCAR",), "no meeting"),
        ("2024_sebring_20230319_race.csv", ("HYPERCAR",), "no meeting"),
        ("", WEC, "year"),
        ("....", WEC, "year"),
        ("2024/" * 400 + "x", WEC, "no meeting"),
        ("20240230_fuji_race.csv", WEC, "year"),
    ],
)
def test_what_is_not_enough_is_asked_for_and_never_guessed(
    facts: Catalogue, path: str, classes: tuple[str, ...], why: str
) -> None:
    """Laps under the wrong session would spoil everything built on them; a question costs one option."""
    found = match(facts, path, tables(classes), {})
    assert found.session == ""
    assert why in found.why


def test_candidates_are_the_sessions_that_would_fit(facts: Catalogue) -> None:
    """What can be copied after --as is named."""
    would = match(facts, "2024_fuji_practice.csv", tables(WEC), {}).candidates
    assert would == ("wec-2024/fuji/qualifying", "wec-2024/fuji/race")
    both = match(facts, "2024_fuji-spa_race.csv", tables(WEC), {}).candidates
    assert both == (
        "wec-2024/spa/qualifying",
        "wec-2024/spa/race",
        "wec-2024/fuji/qualifying",
        "wec-2024/fuji/race",
    )


def test_the_weathers_clock_tells_the_day(facts: Catalogue) -> None:
    """A weather file prints no class but moments: they find the year, and refuse a path that says another."""
    fuji = dt.datetime(2024, 9, 15, 2)
    assert match(facts, "wec/fuji/race-weather.csv", tables(weather=fuji), {}).session == "wec-2024/fuji/race"
    assert match(facts, "wec/2024_fuji_race-weather.csv", tables(weather=fuji), {}).session == "wec-2024/fuji/race"
    assert match(facts, "wec/2025_fuji_race-weather.csv", tables(weather=fuji), {}).session == ""
    may = dt.datetime(2024, 5, 11)
    assert match(facts, "wec/2024_fuji_race-weather.csv", tables(weather=may), {}).session == ""


def test_what_a_file_says_of_itself_comes_before_its_path(facts: Catalogue) -> None:
    """IMSA's JSON names event, session and day; the name of the file is what somebody made of it."""
    says = {"championship": "IMSA WeatherTech", "event": "Sahlen's Six Hours of The Glen", "date": "2024-06-23"}
    assert match(facts, "x.json", tables(GTP), {**says, "session": "Race"}).session == "imsa-2024/watkins-glen/race"
    nested = {
        "championship_name": "IMSA WeatherTech SportsCar Championship",
        "event_name": "Sahlen's Six Hours of The Glen",
        "session_name": "Race",
        "session_date": "23/06/2024",
        "circuit": {"name": "Watkins Glen International", "length": 5.4},
    }
    assert match(facts, "x.json", tables(GTP), {"session": nested}).session == "imsa-2024/watkins-glen/race"
    glen = "imsa-2024/watkins-glen"
    assert match(facts, "2024_sebring_race.json", tables(GTP), {**says, "session": "Warm up"}).session == ""
    told = match(facts, "2024_sebring_race.json", tables(GTP), {**says, "session": "Qualifying"})
    assert told.session == f"{glen}/qualifying"
    assert match(facts, "2023_daytona.json", tables(GTP), {**says, "session": "Race"}).session == f"{glen}/race"


def test_le_mans_is_the_wecs_when_its_classes_are(facts: Catalogue) -> None:
    """The 24 hours are on record twice, as a meeting of the WEC and as a race of their own."""
    path = "2025_le-mans-24h_race-laps.csv"
    assert match(facts, path, tables((*WEC, "LMP2")), {}).session == "wec-2025/le-mans/race"
    unclear = match(facts, f"wec/{path}", tables(NONE), {})
    assert unclear.session in {"", "wec-2025/le-mans/race"}
    assert match(facts, path, tables(NONE), {}).session in {"", "le-mans-24h-2025/le-mans/race"}


def test_two_meetings_at_one_circuit_are_told_apart_by_day_or_not_at_all(facts: Catalogue) -> None:
    """In 2021 IMSA raced twice at Watkins Glen within a week: the name of the circuit does not tell which."""

    def day(number: int, month: int = 6) -> dt.date:
        return dt.date(2021, month, number)

    def session(when: dt.date) -> Session:
        return Session(id="race", kind="race", day=when)

    season = season_of(
        "imsa-2021",
        [
            meeting_of("six-hours", day(24), day(27), circuit="watkins-glen", sessions=[session(day(27))]),
            meeting_of("240", day(1, 7), day(2, 7), circuit="watkins-glen", sessions=[session(day(2, 7))]),
        ],
        year=2021,
        series="imsa",
    )
    ours = catalogue_of([season], circuits=[facts.circuits["watkins-glen"]])
    told = match(ours, "2021_watkins-glen_race.csv", tables(GTP), {})
    assert (told.session, told.candidates) == ("", ("imsa-2021/six-hours/race", "imsa-2021/240/race"))
    for path, meeting in (
        ("2021_6h-watkins-glen-international_202106271040-race-laps.csv", "six-hours"),
        ("2021_weathertech-240-wgi-watkins-glen_202107021810-race-laps.csv", "240"),
        ("six-hours/2021_race.csv", "six-hours"),
    ):
        assert match(ours, path, tables(GTP), {}).session == f"imsa-2021/{meeting}/race"


def test_of_two_meetings_at_one_circuit_the_one_called_so_is_meant(facts: Catalogue) -> None:
    """The 4 Hours of Algarve and of Portimão were held two days apart at Portimão: a path has but the one word."""
    classes = ("LMP2", "LMP2 Pro/Am", "LMP3")
    assert match(facts, "elms/2023_portimao_race-laps.csv", tables(classes), {}).session == "elms-2023/portimao/race"
    assert match(facts, "elms/2023_algarve_race-laps.csv", tables(classes), {}).session == "elms-2023/algarve/race"


@pytest.mark.parametrize(
    ("path", "session"),
    [
        ("2021_sebring_202103191115-qualifying-gtd-position-results.csv", "qualifying-gtd-position"),
        ("2021_sebring_202103191205-qualifying-lmp3-position-points-laps.csv", "qualifying-lmp3"),
        ("2021_sebring_202103191140-qualifying-gtd-points-gtlm-laps.csv", "qualifying-gtd-points-gtlm"),
        ("2021_sebring_202103191140-qualifying-laps.csv", ""),
        ("2021_sebring_202103191140-qualifying-gtd.csv", ""),
    ],
)
def test_of_several_sessions_of_a_kind_the_one_spelt_out_is_meant(facts: Catalogue, path: str, session: str) -> None:
    """In 2021 IMSA's classes qualified one after the other; a path that does not say which is not put into any."""
    found = match(facts, path, tables(GTP), {}).session
    assert found == (f"imsa-2021/sebring/{session}" if session else "")


@given(
    folders=st.lists(st.text(max_size=12), max_size=4),
    name=st.text(max_size=40),
    classes=st.sampled_from([NONE, WEC, GTP]),
)
def test_any_path_is_matched_or_not_without_trouble(
    facts: Catalogue, folders: list[str], name: str, classes: tuple[str, ...]
) -> None:
    """Paths are whatever people call their folders."""
    found = match(facts, "/".join([*folders, name]), tables(classes), {})
    assert found.why
    assert not found.session or (SESSION_ID.fullmatch(found.session) and not found.candidates)


@given(junk=st.lists(st.sampled_from(["backup", "old", "x1", "Neuer Ordner", "_", "a b"]), max_size=4))
def test_folders_that_mean_nothing_change_nothing(facts: Catalogue, junk: list[str]) -> None:
    """Where a file lies is nobody's business."""
    path = "/".join([*junk, "2024_fuji-6h_race-laps.csv"])
    assert match(facts, path, tables(WEC), {}).session == "wec-2024/fuji/race"


# --- ids given by people ----------------------------------------------------------------------------------------------


def test_ids_are_taken_in_full(facts: Catalogue) -> None:
    """A known session is taken as it is; one not on record is taken as written, which is told."""
    assert check_id(facts, "wec-2024/fuji/race") == ("wec-2024/fuji/race", "")
    full, remark = check_id(facts, "wec-2024/fuji/warm-up")
    assert full == "wec-2024/fuji/warm-up"
    assert "as written" in remark
    full, remark = check_id(facts, "my-cup-1999/home/race")
    assert full == "my-cup-1999/home/race"
    assert "my-cup-1999" in remark


@pytest.mark.parametrize(
    "text",
    ["", "race", "wec-2024/fuji", "a/b/c/d", "A/b/c", "a b/c/d", "../../x", "a//c", "a/b/c\n", "é/b/c", "-a/b/c"],
)
def test_what_is_no_id_is_refused(facts: Catalogue, text: str) -> None:
    """An id becomes part of what is shown and asked for; nothing odd gets in."""
    with pytest.raises(BadRequest, match="no session id"):
        check_id(facts, text)


def test_a_meeting_the_season_does_not_have_is_refused_with_candidates(facts: Catalogue) -> None:
    """A slip in a known season is a slip, not a new meeting."""
    with pytest.raises((UnknownName, AmbiguousName)) as caught:
        check_id(facts, "wec-2024/fuij/race")
    assert "fuji" in caught.value.candidates


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a/2024_fuji_race-laps.csv", "a/2024_fuji_race-weather.csv", True),
        ("a/2024_fuji_race-laps.csv", "a/2024_fuji_race-classification.csv", True),
        ("a/23_Analysis_Race.CSV", "a/26_Weather_Race.CSV", False),
        ("a/2024_fuji_race-laps.csv", "b/2024_fuji_race-weather.csv", False),
        ("a/2024_fuji_race-laps.csv", "a/2024_spa_race-weather.csv", False),
        ("z.zip/x/race-laps.csv", "z.zip/x/race-results.csv", True),
    ],
)
def test_files_of_one_session_share_their_stem(one: str, other: str, same: bool) -> None:
    """Weather and results say less of themselves than laps: they follow the laps beside them."""
    assert (stem(one) == stem(other)) is same
