// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "sim/record/hdf5_file.hpp"
#include "tests/sim/record/synthetic.hpp"

/// Rows that keep all laws of a record, and tools to spoil them.
namespace worldline::steady {

inline constexpr std::uint32_t n_agents = 3;

/// In each bin everybody reacts once, says something, promises, and judges what it promised.
inline Batch facts(std::uint32_t first_bin, std::uint32_t n_bins) {
    Batch batch;
    for (std::uint32_t bin = first_bin; bin < first_bin + n_bins; ++bin) {
        for (std::uint32_t agent = 0; agent < n_agents; ++agent) {
            const AgentId self{agent};
            Transition transition = synthetic::transition(bin * n_agents + agent);
            transition.id = {self, bin + 1};
            transition.time = Time{std::int64_t{bin} * 1024 + agent};
            transition.cause = bin == 0 ? MessageId{} : MessageId(self, bin - 1);
            batch.transitions.push_back(transition);
            Message message = synthetic::message(0);
            message.id = {self, bin};
            message.receiver = self;
            message.transition = transition.id;
            message.size = bin % 4;
            message.contents = batch.contents.size();
            batch.contents.resize(batch.contents.size() + message.size, std::byte{7});
            batch.messages.push_back(message);
            Promise promise = synthetic::promise(0);
            promise.id = {self, bin};
            promise.made = {std::int64_t{bin}, 0.5};
            batch.promises.push_back(promise);
            Assessment assessment = synthetic::assessment(1);
            assessment.assessor = self;
            assessment.promise = promise.id;
            assessment.evidence = transition.cause;
            batch.assessments.push_back(assessment);
            batch.assessed.push_back(transition.time);
            batch.assessed_in.push_back(transition.id);
            batch.incidences.push_back(
                {transition.id, Role::keeps, NodeKind::promise, promise.id.packed, 0});
        }
    }
    return batch;
}

inline Ending ending_of(const Batch& facts) {
    Ending ending = synthetic::ending(100);
    Digester digester;
    for (std::size_t agent = 0; agent < n_agents; ++agent) {
        const Transition& last = facts.transitions[facts.transitions.size() - n_agents + agent];
        digester.add(last.history);
        digester.add(last.content);
    }
    ending.run_digest = digester.value();
    return ending;
}

inline void flip(const std::string& path, std::size_t at) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte ^ 0x10));
}

/// Changes a finished file as somebody with an HDF5 library would.
inline void change(const std::string& path, const std::function<void(hdf5::File&)>& how) {
    hdf5::File file = hdf5::File::reopen_guarded(path, {});
    how(file);
    file.close();
}

inline void change_byte(const std::string& path, const std::string& column, std::size_t at) {
    change(path, [&](hdf5::File& file) {
        hdf5::Dataset dataset = file.dataset(column);
        std::vector<std::byte> values(dataset.rows() * size_of(dataset.type()));
        dataset.read({0, dataset.rows()}, values);
        values[at] ^= std::byte{1};
        dataset.write(values);
    });
}

}  // namespace worldline::steady
