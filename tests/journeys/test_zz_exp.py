from tests.journeys.test_bad_input import *
from tests.journeys.test_bad_input import cached_cases, template
for n in list(globals()):
    if n.startswith("test_"): del globals()[n]
async def test_ctrl(play: Play):
    stage = await play(HASTY, scenarios=(STOCKOUT,))
    closed = await pursued(stage, *nordlager.swept().found)
    for k,c in closed.items(): print(k,c.ending.value,c.words[:80],[ (e.kind,e.record) for e in c.effects])
