"""Turns of the supplier mind in the small company of the five stories, without Temporal."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from functools import partial
from typing import cast

from langgraph.graph import StateGraph

from agents import kit
from agents.supplier_risk.graph import graph
from agents.supplier_risk.state import SupplierState
from domain.approval import Rejection
from domain.case import Finding, Thought, Turn
from domain.fact import Json
from domain.ledger import Effect, EffectState
from domain.proposals import Wish, digest
from tests.agents.supplier_world import NOW, Suppliers
from tools.model import ChatModel
from tools.odoo.session import reading


@dataclass
class Sitting:
    """One case of one supplier, turn after turn; what is wished is taken for done, or for refused, as a test says."""

    world: Suppliers
    key: str
    model: ChatModel | None = None
    now: datetime = NOW
    effects: list[Effect] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    carried: dict[str, Json] = field(default_factory=dict)
    cycle: int = 0
    library: kit.Library | None = None

    @property
    def finding(self) -> Finding:
        """What the sweep found."""
        return self.world.found[self.key]

    def again(self, world: Suppliers | None = None) -> "Sitting":
        """The same case from here on, on a copy of what it did; in another company of the same seed where given."""
        return replace(
            self,
            world=world or self.world,
            effects=[*self.effects],
            rejections=[*self.rejections],
            carried=self.carried,
        )

    def think(self) -> Thought:
        """One turn of the real graph."""
        thought = self.world.ledger.fetch(self.walk()["thought"], Thought)
        self.carried = thought.carried
        return thought

    def walk(self, mind: StateGraph[SupplierState] | None = None) -> SupplierState:
        """One turn of the graph, or of another one; the hashes of everything that its nodes kept."""
        self.cycle += 1
        ledger = self.world.ledger
        given = Turn(
            finding=self.finding,
            cycle=self.cycle,
            effects=tuple(self.effects),
            rejections=tuple(self.rejections),
            carried=self.carried,
        )
        means = kit.Means(
            odoo=partial(reading, self.world.access),
            documents=ledger,
            now=lambda: self.now,
            model=self.model,
            assumptions="",
            promises=ledger.promises,
            library=self.library,
        )
        before = kit.equip(replace(means, wait=lambda _: None))
        try:
            begun: SupplierState = {"turn": ledger.keep(given), "cycle": given.cycle}
            came = cast("SupplierState", asyncio.run((mind or graph()).compile().ainvoke(begun)))
        finally:
            kit.equip(before)
        return came

    def did(self, wish: Wish, *, model: str = "x_weighbridge_errand", record_id: int = 1) -> None:
        """The wish was carried out."""
        number = len(self.effects)
        self.effects.append(
            Effect(
                slot=f"slot/{number}",
                key=f"key{number}",
                digest=digest(wish.proposal),
                kind=wish.proposal.kind,
                option=wish.option,
                state=EffectState.VERIFIED,
                model=model,
                record_id=record_id,
                record=f"record {record_id}",
                at=self.now,
            )
        )

    def refused(self, wish: Wish, *, by: str = "person") -> None:
        """Somebody said no."""
        said = {"option": wish.option, "digest": digest(wish.proposal), "reason": "not now", "by": by, "instead": None}
        self.rejections.append(Rejection.model_validate(said))

    def settle(self) -> Thought:
        """Turn after turn, everything harmless done as it is wished, until nothing harmless is left."""
        thought = self.think()
        for _ in range(6):
            harmless = [w for w in thought.wishes if w.proposal.kind in HARMLESS]
            if not harmless:
                return thought
            for wish in harmless:
                self.did(wish)
            thought = self.think()
        raise AssertionError([w.option for w in thought.wishes])

    def decline(self) -> None:
        """Everything harmless is done and everything else refused, until nothing is wished."""
        for _ in range(5):
            left = self.settle().wishes
            if not left:
                return
            for wish in left:
                self.refused(wish)

    def later(self, **by: float) -> None:
        """Time goes by."""
        self.now += timedelta(**by)


HARMLESS = frozenset({"ask_supplier", "change_expected_date", "raise_supplier_review"})


def writes_back(world: Suppliers, key: str, text: str, *, sender: str | None = None) -> int:
    """The supplier answers on its first open order, as a mail gateway would hand it over."""
    line = world.story.open_lines[key][0]
    order = world.env.one("purchase.order.line", line, ["order_id"])["order_id"]
    number = order[0] if isinstance(order, (list, tuple)) else order
    mail = EmailMessage()
    mail["From"] = sender or f"sales@{key.lower()}.example"
    mail["To"] = "purchase@nordlager.example"
    mail["Subject"] = "Re: your order"
    mail["Message-ID"] = f"<{abs(hash(text))}.{number}@{key.lower()}.example>"
    mail.set_content(text)
    vals = {
        "model": "purchase.order",
        "res_id": number,
        "message_type": "email",
        "email_from": mail["From"],
        "author_id": world.story.suppliers[key] if sender is None else False,
        "body": f"<p>{text}</p>",
        "date": f"{NOW:%Y-%m-%d %H:%M:%S}",
    }
    return int(world.env.create("mail.message", vals))


def kinds(thought: Thought) -> list[str]:
    """What is wished, in order."""
    return [wish.proposal.kind for wish in thought.wishes]


def total(thought: Thought) -> Decimal:
    """What would remain at risk after what was chosen."""
    option = next(o for o in thought.options if o.option == thought.chosen)
    assert option.risk is not None
    return option.risk.amount
