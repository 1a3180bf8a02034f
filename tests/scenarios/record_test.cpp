// SPDX-License-Identifier: Apache-2.0
//
// What `record:` selects, and how much that is.
//
// Goal: a record holds exactly the rows that its scenario selects, however many threads ran it;
// what is written about a record before the run is near what it becomes.
// Method: everything that happens is kept in memory and filtered again, by the words of the
// manual; that is recorded, and must have the content digest of the record that was selected.

#include <map>
#include <set>

#include "sim/ledger/memory_sink.hpp"
#include "sim/record/estimate.hpp"
#include "sim/record/reader.hpp"
#include "sim/record/recorder.hpp"
#include "sim/record/selection.hpp"
#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

const std::string library = std::string(WORLDLINE_SOURCE_DIR) + "/scenarios/library/";

std::string text_of(const std::string& name) {
    std::ifstream file(library + name + ".yaml");
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A scenario of the library with its record written so.
Scenario with_record(const std::string& name, const std::string& record,
                     const Overrides& overrides = {}) {
    return Scenario::parse(text_of(name) + "\nrecord: " + record + "\n", name + ".yaml", library,
                           overrides);
}

/// The same once more by hand: agents are numbers.
struct Wanted {
    std::set<std::uint32_t> agents = {0, 1, 2, 3};
    std::set<std::string> kinds = {"promises", "builds_on",   "assessments", "messages",
                                   "readings", "transitions", "incidences",  "positions"};
    double from = 0.0;  ///< [s]
    double until = 1e9;
    std::set<Verdict> verdicts = {Verdict::undecided, Verdict::kept, Verdict::not_kept,
                                  Verdict::broken, Verdict::invalidated};
};

Batch filtered(const MemorySink& all, const Wanted& wanted) {
    const double tick = all.preamble.resolution.seconds();
    const auto in = [&](AgentId agent) { return wanted.agents.contains(agent.number); };
    const auto in_time = [&](Time time) {
        const double t = static_cast<double>(time.ticks) * tick;
        return t >= wanted.from && t < wanted.until;
    };
    const auto has = [&](const char* kind) { return wanted.kinds.contains(kind); };
    Batch kept;
    std::map<TransitionId, Time> times;
    for (const Transition& row : all.facts.transitions) times[row.id] = row.time;
    const auto stays = [&](TransitionId id) { return in(id.maker()) && in_time(times.at(id)); };

    for (const Promise& row : all.facts.promises) {
        const auto& scope = all.preamble.groups[row.scope.number];
        if (has("promises") && std::any_of(scope.begin(), scope.end(), in)) {
            kept.promises.push_back(row);
        }
    }
    for (std::size_t i = 0; i < all.facts.assessments.size(); ++i) {
        const Assessment& row = all.facts.assessments[i];
        const bool is_kept = has("assessments") && in(row.assessor) &&
                             in_time(all.facts.assessed[i]) &&
                             wanted.verdicts.contains(row.verdict);
        if (!is_kept) continue;
        kept.assessments.push_back(row);
        kept.assessed.push_back(all.facts.assessed[i]);
        kept.assessed_in.push_back(all.facts.assessed_in[i]);
    }
    for (Message row : all.facts.messages) {
        const bool is_said = in(row.id.maker()) && in_time(times.at(row.transition));
        const bool is_heard = row.received != never && in(row.receiver) && in_time(row.received);
        if (!has("messages") || (!is_said && !is_heard)) continue;
        const auto* const bytes = all.facts.contents.data() + row.contents;
        row.contents = kept.contents.size();
        kept.contents.insert(kept.contents.end(), bytes, bytes + row.size);
        kept.messages.push_back(row);
    }
    for (const Transition& row : all.facts.transitions) {
        if (has("transitions") && stays(row.id)) kept.transitions.push_back(row);
    }
    for (const Incidence& row : all.facts.incidences) {
        if (has("incidences") && stays(row.transition)) kept.incidences.push_back(row);
    }
    for (const ReadingRow& row : all.facts.readings) {
        if (has("readings") && stays(row.transition)) kept.readings.push_back(row);
    }
    return kept;
}

RunOptions on(int threads) {
    return {.schedule = {.threads = threads, .shuffle = {}},
            .block_agents = 1,
            .parallel_events_min = 0};
}

struct Kept {
    std::string content_digest;
    Digest run_digest;
    MemorySink all;
};

/// Runs a scenario; what it selects is recorded at `path`.
Kept recorded(const Scenario& scenario, const std::string& path, int threads = 1) {
    Kept kept;
    Recorder recorder(path, {.level = scenario.record_level().value_or(RecordLevel::full)});
    const auto selection = Selection::before(recorder, scenario.selected());
    Sink* const record = selection ? static_cast<Sink*>(selection.get()) : &recorder;
    Sink* const sinks[]{record, &kept.all};
    kept.run_digest = run(scenario.world(), on(threads), sinks).run_digest;
    kept.content_digest = Reader(path).text("content_digest");
    return kept;
}

/// Records rows that were chosen elsewhere.
std::string digest_of(const Batch& rows, const MemorySink& like, const std::string& path) {
    Recorder recorder(path);
    recorder.begin(like.preamble);
    recorder.commit(rows);
    recorder.end(like.ending);
    return Reader(path).text("content_digest");
}

struct Case {
    std::string scenario;
    std::string record;
    Wanted wanted;
};

const std::vector<Case> cases{
    {"two_observers", "{agents: [carol]}", {.agents = {2}}},
    {"two_observers", "{agents: ['?a*']}", {.agents = {2, 3}}},  // carol, dave
    {"two_observers", "{agents: '*'}", {}},
    {"two_observers", "{from: 40 ms, until: 60 ms}", {.from = 0.04, .until = 0.06}},
    {"lossy-link", "{agents: bob}", {.agents = {1}}},
    {"lossy-link", "{kinds: [assessments]}", {.kinds = {"assessments"}}},
    {"lossy-link", "{kinds: [messages, incidences]}", {.kinds = {"messages", "incidences"}}},
    {"lossy-link", "{from: 10 s, until: 20 s}", {.from = 10.0, .until = 20.0}},
    {"lossy-link", "{from: 10.02 s}", {.from = 10.02}},
    {"lossy-link", "{until: 10.02 s}", {.until = 10.02}},
    {"lossy-link",
     "{when: {verdict: [broken, not_kept]}}",
     {.verdicts = {Verdict::broken, Verdict::not_kept}}},
    {"lossy-link",
     "{level: full, agents: [alice, carol], from: 10 s, until: 20 s, "
     "kinds: [messages, transitions, assessments], when: {verdict: kept}}",
     {.agents = {0, 2},
      .kinds = {"messages", "transitions", "assessments"},
      .from = 10.0,
      .until = 20.0,
      .verdicts = {Verdict::kept}}},
};

const Overrides a_minute{.until = "60.5 s"};

Overrides short_of(const std::string& name) {
    return name == "lossy-link" ? a_minute : Overrides{};
}

}  // namespace

TEST_CASE("A record holds exactly what is selected", "[record][selection]") {
    const coffee::Folder folder;
    for (const Case& one : cases) {
        CAPTURE(one.scenario, one.record);
        const Scenario scenario = with_record(one.scenario, one.record, short_of(one.scenario));
        const Kept kept = recorded(scenario, folder.path("selected.h5"));
        const Batch wanted = filtered(kept.all, one.wanted);

        CHECK(wanted.rows() > 0);
        CHECK((wanted.rows() < kept.all.facts.rows() || one.record == "{agents: '*'}"));
        CHECK(kept.content_digest == digest_of(wanted, kept.all, folder.path("by_hand.h5")));
    }
}

TEST_CASE("A selection changes neither the run nor depends on threads", "[record][selection]") {
    const coffee::Folder folder;
    const Digest whole =
        recorded(Scenario::load(library + "lossy-link.yaml", a_minute), folder.path("whole.h5"))
            .run_digest;
    for (const char* record : {"{agents: [carol], from: 10 s}", "{kinds: messages}",
                               "{level: promises, when: {verdict: broken}}", "summary"}) {
        CAPTURE(record);
        const Scenario scenario = with_record("lossy-link", record, a_minute);
        const Kept on_one = recorded(scenario, folder.path("one.h5"), 1);
        const Kept on_two = recorded(scenario, folder.path("two.h5"), 2);
        CHECK(on_one.run_digest == whole);
        CHECK(on_two.run_digest == whole);
        CHECK(on_one.content_digest == on_two.content_digest);
    }
}

TEST_CASE("Counts of a selection, by hand", "[record][selection]") {
    const coffee::Folder folder;
    const std::string path = folder.path("run.h5");
    // Alice sends a pulse to each of two at 10, 11, ... 19 s; it comes 40 ms later or never.
    recorded(with_record("lossy-link", "{agents: [alice], from: 10 s, until: 20 s}", a_minute),
             path);
    const Reader alice(path);
    CHECK(alice.rows("transitions") == 10);
    CHECK(alice.rows("incidences") == 10);
    CHECK(alice.rows("messages") == 20);
    CHECK(alice.rows("contents") == 20);
    CHECK(alice.rows("assessments") == 0);
    CHECK(alice.rows("promises") == 1);
    // Each pulse of 1, 2, ... 60 s has got a verdict by 60.5 s, but for those by silence, which
    // comes 1.1 s after the due time, and for those of Carol's that are late.
    recorded(with_record("lossy-link", "{agents: [bob], kinds: assessments}", a_minute), path);
    const Reader bob(path);
    CHECK(bob.rows("assessments") >= 58);
    CHECK(bob.rows("assessments") <= 60);
    CHECK(bob.rows("transitions") == 0);
    CHECK(bob.scenario_resolved().find("agents: [bob]") != std::string::npos);
}

TEST_CASE("What an agent judged by is recorded with it", "[record][selection]") {
    const coffee::Folder folder;
    for (const char* agent : {"alice", "bob", "carol", "dave"}) {
        CAPTURE(agent);
        const std::string path = folder.path("run.h5");
        recorded(with_record("two_observers", std::string("{agents: ") + agent + "}"), path);
        const Reader record(path);
        std::set<std::uint64_t> messages, promises;
        const auto makers = record.column<std::uint32_t>("messages", "sender");
        const auto counts = record.column<std::uint32_t>("messages", "sequence");
        for (std::size_t i = 0; i < makers.size(); ++i) {
            messages.insert(MessageId(AgentId{makers[i]}, counts[i]).packed);
        }
        const auto promisers = record.column<std::uint32_t>("promises", "promiser");
        const auto n_promised = record.column<std::uint32_t>("promises", "count");
        for (std::size_t i = 0; i < promisers.size(); ++i) {
            promises.insert(PromiseId(AgentId{promisers[i]}, n_promised[i]).packed);
        }
        CHECK(promises.size() == 1);
        CHECK(record.rows("transitions") > 0);
        for (const std::uint64_t cause : record.column<std::uint64_t>("transitions", "cause")) {
            CHECK((MessageId(cause).exists() ? messages.contains(cause) : true));
        }
        for (const std::uint64_t seen : record.column<std::uint64_t>("assessments", "evidence")) {
            CHECK((MessageId(seen).exists() ? messages.contains(seen) : true));
        }
        for (const std::uint64_t about : record.column<std::uint64_t>("assessments", "promise")) {
            CHECK(promises.contains(about));
        }
    }
}

TEST_CASE("A sample is the seed's, and a larger one holds the smaller", "[record][selection]") {
    const std::string crowd =
        coffee::with("agents:", "groups:\n  crowd: {count: 2000}\nagents:",
                     coffee::with("scenario: coffee", "scenario: coffee\nseed: 7"));
    const auto sampled = [&](const std::string& record, const Overrides& overrides = {}) {
        return coffee::scenario(crowd + "record: " + record + "\n", overrides).selected().agents;
    };
    const auto count = [](const std::vector<bool>& agents) {
        return std::count(agents.begin(), agents.end(), true);
    };
    const auto one = sampled("{sample: 1 %}");
    const auto ten = sampled("{sample: 10 %}");
    REQUIRE(one.size() == 2'002);
    // n p +- 4 sqrt(n p (1 - p)): 20 +- 18 and 200 +- 54.
    CHECK(std::abs(count(one) - 20) <= 18);
    CHECK(std::abs(count(ten) - 200) <= 54);
    for (std::size_t i = 0; i < one.size(); ++i) CHECK((!one[i] || ten[i]));
    CHECK(one == sampled("{sample: 0.01}"));
    CHECK(one != sampled("{sample: 1 %}", {.seed = 8}));
    CHECK(count(sampled("{sample: 1}")) == 2'002);

    // Alice and Bob are the last two: named in full they are kept, as one of many only by chance.
    const auto named = sampled("{agents: [alice, 'crowd_*'], sample: 10 %}");
    CHECK(named[2'000]);
    CHECK_FALSE(named[2'001]);
    CHECK(std::vector<bool>(named.begin(), named.begin() + 2'000) ==
          std::vector<bool>(ten.begin(), ten.begin() + 2'000));
    CHECK(sampled("{agents: [alice, crowd], sample: 10 %}") == named);
}

TEST_CASE("A level may stand alone, and what is resolved says the same", "[record][scenario]") {
    for (const char* level : {"off", "summary", "promises", "full"}) {
        const Scenario given = coffee::scenario(coffee::text + "record: " + level + "\n");
        const Scenario spelled =
            coffee::scenario(coffee::text + "record: {level: " + level + "}\n");
        CHECK(given.record_level() == spelled.record_level());
        CHECK(given.preamble().resolved_text == spelled.preamble().resolved_text);
        CHECK(given.selected() == Selected{});
        CHECK(coffee::scenario(given.preamble().resolved_text).record_level() ==
              given.record_level());
    }
    const std::string all =
        "record: {level: full, agents: ['b*', alice], sample: 50 %, kinds: "
        "[promises, messages], from: 10 ms, until: 1 s, when: {message: "
        "outcome}}\n";
    const Scenario scenario = coffee::scenario(coffee::text + all);
    CHECK(coffee::scenario(scenario.preamble().resolved_text).selected() == scenario.selected());
    CHECK(scenario.selected() != Selected{});
    CHECK_FALSE(coffee::scenario().record_level());
}

TEST_CASE("A selection that cannot be meant is refused where it stands", "[record][scenario]") {
    struct Bad {
        std::string record;
        std::string fault;
    };
    const std::vector<Bad> bad{
        {"fulll",
         "record.level: `fulll` is not one of `off`, `summary`, `promises`, `full`; did "
         "you mean `full`?"},
        {"[full]", "record: a map is due here"},
        {"{agent: bob}", "`agent` is not a key of record; did you mean `agents`?"},
        {"{agents: [bbo]}", "record.agents: there is no agent `bbo`; did you mean `bob`?"},
        {"{agents: ['c*']}",
         "record.agents: no agent is called like `c*`; `*` stands for any "
         "letters and `?` for one, and there are `alice`, `bob`"},
        {"{agents: ['bo']}", "record.agents: there is no agent `bo`"},
        {"{agents: ['?']}", "record.agents: no agent is called like `?`"},
        {"{agents: []}", "record.agents: an empty list selects nobody"},
        {"{agents: {bob: 1}}", "record.agents: a name is due here, not a map"},
        {"{kinds: [message]}",
         "record.kinds: `message` is not one of `promises`, `builds_on`, "
         "`assessments`, `messages`, `transitions`, `incidences`, "
         "`readings`, `positions`; did you mean `messages`?"},
        {"{kinds: [contents]}", "record.kinds: `contents` is not one of"},
        {"{kinds: []}", "record.kinds: an empty list selects nothing"},
        {"{level: promises, kinds: [promises, messages]}",
         "record.kinds: `messages` are written at level `full` only"},
        {"{level: summary, kinds: [promises]}",
         "record.kinds: `promises` are written at level `promises` only"},
        {"{from: 2 s, until: 2 s}", "record.until must be later than `from`"},
        {"{from: 3 s, until: 2 s}", "record.until must be later than `from`"},
        {"{until: 0 s}", "record.until must be later than `from`"},
        {"{from: 10 s}", "record.from: the run is over by then"},
        {"{from: -1 s}", "record.from must be at least 0 s"},
        {"{from: 5}", "record.from: "},
        {"{sample: 0 %}", "record.sample must be greater than 0"},
        {"{sample: -1 %}", "record.sample must be greater than 0"},
        {"{sample: 101 %}", "record.sample must be at most 1"},
        {"{sample: 3 s}", "record.sample: "},
        {"{agents: [bob], sample: 10 %}", "record.sample: thins out whom patterns and groups"},
        {"{when: {verdict: brokn}}", "record.when.verdict: `brokn` is not one of"},
        {"{when: {verdict: []}}", "record.when.verdict: an empty list selects nothing"},
        {"{when: {message: hello}}", "record.when.message: `hello` is not one of"},
        {"{when: {return_code: 1}}", "record.when.return_code: `1` is not one of"},
        {"{when: {color: red}}", "`color` is not a key of when"},
        {"{when: broken}", "record.when: a map is due here"},
        {"{kinds: messages, when: {verdict: kept}}",
         "record.when.verdict is about `assessments`, which `record.kinds` leaves out"},
        {"{kinds: assessments, when: {message: outcome}}",
         "record.when.message is about `messages`, which `record.kinds` leaves out"},
    };
    for (const Bad& one : bad) {
        const std::string said = coffee::faults(coffee::text + "record: " + one.record + "\n");
        CAPTURE(one.record, said);
        CHECK(said.find(one.fault) != std::string::npos);
        CHECK(said.find("coffee.yaml:15:") == 0);  // the line that the record stands on
    }
}

TEST_CASE("A sample that leaves nobody is told of", "[record][scenario]") {
    const Scenario scenario = coffee::scenario(coffee::text + "record: {sample: 0.000001}\n");
    REQUIRE(scenario.warnings().size() == 1);
    CHECK(scenario.warnings()[0].find("record.sample: with this seed it leaves none of 2 agents") ==
          0);
}

namespace {

void check_near(double estimated, double found) {
    CAPTURE(estimated, found);
    CHECK(estimated <= 3.0 * found + 1.0);
    CHECK(found <= 3.0 * estimated + 1.0);
}

/// Rows and bytes of a scenario, held against what is expected of it before the run.
void check_estimate(const Scenario& scenario, const std::string& path) {
    recorded(scenario, path);
    const Reader record(path);
    const RowCounts rows = scenario.estimated_rows();
    const auto level = scenario.record_level().value_or(RecordLevel::full);
    for (std::size_t i = 0; i < n_row_kinds; ++i) {
        if (level < level_of(static_cast<RowKind>(i))) continue;
        CAPTURE(row_kind_names[i]);
        check_near(rows.rows[i], static_cast<double>(record.rows(row_kind_names[i])));
    }
    if (level == RecordLevel::full) {
        check_near(rows.contents_bytes, static_cast<double>(record.rows("contents_bytes")));
    }
    const auto bytes = static_cast<double>(std::filesystem::file_size(path));
    check_near(static_cast<double>(estimated_bytes(rows, scenario.preamble(), level)), bytes);
}

}  // namespace

TEST_CASE("A record is no more than three times off what was expected of it", "[record]") {
    const coffee::Folder folder;
    const std::string path = folder.path("run.h5");
    for (const char* name : {"two_observers", "lossy-link", "orbit-clock"}) {
        CAPTURE(name);
        check_estimate(Scenario::load(library + name + ".yaml"), path);
    }
    for (const char* record :
         {"summary", "promises", "{agents: [bob]}", "{agents: [alice]}", "{kinds: [transitions]}",
          "{from: 10 s, until: 20 s}", "{from: 5000 s}", "{until: 100 s, agents: [carol]}",
          "{when: {message: outcome}}", "{when: {message: verdict}}"}) {
        CAPTURE(record);
        check_estimate(with_record("lossy-link", record), path);
    }
    folder.put("parcels.csv", coffee::parcels);
    check_estimate(coffee::service(folder), path);
    check_estimate(coffee::service(folder, coffee::parcel_service + "record: {agents: [dhl]}\n"),
                   path);
}

TEST_CASE("Larger by far than a disk is expected to be, and no number overflows", "[record]") {
    const Scenario scenario = coffee::scenario(coffee::with(
        "due: 100 ms", "schedule: {period: 1 ms}", coffee::with("until: 10 s", "until: 40 d")));
    const std::uint64_t bytes =
        estimated_bytes(scenario.estimated_rows(), scenario.preamble(), RecordLevel::full);
    // 40 d of a pulse a millisecond are 3.456e9: told, heard, judged.
    CHECK(bytes > 3'456'000'000ull * 60);
    CHECK(bytes > full_bytes_max);
    RowCounts endless;
    endless.rows.fill(1e300);
    CHECK(estimated_bytes(endless, {}, RecordLevel::full) == std::uint64_t{1} << 63);
    CHECK(estimated_bytes(endless, {}, RecordLevel::off) == 0);
}
