// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the real qonvolve-cli in an environment of its own.
#pragma once

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "core/io/json.h"
#include "tests/support/patience.h"

namespace qonvolve::test {

struct Output {
  int code = -1;
  bool crashed = false;
  QByteArray out;
  QByteArray err;

  /// Standard output as one JSON document; fails the test when it is none.
  Json json() const {
    auto document = parseJson(std::string_view(out.data(), std::size_t(out.size())));
    if (!document) {
      QTest::qFail(("no JSON: " + toText(document.error()) + "\n" + out.toStdString()).c_str(),
                   __FILE__, __LINE__);
      return {};
    }
    return std::move(*document);
  }
};

/// A folder for one test program, used as home for data and cache of the programs it starts.
class Cli {
 public:
  Cli() {
    environment_ = QProcessEnvironment::systemEnvironment();
    environment_.insert("XDG_DATA_HOME", dir_.filePath("data"));
    environment_.insert("XDG_CACHE_HOME", dir_.filePath("cache"));
    environment_.insert("QONVOLVE_RUNS", runs());
  }
  QString path(const QString& name) const { return dir_.filePath(name); }
  QString runs() const { return dir_.filePath("runs"); }
  QProcessEnvironment& environment() { return environment_; }

  QString write(const QString& name, const QByteArray& contents) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly)) QTest::qFail("cannot write", __FILE__, __LINE__);
    file.write(contents);
    return path(name);
  }

  void start(QProcess& process, const QStringList& arguments) const {
    process.setProcessEnvironment(environment_);
    process.setWorkingDirectory(dir_.path());
    process.start(QONVOLVE_CLI, arguments);
  }

  Output run(const QStringList& arguments, int milliseconds = 120'000) const {
    QProcess process;
    start(process, arguments);
    Output output;
    if (!process.waitForFinished(milliseconds)) {
      process.kill();
      process.waitForFinished();
    }
    output.crashed = process.exitStatus() != QProcess::NormalExit;
    output.code = output.crashed ? -1 : process.exitCode();
    output.out = process.readAllStandardOutput();
    output.err = process.readAllStandardError();
    return output;
  }

 private:
  QTemporaryDir dir_;
  QProcessEnvironment environment_;
};

inline double number(const Json& json, std::initializer_list<const char*> keys) {
  const Json* at = &json;
  for (const char* key : keys) {
    at = at == nullptr ? nullptr : at->find(key);
  }
  if (at == nullptr) return std::numeric_limits<double>::quiet_NaN();
  if (const auto* real = at->as<double>()) return *real;
  if (const auto* integer = at->as<std::int64_t>()) return double(*integer);
  return std::numeric_limits<double>::quiet_NaN();
}

inline std::string text(const Json& json, const char* key) {
  const Json* found = json.find(key);
  const auto* value = found == nullptr ? nullptr : found->as<std::string>();
  return value == nullptr ? std::string() : *value;
}

}  // namespace qonvolve::test

#define COMPARE_CODE(output, expected) \
  QVERIFY2((output).code == (expected), ((output).out + (output).err).constData())
