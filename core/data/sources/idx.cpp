// SPDX-License-Identifier: GPL-3.0-or-later
// Image sets in the IDX format: MNIST, Fashion-MNIST or any folder with files of the usual names.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "core/data/idx_file.h"
#include "core/data/sources/sources.h"

namespace qonvolve {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostValues = std::uint64_t{1} << 29U;  // 4 GiB of double

struct IdxOptions {
  std::string dataset = "fashion_mnist";
  std::string folder;
};

/// What is known of a data set by name. `variable`: environment variable with its folder.
struct KnownSet {
  std::string_view id;
  const char* variable;
  std::string_view usualFolder;
  std::vector<std::string> classNames;
  std::string_view advice;
};

const std::array<KnownSet, 2>& knownSets() {
  static const std::array<KnownSet, 2> sets{
      KnownSet{
          "fashion_mnist",
          "QONVOLVE_FASHION_MNIST",
          "/usr/share/datasets/fashion-mnist",
          {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker",
           "Bag", "Ankle boot"},
          "Install the data with \"sudo apt install dataset-fashion-mnist\", or name the folder "
          "of the four IDX files in the option folder or in the environment variable "
          "QONVOLVE_FASHION_MNIST."},
      KnownSet{
          "mnist",
          "QONVOLVE_MNIST",
          "",
          {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
          "Fetch the four IDX files of MNIST (for instance from "
          "https://ossci-datasets.s3.amazonaws.com/mnist/), and name their folder in the option "
          "folder or in the environment variable QONVOLVE_MNIST."}};
  return sets;
}

const KnownSet* findKnown(std::string_view id) {
  for (const KnownSet& set : knownSets()) {
    if (set.id == id) return &set;
  }
  return nullptr;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Result<std::string> findFolder(const SourceContext& context, const IdxOptions& o) {
  const KnownSet* known = findKnown(o.dataset);
  const std::string advice =
      known != nullptr
          ? std::string(known->advice)
          : "The option folder must name a folder with train-images-idx3-ubyte[.gz], "
            "train-labels-idx1-ubyte[.gz] and, for a test set, t10k-images-idx3-ubyte[.gz] "
            "and t10k-labels-idx1-ubyte[.gz].";
  const std::string where = context.where + "/options/folder";
  std::string folder;
  if (!o.folder.empty()) {
    folder = resolvedPath(o.folder, context.baseFolder);
  } else if (known != nullptr) {
    folder = environment(known->variable);
    if (folder.empty()) folder = known->usualFolder;
  }
  if (folder.empty()) return Error{where, "No folder is given for the images.", advice};
  std::error_code status;
  if (!fs::is_directory(folder, status)) {
    return Error{where, "There is no folder \"" + folder + "\".", advice};
  }
  return folder;
}

/// The file `stem`-idxN-ubyte in one of its usual spellings, or an empty text.
std::string findFile(const std::string& folder, const std::string& stem, const std::string& kind) {
  std::error_code status;
  for (const char* join : {"-", "."}) {
    for (const char* end : {"", ".gz"}) {
      const fs::path path = fs::path(folder) / (stem + join + kind + end);
      if (fs::is_regular_file(path, status)) return path.string();
    }
  }
  return {};
}

/// Labels of a part with the files they belong to.
struct Part {
  std::string imagesPath;
  std::string labelsPath;
  std::vector<std::uint8_t> labels;
};

Result<Part> readLabels(const std::string& folder, const std::string& name) {
  Part part{findFile(folder, name + "-images", "idx3-ubyte"),
            findFile(folder, name + "-labels", "idx1-ubyte"),
            {}};
  if (part.imagesPath.empty() || part.labelsPath.empty()) {
    const std::string missing =
        name + (part.imagesPath.empty() ? "-images-idx3-ubyte" : "-labels-idx1-ubyte");
    return Error{folder, "There is no file " + missing + " or " + missing + ".gz in this folder.",
                 "Images and labels are both needed."};
  }
  auto labels = readIdxLabels(part.labelsPath);
  if (!labels) return labels.error();
  part.labels = std::move(*labels);
  return part;
}

/// Reads the images whose class is in `wanted`.
Result<Dataset> readPart(const Part& part, const std::vector<std::string>& classNames,
                         const std::vector<bool>& wanted, const std::stop_token& stop) {
  Dataset data;
  data.classNames = classNames;
  std::vector<bool> keep(part.labels.size());
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (part.labels[i] >= wanted.size()) {
      return Error{part.labelsPath,
                   "Label " + std::to_string(i + 1) + " is " + std::to_string(part.labels[i]) +
                       "; it must be 0 to " + std::to_string(wanted.size() - 1) + ".",
                   "For other data sets set the option dataset to folder."};
    }
    keep[i] = wanted[part.labels[i]];
    if (keep[i]) data.y.push_back(part.labels[i]);
  }
  auto images = readIdxImages(part.imagesPath, keep, part.labelsPath, stop);
  if (!images) return images.error();
  if (images->pixels.size() > kMostValues) {
    return Error{part.imagesPath,
                 std::to_string(data.y.size()) + " images of " + std::to_string(images->height) +
                     " x " + std::to_string(images->width) + " pixels need " +
                     std::to_string(images->pixels.size() >> 27U) + " GB of memory; at most " +
                     std::to_string(kMostValues >> 27U) + " GB are allowed.",
                 "Choose fewer classes."};
  }
  const std::uint64_t pixels = std::uint64_t{images->height} * images->width;
  data.shape = {static_cast<std::uint32_t>(pixels), images->height, images->width};
  data.x.resize(static_cast<Eigen::Index>(data.y.size()), static_cast<Eigen::Index>(pixels));
  std::transform(images->pixels.begin(), images->pixels.end(), data.x.data(),
                 [](std::uint8_t pixel) { return pixel / 255.0; });
  return data;
}

Result<SourceData> loadIdx(const SourceContext& context, const IdxOptions& o, Rng) {
  auto folder = findFolder(context, o);
  if (!folder) return folder.error();
  auto train = readLabels(*folder, "train");
  if (!train) return train.error();
  std::optional<Part> test;
  if (!findFile(*folder, "t10k-images", "idx3-ubyte").empty()) {
    auto part = readLabels(*folder, "t10k");
    if (!part) return part.error();
    test = std::move(*part);
  }

  std::vector<std::string> classNames;
  if (const KnownSet* known = findKnown(o.dataset)) {
    classNames = known->classNames;
  } else {
    std::uint8_t last = *std::max_element(train->labels.begin(), train->labels.end());
    if (test) last = std::max(last, *std::max_element(test->labels.begin(), test->labels.end()));
    for (int label = 0; label <= last; ++label) classNames.push_back(std::to_string(label));
  }
  std::vector<bool> wanted(classNames.size(), context.classes.empty());
  if (!context.classes.empty()) {
    auto indices = classIndices(classNames, context.classes, context.classesWhere);
    if (!indices) return indices.error();
    for (const int index : *indices) wanted[static_cast<std::size_t>(index)] = true;
  }

  SourceData data;
  auto trainData = readPart(*train, classNames, wanted, context.stop);
  if (!trainData) return trainData.error();
  data.train = std::move(*trainData);
  if (test) {
    auto testData = readPart(*test, classNames, wanted, context.stop);
    if (!testData) return testData.error();
    if (!(testData->shape == data.train.shape)) {
      return Error{test->imagesPath,
                   "The images are " + std::to_string(testData->shape.height) + " x " +
                       std::to_string(testData->shape.width) + " pixels; those of " +
                       train->imagesPath + " are " + std::to_string(data.train.shape.height) +
                       " x " + std::to_string(data.train.shape.width) + ".",
                   "Training and test images must have the same size."};
    }
    data.test = std::move(*testData);
  }
  return data;
}

std::optional<SourcePromise> idxPromise(const IdxOptions& o) {
  const KnownSet* known = findKnown(o.dataset);
  if (known == nullptr) return {};
  return SourcePromise{{28 * 28, 28, 28}, known->classNames};
}

}  // namespace

SourceType idxSource() {
  Schema<IdxOptions> schema;
  schema.choice("dataset", &IdxOptions::dataset,
                {{"fashion_mnist", "Fashion-MNIST", "Clothes, 28 x 28 pixels, 10 classes."},
                 {"mnist", "MNIST", "Handwritten digits, 28 x 28 pixels, 10 classes."},
                 {"folder", "Other folder", "Any IDX files of images and labels."}},
                {"Data set", "Which images to read."});
  schema.path("folder", &IdxOptions::folder,
              {"Folder",
               "Folder of the IDX files, gzipped or not. Empty: the environment variable "
               "QONVOLVE_FASHION_MNIST or QONVOLVE_MNIST, else the folder of Debian's "
               "package dataset-fashion-mnist."});
  return makeSourceType(
      {"idx", "Images (IDX)", "Files", "MNIST, Fashion-MNIST or other images in IDX files",
       "Reads train-images-idx3-ubyte, train-labels-idx1-ubyte and, as test set, the files "
       "t10k-..., "
       "gzipped or not. Pixels become numbers from 0 to 1. Only the chosen classes are kept.",
       "LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86 (1998); Fashion-MNIST: arXiv:1708.07747"},
      std::move(schema), false, loadIdx, idxPromise);
}

}  // namespace qonvolve
