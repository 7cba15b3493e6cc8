"""Names found in articles: inflected, joined, cut short, unlisted, ambiguous; and what no text may break."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_fixtures import names
from paddock.evidence import Article, Mention
from paddock.evidence.listed import Name, read_folder
from paddock.evidence.mentions import MOST_MENTIONS, find_mentions
from paddock.evidence.names import Names

LISTED = Names(
    (
        Name("manufacturer", "vireo", "Vireo"),
        Name("manufacturer", "torva", "Torva", aliases=("Torva Cars",)),
        Name("car", "torva-71", "Torva 71", aliases=("71",), of=("torva",), needs=("torva",), weak=("71",)),
        Name("car", "vireo-v9", "Vireo V9", aliases=("V9",), of=("vireo",)),
        Name("car", "vireo-v9-evo", "Vireo V9 Evo", of=("vireo",)),
        Name("team", "vireo-works", "Vireo Works"),
        Name("series", "atlantic", "Atlantic Cup", aliases=("ATC",)),
        Name("event", "harbour", "Harbour 6 Hours", aliases=("Harbour",), needs=("atlantic",), weak=("Harbour",)),
        Name("circuit", "harbour-park", "Harbour Park"),
        Name("outlet", "la-corde", "La Corde"),
        Name("company", "reno", "Reno", case=True),
        Name("driver", "ada-castell", "Ada Castell"),
        Name("driver", "emil-castell", "Emil Castell"),
        Name("driver", "alex-dorn", "Alex Dorn"),
        Name("driver", "alexandre-tissier", "Alexandre Tissier"),
        Name("person", "jo-van-der-aa", "Jo van der Aa"),
        Name("person", "klaus-brandauer", "Klaus Brandauer"),
        Name("person", "rosa-green", "Rosa Green"),
    )
)
"""Few names, of our own, so that nothing depends on what the catalogue happens to hold."""


def found(text: str, title: str = "", known: Names = LISTED) -> list[tuple[str, str]]:
    """Return (surface, `kind:id`) of each mention."""
    return [(one.surface, one.ref) for one in find_mentions(Article("a", text, title), known)]


def refs(text: str, title: str = "") -> list[str]:
    """Return `kind:id` of each mention."""
    return [ref for _, ref in found(text, title)]


# --- forms of a name --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Vireos Pläne sind geheim.", "Vireo"),
        ("Vireo's plan is secret.", "Vireo"),
        ("Vireo’s plan is secret.", "Vireo"),
        ("le projet de l’équipe (Vireo)", "Vireo"),
        ("un programme d'Vireo", "Vireo"),
        ("un programme d’Vireo", "Vireo"),
        ("der Vireo-Einstieg", "Vireo"),
        ("Werks-Vireo", "Vireo"),
        ("“Vireo”, said the chairman", "Vireo"),
        ("«Vireo»", "Vireo"),
        ("VIREO TO RACE", "VIREO"),
        ("…Vireo…", "Vireo"),
        ("Vireo/Torva-Allianz", "Vireo"),
    ],
)
def test_a_name_is_found_however_it_is_joined_or_inflected(text: str, surface: str) -> None:
    """Apostrophes, hyphens, quotation marks and the s of a genitive stand next to names in every language."""
    assert (surface, "manufacturer:vireo") in found(text)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("Der IMSA-Einstieg ist beschlossen.", "series:imsa"),
        ("Die IMSA sucht Hersteller.", "series:imsa"),
        ("Der Alpine A424 fährt in Spa.", "car:alpine-a424"),
        ("Das ist der A424 des Werks.", "car:alpine-a424"),
        ("Aux 24 Heures du Mans, tout change.", "series:le-mans-24h"),
        ("LMDh-Hersteller Porsche", "manufacturer:porsche"),
        ("Die WEC-Saison beginnt.", "series:wec"),
    ],
)
def test_forms_the_catalogue_has_to_meet(text: str, ref: str) -> None:
    """The same on the real list, with forms that people ask for."""
    assert ref in [one for _, one in found(text, known=names())]


@pytest.mark.parametrize(
    "text", ["Vireonic", "Vireosaurus", "Avireo", "Vireoss", "Vireo9", "9Vireo", "reno", "RENO", "vireo is a bird"]
)
def test_a_name_inside_a_word_or_in_another_case_is_none(text: str) -> None:
    """Half a word is no name; a name listed in one case counts in that one only; small letters make a common word."""
    assert found(text) == []


def test_the_longest_name_counts() -> None:
    """A team, a car and a circuit begin with the names of others."""
    assert found("Vireo Works builds the Vireo V9 Evo for Harbour Park.") == [
        ("Vireo Works", "team:vireo-works"),
        ("Vireo V9 Evo", "car:vireo-v9-evo"),
        ("Harbour Park", "circuit:harbour-park"),
    ]


def test_line_breaks_and_hyphens_inside_a_name_do_not_hide_it() -> None:
    """Pages break lines anywhere; people write Atlantic-Cup."""
    assert refs("Atlantic\nCup, Atlantic-Cup, Atlantic\u00a0Cup, ATC") == ["series:atlantic"] * 4


def test_abbreviations_are_shouted_or_are_other_words() -> None:
    """Three letters in small ones are mostly another word."""
    assert refs("atc or Atc, but ATC") == ["series:atlantic"]


def test_an_outlet_has_its_capitals() -> None:
    """“La corde” is a rope, La Corde a newspaper."""
    assert refs("Il a dit à La Corde que la corde tient; La corde casse.") == ["outlet:la-corde"]


# --- company a name needs ---------------------------------------------------------------------------------------------


def test_a_number_is_a_car_only_where_its_make_is_spoken_of() -> None:
    """71 people came; the 71 of Torva did too."""
    assert refs("71 fans came.") == []
    assert refs("Torva brings the 71.") == ["manufacturer:torva", "car:torva-71"]
    assert refs("71 fans came.", title="Torva in trouble") == ["manufacturer:torva", "car:torva-71"]


def test_the_full_name_needs_no_company() -> None:
    """What is told in full is told."""
    assert refs("The Torva 71 and the Harbour 6 Hours") == ["car:torva-71", "event:harbour"]


def test_a_full_name_keeps_its_short_form_company() -> None:
    """Having named the car in full, an article calls it by its number."""
    assert refs("The Torva 71 won; the 71 was quick.") == ["car:torva-71", "car:torva-71"]


def test_a_name_that_lacks_its_company_hides_no_other() -> None:
    """“Kite Vireo” would be a car in its series; where the series is not spoken of, the make in it is still named."""
    kite = Name("car", "kite", "Kite Nine", aliases=("Kite Vireo",), needs=("atlantic",), weak=("Kite Vireo",))
    known = Names((*LISTED.entries, kite))
    assert found("A Kite Vireo was seen.", known=known) == [("Vireo", "manufacturer:vireo")]
    assert found("A Kite Vireo was seen in the ATC.", known=known) == [
        ("Kite Vireo", "car:kite"),
        ("ATC", "series:atlantic"),
    ]


def test_a_short_name_of_a_car_means_the_longer_one_that_is_spoken_of() -> None:
    """After “V9 Evo” in full, V9 is the Evo; alone it is the V9."""
    assert refs("The Vireo V9 Evo is new. The V9 has wings.") == ["car:vireo-v9-evo", "car:vireo-v9-evo"]
    assert refs("The V9 has wings.") == ["car:vireo-v9"]


# --- people -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form", ["Brandauer", "Brandauers", "Brandauer’s", "Brandauer's", "Brandauer-Interview", "BRANDAUER"]
)
def test_a_last_name_means_who_was_named_in_full(form: str) -> None:
    """Also inflected, joined and shouted."""
    seen = found(f"Klaus Brandauer spoke. Later {form} left.")
    assert [ref for _, ref in seen] == ["person:klaus-brandauer"] * 2
    assert seen[1][0] in form


def test_particles_belong_to_the_last_name() -> None:
    """Dutch, French and Italian names have them, in small letters or not."""
    assert refs("Jo van der Aa spoke.") == ["person:jo-van-der-aa"]


def test_a_last_name_of_two_is_open_with_both() -> None:
    """Nobody is guessed; both are offered."""
    one = find_mentions(Article("a", "Castell won."), LISTED)
    assert [(some.id, some.candidates, some.known) for some in one] == [
        ("", ("driver:ada-castell", "driver:emil-castell"), True)
    ]
    both = find_mentions(Article("a", "Ada Castell and Emil Castell race. Castell won."), LISTED)
    assert (both[-1].id, both[-1].candidates) == ("", ("driver:ada-castell", "driver:emil-castell"))


def test_a_last_name_of_two_is_closed_where_one_was_named() -> None:
    """Brothers: the one spoken of is meant, also when only the title names him."""
    assert refs("Emil Castell races. Castell won.") == ["driver:emil-castell"] * 2
    assert refs("Castell won.", title="Emil Castell second no more") == ["driver:emil-castell"] * 2


def test_a_last_name_that_is_a_word_needs_the_full_name() -> None:
    """“Green” begins sentences; Rosa Green has to be there first (the list of common words says so)."""
    assert refs("Green walls. Black tyres.") == []
    assert refs("Rosa Green spoke. Green left.") == ["person:rosa-green"] * 2


def test_a_short_first_name_means_the_one_it_fits() -> None:
    """Alex is Alexandre where only one Tissier is known."""
    assert found("Alex Tissier was quick. Tissier won.") == [
        ("Alex Tissier", "driver:alexandre-tissier"),
        ("Tissier", "driver:alexandre-tissier"),
    ]
    assert refs("Rosa Tissier was quick.") == ["person:rosa-tissier"]


def test_somebody_on_no_list_is_told_as_such() -> None:
    """A first name that is known and a last name that is not: a person, not on record; the last name follows."""
    seen = find_mentions(Article("a", "Klaus Wimmelmann’s plan. Wimmelmann left. Zyx Wimmelmann"), LISTED)
    assert [(one.surface, one.ref, one.known) for one in seen] == [
        ("Klaus Wimmelmann", "person:klaus-wimmelmann", False),
        ("Wimmelmann", "person:klaus-wimmelmann", False),
        ("Wimmelmann", "person:klaus-wimmelmann", False),
    ]


def test_a_team_on_no_list_is_told_as_such() -> None:
    """The word Racing or Team tells it."""
    seen = find_mentions(Article("a", "Toadpond Racing won, ahead of Team Nowhere."), LISTED)
    assert [(one.surface, one.ref, one.known) for one in seen] == [
        ("Toadpond Racing", "team:toadpond-racing", False),
        ("Team Nowhere", "team:team-nowhere", False),
    ]


def test_a_bare_make_may_be_its_team() -> None:
    """Alpine the brand, the Formula 1 team, the endurance team: the brand first, the others offered."""
    one = find_mentions(Article("a", "Alpine will not say."), names())[0]
    assert one.ref == "manufacturer:alpine"
    assert one.candidates[0] == "manufacturer:alpine"
    assert {"team:alpine-f1", "team:alpine-endurance-team"} <= set(one.candidates)
    told = find_mentions(Article("a", "The Alpine F1 Team will not say."), names())[0]
    assert (told.ref, told.candidates) == ("team:alpine-f1", ())


# --- whatever the text ------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *(
            "Vireo",
            "Vireos",
            "Torva",
            "71",
            "V9",
            "Vireo V9 Evo",
            "Harbour",
            "ATC",
            "Ada Castell",
            "Castell",
            "Alex Tissier",
        ),
        *(
            "Klaus",
            "Racing",
            "Team",
            "de",
            "van der",
            "'s",
            "’",
            "-",
            " ",
            "\n",
            ".",
            "s",
            "ß",
            "İ",
            "ŉ",
            "\u0301",
            "🏁",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES).map(" ".join))


@given(text=TEXTS, title=TEXTS)
def test_mentions_of_any_text_stand_where_they_say(text: str, title: str) -> None:
    """Sorted, apart, cut from the text itself, of a kind there is, with an id or with candidates."""
    seen = find_mentions(Article("a", text, title), LISTED)
    for which, whole in (("title", title), ("text", text)):
        here = [one for one in seen if one.field == which]
        assert all(one.start < one.end and whole[one.start : one.end] == one.surface for one in here)
        assert all(one.end <= other.start for one, other in pairwise(here))
        assert all(one.id or len(one.candidates) > 1 for one in here)
    order = [one.field for one in seen]
    assert order == sorted(order, reverse=True)


@given(text=TEXTS)
def test_what_is_known_is_on_the_list(text: str) -> None:
    """`known` is no guess."""
    for one in find_mentions(Article("a", text), LISTED):
        assert one.known == (one.ref in LISTED.by_ref if one.id else one.candidates[0] in LISTED.by_ref)


HUGE = [
    "Vireo. Klaus Abcd. ",
    "Vireo. Toadpond Racing. ",
    "Klaus Wimmelmann Team Nowhere. Torva 71 and Vireo V9, ",
    "Castell ",
    "“‘",
    "Aa Bb ",
    "Team ",
    "de la van der ",
    "Vireo-Vireo'",
]


@pytest.mark.parametrize("piece", HUGE)
def test_a_huge_text_is_gone_through_once(piece: str) -> None:
    """Each hit compared with each other one would be sixteen times the steps on four times the text."""
    few, many = steps((piece * 4_000)[:4_000]), steps((piece * 16_000)[:16_000])
    assert many < 6 * few + 1_000


def steps(text: str) -> int:
    """Return how many lines of Python are gone through for a text."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        find_mentions(Article("a", text), LISTED)
    finally:
        sys.settrace(before)
    return count


def test_a_word_without_end_is_no_trap_for_patterns() -> None:
    """A pattern that begins anew at every hyphen takes the square of the length: hours on this text, not a moment."""
    assert len(find_mentions(Article("a", "Vireo-Abc'" * 20_000), LISTED)) == MOST_MENTIONS


# --- lists of names ---------------------------------------------------------------------------------------------------


def test_a_list_of_ones_own_is_laid_over_the_built_in_one(tmp_path: Path) -> None:
    """A new thing is found; a known one keeps its name and gains one."""
    from paddock.catalogue import load
    from paddock.evidence.names import build_names

    path = tmp_path / "mine.toml"
    path.write_text(
        '[[name]]\nkind = "manufacturer"\nid = "vireo"\nname = "Vireo"\n\n'
        '[[name]]\nkind = "manufacturer"\nid = "alpine"\nname = "Dieppe Works"\n',
        encoding="utf-8",
    )
    known = build_names(load(), (path,))
    assert known.name_of("manufacturer:alpine") == "Alpine"
    assert [ref for _, ref in found("Vireo and Dieppe Works", known=known)] == [
        "manufacturer:vireo",
        "manufacturer:alpine",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[[name]\n", "TOML"),
        ("name = 3\n", "name"),
        ('[name]\nid = "x"\n', "name"),
        ('name = ["x"]\n', "number 1"),
        ('[[name]]\nid = "x"\nname = "X"\n', "kind"),
        ('[[name]]\nkind = "wizard"\nid = "x"\nname = "X"\n', "wizard"),
        ('[[name]]\nkind = "car"\nid = "X Y"\nname = "X"\n', "slug"),
        ('[[name]]\nkind = "car"\nid = 5\nname = "X"\n', "id"),
        ('[[name]]\nkind = "car"\nid = "x"\nname = "X"\nalias = ["Y"]\n', "alias"),
        ('[[name]]\nkind = "car"\nid = "x"\nname = "X"\naliases = "Y Z"\n', "aliases"),
        ('[[name]]\nkind = "car"\nid = "x"\nname = ""\n', "name"),
        ('[[name]]\nkind = "car"\nid = "x"\nname = "X"\naliases = [""]\n', "aliases"),
    ],
)
def test_a_bad_list_of_names_is_told_with_its_file(tmp_path: Path, content: str, told: str) -> None:
    """A list that is silently half read would be looked for in articles for a long time."""
    from paddock.errors import BadFile

    path = tmp_path / "mine.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        read_folder(path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)


def test_a_list_of_names_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A misspelt path is no empty list, nor is a folder that holds none."""
    from paddock.errors import BadFile

    with pytest.raises(BadFile):
        read_folder(tmp_path / "none.toml")
    with pytest.raises(BadFile):
        read_folder(tmp_path)


def test_a_mention_that_is_left_open_has_no_reference() -> None:
    """What shows mentions relies on it."""
    assert Mention("Castell", "", "driver", 0, 6, candidates=("driver:a", "driver:b")).ref == ""
