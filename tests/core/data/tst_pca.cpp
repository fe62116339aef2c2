// SPDX-License-Identifier: GPL-3.0-or-later
// PCA against its definition: orthonormal components, uncorrelated scores, known variances.
#include <QtTest>
#include <cmath>

#include "builders.h"
#include "core/data/preprocessors/preprocessors.h"

using namespace qonvolve;

namespace {

Dataset randomData(int samples, int features) {
  Rng rng(21);
  Dataset data;
  data.shape.features = static_cast<std::uint32_t>(features);
  data.classNames = {"a", "b"};
  data.x.resize(samples, features);
  for (int i = 0; i < samples; ++i) {
    const double common = rng.normal();
    for (int j = 0; j < features; ++j) data.x(i, j) = 3 + rng.normal() * (1 + j % 3) + j * common;
    data.y.push_back(i % 2);
  }
  return data;
}

Values components(int k) {
  return {{"components", std::int64_t{k}}};
}

}  // namespace

class TestPca : public QObject {
  Q_OBJECT
 private slots:
  void scoresFollowFromTheDefinition_data() {
    QTest::addColumn<int>("samples");
    QTest::addColumn<int>("features");
    QTest::newRow("more samples than features") << 200 << 6;
    QTest::newRow("fewer samples than features") << 5 << 9;
  }
  void scoresFollowFromTheDefinition() {
    QFETCH(int, samples);
    QFETCH(int, features);
    const Dataset data = randomData(samples, features);
    const PreprocessorType pca = pcaPreprocessor();
    const int k = std::min(samples - 1, features) - 1;
    const auto state = pca.fit(components(k), data, Rng(1), "");
    QVERIFY2(state, qPrintable(errorText(state)));
    const Matrix& v = state->at("components");
    QVERIFY((v * v.transpose() - Eigen::MatrixXd::Identity(k, k)).cwiseAbs().maxCoeff() < 1e-10);

    const auto out = pca.apply(components(k), *state, data, DataPart::Train, "");
    QVERIFY(out);
    // Uncorrelated scores of mean 0, variances falling, equal to the stated ones.
    const Eigen::MatrixXd covariance = out->x.transpose() * out->x / (samples - 1.0);
    QVERIFY(out->x.colwise().mean().cwiseAbs().maxCoeff() < 1e-10);
    for (int i = 0; i < k; ++i) {
      QVERIFY(std::abs(covariance(i, i) - state->at("variances")(0, i)) < 1e-8 * covariance(0, 0));
      if (i > 0) QVERIFY(covariance(i, i) <= covariance(i - 1, i - 1));
      for (int j = 0; j < i; ++j) QVERIFY(std::abs(covariance(i, j)) < 1e-8 * covariance(0, 0));
      QVERIFY(out->x.col(i).maxCoeff() >= -out->x.col(i).minCoeff());
    }
    const Matrix centred = data.x.rowwise() - data.x.colwise().mean();
    QVERIFY(std::abs(state->at("total_variance")(0, 0) - centred.squaredNorm() / (samples - 1.0)) <
            1e-8 * centred.squaredNorm());
  }

  void firstComponentOfAKnownCloud() {
    // Points on the line y = 2x: direction (1, 2)/sqrt 5, nothing else.
    const Dataset data = makeDataset({{0, 0}, {1, 2}, {2, 4}, {4, 8}}, {0, 1, 0, 1});
    const PreprocessorType pca = pcaPreprocessor();
    const auto state = pca.fit(components(1), data, Rng(1), "");
    QVERIFY(state);
    QVERIFY(std::abs(state->at("components")(0, 0) - 1 / std::sqrt(5)) < 1e-12);
    QVERIFY(std::abs(state->at("components")(0, 1) - 2 / std::sqrt(5)) < 1e-12);
    const auto out = pca.apply(components(1), *state, data, DataPart::Test, "");
    const auto back = pca.reconstruct(components(1), *state, out->x);
    QVERIFY((*back - data.x).cwiseAbs().maxCoeff() < 1e-12);
  }

  void newDataAreProjectedWithTheTrainingMean() {
    const Dataset data = randomData(50, 4);
    const PreprocessorType pca = pcaPreprocessor();
    const auto state = pca.fit(components(2), data, Rng(1), "");
    Dataset shifted = data;
    shifted.x.array() += 1;
    const auto out = pca.apply(components(2), *state, shifted, DataPart::Test, "");
    const auto base = pca.apply(components(2), *state, data, DataPart::Test, "");
    const Matrix ones = Matrix::Ones(1, 4);
    const Matrix expected = ones * state->at("components").transpose();
    QVERIFY(((out->x - base->x).rowwise() - expected.row(0)).cwiseAbs().maxCoeff() < 1e-12);
  }

  void refusesMoreComponentsThanThereAre() {
    const PreprocessorType pca = pcaPreprocessor();
    QCOMPARE(errorText(pca.outputShape(components(16), {.features = 8}, "/p")),
             QString("/p/options/components: PCA: 16 components asked, but there are only 8 "
                     "features. Ask for at most 8, or remove it."));
    const auto few = pca.fit(components(4), randomData(3, 9), Rng(1), "/p");
    QVERIFY(errorText(few).contains("only 3 training samples"));
  }
};

QTEST_GUILESS_MAIN(TestPca)
#include "tst_pca.moc"
