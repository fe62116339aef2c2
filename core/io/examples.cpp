// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/examples.h"

#include <QDir>

#include "core/base/text.h"
#include "core/io/experiment_json.h"
#include "core/io/files.h"

// Resources of a static library are registered by a call outside of any namespace.
static void registerExamples() {
  Q_INIT_RESOURCE(examples);
}

namespace qonvolve {

namespace {

const std::vector<std::string>& exampleIds() {
  static const std::vector<std::string> ids = {
      "lines",
      "moons",
      "two-lanes",
      "plateau-random",
      "plateau-qcnn",
      "plateau-fermions",
      "plateau-adam",
      "plateau-shots",
      "fashion-0-1",
      "fashion-4-classes",
      "mnist-0-1",
      "image-pca8",
      "image-16x16-amplitude",
      "hur-pca8",
      "hur-ae8",
      "hur-dense-pca16",
      "hur-dense-ae16",
      "hur-amplitude",
      "hur-hae-pca30",
      "hur-hae-ae30",
      "hur-hde-pca32",
      "hur-hde-ae32",
      "text-qdconv-mc",
      "text-qdconv-rp",
      "text-coherent-mc",
      "text-coherent-rp",
      "text-coherent-2-channels",
      "text-coherent-embedding",
      "text-pointwise-mc",
      "text-pointwise-rp",
      "text-fusion-mc",
      "text-fusion-rp",
      "text-qconv-mc",
      "text-qconv-rp",
      "text-tfidf-linear",
      "text-classical-dconv-mc",
      "text-classical-dconv-rp",
      "text-classical-conv-mc",
      "text-classical-conv-rp",
      "text-qsann",
      "text-qsann-4",
      "text-qmsan",
      "text-transformer",
      "text-qrnn",
      "text-qrnn-large",
      "text-qrnn-staggered",
  };
  return ids;
}

}  // namespace

Result<std::string> exampleText(const std::string& id) {
  registerExamples();
  const std::vector<std::string>& ids = exampleIds();
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
    return Error{"example:" + id, "There is no example of this name.", suggestion(id, ids)};
  }
  return readFile(":/qonvolve/examples/" + QString::fromStdString(id) + ".qonv");
}

Result<Experiment> loadExample(const std::string& id, const Catalog& catalog) {
  const auto text = exampleText(id);
  if (!text) return text.error();
  auto reading = readExperiment(*text, catalog, "example:" + id);
  if (!reading.errors.empty()) return reading.errors.front();
  return std::move(reading.experiment);
}

std::vector<ExampleInfo> examples(const Catalog& catalog) {
  std::vector<ExampleInfo> list;
  for (const std::string& id : exampleIds()) {
    const auto experiment = loadExample(id, catalog);
    if (!experiment) continue;
    const SourceType* source = catalog.sources.find(experiment->data.source.type);
    list.push_back(
        {id, experiment->name, experiment->description, source != nullptr && !source->synthetic});
  }
  return list;
}

}  // namespace qonvolve
