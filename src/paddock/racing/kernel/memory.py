"""Where things lie: a race is one record of addresses and figures, so that functions pass a single pointer about.

Arrays as arguments would be counted in and out of every call; that costs more than the race itself.  The addresses
are those of the numpy arrays of `layout.Memory`, which the caller keeps alive.
"""

from __future__ import annotations

from typing import Any

import numba  # type: ignore[import-untyped]
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types  # type: ignore[import-untyped]
from numba.extending import intrinsic  # type: ignore[import-untyped]

from paddock.racing.kernel import layout
from paddock.racing.kernel.compiling import inlined
from paddock.racing.problem import MOST_STINTS, QUANTILES

WORD = 8


def _address(builder: Any, start: Any, index: Any, size: int) -> Any:
    return builder.add(start, builder.mul(index, ir.Constant(ir.IntType(64), size)))


def _records(dtype: np.dtype[Any]) -> Any:
    """Return a function of the kernel: (address of an array of records, index) → the record, in place."""
    kind, size = numba.from_dtype(dtype), dtype.itemsize

    def at(typing: Any, start: Any, index: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.inttoptr(_address(builder, *args, size), context.get_value_type(kind))

        return kind(types.int64, types.int64), build

    return intrinsic(at)


def _loads(kind: Any, machine: Any) -> Any:
    """Return a function of the kernel: (address of an array of words, index) → the word."""

    def at(typing: Any, start: Any, index: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.load(builder.inttoptr(_address(builder, *args, WORD), machine.as_pointer()))

        return kind(types.int64, types.int64), build

    return intrinsic(at)


@intrinsic  # type: ignore[misc, untyped-decorator]
def put(typing: Any, start: Any, index: Any, value: Any) -> Any:
    """Set a whole number of an array: (address, index, value)."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = builder.inttoptr(_address(builder, args[0], args[1], WORD), ir.IntType(64).as_pointer())
        builder.store(args[2], place)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), build


whole = _loads(types.int64, ir.IntType(64))
real = _loads(types.float64, ir.DoubleType())
_car, _class, _kind, _seat = map(_records, (layout.CAR, layout.CLASS, layout.KIND, layout.SEAT))
_drive, _plan, _fixed, _coming = map(_records, (layout.DRIVE, layout.PLAN, layout.FIXED, layout.COMING))
_place, _row = map(_records, (layout.PLACE, layout.LAP_ROW))


@inlined
def car_at(w: Any, i: int) -> Any:
    """Return a car."""
    return _car(w.cars, i)


@inlined
def class_at(w: Any, race_class: int) -> Any:
    """Return what the cars of a class have in common."""
    return _class(w.classes, race_class)


@inlined
def kind_at(w: Any, kind: int) -> Any:
    """Return a kind of neutralisation."""
    return _kind(w.kinds, kind)


@inlined
def seat_at(w: Any, i: int, seat: int) -> Any:
    """Return a seat of a car."""
    return _seat(w.seats, i * w.n_seats + seat)


@inlined
def drive_at(w: Any, i: int, number: int) -> Any:
    """Return the place of a car's log for a drive."""
    return _drive(w.drives, i * MOST_STINTS + number % MOST_STINTS)


@inlined
def plan_at(w: Any, i: int, number: int) -> Any:
    """Return a planned stop of a car."""
    return _plan(w.plans, i * w.n_plans + number)


@inlined
def fixed_at(w: Any, number: int) -> Any:
    """Return a neutralisation given beforehand."""
    return _fixed(w.fixed, number)


@inlined
def coming_at(w: Any, number: int) -> Any:
    """Return a neutralisation that an event brings, still to come."""
    return _coming(w.coming, number)


@inlined
def place_at(w: Any, number: int) -> Any:
    """Return a place to work with; there are two a car."""
    return _place(w.spare, number)


@inlined
def row_at(w: Any, number: int) -> Any:
    """Return a row of the trace."""
    return _row(w.rows, number)


@inlined
def real_of(start: int, row: int, entry: int) -> float:
    """Return an entry of a table of quantiles."""
    return real(start, row * QUANTILES + entry)


@inlined
def whole_of(start: int, row: int, entry: int) -> int:
    """Return an entry of a table of quantiles in whole numbers."""
    return whole(start, row * QUANTILES + entry)


@inlined
def copy(to: int, start: int, words: int) -> None:
    """Copy so many words."""
    for n in range(words):
        put(to, n, whole(start, n))


@inlined
def clear(to: int, words: int) -> None:
    """Set so many words to nothing."""
    for n in range(words):
        put(to, n, 0)


@inlined
def start_at(w: Any, i: int) -> Any:
    """Return a car as it is at the beginning of each replicate."""
    return _car(w.cars_start, i)
