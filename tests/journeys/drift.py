"""The five suppliers of the seeded stories in a small provisioned company, on one and the same day; how they write."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from uuid import uuid4

from temporalio.client import WorkflowHandle

from agents.scenario import DetectOrder
from agents.supplier_risk.detect import detect
from domain.case import Closed, Finding, Thought
from domain.fact import Json
from sandbox.seed import Demo
from sandbox.seed_catalog import SITES
from sandbox.seed_company import found
from sandbox.seed_suppliers import Story, seed_suppliers
from sandbox.server import SandboxOdoo
from tests.journeys import world as worlds
from tests.journeys.world import World
from tools.ledger import Ledger
from tools.odoo import provision
from tools.odoo.session import opened
from workflows.case import CaseWorkflow
from workflows.resting import News

TODAY = datetime(2025, 11, 25, 9, 0, tzinfo=UTC)
"""Before any day on which tests are run: deadlines are set by Temporal's clock, and lie ahead of this one."""

Case = WorkflowHandle[CaseWorkflow, Closed]


@dataclass(frozen=True)
class Drift:
    """The company in a file, what was planted, and what a sweep finds, by the supplier's key."""

    template: tuple[Path, Demo]
    story: Story
    found: Mapping[str, Finding]
    ago: timedelta


@cache
def drifted() -> Drift:
    """Made at the first need of a process."""
    folder = Path(tempfile.mkdtemp(prefix="drift-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path, ago = folder / "odoo.sqlite", TODAY - datetime.now(UTC)
    odoo, ledger = SandboxOdoo(str(path)), Ledger(f"sqlite:///{folder}/sweep.sqlite")
    env = odoo.env("__system__").sudo()
    made = found(env, TODAY, SITES[:2])
    story = seed_suppliers(env, TODAY)
    demo = Demo(
        users=made.users | {"admin": env.ref("base.user_admin")},
        products=story.products,
        sites={yard.code: yard.warehouse for yard in made.yards},
        vendors=story.suppliers,
        troubles=(),
    )
    with odoo:
        with opened(worlds.access(odoo, "admin")) as admin:
            provision.apply(admin, robot_login="weighbridge", approver_logins=worlds.APPROVERS)
        stage = World(odoo, demo, ledger, "", worlds.short_book(), None, later=ago)
        remember(stage, story)
        findings = detect(stage.means(), DetectOrder(company_id=1, limit=200)).findings
    ledger.close()
    keys = {str(supplier): key for key, supplier in story.suppliers.items()}
    return Drift((path, demo), story, {keys[f.case.rpartition("/")[2]]: f for f in findings}, ago)


def remember(stage: World, story: Story) -> None:
    """The promises as they were first given, on record in time."""
    stage.ledger.promises.seen(1, story.first_promises, TODAY)


def on_its_day(stage: World) -> World:
    """Odoo, the ledger and the worker live on the day of the story."""
    stage.later = drifted().ago
    stage.odoo.store.clock = stage.now
    remember(stage, drifted().story)
    return stage


def trusting() -> str:
    """A book that lets dates and requests pass on eight orders since a break; every purchase is the manager's."""
    text = worlds.short_book(least_confidence="0.50")
    for was, now in (
        (
            "ask_above = 5_000.00, buyer_up_to = 25_000.00, refuse",
            "ask_above = 9_000.00, buyer_up_to = 25_000.00, refuse",
        ),
        ("buyer_up_to = 5_000.00, manager_up_to", "buyer_up_to = 100.00, manager_up_to"),
    ):
        assert was in text
        text = text.replace(was, now)
    return text


async def open_case(stage: World, key: str, *, fresh_after: int = 60) -> Case:
    """Start the case of a supplier, as a sweep would."""
    return await stage.pursue(drifted().found[key], fresh_after=fresh_after)


def thoughts(stage: World, case: Case) -> list[Thought]:
    """What the case came to, turn by turn."""
    entries = stage.ledger.entries(case=case.id)
    return [stage.ledger.fetch(entry.payload, Thought) for entry in entries if entry.kind == "case.thought"]


async def at_rest(stage: World, case: Case, *, after: int = 0) -> Thought:
    """The last thought of a case once it sleeps, having had more than so many."""
    while True:
        if (await stage.doing(case)).state == "resting" and len(had := thoughts(stage, case)) > after:
            return had[-1]
        await asyncio.sleep(0.05)


async def wake(stage: World, case: Case, *, days: float) -> None:
    """Time goes by, and the case wakes."""
    stage.later += timedelta(days=days)
    await case.execute_update("news", News(record="time,1"))


async def looks_again(stage: World, case: Case, *, days: float = 1) -> Thought:
    """Time goes by, and the case wakes; its last thought when it sleeps anew."""
    before = len(thoughts(stage, case))
    await wake(stage, case, days=days)
    return await at_rest(stage, case, after=before)


def order_of(stage: World, key: str, *, number: int = 0) -> int:
    """The id of the n-th open order of a supplier, the oldest first."""
    line = drifted().story.open_lines[key][number]
    return int(stage.env.one("purchase.order.line", line, ["order_id"])["order_id"])


def sent(stage: World, order: int) -> list[dict[str, Json]]:
    """What we wrote to the supplier on an order."""
    ours = [["model", "=", "purchase.order"], ["res_id", "=", order], ["message_type", "=", "comment"]]
    rows: list[dict[str, Json]] = stage.env.search_read("mail.message", ours, ["message_id", "body", "partner_ids"])
    return rows


def answers(stage: World, key: str, text: str, *, order: int, sender: str = "") -> None:
    """The supplier answers our message on an order; the gateway hands the mail to Odoo, which threads it."""
    (*_, last) = sent(stage, order)
    mail = EmailMessage()
    mail["From"] = sender or f"sales@{key.lower()}.example"
    mail["To"] = "weighbridge@nordlager.example"
    mail["Subject"] = "Re: your order"
    mail["Message-ID"] = f"<{uuid4().hex}@{key.lower()}.example>"
    mail["In-Reply-To"] = mail["References"] = str(last["message_id"])
    mail.set_content(text)
    gateway = stage.odoo.env("admin")
    assert gateway.call("mail.thread", "message_process", False, mail.as_string()) == order


def promised(stage: World, key: str) -> list[str]:
    """The days that Odoo holds for the open lines of a supplier."""
    lines = drifted().story.open_lines[key]
    return [str(row["date_planned"])[:10] for row in stage.env.read("purchase.order.line", lines, ["date_planned"])]


def tasks_on(stage: World, key: str) -> list[str]:
    """Who has a task on a supplier."""
    on = [["res_model", "=", "res.partner"], ["res_id", "=", drifted().story.suppliers[key]]]
    users = [row["user_id"] for row in stage.env.search_read("mail.activity", on, ["user_id"], load=None)]
    return [str(stage.env.one("res.users", user, ["login"])["login"]) for user in users]


def mend(stage: World) -> None:
    """The supplier of quartz has brought all and nothing went back, and there is somebody else who has it."""
    _as_it_were(stage, returns="cancel", came=24.0, others=True)


def spoil(stage: World) -> None:
    """Much of it goes back and comes short again, and nobody else has it."""
    _as_it_were(stage, returns="done", came=21.0, others=False)


def _as_it_were(stage: World, *, returns: str, came: float, others: bool) -> None:
    env, supplier = stage.env, drifted().story.suppliers["QK"]
    moves, ours = env.model("stock.move"), ["purchase_line_id.partner_id", "=", supplier]
    back = env.search("stock.move", [ours, ["location_dest_id.usage", "=", "supplier"]])
    env.store.update(moves, back, {"state": returns})
    brought = env.search("stock.move", [ours, ["location_dest_id.usage", "!=", "supplier"], ["state", "=", "done"]])
    env.store.update(moves, brought, {"quantity": came})
    goods = env.one("product.product", drifted().story.products["QK"], ["product_tmpl_id"])["product_tmpl_id"]
    price = {"partner_id": drifted().story.suppliers["GE"], "product_tmpl_id": goods, "price": 130.0, "min_qty": 1.0}
    if others:
        env.create("product.supplierinfo", price)
    else:
        env.unlink("product.supplierinfo", env.search("product.supplierinfo", [["price", "=", 130.0]]))
