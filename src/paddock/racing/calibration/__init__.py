"""Fitting a parameter set: past races read into figures, shrunk where they are few."""

from paddock.racing.calibration.fitting import calibrate, observed
from paddock.racing.calibration.writing import to_toml

__all__ = ["calibrate", "observed", "to_toml"]
