"""Measuring against labels: sums done by hand and by the definition, a perfect reading and an empty one."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_fixtures import ARTICLES, names, own_readings, own_relations, stories
from paddock.errors import BadFile
from paddock.evidence import Claim, Derivation, Mention, Quote, Reading, Relations, Status, When
from paddock.evidence.evaluation import Labelled, evaluate, read_labelled
from paddock.evidence.evaluation.scores import Score, bcubed, of_sets, pairs
from paddock.evidence.evaluation.truth import Resolver, split

GROUPS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("xyz"))


# --- counting ---------------------------------------------------------------------------------------------------------


def test_scores_by_hand() -> None:
    """Two of three found are right, two of four were there: 2/3, 2/4, and 4/7."""
    score = of_sets("abx", "abcd")
    assert (score.right, score.wrong, score.missed) == (2, 1, 2)
    assert score.precision == pytest.approx(2 / 3)
    assert score.recall == pytest.approx(1 / 2)
    assert score.f1 == pytest.approx(4 / 7)
    assert score.as_dict()["f1"] == 0.5714


def test_nothing_to_find_and_nothing_found_has_no_score() -> None:
    """Neither one nor nought: it was not measured."""
    assert of_sets("", "").f1 is None
    assert of_sets("", "").precision is None
    assert of_sets("a", "").f1 == 0
    assert of_sets("", "a").precision is None


@given(st.tuples(*[st.integers(0, 9)] * 3), st.tuples(*[st.integers(0, 9)] * 3))
def test_scores_add_up(a: tuple[int, int, int], b: tuple[int, int, int]) -> None:
    """A sum of scores is the score of the sums; F1 is the harmonic mean of both."""
    whole = Score(*a) + Score(*b)
    assert whole == Score(*(one + other for one, other in zip(a, b, strict=True)))
    if whole.precision and whole.recall:
        assert whole.f1 == pytest.approx(2 / (1 / whole.precision + 1 / whole.recall))


@given(GROUPS)
def test_pairs_are_those_in_one_group(groups: dict[str, str]) -> None:
    """By the definition, pair by pair."""
    assert pairs(groups) == {(a, b) for a, b in combinations(sorted(groups), 2) if groups[a] == groups[b]}


def test_bcubed_by_hand() -> None:
    """Five items, found as abc|de, there as ab|cde: precision (2/3+2/3+1/3+1+1)/5, recall (1+1+1/3+2/3+2/3)/5."""
    found, there = dict(zip("abcde", "11122", strict=True)), dict(zip("abcde", "11222", strict=True))
    precision, recall, f1 = bcubed(found, there)
    assert precision == pytest.approx(11 / 15)
    assert recall == pytest.approx(11 / 15)
    assert f1 == pytest.approx(11 / 15)


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("xyz")), min_size=1, max_size=9))
def test_bcubed_by_its_definition(both: list[tuple[str, str]]) -> None:
    """For every item: of those found with it, the share that belongs to it; of those that belong, the share found."""
    found = {str(number): one for number, (one, _) in enumerate(both)}
    there = {str(number): one for number, (_, one) in enumerate(both)}
    precision = recall = 0.0
    for item, home in there.items():
        mine = [other for other in found if found[other] == found[item]]
        theirs = [other for other, group in there.items() if group == home]
        precision += sum(there[other] == home for other in mine) / len(mine) / len(there)
        recall += sum(found[other] == found[item] for other in theirs) / len(theirs) / len(there)
    assert bcubed(found, there)[:2] == pytest.approx((precision, recall))
    assert bcubed(there, found)[:2] == pytest.approx((recall, precision))


def test_bcubed_of_nothing() -> None:
    """No article with a story."""
    assert bcubed({}, {}) == (0.0, 0.0, 0.0)


# --- what a label means -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "kind", "slug"),
    [
        ("mfr:kestrel", "manufacturer", "kestrel"),
        ("org:groupe-vaubrun", "company", "groupe-vaubrun"),
        ("series:imsa-wtsc (GTP)", "series", "imsa-wtsc"),
        ("team:hollister in IMSA", "team", "hollister"),
        ("kestrel", "kestrel", ""),
    ],
)
def test_labels_are_split(label: str, kind: str, slug: str) -> None:
    """Kind and slug; notes in words are left out."""
    assert split(label) == (kind, slug)


@pytest.mark.parametrize(
    ("label", "ref"),
    [
        ("mfr:alpine", "manufacturer:alpine"),
        ("series:imsa-wtsc", "series:imsa"),
        ("class:gtp", "series:imsa"),
        ("series:imsa-wtsc", "class:gtp"),
        ("car:montclar-h9", "manufacturer:montclar"),
        ("mfr:montclar", "car:montclar-h9"),
        ("team:alpine-endurance-team", "manufacturer:alpine"),
        ("person:etienne-vasselin", "person:etienne-vasselin"),
    ],
)
def test_labels_mean_what_is_called_so(label: str, ref: str) -> None:
    """Ids differ, names do not; a class counts as its series, a car or a team as its make."""
    surfaces = {"series:imsa-wtsc": frozenset({"IMSA"})}
    assert Resolver(names(), surfaces).same(label, ref)


@pytest.mark.parametrize(
    ("label", "ref"),
    [
        ("mfr:alpine", "manufacturer:kestrel"),
        ("series:wec", "series:imsa"),
        ("class:lmp2", "series:imsa"),
        ("person:etienne-vasselin", "person:wade-hollister"),
        ("mfr:alpine", ""),
        ("", "manufacturer:alpine"),
        ("", ""),
        ("mfr:nobody", "manufacturer:nobody-else"),
    ],
)
def test_labels_mean_nothing_else(label: str, ref: str) -> None:
    """Nothing is matched loosely."""
    assert not Resolver(names(), {}).same(label, ref)


# --- readings ---------------------------------------------------------------------------------------------------------

TEXT = (
    "Kestrel talks to IMSA about 2028. “We are in talks with them,” Fiona Strathairn said. "
    "Montclar has denied it. “No plan,” said a man nobody knows."
)
LABELS = {
    "entities": [
        ["Kestrel", "mfr:kestrel", "manufacturer"],
        ["IMSA", "series:imsa-wtsc", "series"],
        ["Fiona Strathairn", "person:fiona-strathairn", "person"],
        ["Montclar", "mfr:montclar", "manufacturer"],
    ],
    "quotes": [["We are in talks with them,", "person:fiona-strathairn"], ["No plan,", None]],
    "claims": [
        {
            "subject": "mfr:kestrel",
            "action": "enter",
            "target": "series:imsa-wtsc",
            "status": "talks",
            "horizon": "2028",
        },
        {
            "subject": "mfr:montclar",
            "action": "enter",
            "target": "series:imsa-wtsc",
            "status": "denied",
            "horizon": None,
        },
    ],
}


def labelled(folder: Path, *others: dict[str, Any], **change: Any) -> list[Labelled]:
    """Return the article above, with what is changed of it, and others, out of a file."""
    path = folder / "labelled.jsonl"
    first = {"id": "a", "text": TEXT, "story": "one", "date": "2026-03-01", "labels": LABELS, **change}
    path.write_text("".join(json.dumps(one) + "\n" for one in (first, *others)), encoding="utf-8")
    return read_labelled(path)


def mention(surface: str, ref: str) -> Mention:
    kind, _, key = ref.partition(":")
    return Mention(surface, key, kind, TEXT.find(surface), TEXT.find(surface) + len(surface))


def quote(text: str, speaker: str) -> Quote:
    return Quote(text, speaker, TEXT.find(text), TEXT.find(text) + len(text), lang="en")


def claim(subject: str, status: str, horizon: str = "", action: str = "enter") -> Claim:
    evidence = "Kestrel talks"
    return Claim(subject, action, "series:imsa", Status(status), horizon, "", "", evidence, 0, len(evidence))


MENTIONS = (
    mention("Kestrel", "manufacturer:kestrel"),
    mention("IMSA", "series:imsa"),
    mention("Fiona Strathairn", "person:fiona-strathairn"),
    mention("Montclar", "manufacturer:montclar"),
)
QUOTES = (quote("We are in talks with them,", "person:fiona-strathairn"), quote("No plan,", ""))
CLAIMS = (claim("manufacturer:kestrel", "talks", "2028"), claim("manufacturer:montclar", "denied"))


def perfect(one: Labelled, **change: Any) -> Reading:
    article = replace(one.article, lang="en")
    return replace(Reading(article, mentions=MENTIONS, quotes=QUOTES, claims=CLAIMS), **change)


def measured(folder: Path, **change: Any) -> tuple[dict[str, Score], dict[str, tuple[int, int]], dict[str, Any]]:
    """Return scores, shares and what was wrong of a reading that is perfect but for what is changed."""
    one = labelled(folder)
    found = evaluate(one, {"a": perfect(one[0], **change)}, Relations(stories("a")), names())
    return dict(found.scores), dict(found.shares), dict(found.wrong)


def test_a_perfect_reading_is_perfect(tmp_path: Path) -> None:
    """Every score is one, nothing is wrong."""
    scores, shares, wrong = measured(tmp_path)
    assert scores["linking"] == Score(4, 0, 0)
    assert scores["quotes"] == Score(2, 0, 0)
    assert shares == {
        "speaker": (2, 2),
        "main claim: status": (1, 1),
        "main claim: status and horizon": (1, 1),
        "not confirmed where idea, talks or denied": (2, 2),
    }
    assert wrong == {}


def test_an_empty_reading_finds_nothing(tmp_path: Path) -> None:
    """All is missed, nothing is wrong; and what says nothing confirms nothing."""
    scores, shares, _ = measured(tmp_path, mentions=(), quotes=(), claims=())
    assert scores["linking"] == Score(0, 0, 4)
    assert scores["quotes"] == Score(0, 0, 2)
    assert shares["speaker"] == (0, 0)
    assert shares["main claim: status and horizon"] == (0, 1)
    assert shares["not confirmed where idea, talks or denied"] == (2, 2)


@pytest.mark.parametrize(
    ("mentions", "score"),
    [
        ((*MENTIONS, mention("IMSA", "series:wec")), Score(4, 1, 0)),
        ((*MENTIONS, *MENTIONS), Score(4, 0, 0)),
        (MENTIONS[1:], Score(3, 0, 1)),
        ((*MENTIONS[1:], mention("Kestrel", "manufacturer:bmw")), Score(3, 1, 1)),
        ((*MENTIONS, replace(mention("Montclar", "team:x"), id="", candidates=("team:x", "team:y"))), Score(4, 1, 0)),
        ((*MENTIONS, replace(mention("Kestrel", "manufacturer:bmw"), field="title")), Score(4, 0, 0)),
        ((*MENTIONS[1:], replace(MENTIONS[0], field="title")), Score(4, 0, 0)),
    ],
    ids=["one more", "twice", "one less", "another", "open", "in the title", "only in the title"],
)
def test_things_named_count_once_each(tmp_path: Path, mentions: tuple[Mention, ...], score: Score) -> None:
    """What only the title names is neither asked for nor wrong."""
    assert measured(tmp_path, mentions=mentions)[0]["linking"] == score


@pytest.mark.parametrize(
    ("quotes", "score", "speakers"),
    [
        ((replace(QUOTES[0], speaker="person:wade-hollister"), QUOTES[1]), Score(2, 0, 0), (1, 2)),
        ((replace(QUOTES[0], speaker=""), QUOTES[1]), Score(2, 0, 0), (1, 2)),
        ((QUOTES[0], replace(QUOTES[1], speaker="person:fiona-strathairn")), Score(2, 0, 0), (1, 2)),
        ((replace(QUOTES[0], text="«we are in talks with them»"), QUOTES[1]), Score(2, 0, 0), (2, 2)),
        ((replace(QUOTES[0], text="We are in talks with him,"), QUOTES[1]), Score(2, 0, 0), (2, 2)),
        ((replace(QUOTES[0], text="We talk"), QUOTES[1]), Score(1, 1, 1), (1, 1)),
        ((*QUOTES, quote("Montclar has denied it", "")), Score(2, 1, 0), (2, 2)),
        ((*QUOTES, replace(quote("Montclar has denied it", ""), direct=False)), Score(2, 0, 0), (2, 2)),
        ((*QUOTES, QUOTES[0]), Score(2, 0, 0), (2, 2)),
    ],
    ids=["other speaker", "open", "given", "marks", "nearly", "other words", "more", "reported", "twice"],
)
def test_quotes_count_by_their_words(
    tmp_path: Path, quotes: tuple[Quote, ...], score: Score, speakers: tuple[int, int]
) -> None:
    """And those found by who is said to have said them; nobody is right where nobody is named."""
    scores, shares, _ = measured(tmp_path, quotes=quotes)
    assert scores["quotes"] == score
    assert shares["speaker"] == speakers


@pytest.mark.parametrize(
    ("claims", "status", "horizon"),
    [
        ((claim("manufacturer:kestrel", "idea", "2028"),), 0, 0),
        ((claim("manufacturer:kestrel", "talks", "2027"),), 1, 0),
        ((claim("manufacturer:kestrel", "talks"),), 1, 0),
        ((claim("manufacturer:kestrel", "talks", "2028-01"),), 1, 1),
        ((claim("manufacturer:kestrel", "talks", "2028", "race"),), 1, 1),
        ((claim("manufacturer:bmw", "talks", "2028"),), 0, 0),
        ((CLAIMS[1], CLAIMS[0]), 1, 1),
        ((claim("manufacturer:kestrel", "idea", "", "sell_road_cars"), CLAIMS[0]), 1, 1),
    ],
)
def test_the_main_claim_counts_by_status_and_horizon(
    tmp_path: Path, claims: tuple[Claim, ...], status: int, horizon: int
) -> None:
    """Ours on the same two things, whichever stands first; a horizon is right as far as both are told."""
    shares = measured(tmp_path, claims=claims)[1]
    assert shares["main claim: status"] == (status, 1)
    assert shares["main claim: status and horizon"] == (horizon, 1)


def test_confirmed_where_it_is_not_is_counted_whichever_claim_it_is(tmp_path: Path) -> None:
    """The worst a reader can do: an idea told as a fact."""
    shares, wrong = measured(tmp_path, claims=(CLAIMS[0], claim("manufacturer:montclar", "confirmed")))[1:]
    assert shares["not confirmed where idea, talks or denied"] == (1, 2)
    assert len(wrong["confirmed"]) == 1


def test_a_pause_is_labelled_as_an_end(tmp_path: Path) -> None:
    """The two are told apart by paddock and not by the labels."""
    labels = {**LABELS, "claims": [{**LABELS["claims"][0], "status": "ended"}]}  # type: ignore[dict-item]
    one = labelled(tmp_path, labels=labels)
    reading = perfect(one[0], claims=(claim("manufacturer:kestrel", "paused", "2028"),))
    found = evaluate(one, {"a": reading}, Relations(), names())
    assert found.shares["main claim: status and horizon"] == (1, 1)


def test_claims_are_asked_of_english_german_and_french_only(tmp_path: Path) -> None:
    """Other languages are read for names and quotes."""
    one = labelled(tmp_path)
    reading = perfect(one[0])
    found = evaluate(one, {"a": replace(reading, article=replace(reading.article, lang="es"))}, Relations(), names())
    assert found.shares["main claim: status"] == (0, 0)
    assert found.shares["not confirmed where idea, talks or denied"] == (0, 0)


# --- relations --------------------------------------------------------------------------------------------------------


def test_stories_and_derivations_by_hand(tmp_path: Path) -> None:
    """Four articles, two stories; one derivation right, one the wrong way round, one across languages missed."""
    others = [
        {"id": "b", "text": "x", "story": "one", "derived_from": "a"},
        {"id": "c", "text": "x", "story": "one", "derived_from": "a"},
        {"id": "d", "text": "x", "story": "two", "derived_from": "elsewhere"},
        {"id": "e", "text": "x"},
    ]
    every = labelled(tmp_path, *others)
    assert [one.derived_from for one in every] == ["", "a", "a", "elsewhere", ""]
    readings = {one.article.id: perfect(one) for one in every}
    readings["c"] = replace(readings["c"], article=replace(readings["c"].article, lang="de"))
    relations = Relations(stories("ab", "cde"), (Derivation("b", "a", "copy", 1.0), Derivation("a", "d", "copy", 1.0)))
    found = evaluate(every, readings, relations, names())
    # there: ab, ac, bc; found: ab, cd (e has no story and does not count)
    assert found.scores["same story"] == Score(1, 1, 2)
    assert found.scores["derived, same language"] == Score(1, 1, 0)
    assert found.scores["derived, across languages"] == Score(0, 0, 1)
    assert found.bcubed[:2] == pytest.approx(((1 + 1 + 0.5 + 0.5) / 4, (2 / 3 + 2 / 3 + 1 / 3 + 1) / 4))
    assert (found.articles, found.labelled) == (5, 1)
    assert any("a from d" in one for one in found.wrong["derived, same language"])


def test_our_own_collection_is_measured_whole() -> None:
    """The figures are sums over what is labelled: nothing is left out in silence."""
    every = read_labelled(ARTICLES)
    found = evaluate(every, own_readings(), own_relations(), names())
    labels = [one.labels for one in every if one.labels]
    assert found.labelled == len(labels)
    score = found.scores["quotes"]
    assert score.right + score.missed == sum(len(one["quotes"]) for one in labels)
    score = found.scores["linking"]
    assert score.right + score.missed == sum(len({label for _, label, *_ in one["entities"]}) for one in labels)
    truth = {one.article.id: one.story for one in every if one.story}
    together = sum(truth[a] == truth[b] for a, b in combinations(sorted(truth), 2))
    assert found.scores["same story"].right + found.scores["same story"].missed == together
    derived = [found.scores[f"derived, {one}"] for one in ("same language", "across languages")]
    assert sum(one.right + one.missed for one in derived) == sum(bool(one.derived_from) for one in every)
    careful = sum(claim["status"] in {"idea", "talks", "denied"} for one in labels for claim in one["claims"])
    spoken = {"en", "de", "fr"}
    outside = sum(
        claim["status"] in {"idea", "talks", "denied"}
        for one in every
        if one.labels and own_readings()[one.article.id].article.lang not in spoken
        for claim in one.labels["claims"]
    )
    assert found.shares["not confirmed where idea, talks or denied"][1] == careful - outside


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_labelled_file_is_read(tmp_path: Path) -> None:
    """Blank lines, a byte order mark and rare line separators inside a text break nothing."""
    path = tmp_path / "a.jsonl"
    first = json.dumps({"id": "a", "text": "Kestrel\u2028races\x85here.", "date": "2026-03"}, ensure_ascii=False)
    path.write_text(f"\ufeff{first}\n\n{json.dumps({'id': 'b', 'text': 'x', 'labels': None})}\n", encoding="utf-8")
    a, b = read_labelled(path)
    assert (a.article.text, a.article.date) == ("Kestrel\u2028races\x85here.", When("2026-03", "given", "2026-03"))
    assert (a.labels, b.labels, b.story, b.derived_from) == (None, None, "", "")


GOOD: dict[str, Any] = {"id": "x", "text": "Kestrel.", "labels": {"entities": [], "quotes": [], "claims": []}}
CLAIM = {"subject": "mfr:kestrel", "action": "enter", "target": None, "status": "idea", "horizon": None}
BAD: list[tuple[Any, str]] = [
    (42, "object"),
    ([], "object"),
    (None, "object"),
    ({"text": "x"}, "`id`"),
    ({"id": 7, "text": "x"}, "`id`"),
    ({"id": "", "text": "x"}, "`id`"),
    ({"id": "x"}, "`text`"),
    ({"id": "x", "text": None}, "`text`"),
    ({**GOOD, "title": ["x"]}, "`title`"),
    ({**GOOD, "date": "last week"}, "`date`"),
    ({**GOOD, "date": "2026-02-30"}, "`date`"),
    ({**GOOD, "story": 4}, "`story`"),
    ({**GOOD, "labels": "none"}, "`labels`"),
    ({**GOOD, "labels": {}}, "`labels.entities`"),
    ({**GOOD, "labels": {**GOOD["labels"], "entities": [["Kestrel"]]}}, "`labels.entities[0]`"),
    ({**GOOD, "labels": {**GOOD["labels"], "entities": ["Kestrel"]}}, "`labels.entities[0]`"),
    ({**GOOD, "labels": {**GOOD["labels"], "entities": {"a": 1}}}, "`labels.entities`"),
    ({**GOOD, "labels": {**GOOD["labels"], "quotes": [["a", "b"], ["a"]]}}, "`labels.quotes[1]`"),
    ({**GOOD, "labels": {**GOOD["labels"], "quotes": [[None, "b"]]}}, "`labels.quotes[0]`"),
    ({**GOOD, "labels": {**GOOD["labels"], "claims": ["x"]}}, "`labels.claims[0]`"),
    ({**GOOD, "labels": {**GOOD["labels"], "claims": [{**CLAIM, "status": "rumour"}]}}, "`labels.claims[0]`"),
    ({**GOOD, "labels": {**GOOD["labels"], "claims": [{**CLAIM, "horizon": 2028}]}}, "`labels.claims[0]`"),
    ({**GOOD, "labels": {**GOOD["labels"], "claims": [{"status": "idea"}]}}, "`labels.claims[0]`"),
    ({**GOOD, "id": "good"}, "twice"),
]


@pytest.mark.parametrize(("line", "told"), BAD, ids=[f"{number} {told}" for number, (_, told) in enumerate(BAD)])
def test_a_line_that_is_not_of_the_form_is_told_with_its_place(tmp_path: Path, line: Any, told: str) -> None:
    """A label that is silently left out would be a better figure than the truth."""
    path = tmp_path / "bad.jsonl"
    path.write_text(f"{json.dumps({**GOOD, 'id': 'good'})}\n\n{json.dumps(line)}\n", encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        read_labelled(path)
    assert f"{path}:3" in str(caught.value)
    assert told in str(caught.value)
    assert "evaluation.md" in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"id": "x", "text": "y"', b"\x00", b"plain words"],
)
def test_a_file_that_holds_no_labels_is_told(tmp_path: Path, content: bytes) -> None:
    """Empty, broken, cut, of another encoding, nested without end."""
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=str(path)):
        read_labelled(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A missing file and a folder."""
    for path in (tmp_path, tmp_path / "none.jsonl"):
        with pytest.raises(BadFile, match=str(path)):
            read_labelled(path)
