package dev.labctl.runtime.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ObjectEventTest {
    @Test
    void readsARecordAndDecodesItsKeyWithPlusAsSpace() throws IOException {
        List<ObjectEvent> events = read("""
                {"Records":[{"eventName":"ObjectCreated:Put","eventTime":"2026-11-21T07:00:00.123Z","s3":{
                  "bucket":{"name":"b"},
                  "object":{"key":"a+b%2Bc/%C3%A9%25%26.","size":7,"eTag":"e","sequencer":"00A1","versionId":"v1"}}}]}
                """);

        assertThat(events)
                .containsExactly(new ObjectEvent(
                        "ObjectCreated:Put",
                        Instant.parse("2026-11-21T07:00:00.123Z"),
                        "b",
                        "a b+c/é%&.",
                        7,
                        "e",
                        "00A1",
                        Optional.of("v1")));
    }

    @Test
    void namesWhatIsMissingFromSomethingThatIsNoS3Event() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("{\"Event\":\"s3:TestEvent\"}"))
                .withMessage("not an S3 event: it has no Records");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("{\"Records\":[{\"eventName\":\"x\"}]}"))
                .withMessage("not an S3 event: s3 is missing");
    }

    private static List<ObjectEvent> read(String json) throws IOException {
        return ObjectEvent.readAll(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
