// SPDX-License-Identifier: Apache-2.0
//
// What goes into a record comes out of it.
//
// Goal: every row that is committed is in the file, in order, whatever the batches were; and the
// same run gives the same bytes.
// Method: a synthetic run of 200,000 transitions, which fills three chunks and part of a fourth,
// is written, read back and compared with what was committed.

#include "sim/record/recorder.hpp"

#include "sim/record/reader.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr std::uint32_t n_facts = 200'000;

template <class Number, class Rows, class Get>
void check_column(const Reader& record, const char* table, const char* column, const Rows& rows,
                  const Get& get) {
    const auto stored = record.column<Number>(table, column);
    REQUIRE(stored.size() == rows.size());
    std::size_t n_wrong = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (stored[i] != get(rows[i])) ++n_wrong;
    }
    INFO(table << "/" << column);
    CHECK(n_wrong == 0);
}

}  // namespace

TEST_CASE("Every committed row is read back as it was", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    Recorder recorder(path);
    synthetic::run(recorder, n_facts, 1'777);
    const Batch facts = synthetic::batch(0, n_facts);
    const Reader record(path);

    check_column<std::uint32_t>(record, "transitions", "agent", facts.transitions,
                                [](const Transition& t) { return t.id.maker().number; });
    check_column<std::uint32_t>(record, "transitions", "interior_time", facts.transitions,
                                [](const Transition& t) { return t.id.count(); });
    check_column<std::int64_t>(record, "transitions", "time", facts.transitions,
                               [](const Transition& t) { return t.time.ticks; });
    check_column<std::uint8_t>(record, "transitions", "round", facts.transitions,
                               [](const Transition& t) { return t.round; });
    check_column<std::int8_t>(record, "transitions", "return_code", facts.transitions,
                              [](const Transition& t) { return t.return_code; });
    check_column<std::uint64_t>(record, "transitions", "cause", facts.transitions,
                                [](const Transition& t) { return t.cause.packed; });
    check_column<std::uint64_t>(record, "transitions", "content_high", facts.transitions,
                                [](const Transition& t) { return t.content.high; });
    check_column<std::uint64_t>(record, "transitions", "history_low", facts.transitions,
                                [](const Transition& t) { return t.history.low; });
    check_column<std::uint32_t>(record, "messages", "receiver", facts.messages,
                                [](const Message& m) { return m.receiver.number; });
    check_column<std::uint32_t>(record, "messages", "interior_time", facts.messages,
                                [](const Message& m) { return m.transition.count(); });
    check_column<std::uint8_t>(
        record, "assessments", "verdict", facts.assessments,
        [](const Assessment& a) { return static_cast<std::uint8_t>(a.verdict); });
    check_column<std::int64_t>(record, "assessments", "time", facts.assessed,
                               [](Time t) { return t.ticks; });
    check_column<std::uint32_t>(record, "assessments", "interior_time", facts.assessed_in,
                                [](TransitionId id) { return id.count(); });
    check_column<std::int64_t>(record, "promises", "due", facts.promises,
                               [](const Promise& p) { return p.due.ticks; });
    check_column<std::uint64_t>(record, "incidences", "node", facts.incidences,
                                [](const Incidence& i) { return i.node; });
    check_column<double>(record, "readings", "reading_fraction", facts.readings,
                         [](const ReadingRow& r) { return r.reading.fraction; });
    check_column<double>(record, "positions", "position", facts.positions,
                         [](const PositionRow& p) { return p.position; });
    CHECK(record.rows("builds_on") == facts.builds_on.size());
}

TEST_CASE("What is not there is stored as the column's value for none", "[record]") {
    const synthetic::Folder folder;
    Recorder recorder(folder.file("run.h5"));
    recorder.begin(synthetic::preamble());
    Batch batch;
    batch.promises.push_back({});
    batch.transitions.push_back({});
    batch.transitions.back().timeline = TimelineId{};
    batch.messages.push_back({});
    recorder.commit(batch);
    recorder.end(synthetic::ending(1));

    const Reader record(folder.file("run.h5"));
    CHECK(record.column<std::uint32_t>("promises", "body")[0] == 0xffff'ffff);
    CHECK(record.column<std::int64_t>("promises", "due")[0] ==
          std::numeric_limits<std::int64_t>::min());
    CHECK(record.column<std::uint16_t>("transitions", "timeline")[0] == 0xffff);
    CHECK(record.column<std::uint64_t>("transitions", "cause")[0] == ~std::uint64_t{0});
    CHECK(record.column<std::uint64_t>("messages", "promise")[0] == ~std::uint64_t{0});
    CHECK(record.column<std::uint32_t>("messages", "interior_time")[0] == 0xffff'ffff);
}

TEST_CASE("The contents of each message are found by its row in contents", "[record]") {
    const synthetic::Folder folder;
    Recorder recorder(folder.file("run.h5"));
    synthetic::run(recorder, n_facts, 10'000);
    const Batch facts = synthetic::batch(0, n_facts);

    const Reader record(folder.file("run.h5"));
    const auto message = record.column<std::uint64_t>("contents", "message");
    const auto start = record.column<std::uint64_t>("contents", "start");
    const auto size = record.column<std::uint32_t>("contents", "size");
    const auto bytes = record.column<std::uint8_t>("contents_bytes", "byte");
    std::size_t row = 0;
    std::size_t n_wrong = 0;
    for (const Message& sent : facts.messages) {
        if (sent.size == 0) continue;
        REQUIRE(row < message.size());
        if (message[row] != sent.id.packed || size[row] != sent.size) ++n_wrong;
        for (std::uint32_t k = 0; k < sent.size; ++k) {
            const auto byte = std::to_integer<std::uint8_t>(facts.contents[sent.contents + k]);
            if (bytes.at(start[row] + k) != byte) ++n_wrong;
        }
        ++row;
    }
    CHECK(row == message.size());
    CHECK(n_wrong == 0);
}

TEST_CASE("The preamble and the ending of a run stand in its record", "[record]") {
    const synthetic::Folder folder;
    Recorder recorder(folder.file("run.h5"));
    recorder.environment("threads", "2");
    recorder.runtime("seconds", 1.5);
    synthetic::run(recorder, 100, 10);

    const Reader record(folder.file("run.h5"));
    CHECK(record.is_complete());
    CHECK(record.text("scenario") == "synthetic");
    CHECK(record.number<std::uint64_t>("seed") == 7);
    CHECK(record.number<std::int64_t>("resolution") == 1'000'000'000);
    CHECK(record.number<std::uint64_t>("events") == 100);
    CHECK(record.text("run_digest") == "00000000000000010000000000000002");
    CHECK(record.text("record_level") == "full");
    CHECK(record.scenario_source() == synthetic::preamble().source_text);
    CHECK(record.scenario_resolved() == synthetic::preamble().resolved_text);
    CHECK(record.texts("agents", "name") == std::vector<std::string>{"alice", "bob", "carol"});
    CHECK(record.texts("axes", "unit") == std::vector<std::string>{"m", "EUR"});
    CHECK(record.texts("timelines", "name") == std::vector<std::string>{"main"});
    CHECK(record.texts("body_members", "member") == std::vector<std::string>{"a", "b"});
    CHECK(record.column<std::uint32_t>("bodies", "places") == std::vector<std::uint32_t>{0, 3});
    CHECK(record.column<std::uint8_t>("bodies", "all_or_nothing") ==
          std::vector<std::uint8_t>{0, 1});
    CHECK(record.column<std::uint8_t>("bodies", "impositions") == std::vector<std::uint8_t>{0, 1});
    CHECK(record.column<std::uint32_t>("body_names", "body") == std::vector<std::uint32_t>{1, 1});
    CHECK(record.column<std::uint32_t>("body_names", "agent") == std::vector<std::uint32_t>{0, 2});
    CHECK(record.texts("types", "unit") == std::vector<std::string>{"1", "K"});
    CHECK(record.column<std::uint8_t>("types", "domain") ==
          std::vector<std::uint8_t>{static_cast<std::uint8_t>(Domain::text),
                                    static_cast<std::uint8_t>(Domain::vector)});
    CHECK(record.column<std::uint8_t>("named_promises", "announced") ==
          std::vector<std::uint8_t>{1});
    CHECK(record.texts("outcome_texts", "text") == std::vector<std::string>{"b", "c"});
    CHECK(record.column<std::uint64_t>("outcome_vectors", "start") ==
          std::vector<std::uint64_t>{0, 2, 2});
    CHECK(record.column<double>("outcome_components", "component") ==
          std::vector<double>{1.5, 2.5, 3.0});
    CHECK(record.column<std::uint64_t>("groups", "start") == std::vector<std::uint64_t>{0, 2, 2});
    CHECK(record.column<std::uint32_t>("group_members", "agent") ==
          std::vector<std::uint32_t>{1, 2, 0});
    CHECK(record.labels("verdict")[1] == "kept");
    CHECK(record.labels("link")[4] == "condition");
    CHECK(record.file().attribute("/environment", "threads").text() == "2");
    CHECK(record.file().attribute("/transitions/cause", "refers_to").text() == "id:messages");
    CHECK(record.file().attribute("/assessments/verdict", "enum").text() == "verdict");
}

TEST_CASE("The same run gives the same bytes where nothing is packed", "[record]") {
    const synthetic::Folder folder;
    Recorder first(folder.file("first.h5"), {.compress = false});
    synthetic::run(first, n_facts, 5'000);
    Recorder second(folder.file("second.h5"), {.compress = false});
    synthetic::run(second, n_facts, 5'000);
    CHECK(synthetic::bytes_of(folder.file("first.h5")) ==
          synthetic::bytes_of(folder.file("second.h5")));
}

TEST_CASE("A lower level keeps the tables and leaves out their rows", "[record]") {
    const synthetic::Folder folder;
    const auto record_at = [&](RecordLevel level) {
        Recorder recorder(folder.file("run.h5"), {.level = level});
        synthetic::run(recorder, 1'000, 100);
        return Reader(folder.file("run.h5"));
    };
    const Reader summary = record_at(RecordLevel::summary);
    CHECK(summary.rows("agents") == 3);
    CHECK(summary.rows("promises") == 0);
    CHECK(summary.rows("transitions") == 0);

    const Reader promises = record_at(RecordLevel::promises);
    CHECK(promises.rows("promises") == 100);
    CHECK(promises.rows("assessments") == 500);
    CHECK(promises.rows("builds_on") == 34);
    CHECK(promises.rows("messages") == 0);
    CHECK(promises.column<std::int64_t>("messages", "received").empty());
}

TEST_CASE("Level off makes no file", "[record]") {
    const synthetic::Folder folder;
    Recorder recorder(folder.file("run.h5"), {.level = RecordLevel::off});
    synthetic::run(recorder, 1'000, 100);
    CHECK(folder.is_empty());
}

TEST_CASE("An earlier record is replaced only when the new run has ended", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    Recorder earlier(path);
    synthetic::run(earlier, 10, 10);
    {
        Recorder recorder(path);
        recorder.begin(synthetic::preamble());
        synthetic::commit(recorder, 20, 10);
        CHECK(Reader(path).rows("transitions") == 10);
        recorder.abandon();
        CHECK(synthetic::names_in(folder) == std::vector<std::string>{"run.h5"});
    }
    CHECK(Reader(path).rows("transitions") == 10);
    Recorder later(path);
    synthetic::run(later, 20, 10);
    CHECK(Reader(path).rows("transitions") == 20);
    CHECK(synthetic::names_in(folder) == std::vector<std::string>{"run.h5"});
}

TEST_CASE("Two runs do not write one record", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    Recorder one(path);
    one.begin(synthetic::preamble());
    Recorder other(path, {.overwrite = true});
    CHECK_THROWS_WITH(other.begin(synthetic::preamble()),
                      Catch::Contains("another run is writing it"));
    synthetic::commit(one, 10, 10);
    one.end(synthetic::ending(10));
    CHECK(Reader(path).rows("transitions") == 10);
    CHECK(synthetic::names_in(folder) == std::vector<std::string>{"run.h5"});
}

TEST_CASE("What is in the way of an unfinished file is left alone unless asked for", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    std::ofstream(path + ".partial") << "precious";
    Recorder refused(path);
    CHECK_THROWS_WITH(refused.begin(synthetic::preamble()), Catch::Contains("is in the way"));
    CHECK(synthetic::bytes_of(path + ".partial") == "precious");
    Recorder asked(path, {.overwrite = true});
    synthetic::run(asked, 10, 10);
    CHECK(synthetic::names_in(folder) == std::vector<std::string>{"run.h5"});
}

TEST_CASE("A record is written through a link", "[record]") {
    const synthetic::Folder folder;
    std::filesystem::create_directory(folder.file("store"));
    Recorder earlier(folder.file("store/run.h5"));
    synthetic::run(earlier, 10, 10);
    std::filesystem::create_symlink("store/run.h5", folder.file("link.h5"));
    Recorder later(folder.file("link.h5"));
    synthetic::run(later, 20, 10);
    CHECK(std::filesystem::is_symlink(folder.file("link.h5")));
    CHECK(Reader(folder.file("store/run.h5")).rows("transitions") == 20);
    CHECK_THROWS_AS(refuse_same_file(folder.file("link.h5"), folder.file("store/../link.h5")),
                    RecordError);
    CHECK_NOTHROW(refuse_same_file(folder.file("link.h5"), folder.file("none.yaml")));
}

TEST_CASE("A run that was stopped leaves a record that says so", "[record]") {
    const synthetic::Folder folder;
    Recorder recorder(folder.file("run.h5"));
    recorder.begin(synthetic::preamble());
    synthetic::commit(recorder, 70'000, 1'000);
    Ending ending = synthetic::ending(70'000);
    ending.complete = false;
    ending.time = Time{700'000};
    recorder.end(ending);

    const Reader record(folder.file("run.h5"));
    CHECK_FALSE(record.is_complete());
    CHECK(record.number<std::int64_t>("ended") == 700'000);
    CHECK(record.rows("transitions") == 70'000);
}
