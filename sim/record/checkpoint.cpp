// SPDX-License-Identifier: Apache-2.0
#include "sim/record/checkpoint.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/record/content_digest.hpp"

namespace worldline {
namespace {

constexpr std::string_view filetype = "worldline checkpoint";
constexpr std::array<std::uint32_t, 2> version{1, 0};
constexpr std::size_t n_tables = std::size(schema::tables);

/// Columns of the file's list of blocks, in this order.
struct Chunks {
    std::vector<std::uint32_t> column, rows;
    std::vector<std::uint64_t> least, most, high, low;
};

template <class T>
void put(hdf5::File& file, const std::string& path, const std::vector<T>& values) {
    file.create_dataset(path, schema::type_of<T>(), {.rows = values.size()})
        .write(std::as_bytes(std::span(values)));
}
void put(hdf5::File& file, const std::string& path, std::span<const std::byte> bytes) {
    file.create_dataset(path, schema::u1, {.rows = bytes.size()}).write(bytes);
}

template <class T>
std::vector<T> get(const hdf5::File& file, const std::string& path) {
    const hdf5::Dataset dataset = file.dataset(path);
    if (dataset.type() != schema::type_of<T>()) {
        throw RecordError(file.path() + ": " + path + " has another type");
    }
    std::vector<T> values(dataset.rows());
    dataset.read({0, values.size()}, std::as_writable_bytes(std::span(values)));
    return values;
}
std::vector<std::byte> get_bytes(const hdf5::File& file, const std::string& path) {
    const hdf5::Dataset dataset = file.dataset(path);
    std::vector<std::byte> bytes(dataset.rows() * size_of(dataset.type()));
    dataset.read({0, dataset.rows()}, bytes);
    return bytes;
}

template <class T>
T number(const hdf5::File& file, const std::string& name) {
    const hdf5::Value value = file.attribute("/", name);
    T number{};
    if (value.type != schema::type_of<T>() || value.bytes.size() != sizeof number) {
        throw RecordError(file.path() + ": " + name + " has another type");
    }
    std::memcpy(&number, value.bytes.data(), sizeof number);
    return number;
}

[[noreturn]] void damaged(const std::string& path, const std::string& what) {
    throw RecordError(path + " is damaged: " + what);
}

void put_attributes(hdf5::File& file, const Saved& saved) {
    file.set("/", "filetype", filetype);
    file.set("/", "version", version);
    file.set("/", "program_version", WORLDLINE_VERSION);
    file.set("/", "scenario", saved.scenario);
    file.set("/", "time", saved.moment.time.ticks);
    file.set("/", "until", saved.until.ticks);
    file.set("/", "resolution", saved.resolution.attoseconds);
    file.set("/", "record_level", static_cast<std::uint8_t>(saved.level));
    file.set("/", "compress", static_cast<std::uint8_t>(saved.compress));
    file.set("/", "run_digest_high", saved.moment.run_digest.high);
    file.set("/", "run_digest_low", saved.moment.run_digest.low);
    file.set("/", "events", saved.moment.events);
    file.set("/", "windows", saved.moment.windows);
    file.set("/", "unheard", saved.moment.unheard);
    file.set("/", "seconds", saved.seconds);
    file.set("/", "contents_bytes", saved.contents_bytes);
    file.set("/", "boot", saved.boot);
    file.set("/", "held_up", saved.status.held_up);
    file.set("/", "chunks", saved.status.chunks);
    file.set("/", "unpacked", saved.status.unpacked);
}

void get_attributes(const hdf5::File& file, Saved& saved) {
    saved.scenario = file.attribute("/", "scenario").text();
    saved.moment.time = {number<std::int64_t>(file, "time")};
    saved.until = {number<std::int64_t>(file, "until")};
    saved.resolution = {number<std::int64_t>(file, "resolution")};
    saved.level = static_cast<RecordLevel>(number<std::uint8_t>(file, "record_level"));
    saved.compress = number<std::uint8_t>(file, "compress") != 0;
    saved.moment.run_digest = {number<std::uint64_t>(file, "run_digest_high"),
                               number<std::uint64_t>(file, "run_digest_low")};
    saved.moment.events = number<std::uint64_t>(file, "events");
    saved.moment.windows = number<std::uint64_t>(file, "windows");
    saved.moment.unheard = number<std::uint64_t>(file, "unheard");
    saved.seconds = number<double>(file, "seconds");
    saved.contents_bytes = number<std::uint64_t>(file, "contents_bytes");
    saved.boot = file.attribute("/", "boot").text();
    saved.status.held_up = number<double>(file, "held_up");
    saved.status.chunks = number<std::uint64_t>(file, "chunks");
    saved.status.unpacked = number<std::uint64_t>(file, "unpacked");
}

void put_overlay(hdf5::File& file, const hdf5::Overlay& overlay) {
    std::vector<std::uint64_t> start;
    std::vector<std::uint32_t> size;
    std::vector<std::byte> bytes;
    for (const auto& [address, piece] : overlay.pieces()) {
        start.push_back(address);
        size.push_back(static_cast<std::uint32_t>(piece.bytes.size()));
        bytes.insert(bytes.end(), piece.bytes.begin(), piece.bytes.end());
    }
    file.create_group("/overlay");
    put(file, "/overlay/start", start);
    put(file, "/overlay/size", size);
    put(file, "/overlay/bytes", std::span<const std::byte>(bytes));
}

hdf5::Overlay get_overlay(const hdf5::File& file) {
    const auto start = get<std::uint64_t>(file, "/overlay/start");
    const auto size = get<std::uint32_t>(file, "/overlay/size");
    const auto bytes = get_bytes(file, "/overlay/bytes");
    if (start.size() != size.size()) damaged(file.path(), "/overlay has columns of other lengths");
    hdf5::Overlay overlay;
    std::span<const std::byte> rest = bytes;
    for (std::size_t i = 0; i < start.size(); ++i) {
        if (size[i] > rest.size()) damaged(file.path(), "/overlay/size leads out of its bytes");
        overlay.put(start[i], rest.first(size[i]));
        rest = rest.subspan(size[i]);
    }
    return overlay;
}

/// All columns, one a line, so that a reader needs no other list: table, column, type, unit and
/// meaning, with tabs between them.
std::string columns_text() {
    std::string text;
    for (const schema::Table& table : schema::tables) {
        for (const schema::Column& column : table.columns) {
            text += fmt::format("{}\t{}\t{}\t{}\t{}\n", table.name, column.name,
                                name_of(column.type), column.unit, column.meaning);
        }
    }
    return text;
}

void put_tables(hdf5::File& file, const std::vector<Saved::Table>& tables) {
    Chunks chunks;
    std::vector<std::uint64_t> whole, rest, inherited;
    file.create_group("/tables");
    file.create_group("/rest");
    for (std::size_t t = 0; t < n_tables; ++t) {
        whole.push_back(tables[t].whole_rows());
        rest.push_back(tables[t].rest_rows);
        inherited.push_back(tables[t].inherited);
        if (tables[t].rest_rows > 0) {
            put(file, "/rest/" + std::string(schema::tables[t].name),
                std::span<const std::byte>(tables[t].rest));
        }
        for (std::size_t c = 0; c < tables[t].blocks.size(); ++c) {
            for (const ColumnBlock& block : tables[t].blocks[c]) {
                chunks.column.push_back(static_cast<std::uint32_t>(schema::column_number(t, c)));
                chunks.rows.push_back(block.rows);
                chunks.least.push_back(block.least);
                chunks.most.push_back(block.most);
                chunks.high.push_back(block.digest.high);
                chunks.low.push_back(block.digest.low);
            }
        }
    }
    const std::string columns = columns_text();
    put(file, "/tables/columns", std::as_bytes(std::span(columns)));
    put(file, "/tables/whole_rows", whole);
    put(file, "/tables/rest_rows", rest);
    put(file, "/tables/inherited_rows", inherited);
    file.create_group("/chunks");
    put(file, "/chunks/column", chunks.column);
    put(file, "/chunks/rows", chunks.rows);
    put(file, "/chunks/least", chunks.least);
    put(file, "/chunks/most", chunks.most);
    put(file, "/chunks/digest_high", chunks.high);
    put(file, "/chunks/digest_low", chunks.low);
}

/// The blocks of each column come one after the other.
TableWriter::Blocks blocks_of(const Chunks& chunks, std::size_t table, std::size_t& at) {
    TableWriter::Blocks blocks(schema::tables[table].columns.size());
    for (std::size_t c = 0; c < blocks.size(); ++c) {
        for (; at < chunks.column.size() && chunks.column[at] == schema::column_number(table, c);
             ++at) {
            blocks[c].push_back({chunks.rows[at], chunks.least[at], chunks.most[at],
                                 Digest{chunks.high[at], chunks.low[at]}});
        }
    }
    return blocks;
}

std::vector<Saved::Table> get_tables(const hdf5::File& file) {
    const auto bytes = get_bytes(file, "/tables/columns");
    const std::string columns(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (columns != columns_text()) damaged(file.path(), "its tables are not those of this version");
    const auto whole = get<std::uint64_t>(file, "/tables/whole_rows");
    const auto rest = get<std::uint64_t>(file, "/tables/rest_rows");
    const auto inherited = get<std::uint64_t>(file, "/tables/inherited_rows");
    const Chunks chunks{get<std::uint32_t>(file, "/chunks/column"),
                        get<std::uint32_t>(file, "/chunks/rows"),
                        get<std::uint64_t>(file, "/chunks/least"),
                        get<std::uint64_t>(file, "/chunks/most"),
                        get<std::uint64_t>(file, "/chunks/digest_high"),
                        get<std::uint64_t>(file, "/chunks/digest_low")};
    for (const auto* column : {&chunks.least, &chunks.most, &chunks.high, &chunks.low}) {
        if (column->size() != chunks.column.size()) damaged(file.path(), "/chunks is ragged");
    }
    if (chunks.rows.size() != chunks.column.size()) damaged(file.path(), "/chunks is ragged");
    if (whole.size() != n_tables || rest.size() != n_tables || inherited.size() != n_tables) {
        damaged(file.path(), "/tables has columns of other lengths");
    }
    std::vector<Saved::Table> tables(n_tables);
    std::size_t at = 0;
    for (std::size_t t = 0; t < n_tables; ++t) {
        const std::string name(schema::tables[t].name);
        tables[t].blocks = blocks_of(chunks, t, at);
        tables[t].inherited = inherited[t];
        tables[t].rest_rows = rest[t];
        if (rest[t] > 0) tables[t].rest = get_bytes(file, "/rest/" + name);
        const std::size_t bytes_due = rest[t] * row_bytes(schema::tables[t]);
        if (rest[t] >= schema::chunk_rows || tables[t].rest.size() != bytes_due) {
            damaged(file.path(), "/rest/" + name + " has another length");
        }
        for (const auto& column : tables[t].blocks) {
            if (TableWriter::rows_of({column}) != whole[t]) {
                damaged(file.path(), "/chunks does not tell of all rows of " + name);
            }
        }
    }
    return tables;
}

void put_rest(hdf5::File& file, const Saved& saved, std::span<const std::byte> snapshot) {
    file.create_group("/engine");
    put(file, "/engine/snapshot", snapshot);
    file.create_group("/kept");
    for (const auto& [name, bytes] : saved.kept) {
        put(file, "/kept/" + name, std::span<const std::byte>(bytes));
    }
    file.create_group("/tally");
    put(file, "/tally/verdicts", saved.tally.verdicts);
    put(file, "/tally/trust", saved.tally.trust);
}

void get_rest(const hdf5::File& file, Saved& saved, bool with_snapshot) {
    if (with_snapshot) saved.moment.snapshot = get_bytes(file, "/engine/snapshot");
    for (const std::string& name : file.names("/kept")) {
        saved.kept[name] = get_bytes(file, "/kept/" + name);
    }
    saved.tally.verdicts = get<std::uint64_t>(file, "/tally/verdicts");
    saved.tally.trust = get<std::uint64_t>(file, "/tally/trust");
}

void rename_file(const std::string& from, const std::string& to) {
    std::error_code error;
    std::filesystem::rename(from, to, error);
    if (error) throw RecordError(to + " cannot be written: " + error.message());
}

}  // namespace

std::string partial_of(const std::string& record) { return record + ".partial"; }
std::string checkpoint_of(const std::string& record) { return record + ".checkpoint"; }
std::string previous_of(const std::string& record) { return record + ".checkpoint.previous"; }

void save(const Saved& saved, std::span<const std::byte> snapshot, const std::string& record) {
    const std::string fresh = checkpoint_of(record) + ".new";
    try {
        hdf5::File file = hdf5::File::create(fresh);
        put_attributes(file, saved);
        put_overlay(file, saved.overlay);
        put_tables(file, saved.tables);
        put_rest(file, saved, snapshot);
        file.set("/", "content_digest", hex(content_digest(file, {})));
        file.close();
        sync(fresh);
        if (std::filesystem::exists(checkpoint_of(record))) {
            rename_file(checkpoint_of(record), previous_of(record));
        }
        rename_file(fresh, checkpoint_of(record));
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(fresh, ignored);
        throw;
    }
    const std::filesystem::path folder = std::filesystem::path(record).parent_path();
    sync(folder.empty() ? "." : folder.string());
}

Saved load_saved(const std::string& path, bool with_snapshot) {
    const hdf5::File file = hdf5::File::open(path);
    if (!file.has_attribute("/", "filetype") ||
        file.attribute("/", "filetype").text() != filetype) {
        throw RecordError(path + " is no checkpoint");
    }
    const hdf5::Value found = file.attribute("/", "version");
    if (found.bytes.size() != sizeof version ||
        std::memcmp(found.bytes.data(), version.data(), sizeof version) != 0) {
        throw RecordError(path + " is a checkpoint of another version of the format");
    }
    const std::string program = file.attribute("/", "program_version").text();
    if (program != WORLDLINE_VERSION) {
        throw RecordError(path + " was written by worldline " + program + ", and this is " +
                          WORLDLINE_VERSION +
                          ": a run goes on only with the version that began it");
    }
    if (!file.has_attribute("/", "content_digest") ||
        file.attribute("/", "content_digest").text() != hex(content_digest(file, {}))) {
        damaged(path, "it is not what was written");
    }
    Saved saved;
    get_attributes(file, saved);
    saved.overlay = get_overlay(file);
    saved.tables = get_tables(file);
    get_rest(file, saved, with_snapshot);
    return saved;
}

Saved load_checkpoint(const std::string& record, bool with_snapshot) {
    std::string faults;
    for (const std::string& path : {checkpoint_of(record), previous_of(record)}) {
        try {
            return load_saved(path, with_snapshot);
        } catch (const RecordError& error) {
            faults += (faults.empty() ? "" : "; ") + std::string(error.what());
        }
    }
    throw RecordError(record + " has no checkpoint that is whole: " + faults);
}

void remove_checkpoints(const std::string& record) {
    std::error_code ignored;
    std::filesystem::remove(checkpoint_of(record), ignored);
    std::filesystem::remove(previous_of(record), ignored);
    std::filesystem::remove(checkpoint_of(record) + ".new", ignored);
}

void sync(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool is_done = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int error = errno;
    if (descriptor >= 0) ::close(descriptor);
    // Some file systems cannot say it of a folder.
    if (!is_done && error != EINVAL) {
        throw RecordError(path + " cannot be written: " + std::strerror(error));
    }
}

std::string boot_id() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id.empty() ? "unknown" : id;
}

}  // namespace worldline
