// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "sim/base/registry.hpp"
#include "sim/ledger/assessment.hpp"

namespace worldline {

/// What one observer has learned about one promiser's promises of one type. What the numbers
/// mean is the rule's own affair.
struct TrustRecord {
    std::array<double, 4> numbers{};

    static constexpr auto fields(auto& self) {
        return std::tie(self.numbers[0], self.numbers[1], self.numbers[2], self.numbers[3]);
    }
};

/// SEAM: how verdicts become an expectation that the next promise will be kept.
///
/// Pure: (trust, verdict) → trust. Undecided and invalidated verdicts never get here.
class TrustRule {
public:
    virtual ~TrustRule() = default;
    virtual TrustRecord initial() const = 0;
    /// May an old contribution be taken back, by an update with its weight turned round?
    virtual bool is_revocable() const = 0;
    /// @param degree  how far kept, 0 to 1
    /// @param weight  1 for own evidence; the trust in the teller for hearsay
    virtual TrustRecord update(TrustRecord trust, double degree, double weight) const = 0;
    /// The expectation, 0 to 1.
    virtual double value(const TrustRecord& trust) const = 0;
};

using TrustMaker =
    std::function<std::shared_ptr<const TrustRule>(const std::map<std::string, double>&)>;

/// The rules by name, with their parameter tables. `beta`: (kept + a) / (kept + broken + a + b),
/// a = b = 1 by default. [docs/model.md 3]
const Registry<TrustMaker>& trust_rules();

}  // namespace worldline
