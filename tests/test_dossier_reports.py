"""What has been said is shown in full, short in others' words, and nothing in an article becomes markup."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from dossier_sample import (
    GERMAN,
    INTERVIEW,
    MAKE,
    NAMES,
    SERIES,
    SPUN,
    claim,
    dossier,
    hostile,
    programme,
    reading,
    readings,
    relations,
    step,
)
from evidence_hostile import PAYLOADS, URLS, alive
from paddock.evidence import Derivation, Dossier, Passage, Programme, Quote, Reading, Relations, Status
from paddock.reports import Report, print_study, to_png, to_svg
from paddock.reports.charts.placing import Boxes
from paddock.reports.charts.said_frame import frame_of, placed
from paddock.reports.charts.sheet import Sheet
from paddock.reports.dossier import dossier_page, print_dossier, side_page, timeline_chart
from paddock.reports.dossier.aligned import aligned, paragraphs, quotes_of
from paddock.reports.dossier.page import DRAWN
from paddock.reports.said import named_in, now_text, told_of
from paddock.reports.said_words import (
    LADDER,
    LONGEST_QUOTE,
    claim_text,
    clean,
    date_text,
    first_day,
    last_day,
    name_of,
    status_badge,
)
from test_reports import HOSTILE, Page, sample

PLAIN_TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "div", "p", "span", "fieldset", "legend", "label",
    "input", "h1", "h2", "h3", "nav", "ul", "ol", "li", "a", "main", "section", "figure", "figcaption", "footer", "br",
    "details", "summary", "dl", "dt", "dd", "blockquote", "bdi", "strong", "mark", "article", "svg", "g", "path",
    "text", "line", "desc", "rect", "circle", "defs", "clippath",
}  # fmt: skip
"""Elements the pages are made of; anything else came out of an article."""


def printed(one: Dossier, width: int = 80) -> str:
    """Return a dossier as the terminal shows it, without colours."""
    out = StringIO()
    print_dossier(one, Console(file=out, width=width, color_system=None))
    return out.getvalue()


def held_by(html: str) -> None:
    """Hold a page to what every page must be: inert, of known elements, with ids that are unique and lead somewhere."""
    page = Page(html)
    assert alive(html) == []
    assert {tag for tag, _ in page.found} <= PLAIN_TAGS
    assert not [name for _, attributes in page.found for name in attributes if name.startswith("on")]
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.found:
        for name, value in attributes.items():
            outside = re.search(r"(?i)https?:|^//|url\((?!#)|javascript:|data:", value)
            assert not outside or name == "xmlns" or ((tag, name) == ("a", "href") and value.startswith("http"))
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids
        for reference in attributes.get("aria-labelledby", "").split():
            assert reference in ids


@pytest.fixture(scope="module")
def page() -> str:
    return dossier_page(dossier())


def test_page_is_held(page: str) -> None:
    """The page is read offline and in confidence: no script, no request, links only where a person clicks."""
    held_by(page)


@pytest.mark.parametrize("text", [HOSTILE, *PAYLOADS.values()], ids=["hostile", *PAYLOADS])
def test_hostile_text_stays_text(text: str) -> None:
    """Articles are written by anyone: not one word of them may become an element, an attribute or a template."""
    html = dossier_page(hostile(text))
    held_by(html)
    assert "\x00" not in html
    assert "\x1b" not in html


@pytest.mark.parametrize("text", [HOSTILE, *PAYLOADS.values()], ids=["hostile", *PAYLOADS])
def test_hostile_text_stays_text_side_by_side(text: str) -> None:
    """Here the texts are whole, so there is more of them to come alive."""
    one = hostile(text)
    made = replace(one.relations.derivations[0], passages=(Passage(0, 40, 2, 60, 0.5),))
    html = side_page(one.articles["spun"], one.articles["interview"], made, names=one.names)
    held_by(html)
    assert "\x1b" not in html


@pytest.mark.parametrize("url", URLS)
def test_only_web_addresses_become_links(url: str) -> None:
    """An address that is not http(s) would run in the reader's browser: it stays text, and is still shown."""
    plain = dossier()
    first, *rest = plain.programmes[0].steps
    one = replace(plain.programmes[0], steps=(replace(first, url=url, sources=(url,)), *rest))
    html = dossier_page(replace(plain, programmes=(one,)))
    held_by(html)
    links = [attributes["href"] for tag, attributes in Page(html).found if tag == "a"]
    assert all(link.startswith(("#", "https://", "http://")) for link in links)


def test_address_that_is_no_link_is_shown(page: str) -> None:
    """A reader should see that there is an address, and why it cannot be followed."""
    assert "address not linked: javascript:alert(1)" in page


def test_every_step_is_told(page: str) -> None:
    """A step left out would be evidence withheld."""
    told = told_of(programme(), NAMES, readings(), relations())
    for line in told.lines:
        assert line.day in page
        assert line.badge.word in page
        assert line.root.label in page
        assert line.evidence in page
    for text in (
        "Klaus Brandauer", "once road cars are sold over there", "Ada Moreau, to Pit Wall", "2 copies, not counted",
        "spun copy, score 0.93", "translation, score 0.81", "2026 here, 2027 in study-2", "für 2027 geprüft",
        "3 independent sources", "published three weeks later", "containment 3 0.34", "ends after the season of 2026",
        "Hollow Creek Racing", "no date was found", "https://vireo.example/press", "As of 1 March 2026",
        "date from the address", "date reckoned from a word",
    ):  # fmt: skip
        assert text in page, text
    assert page.count("lower than before") == sum(line.falls for line in told.lines) + 1


def test_articles_are_quoted_briefly(page: str) -> None:
    """Articles belong to those who wrote them: a dossier passes on short quotes, never a text."""
    for text in (INTERVIEW, SPUN, GERMAN):
        assert not any(paragraph in page for paragraph in text.split("\n\n"))
    plain = programme()
    long = replace(plain, steps=(replace(plain.steps[0], evidence="wörter " * 500, condition="falls " * 500),))
    line = told_of(long).lines[0]
    assert len(line.evidence) <= LONGEST_QUOTE
    assert len(line.condition) <= LONGEST_QUOTE
    assert line.evidence.endswith("…")


def test_same_dossier_same_bytes(page: str) -> None:
    """Two people with the same articles must hold the same page."""
    assert dossier_page(dossier()) == page


def test_empty_dossier_says_so() -> None:
    """No step is an answer too."""
    empty = Dossier((MAKE,), "", (), names=NAMES)
    html = dossier_page(empty)
    held_by(html)
    assert "Nothing has been said of it" in html
    assert "<svg" not in html
    assert "Nothing has been said of it" in printed(empty)
    silent = replace(empty, programmes=(Programme(MAKE, "Vireo", SERIES, "Atlantic Cup", ()),))
    assert "Nothing has been said of it" in dossier_page(silent)
    assert "Nothing has been said of it" in printed(silent)


def test_several_programmes_each_have_their_part() -> None:
    """Who asks for a make sees each of its programmes, with its own state at the head."""
    plain = dossier()
    other = replace(
        plain.programmes[0], target="series:sprint-cup", target_name="Sprint Cup", steps=programme().steps[:1]
    )
    html = dossier_page(replace(plain, programmes=(*plain.programmes, other)))
    held_by(html)
    assert '<section id="programme-2"' in html
    assert '<a href="#programme-2">Vireo in Sprint Cup</a>' in html
    assert html.count("<figure") == 1, "one step alone is no line in time"


def test_many_programmes_are_listed_though_not_all_drawn() -> None:
    """Drawing takes time: beyond a number of programmes the page says that it has no chart, and lists the steps."""
    plain = dossier()
    some = tuple(replace(programme(), target_name=f"Cup {number}", target="") for number in range(DRAWN + 1))
    html = dossier_page(replace(plain, programmes=some))
    assert html.count("<figure") == DRAWN
    assert html.count("No chart:") == 1
    assert html.count('class="disc') == 8 * (DRAWN + 1)


def test_terminal_is_legible_at_80_columns() -> None:
    """The terminal is where most look first: every step with who, root and copies, and nothing past the edge."""
    text = printed(dossier())
    lines = text.splitlines()
    assert max(map(len, lines)) <= 80
    falls = [line for line in lines if line.startswith("↓")]
    assert len(falls) == sum(one.falls for one in programme().steps)
    flat = " ".join(text.split())
    for part in (
        "Now: ■ Ended, for 2026", "Ada Moreau, to Pit Wall", "≠ 2026 here, 2027 in study-2 (Boxengasse)",
        "spun copy, score 0.93", "1 independent source, 2 copies", "on condition: once road cars are sold over there",
        "speaker left open, told to Le Stand", "Vireo talks with Hollow Creek Racing",
        "as of 1 March 2026, from 13 articles, 2 of them made from others.",
    ):  # fmt: skip
        assert part in flat, part


@pytest.mark.parametrize("text", [HOSTILE, *PAYLOADS.values()], ids=["hostile", *PAYLOADS])
@pytest.mark.parametrize("width", [40, 80])
def test_terminal_is_not_steered(text: str, width: int) -> None:
    """Text of an article must not move the cursor, colour what follows or hide a line."""
    shown = printed(hostile(text), width)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)
    assert max(map(len, shown.splitlines())) <= width


def test_square_brackets_are_no_markup() -> None:
    """Insertions in quotes stand in square brackets, which the terminal's markup uses too."""
    one = replace(programme().steps[0], evidence="we [the board] want [bold]it[/bold]")
    shown = printed(replace(dossier(), programmes=(replace(programme(), steps=(one,)),)))
    assert "we [the board] want [bold]it[/bold]" in shown


def layers_of(spec: Any) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Return the layers of a chart: the mark and its rows, wherever altair keeps them."""
    plain = spec.to_dict()
    return [
        (layer["mark"], layer["data"].get("values") or plain["datasets"][layer["data"]["name"]])
        for layer in plain["layer"]
    ]


def odd_programmes() -> Mapping[str, Programme]:
    """Return programmes that a chart has trouble with."""
    plain = programme()
    first = plain.steps[0]
    days = [str(dt.date(2020, 1, 1) + dt.timedelta(days=3 * n)) for n in range(150)]
    many = tuple(replace(first, date=day, status=list(Status)[n % 9]) for n, day in enumerate(days))
    return {
        "one": replace(plain, steps=plain.steps[:1]),
        "no date at all": replace(plain, steps=tuple(replace(one, date="", horizon="") for one in plain.steps)),
        "some without date": replace(plain, steps=(*plain.steps, replace(first, date=""), replace(first, date="x"))),
        "all on one day": replace(plain, steps=tuple(replace(one, date="2024-05-01") for one in plain.steps)),
        "one row": replace(plain, steps=tuple(replace(one, date="2024-05", status=Status.IDEA) for one in plain.steps)),
        "many": replace(plain, steps=many),
        "centuries": replace(plain, steps=(replace(first, date="1894"), replace(first, date="2100-12-31"))),
        "the ends of time": replace(plain, steps=(replace(first, date="0001-01-01"), replace(first, date="9999"))),
        "long names": replace(plain, steps=tuple(replace(one, speaker="N" * 400) for one in plain.steps)),
        "much repeated": replace(plain, steps=(replace(first, independent=5000, copies=tuple(map(str, range(500)))),)),
    }  # fmt: skip


@pytest.mark.parametrize("name", odd_programmes())
@pytest.mark.parametrize("width", [330, 960])
def test_chart_keeps_its_marks_on_the_sheet(name: str, width: int) -> None:
    """However many steps there are and however odd their dates: each has its mark, and none lies outside."""
    one = odd_programmes()[name]
    spec = timeline_chart(one, width)
    rows = [row for _, rows in layers_of(spec) for row in rows]
    assert sorted(row["tip"] for row in rows if row["tip"]) == sorted(line.says for line in told_of(one).lines)
    for row in rows:
        assert -1 <= row["x"] <= width + 1, row
        assert -1 <= row["y"] <= spec.height + 1, row


def test_chart_tells_falls_copies_and_contradictions() -> None:
    """What is drawn must be what is said: falls dashed, a tick for each copy, what is said otherwise connected."""
    spec = timeline_chart(programme(), names=NAMES, articles=readings(), relations=relations())
    layers = layers_of(spec)
    falls = sum(one.falls for one in programme().steps)
    assert sum(len(rows) for mark, rows in layers if mark.get("shape") == "triangle-down") == falls
    diamonds = [row for mark, rows in layers if mark.get("shape") == "diamond" for row in rows]
    assert any("otherwise: under study for 2027" in row["tip"] for row in diamonds)
    texts = [row["text"] for _, rows in layers for row in rows if "text" in row]
    assert "Ada Moreau, for 2026, ×3" in texts
    assert "said otherwise elsewhere" in texts
    assert {status_badge(one).word for one in Status} <= set(texts)
    assert "9 October 2024 idea (a fall)" in str(spec.description)


def test_chart_is_a_picture(tmp_path: Path) -> None:
    """The chart can be put into a presentation: as a PNG on either paper, also with texts that mean harm."""
    for theme in ("light", "dark"):
        path = to_png(timeline_chart(programme(), 960, names=NAMES), tmp_path / f"{theme}.png", theme=theme)
        assert path.read_bytes()[:4] == b"\x89PNG"
    for text in (HOSTILE, *PAYLOADS.values()):
        svg = to_svg(timeline_chart(hostile(text).programmes[0], 330))
        assert alive(svg) == []


@given(
    st.lists(
        st.tuples(st.dates(dt.date(2000, 1, 1), dt.date(2026, 1, 1)), st.sampled_from(Status), st.integers(1, 9)),
        min_size=1,
        max_size=40,
    )
)
def test_marks_never_lie_on_each_other(drawn: list[tuple[dt.date, Status, int]]) -> None:
    """A number under another mark cannot be read: numbered marks of a row keep apart, in the order of the steps."""
    plain = programme().steps[0]
    steps = tuple(replace(plain, date=str(day), status=status, independent=n) for day, status, n in sorted(drawn))
    told = told_of(replace(programme(), steps=steps))
    marks, numbered = placed(told.lines, frame_of(told, 960), 960)
    assert [mark.line.number for mark in marks] == [line.number for line in told.lines]
    places = [(mark.x, mark.y, mark.radius) for mark in marks]
    assert [x for x, *_ in places] == sorted(x for x, *_ in places)
    if not numbered:
        return
    for number, (x, y, radius) in enumerate(places):
        for x2, y2, other in places[number + 1 :]:
            assert y != y2 or x2 - x >= radius + other - 0.5


@given(
    st.lists(st.tuples(st.floats(0, 300), st.floats(0, 100), st.text("abcdef ", min_size=1, max_size=12)), max_size=25)
)
def test_labels_never_lie_on_each_other(wanted: list[tuple[float, float, str]]) -> None:
    """A label that would cover another is left out."""
    sheet, boxes = Sheet(300, 100), Boxes(0, 300)
    written = [text for x, y, text in wanted if boxes.write(sheet, x, y, 8, text, size=12)]
    taken = boxes._taken
    assert len(taken) == len(written)
    for number, (x, y, x2, y2) in enumerate(taken):
        assert x >= 0
        assert x2 <= 300
        assert not any(x < c2 and x2 > c and y < d2 and y2 > d for c, d, c2, d2 in taken[number + 1 :])


TEXT = st.text(st.sampled_from("abc \n“”\r\t\u202eé"), max_size=60)


@given(TEXT, st.data())
def test_pieces_are_the_text(text: str, data: st.DataObject) -> None:
    """Cut or not, the text is the article's, and each letter lies in exactly the passages that cover it."""
    place = st.integers(-5, len(text) + 5)
    spans = data.draw(st.lists(st.tuples(place, place), max_size=6))
    quotes = data.draw(st.lists(st.tuples(place, place), max_size=4))
    one = replace(reading("a", "A", text, "o", ""), quotes=tuple(Quote("q", "", *where) for where in quotes))
    other = reading("b", "B", "x" * 80, "o", "")
    pair = aligned(one, other, None, [Passage(0, 10, *where, 0.5) for where in spans])
    shown = paragraphs(one, pair.left_spans)
    bare = text.replace("\r", "").replace("\t", " ").replace("\u202e", "\\u202e")
    assert ["".join(piece.text for piece in row) for row in shown] == [row for row in bare.split("\n") if row.strip()]
    expected = []
    for at, letter in enumerate(text):
        inside = tuple(number for start, end, number in pair.left_spans if start <= at < end)
        quoted = any(start <= at < end for start, end in quotes)
        if letter not in "\n\r":
            expected += [(inside, quoted)] * len(letter.replace("\u202e", "\\u202e"))
    kept = [
        (piece.numbers, piece.quoted)
        for row in _all_rows(one, pair.left_spans)
        for piece in row
        for _ in piece.text
    ]  # fmt: skip
    assert kept == expected


def _all_rows(one: Reading, spans: Any) -> list[Any]:
    """Return every row of a text, the blank ones as well."""
    from paddock.reports.dossier.aligned import _pieces

    text = one.article.text
    quotes = [(max(q.start, 0), min(q.end, len(text))) for q in one.quotes]
    return [[piece for piece in _pieces(text, spans, [q for q in quotes if q[0] < q[1]]) if piece is not None]]


def test_side_by_side_shows_both_whole() -> None:
    """The page is for the reader's own articles: every word of both, each passage numbered on both sides."""
    one = dossier()
    german, interview = one.articles["german"], one.articles["interview"]
    made = one.relations.derivations[1]
    html = side_page(german, interview, made, names=NAMES)
    held_by(html)
    text = re.sub(r"<a class=\"no[^>]*>\d+</a>", "", html.partition('id="texts"')[2])
    bare = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))
    for whole in (INTERVIEW, GERMAN):
        assert all(paragraph in bare for paragraph in whole.split("\n\n"))
    for number in (1, 2, 3):
        assert f'id="left-{number}" href="#right-{number}"' in html
        assert f'id="right-{number}" href="#left-{number}"' in html
    for words in ("Translation", "score 0.81", "published five days later", "numbers", "alike 0.60"):
        assert words in html
    assert side_page(interview, german, made, names=NAMES) == html, "the order asked in does not matter"


def test_side_by_side_without_derivation() -> None:
    """Two articles on one event may share a passage though neither copied the other."""
    one = dossier()
    html = side_page(one.articles["spun"], one.articles["german"], None, (Passage(0, 30, 0, 30, 0.4),))
    held_by(html)
    assert "Neither was found to be made from the other" in html
    assert 'id="left-1"' in html
    nothing = side_page(reading("a", "A", "", "o", ""), reading("b", "B", "", "o", ""), None)
    held_by(nothing)
    assert "No shared passage was found" in nothing
    assert nothing.count("This article has no text.") == 2


def test_quotes_stand_beside_their_like() -> None:
    """A translation may give a quote to somebody else: both stand side by side, and the difference is said."""
    one = dossier()
    made = one.relations.derivations[1]
    pair = aligned(one.articles["german"], one.articles["interview"], made, made.passages)
    said = quotes_of(pair, NAMES)
    assert [(bool(quote.left), bool(quote.right), quote.disputed) for quote in said] == [
        (True, True, True), (True, True, True), (True, False, False),
    ]  # fmt: skip
    assert said[0].left_speaker == "Ada Moreau"
    assert said[0].right_speaker == "Klaus Brandauer"
    html = side_page(one.articles["german"], one.articles["interview"], made, names=NAMES)
    assert html.count("given to another speaker") == 2


def test_passages_beyond_the_text_are_cut() -> None:
    """Offsets come from files as well: what points outside is cut or left out, never a traceback."""
    a, b = reading("a", "A", "abcdef", "o", ""), reading("b", "B", "uvwxyz", "o", "")
    given_ = (Passage(2, 99, -5, 3, 1.0), Passage(0, 1, 4, 4, 1.0), Passage(0, 1, 50, 60, 1.0))
    pair = aligned(a, b, None, given_)
    assert pair.left_spans == ((0, 3, 1),)
    assert pair.right_spans == ((2, 6, 1),)


def test_study_shows_what_has_been_said() -> None:
    """The decision is taken on the study: what was claimed belongs into its page, its terminal view and its JSON."""
    study = replace(sample(), said=(programme(), replace(programme(), steps=programme().steps[:1])))
    html = Report(study).html()
    assert '<section id="said"' in html
    assert '<a href="#said">' in html
    assert "Vireo in Atlantic Cup" in html
    assert "8 steps, one by one" in html
    charts = Report(study).charts()
    assert {"said-wide", "said-narrow"} <= set(charts)
    assert "said-2-wide" not in charts
    out = StringIO()
    print_study(study, Console(file=out, width=80, color_system=None))
    lines = out.getvalue().splitlines()
    assert "What has been said" in lines
    assert any(line.startswith("↓  8") for line in lines)
    assert max(map(len, lines)) <= 80
    told = json.loads(Report(study).to_json())["said"]
    assert told == [one.as_dict() for one in study.said]
    assert [one["status"] for one in told[0]["steps"]] == [str(one.status) for one in programme().steps]


def test_study_with_hostile_claims_is_inert() -> None:
    """The study's page is held to the same as the dossier's."""
    html = Report(replace(sample(), said=hostile(HOSTILE).programmes)).html()
    assert alive(html) == []
    assert "script" not in {tag for tag, _ in Page(html).found}
    assert not [name for _, attributes in Page(html).found for name in attributes if name.startswith("on")]


def test_study_without_claims_has_no_such_section() -> None:
    """A heading over nothing suggests that something is missing."""
    assert 'id="said"' not in Report(sample()).html()


def test_words() -> None:
    """Claims, dates and names read as people say them, and what is open is said to be open."""
    assert claim_text("enter", MAKE, SERIES, NAMES) == "Vireo enters Atlantic Cup"
    assert (
        claim_text("drive", "driver:ida-vahl", "team:hollow-creek", NAMES) == "Ida Vahl drives for Hollow Creek Racing"
    )
    assert claim_text("become_team_principal", "person:ada-moreau", MAKE, NAMES) == (
        "Ada Moreau becomes team principal of Vireo"
    )
    assert claim_text("sell_spares", "", "", {}) == "Somebody (left open) sell spares (where is left open)"
    assert date_text("2024-10-09") == "9 October 2024"
    assert date_text("2024-10") == "October 2024"
    assert date_text("2018") == "2018"
    assert date_text("") == "no date"
    assert date_text("soon") == "soon"
    assert (first_day("2024-02"), last_day("2024-02")) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert last_day("9999") == dt.date(9999, 12, 31)
    assert name_of("outlet:pit-wall", {}) == "Pit Wall"
    assert name_of("Le Stand: le blog", {}) == "Le Stand: le blog"
    assert clean("a\n b\x1b[2J", 0) == "a b\\x1b[2J"
    assert clean("x" * 9, 5) == "xxxx…"


def test_every_status_has_its_words_and_its_row() -> None:
    """A status added below must be shown here."""
    assert set(LADDER) == set(Status)
    assert len({status_badge(one).sign for one in Status}) == len(Status), "told apart without colour"


def test_what_came_since_is_what_most_say() -> None:
    """One outlet's own wording does not stand for what all others tell, however late it comes."""
    line = told_of(programme(), NAMES).lines[0]
    asides = [replace(line, aside=True, number=n, independent=many) for n, many in ((2, 3), (3, 3), (4, 1))]
    told = replace(told_of(programme(), NAMES), lines=(line, *asides))
    assert told.now == line
    assert told.since == asides[1]
    assert replace(told, lines=(*asides, line)).since is None


def test_now_says_who_when_and_how_many() -> None:
    """The head of a page: speaker, day, root and backing in one line; what is open is said to be open."""
    told = told_of(programme(), NAMES)
    assert (
        now_text(replace(told, lines=told.lines[:1]))
        == "Ada Moreau, to Pit Wall, October 2022. Root: Pit Wall. 2 independent sources."
    )
    assert now_text(replace(told, lines=told.lines[2:3])).startswith(
        "Speaker left open, told to Le Stand, October 2023."
    )
    record = replace(programme().steps[0], read_by="record", article="", outlet="", title="", url="https://a.example/x")
    line = told_of(replace(programme(), steps=(record,)), NAMES).lines[0]
    assert now_text(replace(told, lines=(line,))).endswith("October 2022. Root: a.example. On record with 2 sources.")
    assert line.root.url == "https://a.example/x"


def test_contradictions_lead_to_the_articles_they_name() -> None:
    """An id is found as a word of its own, not within another: `a-1` is not in `a-12`."""
    assert named_in(("2026 here, 2027 in a-12",), ("a-1", "a-12", "")) == ["a-12"]
    other = reading(
        "b", "B", "x", "o", "2024-01-01", claims=(claim(Status.PLANNED, "x", "2027", target="series:other"),)
    )
    one = replace(step(reading("a", "A", "x", "o", "2024-01-01"), Status.IDEA, "x"), contradicts=("2027 in b", "a"))
    told = told_of(replace(programme(), steps=(one,)), NAMES, {"a": reading("a", "A", "x", "o", ""), "b": other})
    assert [(page.page.id, page.status) for page in told.lines[0].others] == [("b", None)]


def test_copies_without_the_articles_are_told_by_their_ids() -> None:
    """A study holds the steps only: copies are still named."""
    line = told_of(programme()).lines[4]
    assert [page.label for page in line.copies] == ["spun", "german"]
    assert line.backing == "1 independent source, 2 copies"
    made = Derivation("spun", "interview", "cut", 0.5)
    named = told_of(programme(), articles=readings(), relations=Relations(derivations=(made,))).lines[4]
    assert named.copies[0].note == "shortened copy, score 0.50"
