// SPDX-License-Identifier: GPL-3.0-or-later
// Gaussian blobs: one normal cloud of points for each class.
#include <algorithm>
#include <limits>

#include "core/data/sources/sources.h"
#include "core/data/sources/synthetic.h"

namespace qonvolve {

namespace {

struct BlobsOptions {
  std::int64_t classes = 3;
  std::int64_t features = 4;
  std::int64_t samples = 600;
  double noise = 0.4;
};

std::optional<SourcePromise> blobsPromise(const BlobsOptions& o) {
  std::vector<std::string> names;
  for (std::int64_t c = 0; c < o.classes; ++c) names.push_back("blob " + std::to_string(c + 1));
  return SourcePromise{{static_cast<std::uint32_t>(o.features), 0, 0}, std::move(names)};
}

/// Centres in [0, pi]: each the one of 32 random points that is farthest from those before it.
Matrix centres(const BlobsOptions& o, Rng& rng) {
  constexpr int kCandidates = 32;
  Matrix chosen(o.classes, o.features);
  Eigen::RowVectorXd point(o.features);
  for (Eigen::Index c = 0; c < o.classes; ++c) {
    double farthest = -1;
    for (int i = 0; i < kCandidates; ++i) {
      for (double& value : point) value = rng.uniform(0, std::numbers::pi);
      double nearest = std::numeric_limits<double>::infinity();
      for (Eigen::Index other = 0; other < c; ++other) {
        nearest = std::min(nearest, (chosen.row(other) - point).squaredNorm());
      }
      if (nearest <= farthest) continue;
      farthest = nearest;
      chosen.row(c) = point;
    }
  }
  return chosen;
}

Result<SourceData> loadBlobs(const SourceContext&, const BlobsOptions& o, Rng rng) {
  const Matrix centre = centres(o, rng);
  return makeSamples(*blobsPromise(o), o.samples, [&](auto row, int label) {
    for (Eigen::Index j = 0; j < row.size(); ++j) {
      row[j] = centre(label, j) + o.noise * rng.normal();
    }
  });
}

}  // namespace

SourceType blobsSource() {
  Schema<BlobsOptions> schema;
  schema.integer("classes", &BlobsOptions::classes, 2, 16, {"Classes", "How many clouds."});
  schema.integer("features", &BlobsOptions::features, 1, 256,
                 {"Features", "Coordinates of a point."});
  addSamples(schema);
  schema.real("noise", &BlobsOptions::noise, 0, std::numbers::pi,
              {"Spread", "Standard deviation of a cloud in every direction.", "rad"});
  return makeSourceType(
      {"blobs", "Gaussian blobs", "Synthetic", "Round clouds of points, one class each",
       "Normal clouds around random centres in 0 to pi that keep apart from each other: a first "
       "test "
       "for several classes and any number of features.",
       "make_blobs of scikit-learn"},
      std::move(schema), true, loadBlobs, blobsPromise);
}

}  // namespace qonvolve
