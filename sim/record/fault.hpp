// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace worldline {

/// What is wrong with a record, and where.
struct Fault {
    enum class Kind : std::uint8_t {
        cut_short,  ///< something is not there any more
        changed,    ///< something is not what was written
        wrong,      ///< something was never right
    };
    Kind kind = Kind::wrong;
    std::string table = {};                   ///< empty: it is not about a table
    std::string column = {};                  ///< empty: it is about the whole table
    std::optional<std::uint64_t> block = {};  ///< of 65,536 rows, from 0
    std::optional<std::uint64_t> row = {};
    std::string what;
};

/// "/transitions/time, block 3, row 200001: ..."
std::string to_text(const Fault& fault);

}  // namespace worldline
