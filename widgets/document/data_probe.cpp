// SPDX-License-Identifier: GPL-3.0-or-later
// Finds out shape, classes and size of the data in the background whenever their source changes.
#include "widgets/document/data_probe.h"

#include <exception>

namespace qonvolve::ui {
namespace {

std::variant<DataSummary, Error> look(const SourceType& type, const SourceContext& context,
                                      const Values& options, std::uint64_t seed) {
  try {
    auto loaded = type.load(context, options, Rng(seed).stream("data"));
    if (!loaded) return loaded.error();
    Dataset train = std::move(loaded->train);
    if (!context.classes.empty()) {
      auto selected = selectClasses(train, context.classes, "/data/classes");
      if (!selected) return selected.error();
      train = std::move(*selected);
    }
    return DataSummary{train.shape, train.classNames, train.size()};
  } catch (const std::exception& exception) {
    return Error{context.where, std::string("The data cannot be read: ") + exception.what(), ""};
  }
}

}  // namespace

DataProbe::DataProbe(const Catalog& catalog, QObject* parent) : QObject(parent), catalog_(catalog) {
  pool_.setMaxThreadCount(1);
}

DataProbe::~DataProbe() {
  pool_.clear();
  pool_.waitForDone();
}

void DataProbe::update(const Experiment& experiment, const QString& baseFolder) {
  const DataSpec& data = experiment.data;
  if (request_ > 0 && data.source == data_.source && data.classes == data_.classes &&
      baseFolder == baseFolder_ && experiment.seed == seed_) {
    return;
  }
  data_ = data;
  seed_ = experiment.seed;
  baseFolder_ = baseFolder;
  ++request_;
  summary_.reset();
  error_.reset();
  reading_ = false;
  pool_.clear();

  const SourceType* type = catalog_.sources.find(data.source.type);
  if (type == nullptr) return;  // the check says so
  const SourceContext context{"/data/source", baseFolder.toStdString(), data.classes};
  if (type->synthetic) {
    accept(look(*type, context, data.source.options, seed_));
    return;
  }
  reading_ = true;
  pool_.start(
      [this, type, context, options = data.source.options, seed = seed_, request = request_] {
        auto found = look(*type, context, options, seed);
        // The destructor waits for this function, so `this` is alive; Qt drops the call after that.
        QMetaObject::invokeMethod(
            this,
            [this, request, found = std::move(found)] {
              if (request != request_) return;
              reading_ = false;
              accept(found);
              emit finished();
            },
            Qt::QueuedConnection);
      });
}

void DataProbe::accept(Found found) {
  if (auto* summary = std::get_if<DataSummary>(&found)) {
    summary_ = std::move(*summary);
  } else {
    error_ = std::get<Error>(std::move(found));
  }
}

}  // namespace qonvolve::ui
