// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/alarms.hpp"

#include <vector>

namespace worldline {

void Alarms::save(SnapshotWriter& writer) const {
    writer.put(std::vector<Alarm>(slab_.begin(), slab_.end()));
    for (const Places* places : {&heap_, &free_}) {
        writer.put(std::vector<std::uint32_t>(places->begin(), places->end()));
    }
    writer.put(generation);
    writer.put(armed);
    writer.put(steered != nullptr);
    if (steered) writer.put(steered->steering());
}

void Alarms::load(SnapshotReader& reader, const Clock& instrument) {
    const auto slab = reader.take<std::vector<Alarm>>();
    slab_.assign(slab.begin(), slab.end());
    for (Places* places : {&heap_, &free_}) {
        const auto taken = reader.take<std::vector<std::uint32_t>>();
        places->assign(taken.begin(), taken.end());
    }
    reader.take(generation);
    reader.take(armed);
    const auto is_place = [this](std::uint32_t place) { return place < slab_.size(); };
    SnapshotReader::check(std::all_of(heap_.begin(), heap_.end(), is_place) &&
                              std::all_of(free_.begin(), free_.end(), is_place) &&
                              heap_.size() + free_.size() == slab_.size(),
                          "an alarm has no place in its list");
    for (const Alarm& alarm : slab_) {
        SnapshotReader::check(alarm.size <= Event::inline_max,
                              "an alarm holds more than fits an event");
    }
    if (!reader.take<bool>()) return;
    const auto steering = reader.take<SteeredClock::Steering>();
    try {
        steered = std::make_unique<const SteeredClock>(instrument, steering.from, steering.shown,
                                                       steering.rate);
    } catch (const std::invalid_argument& error) {
        SnapshotReader::check(false, error.what());
    }
}

}  // namespace worldline
