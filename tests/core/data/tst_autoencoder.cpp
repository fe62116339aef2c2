// SPDX-License-Identifier: GPL-3.0-or-later
// The autoencoder: exact gradient, Adam's first step, learning, and what it refuses.
#include <QtTest>
#include <chrono>
#include <cmath>
#include <stop_token>
#include <thread>

#include "builders.h"
#include "core/data/dense_autoencoder.h"
#include "core/data/preprocessors/preprocessors.h"

using namespace qonvolve;

namespace {

using Network = DenseAutoencoder<double>;

Network::Batch randomBatch(Eigen::Index samples, Eigen::Index features) {
  Rng rng(5);
  Network::Batch x(samples, features);
  for (Eigen::Index i = 0; i < x.size(); ++i) x.data()[i] = rng.uniform();
  return x;
}

/// Samples on a curve in 12 dimensions: two numbers say all.
Dataset curve(int samples) {
  Rng rng(8);
  Dataset data;
  data.shape.features = 12;
  data.classNames = {"a", "b"};
  data.x.resize(samples, 12);
  for (int i = 0; i < samples; ++i) {
    const double u = rng.uniform();
    const double v = rng.uniform();
    for (int j = 0; j < 12; ++j) data.x(i, j) = 0.5 + 0.4 * std::sin(j * u + v);
    data.y.push_back(i % 2);
  }
  return data;
}

}  // namespace

class TestAutoencoder : public QObject {
  Q_OBJECT
 private slots:
  void gradientEqualsFiniteDifferences() {
    Network network(7, 3, Rng(2));
    network.weights.encoderBias.setConstant(0.1);
    const auto x = randomBatch(5, 7);
    Network::Weights gradient;
    QCOMPARE(network.gradient(x, gradient), network.loss(x));
    const auto check = [&](Network::Batch& weights, const Network::Batch& derivative) {
      constexpr double h = 1e-6;
      for (Eigen::Index i = 0; i < weights.size(); ++i) {
        const double kept = weights.data()[i];
        weights.data()[i] = kept + h;
        const double up = network.loss(x);
        weights.data()[i] = kept - h;
        const double down = network.loss(x);
        weights.data()[i] = kept;
        QVERIFY(std::abs((up - down) / (2 * h) - derivative.data()[i]) < 1e-9);
      }
    };
    check(network.weights.encoder, gradient.encoder);
    check(network.weights.encoderBias, gradient.encoderBias);
    check(network.weights.decoder, gradient.decoder);
    check(network.weights.decoderBias, gradient.decoderBias);
  }

  void firstStepHasTheSizeOfTheLearningRate() {
    // Adam's first step is rate * g / (|g| + epsilon'): its sign times the rate where g is not
    // tiny.
    Network network(7, 3, Rng(2));
    const auto x = randomBatch(5, 7);
    Network::Weights gradient;
    network.gradient(x, gradient);
    const auto before = network.weights.decoder;
    network.step(x, 0.01);
    for (Eigen::Index i = 0; i < before.size(); ++i) {
      const double g = gradient.decoder.data()[i];
      if (std::abs(g) < 1e-4) continue;
      const double moved = network.weights.decoder.data()[i] - before.data()[i];
      QVERIFY(std::abs(moved + std::copysign(0.01, g)) < 1e-4);
    }
  }

  void startsWithinGlorotsBound() {
    const Network network(50, 10, Rng(3));
    const double limit = std::sqrt(6.0 / 60);
    QVERIFY(network.weights.encoder.cwiseAbs().maxCoeff() <= limit);
    QVERIFY(network.weights.encoder.cwiseAbs().maxCoeff() > 0.95 * limit);
    QVERIFY(network.weights.decoderBias.isZero());
  }

  void learnsToReproduceAndIsSeeded() {
    const PreprocessorType type = autoencoderPreprocessor();
    QVERIFY(type.random);
    const Dataset data = curve(400);
    const Values values = {
        {"features", std::int64_t{4}}, {"epochs", std::int64_t{400}}, {"learning_rate", 0.02}};
    const auto fitted = type.fit(values, data, Rng(1), "");
    QVERIFY2(fitted, qPrintable(errorText(fitted)));
    const auto encoded = type.apply(values, *fitted, data, DataPart::Train, "");
    QVERIFY(encoded);
    QCOMPARE(encoded->shape.features, 4U);
    QVERIFY(encoded->x.minCoeff() >= 0);
    const auto back = type.reconstruct(values, *fitted, encoded->x);
    QVERIFY(back);
    const double error = (*back - data.x).squaredNorm();
    const double spread = (data.x.rowwise() - data.x.colwise().mean()).squaredNorm();
    // Better than the mean of the data by far, even if one of the few latent units died.
    QVERIFY2(error < 0.35 * spread, qPrintable(QString::number(error / spread)));

    QVERIFY(type.fit(values, data, Rng(1), "")->at("encoder") == fitted->at("encoder"));
    QVERIFY(type.fit(values, data, Rng(2), "")->at("encoder") != fitted->at("encoder"));
  }

  void aLongFitCanBeStopped() {
    const PreprocessorType type = autoencoderPreprocessor();
    const Dataset data = curve(2000);
    std::stop_source stop;
    std::thread button([&stop] {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      stop.request_stop();
    });
    const auto fitted =
        type.fit({{"epochs", std::int64_t{1000}}}, data, Rng(1), "/p", stop.get_token());
    button.join();
    QVERIFY(!fitted);
    QCOMPARE(errorText(fitted), QString("/p: This was stopped."));
  }

  void refusesWhatItCannotDo() {
    const PreprocessorType type = autoencoderPreprocessor();
    const Dataset data = curve(10);
    const auto tooMany = type.outputShape({{"features", std::int64_t{13}}}, data.shape, "/p");
    QCOMPARE(errorText(tooMany),
             QString("/p/options/features: Autoencoder: 13 features asked, but only 12 arrive. It "
                     "compresses: ask for fewer than arrive, or remove it."));
    Dataset negative = data;
    negative.x(0, 0) = -1;
    const auto outside = type.fit({}, negative, Rng(1), "/p");
    QVERIFY(errorText(outside).startsWith("/p: Autoencoder: the values go from -1 to "));
  }
};

QTEST_GUILESS_MAIN(TestAutoencoder)
#include "tst_autoencoder.moc"
