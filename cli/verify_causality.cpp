// SPDX-License-Identifier: Apache-2.0
#include "cli/verify_causality.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "analysis/causality.hpp"
#include "analysis/light_cones.hpp"
#include "analysis/recorded_facts.hpp"
#include "cli/exit_code.hpp"
#include "cli/record_names.hpp"
#include "cli/report.hpp"
#include "scenarios/scenario.hpp"
#include "sim/record/reader.hpp"

namespace worldline {
namespace {

constexpr std::size_t lines_max = 20;

/// The world that the record's own scenario describes.
World world_of(const Reader& record, const std::string& folder, const Catalogue& catalogue) {
    const std::string beside = std::filesystem::absolute(record.path()).parent_path().string();
    const Scenario scenario = Scenario::parse(record.scenario_resolved(), record.path(),
                                              folder.empty() ? beside : folder, {}, catalogue);
    World world = scenario.world();
    if (world.n_agents() == record.rows("agents")) return world;
    throw RecordError(fmt::format("{} has {} agents, and its scenario {}", record.path(),
                                  record.rows("agents"), world.n_agents()));
}

/// What is told of a record, line by line.
class Findings {
public:
    void add(std::string line) {
        if (lines_.size() < lines_max) lines_.push_back(std::move(line));
        ++n_;
    }
    void add_unnamed(std::uint64_t count) { n_ += count; }
    int tell() const {
        for (const std::string& line : lines_) fmt::print("FAULT  {}\n", line);
        if (n_ > lines_.size()) fmt::print("and {} more\n", n_ - lines_.size());
        if (n_ == 0) fmt::print("ok: no effect is outside the light cone of its cause\n");
        return n_ == 0 ? exit_code::ok : exit_code::differs;
    }

private:
    std::vector<std::string> lines_;
    std::uint64_t n_ = 0;
};

std::string text_of(const CausalityFault& fault, const RecordNames& names) {
    std::string who;
    if (fault.transition.exists()) who = names.of(fault.transition);
    if (fault.message.exists()) {
        who += fmt::format("{}message {} of {}", who.empty() ? "" : ", ", fault.message.count(),
                           names.of(fault.message.maker()));
    }
    return fmt::format("{}: against the law that {}", who, text_of(fault.law));
}

/// No motion says where anybody is before the start or after the end.
bool is_inside(const Batch& facts, Time until, const RecordNames& names, Findings& findings) {
    bool is_all = true;
    for (const Transition& row : facts.transitions) {
        if (row.time >= Time{0} && row.time < until) continue;
        findings.add(
            fmt::format("{}: at {}, outside the run", names.of(row.id), names.of(row.time)));
        is_all = false;
    }
    return is_all;
}

void hold_against_cones(const Batch& facts, const World& world, const RecordNames& names,
                        Findings& findings) {
    if (!world.network->metric().straight_signal_speed()) {
        print_figure("light cones", "none: signals of this world do not go straight at one speed");
        return;
    }
    LightCones cones(world.network, world.resolution, world.kernel);
    cones.commit(facts);
    print_figure("light cones", grouped(cones.n_checked()) + " messages heard between kernels");
    if (cones.n_unknown() > 0) {
        print_figure("", grouped(cones.n_unknown()) + " more: an end of theirs is not known");
    }
    for (const LightConeFault& fault : cones.faults()) {
        findings.add(to_text(fault, names.agents(), world.resolution));
    }
    findings.add_unnamed(cones.n_faults() - cones.faults().size());
}

}  // namespace

int verify_causality(const VerifyRequest& request, const Catalogue& catalogue) {
    const Reader record(request.record);
    if (!record.is_whole()) {
        throw RecordError(record.path() +
                          " does not hold every fact of its run (`record: full`, nothing left "
                          "out), so there is nothing to check");
    }
    const World world = world_of(record, request.folder, catalogue);
    const Batch facts = causal_facts(record);
    const RecordNames names(record);
    print_figure("transitions", grouped(facts.transitions.size()));
    print_figure("messages", grouped(facts.messages.size()));
    Findings findings;
    if (is_inside(facts, world.until, names, findings)) {
        hold_against_cones(facts, world, names, findings);
    }
    const auto pilots = pilots_of(*world.network, world.n_agents());
    for (const CausalityFault& fault : check_causality(facts, world.kernel, pilots)) {
        findings.add(text_of(fault, names));
    }
    return findings.tell();
}

}  // namespace worldline
