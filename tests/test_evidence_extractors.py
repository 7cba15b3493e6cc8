"""Extractors of others: found through entry points, heard behind the rules, held to the words of the article."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import EntryPoint
from itertools import repeat
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from conftest import RunCli
from evidence_fixtures import INTERVIEW, INVENTED, claim, line, names, written
from paddock.errors import BadRequest, UnknownName
from paddock.evidence import Article, Claim, Reading, Status
from paddock.evidence.analysis import read_article
from paddock.evidence.extractors import (
    EMBEDDINGS,
    GROUP,
    MOST_CLAIMS,
    Embedding,
    Extractor,
    add_claims,
    load_embedding,
    load_extractor,
)

ARTICLE = Article("talks", INTERVIEW, "Kestrel talks to US team")
SIGNED = "Nothing has been signed so far."


class StandIn:
    """Gives what it was made with for every article."""

    def __init__(self, *found: Any, name: str = "stand-in") -> None:
        self.name = name
        self.found = found

    def claims(self, reading: Reading) -> Sequence[Claim]:
        return self.found


class Breaks:
    """Breaks with what it was made with."""

    name = "breaks"

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def claims(self, reading: Reading) -> Sequence[Claim]:
        raise self.error


def at(words: str, **other: Any) -> Claim:
    """Return a claim on words of the article, at the place where they stand."""
    start = INTERVIEW.index(words)
    plain = {"status": "denied", "start": start, "end": start + len(words)}
    return claim(evidence=words, **{**plain, **other})


def read(*extractors: Extractor) -> Reading:
    return read_article(ARTICLE, names(), extractors)


BY_RULES = read()


def test_the_stand_in_is_an_extractor() -> None:
    """The interface is what the types say."""
    assert isinstance(StandIn(), Extractor)
    assert not isinstance(object(), Extractor)


def test_its_claims_come_behind_those_of_the_rules_and_bear_its_name() -> None:
    """The rules are the floor; who found a claim is told, whatever the claim says of itself."""
    assert BY_RULES.claims
    found = read(StandIn(at(SIGNED, extractor="rules"), name="one"), StandIn(at(SIGNED), name="two"))
    assert found.claims[: len(BY_RULES.claims)] == BY_RULES.claims
    assert [one.extractor for one in found.claims[len(BY_RULES.claims) :]] == ["one", "two"]
    assert found.findings == BY_RULES.findings


def test_a_claim_on_the_title_has_its_place_there() -> None:
    """`field` says where the words stand."""
    words = claim("talks", "Kestrel", start=0, end=7, field="title")
    assert read(StandIn(words)).claims[-1].field == "title"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (at(SIGNED, start=0, end=len(SIGNED)), "not in the article"),
        (claim("idea", "It is done."), "not in the article"),
        (claim("idea", ""), "not in the article"),
        (at(SIGNED, start=INTERVIEW.index(SIGNED) - len(INTERVIEW)), "not in the article"),
        (at(SIGNED, start=None), "not in the article"),
        (at(SIGNED, field="title"), "not in the article"),
        (at(SIGNED, field="body"), "body"),
        (at(SIGNED, subject=""), "subject"),
        (at(SIGNED, subject=None), "subject"),
        (at(SIGNED, target=None), "target"),
        (at(SIGNED, horizon=2028), "horizon"),
        ("Kestrel will race.", "str"),
        (None, "NoneType"),
        ({"subject": "manufacturer:kestrel"}, "dict"),
    ],
)
def test_what_does_not_rest_on_the_article_is_refused_and_told(given: Any, told: str) -> None:
    """A model that makes things up does not get in, and what else it found does."""
    good = at(SIGNED)
    found = read(StandIn(given, good))
    assert len(found.claims) == len(BY_RULES.claims) + 1
    (finding,) = found.findings
    assert (finding.level, finding.code, finding.where) == ("warning", "extractor", "talks")
    assert "stand-in" in finding.message
    assert told in finding.message


def test_a_status_is_one_of_those_there_are() -> None:
    """As text it is taken, as another word it is refused."""
    plain = at(SIGNED)
    object.__setattr__(plain, "status", "idea")
    taken = read(StandIn(plain))
    assert taken.claims[-1].status is Status.IDEA
    object.__setattr__(plain, "status", "rumour")
    refused = read(StandIn(plain))
    assert refused.claims == BY_RULES.claims
    assert "rumour" in refused.findings[0].message


@pytest.mark.parametrize(
    "error", [TimeoutError("no answer"), ValueError("no JSON"), RecursionError("deep"), MemoryError(), SystemError()]
)
def test_one_that_breaks_is_told_and_the_rules_stand(error: Exception) -> None:
    """Whatever it raises; the next extractor is asked all the same."""
    found = read(Breaks(error), StandIn(at(SIGNED)))
    assert found.claims[:-1] == BY_RULES.claims
    assert found.claims[-1].extractor == "stand-in"
    assert type(error).__name__ in found.findings[0].message


def test_one_that_breaks_half_way_gives_nothing() -> None:
    """Half of what somebody found is nothing to rely on."""

    class Half(StandIn):
        def claims(self, reading: Reading) -> Iterator[Claim]:  # type: ignore[override]
            yield at(SIGNED)
            raise ConnectionError("cut off")

    found = read(Half())
    assert found.claims == BY_RULES.claims
    assert "ConnectionError" in found.findings[0].message


def test_one_that_never_ends_is_stopped() -> None:
    """A generator without an end, told and cut."""

    class Endless(StandIn):
        def claims(self, reading: Reading) -> Iterator[Claim]:  # type: ignore[override]
            yield from repeat(at(SIGNED))

    found = read(Endless())
    assert len(found.claims) == len(BY_RULES.claims) + MOST_CLAIMS
    assert len(found.findings) == 1


def test_one_that_answers_nothing_at_all() -> None:
    """None is no list: told, like any other break."""

    class Silent(StandIn):
        def claims(self, reading: Reading) -> Sequence[Claim]:
            return None  # type: ignore[return-value]

    assert "TypeError" in add_claims(BY_RULES, [Silent()]).findings[0].message


def test_stopping_is_not_breaking() -> None:
    """Ctrl-C while a model thinks stops paddock."""
    with pytest.raises(KeyboardInterrupt):
        read(Breaks(KeyboardInterrupt()))


# --- entry points -----------------------------------------------------------------------------------------------------

MODULE = """
    from paddock.evidence import Claim, Status


    class Signed:
        name = "signed"

        def claims(self, reading):
            words = "Nothing has been signed so far."
            at = reading.article.text.find(words)
            if at >= 0:
                yield Claim("manufacturer:kestrel", "talk_to_team", "", Status.IDEA, "", "", "", words, at, at + 31)


    class Broken(Signed):
        name = "broken"

        def claims(self, reading):
            raise TimeoutError("no answer")


    class Letters:
        name = "letters"

        def embed(self, texts):
            return [[text.count(letter) for letter in "aeiou"] for text in texts]


    ready = Signed()
    nothing = object()
    rules = Signed()
    rules.name = "rules"


    class Refuses:
        def __init__(self):
            raise RuntimeError("no key")
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install, for one test, a package that offers extractors and an embedding, as a wheel would."""
    root = tmp_path / "site"
    info = root / "offering-1.0.dist-info"
    info.mkdir(parents=True)
    (root / "offering.py").write_text(dedent(MODULE), encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: offering\nVersion: 1.0\n", encoding="utf-8")
    offered = {one: one.title() for one in ("signed", "broken", "refuses", "letters", "missing")}
    lines = [f"[{GROUP}]", *(f"{one} = offering:{what}" for one, what in offered.items())]
    lines += ["ready = offering:ready", "nothing = offering:nothing", "rules = offering:rules", "gone = nowhere:It"]
    lines += [f"[{EMBEDDINGS}]", "letters = offering:Letters", "signed = offering:Signed"]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(root))
    yield
    sys.modules.pop("offering", None)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("name", ["signed", "ready"])
def test_an_installed_extractor_is_found_by_its_name(name: str) -> None:
    """A class or a ready object will do."""
    found = load_extractor(name)
    assert found.name == "signed"
    assert [one.extractor for one in read(found).claims][-1] == "signed"


@pytest.mark.usefixtures("installed")
def test_an_installed_embedding_is_found_by_its_name() -> None:
    """In a group of its own."""
    found = load_embedding("letters")
    assert isinstance(found, Embedding)
    assert found.embed(["aa", "i"]) == [[2, 0, 0, 0, 0], [0, 0, 1, 0, 0]]
    with pytest.raises(BadRequest, match="no embedding"):
        load_embedding("signed")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nothing", "no extractor"),
        ("letters", "no extractor"),
        ("rules", "no extractor"),
        ("refuses", "no key"),
        ("missing", "cannot be loaded"),
        ("gone", "cannot be loaded"),
    ],
)
def test_one_that_cannot_be_used_is_an_error_that_says_why(name: str, told: str) -> None:
    """Not a traceback in the middle of a thousand articles; and none may pass for the rules."""
    with pytest.raises(BadRequest) as caught:
        load_extractor(name)
    assert told in str(caught.value)
    assert name in str(caught.value)


@pytest.mark.usefixtures("installed")
def test_one_that_is_not_installed_is_an_error_with_those_there_are() -> None:
    """A slip of the pen."""
    with pytest.raises(UnknownName) as caught:
        load_extractor("singed")
    assert "signed" in caught.value.candidates


def test_without_any_installed_the_error_says_how_to_offer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to choose from."""

    def none(*, group: str) -> list[EntryPoint]:
        return []

    monkeypatch.setattr("paddock.evidence.extractors.entry_points", none)
    with pytest.raises(UnknownName, match=r"extractors\.md"):
        load_extractor("signed")


@pytest.mark.usefixtures("installed")
def test_on_the_command_line_it_is_heard_and_kept(run_cli: RunCli, tmp_path: Path) -> None:
    """Read with it once; shown later without asking it again, with its name on what it found."""
    path = written(tmp_path, line())
    told = run_cli("dossier", "read", path, "--names", INVENTED, "--extractor", "signed", "--json")
    assert told.code == 0
    (article,) = json.loads(told.out)["articles"]
    assert [one["extractor"] for one in article["claims"]].count("signed") == 1
    assert {one["extractor"] for one in article["claims"]} == {"rules", "signed"}
    kept = run_cli("sql", "select extractor, action from claims where extractor <> 'rules'", "--json")
    assert json.loads(kept.out)["rows"] == [{"extractor": "signed", "action": "talk_to_team"}]
    shown = run_cli("dossier", "show", "kestrel", "imsa", "--names", INVENTED, "--json")
    assert shown.code == 0
    related = json.loads(shown.out)["programmes"][0]["related"]
    assert [one["read_by"] for one in related if one["action"] == "talk_to_team"].count("signed") == 1


@pytest.mark.usefixtures("installed")
def test_on_the_command_line_one_that_breaks_is_told(run_cli: RunCli, tmp_path: Path) -> None:
    """The articles are read all the same."""
    path = written(tmp_path, line(), line("two", f"{INTERVIEW} It rains."))
    told = run_cli("dossier", "read", path, "--extractor", "broken", "--json")
    assert told.code == 0
    findings = [one for one in json.loads(told.out)["findings"] if one["code"] == "extractor"]
    assert [one["where"] for one in findings] == ["talks", "two"]
    assert len(json.loads(told.out)["articles"]) == 2


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    "command",
    [
        ("read", "{path}", "--extractor", "singed"),
        ("show", "imsa", "--from", "{path}", "--extractor", "gone"),
        ("evaluate", "{path}", "--extractor", "nothing"),
        ("read", "{path}", "--embedding", "nowhere"),
    ],
)
def test_on_the_command_line_a_wrong_one_is_an_error(run_cli: RunCli, tmp_path: Path, command: Sequence[str]) -> None:
    """One JSON shape for all errors."""
    path = str(written(tmp_path, line()))
    told = run_cli("dossier", *(one.format(path=path) for one in command), "--json")
    assert told.code == 2
    assert set(json.loads(told.out)["error"]) >= {"type", "message", "hint"}
    assert "Traceback" not in told.err
