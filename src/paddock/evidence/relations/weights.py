"""Fitted weights and words that betray a copy: `data/relations.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: base plus the sum of weight times measure gives log-odds.

    threshold: log-odds from which it says yes.
    """

    base: float
    weights: Mapping[str, float]
    threshold: float

    def odds(self, measures: Mapping[str, float]) -> float:
        """Return the log-odds, held between -CLIP and CLIP so that no single pair outvotes a cluster."""
        total = self.base + sum(weight * measures[name] for name, weight in self.weights.items())
        return self.held(total)

    @staticmethod
    def held(odds: float) -> float:
        """Return log-odds held between -CLIP and CLIP."""
        return min(CLIP, max(-CLIP, odds))


CLIP = 4.0
"""Log-odds beyond which a pair is as sure as it gets."""


@dataclass(frozen=True, slots=True)
class Tells:
    """Words that betray how a text was made: spun by a machine, or the outlet's own interview."""

    spun: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


@cache
def shipped() -> tuple[Model, Model]:
    """Return the models that are shipped: of one story, and derived."""
    data = _file()
    return model_of(data["story"]), model_of(data["derived"])


@cache
def tells_of(lang: str) -> Tells:
    """Return the tell-words of a language, none for a language that has no list."""
    found = _file()["tells"].get(lang, {})
    return Tells(tuple(found.get("spun", ())), tuple(found.get("own", ())))


def model_of(section: Mapping[str, object]) -> Model:
    """Return the model that a section of the file tells: base, threshold, weights."""
    weights = section["weights"]
    if not isinstance(weights, Mapping):
        raise TypeError("[weights] is not a table")
    return Model(
        float(str(section["base"])),
        {str(name): float(value) for name, value in weights.items()},
        float(str(section["threshold"])),
    )


@cache
def _file() -> dict[str, dict[str, Any]]:
    return tomli.loads(files("paddock.evidence").joinpath("data/relations.toml").read_text("utf-8"))
