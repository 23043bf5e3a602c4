"""Odoo through one door: typed reads, keyed writes, and the requests that people answer."""
