// SPDX-License-Identifier: GPL-3.0-or-later
// Project files on the disk, their hash, and edits by JSON text.
#include <QCryptographicHash>
#include <QFileInfo>

#include "core/base/text.h"
#include "core/experiment/edit.h"
#include "core/io/experiment_json.h"
#include "core/io/files.h"
#include "core/io/json_reader.h"

namespace qonvolve {

Result<Experiment> replacePart(const Experiment& experiment, const Catalog& catalog,
                               const std::string& pointer, const std::string& json) {
  auto part = parseJson(json);
  if (!part) return Error{pointer, part.error().message, part.error().hint};
  Json document = experimentJson(experiment, Sections::All);
  Json* at = &document;
  std::vector<std::string> tokens = split(pointer, '/');
  tokens.erase(tokens.begin());
  for (const std::string& token : tokens) {
    auto* list = at->as<JsonArray>();
    const auto index = parseUnsigned(token);
    Json* next =
        list != nullptr && index && *index < list->size() ? &(*list)[*index] : at->find(token);
    if (next == nullptr) {
      std::vector<std::string> names;
      if (const auto* object = at->as<JsonObject>()) {
        for (const auto& member : *object) names.push_back(member.first);
      }
      return Error{pointer, "There is no part \"" + token + "\" of the experiment.",
                   names.empty() ? "" : suggestion(token, names)};
    }
    at = next;
  }
  *at = std::move(*part);
  auto reading = readExperiment(writeJson(document), catalog);
  if (reading.errors.empty()) return std::move(reading.experiment);
  Error error = reading.errors.front();
  error.where = error.where.substr(0, error.where.find(" ("));  // no file has these lines
  return error;
}

Result<void> changeSetting(Experiment& experiment, const Catalog& catalog,
                           const std::string& pointer, const std::string& value) {
  if (!value.starts_with('[') && !value.starts_with('{')) {
    return setOption(experiment, catalog, pointer, value);
  }
  auto changed = replacePart(experiment, catalog, pointer, value);
  if (!changed) return changed.error();
  experiment = std::move(*changed);
  return {};
}

Result<LoadedExperiment> loadExperiment(const QString& path, const Catalog& catalog) {
  const auto text = readFile(path);
  if (!text) return text.error();
  auto reading = readExperiment(*text, catalog, QFileInfo(path).fileName().toStdString());
  if (!reading.errors.empty()) {
    Error error = firstError(reading.errors);
    const QStringList backups = backupsOf(path);
    if (!parseJson(*text) && !backups.isEmpty()) {
      error.hint = "What was saved before is in " + backups.first().toStdString() + ".";
    }
    return error;
  }
  return LoadedExperiment{std::move(reading.experiment), QFileInfo(path).absolutePath(),
                          std::move(reading.warnings)};
}

Result<void> saveExperiment(const QString& path, const Experiment& experiment) {
  const std::string text = experimentText(experiment);
  keepBackup(path, text);
  return writeFile(path, text);
}

std::string designHash(const Experiment& experiment) {
  Json json = experimentJson(experiment);
  for (const char* key : {"name", "description", "seed", "format", "version"}) json.remove(key);
  const std::string text = writeJson(json, JsonLayout::Compact);
  return QCryptographicHash::hash(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())),
                                  QCryptographicHash::Sha256)
      .toHex()
      .left(12)
      .toStdString();
}

}  // namespace qonvolve
