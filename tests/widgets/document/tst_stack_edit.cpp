// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of the stack: what goes where, with sections.
#include <QTest>
#include <set>

#include "widgets/document/stack_edit.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

Block block(const char* type) {
  Block made;
  made.choice.type = type;
  return made;
}

/// "a b [c d] e": a section in brackets.
Stack parse(const QString& text) {
  Stack stack;
  Repeat section;
  bool inside = false;
  for (const QChar c : text) {
    if (c == '[') {
      inside = true;
      section = {};
    } else if (c == ']') {
      inside = false;
      stack.emplace_back(section);
    } else if (c != ' ') {
      const Block made = block(QString(c).toUtf8().constData());
      if (inside) {
        section.body.push_back(made);
      } else {
        stack.emplace_back(made);
      }
    }
  }
  assignIds(stack);
  return stack;
}

QString show(const Stack& stack) {
  QStringList parts;
  for (const StackNode& node : stack) {
    if (const auto* one = std::get_if<Block>(&node)) {
      parts.append(QString::fromStdString(one->choice.type));
      continue;
    }
    QStringList body;
    for (const Block& inner : std::get<Repeat>(node).body) {
      body.append(QString::fromStdString(inner.choice.type));
    }
    parts.append("[" + body.join(' ') + "]");
  }
  return parts.join(' ');
}

BlockId idOf(const Stack& stack, const QString& type) {
  for (const BlockId id : idsInOrder(stack)) {
    const Block* found = findBlock(stack, id);
    if (type == "[" ? found == nullptr
                    : found != nullptr && QString::fromStdString(found->choice.type) == type) {
      return id;
    }
  }
  return 0;
}

}  // namespace

class TestStackEdit : public QObject {
  Q_OBJECT

 private slots:
  void movesByKey_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("moved");
    QTest::addColumn<int>("direction");
    QTest::addColumn<QString>("after");
    QTest::newRow("down") << "a b c" << "a" << 1 << "b a c";
    QTest::newRow("up") << "a b c" << "c" << -1 << "a c b";
    QTest::newRow("stops at the top") << "a b" << "a" << -1 << "a b";
    QTest::newRow("stops at the bottom") << "a b" << "b" << 1 << "a b";
    QTest::newRow("enters a section from above") << "a [b c] d" << "a" << 1 << "[a b c] d";
    QTest::newRow("enters a section from below") << "a [b c] d" << "d" << -1 << "a [b c d]";
    QTest::newRow("within a section") << "a [b c] d" << "b" << 1 << "a [c b] d";
    QTest::newRow("leaves a section upwards") << "a [b c] d" << "b" << -1 << "a b [c] d";
    QTest::newRow("leaves a section downwards") << "a [b c] d" << "c" << 1 << "a [b] c d";
    QTest::newRow("a section moves as a whole") << "a [b c] d" << "[" << 1 << "a d [b c]";
    QTest::newRow("sections do not nest") << "[a] [b]" << "[" << 1 << "[b] [a]";
  }
  void movesByKey() {
    QFETCH(QString, before);
    QFETCH(QString, moved);
    QFETCH(int, direction);
    QFETCH(QString, after);
    Stack stack = parse(before);
    const bool did = moveNodeBy(stack, idOf(stack, moved), direction);
    QCOMPARE(show(stack), after);
    QCOMPARE(did, before != after);
  }

  void everyDropLandsInItsGap() {
    // Moving any block to any gap puts it between the neighbours that gap had.
    const QString text = "a b [c d] e";
    for (const char* moved : {"a", "b", "c", "d", "e"}) {
      for (const BlockId section : {BlockId{0}, idOf(parse(text), "[")}) {
        const std::size_t rows = section == 0 ? 4 : 2;
        for (std::size_t row = 0; row <= rows; ++row) {
          Stack stack = parse(text);
          const Stack before = stack;
          const BlockId id = idOf(stack, moved);
          const bool did = moveNode(stack, id, {section, row});
          QCOMPARE(did, show(stack) != show(before));
          QCOMPARE(idsInOrder(stack).size(), idsInOrder(before).size());
          if (did) QCOMPARE(positionOf(stack, id)->section, section);
        }
      }
    }
  }

  void insertedNodesGetFreshIds() {
    Stack stack = parse("a [b]");
    const auto ids = idsInOrder(stack);
    const BlockId fresh = insertNode(stack, {idOf(stack, "["), 1}, block("x"));
    QVERIFY(std::find(ids.begin(), ids.end(), fresh) == ids.end());
    QCOMPARE(show(stack), QString("a [b x]"));
    insertNode(stack, {idOf(stack, "["), 0}, Repeat{});
    QCOMPARE(show(stack), QString("a [b x] []"));
  }

  void duplicatesStandBehindTheirOriginal() {
    Stack stack = parse("a [b] c");
    duplicateNode(stack, idOf(stack, "["));
    QCOMPARE(show(stack), QString("a [b] [b] c"));
    const auto ids = idsInOrder(stack);
    QCOMPARE(std::set<BlockId>(ids.begin(), ids.end()).size(), ids.size());
  }

  void removingSparesTheRest() {
    Stack stack = parse("a [b c] d");
    QVERIFY(removeNode(stack, idOf(stack, "b")));
    QCOMPARE(show(stack), QString("a [c] d"));
    QVERIFY(removeNode(stack, idOf(stack, "[")));
    QCOMPARE(show(stack), QString("a d"));
    QVERIFY(!removeNode(stack, 999));
  }
};

QTEST_GUILESS_MAIN(TestStackEdit)
#include "tst_stack_edit.moc"
