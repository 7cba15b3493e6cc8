"""Quotes, their speakers, reported speech and the glossary, on texts of our own; then the bars on the shared ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.catalogue import load
from paddock.evidence.glossary import LANGUAGES, concept_list, concepts, fold, names
from paddock.evidence.mentions import find_mentions
from paddock.evidence.names import build_names
from paddock.evidence.quoting import find_quotes, find_reported, find_speech, marks, same_quote
from paddock.evidence.quoting.marks import find_spans
from paddock.evidence.quoting.words import genders, speech
from paddock.evidence.sentences import split
from paddock.evidence.types import Article, Mention, Quote
from quote_articles import ARTICLES
from quote_cases import CASES, mentions
from quote_speakers import CASES as SPOKEN

V, D, Q = "person:hanna-vogt", "person:marc-delorme", "person:peter-quill"


def quotes_in(text: str, lang: str = "en", title: str = "", outlet: str = "") -> tuple[Quote, ...]:
    article = Article("a", text, title, lang=lang, outlet=outlet)
    return find_quotes(article, split(article), (*mentions(title, "title"), *mentions(text)))


def reported_in(text: str, lang: str) -> list[tuple[str, str]]:
    article = Article("a", text, lang=lang)
    return [(one.text, one.speaker) for one in find_reported(article, split(article), mentions(text))]


MARKS = (
    ("“Yes,” he said.", ["Yes,"]),
    ('"Yes", he said, "no".', ["Yes", "no"]),
    ("„Ja“, sagt er.", ["Ja"]),
    ("„Ja”, sagt er.", ["Ja"]),
    ('„Ja", sagt er.', ["Ja"]),
    ("‚Ja‘, sagt er.", ["Ja"]),
    ("»Ja«, sagt er.", ["Ja"]),
    ("«Ja», sagt er.", ["Ja"]),
    ("« Oui », dit-il.", ["Oui"]),
    ("«\u202fOui\u202f», dit-il.", ["Oui"]),
    ("<<Oui>>, dit-il.", ["Oui"]),
    ("''Oui'', dit-il.", ["Oui"]),
    ('" Oui, dit-il. " " Non ", dit-elle.', ["Oui, dit-il.", "Non"]),
    ("„ Ja, sagte er. “ „ Nein “, so sie.", ["Ja, sagte er.", "Nein"]),
    ("parla di “qualcosa di più“.", ["qualcosa di più"]),
    ("”Ja”, sa han.", ["Ja"]),
    ("‘Yes,’ he said.", ["Yes,"]),
    ("'Yes,' he said.", ["Yes,"]),
    ("It's the drivers' 'big day' in '24.", ["big day"]),
    ("The ‘90s were rock ’n’ roll.", []),
    ("‘It’s the boys’ turn,’ he said.", ["It’s the boys’ turn,"]),
    ('de l\'"équipe" et d’“ici”', ["équipe", "ici"]),
    ('An 18" wheel and a "good" one.', ["good"]),
    ("'Never closed: a headline", []),
    ("Closed never opened'", []),
    ('“He said ‘no’ to "us",” she said.', ['He said ‘no’ to "us",', "no", "us"]),
    ("« Un « deux » trois »", ["Un « deux » trois", "deux"]),
    ('"He said "no" twice", she said.', ['He said "no" twice', "no"]),
    ("“One.\nA caption\n“Two.\n“Three.”", ["One.", "Two.", "Three."]),
    ("“One goes on\nin the next line.” End.", ["One goes on\nin the next line."]),
    ("He said: “Never closed.", ["Never closed."]),
    ('A stray " mark is none', []),
    ('“” “ ” "" « »', []),
    ("We [it] and “they [the others] go”", ["they [the others] go"]),
)


@pytest.mark.parametrize(("text", "expected"), MARKS)
def test_marks(text: str, expected: list[str]) -> None:
    """Every kind of mark, balanced or not; apostrophes and inches are none."""
    assert [text[one.start : one.end] for one in find_spans(text, 100)] == expected


def test_a_quote_within_a_quote_says_so() -> None:
    """`within` is the index in the tuple that is returned, also behind the quotes of the title."""
    found = quotes_in("“He told me ‘no way’ at once,” said Vogt.", title="Vogt: “Now”")
    assert [(one.field, one.within) for one in found] == [("title", -1), ("text", -1), ("text", 1)]


@pytest.mark.parametrize(("lang", "text", "expected"), CASES)
def test_quotes_and_speakers(lang: str, text: str, expected: tuple[tuple[str, str], ...]) -> None:
    """Each way of saying whose words they are, language by language."""
    assert tuple((one.text, one.speaker) for one in quotes_in(text, lang)) == expected


@pytest.mark.parametrize(("lang", "text", "expected"), ARTICLES)
def test_speakers_of_an_article(lang: str, text: str, expected: tuple[str, ...]) -> None:
    """Speakers change, come back, and are called by other names."""
    assert tuple(one.speaker for one in quotes_in(text, lang)) == expected


@pytest.mark.parametrize(("lang", "title", "text", "expected"), SPOKEN)
def test_whose_words_where_several_are_named(lang: str, title: str, text: str, expected: tuple[str, ...]) -> None:
    """The rules for who speaks where more than one could."""
    assert tuple(one.speaker for one in quotes_in(text, lang, title) if one.field == "text") == expected


def test_what_somebody_asked_is_not_the_speakers() -> None:
    """Words within a quote that a colon introduces are somebody else's."""
    found = quotes_in("“They came and asked: ‘are you mad?’ I laughed,” said Vogt.")
    assert [one.speaker for one in found] == [V, ""]


TOLD = (
    ("en", "“Yes,” Vogt told Paddock Daily.", "outlet:paddock-daily"),
    ("en", "“Yes,” Vogt told Wheelnews365 on Friday.", "Wheelnews365"),
    ("en", "“Yes,” Vogt told us.", "our.example"),
    ("en", "“Yes,” Vogt told Arregui.", ""),
    ("en", "“Yes,” said Vogt, according to Paddock Daily.", ""),
    ("de", "„Ja“, sagt Vogt gegenüber Boxengasse.", "outlet:boxengasse"),
    ("de", "„Ja“, sagt Vogt im Gespräch mit der Redaktion von Boxengasse.", "outlet:boxengasse"),
    ("fr", "« Oui », nous a répondu Hanna Vogt.", "our.example"),
    ("fr", "« Oui », confie Hanna Vogt à Grille Hebdo.", "outlet:grille-hebdo"),
    ("it", "«Sì», ha detto Vogt a Paddock Daily.", "outlet:paddock-daily"),
    ("es", "“Sí”, explicó Vogt a Paddock Daily.", "outlet:paddock-daily"),
)


@pytest.mark.parametrize(("lang", "text", "expected"), TOLD)
def test_told(lang: str, text: str, expected: str) -> None:
    """The outlet told is its reference, its name where it is not on record, the article's own for "us"."""
    assert [one.told for one in quotes_in(text, lang, outlet="our.example")] == [expected]


def test_told_goes_on_with_the_speaker() -> None:
    """One interview: the outlet is named once."""
    found = quotes_in("“Yes,” Vogt told Paddock Daily. “No.”\n“Hm,” said Quill.")
    assert [one.told for one in found] == ["outlet:paddock-daily", "outlet:paddock-daily", ""]


def test_a_name_in_marks_is_no_quote() -> None:
    """“Corvane” in marks is a name."""
    assert quotes_in("The “Corvane” stand was empty.") == ()
    assert quotes_in("The shop is now “Corvane World Tour”, and it is open.") == ()
    assert len(quotes_in("Vogt calls it “Corvane World Tour”.")) == 1
    assert len(quotes_in("The shop is now “open again”, and it is full.")) == 1


def test_the_title_quotes_whom_the_text_quotes() -> None:
    """A headline gives the words to the firm; the text says who spoke them."""
    found = quotes_in(
        "„Wir kaufen das Team nicht“, sagte Peter Quill.",
        "de",
        title="Nordlink dementiert: „Wir kaufen das Team nicht“",
    )
    assert [(one.field, one.speaker) for one in found] == [("title", Q), ("text", Q)]


REPORTED = (
    ("en", "Vogt said that the car is late.", ("the car is late", V)),
    ("en", "Vogt told Paddock Daily that the car is late.", ("the car is late", V)),
    ("en", "The car is late, says team boss Hanna Vogt.", ("The car is late", V)),
    ("en", "According to Peter Quill, the car is late.", ("the car is late", Q)),
    ("en", "Corvane says it will build a second car.", ("it will build a second car", "manufacturer:corvane")),
    ("de", "Vogt erklärt, dass der Wagen zu spät kommt.", ("der Wagen zu spät kommt", V)),
    ("de", "Vogt sagt, der Wagen sei zu spät.", ("der Wagen sei zu spät", V)),
    ("de", "Laut Peter Quill kommt der Wagen zu spät.", ("kommt der Wagen zu spät", Q)),
    ("fr", "Delorme a expliqué que la voiture est en retard.", ("la voiture est en retard", D)),
    ("fr", "Selon Peter Quill, la voiture est en retard.", ("la voiture est en retard", Q)),
    ("it", "Delorme ha dichiarato che la vettura è in ritardo.", ("la vettura è in ritardo", D)),
    ("es", "Vogt explicó que el coche llega tarde.", ("el coche llega tarde", V)),
    ("pt", "Vogt confirmou que o carro chega tarde.", ("o carro chega tarde", V)),
)


@pytest.mark.parametrize(("lang", "text", "expected"), REPORTED)
def test_reported_speech(lang: str, text: str, expected: tuple[str, str]) -> None:
    """The clause is given with its speaker, and as not direct."""
    assert reported_in(text, lang) == [expected]


def test_the_subjunctive_carries_the_speaker_on() -> None:
    """German reports sentence after sentence without naming the speaker again."""
    text = "Quill sagt, der Plan sei gut. Es gebe genug Geld. Corvane gewann."
    assert reported_in(text, "de") == [("der Plan sei gut", Q), ("Es gebe genug Geld", Q)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Vogt drives the car. It is late."),
        ("de", "Laut Medienberichten kommt der Wagen zu spät."),
        ("fr", "Pour gagner, il faut que Corvane arrive tôt."),
    ],
)
def test_nothing_is_reported_where_nobody_says_it(lang: str, text: str) -> None:
    """The press in general is nobody, and a sentence without a verb of saying reports nothing."""
    assert reported_in(text, lang) == []


def test_both_at_once_are_the_same() -> None:
    """`find_speech` reads the article once and must find what the two find."""
    for lang, text, _ in ARTICLES:
        article = Article("a", text, "Hanna Vogt says that it is over", lang=lang)
        parts = (article, split(article), mentions(text))
        assert find_speech(*parts) == (find_quotes(*parts), find_reported(*parts))


SAME = (
    (
        *("en", "We had to make a difficult decision to protect the brand."),
        *("de", "Wir mussten eine schwierige Entscheidung treffen, um die Marke zu schützen."),
    ),
    (
        *("en", "There is no project, it is only an idea."),
        *("fr", "Il n'y a pas de projet, c'est seulement une idée."),
    ),
    (
        *("en", "We talked to customers in America about 3 cars."),
        *("es", "Hablamos con clientes en América sobre 3 coches."),
    ),
    (
        *("de", "Die Gespräche mit Corvane sind vertraulich, wir kaufen keine Anteile."),
        *("it", "Le trattative con Corvane sono riservate, non compriamo quote."),
    ),
    (
        *("fr", "Nous voulons gagner le championnat en 2027 avec un nouveau moteur."),
        *("pt", "Queremos ganhar o campeonato em 2027 com um novo motor."),
    ),
    (
        *("en", "The car is late but it will race in Sebring."),
        *("en", "The car is late, but it will race in Sebring"),
    ),
)


@pytest.mark.parametrize(("lang_a", "a", "lang_b", "b"), SAME)
def test_a_quote_in_two_languages_is_one(lang_a: str, a: str, lang_b: str, b: str) -> None:
    """A translation is known, either way round."""
    assert same_quote(a, lang_a, b, lang_b) == pytest.approx(same_quote(b, lang_b, a, lang_a))
    assert same_quote(a, lang_a, b, lang_b) >= 0.6


def test_different_quotes_are_not_one() -> None:
    """Each of the quotes above against every translation of another: all must stay below what counts as one."""
    for number, (lang_a, a, _, _) in enumerate(SAME):
        for other, (_, _, lang_b, b) in enumerate(SAME):
            if number != other:
                assert same_quote(a, lang_a, b, lang_b) < 0.5, (a, b)


def test_same_quote_has_no_opinion_on_nothing() -> None:
    """Empty texts and texts of no known word are unlike."""
    assert same_quote("", "en", "", "de") == 0.0
    assert same_quote("xyzzy", "en", "plugh", "de") == 0.0
    assert same_quote("We go", "en", "We go", "en") == 1.0


def test_concepts_have_one_name_in_six_languages() -> None:
    """The glossary is what lets a plan be a plan in every language."""
    plan = {"en": "no concrete plan", "de": "keinen konkreten Plan", "fr": "pas de plan concret"}
    plan |= {"es": "ningún plan concreto", "it": "nessun piano concreto", "pt": "nenhum plano concreto"}
    for lang, text in plan.items():
        assert concepts(text, lang) == {"not", "concrete", "plan"}, lang


def test_concepts_keep_their_order_and_know_compounds_and_phrases() -> None:
    """German compounds count by their end; phrases are found over their words."""
    assert concept_list("Kundenprogramm ohne langfristigen Plan", "de") == (
        "customer", "programme", "not", "long_term", "plan",
    )  # fmt: skip
    assert concepts("Wunschprogramm", "de") == {"want", "programme"}
    assert concept_list("for the long term", "en") == ("long_term",)
    assert concepts("US market", "en") == {"america", "market"}
    assert concepts("tell us", "en") == frozenset()
    assert concepts("un plan", "nl") == frozenset()


def test_the_glossary_is_whole_and_folded() -> None:
    """Each concept has words in each language, and each word is written as texts are compared."""
    assert len(names()) >= 200
    from paddock.evidence.glossary import _file

    for concept, lines in _file().items():
        assert tuple(lines) == LANGUAGES, concept
        for lang, line in lines.items():
            assert line.split(), (concept, lang)
            assert fold(line) == line, (concept, lang)


def test_the_words_of_speech_are_whole() -> None:
    """Each language has every list that rules rest on; forms that mean other things are forms."""
    for lang in LANGUAGES:
        one = speech(lang)
        assert len(one.cues) > 60
        assert one.alone < one.cues <= one.tell
        assert all((one.pronouns, one.prepositions, one.determiners, one.according, one.that))
        assert {"person", "maker", "company", "team", "statement", "spokesperson"} <= set(one.heads.values())
        assert one.feminine | one.masculine <= one.pronouns
    names_of = genders()
    assert {names_of["hanna"], names_of["peter"]} == {"female", "male"}


HOSTILE = st.text(alphabet="ab \n.,:'\"“”„‟«»‹›‘’‚`<>-–éß1", max_size=120)


@given(st.one_of(st.text(max_size=200), HOSTILE), st.sampled_from([*LANGUAGES, ""]))
def test_quotes_slice_back_to_the_text(text: str, lang: str) -> None:
    """Whatever the text, a quote is where it says it is, and inside what it says it is within."""
    article = Article("a", text, text[:40].replace("\n", " "), lang=lang)
    direct, reported = find_speech(article, split(article), (*mentions(article.title, "title"), *mentions(text)))
    for one in (*direct, *reported):
        source = article.title if one.field == "title" else text
        assert source[one.start : one.end] == one.text == one.text.strip() != ""
    for number, one in enumerate(direct):
        assert one.direct
        if one.within >= 0:
            outer = direct[one.within]
            assert (one.within < number, outer.field) == (True, one.field)
            assert outer.start <= one.start <= one.end <= outer.end
    assert not any(one.direct for one in reported)


SPEAKING = st.lists(
    st.sampled_from(
        "“Yes,” |„Ja“, |« Oui », |Hanna Vogt |Corvane |said |sagte |a déclaré |he |the boss |der Hersteller |that "
        "|dass |told Paddock Daily |according to |selon |: |. |, |\n|“".split("|")
    ),
    max_size=25,
)


@given(SPEAKING, st.sampled_from(LANGUAGES))
def test_speakers_are_named_in_the_article(parts: list[str], lang: str) -> None:
    """Whatever the order of words, a speaker is somebody the article names, or nobody."""
    text = "".join(parts)
    article = Article("a", text, lang=lang)
    named = mentions(text)
    direct, reported = find_speech(article, split(article), named)
    for one in (*direct, *reported):
        assert one.speaker in {"", *(mention.ref for mention in named)}


@pytest.mark.parametrize("unit", ['"ab" ', "“ab” ", "„ab“, sagt er. ", '" ', "“ab\n", "« ", "'ab' ", "“ab ‘cd’ ef” "])
def test_a_million_quotes_are_bounded(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most `limit` quotes come back, and marks are looked at once each, however many stand in one text."""
    looked = 0
    inner = marks._closes

    def counted(*given_args: object) -> int:
        nonlocal looked
        looked += 1
        return inner(*given_args)  # type: ignore[arg-type]

    monkeypatch.setattr(marks, "_closes", counted)
    text = unit * 20_000
    article = Article("a", text, lang="en")
    found = find_quotes(article, split(article), (), limit=50)
    assert len(found) <= 50
    assert looked <= sum(text.count(mark) for mark in "\"“”„«'‘’")


def test_marks_grow_with_the_text_only() -> None:
    """Ten times the text gives ten times the quotes, none lost to the marks before it."""
    few, many = (find_spans("“Yes,” said X. " * count, 10**7) for count in (1_000, 10_000))
    assert (len(few), len(many)) == (1_000, 10_000)
    assert len(find_spans('"one" "two" ' * 20_000, 10**7)) == 40_000


def test_many_names_before_a_quote() -> None:
    """A page of names only must not make the search for a subject long: it looks a bounded way."""
    text = "Hanna Vogt, " * 20_000 + "“Yes,” he said. " * 200
    named = tuple(Mention("Hanna Vogt", "hanna-vogt", "person", at * 12, at * 12 + 10) for at in range(20_000))
    article = Article("a", text, lang="en")
    found = find_quotes(article, split(article), named)
    assert len(found) == 200


def plain(text: str) -> str:
    """Return a quote as the labels are compared: no marks, one space, small letters, no stop at its end."""
    text = re.sub(r"[“”„«»\"‘]", "", text.lower().replace("’", "'"))
    return re.sub(r"\s+", " ", text).strip(" .,;:!?…")


def test_the_bars_on_the_shared_articles(shared: Path) -> None:
    """Direct quotes of the labelled articles are found (F1 ≥ .95) with the right speaker (≥ .92)."""
    names_ = build_names(load())
    found = missed = wrong = right = 0
    for line in (shared / "articles" / "articles.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if "labels" not in record:
            continue
        article = Article(record["id"], record["text"], record["title"] or "", lang=record["lang"])
        quotes = find_quotes(article, split(article), find_mentions(article, names_))
        got = {plain(one.text): one.speaker.partition(":")[2] for one in quotes if one.field == "text"}
        want = {plain(text): speaker.partition(":")[2] for text, speaker in record["labels"]["quotes"]}
        found += len(got.keys() & want.keys())
        missed += len(want.keys() - got.keys())
        wrong += len(got.keys() - want.keys())
        right += sum(got[key] == want[key] for key in got.keys() & want.keys())
    assert found > 60
    assert 2 * found / (2 * found + missed + wrong) >= 0.95
    assert right / found >= 0.92
