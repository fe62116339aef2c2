// SPDX-License-Identifier: GPL-3.0-or-later
// Languages of the window: those in resources/translations.
#pragma once

#include <QString>
#include <QStringList>

class QCoreApplication;

namespace qonvolve::ui {

/// Codes of the languages the program has ("en"), sorted.
QStringList languages();
/// A language in its own words ("English").
QString languageName(const QString& code);

/// Translates texts made from now on and writes numbers as the language does. Empty: as the system
/// says, with English where the program does not have that language.
void applyLanguage(QCoreApplication& application, const QString& code);

}  // namespace qonvolve::ui
