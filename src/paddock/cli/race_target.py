"""What the commands that simulate a race share: which race, what is supposed, how it is run."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from paddock.archive import Archive
from paddock.catalogue import Catalogue
from paddock.cli.options import CatalogueOption, JsonOption, open_catalogue
from paddock.cli.out import messages
from paddock.cli.race_words import crew, length_ms, neutralisation, plan
from paddock.cli.target import ArchiveOption, MapOption, ReaderOption, open_archive, wish
from paddock.errors import BadRequest

if TYPE_CHECKING:
    from paddock.racing.asking import Known
    from paddock.racing.forecasting import Prepared
    from paddock.racing.running import Backend
    from paddock.timing.session import TimingSession

RaceArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="MEETING|SESSION|FILE…",
        help="A meeting (imsa-2024/long-beach), a session of the archive, or timing files of one race.",
    ),
]
AtOption = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="Simulate from this moment of the race: 3h, 1h30min, 1:30:00 or 50%."),
]
LikeOption = Annotated[
    str | None,
    typer.Option("--like", metavar="MEETING", help="Take rules and length of another meeting: wec-2024/fuji."),
]
RaceSeriesOption = Annotated[str | None, typer.Option("--series", help="Whose procedures and parameters apply.")]
DurationOption = Annotated[str | None, typer.Option("--duration", metavar="TIME", help="Length of the race: 6h.")]
LapsOption = Annotated[int | None, typer.Option("--laps", min=1, help="Length of the race in laps.")]
EntriesOption = Annotated[
    Path | None,
    typer.Option(
        "--entries",
        metavar="FILE",
        help="A start list as CSV: car, class; as known team, model, manufacturer, drivers, grades, grid.",
    ),
]
AddOption = Annotated[
    list[str] | None, typer.Option("--add", metavar="CAR", help="Add a car of this model; once for each.")
]
ClassesOption = Annotated[
    list[str] | None, typer.Option("--class", metavar="CLASS", help="Class of each car that is added.")
]
NumberOption = Annotated[
    list[str] | None, typer.Option("--number", metavar="NUMBER", help="Number of each car that is added.")
]
CrewOption = Annotated[
    list[str] | None,
    typer.Option("--crew", metavar="[CAR=]NAME;NAME", help="Crew of a car, or of the one that is added."),
]
WithoutOption = Annotated[list[str] | None, typer.Option("--without", metavar="CAR", help="Leave a car out.")]
PlanOption = Annotated[
    list[str] | None,
    typer.Option(
        "--plan",
        metavar="CAR=LAP[:SEAT][+],…",
        help="Stops of a car: after which laps, which seat takes over, + with tyres.",
    ),
]
NeutralOption = Annotated[
    list[str] | None,
    typer.Option("--neutralisation", metavar="KIND@START+LENGTH", help="Suppose one: SF@1h+12min."),
]
OnlyOption = Annotated[bool, typer.Option("--no-others", help="No other neutralisations than those supposed.")]
ParametersOption = Annotated[
    Path | None, typer.Option("--parameters", metavar="FILE", help="A parameter set of your own.")
]
ReplicatesOption = Annotated[int, typer.Option("--replicates", min=1, help="How many races are simulated.")]
SeedOption = Annotated[int, typer.Option("--seed", help="With the replicates it decides every draw.")]
ThreadsOption = Annotated[
    int, typer.Option("--threads", min=0, help="Threads, or workers of --cluster local (0: one for each core).")
]
ClusterOption = Annotated[
    str, typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler (tcp://host:8786), or local.")
]
OutPageOption = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page with charts.")]


@dataclass(frozen=True, slots=True)
class AskedRace:
    """What a simulating command is asked.

    known: the race and what is known of it; session: its laps, None before it is run; at_ms: the moment; fixed,
    only_fixed, changes: what is supposed.  seed, replicates, threads, cluster: how it is run.
    """

    facts: Catalogue
    known: Known
    session: TimingSession | None
    at_ms: int
    fixed: tuple[tuple[str, int, int], ...]
    only_fixed: bool
    changes: tuple[str, ...]
    seed: int
    replicates: int
    threads: int
    cluster: str
    as_json: bool
    html: Path | None

    def prepared(self) -> Prepared:
        """Return the race ready to be simulated."""
        from paddock.racing.forecasting import prepare

        session = self.session
        name = "" if session is None or session.id else Path(session.files[session.laps["file"][0]]).name
        return prepare(
            self.known,
            laps=session.laps if session is not None else None,
            at_ms=self.at_ms,
            fixed=self.fixed,
            only_fixed=self.only_fixed,
            changes=self.changes,
            name=name,
        )

    @contextmanager
    def backend(self) -> Iterator[Backend]:
        """Open where the work is done."""
        from paddock.racing.running import backend_for

        with backend_for(self.threads, self.cluster) as opened:
            yield opened


def simulating(replicates: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return what makes a command of a function of `AskedRace`, with the options all simulating commands share.

    replicates: how many races by default.  The function takes `AskedRace` and options of its own; its docstring is
    the command's help.
    """

    def made(function: Callable[..., None]) -> Callable[..., None]:
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]

        def shared(
            target: RaceArgument,
            at: AtOption = None,
            like: LikeOption = None,
            series: RaceSeriesOption = None,
            duration: DurationOption = None,
            laps: LapsOption = None,
            entries: EntriesOption = None,
            add: AddOption = None,
            race_class: ClassesOption = None,
            number: NumberOption = None,
            crews: CrewOption = None,
            without: WithoutOption = None,
            plans: PlanOption = None,
            neutralisations: NeutralOption = None,
            only_fixed: OnlyOption = False,
            parameters: ParametersOption = None,
            count: ReplicatesOption = replicates,
            seed: SeedOption = 1,
            threads: ThreadsOption = 0,
            cluster: ClusterOption = "",
            reader: ReaderOption = None,
            mapping: MapOption = None,
            archive: ArchiveOption = None,
            folders: CatalogueOption = None,
            html: OutPageOption = None,
            as_json: JsonOption = False,
        ) -> None:
            """Hold the options; never called."""

        first, *rest = inspect.signature(shared, eval_str=True).parameters.values()
        names = [one.name for one in (first, *rest)]

        def run(**given: Any) -> None:
            options = {name: given.pop(name) for name in names}
            function(_asked(**options), **given)

        parameters = [first, *own, *rest]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in parameters}
        run.__name__, run.__doc__ = function.__name__, function.__doc__
        return run

    return made


def _asked(
    *,
    target: list[str],
    at: str | None,
    like: str | None,
    series: str | None,
    duration: str | None,
    laps: int | None,
    entries: Path | None,
    parameters: Path | None,
    archive: Path | None,
    folders: list[Path] | None,
    reader: str | None,
    mapping: list[str] | None,
    **given: Any,
) -> AskedRace:
    from paddock.racing.asking import Wanted, know, race_named
    from paddock.racing.field import read_start_list

    facts = open_catalogue(folders)
    store = open_archive(archive)
    if not all(one.strip() for one in target):
        raise BadRequest("No race is named.", hint="Name a meeting (imsa-2025/long-beach) or timing files of one race.")
    meeting, session = race_named(facts, store, target, wish(reader, mapping), under_way=at is not None)
    wanted = Wanted(
        meeting=meeting,
        session=session,
        like=like or "",
        series=series or "",
        duration_min=length_ms(duration, "--duration") / 60_000 if duration else None,
        laps=laps,
        start_list=tuple(read_start_list(entries)) if entries else (),
        parameters=parameters,
    )
    with messages().status("Looking up the race …") as status:
        known = know(facts, store, wanted, lambda what: status.update(f"Looking up the race: {what} …"))
    known, changes = _supposed(facts, store, known, given)
    fixed = tuple(neutralisation(one) for one in given["neutralisations"] or ())
    changes += [f"neutralisation {one}" for one in given["neutralisations"] or ()]
    if given["only_fixed"]:
        changes.append("no other neutralisations")
    at_ms = _moment(at, known, session) if at else 0
    return AskedRace(
        facts=facts,
        known=known,
        session=session,
        at_ms=at_ms,
        fixed=fixed,
        only_fixed=given["only_fixed"],
        changes=tuple(changes),
        seed=given["seed"],
        replicates=given["count"],
        threads=given["threads"],
        cluster=given["cluster"],
        as_json=given["as_json"],
        html=given["html"],
    )


def _supposed(facts: Catalogue, store: Archive, known: Known, given: dict[str, Any]) -> tuple[Known, list[str]]:
    """Return what is known with the cars, crews and plans that are supposed, and those in words."""
    from dataclasses import replace

    from paddock.racing import whatif
    from paddock.racing.asking import carried_over

    changes: list[str] = []
    starters = known.starters
    year = known.day.year if known.day else 0
    told = [crew(one) for one in given["crews"] or ()]
    added = given["add"] or []
    for what in ("race_class", "number"):
        if given[what] and len(given[what]) > len(added):
            option = "--class" if what == "race_class" else "--number"
            raise BadRequest(f"{option} is given more often than --add.", hint="They go together, in order.")
    if added and len(given["race_class"] or ()) != len(added):
        raise BadRequest("Each --add needs a --class.", hint="For example: --add alpine-a424 --class GTP.")
    for one in given["without"] or ():
        starters = whatif.without(starters, one)
        changes.append(f"without car {one}")
    own = [names for car, names in told if not car]
    if len(own) > len(added):
        raise BadRequest("--crew without a car is that of a car that is added.", hint="Write --crew CAR=NAME;NAME.")
    for k, car in enumerate(added):
        identifier = facts.get("car", car)
        race_class = whatif.class_in(starters, given["race_class"][k])
        moved = carried_over(facts, store, known, identifier, race_class)
        number = given["number"][k] if k < len(given["number"] or ()) else ""
        names = own[k] if k < len(own) else ()
        starters = whatif.added(
            starters, facts, identifier, race_class, number=number, crew=names, year=year, moved=moved
        )
        changes.append(f"added {starters[-1].car} {facts.cars[identifier].name} in {starters[-1].race_class}")
    for car, names in told:
        if car:
            starters = whatif.with_crew(starters, facts, car, names, year)
            changes.append(f"car {car} with {', '.join(names)}")
    for text in given["plans"] or ():
        car, stops = plan(text)
        starters = whatif.with_plan(starters, car, stops)
        changes.append(f"car {car} stops after laps {', '.join(str(stop[0]) for stop in stops)}")
    return replace(known, starters=tuple(starters)), changes


def _moment(text: str, known: Known, session: TimingSession | None) -> int:
    """Return the moment asked for on the clock of the race [ms]; a share is of its planned time, or of its laps."""
    share = text.strip().removesuffix("%")
    if share == text.strip():
        moment = length_ms(text, "--at")
    else:
        try:
            part = float(share) / 100
        except ValueError:
            raise BadRequest(f"--at {text!r} is no share.", hint="Write 50%, or a time such as 3h.") from None
        moment = round(part * _whole_ms(known, session))
    whole = known.rules.length.duration_ms
    if moment <= 0 or (whole and moment >= whole):
        raise BadRequest(
            f"--at {text} is not within the race.",
            hint=f"It lasts {whole / 3_600_000:g} h." if whole else "Take a moment after the start.",
        )
    return moment


def _whole_ms(known: Known, session: TimingSession | None) -> int:
    if known.rules.length.duration_ms:
        return known.rules.length.duration_ms
    last = session.laps["elapsed_ms"].max() if session is not None else None
    if not isinstance(last, int):
        raise BadRequest("A share of a race without a planned time needs its laps.", hint="Give a time: --at 1h.")
    return last
