"""What past deliveries say: lead times, breaks, and how likely a line is late; plain arithmetic on columns."""
