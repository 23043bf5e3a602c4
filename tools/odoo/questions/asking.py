"""The form of a question, and the ground that the questions share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, Protocol, TypeVar

from pydantic import Field

from domain.fact import Fact, Id, Name
from domain.identity import Site
from tools.errors import Gone, Misused
from tools.odoo.goods import Goods, read_goods
from tools.odoo.records import Notes, Reader
from tools.odoo.session import OdooSession
from tools.odoo.sites import Places, read_places

MOST_ROWS = 30
"""No answer has more rows; what is beyond is counted."""

DaysBack = Annotated[int, Field(ge=1, le=365, description="how many days to look back")]
ProductId = Annotated[Id, Field(description="id of the product in Odoo")]
WarehouseId = Annotated[Id, Field(description="id of the warehouse (site) in Odoo")]
Count = Annotated[int, Field(ge=0)]

_A = TypeVar("_A", bound=Fact)


class _Ask(Protocol):
    def __call__(self, odoo: OdooSession, arguments: Fact, *, company_id: int, now: datetime) -> Fact: ...


@dataclass(frozen=True)
class Question:
    """A typed read that a chat model may ask for: `ask(odoo, arguments, company_id=, now=)` reads and never writes.

    `arguments` is the model that the arguments must fit. Errors are those of `tools.errors`, in words.
    """

    name: str
    description: str
    arguments: type[Fact]
    ask: _Ask


@dataclass(frozen=True)
class Look:
    """One look into one company at one time."""

    reader: Reader
    now: datetime

    @cached_property
    def places(self) -> Places:
        """The sites of the company."""
        return read_places(self.reader)

    def product(self, product_id: int) -> Goods:
        """The product alone; `Gone` unless its stock is kept."""
        goods = read_goods(self.reader, ["id", "=", product_id])
        if not goods.products:
            message = f"there is no product {product_id} whose stock is kept"
            raise Gone(message, remedy="Ask about the product of the case.")
        return goods

    def site(self, warehouse_id: int) -> int:
        """The index of a site; `Gone` with the known ones in words."""
        site = self.places.of_warehouse.get(warehouse_id)
        if site is None:
            known = ", ".join(f"{s.warehouse_id} ({s.code})" for s in self.places.sites)
            message = f"there is no site {warehouse_id}"
            raise Gone(message, remedy=f"Known sites: {known}.")
        return site

    def code(self, site: int, elsewhere: str = "elsewhere") -> Name:
        """A site's short name."""
        sites: tuple[Site, ...] = self.places.sites
        return sites[site].code if site >= 0 else elsewhere or "elsewhere"

    def since(self, days: int) -> datetime:
        """So many days ago."""
        return self.now - timedelta(days=days)


def question(form: type[_A], answer: Callable[[Look, _A], Fact], description: str) -> Question:
    """A question under the name of the function that answers it; `form` is the model of its arguments."""

    def ask(odoo: OdooSession, arguments: Fact, *, company_id: int, now: datetime) -> Fact:
        if not isinstance(arguments, form):
            message = f"{type(arguments).__name__} is not what {answer.__name__} asks for"
            raise Misused(message)
        return answer(Look(Reader(odoo, company_id, Notes()), now), arguments)

    return Question(name=answer.__name__, description=description, arguments=form, ask=ask)
