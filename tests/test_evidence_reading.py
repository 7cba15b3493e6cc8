"""Reading articles in: every kind of file, and every kind of bad one; all texts are our own."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import os
import subprocess
import sys
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from paddock.errors import BadRequest, MissingExtra
from paddock.evidence.reading import Limits, read_paths
from paddock.evidence.reading.cleaning import clean, one_line
from paddock.evidence.reading.decoding import decode
from paddock.evidence.types import Article, When
from paddock.findings import Finding

Read = Callable[..., tuple[list[Article], list[Finding]]]


def sorted_out(found: Iterable[Article | Finding]) -> tuple[list[Article], list[Finding]]:
    both = list(found)
    return [one for one in both if isinstance(one, Article)], [one for one in both if isinstance(one, Finding)]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return what reads one file of that name and content: its articles and its findings."""

    def reading(name: str, content: bytes | str, **options: object) -> tuple[list[Article], list[Finding]]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return sorted_out(read_paths([path], **options))  # type: ignore[arg-type]

    return reading


def codes(findings: Iterable[Finding]) -> list[str]:
    return [one.code for one in findings]


# -- texts --------------------------------------------------------------------------------------------------------


def test_a_text_with_a_title(read: Read) -> None:
    [article], findings = read("harbour_plan.txt", "A plan for the harbour\n\nThe marque has an idea.\nNo more.\n")
    assert findings == []
    assert article.id == "harbour-plan"
    assert article.title == "A plan for the harbour"
    assert article.text == "The marque has an idea.\nNo more."
    assert article.date == When()
    assert article.origin.endswith("harbour_plan.txt")


@pytest.mark.parametrize(
    "begins",
    ["It is a sentence.\n\nAnother.", "Two lines\nof one paragraph.", "“A quote”\n\nsaid he.", "Only a line", "\n\nX."],
)
def test_a_first_line_that_is_no_title_stays_in_the_text(read: Read, begins: str) -> None:
    [article], _ = read("a.txt", begins)
    assert article.title == ""
    assert article.text == begins.strip("\n")


@pytest.mark.parametrize("head", ["date 2033-05\n", "date 2033-05 ", " date 2033-05 ", "Date: 2033-05\n"])
def test_a_date_at_the_head_of_a_text(read: Read, head: str) -> None:
    [article], findings = read("a.txt", f"{head}The marque has an idea.")
    assert article.text == "The marque has an idea."
    assert (article.date.text, article.date.how) == ("2033-05", "given")
    assert findings == []


def test_a_header_of_several_lines(read: Read) -> None:
    head = "id: one\ntitle: A plan\nurl: https://www.paper.example/a\ndate: 9 October 2033\nlang: EN-gb\n"
    [article], findings = read("a.md", head + "author: J. Roe\n\nThe marque has an idea.")
    assert findings == []
    assert article == Article(
        "one",
        "The marque has an idea.",
        "A plan",
        "https://www.paper.example/a",
        "paper.example",
        "J. Roe",
        "en",
        When("2033-10-09", "given", "date 9 October 2033"),
        article.origin,
    )


def test_one_line_with_a_colon_is_no_header(read: Read) -> None:
    [article], _ = read("a.txt", "Title: the fight goes on.\nIt does.")
    assert article.text == "Title: the fight goes on.\nIt does."


# -- encodings ----------------------------------------------------------------------------------------------------

ACCENTS = "Der Präsident sagte „nein“ – l’été prochain.\nUn garçon, ça va."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_encoding_is_read_without_a_word(read: Read, encoding: str) -> None:
    [article], findings = read("a.txt", ACCENTS.encode(encoding))
    assert article.text == ACCENTS
    assert findings == []


def test_windows_1252_is_a_guess_and_told(read: Read) -> None:
    [article], findings = read("a.txt", ACCENTS.encode("cp1252"))
    assert article.text == ACCENTS
    assert codes(findings) == ["encoding-guessed"]


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("iso-8859-15", '<meta charset="iso-8859-15">'),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
        ("windows-1251", "<meta charset=windows-1251>"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_declares(read: Read, encoding: str, head: str) -> None:
    words = "Новости сегодня" if encoding == "windows-1251" else "Le garçon a été vu"
    [article], findings = read(
        "a.html", f"<html><head>{head}</head><body><p>{words}</p></body></html>".encode(encoding)
    )
    assert article.text == words
    assert findings == []


def test_an_encoding_that_is_not_what_it_says_is_told(read: Read) -> None:
    page = b'<html><meta charset="utf-8"><p>gar\xe7on et fille</p></html>'
    [article], findings = read("a.html", page)
    assert "gar\ufffdon" in article.text
    assert "wrong-encoding" in codes(findings)


def test_a_double_encoding_is_undone_only_where_all_comes_back(read: Read) -> None:
    twice = ACCENTS.encode().decode("cp1252", errors="replace")
    assert "\ufffd" not in twice
    [article], findings = read("a.txt", twice)
    assert article.text == ACCENTS
    assert codes(findings) == ["double-encoding-undone"]
    [article], findings = read("b.txt", f"{twice} “mixed”")
    assert article.text == f"{twice} “mixed”"
    assert codes(findings) == ["double-encoding"]


def test_letters_that_only_look_like_a_double_encoding_stay(read: Read) -> None:
    [article], findings = read("a.txt", "SÃO PAULO, CÂMARA, “IRMÔ")
    assert article.text == "SÃO PAULO, CÂMARA, “IRMÔ"
    assert findings == []


@given(st.text(max_size=60))
def test_decoding_gives_back_what_was_encoded(text: str) -> None:
    """Unless the text itself reads as encoded twice, which is told."""
    raw = text.encode("utf-8", "surrogatepass")
    told, findings = decode(b"\xef\xbb\xbf" + raw, "a")
    try:
        raw.decode()
    except UnicodeDecodeError:
        return
    assert told == text or codes(findings) == ["double-encoding-undone"]


# -- cleaning -----------------------------------------------------------------------------------------------------


def test_what_cannot_be_seen_is_left_out_and_counted(read: Read) -> None:
    [article], findings = read("a.txt", "One\x00 two\x07.\r\nThr\u00adee\u202e.\rFour\tfive\u2028six.")
    assert article.text == "One two.\nThree.\nFour\tfive\nsix."
    assert codes(findings) == ["unseen-characters"]
    assert findings[0].message.startswith("4 characters")


@given(st.text(max_size=200))
@example("e\u0301" * 40)
def test_cleaned_text_is_clean(text: str) -> None:
    cleaned, removed = clean(text)
    assert clean(cleaned) == (cleaned, 0)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not [one for one in cleaned if unicodedata.category(one) in {"Cc", "Cs"} and one not in "\n\t"]
    assert removed >= 0
    assert "\n" not in one_line(text)


def test_letters_are_composed(read: Read) -> None:
    [article], findings = read("a.txt", "l'e\u0301te\u0301")
    assert article.text == "l'été"
    assert findings == []


def test_a_pile_of_accents_costs_no_time(read: Read) -> None:
    """Ordering half a million accents on one letter would take hours."""
    [article], findings = read("a.txt", "a" + "\u0315\u0300" * 90_000)
    assert len(article.text) < 100
    assert codes(findings) == ["unseen-characters"]


# -- pages --------------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html>
<html lang="fr"><head><title>Une marque hésite | Le Journal</title>
<meta property="article:published_time" content="2033-10-09T22:30:00-05:00">
<meta property="og:site_name" content="Le Journal"><meta name="author" content="Jeanne Roux">
<link rel="canonical" href="https://www.journal.example/imsa/une-marque-hesite">
<script src="https://evil.example/a.js"></script><script>document.write("<p>écrit par un script</p>")</script>
<style>p { color: red }</style></head>
<body onload="alert(1)"><nav><a href="/">Accueil</a></nav>
<article><h1>Une marque hésite</h1>
<p>La marque envisage de courir au bord du port, mais rien n'est décidé pour cette année.</p>
<img src="https://evil.example/pixel.gif" onerror="alert(2)"><iframe src="https://evil.example/"></iframe>
<p>« Ce n'est qu'une idée », a dit son patron. « Nous verrons plus tard. »</p></article>
<footer>Mentions légales</footer></body></html>"""


def test_a_page_gives_its_article_and_what_its_makers_wrote_of_it(read: Read) -> None:
    """Nothing of scripts is run or shown, and nothing is asked for: the tests refuse any connection."""
    [article], findings = read("a.html", PAGE)
    assert findings == []
    assert article.id == "une-marque-hesite"
    assert article.title == "Une marque hésite"
    assert article.text.splitlines() == [
        "La marque envisage de courir au bord du port, mais rien n'est décidé pour cette année.",
        "« Ce n'est qu'une idée », a dit son patron. « Nous verrons plus tard. »",
    ]
    assert article.outlet == "journal.example"
    assert article.author == "Jeanne Roux"
    assert article.url == "https://www.journal.example/imsa/une-marque-hesite"
    assert article.date == When("2033-10-09", "metadata", "meta article:published_time")


def test_a_page_tells_by_its_content_what_it_is(read: Read) -> None:
    [article], _ = read("a.txt", PAGE)
    assert article.title == "Une marque hésite"


@pytest.mark.parametrize(
    ("head", "body", "means", "how"),
    [
        ('<meta name="date" content="2033-10">', "", "2033-10", "metadata"),
        ('<meta itemprop="datePublished" content="9 octobre 2033">', "", "2033-10-09", "metadata"),
        ("", '<time datetime="2033-10-09" pubdate>hier</time>', "2033-10-09", "metadata"),
        ("", '<time datetime="2033-10-09">la course</time>', "", ""),  # any day, not that of the page
        ('<link rel="canonical" href="https://a.example/2033/10/x">', "", "2033-10", "url"),
        ('<meta name="date" content="soon">', "", "", ""),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "Organization"}, {"@type": "NewsArticle", '
            '"headline": "Un plan", "datePublished": "2033-10-09T01:00:00Z", "author": {"name": "J. Roux"}}]}</script>',
            "",
            "2033-10-09",
            "metadata",
        ),
        ('<script type="application/ld+json">{broken</script>', "", "", ""),
    ],
)
def test_where_a_pages_date_comes_from(read: Read, head: str, body: str, means: str, how: str) -> None:
    [article], findings = read(
        "a.html", f"<html><head>{head}</head><body>{body}<p>Une marque hésite.</p></body></html>"
    )
    assert (article.date.text, article.date.how) == (means, how)
    assert codes(findings) == (["bad-date"] if "soon" in head else [])


def test_a_page_of_scripts_alone_has_no_text(read: Read) -> None:
    articles, findings = read("a.html", "<html><body><script>var a = '<p>not this</p>'</script></body></html>")
    assert articles == []
    assert codes(findings) == ["no-text"]


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 20_000 + "<p>deep</p>" + "</div>" * 20_000,
        "<html>" + "<b>" * 300_000 + "x",
        "<html><table>" + "<tr><td><table>" * 30_000 + "x",
        "<html>" + "<a " * 200_000,
        "<html>" + "<" * 1_000_000,
        "<html>" + "&amp;" * 200_000,
        "<html><p title='" + "x" * 1_000_000,
        "<html><!--" + "x" * 100_000,
    ],
    ids=["deep", "unclosed", "tables", "attributes", "brackets", "entities", "quote", "comment"],
)
def test_hostile_pages_end_in_an_article_or_a_finding(read: Read, page: str) -> None:
    articles, findings = read("a.html", page)
    assert articles or findings
    assert all(len(one.text) <= Limits().chars for one in articles)


def test_a_page_that_is_too_large_to_be_taken_apart_is_read_plainly(read: Read) -> None:
    page = "<html><head><title>A long one</title></head><body>" + "<p>A word or two.</p>" * 60_000
    [article], findings = read("a.html", page)
    assert article.title == "A long one"
    assert article.text.startswith("A word or two.\nA word or two.")
    assert codes(findings) == ["odd-page", "text-too-long"]


def test_an_entity_in_a_page_reads_no_file(read: Read, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><html><body><p>Here: &x;.</p></body></html>'
    articles, findings = read("a.html", page)
    assert articles == []
    assert codes(findings) == ["entities"]
    page = f'<!DOCTYPE html SYSTEM "file://{tmp_path}/secret"><html><body><p>Here: &x;.</p></body></html>'
    [article], _ = read("b.html", page)
    assert "the secret" not in article.text


# -- feeds --------------------------------------------------------------------------------------------------------

RSS = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Le Blog</title>'
    "<link>https://www.blog.example/</link><language>fr-FR</language>%s</channel></rss>"
)
ITEM = (
    "<item><title>Une marque hésite %d</title><link>https://www.blog.example/2033/10/une-marque-hesite-%d</link>"
    "<pubDate>Wed, 09 Oct 2033 22:30:00 -0500</pubDate><author>Jeanne Roux</author>"
    "<description>&lt;p&gt;Rien n'est &lt;b&gt;décidé&lt;/b&gt;.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
    '&lt;p onclick="x()"&gt;Plus tard.&lt;/p&gt;</description></item>'
)


def test_each_entry_of_a_feed_is_an_article(read: Read) -> None:
    articles, findings = read("a.rss", RSS % (ITEM % (1, 1) + ITEM % (2, 2)))
    assert findings == []
    assert [one.id for one in articles] == ["une-marque-hesite-1", "une-marque-hesite-2"]
    first = articles[0]
    assert first.text == "Rien n'est décidé.\nPlus tard."
    assert first.title == "Une marque hésite 1"
    assert first.outlet == "blog.example"
    assert first.author == "Jeanne Roux"
    assert first.date == When("2033-10-09", "metadata", "feed published")
    assert first.origin.endswith("a.rss#1")


def test_an_atom_feed(read: Read) -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Paper</title><entry><title>A plan</title><id>x</id>'
        '<link href="https://paper.example/one-plan-more"/><updated>2033-10-09T08:00:00Z</updated>'
        '<content type="html">&lt;p&gt;The marque has an idea.&lt;/p&gt;</content>'
        "<summary>Short.</summary></entry></feed>"
    )
    [article], findings = read("news.xml", feed)
    assert findings == []
    assert article.text == "The marque has an idea."
    assert (article.id, article.outlet, article.date.text) == ("one-plan-more", "paper.example", "2033-10-09")


def bomb() -> str:
    """Return a feed whose title would grow to a thousand million words."""
    lines = ['<!ENTITY w0 "word ">']
    lines += [f'<!ENTITY w{n} "{f"&w{n - 1};" * 10}">' for n in range(1, 10)]
    return f"<!DOCTYPE rss [{''.join(lines)}]>" + RSS[RSS.index("<rss") :] % "<item><title>&w9;</title></item>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["a.rss", "a.xml", "a.txt", "a.html"])
def test_an_entity_bomb_is_refused_before_it_is_parsed(read: Read, name: str, encoding: str) -> None:
    articles, findings = read(name, bomb().encode(encoding))
    assert articles == []
    assert codes(findings) == ["entities"]


def test_an_external_entity_reads_no_file(read: Read, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret")
    head = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    articles, findings = read("a.rss", head + RSS[RSS.index("<rss") :] % "<item><title>&x;</title></item>")
    assert articles == []
    assert codes(findings) == ["entities"]


def test_a_plain_doctype_is_harmless_and_not_asked_for(read: Read) -> None:
    head = '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://evil.example/rss.dtd">'
    [article], findings = read("a.rss", head + RSS[RSS.index("<rss") :] % (ITEM % (1, 1)))
    assert article.title == "Une marque hésite 1"
    assert findings == []


def test_a_feed_is_never_taken_for_the_name_of_a_file(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library opens bytes that are a path; here they must stay bytes."""
    monkeypatch.chdir(tmp_path)
    Path("other").write_text(RSS % (ITEM % (1, 1)))
    articles, findings = read("a.rss", "other")
    assert [one.title for one in articles] == []
    assert findings


def test_a_feed_that_never_ends_is_cut(read: Read) -> None:
    endless = RSS[: RSS.index("%s")] + ITEM % (1, 1) * 500
    articles, findings = read("a.rss", endless, limits=Limits(articles=20))
    assert len(articles) == 20
    assert codes(findings) == ["cut-short"]
    articles, findings = read("b.rss", endless, limits=Limits(feed_bytes=20_000))
    assert 0 < len(articles) < 60
    assert "cut-short" in codes(findings)
    articles, findings = read("c.rss", RSS % (ITEM % (1, 1) * 20), limits=Limits(articles=20))
    assert len(articles) == 20
    assert findings == []


def test_a_feed_cut_off_gives_what_came(read: Read) -> None:
    articles, findings = read("a.rss", (RSS % (ITEM % (1, 1) + ITEM % (2, 2)))[:-200])
    assert articles[0].title == "Une marque hésite 1"
    assert "broken-feed" in codes(findings)


def test_a_feed_without_entries_is_told(read: Read) -> None:
    assert codes(read("a.rss", RSS % "")[1]) == ["no-articles"]


# -- JSON ---------------------------------------------------------------------------------------------------------

ONE = {"id": "A", "url": "https://www.paper.example/x", "date": "2033-10-09", "title": "A plan", "text": "An idea."}


def test_json_lines(read: Read) -> None:
    labelled = ONE | {
        "id": "B",
        "lang": "en",
        "labels": {"claims": [1]},
        "story": "s",
        "author": "J. Roe",
        "outlet": "P",
    }
    articles, findings = read("a.jsonl", f"{json.dumps(ONE)}\n\n{json.dumps(labelled)}\n")
    assert findings == []
    assert articles[0] == Article(
        "A",
        "An idea.",
        "A plan",
        ONE["url"],
        "paper.example",
        date=When("2033-10-09", "given", "2033-10-09"),
        origin=articles[0].origin,
    )
    assert articles[0].origin.endswith("a.jsonl:1")
    assert (articles[1].lang, articles[1].author, articles[1].outlet) == ("en", "J. Roe", "P")
    assert articles[1].origin.endswith("a.jsonl:3")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{broken", "broken-json"),
        ("[1, 2]", "no-article"),
        ("null", "no-article"),
        ('"text"', "no-article"),
        ("{}", "no-article"),
        ('{"id": "A"}', "no-article"),
        ('{"text": 3}', "no-article"),
        ('{"text": null}', "no-article"),
        ('{"text": ""}', "no-text"),
        ('{"text": "\\u0000\\ud800"}', "no-text"),
        ('{"text":' + "[" * 100_000, "broken-json"),
        ('{"text": "x", "n": ' + "9" * 5000 + "}", "broken-json"),
    ],
)
def test_a_line_that_holds_no_article_is_a_finding_with_its_place(read: Read, line: str, code: str) -> None:
    articles, findings = read("a.jsonl", f"{json.dumps(ONE)}\n{line}\n{json.dumps(ONE | {'id': 'C'})}\n")
    assert [one.id for one in articles] == ["A", "C"], "the others go on"
    assert code in codes(findings)
    assert all(one.where.endswith("a.jsonl:2") for one in findings)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", 3, "bad-field"),
        ("url", ["x"], "bad-field"),
        ("lang", "Klingonese, of course", "bad-field"),
        ("date", "soon", "bad-date"),
        ("date", {"y": 1}, "bad-field"),
        ("date", True, "bad-field"),
        ("date", "2033-02-30", "bad-date"),
    ],
)
def test_a_field_that_makes_no_sense_is_left_out_and_told(read: Read, field: str, value: object, code: str) -> None:
    [article], findings = read("a.jsonl", json.dumps(ONE | {field: value}))
    assert article.text == "An idea."
    assert codes(findings) == [code]


def test_a_date_that_lies_ahead_is_left_out(read: Read) -> None:
    line = json.dumps(ONE)
    [article], findings = read("a.jsonl", line, now=dt.date(2033, 10, 8))
    assert article.date.text == "2033-10-09", "one day ahead is another time zone"
    assert findings == []
    [article], findings = read("b.jsonl", line, now=dt.date(2033, 10, 1))
    assert article.date == When()
    assert codes(findings) == ["bad-date"]


@pytest.mark.parametrize("name", ["a.json", "a.txt"])
@pytest.mark.parametrize(
    "document",
    [
        json.dumps([ONE, ONE | {"id": "B"}]),
        json.dumps([ONE, ONE | {"id": "B"}], indent=2),
        json.dumps({"articles": [ONE, ONE | {"id": "B"}]}, indent=2),
    ],
)
def test_a_json_document_of_articles(read: Read, name: str, document: str) -> None:
    articles, findings = read(name, document)
    assert [one.id for one in articles] == ["A", "B"]
    assert findings == []


def test_one_article_as_a_json_document(read: Read) -> None:
    assert [one.id for one in read("a.json", json.dumps(ONE, indent=1))[0]] == ["A"]
    assert [one.id for one in read("b.json", json.dumps(ONE))[0]] == ["A"]


def test_a_broken_list_gives_what_comes_before(read: Read) -> None:
    articles, findings = read("a.json", f"[{json.dumps(ONE)},\n{json.dumps(ONE)[:-9]}")
    assert [one.id for one in articles] == ["A"]
    assert codes(findings) == ["broken-json"]
    assert findings[0].where.endswith("a.json:2")
    assert codes(read("b.json", "[" * 100_000)[1]) == ["broken-json"]
    assert codes(read("c.json", f"[{json.dumps(ONE)}] and more")[1]) == ["more-after-end"]


def test_json_lines_are_streamed(tmp_path: Path) -> None:
    """Fifty megabytes of them take the memory of a few."""
    line = json.dumps(ONE | {"text": "An idea. " * 5000}).encode() + b"\n"
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        for _ in range(1100):
            stream.write(line)
    assert path.stat().st_size > 48_000_000
    tracemalloc.start()
    try:
        count = sum(isinstance(one, Article) for one in read_paths([path]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 1100
    assert peak < 8_000_000


def test_a_line_without_end_is_passed_over_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"text": "')
        for _ in range(40):
            stream.write(b"x" * 1_000_000)
        stream.write(b'"}\n' + json.dumps(ONE).encode())
    tracemalloc.start()
    try:
        articles, findings = sorted_out(read_paths([path], limits=Limits(line_bytes=1_000_000)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [one.id for one in articles] == ["A"]
    assert codes(findings) == ["line-too-long"]
    assert peak < 6_000_000


@pytest.mark.parametrize(("limits", "taken"), [(Limits(articles=3), 3), (Limits(stream_bytes=300), 2)])
def test_too_many_lines_are_cut(read: Read, limits: Limits, taken: int) -> None:
    lines = "".join(json.dumps(ONE | {"id": str(n)}) + "\n" for n in range(10))
    articles, findings = read("a.jsonl", lines, limits=limits)
    assert len(articles) == taken
    assert codes(findings) == ["cut-short"]


# -- ids, outlets, limits -----------------------------------------------------------------------------------------


def test_the_same_id_twice_is_told_and_made_distinct(read: Read) -> None:
    lines = "".join(json.dumps({"id": name, "text": "x"}) + "\n" for name in ("a", "a", "a-2", "a", ""))
    articles, findings = read("x.jsonl", lines)
    assert [one.id for one in articles] == ["a", "a-2", "a-2-2", "a-3", "x-5"]
    assert codes(findings) == ["same-id"] * 3


@pytest.mark.parametrize(
    ("url", "identifier", "outlet"),
    [
        ("https://www.paper.example/imsa/news/a-plan-for-all/123/", "a-plan-for-all", "paper.example"),
        ("https://amp.paper.example/fr/une-idee-folle,181370.html", "une-idee-folle-181370", "paper.example"),
        ("https://de.paper.example/sport/artikel.php?p=77", "de-paper-example-sport-artikel", "de.paper.example"),
        ("https://paper.example/?p=77", "paper-example-p-77", "paper.example"),
        ("https://paper.example:8080/", "paper-example", "paper.example"),
        ("https://amp.example/x-y", "amp-example-x-y", "amp.example"),
        ("http://[broken", "x-1", ""),
        ("no address", "x-1", ""),
    ],
)
def test_ids_and_outlets_from_addresses(read: Read, url: str, identifier: str, outlet: str) -> None:
    [article], _ = read("x.jsonl", json.dumps({"text": "x", "url": url}))
    assert (article.id, article.outlet) == (identifier, outlet)


def test_a_million_quotes_in_one_article_are_cut(read: Read) -> None:
    [article], findings = read("a.txt", "“Yes”, he said. " * 1_000_000)
    assert len(article.text) == Limits().chars
    assert codes(findings) == ["cut-short", "text-too-long"]


@pytest.mark.parametrize("content", [b"", b" \n\t ", b"\xef\xbb\xbf", b"\0\0\0", b"\xff\xfe"])
def test_an_empty_file_is_told(read: Read, content: bytes) -> None:
    assert read("a.txt", content)[0] == []
    assert codes(read("a.txt", content)[1]) == ["empty"]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + b"\1\2\3" * 50, b"%PDF-1.7\n...", bytes(range(256)) * 9])
def test_what_is_no_text_is_told(read: Read, content: bytes) -> None:
    assert read("a.txt", content)[0] == []
    assert codes(read("a.txt", content)[1]) == ["not-read"]


def test_limits_must_make_sense() -> None:
    with pytest.raises(BadRequest, match="chars"):
        Limits(chars=0)


def test_where_an_article_has_a_title_and_no_text(read: Read) -> None:
    [article], findings = read("a.jsonl", '{"title": "A plan", "text": " "}')
    assert article.title == "A plan"
    assert codes(findings) == ["title-only"]


# -- folders and archives -----------------------------------------------------------------------------------------


def test_a_folder_is_read_in_order_and_links_in_a_ring_end(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"Text of {name}.")
    (tmp_path / "sub" / "ring").symlink_to(tmp_path)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    articles, findings = sorted_out(read_paths([tmp_path]))
    assert [one.id for one in articles] == ["a", "b", "c"]
    assert sorted(codes(findings)) == ["hidden", "link", "not-a-file"]


def test_paths_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").mkdir()
    paths = [tmp_path / "none", tmp_path / "pipe", tmp_path / "empty", tmp_path / ("x" * 5000), "a\0b"]
    articles, findings = sorted_out(read_paths(paths))
    assert articles == []
    assert codes(findings)[:3] == ["not-there", "not-a-file", "no-articles"]
    assert len(findings) == 5


def test_too_many_files_are_cut(tmp_path: Path) -> None:
    for n in range(9):
        (tmp_path / f"{n}.txt").write_text(f"Text {n}.")
    articles, findings = sorted_out(read_paths([tmp_path], limits=Limits(files=4)))
    assert len(articles) == 4
    assert codes(findings) == ["cut-short"]


def test_progress_tells_each_file(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Text.")
    told: list[str] = []
    list(read_paths([tmp_path], progress=told.append))
    assert [name[-5:] for name in told] == ["a.txt", "b.txt"]


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_zip_and_gzip(read: Read) -> None:
    line = json.dumps(ONE).encode()
    inner = zipped({"x.txt": b"x"})
    pack = zipped({"z.txt": b"Text.", "../../a.jsonl": line, ".b/c.txt": b"x", "in.zip": inner})
    articles, findings = read("pack.zip", pack)
    assert [one.id for one in articles] == ["A", "z"]
    assert articles[0].origin.endswith("pack.zip!../../a.jsonl:1")
    assert codes(findings) == ["hidden", "not-read"]
    [article], findings = read("a.jsonl.gz", gzip.compress(line))
    assert (article.id, findings) == ("A", [])
    assert article.origin.endswith("a.jsonl:1")


def test_archives_that_are_broken_or_grow_without_end(read: Read) -> None:
    assert codes(read("a.gz", gzip.compress(b"Text. " * 50_000)[:-20])[1]) == ["unreadable"]
    assert codes(read("a.zip", zipped({"a.txt": b"x"})[:-30])[1]) == ["broken-archive"]
    assert codes(read("b.zip", zipped({}) + b"")[1]) in (["no-articles"], ["not-read"])
    assert codes(read("a.docx", zipped({"[Content_Types].xml": b"<x/>", "w.xml": b"<p>x</p>"}))[1]) == ["not-read"]
    small = Limits(file_bytes=10_000, chars=100)
    [article], findings = read("big.gz", gzip.compress(b"Text. " * 5_000_000), limits=small)
    assert len(article.text) <= 100
    assert codes(findings) == ["cut-short", "text-too-long"]
    [article], findings = read("big.zip", zipped({"a.txt": b"Text. " * 5_000_000}), limits=small)
    assert codes(findings) == ["cut-short", "text-too-long"]


# -- anything -----------------------------------------------------------------------------------------------------

_NAMES = st.sampled_from(["a.txt", "a.html", "a.rss", "a.xml", "a.jsonl", "a.json", "a.gz", "a.zip", "a", "a.md"])
_PIECES = st.sampled_from(
    [
        *(
            piece.encode()
            for piece in (PAGE[:700], RSS, ITEM % (1, 1), bomb()[:300], "<html>", "<rss>", "<feed>", "{", "[")
        ),
        *(
            piece.encode()
            for piece in ('{"text": "x"}', '{"articles": [', "\n", "<!--", "]]>", "<![CDATA[", "date 2033-05 ")
        ),
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\0",
        b"\xe7",
        "Ã©".encode(),
        b'<meta charset="utf-7">',
        b'<?xml version="1.0" encoding="utf-16"?>',
        b"title: x\nurl: http://[\n\n",
        gzip.compress(b'{"text": "x"}'),
        zipped({"a.txt": b"Text."}),
    ]
)


@given(name=_NAMES, pieces=st.lists(_PIECES | st.binary(max_size=40), max_size=8), cut=st.integers(0, 2000))
def test_whatever_bytes_come_there_is_an_article_or_a_finding(
    name: str, pieces: list[bytes], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(b"".join(pieces)[: cut or None])
    found = list(read_paths([path], limits=Limits(chars=5000, articles=50)))
    assert found
    for one in found:
        if isinstance(one, Article):
            one.text.encode()
            one.title.encode()
            assert one.id
            assert one.text.strip() or one.title


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3)
    )
)
def test_whatever_stands_in_a_field_breaks_nothing(value: object) -> None:
    from paddock.evidence.reading.lines import read_document
    from paddock.evidence.reading.making import Maker
    from paddock.evidence.reading.source import Draft, Source

    for field in ("id", "url", "date", "title", "text", "lang", "author", "outlet"):
        text = json.dumps(ONE | {field: value})
        for draft in read_document(text, Source("a.json", io.BytesIO), Limits()):
            assert not isinstance(draft, Draft) or list(Maker(Limits()).make(draft))


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "a.rss").write_text(RSS % (ITEM % (1, 1)))
    (tmp_path / "a.jsonl").write_text(json.dumps(ONE))
    assert list(read_paths([tmp_path])) == list(read_paths([tmp_path]))


# -- libraries ----------------------------------------------------------------------------------------------------


def test_nothing_heavy_is_imported_until_it_is_used() -> None:
    heavy = "{'feedparser', 'trafilatura', 'lxml', 'httpx', 'protego'}"
    script = f"import sys, paddock.evidence.reading; print(*sorted({heavy} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ""


@pytest.mark.parametrize(
    ("library", "name", "content"), [("trafilatura", "a.html", PAGE), ("feedparser", "a.rss", RSS % "")]
)
def test_a_missing_library_says_how_to_get_it(
    read: Read, monkeypatch: pytest.MonkeyPatch, library: str, name: str, content: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=library) as told:
        read(name, content)
    assert "paddock[evidence]" in told.value.hint
