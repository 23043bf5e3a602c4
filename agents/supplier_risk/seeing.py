"""The read at the start of a turn: the supplier as it stands now, what came in, and whom to turn to."""

from collections.abc import Sequence
from datetime import timedelta

from agents.kit import Means
from agents.supplier_risk.assumptions import shipped
from agents.supplier_risk.look import look
from agents.supplier_risk.turns import Buyer, Draft, Seen, standing
from agents.supplier_risk.watch import Spotted, SupplierWatch
from domain.case import Turn
from domain.fact import Json, Line, tame
from domain.identity import Person
from domain.money import Money
from tools.errors import ToolError
from tools.knowledge.words import Passage
from tools.odoo import drafts as orders
from tools.odoo.people import holders, responsible
from tools.odoo.plain import text
from tools.odoo.session import OdooSession
from tools.odoo.supplier_mail import read_mails

_BUYING = ("purchase.group_purchase_manager", "purchase.group_purchase_user")
_PASSAGES = 3
_LOOK_BACK = timedelta(days=14)
"""A message so long before the case was opened may still be an answer to a question of a buyer."""


def see(means: Means, turn: Turn) -> Seen:
    """Read the supplier, the messages on its open orders, buyers and this case's requests. Raises `tools.errors`."""
    company_id, supplier_id = turn.finding.company_id, Spotted.from_json(turn.finding.detail).supplier_id
    with means.odoo() as odoo:
        watch = look(
            odoo, means.promises, company_id=company_id, supplier_id=supplier_id, now=means.now(), assumptions=shipped()
        )
        open_orders = [*dict.fromkeys(line.order_id for line in watch.lines)]
        since = turn.finding.found_at - _LOOK_BACK
        mails, notes = read_mails(odoo, open_orders, company_id=company_id, since=since)
        contacts, english = _contacts(odoo, supplier_id, company_id)
        passages, missing = _procedures(means, odoo, watch, company_id)
        return Seen(
            watch=_as_the_supplier_moved(watch, turn),
            mails=mails,
            contacts=contacts,
            english=english,
            reviewer=_reviewer(odoo, company_id),
            buyers=_buyers(odoo, open_orders, company_id),
            drafts=_drafts(odoo, turn, company_id),
            passages=passages,
            notes=(*notes, *missing),
        )


def _as_the_supplier_moved(watch: SupplierWatch, turn: Turn) -> SupplierWatch:
    """Without the promises that this case itself has moved: only what the supplier moved is its own doing."""
    ours = {effect.option.split(":")[1] for effect in standing(turn, "change_expected_date")}
    kept = tuple(told for told in watch.laundered if told.partition(" ")[0].partition(",")[2] not in ours)
    return watch.model_copy(update={"laundered": kept})


def _procedures(
    means: Means, odoo: OdooSession, watch: SupplierWatch, company_id: int
) -> tuple[tuple[Passage, ...], tuple[Line, ...]]:
    """What approved documents say about a supplier that is late; a library that cannot be read stops no case."""
    if means.library is None:
        return (), ()
    query = f"What is agreed with {watch.supplier} about late deliveries, and what is to be done about them?"
    try:
        found = means.library.search(odoo, query, company_id=company_id, now=means.now(), top=_PASSAGES)
    except ToolError as no:
        return (), (tame(f"approved documents could not be read: {no}"),)
    return found.passages, (found.note,) if found.note else ()


def _contacts(odoo: OdooSession, supplier_id: int, company_id: int) -> tuple[tuple[int, ...], bool]:
    """The entity and its contacts, and whether it is written to in English (or in no language that is known)."""
    domain: list[Json] = [["commercial_partner_id", "=", supplier_id], ["active", "in", [True, False]]]
    rows = odoo.rows("res.partner", domain, ["lang"], company_id=company_id)
    languages = {int(str(row["id"])): text(row["lang"]) for row in rows}
    own = languages.get(supplier_id, "")
    return tuple(sorted(languages)), own == "" or own.startswith("en")


def _reviewer(odoo: OdooSession, company_id: int) -> Person | None:
    """The first purchasing manager of the company, else the first buyer."""
    for group in _BUYING:
        found = [p for p in holders(odoo, groups=[group], company_id=company_id) if p.uid != odoo.uid]
        if found:
            return found[0]
    return None


def _buyers(odoo: OdooSession, order_ids: Sequence[int], company_id: int) -> tuple[Buyer, ...]:
    duties = responsible(odoo, "purchase.order", order_ids, company_id=company_id)
    return tuple(Buyer(order_id=d.order_id, person=d.person) for d in duties if d.person.uid != odoo.uid)


def _drafts(odoo: OdooSession, turn: Turn, company_id: int) -> tuple[Draft, ...]:
    """The requests that this case made, as they stand; one that was deleted, cancelled or emptied is not there."""
    found = []
    for effect in standing(turn, "split_sourcing"):
        order = orders.order(odoo, effect.record_id or 0, company_id)
        if order is None or order.state not in orders.NOT_CANCELLED or len(order.lines) != 1:
            continue
        line = order.lines[0]
        if line.quantity > 0 and line.expected is not None:
            found.append(
                Draft(
                    order_id=order.order_id,
                    order=order.name,
                    quantity=line.quantity,
                    unit_price=Money(amount=line.unit_price, currency=order.currency),
                    expected=line.expected,
                    confirmed=order.state in orders.COMMITTED_ORDER,
                )
            )
    return tuple(found)
