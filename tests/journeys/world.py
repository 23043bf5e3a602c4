"""The world of a journey: a seeded and provisioned Odoo, a ledger, a book with short deadlines, people who answer."""

import asyncio
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from pydantic import SecretStr
from temporalio.client import Client, WorkflowHandle

from agents import kit
from domain.approval import ApprovalRequest
from domain.case import Closed, Finding
from domain.fact import Json
from domain.identity import Product, case_id
from domain.money import Money
from domain.proposals import MoveStock, RaisePurchase, gross_of
from policies import book
from sandbox.orm import Env
from sandbox.seed import Demo, seed_demo
from sandbox.server import SandboxOdoo
from tests.journeys.rehearsal import Script
from tools.errors import ToolError
from tools.ledger import Ledger
from tools.odoo import provision
from tools.odoo.session import opened, reading
from tools.settings import OdooAccess
from workflows import naming, starting
from workflows.case import CaseWorkflow
from workflows.desk import Desk
from workflows.guarding import Guards
from workflows.orders import CaseOpened, CaseView

HOUSE = Path(__file__).resolve().parents[2] / "policies" / "house.toml"
ASSUMPTIONS = Path(__file__).resolve().parents[2] / "agents" / "stockout" / "assumptions.toml"
APPROVERS = ("petra", "sam", "fin", "bea")
PATIENCE = 20.0
SECRET = b"the secret of the journeys"


def provisioned(folder: Path) -> tuple[Path, Demo]:
    """A file with the demo company and everything that the decision page needs; made once, copied for each journey."""
    path = folder / "odoo.sqlite"
    odoo = SandboxOdoo(str(path))
    demo = seed_demo(odoo.env("__system__").sudo(), datetime.now(UTC))
    with odoo, opened(access(odoo, "admin")) as admin:
        provision.apply(admin, robot_login="weighbridge", approver_logins=APPROVERS)
    return path, demo


def access(odoo: SandboxOdoo, login: str) -> OdooAccess:
    """A user's way in; in the demo company the password is the login."""
    return OdooAccess(url=odoo.url, db=odoo.db, user=login, key=SecretStr(login), timeout=timedelta(seconds=5))


def short_book(*, answer: str = "30 seconds", remind: str = "20 seconds", **changed: str) -> str:
    """The house's own book with other deadlines; `changed` replaces whole lines that begin with these keys."""
    text = re.sub(r'(?m)^answer_within = ".*"', f'answer_within = "{answer}"', HOUSE.read_text())
    text = re.sub(r'(?m)^remind_after = ".*"', f'remind_after = "{remind}"', text)
    for key, value in changed.items():
        text, times = re.subn(rf"(?m)^{key} = [^#\n]*", f"{key} = {value} ", text)
        assert times, f"the book has no {key}"
    return text


@dataclass
class World:
    """What one journey plays in."""

    odoo: SandboxOdoo
    demo: Demo
    ledger: Ledger
    ledger_url: str
    text: str
    temporal: Client | None
    later: timedelta = timedelta(0)
    feed_every: timedelta = timedelta(seconds=0.1)
    guards: Guards | None = None
    log: Path = Path("/dev/null")
    started: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later

    def desk(self) -> Desk:
        return Desk(
            odoo=lambda: opened(access(self.odoo, "weighbridge")),
            reading=lambda: reading(access(self.odoo, "weighbridge")),
            ledger=self.ledger,
            book=lambda: book.load(self.text),
            now=self.now,
            secret=SECRET,
            guards=self.guards,
        )

    def means(self) -> kit.Means:
        return kit.Means(
            odoo=lambda: reading(access(self.odoo, "weighbridge")),
            documents=self.ledger,
            now=self.now,
            model=None,
            assumptions=ASSUMPTIONS.read_text(),
            promises=self.ledger.promises,
        )

    def watch_the_guards(self) -> None:
        """From now on an administrator's user looks at the guards, every time that it matters."""

        def look() -> tuple[provision.Difference, ...]:
            with reading(access(self.odoo, "admin")) as admin:
                return provision.drifted(admin, robot_login="weighbridge")

        self.guards = Guards(look, fresh=timedelta(0))

    @property
    def env(self) -> Env:
        """Odoo as its administrator sees it, for arranging and asserting."""
        return self.odoo.env("__system__").sudo()

    async def open(
        self, script: Script, *, scenario: str = "rehearsal", **pace: float
    ) -> WorkflowHandle[CaseWorkflow, Closed]:
        """Start one case of a script."""
        found_at = self.now()
        case = case_id(scenario, self.odoo.db, 1, uuid4().hex[:8])
        finding = Finding(
            case=case,
            episode=naming.episode(found_at),
            scenario=scenario,
            company_id=1,
            title="Bearings run out in Munich",
            at_stake=euros(900),
            found_at=found_at,
            detail=script.to_json(),
        )
        return await self.pursue(finding, **pace)

    async def pursue(
        self, finding: Finding, *, task_timeout: float = 10, max_turns: float = 12, fresh_after: float = 60
    ) -> WorkflowHandle[CaseWorkflow, Closed]:
        """Start the case of one finding, as a sweep would."""
        opened_ = CaseOpened(
            case=finding.case,
            episode=finding.episode,
            scenario=finding.scenario,
            company_id=finding.company_id,
            title=finding.title,
            finding=self.ledger.keep(finding),
            max_turns=int(max_turns),
            fresh_after=int(fresh_after),
        )
        self.started.append(finding.case)
        assert self.temporal is not None
        return await self.temporal.start_workflow(
            CaseWorkflow.run,
            opened_,
            id=finding.case,
            task_queue=naming.REASON_QUEUE,
            task_timeout=timedelta(seconds=task_timeout),
        )

    async def start_feed(self) -> None:
        assert self.temporal is not None
        await starting.feed(self.temporal)

    async def asked(
        self, case: str, *, number: int = 1, patience: float = PATIENCE, seen_by_case: bool = True
    ) -> ApprovalRequest:
        """The case's n-th question, once it stands in Odoo and the case waits for its answer."""
        await until(lambda: len(self.ledger.requests(case=case)) >= number, f"question {number}", patience)
        request = self.ledger.requests(case=case)[number - 1].request
        if not seen_by_case:
            return request
        assert self.temporal is not None
        handle = self.temporal.get_workflow_handle_for(CaseWorkflow.run, case)
        while (await handle.query(CaseWorkflow.view)).request != request:  # noqa: ASYNC110 - it happens elsewhere
            await asyncio.sleep(0.02)
        return request

    async def doing(self, case: WorkflowHandle[CaseWorkflow, Closed]) -> CaseView:
        return await case.query(CaseWorkflow.view)

    async def decide(self, request: ApprovalRequest, answer: str, *, login: str = "", **values: Json) -> None:
        """The person writes an answer, as a browser would: with a session of their own."""

        def write() -> None:
            with opened(access(self.odoo, login or request.approver.login)) as own:
                own.call("x_wb_decision", "write", [request.odoo_id], {"x_decision": answer, **values})

        await asyncio.to_thread(write)

    async def trying(self, request: ApprovalRequest, answer: str, *, login: str = "", **values: Json) -> str:
        """What Odoo says to an answer that it does not take."""
        try:
            await self.decide(request, answer, login=login, **values)
        except ToolError as no:
            return f"{type(no).__name__}: {no}"
        return ""

    def tasks(self, request: ApprovalRequest) -> list[int]:
        """The open tasks on a question."""
        ours = [["res_model", "=", "x_wb_decision"], ["res_id", "=", request.odoo_id]]
        found: list[int] = self.env.search("mail.activity", ours)
        return found

    def count(self, model: str) -> int:
        return len(self.env.search(model, []))

    def state_of(self, model: str, record_id: int | None) -> str:
        return str(self.env.search_read(model, [["id", "=", record_id]], ["state"])[0]["state"])

    def kinds(self, case: str) -> list[str]:
        """What the audit chain says of a case, in order."""
        return [entry.kind for entry in self.ledger.entries(case=case)]


def euros(amount: int) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


async def until(holds: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait for something that happens elsewhere."""
    deadline = time.monotonic() + patience
    while not await asyncio.to_thread(holds):
        assert time.monotonic() < deadline, f"waited {patience:.0f} s in vain for {what}"
        await asyncio.sleep(0.05)


@contextmanager
def world(template: tuple[Path, Demo], folder: Path, temporal: Client | None, text: str) -> Iterator[World]:
    """A fresh copy of everything."""
    path, demo = template
    copy = folder / "odoo.sqlite"
    for part in path.parent.glob(f"{path.name}*"):
        shutil.copy(part, folder / part.name)
    url = f"sqlite:///{folder}/ledger.sqlite"
    ledger = Ledger(url)
    with SandboxOdoo(str(copy)) as odoo:
        yield World(odoo, demo, ledger, url, text, temporal, log=folder / "log")
    ledger.close()


def transfer(
    world: World, quantity: int = 5, *, product: str = "BRG-6204", to: str = "MUC", of: str = "HAM"
) -> MoveStock:
    """A draft transfer between two sites of the demo company."""
    env, target, donor = world.env, world.demo.sites[to], world.demo.sites[of]
    goods = env.one("product.product", world.demo.products[product], ["name", "uom_id", "standard_price"])
    here = env.one("stock.warehouse", target, ["lot_stock_id", "name"])
    there = env.one("stock.warehouse", donor, ["lot_stock_id", "int_type_id", "name"])
    return MoveStock(
        company_id=1,
        warehouse_id=target,
        warehouse=here["name"],
        stage="draft",
        product=_product(world, product),
        quantity=Decimal(quantity),
        from_warehouse_id=donor,
        from_warehouse=there["name"],
        from_location_id=there["lot_stock_id"],
        to_location_id=here["lot_stock_id"],
        picking_type_id=there["int_type_id"],
        scheduled=world.now().replace(microsecond=0) + timedelta(days=1),
        value=Money(amount=Decimal(str(goods["standard_price"])) * quantity, currency="EUR"),
        cost=Money(amount=Decimal(25), currency="EUR"),
    )


def purchase(world: World, quantity: int, *, product: str = "TAP-PP", site: str = "LEJ") -> RaisePurchase:
    """A request for quotation at the first vendor's price."""
    env, warehouse = world.env, world.demo.sites[site]
    template = env.one("product.product", world.demo.products[product], ["product_tmpl_id"])["product_tmpl_id"]
    sellers = env.search_read(
        "product.supplierinfo", [["product_tmpl_id", "=", template]], ["partner_id", "price"], order="id", limit=1
    )
    here = env.one("stock.warehouse", warehouse, ["in_type_id", "name"])
    price = Money(amount=Decimal(str(sellers[0]["price"])), currency="EUR")
    return RaisePurchase(
        company_id=1,
        warehouse_id=warehouse,
        warehouse=here["name"],
        product=_product(world, product),
        supplier_id=sellers[0]["partner_id"],
        supplier=env.one("res.partner", sellers[0]["partner_id"], ["name"])["name"],
        supplierinfo_id=sellers[0]["id"],
        quantity=Decimal(quantity),
        unit_price=price,
        gross=gross_of(Decimal(quantity), price),
        expected=world.now().replace(microsecond=0) + timedelta(days=6),
        picking_type_id=here["in_type_id"],
    )


def _product(world: World, code: str) -> Product:
    product_id = world.demo.products[code]
    goods = world.env.one("product.product", product_id, ["name", "uom_id"])
    return Product(product_id=product_id, code=code, name=goods["name"], uom_id=goods["uom_id"], uom="Units")
