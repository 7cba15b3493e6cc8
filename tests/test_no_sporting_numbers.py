"""Points, places and rounds are data: a number of the sport in code is a rule that nobody can correct in a file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import paddock

ROOMS = ("scoring", "championships")
PLAIN = {-1, 0, 1, 2}
"""Numbers that count, halve or index."""
KNOWN = {
    "championships": {
        "deciding.TRIES": "when a search ends",
        "first_season.RACES": "simulations",
        "forecasting.RACES": "simulations",
        "forecasting.REPLICATES": "simulations",
        "many_rules.(AS_CLASSIFIED, ENTRANTS, BEST_CARS)": "kinds, numbered",
        "many_rules.(EVERYONE, PLACED, SCORERS)": "kinds, numbered",
        "many_rules.NO_LIMIT": "more than there can be",
        "pays._MANY": "more than there can be",
        "plays.LAPS": "laps of a race of nobody",
        "raking.CLOSE": "when a search ends",
        "raking.SWEEPS": "when a search ends",
        "season.TOP": "the podium, as a reading",
        "simulating.EACH": "simulations",
        "simulating.MINUTE_MS": "a unit",
        "simulating.SEED_BYTES": "bytes",
        "telling.(LOW, MIDDLE, HIGH)": "quantiles that are told",
    },
    "scoring": {
        "competitors._SHOWN": "candidates that a message lists",
    },
}
"""Room → named constants of other numbers, each with the reason why it is none of the sport's."""


def sources() -> Iterator[tuple[str, Path]]:
    """Yield the rooms' modules."""
    home = Path(paddock.__file__).parent
    for room in ROOMS:
        for path in sorted((home / room).rglob("*.py")):
            yield room, path


def numbers(tree: ast.AST) -> Iterator[tuple[int, float]]:
    """Yield the line and value of numbers in a module, but for those of named constants at its top."""
    named = {
        node
        for part in getattr(tree, "body", ())
        if isinstance(part, ast.Assign | ast.AnnAssign) and part.value is not None
        for node in ast.walk(part.value)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node not in named:
            yield node.lineno, node.value


def constants(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the named constants at the top of a module that hold a number which is not plain."""
    for part in getattr(tree, "body", ()):
        if isinstance(part, ast.Assign | ast.AnnAssign) and part.value is not None:
            target = part.targets[0] if isinstance(part, ast.Assign) else part.target
            values = [node.value for node in ast.walk(part.value) if isinstance(node, ast.Constant)]
            if any(type(one) in (int, float) and one not in PLAIN for one in values):
                yield ast.unparse(target), part.lineno


@pytest.mark.parametrize("room", ROOMS)
def test_no_number_of_the_sport_stands_in_code(room: str) -> None:
    """Every number but those that count or index has a name, and every named one a reason here."""
    stray = [
        f"{path.name}:{line}: {value}"
        for where, path in sources()
        if where == room
        for line, value in numbers(ast.parse(path.read_text(encoding="utf-8")))
        if value not in PLAIN
    ]
    assert not stray
    named = {
        f"{path.stem}.{name}"
        for where, path in sources()
        if where == room
        for name, _ in constants(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert named == set(KNOWN[room])


def test_a_number_of_the_sport_would_be_found() -> None:
    """The search itself finds a scale, a count of rounds and a share."""
    found = [value for _, value in numbers(ast.parse("def f(n):\n    return [25, 18][n] if n < 14 else n * 0.75\n"))]
    assert sorted(found) == [0.75, 14, 18, 25]
