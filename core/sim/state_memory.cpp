// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/state_memory.h"

#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace qonvolve {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::align_val_t kAlignment{kHugePage};

}  // namespace

template <class T>
void StateMemory<T>::Free::operator()(std::byte* p) const {
  ::operator delete[](p, kAlignment);
}

template <class T>
StateMemory<T>::StateMemory(std::size_t count, std::size_t shift) : size_(count) {
  std::size_t bytes = count * sizeof(T) + shift;
  if (bytes >= kHugePage / 2) bytes = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  memory_.reset(static_cast<std::byte*>(::operator new[](bytes, kAlignment)));
#ifdef __linux__
  // Whether it is granted or not only matters for speed.
  if (bytes >= kHugePage) madvise(memory_.get(), bytes, MADV_HUGEPAGE);
#endif
  data_ = new (memory_.get() + shift) T[count];
}

template class StateMemory<double>;
template class StateMemory<float>;

}  // namespace qonvolve
