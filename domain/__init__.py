"""Words: the frozen facts that every room speaks in. No I/O; stdlib and pydantic only."""
