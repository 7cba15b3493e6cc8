"""How articles hang together: stories, who was made from whom, press-release families, background."""

from paddock.evidence.relations.engine import STEPS, relate
from paddock.evidence.relations.pairs import align, explain

__all__ = ["STEPS", "align", "explain", "relate"]
