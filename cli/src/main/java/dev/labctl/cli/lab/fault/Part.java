package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import java.util.List;

/**
 * One thing of a deployed lab that can be read and set as text, so that its value can be written down and put back by
 * another process. Equal values read as equal texts.
 */
public sealed interface Part
        permits AlarmSwitch,
                BucketEvents,
                BucketVersioning,
                FailureDestination,
                FunctionConcurrency,
                FunctionPermission,
                FunctionVariable,
                IngressPort,
                PublicAccess,
                QueueAttribute,
                RolePolicy,
                RuleSwitch,
                TableRecovery {
    /** What switches read as. */
    String ON = "on";

    /** What switches read as. */
    String OFF = "off";

    /** What it is and where, as it reads in a sentence: {@code the policy s3-replicator of the role X}. */
    String title();

    /** The names that it is found by; {@link PartKind#part} makes the same part of them again. */
    List<String> address();

    /** Its value now; empty when there is none. */
    String read(Cloud cloud);

    /** Sets it; an empty value takes it away. Setting what is so already is no error. */
    void write(Cloud cloud, String value);

    /** The command of the AWS CLI that sets it so, as a shell takes it. */
    String byHand(Cloud cloud, String value);

    /** A text as one word of a shell. */
    static String word(String text) {
        return text.matches("[A-Za-z0-9_./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
