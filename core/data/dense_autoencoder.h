// SPDX-License-Identifier: GPL-3.0-or-later
// A one-layer autoencoder: D features -> k rectified latents -> D features through a sigmoid.
#pragma once

#include <Eigen/Core>

#include "core/base/rng.h"

namespace qonvolve {

/// x_hat = sigmoid(relu(x W1 + b1) W2 + b2), trained on the mean squared error by Adam with the
/// defaults of Keras (step 0.001, decay 0.9 and 0.999, epsilon 1e-7). Scalar: float to train,
/// double to check. Not thread safe.
template <class Scalar>
class DenseAutoencoder {
 public:
  using Batch = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  /// Weights of one direction or their gradient.
  struct Weights {
    Batch encoder;      // D x k
    Batch encoderBias;  // 1 x k
    Batch decoder;      // k x D
    Batch decoderBias;  // 1 x D
  };

  /// Glorot-uniform weights, zero biases.
  DenseAutoencoder(Eigen::Index features, Eigen::Index latents, Rng rng);

  /// Mean over samples and features of (x_hat - x)^2.
  Scalar loss(const Batch& x) const;
  /// The same with its derivatives.
  Scalar gradient(const Batch& x, Weights& gradient);
  /// One Adam step on a batch; returns the loss before it.
  Scalar step(const Batch& x, Scalar learningRate);

  Weights weights;

 private:
  void adam(Batch& w, const Batch& g, Batch& m, Batch& v, Scalar rate) const;

  Weights gradient_;
  Weights mean_;
  Weights square_;
  Batch latent_, output_, outputError_, latentError_;
  double beta1Power_ = 1;
  double beta2Power_ = 1;
};

extern template class DenseAutoencoder<float>;
extern template class DenseAutoencoder<double>;

}  // namespace qonvolve
