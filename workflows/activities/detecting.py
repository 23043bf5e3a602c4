"""Detection: one batched look of a scenario at the network; findings are kept, only their hashes travel."""

from dataclasses import dataclass

from temporalio import activity

from agents import kit
from agents.scenario import DetectOrder, Scenario
from tools.errors import Misconfigured
from tools.ledger import Ledger
from workflows.desk import in_temporal_words
from workflows.orders import Found, SweepFound, SweepOrder


@dataclass(frozen=True)
class Detecting:
    """Reads; writes nothing but documents of the ledger, and has no way to a session that writes."""

    ledger: Ledger
    scenarios: tuple[Scenario, ...]

    @activity.defn(name="detect", no_thread_cancel_exception=True)
    def detect(self, order: SweepOrder) -> SweepFound:
        """What the scenario's detection found, worst first."""
        with in_temporal_words():
            wanted = DetectOrder(company_id=order.company_id, limit=order.limit)
            detected = self._scenario(order.scenario).detect(kit.means(), wanted)
            kept = self.ledger.keep_all(detected.findings)
            return SweepFound(
                found=tuple(
                    Found(case=f.case, episode=f.episode, title=f.title, at_stake=f.at_stake, finding=digest)
                    for f, digest in zip(detected.findings, kept, strict=True)
                ),
                left_out=detected.left_out,
                rpc_calls=detected.rpc_calls,
                seconds=detected.seconds,
                notes=detected.notes,
            )

    def _scenario(self, name: str) -> Scenario:
        for scenario in self.scenarios:
            if scenario.name == name:
                return scenario
        message = f"no scenario is named {name}"
        raise Misconfigured(message, remedy=f"Known are: {', '.join(s.name for s in self.scenarios)}.")
