// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/shared_work.h"

#include "core/base/spin.h"

namespace qonvolve {

void SharedWork::wait() const {
  const auto done = [this] { return done_.load(std::memory_order_acquire) >= count_; };
  if (spinUntil(done)) return;
  for (std::uint32_t seen = done_.load(); seen < count_; seen = done_.load()) done_.wait(seen);
}

}  // namespace qonvolve
