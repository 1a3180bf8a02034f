// SPDX-License-Identifier: Apache-2.0
// Does a scenario know the behaviours that it is given, and no others?
//
// Goal: a catalogue is a value, so a program may bring behaviours and rules of its own, and two
// of them live side by side in one process.
// Method: a behaviour that counts what it hears, in scenarios that name it.

#include "agents/catalogue.hpp"
#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

namespace worldline {
namespace {

struct EarState {
    std::uint64_t heard = 0;
    std::uint64_t near = 0;
    double gain = 0.0;
    static constexpr auto fields(auto& self) { return std::tie(self.heard, self.near, self.gain); }
    static constexpr std::array field_names{"heard", "near", "gain"};
};

/// Counts what it hears. Made from nothing, and heard of at the start by those with a gain alone.
class Ear final : public BehaviourOf<Ear, EarState> {
public:
    static Part part() {
        return {"ear",
                "Counts what it hears.",
                "this test",
                {{.name = "gain",
                  .kind = ParameterKind::number,
                  .minimum = 0.0,
                  .maximum = 9.0,
                  .meaning = "how well it hears"},
                 {.name = "near", .kind = ParameterKind::agents, .meaning = "who is near"}}};
    }
    static bool needs_start(const AgentSetup& setup) { return setup.numbers.contains("gain"); }
    EarState add(const AgentSetup& setup) {
        const auto gain = setup.numbers.find("gain");
        return {.near = setup.lists.at("near").size(),
                .gain = gain == setup.numbers.end() ? 0.0 : gain->second};
    }
    void react(EarState& state, const Percept&, Actions&) const { ++state.heard; }
};

bool says(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

Catalogue with_ear() {
    Catalogue catalogue = standard_catalogue();
    catalogue.add<Ear>();
    return catalogue;
}

std::string text_with(const std::string& bob) {
    return coffee::with("bob: {judges: {cup: at_my_door}}", "bob: " + bob);
}

std::vector<StateValue> bob_after(const std::string& bob, const Catalogue& catalogue) {
    const Scenario scenario = Scenario::parse(text_with(bob), "coffee.yaml", "", {}, catalogue);
    Engine engine(scenario.world(), {}, {});
    engine.run_until(never);
    return engine.look_at(AgentId{1}).state;
}

TEST_CASE("A scenario names a behaviour of its catalogue, with its parameters", "[catalogue]") {
    const auto deaf = bob_after("{behaviour: ear}", with_ear());
    CHECK(std::get<std::int64_t>(deaf.at(0).value) == 1);  // the outcome, and no start
    const auto keen = bob_after("{behaviour: ear, gain: 2, near: [alice]}", with_ear());
    CHECK(std::get<std::int64_t>(keen.at(0).value) == 2);
    CHECK(std::get<std::int64_t>(keen.at(1).value) == 1);
    CHECK(std::get<double>(keen.at(2).value) == 2.0);
}

TEST_CASE("Its parameter table refuses what does not fit", "[catalogue]") {
    const auto faults = [](const std::string& bob) -> std::string {
        try {
            Scenario::parse(text_with(bob), "coffee.yaml", "", {}, with_ear());
        } catch (const ScenarioError& error) {
            return error.what();
        }
        return {};
    };
    CHECK(says(faults("{behaviour: ear, gain: 10}"), "bob.gain must be at most 9"));
    CHECK(says(faults("{behaviour: ear, gian: 1}"), "did you mean `gain`?"));
    CHECK(says(faults("{behaviour: ear, near: [carol]}"), "carol"));
    CHECK(says(faults("{behaviour: eer}"), "did you mean `ear`?"));
    CHECK(says(language_markdown(with_ear()), "Counts what it hears."));
}

TEST_CASE("What one catalogue has been given, no other knows", "[catalogue]") {
    const Catalogue catalogue = with_ear();
    CHECK(says(coffee::faults(text_with("{behaviour: ear}")), "there is no behaviour `ear`"));
    CHECK(standard_catalogue().behaviours.find("ear") == nullptr);
    Catalogue twice = catalogue;
    CHECK_THROWS_AS(twice.add<Ear>(), std::logic_error);
    CHECK_THROWS_AS(twice.add<Ear>({.name = "observer"}), std::logic_error);
}

TEST_CASE("A catalogue may have rules of trust of its own", "[catalogue]") {
    Catalogue catalogue = standard_catalogue();
    const auto beta = *catalogue.trust_rules.find("beta");
    catalogue.trust_rules.add({.name = "blind", .summary = "As Beta, under another name."},
                              beta.make);
    const std::string text = coffee::text + "trust: {rule: blind}\n";
    CHECK(says(coffee::faults(text), "blind"));
    CHECK(Scenario::parse(text, "coffee.yaml", "", {}, catalogue).n_agents() == 2);
}

}  // namespace
}  // namespace worldline
