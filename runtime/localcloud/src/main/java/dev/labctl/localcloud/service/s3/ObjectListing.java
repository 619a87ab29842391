package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** ListObjects and ListObjectsV2. */
final class ObjectListing {
    static final int PAGE = 1000;

    private final Buckets buckets;
    private final ObjectIndex index;

    ObjectListing(Buckets buckets, ObjectIndex index) {
        this.buckets = buckets;
        this.index = index;
    }

    void register(Operations on, S3Access access) {
        on.on(ListObjectsRequest.class, access.bucket("s3:ListBucket"), this::list);
        on.on(ListObjectsV2Request.class, access.bucket("s3:ListBucket"), this::listV2);
    }

    /** A page of a listing. */
    private record Page(
            List<S3Object> objects,
            List<String> prefixes,
            boolean isTruncated,
            @Nullable String last) {}

    private Page page(
            Bucket bucket,
            @Nullable String prefix,
            @Nullable String delimiter,
            @Nullable String after,
            int most,
            Encoding encoding,
            Call call,
            boolean withOwner) {
        String start = after == null || after.isEmpty()
                ? ""
                : ListingWalk.after(bucket.name(), after, orEmpty(prefix), delimiter);
        ListingWalk<StoredObject> walk = new ListingWalk<>(
                row -> index.from(bucket.name(), row),
                StoredObject::key,
                currentOnly(),
                bucket.name(),
                orEmpty(prefix),
                delimiter,
                start);
        List<S3Object> objects = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String last = null;
        while (objects.size() + prefixes.size() < most && walk.hasNext()) {
            ListingWalk.Step<StoredObject> step = walk.next();
            last = step.name();
            if (step.value() == null) {
                prefixes.add(step.name());
            } else {
                objects.add(describe(step.value(), encoding, withOwner ? call.accountId() : null));
            }
        }
        return new Page(objects, prefixes, most > 0 && walk.hasNext(), last);
    }

    /** Of each key the newest version, unless that is a delete marker. */
    private static Predicate<StoredObject> currentOnly() {
        String[] before = {""};
        return object -> {
            boolean newest = !object.key().equals(before[0]);
            before[0] = object.key();
            return newest && !object.isDeleteMarker();
        };
    }

    private static S3Object describe(StoredObject object, Encoding encoding, @Nullable String ownerAccount) {
        S3Object.Builder listed = S3Object.builder()
                .key(encoding.of(object.key()))
                .lastModified(object.lastModified())
                .eTag(object.quotedEtag())
                .size(object.size())
                .storageClass(object.headers().storageClass());
        StoredChecksum checksum = object.checksum();
        if (checksum != null) {
            listed.checksumAlgorithmWithStrings(checksum.kind().name()).checksumType(checksum.type());
        }
        if (ownerAccount != null) {
            listed.owner(Owners.of(ownerAccount));
        }
        return listed.build();
    }

    private ListObjectsResponse list(ListObjectsRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        Encoding encoding = Encoding.named(request.encodingTypeAsString());
        int asked = asked(request.maxKeys(), "max-keys");
        Page page = page(
                bucket,
                request.prefix(),
                request.delimiter(),
                request.marker(),
                Math.min(asked, PAGE),
                encoding,
                call,
                true);
        boolean delimited = request.delimiter() != null && !request.delimiter().isEmpty();
        return ListObjectsResponse.builder()
                .name(bucket.name())
                .prefix(encoding.of(orEmpty(request.prefix())))
                .delimiter(encoding.ofNullable(request.delimiter()))
                .marker(encoding.of(orEmpty(request.marker())))
                .nextMarker(page.isTruncated() && delimited ? encoding.ofNullable(page.last()) : null)
                .maxKeys(Math.min(asked, PAGE))
                .isTruncated(page.isTruncated())
                .encodingType(request.encodingTypeAsString())
                .contents(page.objects())
                .commonPrefixes(prefixes(page.prefixes(), encoding))
                .build();
    }

    private ListObjectsV2Response listV2(ListObjectsV2Request request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        Encoding encoding = Encoding.named(request.encodingTypeAsString());
        int asked = asked(request.maxKeys(), "max-keys");
        String after = request.continuationToken() == null
                ? request.startAfter()
                : PageToken.decode(request.continuationToken());
        Page page = page(
                bucket,
                request.prefix(),
                request.delimiter(),
                after,
                Math.min(asked, PAGE),
                encoding,
                call,
                Boolean.TRUE.equals(request.fetchOwner()));
        return ListObjectsV2Response.builder()
                .name(bucket.name())
                .prefix(encoding.of(orEmpty(request.prefix())))
                .delimiter(encoding.ofNullable(request.delimiter()))
                .startAfter(encoding.ofNullable(request.startAfter()))
                .continuationToken(request.continuationToken())
                .nextContinuationToken(page.isTruncated() && page.last() != null ? PageToken.encode(page.last()) : null)
                .maxKeys(Math.min(asked, PAGE))
                .keyCount(page.objects().size() + page.prefixes().size())
                .isTruncated(page.isTruncated())
                .encodingType(request.encodingTypeAsString())
                .contents(page.objects())
                .commonPrefixes(prefixes(page.prefixes(), encoding))
                .build();
    }

    static int asked(@Nullable Integer most, String argument) {
        if (most != null && most < 0) {
            throw S3Errors.invalidArgument(
                    "Argument " + argument + " must be an integer between 0 and 2147483647",
                    argument,
                    String.valueOf(most));
        }
        return most == null ? PAGE : most;
    }

    static List<CommonPrefix> prefixes(List<String> prefixes, Encoding encoding) {
        return prefixes.stream()
                .map(prefix ->
                        CommonPrefix.builder().prefix(encoding.of(prefix)).build())
                .toList();
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Form-encoded, slashes as they are: how S3 encodes keys in listings and locations. */
    static String urlEncode(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    /** How names are written in the answer: as they are, or URL-encoded, since XML 1.0 cannot carry every key. */
    enum Encoding {
        PLAIN,
        URL;

        static Encoding named(@Nullable String encodingType) {
            if (encodingType == null) {
                return PLAIN;
            }
            if (!encodingType.equals("url")) {
                throw S3Errors.invalidArgument(
                        "Invalid Encoding Method specified in Request", "encoding-type", encodingType);
            }
            return URL;
        }

        String of(String name) {
            return this == URL ? urlEncode(name) : name;
        }

        @Nullable
        String ofNullable(@Nullable String name) {
            return name == null || name.isEmpty() ? null : of(name);
        }
    }
}
