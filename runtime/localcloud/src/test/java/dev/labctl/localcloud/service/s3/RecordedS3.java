package dev.labctl.localcloud.service.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.LocalCloudConfig;
import dev.labctl.localcloud.recorded.BotoAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.S3Response;

/** What AWS was recorded answering, and this cloud's answers in the form of the recordings, which is boto3's. */
final class RecordedS3 {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String RECORDINGS = "shared/fixtures/recorded/";
    private static final Pattern PLACEHOLDER = Pattern.compile("<[a-z_-]+(:\\d+)?>");

    /** What varies and was replaced by a word. */
    private static final Set<String> WORDS =
            Set.of("date", "amz-id", "amz-request-id", "sequencer", "version-id", "m-d5-of-body");

    private static final BotoAnswers ANSWERS =
            new BotoAnswers(bytes -> JSON.getNodeFactory().textNode(bytes.asUtf8String()));

    private RecordedS3() {}

    /** What was recorded of a test; the test is skipped where the recordings are not beside the checkout. */
    static JsonNode of(String file, String test) throws IOException {
        Path recordings = Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
                .map(path -> path.resolve(RECORDINGS + file + ".snapshot.json"))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
        assumeTrue(recordings != null, "no recordings of AWS found: " + file);
        for (Map.Entry<String, JsonNode> entry :
                JSON.readTree(Files.readString(recordings)).properties()) {
            if (entry.getKey().endsWith("::" + test)) {
                return entry.getValue().path("recorded-content");
            }
        }
        throw new IllegalArgumentException(test);
    }

    /** Holds an answer to the recorded one: the same members with the same values, apart from what varies. */
    static void assertLike(JsonNode recorded, JsonNode actual, String at) {
        if (recorded.isObject()) {
            assertThat(names(actual)).as(at).isEqualTo(names(recorded));
            recorded.properties()
                    .forEach(member ->
                            assertLike(member.getValue(), actual.path(member.getKey()), at + "/" + member.getKey()));
        } else if (recorded.isArray()) {
            assertThat(actual.size()).as("size of " + at).isEqualTo(recorded.size());
            for (int i = 0; i < recorded.size(); i++) {
                assertLike(recorded.get(i), actual.path(i), at + "/" + i);
            }
        } else if (!WORDS.contains(recorded.asText())) {
            assertThat(actual.getNodeType()).as(at).isEqualTo(recorded.getNodeType());
            assertThat(actual.asText()).as(at).matches(pattern(recorded.asText()));
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        names.remove("HTTPHeaders");
        return names;
    }

    private static Pattern pattern(String recorded) {
        String own = recorded.replace("111111111111", LocalCloudConfig.DEFAULT_ACCOUNT);
        StringBuilder pattern = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(own);
        int end = 0;
        while (placeholder.find()) {
            pattern.append(Pattern.quote(own.substring(end, placeholder.start())))
                    .append(".+");
            end = placeholder.end();
        }
        return Pattern.compile(pattern.append(Pattern.quote(own.substring(end))).toString());
    }

    /** An answer with its status. */
    static JsonNode shown(S3Response answer) {
        return ANSWERS.shown(answer);
    }
}
