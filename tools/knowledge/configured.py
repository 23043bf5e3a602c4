"""The library as an operator sets it up: one folder with a manifest, an index beside the ledger, an embedding model."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tools.errors import Misconfigured
from tools.knowledge.folder import MANIFEST, Folder
from tools.knowledge.in_odoo import InOdoo
from tools.knowledge.library import Library
from tools.knowledge.minilm import installed
from tools.knowledge.ranking import ENDPOINT, LOCAL
from tools.knowledge.words import Audience, Found, Refreshed, Shelf
from tools.model import Embedder
from tools.odoo.people import holds
from tools.odoo.session import OdooSession
from tools.settings import from_environment


@dataclass(frozen=True)
class Knowledge:
    """A library and the folder whose manifest says what is on its shelves."""

    library: Library
    folder: Folder

    def refresh(self, odoo: OdooSession, *, company_id: int, now: datetime) -> Refreshed:
        """Bring the index up to date; see `Library.refresh`. One index serves one company's view of Odoo."""
        return self.library.refresh(self._shelves(odoo, company_id), now=now)

    def search(self, odoo: OdooSession, query: str, *, company_id: int, now: datetime, top: int = 3) -> Found:
        """What the user of the session may read about something; see `Library.search`."""
        audience = Audience(company_id=company_id, groups=self._held(odoo, company_id))
        return self.library.search(query, self._shelves(odoo, company_id), audience=audience, now=now, top=top)

    def _shelves(self, odoo: OdooSession, company_id: int) -> tuple[Shelf, ...]:
        places = self.folder.places()
        return (self.folder, InOdoo(odoo, places, company_id=company_id)) if places else (self.folder,)

    def _held(self, odoo: OdooSession, company_id: int) -> tuple[str, ...]:
        """Which of the groups that the manifest names the session's user holds now: looked up, never declared."""
        named = sorted(self.folder.groups())
        return tuple(g for g in named if holds(odoo, odoo.uid, groups=(g,), company_id=company_id) is not None)


def knowledge_from(env: Mapping[str, str]) -> Knowledge | None:
    """The library that `env` describes; None where no folder is named; `Misconfigured` says what is wrong.

    `WEIGHBRIDGE_KNOWLEDGE` names the folder, `WEIGHBRIDGE_KNOWLEDGE_INDEX` where the index is kept, and
    `WEIGHBRIDGE_EMBEDDINGS` an embedding model on the server of the chat model; without it the local one is used.
    """
    folder = env.get("WEIGHBRIDGE_KNOWLEDGE", "").strip()
    if not folder:
        return None
    if not (Path(folder) / MANIFEST).is_file():
        message = f"WEIGHBRIDGE_KNOWLEDGE names no folder with a file {MANIFEST}"
        raise Misconfigured(message, remedy="See docs/knowledge.md, or leave it out.")
    index = Path(env.get("WEIGHBRIDGE_KNOWLEDGE_INDEX", "").strip() or ".weighbridge/knowledge")
    name = env.get("WEIGHBRIDGE_EMBEDDINGS", "").strip()
    if not name:
        return Knowledge(Library(index, installed(), LOCAL), Folder(Path(folder)))
    access = from_environment({**env, "WEIGHBRIDGE_MODEL": name}).model
    if access is None:
        message = "WEIGHBRIDGE_EMBEDDINGS names a model without a server"
        raise Misconfigured(message, remedy="Set OPENAI_API_KEY or OPENAI_BASE_URL, or leave it out.")
    return Knowledge(Library(index, Embedder(access), ENDPOINT), Folder(Path(folder)))
