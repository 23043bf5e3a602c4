"""Currencies: the rate of a day, and amounts carried from one currency into another."""

from datetime import date

from sandbox.orm import Env
from sandbox.registry import compute


def rate(env: Env, currency: int, company: int, day: str | date) -> float:
    """Units of a currency for one unit of company currency on a day; 1 where no rate is known by then."""
    found = env.store.column(
        "SELECT rate FROM res_currency_rate WHERE currency_id = ? AND name <= ? "
        "AND (company_id IS NULL OR company_id = ?) ORDER BY company_id IS NULL, name DESC LIMIT 1",
        [currency, str(day)[:10], company],
    )
    return float(found[0]) if found and found[0] else 1.0


def convert(env: Env, amount: float, source: int, target: int, *, company: int, day: str | date) -> float:
    """An amount in one currency as an amount in another, at a company's rates of a day; not rounded."""
    if source == target or not source or not target:
        return amount
    return amount * rate(env, target, company, day) / rate(env, source, company, day)


@compute("res.currency", "rate", "inverse_rate")
def current(env: Env, ids: list[int]) -> dict[int, dict[str, float]]:
    """The rate of the day that the context names, else of today, and its inverse."""
    day = env.context.get("date") or env.stamp()
    company = env.context.get("company_id") or env.company_id
    rates = {currency: rate(env, currency, company, day) for currency in ids}
    return {currency: {"rate": value, "inverse_rate": 1 / value} for currency, value in rates.items()}
