"""The command that plans one's own race: race strategy."""

from __future__ import annotations

from typing import Annotated

import typer

from paddock.cli.out import console, counting_bar, messages, print_findings, print_json
from paddock.cli.race_bar import compiled_first
from paddock.cli.race_target import AskedRace, simulating
from paddock.errors import BadRequest
from paddock.files import write_whole
from paddock.units import listed


@simulating(replicates=1000)
def strategy(
    asked: AskedRace,
    car: Annotated[str, typer.Option("--car", metavar="NUMBER", help="The car to plan for.")],
    plan_count: Annotated[int, typer.Option("--plans", min=1, max=12, help="How many plans are compared.")] = 5,
    compare: Annotated[bool, typer.Option("--compare/--no-compare", help="Compare the plans by simulation.")] = True,
) -> None:
    """Plan stints, drivers and stops of one car, and compare the best plans over the same simulated races."""
    from paddock.racing.strategy.making import Asked, make
    from paddock.reports.racing import print_strategy, strategy_page

    prepared = asked.prepared()
    numbers = [one.car for one in prepared.starters]
    if car not in numbers:
        raise BadRequest(f"There is no car {car} in the field.", hint=f"Cars are {listed(numbers)}.")
    runner = prepared.runners[numbers.index(car)]
    wanted = Asked(numbers.index(car), car, runner.drivers, plan_count, asked.seed, asked.replicates if compare else 0)
    compiled_first()
    done = 0
    whole = asked.replicates * (plan_count + 7)
    with asked.backend() as backend, counting_bar("Strategy") as bar:

        def progress(more: int) -> None:
            nonlocal done
            done += more
            bar(min(done, whole), whole)

        found = make(prepared.problem, wanted, backend=backend, progress=progress)
    if asked.html is not None:
        with messages().status("Drawing …"):
            write_whole(asked.html, strategy_page(found).encode())
    if asked.as_json:
        print_json({"race": prepared.told.as_dict(), **found.as_dict()})
    else:
        print_strategy(console(), found)
        print_findings(prepared.findings)
    if asked.html is not None:
        messages().print(f"Page: {asked.html}", soft_wrap=True)
    if any(one.code == "partial" for one in found.findings):
        raise typer.Exit(130)
