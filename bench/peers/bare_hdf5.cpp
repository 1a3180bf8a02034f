// SPDX-License-Identifier: Apache-2.0
//
// bare_hdf5 RECORD OUTPUT [same|packed|plain]
//
// Writes the columns of a record's tables of facts once more, from memory, with HDF5 and ISA-L and
// nothing else, and prints what that alone took as one JSON object: what a recorder cannot do
// without. Chunks are 65,536 rows. `packed`: bytes shuffled, then deflated, where that saves a
// tenth; `plain`: as they are; `same`: chunk by chunk as the record has it. Digests are never
// packed.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <hdf5.h>
#include <isa-l.h>

namespace {

constexpr hsize_t chunk_rows = 65'536;
constexpr std::uint32_t both_filters = 0b11;

enum class Way { same, packed, plain };

/// One column, whole, and how it lies in the record.
struct Column {
    std::string path;
    hid_t type = H5I_INVALID_HID;  ///< in the file
    std::size_t size = 0;          ///< of a value [bytes]
    hsize_t rows = 0;
    bool has_filters = false;
    std::vector<std::uint8_t> values;
    std::vector<std::uint32_t> skipped;  ///< filters, by chunk
    hid_t written = H5I_INVALID_HID;
};

using Table = std::vector<Column>;

template <class Result>
Result check(Result result, const std::string& what) {
    if (result < 0) throw std::runtime_error(what + " failed");
    return result;
}

double seconds_of(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The filters that each chunk of a dataset went without.
std::vector<std::uint32_t> skipped_of(hid_t dataset, hsize_t rows) {
    std::vector<std::uint32_t> skipped((rows + chunk_rows - 1) / chunk_rows, both_filters);
    for (std::size_t i = 0; i < skipped.size(); ++i) {
        const hsize_t offset = i * chunk_rows;
        haddr_t place = 0;
        hsize_t stored = 0;
        check(H5Dget_chunk_info_by_coord(dataset, &offset, &skipped[i], &place, &stored),
              "asking for a chunk");
    }
    return skipped;
}

Column read_column(hid_t file, const std::string& path) {
    Column column;
    column.path = path;
    const hid_t dataset = check(H5Dopen2(file, path.c_str(), H5P_DEFAULT), "opening " + path);
    const hid_t space = check(H5Dget_space(dataset), "reading " + path);
    if (H5Sget_simple_extent_ndims(space) != 1) throw std::runtime_error(path + " is no column");
    H5Sget_simple_extent_dims(space, &column.rows, nullptr);
    column.type = check(H5Dget_type(dataset), "reading " + path);
    column.size = H5Tget_size(column.type);
    column.values.resize(column.rows * column.size);
    check(H5Dread(dataset, column.type, H5S_ALL, H5S_ALL, H5P_DEFAULT, column.values.data()),
          "reading " + path);
    const hid_t layout = H5Dget_create_plist(dataset);
    const bool has_chunks = H5Pget_layout(layout) == H5D_CHUNKED;
    column.has_filters = has_chunks && H5Pget_nfilters(layout) == 2;
    if (column.has_filters && column.rows >= chunk_rows) {
        column.skipped = skipped_of(dataset, column.rows);
    }
    H5Pclose(layout);
    H5Sclose(space);
    H5Dclose(dataset);
    return column;
}

/// True for a group that says of itself to be a table of facts.
bool holds_facts(hid_t group) {
    if (H5Aexists(group, "kind") <= 0) return false;
    const hid_t attribute = check(H5Aopen(group, "kind", H5P_DEFAULT), "reading the kind");
    const hid_t type = H5Aget_type(attribute);
    std::string kind(H5Tget_size(type), '\0');
    check(H5Aread(attribute, type, kind.data()), "reading the kind");
    H5Tclose(type);
    H5Aclose(attribute);
    return kind == "fact";
}

herr_t add_name(hid_t, const char* name, const H5L_info_t*, void* names) {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
}

std::vector<std::string> names_in(hid_t group) {
    std::vector<std::string> names;
    check(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, add_name, &names), "listing");
    return names;
}

/// All tables of facts that have rows.
std::vector<Table> read_facts(const std::string& path) {
    const hid_t file = check(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), "opening " + path);
    std::vector<Table> tables;
    for (const std::string& name : names_in(file)) {
        const hid_t group = check(H5Gopen2(file, name.c_str(), H5P_DEFAULT), "opening " + name);
        Table table;
        if (holds_facts(group)) {
            for (const std::string& column : names_in(group)) {
                table.push_back(read_column(file, "/" + name + "/" + column));
            }
        }
        H5Gclose(group);
        if (!table.empty() && table.front().rows > 0) tables.push_back(std::move(table));
    }
    H5Fclose(file);
    return tables;
}

template <class Value>
void shuffle(const std::uint8_t* from, std::uint8_t* into, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t k = 0; k < sizeof(Value); ++k) {
            into[k * count + i] = from[i * sizeof(Value) + k];
        }
    }
}

/// Packs chunks, one after the other, in buffers of its own.
class Deflater {
public:
    const std::uint8_t* data() const { return packed_.data(); }

    /// Length of the packed chunk; 0 if less than a tenth would be saved.
    std::size_t pack(const std::uint8_t* values, std::size_t size) {
        const std::size_t bytes = chunk_rows * size;
        shuffle_values(values, size);
        isal_zstream stream;
        isal_deflate_stateless_init(&stream);
        stream.level = 1;
        stream.level_buf = work_.data();
        stream.level_buf_size = static_cast<std::uint32_t>(work_.size());
        stream.gzip_flag = IGZIP_ZLIB;
        stream.end_of_stream = 1;
        stream.next_in = shuffled_.data();
        stream.avail_in = static_cast<std::uint32_t>(bytes);
        stream.next_out = packed_.data();
        stream.avail_out = static_cast<std::uint32_t>(bytes - bytes / 10);
        return isal_deflate_stateless(&stream) == COMP_OK ? stream.total_out : 0;
    }

private:
    void shuffle_values(const std::uint8_t* values, std::size_t size) {
        switch (size) {
        case 1:
            return shuffle<std::uint8_t>(values, shuffled_.data(), chunk_rows);
        case 2:
            return shuffle<std::uint16_t>(values, shuffled_.data(), chunk_rows);
        case 4:
            return shuffle<std::uint32_t>(values, shuffled_.data(), chunk_rows);
        default:
            return shuffle<std::uint64_t>(values, shuffled_.data(), chunk_rows);
        }
    }

    std::vector<std::uint8_t> shuffled_ = std::vector<std::uint8_t>(8 * chunk_rows);
    std::vector<std::uint8_t> packed_ = std::vector<std::uint8_t>(8 * chunk_rows);
    std::vector<std::uint8_t> work_ = std::vector<std::uint8_t>(ISAL_DEF_LVL1_DEFAULT);
};

hid_t create_file(const std::string& path) {
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    check(H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110), "setting bounds");
    const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
    H5Pclose(access);
    return check(file, "creating " + path);
}

void create_dataset(hid_t file, Column& column) {
    const hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
    const hid_t parents = H5Pcreate(H5P_LINK_CREATE);
    const hsize_t none = 0, endless = H5S_UNLIMITED;
    const hid_t space = H5Screate_simple(1, &none, &endless);
    H5Pset_obj_track_times(layout, false);
    H5Pset_chunk(layout, 1, &chunk_rows);
    H5Pset_fill_time(layout, H5D_FILL_TIME_NEVER);
    H5Pset_create_intermediate_group(parents, 1);
    if (column.has_filters) {
        H5Pset_shuffle(layout);
        H5Pset_deflate(layout, 1);
    }
    column.written = check(
        H5Dcreate2(file, column.path.c_str(), column.type, space, parents, layout, H5P_DEFAULT),
        "creating " + column.path);
    H5Sclose(space);
    H5Pclose(parents);
    H5Pclose(layout);
}

bool is_packed(const Column& column, std::size_t chunk, Way way) {
    if (!column.has_filters || way == Way::plain) return false;
    const bool is_told = way == Way::same && chunk < column.skipped.size();
    return !is_told || column.skipped[chunk] == 0;
}

void write_chunk(const Column& column, std::size_t chunk, Way way, Deflater& deflater) {
    const hsize_t first = chunk * chunk_rows;
    const hsize_t rows = std::min(chunk_rows, column.rows - first);
    const std::uint8_t* values = column.values.data() + first * column.size;
    std::vector<std::uint8_t> padded;
    if (rows < chunk_rows) {
        padded.resize(chunk_rows * column.size);
        std::memcpy(padded.data(), values, rows * column.size);
        values = padded.data();
    }
    const hsize_t extent = first + rows;
    check(H5Dset_extent(column.written, &extent), "growing " + column.path);
    const std::size_t length =
        is_packed(column, chunk, way) ? deflater.pack(values, column.size) : 0;
    const std::uint8_t* bytes = length > 0 ? deflater.data() : values;
    const std::size_t size = length > 0 ? length : chunk_rows * column.size;
    check(H5Dwrite_chunk(column.written, H5P_DEFAULT, length > 0 ? 0 : both_filters, &first, size,
                         bytes),
          "writing " + column.path);
}

/// A chunk of each table in turn, as they come in a run.
void write_facts(std::vector<Table>& tables, const std::string& path, Way way) {
    const hid_t file = create_file(path);
    for (Table& table : tables) {
        for (Column& column : table) create_dataset(file, column);
    }
    Deflater deflater;
    bool is_written = true;
    for (std::size_t chunk = 0; is_written; ++chunk) {
        is_written = false;
        for (const Table& table : tables) {
            if (chunk * chunk_rows >= table.front().rows) continue;
            for (const Column& column : table) write_chunk(column, chunk, way, deflater);
            is_written = true;
        }
    }
    for (Table& table : tables) {
        for (Column& column : table) H5Dclose(column.written);
    }
    check(H5Fclose(file), "closing " + path);
}

Way way_of(const std::string& text) {
    if (text == "same") return Way::same;
    if (text == "packed") return Way::packed;
    if (text == "plain") return Way::plain;
    throw std::runtime_error("the way must be same, packed or plain, not '" + text + "'");
}

void run(const std::string& record, const std::string& output, const std::string& way) {
    std::error_code ignored;
    if (std::filesystem::equivalent(record, output, ignored)) {
        throw std::runtime_error("the output is the record");
    }
    const Way chosen = way_of(way);
    std::vector<Table> tables = read_facts(record);
    std::size_t raw_bytes = 0;
    for (const Table& table : tables) {
        for (const Column& column : table) raw_bytes += column.values.size();
    }
    if (raw_bytes == 0) throw std::runtime_error(record + " holds no facts");
    const double begin = seconds_of(CLOCK_MONOTONIC);
    const double cpu_begin = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    write_facts(tables, output, chosen);
    const double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_begin;
    std::printf(
        "{\"name\": \"bare_hdf5\", \"way\": \"%s\", \"seconds\": %.6f, "
        "\"cpu_seconds\": %.6f, \"raw_bytes\": %zu, \"file_bytes\": %ju, "
        "\"writer_ns_per_byte\": %.4f}\n",
        way.c_str(), seconds_of(CLOCK_MONOTONIC) - begin, cpu, raw_bytes,
        std::filesystem::file_size(output), 1e9 * cpu / static_cast<double>(raw_bytes));
}

}  // namespace

int main(int n_arguments, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + n_arguments);
    if (words.size() < 2 || words.size() > 3) {
        std::fprintf(stderr, "usage: bare_hdf5 RECORD OUTPUT [same|packed|plain]\n");
        return 2;
    }
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    try {
        run(words[0], words[1], words.size() == 3 ? words[2] : "same");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bare_hdf5: %s\n", error.what());
        return 1;
    }
    return 0;
}
