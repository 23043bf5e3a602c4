"""The parts of a case, one by one."""
