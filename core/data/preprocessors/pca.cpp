// SPDX-License-Identifier: GPL-3.0-or-later
// Principal component analysis.
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <chrono>
#include <future>
#include <optional>
#include <thread>

#include "core/data/preprocessors/preprocessors.h"

namespace qonvolve {

namespace {

struct PcaOptions {
  std::int64_t components = 8;
};

/// Eigenvectors of the covariance (columns, largest variance first) and its eigenvalues.
struct Spectrum {
  Eigen::MatrixXd vectors;
  Eigen::VectorXd variances;
};

/// All eigenpairs of the covariance of centred samples (rows). With fewer samples than features the
/// smaller Gram matrix is solved: X^T X and X X^T share their eigenvalues other than zero.
Spectrum spectrumOf(const Matrix& centred) {
  const double n = static_cast<double>(std::max<Eigen::Index>(1, centred.rows() - 1));
  const bool fewSamples = centred.rows() < centred.cols();
  Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(fewSamples ? centred.rows() : centred.cols(),
                                               fewSamples ? centred.rows() : centred.cols());
  const Eigen::MatrixXd columns =
      fewSamples ? Eigen::MatrixXd(centred) : Eigen::MatrixXd(centred.transpose());
  gram.selfadjointView<Eigen::Lower>().rankUpdate(columns, 1 / n);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram);
  Spectrum spectrum{solver.eigenvectors().rowwise().reverse(), solver.eigenvalues().reverse()};
  if (fewSamples) {
    spectrum.vectors = centred.transpose() * spectrum.vectors;
    for (Eigen::Index k = 0; k < spectrum.vectors.cols(); ++k) {
      const double norm = spectrum.vectors.col(k).norm();
      if (norm > 0) spectrum.vectors.col(k) /= norm;
    }
  }
  return spectrum;
}

// Decompositions up to this size end at once.
constexpr Eigen::Index kQuick = 128;

/// The same unless a stop comes. The solver cannot be interrupted: it works on a thread of its own,
/// which then ends by itself, with nobody waiting for it.
std::optional<Spectrum> spectrumOf(const Matrix& centred, const std::stop_token& stop) {
  if (!stop.stop_possible() || std::min(centred.rows(), centred.cols()) <= kQuick) {
    return spectrumOf(centred);
  }
  std::packaged_task<Spectrum()> task([centred] { return spectrumOf(centred); });
  std::future<Spectrum> spectrum = task.get_future();
  std::thread(std::move(task)).detach();
  while (spectrum.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready) {
    if (stop.stop_requested()) return {};
  }
  return spectrum.get();
}

struct Pca {
  using Options = PcaOptions;

  static Schema<Options> schema() {
    Schema<Options> s;
    s.integer("components", &Options::components, 1, 4096,
              {"Components", "Features it gives: the directions of largest variance."});
    return s;
  }

  static Result<FeatureShape> outputShape(const Options& o, const FeatureShape& shape,
                                          const std::string& where) {
    if (static_cast<std::uint64_t>(o.components) > shape.features) {
      return Error{where + "/options/components",
                   "PCA: " + std::to_string(o.components) +
                       " components asked, but there are only " + std::to_string(shape.features) +
                       " features.",
                   "Ask for at most " + std::to_string(shape.features) + ", or remove it."};
    }
    return FeatureShape{.features = static_cast<std::uint32_t>(o.components)};
  }

  static Result<FittedState> fit(const Options& o, const Dataset& train, Rng,
                                 const std::string& where, const std::stop_token& stop) {
    if (auto shape = outputShape(o, train.shape, where); !shape) return shape.error();
    const auto k = static_cast<Eigen::Index>(o.components);
    const Matrix mean = train.x.colwise().mean();
    const Matrix centred = train.x.rowwise() - mean.row(0);
    const std::optional<Spectrum> found = spectrumOf(centred, stop);
    if (!found) return stoppedError(where);
    const Spectrum& spectrum = *found;
    if (k > spectrum.vectors.cols()) {
      return Error{where + "/options/components",
                   "PCA: " + std::to_string(k) + " components asked, but there are only " +
                       std::to_string(train.x.rows()) + " training samples.",
                   "Ask for fewer, or train on more samples."};
    }
    Matrix components = spectrum.vectors.leftCols(k).transpose();
    // The sign of a component is free: its training score of largest size is positive.
    const Matrix scores = centred * components.transpose();
    for (Eigen::Index i = 0; i < k; ++i) {
      Eigen::Index largest = 0;
      scores.col(i).cwiseAbs().maxCoeff(&largest);
      if (scores(largest, i) < 0) components.row(i) *= -1;
    }
    Matrix variances(1, k);
    variances.row(0) = spectrum.variances.head(k).cwiseMax(0.0).transpose();
    Matrix total(1, 1);
    total(0, 0) = spectrum.variances.cwiseMax(0.0).sum();
    return FittedState{.numbers = {{"mean", mean},
                                   {"components", std::move(components)},
                                   {"variances", std::move(variances)},
                                   {"total_variance", std::move(total)}}};
  }

  static Result<Dataset> apply(const Options& o, const FittedState& state, const Dataset& data,
                               DataPart, const std::string& where) {
    auto shape = outputShape(o, data.shape, where);
    if (!shape) return shape.error();
    Dataset out{
        .x = {}, .y = data.y, .shape = *shape, .classNames = data.classNames, .featureNames = {}};
    out.x.noalias() =
        (data.x.rowwise() - state.at("mean").row(0)) * state.at("components").transpose();
    return out;
  }

  static Matrix reconstruct(const Options&, const FittedState& state, const Matrix& features) {
    return (features * state.at("components")).rowwise() + state.at("mean").row(0);
  }
};

}  // namespace

PreprocessorType pcaPreprocessor() {
  return makePreprocessorType<Pca>(
      {"pca", "PCA", "Preprocessing", "The directions in which the training data differ most",
       "Scores (x - mean) V with V the eigenvectors of the training covariance, largest variance "
       "first; not whitened. The sign of each component is such that its training score of largest "
       "size is positive.",
       "Hotelling, J. Educ. Psychol. 24, 417 (1933); arXiv:2108.00661 uses 8, 16, 30 and 32"});
}

}  // namespace qonvolve
