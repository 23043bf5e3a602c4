"""The tables of the policy book about suppliers."""

from domain.fact import Fact
from policies.limits import AmountLimits, CountLimits, DayLimits, ShareLimits, Span, StepLimits


class AskLimits(Fact):
    """Questions to suppliers: how many to one of them, about one order lately and in all, and by one company."""

    supplier: CountLimits
    order: CountLimits
    order_in_all: CountLimits
    company: CountLimits


class ReplanLimits(Fact):
    """Dates that we plan with: by how many days on which evidence, for how much money, and how far ahead at all."""

    statistics: DayLimits
    reply: DayLimits
    supplier: StepLimits
    company: StepLimits
    furthest: Span


class PreferLimits(Fact):
    """Which supplier is asked first for a product."""

    product: CountLimits
    supplier: AmountLimits


class SplitLimits(Fact):
    """Part of a late line sourced elsewhere; the money is limited as any request for quotation."""

    line: ShareLimits


class ReviewLimits(Fact):
    """Tasks to look at a supplier; a person's and a company's tasks are limited together with all others."""

    record: CountLimits


class ReleaseLimits(Fact):
    """Holds that are taken back."""

    supplier: AmountLimits
    company: CountLimits


class HoldLimits(ReleaseLimits):
    """Holds; `changes` counts those of one supplier together with its releases."""

    changes: CountLimits
