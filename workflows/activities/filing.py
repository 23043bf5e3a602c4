"""The case file: what the mind is given, what it came to, and how the case ended."""

from dataclasses import dataclass

from temporalio import activity

from domain.case import Closed, Finding, Thought, Turn
from domain.fact import tame
from tools.ledger import CaseRow
from workflows.activities import looking_back
from workflows.desk import Desk, in_temporal_words
from workflows.orders import CaseClosed, Outcome, ThoughtFiled, TurnFiled, TurnKept

_MOST_WISHES = 25


@dataclass(frozen=True)
class Filing:
    """Writes the ledger alone; of Odoo it reads whether what a case wrote is still there."""

    desk: Desk

    @activity.defn(name="file_turn", no_thread_cancel_exception=True)
    def file_turn(self, filed: TurnFiled) -> TurnKept:
        """Look back at what the case wrote, and keep what the graph will be given; the first turn opens the file."""
        with in_temporal_words():
            opened, ledger = filed.opened, self.desk.ledger
            if filed.cycle == 1:
                row = CaseRow(
                    case=opened.case,
                    episode=opened.episode,
                    scenario=opened.scenario,
                    company_id=opened.company_id,
                    title=opened.title,
                    finding=opened.finding,
                    opened_at=self.desk.now(),
                )
                ledger.open_case(row, self.desk.by(opened))
            left = looking_back.at_opening if filed.cycle == 1 else looking_back.later
            effects, rejections = left(self.desk, filed)
            finding = ledger.fetch(opened.finding, Finding)
            carried = {} if filed.last is None else ledger.fetch(filed.last, Thought).carried
            turn = Turn(finding=finding, cycle=filed.cycle, effects=effects, rejections=rejections, carried=carried)
            return TurnKept(digest=ledger.keep(turn), effects=effects, rejections=rejections)

    @activity.defn(name="file_thought", no_thread_cancel_exception=True)
    def file_thought(self, filed: ThoughtFiled) -> Outcome:
        """Record what the graph came to; its wishes go on, all else stays in the file. At most 25 wishes are heard."""
        with in_temporal_words():
            opened, ledger = filed.opened, self.desk.ledger
            thought = ledger.fetch(filed.thought, Thought)
            note = self.desk.note(opened, "case.thought", f"turn {filed.cycle}", thought, by=self.desk.by(opened))
            ledger.thought(opened.case, opened.episode, note, awaits=thought.awaits)
            said = thought.explanation[0].text if thought.explanation else next(iter(thought.notes), opened.title)
            return Outcome(
                thought=filed.thought,
                wishes=thought.wishes[:_MOST_WISHES],
                still_troubled=thought.still_troubled,
                words=tame(said),
                look_again=thought.look_again,
            )

    @activity.defn(name="close_case", no_thread_cancel_exception=True)
    def close_case(self, closing: CaseClosed) -> Closed:
        """Record the ending; nothing of the case stays reserved or asked."""
        with in_temporal_words():
            closed = Closed(
                case=closing.opened.case,
                episode=closing.opened.episode,
                ending=closing.ending,
                words=closing.words,
                effects=closing.effects,
                closed_at=self.desk.now(),
                last_thought=closing.last_thought,
            )
            self.desk.ledger.close_case(closed, self.desk.by(closing.opened))
            return closed
