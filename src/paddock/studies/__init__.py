"""What should we decide? A study file is read, every room below is asked, and one `Study` comes back."""

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
from paddock.studies.run import run_study
from paddock.studies.sentences import days_text

__all__ = [
    "ClashSheet",
    "CoverSheet",
    "DriverSheet",
    "MarketSheet",
    "MeetingSheet",
    "Runner",
    "SeasonSheet",
    "Study",
    "StudyFile",
    "built_in_studies",
    "days_text",
    "find_study",
    "new_study",
    "read_study",
    "run_study",
]
