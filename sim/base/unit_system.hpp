// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// What is known about units, whatever thread asks. For the sources of this folder only.
///
/// UDUNITS-2 with these over it, because there they mean something else or nothing:
///
/// | unit              | here                   | UDUNITS-2                   |
/// |-------------------|------------------------|-----------------------------|
/// | `yr` `year`       | 365.25 d               | tropical year, 365.242199 d |
/// | `as`              | attosecond             | plural of the are           |
/// | `c`               | 299792458 m/s          | the prefix centi            |
/// | `ly` `light_year` | c yr                   | unknown, and rounded        |
/// | `pc`              | parsec, 648000/π au    | unknown                     |
/// | `au` `AU`         | 149597870700 m         | unknown in capitals         |
/// | `deg`             | π/180 rad              | unknown                     |
/// | `dB`              | a dimension of its own | unknown                     |
namespace worldline::detail {

/// How one unit is told in another: number × scale + shift.
struct Conversion {
    bool is_known = false;  ///< is it a unit at all?
    bool fits = false;      ///< of the dimension that is due? Hz is not of s, nor 2 s 0.5 Hz.
    double scale = 1.0;
    double shift = 0.0;  ///< of temperatures alone

    double of(double number) const { return number * scale + shift; }
};

/// @throws std::invalid_argument  `due` is no unit.
Conversion conversion(const std::string& unit, const std::string& due);

}  // namespace worldline::detail
