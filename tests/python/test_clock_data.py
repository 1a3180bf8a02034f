# SPDX-License-Identifier: Apache-2.0
"""Do real orbits, real clocks and a real oscillator give the figures published for them?

Goal: what is read and computed here agrees with what others found from the same files.
Method: the files and figures of ../shared/data/clocks (sources in its README), which is no part of
the project: without it these tests are left out, aloud.
"""
import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from worldline import orbits
from worldline.orbits.elements import turned

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "clocks"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"{DATA} is not there")


@pytest.fixture(scope="module")
def expected():
    return json.loads((DATA / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ephemeris():
    return orbits.read_sp3(sorted(DATA.glob("GRG0MGXFIN_*_ORB.SP3.gz")))


@pytest.mark.parametrize("satellite", ["E14", "E18", "E01", "G11", "R01"])
def test_precise_orbits_have_the_published_elements_swing_and_clock(
        wl, ephemeris, expected, satellite):
    known = expected["SP3_2020-06-24_25_GRGS"]
    figures, tolerance = known["satellites"][satellite], known["tolerance"]
    position = ephemeris.position(satellite)
    velocity = orbits.velocities(ephemeris.t, position)
    elements = orbits.osculating_elements(position, velocity)
    effect = orbits.eccentricity_effect(position, velocity)
    residual = ephemeris.clock_residual(satellite)
    assert elements["semi_major_axis"].mean() == pytest.approx(figures["a_m"],
                                                               abs=tolerance["a_m"])
    assert elements["eccentricity"].mean() == pytest.approx(figures["e"], abs=tolerance["e"])
    assert np.ptp(effect) / 2 * 1e9 == pytest.approx(
        figures["half_peak_to_peak_ns"], abs=tolerance["half_peak_to_peak_ns"])
    assert np.sqrt(np.nanmean(residual**2)) * 1e9 == pytest.approx(
        figures["clock_rms_ns"], abs=tolerance["clock_rms_ns"])


def test_broadcast_orbits_lie_within_half_a_kilometre_of_the_precise_ones(ephemeris):
    """The periodic corrections, a few hundred metres, are left out; a wrong sign gives 1000 km."""
    from worldline.orbits.navigation import nearest
    epoch = "2020-06-25T00:00:00"
    messages = orbits.read_navigation(next(DATA.glob("ESBC*.rnx.gz")))
    row, = np.flatnonzero(ephemeris.since(epoch) == 0.0)
    chosen = {name: message for name, message in nearest(messages, epoch).items()
              if name in ephemeris.satellites}
    assert len(chosen) > 50 and {"E14", "E18"} <= set(chosen)
    for name, message in chosen.items():
        precise = ephemeris.position(name, epoch=epoch)[row]
        assert np.linalg.norm(_place(message.elements(epoch)) - precise) < 500.0, name


def _place(elements):
    """Position on a Kepler orbit."""
    mean, e = elements["mean_anomaly"], elements["eccentricity"]
    anomaly = mean
    for _ in range(80):
        anomaly = mean + e * np.sin(anomaly)
    flat = elements["semi_major_axis"] * np.array(
        [[np.cos(anomaly) - e, np.sqrt(1 - e * e) * np.sin(anomaly), 0.0]])
    x, y, _ = turned(flat, elements["argument_of_perigee"])[0]
    tilted = [[x, y * np.cos(elements["inclination"]), y * np.sin(elements["inclination"])]]
    return turned(tilted, elements["ascending_node"])[0]


def _frequency():
    """Readings of the oven crystal as fractions of 10 MHz, less 1."""
    with gzip.open(DATA / "ocxo" / "ocxo_frequency.txt.gz", "rt") as file:
        return (np.array([float(line) for line in file if not line.startswith("#")]) - 1e7) / 1e7


def test_allan_deviations_of_an_oven_crystal_agree_with_stable32(wl, expected):
    """Stable32, an independent program, printed five digits for every averaging factor."""
    from worldline.spacetime import allan_deviation
    frequency = _frequency()
    assert len(frequency) == expected["OCXO"]["points"]
    rows = [line.split() for line in
            (DATA / "ocxo" / "ocxo_stable32_adev.txt").read_text().splitlines()
            if line.strip() and not line.startswith("#")]
    factors = [int(row[0]) for row in rows]
    printed = np.array([float(row[5]) for row in rows])
    found = allan_deviation(frequency, 1.0, factors, data="frequency")
    assert np.abs(found / printed - 1).max() < 1e-4
    known = expected["OCXO"]["adev_non_overlapping"]
    found = allan_deviation(frequency, 1.0, [int(factor) for factor in known], data="frequency")
    assert found == pytest.approx(list(known.values()), rel=expected["OCXO"]["tolerance"]["rel"])


#: Number -> where among the steps asked for SGP4 first has no answer, and its error.
WITHOUT_ANSWER = {22312: (22, 1), 28350: (13, 1), 28872: (11, 6), 29141: (22, 6), 33333: (5, 4),
                  33334: (0, 3), 20413: (69, 6)}


@pytest.fixture(scope="module")
def verification(tmp_path_factory):
    """The 33 cases in order, checksums put right: list of (elements, minutes asked for)."""
    pytest.importorskip("sgp4")
    from worldline.orbits.tle import checksum
    path = tmp_path_factory.mktemp("sgp4") / "right.tle"
    lines, minutes = [], []
    for line in (DATA / "sgp4-verification" / "SGP4-VER.TLE").read_text().splitlines():
        if line.startswith(("1 ", "2 ")):
            line = f"{line[:68]}{checksum(line)}{line[69:]}"
        if line.startswith("2 "):
            start, stop, step = (float(word) for word in line[69:].split()[:3])
            minutes.append(np.arange(start, stop + step * 1e-3, step))
        lines.append(line)
    path.write_text("\n".join(lines))
    return list(zip(orbits.read_tle(path), minutes))


def _reference():
    """The 33 cases in order: (number, rows of minutes, position [km], velocity [km/s])."""
    cases = []
    for line in (DATA / "sgp4-verification" / "tcppver.out").read_text().splitlines():
        words = line.split()
        if len(words) == 2 and words[1] == "xx":
            cases.append((int(words[0]), []))
        elif words:
            cases[-1][1].append([float(word) for word in words[:7]])
    return cases


def test_sgp4_gives_the_states_of_the_verification_set(verification, expected):
    reference = _reference()
    assert len(verification) == len(reference) == expected["SGP4_verification"]["satellites"] == 33
    for (elements, _), (number, rows) in zip(verification, reference):
        assert elements.number == number
        if WITHOUT_ANSWER.get(number, (1,))[0] == 0:  # its only row repeats the last one of 33333
            continue
        for minutes, *state in rows:
            position, velocity = elements.states([minutes * 60.0])
            assert np.abs(position[0] / 1e3 - state[:3]).max() < 1e-6, (number, minutes)
            assert np.abs(velocity[0] / 1e3 - state[3:]).max() < 1e-8, (number, minutes)


def test_the_verification_file_as_it_is_is_refused_at_its_first_wrong_checksum():
    pytest.importorskip("sgp4")
    with pytest.raises(orbits.FileError, match="SGP4-VER.TLE:100: the checksum is `4`"):
        orbits.read_tle(DATA / "sgp4-verification" / "SGP4-VER.TLE")


def test_where_sgp4_has_no_answer_a_fault_says_why(verification):
    """The set has seven such cases, on purpose; the reference ends there."""
    words = pytest.importorskip("sgp4.api").SGP4_ERRORS
    found = {}
    for elements, minutes in verification:
        try:
            elements.states(minutes * 60.0)
        except ValueError as error:
            found[elements.number] = str(error)
    assert sorted(found) == sorted(WITHOUT_ANSWER)
    for number, (row, error) in WITHOUT_ANSWER.items():
        assert f"(row {row}): {words[error]}" in found[number]


FLIGHT = """
format: worldline/1
scenario: eccentric
summary: E14 flies where it flew in June 2020; every quarter of an hour it hears the ground.
seed: 1
time: {resolution: 1 ps, until: 47 h}
space: {metric: weak_field}
types: {pulse: {domain: event}}
judges: {any: {rule: schedule, time_of: emission, against: schedule, tolerance: 1 s, patience: 1 s}}
promises:
  pulse: {promiser: ground, promisees: [e14], give: {type: pulse}, schedule: {period: 900 s}}
agents:
  ground:
    behaviour: steward
    motion: {kind: station, latitude: 0 deg}
    keeps: {pulse: {at: 0 s}}
  e14:
    motion: {kind: table, file: FILE, frame: inertial}
    judges: {pulse: any}
record: {readings: all}
"""


def test_a_scenario_flown_by_the_published_orbit_has_the_swing(wl, ephemeris, expected, tmp_path):
    """The whole way: SP3 file, table, motion, clock, record."""
    ephemeris.write("E14", tmp_path / "e14.csv")
    record = wl.run(FLIGHT.replace("FILE", str(tmp_path / "e14.csv")))
    from worldline.plot import clock_offsets
    time, offset = clock_offsets(record)["e14"]
    line = np.polynomial.Polynomial.fit(time, offset, 1)
    swing = np.ptp(offset - line(time)) / 2 * 1e9
    known = expected["SP3_2020-06-24_25_GRGS"]["satellites"]["E14"]
    assert swing == pytest.approx(known["half_peak_to_peak_ns"], rel=0.02)  # the line takes some
