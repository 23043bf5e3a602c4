"""A write under a fault: tried as Temporal would try it, then Odoo and the ledger are held against each other."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from domain.approval import Circumstances, Clearance, Cleared, Exposure, ExposureKey, Refused, StateStamp
from domain.fact import fingerprint
from domain.ledger import Effect, EffectState
from domain.proposals import Grounds, digest
from policies import book
from tests.journeys.deed import Deed
from tests.journeys.rehearsal import wish
from tests.journeys.world import World, access, euros
from tools.errors import Permanent, ToolError
from tools.ledger import By, Judgement
from tools.odoo.session import OdooSession, opened
from tools.odoo.stamps import stamp
from workflows import timing
from workflows.activities.writing import Writing
from workflows.desk import Desk
from workflows.orders import CaseOpened, WriteOrder

SPAN = timedelta(days=7)
MOST_TRIES = 20
_LASTS = {EffectState.VERIFIED: 1, EffectState.REFUSED: 0}


@dataclass(frozen=True)
class Trial:
    """What came of one write. `said` are the class and words of the error that ended it; empty when it was done."""

    times: float
    tries: int
    said: str
    words: str
    effect: Effect | None
    counted: int
    errors: tuple[str, ...]

    def wrong(self) -> tuple[str, ...]:
        """What does not fit: the same must stand in Odoo and in the ledger, once or not at all, and be counted so."""
        state = None if self.effect is None else self.effect.state
        expected = 0 if state is None else _LASTS.get(state, -1)
        done = not self.said
        doubts = (
            (self.times not in {0, 1}, f"it stands {self.times:g} times"),
            (self.times > 1, "duplicate"),
            (expected != self.times, f"the ledger says {state}, Odoo has it {self.times:g} times"),
            (self.counted != self.times, f"{self.counted} count in the windows, Odoo has it {self.times:g} times"),
            (done != (self.times == 1), f"it ended with {self.said or 'success'}, Odoo has it {self.times:g} times"),
            (self.tries >= MOST_TRIES, "it was tried and tried"),
            (not done and not self.words.strip(), "it failed without a word"),
        )
        return tuple(words for holds, words in doubts if holds)


def hasty(stage: World, seconds: float) -> Desk:
    """A desk that waits no longer than so for an answer of Odoo."""
    way = access(stage.odoo, "weighbridge").model_copy(update={"timeout": timedelta(seconds=seconds)})

    def reaching() -> AbstractContextManager[OdooSession]:
        return opened(way)

    return replace(stage.desk(), odoo=reaching)


def ordered(stage: World, deed: Deed) -> WriteOrder:
    """The deed as a case would hand it over: judged, on record, with a key that fits what Odoo says now."""
    desk, named = stage.desk(), digest(deed.proposal)
    slot, now, in_force = f"{deed.case}#e1/1.0", stage.now(), book.load(stage.text).digest
    verdict = Cleared(book=in_force, hits=())
    with desk.odoo() as odoo:
        state = stamp(deed.proposal, odoo, now=now)
    known = _known(stage)
    given = Judgement(slot=slot, proposal=deed.proposal, circumstances=known, verdict=verdict, state=state)
    by = By(actor="weighbridge", case=deed.case, at=now)
    stage.ledger.judged(slot, named, (_window(deed),), decide=lambda _: given, by=by)
    key = Clearance(
        clearance_id=f"key/{slot}",
        digest=named,
        slot=slot,
        granted_by="policy",
        request_id=None,
        book=in_force,
        state=state,
        issued_at=now,
        expires_at=now + timedelta(hours=24),
    )
    opened_ = CaseOpened(
        case=deed.case,
        episode="e1",
        scenario="rehearsal",
        company_id=1,
        title="By hand",
        finding=fingerprint("document", b"none"),
    )
    return WriteOrder(opened=opened_, wish=wish(deed.proposal), clearance=key)


def tried(
    stage: World, deed: Deed, order: WriteOrder, desk: Desk, *, heal: Callable[[int], None] | None = None
) -> Trial:
    """Try it as Temporal would, without the waiting: time leaps instead. `heal` is called before each further try."""
    said, words, heard = "", "", []
    tries, pace = 0, timing.WRITE.first_wait
    while tries < MOST_TRIES:
        tries += 1
        try:
            ActivityEnvironment().run(Writing(desk).carry_out, order)
        except ApplicationError as failed:
            said, words = failed.type or "", failed.message
            heard.append(said)
            if failed.non_retryable or said in timing.FINAL:
                break
            stage.later += pace
            pace = min(2 * pace, timing.WRITE.longest_wait)
            if heal is not None:
                heal(tries)
        else:
            said, words = "", ""
            break
    if said:  # as the case does
        by = By(actor="weighbridge", case=deed.case, at=stage.now())
        stage.ledger.release(order.clearance.slot, words, by)
    return Trial(
        times=deed.times(),
        tries=tries,
        said=said,
        words=words,
        effect=stage.ledger.effect(order.clearance.slot),
        counted=_counted(stage, deed),
        errors=tuple(heard),
    )


def naively(stage: World, deed: Deed, desk: Desk) -> float:
    """What a client does that knows no key: create, and when no answer comes create again. How often it stands then."""
    model, method = deed.plain
    for _ in range(MOST_TRIES):
        with suppressed(), desk.odoo() as odoo:
            said = deed.values or {}
            if deed.says_on is None:
                odoo.call(model, method, {**said})
            else:
                odoo.call(model, method, [deed.says_on], body=said["body"], partner_ids=said["partner_ids"],
                          message_type="comment", subtype_xmlid="mail.mt_comment")  # fmt: skip
            break
    return deed.times()


@contextmanager
def suppressed() -> Iterator[None]:
    """Whatever a retry may help against is retried; the rest is given up."""
    try:
        yield
    except Permanent:
        raise
    except ToolError:
        return


def _known(stage: World) -> Circumstances:
    grounds = Grounds(confidence=Decimal("0.95"), method="script", sample_days=364, read_at=stage.now())
    return Circumstances(
        grounds=grounds, judged_at=stage.now(), company_currency="EUR", rate=None, supplier=None, exposures=()
    )


def _window(deed: Deed) -> ExposureKey:
    return ExposureKey(key=f"trial/{deed.case}", span=SPAN, amount=euros(100), quantity=Decimal(0))


def _counted(stage: World, deed: Deed) -> int:
    """How often the deed counts in its window, asked by a wish that is refused."""
    seen: list[Exposure] = []
    slot = f"{deed.case}#probe/{uuid4().hex}"

    def decide(exposures: tuple[Exposure, ...]) -> Judgement:
        seen.extend(exposures)
        refused = Refused(book=book.load(stage.text).digest, hits=())
        seen_now = StateStamp(digest=digest(deed.proposal), words=(), seen_at=stage.now())
        known = _known(stage)
        return Judgement(slot=slot, proposal=deed.proposal, circumstances=known, verdict=refused, state=seen_now)

    by = By(actor="weighbridge", case=deed.case, at=stage.now())
    stage.ledger.judged(slot, digest(deed.proposal), (_window(deed),), decide=decide, by=by)
    return seen[0].count
