"""In which windows a proposal counts, and how much."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.approval import Giving
from domain.money import Money
from policies import exposure
from policies.example import nothing_under
from policies.exposure import ExposureKey
from policies.judge import judge
from tests.policies.given import (
    NOW,
    SlidingLedger,
    confirmation,
    eur,
    house,
    known,
    notice,
    rate,
    reorder,
    request,
    supplier,
    transfer,
    withdrawal,
)

WEEK = timedelta(days=7)


def _names(keys: tuple[ExposureKey, ...]) -> list[str]:
    return [key.key for key in keys]


def test_a_purchase_counts_by_entity_tax_number_product_site_and_company() -> None:
    told = known(supplier=supplier(tax_id="de 811.907-980"))

    keys = exposure.keys(request("8.00", quantity="3"), told, house())

    assert _names(keys) == [
        "pace/1/site/2",
        "purchase.draft.supplier/1/entity/30",
        "purchase.draft.supplier/1/tax/DE811907980",
        "purchase.draft.product/1/product/55",
        "purchase.draft.site/1/site/2",
        "purchase.draft.company/1/all",
    ]
    assert {key.amount for key in keys[1:]} == {eur("24.00")}
    assert keys[0].amount == eur(0)


def test_a_commitment_counts_apart_from_the_drafts() -> None:
    drafts = set(_names(exposure.keys(request(), known(), house())))
    commitments = set(_names(exposure.keys(confirmation(request()), known(), house())))

    assert drafts & commitments == {"pace/1/site/2"}


def test_a_transfer_counts_by_product_giving_site_company_cost_and_goods() -> None:
    keys = {key.key: key for key in exposure.keys(transfer("320.00", quantity="40", cost="45.00"), known(), house())}

    assert keys["transfer.draft.product/1/product/55"].amount == eur("320.00")
    assert keys["transfer.draft.site/1/site/1"].amount == eur("320.00")
    assert keys["transfer.draft.company/1/all"].amount == eur("320.00")
    assert keys["transfer.draft.cost/1/product/55"].amount == eur("45.00")
    assert keys["transfer.draft.giving/1/site/1/product/55"].quantity == 40
    assert len(keys) == 6


def test_the_standard_price_read_now_counts_where_it_is_higher_than_what_is_said() -> None:
    told = known(giving=Giving(free=Decimal(1000), unit_value=eur("10.005")))

    keys = exposure.keys(transfer("320.00", quantity="40"), told, house())

    assert keys[1].amount == eur("400.20")


def test_other_kinds_are_counted_not_weighed() -> None:
    assert _names(exposure.keys(reorder(), known(), house())) == ["pace/1/site/2", "reorder.rule/1/rule/77"]
    assert _names(exposure.keys(withdrawal(), known(), house())) == ["pace/1/site/2"]
    assert _names(exposure.keys(notice(), known(), house())) == [
        "pace/1/site/2",
        "notify.person/1/user/9",
        "notify.record/1/product.product/55/shortage",
        "notify.company/1/all",
    ]


def test_what_cannot_be_measured_counts_nowhere() -> None:
    assert exposure.keys(request(), known(supplier=None), house()) == ()
    assert exposure.keys(transfer(), known(giving=None), house()) == ()
    assert exposure.keys(request(currency="USD"), known(), house()) == ()


def test_keys_do_not_depend_on_what_is_already_committed() -> None:
    keys = exposure.keys(request(), known(), house())
    full = known(exposures=tuple(nothing_under(key).model_copy(update={"count": 7}) for key in keys))

    assert exposure.keys(request(), full, house()) == keys


@pytest.mark.parametrize(
    ("price", "quantity", "currency", "factor", "amount"),
    [
        ("8.00", "3", "EUR", "5", "24.00"),
        ("0.004", "1", "EUR", "1", "0.01"),
        ("0.004", "1000", "EUR", "1", "4.00"),
        ("10.00", "1", "USD", "0.9001", "9.01"),
        ("10.00", "1", "USD", "0.33333333333333333333333333333333", "3.34"),
        ("999999999999", "1000000", "EUR", "1", "999999999999.99"),
        ("999999", "1000000", "USD", "1000000000", "999999999999.99"),
    ],
)
def test_amounts_are_exact_rounded_up_and_capped_above_every_limit(
    price: str, quantity: str, currency: str, factor: str, amount: str
) -> None:
    proposal = request("1", quantity=quantity).model_copy(
        update={"unit_price": Money(amount=Decimal(price), currency=currency)}
    )

    keys = exposure.keys(proposal, known(rate=rate(factor)), house())

    assert keys[1].amount == eur(amount)


def test_a_window_slides_and_its_far_edge_still_counts() -> None:
    ledger, second = SlidingLedger(), timedelta(seconds=1)
    key = exposure.keys(request("600.00"), known(), house())[1]

    ledger.judged(request("2000.00"), known(), house())

    assert ledger.standing(key, NOW + WEEK).committed == eur("2000.00")
    assert ledger.standing(key, NOW + WEEK + second).committed == eur(0)


@pytest.mark.parametrize(
    "change",
    [
        {"span": timedelta(days=6)},
        {"committed": Money(amount=Decimal(0), currency="USD")},
        {"committed": eur("-0.01")},
        {"key": "purchase.draft.supplier/1/entity/31"},
    ],
)
def test_an_exposure_of_another_window_is_not_knowledge(change: dict[str, object]) -> None:
    keys = exposure.keys(request(), known(), house())
    told = tuple(nothing_under(key) for key in keys)
    spoiled = (told[0], told[1].model_copy(update=change), *told[2:])

    assert judge(request(), known(exposures=told), house()).kind == "cleared"
    assert judge(request(), known(exposures=spoiled), house()).kind == "refused"


def test_one_doubtful_account_of_a_window_spoils_the_others() -> None:
    key = exposure.keys(request(), known(), house())[1]
    sound = nothing_under(key)

    for doubtful in (sound.model_copy(update={"committed": eur("-1")}), sound.model_copy(update={"span": WEEK * 2})):
        assert exposure.before(key, known(exposures=(sound, doubtful))) is None


def test_two_accounts_of_one_window_are_read_to_the_stricter_side() -> None:
    key = exposure.keys(request(), known(), house())[1]
    less, more = (
        nothing_under(key),
        nothing_under(key).model_copy(update={"committed": eur(7), "quantity": Decimal(2), "count": 3}),
    )

    assert exposure.before(key, known(exposures=(more, less))) == more
    assert exposure.before(key, known(exposures=(less, more))) == more
