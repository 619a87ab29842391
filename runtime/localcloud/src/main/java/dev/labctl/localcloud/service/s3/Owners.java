package dev.labctl.localcloud.service.s3;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import software.amazon.awssdk.services.s3.model.Owner;

/** The account as S3 names it: a canonical user id of 64 digits, and the customer id that events carry. */
final class Owners {
    private static final int CUSTOMER_ID_LENGTH = 13;

    private Owners() {}

    static Owner of(String accountId) {
        return Owner.builder().id(canonicalId(accountId)).build();
    }

    static String canonicalId(String accountId) {
        return HexFormat.of()
                .formatHex(ChecksumKind.digest("SHA-256")
                        .digest(("canonical" + accountId).getBytes(StandardCharsets.UTF_8)));
    }

    static String customerId(String accountId) {
        return "A" + canonicalId(accountId).substring(0, CUSTOMER_ID_LENGTH).toUpperCase(Locale.ROOT);
    }
}
