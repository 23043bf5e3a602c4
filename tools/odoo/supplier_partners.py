"""Who the suppliers are: the entity behind each partner, and whether Odoo warns against ordering from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from domain.fact import tame
from tools.odoo.records import Pointer, Reader, Record, Text

Level = Literal["none", "warning", "block"]


class _Partner(Record):
    name: Text
    active: bool
    commercial_partner_id: Pointer
    purchase_warn: Text
    purchase_warn_msg: Text


@dataclass(frozen=True)
class Partners:
    """Partners by id, with the entity behind each among them."""

    known: Mapping[int, _Partner]

    def entity(self, partner_id: int) -> int | None:
        """The commercial entity of a partner; None for one that is not there."""
        found = self.known.get(partner_id)
        return found.commercial_partner_id if found is not None else None

    def name(self, partner_id: int) -> str:
        """The name, fit for people; never empty."""
        found = self.known.get(partner_id)
        return tame(found.name, 120) if found is not None and found.name else f"#{partner_id}"

    def active(self, partner_id: int) -> bool:
        """Whether the partner is not archived."""
        found = self.known.get(partner_id)
        return found is not None and found.active

    def hold(self, partner_id: int) -> Level:
        """Odoo's own warning on orders to this partner."""
        found = self.known.get(partner_id)
        word = found.purchase_warn if found is not None else ""
        return "block" if word == "block" else "warning" if word == "warning" else "none"

    def hold_words(self, partner_id: int) -> str:
        """What a buyer is told when there is a warning."""
        found = self.known.get(partner_id)
        return tame(found.purchase_warn_msg) if found is not None and self.hold(partner_id) != "none" else ""


def read_partners(reader: Reader, partner_ids: Iterable[int]) -> Partners:
    """The partners and the entities behind them, archived or not."""
    found = reader.by_id(_Partner, "res.partner", partner_ids)
    above = {partner.commercial_partner_id for partner in found.values()} - found.keys()
    return Partners(found | reader.by_id(_Partner, "res.partner", above))
