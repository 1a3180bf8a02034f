// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sim/record/overlay.hpp"

namespace worldline::hdf5 {

/// The way from HDF5 to the disk.
///
/// The library does not survive a write that fails: what it has in memory is no longer in order,
/// the file cannot be closed, and the program crashes when it exits. So this driver says that all
/// is well, writes nothing more, and keeps the system's number for the error, which the caller
/// looks at after every call that may have written. The same number makes it drop a file.
///
/// With an overlay only rows go to the disk. All else that the library writes stays in the overlay
/// until `publish` or until the file is closed, and is read from there.
///
/// @param overlay  May be null; else it must outlive the file.
/// @return         Of all: negative on failure, as the library's own calls.
int use_file_driver(std::int64_t access_list, Overlay* overlay);

/// Has the trouble with a file that is written, present and future, noted in `trouble`.
///
/// @param trouble  0 while all is well; else an `errno`. Must outlive the file.
int watch(std::int64_t file, int& trouble);

/// Writes what is new in the overlay to its places in the file.
int publish(std::int64_t file);

/// Waits until the disk has what has been written.
int sync(std::int64_t file);

/// Where what the library uses of the file ends.
std::uint64_t allocated_end(std::int64_t file);

/// Closes a file without writing anything any more.
int drop(std::int64_t file);

}  // namespace worldline::hdf5
