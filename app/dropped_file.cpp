// SPDX-License-Identifier: GPL-3.0-or-later
// What a file is that was dragged into the window.
#include "app/dropped_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "widgets/results/image_samples.h"

namespace qonvolve::ui {
namespace {

constexpr qint64 kHead = 2048;  // bytes looked at

FileKind folderKind(const QDir& folder) {
  if (folder.exists(QStringLiteral("run.json"))) return FileKind::Run;
  const QStringList idx = {QStringLiteral("*idx3-ubyte"), QStringLiteral("*idx3-ubyte.gz")};
  if (!folder.entryList(idx, QDir::Files).isEmpty()) return FileKind::IdxFiles;
  return holdsPictures(folder.path()) ? FileKind::Pictures : FileKind::Unknown;
}

FileKind kindByContents(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return FileKind::Unknown;
  const QByteArray head = file.read(kHead);
  if (head.contains('\0')) return FileKind::Unknown;
  if (head.contains("qonvolve-experiment")) return FileKind::Project;
  if (head.contains("OPENQASM")) return FileKind::Circuit;
  const QByteArray line = head.left(head.indexOf('\n'));
  const bool cells = line.contains(',') || line.contains(';') || line.contains('\t');
  return cells && !line.startsWith('{') ? FileKind::Table : FileKind::Unknown;
}

}  // namespace

FileKind fileKind(const QString& path) {
  const QFileInfo info(path);
  if (info.isDir()) return folderKind(QDir(path));
  const QString suffix = info.suffix().toLower();
  if (suffix == QLatin1String("qonv")) return FileKind::Project;
  if (suffix == QLatin1String("qasm")) return FileKind::Circuit;
  if (suffix == QLatin1String("csv") || suffix == QLatin1String("tsv")) return FileKind::Table;
  if (holdsPictures(path)) return FileKind::Pictures;
  return kindByContents(path);
}

}  // namespace qonvolve::ui
