// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/engine/contents.hpp"
#include "sim/engine/event.hpp"
#include "sim/engine/network.hpp"
#include "sim/engine/states.hpp"
#include "sim/ledger/sink.hpp"
#include "sim/spacetime/clock.hpp"

namespace worldline {

class Behaviour;

/// Something laid down beforehand that happens to one agent: a row of a trace, a start.
struct Planned {
    Time time;
    AgentId receiver;
    std::uint16_t kind = event_kind::plan;
    Contents contents;
};

/// SEAM: plans that are read while the run goes on, in order of time.
class Source {
public:
    virtual ~Source() = default;
    /// A source at its beginning: copies of a world do not share how far they have read.
    virtual std::unique_ptr<Source> restarted() const = 0;
    /// When the next plan is due; `never` at the end.
    virtual Time next() = 0;
    /// Takes the next plan. @pre next() != never
    virtual Planned take() = 0;
};

/// Owns a T and copies what it points to: a world is a value.
template <class T>
class Copied {
public:
    Copied(std::unique_ptr<T> held) : held_(std::move(held)) {}
    Copied(const Copied& other) : held_(other.held_ ? other.held_->clone() : nullptr) {}
    Copied(Copied&&) noexcept = default;
    Copied& operator=(Copied other) noexcept {
        held_ = std::move(other.held_);
        return *this;
    }
    T& operator*() const { return *held_; }
    T* operator->() const { return held_.get(); }

private:
    std::unique_ptr<T> held_;
};

/// Everything that a run starts from: a value. Copying it is forking it.
struct World {
    /// One kind of agent: what it does and the states of all its agents, by `index`.
    struct Kind {
        std::shared_ptr<const Behaviour> behaviour;
        Copied<States> states;
    };
    std::vector<Kind> kinds;

    /// Agents that `parent` may call into being while the world runs. Their numbers are laid down
    /// beforehand, so an id is known when it is made and tells nobody about strangers.
    struct Offspring {
        AgentId parent;
        AgentId first;
        std::uint32_t count = 0;
    };

    // Columns, one entry an agent, by its number. Unborn agents have theirs, too.
    std::vector<std::uint32_t> kind;    ///< place in `kinds`
    std::vector<std::uint32_t> index;   ///< place in that kind's states
    std::vector<std::uint32_t> kernel;  ///< host, numbered by its first agent
    std::vector<std::shared_ptr<const Clock>> clocks;
    std::vector<Offspring> offspring;  ///< at most one entry a parent

    std::shared_ptr<const Network> network;    ///< delays between agents
    std::vector<std::vector<AgentId>> groups;  ///< by GroupId; ascending
    std::vector<Promise> promises;             ///< made before the start
    std::vector<BuildsOn> builds_on;
    std::vector<Planned> plans;            ///< known beforehand, in order of time
    std::shared_ptr<const Source> source;  ///< read as the run goes; may be null

    std::uint64_t seed = 0;
    Resolution resolution;
    Time until{0};                      ///< a run is [0, until)
    std::vector<bool> records_reading;  ///< by agent; empty: none
    std::vector<bool> records_position;
    bool ordered_ties = false;  ///< `tie: ordered`: no draw, all 0
    Preamble preamble;          ///< names and texts for the record

    std::size_t n_agents() const { return kind.size(); }

    /// Adds a kind without agents; returns its place.
    std::uint32_t add_kind(std::shared_ptr<const Behaviour> behaviour);

    /// Makes room for so many agents, all of one kind: nothing is copied while they are added.
    void reserve(std::size_t n_agents, std::uint32_t of_kind);

    /// Adds an agent alone in its kernel.
    template <class State>
    AgentId add_agent(std::uint32_t of_kind, State state, std::shared_ptr<const Clock> clock) {
        auto& rows = static_cast<StatesOf<State>&>(*kinds[of_kind].states).rows;
        rows.push_back(std::move(state));
        return add_columns(of_kind, rows.size() - 1, std::move(clock));
    }

    /// Adds an agent alone in its kernel whose state stands at the end of its kind's already: for
    /// states that no type in C++ describes.
    AgentId add_agent(std::uint32_t of_kind, std::shared_ptr<const Clock> clock);

    /// Lets `parent` call up to `count` agents of a kind into being, each alone in its kernel,
    /// where its parent is and with a clock like its parent's. Their states begin as `State{}`;
    /// what they are to know, they hear (`Actions::spawn`). Returns the first of them.
    /// @pre all other agents have been added, and the network is made afterwards
    template <class State>
    AgentId add_offspring(AgentId parent, std::uint32_t of_kind, std::uint32_t count) {
        auto& rows = static_cast<StatesOf<State>&>(*kinds[of_kind].states).rows;
        const AgentId first{static_cast<std::uint32_t>(n_agents())};
        for (std::uint32_t i = 0; i < count; ++i) {
            rows.push_back(State{});
            add_columns(of_kind, rows.size() - 1, clocks[parent.number]);
        }
        note_offspring({parent, first, count});
        return first;
    }

private:
    void note_offspring(const Offspring& given);
    AgentId add_columns(std::uint32_t of_kind, std::size_t place,
                        std::shared_ptr<const Clock> clock);
};

}  // namespace worldline
