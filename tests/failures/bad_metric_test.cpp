// SPDX-License-Identifier: Apache-2.0
//
// A metric that does not keep its word.
//
// Goal: a delay below zero, or below the least that was declared, ends the run with one sentence
// that names both ends and the time; it is never served in the wrong order.
// Method: a metric that lies once, on one way, in a world that is run in every way.
#include "tests/support/check.hpp"
#include "tests/support/scripted.hpp"

using namespace worldline;
using namespace worldline::scripted;
using Catch::Contains;

namespace {

struct Lie {
    std::int64_t delay;                    ///< on the way from 3 to 4, from t = 30 on
    std::optional<Duration> uniform = {};  ///< declared for all
};

/// All signals take 10 ticks, as declared; but for the lie.
class LyingMetric final : public Metric {
public:
    explicit LyingMetric(Lie lie) : lie_(lie) {}
    double rate(const Motion&, Twofold) const override { return 0.0; }
    Twofold offset(const Motion&, Twofold) const override { return {}; }
    bool is_steady(const Motion&) const override { return true; }
    void check(const Motion&) const override {}
    Duration delay(Endpoint from, Endpoint to, Time sent) const override {
        const bool lies = from.agent == AgentId{3} && to.agent == AgentId{4} && sent >= Time{30};
        return {lies ? lie_.delay : 10};
    }
    Duration least_delay(Endpoint, Endpoint) const override { return {10}; }
    Duration least_delay() const override { return {10}; }
    std::optional<Duration> uniform_delay() const override { return lie_.uniform; }
    double travelled(Endpoint, Endpoint, Twofold) const override { return 0.0; }
    std::string describe() const override { return "lies"; }

private:
    Lie lie_;
};

World world_with(Lie lie) {
    World world = scripted::world_of(
        [](Notes&, const Percept& percept, Actions& actions) {
            actions.tell(AgentId{(percept.self.number + 1) % 9}, {.kind = word});
        },
        9);
    world.network = std::make_shared<const Network>(
        std::make_shared<const LyingMetric>(lie), std::vector<std::shared_ptr<const Motion>>{}, 9);
    return world;
}

std::string error_in_every_way(Lie lie) {
    const World world = world_with(lie);
    const Failed alone = failed_run(world);
    CHECK(!alone.ending.complete);
    for (const RunOptions& way : every_way()) {
        CAPTURE(way.schedule.threads, way.schedule.shuffle.value_or(0), *way.block_agents);
        CHECK(failed_run(world, way).error == alone.error);
    }
    return alone.error;
}

}  // namespace

TEST_CASE("A delay below the least that was declared is refused", "[failure]") {
    for (const std::int64_t delay : {9, 1, 0}) {
        CAPTURE(delay);
        CHECK_THAT(
            error_in_every_way({delay}),
            Contains("number 3 at t = 3e-08 s (30 ticks)") && Contains("sends to number 4") &&
                Contains("takes " + std::to_string(std::max<std::int64_t>(1, delay)) + " ticks") &&
                Contains("10 at least"));
    }
}

TEST_CASE("A delay below zero is refused", "[failure]") {
    for (const std::int64_t delay :
         {std::int64_t{-1}, std::int64_t{-1'000}, -never_ticks, -never_ticks - 1}) {
        CAPTURE(delay);
        CHECK_THAT(error_in_every_way({delay}), Contains("number 3 at t = 3e-08 s (30 ticks)") &&
                                                    Contains("sends to number 4") &&
                                                    Contains("10 at least"));
    }
}

TEST_CASE("A delay as declared, or longer, or for ever, is no fault", "[failure]") {
    for (const std::int64_t delay :
         {std::int64_t{10}, std::int64_t{11}, std::int64_t{5'000}, never_ticks - 1, never_ticks}) {
        CAPTURE(delay);
        const Failed run = failed_run(world_with({delay}));
        CHECK(run.error.empty());
        CHECK(run.ending.complete);
    }
}

TEST_CASE("One delay for all that is below the least delay is not believed", "[failure]") {
    for (const std::int64_t uniform : {-5, 0, 1, 9}) {
        CAPTURE(uniform);
        const World world = world_with({10, Duration{uniform}});
        CHECK(!world.network->uniform_delay());
        CHECK(failed_run(world).error.empty());
    }
    CHECK(world_with({10, Duration{10}}).network->uniform_delay() == Duration{10});
}
