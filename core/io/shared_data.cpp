// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/shared_data.h"

#include <algorithm>

#include "core/io/experiment_json.h"

namespace qonvolve {

namespace {

std::size_t bytesOf(const PreparedData& data) {
  std::size_t values = 0;
  for (const SplitData* parts : {&data.raw, &data.ready}) {
    for (const Dataset* part : {&parts->train, &parts->validation, &parts->test}) {
      values += static_cast<std::size_t>(part->x.size());
    }
  }
  return values * sizeof(double);
}

}  // namespace

bool dataDependOnSeed(const Experiment& experiment, const Catalog& catalog) {
  return std::any_of(experiment.data.preprocess.begin(), experiment.data.preprocess.end(),
                     [&](const Choice& step) {
                       const PreprocessorType* type = catalog.preprocessors.find(step.type);
                       return type != nullptr && type->random;
                     });
}

SharedData::SharedData(const Catalog& catalog, std::string baseFolder, std::size_t limitBytes)
    : catalog_(catalog), baseFolder_(std::move(baseFolder)), limit_(limitBytes) {}

void SharedData::keepWithin() {
  std::size_t total = 0;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    total += entry->bytes;
    const bool latest = entry == entries_.begin();
    entry = !latest && total > limit_ && entry->bytes > 0 ? entries_.erase(entry) : ++entry;
  }
}

Result<SharedData::Data> SharedData::get(const Experiment& experiment, std::stop_token stop) {
  std::string key = writeJson(*experimentJson(experiment).find("data"), JsonLayout::Compact);
  if (dataDependOnSeed(experiment, catalog_)) key += " " + std::to_string(experiment.seed);
  std::promise<Result<Data>> promise;
  {
    std::unique_lock lock(mutex_);
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    if (found != entries_.end()) {
      entries_.splice(entries_.begin(), entries_, found);
      const auto data = found->data;
      lock.unlock();
      return data.get();
    }
    entries_.push_front({key, promise.get_future().share(), 0});
  }
  auto prepared = prepareDataCached(experiment, catalog_, baseFolder_, stop);
  Result<Data> result =
      prepared ? Result<Data>(std::make_shared<const PreparedData>(std::move(*prepared)))
               : Result<Data>(prepared.error());
  {
    const std::lock_guard lock(mutex_);
    const auto own = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
    if (own != entries_.end()) {
      if (result) {
        own->bytes = bytesOf(**result);
        keepWithin();
      } else {
        entries_.erase(own);  // a stop or a missing file may be over next time
      }
    }
  }
  promise.set_value(result);
  return result;
}

}  // namespace qonvolve
