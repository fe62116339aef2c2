// SPDX-License-Identifier: GPL-3.0-or-later
// What tests of widgets share: the catalog, a document with an example, and failing on warnings.
#pragma once

#include <QApplication>
#include <QPushButton>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "core/io/examples.h"
#include "core/io/experiment_json.h"
#include "tests/support/patience.h"
#include "widgets/document/experiment_document.h"

namespace qonvolve::ui {

inline std::shared_ptr<const Catalog> testCatalog() {
  static const auto catalog = std::make_shared<const Catalog>(makeCatalog());
  return catalog;
}

inline Experiment exampleExperiment(const char* id = "lines") {
  auto example = loadExample(id, *testCatalog());
  if (!example) qFatal("%s", example.error().message.c_str());
  assignIds(example->stack);
  return *example;
}

/// Call in init(): any warning of Qt or of ours fails the test. The offscreen platform has no
/// window manager to tell size hints to and says so.
inline void failOnWarnings() {
  QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
}

/// The button with this text that is not hidden, or nullptr.
inline QPushButton* buttonOf(const QWidget& root, const QString& text) {
  for (QPushButton* button : root.findChildren<QPushButton*>()) {
    if (button->text() == text && !button->isHidden()) return button;
  }
  return nullptr;
}

/// Clicks on that button; false if there is none.
inline bool clickOn(const QWidget& root, const QString& text) {
  QPushButton* button = buttonOf(root, text);
  if (button != nullptr) button->click();
  return button != nullptr;
}

/// A key for whatever has the keyboard.
inline void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
  QWidget* target = QApplication::focusWidget();
  if (target == nullptr) target = QApplication::activeWindow();
  QTest::keyClick(target, Qt::Key(key), modifiers);
}

/// Keeps a test away from the user's files. Call in initTestCase().
inline void isolateFromUser(const QTemporaryDir& home) {
  QStandardPaths::setTestModeEnabled(true);
  qputenv("XDG_STATE_HOME", home.path().toUtf8());
  qputenv("QONVOLVE_RUNS", home.filePath(QStringLiteral("runs")).toUtf8());
}

}  // namespace qonvolve::ui
