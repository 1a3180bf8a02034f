// SPDX-License-Identifier: Apache-2.0
#include "sim/record/pack.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include <unistd.h>

#include "sim/record/block_reader.hpp"
#include "sim/record/check_schema.hpp"
#include "sim/record/checkpoint.hpp"
#include "sim/record/place.hpp"
#include "sim/record/table_writer.hpp"
#include "sim/record/verify.hpp"

namespace worldline {
namespace {

using schema::chunk_rows;

constexpr std::size_t chunks_a_thread = 2;

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw RecordError(path + " cannot be packed: " + why);
}

void copy_attributes(const hdf5::File& from, hdf5::File& into, const std::string& object) {
    for (const std::string& name : from.attribute_names(object)) {
        into.set(object, name, from.attribute(object, name));
    }
}

/// A group that is no table: texts and labels, a few bytes each.
void copy_group(const hdf5::File& from, hdf5::File& into, const std::string& group) {
    into.create_group(group);
    copy_attributes(from, into, group);
    for (const std::string& name : from.names(group)) {
        const std::string path = group + "/" + name;
        const hdf5::Dataset dataset = from.dataset(path);
        std::vector<std::byte> values(dataset.rows() * size_of(dataset.type()));
        dataset.read({0, dataset.rows()}, values);
        into.create_dataset(path, dataset.type(), {.rows = dataset.rows()}).write(values);
        copy_attributes(from, into, path);
    }
}

/// Copies tables: some chunks are read, then unpacked and packed by all threads, then written.
class TablePacker {
public:
    TablePacker(const Reader& from, hdf5::File& into, Schedule schedule)
        : from_(&from), into_(&into), workers_(schedule) {
        const auto n_threads = static_cast<std::size_t>(workers_.threads());
        packers_.resize(chunks_a_thread * n_threads);
    }

    std::uint64_t copy(const schema::Table& table);

private:
    struct Chunk {
        std::vector<StoredBlock> columns;
        std::unique_ptr<RowChunk> rows;
    };
    void read(const std::vector<BlockReader>& readers, hdf5::Rows rows, Chunk& into) const;
    void pack(Chunk& chunk, Packer& packer) const;

    const Reader* from_;
    hdf5::File* into_;
    Workers workers_;
    std::vector<Packer> packers_;  ///< one a chunk that is under way
};

void TablePacker::read(const std::vector<BlockReader>& readers, hdf5::Rows rows,
                       Chunk& into) const {
    into.columns.resize(readers.size());
    for (std::size_t c = 0; c < readers.size(); ++c) readers[c].read(rows, into.columns[c]);
}

void TablePacker::pack(Chunk& chunk, Packer& packer) const {
    std::vector<std::byte> all;
    for (StoredBlock& column : chunk.columns) {
        column.unpack();
        all.insert(all.end(), column.values().begin(), column.values().end());
    }
    const std::size_t rows = all.size() / row_bytes(chunk.rows->columns.table());
    chunk.rows->columns.clear();
    chunk.rows->columns.append(all, rows);
    if (chunk.rows->columns.is_full()) chunk.rows->pack(packer, true);
}

std::uint64_t TablePacker::copy(const schema::Table& table) {
    std::vector<BlockReader> readers;
    for (const schema::Column& column : table.columns) readers.emplace_back(*from_, table, column);
    const std::uint64_t first_row = from_->first_row(table.name);
    const std::uint64_t rows = from_->rows(table.name);
    TableWriter writer(*into_, table, true);
    std::vector<Chunk> chunks(packers_.size());
    for (Chunk& chunk : chunks) chunk.rows = std::make_unique<RowChunk>(table);
    Columns rest(table);
    for (std::uint64_t first = first_row; first < rows;) {
        std::size_t count = 0;
        for (; count < chunks.size() && first < rows; ++count) {
            const std::uint64_t some = std::min(chunk_rows, rows - first);
            read(readers, {first, some}, chunks[count]);
            first += some;
        }
        workers_.parallel_for(count, [&](std::size_t i) { pack(chunks[i], packers_[i]); });
        for (std::size_t i = 0; i < count; ++i) {
            if (chunks[i].rows->columns.is_full()) {
                writer.write(*chunks[i].rows);
            } else {
                std::swap(rest, chunks[i].rows->columns);
            }
        }
    }
    writer.finish(rest, packers_.front());
    copy_attributes(from_->file(), *into_, "/" + std::string(table.name));
    return (rows - first_row) / chunk_rows * table.columns.size();
}

/// A file that is removed unless it gets its name.
class NewFile {
public:
    explicit NewFile(std::filesystem::path place)
        : place_(std::move(place)),
          path_(place_.string() + "." + std::to_string(::getpid()) + ".new") {}
    ~NewFile() {
        std::error_code ignored;
        if (!is_named_) std::filesystem::remove(path_, ignored);
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    const std::string& path() const { return path_; }
    void give_name() {
        std::error_code error;
        std::filesystem::rename(path_, place_, error);
        if (error) throw RecordError(place_.string() + " cannot be written: " + error.message());
        is_named_ = true;
        const auto folder = place_.parent_path();
        sync(folder.empty() ? "." : folder.string());
    }

private:
    std::filesystem::path place_;
    std::string path_;
    bool is_named_ = false;
};

void refuse_unless_known(const OpenRecord& record) {
    const std::string& path = record.file.path();
    if (!record.is_finished()) refuse(path, "its run has not ended");
    const SchemaReport report = check_schema(record.file, true);
    if (!report.faults.empty()) refuse(path, to_text(report.faults.front()));
    if (!report.differences.empty()) {
        refuse(path, report.differences.front() + "; pack it with the program that wrote it");
    }
}

std::uint64_t copy(const Reader& from, const std::string& path, Schedule schedule) {
    hdf5::File into = hdf5::File::create(path);
    copy_attributes(from.file(), into, "/");
    if (from.has("parent")) {
        const auto folder = std::filesystem::absolute(path).parent_path();
        const auto parent = std::filesystem::absolute(from.parent().path());
        into.set("/", "parent", std::filesystem::relative(parent, folder).string());
    }
    TablePacker tables(from, into, schedule);
    std::uint64_t chunks = 0;
    for (const std::string& name : from.file().names("/")) {
        const std::size_t t = schema::number_of(name);
        if (t == std::size(schema::tables)) {
            copy_group(from.file(), into, "/" + name);
        } else {
            chunks += tables.copy(schema::tables[t]);
        }
    }
    into.close();
    sync(path);
    return chunks;
}

}  // namespace

Packed pack(const std::string& input, const std::string& output, Schedule schedule) {
    OpenRecord record = open_record(input);
    refuse_unless_known(record);
    const Reader from(std::move(record));
    NewFile file(place_of(output));
    Packed packed{.bytes_before = std::filesystem::file_size(input)};
    packed.chunks = copy(from, file.path(), schedule);
    const Verification found = verify(file.path(), schedule);
    if (!found.faults.empty()) {
        refuse(input, "it is not what was written: " + to_text(found.faults.front()));
    }
    if (found.content_digest != from.text("content_digest")) {
        refuse(input, "what was packed has another content digest");
    }
    packed.bytes_after = std::filesystem::file_size(file.path());
    file.give_name();
    return packed;
}

}  // namespace worldline
