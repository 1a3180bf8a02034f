# SPDX-License-Identifier: Apache-2.0
"""Does `worldline.spacetime` give the figures that are known?

Goal: every value of the acceptance cases within its own tolerance; the tolerances fail whoever
subtracts two rates near 1. Method: cases in ``../shared`` where they are there, computed from their
inputs alone by the models of ``relativity_models.py``; and the published key figures, always.
"""
import json
from pathlib import Path

import pytest
from relativity_models import MODELS, Given, answer, unit
from worldline import spacetime

CASES = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "relativity_cases.json"
cases = json.loads(CASES.read_text())["cases"] if CASES.exists() else []

US_A_DAY = 86_400e6
YEAR = 31_557_600.0


@pytest.mark.skipif(not cases, reason=f"{CASES} is not there: the acceptance cases are not tried")
def test_every_case_has_a_model():
    assert {case["id"] for case in cases} <= set(MODELS)


@pytest.mark.parametrize("case", cases, ids=lambda case: case["id"])
def test_case(case):
    answers = MODELS[case["id"]](Given(case))
    wrong = [told(expected, answer(answers, expected["name"])) for expected in case["expected"]
             if not is_met(expected, answer(answers, expected["name"]))]
    assert not wrong, "\n".join([case["title"], *wrong])


def is_met(expected, found):
    value, tolerance = expected["value"], expected["tolerance"]
    if isinstance(found, (str, list)):
        return found == value
    wanted = float(value)
    allowed = float(tolerance.get("abs", 0.0)) + float(tolerance.get("rel", 0.0)) * abs(wanted)
    return abs(found / unit(expected["unit"]) - wanted) <= allowed


def told(expected, found):
    shown = found if isinstance(found, (str, list)) else found / unit(expected["unit"])
    return (f"{expected['name']} is {shown!r} and not {expected['value']} {expected['unit']} "
            f"(tolerance {expected['tolerance']})")


# Of each kind a figure that others have published: value, tolerance, source. They stand here so
# that a clone without the cases is tested too.
KEY_FIGURES = {
    "GPS gains [us/day]": (lambda: spacetime.orbit_rate(26_561_400.0) * US_A_DAY,
                           38.575008, 1e-6, "Kouba, GPS Solutions 8 (2004) 170"),
    "GPS factory frequency [MHz]": (
        lambda: spacetime.factory_frequency(10.23, spacetime.orbit_rate(26_561_750.0)),
        10.22999999543, 5e-12, "IS-GPS-200, 3.3.1.1"),
    "GPS eccentricity constant [s/m^0.5]": (
        lambda: spacetime.eccentricity_constant(3.986005e14), -4.442807633e-10, 5e-20,
        "IS-GPS-200, 20.3.3.3.3.1"),
    "swing at e = 0.01 [ns]": (
        lambda: spacetime.eccentricity_amplitude(26_561_750.0, 0.01) * 1e9, 22.897, 5e-4,
        "Ashby, Living Reviews in Relativity 6 (2003) 1, section 5"),
    "an altitude of 20000 km gains [us/day]": (
        lambda: spacetime.orbit_rate(26_378_137.0) * US_A_DAY, 38.4247, 5e-5, "as for GPS"),
    "geostationary gains [us/day]": (
        lambda: spacetime.orbit_rate(42_164_172.0) * US_A_DAY, 46.58, 5e-3, "as for GPS"),
    "geoid": (lambda: spacetime.geoid_deficit(oblateness=1.08263e-3,
                                              rotation=7.2921151467e-5).total,
              6.96928e-10, 5e-16, "Ashby 2003, section 3; L_G, IAU 2000 B1.9"),
    "tower of 22.5 m, both ways": (lambda: 2 * spacetime.height_rate(22.5), 4.91e-15, 1e-17,
                                   "Pound and Rebka, PRL 4 (1960) 337"),
    "ring muons [us]": (lambda: spacetime.storage_ring(29.327, 2.1969811e-6, 7.0).life * 1e6,
                        64.43, 5e-3, "Bailey et al., Nature 268 (1977) 301"),
    "a year at 1 g [yr]": (
        lambda: spacetime.accelerate(9.80665, proper_time=YEAR).coordinate_time / YEAR,
        1.18731, 5e-6, "Misner, Thorne and Wheeler, 6.2; c/a sinh(a tau/c) by hand"),
    "once round the equator [ns]": (
        lambda: spacetime.sagnac_loop(3.141592653589793 * 6_378_137.0**2) * 1e9, 207.4, 5e-2,
        "Ashby 2003, section 2"),
    "received at 0.6 c": (lambda: spacetime.doppler(0.6 * 299_792_458.0), 0.5, 1e-15,
                          "Bondi's k, by hand"),
    "Earth to Mars at the limb [us]": (
        lambda: spacetime.shapiro_passing(149_597_870_700.0, 227_939_134_030.0, 6.957e8,
                                          1.32712440018e20) * 1e6,
        124.0, 0.5, "Shapiro, PRL 13 (1964) 789; Viking"),
    "TT to TCG in 2025 [s]": (lambda: spacetime.scale_difference(2_460_676.5, "tcg", "tt"),
                              1.055684, 5e-7, "IAU 2000 B1.9, as ERFA tttcg"),
    "Allan deviation of NBS14": (
        lambda: spacetime.allan_deviation([892, 809, 823, 798, 671, 644, 883, 903, 677], 1.0, 1,
                                          data="frequency"),
        91.22945, 5e-6, "Riley, NIST SP 1065 (2008), p. 107"),
}


@pytest.mark.parametrize("name", KEY_FIGURES)
def test_key_figure(name):
    compute, value, tolerance, source = KEY_FIGURES[name]
    assert compute() == pytest.approx(value, rel=0.0, abs=tolerance), source
