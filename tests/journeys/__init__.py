"""Cases from finding to ending: a real Temporal server, the sandbox Odoo on a socket, and people who answer in it."""
