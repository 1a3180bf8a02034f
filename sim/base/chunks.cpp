// SPDX-License-Identifier: Apache-2.0
#include "sim/base/chunks.hpp"

#include <algorithm>
#include <new>

#include <sys/mman.h>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;
constexpr std::size_t slab_min = std::size_t{64} << 10;
constexpr std::size_t slab_max = std::size_t{16} << 20;

std::size_t rounded(std::size_t bytes, std::size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

}  // namespace

namespace detail {

/// A mapping that begins on a huge page if it is as large as one, so that it can be made of them.
std::byte* map_pages(std::size_t bytes) {
    const bool is_large = bytes >= huge_page;
    const std::size_t size = rounded(bytes, is_large ? huge_page : Chunk::size * 4);
    const std::size_t asked = is_large ? size + huge_page : size;
    void* mapped = mmap(nullptr, asked, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    auto* begin = static_cast<std::byte*>(mapped);
    if (!is_large) return begin;
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    const std::size_t before = rounded(address, huge_page) - address;
    if (before > 0) munmap(begin, before);
    if (huge_page - before > 0) munmap(begin + before + size, huge_page - before);
    madvise(begin + before, size, MADV_HUGEPAGE);
    return begin + before;
}

void unmap_pages(std::byte* begin, std::size_t bytes) {
    munmap(begin, rounded(bytes, bytes >= huge_page ? huge_page : Chunk::size * 4));
}

}  // namespace detail

Pages::Pages(std::size_t bytes) : begin_(detail::map_pages(bytes), Unmap{bytes}) {}

void Pages::Unmap::operator()(std::byte* begin) const { detail::unmap_pages(begin, bytes); }

/// Slabs grow with what is in use, so that a small world takes little.
Chunk* Chunks::fresh() {
    if (next_ == end_) {
        const std::size_t size = std::clamp(rounded(bytes_ / 4, slab_min), slab_min, slab_max);
        slabs_.emplace_back(size);
        bytes_ += size;
        next_ = slabs_.back().begin();
        end_ = next_ + size;
    }
    auto* chunk = new (next_) Chunk;
    next_ += Chunk::size;
    return chunk;
}

}  // namespace worldline
