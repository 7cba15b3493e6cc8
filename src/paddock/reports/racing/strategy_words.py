"""Words and numbers of a strategy: plans, differences of times, policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddock.reports.racing.words import odds
from paddock.reports.timing.words import span


def plan_name(row: Mapping[str, Any]) -> str:
    """Return what a plan is called: `1 fewest laps lost`."""
    return f"{row['plan']} {row['label']}".strip()


def behind(row: Mapping[str, Any]) -> str:
    """Return how far a plan lies behind the best, with its interval: `+4.1 s (2.0 to 6.3)`."""
    mean, low, high = (row[f"behind_{one}_ms"] for one in ("mean", "low", "high"))
    if mean is None:
        return "–"
    if not mean and not low and not high:
        return "the best"
    inside = f" ({low / 1000:.1f} to {high / 1000:.1f})".replace("-", "−") if low is not None else ""
    return f"{delta(mean)}{inside}"


def delta(ms: float) -> str:
    """Return a difference of times with its sign: `+4.1 s`, `−1:12`."""
    sign = "+" if ms > 0 else "−" if ms < 0 else ""
    size = abs(ms)
    return f"{sign}{span(size)}" if size >= 60_000 else f"{sign}{size / 1000:.1f}".removesuffix(".0") + " s"


def policy(row: Mapping[str, Any]) -> str:
    """Return a policy of stopping under a neutralisation in words."""
    if row["tank_share"] is None:
        return "never for that alone"
    if not row["tank_share"]:
        return "always"
    return f"from {odds(row['tank_share'])} of the tank"


def signed(value: float | None) -> str:
    """Return a difference of places with its sign: `+0.21`, `−0.04`; a dash for none."""
    return "–" if value is None else f"{value:+.2f}".replace("-", "−")
