// SPDX-License-Identifier: GPL-3.0-or-later
// Image resizing against values worked out by hand.
#include <QtTest>
#include <cmath>

#include "builders.h"
#include "core/data/preprocessors/preprocessors.h"

using namespace qonvolve;

namespace {

/// One image of `height` rows whose pixel (y, x) is value(y, x).
template <class Value>
Dataset image(int height, int width, Value value) {
  Dataset data = makeCounted({1});
  data.x.resize(1, height * width);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) data.x(0, y * width + x) = value(y, x);
  }
  const auto h = static_cast<std::uint32_t>(height);
  const auto w = static_cast<std::uint32_t>(width);
  data.shape = {.features = h * w, .height = h, .width = w};
  return data;
}

Values options(int height, int width, const char* method) {
  return {{"height", std::int64_t{height}},
          {"width", std::int64_t{width}},
          {"method", std::string(method)}};
}

Matrix resize(const Dataset& data, int height, int width, const char* method) {
  const PreprocessorType type = resizePreprocessor();
  const Values values = options(height, width, method);
  const auto fitted = type.fit(values, data, Rng(1), "");
  if (!fitted) return {};
  const auto out = type.apply(values, *fitted, data, DataPart::Test, "");
  return out ? out->x : Matrix();
}

bool near(const Matrix& found, const std::vector<double>& expected) {
  if (found.size() != static_cast<Eigen::Index>(expected.size())) return false;
  const Eigen::Map<const Matrix> wanted(expected.data(), 1, found.size());
  return (found - wanted).cwiseAbs().maxCoeff() < 1e-12;
}

}  // namespace

class TestResize : public QObject {
  Q_OBJECT
 private slots:
  void lineOfPixelsIsResized_data() {
    QTest::addColumn<QString>("method");
    QTest::addColumn<QList<double>>("from");
    QTest::addColumn<QList<double>>("to");
    using List = QList<double>;
    QTest::newRow("4 to 2, centres between pixels")
        << "bilinear" << List{3, 5, 10, 20} << List{4, 15};
    QTest::newRow("2 to 4, ends repeated") << "bilinear" << List{2, 6} << List{2, 3, 5, 6};
    // New centres fall on pixels 1 and 4; the others count nothing.
    QTest::newRow("6 to 2, no smoothing") << "bilinear" << List{7, 1, 9, 5, 3, 8} << List{1, 3};
    QTest::newRow("5 to 2") << "bilinear" << List{1, 2, 6, 4, 10} << List{1.75, 5.5};
    QTest::newRow("same") << "bilinear" << List{1, 2, 6} << List{1, 2, 6};
    QTest::newRow("one") << "bilinear" << List{4} << List{4, 4, 4};
    QTest::newRow("area 4 to 2") << "area" << List{3, 5, 10, 20} << List{4, 15};
    // (1 + 2 + 6 / 2) / 2.5 and (6 / 2 + 4 + 10) / 2.5.
    QTest::newRow("area 5 to 2") << "area" << List{1, 2, 6, 4, 10} << List{2.4, 6.8};
    QTest::newRow("area 6 to 2") << "area" << List{7, 1, 10, 5, 3, 8} << List{6, 16 / 3.0};
    QTest::newRow("area 3 to 2") << "area" << List{3, 6, 12} << List{4, 10};
    QTest::newRow("area 2 to 5") << "area" << List{2, 7} << List{2, 2, 4.5, 7, 7};
    QTest::newRow("area same") << "area" << List{1, 2, 6} << List{1, 2, 6};
  }
  void lineOfPixelsIsResized() {
    QFETCH(QString, method);
    QFETCH(QList<double>, from);
    QFETCH(QList<double>, to);
    const std::string name = method.toStdString();
    const auto count = static_cast<int>(from.size());
    const std::vector<double> expected(to.begin(), to.end());
    const Dataset row = image(1, count, [&](int, int x) { return from[x]; });
    QVERIFY(near(resize(row, 1, static_cast<int>(to.size()), name.c_str()), expected));
    const Dataset column = image(count, 1, [&](int y, int) { return from[y]; });
    QVERIFY(near(resize(column, static_cast<int>(to.size()), 1, name.c_str()), expected));
  }

  void bilinearWorksInBothDirections() {
    const Dataset small = image(2, 2, [](int y, int x) { return 8.0 * y + 4.0 * x; });
    QVERIFY(
        near(resize(small, 4, 4, "bilinear"), {0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12}));
  }

  void digitsBecomeSixteenBySixteen() {
    // Centres lie at 0.375, 2.125, 3.875, ... 26.625; a ramp shows them.
    const Dataset ramp = image(28, 28, [](int y, int x) { return 100.0 * y + x; });
    const Matrix out = resize(ramp, 16, 16, "bilinear");
    QCOMPARE(out.cols(), Eigen::Index{256});
    QVERIFY(std::abs(out(0, 0) - 37.875) < 1e-10);
    QVERIFY(std::abs(out(0, 15) - 64.125) < 1e-10);
    QVERIFY(std::abs(out(0, 16 + 2) - 216.375) < 1e-10);
    QVERIFY(std::abs(out(0, 15 * 16) - 2662.875) < 1e-10);
    QVERIFY(std::abs(out(0, 255) - 2689.125) < 1e-10);
    // Pixel (1, 4) is read by one new pixel only: no smoothing.
    const Dataset dot = image(28, 28, [](int y, int x) { return y == 1 && x == 4 ? 1.0 : 0.0; });
    const Matrix seen = resize(dot, 16, 16, "bilinear");
    QVERIFY(std::abs(seen(0, 2) - 0.375 * 0.875) < 1e-15);
    QVERIFY(std::abs(seen.sum() - 0.375 * 0.875) < 1e-15);
  }

  void halvedAreaIsTheMeanOfFour() {
    const auto pixel = [](int y, int x) { return std::sin(28.0 * y + x); };
    const Matrix out = resize(image(28, 28, pixel), 14, 14, "area");
    for (int y = 0; y < 14; ++y) {
      for (int x = 0; x < 14; ++x) {
        const double mean = (pixel(2 * y, 2 * x) + pixel(2 * y, 2 * x + 1) +
                             pixel(2 * y + 1, 2 * x) + pixel(2 * y + 1, 2 * x + 1)) /
                            4;
        QVERIFY(std::abs(out(0, y * 14 + x) - mean) < 1e-14);
      }
    }
  }

  void areaKeepsTheMean() {
    const Dataset data = image(28, 28, [](int y, int x) { return std::sin(28.0 * y + x); });
    QVERIFY(std::abs(resize(data, 9, 11, "area").mean() - data.x.mean()) < 1e-14);
    QVERIFY(std::abs(resize(data, 1, 1, "area")(0, 0) - data.x.mean()) < 1e-14);
  }

  void widthOneIsThePublishedResize() {
    const Dataset data = image(28, 28, [](int y, int x) { return std::sin(28.0 * y + x); });
    const auto published = centralColumnsPreprocessor().apply({{"rows", std::int64_t{256}}}, {},
                                                              data, DataPart::Train, "");
    QVERIFY(published);
    QVERIFY((resize(data, 256, 1, "bilinear") - published->x).cwiseAbs().maxCoeff() < 1e-14);
  }

  void resultIsAnImageAndCanBeSeenAtItsOldSize() {
    Dataset data = image(4, 2, [](int y, int x) { return 2.0 * y + x; });
    data.featureNames = std::vector<std::string>(8, "pixel");
    const PreprocessorType type = resizePreprocessor();
    const Values values = options(2, 1, "area");
    const auto fitted = type.fit(values, data, Rng(1), "");
    QVERIFY(fitted);
    const auto out = type.apply(values, *fitted, data, DataPart::Train, "");
    QVERIFY(out);
    QVERIFY(out->shape == (FeatureShape{2, 2, 1}));
    QVERIFY(type.outputShape(values, data.shape, "").value() == out->shape);
    QVERIFY(out->featureNames.empty());
    QCOMPARE(out->y, data.y);
    const auto seen = type.reconstruct(values, *fitted, out->x);
    QVERIFY(seen);
    QVERIFY(near(*seen, {1.5, 1.5, 1.5, 1.5, 5.5, 5.5, 5.5, 5.5}));
  }

  void everySampleIsResized() {
    Dataset data = makeDataset({{1, 3}, {10, 30}, {-2, 0}}, {0, 1, 0});
    data.shape = {.features = 2, .height = 1, .width = 2};
    const Matrix out = resize(data, 1, 1, "bilinear");
    QCOMPARE(out.rows(), Eigen::Index{3});
    QCOMPARE(out(0, 0), 2.0);
    QCOMPARE(out(1, 0), 20.0);
    QCOMPARE(out(2, 0), -1.0);
  }

  void refusesDataThatAreNoImages() {
    const QString message =
        "/p: Resize: the data are no images. Use it before the steps that take "
        "images apart, or remove it.";
    const PreprocessorType type = resizePreprocessor();
    QCOMPARE(errorText(type.outputShape({}, {.features = 8}, "/p")), message);
    const Dataset table = makeDataset({{1, 2}}, {0});
    QCOMPARE(errorText(type.fit({}, table, Rng(1), "/p")), message);
    QCOMPARE(errorText(type.apply({}, {}, table, DataPart::Test, "/p")), message);
  }

  void refusesMoreThanMemoryHolds() {
    Dataset data = makeCounted({12665});
    data.shape = {.features = 1, .height = 1, .width = 1};
    const auto out =
        resizePreprocessor().apply(options(1024, 1024, "area"), {}, data, DataPart::Train, "/p");
    QCOMPARE(errorText(out),
             QString("/p: Resize: 12665 samples of 1048576 features take 98.9 GiB; at most 2 GiB "
                     "are allowed. Ask for smaller ones, or limit the number of samples."));
    const auto columns = centralColumnsPreprocessor().apply({{"rows", std::int64_t{65536}}}, {},
                                                            data, DataPart::Train, "/p");
    QVERIFY(errorText(columns).startsWith("/p: Central columns: 12665 samples of 65536 features"));
  }

  void refusesSizesOutOfRange() {
    const auto shape = resizePreprocessor().outputShape(options(0, 16, "area"), {4, 2, 2}, "/p");
    QVERIFY(!shape);
    QCOMPARE(shape.error().where, std::string("/p/options/height"));
  }
};

QTEST_GUILESS_MAIN(TestResize)
#include "tst_resize.moc"
