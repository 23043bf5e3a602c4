"""Minds: one folder per scenario. They read the world and wish for actions; they can neither judge nor write."""
