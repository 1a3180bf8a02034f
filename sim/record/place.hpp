// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

/// Where a record may be written.
namespace worldline {

/// The file that a record at `path` will be: `path` itself, or what it is a link to.
///
/// What would fail only at the end of a long run is found out here, at its beginning. So is what
/// renaming would silently replace: a device, a pipe, a link.
///
/// @throws RecordError
std::filesystem::path place_of(const std::filesystem::path& path);

/// Makes room for the files of a run that is being recorded.
///
/// @throws RecordError  another run is writing there; or, unless `overwrite`, an interrupted run
///                      has left what it can go on from, or what cannot be read here
void clear_partial(const std::string& record, bool overwrite);

/// Whether a process has the file open to write it.
bool is_being_written(const std::string& path);

/// @throws RecordError  another run is writing the record
void refuse_if_written(const std::string& record);

/// Keeps a run from going on with another scenario than it began with, but for its `engine:`.
///
/// @param here, there  the resolved texts, of the run and of the record
/// @throws RecordError  shows the first line that differs
void refuse_other_scenario(const std::string& record, const std::string& here,
                           const std::string& there);

/// Keeps a record from taking the place of what its run was read from.
///
/// @throws RecordError  if both are one file, by whatever names.
void refuse_same_file(const std::string& output, const std::string& input);

}  // namespace worldline
