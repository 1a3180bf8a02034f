# SPDX-License-Identifier: Apache-2.0
"""Does the JSON Schema know the language?

Goal: an editor that has the schema accepts every scenario of the library and shows typical
mistakes. Method: the schema as the program prints it, held against the library's files and against
one of them with one thing changed; what it refuses the program refuses, too.
"""
import copy
import json
import os
import subprocess
from pathlib import Path

import pytest

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema comes with the extra `test`")
yaml = pytest.importorskip("yaml", reason="PyYAML comes with the extra `test`")

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = sorted((ROOT / "scenarios/library").glob("*.yaml"))
PROGRAM = os.environ.get("WORLDLINE", "worldline")


class Plain(yaml.SafeLoader):
    """YAML 1.2's core: `no`, `on` and dates are texts."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules
            if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Plain.add_implicit_resolver("tag:yaml.org,2002:bool",
                            __import__("re").compile("^(?:true|false)$"), "tf")


@pytest.fixture(scope="module")
def schema():
    said = subprocess.run([PROGRAM, "describe", "schema"], check=True, capture_output=True,
                          encoding="utf-8").stdout
    return json.loads(said)


def faults(schema, document):
    return [error.message
            for error in jsonschema.Draft202012Validator(schema).iter_errors(document)]


def test_the_schema_is_one(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]["seed"]["description"]


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_scenario_of_the_library_is_valid(schema, path):
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=Plain)
    assert faults(schema, document) == []


def two_observers():
    return yaml.load((ROOT / "scenarios/library/two_observers.yaml").read_text(encoding="utf-8"),
                     Loader=Plain)


MISTAKES = {
    "a key with a letter wrong": lambda s: s["agents"]["bob"].update(juges={}),
    "a number without its unit": lambda s: s["network"]["links"][0].update(delay=40),
    "a quantity without its unit": lambda s: s["time"].update(until="60"),
    "an unknown behaviour": lambda s: s["agents"]["alice"].update(behaviour="stewart"),
    "a parameter of another behaviour": lambda s: s["agents"]["bob"].update(poll="1 s"),
    "an unknown kind of clock": lambda s: s["agents"]["bob"].update(clock={"kind": "drfit"}),
    "a clock without what it needs": lambda s: s["agents"]["bob"].update(clock={"kind": "drift"}),
    "a measure that is none": lambda s: s["expect"][0].update(measure="verdikt"),
    "a verdict that is none": lambda s: s["expect"][0].update({"is": "kep"}),
    "a link with one end": lambda s: s["network"]["links"][0].update(between=["alice"]),
    "a share above 1": lambda s: s["network"].update(loss=2),
    "a flag that is a word": lambda s: s["promises"]["parcel"].update(announce="yes"),
    "a missing section": lambda s: s.pop("time"),
    "a graph of no kind": lambda s: s["network"].update(graphs={"web": {"delay": "1 s"}}),
    "a distribution of no kind": lambda s: s["agents"]["bob"].update(
        clock={"kind": "drift", "drift": {"norml": [0, 1]}}),
    "an empty group": lambda s: s["agents"].update(crowd={"count": 0}),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_typical_mistake_is_shown(schema, mistake, tmp_path):
    document = copy.deepcopy(two_observers())
    MISTAKES[mistake](document)
    assert faults(schema, document)
    path = tmp_path / "wrong.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    checked = subprocess.run([PROGRAM, "check", path], capture_output=True, check=False)
    assert checked.returncode == 2


def flaggers():
    return yaml.load((ROOT / "scenarios/library/flaggers.yaml").read_text(encoding="utf-8"),
                     Loader=Plain)


def of_stop(scenario):
    """The first transition of the machine of flaggers."""
    return scenario["machines"]["flagger"]["states"]["stop"][0]


MISTAKES_OF_MACHINES = {
    "a trigger with a letter wrong": lambda s: of_stop(s).update(heers="flag"),
    "a time that is a number": lambda s: of_stop(s).update(after=40),
    "acts that are no list": lambda s: of_stop(s).update(do={"set": {"passed": "1"}}),
    "an act that is none": lambda s: of_stop(s).update(do=[{"sett": {"passed": "1"}}]),
    "an act with a key of another": lambda s: of_stop(s).update(
        do=[{"judge": "theirs", "as": "kept", "say": "flag"}]),
    "an act without what it needs": lambda s: of_stop(s).update(do=[{"tell": "other"}]),
    "a verdict that a machine cannot come to": lambda s: of_stop(s).update(
        do=[{"judge": "theirs", "as": "fine"}]),
    "a machine without states": lambda s: s["machines"]["flagger"].pop("states"),
    "a state that is a word": lambda s: s["machines"]["flagger"]["states"].update(stop="go"),
    "a prior of one number": lambda s: s.update(trust={"rule": "beta", "prior": [1]}),
    "a level of recording that is none": lambda s: s.update(record="everything"),
    "a table that is none": lambda s: s.update(record={"kinds": ["assesments"]}),
    "an order of ties that is none": lambda s: s.update(engine={"tie": "alphabetic"}),
    "a demand on nobody": lambda s: s["agents"].update(
        boss={"behaviour": "imposer", "imposes": [{"at": "1 s", "type": "one_way"}]}),
    "a promise taken back at no time": lambda s: s["agents"].update(
        boss={"behaviour": "steward", "withdraws": {"west_holds": 3}}),
}


@pytest.mark.parametrize("mistake", MISTAKES_OF_MACHINES)
def test_a_mistake_in_a_machine_is_shown(schema, mistake, tmp_path):
    document = copy.deepcopy(flaggers())
    MISTAKES_OF_MACHINES[mistake](document)
    assert faults(schema, document)
    path = tmp_path / "wrong.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    checked = subprocess.run([PROGRAM, "check", path], capture_output=True, check=False)
    assert checked.returncode == 2


def test_machines_are_left_alone_where_they_are_right(schema):
    document = flaggers()
    document["machines"]["all"] = {
        "x-note": 1, "variables": {"n": 0, "m": "n + 1"},
        "states": {
            "idle": [
                {"hears": ["flag", "outcome"], "from": "west", "when": "n < 3",
                 "do": [{"set": {"n": "n + 1", "m": 2}},
                        {"tell": "sender", "say": "flag", "with": {"n": "n"}},
                        {"spawn": "idle", "with": {"n": 1}}], "to": "end"},
                {"rate": "2 Hz", "do": [{"promise": "helps", "give": {"type": "one_way"},
                                         "to": ["east", "west"], "due": "n * 2"},
                                        {"keep": "helps"}, {"withdraw": "helps"}, "stop"]}],
            "end": None}}
    document["agents"]["boss"] = {
        "behaviour": "imposer", "withdraws": {"west_holds": "3 s"},
        "imposes": [{"at": "1 s", "on": ["west"], "type": "one_way", "value": [1, 2]}]}
    document["record"] = {"level": "full", "kinds": ["assessments"], "agents": ["w*"],
                          "when": {"verdict": ["kept", "broken"]}}
    document["engine"] = {"tie": "ordered", "memory_limit": "2 GB"}
    assert faults(schema, document) == []


def test_what_is_right_is_left_alone(schema):
    document = two_observers()
    document["x-own"] = {"anything": [1, 2]}
    document["parameters"] = {"late": "3 min"}
    document["agents"]["crowd"] = {
        "count": 5, "clock": {"kind": "drift", "drift": {"normal": ["0 us/d", "5 us/d"]}}}
    document["agents"]["erin"] = None
    document["network"]["graphs"] = {
        "web": {"kind": "ring", "among": "crowd", "delay": {"uniform": ["1 ms", "late"]}}}
    assert faults(schema, document) == []
