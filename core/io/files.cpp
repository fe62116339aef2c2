// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/files.h"

#include <unistd.h>

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QSaveFile>
#include <QSettings>
#include <QStandardPaths>
#include <algorithm>
#include <cerrno>

#include "core/io/settings_file.h"

namespace qonvolve {

namespace {

constexpr qint64 kStaleSeconds = 60;
constexpr qint64 kReadBlock = qint64{1} << 18;

QByteArrayView bytes(std::string_view text) {
  return {text.data(), static_cast<qsizetype>(text.size())};
}

QString readable(qint64 size) {
  return QLocale::c().formattedDataSize(size, 1, QLocale::DataSizeIecFormat);
}

// QSaveFile writes NAME.XXXXXX beside NAME; a killed program leaves it behind.
void removeLeftovers(const QFileInfo& file) {
  const auto found = file.absoluteDir().entryInfoList({file.fileName() + ".??????"}, QDir::Files);
  const QDateTime now = QDateTime::currentDateTimeUtc();
  for (const QFileInfo& one : found) {
    const QString suffix = one.fileName().right(6);
    const bool random = std::all_of(suffix.begin(), suffix.end(),
                                    [](QChar c) { return c.isLetter() && c.unicode() < 128; });
    if (random && one.lastModified().secsTo(now) > kStaleSeconds) QFile::remove(one.filePath());
  }
}

// Devices and pipes take what is written; a new file must never stand in their place.
Result<void> writeInto(const QString& device, std::string_view contents) {
  QFile file(device);
  const auto size = static_cast<qint64>(contents.size());
  const bool written = file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) &&
                       file.write(contents.data(), size) == size;
  if (written) return {};
  return Error{device.toStdString(),
               "Could not be written: " + file.errorString().toStdString() + ".",
               "What came before may have been written."};
}

QDir backupFolder(const QString& path) {
  const QFileInfo file(path);
  const QByteArray hash =
      QCryptographicHash::hash(file.absoluteFilePath().toUtf8(), QCryptographicHash::Sha256)
          .toHex()
          .left(8);
  return QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/backups/" +
              file.completeBaseName() + "-" + QString::fromLatin1(hash));
}

QString backupName(int number) {
  return QString::number(number) + ".qonv";
}

}  // namespace

void setApplicationIdentity() {
  QCoreApplication::setApplicationName("qonvolve");
}

Result<std::string> readFile(const QString& path, qint64 limit) {
  QFile file(path);
  const std::string name = path.toStdString();
  if (QFileInfo(path).isDir()) return Error{name, "This is a folder, not a file.", ""};
  if (!file.open(QIODevice::ReadOnly)) {
    return Error{name, "Could not be read: " + file.errorString().toStdString() + ".",
                 "Check the name and the permissions."};
  }
  if (file.size() > limit) {
    return Error{name,
                 "The file has " + readable(file.size()).toStdString() + "; at most " +
                     readable(limit).toStdString() + " are read.",
                 ""};
  }
  // In blocks: read() with a limit would allocate all of it, and pipes have no size.
  std::string contents;
  contents.reserve(static_cast<std::size_t>(file.size()));
  while (true) {
    const QByteArray block = file.read(kReadBlock);
    if (file.error() != QFileDevice::NoError) {
      return Error{name, "Reading failed: " + file.errorString().toStdString() + ".", ""};
    }
    if (block.isEmpty()) return contents;
    contents.append(block.constData(), static_cast<std::size_t>(block.size()));
    if (static_cast<qint64>(contents.size()) > limit) {
      return Error{name, "The file is larger than " + readable(limit).toStdString() + ".", ""};
    }
  }
}

Result<void> writeFile(const QString& path, std::string_view contents) {
  const QFileInfo target(path);
  if (target.exists() && !target.isFile() && !target.isDir()) return writeInto(path, contents);
  QSaveFile file(path);
  const auto failed = [&] {
    return Error{path.toStdString(),
                 "Could not be written: " + file.errorString().toStdString() + " (" +
                     readable(static_cast<qint64>(contents.size())).toStdString() +
                     " needed). The previous file, if any, is unchanged.",
                 "Free some space or choose another folder."};
  };
  // Unbuffered: commit() does not notice when flushing a buffer fails, and would put a part in
  // place of the whole.
  if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) return failed();
  const auto size = static_cast<qint64>(contents.size());
  const bool written = file.write(contents.data(), size) == size;
  // Some file systems report a full disk only now.
  const bool onDisk = written && (::fsync(file.handle()) == 0 || errno == EINVAL);
  if (!onDisk) {
    const Error error = failed();
    file.cancelWriting();
    return error;
  }
  if (!file.commit()) return failed();
  removeLeftovers(QFileInfo(path));
  return {};
}

void keepBackup(const QString& path, std::string_view newContents) {
  QFile present(path);
  if (!present.open(QIODevice::ReadOnly)) return;
  if (present.size() == static_cast<qint64>(newContents.size()) &&
      present.readAll() == bytes(newContents)) {
    return;
  }
  present.close();
  const QDir folder = backupFolder(path);
  if (!folder.mkpath(".")) return;
  const QString fresh = folder.filePath("new");
  QFile::remove(fresh);
  if (!QFile::copy(path, fresh)) return;
  QFile::remove(folder.filePath(backupName(kBackups)));
  for (int i = kBackups - 1; i >= 1; --i) {
    QFile::rename(folder.filePath(backupName(i)), folder.filePath(backupName(i + 1)));
  }
  QFile::rename(fresh, folder.filePath(backupName(1)));
}

QStringList backupsOf(const QString& path) {
  const QDir folder = backupFolder(path);
  QStringList backups;
  for (int i = 1; i <= kBackups; ++i) {
    if (folder.exists(backupName(i))) backups << folder.filePath(backupName(i));
  }
  return backups;
}

QString defaultRunsFolder() {
  const QString chosen = qEnvironmentVariable("QONVOLVE_RUNS");
  if (!chosen.isEmpty()) return chosen;
  const QSettings settings(settingsFile(), QSettings::IniFormat);
  const QString preferred = settings.value(QStringLiteral("window-1/runsFolder")).toString();
  if (!preferred.isEmpty()) return preferred;
  return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/runs";
}

QString cacheFolder() {
  return QStandardPaths::writableLocation(QStandardPaths::CacheLocation);
}

Result<void> makeFolder(const QString& path) {
  if (QDir().mkpath(path)) return {};
  return Error{
      path.toStdString(), "The folder could not be created.",
      "Check the permissions of \"" + QFileInfo(path).absolutePath().toStdString() + "\"."};
}

}  // namespace qonvolve
