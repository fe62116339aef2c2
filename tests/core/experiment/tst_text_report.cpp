// SPDX-License-Identifier: GPL-3.0-or-later
// What is told of texts, answers to single texts, windows that vote, maps of values.
#include "core/experiment/text_report.h"

#include <QtTest>
#include <cmath>

#include "core/experiment/data_report.h"
#include "core/experiment/edit.h"
#include "core/experiment/estimate.h"
#include "core/experiment/validate.h"
#include "core/experiment/value_map.h"
#include "tests/core/experiment/example.h"

using namespace qonvolve;

namespace {

Experiment sentences(Values textOptions = {}) {
  Experiment e = linesExample();
  e.data.source = {.type = "grammar", .options = {{"samples", std::int64_t{60}}}};
  e.data.preprocess = {{.type = "text", .options = std::move(textOptions)}};
  e.stack = {blockOf("amplitude"), blockOf("convolution"), blockOf("pooling"), blockOf("readout")};
  e.train.settings.epochs = 2;
  assignIds(e.stack);
  return e;
}

// Texts as they would come from a file.
PreparedData prepared(const Experiment& experiment, const Catalog& catalog,
                      const std::vector<std::string>& train, const std::vector<std::string>& test) {
  const auto set = [](const std::vector<std::string>& texts) {
    Dataset data;
    data.shape.texts = true;
    data.classNames = {"a", "b"};
    data.texts = texts;
    for (std::size_t i = 0; i < texts.size(); ++i) data.y.push_back(static_cast<int>(i % 2));
    data.x.resize(static_cast<Eigen::Index>(texts.size()), 0);
    return data;
  };
  PreparedData data;
  data.raw = {set(train), set({}), set(test)};
  data.ready = data.raw;
  const PreprocessorType& type = *catalog.preprocessors.find("text");
  const Choice& step = experiment.data.preprocess.front();
  data.fitted = {*type.fit(step.options, data.raw.train, Rng(1), "")};
  data.ready.train = *type.apply(step.options, data.fitted[0], data.raw.train, DataPart::Train, "");
  data.ready.test = *type.apply(step.options, data.fitted[0], data.raw.test, DataPart::Test, "");
  return data;
}

}  // namespace

class TestTextReport : public QObject {
  Q_OBJECT
 private slots:
  void wordsLengthsAndRepeatsAreCounted() {
    const Experiment e = sentences({{"length", std::int64_t{3}}});
    const PreparedData data = prepared(e, catalog_, {"a b c", "a b", "a b", "a c d e f", "b"},
                                       {"a x", "b", "y y y", "..."});
    const auto report = describeTexts(e, data);
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(report->vocabulary, 8U);
    QCOMPARE(report->tokens, 3U);
    QCOMPARE(report->longest, std::size_t{5});
    const TextPart& train = report->parts[0];
    QCOMPARE(train.words, std::size_t{13});
    QCOMPARE(train.repeats, std::size_t{1});
    QCOMPARE(train.longTexts, std::size_t{1});
    QCOMPARE(train.inTraining, std::size_t{0});
    const TextPart& test = report->parts[2];
    QCOMPARE(test.unknownWords, std::size_t{4});
    QCOMPARE(test.textsWithUnknown, std::size_t{2});
    QCOMPARE(test.inTraining, std::size_t{1});
    QCOMPARE(test.emptyTexts, std::size_t{1});
    // Texts of 1, 2, 3 and 5 words; class a has the first, third and fifth.
    QCOMPARE(report->binWidth, std::size_t{1});
    QCOMPARE(report->lengths[0], (std::vector<std::size_t>{0, 1, 1, 1, 0, 0}));
    QCOMPARE(report->lengths[1], (std::vector<std::size_t>{0, 0, 1, 0, 0, 1}));
    QCOMPARE(report->words[0].word, std::string("a"));
    QCOMPARE(report->words[0].perClass, (std::vector<std::size_t>{2, 2}));
    const std::vector<std::string> warnings{
        "20.0 % of the training texts have more than 3 words and are cut. The longest has 5. Set "
        "Long texts to Windows, or choose a larger length.",
        "1 training texts occur more than once.",
        "1 of the test texts have no word left; the network sees only padding.",
        "1 of the test texts stand in the training part too; the score is too good by them.",
        "66.7 % of the words of the test part are unknown to the training part.",
        "No unknown word occurs in training, so it is not trained. Raise the smallest count, or "
        "replace rare words with some probability."};
    QCOMPARE(report->warnings, warnings);
  }
  void theReportOfDataHoldsThatOfTexts() {
    const Experiment e = sentences();
    const auto data = prepareData(e, catalog_, "");
    QVERIFY(data);
    const auto report = describeData(e, catalog_, *data);
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QVERIFY(report->text != nullptr);
    QCOMPARE(report->text->vocabulary, report->readyShape.vocabulary);
    QVERIFY(report->before.empty());
    QCOMPARE(report->samplesIn(0) + report->samplesIn(1) + report->samplesIn(2), std::size_t{60});
    QVERIFY(report->text->warnings.empty());
  }
  void aDesignIsCheckedWithTheVocabularyOfTheTrainingPart() {
    const Experiment e = sentences();
    const auto summary = summarizeSource(e, catalog_, "");
    QVERIFY(summary && summary->textShape);
    const auto data = prepareData(e, catalog_, "");
    QVERIFY(*summary->textShape == data->ready.train.shape);
    const Checked checked = check(e, catalog_, *summary);
    QVERIFY(checked.runnable());
    QVERIFY(checked.encoded == data->ready.train.shape);

    Experiment without = e;
    without.data.preprocess.clear();
    const Checked problem = check(without, catalog_, *summarizeSource(without, catalog_, ""));
    QVERIFY(!problem.runnable());
    QCOMPARE(problem.issues.front().message,
             std::string("The data are texts; a network needs numbers."));
    QCOMPARE(problem.issues.front().fixes.front().value, std::string("text"));
  }
  void longTextsAreOfferedWindows() {
    Experiment e = sentences({{"length", std::int64_t{2}}});
    const auto summary = summarizeSource(e, catalog_, "");
    QVERIFY(summary);
    QVERIFY(summary->longTexts > 0.5 && summary->longestText > 2);
    const Checked checked = check(e, catalog_, *summary);
    QVERIFY(checked.runnable());
    const auto issue =
        std::ranges::find(checked.issues, "/data/preprocess/0/options/long_texts", &Issue::where);
    QVERIFY(issue != checked.issues.end() && issue->severity == Severity::Note);
    QVERIFY2(issue->message.find("have more than 2 words and are cut") != std::string::npos,
             issue->message.c_str());
    QVERIFY(applyFix(e, catalog_, issue->fixes.front()));
    QCOMPARE(e.data.preprocess[0].options.at("long_texts"), Value(std::string("windows")));
    const Checked mended = check(e, catalog_, *summarizeSource(e, catalog_, ""));
    QVERIFY(std::ranges::find(mended.issues, issue->where, &Issue::where) == mended.issues.end());
  }
  // 64 positions are 64 qubits: said before anything is trained, with a length that fits.
  void tooManyPositionsAreOfferedFewer() {
    Experiment e = sentences({{"length", std::int64_t{64}}});
    e.stack = {blockOf("token_table"), blockOf("depthwise"), blockOf("token_pooling"),
               blockOf("readout")};
    assignIds(e.stack);
    const auto summary = summarizeSource(e, catalog_, "");
    const Checked checked = check(e, catalog_, *summary);
    QVERIFY(!checked.runnable());
    const Issue& issue = checked.issues.front();
    QCOMPARE(issue.message,
             std::string("Token table: it needs 64 qubits; at most 28 can be simulated."));
    QVERIFY(!issue.fixes.empty());
    QCOMPARE(issue.fixes.front().label, std::string("Read 16 words at a time, in windows"));
    QVERIFY(applyFix(e, catalog_, issue.fixes.front()));
    QCOMPARE(e.data.preprocess[0].options.at("long_texts"), Value(std::string("windows")));
    QVERIFY(check(e, catalog_, *summarizeSource(e, catalog_, "")).runnable());
  }
  void blocksForWordsBringTextsToNumbers() {
    Experiment e = sentences();
    e.data.source = {.type = "lines", .options = {}};
    e.data.preprocess.clear();
    e.stack = {blockOf("token_table"), blockOf("depthwise"), blockOf("token_pooling"),
               blockOf("readout")};
    assignIds(e.stack);
    // "no words reach it" -> sentences -> words and TF-IDF
    for (const char* label : {"Use sentences", "Add Words and TF-IDF"}) {
      const Checked checked = check(e, catalog_, *summarizeSource(e, catalog_, ""));
      QVERIFY(!checked.runnable());
      const Fix* fix = nullptr;
      for (const Issue& issue : checked.issues) {
        for (const Fix& one : issue.fixes) fix = one.label == label ? &one : fix;
      }
      QVERIFY2(fix != nullptr, checked.issues.front().message.c_str());
      QVERIFY(applyFix(e, catalog_, *fix));
    }
    QVERIFY(check(e, catalog_, *summarizeSource(e, catalog_, "")).runnable());
  }
  void setsThatAreGivenAreNotSplitOff() {
    Experiment e = sentences();
    e.data.split.testFraction = 0.2;
    e.data.split.validationFraction = 0.1;
    auto summary = *summarizeSource(e, catalog_, "");
    QCOMPARE(expectedTrainSamples(e, catalog_, summary), std::size_t{42});
    summary.testGiven = true;
    QCOMPARE(expectedTrainSamples(e, catalog_, summary), std::size_t{54});
    summary.validationGiven = true;
    QCOMPARE(expectedTrainSamples(e, catalog_, summary), std::size_t{60});
    e.data.split.folds = 5;
    QCOMPARE(expectedTrainSamples(e, catalog_, summary), std::size_t{48});
  }
  void oneTextIsAnsweredAsInItsPart() {
    const Experiment e = sentences();
    auto data = prepareData(e, catalog_, "");
    const PreparedData kept = *data;
    auto setup = assemble(e, catalog_, std::move(data->ready));
    QVERIFY2(setup, setup ? "" : setup.error().message.c_str());
    ThreadPool pool(1);
    ModelRunner runner(setup->model, setup->stages, pool);
    const Matrix all =
        predictProbabilities(runner, *setup->loss, setup->initialParameters, kept.ready.test);
    const auto answer = answerText(e, catalog_, kept.fitted, runner, *setup->loss,
                                   setup->initialParameters, kept.raw.test.texts[1]);
    QVERIFY(answer);
    QCOMPARE(answer->probabilities[0], all(1, 0));
    QCOMPARE(answer->text.words.size(), answer->text.ids.size());
    const auto empty = answerText(e, catalog_, kept.fitted, runner, *setup->loss,
                                  setup->initialParameters, " !? ");
    QCOMPARE(empty.error().message, std::string("No word is left of this text."));
  }
  void windowsOfATextVote() {
    const Experiment e = sentences(
        {{"length", std::int64_t{2}}, {"long_texts", "windows"}, {"tfidf_words", "window"}});
    auto data = prepareData(e, catalog_, "");
    const PreparedData kept = *data;
    const Dataset& test = kept.ready.test;
    QVERIFY(test.size() > kept.raw.test.size());
    auto setup = assemble(e, catalog_, std::move(data->ready));
    QVERIFY2(setup, setup ? "" : setup.error().message.c_str());
    ThreadPool pool(1);
    ModelRunner runner(setup->model, setup->stages, pool);
    const Matrix rows =
        predictProbabilities(runner, *setup->loss, setup->initialParameters, test.x);
    Matrix probabilities;
    const Scores scores =
        evaluate(runner, *setup->loss, setup->initialParameters, test, {}, &probabilities);
    QCOMPARE(scores.samples, kept.raw.test.size());
    QCOMPARE(probabilities.rows(), static_cast<Eigen::Index>(kept.raw.test.size()));
    double sum = 0;
    double count = 0;
    for (std::size_t i = 0; i < test.size() && test.sampleOf[i] == 0; ++i) {
      sum += rows(static_cast<Eigen::Index>(i), 0);
      ++count;
    }
    QVERIFY(std::abs(probabilities(0, 0) - sum / count) < 1e-12);
  }

  void principalPlaneOfKnownVectors() {
    Matrix vectors(4, 3);
    vectors << 3, 0, 1, -3, 0, 1, 0, 1, 1, 0, -1, 1;
    const PlaneOfVectors plane = principalPlane(vectors);
    QVERIFY(std::abs(plane.share[0] - 0.9) < 1e-12);
    QVERIFY(std::abs(plane.share[1] - 0.1) < 1e-12);
    const Matrix at = plane.project(vectors);
    QVERIFY(std::abs(at(0, 0) - 3) < 1e-12 && std::abs(at(2, 1) - 1) < 1e-12);
    const PlaneOfVectors line = principalPlane(vectors.leftCols(1));
    QVERIFY(line.project(vectors.leftCols(1)).col(1).isZero());
  }
  // Two lanes of one qubit each: RY of a feature, so <Z> before fusion is its cosine.
  void valuesBeforeAndAfterFusionAreExpectationValues() {
    Experiment e = linesExample();
    Parallel lanes;
    for (int i = 0; i < 2; ++i) {
      Lane lane;
      lane.features = Lane::Features::Share;
      lane.body = {blockOf("angle")};
      lanes.lanes.push_back(std::move(lane));
    }
    lanes.fusion = blockOf("fusion");
    e.stack = {lanes, blockOf("readout")};
    assignIds(e.stack);
    const DataSummary summary{{2, 0, 0}, {"a", "b"}, 10};
    e.data.preprocess.clear();
    const Checked checked = check(e, catalog_, summary);
    QVERIFY2(checked.runnable(),
             checked.issues.empty() ? "" : checked.issues.front().message.c_str());
    QVERIFY(hasFusion(checked.model));
    Matrix x(3, 2);
    x << 0.1, 0.7, 1.2, 2.1, 0, 3;
    const std::vector<double> zero(checked.model.parameterCount, 0.0);
    const auto before = fusionValues(checked.model, stageFactory(), zero, x, FusionSide::Before);
    QVERIFY(before);
    QCOMPARE(before->cols(), Eigen::Index{2});
    for (Eigen::Index i = 0; i < 3; ++i) {
      for (Eigen::Index j = 0; j < 2; ++j) {
        QVERIFY(std::abs((*before)(i, j) - std::cos(x(i, j))) < 1e-12);
      }
    }
    const auto after = fusionValues(checked.model, stageFactory(), zero, x, FusionSide::After);
    QVERIFY(after && after->rows() == 3 && after->cols() >= 1);
    QVERIFY(!wordVectors(checked.model, stageFactory(), zero, 10, 4));
  }

 private:
  const Catalog catalog_ = makeCatalog();
};

QTEST_GUILESS_MAIN(TestTextReport)
#include "tst_text_report.moc"
