// SPDX-License-Identifier: GPL-3.0-or-later
// Prepared data shared by runs that differ in other things than their data.
#pragma once

#include <future>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/io/training_run.h"

namespace qonvolve {

/// Thread safe. Data are prepared once for each data section of an experiment (and seed, where
/// fitting is random) and kept while a run uses them, the latest ones longer: up to `limitBytes`.
class SharedData {
 public:
  using Data = std::shared_ptr<const PreparedData>;

  SharedData(const Catalog& catalog, std::string baseFolder,
             std::size_t limitBytes = std::size_t{1} << 30);

  /// Waits while another thread prepares the same data.
  Result<Data> get(const Experiment& experiment, std::stop_token stop);

 private:
  struct Entry {
    std::string key;
    std::shared_future<Result<Data>> data;
    std::size_t bytes = 0;
  };
  void keepWithin();

  const Catalog& catalog_;
  std::string baseFolder_;
  std::size_t limit_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // latest first
};

/// Whether fitting the preprocessing is random, so that the data differ from seed to seed.
bool dataDependOnSeed(const Experiment& experiment, const Catalog& catalog);

}  // namespace qonvolve
