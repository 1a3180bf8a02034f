// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/engine/event.hpp"
#include "sim/ledger/batch.hpp"

namespace worldline {

/// An event on its way into the bins. Long contents stand in `Outbox::bytes`.
struct Sent {
    Time time;
    Event event;
};

/// What the agents of one block did in one window: nobody else has heard of it yet.
struct Outbox {
    std::vector<Sent> sent;
    std::vector<std::byte> bytes;
    Batch batch;
    std::uint64_t n_events = 0;

    /// Keeps contents that are too long to stand in the event itself.
    void put(Event& event, std::span<const std::byte> contents) {
        if (contents.size() <= Event::inline_max) return event.put_inline(contents);
        event.put_handle(bytes.size(), static_cast<std::uint32_t>(contents.size()));
        bytes.insert(bytes.end(), contents.begin(), contents.end());
    }
    void clear() {
        sent.clear();
        bytes.clear();
        batch.clear();
        n_events = 0;
    }
};

}  // namespace worldline
