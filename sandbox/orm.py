"""The environment of one caller: who asks, in which context, on which data; Odoo's rules are reached through it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sandbox import access, calling, grouping, loading, reading, references, writing
from sandbox.said import AccessError
from sandbox.schema import ModelDef
from sandbox.store import Store

Row = dict[str, Any]
Domain = Sequence[Any]


class Env:
    """`uid` acts; `su` lifts access rights and record rules but leaves `uid` the author, as Odoo's sudo does."""

    store: Store
    uid: int
    su: bool
    context: dict[str, Any]

    def __init__(self, store: Store, uid: int, context: Mapping[str, Any] | None = None, *, su: bool = False) -> None:
        self.store = store
        self.uid = uid
        self.su = su
        self.context = dict(context or {})

    # -- other environments

    def sudo(self, on: bool = True) -> "Env":  # noqa: FBT001, FBT002
        """The same user without access checks."""
        return self if self.su == on else Env(self.store, self.uid, self.context, su=on)

    def with_user(self, user: int | str) -> "Env":
        """Another user, by id or login, with that user's rights."""
        uid = user if isinstance(user, int) else references.user_id(self, user)
        return Env(self.store, uid, self.context)

    def with_context(self, **values: Any) -> "Env":
        """The context with these values on top."""
        return Env(self.store, self.uid, {**self.context, **values}, su=self.su)

    def in_context(self, context: Mapping[str, Any]) -> "Env":
        """Exactly this context."""
        return Env(self.store, self.uid, context, su=self.su)

    # -- facts

    @property
    def version(self) -> int:
        """Odoo's series: 17 or 18."""
        return self.store.version

    def now(self) -> datetime:
        """The server's clock, aware, UTC."""
        return self.store.clock().astimezone(UTC)

    def stamp(self) -> str:
        """Now in Odoo's text form, to the second."""
        return self.now().strftime("%Y-%m-%d %H:%M:%S")

    @cached_property
    def company_ids(self) -> list[int]:
        """The companies in force: those of the context, else all of the user; a foreign one is refused."""
        own = access.companies_of(self.store, self.uid)
        asked = self.context.get("allowed_company_ids")
        if not asked:
            return own
        if not self.su and set(asked) - set(own):
            message = "Access to unauthorized or invalid companies."
            raise AccessError(message)
        return list(asked)

    @property
    def company_id(self) -> int:
        """The current company: the first allowed one, else the user's own."""
        if self.context.get("allowed_company_ids"):
            return self.company_ids[0]
        return access.company_of(self.store, self.uid)

    def model(self, name: str) -> ModelDef:
        """The definition of a model."""
        return self.store.model(name)

    def has_group(self, xmlid: str) -> bool:
        """Whether the user is in a group, by external id."""
        return access.has_group(self.store, self.uid, xmlid)

    def ref(self, xmlid: str) -> int:
        """The record id behind an external id; an unknown one is a ValueError of the caller."""
        return references.lookup(self, xmlid)[1]

    def __getitem__(self, name: str) -> "Records":
        """The records of one model: `env["purchase.order"].search([...])`."""
        return Records(self, self.model(name).name)

    # -- reading

    def search(
        self, model: str, domain: Domain = (), *, order: str | None = None, limit: int | None = None, offset: int = 0
    ) -> list[int]:
        """Ids that match, under the caller's rights."""
        return reading.search(self, model, domain, order=order, limit=limit, offset=offset)

    def search_count(self, model: str, domain: Domain = ()) -> int:
        """How many match."""
        return reading.count(self, model, domain)

    def search_read(  # noqa: PLR0913 (Odoo's own signature)
        self,
        model: str,
        domain: Domain = (),
        fields: Sequence[str] | None = None,
        *,
        order: str | None = None,
        limit: int | None = None,
        offset: int = 0,
        load: str | None = None,
    ) -> list[Row]:
        """Rows that match; many2ones are plain ids unless `load` is "_classic_read"."""
        return reading.search_read(self, model, domain, fields, order=order, limit=limit, offset=offset, load=load)

    def read(
        self, model: str, ids: Sequence[int], fields: Sequence[str] | None = None, *, load: str | None = None
    ) -> list[Row]:
        """Rows in the order of `ids`, missing ones dropped; many2ones are plain ids or False."""
        return reading.read(self, model, ids, fields, load=load)

    def one(self, model: str, record: int, fields: Sequence[str] | None = None) -> Row:
        """One row; a missing record is Odoo's MissingError."""
        return reading.one(self, model, record, fields)

    def by_id(self, model: str, ids: Sequence[int], fields: Sequence[str]) -> dict[int, Row]:
        """Rows by id."""
        return {row["id"]: row for row in self.read(model, list(dict.fromkeys(ids)), fields)}

    def read_group(
        self, model: str, domain: Domain, fields: Sequence[str], groupby: Sequence[str], **options: Any
    ) -> list[Row]:
        """Odoo's read_group: `lazy`, `limit`, `offset`, `orderby`."""
        return grouping.read_group(self, model, domain, fields, groupby, **options)

    # -- writing

    def create(self, model: str, vals: Row) -> int:
        """One record with its lines; its id."""
        return writing.create(self, model, [vals])[0]

    def create_many(self, model: str, vals_list: Sequence[Row]) -> list[int]:
        """Several records; their ids in the same order."""
        return writing.create(self, model, vals_list)

    def write(self, model: str, ids: Sequence[int], vals: Row) -> bool:
        """The same values into every record, x2many commands included."""
        return writing.write(self, model, ids, vals)

    def unlink(self, model: str, ids: Sequence[int]) -> bool:
        """Delete records, their lines, activities and external ids."""
        return writing.unlink(self, model, ids)

    def load(self, model: str, fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> Row:
        """Odoo's import: strings in, `{ids, messages, nextrow}` out."""
        return loading.load(self, model, fields, rows)

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """A public method exactly as `execute_kw` would call it: ids first for methods of records."""
        return calling.call(self, model, method, args, named=kwargs)


class Records:
    """All records of one model as one caller sees them."""

    def __init__(self, env: Env, model: str) -> None:
        self.env = env
        self.model = model

    def search(self, domain: Domain = (), **options: Any) -> list[int]:
        """See Env.search."""
        return self.env.search(self.model, domain, **options)

    def search_read(self, domain: Domain = (), fields: Sequence[str] | None = None, **options: Any) -> list[Row]:
        """See Env.search_read."""
        return self.env.search_read(self.model, domain, fields, **options)

    def search_count(self, domain: Domain = ()) -> int:
        """See Env.search_count."""
        return self.env.search_count(self.model, domain)

    def read(self, ids: Sequence[int], fields: Sequence[str] | None = None, **options: Any) -> list[Row]:
        """See Env.read."""
        return self.env.read(self.model, ids, fields, **options)

    def one(self, record: int, fields: Sequence[str] | None = None) -> Row:
        """See Env.one."""
        return self.env.one(self.model, record, fields)

    def create(self, vals: Row) -> int:
        """See Env.create."""
        return self.env.create(self.model, vals)

    def write(self, ids: Sequence[int], vals: Row) -> bool:
        """See Env.write."""
        return self.env.write(self.model, ids, vals)

    def unlink(self, ids: Sequence[int]) -> bool:
        """See Env.unlink."""
        return self.env.unlink(self.model, ids)

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """See Env.call."""
        return self.env.call(self.model, method, *args, **kwargs)
