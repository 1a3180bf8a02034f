# SPDX-License-Identifier: Apache-2.0
"""Do the type stubs say what there is?

Goal: an editor and mypy know the compiled part by python/worldline/_worldline.pyi, which cannot
fall behind it; and a user's script with a behaviour of its own is checked, and a wrong one refused.
Method: names and parameters of the stub against those that the module itself tells; mypy on two
small scripts.
"""
import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

STUB = Path(__file__).resolve().parents[2] / "python" / "worldline" / "_worldline.pyi"

RIGHT = '''
import numpy as np
import worldline as wl

class Counter(wl.Behaviour):
    state = np.dtype([("heard", "u8")])
    parameters = {"tells": wl.Parameter("agents", meaning="who hears it")}

    def react(self, states: np.ndarray, percepts: "wl.Percepts", actions: "wl.Actions") -> None:
        heard = percepts.where("outcome")
        actions.tell(heard, 0, "outcome", percepts.read("outcome", heard))
        states["heard"] += percepts.random.below(3)

try:
    record: wl.Record = wl.run("two_observers", seed=7, behaviours={"counter": Counter})
    sim = wl.Simulation("two_observers", behaviours={"counter": Counter})
    time: float = sim.time
except wl.ScenarioError as error:
    print(error.diagnostics)
'''
WRONG = '''
import worldline as wl
record: int = wl.run("two_observers", seed="seven")
def react(percepts: wl.Percepts, actions: wl.Actions) -> None:
    percepts.whre("outcome")
    actions.tell()
'''


def mypy(folder, text):
    """What mypy says of a script: lines."""
    pytest.importorskip("mypy", reason="mypy is not installed: make setup")
    (folder / "script.py").write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "mypy", "--no-error-summary", "script.py"],
                          cwd=folder, capture_output=True, text=True, check=False,
                          env={**os.environ, "MYPY_CACHE_DIR": str(folder / "cache")})
    return done.stdout.splitlines()


def told(thing, of=None):
    """Parameters of a function of the compiled part, by the first line of its text."""
    text = (thing.__doc__ or "").splitlines()[0]
    arguments = ast.parse(f"def {text}: ...").body[0].args
    names = [argument.arg for argument in arguments.args]
    return names[1:] if of is not None else names


def stubs():
    """Every class and function of the stub, by its dotted name."""
    def walk(nodes, prefix):
        for node in nodes:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from walk(node.body, prefix + node.name + ".")
            if isinstance(node, ast.AnnAssign):
                yield prefix + ast.unparse(node.target), node
    return dict(walk(ast.parse(STUB.read_text(encoding="utf-8")).body, ""))


def names_in(thing, prefix=""):
    """Dotted names of all that a module and its classes have and the stub should tell."""
    for name in vars(thing):
        if name.startswith("_") and name != "__version__":
            continue
        yield prefix + name
        value = getattr(thing, name)
        is_ours = getattr(value, "__module__", "").endswith("_worldline") or \
            getattr(value, "__module__", "").endswith("_worldline.spacetime")
        if name == "spacetime" or (isinstance(value, type) and is_ours):
            yield from names_in(value, prefix + name + ".")


def test_the_stub_names_what_there_is_and_nothing_else(wl):
    module = wl.running.extension()
    skipped = {name for name in names_in(module) if name.split(".")[-1] == "diagnostics"}
    there = set(names_in(module)) - skipped
    named = {name for name in stubs() if not name.split(".")[-1].startswith("__")
             or name == "__version__"} - {"ScenarioError.diagnostics"}
    new = [str(getattr(module, name, None).__doc__).splitlines()[0] if "." not in name else name
           for name in sorted(there - named)]
    assert not new, f"write these into {STUB.name}:\n" + "\n".join(new)
    assert named - there == set(), "the stub tells of these, and they are not there"


def test_the_stub_knows_the_parameters_of_every_function(wl):
    module = wl.running.extension()
    n_functions = 0
    for name, node in stubs().items():
        if not isinstance(node, ast.FunctionDef) or name.split(".")[-1].startswith("__"):
            continue
        owner, *rest = name.split(".")
        thing = getattr(module, owner)
        for part in rest:
            thing = vars(thing).get(part) or getattr(thing, part)
        if isinstance(thing, property):
            continue
        is_method = [argument.arg for argument in node.args.args][:1] == ["self"]
        assert told(thing, module if is_method else None) == \
            [argument.arg for argument in node.args.args][int(is_method):], name
        n_functions += 1
    assert n_functions > 100


def test_a_script_of_a_user_is_checked(tmp_path):
    assert mypy(tmp_path, RIGHT) == []
    said = mypy(tmp_path, WRONG)
    assert [line.split(":")[1] for line in said if "error" in line] == ["3", "3", "5", "6"]
