// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run_filter.h"

#include <QRegularExpression>
#include <algorithm>
#include <array>
#include <functional>

#include "core/base/text.h"

namespace qonvolve {

namespace {

enum class Compare { Less, AtMost, Equal, NotEqual, AtLeast, Greater };

struct NumberField {
  const char* name;
  bool share;  // a part of 1, may be given in percent
  std::optional<double> (*value)(const RunRow&);
};

const std::array<NumberField, 11>& numbers() {
  static const std::array<NumberField, 11> fields{{
      {"acc", true, [](const RunRow& r) { return r.bestAccuracy; }},
      {"last", true, [](const RunRow& r) { return r.lastAccuracy; }},
      {"train", true, [](const RunRow& r) { return r.trainAccuracy; }},
      {"test", true, [](const RunRow& r) { return r.testAccuracy; }},
      {"epochs", false, [](const RunRow& r) { return std::optional<double>(r.epochs); }},
      {"best", false,
       [](const RunRow& r) {
         return r.bestEpoch > 0 ? std::optional<double>(r.bestEpoch) : std::nullopt;
       }},
      {"parameters", false, [](const RunRow& r) { return std::optional<double>(r.parameters); }},
      {"params", false, [](const RunRow& r) { return std::optional<double>(r.parameters); }},
      {"qubits", false, [](const RunRow& r) { return std::optional<double>(r.qubits); }},
      {"seconds", false, [](const RunRow& r) { return std::optional<double>(r.seconds); }},
      {"seed", false, [](const RunRow& r) { return std::optional(static_cast<double>(r.seed)); }},
  }};
  return fields;
}

struct TextField {
  const char* name;
  QStringList (*values)(const RunRow&);
};

const std::array<TextField, 9>& texts() {
  static const std::array<TextField, 9> fields{{
      {"name", [](const RunRow& r) { return QStringList{r.name}; }},
      {"optimizer", [](const RunRow& r) { return QStringList{r.optimizer}; }},
      {"encoding", [](const RunRow& r) { return QStringList{r.encoding}; }},
      {"ansatz", [](const RunRow& r) { return QStringList{r.ansatz}; }},
      {"status",
       [](const RunRow& r) {
         const std::string_view name = runStatusName(r.status);
         return QStringList{QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()))};
       }},
      {"tag", [](const RunRow& r) { return r.tags; }},
      {"note", [](const RunRow& r) { return QStringList{r.notes}; }},
      {"hash", [](const RunRow& r) { return QStringList{r.designHash}; }},
      {"started", [](const RunRow& r) { return QStringList{r.started}; }},
  }};
  return fields;
}

template <class Fields>
QStringList namesOf(const Fields& fields) {
  QStringList names;
  for (const auto& field : fields) names << QString::fromLatin1(field.name);
  return names;
}

template <class Fields>
auto findField(const Fields& fields, const QString& name) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) {
    return name.compare(QLatin1String(field.name), Qt::CaseInsensitive) == 0;
  });
  return found == fields.end() ? nullptr : &*found;
}

template <class T>
bool holds(Compare compare, const T& a, const T& b) {
  switch (compare) {
    case Compare::Less:
      return a < b;
    case Compare::AtMost:
      return a <= b;
    case Compare::Equal:
      return a == b;
    case Compare::NotEqual:
      return a != b;
    case Compare::AtLeast:
      return a >= b;
    case Compare::Greater:
      return a > b;
  }
  return false;
}

std::optional<Compare> compareOf(const QString& sign) {
  if (sign == "<") return Compare::Less;
  if (sign == "<=") return Compare::AtMost;
  if (sign == "=" || sign == "==" || sign == ":") return Compare::Equal;
  if (sign == "!=") return Compare::NotEqual;
  if (sign == ">=") return Compare::AtLeast;
  if (sign == ">") return Compare::Greater;
  return {};
}

struct Token {
  QString text;
  bool negated = false;
  bool quoted = false;  // begins with a quote: a plain phrase
};

// Words apart, "two words" together (also after field:), quotes dropped.
std::vector<Token> tokens(const QString& text) {
  std::vector<Token> list;
  for (qsizetype i = 0; i < text.size();) {
    if (text[i].isSpace()) {
      ++i;
      continue;
    }
    Token token;
    if (text[i] == '-' && i + 1 < text.size() && !text[i + 1].isSpace()) {
      token.negated = true;
      ++i;
    }
    token.quoted = text[i] == '"';
    bool inside = false;
    for (; i < text.size() && (inside || !text[i].isSpace()); ++i) {
      if (text[i] == '"') {
        inside = !inside;
      } else {
        token.text += text[i];
      }
    }
    if (!token.text.isEmpty()) list.push_back(token);
  }
  return list;
}

Error badTerm(const QString& term, const QString& message, const QString& hint) {
  return {term.toStdString(), message.toStdString(), hint.toStdString()};
}

}  // namespace

struct RunFilter::Term {
  bool negated = false;
  std::function<bool(const RunRow&, const QString& words)> test;
};

namespace {

using Test = std::function<bool(const RunRow&, const QString&)>;

Result<Test> numberTest(const NumberField& field, const QString& term, Compare compare,
                        QString value) {
  const bool percent = value.endsWith('%');
  if (percent) value.chop(1);
  const auto number = parseDouble(value.toStdString());
  const QString name = QString::fromLatin1(field.name);
  const QString example = field.share ? name + ">0.9" : name + "<=30";
  if (!number || (percent && !field.share)) {
    return badTerm(
        term, QStringLiteral("%1 is compared with a number, not with \"%2\".").arg(name, value),
        QStringLiteral("For example %1.").arg(example));
  }
  if (field.share && !percent && *number > 1) {
    return badTerm(term, QStringLiteral("%1 is a share from 0 to 1.").arg(name),
                   QStringLiteral("Write %1>0.9 or %1>90%.").arg(name));
  }
  const double wanted = percent ? *number / 100 : *number;
  return Test([&field, compare, wanted](const RunRow& row, const QString&) {
    const auto own = field.value(row);
    return own && holds(compare, *own, wanted);
  });
}

Result<Test> textTest(const TextField& field, const QString& term, const QString& sign,
                      const QString& value) {
  if (value.isEmpty()) {
    return badTerm(term, QStringLiteral("%1 needs a text.").arg(QLatin1String(field.name)),
                   QStringLiteral("For example %1:word.").arg(QLatin1String(field.name)));
  }
  if (sign == ":") {
    return Test([&field, value](const RunRow& row, const QString&) {
      const QStringList own = field.values(row);
      return std::any_of(own.begin(), own.end(), [&](const QString& text) {
        return text.contains(value, Qt::CaseInsensitive);
      });
    });
  }
  const auto compare = compareOf(sign);
  const bool date = QLatin1String(field.name) == QLatin1String("started");
  if (!date && compare != Compare::Equal && compare != Compare::NotEqual) {
    return badTerm(term, QStringLiteral("%1 is a text.").arg(QLatin1String(field.name)),
                   QStringLiteral("Write %1:word or %1=word.").arg(QLatin1String(field.name)));
  }
  if (date) {
    static const QRegularExpression form(
        QStringLiteral("^\\d{4}(-\\d\\d(-\\d\\d(T\\d\\d(:\\d\\d)?)?)?)?$"));
    if (!form.match(value).hasMatch()) {
      return badTerm(term, QStringLiteral("\"%1\" is no date.").arg(value),
                     QStringLiteral("Write started>2026-05-01 or started>2026-05."));
    }
    return Test([&field, value, compare](const RunRow& row, const QString&) {
      return holds(*compare, field.values(row).first().left(value.size()), value);
    });
  }
  return Test([&field, value, compare](const RunRow& row, const QString&) {
    return field.values(row).contains(value, Qt::CaseInsensitive) == (compare == Compare::Equal);
  });
}

Result<Test> fieldTest(const QString& term, const QString& name, const QString& sign,
                       const QString& value) {
  if (const NumberField* field = findField(numbers(), name)) {
    if (value.isEmpty()) {
      return badTerm(term, QStringLiteral("%1 needs a number.").arg(term),
                     QStringLiteral("For example %1>%2.").arg(name, field->share ? "0.9" : "10"));
    }
    return numberTest(*field, term, *compareOf(sign), value);
  }
  if (const TextField* field = findField(texts(), name)) return textTest(*field, term, sign, value);
  std::vector<std::string> names;
  for (const QString& known : RunFilter::numberFields() + RunFilter::textFields()) {
    names.push_back(known.toStdString());
  }
  return Error{term.toStdString(), "There is no field \"" + name.toStdString() + "\".",
               suggestion(name.toStdString(), names)};
}

}  // namespace

RunFilter::RunFilter() : terms_(std::make_shared<const std::vector<Term>>()) {}

QStringList RunFilter::numberFields() {
  return namesOf(numbers());
}
QStringList RunFilter::textFields() {
  return namesOf(texts());
}

Result<RunFilter> RunFilter::parse(const QString& text) {
  static const QRegularExpression expression(
      QStringLiteral("^([A-Za-z]+)(<=|>=|!=|==|<|>|=|:)(.*)$"));
  RunFilter filter;
  std::vector<Term> terms;
  for (const Token& token : tokens(text)) {
    const auto match = token.quoted ? QRegularExpressionMatch() : expression.match(token.text);
    if (match.hasMatch()) {
      auto test = fieldTest(token.text, match.captured(1), match.captured(2), match.captured(3));
      if (!test) return test.error();
      terms.push_back({token.negated, std::move(*test)});
      continue;
    }
    const QString word = token.text.toLower();
    if (!token.quoted && word == "archived") {
      filter.mentionsArchived_ = true;
      terms.push_back({token.negated, [](const RunRow& r, const QString&) { return r.archived; }});
    } else if (!token.quoted && word == "pinned") {
      terms.push_back({token.negated, [](const RunRow& r, const QString&) { return r.pinned; }});
    } else {
      terms.push_back({token.negated, [word](const RunRow&, const QString& words) {
                         return words.contains(word);
                       }});
    }
  }
  filter.terms_ = std::make_shared<const std::vector<Term>>(std::move(terms));
  return filter;
}

bool RunFilter::matches(const RunRow& row, const QString& words) const {
  return std::all_of(terms_->begin(), terms_->end(),
                     [&](const Term& term) { return term.test(row, words) != term.negated; });
}

QString RunFilter::wordsOf(const RunRow& row) {
  const std::string_view status = runStatusName(row.status);
  return QStringList{row.name,
                     row.tags.join(' '),
                     row.notes,
                     row.encoding,
                     row.ansatz,
                     row.optimizer,
                     QString::fromLatin1(status.data(), static_cast<qsizetype>(status.size())),
                     row.designHash}
      .join('\n')
      .toLower();
}

}  // namespace qonvolve
