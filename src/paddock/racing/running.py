"""Work spread over threads or a cluster: the same pieces, the same bytes, wherever they are done.

Work is cut into pieces beforehand, each worked out from its own arguments alone; results are put together in the order
of the pieces.  So neither the number of workers nor the death of one can change what comes out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from paddock.errors import BadRequest, MissingExtra

if TYPE_CHECKING:
    from distributed import Client

    from paddock.racing.outcome import Outcome
    from paddock.racing.problem import Problem

CHUNK = 100
"""Replicates in one piece of work."""
PATIENCE = "5s"
"""How long a scheduler is waited for."""
Progress = Callable[[int], None]
"""Called with how much more has been done."""


class Backend(Protocol):
    """Where work is done."""

    def each(self, work: Callable[..., Any], shared: object, pieces: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Yield (index of the piece, `work(shared, *piece)`) as they are done, in any order."""
        ...


class Threads:
    """The threads of this process; `work` must give up Python's lock for more than one to help."""

    def __init__(self, count: int = 0) -> None:
        self.count = count or os.cpu_count() or 1

    def each(self, work: Callable[..., Any], shared: object, pieces: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Yield (index of the piece, `work(shared, *piece)`) as they are done."""
        pool = ThreadPoolExecutor(self.count)
        try:
            waiting: dict[Future[Any], int] = {}
            upcoming = iter(enumerate(pieces))
            while True:
                for index, piece in upcoming:
                    waiting[pool.submit(work, shared, *piece)] = index
                    if len(waiting) >= 2 * self.count:  # few enough that breaking off is quick
                        break
                if not waiting:
                    return
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for one in sorted(done, key=waiting.__getitem__):
                    yield waiting.pop(one), one.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


class Cluster:
    """The workers of a Dask cluster."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def each(self, work: Callable[..., Any], shared: object, pieces: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Yield (index of the piece, `work(shared, *piece)`) as they are done; what a dead worker had is done again."""
        from distributed import as_completed

        everywhere = self.client.scatter(shared, broadcast=True, hash=False)
        futures = [self.client.submit(work, everywhere, *piece, pure=False) for piece in pieces]
        index = {one.key: number for number, one in enumerate(futures)}
        try:
            for one in as_completed(futures):
                yield index[one.key], one.result()
                one.release()
        finally:
            self.client.cancel(futures)


@contextmanager
def backend_for(threads: int = 0, cluster: str = "") -> Iterator[Backend]:
    """Open the backend asked for, and close what was opened for it.

    threads: of this process, 0 for as many as there are cores.  cluster: address of a Dask scheduler
    (`tcp://host:8786`), or `local` for worker processes on this machine (as many as `threads`).
    Raises MissingExtra without the extra `cluster`, BadRequest when no scheduler answers.
    """
    if not cluster:
        yield Threads(threads)
        return
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise MissingExtra("A Dask cluster", "cluster") from None
    if cluster != "local":
        try:
            client = Client(cluster, timeout=PATIENCE)
        except (OSError, ValueError) as error:
            raise BadRequest(
                f"No Dask scheduler answers at {cluster}: {error}",
                hint="Start one with `dask scheduler`, and workers with `dask worker ADDRESS`; or use --cluster local.",
            ) from None
        with client:
            yield Cluster(client)
        return
    workers: AbstractContextManager[Any] = LocalCluster(
        n_workers=threads or os.cpu_count() or 1, threads_per_worker=1, dashboard_address=None
    )
    with workers as made, Client(made) as client:
        yield Cluster(client)


def run(
    problem: Problem,
    *,
    seed: int,
    replicates: int,
    backend: Backend | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK,
) -> Outcome | None:
    """Simulate a race and return its replicates, from the first on without a gap.

    Broken off (KeyboardInterrupt), it returns what is whole: the replicates before the first piece that is missing,
    or None when there are none.
    """
    from paddock.racing.outcome import Outcome

    pieces = [(seed, first, min(chunk, replicates - first)) for first in range(0, replicates, chunk)]
    found: dict[int, Outcome] = {}
    try:
        for index, part in (backend or Threads()).each(simulated, problem, pieces):
            found[index] = part
            if progress:
                progress(len(part))
    except KeyboardInterrupt:
        pass
    whole = [found[index] for index in range(next((n for n in range(len(pieces)) if n not in found), len(pieces)))]
    return Outcome.joined(whole) if whole else None


def simulated(problem: Problem, seed: int, first: int, count: int) -> Outcome:
    """Simulate some replicates; a function of the module, so that it can be sent to another process."""
    from paddock.racing.kernel import simulate

    return simulate(problem, seed, first, count)
