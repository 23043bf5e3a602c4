"""What a fresh Odoo database holds before anybody traded: company, users, groups, rights, activity types."""

from typing import TYPE_CHECKING

from sandbox.models_records import MODULES
from sandbox.models_records import RIGHTS as RECORD_RIGHTS
from sandbox.people import close_groups, secret_hash
from sandbox.references import name
from sandbox.rights import RIGHTS, RULES

if TYPE_CHECKING:
    from sandbox.orm import Env
    from sandbox.schema import ModelDef

GROUPS = {
    "base.group_user": ("Internal User", "base.group_no_one"),
    "base.group_portal": ("Portal", ""),
    "base.group_public": ("Public", ""),
    "base.group_no_one": ("Technical Features", ""),
    "base.group_erp_manager": ("Access Rights", "base.group_user"),
    "base.group_system": ("Settings", "base.group_erp_manager"),
    "base.group_multi_company": ("Multi Companies", ""),
    "base.group_multi_currency": ("Multi Currencies", ""),
    "base.group_partner_manager": ("Contact Creation", ""),
    "base.group_allow_export": ("Access to export feature", ""),
    "uom.group_uom": ("Manage Multiple Units of Measure", ""),
    "purchase.group_warning_purchase": ("A warning can be set on a product or a customer (Purchase)", ""),
    "purchase.group_purchase_user": ("User", "base.group_user"),
    "purchase.group_purchase_manager": ("Administrator", "purchase.group_purchase_user"),
    "stock.group_stock_user": ("User", "base.group_user"),
    "stock.group_stock_manager": ("Administrator", "stock.group_stock_user"),
    "stock.group_stock_multi_locations": ("Manage Multiple Stock Locations", ""),
    "stock.group_stock_multi_warehouses": ("Manage Multiple Warehouses", ""),
    "sales_team.group_sale_salesman": ("User: Own Documents Only", "base.group_user"),
    "sales_team.group_sale_salesman_all_leads": ("User: All Documents", "sales_team.group_sale_salesman"),
    "sales_team.group_sale_manager": ("Administrator", "sales_team.group_sale_salesman_all_leads"),
    "account.group_account_readonly": ("Show Accounting Features - Readonly", "base.group_user"),
    "account.group_account_invoice": ("Billing", "base.group_user"),
    "account.group_account_user": (
        "Show Full Accounting Features",
        "account.group_account_invoice account.group_account_readonly",
    ),
    "account.group_account_manager": ("Billing Administrator", "account.group_account_invoice"),
}
_ADMIN = (
    "base.group_user base.group_system base.group_multi_company base.group_partner_manager base.group_allow_export "
    "purchase.group_purchase_manager stock.group_stock_manager sales_team.group_sale_manager "
    "account.group_account_manager"
)
_ACTIVITY_TYPES = (
    ("mail_activity_data_email", "Email"), ("mail_activity_data_call", "Call"),
    ("mail_activity_data_meeting", "Meeting"), ("mail_activity_data_todo", "To-Do"),
    ("mail_activity_data_upload_document", "Upload Document"),
    ("mail_activity_data_warning", "Exception"),
)  # fmt: skip
_SUBTYPES = (("mt_comment", "Discussions"), ("mt_note", "Note"), ("mt_activities", "Activities"))
_USERS = (
    # login, name, active, groups
    ("__system__", "OdooBot", False, _ADMIN),
    ("admin", "Administrator", True, _ADMIN),
    ("default", "Default User Template", False, "base.group_user"),
    ("public", "Public user", False, "base.group_public"),
    ("portaltemplate", "Portal User Template", False, "base.group_portal"),
)
_OF_MODULE = {
    "res": "base", "ir": "base", "product": "product", "uom": "uom", "stock": "stock", "purchase": "purchase",
    "sale": "sale", "mail": "mail", "account": "account", "base": "base_automation",
}  # fmt: skip


def lay(env: "Env") -> None:
    """Fill an empty store; one that has been filled is left as it is."""
    with env.store.transaction():
        if env.store.column("SELECT 1 FROM ir_model"):
            return
        _models(env)
        groups = _groups(env)
        _company(env)
        _people(env, groups)
        _mail(env)
        _rights(env, groups)


def _models(env: "Env") -> None:
    for model in env.store.models().values():
        record = env.store.insert(env.model("ir.model"), _model_row(model))
        name(env, f"{module_of(model.name)}.model_{model.table}", "ir.model", record)


def module_of(model: str) -> str:
    """The Odoo module that brings a model."""
    return _OF_MODULE.get(model.split(".", maxsplit=1)[0], "base")


def _model_row(model: "ModelDef") -> dict[str, object]:
    return {
        "name": model.label,
        "model": model.name,
        "state": "base",
        "order": model.order,
        "is_mail_thread": int(model.has_chatter),
        "is_mail_activity": int(model.has_activities),
    }


def _groups(env: "Env") -> dict[str, int]:
    made = {}
    for xmlid, (words, _) in GROUPS.items():
        made[xmlid] = env.store.insert(env.model("res.groups"), {"name": words})
        name(env, xmlid, "res.groups", made[xmlid])
    for xmlid, (_, implied) in GROUPS.items():
        definition = env.model("res.groups")
        env.store.link(definition, definition.fields["implied_ids"], made[xmlid], [made[i] for i in implied.split()])
    return made


def _company(env: "Env") -> None:
    euro = env.create("res.currency", {"name": "EUR", "symbol": "€", "full_name": "Euro"})
    dollar = env.create("res.currency", {"name": "USD", "symbol": "$", "full_name": "United States dollar"})
    partner = env.create("res.partner", {"name": "My Company", "is_company": True})
    company = env.create("res.company", {"name": "My Company", "currency_id": euro, "partner_id": partner})
    for xmlid, model, record in (
        ("base.EUR", "res.currency", euro), ("base.USD", "res.currency", dollar),
        ("base.main_company", "res.company", company), ("base.main_partner", "res.partner", partner),
    ):  # fmt: skip
        name(env, xmlid, model, record)


def _people(env: "Env", groups: dict[str, int]) -> None:
    definition = env.model("res.users")
    for number, (login, words, active, wanted) in enumerate(_USERS, start=1):
        partner = env.create("res.partner", {"name": words, "email": f"{login}@example.com", "active": active})
        secret = secret_hash(login) if login == "admin" else None
        row = {
            "id": number,
            "login": login,
            "active": int(active),
            "partner_id": partner,
            "company_id": 1,
            "password": secret,
        }
        record = env.store.insert(definition, row)
        env.store.link(definition, definition.fields["groups_id"], record, [groups[g] for g in wanted.split()])
        env.store.link(definition, definition.fields["company_ids"], record, [1])
    for number, xmlid in ((1, "user_root"), (2, "user_admin"), (3, "default_user"), (4, "public_user")):
        name(env, f"base.{xmlid}", "res.users", number)
    close_groups(env.store)


def _mail(env: "Env") -> None:
    for xmlid, words in _ACTIVITY_TYPES:
        name(env, f"mail.{xmlid}", "mail.activity.type", env.create("mail.activity.type", {"name": words}))
    for xmlid, words in _SUBTYPES:
        name(env, f"mail.{xmlid}", "mail.message.subtype", env.create("mail.message.subtype", {"name": words}))


def _rights(env: "Env", groups: dict[str, int]) -> None:
    models = dict(env.store.run("SELECT model, id FROM ir_model"))
    more = [MODULES[module].rights for module in sorted(env.store.modules)]
    for line in "\n".join([RIGHTS.strip(), RECORD_RIGHTS.strip(), *more]).splitlines():
        model, *given = line.split()
        for group, _, letters in (word.partition("=") for word in given):
            flags = {f"perm_{n}": int(letter in letters) for n, letter in _LETTERS}
            row = {
                "name": f"{model} {group}",
                "model_id": models[model],
                "group_id": groups[group],
                "active": 1,
                **flags,
            }
            env.store.insert(env.model("ir.model.access"), row)
    rules = env.model("ir.rule")
    for model, wanted, letters, domain in RULES:
        flags = {f"perm_{n}": int(letter in letters) for n, letter in _LETTERS}
        row = {"name": f"{model} rule", "model_id": models[model], "domain_force": domain, "active": 1, **flags}
        record = env.store.insert(rules, row)
        env.store.link(rules, rules.fields["groups"], record, [groups[g] for g in wanted.split()])
    env.store.cache.clear()


_LETTERS = (("read", "r"), ("write", "w"), ("create", "c"), ("unlink", "u"))
