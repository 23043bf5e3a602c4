"""Words by which rules read a supplier's message, in English, German, French, Dutch and Spanish."""

import re
from typing import Final

SENTENCE: Final = re.compile(r"(?<=[!?])\s+|(?<=[a-zäöüßéèêñ)\]]\.)\s+(?=[A-ZÄÖÜÉ¿¡])|\n+")
NO: Final = re.compile(
    r"\b(?:can ?not|can't|unable|not able|won't|will not|do not|don't|impossible|regret|cancel(?:led|ed)?|out of stock"
    r"|leider|nicht|keine?n?|storniert|ausverkauft|ne pou\w+|pas|impossible|annul\w+|rupture"
    r"|kunnen \w* ?niet|niet|geen|geannuleerd|uitverkocht|no podemos|no es posible|imposible|cancelad\w+|agotad\w+)\b",
    re.IGNORECASE,
)
"""Words of a refusal."""
"""Where one sentence ends and the next begins."""
YES: Final = re.compile(
    r"\b(?:confirm(?:ed|s|ing)?|as (?:agreed|planned|ordered|promised)|on (?:time|schedule)|in time"
    r"|bestätig\w*|wie (?:geplant|vereinbart|bestellt|zugesagt)|pünktlich|termingerecht|fristgerecht"
    r"|confirm(?:ons|é\w*|e)|comme (?:prévu|convenu)|dans les délais"
    r"|bevestig\w*|zoals (?:gepland|afgesproken|besteld)|op tijd"
    r"|confirma(?:mos|do|da)|según lo (?:previsto|acordado)|a tiempo)\b",
    re.IGNORECASE,
)
"""Words of a confirmation."""
DELIVERY: Final = re.compile(
    r"\b(?:deliver\w*|ship\w*|arriv\w*|dispatch\w*|send|sent|eta|expected|date|ready|available"
    r"|liefer\w*|versand\w*|versend\w*|eintreff\w*|termin|ankunft|verfügbar"
    r"|livr\w+|expédi\w+|arriv\w+|envoy\w+|disponib\w+|lever\w*|gelever\w*|verzend\w*|verzonden|aankom\w*|beschikbaar"
    r"|entreg\w+|envi\w+|lleg\w+|despach\w+)\b",
    re.IGNORECASE,
)
"""Words that speak of goods on their way."""
PAYING: Final = re.compile(
    r"\b(?:invoice|payment|pay|paid|bank|iban|account|rechnung|zahlung|konto|facture|paiement|compte|factuur|betaling"
    r"|rekening|factura|pago|cuenta)\b",
    re.IGNORECASE,
)
"""Words that speak of money to be paid; what they say is for a person."""
POLITE: Final = re.compile(
    r"^(?:(?:dear|hello|hi|good (?:morning|day|afternoon)|guten (?:tag|morgen)|hallo|sehr geehrte\w*|liebe\w*|bonjour"
    r"|madame|monsieur|geachte|beste|goedendag|buenos días|hola|estimad\w+)\b[^.!?]{0,60}"
    r"|(?:(?:kind|best|warm) regards|regards|thanks?(?: you)?(?: for .{0,60})?|many thanks|cheers|sincerely"
    r"|mit freundlichen grüßen|freundliche grüße|viele grüße|(?:vielen )?danke?(?: für .{0,60})?"
    r"|cordialement|merci\b.{0,60}"
    r"|met vriendelijke groet\w*|groeten|bedankt\b.{0,60}|saludos\b.{0,30}|atentamente|gracias\b.{0,60}))[\s,.!]*$",
    re.IGNORECASE,
)
"""Greetings and farewells."""
