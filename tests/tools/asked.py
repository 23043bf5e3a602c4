"""A question and its answer record, as the tests of requests use them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from domain.approval import ApprovalRequest, NeedsApproval, RuleHit, Rung
from domain.case import Datum, Option, Sentence, Thought
from domain.identity import Person, Product, Role
from domain.money import Money
from domain.proposals import Bounds, Grounds, RaisePurchase, Wish, digest
from tools.odoo.answers import Answer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CASE = "case/stockout/db/1/7@2"
PETRA = Person(uid=9, login="petra", name="Petra")
ROBOT = 8
BOLT = Product(product_id=7, code="B-7", name="Bolt", uom_id=1, uom="Units")


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def purchase(quantity: str = "140", price: str = "23") -> RaisePurchase:
    return RaisePurchase(
        company_id=1,
        warehouse_id=2,
        warehouse="Hamburg",
        product=BOLT,
        supplier_id=14,
        supplier="Nordholz",
        supplierinfo_id=22,
        quantity=Decimal(quantity),
        unit_price=euros(price),
        gross=euros(str(Decimal(quantity) * Decimal(price))),
        expected=NOW + timedelta(days=7),
        picking_type_id=5,
    )


def bounds() -> Bounds:
    return Bounds(
        quantity_min=Decimal(20),
        quantity_max=Decimal(200),
        date_from=NOW + timedelta(days=2),
        date_to=NOW + timedelta(days=9),
    )


def wish(*, confidence: str = "0.8") -> Wish:
    return Wish(proposal=purchase(), grounds=_grounds(confidence), option="buy", bounds=bounds())


def verdict() -> NeedsApproval:
    return NeedsApproval(
        book=_digest("1"),
        hits=(RuleHit(rule="purchase.limit", effect="asks", words="Orders above 2,500.00 EUR need a manager"),),
        chain=(Rung(role=Role.PURCHASING_MANAGER, answer_within=timedelta(hours=8), remind_after=timedelta(hours=4)),),
    )


def thought(*, said_by_model: str = "Buy now.", source: str = "Bolt") -> Thought:
    return Thought(
        facts=(
            Datum(name="On hand", value="42 Units", source=source, read_at=NOW - timedelta(minutes=3), record="x,7"),
            Datum(name="Lane", value="1.20 EUR", source="file", read_at=NOW - timedelta(days=3), assumed=True),
        ),
        options=(
            _option("nothing", "nothing", "Do nothing", "0.71", "2480", cost="0", comparison_only=True),
            _option("sub", "substitute", "Offer a substitute", None, None, why_not="none is named"),
            _option("buy", "buy", "Buy 140", "0.06", "190", cost="3220"),
            _option("move", "transfer", "Move 90", "0.12", "402", cost="410"),
        ),
        chosen="buy",
        chosen_by="solver",
        wishes=(),
        grounds=_grounds("0.8"),
        explanation=(Sentence(text="85 are missing.", by="arithmetic"), Sentence(text=said_by_model, by="model")),
    )


def request(**changed: object) -> ApprovalRequest:
    asked = ApprovalRequest(
        request_id="case#1?1",
        case=CASE,
        proposal=purchase(),
        digest=digest(purchase()),
        fingerprint=_digest("f"),
        verdict=verdict(),
        role=Role.PURCHASING_MANAGER,
        approver=PETRA,
        odoo_id=31,
        robot_uid=ROBOT,
        opened_at=NOW,
        expires_at=NOW + timedelta(hours=8),
        bounds=bounds(),
        options=("move", "split"),
    )
    return asked.model_copy(update=changed)


def answer(decision: str = "", /, **changed: object) -> Answer:
    """The record as it stands when Petra wrote `decision`, an hour after she was asked."""
    asked = request()
    said = Answer(
        odoo_id=asked.odoo_id,
        created_by=ROBOT,
        written_by=PETRA.uid if decision else ROBOT,
        written_at=NOW + timedelta(hours=1),
        approver_uid=PETRA.uid,
        key=asked.request_id,
        digest=asked.digest,
        fingerprint=asked.fingerprint,
        decision=decision,
        comment="",
        quantity="0",
        day=None,
        letter="",
    )
    return said.model_copy(update=changed)


def _option(  # what an option says, in the order of the page
    name: str, kind: str, title: str, chance: str | None, loss: str | None, **more: object
) -> Option:
    cost = more.pop("cost", None)
    return Option.model_validate(
        {
            "option": name,
            "kind": kind,
            "title": title,
            "feasible": "why_not" not in more,
            "cost": euros(str(cost)) if cost is not None else None,
            "short_probability": Decimal(chance) if chance is not None else None,
            "risk": euros(loss) if loss is not None else None,
            **more,
        }
    )


def _grounds(confidence: str) -> Grounds:
    return Grounds(confidence=Decimal(confidence), method="empirical", sample_days=364, read_at=NOW)


def _digest(letter: str) -> str:
    return f"sha256:{letter * 64}"
