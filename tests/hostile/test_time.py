"""The clocks of the world: a digest's slot at every change of them."""

import json
from datetime import UTC, date, datetime, time, timedelta

from news.clock import EVERY_DAY, Slot, next_slot, slot_on
from tests.hostile.conftest import corpus, sampled
from tests.news.test_every_zone import AWKWARD, changes, different_zones, expected

FIRST, LAST = date(2024, 1, 1), date(2032, 12, 31)
RULES = {"every day": EVERY_DAY, "working days": "12345", "weekends": "67", "once a week": "3"}
TIMES = ("00:00", "02:30", "08:00")


def test_the_slot_is_right_at_every_transition_of_the_table(record) -> None:
    cases = json.loads(corpus("tz", "transitions_2024_2032.json").read_text(encoding="utf-8"))
    wrong = []
    for case in cases:
        slot = slot_on(
            date.fromisoformat(case["digest_local_date"]), case["digest_local_time"], zone=case["zone"]
        )
        if [slot.at] != [datetime.fromisoformat(at) for at in case["expected_utc"]]:
            wrong.append((case["zone"], case["digest_local_date"]))
    zones = different_zones()
    record(
        f"Changes of clocks 2024-2032 in the table; {sum(len(changes(z)) for z in zones):,} changes of {len(zones)} zones x "
        f"{len(AWKWARD)} times stand in test_every_zone",
        bar="387 of 387: one digest, at the expected instant",
        figure=f"{len(cases) - len(wrong)} of {len(cases)}",
    )
    assert wrong == []


def test_one_after_the_other_the_slots_of_every_rule_are_those_of_a_plainer_model(record) -> None:
    """Each slot is asked for as the program does, from the one before; the model looks at every minute of nine years. There is no monthly
    rule: digests have days of the week."""
    table = json.loads(corpus("tz", "transitions_2024_2032.json").read_text(encoding="utf-8"))
    zones = sampled(sorted({case["zone"] for case in table}), 1)
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    wrong, slots = [], 0
    for zone in zones:
        instants = expected(zone, days, TIMES)
        for at in TIMES:
            for name, rule in RULES.items():
                told = [Slot(day, instants[day, at]) for day in days if str(day.isoweekday()) in rule]
                slots += len(told)
                now = datetime.combine(FIRST, time(), UTC) - timedelta(days=2)
                while told[0].at > (slot := next_slot(at, zone=zone, now=now, days=rule)).at:
                    now = slot.at  # those before the first day
                for model in told:
                    if slot != model:
                        wrong.append((zone, at, name, slot, model))
                        break
                    slot = next_slot(at, zone=zone, now=slot.at, days=rule)
    record(
        f"Nine years of slots one after the other in {len(zones)} zones, by {len(RULES)} rules ({', '.join(RULES)}) at {len(TIMES)} hours",
        bar="each as a plainer model has it",
        figure=f"{slots:,} slots, {len(wrong)} chains differ",
    )
    assert wrong == []
