"""Reaching into the memory of a race by address, so that functions pass a single pointer about.

Arrays as arguments would be counted in and out of every call; that costs more than the race itself.  The addresses
are in the record of the race, under the names of `layout.Memory`, which the caller keeps alive.  All of these are
written out in place where they are used.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.extending import intrinsic

from paddock.racing.kernel import layout
from paddock.racing.problem import MOST_STINTS, QUANTILES

WORD = 8
INT, REAL = ir.IntType(64), ir.DoubleType()


def _field(builder: Any, world: Any, value: Any, name: str) -> Any:
    """Return a whole number of the record of the race."""
    byte = builder.bitcast(value, ir.IntType(8).as_pointer())
    place = builder.gep(byte, [ir.Constant(INT, world.offset(name))], source_etype=ir.IntType(8))
    return builder.load(builder.bitcast(place, INT.as_pointer()), typ=INT)


def _address(builder: Any, start: Any, index: Any, size: int) -> Any:
    return builder.add(start, builder.mul(index, ir.Constant(INT, size)))


def _one(array: str, dtype: np.dtype[Any]) -> Any:
    """Return a function of the kernel: (race, index) → that record of an array, in place."""
    kind, size = numba.from_dtype(dtype), dtype.itemsize

    @intrinsic
    def at(typing: Any, w: Any, index: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            start = _field(builder, w, args[0], array)
            return builder.inttoptr(_address(builder, start, args[1], size), context.get_value_type(kind))

        return kind(w, types.int64), build

    return at


def _one_of_rows(array: str, dtype: np.dtype[Any], row: str | int, ring: bool = False) -> Any:
    """Return a function of the kernel: (race, row, index) → that record of a table, in place.

    row: length of a row, or the name of the race's field that tells it.  ring: the index begins anew after a row.
    """
    kind, size = numba.from_dtype(dtype), dtype.itemsize

    @intrinsic
    def at(typing: Any, w: Any, number: Any, index: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            start = _field(builder, w, args[0], array)
            length = ir.Constant(INT, row) if isinstance(row, int) else _field(builder, w, args[0], row)
            within = builder.srem(args[2], length) if ring else args[2]
            index = builder.add(builder.mul(args[1], length), within)
            return builder.inttoptr(_address(builder, start, index, size), context.get_value_type(kind))

        return kind(w, types.int64, types.int64), build

    return at


def _load(kind: Any, machine: Any, row: int = 0) -> Any:
    """Return a function of the kernel: (address, index) → that word of an array; (address, row, index) of a table."""

    def word(builder: Any, start: Any, index: Any) -> Any:
        return builder.load(builder.inttoptr(_address(builder, start, index, WORD), machine.as_pointer()), typ=machine)

    @intrinsic
    def at(typing: Any, start: Any, index: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return word(builder, args[0], args[1])

        return kind(types.int64, types.int64), build

    @intrinsic
    def within(typing: Any, start: Any, number: Any, index: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return word(builder, args[0], builder.add(builder.mul(args[1], ir.Constant(INT, row)), args[2]))

        return kind(types.int64, types.int64, types.int64), build

    return within if row else at


@intrinsic
def _put(typing: Any, start: Any, index: Any, value: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = builder.inttoptr(_address(builder, args[0], args[1], WORD), INT.as_pointer())
        builder.store(args[2], place)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), build


put: Any = _put
"""(address, index, value): set a whole number."""
whole, real = _load(types.int64, INT), _load(types.float64, REAL)
"""(address, index) → a word of an array."""
whole_of, real_of = _load(types.int64, INT, QUANTILES), _load(types.float64, REAL, QUANTILES)
"""(address, row, entry) → a word of a table of quantiles."""
car_at, start_at = _one("cars", layout.CAR), _one("cars_start", layout.CAR)
class_at, kind_at = _one("classes", layout.CLASS), _one("kinds", layout.KIND)
fixed_at, coming_at = _one("fixed", layout.FIXED), _one("coming", layout.COMING)
place_at, row_at = _one("spare", layout.PLACE), _one("rows", layout.LAP_ROW)
"""(race, number) → the record, in place: a car, that car at the start of each replicate, a class, a kind, …"""
seat_at, plan_at = _one_of_rows("seats", layout.SEAT, "n_seats"), _one_of_rows("plans", layout.PLAN, "n_plans")
drive_at = _one_of_rows("drives", layout.DRIVE, MOST_STINTS, ring=True)
"""(race, car, number) → the record, in place: a seat, a planned stop, a drive of the log."""
