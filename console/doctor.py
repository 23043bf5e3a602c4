"""`weighbridge doctor`: everything that is needed, one line each; a failure comes with its remedy."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
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
from console.wiring import assumptions, book, ledger, now, out, run, settings
from domain.identity import Role
from policies import check as checking
from policies.refusal import Unreadable
from tools.errors import ToolError
from tools.model import ChatModel, Message
from tools.odoo import people, plain, provision
from tools.odoo.session import OdooSession, opened, reading
from tools.settings import Settings
from workflows import guarding, naming, search
from workflows.desk import WEIGHBRIDGE

_PINNED = ("temporalio", "temporalio-langgraph", "langgraph", "odoorpc", "pydantic")
_MODELS = (
    "product.product", "stock.quant", "stock.move", "stock.picking", "stock.warehouse.orderpoint",
    "purchase.order", "product.supplierinfo", "sale.order", "res.partner",
)  # fmt: skip
_TOO_MUCH = ("base.group_system", "purchase.group_purchase_manager", "stock.group_stock_manager")
_SUPPORTED = (17, 18)
_CHANGES = ("write", "create", "unlink")
_POLLED_WITHIN = timedelta(seconds=75)
"""A worker that waits for work asks for it anew every minute."""

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
    for look in (_book, _stated, _ledger, _odoo, _reader, _guards, _temporal, _model):
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


def _refused(odoo: OdooSession, models: Sequence[str]) -> str:
    """Which of the models this user may not read, and why."""
    refused = []
    for model in models:
        try:
            odoo.call(model, "search_count", [])
        except ToolError as no:
            refused.append(f"{model}: {no}")
    return "; ".join(refused)


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
        yield _letters(odoo)
        yield from _roles(odoo, house)


def _rights(odoo: OdooSession) -> Iterator[Found]:
    refused = _refused(odoo, (*_MODELS, provision.DECISION))
    yield Found("fail" if refused else "ok", "what the robot may read", refused or f"{len(_MODELS) + 1} models")
    wide = [group for group in _TOO_MUCH if odoo.call("res.users", "has_group", group)]
    words = (
        f"holds {', '.join(wide)}: take it out of them, nothing here needs more than a user's rights" if wide else ""
    )
    yield Found("fail" if wide else "ok", "what the robot may not", words or "no manager's and no Settings rights")


def _letters(odoo: OdooSession) -> Found:
    """Whether suppliers can be written to: letters go out under the address of our own user, and answers come to it."""
    (own,) = plain.rows_of(odoo.call("res.users", "read", [odoo.uid], ["email"]))
    address = plain.text(own["email"])
    missing = f"{odoo.user} has no e-mail address in Odoo: give it one that Odoo's mail gateway takes answers for"
    return Found("ok" if address else "warn", "letters to suppliers", f"sent from {address}" if address else missing)


def _roles(odoo: OdooSession, house: Settings) -> Iterator[Found]:
    rules = book(house)
    for role in Role:
        found = people.holders(odoo, groups=rules.groups(role), company_id=house.company_id)
        named = ", ".join(person.login for person in found if person.uid != odoo.uid)
        words = named or f"nobody holds it: put somebody into {' or '.join(rules.groups(role))} in Odoo"
        yield Found("ok" if named else "fail", f"role {role.value}", words)


def _reader(house: Settings) -> Iterator[Found]:
    if house.reader is None:
        words = f"what thinks reads as {house.odoo.user}, who may write. Make a second user in Odoo, set"
        yield Found("warn", "reader", f"{words} ODOO_READ_USER and ODOO_READ_API_KEY, and run `weighbridge provision`")
        return
    with opened(house.reader) as odoo:
        refused, may = _refused(odoo, _MODELS), ", ".join(_may_write(odoo))
    yield Found("fail" if refused else "ok", "what the reader may read", refused or f"{len(_MODELS)} models")
    words = f"may change {may}: `weighbridge provision --check` names the groups" if may else "changes none of them"
    yield Found("fail" if may else "ok", "what the reader may not", words)


def _may_write(odoo: OdooSession) -> Iterator[str]:
    for model in _MODELS:
        asked = [odoo.call(model, "check_access_rights", how, raise_exception=False) for how in _CHANGES]
        if any(asked):
            yield model


def _guards(house: Settings) -> Iterator[Found]:
    """Whether the page and its guards stand now, and whether anybody looks at them while cases run."""
    with ledger() as chain:
        doubt = guarding.doubt(None, chain, actor=WEIGHBRIDGE, now=now())
    if doubt is not None:
        yield Found("fail", "answers", f"none counts: {doubt}")
    if house.checker is None:
        words = "nobody looks at them while cases run: set ODOO_CHECK_USER and ODOO_CHECK_API_KEY to a user with"
        remedy = "Settings rights, or run `weighbridge provision --check` daily"
        yield Found("warn", "guards in Odoo", f"{words} {remedy}")
        return
    with reading(house.checker) as admin:
        found = provision.plan(
            admin,
            robot_login=house.odoo.user,
            approver_logins=seats.approvers(admin, house),
            reader_login=None if house.reader is None else house.reader.user,
        )
    words = f"{len(found)} differences: run `weighbridge provision --check`" if found else "as provisioned, and watched"
    yield Found("fail" if found else "ok", "decision page", words)


def _temporal(house: Settings) -> Iterator[Found]:
    yield from run(_asked(house))


async def _asked(house: Settings) -> list[Found]:
    client = await worker.connected(house)
    await search.expect_attributes(client)
    found = [
        Found("ok", "Temporal", f"{house.temporal_address}, namespace {client.namespace}, search attributes there")
    ]
    for queue in (naming.REASON_QUEUE, naming.EXECUTE_QUEUE):
        alive, gone = await _pollers(client, queue)
        words = f"{alive} workers" if alive else "nobody serves it: start `weighbridge worker`"
        lost = f"; {gone} more asked for work a while ago and do no longer" if gone else ""
        found.append(Found("ok" if alive else "fail", f"queue {queue}", words + lost))
    return found


async def _pollers(client: Client, queue: str) -> tuple[int, int]:
    """How many workers ask the queue for work, and how many that did so lately do no longer."""
    kind = TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
    asked = DescribeTaskQueueRequest(namespace=client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind)
    pollers = (await client.workflow_service.describe_task_queue(asked)).pollers
    since = now() - _POLLED_WITHIN
    alive = sum(poller.last_access_time.ToDatetime(UTC) >= since for poller in pollers)
    return alive, len(pollers) - alive


def _model(house: Settings) -> Iterator[Found]:
    if house.model is None:
        yield Found("ok", "chat model", "none configured; every case works without one and says so")
        return
    try:
        said = ChatModel(house.model).reply((Message(role="user", text="Answer with the word ready."),))
    except ToolError as no:
        yield Found("warn", "chat model", f"cases go on without it, and say so: {no}")
        return
    yield Found("ok", "chat model", f"{house.model.name} answered with {said.tokens} tokens")
