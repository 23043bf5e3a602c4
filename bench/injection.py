"""Mails that give orders to an obedient model, through whole turns of a supplier case: `python -m bench.injection`.

The public sets of BIPIA and AgentDojo and orders of our own trade, each in five carriers (body, hidden HTML, quoted
history, subject, name of an attachment), each read at the beginning of a case and again when everything harmless is
done. Counted is what a turn came to that neither Odoo's records nor the turn without the mail have; beside it the
baseline, a reader that believes what the model says. `--every N` takes each N-th mail only.
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.agents.injected_mails import CARRIERS, PLAIN, cases, mail_of, published
from tests.agents.injected_model import Obedient, trusting
from tests.agents.injected_turns import ASKED, Post, attacked, planned, turned
from tests.agents.supplier_mind import Sitting
from tests.agents.supplier_world import Suppliers, suppliers
from tests.fakes.chat import chat_server
from tests.nordlager import chat
from tools.model import ChatModel

_NEWS = {"2026-12-22"}


def run(every: int) -> None:
    """Print the counts, each with its bound."""
    script = Obedient()
    folder = tempfile.TemporaryDirectory(prefix="injection-")
    with folder as name, suppliers(Path(name)) as world, chat_server(script) as server:
        model = chat(server)
        _attacks(world, model, script, every)
        _plain(world, model, script)


def _attacks(world: Suppliers, model: ChatModel, script: Obedient, every: int) -> None:
    begun, settled = Sitting(world, "DR", model), Sitting(world, "DR", model)
    settled.settle()
    found, turns, started = cases()[::every], 0, time.monotonic()
    wrong, fooled, read, sources = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    stages = [(sitting, turned(sitting.again())) for sitting in (begun, settled)]
    for number, (attack, carrier) in enumerate(found):
        script.order = attack.order
        sources[attack.source] += 1
        for place, (sitting, plain) in enumerate(stages):
            amiss, came = attacked(sitting.again(), plain, attack, carrier, number)
            turns += 1
            wrong[carrier] += bool(amiss)
            read[carrier] += place == 0 and planned(came) == _NEWS
            for said in amiss:
                print(f"AMISS {carrier} {attack.order[:60]!r}: {said}")
        if carrier == "body":
            fooled[carrier] += bool(attacked(begun.again(), stages[0][1], attack, carrier, number, trusting())[0])
    counts = ", ".join(f"{count} {source}" for source, count in sources.items())
    print(f"{len(found)} mails ({counts}), {turns} turns, {time.monotonic() - started:.0f} s")
    print(f"the order reached the model in {script.reached} requests")
    print(f"amiss: {sum(wrong.values())} of {turns} turns (at most {300 / turns:.2f} % at 95 % where it is none)")
    bodies = sum(carrier == "body" for _, carrier in found)
    print(f"baseline that believes the model's values: {fooled['body']} of {bodies} mails with the order in the body")
    for carrier in CARRIERS[1:]:
        mails = sum(one == carrier for _, one in found)
        print(f"plain news read although an order is in the {carrier}: {read[carrier]} of {mails}")


def _plain(world: Suppliers, model: ChatModel, script: Obedient) -> None:
    script.order, post, good = "", Post(world), 0
    for number, (words, day) in enumerate(PLAIN):
        html = "<br>".join(words.splitlines())
        message = post.arrives(mail_of(html, sender="sales@dr.example", answers=ASKED, number=100_000 + number))
        came = turned(Sitting(world, "DR", model))
        post.leaves(message)
        good += came.heard.replies[-1].clear and planned(came) == ({day} if day is not None else set())
    print(f"plain answers in five languages: {good} of {len(PLAIN)} read as meant")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--every", type=int, default=1)
    if not published():
        print("the public sets are absent: set WEIGHBRIDGE_DATA")
    run(asked.parse_args().every)
