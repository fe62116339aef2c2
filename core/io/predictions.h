// SPDX-License-Identifier: GPL-3.0-or-later
// Predictions of a trained model on its own data or on a user's files.
#pragma once

#include <QString>
#include <string>
#include <vector>

#include "core/io/trained_model.h"

namespace qonvolve {

/// Samples to predict on, as they came and as the model takes them.
struct Samples {
  Dataset raw;
  Dataset ready;
  bool labelled = true;                 // false: the labels are not known (and all 0)
  std::string name;                     // "test", "new.csv"
  std::vector<std::string> names = {};  // of the samples where they are files; else empty
};

/// A user's own samples for a trained model: for texts a file of them, else a CSV file with the
/// columns of the training data (the label column may be missing), a folder of IDX files (its test
/// images, or else its training images), or one IDX file of images (without labels).
Result<Samples> readSamples(const QString& path, const TrainedModel& trained,
                            const Catalog& catalog);

/// Samples whose raw part has been read by other means (shape and classes of the training data),
/// brought to what the model takes.
Result<Samples> prepareSamples(Samples samples, const TrainedModel& trained, const Catalog& catalog,
                               std::stop_token stop = {});

/// Sentences of the user for a model trained on texts.
Result<Samples> samplesOfTexts(const std::vector<std::string>& texts, const TrainedModel& trained,
                               const Catalog& catalog);

/// Part "train", "validation" or "test" of the data the model was trained with; an empty name means
/// the first of test, validation and train that has samples.
Result<Samples> samplesOfRun(const std::string& part, const TrainedModel& trained,
                             const Catalog& catalog);

/// Class probabilities, samples x classes; empty if stopped. Errors: there are no samples, or the
/// design cannot encode them. `stages` evaluates circuits: exactly if it is empty.
Result<Matrix> predict(const TrainedModel& trained, const Samples& samples, ThreadPool& pool,
                       std::stop_token stop = {}, const StageFactory& stages = {});

/// "sample,file,predicted,label,p(class)...,text" with one line a sample; no file column for
/// samples without names, no label column when unlabelled, no text column for numbers.
std::string predictionsCsv(const Matrix& probabilities, const Samples& samples,
                           const std::vector<std::string>& classes);

}  // namespace qonvolve
