// SPDX-License-Identifier: Apache-2.0
//
// Goal: what a scenario expects is held against a whole run, also where that run was broken off and
// went on with another watch that was given what the first had seen.
// Method: scenarios with every kind of measure, broken off at every window.
#include "scenarios/watch.hpp"

#include "sim/engine/snapshot_bytes.hpp"
#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

using Bytes = std::vector<std::byte>;

/// Carol tells Bob; two judges find again what others found.
const std::string cafe = R"(format: worldline/1
scenario: cafe
time: {resolution: 1 ms, until: 6 s}
types: {coffee: {domain: event}, tick: {domain: event}}
network:
  links:
    - {between: [alice, bob], delay: 40 ms}
    - {between: [alice, carol], delay: 160 ms}
    - {between: [bob, carol], delay: 10 ms}
judges:
  strict: {rule: deadline, patience: 1 s}
  by_postmark: {rule: deadline, time_of: stated, patience: 1 s}
  beat: {rule: schedule, time_of: stated, tolerance: 10 ms, patience: 100 ms}
  fine_beat: {rule: schedule, time_of: stated, tolerance: 1 ms, patience: 100 ms}
promises:
  cup: {promiser: alice, promisees: [bob, carol], give: {type: coffee}, due: 100 ms}
  late: {promiser: alice, promisees: [bob], give: {type: coffee}, due: 3 s}
  ticks: {promiser: alice, promisees: [bob], give: {type: tick}, schedule: {period: 1 s}}
agents:
  alice: {behaviour: steward, keeps: {cup: {at: 0 s}, late: {at: 5 s}, ticks: {at: 5 ms}}}
  bob: {judges: {cup: strict, ticks: beat, late: strict}, tells: [carol]}
  carol: {judges: {cup: strict}, tells: [bob]}
expect:
  - {measure: verdict, promise: cup, by: bob, is: kept}
  - {measure: verdict, promise: ticks, by: bob, occurrence: 2, is: kept}
  - {measure: verdict, promise: cup, by: carol, judge: by_postmark, is: kept}
  - {measure: margin, promise: cup, by: bob, is: 60 ms}
  - {measure: trust, by: bob, in: alice, is: 0.5}
  - {measure: first, promise: ticks, by: bob, verdict: kept, is: 1}
  - {measure: first, promise: ticks, by: bob, verdict: broken, judge: fine_beat, is: 1}
  - {measure: count, by: bob, is: 7}
  - {measure: count, by: bob, verdict: not_kept, is: 1}
  - {measure: count, by: bob, promise: ticks, verdict: broken, judge: fine_beat, is: 5}
  - {measure: count, of: promises, is: 3}
  - {measure: count, of: messages, by: bob, is: 8}
  - {measure: count, of: transitions, by: carol, is: 4}
)";

/// Writes down, at every checkpoint, what a watch has seen.
class Keeper final : public Sink {
public:
    explicit Keeper(const Expectations& watched) : watched_(watched) {}
    void commit(const Batch&) override {}
    void checkpoint(const Checkpoint& told) override {
        snapshots.push_back(told.snapshot);
        saved.push_back(watched_.save());
    }

    std::vector<Bytes> snapshots;
    std::vector<Bytes> saved;

private:
    const Expectations& watched_;
};

std::vector<std::string> found(const Expectations& expectations) {
    std::vector<std::string> found;
    for (const Expectation& one : expectations.results()) found.push_back(one.found);
    return found;
}

struct Watched {
    std::vector<std::string> found;
    std::vector<Bytes> snapshots;
    std::vector<Bytes> saved;
};

Watched watched(const Scenario& scenario) {
    const auto expectations = scenario.expectations();
    Keeper keeper(*expectations);
    Sink* const sinks[] = {expectations.get(), &keeper};
    Engine engine(scenario.world(), {}, sinks);
    do engine.checkpoint();
    while (engine.step());
    engine.finish();
    return {found(*expectations), std::move(keeper.snapshots), std::move(keeper.saved)};
}

/// The rest of a run, from one of its checkpoints on.
std::vector<std::string> found_from(const Scenario& scenario, const Bytes& snapshot,
                                    const Bytes* saved) {
    const auto expectations = scenario.expectations();
    if (saved != nullptr) expectations->load(*saved);
    Sink* const sinks[] = {expectations.get()};
    RunOptions options;
    options.snapshot = std::make_shared<const Bytes>(snapshot);
    run(scenario.world(), options, sinks);
    return found(*expectations);
}

void check_every_checkpoint(const Scenario& scenario) {
    const Watched whole = watched(scenario);
    REQUIRE(whole.snapshots.size() > 8);
    std::size_t n_missed = 0;
    for (std::size_t i = 0; i < whole.snapshots.size(); ++i) {
        CAPTURE(i);
        CHECK(found_from(scenario, whole.snapshots[i], &whole.saved[i]) == whole.found);
        if (found_from(scenario, whole.snapshots[i], nullptr) != whole.found) ++n_missed;
    }
    CHECK(n_missed > whole.snapshots.size() / 2);  // or nothing would have had to be saved
}

Scenario parcels(const coffee::Folder& folder) {
    folder.put("parcels.csv", coffee::parcels);
    return coffee::service(folder, coffee::parcel_service + R"(expect:
  - {measure: count, of: promises, promise: parcels, is: 3}
  - {measure: count, promise: parcels, is: 3}
  - {measure: count, by: ann, promise: parcels, verdict: kept, judge: mild, is: 3}
)");
}

}  // namespace

TEST_CASE("Expectations hold over a run that was broken off", "[expect][snapshot]") {
    check_every_checkpoint(coffee::scenario(cafe));
}

TEST_CASE("Expectations know what came from a trace before a break", "[expect][snapshot]") {
    const coffee::Folder folder;
    check_every_checkpoint(parcels(folder));
}

TEST_CASE("What a watch has seen comes back whole or not at all", "[expect][snapshot]") {
    const Scenario scenario = coffee::scenario(cafe);
    const Bytes saved = watched(scenario).saved.back();
    const auto expectations = scenario.expectations();
    for (std::size_t size = 0; size < saved.size(); ++size) {
        REQUIRE_THROWS_AS(expectations->load(std::span(saved).first(size)), SnapshotError);
        SnapshotWriter sealed;  // as if no more had been written
        sealed.put_bytes(std::span(saved).first(size));
        if (size == saved.size() - sizeof(Digest)) continue;
        REQUIRE_THROWS_AS(expectations->load(std::move(sealed).sealed()), SnapshotError);
    }
    expectations->load(saved);
    CHECK(expectations->save() == saved);
}

TEST_CASE("A watch of another scenario is refused", "[expect][snapshot]") {
    const Bytes saved = coffee::scenario(cafe).expectations()->save();
    const auto other = coffee::scenario().expectations();
    CHECK_THROWS_WITH(other->load(saved),
                      "a snapshot cannot be read: it is of another scenario's `expect:`");
}
