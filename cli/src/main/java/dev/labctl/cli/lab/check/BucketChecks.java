package dev.labctl.cli.lab.check;

import dev.labctl.cli.cloud.Bucket;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What every bucket of every lab promises. */
public final class BucketChecks {
    private static final int FORBIDDEN = 403;

    private BucketChecks() {}

    /** The three checks, for these buckets, which are in the lab's own region. */
    public static List<Check> of(String... bucketOutputs) {
        List<String> outputs = List.of(bucketOutputs);
        return of(run -> outputs.stream()
                .map(output -> run.cloud().s3().bucket(run.deployment().output(output)))
                .toList());
    }

    /** The three checks, for the buckets of a verification, in whatever regions they are. */
    public static List<Check> of(Function<Verification, List<Bucket>> buckets) {
        return List.of(
                new Check(
                        "buckets-private",
                        "no bucket can be made public, and a request without a signature is refused",
                        run -> each(run, buckets, BucketChecks::checkPrivate)),
                new Check(
                        "buckets-encrypted",
                        "every bucket encrypts what is put into it with AES256",
                        run -> each(run, buckets, BucketChecks::checkEncrypted)),
                new Check(
                        "buckets-tls-only",
                        "every bucket's policy denies requests without TLS",
                        run -> each(run, buckets, BucketChecks::checkTlsOnly)));
    }

    private static CheckResult each(
            Verification run, Function<Verification, List<Bucket>> buckets, BiConsumer<Bucket, Findings> check) {
        Findings findings = new Findings();
        buckets.apply(run).forEach(bucket -> check.accept(bucket, findings));
        return findings.result();
    }

    private static void checkPrivate(Bucket bucket, Findings findings) {
        if (!bucket.settings().publicAccessBlocked()) {
            findings.problem(
                    "bucket %s can be made public: its public access block is not complete".formatted(bucket.name()));
        }
        int status = bucket.anonymousStatus();
        if (status != FORBIDDEN) {
            findings.problem("bucket %s answers %d to a request without a signature".formatted(bucket.name(), status));
        }
        findings.evidence("%s: an unsigned request answers %d".formatted(bucket.name(), status));
    }

    private static void checkEncrypted(Bucket bucket, Findings findings) {
        String algorithm = bucket.settings().encryption();
        if (!algorithm.equals("AES256")) {
            findings.problem("bucket %s encrypts with '%s', not with AES256".formatted(bucket.name(), algorithm));
        }
        findings.evidence("%s: %s".formatted(bucket.name(), algorithm));
    }

    private static void checkTlsOnly(Bucket bucket, Findings findings) {
        String policy = bucket.settings().policy().orElse("{}");
        for (String resource : List.of("arn:aws:s3:::" + bucket.name(), "arn:aws:s3:::" + bucket.name() + "/*")) {
            if (!deniesWithoutTls(policy, resource)) {
                findings.problem("the policy of bucket %s does not deny requests without TLS to %s"
                        .formatted(bucket.name(), resource));
            }
        }
        findings.evidence("%s: policy of %d characters".formatted(bucket.name(), policy.length()));
    }

    private static boolean deniesWithoutTls(String policy, String resource) {
        for (JsonValue statement : JsonValue.read(policy).at("Statement").items()) {
            JsonValue principal = statement.at("Principal");
            boolean everybody =
                    principal.text().equals("*") || principal.at("AWS").texts().contains("*");
            if (statement.at("Effect").text().equals("Deny")
                    && everybody
                    && statement.at("Action").texts().contains("s3:*")
                    && statement.at("Resource").texts().contains(resource)
                    && statement
                            .at("Condition")
                            .at("Bool")
                            .at("aws:SecureTransport")
                            .texts()
                            .equals(List.of("false"))) {
                return true;
            }
        }
        return false;
    }
}
