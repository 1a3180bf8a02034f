// SPDX-License-Identifier: Apache-2.0
#include "agents/noticing.hpp"

#include <algorithm>
#include <array>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

template <class T>
std::size_t size_of() {
    static const std::size_t size = Contents::of(T{}).bytes().size();
    return size;
}

}  // namespace

Contents notice_contents(const Notice& notice, std::span<const Ground> grounds) {
    if (grounds.empty()) return Contents::of(notice);
    expects(grounds.size() <= n_grounds_max, "what a promise rests on fits into one message");
    std::array<std::byte, Contents::size_max> bytes;
    std::size_t size = 0;
    const auto put = [&](const Contents& part) {
        std::copy(part.bytes().begin(), part.bytes().end(), bytes.data() + size);
        size += part.bytes().size();
    };
    put(Contents::of(notice));
    for (const Ground& ground : grounds) put(Contents::of(ground));
    return Contents::copy_of(std::span(bytes).first(size));
}

bool is_notice(std::span<const std::byte> contents) {
    if (contents.size() < size_of<Notice>()) return false;
    const std::size_t rest = contents.size() - size_of<Notice>();
    return rest % size_of<Ground>() == 0 && rest / size_of<Ground>() <= n_grounds_max;
}

Notice notice_of(std::span<const std::byte> contents) {
    return value_of<Notice>(contents.first(size_of<Notice>()));
}

std::vector<Ground> grounds_of(std::span<const std::byte> contents) {
    std::vector<Ground> grounds;
    for (auto rest = contents.subspan(size_of<Notice>()); !rest.empty();
         rest = rest.subspan(size_of<Ground>())) {
        grounds.push_back(value_of<Ground>(rest.first(size_of<Ground>())));
    }
    return grounds;
}

}  // namespace worldline
