package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.lab.FunctionAnswer;
import dev.labctl.cli.output.Json;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.wire.dbreplication.CopyResult;
import dev.labctl.wire.dbreplication.Inspection;
import dev.labctl.wire.dbreplication.TableState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lab's functions: nothing else reaches its databases. */
record InventoryFunctions(Deployment deployment) {
    /** Runs {@code db-backup}. */
    CopyResult copy() {
        Map<String, Object> answer = call(DbReplicationLab.REPLICATOR, Map.of());
        return new CopyResult(
                FunctionAnswer.number(answer, "copiedRows"),
                String.valueOf(answer.get("checksum")),
                FunctionAnswer.number(answer, "durationMs"));
    }

    /** Runs {@code db-inspect}. */
    Inspection inspect() {
        Map<String, Object> answer = call(DbReplicationLab.INSPECTOR, Map.of());
        return new Inspection(state(answer.get("source")), state(answer.get("target")));
    }

    /** Runs {@code db-seed}; the answer as it comes. */
    Map<String, Object> seed(Map<String, Object> request) {
        return call(DbReplicationLab.SEEDER, request);
    }

    private Map<String, Object> call(String output, Map<String, Object> event) {
        return FunctionAnswer.of(deployment.cloud(), deployment.output(output), Json.line(event));
    }

    private static TableState state(@Nullable Object answer) {
        if (answer instanceof Map<?, ?> state) {
            return new TableState(FunctionAnswer.number(state, "rows"), String.valueOf(state.get("checksum")));
        }
        throw new IllegalStateException("db-inspect answered no table state: " + answer);
    }
}
