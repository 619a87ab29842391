package dev.labctl.cli.lab.trace;

/**
 * A step that should be there and is not.
 *
 * @param what is missing, and what is known about the reason
 * @param next where to look next: a command
 */
public record Gap(String what, String next) {}
