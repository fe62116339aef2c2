// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dense_autoencoder.h"

#include <cmath>

namespace qonvolve {

namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kEpsilon = 1e-7;

template <class Batch>
Batch glorot(Eigen::Index rows, Eigen::Index columns, Rng rng) {
  const double limit = std::sqrt(6.0 / static_cast<double>(rows + columns));
  Batch weights(rows, columns);
  for (Eigen::Index i = 0; i < weights.size(); ++i) {
    weights.data()[i] = static_cast<typename Batch::Scalar>(rng.uniform(-limit, limit));
  }
  return weights;
}

template <class Batch, class Weights>
void forward(const Weights& w, const Batch& x, Batch& latent, Batch& output) {
  using Scalar = typename Batch::Scalar;
  latent.noalias() = x * w.encoder;
  latent.rowwise() += w.encoderBias.row(0);
  latent = latent.cwiseMax(Scalar(0));
  output.noalias() = latent * w.decoder;
  output.rowwise() += w.decoderBias.row(0);
  output = (Scalar(1) + (-output.array()).exp()).inverse().matrix();
}

template <class Weights>
Weights zerosLike(const Weights& w) {
  Weights zeros = w;
  zeros.encoder.setZero();
  zeros.encoderBias.setZero();
  zeros.decoder.setZero();
  zeros.decoderBias.setZero();
  return zeros;
}

}  // namespace

template <class Scalar>
DenseAutoencoder<Scalar>::DenseAutoencoder(Eigen::Index features, Eigen::Index latents, Rng rng) {
  weights.encoder = glorot<Batch>(features, latents, rng.stream("encoder"));
  weights.encoderBias = Batch::Zero(1, latents);
  weights.decoder = glorot<Batch>(latents, features, rng.stream("decoder"));
  weights.decoderBias = Batch::Zero(1, features);
  gradient_ = mean_ = square_ = zerosLike(weights);
}

template <class Scalar>
Scalar DenseAutoencoder<Scalar>::loss(const Batch& x) const {
  Batch latent;
  Batch output;
  forward(weights, x, latent, output);
  return (output - x).squaredNorm() / static_cast<Scalar>(x.size());
}

template <class Scalar>
Scalar DenseAutoencoder<Scalar>::gradient(const Batch& x, Weights& gradient) {
  forward(weights, x, latent_, output_);
  outputError_ = output_ - x;
  const auto size = static_cast<Scalar>(x.size());
  const Scalar loss = outputError_.squaredNorm() / size;
  // dL/dz = 2 (x_hat - x) x_hat (1 - x_hat) / size.
  outputError_.array() *= output_.array() * (Scalar(1) - output_.array()) * (Scalar(2) / size);
  gradient.decoder.noalias() = latent_.transpose() * outputError_;
  gradient.decoderBias = outputError_.colwise().sum();
  latentError_.noalias() = outputError_ * weights.decoder.transpose();
  latentError_.array() *= (latent_.array() > Scalar(0)).template cast<Scalar>();
  gradient.encoder.noalias() = x.transpose() * latentError_;
  gradient.encoderBias = latentError_.colwise().sum();
  return loss;
}

template <class Scalar>
void DenseAutoencoder<Scalar>::adam(Batch& w, const Batch& g, Batch& m, Batch& v,
                                    Scalar rate) const {
  constexpr auto b1 = static_cast<Scalar>(kBeta1);
  constexpr auto b2 = static_cast<Scalar>(kBeta2);
  m.array() += (Scalar(1) - b1) * (g.array() - m.array());
  v.array() += (Scalar(1) - b2) * (g.array().square() - v.array());
  w.array() -= rate * m.array() / (v.array().sqrt() + static_cast<Scalar>(kEpsilon));
}

template <class Scalar>
Scalar DenseAutoencoder<Scalar>::step(const Batch& x, Scalar learningRate) {
  const Scalar loss = gradient(x, gradient_);
  beta1Power_ *= kBeta1;
  beta2Power_ *= kBeta2;
  const auto rate = static_cast<Scalar>(static_cast<double>(learningRate) *
                                        std::sqrt(1 - beta2Power_) / (1 - beta1Power_));
  adam(weights.encoder, gradient_.encoder, mean_.encoder, square_.encoder, rate);
  adam(weights.encoderBias, gradient_.encoderBias, mean_.encoderBias, square_.encoderBias, rate);
  adam(weights.decoder, gradient_.decoder, mean_.decoder, square_.decoder, rate);
  adam(weights.decoderBias, gradient_.decoderBias, mean_.decoderBias, square_.decoderBias, rate);
  return loss;
}

template class DenseAutoencoder<float>;
template class DenseAutoencoder<double>;

}  // namespace qonvolve
