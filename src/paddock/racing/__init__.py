"""What would happen on track: a race model fitted to timing, simulated by Monte Carlo."""
