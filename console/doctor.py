"""`weighbridge doctor`: everything that is needed, one line each; a failure comes with its remedy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Literal

import typer
from rich.markup import escape
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

import worker
from agents.stockout import assumptions as stated
from console import seats
from console.wiring import assumptions, book, ledger, out, run, settings
from domain.identity import Role
from policies import check as checking
from policies.refusal import Unreadable
from tools.errors import ToolError
from tools.model import ChatModel, Message
from tools.odoo import people, provision
from tools.odoo.session import OdooSession, opened
from tools.settings import Settings
from workflows import naming, search

_PINNED = ("temporalio", "temporalio-langgraph", "langgraph", "odoorpc", "pydantic")
_MODELS = (
    "product.product", "stock.quant", "stock.move", "stock.picking", "stock.warehouse.orderpoint",
    "purchase.order", "product.supplierinfo", "sale.order", "res.partner", provision.DECISION,
)  # fmt: skip
_TOO_MUCH = ("base.group_system", "purchase.group_purchase_manager", "stock.group_stock_manager")
_SUPPORTED = (17, 18)

How = Literal["ok", "warn", "fail"]
_MARKS: dict[How, str] = {"ok": "[green]ok  [/]", "warn": "[yellow]warn[/]", "fail": "[bold red]FAIL[/]"}


@dataclass(frozen=True)
class Found:
    """One thing that was looked at."""

    how: How
    what: str
    words: str


def examine() -> None:
    """Look at everything; what depends on something broken is not tried. An exit code of 1 on any failure."""
    out.print(f"[dim]{', '.join(f'{name} {version(name)}' for name in _PINNED)}[/]", soft_wrap=True)
    house = settings()
    failures = 0
    for look in (_book, _stated, _ledger, _odoo, _temporal, _model):
        for found in _tried(look, house):
            failures += found.how == "fail"
            out.print(f"{_MARKS[found.how]} {found.what}: {escape(found.words)}", soft_wrap=True)
    if failures:
        out.print(f"[red]{failures} failures.[/]")
        raise typer.Exit(1)
    out.print("[green]Everything that is needed is there.[/]")


def _tried(look: Callable[[Settings], Iterator[Found]], house: Settings) -> Iterator[Found]:
    try:
        yield from look(house)
    except (ToolError, Unreadable) as no:
        yield Found("fail", look.__name__.strip("_"), str(no))


def _book(house: Settings) -> Iterator[Found]:
    rules = book(house)
    gaps = [r for r in checking.check(rules) if r.what == "gap"]
    words = f"version {rules.digest[7:19]}, thresholds in {rules.currency}"
    yield Found(
        "fail" if gaps else "ok", "policy book", f"{words}; {len(gaps)} gaps. `weighbridge policy check` tells."
    )


def _stated(house: Settings) -> Iterator[Found]:
    del house
    planning = stated.load(assumptions()).planning
    yield Found(
        "ok", "assumptions", f"service level {planning.service_level}, next look in {planning.review_days} days"
    )


def _ledger(house: Settings) -> Iterator[Found]:
    del house
    with ledger() as chain:
        found = chain.verify()
    words = f"{found.entries} entries" if found.sound else f"broken at entry {found.bad}: {found.why}"
    yield Found("ok" if found.sound else "fail", "ledger and audit chain", words)


def _odoo(house: Settings) -> Iterator[Found]:
    with opened(house.odoo) as odoo:
        known = odoo.version in _SUPPORTED
        words = f"version {odoo.version}, database {odoo.db}, user {odoo.user}"
        remedy = "" if known else ". Supported are 17 and 18; others were not tried"
        yield Found("ok" if known else "warn", "Odoo", words + remedy)
        yield from _rights(odoo)
        yield from _roles(odoo, house)
    if house.admin is None:
        words = "not compared: set ODOO_ADMIN_USER and ODOO_ADMIN_API_KEY, or run `weighbridge provision --check`"
        yield Found("warn", "decision page", words)
        return
    with opened(house.admin) as admin:
        yield _page(admin, house)


def _rights(odoo: OdooSession) -> Iterator[Found]:
    refused = []
    for model in _MODELS:
        try:
            odoo.call(model, "search_count", [])
        except ToolError as no:
            refused.append(f"{model}: {no}")
    yield Found("fail" if refused else "ok", "what the robot may read", "; ".join(refused) or f"{len(_MODELS)} models")
    wide = [group for group in _TOO_MUCH if odoo.call("res.users", "has_group", group)]
    words = (
        f"holds {', '.join(wide)}: take it out of them, nothing here needs more than a user's rights" if wide else ""
    )
    yield Found("fail" if wide else "ok", "what the robot may not", words or "no manager's and no Settings rights")


def _roles(odoo: OdooSession, house: Settings) -> Iterator[Found]:
    rules = book(house)
    for role in Role:
        found = people.holders(odoo, groups=rules.groups(role), company_id=house.company_id)
        named = ", ".join(person.login for person in found if person.uid != odoo.uid)
        words = named or f"nobody holds it: put somebody into {' or '.join(rules.groups(role))} in Odoo"
        yield Found("ok" if named else "fail", f"role {role.value}", words)


def _page(admin: OdooSession, house: Settings) -> Found:
    logins = seats.approvers(admin, house)
    found = provision.plan(admin, robot_login=house.odoo.user, approver_logins=logins)
    words = f"{len(found)} differences: run `weighbridge provision --check`" if found else "as provisioned"
    return Found("fail" if found else "ok", "decision page", words)


def _temporal(house: Settings) -> Iterator[Found]:
    yield from run(_asked(house))


async def _asked(house: Settings) -> list[Found]:
    client = await worker.connected(house)
    await search.expect_attributes(client)
    found = [
        Found("ok", "Temporal", f"{house.temporal_address}, namespace {client.namespace}, search attributes there")
    ]
    for queue in (naming.REASON_QUEUE, naming.EXECUTE_QUEUE):
        count = await _pollers(client, queue)
        words = f"{count} workers" if count else "nobody serves it: start `weighbridge worker`"
        found.append(Found("ok" if count else "fail", f"queue {queue}", words))
    return found


async def _pollers(client: Client, queue: str) -> int:
    kind = TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
    asked = DescribeTaskQueueRequest(namespace=client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind)
    return len((await client.workflow_service.describe_task_queue(asked)).pollers)


def _model(house: Settings) -> Iterator[Found]:
    if house.model is None:
        yield Found("ok", "chat model", "none configured; every case works without one and says so")
        return
    said = ChatModel(house.model).reply((Message(role="user", text="Answer with the word ready."),))
    yield Found("ok", "chat model", f"{house.model.name} answered with {said.tokens} tokens")
