"""Work spread over threads and a cluster: the same bytes anywhere, and what is kept when it is broken off."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Any

import pytest

from paddock.errors import BadRequest
from paddock.racing.outcome import Outcome
from paddock.racing.parameters import GENERIC, load_parameters
from paddock.racing.problem import Problem
from paddock.racing.rules import told_rules
from paddock.racing.running import Cluster, Threads, backend_for, run, simulated
from paddock.racing.setting import Starter, set_up


def same(a: Outcome, b: Outcome) -> bool:
    """Return whether two outcomes are equal to the byte."""
    return all(getattr(a, one.name).tobytes() == getattr(b, one.name).tobytes() for one in fields(Outcome))


@pytest.fixture(scope="module")
def problem() -> Problem:
    """A short race of two classes with everything the generic parameters bring."""
    starters = [Starter(str(n), "GT3" if n > 4 else "LMP2") for n in range(1, 9)]
    return set_up(load_parameters(GENERIC), told_rules("elms", duration_min=40), starters, moments_ms=(600_000,))


@pytest.fixture(scope="module")
def alone(problem: Problem) -> Outcome:
    """The race simulated in one piece, on this thread."""
    return simulated(problem, 7, 0, 60)


@pytest.mark.parametrize(("threads", "chunk"), [(1, 60), (1, 7), (2, 7), (3, 25)])
def test_threads_and_pieces_change_nothing(problem: Problem, alone: Outcome, threads: int, chunk: int) -> None:
    """Same seed, same bytes: the promise that lets results be compared at all."""
    seen = []
    found = run(problem, seed=7, replicates=60, backend=Threads(threads), chunk=chunk, progress=seen.append)
    assert found is not None
    assert same(found, alone)
    assert sum(seen) == 60


def test_another_seed_is_another_race(problem: Problem, alone: Outcome) -> None:
    """A seed that changed nothing would make the test above pass for nothing."""
    other = run(problem, seed=8, replicates=60)
    assert other is not None
    assert not same(other, alone)


class Breaking:
    """A backend that is broken off after some pieces; they come in an order of its own."""

    def __init__(self, order: Sequence[int], after: int) -> None:
        self.order, self.after = order, after

    def each(self, work: Callable[..., Any], shared: object, pieces: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        for done, index in enumerate(self.order):
            if done == self.after:
                raise KeyboardInterrupt
            yield index, work(shared, *pieces[index])


def test_what_is_whole_is_kept_when_broken_off(problem: Problem, alone: Outcome) -> None:
    """Ctrl-C keeps the replicates before the first gap: those can be made again with the seed and their number."""
    found = run(problem, seed=7, replicates=60, backend=Breaking((0, 2, 1, 3, 4, 5), 3), chunk=10)
    assert found is not None
    assert len(found) == 30
    assert (found.time_ms == alone.time_ms[:30]).all()
    gap = run(problem, seed=7, replicates=60, backend=Breaking((0, 2, 3, 4), 3), chunk=10)
    assert gap is not None
    assert len(gap) == 10
    assert run(problem, seed=7, replicates=60, backend=Breaking((1, 2, 0), 2), chunk=10) is None


def test_an_error_in_a_thread_comes_out(problem: Problem) -> None:
    """A piece that fails must not be lost in a pool."""
    with pytest.raises(ZeroDivisionError):
        list(Threads(2).each(lambda shared, n: 1 // n, None, [(1,), (0,)]))


def test_no_scheduler_is_told() -> None:
    """A wrong address is the most common mistake; the answer names it."""
    with pytest.raises(BadRequest, match="No Dask scheduler answers at"), backend_for(cluster="tcp://127.0.0.1:9"):
        pass
    with pytest.raises(BadRequest, match="No Dask scheduler answers at"), backend_for(cluster="nonsense"):
        pass


def killing_once(problem: Problem, marker: str, seed: int, first: int, count: int) -> Outcome:
    """Simulate a piece; the first worker to come to the third piece kills itself in the middle of it."""
    if first == 20:
        try:
            os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            pass
        else:
            os.kill(os.getpid(), signal.SIGKILL)
    return simulated(problem, seed, first, count)


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_even_when_a_worker_dies(
    problem: Problem, alone: Outcome, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Worker processes of a real local cluster give the bytes of one thread, also when one is killed half-way."""
    marker = str(tmp_path_factory.mktemp("cluster") / "killed")
    with backend_for(2, "local") as backend:
        assert isinstance(backend, Cluster)
        found = run(problem, seed=7, replicates=60, backend=backend, chunk=10)
        assert found is not None
        assert same(found, alone)
        pieces = [(marker, 7, first, 10) for first in range(0, 60, 10)]
        parts = dict(backend.each(killing_once, problem, pieces))
        assert os.path.exists(marker)
        assert same(Outcome.joined([parts[n] for n in range(6)]), alone)
