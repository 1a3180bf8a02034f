// SPDX-License-Identifier: Apache-2.0
#include "scenarios/compile.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "agents/catalogue.hpp"
#include "agents/machine/state.hpp"
#include "scenarios/drawn.hpp"
#include "scenarios/families.hpp"
#include "scenarios/machine_use.hpp"
#include "scenarios/neighbours.hpp"
#include "scenarios/watch_events.hpp"
#include "sim/base/expects.hpp"
#include "sim/base/units.hpp"
#include "sim/engine/engine.hpp"
#include "sim/spacetime/motions.hpp"
#include "sim/spacetime/parts.hpp"
#include "sim/spacetime/piloted.hpp"

namespace worldline {
namespace {

/// Agents of one template share motion and clock.
struct Instruments {
    std::shared_ptr<const Motion> motion;
    std::shared_ptr<const Clock> clock;
};

/// What all agents carry. What is drawn, or leaves something to chance, is its agent's own.
struct Carried {
    std::vector<Instruments> by_template;
    std::vector<Instruments> own;  ///< by agent, null where it is the template's; may be empty

    const std::shared_ptr<const Clock>& clock(const Spec& spec, std::size_t agent) const {
        const bool is_own = !own.empty() && own[agent].clock;
        return is_own ? own[agent].clock : by_template[spec.agents[agent].of].clock;
    }
    const std::shared_ptr<const Motion>& motion(const Spec& spec, std::size_t agent) const {
        const bool is_own = !own.empty() && own[agent].motion;
        return is_own ? own[agent].motion : by_template[spec.agents[agent].of].motion;
    }
};

/// Makes a part; what its maker refuses is shown at the value that it complains about.
template <class Made, class Make>
Made make_or_fault(Faults& faults, const PartUse& use, const std::string& label, Make make) {
    try {
        return make();
    } catch (const std::invalid_argument& error) {
        const std::string what = error.what();
        const auto value = use.places.find(what.substr(0, what.find(' ')));
        const bool is_known = value != use.places.end();
        faults.add(is_known ? value->second : use.place, label + (is_known ? "." : ": ") + what);
    }
    return nullptr;
}

/// What stands in the origin, as the metric says: its first body, or a mass without a name.
void set_centre(Setting& setting, const PartUse& metric) {
    const Arguments& given = metric.arguments;
    if (metric.kind != "weak_field" && metric.kind != "schwarzschild") return;
    if (given.has_number("gm")) {
        setting.gm = given.number("gm");
        return;
    }
    setting.centre = "earth";
    const auto bodies = given.lists.find("bodies");
    const auto body = given.texts.find("body");
    if (bodies != given.lists.end() && !bodies->second.empty()) {
        setting.centre = bodies->second.front();
    }
    if (body != given.texts.end()) setting.centre = body->second;
}

Setting setting_of(const Spec& spec) {
    Setting setting{.resolution = spec.resolution, .until = spec.until, .seed = spec.seed};
    for (const auto& axis : spec.axes) {
        setting.axes.push_back(axis.name);
        setting.axis_units.push_back(axis.unit);
    }
    if (setting.axes.empty()) setting.axes = {"x", "y", "z"};
    set_centre(setting, spec.metric);
    return setting;
}

std::shared_ptr<const Metric> make_metric(const Spec& spec, Faults& faults) {
    Setting setting = setting_of(spec);
    Arguments arguments = spec.metric.arguments;
    const bool is_graph = spec.metric.kind == "graph";
    for (const LinkSpec& link : spec.links) {
        if (!is_graph) break;  // in space links are channels only
        setting.links.push_back({link.one, link.other, link.delay});
        setting.links.push_back({link.other, link.one, link.delay});
    }
    if (is_graph && !arguments.durations.contains("default_delay")) {
        arguments.durations["default_delay"] = default_delay(spec);
    } else if (is_graph && spec.default_delay) {
        faults.add(spec.metric.place, "space.default_delay: `network.delay` says the same thing");
    }
    using Made = std::shared_ptr<const Metric>;
    return make_or_fault<Made>(faults, spec.metric, "space", [&] {
        return metrics().find(spec.metric.kind)->make(arguments, setting);
    });
}

std::shared_ptr<const Clock> make_clock(const Setting& setting, const PartUse& use,
                                        const std::shared_ptr<const Motion>& motion,
                                        const std::shared_ptr<const Metric>& metric,
                                        Faults& faults) {
    return make_or_fault<std::shared_ptr<const Clock>>(faults, use, "clock", [&] {
        const WorldLine line = line_of_clock(motion, metric, setting.resolution, setting.until);
        return clocks().find(use.kind)->make(use.arguments, line, setting);
    });
}

std::shared_ptr<const Motion> make_motion(const Setting& setting, const PartUse& use,
                                          const std::shared_ptr<const Metric>& metric,
                                          Faults& faults) {
    return make_or_fault<std::shared_ptr<const Motion>>(faults, use, "motion", [&] {
        auto motion = motions().find(use.kind)->make(use.arguments, setting);
        if (metric) metric->check(*motion);
        if (metric && motion->top_speed()) {  // asks more of the space
            line_of_clock(motion, metric, setting.resolution, setting.until);
        }
        return motion;
    });
}

/// A turn that is planned too fast need not wait for the run to end there.
void check_turns(const AgentTemplate& of, const Motion& motion, Faults& faults) {
    const auto turns = of.setup.rows.find("turns");
    const auto top_speed = motion.top_speed();
    if (turns == of.setup.rows.end() || !top_speed) return;
    for (const Arguments& turn : turns->second) {
        const double speed = length(Vector3{turn.number("velocity_x"), turn.number("velocity_y"),
                                            turn.number("velocity_z")});
        if (speed <= *top_speed) continue;
        faults.add(of.place, fmt::format("turns: a speed of {} m/s is over the top_speed of the "
                                         "motion, {} m/s",
                                         speed, *top_speed));
    }
}

/// Does every agent of the template have its own?
bool has_own_motion(const AgentTemplate& of) { return of.motion && !of.motion->draws.empty(); }
bool has_own_clock(const AgentTemplate& of) {
    return clocks().find(of.clock.kind)->part.is_individual || !of.clock.draws.empty() ||
           has_own_motion(of);
}

/// What an agent carries; null members after a fault.
///
/// @param template_s  what the agents of its template share, where it has nothing of its own
Instruments make_instruments(const Spec& spec, std::size_t agent, const Setting& setting,
                             const Instruments& template_s,
                             const std::shared_ptr<const Metric>& metric, Drawing& drawing,
                             Faults& faults) {
    const AgentTemplate& of = spec.templates[spec.agents[agent].of];
    Instruments made = template_s;
    if (of.motion && (!made.motion || has_own_motion(of))) {
        const std::size_t n_before = faults.size();
        const PartUse use = drawing.of_agent(*of.motion, agent, "motion.");
        made.motion = nullptr;
        if (faults.size() == n_before && !drawing.has_refused(*of.motion))
            made.motion = make_motion(setting, use, metric, faults);
    } else if (!made.motion) {
        expects(spec.metric.kind == "graph", "in space everybody has a motion");
        made.motion = std::make_shared<FixedMotion>(Vector3{});
    }
    if (made.motion && of.behaviour == "pilot" && !made.motion->top_speed()) {
        faults.add(of.place, "behaviour: a pilot changes its course, so its motion is `piloted`");
    }
    if (made.motion) check_turns(of, *made.motion, faults);
    if (!made.motion || !metric) return made;
    const std::size_t n_before = faults.size();
    const PartUse use = drawing.of_agent(of.clock, agent, "clock.");
    made.clock = nullptr;
    if (faults.size() == n_before && !drawing.has_refused(of.clock)) {
        made.clock = make_clock(setting, use, made.motion, metric, faults);
    }
    return made;
}

Carried make_all_instruments(const Spec& spec, const std::shared_ptr<const Metric>& metric,
                             Faults& faults) {
    Carried carried;
    carried.by_template.resize(spec.templates.size());
    std::vector<bool> is_made(spec.templates.size(), false);
    Drawing drawing(spec, faults);
    Setting setting = setting_of(spec);
    for (std::size_t i = 0; i < spec.agents.size(); ++i) {
        const std::uint32_t place = spec.agents[i].of;
        const AgentTemplate& of = spec.templates[place];
        const bool is_own = has_own_clock(of);
        if (is_made[place] && !is_own) continue;
        setting.agent = is_own ? AgentId{static_cast<std::uint32_t>(i)} : nobody;
        Instruments& shared = carried.by_template[place];
        Instruments made = make_instruments(spec, i, setting, shared, metric, drawing, faults);
        if (!is_made[place]) shared = made;
        is_made[place] = true;
        if (!is_own) continue;
        if (carried.own.empty()) carried.own.resize(spec.agents.size());
        carried.own[i] = std::move(made);
    }
    return carried;
}

bool has_space(const Spec& spec) {
    return spec.metric.kind != "graph" ||
           std::any_of(spec.templates.begin(), spec.templates.end(),
                       [](const AgentTemplate& of) { return of.motion.has_value(); });
}

/// Links that are like all other pairs need no way of their own.
Channels channels_of(const Spec& spec) {
    Channels channels{.ways = {}, .otherwise = spec.channel};
    const bool is_one =
        std::all_of(spec.links.begin(), spec.links.end(),
                    [&](const LinkSpec& link) { return link.channel == spec.channel; });
    if (is_one) return channels;
    for (const LinkSpec& link : spec.links) {
        channels.ways.push_back({link.one, link.other, link.channel});
        channels.ways.push_back({link.other, link.one, link.channel});
    }
    return channels;
}

std::shared_ptr<const Network> make_network(const Spec& spec,
                                            const std::shared_ptr<const Metric>& metric,
                                            const Carried& carried) {
    std::vector<std::shared_ptr<const Motion>> motions;
    for (std::size_t i = 0; has_space(spec) && i < spec.agents.size(); ++i) {
        motions.push_back(carried.motion(spec, i));
    }
    return std::make_shared<const Network>(metric, std::move(motions), spec.agents.size(),
                                           channels_of(spec));
}

/// Frames of agents are known when their motions are.
void check_frames_of(const Spec& spec, const Network& network, Faults& faults) {
    for (const MeasureSpec& measure : spec.measures) {
        if (!measure.frame && !measure.frame_of) continue;
        try {
            frame_of(spec, network, measure);
        } catch (const std::invalid_argument& error) {
            faults.add(measure.frame_place, std::string("elapsed.") + error.what());
        }
    }
    faults.raise();
}

/// Those that are asked for, and those of all who steer themselves: nothing else tells their way.
std::vector<bool> positions_recorded(const Spec& spec, const Network& network) {
    std::vector<bool> recorded = spec.records_position;
    if (!network.has_pilots()) return recorded;
    recorded.resize(spec.agents.size());
    for (std::uint32_t i = 0; i < recorded.size(); ++i) {
        if (network.motion(AgentId{i}).top_speed()) recorded[i] = true;
    }
    return recorded;
}

std::shared_ptr<const Surroundings> surround(const Spec& spec,
                                             std::shared_ptr<const Network> network,
                                             const Carried& carried, const Catalogue& catalogue) {
    auto around = std::make_shared<Surroundings>();
    around->judges = spec.judges;
    std::map<std::string, double> prior(spec.trust.arguments.numbers);
    around->trust = catalogue.trust_rules.find(spec.trust.kind)->make(prior);
    around->hearsay = spec.hearsay;
    const auto told = std::find(spec.types.begin(), spec.types.end(), "assessment");
    around->assessment_type = {static_cast<std::uint32_t>(told - spec.types.begin())};
    around->bodies = spec.bodies;
    around->vectors = spec.vectors;
    around->groups = spec.groups;
    for (const PromiseSpec& promise : spec.promises) {
        around->known_at_start.push_back(promise.notice);
        around->known_scopes.push_back(promise.promise.scope);
        around->known_promisees.push_back(promise.promise.promisees);
        around->announced.push_back(promise.is_announced);
        around->grounds.add(promise.promise);
    }
    around->index_promises();
    for (const BuildsOn& link : spec.builds_on) around->grounds.add(link);
    around->clocks.reserve(spec.agents.size());
    around->rests_in_run = std::any_of(
        spec.machines.all.begin(), spec.machines.all.end(), [](const MachineTable& machine) {
            return std::any_of(machine.offers.begin(), machine.offers.end(),
                               [](const Offer& offer) { return !offer.grounds.empty(); });
        });
    for (std::size_t i = 0; i < spec.agents.size(); ++i) {
        around->clocks.push_back(carried.clock(spec, i));
    }
    around->network = std::move(network);
    if (!spec.machines.all.empty()) {
        around->machines = std::make_shared<const Machines>(spec.machines);
    }
    around->resolution = spec.resolution;
    return around;
}

void add_agents(World& world, const Spec& spec, const std::shared_ptr<const Surroundings>& around,
                const Catalogue& catalogue, Faults& faults) {
    std::map<std::string, std::unique_ptr<BehaviourFactory>> factories;
    Drawing drawing(spec, faults);
    const Neighbours neighbours(spec);
    const FamilyMembers families(spec);
    const MachinePromises meant(spec);
    std::map<std::string, std::size_t> n_agents;  // of each behaviour
    for (const AgentSpec& agent : spec.agents) ++n_agents[spec.templates[agent.of].behaviour];
    AgentSetup setup;
    const AgentTemplate* last = nullptr;
    BehaviourFactory* factory = nullptr;
    for (std::uint32_t i = 0; i < spec.agents.size(); ++i) {
        if (spec.agents[i].parent != nobody)
            break;  // those who may be born stand behind all others
        const AgentTemplate& of = spec.templates[spec.agents[i].of];
        if (&of != last) {
            auto& one = factories[of.behaviour];
            if (!one) one = catalogue.behaviours.find(of.behaviour)->make(around);
            factory = one.get();
            setup = of.setup;
            last = &of;
        }
        setup.id = {i};
        setup.knows = of.setup.knows;
        const auto at = std::lower_bound(setup.knows.begin(), setup.knows.end(), setup.id);
        if (at == setup.knows.end() || *at != setup.id) setup.knows.insert(at, setup.id);
        setup.neighbours = neighbours.of(setup.id);
        if (of.tells_neighbours) setup.tells = setup.neighbours;
        if (i < spec.offered.size()) setup.machine.offers = spec.offered[i];
        if (!of.relatives.empty()) setup.machine.agents = machine_agents(spec, setup.id);
        if (MachinePromises::names_family(of)) setup.machine.promises = meant.all_of(setup.id);
        drawing.add(setup.numbers, of.draws, i);
        if (!spec.families.empty()) {
            setup.judges = families.judges_of(setup.id);
            setup.keeps = families.keeps_of(setup.id);
        }
        if (faults.size() > 0) continue;
        factory->add(world, setup);
        std::size_t& n = n_agents[of.behaviour];  // now its kind is known, so there is room for all
        if (n > 1) world.reserve(n, world.kind.back());
        n = 0;
    }
    faults.raise();
    for (std::uint32_t i = 0; i < spec.agents.size(); ++i) {
        const std::uint32_t n_children =
            spec.agents[i].parent == nobody
                ? spec.templates[spec.agents[i].of].setup.machine.n_offspring
                : 0;
        if (n_children == 0) continue;
        world.add_offspring<MachineState>(AgentId{i}, world.kind[i], n_children);
    }
    expects(world.n_agents() == spec.agents.size(), "every agent of the scenario is in its world");
    std::vector<std::uint32_t> host(spec.kernels.size() + 1, AgentSpec::no_template);
    for (std::size_t i = 0; i < spec.agents.size(); ++i) {
        const std::uint32_t kernel = spec.templates[spec.agents[i].of].kernel;
        if (kernel == 0) continue;
        if (host[kernel] == AgentSpec::no_template) host[kernel] = static_cast<std::uint32_t>(i);
        world.kernel[i] = host[kernel];
    }
    const auto by_time = [](const Planned& a, const Planned& b) { return a.time < b.time; };
    std::stable_sort(world.plans.begin(), world.plans.end(), by_time);
}

std::string text_of(const Judge& judge, Resolution resolution) {
    const auto word = [](auto value, std::initializer_list<const char*> words) {
        return std::string(words.begin()[static_cast<std::size_t>(value)]);
    };
    return word(judge.rule, {"deadline", "schedule", "range"}) + ", time_of " +
           word(judge.time_of, {"arrival", "emission", "stated"}) + ", against " +
           word(judge.against, {"schedule", "previous"}) + ", clock " +
           word(judge.clock, {"own", "promiser"}) + ", tolerance " +
           to_text(judge.tolerance, resolution) + ", patience " +
           to_text(judge.patience, resolution) +
           (judge.rule == JudgeRule::range
                ? fmt::format(", value_tolerance {}", judge.value_tolerance)
                : "");
}

void fill_preamble(Preamble& preamble, const Spec& spec, const World& world,
                   const Carried& carried) {
    preamble.scenario = spec.scenario;
    preamble.seed = spec.seed;
    preamble.resolution = spec.resolution;
    preamble.until = spec.until;
    preamble.bin_width = {std::int64_t{1} << bin_width_log2(world)};
    preamble.epoch = spec.epoch;
    preamble.agents.reserve(spec.agents.size());
    const Clock* described = nullptr;
    std::string clock;
    for (std::size_t i = 0; i < spec.agents.size(); ++i) {
        const AgentSpec& agent = spec.agents[i];
        if (carried.clock(spec, i).get() != described) {  // many agents share one
            described = carried.clock(spec, i).get();
            clock = described->describe();
        }
        preamble.agents.push_back({agent.name, spec.templates[agent.of].behaviour, world.kernel[i],
                                   clock,
                                   has_space(spec) ? carried.motion(spec, i)->describe() : ""});
    }
    preamble.axes = spec.axes;
    if (preamble.axes.empty() && !world.records_position.empty()) {
        preamble.axes = {{"x", "m"}, {"y", "m"}, {"z", "m"}};
    }
    preamble.types = spec.types;
    for (std::uint32_t i = 0; i < spec.types.size(); ++i) {
        preamble.domains.push_back(spec.domain(TypeId{i}));
    }
    preamble.type_units = spec.type_units;
    preamble.outcome_texts = spec.texts;
    preamble.outcome_vectors = spec.vectors;
    preamble.bodies = spec.bodies;
    preamble.groups = spec.groups;
    for (const PromiseSpec& promise : spec.promises) {
        preamble.promise_names.push_back(promise.name);
        preamble.named_promises.push_back(promise.promise.id);
        preamble.announced.push_back(promise.is_announced);
    }
    for (const std::string_view kind : message_kind_names)
        preamble.message_kinds.emplace_back(kind);
    for (const Word& word : spec.machines.words) preamble.message_kinds.push_back(word.name);
    for (const Judge& judge : spec.judges) {
        preamble.judges.push_back({judge.name, text_of(judge, spec.resolution)});
    }
}

}  // namespace

/// Where links are declared they are the only ways, unless a delay for the rest is given.
Duration default_delay(const Spec& spec) {
    const auto given = spec.metric.arguments.durations.find("default_delay");
    if (given != spec.metric.arguments.durations.end()) return given->second;
    return spec.default_delay.value_or(spec.links.empty() ? Duration{1} : no_arrival);
}

Compiled compile(const Spec& spec, Faults& faults, const Catalogue& catalogue) {
    const auto metric = make_metric(spec, faults);
    const Carried carried = make_all_instruments(spec, metric, faults);
    faults.raise();

    World world;
    world.network = make_network(spec, metric, carried);
    world.groups = spec.groups;
    for (const PromiseSpec& promise : spec.promises) world.promises.push_back(promise.promise);
    for (const TraceSpec& trace : spec.traces) {
        for (const auto& [promiser, promise] : trace.standing) world.promises.push_back(promise);
    }
    world.builds_on = spec.builds_on;
    world.seed = spec.seed;
    world.resolution = spec.resolution;
    world.until = spec.until;
    world.records_reading = spec.records_reading;
    world.records_position = positions_recorded(spec, *world.network);
    world.ordered_ties = spec.ordered_ties;
    world.source = source_of(std::make_shared<const std::vector<TraceSpec>>(spec.traces));
    check_frames_of(spec, *world.network, faults);
    const auto around = surround(spec, world.network, carried, catalogue);
    add_agents(world, spec, around, catalogue, faults);
    fill_preamble(world.preamble, spec, world, carried);
    return {around, std::move(world)};
}

}  // namespace worldline
