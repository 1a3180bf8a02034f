// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/ledger/sink.hpp"

namespace worldline {

/// One line of an `expect:` block, held against a run.
struct Expectation {
    std::string text;      ///< as a sentence: "verdict of carol on parcel: broken"
    std::string expected;  ///< with its tolerance
    std::string found;
    std::string source;  ///< where the expected number comes from; may be empty
    bool holds = false;
    int line = 0;  ///< in the scenario file
};

/// A sink that watches a run for what its scenario expects. Keeps only what it is asked about.
class Expectations : public Sink {
public:
    /// After `end`: one result a line, in the order of the file.
    virtual std::vector<Expectation> results() const = 0;

    /// All that it has seen, for a run that goes on from a checkpoint. To be called while the sinks
    /// are told of that, or after the run.
    virtual std::vector<std::byte> save() const = 0;
    /// @param saved  by those of the same scenario
    /// @throws SnapshotError  it is damaged, or of another scenario
    virtual void load(std::span<const std::byte> saved) = 0;
};

}  // namespace worldline
