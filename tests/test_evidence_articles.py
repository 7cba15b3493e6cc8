"""The labelled articles hold together: what a label quotes is in the text, and every id means something."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from paddock.catalogue import Catalogue
from paddock.evidence.types import Status

HERE = Path(__file__).parent / "evidence_articles"
FIELDS = (
    *("id", "url", "lang", "date", "date_basis", "title", "text", "text_kind"),
    *("story", "relation", "derived_from", "derivation_family", "shows"),
)
CLAIM = ["subject", "action", "target", "status", "horizon", "speaker", "source", "evidence"]
ACTIONS = {
    *("enter", "leave", "continue", "race", "run", "supply_engines", "supply", "drive", "sell_road_cars"),
    *("talk_to_team", "partner", "sponsor", "acquire", "extend_partnership", "debut", "restart"),
}
KINDS = {
    "mfr": ("manufacturer",),
    "org": ("company", "manufacturer"),
    "event": ("event", "series"),
    "spokesperson": ("manufacturer", "company", "team"),
}
RENAMED = {"fia-wec": "wec", "imsa-wtsc": "imsa", "asian-le-mans-series": "asian-le-mans"}
OPEN = frozenset({"market", "regulation", "discipline", "place"})
"""Kinds that no list holds in full."""

UNLISTED = frozenset({"class:gtd", "class:gtd-pro", "team:any-north-american"})
"""Real classes that the built-in list of names leaves out, and a team that is not named."""


def read() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / "articles.jsonl").read_text(encoding="utf-8").splitlines()]


ARTICLES = read()
LABELLED = [one for one in ARTICLES if "labels" in one]


def names_of(one: dict[str, Any]) -> str:
    return str(one["id"])


@pytest.fixture(scope="module")
def known(facts: Catalogue) -> frozenset[str]:
    """Return `kind:id` of all that is on record or on the list beside the articles."""
    from paddock.evidence.names import build_names

    return frozenset(build_names(facts, [HERE / "names.toml"]).by_ref)


def resolves(ref: str, known: frozenset[str]) -> bool:
    kind, _, rest = ref.partition(":")
    if kind in OPEN or ref in UNLISTED:
        return True
    slug = rest.split(" ")[0]
    return any(f"{one}:{RENAMED.get(slug, slug)}" in known for one in KINDS.get(kind, (kind,)))


def test_the_lines_have_the_fields_in_their_order_and_ids_of_their_own() -> None:
    for one in ARTICLES:
        assert tuple(key for key in one if key != "labels") == FIELDS
        assert one["text_kind"] == "own"
        assert one["url"].split("/")[2].endswith(".example")
        assert one["text"].strip() == one["text"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", one["date"] or "2000-01-01")
        assert (one["date"] is None) or one["date_basis"]
    assert max(Counter(one["id"] for one in ARTICLES).values()) == 1


def test_what_was_made_from_another_says_so_and_stays_in_its_story() -> None:
    by_id = {one["id"]: one for one in ARTICLES}
    for one in ARTICLES:
        assert (one["derived_from"] is not None) == (one["relation"] in {"copy", "spun", "translation"}), one["id"]
        if one["derived_from"]:
            origin = by_id[one["derived_from"]]
            assert origin["story"] == one["story"]
            assert (origin["lang"] != one["lang"]) == (one["relation"] == "translation"), one["id"]
            if origin["date"] and one["date"]:
                assert origin["date"] <= one["date"]


def test_a_story_has_at_most_one_original() -> None:
    assert max(Counter(one["story"] for one in ARTICLES if one["relation"] == "original").values()) == 1


def test_every_status_and_action_is_there_in_three_languages_and_half_the_dates_are_not() -> None:
    claims = [claim for one in LABELLED for claim in one["labels"]["claims"]]
    assert {claim["status"] for claim in claims} == set(Status)
    assert {claim["action"] for claim in claims} == ACTIONS
    assert {one["relation"] for one in ARTICLES} == {"original", "copy", "spun", "translation", "independent"}
    mains = Counter((one["lang"], one["labels"]["claims"][0]["status"]) for one in LABELLED if one["labels"]["claims"])
    for lang in ("en", "de", "fr"):
        assert len([status for at, status in mains if at == lang]) >= 7, lang
    assert 0.4 < sum(one["date"] is None for one in ARTICLES) / len(ARTICLES) < 0.6


@pytest.mark.parametrize("one", LABELLED, ids=names_of)
def test_what_is_labelled_is_in_the_text(one: dict[str, Any]) -> None:
    for surface, _, _ in one["labels"]["entities"]:
        assert re.search(rf"(?<!\w){re.escape(surface)}(?!\w)", one["text"]), surface
    for text, _ in one["labels"]["quotes"]:
        assert text in one["text"]
        assert text == text.strip('„“”«»" \u00a0\u202f') or text.count("“") == text.count("”"), text
    for claim in one["labels"]["claims"]:
        assert list(claim) == CLAIM
        assert claim["evidence"] in one["text"]
        assert claim["status"] in set(Status)
        assert claim["action"] in ACTIONS
        assert re.fullmatch(r"\d{4}(-\d\d)?", claim["horizon"] or "2000")


@pytest.mark.parametrize("one", LABELLED, ids=names_of)
def test_ids_mean_something(one: dict[str, Any], known: frozenset[str]) -> None:
    refs = {ref for _, ref, _ in one["labels"]["entities"]} | {ref for _, ref in one["labels"]["quotes"] if ref}
    for claim in one["labels"]["claims"]:
        refs |= {claim["subject"], claim["target"], claim["speaker"] or claim["subject"]}
    assert not [ref for ref in sorted(refs) if not resolves(ref, known)]


@pytest.mark.parametrize("one", LABELLED, ids=names_of)
def test_who_speaks_or_is_claimed_of_is_among_the_entities(one: dict[str, Any]) -> None:
    """A label on somebody who is not named in the text would ask a reader to guess."""
    named = {ref.partition(":")[2] for _, ref, _ in one["labels"]["entities"]}
    told = [claim[key] for claim in one["labels"]["claims"] for key in ("subject", "speaker") if claim[key]]
    for ref in [*told, *(ref for _, ref in one["labels"]["quotes"] if ref)]:
        assert ref.partition(":")[2] in named, ref
