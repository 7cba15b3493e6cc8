"""The command that plans one's own race: race strategy."""
from __future__ import annotations

from paddock.cli.race_target import AskedRace, simulating


@simulating(replicates=1000)
def strategy(asked: AskedRace) -> None:
    """Plan stints, drivers and stops of one car, and compare the best plans over the same simulated races."""
