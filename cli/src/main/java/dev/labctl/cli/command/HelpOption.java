package dev.labctl.cli.command;

import picocli.CommandLine.Option;

/** {@code --help}, which every verb has. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean requested;
}
