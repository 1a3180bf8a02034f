// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/profile.hpp"

#include <algorithm>

namespace worldline {
namespace {

void join(Stretch& first, const Stretch& second) {
    first.end = second.end;
    first.windows += second.windows;
    first.parallel_windows += second.parallel_windows;
    first.events += second.events;
    first.work += second.work;
    first.busiest += second.busiest;
    first.wall += second.wall;
    first.commit += second.commit;
}

}  // namespace

void Profile::add(const Stretch& window) {
    if (!stretches_.empty() && stretches_.back().windows < windows_each_) {
        return join(stretches_.back(), window);
    }
    if (stretches_.size() == stretches_max) {
        for (std::size_t i = 0; i < stretches_max / 2; ++i) {
            stretches_[i] = stretches_[2 * i];
            join(stretches_[i], stretches_[2 * i + 1]);
        }
        stretches_.resize(stretches_max / 2);
        windows_each_ *= 2;
        return add(window);
    }
    stretches_.push_back(window);
}

Stretch Profile::total() const {
    Stretch total;
    for (const Stretch& stretch : stretches_) {
        if (total.windows == 0) total.begin = stretch.begin;
        join(total, stretch);
    }
    return total;
}

}  // namespace worldline
