# SPDX-License-Identifier: Apache-2.0
"""Do hubs near their limit make machines wait as Pollaczek's formula says?

Goal: the mean of several runs, where one run says little. A queue that served in another order has
the same mean and would show in the unit tests; one that lost or served reports twice shows here.
Method: six seeds of the scenario `hub-obligation`; the deviations of one run are those of twenty
others, on its page; |z| <= 4.
"""
import pytest

wl = pytest.importorskip("worldline")

SEEDS = range(201, 207)
WAIT = {"half": (5.0, 0.28), "eighty": (20.0, 2.1), "ninety": (45.0, 5.0), "near": (95.0, 19.0)}


@pytest.fixture(scope="module")
def responses():
    found = {group: [] for group in WAIT}
    for seed in SEEDS:
        outcome = wl.run("hub-obligation", seed=seed, record="summary").outcome
        for one in outcome["expectations"]:
            words = one["text"].split()
            if words[0] == "response" and words[2] in found:
                number, unit = one["found"].split()
                found[words[2]].append(float(number) * {"ms": 1.0, "s": 1e3}[unit])
    return found


@pytest.mark.parametrize("group", WAIT)
def test_the_mean_wait_is_that_of_the_formula(responses, group):
    wait, deviation = WAIT[group]
    assert len(responses[group]) == len(SEEDS)
    mean = sum(responses[group]) / len(SEEDS) - 30.0  # two ways and a service
    assert abs(mean - wait) <= 4 * deviation / len(SEEDS) ** 0.5
