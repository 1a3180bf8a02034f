# SPDX-License-Identifier: Apache-2.0
"""Does `worldline judge` say what would have been found, and refuse what cannot be?

Goal: counts and `exact` of records whose numbers are known by hand; a table with every finding;
exit code 2 with a sentence for each kind of bad input. Method: the program itself.
"""
import csv
import subprocess

import pytest


@pytest.fixture(scope="module")
def parcels(program, tmp_path_factory):
    path = tmp_path_factory.mktemp("judge") / "parcels.h5"
    subprocess.run([program, "run", "two_observers", "-o", path], check=True, capture_output=True)
    return path


def counts(text):
    """Verdicts by observer: undecided, kept, not_kept, broken, invalidated."""
    lines = text.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("observer")) + 1
    end = next(at for at, line in enumerate(lines) if line.startswith("exact"))
    return {words[0]: [int(n.replace(",", "")) for n in words[1:]]
            for words in (line.split() for line in lines[start:end])}


@pytest.mark.parametrize("options, carol", [
    ((), [0, 0, 0, 1, 0]), (("--tolerance", "59 ms"), [0, 0, 0, 1, 0]),
    (("--tolerance", "60 ms"), [0, 1, 0, 0, 0]), (("--time-of", "stated"), [0, 1, 0, 0, 0]),
    (("--judge", "by_postmark"), [0, 1, 0, 0, 0])])
def test_verdicts_by_other_rules(call, parcels, options, carol):
    """Her parcel is 60 ms late by her door, and in time by its postmark."""
    done = call("judge", parcels, "--by", "carol", *options)
    assert done.code == 0, done.err
    assert counts(done.out) == {"carol": carol}


def test_the_reason_why_it_need_not_be_exact(call, parcels):
    done = call("judge", parcels)
    assert "exact      false" in done.out
    assert "bob and another one (b) tells verdicts" in done.out


def test_a_table_of_all_that_is_found(call, parcels, tmp_path):
    path = tmp_path / "verdicts.csv"
    assert call("judge", parcels, "--by", "carol", "--patience", "1 ms", "-o",
                     path).code == 0
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["verdict"] for row in rows] == ["not_kept", "broken"]
    assert [float(row["reading"]) for row in rows] == [pytest.approx(0.101), pytest.approx(0.16)]
    assert rows[0]["margin"] == "" and float(rows[1]["margin"]) == pytest.approx(-0.06)


@pytest.mark.parametrize("options, said", [
    (("--by", "carl"), "did you mean `carol`"), (("--promise", "parsel"), "did you mean `parcel`"),
    (("--judge", "door"), "there is no judge `door`"), (("--rule", "guess"), "guess"),
    (("--tolerance", "soon"), "soon"), (("--tolerance", "-1 s"), "tolerance"),
    (("--time-of", "thursday"), "thursday"), (("--clock", "sundial"), "sundial"),
    (("--trust", "oracle"), "oracle"), (("--trust", "{rule: "), "trust"),
    (("--tolerance", ""), "tolerance: nothing is given"), (("--clock", " "), "clock: nothing is"),
    (("--tolerance", "1 kg"), "tolerance:1:1: `kg` is a mass; a time is due here\n  1 kg\n  ^"),
    (("--rule", "guess"), "rule:1:1: `guess` is not one of"),
    (("--trust", "{rule: beta, a: -1}"), "trust:1:17: must be at least"),
    (("--by", "alice"), "`alice` has nothing to judge so"),
    (("-o", "table.h5"), "call it NAME.csv"), (("-o", "no/such/folder.csv"), "cannot be written")])
def test_bad_input_is_refused_with_a_sentence(call, parcels, options, said):
    done = call("judge", parcels, *options)
    assert done.code == 2, done.out
    assert said in done.err


def test_help_names_every_rule(call):
    """A rule that is not named there is not found."""
    said = call("judge", "--help").out
    assert all(rule in said for rule in ("deadline", "schedule", "range"))


def test_what_can_be_described_is_named_where_it_was_not_found(call):
    done = call("describe", "zork")
    assert done.code == 2
    for kind in ("behaviour", "judge", "language", "record", "schema", "machine"):
        assert kind in done.err


def test_what_is_no_record_is_refused(call, tmp_path):
    path = tmp_path / "no.h5"
    assert call("judge", path).code == 2
    path.write_text("no record", encoding="utf-8")
    assert call("judge", path).code == 2


def test_a_summary_holds_no_evidence(call, tmp_path):
    path = tmp_path / "summary.h5"
    assert call("run", "two_observers", "-o", path, "--record", "summary").code == 0
    done = call("judge", path)
    assert done.code == 0 and "(a) evidence is missing" in done.out
