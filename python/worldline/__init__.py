# SPDX-License-Identifier: Apache-2.0
"""Simulate agents that make, keep, break and judge promises, each by its own clock.

>>> import worldline as wl
>>> record = wl.run("two_observers", seed=7)         # or the path of a YAML file, or its text
>>> record.verdicts(promise="parcel")
>>> wl.open("run.h5").plot.spacetime()
>>> sim = wl.Simulation("two_observers")              # the same run, to be stepped and looked at
>>> sim.run_until("100 ms")
>>> sim.agents["carol"].state

A record is read with NumPy and h5py alone. Runs need the compiled part of this package; tables as
data frames need pandas, pictures matplotlib, graphs networkx or xgi.
"""
from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from worldline.behaviour import Behaviour, Parameter
from worldline.following import follow
from worldline.record import Record, RecordError
from worldline.running import describe, library, run, schema
from worldline.simulation import Simulation

__version__ = "0.1.0"
__all__ = ["Behaviour", "Parameter", "Record", "RecordError", "Simulation", "describe", "follow",
           "library", "open", "run", "schema",
           "ScenarioError", "OutputError", "RunError"]


if TYPE_CHECKING:
    from worldline._worldline import Actions, OutputError, Percepts, RunError, ScenarioError


def open(path: str | os.PathLike[str]) -> Record:  # as in gzip.open: a word of the module
    """Opens the record of an earlier run.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    Record
        A warning tells if the run was stopped before its end, or has not reached it yet.

    Raises
    ------
    FileNotFoundError, RecordError
    """
    return Record(path)


def __getattr__(name: str) -> Any:
    """What the compiled part has: its exceptions, and what a behaviour is given. It is loaded when
    they are named."""
    if name in ("ScenarioError", "OutputError", "RunError", "Actions", "Percepts"):
        from worldline.running import extension
        return getattr(extension(), name)
    raise AttributeError(f"module worldline has no attribute {name}")
