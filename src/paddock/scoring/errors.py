"""What scoring alone can trip over."""

from __future__ import annotations


class StartersUnknown(Exception):
    """A scale by class size meets a result that does not say how many started; told as a finding, never raised out."""
