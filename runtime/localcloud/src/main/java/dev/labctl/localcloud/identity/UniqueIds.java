package dev.labctl.localcloud.identity;

import java.security.SecureRandom;
import java.util.Base64;

/** Random identifiers and secrets in IAM's formats. */
public final class UniqueIds {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final SecureRandom RANDOM = new SecureRandom();

    private UniqueIds() {}

    /** An entity's unique id, for instance {@code entity("AROA")}: 21 characters. */
    public static String entity(String prefix) {
        return prefix + base32(17);
    }

    /** An access key id, for instance {@code accessKey("AKIA")}: 20 characters. */
    public static String accessKey(String prefix) {
        return prefix + base32(16);
    }

    /** A secret access key: 40 characters. */
    public static String secret() {
        return base64(30);
    }

    /** A session token. */
    public static String sessionToken() {
        return "IQoJb3JpZ2luX2Vj" + base64(252);
    }

    private static String base32(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(BASE32.charAt(RANDOM.nextInt(BASE32.length())));
        }
        return text.toString();
    }

    private static String base64(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }
}
