// SPDX-License-Identifier: GPL-3.0-or-later
// A scrolled page of forms with headings, and the help of what has the keyboard at its foot.
#pragma once

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace qonvolve::ui {

class InspectorPage : public QScrollArea {
  Q_OBJECT

 public:
  explicit InspectorPage(QWidget* parent = nullptr);

  /// As wide as its forms need: it never scrolls sideways.
  QSize minimumSizeHint() const override;

 signals:
  /// A problem is that a limit of the preferences is reached.
  void preferencesRequested();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  /// Where forms go, top to bottom.
  QVBoxLayout* column() const { return column_; }
  /// A bold line over a group of editors.
  QLabel* addHeading(const QString& text);
  void addSpace();
  /// Help shown at the foot: of the page's subject, in rich text.
  void setHelp(const QString& html);
  /// Connect a form's fieldEntered() and refused() to these.
  void showFieldHelp(const QString& label, const QString& help);
  void showRefusal(const QString& message);
  template <class Form>
  void follow(Form* form) {
    connect(form, &Form::fieldEntered, this, &InspectorPage::showFieldHelp);
    connect(form, &Form::refused, this, &InspectorPage::showRefusal);
  }

 private:
  void updateFoot();

  QVBoxLayout* column_;
  QLabel* foot_;
  QString help_;
  QString fieldHelp_;
  QString refusal_;  // why the last edit was not taken
};

/// Makes the Tab key go through what takes the keyboard in the order of the layouts, whenever each
/// widget was made.
void orderTabs(const QLayout& layout);

/// A label with secondary text that wraps and follows the palette.
QLabel* makeMutedLabel(QWidget* parent);

}  // namespace qonvolve::ui
