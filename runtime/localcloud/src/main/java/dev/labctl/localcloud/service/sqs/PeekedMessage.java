package dev.labctl.localcloud.service.sqs;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the cloud's own page shows of a message that nobody receives. */
final class PeekedMessage {
    private static final int SHOWN = 4096;

    private PeekedMessage() {}

    static Map<String, Object> of(Entry entry, Content content, long now) {
        String body = content.body();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("messageId", content.messageId());
        shown.put("state", state(entry, now));
        shown.put("receives", entry.receives());
        shown.put("sent", Instant.ofEpochMilli(content.sentAt()).toString());
        shown.put("body", body.length() > SHOWN ? body.substring(0, SHOWN) : body);
        shown.put("length", body.length());
        if (entry.group() != null) {
            shown.put("group", entry.group());
        }
        return shown;
    }

    private static String state(Entry entry, long now) {
        if (entry.isVisible(now)) {
            return "visible";
        }
        return entry.receives() == 0 ? "delayed" : "in flight";
    }
}
