// SPDX-License-Identifier: GPL-3.0-or-later
// Resizing of images.
#include "core/data/preprocessors/preprocessors.h"
#include "core/data/preprocessors/resampling.h"

namespace qonvolve {

namespace {

struct ResizeOptions {
  std::int64_t height = 16;
  std::int64_t width = 16;
  std::string method = "bilinear";
};

/// Images in rows, h x w pixels each, resized to rows.rows() x columns.rows() pixels.
Matrix resample(const Matrix& images, const Matrix& rows, const Matrix& columns) {
  using Pixels = Eigen::Map<const Matrix>;
  const Eigen::Index count = images.rows();
  Matrix out(count, rows.rows() * columns.rows());
  Matrix narrow(rows.cols(), columns.rows());
  for (Eigen::Index i = 0; i < count; ++i) {
    const Pixels image(images.row(i).data(), rows.cols(), columns.cols());
    narrow.noalias() = image * columns.transpose();
    Eigen::Map<Matrix>(out.row(i).data(), rows.rows(), columns.rows()).noalias() = rows * narrow;
  }
  return out;
}

Matrix weights(const ResizeOptions& o, std::int64_t from, std::int64_t to) {
  return o.method == "area" ? areaWeights(from, to) : bilinearWeights(from, to);
}

struct Resize {
  using Options = ResizeOptions;

  static Schema<Options> schema() {
    Schema<Options> s;
    s.integer("height", &Options::height, 1, 1024,
              {"Height", "Rows of pixels it gives.", "pixels"});
    s.integer("width", &Options::width, 1, 1024,
              {"Width", "Columns of pixels it gives.", "pixels"});
    s.choice("method", &Options::method,
             {{"bilinear", "Bilinear",
               "Between the four pixels nearest to the new pixel's centre, without smoothing."},
              {"area", "Area",
               "The mean over all the new pixel covers: uses every pixel when shrinking."}},
             {"Method", "How new pixels come from old ones."});
    return s;
  }

  static Result<FeatureShape> outputShape(const Options& o, const FeatureShape& shape,
                                          const std::string& where) {
    if (!shape.isImage()) {
      return Error{where, "Resize: the data are no images.",
                   "Use it before the steps that take images apart, or remove it."};
    }
    return FeatureShape{static_cast<std::uint32_t>(o.height * o.width),
                        static_cast<std::uint32_t>(o.height), static_cast<std::uint32_t>(o.width)};
  }

  static Result<FittedState> fit(const Options& o, const Dataset& train, Rng,
                                 const std::string& where) {
    if (auto shape = outputShape(o, train.shape, where); !shape) return shape.error();
    return sizeOf(train.shape);
  }

  static Result<Dataset> apply(const Options& o, const FittedState&, const Dataset& data, DataPart,
                               const std::string& where) {
    auto shape = outputShape(o, data.shape, where);
    if (!shape) return shape.error();
    if (auto fits = checkSize(data.x.rows(), shape->features, "Resize", where); !fits) {
      return fits.error();
    }
    return Dataset{.x = resample(data.x, weights(o, data.shape.height, o.height),
                                 weights(o, data.shape.width, o.width)),
                   .y = data.y,
                   .shape = *shape,
                   .classNames = data.classNames,
                   .featureNames = {}};
  }

  static Matrix reconstruct(const Options& o, const FittedState& state, const Matrix& features) {
    const Matrix& size = state.at("size");
    return resample(features, weights(o, o.height, static_cast<std::int64_t>(size(0, 0))),
                    weights(o, o.width, static_cast<std::int64_t>(size(0, 1))));
  }
};

}  // namespace

PreprocessorType resizePreprocessor() {
  return makePreprocessorType<Resize>(
      {"resize", "Resize", "Preprocessing", "Images with fewer or more pixels",
       "Bilinear: new pixel i lies at (i + 1/2) from/to - 1/2 between two old ones, in both "
       "directions. Area: each new pixel is the exact mean over the rectangle it covers, also when "
       "the sizes do not divide. 16 x 16 pixels fill the amplitudes of 8 qubits.",
       "Parker, Kenyon, Troxel, IEEE Trans. Med. Imaging 2, 31 (1983)"});
}

}  // namespace qonvolve
