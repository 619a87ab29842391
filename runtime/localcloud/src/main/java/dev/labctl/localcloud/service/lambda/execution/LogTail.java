package dev.labctl.localcloud.service.lambda.execution;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import software.amazon.awssdk.core.SdkBytes;

/** The last 4 KB of an invocation's log, what {@code LogType=Tail} answers. */
final class LogTail {
    private static final int LIMIT = 4096;

    private byte[] kept = new byte[0];

    void add(String message) {
        byte[] added = message.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(kept, kept.length + added.length);
        System.arraycopy(added, 0, all, kept.length, added.length);
        kept = all.length > LIMIT ? Arrays.copyOfRange(all, all.length - LIMIT, all.length) : all;
    }

    SdkBytes bytes() {
        return SdkBytes.fromByteArray(kept);
    }
}
