"""How suppliers keep what they promise: lead times, lateness, and a risk score in parts; all of it arithmetic."""
