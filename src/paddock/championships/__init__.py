"""Who wins the season? Remaining rounds simulated and scored by the season's own rules."""
