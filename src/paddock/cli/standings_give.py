"""How championship tables leave the command line: for people, as JSON, as CSV, as a picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue
from paddock.cli.files import write_bytes
from paddock.cli.out import console, messages, print_findings
from paddock.cli.render import print_rows
from paddock.cli.target import Format, give_json
from paddock.units import listed

if TYPE_CHECKING:
    from paddock.cli.standings import AskedTable
    from paddock.model import Title
    from paddock.scoring import Scored, SeasonResults
    from paddock.scoring.comparing import Compared
    from paddock.scoring.explain import Explanation
    from paddock.scoring.whatif import Supposed

_KEYS = {"driver": ("driver",), "team": ("team",), "make": ("make", "engine"), "car": ("team", "car")}


def give_titles(facts: Catalogue, season: str | None, how: Format) -> None:
    """Tell the seasons whose points are on record, or the titles and decrees of one."""
    from paddock.reports.seasons.names import season_name
    from paddock.scoring.titles import decrees_of, known_titles, titled_seasons, titles_of

    if season is None:
        rows: list[dict[str, object]] = [
            {
                "season": one,
                "name": season_name(facts, one),
                "titles": [title.called[0] for title in titles_of(facts, one)],
                "results": "on record" if facts.classifications.get(one) else "with --results",
            }
            for one in titled_seasons(facts)
        ]
        _give_rows(rows, rows, how)
        return
    titles = [_title_row(one) for one in known_titles(facts, season)]
    decrees = [
        {"decree": one.id, "kind": one.kind, "meeting": one.meeting, "titles": list(one.titles), "text": one.text}
        for one in decrees_of(facts, season)
    ]
    _give_rows(
        {"season": season, "name": season_name(facts, season), "titles": titles, "decrees": decrees}, titles, how
    )
    if how.for_people and decrees:
        print_rows([{name: one[name] for name in ("decree", "text")} for one in decrees], console())


def _title_row(title: Title) -> dict[str, object]:
    return {
        "title": title.called[0],
        "also": list(title.called[1:]),
        "name": title.name,
        "for": title.awarded_to,
        "classes": list(title.classes),
    }


def _give_rows(told: object, rows: Sequence[dict[str, object]], how: Format) -> None:
    if how.as_json:
        give_json(told, how.out)
    elif how.as_csv:
        _give_csv([{key: " ".join(map(str, _several(one))) for key, one in row.items()} for row in rows], how)
    else:
        print_rows(rows, console())


def _several(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else (value,)


@dataclass(frozen=True, slots=True)
class Answer:
    """A title scored, and what was asked beside its table; None where it was not.

    supposed: the table is a supposed one.  rounds: the table after every round is asked for.
    """

    scored: Scored
    supposed: Supposed | None
    told: Explanation | None
    compared: Sequence[Compared] | None
    rounds: bool


def give_table(
    facts: Catalogue,
    scored: Scored,
    asked: AskedTable,
    how: Format,
    *,
    supposed: Supposed | None = None,
    read: SeasonResults | None = None,
) -> None:
    """Give out a title's table with what was asked beside it.

    supposed: the table is a supposed one.  read: results from a file, that published tables are compared by.
    """
    told, compared = None, None
    if asked.explain is not None:
        from paddock.scoring.competitors import competitor_named
        from paddock.scoring.explain import explain

        who = competitor_named(facts, (row.who for row in scored.table.rows), asked.explain)
        told = explain(scored, who, facts.scales)
    if asked.compare:
        from paddock.scoring.comparing import compare

        compared = _up_to(scored, compare(facts, scored.season, scored.title.called[0], results=read))
    answer = Answer(scored, supposed, told, compared, asked.rounds)
    if asked.plot is not None:
        _draw(facts, answer, asked.what, asked.plot)
    if how.as_json:
        give_json(_as_dict(answer), how.out)
        return
    if how.as_csv:
        _give_csv(_rows(answer), how)
    else:
        _print(facts, answer)
    print_findings(scored.findings)
    if asked.plot is not None:
        messages().print(f"Drawn: {asked.plot}", soft_wrap=True)


def _up_to(scored: Scored, compared: Sequence[Compared]) -> list[Compared]:
    """Return what was published up to the round of a table."""
    here = {sheet.meeting for sheet in scored.results.sheets if sheet.round <= scored.table.after}
    last = max(scored.results.rounds, scored.results.last_round)
    ended = scored.table.after >= last
    return [one for one in compared if ended or one.after.partition(" ")[0] in here]


def _draw(facts: Catalogue, answer: Answer, what: str, path: Path) -> None:
    from paddock.reports.seasons.rounds import rounds_picture, what_named

    changes = f"Supposed: {listed(answer.supposed.changes)}." if answer.supposed else ""
    with messages().status("Drawing …"):
        rounds_picture(facts, answer.scored, what_named(what), caption=changes).save(path)


def _as_dict(answer: Answer) -> dict[str, object]:
    from paddock.scoring.asking import row_dict

    scored = answer.scored
    found = answer.supposed.as_dict() if answer.supposed else scored.as_dict()
    if answer.rounds:
        found["rounds"] = [
            {"after": table.after, "standings": [row_dict(row) for row in table.rows]} for table in scored.by_round
        ]
    if answer.told is not None:
        found["explain"] = answer.told.as_dict()
    if answer.compared is not None:
        found["published"] = [one.as_dict() for one in answer.compared]
    return found


def _rows(answer: Answer) -> list[dict[str, object]]:
    """Return the answer as rows of one form: the table, or what was asked in its place."""
    from paddock.scoring.asking import points_text, row_dict

    if answer.told is not None:
        joined = ("sources", "decrees")
        return [
            {key: " ".join(map(str, _several(one))) if key in joined else one for key, one in row.as_dict().items()}
            for row in answer.told.reasons
        ]
    if answer.compared is not None:
        return [one.as_dict() for one in answer.compared]
    keys = ("position", *_KEYS[answer.scored.title.awarded_to], "points", "dropped", "status")
    if answer.rounds:
        return [
            {"after": table.after, **_filled(row_dict(row), keys)}
            for table in answer.scored.by_round
            for row in table.rows
        ]
    if answer.supposed is None:
        return [_filled(row_dict(row), keys) for row in answer.scored.table.rows]
    return [
        {
            **_filled(one.as_dict(), keys),
            "was_position": one.real.position if one.real else None,
            "was_points": points_text(one.real.points) if one.real else None,
            "difference": points_text(one.points),
        }
        for one in answer.supposed.rows
    ]


def _filled(row: Mapping[str, object], keys: Sequence[str]) -> dict[str, object]:
    return {key: row.get(key) for key in keys}


def _give_csv(rows: Sequence[Mapping[str, object]], how: Format) -> None:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_bytes(stream.getvalue().encode(), how.out)


def _print(facts: Catalogue, answer: Answer) -> None:
    from paddock.reports.seasons import terminal

    out = console()
    if answer.told is not None:
        terminal.print_explanation(out, facts, answer.scored, answer.told)
    elif answer.supposed is not None:
        terminal.print_supposed(out, facts, answer.supposed)
    elif answer.rounds:
        terminal.print_rounds(out, facts, answer.scored)
    else:
        terminal.print_standings(out, facts, answer.scored)
    if answer.compared is not None:
        terminal.print_comparison(out, answer.compared)
