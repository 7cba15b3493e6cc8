"""What short sentences claim: statuses, negation, hedges, questions, conditions and years, in three languages.

Each sentence stands alone, of an article of 18 March 2026; makes are invented, series are real.
"""

from __future__ import annotations

import re

import pytest

from evidence_fixtures import names
from paddock.evidence import Article, Claim, When
from paddock.evidence.analysis import read_article

KESTREL, IMSA, WEC = "manufacturer:kestrel", "series:imsa", "series:wec"


LANGS = {
    "de": re.compile(
        r"\b(der|die|das|den|dem|ein|eine|einen|und|im|zum|aus|über|für|steigt|wird|hofft|sein|will 2028)\b"
    ),
    "fr": re.compile(r"\b(le|la|les|l’IMSA|du|en|un|une|son|pour|de|chez|fin|avec)\b"),
}


def lang_of(text: str) -> str:
    """Return the language of a sentence of this file, which is too short to be told by its few small words alone."""
    return next((lang for lang, words in LANGS.items() if words.search(text)), "en")


def claims(text: str, title: str = "", date: str = "2026-03-18") -> list[Claim]:
    """Return what an article claims, the main claim first."""
    lang = lang_of(title or text)
    return list(read_article(Article("a", text, title, lang=lang, date=When(date, "given", date)), names()).claims)


def said(text: str, target: str = IMSA) -> list[tuple[str, str]]:
    """Return (action, status) of what Kestrel is claimed to do in a series."""
    return [(one.action, str(one.status)) for one in claims(text) if (one.subject, one.target) == (KESTREL, target)]


STATUSES: dict[str, list[tuple[str, str]]] = {
    "en": [
        ("Kestrel is in talks with IMSA about a GTP entry.", "talks"),
        ("Kestrel has opened negotiations about joining IMSA.", "talks"),
        ("Kestrel is evaluating a move to IMSA.", "under_study"),
        ("Kestrel is studying an entry into the IMSA championship.", "under_study"),
        ("Kestrel is considering an IMSA programme.", "under_study"),
        ("An IMSA programme is only an idea at Kestrel for now.", "idea"),
        ("Kestrel would like to race in IMSA one day.", "idea"),
        ("Kestrel could enter IMSA.", "idea"),
        ("Kestrel plans to enter IMSA in 2028.", "planned"),
        ("Kestrel intends to join IMSA in 2028.", "planned"),
        ("Kestrel will enter IMSA in 2028.", "confirmed"),
        ("Kestrel has confirmed that it will enter IMSA in 2028.", "confirmed"),
        ("Kestrel has announced an IMSA programme for 2028.", "confirmed"),
        ("Kestrel has ruled out an IMSA programme.", "denied"),
        ("Kestrel will not enter IMSA.", "denied"),
        ("Kestrel has no plans to enter IMSA.", "denied"),
        ("Kestrel denies that it will join IMSA.", "denied"),
        ("Kestrel has ended its IMSA programme.", "ended"),
        ("Kestrel will leave IMSA at the end of 2026.", "ended"),
        ("Kestrel withdraws from IMSA.", "ended"),
        ("Kestrel has put its IMSA programme on hold.", "paused"),
        ("Kestrel is pausing its IMSA programme.", "paused"),
        ("Kestrel races in IMSA with two cars.", "started"),
    ],
    "de": [
        ("Kestrel verhandelt über einen Einstieg in die IMSA.", "talks"),
        ("Kestrel führt Gespräche über ein IMSA-Programm.", "talks"),
        ("Kestrel prüft einen Einstieg in die IMSA.", "under_study"),
        ("Kestrel erwägt ein IMSA-Programm.", "under_study"),
        ("Kestrel denkt über einen Einstieg in die IMSA nach.", "under_study"),
        ("Ein IMSA-Programm ist bei Kestrel bisher nur eine Idee.", "idea"),
        ("Kestrel könnte in die IMSA einsteigen.", "idea"),
        ("Kestrel würde gerne einmal in der IMSA fahren.", "idea"),
        ("Kestrel plant für 2028 den Einstieg in die IMSA.", "planned"),
        ("Kestrel will 2028 in die IMSA einsteigen.", "planned"),
        ("Kestrel steigt 2028 in die IMSA ein.", "confirmed"),
        ("Kestrel bestätigt den Einstieg in die IMSA für 2028.", "confirmed"),
        ("Kestrel wird 2028 in der IMSA antreten.", "confirmed"),
        ("Kestrel wird nicht in die IMSA einsteigen.", "denied"),
        ("Kestrel plant keinen Einstieg in die IMSA.", "denied"),
        ("Kestrel dementiert einen Einstieg in die IMSA.", "denied"),
        ("Kestrel beendet sein IMSA-Programm.", "ended"),
        ("Kestrel steigt Ende 2026 aus der IMSA aus.", "ended"),
        ("Kestrel zieht sich aus der IMSA zurück.", "ended"),
        ("Kestrel legt sein IMSA-Programm auf Eis.", "paused"),
        ("Kestrel fährt in der IMSA mit zwei Autos.", "started"),
    ],
    "fr": [
        ("Kestrel est en discussions avec l’IMSA pour un engagement en GTP.", "talks"),
        ("Kestrel négocie son arrivée en IMSA.", "talks"),
        ("Kestrel mène des discussions au sujet d’un programme IMSA.", "talks"),
        ("Kestrel étudie une arrivée en IMSA.", "under_study"),
        ("Kestrel envisage un programme en IMSA.", "under_study"),
        ("Kestrel réfléchit à un engagement en IMSA.", "under_study"),
        ("Un programme IMSA n’est pour l’instant qu’une idée chez Kestrel.", "idea"),
        ("Kestrel pourrait rejoindre l’IMSA.", "idea"),
        ("Kestrel aimerait un jour courir en IMSA.", "idea"),
        ("Kestrel prévoit d’arriver en IMSA en 2028.", "planned"),
        ("Kestrel compte s’engager en IMSA en 2028.", "planned"),
        ("Kestrel arrivera en IMSA en 2028.", "confirmed"),
        ("Kestrel confirme son arrivée en IMSA en 2028.", "confirmed"),
        ("Kestrel a annoncé son engagement en IMSA pour 2028.", "confirmed"),
        ("Kestrel exclut un programme en IMSA.", "denied"),
        ("Kestrel ne s’engagera pas en IMSA.", "denied"),
        ("Kestrel n’a aucun projet en IMSA.", "denied"),
        ("Kestrel dément une arrivée en IMSA.", "denied"),
        ("Kestrel met fin à son programme IMSA.", "ended"),
        ("Kestrel quittera l’IMSA fin 2026.", "ended"),
        ("Kestrel se retire de l’IMSA.", "ended"),
        ("Kestrel met son programme IMSA en pause.", "paused"),
        ("Kestrel court en IMSA avec deux voitures.", "started"),
        ("Kestrel participe à l’IMSA depuis 2024.", "started"),
    ],
}


@pytest.mark.parametrize(
    ("text", "status"), [pair for pairs in STATUSES.values() for pair in pairs], ids=lambda one: str(one)[:60]
)
def test_a_sentence_has_its_status(text: str, status: str) -> None:
    """One status each, said as news say it."""
    assert [one for _, one in said(text)][:1] == [status]


NEVER_CONFIRMED = [
    "Will Kestrel enter IMSA in 2028?",
    "Kestrel to IMSA?",
    "Could Kestrel join IMSA?",
    "Kestrel is rumoured to enter IMSA in 2028.",
    "Kestrel may enter IMSA in 2028.",
    "Kestrel might enter IMSA in 2028.",
    "If the board agrees, Kestrel will enter IMSA in 2028.",
    "Kestrel has not confirmed that it will enter IMSA.",
    "Kestrel hopes that it will enter IMSA in 2028.",
    "It is not true that Kestrel will enter IMSA.",
    "Steigt Kestrel 2028 in die IMSA ein?",
    "Kestrel in die IMSA?",
    "Kestrel soll 2028 in die IMSA einsteigen.",
    "Kestrel könnte 2028 in die IMSA einsteigen.",
    "Kestrel dürfte 2028 in die IMSA einsteigen.",
    "Kestrel hat den Einstieg in die IMSA nicht bestätigt.",
    "Kestrel hofft, 2028 in die IMSA einzusteigen.",
    "Von einem Einstieg von Kestrel in die IMSA kann keine Rede sein.",
    "Kestrel arrivera-t-il en IMSA en 2028 ?",
    "Kestrel en IMSA ?",
    "Kestrel arriverait en IMSA en 2028.",
    "Kestrel pourrait arriver en IMSA en 2028.",
    "Kestrel n’a pas confirmé son arrivée en IMSA.",
    "Kestrel espère arriver en IMSA en 2028.",
    "Rien n’est décidé quant à l’arrivée de Kestrel en IMSA.",
]


@pytest.mark.parametrize("text", NEVER_CONFIRMED)
def test_what_is_asked_hedged_hoped_or_denied_is_never_confirmed(text: str) -> None:
    """Neither in the text nor as a headline."""
    firm = {"confirmed", "started"}
    assert not firm & {status for _, status in said(text)}
    assert not firm & {str(one.status) for one in claims("It rained in Sebring.", title=text)}


NO_TALKS = [
    "An IMSA programme is an idea at Kestrel, but there are no talks with teams yet.",
    "IMSA is an idea for Kestrel. “We are not talking to any team yet,” said Fiona Strathairn.",
    "Ein IMSA-Programm ist für Kestrel eine Idee, Gespräche mit Teams gibt es noch nicht.",
    "L’IMSA reste une idée pour Kestrel, mais il n’y a pas encore de discussions avec des équipes.",
]


@pytest.mark.parametrize("text", NO_TALKS)
def test_no_talks_yet_denies_talks_and_not_the_programme(text: str) -> None:
    """The idea stands."""
    assert [status for _, status in said(text)][:1] == ["idea"]
    assert not [one for one in claims(text) if one.status == "denied" and one.action != "talk_to_team"]


STAYING = [
    "Kestrel will not leave the WEC.",
    "Kestrel denies that it will leave the WEC.",
    "Kestrel is not leaving the World Endurance Championship.",
    "Kestrel verlässt die WEC nicht.",
    "Kestrel dementiert einen Ausstieg aus der WEC.",
    "Kestrel steigt nicht aus der WEC aus.",
    "Kestrel ne quittera pas le WEC.",
]


@pytest.mark.parametrize("text", STAYING)
def test_who_denies_to_leave_stays(text: str) -> None:
    """No exit, and no denial of the programme."""
    found = said(text, WEC)
    assert found
    assert found[0] in {("continue", "confirmed"), ("leave", "denied")}


HORIZONS = [
    ("Kestrel will enter IMSA in 2028.", "2028"),
    ("Kestrel plans to enter IMSA next year.", "2027"),
    ("Kestrel plans to enter IMSA in two years.", "2028"),
    ("Kestrel will enter IMSA in January 2028.", "2028-01"),
    ("Kestrel will enter IMSA for the 2028 season.", "2028"),
    ("Kestrel will leave IMSA at the end of the season.", "2026"),
    ("Kestrel won IMSA races in 1998 and plans to enter IMSA in 2028.", "2028"),
    ("Kestrel is in talks about an IMSA entry.", ""),
    ("Kestrel steigt 2028 in die IMSA ein.", "2028"),
    ("Kestrel will im nächsten Jahr in die IMSA einsteigen.", "2027"),
    ("Kestrel plant für die Saison 2028 den Einstieg in die IMSA.", "2028"),
    ("Kestrel steigt zum Saisonende aus der IMSA aus.", "2026"),
    ("Kestrel arrivera en IMSA en 2028.", "2028"),
    ("Kestrel prévoit d’arriver en IMSA l’an prochain.", "2027"),
    ("Kestrel prévoit d’arriver en IMSA dans deux ans.", "2028"),
    ("Kestrel quittera l’IMSA à la fin de la saison.", "2026"),
]


@pytest.mark.parametrize(("text", "horizon"), HORIZONS)
def test_the_year_it_is_for(text: str, horizon: str) -> None:
    """As said, or counted from the day of the article."""
    found = [one for one in claims(text) if (one.subject, one.target) == (KESTREL, IMSA)]
    assert [one.horizon for one in found][:1] == [horizon]


CONDITIONS = [
    ("Kestrel could enter IMSA once the brand sells cars in the United States.", "once the brand sells cars"),
    ("Kestrel will enter IMSA if the board agrees.", "if the board agrees"),
    ("Kestrel könnte in die IMSA einsteigen, sobald die Marke in die USA geht.", "sobald die Marke"),
    ("Kestrel steigt in die IMSA ein, wenn der Vorstand zustimmt.", "wenn der Vorstand zustimmt"),
    ("Kestrel pourrait rejoindre l’IMSA si la marque se vend aux États-Unis.", "si la marque"),
    ("Kestrel pourrait rejoindre l’IMSA dès que la marque arrivera aux États-Unis.", "dès que la marque"),
]


@pytest.mark.parametrize(("text", "condition"), CONDITIONS)
def test_what_it_depends_on(text: str, condition: str) -> None:
    """As written."""
    found = [one for one in claims(text) if (one.subject, one.target) == (KESTREL, IMSA)]
    assert condition in next((one.condition for one in found), "")


@pytest.mark.parametrize(
    "text",
    [
        "IMSA published its calendar for 2027 on Tuesday.",
        "Kestrel won the race in Sebring ahead of Montclar.",
        "The weather in Sebring was fine.",
        "Die IMSA hat ihren Kalender für 2027 veröffentlicht.",
        "Kestrel gewann das Rennen in Sebring vor Montclar.",
        "L’IMSA a publié son calendrier 2027.",
        "Kestrel a gagné la course à Sebring devant Montclar.",
    ],
)
def test_what_claims_nothing(text: str) -> None:
    """A result, a calendar, the weather: no programme comes, goes or is thought of."""
    assert not [one for one in claims(text) if str(one.status) not in {"started"}]


@pytest.mark.parametrize(
    "text", [*(text for pairs in STATUSES.values() for text, _ in pairs), *NEVER_CONFIRMED, *NO_TALKS, *STAYING]
)
def test_the_evidence_stands_where_it_says(text: str) -> None:
    """Cut from the article itself, of the title or of the text."""
    for one in claims(text, title=text):
        assert one.evidence
        assert text[one.start : one.end] == one.evidence
        assert one.field in {"title", "text"}
        assert one.extractor == "rules"


def test_a_language_that_is_not_read_claims_nothing() -> None:
    """Spanish is read for names and quotes."""
    assert claims("Kestrel correrá en IMSA en 2028 y la marca está muy contenta con el proyecto de la casa.") == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Kestrel has yet to confirm its IMSA entry.", "idea"),
        ("Nobody at Kestrel has decided to enter IMSA.", "denied"),
        ("There is no plan yet for Kestrel to enter IMSA.", "idea"),
        ("Wenn der Vorstand zustimmt, steigt Kestrel 2028 in die IMSA ein.", "planned"),
        ("Si le conseil l’accepte, Kestrel arrivera en IMSA en 2028.", "planned"),
        ("Kestrel has been competing in IMSA since 2024.", "started"),
        ("Kestrel tritt seit 2024 in der IMSA an.", "started"),
        ("In der IMSA setzt Kestrel seit 2024 zwei Autos ein.", "started"),
        ("Kestrel aligne deux voitures en IMSA depuis 2024.", "started"),
        ("An IMSA programme remains an idea for Kestrel, and no more than that.", "idea"),
        ("Kestrel spricht mit der IMSA über einen Einstieg in die GTP-Klasse.", "talks"),
    ],
)
def test_no_word_is_firmer_than_what_it_depends_on(text: str, status: str) -> None:
    """Not yet is not so, what hangs on a condition is planned at most, and racing since is no new entry."""
    assert said(text) == [("enter", status)]


@pytest.mark.parametrize(
    "text",
    [
        "We have not had talks with teams yet, Kestrel's Ida Moss said about IMSA.",
        "Wir haben noch keine Gespräche mit Teams geführt, sagte Ida Moss von Kestrel über die IMSA.",
    ],
)
def test_talks_not_held_yet_are_no_talks(text: str) -> None:
    """A talk that was not had is denied; the programme is not thereby talked about."""
    assert "talks" not in {str(one.status) for one in claims(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Kestrel is studying IMSA. Several manufacturers already race in IMSA.",
        "Kestrel prüft die IMSA. In der IMSA fahren derzeit mehrere Werke mit.",
        "Kestrel étudie l’IMSA. Plusieurs constructeurs courent en IMSA.",
    ],
)
def test_what_several_others_do_is_not_what_one_does(text: str) -> None:
    """A sentence on other makes, none of them named, is not on the make the article is about."""
    assert said(text) == [("enter", "under_study")]


def test_the_world_championship_is_not_the_series_spoken_of_last() -> None:
    """Words that can only mean a world championship are not taken for another series."""
    text = "Kestrel is studying IMSA. Our entry in the world championship is signed until the end of 2027."
    assert said(text) == [("enter", "under_study")]
    assert said(text, WEC) == [("enter", "confirmed")]
