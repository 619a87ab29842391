package dev.labctl.cli.command;

import dev.labctl.cli.cloud.local.LocalCloud;
import dev.labctl.cli.cloud.local.RunningCloud;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the local cloud runs, and where. */
record LocalStatus(LocalCloud local, @Nullable RunningCloud running) implements Result {
    @Override
    public Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("running", running != null);
        if (running != null) {
            json.put("endpoint", running.endpoint());
            json.put("port", running.port());
            json.put("pid", running.pid());
            json.put("version", running.version());
        }
        json.put("state", local.state());
        json.put("log", local.log());
        return json;
    }

    @Override
    public void print(Text text) {
        text.line(
                running == null
                        ? "the local cloud does not run"
                        : "the local cloud %s runs at %s (pid %d)"
                                .formatted(running.version(), running.endpoint(), running.pid()));
        text.line("  state %s".formatted(local.state()));
        text.line("  log   %s".formatted(local.log()));
    }
}
