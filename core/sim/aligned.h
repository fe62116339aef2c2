// SPDX-License-Identifier: GPL-3.0-or-later
// Arrays of numbers aligned to 64 bytes, as the vector kernels need them.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace qonvolve {

template <class T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <class U>
  explicit AlignedAllocator(const AlignedAllocator<U>&) {}
  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t{64}));
  }
  void deallocate(T* p, std::size_t) { ::operator delete(p, std::align_val_t{64}); }
  bool operator==(const AlignedAllocator&) const = default;
};

template <class T>
using AlignedRows = std::vector<T, AlignedAllocator<T>>;
using AlignedVector = AlignedRows<double>;

}  // namespace qonvolve
