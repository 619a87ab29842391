package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import java.util.List;
import java.util.stream.Collectors;

/** Whether a bucket's public access is blocked, by all four settings: {@link Part#ON} or {@link Part#OFF}. */
public record PublicAccess(String bucket, String region) implements Part {

    @Override
    public String title() {
        return "the public access block of the bucket " + bucket;
    }

    @Override
    public List<String> address() {
        return List.of(bucket, region);
    }

    @Override
    public String read(Cloud cloud) {
        return cloud.in(region).s3().bucket(bucket).settings().publicAccessBlocked() ? ON : OFF;
    }

    @Override
    public void write(Cloud cloud, String value) {
        cloud.in(region).s3().bucket(bucket).settings().blockPublicAccess(value.equals(ON));
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        String settings =
                List.of("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets").stream()
                        .map(setting -> setting + "=" + value.equals(ON))
                        .collect(Collectors.joining(","));
        return "aws s3api put-public-access-block --region %s --bucket %s --public-access-block-configuration %s"
                .formatted(region, bucket, settings);
    }
}
