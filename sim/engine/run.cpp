// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "sim/engine/engine.hpp"

namespace worldline {
namespace {

constexpr std::uint64_t windows_between_reports = 64;
constexpr std::uint64_t events_between_reports = 10'000;

/// Asks what `RunOptions` wants to be asked between windows.
class Between {
public:
    Between(Engine& engine, const RunOptions& options) : engine_(engine), options_(options) {}

    /// False when the run is to stop here.
    bool goes_on() {
        const Progress progress = engine_.progress();
        if (!report(progress)) {
            if (options_.checkpoint_due) engine_.checkpoint();
            return false;
        }
        const bool is_due = options_.checkpoint_due && !engine_.is_checkpoint_under_way() &&
                            options_.checkpoint_due(progress);
        if (is_due) engine_.checkpoint();
        return true;
    }

private:
    bool report(const Progress& progress) {
        const bool is_due = progress.windows % windows_between_reports == 0 ||
                            progress.events - reported_ >= events_between_reports;
        if (!is_due || !options_.on_progress) return true;
        reported_ = progress.events;
        return options_.on_progress(progress);
    }

    Engine& engine_;
    const RunOptions& options_;
    std::uint64_t reported_ = 0;
};

}  // namespace

Ending run(World world, const RunOptions& options, std::span<Sink* const> sinks) {
    Engine engine(std::move(world), options, sinks);
    Between between(engine, options);
    try {
        while (engine.step() && between.goes_on()) continue;
    } catch (const RunError&) {
        engine.finish();  // what was done before stands
        throw;
    }
    return engine.finish();
}

}  // namespace worldline
