// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"

/// A small scenario that tests change a word of, and ways to run it.
namespace worldline::coffee {

/// Alice owes Bob a cup within 100 ms; he is 40 ms away.
inline const std::string text = R"(format: worldline/1
scenario: coffee
time: {resolution: 1 ms, until: 10 s}
types: {coffee: {domain: event}, warmth: {domain: number, unit: K}}
network:
  links:
    - {between: [alice, bob], delay: 40 ms}
judges:
  at_my_door: {rule: deadline}
promises:
  cup: {promiser: alice, promisees: [bob], give: {type: coffee}, due: 100 ms}
agents:
  alice: {behaviour: steward, keeps: {cup: {at: 0 s}}}
  bob: {judges: {cup: at_my_door}}
)";

/// `text` with one place changed; every place that is asked for is there.
inline std::string with(std::string from, const std::string& to, std::string whole = text) {
    const std::size_t at = whole.find(from);
    if (at == std::string::npos) throw std::logic_error("not in the scenario: " + from);
    return whole.replace(at, from.size(), to);
}

inline Scenario scenario(const std::string& yaml = text, const Overrides& overrides = {}) {
    return Scenario::parse(yaml, "coffee.yaml", "", overrides);
}

/// All that is said about a scenario that is refused; empty if it is not.
inline std::string faults(const std::string& yaml, const Overrides& overrides = {}) {
    try {
        scenario(yaml, overrides);
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return {};
}

inline std::size_t n_faults(const std::string& yaml) {
    try {
        scenario(yaml);
    } catch (const ScenarioError& error) {
        return error.diagnostics().size();
    }
    return 0;
}

struct Outcome {
    Ending ending;
    std::vector<Expectation> expectations;

    bool all_hold() const {
        for (const Expectation& one : expectations) {
            if (!one.holds) return false;
        }
        return true;
    }
};

inline Outcome run(const Scenario& scenario) {
    const auto watch = scenario.expectations();
    Sink* const sinks[] = {watch.get()};
    const Ending ending = worldline::run(scenario.world(), RunOptions{}, sinks);
    return {ending, watch->results()};
}

/// A folder of its own, gone when the test is over.
class Folder {
public:
    Folder() {
        static int n = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("worldline-" + std::to_string(getpid()) + "-" + std::to_string(n++));
        std::filesystem::create_directories(path_);
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string path(const std::string& name = {}) const { return (path_ / name).string(); }
    std::string put(const std::string& name, const std::string& content) const {
        std::ofstream(path(name), std::ios::binary) << content;
        return path(name);
    }
    /// The same, compressed.
    std::string put_gzip(const std::string& name, const std::string& content) const {
        const gzFile file = gzopen(path(name).c_str(), "wb");
        gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
        gzclose(file);
        return path(name);
    }

private:
    std::filesystem::path path_;
};

/// Three parcels of two carriers, as a trace.
inline const std::string parcels = R"(who,to,made,due,ended,how
ups,ann,0,10,8,came
dhl,ann,1,10,14,came
ups,ben,1,,20,lost
)";

/// A scenario that replays `parcels.csv`.
inline const std::string parcel_service = R"(format: worldline/1
scenario: parcel_service
parameters: {table: parcels.csv, delay: 1 s}
time: {resolution: 1 s, until: 100 s}
types: {arrive: {domain: event}}
network: {delay: delay}
judges:
  strict: {rule: deadline, time_of: stated, patience: 1 min}
  mild: {rule: deadline, time_of: stated, tolerance: 5 s, patience: 1 min}
traces:
  parcels:
    file: table
    made_by: sort-parcels
    columns: {promiser: who, promisee: to, made: made, due: due, ends: ended, outcome: how}
    scope: [town]
    give: {type: arrive}
    outcomes: {came: happened, lost: contrary_act, who_knows: unobserved}
    promisers: {behaviour: steward}
    promisees: {judges: {parcels: strict}}
agents:
  town: {judges: {parcels: mild}}
)";

/// The parcel service of a folder.
inline Scenario service(const Folder& folder, const std::string& yaml = parcel_service,
                        const Overrides& overrides = {}) {
    return Scenario::parse(yaml, "service.yaml", folder.path(), overrides);
}

}  // namespace worldline::coffee
