"""Time: cases, sweeps, the gate and the feed; activities are the only door to the world."""
