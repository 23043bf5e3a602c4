"""Questions to suppliers as letters: one fixed text per question and language, typed slots, everything escaped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import Final

from domain.supplying import AskedLine, AskSupplier, Question
from tools.odoo.plain import figure

_MOST = 3900
"""Characters of a letter that a page can show."""


@dataclass(frozen=True)
class Tongue:
    """The fixed texts of one language; `comma` is how it writes a fraction, `day` how it writes a date."""

    greeting: str
    about: str
    again: str
    questions: Mapping[Question, str]
    line: str
    answer: str
    day: str
    comma: str = ","


_ENGLISH = Tongue(
    greeting="Dear {partner},",
    about="this is about our order {order}.",
    again="We have written to you about it before and have found no answer.",
    questions={
        Question.CONFIRM: "Please confirm that the following will arrive on the day that was promised:",
        Question.EXPEDITE: "Can the following come sooner? Please tell us the earliest day that you can keep:",
        Question.EXPLAIN: "Please tell us why the following is late, and the day that you can keep:",
    },
    line="{quantity} {unit} of {product}, promised for {day}",
    answer="Please reply to this message by {day}.",
    day="%d %B %Y",
    comma=".",
)
LETTERS: Final[Mapping[str, Tongue]] = {
    "en": _ENGLISH,
    "de": Tongue(
        greeting="Guten Tag {partner},",
        about="es geht um unsere Bestellung {order}.",
        again="Wir haben Ihnen dazu schon geschrieben und keine Antwort gefunden.",
        questions={
            Question.CONFIRM: "Bitte bestätigen Sie, dass Folgendes am zugesagten Tag eintrifft:",
            Question.EXPEDITE: "Kann Folgendes früher kommen? Bitte nennen Sie uns den frühesten Tag, den Sie halten:",
            Question.EXPLAIN: "Bitte nennen Sie uns den Grund der Verspätung und den Tag, den Sie halten können:",
        },
        line="{quantity} {unit} {product}, zugesagt für den {day}",
        answer="Bitte antworten Sie bis zum {day} auf diese Nachricht.",
        day="%d.%m.%Y",
    ),
    "fr": Tongue(
        greeting="Bonjour {partner},",
        about="nous vous écrivons au sujet de notre commande {order}.",
        again="Nous vous avons déjà écrit à ce sujet et n'avons pas trouvé de réponse.",
        questions={
            Question.CONFIRM: "Merci de confirmer que les articles suivants arriveront à la date promise :",
            Question.EXPEDITE: "Les articles suivants peuvent-ils arriver plus tôt ? Merci d'indiquer la première date "
            "que vous pouvez tenir :",
            Question.EXPLAIN: "Merci d'indiquer la raison du retard des articles suivants et la date que vous pouvez "
            "tenir :",
        },
        line="{quantity} {unit} de {product}, promis pour le {day}",
        answer="Merci de répondre à ce message avant le {day}.",
        day="%d/%m/%Y",
    ),
    "nl": Tongue(
        greeting="Beste {partner},",
        about="dit gaat over onze bestelling {order}.",
        again="Wij hebben u hierover al geschreven en geen antwoord gevonden.",
        questions={
            Question.CONFIRM: "Wilt u bevestigen dat het volgende op de toegezegde dag aankomt:",
            Question.EXPEDITE: "Kan het volgende eerder komen? Noem ons de vroegste dag die u kunt halen:",
            Question.EXPLAIN: "Wilt u ons de reden van de vertraging noemen, en de dag die u kunt halen:",
        },
        line="{quantity} {unit} {product}, toegezegd voor {day}",
        answer="Wilt u uiterlijk {day} op dit bericht antwoorden?",
        day="%d-%m-%Y",
    ),
    "es": Tongue(
        greeting="Estimados señores de {partner}:",
        about="les escribimos sobre nuestro pedido {order}.",
        again="Ya les hemos escrito sobre ello y no hemos encontrado respuesta.",
        questions={
            Question.CONFIRM: "Les rogamos que confirmen que lo siguiente llegará el día prometido:",
            Question.EXPEDITE: "¿Puede llegar antes lo siguiente? Indíquennos el primer día que puedan cumplir:",
            Question.EXPLAIN: "Indíquennos el motivo del retraso de lo siguiente y el día que puedan cumplir:",
        },
        line="{quantity} {unit} de {product}, prometido para el {day}",
        answer="Les rogamos que respondan a este mensaje antes del {day}.",
        day="%d/%m/%Y",
    ),
}
"""The texts by language; a partner of any other language is written to in English."""


def letter(proposal: AskSupplier, language: str) -> str:
    """The letter as HTML in the partner's language (`de_DE`); days are those of UTC."""
    tongue = LETTERS.get(language.partition("_")[0], _ENGLISH)
    opening = [tongue.about.format(order=proposal.order), *([tongue.again] if proposal.round > 1 else [])]
    paragraphs = (
        tongue.greeting.format(partner=proposal.partner),
        " ".join(opening),
        tongue.questions[proposal.question],
    )
    lines = "".join(f"<li>{escape(_line(line, tongue))}</li>" for line in proposal.lines)
    answer = escape(tongue.answer.format(day=_day(proposal.answer_by, tongue)))
    return "".join(f"<p>{escape(text)}</p>" for text in paragraphs) + f"<ul>{lines}</ul><p>{answer}</p>"


def letter_in_words(proposal: AskSupplier) -> str:
    """What the letter says, in English and without marks, for those who are asked whether it may be sent."""
    tongue = _ENGLISH
    again = f" {tongue.again}" if proposal.round > 1 else ""
    said = (
        "The letter, written in the supplier's language where we have it:",
        tongue.greeting.format(partner=proposal.partner),
        tongue.about.format(order=proposal.order) + again,
        tongue.questions[proposal.question],
        *(f"- {_line(line, tongue)}" for line in proposal.lines),
        tongue.answer.format(day=_day(proposal.answer_by, tongue)),
    )
    return "\n".join(said)[:_MOST]


def _line(line: AskedLine, tongue: Tongue) -> str:
    return tongue.line.format(
        quantity=_quantity(line.open_quantity, tongue),
        unit=line.product.uom,
        product=f"[{line.product.code}] {line.product.name}",
        day=_day(line.promised, tongue),
    )


def _quantity(quantity: Decimal, tongue: Tongue) -> str:
    return figure(quantity).replace(".", tongue.comma)


def _day(at: datetime, tongue: Tongue) -> str:
    return at.strftime(tongue.day).lstrip("0")
