// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/text_data_cards.h"

#include <QFrame>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "widgets/models/share_text.h"
#include "widgets/models/vocabulary_model.h"
#include "widgets/plots/histogram_view.h"
#include "widgets/results/card_columns.h"
#include "widgets/results/text_words.h"
#include "widgets/theme/follow_theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kVocabularyLines = 12;
constexpr std::size_t kWordsOfAText = 40;
constexpr std::size_t kShownTexts = 12;

QString number(std::size_t value) {
  return QLocale().toString(static_cast<qulonglong>(value));
}

QString share(std::size_t part, std::size_t whole) {
  if (whole == 0) return QStringLiteral("–");
  return shareText(static_cast<double>(part) / static_cast<double>(whole));
}

QWidget* makeCard(QVBoxLayout*& column) {
  auto* card = new QWidget;
  column = new QVBoxLayout(card);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(Spacing::kSmall);
  return card;
}

}  // namespace

TextDataCards::TextDataCards(CardColumns& cards, QObject* parent)
    : QObject(parent), cards_(&cards) {
  makeWords(cards);
  makeVocabulary(cards);
  for (QFrame* frame : frames_) frame->hide();
  followTheme(summary_, [this](const Theme&) {
    if (!report_) return;
    showWords();
    showFirstTexts();
    showTokens();
  });
}

void TextDataCards::makeWords(CardColumns& cards) {
  QVBoxLayout* column = nullptr;
  QWidget* words = makeCard(column);
  summary_ = richLabel(words);
  warnings_ = richLabel(words);
  notes_ = richLabel(words);
  for (QLabel* label : {summary_, warnings_, notes_}) column->addWidget(label);
  frames_.push_back(cards.addCard(tr("Words"), words));

  QWidget* preview = makeCard(column);
  sentence_ = new QLineEdit(preview);
  sentence_->setObjectName(QStringLiteral("previewSentence"));
  sentence_->setAccessibleName(tr("Sentence to split into words"));
  sentence_->setPlaceholderText(tr("Write a sentence and see its words"));
  sentence_->setClearButtonEnabled(true);
  tokens_ = richLabel(preview);
  tokens_->setAccessibleName(tr("Words of the sentence with their ids"));
  tokenSummary_ = richLabel(preview);
  column->addWidget(sentence_);
  column->addWidget(tokens_);
  column->addWidget(tokenSummary_);
  frames_.push_back(cards.addCard(tr("How a sentence is read"), preview));
  connect(sentence_, &QLineEdit::textChanged, this, &TextDataCards::showTokens);

  lengths_ = new HistogramView;
  lengths_->setAccessibleName(tr("Training texts by number of words"));
  lengths_->setXLabel(tr("words of a text"));
  frames_.push_back(cards.addCard(tr("Length of the training texts"), lengths_));

  firstTexts_ = richLabel(nullptr);
  frames_.push_back(cards.addCard(tr("First training texts"), firstTexts_));
}

void TextDataCards::makeVocabulary(CardColumns& cards) {
  QVBoxLayout* column = nullptr;
  QWidget* card = makeCard(column);
  filter_ = new QLineEdit(card);
  filter_->setObjectName(QStringLiteral("vocabularyFilter"));
  filter_->setAccessibleName(tr("Filter words"));
  filter_->setPlaceholderText(tr("Filter words"));
  filter_->setClearButtonEnabled(true);
  wordCount_ = richLabel(card);
  words_ = new VocabularyModel(this);
  sorted_ = new QSortFilterProxyModel(this);
  sorted_->setSourceModel(words_);
  sorted_->setSortRole(VocabularyModel::SortRole);
  sorted_->setFilterKeyColumn(VocabularyModel::Word);
  sorted_->setFilterCaseSensitivity(Qt::CaseInsensitive);
  table_ = new QTableView(card);
  table_->setObjectName(QStringLiteral("vocabulary"));
  table_->setAccessibleName(tr("Words of the training texts"));
  table_->setModel(sorted_);
  table_->setSortingEnabled(true);
  table_->sortByColumn(VocabularyModel::Count, Qt::DescendingOrder);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->setTabKeyNavigation(false);
  table_->setWordWrap(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 6);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->setFixedHeight((kVocabularyLines + 2) * (table_->fontMetrics().height() + 6));
  column->addWidget(filter_);
  column->addWidget(wordCount_);
  column->addWidget(table_);
  frames_.push_back(cards.addCard(tr("Vocabulary"), card));
  connect(filter_, &QLineEdit::textChanged, this,
          [this](const QString& text) { sorted_->setFilterFixedString(text); });
}

void TextDataCards::setReport(std::shared_ptr<const TextReport> report,
                              const QStringList& classNames,
                              const std::vector<std::string>& notes) {
  report_ = std::move(report);
  classNames_ = classNames;
  dataNotes_ = notes;
  for (QFrame* frame : frames_) frame->setVisible(report_ != nullptr);
  if (!report_) return;
  showWords();
  showTokens();
  const std::size_t bins = report_->lengths.empty() ? 0 : report_->lengths.front().size();
  lengths_->setCounts(report_->lengths, 0, static_cast<double>(bins * report_->binWidth),
                      classNames);
  showFirstTexts();
  words_->setWords(report_->words, classNames);
  const std::size_t kept = report_->vocabulary - kSpecialIds;
  QString count = report_->differentWords == kept
                      ? tr("%1 words").arg(number(kept))
                      : tr("%1 of %2 words have an id; the others are unknown words")
                            .arg(number(kept), number(report_->differentWords));
  if (report_->words.size() < report_->differentWords) {
    count += tr(" (the %1 most frequent are listed)").arg(number(report_->words.size()));
  }
  wordCount_->setText(count);
  table_->resizeColumnsToContents();
}

void TextDataCards::showWords() {
  const TextReport& report = *report_;
  const QString ids = number(report.vocabulary);
  QString html = tr("<b>%1 ids</b> (unknown word and padding among them): <b>%2 qubits</b> for a "
                    "sentence. %3 token positions.")
                     .arg(ids, number(wiresFor(report.vocabulary)), number(report.tokens));
  const QStringList names{tr("Training"), tr("Validation"), tr("Test")};
  for (std::size_t i = 0; i < report.parts.size(); ++i) {
    const TextPart& part = report.parts[i];
    if (part.texts == 0) continue;
    html += QStringLiteral("<br>") + tr("%1: %2 words, %3 unknown")
                                         .arg(names[static_cast<qsizetype>(i)], number(part.words),
                                              share(part.unknownWords, part.words));
    if (part.textsWithUnknown > 0) {
      html += tr(" (in %1 of the texts)").arg(share(part.textsWithUnknown, part.texts));
    }
  }
  summary_->setText(html);

  const Theme theme = programTheme();
  const auto list = [](const std::vector<std::string>& lines, const QString& mark) {
    QStringList items;
    for (const std::string& line : lines) {
      items << mark + QString::fromStdString(line).toHtmlEscaped();
    }
    return items.join(QStringLiteral("<br>"));
  };
  warnings_->setText(list(
      report.warnings, QStringLiteral("<b style=\"color:%1\">!</b> ").arg(theme.warning.name())));
  warnings_->setVisible(!report.warnings.empty());
  notes_->setText(QStringLiteral("<span style=\"color:%1\">%2</span>")
                      .arg(theme.mutedText.name(), list(dataNotes_, QString())));
  notes_->setVisible(!dataNotes_.empty());
}

void TextDataCards::showFirstTexts() {
  const Theme theme = programTheme();
  QStringList lines;
  for (const ReportedText& text : report_->firstTexts) {
    if (static_cast<std::size_t>(lines.size()) == kShownTexts) break;
    lines << QStringLiteral("<span style=\"color:%1\">%2</span>&nbsp; %3")
                 .arg(theme.mutedText.name(), classNames_.value(text.label).toHtmlEscaped(),
                      wordsHtml(text.encoded, report_->encoder->options(), theme, WordDetail::Plain,
                                kWordsOfAText));
  }
  firstTexts_->setText(lines.join(QStringLiteral("<br>")));
}

void TextDataCards::showTokens() {
  if (!report_) return;
  // Without a sentence of the user, the first training text shows how it works.
  const bool own = !sentence_->text().isEmpty();
  const EncodedText encoded =
      own ? report_->encoder->encode(sentence_->text().toStdString())
          : (report_->firstTexts.empty() ? EncodedText{} : report_->firstTexts.front().encoded);
  const Theme theme = programTheme();
  const TextStepOptions& options = report_->encoder->options();
  tokens_->setText(wordsHtml(encoded, options, theme, WordDetail::Ids, 200));
  QString summary = wordsSummary(encoded, options);
  if (!own) summary += tr("; the first training text");
  tokenSummary_->setText(
      QStringLiteral("<span style=\"color:%1\">%2</span>").arg(theme.mutedText.name(), summary));
  cards_->arrange();
}

}  // namespace qonvolve::ui
