# SPDX-License-Identifier: Apache-2.0
"""Clocks, motions and light in formulas, on arrays, and the parts that scenarios are made of.

>>> from worldline import spacetime
>>> spacetime.orbit_rate(26_561_750.0) * 86400e6          # GPS, in microseconds a day
38.5752930768...
>>> orbit = spacetime.motion("circular_orbit", altitude="20000 km")
>>> earth = spacetime.metric("weak_field")
>>> orbit.offset(86400.0, earth)                          # proper time less coordinate time [s]
-2.179...e-05
>>> spacetime.clock("drift", drift="20 ppm").offset("1 d")
1.728

Arguments are numbers or arrays in SI units, and follow the rules of NumPy for shapes: what is not
said to have a shape broadcasts. A vector is the last axis, of length 3. Results are numbers where
all arguments are. A rate is ``y``: how much faster a clock runs than its reference, less 1;
positive gains. Nothing is computed here: all of it is the compiled part of the package, and what a
run uses.

Bad values raise :class:`ValueError` with a sentence that begins with the name of the argument.
"""
from worldline.spacetime.arrays import exact_sum, quantity, time_range
from worldline.spacetime.gravity import (
    Flight, GeoidDeficit, circular_rate, eccentricity_amplitude, eccentricity_constant,
    factory_frequency, flight, geoid_deficit, height_rate, normal_gravity, oblate_rate,
    oblateness_amplitudes, orbit_rate, potential_rate, sagnac_horizon, sagnac_link, sagnac_loop,
    schwarzschild_rate, shapiro_approximate, shapiro_delay, shapiro_passing, static_rate,
    weak_rate)
from worldline.spacetime.logical import Step, happened_before, hybrid, lamport, vector
from worldline.spacetime.orbits import (
    Elements, Kepler, kepler, mean_motion, orbit_elements, orbit_offset, orbit_offset_at_reading,
    orbit_state, periodic_offset, periodic_offset_of_state, speed_range)
from worldline.spacetime.parts import (
    Clock, Metric, Motion, clock, light_time, light_time_back, light_time_errors,
    least_light_time, metric, motion, proper_time)
from worldline.spacetime.scales import (
    calendar, cartesian_to_geodetic, convert, earth_barycentric_state, earth_state,
    geodetic_to_cartesian, julian_date, leap_seconds, moon_state, planet_state, scale_difference)
from worldline.spacetime.special import (
    Accelerated, StorageRing, Twins, accelerate, add_velocities, boost, desynchronisation,
    dilation, doppler, doppler_ratio, flip_and_burn, gamma, horizon_distance, interval,
    least_delay, light_time_to, speed_of_gamma, storage_ring, twins)
from worldline.spacetime.stability import (
    allan_deviation, expected_deviation, hadamard_deviation, modified_deviation,
    overlapping_deviation, phase_of_frequency, time_deviation)
from worldline.spacetime.synchronisation import (
    cristian_bound, cristian_offset, ntp_offset, rate_between, round_trip_delay)

__all__ = [name for name in dir() if not name.startswith("_") and name not in
           ("arrays", "gravity", "logical", "orbits", "parts", "scales", "special", "stability",
            "synchronisation")]
