// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>

#include "sim/base/registry.hpp"
#include "sim/ledger/assessment.hpp"

namespace worldline {

/// What one observer has learned about one promiser's promises of one type. What the numbers
/// mean is the rule's own affair; four are enough for the widest of them.
struct TrustRecord {
    std::array<double, 4> numbers{};

    static constexpr auto fields(auto& self) {
        return std::tie(self.numbers[0], self.numbers[1], self.numbers[2], self.numbers[3]);
    }
};

/// One piece of evidence: what a verdict says to a trust rule. NaN where it is not known, as
/// margins and probabilities are not in what others tell.
struct TrustSample {
    double degree = 1.0;              ///< how far kept, 0 to 1
    Verdict verdict = Verdict::kept;  ///< kept, not_kept or broken
    double weight = 1.0;  ///< 1: own evidence; hearsay: as it is weighed; < 0: taken back
    double now = 0.0;     ///< the observer's reading when it learned this [s]
    double margin = std::numeric_limits<double>::quiet_NaN();   ///< inside (+), outside (−) [s]
    double allowed = std::numeric_limits<double>::quiet_NaN();  ///< time that there was for it [s]
    double probability = std::numeric_limits<double>::quiet_NaN();  ///< as the promise states it

    /// How long it took: the allowed time less what was left of it [s].
    double latency() const { return allowed - margin; }
    /// A promise that states no probability is stated as certain.
    double stated() const { return probability == probability ? probability : 1.0; }
};

/// Whether what others tell counts.
enum class Hearsay : std::uint8_t {
    off,
    weighted,  ///< by the trust in the teller for the type `assessment`
    believed,  ///< like one's own evidence: a public ledger that all trust
};

/// SEAM: how verdicts become an expectation that the next promise will be kept.
///
/// Pure: (trust, sample) → trust. Undecided and invalidated verdicts never get here. Nothing
/// happens between samples: what fades does so when it is read, by the observer's own clock.
class TrustRule {
public:
    virtual ~TrustRule() = default;
    virtual TrustRecord initial() const = 0;
    /// May an old contribution be taken back, by its own sample with the weight turned round?
    virtual bool is_revocable() const = 0;
    virtual TrustRecord update(const TrustRecord& trust, const TrustSample& sample) const = 0;
    /// The expectation, 0 to 1.
    /// @param now  the observer's reading [s]
    virtual double value(const TrustRecord& trust, double now) const = 0;
    /// The number that the rule's source speaks of, on a scale of its own: points, say.
    virtual double score(const TrustRecord& trust, double now) const { return value(trust, now); }
};

using TrustMaker =
    std::function<std::shared_ptr<const TrustRule>(const std::map<std::string, double>&)>;

/// The rules by name, with their parameter tables. [docs/model.md 3]
const Registry<TrustMaker>& trust_rules();

/// A parameter of a rule, or what it is if it is not given.
double number_of(const std::map<std::string, double>& numbers, const std::string& name,
                 double otherwise);

}  // namespace worldline
