// SPDX-License-Identifier: GPL-3.0-or-later
// Recovery files: the design as of at most two seconds ago, for the start after a crash.
#include "widgets/document/recovery.h"

#include <QDir>
#include <QFile>
#include <QUuid>
#include <algorithm>

#include "core/io/experiment_json.h"
#include "core/io/files.h"
#include "core/io/json.h"

namespace qonvolve::ui {

QString recoveryFolder() {
  QString state = qEnvironmentVariable("XDG_STATE_HOME");
  if (state.isEmpty() || QDir::isRelativePath(state)) {
    state = QDir::homePath() + QStringLiteral("/.local/state");
  }
  return state + QStringLiteral("/qonvolve/recovery");
}

RecoveryWriter::RecoveryWriter(ExperimentDocument& document, QString folder, QObject* parent)
    : QObject(parent), document_(document) {
  pool_.setMaxThreadCount(1);
  timer_.setSingleShot(true);
  timer_.setInterval(kDelayMs);
  const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
  file_ = folder + QLatin1Char('/') + id + QStringLiteral(".recovery");
  if (makeFolder(folder)) {
    lock_ = std::make_unique<QLockFile>(file_ + QStringLiteral(".lock"));
    lock_->setStaleLockTime(0);
    lock_->tryLock(0);
  }
  connect(&timer_, &QTimer::timeout, this, &RecoveryWriter::write);
  connect(&document, &ExperimentDocument::changed, this, &RecoveryWriter::schedule);
  connect(&document, &ExperimentDocument::modifiedChanged, this, &RecoveryWriter::schedule);
}

RecoveryWriter::~RecoveryWriter() {
  pool_.waitForDone();
  QFile::remove(file_);
}

void RecoveryWriter::setEnabled(bool on) {
  if (on == enabled_) return;
  enabled_ = on;
  schedule();
}

void RecoveryWriter::schedule() {
  if (!timer_.isActive()) timer_.start();
}

void RecoveryWriter::flush() {
  if (timer_.isActive()) {
    timer_.stop();
    write();
  }
  pool_.waitForDone();
}

void RecoveryWriter::write() {
  if (!document_.isModified() || !enabled_) {
    pool_.start([file = file_] { QFile::remove(file); });
    return;
  }
  Json json = Json::object();
  json.set("file", document_.fileName().toStdString());
  json.set("time", QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString());
  json.set("experiment", experimentText(document_.experiment()));
  // A full disk must not disturb the user here: saving will say so.
  pool_.start([file = file_, text = writeJson(json)] { (void)writeFile(file, text); });
}

std::vector<RecoveredDesign> findRecoverable(const QString& folder, const Catalog& catalog) {
  std::vector<RecoveredDesign> designs;
  const QDir dir(folder);
  for (const QString& name : dir.entryList({QStringLiteral("*.recovery")}, QDir::Files)) {
    const QString path = dir.absoluteFilePath(name);
    QLockFile lock(path + QStringLiteral(".lock"));
    lock.setStaleLockTime(0);
    if (!lock.tryLock(0)) continue;  // its program is still running
    const auto text = readFile(path);
    if (!text) continue;
    const auto json = parseJson(*text);
    if (!json) continue;
    const auto member = [&](const char* key) -> std::string {
      const Json* value = json->find(key);
      const std::string* string = value ? value->as<std::string>() : nullptr;
      return string ? *string : std::string();
    };
    ExperimentReading reading = readExperiment(member("experiment"), catalog, path.toStdString());
    if (!reading.errors.empty()) continue;
    designs.push_back({std::move(reading.experiment), QString::fromStdString(member("file")),
                       QDateTime::fromString(QString::fromStdString(member("time")), Qt::ISODate),
                       path});
  }
  std::sort(designs.begin(), designs.end(),
            [](const auto& a, const auto& b) { return a.time > b.time; });
  return designs;
}

void forgetRecovered(const RecoveredDesign& design) {
  QFile::remove(design.recoveryFile);
  QFile::remove(design.recoveryFile + QStringLiteral(".lock"));
}

}  // namespace qonvolve::ui
