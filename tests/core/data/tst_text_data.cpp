// SPDX-License-Identifier: GPL-3.0-or-later
// Texts from files and grammar to word ids and TF-IDF values; the published sets MC and RP.
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/data/preprocessors/preprocessors.h"
#include "core/data/sources/sources.h"
#include "core/data/split.h"
#include "tests/core/data/builders.h"
#include "tests/support/reference_data.h"

using namespace qonvolve;

namespace {

Result<SourceData> loadFolder(const QString& folder) {
  return textSource().load({"/data/source", "", {}}, {{"folder", folder.toStdString()}}, Rng(1));
}

Dataset texts(std::vector<std::string> list, std::vector<int> labels) {
  Dataset data;
  data.shape.texts = true;
  data.classNames = {"a", "b"};
  data.x.resize(static_cast<Eigen::Index>(list.size()), 0);
  data.texts = std::move(list);
  data.y = std::move(labels);
  return data;
}

std::vector<double> rowOf(const Matrix& x, Eigen::Index i) {
  return {x.row(i).data(), x.row(i).data() + x.cols()};
}

// One text by the step fitted on `train`.
Dataset prepared(const Dataset& train, const Values& options, const std::string& text,
                 DataPart part = DataPart::Predict) {
  const PreprocessorType type = textPreprocessor();
  const auto state = type.fit(options, train, Rng(1), "/p");
  return *type.apply(options, *state, texts({text}, {0}), part, "/p");
}

}  // namespace

class TestText : public QObject {
  Q_OBJECT
 private slots:
  void publishedSetsHaveTheirCounts_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QList<int>>("train");
    QTest::addColumn<QList<int>>("dev");
    QTest::addColumn<QList<int>>("test");
    QTest::addColumn<int>("ids");
    QTest::addColumn<int>("unknown");
    QTest::addRow("MC") << "mc" << QList<int>{31, 39} << QList<int>{19, 11} << QList<int>{15, 15}
                        << 19 << 0;
    QTest::addRow("RP") << "rp" << QList<int>{28, 46} << QList<int>{} << QList<int>{12, 19} << 98
                        << 24;
  }
  void publishedSetsHaveTheirCounts() {
    QFETCH(QString, name);
    QFETCH(QList<int>, train);
    QFETCH(QList<int>, dev);
    QFETCH(QList<int>, test);
    QFETCH(int, ids);
    QFETCH(int, unknown);
    const QString folder = test::referenceData("data/text/" + name);
    if (folder.isEmpty()) QSKIP("skipped: no published texts; set QONVOLVE_SHARED");
    const auto data = loadFolder(folder);
    QVERIFY2(data, qPrintable(errorText(data)));
    const auto list = [](const Dataset& set) {
      const auto counts = classCounts(set);
      return QList<int>(counts.begin(), counts.end());
    };
    QCOMPARE(list(data->train), train);
    QCOMPARE(data->validation ? list(*data->validation) : QList<int>{}, dev);
    QCOMPARE(list(*data->test), test);

    const PreprocessorType type = textPreprocessor();
    const auto state = type.fit({}, data->train, Rng(1), "");
    QCOMPARE(static_cast<int>(type.fittedShape(*state).vocabulary), ids);
    const auto ready = type.apply({}, *state, *data->test, DataPart::Test, "");
    QCOMPARE(static_cast<int>((ready->x.leftCols(6).array() == 0).count()), unknown);
  }

  // Vectors computed with two independent programs.
  void tfIdfOfPublishedSentences_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("length");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<QList<int>>("ids");
    QTest::addColumn<QList<double>>("values");
    QTest::addRow("MC") << "mc" << 6 << "man prepares meal" << QList<int>{2, 6, 7, 1, 1, 1}
                        << QList<double>{.249535, .500213, .565682, .606236};
    QTest::addRow("RP") << "rp" << 5 << "organization that church establish"
                        << QList<int>{3, 2, 12, 28, 1}
                        << QList<double>{.157616, .157616, .446460, .555711, .664962};
  }
  void tfIdfOfPublishedSentences() {
    QFETCH(QString, name);
    QFETCH(int, length);
    QFETCH(QString, sentence);
    QFETCH(QList<int>, ids);
    QFETCH(QList<double>, values);
    const QString folder = test::referenceData("data/text/" + name);
    if (folder.isEmpty()) QSKIP("skipped: no published texts; set QONVOLVE_SHARED");
    const auto data = loadFolder(folder);
    QVERIFY2(data, qPrintable(errorText(data)));
    const Values options{{"length", std::int64_t{length}},
                         {"lower_case", false},
                         {"punctuation", "published"},
                         {"tfidf_words", "window"}};
    const Dataset ready = prepared(data->train, options, sentence.toStdString());
    QCOMPARE(ready.shape.tokens, static_cast<std::uint32_t>(length));
    QList<double> found;
    for (Eigen::Index j = length; j < ready.x.cols(); ++j) {
      if (ready.x(0, j) > 0) found << ready.x(0, j);
    }
    for (int k = 0; k < length; ++k) QCOMPARE(static_cast<int>(ready.x(0, k)), ids[k]);
    QCOMPARE(found.size(), values.size());
    for (qsizetype k = 0; k < values.size(); ++k) QVERIFY(std::abs(found[k] - values[k]) < 6e-7);
    QVERIFY(std::abs(ready.x.rightCols(ready.x.cols() - length).norm() - 1) < 1e-14);
  }

  void unknownWordsAndLongTexts() {
    const Dataset train = texts({"a b c d", "a b", "e a"}, {0, 1, 0});
    Values options{{"length", std::int64_t{2}}};
    QCOMPARE(rowOf(prepared(train, options, "x a b").x.leftCols(2), 0),
             (std::vector<double>{0, 2}));
    options["cut_side"] = "start";
    QCOMPARE(rowOf(prepared(train, options, "x a b").x.leftCols(2), 0),
             (std::vector<double>{2, 3}));
    QCOMPARE(rowOf(prepared(train, options, "").x.leftCols(2), 0), (std::vector<double>{1, 1}));
  }
  void longTextsMayGiveOverlappingWindows() {
    const Dataset train = texts({"a b c d e f g", "a"}, {0, 1});
    const Values options{{"length", std::int64_t{4}}, {"long_texts", "windows"}};
    const PreprocessorType type = textPreprocessor();
    const auto state = type.fit(options, train, Rng(1), "");
    const auto ready = type.apply(options, *state, train, DataPart::Train, "");
    QCOMPARE(ready->x.rows(), Eigen::Index{4});  // a-d, c-f, d-g, and the short one
    QCOMPARE(ready->sampleOf, (std::vector<std::size_t>{0, 0, 0, 1}));
    QCOMPARE(ready->y, (std::vector<int>{0, 0, 0, 1}));
    QCOMPARE(rowOf(ready->x.leftCols(4), 1), (std::vector<double>{4, 5, 6, 7}));
    QCOMPARE(rowOf(ready->x.leftCols(4), 2), (std::vector<double>{5, 6, 7, 8}));
    // The sentence lane sees the whole text in each of them.
    QCOMPARE(rowOf(ready->x.rightCols(9), 0), rowOf(ready->x.rightCols(9), 2));
  }
  void rareWordsAreReplacedInTrainingOnlyAndTheSameEveryTime() {
    std::vector<std::string> list;
    for (int i = 0; i < 200; ++i) list.push_back("often rare" + std::to_string(i));
    std::vector<int> labels(200, 0);
    const Dataset train = texts(list, labels);
    const Values options{{"length", std::int64_t{2}}, {"unknown_probability", 0.25}};
    const PreprocessorType type = textPreprocessor();
    const auto state = type.fit(options, train, Rng(5), "");
    const auto ready = type.apply(options, *state, train, DataPart::Train, "");
    const auto replaced = (ready->x.col(1).array() == 0).count();
    QVERIFY2(replaced > 25 && replaced < 80, qPrintable(QString::number(replaced)));
    QCOMPARE((ready->x.col(0).array() == 0).count(), Eigen::Index{0});
    QVERIFY(type.apply(options, *state, train, DataPart::Train, "")->x == ready->x);
    QCOMPARE(
        (type.apply(options, *state, train, DataPart::Test, "")->x.col(1).array() == 0).count(),
        Eigen::Index{0});
  }
  void otherSettingsThanFittedAreRefused() {
    const Dataset train = texts({"a b", "c"}, {0, 1});
    const PreprocessorType type = textPreprocessor();
    const auto state = type.fit({}, train, Rng(1), "");
    QCOMPARE(errorText(type.apply({{"lower_case", false}}, *state, train, DataPart::Test, "/p")),
             QString("/p/options/lower_case: Words and TF-IDF was fitted with lower_case=true; now "
                     "it is lower_case=false. A trained model needs the settings it was trained "
                     "with."));
  }
  void stepsThatDoNotFitAreRefused() {
    const Dataset words = texts({"a b", "c"}, {0, 1});
    QCOMPARE(errorText(pcaPreprocessor().fit({}, words, Rng(1), "/p")),
             QString("/p: PCA: the data are texts, not numbers. Turn them into numbers by the step "
                     "Words and TF-IDF."));
    QCOMPARE(errorText(textPreprocessor().fit({}, makeDataset({{1}, {2}}, {0, 1}), Rng(1), "/p")),
             QString("/p: Words and TF-IDF: the data are numbers, not texts. Remove it."));
    FeatureShape tokens;
    tokens.tokens = 4;
    tokens.features = 20;
    QCOMPARE(errorText(scalePreprocessor().outputShape({}, tokens, "/p")),
             QString("/p: Scale: it would change the word ids that the network looks up. Remove "
                     "it; Words and TF-IDF is the last step of text."));
    QCOMPARE(
        errorText(textPreprocessor().fit({{"min_count", std::int64_t{5}}}, words, Rng(1), "/p")),
        QString("/p: Words and TF-IDF: no word of the training texts is left. Lower the "
                "smallest count, or keep numbers and stop words."));
  }
  void hugeTablesAreRefusedBeforeMemoryIsTaken() {
    std::vector<std::string> list;
    for (int i = 0; i < 20'000; ++i) list.push_back("w" + std::to_string(i));
    const Dataset train = texts(list, std::vector<int>(20'000, 0));
    const Values options{{"vocabulary", std::int64_t{0}}};
    const PreprocessorType type = textPreprocessor();
    const auto state = type.fit(options, train, Rng(1), "");
    QCOMPARE(
        errorText(type.apply(options, *state, train, DataPart::Train, "/p")),
        QString("/p/options/vocabulary: Words and TF-IDF: 20000 rows of 20008 values need 2 GB "
                "of memory; at most 1 GB is allowed. Keep a smaller vocabulary, or train on "
                "fewer texts."));
  }

  void filesOfAFolderBecomeParts() {
    QTemporaryDir dir;
    const auto write = [&](const QString& name, const QByteArray& text) {
      QFile file(dir.filePath(name));
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write(text);
    };
    write("my_train.tsv", "pos\tgood day\nneg\tbad day\npos\tnice\nneg\tno\n");
    write("Test.csv", "text,label\nworse,neg\nbetter,pos\n");
    write("notes.md", "train");
    const auto data = loadFolder(dir.path());
    QVERIFY2(data, qPrintable(errorText(data)));
    QCOMPARE(data->train.classNames, (std::vector<std::string>{"neg", "pos"}));
    QCOMPARE(data->train.y, (std::vector<int>{1, 0, 1, 0}));
    QCOMPARE(data->test->texts, (std::vector<std::string>{"worse", "better"}));
    QVERIFY(!data->validation);
    QCOMPARE(data->notes.size(), std::size_t{2});
    QCOMPARE(data->notes[0], std::string("my_train.tsv: 4 texts; table with tabs, label in column "
                                         "1, text in column 2."));
    write("test.txt", "neutral\twhat\npos\tyes\nneg\tno\nneutral\tso\n");
    const QString folder = dir.path();
    QCOMPARE(errorText(loadFolder(folder)),
             "/data/source/options/folder: The folder \"" + folder +
                 "\" has several files for one part: Test.csv and test.txt. Name the files one by "
                 "one.");
    QVERIFY(QFile::remove(dir.filePath("Test.csv")));
    QCOMPARE(errorText(loadFolder(folder)),
             folder +
                 "/test.txt:1: The label \"neutral\" does not occur in the training file. Its "
                 "labels are neg, pos.");
  }
  void missingFilesAreNamed() {
    const SourceContext context{"/data/source", "/nowhere", {}};
    QCOMPARE(errorText(textSource().load(context, {}, Rng(1))),
             QString("/data/source/options/file: No file with texts is given. Name a file with one "
                     "label and one text a line, or a folder with a file for each part."));
    QCOMPARE(errorText(textSource().load(context, {{"folder", "none"}}, Rng(1))),
             QString("/data/source/options/folder: There is no folder \"/nowhere/none\"."));
  }
  void grammarKeepsItsPromise() {
    const SourceType type = grammarSource();
    const auto data = type.load({"", "", {}}, {{"style", "clauses"}}, Rng(2));
    const auto promise = type.promise({{"style", "clauses"}});
    QCOMPARE(data->train.classNames, promise->classNames);
    QVERIFY(data->train.shape == promise->shape);
    QCOMPARE(classCounts(data->train), (std::vector<int>{80, 80}));
    const auto parts = splitData(*data, {}, "");
    QCOMPARE(parts->train.texts.size(), parts->train.y.size());
  }
};

QTEST_GUILESS_MAIN(TestText)
#include "tst_text_data.moc"
