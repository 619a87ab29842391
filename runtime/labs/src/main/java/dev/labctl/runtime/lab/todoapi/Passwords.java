package dev.labctl.runtime.lab.todoapi;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of passwords: {@code pbkdf2-sha512$<iterations>$<salt>$<hash>}, salt and hash in base64.
 *
 * <p>The number of iterations is that of <a
 * href="https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html">OWASP's password storage cheat
 * sheet</a>.
 */
final class Passwords {
    /** The longest password; what is longer only costs time. */
    static final int MAX_LENGTH = 128;

    private static final String SCHEME = "pbkdf2-sha512";
    private static final int ITERATIONS = 210_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** What a password is compared with when there is none: takes as long, and never matches. */
    private static final String NOBODYS = "%s$%d$%s$".formatted(SCHEME, ITERATIONS, encoded(new byte[SALT_BYTES]));

    private final SecureRandom random = new SecureRandom();

    /** What to keep of a password. */
    String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return "%s$%d$%s$%s".formatted(SCHEME, ITERATIONS, encoded(salt), encoded(derived(password, salt, ITERATIONS)));
    }

    /**
     * Whether a password is the one whose hash was kept; takes as long when none was.
     *
     * @throws IllegalStateException when what was kept is of another form
     */
    boolean matches(String password, @Nullable String kept) {
        String[] parts = (kept == null ? NOBODYS : kept).split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            throw new IllegalStateException("a password hash is not of the form " + SCHEME);
        }
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        byte[] hash = derived(password, salt, Integer.parseInt(parts[1]));
        return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[3]));
    }

    private static byte[] derived(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
