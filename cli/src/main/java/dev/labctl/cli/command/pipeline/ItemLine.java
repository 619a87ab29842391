package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.lab.ProcessesItems.Item;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.TreeMap;

/** An item as it is listed: with where its output is, or why there is none. */
record ItemLine(Item item) implements Result {
    @Override
    public Object json() {
        return new TreeMap<>(item.attributes());
    }

    @Override
    public void print(Text text) {
        String outcome = item.attributes().containsKey("error")
                ? "  " + item.attributes().get("error")
                : item.attributes().containsKey("output_path")
                        ? " -> " + item.attributes().get("output_path")
                        : "";
        text.line("%s  %s  %s".formatted(Text.oneLine(item.id()), status(text), Text.oneLine(item.path() + outcome)));
    }

    private String status(Text text) {
        String padded = "%-10s".formatted(item.status());
        return switch (item.status()) {
            case "FINISHED" -> text.styled(Text.Style.GOOD, padded);
            case "FAILED" -> text.styled(Text.Style.BAD, padded);
            case "PROCESSING" -> text.styled(Text.Style.CHANGED, padded);
            default -> padded;
        };
    }
}
