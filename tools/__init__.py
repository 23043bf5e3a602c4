"""Hands: everything that touches the world outside; strangers to the policies."""
