// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/digest.hpp"
#include "sim/ledger/batch.hpp"

namespace worldline {

/// The immutable things that rows refer to by number, and what the run starts from: known before
/// the first batch. Plain texts and numbers, so that a sink needs to know nothing else.
struct Preamble {
    struct Agent {
        std::string name;
        std::string behaviour;
        std::uint32_t kernel = 0;
        std::string clock;   ///< kind and parameters, as text
        std::string motion;  ///< likewise
    };
    struct Axis {
        std::string name;
        std::string unit;
    };
    struct Judge {
        std::string name;
        std::string rule;  ///< with its parameters, as text
    };
    std::string scenario;       ///< name
    std::string source_text;    ///< the YAML as given
    std::string resolved_text;  ///< with all defaults; runs again
    std::uint64_t seed = 0;
    Resolution resolution;
    Time until;
    Duration bin_width;
    std::string epoch;  ///< ISO 8601 of t = 0; empty: none
    std::vector<Agent> agents;
    std::vector<Axis> axes;
    std::vector<std::string> types;            ///< promise types, by TypeId
    std::vector<Domain> domains;               ///< of their outcomes, likewise; empty: events
    std::vector<std::string> type_units;       ///< likewise, "1": none; empty: none has one
    std::vector<std::string> outcome_texts;    ///< by the number that names them in an outcome
    std::vector<std::vector<double>> outcome_vectors;  ///< likewise
    std::vector<Body> bodies;                  ///< by BodyId
    std::vector<std::vector<AgentId>> groups;  ///< by GroupId; sorted
    std::vector<std::string> promise_names;    ///< written in the scenario, "" if made later
    std::vector<PromiseId> named_promises;     ///< their ids
    std::vector<bool> announced;               ///< likewise: told when made; empty: none is
    std::vector<std::string> message_kinds;    ///< by kind
    std::vector<Judge> judges;                 ///< by judge number
    std::vector<std::string> timelines = {"main"};
};

/// Some windows of a run, one after the other, and the time that they took [s of wall clock].
struct Stretch {
    Time begin;
    Time end;
    std::uint64_t windows = 0;
    std::uint64_t parallel_windows = 0;  ///< served by several threads
    std::uint64_t events = 0;
    double work = 0.0;     ///< of all threads together
    double busiest = 0.0;  ///< of the busiest thread of each window
    double wall = 0.0;     ///< of serving: what is over `busiest` was waiting
    double commit = 0.0;   ///< handing rows on, opening and closing bins
};

/// How a run ended, as sinks and users see it.
struct Ending {
    Time time;              ///< every event before it has been handled
    bool complete = false;  ///< reached `until`; false: stopped before
    Digest run_digest;
    std::uint64_t events = 0;
    std::uint64_t unheard = 0;  ///< messages that came to agents that were gone
    int threads = 1;
    std::vector<Stretch> profile = {};  ///< where the time went; not part of the digests
    bool resumable = false;  ///< stopped at a moment of which the sinks have a checkpoint
};

/// A moment between two windows, all rows before it committed, from which a run can go on.
struct Checkpoint {
    Time time = {};  ///< every event before it has been handled
    Digest run_digest = {};
    std::uint64_t events = 0;
    std::uint64_t windows = 0;
    std::uint64_t unheard = 0;             ///< messages that came to agents that were gone
    std::vector<std::byte> snapshot = {};  ///< of the engine; empty: the beginning of the run
};

/// What agents are like when a run is over: the apparatus view, for what was expected of them.
class LastStates {
public:
    virtual ~LastStates() = default;
    /// A number of an agent's interior state, by its name; none if its state has no such number.
    virtual std::optional<double> number(AgentId agent, std::string_view name) const = 0;
};

/// SEAM: who is told of each committed batch. One call at a time, in order; commits come on a
/// thread of their own while the world runs on, begin and end on the caller's.
class Sink {
public:
    virtual ~Sink() = default;
    virtual RecordLevel level() const { return RecordLevel::full; }
    virtual void begin(const Preamble&) {}
    virtual void commit(const Batch& batch) = 0;
    /// After the rows of all that came before it; like a commit, on their thread.
    virtual void checkpoint(const Checkpoint&) {}
    /// When the run has reached its end, just before `end`.
    virtual void last_states(const LastStates&) {}
    virtual void end(const Ending&) {}
};

}  // namespace worldline
