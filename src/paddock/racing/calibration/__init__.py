"""Fitting a parameter set: past races read into figures, shrunk where they are few."""
