"""Who may race where? Rules are data in the season's file; here they are held against the facts."""

from paddock.eligibility.cars import eligible_car
from paddock.eligibility.crews import crew_size, eligible_driver, judge_crew
from paddock.eligibility.verdict import BEST_FIRST, MeetingVerdict, Outcome, RuleFinding, Verdict

__all__ = [
    "BEST_FIRST",
    "MeetingVerdict",
    "Outcome",
    "RuleFinding",
    "Verdict",
    "crew_size",
    "eligible_car",
    "eligible_driver",
    "judge_crew",
]
