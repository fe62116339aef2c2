// SPDX-License-Identifier: GPL-3.0-or-later
// What a file is that was opened or dragged into the window.
#include "app/dropped_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include "core/text/corpus.h"
#include "widgets/results/image_samples.h"

namespace qonvolve::ui {
namespace {

constexpr qint64 kHead = 2048;        // bytes looked at
constexpr qint64 kTextHead = 65'536;  // where the rows of texts are looked for

bool holdsTexts(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return false;
  QByteArray head = file.read(kTextHead);
  if (file.atEnd()) head += '\n';  // the last line is whole
  return looksLikeTexts({head.constData(), static_cast<std::size_t>(head.size())});
}

FileKind folderKind(const QDir& folder) {
  if (folder.exists(QStringLiteral("run.json"))) return FileKind::Run;
  const QStringList idx = {QStringLiteral("*idx3-ubyte"), QStringLiteral("*idx3-ubyte.gz")};
  if (!folder.entryList(idx, QDir::Files).isEmpty()) return FileKind::IdxFiles;
  const QStringList texts = {QStringLiteral("*train*.txt"), QStringLiteral("*train*.tsv"),
                             QStringLiteral("*train*.csv")};
  for (const QString& name : folder.entryList(texts, QDir::Files)) {
    if (holdsTexts(folder.filePath(name))) return FileKind::Texts;
  }
  return holdsPictures(folder.path()) ? FileKind::Pictures : FileKind::Unknown;
}

FileKind kindByContents(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return FileKind::Unknown;
  const QByteArray head = file.read(kHead);
  if (head.contains("qonvolve-experiment")) return FileKind::Project;
  if (head.contains("OPENQASM")) return FileKind::Circuit;
  if (holdsTexts(path)) return FileKind::Texts;
  if (head.contains('\0')) return FileKind::Unknown;
  const QByteArray line = head.left(head.indexOf('\n'));
  const bool cells = line.contains(',') || line.contains(';') || line.contains('\t');
  return cells && !line.startsWith('{') ? FileKind::Table : FileKind::Unknown;
}

}  // namespace

FileKind fileKind(const QString& path) {
  const QFileInfo info(path);
  if (info.isDir()) return folderKind(QDir(path));
  const QString suffix = info.suffix().toLower();
  if (suffix == QLatin1String("qonv") || suffix == QLatin1String("qsweep"))
    return FileKind::Project;
  if (suffix == QLatin1String("qasm")) return FileKind::Circuit;
  static const QRegularExpression idx(QStringLiteral("idx[13]-ubyte(\\.gz)?$"));
  if (info.fileName().contains(idx)) return FileKind::IdxFiles;
  if (suffix == QLatin1String("csv") || suffix == QLatin1String("tsv")) {
    return holdsTexts(path) ? FileKind::Texts : FileKind::Table;
  }
  if (holdsPictures(path)) return FileKind::Pictures;
  return kindByContents(path);
}

}  // namespace qonvolve::ui
