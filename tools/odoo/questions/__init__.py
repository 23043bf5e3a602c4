"""Typed reads that a chat model may ask for, by name. None of them writes, and every answer is bounded."""

from collections.abc import Mapping

from tools.odoo.questions.asking import Question
from tools.odoo.questions.orders import ORDERS
from tools.odoo.questions.stock import STOCK

__all__ = ["QUESTIONS", "Question"]

QUESTIONS: Mapping[str, Question] = {question.name: question for question in (*STOCK, *ORDERS)}
