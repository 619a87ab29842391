package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import java.util.List;

/** A bucket's versioning: {@code Enabled} or {@code Suspended}. */
public record BucketVersioning(String bucket, String region) implements Part {

    @Override
    public String title() {
        return "the versioning of the bucket " + bucket;
    }

    @Override
    public List<String> address() {
        return List.of(bucket, region);
    }

    @Override
    public String read(Cloud cloud) {
        return cloud.in(region).s3().bucket(bucket).settings().versioning();
    }

    @Override
    public void write(Cloud cloud, String value) {
        cloud.in(region).s3().bucket(bucket).settings().setVersioning(value.equals("Enabled"));
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        return "aws s3api put-bucket-versioning --region %s --bucket %s --versioning-configuration Status=%s"
                .formatted(region, bucket, value);
    }
}
