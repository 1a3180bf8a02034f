// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/logical.hpp"

#include <algorithm>
#include <stdexcept>

namespace worldline {
namespace {

void check_length(std::size_t found, std::size_t due) {
    if (found == due) return;
    throw std::invalid_argument("stamp is of another number of clocks");
}

}  // namespace

VectorClock::VectorClock(std::size_t n, std::size_t own) : value_(n, 0), own_(own) {
    if (own >= n) throw std::invalid_argument("own must be one of the clocks, counted from 0");
}

const VectorClock::Stamp& VectorClock::local() {
    ++value_[own_];
    return value_;
}

const VectorClock::Stamp& VectorClock::receive(std::span<const std::uint64_t> stamp) {
    check_length(stamp.size(), value_.size());
    for (std::size_t i = 0; i < value_.size(); ++i) value_[i] = std::max(value_[i], stamp[i]);
    return local();
}

bool happened_before(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
    check_length(a.size(), b.size());
    bool is_less = false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] > b[i]) return false;
        is_less = is_less || a[i] < b[i];
    }
    return is_less;
}

HybridStamp HybridClock::local(std::int64_t reading) {
    const bool is_ahead = reading > value_.reading;
    value_ = is_ahead ? HybridStamp{reading, 0} : HybridStamp{value_.reading, value_.counter + 1};
    return value_;
}

HybridStamp HybridClock::receive(HybridStamp stamp, std::int64_t reading) {
    const std::int64_t largest = std::max({value_.reading, stamp.reading, reading});
    std::uint64_t counter = 0;
    if (largest == value_.reading) counter = value_.counter + 1;
    if (largest == stamp.reading) counter = std::max(counter, stamp.counter + 1);
    value_ = {largest, counter};
    return value_;
}

}  // namespace worldline
