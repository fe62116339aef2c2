// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/fit_cache.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include "core/io/files.h"

namespace qonvolve {

namespace {

constexpr quint32 kMagic = 0x514F4E46;  // "QONF"
constexpr quint32 kVersion = 2;
constexpr qint64 kLargestMatrix = qint64{1} << 26;  // values
constexpr quint32 kMostTexts = quint32{1} << 24;

QString entryPath(const QString& folder, const std::string& key) {
  const QByteArray name =
      QCryptographicHash::hash(QByteArray::fromStdString(key), QCryptographicHash::Sha256).toHex();
  return folder + "/" + QString::fromLatin1(name.left(32)) + ".fit";
}

std::optional<FittedState> load(const QString& path, const std::string& key) {
  QFile file(path);
  if (!file.open(QIODevice::ReadWrite)) return {};
  QDataStream stream(&file);
  stream.setVersion(QDataStream::Qt_6_4);
  quint32 magic = 0, version = 0;
  QByteArray storedKey;
  quint32 count = 0;
  stream >> magic >> version;
  if (magic != kMagic || version != kVersion) return {};
  stream >> storedKey >> count;
  if (storedKey.toStdString() != key || count > 1000) return {};
  FittedState state;
  for (quint32 i = 0; i < count; ++i) {
    QByteArray name;
    qint64 rows = 0, columns = 0;
    stream >> name >> rows >> columns;
    if (stream.status() != QDataStream::Ok || rows < 0 || columns < 0 || rows > kLargestMatrix ||
        columns > kLargestMatrix || rows * columns > kLargestMatrix ||
        rows * columns * 8 > file.size()) {
      return {};
    }
    Matrix matrix(rows, columns);
    for (qint64 k = 0; k < matrix.size(); ++k) stream >> matrix.data()[k];
    state.numbers[name.toStdString()] = std::move(matrix);
  }
  quint32 lists = 0;
  stream >> lists;
  if (lists > 1000) return {};
  for (quint32 i = 0; i < lists; ++i) {
    QByteArray name, text;
    quint32 size = 0;
    stream >> name >> size;
    if (stream.status() != QDataStream::Ok || size > kMostTexts) return {};
    std::vector<std::string>& texts = state.texts[name.toStdString()];
    for (quint32 k = 0; k < size && stream.status() == QDataStream::Ok; ++k) {
      stream >> text;
      texts.push_back(text.toStdString());
    }
  }
  if (stream.status() != QDataStream::Ok) return {};
  file.setFileTime(QDateTime::currentDateTimeUtc(), QFileDevice::FileModificationTime);
  return state;
}

void trim(const QString& folder, qint64 limit) {
  qint64 total = 0;
  // Newest first.
  for (const QFileInfo& file : QDir(folder).entryInfoList({"*.fit"}, QDir::Files, QDir::Time)) {
    total += file.size();
    if (total > limit) QFile::remove(file.filePath());
  }
}

void store(const QString& folder, const std::string& key, const FittedState& state, qint64 limit) {
  if (!QDir().mkpath(folder)) return;
  QSaveFile file(entryPath(folder, key));
  if (!file.open(QIODevice::WriteOnly)) return;
  QDataStream stream(&file);
  stream.setVersion(QDataStream::Qt_6_4);
  stream << kMagic << kVersion << QByteArray::fromStdString(key)
         << static_cast<quint32>(state.numbers.size());
  for (const auto& [name, matrix] : state.numbers) {
    stream << QByteArray::fromStdString(name) << qint64{matrix.rows()} << qint64{matrix.cols()};
    for (Eigen::Index k = 0; k < matrix.size(); ++k) stream << matrix.data()[k];
  }
  stream << static_cast<quint32>(state.texts.size());
  for (const auto& [name, texts] : state.texts) {
    stream << QByteArray::fromStdString(name) << static_cast<quint32>(texts.size());
    for (const std::string& text : texts) stream << QByteArray::fromStdString(text);
  }
  if (stream.status() == QDataStream::Ok && file.commit()) trim(folder, limit);
}

}  // namespace

FitCache diskFitCache(const QString& folder, qint64 limitBytes) {
  FitCache cache;
  cache.load = [folder](const std::string& key) { return load(entryPath(folder, key), key); };
  cache.store = [folder, limitBytes](const std::string& key, const FittedState& state) {
    store(folder, key, state, limitBytes);
  };
  return cache;
}

FitCache userFitCache() {
  return diskFitCache(cacheFolder() + "/preprocess");
}

}  // namespace qonvolve
