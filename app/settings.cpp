// SPDX-License-Identifier: GPL-3.0-or-later
// What the program remembers between starts: geometry, recent files, theme. Never project data.
#include "app/settings.h"

#include <QDir>
#include <QFileInfo>

namespace qonvolve::ui {
namespace {

// The group carries the version of the keys: an incompatible change takes the next number.
constexpr char kGroup[] = "window-1";

}  // namespace

Settings::Settings(const QString& file)
    : store_(file.isEmpty() ? QSettings().fileName() : file, QSettings::IniFormat) {
  store_.beginGroup(QLatin1String(kGroup));
}

void Settings::reset() {
  store_.remove(QString());
}

ThemeChoice Settings::theme() const {
  const QString name = store_.value(QStringLiteral("theme")).toString();
  if (name == QLatin1String("light")) return ThemeChoice::Light;
  if (name == QLatin1String("dark")) return ThemeChoice::Dark;
  return ThemeChoice::System;
}

void Settings::setTheme(ThemeChoice choice) {
  const char* name = choice == ThemeChoice::Light  ? "light"
                     : choice == ThemeChoice::Dark ? "dark"
                                                   : "system";
  store_.setValue(QStringLiteral("theme"), QLatin1String(name));
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

void Settings::clearRecentFiles() {
  store_.remove(QStringLiteral("recentFiles"));
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
