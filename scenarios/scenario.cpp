// SPDX-License-Identifier: Apache-2.0
#include "scenarios/scenario.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <span>
#include <utility>

#include "agents/machine/dot.hpp"
#include "scenarios/compile.hpp"
#include "scenarios/document.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/estimate.hpp"
#include "scenarios/faults.hpp"
#include "scenarios/plausible.hpp"
#include "scenarios/rejudge_request.hpp"
#include "scenarios/watch.hpp"

namespace worldline {

/// How a scenario is read otherwise than it stands in its file.
struct Scenario::Changes {
    std::function<void(Draft&)> of_document = {};
    std::function<void(Draft&)> before_check = {};
};

struct Scenario::Inside {
    std::shared_ptr<const Spec> spec;
    Compiled compiled;
    std::vector<std::string> warnings;
    std::map<std::string, std::string, std::less<>> fixed;  ///< parameter → a value it stands for
};

namespace {

[[noreturn]] void refuse_file(const std::string& path, std::string message) {
    throw ScenarioError({Diagnostic{path, 0, 0, std::move(message), {}}});
}

std::string text_of_file(const std::string& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) refuse_file(path, "there is no such file");
    if (std::filesystem::is_directory(path, ignored)) {
        refuse_file(path, "this is a folder; a scenario is a file");
    }
    if (std::filesystem::is_character_file(path, ignored)) {  // it may never end
        refuse_file(path, "this is a device; a scenario is a file");
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) refuse_file(path, std::string("cannot be read: ") + std::strerror(errno));
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad()) refuse_file(path, std::string("cannot be read: ") + std::strerror(errno));
    return text;
}

/// Parameters that stand for something that a fork may not change, and one such thing of each.
std::map<std::string, std::string, std::less<>> fixed_parameters(const Desk& desk) {
    std::map<std::string, std::string, std::less<>> fixed;
    for (const auto& [parameter, labels] : desk.used) {
        for (const std::string& label : labels) {
            if (!desk.changeable.contains(label)) fixed.emplace(parameter, label);
        }
    }
    return fixed;
}

}  // namespace

Scenario Scenario::load(const std::string& path, const Overrides& overrides,
                        const Catalogue& catalogue) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return parse(text_of_file(path), path, folder, overrides, catalogue);
}

Scenario Scenario::parse(const std::string& text, const std::string& name,
                         const std::string& folder, const Overrides& overrides,
                         const Catalogue& catalogue) {
    return read(text, name, folder,
                {.of_document = [&](Draft& draft) { apply(draft, overrides); }}, catalogue);
}

Rejudging::Rejudging(const std::string& text, const std::string& name, const std::string& folder,
                     const JudgeRequest& request, const Catalogue& catalogue)
    : scenario_(Scenario::read(text, name, folder,
                               {.of_document = [&](Draft& draft) { change_rules(draft, request); },
                                .before_check =
                                    [&](Draft& draft) {
                                        Observers found = change_observers(draft, request);
                                        observers_ = std::move(found.agents);
                                        left_out_ = std::move(found.left_out);
                                    }},
                               catalogue)),
      has_other_clock_(gives_clock(request)),
      conducts_(conducts(catalogue)) {}

Scenario Scenario::read(const std::string& text, const std::string& name,
                        const std::string& folder, const Changes& changes,
                        const Catalogue& catalogue) {
    Faults faults(name, text);
    Node document = read_document(text, faults);
    if (document.is_null()) faults.raise();
    Draft draft(document, faults, folder, catalogue);
    if (changes.of_document) changes.of_document(draft);
    draft.before_check = changes.before_check;
    auto spec = std::make_shared<const Spec>(read_spec(draft));
    faults.raise();
    Compiled compiled = compile(*spec, faults, catalogue);
    for (std::string& warning : implausible_promises(*spec, compiled, faults.file())) {
        draft.desk.warnings.push_back(std::move(warning));
    }
    compiled.world.preamble.source_text = text;
    compiled.world.preamble.resolved_text = to_yaml(document);
    Scenario scenario;
    scenario.inside_ = std::make_shared<const Inside>(Inside{std::move(spec), std::move(compiled),
                                                             std::move(draft.desk.warnings),
                                                             fixed_parameters(draft.desk)});
    return scenario;
}

Scenario Scenario::forked(const std::string& text, const std::string& name,
                          const std::string& folder, const Overrides& overrides,
                          const Catalogue& catalogue) {
    Scenario scenario = parse(text, name, folder, overrides, catalogue);
    std::vector<Diagnostic> faults;
    for (const auto& [parameter, value] : overrides.set) {
        const auto at = scenario.inside_->fixed.find(parameter);
        if (at == scenario.inside_->fixed.end()) continue;
        faults.push_back({.file = "--set " + parameter,
                          .message = "it stands for " + at->second +
                                     ", which may not change while a run lasts; run the scenario "
                                     "with it instead",
                          .text = ""});
    }
    if (!faults.empty()) throw ScenarioError(faults);
    return scenario;
}

std::shared_ptr<const Spec> Scenario::spec() const { return inside_->spec; }
std::shared_ptr<const Surroundings> Scenario::surroundings() const {
    return inside_->compiled.surroundings;
}

const std::string& Scenario::name() const { return inside_->spec->scenario; }
const std::string& Scenario::summary() const { return inside_->spec->summary; }
const std::string& Scenario::source() const { return inside_->spec->source; }
std::size_t Scenario::n_agents() const { return inside_->spec->agents.size(); }
std::size_t Scenario::n_promises() const { return inside_->compiled.world.promises.size(); }
const std::vector<std::string>& Scenario::warnings() const { return inside_->warnings; }
std::optional<RecordLevel> Scenario::record_level() const { return inside_->spec->level; }
std::optional<std::uint64_t> Scenario::memory_limit() const { return inside_->spec->memory_limit; }

Resolution Scenario::resolution() const { return inside_->compiled.world.resolution; }

Digest Scenario::inputs_digest() const {
    Digester digester;
    for (const auto& trace : inside_->spec->traces) {
        const std::string bytes = text_of_file(trace.format.path);
        digester.add(digest_of(std::as_bytes(std::span(bytes))));
    }
    return digester.value();
}

World Scenario::world() const { return inside_->compiled.world; }

std::unique_ptr<Expectations> Scenario::expectations() const {
    return watch(inside_->spec, inside_->compiled.surroundings);
}

std::vector<std::pair<std::string, std::string>> Scenario::machine_graphs() const {
    std::vector<std::pair<std::string, std::string>> graphs;
    const Spec& spec = *inside_->spec;
    for (std::uint32_t i = 0; i < spec.machines.all.size(); ++i) {
        const MachineTable& machine = spec.machines.all[i];
        graphs.emplace_back(machine.name, dot_of(machine, starts_of(spec, i)));
    }
    return graphs;
}

const Selected& Scenario::selected() const { return inside_->spec->selected; }
const Preamble& Scenario::preamble() const { return inside_->compiled.world.preamble; }
RowCounts Scenario::estimated_rows() const { return worldline::estimated_rows(*inside_->spec); }

}  // namespace worldline
