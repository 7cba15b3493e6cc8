"""Text out of HTML, with nothing run and nothing fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paddock.errors import MissingExtra

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "button",
        "select",
        "textarea",
        "nav",
        "footer",
        "aside",
    ]
)
_NO_MARKUP = re.compile(r"[<&]")


def parse(text: str) -> Element | None:
    """Return the tree of an HTML text, None when there is nothing in it.  Raises MissingExtra without lxml."""
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtra("trafilatura", "evidence") from None
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def text_of(tree: Element) -> str:
    """Return the words of a tree, a line for each block; scripts, forms, navigation and the like are left out."""
    from lxml import etree

    parts: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else "script"
        if event == "start":
            hidden += name in _UNSEEN
            if not hidden:
                parts += ["\n" if name in _BLOCKS else "", element.text or ""]
        else:
            hidden -= name in _UNSEEN
            if not hidden:
                parts += ["\n" if name in _BLOCKS else "", element.tail or ""]
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def plain_text(text: str) -> str:
    """Return the words of a piece of HTML; text without any markup as it is."""
    if not _NO_MARKUP.search(text):
        return text
    tree = parse(text)
    return "" if tree is None else text_of(tree)
