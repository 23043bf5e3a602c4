"""What Odoo does itself for the robot, once and in the transaction of the errand: the code of that automation.

The robot has no right to write partners or vendor prices. It makes an errand under a key, and this code does exactly
one of three things, or raises, which undoes the errand as well. Each compares what it is about to change with what the
robot saw, in the same transaction: whoever was faster is not overwritten.
"""

_WHO = """
if env.context.get('attachments_mime_plainxml') or env.context.get('old_values') or env.uid != @robot@:
    raise UserError('Errands are made by the assistant, once.')
if record.x_made:
    raise UserError('An errand is not done yet when it is made.')
doc = record.x_doc
"""

_ASK = """
if record.x_kind == 'ask':
    if doc._name != 'purchase.order' or doc.state not in ('purchase', 'done'):
        raise UserError('Suppliers are asked about confirmed orders only.')
    partner = doc.partner_id
    if partner.id != record.x_partner or not partner.active or not partner.email_normalized:
        raise UserError('%s cannot be written to about %s.' % (partner.name, doc.name))
    if any(other.partner_share and other != partner for other in doc.message_partner_ids):
        raise UserError('Others outside the company follow %s and would read it.' % doc.name)
    sent = doc.message_post(body=record.x_html_text, message_type='comment', subtype_xmlid='mail.mt_comment',
                            partner_ids=[partner.id])
    record.write({'x_made': sent.id})
"""

_WARN = """
elif record.x_kind == 'warn':
    if doc._name != 'res.partner' or doc.commercial_partner_id != doc:
        raise UserError('Warnings are set on suppliers, not on their contacts.')
    now = ('%s\\n%s' % (doc.purchase_warn or 'no-message', doc.purchase_warn_msg or '')).replace('\\r', '').strip()
    if now != (record.x_before or '').strip():
        raise UserError('Somebody changed the warning on %s in the meantime.' % doc.name)
    then = (record.x_after or '').strip().split('\\n', 1)
    if then[0] not in ('no-message', 'warning', 'block'):
        raise UserError('There is no level %s.' % then[0])
    doc.write({'purchase_warn': then[0], 'purchase_warn_msg': then[1].strip() if len(then) > 1 else False})
    record.write({'x_made': doc.id})
"""

_PREFER = """
elif record.x_kind == 'prefer':
    if doc._name != 'product.product':
        raise UserError('Suppliers are preferred for products.')
    prices = doc.product_tmpl_id.seller_ids.filtered(
        lambda s: s.partner_id.active and (not s.product_id or s.product_id == doc)
        and (not s.company_id or s.company_id == env.company))
    now = [s.id for s in sorted(prices, key=lambda s: (s.sequence, -s.min_qty, s.price, s.id))]
    if ','.join([str(i) for i in now]) != record.x_before:
        raise UserError('Somebody changed the vendors of %s in the meantime.' % doc.name)
    then = [int(i) for i in record.x_after.split(',')]
    if sorted(then) != sorted(now):
        raise UserError('A preference only reorders the vendor prices there are.')
    for place, price in enumerate(then):
        env['product.supplierinfo'].browse(price).write({'sequence': place + 1})
    record.write({'x_made': then[0]})
else:
    raise UserError('There is no errand of that kind.')
"""

DO = "\n".join(part.strip("\n") for part in (_WHO, _ASK, _WARN, _PREFER))
"""The whole code."""
