import asyncio, time
from tests.journeys.conftest import *
from agents.catalog import SCENARIOS
from tests.journeys.test_sweep import sweep
from workflows.case import CaseWorkflow
async def test_real(play):
    t=time.time()
    stage = await play(scenarios=tuple(SCENARIOS.values()))
    r = await sweep(stage, scenario="stockout", limit=12)
    print("SWEEP", time.time()-t, r)
    await asyncio.sleep(25)
    for c in r.opened:
        h=stage.temporal.get_workflow_handle_for(CaseWorkflow.run, c)
        try:
            v=await h.query(CaseWorkflow.view)
            d=await h.describe()
            print(c, d.status, v.state, v.words, [e.kind for e in v.effects], v.request and (v.request.approver.login, v.request.role.value, v.request.proposal.kind))
        except Exception as e: print(c, repr(e))
    for row in stage.ledger.cases(): print(row.case,row.title,row.ending,row.words)
    for e in stage.ledger.entries(): 
        if e.kind.startswith(("verdict","wish","effect")): print(e.kind, e.case, e.subject[-10:])
