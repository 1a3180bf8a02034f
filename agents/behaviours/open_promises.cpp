// SPDX-License-Identifier: Apache-2.0
#include "agents/behaviours/open_promises.hpp"

namespace worldline {
namespace {

enum class End : std::uint8_t { from, onto };

std::uint64_t key_of(PromiseId promise, End end, std::uint32_t n) {
    Digester digester;
    digester.add(promise);
    digester.add(end);
    digester.add(n);
    return digester.value().low;
}

}  // namespace

void OpenPromises::rest(PromiseId from, const Ground& ground) {
    const auto put = [&](PromiseId promise, End end, const Ground& other) {
        std::uint32_t n = 0;
        while (links_.find(key_of(promise, end, n)) != nullptr) ++n;
        links_.put(key_of(promise, end, n), other);
    };
    put(from, End::from, ground);
    put(ground.onto, End::onto, {from, ground.link});
}

std::optional<BuildsOn> OpenPromises::ground(PromiseId from, std::uint32_t n) const {
    if (links_.size() == 0) return std::nullopt;
    const Ground* found = links_.find(key_of(from, End::from, n));
    if (found == nullptr) return std::nullopt;
    return BuildsOn{from, found->onto, found->link};
}

std::optional<BuildsOn> OpenPromises::upon(PromiseId onto, std::uint32_t n) const {
    if (links_.size() == 0) return std::nullopt;
    const Ground* found = links_.find(key_of(onto, End::onto, n));
    if (found == nullptr) return std::nullopt;
    return BuildsOn{found->onto, onto, found->link};
}

}  // namespace worldline
