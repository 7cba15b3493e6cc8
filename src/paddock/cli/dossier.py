"""The commands of `paddock dossier`: read articles, show a programme, set two articles side by side, evaluate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from paddock.catalogue import Catalogue, parse_day
from paddock.cli.dossier_show import collection_json, evaluation_json, print_evaluation, print_reading
from paddock.cli.options import AsOfOption, CatalogueOption, JsonOption, open_catalogue
from paddock.cli.out import console, counting_bar, messages, print_findings, print_json
from paddock.cli.target import ArchiveOption, open_archive
from paddock.errors import BadRequest
from paddock.findings import Finding
from paddock.units import count

if TYPE_CHECKING:
    from paddock.evidence import Dossier, Reading, Relations
    from paddock.evidence.extractors import Embedding, Extractor
    from paddock.evidence.names import Names
    from paddock.fetching import Client

_T = TypeVar("_T")

dossier_app = typer.Typer(
    no_args_is_help=True, help="What has been said of a programme, by whom, and who only copied it."
)

NamesOption = Annotated[
    list[Path] | None,
    typer.Option("--names", metavar="FILE", help="Names of your own that articles are searched for, as TOML."),
]
ExtractorOption = Annotated[
    list[str] | None,
    typer.Option("--extractor", metavar="NAME", help="An installed extractor that looks for claims besides the rules."),
]
EmbeddingOption = Annotated[
    str | None,
    typer.Option("--embedding", metavar="NAME", help="An installed text embedding that helps to find stories."),
]
FromOption = Annotated[
    list[str] | None,
    typer.Option("--from", metavar="PATH", help="Read these articles and leave the archive alone."),
]


def read(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH…", help="Texts, HTML, feeds, JSON Lines, lists of addresses, folders, addresses."),
    ],
    keep: Annotated[bool, typer.Option("--keep/--no-keep", help="Keep the articles in the archive.")] = True,
    online: Annotated[
        bool, typer.Option("--online", help="Allow paddock to ask addresses; PADDOCK_ONLINE=1 does as well.")
    ] = False,
    contact: Annotated[str, typer.Option(help="An address that is sent along with what paddock asks.")] = "",
    names: NamesOption = None,
    extractor: ExtractorOption = None,
    embedding: EmbeddingOption = None,
    archive: ArchiveOption = None,
    folders: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read articles: languages, dates, mentions, quotes, claims, stories, and who copied whom."""
    from paddock.evidence.keeping import keep as put

    store, facts = open_archive(archive), open_catalogue(folders)
    known = _names(facts, names)
    with _client(store.root / "fetched" / "articles", online, contact) as client:
        readings, findings = _read(paths, known, client, _extractors(extractor))
    relations = _relate(readings, _embedding(embedding))
    findings = [*findings, *relations.findings]
    kept = put(store, readings) if keep and readings else []
    if as_json:
        print_json(collection_json(readings, relations, findings))
    else:
        print_findings(tuple(findings), least="warning")
        print_reading(readings, relations, findings, kept, str(store.root))
    if not readings:
        raise typer.Exit(1)


def show(
    about: Annotated[list[str], typer.Argument(metavar="WHAT…", help="What it is on, e.g. alpine imsa.")],
    as_of: AsOfOption = None,
    sources: FromOption = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the dossier as one HTML file.")
    ] = None,
    png: Annotated[
        Path | None, typer.Option("--png", metavar="FILE", help="Draw the first programme's timeline as a picture.")
    ] = None,
    record: Annotated[bool, typer.Option("--record/--no-record", help="With the claims that are on record.")] = True,
    names: NamesOption = None,
    extractor: ExtractorOption = None,
    embedding: EmbeddingOption = None,
    archive: ArchiveOption = None,
    folders: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what has been said of a programme: each status with date, speaker, root, and how many are independent."""
    from paddock.evidence.dossier import build_dossier, resolve_asked
    from paddock.evidence.record import read_record

    day = parse_day(as_of).isoformat() if as_of else ""
    facts = open_catalogue(folders)
    known = _names(facts, names)
    asked = list(dict.fromkeys(resolve_asked(one, known) for one in about))
    readings, findings = _collection(sources, archive, known, asked, _extractors(extractor))
    relations = _relate(readings, _embedding(embedding))
    on_record = read_record() if record else ()
    dossier = build_dossier(asked, readings, relations, known, as_of=day, record=on_record, catalogue=facts)
    noticed = (one for one in (*findings, *relations.findings) if one.level != "info")
    dossier = replace(dossier, findings=tuple(dict.fromkeys((*noticed, *dossier.findings))))
    if html is not None:
        from paddock.files import write_whole
        from paddock.reports.dossier import dossier_page

        write_whole(html, dossier_page(dossier).encode())
        messages().print(f"Wrote {html}")
    if png is not None:
        _draw(dossier, png)
    if as_json:
        print_json(dossier.as_dict())
    else:
        from paddock.reports.dossier import print_dossier

        print_dossier(dossier, console())
    if not dossier.programmes:
        raise typer.Exit(1)


def side(
    first: Annotated[str, typer.Argument(metavar="ARTICLE", help="The id of an article.")],
    second: Annotated[str, typer.Argument(metavar="ARTICLE", help="The id of the other.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The HTML file to write.")] = Path("side.html"),
    sources: FromOption = None,
    names: NamesOption = None,
    archive: ArchiveOption = None,
    folders: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set two articles side by side, with the passages and quotes they share."""
    from paddock.evidence.relations import align
    from paddock.files import write_whole
    from paddock.reports.dossier import side_page

    known = _names(open_catalogue(folders), names)
    readings, findings = _collection(sources, archive, known, (), ())
    by_id = {one.article.id: one for one in readings}
    for wanted in (first, second):
        if wanted not in by_id:
            near = ", ".join(sorted(by_id)[:5])
            hint = f"There are, among others: {near}." if near else "Read articles first: paddock dossier read PATH."
            raise BadRequest(f"There is no article {wanted[:80]!r}.", hint=hint)
    a, b = by_id[first], by_id[second]
    relations = _relate([a, b], None)
    derivation = next(iter(relations.derivations), None)
    if derivation is not None and derivation.article != b.article.id:
        a, b = b, a
    passages = align(b, a)
    write_whole(out, side_page(a, b, derivation, passages, names=_speakers(known, (a, b))).encode())
    print_findings(tuple(findings), least="warning")
    if as_json:
        from paddock.cli.dossier_show import derivation_json

        print_json({"page": str(out), "derivation": derivation_json(derivation) if derivation else None})
        return
    told = (
        f"{derivation.article} was made from {derivation.origin}: {derivation.kind}"
        if derivation
        else "Neither was made from the other"
    )
    console().print(f"{told}. {count(len(passages), 'shared passage')}. Wrote {out}")


def evaluate(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A labelled file, as JSON Lines.")],
    wrong: Annotated[bool, typer.Option("--wrong", help="List what was wrong, one line each.")] = False,
    names: NamesOption = None,
    extractor: ExtractorOption = None,
    embedding: EmbeddingOption = None,
    folders: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how well a labelled file is read: stories, derivations, mentions, quotes, claims."""
    from paddock.evidence.analysis import read_article
    from paddock.evidence.evaluation import evaluate as measure
    from paddock.evidence.evaluation import read_labelled

    labelled = read_labelled(path)
    known = _names(open_catalogue(folders), names)
    found = _extractors(extractor)
    readings = {}
    for one in _counted(labelled, "Reading"):
        readings[one.article.id] = read_article(one.article, known, found)
    relations = _relate(list(readings.values()), _embedding(embedding))
    result = measure(labelled, readings, relations, known)
    if as_json:
        print_json(evaluation_json(result, wrong=wrong))
    else:
        print_evaluation(result, console(), wrong=wrong)


dossier_app.command("read")(read)
dossier_app.command("show")(show)
dossier_app.command("side")(side)
dossier_app.command("evaluate")(evaluate)


# -- steps that commands share -------------------------------------------------------------------------------------


def _names(facts: Catalogue, files: Sequence[Path] | None) -> Names:
    from paddock.evidence.names import build_names

    return build_names(facts, tuple(files or ()))


def _extractors(wanted: Sequence[str] | None) -> tuple[Extractor, ...]:
    from paddock.evidence.extractors import load_extractor

    return tuple(load_extractor(name) for name in wanted or ())


def _embedding(wanted: str | None) -> Embedding | None:
    from paddock.evidence.extractors import load_embedding

    return load_embedding(wanted) if wanted else None


@contextmanager
def _client(cache: Path, online: bool, contact: str) -> Iterator[Client | None]:
    """Open the client for addresses where one may be asked; without the libraries for it there is none."""
    from paddock.fetching import Client, online_allowed

    if not online_allowed(online):
        yield None
        return
    with Client(cache, online=True, contact=contact) as client:
        yield client


def _collection(
    sources: Sequence[str] | None,
    archive: Path | None,
    names: Names,
    about: Sequence[str],
    extractors: Sequence[Extractor],
) -> tuple[list[Reading], list[Finding]]:
    """Return the articles given, or those of the archive that name what is asked for."""
    if sources:
        return _read(sources, names, None, extractors)
    from paddock.evidence.keeping import kept_readings

    store = open_archive(archive)
    if not store.root.is_dir():
        if archive is not None:
            raise BadRequest(f"There is no archive in {store.root}.", hint="`paddock dossier read PATH…` makes one.")
        return [], []
    ids = [one.partition(":")[2] for one in about]
    with counting_bar("Reading") as bar:
        return kept_readings(store, names, ids, extractors=extractors, progress=bar)


def _read(
    paths: Sequence[str], names: Names, client: Client | None, extractors: Sequence[Extractor]
) -> tuple[list[Reading], list[Finding]]:
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from paddock.evidence.analysis import read_article
    from paddock.evidence.reading import read_paths

    readings, findings = [], []
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed} articles"))
    with Progress(*columns, console=messages(), transient=True, disable=not messages().is_terminal) as bar:
        task = bar.add_task("Reading", total=None)
        for one in read_paths(paths, client=client):
            if isinstance(one, Finding):
                findings.append(one)
                continue
            reading = read_article(one, names, extractors)
            readings.append(reading)
            findings += reading.findings
            bar.update(task, advance=1)
    return readings, findings


def _relate(readings: Sequence[Reading], embedding: Embedding | None) -> Relations:
    from paddock.evidence.relations import STEPS, relate

    with counting_bar("Comparing") as bar:
        return relate(readings, embedding=embedding, progress=lambda step: bar(STEPS.index(step), len(STEPS)))


def _counted(items: Sequence[_T], what: str) -> Iterator[_T]:
    with counting_bar(what) as bar:
        for number, one in enumerate(items, start=1):
            yield one
            bar(number, len(items))


def _speakers(names: Names, readings: Sequence[Reading]) -> dict[str, str]:
    return {quote.speaker: names.name_of(quote.speaker) for one in readings for quote in one.quotes if quote.speaker}


def _draw(dossier: Dossier, path: Path) -> None:
    from paddock.reports.charts import WIDE
    from paddock.reports.dossier import timeline_chart
    from paddock.reports.render import to_png

    if not dossier.programmes:
        raise BadRequest("There is no programme to draw.", hint="Read articles on it first: paddock dossier read PATH.")
    chart = timeline_chart(
        dossier.programmes[0],
        WIDE,
        names=dossier.names,
        articles=dossier.articles,
        relations=dossier.relations,
    )
    to_png(chart, path)
    messages().print(f"Wrote {path}")
