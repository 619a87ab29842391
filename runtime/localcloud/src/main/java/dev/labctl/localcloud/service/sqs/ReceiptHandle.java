package dev.labctl.localcloud.service.sqs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver shows to delete a message or to change its visibility: which message of which queue, and by which of
 * its receives.
 *
 * @param queueId the queue's id
 * @param sequence the message's sequence
 * @param receive the receive it was handed out by, counted from 1
 * @param issuedAt when that was, epoch milliseconds
 */
record ReceiptHandle(String queueId, long sequence, int receive, long issuedAt) {
    private static final String SEPARATOR = ":";
    private static final int PARTS = 5;

    /** The handle as clients see it. */
    String encoded() {
        String text = String.join(
                SEPARATOR, queueId, String.valueOf(sequence), String.valueOf(receive), String.valueOf(issuedAt));
        return Base64.getEncoder().encodeToString((text + SEPARATOR + checksum(text)).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a handle.
     *
     * @throws dev.labctl.localcloud.core.AwsError ReceiptHandleIsInvalid when no queue here can have made it
     */
    static ReceiptHandle parse(@Nullable String handle) {
        if (handle == null || handle.isEmpty()) {
            throw SqsErrors.missingParameter("ReceiptHandle");
        }
        try {
            String text = new String(Base64.getDecoder().decode(handle), StandardCharsets.UTF_8);
            String[] parts = text.split(SEPARATOR, -1);
            int end = text.lastIndexOf(SEPARATOR);
            if (parts.length == PARTS && checksum(text.substring(0, end)).equals(parts[PARTS - 1])) {
                return new ReceiptHandle(
                        parts[0], Long.parseLong(parts[1]), Integer.parseInt(parts[2]), Long.parseLong(parts[3]));
            }
        } catch (IllegalArgumentException e) {
            throw SqsErrors.invalidReceiptHandle(handle);
        }
        throw SqsErrors.invalidReceiptHandle(handle);
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
