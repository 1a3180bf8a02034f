// SPDX-License-Identifier: Apache-2.0
//
// When a record cannot be written.
//
// Goal: whoever runs a scenario learns which file could not be written and why, and no half a
// file is left behind.
// Method: folders that are not there or closed, and disks that are full: a limit on the size of
// files, which anybody may set, and a tiny file system, which only root may mount.

#include <csignal>

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/record/hdf5_file.hpp"
#include "sim/record/recorder.hpp"
#include "tests/failures/without_rights.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

/// What is said when a run cannot be recorded at `path`.
std::string complaint_about(const std::string& path, std::uint32_t n_facts) {
    Recorder recorder(path, {.compress = false});  // so that its size does not depend on haste
    try {
        synthetic::run(recorder, n_facts, 1'000);
    } catch (const RecordError& error) {
        CHECK_THAT(error.what(), Catch::Contains(path));
        return error.what();
    }
    return "none";
}

/// While it lives no file grows past a size.
class SizeLimit {
public:
    explicit SizeLimit(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, signal_);
    }
    SizeLimit(const SizeLimit&) = delete;
    SizeLimit& operator=(const SizeLimit&) = delete;

private:
    rlimit before_{};
    void (*signal_)(int);
};

}  // namespace

TEST_CASE("A missing folder is named before the run", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("missing/run.h5");
    CHECK_THAT(complaint_about(path, 0), Catch::Contains("no folder " + folder.file("missing")));
    CHECK(folder.is_empty());
}

TEST_CASE("A folder cannot be the record", "[record]") {
    const synthetic::Folder folder;
    CHECK_THAT(complaint_about(folder.path().string(), 0), Catch::Contains("is a folder"));
}

TEST_CASE("What is no file cannot be the record, and stays", "[record]") {
    const synthetic::Folder folder;
    const std::string pipe = folder.file("pipe.h5");
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK_THAT(complaint_about(pipe, 0), Catch::Contains("it is a pipe"));
    const std::string to_pipe = folder.file("to_pipe.h5");
    std::filesystem::create_symlink(pipe, to_pipe);
    CHECK_THAT(complaint_about(to_pipe, 0), Catch::Contains("it is a pipe"));
    const std::string to_nothing = folder.file("to_nothing.h5");
    std::filesystem::create_symlink(folder.file("nothing"), to_nothing);
    CHECK_THAT(complaint_about(to_nothing, 0), Catch::Contains("it is a link to nothing"));
    CHECK(std::filesystem::is_fifo(pipe));
    CHECK(std::filesystem::is_symlink(to_pipe));
    CHECK(std::filesystem::is_symlink(to_nothing));
    CHECK(synthetic::names_in(folder) ==
          std::vector<std::string>{"pipe.h5", "to_nothing.h5", "to_pipe.h5"});
}

TEST_CASE("A folder that may not be written to is refused with the system's words", "[record]") {
    const synthetic::Folder folder;
    std::filesystem::permissions(
        folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    const auto said = without_rights([&] { return complaint_about(folder.file("run.h5"), 0); });
    if (said) {
        CHECK_THAT(*said, Catch::Contains("Permission denied"));
    } else {
        WARN("NOT TESTED: a closed folder");
    }
    std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
    CHECK(folder.is_empty());
}

TEST_CASE("A file that may not grow stops the run and is removed", "[record]") {
    const synthetic::Folder folder;
    CHECK(complaint_about(folder.file("whole.h5"), 150'000) == "none");
    const auto size = std::filesystem::file_size(folder.file("whole.h5"));
    std::filesystem::remove(folder.file("whole.h5"));
    // In the preamble, in the middle, and in what is written last.
    for (const rlim_t bytes : {rlim_t{1'000}, size / 2, size - 1'000}) {
        const SizeLimit limit(bytes);
        CHECK_THAT(complaint_about(folder.file("run.h5"), 150'000),
                   Catch::Contains("File too large"));
        CHECK(folder.is_empty());
    }
    CHECK(complaint_about(folder.file("run.h5"), 1'000) == "none");  // afterwards all is well
}

TEST_CASE("A full disk stops the run and leaves nothing on it", "[record]") {
    const synthetic::Folder folder;
    const std::string disk = folder.file("disk");
    std::filesystem::create_directory(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=4m") != 0) {
        WARN("NOT TESTED: a full disk (only root may mount a small one)");
        return;
    }
    CHECK_THAT(complaint_about(disk + "/run.h5", 150'000),
               Catch::Contains("No space left on device"));
    CHECK(std::filesystem::is_empty(disk));
    CHECK(::umount(disk.c_str()) == 0);  // so no file on it is held open
}
