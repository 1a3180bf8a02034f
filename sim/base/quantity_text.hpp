// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The words of a quantity: "3 d 1 min" is two terms. For the sources of this folder only.

#include <string>
#include <string_view>
#include <vector>

#include "sim/base/unit_system.hpp"

namespace worldline::detail {

struct Term {
    std::string number;  ///< as written, without a plus sign
    std::string unit;    ///< empty: none
};

/// @throws UnitError  the text does not begin with a number.
std::vector<Term> terms(std::string_view text);

/// How the unit of a term is told in the one that is due.
///
/// @throws UnitError  the unit is missing, unknown, or of another dimension.
Conversion conversion_of(const Term& term, const std::string& due);

}  // namespace worldline::detail
