// SPDX-License-Identifier: GPL-3.0-or-later
// The one dialog that writes things to files: what on the left, how and a preview on the right.
#pragma once

#include <QByteArray>
#include <QDialog>
#include <QString>
#include <QStringList>
#include <algorithm>
#include <functional>
#include <vector>

#include "core/base/result.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QListWidget;
class QPlainTextEdit;
class QScrollArea;
class QSpinBox;
class QStackedWidget;
class QTimer;

namespace qonvolve::ui {

class MessageStrip;

/// One way to write a topic.
struct ExportFormat {
  enum class Kind : std::uint8_t {
    Text,     // shown as text
    Picture,  // shown as picture, has a size
    Pixels,   // the same with a resolution
  };
  QString id;
  QString label;
  QString suffix;
  QString help;
  Kind kind = Kind::Text;
};

/// What the user chose.
struct ExportOptions {
  QString format;
  double dpi = 192;
  double scale = 1;
  std::vector<int> choices;  // one index for each of the topic's choices
  /// The answer to choice `index`; the first one where there is none.
  int chosen(std::size_t index) const {
    return index < choices.size() ? std::max(0, choices[index]) : 0;
  }
};

/// A question about a topic, answered with a combo box.
struct ExportChoice {
  QString label;
  QString help;
  QStringList options;
  bool textOnly = false;  // means nothing for pictures
};

/// Something that can be written. `make` gives the contents of the file; it is called again for
/// every change of the options.
struct ExportTopic {
  QString id;
  QString title;
  QString icon;
  QString fileName;  // proposed, without folder and suffix
  std::vector<ExportChoice> choices;
  std::vector<ExportFormat> formats;
  std::function<Result<QByteArray>(const ExportOptions&)> make;
};

class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  ExportDialog(std::vector<ExportTopic> topics, QString folder, QWidget* parent = nullptr);

  /// Shows a topic and one of its formats; unknown names change nothing.
  void select(const QString& topic, const QString& format = {});
  QString topic() const;
  QString format() const;
  /// As it would be written now.
  Result<QByteArray> contents() const;

  /// Writes to a file, which is old or new afterwards, never in between, and says so in the strip.
  bool saveTo(const QString& path);
  MessageStrip* strip() const { return strip_; }

 signals:
  void saved(const QString& path, const QString& topic, const QString& format);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void makeControls();
  void showTopic(int index);
  void showFormat();
  void preview();
  void showPicture();
  void saveAs();
  void copy();
  const ExportTopic& current() const;
  const ExportFormat& currentFormat() const;
  ExportOptions options() const;

  std::vector<ExportTopic> topics_;
  QString folder_;
  QListWidget* list_;
  QFormLayout* form_;
  QComboBox* formatBox_;
  QLabel* formatHelp_;
  QSpinBox* dpiBox_;
  QSpinBox* scaleBox_;
  std::vector<QComboBox*> choiceBoxes_;
  QStackedWidget* pages_;
  QPlainTextEdit* text_;
  QScrollArea* scroll_;
  QLabel* picture_;
  QLabel* problem_;
  MessageStrip* strip_;
  QTimer* timer_;
  QImage image_;
};

}  // namespace qonvolve::ui
