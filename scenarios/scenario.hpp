// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/diagnostic.hpp"
#include "scenarios/expect.hpp"
#include "sim/engine/world.hpp"
#include "sim/ledger/selected.hpp"

namespace worldline {

struct Catalogue;  // agents/catalogue.hpp
const Catalogue& standard_catalogue();
struct JudgeRequest;
struct Spec;
struct Surroundings;

/// What a user may change without touching the file.
struct Overrides {
    std::optional<std::uint64_t> seed = {};
    std::optional<std::string> until = {};                      ///< a quantity: "2 s"
    std::vector<std::pair<std::string, std::string>> set = {};  ///< parameter → value
};

/// A scenario that has been read, checked and made ready to run.
class Scenario {
public:
    /// Reads, validates and compiles a YAML file, the traces it names included.
    ///
    /// @param catalogue  what it may name; not looked at any more when the scenario is there
    /// @throws ScenarioError  with every fault found, of the file and of its traces
    static Scenario load(const std::string& path, const Overrides& overrides = {},
                         const Catalogue& catalogue = standard_catalogue());

    /// The same from text; `name` stands in messages, relative paths are looked up from `folder`.
    static Scenario parse(const std::string& text, const std::string& name,
                          const std::string& folder, const Overrides& overrides = {},
                          const Catalogue& catalogue = standard_catalogue());

    /// What another scenario becomes from some moment on: as `parse`, but only values that may
    /// change while a run lasts may be others.
    /// @throws ScenarioError  also when a parameter of `overrides` stands for any other value
    static Scenario forked(const std::string& text, const std::string& name,
                           const std::string& folder, const Overrides& overrides,
                           const Catalogue& catalogue = standard_catalogue());

    const std::string& name() const;
    const std::string& summary() const;
    const std::string& source() const;
    std::size_t n_agents() const;
    std::size_t n_promises() const;  ///< that stand when the run begins
    Resolution resolution() const;
    const std::vector<std::string>& warnings() const;

    /// Of the bytes of all traces, in the order of the file.
    Digest inputs_digest() const;

    /// A fresh world; each call gives an equal one.
    World world() const;

    /// A fresh sink that watches a run and holds it against the scenario's `expect:` block.
    std::unique_ptr<Expectations> expectations() const;

    /// The level that `record:` states; nothing if it leaves that open.
    std::optional<RecordLevel> record_level() const;

    /// What `engine: {memory_limit: ...}` says [bytes]; nothing if there is no limit.
    std::optional<std::uint64_t> memory_limit() const;

    /// What `record:` selects; without it everything.
    const Selected& selected() const;

    /// About how many rows of what is selected a full record will have: what the scenario's own
    /// promises and traces lead to. What agents do beyond that cannot be known before the run.
    RowCounts estimated_rows() const;

    /// What every record of it begins with.
    const Preamble& preamble() const;

    /// Machines by name, each as a graph in DOT.
    std::vector<std::pair<std::string, std::string>> machine_graphs() const;

private:
    friend class Rejudging;
    struct Inside;
    struct Changes;
    static Scenario read(const std::string& text, const std::string& name,
                         const std::string& folder, const Changes& changes,
                         const Catalogue& catalogue);
    std::shared_ptr<const Spec> spec() const;
    std::shared_ptr<const Surroundings> surroundings() const;

    std::shared_ptr<const Inside> inside_;
};

/// The reference page of the scenario language (Markdown), from the tables that validate it.
std::string language_markdown(const Catalogue& catalogue = standard_catalogue());

}  // namespace worldline
