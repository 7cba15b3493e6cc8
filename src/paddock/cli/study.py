"""The command that puts it all together: study."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paddock.cli import answers, render
from paddock.cli.files import write_bytes
from paddock.cli.options import AsOfOption, CatalogueOption, JsonOption, open_catalogue
from paddock.cli.out import console, messages, print_json
from paddock.cli.target import ArchiveOption
from paddock.errors import BadRequest

if TYPE_CHECKING:
    from paddock.studies.run import Progress


def study(
    name: Annotated[str | None, typer.Argument(help="A built-in study, or the path of a study file.")] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the report as one HTML file.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Run every built-in study.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FOLDER|FILE",
            help="With --all: folder for reports. With --new: file (- for standard output).",
        ),
    ] = None,
    new: Annotated[
        str | None,
        typer.Option("--new", metavar="SUBJECT", help="Write a commented study file for a car, driver or make."),
    ] = None,
    into: Annotated[
        str | None, typer.Option(help="With --new: the season in question (default: one is suggested).")
    ] = None,
    show_list: Annotated[bool, typer.Option("--list", help="List the built-in studies.")] = False,
    archive: ArchiveOption = None,
    folders: CatalogueOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge a programme end to end: eligibility, clashes, who could run and drive it, markets, what is unknown."""
    asked = [bool(name), every, bool(new), show_list]
    if sum(asked) != 1:
        raise BadRequest(
            "Name one study, or give one of --all, --new, --list.",
            hint="`paddock study --list` shows the built-in ones.",
        )
    if show_list:
        _list(as_json)
    elif new:
        _new(new, into, out, folders, as_of)
    elif every:
        _all(out, archive, folders, as_of, as_json)
    else:
        assert name is not None
        _one(name, html, archive, folders, as_of, as_json)


def _list(as_json: bool) -> None:
    from paddock.studies import built_in_studies, read_study

    rows: list[dict[str, object]] = []
    for identifier, path in built_in_studies().items():
        head = read_study(path).study
        rows.append({"id": identifier, "title": head.title, "question": head.question})
    if as_json:
        print_json(rows)
    else:
        render.print_rows(rows, console())


def _new(subject: str, into: str | None, out: Path | None, folders: list[Path] | None, as_of: str | None) -> None:
    from paddock.studies import new_study

    study_id, text = new_study(open_catalogue(folders, as_of), subject, into)
    if out == Path("-"):
        write_bytes(text.encode(), None)
        return
    path = out or Path(f"{study_id}.toml")
    if path.exists():
        raise BadRequest(f"{path} exists already.", hint="Give another file with --out, or move it away first.")
    write_bytes(text.encode(), path)
    messages().print(f"Wrote {path}. Run it with: paddock study {path} --html report.html", soft_wrap=True)


def _one(
    name: str, html: Path | None, archive: Path | None, folders: list[Path] | None, as_of: str | None, as_json: bool
) -> None:
    from paddock.reports import Report, print_study
    from paddock.studies import STEPS, archive_in, find_study, read_study, run_study

    file = read_study(find_study(name))
    steps = ("facts", *STEPS, "report") if html is not None else ("facts", *STEPS)
    with _progress(file.study.id, len(steps), quiet=as_json) as step:
        step("facts")
        report = Report(run_study(open_catalogue(folders, as_of), file, step, archive_in(archive)))
        written = None
        if html is not None:
            step("report")
            written = report.to_html(html)
    if as_json:
        print_json(report.study.as_dict())
    else:
        print_study(report.study, console())
    if written is not None:
        messages().print(f"Report: {written}")


def _all(out: Path | None, archive: Path | None, folders: list[Path] | None, as_of: str | None, as_json: bool) -> None:
    from paddock.reports import Report
    from paddock.studies import STEPS, archive_in, built_in_studies, read_study, run_study

    folder = out or Path("report")
    facts = open_catalogue(folders, as_of)
    rows: list[dict[str, object]] = []
    for identifier, path in built_in_studies().items():
        with _progress(identifier, len(STEPS) + 1, quiet=as_json) as step:
            report = Report(run_study(facts, read_study(path), step, archive_in(archive)))
            step("report")
            page = report.to_html(folder / f"{identifier}.html")
            write_bytes(report.to_json().encode(), folder / f"{identifier}.json")
        rows.append({"study": identifier, "verdict": report.study.verdict, "report": str(page)})
    if as_json:
        print_json(rows)
        return
    for row in rows:
        answers.print_verdict_line(str(row["study"]), str(row["verdict"]), str(row["report"]), console())


@contextmanager
def _progress(title: str, steps: int, *, quiet: bool) -> Iterator[Progress]:
    """Show a bar on the error stream while a study runs; nothing when it is not a terminal or JSON is asked for.

    steps: how many there will be.
    """
    from rich.progress import BarColumn, Progress, TextColumn

    out = messages()
    with Progress(
        TextColumn("{task.description}"), BarColumn(), transient=True, console=out, disable=quiet or not out.is_terminal
    ) as bar:
        task = bar.add_task(title, total=steps)

        def step(name: str) -> None:
            bar.update(task, description=f"{title}: {name}", advance=1)

        yield step
