// SPDX-License-Identifier: Apache-2.0
#include "cli/command.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/check.hpp"
#include "cli/describe.hpp"
#include "cli/diff.hpp"
#include "cli/exit_code.hpp"
#include "cli/explain.hpp"
#include "cli/follow.hpp"
#include "cli/fork.hpp"
#include "cli/judge.hpp"
#include "cli/other_program.hpp"
#include "cli/own_process.hpp"
#include "cli/pack.hpp"
#include "cli/resume.hpp"
#include "cli/run.hpp"
#include "cli/verify.hpp"
#include "sim/engine/snapshot_bytes.hpp"
#include "sim/record/reader.hpp"

namespace worldline {
namespace {

const std::vector<std::string> level_names{"off", "summary", "promises", "full"};  // by value

/// What the arguments say is to be done, once they have been read.
struct Request {
    const Catalogue& catalogue;  ///< what scenarios may name
    RunRequest run = {};
    ResumeRequest resume = {};
    ForkRequest fork = {};
    VerifyRequest verify = {};
    PackRequest pack = {};
    DiffRequest diff = {};
    JudgeCommand judge = {};
    bool no_compress = false;
    bool by_running = false;
    bool is_followed = false;
    double every = 1.0;
    std::string level = {}, kind = {}, name = {}, of = {}, file = {};
    std::function<int()> command = {};
};

int with_errors_told(const std::function<int()>& command) {
    try {
        return command();
    } catch (const ScenarioError& error) {
        fmt::print(stderr, "{}\n", error.what());
        return exit_code::bad_input;
    } catch (const RecordError& error) {
        fmt::print(stderr, "worldline: {}\n", error.what());
        return exit_code::bad_input;
    } catch (const SnapshotError& error) {
        fmt::print(stderr, "worldline: {}\n", error.what());
        return exit_code::bad_input;
    } catch (const std::filesystem::filesystem_error& error) {
        fmt::print(stderr, "worldline: {}: {}\n", error.path1().string(), error.code().message());
        return exit_code::bad_input;
    } catch (const std::exception& error) {
        fmt::print(stderr, "worldline: the run failed: {}\n", error.what());
        return exit_code::failed;
    }
}

/// For commands that read a record which may be damaged.
int reading(const std::string& record, const std::function<int()>& command) {
    return in_own_process(record, [&] { return with_errors_told(command); });
}

void add_scenario(CLI::App& command, RunRequest& run,
                  const char* what = "YAML file, or the name of a library scenario") {
    command.add_option("scenario", run.scenario, what)->required();
    command.add_option("--seed", run.seed, "instead of the scenario's")->type_name("N");
    command
        .add_option("--threads", run.threads,
                    "0: as many as there are, one fewer if all is recorded; the result is the "
                    "same")
        ->type_name("N")
        ->check(CLI::Range(0, 1024));
    command.add_option("--shuffle", run.shuffle, "one task at a time, in an order drawn from SEED")
        ->type_name("SEED");
    command.add_option("--set", run.set, "a parameter of the scenario; may be given again")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    command.add_option("--until", run.until, "end of the run, a time such as \"2 s\"")
        ->type_name("T");
}

void add_run(CLI::App& app, Request& request) {
    CLI::App& command = *app.add_subcommand("run", "run a scenario and write its record");
    add_scenario(command, request.run);
    command.add_option("-o,--output", request.run.output, "record to write (default: NAME.h5)")
        ->type_name("FILE");
    command.add_option("--record", request.level, "off, summary, promises or full")
        ->type_name("LEVEL")
        ->check(CLI::IsMember(level_names));
    command
        .add_option("--memory-limit", request.run.memory_limit,
                    "end a run whose process takes more, such as \"2 GB\"")
        ->type_name("SIZE");
    command
        .add_option("--checkpoint-every", request.run.checkpoint_every,
                    "least time between two checkpoints, in seconds (default: 5)")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.0, 1e9));
    command.add_flag("--check-causality", request.run.checks_causality,
                     "hold each message against light cones; exit 3 if one comes too soon");
    command.add_flag("--overwrite", request.run.overwrite,
                     "begin anew even if an interrupted run could go on");
    command.add_flag("--no-compress", request.no_compress, "store columns as they are");
    command.callback([&request] {
        request.run.compress = !request.no_compress;
        const auto level = std::find(level_names.begin(), level_names.end(), request.level);
        if (level != level_names.end()) {
            request.run.level = static_cast<RecordLevel>(level - level_names.begin());
        }
        request.command = [&request] { return run_command(request.run, request.catalogue); };
    });
}

void add_resume(CLI::App& app, Request& request) {
    CLI::App& command = *app.add_subcommand("resume", "go on with a run that was interrupted");
    command.add_option("record", request.resume.record, "record that `worldline run` was to write")
        ->required();
    command.add_option("scenario", request.resume.scenario,
                       "to be held against the record's own, which is what is run");
    command
        .add_option("--threads", request.resume.threads,
                    "0: as many as there are; the result is the same")
        ->type_name("N")
        ->check(CLI::Range(0, 1024));
    command
        .add_option("--checkpoint-every", request.resume.checkpoint_every,
                    "least time between two checkpoints, in seconds (default: 5)")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.0, 1e9));
    command.add_flag("--verify", request.resume.verify,
                     "look at every block first, as is done unasked after a power loss");
    command.callback([&request] {
        request.command = [&request] { return resume_command(request.resume, request.catalogue); };
    });
}

void add_fork(CLI::App& app, Request& request) {
    ForkRequest& fork = request.fork;
    CLI::App& command =
        *app.add_subcommand("fork", "give a recorded run another future from some moment on");
    command.add_option("record", fork.record, "record that has the past")->required();
    command.add_option("--at", fork.at, "when they part, a time such as \"12 s\"")
        ->type_name("T")
        ->required();
    command.add_option("--set", fork.set, "a parameter from then on; may be given again")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    command.add_option("-o,--output", fork.output, "record to write (default: RECORD-fork.h5)")
        ->type_name("FILE");
    command.add_option("--folder", fork.scenario_folder,
                       "where the scenario's traces are (default: beside the record)");
    command
        .add_option("--threads", fork.threads, "0: as many as there are; the result is the same")
        ->type_name("N")
        ->check(CLI::Range(0, 1024));
    command.add_flag("--overwrite", fork.overwrite,
                     "begin anew even if an interrupted run could go on");
    command.callback([&request] {
        request.command = [&request] { return fork_command(request.fork, request.catalogue); };
    });
}

void add_others(CLI::App& app, Request& request) {
    CLI::App& check = *app.add_subcommand("check", "read a scenario and tell all its faults");
    add_scenario(check, request.run);
    check.add_flag("--run", request.by_running, "also run it and hold it against its `expect:`");
    check.callback([&request] {
        request.command = [&request] {
            return request.by_running ? check_by_running(request.run, request.catalogue)
                                      : check_command(request.run, request.catalogue);
        };
    });
    CLI::App& explain = *app.add_subcommand(
        "explain", "what limits the speed of a scenario; where the time of a run went");
    add_scenario(explain, request.run, "YAML file, library scenario, or record of a run");
    explain.callback([&request] {
        request.command = [&request] { return explain_command(request.run, request.catalogue); };
    });
    app.add_subcommand("list", "scenarios, behaviours, clocks and all other parts there are")
        ->callback([&request] {
            request.command = [&request] { return list_command(request.catalogue); };
        });

    CLI::App& describe = *app.add_subcommand(
        "describe",
        "a part and its parameters; a reference page (language, record); the JSON schema of "
        "scenarios (schema); or the machines of a scenario, as graphs in DOT");
    describe
        .add_option("kind", request.kind,
                    "behaviour, clock, motion, metric, judge, trust, "
                    "language, record, schema, machine")
        ->required();
    describe.add_option("name", request.name,
                        "of the part; without it all of that kind. For machines: the scenario");
    describe.add_option("of", request.of, "the machine; without it all of the scenario");
    describe.callback([&request] {
        request.command = [&request] {
            if (request.kind == "machine") {
                return describe_machine_command(request.name, request.of, request.catalogue);
            }
            return describe_command(request.kind, request.name, request.catalogue);
        };
    });

    CLI::App& about = *app.add_subcommand("info", "what stands in a record");
    about.add_option("record", request.file, "file written by `worldline run`")->required();
    about.add_flag("--follow", request.is_followed,
                   "a line for each checkpoint while it is written");
    about.add_option("--every", request.every, "between two looks, in seconds (default: 1)")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.01, 3600.0));
    about.callback([&request] {
        request.command = [&request] {
            if (request.is_followed) return follow_command(request.file, request.every);
            return reading(request.file, [&] {
                fmt::print("{}", info(request.file));
                return exit_code::ok;
            });
        };
    });
}

void add_verify(CLI::App& app, Request& request) {
    CLI::App& command = *app.add_subcommand("verify", "whether a record is what was written");
    command.add_option("record", request.verify.record, "file written by `worldline run`")
        ->required();
    command.add_option("--threads", request.verify.threads, "0: as many as there are")
        ->type_name("N")
        ->check(CLI::Range(0, 1024));
    command.add_flag("--schema", request.verify.schema_only,
                     "only its tables, columns, types, units and attributes; no row");
    command
        .add_flag("--causality", request.verify.causality_only,
                  "only whether each effect is in the future light cone of its cause")
        ->excludes("--schema");
    command.add_option("--folder", request.verify.folder,
                       "where the scenario's traces are (default: beside the record)");
    command.callback([&request] {
        request.command = [&request] {
            return reading(request.verify.record,
                           [&] { return verify_command(request.verify, request.catalogue); });
        };
    });
}

void add_pack(CLI::App& app, Request& request) {
    CLI::App& command = *app.add_subcommand("pack", "compress all of a record");
    command.add_option("record", request.pack.record, "file written by `worldline run`")
        ->required();
    command.add_option("-o,--output", request.pack.output, "record to write (default: in place)")
        ->type_name("FILE");
    command.add_option("--threads", request.pack.threads, "0: as many as there are")
        ->type_name("N")
        ->check(CLI::Range(0, 1024));
    command.callback([&request] {
        request.command = [&request] {
            return reading(request.pack.record, [&] { return pack_command(request.pack); });
        };
    });
}

void add_diff(CLI::App& app, Request& request) {
    CLI::App& command = *app.add_subcommand(
        "diff", "the first event that two records tell differently, and what led to it");
    command.add_option("a", request.diff.a, "a record")->required();
    command.add_option("b", request.diff.b, "another one")->required();
    command.add_option("--steps", request.diff.steps, "of what led to it (10)")
        ->type_name("N")
        ->check(CLI::Range(1, 1'000'000));
    command.callback([&request] {
        request.command = [&request] {
            return reading(request.diff.a + " or " + request.diff.b,
                           [&] { return diff_command(request.diff); });
        };
    });
}

void add_judge(CLI::App& app, Request& request) {
    JudgeCommand& judge = request.judge;
    JudgeRequest& asked = judge.request;
    CLI::App& command = *app.add_subcommand(
        "judge", "judge a recorded run again: other rules, tolerances, clocks, observers");
    command.add_option("record", judge.record, "file written by `worldline run`")->required();
    const auto add = [&](const char* name, auto& value, const char* type, const char* what) {
        return command.add_option(name, value, what)->type_name(type);
    };
    add("--by", asked.by, "AGENT,...", "observers (default: all who have judges)")->delimiter(',');
    add("--promise", asked.promises, "NAME,...", "promises or traces (default: what each judges)")
        ->delimiter(',');
    add("--judge", asked.judge, "NAME", "a judge of the scenario, for all of them");
    add("--rule", asked.rule, "RULE", "deadline, schedule or range");
    add("--tolerance", asked.tolerance, "T", "how far off is still kept, such as \"10 ms\"");
    add("--patience", asked.patience, "T", "how long silence is borne");
    add("--time-of", asked.time_of, "WORD", "arrival, emission or stated");
    add("--against", asked.against, "WORD", "schedule or previous");
    add("--clock", asked.clock, "WORD",
        "own, promiser, or a clock to carry: of an agent, of `clocks:`, of a kind");
    add("--trust", asked.trust, "RULE", "a rule, or \"{rule: beta, prior: [2, 1]}\"");
    add("--folder", judge.folder, "DIR",
        "where the scenario's traces are (default: beside the record)");
    add("-o,--output", judge.output, "FILE", "all that they find, as a table (.csv)");
    command.callback([&request] {
        request.command = [&request] {
            return reading(request.judge.record,
                           [&] { return judge_command(request.judge, request.catalogue); });
        };
    });
}

}  // namespace

int command(int n_arguments, char** arguments, const Catalogue& catalogue) {
    CLI::App app("Runs scenarios of agents that make, keep, break and judge promises.",
                 "worldline");
    app.set_version_flag("--version", "worldline " WORLDLINE_VERSION);
    app.require_subcommand(1);
    app.footer(
        "Any other command NAME runs the program worldline-NAME: plot, demo, flights, orbits, "
        "cfengine.\n"
        "Exit codes: 0 ok, 1 the run failed, 2 bad input, 3 something differs, "
        "75 stopped, and can go on.");
    Request request{catalogue};
    add_run(app, request);
    add_resume(app, request);
    add_fork(app, request);
    add_others(app, request);
    add_verify(app, request);
    add_pack(app, request);
    add_diff(app, request);
    add_judge(app, request);

    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
    if (n_arguments > 1 && arguments[1][0] != '-' && arguments[1][0] != '\0' &&
        std::find(names.begin(), names.end(), arguments[1]) == names.end()) {
        return other_program({arguments + 1, static_cast<std::size_t>(n_arguments - 1)}, names);
    }
    try {
        app.parse(n_arguments, arguments);
    } catch (const CLI::Error& error) {
        return app.exit(error) == 0 ? exit_code::ok : exit_code::bad_input;
    }
    return with_errors_told(request.command);
}

}  // namespace worldline
