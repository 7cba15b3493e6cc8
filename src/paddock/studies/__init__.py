"""What should we decide? A study file is read, every room below is asked, and one `Study` comes back."""

from paddock.studies.fare import FareSheet
from paddock.studies.first_season import FirstSheet
from paddock.studies.form import StudyFile, built_in_studies, find_study, read_study
from paddock.studies.new import new_study
from paddock.studies.result import (
    ClashSheet,
    CoverSheet,
    DriverSheet,
    MarketSheet,
    MeetingSheet,
    Runner,
    SeasonSheet,
    Study,
)
from paddock.studies.run import STEPS, run_study
from paddock.studies.sentences import days_text
from paddock.studies.worth import archive_in
from paddock.studies.worth_sheets import CarPace, CarResult, RaceWorth, SeasonWorth, StandingLine, TimingFile
from paddock.studies.worth_words import CAVEAT, ordinal, per_cent, result_text, seconds

__all__ = [
    "CAVEAT",
    "STEPS",
    "CarPace",
    "CarResult",
    "ClashSheet",
    "CoverSheet",
    "DriverSheet",
    "FareSheet",
    "FirstSheet",
    "MarketSheet",
    "MeetingSheet",
    "RaceWorth",
    "Runner",
    "SeasonSheet",
    "SeasonWorth",
    "StandingLine",
    "Study",
    "StudyFile",
    "TimingFile",
    "archive_in",
    "built_in_studies",
    "days_text",
    "find_study",
    "new_study",
    "ordinal",
    "per_cent",
    "read_study",
    "result_text",
    "run_study",
    "seconds",
]
