"""What has been said, by whom, and who only copied it."""

from paddock.evidence.sheets import Dossier, Programme, Step
from paddock.evidence.types import (
    Article,
    Background,
    Claim,
    Derivation,
    Family,
    Mention,
    Passage,
    Quote,
    Reading,
    Relations,
    Sentence,
    Status,
    Story,
    When,
)

__all__ = [
    "Article",
    "Background",
    "Claim",
    "Derivation",
    "Dossier",
    "Family",
    "Mention",
    "Passage",
    "Programme",
    "Quote",
    "Reading",
    "Relations",
    "Sentence",
    "Status",
    "Step",
    "Story",
    "When",
]
