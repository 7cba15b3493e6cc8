"""The check for inert pages must see what it is to see: else every page would pass it."""

from __future__ import annotations

import html
import json

import pytest

import evidence_hostile as hostile

LIVE = [
    "script",
    "script, closing first",
    "image",
    "svg",
    "link",
    "frame",
    "style",
    "meta",
    "form",
]


@pytest.mark.parametrize("what", LIVE)
def test_a_payload_put_in_raw_is_seen_and_escaped_is_not(what: str) -> None:
    payload = hostile.PAYLOADS[what]
    assert hostile.alive(f"<p>{payload}</p>")
    assert not hostile.alive(f"<p title='{html.escape(payload)}'>{html.escape(payload)}</p>")


@pytest.mark.parametrize("what", ["attribute", "attribute, single"])
def test_a_payload_that_leaves_its_attribute_is_seen(what: str) -> None:
    payload = hostile.PAYLOADS[what]
    mark = payload[0]
    assert hostile.alive(f"<p title={mark}{payload}{mark}>x</p>")
    assert not hostile.alive(f"<p title={mark}{html.escape(payload)}{mark}>x</p>")


@pytest.mark.parametrize("url", hostile.URLS[:6])
def test_an_address_that_runs_is_seen_even_when_escaped(url: str) -> None:
    assert hostile.alive(f'<a href="{html.escape(url)}">x</a>')
    assert not hostile.alive(f"<p>{html.escape(url)}</p>")


def test_data_in_a_script_is_not_taken_for_code() -> None:
    held = json.dumps({"text": f"{hostile.MARK}()"})
    assert not hostile.alive(f"<script>const data = {held};</script>")
    assert hostile.alive(f"<script>const data = {held}; {hostile.MARK}();</script>")


def test_all_of_them_can_be_made() -> None:
    for _, one in [*hostile.poisoned(), *hostile.broken()]:
        assert set(one) == {"id", "url", "date", "title", "text"}
        assert json.loads(hostile.json_lines([one])) == one
    assert all(isinstance(line, bytes) and b"\n" not in line.replace(b"\n\x00", b"") for _, line in hostile.bad_lines())
    assert hostile.many_quotes(10).count("“") == 10
    assert hostile.deep_brackets(7).count("[") == 7
    assert len(hostile.only_punctuation(1234)) == 1234
    assert hostile.entity_bomb(3).count(b"<!ENTITY") == 4
