"""Names that Temporal and the ledger see; every one is derived from the business, none from a run."""

from datetime import UTC, datetime

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


def slot(case: str, episode: str, step: str) -> str:
    """The one place that one write of one opening of a case can ever fill."""
    return f"{case}#{episode}/{step}"


def request_name(slot_name: str, round_: int) -> str:
    """Names the question asked in the n-th round of the gate for a slot."""
    return f"{slot_name}?{round_}"


def sweep_id(scenario: str, company_id: int) -> str:
    """One sweep of a scenario in a company at a time."""
    return f"sweep/{scenario}/{company_id}"


def episode(found_at: datetime) -> str:
    """Names an opening of a case by the sweep that found it."""
    return found_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")
