package dev.labctl.wire.filepipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code rag-launcher} answers: {@code {"status":"ec2_launched","instance_id":"i-..."}}.
 *
 * @param instanceIds the instances that were launched; empty unless some were
 */
public record LaunchResult(Status status, List<String> instanceIds) {
    public LaunchResult {
        instanceIds = List.copyOf(instanceIds);
    }

    /** What it found to do. */
    public enum Status {
        /** The queue is empty. */
        NO_MESSAGES("no_messages"),
        /** As many workers as the queue asks for run already. */
        EC2_RUNNING("ec2_running"),
        EC2_LAUNCHED("ec2_launched");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        /** How the answer calls it. */
        public String word() {
            return word;
        }
    }

    /** As JSON: {@code instance_id} is the first, and {@code instance_ids} are all where there are several. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", status.word());
        if (!instanceIds.isEmpty()) {
            json.put("instance_id", instanceIds.get(0));
        }
        if (instanceIds.size() > 1) {
            json.put("instance_ids", instanceIds);
        }
        return json;
    }
}
