"""Columns of Odoo become arrays, whatever their values came as."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fact import Json
from tools.odoo.columns import Index, column_of, floats, ids


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["16.00", "0.5"], [16.0, 0.5]),
        ([3, 2.5, "1"], [3.0, 2.5, 1.0]),
        ([None, "2.00", False], [0.0, 2.0, 0.0]),
        (["many", "2"], [np.nan, 2.0]),
        (["1e12", -2e9, 1e9], [np.nan, np.nan, 1e9]),
        ([[1, "x"], "2"], [np.nan, 2.0]),
        ([], []),
    ],
)
def test_numbers_are_read_as_numbers_or_text_and_the_impossible_is_none(
    column: list[Json], expected: list[float]
) -> None:
    np.testing.assert_array_equal(floats(column), expected)


def test_an_empty_reference_is_no_id() -> None:
    assert ids([7, None, False, 9]).tolist() == [7, -1, -1, 9]


def test_a_group_that_gathered_nothing_has_empty_columns() -> None:
    assert column_of({"product_id": False}, "product_id") == []
    assert column_of({}, "product_id") == []


@given(st.lists(st.integers(1, 500), unique=True, max_size=40), st.lists(st.integers(-1, 500), max_size=40))
def test_an_index_finds_what_a_list_would(listed: list[int], wanted: list[int]) -> None:
    places = Index(listed).of(np.array(wanted, dtype=np.int64))

    assert places.tolist() == [listed.index(one) if one in listed else -1 for one in wanted]
