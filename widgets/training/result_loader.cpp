// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/training/result_loader.h"

namespace qonvolve::ui {

ResultLoader::ResultLoader(std::shared_ptr<const Catalog> catalog, QObject* parent)
    : QObject(parent), catalog_(std::move(catalog)) {}

void ResultLoader::load(const QString& folder, std::size_t threads) {
  folder_ = folder;
  using Shared = std::shared_ptr<const RunResults>;
  job_.start(
      [folder, threads, catalog = catalog_](std::stop_token stop) -> Result<Shared> {
        ThreadPool pool(threads);
        auto results = loadRunResults(folder, *catalog, pool, stop);
        if (!results) return results.error();
        if (!*results) return Shared();
        return std::make_shared<const RunResults>(std::move(**results));
      },
      [this](const Result<Shared>& results) {
        if (!results) {
          emit failed(results.error());
        } else if (*results) {
          emit loaded(*results);
        }
      });
}

void ResultLoader::cancel() {
  job_.cancel();
  folder_.clear();
}

}  // namespace qonvolve::ui
