// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace worldline {

/// Memory on pages of the system: all zero, given back when this ends, and untouched pages cost
/// nothing. Large ones ask for huge pages, since a walk over many gigabytes is a walk over pages.
class Pages {
public:
    explicit Pages(std::size_t bytes);

    std::byte* begin() const { return begin_.get(); }
    std::size_t bytes() const { return begin_.get_deleter().bytes; }

private:
    struct Unmap {
        std::size_t bytes = 0;
        void operator()(std::byte* begin) const;
    };
    std::unique_ptr<std::byte, Unmap> begin_;
};

/// A piece of memory of a fixed size and at a multiple of it. Chains go from the last to the
/// first; any chunk of a chain knows the first, so that a chain is given back at once.
struct Chunk {
    static constexpr std::size_t size = 1'024;
    static constexpr std::size_t header = 32;

    Chunk* previous = nullptr;
    Chunk* first = nullptr;

    std::byte* begin() { return reinterpret_cast<std::byte*>(this) + header; }
    /// The chunk that holds the byte before `end`.
    static Chunk* of(const void* end) {
        return reinterpret_cast<Chunk*>((reinterpret_cast<std::uintptr_t>(end) - 1) & ~(size - 1));
    }
    /// Is `end` the end of a chunk, or nothing at all?
    static bool is_full(const void* end) {
        return (reinterpret_cast<std::uintptr_t>(end) & (size - 1)) == 0;
    }
};

/// Hands out chunks and takes them back in chains: what is used in crowds and freed in crowds
/// costs no allocation each. For one thread at a time.
class Chunks {
public:
    /// A new chunk behind `last` of a chain; the first of one where `last` is null.
    Chunk* take(Chunk* last) {
        Chunk* chunk = free_ != nullptr ? free_ : fresh();
        if (free_ != nullptr) free_ = free_->previous;
        chunk->previous = last;
        chunk->first = last != nullptr ? last->first : chunk;
        return chunk;
    }
    /// Takes back the whole chain that ends with `last`.
    void give(Chunk* last) {
        last->first->previous = free_;
        free_ = last;
    }
    std::size_t bytes() const { return bytes_; }  ///< taken from the system

private:
    Chunk* fresh();

    Chunk* free_ = nullptr;
    std::byte* next_ = nullptr;  ///< of the newest slab
    std::byte* end_ = nullptr;
    std::vector<Pages> slabs_;
    std::size_t bytes_ = 0;
};

/// An allocator for large arrays that are walked through: `std::vector<T, OnPages<T>>`.
template <class T>
struct OnPages {
    using value_type = T;

    OnPages() = default;
    template <class Other>
    OnPages(const OnPages<Other>&) {}

    T* allocate(std::size_t count);
    void deallocate(T* begin, std::size_t count);
    friend bool operator==(const OnPages&, const OnPages&) { return true; }
};

namespace detail {
std::byte* map_pages(std::size_t bytes);
void unmap_pages(std::byte* begin, std::size_t bytes);
inline constexpr std::size_t pages_from = std::size_t{1} << 20;  ///< smaller ones go to the heap
}  // namespace detail

template <class T>
T* OnPages<T>::allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < detail::pages_from) return std::allocator<T>().allocate(count);
    return reinterpret_cast<T*>(detail::map_pages(bytes));
}

template <class T>
void OnPages<T>::deallocate(T* begin, std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < detail::pages_from) return std::allocator<T>().deallocate(begin, count);
    detail::unmap_pages(reinterpret_cast<std::byte*>(begin), bytes);
}

}  // namespace worldline
