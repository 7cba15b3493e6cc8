"""The commands of `paddock dossier` as people type them: right and wrong, on good files, bad ones and hostile ones."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import evidence_hostile as hostile
from conftest import Result, RunCli, flat
from evidence_fixtures import ANSWER, ARTICLES, INTERVIEW, INVENTED, line, lines, own_readings, own_relations, written
from paddock.archive import Archive

NAMED = ("--names", INVENTED)


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Return a file with an interview, a copy of it and, two years on, what came of it."""
    return written(
        tmp_path,
        line(),
        line("copy", f"{INTERVIEW} It rained.", date="2026-03-19", url="https://copy.example/x", title="Kestrel talks"),
        line("answer", ANSWER, date="2027-11-02", title="Kestrel confirms IMSA entry"),
    )


def answered(result: Result) -> Any:
    """Return what a command answered as JSON, in full and with nothing beside it."""
    assert result.code in {0, 1}, result.err
    assert "Traceback" not in result.err
    return json.loads(result.out, parse_constant=lambda one: pytest.fail(f"{one} is no JSON"))


def refused(result: Result) -> str:
    """Return what a command was refused with, as JSON."""
    assert result.code == 2
    assert "Traceback" not in result.err
    error = json.loads(result.out)["error"]
    assert set(error) >= {"type", "message", "hint"}
    return f"{error['message']} {error['hint']}"


# --- read -------------------------------------------------------------------------------------------------------------

MENTION = ["surface", "id", "type", "start", "end"]
QUOTE = ["text", "speaker", "start", "end"]
CLAIM = ["subject", "action", "target", "status", "horizon", "speaker", "source", "evidence"]


def test_read_has_exactly_the_documented_shape(run_cli: RunCli, tmp_path: Path, three: Path) -> None:
    """Other programs are written against these keys and types; what is not known is null and never empty text."""
    told = answered(run_cli("dossier", "read", three, *NAMED, "--json"))
    assert list(told) == ["articles", "stories", "derivations", "families", "background", "findings"]
    for article in told["articles"]:
        assert list(article) == [
            *("id", "lang", "date", "date_how", "title", "url", "outlet", "author", "credits"),
            *("mentions", "quotes", "claims"),
        ]
        for mention in article["mentions"]:
            assert list(mention) == [*MENTION, "field", "candidates", "known"]
            assert type(mention["start"]) is type(mention["end"]) is int
        for quote in article["quotes"]:
            assert list(quote) == [*QUOTE, "field", "told", "direct"]
        for one in article["claims"]:
            assert list(one) == [*CLAIM, "condition", "start", "end", "field", "extractor"]
        assert "" not in [
            value for part in (article, *article["quotes"], *article["claims"]) for value in part.values()
        ]
    for story in told["stories"]:
        assert list(story) == ["id", "articles"]
    for derivation in told["derivations"]:
        assert list(derivation)[:4] == ["article", "from", "kind", "score"]
        assert 0 <= derivation["score"] <= 1
    assert all(set(one) == {"level", "code", "message", "where", "hint", "sources"} for one in told["findings"])


def test_read_tells_what_is_in_the_articles(run_cli: RunCli, three: Path) -> None:
    """Who said what to whom, and who only copied it."""
    told = answered(run_cli("dossier", "read", three, *NAMED, "--json"))
    talks = next(one for one in told["articles"] if one["id"] == "talks")
    assert (talks["lang"], talks["date"]) == ("en", "2026-03-18")
    assert {"manufacturer": "kestrel", "series": "imsa", "person": "fiona-strathairn"}.items() <= {
        one["type"]: one["id"] for one in talks["mentions"] if one["id"] not in {"wec"}
    }.items()
    first = talks["quotes"][0]
    assert INTERVIEW[first["start"] : first["end"]] == first["text"]
    assert first["speaker"] == "person:fiona-strathairn"
    main = talks["claims"][0]
    assert (main["subject"], main["target"], main["status"]) == ("manufacturer:kestrel", "series:imsa", "talks")
    assert main["horizon"] == "2028"
    (derivation,) = told["derivations"]
    assert (derivation["article"], derivation["from"]) == ("copy", "talks")
    home = {article: story["id"] for story in told["stories"] for article in story["articles"]}
    assert home["talks"] == home["copy"] != home["answer"]


def test_read_tells_people_in_words(run_cli: RunCli, three: Path) -> None:
    """How many, in which languages, the main claims, where they are kept."""
    told = run_cli("dossier", "read", three, *NAMED)
    assert told.code == 0
    assert "3 articles (3 en)" in told.out
    assert "talks" in told.out
    assert flat(f"Kept in {Archive.default().root}: 1 new.") in flat(told.out)
    assert flat("1 known") in flat(run_cli("dossier", "read", three, *NAMED).out)


def test_read_without_keeping_leaves_no_trace(run_cli: RunCli, three: Path) -> None:
    """To have a look only."""
    assert run_cli("dossier", "read", three, "--no-keep").code == 0
    assert Archive.default().cards() == []


def test_read_our_own_collection(run_cli: RunCli) -> None:
    """The command says what the functions say."""
    told = answered(run_cli("dossier", "read", ARTICLES, *NAMED, "--no-keep", "--json"))
    readings = own_readings()
    assert [one["id"] for one in told["articles"]] == list(readings)
    assert {one["id"]: len(one["claims"]) for one in told["articles"]} == {
        key: len(one.claims) for key, one in readings.items()
    }
    assert {(one["article"], one["from"]) for one in told["derivations"]} == {
        (one.article, one.origin) for one in own_relations().derivations
    }


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: folder / "nowhere.txt",
        lambda folder: folder / "empty",
        lambda folder: folder / "empty.txt",
        lambda folder: folder / "picture.jpg",
        lambda folder: folder / "broken.jsonl",
    ],
    ids=["missing", "empty folder", "empty file", "picture", "broken"],
)
def test_read_where_there_is_nothing_to_read(run_cli: RunCli, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    """Told why, in the same shape; the exit code says that nothing came of it, and nothing is kept."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.txt").touch()
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 10)
    (tmp_path / "broken.jsonl").write_text("{no json\n[1]\n", encoding="utf-8")
    path = make(tmp_path)
    told = run_cli("dossier", "read", path, "--json")
    assert told.code == 1
    found = answered(told)
    assert (found["articles"], found["stories"]) == ([], [])
    assert found["findings"]
    assert path.name in str(found["findings"])
    plain = run_cli("dossier", "read", path)
    assert plain.code == 1
    assert flat(path.name) in flat(plain.err)
    assert Archive.default().cards() == []


def test_read_goes_on_behind_what_it_cannot_read(run_cli: RunCli, tmp_path: Path) -> None:
    """One bad line, one bad file: the rest is there."""
    path = tmp_path / "mixed.jsonl"
    path.write_text("{broken\n" + lines(line()) + "42\n" + lines(line("answer", ANSWER)), encoding="utf-8")
    told = answered(run_cli("dossier", "read", path, tmp_path / "nowhere", "--json"))
    assert [one["id"] for one in told["articles"]] == ["talks", "answer"]
    assert len([one for one in told["findings"] if one["level"] == "error"]) >= 3


def test_read_asks_no_address_without_leave(run_cli: RunCli) -> None:
    """Nothing is asked of the web unless somebody says so."""
    told = run_cli("dossier", "read", "https://news.example/a", "--json")
    assert told.code == 1
    assert "--online" in str(answered(told)["findings"])


# --- show -------------------------------------------------------------------------------------------------------------


def test_show_tells_the_programme(run_cli: RunCli, three: Path) -> None:
    """From the archive, by names, in words: status, date, speaker, root, copies, how many are independent."""
    run_cli("dossier", "read", three, *NAMED)
    told = run_cli("dossier", "show", "kestrel", "imsa", *NAMED)
    assert told.code == 0
    text = " ".join(told.out.split())
    for words in ("Kestrel in IMSA", "Now: ● Confirmed", "18 March 2026", "to Pitlane Wire", "1 copy", "for 2028"):
        assert words in text, words
    assert text.index("Talks") < text.rindex("Confirmed")


def test_show_tells_who_said_it(run_cli: RunCli, tmp_path: Path) -> None:
    """Whoever decides wants to know whether it was the chairman or the gossip."""
    text = "“Kestrel will enter IMSA in 2028,” said Fiona Strathairn, head of motorsport at Kestrel."
    told = run_cli("dossier", "show", "kestrel", *NAMED, "--from", written(tmp_path, line(text=text)))
    assert told.code == 0
    assert "Fiona Strathairn" in told.out


def test_show_as_json(run_cli: RunCli, three: Path) -> None:
    """The same for programs."""
    told = answered(run_cli("dossier", "show", "kestrel", "imsa", *NAMED, "--from", three, "--json"))
    assert list(told) == [
        *("asked", "as_of", "programmes", "articles", "stories", "derivations", "names", "findings"),
    ]
    assert told["asked"] == ["manufacturer:kestrel", "series:imsa"]
    (programme,) = told["programmes"]
    steps = [
        (one["date"], one["status"], one["article"], one["copies"], one["independent"]) for one in programme["steps"]
    ]
    assert steps == [("2026-03-18", "talks", "talks", ["copy"], 1), ("2027-11-02", "confirmed", "answer", [], 1)]
    assert programme["now"] == "confirmed"
    assert told["names"]["series:imsa"]
    assert {one["id"] for one in told["articles"]} == {"talks", "copy", "answer"}


@pytest.mark.parametrize(
    ("day", "statuses"),
    [("2026-03-17", []), ("2026-03-18", ["talks"]), ("2027-11-01", ["talks"]), ("2027-11-02", ["talks", "confirmed"])],
)
def test_show_as_of_a_day(run_cli: RunCli, three: Path, day: str, statuses: list[str]) -> None:
    """What was known then."""
    told = run_cli("dossier", "show", "kestrel", "imsa", *NAMED, "--from", three, "--as-of", day, "--json")
    assert told.code == (0 if statuses else 1)
    found = answered(told)
    assert [step["status"] for one in found["programmes"] for step in one["steps"]] == statuses
    assert found["as_of"] == day


def test_show_from_files_leaves_the_archive_alone(run_cli: RunCli, three: Path) -> None:
    """--from reads these and nothing else, and keeps nothing."""
    assert run_cli("dossier", "show", "kestrel", *NAMED, "--from", three).code == 0
    assert not Archive.default().cards()
    assert run_cli("dossier", "show", "kestrel", *NAMED).code == 1


def test_show_writes_a_page_and_a_picture(run_cli: RunCli, three: Path, tmp_path: Path) -> None:
    """One file each, whole, in folders that need not be there."""
    html, png = tmp_path / "new" / "dossier.html", tmp_path / "new" / "line.png"
    told = run_cli(
        "dossier", "show", "kestrel", "imsa", *NAMED, "--from", three, "--html", html, "--png", png, "--json"
    )
    assert told.code == 0
    answered(told)
    page = html.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Kestrel" in page
    assert not hostile.alive(page)
    assert png.read_bytes().startswith(b"\x89PNG")


def test_show_has_no_picture_of_nothing(run_cli: RunCli, three: Path, tmp_path: Path) -> None:
    """Told, and no file."""
    png = tmp_path / "line.png"
    told = refused(run_cli("dossier", "show", "acura", "elms", "--from", three, "--png", png, "--json"))
    assert "no programme" in told
    assert not png.exists()


def test_show_with_and_without_what_is_on_record(run_cli: RunCli) -> None:
    """The record alone makes a dossier; without it there is nothing here."""
    with_record = answered(run_cli("dossier", "show", "alpine", "imsa", "--json"))
    assert with_record["programmes"][0]["steps"]
    without = run_cli("dossier", "show", "alpine", "imsa", "--no-record", "--json")
    assert without.code == 1
    assert answered(without)["programmes"] == []


def test_show_tells_what_it_noticed(run_cli: RunCli, three: Path, tmp_path: Path) -> None:
    """Also in JSON: a file that is missing, an id that stands for two articles."""
    told = answered(run_cli("dossier", "show", "kestrel", *NAMED, "--from", three, "--from", tmp_path / "no", "--json"))
    assert any(one["level"] == "error" for one in told["findings"])
    for number, text in enumerate((INTERVIEW, ANSWER)):
        folder = tmp_path / str(number)
        folder.mkdir()
        run_cli("dossier", "read", written(folder, line("1", text)), *NAMED)
    told = answered(run_cli("dossier", "show", "kestrel", *NAMED, "--json"))
    assert [one["code"] for one in told["findings"]] == ["same-id"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "kestrl"), "kestrl"),
        (("show", "alpin"), "alpin"),
        (("show", ""), "''"),
        (("show", "alpine", "--as-of", "yesterday"), "yesterday"),
        (("show", "alpine", "--as-of", "2026-02-30"), "2026-02-30"),
        (("show", "alpine", "--names", "nowhere.toml"), "nowhere.toml"),
        (("show", "alpine", "--catalogue", "nowhere"), "nowhere"),
        (("show", "alpine", "--html", "/dev/null/x.html"), "/dev/null"),
        (("show", "alpine", "--archive", "nowhere"), "nowhere"),
        (("show", "alpine", "--fast"), "--fast"),
        (("show",), "WHAT"),
        (("read",), "PATH"),
        (("side", "one"), "ARTICLE"),
        (("side", "one", "two"), "'one'"),
        (("evaluate",), "FILE"),
        (("evaluate", "nowhere.jsonl"), "nowhere.jsonl"),
        (("evaluate", "."), "."),
        (("gossip",), "gossip"),
    ],
)
def test_what_is_wrong_is_told_in_one_shape(run_cli: RunCli, arguments: Sequence[str], told: str) -> None:
    """With --json as an object, else in words; exit code 2 both times, and never a traceback."""
    assert told in refused(run_cli("dossier", *arguments, "--json"))
    plain = run_cli("dossier", *arguments)
    assert plain.code == 2
    assert flat(told.strip("'")) in flat(plain.err)
    assert "Traceback" not in plain.err


def test_a_name_that_is_nothing_offers_those_that_are_near(run_cli: RunCli) -> None:
    """A slip of the pen."""
    told = run_cli("dossier", "show", "alpin", "--json")
    assert "manufacturer:alpine" in json.loads(told.out)["error"]["candidates"]


# --- side by side -----------------------------------------------------------------------------------------------------


def test_side_by_side(run_cli: RunCli, three: Path, tmp_path: Path) -> None:
    """Which was made from which, whatever order they are given in; the passages they share, in a page."""
    page = tmp_path / "side.html"
    for pair in (("talks", "copy"), ("copy", "talks")):
        told = answered(run_cli("dossier", "side", *pair, "--from", three, "--out", page, "--json"))
        assert told["page"] == str(page)
        assert (told["derivation"]["article"], told["derivation"]["from"]) == ("copy", "talks")
        assert told["derivation"]["passages"]
        assert "I hope that we will race there in 2028" in page.read_text(encoding="utf-8")
    words = run_cli("dossier", "side", "talks", "copy", "--from", three, "--out", page)
    assert "copy was made from talks" in words.out


def test_side_by_side_of_two_that_have_nothing_in_common(run_cli: RunCli, three: Path, tmp_path: Path) -> None:
    """That too is an answer; and an article beside itself is none made from another."""
    told = run_cli("dossier", "side", "talks", "answer", "--from", three, "--out", tmp_path / "a.html", "--json")
    assert answered(told)["derivation"] is None
    told = run_cli("dossier", "side", "talks", "talks", "--from", three, "--out", tmp_path / "b.html", "--json")
    assert answered(told)["derivation"] is None


def test_side_by_side_from_the_archive(run_cli: RunCli, three: Path, tmp_path: Path) -> None:
    """Without --from it is the archive's articles; a wrong id says which there are."""
    run_cli("dossier", "read", three)
    assert run_cli("dossier", "side", "talks", "copy", "--out", tmp_path / "a.html").code == 0
    assert "answer" in refused(run_cli("dossier", "side", "talks", "nothing", "--json"))


# --- evaluate ---------------------------------------------------------------------------------------------------------


def test_evaluate_our_own_collection(run_cli: RunCli) -> None:
    """Figures for people and for programs; what was wrong only when asked for."""
    told = answered(run_cli("dossier", "evaluate", ARTICLES, *NAMED, "--wrong", "--json"))
    assert list(told) == ["articles", "labelled", "scores", "bcubed", "shares", "wrong"]
    assert told["articles"] == len(own_readings())
    for one in told["scores"].values():
        assert list(one) == ["right", "wrong", "missed", "precision", "recall", "f1"]
    assert (
        len(told["wrong"].get("linking", []))
        == told["scores"]["linking"]["wrong"] + told["scores"]["linking"]["missed"]
    )
    words = run_cli("dossier", "evaluate", ARTICLES, *NAMED)
    assert words.code == 0
    assert all(name in words.out for name in told["scores"])
    notes = [note for some in told["wrong"].values() for note in some]
    assert notes
    assert not [note for note in notes if flat(note) in flat(words.out)]


def test_evaluate_lists_what_was_wrong(run_cli: RunCli, tmp_path: Path) -> None:
    """One line each, and only when asked for."""
    entities = [["Kestrel", "mfr:montclar", "manufacturer"]]
    labels = {"entities": entities, "quotes": [], "claims": []}
    path = written(tmp_path, {"id": "a", "text": "Kestrel will race.", "labels": labels})
    told = run_cli("dossier", "evaluate", path, *NAMED, "--wrong")
    assert "a: Kestrel (mfr:montclar) missed" in told.out
    assert "mfr:montclar" not in run_cli("dossier", "evaluate", path, *NAMED).out
    assert "wrong" not in answered(run_cli("dossier", "evaluate", path, *NAMED, "--json"))


def test_evaluate_says_where_a_bad_file_is_bad(run_cli: RunCli, tmp_path: Path) -> None:
    """File, line and what is wrong."""
    path = tmp_path / "labels.jsonl"
    path.write_text(f"{json.dumps({'id': 'a', 'text': 'x'})}\n{json.dumps({'id': 'b'})}\n", encoding="utf-8")
    told = refused(run_cli("dossier", "evaluate", path, "--json"))
    assert f"{path}:2" in told
    assert "`text`" in told


# --- in a terminal, in a pipe, in a hurry -----------------------------------------------------------------------------


def test_help_tells_every_option(run_cli: RunCli) -> None:
    """And no command is without help."""
    for command in ("read", "show", "side", "evaluate"):
        told = run_cli("dossier", command, "--help")
        assert told.code == 0
        assert "--json" in told.out
    assert run_cli("dossier").code == 2


def child(*arguments: object, **other: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "paddock", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **other)


@pytest.mark.skipif(os.name == "nt", reason="pipes end otherwise on Windows")
def test_a_pipe_that_closes_early_is_no_error(tmp_path: Path) -> None:
    """`paddock dossier read … --json | head -1`, with more to say than a pipe holds."""
    path = written(tmp_path, *(line(f"n{number}", f"{INTERVIEW} {number}") for number in range(40)))
    with child("dossier", "read", path, "--no-keep", "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"{\n"
        process.stdout.close()
        told = process.stderr.read().decode()
        assert process.wait(60) == 0
    assert "Traceback" not in told
    assert "Exception" not in told


def test_a_pipe_gets_the_answer_and_nothing_else(three: Path) -> None:
    """No bars, no colours, no blank lines: neither in the answer nor beside it."""
    with child("dossier", "read", three, "--no-keep", "--json") as process:
        out, err = process.communicate(timeout=60)
    assert json.loads(out)["articles"]
    assert err == b""


@pytest.mark.parametrize("when", ["paddock.evidence.analysis.read_article", "paddock.evidence.relations.relate"])
def test_ctrl_c_stops_and_leaves_the_archive_as_it_was(
    run_cli: RunCli, three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """In the middle of reading and of comparing."""
    run_cli("dossier", "read", written(tmp_path, line("before", "Kestrel in IMSA."), name="before.jsonl"))
    before = {path: path.stat().st_mtime_ns for path in Archive.default().root.rglob("*") if path.is_file()}

    def stop(*_: Any, **__: Any) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(when, stop)
    told = run_cli("dossier", "read", three)
    assert told.code == 130
    assert told.err.strip() == "Stopped."
    assert {path: path.stat().st_mtime_ns for path in Archive.default().root.rglob("*") if path.is_file()} == before


def test_ctrl_c_while_keeping_leaves_the_archive_whole(
    run_cli: RunCli, three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the first file and the second: the first may be there, and is whole."""
    from paddock.archive.batch import Batch

    real, calls = Batch.put, []

    def put(self: Batch, *arguments: Any, **other: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            signal.raise_signal(signal.SIGINT)
        return real(self, *arguments, **other)

    monkeypatch.setattr(Batch, "put", put)
    other = written(tmp_path, line("other", "Montclar denies any plan for IMSA."), name="other.jsonl")
    assert run_cli("dossier", "read", three, other).code == 130
    monkeypatch.undo()
    archive = Archive.default()
    assert archive.check() == []
    assert len(archive.cards()) <= 1


@pytest.mark.parametrize(
    ("library", "extra", "arguments"),
    [
        ("ahocorasick", "evidence", ("read", "{path}")),
        ("ahocorasick", "evidence", ("show", "kestrel", "--from", "{path}", "--names", str(INVENTED))),
        ("ahocorasick", "evidence", ("evaluate", str(ARTICLES))),
        ("altair", "report", ("show", "alpine", "imsa", "--html", "{path}.html")),
        ("vl_convert", "report", ("show", "alpine", "imsa", "--png", "{path}.png")),
    ],
)
def test_a_library_that_is_missing_is_told_with_the_one_command(
    run_cli: RunCli, three: Path, monkeypatch: pytest.MonkeyPatch, library: str, extra: str, arguments: Sequence[str]
) -> None:
    """One pip command mends it."""
    monkeypatch.setitem(sys.modules, library, None)
    told = run_cli("dossier", *(one.format(path=three) for one in arguments), "--json")
    assert f"pip install 'paddock[{extra}]'" in refused(told)


@pytest.mark.parametrize(
    ("library", "extra", "name"),
    [("trafilatura", "evidence", "a.html"), ("feedparser", "evidence", "a.xml"), ("jinja2", "report", "a.txt")],
)
def test_a_library_that_is_missing_from_the_start(tmp_path: Path, library: str, extra: str, name: str) -> None:
    """The same for those that are kept once they are there, in a process of its own."""
    path = tmp_path / name
    item = f"<item><title>Kestrel</title><description>{ANSWER}</description></item>"
    feed = f"<rss version='2.0'><channel>{item}</channel></rss>"
    content = {"a.html": hostile.page(ANSWER), "a.xml": feed, "a.txt": ANSWER}[name]
    path.write_text(content, encoding="utf-8")
    code = f"import sys; sys.modules[{library!r}] = None; from paddock.cli import main; main()"
    asked = ["dossier", "show", "kestrel", "--names", INVENTED, "--from", path, "--html", f"{path}.out", "--json"]
    told = subprocess.run([sys.executable, "-c", code, *map(str, asked)], capture_output=True, text=True, check=False)
    assert f"pip install 'paddock[{extra}]'" in refused(Result(told.returncode, told.stdout, told.stderr))


# --- articles that mean harm ------------------------------------------------------------------------------------------


def test_nothing_of_a_hostile_article_is_alive(run_cli: RunCli, tmp_path: Path) -> None:
    """Scripts, handlers, addresses, templates, in every place an article has text: shown as the words they are.

    Neither the page nor the terminal is steered by them: no script, no colour, no title, no turned direction.
    """
    poisoned = [one for _, one in hostile.poisoned()]
    path, page = tmp_path / "hostile.jsonl", tmp_path / "page.html"
    path.write_text(hostile.json_lines(poisoned), encoding="utf-8")
    read = run_cli("dossier", "read", path)
    shown = run_cli("dossier", "show", "kestrel", "imsa", *NAMED, "--html", page)
    assert (read.code, shown.code) == (0, 0)
    text = page.read_text(encoding="utf-8")
    assert hostile.MARK in text
    assert hostile.alive(text) == []
    for words in (read.out, read.err, shown.out, shown.err):
        assert not [one for one in words if ord(one) < 32 and one not in "\n\t"]
        assert not set(words) & set(hostile.DIRECTIONS)
    (row,) = answered(run_cli("sql", "select count(*) as n from articles", "--json"))["rows"]
    assert row["n"] >= len(poisoned) - 5
    assert Archive.default().check() == []


def test_two_hostile_articles_side_by_side(run_cli: RunCli, tmp_path: Path) -> None:
    """Both columns, titles, outlets, quotes and the passages they share."""
    payload = "".join(hostile.PAYLOADS[one] for one in ("script, closing first", "image", "attribute", "svg"))
    text = f"{hostile.SENTENCE} “{payload}” she said. {INTERVIEW}"
    path, page = tmp_path / "two.jsonl", tmp_path / "side.html"
    pair = [hostile.record(text, id=one, title=payload, url=hostile.URLS[6]) for one in ("a", "b")]
    path.write_text(hostile.json_lines(pair), encoding="utf-8")
    assert run_cli("dossier", "side", "a", "b", "--from", path, "--out", page).code == 0
    assert hostile.alive(page.read_text(encoding="utf-8")) == []


def test_hostile_pages_and_feeds(run_cli: RunCli, tmp_path: Path) -> None:
    """HTML with scripts, an entity bomb, an entity that asks for a file of this machine."""
    (tmp_path / "page.html").write_text(hostile.page(hostile.PAYLOADS["script"]), encoding="utf-8")
    (tmp_path / "bomb.xml").write_bytes(hostile.entity_bomb())
    (tmp_path / "outside.xml").write_bytes(hostile.outside_entity())
    page = tmp_path / "out.html"
    told = run_cli("dossier", "show", "kestrel", *NAMED, "--from", tmp_path, "--html", page, "--json")
    found = answered(told)
    assert hostile.alive(page.read_text(encoding="utf-8")) == []
    host = Path("/etc/hostname")
    secret = host.read_text(encoding="utf-8").strip() if host.exists() else ""
    assert not secret or secret not in page.read_text(encoding="utf-8") + told.out
    assert found["articles"]


def test_broken_articles(run_cli: RunCli, tmp_path: Path) -> None:
    """Marks that never close, one word without end, alphabets mixed: read or told, never a traceback."""
    path, page = tmp_path / "broken.jsonl", tmp_path / "page.html"
    shorter = [{**one, "text": one["text"][:6_000], "id": what} for what, one in hostile.broken()]
    path.write_text(hostile.json_lines(shorter), encoding="utf-8")
    told = answered(run_cli("dossier", "read", path, *NAMED, "--json"))
    assert len(told["articles"]) >= len(shorter) - 5
    assert "long-sentence" in {one["code"] for one in told["findings"]}
    assert run_cli("dossier", "show", "kestrel", *NAMED, "--html", page).code in {0, 1}
    assert hostile.alive(page.read_text(encoding="utf-8")) == []


def test_bad_lines(run_cli: RunCli, tmp_path: Path) -> None:
    """Bytes that are no text, values that are no article: a finding each, and the good line at the end is read."""
    path = tmp_path / "bad.jsonl"
    good = json.dumps(hostile.record(hostile.SENTENCE, id="good")).encode()
    path.write_bytes(b"\n".join([raw for what, raw in hostile.bad_lines() if what != "UTF-16"] + [good]))
    told = answered(run_cli("dossier", "read", path, *NAMED, "--json"))
    assert "good" in {one["id"] for one in told["articles"]}
    assert len(told["findings"]) >= 10
    assert Archive.default().check() == []


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
def test_a_million_quotes_take_bounded_memory(tmp_path: Path) -> None:
    """A text of 28 MB: a finding, the beginning of it is read, and no more memory taken than by any file."""
    (tmp_path / "huge.txt").write_text(hostile.many_quotes(), encoding="utf-8")
    (tmp_path / "short.txt").write_text(INTERVIEW, encoding="utf-8")
    with child("dossier", "read", tmp_path, "--json", "--no-keep", preexec_fn=_bounded) as process:
        out, err = process.communicate(timeout=180)
    assert process.returncode == 0, err.decode()[-2000:]
    told = json.loads(out)
    assert {one["id"] for one in told["articles"]} == {"huge", "short"}
    assert {one["code"] for one in told["findings"]} >= {"cut-short", "many-quotes", "text-too-long"}
    most = max(len(one["quotes"]) for one in told["articles"])
    assert most < 5_000


def _bounded() -> None:
    """Give a child 3 GiB of address space, of which the libraries take the most, and two minutes of one core."""
    resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30))
    resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
