"""Article texts that mean harm or are merely broken, and a check that a page made of them is inert.

Nothing here is a test. Every payload carries `MARK`, so that whatever of it comes alive can be found again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

MARK = "pwned4711"

PAYLOADS: dict[str, str] = {
    "script": f"<script>{MARK}()</script>",
    "script, closing first": f"</script></style></textarea></title><script>{MARK}()</script>",
    "image": f'<img src=x onerror="{MARK}()">',
    "svg": f"<svg/onload={MARK}()>",
    "attribute": f'" onmouseover="{MARK}()" x="',
    "attribute, single": f"' onfocus='{MARK}()' autofocus x='",
    "link": f'<a href="javascript:{MARK}()">here</a>',
    "frame": f'<iframe srcdoc="&lt;script&gt;{MARK}()&lt;/script&gt;"></iframe>',
    "comment": f"--><!-- {MARK} --><!--",
    "template": "{{" + MARK + "}} ${" + MARK + "} {% " + MARK + " %} #{" + MARK + "}",
    "json in script": f"</script><!--<script>\u2028{MARK}\u2029",
    "entity": f"&lt;script&gt;{MARK}&lt;/script&gt; &#60;b onclick={MARK}&#62;",
    "style": f"<style>body{{background:url(javascript:{MARK})}}</style>",
    "meta": f'<meta http-equiv="refresh" content="0;url=javascript:{MARK}()">',
    "form": f"<form action=javascript:{MARK}()><button>go</button></form>",
    "csv": f'=HYPERLINK("javascript:{MARK}()")',
    "terminal": f"\x1b]0;{MARK}\x07\x1b[31m\x1b[2J{MARK}",
    "path": f"../../../../tmp/{MARK}",
    "sql": f"'; DROP TABLE articles; -- {MARK}",
    "markup of the terminal": f"[link=javascript:{MARK}]here[/link] [red]",
    "nul": f"{MARK}\x00{MARK}",
}
"""What each is → the text. Some hold control characters that JSON and XML have to escape or refuse."""

URLS: tuple[str, ...] = (
    f"javascript:{MARK}()",
    f"JaVaScRiPt:{MARK}()",
    f" \tjava\nscript:{MARK}()",
    f"data:text/html,<script>{MARK}()</script>",
    f"vbscript:{MARK}",
    "file:///etc/passwd",
    f'https://news.example/"onclick="{MARK}()',
    f"https://news.example/<script>{MARK}</script>",
    f"//news.example\\@{MARK}.example/",
    "https://[::1",
    "https://news.example:99999999/x",
    "http://" + "a" * 5000 + ".example/",
)
"""Addresses no page may link to as they stand, and addresses that cannot be split."""

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
DIRECTIONS = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
"""Characters that turn the direction of what follows; \u202c and \u2069 would end it."""

SENTENCE = "“Kestrel is in talks with IMSA over a GTP entry in 2028,” said Fiona Strathairn of Kestrel."


def record(text: str, **others: str) -> dict[str, str]:
    """Return an article as JSON Lines input has it, harmless where nothing else is given."""
    plain = {"id": "hostile", "url": "https://news.example/a", "date": "2026-03-01", "title": "Kestrel to IMSA?"}
    return {**plain, "text": text, **others}


def poisoned() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (what it is, article) with every payload in the id, title, text, quote, name and speaker, one each."""
    for what, payload in PAYLOADS.items():
        yield f"{what} in the id", record(SENTENCE, id=f"a {payload}")
        yield f"{what} in the title", record(SENTENCE, title=payload)
        yield f"{what} in the text", record(f"{SENTENCE} {payload} {SENTENCE}")
        yield f"{what} in a quote", record(f"“We talk to IMSA {payload} in 2028,” said Fiona Strathairn.")
        yield (
            f"{what} in a name",
            record(f"Kestrel {payload} plans to enter IMSA in 2028, said Fiona {payload} Strathairn."),
        )
        yield f"{what} as a speaker", record(f"“Kestrel plans to enter IMSA in 2028,” {payload} said.")
        yield f"{what} as a date", record(SENTENCE, date=payload)
    for number, url in enumerate(URLS):
        yield f"address {number}", record(SENTENCE, id=f"url-{number}", url=url)


def broken() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (what it is, article) that are no articles: empty, punctuation, scripts mixed, marks that never close."""
    yield "empty", record("", title="")
    yield "blank", record(" \n\t\u00a0\u2003\n ")
    yield "punctuation", record(only_punctuation(10_000))
    yield "one long word", record(long_word(200_000))
    yield "no blank in a long sentence", record(SENTENCE.replace(" ", "\u2060") * 500)
    yield "brackets", record(deep_brackets(20_000))
    yield "brackets that never close", record("“We [" * 20_000 + SENTENCE)
    yield "marks that never close", record("“" * 50_000 + SENTENCE)
    yield "marks that only close", record("”" * 50_000 + SENTENCE)
    yield "marks of all kinds", record("“„«»‚‘’\"'”" * 5_000 + SENTENCE)
    yield "nested marks", record("“‘" * 5_000 + "Kestrel" + "’”" * 5_000)
    yield "zero width", record(zero_width(SENTENCE))
    yield "turned", record(turned(SENTENCE))
    yield "scripts mixed", record(mixed_scripts())
    yield "marks on letters", record("".join(one + "\u0301" * 50 for one in SENTENCE))
    yield "no sentence ends", record("Kestrel IMSA 2028 " * 20_000)
    yield "only numbers", record("2028 " * 50_000)
    yield "only negations", record("not never no nicht kein ne pas jamais " * 5_000)
    yield "questions", record("Kestrel to IMSA? " * 10_000)
    yield "one name often", record("Kestrel " * 50_000)
    yield "lines", record("\n".join(["Kestrel"] * 50_000))
    yield "carriage returns", record(SENTENCE.replace(" ", "\r") + "\r\n\r\r\n")


def many_quotes(count: int = 1_000_000) -> str:
    """Return a text with so many quotes of a few words, each with somebody who says it."""
    return "“We go to IMSA,” she said. " * count


def long_word(length: int = 1_000_000) -> str:
    """Return a single word."""
    return "Kestrelimsa" * (length // 11 + 1)


def deep_brackets(depth: int = 100_000) -> str:
    """Return square brackets within square brackets inside a quote."""
    return "“We will " + "[" * depth + "race" + "]" * depth + " in IMSA,” said Fiona Strathairn."


def only_punctuation(length: int = 100_000) -> str:
    """Return marks without a word."""
    return ("…—–-.,;:!?()[]{}<>/\\|\"'“”„«»‹›‚‘’*#%&@~^`" * (length // 40 + 1))[:length]


def mixed_scripts() -> str:
    """Return names whose letters are taken from other alphabets, beside scripts without blanks."""
    return (
        "Кestrеl und Κestrel wollen in die ІMSA. ケストレルは2028年にIMSAへ参戦する。 كيستريل تدرس دخول IMSA عام 2028. "
        "𝐊𝐞𝐬𝐭𝐫𝐞𝐥 𝕂𝕖𝕤𝕥𝕣𝕖𝕝 Ｋｅｓｔｒｅｌ K͟e͟s͟t͟r͟e͟l 🏁🏎️👨‍👩‍👧‍👦 ıſſKestrel ßIMSAﬁ İSTANBUL"
    )


def zero_width(text: str) -> str:
    """Return a text with a character nobody sees after each letter."""
    return "".join(one + ZERO_WIDTH[at % len(ZERO_WIDTH)] for at, one in enumerate(text))


def turned(text: str) -> str:
    """Return a text whose words are each shown backwards, and which never turns back."""
    return " ".join(DIRECTIONS[at % len(DIRECTIONS)] + word for at, word in enumerate(text.split(" ")))


def json_lines(records: list[dict[str, str]]) -> str:
    """Return articles as a JSON Lines file, all but ASCII escaped."""
    return "".join(json.dumps(one) + "\n" for one in records)


def bad_lines() -> Iterator[tuple[str, bytes]]:
    """Yield (what it is, line) of JSON Lines files that a reader has to refuse or mend with a finding."""
    good = json.dumps(record(SENTENCE))
    yield "lone surrogate in the text", good.replace("Kestrel is", "Kestrel \\ud83d is").encode()
    yield "lone surrogate in the id", good.replace('"hostile"', '"hos\\udfff"').encode()
    yield "surrogates the wrong way round", good.replace("Kestrel is", "\\udc00\\ud800").encode()
    yield "not UTF-8", good.encode().replace(b"Kestrel", b"K\xe9strel\xff")
    yield "UTF-16", good.encode("utf-16")
    yield "byte order mark", b"\xef\xbb\xbf" + good.encode()
    yield "cut", good[: len(good) // 2].encode()
    yield "a number", b"42"
    yield "a list", b'["text"]'
    yield "null", b"null"
    yield "not a number", b'{"id": NaN, "text": Infinity}'
    yield "text is a number", b'{"id": "x", "text": 7}'
    yield "text is null", b'{"id": "x", "text": null}'
    yield "text is an object", b'{"id": "x", "text": {"a": ["b"]}}'
    yield "no text", b'{"id": "x", "title": "Kestrel"}'
    yield "a key twice", b'{"id": "x", "id": "y", "text": "Kestrel to IMSA."}'
    yield "huge number", b'{"id": ' + b"9" * 5000 + b', "text": "Kestrel"}'
    yield "deep", b'{"id": "x", "text": "Kestrel", "labels": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    yield "nul bytes", b"\x00" * 1000
    yield "blank", b"   "


def page(inside: str, title: str = "Kestrel to IMSA?") -> str:
    """Return an HTML page with an article and with scripts, styles, frames and handlers around and in it."""
    return (
        f"<!doctype html><html><head><title>{title}</title><script>{MARK}()</script>"
        f'<meta property="article:published_time" content="2026-03-01"><base href="javascript:{MARK}()">'
        f"</head><body onload={MARK}()><iframe src=javascript:{MARK}()></iframe><noscript>{MARK}</noscript>"
        f"<article><h1>{title}</h1><p>{SENTENCE}</p><p>{inside}</p><p>{SENTENCE}</p></article></body></html>"
    )


def entity_bomb(levels: int = 12) -> bytes:
    """Return a feed whose title would expand to 10 ** levels words."""
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels + 1))
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "Kestrel ">{nested}]>'
        f"<rss version='2.0'><channel><title>&e{levels};</title>"
        f"<item><title>&e{levels};</title><description>{SENTENCE}</description></item></channel></rss>"
    ).encode()


def outside_entity() -> bytes:
    """Return a feed that asks for a file of the machine it is read on."""
    return (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/hostname">'
        b'<!ENTITY net SYSTEM "http://127.0.0.1:9/x">]><rss version="2.0"><channel><title>x</title>'
        b"<item><title>&file;&net;</title><description>&file;</description></item></channel></rss>"
    )


def endless_feed() -> Iterator[bytes]:
    """Yield the pieces of a feed that never ends."""
    yield b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>'
    item = f"<item><title>Kestrel to IMSA?</title><description>{SENTENCE}</description></item>".encode()
    while True:
        yield item * 100


_LEADS = {"href", "src", "action", "formaction", "data", "xlink:href"}
_LOADS = {"iframe", "base", "object", "embed", "meta"}


class _Watch(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.alive: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag if tag in {"script", "style"} else ""
        for name, value in attrs:
            given = "".join((value or "").split()).lower()
            runs = name.startswith("on") and MARK in given
            leads = name in _LEADS and given.startswith(("javascript:", "vbscript:", "data:text", "file:"))
            if runs or leads or (name == "srcdoc" and MARK in given) or (tag in _LOADS and MARK in given):
                self.alive.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "script" and not _is_string(data):
            self.alive.append(f"script: {data[:80]}")
        if self.inside == "style" and MARK in data:
            self.alive.append(f"style: {data[:80]}")


def _is_string(script: str) -> bool:
    """Return whether a script holds words of an article only between double quotes, as JSON does."""
    return MARK not in re.sub(r'"(?:[^"\\\n]|\\.)*"', "", script)


def alive(html: str) -> list[str]:
    """Return what of the payloads would run or lead elsewhere in a page; an inert page gives an empty list."""
    watch = _Watch()
    watch.feed(html)
    watch.close()
    return watch.alive
