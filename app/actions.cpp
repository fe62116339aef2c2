// SPDX-License-Identifier: GPL-3.0-or-later
// All actions of the window with texts, icons, shortcuts and menus.
#include "app/actions.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenuBar>

#include "widgets/theme/icons.h"

namespace qonvolve::ui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("Actions", text);
}

/// Adds actions and menus to one menu.
class MenuMaker {
 public:
  MenuMaker(QMainWindow& window, const QString& title)
      : window_(window), menu_(window.menuBar()->addMenu(title)) {
    menu_->setToolTipsVisible(false);
  }

  QAction* add(const char* name, const QString& text, const char* glyph, const QString& toolTip,
               const QList<QKeySequence>& keys = {}) {
    auto* action = new QAction(icon(QLatin1String(glyph)), text, &window_);
    action->setObjectName(QLatin1String(name));
    action->setShortcuts(keys);
    action->setIconText(QString(text).remove(QLatin1Char('&')).remove(QStringLiteral("…")));
    QString tip = toolTip;
    if (!keys.isEmpty()) {
      tip += QStringLiteral(" (%1)").arg(keys.first().toString(QKeySequence::NativeText));
    }
    action->setToolTip(tip);
    action->setStatusTip(toolTip);
    menu_->addAction(action);
    return action;
  }
  QMenu* subMenu(const QString& title, const char* glyph) {
    QMenu* menu = menu_->addMenu(icon(QLatin1String(glyph)), title);
    menu->menuAction()->setToolTip(title);
    return menu;
  }
  void separator() { menu_->addSeparator(); }

 private:
  QMainWindow& window_;
  QMenu* menu_;
};

void makeFileMenu(QMainWindow& window, Actions& a) {
  MenuMaker menu(window, tr("&File"));
  a.newDesign = menu.add("new", tr("&New"), "document-new", tr("Start a new design"),
                         {QKeySequence(Qt::CTRL | Qt::Key_N)});
  a.newWindow = menu.add("newWindow", tr("New &window"), "window-new",
                         tr("Open another window; all windows share one line of runs"),
                         {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N)});
  a.open = menu.add("open", tr("&Open…"), "document-open",
                    tr("Open a project, a circuit, or data to train on"),
                    {QKeySequence(Qt::CTRL | Qt::Key_O)});
  a.examples = menu.add("examples", tr("&Examples…"), "example",
                        tr("Choose a ready design, from simple to hard"),
                        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)});
  a.recent = menu.subMenu(tr("Open &recent"), "recent");
  menu.separator();
  a.save = menu.add("save", tr("&Save"), "document-save", tr("Save the design"),
                    {QKeySequence(Qt::CTRL | Qt::Key_S)});
  a.saveAs = menu.add("saveAs", tr("Save &as…"), "document-save-as",
                      tr("Save the design under another name"),
                      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)});
  a.exportView =
      menu.add("export", tr("E&xport…"), "document-export",
               tr("Write circuit, plots or runs to files"), {QKeySequence(Qt::CTRL | Qt::Key_E)});
  menu.separator();
  a.closeWindow = menu.add("closeWindow", tr("&Close window"), "close", tr("Close this window"),
                           {QKeySequence(Qt::CTRL | Qt::Key_W)});
  a.quit = menu.add("quit", tr("&Quit"), "quit", tr("Close all windows"),
                    {QKeySequence(Qt::CTRL | Qt::Key_Q)});
  a.quit->setMenuRole(QAction::QuitRole);
}

void makeEditMenu(QMainWindow& window, Actions& a) {
  MenuMaker menu(window, tr("&Edit"));
  a.undo = menu.add("undo", tr("&Undo"), "edit-undo", tr("Take the last change back"),
                    {QKeySequence(Qt::CTRL | Qt::Key_Z)});
  a.redo = menu.add(
      "redo", tr("&Redo"), "edit-redo", tr("Make the change again"),
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
  menu.separator();
  a.cut =
      menu.add("cut", tr("Cu&t block"), "edit-cut", tr("Move the current block to the clipboard"),
               {QKeySequence(Qt::CTRL | Qt::Key_X)});
  a.copy = menu.add("copy", tr("&Copy block"), "copy", tr("Put the current block on the clipboard"),
                    {QKeySequence(Qt::CTRL | Qt::Key_C)});
  a.paste = menu.add("paste", tr("&Paste block"), "edit-paste",
                     tr("Insert the blocks of the clipboard behind the current one"),
                     {QKeySequence(Qt::CTRL | Qt::Key_V)});
  menu.separator();
  a.remove = menu.add("delete", tr("&Delete block"), "edit-delete", tr("Delete the current block"),
                      {QKeySequence(Qt::Key_Delete)});
  a.duplicate =
      menu.add("duplicate", tr("Dup&licate block"), "edit-duplicate",
               tr("Put a copy behind the current block"), {QKeySequence(Qt::CTRL | Qt::Key_D)});
  a.rename = menu.add("rename", tr("Re&name block…"), "edit-rename",
                      tr("Give the current block a name of your own"), {QKeySequence(Qt::Key_F2)});
  menu.separator();
  a.preferences = menu.add("preferences", tr("Pre&ferences…"), "preferences",
                           tr("Theme, language, threads, limits and folders"),
                           {QKeySequence(Qt::CTRL | Qt::Key_Comma)});
  a.preferences->setMenuRole(QAction::PreferencesRole);
}

void makeBuildMenu(QMainWindow& window, Actions& a) {
  MenuMaker menu(window, tr("&Build"));
  a.quickAdd =
      menu.add("quickAdd", tr("&Add block…"), "quick-add", tr("Find a block by typing and add it"),
               {QKeySequence(Qt::Key_Space), QKeySequence(Qt::Key_Slash)});
  menu.separator();
  a.moveUp = menu.add("moveUp", tr("Move block &up"), "go-up", tr("Move the current block up"),
                      {QKeySequence(Qt::ALT | Qt::Key_Up)});
  a.moveDown = menu.add("moveDown", tr("Move block &down"), "go-down",
                        tr("Move the current block down"), {QKeySequence(Qt::ALT | Qt::Key_Down)});
  a.moveToLaneBefore = menu.add("moveToLaneBefore", tr("Move to the lane be&fore"), "go-left",
                                tr("Move the current block to the lane on its left"),
                                {QKeySequence(Qt::ALT | Qt::Key_Left)});
  a.moveToNextLane = menu.add("moveToNextLane", tr("Move to the ne&xt lane"), "go-right",
                              tr("Move the current block to the lane on its right"),
                              {QKeySequence(Qt::ALT | Qt::Key_Right)});
  a.addLane = menu.add("addLane", tr("Add &lane"), "add-lane",
                       tr("Put an empty lane beside the current one"),
                       {QKeySequence(Qt::CTRL | Qt::Key_L)});
  a.bypass = menu.add("bypass", tr("&Bypass block"), "bypass",
                      tr("Keep the current block but leave it out"), {QKeySequence(Qt::Key_B)});
  a.bypass->setCheckable(true);
}

void makeTrainMenu(QMainWindow& window, Actions& a) {
  MenuMaker menu(window, tr("&Train"));
  a.train = menu.add("train", tr("&Train"), "train",
                     tr("Train this design, or go on after a pause"), {QKeySequence(Qt::Key_F5)});
  a.pause = menu.add("pause", tr("&Pause"), "pause", tr("Pause the run; Train goes on"),
                     {QKeySequence(Qt::Key_F6)});
  a.oneEpoch = menu.add("oneEpoch", tr("One &epoch"), "one-epoch", tr("Train one epoch and pause"),
                        {QKeySequence(Qt::Key_F7)});
  a.stop = menu.add("stop", tr("&Stop"), "stop", tr("End the run and keep what it has learnt"),
                    {QKeySequence(Qt::SHIFT | Qt::Key_F5)});
  menu.separator();
  a.run = menu.subMenu(tr("Selected &run"), "runs");
  a.filterRuns = menu.add("filterRuns", tr("&Filter runs"), "search", tr("Find runs by words"),
                          {QKeySequence(Qt::CTRL | Qt::Key_F)});
  menu.separator();
  a.newComparison = menu.add("newComparison", tr("&New comparison…"), "compare",
                             tr("Train every combination of some settings with several seeds"));
  a.compareRuns = menu.add("compareRuns", tr("&Compare selected runs"), "compare",
                           tr("Put the selected runs side by side"),
                           {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)});
  a.ablate = menu.add("ablate", tr("Train &with and without block"), "compare",
                      tr("What does the current block contribute? Five seeds with it and without"),
                      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W)});
  a.ablateAll = menu.add("ablateAll", tr("Train without each p&art"), "compare",
                         tr("What does each lane, block and fusion gate contribute? The design "
                            "without one of them at a time, five seeds each"));
}

void makeViewMenu(QMainWindow& window, Actions& a) {
  MenuMaker menu(window, tr("&View"));
  a.zoomIn =
      menu.add("zoomIn", tr("Zoom &in"), "zoom-in", tr("Enlarge the circuit"),
               {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::CTRL | Qt::Key_Equal)});
  a.zoomOut = menu.add("zoomOut", tr("Zoom &out"), "zoom-out", tr("Shrink the circuit"),
                       {QKeySequence(Qt::CTRL | Qt::Key_Minus)});
  a.zoomFit = menu.add("zoomFit", tr("&Fit circuit"), "zoom-fit", tr("Show the whole circuit"),
                       {QKeySequence(Qt::CTRL | Qt::Key_0)});
  menu.separator();
  a.map = menu.add("map", tr("&Map of the design"), "map",
                   tr("Show all blocks with their wires and lanes at a glance"),
                   {QKeySequence(Qt::CTRL | Qt::Key_M)});
  a.map->setCheckable(true);
  menu.separator();
  QMenu* axis = menu.subMenu(tr("Plot against"), "chart");
  auto* axes = new QActionGroup(&window);
  const std::array names{std::pair{"axisEpochs", tr("&Epochs")},
                         std::pair{"axisEvaluations", tr("&Circuit evaluations")},
                         std::pair{"axisSeconds", tr("&Seconds")}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    QAction* action = axis->addAction(icon(QStringLiteral("chart")), names[i].second);
    action->setObjectName(QLatin1String(names[i].first));
    action->setCheckable(true);
    action->setIconVisibleInMenu(false);
    action->setToolTip(tr("What the curves of a run are drawn over"));
    action->setStatusTip(action->toolTip());
    axes->addAction(action);
    a.plotAxis[i] = action;
  }
  a.pages = menu.subMenu(tr("P&ages"), "block-lanes");
  a.panels = menu.subMenu(tr("&Panels"), "layout");
  a.theme = menu.subMenu(tr("&Theme"), "theme");
  auto* group = new QActionGroup(&window);
  const auto addTheme = [&](const char* name, const QString& text) {
    QAction* action = a.theme->addAction(text);
    action->setObjectName(QLatin1String(name));
    action->setCheckable(true);
    action->setIcon(icon(QStringLiteral("theme")));
    action->setIconVisibleInMenu(false);
    action->setToolTip(tr("Colours of the window"));
    action->setStatusTip(action->toolTip());
    group->addAction(action);
    return action;
  };
  a.themeSystem = addTheme("themeSystem", tr("As the &system"));
  a.themeLight = addTheme("themeLight", tr("&Light"));
  a.themeDark = addTheme("themeDark", tr("&Dark"));
  menu.separator();
  a.nextPanel = menu.add("nextPanel", tr("&Next panel"), "go-right",
                         tr("Give the keyboard to the next part of the window"),
                         {QKeySequence(Qt::CTRL | Qt::Key_F6)});
  a.previousPanel = menu.add("previousPanel", tr("Previo&us panel"), "go-left",
                             tr("Give the keyboard to the part of the window before"),
                             {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F6)});
  a.resetLayout = menu.add("resetLayout", tr("&Reset layout"), "reset",
                           tr("Put all panels where they were at first"));
}

void makeHelpMenu(QMainWindow& window, Actions& a) {
  MenuMaker menu(window, tr("&Help"));
  a.gettingStarted =
      menu.add("gettingStarted", tr("&Getting started"), "help",
               tr("Five minutes with the window, step by step"), {QKeySequence(Qt::Key_F1)});
  a.shortcuts =
      menu.add("shortcuts", tr("&Keyboard shortcuts"), "keyboard",
               tr("List all keyboard shortcuts"), {QKeySequence(Qt::CTRL | Qt::Key_Question)});
  a.about = menu.add("about", tr("&About Qonvolve"), "about", tr("Version, licence and papers"));
  a.about->setMenuRole(QAction::AboutRole);
}

}  // namespace

std::vector<QAction*> Actions::stackOnly() const {
  return {cut,      copy,   paste,    remove,           duplicate,      rename,
          quickAdd, moveUp, moveDown, moveToLaneBefore, moveToNextLane, addLane,
          bypass};
}

Actions makeActions(QMainWindow& window, QWidget& stackArea) {
  Actions actions;
  makeFileMenu(window, actions);
  makeEditMenu(window, actions);
  makeBuildMenu(window, actions);
  makeTrainMenu(window, actions);
  makeViewMenu(window, actions);
  makeHelpMenu(window, actions);
  for (QAction* action : actions.stackOnly()) {
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    stackArea.addAction(action);
  }
  return actions;
}

}  // namespace qonvolve::ui
