// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/chunks.hpp"
#include "sim/engine/bins.hpp"

namespace worldline {

/// The events of one block in one window, side by side for each kernel. A counting sort: the
/// walk over the agents of a block is one sweep through memory, whoever sent when.
class Arrivals {
public:
    struct Block {
        std::size_t number = 0;
        std::uint32_t first = 0;                    ///< slot
        std::uint32_t count = 0;                    ///< slots
        std::span<const std::uint32_t> hosts = {};  ///< by slot; empty: each its own
        bool by_kernel = true;  ///< false: in no order at all, for the loop by time
    };
    /// Collects what all lanes hold for a block in their open bins.
    /// @param cut  offset from which on events are not due yet: they are left in `late`
    void collect(std::span<const Bins* const> bins, const Block& block, std::uint32_t cut);
    static constexpr std::uint32_t no_cut = 0xffff'ffffu;

    std::span<Event> events() { return {sorted_.data(), n_events_}; }
    std::vector<Event> late;
    std::size_t bytes() const;

private:
    using Events = std::vector<Event, OnPages<Event>>;

    template <class Each, class Key>
    void sort(Each each, std::uint32_t n_keys, Key key);
    template <class Key>
    void sort_few(Key key);
    template <class Each, class Key>
    void sort_by_count(Each each, std::uint32_t n_keys, Key key);
    template <class Each, class Key>
    void sort_by_digits(Each each, std::uint32_t n_keys, Key key);
    template <class Each>
    void copy_all(Each each, Events& into);

    Events sorted_;
    Events other_;
    std::vector<std::uint32_t> starts_;
    std::size_t n_events_ = 0;
};

}  // namespace worldline
