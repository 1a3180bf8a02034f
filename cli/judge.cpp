// SPDX-License-Identifier: Apache-2.0
#include "cli/judge.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/record_names.hpp"
#include "cli/report.hpp"
#include "sim/record/reader.hpp"

namespace worldline {
namespace {

/// The columns of a record that judging again needs.
class RecordColumns {
public:
    explicit RecordColumns(const Reader& record)
        : sender_(numbers(record, "messages", "sender")),
          sequence_(numbers(record, "messages", "sequence")),
          receiver_(numbers(record, "messages", "receiver")),
          said_in_(numbers(record, "messages", "interior_time")),
          kind_(record.column<std::uint16_t>("messages", "kind")),
          message_(record.column<std::uint64_t>("contents", "message")),
          start_(record.column<std::uint64_t>("contents", "start")),
          size_(numbers(record, "contents", "size")),
          bytes_(record.column<std::uint8_t>("contents_bytes", "byte")),
          agent_(numbers(record, "transitions", "agent")),
          interior_time_(numbers(record, "transitions", "interior_time")),
          time_(record.column<std::int64_t>("transitions", "time")),
          round_(record.column<std::uint8_t>("transitions", "round")),
          cause_(record.column<std::uint64_t>("transitions", "cause")),
          reading_agent_(numbers(record, "readings", "agent")),
          reading_interior_time_(numbers(record, "readings", "interior_time")),
          reading_(record.column<std::int64_t>("readings", "reading")),
          fraction_(record.column<double>("readings", "reading_fraction")) {}

    EvidenceColumns all() const {
        EvidenceColumns columns;
        columns.messages = {sender_, sequence_, receiver_, kind_};
        columns.contents = {message_, start_, size_, std::as_bytes(std::span(bytes_))};
        columns.transitions = {agent_, interior_time_, time_, round_, cause_};
        columns.readings = {reading_agent_, reading_interior_time_, reading_, fraction_};
        return columns;
    }
    std::span<const std::uint32_t> said_in() const { return said_in_; }

private:
    static std::vector<std::uint32_t> numbers(const Reader& record, const char* table,
                                              const char* column) {
        return record.column<std::uint32_t>(table, column);
    }

    std::vector<std::uint32_t> sender_, sequence_, receiver_, said_in_;
    std::vector<std::uint16_t> kind_;
    std::vector<std::uint64_t> message_, start_;
    std::vector<std::uint32_t> size_;
    std::vector<std::uint8_t> bytes_;
    std::vector<std::uint32_t> agent_, interior_time_;
    std::vector<std::int64_t> time_;
    std::vector<std::uint8_t> round_;
    std::vector<std::uint64_t> cause_;
    std::vector<std::uint32_t> reading_agent_, reading_interior_time_;
    std::vector<std::int64_t> reading_;
    std::vector<double> fraction_;
};

/// Last own verdicts by observer.
class VerdictCounts {
public:
    void add(const Assessment& row) {
        if (row.learnt_from != nobody) return;
        const auto key = std::tuple(row.assessor, row.promise, row.occurrence);
        const auto earlier = open_.find(key);
        if (earlier != open_.end()) {
            --of(row.assessor, earlier->second);
            open_.erase(earlier);
        }
        ++of(row.assessor, row.verdict);
        if (!is_final(row.verdict)) open_.emplace(key, row.verdict);
    }
    void print(const std::vector<AgentId>& observers, const RecordNames& names) const {
        std::size_t width = 10;
        for (const AgentId one : observers) width = std::max(width, names.of(one).size());
        fmt::print("{:<{}} {:>10} {:>10} {:>10} {:>10} {:>12}\n", "observer", width, "undecided",
                   "kept", "not_kept", "broken", "invalidated");
        for (const AgentId one : observers) {
            const auto at = counts_.find(one);
            const auto& n = at == counts_.end() ? none : at->second;
            fmt::print("{:<{}} {:>10} {:>10} {:>10} {:>10} {:>12}\n", names.of(one), width,
                       grouped(n[0]), grouped(n[1]), grouped(n[2]), grouped(n[3]), grouped(n[4]));
        }
    }

private:
    using Counts = std::array<std::uint64_t, 5>;  ///< by verdict
    static constexpr Counts none{};

    std::uint64_t& of(AgentId observer, Verdict verdict) {
        return counts_[observer][static_cast<std::size_t>(verdict)];
    }

    std::map<AgentId, Counts> counts_;
    std::map<std::tuple<AgentId, PromiseId, std::uint32_t>, Verdict> open_;
};

/// All assessments as text, a line each.
class VerdictTable {
public:
    VerdictTable(const std::string& path, const Reader& record, const RecordNames& names,
                 const std::vector<std::string>& judges)
        : path_(path),
          names_(names),
          judges_(judges),
          verdicts_(record.labels("verdict")),
          reasons_(record.labels("reason")),
          tick_(static_cast<double>(record.number<std::int64_t>("resolution")) * 1e-18) {
        if (path.empty()) return;
        if (!path.ends_with(".csv")) {
            throw RecordError(path + ": a table is written as text; call it NAME.csv");
        }
        file_.reset(std::fopen(path.c_str(), "w"));
        if (!file_) throw RecordError(path + " cannot be written");
        fmt::print(file_.get(),
                   "assessor,promise,occurrence,verdict,reason,degree,margin,reading,"
                   "learnt_from,trust,judge,time\n");
    }
    void add(const Assessment& row, Time time) {
        if (!file_) return;
        const auto number = [](double value) {
            return std::isnan(value) ? std::string() : fmt::format("{}", value);
        };
        const double reading =
            (static_cast<double>(row.reading.ticks) + row.reading.fraction) * tick_;
        fmt::print(file_.get(), "{},{},{},{},{},{},{},{},{},{},{},{}\n", names_.of(row.assessor),
                   names_.of(row.promise), row.occurrence,
                   verdicts_.at(static_cast<std::size_t>(row.verdict)),
                   reasons_.at(static_cast<std::size_t>(row.reason)), number(row.degree),
                   number(row.margin), number(reading),
                   row.learnt_from == nobody ? "" : names_.of(row.learnt_from), number(row.trust),
                   row.judge < judges_.size() ? judges_[row.judge] : "",
                   number(static_cast<double>(time.ticks) * tick_));
    }
    void close() {
        if (!file_) return;
        const bool is_whole = std::ferror(file_.get()) == 0;
        if (std::fclose(file_.release()) != 0 || !is_whole) {
            throw RecordError(path_ + " cannot be written in full");
        }
        print_figure("table", path_);
    }

private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::string path_;
    const RecordNames& names_;
    std::vector<std::string> judges_, verdicts_, reasons_;
    double tick_;
    std::unique_ptr<std::FILE, Closer> file_;
};

RecordedEvidence run_of(const Reader& record, const RecordColumns& columns) {
    const auto& unfinished = record.checkpoint();
    return {
        .columns = columns.all(),
        .said_in = columns.said_in(),
        .end = unfinished ? unfinished->moment.time : Time{record.number<std::int64_t>("ended")},
        .is_whole = record.is_whole(),
        .is_fork = record.has("parent")};
}

int judge(const JudgeCommand& command, const Catalogue& catalogue) {
    const Reader record(command.record);
    const std::string beside = std::filesystem::absolute(record.path()).parent_path().string();
    const Rejudging rejudging(record.scenario_resolved(), record.path(),
                              command.folder.empty() ? beside : command.folder, command.request,
                              catalogue);
    const Preamble& preamble = rejudging.scenario().preamble();
    if (preamble.agents.size() != record.rows("agents")) {
        throw RecordError(fmt::format("{} has {} agents, and its scenario {}", record.path(),
                                      record.rows("agents"), preamble.agents.size()));
    }
    std::vector<std::string> judges;
    for (const auto& judge : preamble.judges) judges.push_back(judge.name);
    const RecordNames names(record);
    const RecordColumns columns(record);
    VerdictTable table(command.output, record, names, judges);
    VerdictCounts counts;
    std::uint64_t n_found = 0;
    const auto reasons =
        rejudging.judge(run_of(record, columns), [&](const Assessment& row, Time time) {
            counts.add(row);
            table.add(row, time);
            ++n_found;
        });
    print_figure("scenario", record.text("scenario"));
    print_figure("judged", fmt::format("{} assessments by {} observers", grouped(n_found),
                                       grouped(rejudging.observers().size())));
    counts.print(rejudging.observers(), names);
    print_figure("exact", reasons.empty() ? "true" : "false");
    for (const std::string& reason : reasons) print_figure("", reason);
    table.close();
    return exit_code::ok;
}

}  // namespace

int judge_command(const JudgeCommand& command, const Catalogue& catalogue) {
    try {
        return judge(command, catalogue);
    } catch (const HearingError& error) {
        throw RecordError(command.record + " is damaged: " + error.what());
    }
}

}  // namespace worldline
