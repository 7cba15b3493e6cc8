"""Fitting a parameter set: past races read into figures, shrunk where they are few, and held against the data."""

from paddock.racing.calibration.checking import fit_report
from paddock.racing.calibration.fitting import calibrate, observed
from paddock.racing.calibration.pooling import pooled_set

__all__ = ["calibrate", "fit_report", "observed", "pooled_set"]
