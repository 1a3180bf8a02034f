// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/ledger/sink.hpp"

namespace worldline {

/// What the engine holds in memory [bytes].
struct MemoryUse {
    std::size_t agents = 0;   ///< lives, alarms
    std::size_t events = 0;   ///< pending, with their contents, and room for more
    std::size_t scratch = 0;  ///< for sorting
    std::size_t rows = 0;     ///< on their way to the sinks
    std::size_t total() const { return agents + events + scratch + rows; }
};

/// Where the time of a run went, by stretches of windows.
///
/// However long the run, there are at most `stretches_max` of them: when there would be more, two
/// neighbours become one.
class Profile {
public:
    static constexpr std::size_t stretches_max = 1'024;

    void add(const Stretch& window);
    const std::vector<Stretch>& stretches() const { return stretches_; }
    Stretch total() const;

private:
    std::vector<Stretch> stretches_;
    std::uint64_t windows_each_ = 1;  ///< in a full stretch
};

}  // namespace worldline
