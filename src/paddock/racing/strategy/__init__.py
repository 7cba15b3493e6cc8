"""The best plan for one's own car: exact on the race alone, then compared over simulated races."""

from paddock.racing.strategy.plan import Plan, Stint, Stop, with_plan
from paddock.racing.strategy.report import StrategyReport

__all__ = ["Plan", "Stint", "Stop", "StrategyReport", "with_plan"]
