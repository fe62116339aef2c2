// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run_store.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QHash>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

#include "core/io/files.h"

namespace qonvolve {

namespace {

constexpr int kIndexVersion = 3;

constexpr const char* kColumns =
    "path, name, status, started, design_hash, encoding, ansatz, optimizer, seed, qubits, "
    "parameters, "
    "epochs, steps, total_steps, seconds, best_epoch, best_accuracy, last_accuracy, "
    "train_accuracy, "
    "test_accuracy, test_low, test_high, "
    "tags, notes, archived, pinned, runs_folder, stamp";
constexpr int kColumnCount = 28;

QVariant optional(const std::optional<double>& value) {
  return value ? QVariant(*value) : QVariant();
}

std::optional<double> optional(const QVariant& value) {
  if (value.isNull()) return {};
  return value.toDouble();
}

// An empty text, where a null one would make every search come out empty.
QVariant text(const QString& value) {
  return value.isNull() ? QString("") : value;
}

// Changes whenever one of the files that a row is made of changes.
QString stampOf(const QString& folder) {
  QString stamp;
  for (const char* name : {"run.json", "user.json"}) {
    const QFileInfo file(folder + "/" + name);
    if (file.exists()) {
      stamp += QString::number(file.size()) + "@" +
               QString::number(file.lastModified().toMSecsSinceEpoch()) + " ";
    }
  }
  return stamp;
}

Error sqlError(const QString& path, const QSqlError& error) {
  return {path.toStdString(), "The index of runs failed: " + error.text().toStdString() + ".",
          "Delete this file; it is made again from the run folders."};
}

}  // namespace

struct RunStore::Impl {
  QString runsFolder;
  QString indexPath;
  QString connection = QUuid::createUuid().toString();
  QSqlDatabase database;

  bool open() {
    QDir().mkpath(QFileInfo(indexPath).absolutePath());
    return openAt(indexPath);
  }

  bool openAt(const QString& place) {
    database = QSqlDatabase::addDatabase("QSQLITE", connection);
    database.setDatabaseName(place);
    database.setConnectOptions("QSQLITE_BUSY_TIMEOUT=3000");
    if (!database.open()) return false;
    QSqlQuery query(database);
    if (!query.exec("PRAGMA journal_mode=WAL") || !query.exec("PRAGMA user_version")) return false;
    const int version = query.next() ? query.value(0).toInt() : 0;
    query.finish();
    if (version != 0 && version != kIndexVersion && !query.exec("DROP TABLE IF EXISTS runs")) {
      return false;
    }
    return query.exec(
               "CREATE TABLE IF NOT EXISTS runs (path TEXT PRIMARY KEY, name TEXT, status INTEGER, "
               "started TEXT, design_hash TEXT, encoding TEXT, ansatz TEXT, optimizer TEXT, seed "
               "TEXT, qubits "
               "INTEGER, parameters INTEGER, epochs INTEGER, steps INTEGER, total_steps INTEGER, "
               "seconds REAL, best_epoch INTEGER, "
               "best_accuracy REAL, last_accuracy REAL, train_accuracy REAL, test_accuracy REAL, "
               "test_low REAL, test_high REAL, "
               "tags TEXT, notes TEXT, archived INTEGER, pinned INTEGER, runs_folder TEXT, stamp "
               "TEXT)") &&
           query.exec("CREATE INDEX IF NOT EXISTS by_start ON runs (runs_folder, started)") &&
           query.exec("PRAGMA user_version=" + QString::number(kIndexVersion));
  }

  void close() {
    database.close();
    database = {};
    QSqlDatabase::removeDatabase(connection);
  }

  bool reopenEmpty() {
    close();
    for (const char* suffix : {"", "-wal", "-shm"}) QFile::remove(indexPath + suffix);
    if (open()) return true;
    // The folder cannot be written to, or the disk is full: everything works but the next start.
    close();
    return openAt(":memory:");
  }

  bool insert(QSqlQuery& query, const RunRow& row, const QString& stamp) const {
    int i = 0;
    for (const QVariant& value : {text(row.path),
                                  text(row.name),
                                  QVariant(static_cast<int>(row.status)),
                                  text(row.started),
                                  text(row.designHash),
                                  text(row.encoding),
                                  text(row.ansatz),
                                  text(row.optimizer),
                                  QVariant(QString::number(row.seed)),
                                  QVariant(qlonglong{row.qubits}),
                                  QVariant(qlonglong{row.parameters}),
                                  QVariant(qlonglong{row.epochs}),
                                  QVariant(qlonglong{row.steps}),
                                  QVariant(qlonglong{row.totalSteps}),
                                  QVariant(row.seconds),
                                  QVariant(qlonglong{row.bestEpoch}),
                                  optional(row.bestAccuracy),
                                  optional(row.lastAccuracy),
                                  optional(row.trainAccuracy),
                                  optional(row.testAccuracy),
                                  QVariant(row.test95.low),
                                  QVariant(row.test95.high),
                                  text(row.tags.join('\n')),
                                  text(row.notes),
                                  QVariant(row.archived),
                                  QVariant(row.pinned),
                                  QVariant(runsFolder),
                                  QVariant(stamp)}) {
      query.bindValue(i++, value);
    }
    return query.exec();
  }
};

RunStore::RunStore(QString runsFolder, QString indexPath) : impl_(std::make_unique<Impl>()) {
  impl_->runsFolder = QDir(runsFolder).absolutePath();
  impl_->indexPath = indexPath.isEmpty() ? cacheFolder() + "/runs.sqlite" : indexPath;
  if (!impl_->open()) impl_->reopenEmpty();
}

RunStore::~RunStore() {
  impl_->close();
}

const QString& RunStore::runsFolder() const {
  return impl_->runsFolder;
}

Result<RunRow> RunStore::read(const QString& path) {
  const RunFolder folder(path);
  const auto record = folder.record();
  if (!record) return record.error();
  const RunNotes notes = folder.notes();
  RunRow row;
  row.path = QDir(path).absolutePath();
  row.name = QString::fromStdString(record->name);
  row.status = record->status;
  row.started = QString::fromStdString(record->started);
  row.designHash = QString::fromStdString(record->designHash);
  row.encoding = QString::fromStdString(record->encoding);
  row.ansatz = QString::fromStdString(record->ansatz);
  row.optimizer = QString::fromStdString(record->optimizer);
  row.seed = record->seed;
  row.qubits = static_cast<std::int64_t>(record->qubits);
  row.parameters = static_cast<std::int64_t>(record->parameters);
  row.epochs = static_cast<std::int64_t>(record->epochs);
  row.steps = static_cast<std::int64_t>(record->steps);
  row.totalSteps = static_cast<std::int64_t>(record->totalSteps);
  row.seconds = record->seconds;
  row.bestEpoch = static_cast<std::int64_t>(record->bestEpoch);
  if (record->hasValidation && record->bestEpoch > 0) {
    row.bestAccuracy = record->best.accuracy;
    row.lastAccuracy = record->lastValidation.accuracy;
  }
  if (record->train.samples > 0) row.trainAccuracy = record->train.accuracy;
  if (record->test.samples > 0) {
    row.testAccuracy = record->test.accuracy;
    row.test95 = {record->test.low95, record->test.high95};
  }
  row.tags = notes.tags;
  row.notes = notes.notes;
  row.archived = notes.archived;
  row.pinned = notes.pinned;
  return row;
}

Result<void> RunStore::refresh() {
  QHash<QString, QString> known;
  QSqlQuery query(impl_->database);
  query.prepare("SELECT path, stamp, status FROM runs WHERE runs_folder = ?");
  query.bindValue(0, impl_->runsFolder);
  if (!query.exec()) {
    if (!impl_->reopenEmpty()) return sqlError(impl_->indexPath, impl_->database.lastError());
    query = QSqlQuery(impl_->database);
  }
  while (query.next()) {
    // A running run may have died without a trace in its files: look again.
    const bool running = query.value(2).toInt() == static_cast<int>(RunStatus::Running);
    known.insert(query.value(0).toString(), running ? QString() : query.value(1).toString());
  }
  query.finish();

  impl_->database.transaction();
  QSqlQuery insert(impl_->database);
  insert.prepare("INSERT OR REPLACE INTO runs (" + QString(kColumns) + ") VALUES (?" +
                 QString(", ?").repeated(kColumnCount - 1) + ")");
  QDirIterator folders(impl_->runsFolder, QDir::Dirs | QDir::NoDotAndDotDot);
  bool good = true;
  while (folders.hasNext() && good) {
    const QString path = folders.next();
    const QString stamp = stampOf(path);
    if (stamp.isEmpty()) continue;  // not a run
    const auto found = known.constFind(path);
    const bool current = found != known.constEnd() && *found == stamp;
    known.remove(path);
    if (current) continue;
    if (const auto row = read(path)) good = impl_->insert(insert, *row, stamp);
  }
  QSqlQuery remove(impl_->database);
  remove.prepare("DELETE FROM runs WHERE path = ?");
  for (auto gone = known.keyBegin(); gone != known.keyEnd() && good; ++gone) {
    remove.bindValue(0, *gone);
    good = remove.exec();
  }
  if (good && impl_->database.commit()) return {};
  const QSqlError error = impl_->database.lastError();
  impl_->database.rollback();
  return sqlError(impl_->indexPath, error);
}

Result<void> RunStore::rebuild() {
  if (!impl_->reopenEmpty()) return sqlError(impl_->indexPath, impl_->database.lastError());
  return refresh();
}

std::vector<RunRow> RunStore::list() const {
  QSqlQuery query(impl_->database);
  query.setForwardOnly(true);
  query.prepare("SELECT " + QString(kColumns) +
                " FROM runs WHERE runs_folder = ? ORDER BY started DESC, path DESC");
  query.bindValue(0, impl_->runsFolder);
  std::vector<RunRow> rows;
  if (!query.exec()) return rows;
  while (query.next()) {
    RunRow row;
    row.path = query.value(0).toString();
    row.name = query.value(1).toString();
    row.status = static_cast<RunStatus>(query.value(2).toInt());
    row.started = query.value(3).toString();
    row.designHash = query.value(4).toString();
    row.encoding = query.value(5).toString();
    row.ansatz = query.value(6).toString();
    row.optimizer = query.value(7).toString();
    row.seed = query.value(8).toString().toULongLong();
    row.qubits = query.value(9).toLongLong();
    row.parameters = query.value(10).toLongLong();
    row.epochs = query.value(11).toLongLong();
    row.steps = query.value(12).toLongLong();
    row.totalSteps = query.value(13).toLongLong();
    row.seconds = query.value(14).toDouble();
    row.bestEpoch = query.value(15).toLongLong();
    row.bestAccuracy = optional(query.value(16));
    row.lastAccuracy = optional(query.value(17));
    row.trainAccuracy = optional(query.value(18));
    row.testAccuracy = optional(query.value(19));
    row.test95 = {query.value(20).toDouble(), query.value(21).toDouble()};
    row.tags = query.value(22).toString().split('\n', Qt::SkipEmptyParts);
    row.notes = query.value(23).toString();
    row.archived = query.value(24).toBool();
    row.pinned = query.value(25).toBool();
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<void> RunStore::remove(const QString& runFolder) {
  const RunFolder folder(runFolder);
  const auto record = folder.record();
  if (!record) return record.error();
  if (record->status == RunStatus::Running) {
    return Error{runFolder.toStdString(), "This run is still going on.", "Stop it first."};
  }
  if (!QDir(folder.path()).removeRecursively()) {
    return Error{runFolder.toStdString(), "The folder could not be deleted completely.",
                 "Check the permissions."};
  }
  QSqlQuery query(impl_->database);
  query.prepare("DELETE FROM runs WHERE path = ?");
  query.bindValue(0, folder.path());
  if (!query.exec()) return sqlError(impl_->indexPath, query.lastError());
  return {};
}

qint64 RunStore::size() const {
  return sizeOf(impl_->runsFolder);
}

qint64 RunStore::sizeOf(const QString& folder) {
  qint64 bytes = 0;
  QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
  while (files.hasNext()) {
    files.next();
    bytes += files.fileInfo().size();
  }
  return bytes;
}

}  // namespace qonvolve
