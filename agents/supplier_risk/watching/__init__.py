"""One read of all suppliers, what is reckoned from it, and one supplier out of that."""
