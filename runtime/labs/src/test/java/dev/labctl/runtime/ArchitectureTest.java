package dev.labctl.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds the directions in which the packages of what is uploaded may depend on each other; there are no exceptions. */
class ArchitectureTest {
    private static final JavaClasses RUNTIME = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.labctl.runtime");

    @Test
    void oneLabNeverSeesAnother() {
        slices().matching("dev.labctl.runtime.lab.(*)..")
                .should()
                .notDependOnEachOther()
                .check(RUNTIME);
    }

    @Test
    void pgDumpKnowsNeitherLabsNorTheCloud() {
        noClasses()
                .that()
                .resideInAPackage("dev.labctl.runtime.pgdump..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.labctl.runtime.lab..",
                        "dev.labctl.runtime.client..",
                        "dev.labctl.runtime.event..",
                        "dev.labctl.wire..",
                        "software.amazon.awssdk..",
                        "com.amazonaws..")
                .check(RUNTIME);
    }

    @Test
    void onlyPgDumpKnowsWebAssembly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.labctl.runtime.pgdump..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.dylibso.chicory..")
                .check(RUNTIME);
    }
}
