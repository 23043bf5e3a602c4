"""What is kept for ever, in SQL: documents, effects, exposure, requests, cases, and the audit chain of them all."""

from tools.ledger.ledger import Ledger
from tools.ledger.words import (
    Begun,
    By,
    CaseRow,
    Head,
    Intent,
    Judgement,
    Note,
    RequestRow,
    Said,
    Settled,
    Verification,
    Waiting,
)

__all__ = [
    "Begun",
    "By",
    "CaseRow",
    "Head",
    "Intent",
    "Judgement",
    "Ledger",
    "Note",
    "RequestRow",
    "Said",
    "Settled",
    "Verification",
    "Waiting",
]
