// SPDX-License-Identifier: GPL-3.0-or-later
// A stage on several groups of inputs: the same as one after the other, for any number of samples.
#include <QtTest>

#include "core/train/model_runner.h"
#include "tests/core/model/text_stacks.h"

using namespace qonvolve;
using namespace qonvolve::testing;

namespace {

std::unique_ptr<LaneFunction> makeStage(const Stage& stage) {
  if (const auto* node = std::get_if<ClassicalNode>(&stage)) return makeClassicalFunction(*node);
  return makeStatevectorFunction(std::get<Circuit>(stage));
}

/// Counts how many samples reach it.
class Counted final : public LaneFunction {
 public:
  Counted(std::unique_ptr<LaneFunction> function, std::size_t& count, bool random)
      : function_(std::move(function)), count_(count), random_(random) {}
  std::size_t inputCount() const override { return function_->inputCount(); }
  std::size_t outputCount() const override { return function_->outputCount(); }
  bool random() const override { return random_; }
  void bind(std::span<const double> parameters) override { function_->bind(parameters); }
  std::unique_ptr<Tape> makeTape() const override { return function_->makeTape(); }
  std::unique_ptr<Gradient> makeGradient() const override { return function_->makeGradient(); }
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override {
    count_ += tape.samples;
    firsts.push_back(tape.first);
    function_->forward(tape, inputs, outputs);
  }
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> inputCotangents) const override {
    function_->pullback(tape, cotangents, gradient, inputCotangents);
  }
  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override {
    function_->collect(gradients, parameterGradient);
  }
  mutable std::vector<std::uint64_t> firsts;

 private:
  std::unique_ptr<LaneFunction> function_;
  std::size_t& count_;
  bool random_;
};

Matrix texts(std::size_t samples, const TextShape& shape) {
  Matrix x(static_cast<Eigen::Index>(samples),
           static_cast<Eigen::Index>(shape.tokens + shape.vocabulary));
  Rng rng = Rng(5).stream("texts");
  for (Eigen::Index r = 0; r < x.rows(); ++r) {
    for (Eigen::Index c = 0; c < x.cols(); ++c) {
      x(r, c) = c < static_cast<Eigen::Index>(shape.tokens)
                    ? static_cast<double>(rng.below(shape.vocabulary))
                    : rng.uniform(0.1, 1);
    }
  }
  return x;
}

}  // namespace

class TestMappedFunction : public QObject {
  Q_OBJECT

 private slots:
  void batchesEqualSingleSamples_data() {
    QTest::addColumn<int>("samples");
    for (const int samples : {1, 3, 8, 11, 20})
      QTest::newRow(qPrintable(QString::number(samples))) << samples;
  }
  void batchesEqualSingleSamples() {
    QFETCH(int, samples);
    const TextShape shape{5, 7, 2, true, 2, 1};
    const Model model = compiledText(chenFang(shape, "full"), shape.tokens, shape.vocabulary).model;
    const auto theta = randomValues(model.parameterCount, "theta");
    const Matrix x = texts(static_cast<std::size_t>(samples), shape);
    ThreadPool pool(2);
    ModelRunner runner(model, makeStage, pool);
    std::vector<std::size_t> rows(static_cast<std::size_t>(samples));
    for (std::size_t k = 0; k < rows.size(); ++k) rows[k] = k;
    const std::vector<double> weights = {0.7, -1.3};
    const SampleLoss loss = [&](std::size_t, std::span<const double> y, std::span<double> dy) {
      std::copy(weights.begin(), weights.end(), dy.begin());
      return weights[0] * y[0] + weights[1] * y[1];
    };
    std::vector<double> gradient(model.parameterCount);
    Matrix inputGradient;
    const double value = runner.gradient(theta, x, rows, loss, gradient, &inputGradient);
    double sum = 0;
    std::vector<double> expected(gradient.size());
    for (Eigen::Index r = 0; r < x.rows(); ++r) {
      const std::vector<double> row(x.row(r).begin(), x.row(r).end());
      const ModelGradient one = evaluate(model, theta, row, weights);
      sum += weighted(one.outputs, weights);
      for (std::size_t k = 0; k < expected.size(); ++k) expected[k] += one.parameters[k];
      const std::vector<double> dx(inputGradient.row(r).begin(), inputGradient.row(r).end());
      QVERIFY(largestDifference(dx, one.inputs) < 1e-12);
    }
    QVERIFY(std::abs(value - sum) < 1e-11);
    QVERIFY(largestDifference(gradient, expected) < 1e-11);
  }

  void everyWordIsEvaluatedOnce_data() {
    QTest::addColumn<bool>("random");
    QTest::newRow("exact") << false;
    QTest::newRow("shots") << true;
  }
  void everyWordIsEvaluatedOnce() {
    QFETCH(bool, random);
    const Model model = compiledText({block("word_embedding")}, 6, 19).model;
    const PlacedStage& placed = model.stages.front();
    QCOMPARE(placed.copies, 6U);
    std::size_t count = 0;
    auto counted = std::make_unique<Counted>(makeStage(placed.stage), count, random);
    const Counted& inner = *counted;
    const auto mapped = mappedFunction(std::move(counted), placed);
    mapped->bind(std::vector<double>(model.parameterCount, 0.4));
    const auto tape = mapped->makeTape();
    tape->samples = 3;
    tape->first = 10;
    std::vector<double> x(6 * kLanes, 1.0), y(6 * 5 * kLanes);
    for (std::size_t t = 0; t < 4; ++t) {
      for (std::size_t s = 0; s < kLanes; ++s) x[t * kLanes + s] = static_cast<double>(s + 2 * t);
    }
    mapped->forward(*tape, x, y);
    // Words 0 to 8 for three samples, or six words for each of them.
    QCOMPARE(count, random ? std::size_t{18} : std::size_t{9});
    QCOMPARE(inner.firsts.front(), std::uint64_t{60});
    for (const double value : y) QVERIFY(std::isfinite(value));
  }

  void oneCopyIsTheFunctionItself() {
    const PlacedStage placed{
        ClassicalNode{.kind = ClassicalNode::Kind::Relu, .inputs = 2, .outputs = 2},
        {{-1, 0}, {-1, 1}}};
    auto function = makeStage(placed.stage);
    const LaneFunction* before = function.get();
    QCOMPARE(mappedFunction(std::move(function), placed).get(), before);
  }
};

QTEST_GUILESS_MAIN(TestMappedFunction)
#include "tst_mapped_function.moc"
