// SPDX-License-Identifier: Apache-2.0
//
// The formulas of sim/spacetime for arrays of NumPy. What they mean is told in
// python/worldline/spacetime, and how they are computed in the headers named here.
#include "python/bindings/spacetime.hpp"

#include <array>
#include <string>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "python/bindings/rows.hpp"
#include "sim/base/units.hpp"
#include "sim/spacetime/allan.hpp"
#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/gravity.hpp"
#include "sim/spacetime/kepler.hpp"
#include "sim/spacetime/metrics.hpp"
#include "sim/spacetime/relativity.hpp"
#include "sim/spacetime/time_scales.hpp"
#include "sim/spacetime/twofold.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace worldline::bindings {
namespace {

void register_constants(py::module_& m) {
    m.attr("light_speed") = constants::light_speed;
    m.attr("earth_gm") = constants::earth_gm;
    m.attr("earth_equatorial_radius") = constants::earth_equatorial_radius;
    m.attr("earth_rotation") = constants::earth_rotation;
    m.attr("earth_oblateness") = RotatingBody{}.oblateness;
    m.attr("geoid_rate") = constants::geoid_rate;
}

// ---- special relativity -------------------------------------------------------------------------

std::array<double, 5> numbers_of(const Acceleration& a) {
    return {a.time, a.proper_time, a.distance, a.speed, a.factor};
}

void register_special(py::module_& m) {
    m.def("gamma", py::vectorize(&lorentz_factor));
    m.def("dilation", py::vectorize(&dilation_of_speed));
    m.def("speed_of_gamma", py::vectorize(&speed_of_lorentz_factor));
    m.def("desynchronisation", py::vectorize(&desynchronisation));
    m.def("doppler", py::vectorize(&doppler_factor));
    m.def("horizon_distance", py::vectorize(&horizon_distance));
    m.def("least_delay", py::vectorize(&least_delay_of_gap));
    m.def("boost", by_row<7, 4>([](const double* row) {
              const SpacetimeEvent seen = boosted({row[0], vector_at(row + 1)}, vector_at(row + 4));
              return std::array<double, 4>{seen.time.value(), seen.position.x, seen.position.y,
                                           seen.position.z};
          }));
    m.def("interval", by_row<8, 1>([](const double* row) {
              return std::array<double, 1>{
                  interval_squared({row[0], vector_at(row + 1)}, {row[4], vector_at(row + 5)})};
          }));
    m.def("add_velocities", by_row<6, 3>([](const double* row) {
              return bindings::numbers_of(velocities_added(vector_at(row), vector_at(row + 3)));
          }));
    m.def("doppler_ratio", by_row<9, 1>([](const double* row) {
              return std::array<double, 1>{
                  doppler_ratio({vector_at(row), vector_at(row + 3), vector_at(row + 6)})};
          }));
    m.def("doppler_ratio_of_rates", by_row<11, 1>([](const double* row) {
              return std::array<double, 1>{doppler_ratio(
                  {vector_at(row), vector_at(row + 3), vector_at(row + 6)}, row[9], row[10])};
          }));
    m.def("twins", by_row<3, 7>([](const double* row) {
              const Twins t = twins(row[0], row[1], row[2]);
              return std::array<double, 7>{t.home_elapsed,        t.traveller_elapsed,
                                           t.doppler_receding,    t.received_outbound,
                                           t.received_inbound,    t.received_at_home,
                                           t.turnaround_seen_home};
          }));
    m.def("storage_ring", by_row<3, 3>([](const double* row) {
              const StorageRing ring = storage_ring(row[0], row[1], row[2]);
              return std::array<double, 3>{ring.life, ring.beta, ring.turns};
          }));
    m.def("light_time_to", by_row<6, 1>([](const double* row) {
              return std::array<double, 1>{light_time_to(vector_at(row), vector_at(row + 3))};
          }));
}

void register_acceleration(py::module_& m) {
    m.def("accelerated_for_proper_time", by_row<2, 5>([](const double* row) {
              return numbers_of(accelerated_for_proper_time(row[0], row[1]));
          }));
    m.def("accelerated_for_time", by_row<2, 5>([](const double* row) {
              return numbers_of(accelerated_for_time(row[0], row[1]));
          }));
    m.def("accelerated_over_distance", by_row<2, 5>([](const double* row) {
              return numbers_of(accelerated_over_distance(row[0], row[1]));
          }));
    m.def("flip_and_burn", by_row<2, 5>([](const double* row) {
              return numbers_of(flip_and_burn(row[0], row[1]));
          }));
}

// ---- gravity ------------------------------------------------------------------------------------

RotatingBody body_at(const double* row) {
    return {.gm = row[0], .equatorial_radius = row[1], .oblateness = row[2], .rotation = row[3]};
}

void register_gravity(py::module_& m) {
    m.def("orbit_rate", py::vectorize(&orbit_rate));
    m.def("weak_rate", py::vectorize(&weak_rate));
    m.def("factory_frequency", py::vectorize(&factory_frequency));
    m.def("eccentricity_constant", py::vectorize(&eccentricity_constant));
    m.def("eccentricity_amplitude", py::vectorize(&eccentricity_amplitude));
    m.def("potential_rate", py::vectorize(&potential_rate));
    m.def("height_rate", py::vectorize(&height_rate));
    m.def("normal_gravity", py::vectorize(&normal_gravity));
    m.def("static_rate", py::vectorize(&static_rate));
    m.def("circular_rate", py::vectorize(&circular_rate));
    m.def("schwarzschild_rate", py::vectorize(&schwarzschild_rate));
    m.def("sagnac_loop", py::vectorize(&sagnac_loop));
    m.def("sagnac_horizon", py::vectorize(&sagnac_horizon));
    m.def("sagnac_link", by_row<7, 1>([](const double* row) {
              return std::array<double, 1>{sagnac_link(vector_at(row), vector_at(row + 3), row[6])};
          }));
    m.def("oblate_rate", by_row<10, 1>([](const double* row) {
              return std::array<double, 1>{
                  oblate_rate({vector_at(row), vector_at(row + 3)}, body_at(row + 6))};
          }));
    m.def("oblateness_amplitudes", by_row<6, 2>([](const double* row) {
              const RotatingBody body = body_at(row + 2);
              return std::array<double, 2>{oblateness_rate_amplitude(row[0], row[1], body),
                                           oblateness_clock_amplitude(row[0], row[1], body)};
          }));
    m.def("geoid_deficit", by_row<4, 4>([](const double* row) {
              const GeoidDeficit d = geoid_deficit(body_at(row));
              return std::array<double, 4>{d.monopole, d.oblateness, d.rotation, d.total};
          }));
    m.def("flight", by_row<6, 3>([](const double* row) {
              const Flight f = flight({row[0], row[1], row[2], row[3], row[4], row[5]});
              return std::array<double, 3>{f.gravitational, f.kinematic, f.total};
          }));
    m.def(
        "shapiro_delay", by_row<7, 1>([](const double* row) {
            return std::array<double, 1>{shapiro_delay(vector_at(row), vector_at(row + 3), row[6])};
        }));
    m.def("shapiro_passing", by_row<4, 2>([](const double* row) {
              const Passage passage{row[0], row[1], row[2]};
              return std::array<double, 2>{shapiro_delay(passage, row[3]),
                                           shapiro_delay_approximate(passage, row[3])};
          }));
}

// ---- ellipses -----------------------------------------------------------------------------------

KeplerElements elements_at(const double* row) {
    const KeplerElements elements{row[0], row[1], row[2], row[3], row[4], row[5], row[6]};
    check_elements(elements);
    return elements;
}

void register_orbits(py::module_& m) {
    m.def("kepler", by_row<2, 3>([](const double* row) {
              const EccentricAnomaly at = solve_kepler(row[0], row[1]);
              return std::array<double, 3>{at.radians, at.sine, at.cosine};
          }));
    m.def("orbit_state", by_row<8, 6>([](const double* row) {
              return bindings::numbers_of(kepler_state(elements_at(row), row[7]));
          }));
    m.def("orbit_elements", by_row<7, 6>([](const double* row) {
              const KeplerElements k =
                  elements_of_state({vector_at(row), vector_at(row + 3)}, row[6]);
              return std::array<double, 6>{k.semi_major_axis,       k.eccentricity,
                                           k.inclination,           k.ascending_node,
                                           k.argument_of_periapsis, k.mean_anomaly};
          }));
    m.def("orbit_offset", by_row<8, 3>([](const double* row) {
              const KeplerElements k = elements_at(row);
              return std::array<double, 3>{kepler_offset(k, row[7]),
                                           kepler_periodic_offset(k, row[7]),
                                           kepler_offset_at_reading(k, row[7])};
          }));
    m.def("orbit_speeds", by_row<3, 2>([](const double* row) {
              const KeplerElements k{
                  .semi_major_axis = row[0], .eccentricity = row[1], .gm = row[2]};
              check_elements(k);
              return std::array<double, 2>{mean_motion(k), periapsis_speed(k)};
          }));
    m.def("periodic_offset", by_row<6, 1>([](const double* row) {
              return std::array<double, 1>{
                  periodic_offset_of_state({vector_at(row), vector_at(row + 3)})};
          }));
}

// ---- stability ----------------------------------------------------------------------------------

std::span<const double> span_of(const Numbers& values) {
    if (values.ndim() != 1) throw py::value_error("values must be an array of one dimension");
    return {values.data(), static_cast<std::size_t>(values.size())};
}

void register_stability(py::module_& m) {
    py::enum_<Stability>(m, "Stability")
        .value("allan", Stability::allan)
        .value("overlapping", Stability::overlapping)
        .value("modified", Stability::modified)
        .value("time", Stability::time)
        .value("hadamard", Stability::hadamard);
    py::enum_<NoiseProcess>(m, "NoiseProcess")
        .value("white_phase", NoiseProcess::white_phase)
        .value("white_frequency", NoiseProcess::white_frequency)
        .value("random_walk_frequency", NoiseProcess::random_walk_frequency)
        .value("drift", NoiseProcess::drift);
    m.def("phase_of_frequency", [](const Numbers& frequency, double step) {
        const std::vector<double> phase = phase_of_frequency(span_of(frequency), step);
        return py::array_t<double>(static_cast<py::ssize_t>(phase.size()), phase.data());
    });
    m.def("deviation", [](Stability kind, const Numbers& phase, double step, std::size_t factor) {
        return deviation(kind, span_of(phase), step, factor);
    });
    m.def("least_values", &least_values);
    m.def("expected_deviation", &expected_deviation);
}

// ---- time scales and ephemerides ----------------------------------------------------------------

JulianDate date_at(const double* row) { return {row[0], row[1]}; }

void register_scales(py::module_& m) {
    m.def("julian_date", [](int year, int month, int day, int hour, int minute, double second,
                            const std::string& scale) {
        const JulianDate date =
            julian_date({year, month, day, hour, minute, second}, time_scale(scale));
        return py::make_tuple(date.day, date.fraction);
    });
    m.def("calendar", [](double day, double fraction, const std::string& scale) {
        const Calendar c = calendar_of({day, fraction}, time_scale(scale));
        return py::make_tuple(c.year, c.month, c.day, c.hour, c.minute, c.second);
    });
    m.def("convert", [](const Numbers& dates, const std::string& from, const std::string& to) {
        const TimeScale of = time_scale(from);
        const TimeScale into = time_scale(to);
        return by_row<2, 2>([of, into](const double* row) {
            const JulianDate date = converted(date_at(row), of, into);
            return std::array<double, 2>{date.day, date.fraction};
        })(dates);
    });
    m.def("scale_difference",
          [](const Numbers& dates, const std::string& of, const std::string& ahead_of) {
              const TimeScale one = time_scale(of);
              const TimeScale other = time_scale(ahead_of);
              return by_row<2, 1>([one, other](const double* row) {
                  return std::array<double, 1>{scale_difference(date_at(row), one, other)};
              })(dates);
          });
    m.def("leap_seconds", &leap_seconds);
    m.def("geodetic_to_cartesian", by_row<3, 3>([](const double* row) {
              return bindings::numbers_of(cartesian_of({row[0], row[1], row[2]}));
          }));
    m.def("cartesian_to_geodetic", by_row<3, 3>([](const double* row) {
              const Geodetic place = geodetic_of(vector_at(row));
              return std::array<double, 3>{place.latitude, place.longitude, place.height};
          }));
}

void register_ephemerides(py::module_& m) {
    m.def("moon_state", by_row<2, 6>([](const double* row) {
              return bindings::numbers_of(moon_state(date_at(row)));
          }));
    m.def("earth_state", by_row<2, 6>([](const double* row) {
              return bindings::numbers_of(earth_state(date_at(row)));
          }));
    m.def("earth_barycentric_state", by_row<2, 6>([](const double* row) {
              return bindings::numbers_of(earth_barycentric_state(date_at(row)));
          }));
    m.def("planet_state", [](int number, const Numbers& dates) {
        return by_row<2, 6>([number](const double* row) {
            return bindings::numbers_of(planet_state(number, date_at(row)));
        })(dates);
    });
}

void register_numbers(py::module_& m) {
    m.def("exact_sum", [](double a, double b) {
        const Twofold sum = two_sum(a, b);
        return py::make_tuple(sum.high, sum.low);
    });
    m.def("quantity", [](const std::string& text, const std::string& unit) {
        try {
            return quantity(text, unit);
        } catch (const UnitError& error) {
            throw py::value_error(error.what());
        }
    });
}

}  // namespace

void register_spacetime(py::module_& module) {
    py::module_ m = module.def_submodule(
        "spacetime", "Formulas and parts. Use them through `worldline.spacetime`.");
    register_constants(m);
    register_special(m);
    register_acceleration(m);
    register_gravity(m);
    register_orbits(m);
    register_stability(m);
    register_scales(m);
    register_ephemerides(m);
    register_numbers(m);
    register_spacetime_parts(m);
    register_synchronisation(m);
}

}  // namespace worldline::bindings
