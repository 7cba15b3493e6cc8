"""Running what the documentation shows, so that every example and every printed answer is real.

In a page, a ```console block holds commands (`$ paddock …`) with their output, a ```python block is run as it stands,
and a ```text block straight after it is what it prints. A ```toml block whose first line is `# file: NAME` is written
under that name, and so is a ```csv block, without that line. All examples of a page share one folder, in the order of
the page. It holds the invented race of docs/timing (`example-race`), the invented articles of docs/dossier (`example`)
and nothing else; an archive that they fill lies in it too.

`$ paddock … | head -n 8` (or `tail`) shows some lines only; `# exit 2` behind a command tells the exit code it leaves
with.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

WIDTH = 100
"""Columns of the terminal that the examples are shown in."""
RACE = Path(__file__).parent / "timing" / "example-race"
ARTICLES = Path(__file__).parent / "dossier" / "example"
ENVIRONMENT = {
    "COLUMNS": str(WIDTH),
    "TERM": "dumb",
    "NO_COLOR": "1",
    "PADDOCK_ARCHIVE": "archive",
    "PADDOCK_CATALOGUE": "",
    "PADDOCK_ONLINE": "",
}
"""Nothing of the machine gets into an example, and no example gets out of its folder."""

_BLOCK = re.compile(r"^```(console|python|text|toml|csv)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CUT = re.compile(r"\s*\|\s*(head|tail) -n (\d+)$")
_EXIT = re.compile(r"\s+# exit (\d+)$")
_FILE = re.compile(r"# file: (\S+)\n")


@dataclass(frozen=True)
class Ran:
    """A command or a piece of Python that was run: its source, what it printed, and what is wrong with it, if anything.

    `wrong` is empty when the exit code is the one the page tells.
    """

    source: str
    printed: str
    wrong: str = ""


def refresh(text: str) -> tuple[str, list[Ran]]:
    """Return a page with its examples' output as it is today, and everything that was run for it."""
    ran: list[Ran] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, ENVIRONMENT),
    ):
        shutil.copytree(RACE, RACE.name)
        shutil.copytree(ARTICLES, ARTICLES.name)
        pieces: list[str] = []
        done = 0
        printed: str | None = None
        names: dict[str, object] = {}
        for block in _BLOCK.finditer(text):
            between = text[done : block.start()]
            pieces.append(between)
            body = block[2]
            if block[1] == "console":
                body = "".join(_console(body, ran))
                printed = None
            elif block[1] == "python":
                ran.append(_python(body, names))
                printed = ran[-1].printed
            elif block[1] == "text" and printed is not None and not between.strip():
                body, printed = printed, None
            elif block[1] in {"toml", "csv"} and (named := _FILE.match(body)):
                written = body if block[1] == "toml" else body[named.end() :]
                Path(named[1]).parent.mkdir(parents=True, exist_ok=True)
                Path(named[1]).write_text(written, encoding="utf-8")
            pieces.append(f"```{block[1]}\n{body}```")
            done = block.end()
        pieces.append(text[done:])
    return "".join(pieces), ran


def _console(body: str, ran: list[Ran]) -> Iterator[str]:
    """Yield the lines of a console block with the output of its `paddock` commands replaced."""
    keep = True
    for line in body.splitlines(keepends=True):
        if line.startswith("$ "):
            yield line
            keep = not line.startswith("$ paddock")
            if not keep:
                ran.append(_command(line[2:].rstrip("\n")))
                yield ran[-1].printed
        elif keep:
            yield line


def _command(line: str) -> Ran:
    from paddock.cli.app import run

    told = _EXIT.search(line)
    wanted = int(told[1]) if told else 0
    command = _EXIT.sub("", line)
    cut = _CUT.search(command)
    arguments = shlex.split(_CUT.sub("", command))[1:]
    out = _stream()
    messages = _stream() if cut else out
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(messages):
        code = run(arguments)
    lines = _text(out).splitlines()
    if cut:
        kept = lines[: int(cut[2])] if cut[1] == "head" else lines[-int(cut[2]) :]
        lines = [*kept, *_text(messages).splitlines()]
    wrong = "" if code == wanted else f"{line}: exit code {code} instead of {wanted}\n{_text(messages)}"
    return Ran(line, _tidy(lines), wrong)


def _python(body: str, names: dict[str, object]) -> Ran:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(textwrap.dedent(body), "<example>", "exec"), names)
    return Ran(body, _tidy(out.getvalue().splitlines()))


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")


def _tidy(lines: list[str]) -> str:
    """Return lines without trailing blanks, and without empty lines at either end."""
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    return f"{text}\n" if text else ""
