"""An invented season, small enough to be worked out by hand: four races, four drivers, two makes, three decrees.

Points 10, 6, 4, 3; pole 1; fastest lap 1, shared by the drivers of a car like all else; the best three of four rounds
count.  `two` is cut short and pays half; Bea loses two points after `three`.

          one           two (half)    three         four          gross   dropped   decreed
    ada   10 + pole 1   5             3             10            29      3                  26
    bea   6             3 + fl 1      10 + fl 1     6             27      4         -2       21
    cid   4             2/2           6             retired       11      0                  11
    dot   3             2/2           4             4 + pole 1    13      1                  12

In `two` Cid and Dot share a car: third, 2 points for the car, one each.  The fastest lap pays in full there.
"""

from __future__ import annotations

NAMES = {"ada": "Ada Ames", "bea": "Bea Brand", "cid": "Cid de Corte", "dot": "Dot Dahl"}
_HEAD = """
[season]
id = "toy-2030"
name = "Toy Cup 2030"
series = "toy"
year = 2030
status = "unverified"

[[series]]
id = "toy"
name = "Toy Cup"
kind = "cup"
status = "unverified"

[[class]]
id = "a"
name = "A"
category = "gt"
status = "unverified"
"""
_RULES = """
[[scale]]
id = "toy-race"
name = "Toy race"
places = [10, 6, 4, 3]
sources = ["https://toy.example/scale"]
status = "official"

[[scale]]
id = "toy-pole"
name = "Toy pole"
places = [1]
sources = ["https://toy.example/pole"]
status = "official"

[[title]]
id = "toy-drivers"
name = "Toy Drivers' Cup"
series = "toy"
seasons = ["toy-2030"]
called = ["drivers"]
awarded_to = "driver"
classes = ["a"]
counted = [{ first = 1, last = 4, best = 3 }]
sources = ["https://toy.example/rules"]
status = "official"

[[title.award]]
id = "race"
for = "place"
scale = "toy-race"
shared = "split"
text = "The first four of a race score."
sources = ["https://toy.example/rules"]
status = "official"

[[title.award]]
id = "pole"
for = "place"
on = "qualifying"
scale = "toy-pole"
text = "Pole pays a point."
sources = ["https://toy.example/rules"]
status = "official"

[[title.award]]
id = "lap"
for = "fastest-lap"
points = 1
shortened = false
text = "The fastest lap pays a point."
sources = ["https://toy.example/rules"]
status = "official"

[[title]]
id = "toy-makes"
name = "Toy Makes' Cup"
series = "toy"
seasons = ["toy-2030"]
called = ["makes", "manufacturers"]
awarded_to = "make"
classes = ["a"]
ranked = "best-cars"
sources = ["https://toy.example/rules"]
status = "official"

[[title.award]]
id = "race"
for = "place"
scale = "toy-race"
text = "The best car of a make scores, among the best cars."
sources = ["https://toy.example/rules"]
status = "official"

[[decree]]
id = "toy-rain"
name = "Rain"
season = "toy-2030"
kind = "shortened"
meeting = "two"
share = "1/2"
text = "The race at Two was stopped after a third and paid half."
sources = ["https://toy.example/rain"]
status = "official"

[[decree]]
id = "toy-bea"
name = "Bea's penalty"
season = "toy-2030"
kind = "points"
titles = ["drivers"]
after = 3
drivers = ["bea"]
points = -2
text = "Bea lost two points for a collision."
sources = ["https://toy.example/bea"]
status = "official"
"""
RACES = {
    "one": ((("1", "ada", "north"), ("2", "bea", "south"), ("3", "cid", "north"), ("4", "dot", "south")), "ada", ""),
    "two": ((("1", "ada", "north"), ("2", "bea", "south"), ("3", "cid dot", "north")), "", "2"),
    "three": ((("2", "bea", "south"), ("3", "cid", "north"), ("4", "dot", "south"), ("1", "ada", "north")), "", "2"),
    "four": ((("1", "ada", "north"), ("2", "bea", "south"), ("4", "dot", "south"), ("3", "cid", "north")), "dot", ""),
}
"""Meeting → cars as they finished (number, drivers, make), who had pole, the car with the fastest lap."""
RETIRED = {("four", "3")}


def toy(more: str = "") -> str:
    """Return the season as a catalogue file. more: tables to add."""
    parts = [_HEAD, *(_meeting(number, name) for number, name in enumerate(RACES, start=1))]
    parts += [_driver(key, name) for key, name in NAMES.items()]
    parts += [_results(name) for name in RACES]
    return "".join((*parts, _RULES, more))


def _driver(key: str, name: str) -> str:
    return f'\n[[driver]]\nid = "{key}"\nname = "{name}"\nstatus = "unverified"\n'


def _meeting(number: int, name: str) -> str:
    return f"""
[[meeting]]
id = "{name}"
name = "{name.capitalize()}"
first_day = 2030-0{number}-01
last_day = 2030-0{number}-02
race_days = [2030-0{number}-02]
rounds = [{number}]
classes = ["a"]
status = "unverified"

[[meeting.session]]
id = "qualifying"
kind = "qualifying"
day = 2030-0{number}-01

[[meeting.session]]
id = "race"
kind = "race"
day = 2030-0{number}-02
duration_min = 60
"""


def _results(name: str) -> str:
    cars, pole, fastest = RACES[name]
    rows = []
    for place, (car, drivers, make) in enumerate(cars, start=1):
        out = (name, car) in RETIRED
        end = 'status = "retired"' if out else f"position = {place}"
        named = ", ".join(f'"{one}"' for one in drivers.split())
        lap = ", fastest_lap = true" if car == fastest else ""
        rows.append(f'  {{ {end}, car_number = "{car}", drivers = [{named}], manufacturer = "{make}"{lap} }},\n')
    told = _table(name, "race", "".join(rows))
    if pole:
        number, _, make = next(one for one in cars if one[1] == pole)
        told += _table(
            name,
            "qualifying",
            f'  {{ position = 1, car_number = "{number}", drivers = ["{pole}"], manufacturer = "{make}" }},\n',
        )
    return told


def _table(meeting: str, session: str, rows: str) -> str:
    whole = "whole = true\n" if session == "race" else ""
    return f"""
[[classification]]
meeting = "{meeting}"
session = "{session}"
race_class = "a"
status = "unverified"
{whole}row = [
{rows}]
"""
