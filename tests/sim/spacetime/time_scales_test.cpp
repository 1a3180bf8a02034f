// SPDX-License-Identifier: Apache-2.0
//
// Do dates keep their picoseconds, and time scales their distances?
//
// Goal: every scale goes there and back; leap seconds are where they were; the Moon and the
// planets are about where they should be. Method: the published constants of each relation; ERFA
// did the rest, and is not tested again.
#include "sim/spacetime/time_scales.hpp"

#include <cmath>
#include <stdexcept>

#include "sim/base/math.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {
double seconds_between(JulianDate a, JulianDate b) {
    return ((b.day - a.day) + (b.fraction - a.fraction)) * 86'400.0;
}
constexpr double au = 149'597'870'700.0;
}  // namespace

TEST_CASE("A calendar date is found again", "[spacetime][time_scales]") {
    const JulianDate date = julian_date({2025, 1, 1});
    CHECK(date.day + date.fraction == 2'460'676.5);
    const Calendar back = calendar_of(julian_date({2020, 6, 25, 13, 7, 5.25}));
    CHECK(back.year == 2020);
    CHECK(back.month == 6);
    CHECK(back.day == 25);
    CHECK(back.hour == 13);
    CHECK(back.minute == 7);
    CHECK(back.second == Approx(5.25).margin(1e-9));
    CHECK_THROWS_WITH(julian_date({2025, 2, 30}), Catch::StartsWith("calendar"));
    CHECK_THROWS_AS(julian_date({2025, 1, 1, 25}), std::invalid_argument);
}

TEST_CASE("A leap second is a second, where there was one", "[spacetime][time_scales]") {
    const JulianDate before = julian_date({2016, 12, 31, 23, 59, 60.0}, TimeScale::utc);
    const JulianDate after = julian_date({2017, 1, 1}, TimeScale::utc);
    const auto tai = [](JulianDate utc) { return converted(utc, TimeScale::utc, TimeScale::tai); };
    CHECK(seconds_between(tai(before), tai(after)) == Approx(1.0).margin(1e-9));
    CHECK(leap_seconds(2016, 12, 31) == 36.0);
    CHECK(leap_seconds(2017, 1, 1) == 37.0);
    CHECK_THROWS_AS(julian_date({2017, 6, 30, 23, 59, 60.5}, TimeScale::utc),
                    std::invalid_argument);
}

TEST_CASE("Every scale goes there and back", "[spacetime][time_scales]") {
    const TimeScale scale = GENERATE(TimeScale::utc, TimeScale::tai, TimeScale::tcg, TimeScale::tdb,
                                     TimeScale::tcb, TimeScale::gps);
    const JulianDate tt{2'460'676.5, 0.3};
    const JulianDate back = converted(converted(tt, TimeScale::tt, scale), scale, TimeScale::tt);
    CHECK(std::fabs(seconds_between(tt, back)) < 1e-10);
}

TEST_CASE("Scales are as far apart as they are defined to be", "[spacetime][time_scales]") {
    const JulianDate date{2'460'676.5, 0.0};
    CHECK(scale_difference(date, TimeScale::tt, TimeScale::tai) == Approx(32.184).margin(1e-12));
    CHECK(scale_difference(date, TimeScale::tai, TimeScale::gps) == Approx(19.0).margin(1e-12));
    // All of TT, TCG and TCB met on 1977-01-01 (TAI), and TDB but for 65.5 µs.
    const JulianDate origin{2'443'144.5, 0.0003725};
    CHECK(tcg_minus_tt(origin) == 0.0);
    CHECK(tcb_minus_tdb(origin) == Approx(6.55e-5).epsilon(1e-7));
    CHECK(std::fabs(tdb_minus_tt(date)) < 0.002);
    CHECK_THROWS_WITH(scale_difference(date, TimeScale::tt, TimeScale::utc),
                      Catch::StartsWith("utc"));
    CHECK_THROWS_WITH(time_scale("ut"), Catch::StartsWith("scale ut is not known"));
}

TEST_CASE("Places on the Earth go to Cartesian axes and back", "[spacetime][time_scales]") {
    const Vector3 pole = cartesian_of({math::pi / 2.0, 0.0, 0.0});
    CHECK(pole.z == Approx(6'356'752.3142).margin(1e-3));
    const Geodetic place = geodetic_of(cartesian_of({0.8, -1.2, 340.0}));
    CHECK(place.latitude == Approx(0.8).margin(1e-12));
    CHECK(place.longitude == Approx(-1.2).margin(1e-12));
    CHECK(place.height == Approx(340.0).margin(1e-6));
    CHECK_THROWS_WITH(cartesian_of({3.0, 0.0, 0.0}), Catch::StartsWith("latitude"));
}

TEST_CASE("Moon and planets are where they should be", "[spacetime][time_scales]") {
    const JulianDate date{2'460'676.5, 0.0};
    const double moon = length(moon_state(date).position);
    CHECK(moon > 3.56e8);
    CHECK(moon < 4.07e8);
    // 2025-01-04 was the perihelion: three days before, 0.9833 au.
    CHECK(length(earth_state(date).position) / au == Approx(0.98335).margin(2e-5));
    CHECK(length(earth_state(date).velocity) == Approx(30'280.0).margin(30.0));
    const Vector3 sun = earth_barycentric_state(date).position - earth_state(date).position;
    CHECK(length(sun) < 0.011 * au);
    CHECK(length(planet_state(3, date).position - earth_state(date).position) < 1e7);
    CHECK(length(planet_state(4, date).position) / au == Approx(1.62).margin(0.05));
    CHECK_THROWS_WITH(planet_state(9, date), Catch::StartsWith("number"));
}

TEST_CASE("There is no UTC before 1960, nor a date or a place that is no number",
          "[spacetime][time_scales]") {
    CHECK(leap_seconds(1960, 1, 1) == Approx(0.943482));
    CHECK_THROWS_WITH(leap_seconds(1959, 12, 31), Catch::StartsWith("date"));
    CHECK_THROWS_WITH(julian_date({1959, 1, 1}, TimeScale::utc), Catch::StartsWith("date"));
    const JulianDate early = julian_date({1959, 1, 1});
    CHECK_THROWS_WITH(converted(early, TimeScale::utc, TimeScale::tt), Catch::StartsWith("date"));
    CHECK_THROWS_WITH(converted(early, TimeScale::tt, TimeScale::utc), Catch::StartsWith("date"));
    // In integers, NaN became a day of -2147483648 hours.
    CHECK_THROWS_WITH(calendar_of({std::nan(""), 0.0}), Catch::StartsWith("date"));
    CHECK_THROWS_WITH(converted({std::nan(""), 0.0}, TimeScale::utc, TimeScale::tt),
                      Catch::StartsWith("date"));
    CHECK_THROWS_WITH(geodetic_of({std::nan(""), 0.0, 0.0}), Catch::StartsWith("position"));
}
