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
    """Note rights, rules, automations, actions and fields on our models, and fields towards them, that are not ours."""
    models: list[Json] = [survey.ids[f"model {name}"] for name in OURS if f"model {name}" in survey.ids]
    for model, what in _BESIDE.items():
        for row in survey.admin.rows(model, [["model_id", "in", models]], ["name"]):
            if (model, whole(row["id"])) not in survey.records:
                survey.note(what, "foreign", f"the {what} {text(row['name'])!r} on our model is not ours")
    towards = survey.admin.rows("ir.model.fields", [["relation", "in", [*OURS]]], ["name", "model"])
    for row in towards:
        survey.note("field", "foreign", f"the field {text(row['model'])}.{text(row['name'])} leads to a model of ours")
    added: list[Json] = [["model", "in", [*OURS]], ["name", "=like", "x_%"]]
    for row in survey.admin.rows("ir.model.fields", added, ["name", "model"]):
        if ("ir.model.fields", whole(row["id"])) not in survey.records:
            survey.note("field", "foreign", f"the field {text(row['model'])}.{text(row['name'])} is not ours")
