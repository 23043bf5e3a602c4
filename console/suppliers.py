"""`weighbridge supplier show`: whom a name means, and what is known of it, printed and drawn."""

from pathlib import Path

from rich.markup import escape

from agents.supplier_risk.look import look
from agents.supplier_risk.watch import SupplierWatch
from console.supplier_page import page
from console.wiring import ledger, now, out, settings
from tools.errors import Gone, Misconfigured, Misused
from tools.odoo.session import OdooSession, opened
from tools.odoo.supplier_names import Named, named

_CHARTS = (".png", ".svg")
_MOST_MATCHES = 12


def show(name: str, *, chart: Path | None) -> None:
    """Print one supplier, and draw it into a file where one is named."""
    if chart is not None and chart.suffix.lower() not in _CHARTS:
        message = f"a chart cannot be written as {chart.name}"
        raise Misused(message, remedy=f"Name a file that ends in {' or '.join(_CHARTS)}.")
    house = settings()
    with opened(house.odoo) as odoo, ledger() as book:
        supplier = _meant(odoo, name, house.company_id)
        watch = look(odoo, book.promises, company_id=house.company_id, supplier_id=supplier, now=now())
    out.print(page(watch))
    if chart is not None:
        _draw(watch, chart)
        out.print(f"\nThe chart is in {escape(str(chart))}.", soft_wrap=True)


def _meant(odoo: OdooSession, name: str, company_id: int) -> int:
    """The one supplier that is meant; several are listed with what to type."""
    found = named(odoo, name, company_id=company_id)
    if len(found) == 1 and not found[0].orders:
        message = f"nothing was ever ordered of {found[0].name}"
        raise Gone(message, remedy="Name a supplier with a confirmed purchase order in this company.")
    if len(found) == 1:
        return found[0].supplier_id
    for one in found[:_MOST_MATCHES]:
        out.print(_match(one), soft_wrap=True)
    message = f"{len(found)} suppliers are named like {name!r}"
    raise Misused(message, remedy="Say more of the name, or the number: `weighbridge supplier show NUMBER`.")


def _match(one: Named) -> str:
    where = f", {escape(one.city)}" if one.city else ""
    return f"{one.supplier_id:>7}  [bold]{escape(one.name)}[/]{where}  [dim]{one.orders} orders[/]"


def _draw(watch: SupplierWatch, chart: Path) -> None:
    from console.supplier_chart import draw

    try:
        draw(watch, chart)
    except OSError as unwritten:
        message = f"the chart cannot be written to {chart} ({unwritten.strerror})"
        raise Misconfigured(message, remedy="Name a file in a folder that is there and may be written to.") from None
