// SPDX-License-Identifier: Apache-2.0
#include "scenarios/scenario.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "scenarios/compile.hpp"
#include "scenarios/document.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/faults.hpp"
#include "scenarios/watch.hpp"

namespace worldline {

struct Scenario::Inside {
    std::shared_ptr<const Spec> spec;
    Compiled compiled;
    std::vector<std::string> warnings;
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
    std::ifstream file(path, std::ios::binary);
    if (!file) refuse_file(path, std::string("cannot be read: ") + std::strerror(errno));
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad()) refuse_file(path, std::string("cannot be read: ") + std::strerror(errno));
    return text;
}

}  // namespace

Scenario Scenario::load(const std::string& path, const Overrides& overrides) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return parse(text_of_file(path), path, folder, overrides);
}

Scenario Scenario::parse(const std::string& text, const std::string& name,
                         const std::string& folder, const Overrides& overrides) {
    Faults faults(name, text);
    Node document = read_document(text, faults);
    if (document.is_null()) faults.raise();
    Draft draft(document, faults, folder);
    apply(draft, overrides);
    auto spec = std::make_shared<const Spec>(read_spec(draft));
    faults.raise();
    Compiled compiled = compile(*spec, faults);
    compiled.world.preamble.source_text = text;
    compiled.world.preamble.resolved_text = to_yaml(document);
    Scenario scenario;
    scenario.inside_ = std::make_shared<const Inside>(
        Inside{std::move(spec), std::move(compiled), std::move(draft.desk.warnings)});
    return scenario;
}

const std::string& Scenario::name() const { return inside_->spec->scenario; }
const std::string& Scenario::summary() const { return inside_->spec->summary; }
const std::string& Scenario::source() const { return inside_->spec->source; }
std::size_t Scenario::n_agents() const { return inside_->spec->agents.size(); }
const std::vector<std::string>& Scenario::warnings() const { return inside_->warnings; }
std::optional<RecordLevel> Scenario::record_level() const { return inside_->spec->level; }
std::optional<std::uint64_t> Scenario::memory_limit() const { return inside_->spec->memory_limit; }

World Scenario::world() const { return inside_->compiled.world; }

std::unique_ptr<Expectations> Scenario::expectations() const {
    return watch(inside_->spec, inside_->compiled.surroundings);
}

Scenario::Estimate Scenario::estimate() const {
    // Rows of a full record by what makes them: each occurrence of a promise is told to its scope,
    // reacted to by every receiver and judged by it, and kept in one reaction of its promiser.
    const Spec& spec = *inside_->spec;
    double n_promises = 0.0;
    double n_outcomes = 0.0;
    double n_heard = 0.0;
    for (const PromiseSpec& promise : spec.promises) {
        const auto n = static_cast<double>(promise.promise.occurrences);
        const auto n_scope = static_cast<double>(spec.groups[promise.promise.scope.number].size());
        n_promises += 1.0;
        n_outcomes += n;
        n_heard += n * n_scope + (promise.is_announced ? n_scope : 0.0);
    }
    for (const TraceSpec& trace : spec.traces) {
        const auto n = static_cast<double>(trace.n_rows);
        n_promises += n;
        n_outcomes += 2.0 * n;
        n_heard += 2.0 * n * static_cast<double>(trace.n_scope);
    }
    constexpr double bytes_of_promise = 120.0;
    constexpr double bytes_of_reaction = 64.0;
    constexpr double bytes_of_message = 110.0;  // with its contents
    constexpr double bytes_of_assessment = 90.0;
    const double rows = n_promises + n_outcomes + 3.0 * n_heard;
    const double bytes = n_promises * bytes_of_promise + n_outcomes * bytes_of_reaction +
                         n_heard * (bytes_of_reaction + bytes_of_message + bytes_of_assessment);
    return {static_cast<std::uint64_t>(rows), static_cast<std::uint64_t>(bytes)};
}

std::uint64_t Scenario::estimated_bytes() const { return estimate().bytes; }

}  // namespace worldline
