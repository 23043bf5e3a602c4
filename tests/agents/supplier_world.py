"""The five suppliers of the seeded stories in a small company, with a ledger that saw their promises in time."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path

from pydantic import SecretStr

from agents import kit
from agents.scenario import Detected, DetectOrder
from agents.supplier_risk.detect import detect
from agents.supplier_risk.look import look
from agents.supplier_risk.watch import Spotted, SupplierWatch
from domain.case import Finding
from sandbox import SandboxOdoo
from sandbox.orm import Env
from sandbox.seed_catalog import SITES
from sandbox.seed_company import found
from sandbox.seed_suppliers import Story, seed_suppliers
from tools.ledger import Ledger
from tools.odoo.session import reading
from tools.settings import OdooAccess

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
COMPANY = 1


@dataclass(frozen=True)
class Suppliers:
    """The company on a socket, and what was planted."""

    odoo: SandboxOdoo
    env: Env
    story: Story
    ledger: Ledger
    ledger_url: str

    @property
    def access(self) -> OdooAccess:
        """The robot's."""
        return OdooAccess(url=self.odoo.url, db=self.odoo.db, user="weighbridge", key=SecretStr("weighbridge"))

    def sweep(self, *, limit: int = 200, promises: bool = True) -> Detected:
        """One sweep, as a worker would run it."""
        kept = self.ledger.promises if promises else None
        means = kit.Means(partial(reading, self.access), self.ledger, lambda: NOW, None, "", promises=kept)
        return detect(means, DetectOrder(company_id=COMPANY, limit=limit))

    @cached_property
    def found(self) -> dict[str, Finding]:
        """What the first sweep finds, by the supplier's key."""
        keys = {f"/{supplier}": key for key, supplier in self.story.suppliers.items()}
        found = {finding.case[finding.case.rindex("/") :]: finding for finding in self.sweep().findings}
        return {keys[end]: finding for end, finding in found.items()}

    def spotted(self) -> dict[int, Spotted]:
        """What a sweep finds, by supplier, in its order."""
        found = (Spotted.from_json(finding.detail) for finding in self.sweep().findings)
        return {one.supplier_id: one for one in found}

    def look(self, key: str, *, promises: bool = True) -> SupplierWatch:
        """One supplier, as a case looks at it."""
        kept = self.ledger.promises if promises else None
        with reading(self.access) as session:
            return look(session, kept, company_id=COMPANY, supplier_id=self.story.suppliers[key], now=NOW)


@contextmanager
def suppliers(folder: Path, *, modules: Collection[str] = ()) -> Iterator[Suppliers]:
    """A fresh company."""
    odoo = SandboxOdoo(modules=modules)
    env = odoo.env("__system__").sudo()
    found(env, NOW, SITES[:2])
    story = seed_suppliers(env, NOW)
    url = f"sqlite:///{folder}/ledger.sqlite"
    ledger = Ledger(url)
    ledger.promises.seen(COMPANY, story.first_promises, NOW)
    with odoo:
        yield Suppliers(odoo, env, story, ledger, url)
    ledger.close()
