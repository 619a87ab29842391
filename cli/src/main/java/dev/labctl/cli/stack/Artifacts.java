package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.cloud.BucketSettings;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * The bucket that code and large templates go to, under their SHA-256: what is there already is not sent again, and
 * what is deployed never changes under its name.
 */
public final class Artifacts {
    private static final String TLS_ONLY = """
            {
              "Version": "2012-10-17",
              "Statement": [{
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": ["arn:aws:s3:::%1$s", "arn:aws:s3:::%1$s/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}}
              }]
            }
            """;

    private final Cloud cloud;
    private final Bucket bucket;

    /** The artefact bucket of this name, which need not exist. */
    Artifacts(Cloud cloud, String bucketName) {
        this.cloud = cloud;
        this.bucket = cloud.s3().bucket(bucketName);
    }

    /** The artefact bucket of all stacks with such names in this cloud and region; it need not exist. */
    public static Artifacts of(Cloud cloud, StackNames names) {
        return new Artifacts(cloud, names.artifactBucket(cloud.sts().caller().account(), cloud.region()));
    }

    /**
     * Where an artefact is.
     *
     * @param uploaded whether it had to be sent
     */
    public record Artifact(String bucket, String key, boolean uploaded) {}

    /** Makes the bucket, private, encrypted, versioned and for TLS only, if it is not there. */
    public void ensureBucket(Map<String, String> tags) {
        // The policy is set last: without it, making the bucket was broken off.
        boolean exists = bucket.exists();
        if (exists && bucket.settings().policy().isPresent()) {
            return;
        }
        if (!exists) {
            bucket.create();
        }
        BucketSettings settings = bucket.settings();
        settings.blockPublicAccess(true);
        settings.encrypt();
        settings.setVersioning(true);
        settings.setTags(tags);
        settings.setPolicy(TLS_ONLY.formatted(bucket.name()));
    }

    /** Makes sure that a file is in the bucket. */
    public Artifact put(Path file) {
        return put(file, file.getFileName().toString());
    }

    /** Where a file will be in the bucket; it need not be there yet, nor need the bucket. */
    Artifact place(Path file) {
        return new Artifact(bucket.name(), key(file, file.getFileName().toString()), false);
    }

    private static String key(Path file, String name) {
        return "code/" + sha256(file) + "/" + name;
    }

    /** Makes sure that a file is in the bucket, under this name. */
    public Artifact put(Path file, String name) {
        String key = key(file, name);
        boolean missing = cloud.s3().head(bucket.name(), key).isEmpty();
        if (missing) {
            cloud.s3().put(NewObject.at(bucket.name(), key), file, Runnable::run);
        }
        return new Artifact(bucket.name(), key, missing);
    }

    /** Makes sure that a template is in the bucket, and returns its URL. */
    public String putTemplate(TemplateFile template) {
        byte[] body = template.body().getBytes(StandardCharsets.UTF_8);
        String key = "templates/" + HexFormat.of().formatHex(digest().digest(body)) + ".yaml";
        if (cloud.s3().head(bucket.name(), key).isEmpty()) {
            cloud.s3().put(NewObject.at(bucket.name(), key), body);
        }
        return cloud.s3().url(bucket.name(), key);
    }

    /** Empties and deletes the bucket, if it is there. */
    public void remove() {
        if (bucket.exists()) {
            bucket.empty();
            bucket.delete();
        }
    }

    /** A file's SHA-256 in hex, in constant memory. */
    static String sha256(Path file) {
        MessageDigest digest = digest();
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] buffer = new byte[128 * 1024];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw LabctlException.usage(
                    "cannot read the code to upload, " + file + ": " + Reason.of(e),
                    "build it: mvn -q -DskipTests package");
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
