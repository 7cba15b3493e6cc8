"""Reading articles from the web: only where that is allowed, politely, from a local server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from paddock.evidence.reading import Limits, read_paths
from paddock.evidence.types import Article
from paddock.fetching import Client, Hints, Manners
from paddock.findings import Finding
from result_pages import Answer, FakeClock, ResultServer, serving

PAGE = (
    b"<!DOCTYPE html><html><head><title>A plan</title></head><body><article><h1>A plan</h1>"
    b"<p>The marque has an idea for the harbour race, and nothing more than that for now.</p></article></body></html>"
)
RSS = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title><item><title>An entry of the feed</title>'
    b"<link>https://elsewhere.example/an-entry-more</link><description>Words.</description></item></channel></rss>"
)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def server(clock: FakeClock) -> Iterator[ResultServer]:
    with serving({"a/b.csv": b"x"}, clock) as running:
        yield running


@pytest.fixture
def client(tmp_path: Path, clock: FakeClock) -> Iterator[Client]:
    with Client(tmp_path / "cache", online=True, clock=clock, manners=Manners(tries=2)) as running:
        yield running


def got(paths: list[str | Path], client: Client | None, **more: Limits) -> tuple[list[Article], list[Finding]]:
    both = list(read_paths(paths, client=client, **more))  # type: ignore[arg-type]
    return [one for one in both if isinstance(one, Article)], [one for one in both if isinstance(one, Finding)]


def test_a_list_of_addresses_is_fetched_one_by_one(server: ResultServer, client: Client, tmp_path: Path) -> None:
    """In order, a second apart, saying who asks, after a look at robots.txt."""
    server.first("/2033/10/09/the-first-plan", Answer(body=PAGE))
    server.first("/feed", Answer(body=RSS))
    listed = tmp_path / "list.txt"
    listed.write_text(f"# mine\n{server.url}2033/10/09/the-first-plan\n\n{server.url}feed\n{server.url}feed\n")
    articles, findings = got([listed], client)
    assert [one.id for one in articles] == ["the-first-plan", "an-entry-more"]
    first = articles[0]
    assert first.url == first.origin == f"{server.url}2033/10/09/the-first-plan"
    assert (first.title, first.outlet) == ("A plan", "127.0.0.1")
    assert (first.date.text, first.date.how) == ("2033-10-09", "url")
    assert [one.code for one in findings] == ["same-address"]
    assert [one.target for one in server.log] == ["/robots.txt", "/2033/10/09/the-first-plan", "/feed"]
    assert [later.at - one.at for one, later in zip(server.log, server.log[1:], strict=False)] == [1.0, 1.0]
    assert server.log[0].headers["user-agent"].startswith("paddock/")


def test_an_address_may_be_given_itself(server: ResultServer, client: Client) -> None:
    server.first("/a-page", Answer(body=PAGE))
    articles, findings = got([f"{server.url}a-page"], client)
    assert [one.title for one in articles] == ["A plan"]
    assert findings == []


def test_an_address_that_became_a_path_on_the_way_is_still_one(server: ResultServer, client: Client) -> None:
    server.first("/a-page", Answer(body=PAGE))
    assert [one.title for one in got([Path(f"{server.url}a-page")], client)[0]] == ["A plan"]


@pytest.mark.parametrize("ending", ["urls", "txt"])
def test_offline_nothing_is_asked(server: ResultServer, tmp_path: Path, ending: str) -> None:
    listed = tmp_path / f"list.{ending}"
    listed.write_text(f"{server.url}a\n{server.url}b\n")
    with Client(tmp_path / "cache", online=False) as offline:
        for client in (None, offline):
            articles, findings = got([listed], client)
            assert articles == []
            assert [(one.code, one.where) for one in findings] == [
                ("offline", f"{server.url}a"),
                ("offline", f"{server.url}b"),
            ]
            assert "--online" in findings[0].hint
    assert server.log == []


def test_what_was_fetched_before_is_read_offline(server: ResultServer, client: Client, tmp_path: Path) -> None:
    server.first("/a-page", Answer(body=PAGE))
    online = got([f"{server.url}a-page"], client)
    with Client(tmp_path / "cache", online=False) as offline:
        assert got([f"{server.url}a-page"], offline) == online
    assert len(server.asked("a-page")) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(404), "not-there"),
        (Answer(403), "forbidden"),
        (Answer(302, {"Location": "https://elsewhere.example/"}), "moved"),
        (Answer(body=b""), "empty"),
        (Answer(body=b"<html><script>x()</script></html>"), "no-text"),
        (Answer(body=b"\x89PNG\r\n\x1a\n\0\0\0"), "not-read"),
    ],
)
def test_what_does_not_come_is_a_finding_and_the_others_go_on(
    server: ResultServer, client: Client, answer: Answer, code: str
) -> None:
    server.first("/bad", answer)
    server.first("/good", Answer(body=PAGE))
    articles, findings = got([f"{server.url}bad", f"{server.url}good"], client)
    assert [one.title for one in articles] == ["A plan"]
    assert [one.code for one in findings] == [code]
    assert findings[0].where == f"{server.url}bad"


def test_robots_txt_is_obeyed(server: ResultServer, client: Client) -> None:
    server.first("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /closed\n"))
    server.first("/open", Answer(body=PAGE))
    articles, findings = got([f"{server.url}closed/x", f"{server.url}open"], client)
    assert [one.title for one in articles] == ["A plan"]
    assert [one.code for one in findings] == ["robots"]
    assert server.asked("closed") == []


def test_a_feed_that_never_ends_is_not_taken(server: ResultServer, clock: FakeClock, tmp_path: Path) -> None:
    server.first("/feed", Answer(body=RSS[:-20] + b" " * 3_000_000, length=-1))
    with Client(tmp_path / "c", online=True, clock=clock, manners=Manners(largest_page=1_000_000)) as client:
        articles, findings = got([f"{server.url}feed"], client)
    assert articles == []
    assert [one.code for one in findings] == ["too-large"]


def test_a_list_that_came_from_the_web_is_not_followed(server: ResultServer, client: Client) -> None:
    server.first("/list", Answer(body=f"{server.url}a\n{server.url}b\n".encode()))
    articles, _ = got([f"{server.url}list"], client)
    assert [one.text for one in articles] == [f"{server.url}a\n{server.url}b"]
    assert server.asked("/a") == []


def test_nothing_a_page_names_is_asked_for(server: ResultServer, client: Client) -> None:
    body = PAGE.replace(
        b"</article>",
        f"<img src='{server.url}img'><script src='{server.url}js'></script><iframe src='{server.url}f'></iframe>"
        f"<link rel='stylesheet' href='{server.url}css'><object data='{server.url}o'></object></article>".encode(),
    )
    server.first("/page", Answer(body=body))
    assert [one.title for one in got([f"{server.url}page"], client)[0]] == ["A plan"]
    assert [one.target for one in server.log] == ["/robots.txt", "/page"]


@pytest.mark.parametrize(
    "address",
    [
        "http://[broken",
        "https://",
        "https:///x",
        "http://a b/",
        "https://user:secret@paper.example/",
        "http://\x1b[31m/",
    ],
)
def test_what_is_no_address_is_told_and_not_asked_for(client: Client, tmp_path: Path, address: str) -> None:
    listed = tmp_path / "list.urls"
    listed.write_text(f"{address}\n")
    articles, findings = got([listed], client)
    assert articles == []
    assert [one.code for one in findings] == ["bad-address"]
    assert "\x1b" not in findings[0].where


def test_a_limit_on_files_holds_for_addresses(server: ResultServer, client: Client, tmp_path: Path) -> None:
    for name in "abc":
        server.first(f"/{name}", Answer(body=PAGE))
    listed = tmp_path / "list.urls"
    listed.write_text("".join(f"{server.url}{name}\n" for name in "abc"))
    articles, findings = got([listed], client, limits=Limits(files=3))
    assert len(articles) == 2, "the list is a file as well"
    assert [one.code for one in findings if one.code != "same-id"] == ["cut-short"]


def test_json_lines_from_the_web(server: ResultServer, client: Client) -> None:
    server.first("/a.jsonl", Answer(body=json.dumps({"id": "A", "text": "Words."}).encode()))
    [article], findings = got([f"{server.url}a.jsonl"], client)
    assert (article.id, article.origin) == ("A", f"{server.url}a.jsonl:1")
    assert findings == []


def test_what_to_do_next_depends_on_what_is_fetched(server: ResultServer, clock: FakeClock, tmp_path: Path) -> None:
    """Result pages tell of `paddock timing import`; articles must not."""
    from paddock.timing.fetching import HINTS

    for hints, told in ((HINTS, "timing import"), (Hints(), "give paddock the file")):
        server.first("/closed", Answer(403))
        with Client(tmp_path / "c", online=True, clock=clock, hints=hints) as client:
            [finding] = got([f"{server.url}closed"], client)[1]
        assert told in finding.hint
