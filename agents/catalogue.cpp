// SPDX-License-Identifier: Apache-2.0
#include "agents/catalogue.hpp"

#include <utility>

#include "agents/behaviours/correspondent.hpp"
#include "agents/behaviours/disciplined.hpp"
#include "agents/behaviours/hub.hpp"
#include "agents/behaviours/imposer.hpp"
#include "agents/behaviours/observer.hpp"
#include "agents/behaviours/pilot.hpp"
#include "agents/behaviours/policy_node.hpp"
#include "agents/behaviours/rater.hpp"
#include "agents/behaviours/steward.hpp"
#include "agents/behaviours/time_server.hpp"
#include "agents/machine/machine.hpp"

namespace worldline {
namespace {

std::vector<Parameter> observing_parameters() {
    return {{.name = "judges",
             .kind = ParameterKind::map,
             .meaning = "promise or trace, and the judging rule it is judged by"},
            {.name = "tells",
             .kind = ParameterKind::agents,
             .meaning = "agents that hear its verdicts"},
            {.name = "knows",
             .kind = ParameterKind::agents,
             .meaning = "agents whose motions it knows, to take the light time out"}};
}

std::vector<Parameter> steward_parameters() {
    auto parameters = observing_parameters();
    parameters.insert(parameters.begin(),
                      {{.name = "keeps",
                        .kind = ParameterKind::map,
                        .meaning = "promise, and {at: reading of its own clock, value: outcome}; "
                                   "for a schedule `at` is how late each occurrence is"},
                       {.name = "withdraws",
                        .kind = ParameterKind::map,
                        .meaning = "promise, and the reading of its own clock at which it takes "
                                   "it back"}});
    return parameters;
}

std::vector<Parameter> imposer_parameters() {
    auto parameters = steward_parameters();
    parameters.push_back({.name = "imposes",
                          .kind = ParameterKind::map,
                          .meaning = "list of {at, on, type, value}: what it asks of whom, "
                                     "uninvited, at which reading of its own clock"});
    return parameters;
}

Parameter velocity_parameter(const char* name) {
    return {.name = name,
            .kind = ParameterKind::quantity,
            .unit = "m/s",
            .default_value = "0 m/s",
            .meaning = "velocity along this axis"};
}

std::vector<Parameter> pilot_parameters() {
    auto parameters = steward_parameters();
    parameters.push_back({.name = "turns",
                          .kind = ParameterKind::rows,
                          .meaning = "other courses, by its own clock",
                          .columns = {{.name = "at",
                                       .kind = ParameterKind::duration,
                                       .unit = "s",
                                       .minimum = 0.0,
                                       .meaning = "reading of its own clock",
                                       .required = true},
                                      velocity_parameter("velocity_x"),
                                      velocity_parameter("velocity_y"),
                                      velocity_parameter("velocity_z")}});
    parameters.push_back({.name = "recall",
                          .kind = ParameterKind::flag,
                          .default_value = "false",
                          .meaning = "it reverses its velocity at the first message it hears, and "
                                     "gives up the turns to come"});
    return parameters;
}

std::vector<Parameter> time_server_parameters() {
    auto parameters = observing_parameters();
    parameters.insert(parameters.begin(),
                      {.name = "answers_after",
                       .kind = ParameterKind::duration,
                       .unit = "s",
                       .default_value = "0 s",
                       .minimum = 0.0,
                       .meaning = "how long an answer waits, by the server's clock"});
    return parameters;
}

std::vector<Parameter> disciplined_parameters() {
    std::vector<Parameter> parameters = {
        {.name = "server",
         .kind = ParameterKind::agent,
         .meaning = "whose clock it follows: a time_server, or another disciplined agent",
         .required = true},
        {.name = "poll",
         .kind = ParameterKind::duration,
         .unit = "s",
         .meaning = "from one request to the next, by its own clock",
         .required = true},
        {.name = "method",
         .kind = ParameterKind::choice,
         .default_value = "ntp",
         .meaning = "ntp: four stamps; cristian: the answer and half of the delay",
         .choices = {"ntp", "cristian"}},
        {.name = "step_over",
         .kind = ParameterKind::duration,
         .unit = "s",
         .default_value = "128 ms",
         .minimum = 0.0,
         .meaning = "it steps where it is off by more, and slews where by less"},
        {.name = "slew_rate_max",
         .kind = ParameterKind::quantity,
         .unit = "1",
         .default_value = "500e-6",
         .minimum = 0.0,
         .maximum = 0.5,
         .meaning = "the fastest slew"},
        {.name = "gain",
         .kind = ParameterKind::number,
         .default_value = "0.5",
         .minimum = 0.0,
         .maximum = 1.0,
         .meaning = "share of what it is off by that it takes away until the next poll"},
        {.name = "frequency",
         .kind = ParameterKind::flag,
         .default_value = "true",
         .meaning = "learns by how much its instrument is fast, too"}};
    for (Parameter& parameter : observing_parameters()) parameters.push_back(std::move(parameter));
    return parameters;
}

std::vector<Parameter> correspondent_parameters() {
    std::vector<Parameter> parameters = {
        {.name = "clock_kind",
         .kind = ParameterKind::choice,
         .default_value = "vector",
         .meaning = "the logical clock that it carries",
         .choices = {"lamport", "vector", "hybrid"}},
        {.name = "says",
         .kind = ParameterKind::rows,
         .meaning = "what it says to whom, and when",
         .columns = {{.name = "at",
                      .kind = ParameterKind::duration,
                      .unit = "s",
                      .meaning = "reading of its own clock",
                      .required = true},
                     {.name = "to",
                      .kind = ParameterKind::agent,
                      .meaning = "who hears it: a correspondent",
                      .required = true},
                     {.name = "word",
                      .kind = ParameterKind::text,
                      .meaning = "what it says, of the one thing that all talk about",
                      .required = true}}}};
    for (Parameter& parameter : observing_parameters()) parameters.push_back(std::move(parameter));
    return parameters;
}

std::vector<Parameter> machine_parameters() {
    auto parameters = observing_parameters();
    parameters.insert(parameters.begin(),
                      {{.name = "machine",
                        .kind = ParameterKind::text,
                        .meaning = "one of the scenario's `machines`; its parameters are keys, too",
                        .required = true},
                       {.name = "start",
                        .kind = ParameterKind::text,
                        .meaning = "state to begin in; the machine's first if not given"},
                       {.name = "offspring",
                        .kind = ParameterKind::integer,
                        .default_value = "0",
                        .minimum = 0.0,
                        .maximum = 1e6,
                        .meaning = "how many children it may call into being, at most"}});
    return parameters;
}

Parameter span(const char* name, const char* default_value, const char* meaning) {
    return {.name = name,
            .kind = ParameterKind::duration,
            .unit = "s",
            .default_value = default_value,
            .minimum = 0.0,
            .meaning = meaning};
}

std::vector<Parameter> hub_parameters() {
    std::vector<Parameter> parameters = {
        {.name = "servers",
         .kind = ParameterKind::integer,
         .default_value = "1",
         .minimum = 1.0,
         .maximum = 1000.0,
         .meaning = "corrections that it works on at the same time"},
        span("service", "10 ms", "how long one correction takes, on the average"),
        {.name = "service_times",
         .kind = ParameterKind::choice,
         .default_value = "constant",
         .meaning = "whether all take as long, or exponential times",
         .choices = {"constant", "exponential"}},
        span("publishes_every", "0 s",
             "from one publishing of the policy to its neighbours to the next; 0 s: never"),
        span("leaves", "0 s", "reading at which it goes away; 0 s: never")};
    for (Parameter& parameter : observing_parameters()) parameters.push_back(std::move(parameter));
    return parameters;
}

std::vector<Parameter> node_parameters() {
    std::vector<Parameter> parameters = {
        {.name = "hub",
         .kind = ParameterKind::agent,
         .meaning = "whom it reports to",
         .required = true},
        {.name = "drift_rate",
         .kind = ParameterKind::quantity,
         .unit = "1/s",
         .default_value = "0 1/s",
         .minimum = 0.0,
         .meaning = "how often a part of it drifts from the policy, by chance"},
        {.name = "mode",
         .kind = ParameterKind::choice,
         .default_value = "obligation",
         .meaning = "obligation: it reports drifts, and heeds commands that it has promised to "
                    "accept; promise: it corrects them itself",
         .choices = {"obligation", "promise"}},
        span("corrects_after", "0 s", "with `mode: promise`: how long its own correction takes"),
        span("reports_every", "0 s", "from one status report to the next; 0 s: never")};
    for (Parameter& parameter : observing_parameters()) parameters.push_back(std::move(parameter));
    return parameters;
}

/// Obligation against promise, at scale.
void add_hub_and_node(Registry<BehaviourMaker>& made) {
    made.add({.name = "hub",
              .summary = "Commands corrections, first come first served; publishes the policy.",
              .source = "Burgess and Bergstra, Promise Theory; Erlang 1917, Pollaczek 1930",
              .parameters = hub_parameters(),
              .equation = "wait in service times: load / (2 (1 - load)), exponential twice that",
              .loses = "Corrections that it has taken on are carried out even if it leaves."},
             maker_of<Hub>());
    made.add({.name = "node",
              .summary = "Drifts from a policy by chance; is corrected, or corrects itself.",
              .source = "Burgess and Bergstra, Promise Theory",
              .parameters = node_parameters(),
              .equation = "stale commands: 1 - exp(-drift_rate age)",
              .loses = "What a correction does; only how many were needed and done is counted."},
             maker_of<PolicyNode>());
}

}  // namespace

const Registry<BehaviourMaker>& behaviours() {
    static const Registry<BehaviourMaker> all = [] {
        Registry<BehaviourMaker> made;
        made.add({"observer", "Watches promises: judges them, learns trust, tells its verdicts.",
                  "docs/model.md 2 and 3", observing_parameters()},
                 maker_of<Observer>());
        made.add(
            {"steward", "Promises, and keeps what it promised when it planned to; replays traces.",
             "docs/model.md 1", steward_parameters()},
            maker_of<Steward>());
        made.add({.name = "imposer",
                  .summary = "Imposes on others by its own clock, and may promise a sanction; else "
                             "a steward.",
                  .source = "docs/model.md 1; Burgess and Bergstra, Promise Theory",
                  .parameters = imposer_parameters(),
                  .loses = "An imposition that nothing accepts is not answered: whether it was "
                           "heard is not known to the imposer."},
                 maker_of<Imposer>());
        made.add(
            {"pilot", "Steers itself by its own clock, or turns back when called; else a steward.",
             "docs/relativity.md, agents that steer themselves", pilot_parameters()},
            maker_of<Pilot>());
        made.add({.name = "rater",
                  .summary = "Finds and tells what a trace of assessments says that it found.",
                  .source = "docs/model.md 3",
                  .parameters = observing_parameters()},
                 maker_of<Rater>());
        made.add({.name = "time_server",
                  .summary = "Tells whoever asks what its clock shows.",
                  .source = "RFC 5905; docs/relativity.md 1.9",
                  .parameters = time_server_parameters()},
                 maker_of<TimeServer>());
        made.add({.name = "disciplined",
                  .summary = "Keeps its clock to another agent's: asks, steps or slews.",
                  .source = "RFC 5905, Cristian 1989; docs/relativity.md 1.9",
                  .parameters = disciplined_parameters(),
                  .equation = "offset = ((T2 - T1) - (T4 - T3)) / 2; slew = gain offset / poll",
                  .loses = "Half of the difference between the two ways' delays."},
                 maker_of<Disciplined>());
        made.add(
            {.name = "correspondent",
             .summary = "Says words to others, stamped by a logical clock, and sees conflicts.",
             .source = "Lamport 1978, Mattern 1988, Kulkarni 2014; docs/relativity.md 1.10",
             .parameters = correspondent_parameters(),
             .loses = "lamport, hybrid: of two words that know nothing of each other one "
                      "seems later. vector: nothing, but a stamp grows with the number of "
                      "correspondents, of whom there are 16 at most."},
            maker_of<Correspondent>());
        made.add(
            {.name = "machine",
             .summary = "Follows a machine of states and transitions, written in the scenario.",
             .source = "docs/machines.md",
             .parameters = machine_parameters()},
            maker_of<Machine>());
        add_hub_and_node(made);
        return made;
    }();
    return all;
}

const Catalogue& standard_catalogue() {
    static const Catalogue all{behaviours(), trust_rules()};
    return all;
}

}  // namespace worldline
