"""How articles hang together: stories, derivations, families and background, on texts of our own and labelled ones."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_fixtures import ARTICLES, names, own_relations
from paddock.evidence import Article, Quote, Reading, Relations, When
from paddock.evidence.analysis import read_article
from paddock.evidence.folding import fold
from paddock.evidence.relations import STEPS, align, explain, relate
from paddock.evidence.relations.aligning import SHORTEST, word_runs
from paddock.evidence.relations.candidates import MOST_PARTNERS, candidates
from paddock.evidence.relations.clustering import cluster
from paddock.evidence.relations.corpus import read_corpus
from paddock.evidence.relations.measures import measure
from paddock.evidence.relations.profile import LONGEST, calendar_words, numbers_of, outlet_key, words_of
from paddock.evidence.relations.tells import tells_alone, tells_between
from paddock.evidence.relations.weights import CLIP, shipped, tells_of

ROOT = Path(__file__).resolve().parents[1]

INTERVIEW = (
    "Kestrel could run its KX-1 in America, Fiona Strathairn has revealed. The British marque would need "
    "12 engineers and a budget of 37 million pounds. “We have asked Hollister Kane for an offer, but the "
    "drawer is still empty,” Strathairn told Pitlane Wire at Silverstone. “A board in Coventry decides "
    "such things, and it meets in May.” The KX-1 finished third at Imola and has covered 14,500 km in "
    "tests. Kestrel sold 2,310 cars last year, most of them in Europe. Wade Hollister declined to "
    "comment. His team won at Sebring in 2023 with a Cadillac."
)
SPUN = (
    "Kestrel may run its KX-1 in America, Fiona Strathairn has disclosed. The British model would wish 12"
    " engineers and a finances of 37 million kilos. “We’ve requested Hollister Kane for a suggestion, "
    "however the drawer remains to be empty,” Strathairn advised Pitlane Wire at Silverstone. “A board in"
    " Coventry decides such issues, and it meets in Might.” The KX-1 completed third at Imola and has "
    "lined 14,500 km in exams. Kestrel offered 2,310 automobiles final yr, as a result of it is liked in "
    "Europe. Wade Hollister declined to remark. His workforce gained at Sebring in 2023 with a Cadillac."
)
GERMAN = (
    "Kestrel könnte mit dem KX-1 in Amerika starten, verrät Fiona Strathairn. Die britische Marke "
    "bräuchte 12 Ingenieure und ein Budget von 37 Millionen Pfund. „Wir haben Hollister Kane um ein "
    "Angebot gebeten, aber die Schublade ist noch leer“, sagte Strathairn gegenüber Pitlane Wire in "
    "Silverstone. „So etwas entscheidet ein Vorstand in Coventry, und der tagt im Mai.“ Der KX-1 wurde in"
    " Imola Dritter und fuhr bei Tests 14.500 Kilometer. Kestrel verkaufte im Vorjahr 2.310 Autos. Wade "
    "Hollister wollte sich nicht äußern. Sein Team gewann 2023 in Sebring mit einem Cadillac."
)
FRENCH = (
    "Kestrel pourrait engager sa KX-1 en Amérique, révèle Fiona Strathairn. Il faudrait à la marque "
    "britannique 37 ingénieurs et un budget de 12 millions de livres. « Nous avons demandé une offre à "
    "Hollister Kane, mais le tiroir est encore vide », a confié Strathairn à Pitlane Wire à Silverstone. "
    "« C’est un conseil à Coventry qui décide, et il se réunit en mai. » La KX-1 a terminé troisième à "
    "Imola et a couvert 14 500 km en essais. Kestrel a vendu 2 310 voitures. Wade Hollister n’a pas voulu"
    " commenter. Son équipe a gagné à Sebring en 2023 avec une Cadillac."
)
RELEASES = {
    "en": "Hallwang and Lumivex extend their partnership until 2031, the company announced in Kassel. “Light "
    "and speed have belonged together since the first lamp on the first car, and we will protect that "
    "history,” said Sabine Ehrlinger. The deal covers four cars on the Nordschleife. Shares in Lumivex "
    "rose by six percent. Our view: it was time.",
    "de": "Bei Hallwang brennt weiter Licht. Das Motorsportbudget sinkt seit drei Jahren, doch ein Geldgeber "
    "bleibt an Bord. „Licht und Geschwindigkeit gehören zusammen seit der ersten Lampe am ersten Auto, "
    "und diese Geschichte werden wir schützen“, so Sabine Ehrlinger. Lumivex zahlt bis 2031. Kronauer war"
    " bei dem Termin nicht dabei.",
    "fr": "Qui paiera les phares de la Tauern ? Lumivex, encore, jusqu’en 2031. « La lumière et la vitesse vont"
    " ensemble depuis la première lampe de la première voiture, et nous protégerons cette histoire », dit"
    " Sabine Ehrlinger. À Valence, les syndicats comptent leurs postes. Le fabricant allemand n’a rien "
    "dit des pilotes.",
}
OLDER = (
    "Kestrel eyes dealers in America. The British marque wants to sell 900 cars there from 2027, said "
    "Oliver Thackray at the New York show. A network of dealers is being built in Texas. Racing would "
    "help awareness of the brand in that market."
)
OTHER = (
    "Nordmeyer Motorsport won the third race of the NLS. Jonas Wiegand took the lead on lap 19 in the "
    "rain and kept it. The second car retired with a puncture. The next race is in August."
)


def make(identifier: str, text: str, lang: str = "en", date: str = "", url: str = "", title: str = "") -> Reading:
    """Return an article as it is read."""
    when = When(date, "given", date) if date else When()
    return read_article(Article(identifier, text, title, url, lang=lang, date=when), names())


@cache
def readings() -> tuple[Reading, ...]:
    """Return an interview with what was made of it, a press release, an older piece and another race."""
    return (
        make("o-en", INTERVIEW, "en", "2025-03-10", "https://pitlanewire.example/news/kestrel-asks-for-offer"),
        make("s-en", SPUN, "en", "2025-03-29", "https://quickmotor.example/?p=8812"),
        make("c-en", INTERVIEW[: INTERVIEW.index(" Kestrel sold")], "en", "", "https://carcopy.example/?p=77"),
        make("d-de", GERMAN, "de", "2025-03-12", "https://rennblatt.example/imsa/kestrel-fragt-hollister-kane"),
        make("f-fr", FRENCH, "fr", "", "https://stand17.example/actu/kestrel-en-amerique"),
        *(
            make(f"p-{lang}", text, lang, "2026-01-14", f"https://{lang}-news.example/gt/hallwang-lumivex-{lang}")
            for lang, text in RELEASES.items()
        ),
        make("b-en", OLDER, "en", "2024-04-02", "https://apexdaily.example/road/kestrel-eyes-american-dealers"),
        make("x-en", OTHER, "en", "2025-06-21", "https://apexdaily.example/nls/nordmeyer-wins-in-the-rain"),
    )


@cache
def related() -> Relations:
    """Return how the small collection hangs together."""
    return relate(readings())


def story_of(relations: Relations) -> dict[str, str]:
    """Return article → story."""
    return {one: story.id for story in relations.stories for one in story.articles}


def check_sound(relations: Relations, given: Sequence[Reading]) -> None:
    """Assert what must hold for any collection."""
    texts = {one.article.id: one.article.text for one in given}
    told = [one for story in relations.stories for one in story.articles]
    assert sorted(told) == sorted(texts)
    assert len({story.id for story in relations.stories}) == len(relations.stories)
    home = story_of(relations)
    origin = {one.article: one.origin for one in relations.derivations}
    assert len(origin) == len(relations.derivations)
    for one in relations.derivations:
        assert one.origin in texts
        assert home[one.article] == home[one.origin]
        assert 0 <= one.score <= 1
        for passage in one.passages:
            assert 0 <= passage.start < passage.end <= len(texts[one.article])
            assert 0 <= passage.origin_start < passage.origin_end <= len(texts[one.origin])
            assert 0 <= passage.score <= 1
        seen = {one.article}
        at = one.article
        while at in origin:
            at = origin[at]
            assert at not in seen, "origins run in a circle"
            seen.add(at)
    for tie in relations.background:
        assert home[tie.article] != tie.story
        assert tie.story in set(home.values())
    for family in relations.families:
        assert len({home[one] for one in family.articles}) == 1
        assert len(family.articles) > 1


def test_one_interview_in_five_shapes_is_one_story() -> None:
    """A spun copy, a cut copy and two translations are of the original's story; nothing else is."""
    home = story_of(related())
    assert {one for one in home if home[one] == home["o-en"]} == {"o-en", "s-en", "c-en", "d-de", "f-fr"}
    assert home["o-en"] == "kestrel-2025-03"


def test_each_copy_is_led_back_to_the_original_and_says_how() -> None:
    found = {one.article: (one.origin, one.kind) for one in related().derivations}
    assert found == {
        "s-en": ("o-en", "spun"),
        "c-en": ("o-en", "cut"),
        "d-de": ("o-en", "translation"),
        "f-fr": ("o-en", "translation"),
    }


def test_a_derivation_says_why_and_shows_passages() -> None:
    found = {one.article: one for one in related().derivations}
    assert any("rewriting machine" in why for why in found["s-en"].why)
    assert any("older" in why for why in found["s-en"].why)
    assert any("pitlanewire" in why for why in found["d-de"].why)
    assert found["c-en"].passages[0].score == 1.0
    assert len(found["d-de"].passages) >= 4


def test_a_shared_press_release_is_a_family_and_no_derivation() -> None:
    home = story_of(related())
    assert home["p-en"] == home["p-de"] == home["p-fr"]
    assert not any(one.article.startswith("p-") for one in related().derivations)
    (family,) = (one for one in related().families if "p-en" in one.articles)
    assert set(family.articles) == {"p-en", "p-de", "p-fr"}
    assert any("lamp" in text for text in family.shares)


def test_an_older_article_on_the_same_brand_is_background_and_another_race_is_not() -> None:
    home = story_of(related())
    ties = {(one.article, one.story) for one in related().background}
    assert ("b-en", home["o-en"]) in ties
    assert not any("x-en" in tie[0] or tie[1] == home["x-en"] for tie in ties)
    assert ("o-en", home["b-en"]) not in ties, "a later story is no background to an earlier one"


def test_a_text_spun_from_its_own_language_is_not_led_back_to_another() -> None:
    """Without the original, its spun copy and its translation are one story with a root that is not there."""
    two = [one for one in readings() if one.article.id in {"s-en", "d-de", "x-en"}]
    found = relate(two)
    assert story_of(found)["s-en"] == story_of(found)["d-de"]
    assert found.derivations == ()


def test_events_on_one_programme_stay_apart() -> None:
    """The same names a year later, with other words, numbers and status, are another story."""
    later = make(
        "l-en",
        "Kestrel has ended its American plan. “The board looked at the market and closed the file,” Fiona"
        " Strathairn told the Endurance Ledger. No team was signed. Eight jobs go in November 2026, and "
        "the KX-1 stays in Europe.",
        "en",
        "2026-09-20",
        "https://enduranceledger.example/imsa/kestrel-closes-american-file",
    )
    home = story_of(relate([*readings(), later]))
    assert home["l-en"] != home["o-en"]


def test_nothing_depends_on_order() -> None:
    assert relate(readings()[::-1]) == related()


@given(st.permutations(range(10)), st.integers(0, 10))
def test_any_part_in_any_order_is_sound_and_the_same(order: list[int], count: int) -> None:
    """Whatever the collection: one story each, no circles, offsets that fit, and order does not show."""
    chosen = [readings()[at] for at in order[:count]]
    found = relate(chosen)
    check_sound(found, chosen)
    assert found == relate(sorted(chosen, key=lambda one: one.article.id))


def test_no_articles_give_no_relations() -> None:
    assert relate([]) == Relations()


def test_progress_is_told_of_each_step() -> None:
    told: list[str] = []
    relate(readings()[:2], progress=told.append)
    assert tuple(told) == STEPS


def test_two_articles_of_one_id_are_a_finding_and_the_longer_is_taken() -> None:
    short = Reading(Article("one", "Kestrel stops.", lang="en"))
    long = Reading(Article("one", INTERVIEW, lang="en"))
    found = relate([short, long])
    assert [one.code for one in found.findings] == ["same-id"]
    assert found == relate([long, short])
    assert [story.articles for story in found.stories] == [("one",)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "…",
        "word " * 100_000,
        "“a" * 30_000,
        "".join(f"Name{at} said “{at} thing number {at * 7}” in Town{at}. " for at in range(20_000)),
        "\x00\ud7ff\U0001f3ce" * 1000,
        "[" * 50_000,
        "9" * 100_000,
    ],
    ids=["empty", "blank", "dots", "one word", "marks", "huge", "odd letters", "brackets", "digits"],
)
def test_hostile_texts_stay_bounded(text: str) -> None:
    """Nothing breaks and nothing grows with the square of a single text; two such texts beside real ones."""
    odd = [Reading(Article(name, text, lang=lang)) for name, lang in (("y", "en"), ("z", "de"))]
    given_ = [*odd, *readings()[:3]]
    found = relate(given_)
    check_sound(found, given_)
    assert {one.where for one in found.findings if one.code == "long-text"} == (
        {"y", "z"} if len(text) > LONGEST else set()
    )
    for profile in read_corpus(odd).profiles.values():
        assert len(profile.sentences) <= 400
        assert len(profile.quotes) <= 60
    assert isinstance(align(*odd), tuple)


def test_quotes_and_mentions_out_of_place_do_no_harm() -> None:
    """Offsets of a careless reader reach beyond the text."""
    bad = Reading(
        Article("y", "Kestrel stops.", lang="en"),
        quotes=(Quote("x", "", 500, 900), Quote("y", "", 3, 3, told="outlet:a")),
    )
    check_sound(relate([bad, *readings()[:2]]), [bad, *readings()[:2]])


def test_align_one_language_gives_the_same_words() -> None:
    one, two = readings()[2], readings()[0]
    found = align(one, two)
    assert len(found) == 1
    for passage in found:
        mine = one.article.text[passage.start : passage.end]
        assert mine == two.article.text[passage.origin_start : passage.origin_end]


def test_align_two_languages_pairs_the_sentences_that_say_the_same() -> None:
    one, two = readings()[3], readings()[0]
    pairs = {
        (one.article.text[found.start : found.end], two.article.text[found.origin_start : found.origin_end])
        for found in align(one, two)
    }
    assert any("14.500" in mine and "14,500" in theirs for mine, theirs in pairs)
    assert any("Schublade" in mine and "drawer" in theirs for mine, theirs in pairs)
    assert any("Vorstand" in mine and "board" in theirs for mine, theirs in pairs)


@given(st.lists(st.sampled_from("abcd"), max_size=40), st.lists(st.sampled_from("abcd"), max_size=40))
def test_word_runs_against_a_slow_reference(left: list[str], right: list[str]) -> None:
    """A run is found wherever the next words of the first text stand anywhere in the second, and only there."""
    one, two = " ".join(left), " ".join(right)
    found = word_runs(one, two)
    covered = {at for passage in found for at in range(passage.start // 2, passage.end // 2 + 1)}
    for passage in found:
        assert one[passage.start : passage.end] == two[passage.origin_start : passage.origin_end]
        assert passage.end - passage.start >= 2 * SHORTEST - 1
    assert list(found) == sorted(found, key=lambda passage: passage.start)
    assert all(one.end <= two.start for one, two in pairwise(found))
    for at in range(len(left) - SHORTEST + 1):
        run = left[at : at + SHORTEST]
        if any(right[spot : spot + SHORTEST] == run for spot in range(len(right))):
            assert covered & set(range(at, at + SHORTEST))


def test_explain_names_every_measure_the_models_weigh() -> None:
    measures = explain(readings()[0], readings()[3])
    for model in shipped():
        assert set(model.weights) <= set(measures)
    assert measures["story"] > 0.8
    assert measures["derived"] > 0.8
    assert explain(readings()[0], readings()[-1])["story"] < 0.2
    assert explain(readings()[0], readings()[0])["aligned"] == pytest.approx(1.0)


def test_explain_is_symmetric() -> None:
    one, two = readings()[0], readings()[3]
    there, back = explain(one, two), explain(two, one)
    assert all(there[name] == pytest.approx(back[name]) for name in there)


def test_numbers_that_a_machine_permuted_are_the_same_set() -> None:
    """The French text swaps 12 and 37: as sets nothing is lost, in order something is."""
    straight = make("f", FRENCH.replace("37 ingénieurs", "12 ingénieurs").replace("de 12 mil", "de 37 mil"), "fr")
    swapped = make("f", FRENCH, "fr")
    one, other = explain(readings()[0], straight), explain(readings()[0], swapped)
    assert one["facts"] == other["facts"]
    assert one["contained"] == other["contained"]
    assert one["order"] >= other["order"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2,500 cars", ["d:2500"]),
        ("2.500 Autos", ["d:2500"]),
        ("2 500 voitures", ["d:2500"]),
        ("2\u202f500 voitures", ["d:2500"]),
        ("3,4 litres and 3.4", ["d:3.4", "d:3.4"]),
        ("the A424 and GT3", []),
        ("24h and 24 Heures", ["d:24", "d:24"]),
        ("in 2026.", ["d:2026"]),
        ("13/14 June", ["d:13", "d:14"]),
    ],
)
def test_numbers_are_written_one_way(text: str, expected: list[str]) -> None:
    assert [key for key, _ in numbers_of(text)] == expected


def test_words_keep_their_place_and_case() -> None:
    text = "Élan: the KX-1 was Ähnlich, said McLaren."
    found = words_of(text)
    assert all(word.key == fold(text[word.start : word.end]) for word in found)
    assert [word.key for word in found if word.mixed] == ["kx", "mclaren"]
    assert [word.key for word in found if word.inside and not word.mixed] == ["ahnlich"]


def test_months_are_one_key_in_six_languages() -> None:
    keys = {
        calendar_words()[lang][word]
        for lang, word in (("en", "march"), ("de", "marz"), ("fr", "mars"), ("es", "marzo"))
    }
    assert keys == {"t:month-3"}
    assert "may" not in calendar_words()["en"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("motorsport.com", "motorsport"),
        ("de.motorsport.com", "motorsport"),
        ("Motorsport.com", "motorsport"),
        ("outlet:motorsport-com", "motorsport"),
        ("Motorsport-Total", "motorsporttotal"),
        ("Pitlane Wire", "pitlanewire"),
        ("pitlanewire.example", "pitlanewire"),
        ("someone.blogspot.com", "someone"),
        ("outlet.co.uk", "outlet"),
        ("", ""),
    ],
)
def test_an_outlet_has_one_key(name: str, key: str) -> None:
    assert outlet_key(name) == key


def _alone(text: str, lang: str = "en", url: str = "https://quick.example/a-b-c-d") -> dict[str, float]:
    (profile,) = read_corpus([make("t", text, lang, "", url)]).profiles.values()
    return {tell.why: tell.weight for tell in tells_alone(profile)}


@pytest.mark.parametrize(
    ("text", "lang", "sign"),
    [
        ("Its dad or mum firm decides. It waits as a result of it must.", "en", "rewriting machine"),
        ("Kestrel will “run [de courir en Amérique avec nous]”, he said.", "en", "another language"),
        ("Kestrel stops, â€œwe are done", "en", "broken characters"),
        ("Kestrel stops and the", "en", "cut off"),
        ("Kestrel stops. Read more: Kestrel goes on.", "en", "read more"),
        ("Kestrel hört auf, im Elternunternehmen wird gespart.", "de", "rewriting machine"),
    ],
)
def test_what_speaks_for_a_copy(text: str, lang: str, sign: str) -> None:
    assert any(sign in why and weight < 0 for why, weight in _alone(text, lang).items())
    assert not any(sign in why for why in _alone("Kestrel stops, Strathairn said. It was time.", "en"))


@pytest.mark.parametrize(
    ("text", "lang", "sign"),
    [
        ("« C’est fini », nous a déclaré Fiona Strathairn.", "fr", "own interview"),
        ("„Es ist vorbei“, sagte uns Fiona Strathairn.", "de", "own interview"),
    ],
)
def test_what_speaks_for_an_original(text: str, lang: str, sign: str) -> None:
    assert any(sign in why and weight > 0 for why, weight in _alone(text, lang).items())


def test_an_outlet_that_was_told_itself_speaks_for_an_original_and_another_for_a_copy() -> None:
    text = "“It is over,” Fiona Strathairn told Pitlane Wire on Monday."
    assert any(weight > 0 for why, weight in _alone(text, url="https://pitlanewire.example/a-b-c-d").items())
    assert any(weight < 0 and "credits" in why for why, weight in _alone(text).items())


@pytest.mark.parametrize(
    ("first", "second", "sign"),
    [
        ({"date": "2025-01-02"}, {"date": "2025-01-03"}, "older"),
        ({"date": "2025-01-02"}, {}, "no date"),
        ({"url": "https://a.example/en/news/203718/x"}, {"url": "https://a.example/de/news/203720/"}, "numbered"),
        ({"text": INTERVIEW + " And there is more."}, {}, "longer"),
        ({}, {"lang": "de", "text": GERMAN + " " + GERMAN}, "English first"),
        ({"url": "https://pitlanewire.example/a"}, {"url": "https://b.example/a"}, "credits pitlanewire"),
    ],
)
def test_what_tells_which_came_first(first: Mapping[str, str], second: Mapping[str, str], sign: str) -> None:
    """Each sign speaks for the first, and as strongly against the second when they are asked the other way round."""
    one = make("one", **{"text": INTERVIEW, **first})
    two = make("two", **{"text": INTERVIEW, **second})
    profiles = read_corpus([one, two]).profiles
    there, back = tells_between(profiles["one"], profiles["two"]), tells_between(profiles["two"], profiles["one"])
    (forward,) = (tell for tell in there if sign in tell.why)
    (backward,) = (tell for tell in back if sign in tell.why)
    assert forward.weight > 0
    assert backward.weight == pytest.approx(-forward.weight)


def test_tell_words_are_folded_as_texts_are() -> None:
    for lang in ("en", "de", "fr", "es", "it", "pt"):
        known = tells_of(lang)
        assert known.own
        for word in (*known.spun, *known.own):
            assert fold(word) == word


def _average_link(ids: Sequence[str], odds: Mapping[tuple[str, str], float], threshold: float) -> list[tuple[str, ...]]:
    """Join the two clusters with the highest average until none is above the threshold: the slow reference."""
    clusters = [(one,) for one in sorted(ids)]
    while len(clusters) > 1:
        averages = [
            (
                -round(
                    math.fsum(odds.get((min(a, b), max(a, b)), -CLIP) for a in one for b in two) / len(one) / len(two),
                    9,
                ),
                one,
                two,
            )
            for one, two in combinations(clusters, 2)
        ]
        best, one, two = min(averages)
        if -best <= threshold:
            break
        clusters = sorted([*(found for found in clusters if found not in (one, two)), tuple(sorted((*one, *two)))])
    return clusters


@given(st.data())
def test_clustering_against_a_slow_reference(data: st.DataObject) -> None:
    ids = [f"a{at}" for at in range(data.draw(st.integers(1, 7)))]
    pairs = list(combinations(ids, 2))
    values = data.draw(st.lists(st.integers(-4000, 4000), min_size=len(pairs), max_size=len(pairs), unique=True))
    known = data.draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs)))
    odds = {
        pair: value / 1000 + at / 7e5
        for at, (pair, value, told) in enumerate(zip(pairs, values, known, strict=True))
        if told
    }
    assert cluster(ids, odds, -0.5) == _average_link(ids, odds, -0.5)


def test_pairs_that_must_be_together_are() -> None:
    found = cluster(["a", "b", "c", "d"], {("a", "b"): -4.0, ("c", "d"): 3.0}, 0.0, [("a", "b")])
    assert found == [("a", "b"), ("c", "d")]


def test_candidates_hold_every_copy_and_are_few() -> None:
    """Of many articles on few makes each is compared with few, its own copy among them."""
    many = [
        Reading(
            Article(
                f"{kind}{at}",
                f"Kestrel and Hallwang met in Town{at} on {at} business. {at * 7 + 1000} people saw Person{at}.",
                lang="en",
            )
        )
        for at in range(300)
        for kind in ("o", "c")
    ]
    pairs = candidates(read_corpus(many))
    assert {(f"c{at}", f"o{at}") for at in range(300)} <= set(pairs)
    assert len(pairs) <= len(many) * MOST_PARTNERS
    assert pairs == sorted(set(pairs))
    assert all(one < two for one, two in pairs)


def test_order_against_a_slow_reference() -> None:
    """The share of mass in the longest common rising sequence, by trying all subsets."""
    texts = ("Ada Bor met Cid Dun and Eve Fox near Gus Hut.", "Then Cid Dun, Ada Bor, Gus Hut and Eve Fox met.")
    corpus = read_corpus([Reading(Article(str(at), text, lang="en")) for at, text in enumerate(texts)])
    one, two = corpus.profiles["0"], corpus.profiles["1"]
    shared = [key for key in one.facts if key in two.facts]
    assert len(shared) >= 4
    place = {key: at for at, key in enumerate(two.facts)}
    best = max(
        corpus.mass(chosen)
        for size in range(1, len(shared) + 1)
        for chosen in combinations(shared, size)
        if [place[key] for key in chosen] == sorted(place[key] for key in chosen)
    )
    chance = min(0.9, 2 / math.sqrt(len(shared)))
    expected = max(0.0, (best / corpus.mass(shared) - chance) / (1 - chance))
    assert measure(corpus, one, two)["order"] == pytest.approx(expected)


def test_weights_point_the_way_they_must() -> None:
    """More in common speaks for a tie, distance in time against it; thresholds are within what odds can be."""
    story, derived = shipped()
    against = {"far", "years", "contrary"}
    for model in (story, derived):
        assert all(
            value <= 0 if name in against else value >= 0
            for name, value in model.weights.items()
            if name != "same_language"
        )
        assert -CLIP < model.threshold < CLIP


# Figures on labelled collections.


def figures(rows: Sequence[Mapping[str, object]], relations: Relations) -> dict[str, float]:
    """Return F1 of pairs of one story, BCubed F1, and F1 of (article, origin) in one language and across."""
    by_id = {str(row["id"]): row for row in rows}
    said = story_of(relations)

    def f1(right: int, claimed: int, true: int) -> float:
        return 2 * right / (claimed + true) if claimed + true else 1.0

    true = {pair for pair in combinations(sorted(by_id), 2) if by_id[pair[0]]["story"] == by_id[pair[1]]["story"]}
    claimed = {pair for pair in combinations(sorted(by_id), 2) if said[pair[0]] == said[pair[1]]}
    sizes, true_sizes = Counter(said.values()), Counter(row["story"] for row in rows)
    both = Counter((said[one], by_id[one]["story"]) for one in by_id)
    precision = sum(both[said[one], by_id[one]["story"]] / sizes[said[one]] for one in by_id) / len(by_id)
    recall = sum(both[said[one], by_id[one]["story"]] / true_sizes[by_id[one]["story"]] for one in by_id) / len(by_id)
    found = {
        "story": f1(len(true & claimed), len(claimed), len(true)),
        "bcubed": 2 * precision * recall / (precision + recall),
    }
    origin = {(str(row["id"]), str(row["derived_from"])) for row in rows if row["derived_from"] in by_id}
    led = {(one.article, one.origin) for one in relations.derivations}
    for name, same in (("derived, one language", True), ("derived, across", False)):
        mine, theirs = (
            {pair for pair in pairs if (by_id[pair[0]]["lang"] == by_id[pair[1]]["lang"]) is same}
            for pairs in (led, origin)
        )
        found[name] = f1(len(mine & theirs), len(mine), len(theirs))
    return found


BARS = {"story": 0.85, "bcubed": 0.90, "derived, one language": 0.95, "derived, across": 0.80}


def assert_bars(found: Mapping[str, float]) -> None:
    """Assert that every figure reaches its bar."""
    assert {name: value for name, value in found.items() if value < BARS[name]} == {}


def test_our_own_articles_reach_the_bars() -> None:
    rows = [json.loads(line) for line in ARTICLES.read_text("utf-8").splitlines()]
    assert_bars(figures(rows, own_relations()))


@pytest.fixture(scope="module")
def labelled(shared: Path) -> tuple[list[dict[str, object]], list[Reading]]:
    """Return the shared labelled articles and their readings; skips where they are not."""
    path = shared / "articles" / "articles.jsonl"
    if not path.is_file():
        pytest.skip(f"no labelled articles: {path} is missing")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return rows, [
        make(row["id"], row["text"], row["lang"], row.get("date") or "", row["url"], row.get("title") or "")
        for row in rows
    ]


def test_the_shared_articles_reach_the_bars(labelled: tuple[list[dict[str, object]], list[Reading]]) -> None:
    rows, given_ = labelled
    found = relate(given_)
    check_sound(found, given_)
    assert_bars(figures(rows, found))


def test_weights_from_our_own_articles_alone_carry_over(
    labelled: tuple[list[dict[str, object]], list[Reading]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fitted without any of the shared articles, the models still tell their stories: the honest figure, printed."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    bench = __import__("evidence_relations")
    models = bench.fit_both(bench.collection(ARTICLES).sample)
    rows, given_ = labelled
    found = figures(rows, bench.relate_with(given_, *models))
    print("fitted on our own articles, measured on the shared ones:", found, file=sys.stderr)
    assert found["story"] >= 0.80
    assert found["bcubed"] >= 0.85
    assert found["derived, one language"] >= 0.80
    assert found["derived, across"] >= 0.60


def test_the_seeds_hang_together_as_they_should(labelled: tuple[list[dict[str, object]], list[Reading]]) -> None:
    """000 (A2) and 001 (A3) are one story, 002 (G1) its background, 003 (T1) apart; A2 is spun from A1."""
    by_id = {one.article.id: one for one in labelled[1]}
    for ids in (("A2", "A3", "G1", "T1"), ("A1", "A2", "A3", "G1", "T1")):
        found = relate([by_id[one] for one in ids])
        home = story_of(found)
        assert home["A2"] == home["A3"]
        assert len({home["A2"], home["G1"], home["T1"]}) == 3
        assert ("G1", home["A2"]) in {(one.article, one.story) for one in found.background}
        assert not any(
            "T1" in (one.article, *next(s.articles for s in found.stories if s.id == one.story))
            for one in found.background
        )
        assert any(one.article == "A2" and one.origin == "A1" and one.kind == "spun" for one in found.derivations) == (
            "A1" in ids
        )


def test_readings_without_claims_quotes_and_mentions_still_hang_together() -> None:
    """The measures make do with the text alone."""
    bare = [Reading(dataclasses.replace(one.article)) for one in readings()]
    found = relate(bare)
    home = story_of(found)
    assert home["o-en"] == home["s-en"] == home["c-en"] == home["d-de"]
    assert ("c-en", "o-en") in {(one.article, one.origin) for one in found.derivations}
