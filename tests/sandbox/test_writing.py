"""Create, write and unlink keep Odoo's promises: lines, links, log fields, constraints."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox import SandboxOdoo
from sandbox.said import CallerValueError, MissingError, UserError, ValidationError
from tests.sandbox.speaking import Caller


def test_one_dictionary_makes_one_record_and_a_list_makes_several(admin: Caller) -> None:
    one = admin("res.partner", "create", {"name": "Nord"})
    several = admin("res.partner", "create", [{"name": "Ost"}, {"name": "West"}])

    assert isinstance(one, int)
    assert several == [one + 1, one + 2]


def test_the_author_and_the_time_cannot_be_forged(odoo: SandboxOdoo, admin: Caller) -> None:
    forged = {"create_uid": 1, "write_uid": 1, "create_date": "2001-01-01 00:00:00", "id": 77}

    partner = admin("res.partner", "create", {"name": "Nord", **forged})
    admin("res.partner", "write", [partner], {"color": 1, **forged})

    row = odoo.env()["res.partner"].one(partner, ["create_uid", "write_uid", "create_date"])
    assert (row["create_uid"], row["write_uid"]) == (2, 2)
    assert row["create_date"] > "2020"


def test_sudo_lifts_rights_but_leaves_the_author(odoo: SandboxOdoo) -> None:
    env = odoo.env("admin").sudo()

    partner = env.create("res.partner", {"name": "Nord"})

    assert env.one("res.partner", partner, ["create_uid"])["create_uid"] == 2


def test_the_clock_can_be_set(odoo: SandboxOdoo) -> None:
    odoo.store.clock = lambda: datetime(2026, 3, 1, 8, 30, tzinfo=UTC)

    partner = odoo.env().create("res.partner", {"name": "Nord"})

    assert odoo.env().one("res.partner", partner, ["create_date"])["create_date"] == "2026-03-01 08:30:00"


def test_lines_are_made_changed_and_deleted_by_command(odoo: SandboxOdoo) -> None:
    env = odoo.env()
    firm = env.create("res.partner", {"name": "Nord", "child_ids": [(0, 0, {"name": "Anna"}), [0, 0, {"name": "Ben"}]]})
    anna, ben = env.one("res.partner", firm, ["child_ids"])["child_ids"]

    env.write("res.partner", [firm], {"child_ids": [(1, anna, {"color": 4}), (2, ben), (0, 0, {"name": "Cleo"})]})

    rows = env.search_read("res.partner", [["parent_id", "=", firm]], ["name", "color"], order="name")
    assert [(row["name"], row["color"]) for row in rows] == [("Anna", 4), ("Cleo", 0)]


def test_lines_that_may_live_alone_are_only_let_go(odoo: SandboxOdoo) -> None:
    env = odoo.env()
    firm = env.create("res.partner", {"name": "Nord", "child_ids": [(0, 0, {"name": "Anna"}), (0, 0, {"name": "Ben"})]})
    anna, ben = env.one("res.partner", firm, ["child_ids"])["child_ids"]

    env.write("res.partner", [firm], {"child_ids": [(6, 0, [ben])]})

    assert env.one("res.partner", firm, ["child_ids"])["child_ids"] == [ben]
    assert env.one("res.partner", anna, ["parent_id"])["parent_id"] is False


def test_links_are_added_removed_and_replaced_by_command(odoo: SandboxOdoo) -> None:
    env = odoo.env()
    tags = env.create_many("res.partner.category", [{"name": name} for name in "abc"])
    partner = env.create("res.partner", {"name": "Nord", "category_id": [(4, tags[0]), (4, tags[1])]})

    seen = []
    for command in ((3, tags[0]), (4, tags[2]), (5,), (6, 0, tags)):
        env.write("res.partner", [partner], {"category_id": [command]})
        seen.append(env.one("res.partner", partner, ["category_id"])["category_id"])

    assert seen == [[tags[1]], [tags[1], tags[2]], [], tags]


def test_a_link_is_seen_from_both_sides(odoo: SandboxOdoo) -> None:
    env = odoo.env().sudo()
    group = env.create("res.groups", {"name": "Watchers"})

    env.write("res.groups", [group], {"users": [(4, 2)]})

    assert group in env.one("res.users", 2, ["groups_id"])["groups_id"]
    assert env.search("res.users", [["groups_id", "in", [group]]]) == [2]


def test_inherited_fields_are_kept_on_the_parent(odoo: SandboxOdoo) -> None:
    env = odoo.env()
    product = env.create("product.product", {"name": "Lamp", "default_code": "L1", "list_price": 12.5})
    template = env.one("product.product", product, ["product_tmpl_id"])["product_tmpl_id"]

    env.write("product.product", [product], {"name": "Big lamp"})

    assert env.one("product.template", template, ["name", "list_price"])["name"] == "Big lamp"
    assert env.one("product.product", product, ["name", "list_price"])["list_price"] == 12.5
    assert env.search("product.product", [["name", "=", "Big lamp"]]) == [product]


def test_a_price_is_rounded_to_its_digits_halves_away_from_zero(odoo: SandboxOdoo) -> None:
    env = odoo.env()

    product = env.create("product.product", {"name": "Lamp", "standard_price": 8.125})

    assert env.one("product.product", product, ["standard_price"])["standard_price"] == 8.13


@pytest.mark.parametrize("text", ["2026-12-24T10:00:00Z", "24.12.2026", "2026-13-01 00:00:00"])
def test_a_time_in_another_form_is_refused(odoo: SandboxOdoo, text: str) -> None:
    with pytest.raises(CallerValueError):
        odoo.env().write("res.users", [2], {"login_date": text})


def test_not_a_number_is_refused(odoo: SandboxOdoo) -> None:
    with pytest.raises(CallerValueError, match="cannot convert float nan"):
        odoo.env().create("res.currency.rate", {"name": "2026-01-01", "rate": float("nan")})


def test_a_field_that_must_be_filled_cannot_be_emptied(odoo: SandboxOdoo) -> None:
    with pytest.raises(ValidationError, match="mandatory"):
        odoo.env().write("res.currency", [1], {"name": False})


def test_what_points_at_a_deleted_record_goes_holds_or_lets_go(odoo: SandboxOdoo) -> None:
    env = odoo.env().sudo()
    currency = env.create("res.currency", {"name": "NOK"})
    rate = env.create("res.currency.rate", {"name": "2026-01-01", "currency_id": currency, "rate": 11.0})
    vendor = env.create("res.partner", {"name": "Nord", "property_purchase_currency_id": currency})

    env.unlink("res.currency", [currency])

    assert env.read("res.currency.rate", [rate]) == []
    assert env.one("res.partner", vendor, ["property_purchase_currency_id"])["property_purchase_currency_id"] is False
    template = env.create("product.template", {"name": "Lamp"})
    env.create("product.supplierinfo", {"partner_id": vendor, "product_tmpl_id": template})
    with pytest.raises(ValidationError, match="another model requires the record"):
        env.unlink("res.partner", [vendor])


def test_a_deleted_record_takes_its_external_id_and_its_tasks_along(odoo: SandboxOdoo) -> None:
    env = odoo.env().sudo()
    ids = env.load("res.partner", ["id", "name"], [["wb.nord", "Nord"]])["ids"]
    kind = env.ref("base.model_res_partner")
    env.create("mail.activity", {"res_model_id": kind, "res_id": ids[0], "user_id": 2})

    env.unlink("res.partner", ids)

    assert env.search_count("ir.model.data", [["module", "=", "wb"]]) == 0
    assert env.search_count("mail.activity") == 0
    with pytest.raises(MissingError):
        env.unlink("res.partner", ids)


def test_two_users_cannot_share_a_login(odoo: SandboxOdoo) -> None:
    with pytest.raises(ValidationError):
        odoo.env().sudo().create("res.users", {"login": "admin", "name": "Again"})


def test_an_error_inside_a_nested_step_rolls_everything_back(odoo: SandboxOdoo) -> None:
    env = odoo.env()

    def half() -> None:
        with env.store.transaction():
            env.create("res.partner", {"name": "Nord"})
            raise UserError

    with pytest.raises(UserError):
        half()

    assert env.search_count("res.partner", [["name", "=", "Nord"]]) == 0


def test_a_file_keeps_what_was_written(tmp_path: object) -> None:
    path = f"{tmp_path}/odoo.sqlite"
    first = SandboxOdoo(path)
    first.env().create("res.partner", {"name": "Nord"})
    model = first.env().sudo().create("ir.model", {"name": "Note", "model": "x_note"})
    text = {"model_id": model, "name": "x_text", "ttype": "char"}
    first.env().sudo().create("ir.model.fields", text)
    first.store.close()

    again = SandboxOdoo(path)

    assert again.env().search_count("res.partner", [["name", "=", "Nord"]]) == 1
    assert again.env().sudo().create("x_note", {"x_text": "kept"}) == 1
    assert again.env().now() - datetime.now(UTC) < timedelta(minutes=1)
    again.store.close()


def test_a_file_s_checksum_size_and_kind_are_worked_out(odoo: SandboxOdoo) -> None:
    env = odoo.env()

    made = env.create("ir.attachment", {"name": "note.txt", "datas": "aGVsbG8="})

    row = env.one("ir.attachment", made, ["checksum", "file_size", "mimetype"])
    assert (row["file_size"], row["mimetype"]) == (5, "text/plain")
    assert row["checksum"] == "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"
    assert env.with_context(bin_size=True).one("ir.attachment", made, ["datas"])["datas"] == "5.00 bytes"
