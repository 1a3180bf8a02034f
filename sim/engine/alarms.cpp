// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/alarms.hpp"

namespace worldline {

void Alarms::save(SnapshotWriter& writer) const {
    writer.put(slab_);
    writer.put(heap_);
    writer.put(free_);
    writer.put(generation);
    writer.put(armed);
    writer.put(steered != nullptr);
    if (steered) writer.put(steered->steering());
}

void Alarms::load(SnapshotReader& reader, const Clock& instrument) {
    reader.take(slab_);
    reader.take(heap_);
    reader.take(free_);
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
