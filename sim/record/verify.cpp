// SPDX-License-Identifier: Apache-2.0
#include "sim/record/verify.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "sim/record/block_reader.hpp"
#include "sim/record/block_table.hpp"
#include "sim/record/check_order.hpp"
#include "sim/record/check_schema.hpp"
#include "sim/record/check_values.hpp"
#include "sim/record/content_digest.hpp"

namespace worldline {
namespace {

using Kind = Fault::Kind;
using schema::chunk_rows;

constexpr std::size_t n_tables = std::size(schema::tables);
constexpr std::size_t pieces_a_thread = 2;

/// One block of all columns of a table, from the file to the end.
struct Piece {
    std::size_t table = 0;
    hdf5::Rows rows;
    bool is_in_file = true;  ///< else in the checkpoint, which has a digest of its own
    bool is_read = true;
    std::vector<StoredBlock> columns = {};
    std::vector<ColumnBlock> blocks = {};         ///< as found, by column
    std::vector<std::vector<Fault>> faults = {};  ///< by column

    const schema::Table& schema() const { return schema::tables[table]; }
    void found(std::size_t column, Kind kind, std::string what) {
        faults[column].push_back({kind, std::string(schema().name),
                                  std::string(schema().columns[column].name),
                                  rows.first / chunk_rows, std::nullopt, std::move(what)});
    }
    TableRows values() const {
        TableRows values{table, rows.first, {}};
        for (const StoredBlock& column : columns) values.columns.push_back(column.values());
        return values;
    }
};
using Batch = std::vector<Piece>;

/// Reads a record once, a batch of blocks after the other. While a batch is unpacked and looked at
/// by all threads, the next one is read, and the one before is held against what came before it.
class Verifier {
public:
    Verifier(const Reader& record, Schedule schedule);
    void run(Verification& into);

private:
    void plan();
    void read(std::size_t first, Batch& batch);
    void read(Piece& piece);
    void look_at(Piece& piece, std::size_t column) const;
    void compare(Piece& piece, std::size_t column) const;
    void look_at(Batch& batch, Batch& before);
    void put_in_order(Batch& batch);
    void collect(const Batch& batch);
    void check_content(Verification& into);
    void check_run_digest(Verification& into);
    std::string why_no_run_digest() const;

    const Reader* record_;
    ValueCheck values_;
    OrderCheck order_;
    Workers workers_;
    std::vector<std::vector<BlockReader>> readers_;  ///< by table and column
    std::vector<TableWriter::Blocks> expected_;      ///< by table; empty: nothing says it
    std::vector<TableWriter::Blocks> found_;
    std::vector<Piece> plan_;
    std::vector<bool> is_lost_;  ///< by table: some block could not be read
    std::vector<Fault> faults_;
    std::uint64_t bytes_ = 0;
};

Verifier::Verifier(const Reader& record, Schedule schedule)
    : record_(&record), values_(record), order_(record), workers_(schedule), is_lost_(n_tables) {
    for (const schema::Table& table : schema::tables) {
        auto& readers = readers_.emplace_back();
        for (const auto& column : table.columns) readers.emplace_back(record, table, column);
        found_.emplace_back(table.columns.size());
    }
    try {
        expected_ = blocks_of(record);
    } catch (const RecordError& error) {
        faults_.push_back({.kind = Kind::changed, .table = "blocks", .what = error.what()});
    }
}

/// Tables of an older minor version that lack a column are left alone.
void Verifier::plan() {
    for (std::size_t t = 0; t < n_tables; ++t) {
        const schema::Table& table = schema::tables[t];
        const bool is_there =
            !record_->is_finished() ||
            std::all_of(table.columns.begin(), table.columns.end(), [&](const auto& column) {
                return record_->has_column(table.name, column.name);
            });
        if (!is_there) continue;
        const std::uint64_t in_file = record_->rows_in_file(table.name);
        const std::uint64_t rows = record_->rows(table.name);
        for (std::uint64_t first = 0; first < in_file; first += chunk_rows) {
            plan_.push_back({t, {first, std::min(chunk_rows, in_file - first)}});
        }
        if (rows > in_file) plan_.push_back({t, {in_file, rows - in_file}, false});
    }
}

void Verifier::read(std::size_t first, Batch& batch) {
    const std::size_t most = pieces_a_thread * static_cast<std::size_t>(workers_.threads());
    const std::size_t count = std::min(most, plan_.size() - std::min(first, plan_.size()));
    batch.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        Piece& piece = batch[i];
        std::vector<StoredBlock> memory = std::move(piece.columns);
        piece = plan_[first + i];
        piece.columns = std::move(memory);
        read(piece);
    }
}

/// A table of which a block cannot be read is not read on: its first fault has been found.
void Verifier::read(Piece& piece) {
    const std::size_t n_columns = piece.schema().columns.size();
    piece.columns.resize(n_columns);
    piece.blocks.resize(n_columns);
    piece.faults.resize(n_columns);
    piece.is_read = !is_lost_[piece.table];
    for (std::size_t c = 0; c < n_columns && !is_lost_[piece.table]; ++c) {
        try {
            readers_[piece.table][c].read(piece.rows, piece.columns[c]);
            continue;
        } catch (const CutShort& error) {
            piece.found(c, Kind::cut_short, error.what());
        } catch (const RecordError& error) {
            piece.found(c, Kind::changed, error.what());
        }
        piece.is_read = false;
    }
    if (!piece.is_read) is_lost_[piece.table] = true;
}

void Verifier::look_at(Piece& piece, std::size_t c) const {
    const schema::Column& column = piece.schema().columns[c];
    try {
        piece.columns[c].unpack();
    } catch (const RecordError& error) {
        piece.columns[c].clear();
        return piece.found(c, Kind::changed, error.what());
    }
    const auto values = piece.columns[c].values();
    piece.blocks[c] = block_of(values, column);
    if (piece.is_in_file) compare(piece, c);
    const auto fault =
        values_.first_fault(piece.table, c, piece.rows.first, values, piece.blocks[c]);
    if (fault) piece.faults[c].push_back(*fault);
}

/// With what the record says of the block.
void Verifier::compare(Piece& piece, std::size_t c) const {
    if (expected_.empty() || piece.schema().kind >= schema::TableKind::derived) return;
    const std::vector<ColumnBlock>& expected = expected_[piece.table][c];
    const std::uint64_t number = piece.rows.first / chunk_rows;
    const char* source = record_->is_finished() ? "/blocks" : "the checkpoint";
    if (number >= expected.size()) {
        return piece.found(c, Kind::changed, fmt::format("{} says nothing of it", source));
    }
    const ColumnBlock& due = expected[number];
    const ColumnBlock& block = piece.blocks[c];
    if (block.rows != due.rows) {
        return piece.found(c, Kind::changed,
                           fmt::format("it has {} rows, {} says {}", block.rows, source, due.rows));
    }
    if (block.digest != due.digest) {
        return piece.found(c, Kind::changed,
                           fmt::format("its digest is {}, {} says {}", hex(block.digest), source,
                                       hex(due.digest)));
    }
    if (block.least != due.least || block.most != due.most) {
        piece.found(c, Kind::changed,
                    fmt::format("its values go from {} to {}, {} says {} to {}", block.least,
                                block.most, source, due.least, due.most));
    }
}

void Verifier::look_at(Batch& batch, Batch& before) {
    std::vector<std::pair<Piece*, std::size_t>> tasks;
    for (Piece& piece : batch) {
        for (std::size_t c = 0; piece.is_read && c < piece.columns.size(); ++c) {
            tasks.emplace_back(&piece, c);
        }
    }
    workers_.parallel_for(tasks.size() + 1, [&](std::size_t i) {
        if (i == 0) return put_in_order(before);
        look_at(*tasks[i - 1].first, tasks[i - 1].second);
    });
}

void Verifier::put_in_order(Batch& batch) {
    for (const Piece& piece : batch) {
        const bool is_whole =
            piece.is_read &&
            std::all_of(piece.columns.begin(), piece.columns.end(), [&](const StoredBlock& one) {
                return one.values().size() / one.value_size() == piece.rows.count;
            });
        if (is_whole) order_.add(piece.values());
    }
}

void Verifier::collect(const Batch& batch) {
    for (const Piece& piece : batch) {
        for (std::size_t c = 0; c < piece.faults.size(); ++c) {
            faults_.insert(faults_.end(), piece.faults[c].begin(), piece.faults[c].end());
            if (piece.is_in_file) found_[piece.table][c].push_back(piece.blocks[c]);
        }
        if (piece.is_read) bytes_ += piece.rows.count * row_bytes(piece.schema());
    }
}

void Verifier::run(Verification& into) {
    plan();
    Batch before, now, next;
    Background reading(1);
    read(0, now);
    for (std::size_t done = 0; !now.empty();
         done += now.size(), std::swap(before, now), std::swap(now, next)) {
        reading.submit([&, first = done + now.size()] { read(first, next); });
        look_at(now, before);
        reading.finish();
        collect(now);
    }
    put_in_order(before);
    order_.finish();
    faults_.insert(faults_.end(), order_.faults().begin(), order_.faults().end());
    check_content(into);
    check_run_digest(into);
    for (const Reader::Table& table : record_->tables()) into.rows += table.rows;
    for (const TableWriter::Blocks& table : found_) {
        for (const std::vector<ColumnBlock>& column : table) into.blocks += column.size();
    }
    into.bytes = bytes_;
    into.faults.insert(into.faults.end(), faults_.begin(), faults_.end());
}

/// Where the content is what was recorded, a block that is not as table `blocks` says speaks
/// against that table.
void Verifier::check_content(Verification& into) {
    if (!record_->is_finished()) return;
    if (std::find(is_lost_.begin(), is_lost_.end(), true) != is_lost_.end()) return;
    ColumnDigests digests;
    for (std::size_t t = 0; t < n_tables; ++t) {
        const schema::Table& table = schema::tables[t];
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            Digester digester;
            for (const ColumnBlock& block : found_[t][c]) digester.add(block.digest);
            const std::string path = fmt::format("/{}/{}", table.name, table.columns[c].name);
            digests[path] = {digester.value(), record_->rows(table.name)};
        }
    }
    into.content_digest = hex(content_digest(record_->file(), digests));
    const std::string due = record_->text("content_digest");
    if (into.content_digest == due) {
        for (Fault& fault : faults_) {
            if (fault.kind != Kind::changed || fault.table == "blocks") continue;
            fault.what =
                fmt::format("does not agree with /{}/{}, block {}, which is what was written",
                            fault.table, fault.column, fault.block.value_or(0));
            fault.table = "blocks";
            fault.column.clear();
            fault.block.reset();
        }
    } else if (faults_.empty()) {
        faults_.push_back(
            {.kind = Kind::changed,
             .what = fmt::format("the content digest is {}, the file says {}, and all "
                                 "blocks are as they should be: so an attribute, a "
                                 "label, a text or the digest itself",
                                 into.content_digest, due)});
    }
}

void Verifier::check_run_digest(Verification& into) {
    const auto digest = order_.run_digest();
    if (!digest) {
        into.notes.push_back("the run digest cannot be computed anew: " + why_no_run_digest());
        return;
    }
    into.run_digest = hex(*digest);
    const auto& saved = record_->checkpoint();
    if (!saved && !record_->is_finished()) return;
    const std::string due = saved ? hex(saved->moment.run_digest) : record_->text("run_digest");
    if (due == into.run_digest) return;
    faults_.push_back({.kind = Kind::changed,
                       .what = fmt::format("the run digest is {}, and {} says {}", into.run_digest,
                                           saved ? "the checkpoint" : "the file", due)});
}

std::string Verifier::why_no_run_digest() const {
    const std::string level = record_->text("record_level");
    if (level != "full") return fmt::format("a record of level {} has no transitions", level);
    if (!record_->is_whole()) return "rows were left out by choice";
    if (record_->is_finished() && !record_->is_complete()) return "the run did not reach its end";
    return "some agents did nothing, and their state is not in the record";
}

/// By table, block, row; what is about the whole file comes last.
void sort_faults(std::vector<Fault>& faults) {
    const auto place = [](const Fault& fault) {
        const std::size_t table =
            fault.table.empty() ? n_tables + 1 : schema::number_of(fault.table);
        return std::tuple(table, fault.block.value_or(0), fault.kind, fault.row.value_or(0));
    };
    std::stable_sort(faults.begin(), faults.end(),
                     [&](const Fault& a, const Fault& b) { return place(a) < place(b); });
    std::vector<Fault> first;
    for (Fault& fault : faults) {
        const bool is_told = std::any_of(first.begin(), first.end(), [&](const Fault& one) {
            return one.kind == fault.kind && one.table == fault.table &&
                   one.column == fault.column && !fault.table.empty();
        });
        if (!is_told) first.push_back(std::move(fault));
    }
    faults = std::move(first);
}

/// Of a fork: where its past stands. @throws RecordError  it is not there
std::string past_of(const Reader& record) {
    try {
        return "it is a fork; its past is read from " + record.parent().path();
    } catch (const RecordError& error) {
        throw CutShort(record.path() + " is a fork, and its past cannot be read: " + error.what());
    }
}

/// Where the last checkpoint is not whole, the one before is what the record is read by.
void note_last_checkpoint(const Reader& record, Verification& into) {
    constexpr std::string_view suffix = ".partial";
    const std::string name = record.path().substr(0, record.path().size() - suffix.size());
    try {
        load_saved(checkpoint_of(name), false);
    } catch (const RecordError& error) {
        into.notes.push_back(fmt::format("{}; the checkpoint before it is used", error.what()));
    }
}

void verify_rows(OpenRecord file, Schedule schedule, Verification& into) {
    const Reader record(std::move(file));
    into.resolution = {record.number<std::int64_t>("resolution")};
    if (record.has("parent")) into.notes.push_back(past_of(record));
    if (record.checkpoint()) {
        into.until_checkpoint = record.checkpoint()->moment.time;
        note_last_checkpoint(record, into);
    }
    Verifier(record, schedule).run(into);
}

}  // namespace

Verification verify(const std::string& path, Schedule schedule) {
    Verification result;
    try {
        OpenRecord record = open_record(path);
        result.is_finished = record.is_finished();
        SchemaReport report = check_schema(record.file, result.is_finished);
        result.faults = std::move(report.faults);
        result.notes = std::move(report.differences);
        verify_rows(std::move(record), schedule, result);
    } catch (const NoRecord&) {
        throw;
    } catch (const CutShort& error) {
        result.faults.push_back({.kind = Kind::cut_short, .what = error.what()});
    } catch (const RecordError& error) {
        result.faults.push_back({.kind = Kind::changed, .what = error.what()});
    }
    sort_faults(result.faults);
    return result;
}

}  // namespace worldline
