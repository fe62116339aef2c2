// SPDX-License-Identifier: GPL-3.0-or-later
// Memory for large states.
#pragma once

#include <cstddef>
#include <memory>

namespace qonvolve {

/// Numbers of one state, in huge pages where the system has them. The first number lies `shift`
/// bytes after a page's beginning, so that two states can keep out of each other's cache lines.
template <class T>
class StateMemory {
 public:
  StateMemory() = default;
  explicit StateMemory(std::size_t count, std::size_t shift = 0);

  T* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(std::byte* p) const;
  };
  std::unique_ptr<std::byte[], Free> memory_;
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace qonvolve
