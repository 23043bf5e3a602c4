"""How often a write goes wrong under faults: `python -m bench.faults [--rounds 1] [--storms 50] [--everywhere]`.

A sandbox Odoo on a socket, the ledger on SQLite, and the activity that writes, tried again as Temporal would try it.
Each round does every kind of write once for every fault, which befalls a call that writes (with `--everywhere` any
call of the write, also those before and after). A storm is one write with several faults at random calls. After each
write Odoo is counted and held against the ledger. The named baseline is a client that knows no key: it creates, and
when no answer comes it creates again, under the same faults.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.journeys import mishaps
from tests.journeys import world as worlds
from tests.journeys.deeds import DEEDS, Deed
from tests.journeys.mishaps import MISHAPS, PATIENCE
from tests.journeys.spoiling import behind, quants
from tests.journeys.trials import Trial, hasty, naively, ordered, tried
from tests.journeys.world import World

STORM_CALLS, STORM_SHARE = 60, 0.12
_REST = timedelta(0)


@dataclass
class Tally:
    """What was done to writes, and what came of them."""

    faults: int = 0
    writes: int = 0
    tries: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    naive_writes: int = 0
    naive_duplicates: int = 0

    def add(self, trial: Trial, faults: int) -> None:
        """One write more."""
        self.faults += faults
        self.writes += 1
        self.tries += trial.tries
        self.ends[trial.said or "done"] += 1
        self.wrong.update({_class_of(trial, doubt) for doubt in trial.wrong()})


def _class_of(trial: Trial, doubt: str) -> str:
    if trial.times not in {0, 1}:
        return "duplicates"
    if not trial.said and trial.times == 0:
        return "lost"
    return "without words" if "without a word" in doubt else "ledger differs"


@dataclass
class Bench:
    """One company, and a name for every write in it."""

    stage: World
    tally: Tally = field(default_factory=Tally)
    number: int = 0

    def arranged(self, write: str) -> Deed:
        """A fresh write of a kind. What was reserved and leapt over by others does not matter to it."""
        self.number += 1
        self.stage.later = _REST
        return DEEDS[write](self.stage, f"case/bench/sandbox/1/{self.number}")

    def calls(self, write: str) -> list[tuple[str, str]]:
        """The calls of a write to which nothing happens."""
        deed = self.arranged(write)
        order, before = ordered(self.stage, deed), len(self.stage.odoo.calls)
        doubts = tried(self.stage, deed, order, self.stage.desk()).wrong()
        if doubts:
            message = f"{write} goes wrong without any fault: {doubts}"
            raise SystemExit(message)
        return [(call.model, call.method) for call in self.stage.odoo.calls[before:]]

    def befall(self, write: str, name: str, nth: int) -> None:
        """One write, one fault."""
        deed, mishap, odoo = self.arranged(write), MISHAPS[name], self.stage.odoo
        order, before = ordered(self.stage, deed), odoo.faults.fired()
        with mishaps.clean(self.stage):
            mishaps.order(self.stage, mishap, nth=nth)
            trial = tried(self.stage, deed, order, hasty(self.stage, PATIENCE) if mishap.slow else self.stage.desk())
        self.tally.add(trial, odoo.faults.fired() - before)

    def storm(self, write: str, dice: random.Random) -> None:
        """One write, faults wherever the dice fall."""
        quick = [name for name, mishap in MISHAPS.items() if not mishap.slow]
        deed, odoo = self.arranged(write), self.stage.odoo
        order, before, ordered_ = ordered(self.stage, deed), odoo.faults.fired(), 0
        with mishaps.clean(self.stage):
            for call in range(1, STORM_CALLS):
                if dice.random() < STORM_SHARE:  # a fault sees only the calls that no earlier one took
                    mishaps.order(self.stage, MISHAPS[dice.choice(quick)], nth=call - ordered_)
                    ordered_ += 1
            trial = tried(self.stage, deed, order, self.stage.desk())
        self.tally.add(trial, odoo.faults.fired() - before)

    def naive(self, write: str, name: str) -> None:
        """The same without keys, where the write makes a record and a retry seems to help."""
        deed, mishap = self.arranged(write), MISHAPS[name]
        if deed.values is None or mishap.final:
            return
        with mishaps.clean(self.stage):
            mishaps.order(self.stage, mishap, *deed.plain)
            desk = hasty(self.stage, PATIENCE) if mishap.slow else self.stage.desk()
            times = naively(self.stage, deed, desk)
        self.tally.naive_writes += 1
        self.tally.naive_duplicates += times > 1


@contextmanager
def company(folder: Path) -> Iterator[World]:
    """The demo company, provisioned, on a socket."""
    made, copy = folder / "made", folder / "copy"
    made.mkdir()
    copy.mkdir()
    with worlds.world(worlds.provisioned(made), copy, None, worlds.short_book()) as stage:
        behind(stage, "stock.quant", quants(stage, "BRG-6204", "HAM"), quantity=1e6)  # enough for all reservations
        yield stage


def run(bench: Bench, *, rounds: int, storms: int, everywhere: bool, dice: random.Random) -> None:
    """All rounds and storms."""
    for write in DEEDS:
        calls = bench.calls(write)
        writing = bench.arranged(write).writes
        places = [n for n, call in enumerate(calls, start=1) if everywhere or call in writing]
        for _ in range(rounds):
            for name in MISHAPS:
                for nth in places:
                    bench.befall(write, name, nth)
                bench.naive(write, name)
    for _ in range(storms):
        bench.storm(dice.choice([*DEEDS]), dice)


def report(tally: Tally, seconds: float) -> None:
    """Print the counts, and what zero of so many says."""
    wrong = {kind: tally.wrong[kind] for kind in ("duplicates", "lost", "ledger differs", "without words")}
    print(f"{tally.faults} faults in {tally.writes} writes, {tally.tries} tries, {seconds:.0f} s")
    print("ended      " + ", ".join(f"{end} {times}" for end, times in tally.ends.most_common()))
    for kind, times in wrong.items():
        print(f"{kind:14} {times}")
    if not any(wrong.values()):
        print(f"none in {tally.writes} writes: at most {300 / tally.writes:.2f} % of writes at 95 % (rule of three)")
    print(f"baseline without keys: {tally.naive_duplicates} of {tally.naive_writes} writes made twice")


def main() -> None:
    """Print the table; fails when anything went wrong."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=1)
    asked.add_argument("--storms", type=int, default=50)
    asked.add_argument("--everywhere", action="store_true", help="faults at every call, not only at those that write")
    asked.add_argument("--seed", type=int, default=7)
    wanted = asked.parse_args()
    began = time.perf_counter()
    print(f"{len(DEEDS)} kinds of writes, {len(MISHAPS)} faults, seed {wanted.seed}, {datetime.now(UTC):%Y-%m-%d}")
    with tempfile.TemporaryDirectory() as name, company(Path(name)) as stage:
        bench = Bench(stage)
        dice = random.Random(wanted.seed)
        run(bench, rounds=wanted.rounds, storms=wanted.storms, everywhere=wanted.everywhere, dice=dice)
    report(bench.tally, time.perf_counter() - began)
    if bench.tally.wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
