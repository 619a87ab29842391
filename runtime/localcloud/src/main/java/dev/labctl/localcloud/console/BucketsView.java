package dev.labctl.localcloud.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Buckets of all regions, and their objects with all versions. */
final class BucketsView implements View {
    private static final int COUNTED = 1000;
    private static final int VERSIONS = 500;

    @Override
    public String name() {
        return "buckets";
    }

    @Override
    public List<Item> items(Calls calls) {
        List<Item> items = new ArrayList<>();
        @Nullable String token = null;
        do {
            ListBucketsResponse page = calls.call(
                    ListBucketsRequest.builder().continuationToken(token).build(), ListBucketsResponse.class);
            page.buckets()
                    .forEach(bucket -> items.add(new Item(
                            bucket.name(), () -> row(calls, bucket.name()).with("created", bucket.creationDate()))));
            token = page.continuationToken();
        } while (token != null);
        return items;
    }

    /** Counts the first objects only, and says when there are more: a bucket may have millions. */
    private static Facts row(Calls calls, String name) {
        @Nullable
        String region = calls.call(
                        GetBucketLocationRequest.builder().bucket(name).build(), GetBucketLocationResponse.class)
                .locationConstraintAsString();
        @Nullable
        String versioning = calls.call(
                        GetBucketVersioningRequest.builder().bucket(name).build(), GetBucketVersioningResponse.class)
                .statusAsString();
        ListObjectsV2Response first = calls.call(
                ListObjectsV2Request.builder().bucket(name).maxKeys(COUNTED).build(), ListObjectsV2Response.class);
        return new Facts()
                .with("name", name)
                .with("region", region == null || region.isEmpty() ? "us-east-1" : region)
                .with("versioning", versioning == null ? "Off" : versioning)
                .with("objects", first.contents().size())
                .with(
                        "bytes",
                        first.contents().stream().mapToLong(S3Object::size).sum())
                .with("more", first.isTruncated());
    }

    @Override
    public Facts details(Calls calls, String name) {
        ListObjectVersionsResponse page = calls.call(
                ListObjectVersionsRequest.builder()
                        .bucket(name)
                        .maxKeys(VERSIONS)
                        .build(),
                ListObjectVersionsResponse.class);
        List<Facts> versions = new ArrayList<>();
        page.versions()
                .forEach(version -> versions.add(new Facts()
                        .with("key", version.key())
                        .with("version", version.versionId())
                        .with("latest", version.isLatest())
                        .with("bytes", version.size())
                        .with("storage", version.storageClassAsString())
                        .with("at", version.lastModified())));
        page.deleteMarkers()
                .forEach(marker -> versions.add(new Facts()
                        .with("key", marker.key())
                        .with("version", marker.versionId())
                        .with("latest", marker.isLatest())
                        .with("deleted", true)
                        .with("at", marker.lastModified())));
        List<Map<String, Object>> shown = versions.stream()
                .map(Facts::asMap)
                .sorted(Comparator.comparing((Map<String, Object> each) -> text(each, "key"))
                        .thenComparing(each -> text(each, "at"), Comparator.reverseOrder()))
                .toList();
        return row(calls, name).with("versions", shown).with("moreVersions", page.isTruncated());
    }

    private static String text(Map<String, Object> members, String name) {
        return String.valueOf(members.get(name));
    }
}
