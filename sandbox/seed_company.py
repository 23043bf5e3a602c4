"""The company before its first order: sites, units, currencies, people, vendors, customers and products."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox import references
from sandbox.orm import Env
from sandbox.seed_catalog import CUSTOMERS, SUBSTITUTES, VENDORS, ProductLine, SiteLine, VendorLine
from sandbox.seed_rows import text

PEOPLE = (
    (
        "weighbridge", "Weighbridge",
        "base.group_user purchase.group_purchase_user stock.group_stock_user sales_team.group_sale_salesman_all_leads",
    ),
    ("petra", "Petra Winter", "base.group_user purchase.group_purchase_manager stock.group_stock_user"),
    ("sam", "Sam Okafor", "base.group_user stock.group_stock_manager purchase.group_purchase_user"),
    ("fin", "Fin Jansen", "base.group_user account.group_account_manager purchase.group_purchase_manager"),
    ("bea", "Bea Lindner", "base.group_user purchase.group_purchase_user stock.group_stock_user"),
    ("mallory", "Mallory Kern", "base.group_user purchase.group_purchase_user"),
    ("plain", "Paul Lainer", "base.group_user"),
    ("portia", "Portia Sommer", "base.group_portal"),
)  # fmt: skip
"""Login (which is the password and key too), name, groups."""

_PLACES = (
    ("stock.stock_location_locations", "Physical Locations", "view", ""),
    ("stock.stock_location_locations_partner", "Partners", "view", ""),
    ("stock.stock_location_locations_virtual", "Virtual Locations", "view", ""),
    ("stock.stock_location_suppliers", "Vendors", "supplier", "stock.stock_location_locations_partner"),
    ("stock.stock_location_customers", "Customers", "customer", "stock.stock_location_locations_partner"),
    ("stock.stock_location_inter_wh", "Inter-company transit", "transit", "stock.stock_location_locations"),
    ("stock.location_inventory", "Inventory adjustment", "inventory", "stock.stock_location_locations_virtual"),
)


@dataclass(frozen=True)
class Yard:
    """One site as Odoo has it."""

    warehouse: int
    code: str
    share: float
    stock: int
    receipts: int
    deliveries: int
    internal: int


@dataclass
class Company:
    """The ids that the rest of a seed builds on."""

    env: Env
    now: datetime
    company: int
    unit: int
    vendors_place: int
    customers_place: int
    yards: list[Yard] = field(default_factory=list)
    users: dict[str, int] = field(default_factory=dict)
    vendors: dict[str, int] = field(default_factory=dict)
    customers: list[int] = field(default_factory=list)
    products: dict[str, int] = field(default_factory=dict)
    templates: dict[str, int] = field(default_factory=dict)


def found(env: Env, now: datetime, sites: tuple[SiteLine, ...]) -> Company:
    """The company with its places, sites and people; rates of the dollar for a year."""
    env = env.sudo()
    company = env.ref("base.main_company")
    env.write("res.company", [company], {"name": "Nordlager"})
    env.write("res.partner", [env.one("res.company", company, ["partner_id"])["partner_id"]], {"name": "Nordlager"})
    places = _places(env)
    made = Company(
        env=env,
        now=now,
        company=company,
        unit=_units(env),
        vendors_place=places["stock.stock_location_suppliers"],
        customers_place=places["stock.stock_location_customers"],
    )
    _sites(made, sites)
    _people(made)
    _rates(made)
    return made


def _places(env: Env) -> dict[str, int]:
    made: dict[str, int] = {}
    for xmlid, name, usage, above in _PLACES:
        made[xmlid] = env.create(
            "stock.location", {"name": name, "usage": usage, "location_id": made.get(above, False)}
        )
        references.name(env, xmlid, "stock.location", made[xmlid], noupdate=True)
    return made


def _units(env: Env) -> int:
    kind = env.create("uom.category", {"name": "Unit"})
    unit = env.create("uom.uom", {"name": "Units", "category_id": kind, "factor": 1.0})
    dozen = env.create("uom.uom", {"name": "Dozens", "category_id": kind, "factor": 1 / 12})
    references.name(env, "uom.product_uom_categ_unit", "uom.category", kind)
    references.name(env, "uom.product_uom_unit", "uom.uom", unit)
    references.name(env, "uom.product_uom_dozen", "uom.uom", dozen)
    return unit


def _sites(made: Company, sites: tuple[SiteLine, ...]) -> None:
    fields = ["lot_stock_id", "in_type_id", "out_type_id", "int_type_id"]
    for number, line in enumerate(sites):
        values = {"name": line.city, "code": line.code, "company_id": made.company, "sequence": 10 + number}
        house = made.env.create("stock.warehouse", values)
        row = made.env.one("stock.warehouse", house, fields)
        if number == 0:
            references.name(made.env, "stock.warehouse0", "stock.warehouse", house)
        made.yards.append(Yard(house, line.code, line.share, *(row[name] for name in fields)))


def _people(made: Company) -> None:
    for login, name, groups in PEOPLE:
        values = {
            "login": login,
            "name": name,
            "password": login,
            "email": f"{login}@nordlager.example",
            "groups_id": [[6, 0, [made.env.ref(group) for group in groups.split()]]],
            "company_id": made.company,
            "company_ids": [[6, 0, [made.company]]],
        }
        made.users[login] = made.env.create("res.users", values)


def _rates(made: Company) -> None:
    """The dollar between 1.04 and 1.16 for a euro, one rate a week."""
    dollar = made.env.ref("base.USD")
    for week in range(54):
        day = made.now - timedelta(days=7 * week)
        rate = 1.10 + 0.03 * ((week * 7) % 5 - 2) / 2 + 0.02 * ((week * 3) % 7 - 3) / 3
        values = {
            "currency_id": dollar,
            "name": day.strftime("%Y-%m-%d"),
            "rate": round(rate, 4),
            "company_id": made.company,
        }
        made.env.create("res.currency.rate", values)


# -- partners and products of the demo


def partners(made: Company) -> None:
    """Vendors with their standing, one with a contact of its own and one entered twice, and customers."""
    for line in VENDORS:
        made.vendors[line.key] = _vendor(made, line)
    contact = {
        "name": "Ingrid Sales",
        "parent_id": made.vendors["RK"],
        "email": "ingrid@rheinkabel.example",
        "supplier_rank": 1,
    }
    double = {"name": "Nordschraube AG, Filiale Süd", "is_company": True, "vat": "DE118584361", "supplier_rank": 1}
    for key, values in (("RK-contact", contact), ("NS-double", double)):
        made.vendors[key] = made.env.create("res.partner", values)
        _known_since(made, made.vendors[key], 400)
    for name in CUSTOMERS:
        customer = made.env.create("res.partner", {"name": name, "is_company": True, "customer_rank": 1})
        made.customers.append(customer)
        _known_since(made, customer, 700)
    portal = made.env.one("res.users", made.users["portia"], ["partner_id"])["partner_id"]
    made.env.write("res.partner", [portal], {"parent_id": made.vendors["HI"]})


def _vendor(made: Company, line: VendorLine) -> int:
    values = {
        "name": line.name, "is_company": True, "vat": line.vat, "supplier_rank": 1,
        "email": f"orders@{line.key.lower()}.example",
    }  # fmt: skip
    if line.currency != "EUR":
        values["property_purchase_currency_id"] = made.env.ref(f"base.{line.currency}")
    if line.warning:
        values |= {"purchase_warn": line.warning, "purchase_warn_msg": "Disputed deliveries; legal has the case."}
    vendor = made.env.create("res.partner", values)
    _known_since(made, vendor, line.known)
    return vendor


def _known_since(made: Company, partner: int, days: int) -> None:
    stamp = text(made.now - timedelta(days=days))
    made.env.store.update(made.env.model("res.partner"), [partner], {"create_date": stamp})


def assortment(made: Company, lines: tuple[ProductLine, ...]) -> None:
    """Products with categories, vendor prices in steps and substitutes."""
    everything = made.env.create("product.category", {"name": "All"})
    names = dict.fromkeys(line.category for line in lines)
    categories = {n: made.env.create("product.category", {"name": n, "parent_id": everything}) for n in names}
    for line in lines:
        values = {
            "name": line.name, "default_code": line.code, "type": "product", "standard_price": line.cost,
            "list_price": line.price, "uom_id": made.unit, "uom_po_id": made.unit,
            "categ_id": categories[line.category],
        }  # fmt: skip
        product = made.env.create("product.product", values)
        made.products[line.code] = product
        made.templates[line.code] = made.env.one("product.product", product, ["product_tmpl_id"])["product_tmpl_id"]
        if line.vendor:
            _prices(made, line)
    for code, other in SUBSTITUTES:
        made.env.write(
            "product.template", [made.templates[code]], {"optional_product_ids": [[4, made.templates[other]]]}
        )


def _prices(made: Company, line: ProductLine) -> None:
    vendor = next(v for v in VENDORS if v.key == line.vendor)
    currency = made.env.ref(f"base.{vendor.currency}")
    in_currency = 1.10 if vendor.currency == "USD" else 1.0
    for times, factor in line.steps:
        values = {
            "partner_id": made.vendors[line.vendor], "product_tmpl_id": made.templates[line.code],
            "delay": vendor.delay, "min_qty": line.minimum * times, "currency_id": currency,
            "price": round(line.cost * factor * in_currency, 2), "product_code": f"{line.vendor}-{line.code}",
        }  # fmt: skip
        made.env.create("product.supplierinfo", values)
