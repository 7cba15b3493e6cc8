"""Reading articles in: from texts, pages, feeds, JSON and addresses, each as an `Article`, with what was noticed."""

from paddock.evidence.reading.limits import Limits
from paddock.evidence.reading.paths import read_paths

__all__ = ["Limits", "read_paths"]
