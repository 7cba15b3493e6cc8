"""Articles in the archive: whole, once, in their latest edition, beside timing and never in its way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest

import timing_fixtures as made
from conftest import RunCli
from evidence_fixtures import ANSWER, ARTICLES, INTERVIEW, INVENTED, claim, line, names, own_readings, written
from killing import Killed, frozen_after
from paddock.archive import Archive
from paddock.evidence import Article, Claim, Reading
from paddock.evidence.analysis import read_article
from paddock.evidence.keeping import Kept, article_cards, keep, kept_readings
from paddock.evidence.reading import read_paths
from paddock.findings import Finding
from paddock.tables import ARTICLES as ARTICLES_TABLE
from paddock.tables import CLAIMS, MENTIONS, QUOTES


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def read(*paths: Path) -> list[Reading]:
    """Return the articles of files, read."""
    found = [one for one in read_paths([str(path) for path in paths]) if isinstance(one, Article)]
    return [read_article(one, names()) for one in found]


def states(kept: list[Kept]) -> list[str]:
    return [one.state for one in kept]


def back(archive: Archive, *about: str) -> dict[str, Reading]:
    """Return the archive's articles by id; none may have been noticed on the way."""
    readings, findings = kept_readings(archive, names(), about)
    assert findings == []
    return {one.article.id: one for one in readings}


def files_of(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


# --- there and back ---------------------------------------------------------------------------------------------------


def test_articles_come_back_as_they_went_in(archive: Archive) -> None:
    """Mentions, quotes, claims, dates and where they were found: nothing is lost on the way."""
    readings = read(ARTICLES)
    assert len(readings) > 80
    assert [(one.state, one.articles) for one in keep(archive, readings)] == [("new", len(readings))]
    assert back(archive) == {one.article.id: one for one in readings}
    assert archive.check() == []
    assert archive.raw(article_cards(archive)[0].digest) == ARTICLES.read_bytes()


def test_what_stands_in_the_tables_is_what_was_read(archive: Archive) -> None:
    """The tables are for questions in SQL: their rows are the readings."""
    readings = read(ARTICLES)
    keep(archive, readings)
    for table in (ARTICLES_TABLE, MENTIONS, QUOTES, CLAIMS):
        frame = archive.frame(table.name)
        table.check(frame)
        assert frame.height
    claims = archive.frame("claims").filter(pl.col("number") == 1)
    wanted = {one.article.id: one.claims[0] for one in readings if one.claims}
    assert set(claims["article"]) == set(wanted)
    for row in claims.iter_rows(named=True):
        main = wanted[row["article"]]
        assert (row["subject"], row["status"], row["horizon"] or "") == (main.subject, main.status, main.horizon)
        assert row["evidence"] == main.evidence
    texts = dict(archive.frame("articles").select("article", "text").iter_rows())
    for row in archive.frame("mentions").filter(pl.col("field") == "text").iter_rows(named=True):
        assert texts[row["article"]][row["start"] : row["end"]] == row["surface"]


def test_reading_twice_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    """Not a byte, however often."""
    path = written(tmp_path, line(), line("answer", ANSWER))
    assert states(keep(archive, read(path))) == ["new"]
    before = files_of(archive.root)
    assert states(keep(archive, read(path))) == ["known"]
    assert files_of(archive.root) == before


def test_the_same_under_another_name_is_one_file(archive: Archive, tmp_path: Path) -> None:
    """A copy of the file elsewhere is no second witness."""
    one, two = written(tmp_path, line()), written(tmp_path, line(), name="copy.jsonl")
    keep(archive, read(one))
    assert states(keep(archive, read(two))) == ["replaced"]  # where it was read from is another
    (card,) = article_cards(archive)
    assert card.names == (str(one), str(two))
    assert list(back(archive)) == ["talks"]


def test_a_damaged_archive_is_mended_by_reading_again(archive: Archive, tmp_path: Path) -> None:
    """A card or a table that a disk has spoilt: the file is put in its place again, and nothing beside it."""
    path = written(tmp_path, line())
    keep(archive, read(path))
    before = files_of(archive.root)
    for spoilt in [name for name in before if name.endswith((".json", ".parquet"))]:
        (archive.root / spoilt).write_bytes(b"junk")
        assert archive.check()
        keep(archive, read(path))
        assert archive.check() == []
        assert set(files_of(archive.root)) == set(before)
        assert list(back(archive)) == ["talks"]


def test_each_kind_of_file_is_kept_as_it_came(archive: Archive, tmp_path: Path) -> None:
    """A text, a page, a JSON document with two articles, a packed folder: one file each, with its own bytes."""
    text, page = tmp_path / "note.txt", tmp_path / "page.html"
    text.write_text(INTERVIEW, encoding="utf-8")
    page.write_text(f"<html><body><article><h1>Kestrel</h1><p>{ANSWER}</p></article></body></html>", encoding="utf-8")
    document, packed = tmp_path / "list.json", tmp_path / "packed.zip"
    document.write_text(json.dumps([line("one"), line("two", ANSWER)], indent=1), encoding="utf-8")
    with ZipFile(packed, "w") as into:
        into.writestr("a.txt", "Kestrel denies any plan for IMSA.")
        into.writestr("b.txt", "Montclar studies an entry in IMSA for 2027.")
    paths = [text, page, document, packed]
    kept = keep(archive, read(*paths))
    assert [(one.name, one.articles) for one in kept] == [
        (str(text), 1),
        (str(page), 1),
        (str(document), 2),
        (str(packed), 2),
    ]
    assert {archive.raw(card.digest) for card in archive.cards()} == {path.read_bytes() for path in paths}
    assert len(back(archive)) == 6


def test_a_page_of_the_web_is_kept_as_its_article_and_can_be_read_again(archive: Archive, tmp_path: Path) -> None:
    """There is no file of it here: it becomes a line that paddock reads."""
    one = read_article(
        Article("a", INTERVIEW, "Kestrel talks", "https://news.example/a", origin="https://news.example/a"), names()
    )
    keep(archive, [one])
    (card,) = archive.cards()
    path = tmp_path / "again.jsonl"
    path.write_bytes(archive.raw(card.digest))
    again = read(path)[0]
    assert replace(again.article, origin="", outlet="") == replace(one.article, origin="", outlet="")
    assert again.claims == one.claims


# --- editions ---------------------------------------------------------------------------------------------------------


def test_a_file_that_grew_adds_its_new_articles(archive: Archive, tmp_path: Path) -> None:
    """A list that is added to day by day: each article once."""
    keep(archive, read(written(tmp_path, line())))
    assert states(keep(archive, read(written(tmp_path, line(), line("answer", ANSWER))))) == ["new"]
    assert list(back(archive)) == ["answer", "talks"]


def test_a_corrected_article_takes_the_place_of_what_it_was(archive: Archive, tmp_path: Path) -> None:
    """The same file, the same article, other words, again and again: the last ones count, whatever their hashes."""
    for number in range(6):
        path = written(tmp_path, line(text=f"{ANSWER} Edition {number}."))
        keep(archive, read(path))
        assert back(archive)["talks"].article.text.endswith(f"Edition {number}.")
    assert len(article_cards(archive)) == 6


def test_an_article_taken_out_of_a_file_is_still_there(archive: Archive, tmp_path: Path) -> None:
    """What was once said is not forgotten because a list was cut."""
    keep(archive, read(written(tmp_path, line(), line("answer", ANSWER))))
    keep(archive, read(written(tmp_path, line("answer", ANSWER))))
    assert list(back(archive)) == ["answer", "talks"]


def test_two_articles_with_one_id_are_both_there_and_told(archive: Archive, tmp_path: Path) -> None:
    """Two people number their articles from 1."""
    for number, text in enumerate([INTERVIEW, ANSWER, "Montclar denies any plan for IMSA."]):
        folder = tmp_path / f"of-{number}"
        folder.mkdir()
        keep(archive, read(written(folder, line("1", text))))
    readings, findings = kept_readings(archive, names())
    assert {one.article.id for one in readings} == {"1", "1-2", "1-3"}
    assert len({one.article.text for one in readings}) == 3
    assert [one.code for one in findings] == ["same-id"] * 2
    assert "1-2" in findings[0].message
    assert "1-3" in findings[1].message
    again, _ = kept_readings(archive, names())
    assert again == readings


def test_the_same_article_in_two_files_is_one(archive: Archive, tmp_path: Path) -> None:
    """Also where a third file has another one of that id."""
    for number, text in enumerate([ANSWER, INTERVIEW, ANSWER, INTERVIEW]):
        folder = tmp_path / f"of-{number}"
        folder.mkdir()
        keep(archive, read(written(folder, line("1", text), line(f"own-{number}", f"Kestrel {number} in IMSA."))))
    readings, findings = kept_readings(archive, names())
    assert sorted(one.article.id for one in readings) == ["1", "1-2", "own-0", "own-1", "own-2", "own-3"]
    assert [one.code for one in findings] == ["same-id"]


# --- what is asked for ------------------------------------------------------------------------------------------------


def test_only_articles_that_name_what_is_asked_for_come_back(archive: Archive, tmp_path: Path) -> None:
    """A car counts for its make, a class for its series."""
    path = written(
        tmp_path,
        line("a", "Kestrel races."),
        line("b", "The Montclar H9 was tested, and the H9 is quick.", title=""),
        line("c", "A GTP car was tested.", title=""),
        line("d", "It rains.", title=""),
    )
    keep(archive, read(path))
    assert list(back(archive, "kestrel")) == ["a"]
    assert list(back(archive, "montclar")) == ["b"]
    assert list(back(archive, "imsa")) == ["c"]
    assert list(back(archive, "montclar", "imsa")) == ["b", "c"]
    assert list(back(archive, "nothing-like-it")) == []
    assert list(back(archive)) == ["a", "b", "c", "d"]


def test_an_archive_that_is_not_there_or_has_no_articles(archive: Archive) -> None:
    """Nothing, and nothing is made for it."""
    assert kept_readings(archive, names()) == ([], [])
    assert not archive.root.exists()


# --- other extractors -------------------------------------------------------------------------------------------------


class Model:
    """Finds the same claim in every article about Kestrel."""

    name = "model"

    def claims(self, reading: Reading) -> list[Claim]:
        at = reading.article.text.find("Kestrel")
        return [claim("idea", "Kestrel", start=at, end=at + 7)] if at >= 0 else []


def test_what_an_extractor_found_is_kept_and_told_without_it(archive: Archive, tmp_path: Path) -> None:
    """A language model costs money: it is asked once."""
    article = next(one for one in read_paths([str(written(tmp_path, line()))]) if isinstance(one, Article))
    reading = read_article(article, names(), [Model()])
    assert [one.extractor for one in reading.claims][-1] == "model"
    keep(archive, [reading])
    assert back(archive)["talks"] == reading
    asked_again, _ = kept_readings(archive, names(), extractors=[Model()])
    assert asked_again == [reading]


def test_what_an_extractor_found_stays_when_the_file_grows_without_it(archive: Archive, tmp_path: Path) -> None:
    """Reading the longer list by the rules alone is no reason to forget."""
    article = next(one for one in read_paths([str(written(tmp_path, line()))]) if isinstance(one, Article))
    keep(archive, [read_article(article, names(), [Model()])])
    keep(archive, read(written(tmp_path, line(), line("answer", ANSWER))))
    assert [one.extractor for one in back(archive)["talks"].claims].count("model") == 1


# --- beside timing ----------------------------------------------------------------------------------------------------


def test_sql_over_all_that_was_read(run_cli: RunCli, tmp_path: Path) -> None:
    """Each table can be asked, joined with the others."""
    some = ARTICLES.read_text(encoding="utf-8").splitlines(keepends=True)[:20]
    path = tmp_path / "some.jsonl"
    path.write_text("".join(some), encoding="utf-8")
    assert run_cli("dossier", "read", path, "--names", INVENTED).code == 0
    readings = [own_readings()[json.loads(one)["id"]] for one in some]
    for table, wanted in (
        ("articles", len(readings)),
        ("mentions", sum(len(one.mentions) for one in readings)),
        ("quotes", sum(len(one.quotes) for one in readings)),
        ("claims", sum(len(one.claims) for one in readings)),
    ):
        told = run_cli("sql", f"select count(*) as n from {table}", "--json")
        assert json.loads(told.out)["rows"] == [{"n": wanted}], table
    told = run_cli(
        *("sql", "--json"),
        "select c.subject, c.status, a.title, count(q.number) as quotes from claims c join articles a using (article)"
        " left join quotes q using (article) where c.number = 1 and a.article = 'mt-en-1' group by all",
    )
    (row,) = json.loads(told.out)["rows"]
    assert row["subject"] == "manufacturer:montclar"
    assert row["quotes"] == len(own_readings()["mt-en-1"].quotes)


def test_articles_and_timing_live_side_by_side(run_cli: RunCli, tmp_path: Path) -> None:
    """Neither shows up among the other, and the archive is whole with both."""
    laps = tmp_path / "laps.csv"
    laps.write_bytes(made.alkamel_laps())
    articles = written(tmp_path, line(), line("answer", ANSWER))
    assert run_cli("timing", "import", laps, "--as", "wec-2024/fuji/race").code == 0
    before = {name: run_cli(*name.split(), "--json").out for name in ("timing list", "timing list --files")}
    assert run_cli("dossier", "read", articles).code == 0
    assert run_cli("timing", "list", "--json").out == before["timing list"]
    assert run_cli("timing", "order", "wec-2024/fuji/race", "--json").code == 0
    assert "whole" in run_cli("archive", "check").out
    shown = run_cli("dossier", "show", "toyota", "--no-record", "--json")
    assert json.loads(shown.out)["articles"] == []
    assert run_cli("archive", "remove", "wec-2024/fuji/race").code == 0
    assert len(article_cards(Archive.default())) == 1


@pytest.mark.parametrize("first", ["timing", "dossier"])
def test_a_folder_of_both_given_to_both_loses_nothing(run_cli: RunCli, tmp_path: Path, first: str) -> None:
    """Somebody keeps everything in one folder and reads it with every command, in either order, twice."""
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "laps.csv").write_bytes(made.alkamel_laps())
    written(folder, line(), line("answer", ANSWER))
    (folder / "note.txt").write_text(INTERVIEW.replace("Kestrel", "Montclar"), encoding="utf-8")
    commands = [("timing", "import", folder), ("dossier", "read", folder)]
    for command in [*(commands if first == "timing" else commands[::-1])] * 2:
        assert "Traceback" not in run_cli(*command).err
    assert json.loads(run_cli("sql", "select count(*) as n from laps", "--json").out)["rows"][0]["n"] > 0
    ids = {row["article"] for row in json.loads(run_cli("sql", "select article from articles", "--json").out)["rows"]}
    assert {"talks", "answer", "note"} <= ids
    assert "whole" in run_cli("archive", "check").out


# --- killed -----------------------------------------------------------------------------------------------------------


def test_killed_at_every_point_the_archive_is_whole_and_is_completed(tmp_path: Path) -> None:
    """A later edition and a new file are being put in: what is there is what was there before, or all of the new."""
    old = read(written(tmp_path, line()))
    new = [
        *read(written(tmp_path, line(), line("answer", ANSWER))),
        *read(written(tmp_path, line("more", ANSWER), name="more.jsonl")),
    ]
    keep(Archive(tmp_path / "base"), old)
    wanted = {"talks", "answer", "more"}
    points = 0
    while True:
        shutil.copytree(tmp_path / "base", tmp_path / "archive")
        archive = Archive(tmp_path / "archive")
        with pytest.MonkeyPatch.context() as patched:
            done = frozen_after(patched, points)
            with suppress(Killed):
                keep(archive, new)
        assert {one.code for one in archive.check()} <= {"archive-orphan", "archive-draft"}
        assert {"talks"} <= set(back(archive)) <= wanted
        keep(archive, new)
        archive.check(repair=True)
        assert archive.check() == []
        assert set(back(archive)) == wanted
        shutil.rmtree(archive.root)
        if len(done) < points:
            break
        points += 5
    assert points > 20


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_for_real_while_reading_leaves_the_archive_whole(tmp_path: Path) -> None:
    """The command itself, killed by the system at some moment, whichever it is."""
    root = tmp_path / "archive"
    keep(Archive(root), read(written(tmp_path, line())))
    path = written(tmp_path, *(line(f"n{n}", f"{ANSWER} Number {n}.") for n in range(1_000)), name="many.jsonl")
    command = [sys.executable, "-m", "paddock", "dossier", "read", str(path), "--archive", str(root)]
    for moment in (1.0, 1.6):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.kill()
        process.wait()
        archive = Archive(root)
        assert {one.code for one in archive.check()} <= {"archive-orphan", "archive-draft"}
        assert len(archive.cards()) in {1, 2}
        assert "talks" in back(archive)


def test_findings_of_a_reading_are_kept(archive: Archive) -> None:
    """What was noticed can be asked in SQL."""
    noticed = Finding("warning", "extractor", "it broke", "a")
    keep(archive, [replace(read_article(Article("a", INTERVIEW), names()), findings=(noticed,))])
    assert archive.sql("select code, message from findings").rows == [("extractor", "it broke")]
