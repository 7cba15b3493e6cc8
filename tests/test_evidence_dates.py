"""When an article came out, and what its words for time mean; all sentences are our own."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddock.evidence.dates import (
    Tense,
    as_day,
    date_from_text,
    date_from_url,
    horizon_of,
    refine,
    resolve,
    time_expressions,
)
from paddock.evidence.spellings import one_of, spellings
from paddock.evidence.timewords import data, languages, plain, words_of
from paddock.evidence.types import When

SPRING = When("2031-03-12", "given")
AUTUMN = When("2030-10-09", "given")  # a Wednesday
NOBODY_KNOWS = When()


@pytest.mark.parametrize(
    ("lang", "words", "published", "tense", "means"),
    [
        ("en", "The plan is for next year.", SPRING, "", "2032"),
        ("fr", "Rendez-vous l’an prochain.", SPRING, "", "2032"),
        ("fr", "dès l'année prochaine", SPRING, "", "2032"),
        ("de", "Im nächsten Jahr geht es los.", SPRING, "", "2032"),
        ("es", "el próximo año", SPRING, "", "2032"),
        ("it", "l'anno prossimo", SPRING, "", "2032"),
        ("pt", "no próximo ano", SPRING, "", "2032"),
        ("en", "next season", AUTUMN, "", "2031"),
        ("fr", "la saison prochaine", AUTUMN, "", "2031"),
        ("de", "in der nächsten Saison", AUTUMN, "", "2031"),
        ("de", "kommende Saison", AUTUMN, "", "2031"),
        ("en", "this season", AUTUMN, "", "2030"),
        ("fr", "cette saison", AUTUMN, "", "2030"),
        ("de", "dieses Jahr", AUTUMN, "", "2030"),
        ("de", "Mitte dieses Jahres", AUTUMN, "", "2030"),
        ("en", "last year", AUTUMN, "", "2029"),
        ("fr", "l'an dernier", AUTUMN, "", "2029"),
        ("de", "im vergangenen Jahr", AUTUMN, "", "2029"),
        ("en", "by the end of the year", AUTUMN, "", "2030"),
        ("fr", "en fin d'année", AUTUMN, "", "2030"),
        ("de", "Ende des Jahres", AUTUMN, "", "2030"),
        ("en", "in two years", AUTUMN, "", "2032"),
        ("fr", "il y a deux ans", AUTUMN, "", "2028"),
        ("de", "vor drei Jahren", AUTUMN, "", "2027"),
        ("en", "last month", AUTUMN, "", "2030-09"),
        ("en", "last month", When("2031-01-05", "given"), "", "2030-12"),
        ("fr", "le mois prochain", When("2030-12-05", "given"), "", "2031-01"),
        ("de", "diesen Monat", AUTUMN, "", "2030-10"),
        ("fr", "ce mardi", AUTUMN, "", "2030-10-08"),
        ("de", "am Freitag", AUTUMN, "", "2030-10-04"),
        ("de", "am Freitag", AUTUMN, "future", "2030-10-11"),
        ("en", "on Wednesday", AUTUMN, "", "2030-10-09"),
        ("en", "last Wednesday", AUTUMN, "", "2030-10-02"),
        ("en", "next Wednesday", AUTUMN, "", "2030-10-16"),
        ("en", "yesterday", When("2031-01-01", "given"), "", "2030-12-31"),
        ("de", "heute", AUTUMN, "", "2030-10-09"),
        ("fr", "fin 2033", AUTUMN, "", "2033"),
        ("de", "Anfang 2033", AUTUMN, "", "2033"),
        ("en", "mid-2033", AUTUMN, "", "2033"),
        ("en", "in March", AUTUMN, "past", "2030-03"),
        ("en", "in March", AUTUMN, "future", "2031-03"),
        ("en", "in March", AUTUMN, "", "2030-03"),
        ("en", "in October", AUTUMN, "future", "2030-10"),
        ("fr", "en mars", AUTUMN, "future", "2031-03"),
        ("de", "im März", AUTUMN, "past", "2030-03"),
        ("en", "last November", SPRING, "", "2030-11"),
        ("de", "im vergangenen November", SPRING, "", "2030-11"),
        ("fr", "novembre dernier", SPRING, "", "2030-11"),
        ("en", "next January", SPRING, "", "2032-01"),
        ("de", "im Januar nächsten Jahres", SPRING, "", "2032-01"),
        ("fr", "en janvier de l'année prochaine", SPRING, "", "2032-01"),
        ("fr", "au printemps dernier", AUTUMN, "", "2030"),
        ("fr", "au printemps dernier", SPRING, "", "2030"),
        ("en", "last winter", AUTUMN, "", ""),  # a winter lies in two years
        ("en", "last weekend", AUTUMN, "", "2030-10"),
        ("en", "this weekend", When("2030-08-28", "given"), "", "2030"),  # 31 August and 1 September
        ("en", "in the summer of 2033", AUTUMN, "", "2033"),
        ("en", "May 3, 2033", AUTUMN, "", "2033-05-03"),
        ("en", "the 3rd of May 2033", AUTUMN, "", "2033-05-03"),
        ("fr", "le 1er mai 2033", AUTUMN, "", "2033-05-01"),
        ("de", "3.5.2033", AUTUMN, "", "2033-05-03"),
        ("es", "el 3 de mayo de 2033", AUTUMN, "", "2033-05-03"),
        ("it", "il 3 maggio 2033", AUTUMN, "", "2033-05-03"),
        ("pt", "3 de maio de 2033", AUTUMN, "", "2033-05-03"),
        ("it", "nel marzo 2033", AUTUMN, "", "2033-03"),
        ("de", "am Freitag (30.1.)", When("2026-02-02", "given"), "", "2026-01-30"),
        ("de", "am Freitag (30.1.)", When("2025-12-28", "given"), "", "2026-01-30"),
        ("fr", "à la fin de la saison 2033", AUTUMN, "", "2033"),
        ("en", "the 2033-34 season", AUTUMN, "", "2033"),
        ("de", "die 2033er Saison", AUTUMN, "", "2033"),
    ],
)
def test_words_mean_a_time_seen_from_the_day_of_publication(
    lang: str, words: str, published: When, tense: Tense, means: str
) -> None:
    assert resolve(words, lang, published, tense) == means


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "They may march on; a second thought may fall, and in summary the sun sat down."),
        ("en", "The 1980s were loud, and $2033 is no year, nor are 2033 km or 2,033 cars."),
        ("en", "An order for 2033 units at 1.2033."),
        ("en", "It is 5/3/2033 or 3/5/2033."),  # nobody can say which day
        ("en", "2033-02-30 does not exist."),
        ("de", "Die 1980er Jahre. Am Morgen danach, so kam es, lief das Motor-Team."),
        ("de", "Platz 3. 4. war er nie, Runde 1.23.456 auch nicht."),
        ("fr", "Les années 1980, les 24 Heures, la marque et le marché."),
    ],
)
def test_what_only_looks_like_a_time_is_none(lang: str, words: str) -> None:
    assert [one.text for one in time_expressions(words, lang)] == []


def test_where_no_publication_is_known_only_explicit_times_mean_anything() -> None:
    """Nothing is guessed: every relative key of every language gives ""."""
    for lang in languages():
        for phrase in words_of(lang).phrases:
            assert resolve(phrase, lang, NOBODY_KNOWS) == ""
    assert resolve("next year, that is 2033", "en", NOBODY_KNOWS) == "2033"


@pytest.mark.parametrize("words", ["last month", "yesterday", "on Friday", "last weekend", "last March"])
def test_a_year_alone_is_not_enough_for_a_day_or_a_month(words: str) -> None:
    assert resolve(words, "en", When("2030", "given")) == ""


def test_a_year_is_enough_for_a_year() -> None:
    assert resolve("next year", "en", When("2030", "given")) == "2031"
    assert resolve("next season", "en", When("2030-12", "given")) == "2031"


@pytest.mark.parametrize(("published", "means"), [("2031-01-20", "2031"), ("2031-03-20", "2032"), ("2031", "2032")])
def test_the_coming_season_is_this_years_before_it_begins(published: str, means: str) -> None:
    assert resolve("die kommende Saison", "de", When(published, "given")) == means


def test_some_day_has_no_horizon() -> None:
    found = time_expressions("in den kommenden Jahren", "de")
    assert [one.value for one in found] == ["later+0"]
    assert horizon_of(found[0], AUTUMN) == ""


@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "it", "pt"])
def test_every_month_and_weekday_of_every_language_is_found(lang: str) -> None:
    """Each form of the data file, in a date with a year and without a day."""
    table = data()[lang]
    for month, forms in enumerate(table["months"], start=1):
        for form in forms:
            name = form.title() if table.get("proper") else form
            assert resolve(f"{name} 2033", lang, NOBODY_KNOWS) == f"2033-{month:02}", form
            assert resolve(f"14 {name} 2033", lang, NOBODY_KNOWS) == f"2033-{month:02}-14", form
    for weekday, forms in enumerate(table["weekdays"]):
        day = resolve(forms[0].title() if table.get("proper") else forms[0], lang, AUTUMN)
        assert dt.date.fromisoformat(day).weekday() == weekday
        assert 0 <= (dt.date.fromisoformat(AUTUMN.text) - dt.date.fromisoformat(day)).days < 7


@given(day=st.dates(dt.date(1950, 1, 1), dt.date(2060, 12, 31)), lang=st.sampled_from(["en", "de", "fr"]))
def test_a_day_written_out_is_read_back(day: dt.date, lang: str) -> None:
    months = data()[lang]["months"]
    name = months[day.month - 1][0]
    written = {
        "en": f"{name.title()} {day.day}, {day.year}",
        "de": f"{day.day}. {name.title()} {day.year}",
        "fr": f"{day.day}{'er' if day.day == 1 else ''} {name} {day.year}",
    }[lang]
    assert resolve(f"xx {written}, yy", lang, NOBODY_KNOWS) == day.isoformat()
    assert as_day(written) == day.isoformat()
    assert as_day(day.isoformat() + "T23:30:00-05:00") == day.isoformat()


@given(
    published=st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31)),
    weekday=st.integers(0, 6),
    way=st.sampled_from(["last", "", "next"]),
    tense=st.sampled_from(["", "past", "future"]),
)
def test_a_weekday_is_the_nearest_one_of_its_name(published: dt.date, weekday: int, way: str, tense: Tense) -> None:
    """Held against a walk day by day."""
    name = calendar.day_name[weekday]
    told = resolve(f"{way} {name}".strip(), "en", When(published.isoformat(), "given"), tense)
    back = way == "last" or (way == "" and tense != "future")
    day = published + dt.timedelta(days={"last": -1, "": 0, "next": 1}[way])
    while day.weekday() != weekday:
        day += dt.timedelta(days=-1 if back else 1)
    assert told == day.isoformat()


@given(text=st.text(max_size=300), lang=st.sampled_from(["", "en", "de", "fr", "es", "it", "pt", "xx"]))
def test_any_text_gives_expressions_that_stand_where_they_say(text: str, lang: str) -> None:
    end = 0
    for one in time_expressions(text, lang):
        assert text[one.start : one.end] == one.text
        assert one.start >= end
        end = one.end
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", horizon_of(one, AUTUMN) or "2000")


_BITS = [
    "ce",
    "vendredi",
    "9",
    "juin",
    "2031",
    "30.1.",
    "(",
    ")",
    ",",
    "next",
    "last",
    "year",
    "März",
    "im",
    "Dezember",
]
_BITS += ["nesta", "segunda-feira", "04", "31", "31.2.", "0000", "fin", "29", "février"]


@given(bits=st.lists(st.sampled_from(_BITS), max_size=12), lang=st.sampled_from(["", "en", "de", "fr", "pt"]))
def test_any_words_for_time_in_any_order_give_a_date_or_none(bits: list[str], lang: str) -> None:
    text = " ".join(bits)
    for near in (NOBODY_KNOWS, When("2031"), When("2031-06"), AUTUMN):
        told = date_from_text(text, lang, near)
        assert told.text == as_day(told.text)
        resolve(text, lang, near, "past")


def test_places_are_told_in_the_text_as_it_is() -> None:
    """Letters that change their length in lower case do not move what comes after them."""
    text = "İİİ says: in March 2033, next year."
    assert [one.text for one in time_expressions(text, "en")] == ["March 2033", "next year"]
    assert len(plain(text)) == len(text)


# -- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("https://a.example/2030/10/30/sport/a-plan/", "2030-10-30"),
        ("https://a.example/2030/09/a-plan", "2030-09"),
        ("https://a.example/news/2030/oct/09/a-plan", "2030-10-09"),
        ("https://a.example/a-plan-2030-10-30.html", "2030-10-30"),
        ("https://a.example/20301030-a-plan", "2030-10-30"),
        ("https://de.motorsport.com/imsa/news/ein-plan-30101401/123/", "2030-10-14"),
        ("https://a.example/ein-plan-30101401/123/", ""),  # only some sites write dates so
        ("https://a.example/2030/a-plan", ""),  # a season, as likely as not
        ("https://a.example/the-2030-season-ends-2031", ""),
        ("https://a.example/2030/13/45/x", ""),
        ("https://a.example/2030/02/31/x", "2030-02"),
        ("https://a.example/article.270606", ""),
        ("http://[broken/2030/10/30/", ""),
        ("", ""),
    ],
)
def test_a_date_in_an_address(url: str, means: str) -> None:
    told = date_from_url(url)
    assert told.text == means
    assert told.how == ("url" if means else "")


# -- texts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "text", "means", "how"),
    [
        ("en", "A plan\nPosted by Jane Roe on May 3, 2033\nIt is for 2034.", "2033-05-03", "text"),
        ("de", "Veröffentlicht am 3. Mai 2033 um 10:00 Uhr\nDer Plan.", "2033-05-03", "text"),
        ("fr", "12 février 2033\nUn plan pour 2034.", "2033-02-12", "text"),
        ("", "12 février 2033\nUn plan pour 2034.", "2033-02-12", "text"),
        ("fr", "Un plan a été montré, a dit la marque ce jeudi 10 février 2033.", "2033-02-10", "text"),
        ("fr", "La marque a montré ce vendredi 9 juin sa voiture pour 2034.", "2034-06-09", "relative"),
        ("fr", "La marque a montré ce jeudi 9 juin sa voiture pour 2034.", "2033-06-09", "relative"),
        ("fr", "La marque a montré ce lundi 9 juin sa voiture pour 2034.", "", ""),  # in neither year a Monday
        ("en", "The race is on May 3, 2033, and the plan is for later.", "", ""),  # the race's day
        ("fr", "Elle a couru le 3 mai 2032 et courra encore.", "", ""),
        ("en", "No date at all, only this Tuesday.", "", ""),
        ("fr", "date 2033-05 Une marque hésite encore.", "2033-05", "text"),
    ],
)
def test_a_text_that_tells_when_it_came_out(lang: str, text: str, means: str, how: str) -> None:
    told = date_from_text(text, lang)
    assert (told.text, told.how) == (means, how)


@pytest.mark.parametrize(
    ("when", "lang", "text", "means"),
    [
        ("2031-08", "pt", "A marca anunciou nesta segunda-feira, 04, uma pausa.", "2031-08-04"),
        ("2031-07", "pt", "A marca anunciou nesta segunda-feira, 04, uma pausa.", "2031-07"),  # a Friday then
        ("2026", "de", "Das Aus kam am Freitag (30.1.) zur Sprache.", "2026-01-30"),
        ("2034", "fr", "La marque a montré ce vendredi 9 juin sa voiture.", "2034-06-09"),
        ("2034-07", "fr", "La marque a montré ce vendredi 9 juin sa voiture.", "2034-07"),
        ("2034-06", "fr", "La marque a montré ce mardi sa voiture.", "2034-06"),
        ("2034-06-01", "fr", "La marque a montré ce vendredi 9 juin sa voiture.", "2034-06-01"),
        ("", "fr", "La marque a montré ce vendredi 9 juin sa voiture.", ""),
    ],
)
def test_a_date_is_made_as_precise_as_the_text_allows(when: str, lang: str, text: str, means: str) -> None:
    assert refine(When(when, "url" if when else ""), text, lang).text == means


@pytest.mark.parametrize(
    ("told", "means"),
    [
        ("2030-10-09", "2030-10-09"),
        ("2030-10", "2030-10"),
        ("2030", "2030"),
        ("20301009", "2030-10-09"),
        ("2030-10-09T22:30:00-05:00", "2030-10-09"),
        ("Wed, 09 Oct 2030 22:30:00 -0500", "2030-10-09"),
        ("9 octobre 2030", "2030-10-09"),
        ("2030-13", ""),
        ("2030-02-30", ""),
        ("soon", ""),
        ("", ""),
        ("99999999999999999999", ""),
    ],
)
def test_a_date_somebody_gave(told: str, means: str) -> None:
    assert as_day(told) == means


@given(st.text(max_size=60) | st.binary(max_size=40).map(lambda raw: raw.decode("latin-1")))
def test_no_date_somebody_gave_breaks_anything(told: str) -> None:
    assert as_day(as_day(told)) == as_day(told)


# -- patterns -----------------------------------------------------------------------------------------------------


def test_every_spelling_of_a_pattern_is_what_the_pattern_matches() -> None:
    """Held against `re`: what is spelt matches whole, and nothing else of the same letters does."""
    pattern = "(?:the |)n[ae]xt y(?:ea)?rs?|x"
    spelt = spellings(pattern)
    assert len(spelt) == len(set(spelt)) == 17
    assert all(re.fullmatch(pattern, one) for one in spelt)
    made = {
        f"{a}{b}{c}{d}"
        for a, b, c, d in product(("the ", ""), ("next", "naxt", "nxt"), (" year", " yr"), ("s", "", "ss"))
    }
    assert {one for one in made if re.fullmatch(pattern, one)} == {one for one in spelt if one != "x"}


@given(st.lists(st.text("abc '", min_size=1, max_size=5), min_size=1, max_size=20), st.text("abc '", max_size=8))
def test_one_pattern_for_many_words_finds_the_longest(words: list[str], text: str) -> None:
    found = re.match(one_of(words), text)
    expected = max((one for one in words if text.startswith(one)), key=len, default=None)
    assert (found[0] if found else None) == expected


@pytest.mark.parametrize("pattern", ["(?:a", "a)", "(?:(?:a)"])
def test_a_broken_pattern_is_told(pattern: str) -> None:
    with pytest.raises(ValueError, match="bracket"):
        spellings(pattern)
