"""A page that was changed after it was made: an answer to it counts no more, whatever fingerprint it still shows."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain.approval import ApprovalRequest
from domain.fact import Json
from tests.contract.conftest import Place
from tests.contract.shop import Shop
from tests.contract.world import World, settle
from tools.odoo.pages_intact import held, intact
from tools.odoo.provision import DECISION
from tools.odoo.requests import Reading, decision, read_answers


@pytest.fixture(scope="module")
def world(place: Place, shop: Shop) -> World:
    return settle(place, shop)


@contextmanager
def unguarded(world: World) -> Iterator[None]:
    """The time in which an administrator has the first guard switched off."""
    named: list[Json] = [["name", "=", "Weighbridge 1 ask"]]
    guard = world.admin.rows("base.automation", named, ["name"])[0]["id"]
    world.admin.call("base.automation", "write", [guard], {"active": False})
    try:
        yield
    finally:
        world.admin.call("base.automation", "write", [guard], {"active": True})


def change(world: World, request: ApprovalRequest, values: dict[str, Json]) -> None:
    with unguarded(world):
        world.as_user("petra").call(DECISION, "write", [request.odoo_id], values)


def answered(world: World, request: ApprovalRequest) -> tuple[Reading, Reading]:
    """What the record amounts to by itself, and with a look at the whole page."""
    world.as_user("petra").call(DECISION, "write", [request.odoo_id], {"x_decision": "approve"})
    reading = decision(read_answers(world.robot, [request.odoo_id]).get(request.odoo_id), request)
    return reading, intact(reading, request, world.robot)


def test_a_page_is_the_same_whenever_it_is_looked_at(world: World) -> None:
    request = world.ask()

    assert request.page is not None
    assert held(world.robot, request.odoo_id) == request.page
    alone, whole = answered(world, request)
    assert alone.decision is not None
    assert whole == alone
    assert held(world.robot, request.odoo_id) == request.page


@pytest.mark.parametrize(
    "values",
    [
        {"x_ask": "Draft an order of 7,000 Units"},
        {"x_amount": 1.0},
        {"x_qty": 7000.0},
        {"x_silence": "Then it is done."},
        {"x_html_diff": "<p>nothing changes</p>"},
        {"x_html_options": "<p>there is no other way</p>"},
        {"x_html_undo": False},
        {"x_risk": "high"},
        {"x_deadline": "2090-01-01 00:00:00"},
    ],
    ids=lambda values: next(iter(values)),
)
def test_an_answer_to_a_changed_page_is_not_counted(world: World, values: dict[str, Json]) -> None:
    request = world.ask()
    change(world, request, values)

    alone, whole = answered(world, request)

    assert alone.decision is not None
    assert whole.decision is None
    assert (whole.words, whole.distrusted) == ("not counted: the page was changed after it was made", True)


def test_a_field_that_a_later_release_adds_makes_no_page_another_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tools.odoo import pages_intact

    request = world.ask()

    monkeypatch.setattr(pages_intact, "_COVERED", (*pages_intact._COVERED, "x_comment"))

    assert held(world.robot, request.odoo_id) == request.page


def test_a_page_that_an_older_release_made_is_not_doubted_for_it(world: World) -> None:
    request = world.ask().model_copy(update={"page": None})
    change(world, request, {"x_ask": "something else"})

    _, whole = answered(world, request)

    assert whole.decision is not None
