"""Stockout: a product is about to run out at a site; see it early, weigh what could be done, wish for the best."""
