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

/// "a b [c d] (e|f g)h": a section in brackets; lanes in parentheses, then their fusion.
Stack parseList(const QString& text, int& at) {
  Stack stack;
  for (; at < text.size(); ++at) {
    const QChar c = text[at];
    if (c == ']' || c == '|' || c == ')') return stack;
    if (c == '[') {
      Repeat section;
      section.body = parseList(text, ++at);
      stack.emplace_back(section);
    } else if (c == '(') {
      Parallel parallel;
      while (text[at] != ')') {
        Lane lane;
        lane.body = parseList(text, ++at);
        parallel.lanes.push_back(lane);
      }
      parallel.fusion = block(QString(text[++at]).toUtf8().constData());
      stack.emplace_back(parallel);
    } else if (c != ' ') {
      stack.emplace_back(block(QString(c).toUtf8().constData()));
    }
  }
  return stack;
}

Stack parse(const QString& text) {
  int at = 0;
  Stack stack = parseList(text, at);
  assignIds(stack);
  return stack;
}

QString show(const Stack& stack) {
  QStringList parts;
  for (const StackNode& node : stack) {
    if (const auto* one = std::get_if<Block>(&node)) {
      parts.append(QString::fromStdString(one->choice.type));
    } else if (const auto* repeat = std::get_if<Repeat>(&node)) {
      parts.append("[" + show(repeat->body) + "]");
    } else {
      const auto& parallel = std::get<Parallel>(node);
      QStringList lanes;
      for (const Lane& lane : parallel.lanes) lanes.append(show(lane.body));
      parts.append("(" + lanes.join('|') + ")" +
                   QString::fromStdString(parallel.fusion.choice.type));
    }
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
  void whatChangedIsFound_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("current");
    QTest::addColumn<QString>("changed");
    QTest::newRow("added") << "a b d" << "d" << "c";
    QTest::newRow("removed") << "a b c x d" << "d" << "c";
    QTest::newRow("moved, the current one") << "a c b d" << "c" << "c";
    QTest::newRow("moved, another one") << "a c b d" << "d" << "b";
    QTest::newRow("nothing") << "a b c d" << "c" << "c";
  }
  /// After the change the stack is a, b, c, d, with the ids that these letters have.
  void whatChangedIsFound() {
    QFETCH(QString, before);
    QFETCH(QString, current);
    QFETCH(QString, changed);
    const auto stackOf = [](const QString& letters) {
      Stack stack;
      for (const QString& letter : letters.split(' ')) {
        Block made = block(letter.toUtf8().constData());
        made.id = static_cast<BlockId>(letter[0].unicode());
        stack.emplace_back(made);
      }
      return stack;
    };
    QCOMPARE(changedNode(stackOf(before), stackOf("a b c d"),
                         static_cast<BlockId>(current[0].unicode())),
             static_cast<BlockId>(changed[0].unicode()));
  }

  void aChangedSettingIsFound() {
    Stack before = parse("a b c");
    Stack after = before;
    std::get<Block>(after[1]).bypassed = true;
    QCOMPARE(changedNode(before, after, nodeId(after[2])), nodeId(after[1]));
  }

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
    QTest::newRow("passes lanes") << "a (b|c)f d" << "a" << 1 << "(b|c)f a d";
    QTest::newRow("stays in its lane") << "(a b|c)f d" << "b" << 1 << "(a b|c)f d";
    QTest::newRow("moves in its lane") << "(a b|c)f d" << "b" << -1 << "(b a|c)f d";
    QTest::newRow("a section in a lane") << "(a [b]|c)f" << "b" << -1 << "(a b []|c)f";
    QTest::newRow("a fusion stays") << "(a|b)f c" << "f" << 1 << "(a|b)f c";
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

  void movesAcross_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("moved");
    QTest::addColumn<int>("direction");
    QTest::addColumn<QString>("after");
    QTest::newRow("right") << "(a b|c d)f" << "b" << 1 << "(a|c b d)f";
    QTest::newRow("left, shorter lane") << "(|c d)f" << "d" << -1 << "(d|c)f";
    QTest::newRow("at the edge") << "(a|b)f" << "b" << 1 << "(a|b)f";
    QTest::newRow("outside of lanes") << "a (b|c)f" << "a" << 1 << "a (b|c)f";
    QTest::newRow("in a section in a lane") << "([a]|b)f" << "a" << 1 << "([a]|b)f";
  }
  void movesAcross() {
    QFETCH(QString, before);
    QFETCH(QString, moved);
    QFETCH(int, direction);
    QFETCH(QString, after);
    Stack stack = parse(before);
    const bool did = moveNodeAcross(stack, idOf(stack, moved), direction);
    QCOMPARE(show(stack), after);
    QCOMPARE(did, before != after);
  }

  void lanesComeGoAndChangePlaces() {
    Stack stack = parse("(a|b)f");
    const auto lane = [&](std::size_t k) { return std::get<Parallel>(stack[0]).lanes[k].id; };
    QVERIFY(moveNodeAcross(stack, lane(0), 1));
    QCOMPARE(show(stack), QString("(b|a)f"));
    QVERIFY(!removeNode(stack, lane(0)));  // two are the fewest
    QVERIFY(addLane(stack, lane(0)) != 0);
    QCOMPARE(show(stack), QString("(b||a)f"));
    QVERIFY(duplicateNode(stack, lane(2)) != 0);
    QCOMPARE(show(stack), QString("(b||a|a)f"));
    QVERIFY(removeNode(stack, lane(1)));
    QCOMPARE(show(stack), QString("(b|a|a)f"));
    const auto ids = idsInOrder(stack);
    QCOMPARE(std::set<BlockId>(ids.begin(), ids.end()).size(), ids.size());
    while (std::get<Parallel>(stack[0]).lanes.size() < kMaxLanes) {
      QVERIFY(addLane(stack, lane(0)) != 0);
    }
    QCOMPARE(addLane(stack, lane(0)), BlockId{0});
    QCOMPARE(laneOf(stack, idOf(stack, "b")), lane(0));
    QVERIFY(!removeNode(stack, idOf(stack, "f")));
  }

  void sectionsGoIntoLanesButNotIntoThemselves() {
    Stack stack = parse("(a|b)f [c]");
    const BlockId section = positionOf(stack, idOf(stack, "c"))->section;
    const BlockId lane = std::get<Parallel>(stack[0]).lanes[1].id;
    QVERIFY(moveNode(stack, section, {lane, 0}));
    QCOMPARE(show(stack), QString("(a|[c] b)f"));
    QVERIFY(!moveNode(stack, nodeId(stack[0]), {lane, 0}));
    for (int depth = 0; depth < 10; ++depth) {
      insertNode(stack, {laneOf(stack, idOf(stack, "b")), 0}, parse("(b|x)f")[0]);
    }
    QVERIFY(!show(stack).contains("((((("));
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
