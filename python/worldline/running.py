# SPDX-License-Identifier: Apache-2.0
"""Runs scenarios: the door from Python to the simulator."""
from __future__ import annotations

import importlib
import json
import os
import pathlib
import sys
import tempfile
import time
import weakref
from collections.abc import Callable, Mapping
from typing import Any

from worldline.behaviour import Behaviour, described
from worldline.record import Record


def extension() -> Any:
    """The compiled module `_worldline`, loaded when it is first needed."""
    for name in ("worldline._worldline", "_worldline"):
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name not in ("worldline._worldline", "_worldline"):
                raise
    raise ImportError("the compiled part of worldline is missing, so nothing can be run; "
                      "records can still be opened. Install the package with pip to build it.")


def library() -> dict[str, pathlib.Path]:
    """The scenarios that come with the package.

    Returns
    -------
    dict of str to pathlib.Path
        Name and YAML file.
    """
    here = pathlib.Path(__file__).resolve().parent
    places = [here / "library", here.parents[1] / "scenarios" / "library"]
    if "WORLDLINE_LIBRARY" in os.environ:
        places.insert(0, pathlib.Path(os.environ["WORLDLINE_LIBRARY"]))
    for place in places:
        found = {path.stem: path for path in sorted(place.glob("*.yaml"))}
        if found:
            return found
    return {}


def describe(kind: str | None = None, name: str | None = None) -> dict[str, Any]:
    """What there is to build scenarios from, and with which parameters.

    Parameters
    ----------
    kind : str, optional
        behaviour, clock, motion, metric, judge or trust. Default: all.
    name : str, optional
        One of that kind.

    Returns
    -------
    dict
        By kind and name; for one part its ``summary``, ``source`` and ``parameters``.
    """
    found = extension().describe()
    for word, what in ((kind, "kind"), (name, kind)):
        if word is None:
            break
        if word not in found:
            raise KeyError(f"there is no {what} {word}; there are {', '.join(found)}")
        found = found[word]
    return found


def schema() -> dict[str, Any]:
    """The scenario language as a JSON Schema (draft 2020-12), for editors and validators.

    It says less than a run's own check: what depends on another place of the file is left open.

    Returns
    -------
    dict
        As `json.dump` writes it into a file.
    """
    found: dict[str, Any] = json.loads(extension().language_schema())
    return found


def scenario_request(scenario: str | os.PathLike[str]) -> dict[str, Any]:
    """What the compiled part wants to know of `scenario`: a path, a library name, or a text."""
    if isinstance(scenario, str) and "\n" in scenario:
        return {"scenario": scenario, "is_text": True, "folder": os.getcwd()}
    path = os.fspath(scenario)
    if not os.path.exists(path) and path in (known := library()):
        path = os.fspath(known[path])
    return {"scenario": path}


def run(scenario: str | os.PathLike[str], seed: int | None = None, threads: int | None = None,
        until: str | None = None, output: str | os.PathLike[str] | None = None,
        progress: bool | Callable[[float, float, int], object] = False, *,
        record: str = "full", shuffle: int | None = None,
        behaviours: Mapping[str, type[Behaviour]] | None = None, **parameters: Any) -> Record:
    """Runs a scenario and opens its record.

    Parameters
    ----------
    scenario : path-like or str
        A YAML file, the name of a library scenario, or the text of a scenario.
    seed : int, optional
        Default: the scenario's.
    threads : int, optional
        The result does not depend on it. Default: as many as the machine has.
    until : str, optional
        End of the run, with a unit: ``"2 s"``. Default: the scenario's.
    output : path-like, optional
        Where to keep the record. Default: a temporary file that goes when the record does.
    progress : bool or callable
        True shows a line on standard error; a callable gets (time [s], until [s], events) at most
        20 times a second, and stops the run by raising, as Ctrl-C does.
    record : str
        How much is recorded: ``"summary"``, ``"promises"`` or ``"full"``.
    shuffle : int, optional
        Serve the agents of a window one by one, in an order drawn from this seed.
    behaviours : mapping of str to type, optional
        Classes derived from `worldline.Behaviour`, by the names that the scenario gives them. A run
        with such agents is one of a single thread.
    **parameters
        Parameters of the scenario: numbers, or texts with a unit.

    Returns
    -------
    Record
        Its ``outcome`` is a dict: events, seconds, expectations and more.

    Raises
    ------
    ScenarioError
        A ValueError; ``diagnostics`` lists all faults of the file.
    ValueError
        `record` is no level that leaves a record.
    OutputError
        An OSError: the record cannot be written; nothing is left behind.
    RunError
        A RuntimeError: an agent made a mistake, or memory is over ``engine: {memory_limit: ...}``.
        The record at `output` holds what happened until then.
    KeyboardInterrupt
        Ctrl-C. The record at `output` is unfinished and holds what happened until then:
        `worldline.open` reads it, and ``worldline resume`` goes on with it.
    """
    if record == "off":
        raise ValueError("record: with `off` there is no record to open; `summary` is the least")
    kept = None
    if output is None:
        kept = tempfile.TemporaryDirectory(prefix="worldline-")
        output = os.path.join(kept.name, "run.h5")
    given = {"seed": seed, "threads": threads, "shuffle": shuffle, "until": until}
    request = {key: value for key, value in given.items() if value is not None}
    request["set"] = [(key, str(value)) for key, value in parameters.items()]
    shown = _ProgressLine() if progress is True else progress or None
    try:
        outcome = extension().run(shown, output=os.fspath(output), level=record,
                                  behaviours=described(behaviours),
                                  **scenario_request(scenario), **request)
    finally:
        if isinstance(shown, _ProgressLine):
            shown.clear()
    opened = Record(output)
    opened.outcome = outcome
    if kept is not None:
        weakref.finalize(opened, kept.cleanup)
    return opened


class _ProgressLine:
    """One line on standard error that says how far a run is."""

    def __init__(self):
        self._start, self._is_shown = time.monotonic(), False

    def __call__(self, now, until, events):
        seconds = time.monotonic() - self._start
        share = 100 * now / until if until else 100
        self._is_shown = True
        print(f"\rt = {now:.6g} s of {until:.6g} s ({share:.1f} %), "
              f"{events / seconds / 1e6:.3g} M events/s   ", end="", file=sys.stderr, flush=True)

    def clear(self):
        if self._is_shown:
            print("\r" + " " * 78 + "\r", end="", file=sys.stderr, flush=True)
