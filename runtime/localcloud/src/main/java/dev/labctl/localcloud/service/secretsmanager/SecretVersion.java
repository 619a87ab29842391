package dev.labctl.localcloud.service.secretsmanager;

import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * One version of a secret's value; its staging labels are the secret's.
 *
 * @param string the value as text, or null
 * @param binary the value as bytes in base64, or null; without either a rotation has not put the value yet
 * @param accessed the day it was last read
 */
record SecretVersion(
        String id,
        @Nullable String string,
        @Nullable String binary,
        Instant created,
        @Nullable Instant accessed) {
    static SecretVersion of(String id, @Nullable String string, @Nullable SdkBytes binary, Instant created) {
        return new SecretVersion(id, string, base64(binary), created, null);
    }

    boolean hasValue() {
        return string != null || binary != null;
    }

    boolean holds(@Nullable String otherString, @Nullable SdkBytes otherBinary) {
        return Objects.equals(string, otherString) && Objects.equals(binary, base64(otherBinary));
    }

    private static @Nullable String base64(@Nullable SdkBytes bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
    }

    @Nullable
    SdkBytes bytes() {
        return binary == null
                ? null
                : SdkBytes.fromByteArray(Base64.getDecoder().decode(binary));
    }

    SecretVersion accessedAt(Instant day) {
        return new SecretVersion(id, string, binary, created, day);
    }

    /** Never the value. */
    @Override
    public String toString() {
        return "SecretVersion[" + id + "]";
    }
}
