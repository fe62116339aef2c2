// SPDX-License-Identifier: GPL-3.0-or-later
// Texts in the window: their cards in the data view, sentences of the user, samples as texts.
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>

#include "tests/widgets/window_test.h"
#include "widgets/models/sample_model.h"
#include "widgets/models/vocabulary_model.h"
#include "widgets/plots/map_view.h"
#include "widgets/results/data_view.h"
#include "widgets/results/results_view.h"
#include "widgets/results/sample_browser.h"
#include "widgets/results/sentence_box.h"
#include "widgets/results/text_data_cards.h"
#include "widgets/results/text_words.h"
#include "widgets/results/value_map_page.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

Block blockOf(const char* type) {
  return {.choice = {.type = type, .options = {}}, .name = {}};
}

Experiment sentences() {
  Experiment e = exampleExperiment("lines");
  e.data.source = {.type = "grammar", .options = {{"samples", std::int64_t{60}}}};
  e.data.preprocess = {{.type = "text", .options = {{"length", std::int64_t{3}}}}};
  e.stack = {blockOf("amplitude"), blockOf("convolution"), blockOf("pooling"), blockOf("readout")};
  e.train.settings.epochs = 1;
  assignIds(e.stack);
  return e;
}

}  // namespace

class TestTextViews : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void theDataViewTellsOfWords() {
    ExperimentDocument document(*testCatalog());
    document.reset(sentences());
    DataView view(document, testCatalog());
    view.resize(420, 900);
    view.show();
    QTRY_COMPARE(view.state(), DataView::State::Ready);
    const auto& text = view.report()->text;
    QVERIFY(text != nullptr);
    QString all;
    for (const QLabel* label : view.findChildren<QLabel*>()) {
      if (label->isVisibleTo(&view)) all += label->text() + "\n";
    }
    QVERIFY2(all.contains(QString::number(text->vocabulary) + " ids"), qPrintable(all));
    QVERIFY(all.contains("of the training texts have more than 3 words"));
    QVERIFY(!all.contains("Values before preprocessing"));

    TextDataCards* cards = view.textCards();
    QVERIFY(cards->tokens()->text().contains("<small"));  // the first text, as an example
    cards->sentence()->setText("woman <b> plants zebra");
    QVERIFY(cards->tokens()->text().contains(">zebra</u>"));
    QVERIFY(!cards->tokens()->text().contains("<b>"));
    cards->sentence()->clear();

    auto* table = view.findChild<QTableView*>("vocabulary");
    QCOMPARE(table->model()->rowCount(), static_cast<int>(text->words.size()));
    const auto count = [&](int row) {
      return table->model()
          ->index(row, VocabularyModel::Count)
          .data(VocabularyModel::SortRole)
          .toInt();
    };
    QVERIFY(count(0) >= count(1));
    cards->filter()->setText("plant");
    QCOMPARE(table->model()->rowCount(), 1);
    QCOMPARE(table->model()->index(0, 0).data().toString(), QString("plants"));

    // Back to numbers: the cards of texts go.
    document.reset(exampleExperiment("lines"));
    QTRY_VERIFY(view.state() == DataView::State::Ready && view.report()->text == nullptr);
    QVERIFY(!table->isVisibleTo(&view));
  }
  void theVocabularyIsAModel() {
    VocabularyModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setWords({{"b", 2, 4, 3, 1.5, {1, 3}}, {"a", kUnknownId, 1, 1, 2, {1, 0}}}, {"x", "y"});
    QCOMPARE(model.columnCount(), 7);
    QCOMPARE(model.index(0, 6).data().toString(), QString("75 %"));
    QCOMPARE(model.index(1, 1).data().toString(), QString("–"));
    QVERIFY(model.index(1, 1).data(VocabularyModel::SortRole).toInt() > 2);
    QCOMPARE(model.headerData(5, Qt::Horizontal, Qt::DisplayRole).toString(), QString("x"));
  }
  void wordsBehindThePositionsAreInBrackets() {
    const EncodedText text{{"a", "b", "c"}, {2, 0, 3}, {}};
    TextStepOptions options;
    options.length = 2;
    const Theme theme = Theme::light();
    const auto plain = [&] {
      return wordsHtml(text, options, theme, WordDetail::Plain, 9)
          .remove(QRegularExpression("<[^>]*>"));
    };
    QCOMPARE(plain(), QString("a b [c]"));
    options.cutSide = "start";
    QCOMPARE(plain(), QString("[a ] b c"));
    options.longTexts = "windows";
    QCOMPARE(plain(), QString("a b c"));
    QCOMPARE(wordsSummary(text, options), QString("3 words, 1 unknown (underlined)"));
  }

  void resultsShowTextsAndAnswerSentences() {
    static ThreadPool pool(2);
    const Experiment experiment = sentences();
    auto data = prepareDataCached(experiment, *testCatalog(), "");
    auto run =
        TrainingRun::create(experiment, *testCatalog(),
                            std::make_shared<const PreparedData>(std::move(*data)), pool, {});
    QVERIFY2(run, run ? "" : run.error().message.c_str());
    (*run)->run({});
    const auto results =
        std::make_shared<const RunResults>(std::move(*resultsOf(**run, *testCatalog(), {})));
    ResultsView view(testCatalog());
    view.resize(1000, 300);
    view.show();
    view.setResults(results);
    QVERIFY(view.scoreText().contains("largest class 50.0 %"));
    SampleBrowser* browser = view.browser();
    browser->setChoice({SampleBrowser::Choice::Kind::All});
    const auto first = browser->model()->index(0).data(SampleModel::DetailRole).toString();
    const std::string& shown = results->raw(DataPart::Test).texts[browser->rows()[0]];
    QVERIFY2(first.contains(QString::fromStdString(shown)), qPrintable(first));

    SentenceBox* box = view.sentence();
    QSignalSpy answered(box, &SentenceBox::answered);
    box->sentence()->setText("young woman plants zebra");
    QVERIFY(answered.wait(kPatience));
    QVERIFY(box->answer().has_value());
    QCOMPARE(box->answer()->probabilities.size(), std::size_t{2});
    QCOMPARE(box->answer()->text.ids.back(), kUnknownId);
    auto* verdict = box->findChild<QLabel*>("sentenceVerdict");
    QVERIFY(verdict->text().contains("garden") || verdict->text().contains("music"));
    box->sentence()->setText("!?");
    QVERIFY(answered.wait(kPatience));
    QVERIFY(!box->answer().has_value());
    QCOMPARE(verdict->text(), QString("No word is left of this text."));
    box->sentence()->clear();
    QCOMPARE(verdict->text(), QString());
  }

  void wordsAndSamplesAreMapped_data() {
    QTest::addColumn<QString>("example");
    QTest::addColumn<int>("subjects");
    QTest::addRow("rows of a table, fusion by a gate") << "text-coherent-mc" << 3;
    QTest::addRow("values of a circuit, sum") << "text-qdconv-mc" << 1;
  }
  void wordsAndSamplesAreMapped() {
    QFETCH(QString, example);
    QFETCH(int, subjects);
    static ThreadPool pool(2);
    Experiment experiment = exampleExperiment(example.toUtf8().constData());
    experiment.train.settings.epochs = 3;
    auto data = prepareDataCached(experiment, *testCatalog(), "");
    auto run =
        TrainingRun::create(experiment, *testCatalog(),
                            std::make_shared<const PreparedData>(std::move(*data)), pool, {});
    QVERIFY2(run, run ? "" : run.error().message.c_str());
    (*run)->run({});
    const auto results =
        std::make_shared<const RunResults>(std::move(*resultsOf(**run, *testCatalog(), {})));
    ResultsView view(testCatalog());
    view.resize(1000, 420);
    view.setResults(results);
    view.show();
    QSignalSpy drawn(view.map(), &ValueMapPage::drawn);
    for (int i = 0; i < view.pages()->count(); ++i) {
      if (view.pages()->tabText(i) == ValueMapPage::tr("Map")) view.pages()->setCurrentIndex(i);
    }
    QVERIFY(drawn.wait(kPatience));
    const auto& points = view.map()->map()->points();
    const FeatureShape& shape = results->data->ready.train.shape;
    QCOMPARE(points.size(), static_cast<std::size_t>(shape.vocabulary));
    QCOMPARE(points[0].name, QString("<unk>"));
    QVERIFY(points[2].weight > points.back().weight);
    const double trained = points[2].x;
    view.map()->moment()->setCurrentIndex(1);
    emit view.map()->moment()->activated(1);
    QVERIFY(view.map()->map()->points()[2].x != trained);

    QVERIFY(view.map()->subject()->count() >= subjects);
    for (int i = 1; i < view.map()->subject()->count(); ++i) {
      view.map()->subject()->setCurrentIndex(i);
      emit view.map()->subject()->activated(i);
      QVERIFY(drawn.wait(kPatience));
      QCOMPARE(view.map()->map()->points().size(),
               results->ready(results->parts.front().part).size());
    }
    const QString pictures = qEnvironmentVariable("QONVOLVE_PICTURES");
    if (!pictures.isEmpty()) view.grab().save(pictures + "/" + example + ".png");
  }

 private:
  QTemporaryDir home_;
};

QTEST_MAIN(TestTextViews)
#include "tst_text_views.moc"
