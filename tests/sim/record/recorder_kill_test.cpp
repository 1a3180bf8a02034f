// SPDX-License-Identifier: Apache-2.0
//
// What a run that is killed leaves behind.
//
// Goal: the unfinished file opens without repair, says that it is unfinished, and holds true rows:
// all up to the last checkpoint.
// Method: a child process records without end, with a checkpoint after each third batch, and is
// killed after a while, some milliseconds later each time.

#include <chrono>
#include <thread>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/record/reader.hpp"
#include "sim/record/recorder.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr std::uint32_t batch_size = 30'000;

[[noreturn]] void record_for_ever(const std::string& path, int ready) {
    const Batch batch = synthetic::batch(0, batch_size);
    Recorder recorder(path);
    recorder.begin(synthetic::preamble());
    for (int n_batches = 1;; ++n_batches) {
        recorder.commit(batch);
        if (n_batches % 3 == 0) recorder.checkpoint({.events = 1, .snapshot = {std::byte{1}}});
        if (n_batches == 30 && ::write(ready, "!", 1) != 1) ::_exit(1);
    }
}

/// Records at `path` for a while after the first chunks, and is killed.
void record_and_die(const std::string& path, std::chrono::milliseconds after) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) record_for_ever(path, ends[1]);
    ::close(ends[1]);
    char sign = 0;
    REQUIRE(::read(ends[0], &sign, 1) == 1);
    ::close(ends[0]);
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
}

}  // namespace

TEST_CASE("A run that is killed leaves true rows up to its last checkpoint", "[record]") {
    const synthetic::Folder folder;
    for (int kill = 0; kill < 5; ++kill) {
        record_and_die(folder.file("run.h5"), std::chrono::milliseconds(7 * kill));
        CHECK_FALSE(std::filesystem::exists(folder.file("run.h5")));
        const Reader record(folder.file("run.h5"));
        CHECK_FALSE(record.is_complete());
        CHECK(record.texts("agents", "name").size() == 3);
        const auto time = record.column<std::int64_t>("transitions", "time");
        const auto history = record.column<std::uint64_t>("transitions", "history_high");
        CHECK(time.size() % (3 * batch_size) == 0);
        CHECK(time.size() >= 27 * batch_size);
        std::size_t n_wrong = 0;
        for (std::size_t i = 0; i < time.size(); ++i) {
            const std::size_t fact = i % batch_size;
            if (time[i] != static_cast<std::int64_t>(fact) * 10) ++n_wrong;
            if (history[i] != synthetic::noise(fact)) ++n_wrong;
        }
        CHECK(n_wrong == 0);
        clear_partial(folder.file("run.h5"), true);
        CHECK(folder.is_empty());
    }
}
