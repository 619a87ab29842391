package dev.labctl.cli.verify;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Verifications as JUnit XML, which CI servers show: a suite for each lab, a case for each check. */
public final class JUnitReport {
    private JUnitReport() {}

    /** Writes the file; folders on the way to it are made. */
    public static void write(Path file, List<VerifyReport> reports) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (Writer writer = Files.newBufferedWriter(file)) {
            writer.write(xml(reports));
        }
    }

    static String xml(List<VerifyReport> reports) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            for (VerifyReport report : reports) {
                suite(xml, report);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        return text.toString();
    }

    private static void suite(XMLStreamWriter xml, VerifyReport report) throws XMLStreamException {
        long failed = report.lines().stream().filter(line -> !line.passed()).count();
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", report.lab());
        xml.writeAttribute("tests", Integer.toString(report.lines().size()));
        xml.writeAttribute("failures", Long.toString(failed));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("time", seconds(report.took().toMillis()));
        xml.writeAttribute("timestamp", report.startedAt().toString());
        for (VerifyReport.Line line : report.lines()) {
            test(xml, report.lab(), line);
        }
        xml.writeEndElement();
    }

    private static void test(XMLStreamWriter xml, String lab, VerifyReport.Line line) throws XMLStreamException {
        String evidence = String.join("\n", line.result().evidence());
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "labctl." + lab);
        xml.writeAttribute("name", line.check());
        xml.writeAttribute("time", seconds(line.took().toMillis()));
        if (!line.passed()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", valid(line.reason()));
            xml.writeCharacters(valid(evidence));
            xml.writeEndElement();
        }
        xml.writeStartElement("system-out");
        xml.writeCharacters(valid(evidence));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }

    /** XML has no way to write most control characters. */
    private static String valid(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F]", "\uFFFD");
    }
}
