package dev.labctl.cli.report;

import dev.labctl.cli.report.ReportCase.Outcome;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A report as JUnit XML, which CI servers show: a suite for each lab, a case for each check and each step. */
final class JUnit {
    private JUnit() {}

    static String of(Report report) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", report.title());
            xml.writeAttribute("time", seconds(report.took()));
            for (ReportSuite suite : report.suites()) {
                suite(xml, suite);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        return text.toString();
    }

    private static void suite(XMLStreamWriter xml, ReportSuite suite) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", suite.name());
        xml.writeAttribute("tests", Integer.toString(suite.cases().size()));
        xml.writeAttribute("failures", Long.toString(suite.count(Outcome.FAILED)));
        xml.writeAttribute("errors", Long.toString(suite.count(Outcome.BROKEN)));
        xml.writeAttribute("skipped", Long.toString(suite.count(Outcome.NOT_RUN)));
        xml.writeAttribute("time", seconds(suite.took()));
        xml.writeAttribute("timestamp", suite.startedAt().toString());
        for (ReportCase each : suite.cases()) {
            test(xml, suite.name(), each);
        }
        xml.writeEndElement();
    }

    private static void test(XMLStreamWriter xml, String lab, ReportCase test) throws XMLStreamException {
        String evidence = String.join("\n", test.evidence());
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "labctl." + lab);
        xml.writeAttribute("name", test.name());
        xml.writeAttribute("time", seconds(test.took()));
        switch (test.outcome()) {
            case PASSED -> {
                // Nothing is said of it but its name.
            }
            case FAILED -> trouble(xml, "failure", test.reason(), evidence);
            case BROKEN -> trouble(xml, "error", test.reason(), evidence);
            case NOT_RUN -> trouble(xml, "skipped", test.reason(), "");
        }
        if (!evidence.isEmpty()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters(valid(evidence));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void trouble(XMLStreamWriter xml, String element, String message, String details)
            throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeAttribute("message", valid(message));
        xml.writeCharacters(valid(details));
        xml.writeEndElement();
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.3f", took.toMillis() / 1000.0);
    }

    /** XML has no way to write most control characters, nor halves of characters. */
    private static String valid(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "\uFFFD");
    }
}
