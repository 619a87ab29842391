package dev.labctl.runtime.pgdump;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportGlobal;
import com.dylibso.chicory.runtime.ImportMemory;
import com.dylibso.chicory.runtime.ImportTable;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.MutabilityType;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Gives the module its memory, table and functions, and calls its main function. */
final class WasmModuleHost {
    private final WasmModule module;
    private final WasmSystem system;
    private final Memory memory =
            new ByteArrayMemory(new MemoryLimits(WasmLayout.MEMORY_PAGES, WasmLayout.MEMORY_PAGES_LIMIT));
    private final TableInstance table = new TableInstance(
            new Table(ValType.FuncRef, new TableLimits(WasmLayout.TABLE_LENGTH, WasmLayout.TABLE_LENGTH)), -1);
    private final GlobalInstance stackPointer = new GlobalInstance(Value.i32(WasmLayout.HEAP_BASE), MutabilityType.Var);

    WasmModuleHost(WasmSystem system) {
        this.module = Loaded.MODULE;
        this.system = system;
    }

    /**
     * The module as it was before the build translated its code to {@code PgDumpModuleMachine}: main() is too large for a
     * Java method and is interpreted, and the build leaves its code out of the module that it writes.
     */
    private static final class Loaded {
        private static final WasmModule MODULE = load();

        private static WasmModule load() {
            try (InputStream in = WasmModuleHost.class.getResourceAsStream("/pg_dump/pg_dump.wasm")) {
                return Parser.parse(Objects.requireNonNull(in, "pg_dump is not in this build"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Runs main() with {@code arguments}, of which the first is the program's name, and returns the exit code. */
    int run(List<String> arguments) {
        Instance instance = Instance.builder(module)
                .withImportValues(imports())
                .withMachineFactory(PgDumpModuleMachine::new)
                .build();
        try {
            instance.export("__wasm_apply_data_relocs").apply();
            instance.export("__wasm_call_ctors").apply();
            table.setRef(WasmLayout.RECEIVE_INDEX, functionNumber("__syscall_chmod"), instance);
            table.setRef(WasmLayout.SEND_INDEX, functionNumber("__syscall_getcwd"), instance);
            instance.export("pgl_set_rw_cbs").apply(WasmLayout.RECEIVE_INDEX, WasmLayout.SEND_INDEX);
            int code = (int) instance.export("__main_argc_argv").apply(arguments.size(), argv(instance, arguments))[0];
            instance.export("fflush").apply(0);
            return code;
        } catch (WasmExit exit) {
            return exit.code();
        }
    }

    private int argv(Instance instance, List<String> arguments) {
        int array = allocate(instance, Integer.BYTES * (arguments.size() + 1));
        for (int i = 0; i < arguments.size(); i++) {
            byte[] text = (arguments.get(i) + '\0').getBytes(StandardCharsets.UTF_8);
            int place = allocate(instance, text.length);
            memory.write(place, text);
            memory.writeI32(array + Integer.BYTES * i, place);
        }
        memory.writeI32(array + Integer.BYTES * arguments.size(), 0);
        return array;
    }

    private static int allocate(Instance instance, int size) {
        return (int) instance.export("malloc").apply(size)[0];
    }

    private ImportValues imports() {
        ImportValues.Builder imports = ImportValues.builder();
        for (FunctionImport function : functions()) {
            FunctionType type = module.typeSection().getType(function.typeIndex());
            boolean returns = !type.returns().isEmpty();
            WasmSystem.Call call = system.call(function.name(), stackPointer);
            imports.addFunction(new HostFunction(function.module(), function.name(), type, (instance, arguments) -> {
                long result = call.apply(instance, arguments);
                return returns ? new long[] {result} : new long[0];
            }));
        }
        return imports.addMemory(new ImportMemory("env", "memory", memory))
                .addTable(new ImportTable("env", "__indirect_function_table", table))
                .addGlobal(
                        new ImportGlobal("env", "__stack_pointer", stackPointer),
                        new ImportGlobal("env", "__memory_base", new GlobalInstance(Value.i32(WasmLayout.MEMORY_BASE))),
                        new ImportGlobal("env", "__table_base", new GlobalInstance(Value.i32(WasmLayout.TABLE_BASE))),
                        new ImportGlobal(
                                "GOT.mem",
                                "__heap_base",
                                new GlobalInstance(Value.i32(WasmLayout.HEAP_BASE), MutabilityType.Var)))
                .build();
    }

    private List<FunctionImport> functions() {
        return IntStream.range(0, module.importSection().importCount())
                .mapToObj(module.importSection()::getImport)
                .filter(FunctionImport.class::isInstance)
                .map(FunctionImport.class::cast)
                .toList();
    }

    /**
     * The table takes functions of the module or imported ones, so two imported system calls of the right type that
     * pg_dump has no use for serve as receive and send.
     */
    private int functionNumber(String name) {
        return functions().stream().map(FunctionImport::name).toList().indexOf(name);
    }
}
