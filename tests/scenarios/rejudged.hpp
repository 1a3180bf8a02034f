// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "agents/judging/evidence.hpp"
#include "scenarios/rejudging.hpp"
#include "sim/engine/engine.hpp"
#include "sim/ledger/memory_sink.hpp"

/// Runs that are judged again, held against runs with the other rules.
namespace worldline {

inline const std::string library = std::string(WORLDLINE_SOURCE_DIR) + "/scenarios/library/";

inline MemorySink facts_of(const Scenario& scenario) {
    MemorySink sink;
    Sink* const sinks[]{&sink};
    run(scenario.world(), {}, sinks);
    return sink;
}

inline RecordedEvidence evidence_of(const EvidenceOf& run) {
    return {.columns = run.columns(), .said_in = run.said_in, .end = run.end};
}

struct Judged {
    std::vector<Assessment> rows;
    std::vector<std::string> reasons;
    Scenario scenario;  ///< with the other rules
};

inline Judged judged(const std::string& yaml, const MemorySink& run, const JudgeRequest& request,
                     bool is_whole = true) {
    const Rejudging rejudging(yaml, "scenario.yaml", library, request);
    const EvidenceOf columns(run);
    RecordedEvidence evidence = evidence_of(columns);
    evidence.is_whole = is_whole;
    std::vector<Assessment> rows;
    auto reasons =
        rejudging.judge(evidence, [&](const Assessment& row, Time) { rows.push_back(row); });
    return {std::move(rows), std::move(reasons), rejudging.scenario()};
}

/// Own findings of these, in their own order.
inline std::vector<Assessment> own(std::vector<Assessment> rows, const std::vector<AgentId>& by) {
    std::erase_if(rows, [&](const Assessment& row) {
        return row.learnt_from != nobody || !std::binary_search(by.begin(), by.end(), row.assessor);
    });
    std::stable_sort(rows.begin(), rows.end(), [](const Assessment& a, const Assessment& b) {
        return a.assessor < b.assessor;
    });
    return rows;
}

inline bool is_same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (a != a && b != b);
}

inline bool is_same(const Assessment& a, const Assessment& b) {
    return a.assessor == b.assessor && a.promise == b.promise && a.occurrence == b.occurrence &&
           a.verdict == b.verdict && a.reason == b.reason && is_same(a.degree, b.degree) &&
           is_same(a.margin, b.margin) && a.reading == b.reading && is_same(a.trust, b.trust);
}

/// Whether own findings are equal, row for row; how many there are.
inline std::pair<bool, std::size_t> compared(const std::string& yaml, const MemorySink& run,
                                      const JudgeRequest& request) {
    const Rejudging rejudging(yaml, "scenario.yaml", library, request);
    const Judged again = judged(yaml, run, request);
    const auto ours = own(again.rows, rejudging.observers());
    const auto theirs = own(facts_of(again.scenario).facts.assessments, rejudging.observers());
    const bool is_equal =
        ours.size() == theirs.size() &&
        std::equal(ours.begin(), ours.end(), theirs.begin(),
                   [](const Assessment& a, const Assessment& b) { return is_same(a, b); });
    return {is_equal, theirs.size()};
}

/// Are a second run and judging again equal, and why need they not be?
struct Compared {
    bool is_equal;
    std::string reasons;
};

inline Compared compared_with_reasons(const std::string& yaml, const JudgeRequest& request) {
    const MemorySink run = facts_of(Scenario::parse(yaml, "chain.yaml", library));
    std::string reasons;
    for (const std::string& one : judged(yaml, run, request).reasons) reasons += one + "\n";
    return {compared(yaml, run, request).first, reasons};
}

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Alice promises Bob ten pulses, one a second, and Bob promises Carol as many.
inline const std::string chain = R"(format: worldline/1
scenario: chain
time: {resolution: 1 ms, until: 13 s}
types: {pulse: {domain: event}, word: {domain: event}}
network:
  links:
    - {between: [alice, bob], delay: 300 ms}
    - {between: [bob, carol], delay: 40 ms}
judges:
  near: {rule: schedule, tolerance: 400 ms, patience: 100 ms}
promises:
  pulses:
    {promiser: alice, promisees: [bob, carol], give: {type: pulse},
     schedule: {period: 1 s, until: 10 s}}
  words:
    {promiser: bob, promisees: [carol], give: {type: word}, schedule: {period: 1 s, until: 10 s}}
trust: {hearsay: weighted}
clocks:
  slow: {kind: drift, drift: -0.05}
agents:
  alice: {behaviour: steward, keeps: {pulses: {at: 0 s}}}
  bob: {judges: {pulses: near}}
  carol: {judges: {words: near, pulses: near}}
)";

}  // namespace worldline
