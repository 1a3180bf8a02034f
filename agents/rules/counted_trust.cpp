// SPDX-License-Identifier: Apache-2.0
#include "agents/rules/counted_trust.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

constexpr double forever = std::numeric_limits<double>::infinity();
constexpr double seconds_per_day = 86'400.0;

struct Points {
    double kept;
    double not_kept;
    double broken;
    double weak;
    double strong;
    double idle;  ///< [s] a point
};

class Ledger final : public TrustRule {
public:
    explicit Ledger(Points points) : points_(points) {}

    TrustRecord initial() const override { return {}; }
    bool is_revocable() const override { return !(points_.idle < forever); }
    TrustRecord update(const TrustRecord& trust, const TrustSample& sample) const override {
        const double points = sample.verdict == Verdict::kept       ? points_.kept
                              : sample.verdict == Verdict::not_kept ? points_.not_kept
                                                                    : points_.broken;
        TrustRecord next;
        next.numbers[0] = score(trust, sample.now) + sample.weight * points;
        if (points_.idle < forever) next.numbers[1] = std::max(sample.now, trust.numbers[1]);
        return next;
    }
    double value(const TrustRecord& trust, double now) const override {
        const double span = points_.strong - points_.weak;
        return std::clamp((score(trust, now) - points_.weak) / span, 0.0, 1.0);
    }
    double score(const TrustRecord& trust, double now) const override {
        const double points = trust.numbers[0];
        if (!(points_.idle < forever) || now <= trust.numbers[1]) return points;
        const double left =
            std::max(0.0, std::fabs(points) - (now - trust.numbers[1]) / points_.idle);
        return points < 0.0 ? -left : left;
    }

private:
    Points points_;
};

/// Numbers: weight kept, weight of all, sum of degrees, and `Recent` in one.
class WeightedHistory final : public TrustRule {
public:
    explicit WeightedHistory(double decay) : decay_(decay) {}

    TrustRecord initial() const override { return {}; }
    bool is_revocable() const override { return false; }
    TrustRecord update(const TrustRecord& trust, const TrustSample& sample) const override {
        expects(sample.weight >= 0.0, "a history that is kept in order cannot be taken back");
        const bool is_kept = sample.verdict == Verdict::kept;
        TrustRecord next = trust;
        next.numbers[0] += is_kept ? sample.weight : 0.0;
        next.numbers[1] += sample.weight;
        next.numbers[2] += sample.weight * sample.degree;
        if (sample.weight >= 0.5) {
            next.numbers[3] = Recent::of(trust.numbers[3]).with(is_kept, sample.now).packed();
        }
        return next;
    }
    double value(const TrustRecord& trust, double now) const override {
        const double all = trust.numbers[1];
        const Recent recent = Recent::of(trust.numbers[3]);
        if (!(all > 0.0)) return 0.5;
        const double level =
            0.5 * trust.numbers[0] / all + 0.3 * trust.numbers[2] / all + 0.2 * recent.share_kept();
        const double days = std::max(0.0, now - recent.second) / seconds_per_day;
        return std::clamp(level - decay_ * days, 0.0, 1.0);
    }

private:
    /// The last ten verdicts, and the whole second of the last one: whole numbers that one double
    /// holds exactly, for 8,000 years to either side.
    struct Recent {
        static constexpr unsigned n_max = 10;
        static constexpr double room = 16'384.0;  // 2¹⁴: ten verdicts, and how many they are
        unsigned verdicts = 0;                    ///< bits, the last one lowest
        unsigned n = 0;
        double second = 0.0;

        static Recent of(double packed) {
            const double second = std::floor(packed / room);
            const auto low = static_cast<unsigned>(packed - second * room);
            return {low >> 4, low & 15u, second};
        }
        double packed() const { return second * room + double(verdicts << 4 | n); }
        Recent with(bool is_kept, double now) const {
            constexpr double last = 274'877'906'943.0;  // 2³⁸ − 1
            return {(verdicts << 1 | (is_kept ? 1u : 0u)) & ((1u << n_max) - 1u),
                    std::min(n + 1, n_max), std::clamp(std::floor(now), -last, last)};
        }
        double share_kept() const {
            return n == 0 ? 0.5 : double(std::popcount(verdicts)) / double(n);
        }
    };

    double decay_;  ///< [1/d]
};

Parameter points(const char* name, const char* otherwise, const char* meaning) {
    return {.name = name,
            .default_value = otherwise,
            .minimum = -1e6,
            .maximum = 1e6,
            .meaning = meaning};
}

Part ledger_part() {
    return {.name = "ledger",
            .summary =
                "Points for what was kept and broken; trust is full above a strong "
                "threshold, none below a weak one.",
            .source = "WL POC11 (published code)",
            .parameters = {points("kept", "1", "points for a promise kept"),
                           points("not_kept", "-1", "points for silence"),
                           points("broken", "-3", "points for a broken promise"),
                           {.name = "weak",
                            .default_value = "-10",
                            .minimum = -1e6,
                            .maximum = 0.0,
                            .meaning = "score at and below which trust is 0: the link is cut"},
                           {.name = "strong",
                            .default_value = "10",
                            .minimum = 1e-9,
                            .maximum = 1e6,
                            .meaning = "score at and above which trust is 1: a link is made"},
                           {.name = "idle",
                            .kind = ParameterKind::quantity,
                            .unit = "s",
                            .minimum = 1e-9,
                            .meaning = "without evidence the score goes one point towards 0 in so "
                                       "long; if not given it stays"}},
            .equation = "score = Σ points; trust = (score − weak) / (strong − weak), 0 to 1",
            .loses =
                "how far beyond a threshold the score is, and any share kept but that at which "
                "the score stands still (3/4 if the rest is broken, 1/2 if it is silence)"};
}

Part history_part() {
    return {.name = "weighted_history",
            .summary =
                "Share kept, mean degree and the last ten together; a day without evidence "
                "costs a little.",
            .source = "synapsed-promise (published code)",
            .parameters = {{.name = "decay",
                            .default_value = "0.01",
                            .minimum = 0.0,
                            .maximum = 1.0,
                            .meaning = "what a day without evidence takes from trust, by the "
                                       "observer's clock"}},
            .equation =
                "trust = 0.5·share kept + 0.3·mean degree + 0.2·share kept of the last 10 − "
                "decay·days",
            .loses = "how much it rests on; one outcome is enough for 1 or 0"};
}

}  // namespace

void add_counted_trust(Registry<TrustMaker>& rules) {
    rules.add(ledger_part(), [](const std::map<std::string, double>& numbers) {
        return std::make_shared<const Ledger>(
            Points{.kept = number_of(numbers, "kept", 1.0),
                   .not_kept = number_of(numbers, "not_kept", -1.0),
                   .broken = number_of(numbers, "broken", -3.0),
                   .weak = number_of(numbers, "weak", -10.0),
                   .strong = number_of(numbers, "strong", 10.0),
                   .idle = number_of(numbers, "idle", forever)});
    });
    rules.add(history_part(), [](const std::map<std::string, double>& numbers) {
        return std::make_shared<const WeightedHistory>(number_of(numbers, "decay", 0.01));
    });
}

}  // namespace worldline
