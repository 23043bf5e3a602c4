"""Another source: part of a late line from an alternative, the order that makes it binding, and who is asked first."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from agents.supplier_risk.options.rows import Situation, Worked, impossible, possible
from agents.supplier_risk.turns import Draft, Offer, done, standing, tenth, turned_down
from agents.supplier_risk.watch import Alternative, OpenLine, Sourcing
from domain.money import Money
from domain.proposals import Bounds, ConfirmPurchase, SplitSourcing, gross_of
from domain.supplying import PreferSupplier

_MOST = 3
_P50, _P90, _MOST_SURE = Decimal("0.5"), Decimal("0.9"), Decimal("0.98")
_SHARE = Decimal("0.000001")


def splitting(at: Situation) -> list[Offer]:
    """Part of each line with something at stake from the alternative that gains most; the dearest lines first."""
    offers: list[Offer] = []
    for line in at.watch.lines:
        if line.stake.amount > 0 and line.late_probability >= at.assumptions.acting.ask_from:
            offers += [offer for other in at.watch.alternatives for offer in _split(at, line, other)]
    offers.sort(key=lambda offer: (not offer.option.feasible, -offer.gain.amount if offer.gain else Decimal(0)))
    if offers:
        return offers[:_MOST]
    why = "nothing waits for a line that is likely late" if not any(o.stake.amount for o in at.watch.lines) else ""
    return [impossible("split_source", "split", "Part of it from somebody else", why or "nobody else offers it")]


def confirming(at: Situation) -> list[Offer]:
    """Every request for quotation of this case that stands, as a purchase: a commitment."""
    asked = {effect.record_id: effect for effect in standing(at.turn, "split_sourcing")}
    offers = []
    for draft in at.seen.drafts:
        effect = asked.get(draft.order_id)
        if effect is not None and not draft.confirmed:
            offers += _confirm(at, draft, effect.option)
    return offers


def _split(at: Situation, line: OpenLine, other: Alternative) -> Iterator[Offer]:
    if other.product.product_id != line.product.product_id:
        return
    name = f"split:{line.line_id}:{other.supplier_id}"
    title = f"{line.product.code} from {other.supplier} instead of waiting for {line.order}"
    why = _why_not(at, line, other)
    if why:
        yield impossible("split_source", name, title, why)
        return
    days, chance = _in_time(at, line, other)
    quantity = _part(line, other)
    extra = max(other.price.amount - line.unit_price.amount, Decimal(0)) * quantity
    part = (quantity / line.open_quantity).quantize(_SHARE)
    acting = at.assumptions.acting
    saves = line.expected_loss.amount * part * chance
    worked = Worked(
        kind="split_source",
        name=name,
        title=title,
        saves=saves,
        saves_line=f"{line.expected_loss} likely to be lost x {tenth(part)} of it x {tenth(chance)} to be in time",
        cost=extra + acting.order_cost,
        cost_line=f"{quantity.normalize():f} x {other.price.amount - line.unit_price.amount:.2f} dearer, at least 0, "
        f"+ {acting.order_cost} for one more order",
        arrives=at.now + timedelta(days=days),
        chance=(1 - chance).quantize(_SHARE),
        assumed=("acting.order_cost", *(("acting.stated_chance",) if other.lead_time.p50 is None else ())),
        step=_request(at, (line, other), quantity, days),
        bounds=Bounds(quantity_min=max(other.min_quantity, Decimal(1)), quantity_max=line.open_quantity),
        commits=True,
    )
    yield possible(at, worked)


def _why_not(at: Situation, line: OpenLine, other: Alternative) -> str:
    if f"split:{line.line_id}:{other.supplier_id}" in turned_down(at.turn):
        return "it was turned down in this case"
    if any(effect.option.startswith(f"split:{line.line_id}:") for effect in standing(at.turn, "split_sourcing")):
        return "part of it is asked for elsewhere already"
    return _unfit(at, line, other)


def _unfit(at: Situation, line: OpenLine, other: Alternative) -> str:
    if other.hold == "block":
        return f"purchases from {other.supplier} are blocked in Odoo"
    if other.price.currency != line.unit_price.currency or other.price.currency != at.watch.at_stake.currency:
        return "its price is in another currency, so the two cannot be compared to the cent"
    if other.min_quantity > line.open_quantity:
        return f"it sells from {other.min_quantity.normalize():f} on, more than the {line.open_quantity} that are late"
    if line.picking_type_id is None or line.warehouse_id is None:
        return "it goes straight to a customer"
    return ""


def _part(line: OpenLine, other: Alternative) -> Decimal:
    """Half of what is late, in whole units, or what the other sells at least."""
    half = (line.open_quantity / 2).to_integral_value(rounding=ROUND_CEILING)
    return min(max(half, other.min_quantity), line.open_quantity)


def _in_time(at: Situation, line: OpenLine, other: Alternative) -> tuple[int, Decimal]:
    """The days that the other takes, and the chance that it comes before ours would: even between P50 and P90."""
    left = Decimal((line.expected_p90 - at.now).total_seconds()) / 86400
    p50, p90 = other.lead_time.p50, other.lead_time.p90
    if p50 is None or p90 is None:
        stated = Decimal(other.lead_days)
        return other.lead_days, at.assumptions.acting.stated_chance if stated <= left else Decimal(0)
    if left <= p50:
        chance = _P50 * max(left, Decimal(0)) / p50 if p50 else Decimal(0)
    else:
        chance = _P50 + (_P90 - _P50) * (left - p50) / max(p90 - p50, Decimal(1))
    return int(p90.to_integral_value(rounding=ROUND_CEILING)), min(chance, _MOST_SURE).quantize(_SHARE)


def _request(at: Situation, of: tuple[OpenLine, Alternative], quantity: Decimal, days: int) -> SplitSourcing:
    line, other = of
    return SplitSourcing.model_validate(
        {
            "company_id": at.company_id,
            "warehouse_id": line.warehouse_id,
            "warehouse": line.warehouse,
            "product": line.product,
            "supplier_id": other.supplier_id,
            "supplier": other.supplier,
            "supplierinfo_id": other.supplierinfo_id,
            "quantity": quantity,
            "unit_price": other.price,
            "gross": gross_of(quantity, other.price),
            "expected": _noon(at.now + timedelta(days=days)),
            "picking_type_id": line.picking_type_id,
            "late_order_id": line.order_id,
            "late_order": line.order,
            "late_line_id": line.line_id,
            "late_supplier_id": at.watch.supplier_id,
            "late_supplier": at.watch.supplier,
            "open_quantity": line.open_quantity,
        }
    )


def _noon(at: datetime) -> datetime:
    return at.replace(hour=12, minute=0, second=0, microsecond=0)


def _confirm(at: Situation, draft: Draft, option: str) -> list[Offer]:
    """The commitment behind a request that stands, in the words of what was asked for."""
    _, line_id, supplier_id = option.split(":")
    line = next((one for one in at.watch.lines if one.line_id == int(line_id)), None)
    other = next((o for o in at.watch.alternatives if line and _same(o, line, int(supplier_id))), None)
    name = f"buy:{draft.order_id}"
    if line is None or other is None or name in turned_down(at.turn) or done(at.turn, name) is not None:
        return []
    _, chance = _in_time(at, line, other)
    part = min((draft.quantity / line.open_quantity).quantize(_SHARE), Decimal(1))
    extra = max(draft.unit_price.amount - line.unit_price.amount, Decimal(0)) * draft.quantity
    asked = _request(at, (line, other), min(draft.quantity, line.open_quantity), other.lead_days)
    said = {name: getattr(asked, name) for name in ConfirmPurchase.model_fields if hasattr(asked, name)}
    said |= {"kind": "confirm_purchase", "order_id": draft.order_id, "order": draft.order}
    said |= {"quantity": draft.quantity, "unit_price": draft.unit_price, "expected": draft.expected}
    said["gross"] = gross_of(draft.quantity, draft.unit_price)
    worked = Worked(
        kind="buy",
        name=name,
        title=f"Make {draft.order} of {other.supplier} a purchase",
        saves=line.expected_loss.amount * part * chance,
        saves_line=f"{line.expected_loss} likely to be lost x {tenth(part)} of it x {tenth(chance)} to be in time",
        cost=extra,
        cost_line="what it is dearer than the late line, at least 0",
        arrives=draft.expected,
        chance=(1 - chance).quantize(_SHARE),
        step=ConfirmPurchase.model_validate(said),
        commits=True,
    )
    return [possible(at, worked)]


def _same(other: Alternative, line: OpenLine, supplier_id: int) -> bool:
    return (other.product.product_id, other.supplier_id) == (line.product.product_id, supplier_id)


def preferring(at: Situation) -> list[Offer]:
    """For each product, the alternative that is clearly less risky, put first; only where the trouble has lasted."""
    offers = [_prefer(at, sourcing) for sourcing in at.watch.sourcing]
    rows = [offer for offer in offers if offer is not None]
    if rows:
        return sorted(rows, key=lambda offer: not offer.option.feasible)[:_MOST]
    why = f"nobody else who sells the same is better by {at.assumptions.acting.prefer_points} points"
    return [impossible("prefer", "prefer", "Ask somebody else first from now on", why)]


def _prefer(at: Situation, sourcing: Sourcing) -> Offer | None:
    others = [o for o in at.watch.alternatives if o.product.product_id == sourcing.product.product_id]
    margin, ours = at.assumptions.acting.prefer_points, at.watch.score.points
    better = [o for o in others if o.points is not None and ours - o.points >= margin and o.hold == "none"]
    if not better or not sourcing.own or not sourcing.vendor_prices:
        return None
    best = min(better, key=lambda o: (o.points or Decimal(0), o.supplierinfo_id))
    name = f"prefer:{sourcing.product.product_id}:{best.supplier_id}"
    title = f"Ask {best.supplier} first for {sourcing.product.code}"
    first = [o.supplierinfo_id for o in others if o.supplier_id == best.supplier_id]
    new = (*first, *(one for one in sourcing.vendor_prices if one not in first))
    if new == sourcing.vendor_prices or done(at.turn, name) is not None:
        return impossible("prefer", name, title, "it is asked first already")
    if at.bad_looks < at.assumptions.acting.hold_looks:
        looks = at.assumptions.acting.hold_looks
        return impossible("prefer", name, title, f"the trouble has not lasted for {looks} looks yet")
    gap = (ours - (best.points or Decimal(0))) / 100
    worked = Worked(
        kind="prefer",
        name=name,
        title=title,
        saves=at.watch.expected_loss.amount * gap,
        saves_line=f"{at.watch.expected_loss} likely to be lost x {tenth(gap)} less risk",
        step=_order_of(at, sourcing, best, new),
        commits=True,
    )
    return possible(at, worked)


def _order_of(at: Situation, sourcing: Sourcing, best: Alternative, new: tuple[int, ...]) -> PreferSupplier:
    value: Money = sourcing.bought_year
    return PreferSupplier(
        company_id=at.company_id,
        supplier_id=best.supplier_id,
        supplier=best.supplier,
        product=sourcing.product,
        over_supplier_id=at.watch.supplier_id,
        over_supplier=at.watch.supplier,
        old_order=sourcing.vendor_prices,
        new_order=new,
        value=value,
    )
