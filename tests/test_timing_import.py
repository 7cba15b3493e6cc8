"""Importing: files, folders and zip archives as people have them, broken and hostile ones too, into an archive."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import stat
import struct
import subprocess
import sys
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import timing_fixtures as made
from conftest import RunCli
from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.timing import files as timing_files
from paddock.timing.files import Found, find_files
from paddock.timing.importing import Imported, Wish, import_files
from paddock.timing.readers import Source
from timing_fixtures import FORMS

LAPS = made.alkamel_laps()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Return an archive that is not there yet."""
    return Archive(tmp_path / "archive")


def bring(archive: Archive, facts: Catalogue, *paths: Path, **said: Any) -> list[Imported]:
    """Import paths and return what became of each file."""
    return list(import_files(archive, facts, list(find_files(paths)), Wish(**said)))


def tree(root: Path) -> dict[str, tuple[int, int, str]]:
    """Return every file below a folder: its size, when it was written, and the hash of what is in it."""
    found = {}
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            told = path.stat()
            found[path.relative_to(root).as_posix()] = (
                told.st_size,
                told.st_mtime_ns,
                hashlib.sha256(path.read_bytes()).hexdigest(),
            )
    return found


def contents(archive: Archive) -> dict[str, Any]:
    """Return what an archive holds, whenever it was imported: cards, bytes and tables."""
    cards = {}
    for card in archive.cards():
        told = json.loads(card.to_bytes())
        told.pop("imported")
        cards[card.digest] = told
    files = {name: one[2] for name, one in tree(archive.root).items() if name.startswith(("raw/", "tables/"))}
    return {"cards": cards, "files": files}


def codes(done: Iterable[Imported]) -> Counter[str]:
    """Return the codes of all findings."""
    return Counter(finding.code for one in done for finding in one.findings)


def folder_of(root: Path, copies: int = 1) -> Path:
    """Return a folder with a file of every form, some of them under two names."""
    for copy in range(copies):
        for number, ((reader, _), (name, content)) in enumerate(FORMS.items()):
            path = root / f"{copy}" / reader / f"{number:02}-{name}"
            path.parent.mkdir(parents=True, exist_ok=True)
            more = b"" if copy == 0 else b"\n" * copy
            path.write_bytes(content + more)
    again = root / "0" / "again"
    again.mkdir()
    (again / "race-results-provisional.csv").write_bytes(made.classification())
    (again / "race-results-official.csv").write_bytes(made.classification())
    return root


# --- files and folders ------------------------------------------------------------------------------------------------


def test_every_form_is_imported_and_every_row_accounted_for(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """What the readers read is what the archive holds, row for row."""
    done = bring(archive, facts, folder_of(tmp_path / "in"))
    assert Counter(one.outcome for one in done) == {"new": len(FORMS), "named": 2}
    for one in done:
        card = archive.card(one.digest)
        assert card is not None
        assert sum(one.rows.values()) + one.aside == card.details["rows"] > 0
        for table, number in one.rows.items():
            assert archive.frame(table, [one.digest]).height == number
        assert archive.raw(one.digest) in {content for _, content in FORMS.values()}


def test_importing_again_changes_not_one_byte(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """The same folder is imported every week; what has not changed is not even touched."""
    folder = folder_of(tmp_path / "in")
    (folder / "2024_fuji_race-laps.csv").write_bytes(LAPS + b"\n")
    (folder / "2024_fuji_race-weather.csv").write_bytes(made.weather() + b"\n")
    first = bring(archive, facts, folder)
    before = tree(archive.root)
    again = bring(archive, facts, folder)
    assert {one.outcome for one in again} == {"known"}
    assert tree(archive.root) == before
    assert [(one.name, one.session, one.rows) for one in again] == [(one.name, one.session, one.rows) for one in first]


def test_the_same_bytes_under_two_names_are_one_file(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """Copies of a file must not double its laps; both names are known."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(LAPS)
    done = bring(archive, facts, tmp_path / "a.csv", tmp_path / "b.csv")
    assert [one.outcome for one in done] == ["new", "named"]
    (card,) = archive.cards()
    assert len(card.names) == 2
    assert archive.frame("laps").height == len(made.ALL_LAPS)


def test_weather_and_results_follow_the_laps_beside_them(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """A file that does not tell its session gets that of its neighbours, when they agree; else it stays open."""
    for name, content in (
        ("2024_fuji_race-laps.csv", LAPS),
        ("2024_fuji_race-weather.csv", made.weather()),
        ("2024_spa_race-weather.csv", made.weather(rows=3)),
    ):
        (tmp_path / name).write_bytes(content)
    done = {Path(one.name).name: one for one in bring(archive, facts, tmp_path)}
    assert done["2024_fuji_race-laps.csv"].session == "wec-2024/fuji/race"
    assert done["2024_fuji_race-weather.csv"].session == "wec-2024/fuji/race"
    assert done["2024_spa_race-weather.csv"].session == ""
    again = {Path(one.name).name: one for one in bring(archive, facts, tmp_path)}
    assert again["2024_fuji_race-weather.csv"].session == "wec-2024/fuji/race"
    assert "year" not in again["2024_fuji_race-weather.csv"].why


def test_the_session_can_be_told(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """--as decides: for a session on record, for one that is not (told), and for a file already assigned."""
    path = tmp_path / "laps.csv"
    path.write_bytes(LAPS)
    (one,) = bring(archive, facts, path, session="wec-2024/fuji/race")
    assert (one.outcome, one.session, one.why) == ("new", "wec-2024/fuji/race", "as told")
    told, one = bring(archive, facts, path, session="my-cup-2024/home/race")
    assert "as written" in told.why
    assert (one.outcome, one.session) == ("known", "my-cup-2024/home/race")
    assert [*archive.sessions()] == ["my-cup-2024/home/race"]
    (kept,) = bring(archive, facts, path)
    assert kept.session == "my-cup-2024/home/race"
    with pytest.raises(BadRequest, match="no session id"):
        bring(archive, facts, path, session="Fuji 2024")
    assert [*archive.sessions()] == ["my-cup-2024/home/race"]


def test_columns_told_anew_are_read_anew(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """A plain table read with the wrong column is read again with the right one, and only that stays."""
    path = tmp_path / "laps.csv"
    path.write_bytes(b"who,Runde,a,b\n7,1,95.1,96.1\n7,2,95.2,96.2\n")
    (one,) = bring(archive, facts, path)
    assert (one.outcome, archive.cards()) == ("unread", [])
    for column, first in (("a", 95_100), ("b", 96_100)):
        (one,) = bring(archive, facts, path, options={"car": "who", "lap_time": column})
        assert one.outcome == ("new" if column == "a" else "replaced")
        assert archive.frame("laps")["lap_time_ms"].to_list() == [first, first + 100]


def test_what_is_no_timing_is_told_and_not_kept(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """Pictures, archives of other kinds and empty files lie beside timing everywhere."""
    for name, content in {
        "a.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        "b.csv.gz": b"\x1f\x8b\x08\x00" + b"\x01\x02" * 200,
        "c.csv": b"",
        "d.csv": b"\n" * 10_000,
        "e.csv": b"\x00" * 10_000,
        "f.pdf": b"%PDF-1.7\n" + b"x" * 500,
        "g.json": b"{}",
        "h.json": b"[" * 100_000,
        "i.csv": b"a,b,c\n1,2,3\n",
        "j.xlsx": b"PK\x03\x04" + b"\x00" * 100,
        "k.zip": b"PK\x05\x06" + b"\x00" * 18,
        ".hidden.csv": LAPS,
    }.items():
        (tmp_path / name).write_bytes(content)
    done = bring(archive, facts, tmp_path)
    assert {Path(one.name).name for one in done} == {f"{letter}{end}" for letter, end in zip(
        "abcdefghijk", (".png", ".csv.gz", ".csv", ".csv", ".csv", ".pdf", ".json", ".json", ".csv", ".xlsx", ".zip"),
        strict=True,
    )}  # fmt: skip
    assert {one.outcome for one in done} == {"unread", "passed-over"}
    assert all(one.findings and one.why for one in done)
    assert archive.cards() == []


def test_odd_things_in_folders_are_passed_over(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """Loops of links, links into nowhere, pipes: a walk through a folder must end, and touch nothing that blocks."""
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "laps.csv").write_bytes(LAPS)
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "self").symlink_to(folder / "self")
    (folder / "nowhere").symlink_to(tmp_path / "nowhere")
    (folder / "same.csv").symlink_to(folder / "laps.csv")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe")
    done = bring(archive, facts, folder)
    outcomes = {Path(one.name).name: one.outcome for one in done}
    assert outcomes["laps.csv"] == "new"
    assert outcomes["same.csv"] == "named"
    assert {name for name, outcome in outcomes.items() if outcome == "passed-over"} >= {"up", "self", "nowhere"}
    assert codes(done)["link"] == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_named_path_that_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    """Opening a pipe waits for ever for somebody to write into it; a device never ends."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(BadRequest, match="not a plain file"):
            list(find_files([path]))


@pytest.mark.parametrize("name", ["nothing.csv", "x" * 5_000, "a/" * 3_000, "laps.csv/inside.csv"])
def test_a_path_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    """Whatever the system says of a path, the user hears which one and what to do."""
    (tmp_path / "laps.csv").write_bytes(LAPS)
    with pytest.raises(BadRequest) as caught:
        list(find_files([tmp_path / name]))
    assert caught.value.hint


def test_a_file_that_goes_away_is_told(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """Between finding a file and reading it, somebody may move it; the others are imported."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(LAPS + name.encode() * (name == "a.csv"))
    found = list(find_files([tmp_path]))
    (tmp_path / "a.csv").unlink()
    done = list(import_files(archive, facts, found))
    assert [(Path(one.name).name, one.outcome) for one in done] == [("a.csv", "unread"), ("b.csv", "new")]
    assert "cannot be read" in done[0].why


def test_files_that_may_not_be_read_are_told(
    archive: Archive, facts: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rights are the most usual trouble with folders of other people."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(LAPS)
    opened = Path.open

    def refuse(self: Path, *arguments: Any, **more: Any) -> Any:
        if self.name == "a.csv":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *arguments, **more)

    monkeypatch.setattr(Path, "open", refuse)
    done = bring(archive, facts, tmp_path)
    assert {Path(one.name).name: one.outcome for one in done} == {"a.csv": "passed-over", "b.csv": "new"}
    assert "Permission denied" in done[0].why


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names of files are any bytes on Linux only")
def test_names_that_are_no_text_are_shown_as_what_they_are(
    archive: Archive, facts: Catalogue, tmp_path: Path, run_cli: RunCli
) -> None:
    """A name from an old disk, one with an escape sequence, one in square brackets: shown, kept, and harmless."""
    folder = tmp_path / "in"
    folder.mkdir()
    names = (b"caf\xe9.csv", b"red\x1b[31m.csv", b"[bold].csv", b"a\nb.csv", "\u202egnp.csv".encode(), b":car:.csv")
    for number, name in enumerate(names):
        (folder / os.fsdecode(name)).write_bytes(LAPS + b"\n" * number)
    for form in ((), ("--json",)):
        result = run_cli("timing", "import", folder, "--archive", archive.root, *form)
        assert result.code == 0
        text = result.out + result.err
        text.encode()
        assert "\x1b" not in text
        assert "\u202e" not in text
    shown = {Path(one["name"]).name for one in json.loads(result.out)["files"]}
    assert shown == {*("caf\\udce9.csv", "red\\x1b[31m.csv", "[bold].csv", "a\\nb.csv", "\\u202egnp.csv", ":car:.csv")}
    listing = run_cli("timing", "list", "--files", "--archive", archive.root)
    assert "[bold].csv" in listing.out
    assert "\x1b" not in listing.out


# --- zip archives -----------------------------------------------------------------------------------------------------


def zipped(path: Path, members: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a zip archive; one name may stand in it twice."""
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_a_zip_archive_is_a_folder(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """Organisers hand out whole weekends as one zip; folders in it tell the session as any folders do."""
    path = zipped(
        tmp_path / "weekend.zip",
        [
            ("2024 Fuji/race-laps.csv", LAPS),
            ("2024 Fuji/race-weather.csv", made.weather()),
            ("2024 Fuji/inner.zip", b"PK\x03\x04"),
            ("__MACOSX/2024 Fuji/._race-laps.csv", b"x"),
            (".DS_Store", b"x"),
            ("notes.txt", b"hello"),
        ],
    )
    done = {one.name.removeprefix(f"{path}/"): one for one in bring(archive, facts, path)}
    assert {name: one.outcome for name, one in done.items()} == {
        "2024 Fuji/race-laps.csv": "new",
        "2024 Fuji/race-weather.csv": "new",
        "2024 Fuji/inner.zip": "passed-over",
        "notes.txt": "unread",
    }
    assert set(archive.sessions()) == {"wec-2024/fuji/race"}
    before = tree(archive.root)
    assert {one.outcome for one in bring(archive, facts, path)} == {"known", "unread", "passed-over"}
    assert tree(archive.root) == before


TRICKS = (
    *(
        "../../outside.csv",
        "/tmp/outside.csv",
        "C:\\outside.csv",
        "..\\..\\outside.csv",
        "a/../../outside.csv",
        "..",
        ".",
    ),
    *("con.csv", "a\x1b[31mred.csv", "a\nb.csv", "\u202egnp.csv", "x" * 3_000 + ".csv", "[red]x[/red].csv", "ä" * 200),
    *(
        "same.csv",
        "same.csv",
        "./same.csv",
        "//same.csv",
        "~/.bashrc",
        "$(touch outside).csv",
        "`id`",
        "%2e%2e%2fx.csv",
    ),
)
"""Names of members that unpacking tools have fallen for."""


def test_names_in_a_zip_are_never_paths(
    archive: Archive, facts: Catalogue, tmp_path: Path, run_cli: RunCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is unpacked to a disk: whatever members are called, files appear in the archive's folder only."""
    world = tmp_path / "world"
    (world / "cwd").mkdir(parents=True)
    monkeypatch.chdir(world / "cwd")
    monkeypatch.setenv("HOME", str(world))
    path = zipped(world / "tricks.zip", [(name, LAPS + b"\n" * at) for at, name in enumerate(TRICKS)])
    with zipfile.ZipFile(path, "a") as more:
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        more.writestr(link, "/etc/passwd")
    before = tree(tmp_path)
    result = run_cli("timing", "import", path, "--archive", archive.root)
    assert result.code == 0
    new = {name for name in tree(tmp_path) if name not in before}
    assert new
    assert all(name.startswith("archive/") for name in new)
    assert all(re.fullmatch(r"archive/(lock|(raw|cards|tables|drafts)/[\w.\-/]+)", name) for name in new), new
    assert len(archive.cards()) == len(TRICKS) - sum(name in {"~/.bashrc"} for name in TRICKS)
    shown = "".join(name for card in archive.cards() for name in card.names)
    assert "\x1b" not in shown + result.out + result.err
    assert "/../" not in shown
    assert "\u202e" not in shown


def test_a_bomb_is_told_and_not_unpacked(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """A few kilobytes that unpack to gigabytes: refused by what the archive says of itself, before a byte is read."""
    path = zipped(tmp_path / "bomb.zip", [("bomb.csv", b"0" * 50_000_000), ("laps.csv", LAPS)])
    assert path.stat().st_size < 100_000
    done = bring(archive, facts, path)
    assert {Path(one.name).name: one.outcome for one in done} == {"bomb.csv": "passed-over", "laps.csv": "new"}
    assert codes(done)["zip-bomb"] == 1


def directory_of(content: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Return a zip archive's members, the records of its directory, and its end."""
    end = content.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", content[end + 16 : end + 20])[0]
    records = [b"PK\x01\x02" + one for one in content[start:end].split(b"PK\x01\x02")[1:]]
    return content[:start], records, content[end:]


def put_together(members: bytes, records: Sequence[bytes], end: bytes) -> bytes:
    """Return a zip archive with another directory."""
    size = sum(map(len, records))
    counts = struct.pack("<HHII", min(len(records), 0xFFFF), min(len(records), 0xFFFF), size, len(members))
    return members + b"".join(records) + end[:8] + counts + end[20:]


def test_many_members_made_of_the_same_bytes_end_in_time(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """Bombs of the newer kind let all their members overlap; each is read once at most, and no more than that."""
    inside = zipped(tmp_path / "one.zip", [("a0000.csv", b"7;1;1:31.078\n" * 5_000)]).read_bytes()
    members, (record,), end = directory_of(inside)
    many = [record.replace(b"a0000", f"a{number:04}".encode()) for number in range(300)]
    (tmp_path / "many.zip").write_bytes(put_together(members, many, end))
    began = time.perf_counter()
    done = bring(archive, facts, tmp_path / "many.zip")
    assert time.perf_counter() - began < 20
    assert len(done) == 300
    assert {one.outcome for one in done} == {"unread"}


@pytest.mark.parametrize("claim", [0, 10, 10**6, 2**32 - 2], ids=["nothing", "less", "more", "4 GiB"])
def test_a_member_that_lies_about_its_size_is_told(
    archive: Archive, facts: Catalogue, tmp_path: Path, claim: int
) -> None:
    """The size a directory states is only a claim: what comes out is bounded and held to its checksum."""
    content = zipped(tmp_path / "a.zip", [("laps.csv", LAPS), ("good.csv", LAPS + b"\n")]).read_bytes()
    members, (first, second), end = directory_of(content)
    lying = first[:24] + struct.pack("<I", claim) + first[28:]
    (tmp_path / "a.zip").write_bytes(put_together(members, [lying, second], end))
    done = {Path(one.name).name: one for one in bring(archive, facts, tmp_path / "a.zip")}
    assert done["good.csv"].outcome == "new"
    laps = done["laps.csv"]
    assert laps.outcome in {"unread", "passed-over"} or archive.raw(laps.digest) == LAPS
    assert (laps.outcome == "new") is (claim == 10**6)  # there, all of it came and the checksum is right


def test_encrypted_members_are_told(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """Nobody is asked for a password in the middle of an import."""
    content = zipped(tmp_path / "a.zip", [("laps.csv", LAPS)]).read_bytes()
    members, (record,), end = directory_of(content)
    locked = members[:6] + b"\x01\x00" + members[8:]
    (tmp_path / "a.zip").write_bytes(put_together(locked, [record[:8] + b"\x01\x00" + record[10:]], end))
    done = bring(archive, facts, tmp_path / "a.zip")
    assert codes(done) == {"zip-locked": 1}
    assert archive.cards() == []


def test_a_hundred_thousand_members_are_bounded(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """Reading the directory once for each of its members would take hours; of so many only the first are looked at."""
    content = zipped(tmp_path / "a.zip", [("a000000.csv", b"")], zipfile.ZIP_STORED).read_bytes()
    members, (record,), end = directory_of(content)
    many = [record.replace(b"a000000", f"a{number:06}".encode()) for number in range(100_000)]
    size = sum(map(len, many))
    wide = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, len(many), len(many), size, len(members))
    wide += struct.pack("<4sIQI", b"PK\x06\x07", 0, len(members) + size, 1)
    marks = end[:8] + b"\xff" * 12 + end[20:]
    (tmp_path / "a.zip").write_bytes(members + b"".join(many) + wide + marks)
    began = time.perf_counter()
    found = list(find_files([tmp_path / "a.zip"]))
    assert sum(isinstance(one, Found) for one in found) == timing_files.MEMBERS
    assert [one.code for one in found if isinstance(one, Finding)] == ["zip-members"]
    done = list(import_files(archive, facts, found[:2_000]))
    assert time.perf_counter() - began < 30
    assert {one.outcome for one in done} == {"unread", "passed-over"}


def unzipped(path: Path) -> list[Found | Finding | Source | str]:
    """Return what a zip archive comes to: findings, files that open, and the errors of those that do not."""
    came: list[Found | Finding | Source | str] = []
    for one in find_files([path]):
        if isinstance(one, Finding):
            came.append(one)
            continue
        try:
            came.append(one.open())
        except BadRequest as error:
            came.append(error.message)
    return came


SOUND = [("2024_fuji_race-laps.csv", LAPS), ("b/weather.csv", made.weather()), ("c.csv", b"x" * 100)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_zips_are_told(tmp_path: Path, data: st.DataObject) -> None:
    """Cut, flipped, overwritten: a member is whole by its checksum or not taken, and nothing else is raised."""
    method = data.draw(
        st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]), label="method"
    )
    content = bytearray(zipped(tmp_path / "sound.zip", SOUND, method).read_bytes())
    directory = content.index(b"PK\x01\x02")
    place = st.one_of(st.integers(4, len(content) - 1), st.integers(directory, len(content) - 1))
    for at in data.draw(st.lists(place, max_size=4), label="flipped"):
        content[at] = data.draw(st.integers(0, 255))
    end = data.draw(st.one_of(st.just(len(content)), st.integers(4, len(content))), label="cut at")
    (tmp_path / "a.zip").write_bytes(content[:end])
    whole = {one for _, one in SOUND} | {(tmp_path / "a.zip").read_bytes()}  # which may be taken for no zip
    for one in unzipped(tmp_path / "a.zip"):
        assert not isinstance(one, Source) or one.content in whole


def test_a_zip_of_nothing_and_a_zip_that_is_none(archive: Archive, facts: Catalogue, tmp_path: Path) -> None:
    """An empty archive, one that is all header, one that broke off while it was fetched."""
    good = zipped(tmp_path / "good.zip", SOUND).read_bytes()
    zipped(tmp_path / "empty.zip", [])
    (tmp_path / "header.zip").write_bytes(b"PK\x03\x04")
    (tmp_path / "cut.zip").write_bytes(good[: len(good) // 2])
    (tmp_path / "good.zip").unlink()
    done = bring(archive, facts, tmp_path)
    assert {Path(one.name).name: one.outcome for one in done} == {
        "cut.zip": "passed-over",
        "empty.zip": "unread",
        "header.zip": "passed-over",
    }
    assert codes(done)["bad-zip"] == 2


# --- stopped half-way -------------------------------------------------------------------------------------------------


def test_ctrl_c_leaves_a_whole_archive(
    archive: Archive, facts: Catalogue, tmp_path: Path, run_cli: RunCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done when somebody lost patience stays; the next import does the rest."""
    folder = folder_of(tmp_path / "in")
    undisturbed = Archive(tmp_path / "undisturbed")
    bring(undisturbed, facts, folder)
    opened = Found.open
    left = iter(range(9))

    def impatient(self: Found) -> Source:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return opened(self)

    with monkeypatch.context() as patch:
        patch.setattr(Found, "open", impatient)
        result = run_cli("timing", "import", folder, "--archive", archive.root)
    assert result.code == 130
    assert "Traceback" not in result.err
    assert 0 < len(archive.cards()) < len(FORMS)
    assert archive.check() == []
    assert run_cli("timing", "import", folder, "--archive", archive.root).code == 0
    assert contents(archive) == contents(undisturbed)


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9")
def test_killed_at_random_points_and_run_again_is_as_undisturbed(
    archive: Archive, facts: Catalogue, tmp_path: Path
) -> None:
    """kill -9 at ten points of an import, whenever it comes: no half file is ever seen, and a re-run completes it."""
    folder = folder_of(tmp_path / "in", copies=4)
    (folder / "2024_fuji_race-laps.csv").write_bytes(LAPS + b"\n" * 99)
    undisturbed = Archive(tmp_path / "undisturbed")
    bring(undisturbed, facts, folder)
    command = [sys.executable, "-m", "paddock", "timing", "import", str(folder), "--archive"]
    began = time.perf_counter()
    subprocess.run([*command, str(tmp_path / "timed")], check=True, capture_output=True, timeout=120)
    whole = time.perf_counter() - began
    rng = random.Random(20240915)
    partly = 0
    for _ in range(10):
        process = subprocess.Popen([*command, str(archive.root)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(whole * rng.uniform(0.35, 0.95))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        archive.check(repair=True)
        assert [one for one in archive.check() if one.level == "error"] == []
        for card in archive.cards():
            for table, stored in card.tables.items():
                assert archive.frame(table, [card.digest]).height == stored.rows
        partly += 0 < len(archive.cards()) < len(undisturbed.cards())
        if len(archive.cards()) == len(undisturbed.cards()) and partly:
            for card in archive.cards()[::2]:
                archive.remove(card.digest)
    subprocess.run([*command, str(archive.root)], check=True, capture_output=True, timeout=120)
    assert archive.check() == []
    assert contents(archive) == contents(undisturbed)


# --- the real files ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def collection(
    shared: Path, facts: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Archive, dict[str, Imported]]:
    """Return an archive with the whole collection, and what became of each file by its name below the folder."""
    folder = shared / "timing"
    if not folder.is_dir():
        pytest.skip(f"no check data: {folder} is missing")
    archive = Archive(tmp_path_factory.mktemp("collection") / "archive")
    done = {}
    for one in import_files(archive, facts, find_files([folder])):
        done[Path(one.name).relative_to(folder).as_posix()] = one
    return archive, done


MEETINGS = {
    "wec": {
        "le-mans-24h": "le-mans", "fuji-6h": "fuji", "bahrain-8h": "bahrain", "imola-6h": "imola", "spa-6h": "spa",
        "qatar-1812km": "qatar", "sao-paulo-6h": "sao-paulo", "interlagos": "sao-paulo"},
    "elms": {"paul-ricard": "le-castellet"},
    "imsa": {
        "6h-watkins-glen-international": "watkins-glen", "watkins-glen-6-hours": "watkins-glen",
        "watkins-glen-international": "watkins-glen", "weathertech-240-wgi": "watkins-glen-240",
        "daytona-international-speedway": "daytona", "sebring-international-raceway": "sebring",
        "long-beach-street-circuit": "long-beach", "weathertech-raceway-laguna-seca": "laguna-seca",
        "mid-ohio-sports-car-course": "mid-ohio", "belle-isle-street-course": "belle-isle",
        "detroit-street-course": "detroit", "canadian-tire-motorsport-park": "mosport", "lime-rock-park": "lime-rock",
        "virginia-international-raceway": "vir", "indianapolis-motor-speedway-rc": "indianapolis"},
}  # fmt: skip
"""Series → what the collection's files call a meeting → its id; a name that is not here is the id."""
NOT_ON_RECORD = ("elms/2014_", "wec/2020_", "roar-before-the-24")
"""Parts of the names of files whose meeting the catalogue does not have."""


def session_by_hand(name: str) -> str:
    """Return the session that a file of the collection is of, by the pattern of its name; empty for other files."""
    found = re.fullmatch(r"(?:reduced/)?(wec|elms|imsa)/(\d{4})_([^_]+)_(?:\d{12}-)?(.+)\.csv", name)
    if not found or any(part in name for part in NOT_ON_RECORD):
        return ""
    series, year, place, rest = found.groups()
    kind = re.sub(r"-(laps|results|weather|classification)$|-field-laps$", "", rest)
    kind = re.sub(r"(-position)?-points$", "", kind) if "lmp" in kind or "dpi" in kind else kind
    return f"{series}-{year}/{MEETINGS[series].get(place, place)}/{kind}"


def test_the_sessions_of_the_collection_are_matched_and_none_wrongly(
    collection: tuple[Archive, dict[str, Imported]],
) -> None:
    """Every file whose meeting the catalogue has is matched; other years and other series are not."""
    _, done = collection
    read = {name: one.session for name, one in done.items() if one.outcome not in {"unread", "passed-over"}}
    assert {name: one for name, one in read.items() if one != session_by_hand(name)} == {}
    assert {name.split("_")[0].removeprefix("reduced/") for name, one in read.items() if one} == {
        *(f"wec/{year}" for year in range(2021, 2026)),
        *(f"elms/{year}" for year in range(2021, 2025)),
        *(f"imsa/{year}" for year in range(2021, 2025)),
    }


def rows_counted(content: bytes) -> int:
    """Return the data rows of a file by its line ends alone."""
    return sum(bool(line.strip()) for line in content.replace(b"\r", b"\n").split(b"\n")) - 1


@pytest.mark.parametrize(
    ("pattern", "least"),
    [
        *(("wec/*-laps.csv", 10), ("imsa/*-laps.csv", 90), ("reduced/*/*-laps.csv", 80)),
        *(("grcup/*-laps-sections.csv", 8), ("formula-e/*-laps.csv", 1)),
    ],
)
def test_every_lap_of_every_real_file_is_in_the_table_or_told(
    collection: tuple[Archive, dict[str, Imported]], shared: Path, pattern: str, least: int
) -> None:
    """Rows in the file, counted by line ends, are rows in the archive's table and rows kept aside with a finding."""
    archive, done = collection
    paths = sorted((shared / "timing").glob(pattern))
    assert len(paths) >= least
    for path in paths:
        one = done[path.relative_to(shared / "timing").as_posix()]
        kept = archive.frame("laps", [one.digest])
        told = [finding for finding in one.findings if finding.code == "row-aside"]
        assert len(told) == one.aside
        assert kept.height + len(told) == rows_counted(path.read_bytes()), path
        assert kept["line"].is_sorted()
        assert kept["line"].n_unique() == kept.height


def test_the_whole_collection_is_imported(collection: tuple[Archive, dict[str, Imported]], shared: Path) -> None:
    """Every file comes out one way or the other, and what is not read is what no reader is for."""
    archive, done = collection
    files = {
        path.relative_to(shared / "timing").as_posix() for path in (shared / "timing").rglob("*") if path.is_file()
    }
    assert set(done) == files
    others = re.compile(r"telemetry|best10|championship|lemans-history|f1db|\.md$|2023_long-beach.*-race-weather")
    assert {name for name, one in done.items() if one.outcome == "unread"} == {n for n in files if others.search(n)}
    assert archive.check() == []
    assert (
        sum(archive.frame("laps", [card.digest]).height for card in archive.cards() if "laps" in card.tables)
        == (archive.sql("select count(*) as n from laps").frame["n"][0])
    )


def test_the_collection_again_changes_nothing(
    collection: tuple[Archive, dict[str, Imported]], shared: Path, facts: Catalogue
) -> None:
    """Two of its files have the same bytes under names that say different things; that must not make it swing."""
    archive, _ = collection
    before = tree(archive.root)
    folder = shared / "timing" / "grcup"
    assert {one.outcome for one in import_files(archive, facts, find_files([folder]))} <= {"known", "unread"}
    assert tree(archive.root) == before
