"""What the tests of the hands share."""

from tests.databases import ledger_url, postgres

__all__ = ["ledger_url", "postgres"]
