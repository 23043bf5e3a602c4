"""What could be done about a supplier, each with its sums or the reason why not, and what of it is wished."""
