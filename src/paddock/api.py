"""paddock from Python: as short as the commands.

Every function takes names or ids, and optionally a catalogue (`paddock.load_catalogue(...)`); without one it uses the
built-in facts with the folders of PADDOCK_CATALOGUE laid over them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.catalogue import Catalogue, folders_from_environment, load, parse_day
from paddock.eligibility import Verdict

if TYPE_CHECKING:
    import polars as pl

    from paddock.championships.possible import TitleRace
    from paddock.evidence import Reading
    from paddock.reports import Report
    from paddock.reports.dossier import DossierView
    from paddock.reports.racing import ForecastView
    from paddock.reports.seasons.view import SeasonView, StandingsView
    from paddock.reports.session import SessionView

Day = str | dt.date


def load_catalogue(*folders: str | PathLike[str], as_of: Day | None = None) -> Catalogue:
    """Return the catalogue: built-in facts, then PADDOCK_CATALOGUE, then `folders` laid over them.

    as_of: a day (or "YYYY-MM-DD"): show only what had been announced by then.
    Raises BadFile when a folder or a file in it cannot be read, BadRequest when as_of is not a day.
    """
    day = parse_day(as_of) if isinstance(as_of, str) else as_of
    return load((*folders_from_environment(), *(Path(folder) for folder in folders)), as_of=day)


def clashes(*seasons: str, using: Catalogue | None = None) -> pl.DataFrame:
    """Return the clashes between seasons as a Polars frame, one row per pair (table `clashes`).

    seasons: names or ids.  Columns and units: `paddock describe clashes`.
    Raises UnknownName or AmbiguousName with candidates.
    """
    from paddock.calendars import find_clashes
    from paddock.tables import CLASHES

    found = find_clashes(using or load_catalogue(), seasons)
    return CLASHES.frame(
        {
            **clash.as_dict(),
            "shared_days": list(clash.shared_days),
            "race_days": list(clash.race_days),
        }
        for clash in found.clashes
    )


def meetings(*seasons: str, using: Catalogue | None = None) -> pl.DataFrame:
    """Return the meetings of seasons as a Polars frame, one row each (table `meetings`), in the calendar's order.

    seasons: names or ids; none gives every season on record.
    """
    from paddock.tables import MEETINGS

    facts = using or load_catalogue()
    chosen = [facts.season(one) for one in seasons] if seasons else list(facts.seasons.values())
    rows: list[Mapping[str, object]] = []
    for season in chosen:
        for meeting in season.meetings:
            circuit = facts.circuit_of(meeting)
            rows.append(
                {
                    "meeting": season.meeting_id(meeting),
                    "season": season.id,
                    "name": meeting.name,
                    "first_day": meeting.first_day,
                    "last_day": meeting.last_day,
                    "race_days": list(meeting.race_days),
                    "circuit": meeting.circuit,
                    "country": circuit.country if circuit else None,
                    "classes": list(meeting.classes),
                    "status": str(meeting.status),
                    "confidence": str(meeting.confidence),
                    "held": meeting.held,
                }
            )
    return MEETINGS.frame(rows)


def eligible(subject: str, into: str, race_class: str | None = None, *, using: Catalogue | None = None) -> Verdict:
    """Return whether a car or a driver may race in a season, rule by rule; printing it shows the rules.

    subject: a car or a driver (`car:…` or `driver:…` narrows it).  into: a season.  race_class: a class of it.
    """
    from paddock.eligibility import eligible_car, eligible_driver

    facts = using or load_catalogue()
    kind, identifier = facts.resolve_any(subject, ("car", "driver"))
    judge = eligible_car if kind == "car" else eligible_driver
    return judge(facts, identifier, into, race_class)


def crew(
    season: str, race_class: str, drivers: Sequence[str], meeting: str | None = None, *, using: Catalogue | None = None
) -> Verdict:
    """Return whether drivers may share a car in a class of a season, at one meeting or over all of them."""
    from paddock.eligibility import judge_crew

    return judge_crew(using or load_catalogue(), season, race_class, drivers, meeting)


def study(
    name: str | PathLike[str], *, using: Catalogue | None = None, archive: str | PathLike[str] | None = None
) -> Report:
    """Return a study, by the id of a built-in one or the path of a study file; `.to_html(path)` writes its report.

    archive: folder of the archive its laps are looked for in, if not the usual one; it is only read.
    """
    from paddock.reports import Report
    from paddock.studies import archive_in, find_study, read_study, run_study

    file = read_study(find_study(str(name)))
    store = archive_in(Path(archive) if archive else None)
    return Report(run_study(using or load_catalogue(), file, archive=store))


def ics(*seasons: str, using: Catalogue | None = None) -> bytes:
    """Return the calendars of seasons as one iCalendar file."""
    from paddock.calendars import to_ics

    return to_ics(using or load_catalogue(), seasons)


def sql(question: str, *, archive: str | PathLike[str] | None = None) -> pl.DataFrame:
    """Return the answer to one SELECT over the archive, in DuckDB's SQL; the tables are those of `paddock sql`.

    archive: its folder, if not the usual one.  Raises BadRequest with DuckDB's words when the question is not one.
    """
    from paddock.archive import Archive
    from paddock.timing.deriving import asked_for, derive, waiting

    store = Archive.at(archive)
    if asked_for(question):
        for _ in derive(store, waiting(store)):
            pass
    return store.sql(question).frame


def session(name: str, *, archive: str | PathLike[str] | None = None, using: Catalogue | None = None) -> SessionView:
    """Return a session of the archive by its id (`wec-2024/fuji/race`), ready to be asked.

    archive: its folder, if not the usual one.  Raises UnknownName with the sessions there are.
    """
    from paddock.archive import Archive
    from paddock.reports.session import SessionView
    from paddock.timing.opening import open_archived

    store = Archive.at(archive)
    return SessionView(open_archived(store, using or load_catalogue(), name))


def read_session(
    *paths: str | PathLike[str],
    series: str = "",
    kind: str = "",
    reader: str = "",
    columns: Mapping[str, str] | None = None,
    using: Catalogue | None = None,
) -> SessionView:
    """Return a session read straight from its files: laps, results, weather, or a folder or zip that holds them.

    series: whose rules apply, e.g. "wec" (default: told by the classes).  kind: "race", "qualifying" or "practice".
    reader: one by name, whatever the file looks like.  columns: what the columns of a plain table are called, e.g.
    {"car": "Startnummer"}.  Raises BadFile when a file cannot be read, BadRequest when there is no timing in them.
    """
    from paddock.reports.session import SessionView
    from paddock.timing.importing import Wish
    from paddock.timing.opening import open_files

    said = Wish(reader=reader, options=dict(columns or {}))
    files = [Path(path) for path in paths]
    return SessionView(open_files(files, using or load_catalogue(), said, series=series, kind=kind))


def race_forecast(
    *race: str | PathLike[str],
    at: float | None = None,
    like: str = "",
    series: str = "",
    duration_min: float | None = None,
    laps: int | None = None,
    replicates: int = 2000,
    seed: int = 1,
    archive: str | PathLike[str] | None = None,
    using: Catalogue | None = None,
) -> ForecastView:
    """Return the forecast of a race, simulated many times; `.to_html(path)` writes its page.

    race: a meeting (`imsa-2025/long-beach`), or timing files of one race.  at: clock of the race from which it is
    simulated [s]; None for the green flag.  like: a meeting whose rules and length hold for files of a race that is not
    on record; series, duration_min [min], laps: what is told of it otherwise.  seed: with the replicates it decides
    every draw.  archive: folder of the archive past races are looked for in, if not the usual one.
    Raises BadRequest when the length of the race or its field is not known.
    """
    from paddock.archive import Archive
    from paddock.racing.asking import Wanted, know, race_named
    from paddock.racing.forecasting import forecast, prepare
    from paddock.reports.racing import ForecastView

    facts, store = using or load_catalogue(), Archive.at(archive)
    meeting, opened = race_named(facts, store, [str(one) for one in race], under_way=at is not None)
    wanted = Wanted(meeting, opened, like=like, series=series, duration_min=duration_min, laps=laps)
    known = know(facts, store, wanted)
    prepared = prepare(
        known,
        laps=opened.laps if opened is not None else None,
        at_ms=round((at or 0) * 1000),
        name="" if opened is None or opened.id else Path(race[0]).name,
    )
    return ForecastView(forecast(prepared, seed=seed, replicates=replicates))


def standings(
    season: str,
    title: str,
    after: str = "",
    *,
    results: str | PathLike[str] | None = None,
    of: str = "",
    using: Catalogue | None = None,
) -> StandingsView:
    """Return a championship table, worked out exactly; `.explain(who)`, `.what_if(...)` and `.plot()` go further.

    season, title: names or ids (`"wec-2024", "drivers"`).  after: a round, a meeting or a session of one; empty: the
    last round with a result.  results: a file of results in place of those on record; of: the session it is of, where
    it does not say.  `.table` is a Polars frame (table `standings`), points in it exact numbers as text.
    Raises UnknownName with candidates, BadFile for results that cannot be, BadRequest when there is none to score.
    """
    from paddock.championships.reading import results_in
    from paddock.reports.seasons.view import StandingsView
    from paddock.scoring import point_named, score, season_named

    facts = using or load_catalogue()
    season = season_named(facts, season)
    read = results_in(Path(results), facts, season, of) if results is not None else None
    return StandingsView(facts, score(facts, season, title, after=point_named(facts, season, after), results=read))


def season_forecast(
    season: str,
    *titles: str,
    after: str = "",
    results: str | PathLike[str] | None = None,
    replicates: int = 10_000,
    races: int = 2_000,
    seed: int = 1,
    archive: str | PathLike[str] | None = None,
    using: Catalogue | None = None,
) -> SeasonView:
    """Return what the rest of a season may bring: odds of titles, points to come, when it is decided.

    season: a name or an id.  titles: what commands call them; none: every title of the season.  after: a round or a
    meeting, `"0"` for the start; empty: the last round with a result.  results: a file of results in place of those on
    record.  replicates: seasons drawn.  races: simulations of each race to come.  seed: with these it decides every
    draw.  archive: folder of the archive past races are looked for in, if not the usual one.
    Raises UnknownName with candidates, BadRequest when nothing of the season is left or can be simulated.
    """
    from paddock.archive import Archive
    from paddock.championships.forecasting import forecast_season
    from paddock.championships.reading import results_in
    from paddock.reports.seasons.view import SeasonView
    from paddock.scoring import point_named, season_named, title_named

    facts = using or load_catalogue()
    season = season_named(facts, season)
    found = forecast_season(
        facts,
        season,
        [title_named(facts, season, one).called[0] for one in titles],
        point_named(facts, season, after),
        results=results_in(Path(results), facts, season) if results is not None else None,
        archive=Archive.at(archive),
        seed=seed,
        replicates=replicates,
        races=races,
    )
    return SeasonView(facts, found)


def season_chances(
    season: str,
    title: str,
    after: str = "",
    *,
    results: str | PathLike[str] | None = None,
    using: Catalogue | None = None,
) -> TitleRace:
    """Return who can still win a title and what must happen, exactly: nothing is simulated.

    season, title, after, results: as for `season_forecast`, of one title.  `.chances` has a line for each competitor;
    `.as_dict()` is the JSON of `paddock season chances`.
    Raises UnknownName with candidates, BadRequest for a season whose calendar is not on record.
    """
    from paddock.championships.asking import race_for_title
    from paddock.championships.reading import results_in
    from paddock.scoring import point_named, season_named, title_named

    facts = using or load_catalogue()
    season = season_named(facts, season)
    called = title_named(facts, season, title).called[0]
    read = results_in(Path(results), facts, season) if results is not None else None
    return race_for_title(facts, season, called, point_named(facts, season, after), results=read)


def read_articles(
    *paths: str | PathLike[str], names: Sequence[str | PathLike[str]] = (), using: Catalogue | None = None
) -> list[Reading]:
    """Return articles with what is read out of them: mentions, quotes, claims with the main one first.

    paths: texts, HTML, feeds, JSON Lines, folders and zips of these; nothing is fetched and nothing is kept.
    names: files of names of your own.  Each reading tells in `findings` what was noticed; what is no article is left
    out (`paddock dossier read` tells of it).  Raises MissingExtra without the extra `evidence`.
    """
    from paddock.evidence.analysis import read_article
    from paddock.evidence.names import build_names
    from paddock.evidence.reading import read_paths
    from paddock.findings import Finding

    known = build_names(using or load_catalogue(), [Path(one) for one in names])
    read = read_paths([str(path) for path in paths])
    return [read_article(one, known) for one in read if not isinstance(one, Finding)]


def dossier(
    *about: str,
    paths: Sequence[str | PathLike[str]] = (),
    as_of: Day | None = None,
    names: Sequence[str | PathLike[str]] = (),
    archive: str | PathLike[str] | None = None,
    using: Catalogue | None = None,
) -> DossierView:
    """Return what has been said of a programme: `dossier("alpine", "imsa")`; printing it shows the steps.

    paths: read these articles instead of the archive's.  as_of: only what was out by that day.  names: files of names
    of your own.  archive: its folder, if not the usual one.  Claims on record are always among the steps.
    Raises UnknownName or AmbiguousName with candidates.
    """
    from paddock.archive import Archive
    from paddock.evidence.dossier import build_dossier, resolve_asked
    from paddock.evidence.keeping import kept_readings
    from paddock.evidence.names import build_names
    from paddock.evidence.record import read_record
    from paddock.evidence.relations import relate
    from paddock.reports.dossier import DossierView

    facts = using or load_catalogue()
    known = build_names(facts, [Path(one) for one in names])
    asked = [resolve_asked(one, known) for one in about]
    store = Archive.at(archive)
    if paths:
        readings = read_articles(*paths, names=names, using=facts)
    elif store.root.is_dir():
        readings, _ = kept_readings(store, known, [one.partition(":")[2] for one in asked])
    else:
        readings = []
    day = parse_day(as_of).isoformat() if isinstance(as_of, str) else as_of.isoformat() if as_of else ""
    found = build_dossier(asked, readings, relate(readings), known, as_of=day, record=read_record(), catalogue=facts)
    return DossierView(found)
