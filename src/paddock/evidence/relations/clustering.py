"""Clusters of articles from pairwise log-odds: average-link agglomeration on a sparse graph."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

from paddock.evidence.relations.candidates import MOST_PARTNERS
from paddock.evidence.relations.weights import CLIP


def cluster(
    ids: Iterable[str],
    odds: Mapping[tuple[str, str], float],
    threshold: float,
    together: Iterable[tuple[str, str]] = (),
) -> list[tuple[str, ...]]:
    """Return clusters of ids, each sorted, in order of their first id.

    odds: log-odds of pairs (smaller id first); a pair that is not there counts as -CLIP, as it shares nothing rare.
    together: pairs that must be in one cluster.  The two clusters with the highest average are joined as long as it is
    above the threshold.  No more pairs are asked of two clusters than their candidate lists can hold.
    """
    return _Clusters(sorted(ids), odds).joined(threshold, sorted(together))


class _Clusters:
    def __init__(self, ids: Sequence[str], odds: Mapping[tuple[str, str], float]) -> None:
        self.members: dict[str, list[str]] = {one: [one] for one in ids}
        self.home: dict[str, str] = {one: one for one in ids}
        self.links: dict[str, dict[str, tuple[float, int]]] = {one: {} for one in ids}
        for (one, two), value in odds.items():
            self.links[one][two] = (value, 1)
            self.links[two][one] = (value, 1)
        self.age: dict[str, int] = dict.fromkeys(ids, 0)
        self.heap: list[tuple[float, str, str, int, int]] = []

    def joined(self, threshold: float, together: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
        """Return the clusters once nothing above the threshold is left to join."""
        for one, two in together:
            left, right = self.home[one], self.home[two]
            if left != right:
                self._join(left, right, push=False)
        for one in sorted(self.members):
            for two in self.links[one]:
                if one < two:
                    self._push(one, two)
        while self.heap:
            value, one, two, first, second = heapq.heappop(self.heap)
            if -value <= threshold:
                break
            if self.age.get(one) == first and self.age.get(two) == second:
                self._join(one, two, push=True)
        return sorted(tuple(sorted(found)) for found in self.members.values())

    def _push(self, one: str, two: str) -> None:
        if one > two:
            one, two = two, one
        total, known = self.links[one][two]
        sizes = len(self.members[one]), len(self.members[two])
        possible = max(known, min(sizes[0] * sizes[1], MOST_PARTNERS * min(sizes)))
        average = round((total - CLIP * (possible - known)) / possible, 9)
        heapq.heappush(self.heap, (-average, one, two, self.age[one], self.age[two]))

    def _join(self, one: str, two: str, *, push: bool) -> None:
        if one > two:
            one, two = two, one
        self.members[one] += self.members[two]
        for member in self.members.pop(two):
            self.home[member] = one
        self.links[one].pop(two, None)
        theirs = self.links.pop(two)
        theirs.pop(one, None)
        for other, (total, known) in theirs.items():
            mine = self.links[one].get(other, (0.0, 0))
            self.links[one][other] = self.links[other][one] = (mine[0] + total, mine[1] + known)
            del self.links[other][two]
        self.age[one] += 1
        self.age.pop(two)
        if push:
            for other in self.links[one]:
                self._push(one, other)
