// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/time_scales.hpp"

#include <array>
#include <cmath>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <erfa.h>
#include <erfam.h>
#include <fmt/format.h>

#include "sim/spacetime/constants.hpp"

namespace worldline {
namespace {

constexpr double day_seconds = 86'400.0;
constexpr double gps_behind_tai = 19.0;      ///< [s]
constexpr double tdb0 = -6.55e-5;            ///< [s] IAU 2006 B3
constexpr double l_b = 1.550519768e-8;       ///< IAU 2006 B3
constexpr double origin_day = 2'443'144.5;   ///< T0, whole
constexpr double origin_part = 0.000'372'5;  ///< and its rest: 32.184 s

using Name = std::pair<std::string_view, TimeScale>;
constexpr std::array<Name, 7> names{{{"utc", TimeScale::utc},
                                     {"tai", TimeScale::tai},
                                     {"tt", TimeScale::tt},
                                     {"tcg", TimeScale::tcg},
                                     {"tdb", TimeScale::tdb},
                                     {"tcb", TimeScale::tcb},
                                     {"gps", TimeScale::gps}}};

/// [s] from the common origin of TT, TCG and TCB.
double since_origin(JulianDate date) {
    return ((date.day - origin_day) + (date.fraction - origin_part)) * day_seconds;
}

JulianDate later(JulianDate date, double seconds) {
    return {date.day, date.fraction + seconds / day_seconds};
}

void check(int status, const char* what) {
    if (status < 0) throw std::invalid_argument(what);
}

constexpr int first_year_of_utc = 1960;

std::invalid_argument no_utc() {
    return std::invalid_argument("date lies outside of what UTC is known for: it begins with 1960");
}

/// UTC begins with 1960; ERFA would go on with a difference to TAI of 0.
void check_utc(JulianDate date) {
    constexpr double first_day = 2'436'934.5;
    constexpr double last_day = 1e9;
    const double day = date.day + date.fraction;
    if (day >= first_day && day < last_day) return;
    throw no_utc();
}

JulianDate utc_to_tai(JulianDate utc) {
    check_utc(utc);
    JulianDate tai;
    check(eraUtctai(utc.day, utc.fraction, &tai.day, &tai.fraction),
          "date lies outside of what UTC is known for");
    return tai;
}

JulianDate tai_to_utc(JulianDate tai) {
    JulianDate utc;
    check(eraTaiutc(tai.day, tai.fraction, &utc.day, &utc.fraction),
          "date lies outside of what UTC is known for");
    check_utc(utc);
    return utc;
}

/// How far a scale other than UTC is ahead of TT [s], at a date of TT.
double ahead_of_tt(JulianDate tt, TimeScale scale) {
    switch (scale) {
    case TimeScale::tai:
        return -ERFA_TTMTAI;
    case TimeScale::gps:
        return -(ERFA_TTMTAI + gps_behind_tai);
    case TimeScale::tcg:
        return tcg_minus_tt(tt);
    case TimeScale::tdb:
        return tdb_minus_tt(tt);
    case TimeScale::tcb: {
        const double tdb = tdb_minus_tt(tt);
        return tdb + tcb_minus_tdb(later(tt, tdb));
    }
    case TimeScale::tt:
        return 0.0;
    case TimeScale::utc:
        break;
    }
    throw std::invalid_argument("utc has leap seconds: its difference to others is no one number");
}

JulianDate to_tt(JulianDate date, TimeScale scale) {
    if (scale == TimeScale::utc) return later(utc_to_tai(date), ERFA_TTMTAI);
    JulianDate tt = date;  // the difference changes by 10⁻⁸ s a second at most: thrice is enough
    for (int step = 0; step < 3; ++step) tt = later(date, -ahead_of_tt(tt, scale));
    return tt;
}

/// Rows of position [au] and velocity [au/day].
MovingPoint in_metres(const double pv[2][3]) {
    constexpr double au = ERFA_DAU;
    constexpr double au_a_day = ERFA_DAU / day_seconds;
    return {{au * pv[0][0], au * pv[0][1], au * pv[0][2]},
            {au_a_day * pv[1][0], au_a_day * pv[1][1], au_a_day * pv[1][2]}};
}

const char* erfa_name(TimeScale scale) { return scale == TimeScale::utc ? "UTC" : "TT"; }

}  // namespace

TimeScale time_scale(const std::string& name) {
    for (const auto& [known, scale] : names) {
        if (known == name) return scale;
    }
    throw std::invalid_argument(
        fmt::format("scale {} is not known; there are utc, tai, tt, tcg, tdb, tcb and gps", name));
}

JulianDate julian_date(const Calendar& c, TimeScale scale) {
    if (scale == TimeScale::utc && c.year < first_year_of_utc) throw no_utc();
    JulianDate date;
    const int status = eraDtf2d(erfa_name(scale), c.year, c.month, c.day, c.hour, c.minute,
                                c.second, &date.day, &date.fraction);
    if (status < 0 || status == 2 || status == 3) {
        throw std::invalid_argument(
            fmt::format("calendar: there is no {:04}-{:02}-{:02} {:02}:{:02}:{}", c.year, c.month,
                        c.day, c.hour, c.minute, c.second));
    }
    return date;
}

Calendar calendar_of(JulianDate date, TimeScale scale) {
    if (!std::isfinite(date.day + date.fraction)) {
        throw std::invalid_argument("date must be finite");
    }
    if (scale == TimeScale::utc) check_utc(date);
    Calendar c;
    int parts[4] = {0, 0, 0, 0};
    check(eraD2dtf(erfa_name(scale), 9, date.day, date.fraction, &c.year, &c.month, &c.day, parts),
          "date lies outside of the calendar");
    c.hour = parts[0];
    c.minute = parts[1];
    c.second = parts[2] + 1e-9 * parts[3];
    return c;
}

JulianDate converted(JulianDate date, TimeScale from, TimeScale to) {
    if (from == to) return date;
    const JulianDate tt = to_tt(date, from);
    if (to == TimeScale::utc) return tai_to_utc(later(tt, -ERFA_TTMTAI));
    return later(tt, ahead_of_tt(tt, to));
}

double scale_difference(JulianDate date, TimeScale of, TimeScale ahead_of) {
    const JulianDate tt = to_tt(date, of);
    return ahead_of_tt(tt, of) - ahead_of_tt(tt, ahead_of);
}

double leap_seconds(int year, int month, int day) {
    if (year < first_year_of_utc) throw no_utc();
    double seconds = 0.0;
    check(eraDat(year, month, day, 0.0, &seconds), "calendar: there is no such day of UTC");
    return seconds;
}

double tcg_minus_tt(JulianDate tt) {
    return constants::geoid_rate / (1.0 - constants::geoid_rate) * since_origin(tt);
}

double tcb_minus_tdb(JulianDate tdb) { return (l_b * since_origin(tdb) - tdb0) / (1.0 - l_b); }

double tdb_minus_tt(JulianDate tt) { return eraDtdb(tt.day, tt.fraction, 0.0, 0.0, 0.0, 0.0); }

Vector3 cartesian_of(const Geodetic& place) {
    double xyz[3];
    if (!(std::fabs(place.latitude) <= ERFA_DPI / 2.0)) {
        throw std::invalid_argument(fmt::format(
            "latitude must lie between -pi/2 and pi/2 rad, and not be {} rad", place.latitude));
    }
    check(eraGd2gc(ERFA_WGS84, place.longitude, place.latitude, place.height, xyz),
          "height must be one over the Earth, and not below its centre");
    return {xyz[0], xyz[1], xyz[2]};
}

Geodetic geodetic_of(Vector3 position) {
    if (!std::isfinite(position.x + position.y + position.z)) {
        throw std::invalid_argument("position must be finite");  // ERFA would say: the North Pole
    }
    Geodetic place;
    double xyz[3] = {position.x, position.y, position.z};
    check(eraGc2gd(ERFA_WGS84, xyz, &place.longitude, &place.latitude, &place.height),
          "position is not one on or over the Earth");
    return place;
}

MovingPoint moon_state(JulianDate tt) {
    double pv[2][3];
    eraMoon98(tt.day, tt.fraction, pv);
    return in_metres(pv);
}

MovingPoint earth_state(JulianDate tdb) {
    double from_sun[2][3];
    double from_barycentre[2][3];
    eraEpv00(tdb.day, tdb.fraction, from_sun, from_barycentre);
    return in_metres(from_sun);
}

MovingPoint earth_barycentric_state(JulianDate tdb) {
    double from_sun[2][3];
    double from_barycentre[2][3];
    eraEpv00(tdb.day, tdb.fraction, from_sun, from_barycentre);
    return in_metres(from_barycentre);
}

MovingPoint planet_state(int number, JulianDate tdb) {
    double pv[2][3];
    if (eraPlan94(tdb.day, tdb.fraction, number, pv) < 0) {
        throw std::invalid_argument(
            fmt::format("number must be one of 1 (Mercury) to 8 (Neptune), and not {}", number));
    }
    return in_metres(pv);
}

}  // namespace worldline
