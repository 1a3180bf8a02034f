// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "sim/ledger/memory_sink.hpp"

/// Small scenarios about promises, from texts.
namespace worldline::promises {

/// A file with these sections. Time in steps of 1 ms, up to 10 s; an event type `act`.
inline Scenario scenario(const std::string& sections) {
    return Scenario::parse(
        "format: worldline/1\nscenario: small\n"
        "time: {resolution: 1 ms, until: 10 s}\n" +
            sections,
        "small.yaml", "");
}

/// What was found for each entry of `expect:`.
inline std::vector<std::string> found(const Scenario& scenario) {
    const auto expectations = scenario.expectations();
    Sink* const sinks[]{expectations.get()};
    run(scenario.world(), {}, sinks);
    std::vector<std::string> found;
    for (const Expectation& one : expectations->results()) found.push_back(one.found);
    return found;
}
inline std::vector<std::string> found(const std::string& sections) {
    return found(scenario(sections));
}

/// All that a run writes down.
inline MemorySink facts(const Scenario& scenario) {
    MemorySink sink;
    Sink* const sinks[]{&sink};
    run(scenario.world(), {}, sinks);
    return sink;
}

/// The warnings of a file, one a line.
inline std::string warnings(const std::string& sections) {
    const Scenario read = scenario(sections);
    std::string all;
    for (const std::string& warning : read.warnings()) all += warning + "\n";
    return all;
}

/// The faults of a file.
inline std::string faults(const std::string& sections) {
    try {
        scenario(sections);
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return {};
}

inline bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace worldline::promises
