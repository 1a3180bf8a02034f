# SPDX-License-Identifier: Apache-2.0
"""Broadcast orbits of GPS and Galileo: RINEX 3 navigation files.

Formulas are those of the interface document IS-GPS-200, table 20-IV; Galileo's are the same.
"""
import dataclasses
import datetime
import math

from worldline.orbits import fields
from worldline.orbits.elements import EARTH_ROTATION, GM_EARTH
from worldline.orbits.fields import FileError

_GPS_START = datetime.datetime(1980, 1, 6), 0.0
_WEEK = 604_800.0

#: Place of each element among the 31 numbers of a message.
_PLACES = {"clock_bias": 0, "clock_drift": 1, "mean_motion_difference": 5, "mean_anomaly": 6,
           "eccentricity": 8, "root_of_semi_major_axis": 10, "seconds_of_week": 11,
           "ascending_node": 13, "inclination": 15, "argument_of_perigee": 17, "node_rate": 18,
           "inclination_rate": 19, "week": 21}

#: Lines of a message after its first, by system.
_MORE_LINES = {"G": 7, "E": 7, "C": 7, "J": 7, "I": 7, "R": 3, "S": 3}


@dataclasses.dataclass(frozen=True)
class Broadcast:
    """One message: a Kepler orbit round its reference time, with rates.

    Angles in rad, rates in rad/s. `ascending_node` is the longitude of the node when the week
    began, as the satellites send it; `elements` gives it in the frame of a scenario.
    """
    satellite: str
    epoch: str
    line: int
    clock_bias: float
    clock_drift: float
    mean_motion_difference: float
    mean_anomaly: float
    eccentricity: float
    root_of_semi_major_axis: float
    seconds_of_week: float
    ascending_node: float
    inclination: float
    argument_of_perigee: float
    node_rate: float
    inclination_rate: float
    week: float

    def elements(self, epoch):
        """The orbit at an instant, as parameters of the motion `kepler_orbit`.

        Parameters
        ----------
        epoch : str
            The scenario's t = 0 (ISO 8601, GPS time), when the prime meridian is on the x axis.

        Returns
        -------
        dict of str to float
            semi_major_axis [m], eccentricity, inclination, ascending_node, argument_of_perigee,
            mean_anomaly [rad].
        """
        elapsed = self.seconds_until(epoch)
        semi_major_axis = self.root_of_semi_major_axis**2
        mean_motion = math.sqrt(GM_EARTH / semi_major_axis**3) + self.mean_motion_difference
        node = (self.ascending_node + (self.node_rate - EARTH_ROTATION) * elapsed
                - EARTH_ROTATION * self.seconds_of_week)
        return {"semi_major_axis": semi_major_axis, "eccentricity": self.eccentricity,
                "inclination": self.inclination + self.inclination_rate * elapsed,
                "ascending_node": node % math.tau,
                "argument_of_perigee": self.argument_of_perigee % math.tau,
                "mean_anomaly": (self.mean_anomaly + mean_motion * elapsed) % math.tau}

    def seconds_until(self, epoch):
        """From the reference time to an instant (ISO 8601, GPS time): float, unit s."""
        reference = self.week * _WEEK + self.seconds_of_week
        return fields.seconds_between(_GPS_START, fields.parse_instant(epoch)) - reference


def read_navigation(path, systems="GE"):
    """Reads a RINEX 3 navigation file, plain or gzip.

    Parameters
    ----------
    path : path-like
    systems : str
        Letters of the systems wanted: G is GPS, E Galileo. Others have elements of other kinds,
        or other frames, and are left out.

    Returns
    -------
    list of Broadcast
        In the order of the file.

    Raises
    ------
    FileError
        A ValueError that names file and line.
    """
    lines = fields.lines_of(path)
    at = _end_of_head(path, lines)
    found = []
    while at < len(lines):
        system = lines[at][:1]
        if not lines[at].strip():
            at += 1
            continue
        if system not in _MORE_LINES:
            raise FileError(path, at + 1, f"`{lines[at][:3]}` is no satellite; G11 would be one")
        more = _MORE_LINES[system]
        if system == "R" and at + 4 < len(lines) and lines[at + 4].startswith("    "):
            more = 4  # from version 3.05 on
        if at + more >= len(lines):
            raise FileError(path, at + 1, "the last message is cut short", "fetch the file again")
        if system in systems:
            found.append(_message(path, at, lines[at:at + more + 1]))
        at += more + 1
    return found


def _end_of_head(path, lines):
    if not lines or "RINEX VERSION" not in lines[0]:
        raise FileError(path, 1, "a RINEX file begins with RINEX VERSION / TYPE",
                        "is this another format?")
    if fields.number(path, 1, lines[0][:9], "the version") // 1 != 3:
        raise FileError(path, 1, f"RINEX version {lines[0][:9].strip()} is not 3")
    if lines[0][20:21] != "N":
        raise FileError(path, 1, f"kind `{lines[0][20:21]}` is no navigation file (N)")
    for number, line in enumerate(lines, 1):
        if "END OF HEADER" in line:
            return number
    raise FileError(path, len(lines), "the header has no end (END OF HEADER)")


def _message(path, at, lines):
    satellite = lines[0][:3].replace(" ", "0")
    epoch = fields.instant(path, at + 1, lines[0][4:23].split())
    texts = [(1, lines[0][start:start + 19]) for start in (23, 42, 61)]
    for number, line in enumerate(lines[1:], 2):
        texts += [(number, line[start:start + 19]) for start in (4, 23, 42, 61)]
    values = {}
    for name, place in _PLACES.items():
        number, text = texts[place]
        what = f"{name.replace('_', ' ')} of {satellite}"
        values[name] = fields.number(path, at + number, text, what)
    if not 0 <= values["eccentricity"] < 1:
        raise FileError(path, at + 3, f"eccentricity of {satellite} must be in [0, 1), and is "
                        f"{values['eccentricity']:g}")
    if values["root_of_semi_major_axis"] < 2500:
        raise FileError(path, at + 3, f"the orbit of {satellite} would lie inside the Earth")
    return Broadcast(satellite, fields.iso(epoch), at + 1, **values)


def nearest(messages, epoch):
    """Of each satellite the message whose reference time is nearest to an instant.

    Returns
    -------
    dict of str to Broadcast
        By name of the satellite, sorted. Of equally near ones the first of the file.
    """
    chosen = {}
    for message in messages:
        before = chosen.get(message.satellite)
        if before is None or abs(message.seconds_until(epoch)) < abs(before.seconds_until(epoch)):
            chosen[message.satellite] = message
    return dict(sorted(chosen.items()))


def motions(messages, epoch):
    """Motions of kind `kepler_orbit`, one line of YAML a satellite: str.

    Parameters
    ----------
    messages : sequence of Broadcast
    epoch : str
        The scenario's t = 0 (ISO 8601, GPS time).
    """
    out = []
    for satellite, message in nearest(messages, epoch).items():
        e = message.elements(epoch)
        out.append(f"{satellite}: {{kind: kepler_orbit, "
                   f"semi_major_axis: {e['semi_major_axis']:.3f} m, "
                   f"eccentricity: {e['eccentricity']:.10f}, "
                   + ", ".join(f"{name}: {math.degrees(e[name]):.8f} deg" for name in
                               ("inclination", "ascending_node", "argument_of_perigee",
                                "mean_anomaly")) + "}\n")
    return "".join(out)
