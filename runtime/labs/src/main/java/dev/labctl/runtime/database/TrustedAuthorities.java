package dev.labctl.runtime.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file of certificate authorities that a server's certificate must come from: Amazon RDS's, and those of {@code
 * AWS_CA_BUNDLE} where that is set.
 *
 * <p>See <a href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html">Using SSL/TLS to encrypt
 * a connection to a DB instance</a>.
 */
final class TrustedAuthorities {
    private static final String RESOURCE = "/rds-certificates/rds-certificates.pem";

    private TrustedAuthorities() {}

    /** Writes the file to the temporary directory; it is deleted when the process ends. */
    static Path write() {
        try {
            Path file = Files.createTempFile("authorities", ".pem");
            file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(file)) {
                try (InputStream rds = TrustedAuthorities.class.getResourceAsStream(RESOURCE)) {
                    if (rds == null) {
                        throw new IOException("the function was packaged without " + RESOURCE);
                    }
                    rds.transferTo(out);
                }
                String others = System.getenv("AWS_CA_BUNDLE");
                if (others != null && !others.isBlank()) {
                    Files.copy(Path.of(others), out);
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the certificate authorities of RDS", e);
        }
    }
}
