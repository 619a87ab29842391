package dev.labctl.localcloud.service.ec2.instance.tool;

import java.io.Serial;

/** Ends a program with the exit status and the words of the one it stands for. */
final class ToolFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    ToolFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
