package dev.labctl.runtime.pgdump;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Map;

/**
 * The operating system as pg_dump.wasm sees it: one connection, one file, stderr, an environment, a clock, random
 * numbers, and nothing else. Functions return what the C library's system calls do: a result or a negated errno.
 */
final class WasmSystem {
    /**
     * The one file that can be written, and not be sought in: the C library believes that of stdout, and pg_dump would
     * write its table of contents a second time, at the end.
     */
    static final String ARCHIVE_PATH = "/archive";

    private static final int NOT_FOUND = -44;
    private static final int NOT_SUPPORTED = -52;
    private static final int NOT_A_TERMINAL = -59;
    private static final int BAD_FILE = -8;
    private static final int SEEK_IMPOSSIBLE = 70;
    private static final int TRY_AGAIN = 6;
    private static final int STDOUT = 1;
    private static final int ARCHIVE = 10;
    private static final int STDERR = 2;
    private static final int SOCKET = 5;
    private static final int RANDOM = 9;
    private static final int CHARACTER_DEVICE = 2;
    private static final int PAGE = 1 << 16;
    private static final int GET_FLAGS = 3;
    private static final int READ_WRITE = 2;

    /** One imported function. */
    @FunctionalInterface
    interface Call {
        long apply(Instance instance, long[] arguments);
    }

    private final PostgresSocket socket;
    private final OutputStream out;
    private final OutputStream errors;
    private final Map<String, String> environment;
    private final SecureRandom random = new SecureRandom();
    private byte[] received = new byte[PAGE];
    private boolean hasReceived;
    private long encodingName;

    WasmSystem(PostgresSocket socket, OutputStream out, OutputStream errors, Map<String, String> environment) {
        this.socket = socket;
        this.out = out;
        this.errors = errors;
        this.environment = environment;
    }

    /** The function that the module imports as {@code name}. */
    Call call(String name, GlobalInstance stackPointer) {
        return switch (name) {
            case "exit", "proc_exit" ->
                (instance, v) -> {
                    throw new WasmExit((int) v[0]);
                };
            case "_abort_js" ->
                (instance, v) -> {
                    throw new IllegalStateException("pg_dump aborted");
                };
            case "_emscripten_throw_longjmp" ->
                (instance, v) -> {
                    throw new WasmLongJump();
                };
            case "invoke_iiii", "invoke_ii", "invoke_vii" -> (instance, v) -> invoke(instance, v, stackPointer);
            case "__syscall_chmod" -> (instance, v) -> receive(instance, (int) v[0], (int) v[1]);
            case "__syscall_getcwd" -> (instance, v) -> send(instance.memory(), (int) v[0], (int) v[1]);
            case "fd_write" -> this::write;
            case "fd_read" -> this::read;
            case "fd_seek" -> (instance, v) -> SEEK_IMPOSSIBLE;
            case "fd_fdstat_get" -> this::fileStatus;
            case "environ_sizes_get" -> this::environmentSizes;
            case "environ_get" -> this::environment;
            case "clock_time_get" -> WasmSystem::clock;
            case "emscripten_date_now", "emscripten_get_now" ->
                (instance, v) -> Double.doubleToRawLongBits((double) System.currentTimeMillis());
            case "_tzset_js" -> WasmSystem::timeZone;
            case "_localtime_js" -> WasmSystem::localTime;
            case "emscripten_resize_heap" -> WasmSystem::resizeHeap;
            case "pg_encoding_to_char" -> this::encodingName;
            case "__syscall_socket" -> (instance, v) -> SOCKET;
            case "__syscall_dup" -> (instance, v) -> v[0];
            case "__syscall_fcntl64" -> (instance, v) -> v[1] == GET_FLAGS ? READ_WRITE : 0;
            case "__syscall_ioctl" -> (instance, v) -> NOT_A_TERMINAL;
            case "__syscall_fstat64" -> (instance, v) -> BAD_FILE;
            case "__syscall_openat" -> (instance, v) -> open(instance.memory().readCString((int) v[1]));
            case "__syscall_stat64",
                    "__syscall_lstat64",
                    "__syscall_newfstatat",
                    "__syscall_faccessat",
                    "__syscall_readlinkat" -> (instance, v) -> NOT_FOUND;
            case "fd_close", "fd_sync", "_setitimer_js", "__syscall_fadvise64" -> (instance, v) -> 0;
            default -> (instance, v) -> NOT_SUPPORTED;
        };
    }

    private static long open(String path) {
        return switch (path) {
            case "/dev/urandom" -> RANDOM;
            case ARCHIVE_PATH -> ARCHIVE;
            default -> NOT_FOUND;
        };
    }

    /** Calls a function under setjmp(): a longjmp() out of it restores the stack and is told to the caller. */
    private static long invoke(Instance instance, long[] v, GlobalInstance stackPointer) {
        long stack = stackPointer.getValue();
        try {
            int function = instance.table(0).ref((int) v[0]);
            long[] result = instance.getMachine().call(function, Arrays.copyOfRange(v, 1, v.length));
            return result == null || result.length == 0 ? 0 : result[0];
        } catch (WasmLongJump jump) {
            instance.export("_emscripten_stack_restore").apply(stack);
            instance.export("setThrew").apply(1, 0);
            return 0;
        }
    }

    /**
     * Waits for bytes, as a socket does that libpq has waited for. But libpq reads on at once while a long message comes
     * in, until it is told that there is nothing left (pqReadData): after the last message it would wait for ever.
     */
    private long receive(Instance instance, int place, int length) {
        if (received.length < length) {
            received = new byte[length];
        }
        try {
            if (hasReceived && !socket.hasMore()) {
                hasReceived = false;
                instance.memory()
                        .writeI32((int) instance.export("__errno_location").apply()[0], TRY_AGAIN);
                return -1;
            }
            int count = socket.read(received, length);
            hasReceived = count > 0;
            if (hasReceived) {
                instance.memory().write(place, received, 0, count);
            }
            return Math.max(count, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long send(Memory memory, int place, int length) {
        try {
            socket.write(memory.readBytes(place, length));
            return length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long write(Instance instance, long[] v) {
        Memory memory = instance.memory();
        int written = 0;
        try {
            for (int i = 0; i < v[2]; i++) {
                int entry = (int) v[1] + 2 * Integer.BYTES * i;
                int length = memory.readInt(entry + Integer.BYTES);
                if (length > 0 && v[0] == ARCHIVE) {
                    out.write(memory.readBytes(memory.readInt(entry), length));
                } else if (length > 0 && (v[0] == STDOUT || v[0] == STDERR)) {
                    errors.write(memory.readBytes(memory.readInt(entry), length));
                }
                written += length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        memory.writeI32((int) v[3], written);
        return 0;
    }

    private long read(Instance instance, long[] v) {
        Memory memory = instance.memory();
        int count = 0;
        for (int i = 0; v[0] == RANDOM && i < v[2]; i++) {
            int entry = (int) v[1] + 2 * Integer.BYTES * i;
            byte[] bytes = new byte[memory.readInt(entry + Integer.BYTES)];
            random.nextBytes(bytes);
            memory.write(memory.readInt(entry), bytes);
            count += bytes.length;
        }
        memory.writeI32((int) v[3], count);
        return 0;
    }

    private long fileStatus(Instance instance, long[] v) {
        int place = (int) v[1];
        instance.memory().fill((byte) 0, place, place + 24);
        instance.memory().writeByte(place, (byte) CHARACTER_DEVICE);
        return 0;
    }

    private byte[][] variables() {
        return environment.entrySet().stream()
                .map(entry -> (entry.getKey() + '=' + entry.getValue() + '\0').getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    private long environmentSizes(Instance instance, long[] v) {
        byte[][] variables = variables();
        instance.memory().writeI32((int) v[0], variables.length);
        instance.memory()
                .writeI32(
                        (int) v[1],
                        Arrays.stream(variables).mapToInt(text -> text.length).sum());
        return 0;
    }

    private long environment(Instance instance, long[] v) {
        int pointer = (int) v[0];
        int place = (int) v[1];
        for (byte[] variable : variables()) {
            instance.memory().writeI32(pointer, place);
            instance.memory().write(place, variable);
            pointer += Integer.BYTES;
            place += variable.length;
        }
        return 0;
    }

    private static long clock(Instance instance, long[] v) {
        Instant now = Instant.now();
        instance.memory().writeLong((int) v[2], now.getEpochSecond() * 1_000_000_000L + now.getNano());
        return 0;
    }

    private static long timeZone(Instance instance, long[] v) {
        Memory memory = instance.memory();
        memory.writeI32((int) v[0], 0);
        memory.writeI32((int) v[1], 0);
        memory.writeCString((int) v[2], "UTC");
        memory.writeCString((int) v[3], "UTC");
        return 0;
    }

    /** Fills a struct tm: nine fields and the offset from UTC, which is where the module is. */
    private static long localTime(Instance instance, long[] v) {
        ZonedDateTime time = Instant.ofEpochSecond(v[0]).atZone(ZoneOffset.UTC);
        int[] fields = {
            time.getSecond(),
            time.getMinute(),
            time.getHour(),
            time.getDayOfMonth(),
            time.getMonthValue() - 1,
            time.getYear() - 1900,
            time.getDayOfWeek().getValue() % 7,
            time.getDayOfYear() - 1,
            0,
            0
        };
        for (int i = 0; i < fields.length; i++) {
            instance.memory().writeI32((int) v[1] + Integer.BYTES * i, fields[i]);
        }
        return 0;
    }

    private static long resizeHeap(Instance instance, long[] v) {
        int wanted = (int) (((v[0] & 0xffffffffL) + PAGE - 1) / PAGE);
        int more = wanted - instance.memory().pages();
        return more <= 0 || instance.memory().grow(more) >= 0 ? 1 : 0;
    }

    /** The one encoding that the client has. */
    private long encodingName(Instance instance, long[] v) {
        if (encodingName == 0) {
            byte[] name = "UTF8\0".getBytes(StandardCharsets.US_ASCII);
            encodingName = instance.export("malloc").apply(name.length)[0];
            instance.memory().write((int) encodingName, name);
        }
        return encodingName;
    }
}
