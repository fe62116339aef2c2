// SPDX-License-Identifier: GPL-3.0-or-later
// Ids and pointers of stacks.
#include <QtTest>

#include "tests/core/model/model_testing.h"

using namespace qonvolve;
using namespace qonvolve::testing;

class TestStack : public QObject {
  Q_OBJECT

 private slots:
  void givesUniqueIdsAndKeepsOldOnes() {
    Stack stack{block("angle"), untilOneWire({block("convolution"), block("pooling")}),
                block("readout")};
    std::get<Block>(stack[2]).id = 40;
    assignIds(stack);
    const auto& section = std::get<Repeat>(stack[1]);
    QCOMPARE(std::get<Block>(stack[2]).id, BlockId{40});
    QCOMPARE(std::get<Block>(stack[0]).id, BlockId{41});
    QCOMPARE(section.id, BlockId{42});
    QCOMPARE(nodeId(section.body[0]), BlockId{43});
    QCOMPARE(nodeId(section.body[1]), BlockId{44});
    const Stack before = stack;
    assignIds(stack);
    QVERIFY(stack == before);
  }

  void findsBlocksAndTheirPointers() {
    Stack stack{block("angle"), untilOneWire({block("convolution"), block("pooling")})};
    assignIds(stack);
    QCOMPARE(pointerOf(stack, 1), std::string("/stack/0"));
    QCOMPARE(pointerOf(stack, 2), std::string("/stack/1"));
    QCOMPARE(pointerOf(stack, 4), std::string("/stack/1/body/1"));
    QCOMPARE(pointerOf(stack, 99), std::string());
    QCOMPARE(findBlock(stack, 4)->choice.type, std::string("pooling"));
    QVERIFY(findBlock(stack, 2) == nullptr);  // a section, not a block
    QVERIFY(findBlock(stack, 99) == nullptr);
  }

  void lanesHaveIdsAndPointersToo() {
    Stack stack{block("angle"),
                lanes({lane({block("convolution")}), lane({untilOneWire({block("pooling")})})},
                      block("fusion"))};
    assignIds(stack);
    const std::vector<std::string> pointers = {
        "/stack/0",         "/stack/1",           "/stack/1/lanes/0",          "/stack/1/lanes/0/0",
        "/stack/1/lanes/1", "/stack/1/lanes/1/0", "/stack/1/lanes/1/0/body/0", "/stack/1/fusion"};
    const std::vector<BlockId> ids = idsInOrder(stack);
    QCOMPARE(ids.size(), pointers.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      QCOMPARE(ids[i], BlockId{i + 1});
      QCOMPARE(pointerOf(stack, ids[i]), pointers[i]);
    }
    QVERIFY(findLane(stack, 3) != nullptr && findLane(stack, 4) == nullptr);
    QVERIFY(findParallel(stack, 2) == &std::get<Parallel>(stack[1]));
    QCOMPARE(findBlock(stack, 8)->choice.type, std::string("fusion"));
    QVERIFY(listOf(stack, 5) == &findLane(stack, 5)->body);
    QVERIFY(listOf(stack, 2) == nullptr);
    QVERIFY((blocksUnder(stack, 2) == std::vector<BlockId>{4, 7, 8}));
    QVERIFY((blocksUnder(stack, 5) == std::vector<BlockId>{7}));
  }
};

QTEST_GUILESS_MAIN(TestStack)
#include "tst_stack.moc"
