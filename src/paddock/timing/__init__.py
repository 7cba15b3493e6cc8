"""Timing: what happened on track, lap by lap, as the timing companies printed it and as it reads."""
