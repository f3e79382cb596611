"""The clocks of the world: a digest's slot at every change of them."""

import json
from datetime import date, datetime

from news.clock import slot_on
from tests.hostile.conftest import corpus
from tests.news.test_every_zone import AWKWARD, changes, different_zones


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
