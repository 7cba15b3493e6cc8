"""People on no list: known by a first name, by a title beside their name, or by a verb of saying."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.evidence.glossary import LANGUAGES
from paddock.evidence.mentions import find_mentions
from paddock.evidence.names import Name, Names
from paddock.evidence.quoting import find_quotes
from paddock.evidence.quoting.strangers import strangers
from paddock.evidence.sentences import split
from paddock.evidence.types import Article

LISTED = Names(
    (
        Name("manufacturer", "vireo", "Vireo"),
        Name("series", "atlantic", "Atlantic Cup"),
        Name("driver", "german-salas", "Germán Salas"),
        Name("person", "florian-dorn", "Florian Dorn"),
    )
)
"""Few names, of our own."""


def people(text: str, lang: str, title: str = "") -> list[str]:
    """Return who is named, as written."""
    found = find_mentions(Article("a", text, title, lang=lang), LISTED)
    return [one.surface for one in found if one.type in ("person", "driver")]


SOMEBODY = (
    ("en", "“We go on,” said Takumo Harada.", "Takumo Harada"),
    ("en", "“We go on,” Takumo Harada said on Monday.", "Takumo Harada"),
    ("en", "Takumo Harada, the new president of Vireo, was there.", "Takumo Harada"),
    ("en", "Takumo Harada, President and CEO of Vireo, was there.", "Takumo Harada"),
    ("en", "Team principal Yelko Brantov was there.", "Yelko Brantov"),
    ("en", "Vireo CEO Yelko Brantov was there.", "Yelko Brantov"),
    ("en", "“It is fine,” said head of Vireo Motorsport Yelko Brantov.", "Yelko Brantov"),
    ("en", "Yelko Brantov told reporters nothing.", "Yelko Brantov"),
    ("en", "“Yes,” explained 29-year-old Yelko Brantov.", "Yelko Brantov"),
    ("de", "„Ja“, sagt Teamchef Yelko Brantov.", "Yelko Brantov"),
    ("de", "„Ja“, sagt Teamchef Florian Brantov.", "Florian Brantov"),
    ("de", "„Ja“, so Yelko Brantov.", "Yelko Brantov"),
    ("de", "„Ja“, so Vireo-Motorsportdirektor Yelko Brantov.", "Yelko Brantov"),
    ("de", "„Ja“, erklärt Yelko Brantov, Chef der Marke.", "Yelko Brantov"),
    ("de", "Yelko Brantov, der Präsident des Verbands, ist zufrieden.", "Yelko Brantov"),
    ("de", "Der Brite Yelko Brantov fährt.", "Yelko Brantov"),
    ("de", "Auch Entwicklungsvorstand Yelko Brantov war da.", "Yelko Brantov"),
    ("fr", "« Oui », affirme Yelko Brantov, son PDG.", "Yelko Brantov"),
    ("fr", "« Oui », nous a confié Yelko Brantov.", "Yelko Brantov"),
    ("fr", "« Oui », affirme Yelko van der Brantov.", "Yelko van der Brantov"),
    ("fr", "Le patron Yelko Brantov était là.", "Yelko Brantov"),
    ("fr", "Le directeur de Vireo Sport Yelko Brantov était là.", "Yelko Brantov"),
    ("es", "“Sí”, dijo Yelko Brantov.", "Yelko Brantov"),
    ("es", "El director Yelko Brantov no habló.", "Yelko Brantov"),
    ("it", "“Sì”, ha detto Yelko Brantov.", "Yelko Brantov"),
    ("it", "Yelko Brantov, amministratore e direttore, era lì.", "Yelko Brantov"),
    ("pt", "“Sim”, disse Yelko de Brantov.", "Yelko de Brantov"),
)


@pytest.mark.parametrize(("lang", "text", "name"), SOMEBODY)
def test_a_title_or_a_verb_beside_a_name_makes_it_somebodys(lang: str, text: str, name: str) -> None:
    """The name is found whole, without the title and the firm."""
    assert people(text, lang) == [name]


NOBODY = (
    ("de", "Vergangenes Jahr sagte der Chef ab. Ende Mai erklärte Vireo den Ausstieg."),
    ("de", "Beide Seiten betonten die Freundschaft. Neue Regeln, sagt der Chef, helfen."),
    ("de", "„Ja“, sagte Vireo Anfang Mai. Die Große Koalition sagte nein."),
    ("de", "Der Teamchef Ende Mai. Deutsche Post, Pilot des Projekts."),
    ("en", "“No,” said Project Viper staff. Last Friday said it all. French Media said no."),
    ("en", "“No,” told Motor Weekly. The German Touring Car Series said yes."),
    ("en", "Magneti Brembi confirmed it. The Vireo Racing Team said so."),
    ("en", "In New Harbour, driver fees are high."),
    ("fr", "Le Grand Prix dit oui. Vireo Classic annonce ses dates."),
)


@pytest.mark.parametrize(("lang", "text"), NOBODY)
def test_capitals_alone_make_nobody(lang: str, text: str) -> None:
    """Firms, series, days, German nouns and places are not people, whatever stands beside them."""
    assert people(text, lang) == []


def test_a_first_name_that_is_a_word_needs_its_accent() -> None:
    """Germán is a name, German is not."""
    assert people("The German Hill Climb was won by Germán Brantov.", "en") == ["Germán Brantov"]


def test_a_last_name_alone_means_the_stranger() -> None:
    """Once named in full, somebody is known by the last name, and speaks."""
    text = "Teamchef Yelko Brantov war da. „Wir fahren“, sagt Brantov."
    article = Article("a", text, lang="de")
    found = find_quotes(article, split(article), find_mentions(article, LISTED))
    assert [one.speaker for one in found] == ["person:yelko-brantov"]


def test_titles_name_no_strangers() -> None:
    """A headline writes every word with a capital; only listed first names tell there."""
    assert people("", "en", title="Driver Line Up Said No") == []


PARTS = st.lists(
    st.sampled_from(
        "Yelko |Brantov |CEO |said |sagt |“Ja“, |, |Chef |von |de |Ö |'s |. |Vireo |in |der |\n".split("|")
    ),
    max_size=30,
)


@given(PARTS, st.sampled_from([*LANGUAGES, ""]))
def test_strangers_lie_apart_in_what_is_free(parts: list[str], lang: str) -> None:
    """Whatever the text, names found do not overlap each other nor what is taken."""
    text = "".join(parts)
    taken = bytearray(len(text))
    at = text.find("Vireo")
    if at >= 0:
        taken[at : at + 5] = b"\1" * 5
    last = 0
    for start, end in strangers(text, lang, taken):
        assert last <= start < end <= len(text)
        assert taken.find(1, start, end) < 0
        assert len(text[start:end].split()) >= 2
        last = end
