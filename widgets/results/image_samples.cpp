// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/image_samples.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QImageReader>
#include <algorithm>

namespace qonvolve::ui {
namespace {

constexpr int kMostPictures = 100'000;

std::string tr(const char* text) {
  return QCoreApplication::translate("ImageSamples", text).toStdString();
}

QStringList patterns() {
  QStringList names;
  for (const QByteArray& format : QImageReader::supportedImageFormats()) {
    names << QStringLiteral("*.") + QString::fromLatin1(format);
  }
  return names;
}

QStringList picturesIn(const QDir& folder) {
  QStringList paths;
  for (const QString& name : folder.entryList(patterns(), QDir::Files, QDir::Name)) {
    paths << folder.absoluteFilePath(name);
  }
  return paths;
}

QStringList foldersIn(const QDir& folder) {
  return folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
}

/// One picture as a row of the samples.
Result<void> readPicture(const QString& path, const FeatureShape& shape, double* row) {
  QImageReader reader(path);
  reader.setAutoTransform(true);
  const QImage image = reader.read();
  if (image.isNull()) {
    return Error{path.toStdString(), tr("This is not a picture that can be read."),
                 reader.errorString().toStdString()};
  }
  const QSize size(static_cast<int>(shape.width), static_cast<int>(shape.height));
  const QImage grey = image.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                          .convertToFormat(QImage::Format_Grayscale8);
  for (int y = 0; y < size.height(); ++y) {
    const uchar* line = grey.constScanLine(y);
    row = std::transform(line, line + size.width(), row, [](uchar v) { return v / 255.0; });
  }
  return {};
}

}  // namespace

bool holdsPictures(const QString& path) {
  const QFileInfo info(path);
  if (info.isFile()) {
    return QImageReader::supportedImageFormats().contains(info.suffix().toLower().toLatin1());
  }
  const QDir folder(path);
  if (!info.isDir()) return false;
  if (!picturesIn(folder).isEmpty()) return true;
  return std::ranges::any_of(foldersIn(folder), [&](const QString& name) {
    return !picturesIn(QDir(folder.filePath(name))).isEmpty();
  });
}

Result<Samples> readPictures(const QString& path, const TrainedModel& trained,
                             const Catalog& catalog, const std::stop_token& stop) {
  const std::string where = path.toStdString();
  const FeatureShape& shape = trained.fitted.shape;
  if (!shape.isImage()) {
    return Error{where, tr("This model was not trained on images."),
                 tr("Give a CSV file with the columns of its training data.")};
  }
  Samples samples;
  samples.labelled = false;
  QStringList files;
  std::vector<int> labels;
  if (QFileInfo(path).isFile()) {
    files << path;
  } else {
    const QDir folder(path);
    files = picturesIn(folder);
    samples.labelled = files.isEmpty();
    for (const QString& name : samples.labelled ? foldersIn(folder) : QStringList()) {
      const QStringList inside = picturesIn(QDir(folder.filePath(name)));
      if (inside.isEmpty()) continue;
      const auto& classes = trained.fitted.classNames;
      const auto found = std::ranges::find(classes, name.toStdString());
      if (found == classes.end()) {
        return Error{where,
                     QCoreApplication::translate(
                         "ImageSamples", "The subfolder \"%1\" is not a class of the model.")
                         .arg(name)
                         .toStdString(),
                     tr("Name subfolders like the classes, or put all pictures into one folder.")};
      }
      files << inside;
      labels.insert(labels.end(), static_cast<std::size_t>(inside.size()),
                    static_cast<int>(found - classes.begin()));
    }
  }
  if (files.isEmpty() || files.size() > kMostPictures) {
    return Error{where,
                 files.isEmpty() ? tr("There are no pictures in this folder.")
                                 : tr("There are too many pictures in this folder."),
                 tr("At most 100,000 can be read at once.")};
  }
  Dataset& data = samples.raw;
  data.shape = shape;
  data.classNames = trained.fitted.classNames;
  data.x.resize(files.size(), static_cast<Eigen::Index>(shape.features));
  for (qsizetype i = 0; i < files.size(); ++i) {
    if (stop.stop_requested()) return stoppedError(where);
    auto read = readPicture(files[i], shape, data.x.row(i).data());
    if (!read) return read.error();
    samples.names.push_back(QDir(QFileInfo(path).isDir() ? path : QFileInfo(path).path())
                                .relativeFilePath(files[i])
                                .toStdString());
  }
  data.y = samples.labelled ? std::move(labels)
                            : std::vector<int>(static_cast<std::size_t>(files.size()), 0);
  samples.name = where;
  return prepareSamples(std::move(samples), trained, catalog, stop);
}

}  // namespace qonvolve::ui
