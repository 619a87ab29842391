package dev.labctl.localcloud.service.s3;

import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** Default encryption: every bucket has one, SSE-S3 unless it was configured. It is recorded; bytes are kept as they are. */
final class Encryption {
    private static final ServerSideEncryptionConfiguration SSE_S3 = ServerSideEncryptionConfiguration.builder()
            .rules(ServerSideEncryptionRule.builder()
                    .applyServerSideEncryptionByDefault(ServerSideEncryptionByDefault.builder()
                            .sseAlgorithm(ServerSideEncryption.AES256)
                            .build())
                    .bucketKeyEnabled(false)
                    .build())
            .build();

    private Encryption() {}

    static ServerSideEncryptionConfiguration of(Bucket bucket) {
        return bucket.setting(ServerSideEncryptionConfiguration.class).orElse(SSE_S3);
    }

    /** The encryption members of an object written without any. */
    static Map<String, String> defaultOf(Bucket bucket) {
        Map<String, String> members = new LinkedHashMap<>();
        ServerSideEncryptionRule rule = of(bucket).rules().get(0);
        ServerSideEncryptionByDefault byDefault = rule.applyServerSideEncryptionByDefault();
        members.put("ServerSideEncryption", byDefault.sseAlgorithmAsString());
        if (byDefault.sseAlgorithm() != ServerSideEncryption.AES256) {
            if (byDefault.kmsMasterKeyID() != null) {
                members.put("SSEKMSKeyId", byDefault.kmsMasterKeyID());
            }
            if (Boolean.TRUE.equals(rule.bucketKeyEnabled())) {
                members.put("BucketKeyEnabled", "true");
            }
        }
        return members;
    }

    /** Refuses a configuration AWS refuses. */
    static void check(ServerSideEncryptionConfiguration configuration) {
        if (configuration.rules().size() != 1
                || configuration.rules().get(0).applyServerSideEncryptionByDefault() == null
                || configuration
                                .rules()
                                .get(0)
                                .applyServerSideEncryptionByDefault()
                                .sseAlgorithm()
                        == ServerSideEncryption.UNKNOWN_TO_SDK_VERSION) {
            throw S3Errors.malformedXml();
        }
        ServerSideEncryptionByDefault byDefault = configuration.rules().get(0).applyServerSideEncryptionByDefault();
        if (byDefault.sseAlgorithm() == ServerSideEncryption.AES256 && byDefault.kmsMasterKeyID() != null) {
            throw S3Errors.invalidArgument(
                    "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
                    "KMSMasterKeyID",
                    byDefault.kmsMasterKeyID());
        }
    }
}
