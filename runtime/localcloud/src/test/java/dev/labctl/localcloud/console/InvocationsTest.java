package dev.labctl.localcloud.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a function's log tells of its invocations. */
final class InvocationsTest {
    private static List<Map<String, Object>> read(String... texts) {
        List<LogTail.Line> lines = new ArrayList<>();
        for (int at = 0; at < texts.length; at++) {
            lines.add(new LogTail.Line("stream", at * 1000L, texts[at]));
        }
        return Invocations.in(lines, List.of(ended("r-1", ""), ended("r-4", "java.lang.Error"), ended("r-4", "")), 10);
    }

    private static Map<String, Object> ended(String requestId, String errorType) {
        return Map.of("requestId", requestId, "errorType", errorType);
    }

    @Test
    void whatAHandlerThrewIsKnownToTheServiceOnlyForEachTryOfAnEvent() {
        String report = "\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 84 MB\t";
        List<Map<String, Object>> found = read(
                "START RequestId: r-4 Version: $LATEST",
                "REPORT RequestId: r-4" + report,
                "START RequestId: r-4 Version: $LATEST",
                "REPORT RequestId: r-4" + report,
                "START RequestId: r-5 Version: $LATEST",
                "REPORT RequestId: r-5" + report);
        assertThat(found).extracting(each -> each.get("status")).containsExactly("ended", "success", "error");
        assertThat(found.get(2)).containsEntry("errorType", "java.lang.Error");
    }

    @Test
    void textLogsTellDurationColdStartErrorAndLines() {
        List<Map<String, Object>> found = read(
                "INIT_START Runtime Version: java21",
                "START RequestId: r-1 Version: $LATEST",
                "COPIED a.txt",
                "END RequestId: r-1",
                "REPORT RequestId: r-1\tDuration: 12.50 ms\tBilled Duration: 700 ms\tMemory Size: 1024 MB\t"
                        + "Max Memory Used: 84 MB\tInit Duration: 650.00 ms\t",
                "START RequestId: r-2 Version: $LATEST",
                "java.lang.IllegalStateException: no",
                "REPORT RequestId: r-2\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 1024 MB\t"
                        + "Max Memory Used: 90 MB\tStatus: error\tError Type: Runtime.ExitError\t",
                "START RequestId: r-3 Version: $LATEST",
                "working");
        assertThat(found).extracting(each -> each.get("requestId")).containsExactly("r-3", "r-2", "r-1");
        assertThat(found.get(0)).containsEntry("status", "running").containsEntry("lines", List.of("working"));
        assertThat(found.get(1))
                .containsEntry("status", "error")
                .containsEntry("errorType", "Runtime.ExitError")
                .containsEntry("durationMs", 3.0)
                .containsEntry("memoryMb", 90)
                .doesNotContainKey("initMs");
        assertThat(found.get(2))
                .containsEntry("status", "success")
                .containsEntry("durationMs", 12.5)
                .containsEntry("initMs", 650.0)
                .containsEntry("lines", List.of("COPIED a.txt"));
    }

    @Test
    void jsonLogsTellTheSame() {
        List<Map<String, Object>> found = read(
                "{\"time\":\"t\",\"type\":\"platform.start\",\"record\":{\"requestId\":\"r-1\",\"version\":\"1\"}}",
                "{\"level\":\"INFO\",\"message\":\"COPIED\"}",
                "{\"time\":\"t\",\"type\":\"platform.report\",\"record\":{\"requestId\":\"r-1\",\"metrics\":"
                        + "{\"durationMs\":5.25,\"initDurationMs\":100.5,\"maxMemoryUsedMB\":70},\"status\":\"timeout\"}}");
        assertThat(found).hasSize(1);
        assertThat(found.get(0))
                .containsEntry("status", "timeout")
                .containsEntry("durationMs", 5.25)
                .containsEntry("initMs", 100.5)
                .containsEntry("memoryMb", 70)
                .containsEntry("lines", List.of("{\"level\":\"INFO\",\"message\":\"COPIED\"}"));
    }
}
