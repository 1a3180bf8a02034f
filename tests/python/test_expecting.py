# SPDX-License-Identifier: Apache-2.0
"""Does a record answer what each observer may expect, and what outcomes were?

Goal: bindings and expectations as the rules of the model give them by hand (C5 to C7, C9, C10), and
outcomes as the domain of their type says. Method: library scenarios and small texts, run and read
through h5py.
"""
import numpy as np
import pytest

import worldline as wl
from worldline import RecordError

SHOP = """format: worldline/1
scenario: shop
seed: 1
time: {resolution: 1 ms, until: 2 s}
network: {delay: 20 ms}
types:
  hour: {domain: whole}
  colour: {domain: set}
  box: {domain: vector}
  cup: {domain: event}
judges: {mine: {rule: range, patience: 1 s}}
promises:
  offers: {promiser: shop, promisees: [guest], give: {type: hour, range: [1, 10], places: 2}}
  takes:
    {promiser: guest, promisees: [shop], accept: {type: hour, exactly: 4}, made: 1 s,
     announce: true}
  paints:
    {promiser: shop, promisees: [guest], give: {type: colour, set: [red, green, blue]}, due: 1 s}
  wants: {promiser: guest, promisees: [shop], accept: {type: colour, set: [green, white]}}
  fits: {promiser: shop, promisees: [guest], give: {type: box, vector: [[0, 2], 3]}, due: 1 s}
  pours:
    {promiser: shop, promisees: [guest], scope: [clerk], give: {type: cup, all_or_nothing: true},
     due: 1 s}
agents:
  shop:
    behaviour: steward
    keeps:
      paints: {at: 100 ms, value: green}
      fits: {at: 200 ms, value: [1, 3]}
      pours: {at: 300 ms}
  guest: {behaviour: steward, judges: {paints: mine, fits: mine, pours: mine}}
  clerk: {}
  thief: {}
"""


@pytest.fixture(scope="module")
def arithmetic(tmp_path_factory):
    path = tmp_path_factory.mktemp("arithmetic") / "r.h5"
    return wl.run("binding-arithmetic", output=path)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return wl.run(SHOP, output=tmp_path_factory.mktemp("shop") / "r.h5")


def test_three_observers_expect_three_things(arithmetic):
    """Hours 1 to 10 and 6 to 20: 10, 15 and 5 of them, at the same time (C7)."""
    found = arithmetic.expectation("is_open", by=["clerk", "friend", "secretary_of_both"])
    assert found.n_admissible.to_dict() == {"clerk": 10, "friend": 15, "secretary_of_both": 5}
    assert found.loc["secretary_of_both", ["lower", "upper"]].tolist() == [6, 10]
    assert found.expects.tolist() == ["1 to 10", "6 to 20", "6 to 10"]


def test_it_is_the_same_from_the_other_side(arithmetic):
    found = arithmetic.expectation("is_free", by=["clerk", "friend", "secretary_of_both"])
    assert found.n_admissible.tolist() == [10, 15, 5]


def test_all_who_know_a_side_are_asked_if_nobody_is_named(arithmetic):
    found = arithmetic.expectation("is_open")
    assert sorted(found.index) == ["clerk", "friend", "guest", "secretary_of_both", "shop"]
    assert found.n_admissible["guest"] == 5


def test_who_has_noticed_nothing_expects_nothing(arithmetic):
    found = arithmetic.expectation("is_open", by="author")
    assert found.n_admissible.tolist() == [0] and found.expects.tolist() == ["nothing"]
    assert np.isnan(found.lower.iloc[0])


def test_bindings_are_the_observer_s(arithmetic):
    """The editor is part of three, one of them of all or nothing: then nothing flows (C6)."""
    found = arithmetic.bindings("editor").set_index("give")
    assert found.accept.to_dict() == {"writes_ten": "prints_five", "writes_five": "prints_ten",
                                      "all_or_none": "cuts_to_five"}
    assert found.upper.to_dict() == {"writes_ten": 5, "writes_five": 5, "all_or_none": 0}
    assert len(arithmetic.bindings("clerk")) == 0


def test_a_binding_begins_when_both_sides_are_noticed(arithmetic):
    """Cars come one a second; without a network the park hears of each a tick later."""
    found = arithmetic.bindings("park")
    assert found.accept.tolist() == [f"want_{n}" for n in range(1, 21)]
    assert found.since.tolist() == pytest.approx([n + 0.001 for n in range(1, 21)])
    early = arithmetic.bindings("park", before=10.5)
    assert early.accept.tolist() == found.accept.tolist()[:10]
    assert arithmetic.bindings("employee_3").accept.tolist() == ["want_3"]  # its own alone


def test_help_counts_where_it_was_promised_and_accepted(tmp_path):
    """C10: of four customers Bob does not know that the shop uses the ride."""
    record = wl.run("assisted-promise", output=tmp_path / "r.h5")
    found = record.expectation("delivers", by=["ann", "bob"])
    assert found.expects.tolist() == ["that it happens", "nothing"]


def test_what_is_announced_is_noticed_when_it_arrives(shop):
    assert shop.expectation("offers", by="shop", before=1.0).n_admissible.tolist() == [10]
    assert shop.expectation("offers", by="shop").n_admissible.tolist() == [1]
    assert shop.expectation("takes", by="thief").n_admissible.tolist() == [0]
    since = shop.bindings("shop").set_index("give").since
    assert since["offers"] == pytest.approx(1.02) and since["paints"] == 0


def test_words_meet_words(shop):
    found = shop.bindings("guest").set_index("give")
    assert found.flows["paints"] == "green" and found.n_admissible["paints"] == 1
    assert np.isnan(found.lower["paints"])


def test_a_record_without_messages_says_what_it_lacks(tmp_path):
    record = wl.run(SHOP, output=tmp_path / "r.h5", record="promises")
    assert record.expectation("pours", by="clerk").n_admissible.tolist() == [1]
    with pytest.raises(RecordError, match="takes"):
        record.bindings("shop")


def test_unknown_names_are_refused(shop):
    with pytest.raises(KeyError, match="there is no agent"):
        shop.bindings("nobody")
    with pytest.raises(KeyError):
        shop.expectation("nothing")


def test_outcomes_are_what_their_domain_says(shop):
    found = shop.outcomes(to="guest").set_index("promise")
    assert found.value["paints"] == "green"
    assert found.value["fits"] == (1.0, 3.0)
    assert found.value["pours"] is None
    assert found.stated.tolist() == pytest.approx([0.1, 0.2, 0.3])
    assert found.received.tolist() == pytest.approx([0.12, 0.22, 0.32])
    assert set(found.outcome) == {"happened"} and set(found.sender) == {"shop"}


def test_outcomes_of_one_promise(shop):
    assert shop.outcomes("pours").receiver.tolist() == ["guest", "clerk"]
    assert len(shop.outcomes("offers")) == 0


def test_outcomes_that_are_numbers(tmp_path):
    """Every pulse that was told stands there once, whether it was heard or lost."""
    record = wl.run("lossy-link", until="20 s", output=tmp_path / "r.h5")
    found = record.outcomes(to="bob")
    assert found.occurrence.tolist() == sorted(found.occurrence)
    assert len(found) >= 19 and set(found.value) == {None}


def test_bodies_say_all_that_they_admit(shop):
    words = dict(zip(shop.promises[:].index, shop.promises[:].body.astype(str)))
    assert "give hour of 1 to 10, 2 places" in words.values()
    assert "give colour of one of red, green, blue" in words.values()
    assert "give box of (0 to 2, 3)" in words.values()
    assert "give cup, all or nothing" in words.values()


def test_types_have_a_domain_and_a_unit(shop):
    assert dict(zip(shop.names("types"), shop.types[:].domain)) == {
        "hour": "whole", "colour": "set", "box": "vector", "cup": "event", "assessment": "event"}
