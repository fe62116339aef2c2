// SPDX-License-Identifier: GPL-3.0-or-later
// Finds out shape, classes and size of the data in the background whenever their source changes.
#include "widgets/document/data_probe.h"

#include <algorithm>
#include <exception>

#include "core/experiment/assemble.h"

namespace qonvolve::ui {
namespace {

std::variant<DataSummary, Error> look(const SourceType& type, const SourceContext& context,
                                      const Experiment& experiment, const Catalog& catalog) {
  try {
    // The stream of prepareData(): made data are those that will be trained on.
    const Rng rng(static_cast<std::uint64_t>(experiment.data.split.seed));
    auto loaded = type.load(context, experiment.data.source.options, rng.stream("source"));
    if (!loaded) return loaded.error();
    auto summary = summarize(experiment, catalog, std::move(*loaded));
    if (!summary) return summary.error();
    return std::move(*summary);
  } catch (const std::exception& exception) {
    return Error{context.where, std::string("The data cannot be read: ") + exception.what(), ""};
  }
}

}  // namespace

DataProbe::DataProbe(const Catalog& catalog, QObject* parent) : QObject(parent), catalog_(catalog) {
  pool_.setMaxThreadCount(1);
}

DataProbe::~DataProbe() {
  stop_.request_stop();
  pool_.clear();
  pool_.waitForDone();
}

void DataProbe::update(const Experiment& experiment, const QString& baseFolder) {
  const DataSpec& data = experiment.data;
  // The vocabulary of texts depends on how they are read and split.
  const bool sameWords = !readsTexts_ || (data.preprocess == data_.preprocess &&
                                          data.split == data_.split && experiment.seed == seed_);
  if (request_ > 0 && data.source == data_.source && data.classes == data_.classes &&
      data.split.seed == data_.split.seed && baseFolder == baseFolder_ && sameWords) {
    return;
  }
  data_ = data;
  seed_ = experiment.seed;
  readsTexts_ =
      std::any_of(data.preprocess.begin(), data.preprocess.end(), [&](const Choice& step) {
        const PreprocessorType* type = catalog_.preprocessors.find(step.type);
        return type != nullptr && type->readsTexts;
      });
  baseFolder_ = baseFolder;
  ++request_;
  summary_.reset();
  error_.reset();
  reading_ = false;
  stop_.request_stop();
  stop_ = std::stop_source();
  pool_.clear();

  const SourceType* type = catalog_.sources.find(data.source.type);
  if (type == nullptr) return;  // the check says so
  SourceContext context{"/data/source", baseFolder.toStdString(), data.classes};
  context.stop = stop_.get_token();
  if (type->synthetic) {
    accept(look(*type, context, experiment, catalog_));
    return;
  }
  reading_ = true;
  Experiment wanted;  // the parts of it that look() needs
  wanted.data = data;
  wanted.seed = seed_;
  pool_.start([this, type, context, wanted = std::move(wanted), request = request_] {
    auto found = look(*type, context, wanted, catalog_);
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
