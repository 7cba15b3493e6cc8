"""Languages and sentences of articles, on texts of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.evidence import sentences as module
from paddock.evidence.languages import LANGUAGES, clear, count, function_words, language, language_of, sentence_language
from paddock.evidence.sentences import paragraphs, split, wrapped
from paddock.evidence.types import Article

IN_EACH = {
    "en": "The team said that it was not ready, and there would be no second car before the summer.",
    "de": "Die Mannschaft war noch nicht bereit, und vor dem Sommer wird es kein zweites Auto geben.",
    "fr": "L'équipe n'était pas prête et il n'y aura pas de deuxième voiture avant l'été.",
    "es": "El equipo no estaba listo y no habrá un segundo coche antes del verano.",
    "it": "La squadra non era pronta e non ci sarà una seconda vettura prima dell'estate.",
    "pt": "A equipe não estava pronta e não haverá um segundo carro antes do verão.",
}
OTHERS = (
    "Het team was nog niet klaar en er komt voor de zomer geen tweede auto.",
    "Teamet var inte redo och det blir ingen andra bil före sommaren.",
    "Zespół nie był jeszcze gotowy i przed latem nie będzie drugiego samochodu.",
    "Команда ещё не была готова, и второго автомобиля до лета не будет.",
    "チームはまだ準備ができていなかった。",
)


def texts_of(text: str, lang: str) -> list[str]:
    return [one.text for one in split(Article("a", text, lang=lang))]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_of_each_language_is_known(lang: str) -> None:
    """One plain sentence must be enough, whatever the page says of itself."""
    assert language_of(IN_EACH[lang]) == lang
    assert language_of(IN_EACH[lang], given="nl") == lang


@pytest.mark.parametrize("text", OTHERS)
def test_other_languages_are_told_apart(text: str) -> None:
    """A language that is not read is none of ours, though it shares small words with them."""
    assert language_of(text) == ""


def test_what_the_page_says_counts_where_words_do_not_tell() -> None:
    """A headline of names has no words to count."""
    assert language_of("Corvane C90", given="fr-CA") == "fr"
    assert language_of("Corvane C90", given="de_DE") == "de"
    assert language_of("Corvane C90", given="nl") == ""
    assert language_of("", given="") == ""


def test_leftover_words_do_not_flip_a_sentence() -> None:
    """Machine translations leave insertions in square brackets as they were."""
    text = "“Saremo felici [de courir dans la série avec les autres]”, ha detto il capo della squadra."
    assert language_of(text) == "it"
    assert sentence_language(text, "it") == "it"


def test_a_sentence_in_another_language_is_known_in_an_article() -> None:
    """A French quote in an English article is French; a list of names is what the article is."""
    assert sentence_language(IN_EACH["fr"], "en") == "fr"
    assert sentence_language("Vogt, Delorme, Quill", "en") == "en"
    assert sentence_language(IN_EACH["de"], "") == "de"


def test_the_vote_is_open_where_two_languages_are_level() -> None:
    """`clear` needs a lead, not only a majority."""
    assert clear({"es": 3.0, "pt": 2.9}) == ""
    assert clear({"es": 3.0, "pt": 1.0}) == "es"
    assert clear({}) == ""
    assert count("qwrtz") == {}


def test_every_language_has_its_words() -> None:
    """The lists are data: a file that lost its words would only show as wrong guesses."""
    for code in LANGUAGES:
        assert len(language(code).words) > 60
        assert all(word == word.lower() for word in language(code).words)
        assert all(word.endswith((".", "°", "º")) for word in language(code).abbreviations)
    assert language("nl").words == frozenset()
    assert {"the", "und", "les", "que", "della", "não"} <= function_words()


SPLITS = (
    ("en", "We wait. They go.", ["We wait.", "They go."]),
    ("en", "The No. 35 car won. Dr. Smith saw it.", ["The No. 35 car won.", "Dr. Smith saw it."]),
    ("en", "They came to the U.S. and stayed.", ["They came to the U.S. and stayed."]),
    ("en", "They came to the U.S. The car stayed.", ["They came to the U.S.", "The car stayed."]),
    ("en", "A lap of 3.4 km at Sportscar.example today.", ["A lap of 3.4 km at Sportscar.example today."]),
    ("en", "It was close... Then it rained.", ["It was close...", "Then it rained."]),
    ("en", "It was… close.", ["It was… close."]),
    ("en", "J. R. Hart drove. M. K. Long did not.", ["J. R. Hart drove.", "M. K. Long did not."]),
    ("en", "“Not yet. We wait.” He left.", ["“Not yet.", "We wait.”", "He left."]),
    ("en", "“Why?” he asked. Nobody knew!", ["“Why?” he asked.", "Nobody knew!"]),
    ("en", "Corvane vs. Tarvo is on. See it.", ["Corvane vs. Tarvo is on.", "See it."]),
    ("de", "Am 12. Februar fuhr er. Dann nicht.", ["Am 12. Februar fuhr er.", "Dann nicht."]),
    ("de", "Der 6. Lauf kam 2024. Die Serie wuchs.", ["Der 6. Lauf kam 2024.", "Die Serie wuchs."]),
    ("de", "Er wurde 6. Das war gut.", ["Er wurde 6.", "Das war gut."]),
    ("de", "Autos, z.B. der Nr. 6, u.a. in St. Wendel.", ["Autos, z.B. der Nr. 6, u.a. in St. Wendel."]),
    ("de", "Er fuhr am Fr. in Spa. Sie nicht.", ["Er fuhr am Fr. in Spa.", "Sie nicht."]),
    ("fr", "M. Roux et Mme. Petit roulent en F.1. Bien.", ["M. Roux et Mme. Petit roulent en F.1.", "Bien."]),
    ("fr", '" Oui. Non, dit-il. " " Si ", dit-elle.', ['" Oui.', 'Non, dit-il. "', '" Si ", dit-elle.']),
    ("fr", "« Oui. » Et ensuite ? Rien.", ["« Oui. »", "Et ensuite ?", "Rien."]),
    (
        "es",
        "Vive en EE. UU. desde 2020. ¿Por qué? Por trabajo.",
        ["Vive en EE. UU. desde 2020.", "¿Por qué?", "Por trabajo."],
    ),
    ("es", "El Sr. Gil ganó. ¡Bien!", ["El Sr. Gil ganó.", "¡Bien!"]),
    ("it", "Il dott. Neri c'era. L'ing. Bassi no.", ["Il dott. Neri c'era.", "L'ing. Bassi no."]),
    ("pt", "O Sr. Lima ganhou. Foi bom.", ["O Sr. Lima ganhou.", "Foi bom."]),
    ("en", "Results:\n1. Corvane\n2. Tarvo\nThat was it.", ["Results:", "1. Corvane", "2. Tarvo", "That was it."]),
    ("en", "• one car • two cars", ["one car", "two cars"]),
    ("en", "A headline without a stop\nThe text.", ["A headline without a stop", "The text."]),
    ("en", "", []),
    ("en", " \n\n ", []),
)


@pytest.mark.parametrize(("lang", "text", "expected"), SPLITS)
def test_sentences(lang: str, text: str, expected: list[str]) -> None:
    """Each trap of a full stop that is none, and each end that is one."""
    assert texts_of(text, lang) == expected


def test_the_title_comes_first_and_says_so() -> None:
    """Offsets of the title are offsets into the title."""
    found = split(Article("a", "It is over. Good.", title="Tarvo stops. Why?", lang="en"))
    assert [(one.field, one.text) for one in found] == [
        ("title", "Tarvo stops."),
        ("title", "Why?"),
        ("text", "It is over."),
        ("text", "Good."),
    ]


def test_lines_cut_at_a_width_are_put_together() -> None:
    """Plain-text files are wrapped: their line ends end nothing, their empty lines do."""
    line = "the car of the team was on the track for a long time and then it came back in"
    text = "\n".join([line] * 7) + ".\n\nAnother paragraph."
    assert wrapped(text)
    assert len(texts_of(text, "en")) == 2
    assert len(paragraphs(text)) == 2
    assert not wrapped("A short line.\n" * 9)


def test_a_line_that_goes_on_small_is_one_sentence() -> None:
    """A single break within a sentence, as mail programs make them."""
    text = "The car that the team has built over the winter in its new works is\nready now. Good."
    assert texts_of(text, "en") == [text[: text.index(" Good")], "Good."]


@given(st.text(max_size=400), st.sampled_from(["", *LANGUAGES, "xx"]))
def test_sentences_slice_back_and_do_not_overlap(text: str, lang: str) -> None:
    """Whatever the text, a sentence is where it says it is, and nothing but space is left out."""
    found = split(Article("a", text, lang=lang))
    at = 0
    for one in found:
        assert text[one.start : one.end] == one.text == one.text.strip() != ""
        assert at <= one.start
        assert not text[at : one.start].strip(" \t\r\n•▪●").strip()
        at = one.end
    assert not text[at:].strip(" \t\r\n•▪●").strip()


@given(st.text(max_size=300), st.text(max_size=8))
def test_a_language_is_one_of_ours_or_none(text: str, given_as: str) -> None:
    """No text and nothing a page says of itself gives anything else."""
    assert language_of(text, given_as) in (*LANGUAGES, "")


@pytest.mark.parametrize("unit", ["A. ", '. " ', "1. ", "a.b ", "z.B. ", "\n", "“", "! ", "no end "])
def test_work_grows_with_the_text_only(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of a million stops costs a million steps, not a million squared: each stop is judged once."""
    judged = 0
    inner = module._ends

    def counted(text: str, *rest: object) -> bool:
        nonlocal judged
        judged += 1
        return inner(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_ends", counted)
    text = unit * 4000
    found = split(Article("a", text, lang="de"))
    assert judged <= text.count(".") + text.count("!")
    assert sum(len(one.text) for one in found) <= len(text)
