"""What is a result worth? Points and standings from rules that are data, exactly."""

from paddock.scoring.asking import Scored, points_text, score, until
from paddock.scoring.awarding import Awarded, Credit, award_all
from paddock.scoring.recorded import recorded
from paddock.scoring.results_file import check_entries, read_all, read_results
from paddock.scoring.sheets import Competitor, Line, SeasonResults, Sheet, check_sheets
from paddock.scoring.tables import Standing, Table, table_after, tables
from paddock.scoring.titles import decrees_of, point_named, season_named, title_named, titled_seasons, titles_of

__all__ = [
    "Awarded",
    "Competitor",
    "Credit",
    "Line",
    "Scored",
    "SeasonResults",
    "Sheet",
    "Standing",
    "Table",
    "award_all",
    "check_entries",
    "check_sheets",
    "decrees_of",
    "point_named",
    "points_text",
    "read_all",
    "read_results",
    "recorded",
    "score",
    "season_named",
    "table_after",
    "tables",
    "title_named",
    "titled_seasons",
    "titles_of",
    "until",
]
