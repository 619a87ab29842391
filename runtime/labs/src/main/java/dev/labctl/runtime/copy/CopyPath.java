package dev.labctl.runtime.copy;

/** From where to where an object is copied. */
public record CopyPath(String sourceBucket, String sourceKey, String destBucket, String destKey) {}
