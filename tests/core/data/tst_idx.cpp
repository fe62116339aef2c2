// SPDX-License-Identifier: GPL-3.0-or-later
// IDX: small files by hand, damaged ones of every kind, and the real data sets.
#include <zlib.h>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include "core/base/rng.h"
#include "core/data/idx_file.h"
#include "tests/core/data/builders.h"
#include "tests/core/data/reference.h"

using namespace qonvolve;

namespace {

QByteArray bigEndian(quint32 value) {
  QByteArray bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

/// Header of magic number and sizes.
QByteArray header(quint32 magic, std::initializer_list<quint32> sizes) {
  QByteArray bytes = bigEndian(magic);
  for (const quint32 size : sizes) bytes += bigEndian(size);
  return bytes;
}

QByteArray gzip(const QByteArray& plain) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  QByteArray out(static_cast<int>(deflateBound(&stream, static_cast<uLong>(plain.size()))) + 64,
                 '\0');
  QByteArray in = plain;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(static_cast<int>(stream.total_out));
  deflateEnd(&stream);
  return out;
}

/// Three images of 2 x 2 pixels: 0..3, 10..13, 20..23; labels 1, 0, 1.
QByteArray images() {
  QByteArray bytes = header(0x803, {3, 2, 2});
  for (int image = 0; image < 3; ++image) {
    for (int pixel = 0; pixel < 4; ++pixel) bytes += static_cast<char>(10 * image + pixel);
  }
  return bytes;
}
QByteArray labels() {
  return header(0x801, {3}) + QByteArray("\1\0\1", 3);
}

class Folder {
 public:
  void write(const QString& name, const QByteArray& bytes) {
    QFile file(folder_.filePath(name));
    file.remove();  // some file systems wait for the disk when a file is overwritten
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("no space");
  }
  std::string path(const QString& name = {}) const {
    return (name.isEmpty() ? folder_.path() : folder_.filePath(name)).toStdString();
  }
  Result<SourceData> load(std::vector<std::string> classes = {}) const {
    return idxSource().load({"/data/source", path(), std::move(classes)},
                            {{"dataset", std::string("folder")}, {"folder", std::string(".")}},
                            Rng(1));
  }

 private:
  QTemporaryDir folder_;
};

}  // namespace

class TestIdx : public QObject {
  Q_OBJECT
 private slots:
  void imagesAndLabelsAreRead_data() {
    QTest::addColumn<bool>("zipped");
    QTest::addColumn<QString>("join");
    QTest::newRow("plain") << false << "-";
    QTest::newRow("gzip") << true << "-";
    QTest::newRow("dotted names") << true << ".";
  }
  void imagesAndLabelsAreRead() {
    QFETCH(bool, zipped);
    QFETCH(QString, join);
    const QString end = zipped ? ".gz" : "";
    Folder folder;
    folder.write("train-images" + join + "idx3-ubyte" + end, zipped ? gzip(images()) : images());
    folder.write("train-labels" + join + "idx1-ubyte" + end, zipped ? gzip(labels()) : labels());
    const auto data = folder.load();
    QCOMPARE(errorText(data), QString("no error"));
    QVERIFY(data->train.shape == (FeatureShape{4, 2, 2}));
    QCOMPARE(data->train.y, (std::vector<int>{1, 0, 1}));
    QCOMPARE(data->train.classNames, (std::vector<std::string>{"0", "1"}));
    QCOMPARE(data->train.x(1, 2), 12 / 255.0);
    QVERIFY(!data->test);
  }
  void gzipOfSeveralMembersIsRead() {
    Folder folder;
    folder.write("train-images-idx3-ubyte.gz", gzip(images().left(20)) + gzip(images().mid(20)));
    folder.write("train-labels-idx1-ubyte", labels());
    const auto data = folder.load();
    QCOMPARE(errorText(data), QString("no error"));
    QCOMPARE(data->train.x(2, 3), 23 / 255.0);
  }
  void onlyWantedClassesAreKept() {
    Folder folder;
    folder.write("train-images-idx3-ubyte", images());
    folder.write("train-labels-idx1-ubyte", header(0x801, {3}) + QByteArray("\2\0\5", 3));
    const auto data = folder.load({"5", "2"});
    QCOMPARE(errorText(data), QString("no error"));
    QCOMPARE(data->train.y, (std::vector<int>{1, 0}));
    QCOMPARE(data->train.classNames, (std::vector<std::string>{"5", "2"}));
    QCOMPARE(data->train.x(0, 0), 0.0);
    QCOMPARE(data->train.x(1, 0), 20 / 255.0);
    QCOMPARE(errorText(folder.load({"5", "3"})),
             QString("/data/classes: Class \"3\" has no samples. Classes with samples: 5."));
    QCOMPARE(errorText(folder.load()),
             QString("/data/classes: Class \"1\" has no samples. Classes with samples: 0, 2, 5."));
  }

  void damagedImagesAreRefused_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, QByteArray bytes, const char* message) {
      QTest::newRow(name) << bytes << QString(message);
    };
    const QByteArray good = images();
    row("empty", "", "The file has only 0 bytes; the header alone needs 16.");
    row("half a header", good.left(9), "The file has only 9 bytes; the header alone needs 16.");
    row("labels for images", labels() + QByteArray(8, '\0'),
        "The magic number is 0x00000801; a file of images (unsigned bytes, 3-dimensional) starts "
        "with "
        "0x00000803.");
    row("floats", header(0xD03, {3, 2, 2}) + QByteArray(48, '\0'),
        "The magic number is 0x00000d03;");
    row("255 dimensions", header(0x8FF, {3, 2, 2}) + QByteArray(12, '\0'),
        "The magic number is 0x000008ff;");
    row("text", "this is not an IDX file", "The magic number is 0x74686973;");
    row("gzip in gzip", gzip(gzip(good)), "The magic number is 0x1f8b0");
    row("truncated", good.left(27), "The file has 27 bytes; its header (3 x 2 x 2) needs 28.");
    row("trailing", good + "x", "The file has 29 bytes; its header (3 x 2 x 2) needs 28.");
    row("truncated, gzip", gzip(good.left(27)),
        "The file ends after 11 of the 12 bytes of data its header declares (3 x 2 x 2).");
    row("trailing, gzip", gzip(good + "x"),
        "The file goes on after the 12 bytes of data its header declares (3 x 2 x 2).");
    row("gzip cut off", gzip(good).left(25), "The gzip data are cut off near byte 25 of 25.");
    row("gzip cut in the check sum", gzip(good).chopped(3), "The gzip data are cut off");
    row("gzip with bytes after it", gzip(good) + "junk",
        "The gzip data are followed by other bytes");
    QByteArray flipped = gzip(good);
    flipped[flipped.size() - 6] = static_cast<char>(flipped[flipped.size() - 6] ^ 1);
    row("gzip check sum", flipped, "The gzip data are damaged");
    row("no images", header(0x803, {0, 2, 2}),
        "The header declares 0 x 2 x 2 values: the file is empty.");
    row("no pixels", header(0x803, {3, 0, 2}),
        "The header declares 3 x 0 x 2 values: the file is empty.");
    row("overflow", header(0x803, {0x80000000U, 0x80000000U, 28}) + QByteArray(100, '\0'),
        "The header declares 2147483648 x 2147483648 x 28 bytes of data; at most 2147483648 are "
        "allowed.");
    row("overflow to zero", header(0x803, {0x80000000U, 0x80000000U, 4}) + QByteArray(100, '\0'),
        "The header declares 2147483648 x 2147483648 x 4 bytes of data; at most");
    row("negative", header(0x803, {0xFFFFFFFFU, 1, 1}) + QByteArray(100, '\0'),
        "The header declares 4294967295 x 1 x 1 bytes of data; at most");
    row("bomb", gzip(header(0x803, {2000, 1000, 1000}) + QByteArray(100'000, '\0')),
        "The header declares 2000 x 1000 x 1000 bytes of data, which");
    row("count", header(0x803, {2, 2, 2}) + QByteArray(8, '\0'), "The file has 2 images, but ");
    row("huge image", gzip(header(0x803, {3, 4097, 4096}) + QByteArray(3 * 4097 * 4096, '\0')),
        "The images have 4097 x 4096 pixels; at most 16777216 are allowed.");
  }
  void damagedImagesAreRefused() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, message);
    Folder folder;
    folder.write("i", bytes);
    const auto read = readIdxImages(folder.path("i"), {true, true, true}, "the label file");
    QVERIFY2(!read, "accepted");
    QCOMPARE(read.error().where, folder.path("i"));
    const QString found = QString::fromStdString(read.error().message);
    QVERIFY2(found.startsWith(message), qPrintable(found));
  }
  void damagedLabelsAreRefused() {
    Folder folder;
    folder.write("many", header(0x801, {0x7FFFFFFFU}) + QByteArray(10, '\0'));
    QCOMPARE(readIdxLabels(folder.path("many")).error().message,
             std::string("The header declares 2147483647 bytes of data; at most 67108864 are "
                         "allowed."));
    folder.write("short", labels().chopped(1));
    QCOMPARE(readIdxLabels(folder.path("short")).error().message,
             std::string("The file has 10 bytes; its header (3) needs 11."));
    folder.write("images", images());
    QVERIFY(readIdxLabels(folder.path("images"))
                .error()
                .message.starts_with("The magic number is 0x00000803; a file of labels"));
    folder.write("long", labels() + "x");
    QCOMPARE(readIdxLabels(folder.path("long")).error().message,
             std::string("The file has 12 bytes; its header (3) needs 11."));
  }
  void aLabelBeyondTheClassesIsNamed() {
    Folder folder;
    folder.write("train-images-idx3-ubyte", images());
    folder.write("train-labels-idx1-ubyte", header(0x801, {3}) + QByteArray("\1\0\12", 3));
    const auto data =
        idxSource().load({"", folder.path(), {}},
                         {{"dataset", std::string("mnist")}, {"folder", folder.path()}}, Rng(1));
    QVERIFY(errorText(data).contains("Label 3 is 10; it must be 0 to 9."));
  }
  void trainAndTestImagesMustHaveTheSameSize() {
    Folder folder;
    folder.write("train-images-idx3-ubyte", images());
    folder.write("train-labels-idx1-ubyte", labels());
    folder.write("t10k-images-idx3-ubyte", header(0x803, {3, 4, 1}) + QByteArray(12, '\0'));
    folder.write("t10k-labels-idx1-ubyte", labels());
    QVERIFY(errorText(folder.load()).contains("The images are 4 x 1 pixels; those of "));
  }
  void missingFilesAreNamed() {
    Folder folder;
    QVERIFY(errorText(folder.load())
                .contains("There is no file train-images-idx3-ubyte or train-images-idx3-ubyte.gz "
                          "in this folder."));
    folder.write("train-images-idx3-ubyte", images());
    QVERIFY(errorText(folder.load()).contains("There is no file train-labels-idx1-ubyte or"));
  }
  void missingFoldersComeWithAdvice_data() {
    QTest::addColumn<QString>("dataset");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("text");
    QTest::newRow("mnist")
        << "mnist" << ""
        << "/data/source/options/folder: No folder is given for the images. Fetch the "
           "four IDX files of MNIST";
    QTest::newRow("fashion")
        << "fashion_mnist" << "/nowhere"
        << "/data/source/options/folder: There is no folder \"/nowhere\". Install "
           "the data with \"sudo apt install dataset-fashion-mnist\"";
    QTest::newRow("folder")
        << "folder" << ""
        << "/data/source/options/folder: No folder is given for the images. The "
           "option folder must name";
  }
  void missingFoldersComeWithAdvice() {
    QFETCH(QString, dataset);
    QFETCH(QString, folder);
    QFETCH(QString, text);
    qunsetenv("QONVOLVE_MNIST");
    const QString found = errorText(idxSource().load(
        {"/data/source", "", {}},
        {{"dataset", dataset.toStdString()}, {"folder", folder.toStdString()}}, Rng(1)));
    QVERIFY2(found.startsWith(text), qPrintable(found));
  }
  void theEnvironmentNamesTheFolder() {
    Folder folder;
    folder.write("train-images-idx3-ubyte", images());
    folder.write("train-labels-idx1-ubyte", labels());
    qputenv("QONVOLVE_MNIST", QByteArray::fromStdString(folder.path()));
    const auto data = idxSource().load({"/data/source", "", {"0", "1"}},
                                       {{"dataset", std::string("mnist")}}, Rng(1));
    qunsetenv("QONVOLVE_MNIST");
    QCOMPARE(errorText(data), QString("no error"));
    QCOMPARE(data->train.size(), std::size_t{3});
  }
  void noiseNeverCrashes() {
    Rng rng(9);
    Folder folder;
    const QByteArray plain = images();
    const QByteArray zipped = gzip(plain);
    for (int round = 0; round < 2000; ++round) {
      QByteArray bytes = round % 2 == 0 ? plain : zipped;
      for (std::uint64_t edits = 1 + rng.below(3); edits > 0; --edits) {
        bytes[static_cast<int>(rng.below(static_cast<std::uint64_t>(bytes.size())))] =
            static_cast<char>(rng.below(256));
      }
      if (rng.below(4) == 0) {
        bytes.truncate(static_cast<int>(1 + rng.below(static_cast<std::uint64_t>(bytes.size()))));
      }
      folder.write("i", bytes);
      const auto read = readIdxImages(folder.path("i"), {true, false, true}, "labels");
      if (read) {
        QCOMPARE(read->pixels.size(), std::size_t{8});
      } else {
        QCOMPARE(read.error().where, folder.path("i"));
      }
    }
  }

  void realDataHaveTheirCounts_data() {
    QTest::addColumn<QString>("dataset");
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("second");
    QTest::addColumn<int>("firstTest");
    QTest::addColumn<int>("secondTest");
    QTest::newRow("mnist") << "mnist" << 5923 << 6742 << 980 << 1135;
    QTest::newRow("fashion_mnist") << "fashion_mnist" << 6000 << 6000 << 1000 << 1000;
  }
  void realDataHaveTheirCounts() {
    QFETCH(QString, dataset);
    QFETCH(int, first);
    QFETCH(int, second);
    QFETCH(int, firstTest);
    QFETCH(int, secondTest);
    if (referenceFolder(dataset).isEmpty()) QSKIP("skipped: the data set is not there");
    QElapsedTimer timer;
    timer.start();
    const auto data = loadReference(dataset, {"0", "1"});
    qInfo("%s: %lld ms", qPrintable(dataset), timer.elapsed());
    QCOMPARE(errorText(data), QString("no error"));
    QCOMPARE(classCounts(data->train), (std::vector<int>{first, second}));
    QCOMPARE(classCounts(*data->test), (std::vector<int>{firstTest, secondTest}));
    QVERIFY(data->train.shape == (FeatureShape{784, 28, 28}));
    QCOMPARE(data->train.x.minCoeff(), 0.0);
    QCOMPARE(data->train.x.maxCoeff(), 1.0);
    const auto promise = idxSource().promise({{"dataset", dataset.toStdString()}});
    QVERIFY(promise->shape == data->train.shape);
    QCOMPARE(promise->classNames[0], data->train.classNames[0]);
  }
};

QTEST_GUILESS_MAIN(TestIdx)
#include "tst_idx.moc"
