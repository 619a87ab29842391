package dev.labctl.runtime.lab.todoapi;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategy;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of passwords: bcrypt's {@code $2a$10$<salt and hash>}. Of a password of more than bcrypt's 72 bytes, the
 * SHA-512 is hashed.
 *
 * <p>The cost is what <a
 * href="https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html">OWASP's password storage cheat
 * sheet</a> asks for at least. PBKDF2, which Java brings along, takes ten times as long for as much: Lambda's JVMs never
 * compile with C2, and only C2 knows the processor's instructions for SHA-2.
 */
final class Passwords {
    /** The longest password, in characters; what is longer only costs time. */
    static final int MAX_LENGTH = 128;

    private static final int COST = 10;
    private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2A;

    /** What a password is compared with when there is none: takes as long, and matches no password there is. */
    private static final String NOBODYS = "$2a$10$......................" + ".".repeat(31);

    private final LongPasswordStrategy longOnes = LongPasswordStrategies.hashSha512(VERSION);

    /** What to keep of a password. */
    String hash(String password) {
        byte[] hash = BCrypt.with(longOnes).hash(COST, password.getBytes(StandardCharsets.UTF_8));
        return new String(hash, StandardCharsets.US_ASCII);
    }

    /**
     * Whether a password is the one whose hash was kept; takes as long when none was.
     *
     * @throws IllegalStateException when what was kept is of another form
     */
    boolean matches(String password, @Nullable String kept) {
        byte[] hash = (kept == null ? NOBODYS : kept).getBytes(StandardCharsets.US_ASCII);
        BCrypt.Result result =
                BCrypt.verifyer(VERSION, longOnes).verify(password.getBytes(StandardCharsets.UTF_8), hash);
        if (!result.validFormat) {
            throw new IllegalStateException("a password hash is not bcrypt's: " + result.formatErrorMessage);
        }
        return kept != null && result.verified;
    }
}
