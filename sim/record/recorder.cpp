// SPDX-License-Identifier: Apache-2.0
#include "sim/record/recorder.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>
#include <vector>

#include "sim/base/expects.hpp"
#include "sim/record/block_table.hpp"
#include "sim/record/constants.hpp"
#include "sim/record/content_digest.hpp"
#include "sim/record/facts.hpp"
#include "sim/record/place.hpp"
#include "sim/record/reader.hpp"
#include "sim/record/table_writer.hpp"

namespace worldline {
namespace {

constexpr std::size_t n_tables = std::size(schema::tables);
constexpr double cost_share = 50.0;  // times what a checkpoint took lie between two

consteval std::size_t table(std::string_view name) {
    const std::size_t t = schema::number_of(name);
    return t < n_tables ? t : throw "no such table";  // stops the compiler
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

double now() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(since).count();
}

std::string text_of(const hdf5::File& file, const std::string& path) {
    const hdf5::Dataset dataset = file.dataset(path);
    std::string text(dataset.rows(), '\0');
    dataset.read({0, text.size()}, std::as_writable_bytes(std::span(text)));
    return text;
}

std::string open_partial(const std::string& record, bool overwrite) {
    clear_partial(record, overwrite);
    return partial_of(record);
}

}  // namespace

/// What there is while a file is being written. Members go in reverse order: first the pipeline,
/// having done what is queued, then the datasets, then the file.
struct Recorder::Work {
    Work(const std::filesystem::path& place, const Options& options)
        : record(place.string()),
          file(hdf5::File::create_guarded(open_partial(record, options.overwrite))),
          pipeline(writers, options.compress) {
        writers.reserve(n_tables);
        for (const schema::Table& one : schema::tables) {
            writers.emplace_back(file, one, options.compress);
        }
    }
    /// Goes on.
    Work(const std::filesystem::path& place, const Options& options, Saved& from)
        : record(place.string()),
          file(hdf5::File::reopen_guarded(partial_of(record), std::move(from.overlay))),
          pipeline(writers, options.compress),
          contents_start(from.contents_bytes),
          seconds_before(from.seconds),
          tally(std::move(from.tally)) {
        writers.reserve(n_tables);
        for (std::size_t t = 0; t < n_tables; ++t) {
            Saved::Table& table = from.tables[t];
            writers.emplace_back(file, schema::tables[t], options.compress, std::move(table.blocks),
                                 table.inherited);
            if (table.rest_rows == 0) continue;
            staged[t] = pipeline.take(t);
            staged[t]->columns.append(table.rest, table.rest_rows);
        }
    }

    void check_scenario(const Preamble& preamble) const;
    void follow(const std::string& parent_path, Time fork_time);
    void check_past() const;
    void write_attributes(const Preamble& preamble, RecordLevel level);
    void write_text(const std::string& dataset, const std::string& text);
    void write_constants(const Constants& constants);
    void stage_contents(const Batch& batch);
    template <class Put>
    void stage(std::size_t table, std::uint64_t count, const Put& put);
    void stage_blocks();
    void count(std::span<const Assessment> assessments);
    Saved saved() const;
    void finish(schema::TableKind kind);
    void write_ending(const Ending& ending);
    void close();

    std::string record;  ///< the file that it will be
    hdf5::File file;
    std::vector<TableWriter> writers;  // by table
    Pipeline pipeline;
    Packer packer;                                            // of last chunks
    std::vector<std::unique_ptr<RowChunk>> staged{n_tables};  // by table; none: no rows
    std::vector<facts::Contents> contents;                    // of one batch
    std::vector<std::byte> contents_bytes;                    // likewise
    std::uint64_t contents_start = 0;                         // bytes of all batches
    double began = now();
    double seconds_before = 0.0;  // of a run that goes on
    Tally tally;
    std::string scenario;
    Time until;
    Resolution resolution;
    std::unique_ptr<Reader> parent;         // of a fork
    std::vector<TableWriter::Blocks> past;  // the parent's, by table
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
        if (!staged[t]) staged[t] = pipeline.take(t);
        Columns& columns = staged[t]->columns;
        const std::uint64_t some = std::min(columns.room(), count - done);
        put(hdf5::Rows{done, some}, columns);
        done += some;
        if (columns.is_full()) pipeline.submit(t, std::move(staged[t]));
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

/// Of all columns that the content digest is about.
void Recorder::Work::stage_blocks() {
    std::vector<facts::NumberedBlock> blocks;
    std::string paths;
    for (std::size_t t = 0; t < n_tables; ++t) {
        const schema::Table& one = schema::tables[t];
        for (std::size_t c = 0; c < one.columns.size(); ++c) {
            const std::size_t number = schema::column_number(t, c);
            paths += (number == 0 ? "" : ",") + std::string(one.name) + "/" +
                     std::string(one.columns[c].name);
            if (one.kind >= schema::TableKind::derived) continue;
            for (const ColumnBlock& block : writers[t].blocks()[c]) {
                const bool is_first = blocks.empty() || blocks.back().column != number;
                blocks.push_back({static_cast<std::uint16_t>(number),
                                  is_first ? 0 : blocks.back().number + 1, block});
            }
        }
    }
    file.set("/blocks", "paths", paths);
    stage(table("blocks"), blocks.size(),
          [&](hdf5::Rows rows, Columns& into) { facts::put_blocks(blocks, rows, into); });
}

void Recorder::Work::count(std::span<const Assessment> assessments) {
    constexpr std::size_t n_verdicts = std::size(schema::verdict_labels);
    for (const Assessment& one : assessments) {
        const std::size_t at =
            one.assessor.number * n_verdicts + static_cast<std::size_t>(one.verdict);
        if (at >= tally.verdicts.size()) tally.verdicts.resize((at / n_verdicts + 1) * n_verdicts);
        ++tally.verdicts[at];
        if (std::isnan(one.trust)) continue;
        const double step = one.trust * static_cast<double>(tally.trust.size());
        ++tally.trust[std::min(static_cast<std::size_t>(std::max(step, 0.0)),
                               tally.trust.size() - 1)];
    }
}

/// All but what the caller knows. @pre nothing is on its way, and the file has been flushed
Saved Recorder::Work::saved() const {
    Saved saved;
    saved.until = until;
    saved.resolution = resolution;
    saved.scenario = scenario;
    saved.seconds = seconds_before + now() - began;
    saved.overlay = file.overlay();
    saved.contents_bytes = contents_start;
    saved.tally = tally;
    saved.boot = boot_id();
    saved.status = pipeline.status();
    for (std::size_t t = 0; t < n_tables; ++t) {
        Saved::Table one{.blocks = writers[t].blocks(),
                         .inherited = writers[t].inherited_rows(),
                         .rest_rows = 0,
                         .rest = {}};
        if (staged[t]) {
            const Columns& columns = staged[t]->columns;
            one.rest_rows = columns.rows();
            for (std::size_t c = 0; c < columns.table().columns.size(); ++c) {
                const auto values = columns.values(c);
                one.rest.insert(one.rest.end(), values.begin(), values.end());
            }
        }
        saved.tables.push_back(std::move(one));
    }
    return saved;
}

/// Writes the last rows of all tables of one kind, from this thread.
void Recorder::Work::finish(schema::TableKind kind) {
    pipeline.finish();
    for (std::size_t t = 0; t < n_tables; ++t) {
        if (schema::tables[t].kind != kind) continue;
        if (!staged[t]) staged[t] = std::make_unique<RowChunk>(schema::tables[t]);
        writers[t].finish(staged[t]->columns, packer);
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

/// Gives the file its name, once the disk has all of it. Until then the last checkpoint stands.
void Recorder::Work::close() {
    file.close();
    sync(partial_of(record));
    std::error_code error;
    std::filesystem::rename(partial_of(record), record, error);
    if (error) throw RecordError(record + " cannot be written: " + error.message());
    remove_checkpoints(record);
}

void Recorder::Work::check_scenario(const Preamble& preamble) const {
    refuse_other_scenario(record, preamble.resolved_text, text_of(file, "/scenario/resolved"));
}

void Recorder::Work::follow(const std::string& parent_path, Time fork_time) {
    parent = std::make_unique<Reader>(parent_path);
    past = blocks_of(*parent);
    for (std::size_t t = 0; t < n_tables; ++t) {
        if (schema::tables[t].kind == schema::TableKind::fact) writers[t].follow(past[t]);
    }
    const auto folder = std::filesystem::absolute(record).parent_path();
    file.set("/", "parent",
             std::filesystem::relative(std::filesystem::absolute(parent_path), folder).string());
    file.set("/", "parent_digest", parent->text("content_digest"));
    file.set("/", "fork_time", fork_time.ticks);
}

/// All rows so far must be the parent's: whole blocks by their digests, the rest one by one.
void Recorder::Work::check_past() const {
    for (std::size_t t = 0; t < n_tables; ++t) {
        const schema::Table& one = schema::tables[t];
        if (one.kind != schema::TableKind::fact) continue;
        const std::uint64_t whole = writers[t].rows();
        const std::uint64_t rest = staged[t] ? staged[t]->columns.rows() : 0;
        bool is_same =
            writers[t].inherited_rows() == whole && whole + rest <= parent->rows(one.name);
        for (std::size_t c = 0; is_same && rest > 0 && c < one.columns.size(); ++c) {
            const auto theirs = parent->bytes(one, one.columns[c], {whole, rest});
            is_same = std::ranges::equal(staged[t]->columns.values(c), theirs);
        }
        if (is_same) continue;
        throw RecordError(record + " is no fork of " + parent->path() +
                          ": the same scenario now leads to other rows in /" +
                          std::string(one.name) + " after row " +
                          std::to_string(writers[t].inherited_rows()));
    }
}

Recorder::Recorder(std::string path, Options options) : path_(std::move(path)), options_(options) {}

Recorder::Recorder(std::string path, Options options, Saved from)
    : path_(std::move(path)), options_(options), from_(std::move(from)) {
    options_.level = from_->level;
    options_.compress = from_->compress;
}

Recorder::~Recorder() { abandon(); }

void Recorder::begin(const Preamble& preamble) {
    expects(work_ == nullptr, "a run begins once");
    if (options_.level == RecordLevel::off) return;
    const std::filesystem::path place = place_of(path_);
    const std::optional<Saved> from = std::exchange(from_, std::nullopt);
    if (from) {
        refuse_if_written(place.string());
        saved_time_ = from->moment.time.ticks;
        Saved state = *from;
        work_ = std::make_unique<Work>(place, options_, state);
    } else {
        const Constants constants(preamble, path_);
        work_ = std::make_unique<Work>(place, options_);
        try {
            work_->write_attributes(preamble, options_.level);
            work_->write_constants(constants);
            if (!options_.parent.empty()) work_->follow(options_.parent, options_.fork_time);
        } catch (...) {
            abandon();
            throw;
        }
    }
    work_->scenario = preamble.scenario;
    work_->until = preamble.until;
    work_->resolution = preamble.resolution;
    try {
        if (from) {
            work_->check_scenario(preamble);
            if (!options_.parent.empty()) work_->follow(options_.parent, options_.fork_time);
        } else {
            make_checkpoint(Checkpoint{});
        }
    } catch (...) {
        abandon();
        throw;
    }
    next_save_ = now() + options_.checkpoint_every;
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
    work.count(batch.assessments);
    if (options_.level < RecordLevel::full) return;
    stage(table("messages"), batch.messages, facts::put_messages);
    work.stage_contents(batch);
    stage(table("transitions"), batch.transitions, facts::put_transitions);
    stage(table("incidences"), batch.incidences, facts::put_incidences);
    stage(table("readings"), batch.readings, facts::put_readings);
    stage(table("positions"), batch.positions, facts::put_positions);
}

void Recorder::checkpoint(const Checkpoint& moment) {
    if (options_.level == RecordLevel::off) return;
    expects(work_ != nullptr, "checkpoints come between begin and end");
    make_checkpoint(moment);
}

/// Rows first, then the checkpoint that tells of them, then what makes the file open by itself.
void Recorder::make_checkpoint(const Checkpoint& moment) {
    const double begin = now();
    Work& work = *work_;
    work.pipeline.finish();
    if (work.parent) work.check_past();
    work.file.flush();
    work.file.sync();
    Saved saved = work.saved();
    saved.moment = {moment.time,    moment.run_digest, moment.events,
                    moment.windows, moment.unheard,    {}};
    saved.level = options_.level;
    saved.compress = options_.compress;
    for (const auto& [name, save] : kept_) saved.kept[name] = save();
    save(saved, moment.snapshot, work.record);
    work.file.publish();
    if (!moment.snapshot.empty()) saved_time_ = moment.time.ticks;
    const double end = now();
    const double every = options_.checkpoint_every;
    next_save_ = every > 0.0 ? end + std::max(every, cost_share * (end - begin)) : end;
}

void Recorder::end(const Ending& ending) {
    if (options_.level == RecordLevel::off) return;
    expects(work_ != nullptr, "a run ends after it has begun");
    if (ending.resumable) {
        last_status_ = work_->pipeline.status();
        return work_.reset();
    }
    Work& work = *work_;
    work.finish(schema::TableKind::fact);
    work.stage_blocks();
    work.finish(schema::TableKind::derived);
    work.stage(table("profile"), ending.profile.size(), [&](hdf5::Rows rows, Columns& into) {
        facts::put_stretches(ending.profile, rows, into);
    });
    work.finish(schema::TableKind::runtime);
    work.file.set("/environment", "hdf5", hdf5::library_version());
    for (const auto& [name, value] : environment_) work.file.set("/environment", name, value);
    for (const auto& [name, value] : runtime_) work.file.set("/runtime", name, value);
    work.write_ending(ending);
    work.close();
    last_status_ = work.pipeline.status();
    work_.reset();
}

void Recorder::abandon() noexcept {
    if (!work_) return;
    const std::string record = work_->record;
    work_.reset();
    if (last_checkpoint()) return;
    std::error_code ignored;
    std::filesystem::remove(partial_of(record), ignored);
    remove_checkpoints(record);
}

bool Recorder::is_checkpoint_due() {
    if (options_.level == RecordLevel::off || now() < next_save_) return false;
    next_save_ = std::numeric_limits<double>::infinity();  // until it has been made
    return true;
}

std::optional<Time> Recorder::last_checkpoint() const {
    if (saved_time_ == never_ticks) return std::nullopt;
    return Time{saved_time_};
}

RecordingStatus Recorder::status() const { return work_ ? work_->pipeline.status() : last_status_; }

void Recorder::keep(std::string name, std::function<std::vector<std::byte>()> save) {
    kept_[std::move(name)] = std::move(save);
}

void Recorder::environment(std::string name, std::string value) {
    environment_[std::move(name)] = std::move(value);
}

void Recorder::runtime(std::string name, double value) { runtime_[std::move(name)] = value; }

}  // namespace worldline
