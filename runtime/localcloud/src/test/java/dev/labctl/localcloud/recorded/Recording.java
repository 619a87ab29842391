package dev.labctl.localcloud.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One recorded test: the answers AWS gave, by name. {@code <placeholders>} stand for what differs from run to run, and so
 * do the parts of a text that {@code varying} finds.
 *
 * @param answers the recorded answers by name
 * @param varying what else differs from run to run, generated names for instance
 */
public record Recording(JsonNode answers, Pattern varying) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DIRECTORY = "shared/fixtures/recorded";
    private static final String PLACEHOLDER = "<[a-z0-9-]+(:\\d+)?>";
    private static final Set<String> MOMENTS = Set.of("timestamp", "datetime");

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
            return new Recording(answers, varying);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds an answer to the recorded one of that name, member by member. */
    public void match(String name, JsonNode actual) {
        assertThat(answers.has(name)).as("a recording named " + name).isTrue();
        compare(name, answers.path(name), actual);
    }

    private void compare(String path, JsonNode expected, JsonNode actual) {
        if (expected.isObject()) {
            JsonNode object = actual.isTextual() ? parsed(actual.asText()) : actual;
            List<String> names = names(expected);
            assertThat(names(object)).as(path).containsExactlyInAnyOrderElementsOf(names);
            names.forEach(name -> compare(path + "." + name, expected.path(name), object.path(name)));
        } else if (expected.isArray()) {
            List<JsonNode> items = items(expected);
            List<JsonNode> ours = items(actual);
            assertThat(ours).as("size of " + path).hasSize(items.size());
            for (int i = 0; i < items.size(); i++) {
                compare(path + "[" + i + "]", items.get(i), ours.get(i));
            }
        } else if (!MOMENTS.contains(expected.asText())) {
            assertThat(actual.asText()).as(path).matches(pattern(expected.asText()));
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

    private Pattern pattern(String expected) {
        String own = expected.replace("111111111111", "123456789012");
        StringBuilder pattern = new StringBuilder();
        Matcher free = varying.matcher(own);
        int end = 0;
        while (free.find()) {
            pattern.append(Pattern.quote(own.substring(end, free.start()))).append(".+");
            end = free.end();
        }
        return Pattern.compile(pattern.append(Pattern.quote(own.substring(end))).toString(), Pattern.DOTALL);
    }
}
