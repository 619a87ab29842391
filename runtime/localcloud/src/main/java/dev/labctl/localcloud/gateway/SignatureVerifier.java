package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.identity.Credential;
import dev.labctl.localcloud.identity.IdentityStore;
import dev.labctl.localcloud.protocol.WireRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies SigV4 signatures in headers and in presigned URLs.
 *
 * <p>Request times are judged by the system's clock, because clients sign by theirs; the end of temporary credentials by
 * the cloud's clock.
 */
final class SignatureVerifier {
    static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    private static final Duration TOLERANCE = Duration.ofMinutes(15);

    /** Lambda's, whose errors say "- 5 min.". */
    private static final Duration LAMBDA_TOLERANCE = Duration.ofMinutes(5);

    private static final Duration LONGEST_PRESIGNED = Duration.ofDays(7);
    private static final int KEPT_KEYS = 1000;
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final IdentityStore identities;
    private final Clock cloudClock;
    private final Clock systemClock;
    private final Map<String, SigningKey> keys = new ConcurrentHashMap<>();

    SignatureVerifier(IdentityStore identities, Clock cloudClock, Clock systemClock) {
        this.identities = identities;
        this.cloudClock = cloudClock;
        this.systemClock = systemClock;
    }

    /**
     * A verified signature.
     *
     * @param credential who signed
     * @param key what signed, for the chunks that follow
     * @param timestamp the time of signing as sent
     * @param signature the seed of chunk signatures
     */
    record Verified(Credential credential, SigningKey key, String timestamp, String signature) {}

    /**
     * Verifies a request's signature.
     *
     * @param payloadHash what the signature says of the body: {@code x-amz-content-sha256} or the body's own hash
     * @throws AwsError when the key is unknown or ended, the time is off, or the signature is another
     */
    Verified verify(WireRequest request, Authorization authorization, String payloadHash, AuthDialect dialect) {
        Credential credential =
                identities.credential(authorization.accessKeyId()).orElseThrow(dialect::unknownKey);
        checkToken(credential.sessionToken(), authorization.sessionToken(), dialect);
        if (credential.isExpired(cloudClock, systemClock)) {
            throw dialect.expiredToken();
        }
        String timestamp = timestamp(request, authorization);
        if (!timestamp.startsWith(authorization.date())) {
            throw dialect.skewed("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
                    + " HTTP: '" + authorization.date() + "' != '" + timestamp + "'.");
        }
        SigningKey key = key(credential, authorization);
        String expected = key.sign(timestamp, CanonicalRequest.of(request, authorization, payloadHash));
        if (!Hashes.same(expected, authorization.signature())) {
            throw dialect.mismatch();
        }
        checkTime(request, authorization, timestamp, dialect);
        return new Verified(credential, key, timestamp, authorization.signature());
    }

    /**
     * Verifies an S3 URL presigned with Signature Version 2.
     *
     * @param resourcePath the request's path with the bucket before it, if the host named it
     * @throws AwsError when the key is unknown or ended, the URL has expired, or the signature is another
     */
    Credential verify(WireRequest request, String resourcePath, PresignedUrlV2 url) {
        AuthDialect dialect = AuthDialect.S3;
        Credential credential = identities.credential(url.accessKeyId()).orElseThrow(dialect::unknownKey);
        checkToken(credential.sessionToken(), url.sessionToken(), dialect);
        if (credential.isExpired(cloudClock, systemClock)) {
            throw dialect.expiredToken();
        }
        if (url.isExpired(systemClock.instant())) {
            throw requestExpired();
        }
        if (!url.isSignedBy(credential.secretAccessKey(), request, resourcePath)) {
            throw dialect.mismatch();
        }
        return credential;
    }

    /**
     * Verifies the signature of a form.
     *
     * @throws AwsError when the key is unknown or ended, or the signature is another
     */
    Credential verify(PostSignature form) {
        AuthDialect dialect = AuthDialect.S3;
        Credential credential = identities.credential(form.accessKeyId()).orElseThrow(dialect::unknownKey);
        checkToken(credential.sessionToken(), form.sessionToken(), dialect);
        if (credential.isExpired(cloudClock, systemClock)) {
            throw dialect.expiredToken();
        }
        if (!form.isSignedBy(credential.secretAccessKey())) {
            throw dialect.mismatch();
        }
        return credential;
    }

    private static AwsError requestExpired() {
        return AwsError.of(403, "AccessDenied", "Request has expired");
    }

    private static void checkToken(@Nullable String expected, @Nullable String sent, AuthDialect dialect) {
        if (expected == null ? sent != null : sent == null || !Hashes.same(expected, sent)) {
            throw dialect.wrongToken();
        }
    }

    private SigningKey key(Credential credential, Authorization authorization) {
        if (keys.size() > KEPT_KEYS) {
            keys.clear();
        }
        // The secret is part of the name: a key id could be given out again with another.
        String name = credential.accessKeyId() + "/" + credential.secretAccessKey() + "/" + authorization.scope();
        return keys.computeIfAbsent(name, ignored -> SigningKey.derive(credential.secretAccessKey(), authorization));
    }

    private static String timestamp(WireRequest request, Authorization authorization) {
        if (authorization.timestamp() != null) {
            return authorization.timestamp();
        }
        String date = request.header("date")
                .orElseThrow(() -> AwsError.of(
                        400, "IncompleteSignature", "Authorization requires an 'X-Amz-Date' or a 'Date' header."));
        try {
            return TIMESTAMP.format(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException e) {
            throw AwsError.of(400, "IncompleteSignature", "Date must be in RFC 1123 format: '" + date + "'.");
        }
    }

    private void checkTime(WireRequest request, Authorization authorization, String timestamp, AuthDialect dialect) {
        Instant signed = parse(timestamp);
        Instant now = systemClock.instant();
        Duration tolerance = authorization.service().equals("lambda") ? LAMBDA_TOLERANCE : TOLERANCE;
        if (now.plus(tolerance).isBefore(signed)) {
            throw dialect.skewed("Signature not yet current: " + timestamp + " is still later than "
                    + TIMESTAMP.format(now.plus(tolerance)) + " (" + TIMESTAMP.format(now) + " + "
                    + tolerance.toMinutes() + " min.)");
        }
        if (authorization.presigned()) {
            checkExpiry(request, signed, now, dialect);
        } else if (now.minus(tolerance).isAfter(signed)) {
            throw dialect.skewed("Signature expired: " + timestamp + " is now earlier than "
                    + TIMESTAMP.format(now.minus(tolerance)) + " (" + TIMESTAMP.format(now) + " - "
                    + tolerance.toMinutes() + " min.)");
        }
    }

    private static void checkExpiry(WireRequest request, Instant signed, Instant now, AuthDialect dialect) {
        Duration lifetime = lifetime(request);
        if (now.isAfter(signed.plus(lifetime))) {
            throw dialect == AuthDialect.S3
                    ? requestExpired()
                    : dialect.skewed("Signature expired: " + TIMESTAMP.format(signed.plus(lifetime))
                            + " is now earlier than " + TIMESTAMP.format(now));
        }
    }

    private static Duration lifetime(WireRequest request) {
        String expires = request.query().first("X-Amz-Expires").orElse("");
        if (!expires.matches("\\d{1,9}")) {
            throw malformedQuery("X-Amz-Expires should be a number");
        }
        Duration lifetime = Duration.ofSeconds(Long.parseLong(expires));
        if (lifetime.compareTo(LONGEST_PRESIGNED) > 0) {
            throw malformedQuery("X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires"
                    + " must be less than 604800 seconds");
        }
        return lifetime;
    }

    private static AwsError malformedQuery(String message) {
        return AwsError.of(400, "AuthorizationQueryParametersError", message);
    }

    private static Instant parse(String timestamp) {
        try {
            return LocalDateTime.parse(timestamp, TIMESTAMP).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw AwsError.of(
                    400,
                    "IncompleteSignature",
                    "Date must be in ISO-8601 'basic format'. Got '" + timestamp + "'. See"
                            + " http://en.wikipedia.org/wiki/ISO_8601");
        }
    }
}
