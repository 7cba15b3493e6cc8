"""Past races read into what they show of the model's figures; nothing is fitted here."""

from paddock.racing.observing.observation import NEUTRAL, Observation, columns, pooled
from paddock.racing.observing.reading import observe

__all__ = ["NEUTRAL", "Observation", "columns", "observe", "pooled"]
