// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/base/chunks.hpp"
#include "sim/base/digest.hpp"
#include "sim/base/time.hpp"
#include "sim/engine/alarms.hpp"
#include "sim/engine/world.hpp"
#include "sim/spacetime/piloted.hpp"

namespace worldline {

/// What every event of an agent touches: half a cache line.
struct Life {
    static constexpr std::uint32_t shows_frame = 1u << 31;  ///< its readings are t: nobody is asked
    static constexpr std::uint32_t is_absent = 1u << 30;    ///< not born yet, or gone
    static constexpr std::uint32_t is_gone = 1u << 29;
    static constexpr std::uint32_t is_steered = 1u << 28;  ///< its clock stands with its alarms
    static constexpr std::uint32_t clock_mask = is_steered - 1;

    Digest history;                   ///< η
    std::uint32_t interior_time = 0;  ///< transitions so far
    std::uint32_t sequence = 0;       ///< messages and alarms so far
    std::uint32_t promises = 0;       ///< promises so far
    std::uint32_t clock = 0;          ///< place in `Running::clocks`, and the flags above
};
static_assert(sizeof(Life) == 32, "two lives share a cache line");

/// What the engine keeps for each agent while a world runs.
///
/// Columns by slot. Slots are the agents' numbers, in another order where kernels are shared: the
/// agents of one kernel stand side by side. Identity is the number, and no slot leaves the engine.
struct Running {
    /// Puts the states of `world` into the order of the slots, and takes over its columns.
    explicit Running(World& world);

    std::uint32_t number_of(std::uint32_t slot) const {
        return numbers.empty() ? slot : numbers[slot];
    }
    std::uint32_t slot_of(std::uint32_t number) const {
        return slots.empty() ? number : slots[number];
    }
    std::size_t place_of(std::uint32_t slot) const { return places.empty() ? slot : places[slot]; }
    /// The kernel's first slot.
    std::uint32_t host_of(std::uint32_t slot) const { return hosts.empty() ? slot : hosts[slot]; }
    const Clock& clock_of(std::uint32_t slot) const {
        const std::uint32_t clock = lives[slot].clock;
        return (clock & Life::is_steered) != 0 ? *alarms[slot]->steered
                                               : *clocks[clock & Life::clock_mask];
    }
    Alarms& alarms_of(std::uint32_t slot) {
        if (!alarms[slot]) alarms[slot] = std::make_unique<Alarms>();
        return *alarms[slot];
    }
    /// The course of one who steers itself; null for all others.
    const Course* course_of(std::uint32_t slot) const {
        return courses.empty() ? nullptr : courses[slot].get();
    }
    std::size_t bytes() const;

    /// What one agent may still call into being: numbers that nobody else hands out.
    struct Offspring {
        std::uint32_t next = 0;
        std::uint32_t end = 0;
    };

    std::vector<Life, OnPages<Life>> lives;
    std::vector<std::uint32_t> kinds;
    std::vector<std::uint32_t> places;  ///< of its state in its kind; empty: as the slots
    std::vector<std::unique_ptr<Alarms>, OnPages<std::unique_ptr<Alarms>>> alarms;
    std::vector<std::uint32_t> plans;  ///< laid down for it so far
    std::vector<std::uint32_t> hosts;  ///< empty where every agent is alone in its kernel
    std::vector<std::uint32_t> numbers;
    std::vector<std::uint32_t> slots;  ///< by number
    std::vector<Offspring> offspring;  ///< by number; empty where nobody has any

    std::vector<std::shared_ptr<const Clock>> clocks;  ///< each once
    std::vector<std::unique_ptr<Course>> courses;      ///< empty where nobody steers itself

private:
    void lay_courses(const World& world);
};

/// "carol", or its number where it has no name.
std::string name_of(const World& world, AgentId agent);

/// "t = 12.5 s (12500000 ticks)"
std::string time_text(const World& world, Time time);

}  // namespace worldline
