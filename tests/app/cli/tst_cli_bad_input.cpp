// SPDX-License-Identifier: GPL-3.0-or-later
// Bad files and impossible designs: a clear message, exit code 1 or 2, no crash, little memory.
#include "tests/app/cli/cli.h"

using namespace qonvolve;
using namespace qonvolve::test;

namespace {

QByteArray bigEndian(quint32 value) {
  QByteArray bytes(4, 0);
  qToBigEndian(value, bytes.data());
  return bytes;
}

QByteArray images(quint32 count, quint32 height, quint32 width, qsizetype bytes,
                  quint32 magic = 0x803) {
  QByteArray file = bigEndian(magic) + bigEndian(count) + bigEndian(height) + bigEndian(width);
  for (qsizetype i = 0; i < bytes; ++i) file += static_cast<char>(i * 37 % 251);
  return file;
}

QByteArray labels(quint32 count, qsizetype bytes, char classes = 2) {
  QByteArray file = bigEndian(0x801) + bigEndian(count);
  for (qsizetype i = 0; i < bytes; ++i) file += static_cast<char>(i % classes);
  return file;
}

}  // namespace

class TestCliBadInput : public QObject {
  Q_OBJECT
  Cli cli_;

  // The whole program within 3 GB of address space.
  Output runLimited(const QStringList& arguments) {
    QProcess process;
    process.setProcessEnvironment(cli_.environment());
    process.setWorkingDirectory(cli_.path("."));
    QStringList all = {"-c", "ulimit -v 3000000; exec \"$0\" \"$@\"", QONVOLVE_CLI};
    process.start("bash", all + arguments);
    Output output;
    if (!process.waitForFinished(kPatience)) process.kill();
    output.crashed = process.exitStatus() != QProcess::NormalExit;
    output.code = output.crashed ? -1 : process.exitCode();
    output.out = process.readAllStandardOutput();
    output.err = process.readAllStandardError();
    return output;
  }

  void expectError(const QStringList& arguments, const QString& part) {
    const Output output = runLimited(arguments);
    COMPARE_CODE(output, 1);
    QVERIFY2(output.err.startsWith("error: "), output.err.constData());
    QVERIFY2(QString::fromUtf8(output.err).contains(part, Qt::CaseInsensitive),
             output.err.constData());
    QVERIFY(!output.err.contains("Unexpected error"));
    QVERIFY(output.out.isEmpty());
  }

  QStringList onImages(const QString& folder) {
    return {"train",
            "example:fashion-0-1",
            "--json",
            "--set",
            "/data/source/options/dataset=folder",
            "--set",
            "/data/source/options/folder=" + folder};
  }
  QStringList onTable(const QString& file) {
    return {"train",
            "example:lines",
            "--json",
            "--set",
            "/data/source/type=csv",
            "--set",
            "/data/source/options/file=" + file};
  }

 private slots:
  void damagedImageFiles_data() {
    QTest::addColumn<QByteArray>("imageFile");
    QTest::addColumn<QByteArray>("labelFile");
    QTest::addColumn<QString>("part");
    const QByteArray good = images(20, 4, 4, 320), goodLabels = labels(20, 20);
    QTest::newRow("truncated") << images(20, 4, 4, 300) << goodLabels << "train-images";
    QTest::newRow("oversized") << images(20, 4, 4, 400) << goodLabels << "train-images";
    QTest::newRow("magic") << images(20, 4, 4, 320, 0x12345678) << goodLabels << "train-images";
    QTest::newRow("header only") << images(20, 4, 4, 0).left(7) << goodLabels << "train-images";
    QTest::newRow("empty") << QByteArray() << goodLabels << "train-images";
    QTest::newRow("huge header") << images(0x7fffffff, 0x7fffffff, 2, 64) << goodLabels
                                 << "train-images";
    QTest::newRow("zero size") << images(20, 0, 0, 0) << goodLabels << "train-images";
    QTest::newRow("label count") << good << labels(19, 19) << "19";
    QTest::newRow("truncated labels") << good << labels(20, 10) << "train-labels";
    QTest::newRow("gzip garbage") << QByteArray("\x1f\x8b\x08\x00garbage", 11) << goodLabels
                                  << "train-images";
  }
  void damagedImageFiles() {
    QFETCH(QByteArray, imageFile);
    QFETCH(QByteArray, labelFile);
    QFETCH(QString, part);
    QVERIFY(QDir(cli_.path(".")).mkpath("idx"));
    cli_.write("idx/train-images-idx3-ubyte", imageFile);
    cli_.write("idx/train-labels-idx1-ubyte", labelFile);
    expectError(onImages("idx"), part);
  }

  void anEmptyClass() {
    QVERIFY(QDir(cli_.path(".")).mkpath("one"));
    cli_.write("one/train-images-idx3-ubyte", images(20, 4, 4, 320));
    cli_.write("one/train-labels-idx1-ubyte", labels(20, 20, 1));
    expectError(onImages("one"), "class");
  }

  void missingImagesSayWhatToDo() {
    cli_.environment().remove("QONVOLVE_MNIST");
    expectError({"train", "example:mnist-0-1"}, "QONVOLVE_MNIST");
    expectError(onImages("no/such/folder"), "no/such/folder");
  }

  void damagedTables_data() {
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QString>("part");
    const QByteArray rows = QByteArray("1,2,a\n2,1,b\n").repeated(20);
    QTest::newRow("text") << "x,y,label\n1,two,a\n" + rows << "table.csv:2:3";
    QTest::newRow("nan") << "x,y,label\n1,nan,a\n" + rows << "table.csv:2:3";
    QTest::newRow("infinite") << "x,y,label\n1,inf,a\n" + rows << "finite";
    QTest::newRow("missing") << "x,y,label\n1,,a\n" + rows << "missing";
    QTest::newRow("cells") << "x,y,label\n1,2,3,a\n" + rows << "table.csv:2";
    QTest::newRow("one class") << "x,y,label\n" + QByteArray("1,2,a\n").repeated(20) << "class";
    QTest::newRow("empty") << QByteArray() << "empty";
    QTest::newRow("header") << QByteArray("x,y,label\n") << "no line of data";
    QTest::newRow("open quote") << QByteArray("x,y,label\n\"1,2,a\n") << "table.csv";
    QTest::newRow("binary") << QByteArray("x,y\0z", 5) << "not a text file";
  }
  void damagedTables() {
    QFETCH(QByteArray, table);
    QFETCH(QString, part);
    cli_.write("table.csv", table);
    expectError(onTable("table.csv"), part);
  }

  void aZeroVectorCannotBeAmplitudes() {
    cli_.write("zero.csv",
               "a,b,c,d,label\n" + QByteArray("1,2,3,4,p\n4,3,2,1,q\n0,0,0,0,p\n").repeated(20));
    QStringList arguments = onTable("zero.csv");
    arguments << "--set" << "/stack/0/type=amplitude" << "--set" << "/data/preprocess=[]";
    for (const char* block : {"3", "4", "5", "6"}) {
      arguments << "--set" << QString("/stack/%1/bypassed=true").arg(block);
    }
    expectError(arguments, "zero");
  }

  void tooFewFeatures() {
    cli_.write("few.csv", "a,label\n" + QByteArray("1,p\n4,q\n").repeated(20));
    expectError(onTable("few.csv"), "qubit");
  }

  void moreThan28Qubits() {
    QByteArray header, row;
    for (int i = 0; i < 40; ++i) {
      header += "f" + QByteArray::number(i) + ",";
      row += QByteArray::number(i % 7) + ",";
    }
    cli_.write("wide.csv", header + "label\n" + (row + "p\n1," + row.mid(2) + "q\n").repeated(20));
    expectError(onTable("wide.csv"), "28");
  }

  void amplitudesOnTooManyQubits() {
    expectError({"train", "example:lines", "--set", "/stack/0/type=amplitude", "--set",
                 "/stack/0/options/qubits=29"},
                "28");
  }

  void badProjectFiles_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("syntax") << QByteArray("{\"format\": ") << "bad.qonv:1:";
    QTest::newRow("other") << QByteArray("{}") << "not a Qonvolve project";
    QTest::newRow("newer") << QByteArray(R"({"format":"qonvolve-experiment","version":4})")
                           << "newer version (format 4; this one reads up to 1)";
    QTest::newRow("deep") << QByteArray(100'000, '[') << "nested deeper than 64";
    QTest::newRow("binary") << QByteArray("\x00\x01\x02", 3) << "bad.qonv";
  }
  void badProjectFiles() {
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    cli_.write("bad.qonv", text);
    expectError({"train", "bad.qonv"}, part);
    const Output issues = cli_.run({"validate", "bad.qonv", "--json"});
    COMPARE_CODE(issues, 1);
    const Json json = issues.json();
    QVERIFY(!json.as<JsonArray>()->empty());
    QFile file(cli_.path("bad.qonv"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), text);
  }

  void aFolderOfRunsThatCannotBeMade() {
    expectError({"train", "example:lines", "--out", "/proc/no"}, "/proc/no");
  }

  void aFullDiskIsAFailure() {
    if (!QFile::exists("/dev/full")) QSKIP("skipped: there is no /dev/full");
    QProcess process;
    process.setStandardOutputFile("/dev/full");
    cli_.start(process, {"list", "examples", "--json"});
    QVERIFY(process.waitForFinished(kPatience));
    QCOMPARE(process.exitCode(), 1);
    const QByteArray message = process.readAllStandardError();
    QVERIFY2(message.startsWith("error: standard output: "), message.constData());
    QCOMPARE(message.count("error:"), 1);
  }

  void divergenceIsAFailureWithAdvice() {
    const Output output = runLimited(
        {"train", "example:lines", "--json", "--set", "/train/initializer/type=normal", "--set",
         "/train/optimizer/type=sgd", "--set", "/train/optimizer/options/learning_rate=1e300"});
    if (output.code == 1 && output.out.isEmpty()) return;  // refused by the range of the option
    COMPARE_CODE(output, 1);
    QCOMPARE(text(output.json(), "status"), std::string("diverged"));
  }
};

QTEST_GUILESS_MAIN(TestCliBadInput)
#include "tst_cli_bad_input.moc"
