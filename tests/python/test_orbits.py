# SPDX-License-Identifier: Apache-2.0
"""Are files of orbits understood, and are faults in them told with file and line?

Goal: positions, clocks and elements come out as they went in; a damaged file is refused with
exit code 2, file, line and what to do.
Method: files written by the test from an orbit known in closed form, then spoilt one by one.
Figures of real files are in test_clock_data.py.
"""
import gzip
import math

import numpy as np
import pytest

from worldline import orbits
from worldline.orbits import command
from worldline.orbits.elements import EARTH_ROTATION, GM_EARTH, turned

AXIS, ECCENTRICITY = 27_977_700.0, 0.1668
STEP = 900.0
C = 299_792_458.0

#: The first satellite of the verification set of Spacetrack Report 3, revisited (Vallado 2006).
VANGUARD = ("1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753",
            "2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667")


def ellipse(t, a=AXIS, e=ECCENTRICITY):
    """Position and velocity on an orbit in the plane of the equator, perigee on x at t = 0."""
    mean = np.sqrt(GM_EARTH / a**3) * np.asarray(t)
    anomaly = mean
    for _ in range(80):
        anomaly = mean + e * np.sin(anomaly)
    across, speed = a * math.sqrt(1 - e * e), np.sqrt(GM_EARTH / a) / (1 - e * np.cos(anomaly))
    zero = np.zeros_like(mean)
    return (np.stack([a * (np.cos(anomaly) - e), across * np.sin(anomaly), zero], -1),
            np.stack([-speed * np.sin(anomaly),
                      speed * math.sqrt(1 - e * e) * np.cos(anomaly), zero], -1))


def sp3_text(n=40, first=0, system="GPS"):
    """An SP3 file of E14 on `ellipse`, as the Earth sees it, and of G07, which has no clock."""
    lines = [f"#cP2020  6 24  0  0  0.00000000 {n:7} TEST IGb14 FIT TEST",
             f"%c M  cc {system} ccc cccc cccc cccc cccc ccccc ccccc ccccc ccccc"]
    for row in range(first, first + n):
        t = row * STEP
        x, y, z = turned(ellipse([t])[0], -EARTH_ROTATION * t)[0] / 1e3
        lines.append(f"*  2020  6 {24 + row // 96} {row % 96 // 4:2} {row % 4 * 15:2}  0.00000000")
        lines.append(f"PE14{x:14.6f}{y:14.6f}{z:14.6f}{100 + 1e-3 * row:14.6f}")
        lines.append(f"PG07{z:14.6f}{x:14.6f}{y:14.6f}{999999.999999:14.6f}")
    return "\n".join([*lines, "EOF", ""])


@pytest.fixture
def precise(tmp_path):
    path = tmp_path / "day.SP3"
    path.write_text(sp3_text())
    return path


def test_sp3_positions_are_turned_into_the_inertial_frame(precise):
    read = orbits.read_sp3(precise)
    assert (read.satellites, read.epoch, read.time_system) == \
        (("E14", "G07"), "2020-06-24T00:00:00", "GPS")
    assert read.t.tolist() == (np.arange(40) * STEP).tolist()
    assert np.abs(read.position("E14") - ellipse(read.t)[0]).max() < 2e-3  # written to the mm
    fixed = read.position("E14", frame="earth_fixed")
    assert np.abs(turned(fixed, EARTH_ROTATION * read.t) - read.position("E14")).max() == 0


def test_the_frames_agree_at_the_epoch_that_is_asked_for(precise):
    read = orbits.read_sp3(precise)
    epoch = "2020-06-24T02:00:00"
    assert read.since(epoch)[8] == 0.0
    assert np.array_equal(read.position("E14", epoch=epoch)[8],
                          read.position("E14", frame="earth_fixed")[8])


def test_a_clock_of_999999_is_none_and_a_straight_line_is_taken_out_of_others(precise):
    read = orbits.read_sp3(precise)
    assert np.isnan(read.clock("G07")).all() and np.isnan(read.clock_residual("G07")).all()
    assert read.clock("E14")[:2].tolist() == pytest.approx([100e-6, 100.001e-6])
    assert np.abs(read.clock_residual("E14")).max() < 1e-15


def test_files_of_successive_days_are_joined_and_an_instant_counts_once(tmp_path):
    (tmp_path / "b").write_text(sp3_text(30, 20))  # its first ten epochs stand in the other, too
    with gzip.open(tmp_path / "a.gz", "wt") as file:
        file.write(sp3_text(30))
    read = orbits.read_sp3([tmp_path / "b", tmp_path / "a.gz"])
    assert read.t.tolist() == (np.arange(50) * STEP).tolist()
    assert np.abs(read.position("E14") - ellipse(read.t)[0]).max() < 2e-3


def test_elements_and_the_swing_of_the_clock_come_out_of_positions(wl):
    t = np.arange(96) * STEP
    position, velocity = ellipse(t)
    found = orbits.velocities(t, position)
    assert np.abs(found - velocity)[5:-5].max() < 1e-3  # of 4 km/s
    elements = orbits.osculating_elements(position, velocity)
    assert elements["semi_major_axis"] == pytest.approx(AXIS, rel=1e-12)
    assert elements["eccentricity"] == pytest.approx(ECCENTRICITY, rel=1e-12)
    assert elements["mean_anomaly"] == pytest.approx(
        np.sqrt(GM_EARTH / AXIS**3) * t % (2 * math.pi), abs=1e-9)
    # 2 sqrt(GM a) e / c2, relativity.md 1.3: 391.99 ns for these two
    swing = orbits.eccentricity_effect(*ellipse(np.linspace(0, 50_000, 20_001)))
    assert np.ptp(swing) / 2 == pytest.approx(
        2 * math.sqrt(GM_EARTH * AXIS) * ECCENTRICITY / C**2, rel=1e-6)
    assert orbits.mean_elements(t, position)["semi_major_axis"] == pytest.approx(AXIS, rel=1e-6)


def test_a_tilted_orbit_has_the_elements_it_was_made_of(wl):
    position, velocity = ellipse([1000.0])
    tilt, node, perigee = 0.97, 2.5, 4.0

    def placed(vectors):
        x, y, z = turned(vectors, perigee).T
        tilted = np.stack([x, y * math.cos(tilt) - z * math.sin(tilt),
                           y * math.sin(tilt) + z * math.cos(tilt)], -1)
        return turned(tilted, node)
    found = orbits.osculating_elements(placed(position), placed(velocity))
    assert [found[name][0] for name in ("inclination", "ascending_node", "argument_of_perigee")] \
        == pytest.approx([tilt, node, perigee], abs=1e-12)


def test_what_escapes_has_no_ellipse(wl):
    with pytest.raises(ValueError):
        orbits.osculating_elements([7e6, 0, 0], [0, 12e3, 0])


def test_the_command_writes_a_table_for_each_satellite(precise, tmp_path, capsys):
    out = tmp_path / "orbit.csv"
    assert command.main(["sp3", str(precise), "--satellites", "E14", "-o", str(out)]) == 0
    assert out.read_text().splitlines()[0] == "t,x,y,z"
    table = np.loadtxt(out, delimiter=",", skiprows=1)
    assert np.abs(table[:, 1:] - ellipse(table[:, 0])[0]).max() < 2e-3
    assert command.main(["sp3", str(precise), "-o", str(out)]) == 0
    assert (tmp_path / "orbit-E14.csv").exists() and (tmp_path / "orbit-G07.csv").exists()
    assert "t = 0 at 2020-06-24T00:00:00 GPS" in capsys.readouterr().out


def spoilt(old, new, count=1):
    return lambda text: text.replace(old, new, count)


@pytest.mark.parametrize("spoil, fault", [
    (spoilt("#c", "# "), "day.SP3:1: SP3 version ` ` is not known"),
    (spoilt("#cP", "hello"), "day.SP3:1: an SP3 file begins with `#`"),
    (spoilt("*  2020  6 24  0 15", "*  2020  6 24  0  0"), "day.SP3:6: epochs must ascend"),
    (spoilt("*  2020  6 24  0 15", "*  2020 13 24  0 15"), "day.SP3:6: the epoch `2020 13 24"),
    (spoilt("*  2020  6 24  0 15", "*  9999999999 6 24 0 15"), "day.SP3:6: the epoch"),
    (spoilt("PG07", "PG7x"), "day.SP3:5: `G7x` is no satellite"),
    (spoilt("PG07      0.000000", "PG07      0.00O000"), "day.SP3:5: x of G07 must be a number"),
    (spoilt("PG07", "PE14"), "day.SP3:5: E14 stands twice under one epoch"),
    (spoilt("EOF", ""), "the file ends without EOF"),
    (lambda text: text.splitlines()[0] + "\nEOF\n", "has no epochs"),
])
def test_a_damaged_sp3_file_is_refused(precise, spoil, fault, capsys):
    precise.write_text(spoil(precise.read_text()))
    assert command.main(["sp3", str(precise), "-o", "none.csv"]) == 2
    assert fault in capsys.readouterr().err


def test_a_gzip_file_cut_short_an_unknown_satellite_and_a_missing_file_are_told(
        precise, tmp_path, capsys):
    cut = tmp_path / "cut.SP3.gz"
    cut.write_bytes(gzip.compress(precise.read_bytes())[:-200])
    assert command.main(["sp3", str(cut), "-o", "none.csv"]) == 2
    assert "cut.SP3.gz: this gzip file is cut short" in capsys.readouterr().err
    assert command.main(["sp3", str(precise), "--satellites", "E41", "-o", "none.csv"]) == 2
    assert "there is no satellite E41; did you mean E14?" in capsys.readouterr().err
    assert command.main(["sp3", str(tmp_path / "gone"), "-o", "none.csv"]) == 2
    assert command.main(["sp3", str(precise), "--epoch", "now", "-o", "none.csv"]) == 2
    assert "`now` is no instant" in capsys.readouterr().err


@pytest.fixture
def two_lines(tmp_path):
    pytest.importorskip("sgp4")
    path = tmp_path / "sat.tle"
    path.write_text("VANGUARD 1\n" + "\n".join(VANGUARD) + "\n")
    return path


def test_two_line_elements_give_the_published_states(two_lines):
    vanguard, = orbits.read_tle(two_lines)
    assert (vanguard.name, vanguard.number) == ("VANGUARD 1", 5)
    assert vanguard.epoch.startswith("2000-06-27T18:50:19.73")
    position, velocity = vanguard.states([0.0, 360 * 60.0])  # tcppver.out, rows 1 and 2
    assert position / 1e3 == pytest.approx(np.array(
        [[7022.46529266, -1400.08296755, 0.03995155],
         [-7154.03120202, -3783.17682504, -3536.19412294]]), abs=1e-6)
    assert velocity[0] / 1e3 == pytest.approx([1.893841015, 6.405893759, 4.534807250], abs=1e-8)


def test_the_prime_meridian_is_on_the_x_axis_when_a_table_begins(two_lines, tmp_path):
    vanguard, = orbits.read_tle(two_lines)
    out = tmp_path / "v.csv"
    start = "2000-06-27T18:50:00"
    assert command.main(["tle", str(two_lines), "--from", start, "--until",
                         "2000-06-27T19:50:00", "--step", "5 min", "-o", str(out)]) == 0
    table = np.loadtxt(out, delimiter=",", skiprows=1)
    assert table[:, 0].tolist() == [300.0 * row for row in range(13)]
    # Sidereal time at that moment by the almanac's formula: 280.46062 + 360.98564737 days, degrees
    days = (6 + 50 / 60 - 12 + 12) / 24 + 178  # from 2000-01-01 12:00 to 2000-06-27 18:50
    angle = math.radians((280.46062 + 360.98564737 * days) % 360)
    teme = vanguard.states([0.0], epoch=start)[0]
    assert table[0, 1:] == pytest.approx(turned(teme, -angle)[0], abs=100.0)  # 1e-5 rad


@pytest.mark.parametrize("spoil, fault", [
    (spoilt("4753", "4754"), "sat.tle:2: the checksum is `4` and should be 3"),
    (spoilt("413667", "41366"), "sat.tle:3: a line of elements has 69 columns, and this one 68"),
    (spoilt("2 00005  34.2682", "2 00006  34.2681"), "sat.tle:3: this second line is of satellite"),
    (spoilt("34.2682", "34.Z684"), "sat.tle:3: inclination must be a number, and is `34.Z684`"),
    (spoilt("00179.78", "00971.78"), "sat.tle:2: the epoch `00971.78495062` is no instant"),
    (lambda text: text.rpartition("2 00005")[0], "sat.tle:2: the second line of these elements"),
    (lambda text: "VANGUARD 1\n", "sat.tle: there are no two-line elements"),
    (spoilt("1 00005", "9 00005"), "sat.tle:3: a second line of elements without a first"),
])
def test_damaged_two_line_elements_are_refused(two_lines, spoil, fault, capsys):
    two_lines.write_text(spoil(two_lines.read_text()))
    assert command.main(["tle", str(two_lines), "--until", "2000-06-28T00:00:00",
                         "-o", "none.csv"]) == 2
    assert fault in capsys.readouterr().err


@pytest.mark.parametrize("options, fault", [
    (["--until", "2000-06-27T00:00:00"], "step must be greater than 0 s"),
    (["--until", "2000-06-28T00:00:00", "--step", "1 week"], "`1 week` is no duration"),
    (["--until", "2000-06-31T00:00:00"], "is no instant"),
    (["--until", "2000-06-28T00:00:00", "--satellites", "VANGARD 1"], "did you mean VANGUARD 1?"),
])
def test_senseless_times_and_names_are_refused(two_lines, options, fault, capsys):
    assert command.main(["tle", str(two_lines), *options, "-o", "none.csv"]) == 2
    assert fault in capsys.readouterr().err


def navigation_text():
    """A RINEX file with one message of G05 for the second hour of a day, and one of GLONASS."""
    def line(*values):
        return "    " + "".join(f"{value:19.12e}" for value in values)
    head = [f"{3.04:9.2f}           NAVIGATION DATA     MIXED               RINEX VERSION / TYPE",
            " " * 60 + "END OF HEADER"]
    glonass = ["R01 2020 06 25 00 15 00" + line(1e-5, 0, 0)[4:], *[line(1, 2, 3, 4)] * 3]
    gps = ["G05 2020 06 25 02 00 00" + line(1e-4, 2e-12, 0)[4:], line(1, 0, 4e-9, 0.5),
           line(0, 0.01, 0, 5153.6), line(352_800, 0, 1.0, 0), line(0.96, 0, 0.7, -8e-9),
           line(2e-10, 0, 2111, 0), line(0, 0, 0, 0), line(0, 0, 0, 0)]
    return "\n".join([*head, *glonass, *gps, ""])


def test_broadcast_elements_are_carried_to_the_start_of_the_scenario(tmp_path, capsys):
    path = tmp_path / "nav.rnx"
    path.write_text(navigation_text())
    message, = orbits.read_navigation(path)
    assert (message.satellite, message.epoch) == ("G05", "2020-06-25T02:00:00")
    at_reference = message.elements("2020-06-25T02:00:00")  # 352,800 s of week 2111
    assert at_reference["mean_anomaly"] == 0.5 and at_reference["inclination"] == 0.96
    assert at_reference["ascending_node"] == pytest.approx(
        (1.0 - EARTH_ROTATION * 352_800) % math.tau)
    before = message.elements("2020-06-25T00:00:00")
    motion = math.sqrt(GM_EARTH / 5153.6**6) + 4e-9
    assert before["mean_anomaly"] == pytest.approx((0.5 - 7200 * motion) % math.tau)
    turn = (at_reference["ascending_node"] - before["ascending_node"]) % math.tau
    assert turn == pytest.approx((-8e-9 - EARTH_ROTATION) * 7200 % math.tau)  # as longitude
    assert command.main(["rinex", str(path), "--epoch", "2020-06-25T00:00:00"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("G05: {kind: kepler_orbit, semi_major_axis: 26559592.960 m, ecc")


@pytest.mark.parametrize("spoil, fault", [
    (spoilt("RINEX VERSION", "RENEX VERSION"), "nav.rnx:1: a RINEX file begins with"),
    (spoilt("3.04", "2.11"), "nav.rnx:1: RINEX version 2.11 is not 3"),
    (spoilt("END OF HEADER", ""), "the header has no end"),
    (spoilt(" 1.000000000000e-02", " 1.0000000o0000e-02"),
     "nav.rnx:9: eccentricity of G05 must be a number"),
    (spoilt(" 1.000000000000e-02", " 1.000000000000e+02"), "eccentricity of G05 must be in [0, 1)"),
    (spoilt("G05", "Q05"), "nav.rnx:7: `Q05` is no satellite"),
    (spoilt("06 25 02", "06 32 02"), "nav.rnx:7: the epoch"),
    (lambda text: "\n".join(text.splitlines()[:-2]), "nav.rnx:7: the last message is cut short"),
])
def test_a_damaged_navigation_file_is_refused(tmp_path, spoil, fault, capsys):
    path = tmp_path / "nav.rnx"
    path.write_text(spoil(navigation_text()))
    assert command.main(["rinex", str(path), "--epoch", "2020-06-25T00:00:00"]) == 2
    assert fault in capsys.readouterr().err
