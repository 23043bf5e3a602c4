"""The models of Odoo's base, mail and automation that the product relies on, and the assembly of all models."""

from collections.abc import Collection

from sandbox.models_records import MODULES, RECORDS
from sandbox.models_trade import TRADE
from sandbox.schema import DOCUMENT, ModelDef, create_table, field_of, inherit, model_of

_BASE = {
    "res.company": "name:c! currency_id:m2o(res.currency) partner_id:m2o(res.partner) active:b=1 "
    "po_double_validation:s(one_step|two_step)=one_step po_double_validation_amount:m=5000 po_lock:s(edit|lock)=edit",
    "res.currency": "name:c! symbol:c full_name:c active:b=1 rounding:f=0.01 decimal_places:i=2 rate:f* "
    "inverse_rate:f*",
    "res.currency.rate": "name:d currency_id:m2o(res.currency)^ rate:f company_rate:f~@rate "
    "company_id:m2o(res.company)",
    "res.groups": "name:c! full_name:c* comment:t users:m2m(res.users,groups_id) implied_ids:m2m(res.groups) "
    "category_id:i model_access:o2m(ir.model.access,group_id) rule_groups:m2m(ir.rule,groups)",
    "res.users": "login:c! password:c active:b=1 partner_id:m2o(res.partner) company_id:m2o(res.company) signature:h "
    "company_ids:m2m(res.company) groups_id:m2m(res.groups) share:b** notification_type:s(email|inbox)=email "
    "login_date:dt",
    "res.partner": "name:c complete_name:c email:c email_normalized:c partner_share:b** "
    "phone:c active:b=1 is_company:b parent_id:m2o(res.partner) vat:c "
    "ref:c color:i lang:c=en_US "
    "tz:c supplier_rank:i customer_rank:i commercial_partner_id:m2o(res.partner) company_id:m2o(res.company) "
    "country_id:i street:c city:c zip:c comment:h category_id:m2m(res.partner.category) user_id:m2o(res.users) "
    "purchase_warn:s(no-message|warning|block)=no-message purchase_warn_msg:t sale_warn:s(no-message|warning|block)="
    "no-message on_time_rate:f* user_ids:o2m(res.users,partner_id) child_ids:o2m(res.partner,parent_id) "
    "property_purchase_currency_id:m2o(res.currency) " + DOCUMENT,
    "res.users.apikeys": "name:c!",
    "res.partner.category": "name:c! active:b=1 color:i",
    "ir.config_parameter": "key:c! value:t",
    "ir.sequence": "name:c! code:c prefix:c padding:i=5 number_next:i=1 company_id:m2o(res.company)",
    "ir.attachment": "name:c! datas:bin res_model:c res_id:i mimetype:c checksum:c file_size:i description:t "
    "type:c=binary company_id:m2o(res.company)",
    "ir.cron": "name:c! active:b=1 code:t",
}

_META = {
    "ir.model": "name:c! model:c! is_mail_thread:b is_mail_activity:b is_mail_blacklist:b order:c=id transient:b "
    "field_id:o2m(ir.model.fields,model_id) access_ids:o2m(ir.model.access,model_id) "
    "rule_ids:o2m(ir.rule,model_id) state:s(manual|base)=manual info:t",
    "ir.model.fields": "name:c! model_id:m2o(ir.model)!^ model:c@model_id.model field_description:c ttype:c! "
    "relation:c "
    "relation_field:c required:b readonly:b store:b=1 index:b copied:b=1 tracking:i compute:t depends:c "
    "on_delete:s(cascade|set+null|restrict)=set+null currency_field:c size:i domain:c=[] help:t translate:b "
    "sanitize:b=1 sanitize_tags:b=1 sanitize_attributes:b=1 sanitize_style:b strip_style:b strip_classes:b related:c "
    "state:s(manual|base)=manual groups:m2m(res.groups) selection_ids:o2m(ir.model.fields.selection,field_id)",
    "ir.model.fields.selection": "field_id:m2o(ir.model.fields)!^ value:c! name:c! sequence:i=1000",
    "ir.model.access": "name:c! model_id:m2o(ir.model)!^ group_id:m2o(res.groups) perm_read:b perm_write:b "
    "perm_create:b "
    "perm_unlink:b active:b=1",
    "ir.rule": "name:c model_id:m2o(ir.model)!^ groups:m2m(res.groups) domain_force:t perm_read:b=1 perm_write:b=1 "
    "perm_create:b=1 perm_unlink:b=1 active:b=1 global:b**",
    "ir.model.data": "module:c= name:c! model:c! res_id:i noupdate:b complete_name:c* reference:c*",
    "base.automation": "name:c! model_id:m2o(ir.model)!^ model_name:c~@model_id.model active:b=1 "
    "trigger:s(on_create|on_write|on_create_or_write|on_unlink|on_change|on_time|on_time_created|on_time_updated|"
    "on_stage_set|on_user_set|on_tag_set|on_state_set|on_priority_set|on_archive|on_unarchive|on_message_received|"
    "on_message_sent|on_webhook)! "
    "trigger_field_ids:m2m(ir.model.fields) filter_pre_domain:c filter_domain:c trg_date_id:m2o(ir.model.fields) "
    "trg_date_range:i trg_date_range_type:s(minutes|hour|day|month)=hour last_run:dt "
    "action_server_ids:o2m(ir.actions.server,base_automation_id)",
    "ir.actions.server": "name:c! model_id:m2o(ir.model)!^ model_name:c@model_id.model type:c=ir.actions.server "
    "state:s(object_write|object_create|code|multi|webhook|next_activity|mail_post|followers|remove_followers|sms)="
    "object_write code:t usage:s(ir_actions_server|base_automation|ir_cron)=ir_actions_server sequence:i=5 "
    "base_automation_id:m2o(base.automation)^ binding_model_id:m2o(ir.model) binding_type:c=action "
    "binding_view_types:c=list,form groups_id:m2m(res.groups) update_path:c value:t evaluation_type:c=value "
    "webhook_url:c activity_type_id:m2o(mail.activity.type) activity_summary:c activity_note:h "
    "activity_user_type:s(specific|generic)=specific activity_user_id:m2o(res.users) "
    "activity_user_field_name:c=user_id activity_date_deadline_range:i "
    "activity_date_deadline_range_type:s(days|weeks|months)=days",
    "ir.ui.view": "name:c! model:c type:c arch:t arch_base:t@arch priority:i=16 active:b=1 mode:c=primary "
    "inherit_id:m2o(ir.ui.view) groups_id:m2m(res.groups)",
    "ir.actions.act_window": "name:c! type:c=ir.actions.act_window res_model:c! view_mode:c=tree,form context:c={} "
    "domain:c "
    "view_id:m2o(ir.ui.view) search_view_id:m2o(ir.ui.view) groups_id:m2m(res.groups) help:h target:c=current "
    "limit:i=80 "
    "res_id:i binding_model_id:m2o(ir.model)",
    "ir.ui.menu": "name:c! parent_id:m2o(ir.ui.menu)^ action:c groups_id:m2m(res.groups) sequence:i=10 web_icon:c "
    "active:b=1 complete_name:c*",
}

_MAIL = {
    "mail.activity.type": "name:c! summary:c res_model:c active:b=1 category:c=default delay_count:i keep_done:b "
    "sequence:i=10 icon:c",
    "mail.message.subtype": "name:c! internal:b default:b=1 sequence:i=1",
    "mail.message": "model:c res_id:i body:h subject:c author_id:m2o(res.partner) email_from:c date:dt message_id:c "
    "message_type:s(email|comment|email_outgoing|notification|auto_comment|user_notification)=comment "
    "subtype_id:m2o(mail.message.subtype) parent_id:m2o(mail.message) is_internal:b record_name:c "
    "mail_activity_type_id:m2o(mail.activity.type) partner_ids:m2m(res.partner) attachment_ids:m2m(ir.attachment) "
    "notified_partner_ids:m2m(res.partner)",
    "mail.followers": "res_model:c! res_id:i partner_id:m2o(res.partner)!^",
    "mail.notification": "mail_message_id:m2o(mail.message)!^ res_partner_id:m2o(res.partner)^ "
    "author_id:m2o(res.partner) "
    "notification_type:s(inbox|email)=inbox is_read:b "
    "notification_status:s(ready|process|pending|sent|bounce|exception|canceled)=ready "
    "failure_type:s(unknown|mail_bounce|mail_email_invalid|mail_email_missing|mail_from_invalid|mail_from_missing|"
    "mail_smtp) failure_reason:t",
    "mail.activity": "res_model_id:m2o(ir.model) res_model:c@res_model_id.model res_id:i res_name:c** active:b=1 "
    "activity_type_id:m2o(mail.activity.type) summary:c note:h user_id:m2o(res.users)! date_deadline:d! date_done:d "
    "automated:b state:s(overdue|today|planned|done)*",
    "mail.thread": "",
}

_ORDER = {
    "res.users": "id", "res.groups": "name", "res.currency": "active desc, name", "res.currency.rate": "name desc, id",
    "ir.model": "model", "ir.model.fields": "name", "ir.model.fields.selection": "sequence, id",
    "ir.actions.server": "sequence, id", "ir.ui.view": "priority, name, id", "ir.ui.menu": "sequence, id",
    "mail.message": "id desc", "mail.activity": "date_deadline, id", "res.partner": "id", "ir.attachment": "id desc",
    "ir.rule": "model_id desc, id", "ir.model.data": "module, model, name",
}  # fmt: skip


def built_in(modules: Collection[str] = ()) -> dict[str, ModelDef]:
    """Every model that an empty sandbox knows, with those of the optional `modules`."""
    models = {
        name: model_of(name, words, order=_ORDER.get(name, "id")) for name, words in (_BASE | _META | _MAIL).items()
    }
    models["res.users"].inherits = ("res.partner", "partner_id")
    models |= {m.name: model_of(m.name, m.words, order=m.order, inherits=m.inherits) for m in (*TRADE, *RECORDS)}
    for module in (MODULES[name] for name in sorted(modules)):
        models |= {m.name: model_of(m.name, m.words, order=m.order) for m in module.models}
        for name, words in module.fields.items():
            models[name].fields |= {of.name: of for of in map(field_of, words.split())}
    for model in models.values():
        if model.inherits:
            inherit(model, models[model.inherits[0]])
    return models


def tables(models: dict[str, ModelDef]) -> list[str]:
    """The statements that make all tables and an index behind every one2many."""
    made = [statement for model in models.values() for statement in create_table(model)]
    for model in models.values():
        for of in model.fields.values():
            other = models.get(of.relation)
            if of.kind == "one2many" and other and other.fields[of.inverse].column:
                made.append(
                    f'CREATE INDEX IF NOT EXISTS "{other.table}_{of.inverse}" ON "{other.table}" ("{of.inverse}")'
                )
    return made
