// SPDX-License-Identifier: GPL-3.0-or-later
// Stages run over data: gradients against differences, the same bits on any number of threads.
#include "core/train/model_runner.h"

#include <QtTest>
#include <cmath>
#include <numeric>

#include "tests/core/train/toy_model.h"

using namespace qonvolve;

namespace {

std::vector<double> someParameters(const Model& model) {
  Rng rng(5);
  std::vector<double> theta(model.parameterCount);
  for (double& t : theta) t = rng.uniform(-1, 1);
  return theta;
}

std::vector<std::size_t> allRows(const Dataset& data) {
  std::vector<std::size_t> rows(data.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

struct Answer {
  double loss = 0;
  std::vector<double> gradient;
  Matrix inputGradient;
};

Answer gradientOf(ModelRunner& runner, const Dataset& data, const std::vector<double>& theta,
                  const std::vector<std::size_t>& rows) {
  const auto loss = std::move(*crossEntropyLoss().make({}, ""));
  Answer answer;
  answer.gradient.resize(theta.size());
  answer.loss = runner.gradient(
      theta, data.x, rows,
      [&](std::size_t i, std::span<const double> y, std::span<double> d) {
        return loss->evaluate(runner.model().head, y, data.y[rows[i]], d);
      },
      answer.gradient, &answer.inputGradient);
  return answer;
}

}  // namespace

class TestModelRunner : public QObject {
  Q_OBJECT
 private slots:
  // 1, 7, 8, 9: around one chunk; 300: more chunks than slabs.
  void stagedGradientMatchesDifferences_data() {
    QTest::addColumn<int>("samples");
    for (const int n : {1, 7, 8, 9, 300}) QTest::addRow("%d", n) << n;
  }
  void stagedGradientMatchesDifferences() {
    QFETCH(int, samples);
    ThreadPool pool(2);
    ModelRunner runner(toy::stagedModel(), toy::makeStage, pool);
    Dataset data = toy::points(static_cast<std::size_t>(samples), 1, 3);
    std::vector<double> theta = someParameters(runner.model());
    const auto rows = allRows(data);
    const Answer exact = gradientOf(runner, data, theta, rows);
    constexpr double kStep = 1e-5;
    for (std::size_t p = 0; p < theta.size(); ++p) {
      const double old = theta[p];
      theta[p] = old + kStep;
      const double plus = gradientOf(runner, data, theta, rows).loss;
      theta[p] = old - kStep;
      const double minus = gradientOf(runner, data, theta, rows).loss;
      theta[p] = old;
      QVERIFY(std::abs((plus - minus) / (2 * kStep) - exact.gradient[p]) < 1e-7 * samples);
    }
    const Eigen::Index last = samples - 1;
    const double old = data.x(last, 1);
    data.x(last, 1) = old + kStep;
    const double plus = gradientOf(runner, data, theta, rows).loss;
    data.x(last, 1) = old - kStep;
    const double minus = gradientOf(runner, data, theta, rows).loss;
    QVERIFY(std::abs((plus - minus) / (2 * kStep) - exact.inputGradient(last, 1)) < 1e-6);
  }

  void sameBitsOnAnyNumberOfThreads() {
    const Dataset data = toy::points(333, 9, 3);
    const auto rows = allRows(data);
    std::vector<Answer> answers;
    std::vector<Matrix> outputs;
    for (const std::size_t threads : {1U, 2U, 4U}) {
      ThreadPool pool(threads);
      ModelRunner runner(toy::stagedModel(), toy::makeStage, pool);
      const auto theta = someParameters(runner.model());
      answers.push_back(gradientOf(runner, data, theta, rows));
      outputs.emplace_back();
      QVERIFY(runner.predict(theta, data.x, rows, outputs.back()));
    }
    for (std::size_t i = 1; i < answers.size(); ++i) {
      QCOMPARE(answers[i].loss, answers[0].loss);
      QVERIFY(answers[i].gradient == answers[0].gradient);
      QVERIFY(answers[i].inputGradient == answers[0].inputGradient);
      QVERIFY(outputs[i] == outputs[0]);
    }
  }

  void stagesMayTakeSeveralChunks_data() {
    QTest::addColumn<int>("samples");
    for (const int n : {1, 8, 9, 31, 32, 33, 300}) QTest::addRow("%d", n) << n;
  }
  void stagesMayTakeSeveralChunks() {
    QFETCH(int, samples);
    const Dataset data = toy::points(static_cast<std::size_t>(samples), 4, 3);
    const auto rows = allRows(data);
    ThreadPool pool(2);
    ModelRunner single(toy::stagedModel(), toy::makeStage, pool);
    ModelRunner grouped(toy::stagedModel(), toy::makeGroupedStage, pool);
    const auto theta = someParameters(single.model());
    const Answer expected = gradientOf(single, data, theta, rows);
    const Answer answer = gradientOf(grouped, data, theta, rows);
    QVERIFY(std::abs(answer.loss - expected.loss) < 1e-12 * samples);
    for (std::size_t p = 0; p < theta.size(); ++p) {
      QVERIFY(std::abs(answer.gradient[p] - expected.gradient[p]) < 1e-12 * samples);
    }
    QVERIFY(answer.inputGradient == expected.inputGradient);
    Matrix one;
    Matrix four;
    QVERIFY(single.predict(theta, data.x, rows, one));
    QVERIFY(grouped.predict(theta, data.x, rows, four));
    QVERIFY(one == four);
  }

  void predictsTheRowsAskedFor() {
    ThreadPool pool(2);
    ModelRunner runner(toy::smallModel(), toy::makeStage, pool);
    const Dataset data = toy::points(20, 3);
    const std::vector<double> theta = {0.3, -0.4, 1.1};
    const std::vector<std::size_t> rows = {19, 0, 0, 7, 3, 3, 3, 11, 2, 18};
    Matrix outputs;
    QVERIFY(runner.predict(theta, data.x, rows, outputs));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(rows[i]);
      QCOMPARE(outputs(static_cast<Eigen::Index>(i), 0),
               std::cos(0.3 * data.x(row, 0) - 0.4 * data.x(row, 1) + 1.1));
    }
  }

  void aStopEndsTheWork() {
    ThreadPool pool(2);
    ModelRunner runner(toy::smallModel(), toy::makeStage, pool);
    const Dataset data = toy::points(100, 3);
    const std::vector<double> theta = {0.3, -0.4, 1.1};
    std::stop_source source;
    source.request_stop();
    Matrix outputs;
    QVERIFY(!runner.predict(theta, data.x, allRows(data), outputs, source.get_token()));
    std::vector<double> gradient(3);
    bool stopped = false;
    runner.gradient(
        theta, data.x, allRows(data),
        [](std::size_t, std::span<const double>, std::span<double> d) {
          d[0] = 1;
          return 1.0;
        },
        gradient, nullptr, source.get_token(), &stopped);
    QVERIFY(stopped);
  }

  // The call that is under way may return early: what it gives is not a result.
  void aStopWithinTheLastChunkCounts() {
    ThreadPool pool(1);
    ModelRunner runner(toy::smallModel(), toy::makeStage, pool);
    const Dataset data = toy::points(kLanes, 3);
    std::stop_source source;
    std::vector<double> gradient(3);
    bool stopped = false;
    runner.gradient(
        std::vector<double>{0.3, -0.4, 1.1}, data.x, allRows(data),
        [&](std::size_t, std::span<const double>, std::span<double> d) {
          source.request_stop();
          d[0] = 1;
          return 1.0;
        },
        gradient, nullptr, source.get_token(), &stopped);
    QVERIFY(stopped);
  }
};

QTEST_GUILESS_MAIN(TestModelRunner)
#include "tst_model_runner.moc"
