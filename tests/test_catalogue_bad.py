"""Broken catalogues: every mistake is an error that names file:line and field, and never a traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given

from conftest import Folder, RunCli, flat
from paddock.calendars import find_clashes, to_ics
from paddock.catalogue import BUILT_IN, check, load, read_file
from paddock.errors import BadFile
from strategies import Mutation, mutations

GOOD = """\
[season]
id = "own-2031"
name = "Own"
series = "wec"
year = 2031
status = "unverified"

[[class]]
id = "gt3"
name = "GT3"
category = "gt"
status = "unverified"

[[class.rule]]
id = "crew"
kind = "crew-grades"
text = "A crew."
at_least = [{ grades = ["bronze"], drivers = 1 }]
status = "unverified"

[[meeting]]
id = "spa"
name = "Spa"
circuit = "spa"
first_day = 2031-05-01
last_day = 2031-05-03
race_days = [2031-05-03]
classes = ["gt3"]
status = "unverified"

[[meeting.session]]
id = "race"
kind = "race"
day = 2031-05-03
start = 14:00:00
duration_min = 180

[[entry]]
race_class = "gt3"
team = "team"
extent = "full-season"
status = "unverified"
crew = [{ driver = "somebody", drove = ["spa"] }]

[[team]]
id = "team"
name = "Team"
sources = ["https://example.org/"]
status = "official"

[[driver]]
id = "somebody"
name = "Somebody"
status = "unverified"

[[grade]]
driver = "somebody"
year = 2031
one_of = ["bronze"]
status = "unverified"

[[amendment]]
of = "meeting:own-2031/spa"
announced = 2031-02-01
change = "renamed"
because = "a test"
sources = ["https://example.org/"]
set = { name = "Spa again" }
"""


def line_of(text: str, start: str, nth: int = 1) -> int:
    """Return the line (from 1) of the nth line that begins so."""
    found = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith(start)]
    return found[nth - 1]


def test_the_good_file_is_good(folder: Folder) -> None:
    """The mistakes below are made in this file: it has to be right without them."""
    facts = load([folder(GOOD)])
    assert facts.meetings["own-2031/spa"].name == "Spa again"
    assert check(facts).errors == ()


# fmt: off
# ruff: noqa: E501
CASES = {
    # what is wrong: (replace this, by that, line it is told at (start of the line, nth), field that is told)
    "unknown field": ('name = "Spa"', 'name = "Spa"\ncircuti = "spa"', ("circuti", 1), "meeting.circuti"),
    "unknown table": ("[[team]]", "[[taem]]", ("[[taem]]", 1), "taem"),
    "missing source": ('sources = ["https://example.org/"]\nstatus = "official"', 'status = "official"', ("[[team]]", 1), "sources"),
    "source that is no address": ('["https://example.org/"]\nstatus', '["see the web"]\nstatus', ("sources", 1), "team.sources"),
    "missing field": ('extent = "full-season"\n', "", ("[[entry]]", 1), "entry.extent"),
    "wrong type": ("year = 2031\nstatus", 'year = "soon"\nstatus', ("year", 1), "season.year"),
    "number for a day": ("first_day = 2031-05-01", "first_day = 20310501", ("first_day", 1), "meeting.first_day"),
    "text for a day": ("first_day = 2031-05-01", 'first_day = "2031-05-01"', ("first_day", 1), "meeting.first_day"),
    "time for a day": ("first_day = 2031-05-01", "first_day = 2031-05-01T10:00:00", ("first_day", 1), "meeting.first_day"),
    "day out of this world": ("first_day = 2031-05-01", "first_day = 0001-01-01", ("first_day", 1), "meeting.first_day"),
    "day at the end of time": ("last_day = 2031-05-03", "last_day = 9999-12-31", ("last_day", 1), "meeting.last_day"),
    "number for a time": ("start = 14:00:00", "start = 14", ("start", 1), "session.start"),
    "end before begin": ("last_day = 2031-05-03", "last_day = 2031-04-30", ("[[meeting]]", 1), "last_day 2031-04-30"),
    "race day outside": ("race_days = [2031-05-03]", "race_days = [2031-05-04]", ("[[meeting]]", 1), "race day 2031-05-04"),
    "race days twice": ("race_days = [2031-05-03]", "race_days = [2031-05-03, 2031-05-03]", ("[[meeting]]", 1), "race_days"),
    "session outside": ("\nday = 2031-05-03", "\nday = 2031-05-09", ("[[meeting]]", 1), "session race"),
    "no length": ("duration_min = 180", "duration_min = 0", ("duration_min", 1), "session.duration_min"),
    "endless": ("duration_min = 180", "duration_min = inf", ("duration_min", 1), "session.duration_min"),
    "not a number": ("duration_min = 180", "duration_min = nan", ("duration_min", 1), "session.duration_min"),
    "unknown status": ('status = "official"', 'status = "certain"', ("status", 6), "team.status"),
    "id that is none": ('id = "team"', 'id = "The Team"', ("id", 6), "team.id"),
    "id with a path": ('id = "own-2031"', 'id = "../own-2031"', ("id", 1), "season.id"),
    "unknown rule": ('kind = "crew-grades"', 'kind = "crew-colours"', ("[[class.rule]]", 1), "class.rule"),
    "field of another rule": ('text = "A crew."', 'text = "A crew."\nsole = true', ("sole", 1), "class.rule.sole"),
    "unknown grade": ('grades = ["bronze"]', 'grades = ["tin"]', ("at_least", 1), "at_least"),
    "unknown extent": ('"full-season"', '"now and then"', ("extent", 1), "entry.extent"),
    "two answers for a meeting": ('drove = ["spa"]', 'drove = ["spa"], missed = ["spa"]', ("crew", 1), "entry.crew"),
    "amendment with a stray kind": ('change = "renamed"', 'change = "improved"', ("change", 1), "amendment.change"),
    "amendment without a source": ('sources = ["https://example.org/"]\nset', "sources = []\nset", ("sources", 2), "amendment.sources"),
    "amendment of a malformed target": ('of = "meeting:own-2031/spa"', 'of = "spa"', ("of", 1), "amendment.of"),
    "amendment of nothing": ("meeting:own-2031/spa", "meeting:own-2031/spaa", ("[[amendment]]", 1), "own-2031/spaa"),
    "amendment of a stray field": ("set = { name", "set = { nmae", ("[[amendment]]", 1), "nmae"),
    "amendment with a bad value": ('name = "Spa again"', "first_day = 7", ("[[amendment]]", 1), "first_day"),
    "amendment that breaks the order": ('name = "Spa again"', "last_day = 2031-04-01", ("[[amendment]]", 1), "last_day"),
    "amendment of the id": ('name = "Spa again"', 'id = "zolder"', ("[[amendment]]", 1), "id"),
    "unset of a stray field": ("set = { name", 'unset = ["fist_day"]\nset = { name', ("[[amendment]]", 1), "fist_day"),
    "unset of what must be": ("set = {", 'unset = ["name"]\nset = {} # ', ("[[amendment]]", 1), "name"),
    "grade of nobody": ('driver = "somebody"\nyear', 'driver = "nobody"\nyear', ("[[grade]]", 1), "nobody"),
    "broken table": ("[[team]]", "[[team]", ("[[team]", 1), "not valid TOML"),
    "broken value": ('name = "Team"', 'name = "Team', ("name", 4), "not valid TOML"),
    "key twice": ('name = "Team"', 'name = "Team"\nname = "Team"', ("name", 5), "not valid TOML"),
}
# fmt: on


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_told_with_file_line_and_field(folder: Folder, run_cli: RunCli, case: str) -> None:
    """Exit code 2, no traceback, and the place to mend: the file, the line in it and the field."""
    old, new, (start, nth), field = CASES[case]
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    made = folder(text)
    with pytest.raises(BadFile) as caught:
        load([made])
    said = "\n".join((caught.value.message, *caught.value.problems))
    assert f"{made / 'facts.toml'}:{line_of(text, start, nth)}:" in said
    assert field in said
    for command in (["catalogue", "check", made], ["list", "seasons", "--catalogue", made]):
        result = run_cli(*command)
        assert result.code == 2
        assert result.out == ""
        assert flat(f"{made / 'facts.toml'}:") in flat(result.err)
        assert "Traceback" not in result.err


@pytest.mark.parametrize("table", ["meeting", "class", "entry", "classification", "standings", "rule"])
def test_parts_of_a_season_need_their_season(folder: Folder, table: str) -> None:
    """A meeting in a file without a season belongs to nobody; it must not be dropped in silence."""
    fields = {
        "meeting": 'id = "m"\nname = "M"',
        "class": 'id = "c"\nname = "C"\ncategory = "gt"',
        "entry": 'race_class = "c"\nteam = "t"\nextent = "unknown"',
        "classification": 'meeting = "m"\nsession = "race"',
        "standings": 'title = "T"\nafter = "final"',
        "rule": 'id = "r"\nkind = "homologation"\ntext = "T"',
    }[table]
    made = folder(f'[[{table}]]\n{fields}\nstatus = "unverified"\n')
    with pytest.raises(BadFile, match=rf"facts\.toml.*\[\[{table}\]\] needs a \[season\]"):
        load([made])


@pytest.mark.parametrize("table", ["meeting", "class"])
def test_parts_of_a_season_must_not_share_an_id(folder: Folder, table: str) -> None:
    """Two meetings under one id: the second would hide the first."""
    block = GOOD[GOOD.index(f"[[{table}]]") :].partition("\n\n")[0]
    text = GOOD.replace(block, f"{block}\n\n{block}", 1)
    made = folder(text)
    with pytest.raises(BadFile, match="a second") as caught:
        load([made])
    assert f"facts.toml:{line_of(text, f'[[{table}]]', 2)}:" in str(caught.value)
    assert f"the first is at line {line_of(text, f'[[{table}]]', 1)}" in str(caught.value)


def test_all_broken_files_are_named_at_once(folder: Folder, run_cli: RunCli) -> None:
    """Whoever mends a folder should not have to run the check once for each mistake."""
    made = folder({"a.toml": "x = ", "b.toml": GOOD, "c/d.toml": GOOD.replace('id = "spa"', "id = 5")})
    with pytest.raises(BadFile) as caught:
        load([made])
    assert len(caught.value.problems) == 2
    result = run_cli("catalogue", "check", made)
    assert result.code == 2
    assert flat(str(made / "a.toml:1")) in flat(result.err)
    assert flat(str(made / "c/d.toml")) in flat(result.err)


def test_lines_are_counted_as_an_editor_does(folder: Folder) -> None:
    """Odd separators inside a text (U+2028, form feed) are no new line for an editor, so not for a message either."""
    text = GOOD.replace('name = "Own"', 'name = "O\u2028w\u0085n"', 1).replace(
        "year = 2031\nstatus", "year = 1\nstatus", 1
    )
    made = folder(text)
    with pytest.raises(BadFile, match=r"facts\.toml:5: season\.year"):
        load([made])


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    """Notepad writes both; neither is a mistake."""
    (tmp_path / "facts.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert "own-2031/spa" in load([tmp_path]).meetings


def _file(content: bytes) -> object:
    def make(folder: Path) -> Path:
        folder.mkdir()
        (folder / "facts.toml").write_bytes(content)
        return folder

    return make


def _missing(folder: Path) -> Path:
    return folder


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _only_a_folder_named_like_a_file(folder: Path) -> Path:
    (folder / "x.toml").mkdir(parents=True)
    return folder


def _a_file_for_a_folder(folder: Path) -> Path:
    folder.write_text(GOOD, encoding="utf-8")
    return folder


def _dangling(folder: Path) -> Path:
    folder.mkdir()
    (folder / "facts.toml").symlink_to(folder / "gone.toml")
    return folder


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_missing, "no such folder"),
        (_empty, "holds no *.toml file"),
        (_only_a_folder_named_like_a_file, "holds no *.toml file"),
        (_a_file_for_a_folder, "no such folder"),
        (_dangling, "holds no *.toml file"),
        (_file(b"\xff\xfe[\x00s\x00"), "not UTF-8"),
        (_file(b'[season]\nid = "a"\nname = "\xe9"\n'), "facts.toml:3: not UTF-8"),
        (_file(os.urandom(4096)), "facts.toml:"),
        (_file(b"\x00" * 1000), "not valid TOML"),
        (_file(b"# " + b"x" * (9 * 1024 * 1024)), "larger than 8 MiB"),
        (_file(b"x = " + b"[" * 100_000), "facts.toml"),
        (_file(b"x = " + b"[" * 900 + b"]" * 900), "facts.toml"),
        (_file(b"x = " + b"{a=" * 50_000), "facts.toml"),
        (_file(b"a." * 3_000 + b"b = 1"), "facts.toml"),
        (_file(b"x = 1e999999999"), "facts.toml:1"),
        (_file(b"x = " + b"9" * 5000), "facts.toml"),
        (_file(b"[season]\nyear = " + b"9" * 4000), "facts.toml"),
        (_file(b"season = 5"), "facts.toml:1"),
        (_file(b"[[season]]"), "facts.toml:1"),
        (_file(b'meeting = "spa"'), "facts.toml:1"),
        (_file(b"\n\n[meeting]\nid = 5"), "facts.toml:3"),
    ],
)
def test_what_is_no_catalogue_is_refused(tmp_path: Path, run_cli: RunCli, make: object, said: str) -> None:
    """Missing, empty, huge, deep, binary: an answer with the place, exit code 2, never a traceback or a hang."""
    made = make(tmp_path / "facts")  # type: ignore[operator]
    with pytest.raises(BadFile) as caught:
        load([made])
    assert said in str(caught.value)
    result = run_cli("catalogue", "check", made)
    assert result.code == 2
    assert "Traceback" not in result.err
    assert flat(str(made)) in flat(result.err)


def test_a_folder_named_like_a_file_is_passed_over(folder: Folder) -> None:
    """A directory `x.toml` beside real files is not a file and not a reason to fail."""
    made = folder(GOOD)
    (made / "x.toml").mkdir()
    assert "own-2031" in load([made]).seasons


def test_a_catalogue_of_its_own_needs_travel(folder: Folder) -> None:
    """Without the built-in facts underneath, what a journey needs is not known: that is said."""
    with pytest.raises(BadFile, match="travel"):
        load([folder(GOOD.replace('circuit = "spa"\n', ""))], built_in=False)


@pytest.mark.parametrize(
    "line",
    ["km_per_day = inf", "km_per_day = 1e-300", "km_per_day = 0", "near_km = nan", "near_km = -1",
     "rest_days_per_zone_hour = inf", "rest_days_per_zone_hour = 1e300"],
)  # fmt: skip
def test_journeys_that_make_no_sense_are_refused(folder: Folder, line: str) -> None:
    """Figures that would end the search in an overflow are a mistake in the file, told at its line."""
    fields = {"near_km": "300", "km_per_day": "8000", "rest_days_per_zone_hour": "0.5"}
    name, _, value = line.partition(" = ")
    body = "\n".join(f"{key} = {one}" for key, one in {**fields, name: value}.items())
    made = folder(f'[travel]\n{body}\nstatus = "unverified"\n')
    with pytest.raises(BadFile, match=rf"facts\.toml:{list(fields).index(name) + 2}: travel\.{name}"):
        load([made])


@given(mutations)
@example([Mutation("insert", 0.0, 1, b"travel = 5\n")])
def test_a_spoilt_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, changes: list[Mutation]) -> None:
    """Whatever a hand slips on: the file is read, or refused as a BadFile; nothing else may come out."""
    content = GOOD.encode()
    for change in changes:
        content = change.apply(content)
    path = _scratch(tmp_path_factory) / "facts.toml"
    path.write_bytes(content)
    try:
        facts = load([path.parent])
    except BadFile as error:
        assert str(path) in str(error)  # noqa: PT017 – both ways out are allowed, this is the check of one
        return
    assert check(facts).rows
    seasons = [one for one in facts.seasons if one not in BUILT_IN_SEASONS]
    for season in seasons:
        find_clashes(facts, [season])
        if not check(facts).errors:
            to_ics(facts, [season])


BUILT_IN_SEASONS = {path.stem for path in (BUILT_IN / "seasons").glob("*.toml")}
_SCRATCH: list[Path] = []


def _scratch(factory: pytest.TempPathFactory) -> Path:
    """Return one folder for all examples: they overwrite each other's file."""
    if not _SCRATCH:
        _SCRATCH.append(factory.mktemp("spoilt"))
    return _SCRATCH[0]


@pytest.mark.parametrize("name", ["wec-2024", "imsa-2025", "wec-2026"])
@given(changes=mutations)
def test_a_spoilt_season_of_the_built_in_facts_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, changes: list[Mutation]
) -> None:
    """The same on real files, with every kind of table in them."""
    content = (BUILT_IN / f"seasons/{name}.toml").read_bytes()
    # one meeting's worth is enough, and quick: up to the third meeting, and the last tables
    cut = content.find(b"[[meeting]]", content.find(b"[[meeting]]", content.find(b"[[meeting]]") + 1) + 1)
    content = content[:cut] + content[-6000:][content[-6000:].find(b"\n\n") :]
    for change in changes:
        content = change.apply(content)
    path = _scratch(tmp_path_factory) / "facts.toml"
    path.write_bytes(content)
    try:
        read = read_file(path)
    except BadFile as error:
        assert str(path) in str(error)  # noqa: PT017
        return
    assert read.path == path
