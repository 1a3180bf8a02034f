// SPDX-License-Identifier: Apache-2.0
#include "sim/record/hdf5_file.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <hdf5.h>

#include "sim/base/expects.hpp"
#include "sim/record/file_driver.hpp"

namespace worldline::hdf5 {
namespace {

static_assert(std::is_same_v<hid_t, std::int64_t> && std::is_same_v<herr_t, int>);
static_assert(std::endian::native == std::endian::little, "values are written as they lie");

/// The library prints its troubles unless told not to, on each thread of its own.
void be_quiet() {
    thread_local const bool once = H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr) >= 0;
    static_cast<void>(once);
}

/// Looks through the library's list of errors for the words of the system.
herr_t find_reason(unsigned, const H5E_error2_t* error, void* found) {
    constexpr std::string_view mark = "error message = '";
    const std::string_view text = error->desc ? error->desc : "";
    auto& reason = *static_cast<std::string*>(found);
    const std::size_t at = text.find(mark);
    if (at != std::string_view::npos) {
        const std::size_t start = at + mark.size();
        reason = text.substr(start, text.find('\'', start) - start);
        return 1;  // enough
    }
    if (reason.empty()) reason = text;  // the innermost
    return 0;
}

std::string listed_reason() {
    std::string reason;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, find_reason, &reason);
    return reason;
}

[[noreturn]] void fail(const std::string& file, const std::string& object, const char* what,
                       const std::string& reason) {
    const std::string place = object.empty() ? file : file + ": " + object;
    throw RecordError(place + " cannot be " + what + (reason.empty() ? "" : ": ") + reason);
}

/// Makes one call of the library, and an exception of its failure.
class Caller {
public:
    Caller(std::string file, std::string object, const char* what, const int* trouble = nullptr)
        : file_(std::move(file)), object_(std::move(object)), what_(what), trouble_(trouble) {
        be_quiet();
    }
    template <class Result>
    Result operator()(Result result) const {
        if (trouble_ != nullptr && *trouble_ != 0) {
            fail(file_, object_, what_, std::strerror(*trouble_));
        }
        if (result < 0) fail(file_, object_, what_, listed_reason());
        return result;
    }

private:
    std::string file_;
    std::string object_;
    const char* what_;
    const int* trouble_;
};

hid_t file_type(schema::Type type) {
    switch (type) {
    case schema::u1:
        return H5T_STD_U8LE;
    case schema::u2:
        return H5T_STD_U16LE;
    case schema::u4:
        return H5T_STD_U32LE;
    case schema::u8:
        return H5T_STD_U64LE;
    case schema::i1:
        return H5T_STD_I8LE;
    case schema::i8:
        return H5T_STD_I64LE;
    case schema::f8:
        return H5T_IEEE_F64LE;
    }
    stop_because("a column type without a type in the file", std::source_location::current());
}

/// The column type that is stored as `type`; none for a text or what no record has.
std::optional<schema::Type> column_type(hid_t type) {
    using enum schema::Type;
    for (const schema::Type known : {u1, u2, u4, u8, i1, i8, f8}) {
        if (H5Tequal(type, file_type(known)) > 0) return known;
    }
    return {};
}

Handle property_list(hid_t kind, const Caller& call) { return {call(H5Pcreate(kind)), H5Pclose}; }

/// Old layouts for old readers; newer ones only up to 1.10. A file of these bounds opens after a
/// crash without repair.
Handle access_list(const Caller& call, Overlay* overlay) {
    Handle list = property_list(H5P_FILE_ACCESS, call);
    call(H5Pset_libver_bounds(list.get(), H5F_LIBVER_EARLIEST, H5F_LIBVER_V110));
    call(H5Pset_fclose_degree(list.get(), H5F_CLOSE_STRONG));
    call(use_file_driver(list.get(), overlay));
    return list;
}

/// One-dimensional.
Handle space_of(std::uint64_t rows, bool grows, const Caller& call) {
    const hsize_t now = rows;
    const hsize_t most = grows ? H5S_UNLIMITED : now;
    return {call(H5Screate_simple(1, &now, &most)), H5Sclose};
}

Handle creation_list(const Layout& layout, const Caller& call) {
    Handle list = property_list(H5P_DATASET_CREATE, call);
    call(H5Pset_obj_track_times(list.get(), false));  // same contents, same bytes
    if (layout.chunk_rows == 0) return list;
    const hsize_t chunk = layout.chunk_rows;
    call(H5Pset_chunk(list.get(), 1, &chunk));
    call(H5Pset_fill_time(list.get(), H5D_FILL_TIME_NEVER));
    if (layout.filters) {
        call(H5Pset_shuffle(list.get()));
        call(H5Pset_deflate(list.get(), 1));
    }
    return list;
}

Handle open_object(hid_t file, const std::string& object, const Caller& call) {
    return {call(H5Oopen(file, object.c_str(), H5P_DEFAULT)), H5Oclose};
}

/// The system's reason why a file cannot be opened for reading; empty when it can.
std::string why_unreadable(const std::string& path) {
    if (std::filesystem::is_directory(path)) return "it is a folder";
    errno = 0;
    const std::ifstream file(path);
    return file ? "" : std::strerror(errno);
}

}  // namespace

namespace {

/// Tells a file that is shorter than its head says from one that cannot be read at all.
[[noreturn]] void fail_to_open(const std::string& path, const std::string& reason) {
    constexpr std::string_view mark = "stored_eof = ";
    const std::size_t at = reason.find(mark);
    if (at != std::string::npos) {
        std::error_code error;
        throw CutShort(path + " cannot be read; it is cut short: it has " +
                       std::to_string(std::filesystem::file_size(path, error)) +
                       " bytes, and says that it has " + reason.substr(at + mark.size()));
    }
    if (reason == std::strerror(EAGAIN)) {
        throw NoRecord(path + " cannot be read; it is being written: " + reason);
    }
    fail(path, {}, "read; it is cut short, damaged or being written", reason);
}

}  // namespace

std::string library_version() {
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

Handle::Handle(Handle&& other) noexcept : id_(other.release()), close_(other.close_) {}

Handle& Handle::operator=(Handle&& other) noexcept {
    if (this == &other) return *this;
    reset();
    close_ = other.close_;
    id_ = other.release();
    return *this;
}

void Handle::reset() noexcept {
    if (id_ < 0) return;
    be_quiet();
    close_(release());
}

std::int64_t Handle::release() noexcept { return std::exchange(id_, -1); }

std::string Value::text() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Dataset::Dataset(std::string file, std::string path, std::shared_ptr<int> trouble, Handle id)
    : file_(std::move(file)),
      path_(std::move(path)),
      trouble_(std::move(trouble)),
      id_(std::move(id)) {}

schema::Type Dataset::type() const {
    const Caller call(file_, path_, "read");
    const Handle type(call(H5Dget_type(id_.get())), H5Tclose);
    const auto known = column_type(type.get());
    if (!known) throw RecordError(file_ + ": " + path_ + " has a type that no record has");
    return *known;
}

std::uint64_t Dataset::rows() const {
    const Caller call(file_, path_, "read");
    const Handle space(call(H5Dget_space(id_.get())), H5Sclose);
    hsize_t rows = 0;
    if (H5Sget_simple_extent_ndims(space.get()) != 1) {
        throw RecordError(file_ + ": " + path_ + " is not a column");
    }
    call(H5Sget_simple_extent_dims(space.get(), &rows, nullptr));
    return rows;
}

std::uint64_t Dataset::stored_bytes() const {
    be_quiet();
    return H5Dget_storage_size(id_.get());
}

std::optional<Layout> Dataset::layout() const {
    const Caller call(file_, path_, "read");
    const Handle list(call(H5Dget_create_plist(id_.get())), H5Pclose);
    Layout layout{.rows = rows()};
    if (call(H5Pget_layout(list.get())) != H5D_CHUNKED) return layout;
    hsize_t chunk = 0;
    call(H5Pget_chunk(list.get(), 1, &chunk));
    layout.chunk_rows = chunk;
    const int n_filters = call(H5Pget_nfilters(list.get()));
    constexpr std::array known{H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE};
    if (n_filters == 0) return layout;
    if (n_filters != static_cast<int>(known.size())) return std::nullopt;
    for (unsigned i = 0; i < known.size(); ++i) {
        unsigned flags = 0;
        std::size_t n_values = 0;
        const int filter =
            call(H5Pget_filter2(list.get(), i, &flags, &n_values, nullptr, 0, nullptr, nullptr));
        if (filter != known[i]) return std::nullopt;
    }
    layout.filters = true;
    return layout;
}

void Dataset::set_rows(std::uint64_t rows) {
    const hsize_t extent = rows;
    Caller(file_, path_, "written", trouble_.get())(H5Dset_extent(id_.get(), &extent));
}

void Dataset::write_chunk(std::uint64_t first, std::span<const std::byte> bytes,
                          std::uint32_t skipped_filters) {
    const hsize_t offset = first;
    const Caller call(file_, path_, "written", trouble_.get());
    call(H5Dwrite_chunk(id_.get(), H5P_DEFAULT, skipped_filters, &offset, bytes.size(),
                        bytes.data()));
}

void Dataset::write(std::span<const std::byte> bytes) {
    const schema::Type written = type();
    expects(bytes.size() == rows() * size_of(written), "a value for each row");
    const Caller call(file_, path_, "written", trouble_.get());
    call(H5Dwrite(id_.get(), file_type(written), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()));
}

void Dataset::read(Rows rows, std::span<std::byte> bytes) const {
    const schema::Type wanted = type();
    expects(bytes.size() == rows.count * size_of(wanted), "room for each row");
    if (rows.count == 0) return;
    const Caller call(file_, path_, "read");
    const Handle from(call(H5Dget_space(id_.get())), H5Sclose);
    const Handle into = space_of(rows.count, false, call);
    const hsize_t first = rows.first;
    const hsize_t count = rows.count;
    call(H5Sselect_hyperslab(from.get(), H5S_SELECT_SET, &first, nullptr, &count, nullptr));
    call(H5Dread(id_.get(), file_type(wanted), into.get(), from.get(), H5P_DEFAULT, bytes.data()));
}

bool Dataset::has_chunk(std::uint64_t first) const {
    be_quiet();
    const hsize_t offset = first;
    hsize_t stored = 0;
    if (H5Dget_chunk_storage_size(id_.get(), &offset, &stored) < 0 || stored == 0) return false;
    std::vector<std::byte> value(size_of(type()));
    try {
        read({first, 1}, value);
    } catch (const RecordError&) {
        return false;
    }
    return true;
}

void Dataset::read_chunk(std::uint64_t first, StoredChunk& into) const {
    const Caller call(file_, path_, "read");
    const hsize_t offset = first;
    haddr_t address = HADDR_UNDEF;
    hsize_t size = 0;
    unsigned skipped = 0;
    call(H5Dget_chunk_info_by_coord(id_.get(), &offset, &skipped, &address, &size));
    std::error_code error;
    const std::uint64_t end = std::filesystem::file_size(file_, error);
    if (address == HADDR_UNDEF || address > end || size > end - address) {
        throw CutShort(file_ + ": " + path_ + " has no chunk for row " + std::to_string(first));
    }
    into.bytes.resize(size);
    call(H5Dread_chunk(id_.get(), H5P_DEFAULT, &offset, &into.skipped_filters, into.bytes.data()));
}

File File::create(const std::string& path) { return create(path, H5F_ACC_TRUNC, nullptr); }

File File::create_guarded(const std::string& path) {
    return create(path, H5F_ACC_EXCL, std::make_shared<Overlay>());
}

File File::create(const std::string& path, unsigned flags, std::shared_ptr<Overlay> overlay) {
    const Caller call(path, {}, "written");
    const Handle access = access_list(call, overlay.get());
    const Handle creation = property_list(H5P_FILE_CREATE, call);
    call(H5Pset_obj_track_times(creation.get(), false));
    const hid_t file = H5Fcreate(path.c_str(), flags, creation.get(), access.get());
    File made(path, std::move(overlay), {call(file), drop});
    const Caller first_write(path, {}, "written", made.trouble_.get());
    first_write(watch(file, *made.trouble_));
    return made;
}

File File::open(const std::string& path) {
    const std::string reason = why_unreadable(path);
    if (!reason.empty()) throw NoRecord(path + " cannot be read: " + reason);
    be_quiet();
    if (H5Fis_hdf5(path.c_str()) <= 0) {
        throw NoRecord(path + " is not a record: it is not an HDF5 file");
    }
    return open(path, H5F_ACC_RDONLY, nullptr);
}

File File::open(const std::string& path, Overlay overlay) {
    const std::string reason = why_unreadable(path);
    if (!reason.empty()) throw NoRecord(path + " cannot be read: " + reason);
    return open(path, H5F_ACC_RDONLY, std::make_shared<Overlay>(std::move(overlay)));
}

File File::reopen_guarded(const std::string& path, Overlay overlay) {
    return open(path, H5F_ACC_RDWR, std::make_shared<Overlay>(std::move(overlay)));
}

File File::open(const std::string& path, unsigned flags, std::shared_ptr<Overlay> overlay) {
    const bool is_written = (flags & H5F_ACC_RDWR) != 0;
    const Handle access = access_list(Caller(path, {}, "read"), overlay.get());
    Handle file(H5Fopen(path.c_str(), flags, access.get()), is_written ? drop : H5Fclose);
    if (file.get() < 0) fail_to_open(path, listed_reason());
    File opened(path, std::move(overlay), std::move(file));
    if (is_written) {
        Caller(path, {}, "written")(watch(opened.id_.get(), *opened.trouble_));
    }
    return opened;
}

void File::flush() {
    Caller(path_, {}, "written", trouble_.get())(H5Fflush(id_.get(), H5F_SCOPE_GLOBAL));
}

void File::publish() { Caller(path_, {}, "written", trouble_.get())(hdf5::publish(id_.get())); }

void File::sync() { Caller(path_, {}, "written", trouble_.get())(hdf5::sync(id_.get())); }

void File::close() {
    if (id_.get() < 0) return;
    flush();
    Caller(path_, {}, "written", trouble_.get())(H5Fclose(id_.release()));
}

void File::create_group(const std::string& path) {
    const Caller call(path_, path, "written");
    const Handle creation = property_list(H5P_GROUP_CREATE, call);
    call(H5Pset_obj_track_times(creation.get(), false));
    const Handle group(
        call(H5Gcreate2(id_.get(), path.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT)),
        H5Gclose);
}

void File::remove(const std::string& path) {
    Caller(path_, path, "removed")(H5Ldelete(id_.get(), path.c_str(), H5P_DEFAULT));
}

Dataset File::create_dataset(const std::string& path, schema::Type type, const Layout& layout) {
    expects(layout.chunk_rows > 0 || !(layout.grows || layout.filters),
            "only chunks grow and are filtered");
    const Caller call(path_, path, "written");
    const Handle creation = creation_list(layout, call);
    const Handle space = space_of(layout.rows, layout.grows, call);
    Handle id(call(H5Dcreate2(id_.get(), path.c_str(), file_type(type), space.get(), H5P_DEFAULT,
                              creation.get(), H5P_DEFAULT)),
              H5Dclose);
    return {path_, path, trouble_, std::move(id)};
}

Dataset File::dataset(const std::string& path) const {
    const Caller call(path_, path, "read");
    return {
        path_, path, trouble_, {call(H5Dopen2(id_.get(), path.c_str(), H5P_DEFAULT)), H5Dclose}};
}

bool File::has(const std::string& path) const {
    be_quiet();
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        if (H5Lexists(id_.get(), path.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
        if (slash == std::string::npos) return true;
    }
}

bool File::is_group(const std::string& path) const {
    const Handle object = open_object(id_.get(), path, Caller(path_, path, "read"));
    return H5Iget_type(object.get()) == H5I_GROUP;
}

std::vector<std::string> File::names(const std::string& group) const {
    const Caller call(path_, group, "read");
    H5G_info_t info;
    call(H5Gget_info_by_name(id_.get(), group.c_str(), &info, H5P_DEFAULT));
    std::vector<std::string> names;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
        const auto get = [&](char* into, std::size_t size) {
            return call(H5Lget_name_by_idx(id_.get(), group.c_str(), H5_INDEX_NAME, H5_ITER_INC, i,
                                           into, size, H5P_DEFAULT));
        };
        std::string name(static_cast<std::size_t>(get(nullptr, 0)), '\0');
        get(name.data(), name.size() + 1);
        names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    return names;
}

void File::set(const std::string& object, const std::string& name, std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    set(object, name, Value{{}, {bytes.begin(), bytes.end()}, true});
}

void File::set(const std::string& object, const std::string& name, const Value& value) {
    const std::string place = object + "@" + name;
    const Caller call(path_, place, "written");
    const Handle parent = open_object(id_.get(), object, call);
    if (H5Aexists(parent.get(), name.c_str()) > 0) call(H5Adelete(parent.get(), name.c_str()));

    Handle type(call(H5Tcopy(value.type ? file_type(*value.type) : H5T_C_S1)), H5Tclose);
    std::vector<std::byte> bytes = value.bytes;
    if (!value.type) {
        bytes.resize(std::max<std::size_t>(1, bytes.size()));  // HDF5 has no empty text
        call(H5Tset_size(type.get(), bytes.size()));
        call(H5Tset_strpad(type.get(), H5T_STR_NULLPAD));
        call(H5Tset_cset(type.get(), H5T_CSET_UTF8));
    }
    const std::size_t size = value.type ? size_of(*value.type) : bytes.size();
    const Handle space = value.scalar ? Handle(call(H5Screate(H5S_SCALAR)), H5Sclose)
                                      : space_of(bytes.size() / size, false, call);
    const Handle attribute(call(H5Acreate2(parent.get(), name.c_str(), type.get(), space.get(),
                                           H5P_DEFAULT, H5P_DEFAULT)),
                           H5Aclose);
    call(H5Awrite(attribute.get(), type.get(), bytes.data()));
}

bool File::has_attribute(const std::string& object, const std::string& name) const {
    be_quiet();
    return H5Aexists_by_name(id_.get(), object.c_str(), name.c_str(), H5P_DEFAULT) > 0;
}

Value File::attribute(const std::string& object, const std::string& name) const {
    const std::string place = object + "@" + name;
    const Caller call(path_, place, "read");
    const Handle attribute(
        call(H5Aopen_by_name(id_.get(), object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT)),
        H5Aclose);
    const Handle type(call(H5Aget_type(attribute.get())), H5Tclose);
    const Handle space(call(H5Aget_space(attribute.get())), H5Sclose);
    Value value;
    value.type = column_type(type.get());
    value.scalar = H5Sget_simple_extent_type(space.get()) == H5S_SCALAR;
    const bool is_fixed_text = H5Tget_class(type.get()) == H5T_STRING &&
                               H5Tis_variable_str(type.get()) == 0 && value.scalar;
    if (!value.type && !is_fixed_text) {
        throw RecordError(path_ + ": " + place + " has a type that no record has");
    }
    const auto count = static_cast<std::size_t>(call(H5Sget_simple_extent_npoints(space.get())));
    constexpr std::size_t bytes_max = 16'000'000;
    if (count > bytes_max || H5Tget_size(type.get()) > bytes_max) {
        throw RecordError(path_ + ": " + place + " is longer than any record has it");
    }
    value.bytes.resize(count * H5Tget_size(type.get()));
    call(H5Aread(attribute.get(), type.get(), value.bytes.data()));
    while (is_fixed_text && !value.bytes.empty() && value.bytes.back() == std::byte{}) {
        value.bytes.pop_back();
    }
    return value;
}

std::vector<std::string> File::attribute_names(const std::string& object) const {
    const Caller call(path_, object, "read");
    const Handle parent = open_object(id_.get(), object, call);
    std::vector<std::string> names;
    const auto add = [](hid_t, const char* name, const H5A_info_t*, void* into) -> herr_t {
        static_cast<std::vector<std::string>*>(into)->emplace_back(name);
        return 0;
    };
    call(H5Aiterate2(parent.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, add, &names));
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace worldline::hdf5
