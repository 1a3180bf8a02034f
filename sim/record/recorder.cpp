// SPDX-License-Identifier: Apache-2.0
#include "sim/record/recorder.hpp"

#include <filesystem>
#include <system_error>
#include <vector>

#include <unistd.h>

#include "sim/base/expects.hpp"
#include "sim/base/parallel.hpp"
#include "sim/record/constants.hpp"
#include "sim/record/content_digest.hpp"
#include "sim/record/facts.hpp"
#include "sim/record/table_writer.hpp"

namespace worldline {
namespace {

constexpr std::size_t n_tables = std::size(schema::tables);
constexpr std::size_t chunks_in_flight = 6;  // of 5 MB at most

consteval std::size_t table(std::string_view name) {
    for (std::size_t t = 0; t < n_tables; ++t) {
        if (schema::tables[t].name == name) return t;
    }
    throw "no such table";  // stops the compiler
}

constexpr std::string_view name_of(RecordLevel level) {
    constexpr std::string_view names[]{"off", "summary", "promises", "full"};
    return names[static_cast<std::size_t>(level)];
}

/// "1.2.3" as three numbers.
std::array<std::uint32_t, 3> numbers_of(std::string_view version) {
    std::array<std::uint32_t, 3> numbers{};
    std::size_t place = 0;
    for (const char letter : version) {
        if (letter == '.') {
            ++place;
        } else if (place < numbers.size()) {
            numbers[place] = 10 * numbers[place] + static_cast<std::uint32_t>(letter - '0');
        }
    }
    return numbers;
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw RecordError(path.string() + " cannot be written: " + why);
}

std::string kind_of(std::filesystem::file_type type) {
    switch (type) {
    case std::filesystem::file_type::directory:
        return "a folder";
    case std::filesystem::file_type::block:
    case std::filesystem::file_type::character:
        return "a device";
    case std::filesystem::file_type::fifo:
        return "a pipe";
    case std::filesystem::file_type::socket:
        return "a socket";
    default:
        return "no regular file";
    }
}

/// The file that a record at `path` will be: `path` itself, or what it is a link to.
///
/// What would fail only at the end of a long run is found out here, at its beginning. So is what
/// renaming would silently replace: a device, a pipe, a link.
std::filesystem::path place_of(const std::filesystem::path& path) {
    const auto folder = path.has_parent_path() ? path.parent_path() : ".";
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) {
        refuse(path, "there is no folder " + folder.string());
    }
    const bool is_link = std::filesystem::is_symlink(path, error);
    const std::filesystem::file_status target = std::filesystem::status(path, error);
    switch (target.type()) {
    case std::filesystem::file_type::not_found:
        if (is_link) refuse(path, "it is a link to nothing");
        return path;
    case std::filesystem::file_type::regular:
        return is_link ? std::filesystem::canonical(path) : path;
    case std::filesystem::file_type::none:
        refuse(path, error.message());
    default:
        refuse(path, "it is " + kind_of(target.type()));
    }
}

/// An unfinished file beside the one that it will be. What a killed run has left is not touched,
/// even if a process of the same number left it: in containers numbers come again soon.
hdf5::File create_partial(const std::filesystem::path& final_path, std::string& name) {
    constexpr int n_tries = 1'000;
    const std::string stem = final_path.string() + "." + std::to_string(::getpid());
    for (int i = 1;; ++i) {
        name = stem + (i == 1 ? "" : "-" + std::to_string(i)) + ".partial";
        std::error_code ignored;
        const auto found = std::filesystem::symlink_status(name, ignored);
        if (i < n_tries && std::filesystem::exists(found)) continue;
        return hdf5::File::create_new(name);
    }
}

}  // namespace

/// What there is while a file is being written. Members go in reverse order: first the helper,
/// having done what is queued, then the datasets, then the file.
struct Recorder::Work {
    Work(std::filesystem::path place, bool compress)
        : final_path(std::move(place)), file(create_partial(final_path, partial_path)) {
        writers.reserve(n_tables);
        for (const schema::Table& one : schema::tables) writers.emplace_back(file, one, compress);
    }

    void write_attributes(const Preamble& preamble, RecordLevel level);
    void write_text(const std::string& dataset, const std::string& text);
    void write_constants(const Constants& constants);
    void stage_contents(const Batch& batch);
    template <class Put>
    void stage(std::size_t table, std::uint64_t count, const Put& put);
    void finish(schema::TableKind kind);
    void write_ending(const Ending& ending);

    std::filesystem::path final_path;
    std::string partial_path;  // before `file`, which gives it
    hdf5::File file;
    Packer packer;
    std::vector<TableWriter> writers;                        // by table
    std::vector<std::unique_ptr<Columns>> staged{n_tables};  // by table; none: no rows
    std::vector<facts::Contents> contents;                   // of one batch
    std::vector<std::byte> contents_bytes;                   // likewise
    std::uint64_t contents_start = 0;                        // bytes of all batches
    Background helper{chunks_in_flight};
};

void Recorder::Work::write_attributes(const Preamble& preamble, RecordLevel level) {
    file.set("/", "filetype", "worldline");
    file.set("/", "version", std::array<std::uint32_t, 2>{schema::version[0], schema::version[1]});
    file.set("/", "writer", "worldline");
    file.set("/", "writer_version", numbers_of(WORLDLINE_VERSION));
    file.set("/", "complete", std::uint8_t{0});
    file.set("/", "scenario", preamble.scenario);
    file.set("/", "seed", preamble.seed);
    file.set("/", "resolution", preamble.resolution.attoseconds);
    file.set("/", "until", preamble.until.ticks);
    file.set("/", "bin_width", preamble.bin_width.ticks);
    file.set("/", "epoch", preamble.epoch);
    file.set("/", "record_level", name_of(level));
    for (const char* group : {"/scenario", "/enums", "/environment", "/runtime"}) {
        file.create_group(group);
    }
    write_text("/scenario/source", preamble.source_text);
    write_text("/scenario/resolved", preamble.resolved_text);
}

void Recorder::Work::write_text(const std::string& dataset, const std::string& text) {
    file.create_dataset(dataset, schema::u1, {.rows = text.size()})
        .write(std::as_bytes(std::span(text)));
    file.set(dataset, "media_type", "application/yaml");
}

void Recorder::Work::write_constants(const Constants& constants) {
    for (std::size_t t = 0; t < n_tables; ++t) {
        if (schema::tables[t].kind != schema::TableKind::constant) continue;
        stage(t, constants.rows(schema::tables[t]),
              [&](hdf5::Rows rows, Columns& into) { constants.put(rows, into); });
    }
    finish(schema::TableKind::constant);
    for (const auto& [name, labels] : constants.enumerations()) {
        const std::string path = "/enums/" + std::string(name);
        file.create_dataset(path, schema::u4, {.rows = labels.size()})
            .write(std::as_bytes(std::span(labels)));
        file.set(path, "refers_to", "row:strings");
    }
}

/// Hands over rows of one table: `put(rows, columns)` appends some of them.
template <class Put>
void Recorder::Work::stage(std::size_t t, std::uint64_t count, const Put& put) {
    for (std::uint64_t done = 0; done < count;) {
        if (!staged[t]) staged[t] = std::make_unique<Columns>(schema::tables[t]);
        Columns& columns = *staged[t];
        const std::uint64_t some = std::min(columns.room(), count - done);
        put(hdf5::Rows{done, some}, columns);
        done += some;
        if (!columns.is_full()) continue;
        helper.submit([this, t, chunk = std::shared_ptr<Columns>(std::move(staged[t]))] {
            writers[t].write(*chunk, packer);
            file.flush();  // a run that is killed leaves what it has written so far
        });
    }
}

/// Contents are stored message by message, whatever lies between them in the batch.
void Recorder::Work::stage_contents(const Batch& batch) {
    contents.clear();
    contents_bytes.clear();
    for (const Message& message : batch.messages) {
        if (message.size == 0) continue;
        expects(message.contents + message.size <= batch.contents.size(),
                "the contents of a message lie in its batch");
        contents.push_back({message.id, contents_start + contents_bytes.size(), message.size});
        const auto start = batch.contents.begin() + static_cast<std::ptrdiff_t>(message.contents);
        contents_bytes.insert(contents_bytes.end(), start, start + message.size);
    }
    contents_start += contents_bytes.size();
    stage(table("contents"), contents.size(),
          [&](hdf5::Rows rows, Columns& into) { facts::put_contents(contents, rows, into); });
    stage(table("contents_bytes"), contents_bytes.size(),
          [&](hdf5::Rows rows, Columns& into) { facts::put_bytes(contents_bytes, rows, into); });
}

/// Writes the last rows of all tables of one kind, from this thread.
void Recorder::Work::finish(schema::TableKind kind) {
    helper.finish();
    for (std::size_t t = 0; t < n_tables; ++t) {
        if (schema::tables[t].kind != kind) continue;
        if (!staged[t]) staged[t] = std::make_unique<Columns>(schema::tables[t]);
        writers[t].finish(*staged[t], packer);
        staged[t].reset();
    }
}

void Recorder::Work::write_ending(const Ending& ending) {
    file.set("/", "ended", ending.time.ticks);
    file.set("/", "events", ending.events);
    file.set("/", "run_digest", hex(ending.run_digest));
    file.set("/", "complete", std::uint8_t{ending.complete});
    ColumnDigests known;
    for (const TableWriter& writer : writers) known.merge(writer.digests());
    file.set("/", "content_digest", hex(content_digest(file, known)));
}

Recorder::Recorder(std::string path, Options options) : path_(std::move(path)), options_(options) {}

Recorder::~Recorder() { abandon(); }

void Recorder::begin(const Preamble& preamble) {
    expects(work_ == nullptr, "a run begins once");
    if (options_.level == RecordLevel::off) return;
    std::filesystem::path place = place_of(path_);
    const Constants constants(preamble, path_);
    work_ = std::make_unique<Work>(std::move(place), options_.compress);
    try {
        work_->write_attributes(preamble, options_.level);
        work_->write_constants(constants);
        work_->file.flush();
    } catch (...) {
        abandon();
        throw;
    }
}

void Recorder::commit(const Batch& batch) {
    if (options_.level < RecordLevel::promises) return;
    expects(work_ != nullptr, "batches come between begin and end");
    Work& work = *work_;
    const auto stage = [&](std::size_t t, const auto& rows, auto put) {
        work.stage(t, rows.size(), [&](hdf5::Rows some, Columns& into) { put(batch, some, into); });
    };
    stage(table("promises"), batch.promises, facts::put_promises);
    stage(table("builds_on"), batch.builds_on, facts::put_builds_on);
    stage(table("assessments"), batch.assessments, facts::put_assessments);
    if (options_.level < RecordLevel::full) return;
    stage(table("messages"), batch.messages, facts::put_messages);
    work.stage_contents(batch);
    stage(table("transitions"), batch.transitions, facts::put_transitions);
    stage(table("incidences"), batch.incidences, facts::put_incidences);
    stage(table("readings"), batch.readings, facts::put_readings);
    stage(table("positions"), batch.positions, facts::put_positions);
}

void Recorder::end(const Ending& ending) {
    if (options_.level == RecordLevel::off) return;
    expects(work_ != nullptr, "a run ends after it has begun");
    work_->finish(schema::TableKind::fact);
    work_->stage(table("profile"), ending.profile.size(), [&](hdf5::Rows rows, Columns& into) {
        facts::put_stretches(ending.profile, rows, into);
    });
    work_->finish(schema::TableKind::runtime);
    work_->file.set("/environment", "hdf5", hdf5::library_version());
    for (const auto& [name, value] : environment_) work_->file.set("/environment", name, value);
    for (const auto& [name, value] : runtime_) work_->file.set("/runtime", name, value);
    work_->write_ending(ending);
    work_->file.close();
    std::error_code error;
    std::filesystem::rename(work_->partial_path, work_->final_path, error);
    if (error) throw RecordError(path_ + " cannot be written: " + error.message());
    work_.reset();
}

void Recorder::abandon() noexcept {
    if (!work_) return;
    const std::filesystem::path partial = work_->partial_path;
    work_.reset();
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
}

void Recorder::environment(std::string name, std::string value) {
    environment_[std::move(name)] = std::move(value);
}

void Recorder::runtime(std::string name, double value) { runtime_[std::move(name)] = value; }

void refuse_same_file(const std::string& output, const std::string& input) {
    std::error_code ignored;  // where one of them is not there they are not the same
    if (!std::filesystem::equivalent(output, input, ignored)) return;
    throw RecordError(output + " cannot be written: it is the scenario " + input +
                      ", which the record would replace");
}

}  // namespace worldline
