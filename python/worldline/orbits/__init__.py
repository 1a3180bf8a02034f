# SPDX-License-Identifier: Apache-2.0
"""Orbits of real satellites, from the files in which they are published.

SP3 files hold positions and clocks, two-line elements (TLE) what SGP4 needs, RINEX navigation
messages the Kepler elements that a satellite broadcasts. All of them become positions in the frame
of a scenario: inertial, z along the axis of rotation of the Earth, the prime meridian on the x axis
at t = 0. A scenario's motion ``{kind: table, file: orbit.csv, frame: inertial}`` reads the tables
that `Ephemeris.write` and `TwoLineElements.write` make.

>>> from worldline import orbits
>>> ephemeris = orbits.read_sp3(["day1.SP3.gz", "day2.SP3.gz"])
>>> ephemeris.position("E14", frame="inertial")           # [m], shape (n, 3)

What is left out: the motion of the pole, precession and nutation within a table, and the
difference between UTC and UT1 (less than 0.9 s, by which the Earth turns 420 m).
"""
from worldline.orbits.elements import (eccentricity_effect, mean_elements, osculating_elements,
                                       velocities)
from worldline.orbits.fields import FileError
from worldline.orbits.navigation import Broadcast, read_navigation
from worldline.orbits.sp3 import Ephemeris, read_sp3
from worldline.orbits.tle import TwoLineElements, read_tle

__all__ = ["Broadcast", "Ephemeris", "FileError", "TwoLineElements", "eccentricity_effect",
           "mean_elements", "osculating_elements", "read_navigation", "read_sp3", "read_tle",
           "velocities"]
