"""How well articles are read, measured on a labelled file, so that anyone can check."""

from paddock.evidence.evaluation.measure import Evaluation, evaluate
from paddock.evidence.evaluation.truth import Labelled, read_labelled

__all__ = ["Evaluation", "Labelled", "evaluate", "read_labelled"]
