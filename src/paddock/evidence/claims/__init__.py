"""Claims: who does what where, how far it has come, and who says so."""

from paddock.evidence.claims.cues import LANGUAGES
from paddock.evidence.claims.extract import find_claims

__all__ = ["LANGUAGES", "find_claims"]
