package dev.labctl.cli.command.local;

import dev.labctl.cli.cloud.local.LocalCloud;
import dev.labctl.cli.cloud.local.RunningCloud;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the local cloud runs, and where.
 *
 * @param chaos the faults that it makes on purpose, as it tells; empty where that was not asked
 */
record LocalStatus(LocalCloud local, @Nullable RunningCloud running, Map<String, Object> chaos) implements Result {
    LocalStatus {
        chaos = Collections.unmodifiableMap(new LinkedHashMap<>(chaos));
    }

    LocalStatus(LocalCloud local, @Nullable RunningCloud running) {
        this(local, running, Map.of());
    }

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
        if (!chaos.isEmpty()) {
            json.put("chaos", chaos);
        }
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
        if (Boolean.TRUE.equals(chaos.get("on"))) {
            text.line("  chaos seed %s, throttle %s %%, duplicate %s %%, reorder %s %%, latency %s, of %s"
                    .formatted(
                            chaos.get("seed"),
                            chaos.get("throttle"),
                            chaos.get("duplicate"),
                            chaos.get("reorder"),
                            chaos.get("latency"),
                            chaos.get("services")));
        }
    }
}
