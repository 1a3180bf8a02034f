// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "sim/ledger/sink.hpp"
#include "sim/record/hdf5_file.hpp"
#include "sim/record/pipeline.hpp"
#include "sim/record/table_writer.hpp"

namespace worldline {

/// Where the files of a record that is being written stand, beside the record itself.
std::string partial_of(const std::string& record);     ///< the file of rows
std::string checkpoint_of(const std::string& record);  ///< the last checkpoint
std::string previous_of(const std::string& record);    ///< the one before

/// Numbers that show how a run gets on: what `info --follow` reads.
struct Tally {
    /// By assessor and verdict, five a row.
    std::vector<std::uint64_t> verdicts;
    /// Trust after each assessment that changed it, in ten equal steps from 0 to 1.
    std::vector<std::uint64_t> trust = std::vector<std::uint64_t>(10);
};

/// Everything that makes an unfinished record whole, at one moment of its run: the rows that fill
/// no chunk yet, digests of those that do, and what HDF5 keeps beside rows.
///
/// It stands in an HDF5 file of its own, `NAME.h5.checkpoint`, written in one go and then renamed,
/// so one is always whole. The rows it tells of are on the disk before it is.
struct Saved {
    struct Table {
        TableWriter::Blocks blocks;   ///< that stand in the file; whole ones where rows follow
        std::uint64_t inherited = 0;  ///< rows that stand in the parent of a fork
        std::uint64_t rest_rows = 0;  ///< that fill no chunk
        std::vector<std::byte> rest;  ///< column by column
        std::uint64_t rows() const { return whole_rows() + rest_rows; }
        std::uint64_t whole_rows() const { return TableWriter::rows_of(blocks); }
    };

    Checkpoint moment;
    Time until;
    Resolution resolution;
    std::string scenario;
    RecordLevel level = RecordLevel::full;
    bool compress = true;  ///< whether columns may hold packed chunks
    double seconds = 0.0;  ///< of wall clock that the run has taken so far
    hdf5::Overlay overlay;
    std::vector<Table> tables;                           ///< by table of the schema
    std::map<std::string, std::vector<std::byte>> kept;  ///< what other sinks keep, by name
    std::uint64_t contents_bytes = 0;                    ///< of messages, so far
    Tally tally;
    std::string boot;  ///< of the machine: where it is the same, no power was lost
    RecordingStatus status;
};

/// Writes the checkpoint of `record`; the last one becomes the previous.
///
/// @param snapshot  Of the engine, instead of `saved.moment.snapshot`.
/// @throws RecordError
void save(const Saved& saved, std::span<const std::byte> snapshot, const std::string& record);

/// Reads one checkpoint file.
///
/// @param with_snapshot  Also what only a run that goes on needs: may be large.
/// @throws RecordError   not there, cut short, changed, of another version of the format
Saved load_saved(const std::string& file, bool with_snapshot = true);

/// The last checkpoint of a record that is whole, else the one before.
/// @throws RecordError  neither is: says what is wrong with each
Saved load_checkpoint(const std::string& record, bool with_snapshot = true);

/// Removes both.
void remove_checkpoints(const std::string& record);

/// Waits until the disk has a file, or the names in a folder.
/// @throws RecordError
void sync(const std::string& path);

/// Changes whenever the machine starts anew.
std::string boot_id();

}  // namespace worldline
