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

struct Listed {
  const char* id;
  ExampleGroup group;
};

// From simple to hard.
constexpr Listed kExamples[] = {
    {"lines", ExampleGroup::First},
    {"moons", ExampleGroup::First},
    {"two-lanes", ExampleGroup::First},
    {"plateau-random", ExampleGroup::Plateau},
    {"plateau-qcnn", ExampleGroup::Plateau},
    {"plateau-fermions", ExampleGroup::Plateau},
    {"plateau-adam", ExampleGroup::Plateau},
    {"plateau-shots", ExampleGroup::Plateau},
    {"fashion-0-1", ExampleGroup::Images},
    {"fashion-4-classes", ExampleGroup::Images},
    {"mnist-0-1", ExampleGroup::Images},
    {"image-pca8", ExampleGroup::Images},
    {"image-16x16-amplitude", ExampleGroup::Images},
    {"hur-pca8", ExampleGroup::PublishedImages},
    {"hur-ae8", ExampleGroup::PublishedImages},
    {"hur-dense-pca16", ExampleGroup::PublishedImages},
    {"hur-dense-ae16", ExampleGroup::PublishedImages},
    {"hur-amplitude", ExampleGroup::PublishedImages},
    {"hur-hae-pca30", ExampleGroup::PublishedImages},
    {"hur-hae-ae30", ExampleGroup::PublishedImages},
    {"hur-hde-pca32", ExampleGroup::PublishedImages},
    {"hur-hde-ae32", ExampleGroup::PublishedImages},
    {"text-qdconv-mc", ExampleGroup::Texts},
    {"text-qdconv-rp", ExampleGroup::Texts},
    {"text-coherent-mc", ExampleGroup::Texts},
    {"text-coherent-rp", ExampleGroup::Texts},
    {"text-coherent-2-channels", ExampleGroup::Texts},
    {"text-coherent-embedding", ExampleGroup::Texts},
    {"text-pointwise-mc", ExampleGroup::Texts},
    {"text-pointwise-rp", ExampleGroup::Texts},
    {"text-fusion-mc", ExampleGroup::Texts},
    {"text-fusion-rp", ExampleGroup::Texts},
    {"text-qconv-mc", ExampleGroup::Texts},
    {"text-qconv-rp", ExampleGroup::Texts},
    {"text-tfidf-linear", ExampleGroup::Texts},
    {"text-classical-dconv-mc", ExampleGroup::Texts},
    {"text-classical-dconv-rp", ExampleGroup::Texts},
    {"text-classical-conv-mc", ExampleGroup::Texts},
    {"text-classical-conv-rp", ExampleGroup::Texts},
    {"text-qsann", ExampleGroup::Texts},
    {"text-qsann-4", ExampleGroup::Texts},
    {"text-qmsan", ExampleGroup::Texts},
    {"text-qmsan-rp", ExampleGroup::Texts},
    {"text-transformer", ExampleGroup::Texts},
    {"text-transformer-rp", ExampleGroup::Texts},
    {"text-transformer-positions", ExampleGroup::Texts},
    {"text-qrnn", ExampleGroup::Texts},
    {"text-qrnn-rp", ExampleGroup::Texts},
    {"text-qrnn-large", ExampleGroup::Texts},
    {"text-qrnn-staggered", ExampleGroup::Texts},
};

std::vector<std::string> exampleIds() {
  std::vector<std::string> ids;
  for (const Listed& example : kExamples) ids.emplace_back(example.id);
  return ids;
}

}  // namespace

Result<std::string> exampleText(const std::string& id) {
  registerExamples();
  const std::vector<std::string> ids = exampleIds();
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
  for (const auto& [id, group] : kExamples) {
    const auto experiment = loadExample(id, catalog);
    if (!experiment) continue;
    const SourceType* source = catalog.sources.find(experiment->data.source.type);
    list.push_back({id, experiment->name, experiment->description, group,
                    source != nullptr && !source->synthetic});
  }
  return list;
}

}  // namespace qonvolve
