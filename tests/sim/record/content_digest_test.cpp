// SPDX-License-Identifier: Apache-2.0
//
// The content digest says what stands in a record, not how it got there.
//
// Goal: equal rows and attributes give equal digests; any other row gives another one.
// Method: the same synthetic run is recorded in different ways, and once with one row changed.

#include "sim/record/content_digest.hpp"

#include "sim/record/reader.hpp"
#include "sim/record/recorder.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr std::uint32_t n_facts = 140'000;  // two whole chunks and a part

std::string recorded_digest(const synthetic::Folder& folder, std::uint32_t batch_size,
                            Recorder::Options options = {}) {
    Recorder recorder(folder.file("run.h5"), options);
    recorder.runtime("seconds", batch_size);
    synthetic::run(recorder, n_facts, batch_size);
    return Reader(folder.file("run.h5")).text("content_digest");
}

}  // namespace

TEST_CASE("The content digest can be computed anew from the file", "[record]") {
    const synthetic::Folder folder;
    const std::string stored = recorded_digest(folder, 3'000);
    CHECK(stored.size() == 32);
    CHECK(hex(content_digest(folder.file("run.h5"))) == stored);
}

TEST_CASE("The content digest does not depend on batches or compression", "[record]") {
    const synthetic::Folder folder;
    const std::string digest = recorded_digest(folder, 3'000);
    CHECK(recorded_digest(folder, 1'013) == digest);
    CHECK(recorded_digest(folder, n_facts) == digest);
    CHECK(recorded_digest(folder, 3'000, {.compress = false}) == digest);
    CHECK(hex(content_digest(folder.file("run.h5"))) == digest);
}

TEST_CASE("How a run went is written down and is not part of the content", "[record]") {
    const synthetic::Folder folder;
    const auto digest_with = [&](std::vector<Stretch> profile) {
        Recorder recorder(folder.file("run.h5"));
        recorder.begin(synthetic::preamble());
        Ending ending = synthetic::ending(0);
        ending.profile = std::move(profile);
        recorder.end(ending);
        const Reader record(folder.file("run.h5"));
        CHECK(record.rows("profile") == ending.profile.size());
        CHECK(record.text("content_digest") == hex(content_digest(folder.file("run.h5"))));
        return record.text("content_digest");
    };
    const Stretch stretch{.begin = Time{3}, .end = Time{9}, .windows = 2, .wall = 0.25};
    const std::string digest = digest_with({});
    CHECK(digest_with({stretch, stretch}) == digest);
    const Reader record(folder.file("run.h5"));
    CHECK(record.column<std::int64_t>("profile", "begin") == std::vector<std::int64_t>{3, 3});
    CHECK(record.column<std::uint64_t>("profile", "windows") == std::vector<std::uint64_t>{2, 2});
    CHECK(record.column<double>("profile", "wall") == std::vector<double>{0.25, 0.25});
}

TEST_CASE("One other row gives another content digest", "[record]") {
    const synthetic::Folder folder;
    const auto digest_with = [&](std::int64_t time) {
        Recorder recorder(folder.file("run.h5"));
        recorder.begin(synthetic::preamble());
        Batch batch = synthetic::batch(0, 1'000);
        batch.transitions[500].time = Time{time};
        recorder.commit(batch);
        recorder.end(synthetic::ending(1'000));
        return content_digest(folder.file("run.h5"));
    };
    CHECK(digest_with(1) == digest_with(1));
    CHECK(digest_with(1) != digest_with(2));
}

TEST_CASE("Source text and engine settings are not part of the content", "[record]") {
    const synthetic::Folder folder;
    const auto digest_of_run = [&](const std::string& source, const std::string& resolved) {
        Recorder recorder(folder.file("run.h5"));
        Preamble preamble = synthetic::preamble();
        preamble.source_text = source;
        preamble.resolved_text = resolved;
        recorder.begin(preamble);
        recorder.end(synthetic::ending(0));
        CHECK(hex(content_digest(folder.file("run.h5"))) ==
              Reader(folder.file("run.h5")).text("content_digest"));
        return content_digest(folder.file("run.h5"));
    };
    const Digest digest = digest_of_run("a", "seed: 7\nengine:\n  threads: 1\n");
    CHECK(digest_of_run("b", "seed: 7\nengine:\n  threads: 2\n") == digest);
    CHECK(digest_of_run("a", "seed: 8\nengine:\n  threads: 1\n") != digest);
    CHECK(digest_of_run("", "seed: 7\n") == digest);
}

TEST_CASE("The engine's settings end where the next entry begins", "[record]") {
    CHECK(without_engine("a: 1\nengine:\n  threads: 2\n\n  # note\n  loop: A\nb: 2\n") ==
          "a: 1\nb: 2\n");
    CHECK(without_engine("engine: {threads: 2}\nengines: 3") == "engines: 3");
    CHECK(without_engine("a:\n  engine: 1\n") == "a:\n  engine: 1\n");
    CHECK(without_engine("").empty());
}
