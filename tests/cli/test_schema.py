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
