// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "agents/machine/table.hpp"
#include "agents/setup.hpp"
#include "scenarios/distribution.hpp"
#include "scenarios/document.hpp"
#include "scenarios/trace.hpp"
#include "sim/engine/network.hpp"
#include "sim/ledger/selected.hpp"
#include "sim/spacetime/parts.hpp"

/// A scenario after validation: names are numbers, quantities are ticks and SI units.
namespace worldline {

/// A registered part as a scenario uses it.
struct PartUse {
    std::string kind;
    Arguments arguments = {};
    Place place = {};                          ///< of the whole
    std::map<std::string, Place> places = {};  ///< of its values
    std::vector<Draw> draws = {};              ///< what each agent draws for itself
};

struct LinkSpec {
    AgentId one;
    AgentId other;
    Duration delay = {};  ///< in `graph`
    Channel channel = {};
};

/// An inertial frame that a scenario names, for its readers: nothing in a run depends on it.
struct FrameSpec {
    std::string name;
    Vector3 velocity = {};  ///< in the scenario's frame [m/s]
    Vector3 origin = {};    ///< where its origin is at t = 0 [m]
    Place place = {};
};

/// A promise that the scenario writes.
struct PromiseSpec {
    std::string name;
    Promise promise;
    Notice notice;
    bool is_announced = false;
    Place place = {};
};

/// Promises of the members of a group, written as one.
struct FamilySpec {
    std::string name;
    std::uint32_t first = 0;  ///< place in `Spec::promises`
    std::uint32_t count = 0;
};

/// Whom a parameter of a machine means to each member of a group: the same agent, or the member
/// that comes next or before. After the last comes the first.
enum class Relative : std::uint8_t { none, successor, predecessor };

/// What all agents of one entry share: an agent, a group, the agents that a trace brings.
struct AgentTemplate {
    std::string behaviour;
    PartUse clock;
    std::optional<PartUse> motion;
    std::uint32_t kernel = 0;           ///< place in `Spec::kernels`, from 1; 0: its own
    AgentSetup setup;                   ///< without `id`
    std::vector<AgentId> members = {};  ///< of a superagent
    std::vector<Draw> draws = {};       ///< numbers of `setup` that each agent draws for itself
    bool tells_neighbours = false;
    std::vector<Relative> relatives = {};  ///< by the machine's agents; empty: none
    AgentId first = nobody;                ///< of a group with relatives: its first member
    std::uint32_t count = 0;               ///< likewise: how many they are
    Place place = {};
};

struct AgentSpec {
    std::string name;
    static constexpr std::uint32_t no_template = 0xffff'ffffu;
    std::uint32_t of = no_template;  ///< place in `Spec::templates`
    AgentId parent = nobody;         ///< of one that may be born in the run; behind all others
};

/// One entry of `expect:`.
struct MeasureSpec {
    std::string measure;
    std::string text;      ///< as a sentence
    std::string expected;  ///< as written, with its tolerance
    std::string source;
    int line = 0;

    std::vector<AgentId> by = {};       ///< observers; for clocks: whose
    std::optional<AgentId> other = {};  ///< trust in, clock against
    std::vector<AgentId> promisers = {};
    std::optional<std::uint32_t> promise = {};  ///< place in `Spec::promises`
    std::uint32_t n_promises = 1;               ///< from that place on: a family
    std::optional<std::uint32_t> trace = {};    ///< place in `Spec::traces`
    std::uint32_t occurrence = no_occurrence;
    std::optional<std::uint16_t> judge = {};  ///< judged again by this
    std::optional<TypeId> type = {};
    std::optional<Verdict> verdict = {};  ///< that counts, or that is expected
    std::optional<Reason> reason = {};
    std::string of = {};                     ///< what is counted
    std::optional<std::uint16_t> kind = {};  ///< of messages
    std::uint16_t says = 0;                  ///< `response`: kind of message
    std::uint16_t hears = 0;                 ///< likewise, of the answer
    Reading at = {};
    bool has_at = false;
    std::optional<std::uint32_t> since = {};  ///< promise whose keeping is the beginning
    std::uint32_t since_occurrence = no_occurrence;
    std::optional<std::uint32_t> with = {};   ///< the other side of an exchange
    std::optional<std::uint32_t> frame = {};  ///< place in `Spec::frames`
    std::optional<AgentId> frame_of = {};     ///< or an agent's own frame
    std::string name = {};                    ///< of a variable
    Place frame_place = {};
    double is = 0.0;
    double tolerance = 0.0;
};

struct Spec {
    std::string scenario;
    std::string summary;
    std::string source;
    std::uint64_t seed = 1;
    Resolution resolution;
    Time until{0};
    std::string epoch;
    std::optional<std::int64_t> epoch_seconds;  ///< of UTC since 1970

    PartUse metric;
    std::vector<Preamble::Axis> axes;
    std::vector<FrameSpec> frames;
    std::optional<Duration> default_delay;
    Channel channel;              ///< of pairs without a link
    std::vector<LinkSpec> links;  ///< at most one a pair

    std::vector<std::string> types;            ///< by TypeId; the last is `assessment`
    std::vector<std::string> type_units;       ///< likewise
    std::vector<std::string> type_domains;     ///< likewise
    std::vector<std::string> texts;            ///< that promises and outcomes are about
    std::vector<std::vector<double>> vectors;  ///< outcomes that are vectors
    std::vector<Body> bodies;                  ///< by BodyId
    std::vector<std::vector<AgentId>> groups;  ///< by GroupId; ascending
    std::unordered_multimap<std::uint64_t, GroupId> group_ids;  ///< by a hash of the members

    std::vector<Judge> judges;
    PartUse trust;
    Hearsay hearsay = Hearsay::off;

    std::vector<PromiseSpec> promises;
    std::vector<FamilySpec> families;
    std::vector<BuildsOn> builds_on;
    std::vector<TraceSpec> traces;
    Machines machines;
    std::vector<std::vector<Offered>> offered;  ///< by agent, where machines make promises
    std::vector<Part> machine_parts;  ///< likewise: what agents that are such machines may say
    std::vector<std::string> kernels;
    std::vector<AgentTemplate> templates;
    std::vector<AgentSpec> agents;  ///< by number

    std::optional<RecordLevel> level;
    Selected selected;
    std::vector<bool> records_reading;
    std::vector<bool> records_position;
    bool ordered_ties = false;
    std::optional<std::uint64_t> memory_limit;  ///< of the process [bytes]
    std::vector<MeasureSpec> measures;

    GroupId intern(std::vector<AgentId> members);
    BodyId intern(const Body& body);
    double text_place(const std::string& text);                  ///< by which an outcome names it
    double vector_place(const std::vector<double>& components);  ///< likewise
    Domain domain(TypeId type) const;
};

/// Promises of the scenario by their place, and all that they rest on, and that rests on.
std::set<std::uint32_t> grounds_of(const Spec& spec, std::set<std::uint32_t> places);

/// States in which agents of the scenario begin that are this machine, ascending.
std::vector<std::uint32_t> starts_of(const Spec& spec, std::uint32_t machine);

}  // namespace worldline
