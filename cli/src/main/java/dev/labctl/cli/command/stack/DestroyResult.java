package dev.labctl.cli.command.stack;

import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.Receipt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The receipts of a destroy. */
record DestroyResult(List<Receipt> receipts) implements Result {
    DestroyResult {
        receipts = List.copyOf(receipts);
    }

    int exitCode() {
        return receipts.stream().mapToInt(Receipt::exitCode).max().orElse(0);
    }

    @Override
    public Object json() {
        return receipts.stream().map(DestroyResult::json).toList();
    }

    private static Map<String, Object> json(Receipt receipt) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lab", receipt.lab());
        json.put("stack", receipt.stack());
        json.put("deployed", receipt.wasDeployed());
        json.put("deleted", receipt.deleted());
        json.put("emptied", receipt.emptied());
        json.put("leftovers", receipt.leftovers());
        json.put("durationMs", receipt.took().toMillis());
        return json;
    }

    @Override
    public void print(Text text) {
        receipts.forEach(receipt -> print(receipt, text));
    }

    private static void print(Receipt receipt, Text text) {
        String stack = text.styled(Text.Style.STRONG, receipt.stack());
        if (!receipt.wasDeployed()) {
            text.line(stack + ": was not deployed");
            return;
        }
        text.line("%s: %s deleted in %s"
                .formatted(
                        stack, Text.counted(receipt.deleted().size(), "resource"), Durations.readable(receipt.took())));
        for (Receipt.EmptiedBucket bucket : receipt.emptied()) {
            text.line("  emptied %s: %s, %s, %s"
                    .formatted(
                            bucket.bucket(),
                            Text.counted(bucket.contents().versions(), "version"),
                            Text.counted(bucket.contents().deleteMarkers(), "delete marker"),
                            Text.counted(bucket.contents().unfinishedUploads(), "unfinished upload")));
        }
        if (receipt.leftovers().isEmpty()) {
            text.line("  nothing is left");
        }
        for (Receipt.Leftover leftover : receipt.leftovers()) {
            text.line(text.styled(Text.Style.BAD, "  LEFT: ") + leftover.type() + " " + leftover.id());
        }
    }
}
