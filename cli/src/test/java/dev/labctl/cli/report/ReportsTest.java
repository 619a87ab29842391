package dev.labctl.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.output.Json;
import dev.labctl.cli.report.SuiteLog.Step;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.VerifyReport;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What is written is read again, by whoever the format is for. */
class ReportsTest {
    private static final String NASTY = "no row <a&b> \u0001 # SKIP \"it\" \\ ok\nnot ok 7 \u2028\uD800 ü😀";
    private static final List<Check> CHECKS = List.of(check("bytes-identical"), check("rows-there"), check("last"));

    private static Check check(String name) {
        return new Check(name, name + " holds", verification -> CheckResult.passed());
    }

    private static VerifyReport.Line line(int index, CheckResult result) {
        Check check = CHECKS.get(index);
        return new VerifyReport.Line(check.name(), check.claim(), result, Duration.ofMillis(1500));
    }

    private static SuiteLog log(String lab) {
        return new SuiteLog(lab, EnumSet.allOf(Step.class), CHECKS);
    }

    private static SuiteLog deployed(String lab) {
        SuiteLog log = log(lab);
        log.begin(Step.DEPLOY, "local (us-east-1)");
        log.succeed(Step.DEPLOY, List.of("12 resources"));
        log.begin(Step.VERIFY, "local (us-east-1)");
        return log;
    }

    private static SuiteLog healthy() {
        SuiteLog log = deployed("lab-good");
        IntStream.range(0, CHECKS.size()).forEach(i -> log.checked(line(i, CheckResult.passed("3 objects"))));
        log.succeed(Step.VERIFY, List.of());
        log.begin(Step.DESTROY, "local (us-east-1)");
        log.succeed(Step.DESTROY, List.of("nothing is left"));
        return log;
    }

    private static Report report(SuiteLog... logs) {
        return new Report(
                "labctl smoke",
                Instant.EPOCH,
                Duration.ofSeconds(9),
                List.of(logs).stream().map(SuiteLog::suite).toList());
    }

    /** A lab with a failed check and a failed destroy, one that was not deployed, one that was not reached. */
    private static Report troubled() {
        SuiteLog failing = deployed("lab-failing");
        failing.checked(line(0, CheckResult.passed("3 objects")));
        failing.checked(line(1, CheckResult.failed(NASTY, "looked at <3> rows", NASTY)));
        failing.checked(line(2, CheckResult.passed()));
        failing.succeed(Step.VERIFY, List.of());
        failing.begin(Step.DESTROY, "local (us-east-1)");
        failing.fail(Step.DESTROY, "1 resource is left", List.of());
        SuiteLog undeployed = log("lab-undeployed");
        undeployed.begin(Step.DEPLOY, "local (us-east-1)");
        undeployed.fail(Step.DEPLOY, "stack lab-undeployed failed: " + NASTY, List.of());
        undeployed.skip("the lab is not deployed");
        SuiteLog unreached = log("lab-unreached");
        unreached.skip("--fail-fast: # an earlier lab failed");
        return report(healthy(), failing, undeployed, unreached);
    }

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    private static Element suite(Document junit, int index) {
        return (Element) junit.getElementsByTagName("testsuite").item(index);
    }

    @Test
    void junitTellsFailedChecksBrokenStepsAndWhatWasNotRunApart() throws Exception {
        Document junit = xml(ReportFormat.JUNIT.of(troubled()));

        assertThat(suite(junit, 0).getAttribute("tests")).isEqualTo("5");
        assertThat(suite(junit, 0).getElementsByTagName("failure").getLength()).isZero();
        Element failing = suite(junit, 1);
        assertThat(failing.getAttribute("failures")).isEqualTo("1");
        assertThat(failing.getAttribute("errors")).isEqualTo("1");
        Element failure = (Element) failing.getElementsByTagName("failure").item(0);
        assertThat(((Element) failure.getParentNode()).getAttribute("name")).isEqualTo("rows-there");
        assertThat(((Element) failure.getParentNode()).getAttribute("time")).isEqualTo("1.500");
        assertThat(failure.getAttribute("message")).startsWith("no row <a&b> \uFFFD # SKIP");
        assertThat(failure.getTextContent()).contains("looked at <3> rows", "ü😀");
        Element undeployed = suite(junit, 2);
        Element error = (Element) undeployed.getElementsByTagName("error").item(0);
        assertThat(((Element) error.getParentNode()).getAttribute("name")).isEqualTo("deploy");
        assertThat(undeployed.getAttribute("skipped")).isEqualTo("4");
        assertThat(suite(junit, 3).getAttribute("skipped")).isEqualTo("5");
        assertThat(suite(junit, 3).getElementsByTagName("skipped").getLength()).isEqualTo(5);
    }

    @Test
    void tapHasAPointForEveryCaseAndNoTextBecomesADirective() {
        Tape tape = Tape.read(ReportFormat.TAP.of(troubled()));

        assertThat(tape.plan()).isEqualTo(20);
        assertThat(tape.points())
                .hasSize(20)
                .extracting(Tape.Point::number)
                .isEqualTo(IntStream.rangeClosed(1, 20).boxed().toList());
        assertThat(tape.points().stream().filter(point -> !point.ok()).map(Tape.Point::description))
                .containsExactly("lab-failing: rows-there", "lab-failing: destroy", "lab-undeployed: deploy");
        assertThat(tape.points().stream().filter(point -> !point.skip().isEmpty()))
                .hasSize(9)
                .allMatch(Tape.Point::ok);
        assertThat(tape.points().get(19).skip()).isEqualTo("--fail-fast: # an earlier lab failed");
        Tape.Point failed = tape.points().get(7);
        assertThat(failed.yaml("message")).isEqualTo(NASTY);
        assertThat(failed.yaml("severity")).isEqualTo("fail");
        assertThat(tape.points().get(9).yaml("severity")).isEqualTo("error");
    }

    @Test
    void thePageIsWellFormedNeedsNothingFromElsewhereAndShowsWhatFailed() throws Exception {
        String page = ReportFormat.HTML.of(troubled());

        Document document = xml(page);
        assertThat(document.getElementsByTagName("details").getLength()).isEqualTo(20);
        assertThat(IntStream.range(0, 20)
                        .mapToObj(i -> (Element)
                                document.getElementsByTagName("details").item(i))
                        .filter(each -> each.hasAttribute("open"))
                        .map(Element::getTextContent))
                .hasSize(3)
                .anyMatch(each -> each.contains("rows-there") && each.contains("looked at <3> rows"))
                .anyMatch(each -> each.contains("stack lab-undeployed failed"))
                .anyMatch(each -> each.contains("1 resource is left"));
        assertThat(page)
                .contains("labctl smoke: failed", "prefers-color-scheme: dark", "--fail-fast: # an earlier lab failed")
                .doesNotContain("<script", "src=", "url(", "@import", "http");
    }

    @Test
    void jsonHasEveryCaseWithItsOutcome() {
        assertThat(Json.object(ReportFormat.JSON.of(troubled())))
                .containsEntry("passed", false)
                .extracting("labs")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .extracting("verdict")
                .containsExactly("passed", "failed", "failed", "not run");
    }

    @Test
    void aRunThatWentWellIsGreenInEveryFormat() throws Exception {
        Report report = report(healthy());

        assertThat(report.passed()).isTrue();
        assertThat(xml(ReportFormat.JUNIT.of(report))
                        .getElementsByTagName("error")
                        .getLength())
                .isZero();
        assertThat(ReportFormat.TAP.of(report)).doesNotContain("not ok", "SKIP");
        assertThat(ReportFormat.HTML.of(report)).contains("labctl smoke: passed");
    }

    @Test
    void anInterruptedRunIsRedWhereItWasAndTheRestIsNotRun() {
        SuiteLog log = deployed("lab-x");
        log.checked(line(0, CheckResult.passed()));
        log.interrupt();
        log.checked(line(1, CheckResult.failed("the cloud was taken away")));
        log.fail(Step.VERIFY, "the cloud was taken away", List.of());
        SuiteLog untouched = log("lab-y");
        untouched.interrupt();

        assertThat(log.suite().cases())
                .extracting(each -> each.name() + " " + each.outcome().word())
                .containsExactly(
                        "deploy passed",
                        "bytes-identical passed",
                        "rows-there broken",
                        "last not run",
                        "destroy not run");
        assertThat(untouched.suite().verdict()).isEqualTo("not run");
        assertThat(report(untouched).passed()).isFalse();
    }
}
