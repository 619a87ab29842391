package dev.labctl.localcloud.postgres;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * The authority that vouches for the cloud's database servers, as the Amazon RDS certificate bundle does on AWS.
 *
 * <p>Made once for a state directory: its certificate is {@code rds-ca.pem} there, which clients name as {@code
 * sslrootcert}; its key, {@code rds-ca.key}, only the owner may read.
 */
public final class CertificateAuthority {
    /** What the certificate's file in the state directory is called. */
    public static final String FILE = "rds-ca.pem";

    private static final String NAME = "labctl local RDS root CA";
    private static final Duration CA_LIFE = Duration.ofDays(365L * 40);
    private static final Duration SERVER_LIFE = Duration.ofDays(365L * 3);

    /** Machines' clocks differ a little. */
    private static final Duration LEEWAY = Duration.ofDays(1);

    private static final int SERIAL_BITS = 127;
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final PrivateKey key;
    private final X509Certificate certificate;

    private CertificateAuthority(Path file, PrivateKey key, X509Certificate certificate) {
        this.file = file;
        this.key = key;
        this.certificate = certificate;
    }

    /** The authority of this state directory, made when there is none. */
    public static synchronized CertificateAuthority in(Path directory) {
        Path file = directory.resolve(FILE);
        Path keyFile = directory.resolve("rds-ca.key");
        try {
            if (!Files.exists(file)) {
                make(directory, file, keyFile);
            }
            byte[] pkcs8 = fromPem(Files.readString(keyFile));
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
            return new CertificateAuthority(file, key, certificate);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or write the certificate authority " + file, e);
        } catch (GeneralSecurityException e) {
            throw new PostgresException("the certificate authority " + file + " is unreadable: " + e.getMessage(), e);
        }
    }

    /** The certificate last: where it is, the key is, too. */
    private static void make(Path directory, Path file, Path keyFile) throws IOException, GeneralSecurityException {
        Files.createDirectories(directory);
        KeyPair pair = newKey();
        Instant now = Instant.now();
        byte[] identifier = keyIdentifier(pair.getPublic());
        byte[] extensions = Der.sequence(
                extension("2.5.29.19", true, Der.sequence(Der.bool(true))),
                extension("2.5.29.15", true, Der.bits(1, new byte[] {0x06})),
                extension("2.5.29.14", false, Der.octets(identifier)));
        byte[] encoded =
                certificate(name(NAME), name(NAME), now, CA_LIFE, pair.getPublic(), extensions, pair.getPrivate());
        PrivateFiles.write(keyFile, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        Path draft = directory.resolve("." + FILE + "." + UUID.randomUUID());
        Files.writeString(draft, pem("CERTIFICATE", encoded));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The certificate's file, in PEM. */
    public Path file() {
        return file;
    }

    /** The authority's own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * What a server shows and proves itself with, in PEM.
     *
     * @param certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1}
     * @param key its private key, PKCS #8
     */
    record Issued(String certificate, String key) {}

    /** Issues a certificate with a key of its own. */
    Issued issue(String commonName) {
        try {
            KeyPair pair = newKey();
            byte[] names = Der.sequence(
                    Der.tagged(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
                    Der.tagged(0x87, new byte[] {127, 0, 0, 1}),
                    Der.tagged(0x87, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
            byte[] extensions = Der.sequence(
                    extension("2.5.29.19", true, Der.sequence()),
                    extension("2.5.29.15", true, Der.bits(7, new byte[] {(byte) 0x80})),
                    extension("2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"))),
                    extension("2.5.29.17", false, names),
                    extension("2.5.29.14", false, Der.octets(keyIdentifier(pair.getPublic()))),
                    extension(
                            "2.5.29.35",
                            false,
                            Der.sequence(Der.tagged(0x80, keyIdentifier(certificate.getPublicKey())))));
            byte[] encoded = certificate(
                    certificate.getSubjectX500Principal().getEncoded(),
                    name(commonName),
                    Instant.now(),
                    SERVER_LIFE,
                    pair.getPublic(),
                    extensions,
                    key);
            return new Issued(
                    pem("CERTIFICATE", encoded),
                    pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private static byte[] certificate(
            byte[] issuer,
            byte[] subject,
            Instant now,
            Duration life,
            PublicKey of,
            byte[] extensions,
            PrivateKey signedBy)
            throws GeneralSecurityException {
        byte[] body = Der.sequence(
                Der.tagged(0xa0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(SERIAL_BITS, RANDOM).setBit(0)),
                ECDSA_WITH_SHA256,
                issuer,
                Der.sequence(Der.time(now.minus(LEEWAY)), Der.time(now.plus(life))),
                subject,
                of.getEncoded(),
                Der.tagged(0xa3, extensions));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signedBy, RANDOM);
        signature.update(body);
        return Der.sequence(body, ECDSA_WITH_SHA256, Der.bits(0, signature.sign()));
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(commonName))));
    }

    private static byte[] extension(String oid, boolean isCritical, byte[] value) {
        return isCritical
                ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static byte[] keyIdentifier(PublicKey key) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    }

    private static String pem(String type, byte[] encoded) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    private static byte[] fromPem(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }
}
