package dev.labctl.localcloud.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One recorded test: the answers AWS gave, by name. {@code <placeholders>} stand for what differs from run to run, and so
 * do the parts of a text that were named when the recording was opened.
 */
public final class Recording {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DIRECTORY = "shared/fixtures/recorded";
    private static final String PLACEHOLDER = "<[a-z0-9-]+(:\\d+)?>";
    private static final Set<String> MOMENTS =
            Set.of("timestamp", "datetime", "starting-sequence-number", "approximate-creation-date-time");
    private static final Pattern BYTES = Pattern.compile("b'(.*)'", Pattern.DOTALL);

    private final JsonNode answers;
    private final Pattern varying;
    private final boolean isStrict;
    private final Map<String, String> known = new HashMap<>();

    /**
     * Answers to be held to.
     *
     * @param answers the recorded answers by name
     * @param varying what differs from run to run
     */
    public Recording(JsonNode answers, Pattern varying) {
        this(answers, varying, false);
    }

    private Recording(JsonNode answers, Pattern varying, boolean isStrict) {
        this.answers = answers;
        this.varying = varying;
        this.isStrict = isStrict;
    }

    /** The recorded answers by name. */
    public JsonNode answers() {
        return answers;
    }

    /** What differs from run to run. */
    public Pattern varying() {
        return varying;
    }

    /**
     * The same, held to the letter: types of JSON are compared too, the region is this one, and a numbered placeholder
     * stands for one value wherever it occurs.
     */
    public Recording strictly(String region) {
        return new Recording(answers, varying, true).bind("<region>", region).bind("<partition>", "aws");
    }

    /** Says what a placeholder stands for. */
    public Recording bind(String placeholder, String value) {
        known.put(placeholder, value);
        return this;
    }

    /**
     * The recording of a test; the test that asks is skipped when there are no recordings beside the checkout.
     *
     * @param file the name of the file of recordings
     * @param test the name of the recorded test, without its path
     */
    public static Recording of(String file, String test) {
        return of(file, test, Pattern.compile(PLACEHOLDER));
    }

    /** The same with parts that differ from run to run beside the placeholders. */
    public static Recording of(String file, String test, String varying) {
        return of(file, test, Pattern.compile(PLACEHOLDER + "|" + varying));
    }

    private static Recording of(String file, String test, Pattern varying) {
        Path found = Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(directory -> directory.resolve(DIRECTORY).resolve(file))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
        assumeTrue(found != null, "no recordings in " + DIRECTORY + " beside the checkout: " + test);
        try {
            JsonNode tests = JSON.readTree(Objects.requireNonNull(found).toFile());
            JsonNode answers = tests.properties().stream()
                    .filter(entry -> entry.getKey().endsWith("::" + test))
                    .findFirst()
                    .map(Map.Entry::getValue)
                    .orElseThrow(() -> new AssertionError("no recording of " + test))
                    .path("recorded-content");
            return new Recording(answers, varying, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds an answer to the recorded one of that name, member by member. */
    public void match(String name, JsonNode actual) {
        assertThat(answers.has(name)).as("a recording named " + name).isTrue();
        compare(name, answers.path(name), actual);
    }

    /** Holds a failure to one that was recorded as boto3 prints it. */
    public void matchPrinted(String name, String operation, JsonNode failure) {
        String printed = "An error occurred (%s) when calling the %s operation: %s"
                .formatted(
                        failure.at("/Error/Code").asText(),
                        operation,
                        failure.at("/Error/Message").asText());
        match(name, JSON.valueToTree(printed));
    }

    private void compare(String path, JsonNode expected, JsonNode actual) {
        if (expected.isObject()) {
            JsonNode object = actual.isTextual() ? parsed(actual.asText()) : actual;
            List<String> names = names(expected);
            List<String> ours =
                    names.stream().map(name -> known.getOrDefault(name, name)).toList();
            assertThat(names(object)).as(path).containsExactlyInAnyOrderElementsOf(ours);
            names.forEach(name ->
                    compare(path + "." + name, expected.path(name), object.path(known.getOrDefault(name, name))));
        } else if (expected.isArray()) {
            List<JsonNode> items = items(expected);
            List<JsonNode> ours = items(actual);
            assertThat(ours).as("size of " + path).hasSize(items.size());
            for (int i = 0; i < items.size(); i++) {
                compare(path + "[" + i + "]", items.get(i), ours.get(i));
            }
        } else if (!MOMENTS.contains(expected.asText())) {
            if (isStrict) {
                assertThat(actual.getNodeType()).as("type of " + path).isEqualTo(expected.getNodeType());
            }
            compareText(path, expected.asText(), actual.asText());
        }
    }

    /** The items of a list; CloudFormation gives parameters in no particular order. */
    private static List<JsonNode> items(JsonNode list) {
        List<JsonNode> items = new ArrayList<>();
        list.forEach(items::add);
        items.sort(Comparator.comparing(item -> item.path("ParameterKey").asText()));
        return items;
    }

    /** The members that are compared: boto3's headers are not, nor its second copy of an error's message. */
    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        names.removeAll(List.of("HTTPHeaders", "message"));
        return names;
    }

    /** A document inside of a text; an empty XML element is an empty structure. */
    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json.isEmpty() ? "{}" : json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compareText(String path, String expected, String actual) {
        Matcher bytes = BYTES.matcher(expected);
        String own = (isStrict && bytes.matches() ? base64(bytes.group(1)) : expected)
                .replace("111111111111", "123456789012");
        List<String> unknown = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Matcher free = varying.matcher(own);
        int end = 0;
        while (free.find()) {
            text.append(Pattern.quote(own.substring(end, free.start())));
            String value = known.get(free.group());
            text.append(value == null ? "(.+?)" : Pattern.quote(value));
            if (value == null) {
                unknown.add(free.group());
            }
            end = free.end();
        }
        Pattern pattern =
                Pattern.compile(text.append(Pattern.quote(own.substring(end))).toString(), Pattern.DOTALL);
        assertThat(actual).as(path).matches(pattern);
        Matcher values = pattern.matcher(actual);
        for (int i = 0; isStrict && values.matches() && i < unknown.size(); i++) {
            if (unknown.get(i).contains(":")) {
                known.putIfAbsent(unknown.get(i), values.group(i + 1));
            }
        }
    }

    /** What JSON has for the bytes that Python prints as {@code b'...'}. */
    private static String base64(String printed) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < printed.length(); i++) {
            if (printed.startsWith("\\x", i)) {
                bytes.append((char) Integer.parseInt(printed.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                bytes.append(printed.charAt(i));
            }
        }
        return Base64.getEncoder().encodeToString(bytes.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
