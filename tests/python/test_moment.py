# SPDX-License-Identifier: Apache-2.0
"""Is the world at a moment what it was then?

Goal: the last transitions, messages on their way, open promises and last verdicts at a time are
those that a plain loop over all rows finds. Method: two_observers, counted by hand; a circle of a
thousand agents, of which some never act, with periods that span blocks; a library scenario.
"""
import h5py
import large
import numpy as np
import pytest
import synthetic
from worldline.hypergraph import pack
from worldline.record import Record

pytest.importorskip("pandas")


def test_of_two_observers_one_has_the_parcel_after_100_ms(record):
    moment = record.at(0.1)
    assert moment.transitions.agent.tolist() == ["alice", "bob", "dave"]
    assert moment.transitions.time.tolist() == pytest.approx([0.0, 0.04, 0.05])
    assert moment.messages.receiver.tolist() == ["carol"]
    assert moment.messages.received.tolist() == pytest.approx([0.16])
    assert moment.assessments.assessor.tolist() == ["bob", "dave"]
    assert moment.verdict_counts().loc["bob", "kept"] == 1
    assert moment.verdicts(by="dave").learnt_from.tolist() == ["bob"]
    assert len(moment.promises) == 0  # Bob has found what became of the parcel
    assert record.at(0.03).promises.promiser.tolist() == ["alice"]


def test_what_happens_at_a_moment_is_not_part_of_it(record):
    assert len(record.at(0.0).transitions) == 0
    assert record.at(0.16).transitions.agent.tolist() == ["alice", "bob", "dave"]
    assert record.at(0.16).messages.receiver.tolist() == ["carol"]
    assert record.at(0.160001).transitions.agent.tolist() == ["alice", "bob", "carol", "dave"]
    assert record.at(0.160001).messages.sender.tolist() == ["carol"]
    assert len(record.at(2.0).messages) == 0


@pytest.mark.parametrize("time", [-1e-6, 2.1, float("inf"), float("nan")])
def test_there_is_no_world_outside_the_run(record, time):
    with pytest.raises(ValueError, match="no time of this record; it goes from 0 to 2 s"):
        record.at(time)


def by_loop(record, tick):
    """Rows of transitions, messages and promises, in the slow way."""
    transitions, messages, promises = record.transitions, record.messages, record.promises
    agent, count, time = (transitions[name][:] for name in ("agent", "interior_time", "time"))
    last = {}
    for row in np.flatnonzero(time < tick).tolist():
        last[agent[row]] = row
    when = dict(zip(pack(agent, count).tolist(), time.tolist()))
    sent = [when[one] for one in pack(messages["sender"][:],
                                      messages["interior_time"][:]).tolist()]
    received = messages["received"][:].tolist()
    on_the_way = [row for row, (a, b) in enumerate(zip(sent, received)) if a < tick <= b]
    incidences = record.incidences
    role = record.labels("role").index("promise")
    doing = pack(incidences["agent"][:], incidences["interior_time"][:]).tolist()
    made = {node: when[one] for node, one, as_what in
            zip(incidences["node"][:].tolist(), doing, incidences["role"][:].tolist())
            if as_what == role}
    made.update((identity, -1) for identity in record.promises_named().values())
    identities = pack(promises["promiser"][:], promises["count"][:]).tolist()
    last_occurrence = dict(zip(identities, promises["occurrences"][:].tolist()))
    names = ("promise", "occurrence", "verdict", "time")
    found = {promise for promise, occurrence, verdict, at in
             zip(*(record.assessments[name][:].tolist() for name in names))
             if at < tick and verdict and occurrence in (0, last_occurrence.get(promise))}
    is_open = [row for row, identity in enumerate(identities)
               if made.get(identity, tick) < tick and identity not in found]
    return [last[one] for one in sorted(last)], on_the_way, is_open


def at_moment(record, tick):
    moment = record.at(tick * record.resolution)
    assert moment.tick == tick
    return [rows.tolist() for rows in (moment.transition_rows, moment.message_rows,
                                       moment.promise_rows)]


@pytest.fixture(scope="module", params=["ranges", "no ranges", "idle agents", "wide bins"])
def circle(request, tmp_path_factory):
    """Periods of a thousand agents, 66 of which fill a block; or of 70,000, more than a block."""
    path = tmp_path_factory.mktemp("circle") / "circle.h5"
    is_wide = request.param == "wide bins"
    large.write(path, large.ROWS_A_STEP * (210_000 if is_wide else 150_000),
                70_000 if is_wide else 1000)
    with h5py.File(path, "r+") as file:
        if request.param == "no ranges":
            del file["blocks"]
        if request.param == "idle agents":  # their rows become another agent's, out of the way
            agent, count = file["transitions/agent"][:], file["transitions/interior_time"][:]
            idle = (agent >= 990) & (count > 3)
            for table in ("transitions", "messages", "incidences", "promises", "assessments"):
                for column in file[table]:
                    values = file[f"{table}/{column}"][:][~idle]
                    attributes = dict(file[f"{table}/{column}"].attrs)
                    del file[f"{table}/{column}"]
                    file.create_dataset(f"{table}/{column}", data=values).attrs.update(attributes)
            synthetic.write_blocks(file, synthetic.schema()[0])
    with Record(path) as opened:
        yield opened


@pytest.mark.parametrize("share", [0.0, 1e-7, 0.3123, 0.5, 0.66, 0.999, 1.0])
def test_the_world_at_any_moment_is_what_a_plain_loop_finds(circle, share):
    tick = circle.ticks(share * circle.until)
    assert at_moment(circle, tick) == list(by_loop(circle, tick))


def test_at_the_moment_of_an_event_too(circle):
    for row in (0, 999, 70_123, -1):
        tick = int(circle.transitions["time"][row])
        assert at_moment(circle, tick) == list(by_loop(circle, tick))


def test_only_blocks_around_the_moment_are_read(tmp_path, monkeypatch):
    from worldline.column import Column
    path = tmp_path / "circle.h5"
    large.write(path, large.ROWS_A_STEP * 500_000, 1000)
    reads, read = set(), Column._read

    def noted(self, start, stop):
        if self.name in ("received", "time", "agent"):
            reads.add((self.name, start // 65_536, (stop - 1) // 65_536))
        return read(self, start, stop)
    monkeypatch.setattr(Column, "_read", noted)
    with Record(path) as record:
        moment = record.at(250.4)  # row 250,000 and some: in block 3
        assert len(moment.transition_rows) == 1000 and len(moment.message_rows) > 100
    assert {read[1:] for read in reads if read[0] in ("time", "received")} <= {(3, 3)}
    assert len(reads) < 10


def test_without_incidences_a_promise_is_made_when_its_clock_says_so(tmp_path):
    path = tmp_path / "promises.h5"
    large.write(path, large.ROWS_A_STEP * 3000, 100)
    with h5py.File(path, "r+") as file:
        for table in ("incidences", "transitions", "messages"):
            for column in file[table]:
                attributes = dict(file[f"{table}/{column}"].attrs)
                kind = file[f"{table}/{column}"].dtype
                del file[f"{table}/{column}"]
                file.create_dataset(f"{table}/{column}", (0,), kind).attrs.update(attributes)
        synthetic.write_blocks(file, synthetic.schema()[0])
    with Record(path) as record:
        moment = record.at(15.5)
        assert len(moment.transitions) == len(moment.messages) == 0
        made = record.promises["made"][:] < 15_500_000
        table = record.assessments
        is_final = (table["time"][:] < 15_500_000) & (table["verdict"][:] > 0)
        found = np.isin(pack(record.promises["promiser"][:], record.promises["count"][:]),
                        table["promise"][:][is_final])
        assert moment.promise_rows.tolist() == np.flatnonzero(made & ~found).tolist()
        assert 50 < len(moment.promise_rows) < 200


def test_a_run_of_the_library_agrees_with_a_plain_loop(wl):
    record = wl.run("lossy-link")
    for tick in [0, 1, *np.random.default_rng(2).choice(record.transitions.time[:], 5).tolist()]:
        assert at_moment(record, tick) == list(by_loop(record, tick))


@pytest.mark.parametrize("entry, is_selected", [
    ("", False), ("record: {level: full}", False), ("record: {agents: [bob]}", True),
    ("record: {level: full, until: 1 s}", True)])
def test_a_record_of_selected_rows_is_known(wl, entry, is_selected):
    text = wl.library()["lossy-link"].read_text(encoding="utf-8") + "\n" + entry + "\n"
    record = wl.run(text, until="100 s")
    assert record.is_selected == is_selected
    moment = record.at(50.0)
    assert np.all(record.transitions.time.take(moment.transition_rows) < moment.tick)
    assert np.all(record.messages.received.take(moment.message_rows) >= moment.tick)


def test_the_clock_of_a_simulation_and_of_its_record_agree(wl):
    sim = wl.Simulation("two_observers")
    sim.run_until("100 ms")
    counts = {name: view.interior_time for name, view in sim.agents.items()}
    sim.run()
    found = wl.run("two_observers").at(0.1).transitions
    assert dict(zip(found.agent, found.interior_time)) == {
        name: count for name, count in counts.items() if count}
