package dev.labctl.cli.command.shared;

import java.util.Map;

/** A command that is only a name for others, or has others besides what it does itself. */
public interface VerbGroup {
    /** The commands by their words. */
    Map<String, Object> verbs();
}
