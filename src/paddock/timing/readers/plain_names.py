"""The names by which tables of laps call their columns, in English, German and French."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

NAMES: dict[str, tuple[str, ...]] = {
    "car": (
        *("car", "carnumber", "carno", "carnr", "car#", "#", "no", "nr", "number", "num", "startnumber"),
        *("startnummer", "startnr", "stnr", "nummer", "fahrzeug", "fahrzeugnummer", "wagen", "wagennummer"),
        *("voiture", "numero", "numerovoiture", "novoiture", "numerodevoiture", "n"),
    ),
    "lap": (
        *("lap", "lapnumber", "lapno", "lapnr", "lapnum", "lap#"),
        *("runde", "rundennummer", "rundennr", "rundenr", "tour", "numerotour", "numerodetour", "notour"),
    ),
    "lap_time": (
        *("laptime", "time", "rundenzeit", "zeit", "temps", "tempsautour", "tempstour", "tempsdetour", "tempsdutour"),
    ),
    "class": ("class", "carclass", "klasse", "classe", "category", "kategorie", "categorie"),
    "group": ("group", "gruppe", "groupe"),
    "team": ("team", "mannschaft", "equipe", "ecurie", "entrant", "bewerber", "concurrent"),
    "manufacturer": ("manufacturer", "make", "brand", "hersteller", "marke", "constructeur", "marque"),
    "driver": ("driver", "drivername", "fahrer", "fahrername", "pilote", "nomdupilote", "conducteur"),
    "driver_slot": ("drivernumber", "driverno", "fahrernummer", "numeropilote"),
    "flag": ("flag", "flags", "flagatfl", "flagge", "flaggen", "drapeau", "drapeaux"),
    "pit_time": ("pittime", "pitlanetime", "boxenzeit", "tempsstand", "tempsaustand", "tempsdestand"),
    "in_pit": ("inpit", "pit", "pitin", "inlap", "crossingfinishlineinpit", "box", "boxenstopp", "stand", "austand"),
    "elapsed": ("elapsed", "elapsedtime", "sessiontime", "gesamtzeit", "tempstotal", "tempsecoule"),
    "hour": ("hour", "timeofday", "tageszeit", "uhrzeit", "heure"),
    "s1": ("s1", "sector1", "sector1time", "sektor1", "secteur1"),
    "s2": ("s2", "sector2", "sector2time", "sektor2", "secteur2"),
    "s3": ("s3", "sector3", "sector3time", "sektor3", "secteur3"),
    "kph": ("kph", "kmh", "averagespeed", "averagespeedkph"),
    "top_speed": ("topspeed", "topspeedkph", "hochstgeschwindigkeit", "vmax", "vitessemax"),
}
"""What a column is → its names: letters, digits and `#` only, in small letters, without accents."""

FLAGS = {
    **dict.fromkeys(("gf", "g", "green", "greenflag", "grun", "vert"), "GF"),
    **dict.fromkeys(("fcy", "fullcourseyellow"), "FCY"),
    **dict.fromkeys(("sf", "sc", "safetycar"), "SF"),
    **dict.fromkeys(("rf", "r", "red", "redflag", "rot", "rouge"), "RF"),
    **dict.fromkeys(("ff", "finish", "finishflag", "chequered", "checkered", "zielflagge", "damier"), "FF"),
}
"""Words for a flag, as `plain` makes them → its code."""

TIMES = ("lap_time", "s1", "s2", "s3", "elapsed", "hour", "pit_time")
NEEDED = ("car", "lap", "lap_time")

_UNITS = {"ms": "ms", "millis": "ms", "milliseconds": "ms", "s": "s", "sec": "s", "secs": "s", "seconds": "s"}
LONGEST_UNIT = 40
"""How many characters at the end of a name are looked at for a unit."""
_UNIT = re.compile(r"(?:[\s_\-(\[]+)(ms|millis|milliseconds|s|sec|secs|seconds)[\s)\]]*$", re.I)

NOT_LAPS = frozenset(
    {
        *("laps", "runden", "tours", "gap", "gapfirst", "gaptofirst", "diff", "interval", "ruckstand", "ecart"),
        *("pic", "points", "punkte", "status", "fltime", "bestlap", "bestlaptime", "fastestlap", "besttime"),
        *("totaltime", "avgtime", "bestlap1", "drivers", "reason"),
    }
)
"""Names of which two in a header tell that a row is a car's result, not a lap."""


def plain(name: str) -> str:
    """Return a header name as the lists above have it."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z0-9#]", "", bare)


def unit_in(name: str) -> tuple[str, str]:
    """Return a header name without the unit of time at its end, and the unit: ms, s or none.

    `lap_time_ms`, `Lap time (s)` and `LapTimeMillis`-like names tell it; `Lap Times` does not.
    """
    start = max(len(name) - LONGEST_UNIT, 0)  # a search through all of a long name would take for ever
    found = _UNIT.search(name, start)
    return (name[: found.start()], _UNITS[found[1].lower()]) if found else (name, "")


def find_columns(header: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what each column is → its name in the header, and the unit that name tells of a time.

    The first name of a list that stands in the header counts; a name serves one column only.
    """
    bare: dict[str, tuple[str, str]] = {}
    for name in header:
        if not name:
            continue
        bare.setdefault(plain(name), (name, ""))
        stem, unit = unit_in(name)
        if unit:
            bare.setdefault(plain(stem), (name, unit))
    columns: dict[str, str] = {}
    units: dict[str, str] = {}
    for column, names in NAMES.items():
        name, unit = next((bare[one] for one in names if one in bare), ("", ""))
        if name and name not in columns.values() and (not unit or column in TIMES):
            columns[column] = name
            if unit:
                units[column] = unit
    return columns, units


def looks_like_results(header: Sequence[str]) -> bool:
    """Return whether a header is that of a result: two names that only results have."""
    return len(NOT_LAPS & {plain(name) for name in header}) >= 2


def known_options(mapping: Mapping[str, str]) -> list[str]:
    """Return the options that are no column of laps and no `time_unit`."""
    return sorted(name for name in mapping if name not in NAMES and name != "time_unit")
