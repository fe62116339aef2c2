// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/predictions.h"

#include <QFileInfo>
#include <algorithm>

#include "core/base/text.h"
#include "core/data/csv_file.h"
#include "core/data/idx_file.h"
#include "core/data/text_file.h"
#include "core/text/csv_reader.h"

namespace qonvolve {

namespace {

// Renumbers labels to those of the trained model by class name.
Result<void> relabel(Dataset& data, const std::vector<std::string>& classes,
                     const std::string& where) {
  std::vector<int> map;
  for (const std::string& name : data.classNames) {
    const auto found = std::find(classes.begin(), classes.end(), name);
    if (found == classes.end()) {
      return Error{where, "The class \"" + name + "\" is unknown to the model.",
                   "It was trained on " + join(classes, ", ") + "."};
    }
    map.push_back(static_cast<int>(found - classes.begin()));
  }
  for (int& label : data.y) label = map[static_cast<std::size_t>(label)];
  data.classNames = classes;
  return {};
}

// A CSV file; its label column may be missing, which the number of columns tells.
Result<Samples> readTable(const std::string& path, const TrainedModel& trained) {
  CsvFormat format;
  format.unlabelledColumns = trained.fitted.shape.features;
  const Choice& source = trained.experiment.data.source;
  if (const auto label = source.options.find("label");
      source.type == "csv" && label != source.options.end()) {
    format.label = valueText(label->second);
  }
  auto data = readCsv(path, format);
  if (!data) return data.error();
  Samples samples;
  samples.labelled = !data->classNames.empty();
  samples.raw = std::move(*data);
  return samples;
}

// A folder of IDX files: its test images, or else its training images.
Result<Samples> readImages(const std::string& path, const TrainedModel& trained,
                           const Catalog& catalog) {
  const auto source = catalog.sources.require("idx", path);
  if (!source) return source.error();
  Values options;
  const Choice& choice = trained.experiment.data.source;
  if (choice.type == "idx") options = choice.options;
  options["folder"] = path;
  SourceContext context;
  context.where = path;
  context.classes = trained.experiment.data.classes;
  auto loaded = (*source)->load(context, options, Rng(0));
  if (!loaded) return loaded.error();
  Samples samples;
  samples.raw = loaded->test ? std::move(*loaded->test) : std::move(loaded->train);
  return samples;
}

// One IDX file of images without labels.
Result<Samples> readImageFile(const std::string& path) {
  auto images = readIdxImages(path);
  if (!images) return images.error();
  const std::uint32_t pixels = images->height * images->width;
  Samples samples;
  samples.labelled = false;
  samples.raw.shape = {pixels, images->height, images->width};
  const auto count = static_cast<Eigen::Index>(images->pixels.size() / pixels);
  samples.raw.x.resize(count, static_cast<Eigen::Index>(pixels));
  std::transform(images->pixels.begin(), images->pixels.end(), samples.raw.x.data(),
                 [](std::uint8_t pixel) { return pixel / 255.0; });
  samples.raw.y.assign(static_cast<std::size_t>(count), 0);
  return samples;
}

// Texts, with labels or without.
Result<Samples> readTexts(const std::string& path, const TrainedModel& trained) {
  CorpusFormat format;
  format.labels = CorpusFormat::Labels::Optional;
  format.classes = trained.fitted.classNames;
  auto corpus = readCorpus(path, format);
  if (!corpus) return corpus.error();
  Samples samples;
  samples.labelled = corpus->labelled;
  const std::vector<std::string>& classes = trained.fitted.classNames;
  for (const CorpusRow& row : corpus->rows) {
    if (!samples.labelled ||
        std::find(classes.begin(), classes.end(), row.label) != classes.end()) {
      continue;
    }
    return Error{path + ":" + std::to_string(row.line),
                 "The class \"" + row.label + "\" is unknown to the model (" + corpus->shape + ").",
                 "It was trained on " + join(classes, ", ") + "."};
  }
  samples.raw = textDataset(std::move(*corpus), classes);
  return samples;
}

bool isIdxName(const QString& fileName) {
  return fileName.contains("idx3-ubyte") || fileName.endsWith(".idx3");
}

Result<Samples> readAny(const QFileInfo& info, const TrainedModel& trained,
                        const Catalog& catalog) {
  const std::string absolute = info.absoluteFilePath().toStdString();
  if (trained.fitted.shape.texts) {
    if (!info.isDir()) return readTexts(absolute, trained);
    return Error{absolute, "The model reads texts; this is a folder.", "Name a file with texts."};
  }
  if (info.isDir()) return readImages(absolute, trained, catalog);
  if (isIdxName(info.fileName())) return readImageFile(absolute);
  return readTable(absolute, trained);
}

}  // namespace

Result<Samples> readSamples(const QString& path, const TrainedModel& trained,
                            const Catalog& catalog) {
  const std::string name = path.toStdString();
  const QFileInfo info(path);
  if (!info.exists()) return Error{name, "There is no such file or folder.", ""};
  auto samples = readAny(info, trained, catalog);
  if (!samples) return samples;
  samples->name = name;
  Dataset& data = samples->raw;
  if (samples->labelled) {
    if (auto done = relabel(data, trained.fitted.classNames, name); !done) return done.error();
  }
  const FeatureShape& wanted = trained.fitted.shape;
  const bool sameImages = !data.shape.isImage() || !wanted.isImage() || data.shape == wanted;
  if (data.shape.features != wanted.features || !sameImages) {
    return Error{name,
                 "The samples have " + std::to_string(data.shape.features) +
                     " features; the model was trained on " + std::to_string(wanted.features) + ".",
                 "Give the same columns as in training."};
  }
  data.shape = wanted;
  return prepareSamples(std::move(*samples), trained, catalog);
}

Result<Samples> prepareSamples(Samples samples, const TrainedModel& trained, const Catalog& catalog,
                               std::stop_token stop) {
  auto ready = applyPreprocessing(trained.experiment, catalog, trained.fitted.steps, samples.raw,
                                  DataPart::Predict, stop);
  if (!ready) return ready.error();
  samples.ready = std::move(*ready);
  return samples;
}

Result<Samples> samplesOfTexts(const std::vector<std::string>& texts, const TrainedModel& trained,
                               const Catalog& catalog) {
  if (!trained.fitted.shape.texts) {
    return Error{"", "The model was trained on numbers, not on texts.",
                 "Give a CSV file with the columns of the training data."};
  }
  Corpus corpus;
  corpus.labelled = false;
  for (const std::string& text : texts) {
    if (findInvalidUtf8(text) != std::string::npos) {
      return Error{"", "The text " + excerpt(text) + " is not UTF-8.", ""};
    }
    corpus.rows.push_back({{}, text, corpus.rows.size() + 1});
  }
  Samples samples;
  samples.labelled = false;
  samples.name = "own texts";
  samples.raw = textDataset(std::move(corpus), trained.fitted.classNames);
  auto ready = applyPreprocessing(trained.experiment, catalog, trained.fitted.steps, samples.raw,
                                  DataPart::Predict);
  if (!ready) return ready.error();
  samples.ready = std::move(*ready);
  return samples;
}

Result<Samples> samplesOfRun(const std::string& part, const TrainedModel& trained,
                             const Catalog& catalog) {
  auto data =
      reloadData(trained.experiment, catalog, trained.record.dataFolder, trained.fitted.steps);
  if (!data) return data.error();
  const auto take = [&](const std::string& name, Dataset SplitData::* member) {
    return Samples{std::move(data->raw.*member), std::move(data->ready.*member), true, name};
  };
  const SplitData& ready = data->ready;
  if (part == "train") return take(part, &SplitData::train);
  if (part == "validation") return take(part, &SplitData::validation);
  if (part == "test") return take(part, &SplitData::test);
  if (ready.test.size() > 0) return take("test", &SplitData::test);
  if (ready.validation.size() > 0) return take("validation", &SplitData::validation);
  return take("train", &SplitData::train);
}

Result<Matrix> predict(const TrainedModel& trained, const Samples& samples, ThreadPool& pool,
                       std::stop_token stop, const StageFactory& stages) {
  if (samples.ready.size() == 0) {
    return Error{"", "The " + samples.name + " part is empty.", "Choose another part."};
  }
  auto fits = checkEncodable(trained.model, samples.ready, samples.name, "/stack");
  if (!fits) return fits.error();
  ModelRunner runner(trained.model, stages ? stages : stageFactory(), pool);
  return predictProbabilities(runner, *trained.loss, trained.parameters, samples.ready, stop);
}

namespace {

std::string csvCell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

std::string predictionsCsv(const Matrix& probabilities, const Samples& samples,
                           const std::vector<std::string>& classes) {
  std::string csv = samples.names.empty() ? "sample,predicted" : "sample,file,predicted";
  if (samples.labelled) csv += ",label";
  for (const std::string& name : classes) csv += "," + csvCell("p(" + name + ")");
  const std::vector<std::string>& texts = samples.raw.texts;
  if (!texts.empty()) csv += ",text";
  csv += "\n";
  for (Eigen::Index row = 0; row < probabilities.rows(); ++row) {
    const auto predicted = static_cast<std::size_t>(predictedClass(probabilities, row));
    csv += std::to_string(row + 1) + ",";
    if (!samples.names.empty()) {
      csv += csvCell(samples.names[static_cast<std::size_t>(row)]) + ",";
    }
    csv += csvCell(classes.at(predicted));
    if (samples.labelled) {
      const int label = samples.raw.y[static_cast<std::size_t>(row)];
      csv += "," + csvCell(classes.at(static_cast<std::size_t>(label)));
    }
    for (Eigen::Index k = 0; k < probabilities.cols(); ++k) {
      csv += "," + numberText(probabilities(row, k));
    }
    if (!texts.empty()) csv += "," + csvCell(texts[static_cast<std::size_t>(row)]);
    csv += "\n";
  }
  return csv;
}

}  // namespace qonvolve
