// SPDX-License-Identifier: GPL-3.0-or-later
// Compression by a small neural network that is trained to reproduce its input.
#include <numeric>
#include <vector>

#include "core/data/dense_autoencoder.h"
#include "core/data/preprocessors/preprocessors.h"

namespace qonvolve {

namespace {

struct AutoencoderOptions {
  std::int64_t features = 8;
  std::int64_t epochs = 10;
  std::int64_t batchSize = 32;
  double learningRate = 1e-3;
};

struct Autoencoder {
  using Options = AutoencoderOptions;
  using Network = DenseAutoencoder<float>;

  static Schema<Options> schema() {
    Schema<Options> s;
    s.integer("features", &Options::features, 1, 1024,
              {"Features", "Size of the compressed sample (latent units)."});
    s.integer("epochs", &Options::epochs, 1, 1000,
              {"Epochs", "Passes over the training data.", "epochs"});
    s.integer("batch_size", &Options::batchSize, 1, 100000,
              {"Batch size", "Samples a step.", "samples"});
    s.real("learning_rate", &Options::learningRate, 1e-6, 1,
           {.label = "Learning rate", .help = "Step size of Adam.", .logarithmic = true});
    return s;
  }

  static Result<FeatureShape> outputShape(const Options& o, const FeatureShape& shape,
                                          const std::string& where) {
    if (static_cast<std::uint64_t>(o.features) > shape.features) {
      return Error{where + "/options/features",
                   "Autoencoder: " + std::to_string(o.features) + " features asked, but only " +
                       std::to_string(shape.features) + " arrive.",
                   "It compresses: ask for fewer than arrive, or remove it."};
    }
    return FeatureShape{.features = static_cast<std::uint32_t>(o.features)};
  }

  static Result<FittedState> fit(const Options& o, const Dataset& train, Rng rng,
                                 const std::string& where, const std::stop_token& stop) {
    if (auto shape = outputShape(o, train.shape, where); !shape) return shape.error();
    if (train.x.minCoeff() < 0 || train.x.maxCoeff() > 1) {
      return Error{where,
                   "Autoencoder: the values go from " + numberText(train.x.minCoeff()) + " to " +
                       numberText(train.x.maxCoeff()) + "; its output lies between 0 and 1.",
                   "Add Scale from 0 to 1 before it."};
    }
    const auto samples = static_cast<std::size_t>(train.x.rows());
    const Network::Batch data = train.x.cast<float>();
    Network network(data.cols(), o.features, rng.stream("weights"));
    std::vector<std::size_t> order(samples);
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto batchSize = static_cast<std::size_t>(o.batchSize);
    Network::Batch batch;
    for (std::int64_t epoch = 0; epoch < o.epochs; ++epoch) {
      rng.stream("epoch", static_cast<std::uint64_t>(epoch)).shuffle(std::span(order));
      for (std::size_t first = 0; first < samples; first += batchSize) {
        if (stop.stop_requested()) return stoppedError(where);
        const std::size_t count = std::min(batchSize, samples - first);
        batch.resize(static_cast<Eigen::Index>(count), data.cols());
        for (std::size_t i = 0; i < count; ++i) {
          batch.row(static_cast<Eigen::Index>(i)) =
              data.row(static_cast<Eigen::Index>(order[first + i]));
        }
        network.step(batch, static_cast<float>(o.learningRate));
      }
    }
    return FittedState{.numbers = {{"encoder", network.weights.encoder.cast<double>()},
                                   {"encoder_bias", network.weights.encoderBias.cast<double>()},
                                   {"decoder", network.weights.decoder.cast<double>()},
                                   {"decoder_bias", network.weights.decoderBias.cast<double>()}}};
  }

  static Result<Dataset> apply(const Options& o, const FittedState& state, const Dataset& data,
                               DataPart, const std::string& where) {
    auto shape = outputShape(o, data.shape, where);
    if (!shape) return shape.error();
    Dataset out{
        .x = {}, .y = data.y, .shape = *shape, .classNames = data.classNames, .featureNames = {}};
    out.x.noalias() = data.x * state.at("encoder");
    out.x.rowwise() += state.at("encoder_bias").row(0);
    out.x = out.x.cwiseMax(0.0);
    return out;
  }

  static Matrix reconstruct(const Options&, const FittedState& state, const Matrix& features) {
    Matrix x = features * state.at("decoder");
    x.rowwise() += state.at("decoder_bias").row(0);
    return (1.0 + (-x.array()).exp()).inverse().matrix();
  }
};

}  // namespace

PreprocessorType autoencoderPreprocessor() {
  constexpr auto random = true;
  return makePreprocessorType<Autoencoder>(
      {"autoencoder", "Autoencoder", "Preprocessing",
       "A small neural network learns to compress the features",
       "latent = max(0, x W1 + b1), x' = sigmoid(latent W2 + b2): trained by Adam so that x' is "
       "close to x (mean squared error); the latents are the new features. Values must lie between "
       "0 and 1. It is trained anew for every seed, so its luck is part of a run's spread.",
       "arXiv:2108.00661, section 3; Hinton, Salakhutdinov, Science 313, 504 (2006)"},
      random);
}

}  // namespace qonvolve
