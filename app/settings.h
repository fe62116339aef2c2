// SPDX-License-Identifier: GPL-3.0-or-later
// What the program remembers between starts: geometry, recent files, theme. Never project data.
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QStringList>

#include "widgets/theme/theme.h"

namespace qonvolve::ui {

class Settings {
 public:
  /// The user's settings file, or another one (tests).
  explicit Settings(const QString& file = {});

  /// Forgets everything.
  void reset();

  ThemeChoice theme() const;
  void setTheme(ThemeChoice choice);

  /// Existing files, newest first.
  QStringList recentFiles() const;
  void addRecentFile(const QString& file);
  void clearRecentFiles();
  static constexpr int kRecentFiles = 10;

  /// Folder the last file dialog ended in.
  QString lastFolder() const;
  void setLastFolder(const QString& folder);

  QByteArray value(const QString& key) const;
  void setValue(const QString& key, const QByteArray& value);

  bool flag(const QString& key) const;
  void setFlag(const QString& key, bool on);

 private:
  mutable QSettings store_;
};

}  // namespace qonvolve::ui
