// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sim/base/time.hpp"

namespace worldline {

/// A text that is not the quantity it should be; `what()` is a sentence for the user.
class UnitError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The number that `text` states, in `unit`.
///
/// A quantity is a number and a unit ("20000 km", "38 us/d"), or several that are added
/// ("3 d 1 min"). Units are UDUNITS-2's, with our own yr = year = 365.25 d, c, ly, pc, au, deg, as
/// (attosecond) and dB over them. The result is rounded once: "0.6 c" is 179875474.8 m/s.
///
/// @param unit   Any unit of the same dimension; "1" for a plain number.
/// @throws UnitError  no number, unknown unit, wrong dimension, or no unit where one is due.
/// @throws std::invalid_argument  `unit` is no unit.
/// @par Complexity  Some microseconds; one thread at a time.
double quantity(std::string_view text, std::string_view unit);

/// A span of time, exact: decimals are turned into ticks without passing through a double.
///
/// @throws UnitError  as above; also when it is not a whole number of ticks, or out of range
///                    (naming a resolution that would do, the nearest to this one).
Duration duration(std::string_view text, Resolution resolution);

/// A resolution: a positive time of 1 as to 1 s, e.g. "1 us".
Resolution resolution(std::string_view text);

/// A span as people write it: "2.5 ms", "3 d". Exact: `duration()` reads it back.
std::string to_text(Duration duration, Resolution resolution);

}  // namespace worldline
