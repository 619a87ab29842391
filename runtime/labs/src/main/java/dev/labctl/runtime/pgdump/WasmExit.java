package dev.labctl.runtime.pgdump;

/** Unwinds the module's calls when it calls exit(). */
final class WasmExit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    WasmExit(int code) {
        super("exit " + code, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }
}
