// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/published.h"

#include <algorithm>

#include "core/base/text.h"

namespace qonvolve {

namespace {

// Read in the authors' repository takh04/QCNN.
constexpr const char* kHurLogs = "Hur et al., arXiv:2108.00661, runs kept by the authors";
constexpr const char* kChenFang = "Chen, Fang, arXiv:2405.13515, table 4";

PublishedValue hur(const char* data, const char* model, double percent, double deviation,
                   int runs) {
  return {data, model, percent / 100, deviation / 100, runs, kHurLogs};
}

PublishedValue text(const char* data, const char* model, double percent) {
  return {data, model, percent / 100, 0, 0, kChenFang};
}

// What the classifier sees, in the words of the table: "PCA 8", "AE 30"; empty: something else.
std::string inputsOf(const Experiment& experiment) {
  for (const Choice& step : experiment.data.preprocess) {
    const bool pca = step.type == "pca";
    if (!pca && step.type != "autoencoder") continue;
    const auto count = step.options.find(pca ? "components" : "features");
    return (pca ? "PCA " : "AE ") +
           (count == step.options.end() ? std::string("8") : valueText(count->second));
  }
  return {};
}

}  // namespace

const std::vector<PublishedValue>& publishedValues() {
  constexpr const char* kFashion = "fashion_mnist 0 1";
  constexpr const char* kMnist = "mnist 0 1";
  static const std::vector<PublishedValue> values = {
      hur(kFashion, "circuit 9a, hybrid angle, PCA 30, cross-entropy", 88.6, 2.0, 5),
      hur(kFashion, "circuit 9a, hybrid angle, AE 30, cross-entropy", 88.2, 3.7, 5),
      hur(kFashion, "circuit 9a, hybrid amplitude, PCA 32, cross-entropy", 65.0, 1.3, 5),
      hur(kFashion, "circuit 9a, hybrid amplitude, AE 32, cross-entropy", 94.3, 1.6, 5),
      hur(kFashion, "open boundary, SU(4), amplitude, cross-entropy", 91.7, 1.1, 5),
      hur(kFashion, "open boundary, SU(4), angle, PCA 8, cross-entropy", 92.0, 0.6, 5),
      hur(kFashion, "open boundary, SU(4), angle, AE 8, cross-entropy", 92.5, 1.7, 5),
      hur(kFashion, "CNN, 44 parameters, PCA 8", 89.4, 3.9, 10),
      hur(kFashion, "CNN, 44 parameters, AE 8", 92.4, 2.8, 10),
      hur(kFashion, "CNN, 56 parameters, PCA 16", 91.9, 2.0, 10),
      hur(kFashion, "CNN, 56 parameters, AE 16", 93.6, 2.2, 10),
      hur(kFashion, "CNN, 26 parameters, PCA 8", 82.2, 16.6, 10),
      hur(kFashion, "CNN, 26 parameters, AE 8", 86.8, 12.7, 10),
      hur(kFashion, "CNN, 34 parameters, PCA 16", 78.8, 19.1, 10),
      hur(kFashion, "CNN, 34 parameters, AE 16", 79.0, 19.0, 10),
      hur(kFashion, "CNN, 416 parameters, amplitude 256", 86.5, 18.2, 5),
      hur(kMnist, "circuit 9a, hybrid angle, PCA 30, cross-entropy", 98.2, 0.2, 5),
      hur(kMnist, "circuit 9a, hybrid angle, AE 30, cross-entropy", 87.0, 5.3, 5),
      hur(kMnist, "circuit 9a, hybrid amplitude, PCA 32, cross-entropy", 78.1, 2.8, 5),
      hur(kMnist, "circuit 9a, hybrid amplitude, AE 32, cross-entropy", 97.8, 2.2, 5),
      hur(kMnist, "open boundary, SU(4), amplitude, cross-entropy", 98.4, 0.6, 5),
      hur(kMnist, "open boundary, SU(4), angle, PCA 8, cross-entropy", 98.2, 0.2, 5),
      hur(kMnist, "open boundary, SU(4), angle, AE 8, cross-entropy", 96.4, 2.0, 5),
      hur(kMnist, "CNN, 44 parameters, PCA 8", 93.3, 13.2, 10),
      hur(kMnist, "CNN, 44 parameters, AE 8", 90.4, 13.4, 10),
      hur(kMnist, "CNN, 56 parameters, PCA 16", 93.0, 13.4, 10),
      hur(kMnist, "CNN, 56 parameters, AE 16", 95.5, 2.3, 10),
      hur(kMnist, "CNN, 26 parameters, PCA 8", 91.0, 12.7, 10),
      hur(kMnist, "CNN, 26 parameters, AE 8", 82.7, 15.2, 10),
      hur(kMnist, "CNN, 34 parameters, PCA 16", 97.0, 3.5, 10),
      hur(kMnist, "CNN, 34 parameters, AE 16", 83.5, 15.5, 10),
      text("MC", "DisCoCat", 79.80),
      text("MC", "soft voting of DisCoCat models", 97.00),
      text("MC", "QSANN", 100.00),
      text("MC", "MSFF-QDConv", 100.00),
      text("RP", "DisCoCat", 72.30),
      text("RP", "soft voting of DisCoCat models", 68.00),
      text("RP", "QSANN", 67.74),
      text("RP", "QSAMo", 74.19),
      text("RP", "POVM-QSANN", 77.42),
      text("RP", "QSAN (Zheng et al. 2023)", 87.10),
      text("RP", "MSFF-QDConv", 96.77),
  };
  return values;
}

std::vector<PublishedValue> publishedFor(const Experiment& experiment) {
  const DataSpec& data = experiment.data;
  std::string key;
  if (data.source.type == "idx") {
    const auto set = data.source.options.find("dataset");
    key = (set == data.source.options.end() ? "fashion_mnist" : valueText(set->second)) + " " +
          join(data.classes, " ");
  } else if (const auto file = data.source.options.find("folder");
             file != data.source.options.end()) {
    // A corpus is known by the name of its folder: ".../mc", ".../rp".
    const std::vector<std::string> parts = split(valueText(file->second), '/');
    const std::string& name = parts.back();
    if (name == "mc" || name == "MC") key = "MC";
    if (name == "rp" || name == "RP") key = "RP";
  }
  std::vector<PublishedValue> found;
  for (const PublishedValue& value : publishedValues()) {
    if (value.data == key) found.push_back(value);
  }
  const std::string inputs = inputsOf(experiment);
  std::stable_partition(found.begin(), found.end(), [&](const PublishedValue& value) {
    return !inputs.empty() && (value.model + ",").find(", " + inputs + ",") != std::string::npos;
  });
  return found;
}

std::string publishedText(const PublishedValue& value) {
  std::string text = fixedText(100 * value.accuracy, 1);
  if (value.deviation > 0) text += " ± " + fixedText(100 * value.deviation, 1);
  text += " %";
  if (value.runs > 0) text += " of " + std::to_string(value.runs) + " runs";
  return text + ", " + value.model + " (" + value.source + ")";
}

}  // namespace qonvolve
