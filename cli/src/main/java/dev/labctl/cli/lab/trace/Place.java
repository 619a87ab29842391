package dev.labctl.cli.lab.trace;

/**
 * A part of a lab.
 *
 * @param title for people, and short: {@code S3 primary}
 * @param resource its name in the cloud
 */
public record Place(String title, String resource) {}
