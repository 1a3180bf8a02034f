// SPDX-License-Identifier: Apache-2.0
#include "cli/check.hpp"

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/library.hpp"
#include "cli/record_plan.hpp"
#include "cli/report.hpp"
#include "sim/base/units.hpp"

namespace worldline {

int check_command(const RunRequest& request, const Catalogue& catalogue) {
    const Scenario scenario =
        loaded(scenario_file(request.scenario), overrides_of(request), catalogue);
    for (const std::string& warning : scenario.warnings()) {
        fmt::print(stderr, "warning: {}\n", warning);
    }
    const std::size_t n_expected = scenario.expectations()->results().size();
    fmt::print("ok\n");
    print_figure("scenario",
                 scenario.name() + (scenario.summary().empty() ? "" : ": ") + scenario.summary());
    if (!scenario.source().empty()) print_figure("source", scenario.source());
    print_figure("agents", grouped(scenario.n_agents()));
    print_figure("promises", grouped(scenario.n_promises()) + " written");
    const Resolution tick = scenario.resolution();
    print_figure("until", to_text(Duration{scenario.preamble().until.ticks}, tick));
    print_figure("tick", to_text(Duration{1}, tick));
    if (n_expected > 0) print_figure("expects", grouped(n_expected));
    print_figure("record", to_text(record_plan_of(request, scenario)));
    return exit_code::ok;
}

int check_by_running(const RunRequest& request, const Catalogue& catalogue) {
    RunRequest unrecorded = request;
    unrecorded.level = RecordLevel::off;
    return run_command(unrecorded, catalogue);
}

}  // namespace worldline
