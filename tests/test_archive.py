"""The archive: nothing twice, nothing half, nothing lost, and questions in SQL that cannot do harm.

Run as a program, this file puts the invented files into an archive, for the tests that need other processes.
"""

from __future__ import annotations

import errno
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from killing import Killed, frozen_after
from paddock.archive import Archive, Batch, Parsed, Put
from paddock.archive import locks as archive_locks
from paddock.errors import BadFile, BadRequest, MissingExtra, PaddockError
from paddock.findings import Finding
from paddock.tables import TABLES, Column, Table

RUNS = Table(
    "runs",
    "a run of a car",
    ("file", "line"),
    (
        Column("file", "text", "file"),
        Column("line", "int", "line"),
        Column("car", "text", "car"),
        Column("time_ms", "int", "time", "ms", nullable=True),
        Column("sections_ms", "ints", "parts", "ms", nullable=True),
    ),
)
NOTES = Table(
    "notes",
    "a remark",
    ("file", "line"),
    (Column("file", "text", "file"), Column("line", "int", "line"), Column("remark", "text", "words", nullable=True)),
)
DECLARED = {"runs": RUNS, "notes": NOTES, "clashes": TABLES["clashes"]}


def content_of(number: int) -> bytes:
    """Return the bytes of an invented file: cars 7 and 007, with a time each."""
    return b"".join(f"{car};{90_000 + number * 10 + line}\r\n".encode() for line, car in enumerate(("7", "007"), 1))


def read(content: bytes, *, version: int = 1, session: str | None = None) -> Parsed:
    """Read an invented file the way a reader would."""
    digest = hashlib.sha256(content).hexdigest()
    rows = [line.split(";") for line in content.decode().splitlines()]
    runs = [
        {"file": digest, "line": at, "car": car, "time_ms": int(ms) * version, "sections_ms": [int(ms), 1]}
        for at, (car, ms) in enumerate(rows, 1)
    ]
    notes = [{"file": digest, "line": 1, "remark": "x"}] if runs[0]["time_ms"] % 20 == 1 else []
    tables = {"runs": RUNS.frame(runs)} | ({"notes": NOTES.frame(notes)} if notes else {})
    finding = Finding("warning", "odd", "a run is odd", f"{digest[:8]}:1", "look")
    return Parsed("invented", version, "car;time", tables, (finding,), session, {"columns": 2})


def fill(archive: Archive, numbers: range, *, folder: str = "a", version: int = 1) -> list[Put]:
    """Put invented files the way an importer would."""
    puts = []
    with archive.batch() as batch:
        for number in numbers:
            content, name = content_of(number), f"{folder}/{number}.csv"
            put = batch.known(content, name=name, reader="invented", reader_version=version)
            puts.append(put or batch.put(content, name=name, reading=read(content, version=version)))
    return puts


def opened(root: Path, declared: Mapping[str, Table] = DECLARED) -> Archive:
    return Archive(root, declared)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return opened(tmp_path / "archive")


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commit every two files, so that a handful goes through several commits."""
    monkeypatch.setattr(Batch, "MAX_FILES", 2)


def files_of(root: Path) -> dict[str, tuple[int, int]]:
    """Return the files of an archive with their moment and size."""
    found = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {str(path.relative_to(root)): (path.stat().st_mtime_ns, path.stat().st_size) for path in found}


def picture(archive: Archive) -> dict[str, Any]:
    """Return all that an archive holds but the moment it was imported, read through the front door."""
    cards = archive.cards()
    return {
        "cards": [replace(card, imported="") for card in cards],
        "raw": {card.digest: archive.raw(card.digest) for card in cards},
        "rows": {name: archive.frame(name).rows() for name in ("runs", "notes")},
        "paths": {path for path in files_of(archive.root) if not path.startswith("drafts") and path != "lock"},
        "errors": [finding for finding in archive.check() if finding.level != "info"],
    }


def digest_of(number: int) -> str:
    return hashlib.sha256(content_of(number)).hexdigest()


# What goes in comes out


def test_bytes_and_rows_come_back_as_they_were(archive: Archive) -> None:
    """The first promise: bytes to the last carriage return, rows with their types, and what the reader noticed."""
    content = b"\xef\xbb\xbf7;90001\r\n\x00\xff no text at all"
    put = archive.put(content, name="odd.bin", reading=Parsed())
    assert put.state == "new"
    assert archive.raw(put.digest) == content
    assert (put.card.tables, put.card.reader) == ({}, "")

    content = content_of(1)
    put = archive.put(content, name="wec/1.csv", reading=read(content, session="wec-2024/fuji/race"))
    card = archive.card(put.digest)
    assert card == put.card
    assert card is not None
    assert (card.names, card.size, card.rows) == (("wec/1.csv",), len(content), {"runs": 2})
    assert (card.reader, card.reader_version, card.form) == ("invented", 1, "car;time")
    assert card.session == "wec-2024/fuji/race"
    assert card.findings[0]["message"] == "a run is odd"
    assert card.details == {"columns": 2}
    assert archive.frame("runs").equals(read(content).tables["runs"])
    assert archive.frame("runs").schema == RUNS.schema
    assert archive.frame("runs")["car"].to_list() == ["7", "007"]


def test_an_archive_that_is_not_there_is_empty_and_not_made(archive: Archive) -> None:
    """Asking must not make folders: a typo in PADDOCK_ARCHIVE would leave one behind."""
    assert archive.cards() == []
    assert archive.card("0" * 64) is None
    assert archive.sessions() == {}
    assert archive.check() == []
    assert archive.check(repair=True) == []
    assert archive.frame("runs").equals(RUNS.empty())
    assert archive.sql("select count(*) from runs").rows == [(0,)]
    for change in (lambda: archive.assign("0" * 64, "x"), lambda: archive.remove("0" * 64)):
        with pytest.raises(BadRequest, match="no archive"):
            change()
    assert not archive.root.exists()


def test_putting_again_changes_nothing(archive: Archive) -> None:
    """Importing a folder again is what people do after every race; nothing may be touched by it."""
    fill(archive, range(8))
    before = files_of(archive.root)
    time.sleep(0.02)
    assert {put.state for put in fill(archive, range(8))} == {"known"}
    for number in range(8):  # also when it was parsed again
        content = content_of(number)
        assert archive.put(content, name=f"a/{number}.csv", reading=read(content)).state == "known"
    assert files_of(archive.root) == before
    assert archive.check() == []


def test_same_bytes_under_two_names_are_one_file(archive: Archive) -> None:
    """The same lap file lies in a download folder and a collection; its laps must not count twice."""
    content = content_of(1)
    with archive.batch() as batch:
        states = [batch.put(content, name=name, reading=read(content)).state for name in ("b.csv", "a.csv", "a.csv")]
    assert states == ["new", "named", "known"]
    assert archive.put(content, name="c.csv", reading=read(content)).state == "named"
    (card,) = archive.cards()
    assert card.names == ("a.csv", "b.csv", "c.csv")
    assert archive.frame("runs").height == 2


def test_names_are_never_paths(archive: Archive, tmp_path: Path) -> None:
    """A name out of a zip may be made to write elsewhere, or be no text at all; it is only ever noted."""
    names = ["../../evil.csv", "/etc/evil", "C:\\x\\y", "a\0b", "x" * 5000, "caf\udce9.csv", "new\nline", ""]
    for number, name in enumerate(names):
        content = content_of(number)
        archive.put(content, name=name, reading=read(content))
    assert sorted(card.names[0] for card in archive.cards()) == sorted(names)
    assert {path.name for path in tmp_path.iterdir()} == {"archive"}
    assert not [path for path in files_of(archive.root) if "evil" in path]
    assert len(archive.sql("select name from files").rows) == len(names)
    for digest in ("../../x", "A" * 64, "0" * 63, ""):
        for ask in (archive.card, archive.raw, archive.remove):
            with pytest.raises(BadRequest):
                ask(digest)


def test_newer_reader_replaces_older_does_not(archive: Archive) -> None:
    """A better reader reads everything anew; an older paddock on another machine must not undo that."""
    fill(archive, range(3))
    old = {path for path in files_of(archive.root) if path.startswith("tables/runs")}
    assert {put.state for put in fill(archive, range(3), version=2)} == {"replaced"}
    new = {path for path in files_of(archive.root) if path.startswith("tables/runs")}
    assert not old & new
    assert len(new) == 3
    assert archive.frame("runs", [digest_of(0)])["time_ms"].to_list() == [180_002, 180_004]
    before = files_of(archive.root)
    assert {put.state for put in fill(archive, range(3), version=1)} == {"known"}
    content = content_of(0)
    assert archive.put(content, name="a/0.csv", reading=read(content, version=1)).state == "known"
    assert archive.put(content, name="a/0.csv", reading=Parsed()).state == "known"  # nobody understood it there
    assert files_of(archive.root) == before
    assert archive.check() == []


def test_another_reading_by_the_same_reader_replaces(archive: Archive) -> None:
    """The plain form is read with a mapping of the user's; a corrected one gives other rows from the same bytes."""
    content = content_of(1)
    archive.put(content, name="x", reading=read(content))
    other = replace(read(content), tables={"runs": read(content).tables["runs"].head(1)})
    assert archive.put(content, name="x", reading=other).state == "replaced"
    assert archive.frame("runs").height == 1
    with archive.batch() as batch:
        batch.put(content, name="x", reading=read(content))
        assert batch.put(content, name="x", reading=other).state == "replaced"
    assert archive.frame("runs").height == 1
    assert archive.check() == []


def test_file_nobody_understood_is_read_later(archive: Archive) -> None:
    """Its bytes are kept, so a reader that comes later finds them."""
    content = content_of(1)
    archive.put(content, name="x", reading=Parsed())
    assert archive.put(archive.raw(digest_of(1)), name="x", reading=read(content)).state == "replaced"
    assert archive.frame("runs").height == 2


def test_sessions_are_assigned_and_stay(archive: Archive) -> None:
    """What a user says of a file outlives a new import."""
    fill(archive, range(3))
    archive.assign(digest_of(0), "wec-2024/fuji/race")
    archive.assign(digest_of(2), "wec-2024/fuji/race")
    assert list(archive.sessions()) == ["wec-2024/fuji/race"]
    assert len(archive.sessions()["wec-2024/fuji/race"]) == 2
    content = content_of(0)
    archive.put(content, name="a/0.csv", reading=read(content, version=2, session="wec-2024/imola/race"))
    card = archive.card(digest_of(0))
    assert card is not None
    assert (card.session, card.reader_version) == ("wec-2024/fuji/race", 2)
    assert archive.frame("runs", session="wec-2024/fuji/race").height == 4
    assert archive.frame("runs", [digest_of(0), digest_of(1)], "wec-2024/fuji/race").height == 2
    content = content_of(1)  # without a session so far: a session found later is noted
    assert archive.put(content, name="a/1.csv", reading=read(content, session="s")).state == "named"
    archive.assign(digest_of(1), None)
    assert list(archive.sessions()) == ["wec-2024/fuji/race"]
    with pytest.raises(BadRequest, match="no such file"):
        archive.assign("0" * 64, "x")
    assert archive.check() == []


def test_frame_keeps_the_order_asked_for(archive: Archive) -> None:
    """Readings rely on the rows of a file being in the order of the file."""
    fill(archive, range(4))
    wanted = [digest_of(3), digest_of(0), digest_of(2)]
    frame = archive.frame("runs", wanted)
    assert list(dict.fromkeys(frame["file"])) == wanted
    assert frame["line"].to_list() == [1, 2] * 3
    assert list(dict.fromkeys(archive.frame("runs")["file"])) == sorted(map(digest_of, range(4)))
    assert archive.frame("runs", []).is_empty()
    with pytest.raises(BadRequest, match="no table laps"):
        archive.frame("laps")
    with pytest.raises(BadRequest, match="no such file"):
        archive.frame("runs", ["0" * 64])


def test_removed_file_is_gone(archive: Archive) -> None:
    """Forgetting means card, tables and bytes."""
    fill(archive, range(3))
    archive.remove(digest_of(1))
    assert [card.digest for card in archive.cards()] == sorted(map(digest_of, (0, 2)))
    assert not [path for path in files_of(archive.root) if digest_of(1) in path]
    assert archive.check() == []
    with pytest.raises(BadRequest, match="no such file"):
        archive.remove(digest_of(1))


def test_what_a_reader_hands_in_is_looked_at(archive: Archive) -> None:
    """Readers come from anyone; one that errs must not put into the archive what cannot be read again."""
    content = content_of(1)
    good = read(content)
    bad = [
        replace(good, tables={"laps": good.tables["runs"]}),
        replace(good, tables={"../x": good.tables["runs"]}),
        replace(good, tables={"runs": good.tables["runs"].drop("car")}),
        replace(good, tables={"runs": good.tables["runs"].with_columns(pl.lit("x").alias("line"))}),
        replace(good, tables={"runs": good.tables["runs"].with_columns(pl.lit("0" * 64).alias("file"))}),
        replace(good, reader=""),
        replace(good, reader="../../evil"),
        replace(good, details={"when": object()}),
    ]
    for reading in bad:
        with pytest.raises(BadRequest):
            archive.put(content, name="x", reading=reading)
    assert archive.cards() == []
    assert archive.check() == []


def test_where_the_archive_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """PADDOCK_ARCHIVE names it; else the system's folder for data."""
    monkeypatch.setenv("PADDOCK_ARCHIVE", str(tmp_path / "x"))
    assert Archive.default().root == tmp_path / "x"
    monkeypatch.setenv("PADDOCK_ARCHIVE", "~/x")
    assert Archive.default().root == Path.home() / "x"
    monkeypatch.delenv("PADDOCK_ARCHIVE")
    assert "paddock" in Archive.default().root.parts
    assert Archive.default().root.name == "archive"


# Damage


def damage(archive: Archive, pattern: str, change: Callable[[bytes], bytes | None]) -> Path:
    path = sorted(archive.root.glob(pattern))[0]
    changed = change(path.read_bytes())
    if changed is None:
        path.unlink()
    else:
        path.write_bytes(changed)
    return path


DAMAGE: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda _: None,
    "empty": lambda _: b"",
    "cut": lambda content: content[: len(content) // 2],
    "flipped": lambda content: content[:12] + bytes([content[12] ^ 255]) + content[13:],
}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("what", ["raw/*/*", "tables/runs-v1/*"])
def test_damaged_bytes_and_tables_are_told_and_mended(archive: Archive, what: str, how: str) -> None:
    """Disks rot. What is asked for is refused with the reason, `check` names it, and importing again mends it."""
    numbers = range(4)
    fill(archive, numbers)
    before = picture(archive)
    path = damage(archive, what, DAMAGE[how])
    digest = path.name.split(".")[0]
    (finding,) = archive.check()
    assert (finding.level, finding.where) == ("error", str(path))
    assert finding.code == ("archive-raw" if "raw" in what else "archive-table")
    assert "missing" in finding.message if how == "gone" else "damaged" in finding.message
    with pytest.raises(BadRequest, match=r"missing|damaged"):
        archive.raw(digest) if "raw" in what else archive.frame("runs", [digest])
    if "tables" in what and how != "flipped":
        with pytest.raises(BadRequest, match=r"missing|damaged"):
            archive.sql("select sum(time_ms) from runs")
        assert archive.sql("select count(*) from files").rows == [(4,)]
        assert archive.sql("select count(*) from notes").rows
    assert archive.check(repair=True) == [finding]  # repair takes away what is left over, it does not hide damage
    assert sorted(put.state for put in fill(archive, numbers)) == ["known"] * 3 + ["mended"]
    assert picture(archive) == before


@pytest.mark.parametrize(
    "change",
    [
        *DAMAGE.values(),
        lambda content: content.replace(b'"card": 1', b'"card": 99'),
        lambda content: content.replace(b'"names": [', b'"names": [7, '),
        lambda content: content.replace(b'"runs": {', b'"../../runs": {'),
        lambda _: b"[" * 100_000,
        lambda _: b"null",
        lambda _: b"\xff\xfe",
    ],
)
def test_damaged_card_is_told_and_mended(archive: Archive, change: Callable[[bytes], bytes | None]) -> None:
    """One bad card must not hide the others, and its bytes must not be taken for leftovers and deleted."""
    fill(archive, range(4))
    before = picture(archive)
    path = damage(archive, "cards/*", change)
    assert len(archive.cards()) == 3
    if path.exists():
        with pytest.raises(BadFile, match=r"damaged|newer"):
            archive.card(path.stem)
        (finding,) = archive.check(repair=True)
        assert (finding.level, finding.code, finding.where) == ("error", "archive-card", str(path))
        answer = archive.sql("select count(*) from files")
        assert (answer.rows, [one.code for one in answer.findings]) == ([(3,)], ["archive-card"])
    else:
        assert archive.card(path.stem) is None
        assert {finding.code for finding in archive.check()} == {"archive-orphan"}
    assert archive.raw(path.stem)
    fill(archive, range(4))
    assert picture(archive) == before


def test_tables_of_another_version_are_left_out_and_told(archive: Archive) -> None:
    """A column that changed its meaning must not be mixed with what was read before."""
    fill(archive, range(3))
    newer = opened(archive.root, {**DECLARED, "runs": replace(RUNS, version=2)})
    assert len(newer.stale()) == 3
    assert {finding.code for finding in newer.check()} == {"archive-stale"}
    answer = newer.sql("select count(*) from runs")
    assert (answer.rows, [one.code for one in answer.findings]) == ([(0,)], ["archive-stale"])
    with pytest.raises(BadRequest, match="another version"):
        newer.frame("runs")
    assert {put.state for put in fill(newer, range(2))} == {"replaced"}
    assert newer.frame("runs", map(digest_of, range(2))).height == 4
    before = files_of(archive.root)
    content = content_of(0)
    assert archive.put(content, name="a/0.csv", reading=read(content)).state == "known"  # by an older paddock
    assert files_of(archive.root) == before


# Killed, at once, full


def undisturbed(tmp_path: Path, numbers: range = range(4)) -> dict[str, Any]:
    archive = opened(tmp_path / "undisturbed")
    fill(archive, range(2), version=1)
    fill(archive, numbers, version=2)
    return picture(archive)


@pytest.mark.usefixtures("small_groups")
def test_killed_at_every_point_leaves_nothing_half_and_is_completed(tmp_path: Path) -> None:
    """Every single change to the disk is a point to be killed at, replacing older readings and adding new ones."""
    wanted = undisturbed(tmp_path)
    base = tmp_path / "base"
    fill(opened(base), range(2), version=1)
    points = 0
    while True:
        shutil.copytree(base, tmp_path / "archive")
        archive = opened(tmp_path / "archive")
        with pytest.MonkeyPatch.context() as patched:
            done = frozen_after(patched, points)
            with suppress(Killed):
                fill(archive, range(4), version=2)
        finished = len(done) < points
        for card in archive.cards():  # whatever is there is whole
            version = 2 if card.reader_version == 2 else 1
            assert archive.raw(card.digest)
            assert archive.frame("runs", [card.digest]).equals(
                read(archive.raw(card.digest), version=version).tables["runs"]
            )
        assert len(archive.cards()) >= 2
        assert {finding.code for finding in archive.check()} <= {"archive-orphan", "archive-draft"}
        if points % 8 == 0:
            assert archive.sql("select count(distinct file) from runs").rows == [(len(archive.cards()),)]
        if points % 2:
            archive.check(repair=True)
            assert archive.check() == []
        fill(archive, range(4), version=2)
        archive.check(repair=True)
        assert picture(archive) == wanted, f"killed after {done}"
        shutil.rmtree(archive.root)
        points += 1
        if finished:
            break
    assert points > 40


@contextmanager
def child(root: Path, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run this file as a program; yields once it is about to begin."""
    command = [sys.executable, __file__, str(root), *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_for_real(tmp_path: Path) -> None:
    """The same with the system's own kill, at random moments, in one archive killed again and again."""
    wanted = undisturbed(tmp_path, range(120))
    archive = opened(tmp_path / "archive")
    fill(archive, range(2), version=1)
    dice = random.Random(20240915)
    kills = 0
    for _ in range(12):
        with child(archive.root, 0, 120, 2, "a") as process:
            go(process)
            time.sleep(dice.uniform(0.0, 0.25))
            process.kill()
            process.wait()
            kills += process.returncode == -signal.SIGKILL
        assert {finding.code for finding in archive.check()} <= {"archive-orphan", "archive-draft"}
        if len(archive.cards()) == 120:  # begin again
            shutil.rmtree(archive.root)
            fill(archive, range(2), version=1)
    assert kills >= 6
    fill(archive, range(120), version=2)
    archive.check(repair=True)
    assert picture(archive) == wanted


@pytest.mark.parametrize("processes", [2, 3])
def test_processes_at_once(tmp_path: Path, processes: int) -> None:
    """Same and different files from several processes: every file once, with every name it came under."""
    archive = opened(tmp_path / "archive")
    running = []
    for number in range(processes):
        process = child(archive.root, number * 20, number * 20 + 60, 1, f"p{number}")
        running.append((process, process.__enter__()))
    for _, process in running:
        go(process)
    for manager, process in running:
        assert process.wait(60) == 0
        manager.__exit__(None, None, None)
    found = picture(archive)
    assert found["errors"] == []
    assert archive.check() == []
    wanted = {}
    for number in range(processes):
        for one in range(number * 20, number * 20 + 60):
            wanted.setdefault(digest_of(one), []).append(f"p{number}/{one}.csv")
    assert {card.digest: list(card.names) for card in archive.cards()} == {
        digest: sorted(names) for digest, names in wanted.items()
    }
    assert archive.frame("runs").height == 2 * len(wanted)
    assert list((archive.root / "drafts").iterdir()) == []


def test_drafts_of_the_living_are_left_alone(archive: Archive) -> None:
    """Cleaning up while another process imports must not take its drafts."""
    content = content_of(1)
    with archive.batch() as batch:
        batch.put(content, name="x", reading=read(content))
        assert archive.check(repair=True) == []
        fill(archive, range(5, 8))
        assert len(list((archive.root / "drafts").iterdir())) == 1
    assert archive.raw(digest_of(1)) == content
    assert len(archive.cards()) == 4


def test_removed_while_being_put(archive: Archive) -> None:
    """Two processes with contrary wishes: the later commit wins, whole."""
    fill(archive, range(2))
    with archive.batch() as batch:
        content = content_of(0)
        batch.put(content, name="a/0.csv", reading=read(content, version=2))
        batch.known(content_of(1), name="another", reader="invented", reader_version=1)
        archive.remove(digest_of(0))
        archive.remove(digest_of(1))
    assert [card.digest for card in archive.cards()] == [digest_of(0)]
    assert archive.check() == []


def test_faster_process_with_a_newer_reading_stays(archive: Archive) -> None:
    """What was judged before the lock was had is judged again under it."""
    content = content_of(0)
    with archive.batch() as batch:
        batch.put(content, name="old", reading=read(content, version=1))
        archive.put(content, name="new", reading=read(content, version=2))
    (card,) = archive.cards()
    assert (card.reader_version, card.names) == (2, ("new", "old"))
    with archive.batch() as batch:
        batch.put(content, name="newest", reading=read(content, version=3))
        archive.put(content, name="x", reading=Parsed())
    (card,) = archive.cards()
    assert (card.reader_version, card.names) == (3, ("new", "newest", "old", "x"))
    assert archive.check() == []


def test_lock_that_is_not_let_go_is_told(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process stopped in its commit (not killed) keeps the lock: waiting for it must end."""
    fill(archive, range(1))
    monkeypatch.setattr(archive_locks, "PATIENCE_S", 0.05)
    handle = archive_locks.take(archive.root / "lock")
    assert handle is not None
    with pytest.raises(BadRequest, match="another process has held"):
        archive.assign(digest_of(0), "x")
    os.close(handle)
    archive.assign(digest_of(0), "x")


FAILURES = {"full": errno.ENOSPC, "quota": errno.EDQUOT, "read-only": errno.EROFS, "rights": errno.EACCES}


@pytest.mark.usefixtures("small_groups")
@pytest.mark.parametrize("lasting", [True, False], ids=["stays full", "once"])
@pytest.mark.parametrize("code", FAILURES.values(), ids=FAILURES)
def test_disk_that_refuses_at_every_point(tmp_path: Path, code: int, lasting: bool) -> None:
    """Whichever write fails, it is told in plain words, nothing half stays, and the next run completes it."""
    wanted = undisturbed(tmp_path)
    shutil.rmtree(tmp_path / "undisturbed")
    base = tmp_path / "base"
    fill(opened(base), range(2), version=1)
    point, refused = 0, 1
    while refused:
        shutil.copytree(base, tmp_path / "archive")
        archive = opened(tmp_path / "archive")
        with pytest.MonkeyPatch.context() as patched:
            calls = refuse(patched, point, code, lasting=lasting)
            told: PaddockError | None = None
            try:
                fill(archive, range(4), version=2)
            except BadRequest as error:
                told = error
        refused = max(0, len(calls) - point)
        if lasting and refused:
            assert told is not None
        if told:
            assert os.strerror(code) in told.message
            assert told.hint
        assert len(archive.cards()) >= 2
        left = archive.check()
        assert {finding.code for finding in left} <= {"archive-orphan"}
        assert not list((archive.root / "drafts").glob("*/*.part"))
        assert not left, f"call {point}: {calls[point]}"
        fill(archive, range(4), version=2)
        archive.check(repair=True)
        assert picture(archive) == wanted
        shutil.rmtree(archive.root)
        point += 1 if point < 12 or code == errno.ENOSPC else 7
    assert point > 12


def refuse(monkeypatch: pytest.MonkeyPatch, number: int, code: int, *, lasting: bool) -> list[str]:
    """Let the call that writes fail which comes after `number` others, and all after it or it alone."""
    calls: list[str] = []

    def guarded(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if name == "open" and not args[1] & os.O_CREAT:
                return real(*args, **kwargs)
            calls.append(name)
            if len(calls) == number + 1 or (lasting and len(calls) > number):
                raise OSError(code, os.strerror(code))
            return real(*args, **kwargs)

        return call

    for name in ("open", "write", "fsync", "replace", "mkdir"):
        monkeypatch.setattr(os, name, guarded(name, getattr(os, name)))
    return calls


@pytest.mark.usefixtures("small_groups")
def test_disk_that_is_full_for_real(tmp_path: Path) -> None:
    """The system's own refusal, on a disk of 400 kB: told, nothing half, and completed when there is room."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        archive = opened(disk / "archive")
        with pytest.raises(BadRequest, match="No space left"):
            fill(archive, range(200))
        assert 0 < len(archive.cards()) < 200
        assert archive.check() == []
        assert list((archive.root / "drafts").iterdir()) == []
        subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
        fill(archive, range(200))
        assert len(archive.cards()) == 200
        assert archive.check() == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_root_that_cannot_be_a_folder(tmp_path: Path) -> None:
    """A file where the archive should be is told, whatever is asked."""
    (tmp_path / "file").write_text("x")
    for root in (tmp_path / "file", tmp_path / "file" / "archive"):
        with pytest.raises(BadRequest, match="cannot be"):
            fill(opened(root), range(1))
        assert opened(root).cards() == []


# Questions


@pytest.fixture
def asked(archive: Archive) -> Archive:
    pytest.importorskip("duckdb", reason="questions in SQL need paddock[archive]")
    fill(archive, range(4))
    archive.assign(digest_of(0), "wec-2024/fuji/race")
    archive.assign(digest_of(1), "wec-2024/fuji/race")
    return archive


def test_question_over_the_archive(asked: Archive) -> None:
    """Every declared table is a view with its session; cars keep their noughts; sums are whole numbers."""
    answer = asked.sql(
        "select car, min(time_ms) as best, sum(time_ms) from runs where session = 'wec-2024/fuji/race'"
        " group by car order by car"
    )
    assert answer.columns == ("car", "best", "sum(time_ms)")
    assert answer.types == ("VARCHAR", "BIGINT", "HUGEINT")
    assert answer.rows == [("007", 90_002, 180_014), ("7", 90_001, 180_012)]
    assert answer.frame.schema["sum(time_ms)"] == pl.Int64
    assert answer.findings == ()
    assert asked.sql("from runs").columns == ("session", "file", "line", "car", "time_ms", "sections_ms")
    assert asked.sql("select count(*) from runs where session is null").rows == [(4,)]
    joined = "select r.car from runs r join files f on f.digest = r.file where f.name = 'a/3.csv' order by r.line"
    assert asked.sql(joined).rows == [("7",), ("007",)]
    assert asked.sql("select sections_ms from runs where time_ms = 90001").rows == [([90_001, 1],)]
    assert asked.sql("select distinct level, code, message, hint from findings").rows == [
        ("warning", "odd", "a run is odd", "look")
    ]
    files = asked.sql("select name, session, reader, form, size, runs_rows, notes_rows from files order by name").rows
    assert files[1] == ("a/1.csv", "wec-2024/fuji/race", "invented", "car;time", 20, 2, 0)
    assert asked.sql("select imported from files").rows[0][0].year >= 2024


def test_table_without_rows_is_an_empty_view(asked: Archive) -> None:
    """A question must not fail because nothing of that kind was imported yet."""
    declared = DECLARED["clashes"]
    answer = asked.sql("select * from clashes")
    assert answer.columns == ("session", "file", *(column.name for column in declared.columns))
    assert answer.frame.is_empty()
    assert {name: answer.frame.schema[name] for name in declared.schema} == declared.schema
    assert {row[0] for row in asked.sql("show tables").rows} == {"clashes", "files", "findings", "notes", "runs"}


WRITING = [
    "insert into runs values (1)",
    "delete from files",
    "drop view runs",
    "create table t as select 1",
    "copy (select 1) to '{root}/tables/x.csv'",
    "with x as (copy (select 1) to '{root}/tables/x.csv') select * from x",
    "with x as (insert into paddock.files (digest) values ('x') returning *) select * from x",
    "from json_execute_serialized_sql(json_serialize_sql("
    "'with x as (copy (select 1) to ''{root}/tables/x.csv'') select * from x'))",
    "from query('select 1')",
    "explain analyze copy (select 1) to '{root}/tables/x.csv'",
    "attach '{root}/x.db'",
    "export database '{root}/tables'",
    "install httpfs",
    "load httpfs",
    "set threads = 1",
    "set enable_external_access = true",
    "pragma enable_profiling",
    "call force_checkpoint()",
    "from enable_logging()",
    "begin",
    "rollback",
    "select 1; drop view runs",
    "select 1; select 2",
    "",
    "-- nothing",
]


@pytest.mark.parametrize("query", WRITING)
def test_anything_but_a_question_is_refused(asked: Archive, query: str) -> None:
    """A query may come from a web page or a model; it must not be able to change a thing."""
    before = files_of(asked.root)
    with pytest.raises(BadRequest):
        asked.sql(query.format(root=asked.root.resolve()))
    assert files_of(asked.root) == before
    assert asked.check() == []


READING = [
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('{root}/cards/*')",
    "select * from '/etc/passwd'",
    "select * from '{root}/../secret.csv'",
    "select * from read_parquet('{root}/../secret.parquet')",
    "select * from read_parquet('{root}/tables/../../secret.parquet')",
    "select * from glob('/etc/*')",
    "select * from read_csv('http://localhost:1/x.csv')",
    "select * from parquet_scan('/etc/passwd')",
    "select * from sniff_csv('/etc/passwd')",
    "select * from secret_frame",
    "select * from duckdb_secrets()",
    "select getenv('HOME')",
]


@pytest.mark.parametrize("query", READING)
def test_nothing_else_can_be_read(asked: Archive, query: str) -> None:
    """Files of the machine, the network and the variables of the program are none of a question's business."""
    secret_frame = pl.DataFrame({"x": [1]})
    secret_frame.write_parquet(asked.root.parent / "secret.parquet")
    secret_frame.write_csv(asked.root.parent / "secret.csv")
    with pytest.raises(BadRequest):
        asked.sql(query.format(root=asked.root.resolve()))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select * from lapz", "There are: clashes, files, findings, notes, runs."),
        ("select nope from runs", "runs has: session, file, line, car, time_ms, sections_ms."),
        ("select nope from Files", "files has: digest, name,"),
        ("selec 1", "syntax error"),
        ("select cast(car || 'x' as int) from runs", "Could not convert"),
        ("select * from read_csv('/etc/passwd')", "not for questions"),
    ],
)
def test_error_says_what_there_is(asked: Archive, query: str, said: str) -> None:
    """A wrong name is the commonest mistake; the answer to it is the list of right ones."""
    with pytest.raises(BadRequest) as told:
        asked.sql(query)
    assert said in str(told.value)


def test_answers_of_every_type(asked: Archive) -> None:
    """Polars does not know all of DuckDB's types, nor two columns of one name; an answer comes all the same."""
    answer = asked.sql("select 1 as a, 'x' as a, interval 3 day as i, null as n, 340282366920938463463::uhugeint as u")
    assert answer.columns == ("a", "a_1", "i", "n", "u")
    assert answer.rows == [(1, "x", "3 days, 0:00:00", None, "340282366920938463463")]
    assert asked.sql("select 1 as a, 2 as a where false").columns == ("a", "a_1")
    rows = asked.sql("select * from (values (3), (1), (2)) t(x), (values (1)) u(x) order by t.x desc").rows
    assert rows == [(3, 1), (2, 1), (1, 1)]
    assert int(asked.sql("select 1267650600228229401496703205376 as big").rows[0][0]) == 2**100
    for query in (
        "select {'a': 1, 'b': [1, 2]} as s, map {'k': 1} as m, uuid() as u, '\\x00'::blob as b, '101'::bit as t",
        "select now() as n, current_date as d, time '10:00' as t, 'a'::enum('a', 'b') as e, 1.5 as x, '{}'::json as j",
        "pivot runs on car in ('7', '007') using count(*) group by session",
        "describe runs",
        "summarize runs",
        "with recursive t as (select 1 as a union all select a + 1 from t where a < 3) select * from t",
        "select unnest([1, 2]) union all select * from range(3)",
        "values (1), (2)",
        "select * from information_schema.tables",
        "select 1 -- said",
        "select 1;",
    ):
        assert asked.sql(query).frame.height, query


@pytest.mark.parametrize("name", ["a b", "é", "it's", 'q"x', "a[b]c", "x*y", "k=v", "%20#", "{a,b}"])
def test_odd_names_of_the_folder(tmp_path: Path, name: str) -> None:
    """DuckDB takes some letters of a path for patterns or for columns; a person's folder may have any of them."""
    archive = opened(tmp_path / name / "archive")
    fill(archive, range(3))
    assert archive.sql("select count(*), count(distinct car) from runs").rows == [(6, 2)]
    assert archive.frame("runs").height == 6


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Hear Ctrl-C also where the tests were started in the background, which makes a shell have it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
@pytest.mark.parametrize("after", [0.2, 0.5, 0.8])
def test_long_question_is_interrupted(asked: Archive, after: float, ctrl_c: None) -> None:
    """Ctrl-C must end a question that would take hours; DuckDB by itself misses every third."""
    timer = threading.Timer(after, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        asked.sql("select count(*) from range(20000000) a, range(200000) b where a.range * b.range % 7 = 3")
    timer.join()
    assert time.monotonic() - began < 10
    assert asked.sql("select 1").rows == [(1,)]


def test_file_that_vanishes_meanwhile_is_asked_for_again(asked: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may replace a table between the listing and the reading of it; both questions are answered."""
    places = type(asked._places)
    real = places.read_cards
    turns = iter([2, 3])

    def replaced_meanwhile(self: Any) -> Any:
        found = real(self)
        version = next(turns, None)
        if version:
            monkeypatch.setattr(places, "read_cards", real)
            fill(opened(asked.root), range(4), version=version)
            monkeypatch.setattr(places, "read_cards", replaced_meanwhile)
            if version == 3:
                monkeypatch.setattr(places, "read_cards", real)
        return found

    monkeypatch.setattr(places, "read_cards", replaced_meanwhile)
    with pytest.raises(BadRequest, match="missing"):  # twice in a row is more than chance
        asked.sql("select sum(time_ms) from runs")
    turns = iter([4])
    monkeypatch.setattr(places, "read_cards", replaced_meanwhile)
    assert asked.frame("runs")["time_ms"].sum() == 4 * sum(ms for ms in range(90_001, 90_033) if ms % 10 in (1, 2))


def test_without_duckdb(asked: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the archive works without it, and the answer names the one command that mends it."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtra, match=r"paddock\[archive\]"):
        asked.sql("select 1")
    assert asked.frame("runs").height == 8


def main(root: str, first: str, last: str, version: str, folder: str) -> None:
    """Fill an archive in a process of its own."""
    Batch.MAX_FILES = 8
    print("ready", flush=True)
    sys.stdin.readline()
    fill(opened(Path(root)), range(int(first), int(last)), folder=folder, version=int(version))


if __name__ == "__main__":
    main(*sys.argv[1:])
