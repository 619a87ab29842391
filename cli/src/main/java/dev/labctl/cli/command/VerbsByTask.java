package dev.labctl.cli.command;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;

/** The list of verbs in the help of {@code labctl}, by what a user is about. */
final class VerbsByTask implements IHelpSectionRenderer {
    private static final int INDENT = 2;

    @Override
    public String render(Help help) {
        StringBuilder list = new StringBuilder();
        int verbs = Arrays.stream(Verb.values())
                .mapToInt(verb -> verb.word().length())
                .max()
                .orElse(0);
        int width = help.commandSpec().usageMessage().width();
        for (Task task : Task.values()) {
            List<Verb> its = Arrays.stream(Verb.values())
                    .filter(verb -> verb.task() == task)
                    .filter(verb -> help.subcommands().containsKey(verb.word()))
                    .toList();
            TextTable table = TextTable.forColumns(
                    help.colorScheme(),
                    new Column(verbs + 2 * INDENT, INDENT, Column.Overflow.SPAN),
                    new Column(width - verbs - 2 * INDENT, 1, Column.Overflow.WRAP));
            its.forEach(verb -> {
                Help subcommand = Objects.requireNonNull(help.subcommands().get(verb.word()));
                String[] description = subcommand.commandSpec().usageMessage().description();
                table.addRowValues(
                        help.colorScheme().commandText(verb.word()),
                        help.colorScheme().text(description.length == 0 ? "" : description[0]));
            });
            list.append(System.lineSeparator())
                    .append(task.title())
                    .append(':')
                    .append(System.lineSeparator())
                    .append(table);
        }
        return list.toString();
    }
}
