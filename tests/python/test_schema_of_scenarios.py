# SPDX-License-Identifier: Apache-2.0
"""Is the JSON Schema of the language at hand in Python?

Goal: whoever writes scenarios in a notebook has the schema without the command. Method: it is the
one that the program prints (tests/cli/test_schema.py says what that knows), and a scenario of the
library is held against it.
"""
import pytest

import worldline as wl

pytest.importorskip("worldline._worldline", reason="the compiled part is not here")


def test_the_schema_is_a_dict_with_every_section():
    schema = wl.schema()
    assert schema["$schema"].startswith("https://json-schema.org/draft/2020-12")
    assert {"time", "promises", "machines", "agents", "expect"} <= set(schema["properties"])
    assert schema["required"] == ["format", "scenario", "time"]


def test_a_scenario_is_held_against_it():
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema comes with `test`")
    yaml = pytest.importorskip("yaml", reason="PyYAML comes with `test`")
    document = yaml.safe_load(wl.library()["two_observers"].read_text(encoding="utf-8"))
    check = jsonschema.Draft202012Validator(wl.schema())
    assert check.is_valid(document)
    document["agents"]["bob"]["juges"] = {}
    assert not check.is_valid(document)
