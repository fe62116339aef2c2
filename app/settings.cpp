// SPDX-License-Identifier: GPL-3.0-or-later
// What the program remembers between starts: geometry, recent files, theme. Never project data.
#include "app/settings.h"

#include <QDir>
#include <QFileInfo>
#include <algorithm>

#include "core/io/files.h"
#include "core/io/settings_file.h"
#include "core/model/compile.h"

namespace qonvolve::ui {
namespace {

// The group carries the version of the keys: an incompatible change takes the next number.
constexpr char kGroup[] = "window-1";
constexpr char kRunsFolderKey[] = "runsFolder";

Preferences inRange(Preferences p) {
  p.threads = std::max(0, p.threads);
  p.memoryMiB = std::max(0, p.memoryMiB);
  p.qubits = std::clamp(p.qubits, 2, static_cast<int>(kMaxWires));
  return p;
}

}  // namespace

Settings::Settings(const QString& file)
    : store_(file.isEmpty() ? settingsFile() : file, QSettings::IniFormat) {
  store_.beginGroup(QLatin1String(kGroup));
  readPreferences();
}

void Settings::reset() {
  store_.remove(QString());
  setPreferences({});
}

void Settings::readPreferences() {
  const QString theme = store_.value(QStringLiteral("theme")).toString();
  Preferences p;
  p.theme = theme == QLatin1String("light")  ? ThemeChoice::Light
            : theme == QLatin1String("dark") ? ThemeChoice::Dark
                                             : ThemeChoice::System;
  p.language = store_.value(QStringLiteral("language")).toString();
  p.recovery = store_.value(QStringLiteral("recovery"), p.recovery).toBool();
  p.threads = store_.value(QStringLiteral("threads"), p.threads).toInt();
  p.memoryMiB = store_.value(QStringLiteral("memory"), p.memoryMiB).toInt();
  p.qubits = store_.value(QStringLiteral("qubits"), p.qubits).toInt();
  p.runsFolder = store_.value(QLatin1String(kRunsFolderKey)).toString();
  preferences_ = inRange(p);
}

void Settings::setPreferences(Preferences preferences) {
  preferences = inRange(std::move(preferences));
  if (preferences == preferences_) return;
  preferences_ = preferences;
  const char* theme = preferences.theme == ThemeChoice::Light  ? "light"
                      : preferences.theme == ThemeChoice::Dark ? "dark"
                                                               : "system";
  store_.setValue(QStringLiteral("theme"), QLatin1String(theme));
  store_.setValue(QStringLiteral("language"), preferences.language);
  store_.setValue(QStringLiteral("recovery"), preferences.recovery);
  store_.setValue(QStringLiteral("threads"), preferences.threads);
  store_.setValue(QStringLiteral("memory"), preferences.memoryMiB);
  store_.setValue(QStringLiteral("qubits"), preferences.qubits);
  store_.setValue(QLatin1String(kRunsFolderKey), preferences.runsFolder);
  emit preferencesChanged();
}

bool Settings::runsFolderIsGiven() const {
  return qEnvironmentVariableIsSet("QONVOLVE_RUNS");
}

QString Settings::runsFolder() const {
  const QString& chosen = preferences_.runsFolder;
  return runsFolderIsGiven() || chosen.isEmpty() ? defaultRunsFolder() : chosen;
}

QStringList Settings::recentFiles() const {
  QStringList files = store_.value(QStringLiteral("recentFiles")).toStringList();
  files.removeIf([](const QString& file) { return !QFileInfo::exists(file); });
  return files;
}

void Settings::addRecentFile(const QString& file) {
  QStringList files = recentFiles();
  files.removeAll(file);
  files.prepend(file);
  while (files.size() > kRecentFiles) files.removeLast();
  store_.setValue(QStringLiteral("recentFiles"), files);
}

QString Settings::lastFolder() const {
  return store_.value(QStringLiteral("lastFolder"), QDir::homePath()).toString();
}

void Settings::setLastFolder(const QString& folder) {
  store_.setValue(QStringLiteral("lastFolder"), folder);
}

QByteArray Settings::value(const QString& key) const {
  return store_.value(key).toByteArray();
}

void Settings::setValue(const QString& key, const QByteArray& value) {
  store_.setValue(key, value);
}

bool Settings::flag(const QString& key) const {
  return store_.value(key, false).toBool();
}

void Settings::setFlag(const QString& key, bool on) {
  store_.setValue(key, on);
}

}  // namespace qonvolve::ui
