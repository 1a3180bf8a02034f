// SPDX-License-Identifier: Apache-2.0
// Is what is judged again what a run with those rules would have recorded?
//
// Goal: equality, row for row, over every scenario of the library and over random worlds; and one
// world for each condition that fails, in which the two differ and the reason says so.
// Method: the run of a scenario gives the evidence; it is judged again by other rules; a second run
// with those rules is what it is held against.

#include "scenarios/rejudging.hpp"

#include <algorithm>
#include <filesystem>

#include "tests/scenarios/coffee.hpp"
#include "tests/scenarios/rejudged.hpp"
#include "tests/support/check.hpp"

namespace worldline {
namespace {

std::vector<std::string> names_of_library() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(library)) {
        if (entry.path().extension() != ".yaml") continue;
        const std::string text = [&] {
            std::ifstream file(entry.path());
            return std::string{std::istreambuf_iterator<char>(file), {}};
        }();
        const bool asks_for_a_file = text.find("\ntraces:") != std::string::npos;
        if (!asks_for_a_file) names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool has_judges(const Scenario& scenario) {
    const World world = scenario.world();
    return !world.preamble.judges.empty();
}

TEST_CASE("The library, judged again, is what a run with those rules gives", "[rejudge]") {
    const std::string name = GENERATE(from_range(names_of_library()));
    CAPTURE(name);
    const Scenario scenario = Scenario::load(library + name + ".yaml");
    if (!has_judges(scenario)) return;
    const MemorySink run = facts_of(scenario);
    const std::string yaml = run.preamble.resolved_text;
    const bool is_coarse = scenario.world().resolution.seconds() > 0.001;
    const std::vector<JudgeRequest> requests{
        {},
        {.tolerance = is_coarse ? "7 s" : "7 ms"},
        {.time_of = "stated", .tolerance = "0 s", .patience = is_coarse ? "200 s" : "200 ms"},
        {.clock = "promiser"},
        {.trust = "{rule: beta, prior: [3, 2]}"},
    };
    for (std::size_t i = 0; i < requests.size(); ++i) {
        CAPTURE(i);
        const auto [is_equal, n] = compared(yaml, run, requests[i]);
        const auto reasons = judged(yaml, run, requests[i]).reasons;
        const bool may_differ = std::any_of(reasons.begin(), reasons.end(), [](const auto& reason) {
            return reason.find("(b) tells") == std::string::npos &&  // nobody here acts on them
                   reason.find("(b) hears") == std::string::npos;
        });
        CHECK((is_equal || may_differ));
    }
}

/// Promises of all kinds, kept early, late or not at all, over ways that delay and lose by chance;
/// some announced in the run; clocks that drift. With `has_grounds` promises rest on one another,
/// and those who promise judge, too.
class Storm {
public:
    explicit Storm(std::uint32_t seed, bool has_grounds = false)
        : state_(seed), has_grounds_(has_grounds) {}

    std::string yaml() {
        std::string text = "format: worldline/1\nscenario: storm\nseed: " + number(1'000) +
                           "\ntime: {resolution: 1 ms, until: 6 s}\n"
                           "types: {news: {domain: event}, heat: {domain: number, unit: K}}\n"
                           "network:\n  delay: 5 ms\n  links:\n";
        for (const char* const ends : {"[a, x]", "[a, y]", "[b, x]", "[b, z]", "[c, y]"}) {
            text += std::string("    - {between: ") + ends + ", delay: " + number(90) +
                    "1 ms, jitter: " + number(60) + " ms, loss: " + number(30) + " %}\n";
        }
        text += "judges:\n  near: {rule: deadline, tolerance: " + number(40) +
                " ms, patience: " + number(300) +
                " ms}\n  far: {rule: schedule, time_of: stated, tolerance: " + number(90) +
                " ms, patience: 250 ms, against: " + one_of({"previous", "schedule"}) +
                "}\npromises:\n";
        std::string keeps[3];
        for (int i = 0; i < n_promises; ++i) text += promise(i, keeps[i % 3]);
        text += "agents:\n";
        for (int i = 0; i < 3; ++i) {
            text += std::string("  ") + promisers[i] + ": {behaviour: steward, keeps: {" +
                    keeps[i] + "}" + (has_grounds_ ? ", " + judges(promisers[i]) : "") + "}\n";
        }
        for (const char* const who : {"x", "y", "z"}) text += observer(who);
        return text;
    }

private:
    static constexpr int n_promises = 9;
    static constexpr const char* promisers = "abc";

    std::string one_of(std::vector<std::string> words) { return words[draw() % words.size()]; }
    std::string number(unsigned most) { return std::to_string(draw() % most); }

    std::string promise(int i, std::string& keeps) {
        const std::string name = "p" + std::to_string(i);
        is_schedule_[i] = i == 0 || draw() % 3 == 0;
        const bool is_heat = draw() % 3 == 0;
        const bool is_announced = draw() % 3 == 0 && !is_schedule_[i];
        const bool is_kept = draw() % 5 != 0;
        if (is_kept) {
            keeps += (keeps.empty() ? "" : ", ") + name +
                     ": {at: " + number(is_schedule_[i] ? 60 : 3'500) + " ms" +
                     (is_heat ? ", value: " + number(8) + " K" : "") + "}";
        }
        const std::string due = number(3'000), made = number(900);
        return "  " + name + ": {promiser: " + promisers[i % 3] + ", promisees: [x, y, z], give: " +
               (is_heat ? "{type: heat, range: [1 K, 5 K]}" : "{type: news}") + ", " +
               (is_schedule_[i] ? "schedule: {period: " + number(400) + "7 ms}"
                                : "due: " + due + " ms") +
               (is_announced ? ", made: " + made + " ms, announce: true" : "") + grounds(i) + "}\n";
    }
    /// Whom an earlier promise helps, or hinders.
    std::string grounds(int i) {
        if (!has_grounds_) return "";
        const std::string scope = std::string(", scope: [") + promisers[(i + 1) % 3] + ", " +
                                  promisers[(i + 2) % 3] + "]";
        if (i == 0 || draw() % 3 == 0) return scope;
        const auto on = [&](int j) {
            return "{promise: p" + std::to_string(j) +
                   ", link: " + one_of({"condition", "condition", "assumes", "unless"}) + "}";
        };
        std::vector<int> able;  // a single promise cannot rest on a schedule
        for (int j = 0; j < i; ++j) {
            if (is_schedule_[i] || !is_schedule_[j]) able.push_back(j);
        }
        if (able.empty()) return scope;
        const int first = able[draw() % able.size()];
        const int second = able[draw() % able.size()];
        std::string list = on(first);
        if (second != first && draw() % 3 == 0) list += ", " + on(second);
        return scope + ", builds_on: [" + list + "]";
    }
    /// Of a promiser: what others promise.
    std::string judges(char who) {
        std::string text;
        for (int i = 0; i < n_promises; ++i) {
            if (promisers[i % 3] == who || draw() % 3 == 0) continue;
            text += (text.empty() ? "p" : ", p") + std::to_string(i) + ": near";
        }
        return "judges: {" + text + "}";
    }
    std::string observer(const std::string& who) {
        std::string text = "  " + who + ": {" +
                           one_of({"", "clock: {kind: drift, drift: 3e-3}, ",
                                   "clock: {kind: drift, drift: -2e-3, offset: 11 ms}, "}) +
                           "judges: {p0: near";
        for (int i = 1; i < n_promises; ++i) {
            if (draw() % 6 == 0) continue;
            const std::string judge = is_schedule_[i] && draw() % 2 == 0 ? "far" : "near";
            text += ", p" + std::to_string(i) + ": " + judge;
        }
        return text + "}}\n";
    }

    /// Knuth's congruential generator, upper bits.
    unsigned draw() {
        state_ = state_ * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
        return static_cast<unsigned>(state_ >> 40);
    }

    std::uint64_t state_;
    bool has_grounds_;
    bool is_schedule_[n_promises] = {};
};

TEST_CASE("Random worlds, judged again, are what runs with those rules give", "[rejudge]") {
    std::size_t n_rows = 0;
    for (std::uint32_t seed = 0; seed < 30; ++seed) {
        CAPTURE(seed);
        const std::string yaml = Storm(seed).yaml();
        CAPTURE(yaml);
        const Scenario scenario = Scenario::parse(yaml, "storm.yaml", library);
        const MemorySink run = facts_of(scenario);
        for (const JudgeRequest& request : std::vector<JudgeRequest>{
                 {},
                 {.tolerance = "30 ms"},
                 {.rule = "schedule", .against = "previous", .tolerance = "20 ms"},
                 {.rule = "deadline", .patience = "0 s"},
                 {.judge = "far"},
                 {.time_of = "stated", .patience = "10 ms"},
                 {.patience = "40 ms", .clock = "promiser"},
                 {.clock = "y"},
                 {.trust = "{rule: beta, prior: [2, 5]}"}}) {
            const auto [is_equal, n] = compared(yaml, run, request);
            REQUIRE(is_equal);
            REQUIRE(judged(yaml, run, request).reasons.empty());
            n_rows += n;
        }
    }
    CHECK(n_rows > 5'000);  // or nothing was compared
}

TEST_CASE("What rests on other promises is judged again as a run judges it", "[rejudge]") {
    std::size_t n_rows = 0, n_unmet = 0, n_invalidated = 0;
    for (std::uint32_t seed = 100; seed < 140; ++seed) {
        const std::string yaml = Storm(seed, true).yaml();
        CAPTURE(seed, yaml);
        const MemorySink run = facts_of(Scenario::parse(yaml, "storm.yaml", library));
        for (const Assessment& row : run.facts.assessments) {
            n_unmet += row.reason == Reason::condition_unmet;
            n_invalidated += row.verdict == Verdict::invalidated;
        }
        for (const JudgeRequest& request : std::vector<JudgeRequest>{
                 {.by = {"x", "y", "z"}},
                 {.by = {"x", "y", "z"}, .tolerance = "30 ms"},
                 {.by = {"x", "y", "z"}, .rule = "deadline", .patience = "0 s"},
                 {.by = {"x", "y", "z"}, .time_of = "stated", .patience = "10 ms"},
                 {.by = {"x", "y", "z"}, .trust = "{rule: beta, prior: [2, 5]}"}}) {
            const auto [is_equal, n] = compared(yaml, run, request);
            REQUIRE(is_equal);
            REQUIRE(judged(yaml, run, request).reasons.empty());
            n_rows += n;
        }
        // What those who promise find goes by their own acts, too, and those are nowhere heard.
        for (const JudgeRequest& request : std::vector<JudgeRequest>{
                 {.by = {"a", "b", "c"}}, {.by = {"a", "b", "c"}, .tolerance = "0 s"}}) {
            const bool is_equal = compared(yaml, run, request).first;
            REQUIRE((is_equal || !judged(yaml, run, request).reasons.empty()));
        }
    }
    CHECK(n_rows > 4'000);  // or nothing was compared
    CHECK(n_unmet > 100);
    CHECK(n_invalidated > 20);
}

TEST_CASE("Where nothing but alarms goes by the observers' clocks, judging again is exact",
          "[rejudge]") {
    const Compared same = compared_with_reasons(chain, {.tolerance = "100 ms"});
    CHECK(same.is_equal);
    CHECK(same.reasons.empty());
}

TEST_CASE("(a) Evidence that is not in the record is missed", "[rejudge]") {
    const MemorySink run = facts_of(Scenario::parse(chain, "chain.yaml", library));
    MemorySink damaged = run;
    const auto first =
        std::find_if(damaged.facts.messages.begin(), damaged.facts.messages.end(),
                     [](const Message& message) { return message.kind == message_kind::outcome; });
    REQUIRE(first != damaged.facts.messages.end());
    damaged.facts.messages.erase(first);
    const Judged whole = judged(chain, run, {.by = {"bob"}});
    const Judged less = judged(chain, damaged, {.by = {"bob"}});
    CHECK(whole.reasons.empty());
    REQUIRE(less.reasons.size() == 1);
    CHECK(has(less.reasons.front(), "(a) evidence is missing"));
    CHECK(whole.rows.front().verdict == Verdict::kept);
    CHECK(less.rows.front().verdict == Verdict::not_kept);
    CHECK(has(judged(chain, run, {}, false).reasons.front(), "(a) evidence is missing"));
}

TEST_CASE("(b) What one tells is heard by others as it was told in the run", "[rejudge]") {
    const std::string yaml = coffee::with("bob: {judges: {pulses: near}}",
                                          "bob: {judges: {pulses: near}, tells: [carol]}", chain);
    const Compared told = compared_with_reasons(yaml, {.tolerance = "100 ms"});
    CHECK(!told.is_equal);  // Carol's trust in Alice: she hears of broken ones in the second run
    CHECK(has(told.reasons, "bob (b) tells verdicts"));
    CHECK(has(told.reasons, "carol (b) hears verdicts"));
}

/// Bob, who judges, also keeps a promise, by his own clock and over a way that loses.
const std::string busy =
    coffee::with("bob: {judges: {pulses: near}}",
                 "bob: {behaviour: steward, judges: {pulses: near}, keeps: {words: {at: 100 ms}}}",
                 coffee::with("{between: [bob, carol], delay: 40 ms}",
                              "{between: [bob, carol], delay: 40 ms, loss: 40 %}", chain));

TEST_CASE("(c) What an observer does by its clock stands among its alarms", "[rejudge]") {
    // Without patience Bob sets his next alarm before he keeps a promise and not after, so that
    // other messages of his are lost, and Carol judges other ones.
    const Compared acting = compared_with_reasons(busy, {.tolerance = "0 s", .patience = "0 s"});
    CHECK(!acting.is_equal);
    CHECK(has(acting.reasons, "bob (c) acts by its own clock"));
    CHECK(has(acting.reasons, "bob (c) speaks over ways that leave something to chance"));
    CHECK(compared_with_reasons(busy, {.by = {"carol"}, .tolerance = "0 s"}).reasons.empty());
}

TEST_CASE("(d) Whoever promises by a clock keeps its promises by it", "[rejudge]") {
    const std::string kept = coffee::with(", loss: 40 %", "", busy);
    const Compared slow = compared_with_reasons(kept, {.clock = "slow"});
    CHECK(!slow.is_equal);
    CHECK(has(slow.reasons, "bob (d) promises or speaks by the clock that is changed"));
    const Compared only_carol = compared_with_reasons(kept, {.by = {"carol"}, .clock = "slow"});
    CHECK(only_carol.is_equal);
    CHECK(only_carol.reasons.empty());
}

TEST_CASE("Behaviours that steer are known to be inexact, and so are forks", "[rejudge]") {
    const Scenario village = Scenario::load(library + "village-clocks.yaml", {.until = "1 h"});
    const MemorySink run = facts_of(village);
    const auto reasons = judged(run.preamble.resolved_text, run, {}).reasons;
    CHECK(std::any_of(reasons.begin(), reasons.end(),
                      [](const auto& one) { return has(one, "(c) acts by its own clock"); }));
}

std::string faults_of(const JudgeRequest& request, const std::string& yaml = chain) {
    try {
        Rejudging(yaml, "chain.yaml", library, request);
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return {};
}

TEST_CASE("A request that cannot be is refused with what there is", "[rejudge]") {
    CHECK(has(faults_of({.by = {"bobb"}}), "by: there is no agent `bobb`; did you mean `bob`?"));
    CHECK(has(faults_of({.promises = {"pulse"}}), "did you mean `pulses`?"));
    CHECK(has(faults_of({.judge = "far"}), "judge: there is no judge `far`"));
    CHECK(has(faults_of({.rule = "guess"}), "guess"));
    CHECK(has(faults_of({.tolerance = "-1 s"}), "tolerance"));
    CHECK(has(faults_of({.tolerance = "1 kg"}), "kg"));
    CHECK(has(faults_of({.clock = "sundial"}), "sundial"));
    CHECK(has(faults_of({.trust = "{rule: beta, a: -1}"}), "a"));
    CHECK(has(faults_of({.trust = "oracle"}), "oracle"));
    CHECK(has(faults_of({.trust = "{rule: "}), "trust"));
    CHECK(has(faults_of({.by = {"alice"}}), "`alice` has nothing to judge so"));
    const std::string impatient = coffee::with(", patience: 100 ms", "", chain);
    CHECK(has(faults_of({.time_of = "stated"}, impatient), "patience is missing"));
    CHECK(faults_of({.time_of = "stated", .patience = "1 s"}, impatient).empty());
    const std::string blind =
        coffee::with("bob: {judges: {pulses: near}}", "bob: {}",
                     coffee::with("{words: near, pulses: near}", "{}", chain));
    CHECK(has(faults_of({}, blind), "by: nobody judges in this scenario"));
    CHECK(faults_of({.by = {"bob"}, .judge = "near"}, blind).empty());
}

TEST_CASE("Columns that are damaged are refused, and break nothing", "[rejudge]") {
    const MemorySink run = facts_of(Scenario::parse(chain, "chain.yaml", library));
    const Rejudging rejudging(chain, "chain.yaml", library, {});
    const auto fails_with = [&](auto damage) {
        EvidenceOf columns(run);
        damage(columns);
        std::string said;
        try {
            rejudging.judge(evidence_of(columns), [](const Assessment&, Time) {});
        } catch (const HearingError& error) {
            said = error.what();
        }
        return said;
    };
    CHECK(has(fails_with([](EvidenceOf& c) { c.kind.pop_back(); }), "different lengths"));
    CHECK(has(fails_with([](EvidenceOf& c) { c.bytes.resize(c.bytes.size() / 2); }), "cut short"));
    CHECK(has(fails_with([](EvidenceOf& c) { c.size[0] -= 1; }), "what its kind says"));
    CHECK(has(fails_with([](EvidenceOf& c) { c.start[0] = ~0ull; }), "cut short"));
    CHECK(has(fails_with([](EvidenceOf& c) { std::fill_n(c.bytes.begin(), 8, std::byte{0xee}); }),
              "agent that does not exist"));
    CHECK(fails_with([](EvidenceOf& c) { c.agent[0] = 77; }).empty());
}

}  // namespace
}  // namespace worldline
