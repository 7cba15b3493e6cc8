"""The generated part of the page on points: how the computed tables stand beside the published ones."""

from __future__ import annotations

from collections import Counter

from forms import table

from paddock.catalogue import load
from paddock.scoring.comparing import compare

VERDICTS = ("equal", "change equal", "possible", "not computable", "differs")


def points_compared() -> str:
    """Count, for each season with published tables, what came of comparing their figures."""
    catalogue = load()
    rows = []
    whole: Counter[str] = Counter()
    for season in sorted(catalogue.standings):
        found = Counter(one.verdict for one in compare(catalogue, season) if one.basis == "published")
        if not found:
            continue
        whole.update(found)
        rows.append([f"`{season}`", *(str(found[verdict] or "") for verdict in VERDICTS)])
    rows.append(["all", *(str(whole[verdict] or "") for verdict in VERDICTS)])
    return table(["season", *VERDICTS], rows)
