"""Whom an article says it has its news from: told to, according to, laut, selon; its own outlet is no source."""

from __future__ import annotations

import pytest

from evidence_fixtures import names
from paddock.evidence import Article
from paddock.evidence.credits import find_credits
from paddock.evidence.mentions import find_mentions

WIRE, LEDGER = "outlet:pitlane-wire", "outlet:endurance-ledger"


def credited(text: str, title: str = "", outlet: str = "") -> tuple[str, ...]:
    """Return what is credited in an article of an outlet."""
    article = Article("a", text, title, outlet=outlet)
    return find_credits(article, find_mentions(article, names()), names())


@pytest.mark.parametrize(
    "text",
    [
        "“It is an idea,” Fiona Strathairn told Pitlane Wire.",
        "“It is an idea,” she told the website Pitlane Wire in Sebring.",
        "According to Pitlane Wire, Kestrel talks to a team.",
        "Kestrel talks to a team, Pitlane Wire reports.",
        "Kestrel talks to a team, as reported by Pitlane Wire.",
        "Laut Pitlane Wire spricht Kestrel mit einem Team.",
        "Kestrel spricht mit einem Team, berichtet Pitlane Wire.",
        "Kestrel spricht mit einem Team, Pitlane Wire zufolge.",
        "„Es ist eine Idee“, sagt sie gegenüber Pitlane Wire.",
        "Das sagte sie im Gespräch mit Pitlane Wire.",
        "Das sagte sie dem Magazin nicht, wohl aber gegenüber dem Onlineportal “Pitlane Wire”.",
        "Selon Pitlane Wire, Kestrel discute avec une équipe.",
        "« C’est une idée », a-t-elle confié à Pitlane Wire.",
        "« C’est une idée », a-t-elle dit auprès de Pitlane Wire.",
        "Según Pitlane Wire, Kestrel negocia.",
        "Secondo Pitlane Wire, Kestrel tratta.",
        "Segundo o site Pitlane Wire, a Kestrel negocia.",
    ],
)
def test_an_outlet_that_is_credited_is_found(text: str) -> None:
    """In six languages."""
    assert credited(text) == (WIRE,)


@pytest.mark.parametrize(
    "text",
    [
        "Pitlane Wire has a new owner.",
        "Kestrel hired a man who once wrote for Pitlane Wire.",
        "Fans of Pitlane Wire were there.",
        "Kestrel talks to a team.",
        "",
    ],
)
def test_an_outlet_that_is_only_named_is_no_source(text: str) -> None:
    """Being named is not being quoted."""
    assert credited(text) == ()


def test_the_outlet_itself_is_no_source() -> None:
    """“Told Pitlane Wire” on Pitlane Wire's own page is the interview itself."""
    text = "“It is an idea,” she told Pitlane Wire. Endurance Ledger reports otherwise."
    host = next(one.hosts[0] for one in names().entries if one.ref == WIRE)
    assert credited(text, outlet=host) == (LEDGER,)
    assert credited(text, outlet=f"www.{host}") == (LEDGER,)
    assert credited(text, outlet="elsewhere.example") == (WIRE, LEDGER)


def test_each_is_told_once_the_title_first() -> None:
    """In the order in which they are credited."""
    text = "She told Pitlane Wire. According to Pitlane Wire it is so."
    assert credited(text, title="Kestrel talks, according to Endurance Ledger") == (LEDGER, WIRE)
