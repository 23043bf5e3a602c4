"""Judgement: a pure function from a proposal, its circumstances and the policy book to a verdict. No I/O, no clock."""
