// SPDX-License-Identifier: Apache-2.0
//
// Goal: a broken promise to ourselves stops the program and says where.
// Method: a child process breaks one; its parent reads what it said and how it ended.
#include "sim/base/expects.hpp"

#include <csignal>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/check.hpp"

using namespace worldline;

namespace {

struct End {
    int signal = 0;
    std::string said;
};

End end_of_a_process_that_expects(bool truth) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        expects(truth, "the sun rises in the east");
        _exit(0);
    }
    close(ends[1]);
    End end;
    char letter = 0;
    while (read(ends[0], &letter, 1) == 1) end.said += letter;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
    return end;
}

}  // namespace

TEST_CASE("What does not hold stops the program and names file, line and reason", "[base]") {
    const End end = end_of_a_process_that_expects(false);
    CHECK(end.signal == SIGABRT);
    CHECK_THAT(end.said, Catch::Matchers::Matches(
                             ".*expects_test\\.cpp:[0-9]+: the sun rises in the east\\s*"));
}

TEST_CASE("What holds goes unnoticed", "[base]") {
    const End end = end_of_a_process_that_expects(true);
    CHECK(end.signal == 0);
    CHECK(end.said.empty());
}
