// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/spacetime/point.hpp"

/// Calendars, time scales, the shape of the Earth and low-precision ephemerides, from ERFA.
///
/// For people and importers, not for runs: ERFA calls the C library, whose last bits differ from
/// machine to machine. [SOFA: Time Scale and Calendar Tools; IAU 2000 B1.9, 2006 B3]
namespace worldline {

/// A Julian date in two parts, so that picoseconds stay: whole days, and the rest. [day]
struct JulianDate {
    double day = 0.0;
    double fraction = 0.0;
};

/// `gps` is TAI − 19 s, as a date. UTC days with a leap second have 86 401 s.
enum class TimeScale : unsigned char { utc, tai, tt, tcg, tdb, tcb, gps };

/// @throws std::invalid_argument  there is no scale of this name; the message lists them.
TimeScale time_scale(const std::string& name);

/// A date and a time of day. Of UTC too: 23:59:60 is one where there was a leap second.
struct Calendar {
    int year = 2000;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    double second = 0.0;  ///< [s]
};

/// @throws std::invalid_argument  there is no such day or time.
JulianDate julian_date(const Calendar& calendar, TimeScale scale = TimeScale::tt);
/// To the nanosecond: the ninth decimal of the second.
Calendar calendar_of(JulianDate date, TimeScale scale = TimeScale::tt);

/// The same instant in another scale, at the centre of the Earth (that matters for TDB, TCB: up
/// to 2.1 µs for a clock on the surface).
JulianDate converted(JulianDate date, TimeScale from, TimeScale to);

/// By how much one scale is ahead of another [s] at an instant, as the difference itself: a
/// difference of dates would lose it. Not for UTC, where a second may be missing.
double scale_difference(JulianDate date, TimeScale of, TimeScale ahead_of);

/// TAI − UTC [s] on a day of UTC. ERFA's table; 37 since 2017.
double leap_seconds(int year, int month, int day);

/// TCG − TT [s] = L_G/(1 − L_G) (JD_TT − T0) 86400 s, T0 = 2443144.5003725.
double tcg_minus_tt(JulianDate tt);
/// TCB − TDB [s] = (L_B (JD_TDB − T0) 86400 s − TDB0)/(1 − L_B).
double tcb_minus_tdb(JulianDate tdb);
/// TDB − TT [s] at the centre of the Earth, to some ns. [Fairhead1990, as ERFA eraDtdb]
double tdb_minus_tt(JulianDate tt);

/// Geodetic to Cartesian and back: WGS 84, axes that turn with the Earth. [m]
Vector3 cartesian_of(const Geodetic& place);
Geodetic geodetic_of(Vector3 position);

/// The Moon from the centre of the Earth, equatorial axes of date: some km. [Meeus1998, eraMoon98]
MovingPoint moon_state(JulianDate tt);
/// The Earth from the Sun, axes of the ICRS: some km. [eraEpv00]
MovingPoint earth_state(JulianDate tdb);
/// The Earth from the barycentre of the planets and the Sun.
MovingPoint earth_barycentric_state(JulianDate tdb);
/// A planet from the Sun, mean equator and equinox J2000: some 10³ to 10⁵ km.
/// [Simon1994, eraPlan94]
///
/// @param number  1 Mercury, 2 Venus, 3 Earth and Moon, 4 Mars, 5 Jupiter, 6 Saturn, 7 Uranus,
///                8 Neptune.
/// @throws std::invalid_argument  there is no such planet.
MovingPoint planet_state(int number, JulianDate tdb);

}  // namespace worldline
