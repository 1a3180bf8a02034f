// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
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
};

}  // namespace worldline
