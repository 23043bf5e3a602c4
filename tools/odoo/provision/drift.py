"""What nobody provisioned but could touch a request: it is told, never changed, and no answer is believed meanwhile."""

from collections.abc import Mapping

from domain.fact import Json
from tools.odoo.plain import text, whole
from tools.odoo.provision.model import OURS
from tools.odoo.provision.pieces import Survey

_BESIDE: Mapping[str, str] = {
    "ir.model.access": "access right",
    "ir.rule": "record rule",
    "base.automation": "automation",
    "ir.actions.server": "server action",
}


def strangers(survey: Survey) -> None:
    """Note whatever stands on our models and is not ours: rights, rules, automations, actions, views, fields."""
    models: list[Json] = [survey.ids[f"model {name}"] for name in OURS if f"model {name}" in survey.ids]
    for model, what in _BESIDE.items():
        _foreign(survey, model, what, ["model_id", "in", models])
    _foreign(survey, "ir.ui.view", "view", ["model", "in", [*OURS]])
    _foreign(survey, "ir.model.fields", "field", ["model", "in", [*OURS]], ["name", "=like", "x_%"])
    towards = survey.admin.rows("ir.model.fields", [["relation", "in", [*OURS]]], ["name", "model"])
    for row in towards:
        survey.note("field", "foreign", f"the field {text(row['model'])}.{text(row['name'])} leads to a model of ours")


def _foreign(survey: Survey, model: str, what: str, *domain: Json) -> None:
    for row in survey.admin.rows(model, [*domain], ["name"]):
        if (model, whole(row["id"])) not in survey.records:
            survey.note(what, "foreign", f"the {what} {text(row['name'])!r} on our model is not ours")
