// SPDX-License-Identifier: Apache-2.0
#include "sim/record/file_driver.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <memory>

#include <fcntl.h>
#include <hdf5.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace worldline::hdf5 {
namespace {

/// An open file, as the library knows it. Its head comes first, so that the head's address, which
/// is what the library hands out, is that of the whole.
struct File {
    H5FD_t head{};
    int descriptor = -1;
    haddr_t allocated_end = 0;  ///< of what the library uses
    haddr_t end = 0;            ///< of the file as it is
    dev_t device = 0;
    ino_t number = 0;
    Overlay* overlay = nullptr;  ///< null: everything is written at once
    bool is_written = false;
    int own_trouble = 0;
    int* trouble = &own_trouble;  ///< not 0: nothing is written any more
};

File& whole(H5FD_t* head) { return *reinterpret_cast<File*>(head); }
const File& whole(const H5FD_t* head) { return *reinterpret_cast<const File*>(head); }

/// What `use_file_driver` tells `open`, by way of the library.
struct Access {
    Overlay* overlay = nullptr;
};

/// Tells the library the system's reason, in the words of its own drivers.
herr_t failed(const char* what) {
    H5Epush2(H5E_DEFAULT, __FILE__, what, __LINE__, H5E_ERR_CLS, H5E_VFL, H5E_CANTINIT,
             "%s failed: error message = '%s'", what, std::strerror(errno));
    return -1;
}

H5FD_t* open(const char* name, unsigned flags, hid_t access_list, haddr_t) {
    int how = flags & H5F_ACC_RDWR ? O_RDWR : O_RDONLY;
    if (flags & H5F_ACC_TRUNC) how |= O_TRUNC;
    if (flags & H5F_ACC_CREAT) how |= O_CREAT;
    if (flags & H5F_ACC_EXCL) how |= O_EXCL;
    auto file = std::make_unique<File>();
    struct stat state {};
    file->descriptor = ::open(name, how | O_CLOEXEC, 0666);
    if (file->descriptor < 0 || ::fstat(file->descriptor, &state) != 0) {
        failed("open");
        if (file->descriptor >= 0) ::close(file->descriptor);
        return nullptr;
    }
    const auto* access = static_cast<const Access*>(H5Pget_driver_info(access_list));
    if (access != nullptr) file->overlay = access->overlay;
    file->is_written = (flags & H5F_ACC_RDWR) != 0;
    file->end = static_cast<haddr_t>(state.st_size);
    file->device = state.st_dev;
    file->number = state.st_ino;
    return &file.release()->head;
}

void write_out(File& file, haddr_t address, std::span<const std::byte> bytes) {
    while (!bytes.empty() && *file.trouble == 0) {
        const ssize_t n =
            ::pwrite(file.descriptor, bytes.data(), bytes.size(), static_cast<off_t>(address));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            *file.trouble = errno;
            break;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(n));
        address += static_cast<haddr_t>(n);
        file.end = std::max(file.end, address);
    }
}

void write_overlay(File& file) {
    for (const auto& [address, piece] : file.overlay->pieces()) {
        if (piece.is_new) write_out(file, address, piece.bytes);
    }
    if (*file.trouble == 0) file.overlay->settle();
}

herr_t close(H5FD_t* head) {
    const std::unique_ptr<File> file(&whole(head));
    if (file->overlay != nullptr && file->is_written) write_overlay(*file);
    if (::close(file->descriptor) != 0 && *file->trouble == 0) *file->trouble = errno;
    return 0;
}

int compare(const H5FD_t* a, const H5FD_t* b) {
    const auto identity = [](const File& file) { return std::pair(file.device, file.number); };
    if (identity(whole(a)) == identity(whole(b))) return 0;
    return identity(whole(a)) < identity(whole(b)) ? -1 : 1;
}

herr_t query(const H5FD_t*, unsigned long* features) {
    *features = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA |
                H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA |
                H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
    return 0;
}

haddr_t get_allocated_end(const H5FD_t* file, H5FD_mem_t) { return whole(file).allocated_end; }

herr_t set_allocated_end(H5FD_t* file, H5FD_mem_t, haddr_t end) {
    whole(file).allocated_end = end;
    return 0;
}

haddr_t get_end(const H5FD_t* head, H5FD_mem_t) {
    const File& file = whole(head);
    return file.overlay == nullptr ? file.end : std::max(file.end, file.overlay->end());
}

/// The whole of it, for `watch` and `drop`.
herr_t get_handle(H5FD_t* file, hid_t, void** handle) {
    *handle = &whole(file);
    return 0;
}

/// What lies behind the end of the file reads as zeros.
herr_t read(H5FD_t* head, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, void* into) {
    auto* bytes = static_cast<std::byte*>(into);
    const std::span<std::byte> all(bytes, size);
    const haddr_t first = address;
    while (size > 0) {
        const ssize_t n = ::pread(whole(head).descriptor, bytes, size, static_cast<off_t>(address));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return failed("read");
        if (n == 0) break;
        bytes += n;
        address += static_cast<haddr_t>(n);
        size -= static_cast<std::size_t>(n);
    }
    std::fill(bytes, bytes + size, std::byte{});
    if (whole(head).overlay != nullptr) whole(head).overlay->lay_over(first, all);
    return 0;
}

herr_t write(H5FD_t* head, H5FD_mem_t kind, hid_t, haddr_t address, std::size_t size,
             const void* from) {
    File& file = whole(head);
    const std::span bytes(static_cast<const std::byte*>(from), size);
    if (file.overlay != nullptr && kind != H5FD_MEM_DRAW) {
        file.overlay->put(address, bytes);
        return 0;
    }
    if (file.overlay != nullptr) file.overlay->drop(address, size);
    write_out(file, address, bytes);
    return 0;
}

/// Makes the file as long as what the library uses.
herr_t truncate(H5FD_t* head, hid_t, hbool_t) {
    File& file = whole(head);
    if (file.end == file.allocated_end || *file.trouble != 0) return 0;
    if (::ftruncate(file.descriptor, static_cast<off_t>(file.allocated_end)) != 0) {
        *file.trouble = errno;
    }
    file.end = file.allocated_end;
    return 0;
}

herr_t change_lock(H5FD_t* file, int operation) {
    const bool is_done = ::flock(whole(file).descriptor, operation | LOCK_NB) == 0;
    return is_done || errno == ENOSYS ? 0 : failed("lock");  // some file systems have no locks
}

/// With an overlay nothing that changes is read, so readers need not keep the writer away.
herr_t lock(H5FD_t* file, hbool_t is_writing) {
    if (!is_writing && whole(file).overlay != nullptr) return 0;
    return change_lock(file, is_writing ? LOCK_EX : LOCK_SH);
}

herr_t unlock(H5FD_t* file) { return change_lock(file, LOCK_UN); }

H5FD_class_t driver() {
    H5FD_class_t driver{};
    driver.name = "worldline";
    driver.maxaddr = ~haddr_t{0} >> 1;
    driver.fc_degree = H5F_CLOSE_WEAK;
    driver.fapl_size = sizeof(Access);
    driver.open = open;
    driver.close = close;
    driver.cmp = compare;
    driver.query = query;
    driver.get_eoa = get_allocated_end;
    driver.set_eoa = set_allocated_end;
    driver.get_eof = get_end;
    driver.get_handle = get_handle;
    driver.read = read;
    driver.write = write;
    driver.truncate = truncate;
    driver.lock = lock;
    driver.unlock = unlock;
    constexpr H5FD_mem_t kinds[H5FD_MEM_NTYPES] = H5FD_FLMAP_DICHOTOMY;
    std::copy(std::begin(kinds), std::end(kinds), driver.fl_map);
    return driver;
}

File* find(hid_t file) {
    void* found = nullptr;
    return H5Fget_vfd_handle(file, H5P_DEFAULT, &found) < 0 ? nullptr : static_cast<File*>(found);
}

}  // namespace

int use_file_driver(std::int64_t access_list, Overlay* overlay) {
    static const H5FD_class_t description = driver();
    static const hid_t registered = H5FDregister(&description);
    const Access access{overlay};
    return H5Pset_driver(access_list, registered, &access);
}

int publish(std::int64_t id) {
    File* const file = find(id);
    if (file == nullptr || file->overlay == nullptr) return -1;
    write_overlay(*file);
    return 0;
}

int sync(std::int64_t id) {
    File* const file = find(id);
    if (file == nullptr) return -1;
    if (*file->trouble == 0 && ::fdatasync(file->descriptor) != 0) *file->trouble = errno;
    return 0;
}

std::uint64_t allocated_end(std::int64_t id) {
    const File* const file = find(id);
    return file == nullptr ? 0 : file->allocated_end;
}

int watch(std::int64_t file, int& trouble) {
    File* const watched = find(file);
    if (watched == nullptr) return -1;
    trouble = watched->own_trouble;
    watched->trouble = &trouble;
    return 0;
}

int drop(std::int64_t file) {
    File* const dropped = find(file);
    if (dropped != nullptr && *dropped->trouble == 0) *dropped->trouble = ECANCELED;
    return H5Fclose(file);
}

}  // namespace worldline::hdf5
