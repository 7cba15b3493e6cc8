"""iCalendar out and in: what other programs read is right, what they write is taken over or refused, never half."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from icalendar import Calendar

from conftest import Folder, RunCli, flat
from paddock.calendars import read_ics, to_ics
from paddock.catalogue import Catalogue, load
from paddock.errors import BadFile, BadRequest, PaddockError, UnknownName
from paddock.model import Season
from strategies import calendar_rows, mutations

D = dt.date


def events(content: bytes) -> list:
    """Return the events of a calendar as the icalendar library reads them."""
    return list(Calendar.from_ical(content).walk("VEVENT"))


# -- out -------------------------------------------------------------------------------------------------------------


def test_all_seasons_are_written_as_other_programs_read_them(facts: Catalogue) -> None:
    """Every dated meeting is one all-day event over its days; DTEND is the day after the last, as RFC 5545 has it."""
    content = to_ics(facts, list(facts.seasons))
    whole = {str(one["uid"]): one for one in events(content) if not isinstance(one.decoded("dtstart"), dt.datetime)}
    dated = {key: one for key, one in facts.meetings.items() if one.days}
    assert set(whole) == {f"{key}@paddock" for key in dated}
    for key, meeting in dated.items():
        event = whole[f"{key}@paddock"]
        assert event.decoded("dtstart") == meeting.days[0]
        assert event.decoded("dtend") == meeting.days[1] + dt.timedelta(days=1)
        assert meeting.name in str(event["summary"])


def test_every_timed_session_is_an_event_of_its_own(facts: Catalogue) -> None:
    """Sessions with a start on record, in the circuit's zone, as long as planned, tied to their meeting."""
    content = to_ics(facts, list(facts.seasons))
    timed = {str(one["uid"]): one for one in events(content) if isinstance(one.decoded("dtstart"), dt.datetime)}
    expected = {
        f"{key}/{session.id}@paddock": (key, meeting, session)
        for key, meeting in facts.meetings.items()
        for session in meeting.sessions
        if session.start and meeting.circuit and meeting.days
    }
    assert set(timed) == set(expected)
    assert expected
    for uid, (key, meeting, session) in expected.items():
        zone = ZoneInfo(facts.circuits[meeting.circuit].time_zone)
        start = timed[uid].decoded("dtstart")
        assert start == dt.datetime.combine(session.day, session.start, tzinfo=zone)
        assert timed[uid]["dtstart"].params["TZID"] == zone.key
        assert str(timed[uid]["related-to"]) == f"{key}@paddock"
        if session.duration_min:
            length = timed[uid].decoded("dtend").astimezone(dt.UTC) - start.astimezone(dt.UTC)
            assert length == dt.timedelta(minutes=session.duration_min)


def test_le_mans_2024_starts_at_four_in_paris(facts: Catalogue) -> None:
    """The best known start of all, by hand: 15 June 2024, 16:00 Europe/Paris, which is 14:00 UTC, for 24 hours."""
    (race,) = [one for one in events(to_ics(facts, ["wec-2024"])) if str(one["uid"]) == "wec-2024/le-mans/race@paddock"]
    start, end = race.decoded("dtstart"), race.decoded("dtend")
    assert (start.hour, start.tzinfo.key) == (16, "Europe/Paris")
    assert start.astimezone(dt.UTC) == dt.datetime(2024, 6, 15, 14, tzinfo=dt.UTC)
    assert end.astimezone(dt.UTC) == dt.datetime(2024, 6, 16, 14, tzinfo=dt.UTC)


def test_a_race_through_the_change_of_clocks_keeps_its_length(folder: Folder) -> None:
    """24 hours that begin before clocks go forward end at another hour of the day."""
    made = folder(
        """
        [season]
        id = "own"
        name = "Own"
        series = "wec"
        year = 2024
        status = "unverified"
        [[meeting]]
        id = "m"
        name = "M"
        circuit = "le-mans"
        first_day = 2024-03-30
        last_day = 2024-03-31
        status = "unverified"
        [[meeting.session]]
        id = "race"
        kind = "race"
        day = 2024-03-30
        start = 16:00:00
        duration_min = 1440
        """
    )
    race = events(to_ics(load([made]), ["own"]))[1]
    start, end = race.decoded("dtstart"), race.decoded("dtend")
    assert end.astimezone(dt.UTC) - start.astimezone(dt.UTC) == dt.timedelta(hours=24)
    assert (end.day, end.hour) == (31, 17)


def test_uids_are_unique_and_the_bytes_are_the_same_twice(facts: Catalogue) -> None:
    """A calendar program updates by UID, and a file in version control changes only when a fact does."""
    first, second = to_ics(facts, list(facts.seasons)), to_ics(load(), list(facts.seasons))
    assert first == second
    uids = [str(one["uid"]) for one in events(first)]
    assert len(uids) == len(set(uids))


def test_lines_are_as_the_standard_has_them(facts: Catalogue) -> None:
    """RFC 5545: CRLF line ends and no line over 75 bytes; strict programs refuse others."""
    lines = to_ics(facts, ["wec-2024", "imsa-2024"]).split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in one for one in lines)


def test_amendments_raise_the_sequence_and_cancel_in_place() -> None:
    """Who imported the calendar in February gets the change in August: same UID, higher SEQUENCE, CANCELLED."""
    states = []
    for day in (D(2026, 2, 1), D(2026, 4, 1), D(2026, 8, 1)):
        view = load(as_of=day)
        (one,) = [e for e in events(to_ics(view, ["wec-2026"])) if str(e["uid"]) == "wec-2026/qatar@paddock"]
        states.append((int(one["sequence"]), str(one["status"]), one.decoded("dtstart"), one.decoded("dtstamp").date()))
    assert [one[0] for one in states] == [0, 2, 3]
    assert [one[1] for one in states] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [one[2] for one in states] == [D(2026, 3, 26), D(2026, 10, 22), D(2026, 10, 22)]
    assert [one[3] for one in states] == [D(2025, 6, 13), D(2026, 3, 16), D(2026, 7, 28)]


def test_a_meeting_without_a_date_is_no_event() -> None:
    """Postponed without a new day: an event needs one."""
    view = load(as_of=D(2026, 3, 10))
    assert "wec-2026/qatar@paddock" not in {str(one["uid"]) for one in events(to_ics(view, ["wec-2026"]))}


def test_no_season_is_refused(facts: Catalogue) -> None:
    """An empty calendar is an answer to nothing."""
    with pytest.raises(BadRequest):
        to_ics(facts, [])
    with pytest.raises(UnknownName):
        to_ics(facts, ["wec-1066"])


# -- out and in again ------------------------------------------------------------------------------------------------


def _there_and_back(facts: Catalogue, season: str, tmp_path: Path) -> Season:
    path = tmp_path / f"{season}.ics"
    path.write_bytes(to_ics(facts, [season]))
    return read_ics(facts, path, f"{season}-again", series=facts.seasons[season].series).season


def test_every_season_survives_the_way_there_and_back(facts: Catalogue, tmp_path: Path) -> None:
    """Days, places and sessions of every season with circuits, through the file and back."""
    compared = 0
    for season in facts.seasons.values():
        known = [one for one in season.meetings if one.days and one.circuit]
        if not known:
            continue
        again = _there_and_back(facts, season.id, tmp_path)
        wanted, got = (
            sorted(
                (one.days, one.race_days, one.circuit or "") for one in edition.meetings if one.days and one.takes_place
            )
            for edition in (season, again)
        )
        assert got == wanted
        sessions = sorted(
            (one.circuit, s.day, s.start, s.duration_min)
            for one in known
            if one.takes_place
            for s in one.sessions
            if s.start
        )
        found = sorted((one.circuit, s.day, s.start, s.duration_min) for one in again.meetings for s in one.sessions)
        assert found == sessions
        compared += 1
    assert compared >= 20


def test_the_kinds_of_sessions_survive(facts: Catalogue, tmp_path: Path) -> None:
    """What was a race is a race again and its days are race days; qualifying does not become one."""
    again = _there_and_back(facts, "vln-2018", tmp_path)
    before = facts.seasons["vln-2018"].meetings
    for one, other in zip(before, again.meetings, strict=True):
        assert [(s.kind, s.start) for s in one.sessions] == [(s.kind, s.start) for s in other.sessions]
        assert one.race_days == other.race_days


# -- in --------------------------------------------------------------------------------------------------------------


def ics(*blocks: str) -> bytes:
    """Return a calendar of events, each given by its lines."""
    body = "".join(f"BEGIN:VEVENT\n{block.strip()}\nEND:VEVENT\n" for block in blocks)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n{body}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def read(facts: Catalogue, tmp_path: Path, content: bytes, **options: object) -> object:
    """Read a calendar as a season of the WEC."""
    path = tmp_path / "in.ics"
    path.write_bytes(content)
    return read_ics(facts, path, "own-2031", series="wec", **options)  # type: ignore[arg-type]


GOOD = (
    "UID:1\nSUMMARY:6 Hours of Spa\nLOCATION:Spa-Francorchamps\nDTSTART;VALUE=DATE:20310501\nDTEND;VALUE=DATE:20310504"
)
RACE = (
    "UID:2\nSUMMARY:6 Hours of Spa - Race\nLOCATION:Spa-Francorchamps\nDTSTART:20310503T110000Z\nDTEND:20310503T170000Z"
)


def test_an_all_day_event_with_its_race_is_one_meeting(facts: Catalogue, tmp_path: Path) -> None:
    """The days of the event, the session inside it, in local time of the circuit."""
    imported = read(facts, tmp_path, ics(GOOD, RACE), circuits={"Spa-Francorchamps": "spa"})
    (one,) = imported.season.meetings
    assert (one.circuit, one.first_day, one.last_day, one.race_days) == (
        "spa",
        D(2031, 5, 1),
        D(2031, 5, 3),
        (D(2031, 5, 3),),
    )
    (race,) = one.sessions
    assert (race.kind, race.start, race.duration_min) == ("race", dt.time(13), 360)
    assert imported.findings == ()
    assert str(one.status) == "unverified"


def test_sessions_alone_make_meetings_by_place_and_days(facts: Catalogue, tmp_path: Path) -> None:
    """Many series publish sessions only: those at one place on days in a row are one meeting."""
    blocks = [
        f"UID:{n}\nSUMMARY:Round {r} - {what}\nLOCATION:{place}\nDTSTART:{day}T100000Z\nDTEND:{day}T110000Z"
        for n, (r, what, place, day) in enumerate(
            [
                (1, "Practice", "Imola", "20310417"),
                (1, "Qualifying", "Imola", "20310418"),
                (1, "Race", "Imola", "20310419"),
                (2, "Practice", "Fuji", "20310418"),
                (2, "Race", "Fuji", "20310419"),
                (3, "Race", "Imola", "20310503"),
            ]
        )
    ]
    imported = read(facts, tmp_path, ics(*blocks), circuits={"Imola": "imola", "Fuji": "fuji"})
    assert [(one.circuit, one.days, [s.kind for s in one.sessions]) for one in imported.season.meetings] == [
        ("imola", (D(2031, 4, 17), D(2031, 4, 19)), ["practice", "qualifying", "race"]),
        ("fuji", (D(2031, 4, 18), D(2031, 4, 19)), ["practice", "race"]),
        ("imola", (D(2031, 5, 3), D(2031, 5, 3)), ["race"]),
    ]
    assert len({one.id for one in imported.season.meetings}) == 3


def test_sessions_belong_to_the_event_they_lie_in(facts: Catalogue, tmp_path: Path) -> None:
    """Without RELATED-TO: at the same place, from the first to the last day of an all-day event, and no longer."""
    blocks = [RACE.replace("UID:2", f"UID:{day}").replace("20310503", f"203105{day:02}") for day in (1, 2, 3, 5)]
    imported = read(facts, tmp_path, ics(GOOD, *blocks), circuits={"Spa-Francorchamps": "spa"})
    assert [(one.days, len(one.sessions)) for one in imported.season.meetings] == [
        ((D(2031, 5, 1), D(2031, 5, 3)), 3),
        ((D(2031, 5, 5), D(2031, 5, 5)), 1),
    ]


def test_places_in_other_scripts_are_told_apart(facts: Catalogue, tmp_path: Path) -> None:
    """鈴鹿 and 富士 are two places, and a mapping of one must not catch the other or an event without a place."""
    blocks = [
        f"UID:{n}\nSUMMARY:{what}\n{place}DTSTART:{day}T010000Z\nDTEND:{day}T020000Z"
        for n, (what, place, day) in enumerate(
            [
                ("Race A", "LOCATION:鈴鹿サーキット\n", "20310501"),
                ("Race B", "LOCATION:富士スピードウェイ\n", "20310502"),
                ("Race C", "", "20310601"),
            ]
        )
    ]
    imported = read(facts, tmp_path, ics(*blocks), circuits={"富士スピードウェイ": "fuji"})
    assert [(one.name, one.circuit) for one in imported.season.meetings] == [
        ("Race A", None),
        ("Race B", "fuji"),
        ("Race C", None),
    ]


def test_an_unknown_place_is_left_open_and_told(facts: Catalogue, tmp_path: Path) -> None:
    """Nothing is guessed: the place stays as text, and the finding says how to map it, with what is near."""
    block = GOOD.replace("Spa-Francorchamps", "Circuit of Spa Francochamps")
    imported = read(facts, tmp_path, ics(block))
    (one,) = imported.season.meetings
    assert (one.circuit, one.place) == (None, "Circuit of Spa Francochamps")
    found = next(f for f in imported.findings if f.code == "unknown-circuit")
    assert "--circuit 'Circuit of Spa Francochamps=<id>'" in found.hint
    assert [f.code for f in imported.findings if f.code == "no-race-day"] == ["no-race-day"]


def test_a_known_place_is_found_by_its_very_name(facts: Catalogue, tmp_path: Path) -> None:
    """The whole text, or its part before a comma, if that is exactly a circuit's name."""
    for place in (facts.circuits["fuji"].name, f"{facts.circuits['fuji'].name}\\, Oyama\\, Japan", "fuji"):
        imported = read(facts, tmp_path, ics(GOOD.replace("Spa-Francorchamps", place)))
        assert imported.season.meetings[0].circuit == "fuji"


def test_a_cancelled_event_is_left_out_and_told(facts: Catalogue, tmp_path: Path) -> None:
    """What is cancelled takes no place in a calendar; a cancelled session takes none in its meeting."""
    other = GOOD.replace("UID:1", "UID:9").replace("203105", "203106") + "\nSTATUS:CANCELLED"
    imported = read(facts, tmp_path, ics(GOOD, RACE + "\nSTATUS:CANCELLED", other))
    (one,) = imported.season.meetings
    assert (one.first_day, one.sessions) == (D(2031, 5, 1), ())
    assert [f.code for f in imported.findings if f.code == "cancelled"] == ["cancelled"]
    with pytest.raises(BadFile, match="every event in it is cancelled"):
        read(facts, tmp_path, ics(other))


def test_a_timed_event_of_a_week_is_a_meeting(facts: Catalogue, tmp_path: Path) -> None:
    """Some calendars give the whole meeting as one timed event: no session lasts that long."""
    imported = read(facts, tmp_path, ics("UID:1\nSUMMARY:X\nDTSTART:20310501T100000Z\nDTEND:20310508T100000Z"))
    (one,) = imported.season.meetings
    assert (one.days, one.sessions) == ((D(2031, 5, 1), D(2031, 5, 8)), ())


def test_long_tails_of_text_are_cut_not_refused(facts: Catalogue, tmp_path: Path) -> None:
    """Summaries and places of any length: the season that is written still has valid ids and names."""
    text = "Lorem ipsum dolor " * 200
    imported = read(facts, tmp_path, ics(GOOD.replace("6 Hours of Spa", text).replace("Spa-Francorchamps", text)))
    assert 0 < len(imported.season.meetings[0].name) <= 300


@pytest.mark.parametrize("season", ["", "Own 2031", "../own", "x" * 100, "own_2031", "own/2031"])
def test_an_id_that_is_none_is_refused(facts: Catalogue, tmp_path: Path, season: str) -> None:
    """The id becomes a file name: it has to be of the form ids have."""
    path = tmp_path / "in.ics"
    path.write_bytes(ics(GOOD))
    with pytest.raises(BadRequest):
        read_ics(facts, path, season, series="wec")


HOSTILE = {
    "empty file": b"",
    "page instead of a calendar": b"<!doctype html><title>404</title>BEGIN:VEVENT",
    "binary": bytes(range(256)) * 50,
    "binary inside a calendar": b"BEGIN:VCALENDAR\r\n" + bytes(range(256)) * 50 + b"\r\nEND:VCALENDAR\r\n",
    "no event": ics(),
    "never ends": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
    "ends without beginning": b"END:VEVENT\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "only the word": b"BEGIN:VCALENDAR",
    "ends before it begins": ics(GOOD.replace("20310504", "20310430")),
    "race ends before it begins": ics(RACE.replace("DTEND:20310503T17", "DTEND:20310503T09")),
    "no begin": ics("UID:1\nSUMMARY:X\nDTEND;VALUE=DATE:20310504"),
    "begin that is no day": ics("UID:1\nSUMMARY:X\nDTSTART:tomorrow"),
    "day that does not exist": ics(GOOD.replace("20310501", "20310231")),
    "hour that does not exist": ics(RACE.replace("T110000Z", "T990000Z")),
    "two begins": ics(GOOD + "\nDTSTART;VALUE=DATE:20310502"),
    "year one": ics("UID:1\nSUMMARY:X\nDTSTART:00010101T000000Z\nDTEND:00010101T010000Z"),
    "year 1601": ics(GOOD.replace("2031", "1601")),
    "year 9999": ics("UID:1\nSUMMARY:X\nDTSTART;VALUE=DATE:99991231"),
    "a length beyond all days": ics("UID:1\nSUMMARY:X\nDTSTART:20310501T100000Z\nDURATION:P999999999D"),
    "a length back in time": ics("UID:1\nSUMMARY:X\nDTSTART:20310501T100000Z\nDURATION:-P2D"),
    "a timed event of a year": ics("UID:1\nSUMMARY:X\nDTSTART:20310501T100000Z\nDTEND:20320508T100000Z"),
    "an event of a year": ics("UID:1\nSUMMARY:X\nDTSTART;VALUE=DATE:20310101\nDTEND;VALUE=DATE:20311231"),
    "one end with a zone": ics("UID:1\nSUMMARY:X\nDTSTART:20310501T100000Z\nDTEND:20310501T110000"),
    "repeats": ics(GOOD + "\nRRULE:FREQ=WEEKLY;COUNT=1000000"),
    "race days that are none": ics(GOOD + "\nX-PADDOCK-RACE-DAYS:soon"),
    "race days outside": ics(GOOD + "\nX-PADDOCK-RACE-DAYS:2031-05-03\\,9999-12-31"),
    "no summary": ics("UID:1\nDTSTART;VALUE=DATE:20310501"),
    "a hundred thousand events": ics(*["UID:1\nSUMMARY:X\nDTSTART;VALUE=DATE:20310501"] * 100_000),
    "events within events": b"\r\n".join(
        [b"BEGIN:VCALENDAR", *[b"BEGIN:VEVENT"] * 50_000, *[b"END:VEVENT"] * 50_000, b"END:VCALENDAR", b""]
    ),
    "a file too large": b"BEGIN:VCALENDAR\r\n" + b"X" * (9 * 1024 * 1024),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_calendar_that_makes_no_sense_is_refused_whole(run_cli: RunCli, tmp_path: Path, case: str) -> None:
    """Exit code 2, the file named, no traceback, and nothing written: neither a season nor a half of one."""
    path, out = tmp_path / "in.ics", tmp_path / "mine"
    path.write_bytes(HOSTILE[case])
    out.mkdir()
    result = run_cli("import-calendar", path, "--season", "own-2031", "--series", "wec", "--out", out)
    assert result.code == 2, result.out
    assert flat(str(path)) in flat(result.err)
    assert "Traceback" not in result.err
    assert list(out.rglob("*")) == []


def test_a_missing_calendar_is_refused(run_cli: RunCli, tmp_path: Path) -> None:
    """No such file, or a folder for a file: named, nothing written."""
    for path in (tmp_path / "none.ics", tmp_path):
        result = run_cli("import-calendar", path, "--season", "own-2031", "--series", "wec", "--out", tmp_path / "mine")
        assert result.code == 2
        assert flat(str(path)) in flat(result.err)
        assert not (tmp_path / "mine").exists()


@given(mutations)
def test_a_spoilt_calendar_is_read_or_refused(
    facts: Catalogue, tmp_path_factory: pytest.TempPathFactory, changes: list
) -> None:
    """Whatever a file on the web may hold: it is read, or refused as an error a user can mend."""
    content = ics(GOOD, RACE)
    for change in changes:
        content = change.apply(content)
    try:
        imported = read(facts, _scratch(tmp_path_factory), content)
    except PaddockError:
        return
    assert imported.season.meetings


@given(calendar_rows)
def test_any_events_become_a_season_or_an_error(
    facts: Catalogue, tmp_path_factory: pytest.TempPathFactory, rows: list
) -> None:
    """Names and places of any script, times of any day: every event is in the season, on its day."""
    from icalendar import Event

    calendar = Calendar()
    for number, (start, minutes, summary, place) in enumerate(rows):
        event = Event()
        event.add("uid", str(number))
        event.add("summary", summary)
        event.add("location", place)
        event.add("dtstart", start.replace(microsecond=0))
        event.add("dtend", start.replace(microsecond=0) + dt.timedelta(minutes=minutes))
        calendar.add_component(event)
    content = calendar.to_ical()
    if any(not " ".join(summary.split()) for _, _, summary, _ in rows):
        with pytest.raises(BadFile, match="no SUMMARY"):
            read(facts, _scratch(tmp_path_factory), content)
        return
    imported = read(facts, _scratch(tmp_path_factory), content)
    sessions = [one for meeting in imported.season.meetings for one in meeting.sessions]
    assert sorted(one.day for one in sessions) == sorted(start.date() for start, *_ in rows)


_SCRATCH: list[Path] = []


def _scratch(factory: pytest.TempPathFactory) -> Path:
    if not _SCRATCH:
        _SCRATCH.append(factory.mktemp("ics"))
    return _SCRATCH[0]


# -- the whole way on the command line -------------------------------------------------------------------------------


def test_an_imported_calendar_is_a_catalogue_of_its_own(run_cli: RunCli, tmp_path: Path) -> None:
    """Imported, checked, shown, and clashing like any other season; a second import does not write over it."""
    path, out = tmp_path / "in.ics", tmp_path / "mine"
    path.write_bytes(ics(GOOD, RACE))
    command = ["import-calendar", path, "--season", "own-2031", "--series", "wec", "--out", out, "--name", "Ours"]
    result = run_cli(*command, "--circuit", "Spa-Francorchamps=spa")
    assert result.code == 0, result.err
    assert [one.name for one in out.rglob("*") if one.is_file()] == ["own-2031.toml"]
    assert run_cli("catalogue", "check", out).code == 0
    assert "Ours" in run_cli("show", "own-2031", "--catalogue", out).out
    assert run_cli("clashes", "own-2031", "wec-2026", "--catalogue", out).code == 0
    before = (out / "seasons/own-2031.toml").read_bytes()
    assert run_cli(*command).code == 2
    assert (out / "seasons/own-2031.toml").read_bytes() == before


@pytest.mark.parametrize("pair", ["Spa", "=spa", "Spa=", "Spa=no-such-circuit"])
def test_a_mapping_that_is_none_is_refused(run_cli: RunCli, tmp_path: Path, pair: str) -> None:
    """PLACE=ID with both sides, and the id on record."""
    path, out = tmp_path / "in.ics", tmp_path / "mine"
    path.write_bytes(ics(GOOD))
    result = run_cli(
        "import-calendar", path, "--season", "own-2031", "--series", "wec", "--out", out, "--circuit", pair
    )
    assert result.code == 2
    assert not out.exists()


def test_a_calendar_is_written_whole_or_not_at_all(run_cli: RunCli, tmp_path: Path) -> None:
    """A file on the way, or a folder in its place: exit code 2, and no half file or draft is left behind."""
    good = tmp_path / "deep" / "down" / "wec.ics"
    assert run_cli("calendar", "wec-2024", "--ics", "--out", good).code == 0
    assert [one.name for one in good.parent.iterdir()] == ["wec.ics"]
    taken = tmp_path / "taken"
    (taken / "in-the-way").mkdir(parents=True)
    assert run_cli("calendar", "wec-2024", "--ics", "--out", taken).code == 2
    assert run_cli("calendar", "wec-2024", "--ics", "--out", good / "below.ics").code == 2
    left = sorted(str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*"))
    assert left == ["deep", "deep/down", "deep/down/wec.ics", "taken", "taken/in-the-way"]
