// SPDX-License-Identifier: GPL-3.0-or-later
// Languages of the window: those in resources/translations.
#include "app/language.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

// Outside of the namespace: the macro declares a global function.
static void initTranslations() {
  Q_INIT_RESOURCE(translations);
}

namespace qonvolve::ui {
namespace {

constexpr char kFolder[] = ":/translations";
constexpr char kPrefix[] = "qonvolve_";

/// One of the application's translators by name, made when it is not there yet.
QTranslator* translator(QCoreApplication& application, const QString& name) {
  if (auto* found = application.findChild<QTranslator*>(name)) return found;
  auto* made = new QTranslator(&application);
  made->setObjectName(name);
  return made;
}

}  // namespace

QStringList languages() {
  initTranslations();
  QStringList codes;
  for (QString name : QDir(QLatin1String(kFolder)).entryList({QStringLiteral("*.qm")})) {
    name.remove(QLatin1String(kPrefix));
    name.chop(3);
    codes << name;
  }
  codes.sort();
  return codes;
}

QString languageName(const QString& code) {
  // QLocale says "American English" for plain English.
  if (code == QLatin1String("en")) return QStringLiteral("English");
  QString name = QLocale(code).nativeLanguageName();
  if (!name.isEmpty()) name[0] = name[0].toUpper();
  return name.isEmpty() ? code : name;
}

void applyLanguage(QCoreApplication& application, const QString& code) {
  initTranslations();
  const QLocale locale = code.isEmpty() ? QLocale::system() : QLocale(code);
  QLocale::setDefault(locale);
  const auto install = [&](const QString& name, bool loaded) {
    QTranslator* used = translator(application, name);
    if (loaded) {
      QCoreApplication::installTranslator(used);
    } else {
      QCoreApplication::removeTranslator(used);
    }
  };
  const QString qt = QStringLiteral("translator-qt");
  install(qt, translator(application, qt)
                  ->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                         QLibraryInfo::path(QLibraryInfo::TranslationsPath)));
  const QString own = QStringLiteral("translator-qonvolve");
  QTranslator* mine = translator(application, own);
  const bool known =
      mine->load(locale, QStringLiteral("qonvolve"), QStringLiteral("_"), QLatin1String(kFolder));
  install(own, known || mine->load(QStringLiteral("qonvolve_en"), QLatin1String(kFolder)));
}

}  // namespace qonvolve::ui
