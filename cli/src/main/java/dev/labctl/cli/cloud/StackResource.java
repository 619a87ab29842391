package dev.labctl.cli.cloud;

/**
 * A resource of a stack.
 *
 * @param physicalId empty as long as it has none
 * @param type {@code AWS::S3::Bucket}
 * @param status {@code CREATE_COMPLETE} and kin
 */
public record StackResource(String logicalId, String physicalId, String type, String status) {}
