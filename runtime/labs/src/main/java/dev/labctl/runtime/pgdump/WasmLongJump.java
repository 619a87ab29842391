package dev.labctl.runtime.pgdump;

/** Unwinds the module's calls to where it called setjmp(). */
final class WasmLongJump extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WasmLongJump() {
        super("longjmp", null, false, false);
    }
}
