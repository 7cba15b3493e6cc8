"""Fetching result files: what is chosen, how politely it is asked for, and what happens when things go wrong."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import itertools
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.catalogue import Catalogue
from paddock.errors import AmbiguousName, BadFile, BadRequest, PaddockError, UnknownName
from paddock.fetching import CannotFetch, Client, Manners, Offline, Passing, online_allowed
from paddock.fetching.manners import user_agent
from paddock.timing.fetching import FetchPlan, Offered, Progress, ResultPages, fetch, load_pages, plan_fetch
from paddock.timing.fetching.index import read_index
from paddock.timing.fetching.matching import match_events
from paddock.timing.fetching.names import path_for
from result_pages import FUJI, RACE, WEC, Answer, FakeClock, ResultServer, csv, season, serving

LAPS = f"/Results/{RACE}/Hour 6/23_Analysis_Race_Hour 6.CSV"
LAPS_BYTES = season()[LAPS.removeprefix("/Results/")]


@pytest.fixture(autouse=True)
def _no_proxy_no_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep proxies and a standing consent of whoever runs the tests out of them."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "PADDOCK_ONLINE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def server(clock: FakeClock) -> Iterator[ResultServer]:
    with serving(season(), clock) as running:
        yield running


@pytest.fixture
def pages(server: ResultServer, tmp_path: Path) -> dict[str, ResultPages]:
    return at(server.url, tmp_path)


def at(url: str, tmp_path: Path, more: str = "", series: str = "wec") -> dict[str, ResultPages]:
    """Return the built-in pages with those of a series moved to a local server."""
    path = tmp_path / "pages.toml"
    path.write_text(
        dedent(f"""
        [[pages]]
        series = "{series}"
        name = "Local results"
        url = "{url}"
        form = "alkamel-index"
        championships = ["FIA WEC"]
        status = "unverified"
        {more}
        [[pages.event]]
        meetings = ["qatar"]
        names = ["LOSAIL"]
        [[pages.event]]
        meetings = ["spa-2018", "spa-2019"]
        names = ["SPA FRANCORCHAMPS"]
        """),
        encoding="utf-8",
    )
    return dict(load_pages(path))


MakeClient = Callable[..., Client]


@pytest.fixture
def make_client(tmp_path: Path, clock: FakeClock) -> Iterator[MakeClient]:
    """Return a function that makes clients on one page cache; they are closed at the end."""
    with contextlib.ExitStack() as stack:

        def make(*, online: bool = True, **options: Any) -> Client:
            client = Client(tmp_path / "cache", online=online, clock=clock, **options)
            return stack.enter_context(client)

        yield make


@pytest.fixture
def client(make_client: MakeClient) -> Client:
    return make_client()


def planned(facts: Catalogue, pages: dict[str, ResultPages], client: Client, **options: Any) -> FetchPlan:
    return plan_fetch(facts, options.pop("text", "wec-2024/fuji"), pages, client, **options)


def last(steps: list[Progress], name: str) -> Progress:
    """Return the last thing told of a file."""
    return [step for step in steps if name in step.file.name][-1]


def codes(found: object) -> set[str]:
    return {finding.code for finding in found}  # type: ignore[attr-defined]


# -- choosing -----------------------------------------------------------------------------------------------------


def test_the_last_hour_of_the_race_is_planned_and_the_rest_left_with_a_reason(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer
) -> None:
    """Endurance races are published hour by hour: only the last holds the whole race."""
    plan = planned(facts, pages, client)
    assert [file.place for file in plan.files] == [
        "Race/Hour 6/23_Analysis_Race_Hour 6.CSV",
        "Race/Hour 6/03_Classification_Race_Hour 6.CSV",
        "Race/Hour 6/26_Weather_Race_Hour 6.CSV",
    ]
    assert (plan.meeting, plan.season, plan.event) == ("wec-2024/fuji", "13_2024", "07_FUJI SPEEDWAY")
    assert plan.files[0].starts == dt.datetime(2024, 9, 15, 11, 0)
    assert plan.files[0].url == server.url + "Results/" + (
        "13_2024/07_FUJI%20SPEEDWAY/559_FIA%20WEC/202409151100_Race/Hour%206/23_Analysis_Race_Hour%206.CSV"
    )
    why = {left.file.name: left.why for left in plan.left}
    assert why["23_Analysis_Race_Hour 2.CSV"].startswith("it goes to hour 2 only;")
    assert why["23_Analysis_Race_Hour 6.PDF"] == "paddock does not read files of this format"
    assert why["05_ClassificationByCategory_Race_Hour 6.CSV"] == "other files were not asked for"
    assert "versions-left" in codes(plan.findings)
    assert "kind-not-offered" in codes(plan.findings), "the page has no flags file, which is told"
    assert not any("Support Cup" in file.url for file in (*plan.files, *(left.file for left in plan.left)))
    json.dumps(plan.as_dict())


def test_all_sessions_or_one(facts: Catalogue, pages: dict[str, ResultPages], client: Client) -> None:
    every = planned(facts, pages, client, sessions="all")
    assert {file.session for file in every.files} == {"Race", "Free Practice 1"}
    one = planned(facts, pages, client, text="wec-2024/fuji/free-practice-1")
    assert [file.name for file in one.files] == ["23_Analysis_Free Practice 1.CSV"]
    with pytest.raises(UnknownName) as caught:
        planned(facts, pages, client, text="wec-2024/fuji/qualifying")
    assert list(caught.value.candidates) == ["free-practice-1", "race"]
    laps = planned(facts, pages, client, kinds=("laps",))
    assert {file.kind for file in laps.files} == {"laps"}


OFFERS = [
    # (files of one race, by what is left in the end)
    (["03_Results_Race_Official.CSV", "03_Results_Race_Provisional.CSV", "03_Results_Race_Unofficial.CSV"], 0),
    (["03_Results_Race_Provisional.CSV", "03_Results_Race_Provisional_Amended.CSV"], 1),
    (["03_Results_Race_Official_Revised 1.CSV", "03_Results_Race_Official_Revised 2.CSV"], 1),
    (["03_Results_Race_Official.JSON", "03_Results_Race_Official.CSV"], 1),
    (["03_Results_Race_Official.CSV", "03_Results_Race_Provisional_Amended 3.CSV"], 0),
    (["Hour 8/03_Classification_Race_Hour 8.CSV", "Final Results/03_Classification_Race_Hour 8.CSV"], 1),
    (["05_Hour 5/03_Classification_Race_Hour 5.CSV", "06_Hour 6/03_Classification_Race_Hour 6._FinalCSV"], 1),
    (["9H/05_Classification_Race.CSV", "24H/05_Classification_Race.CSV"], 1),
    (["23_Hour 23/03_Results_Race_Official.CSV", "24_Hour 24/03_Results_Race_Unofficial.CSV"], 1),
    (["23_AnalysisEnduranceWithSections_Race.CSV", "23_Analysis_Race.CSV"], 1),
    (["03_Results_Race.CSV", "03_Results_Race_Provisional.CSV"], 0),
]


@pytest.mark.parametrize(("names", "wanted"), OFFERS)
def test_of_several_versions_the_final_one_is_chosen(
    names: list[str],
    wanted: int,
    facts: Catalogue,
    pages: dict[str, ResultPages],
    client: Client,
    server: ResultServer,
) -> None:
    """Hour, then how far it is settled, then revision, then form; every name here was seen on real pages."""
    server.files = {f"{RACE}/{name}": csv(name) for name in names}
    plan = planned(facts, pages, client)
    assert [file.url for file in plan.files] == [
        file.url for file in (*plan.files, *(left.file for left in plan.left)) if file.place == f"Race/{names[wanted]}"
    ]
    assert len(plan.left) == len(names) - 1
    assert all(left.why for left in plan.left)


def test_files_that_go_to_different_hours_or_are_not_final_are_told(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer
) -> None:
    names = ["05_Hour 5/26_Weather_Race_Hour 5.CSV", "06_Hour 6/23_Analysis_Race_Hour 6.CSV"]
    names += ["06_Hour 6/03_Results_Race_Provisional.CSV", "06_Hour 6/03_Results_Race_Provisional (1).CSV"]
    server.files = {f"{RACE}/{name}": csv(name) for name in names}
    found = codes(planned(facts, pages, client).findings)
    assert {"hours-differ", "not-final", "same-standing"} <= found


# -- which event --------------------------------------------------------------------------------------------------


def test_a_name_used_twice_is_told_apart_by_the_days(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client
) -> None:
    """The 2018-19 season went to Spa twice; both events have the same name."""
    first = planned(facts, pages, client, text="wec-2018-19/spa-2018")
    second = planned(facts, pages, client, text="wec-2018-19/spa-2019")
    assert (first.season, first.event) == ("08_2018-2019", "01_SPA FRANCORCHAMPS")
    assert second.event == "07_SPA FRANCORCHAMPS"


def test_an_event_by_the_datas_name(facts: Catalogue, pages: dict[str, ResultPages], client: Client) -> None:
    assert planned(facts, pages, client, text="wec-2024/qatar").event == "01_LOSAIL"


def test_what_is_not_exactly_one_is_an_error_with_what_is_offered(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer
) -> None:
    """Nothing is guessed: neither the season, nor the event, nor the championship."""
    with pytest.raises(UnknownName, match="no event is called like wec-2024/imola") as event:
        planned(facts, pages, client, text="wec-2024/imola")
    assert "07_FUJI SPEEDWAY" in event.value.candidates
    with pytest.raises(UnknownName, match="season wec-2025: not among") as found:
        planned(facts, pages, client, text="wec-2025/fuji")
    assert list(found.value.candidates) == ["08_2018-2019", "12_2023", "13_2024"]
    with pytest.raises(UnknownName, match="result pages") as series:
        planned(facts, pages, client, text="f1-2023/monaco")
    assert "wec" in series.value.candidates
    with pytest.raises(UnknownName):
        planned(facts, pages, client, text="wec-2024/fudschi")
    with pytest.raises(BadRequest, match="names no meeting"):
        planned(facts, pages, client, text="wec-2024")
    server.files = {path.replace("FIA WEC", "Other Cup"): body for path, body in server.files.items()}
    client.clock.sleep(3600)
    with pytest.raises(UnknownName, match="none of the championships") as cup:
        planned(facts, pages, client)
    assert list(cup.value.candidates) == ["559_Other Cup", "560_Support Cup"]


def test_two_seasons_of_one_year_are_ambiguous(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer
) -> None:
    server.files |= {path.replace("13_2024", "14_2024-2025"): body for path, body in server.files.items()}
    with pytest.raises(AmbiguousName) as caught:
        planned(facts, pages, client)
    assert list(caught.value.candidates) == ["13_2024", "14_2024-2025"]


def test_an_event_of_the_right_name_on_other_days_is_refused(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer
) -> None:
    """The name alone may be that of another weekend at the same place."""
    server.files = {path.replace("20240915", "20240615"): body for path, body in server.files.items()}
    with pytest.raises(UnknownName, match="but is on other days"):
        planned(facts, pages, client)


def test_a_session_outside_the_meetings_days_is_left(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer
) -> None:
    server.files[f"{WEC}/202409081100_Prologue Race/23_Analysis_Prologue Race.CSV"] = csv("early")
    plan = planned(facts, pages, client)
    assert {file.session for file in plan.files} == {"Race"}
    assert [left.why for left in plan.left if left.file.session == "Prologue Race"] == [
        "its session is on 2024-09-08, outside the meeting"
    ]


REAL_EVENTS = {
    "wec-2024": "01_LOSAIL 02_IMOLA 03_SPA FRANCORCHAMPS 04_LE MANS 05_SAO PAULO 06_CIRCUIT OF THE AMERICAS "
    "07_FUJI SPEEDWAY 08_BAHRAIN INTERNATIONAL CIRCUIT",
    "imsa-2024": "02_Daytona International Speedway 06_Sebring International Raceway 07_Long Beach Street Circuit "
    "10_WeatherTech Raceway Laguna Seca 11_Detroit Street Course 14_Watkins Glen International "
    "15_Canadian Tire Motorsport Park 16_Road America 18_VIRginia International Raceway "
    "19_Indianapolis Motor Speedway 21_Michelin Raceway Road Atlanta",
    "elms-2024": "01_BARCELONA 02_PAUL RICARD 03_IMOLA 04_SPA FRANCORCHAMPS 05_MUGELLO 06_PORTIMAO",
}


@pytest.mark.parametrize("season_id", REAL_EVENTS)
def test_the_names_that_pages_use_lead_to_our_meetings(season_id: str, facts: Catalogue) -> None:
    """Every meeting of a season has exactly one event, and no two share one."""
    from paddock.timing.fetching.index import Choice

    built_in = load_pages()[facts.seasons[season_id].series]
    offered = [
        Choice(value, value.partition("_")[2], False) for value in re.split(r" (?=\d\d_)", REAL_EVENTS[season_id])
    ]
    found = [
        match_events(facts, f"{season_id}/{meeting.id}", built_in, offered, "page")
        for meeting in facts.seasons[season_id].meetings
    ]
    assert [len(events) for events in found] == [1] * len(offered)
    assert [events[0].value for events in found] == [choice.value for choice in offered]


# -- the page that was asked for ----------------------------------------------------------------------------------


def test_a_page_of_another_event_is_asked_for_again_and_never_kept(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer
) -> None:
    """These sites sometimes answer with the event somebody looked at before."""
    target = "/?season=13_2024&evvent=07_FUJI SPEEDWAY"
    server.first(target, Answer(body=server.index("13_2024", "08_BAHRAIN INTERNATIONAL CIRCUIT")))
    plan = planned(facts, pages, client)
    assert plan.event == "07_FUJI SPEEDWAY"
    assert len(server.asked("evvent=07_FUJI SPEEDWAY")) == 2
    planned(facts, pages, client)
    assert len(server.asked("evvent=07_FUJI SPEEDWAY")) == 2, "the right page was kept"


def test_a_site_that_keeps_mixing_up_is_given_up(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer
) -> None:
    server.index_answers_with = ("12_2023", "06_FUJI SPEEDWAY")
    with pytest.raises(Passing, match="has files of 12_2023 instead of 13_2024"):
        planned(facts, pages, client)
    assert len(server.asked("season=13_2024")) == Manners().tries


def test_an_event_without_files_is_told_from_another_event(
    facts: Catalogue, pages: dict[str, ResultPages], make_client: MakeClient, server: ResultServer
) -> None:
    """Before the first session there is nothing to fetch; that is no reason to take what another event has."""
    client, target = make_client(manners=Manners(tries=1)), "/?season=13_2024&evvent=07_FUJI SPEEDWAY"
    empty = re.sub(rb"<ul>.*</ul>", b"", server.index("13_2024", "07_FUJI SPEEDWAY"), flags=re.DOTALL)
    other = re.sub(rb"<ul>.*</ul>", b"", server.index("13_2024", "01_LOSAIL"), flags=re.DOTALL)
    server.first(target, Answer(body=other), Answer(body=empty))
    with pytest.raises(Passing, match="shows 01_LOSAIL instead of 07_FUJI SPEEDWAY"):
        planned(facts, pages, client)
    with pytest.raises(UnknownName, match="no result files are offered"):
        planned(facts, pages, client)


@pytest.mark.parametrize("host", ["a" * 300, "xn--", "a b", "h:99999"])
def test_an_impossible_address_is_told(host: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def unresolved(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)
    with pytest.raises(CannotFetch):
        client.page(f"http://{host}/", frozenset({host}))


def test_a_page_without_selectors_is_told(
    facts: Catalogue, pages: dict[str, ResultPages], make_client: MakeClient, server: ResultServer
) -> None:
    server.first("/", Answer(body=b"<html><body>We have moved to an app.</body></html>"))
    with pytest.raises(CannotFetch, match="no list of seasons"):
        planned(facts, pages, make_client(manners=Manners(tries=1)))


def test_links_that_lead_elsewhere_or_play_tricks_are_left_out() -> None:
    """Nothing a page says decides where paddock writes or whom it asks."""
    page = b"""<select name=season><option Value='13_2024' SELECTED>2024</select>
    <a href='Results/13_2024/E/C/202409151100_Race/23_Analysis_Race.CSV'>good</a>
    <a HREF="Results/13_2024/E/C/202409151100_Race/23_Analysis_Race.CSV">again</a>
    <a href='Results/13_2024/E/C/202409151100_Race/..%2f..%2fevil.CSV'>trick</a>
    <a href='Results/13_2024/E/C/..%00/23_Analysis_Race.CSV'>trick</a>
    <a href='Results/13_2024/E/C/%2e%2e/%2e%2e/23_Analysis_Race.CSV'>trick</a>
    <a href='//evil.example/Results/13_2024/E/C/202409151100_Race/23_Analysis_Race.CSV'>elsewhere</a>
    <a href='javascript:Results/1/2/3/4/5'>script</a> <a href='http://[bad'>broken</a>
    <a href='Results/13_2024/E/Entry List.pdf'>info</a>"""
    form = load_pages()["wec"].form
    index = read_index(page, "https://results.example/", form)
    assert [file.name for file in index.files] == ["23_Analysis_Race.CSV"]
    assert index.others == 1
    assert [choice.value for choice in index.seasons] == ["13_2024"]
    assert sorted(finding.message.split(" of the page ")[1][:12] for finding in index.findings) == [
        "are not web ",
        "have a path ",
        "lead to anot",
    ]


@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: f"<select name=season>{text}</a>".encode()))
def test_no_page_breaks_the_reader(body: bytes) -> None:
    """Whatever a server sends, reading it ends without an exception."""
    index = read_index(body, "https://results.example/", load_pages()["wec"].form)
    assert all(choice.value for choice in index.seasons)


@given(st.lists(st.text(min_size=1, max_size=140), min_size=6, max_size=7))
def test_no_name_from_the_net_leaves_the_folder(names: list[str]) -> None:
    """Paths stay below the folder, on every system, and different addresses get different paths."""
    season_, event, cup, session, *folders, name = names
    told = ("laps", 0, "csv", None, "unmarked", 0)
    file = Offered("https://h.example/a", season_, event, cup, session, None, tuple(folders), name, *told)  # type: ignore[arg-type]
    into = Path("/cache/files")
    path = path_for(file, into)
    assert path.is_relative_to(into)
    assert len(path.relative_to(into).parts) == 6 + len(folders)
    for part in path.relative_to(into).parts:
        assert part.strip(" .") == part != ""
        assert not re.search(r'[\x00-\x1f<>:"/\\|?*]', part)
        assert len(part.encode("utf-8", "replace")) <= 110
        assert part.split(".")[0].lower() not in {"con", "nul", "aux", "prn", "com1"}


# -- consent ------------------------------------------------------------------------------------------------------


def test_nothing_is_asked_without_consent(
    facts: Catalogue, pages: dict[str, ResultPages], make_client: MakeClient, server: ResultServer, tmp_path: Path
) -> None:
    """Offline by default: the error says whom paddock would ask and how to allow it."""
    offline = make_client(online=False)
    with pytest.raises(Offline) as caught:
        planned(facts, pages, offline)
    assert server.url in caught.value.message
    assert "--online or PADDOCK_ONLINE=1" in caught.value.hint
    plan = planned(facts, pages, make_client())
    seen = len(server.log)
    again = planned(facts, pages, offline)
    assert again.files == plan.files, "a dry run plans from the pages kept"
    assert "from-cache" in codes(again.findings)
    with pytest.raises(Offline, match="it and 2 other files would have to be asked for"):
        fetch(again, offline, tmp_path / "files")
    assert len(server.log) == seen
    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize(("said", "allowed"), [("1", True), ("yes", True), ("", False), ("0", False), ("OFF", False)])
def test_consent_by_the_environment(said: str, allowed: bool) -> None:
    assert online_allowed(environment={"PADDOCK_ONLINE": said}) is allowed
    assert online_allowed(True, environment={"PADDOCK_ONLINE": said}) is True
    with pytest.raises(BadRequest, match="neither yes nor no"):
        online_allowed(environment={"PADDOCK_ONLINE": "perhaps"})


# -- fetching -----------------------------------------------------------------------------------------------------


def test_files_come_whole_with_their_record(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer, tmp_path: Path
) -> None:
    plan = planned(facts, pages, client)
    steps = list(fetch(plan, client, tmp_path / "files"))
    assert [step.state for step in steps if step.file is plan.files[0]] == ["asking", "receiving", "receiving", "done"]
    done = last(steps, "23_Analysis")
    assert done.fetched is not None
    assert done.fetched.path.read_bytes() == LAPS_BYTES
    assert done.fetched.sha256 == hashlib.sha256(LAPS_BYTES).hexdigest()
    assert done.fetched.url == plan.files[0].url
    assert done.fetched.etag == f'"{hashlib.sha1(LAPS_BYTES).hexdigest()}"'
    assert (done.received, done.total) == (len(LAPS_BYTES), len(LAPS_BYTES))
    assert done.fetched.fetched.tzinfo is not None
    host = server.url.removeprefix("http://").rstrip("/").replace(":", "_")
    assert done.fetched.path.relative_to(tmp_path / "files").as_posix() == f"{host}/{RACE}/Hour 6/{done.file.name}"
    kept = {path.name for path in (tmp_path / "files").rglob("*") if path.is_file()}
    assert not [name for name in kept if name.endswith((".part", ".mark"))]
    json.dumps(done.fetched.as_dict())


def test_requests_keep_their_distance_and_say_who_asks(
    facts: Catalogue, pages: dict[str, ResultPages], clock: FakeClock, server: ResultServer, make_client: MakeClient
) -> None:
    """robots.txt first and once, index pages from the general to the particular, then files, a second apart."""
    client = make_client(contact="https://example.org/me", manners=Manners(delay_s=2.5))
    plan = planned(facts, pages, client)
    list(fetch(plan, client, client._cache.folder.parent / "files"))
    paths = [re.sub(r".*/", "", one.target) for one in server.log]
    assert paths == [
        "robots.txt",
        "",
        "?season=13_2024",
        "?season=13_2024&evvent=07_FUJI%20SPEEDWAY",
        "23_Analysis_Race_Hour%206.CSV",
        "03_Classification_Race_Hour%206.CSV",
        "26_Weather_Race_Hour%206.CSV",
    ]
    times = [one.at for one in server.log]
    assert [later - sooner for sooner, later in itertools.pairwise(times)] == [2.5] * 6
    for one in server.log:
        assert re.fullmatch(r"paddock/\S+ \(\+https://example\.org/me\)", one.headers["user-agent"])
        assert one.headers["accept-encoding"] == "identity"
        assert "cookie" not in one.headers


def test_the_delay_has_a_floor_and_robots_may_raise_it(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer
) -> None:
    with pytest.raises(BadRequest, match=r"A delay of 0\.2 s"):
        Manners(delay_s=0.2)
    server.first("/robots.txt", Answer(body=b"User-agent: *\nCrawl-delay: 7\n"))
    planned(facts, pages, client)
    times = [one.at for one in server.log]
    assert [later - sooner for sooner, later in itertools.pairwise(times)] == [7.0] * 3
    with pytest.raises(BadRequest, match="no address"):
        user_agent("me\r\nX-Evil: 1")


def test_what_is_fresh_or_unchanged_is_not_sent_again(
    facts: Catalogue,
    pages: dict[str, ResultPages],
    client: Client,
    clock: FakeClock,
    server: ResultServer,
    tmp_path: Path,
) -> None:
    """Pages within their time cost no request at all; files cost a conditional one without a body."""
    plan = planned(facts, pages, client)
    first = {step.file.url: step.fetched for step in fetch(plan, client, tmp_path / "files") if step.fetched}
    asked = len(server.log)
    again = planned(facts, pages, client)
    assert len(server.log) == asked
    steps = list(fetch(again, client, tmp_path / "files"))
    assert [step.state for step in steps if step.state != "asking"] == ["unchanged"] * 3
    assert [one.status for one in server.log[asked:]] == [304] * 3
    assert sum(one.sent for one in server.log[asked:]) == 0
    assert {step.file.url: step.fetched for step in steps if step.fetched} == first
    clock.sleep(601)
    planned(facts, pages, client)
    assert len(server.log) == asked + 6, "old pages are asked for again, robots.txt is not"


def test_a_page_that_still_stands_is_not_sent_again(client: Client, clock: FakeClock, server: ResultServer) -> None:
    hosts = frozenset({server.url.removeprefix("http://").rstrip("/")})
    server.first("/page", Answer(body=b"one", headers={"ETag": '"v1"'}), Answer(304), Answer(body=b"two"))
    assert client.page(server.url + "page", hosts).body == b"one"
    clock.sleep(601)
    assert client.page(server.url + "page", hosts).body == b"one"
    assert server.log[-1].headers["if-none-match"] == '"v1"'
    clock.sleep(300)
    assert client.page(server.url + "page", hosts).body == b"one", "a confirmed page is fresh anew"
    clock.sleep(301)
    assert client.page(server.url + "page", hosts).body == b"two"


def test_a_changed_or_damaged_file_is_sent_again(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer, tmp_path: Path
) -> None:
    plan = planned(facts, pages, client, kinds=("laps",))
    [done] = [step.fetched for step in fetch(plan, client, tmp_path / "files") if step.fetched]
    done.path.write_bytes(b"scribbled over")
    [mended] = [step.fetched for step in fetch(plan, client, tmp_path / "files") if step.fetched]
    assert mended.path.read_bytes() == LAPS_BYTES
    server.files[LAPS.removeprefix("/Results/")] = csv("revised", 10)
    steps = list(fetch(plan, client, tmp_path / "files"))
    assert steps[-1].state == "done"
    assert done.path.read_bytes() == csv("revised", 10)


# -- broken off and gone on with ----------------------------------------------------------------------------------


def cut(server: ResultServer, after: int, times: int = 1) -> None:
    etag = f'"{hashlib.sha1(LAPS_BYTES).hexdigest()}"'
    server.first(LAPS, *[Answer(headers={"ETag": etag}, body=LAPS_BYTES, cut=after)] * times)


def test_a_connection_cut_half_way_is_gone_on_with(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer, tmp_path: Path
) -> None:
    """Only the missing bytes are asked for, of the same version, and the file is the same to the byte."""
    plan = planned(facts, pages, client, kinds=("laps",))
    cut(server, 700)
    steps = list(fetch(plan, client, tmp_path / "files"))
    assert [step.state for step in steps] == [
        "asking",
        "receiving",
        "receiving",
        "again",
        "receiving",
        "receiving",
        "done",
    ]
    assert "cut-off" in codes(step.finding for step in steps if step.finding)
    assert steps[-1].fetched is not None
    assert steps[-1].fetched.path.read_bytes() == LAPS_BYTES
    second = server.asked("23_Analysis")[-1]
    assert second.headers["range"] == "bytes=700-"
    assert (second.status, second.sent) == (206, len(LAPS_BYTES) - 700)


def test_stopping_leaves_a_part_that_the_next_run_goes_on_with(
    facts: Catalogue, pages: dict[str, ResultPages], make_client: MakeClient, server: ResultServer, tmp_path: Path
) -> None:
    """Ctrl-C may come at any moment; nothing under the final name is ever half a file."""
    client = make_client()
    big = csv("long", 20000)
    server.files[LAPS.removeprefix("/Results/")] = big
    plan = planned(facts, pages, client, kinds=("laps",))
    steps = fetch(plan, client, tmp_path / "files")
    assert isinstance(steps, Generator)
    for step in steps:
        assert not list((tmp_path / "files").rglob("23_*"))
        if step.received > 100_000:
            with pytest.raises(KeyboardInterrupt):
                steps.throw(KeyboardInterrupt)
            break
    [part] = (tmp_path / "files").rglob("*.part")
    there = part.stat().st_size
    assert 100_000 < there < len(big)
    [done] = [step.fetched for step in fetch(plan, make_client(), tmp_path / "files") if step.fetched]
    assert done.path.read_bytes() == big
    assert server.log[-1].headers["range"] == f"bytes={there}-"
    assert server.log[-1].sent == len(big) - there


def test_a_part_of_another_version_is_thrown_away(
    facts: Catalogue, pages: dict[str, ResultPages], make_client: MakeClient, server: ResultServer, tmp_path: Path
) -> None:
    """Two halves of different versions never make a file."""
    client = make_client(manners=Manners(tries=1))
    plan = planned(facts, pages, client, kinds=("laps",))
    cut(server, 700)
    assert list(fetch(plan, client, tmp_path / "files"))[-1].state == "failed"
    server.files[LAPS.removeprefix("/Results/")] = csv("other", 30)
    steps = list(fetch(plan, client, tmp_path / "files"))
    assert server.log[-1].headers["range"] == "bytes=700-"
    assert steps[-1].fetched is not None
    assert steps[-1].fetched.path.read_bytes() == csv("other", 30)


def test_a_server_that_sends_a_part_of_another_version_is_not_believed(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer, tmp_path: Path
) -> None:
    """It ignored If-Range: the file is fetched whole instead."""
    plan = planned(facts, pages, client, kinds=("laps",))
    cut(server, 700)
    new = csv("other", 40)
    told = {"ETag": '"other"', "Content-Range": f"bytes 700-{len(new) - 1}/{len(new)}"}
    server.first(LAPS, Answer(206, told, new[700:]))
    server.files[LAPS.removeprefix("/Results/")] = new
    steps = list(fetch(plan, client, tmp_path / "files"))
    assert "no-range" in codes(step.finding for step in steps if step.finding)
    assert steps[-1].fetched is not None
    assert steps[-1].fetched.path.read_bytes() == new


@pytest.mark.parametrize("lacking", ["ranges", "marks"])
def test_without_ranges_or_marks_the_file_is_fetched_whole(
    lacking: str,
    facts: Catalogue,
    pages: dict[str, ResultPages],
    client: Client,
    server: ResultServer,
    tmp_path: Path,
) -> None:
    server.ranges = lacking != "ranges"
    server.etags = server.changes = lacking != "marks"
    plan = planned(facts, pages, client, kinds=("laps",))
    headers = {"ETag": '"some"'} if lacking == "ranges" else {"ETag": 'W/"weak"'}
    server.first(LAPS, Answer(headers=headers, body=LAPS_BYTES, cut=700))
    steps = list(fetch(plan, client, tmp_path / "files"))
    assert steps[-1].fetched is not None
    assert steps[-1].fetched.path.read_bytes() == LAPS_BYTES
    assert ("range" in server.log[-1].headers) is (lacking == "ranges")
    assert server.log[-1].sent == len(LAPS_BYTES)


def test_a_killed_run_is_gone_on_with(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer, tmp_path: Path
) -> None:
    """kill -9 in the middle of a file: no half file, no stale lock, and the next run goes on."""
    big = csv("long", 60000)
    server.files[LAPS.removeprefix("/Results/")] = big
    plan = planned(facts, pages, client, kinds=("laps",))
    script = f"""
import os, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from paddock.catalogue import load
from paddock.fetching import Client
from paddock.timing.fetching import fetch, load_pages, plan_fetch
client = Client(Path({str(tmp_path / "cache")!r}), online=True)
pages = load_pages(Path({str(tmp_path / "pages.toml")!r}))
for step in fetch(plan_fetch(load(), "wec-2024/fuji", pages, client, kinds=("laps",)), client, Path(sys.argv[1])):
    if step.received > 300_000:
        os.kill(os.getpid(), 9)
"""
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path / "files")], check=False, timeout=60)
    assert killed.returncode == -9
    assert not list((tmp_path / "files").rglob("23_*"))
    [part] = (tmp_path / "files").rglob("*.part")
    there = part.stat().st_size
    assert there > 0
    [done] = [step.fetched for step in fetch(plan, client, tmp_path / "files") if step.fetched]
    assert done.path.read_bytes() == big
    assert server.log[-1].headers["range"] == f"bytes={there}-"


def test_two_at_once_do_not_mix(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, tmp_path: Path
) -> None:
    plan = planned(facts, pages, client, kinds=("laps",))
    first = fetch(plan, client, tmp_path / "files")
    next(first)
    with pytest.raises(BadRequest, match="another paddock"):
        next(fetch(plan, client, tmp_path / "files"))
    assert list(first)[-1].state == "done"


# -- trouble ------------------------------------------------------------------------------------------------------


TROUBLE: list[tuple[str, list[Answer], str]] = [
    ("not-there", [Answer(404)], "HTTP 404"),
    ("not-there", [Answer(410)], "HTTP 410"),
    ("forbidden", [Answer(403)], "does not give it to programs"),
    ("bad-answer", [Answer(418)], "HTTP 418"),
    ("bad-answer", [Answer(304)], "HTTP 304"),
    ("web-page", [Answer(body=b"\xef\xbb\xbf <!DOCTYPE html><title>Sorry</title>")], "(Sorry)"),
    ("empty-file", [Answer(body=b"")], "it is empty"),
    ("empty-file", [Answer(body=b"\xef\xbb\xbf\r\n")], "it is empty"),
    ("too-large", [Answer(length=10**12)], "larger than 256 MiB"),
    ("encoded", [Answer(headers={"Content-Encoding": "gzip"}, body=b"x")], "packs it"),
    ("cut-off", [Answer(body=LAPS_BYTES, cut=10)] * 4, "broke off"),
    ("cut-off", [Answer(body=LAPS_BYTES, length=len(LAPS_BYTES) + 5)] * 4, "broke off"),
    ("cut-off", [Answer(raw=b"nonsense\r\n\r\n")] * 4, "broke off"),
    ("busy", [Answer(503)] * 4, "HTTP 503"),
    ("moved", [Answer(301, {"Location": "https://elsewhere.example/x.csv"})], "another host, elsewhere.example"),
    ("moved", [Answer(302, {"Location": "http://127.0.0.1Results/x.csv"})], "another host"),
    ("moved", [Answer(302, {"Location": "ftp://127.0.0.1/x"})], "no web address"),
    ("moved", [Answer(302)], "no web address"),
    ("moved", [Answer(302, {"Location": LAPS.replace(" ", "%20")})] * 9, "more than 5 times"),
]


@pytest.mark.parametrize(("code", "answers", "words"), TROUBLE)
def test_trouble_with_one_file_is_told_and_the_rest_goes_on(
    code: str,
    answers: list[Answer],
    words: str,
    facts: Catalogue,
    pages: dict[str, ResultPages],
    client: Client,
    server: ResultServer,
    tmp_path: Path,
) -> None:
    """Each failure names the address, what happened and what to do; nothing is left under the file's name."""
    plan = planned(facts, pages, client, kinds=("weather", "laps"))
    server.first(LAPS, *answers)
    steps = list(fetch(plan, client, tmp_path / "files"))
    failed = last(steps, "23_Analysis")
    assert failed.state == "failed"
    assert failed.finding is not None
    assert failed.finding.code == code
    assert words in failed.finding.message
    assert failed.finding.where.startswith(server.url)
    assert not list((tmp_path / "files").rglob("23_*"))
    if code != "busy":
        assert last(steps, "26_Weather").state == "done"


def test_a_length_that_a_part_contradicts_is_not_believed(
    facts: Catalogue, pages: dict[str, ResultPages], make_client: MakeClient, server: ResultServer, tmp_path: Path
) -> None:
    client = make_client(manners=Manners(tries=2))
    plan = planned(facts, pages, client, kinds=("laps",))
    cut(server, 700)
    etag = f'"{hashlib.sha1(LAPS_BYTES).hexdigest()}"'
    told = {"ETag": etag, "Content-Range": f"bytes 700-{len(LAPS_BYTES) - 1}/{len(LAPS_BYTES) + 9}"}
    server.first(LAPS, Answer(206, told, LAPS_BYTES[700:]))
    failed = list(fetch(plan, client, tmp_path / "files"))[-1]
    assert failed.state == "failed"
    assert failed.finding is not None
    assert failed.finding.code == "wrong-length"


def test_a_file_of_unknown_length_comes_with_a_doubt(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer, tmp_path: Path
) -> None:
    """Without a length nothing tells a whole file from one that was cut."""
    plan = planned(facts, pages, client, kinds=("laps",))
    server.first(LAPS, Answer(body=LAPS_BYTES, length=-1))
    done = list(fetch(plan, client, tmp_path / "files"))[-1]
    assert done.state == "done"
    assert done.finding is not None
    assert done.finding.code == "length-unknown"


def test_more_than_the_cap_is_refused_while_it_comes(
    facts: Catalogue, pages: dict[str, ResultPages], make_client: MakeClient, server: ResultServer, tmp_path: Path
) -> None:
    """A server that tells no length cannot fill the disk."""
    client = make_client(manners=Manners(largest_file=1000))
    plan = planned(facts, pages, client, kinds=("laps",))
    server.first(LAPS, Answer(body=b"x" * 300_000, length=-1))
    failed = list(fetch(plan, client, tmp_path / "files"))[-1]
    assert failed.finding is not None
    assert failed.finding.code == "too-large"
    assert not list((tmp_path / "files").rglob("*.part"))


def test_a_slow_answer_is_asked_for_again_and_then_given_up(
    facts: Catalogue, pages: dict[str, ResultPages], make_client: MakeClient, server: ResultServer, tmp_path: Path
) -> None:
    client = make_client(manners=Manners(read_s=0.15, tries=2))
    plan = planned(facts, pages, client, kinds=("laps",))
    server.first(LAPS, *[Answer(wait_s=0.5)] * 2)
    steps = list(fetch(plan, client, tmp_path / "files"))
    assert [step.state for step in steps] == ["asking", "again", "failed"]
    assert steps[-1].finding is not None
    assert steps[-1].finding.code == "slow"


def test_a_dripping_answer_ends(
    facts: Catalogue, pages: dict[str, ResultPages], make_client: MakeClient, server: ResultServer, tmp_path: Path
) -> None:
    """A byte now and then never runs into the timeout for the next byte; there is one for the whole as well."""
    client = make_client(manners=Manners(tries=1, longest_s=100))
    plan = planned(facts, pages, client, kinds=("laps",))

    def drip() -> None:
        server.clock.seconds += 5
        import time

        time.sleep(0.01)

    server.first(LAPS, Answer(body=LAPS_BYTES, drip=drip))
    failed = list(fetch(plan, client, tmp_path / "files"))[-1]
    assert failed.finding is not None
    assert "took longer than 100 s" in failed.finding.message
    assert 0 < failed.received < len(LAPS_BYTES)


def test_a_busy_server_is_given_the_time_it_asks_for(
    facts: Catalogue,
    pages: dict[str, ResultPages],
    make_client: MakeClient,
    clock: FakeClock,
    server: ResultServer,
    tmp_path: Path,
) -> None:
    """Retry-After in seconds and as a date; the user hears of it."""
    said: list[tuple[str, float]] = []
    client = make_client(on_wait=lambda why, seconds: said.append((why, seconds)))
    plan = planned(facts, pages, client, kinds=("laps",))
    clock.slept.clear()
    when = (clock.now() + dt.timedelta(seconds=60)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    server.first(LAPS, Answer(429, {"Retry-After": "17"}), Answer(503, {"Retry-After": when}), Answer(500))
    steps = list(fetch(plan, client, tmp_path / "files"))
    assert steps[-1].state == "done"
    times = [one.at for one in server.asked("23_Analysis")]
    assert times[1] - times[0] == 17
    assert times[2] - times[0] == pytest.approx(61, abs=2), "until the date, which was a minute off"
    assert times[3] - times[2] == 8
    assert [seconds for _, seconds in said] == [clock.slept[1], clock.slept[2], clock.slept[3]]
    assert said[0][0] == "the site asks to slow down (HTTP 429)."


def test_a_server_that_wants_to_be_left_alone_is(
    facts: Catalogue,
    pages: dict[str, ResultPages],
    client: Client,
    clock: FakeClock,
    server: ResultServer,
    tmp_path: Path,
) -> None:
    """One request tells; the rest of the plan does not knock again until the time has come."""
    plan = planned(facts, pages, client)
    server.first(LAPS, Answer(429, {"Retry-After": "3600"}))
    asked = len(server.log)
    steps = list(fetch(plan, client, tmp_path / "files"))
    assert [step.state for step in steps if step.state not in {"asking", "again"}] == ["failed"] * 3
    assert len(server.log) == asked + 1
    assert {step.finding.hint for step in steps if step.finding and step.state == "failed"} == {
        "Not before 2024-09-16 09:00 UTC."
    }
    clock.sleep(3601)
    assert list(fetch(plan, client, tmp_path / "files"))[-1].state == "done"


def test_no_connection_is_told_once_and_the_rest_fails_at_once(
    facts: Catalogue, clock: FakeClock, make_client: MakeClient, tmp_path: Path
) -> None:
    """Between planning and fetching the network went away."""
    client = make_client(manners=Manners(tries=3))
    with serving(season(), clock) as server:
        plan = planned(facts, at(server.url, tmp_path), client)
    clock.slept.clear()
    steps = list(fetch(plan, client, tmp_path / "files"))
    assert [step.state for step in steps if step.state not in {"asking"}] == ["again"] * 2 + ["failed"] * 3
    assert {step.finding.code for step in steps if step.finding} == {"refused"}
    assert [step.wait_s for step in steps if step.state == "again"] == [2.0, 4.0]
    assert clock.slept == [1.0, 2.0, 4.0]


def test_a_name_that_does_not_resolve(
    facts: Catalogue, make_client: MakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unresolved(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)
    with pytest.raises(CannotFetch, match="name could not be resolved") as caught:
        planned(facts, at("https://results.example/", tmp_path), make_client())
    assert caught.value.code == "no-name"
    assert caught.value.hint == "Is the machine online?"


def test_a_connection_that_is_not_safe(
    facts: Catalogue, make_client: MakeClient, server: ResultServer, tmp_path: Path
) -> None:
    """Speaking TLS to a server that does not ends in words, not in a traceback, and without a second try."""
    with pytest.raises(CannotFetch, match="no safe connection") as caught:
        planned(facts, at(server.url.replace("http:", "https:"), tmp_path), make_client())
    assert caught.value.code == "no-tls"
    assert not server.log


@pytest.mark.parametrize(("name", "value"), [("HTTPS_PROXY", "gopher://x"), ("ALL_PROXY", "socks5://h:1")])
def test_a_bad_proxy_setting_is_told(
    name: str, value: str, client: Client, server: ResultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadRequest, match="proxy"):
        client.page(server.url, frozenset({server.url.removeprefix("http://").rstrip("/")}))


def test_a_mark_that_cannot_be_sent_back_is_not_kept(client: Client, clock: FakeClock, server: ResultServer) -> None:
    hosts = frozenset({server.url.removeprefix("http://").rstrip("/")})
    server.first("/page", Answer(body=b"one", headers={"ETag": '"\u00e9"'}), Answer(body=b"two"))
    client.page(server.url + "page", hosts)
    clock.sleep(601)
    assert client.page(server.url + "page", hosts).body == b"two"
    assert "if-none-match" not in server.log[-1].headers


@given(text=st.text(max_size=200) | st.sampled_from(["Crawl-delay: nan", "Crawl-delay: -3", "Disallow: /**$*"]))
def test_no_robots_txt_breaks_the_client(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever it holds, the next request is at least the usual delay away."""
    from paddock.fetching.cache import Cache, Page

    clock = FakeClock()
    cache = tmp_path_factory.mktemp("cache")
    body = f"User-agent: *\n{text}\n".encode("utf-8", "replace")
    Cache(cache).put(Page("http://127.0.0.1:9/robots.txt", clock.now(), 200, "", "", body))
    with (
        Client(cache, online=True, clock=clock, manners=Manners(tries=2, connect_s=2)) as client,
        contextlib.suppress(CannotFetch),
    ):
        client.page("http://127.0.0.1:9/", frozenset({"127.0.0.1:9"}))
    assert all(seconds >= 1 for seconds in clock.slept)


# -- moved --------------------------------------------------------------------------------------------------------


def test_what_moved_on_the_same_host_is_followed(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer, tmp_path: Path
) -> None:
    plan = planned(facts, pages, client, kinds=("laps",))
    server.files["new/place.csv"] = LAPS_BYTES
    server.first(LAPS, Answer(301, {"Location": "/Results/new/place.csv"}))
    done = list(fetch(plan, client, tmp_path / "files"))[-1]
    assert done.state == "done"
    assert done.fetched is not None
    assert done.fetched.url == plan.files[0].url, "the address that was offered is its provenance"
    assert server.log[-1].at - server.log[-2].at == 1.0, "a redirect is a request like any other"


def test_another_host_is_asked_only_where_the_pages_name_it(
    facts: Catalogue, clock: FakeClock, make_client: MakeClient, server: ResultServer, tmp_path: Path
) -> None:
    """And its own robots.txt counts."""
    with serving({"a/file.csv": LAPS_BYTES}, clock) as other:
        host = other.url.removeprefix("http://").rstrip("/")
        allowed = at(server.url, tmp_path, f'hosts = ["{host}"]')
        client = make_client()
        plan = planned(facts, allowed, client, kinds=("laps",))
        moved = Answer(302, {"Location": f"{other.url}Results/a/file.csv"})
        server.first(LAPS, moved, moved)
        assert list(fetch(plan, client, tmp_path / "files"))[-1].state == "done"
        assert [one.target for one in other.log] == ["/robots.txt", "/Results/a/file.csv"]
        refused = list(fetch(planned(facts, at(server.url, tmp_path), client, kinds=("laps",)), client, tmp_path / "f"))
        assert refused[-1].finding is not None
        assert refused[-1].finding.code == "moved"
        assert len(other.log) == 2


def test_a_step_down_to_an_open_connection_is_refused() -> None:
    from paddock.fetching.answers import moved_to

    hosts = frozenset({"results.example"})
    assert moved_to("http://results.example/a", "https://results.example/b", hosts) == "https://results.example/b"
    with pytest.raises(CannotFetch, match="from a safe connection"):
        moved_to("https://results.example/a", "http://results.example/b", hosts)


# -- robots.txt ---------------------------------------------------------------------------------------------------


def test_robots_txt_is_obeyed(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer, tmp_path: Path
) -> None:
    """Rules for everybody and for paddock by name; what is closed is never asked for."""
    server.first("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /\n\nUser-agent: paddock\nDisallow: /*23_*\n"))
    plan = planned(facts, pages, client)
    steps = list(fetch(plan, client, tmp_path / "files"))
    failed = last(steps, "23_Analysis")
    assert failed.finding is not None
    assert failed.finding.code == "robots"
    assert not server.asked("23_Analysis")
    assert last(steps, "03_Classification").state == "done"
    assert len(server.asked("robots.txt")) == 1


def test_robots_txt_for_everybody_closes_the_index(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer
) -> None:
    server.first("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /\n"))
    with pytest.raises(CannotFetch, match=r"robots\.txt asks programs to stay away"):
        planned(facts, pages, client)
    assert [one.target for one in server.log] == ["/robots.txt"]


def test_a_robots_txt_that_cannot_be_told_closes_the_site(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer
) -> None:
    """When it is missing all is open; when the server fails, nothing is (RFC 9309)."""
    server.first("/robots.txt", *[Answer(503)] * 4)
    with pytest.raises(CannotFetch, match=r"robots\.txt: the site cannot answer now"):
        planned(facts, pages, client)
    assert {one.target for one in server.log} == {"/robots.txt"}


# -- data and disk ------------------------------------------------------------------------------------------------


def test_the_built_in_pages_are_whole() -> None:
    """Every series has a form, a safe address, and either a source or the mark that it is not verified."""
    pages = load_pages()
    assert {"wec", "imsa", "elms", "asian-le-mans", "le-mans-24h"} <= pages.keys()
    for one in pages.values():
        assert one.pages.url.startswith("https://")
        assert one.pages.status == "unverified", "nobody asked these addresses while they were written down"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[pages]]\nseries = "x"\n', "name"),
        ('[[pages]]\nseries = "x"\nname = "X"\nurl = "ftp://x"\nform = "alkamel-index"\n', "web address"),
        ("[[form]]\nid = 3\n", "id"),
        ("nonsense = 1\n", "nonsense"),
        ("[[pages\n", "not valid TOML"),
        (
            '[[pages]]\nseries="x"\nname="X"\nurl="https://x.example/"\nform="none"\nchampionships=["X"]\n'
            'status="unverified"\n',
            "there is no form 'none'",
        ),
    ],
)
def test_a_bad_pages_file_is_told_with_its_line(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        load_pages(path)
    assert "mine.toml" in caught.value.message
    assert words in " ".join((caught.value.message, *caught.value.problems))


def test_the_documented_pages_file_reads_and_names_a_season(tmp_path: Path, facts: Catalogue) -> None:
    """The example of the documentation is one that works; a name given for a season is used instead of its year."""
    from paddock.timing.fetching.index import Choice
    from paddock.timing.fetching.matching import match_season

    text = (Path(__file__).parents[1] / "docs" / "timing" / "fetching.md").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(text.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    mine = load_pages(tmp_path / "mine.toml")["wec"]
    assert mine.hosts == {"results.example.org", "files.example.org"}
    offered = [Choice("08_2018-2019", "2018-2019", True), Choice("99_Super Season", "Super Season", False)]
    assert match_season(facts.seasons["wec-2018-19"], mine, offered, "page") is offered[1]
    assert match_season(facts.seasons["wec-2018-19"], load_pages()["wec"], offered, "page") is offered[0]


def test_a_damaged_page_on_disk_is_asked_for_again(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, server: ResultServer, tmp_path: Path
) -> None:
    plan = planned(facts, pages, client)
    for path in (tmp_path / "cache").iterdir():
        path.write_bytes(path.read_bytes()[:-3] + b"???")
    asked = len(server.log)
    assert planned(facts, pages, client).files == plan.files
    assert len(server.log) == asked + 3


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, tmp_path: Path
) -> None:
    plan = planned(facts, pages, client)
    (tmp_path / "shut").mkdir(mode=0o500)
    with pytest.raises(PaddockError, match="cannot be written"):
        list(fetch(plan, client, tmp_path / "shut" / "files"))


def test_a_file_where_the_folder_should_be_is_told(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, tmp_path: Path
) -> None:
    plan = planned(facts, pages, client)
    (tmp_path / "files").write_text("in the way")
    with pytest.raises(PaddockError, match="cannot be written"):
        list(fetch(plan, client, tmp_path / "files"))


def test_nothing_heavy_is_imported_until_it_is_used() -> None:
    script = (
        "import sys, paddock.timing.fetching; print(*sorted({'httpx', 'selectolax', 'protego'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ""


def test_a_missing_library_says_how_to_get_it(
    facts: Catalogue, pages: dict[str, ResultPages], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(PaddockError, match="paddock\\[fetch\\]"):
        planned(facts, pages, client)


def test_the_event_page_is_not_asked_for_other_folders() -> None:
    """A test of the test server: its season has what the tests above rely on."""
    assert FUJI in LAPS
    assert len(LAPS_BYTES) > 1400
