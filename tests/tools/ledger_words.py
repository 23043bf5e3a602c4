"""Sentences of the ledger's tests: wishes, verdicts and windows with their small print filled in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from domain.approval import (
    ApprovalRequest,
    Circumstances,
    Cleared,
    Exposure,
    ExposureKey,
    NeedsApproval,
    Refused,
    RuleHit,
    Rung,
    StateStamp,
    Verdict,
)
from domain.fact import Fact, fingerprint
from domain.identity import Person, Product, Role
from domain.ledger import EffectState
from domain.money import Money
from domain.proposals import Grounds, Notice, NotifyPerson, Proposal, RaisePurchase, digest, gross_of
from tools.ledger import By, CaseRow, Intent, Judgement, Ledger, Note, Said, Settled

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BOOK = fingerprint("book", b"the book of the tests")
CASE = "case/stockout/sandbox/1/7@2"
PRODUCT = Product(product_id=7, code="BR-7", name="Brake disc", uom_id=1, uom="Units")
PETRA = Person(uid=6, login="petra", name="Petra")
LIMIT = Decimal(1000)


def euros(amount: Decimal | int | str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def by(actor: str = "weighbridge", at: datetime = NOW, case: str = CASE) -> By:
    return By(actor=actor, case=case, book=BOOK, at=at)


def note(words: str, step: str, case: str = CASE) -> Note:
    return Note(kind="test.said", by=by(case=case), subject=step, payload=Said(words=words), entry_key=f"{case}/{step}")


def purchase(quantity: Decimal | int = 4, price: Decimal | int = 100) -> RaisePurchase:
    return RaisePurchase(
        company_id=1,
        warehouse_id=2,
        warehouse="North",
        product=PRODUCT,
        supplier_id=30,
        supplier="Aldine",
        supplierinfo_id=31,
        quantity=Decimal(quantity),
        unit_price=euros(price),
        gross=gross_of(Decimal(quantity), euros(price)),
        expected=NOW + timedelta(days=9),
        picking_type_id=3,
    )


def intent(slot: str, proposal: Proposal | None = None, *, clearance: str | None = None, key: str = "") -> Intent:
    meant = proposal or purchase()
    return Intent(
        slot=slot,
        key=key or f"key-of-{slot[-40:]}",
        digest=digest(meant),
        kind=meant.kind,
        option="buy",
        clearance_id=clearance or f"key/{slot[-40:]}",
    )


def settled(slot: str, state: EffectState = EffectState.VERIFIED, record_id: int = 90) -> Settled:
    return Settled(
        slot=slot, state=state, model="purchase.order", record_id=record_id, record="P00090", read_back=("4 Units",)
    )


def window(key: str = "supplier/30", amount: Decimal | int = 400, days: int = 7) -> ExposureKey:
    return ExposureKey(key=key, span=timedelta(days=days), amount=euros(amount), quantity=Decimal(0))


def circumstances(exposures: tuple[Exposure, ...]) -> Circumstances:
    return Circumstances(
        grounds=Grounds(confidence=Decimal("0.9"), method="empirical", sample_days=300, read_at=NOW),
        judged_at=NOW,
        company_currency="EUR",
        rate=None,
        supplier=None,
        exposures=exposures,
    )


def _hit(effect: str) -> tuple[RuleHit, ...]:
    return (RuleHit.model_validate({"rule": "purchase.window", "effect": effect, "words": "the window"}),)


def asks() -> NeedsApproval:
    return NeedsApproval(
        book=BOOK,
        hits=_hit("asks"),
        chain=(
            Rung(role=Role.PURCHASING_MANAGER, answer_within=timedelta(hours=8), remind_after=timedelta(hours=4)),
            Rung(role=Role.FINANCE, answer_within=timedelta(hours=48), remind_after=timedelta(hours=24)),
        ),
    )


def judged(slot: str, known: Circumstances, verdict: Verdict) -> Judgement:
    state = StateStamp(digest=digest(purchase()), words=(), seen_at=known.judged_at)
    return Judgement(slot=slot, proposal=purchase(), circumstances=known, verdict=verdict, state=state)


def within_limit(slot: str, amount: Decimal | int = 400) -> Callable[[tuple[Exposure, ...]], Judgement]:
    """A judge that clears what stays within the limit of its window, and asks about the rest."""

    def decide(exposures: tuple[Exposure, ...]) -> Judgement:
        fits = all(e.committed.amount + amount <= LIMIT for e in exposures)
        verdict: Verdict = Cleared(book=BOOK, hits=_hit("clears")) if fits else asks()
        return judged(slot, circumstances(exposures), verdict)

    return decide


def refusing(slot: str) -> Callable[[tuple[Exposure, ...]], Judgement]:
    """A judge that refuses."""

    def decide(exposures: tuple[Exposure, ...]) -> Judgement:
        verdict = Refused(book=BOOK, hits=_hit("refuses"))
        return judged(slot, circumstances(exposures), verdict)

    return decide


def judge(ledger: Ledger, slot: str, *, at: datetime = NOW, amount: int = 400, key: str = "supplier/30") -> Judgement:
    keys = [window(key, amount)]
    return ledger.judged(slot, digest(purchase()), keys, decide=within_limit(slot, amount), by=by(at=at))


def asked(request_id: str = "r?1", case: str = CASE) -> ApprovalRequest:
    return ApprovalRequest(
        request_id=request_id,
        case=case,
        proposal=purchase(),
        digest=digest(purchase()),
        fingerprint=fingerprint("request", request_id.encode()),
        verdict=asks(),
        role=Role.PURCHASING_MANAGER,
        approver=PETRA,
        odoo_id=55,
        robot_uid=9,
        opened_at=NOW,
        expires_at=NOW + timedelta(hours=8),
    )


def case_row(case: str = CASE, episode: str = "e1", *, opened_at: datetime = NOW) -> CaseRow:
    return CaseRow(
        case=case,
        episode=episode,
        scenario="stockout",
        company_id=1,
        title="Brake disc runs out in North",
        finding=fingerprint("document", b"finding"),
        opened_at=opened_at,
    )


def notice() -> NotifyPerson:
    return NotifyPerson(
        company_id=1,
        warehouse_id=2,
        warehouse="North",
        notice=Notice.SHORTAGE,
        product=PRODUCT,
        user_id=6,
        on_model="product.product",
        on_id=7,
        on_name="Brake disc",
        quantity=Decimal(4),
        due=NOW,
    )


class Wide(Fact):
    """A document with the types that are easy to lose on the way."""

    amount: Decimal
    at: datetime
    span: timedelta
    share: dict[str, float]
