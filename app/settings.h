// SPDX-License-Identifier: GPL-3.0-or-later
// What the program remembers between starts: geometry, recent files, theme. Never project data.
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSettings>
#include <QStringList>

#include "core/experiment/estimate.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {

/// What the user can choose in the preferences.
struct Preferences {
  ThemeChoice theme = ThemeChoice::System;
  QString language;                               // code; empty: the system's
  bool recovery = true;                           // keep a copy of unsaved changes
  int threads = 0;                                // of a run; 0: one per core
  int memoryMiB = 0;                              // of a run; 0: what is free
  int qubits = static_cast<int>(kSoftWireLimit);  // of a design, at most
  QString runsFolder;                             // empty: the usual one

  bool operator==(const Preferences&) const = default;
};

/// One for all windows of a program.
class Settings : public QObject {
  Q_OBJECT

 public:
  /// The user's settings file, or another one (tests).
  explicit Settings(const QString& file = {});

  /// Forgets everything.
  void reset();

  const Preferences& preferences() const { return preferences_; }
  /// Values out of range become the nearest ones.
  void setPreferences(Preferences preferences);
  /// Where runs are kept: the environment's folder, else the chosen one, else the usual one.
  QString runsFolder() const;
  /// Whether the environment says where runs are kept, whatever is chosen.
  bool runsFolderIsGiven() const;

  /// Existing files, newest first.
  QStringList recentFiles() const;
  void addRecentFile(const QString& file);
  static constexpr int kRecentFiles = 10;

  /// Folder the last file dialog ended in.
  QString lastFolder() const;
  void setLastFolder(const QString& folder);

  QByteArray value(const QString& key) const;
  void setValue(const QString& key, const QByteArray& value);

  bool flag(const QString& key) const;
  void setFlag(const QString& key, bool on);

 signals:
  void preferencesChanged();

 private:
  void readPreferences();

  mutable QSettings store_;
  Preferences preferences_;
};

}  // namespace qonvolve::ui
