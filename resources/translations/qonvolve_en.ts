<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>qonvolve::ui::CircuitScene</name>
    <message numerus="yes">
        <source>%n gate(s)</source>
        <translation>
            <numerusform>%n gate</numerusform>
            <numerusform>%n gates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n parameter(s)</source>
        <translation>
            <numerusform>%n parameter</numerusform>
            <numerusform>%n parameters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more share(s) its parameters</source>
        <translation>
            <numerusform>%n more shares its parameters</numerusform>
            <numerusform>%n more share its parameters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qonvolve::ui::ConfusionPair</name>
    <message numerus="yes">
        <source>%1, %n run(s)</source>
        <translation>
            <numerusform>%1, %n run</numerusform>
            <numerusform>%1, %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qonvolve::ui::NewSweepDialog</name>
    <message numerus="yes">
        <source>%n design(s)</source>
        <translation>
            <numerusform>%n design</numerusform>
            <numerusform>%n designs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>× %n seed(s)</source>
        <translation>
            <numerusform>× %n seed</numerusform>
            <numerusform>× %n seeds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qonvolve::ui::ParallelChart</name>
    <message numerus="yes">
        <source>%n line(s) over </source>
        <translation>
            <numerusform>%n line over </numerusform>
            <numerusform>%n lines over </numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qonvolve::ui::PreferencesDialog</name>
    <message numerus="yes">
        <source>%n run(s), %1</source>
        <translation>
            <numerusform>%n run, %1</numerusform>
            <numerusform>%n runs, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1; %n of them in the archive, %2</source>
        <translation>
            <numerusform>%1; %n of them in the archive, %2</numerusform>
            <numerusform>%1; %n of them in the archive, %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qonvolve::ui::RunControls</name>
    <message numerus="yes">
        <source>Waiting for %n run(s)</source>
        <translation>
            <numerusform>Waiting for %n run</numerusform>
            <numerusform>Waiting for %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qonvolve::ui::ScanControls</name>
    <message numerus="yes">
        <source>About %1 for %n point(s)</source>
        <translation>
            <numerusform>About %1 for %n point</numerusform>
            <numerusform>About %1 for %n points</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qonvolve::ui::SelfCheckTab</name>
    <message numerus="yes">
        <source>Cancelled after %n row(s).</source>
        <translation>
            <numerusform>Cancelled after %n row.</numerusform>
            <numerusform>Cancelled after %n rows.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n number(s) agree within four standard errors.</source>
        <translation>
            <numerusform>The %n number agrees within four standard errors.</numerusform>
            <numerusform>All %n numbers agree within four standard errors.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n number(s) differ by more than four standard errors.</source>
        <translation>
            <numerusform>%n number differs by more than four standard errors.</numerusform>
            <numerusform>%n numbers differ by more than four standard errors.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qonvolve::ui::StackView</name>
    <message numerus="yes">
        <source>Paste %n block(s)</source>
        <translation>
            <numerusform>Paste %n block</numerusform>
            <numerusform>Paste %n blocks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qonvolve::ui::StripChart</name>
    <message numerus="yes">
        <source>%1: %n run(s)</source>
        <translation>
            <numerusform>%1: %n run</numerusform>
            <numerusform>%1: %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qonvolve::ui::SweepSession</name>
    <message numerus="yes">
        <source>%n task(s) at work</source>
        <translation>
            <numerusform>%n task at work</numerusform>
            <numerusform>%n tasks at work</numerusform>
        </translation>
    </message>
</context>
</TS>
