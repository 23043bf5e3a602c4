"""Names that Temporal and the ledger see; every one is derived from the business, none from a run."""

import hashlib
from datetime import UTC, datetime, timedelta

from temporalio.common import SearchAttributeKey

REASON_QUEUE = "weighbridge-reason"
EXECUTE_QUEUE = "weighbridge-execute"
FEED_ID = "feed/requests"

SCENARIO = SearchAttributeKey.for_keyword("Scenario")
CASE_STATE = SearchAttributeKey.for_keyword("CaseState")
APPROVER_ROLE = SearchAttributeKey.for_keyword("ApproverRole")
DUE_AT = SearchAttributeKey.for_datetime("DueAt")
COMPANY = SearchAttributeKey.for_int("Company")
POLICY_VERSION = SearchAttributeKey.for_keyword("PolicyVersion")

SEARCH_ATTRIBUTES: tuple[SearchAttributeKey[str] | SearchAttributeKey[int] | SearchAttributeKey[datetime], ...] = (
    SCENARIO,
    CASE_STATE,
    APPROVER_ROLE,
    DUE_AT,
    COMPANY,
    POLICY_VERSION,
)


_LONGEST_SLOT = 180
_LONGEST_REQUEST = 110
_MOST_ROUNDS = 8
_OFTEN = 240
AMENDED = "+"


def slot(case: str, episode: str, step: str) -> str:
    """The one place that one write of one opening of a case can ever fill."""
    return _within(f"{case}#{episode}/{step}", _LONGEST_SLOT)


def amended(slot_name: str) -> str:
    """The slot of what a person would have instead."""
    return f"{slot_name}{AMENDED}"


def asks_about(request_id: str, slot_name: str) -> bool:
    """Whether a question was asked about this slot, in whatever round and at whatever try."""
    return round_of(request_id) in {request_name(slot_name, n) for n in range(1, _MOST_ROUNDS + 1)}


def request_name(slot_name: str, round_: int) -> str:
    """Names the question asked in the n-th round of the gate for a slot, and the first try to post it."""
    return _within(f"{slot_name}?{round_}", _LONGEST_REQUEST)


def try_name(first: str, attempt: int) -> str:
    """Names the n-th try to post a question: each has a name of its own, so that a page tells which try made it."""
    return first if attempt == 1 else f"{first}~{attempt}"


def round_of(request_id: str) -> str:
    """The name of the first try to post a question."""
    return request_id.rpartition("~")[0] if "~" in request_id.rpartition("?")[2] else request_id


def knock_name(request_id: str, written_at: datetime | None) -> str:
    """Names the news that a record was written, or is gone: the same news is handed over once."""
    return f"{request_id}@{'gone' if written_at is None else written_at.astimezone(UTC).isoformat()}"


def knock_again(name: str, waited: timedelta) -> str:
    """Names the same news once more, after a case failed to look: Temporal answers a name that it knows as before.

    Another name comes after 1, 2, 4, ... seconds of waiting, then every four minutes, so that a history stays short.
    """
    seconds = max(0, int(waited.total_seconds()))
    return f"{name}/{seconds.bit_length() + seconds // _OFTEN}"


def _within(name: str, longest: int) -> str:
    """A name that is too long for its field keeps its end, which tells it apart, behind a hash of the whole."""
    if len(name) <= longest:
        return name
    return f"{hashlib.sha256(name.encode()).hexdigest()[:24]}...{name[27 - longest :]}"


def sweep_id(scenario: str, company_id: int) -> str:
    """One sweep of a scenario in a company at a time."""
    return f"sweep/{scenario}/{company_id}"


def episode(found_at: datetime) -> str:
    """Names an opening of a case by the sweep that found it."""
    return found_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")
