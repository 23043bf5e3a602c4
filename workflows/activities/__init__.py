"""The only door from workflows to the world: each activity is one call of the hands, and decides what is final."""
